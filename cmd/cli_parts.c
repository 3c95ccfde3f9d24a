/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_parts.c: --jobs, --range, --partial and --merge: a file in parts. */
#include "cli_private.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_THREADS 8

bool cli_byte_number(uint64_t *out, struct sops_field text)
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
	if (!colon || colon == text || !cli_byte_number(&cli->range.start, start) ||
	    !cli_byte_number(&cli->range.end, bytes))
		return sops_error_set(err, SOPS_EUSAGE, "--range: %s is not FILE:START-END",
			sops_quote(quoted, sops_field_of(text)));
	if (cli->file)
		return cli_refuse(err, "--range names its file: no other FILE beside it");
	cli->range_file = strndup(text, (size_t)(colon - text));
	cli->file = cli->range_file;
	return cli->file ? 0 : sops_error_memory(err);
}

int cli_parts_check(struct cli *cli, struct sops_error *err)
{
	const struct cli_common *common = &cli->common;

	if (common->jobs == 0)
		return cli_refuse(err, "--jobs: 0 is not a number of threads");
	if (common->merge && (common->range || common->ranges_from || common->rejects ||
			common->explain))
		return cli_refuse(err, "--merge reads no records: no --range, --ranges-from, "
			"--rejects, --explain");
	if (common->allow_gaps && (!common->merge || common->partial))
		return cli_refuse(err, "--allow-gaps is for the --merge that writes the table");
	if (common->ranges_from && (cli->file || common->range))
		return cli_refuse(err, "--ranges-from names its files: no other FILE beside it");
	if (common->ranges_from && (!common->partial || common->rejects || common->explain))
		return cli_refuse(err, "--ranges-from goes with --partial, and without --rejects "
			"and --explain");
	if (common->merge && cli->input_options.profile_auto)
		return cli_refuse(err, "--merge reads no headers: name the profile that --partial "
			"noted");
	if (common->partial && (common->format >= 0 || common->columns || common->sort ||
			common->excel || common->top >= 0))
		return cli_refuse(err, "--partial writes a state and no table: the options of the "
			"table go with --merge");
	return common->range ? read_range(cli, err) : 0;
}

static size_t processors(void)
{
	cpu_set_t set;
	int count = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;

	return count < MOST_THREADS ? (size_t)count : MOST_THREADS;
}

static bool at_beginning(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && lseek(fd, 0, SEEK_CUR) == 0;
}

static size_t said_threads(const struct cli *cli)
{
	int64_t said = cli->common.jobs;

	return said < SOPS_JOBS_MOST ? (size_t)said : SOPS_JOBS_MOST;
}

size_t cli_most_threads(const struct cli *cli)
{
	return cli->common.jobs > 0 ? said_threads(cli) : processors();
}

size_t cli_threads(const struct cli *cli, int fd)
{
	if (!at_beginning(fd))
		return 1;
	return cli->common.jobs > 0 ? said_threads(cli) : sops_jobs_of(fd, processors());
}

/* A part is one of many that run already, and bad records come in their order from one thread. */
static bool one_thread(const struct cli *cli)
{
	return cli->common.rejects || cli->common.explain ||
		(cli->common.range && cli->common.jobs < 0);
}

/* What can be read but once; or a file that could not be read in parts after all. */
static size_t block_threads(const struct cli *cli, int fd)
{
	if (one_thread(cli) || at_beginning(fd))
		return cli->threads;
	return cli_most_threads(cli);
}

int cli_parts_open(struct cli *cli, int fd, const char *name, struct sops_error *err)
{
	bool needed = cli->common.range || cli->common.partial;
	int status;

	cli->threads = one_thread(cli) ? 1 : cli_threads(cli, fd);
	cli->block_threads = block_threads(cli, fd);
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
	struct sops_buffer line = SOPS_BUFFER_INIT;
	struct sops_maker maker;
	int status = cli_settings(&maker, cli, err);

	if (status == 0)
		status = sops_part_write(cli->state ? cli->state : &line, run, &maker,
			&cli->source, cli->range, cli->context.bound, seen, columns, err);
	if (status == 0 && !cli->state)
		status = cli_print(cli->common.output, &line, err);
	cli_settings_free(&maker);
	sops_buffer_release(&line);
	return status;
}

