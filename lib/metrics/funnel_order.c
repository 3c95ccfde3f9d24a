/* SPDX-License-Identifier: GPL-3.0-or-later */
/* funnel_order.c: the order of the stages, where the data settle it. */
#include "funnel_private.h"

#include "stages_line.h"

#include "../private.h"

#include <sops/profile.h>

#include <stdlib.h>

/* A column with more values than that is no column of stages. */
#define STAGES_MAX 100

struct orderer {
	struct sops_group_entry *stages; /* by name */
	size_t count;
	int64_t *before; /* [a * count + b]: deals that entered a before b */
	size_t *order;
	const struct sops_profile *profile; /* in use, or NULL */
};

struct sops_field sops__funnel_next(struct sops_field *path)
{
	const char *end;
	struct sops_field stage = { NULL, 0 };

	if (path->len == 0)
		return stage;
	end = memchr(path->at + 1, '\0', path->len - 1);
	stage.at = path->at + 1;
	stage.len = end ? (size_t)(end - stage.at) : path->len - 1;
	path->at += stage.len + 1;
	path->len -= stage.len + 1;
	return stage;
}

static size_t number_of(const struct orderer *o, struct sops_field stage)
{
	size_t i = 0;

	while (i < o->count && !sops_field_equal(o->stages[i].key, stage))
		i++;
	return i;
}

static void count_path(struct orderer *o, struct sops_field path, int64_t deals)
{
	size_t before[STAGES_MAX], len = 0;
	struct sops_field stage;

	for (path.at++, path.len--; (stage = sops__funnel_next(&path)).at; ) {
		size_t number = number_of(o, stage), at = 0;

		while (at < len && before[at] != number)
			at++;
		if (at < len || number == o->count)
			continue;
		for (size_t i = 0; i < len; i++)
			o->before[before[i] * o->count + number] += deals;
		before[len++] = number;
	}
}

static int64_t lead(const struct orderer *o, size_t a, size_t b)
{
	return o->before[a * o->count + b] - o->before[b * o->count + a];
}

/* Whether one of those that have no place yet comes before the stage. */
static bool led(const struct orderer *o, size_t placed, size_t stage)
{
	for (size_t i = placed; i < o->count; i++)
		if (lead(o, o->order[i], stage) > 0)
			return true;
	return false;
}

/* Takes, again and again, the first stage that none of the rest comes before. */
static void sort_by_paths(struct orderer *o)
{
	for (size_t i = 0; i < o->count; i++)
		o->order[i] = i;
	for (size_t placed = 0; placed < o->count; placed++) {
		size_t at = placed, stage;

		while (at < o->count && led(o, placed, o->order[at]))
			at++;
		if (at == o->count)
			return;
		stage = o->order[at];
		memmove(&o->order[placed + 1], &o->order[placed], (at - placed) * sizeof(stage));
		o->order[placed] = stage;
	}
}

/* Every stage is entered before the next one, and none before an earlier one, by more deals. */
static bool settled_by_paths(const struct orderer *o)
{
	for (size_t i = 0; i + 1 < o->count; i++) {
		if (lead(o, o->order[i], o->order[i + 1]) <= 0)
			return false;
		for (size_t j = i + 2; j < o->count; j++)
			if (lead(o, o->order[i], o->order[j]) < 0)
				return false;
	}
	return true;
}

static const struct sops__funnel_stage *seen(const struct orderer *o, size_t stage)
{
	return o->stages[stage].state;
}

static void sort_by_probability(struct orderer *o)
{
	for (size_t i = 0; i < o->count; i++) {
		size_t at = i;

		while (at > 0 && seen(o, o->order[at - 1])->least > seen(o, i)->least) {
			o->order[at] = o->order[at - 1];
			at--;
		}
		o->order[at] = i;
	}
}

static bool settled_by_probability(const struct orderer *o)
{
	for (size_t i = 0; i < o->count; i++) {
		if (seen(o, o->order[i])->most == INT64_MIN)
			return false;
		if (i > 0 && seen(o, o->order[i - 1])->most >= seen(o, o->order[i])->least)
			return false;
	}
	return true;
}

static const struct sops_profile_stage *known(const struct orderer *o, size_t stage)
{
	return sops_profile_stage(o->profile, o->stages[stage].key);
}

