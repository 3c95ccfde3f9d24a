/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cost_book.h: what selling costs: a table of costs in memory.
 *
 * What the figures that rest on it are, over a period:
 *
 *	customer acquisition cost   spent / customers won first in the period
 *	cost per deal won           spent / deals won
 *	sales cost ratio            spent / revenue
 *	sales efficiency            revenue / spent
 *
 * spent is everything that the table has (fully loaded), or the marketing alone, or some
 * categories. Sources: CAC as sales and marketing cost over new customers of the same period is
 * the definition that vendors' guides to unit economics share (10,000 spent, 500 customers: 20
 * each); a caller who wants the costs of an earlier period over the customers of this one asks
 * for those days.
 *
 * A cost is of the days of its period, in the given calendar: "2024-05" of 31, "2024Q2" of 91,
 * "FY2024" of a fiscal year, a date of one. It counts in a span that holds them all. A span that
 * holds only some is an error, because nobody said how the cost spreads over its days: the costs
 * of months add up to quarters, but those of a quarter are of no month. A period that is not
 * over yet counts whole, as planned.
 *
 * Marketing is any category called so, in any case: marketing, advertising, ads, 市场, 营销, 广告,
 * 推广 and the like. "Marketing salaries" is no such name.
 *
 * Edge cases: a negative cost is a credit, and counts. A cost without a category counts among all,
 * is not marketing, and is left out where categories are chosen. No costs, and costs of 0, are
 * told apart by the n of the sum.
 */
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
	const char *categories; /* only these count, in any case, separated by commas; NULL: all */
};

/*
 * Reads all rows of an input of sops_costs, which need not outlive the reading. SOPS_EINPUT, with
 * the place:
 *	the cost has no period
 *	"2024-05" is not a period of the calendar
 *	the cost has no amount
 *	no cost is of category "marketting", with the nearest (of rows there are some)
 * SOPS_EUSAGE: no category is named, in a list of commas alone.
 */
int sops_cost_book_read(struct sops_cost_book **out, struct sops_input *input,
	const struct sops_cost_options *options, struct sops_error *err);
void sops_cost_book_free(struct sops_cost_book *book);

struct sops_spent {
	struct sops_sum all, marketing; /* marketing: of the categories that are so named */
};

/*
 * The costs of a group, whose key is that of sops_input_key, whose days all lie in the span.
 * SOPS_EINPUT, with the place of the row:
 *	the cost of 2026-02-01 to 2026-02-28 is only partly of 2026-02-02 to 2026-02-08
 *	two currencies, EUR and USD, cannot be added
 *	overflow
 * Of several costs that are partly in the span the first in the file is named.
 */
int sops_cost_book_of(struct sops_spent *out, const struct sops_cost_book *book,
	struct sops_field group, const struct sops_span *span, struct sops_error *err);
/* The first and the last day of the group's costs; false when it has none. */
bool sops_cost_book_span(const struct sops_cost_book *book, sops_date *first, sops_date *last,
	struct sops_field group);
/* The keys of groups that have costs, the blank one first; at is NULL after the last. */
struct sops_field sops_cost_book_group(const struct sops_cost_book *book, size_t index);

/* Rows left out because of their category. */
int64_t sops_cost_book_left_out(const struct sops_cost_book *book);

#endif
