/* SPDX-License-Identifier: GPL-3.0-or-later */
/* input_next.c: record by record, from the reader to a row. */
#include "input_plan.h"

#include <sops/cell.h>

#include "csv_private.h"
#include "private.h"
#include "values_private.h"

#include <inttypes.h>
#include <stdio.h>

/* Records between two reports of progress. */
#define REPORT 4096

/* Where a record of a range stands in the whole file. Its number nobody has counted. */
static struct sops_place place_in_file(const struct sops_input *input, struct sops_place place)
{
	const struct sops_source *source = input->options.source;
	struct sops_range before = { .end = input->options.range.start };
	uint64_t lines;

	if (!source || input->options.apart || place.byte < source->header)
		return place;
	before.start = source->header;
	place.byte += input->skipped;
	place.record = 0;
	if (sops_source_lines(&lines, source, before, NULL) < 0)
		place.line = 0;
	else
		place.line += lines;
	return place;
}

/* One text has the line in it, too. */
static void tell_line(struct sops_error *err)
{
	static const char before[] = "unclosed quote: it opened on line ";
	size_t len = sizeof(before) - 1;
	char behind[128];

	if (strncmp(err->text, before, len) != 0)
		return;
	len += strspn(err->text + len, "0123456789");
	if (strlen(err->text + len) >= sizeof(behind))
		return;
	memcpy(behind, err->text + len, strlen(err->text + len) + 1);
	snprintf(err->text, sizeof(err->text), "%s%" PRIu64 "%s", before, err->line, behind);
}

/* The same for an error that the reader placed. */
static void relocate(const struct sops_input *input, struct sops_error *err)
{
	struct sops_place place = { .line = err->line, .record = err->record, .byte = err->byte };

	if (!err->file[0])
		return;
	place = place_in_file(input, place);
	err->record = place.record;
	err->byte = place.byte;
	if (err->line == place.line)
		return;
	err->line = place.line;
	tell_line(err);
}

static bool is_fatal(const struct sops_input *input)
{
	return input->tail ? sops__tail_fatal(input->tail) : sops_csv_fatal(input->csv);
}

/* Whether the range that is read ends inside a quoted field, though the file goes on. */
static bool ends_inside(const struct sops_input *input)
{
	const struct sops_source *source = input->options.source;

	return source && input->options.range.end < source->size && input->csv->open;
}

/*
 * Where each part of a file ends with a record, each begins with one that the whole has, too: so
 * none but this has to be refused, whatever else is wrong with the file.
 */
static int refuse_range(struct sops_input *input, struct sops_error *err)
{
	const struct sops_range range = input->options.range;
	struct sops_error why = { .status = SOPS_OK };

	input->options.apart = false;
	sops_error_set(&why, SOPS_EINPUT, "bytes %" PRIu64 "-%" PRIu64
		" end inside the quote that opens here", range.start, range.end);
	sops_error_hint(&why, "no record ends there: read the file in one piece");
	sops_error_place(&why, &(struct sops_place){ .file = input->why.file,
		.line = input->why.line, .byte = input->why.byte });
	sops_error_column(&why, sops_field_of(input->why.column));
	relocate(input, &why);
	if (err && err->status == SOPS_OK)
		*err = why;
	return SOPS_EINPUT;
}

/* Tells the watcher of a bad record. Returns 1 to go on. */
static int tell_record(struct sops_input *input, struct sops_field raw, bool fatal,
	struct sops_error *err)
{
	const struct sops__watcher *watcher = &input->watcher;
	int status = watcher->record(watcher->to, raw, &input->why, fatal, err);

	input->counts.rejected++;
	input->why = (struct sops_error){ .status = SOPS_OK };
	return status < 0 ? status : 1;
}

/* Hands a bad record on, or gives up. Returns 1 to go on. */
static int reject(struct sops_input *input, struct sops_field raw, struct sops_error *err)
{
	int status = input->why.status;

	if (status == SOPS_EINPUT && input->watcher.record)
		return tell_record(input, raw, false, err);
	relocate(input, &input->why);
	if (status == SOPS_EINPUT && input->options.reject) {
		input->counts.rejected++;
		status = input->options.reject(input->options.reject_to, raw, &input->why, err);
		input->why = (struct sops_error){ .status = SOPS_OK };
		return status < 0 ? status : 1;
	}
	if (err && err->status == SOPS_OK)
		*err = input->why;
	return status;
}

