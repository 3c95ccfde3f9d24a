/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import.h: the rows of an input as records of its canonical table.
 *
 * Every role of the table that has a column, or follows from one that has,
 * becomes a column, in the order of the table; with keep the other columns of the file come
 * behind them under their own names. Values are written in one way each:
 *
 *	text	as it stands, without space around it, a guard ('=…) or ="…"
 *	amount	1234.5: a point, no groups, no zeros at the end; its currency in its own column
 *	rate	0 to 1
 *	date	2026-07-05; a time 2026-07-05 13:09:44
 *	truth	true, false
 *	word	the table's own: won
 *
 * Blank is nothing.
 */
#ifndef SOPS_IMPORT_H
#define SOPS_IMPORT_H

#include <sops/input.h>
#include <sops/mask.h>
#include <sops/table.h>

struct sops_import_options {
	bool keep;  /* all other columns too; then the input has to have whole records */
	uint64_t roles;   /* that are columns of the output in any case, */
	uint64_t without; /* and in none */
	/* Or NULL. Other inputs of the table, and this one: what any of them has is a column, in
	 * the order of the table, and what is kept in the order of the inputs; borrowed. */
	struct sops_input *const *inputs;
	size_t n_inputs;
	/*
	 * The role of the id of records that may stand on several rows (sops_input_by_lines), or 0:
	 * then rows of one id, which have to say the same, are written once.
	 */
	uint64_t id;
	/* Or NULL: the line that messages tell, of a line of the input. */
	uint64_t (*line_of)(const void *to, uint64_t line);
	const void *line_to;
	bool excel; /* text that a spreadsheet would take for a formula is guarded by ' */
	const struct sops_mask *mask; /* or NULL: nothing is masked, or it comes later; borrowed */
	const char *masked; /* what is masked: roles or headers, separated by commas */
};

struct sops_import;

/* The roles that the input has to be opened with. */
void sops_import_roles(const struct sops_schema *schema, uint64_t *needs, uint64_t *uses);

/* The input is borrowed. SOPS_EINPUT: a masked column that is not there. */
int sops_import_new(struct sops_import **out, const struct sops_input *input,
	const struct sops_import_options *options, struct sops_error *err);
/* The mask that comes later, before the first row: who has to make a key for it does so when the
 * masked columns are known to be there. */
void sops_import_mask(struct sops_import *import, const struct sops_mask *mask);
void sops_import_free(struct sops_import *import);

/* SOPS_EINPUT: "1.27E+10" is an id that a spreadsheet has rounded; the caller knows the place. */
int sops_import_check(struct sops_import *import, const void *row, struct sops_error *err);

/* An id as it is written: in one form where there are two, without a guard. Valid until the next
 * id is looked at. */
struct sops_field sops_import_id(struct sops_import *import, struct sops_field text);

/* Appends the header line, or the line of the row that the input gave last. A row that does not
 * pass the check is not written, nor is any part of it.
 *
 * 1: the row is one more line of a record that is written, and nothing was added. SOPS_EINPUT when
 * it says something else: the deal "17" is on line 3 too, where account is "Ann", not "Bob". */
int sops_import_header(const struct sops_import *import, struct sops_buffer *out,
	struct sops_error *err);
int sops_import_row(struct sops_import *import, const void *row, struct sops_buffer *out,
	struct sops_error *err);

/*
 * For the lines of records that are written as they stand no row need be made: from here on the
 * input gives NULL for them, and their lines are appended to out, which is borrowed while the input
 * is read. What it gives as a row is for sops_import_row.
 */
void sops_import_offer(struct sops_import *import, struct sops_input *input,
	struct sops_buffer *out);

/* Deals that were written without an id though the file has ids, and the line of the first. */
uint64_t sops_import_idless(const struct sops_import *import, uint64_t *line);

/* The same as a table, row by row, for other formats. */
int sops_import_columns(const struct sops_import *import, struct sops_table *table,
	struct sops_error *err);
int sops_import_add(struct sops_import *import, const void *row, struct sops_table *table,
	struct sops_error *err);

/* Whether a column of the file is written as one of the table's. */
bool sops_import_has(const struct sops_import *import, size_t column);

/* What each column of the file became: number, header, role, column; blank where nothing. */
int sops_import_map(const struct sops_import *import, struct sops_table *table,
	struct sops_error *err);

#endif
