/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * order_book.h: what was sold to whom: a table of order lines in memory.
 *
 *	average price          qty_amount / qty: net of discounts and returns, of the lines
 *	                       that say both
 *	average order          amount / orders; of orders of customers bought / purchases
 *	revenue of a customer  bought / customers
 *	purchase frequency     purchases / customers
 *	repeat rate            repeat / customers
 *	new customers          first_time
 *	gross margin           (cost_amount - cost) / cost_amount, of the lines that say both
 *
 * The amount of a line is its own, else qty * unit_price (orders.h); a line with neither is
 * counted, and adds nothing. Negative lines are returns and discounts: they net out in amount,
 * qty and cost, and stand in none of gross. Sums are exact, over lines of one currency.
 *
 * Who bought: an order is one of its customer's purchases where it has a line above 0, or one
 * without an amount, of that group and in that span. Credit notes alone buy nothing: a customer
 * who only sends back is none of customers, and is counted in only_returned. A line without a
 * customer is anonymous: it has its amount, and its order is one of orders, but of nobody's
 * purchases. Customer and order ids are texts as given.
 *
 * A customer's first order is its first purchase of all, in any group: a customer is new in
 * one group only, that of the first purchase; of two on one day that of the group that comes first
 * bytewise. So new customers of groups, and of spans that follow on each other, add up.
 *
 * Edge cases: a line that was cancelled, by its status, is left out, and counted; so is one of a
 * day after as-of, which has not happened. A line without a
 * date is in no span that has a bound, and no first order where there is one with a date. A line
 * without an order is an error.
 */
#ifndef SOPS_ORDER_BOOK_H
#define SOPS_ORDER_BOOK_H

#include <sops/input.h>
#include <sops/orders.h>

struct sops_order_book;

#define SOPS_ORDER_NEEDS (SOPS_ROLE(SOPS_ORDERS_ID) | SOPS_ROLE(SOPS_ORDERS_ORDER_DATE))
#define SOPS_ORDER_USES \
	(SOPS_ROLE(SOPS_ORDERS_CUSTOMER_ID) | SOPS_ROLE(SOPS_ORDERS_AMOUNT) | \
	 SOPS_ROLE(SOPS_ORDERS_QTY) | SOPS_ROLE(SOPS_ORDERS_UNIT_PRICE) | \
	 SOPS_ROLE(SOPS_ORDERS_COST) | SOPS_ROLE(SOPS_ORDERS_CURRENCY) | \
	 SOPS_ROLE(SOPS_ORDERS_STATUS))

/* Whether the status of a line says that it was cancelled: cancelled, void, 取消 and the like. */
bool sops_order_cancelled(struct sops_field status);

/* Reads all rows of an input of sops_orders; as_of may be blank. SOPS_EINPUT, with the place: a
 * line without an order_id. */
int sops_order_book_read(struct sops_order_book **out, struct sops_input *input, sops_date as_of,
	struct sops_error *err);
void sops_order_book_free(struct sops_order_book *book);

struct sops_ordered {
	int64_t lines, orders;      /* orders: different ids */
	int64_t purchases;          /* different orders that customers bought with */
	int64_t customers, repeat;  /* with a purchase in the span; of them, with two or more */
	int64_t first_time;         /* of the customers, whose first order of all is in the span */
	int64_t only_returned;      /* with lines in the span, but no purchase */
	int64_t anonymous;          /* lines without a customer */
	struct sops_sum amount;     /* net: negative lines are returns */
	struct sops_sum gross;      /* of the lines above 0 alone */
	struct sops_money bought;   /* the same of those that have a customer */
	struct sops_money qty;      /* of the lines that have an amount and a quantity */
	struct sops_money qty_amount;
	struct sops_money cost, cost_amount; /* of the lines that have both */
	int64_t costed;
};

/* All zero for a group that is not there. SOPS_EINPUT, with the place of the
 * row: overflow; two currencies. */
int sops_order_book_of(struct sops_ordered *out, const struct sops_order_book *book,
	struct sops_field group, const struct sops_span *span, struct sops_error *err);
/* The first and the last day of a group's lines; false when none has a day. */
bool sops_order_book_span(const struct sops_order_book *book, sops_date *first, sops_date *last,
	struct sops_field group);
/* Keys of groups, the blank one first, then as they came. After the last, and only then, at is
 * NULL. */
struct sops_field sops_order_book_group(const struct sops_order_book *book, size_t index);

struct sops_order_oddities {
	int64_t cancelled, future; /* lines left out; what is both is cancelled */
	int64_t undated;           /* lines without a date, of those that are not */
	int64_t unpriced;          /* lines without an amount, of those that are not */
};
struct sops_order_oddities sops_order_book_oddities(const struct sops_order_book *book);

#endif
