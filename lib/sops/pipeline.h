/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pipeline.h: what is open, how old, how risky, and is it enough?
 *
 * Open is what sops_kpi calls open_deals: created by as-of, and not closed by then. A deal that
 * was closed after as-of was open; the stage it stood in then is known only to a history
 * (options->history), and its probability then to nobody but the model. With a history every open
 * deal stands where its last visit up to as-of says, if that is an open stage.
 *
 *	deals, amount   of open deals
 *	weighted        sum of amount * probability: the deal's own, else that of its stage in the
 *			model (options->stages)
 *			model (options->stages); with a fit that of its stage there
 *	age             as_of - created, in days: mean and p90 (type 7 of Hyndman and Fan)
 *	idle            as_of - the last activity or change of the deal, whichever came later and
 *			not after as_of; with activities also of these; where there is none at all
 *			then age
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
 * Risk: the points of the reasons that a deal gives, added up, 100 at most; amount_at_risk is
 * amount * risk / 100. Percentiles (type 7) are those of the group whose rows are made, and of 5
 * deals or more. What no deal tells is no reason; a note names it.
 *
 * Coverage, of each quota:
 *
 *	open, weighted     of open deals with a close date in its period, from as_of on
 *	won                of deals closed in its period, up to as_of
 *	remaining          quota - won, or 0 when that is less
 *	coverage           open / remaining; blank where nothing remains
 *	required_coverage  (amount won + amount lost) / amount won, of all closed deals: 1 / win
 *			   rate by value
 *
 * With a window the quotas of which the period lies in it have a row, else those of which it is
 * not over. What was due before as_of covers nothing, and is noted.
 *
 * Fit: the probability of a stage, taken from deals that are closed by as-of, whatever their
 * group or close date:
 *
 *	closed(s)  closed deals that reached the stage, as the funnel's path reach has it
 *	rate(s)    (won + k won / closed) / (closed(s) + k), where won and closed are those of all
 *		   and k is fit_prior; rounded half to even to SOPS_RATIO_DIGITS, so that amounts
 *		   weighted by it add up exactly
 *
 * Of a stage that no closed deal reached, or that the order lacks, it is won / closed, and
 * closed(s) is 0. Open deals of which the stage is not known have reached the first. Lost deals
 * that do not say where they were lost count as lost in the first, and are noted; where none says,
 * SOPS_EINPUT. So is an order of the stages that neither model, histories, probabilities nor
 * profile settle
 * (funnel.h).
 *
 * Edge cases: where no deal of a row has what a figure rests on, the figure is blank. A deal
 * that lacks it where others have it is not counted (no activity is known: not stale); a note
 * says how many lack an amount or a probability. Void deals are not open. With a model, open
 * deals in stages that it does not know are an error that names all of these, with the line of the
 * first; so is the second of two deals with one id, in all that lists deals. Elsewhere these are
 * noted, and so are deals closed before they were created, histories that begin before that, and
 * rows of them after as-of.
 *
 * The order of stages is the model's; else that of the fit; else that of the probabilities, when
 * they tell all stages apart; else that of the profile in use, when it knows them all; else by
 * name, which is noted with the --stages line.
 */
#ifndef SOPS_PIPELINE_H
#define SOPS_PIPELINE_H

#include <sops/activities.h>
#include <sops/deals.h>
#include <sops/funnel.h>
#include <sops/input.h>
#include <sops/metric.h>
#include <sops/quota_book.h>
#include <sops/roster.h>
#include <sops/stages.h>

enum sops_pipeline_mode {
	SOPS_PIPELINE_STAGES, /* stage,deals,amount,weighted,mean_age,p90_age,stale,… */
	SOPS_PIPELINE_AGING,  /* age,deals,amount,weighted,share */
	SOPS_PIPELINE_CHANGES, /* change,deals,amount from opening to closing; of one group */
	SOPS_PIPELINE_RISK,   /* deal_id,owner,…,risk,reasons,amount_at_risk, most risk first */
	SOPS_PIPELINE_COVERAGE, /* period,who,open,weighted,quota,won,…; a row a quota */
	SOPS_PIPELINE_LIST,   /* the deals behind them: deal_id,change,amount,amount_before,… */
};

/* What speaks against a deal. */
enum sops_pipeline_reason {
	SOPS_PIPELINE_IDLE,         /* idle > options->stale */
	SOPS_PIPELINE_SLOW,         /* longer in its stage than max_days of the model, else p90 of
				       the deals there */
	SOPS_PIPELINE_PAST_DUE,     /* close_date < as_of */
	SOPS_PIPELINE_PUSHED,       /* its close date was put off twice or more */
	SOPS_PIPELINE_NO_NEXT_STEP,
	SOPS_PIPELINE_ONE_CONTACT,  /* or none */
	SOPS_PIPELINE_LARGE,        /* amount > p95 of all */
	SOPS_PIPELINE_MISSING,      /* amount, close_date, owner or stage, of those in the table */
	SOPS_PIPELINE_NO_ACTIVITY,  /* neither activities nor the deal know any */
	SOPS_PIPELINE_REASONS,
};

