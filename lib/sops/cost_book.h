/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cost_book.h: what selling costs: a table of costs in memory. */
#ifndef SOPS_COST_BOOK_H
#define SOPS_COST_BOOK_H

#include <sops/costs.h>
#include <sops/input.h>

struct sops_cost_book;

#define SOPS_COST_NEEDS (SOPS_ROLE(SOPS_COSTS_PERIOD) | SOPS_ROLE(SOPS_COSTS_AMOUNT))
#define SOPS_COST_USES \
	(SOPS_ROLE(SOPS_COSTS_DATE) | SOPS_ROLE(SOPS_COSTS_CATEGORY) | \
	 SOPS_ROLE(SOPS_COSTS_CURRENCY))

struct sops_cost_options {
	const struct sops_calendar *calendar; /* what the labels of periods mean */
	const char *categories; /* only these count, separated by commas; NULL: all */
};

/* Reads all rows of an input of sops_costs. SOPS_EINPUT, with the place: a period that is blank, or
 * none of the calendar; an amount that is blank. */
int sops_cost_book_read(struct sops_cost_book **out, struct sops_input *input,
	const struct sops_cost_options *options, struct sops_error *err);
void sops_cost_book_free(struct sops_cost_book *book);

struct sops_spent {
	struct sops_sum all, marketing; /* marketing: of the categories that are so named */
};

/*
 * Costs whose days all lie in the span. SOPS_EINPUT, with the place of the row: days of it do and
 * others do not (the costs of 2026-02 in a week of it), and nobody knows how much of it; two
 * currencies.
 */
int sops_cost_book_of(struct sops_spent *out, const struct sops_cost_book *book,
	struct sops_field group, const struct sops_span *span, struct sops_error *err);
bool sops_cost_book_span(const struct sops_cost_book *book, sops_date *first, sops_date *last,
	struct sops_field group);
struct sops_field sops_cost_book_group(const struct sops_cost_book *book, size_t index);

/* Rows left out because of their category. */
int64_t sops_cost_book_left_out(const struct sops_cost_book *book);

#endif
