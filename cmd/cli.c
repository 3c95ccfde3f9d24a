/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli.c: the way of every command from its arguments to its exit status. */
#include "cli_private.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const struct sops_context *cli_context(const struct cli *cli)
{
	return &cli->context;
}

void cli_change_metric(struct cli *cli, const struct sops_metric *metric)
{
	cli->changed = *cli->command;
	cli->changed.metric = metric;
	cli->command = &cli->changed;
}

const char *cli_explains(const struct cli *cli)
{
	return cli->common.explain ? cli->file : NULL;
}

static int open_rates(struct cli *cli, struct sops_error *err)
{
	int fd, status = cli_open_file(&fd, cli->common.rates, err);

	if (status < 0)
		return status;
	status = sops_rates_read(&cli->rates, fd, cli->common.rates, err);
	if (status == SOPS_EINPUT && err->record == 0 && err->line > 0) {
		err->hint[0] = '\0'; /* -m, -d and --encoding speak of the main input */
		sops_error_hint(err, "a rates file has the columns date, currency, rate");
	}
	close(fd);
	return status;
}

/* All that can be refused before anything is read, then the side inputs. */
static int set_up(struct cli *cli, struct sops_table **answer, struct sops_error *err)
{
	const struct cli_common *common = &cli->common;
	const struct sops_metric *metric = cli->command->metric;
	int status = cli_make_context(&cli->context, common, metric ? metric->rows : NULL, err);

	if (status == 0)
		status = cli_make_input_options(&cli->input_options, common, err);
	if (status == 0)
		status = cli_sort_maps(cli, err);
	if (status == 0)
		status = cli_profile(cli, err);
	cli->context.profile = cli->input_options.profile;
	if (status == 0 && common->where) {
		status = sops_expr_new(&cli->where, common->where, err);
		if (status < 0)
			sops_error_column(err, (struct sops_field)SOPS_FIELD("--where"));
	}
	if (status == 0)
		status = cli_parts_check(cli, err);
	if (status == 0)
		status = cli_check_rejects(cli, err);
	if (status == 0 && common->excel && cli_format(cli) != SOPS_FORMAT_CSV)
		status = sops_error_set(err, SOPS_EUSAGE, "--excel writes csv and no other format");
	if (status == 0 && common->format == CLI_FORMAT_JUNIT &&
	    (!cli->command->junit || common->list_columns || common->explain))
		status = sops_error_set(err, SOPS_EUSAGE,
			"-f junit is for what sops-audit finds, and for nothing else");
	if (status == 0 && common->rates)
		status = open_rates(cli, err);
	if (status == 0 && cli->command->prepare)
		status = cli->command->prepare(cli, answer, err);
	return status;
}

/* The columns of a result over nothing. */
static int list_columns(struct cli *cli, struct sops_error *err)
{
	struct sops_run *run;
	struct sops_table *table = NULL, *list = NULL;
	int status = cli_new_run(&run, cli, err);

	if (status < 0)
		return status;
	status = sops_run_table(run, &table, err);
	if (status == 0)
		status = sops_table_describe(&list, table, err);
	if (status == 0)
		status = cli_deliver(cli, list, false, err);
	sops_table_free(list);
	sops_table_free(table);
	sops_run_free(run);
	return status;
}

bool cli_is_stdin(const char *file)
{
	return !file || strcmp(file, "-") == 0;
}

const char *cli_called(const char *file)
{
	return cli_is_stdin(file) ? "stdin" : file;
}

/* What a command says that has no metric. */
static int answer(struct cli *cli, struct sops_error *err)
{
	bool standard = cli_is_stdin(cli->file), list = cli->common.list_columns;
	struct sops_table *table, *columns = NULL;
	int fd = list ? -1 : STDIN_FILENO, status = sops_table_new(&table, err);

	if (status == 0 && !list && !cli->file && isatty(STDIN_FILENO))
		status = cli_refuse(err, "no input: name a FILE or pipe one in");
	if (status == 0 && !list && !standard)
		status = cli_open_file(&fd, cli->file, err);
	if (status == 0)
		status = cli->command->answer(table, fd, standard ? "-" : cli->file,
			&cli->input_options.csv, err);
	if (status == 0 && list)
		status = sops_table_describe(&columns, table, err);
	if (status == 0)
		status = cli_deliver(cli, list ? columns : table, false, err);
	if (fd > STDIN_FILENO)
		close(fd);
	sops_table_free(columns);
	sops_table_free(table);
	return status;
}

static int act(struct cli *cli, struct sops_error *err)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_table *ready = NULL;
	int status;

	if (cli->common.help)
		cli_help(cli->command, &text);
	else if (cli->common.version)
		sops_buffer_printf(&text, "%s (sops) %s\n", cli->command->name, SOPS_VERSION);
	else if (cli->common.print_options)
		cli_print_options(cli->command, &text);
	if (text.at) {
		status = cli_print(NULL, &text, err);
		sops_buffer_release(&text);
		return status;
	}
	status = set_up(cli, &ready, err);
	if (status == 0 && ready)
		status = cli_deliver(cli, ready, false, err);
	else if (status == 0 && cli->command->copy)
		status = cli->command->copy(cli, err);
	else if (status == 0 && cli->command->answer)
		status = answer(cli, err);
	else if (status == 0 && cli->common.list_columns)
		status = list_columns(cli, err);
	else if (status == 0 && cli->common.ranges_from)
		status = cli_ranges(cli, err);
	else if (status == 0)
		status = cli->common.merge ? cli_merge(cli, err) : cli_work(cli, err);
	sops_table_free(ready);
	return status;
}

/* Names in messages are the operands as given; terminal output needs only character widths. */
static void set_locale(void)
{
	const char *charset = setlocale(LC_CTYPE, "");

	if (!charset || MB_CUR_MAX < 4)
		setlocale(LC_CTYPE, "C.UTF-8");
}

static void release(struct cli *cli)
{
	sops_expr_free(cli->where);
	sops_rates_free(cli->rates);
	sops_profile_free(cli->own_profile);
	free((void *)cli->maps);
	free((void *)cli->side_maps);
	free(cli->side_map);
	free(cli->common.maps.at);
	free(cli->files.at);
	free(cli->range_file);
}

int cli_main(const struct cli_command *command, int argc, char **argv)
{
	struct cli cli = {
		.command = command,
		.common = {
			.from = SOPS_DATE_BLANK, .to = SOPS_DATE_BLANK, .as_of = SOPS_DATE_BLANK,
			.period = -1, .fiscal_label = -1, .calendar = -1, .decimal = -1,
			.dates = -1, .format = -1, .color = -1, .lang = -1, .progress = -1,
			.max_rejects = -1,
			.top = -1, .jobs = -1,
		},
		.rejects = { .fd = -1 },
	};
	struct sops_error err = { .status = SOPS_OK };
	int status;

	cli_guard_descriptors();
	cli_catch_signals();
	set_locale();
	status = cli_parse(command, &cli.common, &cli.files, argc, argv, &err);
	cli.file = cli.files.len > 0 ? cli.files.at[0] : NULL;
	if (cli.common.output && strcmp(cli.common.output, "-") == 0)
		cli.common.output = NULL;
	if (status == 0)
		status = act(&cli, &err);
	if (status == 0 && cli.command->verdict)
		status = -cli.command->verdict();
	if (command->finish)
		command->finish();
	release(&cli);
	if (err.status != SOPS_OK)
		return cli_fail(command->name, &err);
	return -status;
}
