/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline_private.h"

#include "../ids.h"
#include "../stages_private.h"
#include "funnel_private.h"

#include <stdlib.h>

#define CELL(member, kind) SOPS_STATE_FIELD(struct sops__pipeline_cell, member, kind)
#define ODD(name, index) SOPS_STATE_RARE_OF(struct sops__pipeline, odd, name, index)

static const struct sops_state part_state = SOPS_STATE(struct sops__pipeline_part,
	SOPS_STATE_FIELD(struct sops__pipeline_part, amount, SOPS_STATE_SHORT_SUM));

static const struct sops_state_field cell_fields[] = {
	CELL(deals, SOPS_STATE_COUNT), CELL(amount, SOPS_STATE_SHORT_SUM),
	CELL(weighted, SOPS_STATE_SHORT_SUM), CELL(ages, SOPS_STATE_TALLY),
	CELL(touched, SOPS_STATE_COUNT), CELL(stale, SOPS_STATE_COUNT),
	CELL(due, SOPS_STATE_COUNT), CELL(past_due, SOPS_STATE_COUNT),
	CELL(planned, SOPS_STATE_COUNT), CELL(stepless, SOPS_STATE_COUNT),
	CELL(least, SOPS_STATE_MIN), CELL(most, SOPS_STATE_MAX),
	SOPS_STATE_GROUP_OF(struct sops__pipeline_cell, parts, part_state), { .name = NULL },
};

/* Parts are kept where there is a fit. */
#define SIZE(type, fitted) ((fitted) ? sizeof(type) : offsetof(type, parts))

static const struct sops_state cell_states[] = {
	{ SIZE(struct sops__pipeline_cell, false), _Alignof(struct sops__pipeline_cell),
		cell_fields },
	{ SIZE(struct sops__pipeline_cell, true), _Alignof(struct sops__pipeline_cell),
		cell_fields },
};

static const struct sops_state id_state = SOPS_STATE(struct sops__pipeline_id,
	SOPS_STATE_FIELD(struct sops__pipeline_id, rows, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__pipeline_id, first, SOPS_STATE_MIN),
	SOPS_STATE_FIELD(struct sops__pipeline_id, last, SOPS_STATE_MAX));

static const struct sops_state kept_state = SOPS_STATE(int64_t,
	{ .name = "rows", .kind = SOPS_STATE_COUNT });

#define COVER(member, kind) SOPS_STATE_FIELD(struct sops__pipeline_cover, member, kind)

static const struct sops_state_field cover_fields[] = {
	COVER(deals, SOPS_STATE_COUNT), COVER(amount, SOPS_STATE_SHORT_SUM),
	COVER(weighted, SOPS_STATE_SHORT_SUM), COVER(won, SOPS_STATE_SHORT_SUM),
	SOPS_STATE_GROUP_OF(struct sops__pipeline_cover, parts, part_state), { .name = NULL },
};

static const struct sops_state cover_states[] = {
	{ SIZE(struct sops__pipeline_cover, false), _Alignof(struct sops__pipeline_cover),
		cover_fields },
	{ SIZE(struct sops__pipeline_cover, true), _Alignof(struct sops__pipeline_cover),
		cover_fields },
};

