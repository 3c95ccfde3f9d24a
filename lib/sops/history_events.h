/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * history_events.h: the rows of an input as a stage history, whichever of the four
 * layouts of history.h the columns show.
 *
 *	fields   field and new_value (Field / Event, Old Value, New Value)
 *	changes  to_stage (From Stage, To Stage)
 *	wide     Date entered "…", one column a stage
 *	a log    stage, and entered, or when the row was changed or created
 *
 * The first of them that fits is taken. Where no column holds the deal's id, its name is taken.
 */
#ifndef SOPS_HISTORY_EVENTS_H
#define SOPS_HISTORY_EVENTS_H

#include <sops/history.h>
#include <sops/input.h>
#include <sops/stage_history.h>

/* The canonical row, and what CRMs have in its place. */
struct sops_history_event {
	struct sops_stage_entry entry; /* what comes out, too */
	struct sops_field name, from_stage, to_stage, field, old_value, new_value;
	struct sops_stamp changed, created;
};

/* The same table, read from an export: open the input with it. */
extern const struct sops_schema sops_history_event_rows;

/* Its roles that every canonical history has. */
extern const uint64_t sops_history_event_roles;

struct sops_history_events;

/*
 * The input is borrowed, whole, and has given no row yet.
 * SOPS_EINPUT: these columns are no stage history, with what
 * would be.
 */
int sops_history_events_new(struct sops_history_events **out, struct sops_input *input,
	const struct sops_history_options *options, struct sops_error *err);
void sops_history_events_free(struct sops_history_events *events);

/* Whether the header shows a layout of which the canonical table has to be made first. */
bool sops_history_other_layout(const struct sops_record *header,
	const struct sops_profile *profile);

/* "changes"; static. */
const char *sops_history_events_layout(const struct sops_history_events *events);

/* Roles of which the layout tells only what they are now, not what they were then. */
uint64_t sops_history_events_untold(const struct sops_history_events *events);

/* Roles that have no column, and that the headers of the layout tell: of stages in two pipelines,
 * the pipeline. */
uint64_t sops_history_events_told(const struct sops_history_events *events);

/* Takes the row that the input gave last. */
int sops_history_events_add(struct sops_history_events *events,
	const struct sops_history_event *row, struct sops_error *err);

/* When all are in: the rows of the canonical table, one by one, until NULL. */
int sops_history_events_finish(struct sops_history_events *events, struct sops_error *err);
const struct sops_history_event *sops_history_events_next(struct sops_history_events *events);

const struct sops_history_counts *sops_history_events_counts(
	const struct sops_history_events *events);

#endif
