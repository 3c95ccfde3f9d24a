/* SPDX-License-Identifier: GPL-3.0-or-later */
/* process_moves.c: which moves from stage to stage a process allows. */
#include "process_private.h"

#include <sops/nearest.h>

#include <stdlib.h>

static bool closed(const struct sops__process_stage *stage)
{
	return stage->is.kind != SOPS_STATUS_OPEN;
}

static bool named(const struct sops_process *process, int from, int to)
{
	return process->moves && process->moves[(size_t)from * process->count + (size_t)to];
}

static uint32_t lane_of(const struct sops_process *process, struct sops_field pipeline, int from,
	int to)
{
	if (process->stages[to].lane)
		return process->stages[to].lane;
	if (from >= 0 && process->stages[from].lane)
		return process->stages[from].lane;
	return sops__process_lane(process, pipeline);
}

int sops_process_skipped(const struct sops_process *process, struct sops_field pipeline, int from,
	int to, int after)
{
	uint32_t lane = lane_of(process, pipeline, from, to);

	for (size_t i = (size_t)(after + 1); i < process->count; i++) {
		const struct sops__process_stage *stage = &process->stages[i];

		if (!stage->is.optional && sops__process_in(stage, lane) &&
		    sops__process_leads(stage, &process->stages[to]) &&
		    (from < 0 || sops__process_leads(&process->stages[from], stage)))
			return (int)i;
	}
	return -1;
}

/* Where nobody has named moves. */
static enum sops_move usual(const struct sops_process *process, struct sops_field pipeline,
	int from, int to)
{
	const struct sops__process_stage *source = from < 0 ? NULL : &process->stages[from];
	const struct sops__process_stage *target = &process->stages[to];

	if (source && closed(source))
		return SOPS_MOVE_ILLEGAL;
	if (source && !sops__process_leads(source, target) && !closed(target))
		return SOPS_MOVE_BACK;
	return sops_process_skipped(process, pipeline, from, to, -1) < 0 ? SOPS_MOVE_LEGAL
									: SOPS_MOVE_SKIP;
}

enum sops_move sops_process_move(const struct sops_process *process, struct sops_field pipeline,
	int from, int to)
{
	const struct sops__process_stage *source, *target = &process->stages[to];

	if (from == to)
		return SOPS_MOVE_LEGAL;
	if (from < 0)
		return usual(process, pipeline, from, to);
	source = &process->stages[from];
	if (named(process, from, to))
		return SOPS_MOVE_LEGAL;
	if (source->lane && target->lane && source->lane != target->lane)
		return SOPS_MOVE_APART;
	if (source->named && !(closed(target) && target->is.kind != SOPS_STATUS_WON &&
			!closed(source)))
		return SOPS_MOVE_ILLEGAL;
	return usual(process, pipeline, from, to);
}

static int refuse(const struct sops_process *process, struct sops_field name,
	struct sops_error *err)
{
	struct sops_field *names = calloc(process->count + 1, sizeof(*names));
	char quoted[SOPS_QUOTED];

	if (!names)
		return sops_error_memory(err);
	for (size_t i = 0; i < process->count; i++)
		names[i] = process->stages[i].is.name;
	sops_error_set(err, SOPS_EUSAGE, "the stages have no %s", sops_quote(quoted, name));
	sops_hint_names(err, name, names, process->count, "stages");
	free(names);
	return SOPS_EUSAGE;
}

static int make_room(struct sops_process *process, struct sops_error *err)
{
	if (!process->moves && process->count)
		process->moves = calloc(process->count, process->count);
	return process->moves || !process->count ? 0 : sops_error_memory(err);
}

static void allow(struct sops_process *process, int from, int to)
{
	process->moves[(size_t)from * process->count + (size_t)to] = 1;
}

/* The next stage that is meant: * is every one. */
static int meant(const struct sops_process *process, struct sops_field name, uint32_t *at)
{
	if (!sops_field_equal(name, (struct sops_field)SOPS_FIELD("*")))
		return sops__process_called(process, name, at);
	return *at < process->count ? (int)(*at)++ : -1;
}

