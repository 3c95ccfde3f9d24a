/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conformance_walk.c: from the rows of a history to the stays of a deal, and how it moved on. */
#include "conformance_private.h"

#include <stdlib.h>

/* What stands in a row of the history. */
struct spot {
	uint32_t stage, pipeline; /* words of the history */
	struct sops_field name, of;
	int number;               /* in the process */
	uint32_t identity;
};

static struct sops_field word(const struct sops__judge *judge, uint32_t number)
{
	return sops__texts_at(&judge->options->history->history->words, number);
}

static int identify(struct sops__judge *judge, struct spot *spot, struct sops_error *err)
{
	const struct sops_process *process = judge->options->process;
	int status;

	spot->number = process ? sops_process_find(process, spot->of, spot->name)
			       : SOPS_PROCESS_NONE;
	if (spot->number >= 0) {
		spot->identity = (uint32_t)spot->number;
		return 0;
	}
	sops_buffer_clear(&judge->key);
	sops_buffer_field(&judge->key, spot->of);
	sops_buffer_putc(&judge->key, '\0');
	sops_buffer_field(&judge->key, spot->name);
	status = sops_buffer_check(&judge->key, err);
	if (status == 0)
		status = sops__texts_add(&judge->unknown, sops_buffer_view(&judge->key),
			&spot->identity, err);
	spot->identity += process ? (uint32_t)sops_process_count(process) : 0;
	return status;
}

static struct spot spot_of(const struct sops__judge *judge, uint32_t stage, uint32_t pipeline)
{
	return (struct spot){ .stage = stage, .pipeline = pipeline, .name = word(judge, stage),
		.of = pipeline ? word(judge, pipeline) : judge->pipeline };
}

static int reserve(struct sops__judge *judge, uint32_t identity, struct sops_error *err)
{
	size_t size = judge->size ? 2 * judge->size : 16, seen = 2 * ((size_t)identity + 16);

	if (judge->len == judge->size) {
		struct sops__stay *path = reallocarray(judge->path, size, sizeof(*path));

		if (!path)
			return sops_error_memory(err);
		judge->path = path;
		judge->size = size;
	}
	if (identity >= judge->n_seen) {
		uint32_t *grown = reallocarray(judge->seen, seen, sizeof(*grown));

		if (!grown)
			return sops_error_memory(err);
		memset(grown + judge->n_seen, 0, (seen - judge->n_seen) * sizeof(*grown));
		judge->seen = grown;
		judge->n_seen = seen;
	}
	return 0;
}

static void judge_move(const struct sops__judge *judge, struct sops__stay *stay,
	const struct spot *spot)
{
	const struct sops__stay *before = judge->len ? stay - 1 : NULL;

	stay->move = SOPS_MOVE_APART;
	if (stay->stage < 0 || (before && before->stage < 0))
		return;
	stay->move = sops_process_move(judge->options->process, spot->of,
		before ? before->stage : -1, stay->stage);
	stay->judged = stay->move != SOPS_MOVE_APART;
}

/* day is blank where the row only tells that the deal was there. */
static int enter(struct sops__judge *judge, const struct spot *spot,
	const struct sops__history_event *event, sops_date day, struct sops_error *err)
{
	struct sops__stay *stay;
	int status = reserve(judge, spot->identity, err);

	if (status < 0)
		return status;
	stay = &judge->path[judge->len];
	*stay = (struct sops__stay){ .event = event, .stage = spot->number,
		.identity = spot->identity, .entered = day, .left = SOPS_DATE_BLANK,
		.again = judge->seen[spot->identity] == judge->turn,
		.kind = sops__judge_kind(judge, spot->number, spot->name),
		.name = spot->number < 0 ? spot->name
			: sops_process_at(judge->options->process, (size_t)spot->number)->name };
	judge->seen[spot->identity] = judge->turn;
	if (judge->len > 0)
		stay[-1].left = event->entered_day;
	judge_move(judge, stay, spot);
	judge->len++;
	return 0;
}

/* What is to be left after as-of has not been left yet. */
static void stay_on(struct sops__judge *judge, const struct sops__history_event *event)
{
	sops_date left = event->left_day, as_of = judge->options->as_of;

	if (judge->len > 0 && left != SOPS_DATE_BLANK && left >= event->entered_day &&
	    (as_of == SOPS_DATE_BLANK || left <= as_of))
		judge->path[judge->len - 1].left = left;
}

/* The first row of a deal may tell of a stage that it was in before. */
static int enter_before(struct sops__judge *judge, const struct sops__history_event *event,
	struct sops_error *err)
{
	struct spot from = spot_of(judge, event->from, event->pipeline);
	int status = identify(judge, &from, err);

	return status < 0 ? status : enter(judge, &from, event, SOPS_DATE_BLANK, err);
}

static int take(struct sops__judge *judge, const struct sops__history_event *event,
	struct spot *last, struct sops_error *err)
{
	struct spot spot = spot_of(judge, event->stage, event->pipeline);
	int status = 0;

	if (judge->len == 0 && event->kind == SOPS__MOVE && event->from)
		status = enter_before(judge, event, err);
	if (status < 0 || (event->kind == SOPS__MOVE && event->from == event->stage))
		return status;
	if (judge->len > 0 && last->stage == spot.stage && last->pipeline == spot.pipeline) {
		stay_on(judge, event);
		return 0;
	}
	status = identify(judge, &spot, err);
	if (status == 0 &&
	    (judge->len == 0 || judge->path[judge->len - 1].identity != spot.identity))
		status = enter(judge, &spot, event, event->entered_day, err);
	if (status == 0)
		stay_on(judge, event);
	*last = spot;
	return status;
}

int sops__judge_walk(struct sops__judge *judge, struct sops_error *err)
{
	sops_date as_of = judge->options->as_of;
	struct spot last = { .stage = 0 };
	int status = 0;

	judge->len = 0;
	judge->turn += 2;
	for (size_t i = 0; status == 0 && i < judge->n_events; i++) {
		const struct sops__history_event *event = sops__judge_event(judge, i);

		if (event->stage && (as_of == SOPS_DATE_BLANK || event->entered_day <= as_of))
			status = take(judge, event, &last, err);
	}
	return status;
}
