/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_private.h: what the files of the pipeline share. */
#ifndef SOPS_PIPELINE_PRIVATE_H
#define SOPS_PIPELINE_PRIVATE_H

#include <sops/pipeline.h>

#include "../assumed.h"
#include "../twins.h"
#include "note_currency.h"
#include "strays.h"
#include "window.h"

/* Open deals of one row. */
struct sops__pipeline_cell {
	int64_t deals;
	struct sops_short_sum amount, weighted;
	struct sops_tally ages;
	int64_t touched, stale;    /* of which the last activity is known; stale ones */
	int64_t due, past_due;     /* that have a close date; before as-of */
	int64_t planned, stepless; /* of which a next step could be known; that have none */
	int64_t least, most;       /* probability, in millionths */
	struct sops_group *parts;  /* with a fit: amounts by stage, struct sops__pipeline_part */
};

/* What open deals of one stage are worth. */
struct sops__pipeline_part {
	struct sops_short_sum amount;
};

enum {
	SOPS__PIPELINE_UNBORN,     /* created after as-of */
	SOPS__PIPELINE_LATER,      /* closed after as-of: open then */
	SOPS__PIPELINE_UNPRICED,
	SOPS__PIPELINE_UNWEIGHTED,
	SOPS__PIPELINE_UNDATED,    /* in no window */
	SOPS__PIPELINE_UNSEEN,     /* closed, and the earlier export does not have it */
	SOPS__PIPELINE_OVERDUE,    /* open, and due before as-of: covers nothing */
	SOPS__PIPELINE_NO_QUOTA,   /* open, and nobody has a quota for it */
	SOPS__PIPELINE_EARLY,      /* open, with a history before it was created */
	SOPS__PIPELINE_BACKWARD,   /* closed before it was created */
	SOPS__PIPELINE_ODDITIES,
};

struct sops__pipeline {
	struct sops_group *cells; /* by number of the period, if there are any, and stage or age */
	struct sops_group *ids;   /* of what lists deals: struct sops__pipeline_id */
	struct sops_group *kept;  /* the same: deals, packed */
	struct sops_group *covers; /* by number of the first day and whose quota it is */
	struct sops_short_sum won, lost; /* of coverage: closed deals, all of them */
	struct sops_group *fates; /* with a fit: one struct sops__funnel, by an empty key */
	int64_t dateless; /* closed deals that do not say when, with a fit */
	struct sops_group *strays; /* stages of open deals that the model lacks */
	struct sops__twins *twins; /* ids of all deals, but of what lists them */
	int64_t untouched; /* open deals of which no activity is known, with activities */
	int64_t unfound; /* open deals that the history does not tell of */
	struct sops_rare odd;
};

/* What there is for a quota. */
struct sops__pipeline_cover {
	int64_t deals; /* open ones */
	struct sops_short_sum amount, weighted, won;
	struct sops_group *parts; /* as of a cell */
};

struct sops__pipeline_id {
	int64_t rows, first, last; /* where the first and the last row of it begin */
	uint64_t line;             /* of the first, or 0; a state neither saves nor merges it */
};

extern const struct sops_state sops__pipeline_ids_state; /* the ids alone */

/* What an open deal says of itself on as-of. Days are -1 where nobody knows. */
struct sops__pipeline_facts {
	bool later; /* closed since */
	struct sops_field stage;
	struct sops_money probability;
	int64_t age, idle;
	int64_t overdue; /* 0: it is not */
	bool untouched; /* activities are known, and none of it */
	bool dated, planned, stepless; /* of which a close date, a next step could be known */
};

/* A deal on its way into the state. */
struct sops__pipeline_entry {
	struct sops__pipeline *state;
	const struct sops_deal *deal;
	const struct sops_use *use;
	struct sops_error *err;
	bool recalled; /* its stage is that of its history */
};

/* Blank: there was none. */
sops_date sops__pipeline_last_activity(const struct sops_pipeline_activities *activities,
	struct sops_field deal);

/* Puts the deal in the stage that its history tells, if it tells one. */
int sops__pipeline_recall(struct sops__pipeline_entry *entry, struct sops_deal *deal);
enum sops_deal_status sops__pipeline_stage_status(const struct sops_use *use,
	struct sops_field stage);

