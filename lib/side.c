/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "side.h"

int sops__side_error(const struct sops_input *input, int role, int status, struct sops_error *err)
{
	const struct sops_columns *columns = sops_input_columns(input);
	struct sops_place place = sops_input_place(input);
	int column = role < 0 ? -1 : sops_columns_of(columns, role);

	sops_error_place(err, &place);
	if (column >= 0)
		sops_error_column(err, sops_columns_name(columns, (size_t)column));
	return status;
}
