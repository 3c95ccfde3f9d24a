/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reconcile_private.h"

#include "cells.h"
#include "ids.h"
#include "input_private.h"
#include "private.h"

#include <stdlib.h>

static const struct sops_state row_state = SOPS_STATE(struct sops__reconcile_row,
	SOPS_STATE_FIELD(struct sops__reconcile_row, rows, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__reconcile_row, first, SOPS_STATE_MIN),
	SOPS_STATE_FIELD(struct sops__reconcile_row, amount, SOPS_STATE_SHORT_SUM));

const struct sops_state sops_reconcile_state = SOPS_STATE(struct sops_reconcile_rows,
	SOPS_STATE_GROUP_OF(struct sops_reconcile_rows, keys, row_state));

int sops_reconcile_tolerance(struct sops_reconcile_options *options, struct sops_field text,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	int status = sops_money_parse(&options->tolerance, NULL, text, SOPS_DECIMAL_POINT, NULL);

	options->relative = false;
	if (status < 0)
		status = sops_rate_parse(&options->tolerance, &options->relative, text,
			SOPS_DECIMAL_POINT, NULL);
	if (status == 0 && options->tolerance.units >= 0)
		return 0;
	return sops_error_set(err, SOPS_EUSAGE,
		"--tolerance takes an amount or a share, 0.01 or 0.5%%, not %s",
		sops_quote(quoted, text));
}

static int read_pair(struct sops__pair *pair, struct sops_field text, const char *option,
	struct sops_error *err)
{
	struct sops_field rest = text;
	char quoted[SOPS_QUOTED];

	pair->ours = sops_field_cut(&rest, '=');
	pair->theirs = rest.at ? sops_field_trim(rest) : pair->ours;
	if (pair->ours.len > 0 && pair->theirs.len > 0)
		return 0;
	return sops_error_set(err, SOPS_EUSAGE, "a column is missing: %s takes COL or OURS=THEIRS, "
		"not %s", option, sops_quote(quoted, text));
}

static int read_on(struct sops_reconcile *reconcile, struct sops_error *err)
{
	struct sops_field rest = sops_field_of(reconcile->options.on);
	size_t most = 1;
	int status = 0;

	for (size_t i = 0; i < rest.len; i++)
		most += rest.at[i] == ',';
	reconcile->on = calloc(most, sizeof(*reconcile->on));
	if (!reconcile->on)
		return sops_error_memory(err);
	while (status == 0 && reconcile->n_on < most)
		status = read_pair(&reconcile->on[reconcile->n_on++],
			sops_field_cut(&rest, ','), "--on", err);
	return status;
}

int sops_reconcile_new(struct sops_reconcile **out, const struct sops_reconcile_options *options,
	struct sops_error *err)
{
	struct sops_reconcile *reconcile = calloc(1, sizeof(*reconcile));
	int status;

	if (!reconcile)
		return sops_error_memory(err);
	reconcile->options = *options;
	status = sops_state_init(&sops_reconcile_state, &reconcile->theirs, err);
	if (status == 0)
		status = read_on(reconcile, err);
	if (status == 0 && options->sum)
		status = read_pair(&reconcile->sum, sops_field_of(options->sum), "--sum", err);
	if (status < 0)
		sops_reconcile_free(reconcile);
	else
		*out = reconcile;
	return status;
}

void sops_reconcile_free(struct sops_reconcile *reconcile)
{
	if (!reconcile)
		return;
	sops_state_release(&sops_reconcile_state, &reconcile->theirs);
	sops_buffer_release(&reconcile->name);
	free(reconcile->on);
	free(reconcile);
}

struct sops_reconcile_columns {
	int *keys;
	size_t count;
	int sum; /* -1: there is none */
	int currency; /* of an amount whose cell names none; the same */
};

void sops_reconcile_columns_free(struct sops_reconcile_columns *columns)
{
	if (!columns)
		return;
	free(columns->keys);
	free(columns);
}

/* A column of another file that every table takes for that of the currency, or -1. */
static int find_currency(const struct sops_input *theirs)
{
	struct sops_field rest = SOPS_FIELD("currency|" SOPS__CURRENCY_HEADERS);
	const struct sops_columns *columns = sops_input_columns(theirs);
	int column = -1;

	while (column < 0 && rest.at) {
		struct sops_field name = sops_field_cut(&rest, '|');

		if (name.len > 0)
			column = sops_columns_find(columns, name, NULL);
	}
	return column;
}

static int find_columns(struct sops_reconcile_columns *columns,
	const struct sops_reconcile *reconcile, const struct sops_input *input, bool theirs,
	struct sops_error *err)
{
	const struct sops__pair *sum = &reconcile->sum;
	int status = 0;

	columns->sum = -1;
	columns->currency = theirs && reconcile->options.sum ? find_currency(input) : -1;
	columns->count = reconcile->n_on;
	columns->keys = calloc(reconcile->n_on, sizeof(*columns->keys));
	if (!columns->keys)
		return sops_error_memory(err);
	for (size_t i = 0; status == 0 && i < reconcile->n_on; i++)
		status = sops__cells_find(&columns->keys[i], input,
			theirs ? reconcile->on[i].theirs : reconcile->on[i].ours, err);
	if (status == 0 && reconcile->options.sum)
		status = sops__cells_find(&columns->sum, input, theirs ? sum->theirs : sum->ours,
			err);
	return status;
}

