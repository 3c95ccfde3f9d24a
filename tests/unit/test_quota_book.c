/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/deals.h>
#include <sops/orders.h>
#include <sops/quota_book.h>

#include "given.h"

#include <stdlib.h>
#include <unistd.h>

static const struct sops_calendar ordinary = { .unit = SOPS_UNIT_NONE };

static sops_date day(const char *iso)
{
	sops_date date = SOPS_DATE_BLANK;

	assert_int_equal(sops_date_parse_iso(&date, sops_field_of(iso), NULL), 0);
	return date;
}

static struct sops_roster *roster_of(const char *text)
{
	const struct sops_input_options options = { .needs = SOPS_ROSTER_NEEDS,
		.uses = SOPS_ROSTER_USES };
	struct sops_roster *roster = NULL;
	struct sops_input *input;
	int fd = given_fd(text);

	assert_int_equal(sops_input_open(&input, &sops_reps, fd, "reps.csv", &options, NULL), 0);
	assert_int_equal(sops_roster_read(&roster, input, NULL), 0);
	sops_input_free(input);
	close(fd);
	return roster;
}

static struct sops_error read_text(struct sops_quota_book **out, const char *text, const char *by,
	const struct sops_quota_options *quota)
{
	const struct sops_input_options options = { .needs = SOPS_QUOTA_NEEDS,
		.uses = SOPS_QUOTA_USES, .by = by };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;
	int fd = given_fd(text), status;

	*out = NULL;
	status = sops_input_open(&input, &sops_quotas, fd, "quotas.csv", &options, &err);
	if (status == 0)
		status = sops_quota_book_read(out, input, quota, &err);
	assert_int_equal(status, err.status);
	sops_input_free(input);
	close(fd);
	return err;
}

static void write_line(struct sops_buffer *out, const struct sops_quota_line *line)
{
	char first[SOPS_DATE_TEXT], last[SOPS_DATE_TEXT], quota[SOPS_MONEY_TEXT];

	sops_date_format(first, line->first);
	sops_date_format(last, line->last);
	sops_money_format(quota, line->quota);
	sops_buffer_printf(out, "%.*s %s %s %s %s%s%d\n", (int)line->who.len, line->who.at, first,
		last, quota, line->currency.code, line->currency.code[0] ? " " : "",
		(int)line->line);
}

/* Who, first, last, quota, currency, line: a line each, those of 0 below; or the error. */
static void expect_with(const struct sops_quota_options *options, const char *text,
	const char *expected)
{
	struct sops_quota_book *book;
	struct sops_error err = read_text(&book, text, NULL, options);
	struct sops_buffer out = SOPS_BUFFER_INIT;
	char *got;

	if (!book) {
		got = given_error(&err);
		assert_string_equal(got, expected);
		free(got);
		return;
	}
	for (size_t i = 0; i < sops_quota_book_count(book); i++)
		write_line(&out, sops_quota_book_at(book, i));
	for (size_t i = 0; i < sops_quota_book_zeros(book); i++) {
		sops_buffer_puts(&out, "zero ");
		write_line(&out, sops_quota_book_zero(book, i));
	}
	assert_string_equal(out.at ? out.at : "", expected);
	sops_buffer_release(&out);
	sops_quota_book_free(book);
}

static void expect(const char *text, const char *expected)
{
	const struct sops_quota_options options = { .calendar = &ordinary };

	expect_with(&options, text, expected);
}

static void lines_stand_by_who_and_day(void **state)
{
	(void)state;
	expect("rep_id,period,quota,currency\n"
		"bob,2026-02,1000.50,EUR\n"
		"ann,2026Q2,3000,\n"
		"bob,2026-01,900,eur\n"
		"ann,2026H2,$5000,\n"
		"ann,2026-W02,10,\n"
		"ann,2027,1,\n"
		"cy,2026-07-15,7,\n",
		"ann 2026-01-05 2026-01-11 10 6\n"
		"ann 2026-04-01 2026-06-30 3000 3\n"
		"ann 2026-07-01 2026-12-31 5000 $ 5\n"
		"ann 2027-01-01 2027-12-31 1 7\n"
		"bob 2026-01-01 2026-01-31 900 EUR 4\n"
		"bob 2026-02-01 2026-02-28 1000.5 EUR 2\n"
		"cy 2026-07-15 2026-07-15 7 8\n");
	expect("rep_id,period,quota\n", "");
}

static void labels_are_those_of_the_calendar(void **state)
{
	const struct sops_calendar april = { .fiscal_month = 4 };
	const struct sops_quota_options options = { .calendar = &april };

	(void)state;
	expect_with(&options, "rep_id,period,quota\nann,FY2026Q1,10\nbob,2026Q4,20\n",
		"ann 2025-04-01 2025-06-30 10 2\n"
		"bob 2026-01-01 2026-03-31 20 3\n");
}