/* What was left out of the parts counts as if it had been left out here; who takes records as they
 * are has left none out. */
static int judge_rejected(const struct cli *cli, uint64_t rejected)
{
	int64_t most = cli->common.max_rejects >= 0 ? cli->common.max_rejects : 0;

	if (rejected == 0 || cli->command->metric->whole)
		return 0;
	fprintf(stderr, "%s: bad records left out of the parts: %llu\n", cli->command->name,
		(unsigned long long)rejected);
	return rejected > (uint64_t)most ? SOPS_EINPUT : 0;
}

/* Whether a record begins behind a gap, the part before it would have shown: had it ended inside a
 * quote, it would have been refused, and is missing for that. */
static void note_gaps(const struct cli *cli, struct sops_table *table,
	const struct sops_parts *parts)
{
	struct sops_range gap = { 0, 0 };
	bool behind = false;

	while (sops_parts_gap(parts, gap.end, &gap)) {
		char begins[80] = "";

		if (gap.end < sops_parts_size(parts))
			snprintf(begins, sizeof(begins),
				"; a record is taken to begin at byte %llu",
				(unsigned long long)gap.end);
		behind |= begins[0] != '\0';
		sops_table_note(table, "bytes %llu-%llu of the file are in no part%s",
			(unsigned long long)gap.start, (unsigned long long)gap.end, begins);
	}
	if (behind && cli->command->metric->whole)
		sops_table_note(table, "lines and records behind missing bytes are counted without "
			"those in them");
}

/* Of no parts the sum is that of no records; but who judges a file has not seen its header. */
static int check_any(const struct cli *cli, const struct sops_parts *parts, struct sops_error *err)
{
	if (sops_parts_count(parts) > 0 || !cli->command->metric->whole)
		return 0;
	sops_error_set(err, SOPS_EINPUT, "there are no parts: nothing was looked at");
	sops_error_hint(err, "a file without records is read in one piece");
	return SOPS_EINPUT;
}

static int merged_table(struct cli *cli, const struct sops_parts *parts, struct sops_run *run,
	struct sops_error *err)
{
	const struct sops_place whole = { .file = cli_called(cli->file) };
	const struct sops_input_counts counts = sops_parts_counts(parts);
	const char *by = cli->common.by ? cli->common.by : cli->command->by;
	struct cli_report report = { .table = NULL };
	int status = cli->common.allow_gaps ? 0 : sops_parts_complete(parts, err);

	if (status == 0)
		status = check_any(cli, parts, err);
	cli->context.bound = sops_parts_bound(parts);
	if (status == 0 && sops_parts_count(parts) == 0 && by)
		status = sops_run_by(run, by, err);
	if (status == 0)
		status = cli_report_make(&report, cli, run, err);
	sops_error_place(err, &whole);
	if (status == 0 && cli->common.allow_gaps)
		note_gaps(cli, report.table, parts);
	if (status == 0)
		status = cli_report_deliver(&report, cli, err);
	if (status == 0) {
		cli_note_counts(cli, &counts);
		status = judge_rejected(cli, counts.rejected);
	}
	cli_report_release(&report);
	return status;
}

static int add_state(struct cli *cli, struct sops_parts *parts, char *line, size_t len,
	struct sops_error *err)
{
	(void)cli;
	return sops_parts_add(parts, (struct sops_field){ line, len }, err);
}

static int deliver(struct cli *cli, const struct sops_parts *parts, struct sops_run *run,
	struct sops_error *err)
{
	return cli->common.partial ? cli_print_parts(cli, parts, err)
				   : merged_table(cli, parts, run, err);
}

int cli_merge(struct cli *cli, struct sops_error *err)
{
	const struct cli_gather states = { .file = cli->file, .name = cli_called(cli->file),
		.add = add_state, .deliver = deliver };

	return cli_gather(cli, &states, err);
}