static void report(struct sops_input *input)
{
	uint64_t bytes = sops_csv_counts(input->csv).bytes;

	input->options.progress(input->options.progress_to, bytes - input->told);
	input->told = bytes;
}

/* Where records may have a footer behind them, or share lines. */
static int next_of_some_reader(struct sops_input *input)
{
	int status = input->tail ? sops__tail_next(input->tail, &input->record, &input->why)
				 : sops_csv_next(input->csv, &input->record, &input->why);

	if (!input->fill || status == 0)
		return status;
	if (status > 0)
		status = sops__fill_record(input->fill, &input->record, &input->why) < 0
			? input->why.status : 1;
	if (status < 0)
		sops__fill_lose(input->fill);
	return status;
}

static struct sops_field raw_of_reader(const struct sops_input *input)
{
	return input->tail ? sops__tail_raw(input->tail) : sops_csv_raw(input->csv);
}

static inline int next_of_reader(struct sops_input *input)
{
	return input->tail || input->fill ? next_of_some_reader(input)
		: sops_csv_next(input->csv, &input->record, &input->why);
}

/* Who goes on behind whatever is wrong does so behind what ends the reading for others, if that can
 * be. */
static bool resumes(struct sops_input *input)
{
	return !input->tail && sops__csv_resume(input->csv);
}

/* What came instead of a record: bad ones are handed on until there is one. */
static __attribute__((noinline)) int read_on(struct sops_input *input, int status,
	struct sops_error *err)
{
	for (; status < 0; status = next_of_reader(input)) {
		if (status == SOPS_EINPUT && is_fatal(input) && ends_inside(input))
			return refuse_range(input, err);
		if (status == SOPS_EINPUT && is_fatal(input) && input->watcher.record &&
		    !resumes(input)) {
			status = tell_record(input, raw_of_reader(input), true, err);
			status = status < 0 ? status : 0;
			break;
		}
		if (is_fatal(input) || (!input->options.reject && !input->watcher.record)) {
			relocate(input, &input->why);
			if (err && err->status == SOPS_OK)
				*err = input->why;
			return status;
		}
		input->counts.records++;
		status = reject(input, raw_of_reader(input), err);
		if (status < 0)
			return status;
	}
	if (status == 0) {
		input->ended = true;
		if (!input->goes_on)
			sops_values_end(input->values);
	}
	return status;
}

/* The next record of the reader, which mostly is as sops__csv_read_plain says. */
static inline int read_record(struct sops_input *input, struct sops_error *err)
{
	struct sops_csv *csv = input->csv;
	int status = 1;

	if (input->swift && sops__csv_read_plain(csv)) {
		csv->record.place.record = ++csv->counts.records;
		input->record = &csv->record;
	} else {
		status = next_of_reader(input);
		if (status <= 0)
			status = read_on(input, status, err);
		if (status < 0)
			return status;
	}
	input->counts.records += status > 0;
	if ((input->counts.records % REPORT == 0 || status == 0) && input->options.progress)
		report(input);
	return status;
}

void sops__input_count_records(struct sops_input *input, size_t n)
{
	const uint64_t before = input->counts.records;

	input->counts.records += n;
	if (before / REPORT != input->counts.records / REPORT && input->options.progress)
		report(input);
}

static struct sops_field line_of_reader(const struct sops_input *input)
{
	return input->tail ? sops__tail_raw(input->tail) : sops__csv_line(input->csv);
}

static int keep_ahead(struct sops_input *input, struct sops_error *err)
{
	return sops__ahead_push(&input->ahead, input->record, line_of_reader(input),
		raw_of_reader(input).len, err);
}

/* Keeps records until every column that has shown an ambiguous cell is settled. */
static int read_ahead(struct sops_input *input, struct sops_error *err)
{
	int status = 1;

	while (status > 0) {
		bool room = sops__ahead_room(&input->ahead);

		status = keep_ahead(input, err);
		/* What is not settled by now never will be: 1 is not read as 1 here and 1 % below.
		 */
		if (status == 0 && !room)
			sops_values_end(input->values);
		if (status < 0 || !room)
			return status;
		status = read_record(input, err);
		if (status > 0 && sops__values_settle(input->values, input->record, false) == 0)
			return keep_ahead(input, err);
	}
	return status;
}