static void the_scope_is_the_first_column_with_a_value(void **state)
{
	static const struct {
		const char *text;
		int scope;
		const char *who;
		int64_t others;
	} cases[] = {
		{ "rep_id,team,period,quota\nr,East,2026,1\n,West,2026,2\n", SOPS_QUOTAS_REP_ID,
			"r", 1 },
		{ "rep_id,team,region,period,quota\n,East,x,2026,1\n,,y,2026,2\n,,z,2026,2\n",
			SOPS_QUOTAS_TEAM, "East", 2 },
		{ "region,product,period,quota\n,P,2026,1\nEMEA,,2026,1\n", SOPS_QUOTAS_REGION,
			"EMEA", 1 },
		{ "product,period,quota\nP,2026,1\n", SOPS_QUOTAS_PRODUCT, "P", 0 },
	};
	const struct sops_quota_options options = { .calendar = &ordinary };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sops_quota_book *book;

		assert_int_equal(read_text(&book, cases[i].text, NULL, &options).status, SOPS_OK);
		assert_int_equal(sops_quota_book_scope(book), cases[i].scope);
		assert_int_equal(sops_quota_book_count(book), 1);
		assert_true(sops_field_equal(sops_quota_book_at(book, 0)->who,
			sops_field_of(cases[i].who)));
		assert_int_equal(sops_quota_book_left_out(book).other_scope, cases[i].others);
		sops_quota_book_free(book);
	}
}

static void what_counts_towards_a_quota(void **state)
{
	static const struct {
		const char *text, *credited;
		int of_deals, of_orders;
	} cases[] = {
		{ "rep_id,period,quota\na,2026,1\n", "ann", SOPS_DEALS_OWNER, SOPS_ORDERS_REP_ID },
		{ "team,period,quota\na,2026,1\n", "red", SOPS_DEALS_TEAM, SOPS_ORDERS_REP_ID },
		{ "region,period,quota\na,2026,1\n", "north", SOPS_DEALS_REGION,
			SOPS_ORDERS_REGION },
		{ "product,period,quota\na,2026,1\n", "x", SOPS_DEALS_PRODUCT,
			SOPS_ORDERS_PRODUCT },
	};
	const struct sops_quota_options options = { .calendar = &ordinary };
	struct sops_deal deal;

	(void)state;
	sops_deal_init(&deal);
	deal.owner = sops_field_of("ann");
	deal.team = sops_field_of("red");
	deal.region = sops_field_of("north");
	deal.product = sops_field_of("x");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sops_quota_book *book;

		assert_int_equal(read_text(&book, cases[i].text, NULL, &options).status, 0);
		assert_int_equal(sops_quota_book_of_deals(book), cases[i].of_deals);
		assert_int_equal(sops_quota_book_of_orders(book), cases[i].of_orders);
		assert_true(sops_field_equal(sops_quota_book_credited(book, &deal),
			sops_field_of(cases[i].credited)));
		sops_quota_book_free(book);
	}
	assert_true(sops_field_equal(sops_quota_book_credited(NULL, &deal), deal.owner));
	assert_int_equal(sops_quota_book_of_orders(NULL), SOPS_ORDERS_REP_ID);
}

static void the_cells_beside_a_rep(void **state)
{
	const struct sops_quota_options options = { .calendar = &ordinary };
	struct sops_quota_book *book;
	const struct sops_quota_line *line;

	(void)state;
	assert_int_equal(read_text(&book, "rep_id,team,region,product,period,quota\n"
		"r,East,EMEA,P,fy2026,1\n", "team,rep_id", &options).status, SOPS_OK);
	line = sops_quota_book_at(book, 0);
	assert_true(sops_field_equal(line->team, sops_field_of("East")));
	assert_true(sops_field_equal(line->region, sops_field_of("EMEA")));
	assert_true(sops_field_equal(line->product, sops_field_of("P")));
	assert_int_equal(line->group.len, 6);
	assert_memory_equal(line->group.at, "East\0r", 6);
	assert_string_equal(line->period.text, "FY2026");
	assert_null(line->rep);
	sops_quota_book_free(book);
}

static void quotas_of_another_metric_are_left_out(void **state)
{
	static const char text[] =
		"rep_id,period,metric,quota\n"
		"a,2026,,1\n"
		"b,2026,Amount,2\n"
		"a,2026,count,3\n"
		"b,,count,\n";
	static const struct {
		const char *metric;
		size_t count;
		int64_t others;
	} cases[] = { { NULL, 2, 2 }, { "AMOUNT", 2, 2 }, { "margin", 0, 4 } };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct sops_quota_options options = { .calendar = &ordinary,
			.metric = cases[i].metric };
		struct sops_quota_book *book;

		assert_int_equal(read_text(&book, text, NULL, &options).status, SOPS_OK);
		assert_int_equal(sops_quota_book_count(book), cases[i].count);
		assert_int_equal(sops_quota_book_left_out(book).other_metric, cases[i].others);
		sops_quota_book_free(book);
	}
	expect_with(&(struct sops_quota_options){ .calendar = &ordinary, .metric = "count" }, text,
		"-3 quotas.csv:5: period: a quota needs a period");
}