#define PIPELINE(fitted) SOPS_STATE(struct sops__pipeline, \
	SOPS_STATE_GROUP_OF(struct sops__pipeline, cells, cell_states[fitted]), \
	SOPS_STATE_GROUP_OF(struct sops__pipeline, ids, id_state), \
	SOPS_STATE_GROUP_OF(struct sops__pipeline, kept, kept_state), \
	SOPS_STATE_GROUP_OF(struct sops__pipeline, covers, cover_states[fitted]), \
	SOPS_STATE_FIELD(struct sops__pipeline, won, SOPS_STATE_SHORT_SUM), \
	SOPS_STATE_FIELD(struct sops__pipeline, lost, SOPS_STATE_SHORT_SUM), \
	SOPS_STATE_GROUP_OF(struct sops__pipeline, fates, sops__funnel_fate_state), \
	SOPS_STATE_FIELD(struct sops__pipeline, dateless, SOPS_STATE_COUNT), \
	SOPS_STATE_FIELD(struct sops__pipeline, untouched, SOPS_STATE_COUNT), \
	SOPS_STATE_FIELD(struct sops__pipeline, unfound, SOPS_STATE_COUNT), \
	ODD(unborn, SOPS__PIPELINE_UNBORN), ODD(later, SOPS__PIPELINE_LATER), \
	ODD(unpriced, SOPS__PIPELINE_UNPRICED), ODD(unweighted, SOPS__PIPELINE_UNWEIGHTED), \
	ODD(undated, SOPS__PIPELINE_UNDATED), ODD(unseen, SOPS__PIPELINE_UNSEEN), \
	ODD(overdue, SOPS__PIPELINE_OVERDUE), ODD(no_quota, SOPS__PIPELINE_NO_QUOTA), \
	ODD(early, SOPS__PIPELINE_EARLY), ODD(backward, SOPS__PIPELINE_BACKWARD), \
	SOPS_STATE_GROUP_OF(struct sops__pipeline, strays, sops__stray_state), \
	SOPS_STATE_FIELD(struct sops__pipeline, twins, SOPS_STATE_TWINS))

static const struct sops_state states[] = { PIPELINE(false), PIPELINE(true) };

static const struct sops_state *state_for(const struct sops_use *use)
{
	return &states[sops__pipeline_fitted(sops__pipeline_options(use))];
}

const struct sops_state sops__pipeline_ids_state = SOPS_STATE(struct sops__pipeline,
	SOPS_STATE_GROUP_OF(struct sops__pipeline, ids, id_state));

const struct sops_pipeline_options *sops__pipeline_options(const struct sops_use *use)
{
	static const struct sops_pipeline_options none = { .stale = SOPS_PIPELINE_STALE };

	return use->options ? use->options : &none;
}

int sops__pipeline_odd(const struct sops__pipeline_entry *entry, size_t what)
{
	return sops_rare_add(&entry->state->odd, what, 1, entry->err);
}

static int64_t days_since(sops_date day, sops_date as_of)
{
	return day == SOPS_DATE_BLANK || day > as_of ? -1 : (int64_t)as_of - day;
}

/* Since whichever came later. */
static int64_t least_known(int64_t a, int64_t b)
{
	return a < 0 ? b : b < 0 || a < b ? a : b;
}

/* Of what nothing was ever done about nothing was done since it was there. */
static void look_at_activities(struct sops__pipeline_facts *facts, const struct sops_deal *deal,
	const struct sops_pipeline_activities *activities, sops_date as_of)
{
	int64_t last = days_since(sops__pipeline_last_activity(activities, deal->deal_id), as_of);

	facts->untouched = last < 0 && days_since(deal->last_activity.day, as_of) < 0;
	facts->idle = least_known(facts->idle, last);
	if (facts->idle < 0)
		facts->idle = facts->age;
}

