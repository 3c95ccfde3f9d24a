/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv_differ.h: whether reading in one way gives what reading in another way gives. Shared by the
 * fuzz target and the unit test of the scans.
 */
#ifndef CSV_DIFFER_H
#define CSV_DIFFER_H

#include <sops/buffer.h>
#include <sops/csv.h>

#include <inttypes.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *const scan_names[] = {
	[SOPS_SCAN_AUTO] = "auto", [SOPS_SCAN_LIBCSV] = "libcsv", [SOPS_SCAN_WORDS] = "words",
	[SOPS_SCAN_SSE2] = "sse2", [SOPS_SCAN_AVX2] = "avx2", [SOPS_SCAN_NEON] = "neon",
};

/* An input that is rewritten each time, so that millions of them cost little. */
static int differ_input(struct sops_field bytes)
{
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("csv_differ", 0);
	if (fd < 0 || ftruncate(fd, 0) < 0
		|| pwrite(fd, bytes.at, bytes.len, 0) != (ssize_t)bytes.len
		|| lseek(fd, 0, SEEK_SET) != 0)
		abort();
	return fd;
}

static void note_number(struct sops_buffer *log, uint64_t n)
{
	char digits[24], *at = digits + sizeof(digits);

	*--at = ' ';
	do
		*--at = (char)('0' + n % 10);
	while (n /= 10);
	sops_buffer_add(log, at, (size_t)(digits + sizeof(digits) - at));
}

static void note_view(struct sops_buffer *log, struct sops_field view)
{
	sops_buffer_putc(log, '<');
	sops_buffer_field(log, view);
	sops_buffer_putc(log, '>');
}

static void note_row(struct sops_buffer *log, const struct sops_record *record)
{
	note_number(log, record->place.record);
	note_number(log, record->place.line);
	note_number(log, record->place.byte);
	for (size_t i = 0; i < record->count; i++)
		note_view(log, record->fields[i]);
}

static void note_failure(struct sops_buffer *log, const struct sops_error *err)
{
	sops_buffer_printf(log, "\n%d %s %" PRIu64 " %" PRIu64 " %" PRIu64 " %s (%s)", err->status,
		err->file, err->line, err->record, err->byte, err->text, err->hint);
}

static void note_state(struct sops_buffer *log, const struct sops_csv *csv)
{
	struct sops_csv_counts n = sops_csv_counts(csv);

	note_number(log, n.records);
	note_number(log, n.blank_lines);
	note_number(log, n.bytes);
	note_number(log, (uint64_t)n.lf << 1 | n.crlf);
	note_view(log, sops_csv_raw(csv));
	if (sops_csv_fatal(csv))
		sops_buffer_putc(log, '!');
}

/* What is read, and how. */
struct differ {
	struct sops_field bytes;
	struct sops_csv_options options;
	uint8_t unwanted; /* bit i: columns i, i + 8 and so on */
};

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

/* All that a caller can see of an input: records, places, raw bytes, counts and errors. */
static void differ_log(struct sops_buffer *log, const struct differ *given,
	enum sops_csv_scan scan, size_t chunk)
{
	struct sops_csv_options options = given->options;
	struct sops_error err = { 0 };
	const struct sops_record *record;
	struct sops_csv *csv;
	int got = 0;

	options.scan = scan;
	options.chunk = chunk;
	sops_buffer_clear(log);
	if (sops_csv_open(&csv, differ_input(given->bytes), "in", &options, &err) < 0) {
		note_failure(log, &err);
		return;
	}
	if (given->unwanted)
		differ_want(csv, given->unwanted);
	note_row(log, sops_csv_header(csv));
	do {
		note_state(log, csv);
		err.status = SOPS_OK;
		got = sops_csv_next(csv, &record, &err);
		sops_buffer_putc(log, '\n');
		if (got > 0)
			note_row(log, record);
		else if (got < 0)
			note_failure(log, &err);
	} while (got != 0 && !sops_csv_fatal(csv));
	note_state(log, csv);
	sops_csv_free(csv);
	if (sops_buffer_check(log, NULL) < 0)
		abort();
}

static bool differ_has(enum sops_csv_scan scan)
{
	static int has[SOPS_SCAN_NEON + 1]; /* 0: not tried, 1: yes, 2: no */
	const struct sops_csv_options options = { .scan = scan };
	struct sops_csv *csv;

	if (has[scan] == 0) {
		has[scan] = 2;
		if (sops_csv_open(&csv, differ_input((struct sops_field)SOPS_FIELD("a\n")), "in",
			&options, NULL) == 0)
			has[scan] = 1;
		sops_csv_free(csv);
	}
	return has[scan] == 1;
}

static void differ_show(const char *what, struct sops_field text)
{
	fprintf(stderr, "---- %s:\n", what);
	fwrite(text.at, 1, text.len, stderr);
	fputc('\n', stderr);
}

static bool differ_same(const struct differ *given, struct sops_field expected,
	enum sops_csv_scan scan, size_t chunk)
{
	static struct sops_buffer got;

	differ_log(&got, given, scan, chunk);
	if (sops_field_equal(expected, sops_buffer_view(&got)))
		return true;
	fprintf(stderr, "%s in chunks of %zu differs (delimiter %d, field %zu, record %zu)\n",
		scan_names[scan], chunk, given->options.delimiter, given->options.max_field,
		given->options.max_record);
	differ_show("input", given->bytes);
	differ_show("libcsv", expected);
	differ_show("got", sops_buffer_view(&got));
	return false;
}

#define DIFFER_CHUNK 4096 /* most inputs in one piece, with less memory to get than usual */

/* Reads with libcsv alone, and with each scan in one piece and in chunks of the given size. */
static bool differ_agrees(const struct differ *given)
{
	static struct sops_buffer expected;
	bool same = true;

	differ_log(&expected, given, SOPS_SCAN_LIBCSV, DIFFER_CHUNK);
	for (enum sops_csv_scan scan = SOPS_SCAN_LIBCSV; same && scan <= SOPS_SCAN_NEON; scan++) {
		if (!differ_has(scan))
			continue;
		same = differ_same(given, sops_buffer_view(&expected), scan, DIFFER_CHUNK)
			&& (given->options.chunk == 0 || differ_same(given,
				sops_buffer_view(&expected), scan, given->options.chunk));
	}
	return same;
}

#endif
