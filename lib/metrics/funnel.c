/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "funnel_private.h"

#include "../private.h"

#include <stdlib.h>

static const struct sops_state path_state = SOPS_STATE(struct sops__funnel_path,
	SOPS_STATE_FIELD(struct sops__funnel_path, deals, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__funnel_path, amount, SOPS_STATE_SUM));

static const struct sops_state stage_state = SOPS_STATE(struct sops__funnel_stage,
	SOPS_STATE_FIELD(struct sops__funnel_stage, days, SOPS_STATE_TALLY),
	SOPS_STATE_FIELD(struct sops__funnel_stage, least, SOPS_STATE_MIN),
	SOPS_STATE_FIELD(struct sops__funnel_stage, most, SOPS_STATE_MAX));

static const struct sops_state visit_state = SOPS_STATE(struct sops__funnel_visit,
	SOPS_STATE_FIELD(struct sops__funnel_visit, rows, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__funnel_visit, left, SOPS_STATE_MAX),
	SOPS_STATE_FIELD(struct sops__funnel_visit, amount, SOPS_STATE_SUM));

const struct sops_state sops__funnel_deal_state = SOPS_STATE(struct sops__funnel_deal,
	SOPS_STATE_GROUP_OF(struct sops__funnel_deal, visits, visit_state));

static const struct sops_state name_state = SOPS_STATE(int64_t,
	{ .name = "deals", .kind = SOPS_STATE_COUNT });

const struct sops_state sops__funnel_state = SOPS_STATE(struct sops__funnel,
	SOPS_STATE_GROUP_OF(struct sops__funnel, paths, path_state),
	SOPS_STATE_GROUP_OF(struct sops__funnel, stages, stage_state),
	SOPS_STATE_GROUP_OF(struct sops__funnel, deals, sops__funnel_deal_state),
	SOPS_STATE_GROUP_OF(struct sops__funnel, won_names, name_state),
	SOPS_STATE_FIELD(struct sops__funnel, unfound, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__funnel, voided, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__funnel, unborn, SOPS_STATE_COUNT));

/* What groups have in common: no amounts, which may be in different currencies. */
static const struct sops_state path_counts = SOPS_STATE(struct sops__funnel_path,
	SOPS_STATE_FIELD(struct sops__funnel_path, deals, SOPS_STATE_COUNT));

static const struct sops_state funnel_counts = SOPS_STATE(struct sops__funnel,
	SOPS_STATE_GROUP_OF(struct sops__funnel, paths, path_counts),
	SOPS_STATE_GROUP_OF(struct sops__funnel, stages, stage_state),
	SOPS_STATE_GROUP_OF(struct sops__funnel, won_names, name_state),
	SOPS_STATE_FIELD(struct sops__funnel, unfound, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__funnel, voided, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__funnel, unborn, SOPS_STATE_COUNT));

/* A model that is given is the whole truth: a stage that it lacks is a mistake. */
static int check_stage(const struct sops_stages *stages, struct sops_field stage,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	if (!stages || sops_stages_count(stages) == 0 || stage.len == 0 ||
	    sops_stages_find(stages, stage) >= 0 ||
	    sops_stages_status(stages, stage) != SOPS_STATUS_OPEN)
		return 0;
	sops_error_set(err, SOPS_EINPUT, "stage %s is not among --stages",
		sops_quote(quoted, stage));
	sops_error_hint(err, "add it, or leave it out with --where");
	return SOPS_EINPUT;
}

