/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/order_book.h>

#include "book_rows.h"
#include "private.h"

#include <stdlib.h>

/* Of an order. */
struct line {
	struct sops__book_item base;
	uint32_t order, customer; /* numbers; customer 0: nobody says */
	uint64_t number;          /* of the physical line */
	struct sops_currency currency;
	struct sops_money amount, qty, cost;
};

/* When and where a customer first bought. */
struct first {
	sops_date day;
	uint32_t group;
	bool bought;
};

struct sops_order_book {
	struct sops__book lines;
	struct sops__texts orders, customers;
	struct first *firsts; /* by number of the customer */
	char *name;
	sops_date as_of;
	struct sops_order_oddities oddities;
};

static const struct sops_word statuses[] = {
	{ "cancelled|canceled|cancel|wccancelled|ordercancelled|ordercanceled|void|voided|"
	  "取消|已取消|订单取消|订单已取消|作废|已作废", 1 },
	{ NULL, 0 },
};

bool sops_order_cancelled(struct sops_field status)
{
	int value;

	return status.len > 0 && sops__word(&value, status, statuses);
}

static int add_line(struct sops_order_book *book, const struct sops__book_row *row,
	struct sops_error *err)
{
	const struct sops_order_line *order = row->at;
	struct line *line;
	void *item;
	int status = sops__book_add(&book->lines, &item, row->group, order->order_date, err);

	if (status < 0)
		return status;
	line = item;
	line->number = row->line;
	line->currency = order->currency;
	line->amount = order->amount;
	line->qty = order->qty;
	line->cost = order->cost;
	book->oddities.undated += order->order_date == SOPS_DATE_BLANK;
	book->oddities.unpriced += sops_money_blank(order->amount);
	status = sops__texts_add(&book->orders, order->order_id, &line->order, err);
	if (status == 0)
		status = sops__texts_add(&book->customers, order->customer_id, &line->customer,
			err);
	return status;
}

static int add_row(void *to, const struct sops__book_row *row, struct sops_error *err)
{
	struct sops_order_book *book = to;
	const struct sops_order_line *order = row->at;

	if (sops_order_cancelled(order->status)) {
		book->oddities.cancelled++;
		return 0;
	}
	if (book->as_of != SOPS_DATE_BLANK && order->order_date > book->as_of) {
		book->oddities.future++;
		return 0;
	}
	if (order->order_id.len == 0) {
		sops_error_set(err, SOPS_EINPUT, "a line needs the order that it is of");
		return sops__book_column(row, SOPS_ORDERS_ID, err);
	}
	return add_line(book, row, err);
}

/* Whether the customer bought something with it. */
static bool is_purchase(const struct line *line)
{
	return line->customer && (sops_money_blank(line->amount) || line->amount.units > 0);
}

/* Whether the line is before what was the customer's first. One without a day comes last. */
static bool is_before(const struct sops_order_book *book, const struct line *line,
	const struct first *first)
{
	bool undated = line->base.day == SOPS_DATE_BLANK;

	if (!first->bought || undated != (first->day == SOPS_DATE_BLANK))
		return !first->bought || !undated;
	if (line->base.day != first->day)
		return line->base.day < first->day;
	return line->base.group != first->group &&
		sops_field_compare(sops__texts_at(&book->lines.groups, line->base.group),
			sops__texts_at(&book->lines.groups, first->group)) < 0;
}

static int find_firsts(struct sops_order_book *book, struct sops_error *err)
{
	const struct line *lines = (const void *)book->lines.items;

	book->firsts = calloc(sops__texts_count(&book->customers), sizeof(*book->firsts));
	if (!book->firsts)
		return sops_error_memory(err);
	for (size_t i = 0; i < book->lines.count; i++) {
		const struct line *line = &lines[i];
		struct first *first = &book->firsts[line->customer];

		if (is_purchase(line) && is_before(book, line, first))
			*first = (struct first){ line->base.day, line->base.group, true };
	}
	return 0;
}

int sops_order_book_read(struct sops_order_book **out, struct sops_input *input, sops_date as_of,
	struct sops_error *err)
{
	struct sops_order_book *book = calloc(1, sizeof(*book));
	int status;

	if (!book)
		return sops_error_memory(err);
	book->lines.item_size = sizeof(struct line);
	book->as_of = as_of;
	book->name = strdup(sops_input_name(input));
	status = book->name ? sops__book_rows(input, add_row, book, err) : sops_error_memory(err);
	if (status == 0)
		status = find_firsts(book, err);
	if (status < 0) {
		sops_order_book_free(book);
		return status;
	}
	sops__book_sort(&book->lines);
	sops__texts_release(&book->orders); /* from here on numbers will do */
	sops__texts_release(&book->customers);
	*out = book;
	return 0;
}

void sops_order_book_free(struct sops_order_book *book)
{
	if (!book)
		return;
	sops__book_release(&book->lines);
	sops__texts_release(&book->orders);
	sops__texts_release(&book->customers);
	free(book->firsts);
	free(book->name);
	free(book);
}

