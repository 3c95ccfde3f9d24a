/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/cost_book.h>

#include "given.h"
#include "money_text.h"
#include "side.h"

static const struct sops_calendar january = { .unit = SOPS_UNIT_MONTH };

static int read_text(struct sops_cost_book **book, const char *by, const char *text,
	const struct sops_cost_options *options, struct sops_error *err)
{
	const struct side side = { &sops_costs, SOPS_COST_NEEDS, SOPS_COST_USES, "costs.csv", by };
	const struct sops_cost_options plain = { .calendar = &january };
	struct sops_input *input = side_open(&side, text);
	int status = sops_cost_book_read(book, input, options ? options : &plain, err);

	side_close(input);
	return status;
}

static struct sops_cost_book *given(const char *by, const char *text,
	const struct sops_cost_options *options)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_cost_book *book = NULL;

	if (read_text(&book, by, text, options, &err) < 0)
		fail_msg("%s", err.text);
	return book;
}

/* "all/n marketing/n", or the error; to be freed. */
static char *spent(const struct sops_cost_book *book, const char *group, struct sops_span span)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_spent out;
	char *text = NULL;

	if (sops_cost_book_of(&out, book, sops_field_of(group), &span, &err) < 0)
		return given_error(&err);
	assert_true(asprintf(&text, "%s/%d %s/%d%s%s", text_of(out.all.total), (int)out.all.n,
		text_of(out.marketing.total), (int)out.marketing.n,
		out.all.currency.code[0] ? " " : "", out.all.currency.code) > 0);
	return text;
}

static void expect(const struct sops_cost_book *book, const char *group, const char *first,
	const char *last, const char *answer)
{
	char *got = spent(book, group, side_span(first, last));

	assert_string_equal(got, answer);
	free(got);
}

static const char months[] =
	"period,category,amount\n"
	"2026-03,Marketing,400\n"
	"2026-01,marketing,100\n"
	"2026-02,广告费,200.5\n"
	"2026-01,salary,1000\n"
	"2026-02,salary,-10\n"
	"2026-02,,1\n"
	"2026-02-14,ADS,7\n";

static void costs_of_months_add_up(void **state)
{
	struct sops_cost_book *book = given(NULL, months, NULL);

	(void)state;
	expect(book, "", "2026-01-01", "2026-01-31", "1100/2 100/1");
	expect(book, "", "2026-02-01", "2026-02-28", "198.5/4 207.5/2");
	expect(book, "", "2026-01-01", "2026-03-31", "1698.5/7 707.5/4");
	expect(book, "", "2025-12-15", "2026-04-15", "1698.5/7 707.5/4");
	expect(book, "", NULL, NULL, "1698.5/7 707.5/4");
	expect(book, "", "2026-02-01", NULL, "598.5/5 607.5/3");
	expect(book, "", NULL, "2026-01-31", "1100/2 100/1");
	expect(book, "", "2026-04-01", "2026-04-30", "0/0 0/0");
	expect(book, "", "2026-02-20", "2026-02-10", "0/0 0/0");
	expect(book, "nobody", NULL, NULL, "0/0 0/0");
	assert_int_equal(sops_cost_book_left_out(book), 0);
	sops_cost_book_free(book);
}

/* W001 */
static void cost_of_a_customer(void **state)
{
	struct sops_cost_book *book =
		given(NULL, "period,category,amount\n2026-05,ads,$6000\n2026-05,,4000\n", NULL);
	const struct sops_span may = side_span("2026-05-01", "2026-05-31");
	struct sops_spent out;
	struct sops_money each;

	(void)state;
	assert_int_equal(sops_cost_book_of(&out, book, sops_field_of(""), &may, NULL), 0);
	assert_int_equal(sops_ratio_divide(&each, (struct sops_ratio){ out.all.total,
		sops_money_of(500) }, 12, NULL), 0);
	assert_string_equal(text_of(each), "20");
	sops_cost_book_free(book);
}

#define WHOLE " (choose periods and bounds that hold it whole)"

