/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import.c: a record of an export becomes a line of CSV. */
#include "import_private.h"

#include <sops/deals.h>

#include "columns_private.h"
#include "render_private.h"
#include "row.h"

#include <stdlib.h>

int sops_import_new(struct sops_import **out, const struct sops_input *input,
	const struct sops_import_options *options, struct sops_error *err)
{
	struct sops_import *import = calloc(1, sizeof(*import));
	int status;

	if (!import)
		return sops_error_memory(err);
	import->input = input;
	import->columns = sops_input_columns(input);
	import->options = *options;
	if (sops_input_profile(input))
		import->habits = sops_profile_habits(sops_input_profile(input));
	status = sops__import_plan(import, err);
	if (status < 0) {
		sops_import_free(import);
		return status;
	}
	*out = import;
	return 0;
}

void sops_import_mask(struct sops_import *import, const struct sops_mask *mask)
{
	import->options.mask = mask;
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

	sops__columns_blame(import->columns, (int)(output->role - schema->roles), err);
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

int sops__import_cell(struct sops_import *import, const struct sops__output *output,
	const void *row, struct sops_field *out, struct sops_error *err)
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

		status = sops__import_cell(import, output, row, &text, err);
		if (status == 0)
			status = sops__lines_cell(lines, output->name, text, err);
		if (output->role == &roles[__builtin_ctzll(import->options.id)])
			id = i;
	}
	return status < 0 ? status : sops__lines_end(lines, id, place.line, &import->options, err);
}

int sops__import_begin(struct sops_import *import, const void *row, struct sops_error *err)
{
	int status = sops_import_check(import, row, err);

	if (status == 0)
		status = look_at_lines(import, row, err);
	if (status == 0)
		count_idless(import, row);
	return status;
}

int sops_import_header(const struct sops_import *import, struct sops_buffer *out,
	struct sops_error *err)
{
	if (sops__import_check_outputs(import, err) < 0)
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
	int status = sops__import_begin(import, row, err);

	for (size_t i = 0; status == 0 && i < import->count; i++) {
		const struct sops__output *output = &import->outputs[i];

		if (i > 0)
			sops_buffer_putc(out, ',');
		if (is_plain(output)) {
			sops__row_text(out, output->role, row);
			continue;
		}
		status = sops__import_cell(import, output, row, &text, err);
		if (status == 0 && text.len > 0)
			sops__put_csv(out, text, import->options.excel);
	}
	if (status != 0)
		return status;
	/* A line with nothing on it would be no record. */
	if (out->len == before)
		sops_buffer_puts(out, "\"\"");
	sops_buffer_puts(out, import->options.excel ? "\r\n" : "\n");
	return sops_buffer_check(out, err);
}
