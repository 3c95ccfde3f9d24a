/* SPDX-License-Identifier: GPL-3.0-or-later */
/* date_private.h: what the files about dates and periods share inside lib/. */
#ifndef SOPS_DATE_PRIVATE_H
#define SOPS_DATE_PRIVATE_H

#include <sops/date.h>

#define SOPS__DAY_FIRST (-719162) /* 0001-01-01 */
#define SOPS__DAY_LAST 2932896    /* 9999-12-31 */
#define SOPS__DAY_SECONDS 86400

/* The same arithmetic without a check, for the years -400 to 12000: a period may overhang. */
sops_date sops__date_days(int year, int month, int day);
struct sops_civil sops__date_civil(sops_date date);
int sops__date_month_days(int year, int month);

/* Whether a clock was read beside the day. A day alone is its midnight, and so nobody can tell
 * a midnight from it. */
static inline bool sops__has_clock(sops_date day, sops_time time)
{
	return time != SOPS_TIME_BLANK && time != (sops_time)day * SOPS__DAY_SECONDS;
}

static inline int64_t sops__floor_divide(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/*
 * Whether the text begins as the pattern, which must not be longer: a digit for
 * every 0, and its own character, in either case, for any other.
 */
bool sops__shaped(const char *text, const char *pattern);
/* The number that so many digits make. */
int sops__digits(const char *text, int width);

/* Writes the number with that many digits, and no NUL. Returns the byte after them. */
char *sops__put_digits(char *out, int value, int width);

/* A date as the characters say it, before anyone decides which part is the month. */
struct sops__written {
	int part[3];  /* in the order written; a month's name is its number */
	int width[3]; /* digits; 0 for a month's name */
	bool dots;    /* 5.7.2026 */
	int weekday;  /* 1 to 7; 0 when none was written */
	int second;   /* of the day, 0 to 86400 */
	int zone;     /* seconds east of UTC */
};

/*
 * Each tells whether the text, without space around it, is of a form it knows. The first knows
 * the commonest forms by their fixed positions; the second knows every form.
 */
bool sops__date_scan_fixed(struct sops__written *out, struct sops_field text);
bool sops__date_scan(struct sops__written *out, struct sops_field text);

#endif
