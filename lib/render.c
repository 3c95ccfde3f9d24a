/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "private.h"
#include "render_private.h"
#include "table_private.h"

#include <stdlib.h>

/* For people, who see it whole, or for machines, row by row. */
static const struct format {
	int (*whole)(struct sops__rendering *r, struct sops_error *err);
	const struct sops__render_rows *rows;
} formats[] = {
	[SOPS_FORMAT_TABLE] = { .whole = sops__render_text },
	[SOPS_FORMAT_CSV] = { .rows = &sops__render_csv },
	[SOPS_FORMAT_TSV] = { .rows = &sops__render_tsv },
	[SOPS_FORMAT_JSON] = { .rows = &sops__render_json },
	[SOPS_FORMAT_JSONL] = { .rows = &sops__render_jsonl },
	[SOPS_FORMAT_MD] = { .whole = sops__render_md },
	[SOPS_FORMAT_HTML] = { .whole = sops__render_html },
};

bool sops_format_human(enum sops_format format)
{
	return formats[format].whole != NULL;
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

static struct sops__rendering rendering(struct sops_buffer *out, const struct sops_table *table,
	const struct sops_render_options *options)
{
	return (struct sops__rendering){
		.out = out,
		.table = table,
		.options = options,
		.rows = sops_table_rows(table),
		.columns = sops_table_columns(table),
	};
}

static void release(struct sops__rendering *r)
{
	free(r->digits);
	sops_buffer_release(&r->cell);
	sops_buffer_release(&r->word);
	sops_buffer_release(&r->shown);
}

static int render_whole(struct sops__rendering *r, const struct format *format,
	struct sops_error *err)
{
	r->digits = calloc(r->columns + 1, sizeof(*r->digits));
	if (!r->digits)
		return sops_error_memory(err);
	for (size_t i = 0; i < r->columns; i++)
		r->digits[i] = money_digits(r, i);
	return format->whole(r, err);
}

static void begin(struct sops__rendering *r, const struct sops__render_rows *format)
{
	if (format->begin)
		format->begin(r);
}

static void end(struct sops__rendering *r, const struct sops__render_rows *format)
{
	if (format->end)
		format->end(r);
}

static int render_rows(struct sops__rendering *r, const struct sops__render_rows *format,
	struct sops_error *err)
{
	int status = 0;

	begin(r, format);
	for (size_t row = 0; status == 0 && row < r->rows; row++)
		status = format->row(r, row, err);
	end(r, format);
	return status;
}

int sops_render(struct sops_buffer *out, const struct sops_table *table,
	const struct sops_render_options *options, struct sops_error *err)
{
	const struct format *format = &formats[options->format];
	struct sops__rendering r = rendering(out, table, options);
	int status = sops_table_check(table, err);

	if (status < 0)
		return status;
	status = format->whole ? render_whole(&r, format, err) : render_rows(&r, format->rows, err);
	if (status == 0)
		status = sops_buffer_check(out, err);
	release(&r);
	return status;
}

struct sops_flow {
	struct sops_table *table;
	struct sops__rendering r;
	const struct sops__render_rows *format;
	int status;            /* of the rows so far, */
	struct sops_error err; /* and what was wrong with the first that failed */
};

static void flow_row(void *to, const struct sops_table *table)
{
	struct sops_flow *flow = to;

	if (flow->status == 0)
		flow->status = flow->format->row(
			&flow->r, sops_table_rows(table) - 1, &flow->err);
}

int sops_flow_new(struct sops_flow **out, struct sops_buffer *text, struct sops_table *table,
	const struct sops_render_options *options, struct sops_error *err)
{
	struct sops_flow *flow = calloc(1, sizeof(*flow));

	if (!flow)
		return sops_error_memory(err);
	flow->table = table;
	flow->r = rendering(text, table, options);
	flow->format = formats[options->format].rows;
	begin(&flow->r, flow->format);
	sops_table_flow(table, flow_row, flow);
	*out = flow;
	return 0;
}

int sops_flow_end(struct sops_flow *flow, struct sops_error *err)
{
	int status;

	sops__table_pass(flow->table);
	status = sops_table_check(flow->table, err);
	if (status < 0)
		return status;
	if (flow->status < 0 && err && err->status == SOPS_OK)
		*err = flow->err;
	if (flow->status < 0)
		return flow->status;
	end(&flow->r, flow->format);
	return sops_buffer_check(flow->r.out, err);
}

void sops_flow_free(struct sops_flow *flow)
{
	if (!flow)
		return;
	release(&flow->r);
	free(flow);
}
