/* SPDX-License-Identifier: GPL-3.0-or-later */
/* by.h: which column a name of --by means, here or in a table that lends it. */
#ifndef SOPS_BY_H
#define SOPS_BY_H

#include <sops/input.h>

struct sops__by {
	int column;                     /* here: the key itself, or what the row is found by */
	const struct sops_borrow *from; /* or NULL */
	size_t cell;                    /* which of its columns */
};

int sops__by_find(struct sops__by *out, const struct sops_columns *columns,
	const struct sops_input_options *options, struct sops_field name, struct sops_error *err);

/* The role of a table that the name stands for, as profiles know headers; or -1. */
int sops__by_role(const struct sops_schema *schema, struct sops_field name);

/* The cell of the row that the id leads to; empty when there is none. */
struct sops_field sops__by_borrowed(const struct sops__by *by, struct sops_field id);

#endif
