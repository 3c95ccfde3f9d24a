/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quota_split.c: a total, divided among reps. */
#include "note_currency.h"
#include "quota_private.h"

#include <sops/apportion.h>

#include <stdlib.h>

/* Who gets a part, by id. */
struct heir {
	struct sops_field who;
	const struct sops_roster_rep *rep; /* or NULL */
};

struct heirs {
	struct heir *at;
	size_t count;
};

void sops__quota_split_columns(struct sops_table *table)
{
	sops_table_column(table, "who", SOPS_COLUMN_TEXT, "", "who gets the part");
	sops_table_column(table, "weight", SOPS_COLUMN_NUMBER, "",
		"to which parts are in proportion");
	sops_table_column(table, "quota", SOPS_COLUMN_MONEY, "as the total", "the part");
	sops_table_hidden_column(table, "name", SOPS_COLUMN_TEXT, "", "of the rep");
}

static const struct sops__quota_shared *shared_of(const struct sops_use *use)
{
	return use->shared;
}

static const struct sops__quota_win *wins_of(const struct sops__quota_owner *owner)
{
	char number[SOPS_GROUP_NUMBER];

	return owner ? sops_group_find(owner->periods, sops_group_number(number,
		SOPS__QUOTA_NONE)) : NULL;
}

/* Reps who have not left. */
static int of_roster(struct heirs *heirs, const struct sops_use *use, struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	size_t count = sops_roster_count(track->roster);

	heirs->at = calloc(count + 1, sizeof(*heirs->at));
	if (!heirs->at)
		return sops_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		const struct sops_roster_rep *rep = sops_roster_at(track->roster, i);

		if (rep->left == SOPS_DATE_BLANK || rep->left > use->context->as_of)
			heirs->at[heirs->count++] = (struct heir){ rep->rep_id, rep };
	}
	return 0;
}

/* Owners of deals. */
static int of_deals(struct heirs *heirs, const struct sops_group_entry *owners, size_t count,
	struct sops_error *err)
{
	heirs->at = calloc(count + 1, sizeof(*heirs->at));
	if (!heirs->at)
		return sops_error_memory(err);
	for (size_t i = 0; i < count; i++)
		if (owners[i].key.len > 0)
			heirs->at[heirs->count++] = (struct heir){ owners[i].key, NULL };
	return 0;
}

static int by_who(const void *a, const void *b)
{
	return sops_field_compare(((const struct heir *)a)->who, ((const struct heir *)b)->who);
}

static bool inherits(const struct heirs *heirs, struct sops_field who)
{
	const struct heir wanted = { who, NULL };

	return heirs->count > 0 && bsearch(&wanted, heirs->at, heirs->count, sizeof(wanted),
		by_who) != NULL;
}

/* Wins of whom nothing is given to, which are history all the same. */
static void note_others(struct sops_table *table, const struct heirs *heirs,
	const struct sops_group_entry *owners, size_t count)
{
	struct sops__quota_names others = { .count = 0 };

	for (size_t i = 0; i < count; i++) {
		const struct sops__quota_win *win = wins_of(owners[i].state);

		if (win && !inherits(heirs, owners[i].key))
			sops__quota_name(&others, owners[i].key, win->deals);
	}
	sops__quota_note(table, &others, "deals won by those who get no part", "left out");
}

/* The sum of what all have won tells whether they have it in one currency. */
static int weigh(struct sops_money *weight, struct sops_sum *all, const struct heir *heir,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	const struct sops__quota_win *win;
	char quoted[SOPS_QUOTED];
	struct sops_sum value;

	*weight = track->weights == SOPS_QUOTA_BY_FTE && heir->rep ? heir->rep->fte
								    : sops_money_of(1);
	if (track->weights != SOPS_QUOTA_BY_HISTORY)
		return 0;
	win = wins_of(sops_group_find(shared_of(use)->all.owners, heir->who));
	*weight = sops_money_of(0);
	if (!win)
		return 0;
	value = sops__quota_value(win, track->metric);
	*weight = value.total;
	if (value.total.units < 0)
		return sops_error_set(err, SOPS_EINPUT,
			"%s has won less than nothing, which is no weight",
			sops_quote(quoted, heir->who));
	return sops_sum_merge(all, &value, err);
}

static int make_parts(struct sops_apportion_part *parts, const struct heirs *heirs,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	struct sops_sum all;
	int status = 0;

	sops_sum_init(&all);
	for (size_t i = 0; status == 0 && i < heirs->count; i++) {
		parts[i] = (struct sops_apportion_part){ .floor = track->floor,
			.cap = track->cap };
		status = weigh(&parts[i].weight, &all, &heirs->at[i], use, err);
	}
	return status < 0 ? status :
		sops_apportion(parts, heirs->count, track->split, track->step, err);
}

static int add_parts(struct sops_table *table, const struct heirs *heirs,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops_apportion_part *parts = calloc(heirs->count + 1, sizeof(*parts));
	int status = parts ? make_parts(parts, heirs, use, err) : sops_error_memory(err);

	for (size_t i = 0; status == 0 && i < heirs->count; i++) {
		sops_table_row(table);
		sops_table_text(table, heirs->at[i].who);
		sops_table_money(table, parts[i].weight);
		sops_table_money(table, parts[i].amount);
		sops__quota_rep_name(table, heirs->at[i].rep);
	}
	free(parts);
	return sops__without_by(status, err);
}

int sops__quota_split(struct sops_table *table, const struct sops_use *use, struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	const struct sops_group *all = shared_of(use)->all.owners;
	struct heirs heirs = { .count = 0 };
	struct sops_group_entry *owners;
	int status = sops_group_sorted(all, &owners, err);

	if (status < 0)
		return status;
	status = track->roster ? of_roster(&heirs, use, err)
			       : of_deals(&heirs, owners, sops_group_count(all), err);
	if (status == 0 && track->weights == SOPS_QUOTA_BY_HISTORY)
		note_others(table, &heirs, owners, sops_group_count(all));
	if (status == 0)
		status = add_parts(table, &heirs, use, err);
	free(heirs.at);
	free(owners);
	return status;
}
