/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_figures.c: the catalogue of key figures. A new one is an entry and a function. */
#include "kpi_private.h"

static struct sops_cell count_cell(int64_t count)
{
	return (struct sops_cell){ .kind = SOPS_CELL_COUNT, .count = count };
}

static struct sops_cell money_cell(struct sops_money money)
{
	return (struct sops_cell){ .kind = SOPS_CELL_MONEY, .money = money };
}

static struct sops_cell ratio_cell(enum sops_cell_kind kind, struct sops_ratio ratio)
{
	if (!sops_ratio_defined(ratio))
		return (struct sops_cell){ .kind = SOPS_CELL_BLANK };
	return (struct sops_cell){ .kind = kind, .ratio = ratio };
}

static int count_figure(struct sops__figure *out, int64_t count)
{
	*out = (struct sops__figure){ .value = count_cell(count), .n = count };
	return 0;
}

/* What deals come to: nobody knows when there are some and none has an amount. */
static struct sops_money known(const struct sops_sum *sum, int64_t deals)
{
	return deals > 0 && sum->n == 0 ? SOPS_MONEY_BLANK : sum->total;
}

static int sum_figure(struct sops__figure *out, const struct sops_sum *sum, int64_t deals)
{
	*out = (struct sops__figure){ .value = money_cell(known(sum, deals)), .n = sum->n };
	return 0;
}

static int revenue(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return sum_figure(out, &view->won_amount, view->won);
}

static int deals_won(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return count_figure(out, view->won);
}

static int deals_lost(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return count_figure(out, view->lost);
}

static int win_rate(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	int64_t decided = view->won + view->lost;
	struct sops_ratio rate = { sops_money_of(view->won), sops_money_of(decided) };

	(void)err;
	*out = (struct sops__figure){ ratio_cell(SOPS_CELL_SHARE, rate), count_cell(view->won),
		count_cell(decided), decided };
	return 0;
}

static int value_win_rate(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct sops_money won = known(&view->won_amount, view->won);
	struct sops_sum all = view->won_amount;
	struct sops_ratio rate;
	int status = sops_sum_merge(&all, &view->lost_amount, err);

	if (sops_money_blank(won) || sops_money_blank(known(&view->lost_amount, view->lost)))
		all.total = SOPS_MONEY_BLANK;
	rate = (struct sops_ratio){ won, all.total };
	*out = (struct sops__figure){ ratio_cell(SOPS_CELL_SHARE, rate), money_cell(won),
		money_cell(all.total), all.n };
	return status;
}

static int asp(struct sops__figure *out, const struct sops__kpi_view *view, struct sops_error *err)
{
	const struct sops_sum *won = &view->won_amount;
	struct sops_ratio price = { won->total, sops_money_of(won->n) };

	(void)err;
	*out = (struct sops__figure){ ratio_cell(SOPS_CELL_QUOTIENT, price),
		money_cell(known(won, view->won)), count_cell(won->n), won->n };
	return 0;
}

static int cycle_days(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct sops_ratio mean;
	int64_t n = sops_tally_count(view->won_days);
	int status = sops_tally_mean(&mean, view->won_days, err);

	*out = (struct sops__figure){ ratio_cell(SOPS_CELL_QUOTIENT, mean), money_cell(mean.num),
		count_cell(n), n };
	return status;
}

static int quantile_figure(struct sops__figure *out, const struct sops__kpi_view *view, int percent)
{
	*out = (struct sops__figure){
		.value = ratio_cell(
			SOPS_CELL_QUOTIENT, sops_tally_quantile(view->won_days, percent)),
		.n = sops_tally_count(view->won_days),
	};
	return 0;
}

static int cycle_days_median(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return quantile_figure(out, view, 50);
}

static int cycle_days_p90(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return quantile_figure(out, view, 90);
}

static int open_deals(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return count_figure(out, view->open);
}

static int open_amount(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return sum_figure(out, &view->open_amount, view->open);
}

static int weighted_pipeline(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	if (view->present)
		return sum_figure(out, &view->weighted, view->open);
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
		out->value = ratio_cell(SOPS_CELL_QUOTIENT, speed);
	return status;
}

#define STATUS SOPS_ROLE(SOPS_DEALS_STATUS)
#define AMOUNT SOPS_ROLE(SOPS_DEALS_AMOUNT)
#define CYCLE (SOPS_ROLE(SOPS_DEALS_CREATED) | SOPS_ROLE(SOPS_DEALS_CLOSED))

const struct sops__kpi sops__kpis[] = {
	{ "revenue", "销售额", "sum of the amounts of deals won", "money", SOPS_COLUMN_MONEY,
		STATUS | AMOUNT, revenue },
	{ "deals_won", "成交数", "deals won", "deals", SOPS_COLUMN_COUNT, STATUS, deals_won },
	{ "deals_lost", "输单数", "deals lost", "deals", SOPS_COLUMN_COUNT, STATUS, deals_lost },
	{ "win_rate", "成交率 (数量)", "won / (won + lost), by close date", "share",
		SOPS_COLUMN_RATIO, STATUS, win_rate },
	{ "value_win_rate", "成交率 (金额)", "amount won / (amount won + amount lost)", "share",
		SOPS_COLUMN_RATIO, STATUS | AMOUNT, value_win_rate },
	{ "asp", "平均销售单价", "revenue / deals won that have an amount", "money",
		SOPS_COLUMN_NUMBER, STATUS | AMOUNT, asp },
	{ "cycle_days", "平均销售周期", "mean days from created to closed, of deals won", "days",
		SOPS_COLUMN_NUMBER, STATUS | CYCLE, cycle_days },
	{ "cycle_days_median", "销售周期中位数", "median days from created to closed, of deals won",
		"days", SOPS_COLUMN_NUMBER, STATUS | CYCLE, cycle_days_median },
	{ "cycle_days_p90", "销售周期 90 分位数", "90th percentile of days from created to closed",
		"days", SOPS_COLUMN_NUMBER, STATUS | CYCLE, cycle_days_p90 },
	{ "open_deals", "在途商机", "deals open at the end of the period", "deals", SOPS_COLUMN_COUNT,
		STATUS, open_deals },
	{ "open_amount", "在途金额", "amounts of deals open at the end of the period", "money",
		SOPS_COLUMN_MONEY, STATUS | AMOUNT, open_amount },
	{ "weighted_pipeline", "加权管道金额", "sum of amount * probability over deals open now",
		"money", SOPS_COLUMN_MONEY,
		STATUS | AMOUNT | SOPS_ROLE(SOPS_DEALS_PROBABILITY), weighted_pipeline },
	{ "velocity", "销售速度", "open deals * win rate * asp / median cycle", "money a day",
		SOPS_COLUMN_NUMBER, STATUS | AMOUNT | CYCLE, velocity },
};

const size_t sops__kpi_count = sizeof(sops__kpis) / sizeof(*sops__kpis);
_Static_assert(sizeof(sops__kpis) / sizeof(*sops__kpis) <= SOPS__KPI_MOST, "a bit each");

const char *sops__kpi_unit(const struct sops__kpi *kpi, const struct sops__kpi_view *view)
{
	const struct sops_sum *sums[] = { &view->won_amount, &view->open_amount,
		&view->lost_amount };

	if (strcmp(kpi->unit, "money") != 0)
		return kpi->unit;
	for (size_t i = 0; i < sizeof(sums) / sizeof(*sums); i++)
		if (sums[i]->currency.code[0])
			return sums[i]->currency.code;
	return kpi->unit;
}
