/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "side.h"

#include "columns_private.h"

int sops__side_error(const struct sops_input *input, int role, int status, struct sops_error *err)
{
	struct sops_place place = sops_input_place(input);

	sops_error_place(err, &place);
	sops__columns_blame(sops_input_columns(input), role, err);
	return status;
}
