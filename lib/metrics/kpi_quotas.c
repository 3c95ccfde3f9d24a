/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_quotas.c: the figures of quotas: who has reached theirs, and whether the pipeline will do. */
#include "kpi_private.h"

#include <stdlib.h>

/* What the quotas of a row come to. */
struct reached {
	struct sops_sum quota, credited;
	int64_t who, at_target;      /* reps, or teams, …; of them, at 100 % or above */
	struct sops_ratio attained;  /* the sum of their attainments */
};

static int refuse(const struct sops_quota_line *line, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	sops_error_set(err, SOPS_EINPUT, "the quota of %s is for more days than a row of the "
		"result has", sops_quote(quoted, line->who));
	sops_error_hint(err, "choose a longer --period, or a window that holds it all");
	return sops__kpi_place(view, SOPS_KPI_QUOTAS, line->line, err);
}

static int add_quota(struct reached *to, struct sops_sum *quota, struct sops_sum *credited,
	const struct sops__kpi_quota *item, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	if (sops_sum_add(quota, item->line->quota, item->line->currency, err) < 0 ||
	    sops_sum_add(&to->quota, item->line->quota, item->line->currency, err) < 0)
		return sops__kpi_place(view, SOPS_KPI_QUOTAS, item->line->line, err);
	if (sops_sum_merge(credited, &item->credited, err) < 0)
		return SOPS_EINPUT;
	return sops_sum_merge(&to->credited, &item->credited, err);
}

/* a/b + c/d */
static int add_ratio(struct sops_ratio *to, struct sops_ratio add, struct sops_error *err)
{
	struct sops_money left, right;

	if (sops_money_mul(&left, to->num, add.den, err) < 0 ||
	    sops_money_mul(&right, add.num, to->den, err) < 0 ||
	    sops_money_add(&to->num, left, right, err) < 0)
		return SOPS_EINPUT;
	return sops_money_mul(&to->den, to->den, add.den, err);
}

static int close_one(struct reached *to, const struct sops_sum *quota,
	const struct sops_sum *credited, const struct sops__kpi_view *view, struct sops_error *err)
{
	struct sops_ratio attained = { credited->total, quota->total };

	if (sops__kpi_one_currency(view, SOPS_KPI_QUOTAS, quota, SOPS_KPI_SIDES, credited, err) < 0)
		return SOPS_EINPUT;
	to->who++;
	to->at_target += sops_money_compare(credited->total, quota->total) >= 0;
	/* The sum of many fractions outgrows 38 digits: each is rounded to 12 behind the point. */
	if (sops_ratio_divide(&attained.num, attained, SOPS_RATIO_DIGITS, err) < 0)
		return SOPS_EINPUT;
	attained.den = sops_money_of(1);
	return add_ratio(&to->attained, attained, err);
}

/* Quotas of one stand side by side only by chance: they are put together by who. */
static int by_who(const void *a, const void *b)
{
	const struct sops__kpi_quota *const *left = a, *const *right = b;

	return sops_field_compare((*left)->line->who, (*right)->line->who);
}

static int reach(struct reached *to, const struct sops__kpi_quota **items, size_t n,
	const struct sops__kpi_view *view, struct sops_error *err)
{
	struct sops_sum quota, credited;
	int status = 0;

	*to = (struct reached){ .attained = { sops_money_of(0), sops_money_of(1) } };
	sops_sum_init(&to->quota);
	sops_sum_init(&to->credited);
	for (size_t i = 0; status == 0 && i < n; i++) {
		bool first = i == 0 || by_who(&items[i - 1], &items[i]) != 0;

		if (first) {
			sops_sum_init(&quota);
			sops_sum_init(&credited);
		}
		status = add_quota(to, &quota, &credited, items[i], view, err);
		if (status == 0 && (i + 1 == n || by_who(&items[i], &items[i + 1]) != 0))
			status = close_one(to, &quota, &credited, view, err);
	}
	return status;
}

/* A quota of which only some days are in the row. */
static int check_days(const struct sops__kpi_view *view, const struct sops__kpi_quota *found,
	size_t n, struct sops_error *err)
{
	const struct sops_span earlier = { SOPS_DATE_BLANK, view->whole.first };
	const void *at = NULL;
	const struct sops__kpi_quota *before;
	size_t n_before = view->whole.first == SOPS_DATE_BLANK ? 0 :
		sops__book_find(&view->shared->quotas, &at, view->group, &earlier);

	before = at;
	for (size_t i = 0; i < n_before; i++)
		if (before[i].line->last >= view->whole.first)
			return refuse(before[i].line, view, err);
	for (size_t i = 0; view->whole.end != SOPS_DATE_BLANK && i < n; i++)
		if (found[i].line->last >= view->whole.end)
			return refuse(found[i].line, view, err);
	return 0;
}

static int reached(struct reached *to, const struct sops__kpi_view *view, struct sops_error *err)
{
	const void *at;
	size_t n = sops__book_find(&view->shared->quotas, &at, view->group, &view->whole), some = 0;
	const struct sops__kpi_quota *found = at, **items = calloc(n + 1, sizeof(*items));
	int status = items ? check_days(view, found, n, err) : sops_error_memory(err);

	/* Without an end, those that have not begun yet are of no interest. */
	for (size_t i = 0; status == 0 && i < n; i++)
		if (view->whole.end != SOPS_DATE_BLANK ||
		    found[i].item.day <= sops__kpi_horizon(view->use->context))
			items[some++] = &found[i];
	if (status == 0)
		qsort(items, some, sizeof(*items), by_who);
	if (status == 0)
		status = reach(to, items, some, view, err);
	free(items);
	return status;
}

