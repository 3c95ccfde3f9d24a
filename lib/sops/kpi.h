/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kpi.h: the key figures of sales operations, from deals and from tables beside them.
 *
 * The catalogue (sops_kpi_list, sops_kpi_define) says of each figure what it is: formula, numerator
 * and denominator, what is left out, unit, source. sops-kpi(1) has the same words. In short, of a
 * period, or of the whole window where there is no period:
 *
 *	deals
 *	revenue            sum of the amounts of deals won                           money
 *	growth             revenue / revenue of the period before - 1                share
 *	deals_won, _lost   deals won, lost                                           deals
 *	new_customers      whose first deal won falls in the period                  customers
 *	win_rate           won / (won + lost), closed in the period                  share
 *	  :created         won so far / created in the period                        share
 *	  :incidence       chance to be won of a deal created in it                  share
 *	value_win_rate     amount won / (amount won + amount lost)                   share
 *	asp                revenue / deals won that have an amount                   money
 *	cycle_days         mean days from first contact to closed, of deals won      days
 *	  _median, _p90    their median and 90th percentile (interpolated, type 7)   days
 *	  :created         the same from the day created                             days
 *	  :censored        quantiles over all deals, the open ones censored          days
 *	open_deals         open at the end of the period                             deals
 *	open_amount        their amounts                                             money
 *	weighted_pipeline  sum of amount * probability over deals open now           money
 *	forecast           revenue + amount * probability of open deals due in it    money
 *	velocity           open deals * win rate * asp / median cycle                money a day
 *	revenue_per_rep    revenue / reps there; :active / who closed; :fte          money
 *	leads
 *	leads              created                                                   leads
 *	lead_to_opp        with a deal / created                                     share
 *	lead_conv          ever converted / created; :won with a deal won            share
 *	  :flow            converted in the period / created in it                   share
 *	quotas, and the deals
 *	attainment         amounts won / quotas of those who have one; :mean         share
 *	pct_at_target      who has reached the quota / who has one                   share
 *	coverage           open amounts due / (quotas - won); :full / quotas;
 *			   :weighted by probability                                  times
 *	costs
 *	cost               sum of the costs                                          money
 *	cac                costs / new customers; :marketing of those alone          money
 *	cost_per_win       costs / deals won                                         money
 *	sales_efficiency   revenue / costs; sales_cost_ratio the other way round     times, share
 *	activities
 *	activities, calls, emails, meetings, visits; each _per_day also a
 *			   count / (reps * working days)                             a rep and day
 *	selling_share      minutes of selling / minutes logged                       share
 *	revenue_per_hour   revenue / hours of selling                                money
 *	hours_per_win      hours on deals / deals won; activities_per_win            hours
 *	subscriptions
 *	customers, mrr, arpa, reactivated: on the morning after the period
 *	churn_rate         lost of those at the start / at the start; :all, :joined,
 *			   :average, :exposure, :annual (retention.h)                share
 *	mrr_churn          (mrr lost + contraction) / mrr at the start; :net         share
 *	grr, nrr           mrr kept / mrr at the start; :year, grr:subscription      share
 *	ltv                arpa * margin / churn_rate; :revenue without margin       money
 *	ltv_cac            ltv / cac                                                 times
 *	payback_months     cac / (arpa * margin)                                     months
 *	orders
 *	orders, order_revenue (:gross without returns), new_customers:orders
 *	asp:unit           amount / quantity                                         money
 *	repeat_rate        customers with two or more orders / customers with any    share
 *	gross_margin       (amount - cost) / amount                                  share
 *	contribution       amounts - their costs - costs of selling                  money
 *	surveys
 *	nps                100 * (promoters - detractors) / answers                  points
 *	csat, csat:mean, ces, response_rate (survey_book.h)
 *
 * Sources: win rate by close date and by value, cycle over deals won, velocity as opportunities x
 * win rate x deal size / cycle length are the definitions that CRM vendors' guides and
 * sales-operations glossaries share; quantiles after Hyndman and Fan 1996, censored ones after
 * Kaplan and Meier 1958 and Aalen and Johansen 1978 (survival.h); NPS after Reichheld 2003. The
 * header of each book says what it counts. Where definitions compete, the one that is bounded, or
 * that most guides have, goes by the plain name, and the others are variants, name:variant: they
 * are computed only where they are named, or all are asked for.
 *
 * A deal counts on the day it was closed. Deals created after as-of do not exist yet, and are
 * noted; neither do those created after the window, unless they were closed in it, as deals are
 * that came from elsewhere; deals closed after it were open then. With a period, a deal is
 * open at the end of every period from the one it was created in to the one before it was closed,
 * with today's amount. What rests on today's probability or on what is due, the weighted pipeline,
 * the forecast and coverage, is known for today only: it stands in the period of as-of. With
 * --date, every figure of deals is of those whose date of that role lies in the period: a cohort.
 *
 * Side inputs are tables beside the deals, each read whole and before them, in the order of enum
 * sops_kpi_side. They are grouped by their own columns, or by those of a rep or a lead that they
 * name (sops_kpi_side_borrows). Leads and activities tell when a deal began; quotas are reached by
 * the deals of their owners on the days of the quota; a deal of a known lead makes that lead won.
 * Groups that only a side knows are rows too. Costs and quotas belong to periods: one of which only
 * some days are in a row is an error. Everything else belongs to its day, as far as as-of.
 *
 * Compared with an earlier period, change is value / prev - 1; blank where prev is not above 0.
 * The earlier period is whole, also where it ends before the window. The intervals of shares are
 * those of proportion.h; a share of amounts is no share of deals, and has none, and neither has a
 * share that can exceed 1.
 *
 * Edge cases: what has nothing in its denominator is blank, never 0; so are costs that nobody gave.
 * A deal won without an amount counts as won and adds nothing; it is noted. A cycle that ends
 * before it begins is a data error: left out and noted. Void deals count nowhere. Two currencies
 * in a sum, or one above and one below a line, are an error. Closed deals without a date are in no
 * period, and are noted. A figure that is chosen by name and cannot be had is an error that says
 * what it lacks; one that is not is left out.
 */