static int bind(struct sops_reconcile_columns **out, const struct sops_reconcile *reconcile,
	const struct sops_input *input, bool theirs, struct sops_error *err)
{
	struct sops_reconcile_columns *columns = calloc(1, sizeof(*columns));
	int status;

	if (!columns)
		return sops_error_memory(err);
	status = find_columns(columns, reconcile, input, theirs, err);
	if (status < 0)
		sops_reconcile_columns_free(columns);
	else
		*out = columns;
	return status;
}

int sops_reconcile_bind(struct sops_reconcile_columns **out,
	const struct sops_reconcile *reconcile, const struct sops_input *ours,
	struct sops_error *err)
{
	return bind(out, reconcile, ours, false, err);
}

/* A cell of the key: NUL is behind each of them. */
static void put_cell(struct sops_buffer *key, struct sops_field cell)
{
	char id[SOPS_SALESFORCE_ID];

	sops_buffer_field(key, sops__id(id, cell));
	sops_buffer_putc(key, '\0');
}

static int add_row(struct sops_group *keys, struct sops_field key, struct sops_money amount,
	struct sops_currency currency, int64_t at, struct sops_error *err)
{
	struct sops__reconcile_row *row;
	void *state;
	int status = sops_group_at(keys, key, &state, err);

	if (status < 0)
		return status;
	row = state;
	row->rows++;
	if (at < row->first)
		row->first = at;
	return sops_short_sum_add(&row->amount, amount, currency, err);
}

/* The currency stands behind the cells of the key; what adds nothing is in none. */
static int add_key(struct sops_reconcile_rows *rows, struct sops_buffer *key,
	struct sops_money amount, struct sops_currency currency, uint64_t at,
	struct sops_error *err)
{
	int status;

	if (sops_money_blank(amount))
		currency = (struct sops_currency){ "" };
	sops_buffer_puts(key, currency.code);
	status = sops_buffer_check(key, err);
	if (status == 0)
		status = add_row(rows->keys, sops_buffer_view(key), amount, currency, (int64_t)at,
			err);
	sops_buffer_release(key);
	return status;
}

static int read_currency(struct sops_currency *currency, const struct sops_input *input, int column,
	struct sops_error *err)
{
	const struct sops_place place = sops_input_place(input);
	struct sops_field cell = sops__cell_at(input, column);
	int status = cell.len ? sops_currency_parse(currency, cell, err) : 0;

	if (status < 0) {
		sops_error_column(err, sops_columns_name(sops_input_columns(input),
			(size_t)column));
		sops_error_place(err, &place);
	}
	return status;
}

static int add(struct sops_reconcile_rows *rows, const struct sops_reconcile_columns *columns,
	const struct sops_input *input, const void *row, uint64_t at, struct sops_error *err)
{
	struct sops_money amount = SOPS_MONEY_BLANK;
	struct sops_currency currency = { "" };
	struct sops_buffer key = SOPS_BUFFER_INIT;
	int status = columns->sum < 0 ? 0 :
		sops__cell_amount(input, row, columns->sum, &amount, &currency, err);

	if (status == 0 && columns->currency >= 0 && !currency.code[0] && !sops_money_blank(amount))
		status = read_currency(&currency, input, columns->currency, err);
	if (status < 0)
		return status;
	for (size_t i = 0; i < columns->count; i++)
		put_cell(&key, sops__cell_at(input, columns->keys[i]));
	return add_key(rows, &key, amount, currency, at, err);
}

int sops_reconcile_add_cells(struct sops_reconcile_rows *rows,
	const struct sops_reconcile *reconcile, const struct sops_field *keys,
	struct sops_money amount, struct sops_currency currency, uint64_t byte,
	struct sops_error *err)
{
	struct sops_buffer key = SOPS_BUFFER_INIT;

	for (size_t i = 0; i < reconcile->n_on; i++)
		put_cell(&key, sops_field_trim(keys[i]));
	return add_key(rows, &key, amount, currency, byte, err);
}

int sops_reconcile_add(struct sops_reconcile_rows *rows,
	const struct sops_reconcile_columns *columns, const struct sops_input *ours,
	const void *row, struct sops_error *err)
{
	return add(rows, columns, ours, row,
		sops__input_byte(ours, sops_input_record(ours)->place.byte), err);
}

int sops_reconcile_read(struct sops_reconcile *reconcile, struct sops_input *theirs,
	struct sops_error *err)
{
	struct sops_reconcile_columns *columns = NULL;
	const void *row;
	int status = bind(&columns, reconcile, theirs, true, err);

	if (status == 0)
		status = sops_buffer_puts(&reconcile->name, sops_input_name(theirs)) < 0
			? sops_buffer_check(&reconcile->name, err) : 0;
	while (status == 0 && (status = sops_input_next(theirs, &row, err)) > 0)
		status = add(&reconcile->theirs, columns, theirs, row,
			sops_input_place(theirs).line, err);
	sops_reconcile_columns_free(columns);
	return status;
}
