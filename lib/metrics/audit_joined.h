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

#include <sops/buffer.h>

/* Appends a cell to a value; before is the one before it, or NULL. */
void sops__join(struct sops_buffer *value, struct sops_field cell,
	const struct sops_field *before);

/* The cells, with that between them; out is overwritten. */
struct sops_field sops__joined_cells(struct sops_buffer *out, struct sops_field value,
	const char *between);
/* The value of cells with a NUL between them, the same. */
struct sops_field sops__joined_of(struct sops_buffer *out, struct sops_field cells);

#endif
