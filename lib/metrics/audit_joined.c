/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit_joined.h"

#include "../eights.h"

#define MOST 255 /* bytes that can be left out */

/* How many bytes both begin with, up to the most. */
static inline size_t shared(struct sops_field a, struct sops_field b)
{
	size_t n = a.len < b.len ? a.len : b.len, i = 0;
	uint64_t x, y;

	if (n == 0 || a.at[0] != b.at[0])
		return 0;
	n = n < MOST ? n : MOST;
	for (; i + 8 <= n; i += 8) {
		memcpy(&x, a.at + i, 8);
		memcpy(&y, b.at + i, 8);
		if (x != y)
			return i + (size_t)__builtin_ctzll(le64toh(x ^ y)) / 8;
	}
	while (i < n && a.at[i] == b.at[i])
		i++;
	return i;
}

void sops__join(struct sops_buffer *value, struct sops_field cell,
	const struct sops_field *before)
{
	size_t left_out = before ? shared(cell, *before) : 0;
	char *end;

	if (!sops_buffer_has_room(value, cell.len + 2) &&
	    sops_buffer_reserve(value, cell.len + 2) < 0)
		return;
	end = value->at + value->len;
	if (before) {
		*end++ = '\0';
		*end++ = (char)left_out;
	}
	sops__eights_copy(end, cell.at + left_out, cell.len - left_out);
	value->len = (size_t)(end - value->at) + cell.len - left_out;
	value->at[value->len] = '\0';
}

struct sops_field sops__joined_cells(struct sops_buffer *out, struct sops_field value,
	const char *between)
{
	size_t before = 0, cell = 0; /* where they begin in out */

	sops_buffer_clear(out);
	if (sops_buffer_reserve(out, value.len) < 0)
		return (struct sops_field){ "", 0 };
	for (size_t i = 0; i < value.len && !out->failed; i++) {
		size_t more;

		if (value.at[i]) {
			sops_buffer_putc(out, value.at[i]);
			continue;
		}
		more = (unsigned char)value.at[++i];
		if (between[0])
			sops_buffer_puts(out, between);
		else
			sops_buffer_putc(out, '\0');
		before = cell;
		cell = out->len;
		if (sops_buffer_reserve(out, more) == 0)
			sops_buffer_add(out, out->at + before, more);
	}
	return sops_buffer_view(out);
}

struct sops_field sops__joined_of(struct sops_buffer *out, struct sops_field cells)
{
	struct sops_field before = { NULL, 0 };

	sops_buffer_clear(out);
	while (cells.at) {
		const char *end = memchr(cells.at, '\0', cells.len);
		struct sops_field cell = { cells.at, end ? (size_t)(end - cells.at) : cells.len };

		sops__join(out, cell, before.at ? &before : NULL);
		before = cell;
		cells = end ? (struct sops_field){ end + 1, cells.len - cell.len - 1 }
			: (struct sops_field){ NULL, 0 };
	}
	return sops_buffer_view(out);
}
