/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_order.c: in which order stages stand. */
#include "pipeline_private.h"

#include "stages_line.h"

#include <sops/profile.h>

#include <stdlib.h>

static const struct sops_state name_state = SOPS_STATE(struct sops__pipeline_name,
	SOPS_STATE_FIELD(struct sops__pipeline_name, least, SOPS_STATE_MIN),
	SOPS_STATE_FIELD(struct sops__pipeline_name, most, SOPS_STATE_MAX));

/* The key of a cell is that of its period, then its own. */
static struct sops_field name_of(struct sops_field key, const struct sops_use *use)
{
	size_t len = sops__pipeline_period_of(key, use).len;

	return (struct sops_field){ key.at + len, key.len - len };
}

static int see(struct sops_group *names, const struct sops_group_entry *entry,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops__pipeline_cell *cell = entry->state;
	struct sops__pipeline_name *name;
	void *state;

	if (sops_group_at(names, name_of(entry->key, use), &state, err) < 0)
		return SOPS_ESYSTEM;
	name = state;
	if (cell->least < name->least)
		name->least = cell->least;
	if (cell->most > name->most)
		name->most = cell->most;
	return 0;
}

static int see_all(struct sops_group *names, const struct sops_group *groups,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops_group_cursor cursor = { NULL, 0 };
	const struct sops__pipeline *state;
	int status = 0;

	while (status == 0 && (state = sops_group_next(groups, &cursor)) != NULL) {
		struct sops_group_entry *cells;
		size_t count = sops_group_count(state->cells);

		status = sops_group_sorted(state->cells, &cells, err);
		for (size_t i = 0; status == 0 && i < count; i++)
			status = see(names, &cells[i], use, err);
		free(cells);
	}
	return status;
}

static struct sops__pipeline_name *seen(const struct sops_group_entry *entry)
{
	return entry->state;
}

static int by_rank(const void *a, const void *b)
{
	const struct sops_group_entry *left = a, *right = b;
	int64_t l = seen(left)->rank, r = seen(right)->rank;
	int order = (left->key.len == 0) - (right->key.len == 0);

	if (order == 0)
		order = (l > r) - (l < r);
	return order ? order : sops_field_compare(left->key, right->key);
}

/* Every stage has its own range of probabilities. */
static bool ranked_by_probability(struct sops_group_entry *order, size_t count)
{
	for (size_t i = 0; i < count; i++)
		seen(&order[i])->rank = seen(&order[i])->least;
	qsort(order, count, sizeof(*order), by_rank);
	for (size_t i = 0; i < count && order[i].key.len > 0; i++) {
		if (seen(&order[i])->most == INT64_MIN)
			return false;
		if (i > 0 && seen(&order[i - 1])->most >= seen(&order[i])->least)
			return false;
	}
	return true;
}

static bool ranked_by_profile(struct sops_group_entry *order, size_t count,
	const struct sops_profile *profile)
{
	bool all = profile != NULL;

	for (size_t i = 0; i < count && all; i++)
		all = order[i].key.len == 0 || sops_profile_stage(profile, order[i].key);
	for (size_t i = 0; i < count; i++)
		seen(&order[i])->rank = !all || order[i].key.len == 0 ? 0 :
			(int64_t)sops_profile_stage(profile, order[i].key)->place;
	qsort(order, count, sizeof(*order), by_rank);
	return all;
}

/* They stand by name, a blank one last. */
static int note_order(struct sops_table *table, const struct sops_group_entry *order, size_t count,
	struct sops_error *err)
{
	struct sops__stages_line list = { .comma = false };
	int status;

	while (count > 0 && order[count - 1].key.len == 0)
		count--;
	if (count < 2)
		return 0;
	for (size_t i = 0; i < count; i++)
		sops__stages_line(&list, order[i].key);
	sops__stages_line(&list, (struct sops_field)SOPS_FIELD("Won"));
	status = sops__stages_line_end(&list, err);
	if (status == 0)
		sops_table_note(table, "the data do not settle the order of the stages, which "
			"stand by name; put them in order: --stages %s", list.text.at);
	sops__stages_line_release(&list);
	return status;
}

/* As win rates needed them; what these do not know comes last. */
static void rank_by_fit(struct sops_group_entry *order, size_t count,
	const struct sops__pipeline_rates *rates)
{
	for (size_t i = 0; i < count; i++) {
		int place = sops_stages_find(rates->stages, order[i].key);

		seen(&order[i])->rank = place < 0 ? INT64_MAX : place;
	}
	qsort(order, count, sizeof(*order), by_rank);
}

int sops__pipeline_order(struct sops__pipeline_shared *shared, const struct sops_group *groups,
	const struct sops_use *use, struct sops_table *table, struct sops_error *err)
{
	size_t count;
	int status = sops_group_new(&shared->names, &name_state, err);

	if (status == 0)
		status = see_all(shared->names, groups, use, err);
	if (status == 0)
		status = sops_group_sorted(shared->names, &shared->order, err);
	count = status == 0 ? sops_group_count(shared->names) : 0;
	if (count == 0 || sops__pipeline_options(use)->mode != SOPS_PIPELINE_STAGES)
		return status;
	if (shared->rates)
		rank_by_fit(shared->order, count, shared->rates);
	else if (!ranked_by_probability(shared->order, count) &&
		 !ranked_by_profile(shared->order, count, use->context->profile) &&
		 !sops__pipeline_options(use)->stages)
		status = note_order(table, shared->order, count, err);
	return status;
}
