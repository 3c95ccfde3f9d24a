/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/period.h>

#include <stdio.h>
#include <time.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	int month, day;
} fiscal_starts[] = {
	{ 0, 0 }, { 1, 1 }, { 2, 1 }, { 3, 1 }, { 4, 1 }, { 5, 1 }, { 6, 1 }, { 7, 1 }, { 8, 1 },
	{ 9, 1 }, { 10, 1 }, { 11, 1 }, { 12, 1 }, { 1, 2 }, { 1, 4 }, { 1, 31 }, { 2, 28 },
	{ 2, 29 }, { 4, 6 }, { 4, 30 }, { 7, 15 }, { 9, 30 }, { 12, 28 }, { 12, 29 }, { 12, 31 },
};

static sops_date day(const char *iso)
{
	sops_date date = SOPS_DATE_BLANK;

	assert_int_equal(sops_date_parse_iso(&date, sops_field_of(iso), NULL), 0);
	return date;
}

static const char *show(const struct sops_calendar *c)
{
	static char text[96];

	snprintf(text, sizeof(text), "unit %d kind %d fiscal %d-%d%s", (int)c->unit, (int)c->kind,
		c->fiscal_month, c->fiscal_day, c->label_start ? " by start" : "");
	return text;
}

/* The periods from 1900 to 2100 follow on each other, without a gap or an overlap. */
static void assert_tiles(const struct sops_calendar *c)
{
	sops_period period = sops_period_of(c, day("1900-01-01"));
	sops_period last = sops_period_of(c, day("2100-12-31"));
	sops_date next = sops_period_start(c, period);

	assert_true(next <= day("1900-01-01"));
	for (; period <= last; period++) {
		sops_date start = sops_period_start(c, period), end = sops_period_end(c, period);

		if (start != next || end <= start || sops_period_of(c, start) != period ||
		    sops_period_of(c, end - 1) != period ||
		    sops_period_of(c, start + (end - start) / 2) != period)
			fail_msg("%s: period %d", show(c), period);
		next = end;
	}
	assert_true(next > day("2100-12-31"));
}

static void assert_labels(const struct sops_calendar *c)
{
	sops_period last = sops_period_of(c, day("2100-12-31"));
	char label[SOPS_PERIOD_TEXT], before[SOPS_PERIOD_TEXT] = "";

	for (sops_period p = sops_period_of(c, day("1900-01-01")); p <= last; p++) {
		struct sops_calendar other = *c;
		sops_date first, end;
		sops_period back;
		size_t len = sops_period_label(label, c, p);
		struct sops_field text = { label, len };

		other.unit = SOPS_UNIT_DAY;
		if (len != strlen(label) || strcmp(before, label) >= 0)
			fail_msg("%s: %s after %s", show(c), label, before);
		if (sops_period_range(&first, &end, &other, text, NULL) != 0 ||
		    first != sops_period_start(c, p) || end + 1 != sops_period_end(c, p))
			fail_msg("%s: %s is another range", show(c), label);
		if (sops_period_parse(&back, c, text, NULL) != 0 || back != p)
			fail_msg("%s: %s is another period", show(c), label);
		if (len > 2 && label[0] == 'F') {
			text = (struct sops_field){ label + 2, len - 2 };
			if (sops_period_parse(&back, c, text, NULL) != 0 || back != p)
				fail_msg("%s: %s without FY", show(c), label);
		}
		memcpy(before, label, len + 1);
	}
}

static void every_calendar_tiles_the_axis(void **state)
{
	(void)state;
	for (enum sops_calendar_kind kind = SOPS_GREGORIAN; kind <= SOPS_544; kind++) {
		for (size_t i = 0; i < LENGTH(fiscal_starts); i++) {
			/* Days and weeks have nothing to do with the fiscal year. */
			enum sops_unit u = i ? SOPS_UNIT_MONTH : SOPS_UNIT_DAY;

			for (; u <= SOPS_UNIT_YEAR; u++) {
				struct sops_calendar c = { u, kind, fiscal_starts[i].month,
					fiscal_starts[i].day, i % 2 };

				assert_tiles(&c);
			}
		}
	}
}

static void every_start_of_a_fiscal_year_tiles_the_axis(void **state)
{
	(void)state;
	for (enum sops_calendar_kind kind = SOPS_GREGORIAN; kind <= SOPS_544; kind++) {
		for (sops_date date = day("2024-01-01"); date < day("2025-01-01"); date++) {
			struct sops_civil start = sops_date_civil(date);
			struct sops_calendar c = { SOPS_UNIT_MONTH, kind, start.month, start.day,
				false };

			assert_tiles(&c);
			c.unit = SOPS_UNIT_YEAR;
			assert_tiles(&c);
		}
	}
}

