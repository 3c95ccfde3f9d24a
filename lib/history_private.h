/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SOPS_HISTORY_PRIVATE_H
#define SOPS_HISTORY_PRIVATE_H

#include <sops/history.h>

#include "texts.h"

enum sops__history_kind {
	SOPS__ENTRY, /* says which stage was entered */
	SOPS__MOVE,  /* and from which; a blank one begins a deal */
	SOPS__START, /* begins a deal in a stage that a later row tells, else in the one given */
};

/* A row as it is kept. Texts are numbers. */
struct sops__history_event {
	sops_time entered, left;
	uint64_t line;
	sops_date entered_day, left_day, close_date;
	uint32_t deal;                              /* of deals */
	uint32_t stage, from, pipeline, by, amount; /* of words */
	uint32_t file : 30, kind : 2;
};

struct sops_history {
	struct sops_history_options options;
	struct sops_buffer stage_fields;
	struct sops__texts deals, words;
	struct sops__history_event *events; /* as they were added */
	size_t count, size;
	const char **files;
	size_t files_count;
	uint32_t *order; /* when finished: the events that are rows, in their order */
	size_t rows, next;
	struct sops_history_counts counts;
	uint32_t first[SOPS_HISTORY_ODDITIES]; /* the event that was the first odd one */
};

/* Counts an event as odd. */
void sops__history_odd(struct sops_history *history, enum sops_history_oddity oddity,
	uint32_t event);

/*
 * The events of each deal together, and in the order of the input within it: of the deal that
 * has the place i in the order, order[starts[i]] up to order[starts[i + 1]]. Deals are placed by
 * their numbers, or sorted by their texts. Both are to be freed.
 */
struct sops__history_deals {
	uint32_t *order, *starts;
	size_t count;
};

int sops__history_gather(struct sops__history_deals *out, const struct sops_history *history,
	bool sorted, struct sops_error *err);

/* In place of finishing, for who looks at every event: those of each deal in the order in which
 * they happened, deals sorted by their texts. */
int sops__history_settle(struct sops__history_deals *out, struct sops_history *history,
	struct sops_error *err);

/* The history that an input is added to. */
struct sops_history_events;
struct sops_history *sops__history_of(struct sops_history_events *events);

/* Gives deals of one name, which begins more than once, names of their own. */
int sops__history_split(struct sops_history *history, struct sops_error *err);

/* Sorts the events of a deal by time. */
void sops__history_sort(const struct sops_history *history, uint32_t *events, size_t count);

/* Whether a field, or event, of the third layout is the stage, or the creation of the deal. */
bool sops__history_stage_field(struct sops_field name);
bool sops__history_created(struct sops_field name);

#endif
