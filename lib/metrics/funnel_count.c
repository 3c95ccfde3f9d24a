/* SPDX-License-Identifier: GPL-3.0-or-later */
/* funnel_count.c: from the paths of deals to the steps of the funnel. */
#include "funnel_private.h"

#include <stdlib.h>

/* The path of some deals, of which each stage is asked for in turn. */
struct trail {
	struct sops__funnel_step *steps;
	const struct sops_stages *stages;
	struct sops_field rest;
	size_t count;    /* of stages */
	char outcome;    /* 'o', 'w' or 'l' */
	size_t furthest;
};

static struct trail begin(struct sops__funnel_step *steps, const struct sops_stages *stages,
	struct sops_field path)
{
	return (struct trail){ .steps = steps, .stages = stages, .rest = { path.at + 1,
		path.len - 1 }, .count = sops_stages_count(stages), .outcome = path.at[0] };
}

/* The place of the next stage that the model knows, at last that of won; -1 behind the end. */
static int next(struct trail *trail)
{
	struct sops_field stage;

	while ((stage = sops__funnel_next(&trail->rest)).at) {
		int place = sops_stages_find(trail->stages, stage);

		if (place >= 0)
			return place;
	}
	if (trail->outcome != 'w')
		return -1;
	trail->outcome = '\0';
	return (int)trail->count - 1;
}

/* A deal of which no stage is known stands in the first. */
static size_t touch(struct trail trail)
{
	size_t furthest = 0;
	bool any = false;
	int place;

	for (size_t i = 0; i < trail.count; i++)
		trail.steps[i].touched = trail.steps[i].in = trail.steps[i].on = false;
	while ((place = next(&trail)) >= 0) {
		trail.steps[place].touched = any = true;
		if ((size_t)place > furthest)
			furthest = (size_t)place;
	}
	if (!any)
		trail.steps[0].touched = true;
	return furthest;
}

static void mark_reach(struct trail trail)
{
	for (size_t i = 0; i <= trail.furthest; i++)
		trail.steps[i].in = true;
}

static void mark_any(struct trail trail)
{
	for (size_t i = 0; i < trail.count; i++)
		trail.steps[i].in = trail.steps[i].touched;
}

/* All stages up to it, one after the other, whatever came between. */
static void mark_strict(struct trail trail)
{
	size_t passed = 0;
	int place;

	while ((place = next(&trail)) >= 0)
		if ((size_t)place == passed)
			trail.steps[passed++].in = true;
	trail.steps[0].in = trail.steps[0].touched;
}

static void mark_direct(struct trail trail)
{
	int place, last = -1;

	mark_any(trail);
	for (; (place = next(&trail)) >= 0; last = place)
		if (place > 0 && last == place - 1)
			trail.steps[last].on = true;
}

static void (*const marks[])(struct trail trail) = {
	[SOPS_FUNNEL_REACH] = mark_reach,
	[SOPS_FUNNEL_STRICT] = mark_strict,
	[SOPS_FUNNEL_ANY] = mark_any,
	[SOPS_FUNNEL_DIRECT] = mark_direct,
};

static int add_part(struct sops__funnel_part *part, const struct sops__funnel_path *path, bool is,
	struct sops_error *err)
{
	if (!is)
		return 0;
	part->deals += path->deals;
	return sops_sum_merge(&part->amount, &path->amount, err);
}

static int count_path(struct sops__funnel_step *steps, const struct sops_stages *stages,
	const struct sops_group_entry *entry, enum sops_funnel_path rule, struct sops_error *err)
{
	const struct sops__funnel_path *path = entry->state;
	struct trail trail = begin(steps, stages, entry->key);
	int status = 0;

	trail.furthest = touch(trail);
	marks[rule](trail);
	for (size_t i = 0; status == 0 && i < trail.count; i++) {
		struct sops__funnel_step *step = &steps[i];
		bool end = step->in && i == trail.furthest;

		if (rule != SOPS_FUNNEL_DIRECT)
			step->on = i + 1 < trail.count && steps[i + 1].in;
		status = add_part(&step->reached, path, step->in, err);
		if (status == 0)
			status = add_part(&step->advanced, path, step->on, err);
		if (status == 0)
			status = add_part(&step->lost, path, end && trail.outcome == 'l', err);
		if (status == 0)
			status = add_part(&step->open, path, end && trail.outcome == 'o', err);
	}
	return status;
}

static void clear(struct sops__funnel_part *part)
{
	part->deals = 0;
	sops_sum_init(&part->amount);
}

int sops__funnel_count(struct sops__funnel_step *steps, const struct sops_stages *stages,
	const struct sops__funnel *all, enum sops_funnel_path rule, struct sops_error *err)
{
	struct sops_group_entry *paths;
	int status = sops_group_sorted(all->paths, &paths, err);

	for (size_t i = 0; i < sops_stages_count(stages); i++) {
		clear(&steps[i].reached);
		clear(&steps[i].advanced);
		clear(&steps[i].lost);
		clear(&steps[i].open);
	}
	for (size_t i = 0; status == 0 && i < sops_group_count(all->paths); i++)
		status = count_path(steps, stages, &paths[i], rule, err);
	free(paths);
	return status;
}
