/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cells.h: the cells of a file in which columns are called by what stands above them. */
#ifndef SOPS_CELLS_H
#define SOPS_CELLS_H

#include <sops/input.h>

/* The number of the column of that header or role in *out. SOPS_EINPUT: no column "x", with the
 * place; also where a role only follows from others, and has no cells of its own. */
int sops__cells_find(int *out, const struct sops_input *input, struct sops_field name,
	struct sops_error *err);

/* The cell of the last row without space around it; empty when it says nothing. */
struct sops_field sops__cell_at(const struct sops_input *input, int column);

#endif
