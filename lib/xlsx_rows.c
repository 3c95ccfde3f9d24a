/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows as records. With fill there are rows that the sheet does not have, and wider ones. */
#include "xlsx_private.h"

#include <stdlib.h>

struct sops__rows {
	struct sops_xlsx *xlsx;
	struct sops__sheet *sheet;
	struct sops__merges merges;
	bool fill;
	size_t width;
	struct sops__cells *cells, none; /* cells: of the sheet's next row */
	uint32_t row, done;              /* row: 0: not yet asked for; done: given out */
	bool ended;
	struct sops_field *fields;
	size_t fields_size;
	struct sops_record record;
};

static int cannot(const struct sops__rows *rows, int status, struct sops_error *err)
{
	const struct sops_place place = { .file = rows->xlsx->name };

	if (status == SOPS_EINPUT)
		sops_error_place(err, &place);
	return status;
}

static int survey(struct sops__rows *rows, bool width, struct sops_error *err)
{
	int status = 0;

	if (rows->fill || width)
		status = sops__sheet_survey(rows->xlsx, &rows->width,
			rows->fill ? &rows->merges : NULL, err);
	if (status == 0 && rows->fill) {
		status = sops__merges_ready(&rows->merges, err);
		rows->width = sops__merges_width(&rows->merges, rows->width);
	}
	return status;
}

int sops__rows_open(struct sops__rows **out, struct sops_xlsx *xlsx, bool width,
	struct sops_error *err)
{
	struct sops__rows *rows = calloc(1, sizeof(*rows));
	int status;

	if (!rows)
		return sops_error_memory(err);
	rows->xlsx = xlsx;
	rows->fill = xlsx->options.fill;
	sops_buffer_init(&rows->none.text, xlsx->options.max_record);
	status = survey(rows, width, err);
	if (status == 0)
		status = sops__sheet_open(&rows->sheet, xlsx, xlsx->chosen, err);
	if (status < 0) {
		cannot(rows, status, err);
		sops__rows_free(rows);
		return status;
	}
	*out = rows;
	return 0;
}

void sops__rows_free(struct sops__rows *rows)
{
	if (!rows)
		return;
	sops__sheet_free(rows->sheet);
	sops__merges_release(&rows->merges);
	sops_buffer_release(&rows->none.text);
	free(rows->none.at);
	free(rows->fields);
	free(rows);
}

size_t sops__rows_width(const struct sops__rows *rows)
{
	return rows->width;
}

static int give(struct sops__rows *rows, const struct sops__cells *cells, uint32_t row,
	struct sops_error *err)
{
	while (cells->count > rows->fields_size) {
		int status = sops__room(&rows->fields, &rows->fields_size, rows->fields_size,
			sizeof(*rows->fields), err);

		if (status < 0)
			return status;
	}
	for (size_t c = 0; c < cells->count; c++)
		rows->fields[c] = (struct sops_field){
			cells->text.at + cells->at[c].start, cells->at[c].len };
	rows->record = (struct sops_record){ rows->fields, cells->count,
		{ .file = rows->xlsx->name, .line = row } };
	return 1;
}

/* The sheet's next row, which is kept until it is its turn. */
static int look(struct sops__rows *rows, struct sops_error *err)
{
	int status;

	if (rows->ended || rows->row > rows->done)
		return 0;
	status = sops__sheet_next(rows->sheet, &rows->cells, &rows->row, err);
	rows->ended = status == 0;
	return status < 0 ? cannot(rows, status, err) : 0;
}

/* The next row that is the sheet's or in a merged range. */
static int next_filled(struct sops__rows *rows, struct sops_error *err)
{
	uint32_t merged = sops__merges_row(&rows->merges, rows->done + 1);
	bool is_row = !rows->ended && (merged == 0 || rows->row <= merged);
	struct sops__cells *cells = is_row ? rows->cells : &rows->none;
	int status;

	if (!is_row && merged == 0)
		return 0;
	rows->done = is_row ? rows->row : merged;
	rows->none.count = 0;
	sops_buffer_clear(&rows->none.text);
	status = sops__merges_fill(&rows->merges, rows->done, cells, err);
	return status < 0 ? cannot(rows, status, err) : give(rows, cells, rows->done, err);
}

static int next(struct sops__rows *rows, struct sops_error *err)
{
	int status = look(rows, err);

	if (status < 0)
		return status;
	if (rows->fill)
		return next_filled(rows, err);
	if (rows->ended)
		return 0;
	rows->done = rows->row;
	return give(rows, rows->cells, rows->row, err);
}

int sops__rows_next(struct sops__rows *rows, const struct sops_record **record,
	struct sops_error *err)
{
	int status;

	do
		status = next(rows, err);
	while (status > 0 && rows->record.count == 0);
	*record = status > 0 ? &rows->record : NULL;
	return status;
}