static void every_label_reads_back(void **state)
{
	(void)state;
	for (enum sops_calendar_kind kind = SOPS_GREGORIAN; kind <= SOPS_544; kind++) {
		for (size_t i = 0; i < LENGTH(fiscal_starts); i++) {
			for (enum sops_unit u = SOPS_UNIT_WEEK; u <= SOPS_UNIT_YEAR; u++) {
				struct sops_calendar c = { u, kind, fiscal_starts[i].month,
					fiscal_starts[i].day, false };

				assert_labels(&c);
				c.label_start = true;
				assert_labels(&c);
			}
		}
	}
	assert_labels(&(struct sops_calendar){ .unit = SOPS_UNIT_DAY });
}

/* A quarter begins with one of its months, a half with a quarter, a year with a half. */
static void units_nest(void **state)
{
	(void)state;
	for (enum sops_calendar_kind kind = SOPS_GREGORIAN; kind <= SOPS_544; kind++) {
		for (size_t i = 0; i < LENGTH(fiscal_starts); i++) {
			struct sops_calendar c = { SOPS_UNIT_MONTH, kind, fiscal_starts[i].month,
				fiscal_starts[i].day, false };
			struct sops_calendar q = c, h = c, y = c;

			q.unit = SOPS_UNIT_QUARTER;
			h.unit = SOPS_UNIT_HALF;
			y.unit = SOPS_UNIT_YEAR;
			for (sops_date d = day("2010-01-01"); d < day("2030-01-01"); d += 3) {
				sops_period month = sops_period_of(&c, d);

				assert_int_equal(sops_period_of(&q, d), month / 3);
				assert_int_equal(sops_period_of(&h, d), month / 6);
				assert_int_equal(sops_period_of(&y, d), month / 12);
			}
		}
	}
}

/* strftime is the oracle. */
static void iso_weeks(void **state)
{
	struct sops_calendar c = { .unit = SOPS_UNIT_WEEK, .fiscal_month = 7 };
	char label[SOPS_PERIOD_TEXT], expected[32];

	(void)state;
	for (sops_date date = day("1900-01-01"); date < day("2101-01-01"); date++) {
		time_t seconds = (time_t)date * 86400;
		struct tm tm;

		assert_non_null(gmtime_r(&seconds, &tm));
		assert_true(strftime(expected, sizeof(expected), "%G-W%V", &tm) > 0);
		sops_period_label(label, &c, sops_period_of(&c, date));
		if (strcmp(label, expected) != 0)
			fail_msg("%s is not %s", label, expected);
	}
}

