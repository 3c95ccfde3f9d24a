/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/values.h>

#include "given.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Columns 0 a date, 1 a share, 2 a share by its header, 3 another date, 4 any. */
static const char *const headers[] = { "when", "chance", "chance (%)", "seen", "any" };
enum { WHEN, CHANCE, PERCENT, SEEN, ANY };

static const struct sops_role no_role = { .name = "nothing", .type = SOPS_TEXT, .aliases = "",
	.doc = "nothing" };
static const struct sops_schema schema = { .name = "tests", .roles = &no_role, .count = 1,
	.row_size = sizeof(struct sops_field) };

static struct sops_columns *columns;

static int open_columns(void **state)
{
	struct sops_field fields[COUNT(headers)];
	const struct sops_record header = { fields, COUNT(headers), { "in.csv", 1, 0, 0 } };

	(void)state;
	for (size_t i = 0; i < COUNT(headers); i++)
		fields[i] = sops_field_of(headers[i]);
	return sops_columns_new(&columns, &schema, &header, NULL);
}

static int close_columns(void **state)
{
	(void)state;
	sops_columns_free(columns);
	return 0;
}

static struct sops_values *values_with(const struct sops_values_options *options)
{
	static const struct sops_values_options none = { .nulls = NULL };
	struct sops_values *values;

	assert_int_equal(sops_values_new(&values, columns, options ? options : &none, NULL), 0);
	assert_ptr_equal(sops_values_columns(values), columns);
	return values;
}

/* Shows a cell of a column; what else the record has is blank. */
static int show(struct sops_values *values, int column, const char *cell)
{
	struct sops_field fields[COUNT(headers)] = { { NULL, 0 } };
	const struct sops_record record = { fields, COUNT(headers), { NULL, 0, 0, 0 } };

	fields[column] = sops_field_of(cell);
	return sops_values_settle(values, &record);
}

/* What a cell reads as: ISO text or a decimal; or the error. */
static char *stamp_of(const struct sops_values *values, int column, const char *cell)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_stamp stamp;
	char *text = malloc(SOPS_TIME_TEXT);

	if (sops_values_stamp(values, column, sops_field_of(cell), &stamp, &err) < 0) {
		free(text);
		return given_error(&err);
	}
	sops_date_format(text, stamp.day);
	return text;
}

static char *rate_of(const struct sops_values *values, int column, const char *cell)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_money rate;
	char *text = malloc(SOPS_MONEY_TEXT);

	if (sops_values_rate(values, column, sops_field_of(cell), &rate, &err) < 0) {
		free(text);
		return given_error(&err);
	}
	sops_money_format(text, rate);
	return text;
}

static void expect(char *got, const char *wanted)
{
	assert_string_equal(got, wanted);
	free(got);
}

static void words_for_empty(void **state)
{
	const struct sops_values_options options = { .nulls = "missing, tbd ,?" };
	struct sops_values *plain = values_with(NULL), *more = values_with(&options);
	static const char *const always[] = { "", " ", "\t", "\xC2\xA0", "-", " - ", "N/A", "n/a",
		"NULL",
		"Null", "无" }, *const sometimes[] = { "missing", "tbd", " ? " },
		*const never[] = { "0", "--", "NA", "none", "Missing", "missing, tbd", "n/a.",
			"," };

	(void)state;
	for (size_t i = 0; i < COUNT(always); i++)
		assert_true(sops_values_blank(plain, sops_field_of(always[i])));
	for (size_t i = 0; i < COUNT(sometimes); i++) {
		assert_false(sops_values_blank(plain, sops_field_of(sometimes[i])));
		assert_true(sops_values_blank(more, sops_field_of(sometimes[i])));
	}
	for (size_t i = 0; i < COUNT(never); i++)
		assert_false(sops_values_blank(more, sops_field_of(never[i])));
	assert_true(sops_values_blank(plain, (struct sops_field){ NULL, 0 }));
	sops_values_free(plain);
	sops_values_free(more);
	sops_values_free(NULL);
}

