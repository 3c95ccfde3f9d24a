/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 2026-07-05 and 2026-07-05 13:09:44, as machines write them, eight characters at a time. */
#include "date_private.h"
#include "eights.h"
#include "months.h"
#include "values_private.h"

#include <endian.h>
#include <string.h>

/* The characters less those of the shape: digits are 0 to 9, all others 0. */
static uint64_t less(const char *at, const char *shape)
{
	uint64_t text, form;

	memcpy(&text, at, sizeof(text));
	memcpy(&form, shape, sizeof(form));
	return le64toh(text ^ form);
}

/* most has, for each byte, 0x7F less the most that it may be. */
static bool within(uint64_t bytes, uint64_t most)
{
	return (((bytes + most) | bytes) & EVERY(0x80)) == 0;
}

/* What each byte's digit and the next one make together. */
static uint64_t pairs(uint64_t digits)
{
	return digits * 10 + (digits >> 8);
}

static unsigned pair(uint64_t pairs, int byte)
{
	return (uint8_t)(pairs >> 8 * byte);
}

#define DAY_2000 10957 /* 2000-01-01 */

/* Days of the year before the month, and of the month; of leap years behind those of others. */
static const struct {
	int16_t before;
	uint16_t days;
} months[2][13] = {
	{ { 0, 0 }, { 0, 31 }, { 31, 28 }, { 59, 31 }, { 90, 30 }, { 120, 31 }, { 151, 30 },
		{ 181, 31 }, { 212, 31 }, { 243, 30 }, { 273, 31 }, { 304, 30 }, { 334, 31 } },
	{ { 0, 0 }, { 0, 31 }, { 31, 29 }, { 60, 31 }, { 91, 30 }, { 121, 31 }, { 152, 30 },
		{ 182, 31 }, { 213, 31 }, { 244, 30 }, { 274, 31 }, { 305, 30 }, { 335, 31 } },
};

/* The day before the first of a year of another century than this, 0000 left out: the leap days
 * before it are those of years past. */
static bool year_begins(sops_date *out, const char *at, int year)
{
	unsigned tens = (unsigned char)at[0] - (unsigned)'0';
	unsigned ones = (unsigned char)at[1] - (unsigned)'0';
	int century = (int)(tens * 10 + ones), past = century * 100 + year - 1;
	int centuries = year ? century : century - 1;

	*out = 365 * past + past / 4 - centuries + centuries / 4 + SOPS__DAY_FIRST - 1;
	return tens <= 9 && ones <= 9 && past >= 0;
}

/* What the date's last eight characters are, less those of their shape. */
struct parts {
	uint64_t digits;
	unsigned year, month, of_month;
};

static inline struct parts parts_of(const char *at)
{
	const uint64_t digits = less(at + 2, "00-00-00"), two = pairs(digits);

	return (struct parts){ digits, pair(two, 0), pair(two, 3), pair(two, 6) };
}

static inline bool day_of(sops_date *day, const struct parts *parts, sops_date begins, bool leap)
{
	if (!within(parts->digits, UINT64_C(0x76767F76767F7676)) || parts->month > 12)
		return false;
	*day = begins + months[leap][parts->month].before + (int)parts->of_month;
	return parts->of_month - 1 < months[leap][parts->month].days;
}

static __attribute__((noinline)) bool read_day_of_any(sops_date *day, const char *at)
{
	const struct parts parts = parts_of(at);
	const unsigned century = (unsigned)((at[0] - '0') * 10 + at[1] - '0');
	sops_date begins;

	return year_begins(&begins, at, (int)parts.year) &&
		day_of(day, &parts, begins, (parts.year ? parts.year : century) % 4 == 0);
}

static inline bool read_day(sops_date *day, const char *at)
{
	const struct parts parts = parts_of(at);
	const unsigned leaps = (parts.year + 3) / 4;

	if (at[0] != '2' || at[1] != '0')
		return read_day_of_any(day, at);
	return day_of(day, &parts, DAY_2000 - 1 + (sops_date)(365 * parts.year + leaps),
		parts.year % 4 == 0);
}

bool sops__clock_iso(int *second, const char *at)
{
	uint64_t clock = less(at, "00:00:00"), two = pairs(clock);
	unsigned hours = pair(two, 0), minutes = pair(two, 3), seconds = pair(two, 6);

	*second = (int)((hours * 60 + minutes) * 60 + seconds);
	return within(clock, UINT64_C(0x76767F76767F7676)) && hours < 24 && minutes < 60 &&
		seconds < 60;
}

bool sops__months_learn(struct sops__month *month, sops_date *out, const char *at)
{
	const struct parts parts = parts_of(at);
	sops_date first;
	uint64_t text;

	if (!read_day(out, at))
		return false;
	first = *out - (sops_date)parts.of_month + 1;
	memcpy(&text, at, sizeof(text));
	*month = (struct sops__month){ text, first - 1,
		(unsigned)sops__date_month_days(sops__date_civil(first).year, (int)parts.month) };
	return true;
}

bool sops__date_iso(struct sops_stamp *out, struct sops_field text)
{
	sops_date day;
	int second = 0;

	if (text.len != 10 && (text.len != 19 || (text.at[10] != ' ' && text.at[10] != 'T')))
		return false;
	if (!read_day(&day, text.at) || (text.len == 19 && !sops__clock_iso(&second, text.at + 11)))
		return false;
	*out = (struct sops_stamp){ day, (sops_time)day * SOPS__DAY_SECONDS + second,
		SOPS_ORDER_UNKNOWN };
	return true;
}

/* Every month has 28 days. */
static inline bool is_plain_day(const char *at)
{
	uint64_t front = less(at, "0000-00-"), back = less(at + 2, "00-00-00");
	unsigned month = pair(pairs(front), 5), day = pair(pairs(back), 6);

	return within(front, UINT64_C(0x7F76767F76767676)) &&
		within(back, UINT64_C(0x76767F76767F7676)) && (uint32_t)front && month > 0 &&
		month <= 12 && day > 0 && day <= 28;
}

bool sops__date_is_iso(struct sops_field text)
{
	struct sops_stamp stamp;
	int second;

	if (text.len == 10 && is_plain_day(text.at))
		return true;
	if (text.len == 19 && text.at[10] == ' ' && is_plain_day(text.at) &&
	    sops__clock_iso(&second, text.at + 11))
		return true;
	return sops__date_iso(&stamp, text);
}
