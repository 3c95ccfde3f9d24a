/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_figures.c: the figures of deals. A new one is an entry and a function. */
#include "kpi_private.h"

static int revenue(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return sops__kpi_sum_figure(out, &view->won_amount, view->won);
}

static int deals_won(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return sops__kpi_count_figure(out, view->won);
}

static int deals_lost(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return sops__kpi_count_figure(out, view->lost);
}

static int win_rate(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return sops__kpi_share_figure(out, view->won, view->won + view->lost);
}

static int value_win_rate(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct sops_money won = sops__kpi_known(&view->won_amount, view->won);
	struct sops_sum all = view->won_amount;
	struct sops_ratio rate;
	int status = sops_sum_merge(&all, &view->lost_amount, err);

	if (sops_money_blank(won) ||
	    sops_money_blank(sops__kpi_known(&view->lost_amount, view->lost)))
		all.total = SOPS_MONEY_BLANK;
	rate = (struct sops_ratio){ won, all.total };
	*out = sops__kpi_figure(sops__kpi_ratio_cell(SOPS_CELL_SHARE, rate),
		sops__kpi_money_cell(won),
		sops__kpi_money_cell(all.total), all.n);
	return status;
}

static int asp(struct sops__figure *out, const struct sops__kpi_view *view, struct sops_error *err)
{
	const struct sops_sum *won = &view->won_amount;
	struct sops_ratio price = { won->total, sops_money_of(won->n) };

	(void)err;
	*out = sops__kpi_figure(sops__kpi_ratio_cell(SOPS_CELL_QUOTIENT, price),
		sops__kpi_money_cell(sops__kpi_known(won, view->won)),
		sops__kpi_count_cell(won->n), won->n);
	return 0;
}

static int mean_figure(struct sops__figure *out, const struct sops_tally *days,
	struct sops_error *err)
{
	struct sops_ratio mean;
	int64_t n = sops_tally_count(days);
	int status = sops_tally_mean(&mean, days, err);

	*out = sops__kpi_figure(sops__kpi_ratio_cell(SOPS_CELL_QUOTIENT, mean),
		sops__kpi_money_cell(mean.num), sops__kpi_count_cell(n), n);
	return status;
}

static int quantile_figure(struct sops__figure *out, const struct sops_tally *days, int percent)
{
	*out = (struct sops__figure){
		.value = sops__kpi_ratio_cell(
			SOPS_CELL_QUOTIENT, sops_tally_quantile(days, percent)),
		.n = sops_tally_count(days),
	};
	return 0;
}

static int cycle_days(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return mean_figure(out, view->won_days, err);
}

static int cycle_days_median(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return quantile_figure(out, view->won_days, 50);
}

static int cycle_days_p90(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return quantile_figure(out, view->won_days, 90);
}

static int created_cycle(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return mean_figure(out, view->created_days, err);
}

static int created_median(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return quantile_figure(out, view->created_days, 50);
}

/* The days after which so many per cent are closed, with the limits of --ci. */
static int censored_figure(struct sops__figure *out, const struct sops__kpi_view *view,
	int percent, struct sops_error *err)
{
	struct sops_survival_curve curve;
	struct sops_survival_quantile found;
	int status = sops_survival_curve(&curve, view->to_close, NULL, err);

	if (status < 0)
		return status;
	found = sops_survival_quantile(&curve, percent);
	*out = (struct sops__figure){
		.value = sops__kpi_ratio_cell(SOPS_CELL_QUOTIENT, found.time),
		.numerator = sops__kpi_count_cell(curve.events),
		.denominator = sops__kpi_count_cell(curve.subjects),
		.n = curve.subjects,
		.lo = sops__kpi_ratio_cell(SOPS_CELL_QUOTIENT, found.lower),
		.hi = sops__kpi_ratio_cell(SOPS_CELL_QUOTIENT, found.upper),
	};
	sops_survival_curve_release(&curve);
	return 0;
}

static int censored_median(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return censored_figure(out, view, 50, err);
}

static int censored_p90(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return censored_figure(out, view, 90, err);
}

