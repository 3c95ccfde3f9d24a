/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kpi.h: the key figures of sales operations, from deals.
 *
 *	metric             value                                                     unit
 *	revenue            sum of the amounts of deals won in the period             money
 *	deals_won          deals won                                                 deals
 *	deals_lost         deals lost                                                deals
 *	win_rate           won / (won + lost), closed in the period                  share
 *	value_win_rate     amount won / (amount won + amount lost)                   share
 *	asp                revenue / deals won that have an amount                   money
 *	cycle_days         mean days from created to closed, of deals won            days
 *	cycle_days_median  their median                                              days
 *	cycle_days_p90     their 90th percentile (linear interpolation, type 7)      days
 *	open_deals         open at the end of the period                             deals
 *	open_amount        their amounts                                             money
 *	weighted_pipeline  sum of amount * probability over deals open now           money
 *	velocity           open deals * win rate * asp / median cycle                money a day
 *
 * Sources: win rate by close date and by value, cycle over deals won, velocity
 * as opportunities x win rate x deal size / cycle length are the definitions that
 * CRM vendors' guides and sales-operations glossaries share; quantiles after
 * Hyndman and Fan 1996. Every ratio stands with its numerator and denominator.
 *
 * A deal counts on the day it was closed. Deals created after as-of, or after
 * the window, do not exist yet (the former are noted); deals closed after it were open then. With a
 * period, a deal is open at the end of every period from the one it was created in
 * to the one before it was closed, with today's amount. The weighted pipeline is
 * known for today only: it stands in the period of as-of. With --date, every
 * figure is of the deals whose date of that role lies in the period: a cohort.
 *
 * Compared with an earlier period, change is value / prev - 1; blank where prev is not above 0.
 * The earlier period is whole, also where it ends before the window. The intervals of shares are
 * those of proportion.h; a share of amounts is no share of deals, and has none.
 *
 * Edge cases: no decided deals, no win rate (blank, never 0). A deal won without an
 * amount counts as won and adds nothing; it is noted. A cycle that ends
 * before it begins is a data error: left out and noted. Void deals count
 * nowhere. Two currencies are an error. Closed deals without a date are in no period, and are
 *noted.
 */
#ifndef SOPS_KPI_H
#define SOPS_KPI_H

#include <sops/deals.h>
#include <sops/metric.h>

enum sops_kpi_compare {
	SOPS_KPI_COMPARE_NONE,
	SOPS_KPI_COMPARE_PREV, /* the period before */
	SOPS_KPI_COMPARE_YOY,  /* the same period of the year before */
};

struct sops_kpi_options {
	const char
		*metrics; /* names separated by commas, "all", or NULL: those the columns allow */
	bool wide;           /* a column a metric instead of a row a metric */
	bool ci;             /* lo and hi of shares of deals: Wilson's interval, 95 % */
	int compare;         /* with what each period is compared */
	uint64_t chosen;     /* set by sops_kpi_choose, as is: */
	int keeps;           /* how much of the deals the figures rest on */
};

/* Columns: period when the calendar has a unit; then metric, value, unit, numerator,
 * denominator, n, with ci also lo and hi, with compare also prev and change; or with wide a column
 * for each metric. */
SOPS_METRIC_API(kpi, struct sops_deal, struct sops_kpi_options);

/* Reads options->metrics. SOPS_EUSAGE: no metric "winrate", did you mean win_rate? To be called
 * before sops_kpi_new. */
int sops_kpi_choose(struct sops_kpi_options *options, struct sops_error *err);

/* What the metric of that name is called in Chinese, or NULL. */
const char *sops_kpi_name_zh(struct sops_field name);

/* The catalogue: metric, name_zh, formula, inputs, unit. */
int sops_kpi_list(struct sops_table **out, struct sops_error *err);

#endif
