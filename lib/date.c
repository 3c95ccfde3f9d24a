/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "date_private.h"

/* Years are counted from March, so that a leap day comes last, and from -0400, to stay positive. */
#define CYCLE_YEARS 400
#define CYCLE_DAYS 146097
#define EPOCH (719468 + CYCLE_DAYS) /* days from 1 March -0400 to 1970-01-01 */

/* Days before a month, counted from March: 31, 30, 31, 30, 31 and again. */
static int days_before_month(int from_march)
{
	return (153 * from_march + 2) / 5;
}

static bool leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int sops__date_month_days(int year, int month)
{
	static const signed char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && leap(year));
}

sops_date sops__date_days(int year, int month, int day)
{
	int y = year + CYCLE_YEARS - (month < 3);
	int m = month < 3 ? month + 9 : month - 3;

	return 365 * y + y / 4 - y / 100 + y / 400 + days_before_month(m) + day - 1 - EPOCH;
}

struct sops_civil sops__date_civil(sops_date date)
{
	int n = date + EPOCH;
	int century = (4 * n + 3) / CYCLE_DAYS;
	int in_century = n - century * CYCLE_DAYS / 4;
	int year = (4 * in_century + 3) / 1461;
	int in_year = in_century - year * 1461 / 4;
	int m = (5 * in_year + 2) / 153;

	return (struct sops_civil){
		.year = century * 100 + year - CYCLE_YEARS + (m > 9),
		.month = m > 9 ? m - 9 : m + 3,
		.day = in_year - days_before_month(m) + 1,
	};
}

static bool in_range(int64_t day)
{
	return day >= SOPS__DAY_FIRST && day <= SOPS__DAY_LAST;
}

struct sops_civil sops_date_civil(sops_date date)
{
	return in_range(date) ? sops__date_civil(date) : (struct sops_civil){ 0 };
}

sops_date sops_date_of(int year, int month, int day)
{
	if (year < 1 || year > 9999 || month < 1 || month > 12)
		return SOPS_DATE_BLANK;
	if (day < 1 || day > sops__date_month_days(year, month))
		return SOPS_DATE_BLANK;
	return sops__date_days(year, month, day);
}

int sops_date_weekday(sops_date date)
{
	return in_range(date) ? (date - SOPS__DAY_FIRST) % 7 + 1 : 0;
}

int sops_date_parse_iso(sops_date *out, struct sops_field text, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	struct sops__written w;

	if (text.len == 10 && sops__date_scan_fixed(&w, text) && w.width[0] == 4) {
		sops_date date = sops_date_of(w.part[0], w.part[1], w.part[2]);

		if (date != SOPS_DATE_BLANK) {
			*out = date;
			return 0;
		}
	}
	sops_error_set(err, SOPS_EUSAGE, "%s is not a date", sops_quote(quoted, text));
	sops_error_hint(err, "write it as 2026-07-15");
	return SOPS_EUSAGE;
}

char *sops__put_digits(char *out, int value, int width)
{
	for (int i = width - 1; i >= 0; i--, value /= 10)
		out[i] = (char)('0' + value % 10);
	return out + width;
}

/* Three numbers, the first of so many digits, the others of two. */
static char *put_three(char *out, const int number[3], int width, char separator)
{
	out = sops__put_digits(out, number[0], width);
	*out++ = separator;
	out = sops__put_digits(out, number[1], 2);
	*out++ = separator;
	return sops__put_digits(out, number[2], 2);
}

size_t sops_date_format(char out[SOPS_DATE_TEXT], sops_date date)
{
	struct sops_civil c = sops_date_civil(date);
	char *end = out;

	if (c.year)
		end = put_three(out, (int[]){ c.year, c.month, c.day }, 4, '-');
	*end = '\0';
	return (size_t)(end - out);
}

static char *put_clock(char *out, int second)
{
	*out++ = ' ';
	return put_three(out, (int[]){ second / 3600, second / 60 % 60, second % 60 }, 2, ':');
}

size_t sops_time_format(char out[SOPS_TIME_TEXT], sops_time time)
{
	int64_t day = sops__floor_divide(time, SOPS__DAY_SECONDS);
	char *end = out;

	if (in_range(day)) {
		int s = (int)(time - day * SOPS__DAY_SECONDS);

		end += sops_date_format(out, (sops_date)day);
		end = put_clock(end, s);
	}
	*end = '\0';
	return (size_t)(end - out);
}

/* Hours east of UTC at which the second of a day of UTC is on that day, its end included. */
static int64_t hours_east(int64_t second)
{
	if (second < 0)
		return (3599 - second) / 3600;
	return second > SOPS__DAY_SECONDS ? -((second - SOPS__DAY_SECONDS + 3599) / 3600) : 0;
}

static char *put_zone(char *out, int64_t hours)
{
	if (hours == 0)
		return out;
	*out++ = hours < 0 ? '-' : '+';
	out = sops__put_digits(out, (int)(hours < 0 ? -hours : hours), 2);
	return mempcpy(out, ":00", 3);
}

size_t sops_stamp_format(char out[SOPS_STAMP_TEXT], struct sops_stamp stamp)
{
	int64_t second, hours;
	size_t len = sops_date_format(out, stamp.day);

	if (len == 0 || stamp.time == SOPS_TIME_BLANK)
		return len;
	second = stamp.time - (int64_t)stamp.day * SOPS__DAY_SECONDS;
	hours = hours_east(second);
	if (hours < -24 || hours > 24)
		return sops_time_format(out, stamp.time);
	len = (size_t)(put_zone(put_clock(out + len, (int)(second + hours * 3600)), hours) - out);
	out[len] = '\0';
	return len;
}
