/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/cost_book.h>

#include "book_rows.h"
#include "chosen.h"
#include "private.h"

#include <stdlib.h>

struct cost {
	struct sops__book_item item; /* day: the first of its period */
	sops_date last;
	sops_date reach; /* the last day of this cost and of all before it in the group */
	bool marketing;
	uint64_t line;
	struct sops_money amount;
	struct sops_currency currency;
};

struct sops_cost_book {
	struct sops__book costs;
	char *name;
	int64_t left_out;
};

static const char marketing[] =
	"marketing|marketingcost|marketingcosts|marketingspend|advertising|advertisement|"
	"advertisements|advertisingcost|advertisingcosts|ads|adspend|paidmedia|promotion|"
	"promotions|市场|市场费|市场费用|市场营销|市场营销费|市场营销费用|市场推广|市场推广费|市场推广费用|"
	"营销|营销费|营销费用|营销推广|广告|广告费|广告费用|广告投放|广告宣传|广告宣传费|推广|推广费|推广费用|"
	"宣传|宣传费|宣传费用|投放|投放费用";

/* A book while it is read. */
struct reading {
	struct sops_cost_book *book;
	const struct sops_calendar *calendar;
	struct sops__chosen categories;
};

/* 1 when costs of the category count, else 0. */
static int wants(struct reading *reading, struct sops_field category, struct sops_error *err)
{
	if (!sops__chosen_is_list(&reading->categories))
		return 1;
	return sops__chosen_has(&reading->categories, category, err);
}

static int check(sops_date *first, sops_date *last, const struct reading *reading,
	const struct sops__book_row *row, struct sops_error *err)
{
	const struct sops_cost *cost = row->at;
	struct sops_field label = sops_field_of(cost->period.text);
	char quoted[SOPS_QUOTED];

	if (label.len == 0) {
		sops_error_set(err, SOPS_EINPUT, "the cost has no period");
		sops__book_column(row, SOPS_COSTS_PERIOD, err);
		return sops__book_column(row, SOPS_COSTS_DATE, err);
	}
	if (sops_period_range(first, last, reading->calendar, label, NULL) < 0) {
		sops_error_set(err, SOPS_EINPUT, "%s is not a period of the calendar",
			sops_quote(quoted, label));
		return sops__book_column(row, SOPS_COSTS_PERIOD, err);
	}
	if (sops_money_blank(cost->amount)) {
		sops_error_set(err, SOPS_EINPUT, "the cost has no amount");
		return sops__book_column(row, SOPS_COSTS_AMOUNT, err);
	}
	return 0;
}

static int add(void *to, const struct sops__book_row *row, struct sops_error *err)
{
	struct reading *reading = to;
	const struct sops_cost *from = row->at;
	sops_date first, last;
	void *item;
	struct cost *cost;
	int status = check(&first, &last, reading, row, err);

	if (status == 0)
		status = wants(reading, from->category, err);
	if (status < 0)
		return status;
	if (status == 0) {
		reading->book->left_out++;
		return 0;
	}
	status = sops__book_add(&reading->book->costs, &item, row->group, first, err);
	if (status < 0)
		return status;
	cost = item;
	cost->last = last;
	cost->line = row->line;
	cost->amount = from->amount;
	cost->currency = from->currency;
	cost->marketing = sops__named(marketing, from->category);
	return 0;
}

/* How far the costs before each reach: a span that begins on no such day cuts none. */
static void measure(const struct sops__book *costs)
{
	struct cost *cost = (void *)costs->items;

	for (size_t i = 0; i < costs->count; i++, cost++) {
		cost->reach = cost->last;
		if (i > 0 && cost[-1].item.group == cost->item.group &&
		    cost[-1].reach > cost->reach)
			cost->reach = cost[-1].reach;
	}
}

static int read_all(struct sops_cost_book *book, struct sops_input *input,
	const struct sops_cost_options *options, struct sops_error *err)
{
	struct reading reading = { .book = book, .calendar = options->calendar };
	const struct sops_place file = { .file = book->name };
	int status = sops__chosen_list(&reading.categories, options->categories, "category", err);

	if (status == 0)
		status = sops__book_rows(input, add, &reading, err);
	if (status == 0)
		status = sops__chosen_check(
			&reading.categories, "cost", "category", "categories", err);
	if (status == SOPS_EINPUT)
		sops_error_place(err, &file);
	sops__chosen_release(&reading.categories);
	return status;
}