const struct sops_pipeline_options *sops__pipeline_options(const struct sops_use *use);
void sops__pipeline_facts(struct sops__pipeline_facts *facts,
	const struct sops__pipeline_entry *entry);
/* Whether the model, if there is one, has the stage. */
bool sops__pipeline_has_stage(const struct sops_stages *stages, struct sops_field stage);
bool sops__pipeline_lists_changes(const struct sops_pipeline_options *options);
int sops__pipeline_odd(const struct sops__pipeline_entry *entry, size_t what);

static inline bool sops__pipeline_periodic(const struct sops_use *use)
{
	return use->context->calendar.unit != SOPS_UNIT_NONE;
}

/* A deal that is kept, as a key. Texts are borrowed. */
#define SOPS__PIPELINE_NUMBERS 8
struct sops__pipeline_kept {
	struct sops_field id, owner, stage;
	struct sops_money amount;
	struct sops_currency currency;
	int64_t numbers[SOPS__PIPELINE_NUMBERS];
};
/* Refuses a blank id, and one that was there before. */
int sops__pipeline_keep(const struct sops__pipeline_entry *entry,
	const struct sops__pipeline_kept *deal);
int sops__pipeline_unpack(struct sops__pipeline_kept *deal, struct sops_field key,
	struct sops_error *err);
/* Refuses two deals of one id that met in no state. */
int sops__pipeline_check_ids(const struct sops_group *groups, struct sops_error *err);

enum { SOPS__PIPELINE_STATUS, SOPS__PIPELINE_CLOSE_DATE }; /* numbers of a change */

/* By id. NULL when the earlier export does not have it. */
size_t sops__pipeline_earlier_count(const struct sops_pipeline_earlier *earlier);
const struct sops__pipeline_kept *sops__pipeline_earlier_at(
	const struct sops_pipeline_earlier *earlier, size_t index);
const struct sops__pipeline_kept *sops__pipeline_earlier_find(
	const struct sops_pipeline_earlier *earlier, struct sops_field id);
/* Where the deal stands; false when it is none of these. */
bool sops__pipeline_earlier_place(struct sops_place *place,
	const struct sops_pipeline_earlier *earlier, const struct sops__pipeline_kept *deal);

int sops__pipeline_take_change(const struct sops__pipeline_entry *entry,
	enum sops_deal_status status);
void sops__pipeline_change_columns(struct sops_table *table, const struct sops_use *use);
int sops__pipeline_changes(struct sops_table *table, const struct sops__pipeline *state,
	const struct sops_use *use, struct sops_error *err);

int sops__pipeline_take_risk(const struct sops__pipeline_entry *entry);
void sops__pipeline_risk_columns(struct sops_table *table);
int sops__pipeline_risks(struct sops_table *table, const struct sops__pipeline *state,
	const struct sops_use *use, struct sops_error *err);

int sops__pipeline_take_cover(const struct sops__pipeline_entry *entry,
	enum sops_deal_status status);
void sops__pipeline_cover_columns(struct sops_table *table);
int sops__pipeline_covers(struct sops_table *table, const struct sops__pipeline *state,
	const struct sops_use *use, struct sops_error *err);

/* Where an amount is added: with a fit to the part of its stage, else weighted. */
struct sops__pipeline_worth {
	struct sops_short_sum *amount, *weighted;
	struct sops_group **parts;
};

/* Adds the deal's amount, and that weighted; notes what it lacks. */
int sops__pipeline_add_amount(const struct sops__pipeline_worth *worth,
	const struct sops__pipeline_entry *entry, const struct sops__pipeline_facts *facts);
/* What it comes to, weighted: blank where nobody knows. */
int sops__pipeline_weighted(struct sops_money *out, const struct sops__pipeline_worth *worth,
	int64_t deals, const struct sops_use *use, struct sops_error *err);

/* Whether amounts are weighted by win rates of closed deals (pipeline_fit.c). */
static inline bool sops__pipeline_fitted(const struct sops_pipeline_options *options)
{
	return options->fit_self || options->fit;
}

/* What is known of a win rate, by the stage that deals stand in. */
struct sops__pipeline_rates {
	struct sops_stages *own;          /* the order as the data have it, or NULL */
	const struct sops_stages *stages;
	int64_t *closed;                  /* of each: closed deals that reached it */
	struct sops_money *rates;
	int64_t won, all;                 /* closed deals */
	struct sops_money overall;        /* won / all; blank without any */
};