static int add_visit(struct sops__funnel *into, const struct sops_deal *row,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops_stages room;

	if (row->entered.day > use->context->as_of)
		return 0;
	if (row->deal_id.len == 0 || row->stage.len == 0)
		return sops_error_set(err, SOPS_EINPUT, "a stage history needs a deal and a stage");
	if (check_stage(sops__funnel_stages(use, &room), row->stage, err) < 0)
		return SOPS_EINPUT;
	return sops__funnel_visit_add(into->deals, row, use->context->as_of, err);
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

static int add_deal(struct sops__funnel *into, const struct sops_deal *deal,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_funnel_options *options = use->options;
	struct sops_stages room;
	const struct sops_stages *stages = sops__funnel_stages(use, &room);
	struct sops__funnel_known known = { .has_status = true, .closed = deal->closed,
		.amount = deal->amount, .currency = deal->currency };
	int status = 0;

	if (!sops_deal_status_on(&known.status, deal, use->context->as_of)) {
		into->unborn++;
		return 0;
	}
	known.stage = stage_of(deal, known.status, options, stages);
	if (options)
		known.visits = sops__funnel_visits(options->history, deal->deal_id);
	into->unfound += options && options->history && !known.visits;
	if (check_stage(stages, known.stage, err) < 0)
		return SOPS_EINPUT;
	if (known.status == SOPS_STATUS_OPEN &&
	    sops_stages_status(stages, deal->stage) == SOPS_STATUS_OPEN)
		status = add_probability(into, deal, stages, err);
	return status < 0 ? status : sops__funnel_resolve(into, &known, use, err);
}

static int add(void *into, const void *row, const struct sops_use *use, struct sops_error *err)
{
	const struct sops_funnel_options *options = use->options;
	const struct sops_deal *deal = row;
	uint64_t bound = use->context->bound;
	struct sops_deal known;

	if (deal->entered.day != SOPS_DATE_BLANK)
		return add_visit(into, deal, use, err);
	if (bound != UINT64_MAX && (bound & SOPS_ROLE(SOPS_DEALS_ENTERED)))
		return sops_error_set(err, SOPS_EINPUT,
			"a stage history needs the time a stage was entered");
	if (!options || !options->stages)
		return add_deal(into, deal, use, err);
	known = *deal;
	sops__stages_classify(options->stages, &known);
	return add_deal(into, &known, use, err);
}

static void roles(const struct sops_use *use, uint64_t *needs, uint64_t *uses)
{
	const struct sops_funnel_options *options = use->options;

	(void)uses;
	if (options && options->history)
		*needs |= SOPS_ROLE(SOPS_DEALS_ID);
}

/* Adds a group to all: its paths, and those of the deals that its history tells of. */
static int resolve_all(struct sops__funnel *all, const struct sops__funnel *state,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops_group_entry *deals;
	struct sops__funnel plain = *state;
	size_t count = sops_group_count(state->deals);
	int status = sops_group_sorted(state->deals, &deals, err);

	if (status == 0 && sops_group_find(state->paths, (struct sops_field){ NULL, 0 }))
		status = sops_error_set(err, SOPS_EINPUT, "not a saved state: a path");
	for (size_t i = 0; status == 0 && i < count; i++) {
		const struct sops__funnel_deal *deal = deals[i].state;
		const struct sops__funnel_known known = { .visits = deal->visits,
			.closed = SOPS_DATE_BLANK, .amount = SOPS_MONEY_BLANK };

		status = sops__funnel_resolve(all, &known, use, err);
	}
	free(deals);
	/* What is resolved needs not be merged as well. */
	plain.deals = NULL;
	if (status == 0)
		status = sops_group_new(&plain.deals, &sops__funnel_deal_state, err);
	if (status == 0)
		status = sops_state_merge(&sops__funnel_state, all, &plain, err);
	sops_group_free(plain.deals);
	return status;
}

static int merge_group(struct sops__funnel *all, const struct sops__funnel *group,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops__funnel one;
	int status = sops_state_init(&sops__funnel_state, &one, err);

	if (status < 0)
		return status;
	status = resolve_all(&one, group, use, err);
	if (status == 0)
		status = sops_state_merge(&funnel_counts, all, &one, err);
	sops_state_release(&sops__funnel_state, &one);
	return status;
}

static int merge_groups(struct sops__funnel *all, const struct sops_group *groups,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops_group_entry *entries;
	int status = sops_group_sorted(groups, &entries, err);

	for (size_t i = 0; status == 0 && i < sops_group_count(groups); i++)
		status = merge_group(all, entries[i].state, use, err);
	free(entries);
	return status;
}

static int64_t deals_of_path(const struct sops__funnel *all, const char *path)
{
	const struct sops__funnel_path *found = sops_group_find(all->paths, sops_field_of(path));

	return found ? found->deals : 0;
}

static void note_all(struct sops_table *table, const struct sops__funnel *all,
	const struct sops_stages *stages)
{
	int64_t open = deals_of_path(all, "o"), lost = deals_of_path(all, "l");
	char first[SOPS_QUOTED];

	sops__escape(first, sops_stages_name(stages, 0));
	if (open > 0)
		sops_table_note(table,
			"open deals without a known stage: %lld, counted as standing in "
			"%s, the first; --history FILE says otherwise",
			(long long)open, first);
	if (lost > 0)
		sops_table_note(table,
			"lost deals without a known stage: %lld, counted as lost in %s, "
			"the first; --lost-from STAGE says otherwise",
			(long long)lost, first);
	if (all->unfound > 0)
		sops_table_note(table,
			"deals that the history does not have: %lld; of them only what they "
			"say themselves is known (are their ids written alike?)",
			(long long)all->unfound);
	if (all->voided > 0)
		sops_table_note(table, "void deals: %lld, left out", (long long)all->voided);
	if (all->unborn > 0)
		sops_table_note(table, "deals created after the as-of date: %lld, left out",
			(long long)all->unborn);
}

/* Deals that did not win have to stand somewhere before won. */
static int check_stages(const struct sops_stages *stages, const struct sops__funnel *all,
	struct sops_error *err)
{
	if (sops_stages_count(stages) > 1 || sops_group_count(all->paths) == 0)
		return 0;
	sops_error_set(err, SOPS_EINPUT, "a funnel needs at least one open stage");
	sops_error_hint(err, "name the stages in order: --stages LIST");
	return SOPS_EINPUT;
}

/* One order for all groups, so that their rows can be compared. */
static int settle(struct sops_use *use, struct sops_group *groups, struct sops_table *table,
	struct sops_error *err)
{
	const struct sops_funnel_options *options = use->options;
	struct sops__funnel all;
	struct sops_stages *order = NULL;
	int status = sops_state_init(&funnel_counts, &all, err);

	if (status < 0)
		return status;
	status = merge_groups(&all, groups, use, err);
	if (status == 0 && !(options && options->stages))
		status = sops__funnel_order(&order, &all, use->context->profile, err);
	if (status == 0)
		status = check_stages(order ? order : options->stages, &all, err);
	if (status == 0)
		note_all(table, &all, order ? order : options->stages);
	sops_state_release(&funnel_counts, &all);
	use->shared = order;
	return status;
}

static void forget(void *shared)
{
	sops_stages_free(shared);
}

static int columns(struct sops_table *table, const struct sops_use *use, struct sops_error *err)
{
	(void)use;
	sops_table_column(table, "stage", SOPS_COLUMN_TEXT, "", "stage, won last");
	sops_table_column(table, "order", SOPS_COLUMN_COUNT, "", "its place");
	sops_table_column(table, "reached", SOPS_COLUMN_COUNT, "deals", "got here or further");
	sops_table_column(table, "advanced", SOPS_COLUMN_COUNT, "deals", "got further");
	sops_table_column(table, "lost", SOPS_COLUMN_COUNT, "deals", "got no further and are lost");
	sops_table_column(table, "open", SOPS_COLUMN_COUNT, "deals", "got no further yet");
	sops_table_column(table, "conversion", SOPS_COLUMN_RATIO, "share", "advanced / reached");
	sops_table_column(table, "resolved_conversion", SOPS_COLUMN_RATIO, "share",
		"advanced / (reached - open)");
	sops_table_column(table, "cumulative", SOPS_COLUMN_RATIO, "share",
		"reached / reached the first stage");
	sops_table_column(
		table, "amount", SOPS_COLUMN_MONEY, "money", "of the deals that reached it");
	sops_table_column(
		table, "median_days", SOPS_COLUMN_NUMBER, "days", "in the stage, ended stays");
	sops_table_column(
		table, "mean_days", SOPS_COLUMN_NUMBER, "days", "in the stage, ended stays");
	sops_table_column(
		table, "p90_days", SOPS_COLUMN_NUMBER, "days", "in the stage, ended stays");
	sops_table_column(table, "bottleneck", SOPS_COLUMN_BOOL, "",
		"the smallest share gets through here");
	return sops_table_check(table, err);
}

/* One row of the funnel. */
struct step {
	int64_t reached, lost, open;
	struct sops_sum amount;
};

static int furthest(const struct sops_stages *stages, struct sops_field path)
{
	struct sops_field stage;
	int most = 0;

	for (path.at++, path.len--; (stage = sops__funnel_next(&path)).at; ) {
		int index = sops_stages_find(stages, stage);

		if (index > most)
			most = index;
	}
	return most;
}

static int count_path(struct step *steps, const struct sops_stages *stages,
	const struct sops_group_entry *entry, struct sops_error *err)
{
	const struct sops__funnel_path *path = entry->state;
	char outcome = entry->key.at[0];
	int last =
		outcome == 'w' ? (int)sops_stages_count(stages) - 1 : furthest(stages, entry->key);
	int status = 0;

	for (int i = 0; status == 0 && i <= last; i++) {
		steps[i].reached += path->deals;
		status = sops_sum_merge(&steps[i].amount, &path->amount, err);
	}
	steps[last].lost += outcome == 'l' ? path->deals : 0;
	steps[last].open += outcome == 'o' ? path->deals : 0;
	return status;
}

static struct sops_ratio share(int64_t part, int64_t whole)
{
	return (struct sops_ratio){ sops_money_of(part), sops_money_of(whole) };
}

/* Shares compared by cross-multiplication: advanced / resolved of a below that of b. */
static bool narrower(const struct step *steps, size_t a, size_t b)
{
	sops_int128 through_a = steps[a + 1].reached, through_b = steps[b + 1].reached;

	return through_a * (steps[b].reached - steps[b].open) <
		through_b * (steps[a].reached - steps[a].open);
}

/* The stage before won that lets the smallest share through, or -1 where all get through. */
static int bottleneck(const struct step *steps, size_t count)
{
	int worst = -1;

	for (size_t i = 0; i + 1 < count; i++)
		if (steps[i].reached - steps[i].open > steps[i + 1].reached &&
		    (worst < 0 || narrower(steps, i, (size_t)worst)))
			worst = (int)i;
	return worst;
}

static int days_cells(struct sops_table *table, const struct sops__funnel *all,
	struct sops_field stage, struct sops_error *err)
{
	const struct sops__funnel_stage *seen = sops_group_find(all->stages, stage);
	struct sops_ratio mean;
	int status = 0;

	if (!seen || seen->days.len == 0) {
		for (int i = 0; i < 3; i++)
			sops_table_blank(table);
		return 0;
	}
	status = sops_tally_mean(&mean, &seen->days, err);
	sops_table_quotient(table, sops_tally_quantile(&seen->days, 50));
	sops_table_quotient(table, mean);
	sops_table_quotient(table, sops_tally_quantile(&seen->days, 90));
	return status;
}

static int stage_row(struct sops_table *table, const struct sops__funnel *all,
	const struct sops_stages *stages, const struct step *steps, size_t i,
	struct sops_error *err)
{
	bool last = i + 1 == sops_stages_count(stages);
	int worst = bottleneck(steps, sops_stages_count(stages));

	sops_table_row(table);
	sops_table_text(table, sops_stages_name(stages, i));
	sops_table_count(table, (int64_t)i + 1);
	sops_table_count(table, steps[i].reached);
	if (last) {
		for (int blanks = 0; blanks < 5; blanks++)
			sops_table_blank(table);
	} else {
		sops_table_count(table, steps[i + 1].reached);
		sops_table_count(table, steps[i].lost);
		sops_table_count(table, steps[i].open);
		sops_table_share(table, share(steps[i + 1].reached, steps[i].reached));
		sops_table_share(
			table, share(steps[i + 1].reached, steps[i].reached - steps[i].open));
	}
	sops_table_share(table, share(steps[i].reached, steps[0].reached));
	if (steps[i].amount.n > 0 || steps[i].reached == 0)
		sops_table_money(table, steps[i].amount.total);
	else
		sops_table_blank(table);
	if (days_cells(table, all, sops_stages_name(stages, i), err) < 0)
		return SOPS_EINPUT;
	/* What was put in the first stage for want of a better one does not make it the worst. */
	if (worst == 0 && deals_of_path(all, "l") > 0)
		sops_table_blank(table);
	else
		sops_table_bool(table, worst == (int)i);
	return 0;
}

static int write_rows(struct sops_table *table, const struct sops__funnel *all,
	const struct sops_stages *stages, struct step *steps, struct sops_error *err)
{
	struct sops_group_entry *paths;
	size_t count = sops_stages_count(stages);
	int status = sops_group_sorted(all->paths, &paths, err);

	for (size_t i = 0; i < count; i++)
		sops_sum_init(&steps[i].amount);
	for (size_t i = 0; status == 0 && i < sops_group_count(all->paths); i++)
		status = count_path(steps, stages, &paths[i], err);
	for (size_t i = 0; status == 0 && i < count; i++)
		status = stage_row(table, all, stages, steps, i, err);
	free(paths);
	return status;
}

static int table_rows(struct sops_table *table, const void *from, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops_funnel_options *options = use->options;
	const struct sops_stages *stages = use->shared ? use->shared : options->stages;
	struct step *steps = calloc(sops_stages_count(stages), sizeof(*steps));
	struct sops__funnel all;
	int status;

	if (!steps)
		return sops_error_memory(err);
	status = sops_state_init(&sops__funnel_state, &all, err);
	if (status == 0) {
		status = resolve_all(&all, from, use, err);
		if (status == 0)
			status = write_rows(table, &all, stages, steps, err);
		sops_state_release(&sops__funnel_state, &all);
	}
	free(steps);
	return status;
}

static const struct sops_definition definitions[] = {
	{ "reached", "deals whose furthest stage is this or a later one; won ones reached all" },
	{ "conversion", "advanced / reached" },
	{ "resolved_conversion", "advanced / (reached - open)" },
	{ "cumulative", "reached / reached the first stage" },
	{ "days",
		"days of a deal in the stage, all its stays together; stays that last are left "
		"out" },
	{ "bottleneck",
		"the stage with the smallest resolved conversion, of those that lost deals" },
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
	.state = &sops__funnel_state,
	.definitions = definitions,
	.roles = roles,
	.add = add,
	.settle = settle,
	.forget = forget,
	.columns = columns,
	.table = table_rows,
};

SOPS_METRIC_BODY(funnel, struct sops_deal, struct sops_funnel_options);
