/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quota_orders.c: quotas by lines of orders: each is a deal won on the day of the order. */
#include "quota_private.h"

#include <sops/order_book.h>

static void roles(const struct sops_use *use, uint64_t *needs, uint64_t *uses)
{
	const struct sops_quota_track *track = use->options;

	*needs |= SOPS_ROLE(sops_quota_book_of_orders(track->book));
	if (sops__quota_money(track->metric))
		*needs |= SOPS_ROLE(SOPS_ORDERS_AMOUNT);
	if (track->metric == SOPS_QUOTA_MARGIN)
		*needs |= SOPS_ROLE(SOPS_ORDERS_COST);
	if (track->metric == SOPS_QUOTA_NEW_CUSTOMERS)
		*needs |= SOPS_ROLE(SOPS_ORDERS_CUSTOMER_ID);
	*uses |= SOPS_ROLE(SOPS_ORDERS_STATUS) | SOPS_ROLE(SOPS_ORDERS_CURRENCY) |
		SOPS_ROLE(SOPS_ORDERS_QTY) | SOPS_ROLE(SOPS_ORDERS_UNIT_PRICE);
}

static int add(void *into, const void *row, const struct sops_use *use, struct sops_error *err)
{
	const struct sops_order_line *line = row;
	struct sops_deal deal;

	if (sops_order_cancelled(line->status))
		return 0;
	sops_deal_init(&deal);
	deal.owner = line->rep_id;
	deal.region = line->region;
	deal.product = line->product;
	deal.customer_id = line->customer_id;
	deal.closed = line->order_date;
	deal.status = SOPS_STATUS_WON;
	deal.amount = line->amount;
	deal.cost = line->cost;
	deal.currency = line->currency;
	return sops_quota_metric.add(into, &deal, use, err);
}

void sops_quota_orders(struct sops_metric *out)
{
	*out = sops_quota_metric;
	out->rows = &sops_orders;
	out->needs = SOPS_ROLE(SOPS_ORDERS_ID) | SOPS_ROLE(SOPS_ORDERS_ORDER_DATE);
	out->roles = roles;
	out->add = add;
}
