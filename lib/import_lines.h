/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import_lines.h: records that stand on several lines, as those with sub-forms do. */
#ifndef SOPS_IMPORT_LINES_H
#define SOPS_IMPORT_LINES_H

#include <sops/import.h>

#include "texts.h"

/* Where a record is, and what it says. */
struct sops__line {
	uint64_t number;
	uint64_t print[2];
};

/* The cells of a row, one after the other. */
struct sops__cells {
	struct sops_buffer text;
	size_t *ends;
	size_t count, size;
	uint32_t id;
};

/* All zero: no record yet. */
struct sops__lines {
	struct sops__texts ids;
	struct sops__line *at; /* by the number of the id */
	size_t size;
	struct sops__cells row, last; /* at hand, and the last that was a record */
	struct sops_field *names; /* of the cells; borrowed */
	size_t names_size;
};

void sops__lines_release(struct sops__lines *lines);

/* A row: begin, each cell, end. */
void sops__lines_begin(struct sops__lines *lines);
int sops__lines_cell(struct sops__lines *lines, struct sops_field name, struct sops_field text,
	struct sops_error *err);
/* id_cell is the number of the id's cell. 0 the first of its id, 1 one that says the same; a blank
 * id has no record to go on with. */
int sops__lines_end(struct sops__lines *lines, size_t id_cell, uint64_t line,
	const struct sops_import_options *options, struct sops_error *err);

#endif
