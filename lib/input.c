/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/input.h>

#include <sops/cell.h>
#include "ahead.h"
#include "by.h"
#include "csv_private.h"
#include "fill.h"
#include "input_private.h"
#include "private.h"
#include "row.h"
#include "tail.h"
#include "values_private.h"

#include <stdlib.h>

/* Reading ahead for a column to settle stops here, whatever is still ambiguous. */
#define AHEAD_LIMIT ((size_t)32 << 20)

/* Records between two reports of progress. */
#define REPORT 4096

/* Two columns of one header, of which the first is the role's. */
struct twin {
	const struct sops_role *role;
	int first, other;
	int number; /* of the other: Header[2] */
};

struct sops_input {
	struct sops_input_options options;
	const struct sops_schema *schema;
	struct sops_csv *csv;
	struct sops__tail *tail; /* or NULL */
	struct sops_columns *columns;
	struct sops_values *values;
	struct sops__fill *fill; /* or NULL */
	struct sops_ahead ahead;
	bool ended; /* the reader has nothing more; what is ahead may */
	const struct sops_record *record;
	void *row, *blank_row;
	uint64_t bound;         /* roles that have a column */
	struct sops_error why;  /* of the record at hand; all zero between records */
	struct sops__read *reads;
	size_t n_reads;
	uint64_t stale; /* roles that are not read, and may have kept what the row before had */
	struct twin *twins; /* or NULL */
	size_t n_twins;
	int *keys; /* the by columns */
	struct sops_field *key_names;
	size_t n_keys;
	struct sops__by *lent; /* where the cells of which keys come from; NULL: none is lent */
	struct sops_error missing; /* the first of by that is no column */
	struct sops_field *cells; /* of the record, and behind them those that follow from others */
	struct sops_record extended;
	uint64_t follow;          /* roles whose cells somebody looks at */
	bool follow_where;        /* the condition does */
	struct sops_buffer followed;
	struct sops_input_counts counts;
	uint64_t skipped;      /* bytes behind the header that are before the range */
	uint64_t blank_before; /* blank lines before the header, another range's to count */
	uint64_t told;         /* bytes of which progress knows */
	sops__take *take;      /* or NULL */
	void *take_with;
	struct sops__watcher watcher; /* or all zero */
};

/* What was asked for, and what the conversion of amounts goes by. */
static uint64_t wanted_roles(const struct sops_input *input)
{
	return input->options.needs | input->options.uses |
		(input->options.rates ? input->schema->converts_by : 0);
}

/* The role that holds the currency of an amount's role, as a set; empty for other roles. */
static uint64_t currency_of(const struct sops_schema *schema, size_t role)
{
	for (size_t i = 0; schema->roles[role].currency && i < schema->count; i++)
		if (schema->roles[i].type == SOPS_CURRENCY &&
		    schema->roles[i].offset == schema->roles[role].currency)
			return SOPS_ROLE(i);
	return 0;
}

/* A role that is not wanted itself, but without whose column the wanted ones would be read wrongly:
 * two columns that fit it are an error, as they are for a wanted one. */
static uint64_t roles_behind(const struct sops_input *input)
{
	uint64_t wanted = wanted_roles(input), behind = 0;

	for (size_t i = 0; i < input->schema->count; i++) {
		if (!(wanted & SOPS_ROLE(i)))
			continue;
		behind |= currency_of(input->schema, i);
		if (sops_columns_of(input->columns, (int)i) < 0)
			behind |= input->schema->roles[i].instead;
	}
	return behind;
}

/* The wanted roles, those that stand in for them, and the currencies of the amounts. */
static uint64_t roles_to_read(const struct sops_input *input)
{
	uint64_t roles = wanted_roles(input);

	for (size_t i = 0; i < input->schema->count; i++)
		if (roles & SOPS_ROLE(i))
			roles |= input->schema->roles[i].instead | currency_of(input->schema, i);
	return roles;
}

