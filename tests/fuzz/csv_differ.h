/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv_differ.h: whether reading in one way gives what reading in another way gives: records,
 * places, raw bytes, counts, errors. What libcsv says of all bytes, given to the reader in one
 * piece, is what every other way has to say; and where no record is bad, that is what libcsv says
 * without the reader. Shared by the fuzz target, the differ and the unit test of the scans.
 */
#ifndef CSV_DIFFER_H
#define CSV_DIFFER_H

#include "memory.h"

#include <sops/csv.h>
#include <sops/source.h>

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>

#define DIFFER_CHUNK 4096 /* most inputs in one piece, with less memory to get than usual */
#define DIFFER_THREADS 4

/* What is read. */
struct differ {
	struct sops_field bytes;
	struct sops_csv_options options; /* but for scan and chunk */
	uint8_t unwanted;                /* bit i: columns i, i + 8 and so on */
	bool fails;                      /* reading does, behind the last byte */
};

/* And how: by more than one thread, each reads a range behind the header. */
struct differ_way {
	enum sops_csv_scan scan;
	size_t chunk;
	size_t threads; /* 0 or 1: all of it by one */
};

static const char *const scan_names[] = {
	[SOPS_SCAN_AUTO] = "auto", [SOPS_SCAN_LIBCSV] = "libcsv", [SOPS_SCAN_WORDS] = "words",
	[SOPS_SCAN_SSE2] = "sse2", [SOPS_SCAN_AVX2] = "avx2", [SOPS_SCAN_NEON] = "neon",
};

/* ---- logs ---- */

/* Text, quicker to write than a sops_buffer. */
struct differ_text {
	char *at;
	size_t len, size;
};

static inline char *text_room(struct differ_text *text, size_t need)
{
	if (text->size - text->len < need) {
		text->size = 2 * (text->size + need);
		text->at = realloc(text->at, text->size);
		if (!text->at)
			abort();
	}
	return text->at + text->len;
}

static inline void note_char(struct differ_text *text, char c)
{
	*text_room(text, 1) = c;
	text->len++;
}

static inline void note_number(struct differ_text *text, uint64_t n)
{
	char digits[24], *at = digits + sizeof(digits);
	size_t len;

	*--at = ' ';
	do
		*--at = (char)('0' + n % 10);
	while (n /= 10);
	len = (size_t)(digits + sizeof(digits) - at);
	memcpy(text_room(text, len), at, len);
	text->len += len;
}

static inline void note_view(struct differ_text *text, struct sops_field view)
{
	char *at = text_room(text, view.len + 2);

	*at = '<';
	if (view.len)
		memcpy(at + 1, view.at, view.len);
	at[view.len + 1] = '>';
	text->len += view.len + 2;
}

static inline struct sops_field text_view(const struct differ_text *text)
{
	return (struct sops_field){ text->at, text->len };
}

/* A reading as it goes on. Of a range, all places and counts are those in the whole. */
struct differ_log {
	struct differ_text text;
	struct differ_text plain;  /* the fields of rows that are not blank, and no more */
	struct sops_place before;  /* what is to be added */
	uint64_t blank_before;
	bool lf_before, crlf_before;
	bool failed;
	struct sops_csv_counts header, counts; /* after it, and at the end */
};

static void note_row(struct differ_log *log, const struct sops_record *record)
{
	struct differ_text *text = &log->text;

	note_number(text, record->place.record + log->before.record);
	note_number(text, record->place.line + log->before.line);
	note_number(text, record->place.byte + log->before.byte);
	for (size_t i = 0; i < record->count; i++)
		note_view(text, record->fields[i]);
}

static void note_failure(struct differ_log *log, const struct sops_error *err)
{
	struct differ_text *text = &log->text;

	log->failed = true;
	note_char(text, 'E');
	note_number(text, (uint64_t)-err->status);
	note_number(text, err->line);
	note_number(text, err->record);
	note_number(text, err->byte);
	note_view(text, sops_field_of(err->file));
	note_view(text, sops_field_of(err->column));
	note_view(text, sops_field_of(err->text));
	note_view(text, sops_field_of(err->hint));
}

