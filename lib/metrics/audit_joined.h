/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_joined.h: the cells of several columns as one value.
 *
 * Cells are joined by NUL, behind which a byte says how many bytes the cell shares with the
 * beginning of the one before it: those are left out. A deal is often named for its customer. Equal
 * cells are equal values, and others are not.
 */
#ifndef SOPS_AUDIT_JOINED_H
#define SOPS_AUDIT_JOINED_H

#include "../eights.h"

#include <sops/buffer.h>

#define SOPS__JOINED_MOST 255 /* bytes that can be left out */

/* How many bytes both begin with, up to the most. */
static inline size_t sops__join_shared(struct sops_field a, struct sops_field b)
{
	size_t n = a.len < b.len ? a.len : b.len, i = 0;
	uint64_t x, y;

	if (n == 0 || a.at[0] != b.at[0])
		return 0;
	n = n < SOPS__JOINED_MOST ? n : SOPS__JOINED_MOST;
	for (; i + 8 <= n; i += 8) {
		memcpy(&x, a.at + i, 8);
		memcpy(&y, b.at + i, 8);
		if (x != y)
			return i + (size_t)__builtin_ctzll(le64toh(x ^ y)) / 8;
	}
	if (n < 8) {
		while (i < n && a.at[i] == b.at[i])
			i++;
		return i;
	}
	/* The last eight, of which those that were compared are the same. */
	memcpy(&x, a.at + n - 8, 8);
	memcpy(&y, b.at + n - 8, 8);
	return x == y ? n : n - 8 + (size_t)__builtin_ctzll(le64toh(x ^ y)) / 8;
}

/* Appends a cell to a value; before is the one before it, or NULL. */
static inline void sops__join(struct sops_buffer *value, struct sops_field cell,
	const struct sops_field *before)
{
	size_t left_out = before ? sops__join_shared(cell, *before) : 0;
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

/* The cells, with that between them; out is overwritten. */
struct sops_field sops__joined_cells(struct sops_buffer *out, struct sops_field value,
	const char *between);
/* The value of cells with a NUL between them, the same. */
struct sops_field sops__joined_of(struct sops_buffer *out, struct sops_field cells);

#endif