/* The role for which this one only stands in where its cell is blank, or NULL. */
static const struct sops_role *read_after(const struct sops_input *input, size_t role)
{
	uint64_t wanted = wanted_roles(input);
	const struct sops_role *found = NULL;

	for (size_t i = 0; i < input->schema->count; i++) {
		const struct sops_role *first = &input->schema->roles[i];

		if (!(wanted & SOPS_ROLE(i)) || !(first->instead & SOPS_ROLE(role)))
			continue;
		if (found || !first->first || sops_columns_of(input->columns, (int)i) < 0)
			return NULL;
		found = first;
	}
	return wanted & SOPS_ROLE(role) ? NULL : found;
}

/* Currencies first: an amount's own mark has to agree with its column. Last what stands in. */
static int place_in_order(const struct sops_role *role, const struct sops_role *after)
{
	return after ? 2 : role->type != SOPS_CURRENCY;
}

/* An amount's own mark fills the currency's role, whether that has a column or not. */
static void plan_stale(struct sops_input *input)
{
	uint64_t read = sops_input_roles(input);

	input->stale = input->schema->derived;
	for (uint64_t roles = read; roles; roles &= roles - 1)
		input->stale |= currency_of(input->schema, (size_t)__builtin_ctzll(roles));
	input->stale &= ~read;
}

static int plan_reads(struct sops_input *input, struct sops_error *err)
{
	uint64_t roles = roles_to_read(input);

	input->reads = calloc(input->schema->count, sizeof(*input->reads));
	if (!input->reads)
		return sops_error_memory(err);
	for (int pass = 0; pass < 3; pass++) {
		for (size_t i = 0; i < input->schema->count; i++) {
			const struct sops_role *role = &input->schema->roles[i];
			int column = sops_columns_of(input->columns, (int)i);
			const struct sops_role *after = read_after(input, i);

			if (!(roles & SOPS_ROLE(i)) || column < 0 ||
			    place_in_order(role, after) != pass)
				continue;
			input->reads[input->n_reads++] =
				sops__row_plan(role, after, column, input->values);
			sops_values_watch(input->values, column, role->type);
		}
	}
	plan_stale(input);
	return 0;
}

/* A key of which not the cell itself counts. */
static int plan_lent(struct sops_input *input, const struct sops__by *by, size_t most,
	struct sops_error *err)
{
	if (!input->lent)
		input->lent = calloc(most, sizeof(*input->lent));
	if (!input->lent)
		return sops_error_memory(err);
	input->lent[input->n_keys] = *by;
	return 0;
}

static int plan_key(struct sops_input *input, struct sops_field name, size_t most,
	struct sops_error *err)
{
	struct sops_error missing = { .status = SOPS_OK };
	struct sops__by by;
	int status;

	if (name.len == 0)
		return sops_error_set(
			err, SOPS_EUSAGE, "--by: a name is missing between two commas");
	status = sops__by_find(&by, input->columns, &input->options, name,
		input->options.by_some ? &missing : err);
	if (status < 0 && input->options.by_some) {
		if (input->missing.status == SOPS_OK)
			input->missing = missing;
		return 0;
	}
	if (status == 0 && by.from)
		status = plan_lent(input, &by, most, err);
	if (status < 0)
		return status;
	input->keys[input->n_keys] = by.column;
	input->key_names[input->n_keys++] = name;
	return 0;
}

static int plan_keys(struct sops_input *input, struct sops_error *err)
{
	struct sops_field rest = sops_field_of(input->options.by);
	size_t most = 1;
	int status = 0;

	for (size_t i = 0; i < rest.len; i++)
		most += rest.at[i] == ',';
	input->keys = calloc(most, sizeof(*input->keys));
	input->key_names = calloc(most, sizeof(*input->key_names));
	if (!input->keys || !input->key_names)
		return sops_error_memory(err);
	while (status == 0 && rest.at)
		status = plan_key(input, sops_field_cut(&rest, ','), most, err);
	return status;
}

/* The roles of the amounts whose currency the role holds. */
static uint64_t amounts_in(const struct sops_schema *schema, size_t role)
{
	uint64_t amounts = 0;

	for (size_t i = 0; i < schema->count; i++)
		if (currency_of(schema, i) == SOPS_ROLE(role))
			amounts |= SOPS_ROLE(i);
	return amounts;
}