static void blank_cells_of_every_type(void **state)
{
	static const struct sops_word words[] = { { "a|b", 7 }, { NULL, 0 } };
	const struct sops_field blank = SOPS_FIELD(" n/a ");
	struct sops_values *values = values_with(NULL);
	struct sops_currency currency = { "EUR" };
	struct sops_label label = { "2026" };
	struct sops_stamp stamp;
	struct sops_money money;
	int number = 3;

	(void)state;
	assert_int_equal(sops_values_money(values, ANY, blank, &money, &currency, NULL), 0);
	assert_true(sops_money_blank(money));
	assert_string_equal(currency.code, "");
	assert_int_equal(sops_values_rate(values, ANY, blank, &money, NULL), 0);
	assert_true(sops_money_blank(money));
	assert_int_equal(sops_values_stamp(values, ANY, blank, &stamp, NULL), 0);
	assert_int_equal(stamp.day, SOPS_DATE_BLANK);
	assert_int_equal(stamp.time, SOPS_TIME_BLANK);
	assert_int_equal(sops_values_bool(values, ANY, blank, &number, NULL), 0);
	assert_int_equal(number, SOPS_BLANK);
	number = 3;
	assert_int_equal(sops_values_word(values, ANY, blank, words, &number, NULL), 0);
	assert_int_equal(number, SOPS_BLANK);
	currency = (struct sops_currency){ "EUR" };
	assert_int_equal(sops_values_currency(values, ANY, blank, &currency, NULL), 0);
	assert_string_equal(currency.code, "");
	assert_int_equal(sops_values_period(values, ANY, blank, &label, NULL), 0);
	assert_string_equal(label.text, "");
	sops_values_free(values);
}

static void truths(void **state)
{
	static const char *const yes[] = { "true", "YES", "1", "是", " on ", "y", "T", "ＹＥＳ" },
		*const no[] = { "false", "No", "0", "否", "off", "N", "f" },
		*const neither[] = { "2", "yep", "truefalse", "|", "true|yes", "\xFF" };
	struct sops_values *values = values_with(NULL);
	struct sops_error err = { .status = SOPS_OK };
	int truth;

	(void)state;
	for (size_t i = 0; i < COUNT(yes); i++) {
		assert_int_equal(sops_values_bool(values, ANY, sops_field_of(yes[i]), &truth, NULL),
			0);
		assert_int_equal(truth, 1);
	}
	for (size_t i = 0; i < COUNT(no); i++) {
		assert_int_equal(sops_values_bool(values, ANY, sops_field_of(no[i]), &truth, NULL),
			0);
		assert_int_equal(truth, 0);
	}
	for (size_t i = 0; i < COUNT(neither); i++)
		assert_int_equal(sops_values_bool(values, ANY, sops_field_of(neither[i]), &truth,
			NULL),
			SOPS_EINPUT);
	assert_int_equal(sops_values_bool(values, ANY, sops_field_of("maybe"), &truth, &err),
		SOPS_EINPUT);
	expect(given_error(&err), "-3 any: \"maybe\" is neither yes nor no "
		"(true/false, yes/no, 1/0 and 是/否 are read)");
	sops_values_free(values);
}

static void errors_of_the_other_types(void **state)
{
	static const struct sops_word words[] = { { "new|neu", 1 }, { "old", 2 }, { NULL, 0 } };
	struct sops_values *values = values_with(NULL);
	struct sops_error money = { .status = SOPS_OK }, word = money, currency = money;
	struct sops_error period = money;
	struct sops_label label;
	struct sops_currency code;
	struct sops_money amount;
	int number;

	(void)state;
	assert_int_equal(sops_values_money(values, ANY, sops_field_of("1.2.3"), &amount, NULL,
		&money),
		SOPS_EINPUT);
	expect(given_error(&money), "-3 any: \"1.2.3\" is not an amount");
	assert_int_equal(sops_values_word(values, ANY, sops_field_of("NEU"), words, &number, NULL),
		0);
	assert_int_equal(number, 1);
	assert_int_equal(sops_values_word(values, ANY, sops_field_of("older"), words, &number,
		&word),
		SOPS_EINPUT);
	expect(given_error(&word), "-3 any: \"older\" is none of: new, old");
	assert_int_equal(sops_values_currency(values, ANY, sops_field_of("usd"), &code, NULL), 0);
	assert_string_equal(code.code, "USD");
	assert_int_equal(sops_values_currency(values, ANY, sops_field_of("Ruritania"), &code,
		&currency),
		SOPS_EINPUT);
	expect(given_error(&currency), "-3 any: \"Ruritania\" is not a currency "
		"(write an ISO 4217 code such as USD)");
	assert_int_equal(sops_values_period(values, ANY, sops_field_of("　2026-q3 "), &label, NULL),
		0);
	assert_string_equal(label.text, "2026Q3");
	assert_int_equal(sops_values_period(values, ANY, sops_field_of("Q3"), &label, &period),
		SOPS_EINPUT);
	expect(given_error(&period), "-3 any: \"Q3\" is not a period "
		"(write it as 2026, 2026H2, 2026Q3, 2026-07, 2026-W28 or 2026-07-15)");
	sops_values_free(values);
}

#define AMBIGUOUS "-3 when: \"03/04/2026\" is 3 April or 4 March, and nothing in the column " \
	"settles which (try --dates dmy or --dates mdy)"