static void a_cost_is_of_all_its_days(void **state)
{
	static const struct {
		const char *first, *last, *answer;
	} cases[] = {
		{ "2026-02-01", "2026-02-28", "7/1 7/1" },
		{ "2026-02-02", "2026-02-28", "-3 costs.csv:2: the cost of 2026-02-01 to "
			"2026-02-28 is only partly of 2026-02-02 to 2026-02-28" WHOLE },
		{ "2026-02-01", "2026-02-27", "-3 costs.csv:2: the cost of 2026-02-01 to "
			"2026-02-28 is only partly of 2026-02-01 to 2026-02-27" WHOLE },
		{ "2026-02-09", "2026-02-15", "-3 costs.csv:2: the cost of 2026-02-01 to "
			"2026-02-28 is only partly of 2026-02-09 to 2026-02-15" WHOLE },
		{ "2026-02-28", NULL, "-3 costs.csv:2: the cost of 2026-02-01 to "
			"2026-02-28 is only partly of 2026-02-28 and later" WHOLE },
		{ NULL, "2026-02-01", "-3 costs.csv:2: the cost of 2026-02-01 to "
			"2026-02-28 is only partly of the days to 2026-02-01" WHOLE },
		{ "2026-01-01", "2026-01-31", "0/0 0/0" },
		{ "2026-03-01", "2026-03-31", "1/1 0/0" },
		{ "2026-04-01", "2026-06-30", "30/2 0/0" },
		{ "2026-04-01", "2026-04-30", "-3 costs.csv:3: the cost of 2026-04-01 to "
			"2026-06-30 is only partly of 2026-04-01 to 2026-04-30" WHOLE },
		{ "2026-06-01", "2026-06-30", "-3 costs.csv:3: the cost of 2026-04-01 to "
			"2026-06-30 is only partly of 2026-06-01 to 2026-06-30" WHOLE },
		{ "2026-05-02", "2026-07-31", "-3 costs.csv:3: the cost of 2026-04-01 to "
			"2026-06-30 is only partly of 2026-05-02 to 2026-07-31" WHOLE },
	};
	struct sops_cost_book *book = given(NULL, "period,category,amount\n"
		"2026-02,ads,7\n2026q2,x,20\n2026-03-01,x,1\n2026-05-01,x,10\n", NULL);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect(book, "", cases[i].first, cases[i].last, cases[i].answer);
	sops_cost_book_free(book);
}

/* The first line of those that are cut at either end. */
static void the_first_line_is_named(void **state)
{
	struct sops_cost_book *book = given(NULL, "period,amount\n"
		"2026-03-10,1\n2026-04,2\n2026-03,3\n2026-02,4\n2026,0\n2025,5\n", NULL);

	(void)state;
	expect(book, "", "2026-03-15", "2026-04-15", "-3 costs.csv:3: the cost of 2026-04-01 to "
		"2026-04-30 is only partly of 2026-03-15 to 2026-04-15" WHOLE);
	expect(book, "", "2026-03-15", "2026-04-30", "-3 costs.csv:4: the cost of 2026-03-01 to "
		"2026-03-31 is only partly of 2026-03-15 to 2026-04-30" WHOLE);
	expect(book, "", "2026-05-01", "2026-05-31", "-3 costs.csv:6: the cost of 2026-01-01 to "
		"2026-12-31 is only partly of 2026-05-01 to 2026-05-31" WHOLE);
	expect(book, "", "2025-01-01", "2026-12-31", "15/6 0/0");
	sops_cost_book_free(book);
}

static void fiscal_labels_follow_the_calendar(void **state)
{
	static const struct sops_calendar april = { .unit = SOPS_UNIT_QUARTER, .fiscal_month = 4 };
	const struct sops_cost_options options = { .calendar = &april };
	struct sops_cost_book *book =
		given(NULL, "period,amount\nFY2026Q1,5\nFY2026,10\n", &options);
	sops_date first, last;

	(void)state;
	expect(book, "", "2025-04-01", "2026-03-31", "15/2 0/0");
	assert_true(sops_cost_book_span(book, &first, &last, sops_field_of("")));
	assert_int_equal(first, side_day("2025-04-01"));
	assert_int_equal(last, side_day("2026-03-31"));
	sops_cost_book_free(book);
}

