/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_costs.c: the figures of what selling costs. */
#include "kpi_private.h"

static int cost(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_spent *spent;
	int status = sops__kpi_spent(&spent, view, err);

	return status < 0 ? status : sops__kpi_sum_figure(out, &spent->all, spent->all.n);
}

/* Of days for which there is no cost at all nobody knows what was spent. */
static struct sops_money known(const struct sops_spent *spent)
{
	return spent->all.n == 0 ? SOPS_MONEY_BLANK : spent->all.total;
}

static int cac_figure(struct sops__figure *out, const struct sops__kpi_view *view,
	const struct sops_spent *spent, bool marketing, struct sops_error *err)
{
	struct sops_money money = known(spent);
	int64_t customers = 0;
	int status = sops__kpi_new_customers(&customers, view, err);

	if (marketing && !sops_money_blank(money))
		money = spent->marketing.total;
	return status < 0 ? status : sops__kpi_quotient_figure(out, SOPS_CELL_QUOTIENT, money,
		sops_money_of(customers), customers);
}

static int cac(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_spent *spent;
	int status = sops__kpi_spent_before(&spent, view, err);

	return status < 0 ? status : cac_figure(out, view, spent, false, err);
}

static int cac_marketing(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_spent *spent;
	int status = sops__kpi_spent_before(&spent, view, err);

	return status < 0 ? status : cac_figure(out, view, spent, true, err);
}

static int cost_per_win(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_spent *spent;
	int status = sops__kpi_spent(&spent, view, err);

	return status < 0 ? status : sops__kpi_quotient_figure(out, SOPS_CELL_QUOTIENT,
		known(spent), sops_money_of(view->won), view->won);
}

static int one_currency(const struct sops__kpi_view *view, const struct sops_spent *spent,
	struct sops_error *err)
{
	return sops__kpi_one_currency(view, SOPS_KPI_COSTS, &spent->all, SOPS_KPI_SIDES,
		&view->won_amount, err);
}

static int sales_efficiency(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_spent *spent;
	int status = sops__kpi_spent(&spent, view, err);

	if (status == 0)
		status = one_currency(view, spent, err);
	return status < 0 ? status : sops__kpi_quotient_figure(out, SOPS_CELL_QUOTIENT,
		sops__kpi_known(&view->won_amount, view->won), known(spent), view->won);
}

static int sales_cost_ratio(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_spent *spent;
	int status = sops__kpi_spent(&spent, view, err);

	if (status == 0)
		status = one_currency(view, spent, err);
	return status < 0 ? status : sops__kpi_quotient_figure(out, SOPS_CELL_SHARE,
		known(spent), sops__kpi_known(&view->won_amount, view->won), view->won);
}

#define COSTS SOPS__SIDE(COSTS)
#define WON (SOPS_ROLE(SOPS_DEALS_STATUS) | SOPS_ROLE(SOPS_DEALS_AMOUNT))

static const struct sops__kpi kpis[] = {
	{ "cost", "费用", "sum of the costs of the period", "money", SOPS_COLUMN_MONEY, 0, COSTS, 0,
		cost, NULL, NULL, "costs of other categories than those of --cost-categories",
		"arithmetic" },
	{ "cac", "客户获取成本", "costs / new customers", "money", SOPS_COLUMN_NUMBER, 0, COSTS,
		SOPS__KPI_WHO | SOPS__KPI_EXTRAS, cac, "costs of the period, or with --lag N of "
		"the period N before it", "new_customers", "undefined where there are no costs or "
		"no new customers", "COPAC, unit economics: fully loaded" },
	{ "cac:marketing", "客户获取成本 (市场)", "marketing costs / new customers", "money",
		SOPS_COLUMN_NUMBER, 0, COSTS, SOPS__KPI_LATER | SOPS__KPI_WHO | SOPS__KPI_EXTRAS,
		cac_marketing, "costs of the categories called marketing, advertising or the like",
		"new_customers", "undefined where there are no costs or no new customers",
		"unit economics: paid CAC" },
	{ "cost_per_win", "每单成本", "costs / deals won", "money", SOPS_COLUMN_NUMBER,
		SOPS_ROLE(SOPS_DEALS_STATUS), COSTS, 0, cost_per_win, "costs of the period",
		"deals won", NULL, "sales glossaries" },
	{ "sales_efficiency", "销售效率", "revenue / costs", "times", SOPS_COLUMN_NUMBER, WON, COSTS,
		0, sales_efficiency, "revenue", "costs of the period", NULL, "sales glossaries" },
	{ "sales_cost_ratio", "销售费用率", "costs / revenue", "share", SOPS_COLUMN_RATIO, WON, COSTS,
		0, sales_cost_ratio, "costs of the period", "revenue", NULL, "accounting" },
};

SOPS__KPI_FAMILY(costs, kpis);
