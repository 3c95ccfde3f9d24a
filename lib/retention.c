/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "retention_private.h"

#include "book_rows.h"

#include <inttypes.h>
#include <stdlib.h>

static struct sops__price *prices_of(const struct sops_retention *retention)
{
	return (void *)retention->prices.items;
}

static int check_days(const struct sops_subscription *row, struct sops_error *err)
{
	char start[SOPS_DATE_TEXT], end[SOPS_DATE_TEXT];

	if (row->end == SOPS_DATE_BLANK || row->end >= row->start)
		return 0;
	sops_date_format(start, row->start);
	sops_date_format(end, row->end);
	return sops_error_set(err, SOPS_EINPUT, "ends on %s, before it starts on %s", end, start);
}

static int check_row(const struct sops__book_row *row, struct sops_error *err)
{
	const struct sops_subscription *of = row->at;
	char mrr[SOPS_MONEY_TEXT];

	if (of->customer_id.len == 0) {
		sops_error_set(err, SOPS_EINPUT, "a subscription needs a customer");
		return sops__book_column(row, SOPS_SUBSCRIPTIONS_CUSTOMER_ID, err);
	}
	if (of->start == SOPS_DATE_BLANK) {
		sops_error_set(err, SOPS_EINPUT, "a subscription needs the day it starts");
		return sops__book_column(row, SOPS_SUBSCRIPTIONS_START, err);
	}
	if (sops_money_blank(of->mrr)) {
		sops_error_set(err, SOPS_EINPUT, "a subscription needs what it pays a month");
		return sops__book_column(row, SOPS_SUBSCRIPTIONS_MRR, err);
	}
	if (of->mrr.units < 0) {
		sops_money_format(mrr, of->mrr);
		sops_error_set(err, SOPS_EINPUT, "a subscription cannot pay %s a month", mrr);
		return sops__book_column(row, SOPS_SUBSCRIPTIONS_MRR, err);
	}
	return check_days(of, err);
}

static int add_row(void *to, const struct sops__book_row *row, struct sops_error *err)
{
	struct sops_retention *retention = to;
	const struct sops_subscription *of = row->at;
	struct sops__price *price;
	void *item;
	int status = check_row(row, err);

	if (status == 0)
		status = sops__book_add(&retention->prices, &item, row->group, of->start, err);
	if (status < 0)
		return status;
	price = item;
	price->end = of->end == SOPS_DATE_BLANK ? SOPS__ONGOING : of->end;
	price->line = row->line;
	price->currency = of->currency;
	price->mrr = of->mrr;
	retention->oddities.unpaid += of->mrr.units == 0;
	retention->oddities.empty += of->end == of->start;
	status = sops__texts_add(&retention->customers, of->customer_id, &price->customer, err);
	if (status == 0)
		status = sops__texts_add(&retention->subscriptions, of->subscription_id,
			&price->subscription, err);
	return status;
}

/* By number, then day, then line. */
static int compare(uint32_t a, uint32_t b, const struct sops__price *left,
	const struct sops__price *right)
{
	if (a != b)
		return a < b ? -1 : 1;
	if (left->base.day != right->base.day)
		return left->base.day < right->base.day ? -1 : 1;
	return (left->line > right->line) - (left->line < right->line);
}

static int by_subscription(const void *a, const void *b)
{
	const struct sops__price *left = a, *right = b;

	return compare(left->subscription, right->subscription, left, right);
}

static bool same_subscriber(const struct sops__price *a, const struct sops__price *b)
{
	return a->base.group == b->base.group && a->customer == b->customer;
}

static int by_subscriber(const struct sops__price *left, const struct sops__price *right)
{
	if (left->base.group != right->base.group)
		return left->base.group < right->base.group ? -1 : 1;
	return (left->customer > right->customer) - (left->customer < right->customer);
}

static int by_subscriber_and_day(const void *a, const void *b)
{
	int order = by_subscriber(a, b);

	return order ? order : compare(0, 0, a, b);
}

static int by_subscriber_and_subscription(const void *a, const void *b)
{
	int order = by_subscriber(a, b);

	return order ? order : by_subscription(a, b);
}

static void sort(struct sops_retention *retention, int (*order)(const void *, const void *))
{
	struct sops__book *prices = &retention->prices;

	if (prices->count > 0)
		qsort(prices->items, prices->count, prices->item_size, order);
}

static int two_prices(const struct sops_retention *retention, const struct sops__price *a,
	const struct sops__price *b, struct sops_error *err)
{
	const struct sops__price *later = a->line > b->line ? a : b;
	char id[SOPS_QUOTED], day[SOPS_DATE_TEXT];

	sops_date_format(day, b->base.day);
	sops_error_set(err, SOPS_EINPUT, "a second price of subscription %s on %s: line %" PRIu64
		" has one", sops_quote(id, sops__texts_at(&retention->subscriptions,
		a->subscription)), day, later == a ? b->line : a->line);
	if (a->end == SOPS__ONGOING && a->base.day < b->base.day)
		sops_error_hint(err, "the one that starts first needs an end");
	return sops__book_place(retention->name, later->line, err);
}