static void labels(void **state)
{
	static const struct {
		struct sops_calendar calendar;
		const char *day, *label, *first, *last;
	} cases[] = {
		{ { .unit = SOPS_UNIT_DAY }, "2026-07-15", "2026-07-15", "2026-07-15",
			"2026-07-15" },
		/* ISO 8601 weeks, worked by hand: 2015, 2020 and 2026 have 53. */
		{ { .unit = SOPS_UNIT_WEEK }, "2026-07-15", "2026-W29", "2026-07-13",
			"2026-07-19" },
		{ { .unit = SOPS_UNIT_WEEK }, "2005-01-01", "2004-W53", "2004-12-27",
			"2005-01-02" },
		{ { .unit = SOPS_UNIT_WEEK }, "2008-12-29", "2009-W01", "2008-12-29",
			"2009-01-04" },
		{ { .unit = SOPS_UNIT_WEEK }, "2010-01-03", "2009-W53", "2009-12-28",
			"2010-01-03" },
		{ { .unit = SOPS_UNIT_WEEK }, "2016-01-03", "2015-W53", "2015-12-28",
			"2016-01-03" },
		{ { .unit = SOPS_UNIT_WEEK }, "2021-01-03", "2020-W53", "2020-12-28",
			"2021-01-03" },
		{ { .unit = SOPS_UNIT_WEEK }, "2025-12-29", "2026-W01", "2025-12-29",
			"2026-01-04" },
		{ { .unit = SOPS_UNIT_WEEK }, "2027-01-03", "2026-W53", "2026-12-28",
			"2027-01-03" },
		{ { .unit = SOPS_UNIT_WEEK }, "2027-01-04", "2027-W01", "2027-01-04",
			"2027-01-10" },
		/* The calendar's own. */
		{ { .unit = SOPS_UNIT_MONTH }, "2024-02-29", "2024-02", "2024-02-01",
			"2024-02-29" },
		{ { .unit = SOPS_UNIT_QUARTER }, "2026-07-15", "2026Q3", "2026-07-01",
			"2026-09-30" },
		{ { .unit = SOPS_UNIT_HALF }, "2026-07-15", "2026H2", "2026-07-01", "2026-12-31" },
		{ { .unit = SOPS_UNIT_YEAR }, "2026-07-15", "2026", "2026-01-01", "2026-12-31" },
		{ { .unit = SOPS_UNIT_YEAR, .label_start = true }, "2026-07-15", "2026",
			"2026-01-01", "2026-12-31" },
		/* A fiscal year from the 1st of a month. */
		{ { SOPS_UNIT_MONTH, SOPS_GREGORIAN, 7, 1, false }, "2026-07-15", "2026-07",
			"2026-07-01", "2026-07-31" },
		{ { SOPS_UNIT_QUARTER, SOPS_GREGORIAN, 7, 1, false }, "2026-06-30", "FY2026Q4",
			"2026-04-01", "2026-06-30" },
		{ { SOPS_UNIT_QUARTER, SOPS_GREGORIAN, 7, 1, false }, "2026-07-01", "FY2027Q1",
			"2026-07-01", "2026-09-30" },
		{ { SOPS_UNIT_QUARTER, SOPS_GREGORIAN, 7, 1, true }, "2026-07-01", "FY2026Q1",
			"2026-07-01", "2026-09-30" },
		{ { SOPS_UNIT_QUARTER, SOPS_GREGORIAN, 2, 1, false }, "2026-01-31", "FY2026Q4",
			"2025-11-01", "2026-01-31" },
		{ { SOPS_UNIT_HALF, SOPS_GREGORIAN, 10, 1, false }, "2026-07-15", "FY2026H2",
			"2026-04-01", "2026-09-30" },
		{ { SOPS_UNIT_YEAR, SOPS_GREGORIAN, 2, 1, false }, "2026-07-15", "FY2027",
			"2026-02-01", "2027-01-31" },
		{ { SOPS_UNIT_YEAR, SOPS_GREGORIAN, 2, 1, true }, "2026-07-15", "FY2026",
			"2026-02-01", "2027-01-31" },
		/* And from another day. */
		{ { SOPS_UNIT_MONTH, SOPS_GREGORIAN, 4, 6, false }, "2026-04-05", "FY2026-P12",
			"2026-03-06", "2026-04-05" },
		{ { SOPS_UNIT_MONTH, SOPS_GREGORIAN, 4, 6, false }, "2026-04-06", "FY2027-P01",
			"2026-04-06", "2026-05-05" },
		{ { SOPS_UNIT_YEAR, SOPS_GREGORIAN, 4, 6, false }, "2026-04-05", "FY2026",
			"2025-04-06", "2026-04-05" },
		{ { SOPS_UNIT_MONTH, SOPS_GREGORIAN, 1, 31, false }, "2026-03-01", "FY2027-P02",
			"2026-02-28", "2026-03-30" },
		{ { SOPS_UNIT_MONTH, SOPS_GREGORIAN, 1, 31, false }, "2024-02-29", "FY2025-P02",
			"2024-02-29", "2024-03-30" },
		{ { SOPS_UNIT_YEAR, SOPS_GREGORIAN, 2, 29, false }, "2026-07-15", "FY2027",
			"2026-02-28", "2027-02-27" },
		{ { SOPS_UNIT_YEAR, SOPS_GREGORIAN, 2, 29, false }, "2024-02-28", "FY2024",
			"2023-02-28", "2024-02-28" },
		{ { SOPS_UNIT_QUARTER, SOPS_GREGORIAN, 7, 15, false }, "2026-10-14", "FY2027Q1",
			"2026-07-15", "2026-10-14" },
		/* 4-4-5 from 1 January is the ISO year; 2026 has a 53rd week, in its last month. */
		{ { .unit = SOPS_UNIT_YEAR, .kind = SOPS_445 }, "2026-01-01", "FY2026",
			"2025-12-29", "2027-01-03" },
		{ { .unit = SOPS_UNIT_YEAR, .kind = SOPS_445 }, "2021-01-03", "FY2020",
			"2019-12-30", "2021-01-03" },
		{ { .unit = SOPS_UNIT_MONTH, .kind = SOPS_445 }, "2025-12-29", "FY2026-P01",
			"2025-12-29", "2026-01-25" },
		{ { .unit = SOPS_UNIT_MONTH, .kind = SOPS_445 }, "2026-03-01", "FY2026-P03",
			"2026-02-23", "2026-03-29" },
		{ { .unit = SOPS_UNIT_MONTH, .kind = SOPS_445 }, "2027-01-03", "FY2026-P12",
			"2026-11-23", "2027-01-03" },
		{ { .unit = SOPS_UNIT_MONTH, .kind = SOPS_454 }, "2026-03-01", "FY2026-P02",
			"2026-01-26", "2026-03-01" },
		{ { .unit = SOPS_UNIT_MONTH, .kind = SOPS_544 }, "2026-02-01", "FY2026-P01",
			"2025-12-29", "2026-02-01" },
		{ { .unit = SOPS_UNIT_QUARTER, .kind = SOPS_445 }, "2026-03-30", "FY2026Q2",
			"2026-03-30", "2026-06-28" },
		{ { .unit = SOPS_UNIT_QUARTER, .kind = SOPS_445 }, "2027-01-01", "FY2026Q4",
			"2026-09-28", "2027-01-03" },
		{ { .unit = SOPS_UNIT_HALF, .kind = SOPS_445 }, "2027-01-01", "FY2026H2",
			"2026-06-29", "2027-01-03" },
		{ { .unit = SOPS_UNIT_WEEK, .kind = SOPS_445 }, "2027-01-01", "FY2026-W53",
			"2026-12-28", "2027-01-03" },
		/* 1 February 2026 is a Sunday: the nearest Monday is the 2nd. */
		{ { SOPS_UNIT_YEAR, SOPS_454, 2, 1, true }, "2026-02-02", "FY2026", "2026-02-02",
			"2027-01-31" },
		{ { SOPS_UNIT_YEAR, SOPS_454, 2, 1, false }, "2026-02-01", "FY2026", "2025-02-03",
			"2026-02-01" },
		{ { SOPS_UNIT_WEEK, SOPS_454, 2, 1, true }, "2026-02-10", "FY2026-W02",
			"2026-02-09", "2026-02-15" },
		{ { SOPS_UNIT_WEEK, SOPS_454, 12, 31, true }, "2022-01-02", "FY2020-W53",
			"2021-12-27", "2022-01-02" },
	};
	char label[SOPS_PERIOD_TEXT];

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		const struct sops_calendar *c = &cases[i].calendar;
		sops_period period = sops_period_of(c, day(cases[i].day));

		assert_int_equal(sops_period_label(label, c, period), strlen(cases[i].label));
		assert_string_equal(label, cases[i].label);
		assert_int_equal(sops_period_start(c, period), day(cases[i].first));
		assert_int_equal(sops_period_end(c, period) - 1, day(cases[i].last));
	}
}

