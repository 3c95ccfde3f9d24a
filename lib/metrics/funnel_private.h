/* SPDX-License-Identifier: GPL-3.0-or-later */
/* funnel_private.h: the state of the funnel, shared by its files. */
#ifndef SOPS_FUNNEL_PRIVATE_H
#define SOPS_FUNNEL_PRIVATE_H

#include <sops/funnel.h>

#include "../stages_private.h"
#include "../twins.h"
#include "../visits.h"
#include "note_currency.h"
#include "strays.h"

/* Deals with one outcome that went one way. The key is 'o', 'w' or 'l' and then the open stages in
 * the order they were first entered, each behind a NUL. */
struct sops__funnel_path {
	int64_t deals;
	struct sops_sum amount;
};

/* With --path strict and direct the key has every stay instead, coming back to a stage too. */
static inline bool sops__funnel_every_stay(const struct sops_funnel_options *options)
{
	return options && (options->path == SOPS_FUNNEL_STRICT ||
		options->path == SOPS_FUNNEL_DIRECT);
}

/* What was seen of one stage. */
struct sops__funnel_stage {
	struct sops_tally days; /* as --time says, unless told of a deal, all visits together */
	int64_t least, most;    /* probability there, in millionths */
	struct sops_tally lasting; /* days so far of those that have not ended; with --censored */
};

struct sops__funnel {
	struct sops_group *paths;
	struct sops_group *stages;
	struct sops__visits *visits;  /* only where the input itself is a history */
	struct sops_group *won_names; /* what won stages are called: key to count */
	struct sops_rare odd;         /* deals, by what is odd about them */
	struct sops_group *strays;    /* stages that the model lacks */
	struct sops__twins *twins;    /* ids of deals, where these are rows */
};

enum sops__funnel_odd {
	SOPS__FUNNEL_UNFOUND, /* the history given does not have them */
	SOPS__FUNNEL_VOIDED,
	SOPS__FUNNEL_UNBORN,  /* created after the as-of date */
	SOPS__FUNNEL_YOUNG,   /* less than --min-age old */
	SOPS__FUNNEL_AGELESS, /* of which nobody knows how old they are */
	SOPS__FUNNEL_EARLY,   /* with a history before they were created */
	SOPS__FUNNEL_LATE,    /* with a history in open stages after they were closed */
	SOPS__FUNNEL_FUTURE,  /* not deals: rows of the history after the as-of date */
	SOPS__FUNNEL_BACKWARD, /* closed before they were created */
	SOPS__FUNNEL_OVERLAP, /* that left a stage after they had entered the next */
};

/* What is kept for what is asked. */
const struct sops_state *sops__funnel_state(const struct sops_use *use);
/* What groups have in common: no amounts, which may be in different currencies. */
const struct sops_state *sops__funnel_counts(const struct sops_use *use);
/* The same, to which deals can be added. */
extern const struct sops_state sops__funnel_fate_state;

/* Adds a deal that is not a row of a history. */
int sops__funnel_take(struct sops__funnel *into, const struct sops_deal *deal,
	const struct sops_use *use, struct sops_error *err);

/* Adds a row of a history, as it stood on a day. */
int sops__funnel_visit_add(struct sops__visits **visits, const struct sops_deal *row,
	sops_date as_of, struct sops_error *err);
/* The same of a history that is sorted by deal: only the visits of the last deal are kept. */
int sops__funnel_stream(struct sops__funnel *into, const struct sops_deal *row,
	const struct sops_use *use, struct sops_error *err);

/* What the model makes of the stages of visits, by their numbers. */
struct sops__funnel_name {
	struct sops_field spelled;
	enum sops_deal_status kind;
	bool unknown; /* an open stage that the model lacks */
};

struct sops__funnel_name sops__funnel_name(struct sops_field stage,
	const struct sops_stages *stages);

/* A deal as far as it is known: what the row says, and its visits. */
struct sops__funnel_known {
	struct sops__visits_of visits;         /* or none */
	const struct sops__funnel_name *names; /* of their stages, or NULL: to be looked up */
	bool has_status; /* else the last visit says */
	enum sops_deal_status status;
	sops_date created, closed;
	struct sops_field
		stage; /* where the deal stands, or was lost; used when there are no visits */
	struct sops_money amount;
	struct sops_currency currency;
};

/* Adds a deal to paths, stages and won_names. */
int sops__funnel_resolve(struct sops__funnel *into, const struct sops__funnel_known *deal,
	const struct sops_use *use, struct sops_error *err);

/* 1 where a deal that is in its cohort since that day is old enough; else 0, and it is counted. */
int sops__funnel_ripe(struct sops__funnel *into, sops_date since, const struct sops_use *use,
	struct sops_error *err);

/* The visits of a deal in a side input. */
struct sops__visits_of sops__funnel_visits(const struct sops_funnel_history *history,
	struct sops_field deal_id);

/* Rows of the history after the as-of date; the file that it was read from, or NULL. */
int64_t sops__funnel_future(const struct sops_funnel_history *history);
const char *sops__funnel_history_name(const struct sops_funnel_history *history);

