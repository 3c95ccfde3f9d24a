/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * date.h: days and instants, years 0001 to 9999, proleptic Gregorian.
 */
#ifndef SOPS_DATE_H
#define SOPS_DATE_H

#include <sops/error.h>

typedef int32_t sops_date; /* days since 1970-01-01 */
typedef int64_t sops_time; /* seconds since 1970-01-01T00:00:00Z */

#define SOPS_DATE_BLANK INT32_MIN
#define SOPS_TIME_BLANK INT64_MIN
#define SOPS_DATE_TEXT 11 /* "2026-07-15" */
#define SOPS_TIME_TEXT 20 /* "2026-07-15 09:30:00" */
#define SOPS_STAMP_TEXT 26 /* "2026-07-15 09:30:00-08:00" */

/* A day as people write it. */
struct sops_civil {
	int year, month, day;
};

/* All zero when the date is blank or out of range. */
struct sops_civil sops_date_civil(sops_date date);
/* SOPS_DATE_BLANK when there is no such day. */
sops_date sops_date_of(int year, int month, int day);
/* 1 Monday to 7 Sunday, as ISO 8601 counts; 0 for a blank. */
int sops_date_weekday(sops_date date);

/* What 03/04/2026 means. */
enum sops_date_order {
	SOPS_ORDER_UNKNOWN,
	SOPS_ORDER_MDY,
	SOPS_ORDER_DMY,
	SOPS_ORDER_YMD,
};

/* A date or a date and time that was read. */
struct sops_stamp {
	sops_date day;  /* as written, in whatever zone the writer meant */
	sops_time time; /* UTC where a zone is given, else as if UTC; midnight without a time */
	enum sops_date_order shows; /* the order that this value alone proves, or UNKNOWN */
};

/*
 * Reads a date, with or without a time of day:
 *	2026-07-05  2026/7/5  2026.07.05  20260705  2026年7月5日
 *	Jul 5, 2026  July 5 2026  5 Jul 2026  05-Jul-2026
 *	7/5/2026  7-5-2026 (by order)  5.7.2026 (by order; day first where none is said)
 *	7/5/26  05-Jul-26 (only where the order is said; 1970 to 2069)
 *	… 09:30  09:30:15  T09:30:15.000Z  +08:00  9:30 PM  上午9:30 下午9:30
 * A weekday's English name may stand in front, and must be right. 24:00 is the
 * end of the day: its time is the next midnight, its day the day written.
 * Returns 0 with *out; 1 when the value reads both ways, the ways differ and
 * order is UNKNOWN (then *out is untouched); SOPS_EINPUT "…" is not a date.
 */
int sops_date_parse(struct sops_stamp *out, struct sops_field text, enum sops_date_order order,
	struct sops_error *err);

/* A strict YYYY-MM-DD, as options take it. SOPS_EUSAGE otherwise. */
int sops_date_parse_iso(sops_date *out, struct sops_field text, struct sops_error *err);

/* ISO text; blank is "". Returns the length. */
size_t sops_date_format(char out[SOPS_DATE_TEXT], sops_date date);
size_t sops_time_format(char out[SOPS_TIME_TEXT], sops_time time);
/*
 * The text that reads back as the same day and the same time: with its time of day, 00:00:00
 * where none was written, 24:00:00 at the end of the day. An instant that is on another day in
 * UTC keeps its own day by an offset, of so many hours as it takes: 2026-07-05 23:00:00-08:00.
 */
size_t sops_stamp_format(char out[SOPS_STAMP_TEXT], struct sops_stamp stamp);

#endif