/* By the profile in use, if it knows all stages, and apart. */
static bool settled_by_profile(struct orderer *o)
{
	for (size_t i = 0; i < o->count; i++) {
		size_t at = i;

		if (!o->profile || !known(o, i))
			return false;
		for (; at > 0 && known(o, o->order[at - 1])->place > known(o, i)->place; at--)
			o->order[at] = o->order[at - 1];
		o->order[at] = i;
		if (at > 0 && known(o, o->order[at - 1])->place == known(o, i)->place)
			return false;
	}
	return o->count > 0;
}

/* What won deals call their stage most often. */
static int won_name(struct sops_field *name, const struct sops__funnel *all, struct sops_error *err)
{
	struct sops_group_entry *entries;
	int status = sops_group_sorted(all->won_names, &entries, err);
	int64_t most = 0;

	*name = (struct sops_field)SOPS_FIELD("Won");
	for (size_t i = 0; status == 0 && i < sops_group_count(all->won_names); i++) {
		if (*(int64_t *)entries[i].state > most) {
			most = *(int64_t *)entries[i].state;
			*name = entries[i].key;
		}
	}
	free(entries);
	return status;
}

/* One stage in two spellings is two in the paths: with --stages it is one. */
static const struct sops_field *spelled_twice(const struct sops_field *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			if (sops__same(names[i], names[j]))
				return &names[i];
	return NULL;
}

static int refuse(const struct sops_field *names, size_t count, struct sops_error *err)
{
	const struct sops_field *twice = spelled_twice(names, count);
	struct sops__stages_line list = { .comma = false };
	char quoted[SOPS_QUOTED];
	int status;

	for (size_t i = 0; i < count; i++)
		sops__stages_line(&list, names[i]);
	status = sops__stages_line_end(&list, err);
	if (status == 0) {
		status = twice ? sops_error_set(err, SOPS_EINPUT,
			"the data spell the stage %s in more than one way",
			sops_quote(quoted, *twice)) : sops_error_set(
			err, SOPS_EINPUT, "the data do not settle the order of the stages");
		sops_error_hint(err, "put them in order: --stages %s", list.text.at);
	}
	sops__stages_line_release(&list);
	return status;
}

static int decide(struct sops_stages **out, struct orderer *o, const struct sops__funnel *all,
	struct sops_error *err)
{
	struct sops_field names[STAGES_MAX + 1];
	bool settled;

	sort_by_paths(o);
	settled = settled_by_paths(o);
	if (!settled) {
		sort_by_probability(o);
		settled = settled_by_probability(o);
	}
	settled = settled || settled_by_profile(o);
	for (size_t i = 0; i < o->count; i++)
		names[i] = o->stages[o->order[i]].key;
	if (won_name(&names[o->count], all, err) < 0)
		return SOPS_ESYSTEM;
	settled = settled && !spelled_twice(names, o->count);
	return settled ? sops__stages_of(out, names, o->count + 1, o->profile, err)
		       : refuse(names, o->count + 1, err);
}

int sops__funnel_order(struct sops_stages **out, const struct sops__funnel *all,
	const struct sops_profile *profile, struct sops_error *err)
{
	struct sops_group_entry *paths = NULL;
	struct orderer o = { .count = sops_group_count(all->stages), .profile = profile };
	int status;

	if (o.count > STAGES_MAX)
		return sops_error_set(err, SOPS_EINPUT,
			"%zu different stages are too many to put in order", o.count);
	status = sops_group_sorted(all->stages, &o.stages, err);
	if (status == 0)
		status = sops_group_sorted(all->paths, &paths, err);
	o.before = calloc(o.count * o.count + 1, sizeof(*o.before));
	o.order = calloc(o.count + 1, sizeof(*o.order));
	if (status == 0 && (!o.before || !o.order))
		status = sops_error_memory(err);
	for (size_t i = 0; status == 0 && i < sops_group_count(all->paths); i++)
		count_path(&o, paths[i].key, ((struct sops__funnel_path *)paths[i].state)->deals);
	if (status == 0)
		status = decide(out, &o, all, err);
	free(o.order);
	free(o.before);
	free(paths);
	free(o.stages);
	return status;
}