static void note_state(struct differ_log *log, const struct sops_csv *csv)
{
	struct differ_text *text = &log->text;
	struct sops_csv_counts n = log->counts = sops_csv_counts(csv);

	note_char(text, '\t');
	note_number(text, n.records + log->before.record);
	note_number(text, n.blank_lines + log->blank_before);
	note_number(text, n.bytes + log->before.byte);
	note_number(text, (n.lf || log->lf_before) * 2u + (n.crlf || log->crlf_before));
	note_view(text, sops_csv_raw(csv));
	note_char(text, sops_csv_fatal(csv) ? '!' : '\n');
}

static void note_plain(struct differ_log *log, const struct sops_csv *csv,
	const struct sops_record *record)
{
	struct sops_field raw = sops_csv_raw(csv);
	size_t i = 0;

	/* In one column a blank line is a record, but not to libcsv. */
	while (i < raw.len && (raw.at[i] == ' ' || raw.at[i] == '\t'))
		i++;
	if (i == raw.len && record->count == 1)
		return;
	for (i = 0; i < record->count; i++)
		note_view(&log->plain, record->fields[i]);
	note_char(&log->plain, '\n');
}

/* ---- reading in one way ---- */

static void differ_want(struct sops_csv *csv, uint8_t unwanted)
{
	size_t count = sops_csv_header(csv)->count;
	bool *wanted = calloc(count, sizeof(*wanted));

	if (!wanted)
		abort();
	for (size_t i = 0; i < count; i++)
		wanted[i] = !(unwanted >> i % 8 & 1);
	sops_csv_want(csv, wanted);
	free(wanted);
}

static void log_records(struct differ_log *log, struct sops_csv *csv, bool plain)
{
	struct sops_error err;
	const struct sops_record *record;
	int got = 0;

	do {
		err.status = SOPS_OK;
		got = sops_csv_next(csv, &record, &err);
		if (got > 0)
			note_row(log, record);
		if (got > 0 && plain)
			note_plain(log, csv, record);
		if (got < 0)
			note_failure(log, &err);
		if (got != 0)
			note_state(log, csv);
	} while (got != 0 && !sops_csv_fatal(csv));
	log->counts = sops_csv_counts(csv);
}

/* All that a caller can see, but for the end; of the header only what comes first. */
static void log_input(struct differ_log *log, int fd, const struct differ *given,
	const struct differ_way *way, bool plain)
{
	struct sops_csv_options options = given->options;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_csv *csv;

	options.scan = way->scan;
	options.chunk = way->chunk;
	if (sops_csv_open(&csv, fd, "in", &options, &err) < 0) {
		note_failure(log, &err);
		return;
	}
	log->header = sops_csv_counts(csv);
	log->blank_before -= log->before.byte ? log->header.blank_lines : 0;
	if (given->unwanted)
		differ_want(csv, given->unwanted);
	if (!log->before.byte) {
		note_row(log, sops_csv_header(csv));
		note_state(log, csv);
	}
	if (plain)
		note_plain(log, csv, sops_csv_header(csv));
	log_records(log, csv, plain);
	sops_csv_free(csv);
}

static void log_clear(struct differ_log *log)
{
	log->text.len = log->plain.len = 0;
	log->before = (struct sops_place){ .file = NULL };
	log->blank_before = 0;
	log->lf_before = log->crlf_before = log->failed = false;
}

static void log_end(struct differ_log *log)
{
	note_char(&log->text, '.');
	note_number(&log->text, log->counts.records + log->before.record);
	note_number(&log->text, log->counts.blank_lines + log->blank_before);
	note_number(&log->text, log->counts.bytes + log->before.byte);
	note_number(&log->text, (log->counts.lf || log->lf_before) * 2u
		+ (log->counts.crlf || log->crlf_before));
}