static void a_date_stands_for_a_period(void **state)
{
	struct sops_cost_book *book =
		given(NULL, "date,period,amount\n2026-01-05,,3\n2026-01-06,2026-02,4\n", NULL);

	(void)state;
	expect(book, "", "2026-01-05", "2026-01-05", "3/1 0/0");
	expect(book, "", "2026-02-01", "2026-02-28", "4/1 0/0");
	sops_cost_book_free(book);
}

static void categories_are_chosen_in_any_case(void **state)
{
	const struct sops_cost_options options = { &january, "Salary, ＡＤＳ ,,广告费" };
	struct sops_cost_book *book = given(NULL, months, &options);

	(void)state;
	expect(book, "", NULL, NULL, "1197.5/4 207.5/2");
	assert_int_equal(sops_cost_book_left_out(book), 3);
	sops_cost_book_free(book);
}

static void groups_stand_apart(void **state)
{
	struct sops_cost_book *book = given("channel,region", "period,channel,region,amount\n"
		"2026-01,web,N,1\n2026-02,fair,N,2\n2026-02,web,N,4\n2026-01,,,8\n"
		"2026-01,web,S,16\n", NULL);
	const struct sops_span all = side_span(NULL, NULL);
	static const struct {
		struct sops_field key;
		const char *total;
	} groups[] = {
		{ SOPS_FIELD("web\0N"), "5" }, { SOPS_FIELD("fair\0N"), "2" },
		{ SOPS_FIELD("\0"), "8" }, { SOPS_FIELD("web\0S"), "16" },
	};
	sops_date first, last;
	struct sops_spent out;

	(void)state;
	for (size_t i = 0; i < COUNT(groups); i++) {
		assert_true(sops_field_equal(sops_cost_book_group(book, i), groups[i].key));
		assert_int_equal(sops_cost_book_of(&out, book, groups[i].key, &all, NULL), 0);
		assert_string_equal(text_of(out.all.total), groups[i].total);
	}
	assert_null(sops_cost_book_group(book, COUNT(groups)).at);
	assert_true(sops_cost_book_span(book, &first, &last, groups[0].key));
	assert_int_equal(first, side_day("2026-01-01"));
	assert_int_equal(last, side_day("2026-02-28"));
	sops_cost_book_free(book);
}

/* The reach of one group's long cost is not another's. */
static void a_long_cost_of_another_group_cuts_nothing(void **state)
{
	struct sops_cost_book *book =
		given("channel", "period,channel,amount\n2026,web,1\n2026-02,fair,2\n", NULL);
	sops_date first, last;

	(void)state;
	assert_true(sops_cost_book_span(book, &first, &last, sops_field_of("fair")));
	assert_int_equal(first, side_day("2026-02-01"));
	assert_int_equal(last, side_day("2026-02-28"));
	expect(book, "fair", "2026-02-01", "2026-02-28", "2/1 0/0");
	expect(book, "web", "2026-01-01", "2026-12-31", "1/1 0/0");
	sops_cost_book_free(book);
}

static void an_empty_table_costs_nothing(void **state)
{
	const struct sops_cost_options options = { &january, "ads" };
	struct sops_cost_book *book = given(NULL, "period,amount\n", &options);
	sops_date first, last;

	(void)state;
	expect(book, "", NULL, NULL, "0/0 0/0");
	assert_false(sops_cost_book_span(book, &first, &last, sops_field_of("")));
	assert_null(sops_cost_book_group(book, 0).at);
	sops_cost_book_free(book);
	sops_cost_book_free(NULL);
}

static void one_group_without_by(void **state)
{
	struct sops_cost_book *book = given(NULL, months, NULL);

	(void)state;
	assert_non_null(sops_cost_book_group(book, 0).at);
	assert_int_equal(sops_cost_book_group(book, 0).len, 0);
	assert_null(sops_cost_book_group(book, 1).at);
	sops_cost_book_free(book);
}

static void two_currencies_are_an_error(void **state)
{
	struct sops_cost_book *book = given(NULL, "period,amount,currency\n"
		"2026-01,1,USD\n2026-02,2,EUR\n2026-01,3,\n2026-02,$4,\n", NULL);

	(void)state;
	expect(book, "", "2026-01-01", "2026-01-31", "4/2 0/0 USD");
	expect(book, "", "2026-01-01", "2026-02-28", "-3 costs.csv:3: two currencies, EUR and USD, "
		"cannot be added (try --by currency, or --rates FILE)");
	sops_cost_book_free(book);
}

