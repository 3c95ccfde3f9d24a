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
#include <sops/metric.h>
#include <sops/stages.h>

/* The visits of every deal, from a side input. */
struct sops_funnel_history;

struct sops_funnel_options {
	const struct sops_stages *stages; /* or NULL: from the data */
	const struct sops_funnel_history *history; /* or NULL: what the deals say themselves */
	const char
		*lost_from; /* the stage in which a lost deal was lost that does not say, or NULL */
};

/*
 * Rows are deals; or, when the input has a column for entered, rows of a stage
 * history. Columns: stage, order, reached, advanced, lost, open, conversion,
 * resolved_conversion, cumulative, amount, median_days, mean_days, p90_days, bottleneck.
 */
SOPS_METRIC_API(funnel, struct sops_deal, struct sops_funnel_options);

/* Reads deal_id, stage, entered[, left] rows of an input opened for sops_deals with these roles. */
#define SOPS_FUNNEL_HISTORY_NEEDS (SOPS_ROLE(SOPS_DEALS_ID) | SOPS_ROLE(SOPS_DEALS_STAGE) | \
	SOPS_ROLE(SOPS_DEALS_ENTERED))
#define SOPS_FUNNEL_HISTORY_USES (SOPS_ROLE(SOPS_DEALS_LEFT) | SOPS_ROLE(SOPS_DEALS_MODIFIED))
int sops_funnel_history_read(struct sops_funnel_history **out, struct sops_input *input,
	sops_date as_of, struct sops_error *err);
void sops_funnel_history_free(struct sops_funnel_history *history);

#endif