/* The header is bad: there is nothing else. */
static bool log_is_error(const struct differ_log *log)
{
	return log->text.len && log->text.at[0] == 'E';
}

static struct sops_field bytes_from(const struct differ *given, uint64_t start, uint64_t end)
{
	return (struct sops_field){ given->bytes.at + start, end - start };
}

static void log_whole(struct differ_log *log, const struct differ *given,
	const struct differ_way *way, bool plain)
{
	log_clear(log);
	log_input(log, memory_open(given->bytes, (struct sops_field){ NULL, 0 }), given, way,
		plain);
	if (!log_is_error(log))
		log_end(log);
}

static uint64_t lines_in(struct sops_field bytes)
{
	const char *at = bytes.at, *end = at + bytes.len;
	uint64_t lines = 0;

	while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
		lines++;
		at++;
	}
	return lines;
}

/* A range, and what reading it gives. */
struct differ_part {
	const struct differ *given;
	const struct differ_way *way;
	const struct sops_source *source;
	struct sops_range range;
	struct differ_log log;
};

struct differ_parts {
	struct differ_part part[DIFFER_THREADS];
	size_t count;
};

/* What comes before a part, known when the one before it was read. */
static void part_start(struct differ_part *part, const struct differ_part *before)
{
	struct differ_log *log = &part->log;
	uint64_t header = part->source->header;

	log_clear(log);
	log->before.byte = part->range.start - header;
	log->before.line = lines_in(bytes_from(part->given, header, part->range.start));
	if (!before)
		return;
	log->before.record = before->log.before.record + before->log.counts.records;
	log->blank_before = before->log.blank_before + before->log.counts.blank_lines;
	log->lf_before = before->log.lf_before || before->log.counts.lf;
	log->crlf_before = before->log.crlf_before || before->log.counts.crlf;
}

static void part_read(struct differ_part *part)
{
	const struct differ *given = part->given;
	struct sops_field head = bytes_from(given, 0, part->source->header);

	log_input(&part->log, memory_open(head, bytes_from(given, part->range.start,
		part->range.end)), given, part->way, false);
}

/* Part by part, up to a bad record: then one thread has to read it all. */
static void read_parts(struct differ_parts *parts, const struct differ *given,
	const struct differ_way *way, const struct sops_source *source)
{
	struct sops_range ranges[DIFFER_THREADS];

	memory_file = given->bytes;
	if (sops_source_split(source, sops_source_records(source), way->threads, 1, ranges,
			&parts->count, NULL) < 0)
		abort();
	for (size_t i = 0; parts->count > 1 && i < parts->count; i++) {
		struct differ_part *part = &parts->part[i];

		part->given = given;
		part->way = way;
		part->source = source;
		part->range = ranges[i];
		part_start(part, i ? part - 1 : NULL);
		part_read(part);
		if (part->log.failed)
			break;
	}
}

/* All parts as if they were one. */
static void join_parts(struct differ_log *log, const struct differ_parts *parts)
{
	log_clear(log);
	for (size_t i = 0; i < parts->count && !log->failed; i++) {
		const struct differ_log *part = &parts->part[i].log;

		log->failed = part->failed;
		memcpy(text_room(&log->text, part->text.len), part->text.at, part->text.len);
		log->text.len += part->text.len;
		log->before = part->before;
		log->blank_before = part->blank_before;
		log->lf_before = part->lf_before;
		log->crlf_before = part->crlf_before;
		log->counts = part->counts;
	}
	log_end(log);
}

static bool differ_has(enum sops_csv_scan scan)
{
	static int has[SOPS_SCAN_NEON + 1]; /* 0: not tried, 1: yes, 2: no */
	const struct sops_csv_options options = { .scan = scan };
	const struct sops_field empty = { NULL, 0 };
	struct sops_csv *csv;

	if (has[scan] == 0) {
		has[scan] = 2;
		if (sops_csv_open(&csv, memory_open((struct sops_field)SOPS_FIELD("a\n"), empty),
			"in", &options, NULL) == 0)
			has[scan] = 1;
		sops_csv_free(csv);
	}
	return has[scan] == 1;
}