/* Monday nearest to the anchor, by looking at the seven days around it. */
static sops_date nearest_monday(int year, int month, int day_of_month)
{
	sops_date anchor = sops_date_of(year, month, day_of_month);

	for (sops_date date = anchor - 3; date <= anchor + 3; date++)
		if (sops_date_weekday(date) == 1)
			return date;
	fail();
	return 0;
}

static void retail_years(void **state)
{
	static const int weeks[][12] = {
		[SOPS_445] = { 4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5 },
		[SOPS_454] = { 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 4 },
		[SOPS_544] = { 5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4 },
	};
	static const int anchors[][2] = { { 1, 1 }, { 2, 1 }, { 7, 15 }, { 10, 3 }, { 12, 31 } };
	int long_years = 0;

	(void)state;
	for (enum sops_calendar_kind kind = SOPS_445; kind <= SOPS_544; kind++) {
		for (size_t i = 0; i < LENGTH(anchors); i++) {
			struct sops_calendar c = { SOPS_UNIT_MONTH, kind, anchors[i][0],
				anchors[i][1], false };
			sops_date at = nearest_monday(1900, c.fiscal_month, c.fiscal_day);
			sops_period month = sops_period_of(&c, at);

			for (int year = 1900; year < 2100; year++) {
				sops_date next = nearest_monday(year + 1, c.fiscal_month,
					c.fiscal_day);
				int extra = (next - at) / 7 - 52;

				assert_in_range(extra, 0, 1);
				long_years += extra;
				for (int m = 0; m < 12; m++, month++) {
					int n = weeks[kind][m] + (m == 11 ? extra : 0);

					assert_int_equal(sops_period_start(&c, month), at);
					at += 7 * n;
					assert_int_equal(sops_period_end(&c, month), at);
				}
				assert_int_equal(at, next);
			}
		}
	}
	assert_true(long_years > 3 * 5 * 30);
}

