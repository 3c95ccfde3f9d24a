/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * values.h: cells as typed values.
 *
 * Knows, for the columns of one file, how amounts and dates are written and
 * which words mean empty. Two things only a whole column can tell: whether
 * 03/04/2026 is in March or April, and whether an unmarked probability of 1 is
 * 1 or 1 %. Columns that need it are watched; the first cell that reads one
 * way only settles the column, and from then on every cell must agree.
 * A share column in which only 0 and 1 occur is read as 0 and 1.
 */
#ifndef SOPS_VALUES_H
#define SOPS_VALUES_H

#include <sops/columns.h>
#include <sops/date.h>
#include <sops/money.h>

/* Whether an unmarked probability of 1 is 1 or 1 %. */
enum sops_shares {
	SOPS_SHARES_SETTLED, /* by each column */
	SOPS_SHARES_OF_ONE,
	SOPS_SHARES_PERCENT,
};

struct sops_values_options {
	enum sops_decimal decimal;
	bool decimal_said;          /* by the user: a profile does not change it */
	enum sops_date_order dates; /* UNKNOWN: let each column settle it */
	enum sops_shares shares;
	const char *nulls; /* more words that mean empty, separated by commas, or NULL */
	/* More of them, and more words for yes and no: separated by |, or NULL; borrowed. */
	const char *habitual_nulls, *truths, *falsehoods;
	struct sops_currency currency; /* that a mark means which several share, ¥; or unsaid */
	bool epoch;   /* a bare number of 9 to 13 digits is an instant (sops_cell_epoch) */
	bool serials; /* one of up to 7 before its point a day as Excel counts */
};

struct sops_values;

/* Columns are borrowed for as long as the values live; options are copied. */
int sops_values_new(struct sops_values **out, const struct sops_columns *columns,
	const struct sops_values_options *options, struct sops_error *err);
void sops_values_free(struct sops_values *values);

/* Says that a column will be read as dates (SOPS_DATE, SOPS_TIME) or shares (SOPS_RATE). */
void sops_values_watch(struct sops_values *values, int column, enum sops_type type);

/*
 * Looks at the watched cells of a record and settles what they prove. Returns
 * how many columns have shown a cell that reads two ways and are not settled yet.
 */
int sops_values_settle(struct sops_values *values, const struct sops_record *record);

/* Nothing follows any more: an unsettled share column is 0 to 1; dates stay ambiguous. */
void sops_values_end(struct sops_values *values);

/*
 * How the cells of a column were read so far that could be read in another way. Two
 * parts of a file whose readings agree were read as the whole would have been.
 */
enum sops_reading {
	SOPS_READING_ANY,   /* there are none */
	SOPS_READING_MDY,
	SOPS_READING_DMY,
	SOPS_READING_YMD,
	SOPS_READING_SHARE, /* 1 is one */
	SOPS_READING_PERCENT,
	SOPS_READING_AMBIGUOUS, /* dates that read two ways, and nothing settled which */
	SOPS_READING_MIXED, /* day first by the dots, until another cell settled another order */
};
enum sops_reading sops_values_reading(const struct sops_values *values, size_t column);
bool sops_readings_agree(enum sops_reading a, enum sops_reading b);
const char *sops_reading_name(enum sops_reading reading);
/* The reading of that name; SOPS_READING_ANY when there is none. */
enum sops_reading sops_reading_named(struct sops_field name);

/* Whether a cell means empty: no text, or one of the null words. */
bool sops_values_blank(const struct sops_values *values, struct sops_field cell);

/*
 * Each reads a cell; blank cells give the type's blank. SOPS_EINPUT, with the
 * column's name in err, when it cannot be read; a date that is still ambiguous is
 * "03/04/2026" is 3 April or 4 March …, with --dates as the hint.
 */
int sops_values_money(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_money *out, struct sops_currency *currency, struct sops_error *err);
int sops_values_rate(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_money *out, struct sops_error *err);
int sops_values_stamp(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_stamp *out, struct sops_error *err);
/* true/false, yes/no, 1/0, 是/否, on/off, y/n, in any case. */
int sops_values_bool(const struct sops_values *values, int column, struct sops_field cell,
	int *out, struct sops_error *err);
int sops_values_currency(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_currency *out, struct sops_error *err);
int sops_values_word(const struct sops_values *values, int column, struct sops_field cell,
	const struct sops_word *words, int *out, struct sops_error *err);
int sops_values_period(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_label *out, struct sops_error *err);

const struct sops_columns *sops_values_columns(const struct sops_values *values);

#endif
