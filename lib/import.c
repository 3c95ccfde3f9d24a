/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import_private.h"

#include <sops/deals.h>
#include <sops/nearest.h>
#include "render_private.h"
#include "row.h"

#include <stdlib.h>

void sops_import_roles(const struct sops_schema *schema, uint64_t *needs, uint64_t *uses)
{
	/* What people export of deals may lack any column; a file without one that is known is
	 * refused all the same. */
	*needs = schema == &sops_deals ? 0 : schema->needs;
	*uses = 0;
	for (size_t i = 0; i < schema->count; i++)
		*uses |= SOPS_ROLE(i);
}

/* The currency of amounts is known only from their cells, perhaps. */
static bool is_currency_of(const struct sops_schema *schema, size_t role, uint64_t bound)
{
	for (size_t i = 0; i < schema->count; i++)
		if ((bound & SOPS_ROLE(i)) && schema->roles[i].currency &&
		    schema->roles[i].currency == schema->roles[role].offset)
			return true;
	return false;
}

static bool is_id(const struct sops_role *role)
{
	size_t len = strlen(role->name);

	return role->type == SOPS_TEXT && len > 3 && strcmp(role->name + len - 3, "_id") == 0;
}

/* The inputs whose columns are written. */
static const struct sops_columns *columns_of(const struct sops_import *import, size_t input)
{
	if (!import->options.inputs)
		return import->columns;
	return sops_input_columns(import->options.inputs[input]);
}

static size_t inputs(const struct sops_import *import)
{
	return import->options.inputs ? import->options.n_inputs : 1;
}

static void plan_roles(struct sops_import *import)
{
	const struct sops_schema *schema = sops_columns_schema(import->columns);
	uint64_t bound = 0;

	for (size_t i = 0; i < inputs(import); i++)
		bound |= sops_columns_bound(columns_of(import, i)) & ~schema->inner;
	bound = (bound | import->options.roles) & ~import->options.without;
	for (size_t i = 0; i < schema->count; i++)
		if ((bound & SOPS_ROLE(i)) || is_currency_of(schema, i, bound))
			import->outputs[import->count++] = (struct sops__output){
				.role = &schema->roles[i], .id = is_id(&schema->roles[i]),
				.name = sops_field_of(schema->roles[i].name) };
}

/* Whether a column of a file is written as one of the table's. */
static bool has(const struct sops_columns *columns, size_t column)
{
	int role = sops_columns_role(columns, column);

	return role >= 0 && !(sops_columns_schema(columns)->inner & SOPS_ROLE(role));
}

bool sops_import_has(const struct sops_import *import, size_t column)
{
	return has(import->columns, column);
}

/* Of a kept column: the first, second … of its header in its file. */
static size_t number_of(const struct sops_columns *columns, size_t column)
{
	size_t number = 1;

	for (size_t i = 0; i < column; i++)
		number += !has(columns, i) &&
			sops_field_equal(sops_columns_name(columns, i),
				sops_columns_name(columns, column));
	return number;
}

/* The kept column of that header and number, or ABSENT. */
static size_t kept_column(const struct sops_columns *columns, struct sops_field name, size_t number)
{
	for (size_t i = 0; i < sops_columns_count(columns); i++)
		if (!has(columns, i) &&
		    sops_field_equal(sops_columns_name(columns, i), name) && --number == 0)
			return i;
	return ABSENT;
}

/* What an input keeps, and none before it. */
static void plan_kept(struct sops_import *import, size_t input)
{
	const struct sops_columns *columns = columns_of(import, input);

	for (size_t i = 0; i < sops_columns_count(columns); i++) {
		struct sops_field name = sops_columns_name(columns, i);
		size_t number, before = 0;

		if (has(columns, i))
			continue;
		if (columns == import->columns && input == 0) {
			import->outputs[import->count++] = (struct sops__output){ .name = name,
				.column = i };
			continue;
		}
		number = number_of(columns, i);
		while (before < input &&
			kept_column(columns_of(import, before), name, number) == ABSENT)
			before++;
		if (before == input)
			import->outputs[import->count++] = (struct sops__output){ .name = name,
				.column = kept_column(import->columns, name, number) };
	}
}

