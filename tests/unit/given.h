/* SPDX-License-Identifier: GPL-3.0-or-later */
/* given.h: a metric over a text that stands for a file, and the answer as a text to compare. */
#ifndef TESTS_GIVEN_H
#define TESTS_GIVEN_H

#include <sops/metric.h>
#include <sops/rates.h>
#include <sops/run.h>

struct given {
	const struct sops_metric *metric;
	const void *options;
	struct sops_context context;
	const char *by;
	const struct sops_rates *rates;
};

/* A descriptor that reads the text; to be closed. */
int given_fd(const char *text);

/* The table as csv; to be freed. */
char *given_csv(const struct sops_table *table);

/*
 * The table as csv, then its notes, each behind "# ". Or, when it fails, one line: the status,
 * file, line and column as far as they are known, the text, and the hint in brackets:
 *	-3 deals.csv:2: amount: "x" is not an amount (try …)
 * To be freed.
 */
char *given_answer(const struct given *given, const char *text);

/* Fails with both texts when the answer differs. */
void given_expect(const struct given *given, const char *text, const char *answer);

/* The one line for an error. To be freed. */
char *given_error(const struct sops_error *err);

#endif
