/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "funnel_private.h"

#include "../ids.h"
#include "../private.h"

#include <stdlib.h>

static const struct sops_state path_state = SOPS_STATE(struct sops__funnel_path,
	SOPS_STATE_FIELD(struct sops__funnel_path, deals, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__funnel_path, amount, SOPS_STATE_SUM));

/* Times that last are kept where --censored asks for them. */
static const struct sops_state_field stage_fields[] = {
	SOPS_STATE_FIELD(struct sops__funnel_stage, days, SOPS_STATE_TALLY),
	SOPS_STATE_FIELD(struct sops__funnel_stage, least, SOPS_STATE_MIN),
	SOPS_STATE_FIELD(struct sops__funnel_stage, most, SOPS_STATE_MAX),
	SOPS_STATE_FIELD(struct sops__funnel_stage, lasting, SOPS_STATE_TALLY),
	{ .name = NULL },
};

static const struct sops_state stage_states[] = {
	[false] = { offsetof(struct sops__funnel_stage, lasting),
		_Alignof(struct sops__funnel_stage), stage_fields },
	[true] = { sizeof(struct sops__funnel_stage), _Alignof(struct sops__funnel_stage),
		stage_fields },
};

static const struct sops_state count_state = SOPS_STATE(int64_t,
	{ .name = "deals", .kind = SOPS_STATE_COUNT });

#define ODD(name, index) SOPS_STATE_RARE_OF(struct sops__funnel, odd, name, index)

#define ODDITIES \
	ODD(unfound, SOPS__FUNNEL_UNFOUND), ODD(voided, SOPS__FUNNEL_VOIDED), \
	ODD(unborn, SOPS__FUNNEL_UNBORN), ODD(young, SOPS__FUNNEL_YOUNG), \
	ODD(ageless, SOPS__FUNNEL_AGELESS), ODD(early, SOPS__FUNNEL_EARLY), \
	ODD(late, SOPS__FUNNEL_LATE), ODD(future, SOPS__FUNNEL_FUTURE), \
	ODD(backward, SOPS__FUNNEL_BACKWARD), ODD(overlap, SOPS__FUNNEL_OVERLAP)

#define FUNNEL(paths_state, censored, ...) \
	SOPS_STATE(struct sops__funnel, \
		SOPS_STATE_GROUP_OF(struct sops__funnel, paths, paths_state), \
		SOPS_STATE_GROUP_OF(struct sops__funnel, stages, stage_states[censored]), \
		__VA_ARGS__ \
		SOPS_STATE_GROUP_OF(struct sops__funnel, won_names, count_state), ODDITIES, \
		SOPS_STATE_GROUP_OF(struct sops__funnel, strays, sops__stray_state))

/* What is there once. */
#define OWN SOPS_STATE_FIELD(struct sops__funnel, visits, SOPS_STATE_VISITS), \
	SOPS_STATE_FIELD(struct sops__funnel, twins, SOPS_STATE_TWINS),

static const struct sops_state states[] = { FUNNEL(path_state, false, OWN),
	FUNNEL(path_state, true, OWN) };

static const struct sops_state path_counts = SOPS_STATE(struct sops__funnel_path,
	SOPS_STATE_FIELD(struct sops__funnel_path, deals, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__funnel_path, amount.n, SOPS_STATE_COUNT));

static const struct sops_state counts[] = { FUNNEL(path_counts, false, ),
	FUNNEL(path_counts, true, ) };

const struct sops_state sops__funnel_fate_state = FUNNEL(path_counts, false, );

static bool censored(const struct sops_use *use)
{
	const struct sops_funnel_options *options = use->options;

	return options && options->censored;
}

const struct sops_state *sops__funnel_state(const struct sops_use *use)
{
	return &states[censored(use)];
}

const struct sops_state *sops__funnel_counts(const struct sops_use *use)
{
	return &counts[censored(use)];
}

/* A model that is given is the whole truth: a stage that it lacks is a mistake. 1: it has it. */
static int check_stage(struct sops__funnel *into, const struct sops_stages *stages,
	const struct sops_deal *row, struct sops_field stage, struct sops_error *err)
{
	if (!stages || sops_stages_count(stages) == 0 || stage.len == 0 ||
	    sops_stages_find(stages, stage) >= 0 ||
	    sops_stages_status(stages, stage) != SOPS_STATUS_OPEN)
		return 1;
	return sops__stray_add(into->strays, row->entered.day != SOPS_DATE_BLANK ?
		SOPS__STRAY_HISTORY : SOPS__STRAY_DEAL, stage, row->line, err);
}

static int add_visit(struct sops__funnel *into, const struct sops_deal *row,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_funnel_options *options = use->options;
	struct sops_stages room;
	int status;

	if (row->entered.day > use->context->as_of)
		return sops_rare_add(&into->odd, SOPS__FUNNEL_FUTURE, 1, err);
	if (row->deal_id.len == 0 || row->stage.len == 0)
		return sops_error_set(err, SOPS_EINPUT, "a stage history needs a deal and a stage");
	status = check_stage(into, sops__funnel_stages(use, &room), row, row->stage, err);
	if (status <= 0)
		return status;
	return options && options->sorted ? sops__funnel_stream(into, row, use, err) :
		sops__funnel_visit_add(&into->visits, row, use->context->as_of, err);
}