static void ranges(void **state)
{
	static const struct sops_calendar plain = { .unit = SOPS_UNIT_NONE };
	static const struct sops_calendar july = { .unit = SOPS_UNIT_WEEK, .fiscal_month = 7 };
	static const struct sops_calendar april_6 = { SOPS_UNIT_DAY, SOPS_GREGORIAN, 4, 6, true };
	static const struct sops_calendar retail = { SOPS_UNIT_DAY, SOPS_454, 2, 1, true };
	static const struct {
		const struct sops_calendar *calendar;
		const char *label, *first, *last;
	} cases[] = {
		{ &plain, "2026", "2026-01-01", "2026-12-31" },
		{ &plain, "FY2026", "2026-01-01", "2026-12-31" },
		{ &plain, "2026Q3", "2026-07-01", "2026-09-30" },
		{ &plain, "2026-Q3", "2026-07-01", "2026-09-30" },
		{ &plain, "2026q3", "2026-07-01", "2026-09-30" },
		{ &plain, "2026H1", "2026-01-01", "2026-06-30" },
		{ &plain, "2026-h2", "2026-07-01", "2026-12-31" },
		{ &plain, "2026-07", "2026-07-01", "2026-07-31" },
		{ &plain, "2024-02", "2024-02-01", "2024-02-29" },
		{ &plain, "2026-W28", "2026-07-06", "2026-07-12" },
		{ &plain, "2026W28", "2026-07-06", "2026-07-12" },
		{ &plain, "2026-w01", "2025-12-29", "2026-01-04" },
		{ &plain, "2026-W53", "2026-12-28", "2027-01-03" },
		{ &plain, "2026-07-15", "2026-07-15", "2026-07-15" },
		{ &plain, "FY2026-P07", "2026-07-01", "2026-07-31" },
		{ &plain, "2026P07", "2026-07-01", "2026-07-31" },
		{ &plain, " 2026Q1 ", "2026-01-01", "2026-03-31" },
		{ &plain, "0001", "0001-01-01", "0001-12-31" },
		{ &plain, "0001-W01", "0001-01-01", "0001-01-07" },
		{ &plain, "9999-12-31", "9999-12-31", "9999-12-31" },
		{ &plain, "9999Q4", "9999-10-01", "9999-12-31" },
		{ &plain, "9999-W52", "9999-12-27", "9999-12-31" },
		{ &july, "2026", "2025-07-01", "2026-06-30" },
		{ &july, "fy2026", "2025-07-01", "2026-06-30" },
		{ &july, "FY2026Q1", "2025-07-01", "2025-09-30" },
		{ &july, "2026H2", "2026-01-01", "2026-06-30" },
		{ &july, "2026-07", "2026-07-01", "2026-07-31" },
		{ &july, "FY2026-P07", "2026-01-01", "2026-01-31" },
		{ &july, "2026-W28", "2026-07-06", "2026-07-12" },
		{ &july, "FY0001", "0001-01-01", "0001-06-30" },
		{ &april_6, "2026", "2026-04-06", "2027-04-05" },
		{ &april_6, "FY2026-P07", "2026-10-06", "2026-11-05" },
		{ &april_6, "0000", "0001-01-01", "0001-04-05" },
		{ &april_6, "9999", "9999-04-06", "9999-12-31" },
		{ &retail, "2026", "2026-02-02", "2027-01-31" },
		{ &retail, "FY2026-W07", "2026-03-16", "2026-03-22" },
		{ &retail, "2026-W07", "2026-03-16", "2026-03-22" },
		{ &retail, "FY2026-P02", "2026-03-02", "2026-04-05" },
		{ &retail, "2026-07-15", "2026-07-15", "2026-07-15" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		sops_date first = 0, last = 0;

		if (sops_period_range(&first, &last, cases[i].calendar,
				sops_field_of(cases[i].label), NULL) != 0)
			fail_msg("%s", cases[i].label);
		if (first != day(cases[i].first) || last != day(cases[i].last))
			fail_msg("%s is %d to %d", cases[i].label, first, last);
	}
}

static void assert_not_a_period(const struct sops_calendar *c, struct sops_field label,
	const char *hint)
{
	char quoted[SOPS_QUOTED], expected[SOPS_QUOTED + 32];
	struct sops_error err = { 0 };
	sops_date first = 77, last = 88;

	snprintf(expected, sizeof(expected), "%s is not a period", sops_quote(quoted, label));
	if (sops_period_range(&first, &last, c, label, &err) != SOPS_EUSAGE)
		fail_msg("%s was read", quoted);
	assert_int_equal(err.status, SOPS_EUSAGE);
	assert_string_equal(err.text, expected);
	assert_string_equal(err.hint, hint);
	assert_int_equal(first, 77);
	assert_int_equal(last, 88);
	assert_int_equal(sops_period_range(&first, &last, c, label, NULL), SOPS_EUSAGE);
}

#define HINT "try 2026, 2026H2, 2026Q3, 2026-07, 2026-W28 or 2026-07-15"
#define HINT_FISCAL "try 2026, 2026H2, 2026Q3, 2026-P07, 2026-W28 or 2026-07-15"

static void not_periods(void **state)
{
	static const char *const cases[] = {
		"", " ", "FY", "Q3", "2026Q0", "2026Q5", "2026Q33", "2026Q", "2026-Q", "2026Q-3",
		"2026--Q3", "2026 Q3", "Q3-2026", "2026H0", "2026H3", "2026-0", "2026-00",
		"2026-13",
		"2026-7", "2026-W00", "2026-W54", "2025-W53", "2026-W1", "2026-W001", "2026-P00",
		"2026-P13", "2026-02-30", "2026-7-15", "2026/07", "202607", "20260715", "26", "026",
		"02026", "10000", "0000", "0000Q4", "0000-12", "0000-W52", "0000-12-31", "FYFY2026",
		"FY2026-07", "FY2026-07-15", "FY2026-W28", "FY 2026", "F2026", "2026x", "2026Q3x",
		"2026-07-15x", "last month", "\xFF\xFF\xFF\xFF", "２０２６",
	};
	static const struct sops_calendar plain = { .unit = SOPS_UNIT_MONTH };
	static const struct sops_calendar april_6 = { SOPS_UNIT_DAY, SOPS_GREGORIAN, 4, 6, true };
	static const struct sops_calendar retail = { SOPS_UNIT_DAY, SOPS_454, 2, 1, true };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		assert_not_a_period(&plain, sops_field_of(cases[i]), HINT);
	assert_not_a_period(&plain, (struct sops_field){ NULL, 0 }, HINT);
	assert_not_a_period(&plain, (struct sops_field)SOPS_FIELD("2026\0"), HINT);
	assert_not_a_period(&april_6, sops_field_of("2026-07"), HINT_FISCAL);
	assert_not_a_period(&april_6, sops_field_of("FY2026-W07"), HINT_FISCAL);
	assert_not_a_period(&retail, sops_field_of("2026-07"), HINT_FISCAL);
	assert_not_a_period(&retail, sops_field_of("2026-W53"), HINT_FISCAL);
}

static void periods_of_another_unit(void **state)
{
	static const struct {
		struct sops_calendar calendar;
		const char *label, *text, *hint;
	} cases[] = {
		{ { .unit = SOPS_UNIT_DAY }, "2026-07", "\"2026-07\" is not a day",
			"write it as 2026-07-15" },
		{ { .unit = SOPS_UNIT_WEEK }, "2026-07-15", "\"2026-07-15\" is not a week",
			"write it as 2026-W29" },
		{ { .unit = SOPS_UNIT_MONTH }, "2026Q3", "\"2026Q3\" is not a month",
			"write it as 2026-07" },
		{ { .unit = SOPS_UNIT_MONTH, .kind = SOPS_445 }, "2026-07",
			"\"2026-07\" is not a month", "write it as FY2026-P07" },
		{ { .unit = SOPS_UNIT_QUARTER }, "2026Q5", "\"2026Q5\" is not a quarter",
			"write it as 2026Q3" },
		{ { .unit = SOPS_UNIT_HALF }, "", "\"\" is not a half-year",
			"write it as 2026H2" },
		{ { .unit = SOPS_UNIT_YEAR, .fiscal_month = 7 }, "2026-\n",
			"\"2026-\\n\" is not a year",
			"write it as FY2027" },
		{ { .unit = SOPS_UNIT_NONE }, "2026", "\"2026\" is not a period", "" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct sops_error err = { 0 };
		sops_period period = 77;

		assert_int_equal(sops_period_parse(&period, &cases[i].calendar,
			sops_field_of(cases[i].label), &err), SOPS_EINPUT);
		assert_string_equal(err.text, cases[i].text);
		assert_string_equal(err.hint, cases[i].hint);
		assert_int_equal(period, 77);
	}
}

static void seasons(void **state)
{
	static const int expected[] = {
		[SOPS_UNIT_NONE] = 1, [SOPS_UNIT_DAY] = 7, [SOPS_UNIT_WEEK] = 52,
		[SOPS_UNIT_MONTH] = 12, [SOPS_UNIT_QUARTER] = 4, [SOPS_UNIT_HALF] = 2,
		[SOPS_UNIT_YEAR] = 1,
	};

	(void)state;
	for (enum sops_unit u = SOPS_UNIT_NONE; u <= SOPS_UNIT_YEAR; u++)
		assert_int_equal(sops_period_season(&(struct sops_calendar){ .unit = u }),
			expected[u]);
}

/* Blanks and numbers out of range are blank; the first and the last day have periods. */
static void edges(void **state)
{
	static const sops_period wild[] = { SOPS_PERIOD_BLANK, INT32_MIN + 1, INT32_MAX,
		INT32_MAX - 1, -800000, 3000000 };
	char label[SOPS_PERIOD_TEXT];

	(void)state;
	for (enum sops_calendar_kind kind = SOPS_GREGORIAN; kind <= SOPS_544; kind++) {
		for (enum sops_unit u = SOPS_UNIT_NONE; u <= SOPS_UNIT_YEAR; u++) {
			struct sops_calendar c = { u, kind, 7, 15, false };
			sops_period first = sops_period_of(&c, day("0001-01-01"));
			sops_period last = sops_period_of(&c, day("9999-12-31"));

			for (size_t i = 0; i < LENGTH(wild); i++) {
				assert_int_equal(sops_period_start(&c, wild[i]), SOPS_DATE_BLANK);
				assert_int_equal(sops_period_end(&c, wild[i]), SOPS_DATE_BLANK);
				assert_int_equal(sops_period_label(label, &c, wild[i]), 0);
				assert_string_equal(label, "");
			}
			assert_int_equal(sops_period_of(&c, SOPS_DATE_BLANK), SOPS_PERIOD_BLANK);
			assert_int_equal(sops_period_of(&c, INT32_MAX), SOPS_PERIOD_BLANK);
			if (u == SOPS_UNIT_NONE) {
				assert_int_equal(first, SOPS_PERIOD_BLANK);
				continue;
			}
			assert_in_range(day("0001-01-01") - sops_period_start(&c, first), 0, 370);
			assert_true(sops_period_end(&c, first) > day("0001-01-01"));
			assert_true(sops_period_start(&c, last) <= day("9999-12-31"));
			assert_in_range(sops_period_end(&c, last) - day("9999-12-31"), 1, 370);
			assert_true(sops_period_label(label, &c, last) > 0);
		}
	}
	sops_period_label(label, &(struct sops_calendar){ .unit = SOPS_UNIT_YEAR,
		.fiscal_month = 7 },
		9999);
	assert_string_equal(label, "FY10000");
}

static void labels_of_no_calendar_yet(void **state)
{
	static const char *const cases[][2] = {
		{ "2026", "2026" }, { " 2026q3 ", "2026Q3" }, { "2026-Q3", "2026Q3" },
		{ "2026-h2", "2026H2" }, { "2026-07", "2026-07" }, { "2026W28", "2026-W28" },
		{ "2026-w53", "2026-W53" }, { "2025-W53", "2025-W53" }, { "2026p07", "2026-P07" },
		{ "FY2026", "FY2026" }, { "fy2026-q4", "FY2026Q4" }, { "FY2026-W07", "FY2026-W07" },
		{ "fy2026P12", "FY2026-P12" }, { "2026-02-28", "2026-02-28" },
		{ "9999Q4", "9999Q4" }, { "0001", "0001" }, { "2026年", "2026" },
		{ "2026年7月", "2026-07" }, { " 2026年12月 ", "2026-12" }, { "2026年07月", "2026-07" },
		{ "2026年第3季度", "2026Q3" }, { "2026年3季度", "2026Q3" },
		{ "2026年第四季度", "2026Q4" }, { "2026年一季", "2026Q1" },
		{ "2026年上半年", "2026H1" }, { "2026年下半年", "2026H2" }, { "2026/7", "2026-07" },
		{ "2026/07", "2026-07" }, { "2026-7", "2026-07" }, { "Jul 2026", "2026-07" },
		{ "july 2026", "2026-07" }, { "Jul-2026", "2026-07" }, { "Q3 2026", "2026Q3" },
		{ "Q3-2026", "2026Q3" }, { "Q1/2026", "2026Q1" }, { "Q3 FY2026", "FY2026Q3" },
		{ "Q3 FY 2026", "FY2026Q3" },
	};
	struct sops_label label;

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		assert_int_equal(
			sops_label_parse(&label, sops_field_of(cases[i][0]), NULL), 0);
		assert_string_equal(label.text, cases[i][1]);
		assert_int_equal(sops_label_parse(&label, sops_field_of(label.text), NULL), 0);
		assert_string_equal(label.text, cases[i][1]);
	}
}

static void labels_of_no_calendar_at_all(void **state)
{
	static const char *const cases[] = {
		"", " ", "FY", "Q3", "2026Q0", "2026Q5", "2026H3", "2026-00", "2026-13", "2026-W00",
		"2026-W54", "2026-P13", "2026-02-30", "202607", "0000", "2026/13",
		"2026/0", "2026/", "2026/7/1", "2026.7", "2026-7-1", "2026年13月", "2026年0月",
		"2026年7", "2026年7月1", "2026年五季度", "2026年第5季度", "26年7月", "0000年", "年",
		"2026年上半年度", "Jul", "Jul-26", "Jul 26", "5 Jul 2026", "Juli 2026", "Q5 2026",
		"Q3", "Q3 26", "Q32026", "Q3 2026x", "Q 2026", "July 2026 10:00", "0000Q4",
		"0000-12", "0000-12-31", "FY2026-07", "FY2026-07-15", "FYFY2026", "2026Q3x",
		"\xFF\xFF\xFF\xFF",
	};
	struct sops_label label = { "2026" };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char quoted[SOPS_QUOTED], expected[SOPS_QUOTED + 32];
		struct sops_error err = { 0 };

		assert_int_equal(sops_label_parse(&label, sops_field_of(cases[i]), &err),
			SOPS_EINPUT);
		snprintf(expected, sizeof(expected), "%s is not a period",
			sops_quote(quoted, sops_field_of(cases[i])));
		assert_string_equal(err.text, expected);
		assert_string_equal(err.hint,
			"write it as 2026, 2026H2, 2026Q3, 2026-07, 2026-W28 or 2026-07-15");
		assert_string_equal(label.text, "");
	}
	assert_int_equal(sops_label_parse(&label, (struct sops_field){ NULL, 0 }, NULL),
		SOPS_EINPUT);
}