/* A deal as one of those that rates are taken of. */
int sops__pipeline_add_fate(const struct sops__pipeline_entry *entry,
	enum sops_deal_status status);
int sops__pipeline_fit(struct sops__pipeline_rates **out, const struct sops_group *groups,
	const struct sops_use *use, struct sops_table *table, struct sops_error *err);
void sops__pipeline_rates_free(struct sops__pipeline_rates *rates);
/* The rate of a stage, and of how many closed deals it is. */
struct sops_money sops__pipeline_rate(const struct sops__pipeline_rates *rates,
	struct sops_field stage, int64_t *closed);

/* 0 and the number of the period, 1 when the deal is in none, or a negative status. */
int sops__pipeline_period(int64_t *period, const struct sops__pipeline_entry *entry);

static inline void sops__pipeline_text_cell(struct sops_table *table, struct sops_field text)
{
	if (text.len > 0)
		sops_table_text(table, text);
	else
		sops_table_blank(table);
}

static inline bool sops__pipeline_windowed(const struct sops_use *use)
{
	return use->context->from != SOPS_DATE_BLANK || use->context->to != SOPS_DATE_BLANK;
}

/* No day is in none, unless there is no window. */
static inline bool sops__pipeline_in_window(const struct sops_use *use, int64_t day)
{
	return day == SOPS_DATE_BLANK ? !sops__pipeline_windowed(use)
				      : sops__in_window(use->context, day);
}

/* What settle makes. */
struct sops__pipeline_shared {
	struct sops_group *names;       /* stages that occur: struct sops__pipeline_name */
	struct sops_group_entry *order; /* the same, in order */
	struct sops__pipeline_rates *rates; /* with a fit */
	struct sops__note_currency currency; /* of the rows so far */
	struct sops__assumed assumed; /* of sums that no state has */
};

struct sops__pipeline_name {
	int64_t least, most; /* probability, in millionths */
	int64_t rank;
};

/* As metric.h has them. */
int sops__pipeline_settle(struct sops_use *use, struct sops_group *groups,
	struct sops_table *table, struct sops_error *err);
void sops__pipeline_forget(void *shared);

/* Once for every row: in which currency its amounts are. */
static inline void sops__pipeline_watch(struct sops_table *table, struct sops_currency currency,
	const struct sops_use *use)
{
	struct sops__pipeline_shared *shared = use->shared;

	sops__note_currency(table, &shared->currency, currency, use->group);
}

/* What names no currency is taken to be in the one that the rest of the sum names. */
static inline void sops__pipeline_assume(const struct sops_sum *sum, const struct sops_use *use)
{
	struct sops__pipeline_shared *shared = use->shared;

	if (sum->unsaid > 0 && sum->currency.code[0])
		sops__assume(&shared->assumed, sum->currency);
}

static inline void sops__pipeline_note_assumed(struct sops_table *table,
	const struct sops_sum *sum, const struct sops_use *use)
{
	const struct sops__pipeline_shared *shared = use->shared;

	sops__pipeline_assume(sum, use);
	sops__note_assumed(table, &shared->assumed);
}

/* The key of a cell is that of its period, if there are any, and then its own. */
static inline struct sops_field sops__pipeline_period_of(struct sops_field key,
	const struct sops_use *use)
{
	key.len = sops__pipeline_periodic(use) ? SOPS_GROUP_NUMBER - 1 : 0;
	return key;
}

/* Adds an open deal to the row of its stage, or age. */
int sops__pipeline_take(const struct sops__pipeline_entry *entry);
int sops__pipeline_order(struct sops__pipeline_shared *shared, const struct sops_group *groups,
	const struct sops_use *use, struct sops_table *table, struct sops_error *err);
void sops__pipeline_stage_columns(struct sops_table *table, bool fitted);
void sops__pipeline_age_columns(struct sops_table *table);
/* The rows of a group, period after period. */
int sops__pipeline_rows(struct sops_table *table, const struct sops__pipeline *state,
	const struct sops_use *use, struct sops_error *err);

/* The number of the bucket that an age is in. */
size_t sops__pipeline_bucket(const struct sops_pipeline_options *options, int64_t age);

#endif
