/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_subscriptions.c: the figures of subscriptions. */
#include "kpi_private.h"

#include <math.h>

static int customers(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_retained *r;
	int status = sops__kpi_retained(&r, view, err);

	return status < 0 ? status : sops__kpi_count_figure(out, r->end);
}

static int reactivated(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_retained *r;
	int status = sops__kpi_retained(&r, view, err);

	return status < 0 ? status : sops__kpi_count_figure(out, r->returned);
}

static int mrr(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_retained *r;
	int status = sops__kpi_retained(&r, view, err);

	return status < 0 ? status : sops__kpi_sum_figure(out, &r->mrr_end, r->mrr_end.n);
}

static int arpa(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_retained *r;
	int status = sops__kpi_retained(&r, view, err);

	return status < 0 ? status : sops__kpi_quotient_figure(out, SOPS_CELL_QUOTIENT,
		r->mrr_end.total, sops_money_of(r->end), r->end);
}

static int churn_rate(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_retained *r;
	int status = sops__kpi_retained(&r, view, err);

	return status < 0 ? status : sops__kpi_share_figure(out, r->churned, r->start);
}

/* Those who came and left between the days that are counted are lost too. */
static int64_t all_lost(const struct sops_retained *r)
{
	return r->churned + r->passed;
}

static int churn_all(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_retained *r;
	int status = sops__kpi_retained(&r, view, err);

	return status < 0 ? status : sops__kpi_quotient_figure(out, SOPS_CELL_SHARE,
		sops_money_of(all_lost(r)), sops_money_of(r->start), r->start);
}

static int churn_joined(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_retained *r;
	int status = sops__kpi_retained(&r, view, err);

	return status < 0 ? status : sops__kpi_share_figure(out, all_lost(r),
		r->start + r->joined + r->returned + r->passed);
}

static int churn_average(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_money half = { 5, 1 };
	const struct sops_retained *r;
	struct sops_money average = SOPS_MONEY_BLANK;
	int status = sops__kpi_retained(&r, view, err);

	if (status == 0)
		status = sops_money_mul(&average, sops_money_of(r->start + r->end), half, err);
	return status < 0 ? status : sops__kpi_quotient_figure(out, SOPS_CELL_SHARE,
		sops_money_of(all_lost(r)), average, r->start);
}

static int churn_exposure(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_retained *r;
	int status = sops__kpi_retained(&r, view, err);

	return status < 0 ? status : sops__kpi_quotient_figure(out, SOPS_CELL_QUOTIENT,
		sops_money_of(all_lost(r)), sops_money_of(r->customer_days), r->customer_days);
}

/* What such a period after the other makes of a year: not so many times the rate. */
static int churn_annual(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_calendar *calendar = &view->use->context->calendar;
	const struct sops_retained *r;
	int status = sops__kpi_retained(&r, view, err);

	if (status < 0)
		return status;
	*out = (struct sops__figure){ .n = r->start };
	if (r->start > 0 && calendar->unit != SOPS_UNIT_DAY)
		out->value = sops__kpi_estimate(1 - pow(1 - (double)r->churned / (double)r->start,
			sops_period_season(calendar)));
	return 0;
}

static int of_start(struct sops__figure *out, const struct sops_retained *r, struct sops_money part)
{
	return sops__kpi_quotient_figure(out, SOPS_CELL_SHARE, part, r->mrr_start.total, r->start);
}

static int mrr_lost(struct sops__figure *out, const struct sops__kpi_view *view, bool net,
	struct sops_error *err)
{
	const struct sops_retained *r;
	struct sops_money lost = SOPS_MONEY_BLANK;
	int status = sops__kpi_retained(&r, view, err);

	if (status == 0)
		status = sops_money_add(&lost, r->lost, r->contraction, err);
	if (status == 0 && net)
		status = sops_money_sub(&lost, lost, r->expansion, err);
	return status < 0 ? status : of_start(out, r, lost);
}

static int mrr_churn(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return mrr_lost(out, view, false, err);
}

static int mrr_churn_net(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return mrr_lost(out, view, true, err);
}

static int grr(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_retained *r;
	int status = sops__kpi_retained(&r, view, err);

	return status < 0 ? status : of_start(out, r, r->capped);
}

