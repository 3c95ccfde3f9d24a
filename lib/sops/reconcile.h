/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reconcile.h: whether a second source says the same: the orders of the shop beside those of the
 * ledger.
 *
 * Records of both are added up by key, and the keys compared:
 *
 *	only here    a key that the other file does not have
 *	only there   a key of the other file that no record has
 *	differing    a key of both whose amounts differ by more than the tolerance
 *	matched      a key of both whose amounts do not
 *	difference   what is here less what is there: of a key, and of all
 *
 * keys = matched + differing + only here + only there. Amounts are exact sums; without an amount
 * to compare, the numbers of rows are compared, and then no tolerance helps.
 *
 * The tolerance is an amount, or a share of the larger of the two amounts, their signs apart: so
 * it does not matter which file comes first (the same as of Python's math.isclose, PEP 485). The
 * difference may be as large as the tolerance. The total has the same one.
 *
 * How keys are compared: cells trimmed, byte for byte; both forms of a Salesforce id are one. Rows
 * of which every cell of the key is blank have no key: they are compared with none, told of once a
 * file, and are in the totals all the same.
 *
 * Currencies: amounts of a key in two currencies are not added, and those of two files in two
 * currencies not compared; the key is differing, and the message says so. $ and USD are one, as
 * in money.h, and what names none agrees with any. That of an amount of the other file is what its
 * cell says, else what a column of currencies does. Totals of several currencies are blank.
 *
 * Edge cases: several rows of a key are one, their amounts added; messages say of how many rows.
 * A blank amount adds nothing: a key without any amount on one side differs from one that has one,
 * and be it 0. A sum of more than 38 digits is SOPS_EINPUT.
 */
#ifndef SOPS_RECONCILE_H
#define SOPS_RECONCILE_H

#include <sops/finding.h>
#include <sops/group.h>
#include <sops/input.h>
#include <sops/table.h>

/* Texts are borrowed for as long as what is made with them lives. */
struct sops_reconcile_options {
	const char *on;  /* columns of the key: "deal_id", "deal_id=Order Ref,region" */
	const char *sum; /* the amount: "amount", "amount=Total"; NULL: rows are counted */
	struct sops_money tolerance; /* blank: none */
	bool relative;   /* it is a share */
};

/* Reads 0.01, or 0.5%, into the two members. SOPS_EUSAGE: --tolerance takes an amount or a share,
 * 0.01 or 0.5%, not "x". */
int sops_reconcile_tolerance(struct sops_reconcile_options *options, struct sops_field text,
	struct sops_error *err);

/* The other file, and how to compare. */
struct sops_reconcile;

/* SOPS_EUSAGE: a column is missing: --on takes COL or OURS=THEIRS, not "x=" */
int sops_reconcile_new(struct sops_reconcile **out, const struct sops_reconcile_options *options,
	struct sops_error *err);
void sops_reconcile_free(struct sops_reconcile *reconcile);
/* Reads the other file: an input of any schema, opened with whole (sops_any_schema will do). Once.
 * SOPS_EINPUT, with the place: no such column, what is no amount. */
int sops_reconcile_read(struct sops_reconcile *reconcile, struct sops_input *theirs,
	struct sops_error *err);

/* The rows of one of the files by key: a state (state.h) of sops_reconcile_state. */
struct sops_reconcile_rows {
	struct sops_group *keys;
};

extern const struct sops_state sops_reconcile_state;

/* The columns in the main input; every thread may have its own. */
struct sops_reconcile_columns;

int sops_reconcile_bind(struct sops_reconcile_columns **out,
	const struct sops_reconcile *reconcile, const struct sops_input *ours,
	struct sops_error *err);
void sops_reconcile_columns_free(struct sops_reconcile_columns *columns);

/* Adds the last row of the input, which was opened with whole. Where a role stands for the amount
 * and is read, its value counts, with its currency. */
int sops_reconcile_add(struct sops_reconcile_rows *rows,
	const struct sops_reconcile_columns *columns, const struct sops_input *ours,
	const void *row, struct sops_error *err);
/* The same of cells that the caller has read: one for each column of the key, in its order; without
 * an amount to compare it is blank. */
int sops_reconcile_add_cells(struct sops_reconcile_rows *rows,
	const struct sops_reconcile *reconcile, const struct sops_field *keys,
	struct sops_money amount, struct sops_currency currency, uint64_t byte,
	struct sops_error *err);

/*
 * Tells what differs, check SOPS_CHECK_ROWS_RECONCILE: first of our records, by their first byte,
 * then of the other file, by its lines; then the total where it differs by more than the
 * tolerance, SOPS_CHECK_TOTAL_RECONCILES. The column is that of the amount, or of the key's first.
 *	"A-1" is not in ledger.csv (100 EUR)
 *	"A-2" is not here (7)
 *	120 here, 100 in ledger.csv: 20 more
 *	120 here (2 rows), 130 in ledger.csv: 10 less
 *	no amount here, 0 in ledger.csv
 *	5 EUR here, 5 USD in ledger.csv
 *	EUR and USD here are not added
 *	3 rows without "deal_id" here are compared with none
 *	"amount": 1200 here (40 rows), 1100 in ledger.csv (38 rows): 100 more
 */
int sops_reconcile_tell(const struct sops_reconcile *reconcile,
	const struct sops_reconcile_rows *ours, sops_tell tell, void *to, struct sops_error *err);

/* One row: rows_here, rows_there, keys, matched, differing, only_here, only_there, and with an
 * amount sum_here, sum_there, difference, currency. Says in notes what was added up. */
int sops_reconcile_table(struct sops_table **out, const struct sops_reconcile *reconcile,
	const struct sops_reconcile_rows *ours, struct sops_error *err);

#endif
