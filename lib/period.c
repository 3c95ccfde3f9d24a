/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "period_private.h"

/*
 * Months and longer are numbered from year 0: the year in which the fiscal year
 * begins, times the periods in a year, plus the period's place in it.
 */
static const struct {
	int months, season;
} units[] = {
	[SOPS_UNIT_NONE] = { .season = 1 },
	[SOPS_UNIT_DAY] = { .season = 7 },
	[SOPS_UNIT_WEEK] = { .season = 52 },
	[SOPS_UNIT_MONTH] = { .months = 1, .season = 12 },
	[SOPS_UNIT_QUARTER] = { .months = 3, .season = 4 },
	[SOPS_UNIT_HALF] = { .months = 6, .season = 2 },
	[SOPS_UNIT_YEAR] = { .months = 12, .season = 1 },
};

/* The weeks of a quarter before each of its months. */
static const signed char weeks_before[][3] = {
	[SOPS_445] = { 0, 4, 8 },
	[SOPS_454] = { 0, 4, 9 },
	[SOPS_544] = { 0, 5, 9 },
};

#define MONDAY_BEFORE_EPOCH (-3)
#define YEAR_LAST 10000 /* begins where the last period ends */

int sops__unit_months(enum sops_unit unit)
{
	return units[unit].months;
}

int sops__fiscal_month(const struct sops_calendar *calendar)
{
	return calendar->fiscal_month ? calendar->fiscal_month : 1;
}

int sops__fiscal_day(const struct sops_calendar *calendar)
{
	return calendar->fiscal_day ? calendar->fiscal_day : 1;
}

int sops__week_of(sops_date date)
{
	return (int)sops__floor_divide(date - MONDAY_BEFORE_EPOCH, 7);
}

static sops_date week_start(int week)
{
	return week * 7 + MONDAY_BEFORE_EPOCH;
}

/* The fiscal day of the month, counted from January of year 0, or the last day it has. */
static sops_date month_start(const struct sops_calendar *calendar, int month)
{
	int year = (int)sops__floor_divide(month, 12), in_year = month - year * 12 + 1;
	int day = sops__fiscal_day(calendar), last = sops__date_month_days(year, in_year);

	return sops__date_days(year, in_year, day < last ? day : last);
}

sops_date sops__fiscal_year_start(const struct sops_calendar *calendar, int year)
{
	sops_date day = month_start(calendar, year * 12 + sops__fiscal_month(calendar) - 1);

	return calendar->kind == SOPS_GREGORIAN ? day : week_start(sops__week_of(day + 3));
}

/* Where the month of a fiscal year begins, 0 to 11. */
static sops_date slot_start(const struct sops_calendar *calendar, int year, int month)
{
	int weeks;

	if (calendar->kind == SOPS_GREGORIAN)
		return month_start(calendar, year * 12 + sops__fiscal_month(calendar) - 1 + month);
	weeks = 13 * (month / 3) + weeks_before[calendar->kind][month % 3];
	return sops__fiscal_year_start(calendar, year) + 7 * weeks;
}

int sops__fiscal_year_of(const struct sops_calendar *calendar, sops_date date)
{
	int year = sops__date_civil(date).year;

	if (date < sops__fiscal_year_start(calendar, year))
		return year - 1 - (date < sops__fiscal_year_start(calendar, year - 1));
	return year + (date >= sops__fiscal_year_start(calendar, year + 1));
}

/* Months since the fiscal year that begins in year 0. */
static int month_of(const struct sops_calendar *calendar, sops_date date)
{
	struct sops_civil civil = sops__date_civil(date);
	int month = civil.year * 12 + civil.month - 1;

	if (calendar->fiscal_day > 1)
		month -= date < month_start(calendar, month);
	return month - (sops__fiscal_month(calendar) - 1);
}

static int retail_month_of(const struct sops_calendar *calendar, sops_date date)
{
	const signed char *before = weeks_before[calendar->kind];
	int year = sops__fiscal_year_of(calendar, date);
	int week = (date - sops__fiscal_year_start(calendar, year)) / 7;
	int quarter = week < 52 ? week / 13 : 3;
	int in_quarter = week - 13 * quarter;
	int in_year = 3 * quarter + (in_quarter >= before[1]) + (in_quarter >= before[2]);

	return year * 12 + in_year;
}

sops_period sops_period_of(const struct sops_calendar *calendar, sops_date date)
{
	int month;

	if (date < SOPS__DAY_FIRST || date > SOPS__DAY_LAST || calendar->unit == SOPS_UNIT_NONE)
		return SOPS_PERIOD_BLANK;
	if (calendar->unit == SOPS_UNIT_DAY)
		return date;
	if (calendar->unit == SOPS_UNIT_WEEK)
		return sops__week_of(date);
	month = calendar->kind == SOPS_GREGORIAN ? month_of(calendar, date) :
		retail_month_of(calendar, date);
	return (int)sops__floor_divide(month, units[calendar->unit].months);
}

/* Of a period of months or longer. */
static sops_date long_start(const struct sops_calendar *calendar, sops_period period)
{
	int64_t month = (int64_t)period * units[calendar->unit].months;
	int64_t year = sops__floor_divide(month, 12);

	if (year < 0 || year > YEAR_LAST)
		return SOPS_DATE_BLANK;
	return slot_start(calendar, (int)year, (int)(month - year * 12));
}

sops_date sops_period_start(const struct sops_calendar *calendar, sops_period period)
{
	int64_t day = period;

	if (calendar->unit == SOPS_UNIT_NONE)
		return SOPS_DATE_BLANK;
	if (units[calendar->unit].months)
		return long_start(calendar, period);
	if (calendar->unit == SOPS_UNIT_WEEK)
		day = (int64_t)period * 7 + MONDAY_BEFORE_EPOCH;
	if (day < SOPS__DAY_FIRST || day > SOPS__DAY_LAST + 7)
		return SOPS_DATE_BLANK;
	return (sops_date)day;
}

sops_date sops_period_end(const struct sops_calendar *calendar, sops_period period)
{
	return sops_period_start(calendar, period) == SOPS_DATE_BLANK ? SOPS_DATE_BLANK :
		sops_period_start(calendar, period + 1);
}

static sops_period day_of_year_before(sops_period day)
{
	struct sops_civil civil = sops__date_civil(day);
	sops_date before = sops_date_of(civil.year - 1, civil.month, civil.day);

	return before == SOPS_DATE_BLANK ? SOPS_PERIOD_BLANK : before;
}

sops_period sops_period_year_before(const struct sops_calendar *calendar, sops_period period)
{
	if (sops_period_start(calendar, period) == SOPS_DATE_BLANK)
		return SOPS_PERIOD_BLANK;
	return calendar->unit == SOPS_UNIT_DAY ? day_of_year_before(period)
					       : period - units[calendar->unit].season;
}

int sops_period_season(const struct sops_calendar *calendar)
{
	return units[calendar->unit].season;
}
