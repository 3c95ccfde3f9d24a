/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * period.h: calendars, and the periods they cut time into.
 *
 * A period is a number: consecutive periods are consecutive numbers, so a
 * series is a range of them. Half-open: [start, end).
 *
 * Gregorian calendar: days; ISO 8601 weeks (Monday first, week 1 holds 4
 * January); months, quarters, halves and years, counted from the first day of
 * the fiscal year. Where the fiscal year begins on the 1st, months are the
 * calendar's own; where it begins on another day, they run from that day of
 * each month to the day before it in the next (a day the month lacks is its last).
 *
 * Retail calendars (4-4-5, 4-5-4, 5-4-4): the fiscal year begins on the Monday
 * nearest to fiscal_month/fiscal_day and has 52 or 53 weeks; quarters of 13
 * weeks are cut into months of so many weeks; a 53rd week belongs to the last
 * month. With 1 January these years are the ISO years.
 *
 * A fiscal year is named by the year it ends in, unless label_start: then by
 * the year in which it begins. A year that begins on 1 January is just that year.
 * The fiscal_month/fiscal_day decide, not the Monday that a retail year begins on.
 */
#ifndef SOPS_PERIOD_H
#define SOPS_PERIOD_H

#include <sops/date.h>

enum sops_unit {
	SOPS_UNIT_NONE,
	SOPS_UNIT_DAY,
	SOPS_UNIT_WEEK,
	SOPS_UNIT_MONTH,
	SOPS_UNIT_QUARTER,
	SOPS_UNIT_HALF,
	SOPS_UNIT_YEAR,
};

enum sops_calendar_kind {
	SOPS_GREGORIAN,
	SOPS_445,
	SOPS_454,
	SOPS_544,
};

struct sops_calendar {
	enum sops_unit unit;
	enum sops_calendar_kind kind;
	int fiscal_month; /* 1 to 12; 0 is 1 */
	int fiscal_day;   /* 1 to 31; 0 is 1 */
	bool label_start;
};

/* Days from first to the one before end; a blank one is no bound. */
struct sops_span {
	sops_date first, end;
};

typedef int32_t sops_period;
#define SOPS_PERIOD_BLANK INT32_MIN
#define SOPS_PERIOD_TEXT 24

sops_period sops_period_of(const struct sops_calendar *calendar, sops_date date);
sops_date sops_period_start(const struct sops_calendar *calendar, sops_period period);
/* The first day after it. */
sops_date sops_period_end(const struct sops_calendar *calendar, sops_period period);
/* The same period of the year before: of weeks the one 52 weeks earlier, of days the same date;
 * SOPS_PERIOD_BLANK when there is none, as of 29 February. */
sops_period sops_period_year_before(const struct sops_calendar *calendar, sops_period period);
/* How many of these periods make up a year: 12 for months, 4 quarters, 52 weeks, 7 days (a
 * week: the season that daily sales have), 1 for years. */
int sops_period_season(const struct sops_calendar *calendar);

/*
 * "2026-07-15", "2026-W28", "2026-07", "2026Q3", "2026H2", "2026". Where the
 * year is fiscal (it begins on another day than 1 January, or the calendar is a
 * retail one) "FY2026", "FY2026H2", "FY2026Q3", and months that are not the
 * calendar's own "FY2026-P07"; weeks of a retail calendar "FY2026-W07".
 * Blank is "". Returns the length.
 */
size_t sops_period_label(char out[SOPS_PERIOD_TEXT], const struct sops_calendar *calendar,
	sops_period period);

/*
 * Reads such a label (FY may be left out, letters may be small, "2026-Q3" is
 * 2026Q3), whatever the calendar's own unit: the first and the last day of it.
 * SOPS_EUSAGE: "2026Q5" is not a period. So is "2026-07" where the calendar's
 * months are not the ordinary ones.
 */
int sops_period_range(sops_date *first, sops_date *last, const struct sops_calendar *calendar,
	struct sops_field label, struct sops_error *err);
/* The period of the calendar's own unit that the label names; SOPS_EINPUT when it is
 * of another unit or cannot be read: "2026Q3" is not a month. */
int sops_period_parse(sops_period *out, const struct sops_calendar *calendar,
	struct sops_field label, struct sops_error *err);

/* The label of a period that was read before anybody knew the calendar; "" is blank. */
struct sops_label {
	char text[SOPS_PERIOD_TEXT];
};

/*
 * Reads a label that some calendar has, and writes it as sops_period_label does: "fy2026-q3"
 * is "FY2026Q3"; and what people write for one: "2026年7月", "2026/7", "Jul 2026", "Q3 2026".
 * Otherwise SOPS_EINPUT: "2026Q5" is not a period.
 */
int sops_label_parse(struct sops_label *out, struct sops_field text, struct sops_error *err);

#endif
