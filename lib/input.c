/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input_plan.h"

#include "csv_private.h"
#include "private.h"
#include "values_private.h"

#include <stdlib.h>

/* Reading ahead for a column to settle stops here, whatever is still ambiguous. */
#define AHEAD_LIMIT ((size_t)32 << 20)

/* A header that is one name with another delimiter in it was cut at the wrong character. */
static void hint_delimiter(const struct sops_csv *csv, char used, struct sops_error *err)
{
	static const struct {
		char c;
		const char *name;
	} others[] = { { ';', "';'" }, { '\t', "tab" }, { '|', "'|'" }, { ',', "','" } };
	const struct sops_record *header = csv ? sops_csv_header(csv) : NULL;

	if (!err || !header || header->count != 1)
		return;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (others[i].c == used || !memchr(header->fields[0].at, others[i].c,
				header->fields[0].len))
			continue;
		err->hint[0] = '\0';
		sops_error_hint(err, "try -d %s", others[i].name);
		return;
	}
}

/* Opens the reader over the descriptor, or over a range of a file. */
static int open_reader(struct sops_input *input, int fd, const char *name, struct sops_error *err)
{
	const struct sops_source *source = input->options.source;
	struct sops_csv_options options = input->options.csv;
	int status;

	if (source) {
		fd = source->fd;
		name = source->name;
		options.head = source->header;
		options.from = input->options.range.start;
		options.to = input->options.range.end;
		input->skipped = options.from - options.head;
	}
	status = sops_csv_open(&input->csv, fd, name, &options, err);
	if (status == 0 && input->skipped)
		input->blank_before = sops_csv_counts(input->csv).blank_lines;
	return status;
}

int sops_input_open(struct sops_input **out, const struct sops_schema *schema, int fd,
	const char *name, const struct sops_input_options *options, struct sops_error *err)
{
	struct sops_input *input = calloc(1, sizeof(*input));
	struct sops_place header = { .file = name, .line = 1 };
	int status;

	if (!input)
		return sops_error_memory(err);
	input->options = *options;
	input->schema = schema;
	sops__ahead_init(&input->ahead, AHEAD_LIMIT);
	input->row = calloc(1, schema->row_size);
	input->blank_row = calloc(1, schema->row_size);
	status = input->row && input->blank_row ? open_reader(input, fd, name, err)
						: sops_error_memory(err);
	if (status == 0)
		status = sops__input_plan(input, err);
	if (status == 0) {
		sops__row_init(schema, input->blank_row);
		if (schema->profile)
			*(const struct sops_profile **)(void *)((char *)input->blank_row +
				schema->profile) = input->options.profile;
		if (schema->stages)
			*(const struct sops_stages **)(void *)((char *)input->blank_row +
				schema->stages) = input->options.stages;
		memcpy(input->row, input->blank_row, schema->row_size);
		input->bound = sops_columns_bound(input->columns);
	} else {
		if (status == SOPS_EINPUT) {
			hint_delimiter(input->csv,
				options->csv.delimiter ? options->csv.delimiter : ',', err);
			sops_error_place(
				err, input->csv ? &sops_csv_header(input->csv)->place : &header);
		}
		sops_input_free(input);
		return status;
	}
	*out = input;
	return 0;
}

void sops_input_free(struct sops_input *input)
{
	if (!input)
		return;
	sops__ahead_release(&input->ahead);
	sops_buffer_release(&input->followed);
	free(input->ahead_rows.known);
	free(input->ahead_rows.rows);
	free(input->cells);
	free(input->lent);
	free(input->key_names);
	free(input->keys);
	free(input->twins);
	sops__reads_release(&input->reads);
	free(input->blank_row);
	free(input->row);
	sops__fill_free(input->fill);
	sops_values_free(input->values);
	sops_columns_free(input->columns);
	sops__tail_free(input->tail);
	sops_csv_free(input->csv);
	free(input);
}

const struct sops_record *sops_input_record(const struct sops_input *input)
{
	return input->record;
}