static int plan(struct sops_import *import, struct sops_error *err)
{
	size_t most = 0;

	for (size_t i = 0; i < inputs(import); i++)
		most += sops_columns_most(columns_of(import, i));
	import->outputs = calloc(most, sizeof(*import->outputs));
	if (!import->outputs)
		return sops_error_memory(err);
	plan_roles(import);
	for (size_t i = 0; import->options.keep && i < inputs(import); i++)
		plan_kept(import, i);
	return 0;
}

static int unknown_mask(const struct sops_import *import, struct sops_field name,
	struct sops_error *err)
{
	struct sops_field *names = calloc(import->count, sizeof(*names));
	char quoted[SOPS_QUOTED];

	if (!names)
		return sops_error_memory(err);
	for (size_t i = 0; i < import->count; i++)
		names[i] = import->outputs[i].name;
	sops_error_set(err, SOPS_EINPUT, "--mask: no column %s in the output",
		sops_quote(quoted, name));
	sops_hint_names(err, name, names, import->count, "columns");
	free(names);
	return SOPS_EINPUT;
}

static int plan_mask(struct sops_import *import, struct sops_field name, struct sops_error *err)
{
	bool found = false;

	for (size_t i = 0; i < import->count; i++) {
		if (!sops_field_equal(import->outputs[i].name, name))
			continue;
		import->outputs[i].masked = found = true;
	}
	return found ? 0 : unknown_mask(import, name, err);
}

int sops_import_new(struct sops_import **out, const struct sops_input *input,
	const struct sops_import_options *options, struct sops_error *err)
{
	struct sops_import *import = calloc(1, sizeof(*import));
	struct sops_field rest = sops_field_of(options->masked);
	int status = 0;

	if (!import)
		return sops_error_memory(err);
	import->input = input;
	import->columns = sops_input_columns(input);
	import->options = *options;
	if (sops_input_profile(input))
		import->habits = sops_profile_habits(sops_input_profile(input));
	status = plan(import, err);
	while (status == 0 && rest.at)
		status = plan_mask(import, sops_field_cut(&rest, ','), err);
	if (status < 0) {
		sops_import_free(import);
		return status;
	}
	*out = import;
	return 0;
}

void sops_import_free(struct sops_import *import)
{
	if (!import)
		return;
	sops__plain_free(import->plain);
	sops__lines_release(&import->lines);
	sops_buffer_release(&import->text);
	sops_buffer_release(&import->mask);
	free(import->outputs);
	free(import);
}

/* What a person wrote, beneath what guards it. */
static struct sops_field bare(struct sops_field text)
{
	if (text.len == 0 || (*text.at != '\'' && *text.at != '=' && *text.at != ' '))
		return text;
	return sops_cell_unwrap(sops_cell_unguard(text));
}

/* One id in one form: without Zoho's zcrm_, and, as the CRM's profile tells, without its prefix and
 * Salesforce's of 15 characters with the 3 that make it fit for a spreadsheet. */
static struct sops_field id_of(struct sops_import *import, struct sops_field text)
{
	const struct sops_profile_habits *habits = import->habits;
	size_t prefix = habits && habits->id_prefix ? strlen(habits->id_prefix) : 0;

	if (prefix && text.len > prefix && memcmp(text.at, habits->id_prefix, prefix) == 0)
		text = (struct sops_field){ text.at + prefix, text.len - prefix };
	text = sops_cell_zoho_id(text);
	if (habits && habits->id_short == 15 && (text.len == 15 || text.len == 18) &&
	    sops_cell_salesforce_id(import->id, text, NULL) == 0)
		return sops_field_of(import->id);
	return text;
}