/* How many columns have shown an ambiguous cell. What a glance takes is none: where each record is
 * a row, that is tried first. */
static inline int settle(struct sops_input *input)
{
	if (!input->swift && (!input->simple || input->options.rates))
		return sops__values_settle(input->values, input->record, false);
	input->left = sops__row_glance(input->row, &input->reads, input->record);
	input->glanced = true;
	return sops__values_settle(input->values, input->record,
		!(input->left & input->reads.dates));
}

static inline int next_record(struct sops_input *input, struct sops_error *err)
{
	int status;

	input->glanced = false;
	if (sops__ahead_any(&input->ahead) && sops__ahead_pop(&input->ahead, &input->record))
		return 1;
	if (input->ended)
		return 0;
	status = read_record(input, err);
	if (status <= 0 || settle(input) == 0)
		return status;
	input->glanced = false;
	status = read_ahead(input, err);
	if (status < 0 || (input->goes_on && input->values->pending > 0))
		return status;
	return sops__ahead_pop(&input->ahead, &input->record) ? 1 : 0;
}

static struct sops_field raw_record(const struct sops_input *input)
{
	return sops__ahead_is(&input->ahead, input->record) ? sops__ahead_raw(&input->ahead)
							     : raw_of_reader(input);
}

/* A role's cell that cannot be read. The error is the input's own, for its next. */
int sops__input_tell_cell(void *of, const struct sops_role *role, struct sops_error *why)
{
	const struct sops_input *input = of;
	const struct sops_error told = *why;

	*why = (struct sops_error){ .status = SOPS_OK };
	return input->watcher.cell(input->watcher.to, (int)(role - input->schema->roles), &told,
		why);
}

__attribute__((always_inline)) static inline int fill_row(struct sops_input *input,
	struct sops_error *err)
{
	const struct sops_schema *schema = input->schema;
	int status;

	if (!input->swift && input->options.rates)
		memcpy(input->row, input->blank_row, schema->row_size);
	else
		sops__row_blank_roles(schema, input->stale, input->row);
	if (!input->glanced)
		input->left = sops__row_glance(input->row, &input->reads, input->record);
	status = sops__row_finish(input->row, &input->reads, input->left, input->record,
		&input->listener, err);
	if (schema->place)
		*(uint64_t *)(void *)((char *)input->row + schema->place) =
			input->record->place.byte + input->skipped;
	if (schema->line)
		*(uint64_t *)(void *)((char *)input->row + schema->line) =
			input->options.source ? 0 : input->record->place.line;
	if (status == 0 && schema->derive)
		status = schema->derive(input->row, input->bound, err);
	if (status == 0 && input->options.rates && schema->convert)
		status = schema->convert(
			input->row, input->options.rates, input->options.as_of, err);
	return status;
}

/* Writes the cells that follow from others behind those of the record. The texts are written
 * first, since the buffer moves as it grows. */
static int extend(struct sops_input *input, struct sops_error *err)
{
	const struct sops_record *record = input->record;
	size_t count = record->count, ends[64], start = 0;

	sops_buffer_clear(&input->followed);
	if (sops_buffer_puts(&input->followed, "") < 0)
		return sops_buffer_check(&input->followed, err);
	for (size_t i = 0; i < input->schema->count; i++) {
		if (input->follow & SOPS_ROLE(i))
			sops__row_key(&input->followed, &input->schema->roles[i], input->row);
		ends[i] = input->followed.len;
	}
	memcpy(input->cells, record->fields, count * sizeof(*input->cells));
	for (size_t i = 0; i < input->schema->count; start = ends[i++])
		input->cells[count + i] = (struct sops_field){ input->followed.at + start,
			ends[i] - start };
	input->extended = (struct sops_record){ input->cells, count + input->schema->count,
		record->place };
	return sops_buffer_check(&input->followed, err);
}

static int fill(struct sops_input *input, struct sops_error *err)
{
	int status = fill_row(input, err);

	return status == 0 && input->follow ? extend(input, err) : status;
}

