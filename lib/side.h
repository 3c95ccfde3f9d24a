/* SPDX-License-Identifier: GPL-3.0-or-later */
/* side.h: what is wrong with a row of a side table, and where. */
#ifndef SOPS_SIDE_H
#define SOPS_SIDE_H

#include <sops/input.h>

/* Adds to an error the place of the last row, and the header of the role's column where it has
 * one; no role: -1. Returns the status of the error. */
int sops__side_error(const struct sops_input *input, int role, int status,
	struct sops_error *err);

#endif
