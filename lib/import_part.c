/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import_part.h"

#include "values_private.h"

#include <stdlib.h>

#define MOST_EVENTS 1000 /* in a part: they are more than the records are */

struct sops__import_event {
	struct sops__import_event *next;
	bool footer;
	struct sops_error why;   /* of a bad record */
	struct sops_place place; /* of a footer */
	const char *what;
	struct sops_field text;  /* the footer's, or the record */
	char bytes[];
};

static void drop_events(struct sops__import_part *part)
{
	while (part->events) {
		struct sops__import_event *next = part->events->next;

		free(part->events);
		part->events = next;
	}
	part->next_event = &part->events;
	part->n_events = 0;
}

void sops__import_part_release(struct sops__import_part *part)
{
	drop_events(part);
	sops_buffer_release(&part->text);
	free(part->ends);
	free(part->readings);
}

/* ---- reading ---- */

static struct sops__import_event *add_event(struct sops__import_part *part, struct sops_field text)
{
	struct sops__import_event *event = NULL;

	if (part->n_events++ < MOST_EVENTS)
		event = calloc(1, sizeof(*event) + text.len);
	if (!event)
		return NULL;
	if (text.len)
		memcpy(event->bytes, text.at, text.len);
	event->text = (struct sops_field){ event->bytes, text.len };
	*part->next_event = event;
	part->next_event = &event->next;
	return event;
}

/* Places of the part can be made places of the file; what an error's text says of one can not. */
static int keep_reject(void *to, struct sops_field raw, const struct sops_error *why,
	struct sops_error *err)
{
	struct sops__import_event *event;

	if (strstr(why->text, " at offset "))
		return SOPS_EINPUT;
	event = add_event(to, raw);
	if (!event)
		return sops_error_memory(err);
	event->why = *why;
	return 0;
}

/* One that is lost for want of memory is seen by their number. */
static void keep_footer(void *to, const struct sops_place *place, const char *why,
	struct sops_field text)
{
	struct sops__import_event *event = add_event(to, text);

	if (!event)
		return;
	event->footer = true;
	event->place = *place;
	event->what = why;
}

static int end_row(struct sops__import_part *part)
{
	if (part->n_ends == part->size) {
		size_t size = part->size ? part->size * 2 : 1024;
		uint32_t *ends = reallocarray(part->ends, size, sizeof(*ends));

		if (!ends)
			return SOPS_ESYSTEM;
		part->ends = ends;
		part->size = size;
	}
	part->ends[part->n_ends++] = (uint32_t)part->text.len;
	return part->text.len > part->most ? SOPS_EINPUT : 0;
}

static int write_row(struct sops_import *import, struct sops_input *input, const void *row,
	struct sops__import_part *part)
{
	if (row) {
		struct sops_error why = { .status = SOPS_OK };

		if (sops_import_row(import, row, &part->text, &why) < 0)
			return sops_input_refuse(input, &why, NULL);
	}
	return end_row(part);
}

static int write_rows(struct sops_import *import, struct sops_input *input,
	struct sops__import_part *part)
{
	const void *row;
	int status;

	sops_import_offer(import, input, &part->text);
	while ((status = sops_input_next(input, &row, NULL)) > 0) {
		status = write_row(import, input, row, part);
		if (status < 0)
			break;
	}
	return status;
}

void sops__import_readings(enum sops_reading *readings, const struct sops_input *part,
	const struct sops_input *whole)
{
	const struct sops_values *before = sops__input_values(whole);

	for (size_t i = 0; i < sops_columns_count(sops_input_columns(part)); i++)
		readings[i] = sops__values_settled(before, i) ? SOPS_READING_ANY
							: sops_input_reading(part, i);
}

/* A part that ends in doubt would have gone on reading in the whole. What has no id is counted
 * there. */
static bool is_sure(const struct sops__import_part *part, const struct sops_import *import,
	const struct sops_input *input, const struct sops_input *whole)
{
	const struct sops_values *values = sops__input_values(input);
	const struct sops_values *before = sops__input_values(whole);

	uint64_t line;

	if (part->n_events > MOST_EVENTS || sops_import_idless(import, &line) > 0 ||
	    (!part->last && !sops__input_calm(input)))
		return false;
	for (size_t i = 0; i < part->n_columns; i++)
		if (!sops__values_settled(before, i) && sops__values_guessed(values, i))
			return false;
	return true;
}

static void open_part(struct sops__import_part *part, const struct sops_input *input)
{
	struct sops_csv_counts read = sops__input_read(input);

	sops_buffer_clear(&part->text);
	drop_events(part);
	part->n_ends = 0;
	part->first_line = read.lines + 1;
	part->lines = read.lines;
	part->records = read.records;
}

