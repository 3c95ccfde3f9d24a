/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conformance_sides.c: what is put beside the deals: history, and what was done about them. */
#include "conformance_private.h"

#include <sops/group.h>

#include "ids.h"
#include "input_private.h"
#include "private.h"
#include "side.h"

#include <stdlib.h>

const uint64_t sops_conformance_history_uses = (SOPS_ROLE(17)) - 1;

void sops_conformance_history_free(struct sops_conformance_history *history)
{
	if (!history)
		return;
	if (history->history)
		for (size_t i = 0; i < history->history->files_count; i++)
			free((char *)history->history->files[i]);
	sops_history_events_free(history->events);
	free(history->deals.order);
	free(history->deals.starts);
	free(history);
}

/* Both forms of a Salesforce id are one deal. */
static int add_event(struct sops_conformance_history *history, const void *row,
	struct sops_error *err)
{
	struct sops_history_event event = *(const struct sops_history_event *)row;
	char id[SOPS_SALESFORCE_ID];

	event.entry.deal_id = sops__id(id, sops_field_trim(event.entry.deal_id));
	event.name = (struct sops_field){ NULL, 0 };
	return sops_history_events_add(history->events, &event, err);
}

static int read_history(struct sops_conformance_history *history, struct sops_input *input,
	struct sops_error *err)
{
	const void *row;
	int status;

	while ((status = sops_input_next(input, &row, err)) > 0) {
		status = add_event(history, row, err);
		if (status < 0)
			return sops__side_error(input, -1, status, err);
	}
	return status;
}

/* The input's names of files are gone with it. */
static int keep_files(struct sops_conformance_history *history, struct sops_history *of,
	struct sops_error *err)
{
	for (size_t i = 0; i < of->files_count; i++) {
		char *file = strdup(of->files[i]);

		if (!file) {
			of->files_count = i;
			history->history = of;
			return sops_error_memory(err);
		}
		of->files[i] = file;
	}
	history->history = of;
	return 0;
}

/* Of a column a stage nobody else reads the cells. */
static int check_whole(const struct sops_input *input, struct sops_error *err)
{
	return sops__input_options(input)->whole ? 0
		: sops_error_set(err, SOPS_EUSAGE, "a stage history is to be opened whole");
}

/* Where names would stand in for ids, two deals of one name were one. */
static int check_ids(struct sops_input *input, struct sops_error *err)
{
	const struct sops_place header = { .file = sops_input_name(input), .line = 1 };

	if (sops_columns_of(sops_input_columns(input), 0) >= 0)
		return 0;
	sops_error_set(err, SOPS_EINPUT, "no column for deal_id");
	sops_error_hint(err, "say which with -m 'stage_history.deal_id=Header'");
	sops_error_place(err, &header);
	return SOPS_EINPUT;
}

int sops_conformance_history_read(struct sops_conformance_history **out, struct sops_input *input,
	struct sops_error *err)
{
	const struct sops_history_options options = { .as_of = SOPS_DATE_BLANK };
	struct sops_conformance_history *history = calloc(1, sizeof(*history));
	int status = history ? check_whole(input, err) : sops_error_memory(err);

	if (status == 0)
		status = sops_history_events_new(&history->events, input, &options, err);
	if (status == 0)
		status = check_ids(input, err);
	if (status == 0)
		status = read_history(history, input, err);
	if (status == 0) {
		struct sops_history *of = sops__history_of(history->events);

		status = keep_files(history, of, err);
		if (status == 0)
			status = sops__history_settle(&history->deals, of, err);
	}
	if (status < 0)
		sops_conformance_history_free(history);
	else
		*out = history;
	return status;
}

struct first {
	int64_t day;
};

static const struct sops_state first_state = SOPS_STATE(struct first,
	SOPS_STATE_FIELD(struct first, day, SOPS_STATE_MIN));

void sops_conformance_activities_free(struct sops_conformance_activities *activities)
{
	if (!activities)
		return;
	sops_group_free(activities->first);
	free(activities);
}

int sops__conformance_activity(struct sops_buffer *key, struct sops_field id,
	struct sops_field type, struct sops_error *err)
{
	char form[SOPS_SALESFORCE_ID];

	sops_buffer_clear(key);
	sops_buffer_field(key, sops__id(form, sops_field_trim(id)));
	sops_buffer_putc(key, '\0');
	for (size_t i = 0; i < type.len; i++) {
		char c = type.at[i];

		sops_buffer_putc(key, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
	}
	return sops_buffer_check(key, err);
}

static bool required(const struct sops_process *process, struct sops_field type)
{
	for (size_t i = 0; i < sops_process_count(process); i++)
		if (sops__same(sops_process_at(process, i)->activity, type))
			return true;
	return false;
}

static int add_activity(struct sops_conformance_activities *activities, struct sops_buffer *key,
	const struct sops_activity *row, const struct sops_process *process, sops_date as_of,
	struct sops_error *err)
{
	struct sops_field type = sops_field_trim(row->type);
	void *first = NULL;
	int status;

	if (row->deal_id.len == 0 || type.len == 0 || row->automatic == 1 ||
	    row->start.day == SOPS_DATE_BLANK ||
	    (as_of != SOPS_DATE_BLANK && row->start.day > as_of) || !required(process, type))
		return 0;
	status = sops__conformance_activity(key, row->deal_id, type, err);
	if (status == 0)
		status = sops_group_at(activities->first, sops_buffer_view(key), &first, err);
	if (status == 0 && row->start.day < ((struct first *)first)->day)
		((struct first *)first)->day = row->start.day;
	return status;
}

static int read_activities(struct sops_conformance_activities *activities,
	struct sops_input *input, const struct sops_process *process, sops_date as_of,
	struct sops_error *err)
{
	struct sops_buffer key = SOPS_BUFFER_INIT;
	const void *row;
	int status;

	while ((status = sops_input_next(input, &row, err)) > 0) {
		status = add_activity(activities, &key, row, process, as_of, err);
		if (status < 0) {
			sops__side_error(input, -1, status, err);
			break;
		}
	}
	sops_buffer_release(&key);
	return status;
}

int sops_conformance_activities_read(struct sops_conformance_activities **out,
	struct sops_input *input, const struct sops_process *process, sops_date as_of,
	struct sops_error *err)
{
	struct sops_conformance_activities *activities = calloc(1, sizeof(*activities));
	int status = activities ? sops_group_new(&activities->first, &first_state, err)
				: sops_error_memory(err);

	if (status == 0)
		status = read_activities(activities, input, process, as_of, err);
	if (status < 0)
		sops_conformance_activities_free(activities);
	else
		*out = activities;
	return status;
}
