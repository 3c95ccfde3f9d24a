/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/buffer.h>
#include <sops/workdays.h>

#include "given.h"
#include "property.h"

#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define WEEK SOPS_WEEK_MONDAY_TO_FRIDAY

static sops_date day(const char *iso)
{
	sops_date date = SOPS_DATE_BLANK;

	assert_int_equal(sops_date_parse_iso(&date, sops_field_of(iso), NULL), 0);
	return date;
}

static const char *text_of(sops_date date)
{
	static char text[SOPS_DATE_TEXT];

	sops_date_format(text, date);
	return text;
}

static int read_text(struct sops_workdays **workdays, unsigned week, const char *text,
	struct sops_error *err)
{
	int fd = given_fd(text), status = sops_workdays_read(workdays, week, fd, "days.csv", err);

	close(fd);
	return status;
}

/* Without a text: by the week alone. */
static struct sops_workdays *given(unsigned week, const char *text)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_workdays *workdays = NULL;

	if ((text ? read_text(&workdays, week, text, &err) :
		sops_workdays_new(&workdays, week, &err)) < 0)
		fail_msg("%s", err.text);
	return workdays;
}

/* As the State Council announced the Spring Festival of 2024. */
static const char festival[] =
	"日期,类型,名称\n"
	"2024-02-18,调休,春节\n"
	"2024-02-04,班,春节\n"
	"2024年2月10日,休,春节\n"
	"2024-02-11,节假日,春节\n"
	"2024-02-12,休,春节\n"
	"2024-02-13,休,春节\n"
	"2024-02-14,放假,春节\n"
	"2024-02-15,,春节\n"
	"2024-02-16,休,春节\n"
	"2024-02-17,休,春节\n";