int sops_cost_book_read(struct sops_cost_book **out, struct sops_input *input,
	const struct sops_cost_options *options, struct sops_error *err)
{
	struct sops_cost_book *book = calloc(1, sizeof(*book));
	int status;

	if (!book)
		return sops_error_memory(err);
	book->costs.item_size = sizeof(struct cost);
	book->name = strdup(sops_input_name(input));
	status = book->name ? read_all(book, input, options, err) : sops_error_memory(err);
	if (status < 0) {
		sops_cost_book_free(book);
		return status;
	}
	sops__book_sort(&book->costs);
	measure(&book->costs);
	*out = book;
	return 0;
}

void sops_cost_book_free(struct sops_cost_book *book)
{
	if (!book)
		return;
	sops__book_release(&book->costs);
	free(book->name);
	free(book);
}

/* The one that stands first in the file. */
static const struct cost *upper(const struct cost *a, const struct cost *b)
{
	return !a || b->line < a->line ? b : a;
}

/* A cost that begins before the span and reaches into it, or NULL. */
static const struct cost *cut_at_start(const struct sops_cost_book *book, struct sops_field group,
	const struct sops_span *span)
{
	const struct sops_span before = { SOPS_DATE_BLANK, span->first };
	const struct cost *costs, *found = NULL;
	const void *at;
	size_t n;

	if (span->first == SOPS_DATE_BLANK)
		return NULL;
	n = sops__book_find(&book->costs, &at, group, &before);
	costs = at;
	for (; n > 0 && costs[n - 1].reach >= span->first; n--)
		if (costs[n - 1].last >= span->first)
			found = upper(found, &costs[n - 1]);
	return found;
}

static int refuse_cut(const struct sops_cost_book *book, const struct cost *cost,
	const struct sops_span *span, struct sops_error *err)
{
	char first[SOPS_DATE_TEXT], last[SOPS_DATE_TEXT], from[SOPS_DATE_TEXT], to[SOPS_DATE_TEXT];

	sops_date_format(first, cost->item.day);
	sops_date_format(last, cost->last);
	sops_date_format(from, span->first);
	sops_date_format(to, span->end == SOPS_DATE_BLANK ? SOPS_DATE_BLANK : span->end - 1);
	sops_error_set(err, SOPS_EINPUT, "the cost of %s to %s is only partly of %s%s%s", first,
		last, from[0] ? from : "the days", to[0] ? " to " : " and later", to);
	sops_error_hint(err, "choose periods and bounds that hold it whole");
	return sops__book_place(book->name, cost->line, err);
}

static int add_up(struct sops_spent *spent, const struct cost *cost, struct sops_error *err)
{
	int status = sops_sum_add(&spent->all, cost->amount, cost->currency, err);

	if (status == 0 && cost->marketing)
		status = sops_sum_add(&spent->marketing, cost->amount, cost->currency, err);
	return status;
}

static bool empty(const struct sops_span *span)
{
	return span->first != SOPS_DATE_BLANK && span->end != SOPS_DATE_BLANK &&
		span->first >= span->end;
}

int sops_cost_book_of(struct sops_spent *out, const struct sops_cost_book *book,
	struct sops_field group, const struct sops_span *span, struct sops_error *err)
{
	const struct cost *cut = cut_at_start(book, group, span), *costs;
	const void *at;
	size_t n = sops__book_find(&book->costs, &at, group, span);

	sops_sum_init(&out->all);
	sops_sum_init(&out->marketing);
	if (empty(span))
		return 0;
	costs = at;
	for (size_t i = 0; span->end != SOPS_DATE_BLANK && i < n; i++)
		if (costs[i].last >= span->end)
			cut = upper(cut, &costs[i]);
	if (cut)
		return refuse_cut(book, cut, span, err);
	for (size_t i = 0; i < n; i++)
		if (add_up(out, &costs[i], err) < 0)
			return sops__book_place(book->name, costs[i].line, err);
	return 0;
}

bool sops_cost_book_span(const struct sops_cost_book *book, sops_date *first, sops_date *last,
	struct sops_field group)
{
	const struct sops_span all = { SOPS_DATE_BLANK, SOPS_DATE_BLANK };
	const struct cost *costs;
	const void *at;
	size_t n = sops__book_find(&book->costs, &at, group, &all);

	if (n == 0)
		return false;
	costs = at;
	*first = costs[0].item.day;
	*last = costs[n - 1].reach;
	return true;
}

struct sops_field sops_cost_book_group(const struct sops_cost_book *book, size_t index)
{
	return sops__book_group(&book->costs, index);
}

int64_t sops_cost_book_left_out(const struct sops_cost_book *book)
{
	return book->left_out;
}
