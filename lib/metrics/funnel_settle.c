/* SPDX-License-Identifier: GPL-3.0-or-later */
/* funnel_settle.c: what all groups have in common: the order of the stages, and what is noted. */
#include "funnel_private.h"

#include "../private.h"
#include "note_twins.h"

#include <stdlib.h>

/* Names from 1, as the visits number them. */
static int name_stages(struct sops__funnel_name **out, const struct sops__visits *visits,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops_stages room;
	const struct sops_stages *stages = sops__funnel_stages(use, &room);
	uint32_t count = sops__visits_stages(visits);

	*out = calloc((size_t)count + 1, sizeof(**out));
	for (uint32_t i = 1; *out && i <= count; i++)
		(*out)[i] = sops__funnel_name(sops__visits_stage(visits, i), stages);
	return *out ? 0 : sops_error_memory(err);
}

static int resolve_deals(struct sops__funnel *all, struct sops__visits *visits,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops__funnel_name *names;
	int status = name_stages(&names, visits, use, err);

	if (status == 0)
		status = sops__visits_order(visits, err);
	for (uint32_t i = 1; status == 0 && i <= sops__visits_deals(visits); i++) {
		const struct sops__funnel_known known = { .visits = sops__visits_of(visits, i),
			.names = names, .closed = SOPS_DATE_BLANK, .amount = SOPS_MONEY_BLANK };

		status = sops__funnel_resolve(all, &known, use, err);
	}
	free(names);
	return status;
}

int sops__funnel_resolve_all(struct sops__funnel *all, const struct sops__funnel *state,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops__funnel plain;
	int status = 0;

	if (state->visits)
		status = resolve_deals(all, state->visits, use, err);
	/* What is resolved needs not be merged as well. A state may be shorter than its struct. */
	memcpy(&plain, state, sops__funnel_state(use)->size);
	plain.visits = NULL;
	plain.twins = NULL;
	return status < 0 ? status : sops_state_merge(sops__funnel_state(use), all, &plain, err);
}

/* Deals say where they stand, and not by which way they came. */
static int check_path(const struct sops__funnel *group, const struct sops_funnel_options *options,
	struct sops_error *err)
{
	if (!options || options->path == SOPS_FUNNEL_REACH || options->history ||
	    options->sorted || sops_group_count(group->paths) == 0)
		return 0;
	sops_error_set(err, SOPS_EUSAGE, "--path is about the stages that deals went through, and "
		"these only say where they stand");
	sops_error_hint(err, "name their stage history with --history FILE");
	return SOPS_EUSAGE;
}

/* A group is found by where it is. */
static struct sops_field key_of(const struct sops__funnel *const *group)
{
	return (struct sops_field){ (const char *)group, sizeof(*group) };
}

const struct sops__funnel *sops__funnel_resolved(const struct sops__funnel_shared *shared,
	const struct sops__funnel *group)
{
	return sops_group_find(shared->resolved, key_of(&group));
}

/* Of a history the rows are made of the same: it is gone through once. */
static int resolve_history(struct sops__funnel_shared *shared, const struct sops__funnel *group,
	const struct sops_use *use, struct sops_error *err)
{
	void *resolved;
	int status = sops_group_at(shared->resolved, key_of(&group), &resolved, err);

	return status < 0 ? status : sops__funnel_resolve_all(resolved, group, use, err);
}

static int merge_group(struct sops__funnel *all, const struct sops__funnel *group,
	struct sops__funnel_shared *shared, const struct sops_use *use, struct sops_error *err)
{
	int status = check_path(group, use->options, err);

	if (status == 0 && sops_group_find(group->paths, (struct sops_field){ NULL, 0 }))
		return sops_error_set(err, SOPS_EINPUT, "not a saved state: a path");
	if (status == 0 && group->visits)
		status = resolve_history(shared, group, use, err);
	if (status < 0)
		return status;
	if (group->visits)
		group = sops__funnel_resolved(shared, group);
	return sops_state_merge(sops__funnel_counts(use), all, group, err);
}

static int merge_groups(struct sops__funnel *all, const struct sops_group *groups,
	struct sops__funnel_shared *shared, const struct sops_use *use, struct sops_error *err)
{
	struct sops_group_entry *entries;
	int status = sops_group_new(&shared->resolved, sops__funnel_state(use), err);

	if (status == 0)
		status = sops_group_sorted(groups, &entries, err);
	if (status < 0)
		return status;
	for (size_t i = 0; status == 0 && i < sops_group_count(groups); i++)
		status = merge_group(all, entries[i].state, shared, use, err);
	free(entries);
	return status;
}

static int64_t deals_of_path(const struct sops__funnel *all, const char *path)
{
	const struct sops__funnel_path *found = sops_group_find(all->paths, sops_field_of(path));

	return found ? found->deals : 0;
}

int64_t sops__funnel_lost_unknown(const struct sops__funnel *all)
{
	return deals_of_path(all, "l");
}