static void a_year_before(void **state)
{
	static const struct {
		enum sops_unit unit;
		const char *day, *before; /* NULL: there is none */
	} cases[] = {
		{ SOPS_UNIT_DAY, "2026-03-01", "2025-03-01" },
		{ SOPS_UNIT_DAY, "2024-02-29", NULL },
		{ SOPS_UNIT_DAY, "2025-02-28", "2024-02-28" },
		{ SOPS_UNIT_WEEK, "2026-01-01", "2025-01-02" }, /* W01 of both */
		{ SOPS_UNIT_MONTH, "2026-01-15", "2025-01-15" },
		{ SOPS_UNIT_QUARTER, "2026-01-15", "2025-02-01" },
		{ SOPS_UNIT_HALF, "2026-12-31", "2025-07-01" },
		{ SOPS_UNIT_YEAR, "2026-12-31", "2025-07-01" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct sops_calendar calendar = { .unit = cases[i].unit };
		sops_period before = SOPS_PERIOD_BLANK;
		sops_date day;

		if (cases[i].before) {
			assert_int_equal(sops_date_parse_iso(
				&day, sops_field_of(cases[i].before), NULL), 0);
			before = sops_period_of(&calendar, day);
		}
		assert_int_equal(sops_date_parse_iso(&day, sops_field_of(cases[i].day), NULL), 0);
		assert_int_equal(sops_period_year_before(&calendar, sops_period_of(&calendar, day)),
			before);
	}
	assert_int_equal(sops_period_year_before(&(struct sops_calendar){ .unit = SOPS_UNIT_DAY },
		SOPS_PERIOD_BLANK), SOPS_PERIOD_BLANK);
}

TAP_MAIN("period",
	cmocka_unit_test(a_year_before),
	cmocka_unit_test(every_calendar_tiles_the_axis),
	cmocka_unit_test(every_start_of_a_fiscal_year_tiles_the_axis),
	cmocka_unit_test(every_label_reads_back),
	cmocka_unit_test(units_nest),
	cmocka_unit_test(iso_weeks),
	cmocka_unit_test(labels),
	cmocka_unit_test(retail_years),
	cmocka_unit_test(ranges),
	cmocka_unit_test(not_periods),
	cmocka_unit_test(periods_of_another_unit),
	cmocka_unit_test(seasons),
	cmocka_unit_test(edges),
	cmocka_unit_test(labels_of_no_calendar_yet),
	cmocka_unit_test(labels_of_no_calendar_at_all))