static bool is_key(const struct sops_input *input, int column)
{
	for (size_t i = 0; i < input->n_keys; i++)
		if (input->keys[i] == column)
			return true;
	return false;
}

/* Roles that have no column of their own, and that --by or --where looks at. */
static int plan_follow(struct sops_input *input, struct sops_error *err)
{
	size_t count = sops_columns_count(input->columns);

	for (size_t i = 0; i < input->schema->count; i++) {
		bool where = input->options.where &&
			sops_expr_uses(input->options.where, (int)(count + i));

		if (!where && !is_key(input, (int)(count + i)))
			continue;
		input->follow |= SOPS_ROLE(i);
		input->follow_where |= where;
		input->options.uses |= SOPS_ROLE(i) | amounts_in(input->schema, i);
	}
	input->cells = calloc(sops_columns_most(input->columns), sizeof(*input->cells));
	return input->cells ? 0 : sops_error_memory(err);
}

/* Columns of one header, where the first is looked at: then all of them are. */
static int plan_twins(struct sops_input *input, bool *wanted, struct sops_error *err)
{
	size_t most = sops_columns_count(input->columns);

	for (size_t i = 0; i < input->schema->count; i++) {
		int first = sops_columns_of(input->columns, (int)i), other = first, number = 2;

		if (first < 0 || !wanted[first])
			continue;
		while ((other = sops_columns_twin(input->columns, (int)i, other)) >= 0) {
			if (!input->twins)
				input->twins = calloc(most * input->schema->count,
					sizeof(*input->twins));
			if (!input->twins)
				return sops_error_memory(err);
			wanted[other] = true;
			input->twins[input->n_twins++] = (struct twin){
				&input->schema->roles[i], first, other, number++ };
		}
	}
	return 0;
}

/* Tells the reader which columns anybody will look at: the others need not be cut out. */
static int plan_columns(struct sops_input *input, struct sops_error *err)
{
	size_t count = sops_columns_count(input->columns);
	bool *wanted = calloc(count, sizeof(*wanted));
	int status;

	if (!wanted)
		return sops_error_memory(err);
	for (size_t i = 0; i < input->n_reads; i++)
		wanted[input->reads[i].column] = true;
	/* A row of blank cells is known only by all of them. */
	for (size_t i = 0; i < count; i++)
		wanted[i] |= input->options.whole || input->options.footers ||
			is_key(input, (int)i) ||
			(input->options.where && sops_expr_uses(input->options.where, (int)i));
	if (input->fill)
		sops__fill_want(input->fill, wanted);
	status = plan_twins(input, wanted, err);
	sops_csv_want(input->csv, wanted);
	free(wanted);
	return status;
}

/* The profile that the headers give away, and what a profile says of values. */
static int plan_profile(struct sops_input *input, struct sops_error *err)
{
	struct sops_input_options *options = &input->options;
	const struct sops_record *header = sops_csv_header(input->csv);
	int status = options->profile_auto ? sops_profile_choose(&options->profile, header->fields,
		header->count, err) : 0;

	if (status == 0 && options->profile)
		sops_profile_values(options->profile, &options->values);
	return status;
}

/* Where a record may stand on several lines. */
static int plan_lines(struct sops_input *input, struct sops_error *err)
{
	const struct sops_profile *profile = input->options.profile;
	int role = __builtin_ctzll(input->options.id);
	char name[SOPS_QUOTED];

	if (!input->options.by_lines && !(profile && sops_profile_habits(profile)->sub_forms))
		return 0;
	if (sops_columns_of(input->columns, role) >= 0)
		return sops__fill_new_lines(&input->fill, input->columns, role, err);
	if (!input->options.by_lines)
		return 0;
	return sops_error_set(err, SOPS_EINPUT, "no column for %s, which lines of one record share",
		sops__escape(name, sops_field_of(input->schema->roles[role].name)));
}