static int grr_subscription(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_retained *r;
	int status = sops__kpi_retained(&r, view, err);

	return status < 0 ? status : of_start(out, r, r->capped_lines);
}

static int nrr(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_retained *r;
	int status = sops__kpi_retained(&r, view, err);

	return status < 0 ? status : of_start(out, r, r->kept);
}

/* The year up to the end of the period; the 28th where a year before there was no 29th. */
static int over_a_year(struct sops_retained *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct sops_civil end = sops_date_civil(view->span.end);
	struct sops_span year = { sops_date_of(end.year - 1, end.month, end.day), view->span.end };

	if (year.first == SOPS_DATE_BLANK)
		year.first = sops_date_of(end.year - 1, end.month, end.day - 1);
	return sops_retention_of(out, sops__kpi_sides(view->use)->subscriptions,
		sops__kpi_key(view, SOPS_KPI_SUBSCRIPTIONS), &year,
		err);
}

static int grr_year(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct sops_retained r;
	int status = over_a_year(&r, view, err);

	return status < 0 ? status : of_start(out, &r, r.capped);
}

static int nrr_year(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct sops_retained r;
	int status = over_a_year(&r, view, err);

	return status < 0 ? status : of_start(out, &r, r.kept);
}

/* MRR is by the month; 0 where a period is no number of months. */
static int months(const struct sops__kpi_view *view)
{
	switch (view->use->context->calendar.unit) {
	case SOPS_UNIT_MONTH:
		return 1;
	case SOPS_UNIT_QUARTER:
		return 3;
	case SOPS_UNIT_HALF:
		return 6;
	case SOPS_UNIT_YEAR:
		return 12;
	default:
		return 0;
	}
}

/* arpa of a month [* margin] */
static int worth_of_month(struct sops_ratio *out, const struct sops__kpi_view *view, bool margin,
	struct sops_error *err)
{
	const struct sops_kpi_options *options = view->use->options;
	const struct sops_retained *r;
	int status = sops__kpi_retained(&r, view, err);

	if (status < 0)
		return status;
	*out = (struct sops_ratio){ r->mrr_end.total, sops_money_of(r->end) };
	return !margin ? 0 : sops_money_mul(&out->num, out->num, options->margin, err);
}

/* arpa of the period [* margin] / churn of the period */
static int lifetime(struct sops_ratio *out, const struct sops__kpi_view *view, bool margin,
	struct sops_error *err)
{
	struct sops_ratio worth, churn;
	const struct sops_retained *r;
	int status = sops__kpi_retained(&r, view, err);

	if (status == 0)
		status = worth_of_month(&worth, view, margin, err);
	if (status < 0)
		return status;
	churn = (struct sops_ratio){ sops_money_of(r->churned),
		sops_money_of(r->start * months(view)) };
	return sops__kpi_divide(out, worth, churn, err);
}

static int ratio_figure(struct sops__figure *out, struct sops_ratio ratio, int64_t n)
{
	*out = (struct sops__figure){ .value = sops__kpi_ratio_cell(SOPS_CELL_QUOTIENT, ratio),
		.n = n };
	return 0;
}

static int ltv(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct sops_ratio value = { SOPS_MONEY_BLANK, SOPS_MONEY_BLANK };
	int status = lifetime(&value, view, true, err);

	return status < 0 ? status : ratio_figure(out, value, view->cache->retained.start);
}

static int ltv_revenue(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct sops_ratio value = { SOPS_MONEY_BLANK, SOPS_MONEY_BLANK };
	int status = lifetime(&value, view, false, err);

	return status < 0 ? status : ratio_figure(out, value, view->cache->retained.start);
}

/* CAC in the currency of what customers pay. */
static int cac_of(struct sops_ratio *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_retained *r;
	const struct sops_spent *spent;
	int status = sops__kpi_cac(out, &spent, view, err);

	if (status == 0)
		status = sops__kpi_retained(&r, view, err);
	return status < 0 ? status : sops__kpi_one_currency(view, SOPS_KPI_COSTS, &spent->all,
		SOPS_KPI_SUBSCRIPTIONS, &r->mrr_end, err);
}

