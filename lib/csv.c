/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_private.h"

#include <stdlib.h>

#define MAX_FIELD ((size_t)1 << 20)
#define MAX_RECORD ((size_t)64 << 20)
#define MAX_COLUMNS ((size_t)1 << 20)

static const struct sops_field blank_field = SOPS_FIELD("");

/* Leaves the record at hand and reads the row after it. */
static int read_row(struct sops_csv *csv)
{
	int got;

	sops__csv_leave(csv);
	csv->fed = csv->raw_len = 0;
	csv->walker.follows = false;
	got = csv->within ? 0 : sops__csv_read_regular(csv);
	csv->regular = got != 0;
	return got ? got : sops__csv_read_row(csv);
}

/* A row that is a record: 1, 0 at the end, or a negative status. */
static int read_record(struct sops_csv *csv)
{
	int got;

	while ((got = read_row(csv)) > 0) {
		if (csv->record.count || csv->header.count == 1)
			break;
		csv->counts.blank_lines++;
	}
	if (got <= 0)
		return got;
	if (csv->record.count == 0) {
		csv->record.fields = &blank_field;
		csv->record.count = 1;
	}
	if (csv->doubtful && sops__csv_check_text(csv, csv->raw_len) < 0)
		return SOPS_EINPUT;
	return 1;
}

static int check_count(struct sops_csv *csv)
{
	size_t count = csv->record.count, columns = csv->header.count;

	if (count == columns)
		return 0;
	sops_error_set(&csv->error, SOPS_EINPUT, "record has %zu field%s, the header has %zu",
		count, count == 1 ? "" : "s", columns);
	if (count > columns)
		sops_error_hint(&csv->error, "a value with the delimiter in it must be quoted");
	return SOPS_EINPUT;
}

/* Hands the error to the caller, unless an earlier one is there. */
static int tell(struct sops_csv *csv, struct sops_error *err)
{
	if (csv->error.status == SOPS_EINPUT)
		sops_error_place(&csv->error, &csv->record.place);
	if (err && err->status == SOPS_OK)
		*err = csv->error;
	return csv->error.status;
}

static __attribute__((noinline)) int next_of_any(struct sops_csv *csv,
	const struct sops_record **record, struct sops_error *err)
{
	int got;

	if (csv->fatal)
		return tell(csv, err);
	csv->record.place.record = csv->counts.records + 1;
	got = read_record(csv);
	if (got == 0)
		return 0;
	csv->counts.records++;
	if (got < 0 || check_count(csv) < 0)
		return tell(csv, err);
	*record = &csv->record;
	return 1;
}

int sops_csv_next(struct sops_csv *csv, const struct sops_record **record, struct sops_error *err)
{
	if (!sops__csv_read_plain(csv))
		return next_of_any(csv, record, err);
	csv->record.place.record = ++csv->counts.records;
	*record = &csv->record;
	return 1;
}

/* The header outlives its row: its fields are moved into one piece of memory of their own. */
static int keep_header(struct sops_csv *csv)
{
	const struct sops_record *row = &csv->record;
	struct sops_field *fields;
	size_t len = 0;

	if (row->count > MAX_COLUMNS)
		return sops_error_set(&csv->error, SOPS_EINPUT, "header has more than %zu fields",
			MAX_COLUMNS);
	for (size_t i = 0; i < row->count; i++)
		len += row->fields[i].len;
	fields = calloc(row->count, sizeof(*fields));
	csv->header = (struct sops_record){ .fields = fields, .place = row->place };
	csv->header_text = malloc(len + 1);
	if (!fields || !csv->header_text)
		return sops_error_memory(&csv->error);
	len = 0;
	for (size_t i = 0; i < row->count; i++) {
		fields[i] = (struct sops_field){ csv->header_text + len, row->fields[i].len };
		memcpy(csv->header_text + len, row->fields[i].at, row->fields[i].len);
		len += row->fields[i].len;
	}
	csv->header.count = row->count;
	csv->parser.most = SIZE_MAX;
	csv->wanted = calloc(row->count + 1, sizeof(*csv->wanted));
	if (!csv->wanted)
		return sops_error_memory(&csv->error);
	sops_csv_want(csv, NULL);
	return 0;
}

/* 1, or 0 at the end of the input. */
static int skip_lines(struct sops_csv *csv, uint64_t lines)
{
	struct sops__source *source = &csv->source;

	while (lines > 0) {
		const char *lf = source->len ? memchr(source->at, '\n', source->len) : NULL;
		int got = 1;

		sops__source_drop(source, lf ? (size_t)(lf - source->at) + 1 : source->len);
		csv->line += lf != NULL;
		lines -= lf != NULL;
		if (!lf)
			got = sops__source_more(source, &csv->error);
		if (got <= 0)
			return got;
	}
	return 1;
}