static int bind(struct sops_input *input, struct sops_error *err)
{
	const struct sops_input_options *options = &input->options;
	int status = plan_profile(input, err);

	if (status == 0)
		status = sops_columns_new_by(&input->columns, input->schema,
			sops_csv_header(input->csv), options->profile, err);
	for (size_t i = 0; status == 0 && i < options->n_maps; i++)
		status = sops_columns_map(input->columns, sops_field_of(options->maps[i]), err);
	if (status == 0)
		status = sops_columns_need(input->columns, options->needs,
			options->uses | roles_behind(input), err);
	if (status == 0)
		status = sops_values_new(&input->values, input->columns, &options->values, err);
	if (status == 0)
		status = plan_keys(input, err);
	if (status == 0 && options->where) {
		status = sops_expr_bind_true(options->where, input->values, options->as_of, err);
		if (status == SOPS_EUSAGE)
			sops_error_column(err, (struct sops_field)SOPS_FIELD("--where"));
	}
	if (status == 0)
		status = plan_follow(input, err);
	if (status == 0 && !options->fill_down && options->id)
		status = plan_lines(input, err);
	if (status == 0 && options->fill_down)
		status = sops__fill_new(&input->fill, input->columns,
			sops_field_of(options->fill_down), err);
	if (status == 0)
		status = plan_reads(input, err);
	if (status == 0)
		status = plan_columns(input, err);
	if (status == 0 && options->footers)
		status = sops__tail_new(&input->tail, input->csv, options->footers,
			options->footers->id < 0 ? -1
				: sops_columns_of(input->columns, options->footers->id), err);
	return status;
}

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
		status = bind(input, err);
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
	free(input->cells);
	free(input->lent);
	free(input->key_names);
	free(input->keys);
	free(input->twins);
	free(input->reads);
	free(input->blank_row);
	free(input->row);
	sops__fill_free(input->fill);
	sops_values_free(input->values);
	sops_columns_free(input->columns);
	sops__tail_free(input->tail);
	sops_csv_free(input->csv);
	free(input);
}

/* Where a record of a range stands in the whole file. Its number nobody has counted. */
static struct sops_place place_in_file(const struct sops_input *input, struct sops_place place)
{
	const struct sops_source *source = input->options.source;
	struct sops_range before = { .end = input->options.range.start };
	uint64_t lines;

	if (!source || input->options.apart || place.byte < source->header)
		return place;
	before.start = source->header;
	place.byte += input->skipped;
	place.record = 0;
	if (sops_source_lines(&lines, source, before, NULL) < 0)
		place.line = 0;
	else
		place.line += lines;
	return place;
}

/* The same for an error that the reader placed. */
static void relocate(const struct sops_input *input, struct sops_error *err)
{
	struct sops_place place = { .line = err->line, .record = err->record, .byte = err->byte };

	if (!err->file[0])
		return;
	place = place_in_file(input, place);
	err->line = place.line;
	err->record = place.record;
	err->byte = place.byte;
}

/* Tells the watcher of a bad record. */
static int told(struct sops_input *input, struct sops_field raw, bool fatal, struct sops_error *err)
{
	const struct sops__watcher *watcher = &input->watcher;
	int status = watcher->record(watcher->to, raw, &input->why, fatal, err);

	input->counts.rejected++;
	input->why = (struct sops_error){ .status = SOPS_OK };
	return status < 0 ? status : 1;
}

/* Hands a bad record on, or gives up. Returns 1 to go on. */
static int reject(struct sops_input *input, struct sops_field raw, struct sops_error *err)
{
	int status = input->why.status;

	if (status == SOPS_EINPUT && input->watcher.record)
		return told(input, raw, false, err);
	relocate(input, &input->why);
	if (status == SOPS_EINPUT && input->options.reject) {
		input->counts.rejected++;
		status = input->options.reject(input->options.reject_to, raw, &input->why, err);
		input->why = (struct sops_error){ .status = SOPS_OK };
		return status < 0 ? status : 1;
	}
	if (err && err->status == SOPS_OK)
		*err = input->why;
	return status;
}

static void report(struct sops_input *input)
{
	uint64_t bytes = sops_csv_counts(input->csv).bytes;

	input->options.progress(input->options.progress_to, bytes - input->told);
	input->told = bytes;
}

