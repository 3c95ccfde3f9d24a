/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/buffer.h>
#include <sops/order_book.h>

#include "given.h"
#include "money_text.h"
#include "side.h"

#define HEADER "order_id,customer_id,order_date,amount,qty,unit_price,cost,status,region\n"

static sops_date as_of = SOPS_DATE_BLANK;

static int read_text(struct sops_order_book **book, const char *by, const char *text,
	struct sops_error *err)
{
	const struct side side = { &sops_orders, SOPS_ORDER_NEEDS, SOPS_ORDER_USES, "orders.csv",
		by };
	struct sops_input *input = side_open(&side, text);
	int status = sops_order_book_read(book, input, as_of, err);

	side_close(input);
	return status;
}

static struct sops_order_book *given(const char *by, const char *text)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_order_book *book = NULL;

	if (read_text(&book, by, text, &err) < 0)
		fail_msg("%s", err.text);
	return book;
}

static struct sops_ordered of(const struct sops_order_book *book, const char *group,
	const char *first, const char *last)
{
	const struct sops_span span = side_span(first, last);
	struct sops_error err = { .status = SOPS_OK };
	struct sops_ordered out;

	if (sops_order_book_of(&out, book, sops_field_of(group), &span, &err) < 0)
		fail_msg("%s", err.text);
	return out;
}

/* "lines orders; customers/repeat/new; net gross" */
static void expect(const struct sops_order_book *book, const char *group, const char *first,
	const char *last, const char *answer)
{
	struct sops_ordered out = of(book, group, first, last);
	char *got = NULL;

	assert_true(asprintf(&got, "%d %d; %d/%d/%d; %s %s", (int)out.lines, (int)out.orders,
		(int)out.customers, (int)out.repeat, (int)out.first_time,
		text_of(out.amount.total), text_of(out.gross.total)) > 0);
	assert_string_equal(got, answer);
	free(got);
}

static void returns_net_out(void **state)
{
	struct sops_order_book *book = given(NULL, HEADER
		"1,ann,2026-01-05,100,4,,60,,\n"
		"1,ann,2026-01-05,50.5,1,,,,\n"
		"2,bob,2026-01-06,,3,9.99,20,,\n"
		"C1,ann,2026-01-20,-100,-4,,-60,,\n"
		"3,bob,2026-02-01,0,1,,,,\n");
	struct sops_ordered out = of(book, "", "2026-01-01", "2026-01-31");

	(void)state;
	expect(book, "", "2026-01-01", "2026-01-31", "4 3; 2/0/2; 80.47 180.47");
	assert_int_equal(out.amount.n, 4);
	assert_int_equal(out.gross.n, 3);
	assert_string_equal(text_of(out.bought), "180.47");
	assert_string_equal(text_of(out.qty), "4");
	assert_string_equal(text_of(out.qty_amount), "80.47");
	assert_string_equal(text_of(out.cost), "20");
	assert_string_equal(text_of(out.cost_amount), "29.97");
	assert_int_equal(out.costed, 3);
	expect(book, "", "2026-02-01", "2026-02-28", "1 1; 0/0/0; 0 0");
	expect(book, "", "2026-03-01", "2026-03-31", "0 0; 0/0/0; 0 0");
	expect(book, "nobody", NULL, NULL, "0 0; 0/0/0; 0 0");
	sops_order_book_free(book);
	sops_order_book_free(NULL);
}

static void lines_without_an_amount(void **state)
{
	struct sops_order_book *book = given(NULL, HEADER
		"1,ann,2026-01-05,,2,,5,,\n"
		"2,ann,2026-01-06,,,7,,,\n"
		"3,ann,2026-01-07,10,,,,,\n");
	struct sops_ordered out = of(book, "", NULL, NULL);

	(void)state;
	expect(book, "", NULL, NULL, "3 3; 1/1/1; 10 10");
	assert_int_equal(out.purchases, 3);
	assert_string_equal(text_of(out.qty), "0");
	assert_int_equal(out.costed, 0);
	assert_int_equal(sops_order_book_oddities(book).unpriced, 2);
	sops_order_book_free(book);
	/* Not even a column for one. */
	book = given(NULL, "order_id,customer_id,order_date\n1,ann,2026-01-05\n1,ann,2026-01-05\n");
	expect(book, "", NULL, NULL, "2 1; 1/0/1; 0 0");
	sops_order_book_free(book);
}

