/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * earlier.h: an export beside an earlier one of the same table: how many rows there are, which
 * columns, and what stands in them.
 *
 * Both exports are kept as column_profile.h keeps one, so this needs nothing of the main input that
 * a profile of its columns does not have.
 *
 * Rows
 *	change = (now - then) / then; undefined when there were none
 *
 * Columns: those of the same header are the same (the second of a header with the second). Else
 * those of the same role, or of headers that differ in case, spaces and signs only, are renamed.
 * What is left is new or gone; with a gone one is told a new one of nearly its name (nearest.h).
 * Of those that are in another order as few as possible have moved: what is outside of a longest
 * run that kept its order. The type is that of a profile: what 9 in 10 cells are.
 *
 * What stands in a column, distance from 0, the same, to 1, nothing in common:
 *
 *	total variation	of categories: half the sum of |share now - share then|: the share of
 *			records that would have to be in another category. Blank is a category.
 *	Kolmogorov-Smirnov D	of numbers and dates: the largest difference between the shares of
 *			values that are at most x, over all x. Blanks are left out.
 *	psi		the population stability index, of categories:
 *			sum of (now - then) * ln(now / then), half a record added to each count
 *	p		how probable a distance so large is by chance alone, were both exports
 *			drawn from one: of categories the chi-squared test of homogeneity, those
 *			expected fewer than 5 times in either counted together; of numbers
 *			Kolmogorov's distribution with Stephens' correction
 *
 * The total variation is the measure and psi beside it: it is exact, it is between 0 and 1 and
 * says something in words, and does not explode where a category is new or gone, as happens to
 * exports; psi needs half a record made up for each to be finite. A shift is told when the distance
 * is above the limit (0.1 unless said) and p is below 0.01: so 3 records of 5 are no news, and
 * neither is half a percent of a million. How many records there are is always said.
 *
 * Sources: distances and the chi-squared test: any textbook, e.g. Levin and Peres, "Markov Chains
 * and Mixing Times", 4.1; psi: Siddiqi 2006, "Credit Risk Scorecards"; p of D: Stephens 1970, JRSS
 * B 32, "Use of the Kolmogorov-Smirnov, Cramer-von Mises and related statistics without extensive
 * tables". Distances are exact ratios of counts; psi and p are estimates (doubles).
 *
 * Edge cases: a column with more than SOPS_SHIFT_MOST categories (names, ids, notes) is not
 * compared, nor is one whose single values were given up, or that is empty in both. Where a type
 * has changed the values are compared as categories. Of categories that grew equally the bytewise
 * first is told.
 */
#ifndef SOPS_EARLIER_H
#define SOPS_EARLIER_H

#include <sops/column_profile.h>
#include <sops/finding.h>

#define SOPS_SHIFT_MOST 100

struct sops_earlier;

/* Reads all records of an input of the main input's schema, opened with whole. The options, which
 * are borrowed, are those of the profiles of both. */
int sops_earlier_read(struct sops_earlier **out, struct sops_input *input,
	const struct sops_column_profile_options *options, struct sops_error *err);
void sops_earlier_free(struct sops_earlier *earlier);

int64_t sops_earlier_rows(const struct sops_earlier *earlier);
/* (now - then) / then */
struct sops_ratio sops_earlier_change(const struct sops_earlier *earlier, int64_t now);

/* The main input: its columns, and what stands in them. */
struct sops_earlier_now {
	const struct sops_columns *columns;
	const struct sops_column_profiles *profiles;
	int64_t rows;
};

/*
 * One finding where the change, its sign apart, is above the limit; SOPS_CHECK_ROW_COUNT_CHANGE.
 *	8800 rows, 8000 in old.csv: 10.0% more
 */
int sops_earlier_tell_rows(const struct sops_earlier *earlier,
	const struct sops_earlier_now *now, struct sops_money limit, sops_tell tell, void *to,
	struct sops_error *err);

/*
 * By our columns, then the gone ones; SOPS_CHECK_SCHEMA_CHANGE. The column is the one of now.
 *	new: it is not in old.csv
 *	called "Close Date" in old.csv
 *	column 3 now, 7 in old.csv
 *	text now, money in old.csv
 *	gone: it is in old.csv
 *	gone: it is in old.csv; perhaps "Amt" now
 */
int sops_earlier_tell_schema(const struct sops_earlier *earlier,
	const struct sops_earlier_now *now, sops_tell tell, void *to, struct sops_error *err);

enum sops_shift_measure {
	SOPS_SHIFT_NONE,       /* not compared: see why */
	SOPS_SHIFT_CATEGORIES, /* total variation */
	SOPS_SHIFT_VALUES,     /* Kolmogorov-Smirnov */
};

/* Texts are borrowed from the profiles. Counts of records, or of values. */
struct sops_shift {
	enum sops_shift_measure measure;
	const char *why;            /* with NONE */
	struct sops_ratio distance;
	double p, psi;              /* psi: NAN but of categories */
	int64_t now, then;          /* compared */
	/* CATEGORIES: which grew most, and which fell most; blank is the blank one. */
	struct sops_field grew, fell;
	int64_t grew_now, grew_then, fell_now, fell_then;
	/* VALUES: the value at which the shares of those at most so large differ most, how many
	 * these are; and the middle values, the lower one of two. */
	struct sops_money at, middle_now, middle_then;
	int64_t below_now, below_then;
	bool dates;                 /* they are days */
};

/* Compares what stands in a column of the main input with what stood there. */
int sops_earlier_shift(struct sops_shift *out, const struct sops_earlier *earlier,
	const struct sops_earlier_now *now, size_t column, struct sops_error *err);

/*
 * One finding where a column has shifted by more than the limit (blank: 0.1), and not by chance;
 * SOPS_CHECK_DISTRIBUTION_SHIFT.
 *	"Won" grew most, from 42.0% of 8000 to 61.2% of 8800, and "Lost" fell most, from 29.3% to
 *		10.1% (distance 0.192, p < 0.001)
 *	60.1% of 7000 are at most 1054, 40.2% of 6800 in old.csv; the middle one is 980, was 1400
 *		(distance 0.199, p < 0.001)
 */
int sops_earlier_tell_shift(const struct sops_earlier *earlier,
	const struct sops_earlier_now *now, size_t column, struct sops_money limit,
	sops_tell tell, void *to, struct sops_error *err);

/* A row a column of the main input: column, measure, distance, p, now, then, what (in words, as
 * above, or why it is not compared); hidden psi. */
int sops_earlier_table(struct sops_table **out, const struct sops_earlier *earlier,
	const struct sops_earlier_now *now, struct sops_error *err);

/*
 * How old the data are: *newest is the last day of the column that is not after as_of, blank when
 * there is none, or nobody can say (see the notes of column_profile.h): the age is
 * as_of - *newest. Later days, as those on which deals are expected to close, prove nothing. Of
 * an export without records the profile is NULL.
 */
int sops_earlier_newest(sops_date *newest, const struct sops_column_profile *profile,
	sops_date as_of, const struct sops_column_profile_options *options,
	struct sops_error *err);

#endif
