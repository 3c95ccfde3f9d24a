/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_copy.c: a raw export in, records of a canonical table out. */
#include "cli_private.h"

#include <sops/dialect.h>
#include <sops/feed.h>
#include <sops/headers.h>
#include <sops/profile.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK ((size_t)256 * 1024)
#define FOOTERS_TOLD 5

/* A copy under way. */
struct copy {
	struct cli *cli;
	const struct cli_copy *what;
	const char *name;          /* of the input, for messages */
	int fd;
	struct sops_xlsx *xlsx;    /* or NULL, as the two that follow */
	struct sops_feed *feed;
	int sheet_fd;
	struct sops_dialect dialect;
	struct sops_headers *known;
	struct sops_footers footers;
	struct sops_input *input;
	struct sops_import *import;
	struct cli_output output;
	struct sops_table *table;  /* for formats that are not written row by row */
	struct sops_buffer text;   /* that is to be written */
	uint64_t footers_told, written;
};

static void note(const struct copy *copy, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void note(const struct copy *copy, const char *format, ...)
{
	char *text;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) >= 0) {
		cli_note(copy->cli, text);
		free(text);
	}
	va_end(args);
}

/* ---- what the file is ---- */

static int open_file(struct copy *copy, struct sops_error *err)
{
	struct cli *cli = copy->cli;

	copy->fd = STDIN_FILENO;
	copy->name = "stdin";
	if (!cli->file && isatty(STDIN_FILENO))
		return sops_error_set(err, SOPS_EUSAGE, "no input: name a FILE or pipe one in");
	if (!cli->file || strcmp(cli->file, "-") == 0)
		return 0;
	copy->name = cli->file;
	return cli_open_file(&copy->fd, cli->file, err);
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
		note(copy, "sheet %s, of %zu",
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

static void announce(const struct copy *copy)
{
	const struct sops_dialect *dialect = &copy->dialect;
	char delimiter = dialect->csv.delimiter;

	if (dialect->encoding.name && strcmp(dialect->encoding.name, "utf-8") != 0)
		note(copy, "encoding %s: %s", dialect->encoding.name, dialect->encoding.how);
	if (delimiter != ',' && copy->cli->input_options.csv.delimiter == 0)
		note(copy, delimiter == '\t' ? "delimiter tab" : "delimiter %c", delimiter);
	if (dialect->csv.skip_lines > 0 && copy->what->skip < 0)
		note(copy, "lines above the header left out: %llu",
			(unsigned long long)dialect->csv.skip_lines);
}

static int find_out(struct copy *copy, struct sops_error *err)
{
	int status = sops_headers_new(&copy->known, copy->what->schema, err);

	if (status == 0)
		status = find_dialect(copy, copy->fd, &copy->cli->input_options.csv, err);
	if (status == 0 && copy->dialect.kind == SOPS_SNIFF_XLSX)
		status = open_sheet(copy, err);
	if (status == 0 && copy->dialect.kind != SOPS_SNIFF_TEXT)
		status = refuse_kind(copy, err);
	if (status == 0)
		announce(copy);
	return status;
}

/* ---- the input ---- */

/* The profile that the headers give away, if the user named none and one does. */
static int choose_profile(struct copy *copy, struct sops_input_options *options,
	struct sops_error *err)
{
	struct sops_csv_options csv = options->csv;
	struct sops_csv *header;
	int status = 0;

	if (options->profile || options->profile_auto)
		return 0;
	if (sops_csv_open(&header, -1, copy->name, &csv, NULL) < 0)
		return 0; /* what is wrong with it will be told when it is opened again */
	sops_profile_choose(&options->profile, sops_csv_header(header)->fields,
		sops_csv_header(header)->count, NULL);
	sops_csv_free(header);
	(void)err;
	return status;
}

/* Lines of the CSV are not the sheet's rows where cells hold line ends. */
static void to_sheet(const struct copy *copy, struct sops_error *err)
{
	if (copy->xlsx && err->line > 0 && !(err->file[0] && err->record == 0))
		err->line = sops_xlsx_row(copy->xlsx, err->line);
}

static int reject(void *to, struct sops_field raw, const struct sops_error *why,
	struct sops_error *err)
{
	struct copy *copy = to;
	struct sops_error placed = *why;

	to_sheet(copy, &placed);
	return cli_reject(copy->cli, raw, &placed, err);
}

static void tell_footer(void *to, const struct sops_place *place, const char *why,
	struct sops_field text)
{
	struct copy *copy = to;
	char quoted[SOPS_QUOTED];
	uint64_t line = copy->xlsx ? sops_xlsx_row(copy->xlsx, place->line) : place->line;

	if (copy->footers_told++ < FOOTERS_TOLD)
		note(copy, "footer left out: line %llu, %s: %s", (unsigned long long)line, why,
			sops_quote(quoted, text));
}

static int open_input(struct copy *copy, struct sops_error *err)
{
	struct cli *cli = copy->cli;
	const struct cli_copy *what = copy->what;
	struct sops_input_options options = cli->input_options;
	struct sops_import_options how = what->import;
	int status, fd = copy->feed ? copy->sheet_fd : copy->fd;

	options.csv = copy->dialect.csv;
	if (options.csv.delimiter == ';' && !options.values.decimal_said)
		options.values.decimal = SOPS_DECIMAL_POINT_UNSAID;
	options.where = cli->where;
	options.rates = cli->rates;
	options.as_of = cli->context.as_of;
	options.reject = cli->common.rejects ? reject : NULL;
	options.reject_to = copy;
	options.progress = cli_progress_tell;
	options.progress_to = &cli->progress;
	copy->footers = (struct sops_footers){ .id = what->id, .tell = tell_footer, .to = copy };
	options.footers = &copy->footers;
	how.excel = cli->common.excel;
	sops_import_roles(what->schema, &options.needs, &options.uses);
	status = choose_profile(copy, &options, err);
	if (status == 0)
		status = sops_input_open(&copy->input, what->schema, fd, copy->name, &options, err);
	if (status == 0 && sops_input_profile(copy->input) && !cli->common.profile)
		status = cli_profile_note(cli, copy->input, err);
	if (status == 0)
		status = sops_import_new(&copy->import, copy->input, &how, err);
	return status;
}

/* ---- the output ---- */

static int flush(struct copy *copy, struct sops_error *err)
{
	int status = cli_output_write(&copy->output, sops_buffer_view(&copy->text), err);

	sops_buffer_clear(&copy->text);
	return status;
}

static int write_row(struct copy *copy, const void *row, struct sops_error *err)
{
	int status;

	if (copy->table)
		return sops_import_add(copy->import, row, copy->table, err);
	status = sops_import_row(copy->import, row, &copy->text, err);
	return status == 0 && copy->text.len >= BLOCK ? flush(copy, err) : status;
}

static int start_output(struct copy *copy, struct sops_error *err)
{
	struct cli *cli = copy->cli;
	bool by_rows = cli_format(cli) == SOPS_FORMAT_CSV && !cli->common.columns &&
		!cli->common.sort && cli->common.top < 0;
	int status;

	if (!by_rows) {
		status = sops_table_new(&copy->table, err);
		return status < 0 ? status : sops_import_columns(copy->import, copy->table, err);
	}
	status = cli_output_open(&copy->output, cli->common.output, err);
	if (status == 0 && cli->common.excel)
		status = sops_buffer_puts(&copy->text, "\xEF\xBB\xBF");
	return status < 0 ? status : sops_import_header(copy->import, &copy->text, err);
}

static int copy_rows(struct copy *copy, struct sops_error *err)
{
	const void *row;
	int status;

	while ((status = sops_input_next(copy->input, &row, err)) > 0) {
		struct sops_place place;

		status = write_row(copy, row, err);
		copy->written++;
		if (status == 0)
			continue;
		place = sops_input_place(copy->input);
		sops_error_place(err, &place);
		return status;
	}
	return status;
}

static int finish_output(struct copy *copy, struct sops_error *err)
{
	int status;

	if (copy->table)
		return cli_deliver(copy->cli, copy->table, false, err);
	status = flush(copy, err);
	return status < 0 ? status : cli_output_commit(&copy->output, err);
}

/* read = written + left out + rejected + footer + blank, always. */
static void account(const struct copy *copy)
{
	struct sops_input_counts counts = sops_input_counts(copy->input);
	uint64_t read = counts.records + counts.footers + counts.blank_lines;
	const char *limit = sops_sniff_limit(counts.records);
	struct sops_buffer text = SOPS_BUFFER_INIT;

	if (copy->footers_told > FOOTERS_TOLD)
		note(copy, "footers left out: %llu in all",
			(unsigned long long)copy->footers_told);
	if (limit)
		note(copy, "%s", limit);
	sops_buffer_printf(&text, "rows read: %llu = written %llu",
		(unsigned long long)read, (unsigned long long)copy->written);
	if (copy->cli->common.where)
		sops_buffer_printf(&text, " + left out by --where %llu",
			(unsigned long long)counts.filtered);
	sops_buffer_printf(&text, " + rejected %llu + footer %llu + blank %llu",
		(unsigned long long)counts.rejected, (unsigned long long)counts.footers,
		(unsigned long long)counts.blank_lines);
	if (text.at && !text.failed && !copy->cli->common.quiet)
		fprintf(stderr, "%s: %s\n", copy->cli->command->name, text.at);
	sops_buffer_release(&text);
}

static int show_map(struct copy *copy, struct sops_error *err)
{
	int status = sops_table_new(&copy->table, err);

	if (status == 0)
		status = sops_import_map(copy->import, copy->table, err);
	return status < 0 ? status : cli_deliver(copy->cli, copy->table, false, err);
}

static int run(struct copy *copy, struct sops_error *err)
{
	struct cli *cli = copy->cli;
	int status = open_file(copy, err);

	if (status == 0 && cli->common.rejects)
		status = cli_output_open(&cli->rejects, cli->common.rejects, err);
	if (status == 0)
		status = find_out(copy, err);
	if (status == 0)
		status = open_input(copy, err);
	if (status == 0 && copy->what->map)
		return show_map(copy, err);
	cli_progress_start(cli, copy->feed ? copy->sheet_fd : copy->fd);
	if (status == 0)
		status = start_output(copy, err);
	if (status == 0)
		status = copy_rows(copy, err);
	cli_progress_end(&cli->progress);
	if (status == 0 && copy->feed)
		status = sops_feed_end(copy->feed, err);
	if (status == 0)
		status = finish_output(copy, err);
	if (status == 0) {
		account(copy);
		status = cli_finish_rejects(cli, err);
	}
	return status;
}

/* A sheet that cannot be read ends early: then that is what is wrong. */
static void explain(struct copy *copy, struct sops_error *err)
{
	struct sops_error why = { .status = SOPS_OK };

	if (!copy->feed)
		return;
	to_sheet(copy, err);
	if (sops_feed_end(copy->feed, &why) < 0)
		*err = why;
}

int cli_copy(struct cli *cli, const struct cli_copy *what, struct sops_error *err)
{
	struct copy copy = { .cli = cli, .what = what, .fd = -1, .sheet_fd = -1,
		.output = { .fd = -1 } };
	int status = run(&copy, err);

	if (status < 0 && err->status != SOPS_OK)
		explain(&copy, err);
	cli_output_drop(&copy.output);
	cli_output_drop(&cli->rejects);
	sops_buffer_release(&copy.text);
	sops_table_free(copy.table);
	sops_import_free(copy.import);
	sops_input_free(copy.input);
	sops_feed_close(copy.feed);
	sops_xlsx_free(copy.xlsx);
	sops_headers_free(copy.known);
	sops_dialect_release(&copy.dialect);
	if (copy.fd > STDIN_FILENO)
		close(copy.fd);
	return status;
}