void sops__pipeline_facts(struct sops__pipeline_facts *facts,
	const struct sops__pipeline_entry *entry)
{
	const uint64_t steps = SOPS_ROLE(SOPS_DEALS_NEXT_STEP) |
		SOPS_ROLE(SOPS_DEALS_NEXT_STEP_DATE);
	const struct sops_pipeline_options *options = sops__pipeline_options(entry->use);
	const struct sops_pipeline_activities *activities = options->activities;
	const struct sops_stages *stages = options->stages;
	const struct sops_deal *deal = entry->deal;
	sops_date as_of = entry->use->context->as_of;
	int index;

	*facts = (struct sops__pipeline_facts){
		.later = deal->status != SOPS_STATUS_OPEN,
		.stage = deal->stage,
		.probability = deal->probability,
		.age = days_since(deal->created, as_of),
		.idle = least_known(days_since(deal->last_activity.day, as_of),
			days_since(deal->modified.day, as_of)),
		.dated = deal->close_date != SOPS_DATE_BLANK,
		.planned = (entry->use->context->bound & steps) != 0,
		.stepless = deal->next_step.len == 0 && deal->next_step_date == SOPS_DATE_BLANK,
	};
	if (activities)
		look_at_activities(facts, deal, activities, as_of);
	entry->state->untouched += facts->untouched;
	if (deal->close_date != SOPS_DATE_BLANK && deal->close_date < as_of)
		facts->overdue = (int64_t)as_of - deal->close_date;
	if (facts->later) {
		facts->probability = SOPS_MONEY_BLANK;
		facts->dated = facts->planned = false;
		facts->overdue = 0;
	}
	if (facts->later && !entry->recalled) {
		facts->stage = (struct sops_field){ NULL, 0 };
		return;
	}
	index = stages ? sops_stages_find(stages, deal->stage) : -1;
	if (index >= 0)
		facts->stage = sops_stages_name(stages, (size_t)index);
	if (sops_money_blank(facts->probability))
		facts->probability = sops_stages_probability(stages, deal->stage);
}

bool sops__pipeline_has_stage(const struct sops_stages *stages, struct sops_field stage)
{
	return !stages || stage.len == 0 || sops_stages_find(stages, stage) >= 0;
}

bool sops__pipeline_lists_changes(const struct sops_pipeline_options *options)
{
	return options->mode == SOPS_PIPELINE_CHANGES || options->mode == SOPS_PIPELINE_LIST;
}

enum sops_deal_status sops__pipeline_stage_status(const struct sops_use *use,
	struct sops_field stage)
{
	const struct sops_stages *stages = sops__pipeline_options(use)->stages;

	return stages ? sops_stages_status(stages, stage) :
		sops_stage_status_by(use->context->profile, stage);
}

/* An open deal, in the stage of its history or its own. A model that is given is the whole truth: a
 * stage that it lacks is a mistake, and the deal is in no row. 1: it has one. */
static int stand(struct sops__pipeline_entry *entry, struct sops_deal *deal)
{
	const struct sops_pipeline_options *options = sops__pipeline_options(entry->use);

	if (options->history) {
		if (sops__pipeline_recall(entry, deal) < 0)
			return SOPS_ESYSTEM;
		entry->state->unfound += !entry->recalled;
	}
	if ((deal->status != SOPS_STATUS_OPEN && !entry->recalled) ||
	    sops__pipeline_has_stage(options->stages, deal->stage))
		return 1;
	/* As one of those that rates are taken of it has been counted. */
	return sops__pipeline_fitted(options) ? 0 : sops__stray_add(entry->state->strays,
		SOPS__STRAY_DEAL, deal->stage, deal->line, entry->err);
}

/* What is odd about the deal, whether or not it is open. */
static int look_at(const struct sops__pipeline_entry *entry)
{
	const struct sops_pipeline_options *options = sops__pipeline_options(entry->use);
	const struct sops_deal *deal = entry->deal;
	char id[SOPS_SALESFORCE_ID];
	int status = 0;

	if (deal->created != SOPS_DATE_BLANK && deal->closed != SOPS_DATE_BLANK &&
	    deal->closed < deal->created)
		status = sops__pipeline_odd(entry, SOPS__PIPELINE_BACKWARD);
	/* What lists deals refuses two of one id. */
	if (status < 0 || options->mode == SOPS_PIPELINE_RISK ||
	    sops__pipeline_lists_changes(options))
		return status;
	return sops__twins_add(&entry->state->twins, sops__id(id, deal->deal_id), 1, entry->err);
}

static int take_risk(const struct sops__pipeline_entry *entry)
{
	int64_t period;
	int status = sops__pipeline_period(&period, entry);

	return status < 0 ? status : status > 0 ? 0 : sops__pipeline_take_risk(entry);
}

