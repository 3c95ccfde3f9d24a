/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quota.h: who is on target, at what pace, and what it would take.
 *
 *	actual            what was won in the quota's period, up to as-of, by whose it is
 *	attainment        actual / quota; of several quotas sum / sum, never a mean of ratios
 *	gap               quota - actual; below 0 where more was won
 *	expected          quota * curve(as-of), where the curve goes from 0 to 1 over the period:
 *	                    linear    days so far / days
 *	                    business  working days so far / working days
 *	                    season    share of the same period of all past years that had been
 *	                              sold by that day, from the won deals of all owners
 *	pace              actual / expected
 *	required_per_day  gap / days that are left, 0 where nothing is missing
 *	projected         actual + actual / days so far * days that are left; by season
 *	                  actual / curve(as-of)
 *	status            met: actual >= quota; else missed when the period is over, future before
 *	                  it begins, on where actual >= expected, behind
 *
 * The as-of day is one of the days so far: at its end nothing of it is left. What is compared are
 * exact amounts, never rounded shares: to the cent on target is met.
 *
 * Of a rep who was hired or left within the period the quota is prorated: quota * days there /
 * days, by calendar or working days, as they are counted for the rest. With ramp, days of the nth
 * month since the day hired count by the nth share, and in full after the last. What comes of it
 * is rounded to cents, half to even, as the sum that people are told; without proration nothing is
 * rounded.
 *
 * Summary, over those who have a quota in the period: reps, at_target (attainment >= 1),
 * share_at_target, team_attainment (sum / sum), and of their attainments mean, median, sd (of a
 * sample: n - 1) and gini (mean absolute difference / (2 * mean)). These four are estimates.
 *
 * Sources: attainment, the share of reps at target and the pace against working days are the
 * definitions that sales-operations glossaries share; Gini's coefficient after Gini 1912;
 * splits after apportion.h.
 *
 * Edge cases: a quota of 0 has no attainment: it is left out and named, and so is one of a rep who
 * was not there. Deals of those without a quota then are counted and noted. Where no past year is
 * known, season has no expected, pace and projected. The season is of whole past years: the month
 * in which the deals begin is taken as whole. 29 February counts as the 28th in other years, but
 * what ends with February does so in all of them; weeks, and all periods of retail calendars, go
 * back 52 weeks. A curve is rounded to 9 digits. The Gini coefficient is blank where an attainment
 * is negative or all are 0.
 */
#ifndef SOPS_QUOTA_H
#define SOPS_QUOTA_H

#include <sops/deals.h>
#include <sops/metric.h>
#include <sops/quota_book.h>
#include <sops/workdays.h>

enum sops_quota_metric_kind {
	SOPS_QUOTA_AMOUNT,
	SOPS_QUOTA_COUNT,
	SOPS_QUOTA_MARGIN,        /* amount - cost */
	SOPS_QUOTA_NEW_CUSTOMERS, /* whose first won deal it is; of one day by owner, bytewise */
};

enum sops_quota_pace {
	SOPS_QUOTA_LINEAR,
	SOPS_QUOTA_BUSINESS,
	SOPS_QUOTA_SEASON,
};

enum sops_quota_weights {
	SOPS_QUOTA_BY_HISTORY, /* what each has won, in the window */
	SOPS_QUOTA_EQUAL,
	SOPS_QUOTA_BY_FTE,
};

#define SOPS_QUOTA_RAMP_MOST 60

struct sops_quota_track {
	const struct sops_quota_book *book;      /* or NULL, to split */
	const char *file;                        /* what messages call it */
	const struct sops_roster *roster;        /* or NULL */
	const struct sops_workdays *workdays;    /* or NULL: days are those of the calendar */
	int metric, pace;                        /* of the enums */
	struct sops_money ramp[SOPS_QUOTA_RAMP_MOST]; /* shares by month since hired */
	size_t ramps;
	bool summary;
	int64_t streak;          /* periods at target in a row, at least; 0: no such list */
	struct sops_money split; /* blank: nothing is split */
	int weights;
	struct sops_money floor, cap, step; /* of each part; blank: none, none, 0.01 */
	bool grouped;            /* rows are by group, and not by who */
	bool orders;             /* rows are lines of orders: see sops_quota_orders */
	struct sops_span span;   /* set by sops_quota_choose: days of the book */
};

/*
 * The same metric over lines of orders, which count on the day of the order; cancelled ones do not.
 * It knows no team but by the roster, no --date, and counts no deals: not with SOPS_QUOTA_COUNT.
 */
void sops_quota_orders(struct sops_metric *out);

/* "amount", "count", "margin" or "new_customers". */
const char *sops_quota_metric_name(int metric);

/* What follows from the rest; reads "0,0.5,1" as ramp, or NULL. To be called before
 * sops_quota_new. SOPS_EUSAGE. */
int sops_quota_choose(struct sops_quota_track *track, const char *ramp, struct sops_error *err);

/*
 * Rows are deals. Columns: period; who, unless grouped; quota, actual, attainment, gap, expected,
 * pace, required_per_day, projected, status; hidden name, full_quota, deals, days, days_left. With
 * summary: period, reps, at_target, share_at_target, team_attainment, mean, median, sd, gini. With
 * streak: who, streak, from, to. With split: who, weight, quota, hidden name.
 *
 * With periods, quotas of shorter ones are added up; SOPS_EINPUT for one of a longer.
 */
SOPS_METRIC_API(quota, struct sops_deal, struct sops_quota_track);

#endif