static void weeks_alone(void **state)
{
	static const struct {
		unsigned week;
		const char *from, *to;
		int count;
	} cases[] = {
		{ WEEK, "2026-07-13", "2026-07-19", 5 }, /* from a Monday to a Sunday */
		{ WEEK, "2026-07-18", "2026-07-19", 0 },
		{ WEEK, "2026-07-17", "2026-07-20", 2 },
		{ WEEK, "2026-07-15", "2026-07-15", 1 },
		{ WEEK, "2026-07-18", "2026-07-18", 0 },
		{ WEEK, "2026-07-16", "2026-07-15", 0 },
		{ WEEK, "2026-01-01", "2026-12-31", 261 },
		{ WEEK, "0001-01-01", "0001-01-01", 1 },
		{ WEEK, "9999-12-31", "9999-12-31", 1 },
		{ WEEK, "0001-01-01", "9999-12-31", 2608615 },
		{ SOPS_WEEK_SUNDAY_TO_THURSDAY, "2026-07-17", "2026-07-19", 1 },
		{ SOPS_WEEK_MONDAY_TO_SATURDAY, "2026-07-13", "2026-07-19", 6 },
		{ 0, "0001-01-01", "9999-12-31", 0 },
		{ 0x7f, "0001-01-01", "9999-12-31", 3652059 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_workdays *workdays = given(cases[i].week, NULL);

		assert_int_equal(sops_workdays_count(workdays, day(cases[i].from),
			day(cases[i].to)), cases[i].count);
		sops_workdays_free(workdays);
	}
	sops_workdays_free(NULL);
}

static void days_that_are_none(void **state)
{
	struct sops_workdays *workdays = given(WEEK, festival), *never = given(0, NULL);

	(void)state;
	assert_false(sops_workdays_is(workdays, SOPS_DATE_BLANK));
	assert_int_equal(sops_workdays_count(workdays, SOPS_DATE_BLANK, day("2026-01-01")), 0);
	assert_int_equal(sops_workdays_count(workdays, day("2026-01-01"), SOPS_DATE_BLANK), 0);
	/* what lies outside of the calendar is not worked */
	assert_int_equal(sops_workdays_count(workdays, INT32_MIN + 1, INT32_MAX),
		2608615 - 5 + 2);
	assert_false(sops_workdays_is(workdays, INT32_MAX));
	assert_false(sops_workdays_is(workdays, INT32_MIN + 1));
	assert_string_equal(text_of(sops_workdays_after(workdays, SOPS_DATE_BLANK, 1)), "");
	assert_string_equal(text_of(sops_workdays_after(workdays, INT32_MAX, 1)), "");
	assert_string_equal(text_of(sops_workdays_after(workdays, day("2026-01-01"), 0)), "");
	assert_string_equal(text_of(sops_workdays_after(workdays, day("2026-01-01"), -1)), "");
	assert_string_equal(text_of(sops_workdays_after(workdays, day("9999-12-31"), 1)), "");
	assert_string_equal(text_of(sops_workdays_after(workdays, day("9999-12-30"), 1)),
		"9999-12-31");
	assert_string_equal(text_of(sops_workdays_after(workdays, day("9999-12-30"), 2)), "");
	assert_string_equal(text_of(sops_workdays_after(workdays, day("2026-01-01"), INT32_MAX)),
		"");
	assert_string_equal(text_of(sops_workdays_after(never, day("2026-01-01"), 1)), "");
	sops_workdays_free(workdays);
	sops_workdays_free(never);
}

static void a_festival(void **state)
{
	static const struct {
		const char *day;
		bool worked;
	} days[] = {
		{ "2024-02-03", false }, { "2024-02-04", true }, { "2024-02-09", true },
		{ "2024-02-10", false }, { "2024-02-12", false }, { "2024-02-15", false },
		{ "2024-02-17", false }, { "2024-02-18", true }, { "2024-02-19", true },
		{ "2024-02-25", false },
	};
	static const struct {
		const char *day;
		int n;
		const char *after;
	} after[] = {
		{ "2024-02-02", 1, "2024-02-04" }, { "2024-02-03", 1, "2024-02-04" },
		{ "2024-02-04", 1, "2024-02-05" }, { "2024-02-09", 1, "2024-02-18" },
		{ "2024-02-12", 2, "2024-02-19" }, { "2024-02-01", 18, "2024-03-01" },
		{ "2024-01-31", 18, "2024-02-29" },
	};
	const struct sops_calendar months = { .unit = SOPS_UNIT_MONTH },
		years = { .unit = SOPS_UNIT_YEAR }, weeks = { .unit = SOPS_UNIT_WEEK };
	struct sops_workdays *workdays = given(WEEK, festival);
	sops_date first, last;

	(void)state;
	for (size_t i = 0; i < COUNT(days); i++)
		assert_int_equal(sops_workdays_is(workdays, day(days[i].day)), days[i].worked);
	for (size_t i = 0; i < COUNT(after); i++)
		assert_string_equal(text_of(sops_workdays_after(workdays, day(after[i].day),
			after[i].n)), after[i].after);
	assert_int_equal(sops_workdays_of_period(workdays, &months,
		sops_period_of(&months, day("2024-02-11"))), 18);
	assert_int_equal(sops_workdays_of_period(workdays, &weeks,
		sops_period_of(&weeks, day("2024-02-12"))), 1);
	assert_int_equal(sops_workdays_of_period(workdays, &years,
		sops_period_of(&years, day("2024-02-11"))), 262 - 5 + 2);
	assert_int_equal(sops_workdays_of_period(workdays, &years,
		sops_period_of(&years, day("9999-06-01"))), 261);
	assert_int_equal(sops_workdays_of_period(workdays, &weeks,
		sops_period_of(&weeks, day("9999-12-31"))), 5);
	assert_int_equal(sops_workdays_of_period(workdays, &years, SOPS_PERIOD_BLANK), 0);
	sops_workdays_span(workdays, &first, &last);
	assert_int_equal(first, day("2024-02-04"));
	assert_int_equal(last, day("2024-02-18"));
	sops_workdays_free(workdays);
}

static void words_and_layouts(void **state)
{
	/* what of Thursday, 1, Saturday, 3 and Sunday, 4 October 2026 is worked */
	static const struct {
		const char *text, *worked;
	} cases[] = {
		{ "date\n", "+--" }, { "date\n2026-10-01\n", "---" },
		{ "date\n2026-10-01\n\n", "---" },
		{ "date,kind\n2026-10-01,\n,\n", "---" },
		{ "date,name\n2026-10-01,National Day\n", "---" },
		{ "Date,Kind\n2026-10-01,Holiday\n2026-10-03,WORKDAY\n", "-+-" },
		{ "kind,date\nwork,2026-10-04\noff,2026/10/1\n", "--+" },
		{ "date,kind\n2026-10-04,上班\n2026-10-01,法定节假日\n", "--+" },
		{ "date,kind\n2026-10-04,补班\n2026-10-03,调休\n", "+++" },
		{ "日期,类型\n2026-10-04,工作日\n2026-10-03,休\n", "+-+" },
		/* twice the same is no harm, and nor is what the week says anyhow */
		{ "date,kind\n2026-10-01,holiday\n2026-10-01,休\n2026-10-03,班\n2026-10-03,调休\n",
			"-+-" },
		{ "date,kind\n2026-10-01,workday\n2026-10-04,holiday\n", "+--" },
	};
	static const char *const days[] = { "2026-10-01", "2026-10-03", "2026-10-04" };
	sops_date first, last;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_workdays *workdays = given(WEEK, cases[i].text);
		char worked[COUNT(days) + 1] = "";

		for (size_t d = 0; d < COUNT(days); d++)
			worked[d] = sops_workdays_is(workdays, day(days[d])) ? '+' : '-';
		assert_string_equal(worked, cases[i].worked);
		sops_workdays_span(workdays, &first, &last);
		assert_int_equal(first == SOPS_DATE_BLANK, i == 0);
		sops_workdays_free(workdays);
	}
}