static void a_customer_that_only_returns_buys_nothing(void **state)
{
	struct sops_order_book *book = given(NULL, HEADER
		"C1,ann,2026-01-05,-10,,,,,\n"
		"2,bob,2026-01-05,10,,,,,\nC2,bob,2026-01-06,-10,,,,,\n"
		"3,cid,2026-01-05,10,,,,,\n4,cid,2026-01-05,20,,,,,\n4,cid,2026-01-05,-5,,,,,\n"
		"5,dot,2026-01-05,0,,,,,\n"
		"6,ann,2026-02-05,10,,,,,\n");
	struct sops_ordered out = of(book, "", "2026-01-01", "2026-01-31");

	(void)state;
	expect(book, "", "2026-01-01", "2026-01-31", "7 6; 2/1/2; 15 40");
	assert_int_equal(out.only_returned, 2);
	assert_int_equal(out.purchases, 3);
	/* ann is new when she buys. */
	expect(book, "", "2026-02-01", "2026-02-28", "1 1; 1/0/1; 10 10");
	expect(book, "", NULL, NULL, "8 7; 3/1/3; 25 50");
	sops_order_book_free(book);
}

static void a_customer_is_new_once(void **state)
{
	struct sops_order_book *book = given("region", HEADER
		"3,ann,2026-03-05,1,,,,,west\n"
		"2,ann,2026-02-05,1,,,,,west\n"
		"1,ann,2026-01-05,1,,,,,east\n"
		"4,bob,2026-02-05,1,,,,,west\n"
		"5,bob,2026-02-05,1,,,,,east\n"
		"6,bob,2026-02-05,1,,,,,north\n");

	(void)state;
	expect(book, "east", "2026-01-01", "2026-01-31", "1 1; 1/0/1; 1 1");
	expect(book, "west", "2026-02-01", "2026-02-28", "2 2; 2/0/0; 2 2");
	expect(book, "east", "2026-02-01", "2026-02-28", "1 1; 1/0/1; 1 1");
	expect(book, "north", NULL, NULL, "1 1; 1/0/0; 1 1");
	expect(book, "west", NULL, NULL, "3 3; 2/1/0; 3 3");
	expect(book, "east", NULL, NULL, "2 2; 2/0/2; 2 2");
	expect(book, "east", "2026-01-06", NULL, "1 1; 1/0/1; 1 1");
	expect(book, "east", NULL, "2026-02-04", "1 1; 1/0/1; 1 1");
	sops_order_book_free(book);
}

/* In whatever order the rows stand. */
static void rows_may_stand_in_any_order(void **state)
{
	static const char *const rows[] = {
		"1,ann,2026-01-05,1.5,,,,,west\n", "1,ann,2026-01-05,-0.25,,,,,east\n",
		"2,bob,2026-01-05,3,,,,,east\n", "1,ann,2026-01-04,7,,,,,west\n",
		"2,bob,,3,,,,,west\n",
	};

	(void)state;
	for (size_t turn = 0; turn < COUNT(rows); turn++) {
		struct sops_buffer text = SOPS_BUFFER_INIT;
		struct sops_order_book *book;

		sops_buffer_puts(&text, HEADER);
		for (size_t i = 0; i < COUNT(rows); i++)
			sops_buffer_puts(&text, rows[(turn + 2 * i) % COUNT(rows)]);
		book = given("region", text.at);
		expect(book, "west", NULL, NULL, "3 2; 2/0/1; 11.5 11.5");
		expect(book, "east", NULL, NULL, "2 2; 1/0/1; 2.75 3");
		expect(book, "west", "2026-01-05", "2026-01-05", "1 1; 1/0/0; 1.5 1.5");
		sops_order_book_free(book);
		sops_buffer_release(&text);
	}
}

