/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "../../lib/date_private.h"
#include "../../lib/values_private.h"

#include <stdio.h>
#include <stdlib.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* An untouched stamp: no text can give it. */
static const struct sops_stamp marker = { 77, 88, SOPS_ORDER_YMD };

/* Every day counted one by one, without any formula: the oracle for all the arithmetic. */
static void every_day_converts(void **state)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	sops_date date = -719162;

	(void)state;
	for (int year = 1; year <= 9999; year++) {
		bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

		for (int month = 1; month <= 12; month++) {
			int length = lengths[month - 1] + (month == 2 && leap);

			for (int day = 1; day <= length; day++, date++) {
				struct sops_civil c = sops_date_civil(date);

				if (c.year != year || c.month != month || c.day != day ||
				    sops_date_of(year, month, day) != date)
					fail_msg("%d-%d-%d", year, month, day);
				assert_int_equal(sops_date_weekday(date), (date + 719162) % 7 + 1);
			}
			assert_int_equal(sops_date_of(year, month, length + 1), SOPS_DATE_BLANK);
		}
	}
	assert_int_equal(date, 2932897);
}

static void known_days(void **state)
{
	(void)state;
	assert_int_equal(sops_date_of(1970, 1, 1), 0);
	assert_int_equal(sops_date_of(1, 1, 1), -719162);
	assert_int_equal(sops_date_of(9999, 12, 31), 2932896);
	assert_int_equal(sops_date_of(2000, 2, 29), 11016);
	assert_int_equal(sops_date_weekday(0), 4);
	assert_int_equal(sops_date_weekday(sops_date_of(2026, 7, 15)), 3);
	assert_int_equal(sops_date_weekday(SOPS_DATE_BLANK), 0);
}

