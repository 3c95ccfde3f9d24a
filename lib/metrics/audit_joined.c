/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit_joined.h"

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