/* ---- what every way has to say ---- */

static void on_plain_field(void *at, size_t len, void *text)
{
	note_view(text, (struct sops_field){ at, len });
}

static void on_plain_row(int end, void *text)
{
	(void)end;
	note_char(text, '\n');
}

static void log_libcsv(struct differ_text *text, const struct differ *given)
{
	static const char mark[] = "\xEF\xBB\xBF";
	struct sops_field bytes = given->bytes;
	struct csv_parser parser;

	text->len = 0;
	if (bytes.len >= 3 && memcmp(bytes.at, mark, 3) == 0)
		bytes = (struct sops_field){ bytes.at + 3, bytes.len - 3 };
	csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_delim(&parser, given->options.delimiter ? given->options.delimiter : ',');
	csv_set_blk_size(&parser, 4096);
	if (csv_parse(&parser, bytes.at, bytes.len, on_plain_field, on_plain_row, text) !=
		bytes.len || csv_fini(&parser, on_plain_field, on_plain_row, text) < 0)
		note_char(text, '?');
	csv_free(&parser);
}

static void differ_show(const char *what, struct sops_field text)
{
	fprintf(stderr, "---- %s (%zu bytes):\n", what, text.len);
	fwrite(text.at, 1, text.len < 4000 ? text.len : 4000, stderr);
	fputc('\n', stderr);
}

/* What is expected of the input. False when libcsv without the reader says otherwise. */
static bool differ_expect(struct differ_log *expected, const struct differ *given)
{
	static const struct differ_way way = { SOPS_SCAN_LIBCSV, DIFFER_CHUNK, 1 };
	static struct differ_text bare;

	memory_fails = given->fails;
	log_whole(expected, given, &way, !given->unwanted);
	if (expected->failed || given->unwanted)
		return true;
	log_libcsv(&bare, given);
	return sops_field_equal(text_view(&bare), text_view(&expected->plain));
}

static struct differ_parts differ_parts;

/* If no record is bad, the parts have all records. Else a part has to have a bad one. */
static bool parts_same(struct differ_log *got, const struct differ_log *expected)
{
	join_parts(got, &differ_parts);
	if (expected->failed || got->failed)
		return expected->failed && got->failed;
	return sops_field_equal(text_view(&got->text), text_view(&expected->text));
}

/*
 * 1 if reading in that way gives what is expected, 0 if not; -1 where there is nothing to share.
 */
static int differ_same(struct differ_log *got, const struct differ_log *expected,
	const struct differ *given, const struct differ_way *way)
{
	static struct sops_source source;

	if (way->threads < 2) {
		log_whole(got, given, way, false);
		return sops_field_equal(text_view(&got->text), text_view(&expected->text));
	}
	if (log_is_error(expected))
		return -1;
	source = (struct sops_source){ .fd = MEMORY_FD, .name = "in",
		.size = given->bytes.len, .header = expected->header.bytes };
	read_parts(&differ_parts, given, way, &source);
	return differ_parts.count < 2 ? -1 : parts_same(got, expected);
}

static void differ_tell(const struct differ_log *expected, const struct differ_log *got,
	const struct differ *given, const struct differ_way *way)
{
	fprintf(stderr, "%s in chunks of %zu by %zu threads differs (delimiter 0x%02X, field %zu, "
		"record %zu, unwanted 0x%02X%s)\n", scan_names[way->scan], way->chunk, way->threads,
		(unsigned)given->options.delimiter, given->options.max_field,
		given->options.max_record, given->unwanted,
		given->fails ? ", reading fails" : "");
	differ_show("input", given->bytes);
	differ_show("libcsv", text_view(&expected->text));
	differ_show("got", text_view(&got->text));
}

#endif