static void no_such_day(void **state)
{
	static const int cases[][3] = {
		{ 0, 1, 1 }, { 10000, 1, 1 }, { -1, 1, 1 }, { 2026, 0, 1 }, { 2026, 13, 1 },
		{ 2026, 1, 0 }, { 2026, 1, 32 }, { 2026, 2, 29 }, { 1900, 2, 29 }, { 2026, 4, 31 },
		{ INT32_MAX, 1, 1 }, { 2026, INT32_MIN, 1 }, { 2026, 1, INT32_MAX },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		assert_int_equal(sops_date_of(cases[i][0], cases[i][1], cases[i][2]),
			SOPS_DATE_BLANK);
	assert_int_equal(sops_date_civil(SOPS_DATE_BLANK).year, 0);
	assert_int_equal(sops_date_civil(-719163).month, 0);
	assert_int_equal(sops_date_civil(2932897).day, 0);
}

static void formats(void **state)
{
	char date[SOPS_DATE_TEXT], time[SOPS_TIME_TEXT];

	(void)state;
	assert_int_equal(sops_date_format(date, sops_date_of(2026, 7, 15)), 10);
	assert_string_equal(date, "2026-07-15");
	assert_int_equal(sops_date_format(date, sops_date_of(1, 1, 1)), 10);
	assert_string_equal(date, "0001-01-01");
	assert_int_equal(sops_date_format(date, SOPS_DATE_BLANK), 0);
	assert_string_equal(date, "");
	assert_int_equal(sops_time_format(time, 0), 19);
	assert_string_equal(time, "1970-01-01 00:00:00");
	sops_time_format(time, -1);
	assert_string_equal(time, "1969-12-31 23:59:59");
	sops_time_format(time, (sops_time)2932897 * 86400 - 1);
	assert_string_equal(time, "9999-12-31 23:59:59");
	assert_int_equal(sops_time_format(time, (sops_time)2932897 * 86400), 0);
	assert_int_equal(sops_time_format(time, (sops_time)-719162 * 86400 - 1), 0);
	assert_int_equal(sops_time_format(time, SOPS_TIME_BLANK), 0);
	assert_string_equal(time, "");
	assert_int_equal(sops_time_format(time, INT64_MAX), 0);
}

static void assert_untouched(const struct sops_stamp *stamp)
{
	assert_int_equal(stamp->day, marker.day);
	assert_int_equal(stamp->time, marker.time);
	assert_int_equal(stamp->shows, marker.shows);
}

static struct sops_stamp read_as(const char *text, enum sops_date_order order)
{
	struct sops_error err = { 0 };
	struct sops_stamp stamp = marker;

	if (sops_date_parse(&stamp, sops_field_of(text), order, &err) != 0)
		fail_msg("%s: %s", text, err.status ? err.text : "reads both ways");
	return stamp;
}

static void assert_day(const char *text, enum sops_date_order order, const char *expected)
{
	char day[SOPS_DATE_TEXT];

	sops_date_format(day, read_as(text, order).day);
	if (strcmp(day, expected) != 0)
		fail_msg("%s: read as %s", text, day);
}

/* None of these needs an order, and none may be read otherwise under any order. */
static void forms_of_a_day(void **state)
{
	static const char *const july_5[] = {
		"2026-07-05", "2026-7-5", "2026/7/5", "2026/07/05", "2026.07.05", "2026.7.5",
		"20260705", "2026年7月5日", "2026年07月05日", "Jul 5, 2026", "July 5 2026",
		"Jul. 5, 2026", "JULY 05, 2026", "jul 5,2026", "5 Jul 2026", "5 july 2026",
		"05-Jul-2026", "05-JUL-2026", "5/Jul/2026", "05.Jul.2026", "Jul-05-2026",
		"2026-Jul-05", "5 Jul, 2026", "Sunday, July 5, 2026", "Sun, 5 Jul 2026",
		"sun 5 jul 2026", "Sun. 5 Jul 2026", "Sun 2026-07-05", "  2026-07-05\t",
		"\u00A02026-07-05\u3000", "Jul\u00A05,\u00A02026",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(july_5); i++) {
		for (enum sops_date_order o = SOPS_ORDER_UNKNOWN; o <= SOPS_ORDER_YMD; o++) {
			assert_day(july_5[i], o, "2026-07-05");
			assert_int_equal(read_as(july_5[i], o).shows, SOPS_ORDER_UNKNOWN);
			assert_int_equal(read_as(july_5[i], o).time,
				(sops_time)sops_date_of(2026, 7, 5) * 86400);
		}
	}
}

static void names_of_months(void **state)
{
	static const char *const names[][3] = {
		{ "January", "JAN", "jan" }, { "February", "FEB", "feb" },
		{ "March", "MAR", "mar" }, { "April", "APR", "apr" }, { "May", "MAY", "may" },
		{ "June", "JUN", "jun" }, { "July", "JUL", "jul" }, { "August", "AUG", "aug" },
		{ "September", "SEPT", "sep" }, { "October", "OCT", "oct" },
		{ "November", "NOV", "nov" }, { "December", "DEC", "dec" },
	};
	char text[64];

	(void)state;
	for (int month = 1; month <= 12; month++) {
		for (int i = 0; i < 3; i++) {
			snprintf(text, sizeof(text), "%s 9, 2024", names[month - 1][i]);
			assert_int_equal(read_as(text, SOPS_ORDER_UNKNOWN).day,
				sops_date_of(2024, month, 9));
		}
	}
}

static void forms_by_order(void **state)
{
	static const struct {
		const char *text;
		enum sops_date_order order;
		const char *day;
		enum sops_date_order shows;
	} cases[] = {
		{ "7/5/2026", SOPS_ORDER_MDY, "2026-07-05", SOPS_ORDER_UNKNOWN },
		{ "7/5/2026", SOPS_ORDER_DMY, "2026-05-07", SOPS_ORDER_UNKNOWN },
		{ "07-05-2026", SOPS_ORDER_MDY, "2026-07-05", SOPS_ORDER_UNKNOWN },
		{ "07-05-2026", SOPS_ORDER_DMY, "2026-05-07", SOPS_ORDER_UNKNOWN },
		{ "10/20/2016", SOPS_ORDER_UNKNOWN, "2016-10-20", SOPS_ORDER_MDY },
		{ "10/20/2016", SOPS_ORDER_MDY, "2016-10-20", SOPS_ORDER_MDY },
		{ "20/10/2016", SOPS_ORDER_UNKNOWN, "2016-10-20", SOPS_ORDER_DMY },
		{ "16/10/2025", SOPS_ORDER_DMY, "2025-10-16", SOPS_ORDER_DMY },
		{ "12/25/2026", SOPS_ORDER_UNKNOWN, "2026-12-25", SOPS_ORDER_MDY },
		{ "25-12-2026", SOPS_ORDER_UNKNOWN, "2026-12-25", SOPS_ORDER_DMY },
		{ "3/3/2026", SOPS_ORDER_UNKNOWN, "2026-03-03", SOPS_ORDER_UNKNOWN },
		{ "03/03/2026", SOPS_ORDER_UNKNOWN, "2026-03-03", SOPS_ORDER_UNKNOWN },
		{ "03/03/2026", SOPS_ORDER_DMY, "2026-03-03", SOPS_ORDER_UNKNOWN },
		{ "12/12/2026", SOPS_ORDER_UNKNOWN, "2026-12-12", SOPS_ORDER_UNKNOWN },
		{ "Mon 1/5/2026", SOPS_ORDER_UNKNOWN, "2026-01-05", SOPS_ORDER_MDY },
		{ "Fri 1/5/2026", SOPS_ORDER_UNKNOWN, "2026-05-01", SOPS_ORDER_DMY },
		{ "5.7.2026", SOPS_ORDER_UNKNOWN, "2026-07-05", SOPS_ORDER_UNKNOWN },
		{ "5.7.2026", SOPS_ORDER_DMY, "2026-07-05", SOPS_ORDER_UNKNOWN },
		{ "5.7.2026", SOPS_ORDER_MDY, "2026-05-07", SOPS_ORDER_UNKNOWN },
		{ "31.12.2026", SOPS_ORDER_UNKNOWN, "2026-12-31", SOPS_ORDER_DMY },
		{ "7/5/26", SOPS_ORDER_MDY, "2026-07-05", SOPS_ORDER_UNKNOWN },
		{ "7/5/26", SOPS_ORDER_DMY, "2026-05-07", SOPS_ORDER_UNKNOWN },
		{ "26/7/5", SOPS_ORDER_YMD, "2026-07-05", SOPS_ORDER_YMD },
		{ "12-25-26", SOPS_ORDER_MDY, "2026-12-25", SOPS_ORDER_MDY },
		{ "5.7.26", SOPS_ORDER_DMY, "2026-07-05", SOPS_ORDER_UNKNOWN },
		{ "1/1/00", SOPS_ORDER_MDY, "2000-01-01", SOPS_ORDER_UNKNOWN },
		{ "1/1/69", SOPS_ORDER_MDY, "2069-01-01", SOPS_ORDER_UNKNOWN },
		{ "1/1/70", SOPS_ORDER_MDY, "1970-01-01", SOPS_ORDER_UNKNOWN },
		{ "1/1/99", SOPS_ORDER_DMY, "1999-01-01", SOPS_ORDER_UNKNOWN },
		{ "05-Jul-26", SOPS_ORDER_DMY, "2026-07-05", SOPS_ORDER_UNKNOWN },
		{ "26-Jul-05", SOPS_ORDER_YMD, "2026-07-05", SOPS_ORDER_UNKNOWN },
		{ "Jul 5, 26", SOPS_ORDER_MDY, "2026-07-05", SOPS_ORDER_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		assert_day(cases[i].text, cases[i].order, cases[i].day);
		if (read_as(cases[i].text, cases[i].order).shows != cases[i].shows)
			fail_msg("%s: shows %d", cases[i].text,
				(int)read_as(cases[i].text, cases[i].order).shows);
	}
}

static void both_ways(void **state)
{
	static const char *const cases[] = {
		"7/5/2026", "03/04/2026", "3-4-2026", "12/11/2026", "02/07/2026 14:30",
		"1/2/2026, 9:30 PM",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct sops_error err = { 0 };
		struct sops_stamp stamp = marker;

		assert_int_equal(sops_date_parse(&stamp, sops_field_of(cases[i]),
			SOPS_ORDER_UNKNOWN, &err), 1);
		assert_int_equal(err.status, SOPS_OK);
		assert_untouched(&stamp);
	}
}

static void times(void **state)
{
	static const struct {
		const char *text, *day, *time;
	} cases[] = {
		{ "2026-07-05 09:30", "2026-07-05", "2026-07-05 09:30:00" },
		{ "2026-07-05 9:30", "2026-07-05", "2026-07-05 09:30:00" },
		{ "2026-07-05T09:30:15", "2026-07-05", "2026-07-05 09:30:15" },
		{ "2026-07-05t09:30:15z", "2026-07-05", "2026-07-05 09:30:15" },
		{ "2026-07-05T09:30:15.000Z", "2026-07-05", "2026-07-05 09:30:15" },
		{ "2006-06-15T20:47:07.000Z", "2006-06-15", "2006-06-15 20:47:07" },
		{ "2018-12-18 18:20:30.829", "2018-12-18", "2018-12-18 18:20:30" },
		{ "2018-12-18 18:20:30,829999999", "2018-12-18", "2018-12-18 18:20:30" },
		{ "2024-07-08 14:56:28", "2024-07-08", "2024-07-08 14:56:28" },
		{ "Oct 7, 2025 6:55 PM", "2025-10-07", "2025-10-07 18:55:00" },
		{ "Oct 7, 2025, 6:55:01 am", "2025-10-07", "2025-10-07 06:55:01" },
		{ "Oct 7, 2025 6:55\u202FPM", "2025-10-07", "2025-10-07 18:55:00" },
		{ "10/27/2025, 6:55:00 PM", "2025-10-27", "2025-10-27 18:55:00" },
		{ "12/25/2026 14:30", "2026-12-25", "2026-12-25 14:30:00" },
		{ "31.12.2026 14:30", "2026-12-31", "2026-12-31 14:30:00" },
		{ "2019.07.09 14:30", "2019-07-09", "2019-07-09 14:30:00" },
		{ "20260705 14:30", "2026-07-05", "2026-07-05 14:30:00" },
		{ "2019年7月9日 上午9:30", "2019-07-09", "2019-07-09 09:30:00" },
		{ "2019年7月9日下午9:30", "2019-07-09", "2019-07-09 21:30:00" },
		{ "2019年07月09日 下午 9:30:15", "2019-07-09", "2019-07-09 21:30:15" },
		{ "2019年7月9日 14:30", "2019-07-09", "2019-07-09 14:30:00" },
		{ "2019/7/9 上午12:05", "2019-07-09", "2019-07-09 00:05:00" },
		{ "2019/7/9 下午12:05", "2019-07-09", "2019-07-09 12:05:00" },
		{ "2026-07-05 12:00 AM", "2026-07-05", "2026-07-05 00:00:00" },
		{ "2026-07-05 12:00PM", "2026-07-05", "2026-07-05 12:00:00" },
		{ "2026-07-05 11:59:59 pm", "2026-07-05", "2026-07-05 23:59:59" },
		{ "2026-07-05 00:00:00", "2026-07-05", "2026-07-05 00:00:00" },
		{ "2026-07-05 24:00", "2026-07-05", "2026-07-06 00:00:00" },
		{ "2026-07-05T24:00:00.000Z", "2026-07-05", "2026-07-06 00:00:00" },
		{ "2026-07-05T01:30:00+08:00", "2026-07-05", "2026-07-04 17:30:00" },
		{ "2026-07-05T01:30:00+0800", "2026-07-05", "2026-07-04 17:30:00" },
		{ "2026-07-05 01:30:00 +08", "2026-07-05", "2026-07-04 17:30:00" },
		{ "2026-07-05T23:30:00.5-05:30", "2026-07-05", "2026-07-06 05:00:00" },
		{ "2026-07-05 23:30-05:00", "2026-07-05", "2026-07-06 04:30:00" },
		{ "2026-07-05 00:30+14:00", "2026-07-05", "2026-07-04 10:30:00" },
		{ "2026-07-05 09:30 UTC", "2026-07-05", "2026-07-05 09:30:00" },
		{ "Sun, 05 Jul 2026 09:30:15 GMT", "2026-07-05", "2026-07-05 09:30:15" },
		{ "1969-12-31 23:59:59", "1969-12-31", "1969-12-31 23:59:59" },
		{ "0001-01-01 00:00:00", "0001-01-01", "0001-01-01 00:00:00" },
		{ "9999-12-31T23:59:59Z", "9999-12-31", "9999-12-31 23:59:59" },
	};
	char time[SOPS_TIME_TEXT];

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		assert_day(cases[i].text, SOPS_ORDER_UNKNOWN, cases[i].day);
		sops_time_format(time, read_as(cases[i].text, SOPS_ORDER_UNKNOWN).time);
		if (strcmp(time, cases[i].time) != 0)
			fail_msg("%s: read as %s", cases[i].text, time);
	}
}

static void assert_refused(struct sops_field text, enum sops_date_order order, const char *hint)
{
	char quoted[SOPS_QUOTED], expected[SOPS_QUOTED + 32];
	struct sops_error err = { 0 };
	struct sops_stamp stamp = marker;

	sops_quote(quoted, text);
	if (sops_date_parse(&stamp, text, order, &err) != SOPS_EINPUT)
		fail_msg("%s was read", quoted);
	assert_int_equal(err.status, SOPS_EINPUT);
	snprintf(expected, sizeof(expected), "%s is not a date", quoted);
	assert_string_equal(err.text, expected);
	assert_string_equal(err.hint, hint);
	assert_untouched(&stamp);
	assert_int_equal(sops_date_parse(&stamp, text, order, NULL), SOPS_EINPUT);
}

/* Not dates, whatever the order. */
static void refused(void **state)
{
	static const char *const cases[] = {
		"", " ", "-", "/", "x", "N/A", "today", "July", "Monday", "2026", "2026-07",
		"45631", "1767225600000", "Q3-2026", "2026-W28",
		"2026-02-30", "2026-02-29", "13/13/2026", "2026-7-00", "2026-00-01", "0/5/2026",
		"31/4/2026", "30/2/2026", "2/30/2026", "0000-01-01", "0000-12-31", "10000-01-01",
		"1/1/0000", "1/1/10000", "20260230", "00000101", "2026070", "202607050",
		"2026年13月1日", "2026年2月30日", "26年7月5日", "2026年7月5", "2026年7月", "2026年July月5日",
		"2026年7月5日年", "2026-07-05x", "2026-07-05 x", "2026-07-05-", "2026-07-05,",
		"2026-07-05T", "2026-07-05 09", "2026-07-05 09:", "2026-07-05 0930",
		"2026-07-05T9",
		"2026-07-0509:30", "2026-07-05  T09:30", "2026-07-05T 09:30", "2026-07-05T09:3",
		"2026-07-05T009:30", "2026-07-05T09:30:1", "2026-07-05T09:30:15.",
		"2026-07-05T09:30:",
		"2026-07-05T09:30:15.0000000001", "2026-07-05T09:30:15.000Zx", "2026-07-05Z",
		"2026-07-05 24:00:01", "2026-07-05 24:01", "2026-07-05 24:00:00.5",
		"2026-07-05 25:00",
		"2026-07-05 09:60", "2026-07-05 09:30:60", "2026-07-05 9:75 PM",
		"2026-07-05 13:00 PM",
		"2026-07-05 0:30 AM", "2026-07-05 24:00 PM", "2026-07-05 下午13:00",
		"2026-07-05 9:30 XM",
		"2026-07-05 9:30 PMx", "2026-07-05 9:30 PM PM", "2026-07-05 上午9:30 AM",
		"2026-07-05 下午", "2026-07-05 PM 9:30", "2026-07-05 9:30 P",
		"2026-07-05 9:30 p.m.",
		"2026-07-05 09:30+", "2026-07-05 09:30+8", "2026-07-05 09:30+080",
		"2026-07-05 09:30+8:00",
		"2026-07-05 09:30+08:", "2026-07-05 09:30+14:01", "2026-07-05 09:30+08:60",
		"2026-07-05 09:30+99:00", "2026-07-05 09:30 CET", "2026-07-05 09:30 Z Z",
		"0001-01-01 00:00:00+00:01", "9999-12-31 23:59:59-01:00", "9999-12-31 24:00",
		"2026-07/05", "2026/07-05", "2026--07-05", "2026-07--05", "-2026-07-05",
		"+2026-07-05",
		"2026 07 05", "5 7 2026", "5. 7. 2026", "2026-007-05", "2026-07-005", "026-07-05",
		"Jul 5", "5 Jul", "Jul 2026", "Jul Jul 2026", "Jul 5 Jul", "Ju 5, 2026",
		"Julx 5, 2026",
		"Julyy 5, 2026", "5Jul2026", "5-Jul 2026", "Jul 32, 2026", "Feb 29, 2026",
		"Mon, 6 Jan 2026", "Monday 2026-07-05", "Mon", "Mon-5-Jan-2026", "Mon5 Jan 2026",
		"2026-07-05\n", "2026-07-05\r", "\xEF\xBB\xBF" "2026-07-05", "２０２６-07-05",
		"2026\xE2\x88\x92" "07\xE2\x88\x92" "05", "\xFF\xFE", "2026-07-05\xE6",
		"99999999999999999999/1/1", "1/1/99999999999999999999",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		for (enum sops_date_order o = SOPS_ORDER_UNKNOWN; o <= SOPS_ORDER_YMD; o++)
			assert_refused(sops_field_of(cases[i]), o, "");
}

static void refused_bytes(void **state)
{
	(void)state;
	assert_refused((struct sops_field){ NULL, 0 }, SOPS_ORDER_UNKNOWN, "");
	assert_refused((struct sops_field)SOPS_FIELD("2026-07-05\0"), SOPS_ORDER_UNKNOWN, "");
	assert_refused((struct sops_field)SOPS_FIELD("2026\0-07-05"), SOPS_ORDER_UNKNOWN, "");
	assert_refused((struct sops_field)SOPS_FIELD("2026-07-05 \0009:30"), SOPS_ORDER_UNKNOWN,
		"");
}

static void refused_with_a_hint(void **state)
{
	static const struct {
		const char *text;
		enum sops_date_order order;
		const char *hint;
	} cases[] = {
		{ "25/12/2026", SOPS_ORDER_MDY,
			"the dates are read as month/day/year; try --dates dmy" },
		{ "12/25/2026", SOPS_ORDER_DMY,
			"the dates are read as day/month/year; try --dates mdy" },
		{ "12/25/2026 14:30", SOPS_ORDER_DMY,
			"the dates are read as day/month/year; try --dates mdy" },
		{ "12/25/2026", SOPS_ORDER_YMD,
			"the dates are read as year/month/day; try --dates mdy" },
		{ "7/5/2026", SOPS_ORDER_YMD,
			"the dates are read as year/month/day; try --dates mdy or dmy" },
		{ "07.15.2026", SOPS_ORDER_UNKNOWN,
			"the dates are read as day/month/year; try --dates mdy" },
		{ "31.12.2026", SOPS_ORDER_MDY,
			"the dates are read as month/day/year; try --dates dmy" },
		{ "25/12/26", SOPS_ORDER_MDY,
			"the dates are read as month/day/year; try --dates dmy or ymd" },
		{ "13/13/99", SOPS_ORDER_MDY, "" },
		{ "7/5/26", SOPS_ORDER_UNKNOWN, "try --dates mdy, dmy or ymd" },
		{ "12/25/26", SOPS_ORDER_UNKNOWN, "try --dates mdy, dmy or ymd" },
		{ "5.7.26", SOPS_ORDER_UNKNOWN, "try --dates mdy, dmy or ymd" },
		{ "05-Jul-26", SOPS_ORDER_UNKNOWN, "try --dates mdy, dmy or ymd" },
		{ "Jul 5, 26", SOPS_ORDER_UNKNOWN, "try --dates mdy, dmy or ymd" },
		{ "1/1/0001 00:00+01:00", SOPS_ORDER_UNKNOWN, "" },
		{ "99/99/99", SOPS_ORDER_UNKNOWN, "" },
		{ "7/5/026", SOPS_ORDER_UNKNOWN, "" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		assert_refused(sops_field_of(cases[i].text), cases[i].order, cases[i].hint);
}

static void exact_error_texts(void **state)
{
	struct sops_error err = { 0 };
	struct sops_stamp stamp;

	(void)state;
	sops_date_parse(&stamp, sops_field_of("25/12/2026"), SOPS_ORDER_MDY, &err);
	assert_string_equal(err.text, "\"25/12/2026\" is not a date");
	assert_string_equal(err.hint, "the dates are read as month/day/year; try --dates dmy");
	err = (struct sops_error){ 0 };
	sops_date_parse(&stamp, sops_field_of("a\x1b[31m\tb"), SOPS_ORDER_MDY, &err);
	assert_string_equal(err.text, "\"a\\x1b[31m\\tb\" is not a date");
}

static void strict_iso(void **state)
{
	static const char *const bad[] = {
		"", "2026-7-15", "2026/07/15", "20260715", " 2026-07-15", "2026-07-15 ",
		"2026-07-15 00:00:00", "07/15/2026", "2026-02-30", "0000-01-01", "2026-07-1x",
		"12345-01-01", "Jul 5 2026", "yesterday",
	};
	char expected[64];
	sops_date date = 77;

	(void)state;
	assert_int_equal(sops_date_parse_iso(&date, sops_field_of("2026-07-15"), NULL), 0);
	assert_int_equal(date, sops_date_of(2026, 7, 15));
	for (size_t i = 0; i < LENGTH(bad); i++) {
		struct sops_error err = { 0 };

		assert_int_equal(sops_date_parse_iso(&date, sops_field_of(bad[i]), &err),
			SOPS_EUSAGE);
		snprintf(expected, sizeof(expected), "\"%s\" is not a date", bad[i]);
		assert_string_equal(err.text, expected);
		assert_string_equal(err.hint, "write it as 2026-07-15");
	}
	assert_int_equal(date, sops_date_of(2026, 7, 15));
}

static uint64_t seed = 20260715;

static unsigned random_below(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static bool same(const struct sops__written *a, const struct sops__written *b)
{
	return memcmp(a->part, b->part, sizeof(a->part)) == 0 &&
		memcmp(a->width, b->width, sizeof(a->width)) == 0 && a->dots == b->dots &&
		a->weekday == b->weekday && a->second == b->second && a->zone == b->zone;
}

static void assert_scans_agree(struct sops_field text)
{
	char quoted[SOPS_QUOTED];
	struct sops__written fixed, general;

	if (!sops__date_scan_fixed(&fixed, text))
		return;
	if (!sops__date_scan(&general, text) || !same(&fixed, &general))
		fail_msg("the two disagree on %s", sops_quote(quoted, text));
}

/* The short way may know less than the long one, never otherwise. */
static void fixed_positions_agree(void **state)
{
	static const char *const seeds[] = {
		"2026-07-05", "07/05/2026", "2026-07-05T09:30:15.000Z", "2026-07-05 09:30:15",
		"2026-07-05 09:30:15+08:00", "2026-07-05 09:30:15 PM", "2026-07-05 24:00:00.000",
	};
	static const char alphabet[] = "0123456789-/:. TZ+APM,x";
	struct sops__written written;
	char text[32];

	(void)state;
	for (size_t i = 0; i < LENGTH(seeds); i++)
		assert_scans_agree(sops_field_of(seeds[i]));
	assert_true(sops__date_scan_fixed(&written, sops_field_of(seeds[0])));
	assert_true(sops__date_scan_fixed(&written, sops_field_of(seeds[1])));
	assert_true(sops__date_scan_fixed(&written, sops_field_of(seeds[2])));
	for (int round = 0; round < 300000; round++) {
		const char *from = seeds[random_below(LENGTH(seeds))];
		size_t len = strlen(from);

		memcpy(text, from, len);
		for (unsigned edits = random_below(4); edits; edits--)
			text[random_below((unsigned)len)] =
				alphabet[random_below(sizeof(alphabet) - 1)];
		len -= random_below(4) ? 0 : random_below((unsigned)len);
		assert_scans_agree((struct sops_field){ text, len });
	}
}

/* What machines write, read eight characters at a time, is what the long way reads. */
static void iso_agrees(void **state)
{
	static const char *const seeds[] = { "2026-07-05", "2026-07-05 09:30:15",
		"2024-02-29T23:59:59", "0001-01-01", "9999-12-31 00:00:00" };
	static const char alphabet[] = "0123456789-/: T+x";
	struct sops__written written;
	struct sops_stamp stamp;
	char text[32];
	int read = 0;

	(void)state;
	for (size_t i = 0; i < LENGTH(seeds); i++)
		assert_true(sops__date_iso(&stamp, sops_field_of(seeds[i])));
	assert_false(sops__date_iso(&stamp, sops_field_of("2026-02-29")));
	assert_false(sops__date_iso(&stamp, sops_field_of("2026-07-05 24:00:00")));
	for (int round = 0; round < 300000; round++) {
		const char *from = seeds[random_below(LENGTH(seeds))];
		struct sops_field field = { text, strlen(from) };
		sops_date day;

		memcpy(text, from, field.len);
		for (unsigned edits = random_below(4); edits; edits--)
			text[random_below((unsigned)field.len)] =
				alphabet[random_below(sizeof(alphabet) - 1)];
		if (!sops__date_iso(&stamp, field))
			continue;
		read++;
		assert_true(sops__date_scan(&written, field));
		day = sops_date_of(written.part[0], written.part[1], written.part[2]);
		assert_int_equal(written.width[0], 4);
		assert_int_equal(written.zone, 0);
		assert_int_equal(stamp.day, day);
		assert_int_equal(stamp.time, (sops_time)day * 86400 + written.second);
		assert_int_equal(stamp.shows, SOPS_ORDER_UNKNOWN);
	}
	assert_true(read > 50000);
}

/* Whatever is read is a day that exists, in a heap block of just its size for the sanitizers. */
static void hostile_bytes(void **state)
{
	static const char *const forms[] = {
		"2026-07-05 09:30:15+08:00", "Mon, 5 Jan 2026 9:30 PM", "2026年7月5日 上午9:30",
		"7/5/2026 09:30", "31.12.26", "20260705T09:30Z", "05-Jul-2026",
	};
	static const char *const pieces[] = {
		"", "7", "05", "31", "12", "-", "/", ".", " ", ",", "T", ":", "Jul", "Mon",
		"年", "月", "日", "上午", "PM", "Z", "+", "08", "00", "\xE5", "\xFF", "\u202F",
		"99999",
	};
	int read = 0;

	(void)state;
	for (int round = 0; round < 300000; round++) {
		const char *form = forms[random_below(LENGTH(forms))];
		const char *piece = pieces[random_below(LENGTH(pieces))];
		size_t kept = random_below((unsigned)strlen(form) + 1);
		size_t skipped = kept + random_below((unsigned)(strlen(form) - kept) % 4 + 1);
		struct sops_stamp stamp = marker;
		char text[96], *block;
		size_t len;

		len = (size_t)snprintf(text, sizeof(text), "%.*s%s%s", (int)kept, form, piece,
			form + skipped);
		block = malloc(len ? len : 1);
		assert_non_null(block);
		memcpy(block, text, len);
		if (sops_date_parse(&stamp, (struct sops_field){ block, len },
				(enum sops_date_order)random_below(4), NULL) == 0) {
			read++;
			assert_in_range(stamp.day + 719162, 0, 719162 + 2932896);
			assert_int_not_equal(sops_date_civil(stamp.day).year, 0);
		} else {
			assert_untouched(&stamp);
		}
		free(block);
	}
	assert_true(read > 10000);
}

static void formatted_dates_read_back(void **state)
{
	char text[SOPS_TIME_TEXT];

	(void)state;
	for (int round = 0; round < 100000; round++) {
		sops_date date = (sops_date)random_below(719162 + 2932897) - 719162;
		sops_time time = (sops_time)date * 86400 + random_below(86400);
		struct sops_stamp stamp;

		sops_time_format(text, time);
		stamp = read_as(text, SOPS_ORDER_UNKNOWN);
		assert_int_equal(stamp.time, time);
		assert_int_equal(stamp.day, date);
		sops_date_format(text, date);
		assert_int_equal(read_as(text, SOPS_ORDER_MDY).day, date);
	}
}

/* What a stamp is written as reads back as the same stamp, whatever its zone did to its day. */
static void stamps_read_back(void **state)
{
	static const struct {
		const char *text, *written;
	} cases[] = {
		{ "2026-07-05 13:09:44", "2026-07-05 13:09:44" },
		{ "2026-07-05T13:09", "2026-07-05 13:09:00" },
		{ "Jul 5, 2026 9:30 PM", "2026-07-05 21:30:00" },
		{ "2026-07-05", "2026-07-05 00:00:00" },
		{ "2026-07-05 00:00", "2026-07-05 00:00:00" },
		{ "2026-07-05 24:00", "2026-07-05 24:00:00" },
		{ "2026-07-05T13:09:44Z", "2026-07-05 13:09:44" },
		{ "2026-07-05T13:09:44+08:00", "2026-07-05 05:09:44" },
		{ "2026-07-05T07:09:44+08:00", "2026-07-05 00:09:44+01:00" },
		{ "2026-07-05T00:00:00+14:00", "2026-07-05 00:00:00+14:00" },
		{ "2026-07-05T00:10:00+05:30", "2026-07-05 00:40:00+06:00" },
		{ "2026-07-05T23:00:00-08:00", "2026-07-05 24:00:00-07:00" },
		{ "2026-07-05T23:30:00-08:00", "2026-07-05 23:30:00-08:00" },
		{ "2026-07-05T16:00:00-08:00", "2026-07-05 24:00:00" },
		{ "2026-07-05T24:00:00-12:00", "2026-07-05 24:00:00-12:00" },
		{ "9999-12-31 23:59:59", "9999-12-31 23:59:59" },
		{ "0001-01-01", "0001-01-01 00:00:00" },
	};
	char text[SOPS_STAMP_TEXT];

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct sops_stamp stamp = read_as(cases[i].text, SOPS_ORDER_UNKNOWN), back;

		assert_int_equal(sops_stamp_format(text, stamp), strlen(cases[i].written));
		assert_string_equal(text, cases[i].written);
		back = read_as(text, SOPS_ORDER_UNKNOWN);
		assert_int_equal(back.day, stamp.day);
		assert_int_equal(back.time, stamp.time);
	}
}

static void stamps_made_by_hand(void **state)
{
	struct sops_stamp stamp = { SOPS_DATE_BLANK, SOPS_TIME_BLANK, SOPS_ORDER_UNKNOWN };
	char text[SOPS_STAMP_TEXT];

	(void)state;
	assert_int_equal(sops_stamp_format(text, stamp), 0);
	assert_string_equal(text, "");
	stamp.day = sops_date_of(2026, 7, 5);
	assert_int_equal(sops_stamp_format(text, stamp), 10);
	assert_string_equal(text, "2026-07-05");
	stamp.time = 0;
	sops_stamp_format(text, stamp);
	assert_string_equal(text, "1970-01-01 00:00:00");
	stamp.time = INT64_MAX;
	assert_int_equal(sops_stamp_format(text, stamp), 0);
	assert_string_equal(text, "");
}

TAP_MAIN("date",
	cmocka_unit_test(every_day_converts),
	cmocka_unit_test(known_days),
	cmocka_unit_test(no_such_day),
	cmocka_unit_test(formats),
	cmocka_unit_test(forms_of_a_day),
	cmocka_unit_test(names_of_months),
	cmocka_unit_test(forms_by_order),
	cmocka_unit_test(both_ways),
	cmocka_unit_test(times),
	cmocka_unit_test(refused),
	cmocka_unit_test(refused_bytes),
	cmocka_unit_test(refused_with_a_hint),
	cmocka_unit_test(exact_error_texts),
	cmocka_unit_test(strict_iso),
	cmocka_unit_test(fixed_positions_agree),
	cmocka_unit_test(iso_agrees),
	cmocka_unit_test(hostile_bytes),
	cmocka_unit_test(formatted_dates_read_back),
	cmocka_unit_test(stamps_read_back),
	cmocka_unit_test(stamps_made_by_hand))
