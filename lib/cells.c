/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cells.h"

int sops__cells_find(int *out, const struct sops_input *input, struct sops_field name,
	struct sops_error *err)
{
	const struct sops_columns *columns = sops_input_columns(input);
	const struct sops_place place = { .file = sops_input_name(input), .line = 1 };
	char quoted[SOPS_QUOTED];
	int column = sops_columns_find(columns, name, err);

	if (column >= 0 && (size_t)column < sops_columns_count(columns)) {
		*out = column;
		return 0;
	}
	if (column >= 0)
		column = sops_error_set(err, SOPS_EINPUT, "%s follows from other columns and has "
			"none of its own", sops_quote(quoted, name));
	if (column == SOPS_EINPUT)
		sops_error_place(err, &place);
	return column;
}

struct sops_field sops__cell_at(const struct sops_input *input, int column)
{
	struct sops_field cell = sops_input_record(input)->fields[column];

	return sops_input_blank(input, cell) ? (struct sops_field){ NULL, 0 }
					     : sops_field_trim(cell);
}