#ifndef SOPS_KPI_H
#define SOPS_KPI_H

#include <sops/activity_book.h>
#include <sops/cost_book.h>
#include <sops/deals.h>
#include <sops/lead_book.h>
#include <sops/metric.h>
#include <sops/order_book.h>
#include <sops/quota_book.h>
#include <sops/retention.h>
#include <sops/survey_book.h>
#include <sops/workdays.h>

enum sops_kpi_compare {
	SOPS_KPI_COMPARE_NONE,
	SOPS_KPI_COMPARE_PREV, /* the period before */
	SOPS_KPI_COMPARE_YOY,  /* the same period of the year before */
};

/* Tables beside the deals, in the order in which they are read: some help to read the next. */
enum sops_kpi_side {
	SOPS_KPI_REPS,
	SOPS_KPI_LEADS,
	SOPS_KPI_COSTS,
	SOPS_KPI_QUOTAS,
	SOPS_KPI_ACTIVITIES,
	SOPS_KPI_SUBSCRIPTIONS,
	SOPS_KPI_ORDERS,
	SOPS_KPI_SURVEYS,
	SOPS_KPI_SIDES,
};

struct sops_kpi_options;
struct sops_targets;

/* What is known of them. */
struct sops_kpi_sides;

int sops_kpi_sides_new(struct sops_kpi_sides **out, struct sops_error *err);
void sops_kpi_sides_free(struct sops_kpi_sides *sides);

/* "reps", also the name of the option; the table of its rows; the roles that are read. */
const char *sops_kpi_side_name(enum sops_kpi_side side);
const struct sops_schema *sops_kpi_side_rows(enum sops_kpi_side side);
void sops_kpi_side_roles(enum sops_kpi_side side, uint64_t *needs, uint64_t *uses);