struct sops_field sops_import_id(struct sops_import *import, struct sops_field text)
{
	return id_of(import, bare(text));
}

static struct sops_field text_of(struct sops_import *import, const struct sops__output *output,
	const void *row, struct sops_error *err, int *status)
{
	struct sops_field text;

	if (output->role && output->role->type == SOPS_TEXT) {
		text = *(const struct sops_field *)(const void *)((const char *)row +
			output->role->offset);
		return output->id ? sops_import_id(import, text) : bare(text);
	}
	if (output->column == ABSENT)
		return (struct sops_field){ NULL, 0 };
	if (!output->role)
		return bare(sops_field_trim(
			sops_input_record(import->input)->fields[output->column]));
	sops_buffer_clear(&import->text);
	if (sops__row_text(&import->text, output->role, row) < 0)
		*status = sops_buffer_check(&import->text, err);
	return sops_buffer_view(&import->text);
}

/* Says in which column of the file. */
static int refuse(const struct sops_import *import, const struct sops__output *output,
	struct sops_error *err)
{
	const struct sops_schema *schema = sops_columns_schema(import->columns);
	int column = sops_columns_of(import->columns, (int)(output->role - schema->roles));

	if (column >= 0)
		sops_error_column(err, sops_columns_name(import->columns, (size_t)column));
	return SOPS_EINPUT;
}

/* Two ids that were rounded may be one now. */
static int refuse_rounded(const struct sops_import *import, const struct sops__output *output,
	struct sops_field id, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	sops_error_set(err, SOPS_EINPUT, "%s is an id that a spreadsheet has rounded",
		sops_quote(quoted, id));
	sops_error_hint(err, "export it again, or make its column text before you save it");
	return refuse(import, output, err);
}

/* What begins as their ids do, and is none. */
static int refuse_damaged(const struct sops_import *import, const struct sops__output *output,
	struct sops_field id, struct sops_error *err)
{
	const struct sops_profile_habits *habits = import->habits;
	char whole[SOPS_SALESFORCE_ID];

	if (!habits || habits->id_short != 15 || id.len != 18 || memcmp(id.at, "00", 2) != 0)
		return 0;
	return sops_cell_salesforce_id(whole, id, err) < 0 ? refuse(import, output, err) : 0;
}

int sops_import_check(struct sops_import *import, const void *row, struct sops_error *err)
{
	for (size_t i = 0; i < import->count; i++) {
		const struct sops__output *output = &import->outputs[i];
		struct sops_field id;
		int status = 0;

		if (!output->id)
			continue;
		id = text_of(import, output, row, err, &status);
		if (status == 0 && sops_cell_rounded(id))
			status = refuse_rounded(import, output, id, err);
		if (status == 0)
			status = refuse_damaged(import, output, id, err);
		if (status < 0)
			return status;
	}
	return 0;
}

/* The text of an output's cell; valid until the next. */
static int cell(struct sops_import *import, const struct sops__output *output, const void *row,
	struct sops_field *out, struct sops_error *err)
{
	int status = 0;

	*out = text_of(import, output, row, err, &status);
	if (status < 0 || !output->masked || out->len == 0)
		return status;
	sops_buffer_clear(&import->mask);
	if (sops_mask_add(import->options.mask, &import->mask, *out, err) < 0)
		return SOPS_ESYSTEM;
	*out = sops_buffer_view(&import->mask);
	return 0;
}

/* Where the file has ids, a row without one may be no deal of its own. */
static void count_idless(struct sops_import *import, const void *row)
{
	const struct sops_deal *deal = row;

	if (sops_columns_schema(import->columns) == &sops_deals && deal->deal_id.len == 0 &&
	    sops_columns_of(import->columns, SOPS_DEALS_ID) >= 0 && import->idless++ == 0)
		import->idless_line = sops_input_place(import->input).line;
}

uint64_t sops_import_idless(const struct sops_import *import, uint64_t *line)
{
	*line = import->idless_line;
	return import->idless;
}

