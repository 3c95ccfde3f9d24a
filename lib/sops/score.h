/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score.h: the quality of data as five figures, and as one.
 *
 *	completeness	what should be filled is
 *	validity	what is filled can be what it says
 *	uniqueness	nothing is there twice: 1 - surplus / rows, the surplus being the records
 *			behind the first of their kind
 *	timeliness	nothing is older, or later, than it may be
 *	consistency	fields, records and files do not contradict each other
 *
 *	score of a dimension = passed / checked, over all its rules, passed = checked - failed
 *	total = sum of weight * score / sum of weights, over the dimensions that have a score
 *
 * The total is the weighted mean of the scores, not passed / checked of all: a million cells that
 * are filled do not hide that every tenth record is a duplicate. Source: DAMA UK 2013, "The six
 * primary dimensions for data quality assessment"; the sixth, accuracy, needs a reference that
 * an audit does not have, and what one has of it is reconciled (consistency). Which check belongs
 * to which dimension is a table, sops_score_dimension; sops_score_add takes a rule at a time.
 *
 * Weights are exact decimals of 0 or more, 1 unless given. Scores are exact ratios, and so is the
 * total, while it needs no more than 38 digits; else every score is rounded to 24 digits first,
 * which no output shows.
 *
 * Edge cases: a dimension of which nothing was checked has no score and no weight. Without any, or
 * with weights of 0 only, the total has no score. A rule that looks at the whole table checks 1.
 */
#ifndef SOPS_SCORE_H
#define SOPS_SCORE_H

#include <sops/checks.h>
#include <sops/table.h>

enum sops_dimension {
	SOPS_COMPLETENESS,
	SOPS_VALIDITY,
	SOPS_UNIQUENESS,
	SOPS_TIMELINESS,
	SOPS_CONSISTENCY,
	SOPS_DIMENSIONS,
};

struct sops_score {
	struct sops_money weights[SOPS_DIMENSIONS];
	int64_t checked[SOPS_DIMENSIONS], failed[SOPS_DIMENSIONS];
};

/* "completeness" */
const char *sops_dimension_name(enum sops_dimension dimension);
/* The dimension of a check; -1: none, for it says nothing of quality. */
int sops_score_dimension(enum sops_check_number check);

/* Nothing checked, all weights 1. */
void sops_score_init(struct sops_score *score);
/* "completeness=2,validity=0.5". SOPS_EUSAGE: --weights: no dimension "x", with the nearest;
 * --weights: "x" is no weight (write completeness=2); --weights: "validity" is there twice. */
int sops_score_weights(struct sops_score *score, const char *text, struct sops_error *err);
/* Adds what a rule of that check came to. SOPS_EINPUT: overflow. */
int sops_score_add(struct sops_score *score, enum sops_check_number check, int64_t checked,
	int64_t failed, struct sops_error *err);

struct sops_ratio sops_score_of(const struct sops_score *score, enum sops_dimension dimension);
/* The weighted mean; undefined when there is none. */
int sops_score_total(struct sops_ratio *out, const struct sops_score *score,
	struct sops_error *err);
/* dimension, checked, passed, score, weight: a row a dimension, and a last row, total. */
int sops_score_table(struct sops_table **out, const struct sops_score *score,
	struct sops_error *err);

#endif
