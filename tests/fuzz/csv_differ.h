/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv_differ.h: whether reading in one way gives what reading in another way gives: records,
 * places, raw bytes, counts, errors. What libcsv says of all bytes, given to the reader in one
 * piece, is what every other way has to say; and where no record is bad, that is what libcsv says
 * without the reader. Shared by the fuzz target, the differ and the unit test of the scans.
 */
#ifndef CSV_DIFFER_H
#define CSV_DIFFER_H

#include "csv_log.h"

#include <sops/source.h>

#include <csv.h>
#include <stdio.h>

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
		const struct sops_field text = text_view(&part->text);

		log->failed = part->failed;
		if (text.len)
			memcpy(text_room(&log->text, text.len), text.at, text.len);
		log->text.len += text.len;
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

/* What is expected of the input. False when that is wrong: the input, or libcsv without the reader,
 * says otherwise. */
static bool differ_expect(struct differ_log *expected, const struct differ *given)
{
	static const struct differ_way way = { SOPS_SCAN_LIBCSV, DIFFER_CHUNK, 1 };
	static struct differ_text bare;

	memory_fails = given->fails;
	log_whole(expected, given, &way, true);
	if (expected->misplaced)
		return false;
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