/* Whether the row is another line of a record that is there: 1, else 0. */
static int look_at_lines(struct sops_import *import, const void *row, struct sops_error *err)
{
	struct sops__lines *lines = &import->lines;
	struct sops_place place = sops_input_place(import->input);
	const struct sops_role *roles = sops_columns_schema(import->columns)->roles;
	struct sops_field text;
	size_t id = 0;
	int status = 0;

	if (!import->options.id)
		return 0;
	sops__lines_begin(lines);
	for (size_t i = 0; status == 0 && i < import->count; i++) {
		const struct sops__output *output = &import->outputs[i];

		status = cell(import, output, row, &text, err);
		if (status == 0)
			status = sops__lines_cell(lines, output->name, text, err);
		if (output->role == &roles[__builtin_ctzll(import->options.id)])
			id = i;
	}
	return status < 0 ? status : sops__lines_end(lines, id, place.line, &import->options, err);
}

/* Else a file that nothing is known of would come out as so many empty lines. */
static int check_outputs(const struct sops_import *import, struct sops_error *err)
{
	size_t count = sops_columns_count(import->columns);
	const struct sops_place place = { .file = sops_input_name(import->input) };
	struct sops_field *names;

	if (import->count > 0)
		return 0;
	names = calloc(count, sizeof(*names));
	if (!names)
		return sops_error_memory(err);
	for (size_t i = 0; i < count; i++)
		names[i] = sops_columns_name(import->columns, i);
	sops_error_set(err, SOPS_EINPUT, "no column is known as one of %s",
		sops_columns_schema(import->columns)->name);
	sops_hint_names(err, sops_field_of(""), names, count,
		"say -m role=Header, or --keep; the columns are");
	sops_error_place(err, &place);
	free(names);
	return SOPS_EINPUT;
}

int sops_import_header(const struct sops_import *import, struct sops_buffer *out,
	struct sops_error *err)
{
	if (check_outputs(import, err) < 0)
		return err ? err->status : SOPS_EINPUT;
	for (size_t i = 0; i < import->count; i++) {
		sops_buffer_puts(out, i ? "," : "");
		sops__put_csv(out, import->outputs[i].name, import->options.excel);
	}
	sops_buffer_puts(out, import->options.excel ? "\r\n" : "\n");
	return sops_buffer_check(out, err);
}

/* What is no text has nothing in it that must be quoted or guarded. */
static bool is_plain(const struct sops__output *output)
{
	return output->role && output->column != ABSENT && output->role->type != SOPS_TEXT &&
		!output->masked;
}

int sops_import_row(struct sops_import *import, const void *row, struct sops_buffer *out,
	struct sops_error *err)
{
	struct sops_field text = { NULL, 0 };
	size_t before = out->len;
	int status = sops_import_check(import, row, err);

	if (status == 0)
		status = look_at_lines(import, row, err);
	for (size_t i = 0; status == 0 && i < import->count; i++) {
		const struct sops__output *output = &import->outputs[i];

		if (i > 0)
			sops_buffer_putc(out, ',');
		if (is_plain(output)) {
			sops__row_text(out, output->role, row);
			continue;
		}
		status = cell(import, output, row, &text, err);
		if (status == 0 && text.len > 0)
			sops__put_csv(out, text, import->options.excel);
	}
	if (status != 0)
		return status;
	count_idless(import, row);
	/* A line with nothing on it would be no record. */
	if (out->len == before)
		sops_buffer_puts(out, "\"\"");
	sops_buffer_puts(out, import->options.excel ? "\r\n" : "\n");
	return sops_buffer_check(out, err);
}