/* Of fewer deals no percentile is taken. */
#define SOPS_PIPELINE_FEW 5

/* The deals of an earlier export. */
struct sops_pipeline_earlier;
/* The closed deals of another export, for win rates. */
struct sops_pipeline_fit;
/* The last activity of each deal. */
struct sops_pipeline_activities;

#define SOPS_PIPELINE_BUCKETS 64

struct sops_pipeline_options {
	int mode;
	int64_t stale; /* days without activity, above which a deal is stale */
	const struct sops_stages *stages; /* or NULL */
	int64_t buckets[SOPS_PIPELINE_BUCKETS]; /* of ages: the last day of each, but the last's */
	size_t n_buckets;
	const struct sops_pipeline_earlier *earlier; /* of changes and their list */
	const struct sops_funnel_history *history; /* or NULL: stages as the deals have them */
	const struct sops_quota_book *quotas; /* of coverage */
	const char *quotas_file; /* for messages */
	int64_t points[SOPS_PIPELINE_REASONS]; /* 0: is no reason */
	bool weighed; /* points were read from a table */
	const struct sops_pipeline_activities *activities; /* or NULL */
	const struct sops_roster *roster; /* of coverage, or NULL: deals name whose quota it is */
	bool fit_self; /* weighted by the win rates of the closed deals among the same; or of */
	const struct sops_pipeline_fit *fit; /* those of another export; or NULL */
	int64_t fit_prior; /* so many deals the overall win rate counts in that of a stage */
};

#define SOPS_PIPELINE_STALE 30
#define SOPS_PIPELINE_PRIOR 10

/*
 * By stage and age only sums are kept, and by quota. What lists deals or compares them keeps each
 * open deal, and each that the earlier export has: memory grows with these.
 */
SOPS_METRIC_API(pipeline, struct sops_deal, struct sops_pipeline_options);

/* "30,60,90,180": ages of 0 to 30 days, 31 to 60, …, 181 and more. NULL is that. SOPS_EUSAGE: a
 * text that is no such list, in rising order. */
int sops_pipeline_buckets(struct sops_pipeline_options *options, const char *list,
	struct sops_error *err);

/* The name of a reason: "idle". */
const char *sops_pipeline_reason(int reason);
/* The usual ones: 20 idle, slow and past_due, 15 pushed, 10 no_next_step and no_activity, 5 each
 * other. */
void sops_pipeline_points(int64_t points[SOPS_PIPELINE_REASONS]);
/* From a table reason,points; reasons that it does not name have none. SOPS_EINPUT: a blank cell,
 * more than 100 points, a reason that is named twice. */
int sops_pipeline_points_read(int64_t points[SOPS_PIPELINE_REASONS], int fd, const char *name,
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

/* Rows of an input opened for sops_activities with these roles: what people did, and not later than
 * as_of. */
#define SOPS_PIPELINE_ACTIVITIES_NEEDS \
	(SOPS_ROLE(SOPS_ACTIVITIES_DEAL_ID) | SOPS_ROLE(SOPS_ACTIVITIES_START))
#define SOPS_PIPELINE_ACTIVITIES_USES SOPS_ROLE(SOPS_ACTIVITIES_AUTO)
int sops_pipeline_activities_read(struct sops_pipeline_activities **out, struct sops_input *input,
	sops_date as_of, struct sops_error *err);
void sops_pipeline_activities_free(struct sops_pipeline_activities *activities);

/* Reads all rows for win rates; history is that of the deals, or NULL, and stages may be. Both are
 * only used here. SOPS_EINPUT, with the place: a stage that is not among stages. */
#define SOPS_PIPELINE_FIT_NEEDS (SOPS_ROLE(SOPS_DEALS_STAGE) | SOPS_ROLE(SOPS_DEALS_STATUS))
#define SOPS_PIPELINE_FIT_USES (SOPS_ROLE(SOPS_DEALS_ID) | SOPS_ROLE(SOPS_DEALS_IS_CLOSED) | \
	SOPS_ROLE(SOPS_DEALS_CREATED) | SOPS_ROLE(SOPS_DEALS_CLOSED) | \
	SOPS_ROLE(SOPS_DEALS_CLOSE_DATE) | SOPS_ROLE(SOPS_DEALS_PROBABILITY) | \
	SOPS_ROLE(SOPS_DEALS_LOST_FROM))
int sops_pipeline_fit_read(struct sops_pipeline_fit **out, struct sops_input *input,
	const struct sops_stages *stages, const struct sops_funnel_history *history,
	const struct sops_context *context, struct sops_error *err);
void sops_pipeline_fit_free(struct sops_pipeline_fit *fit);

#endif