static int ltv_cac(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct sops_ratio value = { SOPS_MONEY_BLANK, SOPS_MONEY_BLANK }, cac;
	int status = lifetime(&value, view, true, err);

	if (status == 0)
		status = cac_of(&cac, view, err);
	if (status == 0)
		status = sops__kpi_divide(&value, value, cac, err);
	return status < 0 ? status : ratio_figure(out, value, view->cache->retained.start);
}

static int payback_months(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct sops_ratio worth, cac, value = { SOPS_MONEY_BLANK, SOPS_MONEY_BLANK };
	int status = worth_of_month(&worth, view, true, err);

	if (status == 0)
		status = cac_of(&cac, view, err);
	if (status == 0)
		status = sops__kpi_divide(&value, cac, worth, err);
	return status < 0 ? status : ratio_figure(out, value, view->cache->retained.end);
}

#define SUBSCRIPTIONS SOPS__SIDE(SUBSCRIPTIONS)
#define COSTS SOPS__SIDE(COSTS)
#define SPAN SOPS__KPI_SPAN
#define LATER (SOPS__KPI_LATER | SOPS__KPI_SPAN)
#define LIFE (SOPS__KPI_PERIODS | SOPS__KPI_MARGIN)
#define CAC (LIFE | SOPS__KPI_WHO | SOPS__KPI_EXTRAS)