static void tables_that_are_refused(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "", "-3 days.csv: empty input: no header row" },
		{ "day,kind\n", "-3 days.csv:1: no column for date (a day); the columns are: day, "
			"kind (say which with -m 'date=Header')" },
		{ "date\n2026-02-30\n",
			"-3 days.csv:2: date: \"2026-02-30\" is not a date" },
		{ "date,kind\n2026-10-01,holiday\n2026-10-02,half\n",
			"-3 days.csv:3: kind: \"half\" is none of: holiday, workday, 调休" },
		{ "日期,类型\n2026-10-01,春节\n",
			"-3 days.csv:2: 类型: \"春节\" is none of: holiday, workday, 调休" },
		{ "date,kind,name\n,holiday,\n", "-3 days.csv:2: date: the row has no date" },
		{ "date,name\n,May Day\n", "-3 days.csv:2: date: the row has no date" },
		{ "date,kind\n2026-10-01,调休\n",
			"-3 days.csv:2: kind: \"调休\" on 2026-10-01, a day of the working week, "
			"can be read two ways (write holiday for a day off in lieu, else "
			"workday)" },
		{ "date,kind\n2026-10-04,workday\n2026-10-01,\n2026-10-04,holiday\n",
			"-3 days.csv:4: kind: 2026-10-04 is a holiday here and a workday "
			"on line 2" },
		{ "date,Kind\n2026-10-04,\n2026-10-04,调休\n",
			"-3 days.csv:3: Kind: 2026-10-04 is a workday here and a holiday "
			"on line 2" },
		/* of two contradictions the one further up */
		{ "date,kind\n2026-10-01,班\n2026-10-09,班\n2026-10-09,休\n2026-10-01,休\n",
			"-3 days.csv:4: kind: 2026-10-09 is a holiday here and a workday "
			"on line 3" },
		{ "date,kind\n2026-10-09,班\n2026-10-01,班\n2026-10-01,休\n2026-10-09,休\n",
			"-3 days.csv:4: kind: 2026-10-01 is a holiday here and a workday "
			"on line 3" },
	};
	struct sops_error err = { .status = SOPS_OK };
	struct sops_workdays *workdays = NULL;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *got;

		err = (struct sops_error){ .status = SOPS_OK };
		assert_int_equal(read_text(&workdays, WEEK, cases[i].text, &err), SOPS_EINPUT);
		got = given_error(&err);
		assert_string_equal(got, cases[i].error);
		assert_null(workdays);
		free(got);
	}
	err = (struct sops_error){ .status = SOPS_OK };
	assert_int_equal(sops_workdays_new(&workdays, 0x80, &err), SOPS_EUSAGE);
	assert_string_equal(err.text, "a week has seven days");
	assert_int_equal(read_text(&workdays, 0x100, festival, NULL), SOPS_EUSAGE);
	assert_null(workdays);
}

#define FIRST 20000 /* the days of the random tables: three years from October 2024 */
#define DAYS 1100

/* A table of random days, in random order, and what each day is then. */
static struct sops_workdays *random_days(uint64_t *random, unsigned week, bool worked[DAYS])
{
	size_t *order = property_shuffled(random, DAYS), named = property_random(random, 200);
	struct sops_buffer table = SOPS_BUFFER_INIT;
	struct sops_workdays *workdays;

	for (int i = 0; i < DAYS; i++)
		worked[i] = week >> (sops_date_weekday(FIRST + i) - 1) & 1;
	sops_buffer_puts(&table, "date,kind\n");
	for (size_t i = 0; i < named; i++) {
		bool on = property_random(random, 2);

		worked[order[i]] = on;
		sops_buffer_printf(&table, "%s,%s\n", text_of(FIRST + (sops_date)order[i]),
			on ? "workday" : "holiday");
	}
	workdays = given(week, table.at);
	sops_buffer_release(&table);
	free(order);
	return workdays;
}

/* Against counting a day at a time. */
static void any_table(void **state)
{
	uint64_t random = 9;

	(void)state;
	for (int round = 0; round < 40; round++) {
		unsigned week = round ? (unsigned)property_random(&random, 0x80) : WEEK;
		bool worked[DAYS];
		struct sops_workdays *workdays = random_days(&random, week, worked);

		for (int i = 0; i < DAYS; i++)
			assert_int_equal(sops_workdays_is(workdays, FIRST + i), worked[i]);
		for (int i = 0; i < 100; i++) {
			int from = (int)property_random(&random, DAYS),
				to = from + (int)property_random(&random, (size_t)(DAYS - from)),
				count = 0;

			for (int d = from + 1; d <= to; d++) {
				if (!worked[d])
					continue;
				assert_int_equal(sops_workdays_after(workdays, FIRST + from,
					++count), FIRST + d);
			}
			assert_int_equal(sops_workdays_count(
				workdays, FIRST + from + 1, FIRST + to), count);
		}
		sops_workdays_free(workdays);
	}
}

TAP_MAIN("workdays",
	cmocka_unit_test(weeks_alone),
	cmocka_unit_test(days_that_are_none),
	cmocka_unit_test(a_festival),
	cmocka_unit_test(words_and_layouts),
	cmocka_unit_test(tables_that_are_refused),
	cmocka_unit_test(any_table))