static int read_header(struct sops_csv *csv, uint64_t below)
{
	int got;

	csv->parser.most = MAX_COLUMNS;
	got = skip_lines(csv, below);
	if (got > 0)
		got = read_record(csv);
	if (got > 0 && keep_header(csv) == 0)
		return sops__csv_start_regular(csv);
	if (got == 0) {
		csv->record.place.line = 0;
		sops_error_set(&csv->error, SOPS_EINPUT, "empty input: no header row");
	}
	return csv->error.status;
}

static int check_options(const struct sops_csv_options *options, struct sops_error *err)
{
	char c = options->delimiter;

	if (c == '"' || c == '\n' || c == '\r' || (c & 0x80))
		return sops_error_set(err, SOPS_EUSAGE,
			"the delimiter must be ASCII and no quote or line end");
	return 0;
}

static int choose_scan(struct sops_csv *csv, const struct sops_csv_options *options)
{
	if (options->scan == SOPS_SCAN_LIBCSV)
		return 0;
	csv->walker.delimiter = (char)csv->parser.csv.delim_char;
	csv->walker.scan = sops__scan_choose(options->scan);
	if (csv->walker.scan)
		return 0;
	return sops_error_set(&csv->error, SOPS_EUSAGE, "this machine cannot scan in that way");
}

static size_t limit(size_t given, size_t usual, size_t most)
{
	size_t n = given ? given : usual;

	return n < most ? n : most;
}

/* A field of the longest has its record's room, also with every byte of it a doubled quote. */
static void set_limits(struct sops_csv *csv, const struct sops_csv_options *options)
{
	size_t field = limit(options->max_field, MAX_FIELD, SIZE_MAX / 32);
	size_t record = 2 * field < MAX_RECORD ? MAX_RECORD : 2 * field + 2;

	csv->max_record = limit(options->max_record, record, SIZE_MAX / 8);
	sops__parser_init(&csv->parser, options->delimiter ? options->delimiter : ',',
		limit(field, field, csv->max_record));
}

int sops_csv_open(struct sops_csv **out, int fd, const char *name,
	const struct sops_csv_options *options, struct sops_error *err)
{
	static const struct sops_csv_options usual;
	struct sops_csv *csv;
	int status;

	*out = NULL;
	options = options ? options : &usual;
	if (check_options(options, err) < 0)
		return SOPS_EUSAGE;
	csv = calloc(1, sizeof(*csv));
	if (!csv)
		return sops_error_memory(err);
	set_limits(csv, options);
	csv->line = 1;
	csv->name = strdup(name);
	csv->record.place.file = csv->name;
	status = csv->name ? choose_scan(csv, options) : sops_error_memory(&csv->error);
	if (status == 0)
		status = sops__source_open(&csv->source, fd, csv->name, options,
			csv->max_record + 1, &csv->error);
	if (status == 0)
		status = read_header(csv, options->skip_lines);
	if (status < 0) {
		tell(csv, err);
		sops_csv_free(csv);
		return status;
	}
	*out = csv;
	return 0;
}

void sops_csv_free(struct sops_csv *csv)
{
	if (!csv)
		return;
	sops__source_close(&csv->source);
	sops__parser_release(&csv->parser);
	sops__walker_release(&csv->walker);
	free((void *)csv->header.fields);
	free(csv->header_text);
	free(csv->wanted);
	free(csv->name);
	free(csv);
}

const struct sops_record *sops_csv_header(const struct sops_csv *csv)
{
	return &csv->header;
}

void sops_csv_want(struct sops_csv *csv, const bool *wanted)
{
	csv->n_wanted = 0;
	for (size_t i = 0; i < csv->header.count; i++) {
		if (!wanted || wanted[i])
			csv->wanted[csv->n_wanted++] = i;
		if (csv->walker.fields)
			csv->walker.fields[i] = (struct sops_field){ NULL, 0 };
	}
	csv->wanted[csv->n_wanted] = SIZE_MAX;
	csv->parser.wanted = NULL; /* until it begins its next row */
}

int sops_csv_ragged(struct sops_csv *csv, struct sops_record *record)
{
	return sops__csv_split(csv, record);
}

struct sops_field sops_csv_raw(const struct sops_csv *csv)
{
	return (struct sops_field){ csv->source.at, csv->raw_len };
}

bool sops_csv_fatal(const struct sops_csv *csv)
{
	return csv->fatal;
}

bool sops__csv_quotes(const struct sops_csv *csv)
{
	return !csv->regular || sops__walk_quotes(&csv->walker, &csv->source);
}

struct sops_csv_counts sops_csv_counts(const struct sops_csv *csv)
{
	struct sops_csv_counts counts = csv->counts;

	counts.bytes = csv->source.offset + csv->fed;
	counts.lines = csv->line - 1;
	return counts;
}