/* Open deals tell what the CRM thinks of the stage they are in. */
static int add_probability(struct sops__funnel *into, const struct sops_deal *deal,
	const struct sops_stages *stages, struct sops_error *err)
{
	static const struct sops_money million = { 1000000, 0 };
	struct sops_money scaled;
	struct sops__funnel_stage *stage;
	void *at;

	if (sops_money_blank(deal->probability) || deal->stage.len == 0)
		return 0;
	if (sops_group_at(into->stages, sops__funnel_spelled(stages, deal->stage), &at, err) < 0)
		return SOPS_ESYSTEM;
	stage = at;
	if (sops_money_mul(&scaled, sops_money_round(deal->probability, 6), million, err) < 0)
		return SOPS_EINPUT;
	if ((int64_t)scaled.units < stage->least)
		stage->least = (int64_t)scaled.units;
	if ((int64_t)scaled.units > stage->most)
		stage->most = (int64_t)scaled.units;
	return 0;
}

/* Where the deal stands, or where it was lost as far as anybody says: some CRMs leave a lost deal
 * in the stage that it was in. */
static struct sops_field stage_of(const struct sops_deal *deal, enum sops_deal_status status,
	const struct sops_funnel_options *options, const struct sops_stages *stages)
{
	if (status != SOPS_STATUS_LOST)
		return deal->stage;
	if (deal->lost_from.len > 0)
		return deal->lost_from;
	if (deal->stage.len > 0 && sops_stages_status(stages, deal->stage) == SOPS_STATUS_OPEN)
		return deal->stage;
	return sops_field_of(options ? options->lost_from : NULL);
}

const struct sops_stages *sops__funnel_stages(const struct sops_use *use,
	struct sops_stages *room)
{
	const struct sops_funnel_options *options = use->options;
	bool given = options && options->stages;

	*room = given ? *options->stages : (struct sops_stages){ .len = 0 };
	if (!room->profile)
		room->profile = use->context->profile;
	return given || room->profile ? room : NULL;
}

static int day_entered(sops_date *day, const struct sops_deal *deal,
	const struct sops_funnel_options *options)
{
	const struct sops__visits_of visits = sops__funnel_visits(options->history, deal->deal_id);
	struct sops__visit first;

	if (visits.count == 0)
		return 0;
	first = sops__visits_at(&visits, 0);
	*day = sops__visit_entered(&first);
	return 1;
}

static int day_closed(sops_date *day, const struct sops_deal *row, const struct sops_use *use)
{
	const struct sops_funnel_options *options = use->options;
	struct sops_deal deal = *row;
	enum sops_deal_status status;

	if (options->stages)
		sops__stages_classify(options->stages, &deal);
	*day = deal.closed;
	return sops_deal_status_on(&status, &deal, use->context->as_of) &&
		status != SOPS_STATUS_OPEN;
}

/* 0 where the deal is in no cohort: it has not closed, or has no history. */
static int day_of_cohort(sops_date *day, const void *row, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops_funnel_options *options = use->options;
	const struct sops_deal *deal = row;

	*day = deal->created;
	if (!options || options->cohort == SOPS_FUNNEL_CREATED)
		return 1;
	if (deal->entered.day != SOPS_DATE_BLANK)
		return sops_error_set(err, SOPS_EUSAGE, "--cohort is about deals: name their "
			"stage history with --history FILE");
	return options->cohort == SOPS_FUNNEL_ENTERED ? day_entered(day, deal, options)
						      : day_closed(day, deal, use);
}

int sops__funnel_ripe(struct sops__funnel *into, sops_date since, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops_funnel_options *options = use->options;

	if (!options || options->min_age == 0 || (since != SOPS_DATE_BLANK &&
	    (int64_t)use->context->as_of - since >= options->min_age))
		return 1;
	return sops_rare_add(&into->odd, since == SOPS_DATE_BLANK ? SOPS__FUNNEL_AGELESS :
		SOPS__FUNNEL_YOUNG, 1, err);
}

static int add_deal(struct sops__funnel *into, const struct sops_deal *deal,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_funnel_options *options = use->options;
	struct sops_stages room;
	const struct sops_stages *stages = sops__funnel_stages(use, &room);
	struct sops__funnel_known known = { .has_status = true, .created = deal->created,
		.closed = deal->closed, .amount = deal->amount, .currency = deal->currency };
	int status;

	if (!sops_deal_status_on(&known.status, deal, use->context->as_of))
		return sops_rare_add(&into->odd, SOPS__FUNNEL_UNBORN, 1, err);
	if (options && options->min_age > 0) {
		sops_date since = SOPS_DATE_BLANK;

		status = day_of_cohort(&since, deal, use, err);
		if (status >= 0)
			status = sops__funnel_ripe(into, since, use, err);
		if (status <= 0)
			return status;
	}
	known.stage = stage_of(deal, known.status, options, stages);
	if (options)
		known.visits = sops__funnel_visits(options->history, deal->deal_id);
	status = check_stage(into, stages, deal, known.stage, err);
	if (status <= 0)
		return status;
	status = deal->closed != SOPS_DATE_BLANK && deal->created != SOPS_DATE_BLANK &&
		deal->closed < deal->created ?
		sops_rare_add(&into->odd, SOPS__FUNNEL_BACKWARD, 1, err) : 0;
	if (status == 0 && options && options->history && known.visits.count == 0)
		status = sops_rare_add(&into->odd, SOPS__FUNNEL_UNFOUND, 1, err);
	if (status == 0 && known.status == SOPS_STATUS_OPEN &&
	    sops_stages_status(stages, deal->stage) == SOPS_STATUS_OPEN)
		status = add_probability(into, deal, stages, err);
	return status < 0 ? status : sops__funnel_resolve(into, &known, use, err);
}