static void quotas_of_nothing_stand_apart(void **state)
{
	const struct sops_quota_options options = { .calendar = &ordinary };
	static const char text[] = "rep_id,period,quota\nb,2026Q2,0\nb,2026Q1,5\na,2026Q1,0.00\n";
	struct sops_quota_book *book;

	(void)state;
	expect(text, "b 2026-01-01 2026-03-31 5 3\n"
		"zero a 2026-01-01 2026-03-31 0 4\n"
		"zero b 2026-04-01 2026-06-30 0 2\n");
	assert_int_equal(read_text(&book, text, NULL, &options).status, SOPS_OK);
	assert_int_equal(sops_quota_book_left_out(book).zero, 2);
	assert_int_equal(sops_quota_book_find(book, sops_field_of("a"), day("2026-02-01")), -1);
	sops_quota_book_free(book);
}

/* Boundaries: the first and the last day of a period, the days around it. */
static void a_day_finds_its_line(void **state)
{
	static const struct {
		const char *who, *day;
		int64_t line;
	} cases[] = {
		{ "a", "2026-01-01", 0 }, { "a", "2026-01-31", 0 }, { "a", "2025-12-31", -1 },
		{ "a", "2026-02-01", -1 }, { "a", "2026-04-01", 1 }, { "a", "2026-06-30", 1 },
		{ "a", "2026-07-01", -1 }, { "b", "2026-12-31", 2 }, { "c", "2026-12-31", -1 },
		{ "", "2026-01-01", -1 }, { "A", "2026-01-01", -1 },
	};
	const struct sops_quota_options options = { .calendar = &ordinary };
	struct sops_quota_book *book;

	(void)state;
	assert_int_equal(read_text(&book,
		"rep_id,period,quota\nb,2026,1\na,2026Q2,1\na,2026-01,1\n", NULL,
		&options).status, SOPS_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(sops_quota_book_find(book, sops_field_of(cases[i].who),
			day(cases[i].day)), cases[i].line);
	assert_int_equal(sops_quota_book_find(book, sops_field_of("a"), SOPS_DATE_BLANK), -1);
	sops_quota_book_free(book);
}

static void a_rep_is_found_by_id_and_name(void **state)
{
	struct sops_roster *roster = roster_of("rep_id,name\nR1,Ann\nR2,Bob\n");
	const struct sops_quota_options options = { .calendar = &ordinary, .roster = roster };
	struct sops_quota_book *book;

	(void)state;
	assert_int_equal(read_text(&book, "rep_id,period,quota\nBob,2026Q1,1\nR1,2026Q1,2\n"
		"Cy,2026Q1,3\n", NULL, &options).status, SOPS_OK);
	assert_true(sops_field_equal(sops_quota_book_at(book, 2)->who, sops_field_of("R2")));
	assert_ptr_equal(sops_quota_book_at(book, 2)->rep, sops_roster_at(roster, 1));
	assert_null(sops_quota_book_at(book, 0)->rep);
	assert_int_equal(sops_quota_book_find(book, sops_field_of("Ann"), day("2026-01-01")), 1);
	assert_int_equal(sops_quota_book_find(book, sops_field_of("R2"), day("2026-01-01")), 2);
	assert_int_equal(sops_quota_book_find(book, sops_field_of("Cy"), day("2026-01-01")), 0);
	sops_quota_book_free(book);
	expect_with(&options, "rep_id,period,quota\nBob,2026Q1,1\nR2,2026Q1,1\n",
		"-3 quotas.csv:3: a second quota of \"R2\" for 2026Q1; the first is on line 2");
	/* A team is no rep, whatever it is called. */
	assert_int_equal(read_text(&book, "team,period,quota\nBob,2026Q1,1\n", NULL,
		&options).status, SOPS_OK);
	assert_null(sops_quota_book_at(book, 0)->rep);
	assert_int_equal(sops_quota_book_find(book, sops_field_of("R2"), day("2026-01-01")), -1);
	sops_quota_book_free(book);
	sops_roster_free(roster);
}

/* As where the quotas decide which columns of the reps are read. */
static void reps_may_be_read_behind_the_quotas(void **state)
{
	const char *text = "rep_id,period,quota\nBob,2026Q1,1\nR1,2026Q1,2\nR2,2026Q2,0\n";
	struct sops_roster *roster = roster_of("rep_id,name\nR1,Ann\nR2,Bob\n");
	const struct sops_quota_options options = { .calendar = &ordinary };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_quota_book *book;

	(void)state;
	assert_int_equal(read_text(&book, text, NULL, &options).status, SOPS_OK);
	assert_int_equal(sops_quota_book_find(book, sops_field_of("R2"), day("2026-01-01")), -1);
	assert_int_equal(sops_quota_book_name(book, roster, "quotas.csv", &err), 0);
	assert_int_equal(sops_quota_book_find(book, sops_field_of("R2"), day("2026-01-01")), 1);
	assert_int_equal(sops_quota_book_find(book, sops_field_of("Ann"), day("2026-01-01")), 0);
	assert_int_equal(sops_quota_book_count(book), 2);
	assert_int_equal(sops_quota_book_left_out(book).zero, 1);
	sops_quota_book_free(book);
	text = "rep_id,period,quota\nBob,2026Q1,1\nR2,2026Q1,1\n";
	assert_int_equal(read_text(&book, text, NULL, &options).status, SOPS_OK);
	assert_int_equal(sops_quota_book_name(book, roster, "quotas.csv", &err), SOPS_EINPUT);
	assert_int_equal(err.line, 3);
	sops_quota_book_free(book);
	sops_roster_free(roster);
}

static void what_is_refused(void **state)
{
	(void)state;
	expect("rep_id,period,quota\na,2026,1\nb,,1\n",
		"-3 quotas.csv:3: period: a quota needs a period");
	expect("rep_id,period,quota\na,2026Q5,1\n",
		"-3 quotas.csv:2: period: \"2026Q5\" is not a period (write it as 2026, 2026H2, "
		"2026Q3, 2026-07, 2026-W28 or 2026-07-15)");
	/* A label that no month of this calendar has. */
	expect_with(&(struct sops_quota_options){
			.calendar = &(struct sops_calendar){ .fiscal_month = 4, .fiscal_day = 6 } },
		"rep_id,period,quota\na,2026-07,1\n",
		"-3 quotas.csv:2: period: \"2026-07\" is not a period (try 2026, 2026H2, 2026Q3, "
		"2026-P07, 2026-W28 or 2026-07-15)");
	expect("rep_id,period,quota\na,2026,\n",
		"-3 quotas.csv:2: quota: a quota needs an amount");
	expect("rep_id,period,quota\na,2026,-1.50\n",
		"-3 quotas.csv:2: quota: the quota is below 0: -1.5");
	expect("rep_id,period,quota\na,2026,1\nb,2026,1\na,2026,2\n",
		"-3 quotas.csv:4: a second quota of \"a\" for 2026; the first is on line 2");
	expect("rep_id,period,quota\na,2026-03,1\na,2026Q1,0\n",
		"-3 quotas.csv:3: the quota of \"a\" for 2026Q1 has days of the one for 2026-03, "
		"on line 2");
	expect("period,quota\n2026,1\n",
		"-3 quotas.csv:1: no column for rep_id (whose quota: a rep, unless team, region or "
		"product say); the columns are: period, quota (say which with -m "
		"'rep_id=Header')");
}

static void a_thousand_quotas(void **state)
{
	const struct sops_quota_options options = { .calendar = &ordinary };
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_quota_book *book;
	const struct sops_quota_line *line;

	(void)state;
	sops_buffer_puts(&text, "rep_id,period,quota\n");
	for (int i = 0; i < 1200; i++)
		sops_buffer_printf(&text, "R%d,2026-%02d,%d\n", i % 100, 1 + i / 100, i + 1);
	assert_int_equal(text.failed, 0);
	assert_int_equal(read_text(&book, text.at, NULL, &options).status, SOPS_OK);
	assert_int_equal(sops_quota_book_count(book), 1200);
	line = sops_quota_book_at(book, (size_t)sops_quota_book_find(book, sops_field_of("R37"),
		day("2026-05-31")));
	assert_int_equal(sops_money_compare(line->quota, sops_money_of(438)), 0);
	sops_quota_book_free(book);
	sops_quota_book_free(NULL);
	sops_buffer_release(&text);
}

TAP_MAIN("quota_book",
	cmocka_unit_test(lines_stand_by_who_and_day),
	cmocka_unit_test(labels_are_those_of_the_calendar),
	cmocka_unit_test(the_scope_is_the_first_column_with_a_value),
	cmocka_unit_test(what_counts_towards_a_quota),
	cmocka_unit_test(the_cells_beside_a_rep),
	cmocka_unit_test(quotas_of_another_metric_are_left_out),
	cmocka_unit_test(quotas_of_nothing_stand_apart),
	cmocka_unit_test(a_day_finds_its_line),
	cmocka_unit_test(a_rep_is_found_by_id_and_name),
	cmocka_unit_test(reps_may_be_read_behind_the_quotas),
	cmocka_unit_test(what_is_refused),
	cmocka_unit_test(a_thousand_quotas))