/* The first cell that reads one way only settles the whole column. */
static void a_date_settles_its_column(void **state)
{
	static const struct {
		const char *cell;
		int pending; /* after it, when 03/04/2026 was shown before */
		const char *then; /* what 03/04/2026 is */
	} cases[] = {
		{ "13/04/2026", 0, "2026-04-03" }, { "04/13/2026", 0, "2026-03-04" },
		/* The day or the month has one digit or two: the fifth character is no sign of a
		 * year. */
		{ "13/4/2026", 0, "2026-04-03" }, { "4/13/2026", 0, "2026-03-04" },
		{ "25-3-2026", 0, "2026-04-03" }, { "12/31/2026 09:30", 0, "2026-03-04" },
		/* These prove nothing. */
		{ "05/05/2026", 1, AMBIGUOUS }, { "04/03/2026", 1, AMBIGUOUS },
		{ "", 1, AMBIGUOUS },
		{ "n/a", 1, AMBIGUOUS }, { "2026-04-13", 1, AMBIGUOUS },
		{ "2026/4/13", 1, AMBIGUOUS },
		{ "20260413", 1, AMBIGUOUS }, { "13 Apr 2026", 1, AMBIGUOUS },
		{ "Apr 13, 2026", 1, AMBIGUOUS }, { "13/13/2026", 1, AMBIGUOUS },
		{ "soon", 1, AMBIGUOUS },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_values *values = values_with(NULL);

		sops_values_watch(values, WHEN, SOPS_DATE);
		sops_values_watch(values, WHEN, SOPS_DATE);
		assert_int_equal(show(values, WHEN, "03/04/2026"), 1);
		if (show(values, WHEN, cases[i].cell) != cases[i].pending)
			fail_msg("%s", cases[i].cell);
		sops_values_end(values);
		expect(stamp_of(values, WHEN, " 03/04/2026 "), cases[i].then);
		sops_values_free(values);
	}
}

/* Settled, the column's other cells have to agree. */
/* Such digits settle a column as others do; what is wrong is quoted as it stands. */
static void full_width_dates_are_dates(void **state)
{
	struct sops_values *values = values_with(NULL);

	(void)state;
	sops_values_watch(values, WHEN, SOPS_DATE);
	sops_values_watch(values, SEEN, SOPS_DATE);
	expect(stamp_of(values, WHEN, "２０２６－０７－０５"), "2026-07-05");
	expect(stamp_of(values, WHEN, "２０２６年７月５日　１８：５５"), "2026-07-05");
	assert_int_equal(show(values, WHEN, "０３／０４／２０２６"), 1);
	assert_int_equal(show(values, WHEN, "１３／０４／２０２６"), 0);
	expect(stamp_of(values, WHEN, "０３／０４／２０２６"), "2026-04-03");
	assert_int_equal(show(values, SEEN, "０３／０４／２０２６"), 1);
	expect(stamp_of(values, SEEN, "０３／０４／２０２６"),
		"-3 seen: \"０３／０４／２０２６\" is 3 April or 4 March, and nothing in the "
		"column settles which (try --dates dmy or --dates mdy)");
	expect(stamp_of(values, SEEN, "２０２６－１３－０５"),
		"-3 seen: \"２０２６－１３－０５\" is not a date");
	expect(stamp_of(values, SEEN, "　"), "");
	sops_values_free(values);
}

static void later_dates_have_to_agree(void **state)
{
	struct sops_values *values = values_with(NULL);

	(void)state;
	sops_values_watch(values, WHEN, SOPS_TIME);
	assert_int_equal(show(values, WHEN, "13/04/2026"), 0);
	assert_int_equal(show(values, WHEN, "04/13/2026"), 0);
	expect(stamp_of(values, WHEN, "13/04/2026"), "2026-04-13");
	expect(stamp_of(values, WHEN, "2026-04-13"), "2026-04-13");
	expect(stamp_of(values, WHEN, "04/13/2026"), "-3 when: \"04/13/2026\" is not a date "
		"(the dates are read as day/month/year; try --dates mdy)");
	sops_values_free(values);
}

static void an_order_that_is_said(void **state)
{
	const struct sops_values_options mdy = { .dates = SOPS_ORDER_MDY };
	struct sops_values *values = values_with(&mdy);

	(void)state;
	sops_values_watch(values, WHEN, SOPS_DATE);
	assert_int_equal(show(values, WHEN, "03/04/2026"), 0);
	assert_int_equal(show(values, WHEN, "13/04/2026"), 0);
	expect(stamp_of(values, WHEN, "03/04/2026"), "2026-03-04");
	sops_values_free(values);
}