int sops_import_columns(const struct sops_import *import, struct sops_table *table,
	struct sops_error *err)
{
	static const enum sops_column_type types[SOPS_PERIOD + 1] = { /* the others are text */
		[SOPS_MONEY] = SOPS_COLUMN_MONEY, [SOPS_COUNT] = SOPS_COLUMN_MONEY,
		[SOPS_RATE] = SOPS_COLUMN_RATIO, [SOPS_BOOL] = SOPS_COLUMN_BOOL };
	struct sops_buffer name = SOPS_BUFFER_INIT;
	int status = check_outputs(import, err);

	if (status < 0)
		return status;
	for (size_t i = 0; i < import->count; i++) {
		const struct sops__output *output = &import->outputs[i];
		bool typed = output->role && !output->masked;

		sops_buffer_clear(&name);
		sops_buffer_field(&name, output->name);
		sops_buffer_putc(&name, '\0');
		status = sops_buffer_check(&name, err);
		if (status < 0)
			break;
		sops_table_column(table, name.at,
			typed ? types[output->role->type] : SOPS_COLUMN_TEXT, "",
			output->role ? output->role->doc : "a column of the file");
	}
	sops_buffer_release(&name);
	return status < 0 ? status : sops_table_check(table, err);
}

/* A share is told in per cent to people, but not where that would cost digits. */
static void put_rate(struct sops_table *table, struct sops_money rate)
{
	const struct sops_ratio ratio = { rate, sops_money_of(1) };

	if (rate.scale <= SOPS_RATIO_DIGITS)
		sops_table_share(table, ratio);
	else
		sops_table_money(table, rate);
}

/* A value that is no text as what it is. False: it is one, or its text is masked. */
static bool put_value(const struct sops__output *output, const void *row, struct sops_table *table)
{
	const void *value;

	if (!output->role || output->masked)
		return false;
	value = (const char *)row + output->role->offset;
	switch (output->role->type) {
	case SOPS_MONEY:
	case SOPS_COUNT:
		sops_table_money(table, *(const struct sops_money *)value);
		return true;
	case SOPS_RATE:
		put_rate(table, *(const struct sops_money *)value);
		return true;
	case SOPS_BOOL:
		if (*(const int *)value == SOPS_BLANK)
			sops_table_blank(table);
		else
			sops_table_bool(table, *(const int *)value);
		return true;
	default:
		return false;
	}
}

int sops_import_add(struct sops_import *import, const void *row, struct sops_table *table,
	struct sops_error *err)
{
	struct sops_field text;
	int status = sops_import_check(import, row, err);

	if (status == 0)
		status = look_at_lines(import, row, err);
	if (status != 0)
		return status;
	count_idless(import, row);
	sops_table_row(table);
	for (size_t i = 0; i < import->count; i++) {
		const struct sops__output *output = &import->outputs[i];

		if (put_value(output, row, table))
			continue;
		status = cell(import, output, row, &text, err);
		if (status < 0)
			return status;
		if (text.len > 0)
			sops_table_text(table, text);
		else
			sops_table_blank(table);
	}
	return sops_table_check(table, err);
}

int sops_import_map(const struct sops_import *import, struct sops_table *table,
	struct sops_error *err)
{
	const struct sops_schema *schema = sops_columns_schema(import->columns);

	sops_table_column(table, "column", SOPS_COLUMN_COUNT, "", "number of the column, from 1");
	sops_table_column(table, "header", SOPS_COLUMN_TEXT, "", "as the file has it");
	sops_table_column(table, "role", SOPS_COLUMN_TEXT, "", "what it becomes, if anything");
	sops_table_column(table, "meaning", SOPS_COLUMN_TEXT, "", "of the role");
	for (size_t i = 0; i < sops_columns_count(import->columns); i++) {
		int role = sops_columns_role(import->columns, i);

		sops_table_row(table);
		sops_table_count(table, (int64_t)i + 1);
		sops_table_text(table, sops_columns_name(import->columns, i));
		sops_table_string(table, role >= 0 ? schema->roles[role].name : NULL);
		sops_table_string(table, role >= 0 ? schema->roles[role].doc : NULL);
	}
	return sops_table_check(table, err);
}
