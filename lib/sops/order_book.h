/* SPDX-License-Identifier: GPL-3.0-or-later */
/* order_book.h: what was sold to whom: a table of order lines in memory. */
#ifndef SOPS_ORDER_BOOK_H
#define SOPS_ORDER_BOOK_H

#include <sops/input.h>
#include <sops/orders.h>

struct sops_order_book;

#define SOPS_ORDER_NEEDS (SOPS_ROLE(SOPS_ORDERS_ID) | SOPS_ROLE(SOPS_ORDERS_ORDER_DATE))
#define SOPS_ORDER_USES \
	(SOPS_ROLE(SOPS_ORDERS_CUSTOMER_ID) | SOPS_ROLE(SOPS_ORDERS_AMOUNT) | \
	 SOPS_ROLE(SOPS_ORDERS_QTY) | SOPS_ROLE(SOPS_ORDERS_UNIT_PRICE) | \
	 SOPS_ROLE(SOPS_ORDERS_COST) | SOPS_ROLE(SOPS_ORDERS_CURRENCY))

/* Reads all rows of an input of sops_orders. SOPS_EINPUT, with the place. */
int sops_order_book_read(struct sops_order_book **out, struct sops_input *input,
	struct sops_error *err);
void sops_order_book_free(struct sops_order_book *book);

struct sops_ordered {
	int64_t lines, orders;      /* orders: different ids */
	int64_t customers, repeat;  /* with an order in the span; of them, with two or more */
	int64_t first_time;         /* of the customers, whose first order of all is in the span */
	int64_t anonymous;          /* lines without a customer */
	struct sops_sum amount;     /* net: negative lines are returns */
	struct sops_sum gross;      /* of the lines above 0 alone */
	struct sops_money qty;      /* of the lines that have an amount and a quantity */
	struct sops_money qty_amount;
	struct sops_money cost, cost_amount; /* of the lines that have both */
	int64_t costed;
};

int sops_order_book_of(struct sops_ordered *out, const struct sops_order_book *book,
	struct sops_field group, const struct sops_span *span, struct sops_error *err);
bool sops_order_book_span(const struct sops_order_book *book, sops_date *first, sops_date *last,
	struct sops_field group);
struct sops_field sops_order_book_group(const struct sops_order_book *book, size_t index);

#endif