/* Columns settle each for itself. */
static void two_columns(void **state)
{
	struct sops_field fields[COUNT(headers)] = { SOPS_FIELD("03/04/2026"), { NULL, 0 },
		{ NULL, 0 },
		SOPS_FIELD("03/04/2026"), { NULL, 0 } };
	const struct sops_record record = { fields, COUNT(headers), { NULL, 0, 0, 0 } };
	struct sops_values *values = values_with(NULL);

	(void)state;
	sops_values_watch(values, WHEN, SOPS_DATE);
	sops_values_watch(values, SEEN, SOPS_TIME);
	sops_values_watch(values, ANY, SOPS_MONEY);
	assert_int_equal(sops_values_settle(values, &record), 2);
	assert_int_equal(show(values, SEEN, "4/13/2026"), 1);
	assert_int_equal(show(values, WHEN, "13/4/2026"), 0);
	expect(stamp_of(values, WHEN, "03/04/2026"), "2026-04-03");
	expect(stamp_of(values, SEEN, "03/04/2026"), "2026-03-04");
	sops_values_free(values);
}

/* An unmarked 1 is 1 or 1 %, as the column's other cells say. */
static void a_share_settles_its_column(void **state)
{
	static const struct {
		const char *cell;
		int pending; /* after it, when 1 was shown before */
		const char *one, *thirty, *third; /* what 1, 30 and 0.35 are at the end */
	} cases[] = {
		{ "0.35", 0, "1", "-3 chance: \"30\" is not a share between 0 and 1, "
			"as the column's others are", "0.35" },
		{ "35", 0, "0.01", "0.3",
			"-3 chance: \"0.35\" is not in per cent, as the column's others are "
			"(with a % sign it can be read one way only)" },
		{ "100", 0, "0.01", "0.3",
			"-3 chance: \"0.35\" is not in per cent, as the column's others are "
			"(with a % sign it can be read one way only)" },
		{ "0.35%", 1, "1", "-3 chance: \"30\" is not a share between 0 and 1, "
			"as the column's others are", "0.35" },
		{ "35%", 1, "1", "-3 chance: \"30\" is not a share between 0 and 1, "
			"as the column's others are", "0.35" },
		{ "0", 1, "1", "-3 chance: \"30\" is not a share between 0 and 1, "
			"as the column's others are", "0.35" },
		{ "", 1, "1", "-3 chance: \"30\" is not a share between 0 and 1, "
			"as the column's others are", "0.35" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_values *values = values_with(NULL);

		sops_values_watch(values, CHANCE, SOPS_RATE);
		assert_int_equal(show(values, CHANCE, "0"), 0);
		assert_int_equal(show(values, CHANCE, "1"), 1);
		if (show(values, CHANCE, cases[i].cell) != cases[i].pending)
			fail_msg("%s", cases[i].cell);
		sops_values_end(values);
		expect(rate_of(values, CHANCE, "1"), cases[i].one);
		expect(rate_of(values, CHANCE, "30"), cases[i].thirty);
		expect(rate_of(values, CHANCE, "0.35"), cases[i].third);
		expect(rate_of(values, CHANCE, "0"), "0");
		/* Marked ones are what they say, in any column. */
		expect(rate_of(values, CHANCE, "30%"), "0.3");
		expect(rate_of(values, CHANCE, "0.5%"), "0.005");
		sops_values_free(values);
	}
}

static void a_header_that_says_per_cent(void **state)
{
	struct sops_values *values = values_with(NULL);

	(void)state;
	sops_values_watch(values, PERCENT, SOPS_RATE);
	assert_int_equal(show(values, PERCENT, "1"), 0);
	assert_int_equal(show(values, PERCENT, "0.35"), 0);
	expect(rate_of(values, PERCENT, "1"), "0.01");
	expect(rate_of(values, PERCENT, "0.35"), "0.0035");
	expect(rate_of(values, PERCENT, "100"), "1");
	expect(rate_of(values, PERCENT, "35%"), "0.35");
	expect(rate_of(values, PERCENT, "100.5"),
		"-3 chance (%): \"100.5\" is not between 0 and 100 %");
	expect(rate_of(values, PERCENT, "-1"), "-3 chance (%): \"-1\" is not between 0 and 100 %");
	expect(rate_of(values, PERCENT, "101%"),
		"-3 chance (%): \"101%\" is not between 0 and 100 %");
	expect(rate_of(values, PERCENT, "2026-01-01"),
		"-3 chance (%): \"2026-01-01\" is not a rate");
	sops_values_free(values);
}

TAP_MAIN_WITH("values", open_columns, close_columns,
	cmocka_unit_test(words_for_empty),
	cmocka_unit_test(blank_cells_of_every_type),
	cmocka_unit_test(truths),
	cmocka_unit_test(errors_of_the_other_types),
	cmocka_unit_test(a_date_settles_its_column),
	cmocka_unit_test(full_width_dates_are_dates),
	cmocka_unit_test(later_dates_have_to_agree),
	cmocka_unit_test(an_order_that_is_said),
	cmocka_unit_test(two_columns),
	cmocka_unit_test(a_share_settles_its_column),
	cmocka_unit_test(a_header_that_says_per_cent))