static void lines_of_nobody_are_anonymous(void **state)
{
	struct sops_order_book *book = given(NULL, HEADER
		"1,,2026-01-05,10,,,,,\n1,,2026-01-05,5,,,,,\n2,ann,2026-01-05,1,,,,,\n");

	(void)state;
	expect(book, "", NULL, NULL, "3 2; 1/0/1; 16 16");
	assert_int_equal(of(book, "", NULL, NULL).anonymous, 2);
	assert_string_equal(text_of(of(book, "", NULL, NULL).bought), "1");
	sops_order_book_free(book);
}

static void cancelled_lines_are_left_out(void **state)
{
	static const char *const words[] = { "cancelled", "Canceled", "CANCEL", "wc-cancelled",
		"Order cancelled", "voided", "取消", "已取消", "订单已取消", "已作废" };

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		struct sops_order_book *book;
		char *text = NULL;

		assert_true(asprintf(&text, HEADER "1,ann,2026-01-05,10,,,,%s,\n"
			"2,ann,2026-01-06,1,,,,partially cancelled,\n3,ann,2026-02-01,2,,,,,\n",
			words[i]) > 0);
		book = given(NULL, text);
		expect(book, "", NULL, NULL, "2 2; 1/1/1; 3 3");
		expect(book, "", "2026-01-01", "2026-01-05", "0 0; 0/0/0; 0 0");
		expect(book, "", "2026-01-06", "2026-01-31", "1 1; 1/0/1; 1 1");
		assert_int_equal(sops_order_book_oddities(book).cancelled, 1);
		sops_order_book_free(book);
		free(text);
	}
}

static void lines_after_as_of(void **state)
{
	struct sops_order_book *book;

	(void)state;
	as_of = side_day("2026-01-06");
	book = given(NULL, HEADER "1,ann,2026-01-06,1,,,,,\n2,ann,2026-01-07,10,,,,,\n"
		"3,bob,,5,,,,,\n4,ann,2026-01-07,10,,,,void,\n");
	as_of = SOPS_DATE_BLANK;
	expect(book, "", NULL, NULL, "2 2; 2/0/2; 6 6");
	assert_int_equal(sops_order_book_oddities(book).future, 1);
	assert_int_equal(sops_order_book_oddities(book).cancelled, 1);
	sops_order_book_free(book);
}

static void lines_without_a_day(void **state)
{
	struct sops_order_book *book = given(NULL, HEADER
		"1,ann,,10,,,,,\n2,ann,2026-01-06,1,,,,,\n3,bob,,5,,,,,\n");
	sops_date first, last;

	(void)state;
	expect(book, "", "2026-01-01", NULL, "1 1; 1/0/1; 1 1");
	expect(book, "", NULL, "2026-12-31", "1 1; 1/0/1; 1 1");
	expect(book, "", NULL, NULL, "3 3; 2/1/2; 16 16");
	assert_int_equal(sops_order_book_oddities(book).undated, 2);
	assert_true(sops_order_book_span(book, &first, &last, sops_field_of("")));
	assert_int_equal(first, side_day("2026-01-06"));
	assert_int_equal(last, side_day("2026-01-06"));
	sops_order_book_free(book);
	book = given(NULL, HEADER "1,ann,,10,,,,,\n");
	assert_false(sops_order_book_span(book, &first, &last, sops_field_of("")));
	sops_order_book_free(book);
}

