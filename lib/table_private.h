/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table_private.h: what a table is made of. Not installed, not exported. */
#ifndef SOPS_TABLE_PRIVATE_H
#define SOPS_TABLE_PRIVATE_H

#include <sops/table.h>

struct sops__table_column {
	struct sops_column is;
	bool hidden;
};

/* Memory for text, all freed at once: rows may be moved or dropped and texts stay. */
struct sops__chunk {
	struct sops__chunk *next;
	size_t used, size;
	char bytes[];
};

struct sops_table {
	struct sops__table_column *columns;
	size_t width, columns_room;
	size_t *shown; /* indexes of the columns that stand, in their order */
	size_t shown_count;

	struct sops_cell *cells; /* row after row, width cells each */
	size_t rows, cells_room;
	void (*sink)(void *to, const struct sops_table *table); /* or NULL: rows stay */
	void *to;
	size_t passed; /* rows that went to the sink and are no longer there */
	size_t next; /* the cell of the last row that is filled next */
	struct sops_cell *prefix;
	size_t prefix_count;

	const char **notes;
	size_t notes_count, notes_room;
	struct sops__chunk *names; /* of columns, and notes */
	struct sops__chunk *texts; /* of cells */
	struct sops_error failure; /* the first append that failed */
};

/* The last row is whole: a table that flows passes it on. */
void sops__table_pass(struct sops_table *table);

#endif
