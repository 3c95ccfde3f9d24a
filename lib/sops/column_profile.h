/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * column_profile.h: what stands in each column of a file.
 *
 *	filled       cells that say something; missing: those that do not, null words (N/A) too
 *	distinct     different filled cells, as text without space around it
 *	type         the first of the types below that at least 9 in 10 filled cells have
 *	type_share   the share of filled cells that have it
 *	unique       no filled cell stands twice; constant: all of them are the same
 *	min, max     of a column of numbers, per cents or dates: of its cells that are one; and
 *		     mean, sum / n, of numbers and per cents
 *	shortest, longest   of the filled cells, in characters (Unicode code points)
 *	top          the most frequent values; of equally frequent ones the bytewise first
 *	suspects     sentinels: cells that stand for nothing, or for a test (see below)
 *
 * Types, the most specific first; a cell may have several:
 *
 *	yes/no    true, false, yes, no, on, off, y, n, t, f, 是, 否; 0 and 1 are integers
 *	percent   35%
 *	integer   digits, with a - perhaps; a 0 in front of others makes an id of it
 *	decimal   an integer, or one with a point and digits behind it (or a comma, as options say)
 *	money     what money.h reads: a decimal, $1,234.50, 1.2k, 3万
 *	date      what date.h reads, but for bare digits: 20260705 is an integer
 *	datetime  a date, or one with a time of day
 *	email     a name, one @ and a domain: labels with points between them, the last not a number
 *	url       http:// or https:// or www. and a domain, and what follows it
 *	phone     7 to 15 digits with spaces, hyphens, points, slashes, brackets between them, or
 *	          behind a +; and an extension, x12
 *	id        letters, digits, - and _, with a digit among them; bare digits with a 0 in front
 *	text      anything
 *
 * Sentinels: N/A, null, none, unknown, tbd, test, dummy, xxx, asdf, 未知, 无, 测试 and the like in
 * any case, those included that count as missing; four or more 0 or 9 and nothing else; 0000-00-00;
 * the days 0001-01-01, 1899-12-30, 1899-12-31, 1900-01-01, 1970-01-01, 2099-12-31 and 9999-12-31.
 *
 * Dates that can be read two ways are read as the column's others prove; where none does, or where
 * they contradict each other, min and max are blank, and a note says so. Amounts of two currencies
 * have no min, max and mean; nor has a column a mean with a number in it of more than 13 digits
 * before or 18 behind the point, which is no quantity.
 *
 * Memory: every different cell of a column is kept once. With options.most no more than so many a
 * column: when there are more, they are counted into what needs no single values (types, min, max,
 * mean, lengths, sentinels, which stay exact) and given up, and distinct, unique and top are blank,
 * with a note. The results do not depend on how the input is split; what is saved then does.
 *
 * Edge cases: a column without filled cells has no type. A column that no record has is no column.
 */
#ifndef SOPS_COLUMN_PROFILE_H
#define SOPS_COLUMN_PROFILE_H

#include <sops/group.h>
#include <sops/input.h>
#include <sops/table.h>

enum sops_profile_type {
	SOPS_PROFILE_BOOL,
	SOPS_PROFILE_PERCENT,
	SOPS_PROFILE_INTEGER,
	SOPS_PROFILE_DECIMAL,
	SOPS_PROFILE_MONEY,
	SOPS_PROFILE_DATE,
	SOPS_PROFILE_DATETIME,
	SOPS_PROFILE_EMAIL,
	SOPS_PROFILE_URL,
	SOPS_PROFILE_PHONE,
	SOPS_PROFILE_ID,
	SOPS_PROFILE_TEXT,
	SOPS_PROFILE_TYPES,
};

/* "yes/no", "integer" */
const char *sops_profile_type_name(enum sops_profile_type type);

struct sops_column_profile_options {
	enum sops_decimal decimal;  /* how numbers are written */
	enum sops_date_order dates; /* UNKNOWN: as the column shows */
	size_t most;                /* different cells that are kept of a column; 0: all */
};

/* Numbers of one kind. */
struct sops_profile_numbers {
	int64_t n;               /* of those that are added, for the mean */
	struct sops_money least, most;
	struct sops_sum sum;
};

/* The days of a column, read in one order. */
struct sops_profile_days {
	int64_t first, last, proofs; /* proofs: cells that are dates in this order alone */
};

/* One column: a state (state.h) of sops_column_profile_state. */
struct sops_column_profile {
	int64_t filled, missing;
	struct sops_group *values;    /* different filled cells: an int64_t each, how often */
	struct sops_group *nulls;     /* what missing cells say: the same */
	/* Of values that have been given up. */
	int64_t given_up;             /* cells; 0: none */
	int64_t of[SOPS_PROFILE_TYPES]; /* cells that have the type */
	int64_t shortest, longest;
	struct sops_profile_numbers numbers, percents;
	struct sops_profile_days month_first, day_first;
	int64_t ambiguous;            /* dates that can be read two ways */
	struct sops_group *currencies, *suspects;
};

extern const struct sops_state sops_column_profile_state;

/* All columns: a state of sops_column_profiles_state. Keys are numbers (sops_group_number). */
struct sops_column_profiles {
	struct sops_group *columns;
};

extern const struct sops_state sops_column_profiles_state;

/* Adds all cells of the input's last record; it was opened with whole. */
int sops_column_profiles_add(struct sops_column_profiles *profiles,
	const struct sops_input *input, const struct sops_column_profile_options *options,
	struct sops_error *err);
/* Adds one cell; missing: it says nothing, as sops_input_blank has it. */
int sops_column_profile_add(struct sops_column_profile *profile, struct sops_field cell,
	bool missing, const struct sops_column_profile_options *options, struct sops_error *err);

/* The type of a column, and its share of the filled cells; *type is SOPS_PROFILE_TYPES and the
 * share undefined without any. */
int sops_column_profile_type(enum sops_profile_type *type, struct sops_ratio *share,
	const struct sops_column_profile *profile,
	const struct sops_column_profile_options *options, struct sops_error *err);

/*
 * A row a column, in the order of the file: column, role, type, type_share, filled, missing,
 * filled_share, distinct, unique, constant, min, max, mean, shortest, longest, top, suspects;
 * hidden top1, top1_count to top3, top3_count.
 */
int sops_column_profiles_table(struct sops_table **out,
	const struct sops_column_profiles *profiles, const struct sops_columns *columns,
	const struct sops_column_profile_options *options, struct sops_error *err);

#endif