static const struct sops__kpi kpis[] = {
	{ "customers", "客户数", "customers on the morning after the period", "customers",
		SOPS_COLUMN_COUNT, 0, SUBSCRIPTIONS, SPAN, customers, NULL, NULL,
		"a customer is there for the last time on the morning on which the subscription "
		"ends", "Fader and Hardie" },
	{ "mrr", "月度经常性收入", "mrr of the customers on the morning after the period", "money",
		SOPS_COLUMN_MONEY, 0, SUBSCRIPTIONS, SPAN, mrr, NULL, NULL, NULL, "ChurnZero" },
	{ "arpa", "客户平均收入", "mrr / customers", "money", SOPS_COLUMN_NUMBER, 0, SUBSCRIPTIONS, SPAN,
		arpa, "mrr", "customers", NULL, "MetricKit" },
	{ "reactivated", "回流客户", "customers who had left before the period and are back at "
		"its end", "customers", SOPS_COLUMN_COUNT, 0, SUBSCRIPTIONS, SPAN, reactivated,
		NULL, NULL, "they are neither new customers nor negative churn", "Noble" },
	{ "churn_rate", "流失率", "customers at the start who have left by the end / customers "
		"at the start", "share", SOPS_COLUMN_RATIO, 0, SUBSCRIPTIONS, SPAN, churn_rate,
		"customers at the start who are not there at the end", "customers at the start",
		"customers who came and left within the period", "Noble, Defining churn rate" },
	{ "churn_rate:all", "流失率 (全部流失)", "all customers who have left / customers at the "
		"start", "share", SOPS_COLUMN_RATIO, 0, SUBSCRIPTIONS, LATER, churn_all,
		"customers who have left, also those who came within the period",
		"customers at the start", "can exceed 100 %", "Cleeng, on churn" },
	{ "churn_rate:joined", "流失率 (含新增)", "all customers who have left / (customers at "
		"the start + new)", "share", SOPS_COLUMN_RATIO, 0, SUBSCRIPTIONS, LATER,
		churn_joined, "customers who have left, also those who came within the period",
		"customers at the start, and all who came or came back since", NULL,
		"Cleeng, on churn" },
	{ "churn_rate:average", "流失率 (平均客户)",
		"all customers who have left / mean of customers at start and end",
		"share", SOPS_COLUMN_RATIO, 0, SUBSCRIPTIONS, LATER, churn_average,
		"customers who have left, also those who came within the period",
		"(customers at the start + at the end) / 2", "misleads where the base grows fast",
		"Lean Analytics" },
	{ "churn_rate:exposure", "流失率 (客户日)", "all customers who have left / customer days",
		"a customer and day", SOPS_COLUMN_NUMBER, 0, SUBSCRIPTIONS, LATER, churn_exposure,
		"customers who have left, also those who came within the period",
		"sum of customers over the days of the period", NULL,
		"Noble, Defining churn rate" },
	{ "churn_rate:annual", "流失率 (年化)", "1 - (1 - churn_rate) ^ periods of a year",
		"share", SOPS_COLUMN_RATIO, 0, SUBSCRIPTIONS, LATER | SOPS__KPI_PERIODS,
		churn_annual, NULL, NULL, "an estimate, as if all periods of a year were like "
		"this one; undefined by day", "compounding" },
	{ "mrr_churn", "收入流失率", "(mrr lost + contraction) / mrr at the start", "share",
		SOPS_COLUMN_RATIO, 0, SUBSCRIPTIONS, SPAN, mrr_churn,
		"mrr that customers at the start no longer pay", "mrr at the start",
		"expansion, and customers who are new", "Baremetrics: gross" },
	{ "mrr_churn:net", "净收入流失率", "(mrr lost + contraction - expansion) / mrr at the "
		"start", "share", SOPS_COLUMN_RATIO, 0, SUBSCRIPTIONS, LATER, mrr_churn_net,
		"mrr that customers at the start no longer pay, less what they pay more",
		"mrr at the start", "customers who are new; negative where expansion is more",
		"Baremetrics: net" },
	{ "grr", "毛收入留存", "mrr kept of customers at the start, each capped at what it paid "
		"/ mrr at the start", "share", SOPS_COLUMN_RATIO, 0, SUBSCRIPTIONS, SPAN, grr,
		"of each customer at the start, the lesser of its mrr at start and end",
		"mrr at the start", "expansion, and customers who are new; never above 100 %",
		"common to guides to subscriptions; capped by customer" },
	{ "grr:subscription", "毛收入留存 (按订阅)", "mrr kept of customers at the start, each "
		"subscription capped at what it cost / mrr at the start", "share",
		SOPS_COLUMN_RATIO, 0, SUBSCRIPTIONS, LATER, grr_subscription,
		"of each subscription at the start, the lesser of its mrr at start and end",
		"mrr at the start", "expansion, and customers who are new; never above 100 %",
		"common to guides to subscriptions; capped by subscription" },
	{ "grr:year", "毛收入留存 (一年)", "grr of the year up to the end of the period", "share",
		SOPS_COLUMN_RATIO, 0, SUBSCRIPTIONS, LATER, grr_year, "as grr",
		"mrr a year before the end", NULL, "the same over the trailing twelve months" },
	{ "nrr", "净收入留存", "mrr at the end of customers at the start / mrr at the start",
		"share", SOPS_COLUMN_RATIO, 0, SUBSCRIPTIONS, SPAN, nrr,
		"mrr that customers at the start pay at the end", "mrr at the start",
		"customers who are new; can exceed 100 %", "ChurnZero" },
	{ "nrr:year", "净收入留存 (一年)", "nrr of the year up to the end of the period", "share",
		SOPS_COLUMN_RATIO, 0, SUBSCRIPTIONS, LATER, nrr_year, "as nrr",
		"mrr a year before the end", NULL, "the same over the trailing twelve months" },
	{ "ltv", "终身价值", "arpa * margin / churn_rate", "money", SOPS_COLUMN_NUMBER, 0,
		SUBSCRIPTIONS, LIFE, ltv, NULL, NULL, "arpa is what the period brings, as "
		"churn_rate is of the period; undefined without churn, and by day or week",
		"MetricKit" },
	{ "ltv:revenue", "终身收入", "arpa / churn_rate", "money", SOPS_COLUMN_NUMBER, 0,
		SUBSCRIPTIONS, SOPS__KPI_LATER | SOPS__KPI_PERIODS, ltv_revenue, NULL, NULL,
		"the costs of revenue; else as ltv", "MetricKit" },
	{ "ltv_cac", "LTV:CAC", "ltv / cac", "times", SOPS_COLUMN_NUMBER, 0, SUBSCRIPTIONS | COSTS,
		CAC, ltv_cac, NULL, NULL, "undefined where one of them is",
		"callculator, LTV calculator" },
	{ "payback_months", "回收期", "cac / (arpa * margin)", "months", SOPS_COLUMN_NUMBER, 0,
		SUBSCRIPTIONS | COSTS, CAC, payback_months, NULL, NULL,
		"undefined where cac is, and where nobody pays", "Finmark, CAC payback" },
};

SOPS__KPI_FAMILY(subscriptions, kpis);