/* The chance to be won at all, as far as anything was seen: lost is a rival, open is censored. */
static int incidence(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct sops_survival_curve curve;
	const struct sops_survival_point *last;
	int status = sops_survival_incidence(&curve, view->to_close, 1, NULL, err);

	*out = (struct sops__figure){ .n = 0 };
	if (status < 0)
		return status;
	out->n = curve.subjects;
	out->numerator = sops__kpi_count_cell(curve.events);
	out->denominator = sops__kpi_count_cell(curve.subjects);
	if (curve.len > 0) {
		last = &curve.points[curve.len - 1];
		out->value = sops__kpi_estimate(last->estimate);
		out->lo = sops__kpi_estimate(last->lower);
		out->hi = sops__kpi_estimate(last->upper);
	}
	sops_survival_curve_release(&curve);
	return 0;
}

static int created_win_rate(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return sops__kpi_share_figure(out, view->created_won, view->created);
}

static int decided_win_rate(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return sops__kpi_share_figure(out, view->created_won, view->created - view->created_open);
}

static int overdue_win_rate(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return sops__kpi_share_figure(out, view->won, view->won + view->lost + view->overdue);
}

static int new_customers(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	int64_t count = 0;
	int status = sops__kpi_new_customers(&count, view, err);

	sops__kpi_count_figure(out, count);
	return status;
}

/* revenue / revenue before - 1 */
static int growth(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops__figure *before = view->before ? &view->before[SOPS__KPI_REVENUE] : NULL;
	struct sops__figure now;
	int status = revenue(&now, view, err);

	*out = (struct sops__figure){ .numerator = now.value, .n = now.n };
	if (status < 0 || !before)
		return status;
	out->denominator = before->value;
	if (sops__kpi_comparable(&now, before, err) < 0)
		return SOPS_EINPUT;
	return sops__kpi_change(&out->value, &now.value, &before->value, err);
}

/* What is won, and of what is due in the rest of the period what is to be expected. */
static int forecast(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct sops_sum expected = view->won_amount;

	*out = (struct sops__figure){ .n = 0 };
	if (!view->present)
		return 0;
	if (sops_sum_merge(&expected, &view->due_weighted, err) < 0)
		return SOPS_EINPUT;
	*out = (struct sops__figure){ .value = sops__kpi_money_cell(expected.total),
		.n = expected.n, .currency = expected.currency };
	return 0;
}

static int open_deals(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return sops__kpi_count_figure(out, view->open);
}

static int open_amount(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return sops__kpi_sum_figure(out, &view->open_amount, view->open);
}

static int weighted_pipeline(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	if (view->present)
		return sops__kpi_sum_figure(out, &view->weighted, view->open);
	*out = (struct sops__figure){ .n = 0 };
	return 0;
}

/* open * (won / decided) * (revenue / priced) / median, as one quotient, so that nothing is rounded
 * on the way. */
static int velocity(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct sops_ratio median = sops_tally_quantile(view->won_days, 50), speed;
	int status;

	*out = (struct sops__figure){ .n = view->open };
	if (!sops_ratio_defined(median) || view->won + view->lost == 0 || view->won_amount.n == 0)
		return 0;
	status = sops_money_mul(&speed.num, view->won_amount.total, sops_money_of(view->open), err);
	if (status == 0)
		status = sops_money_mul(&speed.num, speed.num, sops_money_of(view->won), err);
	if (status == 0)
		status = sops_money_mul(&speed.num, speed.num, median.den, err);
	if (status == 0)
		status = sops_money_mul(&speed.den, median.num,
			sops_money_of(view->won + view->lost), err);
	if (status == 0)
		status = sops_money_mul(
			&speed.den, speed.den, sops_money_of(view->won_amount.n), err);
	if (status == 0)
		out->value = sops__kpi_ratio_cell(SOPS_CELL_QUOTIENT, speed);
	return status;
}

#define STATUS SOPS_ROLE(SOPS_DEALS_STATUS)
#define AMOUNT SOPS_ROLE(SOPS_DEALS_AMOUNT)
#define CYCLE (SOPS_ROLE(SOPS_DEALS_CREATED) | SOPS_ROLE(SOPS_DEALS_CLOSED))
#define DUE (SOPS_ROLE(SOPS_DEALS_CLOSE_DATE) | SOPS_ROLE(SOPS_DEALS_PROBABILITY))