/* Prices of one subscription follow on each other, even where an end is the last day. */
static int join_prices(struct sops_retention *retention, struct sops_error *err)
{
	struct sops__price *prices = prices_of(retention), *last = NULL;

	sort(retention, by_subscription);
	for (size_t i = 0; i < retention->prices.count; i++) {
		struct sops__price *next = &prices[i];

		if (next->subscription == 0 || next->end == next->base.day)
			continue;
		if (last && last->subscription == next->subscription) {
			if (last->end > next->base.day)
				return two_prices(retention, last, next, err);
			if (last->end == next->base.day - 1)
				last->end = next->base.day;
		}
		last = next;
	}
	return 0;
}

/* Adds the days of a price to the stays of its customer, which begin with the first. */
static size_t add_stay(struct sops__stay *stays, size_t first, size_t count,
	const struct sops__price *price)
{
	struct sops__stay *last = count > first ? &stays[count - 1] : NULL;

	if (price->mrr.units == 0 || price->end == price->base.day)
		return count;
	if (last && price->base.day <= last->end) {
		if (last->end < price->end)
			last->end = price->end;
		return count;
	}
	stays[count] = (struct sops__stay){ price->base.day, price->end };
	return count + 1;
}

/* Subscribers and their stays; returns how many subscribers there are. */
static size_t find_stays(struct sops_retention *retention)
{
	const struct sops__price *prices = prices_of(retention);
	struct sops__subscriber *subscribers = retention->subscribers;
	size_t n = 0, stays = 0;

	sort(retention, by_subscriber_and_day);
	for (size_t i = 0; i < retention->prices.count; i++) {
		if (i == 0 || !same_subscriber(&prices[i], &prices[i - 1]))
			subscribers[n++] = (struct sops__subscriber){ i, stays };
		stays = add_stay(retention->stays, subscribers[n - 1].stays, stays, &prices[i]);
	}
	subscribers[n] = (struct sops__subscriber){ retention->prices.count, stays };
	return n;
}

static void widen(struct sops__subscribers *group, const struct sops__price *price)
{
	sops_date last = price->end == SOPS__ONGOING ? price->base.day : price->end;

	if (price->base.day < group->start)
		group->start = price->base.day;
	if (group->last < last)
		group->last = last;
	group->lasts |= price->end == SOPS__ONGOING && price->mrr.units != 0;
}

static void find_groups(struct sops_retention *retention, size_t subscribers)
{
	const struct sops__price *prices = prices_of(retention);
	size_t count = sops__texts_count(&retention->prices.groups), next = 0;

	for (size_t i = 0; i <= count; i++) {
		retention->groups[i] = (struct sops__subscribers){ .first = next,
			.start = SOPS__ONGOING, .last = INT32_MIN };
		while (next < subscribers &&
		       prices[retention->subscribers[next].prices].base.group == i)
			next++;
	}
	for (size_t i = 0; i < retention->prices.count; i++)
		widen(&retention->groups[prices[i].base.group], &prices[i]);
}

static int index_prices(struct sops_retention *retention, struct sops_error *err)
{
	size_t count = retention->prices.count;
	size_t groups = sops__texts_count(&retention->prices.groups);

	retention->stays = calloc(count + 1, sizeof(*retention->stays));
	retention->subscribers = calloc(count + 1, sizeof(*retention->subscribers));
	retention->groups = calloc(groups + 1, sizeof(*retention->groups));
	if (!retention->stays || !retention->subscribers || !retention->groups)
		return sops_error_memory(err);
	find_groups(retention, find_stays(retention));
	sort(retention, by_subscriber_and_subscription);
	sops__texts_release(&retention->customers); /* from here on numbers will do */
	sops__texts_release(&retention->subscriptions);
	return 0;
}

int sops_retention_read(struct sops_retention **out, struct sops_input *input,
	struct sops_error *err)
{
	struct sops_retention *retention = calloc(1, sizeof(*retention));
	int status;

	if (!retention)
		return sops_error_memory(err);
	retention->prices.item_size = sizeof(struct sops__price);
	retention->name = strdup(sops_input_name(input));
	status = retention->name ? sops__book_rows(input, add_row, retention, err)
				 : sops_error_memory(err);
	if (status == 0)
		status = join_prices(retention, err);
	if (status == 0)
		status = index_prices(retention, err);
	if (status < 0)
		sops_retention_free(retention);
	else
		*out = retention;
	return status;
}

void sops_retention_free(struct sops_retention *retention)
{
	if (!retention)
		return;
	sops__book_release(&retention->prices);
	sops__texts_release(&retention->customers);
	sops__texts_release(&retention->subscriptions);
	free(retention->stays);
	free(retention->subscribers);
	free(retention->groups);
	free(retention->name);
	free(retention);
}

bool sops_retention_span(const struct sops_retention *retention, sops_date *first, sops_date *last,
	struct sops_field group)
{
	uint32_t number;

	if (!sops__texts_find(&retention->prices.groups, group, &number) ||
	    retention->groups[number].start == SOPS__ONGOING)
		return false;
	*first = retention->groups[number].start;
	*last = retention->groups[number].last;
	return true;
}

bool sops_retention_lasts(const struct sops_retention *retention, struct sops_field group)
{
	uint32_t number;

	return sops__texts_find(&retention->prices.groups, group, &number) &&
		retention->groups[number].lasts;
}

struct sops_field sops_retention_group(const struct sops_retention *retention, size_t index)
{
	return sops__book_group(&retention->prices, index);
}

struct sops_retention_oddities sops_retention_oddities(const struct sops_retention *retention)
{
	return retention->oddities;
}
