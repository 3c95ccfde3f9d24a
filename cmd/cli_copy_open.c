/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_copy_open.c: what a raw export is, and how it is read. */
#include "cli_copy.h"

#include <sops/profile.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- what the file is ---- */

static int open_file(struct copy *copy, struct sops_error *err)
{
	copy->fd = STDIN_FILENO;
	copy->name = cli_called(copy->file);
	if (!copy->file && isatty(STDIN_FILENO))
		return sops_error_set(err, SOPS_EUSAGE, "no input: name a FILE or pipe one in");
	if (cli_is_stdin(copy->file))
		return 0;
	return cli_open_file(&copy->fd, copy->file, err);
}

/* Before anything is read of it. */
static void count_threads(struct copy *copy)
{
	struct stat st;

	copy->threads = cli_threads(copy->cli, copy->fd);
	if (fstat(copy->fd, &st) == 0)
		copy->size = (uint64_t)st.st_size;
}

static bool is_known(const void *with, struct sops_field cell)
{
	return sops_headers_known(with, cell);
}

static int find_dialect(struct copy *copy, int fd, const struct sops_csv_options *csv,
	struct sops_error *err)
{
	const struct sops_dialect_options options = { .csv = *csv, .skip = copy->what->skip,
		.known = is_known, .with = copy->known };

	sops_dialect_release(&copy->dialect);
	return sops_dialect_find(&copy->dialect, fd, copy->name, &options, err);
}

static int open_sheet(struct copy *copy, struct sops_error *err)
{
	struct sops_field head = sops_buffer_view(&copy->dialect.head);
	struct sops_csv_options csv = copy->cli->input_options.csv;
	const struct sops_xlsx_options options = { .sheet = copy->what->sheet,
		.fill = copy->what->fill, .head = head, .spool = getenv("TMPDIR"),
		.max_field = csv.max_field, .max_record = csv.max_record };
	int status = sops_xlsx_open(&copy->xlsx, copy->fd, copy->name, &options, err);

	if (status == 0)
		status = sops_feed_open(&copy->feed, &copy->sheet_fd, copy->xlsx, err);
	if (status < 0)
		return status;
	csv.encoding = "utf-8";
	csv.delimiter = ',';
	if (sops_xlsx_sheets(copy->xlsx) > 1)
		cli_copy_note(copy, "sheet %s, of %zu",
			sops_xlsx_sheet(copy->xlsx, sops_xlsx_chosen(copy->xlsx)).name,
			sops_xlsx_sheets(copy->xlsx));
	return find_dialect(copy, copy->sheet_fd, &csv, err);
}

/* What it is, if no text, is best said by who looks for its encoding. */
static int refuse_kind(const struct copy *copy, struct sops_error *err)
{
	const struct sops_place place = { .file = copy->name };
	struct sops_sniffed_encoding encoding;
	int status = sops_sniff_encoding(&encoding, sops_buffer_view(&copy->dialect.head),
		copy->dialect.ended, err);

	sops_error_place(err, &place);
	return status;
}

static int refuse_sheet(const struct copy *copy, struct sops_error *err)
{
	const struct sops_place place = { .file = copy->name };

	sops_error_set(err, SOPS_EINPUT, "--%s is for spreadsheets, and this is text",
		copy->what->sheet ? "sheet" : "fill");
	sops_error_place(err, &place);
	return SOPS_EINPUT;
}

static void announce(const struct copy *copy)
{
	const struct sops_dialect *dialect = &copy->dialect;
	char delimiter = dialect->csv.delimiter;

	if (dialect->encoding.name && strcmp(dialect->encoding.name, "utf-8") != 0)
		cli_copy_note(copy, "encoding %s: %s", dialect->encoding.name,
			dialect->encoding.how);
	if (delimiter != ',' && copy->cli->input_options.csv.delimiter == 0)
		cli_copy_note(copy, delimiter == '\t' ? "delimiter tab" : "delimiter %c",
			delimiter);
	if (dialect->csv.skip_lines > 0 && copy->what->skip < 0)
		cli_copy_note(copy, "lines above the header left out: %llu",
			(unsigned long long)dialect->csv.skip_lines);
}

static int find_out(struct copy *copy, struct sops_error *err)
{
	int status = sops_headers_new(&copy->known, copy->what->schema, err);

	if (status == 0)
		status = find_dialect(copy, copy->fd, &copy->cli->input_options.csv, err);
	if (status == 0 && copy->dialect.kind == SOPS_SNIFF_XLSX)
		status = open_sheet(copy, err);
	else if (status == 0 && copy->dialect.kind == SOPS_SNIFF_TEXT &&
		(copy->what->sheet || copy->what->fill))
		status = refuse_sheet(copy, err);
	if (status == 0 && copy->dialect.kind != SOPS_SNIFF_TEXT)
		status = refuse_kind(copy, err);
	if (status == 0)
		announce(copy);
	return status;
}

/* ---- the input ---- */

/* One header alone may stand in anybody's file. */
static bool gives_away(const struct sops_profile *profile, const struct sops_record *header)
{
	size_t marks = 0;

	for (size_t i = 0; i < header->count; i++)
		marks += sops_profile_marks(profile, header->fields[i]);
	return marks >= 2;
}

/* The profile that the headers give away, if the user named none and one does. */
static void choose_profile(const struct copy *copy, struct sops_input_options *options)
{
	const struct sops_profile *profile;
	const struct sops_record *header;
	struct sops_csv *csv;

	if (options->profile || options->profile_auto)
		return;
	if (sops_csv_open(&csv, -1, copy->name, &options->csv, NULL) < 0)
		return; /* what is wrong with it will be told when it is opened again */
	header = sops_csv_header(csv);
	if (sops_profile_choose(&profile, header->fields, header->count, NULL) == 0 &&
	    gives_away(profile, header))
		options->profile = profile;
	sops_csv_free(csv);
}

