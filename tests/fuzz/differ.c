/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * differ [-n EXECUTIONS] [-t SECONDS] [-s SEED] [-o FILE] [-q] [INPUT...]
 *
 * Proves, as far as that many executions can, that every way of reading gives what libcsv gives.
 * An execution is one input read in one way: a scan, a chunk, a number of threads. First every
 * INPUT is read in every way; then inputs are made, many of them from those, and each is read in
 * some ways, until so many executions or seconds have passed. The same seed and number do the same
 * again. An INPUT whose name ends with .csv is read as it is, any other as fuzz_csv reads it.
 *
 * Where an answer differs, the input is made as small as it gets, written to FILE (differ.case) as
 * fuzz_csv reads it, shown, and the exit status is 1. After a crash FILE is what was being read.
 */
#include "csv_case.h"
#include "differ.h"

#include "../../lib/threads.h"

#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <sys/mman.h>
#include <time.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define WAYS 24   /* an input */
#define REAL 2000 /* executions to one input that real threads read */

static const size_t chunks[] = { 1, 2, 3, 7, 63, 64, 65, 4096 };
static enum sops_csv_scan scans[SOPS_SCAN_NEON + 1];
static size_t n_scans;

static struct options {
	uint64_t executions, seed;
	double seconds;
	const char *out;
	bool quiet;
} options = { .seed = 1, .out = "differ.case" };

static struct count {
	uint64_t ways[SOPS_SCAN_NEON + 1][COUNT(chunks)][DIFFER_THREADS + 1];
	uint64_t executions, inputs, well_formed, refused, threads, jobs, shared;
} count;

static struct differ_log expected, got;
static struct sops_field at_hand; /* the file that is being read */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- a difference ---- */

/* A crash is one, too: then the input is written as it is. */
static void on_crash(int signal)
{
	int fd = open(options.out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd >= 0 && write(fd, at_hand.at, at_hand.len) == (ssize_t)at_hand.len)
		close(fd);
	raise(signal); /* now as usual */
}

static void watch(void)
{
	const struct sigaction action = { .sa_handler = on_crash, .sa_flags = SA_RESETHAND };

	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGABRT, &action, NULL);
}

static struct sops_field view_of(const struct sops_buffer *file)
{
	return sops_buffer_view(file);
}

static bool differs(struct sops_field file, const struct differ_way *way)
{
	struct differ given;

	case_read(&given, file);
	if (!differ_expect(&expected, &given))
		return true;
	return way && differ_same(&got, &expected, &given, way) == 0;
}

/* Takes parts out, large ones first, as long as the answers differ. */
static void minimise(struct sops_buffer *file, const struct differ_way *way)
{
	struct sops_buffer less = SOPS_BUFFER_INIT;

	for (size_t part = file->len; part > 0; part /= 2) {
		for (size_t at = CASE_HEAD; at < file->len;) {
			size_t n = part < file->len - at ? part : file->len - at;

			sops_buffer_clear(&less);
			sops_buffer_add(&less, file->at, at);
			sops_buffer_add(&less, file->at + at + n, file->len - at - n);
			if (!differs(view_of(&less), way)) {
				at += part;
				continue;
			}
			sops_buffer_clear(file);
			sops_buffer_field(file, view_of(&less));
		}
	}
	for (size_t i = 0; i < CASE_HEAD; i++) {
		char kept = file->at[i];

		file->at[i] = 0;
		if (!differs(view_of(file), way))
			file->at[i] = kept;
	}
	sops_buffer_release(&less);
}

static void save(const struct sops_buffer *file)
{
	FILE *stream = fopen(options.out, "we");

	if (!stream || fwrite(file->at, 1, file->len, stream) != file->len)
		perror(options.out);
	else
		fprintf(stderr, "written to %s\n", options.out);
	if (stream)
		fclose(stream);
}

/* Never returns. */
static void found(struct sops_field file, const struct differ_way *way)
{
	struct sops_buffer small = SOPS_BUFFER_INIT;
	struct differ given;

	sops_buffer_field(&small, file);
	minimise(&small, way);
	for (size_t i = 0; way && i < CASE_CHUNKS; i++)
		if (case_chunks[i] == way->chunk)
			small.at[1] = (char)(i + CASE_CHUNKS * (way->threads - 1));
	case_read(&given, view_of(&small));
	fprintf(stderr, "after %" PRIu64 " executions, seed %" PRIu64 ":\n", count.executions,
		options.seed);
	if (differ_expect(&expected, &given)) {
		differ_same(&got, &expected, &given, way);
		differ_tell(&expected, &got, &given, way);
	} else {
		differ_show("libcsv by itself differs, or a place; input", given.bytes);
		differ_show("read", text_view(&expected.plain));
	}
	save(&small);
	exit(1);
}

