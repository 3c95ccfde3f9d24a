/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conformance_run.c: one deal after the other beside its history, then the history of no deal. */
#include "conformance_private.h"

#include "private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bool sops__judge_checks(struct sops__judge *judge, enum sops_check_number check)
{
	if (judge->deal->exempt & SOPS_CONFORMANCE_CHECK(check))
		return false;
	judge->of->counts[check].checked++;
	return true;
}

void sops__judge_say(struct sops__judge *judge, const char *format, ...)
{
	va_list args;
	char *text = NULL;

	sops_buffer_clear(&judge->text);
	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		judge->text.failed = SOPS_ESYSTEM;
	else
		sops_buffer_puts(&judge->text, text);
	va_end(args);
	free(text);
}

void sops__judge_name(struct sops__judge *judge, struct sops_field name)
{
	char shown[SOPS_QUOTED];

	sops_buffer_puts(&judge->text, sops__escape(shown, name));
}

void sops__judge_day(struct sops__judge *judge, const char *before, sops_date day)
{
	char text[SOPS_DATE_TEXT];

	if (day == SOPS_DATE_BLANK)
		return;
	sops_date_format(text, day);
	sops_buffer_puts(&judge->text, before);
	sops_buffer_puts(&judge->text, text);
}

int sops__judge_tell(struct sops__judge *judge, enum sops_check_number check,
	const struct sops__history_event *event, struct sops_field column, struct sops_field value,
	struct sops_error *err)
{
	struct sops_finding finding = { .check = check, .column = column, .value = value,
		.from = judge->from, .key = sops__texts_at(&judge->of->ids, judge->deal->id) };

	if (event)
		finding.place = (struct sops_place){ .line = event->line,
			.file = judge->options->history->history->files[event->file] };
	else
		finding.place.byte = judge->deal->byte;
	judge->from = (struct sops_field){ NULL, 0 };
	judge->of->counts[check].failed++;
	judge->faults |= SOPS_CONFORMANCE_CHECK(check);
	if (!judge->tell)
		return 0;
	if (sops_buffer_check(&judge->text, err) < 0)
		return SOPS_ESYSTEM;
	finding.message = judge->text.at;
	return judge->tell(judge->to, &finding, err);
}

enum sops_deal_status sops__judge_kind(const struct sops__judge *judge, int stage,
	struct sops_field name)
{
	return stage >= 0 ? sops_process_at(judge->options->process, (size_t)stage)->kind
			  : sops_stage_status_by(judge->options->profile, name);
}

static int judge_deal(struct sops__judge *judge, struct sops_error *err)
{
	int status = sops__judge_walk(judge, err);

	if (status == 0)
		status = sops__judge_row(judge, err);
	if (status == 0)
		status = sops__judge_events(judge, err);
	return status < 0 ? status : sops__judge_account(judge, err);
}

/* The history of a deal, which nobody else of that id has had yet. */
static void take_history(struct sops__judge *judge, uint32_t *history_of)
{
	const struct sops_conformance_history *history = judge->options->history;
	uint32_t place = history_of ? history_of[judge->deal->id] : 0;

	judge->n_events = 0;
	if (place == 0)
		return;
	history_of[judge->deal->id] = 0;
	judge->events = history->deals.order + history->deals.starts[place - 1];
	judge->n_events = history->deals.starts[place] - history->deals.starts[place - 1];
	judge->of->with_history++;
}

static int judge_deals(struct sops__judge *judge, uint32_t *history_of, struct sops_error *err)
{
	uint32_t *order = sops__conformance_order(judge->of);
	int status = order ? 0 : sops_error_memory(err);

	for (size_t i = 0; status == 0 && i < judge->of->count; i++) {
		judge->deal = &judge->of->deals[order[i]];
		judge->pipeline = sops__judge_word(judge, judge->deal->pipeline);
		judge->faults = 0;
		take_history(judge, history_of);
		status = judge_deal(judge, err);
	}
	free(order);
	return status;
}