/* What is said before and after how many they are; deals may be leads. */
static const struct {
	const char *of, *then;
} oddities[] = {
	[SOPS__FUNNEL_UNFOUND] = { "that the history does not have", "; of them only "
		"what they say themselves is known (are their ids written alike?)" },
	[SOPS__FUNNEL_VOIDED] = { "void deals", ", left out" },
	[SOPS__FUNNEL_UNBORN] = { "created after the as-of date", ", left out" },
	[SOPS__FUNNEL_YOUNG] = { "younger than --min-age", ", left out" },
	[SOPS__FUNNEL_AGELESS] = { "of which it is not known how old they are, as --min-age asks",
		", left out" },
	[SOPS__FUNNEL_EARLY] = { "whose history begins before they were created", ", counted "
		"as the history has them" },
	[SOPS__FUNNEL_LATE] = { "whose history goes on after they were closed", "; the days "
		"in the stage that they then were in are left out" },
	[SOPS__FUNNEL_FUTURE] = { "rows of the stage history after the as-of date", ", left out" },
	[SOPS__FUNNEL_BACKWARD] = { "closed before they were created", ", counted as their "
		"stages have them" },
	[SOPS__FUNNEL_OVERLAP] = { "that left a stage after they had entered the next one",
		"; the days of both count" },
};

static int note_unpriced(struct sops_table *table, const struct sops__funnel *all,
	struct sops_error *err)
{
	struct sops_group_entry *paths;
	int status = sops_group_sorted(all->paths, &paths, err);
	int64_t unpriced = 0;

	for (size_t i = 0; status == 0 && i < sops_group_count(all->paths); i++) {
		const struct sops__funnel_path *path = paths[i].state;

		unpriced += path->deals - path->amount.n;
	}
	free(paths);
	if (unpriced > 0)
		sops_table_note(table, "deals without an amount: %lld, which weigh nothing",
			(long long)unpriced);
	return status;
}

static void note_all(struct sops_table *table, const struct sops__funnel *all,
	const struct sops_stages *stages, const struct sops_funnel_options *options)
{
	const char *noun = options && options->leads ? "leads " : "deals ";
	int64_t open = deals_of_path(all, "o"), lost = sops__funnel_lost_unknown(all);
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
	for (size_t i = 0; i < sizeof(oddities) / sizeof(*oddities); i++) {
		int64_t count = sops_rare_count(&all->odd, i) +
			(i == SOPS__FUNNEL_FUTURE && options ?
			 sops__funnel_future(options->history) : 0);
		bool whole = i == SOPS__FUNNEL_FUTURE || i == SOPS__FUNNEL_VOIDED;

		if (count > 0)
			sops_table_note(table, "%s%s: %lld%s", whole ? "" : noun, oddities[i].of,
				(long long)count, oddities[i].then);
	}
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
static int settle_all(struct sops__funnel_shared *shared, const struct sops__funnel *all,
	const struct sops_use *use, struct sops_table *table, struct sops_error *err)
{
	const struct sops_funnel_options *options = use->options;
	const struct sops_stages *stages = options ? options->stages : NULL;
	int status = 0;

	if (!stages) {
		status = options && options->leads ?
			sops__funnel_lead_order(&shared->order, all, options, err) :
			sops__funnel_order(&shared->order, all, use->context->profile, err);
		stages = shared->order;
	}
	if (status == 0)
		status = check_stages(stages, all, err);
	if (status == 0 && options)
		status = sops__funnel_plan_check(options, stages, err);
	if (status == 0 && options && options->value)
		status = note_unpriced(table, all, err);
	if (status == 0)
		note_all(table, all, stages, options);
	return status;
}

int sops__funnel_settle(struct sops_use *use, struct sops_group *groups, struct sops_table *table,
	struct sops_error *err)
{
	const struct sops_funnel_options *options = use->options;
	const char *history = options ? sops__funnel_history_name(options->history) : NULL;
	struct sops__funnel_shared *shared = calloc(1, sizeof(*shared));
	struct sops__funnel all;
	int status;

	if (!shared)
		return sops_error_memory(err);
	use->shared = shared;
	status = sops_state_init(sops__funnel_counts(use), &all, err);
	if (status < 0)
		return status;
	status = sops__strays_check(groups, offsetof(struct sops__funnel, strays),
		options ? options->stages : NULL, history, err);
	if (status == 0)
		status = merge_groups(&all, groups, shared, use, err);
	if (status == 0)
		status = settle_all(shared, &all, use, table, err);
	if (status == 0)
		status = sops__note_twins(table, groups, offsetof(struct sops__funnel, twins),
			options && options->leads, history ? " with the same history" : "", err);
	if (status == 0 && options && options->compare)
		status = sops__funnel_compare_find(shared, groups, use, table, err);
	sops_state_release(sops__funnel_counts(use), &all);
	return status;
}

void sops__funnel_forget(void *at)
{
	struct sops__funnel_shared *shared = at;

	if (!shared)
		return;
	sops_stages_free(shared->order);
	sops_group_free(shared->pairs);
	sops_group_free(shared->resolved);
	free(shared);
}
