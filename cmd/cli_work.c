/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_work.c: an input read, by one thread or several, and its result delivered. */
#include "cli_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int open_main(struct cli *cli, struct sops_input **out, int *fd, struct sops_error *err)
{
	const struct cli_command *command = cli->command;
	struct sops_input_options options = cli->input_options;
	int status = 0;

	*fd = STDIN_FILENO;
	if (!cli->file && isatty(STDIN_FILENO))
		return cli_refuse(err, "no input: name a FILE or pipe one in");
	if (!cli_is_stdin(cli->file))
		status = cli_open_file(fd, cli->file, err);
	if (status == 0 && cli->common.rejects)
		status = cli_output_open(&cli->rejects, cli->common.rejects, err);
	if (status < 0)
		return status;
	options.by = cli->common.by ? cli->common.by : command->by;
	options.where = cli->where;
	options.rates = cli->rates;
	options.as_of = cli->context.as_of;
	options.whole = command->metric->whole;
	options.reject = cli->common.rejects ? cli_reject : NULL;
	options.reject_to = cli;
	options.progress = cli_progress_tell;
	options.progress_to = &cli->progress;
	status = cli_parts_open(cli, *fd, cli_called(cli->file), err);
	if (status < 0)
		return status;
	options.source = cli->common.range ? &cli->source : NULL;
	options.range = cli->range;
	cli_progress_start(cli, *fd);
	sops_run_roles(command->metric, command->settings, &cli->context, &options.needs,
		&options.uses);
	status = sops_input_open(out, command->metric->rows, *fd, cli_called(cli->file),
		&options, err);
	if (status == 0 && options.profile_auto)
		status = cli_profile_note(cli, *out, err);
	if (status == 0) {
		cli->context.bound = sops_columns_bound(sops_input_columns(*out));
		cli->context.profile = options.profile = sops_input_profile(*out);
		options.profile_auto = false;
	}
	cli->input_options = options;
	return status;
}

int cli_new_run(struct sops_run **run, const struct cli *cli, struct sops_error *err)
{
	return sops_run_new(run, cli->command->metric, cli->command->settings, &cli->context, err);
}

/* What came of the reading; with --partial there is no table. */
struct result {
	struct sops_run *run;
	struct sops_seen seen;
	struct cli_report report;
};

static void drop(struct result *result)
{
	sops_run_free(result->run);
	sops_seen_release(&result->seen);
	cli_report_release(&result->report);
	*result = (struct result){ .run = NULL };
}

/* The end of the process frees many groups faster; they stay in sight of those who look for
 * leaks. */
static void leave(struct result *result)
{
	static struct sops_run *left;

	if (left)
		return;
	left = result->run;
	result->run = NULL;
}

/* By several threads; or nothing, where one thread has to read. */
static void compute_together(struct cli *cli, struct result *result)
{
	const struct sops_jobs jobs = { .threads = cli->threads, .source = &cli->source,
		.range = cli->range, .rows = cli->command->metric->rows,
		.options = &cli->input_options, .where = cli->common.where };

	if (cli->threads < 2 || cli_new_run(&result->run, cli, NULL) < 0)
		return;
	if (sops_jobs_read(result->run, &result->seen, &jobs) &&
	    (cli->common.partial || cli_report_make(&result->report, cli, result->run, NULL) == 0))
		return;
	drop(result);
	cli->progress.bytes = 0;
}

static int compute_alone(const struct cli *cli, struct sops_input *input, struct result *result,
	struct sops_error *err)
{
	const struct sops_place whole = { .file = sops_input_name(input) };
	const struct sops_blocks blocks = { .threads = cli->block_threads,
		.where = cli->common.where };
	int status = cli_new_run(&result->run, cli, err);

	if (status == 0)
		status = sops_blocks_read(result->run, input, &blocks, err);
	if (status == 0)
		status = sops_seen_take(&result->seen, input, err);
	if (status < 0 || cli->common.partial)
		return status;
	status = cli_report_make(&result->report, cli, result->run, err);
	sops_error_place(err, &whole);
	return status;
}

static void note_dates(const struct cli *cli, const struct sops_columns *columns,
	const struct sops_seen *seen)
{
	char quoted[SOPS_QUOTED], *text;

	for (size_t i = 0; cli->command->passes_over && i < seen->n_columns; i++) {
		if (seen->readings[i] != SOPS_READING_AMBIGUOUS ||
		    !cli->command->passes_over(columns, i) ||
		    asprintf(&text, "column %s has dates that can be read in two ways: no rule "
			"looks at them (try --dates dmy or --dates mdy)",
			sops_quote(quoted, sops_columns_name(columns, i))) < 0)
			continue;
		cli_note(cli, text);
		free(text);
	}
}

static int compute(struct cli *cli, struct sops_input *input, struct sops_error *err)
{
	struct result result = { .run = NULL };
	int status = 0;

	compute_together(cli, &result);
	if (!result.run)
		status = compute_alone(cli, input, &result, err);
	cli_progress_end(&cli->progress);
	if (status == 0 && cli->common.partial)
		status = cli_partial(cli, result.run, &result.seen, sops_input_columns(input), err);
	else if (status == 0)
		status = cli_report_deliver(&result.report, cli, err);
	if (status == 0 && cli->command->delivered)
		status = cli->command->delivered(cli, err);
	if (status == 0 && !cli->state)
		cli_note_counts(cli, &result.seen.counts);
	if (status == 0 && !cli->state)
		note_dates(cli, sops_input_columns(input), &result.seen);
	if (!cli->state)
		leave(&result);
	drop(&result);
	return status;
}

/* The result of side inputs alone. */
static int work_aside(struct cli *cli, struct sops_error *err)
{
	const char *by = cli->common.by ? cli->common.by : cli->command->by;
	struct result result = { .run = NULL };
	int status;

	cli->context.bound = 0;
	status = cli_new_run(&result.run, cli, err);
	if (status == 0 && by)
		status = sops_run_by(result.run, by, err);
	if (status == 0)
		status = cli_report_make(&result.report, cli, result.run, err);
	if (status == 0)
		status = cli_report_deliver(&result.report, cli, err);
	drop(&result);
	return status;
}

static bool is_aside(const struct cli *cli)
{
	return !cli->file && !cli->where && !cli->common.partial && !cli->common.explain &&
		!cli->common.rejects && cli->command->aside && cli->command->aside();
}

int cli_work(struct cli *cli, struct sops_error *err)
{
	struct sops_input *input = NULL;
	struct sops_table *table = NULL;
	int fd = -1, status;

	if (is_aside(cli))
		return work_aside(cli, err);
	status = open_main(cli, &input, &fd, err);

	if (status == 0 && cli->common.explain) {
		status = cli_explain(&table, cli->command, &cli->common, &cli->context, input, err);
		if (status == 0)
			status = cli_deliver(cli, table, false, err);
	} else if (status == 0) {
		status = compute(cli, input, err);
		if (status == 0)
			status = cli_finish_rejects(cli, err);
	}
	if (status < 0 && (cli->common.range || cli->common.partial))
		sops_source_hint(err);
	cli_output_drop(&cli->rejects);
	sops_table_free(table);
	sops_input_free(input);
	if (fd > STDIN_FILENO)
		close(fd);
	return status;
}
