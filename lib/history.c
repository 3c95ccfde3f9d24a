/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "history_private.h"

#include "private.h"

#include <stdlib.h>

void sops_history_row_init(struct sops_history_row *row)
{
	static const struct sops_stamp blank = { SOPS_DATE_BLANK, SOPS_TIME_BLANK,
		SOPS_ORDER_UNKNOWN };

	*row = (struct sops_history_row){ .entered = blank, .left = blank,
		.close_date = SOPS_DATE_BLANK };
}

int sops_history_new(struct sops_history **out, const struct sops_history_options *options,
	struct sops_error *err)
{
	struct sops_history *history = calloc(1, sizeof(*history));

	if (!history)
		return sops_error_memory(err);
	history->options = options ? *options :
				     (struct sops_history_options){ .as_of = SOPS_DATE_BLANK };
	if (history->options.stage_fields)
		sops_buffer_puts(&history->stage_fields, history->options.stage_fields);
	if (sops_buffer_check(&history->stage_fields, err) < 0) {
		sops_history_free(history);
		return SOPS_ESYSTEM;
	}
	*out = history;
	return 0;
}

void sops_history_free(struct sops_history *history)
{
	if (!history)
		return;
	sops_buffer_release(&history->stage_fields);
	sops__texts_release(&history->deals);
	sops__texts_release(&history->words);
	free(history->events);
	free(history->files);
	free(history->order);
	free(history);
}

const struct sops_history_counts *sops_history_counts(const struct sops_history *history)
{
	return &history->counts;
}

const char *sops_history_oddity_text(enum sops_history_oddity oddity)
{
	static const char *const texts[SOPS_HISTORY_ODDITIES] = {
		[SOPS_HISTORY_SAME_TIME] = "rows of a deal at the time of another stage, taken in "
			"the order of the input",
		[SOPS_HISTORY_LEFT_BEFORE] = "rows left before they were entered, taken as not "
			"saying when",
		[SOPS_HISTORY_LEFT_APART] = "rows left on another day than the next stage was "
			"entered, which counts",
		[SOPS_HISTORY_NOT_ENTERED] = "stages left but never entered, not written",
		[SOPS_HISTORY_FUTURE] = "rows entered after the as-of date",
		[SOPS_HISTORY_BROKEN] = "rows from a stage in which the deal was not",
		[SOPS_HISTORY_NO_START] = "deals whose first row tells of an earlier stage",
		[SOPS_HISTORY_NAMESAKE] = "deals told from others of the same name by their first "
			"rows alone",
	};

	return texts[oddity];
}

void sops__history_odd(struct sops_history *history, enum sops_history_oddity oddity,
	uint32_t event)
{
	struct sops_history_odd *odd = &history->counts.odd[oddity];
	const struct sops__history_event *e = &history->events[event];

	if (odd->count++ > 0 && history->first[oddity] <= event)
		return;
	history->first[oddity] = event;
	odd->first = (struct sops_place){ .file = history->files[e->file], .line = e->line };
}

/* Room for one more event. */
static int reserve(struct sops_history *history, struct sops_error *err)
{
	size_t size = history->size ? history->size + history->size / 2 : 64;
	struct sops__history_event *events;

	if (history->count < history->size)
		return 0;
	if (history->count >= UINT32_MAX - 1)
		return sops_error_set(err, SOPS_EINPUT, "a stage history of more than %u rows",
			UINT32_MAX - 1);
	events = reallocarray(history->events, size, sizeof(*events));
	if (!events)
		return sops_error_memory(err);
	history->events = events;
	history->size = size;
	return 0;
}

/* Files come one after the other. */
static int file_of(struct sops_history *history, const char *file, uint32_t *number,
	struct sops_error *err)
{
	size_t count = history->files_count;
	const char **files;

	*number = (uint32_t)(count - 1);
	if (count > 0 && history->files[count - 1] == file)
		return 0;
	files = reallocarray(history->files, count + 1, sizeof(*files));
	if (!files)
		return sops_error_memory(err);
	files[count] = file;
	history->files = files;
	history->files_count = count + 1;
	*number = (uint32_t)count;
	return 0;
}

static int need(struct sops_error *err)
{
	return sops_error_set(err, SOPS_EINPUT,
		"a stage history needs a deal, a stage and the time it was entered");
}

/* Deals count also when they have no row. */
static int note_deal(struct sops_history *history, struct sops_field deal, uint32_t *number,
	struct sops_error *err)
{
	deal = sops_field_trim(deal);
	return deal.len ? sops__texts_add(&history->deals, deal, number, err) : need(err);
}

