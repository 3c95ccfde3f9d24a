/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_asked.c: what figures ask of side inputs, once for each row. */
#include "kpi_private.h"

static bool ask(const struct sops__kpi_view *view, int side)
{
	unsigned bit = 1u << side;
	bool known = view->cache->known & bit;

	view->cache->known |= bit;
	return !known;
}

/* Books have left out by themselves what is after as-of: where nobody asks for days, what has none
 * counts too. */
static struct sops_span known_days(const struct sops__kpi_view *view)
{
	const struct sops_span any = { SOPS_DATE_BLANK, SOPS_DATE_BLANK };

	return sops__kpi_dated(view->use->context) ? view->span : any;
}

int sops__kpi_leads(const struct sops_lead_counts **out, const struct sops__kpi_view *view)
{
	const struct sops_span span = known_days(view);

	*out = &view->cache->leads;
	if (ask(view, SOPS_KPI_LEADS))
		sops_lead_book_of(&view->cache->leads, sops__kpi_sides(view->use)->leads,
			view->shared->won, sops__kpi_key(view, SOPS_KPI_LEADS), &span);
	return 0;
}

int sops__kpi_spent(const struct sops_spent **out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	*out = &view->cache->spent;
	return !ask(view, SOPS_KPI_COSTS) ? 0 : sops_cost_book_of(&view->cache->spent,
		sops__kpi_sides(view->use)->costs, sops__kpi_key(view, SOPS_KPI_COSTS),
		&view->whole, err);
}

#define BEFORE SOPS_KPI_SIDES /* a bit of its own */

int sops__kpi_spent_before(const struct sops_spent **out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_kpi_options *options = view->use->options;
	const struct sops_calendar *calendar = &view->use->context->calendar;
	sops_period period = (sops_period)(view->period - options->lag);
	struct sops_span span;

	if (options->lag == 0)
		return sops__kpi_spent(out, view, err);
	*out = &view->cache->spent_before;
	if (!ask(view, BEFORE))
		return 0;
	span = (struct sops_span){ sops_period_start(calendar, period),
		sops_period_end(calendar, period) };
	return sops_cost_book_of(&view->cache->spent_before, sops__kpi_sides(view->use)->costs,
		sops__kpi_key(view, SOPS_KPI_COSTS), &span, err);
}

int sops__kpi_active(const struct sops_active **out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_span span = known_days(view);

	*out = &view->cache->active;
	return !ask(view, SOPS_KPI_ACTIVITIES) ? 0 : sops_activity_book_of(&view->cache->active,
		sops__kpi_sides(view->use)->activities,
		sops__kpi_key(view, SOPS_KPI_ACTIVITIES), &span, err);
}

int sops__kpi_retained(const struct sops_retained **out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	*out = &view->cache->retained;
	return !ask(view, SOPS_KPI_SUBSCRIPTIONS) ? 0 : sops_retention_of(&view->cache->retained,
		sops__kpi_sides(view->use)->subscriptions,
		sops__kpi_key(view, SOPS_KPI_SUBSCRIPTIONS), &view->span, err);
}

int sops__kpi_ordered(const struct sops_ordered **out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_span span = known_days(view);

	*out = &view->cache->ordered;
	return !ask(view, SOPS_KPI_ORDERS) ? 0 : sops_order_book_of(&view->cache->ordered,
		sops__kpi_sides(view->use)->orders, sops__kpi_key(view, SOPS_KPI_ORDERS), &span,
			err);
}

int sops__kpi_surveyed(const struct sops_surveyed **out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_span span = known_days(view);

	*out = &view->cache->surveyed;
	return !ask(view, SOPS_KPI_SURVEYS) ? 0 : sops_survey_book_of(&view->cache->surveyed,
		sops__kpi_sides(view->use)->surveys, sops__kpi_key(view, SOPS_KPI_SURVEYS), &span,
			err);
}

/* Customers by the day of their first deal: also those before the window are known. The day of a
 * cohort, such as that of a next step, may come after as-of. */
static int64_t first_deals(const struct sops__kpi_view *view)
{
	const struct sops_span *days =
		sops__kpi_cohort(view->use->context) ? &view->whole : &view->span;
	const void *items;

	return (int64_t)sops__book_find(&view->shared->firsts, &items, view->group, days);
}

int sops__kpi_new_customers(int64_t *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const uint64_t named = SOPS_ROLE(SOPS_DEALS_CUSTOMER_ID) | SOPS_ROLE(SOPS_DEALS_ACCOUNT);
	const struct sops_retained *retained;
	const struct sops_ordered *ordered;
	int status = 0;

	if (view->use->context->bound & named) {
		*out = first_deals(view);
	} else if (view->shared->sides & SOPS__SIDE(ORDERS)) {
		status = sops__kpi_ordered(&ordered, view, err);
		*out = ordered->first_time;
	} else {
		status = sops__kpi_retained(&retained, view, err);
		*out = retained->joined;
	}
	return status;
}

int64_t sops__kpi_rostered(const struct sops__kpi_view *view)
{
	const struct sops_span any = { SOPS_DATE_BLANK, SOPS_DATE_BLANK };
	const struct sops__kpi_rep *reps;
	const void *items;
	size_t n;
	int64_t there = 0;

	if (!(view->shared->sides & SOPS__SIDE(REPS)))
		return -1;
	n = sops__book_find(&view->shared->roster, &items, view->group, &any);
	reps = items;
	for (size_t i = 0; i < n; i++)
		there += sops_roster_days(reps[i].rep, &view->span) > 0;
	return there;
}

int64_t sops__kpi_rep_days(const struct sops__kpi_view *view, const struct sops_workdays *workdays)
{
	const struct sops_span any = { SOPS_DATE_BLANK, SOPS_DATE_BLANK }, *span = &view->span;
	const struct sops__kpi_rep *reps;
	const void *items;
	int64_t days = 0;
	size_t n;

	if (!(view->shared->sides & SOPS__SIDE(REPS)))
		return -1;
	n = sops__book_find(&view->shared->roster, &items, view->group, &any);
	reps = items;
	for (size_t i = 0; i < n; i++) {
		sops_date hired = reps[i].rep->hired, left = reps[i].rep->left;

		days += sops_workdays_count(workdays, hired > span->first ? hired : span->first,
			(left != SOPS_DATE_BLANK && left < span->end ? left : span->end) - 1);
	}
	return days;
}

int64_t sops__kpi_sellers(const struct sops__kpi_view *view)
{
	const struct sops_span any = { SOPS_DATE_BLANK, SOPS_DATE_BLANK };
	const struct sops_calendar *calendar = &view->use->context->calendar;
	const void *items;
	struct sops_span span = any;

	if (sops__kpi_periodic(view->use->context))
		span = (struct sops_span){ sops_period_start(calendar, (sops_period)view->period),
			sops_period_end(calendar, (sops_period)view->period) };
	return (int64_t)sops__book_find(&view->shared->sellers, &items, view->group, &span);
}

int sops__kpi_cac(struct sops_ratio *out, const struct sops_spent **spent,
	const struct sops__kpi_view *view, struct sops_error *err)
{
	int64_t customers;

	if (sops__kpi_spent_before(spent, view, err) < 0 ||
	    sops__kpi_new_customers(&customers, view, err) < 0)
		return err ? (int)err->status : SOPS_EINPUT;
	*out = (struct sops_ratio){ (*spent)->all.n == 0 ? SOPS_MONEY_BLANK : (*spent)->all.total,
		sops_money_of(customers) };
	return 0;
}
