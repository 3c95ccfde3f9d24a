/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_csv [-d CHAR] [-n TIMES] FILE: counts the records of a file by read() alone, by libcsv
 * alone, and through sops/csv.h with each way of scanning that this machine has; then with fields
 * made, too. Prints the median MB/s of interleaved runs, and how many times libcsv's that is.
 *
 * bench_csv -1 NAME [FILE]: one of read, libcsv and sops, once, over the file or standard input;
 * prints the records, for others to time the whole process.
 */
#include <sops/csv.h>

#include <csv.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BLOCK ((size_t)256 * 1024)
#define MOST_TIMES 99

static char block[BLOCK];

struct job {
	const char *name;
	bool (*run)(const struct job *job, int fd, char delimiter, uint64_t *records);
	enum sops_csv_scan scan;
	size_t fields; /* made of each record */
};

static bool by_read(const struct job *job, int fd, char delimiter, uint64_t *records)
{
	ssize_t n;

	(void)job;
	(void)delimiter;
	*records = 0;
	while ((n = read(fd, block, sizeof(block))) > 0)
		;
	return n == 0;
}

struct counts {
	uint64_t records, fields;
};

static void on_field(void *at, size_t len, void *counts)
{
	(void)at;
	(void)len;
	((struct counts *)counts)->fields++;
}

static void on_row(int end, void *counts)
{
	(void)end;
	((struct counts *)counts)->records++;
}

static bool by_libcsv(const struct job *job, int fd, char delimiter, uint64_t *records)
{
	struct counts counts = { 0 };
	struct csv_parser parser;
	ssize_t n;

	(void)job;
	csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_delim(&parser, (unsigned char)delimiter);
	while ((n = read(fd, block, sizeof(block))) > 0)
		if (csv_parse(&parser, block, (size_t)n, on_field, on_row, &counts) != (size_t)n)
			break;
	csv_fini(&parser, on_field, on_row, &counts);
	csv_free(&parser);
	*records = counts.records - (counts.records > 0); /* the header */
	return n == 0;
}

/* Bad records are counted as well. */
static bool by_sops(const struct job *job, int fd, char delimiter, uint64_t *records)
{
	const struct sops_csv_options options = { .delimiter = delimiter, .scan = job->scan };
	const struct sops_record *record;
	struct sops_csv *csv;
	bool *wanted;
	size_t count;

	if (sops_csv_open(&csv, fd, "", &options, NULL) < 0)
		return false;
	count = sops_csv_header(csv)->count;
	wanted = calloc(count, sizeof(*wanted));
	if (!wanted)
		return false;
	for (size_t i = 0; i < job->fields && i < count; i++)
		wanted[job->fields < count ? i * (count / job->fields) : i] = true;
	sops_csv_want(csv, wanted);
	while (sops_csv_next(csv, &record, NULL) != 0 && !sops_csv_fatal(csv))
		;
	*records = sops_csv_counts(csv).records;
	free(wanted);
	sops_csv_free(csv);
	return true;
}

static const struct job jobs[] = {
	{ "libcsv alone", by_libcsv, 0, 0 },
	{ "read alone", by_read, 0, 0 },
	{ "sops, libcsv only", by_sops, SOPS_SCAN_LIBCSV, 0 },
	{ "sops, words", by_sops, SOPS_SCAN_WORDS, 0 },
	{ "sops, sse2", by_sops, SOPS_SCAN_SSE2, 0 },
	{ "sops, neon", by_sops, SOPS_SCAN_NEON, 0 },
	{ "sops, avx2", by_sops, SOPS_SCAN_AVX2, 0 },
	{ "sops, avx512", by_sops, SOPS_SCAN_AVX512, 0 },
	{ "sops, 4 fields", by_sops, SOPS_SCAN_AUTO, 4 },
	{ "sops, all fields", by_sops, SOPS_SCAN_AUTO, SIZE_MAX },
};
#define JOBS (sizeof(jobs) / sizeof(jobs[0]))

static const struct job floors[] = {
	{ "read", by_read, 0, 0 },
	{ "libcsv", by_libcsv, 0, 0 },
	{ "sops", by_sops, SOPS_SCAN_AUTO, 0 },
};

static int once(const char *name, int fd, char delimiter)
{
	uint64_t records;

	fcntl(fd, F_SETPIPE_SZ, 1 << 20); /* as the reader does; files refuse */
	for (size_t i = 0; i < sizeof(floors) / sizeof(floors[0]); i++) {
		if (strcmp(floors[i].name, name) != 0)
			continue;
		if (!floors[i].run(&floors[i], fd, delimiter, &records))
			return 1;
		printf("%" PRIu64 "\n", records);
		return 0;
	}
	return 2;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void print(size_t job, double seconds, double libcsv, double bytes, uint64_t records)
{
	printf("  %-20s %8.0f MB/s %6.1f times libcsv", jobs[job].name, bytes / 1e6 / seconds,
		libcsv / seconds);
	if (records)
		printf("  %" PRIu64 " records", records);
	putchar('\n');
}

int main(int argc, char **argv)
{
	static double seconds[JOBS][MOST_TIMES];
	uint64_t records[JOBS] = { 0 };
	bool done[JOBS] = { 0 };
	const char *only = NULL;
	char delimiter = ',';
	int times = 5, option, fd;
	double bytes;

	while ((option = getopt(argc, argv, "1:d:n:")) != -1) {
		if (option == 'd')
			delimiter = optarg[0];
		else if (option == '1')
			only = optarg;
		else if (option == 'n')
			times = (int)strtol(optarg, NULL, 10);
		else
			return 2;
	}
	if (only && optind == argc)
		return once(only, STDIN_FILENO, delimiter);
	if (optind != argc - 1 || times < 1 || times > MOST_TIMES) {
		fputs("Usage: bench_csv [-d CHAR] [-n TIMES] FILE\n", stderr);
		return 2;
	}
	fd = open(argv[optind], O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		perror(argv[optind]);
		return 1;
	}
	if (only)
		return once(only, fd, delimiter);
	bytes = (double)lseek(fd, 0, SEEK_END);
	for (int i = 0; i < times; i++) {
		for (size_t job = 0; job < JOBS; job++) {
			double start = now();

			lseek(fd, 0, SEEK_SET);
			done[job] = jobs[job].run(&jobs[job], fd, delimiter, &records[job]);
			seconds[job][i] = now() - start;
		}
	}
	printf("%s: %.0f bytes, median of %d\n", argv[optind], bytes, times);
	for (size_t job = 0; job < JOBS; job++)
		qsort(seconds[job], (size_t)times, sizeof(double), ascending);
	for (size_t job = 0; job < JOBS; job++)
		if (done[job])
			print(job, seconds[job][times / 2], seconds[0][times / 2], bytes,
				records[job]);
	close(fd);
	return 0;
}
