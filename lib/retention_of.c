/* SPDX-License-Identifier: GPL-3.0-or-later */
/* retention_of.c: what became of the customers of a group in a span. */
#include "retention_private.h"

#include "book_rows.h"

/*
 * What is there on the morning of a day is there on the day before, and so the two mornings
 * are looked at by these days; the mornings of the span by the days from one to the one before
 * the other.
 */
struct days {
	sops_date first, last;
};

/* Where a customer was. */
struct presence {
	bool start, end, before;
	int64_t days;
};

/* What a customer pays, or one of its subscriptions. */
struct paid {
	struct sops_money start, end;
};

static bool covers(sops_date start, sops_date end, sops_date day)
{
	return start <= day && day < end;
}

/* The days of a stay from the first to the one before the last. */
static int64_t days_of(const struct sops__stay *stay, const struct days *days)
{
	int64_t from = stay->start > days->first ? stay->start : days->first;
	int64_t to = stay->end < days->last ? stay->end : days->last;

	return from < to ? to - from : 0;
}

static struct presence presence_of(const struct sops_retention *retention,
	const struct sops__subscriber *subscriber, const struct days *days)
{
	struct presence there = { .days = 0 };

	for (size_t i = subscriber[0].stays; i < subscriber[1].stays; i++) {
		const struct sops__stay *stay = &retention->stays[i];

		there.start |= covers(stay->start, stay->end, days->first);
		there.end |= covers(stay->start, stay->end, days->last);
		there.before |= stay->start < days->first;
		there.days += days_of(stay, days);
	}
	return there;
}

static void count(struct sops_retained *out, const struct presence *there)
{
	out->start += there->start;
	out->end += there->end;
	out->churned += there->start && !there->end;
	out->joined += !there->start && there->end && !there->before;
	out->returned += !there->start && there->end && there->before;
	out->passed += !there->start && !there->end && there->days > 0;
	out->customer_days += there->days;
}

static int add(struct sops_money *to, struct sops_money amount, struct sops_error *err)
{
	return sops_money_add(to, *to, amount, err);
}

static struct sops_money less_of(const struct paid *paid)
{
	return sops_money_compare(paid->start, paid->end) < 0 ? paid->start : paid->end;
}

static int add_price(struct sops_retained *out, struct paid *line, const struct sops__price *price,
	const struct days *days, struct sops_error *err)
{
	if (price->mrr.units == 0)
		return 0;
	if (covers(price->base.day, price->end, days->first) &&
	    (add(&line->start, price->mrr, err) < 0 ||
	     sops_sum_add(&out->mrr_start, price->mrr, price->currency, err) < 0))
		return SOPS_EINPUT;
	if (covers(price->base.day, price->end, days->last) &&
	    (add(&line->end, price->mrr, err) < 0 ||
	     sops_sum_add(&out->mrr_end, price->mrr, price->currency, err) < 0))
		return SOPS_EINPUT;
	return 0;
}

/* Adds a subscription to what its customer pays. */
static int add_line(struct sops_retained *out, struct paid *paid, const struct paid *line,
	struct sops_error *err)
{
	if (add(&paid->start, line->start, err) < 0 || add(&paid->end, line->end, err) < 0)
		return SOPS_EINPUT;
	return add(&out->capped_lines, less_of(line), err);
}

static int add_lines(struct sops_retained *out, struct paid *paid,
	const struct sops_retention *retention, const struct sops__subscriber *subscriber,
	const struct days *days, struct sops_error *err)
{
	const struct sops__price *prices = (const void *)retention->prices.items;
	size_t at = subscriber[0].prices, end = subscriber[1].prices;

	while (at < end) {
		uint32_t subscription = prices[at].subscription;
		struct paid line = { { 0, 0 }, { 0, 0 } };

		do {
			if (add_price(out, &line, &prices[at], days, err) < 0)
				return sops__book_place(retention->name, prices[at].line, err);
		} while (++at < end && subscription && prices[at].subscription == subscription);
		if (add_line(out, paid, &line, err) < 0)
			return SOPS_EINPUT;
	}
	return 0;
}

/* Of a customer that was there at the start. */
static int add_kept(struct sops_retained *out, const struct paid *paid, struct sops_error *err)
{
	struct sops_money change;

	if (paid->end.units == 0)
		return add(&out->lost, paid->start, err);
	if (add(&out->kept, paid->end, err) < 0 || add(&out->capped, less_of(paid), err) < 0 ||
	    sops_money_sub(&change, paid->end, paid->start, err) < 0)
		return SOPS_EINPUT;
	if (change.units > 0)
		return add(&out->expansion, change, err);
	return sops_money_sub(&out->contraction, out->contraction, change, err);
}

static int add_subscriber(struct sops_retained *out, const struct sops_retention *retention,
	const struct sops__subscriber *subscriber, const struct days *days, struct sops_error *err)
{
	struct presence there = presence_of(retention, subscriber, days);
	struct paid paid = { { 0, 0 }, { 0, 0 } };

	count(out, &there);
	if (!there.start && !there.end)
		return 0;
	if (add_lines(out, &paid, retention, subscriber, days, err) < 0)
		return SOPS_EINPUT;
	return there.start ? add_kept(out, &paid, err) : 0;
}

/* What is kept of one currency is not to be held against another. */
static int check_currencies(const struct sops_retained *out, struct sops_error *err)
{
	struct sops_sum start = out->mrr_start, end = out->mrr_end;

	start.total = end.total = sops_money_of(0);
	return sops_sum_merge(&start, &end, err);
}

int sops_retention_of(struct sops_retained *out, const struct sops_retention *retention,
	struct sops_field group, const struct sops_span *span, struct sops_error *err)
{
	const struct sops__subscribers *of;
	struct days days;
	uint32_t number;

	*out = (struct sops_retained){ .start = 0 };
	sops_sum_init(&out->mrr_start);
	sops_sum_init(&out->mrr_end);
	if (span->first == SOPS_DATE_BLANK || span->end == SOPS_DATE_BLANK ||
	    span->end < span->first)
		return sops_error_set(err, SOPS_EUSAGE,
			"retention is of a span that has a first day and an end after it");
	if (!sops__texts_find(&retention->prices.groups, group, &number))
		return 0;
	days = (struct days){ span->first - 1, span->end - 1 };
	of = &retention->groups[number];
	for (size_t i = of[0].first; i < of[1].first; i++)
		if (add_subscriber(out, retention, &retention->subscribers[i], &days, err) < 0)
			return sops__book_place(retention->name, 0, err);
	if (check_currencies(out, err) < 0)
		return sops__book_place(retention->name, 0, err);
	return 0;
}