/* A deal of the history that is not among the deals. */
struct missing {
	const struct sops__history_event *first; /* of its rows, by line */
	size_t rows;
};

static int by_line(const void *a, const void *b)
{
	const struct sops__history_event *left = ((const struct missing *)a)->first,
		*right = ((const struct missing *)b)->first;

	if (left->file != right->file)
		return left->file < right->file ? -1 : 1;
	return left->line < right->line ? -1 : left->line > right->line;
}

static struct missing missing_at(const struct sops_conformance_history *history, size_t place)
{
	struct missing missing = { .rows = 0 };

	for (size_t i = history->deals.starts[place]; i < history->deals.starts[place + 1]; i++) {
		const struct missing other = {
			.first = &history->history->events[history->deals.order[i]] };

		missing.rows++;
		if (!missing.first || by_line(&other, &missing) < 0)
			missing.first = other.first;
	}
	return missing;
}

static int tell_missing(struct sops__judge *judge, const struct missing *missing,
	struct sops_error *err)
{
	const struct sops_history *history = judge->options->history->history;
	const struct sops_field id = sops__texts_at(&history->deals, missing->first->deal);
	const struct sops_finding finding = { .check = SOPS_CHECK_HISTORY_DIFFERS,
		.place = { .file = history->files[missing->first->file],
			.line = missing->first->line },
		.key = id, .column = SOPS_FIELD("deal_id"), .value = id,
		.message = "no deal has this id" };

	judge->of->counts[SOPS_CHECK_HISTORY_DIFFERS].checked++;
	judge->of->counts[SOPS_CHECK_HISTORY_DIFFERS].failed++;
	return judge->tell ? judge->tell(judge->to, &finding, err) : 0;
}

/* Puts the history beside the deals; what is of none of them is told in the end. */
static int join(struct sops__judge *judge, uint32_t *history_of, struct missing *missing,
	size_t *n_missing)
{
	const struct sops_conformance_history *history = judge->options->history;

	for (uint32_t place = 0; place < history->deals.count; place++) {
		struct sops_field id;
		uint32_t number;

		if (history->deals.starts[place] == history->deals.starts[place + 1])
			continue;
		id = sops__texts_at(&history->history->deals, history->history->events[
			history->deals.order[history->deals.starts[place]]].deal);
		if (sops__texts_find(&judge->of->ids, id, &number))
			history_of[number] = place + 1;
		else if (!judge->options->some)
			missing[(*n_missing)++] = missing_at(history, place);
	}
	return 0;
}

static int run_beside(struct sops__judge *judge, struct sops_error *err)
{
	const struct sops_conformance_history *history = judge->options->history;
	uint32_t *history_of = calloc(sops__texts_count(&judge->of->ids), sizeof(*history_of));
	struct missing *missing = calloc(history->deals.count + 1, sizeof(*missing));
	size_t n_missing = 0;
	int status = history_of && missing ? join(judge, history_of, missing, &n_missing)
					   : sops_error_memory(err);

	if (status == 0)
		status = judge_deals(judge, history_of, err);
	if (missing)
		qsort(missing, n_missing, sizeof(*missing), by_line);
	for (size_t i = 0; status == 0 && i < n_missing; i++)
		status = tell_missing(judge, &missing[i], err);
	free(missing);
	free(history_of);
	return status;
}

int sops_conformance_run(struct sops_conformance *conformance,
	const struct sops_conformance_options *options, sops_tell tell, void *to,
	struct sops_error *err)
{
	struct sops__judge judge = { .of = conformance, .options = options, .tell = tell,
		.to = to };
	int status;

	conformance->has_process = options->process != NULL;
	conformance->has_history = options->history != NULL;
	status = options->history ? run_beside(&judge, err) : judge_deals(&judge, NULL, err);
	sops_buffer_release(&judge.text);
	sops_buffer_release(&judge.key);
	sops__texts_release(&judge.unknown);
	free(judge.seen);
	free(judge.path);
	return status;
}
