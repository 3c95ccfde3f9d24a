/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stage histories in any layout: every row read is in one of the counts, and the rows that come out
 * are in order. The first byte says what the user has said; what follows is the file.
 */
#include "memory.h"

#include <sops/history_events.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Kept between rows: that of the row before holds only until the next. */
struct before {
	struct sops_buffer deal;
	struct sops_stamp entered;
	uint64_t rows;
};

static void check_row(struct before *before, const struct sops_stage_entry *row)
{
	int order = before->rows ? sops_field_compare(sops_buffer_view(&before->deal), row->deal_id)
				 : -1;

	if (order > 0 || (order == 0 && row->entered.time < before->entered.time))
		abort();
	if (row->stage.len == 0 || row->deal_id.len == 0 || row->entered.day == SOPS_DATE_BLANK)
		abort();
	before->rows++;
	before->entered = row->entered;
	sops_buffer_clear(&before->deal);
	sops_buffer_field(&before->deal, row->deal_id);
}

static void check_all(struct sops_history_events *events)
{
	const struct sops_history_counts *counts = sops_history_events_counts(events);
	struct before before = { .deal = SOPS_BUFFER_INIT };
	const struct sops_history_event *event;

	while ((event = sops_history_events_next(events)))
		check_row(&before, &event->entry);
	if (before.rows != counts->written || counts->read != counts->written + counts->merged
			+ counts->edits + counts->others + counts->blank + counts->unknown)
		abort();
	sops_buffer_release(&before.deal);
}

static int skip(void *to, struct sops_field raw, const struct sops_error *why,
	struct sops_error *err)
{
	(void)to;
	(void)raw;
	(void)err;
	if (!why->text[0])
		abort();
	return 0;
}

/* Rows that are refused are left out. */
static int add_all(struct sops_history_events *events, struct sops_input *input,
	struct sops_error *err)
{
	const void *row;
	int got;

	while ((got = sops_input_next(input, &row, err)) > 0) {
		struct sops_error why = { .status = SOPS_OK };

		if (sops_history_events_add(events, row, &why) < 0 && why.status != SOPS_EINPUT)
			abort();
	}
	return got < 0 ? got : sops_history_events_finish(events, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct sops_field file = { (const char *)data + 1, size - 1 }, none = { "", 0 };
	struct sops_input_options options = { .uses = UINT64_MAX, .whole = true };
	struct sops_history_options history = { .as_of = SOPS_DATE_BLANK };
	struct sops_history_events *events = NULL;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;
	int status;

	if (size < 1)
		return 0;
	options.reject = data[0] & 1 ? skip : NULL;
	options.profile_auto = data[0] & 2;
	history.by_name = data[0] & 4;
	history.as_of = data[0] & 8 ? 20500 : SOPS_DATE_BLANK;
	status = sops_input_open(&input, &sops_history_event_rows, memory_open(file, none), "in",
		&options, &err);
	if (status == 0)
		status = sops_history_events_new(&events, input, &history, &err);
	if (status == 0)
		status = add_all(events, input, &err);
	if (status == 0)
		check_all(events);
	if (status != (int)err.status || (status < 0 && !err.text[0]))
		abort();
	sops_history_events_free(events);
	sops_input_free(input);
	return 0;
}