static int keep_words(struct sops_history *history, struct sops__history_event *event,
	const struct sops_history_row *row, struct sops_field stage, struct sops_field from,
	struct sops_error *err)
{
	const struct {
		uint32_t *number;
		struct sops_field text;
	} words[] = {
		{ &event->stage, stage },
		{ &event->from, from },
		{ &event->pipeline, row->pipeline },
		{ &event->by, row->by },
		{ &event->amount, row->amount },
	};
	int status = 0;

	for (size_t i = 0; status == 0 && i < sizeof(words) / sizeof(words[0]); i++)
		status = sops__texts_add(&history->words, sops_field_trim(words[i].text),
			words[i].number, err);
	return status;
}

static int keep(struct sops_history *history, enum sops__history_kind kind,
	const struct sops_history_row *row, struct sops_field stage, struct sops_field from,
	const struct sops_place *place, struct sops_error *err)
{
	struct sops__history_event event = { .entered = row->entered.time,
		.left = row->left.time, .line = place ? place->line : 0,
		.entered_day = row->entered.day, .left_day = row->left.day,
		.close_date = row->close_date, .kind = kind };
	uint32_t file = 0;
	int status;

	if (row->entered.day == SOPS_DATE_BLANK ||
	    (kind != SOPS__START && sops_field_trim(stage).len == 0))
		return need(err);
	status = note_deal(history, row->deal, &event.deal, err);
	if (status == 0)
		status = keep_words(history, &event, row, stage, from, err);
	if (status == 0)
		status = reserve(history, err);
	if (status == 0)
		status = file_of(history, place ? place->file : NULL, &file, err);
	if (status < 0)
		return status;
	event.file = file & 0x3FFFFFFF;
	history->events[history->count++] = event;
	history->counts.read++;
	return 0;
}

int sops_history_add_entry(struct sops_history *history, const struct sops_history_row *row,
	const struct sops_place *place, struct sops_error *err)
{
	return keep(history, SOPS__ENTRY, row, row->stage, (struct sops_field){ NULL, 0 }, place,
		err);
}

int sops_history_add_change(struct sops_history *history, const struct sops_history_row *row,
	struct sops_field from, const struct sops_place *place, struct sops_error *err)
{
	return keep(history, SOPS__MOVE, row, row->stage, from, place, err);
}

/* A row of which nothing is to be written, but for the deal. */
static int pass(struct sops_history *history, struct sops_field deal, uint64_t *count,
	struct sops_error *err)
{
	uint32_t number;
	int status = note_deal(history, deal, &number, err);

	if (status < 0)
		return status;
	history->counts.read++;
	++*count;
	return 0;
}

int sops_history_add_field(struct sops_history *history, const struct sops_history_row *row,
	const struct sops_history_field *field, const struct sops_place *place,
	struct sops_error *err)
{
	struct sops_field name = sops_field_trim(field->name);

	if (sops__history_stage_field(name) ||
	    (history->stage_fields.at && sops__named(history->stage_fields.at, name)))
		return keep(history, SOPS__MOVE, row, row->stage, field->old, place, err);
	if (sops__history_created(name))
		return keep(history, SOPS__START, row, field->present,
			(struct sops_field){ NULL, 0 }, place, err);
	return pass(history, row->deal, &history->counts.others, err);
}

int sops_history_add_wide(struct sops_history *history, const struct sops_history_row *row,
	const struct sops_place *place, struct sops_error *err)
{
	struct sops_history_odd *odd = &history->counts.odd[SOPS_HISTORY_NOT_ENTERED];
	int status;

	if (row->entered.day != SOPS_DATE_BLANK)
		return sops_history_add_entry(history, row, place, err);
	if (row->left.day == SOPS_DATE_BLANK)
		return pass(history, row->deal, &history->counts.blank, err);
	status = pass(history, row->deal, &history->counts.unknown, err);
	if (status == 0 && odd->count++ == 0 && place)
		odd->first = (struct sops_place){ .file = place->file, .line = place->line };
	return status;
}

bool sops_history_next(struct sops_history *history, struct sops_history_row *row)
{
	const struct sops__history_event *e;

	if (history->next == history->rows)
		return false;
	e = &history->events[history->order[history->next++]];
	*row = (struct sops_history_row){
		.deal = sops__texts_at(&history->deals, e->deal),
		.stage = sops__texts_at(&history->words, e->stage),
		.pipeline = sops__texts_at(&history->words, e->pipeline),
		.entered = { e->entered_day, e->entered, SOPS_ORDER_UNKNOWN },
		.left = { e->left_day, e->left, SOPS_ORDER_UNKNOWN },
		.by = sops__texts_at(&history->words, e->by),
		.amount = sops__texts_at(&history->words, e->amount),
		.close_date = e->close_date,
	};
	return true;
}
