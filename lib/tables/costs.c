/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/costs.h>

#define ROW struct sops_cost
#include "tables_private.h"

static const struct sops_word kinds[] = {
	{ "fixed|fixedcost|固定|固定成本|固定费用", SOPS_COST_FIXED },
	{ "variable|variablecost|变动|变动成本|变动费用|可变|可变成本", SOPS_COST_VARIABLE },
	{ NULL, 0 },
};

static const struct sops_role roles[SOPS_COSTS_ROLES] = {
	[SOPS_COSTS_PERIOD] = { .name = "period", PERIOD(period),
		.doc = "when: a period, or the day that date says",
		.instead = SOPS_ROLE(SOPS_COSTS_DATE) },
	[SOPS_COSTS_DATE] = { .name = "date", DATE(date), .doc = "when: the day of the booking" },
	[SOPS_COSTS_CATEGORY] = { .name = "category", TEXT(category),
		.doc = "marketing, salary, commission, travel, tool ..." },
	[SOPS_COSTS_KIND] = { .name = "kind", WORD(kind, kinds),
		.doc = "whether it grows with sales" },
	[SOPS_COSTS_STAGE] = { .name = "stage", TEXT(stage),
		.doc = "the stage of the sale it was for" },
	[SOPS_COSTS_CHANNEL] = { .name = "channel", TEXT(channel),
		.doc = "the channel it was for" },
	[SOPS_COSTS_CAMPAIGN] = { .name = "campaign", TEXT(campaign),
		.doc = "the campaign it was for" },
	[SOPS_COSTS_REGION] = { .name = "region", TEXT(region), .doc = "sales region" },
	[SOPS_COSTS_TEAM] = { .name = "team", TEXT(team), .doc = "team" },
	[SOPS_COSTS_REP_ID] = { .name = "rep_id", TEXT(rep_id), .doc = "rep" },
	[SOPS_COSTS_PRODUCT] = { .name = "product", TEXT(product), .doc = "product" },
	[SOPS_COSTS_CUSTOMER_ID] = { .name = "customer_id", TEXT(customer_id),
		.doc = "the customer it was for" },
	[SOPS_COSTS_ORDER_ID] = { .name = "order_id", TEXT(order_id),
		.doc = "the order it was for" },
	[SOPS_COSTS_AMOUNT] = { .name = "amount", MONEY(amount), .doc = "how much" },
	[SOPS_COSTS_CURRENCY] = { .name = "currency", CURRENCY(currency),
		.doc = "ISO 4217 code of the amount" },
};

static int derive(void *row, uint64_t bound, struct sops_error *err)
{
	struct sops_cost *cost = row;

	(void)bound, (void)err;
	if (!cost->period.text[0])
		sops_date_format(cost->period.text, cost->date);
	return 0;
}

static int convert(void *row, const struct sops_rates *rates, sops_date as_of,
	struct sops_error *err)
{
	struct sops_cost *cost = row;
	struct sops_money *const amounts[] = { &cost->amount };

	return sops__convert_all(rates, amounts, 1, &cost->currency,
		sops__day_of_rate(cost->date, as_of), err);
}

const struct sops_schema sops_costs = {
	.name = "costs",
	.roles = roles,
	.count = SOPS_COSTS_ROLES,
	.row_size = sizeof(ROW),
	.needs = SOPS_ROLE(SOPS_COSTS_PERIOD) | SOPS_ROLE(SOPS_COSTS_CATEGORY) |
		SOPS_ROLE(SOPS_COSTS_AMOUNT),
	.derive = derive,
	.derived = SOPS_ROLE(SOPS_COSTS_PERIOD),
	.convert = convert,
	.converts_by = SOPS_ROLE(SOPS_COSTS_DATE),
};