uint64_t cli_copy_line(const struct copy *copy, uint64_t line)
{
	return copy->xlsx ? sops_xlsx_row(copy->xlsx, line) : line;
}

void cli_copy_to_sheet(const struct copy *copy, struct sops_error *err)
{
	if (copy->xlsx && err->line > 0 && !(err->file[0] && err->record == 0))
		err->line = sops_xlsx_row(copy->xlsx, err->line);
}

static int reject(void *to, struct sops_field raw, const struct sops_error *why,
	struct sops_error *err)
{
	struct copy *copy = to;
	struct sops_error placed = *why;

	if (copy->rejects_again > 0) {
		copy->rejects_again--;
		return 0;
	}
	cli_copy_to_sheet(copy, &placed);
	return cli_reject(copy->cli, raw, &placed, err);
}

static int open_history(struct copy *copy, struct sops_error *err)
{
	const struct sops_history_options options = { .as_of = copy->cli->context.as_of };
	const struct sops_place header = { .file = copy->name, .line = 1 };
	int status = sops_history_events_new(&copy->history, copy->input, &options, err);

	if (status < 0)
		sops_error_place(err, &header);
	else
		cli_copy_note(copy, "stage history as %s",
			sops_history_events_layout(copy->history));
	return status;
}

static int open_input(struct copy *copy, struct sops_error *err)
{
	struct cli *cli = copy->cli;
	const struct cli_copy *what = copy->what;
	struct sops_input_options options = cli->input_options;
	int status, fd = copy->feed ? copy->sheet_fd : copy->fd;

	options.csv = copy->dialect.csv;
	if (cli->common.where && sops_expr_new(&copy->where, cli->common.where, err) < 0)
		return err->status;
	options.where = copy->where;
	if (options.csv.delimiter == ';' && !options.values.decimal_said)
		options.values.decimal = SOPS_DECIMAL_POINT_UNSAID;
	options.rates = cli->rates;
	options.stages = what->stages;
	options.fill_down = what->fill_down;
	options.id = what->schema == &sops_deals ? SOPS_ROLE(what->id) : 0;
	options.by_lines = what->by_lines;
	options.as_of = cli->context.as_of;
	options.reject = cli->common.rejects ? reject : NULL;
	options.reject_to = copy;
	options.progress = cli_progress_tell;
	options.progress_to = &cli->progress;
	copy->footers = (struct sops_footers){ .id = what->id, .tell = cli_copy_footer,
		.to = copy };
	options.footers = &copy->footers;
	options.whole = true;
	sops_import_roles(what->schema, &options.needs, &options.uses);
	choose_profile(copy, &options);
	status = sops_input_open(&copy->input, what->schema, fd, copy->name, &options, err);
	if (status == 0 && sops_input_profile(copy->input) && !cli->common.profile)
		status = cli_profile_note(cli, copy->input, err);
	if (status == 0)
		status = what->history ? open_history(copy, err) : 0;
	return status;
}

/* What the file says itself of the home currency is replaced. */
static void note_home(const struct copy *copy)
{
	const struct sops_columns *columns = sops_input_columns(copy->input);
	int role = sops_schema_role(copy->what->schema, (struct sops_field)SOPS_FIELD(HOME));
	int column = copy->what->home ? sops_columns_of(columns, role) : -1;
	char quoted[SOPS_QUOTED];

	if (column >= 0)
		cli_copy_note(copy, HOME " is computed, not taken from %s",
			sops_quote(quoted, sops_columns_name(columns, (size_t)column)));
}

int cli_copy_open(struct copy *copy, struct sops_error *err)
{
	int status = open_file(copy, err);

	cli_copy_turn_to(copy);
	if (status < 0)
		return status;
	count_threads(copy);
	status = find_out(copy, err);
	if (status == 0)
		status = open_input(copy, err);
	if (status == 0)
		note_home(copy);
	return status;
}

static uint64_t line_of(const void *to, uint64_t line)
{
	return cli_copy_line(to, line);
}

int cli_copy_plan(struct copy *copy, struct sops_error *err)
{
	struct sops_import_options *options = &copy->options;

	*options = copy->what->import;
	options->excel = copy->cli->common.excel;
	options->id = sops_input_by_lines(copy->input) ? SOPS_ROLE(copy->what->id) : 0;
	options->line_of = line_of;
	options->line_to = copy;
	if (copy->what->home)
		options->roles |= SOPS_ROLE(sops_schema_role(copy->what->schema,
			(struct sops_field)SOPS_FIELD(HOME)));
	if (copy->all->count > 1) {
		options->inputs = copy->all->inputs;
		options->n_inputs = copy->all->count;
	}
	if (copy->history) {
		options->roles |= sops_history_events_told(copy->history);
		options->without |= sops_history_events_untold(copy->history) & ~options->roles;
	}
	return sops_import_new(&copy->import, copy->input, options, err);
}

void cli_copy_close(struct copy *copy)
{
	sops_history_events_free(copy->history);
	sops_import_free(copy->import);
	sops_input_free(copy->input);
	sops_expr_free(copy->where);
	sops_feed_close(copy->feed);
	sops_xlsx_free(copy->xlsx);
	sops_headers_free(copy->known);
	sops_dialect_release(&copy->dialect);
	if (copy->fd > STDIN_FILENO)
		close(copy->fd);
}