/* The same text, or one Salesforce id in two forms. */
static bool says_same(const struct sops_values *values, struct sops_field a, struct sops_field b)
{
	char first[SOPS_SALESFORCE_ID], second[SOPS_SALESFORCE_ID];

	a = sops_field_trim(a);
	b = sops_field_trim(b);
	if (sops_field_equal(a, b))
		return true;
	if (a.len + b.len == 15 + 18 && sops_cell_salesforce_id(first, a, NULL) == 0 &&
	    sops_cell_salesforce_id(second, b, NULL) == 0)
		return memcmp(first, second, sizeof(first)) == 0;
	return sops_values_blank(values, a) && sops_values_blank(values, b);
}

static int check_twins(const struct sops_input *input, struct sops_error *err)
{
	char header[SOPS_QUOTED], a[SOPS_QUOTED], b[SOPS_QUOTED];

	for (size_t i = 0; i < input->n_twins; i++) {
		const struct twin *twin = &input->twins[i];
		struct sops_field first = input->record->fields[twin->first];
		struct sops_field other = input->record->fields[twin->other];
		struct sops_field name = sops_columns_name(input->columns, (size_t)twin->first);

		if (says_same(input->values, first, other))
			continue;
		sops_error_set(err, SOPS_EINPUT, "two columns are called %s and differ: %s and %s",
			sops_quote(header, name), sops_quote(a, first), sops_quote(b, other));
		sops_error_hint(err, "choose with -m '%s=%s[%d]', or [1]", twin->role->name,
			sops__escape(header, name), twin->number);
		return SOPS_EINPUT;
	}
	return 0;
}

static bool may_have_quotes(const struct sops_input *input)
{
	struct sops_field raw = raw_record(input);

	if (sops__ahead_is(&input->ahead, input->record))
		return memchr(raw.at, '"', raw.len) != NULL;
	return input->tail ? sops__tail_quotes(input->tail) : sops__csv_quotes(input->csv);
}

static bool taken(const struct sops_input *input)
{
	return input->take && input->take(input->take_with, input->record, raw_record(input).len,
		may_have_quotes(input));
}

/* 1 a row, 0 filtered out. */
static int take_record(struct sops_input *input, const void **row, struct sops_error *err)
{
	bool keep = true;
	int status = input->n_twins > 0 ? check_twins(input, err) : 0;

	if (status == 0 && input->follow_where)
		status = fill(input, err);
	if (status == 0 && input->options.where)
		status = sops_expr_true(input->options.where,
			input->follow_where ? &input->extended : input->record, &keep, err);
	*row = input->row;
	if (status == 0 && keep && taken(input))
		*row = NULL;
	else if (status == 0 && keep && !input->follow_where)
		status = fill(input, err);
	if (status < 0)
		sops_error_place(err, &input->record->place);
	return status < 0 ? status : keep;
}

static inline int take_simply(struct sops_input *input, const void **row, struct sops_error *err)
{
	int status;

	status = fill_row(input, err);
	*row = input->row;
	if (status == 0)
		return 1;
	sops_error_place(err, &input->record->place);
	return status;
}

int sops_input_next(struct sops_input *input, const void **row, struct sops_error *err)
{
	int status;

	while ((status = next_record(input, err)) > 0) {
		status = input->simple ? take_simply(input, row, &input->why)
				       : take_record(input, row, &input->why);
		if (status > 0) {
			input->counts.rows++;
			return 1;
		}
		if (status == 0) {
			input->counts.filtered++;
			continue;
		}
		status = reject(input, raw_record(input), err);
		if (status < 0)
			return status;
	}
	return status;
}

int sops_input_refuse(struct sops_input *input, const struct sops_error *why,
	struct sops_error *err)
{
	int status;

	input->why = *why;
	/* That nothing can be written is not the record's fault. */
	if (why->status == SOPS_EINPUT)
		sops_error_place(&input->why, &input->record->place);
	status = reject(input, raw_record(input), err);
	if (status < 0)
		return status;
	input->counts.rows--;
	return 0;
}

struct sops_place sops_input_place(const struct sops_input *input)
{
	return place_in_file(input, input->record ? input->record->place
		: sops_csv_header(input->csv)->place);
}

struct sops_field sops__input_raw(const struct sops_input *input)
{
	return raw_record(input);
}

struct sops_field sops__input_line(const struct sops_input *input)
{
	return sops__ahead_is(&input->ahead, input->record) ? sops__ahead_line(&input->ahead)
							     : line_of_reader(input);
}
