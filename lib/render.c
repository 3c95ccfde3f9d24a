/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "private.h"
#include "render_private.h"

#include <stdlib.h>

static const struct format {
	int (*render)(struct sops__rendering *r, struct sops_error *err);
	bool human;
} formats[] = {
	[SOPS_FORMAT_TABLE] = { .render = sops__render_text, .human = true },
	[SOPS_FORMAT_CSV] = { .render = sops__render_csv },
	[SOPS_FORMAT_TSV] = { .render = sops__render_tsv },
	[SOPS_FORMAT_JSON] = { .render = sops__render_json },
	[SOPS_FORMAT_JSONL] = { .render = sops__render_jsonl },
	[SOPS_FORMAT_MD] = { .render = sops__render_md, .human = true },
	[SOPS_FORMAT_HTML] = { .render = sops__render_html, .human = true },
};

bool sops_format_human(enum sops_format format)
{
	return formats[format].human;
}

int sops_render_harmless(struct sops_buffer *out, struct sops_field text)
{
	char shown[8];

	while (text.len && !out->failed)
		sops_buffer_add(out, shown, sops__escape_character(shown, &text));
	return out->failed;
}

struct sops_field sops__render_shown(struct sops__rendering *r, struct sops_field text)
{
	sops_buffer_clear(&r->shown);
	if (sops_render_harmless(&r->shown, text) < 0)
		r->out->failed = r->shown.failed;
	return sops_buffer_view(&r->shown);
}

struct sops_field sops__render_name(const struct sops__rendering *r, size_t column)
{
	return sops_field_of(sops_table_column_at(r->table, column)->name);
}

/* What people call it, if there is a word for it. */
static struct sops_field word_for(struct sops__rendering *r, struct sops_field text)
{
	if (!r->options->word || !sops_format_human(r->options->format))
		return text;
	sops_buffer_clear(&r->word);
	if (r->options->word(&r->word, text) < 0)
		r->out->failed = true;
	return r->word.len > 0 ? sops_buffer_view(&r->word) : text;
}

struct sops_field sops__render_heading(struct sops__rendering *r, size_t column)
{
	return word_for(r, sops__render_name(r, column));
}

struct sops_field sops__render_said(struct sops__rendering *r, size_t column,
	struct sops_field text)
{
	static const struct sops_field metric = SOPS_FIELD("metric");

	return sops_field_equal(sops__render_name(r, column), metric) ? word_for(r, text) : text;
}

bool sops__render_numeric(const struct sops__rendering *r, size_t column)
{
	static const bool numeric[] = {
		[SOPS_COLUMN_COUNT] = true,
		[SOPS_COLUMN_MONEY] = true,
		[SOPS_COLUMN_RATIO] = true,
		[SOPS_COLUMN_NUMBER] = true,
		[SOPS_COLUMN_REAL] = true,
		[SOPS_COLUMN_BOOL] = false,
	};

	return numeric[sops_table_column_at(r->table, column)->type];
}

/* Cents are shown in the whole column when any of its values has a fraction. */
static int money_digits(const struct sops__rendering *r, size_t column)
{
	for (size_t row = 0; row < r->rows; row++) {
		const struct sops_cell *cell = sops_table_cell_at(r->table, row, column);

		if (cell->kind == SOPS_CELL_MONEY && cell->money.scale > 0)
			return 2;
	}
	return 0;
}

int sops_render(struct sops_buffer *out, const struct sops_table *table,
	const struct sops_render_options *options, struct sops_error *err)
{
	struct sops__rendering r = {
		.out = out,
		.table = table,
		.options = options,
		.rows = sops_table_rows(table),
		.columns = sops_table_columns(table),
	};
	int status = sops_table_check(table, err);

	if (status < 0)
		return status;
	r.digits = calloc(r.columns + 1, sizeof(*r.digits));
	if (!r.digits)
		return sops_error_memory(err);
	for (size_t i = 0; sops_format_human(options->format) && i < r.columns; i++)
		r.digits[i] = money_digits(&r, i);
	status = formats[options->format].render(&r, err);
	if (status == 0)
		status = sops_buffer_check(out, err);
	free(r.digits);
	sops_buffer_release(&r.cell);
	sops_buffer_release(&r.word);
	sops_buffer_release(&r.shown);
	return status;
}