bool sops_input_blank(const struct sops_input *input, struct sops_field cell)
{
	return sops_values_blank(input->values, cell);
}

void sops_input_watch(struct sops_input *input, int column)
{
	sops_values_watch(input->values, column, SOPS_TIME);
}

int sops_input_stamp(const struct sops_input *input, int column, struct sops_stamp *out,
	struct sops_error *err)
{
	return sops_values_stamp(input->values, column, input->record->fields[column], out, err);
}

int sops_input_money(const struct sops_input *input, int column, struct sops_money *out,
	struct sops_currency *currency, struct sops_error *err)
{
	return sops_values_money(input->values, column, input->record->fields[column], out,
		currency, err);
}

struct sops_field sops__input_key_text(const struct sops_input *input, size_t key,
	struct sops_field cell)
{
	if (input->keys_bare && cell.len && sops__values_bare(cell))
		return cell;
	cell = sops__values_text(input->values, cell);
	if (input->lent && input->lent[key].from)
		return sops__by_borrowed(&input->lent[key], cell);
	return cell;
}

struct sops_field sops_input_key_cell(const struct sops_input *input, size_t key)
{
	const struct sops_field *cells = input->follow ? input->cells : input->record->fields;

	return sops__input_key_text(input, key, cells[input->keys[key]]);
}

int sops_input_key(const struct sops_input *input, struct sops_buffer *key)
{
	for (size_t i = 0; i < input->n_keys; i++) {
		if (i > 0)
			sops_buffer_putc(key, '\0');
		sops_buffer_field(key, sops_input_key_cell(input, i));
	}
	return key->failed;
}

const struct sops_error *sops_input_missing(const struct sops_input *input)
{
	return input->missing.status == SOPS_OK ? NULL : &input->missing;
}

size_t sops_input_keys(const struct sops_input *input)
{
	return input->n_keys;
}

struct sops_field sops_input_key_name(const struct sops_input *input, size_t key)
{
	return input->key_names[key];
}

const struct sops_columns *sops_input_columns(const struct sops_input *input)
{
	return input->columns;
}

const struct sops_profile *sops_input_profile(const struct sops_input *input)
{
	return input->options.profile;
}

bool sops_input_by_lines(const struct sops_input *input)
{
	return input->fill && !input->options.fill_down;
}

const char *sops_input_name(const struct sops_input *input)
{
	return sops_csv_header(input->csv)->place.file;
}

struct sops_input_counts sops_input_counts(const struct sops_input *input)
{
	struct sops_input_counts counts = input->counts;
	struct sops_csv_counts csv = sops_csv_counts(input->csv);

	counts.blank_lines = csv.blank_lines - input->blank_before;
	if (input->tail) {
		counts.footers = sops__tail_footers(input->tail);
		counts.blank_lines += sops__tail_blanks(input->tail);
	}
	counts.filled = input->fill ? sops__fill_count(input->fill) : 0;
	counts.lf = csv.lf;
	counts.crlf = csv.crlf;
	return counts;
}

void sops_input_counts_merge(struct sops_input_counts *into, const struct sops_input_counts *from)
{
	into->records += from->records;
	into->rows += from->rows;
	into->filtered += from->filtered;
	into->rejected += from->rejected;
	into->filled += from->filled;
	into->footers += from->footers;
	into->blank_lines += from->blank_lines;
	into->lf |= from->lf;
	into->crlf |= from->crlf;
}

bool sops__input_offer(struct sops_input *input, sops__take *take, void *with)
{
	const struct sops_input_options *options = &input->options;
	char delimiter = options->csv.delimiter;

	if ((delimiter && delimiter != ',') || !options->whole || options->fill_down ||
	    options->stages || input->follow || (options->rates && input->schema->convert))
		return false;
	input->take = take;
	input->take_with = with;
	input->simple = input->swift = false;
	return true;
}