static int next_of_reader(struct sops_input *input)
{
	int status = input->tail ? sops__tail_next(input->tail, &input->record, &input->why)
				 : sops_csv_next(input->csv, &input->record, &input->why);

	if (!input->fill || status == 0)
		return status;
	if (status > 0)
		status = sops__fill_record(input->fill, &input->record, &input->why) < 0
			? input->why.status : 1;
	if (status < 0)
		sops__fill_lose(input->fill);
	return status;
}

static struct sops_field raw_of_reader(const struct sops_input *input)
{
	return input->tail ? sops__tail_raw(input->tail) : sops_csv_raw(input->csv);
}

static bool is_fatal(const struct sops_input *input)
{
	return input->tail ? sops__tail_fatal(input->tail) : sops_csv_fatal(input->csv);
}

/* The next record of the reader; bad ones are handed on. */
static int read_record(struct sops_input *input, struct sops_error *err)
{
	int status;

	while ((status = next_of_reader(input)) < 0) {
		if (is_fatal(input) && input->watcher.record && status == SOPS_EINPUT) {
			status = told(input, raw_of_reader(input), true, err);
			status = status < 0 ? status : 0;
			break;
		}
		if (is_fatal(input) || (!input->options.reject && !input->watcher.record)) {
			relocate(input, &input->why);
			if (err && err->status == SOPS_OK)
				*err = input->why;
			return status;
		}
		input->counts.records++;
		status = reject(input, raw_of_reader(input), err);
		if (status < 0)
			return status;
	}
	input->counts.records += status > 0;
	if (status == 0) {
		input->ended = true;
		sops_values_end(input->values);
	}
	if (input->options.progress && (status == 0 || input->counts.records % REPORT == 0))
		report(input);
	return status;
}

/* Keeps records until every column that has shown an ambiguous cell is settled. */
static int read_ahead(struct sops_input *input, struct sops_error *err)
{
	int status = 1;

	while (status > 0) {
		bool room = sops__ahead_room(&input->ahead);

		status = sops__ahead_push(
			&input->ahead, input->record, raw_of_reader(input), err);
		/* What is not settled by now never will be: 1 is not read as 1 here and 1 % below.
		 */
		if (status == 0 && !room)
			sops_values_end(input->values);
		if (status < 0 || !room)
			return status;
		status = read_record(input, err);
		if (status > 0 && sops_values_settle(input->values, input->record) == 0)
			return sops__ahead_push(
				&input->ahead, input->record, raw_of_reader(input), err);
	}
	return status;
}

static int next_record(struct sops_input *input, struct sops_error *err)
{
	int status;

	if (sops__ahead_pop(&input->ahead, &input->record))
		return 1;
	if (input->ended)
		return 0;
	status = read_record(input, err);
	if (status <= 0 || sops_values_settle(input->values, input->record) == 0)
		return status;
	status = read_ahead(input, err);
	if (status < 0)
		return status;
	return sops__ahead_pop(&input->ahead, &input->record) ? 1 : 0;
}

static struct sops_field raw_record(const struct sops_input *input)
{
	return sops__ahead_is(&input->ahead, input->record) ? sops__ahead_raw(&input->ahead)
							     : raw_of_reader(input);
}

/* Tells the watcher of a role's cell that cannot be read, and blanks it. */
static int tell_cell(struct sops_input *input, const struct sops_role *role, struct sops_error *err)
{
	const struct sops_error why = input->why;
	int number = (int)(role - input->schema->roles);

	input->why = (struct sops_error){ .status = SOPS_OK }; /* which err may be */
	sops__row_blank_roles(input->schema, SOPS_ROLE(number), input->row);
	return input->watcher.cell(input->watcher.to, number, &why, err);
}

/* The same as reading the row, but every cell that cannot be read is told. */
static int read_watched(struct sops_input *input, struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < input->n_reads; i++) {
		const struct sops__read *read = &input->reads[i];

		status = sops__row_read(input->row, input->blank_row, read, 1, input->values,
			input->record, &input->why);
		if (status == SOPS_EINPUT)
			status = tell_cell(input, read->role, err);
	}
	return status;
}