static void groups_as_they_came(void **state)
{
	struct sops_order_book *book = given("region", HEADER
		"1,ann,2026-01-05,1,,,,,west\n2,ann,2026-01-05,1,,,,,east\n");

	(void)state;
	assert_true(sops_field_equal(sops_order_book_group(book, 0), sops_field_of("west")));
	assert_true(sops_field_equal(sops_order_book_group(book, 1), sops_field_of("east")));
	assert_null(sops_order_book_group(book, 2).at);
	sops_order_book_free(book);
	book = given(NULL, HEADER);
	assert_null(sops_order_book_group(book, 0).at);
	expect(book, "", NULL, NULL, "0 0; 0/0/0; 0 0");
	sops_order_book_free(book);
}

static void an_order_without_a_name(void **state)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_order_book *book = NULL;
	char *got;

	(void)state;
	assert_int_equal(read_text(&book, NULL, HEADER "1,ann,2026-01-05,1,,,,,\n"
		",ann,2026-01-05,1,,,,,\n", &err), SOPS_EINPUT);
	assert_null(book);
	got = given_error(&err);
	assert_string_equal(got,
		"-3 orders.csv:3: order_id: a line needs the order that it is of");
	free(got);
}

static void refused(const char *text, const char *answer)
{
	struct sops_order_book *book = given(NULL, text);
	const struct sops_span ever = side_span(NULL, NULL);
	struct sops_error err = { .status = SOPS_OK };
	struct sops_ordered out;
	char *got;

	assert_int_equal(sops_order_book_of(&out, book, sops_field_of(""), &ever, &err),
		SOPS_EINPUT);
	got = given_error(&err);
	assert_string_equal(got, answer);
	free(got);
	sops_order_book_free(book);
}

static void amounts_that_cannot_be_added(void **state)
{
	(void)state;
	refused("order_id,order_date,amount,currency\n1,2026-01-05,1,USD\n2,2026-01-05,1,EUR\n",
		"-3 orders.csv:3: two currencies, EUR and USD, cannot be added (try --by "
		"currency, or --rates FILE)");
	refused("order_id,order_date,amount\n1,2026-01-05," LARGEST "\n2,2026-01-05,1\n",
		"-3 orders.csv:3: overflow: " LARGEST " + 1 is beyond 38 digits");
	refused("order_id,order_date,amount,qty\n1,2026-01-05,1," LARGEST "\n2,2026-01-05,1,1\n",
		"-3 orders.csv:3: overflow: " LARGEST " + 1 is beyond 38 digits");
	refused("order_id,order_date,amount,cost\n1,2026-01-05,1," LARGEST "\n2,2026-01-05,1,1\n",
		"-3 orders.csv:3: overflow: " LARGEST " + 1 is beyond 38 digits");
}

/* Twenty lines an order, two orders a customer. */
static void many_lines(void **state)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_order_book *book;

	(void)state;
	sops_buffer_puts(&text, "order_id,customer_id,order_date,amount\n");
	for (int i = 0; i < 20000; i++)
		sops_buffer_printf(&text, "O%d,C%d,2026-01-%02d,0.01\n", i % 1000, i % 500,
			1 + i % 1000 / 500);
	book = given(NULL, text.at);
	expect(book, "", NULL, NULL, "20000 1000; 500/500/500; 200 200");
	expect(book, "", "2026-01-02", NULL, "10000 500; 500/0/0; 100 100");
	sops_order_book_free(book);
	sops_buffer_release(&text);
}

TAP_MAIN("order_book",
	cmocka_unit_test(returns_net_out),
	cmocka_unit_test(lines_without_an_amount),
	cmocka_unit_test(a_customer_that_only_returns_buys_nothing),
	cmocka_unit_test(a_customer_is_new_once),
	cmocka_unit_test(rows_may_stand_in_any_order),
	cmocka_unit_test(lines_of_nobody_are_anonymous),
	cmocka_unit_test(cancelled_lines_are_left_out),
	cmocka_unit_test(lines_after_as_of),
	cmocka_unit_test(lines_without_a_day),
	cmocka_unit_test(groups_as_they_came),
	cmocka_unit_test(an_order_without_a_name),
	cmocka_unit_test(amounts_that_cannot_be_added),
	cmocka_unit_test(many_lines))