static int add(void *into, const void *row, const struct sops_use *use, struct sops_error *err)
{
	const struct sops_pipeline_options *options = sops__pipeline_options(use);
	struct sops_deal deal = *(const struct sops_deal *)row;
	struct sops__pipeline_entry entry = { into, &deal, use, err, false };
	enum sops_deal_status status;
	int done;

	if (options->stages)
		sops__stages_classify(options->stages, &deal);
	if (!sops_deal_status_on(&status, &deal, use->context->as_of))
		return sops__pipeline_odd(&entry, SOPS__PIPELINE_UNBORN);
	done = look_at(&entry);
	if (done == 0 && sops__pipeline_fitted(options))
		done = sops__pipeline_add_fate(&entry, status);
	if (done < 0)
		return done;
	done = status == SOPS_STATUS_OPEN ? stand(&entry, &deal) : 1;
	if (done <= 0)
		return done;
	if (sops__pipeline_lists_changes(options))
		return sops__pipeline_take_change(&entry, status);
	if (options->mode == SOPS_PIPELINE_COVERAGE)
		return sops__pipeline_take_cover(&entry, status);
	if (status != SOPS_STATUS_OPEN)
		return 0;
	if (options->mode == SOPS_PIPELINE_RISK)
		return take_risk(&entry);
	return sops__pipeline_take(&entry);
}

static void roles(const struct sops_use *use, uint64_t *needs, uint64_t *uses)
{
	static const uint64_t needs_of[] = {
		[SOPS_PIPELINE_STAGES] = SOPS_ROLE(SOPS_DEALS_STAGE),
		[SOPS_PIPELINE_AGING] = SOPS_ROLE(SOPS_DEALS_CREATED),
		[SOPS_PIPELINE_CHANGES] = SOPS_PIPELINE_EARLIER_NEEDS,
		[SOPS_PIPELINE_LIST] = SOPS_PIPELINE_EARLIER_NEEDS,
		[SOPS_PIPELINE_RISK] = SOPS_ROLE(SOPS_DEALS_ID),
		[SOPS_PIPELINE_COVERAGE] = SOPS_ROLE(SOPS_DEALS_AMOUNT) |
			SOPS_ROLE(SOPS_DEALS_CLOSE_DATE) | SOPS_ROLE(SOPS_DEALS_CLOSED),
	};
	const struct sops_pipeline_options *options = sops__pipeline_options(use);
	const struct sops_context *context = use->context;
	bool dated = sops__pipeline_windowed(use) || sops__pipeline_periodic(use);

	*needs |= needs_of[options->mode];
	if (options->history || options->activities)
		*needs |= SOPS_ROLE(SOPS_DEALS_ID);
	if (options->mode == SOPS_PIPELINE_COVERAGE && options->roster) {
		*needs |= SOPS_ROLE(SOPS_DEALS_OWNER);
		*uses |= SOPS_ROLE(sops_quota_book_of_deals(options->quotas));
	} else if (options->mode == SOPS_PIPELINE_COVERAGE) {
		*needs |= SOPS_ROLE(sops_quota_book_of_deals(options->quotas));
	}
	if (dated && context->date < 0)
		*needs |= SOPS_ROLE(SOPS_DEALS_CLOSE_DATE);
	if (sops__pipeline_fitted(options)) {
		*needs |= SOPS_ROLE(SOPS_DEALS_STAGE);
		*uses |= SOPS_PIPELINE_FIT_USES & ~SOPS_ROLE(SOPS_DEALS_ID);
	}
	*uses |= SOPS_ROLE(SOPS_DEALS_STAGE) | SOPS_ROLE(SOPS_DEALS_ID);
	if (options->mode == SOPS_PIPELINE_RISK)
		*uses |= SOPS_ROLE(SOPS_DEALS_OWNER) | SOPS_ROLE(SOPS_DEALS_STAGE_CHANGED) |
			SOPS_ROLE(SOPS_DEALS_PUSHES) | SOPS_ROLE(SOPS_DEALS_CONTACTS);
}

