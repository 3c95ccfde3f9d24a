/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_copy.c: a raw export in, records of a canonical table out. */
#include "cli_private.h"

#include <sops/dialect.h>
#include <sops/feed.h>
#include <sops/headers.h>
#include <sops/history_events.h>
#include <sops/profile.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK ((size_t)256 * 1024)
#define FOOTERS_TOLD 10
#define COLUMNS_TOLD 5
#define HOME "amount_home"

struct copy;

/* What the copies of several files share. */
struct copies {
	struct copy *at;
	size_t count;
	struct copy *current;      /* at work */
	struct sops_input **inputs;
	struct cli_output output;
	struct sops_table *table;  /* for formats that are not written row by row */
	struct sops_buffer text;   /* that is to be written */
	uint64_t cut;              /* by --top: rows, or stays of a history */
};

/* A copy of a file under way. */
struct copy {
	struct copies *all;
	struct cli *cli;
	const struct cli_copy *what;
	const char *file;          /* the operand, or NULL */
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
	struct sops_history_events *history; /* or NULL */
	struct sops_expr *where;   /* or NULL; of this file */
	uint64_t footers_told, taken, merged;
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
	copy->fd = STDIN_FILENO;
	copy->name = "stdin";
	if (!copy->file && isatty(STDIN_FILENO))
		return sops_error_set(err, SOPS_EUSAGE, "no input: name a FILE or pipe one in");
	if (!copy->file || strcmp(copy->file, "-") == 0)
		return 0;
	copy->name = copy->file;
	return cli_open_file(&copy->fd, copy->file, err);
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

static int open_history(struct copy *copy, struct sops_error *err)
{
	const struct sops_history_options options = { .as_of = copy->cli->context.as_of };
	const struct sops_place header = { .file = copy->name, .line = 1 };
	int status = sops_history_events_new(&copy->history, copy->input, &options, err);

	if (status < 0)
		sops_error_place(err, &header);
	else
		note(copy, "stage history as %s", sops_history_events_layout(copy->history));
	return status;
}

static uint64_t line_of(const void *to, uint64_t line)
{
	const struct copy *copy = to;

	return copy->xlsx ? sops_xlsx_row(copy->xlsx, line) : line;
}

static int open_import(struct copy *copy, struct sops_error *err)
{
	struct sops_import_options options = copy->what->import;

	options.excel = copy->cli->common.excel;
	options.id = sops_input_by_lines(copy->input) ? SOPS_ROLE(copy->what->id) : 0;
	options.line_of = line_of;
	options.line_to = copy;
	if (copy->what->home)
		options.roles |= SOPS_ROLE(sops_schema_role(copy->what->schema,
			(struct sops_field)SOPS_FIELD(HOME)));
	if (copy->all->count > 1) {
		options.inputs = copy->all->inputs;
		options.n_inputs = copy->all->count;
	}
	if (copy->history) {
		options.roles |= sops_history_events_told(copy->history);
		options.without |= sops_history_events_untold(copy->history) & ~options.roles;
	}
	return sops_import_new(&copy->import, copy->input, &options, err);
}

/* Columns that are not carried are named, a few of them. */
static void tell_unused(const struct copy *copy)
{
	const struct sops_columns *columns = sops_input_columns(copy->input);
	struct sops_buffer text = SOPS_BUFFER_INIT;
	char quoted[SOPS_QUOTED];
	size_t unused = 0;

	for (size_t i = 0; i < sops_columns_count(columns); i++) {
		if (sops_columns_role(columns, i) >= 0)
			continue;
		if (unused++ < COLUMNS_TOLD)
			sops_buffer_printf(&text, "%s%s", unused > 1 ? ", " : "",
				sops_quote(quoted, sops_columns_name(columns, i)));
	}
	if (unused > COLUMNS_TOLD)
		sops_buffer_printf(&text, ", and %zu more", unused - COLUMNS_TOLD);
	if (unused && !text.failed)
		note(copy, "columns left out: %s", text.at);
	sops_buffer_release(&text);
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
	copy->footers = (struct sops_footers){ .id = what->id, .tell = tell_footer, .to = copy };
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

/* ---- the output ---- */

static int flush(struct copies *all, struct sops_error *err)
{
	int status = cli_output_write(&all->output, sops_buffer_view(&all->text), err);

	sops_buffer_clear(&all->text);
	return status;
}

static int write_row(struct copy *copy, const void *row, struct sops_error *err)
{
	struct copies *all = copy->all;
	int status;

	if (all->table)
		return sops_import_add(copy->import, row, all->table, err);
	status = sops_import_row(copy->import, row, &all->text, err);
	return status == 0 && all->text.len >= BLOCK ? flush(all, err) : status;
}

/* What --sort and --columns name is looked for before all is read, not after. */
static int check_choice(const struct copies *all, struct sops_error *err)
{
	const struct cli_common *common = &all->at[0].cli->common;
	struct sops_table *table;
	int status = sops_table_new(&table, err);

	if (status < 0)
		return status;
	status = sops_import_columns(all->at[0].import, table, err);
	if (status == 0 && common->sort)
		status = sops_table_sort(table, sops_field_of(common->sort), err);
	if (status == 0 && common->columns)
		status = sops_table_select(table, sops_field_of(common->columns), err);
	sops_table_free(table);
	return status;
}

static int start_output(struct copies *all, struct sops_error *err)
{
	const struct sops_import *import = all->at[0].import;
	struct cli *cli = all->at[0].cli;
	bool by_rows = cli_format(cli) == SOPS_FORMAT_CSV && !cli->common.columns &&
		!cli->common.sort && cli->common.top < 0;
	int status;

	if (!by_rows) {
		status = check_choice(all, err);
		if (status == 0)
			status = sops_table_new(&all->table, err);
		return status < 0 ? status : sops_import_columns(import, all->table, err);
	}
	status = cli_output_open(&all->output, cli->common.output, err);
	if (status == 0 && cli->common.excel)
		status = sops_buffer_puts(&all->text, "\xEF\xBB\xBF");
	return status < 0 ? status : sops_import_header(import, &all->text, err);
}

static int take_row(struct copy *copy, const void *row, struct sops_error *err)
{
	struct sops_history_event event;
	int status;

	if (!copy->history)
		return write_row(copy, row, err);
	status = sops_import_check(copy->import, row, err);
	if (status < 0)
		return status;
	/* Else the two forms of an id were two deals. */
	event = *(const struct sops_history_event *)row;
	event.entry.deal_id = sops_import_id(copy->import, event.entry.deal_id);
	return sops_history_events_add(copy->history, &event, err);
}

static int copy_rows(struct copy *copy, struct sops_error *err)
{
	const void *row;
	int status;

	while ((status = sops_input_next(copy->input, &row, err)) > 0) {
		struct sops_error why = { .status = SOPS_OK };

		status = take_row(copy, row, &why);
		copy->taken += status == 0;
		copy->merged += status > 0;
		if (status < 0 && (status = sops_input_refuse(copy->input, &why, err)) < 0)
			break;
	}
	return status;
}

/* What came of the events. */
static int write_history(struct copy *copy, struct sops_error *err)
{
	const struct sops_history_event *event;
	int status = sops_history_events_finish(copy->history, err);

	while (status == 0 && (event = sops_history_events_next(copy->history)))
		status = write_row(copy, event, err);
	return status;
}

static void account_history(const struct copy *copy)
{
	const struct sops_history_counts *counts = sops_history_events_counts(copy->history);

	for (int i = 0; i < SOPS_HISTORY_ODDITIES; i++) {
		const struct sops_history_odd *odd = &counts->odd[i];

		if (odd->count > 0)
			note(copy, "%s: %llu, first on line %llu", sops_history_oddity_text(i),
				(unsigned long long)odd->count,
				(unsigned long long)odd->first.line);
	}
	if (copy->all->cut > 0)
		note(copy, "stays left out by --top: %llu", (unsigned long long)copy->all->cut);
	if (!copy->cli->common.quiet)
		fprintf(stderr, "%s: events: %llu = stays %llu + merged %llu + edits %llu + "
			"other fields %llu + blank %llu + untold %llu\n",
			copy->cli->command->name, (unsigned long long)counts->read,
			(unsigned long long)counts->written, (unsigned long long)counts->merged,
			(unsigned long long)counts->edits, (unsigned long long)counts->others,
			(unsigned long long)counts->blank, (unsigned long long)counts->unknown);
}

static uint64_t taken_of(const struct copies *all)
{
	uint64_t taken = 0;

	for (size_t i = 0; i < all->count; i++)
		taken += all->at[i].taken;
	return taken;
}

/* Rows that there were to write. */
static uint64_t made_of(const struct copies *all)
{
	const struct sops_history_events *history = all->at[0].history;

	return history ? sops_history_events_counts(history)->written : taken_of(all);
}

static int finish_output(struct copies *all, struct sops_error *err)
{
	int status;

	if (all->table) {
		status = cli_deliver(all->at[0].cli, all->table, false, err);
		all->cut = made_of(all) - sops_table_rows(all->table);
		return status;
	}
	status = flush(all, err);
	return status < 0 ? status : cli_output_commit(&all->output, err);
}

/* What is told of one file. */
static void remark(const struct copy *copy)
{
	struct sops_input_counts counts = sops_input_counts(copy->input);
	const char *limit = sops_sniff_limit(counts.records);
	uint64_t line, idless = sops_import_idless(copy->import, &line);

	if (copy->footers_told > FOOTERS_TOLD)
		note(copy, "footers left out: %llu in all",
			(unsigned long long)copy->footers_told);
	if (limit)
		note(copy, "%s", limit);
	if (idless > 0)
		note(copy, "deals without an id: %llu, first on line %llu (--sub-forms, if they "
			"go on with the one above)",
			(unsigned long long)idless, (unsigned long long)line_of(copy, line));
	if (counts.filled > 0 && !sops_input_by_lines(copy->input))
		note(copy, "rows filled from those above: %llu; a deal on several lines is several "
			"rows",
			(unsigned long long)counts.filled);
	counts.blank_lines = 0; /* which the closing line tells */
	cli_note_counts(copy->cli, &counts);
}

/* read = written + cut off + left out + rejected + footer + blank, always. */
static void account(const struct copies *all)
{
	const struct copy *first = &all->at[0];
	struct sops_input_counts counts = { .records = 0 };
	struct sops_buffer text = SOPS_BUFFER_INIT;
	uint64_t read, merged = 0;
	bool by_lines = false;

	for (size_t i = 0; i < all->count; i++) {
		struct sops_input_counts more = sops_input_counts(all->at[i].input);

		sops_input_counts_merge(&counts, &more);
		by_lines |= sops_input_by_lines(all->at[i].input);
		merged += all->at[i].merged;
	}
	read = counts.records + counts.footers + counts.blank_lines;
	sops_buffer_printf(&text, "rows read: %llu = %s %llu", (unsigned long long)read,
		first->history ? "taken" : "written",
		(unsigned long long)(taken_of(all) - (first->history ? 0 : all->cut)));
	if (by_lines)
		sops_buffer_printf(&text, " + merged %llu", (unsigned long long)merged);
	if (all->cut > 0 && !first->history)
		sops_buffer_printf(&text, " + left out by --top %llu",
			(unsigned long long)all->cut);
	if (first->cli->common.where)
		sops_buffer_printf(&text, " + left out by --where %llu",
			(unsigned long long)counts.filtered);
	sops_buffer_printf(&text, " + rejected %llu + footer %llu + blank %llu",
		(unsigned long long)counts.rejected, (unsigned long long)counts.footers,
		(unsigned long long)counts.blank_lines);
	if (text.at && !text.failed && !first->cli->common.quiet)
		fprintf(stderr, "%s: %s\n", first->cli->command->name, text.at);
	sops_buffer_release(&text);
}

static int show_map(struct copies *all, struct sops_error *err)
{
	int status = sops_table_new(&all->table, err);

	if (status == 0)
		status = sops_import_map(all->at[0].import, all->table, err);
	return status < 0 ? status : cli_deliver(all->at[0].cli, all->table, false, err);
}

/* ---- one file after the other ---- */

static void turn_to(struct copies *all, size_t i)
{
	all->current = &all->at[i];
	all->current->cli->about = all->count > 1 ? all->current->name : NULL;
}

/* What the file says itself of the home currency is replaced. */
static void note_home(const struct copy *copy)
{
	const struct sops_columns *columns = sops_input_columns(copy->input);
	int role = sops_schema_role(copy->what->schema, (struct sops_field)SOPS_FIELD(HOME));
	int column = copy->what->home ? sops_columns_of(columns, role) : -1;
	char quoted[SOPS_QUOTED];

	if (column >= 0)
		note(copy, HOME " is computed, not taken from %s",
			sops_quote(quoted, sops_columns_name(columns, (size_t)column)));
}

static int open_one(struct copy *copy, struct sops_error *err)
{
	int status = open_file(copy, err);

	turn_to(copy->all, (size_t)(copy - copy->all->at));
	if (status == 0)
		status = find_out(copy, err);
	if (status == 0)
		status = open_input(copy, err);
	if (status == 0)
		note_home(copy);
	return status;
}

/* All of them, since what one has is a column of the whole. */
static int open_all(struct copies *all, struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < all->count; i++) {
		all->current = &all->at[i];
		status = open_one(&all->at[i], err);
		all->inputs[i] = all->at[i].input;
	}
	for (size_t i = 0; status == 0 && i < all->count; i++) {
		turn_to(all, i);
		status = open_import(&all->at[i], err);
	}
	return status;
}

static int copy_one(struct copy *copy, struct sops_error *err)
{
	int status;

	cli_progress_start(copy->cli, copy->feed ? copy->sheet_fd : copy->fd);
	if (!copy->what->import.keep && !copy->history)
		tell_unused(copy);
	status = copy_rows(copy, err);
	cli_progress_end(&copy->cli->progress);
	if (status == 0 && copy->feed)
		status = sops_feed_end(copy->feed, err);
	if (status == 0 && copy->history)
		status = write_history(copy, err);
	return status;
}

/* Options that say which lines of which file. */
static int check_several(const struct copies *all, struct sops_error *err)
{
	const struct cli_copy *what = all->at[0].what;

	if (all->count > 1 && what->map)
		return sops_error_set(err, SOPS_EUSAGE, "--print-map is of one FILE");
	if (all->count > 1 && what->history)
		return sops_error_set(err, SOPS_EUSAGE, "a stage history is made of one FILE");
	return 0;
}

/* Amounts are kept, and the converted ones stand beside them. */
static int set_home(struct cli *cli, const struct cli_copy *what, struct sops_error *err)
{
	struct sops_currency home;

	if (!what->home)
		return 0;
	if (sops_currency_parse(&home, sops_field_of(what->home), err) < 0) {
		err->status = SOPS_EUSAGE;
		sops_error_column(err, (struct sops_field)SOPS_FIELD("--to-currency"));
		return SOPS_EUSAGE;
	}
	if (!cli->rates)
		return sops_error_set(err, SOPS_EUSAGE, "--to-currency needs --rates FILE");
	if (sops_schema_role(what->schema, (struct sops_field)SOPS_FIELD(HOME)) < 0)
		return sops_error_set(err, SOPS_EUSAGE, "--to-currency: the table %s has no " HOME,
			what->schema->name);
	return sops_rates_set_home(cli->rates, home, err);
}

static int run(struct copies *all, struct sops_error *err)
{
	struct cli *cli = all->at[0].cli;
	int status = check_several(all, err);

	if (status == 0)
		status = set_home(cli, all->at[0].what, err);
	if (status == 0 && cli->common.rejects)
		status = cli_output_open(&cli->rejects, cli->common.rejects, err);
	if (status == 0)
		status = open_all(all, err);
	if (status == 0 && all->at[0].what->map)
		return show_map(all, err);
	if (status == 0)
		status = start_output(all, err);
	for (size_t i = 0; status == 0 && i < all->count; i++) {
		turn_to(all, i);
		status = copy_one(&all->at[i], err);
	}
	if (status == 0)
		status = finish_output(all, err);
	if (status == 0)
		status = cli_finish_rejects(cli, err);
	if (status < 0 && err->status != SOPS_OK)
		return status;
	for (size_t i = 0; i < all->count; i++) {
		turn_to(all, i);
		remark(&all->at[i]);
	}
	account(all);
	if (all->at[0].history)
		account_history(&all->at[0]);
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

static void release(struct copy *copy)
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

int cli_copy(struct cli *cli, const struct cli_copy *what, struct sops_error *err)
{
	struct copies all = { .count = cli->files.len ? cli->files.len : 1,
		.output = { .fd = -1 } };
	int status;

	all.at = calloc(all.count, sizeof(*all.at));
	all.inputs = calloc(all.count, sizeof(*all.inputs));
	if (!all.at || !all.inputs) {
		all.count = 0;
		status = sops_error_memory(err);
	} else {
		for (size_t i = 0; i < all.count; i++)
			all.at[i] = (struct copy){ .all = &all, .cli = cli, .what = what,
				.file = cli->files.len ? cli->files.at[i] : NULL, .fd = -1,
				.sheet_fd = -1 };
		status = run(&all, err);
	}
	if (status < 0 && all.current && err->status != SOPS_OK)
		explain(all.current, err);
	cli->about = NULL;
	cli_output_drop(&all.output);
	cli_output_drop(&cli->rejects);
	sops_buffer_release(&all.text);
	sops_table_free(all.table);
	for (size_t i = 0; i < all.count; i++)
		release(&all.at[i]);
	free(all.inputs);
	free(all.at);
	return status;
}