/* Between pipelines only where one of both is named in one alone. */
static bool together(const struct sops_process *process, int from, int to)
{
	uint32_t a = process->stages[from].lane, b = process->stages[to].lane;

	return a == 0 || b == 0 || a == b;
}

static size_t count_of(const struct sops_process *process, struct sops_field name)
{
	uint32_t at = 0;
	size_t n = 0;

	while (n < 2 && meant(process, name, &at) >= 0)
		n++;
	return n;
}

static int allow_pair(struct sops_process *process, struct sops_field from, struct sops_field to,
	struct sops_error *err)
{
	const struct sops_field any = SOPS_FIELD("*");
	size_t sources = count_of(process, from), targets = count_of(process, to);
	uint32_t at = 0;
	int source;

	if (sources == 0 || targets == 0)
		return refuse(process, sources == 0 ? from : to, err);
	while ((source = meant(process, from, &at)) >= 0) {
		uint32_t there = 0;
		int target;

		if (!sops_field_equal(from, any))
			process->stages[source].named = true;
		while ((target = meant(process, to, &there)) >= 0)
			if ((sources == 1 && targets == 1) || together(process, source, target))
				allow(process, source, target);
	}
	return 0;
}

int sops_process_allow(struct sops_process *process, const char *moves, struct sops_error *err)
{
	struct sops_field rest = sops_field_of(moves);
	char quoted[SOPS_QUOTED];
	int status = make_room(process, err);

	while (status == 0 && rest.at) {
		struct sops_field to = sops_field_cut(&rest, '|'), whole = to, from;

		from = sops_field_cut(&to, '>');
		to = sops_field_trim(to);
		if (from.len == 0 || to.len == 0) {
			sops_error_set(err, SOPS_EUSAGE, "%s is no move",
				sops_quote(quoted, whole));
			sops_error_hint(err, "write FROM>TO|FROM>TO, * is any stage");
			return SOPS_EUSAGE;
		}
		status = allow_pair(process, from, to, err);
	}
	return status;
}

/* In its own pipeline, else among those of every one; of a stage that is in every one, all. */
static int allow_next(struct sops_process *process, int from, struct sops_field name,
	struct sops_error *err)
{
	int to = sops_process_find(process, process->stages[from].is.pipeline, name);
	char quoted[SOPS_QUOTED], pipeline[SOPS_QUOTED];
	uint32_t at = 0;

	if (to == SOPS_PROCESS_NONE && sops__process_called(process, name, &at) >= 0)
		return sops_error_set(err, SOPS_EUSAGE,
			"the stages have no %s in the pipeline %s", sops_quote(quoted, name),
			sops_quote(pipeline, process->stages[from].is.pipeline));
	if (to == SOPS_PROCESS_NONE)
		return refuse(process, name, err);
	if (to >= 0)
		allow(process, from, to);
	while (process->stages[from].lane == 0 &&
	       (to = sops__process_called(process, name, &at)) >= 0)
		allow(process, from, to);
	return 0;
}

static int take_next(struct sops_process *process, int stage, struct sops_error *err)
{
	struct sops_field rest = sops__texts_at(&process->words, process->stages[stage].next), name;
	const struct sops_place place = { .file = process->file,
		.line = process->stages[stage].line };
	int status = 0;

	if (rest.len > 0)
		status = make_room(process, err);
	while (status == 0 && sops__process_cut(&name, &rest)) {
		process->stages[stage].named = true;
		status = allow_next(process, stage, name, err);
	}
	if (status == SOPS_EUSAGE) {
		sops_error_place(err, &place);
		sops_error_column(err, (struct sops_field)SOPS_FIELD("next"));
	}
	return status;
}

int sops__process_moves(struct sops_process *process, struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < process->count; i++)
		status = take_next(process, (int)i, err);
	return status;
}