static int columns(struct sops_table *table, const struct sops_use *use, struct sops_error *err)
{
	if (sops__pipeline_periodic(use))
		sops_table_column(table, "period", SOPS_COLUMN_PERIOD, "",
			"period in which the deals are to be closed");
	switch (sops__pipeline_options(use)->mode) {
	case SOPS_PIPELINE_STAGES:
		sops__pipeline_stage_columns(table,
			sops__pipeline_fitted(sops__pipeline_options(use)));
		break;
	case SOPS_PIPELINE_AGING:
		sops__pipeline_age_columns(table);
		break;
	case SOPS_PIPELINE_COVERAGE:
		sops__pipeline_cover_columns(table);
		break;
	case SOPS_PIPELINE_RISK:
		sops__pipeline_risk_columns(table);
		break;
	default:
		sops__pipeline_change_columns(table, use);
	}
	return sops_table_check(table, err);
}

static int table_rows(struct sops_table *table, const void *state, const struct sops_use *use,
	struct sops_error *err)
{
	static int (*const makers[])(struct sops_table *, const struct sops__pipeline *,
		const struct sops_use *, struct sops_error *) = {
		[SOPS_PIPELINE_STAGES] = sops__pipeline_rows,
		[SOPS_PIPELINE_AGING] = sops__pipeline_rows,
		[SOPS_PIPELINE_CHANGES] = sops__pipeline_changes,
		[SOPS_PIPELINE_LIST] = sops__pipeline_changes,
		[SOPS_PIPELINE_RISK] = sops__pipeline_risks,
		[SOPS_PIPELINE_COVERAGE] = sops__pipeline_covers,
	};

	return makers[sops__pipeline_options(use)->mode](table, state, use, err);
}

static const struct sops_definition definitions[] = {
	{ "open", "created by as-of and not closed by then; void deals are not open" },
	{ "weighted", "sum of amount * probability, the deal's own or its stage's; with --fit "
		"the win rate of its stage" },
	{ "fitted", "(won + k won / closed) / (fit_n + k), of all closed deals; k is "
		"--fit-prior" },
	{ "fit_n", "deals closed by as-of that reached the stage, as sops-funnel counts them" },
	{ "age", "days from created to as-of" },
	{ "stale", "no activity and no change for more than --stale days" },
	{ "past_due", "close_date before as-of" },
	{ "no_next_step", "neither a next step nor a day for one" },
	{ "risk", "points of all that speaks against a deal, 100 at most" },
	{ "coverage", "open / (quota - won), of the deals to be closed in the quota's period" },
	{ "required_coverage", "1 / win rate by value, of all closed deals" },
	{ "changes", "of each deal first that of its amount, then its leaving" },
	{ NULL, NULL },
};

const struct sops_metric sops_pipeline_metric = {
	.name = "pipeline",
	.rows = &sops_deals,
	.needs = SOPS_ROLE(SOPS_DEALS_STATUS),
	.uses = SOPS_ROLE(SOPS_DEALS_IS_CLOSED) | SOPS_ROLE(SOPS_DEALS_CREATED) |
		SOPS_ROLE(SOPS_DEALS_CLOSED) | SOPS_ROLE(SOPS_DEALS_CLOSE_DATE) |
		SOPS_ROLE(SOPS_DEALS_AMOUNT) | SOPS_ROLE(SOPS_DEALS_PROBABILITY) |
		SOPS_ROLE(SOPS_DEALS_MODIFIED) | SOPS_ROLE(SOPS_DEALS_LAST_ACTIVITY) |
		SOPS_ROLE(SOPS_DEALS_NEXT_STEP) | SOPS_ROLE(SOPS_DEALS_NEXT_STEP_DATE),
	.date = -1,
	.state = &states[true],
	.state_for = state_for,
	.definitions = definitions,
	.roles = roles,
	.add = add,
	.settle = sops__pipeline_settle,
	.forget = sops__pipeline_forget,
	.columns = columns,
	.table = table_rows,
};

SOPS_METRIC_BODY(pipeline, struct sops_deal, struct sops_pipeline_options);