static int fill_row(struct sops_input *input, struct sops_error *err)
{
	const struct sops_schema *schema = input->schema;
	int status;

	if (input->options.rates)
		memcpy(input->row, input->blank_row, schema->row_size);
	else
		sops__row_blank_roles(schema, input->stale, input->row);
	status = input->watcher.cell ? read_watched(input, err)
		: sops__row_read(input->row, input->blank_row, input->reads, input->n_reads,
			input->values, input->record, err);
	if (schema->place)
		*(uint64_t *)(void *)((char *)input->row + schema->place) =
			input->record->place.byte + input->skipped;
	if (status == 0 && schema->derive)
		status = schema->derive(input->row, input->bound, err);
	if (status == 0 && input->options.rates && schema->convert)
		status = schema->convert(
			input->row, input->options.rates, input->options.as_of, err);
	return status;
}

/* Writes the cells that follow from others behind those of the record. The texts are written
 * first, since the buffer moves as it grows. */
static int extend(struct sops_input *input, struct sops_error *err)
{
	const struct sops_record *record = input->record;
	size_t count = record->count, ends[64], start = 0;

	sops_buffer_clear(&input->followed);
	if (sops_buffer_puts(&input->followed, "") < 0)
		return sops_buffer_check(&input->followed, err);
	for (size_t i = 0; i < input->schema->count; i++) {
		if (input->follow & SOPS_ROLE(i))
			sops__row_key(&input->followed, &input->schema->roles[i], input->row);
		ends[i] = input->followed.len;
	}
	memcpy(input->cells, record->fields, count * sizeof(*input->cells));
	for (size_t i = 0; i < input->schema->count; start = ends[i++])
		input->cells[count + i] = (struct sops_field){ input->followed.at + start,
			ends[i] - start };
	input->extended = (struct sops_record){ input->cells, count + input->schema->count,
		record->place };
	return sops_buffer_check(&input->followed, err);
}

static int fill(struct sops_input *input, struct sops_error *err)
{
	int status = fill_row(input, err);

	return status == 0 && input->follow ? extend(input, err) : status;
}

/* The same text, or one Salesforce id in two forms. */
static bool says_same(const struct sops_values *values, struct sops_field a, struct sops_field b)
{
	char first[SOPS_SALESFORCE_ID], second[SOPS_SALESFORCE_ID];

	a = sops_field_trim(a);
	b = sops_field_trim(b);
	if (sops_field_equal(a, b))
		return true;
	if (a.len + b.len == 15 + 18 && sops_cell_salesforce_id(first, a, NULL) == 0 &&
	    sops_cell_salesforce_id(second, b, NULL) == 0)
		return memcmp(first, second, sizeof(first)) == 0;
	return sops_values_blank(values, a) && sops_values_blank(values, b);
}

static int check_twins(const struct sops_input *input, struct sops_error *err)
{
	char header[SOPS_QUOTED], a[SOPS_QUOTED], b[SOPS_QUOTED];

	for (size_t i = 0; i < input->n_twins; i++) {
		const struct twin *twin = &input->twins[i];
		struct sops_field first = input->record->fields[twin->first];
		struct sops_field other = input->record->fields[twin->other];
		struct sops_field name = sops_columns_name(input->columns, (size_t)twin->first);

		if (says_same(input->values, first, other))
			continue;
		sops_error_set(err, SOPS_EINPUT, "two columns are called %s and differ: %s and %s",
			sops_quote(header, name), sops_quote(a, first), sops_quote(b, other));
		sops_error_hint(err, "choose with -m '%s=%s[%d]', or [1]", twin->role->name,
			sops__escape(header, name), twin->number);
		return SOPS_EINPUT;
	}
	return 0;
}

static bool may_have_quotes(const struct sops_input *input)
{
	struct sops_field raw = raw_record(input);

	if (sops__ahead_is(&input->ahead, input->record))
		return memchr(raw.at, '"', raw.len) != NULL;
	return input->tail ? sops__tail_quotes(input->tail) : sops__csv_quotes(input->csv);
}

static bool taken(const struct sops_input *input)
{
	return input->take && input->take(input->take_with, input->record, raw_record(input).len,
		may_have_quotes(input));
}

