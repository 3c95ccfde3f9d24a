/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv_log.h: reading in one way, and all that a caller can see of it as one text. */
#ifndef CSV_LOG_H
#define CSV_LOG_H

#include "memory.h"

#include <sops/csv.h>

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
	[SOPS_SCAN_SSE2] = "sse2", [SOPS_SCAN_AVX2] = "avx2", [SOPS_SCAN_AVX512] = "avx512",
	[SOPS_SCAN_NEON] = "neon",
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
	bool misplaced;                        /* a record is not where it is said to be */
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

/* Where a record begins, and its raw bytes, as the input itself tells; records come in order. */
struct differ_place {
	struct sops_field bytes;
	uint64_t byte, line, record;
};

static bool is_placed(struct differ_place *place, const struct sops_csv *csv, uint64_t byte,
	uint64_t line, uint64_t record)
{
	struct sops_field raw = sops_csv_raw(csv);

	if (byte < place->byte || byte > place->bytes.len || raw.len > place->bytes.len - byte)
		return false;
	place->line += lines_in((struct sops_field){ place->bytes.at + place->byte,
		byte - place->byte });
	place->byte = byte;
	return line == place->line && record == ++place->record &&
		sops_field_equal(raw, (struct sops_field){ place->bytes.at + byte, raw.len });
}

/* The reading that all others are compared with is looked at more closely. */
static void log_records(struct differ_log *log, struct sops_csv *csv, const struct differ *checked)
{
	struct differ_place place = { .line = 1 };
	struct sops_error err;
	const struct sops_record *record;
	int got = 0;

	if (checked)
		place.bytes = checked->bytes;
	do {
		err.status = SOPS_OK;
		got = sops_csv_next(csv, &record, &err);
		if (got > 0)
			note_row(log, record);
		if (got < 0)
			note_failure(log, &err);
		if (got != 0)
			note_state(log, csv);
		if (got > 0 && checked) {
			note_plain(log, csv, record);
			log->misplaced |= !is_placed(&place, csv, record->place.byte,
				record->place.line, record->place.record);
		}
		if (got < 0 && checked && !sops_csv_fatal(csv))
			log->misplaced |= !is_placed(&place, csv, err.byte, err.line, err.record);
	} while (got != 0 && !sops_csv_fatal(csv));
	log->counts = sops_csv_counts(csv);
}

/* All that a caller can see, but for the end; of the header only what comes first. */
static void log_input(struct differ_log *log, int fd, const struct differ *given,
	const struct differ_way *way, bool checked)
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
	if (checked)
		note_plain(log, csv, sops_csv_header(csv));
	log_records(log, csv, checked ? given : NULL);
	sops_csv_free(csv);
}

static void log_clear(struct differ_log *log)
{
	log->text.len = log->plain.len = 0;
	log->before = (struct sops_place){ .file = NULL };
	log->blank_before = 0;
	log->lf_before = log->crlf_before = log->failed = log->misplaced = false;
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
	const struct differ_way *way, bool checked)
{
	log_clear(log);
	log_input(log, memory_open(given->bytes, (struct sops_field){ NULL, 0 }), given, way,
		checked);
	if (!log_is_error(log))
		log_end(log);
}

#endif