struct sops__funnel_shared;

/* Adds a group to all: its paths, and those of the deals that its history tells of. */
int sops__funnel_resolve_all(struct sops__funnel *all, const struct sops__funnel *state,
	const struct sops_use *use, struct sops_error *err);

/* The group when its history has been resolved, or NULL. */
const struct sops__funnel *sops__funnel_resolved(const struct sops__funnel_shared *shared,
	const struct sops__funnel *group);

/* Lost deals of which nobody says where they were lost. */
int64_t sops__funnel_lost_unknown(const struct sops__funnel *all);

/* Deals, and what they are worth. */
struct sops__funnel_part {
	int64_t deals;
	struct sops_sum amount;
};

/* A stage of the funnel. */
struct sops__funnel_step {
	struct sops__funnel_part reached, advanced, lost, open;
	bool touched, in, on; /* of the path at hand: was there; counts as reached, as advanced */
};

/* What the rows of a funnel are made of. */
struct sops__funnel_view {
	const struct sops_funnel_options *options;
	const struct sops_stages *stages;
	struct sops__funnel all;
	struct sops__funnel_step *steps;
	size_t count;
	int worst; /* the bottleneck, or -1 */
};

/* Of a group, after settle. To be released unless it fails. */
int sops__funnel_view(struct sops__funnel_view *view, const struct sops__funnel *from,
	const struct sops_use *use, struct sops_error *err);
void sops__funnel_view_release(struct sops__funnel_view *view, const struct sops_use *use);

/* Whether a plan is asked for, and what it is then in place of the funnel. */
bool sops__funnel_plans(const struct sops_funnel_options *options);
int sops__funnel_plan_check(const struct sops_funnel_options *options,
	const struct sops_stages *stages, struct sops_error *err);
void sops__funnel_plan_columns(struct sops_table *table,
	const struct sops_funnel_options *options);
int sops__funnel_plan_rows(struct sops_table *table, const struct sops__funnel_view *view,
	struct sops_error *err);

/* Fills a step for each stage. */
int sops__funnel_count(struct sops__funnel_step *steps, const struct sops_stages *stages,
	const struct sops__funnel *all, enum sops_funnel_path rule, struct sops_error *err);

void sops__funnel_share_cell(struct sops_table *table, const struct sops__funnel_view *view,
	struct sops_ratio ratio, int64_t deals);
/* An estimate of a share. */
void sops__funnel_limit_cell(struct sops_table *table, double limit);

/* What settle makes. */
struct sops__funnel_shared {
	struct sops_stages *order; /* or NULL: the options' own */
	struct sops_group *resolved; /* of each group with a history: struct sops__funnel */
	struct sops__note_currency currency; /* of the rows so far */
	/* With --compare: */
	struct sops_group *pairs;     /* by the key of the first: struct sops__funnel_pair */
	struct sops_field other_name; /* what the second is called, in the option */
};

/* Two groups that are compared. */
struct sops__funnel_pair {
	const struct sops__funnel *other;
};

/* The group that is compared with that of the key, or NULL. */
const struct sops__funnel *sops__funnel_other(const struct sops__funnel_shared *shared,
	struct sops_field key);

/* Finds the groups; notes those that have nothing to be compared with. */
int sops__funnel_compare_find(struct sops__funnel_shared *shared, const struct sops_group *groups,
	const struct sops_use *use, struct sops_table *table, struct sops_error *err);
void sops__funnel_compare_columns(struct sops_table *table);
/* view is of the first of a pair; of any other group there is no row. */
int sops__funnel_compare_rows(struct sops_table *table, const struct sops__funnel_view *view,
	const struct sops_use *use, struct sops_error *err);

/* As metric.h has them. */
int sops__funnel_settle(struct sops_use *use, struct sops_group *groups, struct sops_table *table,
	struct sops_error *err);
void sops__funnel_forget(void *shared);
int sops__funnel_columns(struct sops_table *table, const struct sops_use *use,
	struct sops_error *err);
int sops__funnel_rows(struct sops_table *table, const void *from, const struct sops_use *use,
	struct sops_error *err);

/* The order of the stages, from all the data, else as a profile, if there is one, has it. */
int sops__funnel_order(struct sops_stages **out, const struct sops__funnel *all,
	const struct sops_profile *profile, struct sops_error *err);

/* The same of leads. */
int sops__funnel_lead_order(struct sops_stages **out, const struct sops__funnel *all,
	const struct sops_funnel_options *options, struct sops_error *err);

/* Made where the caller has room for it: the model, if there is one, which knows the classes of
 * other stages from the profile in use; without a model one that knows no order; without both
 * NULL. */
const struct sops_stages *sops__funnel_stages(const struct sops_use *use,
	struct sops_stages *room);

/* The name as the model spells it, when there is one that has it. */
struct sops_field sops__funnel_spelled(const struct sops_stages *stages, struct sops_field name);

/* Cuts the next stage off a path's key. */
struct sops_field sops__funnel_next(struct sops_field *path);

#endif
