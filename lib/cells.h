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
/* The amount in it, with its currency where one is said: that of the row where a role stands for
 * the column. A blank one is blank; what is no amount is SOPS_EINPUT, with the place. */
int sops__cell_amount(const struct sops_input *input, const void *row, int column,
	struct sops_money *amount, struct sops_currency *currency, struct sops_error *err);

#endif
