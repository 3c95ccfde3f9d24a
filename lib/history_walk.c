/* SPDX-License-Identifier: GPL-3.0-or-later */
/* history_walk.c: from the events of a deal, in their order, to its stays. */
#include "history_private.h"

#include <stdlib.h>

#define NOWHERE UINT32_MAX

/* A deal on its way. */
struct walk {
	struct sops_history *history;
	struct sops__history_event *stay; /* the last one, or NULL */
	const struct sops__history_event *last; /* of the events so far, or NULL */
	uint32_t place; /* the stage in which it last was, as far as was told; or NOWHERE */
};

/* Whether each event begins where the one before it ended. */
static bool chains(const struct sops_history *history, const uint32_t *events, size_t count,
	uint32_t place, bool begun, bool backward)
{
	for (size_t i = 0; i < count; i++) {
		const struct sops__history_event *e =
			&history->events[events[backward ? count - 1 - i : i]];
		bool begins = e->kind == SOPS__START || e->from == 0;

		if (e->kind == SOPS__ENTRY || (begins && begun) ||
		    (!begins && place != NOWHERE && e->from != place))
			return false;
		place = e->kind == SOPS__START ? NOWHERE : e->stage;
		begun = true;
	}
	return true;
}

static void reverse(uint32_t *events, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		uint32_t kept = events[i];

		events[i] = events[count - 1 - i];
		events[count - 1 - i] = kept;
	}
}

/* Reports often have the newest first: then events of one time stand upside down. */
static void settle_ties(const struct sops_history *history, uint32_t *events, size_t count)
{
	const struct sops__history_event *all = history->events;
	uint32_t place = NOWHERE;

	for (size_t i = 0, n; i < count; i += n) {
		for (n = 1; i + n < count; n++)
			if (all[events[i + n]].entered != all[events[i]].entered)
				break;
		if (n > 1 && !chains(history, events + i, n, place, i > 0, false) &&
		    chains(history, events + i, n, place, i > 0, true))
			reverse(events + i, n);
		place = all[events[i + n - 1]].kind == SOPS__START ?
			NOWHERE : all[events[i + n - 1]].stage;
	}
}

/* A deal began in the stage that its first change left. */
static void find_starts(struct sops_history *history, const uint32_t *events, size_t count)
{
	uint32_t from = 0;

	while (count-- > 0) {
		struct sops__history_event *e = &history->events[events[count]];

		if (e->kind == SOPS__MOVE && e->from)
			from = e->from;
		if (e->kind == SOPS__START && from)
			e->stage = from;
	}
}

static void odd(const struct walk *walk, enum sops_history_oddity oddity,
	const struct sops__history_event *e)
{
	sops__history_odd(walk->history, oddity, (uint32_t)(e - walk->history->events));
}

static bool repeats(const struct sops__history_event *e, const struct sops__history_event *last)
{
	return e->from == last->from && e->stage == last->stage && e->entered == last->entered;
}

static void look_at(const struct walk *walk, struct sops__history_event *e)
{
	sops_date as_of = walk->history->options.as_of;

	if (as_of != SOPS_DATE_BLANK && e->entered_day > as_of)
		odd(walk, SOPS_HISTORY_FUTURE, e);
	if (e->left_day != SOPS_DATE_BLANK && e->left_day < e->entered_day) {
		odd(walk, SOPS_HISTORY_LEFT_BEFORE, e);
		e->left_day = SOPS_DATE_BLANK;
		e->left = SOPS_TIME_BLANK;
	}
	if (e->kind != SOPS__MOVE)
		return;
	if (!walk->last && e->from)
		odd(walk, SOPS_HISTORY_NO_START, e);
	if (walk->last && e->from != walk->place && !repeats(e, walk->last))
		odd(walk, SOPS_HISTORY_BROKEN, e);
}

/* What an event says of a stay that goes on. */
static void update(struct sops__history_event *stay, const struct sops__history_event *e)
{
	if (e->amount)
		stay->amount = e->amount;
	if (e->close_date != SOPS_DATE_BLANK)
		stay->close_date = e->close_date;
	if (e->left_day != SOPS_DATE_BLANK) {
		stay->left_day = e->left_day;
		stay->left = e->left;
	}
}

static bool same_stage(const struct sops__history_event *stay, const struct sops__history_event *e)
{
	return stay && stay->stage == e->stage && stay->pipeline == e->pipeline;
}

static void merge(struct walk *walk, struct sops__history_event *e)
{
	walk->history->counts.merged++;
	if (walk->stay->left_day != SOPS_DATE_BLANK && walk->stay->left_day < e->entered_day)
		odd(walk, SOPS_HISTORY_LEFT_APART, walk->stay);
	update(walk->stay, e);
}

static void enter(struct walk *walk, struct sops__history_event *e)
{
	struct sops_history *history = walk->history;
	struct sops__history_event *stay = walk->stay;
	bool told = e->kind == SOPS__MOVE && e->from == walk->place;

	if (walk->last && walk->last->entered == e->entered && !told)
		odd(walk, SOPS_HISTORY_SAME_TIME, e);
	if (stay) {
		if (stay->left_day != SOPS_DATE_BLANK && stay->left_day != e->entered_day)
			odd(walk, SOPS_HISTORY_LEFT_APART, stay);
		stay->left_day = e->entered_day;
		stay->left = e->entered;
	}
	history->order[history->rows++] = (uint32_t)(e - history->events);
	history->counts.written++;
	walk->stay = e;
}

static void take(struct walk *walk, struct sops__history_event *e)
{
	if (e->stage == 0) {
		walk->history->counts.unknown++;
		return;
	}
	look_at(walk, e);
	if (e->kind == SOPS__MOVE && e->from == e->stage) {
		walk->history->counts.edits++;
		if (same_stage(walk->stay, e))
			update(walk->stay, e);
	} else if (same_stage(walk->stay, e)) {
		merge(walk, e);
	} else {
		enter(walk, e);
	}
	walk->place = e->stage;
	walk->last = e;
}

static void settle_deal(struct sops_history *history, uint32_t *events, size_t count)
{
	sops__history_sort(history, events, count);
	settle_ties(history, events, count);
	find_starts(history, events, count);
}

int sops__history_settle(struct sops__history_deals *out, struct sops_history *history,
	struct sops_error *err)
{
	int status = sops__history_gather(out, history, true, err);

	if (status < 0)
		*out = (struct sops__history_deals){ .count = 0 };
	for (size_t i = 0; i < out->count; i++)
		settle_deal(history, out->order + out->starts[i],
			out->starts[i + 1] - out->starts[i]);
	return status;
}

/* Rows take the place of events: there are never more of them. */
static void walk_deal(struct sops_history *history, uint32_t *events, size_t count)
{
	struct walk walk = { .history = history, .place = NOWHERE };

	settle_deal(history, events, count);
	for (size_t i = 0; i < count; i++)
		take(&walk, &history->events[events[i]]);
	history->counts.stageless -= walk.stay != NULL;
}

int sops_history_finish(struct sops_history *history, struct sops_error *err)
{
	struct sops__history_deals deals;
	int status = 0;

	history->counts.deals = sops__texts_count(&history->deals) - 1;
	if (history->options.by_name)
		status = sops__history_split(history, err);
	if (status == 0)
		status = sops__history_gather(&deals, history, true, err);
	if (status < 0)
		return status;
	history->order = deals.order;
	history->counts.stageless = history->counts.deals;
	for (size_t i = 0; i < deals.count; i++)
		walk_deal(history, deals.order + deals.starts[i],
			deals.starts[i + 1] - deals.starts[i]);
	free(deals.starts);
	return 0;
}
