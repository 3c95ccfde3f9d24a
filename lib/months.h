/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * months.h: the months in which dates were found, as they are written: 2026-07-. Most dates of a
 * table are in few months, and only the first of each takes the whole calendar.
 */
#ifndef SOPS_MONTHS_H
#define SOPS_MONTHS_H

#include <sops/date.h>

#include <endian.h>
#include <string.h>

struct sops__month {
	uint64_t text;    /* 0: none yet */
	sops_date before; /* the day before the first of it */
	unsigned days;
};

#define SOPS__MONTHS 128 /* 2 to the power of 7, bits of a hash: ten years of them seldom meet */

/* date_iso.c: the day that ten characters say, and its month from then on. False when they are
 * no day; *out may change in any case, as below. */
bool sops__months_learn(struct sops__month *month, sops_date *out, const char *at);
/* date_iso.c: the second of the day that eight characters say, 13:09:44. */
bool sops__clock_iso(int *second, const char *at);

static inline size_t sops__months_place(uint64_t text)
{
	return (text * UINT64_C(0x9E3779B97F4A7C15)) >> 57;
}

/* The day that ten characters say. */
static inline bool sops__months_day(struct sops__month *months, sops_date *out, const char *at)
{
	struct sops__month *month;
	unsigned digits, day;
	uint16_t last;
	uint64_t text;

	memcpy(&text, at, sizeof(text));
	month = &months[sops__months_place(text)];
	if (month->text != text)
		return sops__months_learn(month, out, at);
	memcpy(&last, at + sizeof(text), sizeof(last));
	digits = le16toh(last) ^ 0x3030u;
	if (((digits + 0x7676u) | digits) & 0x8080u)
		return false;
	day = (digits & 0xFF) * 10 + (digits >> 8);
	*out = month->before + (sops_date)day;
	return day - 1 < month->days;
}

static inline bool sops__months_stamp(struct sops__month *months, struct sops_stamp *out,
	struct sops_field text)
{
	sops_date day;
	int second = 0;

	if (text.len != 10 && (text.len != 19 || (text.at[10] != ' ' && text.at[10] != 'T')))
		return false;
	if (!sops__months_day(months, &day, text.at) ||
	    (text.len == 19 && !sops__clock_iso(&second, text.at + 11)))
		return false;
	*out = (struct sops_stamp){ day, (sops_time)day * 86400 + second, SOPS_ORDER_UNKNOWN };
	return true;
}

#endif