static int add_costs(struct sops_ordered *out, const struct line *line, struct sops_error *err)
{
	if (!sops_money_blank(line->qty) &&
	    (sops_money_add(&out->qty, out->qty, line->qty, err) < 0 ||
	     sops_money_add(&out->qty_amount, out->qty_amount, line->amount, err) < 0))
		return SOPS_EINPUT;
	if (sops_money_blank(line->cost))
		return 0;
	out->costed++;
	if (sops_money_add(&out->cost, out->cost, line->cost, err) < 0)
		return SOPS_EINPUT;
	return sops_money_add(&out->cost_amount, out->cost_amount, line->amount, err);
}

static int add_amounts(struct sops_ordered *out, const struct line *line, struct sops_error *err)
{
	out->lines++;
	out->anonymous += line->customer == 0;
	if (sops_money_blank(line->amount))
		return 0;
	if (sops_sum_add(&out->amount, line->amount, line->currency, err) < 0 ||
	    (line->amount.units > 0 &&
	     sops_sum_add(&out->gross, line->amount, line->currency, err) < 0) ||
	    (line->amount.units > 0 && line->customer &&
	     sops_money_add(&out->bought, out->bought, line->amount, err) < 0))
		return SOPS_EINPUT;
	return add_costs(out, line, err);
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* Different numbers in ascending order; returns how many. */
static size_t unique(uint64_t *numbers, size_t count)
{
	size_t kept = 0;

	if (count > 0)
		qsort(numbers, count, sizeof(*numbers), by_value);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || numbers[i] != numbers[kept - 1])
			numbers[kept++] = numbers[i];
	return kept;
}

/* Lines of an order mostly stand together: there are fewer numbers to sort. */
static void push(uint64_t *numbers, size_t *count, uint64_t number)
{
	if (*count == 0 || numbers[*count - 1] != number)
		numbers[(*count)++] = number;
}

static size_t orders_of(uint64_t *numbers, const struct line *lines, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		push(numbers, &count, lines[i].order);
	return unique(numbers, count);
}

/* What a customer ordered without buying comes before the orders it bought with: with number 0,
 * which no order has. */
static size_t purchases_of(uint64_t *numbers, const struct line *lines, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		if (lines[i].customer)
			push(numbers, &count, (uint64_t)lines[i].customer << 32 |
				(is_purchase(&lines[i]) ? lines[i].order : 0));
	return unique(numbers, count);
}

static bool is_in(sops_date day, const struct sops_span *span)
{
	if (span->first == SOPS_DATE_BLANK && span->end == SOPS_DATE_BLANK)
		return true;
	return day != SOPS_DATE_BLANK && (span->first == SOPS_DATE_BLANK || day >= span->first) &&
		(span->end == SOPS_DATE_BLANK || day < span->end);
}

/* Numbers of customers and orders, ascending. */
static void count_customers(struct sops_ordered *out, const uint64_t *numbers, size_t count,
	const struct sops_order_book *book, uint32_t group, const struct sops_span *span)
{
	for (size_t i = 0; i < count;) {
		uint64_t customer = numbers[i] >> 32;
		const struct first *first = &book->firsts[customer];
		int64_t purchases = 0;

		for (; i < count && numbers[i] >> 32 == customer; i++)
			purchases += (uint32_t)numbers[i] != 0;
		out->purchases += purchases;
		out->customers += purchases > 0;
		out->repeat += purchases > 1;
		out->only_returned += purchases == 0;
		out->first_time += purchases > 0 && first->group == group &&
			is_in(first->day, span);
	}
}

static int count_orders(struct sops_ordered *out, const struct line *lines, size_t n,
	const struct sops_order_book *book, const struct sops_span *span, struct sops_error *err)
{
	uint64_t *numbers = reallocarray(NULL, n, sizeof(*numbers));

	if (!numbers)
		return sops_error_memory(err);
	out->orders = (int64_t)orders_of(numbers, lines, n);
	count_customers(out, numbers, purchases_of(numbers, lines, n), book, lines->base.group,
		span);
	free(numbers);
	return 0;
}

int sops_order_book_of(struct sops_ordered *out, const struct sops_order_book *book,
	struct sops_field group, const struct sops_span *span, struct sops_error *err)
{
	const void *at;
	size_t n = sops__book_find(&book->lines, &at, group, span);
	const struct line *lines = at;

	*out = (struct sops_ordered){ .lines = 0 };
	sops_sum_init(&out->amount);
	sops_sum_init(&out->gross);
	for (size_t i = 0; i < n; i++)
		if (add_amounts(out, &lines[i], err) < 0)
			return sops__book_place(book->name, lines[i].number, err);
	return n > 0 ? count_orders(out, lines, n, book, span, err) : 0;
}

bool sops_order_book_span(const struct sops_order_book *book, sops_date *first, sops_date *last,
	struct sops_field group)
{
	return sops__book_span(&book->lines, first, last, group);
}

struct sops_field sops_order_book_group(const struct sops_order_book *book, size_t index)
{
	return sops__book_group(&book->lines, index);
}

struct sops_order_oddities sops_order_book_oddities(const struct sops_order_book *book)
{
	return book->oddities;
}