static int attainment(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct reached all;
	int status = reached(&all, view, err);

	return status < 0 ? status : sops__kpi_quotient_figure(out, SOPS_CELL_SHARE,
		all.credited.total, all.quota.total, all.who);
}

static int attainment_mean(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct reached all;
	struct sops_ratio mean;
	int status = reached(&all, view, err);

	if (status == 0)
		status = sops__kpi_divide(&mean, all.attained, (struct sops_ratio){
			sops_money_of(all.who), sops_money_of(1) }, err);
	if (status == 0)
		*out = sops__kpi_figure(sops__kpi_ratio_cell(SOPS_CELL_SHARE, mean),
			sops__kpi_ratio_cell(SOPS_CELL_QUOTIENT, all.attained),
			sops__kpi_count_cell(all.who), all.who);
	return status;
}

static int pct_at_target(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct reached all;
	int status = reached(&all, view, err);

	return status < 0 ? status : sops__kpi_share_figure(out, all.at_target, all.who);
}

/* Open amounts due over what is still to be reached: "covered" when that is nothing, which is no
 * number. */
static int cover(struct sops__figure *out, const struct sops__kpi_view *view,
	const struct sops_sum *open, bool full, struct sops_error *err)
{
	struct reached all;
	struct sops_money remaining;
	int status = reached(&all, view, err);

	*out = (struct sops__figure){ .n = view->due };
	if (status < 0 || !view->present || all.who == 0)
		return status;
	if (sops__kpi_one_currency(view, SOPS_KPI_QUOTAS, &all.quota, SOPS_KPI_SIDES, open,
			err) < 0)
		return SOPS_EINPUT;
	remaining = all.quota.total;
	if (!full && sops_money_sub(&remaining, remaining, all.credited.total, err) < 0)
		return SOPS_EINPUT;
	sops__kpi_quotient_figure(out, SOPS_CELL_QUOTIENT, open->total, remaining, view->due);
	if (remaining.units <= 0)
		out->value = (struct sops_cell){ .kind = SOPS_CELL_BLANK };
	return 0;
}

static int coverage(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return cover(out, view, &view->due_amount, false, err);
}

static int coverage_full(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return cover(out, view, &view->due_amount, true, err);
}

static int coverage_weighted(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return cover(out, view, &view->due_weighted, false, err);
}

#define QUOTAS SOPS__SIDE(QUOTAS)
#define WON \
	(SOPS_ROLE(SOPS_DEALS_STATUS) | SOPS_ROLE(SOPS_DEALS_AMOUNT) | \
	 SOPS_ROLE(SOPS_DEALS_CLOSED))
#define DUE (WON | SOPS_ROLE(SOPS_DEALS_CLOSE_DATE))

static const struct sops__kpi kpis[] = {
	{ "attainment", "目标达成率", "amounts won / quotas, both of those who have a quota",
		"share", SOPS_COLUMN_RATIO, WON, QUOTAS, SOPS__KPI_EXTRAS, attainment,
		"amounts won by those who have a quota, on the days of that quota",
		"quotas of the period", "quotas of 0; deals of those who have no quota on that "
		"day", "Rekener and prowi" },
	{ "attainment:mean", "目标达成率 (人均)", "mean of the attainments of those who have a "
		"quota", "share", SOPS_COLUMN_RATIO, WON, QUOTAS,
		SOPS__KPI_LATER | SOPS__KPI_EXTRAS, attainment_mean, "sum of their attainments",
		"those who have a quota in the period", "quotas of 0; deals of those who have no "
		"quota on that day", "sales glossaries" },
	{ "pct_at_target", "目标达成百分比", "those who have reached their quota / those who "
		"have one", "share", SOPS_COLUMN_RATIO, WON, QUOTAS, SOPS__KPI_EXTRAS,
		pct_at_target, "reps (or teams, regions, products) whose amounts won are at "
		"least their quotas", "those who have a quota in the period", "quotas of 0",
		"sales glossaries" },
	{ "coverage", "管道覆盖率", "open amounts due in the period / what is left of the quotas",
		"times", SOPS_COLUMN_NUMBER, DUE, QUOTAS, SOPS__KPI_EXTRAS, coverage,
		"amounts of open deals to be closed in the rest of the period",
		"quotas - amounts won by those who have them", "open deals that were due before "
		"as-of; undefined where the quotas are reached, and in other periods than that "
		"of as-of", "winsabove, sales glossary" },
	{ "coverage:full", "管道覆盖率 (全额)", "open amounts due in the period / quotas", "times",
		SOPS_COLUMN_NUMBER, DUE, QUOTAS, SOPS__KPI_LATER | SOPS__KPI_EXTRAS, coverage_full,
		"amounts of open deals to be closed in the rest of the period", "quotas",
		"open deals that were due before as-of; undefined in other periods than that of "
		"as-of", "Calclet, and most sales glossaries" },
	{ "coverage:weighted", "管道覆盖率 (加权)", "open amounts * probability due in the "
		"period / what is left of the quotas", "times", SOPS_COLUMN_NUMBER,
		DUE | SOPS_ROLE(SOPS_DEALS_PROBABILITY), QUOTAS,
		SOPS__KPI_LATER | SOPS__KPI_EXTRAS, coverage_weighted,
		"amounts * probability of open deals to be closed in the rest of the period",
		"quotas - amounts won by those who have them", "as coverage",
		"winsabove, sales glossary" },
};

SOPS__KPI_FAMILY(quotas, kpis);
