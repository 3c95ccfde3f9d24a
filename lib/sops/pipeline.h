/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pipeline.h: what is open, how old, how risky, and is it enough?
 *
 * Open is what sops_kpi calls open_deals: created by as-of, and not closed by then. A deal that
 * was closed after as-of was open; the stage it stood in then, and its probability, are not known.
 *
 *	deals, amount   of open deals
 *	weighted        sum of amount * probability: the deal's own, else that of its stage in the
 *			model (options->stages)
 *	age             as_of - created, in days: mean and p90 (type 7 of Hyndman and Fan)
 *	idle            as_of - the last activity or change of the deal, whichever came later and
 *			not after as_of
 *	stale           idle > options->stale
 *	past_due        close_date < as_of
 *	no_next_step    neither a next step nor a day for one
 *
 * A deal counts in the period of its close_date, or of the date that context->date names.
 *
 * Changes: the bridge from an earlier export to this one. Opening is what was open there,
 * closing what is open here; with a window, only where the close date lies in it. A deal of the
 * opening first changes its amount (increased, decreased), then leaves, with the new amount
 * (won, lost, pushed_out, or removed: void, or no longer there, with the old amount). A deal that
 * comes in does so with its new amount: pulled_in from outside of the window, reopened when it was
 * closed, or new. So every deal adds, over all steps, what it has here less what it had there,
 * and steps add up exactly, in deals and in amount. A blank amount adds nothing, like 0. A deal
 * that is closed here, and that the earlier export does not have, is in no step: it was never seen
 * open, and one of the two exports may be of open deals alone.
 *
 * Edge cases: where no deal of a row has what a figure rests on, the figure is blank. A deal
 * that lacks it where others have it is not counted (no activity is known: not stale); a note
 * says how many lack an amount or a probability. Void deals are not open. With a model, an open
 * deal in a stage that it does not know is an error with its line; so is the second of two deals
 * with one id, in all that lists deals.
 *
 * The order of stages is the model's; else that of the probabilities, when they tell all stages
 * apart; else that of the profile in use, when it knows them all; else by name.
 */
#ifndef SOPS_PIPELINE_H
#define SOPS_PIPELINE_H

#include <sops/deals.h>
#include <sops/input.h>
#include <sops/metric.h>
#include <sops/stages.h>

enum sops_pipeline_mode {
	SOPS_PIPELINE_STAGES, /* stage,deals,amount,weighted,mean_age,p90_age,stale,… */
	SOPS_PIPELINE_AGING,  /* age,deals,amount,weighted,share */
	SOPS_PIPELINE_CHANGES, /* change,deals,amount from opening to closing; of one group */
	SOPS_PIPELINE_LIST,   /* the deals behind them: deal_id,change,amount,amount_before,… */
};

/* The deals of an earlier export. */
struct sops_pipeline_earlier;

#define SOPS_PIPELINE_BUCKETS 64

struct sops_pipeline_options {
	int mode;
	int64_t stale; /* days without activity, above which a deal is stale */
	const struct sops_stages *stages; /* or NULL */
	int64_t buckets[SOPS_PIPELINE_BUCKETS]; /* of ages: the last day of each, but the last's */
	size_t n_buckets;
	const struct sops_pipeline_earlier *earlier; /* of changes and their list */
};

#define SOPS_PIPELINE_STALE 30

/*
 * A deal that has been closed, or the row of a group, is forgotten; what lists deals keeps each
 * open one, and for changes also those that the earlier export has.
 */
SOPS_METRIC_API(pipeline, struct sops_deal, struct sops_pipeline_options);

/* "30,60,90,180": ages of 0 to 30 days, 31 to 60, …, 181 and more. NULL is that. SOPS_EUSAGE: a
 * text that is no such list, in rising order. */
int sops_pipeline_buckets(struct sops_pipeline_options *options, const char *list,
	struct sops_error *err);

/* Reads all rows of an input opened for sops_deals with these roles. SOPS_EINPUT, with the place:
 * a deal without an id; a second one with an id (names the line of the first); a stage that is not
 * among stages, which may be NULL. */
#define SOPS_PIPELINE_EARLIER_NEEDS (SOPS_ROLE(SOPS_DEALS_ID) | SOPS_ROLE(SOPS_DEALS_STATUS) | \
	SOPS_ROLE(SOPS_DEALS_AMOUNT))
#define SOPS_PIPELINE_EARLIER_USES (SOPS_ROLE(SOPS_DEALS_STAGE) | \
	SOPS_ROLE(SOPS_DEALS_CLOSE_DATE) | SOPS_ROLE(SOPS_DEALS_IS_CLOSED))
int sops_pipeline_earlier_read(struct sops_pipeline_earlier **out, struct sops_input *input,
	const struct sops_stages *stages, struct sops_error *err);
void sops_pipeline_earlier_free(struct sops_pipeline_earlier *earlier);

#endif