/* 1 a row, 0 filtered out. */
static int take_record(struct sops_input *input, const void **row, struct sops_error *err)
{
	bool keep = true;
	int status = input->n_twins > 0 ? check_twins(input, err) : 0;

	if (status == 0 && input->follow_where)
		status = fill(input, err);
	if (status == 0 && input->options.where)
		status = sops_expr_true(input->options.where,
			input->follow_where ? &input->extended : input->record, &keep, err);
	*row = input->row;
	if (status == 0 && keep && taken(input))
		*row = NULL;
	else if (status == 0 && keep && !input->follow_where)
		status = fill(input, err);
	if (status < 0)
		sops_error_place(err, &input->record->place);
	return status < 0 ? status : keep;
}

int sops_input_next(struct sops_input *input, const void **row, struct sops_error *err)
{
	int status;

	while ((status = next_record(input, err)) > 0) {
		status = take_record(input, row, &input->why);
		if (status > 0) {
			input->counts.rows++;
			return 1;
		}
		if (status == 0) {
			input->counts.filtered++;
			continue;
		}
		status = reject(input, raw_record(input), err);
		if (status < 0)
			return status;
	}
	return status;
}

int sops_input_refuse(struct sops_input *input, const struct sops_error *why,
	struct sops_error *err)
{
	int status;

	input->why = *why;
	/* That nothing can be written is not the record's fault. */
	if (why->status == SOPS_EINPUT)
		sops_error_place(&input->why, &input->record->place);
	status = reject(input, raw_record(input), err);
	if (status < 0)
		return status;
	input->counts.rows--;
	return 0;
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

struct sops_field sops_input_key_cell(const struct sops_input *input, size_t key)
{
	const struct sops_field *cells = input->follow ? input->cells : input->record->fields;
	struct sops_field cell = sops__values_text(input->values, cells[input->keys[key]]);

	if (input->lent && input->lent[key].from)
		return sops__by_borrowed(&input->lent[key], cell);
	return cell;
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

uint64_t sops_input_roles(const struct sops_input *input)
{
	uint64_t roles = 0;

	for (size_t i = 0; i < input->n_reads; i++)
		roles |= SOPS_ROLE(input->reads[i].role - input->schema->roles);
	return roles;
}

bool sops_input_by_lines(const struct sops_input *input)
{
	return input->fill && !input->options.fill_down;
}

const char *sops_input_name(const struct sops_input *input)
{
	return sops_csv_header(input->csv)->place.file;
}

struct sops_place sops_input_place(const struct sops_input *input)
{
	return place_in_file(input, input->record ? input->record->place
		: sops_csv_header(input->csv)->place);
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
	return true;
}

void sops__input_watch(struct sops_input *input, const struct sops__watcher *watcher)
{
	input->watcher = *watcher;
	input->options.apart = true;
}

int sops__input_bind(struct sops_input *input, struct sops_expr *expr, struct sops_error *err)
{
	size_t count = sops_columns_count(input->columns);
	int status = sops_expr_bind_true(expr, input->values, input->options.as_of, err);

	for (size_t i = 0; status == 0 && i < input->schema->count; i++)
		if (sops_expr_uses(expr, (int)(count + i)))
			input->follow |= SOPS_ROLE(i);
	return status;
}

const struct sops_record *sops__input_extended(const struct sops_input *input)
{
	return input->follow ? &input->extended : input->record;
}

struct sops_range sops__input_range(const struct sops_input *input)
{
	return input->options.source ? input->options.range
		: (struct sops_range){ 0, sops_csv_counts(input->csv).bytes };
}

uint64_t sops__input_byte(const struct sops_input *input, uint64_t byte)
{
	return byte + input->skipped;
}

const struct sops_record *sops__input_header(const struct sops_input *input)
{
	return sops_csv_header(input->csv);
}

bool sops__input_calm(const struct sops_input *input)
{
	return !input->ahead.first && (!input->tail || sops__tail_calm(input->tail));
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
	int status = sops_input_open(out, whole->schema, -1, NULL, options, err);

	if (status == 0)
		sops__values_follow((*out)->values, whole->values);
	return status;
}

const struct sops_values *sops__input_values(const struct sops_input *input)
{
	return input->values;
}

enum sops_reading sops_input_reading(const struct sops_input *input, size_t column)
{
	return sops_values_reading(input->values, column);
}
