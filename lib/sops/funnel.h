/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * funnel.h: how far deals get, where they are lost, how long each stage takes.
 *
 *	reached(s)              deals whose furthest stage is s or a later one
 *	advanced(s)             reached(next stage)
 *	lost(s), open(s)        deals whose furthest stage is s, lost or still open
 *	conversion(s)           advanced / reached
 *	resolved_conversion(s)  advanced / (reached - open): deals still in the stage left out
 *	cumulative(s)           reached(s) / reached(first stage)
 *	days                    mean, median, p90 of the days deals spent in the stage, over all
 *				their visits, visits that have not ended left out
 *
 * reached = advanced + lost + open, always. Won is the last stage; lost is no
 * stage. A later stage implies the earlier ones (a skipped stage counts as
 * reached), as HubSpot's and Bitrix24's cohort funnels define it; going back changes nothing.
 *
 * Other paths, which need a history, count other deals as having reached s: strict those that
 * were in all stages up to s, in order (HubSpot: all stages); any those that were in s
 * (HubSpot: any stages), so that a conversion can exceed 1; direct the same, where advanced
 * are only those that went from s to the next stage at once. lost and open are then still
 * those whose furthest stage is s, if they have reached it; who skipped the next stage is neither.
 *
 * Days that last are left out of mean, median and p90, which makes them short: the slow ones are
 * still there. censored_median is that of Kaplan and Meier (survival.h) over those that ended
 * and those that last, as long as they have so far; blank where its curve ends above one half.
 *
 * By value, reached, advanced, lost and open are the amounts of these deals, so the shares are of
 * amounts, and the bottleneck is the stage with the largest lost; a column deals has how many
 * reached it. Deals without an amount weigh nothing, and are noted.
 *
 * Plans have other columns: stage, needed, current, gap, amount. conv(s) is the rate of what_if,
 * where it has one of s, else conversion(s):
 *
 *	needed(s)   needed(s+1) / conv(s); of won the deals that are required, or the amount
 *		    that is, over the average amount of won deals that have one
 *	reached(s)  with what_if alone, in place of needed: reached(s-1) conv(s-1); as it is up
 *		    to the first stage of what_if
 *	current     reached(s), as it is; gap is needed - current, or reached - current
 *	amount      needed(s), or reached(s), by the average amount of deals that reached s
 *
 * Blank where a rate is undefined, or 0 and divided by. Only of the paths reach and strict, where
 * the product of conversions is the share that got there.
 *
 * Two groups compared: for each stage the difference of their conversions, its limits by
 * Newcombe and whether it is more than chance (proportion.h): stage, order, reached, conversion,
 * other, other_reached, other_conversion, difference, difference_lo, difference_hi, p, test. Each p
 * is of its stage by itself: of twenty, one is below 0.05 where nothing differs.
 *
 * The limits of a conversion are Wilson's (proportion.h), at 95 per cent.
 *
 * Source: deals say the stage that a deal stands in, and of a lost one the
 * stage it was lost in when they have lost_from, or leave it in its open stage. A stage history
 *says every step; rows that repeat the stage (an edit of something else) are one visit. Days are
 *date differences.
 *
 * The order of stages is the model's (options->stages); without one it is taken
 * from the data where that settles it: from the histories when of every two stages
 * more deals entered one first, else from the probabilities when they tell all stages
 * apart; else from the profile in use, when it knows them all. Where none does, SOPS_EINPUT
 * with the --stages line to edit.
 *
 * Edge cases: a lost deal with no known stage counts as lost in the first one,
 * and is noted; void deals are left out and noted; with a model, a stage that it
 * does not know is an error with its line. The bottleneck is the stage that the
 * smallest share gets through, by resolved conversion; of equals the first; there is
 * none where all get through, and it is blank where it would be the first stage by
 * lost deals of which nobody says where they were lost.
 */
#ifndef SOPS_FUNNEL_H
#define SOPS_FUNNEL_H

#include <sops/deals.h>
#include <sops/input.h>
#include <sops/leads.h>
#include <sops/metric.h>
#include <sops/stages.h>

/* The visits of every deal, from a side input. */
struct sops_funnel_history;

/* What became of deals, to leads. */
struct sops_funnel_deals;

/* Which deals count as having reached a stage. */
enum sops_funnel_path {
	SOPS_FUNNEL_REACH,  /* those that were in it or in a later one */
	SOPS_FUNNEL_STRICT, /* those that were in all stages up to it, in order */
	SOPS_FUNNEL_ANY,    /* those that were in it */
	SOPS_FUNNEL_DIRECT, /* the same; advanced are those that went to the next one at once */
};

/* The day on which a deal counts, where no other date is asked for. */
enum sops_funnel_cohort {
	SOPS_FUNNEL_CREATED,
	SOPS_FUNNEL_ENTERED, /* the first of its stages, as the history has it */
	SOPS_FUNNEL_CLOSED,
};

