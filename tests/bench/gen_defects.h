/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gen_defects.h: a planter, whose rows the words of a kind are about. */
#ifndef GEN_DEFECTS_H
#define GEN_DEFECTS_H

#include "gen.h"

enum { MOST_COLUMNS = 64, MOST_KINDS = 160, CELL = 512 };

struct cell {
	size_t length;
	char at[CELL];
};

struct row {
	struct cell cell[MOST_COLUMNS];
	int count;
};

struct planter {
	const struct model *model;
	const struct kinds *kinds;
	struct out *list;
	const struct style *style; /* of the output at hand */
	char table[16];
	int stream, per_mille;
	const struct dialect *dialect; /* of deals; or NULL: as the header says */
	struct row header, row, own, kept; /* own: as it was, while row is spoilt */
	const char *names[MOST_COLUMNS]; /* of the columns in the words of kinds */
	int key; /* the column that identifies a record */
	int64_t line, record;
	bool other_end; /* of the last row */
	int used[MOST_KINDS];
};

/* Ends the program. */
_Noreturn void broken(const char *what, const char *why);
void cell_set(struct cell *cell, const char *text, size_t length);

/* The words of a kind, gen_words.c. */

int column_of(const struct planter *p, const char *name, size_t length); /* or NEVER */
int text_column(const struct planter *p);
bool row_is(const struct planter *p, const struct row *row, const char *when);
bool has_columns(const struct planter *p, const char *set);
void write_cells(struct planter *p, const struct kind *kind, struct rng *rng);

#endif