static const struct sops__kpi kpis[] = {
	[SOPS__KPI_REVENUE] = { "revenue", "销售额", "sum of the amounts of deals won", "money",
		SOPS_COLUMN_MONEY, STATUS | AMOUNT, 0, 0, revenue, NULL, NULL,
		"void deals; a deal counts on the day it was closed",
		"common to CRM vendors' guides" },
	{ "growth", "增长率", "revenue / revenue of the period before - 1", "share",
		SOPS_COLUMN_RATIO, STATUS | AMOUNT, 0, SOPS__KPI_PERIODS | SOPS__KPI_BEFORE, growth,
		"revenue of the period", "revenue of the period before, or with --compare yoy "
		"that of a year before", "undefined where the earlier revenue is not above 0",
		"arithmetic" },
	{ "deals_won", "成交数", "deals won", "deals", SOPS_COLUMN_COUNT, STATUS, 0, 0, deals_won,
		NULL, NULL, NULL, "common to CRM vendors' guides" },
	{ "deals_lost", "输单数", "deals lost", "deals", SOPS_COLUMN_COUNT, STATUS, 0, 0,
		deals_lost, NULL, NULL, "void deals, such as duplicates",
		"common to CRM vendors' guides" },
	{ "new_customers", "新客户数", "customers whose first deal won falls in the period",
		"customers", SOPS_COLUMN_COUNT, 0, 0, SOPS__KPI_WHO | SOPS__KPI_EXTRAS,
		new_customers, NULL, NULL, "a customer counts once, in the group of the first "
		"deal; where deals name no customer, first orders count, else first subscriptions",
		"unit economics" },
	{ "win_rate", "成交率 (数量)", "won / (won + lost), by close date", "share",
		SOPS_COLUMN_RATIO, STATUS, 0, 0, win_rate, "deals won", "deals won or lost",
		"open deals and void ones", "HubSpot and Varicent (close rate)" },
	{ "win_rate:created", "成交率 (创建口径)", "won so far / created in the period", "share",
		SOPS_COLUMN_RATIO, STATUS | SOPS_ROLE(SOPS_DEALS_CREATED), 0,
		SOPS__KPI_LATER | SOPS__KPI_EXTRAS, created_win_rate,
		"deals created in the period that are won by as-of",
		"deals created in the period, open ones too", "void deals; of recent periods "
		"many are still open", "Varicent (created win rate)" },
	{ "win_rate:decided", "成交率 (创建口径, 已结束)",
		"won / (won + lost) of the deals created in the period, so far", "share",
		SOPS_COLUMN_RATIO, STATUS | SOPS_ROLE(SOPS_DEALS_CREATED), 0,
		SOPS__KPI_LATER | SOPS__KPI_EXTRAS, decided_win_rate,
		"deals created in the period and won", "deals created in the period, won or lost",
		"void deals; of recent periods only what was decided fast", "CRM vendors' guides" },
	{ "win_rate:overdue", "成交率 (逾期计入输单)",
		"won / (won + lost + overdue), by close date", "share", SOPS_COLUMN_RATIO,
		STATUS | SOPS_ROLE(SOPS_DEALS_CLOSE_DATE), 0, SOPS__KPI_LATER | SOPS__KPI_EXTRAS,
		overdue_win_rate, "deals won", "deals won or lost, and open ones that were to be "
		"closed in the period, before as-of", "void deals, and open ones that are not "
		"overdue", "Zoho (overdue as lost)" },
	{ "win_rate:incidence", "成交率 (生存分析)", "chance that a deal created in the period "
		"is won", "share", SOPS_COLUMN_RATIO, STATUS | CYCLE, 0,
		SOPS__KPI_LATER | SOPS__KPI_SURVIVAL, incidence, "deals won so far",
		"deals created", "void deals, and those closed before they were created; open "
		"deals are censored at as-of, lost ones compete", "Aalen and Johansen 1978" },
	{ "value_win_rate", "成交率 (金额)", "amount won / (amount won + amount lost)", "share",
		SOPS_COLUMN_RATIO, STATUS | AMOUNT, 0, 0, value_win_rate, "amounts of deals won",
		"amounts of deals won or lost", "open deals and void ones; those without an "
		"amount add nothing", "common to CRM vendors' guides" },
	{ "asp", "平均销售单价", "revenue / deals won that have an amount", "money",
		SOPS_COLUMN_NUMBER, STATUS | AMOUNT, 0, 0, asp, "revenue",
		"deals won that have an amount", "deals without an amount",
		"common to CRM vendors' guides" },
	{ "cycle_days", "平均销售周期", "mean days from first contact to closed, of deals won",
		"days", SOPS_COLUMN_NUMBER, STATUS | CYCLE, 0, SOPS__KPI_CYCLE, cycle_days,
		"sum of the days", "deals won that have both dates",
		"deals closed before the first contact, which is the first activity on the deal "
		"or its lead, else the day the lead was created, else that of the deal",
		"HubSpot and Daymark" },
	{ "cycle_days_median", "销售周期中位数",
		"median days from first contact to closed, of deals won", "days",
		SOPS_COLUMN_NUMBER, STATUS | CYCLE, 0, SOPS__KPI_CYCLE, cycle_days_median,
		NULL, NULL, "as cycle_days", "Hyndman and Fan 1996, type 7" },
	{ "cycle_days_p90", "销售周期 90 分位数",
		"90th percentile of days from first contact to closed, of deals won", "days",
		SOPS_COLUMN_NUMBER, STATUS | CYCLE, 0, SOPS__KPI_CYCLE, cycle_days_p90,
		NULL, NULL, "as cycle_days", "Hyndman and Fan 1996, type 7" },
	{ "cycle_days:created", "平均销售周期 (自创建)", "mean days from created to closed, of "
		"deals won", "days", SOPS_COLUMN_NUMBER, STATUS | CYCLE, 0,
		SOPS__KPI_LATER | SOPS__KPI_EXTRAS, created_cycle, "sum of the days",
		"deals won that have both dates", "deals closed before they were created",
		"HubSpot" },
	{ "cycle_days_median:created", "销售周期中位数 (自创建)",
		"median days from created to closed, of deals won", "days", SOPS_COLUMN_NUMBER,
		STATUS | CYCLE, 0, SOPS__KPI_LATER | SOPS__KPI_EXTRAS, created_median, NULL, NULL,
		"deals closed before they were created", "Hyndman and Fan 1996, type 7" },
	{ "cycle_days_median:censored", "销售周期中位数 (含在途)",
		"days after which half of the deals created in the period are closed", "days",
		SOPS_COLUMN_NUMBER, STATUS | CYCLE, 0, SOPS__KPI_LATER | SOPS__KPI_SURVIVAL,
		censored_median, "deals closed", "deals created",
		"void deals, and those closed before they were created; open deals are censored "
		"at as-of; undefined where the curve ends above one half",
		"Kaplan and Meier 1958" },
	{ "cycle_days_p90:censored", "销售周期 90 分位数 (含在途)",
		"days after which nine in ten deals created in the period are closed", "days",
		SOPS_COLUMN_NUMBER, STATUS | CYCLE, 0, SOPS__KPI_LATER | SOPS__KPI_SURVIVAL,
		censored_p90, "deals closed", "deals created", "void deals, and those closed "
		"before they were created; open deals are censored at as-of; undefined where "
		"the curve ends above one tenth", "Kaplan and Meier 1958" },
	{ "open_deals", "在途商机", "deals open at the end of the period", "deals",
		SOPS_COLUMN_COUNT, STATUS, 0, 0, open_deals, NULL, NULL,
		"deals created later; a period that is not over ends on as-of",
		"common to CRM vendors' guides" },
	{ "open_amount", "在途金额", "amounts of deals open at the end of the period", "money",
		SOPS_COLUMN_MONEY, STATUS | AMOUNT, 0, 0, open_amount, NULL, NULL,
		"amounts are today's, in past periods too", "common to CRM vendors' guides" },
	{ "weighted_pipeline", "加权管道金额", "sum of amount * probability over deals open now",
		"money", SOPS_COLUMN_MONEY, STATUS | AMOUNT | SOPS_ROLE(SOPS_DEALS_PROBABILITY), 0,
		0, weighted_pipeline, NULL, NULL, "deals closed since, whose probability then "
		"nobody knows; undefined in other periods than that of as-of", "sales glossaries" },
	{ "forecast", "销售预测", "revenue + amount * probability of open deals due in the period",
		"money", SOPS_COLUMN_MONEY, STATUS | AMOUNT | DUE, 0,
		SOPS__KPI_SPAN | SOPS__KPI_EXTRAS, forecast,
		NULL, NULL, "open deals that were due before as-of, and those closed since; "
		"undefined in other periods than that of as-of", "sales glossaries" },
	{ "velocity", "销售速度", "open deals * win rate * asp / median cycle", "money a day",
		SOPS_COLUMN_NUMBER, STATUS | AMOUNT | CYCLE, 0, SOPS__KPI_CYCLE, velocity,
		NULL, NULL, "undefined where the median cycle is 0", "sales glossaries" },
};

SOPS__KPI_FAMILY(deals, kpis);