static void close_part(struct sops__import_part *part, const struct sops_input *input,
	const struct sops_input *whole)
{
	struct sops_csv_counts read = sops__input_read(input);

	part->lines = read.lines - part->lines;
	part->records = read.records - part->records;
	part->counts = sops_input_counts(input);
	sops__import_readings(part->readings, input, whole);
}

static bool read_part(struct sops__import_part *part, const struct sops_import_jobs *jobs,
	const struct sops_input_options *options)
{
	struct sops_import *import = NULL;
	struct sops_input *input;
	bool good = false;

	if (sops__input_open_part(&input, jobs->input, options, NULL) < 0)
		return false;
	open_part(part, input);
	if (sops_import_new(&import, input, jobs->options, NULL) == 0 &&
	    write_rows(import, input, part) == 0 && is_sure(part, import, input, jobs->input)) {
		close_part(part, input, jobs->input);
		good = !part->text.failed;
	}
	sops_import_free(import);
	sops_input_free(input);
	return good;
}

bool sops__import_part_read(struct sops__import_part *part, const struct sops_import_jobs *jobs,
	const struct sops_source *source)
{
	struct sops_input_options options = *sops__input_options(jobs->input);
	struct sops_footers footers;
	bool good;

	options.where = NULL;
	if (jobs->where && sops_expr_new(&options.where, jobs->where, NULL) < 0)
		return false;
	options.profile_auto = false;
	options.csv.ahead = NULL;
	options.csv.ahead_len = 0;
	options.source = source;
	options.range = part->range;
	options.apart = true;
	options.progress = NULL;
	options.reject = options.reject ? keep_reject : NULL;
	options.reject_to = part;
	if (options.footers) {
		footers = *options.footers;
		footers.tell = keep_footer;
		footers.to = part;
		options.footers = &footers;
	}
	good = read_part(part, jobs, &options);
	sops_expr_free(options.where);
	return good;
}

/* ---- handing out ---- */

static int give_reject(const struct sops__import_event *event,
	const struct sops_input_options *options, uint64_t lines, uint64_t records,
	struct sops_error *err)
{
	struct sops_error why = event->why;

	why.line += why.line ? lines : 0;
	why.record += why.record ? records : 0;
	return options->reject(options->reject_to, event->text, &why, err);
}

static void give_footer(const struct sops__import_event *event, const struct sops_footers *footers,
	uint64_t lines, uint64_t records)
{
	struct sops_place place = event->place;

	place.line += lines;
	place.record += records;
	if (footers->tell)
		footers->tell(footers->to, &place, event->what, event->text);
}

static int give_events(const struct sops__import_part *part,
	const struct sops_input_options *options, const struct sops__import_place *place,
	struct sops_import_done *done, struct sops_error *err)
{
	uint64_t lines = place->lines + 1 - part->first_line;
	int status = 0;

	for (const struct sops__import_event *event = part->events; status == 0 && event;
	     event = event->next) {
		if (event->footer) {
			give_footer(event, options->footers, lines, place->records);
			done->footers++;
		} else {
			status = give_reject(event, options, lines, place->records, err);
			done->rejected++;
		}
	}
	return status;
}

/* In blocks, as one thread writes them. */
static int give_lines(const struct sops__import_part *part, const struct sops_import_jobs *jobs,
	struct sops__import_place *place, struct sops_error *err)
{
	struct sops_field rest = sops_buffer_view(&part->text);
	size_t start = 0;
	int status = 0;

	for (size_t i = 0; status == 0 && i < part->n_ends; i++) {
		size_t end = part->ends[i];

		if (place->kept + (end - start) < jobs->block)
			continue;
		status = jobs->write(jobs->to, (struct sops_field){ rest.at + start, end - start },
			true, err);
		start = end;
		place->kept = 0;
	}
	if (status < 0 || start == rest.len)
		return status;
	rest = (struct sops_field){ rest.at + start, rest.len - start };
	place->kept += rest.len;
	return jobs->write(jobs->to, rest, false, err);
}

int sops__import_part_give(struct sops__import_part *part, const struct sops_import_jobs *jobs,
	struct sops__import_place *place, struct sops_import_done *done, struct sops_error *err)
{
	const struct sops_input_options *options = sops__input_options(jobs->input);
	int status = give_events(part, options, place, done, err);

	if (status == 0)
		status = give_lines(part, jobs, place, err);
	if (status < 0)
		return status;
	done->bytes += part->text.len;
	done->rows += part->n_ends;
	sops_input_counts_merge(&done->counts, &part->counts);
	place->lines += part->lines;
	place->records += part->records;
	if (options->progress)
		options->progress(options->progress_to, part->range.end - part->range.start);
	return 0;
}
