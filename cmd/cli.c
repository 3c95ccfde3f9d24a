/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli.c: the way of every command from its arguments to its exit status. */
#include "cli_private.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Values come escaped; what file names have in them must not reach a terminal either. */
static void print_text(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7F)
			fprintf(stderr, "\\x%02x", (unsigned)(unsigned char)*text);
		else
			fputc(*text, stderr);
	}
}

int cli_fail(const char *name, const struct sops_error *err)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	char line[32];
	const char *open = " (", *close = "";

	sops_buffer_printf(&text, "%s: ", name);
	if (err->file[0]) {
		snprintf(line, sizeof(line), ":%llu", (unsigned long long)err->line);
		sops_buffer_printf(&text, "%s%s: ", err->file, err->line ? line : "");
	}
	if (err->column[0])
		sops_buffer_printf(&text, "%s: ", err->column);
	sops_buffer_puts(&text, err->text);
	if (err->record > 0) {
		sops_buffer_printf(&text, "%srecord %llu", open, (unsigned long long)err->record);
		open = "; ", close = ")";
	}
	if (err->hint[0]) {
		sops_buffer_printf(&text, "%s%s", open, err->hint);
		close = ")";
	}
	sops_buffer_puts(&text, close);
	print_text(text.at ? text.at : "out of memory");
	fputc('\n', stderr);
	if (err->status == SOPS_EUSAGE)
		fprintf(stderr, "Try '%s --help' for more information.\n", name);
	sops_buffer_release(&text);
	return -err->status;
}

void cli_note(const struct cli *cli, const char *text)
{
	if (cli->common.quiet)
		return;
	fprintf(stderr, "%s: note: ", cli->command->name);
	if (cli->about)
		print_text(cli->about), fputs(": ", stderr);
	print_text(text);
	fputc('\n', stderr);
}

const struct sops_context *cli_context(const struct cli *cli)
{
	return &cli->context;
}

void cli_become(struct cli *cli, const struct cli_command *other)
{
	cli->command = other;
}

const char *cli_explains(const struct cli *cli)
{
	return cli->common.explain ? cli->file : NULL;
}

int cli_print(const char *path, struct sops_buffer *text, struct sops_error *err)
{
	struct cli_output output;
	int status = sops_buffer_check(text, err);

	if (status == 0)
		status = cli_output_open(&output, path, err);
	if (status < 0)
		return status;
	status = cli_output_write(&output, sops_buffer_view(text), err);
	if (status == 0)
		status = cli_output_commit(&output, err);
	cli_output_drop(&output);
	return status;
}

/* A bad record on its way to the rejects file. */
int cli_reject(struct cli *cli, struct sops_field raw, const struct sops_error *why,
	struct sops_error *err)
{
	char reason[sizeof(why->text) + sizeof(why->hint) + 4];
	struct sops_table *row;
	struct sops_buffer text = SOPS_BUFFER_INIT;
	const struct sops_render_options csv = { .format = SOPS_FORMAT_CSV };
	int status = sops_table_new(&row, err);

	if (status < 0)
		return status;
	if (cli->about)
		sops_table_column(row, "file", SOPS_COLUMN_TEXT, "", "");
	sops_table_column(row, "line", SOPS_COLUMN_COUNT, "", "");
	sops_table_column(row, "record", SOPS_COLUMN_COUNT, "", "");
	sops_table_column(row, "column", SOPS_COLUMN_TEXT, "", "");
	sops_table_column(row, "reason", SOPS_COLUMN_TEXT, "", "");
	sops_table_column(row, "raw", SOPS_COLUMN_TEXT, "", "");
	sops_table_row(row);
	if (cli->about)
		sops_table_string(row, cli->about);
	sops_table_count(row, (int64_t)why->line);
	if (why->record > 0)
		sops_table_count(row, (int64_t)why->record);
	else
		sops_table_blank(row); /* of a range, nobody knows */
	sops_table_string(row, why->column[0] ? why->column : NULL);
	snprintf(reason, sizeof(reason), why->hint[0] ? "%s (%s)" : "%s", why->text, why->hint);
	sops_table_string(row, reason);
	sops_table_text(row, raw);
	status = sops_render(&text, row, &csv, err);
	if (status == 0) {
		struct sops_field bytes = sops_buffer_view(&text);

		if (cli->rejected++ > 0) /* the header stands already */
			sops_field_cut(&bytes, '\n');
		status = cli_output_write(&cli->rejects, bytes, err);
	}
	sops_buffer_release(&text);
	sops_table_free(row);
	return status;
}

static int reject(void *to, struct sops_field raw, const struct sops_error *why,
	struct sops_error *err)
{
	return cli_reject(to, raw, why, err);
}