void sops__input_watch(struct sops_input *input, const struct sops__watcher *watcher)
{
	input->watcher = *watcher;
	if (watcher->cell)
		input->listener = (struct sops__listener){ sops__input_tell_cell, input };
	input->options.apart = true;
}

int sops__input_bind(struct sops_input *input, struct sops_expr *expr, struct sops_error *err)
{
	size_t count = sops_columns_count(input->columns);
	int status = sops_expr_bind_true(expr, input->values, input->options.as_of, err);

	for (size_t i = 0; status == 0 && i < input->schema->count; i++)
		if (sops_expr_uses(expr, (int)(count + i)))
			input->follow |= SOPS_ROLE(i);
	input->simple &= !input->follow;
	input->swift &= input->simple;
	return status;
}

const struct sops_record *sops__input_extended(const struct sops_input *input)
{
	return input->follow ? &input->extended : input->record;
}

struct sops_field sops__input_header_line(const struct sops_input *input)
{
	return sops__csv_line(input->csv);
}

bool sops__input_first(const struct sops_input *input)
{
	if (input->options.source)
		return input->options.range.start == input->options.source->header;
	return !input->goes_on && sops_csv_counts(input->csv).records == 0;
}

uint64_t sops__input_byte(const struct sops_input *input, uint64_t byte)
{
	return byte + input->skipped;
}

const struct sops_record *sops__input_header(const struct sops_input *input)
{
	return sops_csv_header(input->csv);
}

void sops__input_trust(struct sops_input *input)
{
	sops__values_trust(input->values);
}

bool sops__input_mistaken(const struct sops_input *input)
{
	return sops__values_mistaken(input->values);
}

bool sops__input_calm(const struct sops_input *input)
{
	return input->ahead.count == 0 && (!input->tail || sops__tail_calm(input->tail));
}

void sops__input_leave(struct sops_input *input)
{
	const struct sops_record *none;

	sops__ahead_pop(&input->ahead, &none);
}

struct sops_csv_counts sops__input_read(const struct sops_input *input)
{
	return sops_csv_counts(input->csv);
}

const struct sops_input_options *sops__input_options(const struct sops_input *input)
{
	return &input->options;
}

int sops__input_open_part(struct sops_input **out, const struct sops_input *whole,
	const struct sops_input_options *options, struct sops_error *err)
{
	int status = sops_input_open(out, whole->schema, -1, sops_input_name(whole), options, err);

	if (status == 0)
		sops__values_follow((*out)->values, whole->values);
	return status;
}

bool sops__input_divides(const struct sops_input *input)
{
	return !input->tail && !input->fill && !input->take && !input->ended &&
		!input->watcher.record && !input->options.reject && !input->options.source &&
		sops__csv_plain(input->csv);
}

struct sops_csv *sops__input_csv(const struct sops_input *input)
{
	return input->csv;
}

struct sops_values *sops__input_own_values(const struct sops_input *input)
{
	return input->values;
}

void sops__input_lend(struct sops_input *input, char *at, size_t len, uint64_t offset,
	uint64_t lines)
{
	const struct sops_record *none;

	while (sops__ahead_pop(&input->ahead, &none))
		;
	sops__csv_lend(input->csv, at, len, offset, lines);
	input->why = (struct sops_error){ .status = SOPS_OK };
	input->counts = (struct sops_input_counts){ .records = 0 };
	input->ended = false;
	input->goes_on = true;
}

bool sops__input_lent(const struct sops_input *input)
{
	return input->goes_on;
}

void sops__input_pass(struct sops_input *input, const struct sops_input_counts *others,
	uint64_t bytes)
{
	struct sops_input_counts more = *others;

	more.blank_lines = 0; /* the reader counts them */
	sops_input_counts_merge(&input->counts, &more);
	if (input->options.progress)
		input->options.progress(input->options.progress_to, bytes);
	input->told += bytes;
}

const struct sops_values *sops__input_values(const struct sops_input *input)
{
	return input->values;
}

enum sops_reading sops_input_reading(const struct sops_input *input, size_t column)
{
	return sops_values_reading(input->values, column);
}
