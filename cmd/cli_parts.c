/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_parts.c: --jobs and --range, the reading of a file in parts. */
#include "cli_private.h"

#include <sched.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_THREADS 8

static int refuse(struct sops_error *err, const char *text)
{
	return sops_error_set(err, SOPS_EUSAGE, "%s", text);
}

static bool byte_number(uint64_t *out, struct sops_field text)
{
	*out = 0;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < '0' || text.at[i] > '9' ||
		    __builtin_mul_overflow(*out, 10, out) ||
		    __builtin_add_overflow(*out, (uint64_t)(text.at[i] - '0'), out))
			return false;
	return text.len > 0;
}

/* FILE:START-END, where FILE may have colons and hyphens in it. */
static int read_range(struct cli *cli, struct sops_error *err)
{
	const char *text = cli->common.range, *colon = strrchr(text, ':');
	struct sops_field bytes = sops_field_of(colon ? colon + 1 : NULL), start;
	char quoted[SOPS_QUOTED];

	start = sops_field_cut(&bytes, '-');
	if (!colon || colon == text || !byte_number(&cli->range.start, start) ||
	    !byte_number(&cli->range.end, bytes))
		return sops_error_set(err, SOPS_EUSAGE, "--range: %s is not FILE:START-END",
			sops_quote(quoted, sops_field_of(text)));
	if (cli->file)
		return refuse(err, "--range names its file: no other FILE beside it");
	cli->range_file = strndup(text, (size_t)(colon - text));
	cli->file = cli->range_file;
	return cli->file ? 0 : sops_error_memory(err);
}

int cli_parts_check(struct cli *cli, struct sops_error *err)
{
	const struct cli_common *common = &cli->common;

	if (common->jobs == 0)
		return refuse(err, "--jobs: 0 is not a number of threads");
	if (common->merge && (common->range || common->rejects || common->explain))
		return refuse(err, "--merge reads no records: no --range, --rejects, --explain");
	if (common->partial && (common->format >= 0 || common->columns || common->sort ||
			common->excel || common->top >= 0))
		return refuse(err, "--partial writes a state and no table: the options of the "
			"table go with --merge");
	return common->range ? read_range(cli, err) : 0;
}

static size_t processors(void)
{
	cpu_set_t set;
	int count = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;

	return count < MOST_THREADS ? (size_t)count : MOST_THREADS;
}

/* A part is one of many that run already, and bad records come in their order from one thread. */
static size_t threads(const struct cli *cli, int fd)
{
	int64_t said = cli->common.jobs;

	if (cli->common.rejects || cli->common.explain)
		return 1;
	if (said > 0)
		return said < SOPS_JOBS_MOST ? (size_t)said : SOPS_JOBS_MOST;
	return cli->common.range ? 1 : sops_jobs_of(fd, processors());
}

static bool at_beginning(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && lseek(fd, 0, SEEK_CUR) == 0;
}

int cli_parts_open(struct cli *cli, int fd, const char *name, struct sops_error *err)
{
	bool needed = cli->common.range || cli->common.partial;
	int status;

	cli->threads = at_beginning(fd) ? threads(cli, fd) : 1;
	if (!needed && cli->threads < 2)
		return 0;
	if (needed && !at_beginning(fd)) {
		sops_error_set(err, SOPS_EINPUT, "%s is not a regular file at its beginning, and "
			"nothing else has parts", name);
		return SOPS_EINPUT;
	}
	status = sops_source_look(&cli->source, fd, name, &cli->input_options.csv,
		needed ? err : NULL);
	if (status < 0 && !needed) {
		cli->threads = 1; /* whatever is wrong is said when it is read */
		return 0;
	}
	if (!cli->common.range)
		cli->range = sops_source_records(&cli->source);
	return status < 0 ? status : sops_source_check(&cli->source, cli->range, err);
}

int cli_partial(struct cli *cli, const struct sops_run *run, const struct sops_seen *seen,
	const struct sops_columns *columns, struct sops_error *err)
{
	(void)cli, (void)run, (void)seen, (void)columns;
	return refuse(err, "--partial: not yet");
}

int cli_merge(struct cli *cli, struct sops_error *err)
{
	(void)cli;
	return refuse(err, "--merge: not yet");
}