int sops__funnel_take(struct sops__funnel *into, const struct sops_deal *deal,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_funnel_options *options = use->options;
	struct sops_deal known = *deal;

	if (options && options->stages)
		sops__stages_classify(options->stages, &known);
	return add_deal(into, &known, use, err);
}

static int add(void *into, const void *row, const struct sops_use *use, struct sops_error *err)
{
	const struct sops_funnel_options *options = use->options;
	const struct sops_deal *deal = row;
	uint64_t bound = use->context->bound;
	struct sops__funnel *funnel = into;
	char id[SOPS_SALESFORCE_ID];

	if (deal->entered.day != SOPS_DATE_BLANK)
		return add_visit(into, deal, use, err);
	if (bound != UINT64_MAX && (bound & SOPS_ROLE(SOPS_DEALS_ENTERED)))
		return sops_error_set(err, SOPS_EINPUT,
			"a stage history needs the time a stage was entered");
	if (options && options->sorted)
		return sops_error_set(err, SOPS_EUSAGE, "--sorted is about a stage history, and "
			"these are deals");
	if (sops__twins_add(&funnel->twins, sops__id(id, deal->deal_id), 1, err) < 0)
		return SOPS_ESYSTEM;
	return sops__funnel_take(funnel, deal, use, err);
}

static void roles(const struct sops_use *use, uint64_t *needs, uint64_t *uses)
{
	const struct sops_funnel_options *options = use->options;

	(void)uses;
	if (options && options->history)
		*needs |= SOPS_ROLE(SOPS_DEALS_ID);
	if ((!options || options->cohort == SOPS_FUNNEL_CREATED) && use->context->date < 0 &&
	    (use->context->from != SOPS_DATE_BLANK || use->context->to != SOPS_DATE_BLANK ||
	     use->context->calendar.unit != SOPS_UNIT_NONE))
		*needs |= SOPS_ROLE(SOPS_DEALS_CREATED);
}

static const struct sops_definition definitions[] = {
	{ "reached",
		"deals whose furthest stage is this or a later one; won ones reached all; with "
		"--path strict those that were in all stages up to it, in order, with any and "
		"direct those that were in it" },
	{ "advanced", "deals that reached the next stage; with --path direct from this one "
		"at once" },
	{ "conversion", "advanced / reached" },
	{ "resolved_conversion", "advanced / (reached - open)" },
	{ "cumulative", "reached / reached the first stage" },
	{ "days",
		"days of a deal in the stage, all its stays together; stays that last are left "
		"out; with --time visit each stay, with span from the first entry to the last "
		"exit" },
	{ "censored_median",
		"the day by which half of them have ended, by Kaplan and Meier; those that last "
		"count so far" },
	{ "bottleneck",
		"the stage with the smallest resolved conversion, of those that lost deals; with "
		"--value the one in which the most was lost" },
	{ NULL, NULL },
};

const struct sops_metric sops_funnel_metric = {
	.name = "funnel",
	.rows = &sops_deals,
	.needs = SOPS_ROLE(SOPS_DEALS_STAGE),
	.uses = SOPS_ROLE(SOPS_DEALS_ID) | SOPS_ROLE(SOPS_DEALS_STATUS) |
		SOPS_ROLE(SOPS_DEALS_IS_CLOSED) | SOPS_ROLE(SOPS_DEALS_CREATED) |
		SOPS_ROLE(SOPS_DEALS_CLOSED) | SOPS_ROLE(SOPS_DEALS_AMOUNT) |
		SOPS_ROLE(SOPS_DEALS_PROBABILITY) | SOPS_ROLE(SOPS_DEALS_LOST_FROM) |
		SOPS_ROLE(SOPS_DEALS_ENTERED) | SOPS_ROLE(SOPS_DEALS_LEFT) |
		SOPS_ROLE(SOPS_DEALS_MODIFIED),
	.date = SOPS_DEALS_CREATED,
	.state = &states[true],
	.state_for = sops__funnel_state,
	.definitions = definitions,
	.day = day_of_cohort,
	.roles = roles,
	.add = add,
	.settle = sops__funnel_settle,
	.forget = sops__funnel_forget,
	.columns = sops__funnel_columns,
	.table = sops__funnel_rows,
};

SOPS_METRIC_BODY(funnel, struct sops_deal, struct sops_funnel_options);