static void rows_that_are_refused(void **state)
{
	static const struct sops_calendar retail = { .unit = SOPS_UNIT_MONTH, .kind = SOPS_445 };
	static const struct sops_cost_options retail_months = { .calendar = &retail };
	static const struct sops_cost_options ads = { &january, "ads,marketting" };
	static const struct sops_cost_options none = { &january, " , " };
	static const struct {
		const struct sops_cost_options *options;
		const char *text, *error;
	} cases[] = {
		{ NULL, "period,amount\n2026-01,1\n,2\n",
			"-3 costs.csv:3: period: the cost has no period" },
		{ NULL, "When,Amount,date\nx,2,\n",
			"-3 costs.csv:2: date: the cost has no period" },
		{ NULL, "period,amount\n2026-01,\n",
			"-3 costs.csv:2: amount: the cost has no amount" },
		{ NULL, "period,amount\n2026-01,n/a\n",
			"-3 costs.csv:2: amount: the cost has no amount" },
		{ NULL, "period,amount\n2026-W53,1\n2027-W53,1\n",
			"-3 costs.csv:3: period: \"2027-W53\" is not a period of the calendar" },
		{ &retail_months, "period,amount\n2026-01,1\n",
			"-3 costs.csv:2: period: \"2026-01\" is not a period of the calendar" },
		{ &ads, "period,category,amount\n2026-01,Marketing,1\n2026-01,Ads,1\n",
			"-3 costs.csv: no cost is of category \"marketting\" "
			"(did you mean \"marketing\"? categories: marketing, ads)" },
		{ &ads, "period,amount\n2026-01,1\n",
			"-3 costs.csv: no cost is of category \"ads\"" },
		{ &none, "period,amount\n2026-01,1\n", "-2 no category is named" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		struct sops_cost_book *book = NULL;
		int status = read_text(&book, NULL, cases[i].text, cases[i].options, &err);
		char *got;

		assert_int_equal(status, err.status);
		assert_null(book);
		got = given_error(&err);
		assert_string_equal(got, cases[i].error);
		free(got);
	}
}

static void what_is_called_marketing(void **state)
{
	static const struct {
		const char *category;
		bool is;
	} cases[] = {
		{ "MARKETING", true }, { "Ad Spend", true }, { "paid-media", true },
		{ "市场费用", true }, { "营销", true }, { "推广费", true }, { "ＡＤＳ", true },
		{ "Marketing salaries", false }, { "salary", false }, { "市场部工资", false },
		{ "m", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sops_span all = side_span(NULL, NULL);
		struct sops_buffer text = SOPS_BUFFER_INIT;
		struct sops_cost_book *book;
		struct sops_spent out;

		sops_buffer_printf(&text, "period,category,amount\n2026,%s,5\n", cases[i].category);
		book = given(NULL, text.at, NULL);
		assert_int_equal(sops_cost_book_of(&out, book, sops_field_of(""), &all, NULL), 0);
		assert_int_equal(out.marketing.n, cases[i].is);
		assert_int_equal(out.all.n, 1);
		sops_cost_book_free(book);
		sops_buffer_release(&text);
	}
}

TAP_MAIN("cost_book",
	cmocka_unit_test(costs_of_months_add_up),
	cmocka_unit_test(cost_of_a_customer),
	cmocka_unit_test(a_cost_is_of_all_its_days),
	cmocka_unit_test(the_first_line_is_named),
	cmocka_unit_test(fiscal_labels_follow_the_calendar),
	cmocka_unit_test(a_date_stands_for_a_period),
	cmocka_unit_test(categories_are_chosen_in_any_case),
	cmocka_unit_test(groups_stand_apart),
	cmocka_unit_test(a_long_cost_of_another_group_cuts_nothing),
	cmocka_unit_test(an_empty_table_costs_nothing),
	cmocka_unit_test(one_group_without_by),
	cmocka_unit_test(two_currencies_are_an_error),
	cmocka_unit_test(rows_that_are_refused),
	cmocka_unit_test(what_is_called_marketing))
