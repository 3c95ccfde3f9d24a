/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * workdays.h: which days are worked, and how many there are.
 *
 * A day is worked when its weekday is one of the working week, unless it is a
 * holiday, and also when it is a day that is made up for, as the Sundays before and
 * after the Spring Festival are in China. Both come from a table date[,kind[,name]]:
 *
 *	date,kind,name
 *	2026-02-14,workday,Spring Festival (made up for)
 *	2026-02-17,holiday,Spring Festival
 *
 *	holiday  off, 休, 放假, 节假日, …, an empty cell, and all days when there is no such column
 *	workday  work, 班, 上班, 补班, 工作日, …
 *	调休     a workday at the weekend. On a day of the working week it is refused,
 *	         because there it mostly means a day off in lieu: the row has to say which
 *
 * A holiday at the weekend and a workday of the working week change nothing. A day named twice
 * in two kinds is an error. Rows may stand in any order, and rows of blank cells are passed over.
 *
 * Counts are prefix sums: a count takes as long for a thousand years as for a day.
 */
#ifndef SOPS_WORKDAYS_H
#define SOPS_WORKDAYS_H

#include <sops/period.h>

struct sops_workdays;

/* A working week: a bit for each weekday, 1 << (ISO number - 1). */
#define SOPS_WEEK_MONDAY_TO_FRIDAY 0x1fu
#define SOPS_WEEK_SUNDAY_TO_THURSDAY 0x4fu
#define SOPS_WEEK_MONDAY_TO_SATURDAY 0x3fu

/* Without holidays. Other bits than the seven: SOPS_EUSAGE. */
int sops_workdays_new(struct sops_workdays **out, unsigned week, struct sops_error *err);
/*
 * With the holidays of a table, from an open descriptor; name is what messages call it. SOPS_EINPUT
 * with file, line and column for what is no date or no kind and for two kinds of one day.
 */
int sops_workdays_read(struct sops_workdays **out, unsigned week, int fd, const char *name,
	struct sops_error *err);
void sops_workdays_free(struct sops_workdays *workdays);

/*
 * The first and the last day that the table names, blank when it names none: what it says
 * nothing of counts by the week alone, which a caller may want to tell.
 */
void sops_workdays_span(const struct sops_workdays *workdays, sops_date *first, sops_date *last);

/* Whether the day is worked; a blank one is not. */
bool sops_workdays_is(const struct sops_workdays *workdays, sops_date day);
/* Days worked from one day to another, both included; 0 when from is after to, or one is blank. */
int sops_workdays_count(const struct sops_workdays *workdays, sops_date from, sops_date to);
int sops_workdays_of_period(const struct sops_workdays *workdays,
	const struct sops_calendar *calendar, sops_period period);
/*
 * The nth day worked after the day, which itself does not count: 1 is the next one. Blank for a
 * blank day, for n below 1 and after the year 9999.
 */
sops_date sops_workdays_after(const struct sops_workdays *workdays, sops_date day, int n);

#endif
