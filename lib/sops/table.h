/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.h: results as typed tables.
 *
 * A table owns its columns, cells and notes. Columns are added first, then
 * rows; cells of a row are appended in the order of the columns:
 *
 *	sops_table_column(t, "deals", SOPS_COLUMN_COUNT, "deals", "deals of this owner");
 *	sops_table_row(t);
 *	sops_table_count(t, 12);
 *	return sops_table_check(t, err);
 *
 * Appending never fails loudly: the first failure (memory; a cell too many) is
 * kept, and sops_table_check reports it. A row left short is filled with blanks.
 * Column names differ from each other; a second one of a name is SOPS_EUSAGE,
 * as it is the user's --by that brings it.
 */
#ifndef SOPS_TABLE_H
#define SOPS_TABLE_H

#include <sops/buffer.h>
#include <sops/money.h>
#include <sops/period.h>

enum sops_column_type {
	SOPS_COLUMN_TEXT,
	SOPS_COLUMN_COUNT,  /* a whole number */
	SOPS_COLUMN_MONEY,  /* an exact decimal */
	SOPS_COLUMN_RATIO,  /* a share of 1: 0.35 for machines, 35.0% for people */
	SOPS_COLUMN_NUMBER, /* any of the numeric cells, row by row, as its unit cell says */
	SOPS_COLUMN_REAL,   /* an estimate: a double, nine significant digits */
	SOPS_COLUMN_DATE,
	SOPS_COLUMN_PERIOD,
	SOPS_COLUMN_BOOL,
};

enum sops_cell_kind {
	SOPS_CELL_BLANK, /* undefined or empty; never 0 */
	SOPS_CELL_TEXT,
	SOPS_CELL_COUNT,
	SOPS_CELL_MONEY,
	SOPS_CELL_SHARE,    /* a ratio that people read as per cent */
	SOPS_CELL_FEW,      /* a share of so few that people read its counts: 3/7 */
	SOPS_CELL_QUOTIENT, /* a ratio that people read as a number: an average */
	SOPS_CELL_REAL,
	SOPS_CELL_DATE,
	SOPS_CELL_BOOL,
};

struct sops_column {
	const char *name; /* lower case with underscores; stable once released */
	enum sops_column_type type;
	const char *unit; /* "deals", "days", "money", "1" or "" */
	const char *doc;  /* one line */
};

struct sops_cell {
	enum sops_cell_kind kind;
	union {
		struct sops_field text; /* owned by the table */
		int64_t count;
		struct sops_money money;
		struct sops_ratio ratio;
		double real;
		sops_date date;
		bool truth;
	};
};

struct sops_table;

int sops_table_new(struct sops_table **out, struct sops_error *err);
void sops_table_free(struct sops_table *table);
int sops_table_check(const struct sops_table *table, struct sops_error *err);

/* Copies what it is given. A hidden column is shown only when --columns asks for it. */
void sops_table_column(struct sops_table *table, const char *name, enum sops_column_type type,
	const char *unit, const char *doc);
void sops_table_hidden_column(struct sops_table *table, const char *name,
	enum sops_column_type type, const char *unit, const char *doc);

/* Cells with which every later row begins: the group's keys. Copied; count 0 ends it. */
void sops_table_prefix(struct sops_table *table, const struct sops_cell *cells, size_t count);

void sops_table_row(struct sops_table *table);
void sops_table_blank(struct sops_table *table);
void sops_table_text(struct sops_table *table, struct sops_field text); /* copied */
void sops_table_string(struct sops_table *table, const char *string);   /* NULL is blank */
void sops_table_count(struct sops_table *table, int64_t count);
/* A blank money, an undefined ratio, a real that is not finite and a blank date are blank. */
void sops_table_money(struct sops_table *table, struct sops_money money);
void sops_table_share(struct sops_table *table, struct sops_ratio ratio);
void sops_table_few(struct sops_table *table, struct sops_ratio ratio);
void sops_table_quotient(struct sops_table *table, struct sops_ratio ratio);
void sops_table_real(struct sops_table *table, double real);
void sops_table_date(struct sops_table *table, sops_date date);
void sops_table_period(struct sops_table *table, const struct sops_calendar *calendar,
	sops_period period); /* its label, as text */
void sops_table_bool(struct sops_table *table, bool truth);
void sops_table_cell(struct sops_table *table, const struct sops_cell *cell); /* copied */

/*
 * From now on every row is given away when it is whole, and is then gone: only the last can be
 * read, at sops_table_rows() - 1. For results of which nobody has to see two rows at once: such a
 * table cannot be sorted or cut. Before the first row.
 */
void sops_table_flow(struct sops_table *table,
	void (*row)(void *to, const struct sops_table *table), void *to);

/* A remark for the reader: an assumption, a count of what was left out. The command puts
 * notes on stderr. The same text is kept once. */
void sops_table_note(struct sops_table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

size_t sops_table_rows(const struct sops_table *table);
size_t sops_table_columns(const struct sops_table *table);
const struct sops_column *sops_table_column_at(const struct sops_table *table, size_t column);
const struct sops_cell *sops_table_cell_at(const struct sops_table *table, size_t row,
	size_t column);
size_t sops_table_notes(const struct sops_table *table);
const char *sops_table_note_at(const struct sops_table *table, size_t note);

/*
 * Which columns stand, and in which order: "a,b,c", or "+a" to add hidden or
 * left-out columns to those that stand by default. SOPS_EUSAGE: no column "x",
 * with the nearest name as the hint; a column named twice; an empty name. After
 * an error the table is as it was. Columns and cells are counted as they stand.
 */
int sops_table_select(struct sops_table *table, struct sops_field list, struct sops_error *err);
/* Stable, by "COL" or "-COL" (descending), several separated by commas; by value, not by
 * text; blanks last either way. A column that does not stand will do. */
int sops_table_sort(struct sops_table *table, struct sops_field list, struct sops_error *err);
/* Keeps the first n rows. */
void sops_table_top(struct sops_table *table, size_t n);

/* The table's own description: name,type,unit,description, a row a column, hidden ones too. */
int sops_table_describe(struct sops_table **out, const struct sops_table *table,
	struct sops_error *err);

#endif
