/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 2026-07-05 and 2026-07-05 13:09:44, as machines write them, eight characters at a time. */
#include "date_private.h"
#include "eights.h"
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

static int pair(uint64_t pairs, int byte)
{
	return (int)(pairs >> 8 * byte & 0xFF);
}

/* sops_date_of, for years of four digits. The leap days before a year are those of years past. */
static sops_date day_of(int century, int year, int month, int day)
{
	static const struct {
		int16_t before, days; /* days of the year before the month, and of it */
	} months[] = { { 0, 0 }, { 0, 31 }, { 31, 28 }, { 59, 31 }, { 90, 30 }, { 120, 31 },
		{ 151, 30 }, { 181, 31 }, { 212, 31 }, { 243, 30 }, { 273, 31 }, { 304, 30 },
		{ 334, 31 } };
	int leap = (year ? year : century) % 4 == 0;
	int past = century * 100 + year - 1, centuries = year ? century : century - 1;

	if (past < 0 || month > 12 || day == 0 || day > months[month].days + (leap && month == 2))
		return SOPS_DATE_BLANK;
	return 365 * past + past / 4 - centuries + centuries / 4 + months[month].before +
		(leap && month > 2) + day - 1 + SOPS__DAY_FIRST;
}

static bool read_day(sops_date *day, const char *at)
{
	uint64_t front = less(at, "0000-00-"), back = less(at + 2, "00-00-00");

	if (!within(front, UINT64_C(0x7F76767F76767676)) ||
	    !within(back, UINT64_C(0x76767F76767F7676)))
		return false;
	front = pairs(front);
	back = pairs(back);
	*day = day_of(pair(front, 0), pair(front, 2), pair(front, 5), pair(back, 6));
	return *day != SOPS_DATE_BLANK;
}

static bool read_clock(int *second, const char *at)
{
	uint64_t clock = less(at, "00:00:00"), two = pairs(clock);
	int hours = pair(two, 0), minutes = pair(two, 3), seconds = pair(two, 6);

	*second = (hours * 60 + minutes) * 60 + seconds;
	return within(clock, UINT64_C(0x76767F76767F7676)) && hours < 24 && minutes < 60 &&
		seconds < 60;
}

bool sops__day_iso(sops_date *out, struct sops_field text)
{
	return text.len == 10 && read_day(out, text.at);
}

bool sops__date_iso(struct sops_stamp *out, struct sops_field text)
{
	sops_date day;
	int second = 0;

	if (text.len != 10 && (text.len != 19 || (text.at[10] != ' ' && text.at[10] != 'T')))
		return false;
	if (!read_day(&day, text.at) || (text.len == 19 && !read_clock(&second, text.at + 11)))
		return false;
	*out = (struct sops_stamp){ day, (sops_time)day * SOPS__DAY_SECONDS + second,
		SOPS_ORDER_UNKNOWN };
	return true;
}

/* Every month has 28 days. */
static inline bool is_plain_day(const char *at)
{
	uint64_t front = less(at, "0000-00-"), back = less(at + 2, "00-00-00");
	int month = pair(pairs(front), 5), day = pair(pairs(back), 6);

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
	    read_clock(&second, text.at + 11))
		return true;
	return sops__date_iso(&stamp, text);
}
