/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import_private.h: what import_*.c share. */
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

/* import_plan.c: chooses the outputs, and which of them are masked. */
int sops__import_plan(struct sops_import *import, struct sops_error *err);
/* SOPS_EINPUT where there is none: a file that nothing is known of would come out as so many empty
 * lines. */
int sops__import_check_outputs(const struct sops_import *import, struct sops_error *err);

/* Looks at a record before it is written: 1 where it is another line of one that is there. */
int sops__import_begin(struct sops_import *import, const void *row, struct sops_error *err);
/* The text of an output's cell; valid until the next. */
int sops__import_cell(struct sops_import *import, const struct sops__output *output,
	const void *row, struct sops_field *out, struct sops_error *err);

#endif
