/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * orders.h: the canonical table of orders, one row a line of an order.
 *
 * Amounts are converted at the rate of the order date, or of the as-of date where that
 * is blank or later.
 */
#ifndef SOPS_ORDERS_H
#define SOPS_ORDERS_H

#include <sops/columns.h>

/* The number of each role in sops_orders.roles. */
enum sops_orders_role {
	SOPS_ORDERS_ID,
	SOPS_ORDERS_LINE,
	SOPS_ORDERS_CUSTOMER_ID,
	SOPS_ORDERS_REP_ID,
	SOPS_ORDERS_DEAL_ID,
	SOPS_ORDERS_CHANNEL,
	SOPS_ORDERS_REGION,
	SOPS_ORDERS_PRODUCT,
	SOPS_ORDERS_CATEGORY,
	SOPS_ORDERS_QTY,
	SOPS_ORDERS_UNIT_PRICE,
	SOPS_ORDERS_LIST_PRICE,
	SOPS_ORDERS_AMOUNT,
	SOPS_ORDERS_COST,
	SOPS_ORDERS_CURRENCY,
	SOPS_ORDERS_ORDER_DATE,
	SOPS_ORDERS_PROMISED,
	SOPS_ORDERS_SHIPPED,
	SOPS_ORDERS_DELIVERED,
	SOPS_ORDERS_QTY_DELIVERED,
	SOPS_ORDERS_CARRIER,
	SOPS_ORDERS_SUPPLIER,
	SOPS_ORDERS_QTY_RETURNED,
	SOPS_ORDERS_STATUS,
	SOPS_ORDERS_PROMO,
	SOPS_ORDERS_ROLES,
};

/* Only roles that were asked for are read; the others are blank. Texts are borrowed. */
struct sops_order_line {
	struct sops_field order_id, customer_id, rep_id, deal_id, channel, region, product,
		category, carrier, supplier, status, promo;
	struct sops_money line, qty, unit_price, list_price, amount, cost, qty_delivered,
		qty_returned;
	struct sops_currency currency;
	sops_date order_date, promised, shipped, delivered;
};

extern const struct sops_schema sops_orders;

#endif