/* ---- executions ---- */

static void expect(struct differ *given, struct sops_field file)
{
	at_hand = file;
	case_read(given, file);
	if (!differ_expect(&expected, given))
		found(file, NULL);
	count.inputs++;
	count.well_formed += !expected.failed;
	count.refused += log_is_error(&expected);
}

static void execute(const struct differ *given, struct sops_field file, size_t scan, size_t chunk,
	size_t threads)
{
	const struct differ_way way = { scans[scan], chunks[chunk], threads };
	int same = differ_same(&got, &expected, given, &way);

	if (same == 0)
		found(file, &way);
	if (same < 0)
		return;
	count.ways[way.scan][chunk][threads]++;
	count.executions++;
}

static void execute_all(struct sops_field file)
{
	struct differ given;

	expect(&given, file);
	for (size_t scan = 0; scan < n_scans; scan++)
		for (size_t chunk = 0; chunk < COUNT(chunks); chunk++)
			for (size_t threads = 1; threads <= DIFFER_THREADS; threads++)
				execute(&given, file, scan, chunk, threads);
}

static void execute_some(struct sops_field file, uint64_t *random)
{
	struct differ given;

	expect(&given, file);
	for (int i = 0; i < WAYS; i++) {
		uint32_t scan = differ_random(random, (uint32_t)n_scans);
		uint32_t chunk = differ_random(random, COUNT(chunks));
		uint32_t threads = differ_random(random, 2 * DIFFER_THREADS);

		execute(&given, file, scan, chunk, threads < DIFFER_THREADS ? 1 + threads : 1);
	}
}

/* ---- real threads ---- */

/* A part of a file, as jobs read it. */
static void *work(void *with)
{
	struct differ_part *part = with;
	struct differ given = *part->given;

	part->log.text.len = 0;
	given.options.head = part->source->header;
	given.options.from = part->range.start;
	given.options.to = part->range.end;
	log_input(&part->log, part->source->fd, &given, part->way, false);
	return NULL;
}

static int file_of(struct sops_field bytes)
{
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("differ", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, 0) < 0
		|| pwrite(fd, bytes.at, bytes.len, 0) != (ssize_t)bytes.len)
		abort();
	return fd;
}

/* Parts that were read one after the other are read again, all at once, from a file. */
static void execute_threads(struct sops_field file, uint64_t *random)
{
	const struct differ_way way = { scans[differ_random(random, (uint32_t)n_scans)],
		chunks[differ_random(random, COUNT(chunks))],
		2 + differ_random(random, DIFFER_THREADS - 1) };
	struct sops_source source;
	struct differ given;

	expect(&given, file);
	if (differ_same(&got, &expected, &given, &way) <= 0 || expected.failed)
		return;
	if (sops_source_look(&source, file_of(given.bytes), "in", &given.options, NULL) < 0)
		abort();
	for (size_t i = 0; i < differ_parts.count; i++) {
		differ_parts.part[i].source = &source;
		if (i > 0) /* log_input takes them off again */
			differ_parts.part[i].log.blank_before += expected.header.blank_lines;
	}
	sops__threads(work, differ_parts.part, sizeof(differ_parts.part[0]), differ_parts.count);
	if (!parts_same(&got, &expected)) {
		fputs("real threads differ:\n", stderr);
		differ_tell(&expected, &got, &given, &way);
		exit(1);
	}
	count.threads++;
	count.executions++;
}

static void execute_jobs(uint64_t *random)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;

	if (!differ_jobs(&text, random, &count.shared)) {
		differ_show("a metric by threads differs", view_of(&text));
		exit(1);
	}
	count.jobs++;
	sops_buffer_release(&text);
}

/* ---- the whole ---- */

static bool over(double start)
{
	return (options.executions && count.executions >= options.executions) ||
		(options.seconds > 0 && now() - start >= options.seconds);
}