/* Bad records would take the place of the good ones, or of what both are read from. */
static int check_rejects(const struct cli *cli, struct sops_error *err)
{
	const char *file = cli->common.rejects;

	if (strcmp(file, "-") == 0) {
		sops_error_set(err, SOPS_EUSAGE, "--rejects takes a file, not standard output");
		sops_error_hint(err, "the result goes there; ./- is a file of that name");
		return SOPS_EUSAGE;
	}
	if (strncmp(file, "/dev/", 5) == 0)
		return 0;
	if (cli->common.output && strcmp(file, cli->common.output) == 0)
		return sops_error_set(err, SOPS_EUSAGE, "--rejects and --output are one file: %s",
			file);
	for (size_t i = 0; i < cli->files.len; i++)
		if (strcmp(file, cli->files.at[i]) == 0)
			return sops_error_set(err, SOPS_EUSAGE, "--rejects is the input: %s", file);
	return 0;
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
	if (status == 0 && common->max_rejects >= 0 && !common->rejects && !common->merge)
		status = sops_error_set(err, SOPS_EUSAGE, "--max-rejects needs --rejects FILE");
	if (status == 0 && common->rejects)
		status = check_rejects(cli, err);
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

static int open_main(struct cli *cli, struct sops_input **out, int *fd, struct sops_error *err)
{
	const struct cli_command *command = cli->command;
	struct sops_input_options options = cli->input_options;
	bool standard = !cli->file || strcmp(cli->file, "-") == 0;
	int status = 0;

	*fd = STDIN_FILENO;
	if (!cli->file && isatty(STDIN_FILENO))
		return sops_error_set(err, SOPS_EUSAGE, "no input: name a FILE or pipe one in");
	if (!standard)
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
	options.reject = cli->common.rejects ? reject : NULL;
	options.reject_to = cli;
	options.progress = cli_progress_tell;
	options.progress_to = &cli->progress;
	status = cli_parts_open(cli, *fd, standard ? "stdin" : cli->file, err);
	if (status < 0)
		return status;
	options.source = cli->common.range ? &cli->source : NULL;
	options.range = cli->range;
	cli_progress_start(cli, *fd);
	sops_run_roles(command->metric, command->settings, &cli->context, &options.needs,
		&options.uses);
	status = sops_input_open(out, command->metric->rows, *fd, standard ? "stdin" : cli->file,
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

static int new_run(struct sops_run **run, const struct cli *cli, struct sops_error *err)
{
	return sops_run_new(run, cli->command->metric, cli->command->settings, &cli->context, err);
}

/* The columns of a result over nothing. */
static int list_columns(struct cli *cli, struct sops_error *err)
{
	struct sops_run *run;
	struct sops_table *table = NULL, *list = NULL;
	int status = new_run(&run, cli, err);

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

int cli_finish_rejects(struct cli *cli, struct sops_error *err)
{
	if (!cli->common.rejects)
		return 0;
	if (cli_output_commit(&cli->rejects, err) < 0)
		return SOPS_ESYSTEM;
	if (cli->rejected == 0)
		return 0;
	fprintf(stderr, "%s: bad records left out: %lld, written to %s\n", cli->command->name,
		(long long)cli->rejected, cli->common.rejects);
	return cli->rejected > (cli->common.max_rejects >= 0 ? cli->common.max_rejects : 0)
		? SOPS_EINPUT : 0;
}

void cli_note_counts(const struct cli *cli, const struct sops_input_counts *counts)
{
	char text[80];

	if (counts->blank_lines > 0) {
		snprintf(text, sizeof(text), "blank lines skipped: %llu",
			(unsigned long long)counts->blank_lines);
		cli_note(cli, text);
	}
	if (counts->lf && counts->crlf)
		cli_note(cli, "some lines end in LF, others in CRLF: both are read as line ends");
	if (counts->rows == 0 && counts->filtered > 0) {
		snprintf(text, sizeof(text), "records: %llu, of which --where keeps none",
			(unsigned long long)counts->filtered);
		cli_note(cli, text);
	}
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

	if (cli->threads < 2 || new_run(&result->run, cli, NULL) < 0)
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
	int status = new_run(&result->run, cli, err);

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
	status = new_run(&result.run, cli, err);
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
	cli_output_drop(&cli->rejects);
	sops_table_free(table);
	sops_input_free(input);
	if (fd > STDIN_FILENO)
		close(fd);
	return status;
}

/* What a command says that has no metric. */
static int answer(struct cli *cli, struct sops_error *err)
{
	bool standard = !cli->file || strcmp(cli->file, "-") == 0, list = cli->common.list_columns;
	struct sops_table *table, *columns = NULL;
	int fd = list ? -1 : STDIN_FILENO, status = sops_table_new(&table, err);

	if (status == 0 && !list && !cli->file && isatty(STDIN_FILENO))
		status = sops_error_set(err, SOPS_EUSAGE, "no input: name a FILE or pipe one in");
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
	sops_expr_free(cli.where);
	sops_rates_free(cli.rates);
	sops_profile_free(cli.own_profile);
	free((void *)cli.maps);
	free((void *)cli.side_maps);
	free(cli.side_map);
	free(cli.common.maps.at);
	free(cli.files.at);
	free(cli.range_file);
	if (err.status != SOPS_OK)
		return cli_fail(command->name, &err);
	return -status;
}
