/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import_private.h: what import.c and import_plain.h share. */
#ifndef SOPS_IMPORT_PRIVATE_H
#define SOPS_IMPORT_PRIVATE_H

#include "import_lines.h"

#include <sops/cell.h>
#include <sops/profile.h>

/* Another file has the column, this one does not. */
#define ABSENT SIZE_MAX

/* A column of the output: a role, or a column of the file that is kept. */
struct sops__output {
	const struct sops_role *role; /* or NULL */
	size_t column;                /* or ABSENT */
	struct sops_field name;
	bool masked, id;
};

struct sops__plain;

struct sops_import {
	const struct sops_input *input;
	const struct sops_columns *columns;
	struct sops_import_options options;
	struct sops__output *outputs;
	size_t count;
	const struct sops_profile_habits *habits; /* of ids; or NULL */
	uint64_t idless, idless_line; /* deals without an id, and where the first is */
	struct sops__lines lines; /* where one record stands on several */
	struct sops_buffer text, mask; /* of the cell at hand */
	char id[SOPS_SALESFORCE_ID];
	struct sops__plain *plain; /* or NULL */
};

void sops__plain_free(struct sops__plain *plain);

#endif