static void progress(double start, bool last)
{
	static double told;
	double at = now();

	if (options.quiet || (!last && at - told < 5))
		return;
	told = at;
	printf("%" PRIu64 " executions in %.0f s, %.0f a second; %" PRIu64 " inputs, "
		"%" PRIu64 " of them well-formed, %" PRIu64 " without a header; "
		"%" PRIu64 " by threads at once; %" PRIu64 " metrics, %" PRIu64 " shared\n",
		count.executions, at - start, (double)count.executions / (at - start), count.inputs,
		count.well_formed, count.refused, count.threads, count.jobs, count.shared);
	fflush(stdout);
}

/* How many executions each way had, a line a scan and chunk. */
static void summary(void)
{
	printf("%-8s %6s", "scan", "chunk");
	for (size_t threads = 1; threads <= DIFFER_THREADS; threads++)
		printf(" %10zu thr", threads);
	putchar('\n');
	for (size_t scan = 0; scan < n_scans; scan++)
		for (size_t chunk = 0; chunk < COUNT(chunks); chunk++) {
			printf("%-8s %6zu", scan_names[scans[scan]], chunks[chunk]);
			for (size_t threads = 1; threads <= DIFFER_THREADS; threads++)
				printf(" %14" PRIu64, count.ways[scans[scan]][chunk][threads]);
			putchar('\n');
		}
}

static void run(double start)
{
	struct sops_buffer file = SOPS_BUFFER_INIT;
	uint64_t random = options.seed, real = 0;

	while (!over(start)) {
		differ_make(&file, &random);
		execute_some(view_of(&file), &random);
		if (count.executions / REAL > real) {
			real = count.executions / REAL;
			execute_threads(view_of(&file), &random);
			execute_jobs(&random);
		}
		if (count.inputs % 1024 == 0)
			progress(start, false);
	}
	sops_buffer_release(&file);
}

static bool ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), n = strlen(end);

	return len >= n && strcmp(name + len - n, end) == 0;
}

/* The whole file, behind a head of its own unless it has one. */
static struct sops_buffer load(const char *name)
{
	struct sops_buffer file = SOPS_BUFFER_INIT;
	FILE *stream = fopen(name, "re");
	char part[4096];
	size_t n;

	if (ends_with(name, ".csv"))
		sops_buffer_add(&file, "\0\0\0\0\0", CASE_HEAD);
	while (stream && (n = fread(part, 1, sizeof(part), stream)) > 0)
		sops_buffer_add(&file, part, n);
	if (!stream || ferror(stream) || file.failed) {
		perror(name);
		exit(2);
	}
	fclose(stream);
	return file;
}

static void replay(const char *name)
{
	struct sops_buffer file = load(name);

	if (file.len > CASE_HEAD)
		execute_all(view_of(&file));
	if (file.len <= CASE_HEAD || !differ_make_from((struct sops_field){ file.at + CASE_HEAD,
			file.len - CASE_HEAD }))
		sops_buffer_release(&file);
}

static bool read_options(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "n:t:s:o:q")) != -1) {
		if (option == 'n')
			options.executions = strtoull(optarg, NULL, 10);
		else if (option == 't')
			options.seconds = strtod(optarg, NULL);
		else if (option == 's')
			options.seed = strtoull(optarg, NULL, 10);
		else if (option == 'o')
			options.out = optarg;
		else if (option == 'q')
			options.quiet = true;
		else
			return false;
	}
	return options.executions || options.seconds > 0 || optind < argc;
}

int main(int argc, char **argv)
{
	double start = now();

	if (!read_options(argc, argv)) {
		fputs("Usage: differ [-n EXECUTIONS] [-t SECONDS] [-s SEED] [-o FILE] [-q] "
			"[INPUT...]\n", stderr);
		return 2;
	}
	watch();
	/* Memory that is freed will be asked for again. */
	mallopt(M_MMAP_THRESHOLD, 1 << 30);
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
	for (enum sops_csv_scan scan = SOPS_SCAN_LIBCSV; scan <= SOPS_SCAN_NEON; scan++)
		if (differ_has(scan))
			scans[n_scans++] = scan;
	for (int i = optind; i < argc; i++)
		replay(argv[i]);
	if (options.executions || options.seconds > 0)
		run(start);
	progress(start, true);
	if (!options.quiet)
		summary();
	return 0;
}
