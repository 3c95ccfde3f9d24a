/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_orders.c: the figures of orders. */
#include "kpi_private.h"

static int orders(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_ordered *o;
	int status = sops__kpi_ordered(&o, view, err);

	return status < 0 ? status : sops__kpi_count_figure(out, o->orders);
}

static int order_revenue(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_ordered *o;
	int status = sops__kpi_ordered(&o, view, err);

	return status < 0 ? status : sops__kpi_sum_figure(out, &o->amount, o->lines);
}

static int order_revenue_gross(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_ordered *o;
	int status = sops__kpi_ordered(&o, view, err);

	return status < 0 ? status : sops__kpi_sum_figure(out, &o->gross, o->gross.n);
}

static int asp_unit(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_ordered *o;
	int status = sops__kpi_ordered(&o, view, err);

	return status < 0 ? status : sops__kpi_quotient_figure(out, SOPS_CELL_QUOTIENT,
		o->qty_amount, o->qty, o->lines);
}

static int repeat_rate(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_ordered *o;
	int status = sops__kpi_ordered(&o, view, err);

	return status < 0 ? status : sops__kpi_share_figure(out, o->repeat, o->customers);
}

static int new_by_orders(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_ordered *o;
	int status = sops__kpi_ordered(&o, view, err);

	return status < 0 ? status : sops__kpi_count_figure(out, o->first_time);
}

static int gross_margin(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_ordered *o;
	struct sops_money margin = SOPS_MONEY_BLANK;
	int status = sops__kpi_ordered(&o, view, err);

	if (status == 0)
		status = sops_money_sub(&margin, o->cost_amount, o->cost, err);
	return status < 0 ? status : sops__kpi_quotient_figure(out, SOPS_CELL_SHARE, margin,
		o->cost_amount, o->costed);
}

/* What is left of the orders when the goods and the selling are paid. */
static int contribution(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_ordered *o;
	const struct sops_spent *spent;
	struct sops_money left;
	int status = sops__kpi_ordered(&o, view, err);

	if (status == 0)
		status = sops__kpi_spent(&spent, view, err);
	if (status == 0)
		status = sops__kpi_one_currency(view, SOPS_KPI_COSTS, &spent->all,
			SOPS_KPI_ORDERS, &o->amount, err);
	if (status == 0)
		status = sops_money_sub(&left, o->cost_amount, o->cost, err);
	if (status == 0)
		status = sops_money_sub(&left, left, spent->all.total, err);
	if (status < 0)
		return status;
	*out = (struct sops__figure){ .n = o->costed };
	if (o->costed > 0)
		out->value = sops__kpi_money_cell(left);
	return 0;
}

#define ORDERS SOPS__SIDE(ORDERS)
#define COSTS SOPS__SIDE(COSTS)

static const struct sops__kpi kpis[] = {
	{ "orders", "订单数量", "different order_ids", "orders", SOPS_COLUMN_COUNT, 0, ORDERS, 0,
		orders, NULL, NULL, "cancelled lines", "arithmetic" },
	{ "order_revenue", "订单金额", "sum of the amounts of order lines", "money",
		SOPS_COLUMN_MONEY, 0, ORDERS, 0, order_revenue, NULL, NULL,
		"cancelled lines; returns are subtracted", "arithmetic" },
	{ "order_revenue:gross", "订单金额 (未扣退货)", "sum of the amounts of order lines above 0",
		"money", SOPS_COLUMN_MONEY, 0, ORDERS, SOPS__KPI_LATER, order_revenue_gross,
		NULL, NULL, "cancelled lines, and returns", "arithmetic" },
	{ "asp:unit", "单件平均售价", "amount / quantity", "money", SOPS_COLUMN_NUMBER, 0, ORDERS,
		SOPS__KPI_LATER, asp_unit, "amounts of lines that have a quantity, net of returns",
		"quantities of lines that have an amount", "cancelled lines",
		"sales glossaries" },
	{ "repeat_rate", "重复购买率", "customers with two or more orders / customers with any", "share",
		SOPS_COLUMN_RATIO, 0, ORDERS, 0, repeat_rate,
		"customers with two or more orders in the period",
		"customers with an order in the period", "lines without a customer, and returns",
		"sales glossaries" },
	{ "new_customers:orders", "新客户数 (订单)", "customers whose first order falls in the "
		"period", "customers", SOPS_COLUMN_COUNT, 0, ORDERS, SOPS__KPI_LATER,
		new_by_orders, NULL, NULL, "a customer counts once, in the group of the first "
		"order", "unit economics" },
	{ "gross_margin", "毛利率", "(amount - cost) / amount", "share", SOPS_COLUMN_RATIO, 0,
		ORDERS, 0, gross_margin, "amounts less costs of lines that have both",
		"amounts of these lines", "lines without a cost", "accounting" },
	{ "contribution", "毛益", "amounts of order lines - their costs - costs of selling",
		"money", SOPS_COLUMN_MONEY, 0, ORDERS | COSTS, 0, contribution, NULL, NULL,
		"lines without a cost", "accounting" },
};

SOPS__KPI_FAMILY(orders, kpis);
