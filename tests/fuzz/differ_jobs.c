/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a metric comes to, read by one thread and by several. */
#include "differ.h"

#include <sops/deals.h>
#include <sops/jobs.h>
#include <sops/kpi.h>

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct sops_context context = { .as_of = 20000, .from = SOPS_DATE_BLANK,
	.to = SOPS_DATE_BLANK, .date = -1, .bound = UINT64_MAX };

static void make_deals(struct sops_buffer *text, uint64_t *random)
{
	static const char *const owners[] = { "ann", "bob", "\"c,\nd\"", "\"\"\"\"", "",
		"\" e\r\n\"", "f\xC3\xBC", "\"g\"" };
	static const char *const hostile[] = { "\n", "\r\n", "\"", "x\"\n", ",\n", "\r", "\"\n\"",
		"a,1,won,2024-01-01,2024-01-02,x\n", "\xFF" };
	uint32_t trouble = differ_random(random, 3) ? 0 : 1 + differ_random(random, 30);

	sops_buffer_puts(text, "owner,amount,status,created,closed\n");
	for (uint32_t n = 1 + differ_random(random, 60); n > 0; n--) {
		sops_buffer_printf(text, "%s,%u.%02u,%s,2024-01-%02u,2024-03-%02u%s\n",
			owners[differ_random(random, COUNT(owners))], differ_random(random, 10000),
			differ_random(random, 100), differ_random(random, 2) ? "won" : "lost",
			1 + differ_random(random, 28), 1 + differ_random(random, 28),
			differ_random(random, 2) ? "" : "\r");
		if (trouble && differ_random(random, trouble) == 0)
			sops_buffer_puts(text, hostile[differ_random(random, COUNT(hostile))]);
	}
}

static int write_answer(struct sops_buffer *out, const struct sops_run *run,
	const struct sops_input_counts *n)
{
	if (sops_run_save(run, out, NULL) < 0)
		return -1;
	return sops_buffer_printf(out, "\nrecords %d rows %d filtered %d blank %d lf %d crlf %d\n",
		(int)n->records, (int)n->rows, (int)n->filtered, (int)n->blank_lines, n->lf,
		n->crlf);
}

static struct sops_run *new_run(struct sops_input_options *options)
{
	struct sops_run *run;

	sops_run_roles(&sops_kpi_metric, NULL, &context, &options->needs, &options->uses);
	if (sops_run_new(&run, &sops_kpi_metric, NULL, &context, NULL) < 0)
		abort();
	return run;
}

static void write_error(struct sops_buffer *out, const struct sops_error *err)
{
	sops_buffer_printf(out, "%d line %d record %d byte %d: %s: %s (%s)", err->status,
		(int)err->line, (int)err->record, (int)err->byte, err->column, err->text,
		err->hint);
}

/* The answer, or the error; by threads, if blocks say so, as if it could be read but once. */
static bool by_one(struct sops_buffer *out, int fd, const struct sops_blocks *blocks,
	const struct sops_csv_options *csv)
{
	struct sops_input_options options = { .by = "owner", .as_of = context.as_of, .csv = *csv };
	struct sops_run *run = new_run(&options);
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;
	struct sops_input_counts counts;

	lseek(fd, 0, SEEK_SET);
	if (sops_input_open(&input, &sops_deals, fd, "in", &options, &err) == 0 &&
	    sops_blocks_read(run, input, blocks, &err) == 0) {
		counts = sops_input_counts(input);
		if (write_answer(out, run, &counts) < 0)
			abort();
	} else {
		write_error(out, &err);
	}
	sops_input_free(input);
	sops_run_free(run);
	return err.status == SOPS_OK;
}

/* Empty if one thread has to read it. */
static void by_many(struct sops_buffer *out, int fd, size_t threads, enum sops_csv_scan scan,
	size_t chunk)
{
	struct sops_input_options options = { .by = "owner", .as_of = context.as_of,
		.csv = { .scan = scan, .chunk = chunk } };
	struct sops_run *run = new_run(&options);
	struct sops_seen seen = SOPS_SEEN_INIT;
	struct sops_source source;
	struct sops_jobs jobs = { .threads = threads, .rows = &sops_deals, .source = &source,
		.options = &options };

	lseek(fd, 0, SEEK_SET);
	if (sops_source_look(&source, fd, "in", NULL, NULL) < 0)
		abort();
	jobs.range = sops_source_records(&source);
	if (sops_jobs_read(run, &seen, &jobs) && write_answer(out, run, &seen.counts) < 0)
		abort();
	sops_seen_release(&seen);
	sops_run_free(run);
}

static int file_of(const struct sops_buffer *text)
{
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("differ_jobs", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, 0) < 0
		|| pwrite(fd, text->at, text->len, 0) != (ssize_t)text->len)
		abort();
	return fd;
}

static bool differ(struct sops_buffer *out, const char *what, const struct sops_buffer *one,
	const struct sops_buffer *many)
{
	if (sops_field_equal(sops_buffer_view(one), sops_buffer_view(many)))
		return false;
	sops_buffer_printf(out, "\none: %s\n%s: %s\n", one->at, what, many->at);
	return true;
}

bool differ_jobs(struct sops_buffer *out, uint64_t *random, uint64_t *shared)
{
	static const size_t chunks[] = { 0, 1, 7, 63, 64, 65, 4096 };
	struct sops_buffer one = SOPS_BUFFER_INIT, many = SOPS_BUFFER_INIT;
	struct sops_buffer flow = SOPS_BUFFER_INIT;
	const struct sops_blocks alone = { .threads = 1 }, blocks = {
		.threads = 2 + differ_random(random, 3), .first = 1 + differ_random(random, 500),
		.size = 1 + differ_random(random, differ_random(random, 2) ? 2000 : 100) };
	const struct sops_csv_options usual = { 0 }, csv = {
		.scan = differ_random(random, SOPS_SCAN_WORDS + 1),
		.chunk = chunks[differ_random(random, COUNT(chunks))] };
	int fd;
	bool same, good;

	make_deals(out, random);
	fd = file_of(out);
	good = by_one(&one, fd, &alone, &usual);
	by_many(&many, fd, blocks.threads, csv.scan, csv.chunk);
	by_one(&flow, fd, &blocks, &csv);
	*shared += many.len > 0;
	same = !differ(out, "blocks", &one, &flow) &&
		(many.len == 0 || (good && !differ(out, "many", &one, &many)));
	sops_buffer_release(&flow);
	sops_buffer_release(&one);
	sops_buffer_release(&many);
	return same;
}