/* What the days of a stage are counted of. */
enum sops_funnel_time {
	SOPS_FUNNEL_SUM,   /* a deal: its visits together; of one that is still there none */
	SOPS_FUNNEL_VISIT, /* a visit */
	SOPS_FUNNEL_SPAN,  /* a deal: from the day it first entered to the day it last left */
};

/* A conversion that is taken to be another one. */
struct sops_funnel_rate {
	struct sops_field stage;
	struct sops_money rate; /* 0 to 1 */
};

struct sops_funnel_options {
	const struct sops_stages *stages; /* or NULL: from the data */
	const struct sops_funnel_history *history; /* or NULL: what the deals say themselves */
	const char
		*lost_from; /* the stage in which a lost deal was lost that does not say, or NULL */
	int path;        /* enum sops_funnel_path */
	int cohort;      /* enum sops_funnel_cohort */
	int64_t min_age; /* days since the day of its cohort that a deal needs to count; 0: none */
	int64_t min_n;   /* shares of fewer deals are SOPS_CELL_FEW, which people read as counts */
	bool ci;         /* columns conversion_lo and conversion_hi */
	int time;        /* enum sops_funnel_time */
	bool value;      /* amounts in place of deals; not with ci, and not of a plan */
	const char *compare; /* "A,B": two groups, by column or period; or NULL. Alone */
	const struct sops_funnel_rate *what_if;
	size_t n_what_if;
	bool plan_amount, plan_deals; /* the funnel backwards, from one of these */
	struct sops_money required;   /* amount to be won */
	int64_t required_deals;
	bool leads;      /* the metric is that of sops_funnel_of_leads */
	const struct sops_funnel_deals *deals; /* of leads: or NULL, converted is won */
	bool sorted;     /* the input is a history, sorted by deal, bytewise; see below */
	bool censored;   /* columns ended, lasting and censored_median, with ci its _lo and _hi */
};

/*
 * Rows are deals; or, when the input has a column for entered, rows of a stage
 * history. Columns: stage, order, reached, advanced, lost, open, conversion,
 * resolved_conversion, cumulative, amount, median_days, mean_days, p90_days, bottleneck.
 *
 * Of a history all rows are kept, as a deal may come back: 20 bytes each, 44 with left and amount,
 * and 20 for each deal and its id. Where it is sorted by deal, only the rows of one deal are; then
 * SOPS_EINPUT, with the place, where it is not, and a state cannot be merged with another.
 */
SOPS_METRIC_API(funnel, struct sops_deal, struct sops_funnel_options);

/*
 * The same of leads: a metric with rows of sops_leads, options->leads set. Stages are those of new,
 * contacted, mql, sql and converted that any lead is known to have reached, by its status or by a
 * day, and won; without deals converted is the last. A disqualified lead is lost where it got to,
 * and so is one whose deals are lost. Of a status nobody knows since when: it counts on any day.
 * Nothing is known of days in a stage, and amounts.
 */
void sops_funnel_of_leads(struct sops_metric *metric);

/* Deals that name their lead, or that leads name, of an input opened for sops_deals with these
 * roles. A lead with several is as far as the best of them. */
#define SOPS_FUNNEL_DEALS_NEEDS (SOPS_ROLE(SOPS_DEALS_STATUS))
#define SOPS_FUNNEL_DEALS_USES (SOPS_ROLE(SOPS_DEALS_LEAD_ID) | SOPS_ROLE(SOPS_DEALS_ID) | \
	SOPS_ROLE(SOPS_DEALS_IS_CLOSED) | SOPS_ROLE(SOPS_DEALS_CREATED) | \
	SOPS_ROLE(SOPS_DEALS_CLOSED) | SOPS_ROLE(SOPS_DEALS_CLOSE_DATE))
int sops_funnel_deals_read(struct sops_funnel_deals **out, struct sops_input *input,
	sops_date as_of, struct sops_error *err);
void sops_funnel_deals_free(struct sops_funnel_deals *deals);

/* Reads deal_id, stage, entered[, left] rows of an input opened for sops_deals with these roles. */
#define SOPS_FUNNEL_HISTORY_NEEDS (SOPS_ROLE(SOPS_DEALS_ID) | SOPS_ROLE(SOPS_DEALS_STAGE) | \
	SOPS_ROLE(SOPS_DEALS_ENTERED))
#define SOPS_FUNNEL_HISTORY_USES (SOPS_ROLE(SOPS_DEALS_LEFT) | SOPS_ROLE(SOPS_DEALS_MODIFIED))
int sops_funnel_history_read(struct sops_funnel_history **out, struct sops_input *input,
	sops_date as_of, struct sops_error *err);
void sops_funnel_history_free(struct sops_funnel_history *history);

#endif
