/* SPDX-License-Identifier: GPL-3.0-or-later */
/* history_order.c: which events are of which deal, and in which order. */
#include "history_private.h"

#include <inttypes.h>
#include <stdlib.h>

static int by_text(const void *a, const void *b, void *with)
{
	const struct sops__texts *texts = with;

	return sops_field_compare(sops__texts_at(texts, *(const uint32_t *)a),
		sops__texts_at(texts, *(const uint32_t *)b));
}

/* The place of each deal by its number; to be freed. The blank one is in front: it has none. */
static uint32_t *places(const struct sops__texts *deals, bool sorted)
{
	size_t count = sops__texts_count(deals);
	uint32_t *order = calloc(count, sizeof(*order));
	uint32_t *place = order ? calloc(count, sizeof(*place)) : NULL;

	for (uint32_t i = 0; place && i < count; i++)
		order[i] = i;
	if (place && sorted)
		qsort_r(order, count, sizeof(*order), by_text, (void *)deals);
	for (uint32_t i = 0; place && i < count; i++)
		place[order[i]] = i;
	free(order);
	return place;
}

/* Each deal's events are counted, then put where those of the deals before it end. */
static void deal_out(struct sops__history_deals *out, const struct sops_history *history,
	const uint32_t *place)
{
	uint32_t before = 0;

	for (size_t i = 0; i < history->count; i++)
		out->starts[place[history->events[i].deal]]++;
	for (size_t i = 0; i < out->count; i++) {
		uint32_t count = out->starts[i];

		out->starts[i] = before;
		before += count;
	}
	for (uint32_t i = 0; i < history->count; i++)
		out->order[out->starts[place[history->events[i].deal]]++] = i;
	memmove(out->starts + 1, out->starts, out->count * sizeof(*out->starts));
	out->starts[0] = 0;
}

int sops__history_gather(struct sops__history_deals *out, const struct sops_history *history,
	bool sorted, struct sops_error *err)
{
	uint32_t *place = places(&history->deals, sorted);

	*out = (struct sops__history_deals){ .count = sops__texts_count(&history->deals) };
	out->order = calloc(history->count + 1, sizeof(*out->order));
	out->starts = calloc(out->count + 1, sizeof(*out->starts));
	if (!place || !out->order || !out->starts) {
		free(place);
		free(out->order);
		free(out->starts);
		return sops_error_memory(err);
	}
	deal_out(out, history, place);
	free(place);
	return 0;
}

static int by_time(const void *a, const void *b, void *with)
{
	const struct sops__history_event *events = with;
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	if (events[left].entered != events[right].entered)
		return events[left].entered < events[right].entered ? -1 : 1;
	return left < right ? -1 : left > right;
}

void sops__history_sort(const struct sops_history *history, uint32_t *events, size_t count)
{
	if (count > 1)
		qsort_r(events, count, sizeof(*events), by_time, history->events);
}

/* The events of one name as they were added, or from the last to the first. */
struct reading {
	struct sops__history_event *events;
	const uint32_t *order;
	size_t count;
	bool backward;
};

static uint32_t number_at(const struct reading *r, size_t i)
{
	return r->order[r->backward ? r->count - 1 - i : i];
}

static struct sops__history_event *at(const struct reading *r, size_t i)
{
	return &r->events[number_at(r, i)];
}

static bool begins(const struct sops__history_event *event)
{
	return event->kind == SOPS__START || (event->kind == SOPS__MOVE && event->from == 0);
}

static size_t beginnings(const struct reading *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->count; i++)
		n += begins(at(r, i));
	return n;
}

/* What speaks against it: events before the first beginning, and events after later ones. */
static size_t faults(const struct reading *r)
{
	size_t n = !begins(at(r, 0));

	for (size_t i = 1; i < r->count; i++)
		n += !begins(at(r, i)) && at(r, i)->entered < at(r, i - 1)->entered;
	return n;
}

/* Acme[2], or the next number that no deal has. */
static int name_apart(struct sops_history *history, uint32_t deal, uint64_t *nth, uint32_t *number,
	struct sops_error *err)
{
	struct sops_buffer name = SOPS_BUFFER_INIT;
	int status;

	do {
		sops_buffer_clear(&name);
		sops_buffer_field(&name, sops__texts_at(&history->deals, deal));
		sops_buffer_printf(&name, "[%" PRIu64 "]", ++*nth);
		status = sops_buffer_check(&name, err);
	} while (status == 0 && sops__texts_has(&history->deals, sops_buffer_view(&name)));
	if (status == 0)
		status = sops__texts_add(&history->deals, sops_buffer_view(&name), number, err);
	sops_buffer_release(&name);
	return status;
}

static int split(struct sops_history *history, const struct reading *r, struct sops_error *err)
{
	uint32_t name = at(r, 0)->deal, deal = name;
	uint64_t nth = 1;

	for (size_t i = 0; i < r->count; i++) {
		if (i > 0 && begins(at(r, i))) {
			int status = name_apart(history, name, &nth, &deal, err);

			if (status < 0)
				return status;
			history->counts.deals++;
			sops__history_odd(history, SOPS_HISTORY_NAMESAKE, number_at(r, i));
		}
		at(r, i)->deal = deal;
	}
	return 0;
}

static struct reading reading_of(const struct sops_history *history,
	const struct sops__history_deals *deals, size_t i, bool backward)
{
	return (struct reading){ history->events, deals->order + deals->starts[i],
		deals->starts[i + 1] - deals->starts[i], backward };
}

/* A report has the newest first throughout, or nowhere. */
static bool newest_first(const struct sops_history *history,
	const struct sops__history_deals *deals)
{
	size_t forward = 0, backward = 0;

	for (size_t i = 0; i < deals->count; i++) {
		struct reading r = reading_of(history, deals, i, false);

		if (r.count < 2)
			continue;
		forward += faults(&r);
		r.backward = true;
		backward += faults(&r);
	}
	return backward < forward;
}

int sops__history_split(struct sops_history *history, struct sops_error *err)
{
	struct sops__history_deals deals;
	int status = sops__history_gather(&deals, history, false, err);
	bool backward;

	if (status < 0)
		return status;
	backward = newest_first(history, &deals);
	for (size_t i = 0; status == 0 && i < deals.count; i++) {
		struct reading r = reading_of(history, &deals, i, backward);

		if (beginnings(&r) > 1)
			status = split(history, &r, err);
	}
	free(deals.order);
	free(deals.starts);
	return status;
}
