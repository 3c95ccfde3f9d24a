/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/orders.h>

#define ROW struct sops_order_line
#include "tables_private.h"

static const struct sops_role roles[SOPS_ORDERS_ROLES] = {
	[SOPS_ORDERS_ID] = { .name = "order_id", TEXT(order_id), .doc = "identifies the order" },
	[SOPS_ORDERS_LINE] = { .name = "line", COUNT(line), .doc = "number of the line in it" },
	[SOPS_ORDERS_CUSTOMER_ID] = { .name = "customer_id", TEXT(customer_id),
		.doc = "who ordered" },
	[SOPS_ORDERS_REP_ID] = { .name = "rep_id", TEXT(rep_id), .doc = "who sold" },
	[SOPS_ORDERS_DEAL_ID] = { .name = "deal_id", TEXT(deal_id),
		.doc = "the deal it came from" },
	[SOPS_ORDERS_CHANNEL] = { .name = "channel", TEXT(channel),
		.doc = "direct, partner, online ..." },
	[SOPS_ORDERS_REGION] = { .name = "region", TEXT(region), .doc = "sales region" },
	[SOPS_ORDERS_PRODUCT] = { .name = "product", TEXT(product), .doc = "what was ordered" },
	[SOPS_ORDERS_CATEGORY] = { .name = "category", TEXT(category),
		.doc = "product category" },
	[SOPS_ORDERS_QTY] = { .name = "qty", NUMBER(qty),
		.doc = "how many; negative for a return" },
	[SOPS_ORDERS_UNIT_PRICE] = { .name = "unit_price", MONEY(unit_price),
		.doc = "price of one, as agreed" },
	[SOPS_ORDERS_LIST_PRICE] = { .name = "list_price", MONEY(list_price),
		.doc = "price of one, as listed" },
	[SOPS_ORDERS_AMOUNT] = { .name = "amount", MONEY(amount),
		.instead = SOPS_ROLE(SOPS_ORDERS_UNIT_PRICE),
		.doc = "what the line comes to; else qty times unit_price" },
	[SOPS_ORDERS_COST] = { .name = "cost", MONEY(cost), .doc = "what it costs to deliver" },
	[SOPS_ORDERS_CURRENCY] = { .name = "currency", CURRENCY(currency),
		.doc = "ISO 4217 code of prices, amount and cost" },
	[SOPS_ORDERS_ORDER_DATE] = { .name = "order_date", DATE(order_date),
		.doc = "day of the order" },
	[SOPS_ORDERS_PROMISED] = { .name = "promised", DATE(promised),
		.doc = "day for which delivery was promised" },
	[SOPS_ORDERS_SHIPPED] = { .name = "shipped", DATE(shipped), .doc = "day it left" },
	[SOPS_ORDERS_DELIVERED] = { .name = "delivered", DATE(delivered),
		.doc = "day it arrived" },
	[SOPS_ORDERS_QTY_DELIVERED] = { .name = "qty_delivered", NUMBER(qty_delivered),
		.doc = "how many arrived" },
	[SOPS_ORDERS_CARRIER] = { .name = "carrier", TEXT(carrier), .doc = "who brought it" },
	[SOPS_ORDERS_SUPPLIER] = { .name = "supplier", TEXT(supplier), .doc = "who made it" },
	[SOPS_ORDERS_QTY_RETURNED] = { .name = "qty_returned", NUMBER(qty_returned),
		.doc = "how many came back" },
	[SOPS_ORDERS_STATUS] = { .name = "status", TEXT(status),
		.doc = "open, shipped, delivered ..." },
	[SOPS_ORDERS_PROMO] = { .name = "promo", TEXT(promo), .doc = "promotion" },
};

/* Exact, as both are. */
static int derive(void *row, uint64_t bound, struct sops_error *err)
{
	struct sops_order_line *line = row;

	(void)bound;
	if (!sops_money_blank(line->amount) || sops_money_blank(line->qty) ||
	    sops_money_blank(line->unit_price))
		return 0;
	return sops_money_mul(&line->amount, line->qty, line->unit_price, err);
}

static int convert(void *row, const struct sops_rates *rates, sops_date as_of,
	struct sops_error *err)
{
	struct sops_order_line *line = row;
	struct sops_money *const amounts[] = { &line->unit_price, &line->list_price,
		&line->amount, &line->cost };

	return sops__convert_all(rates, amounts, 4, &line->currency,
		sops__day_of_rate(line->order_date, as_of), err);
}

const struct sops_schema sops_orders = {
	.name = "orders",
	.roles = roles,
	.count = SOPS_ORDERS_ROLES,
	.row_size = sizeof(ROW),
	.needs = SOPS_ROLE(SOPS_ORDERS_ID) | SOPS_ROLE(SOPS_ORDERS_CUSTOMER_ID) |
		SOPS_ROLE(SOPS_ORDERS_PRODUCT) | SOPS_ROLE(SOPS_ORDERS_QTY) |
		SOPS_ROLE(SOPS_ORDERS_AMOUNT) | SOPS_ROLE(SOPS_ORDERS_ORDER_DATE),
	.derive = derive,
	.derived = SOPS_ROLE(SOPS_ORDERS_AMOUNT),
	.convert = convert,
	.converts_by = SOPS_ROLE(SOPS_ORDERS_ORDER_DATE),
};