#define SOPS_KPI_BORROWS 2
/* What by columns the rows of a side may borrow from those read before; SOPS_KPI_SIDES: what the
 * deals may. How many. */
size_t sops_kpi_side_borrows(struct sops_borrow out[SOPS_KPI_BORROWS],
	const struct sops_kpi_sides *sides, enum sops_kpi_side side);

/*
 * Reads one of them, once. The input is opened with by and by_some: where it has not all
 * of the columns, figures of the side cannot be had by group, and are refused or left out with
 * that reason. The options are those of the metric. SOPS_EINPUT as the books say.
 */
int sops_kpi_side_read(struct sops_kpi_sides *sides, enum sops_kpi_side side,
	struct sops_input *input, const struct sops_context *context,
	const struct sops_kpi_options *options, struct sops_error *err);

#define SOPS_KPI_WORDS 2
/* Figures by their number in the catalogue, a bit each. */
struct sops_kpi_set {
	uint64_t bits[SOPS_KPI_WORDS];
};

struct sops_kpi_options {
	const char
		*metrics; /* names separated by commas; NULL: those that the inputs allow; or
			     "all": the variants of these, too */
	bool wide;           /* a column a metric instead of a row a metric */
	bool ci;             /* lo and hi of shares of deals: Wilson's interval, 95 % */
	bool censored;       /* cycles of all deals, the open ones censored, in place of the won */
	bool split_overlaps; /* activities of one rep at one time share it */
	int compare;         /* with what each period is compared */
	int64_t lag;         /* costs of so many periods earlier make the new customers */
	struct sops_money margin;    /* the share of revenue that is left after its costs; blank:
	                                nobody says */
	const char *cost_categories; /* costs that count, separated by commas; NULL: all */
	const char *selling;         /* types of activities that are selling time; NULL: as the
	                                activities say */
	const struct sops_kpi_sides *sides;  /* or NULL: there are only deals */
	const struct sops_workdays *workdays; /* or NULL: Monday to Friday, without holidays */
	const struct sops_targets *targets;  /* or NULL; borrowed, as these are */
	bool some;                   /* set by sops_kpi_choose: metrics names some; as are: */
	bool all;                    /* it is "all" */
	bool grows;                  /* growth is among them, which looks before the window */
	struct sops_kpi_set chosen;  /* which */
	int keeps;                   /* how much of the deals the figures rest on */
};

/* Columns: period when the calendar has a unit; then metric, value, unit, numerator,
 * denominator, n, with ci also lo and hi, with compare also prev and change, with targets also
 * target and status; or with wide a column for each metric. */
SOPS_METRIC_API(kpi, struct sops_deal, struct sops_kpi_options);

/* Reads options->metrics. SOPS_EUSAGE: no metric "winrate", did you mean win_rate? To be called
 * before sops_kpi_new. */
int sops_kpi_choose(struct sops_kpi_options *options, struct sops_error *err);

/* Whether all figures that were chosen can be had of the side inputs that are there, by the
 * columns asked for. SOPS_EUSAGE: cac needs --costs FILE; else the side's own reason. */
int sops_kpi_check(const struct sops_kpi_options *options, const struct sops_context *context,
	struct sops_error *err);

/* Whether figures were chosen, and none of them is about deals. */
bool sops_kpi_without_deals(const struct sops_kpi_options *options);

/* Whether there is a metric of that name. */
bool sops_kpi_known(struct sops_field name);
/* What the metric of that name is called in Chinese, or NULL. */
const char *sops_kpi_name_zh(struct sops_field name);

/* The catalogue: metric, name_zh, formula, inputs, unit; with sides or options->metrics also
 * whether today's inputs allow it, and what is missing. options may be NULL. */
int sops_kpi_list(struct sops_table **out, const struct sops_kpi_options *options,
	const struct sops_context *context, struct sops_error *err);

/* Definitions of metrics, separated by commas: metric, what, text. SOPS_EUSAGE as by choose. */
int sops_kpi_define(struct sops_table **out, const char *metrics, struct sops_error *err);

#endif
