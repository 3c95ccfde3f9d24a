/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Merged ranges, as rows go by. Ranges do not overlap, so at any row a column is in one at most,
 * and what has to be held is one text for every column.
 */
#include "xlsx_private.h"

#include <stdlib.h>

#define MERGES (4 << 20)
#define CELLS (32 << 20) /* 50,000 rows, with 600 columns merged in each */

struct sops__held {
	uint32_t until;          /* the last row; 0: none */
	uint16_t from;           /* the column that has the text */
	struct sops_buffer text;
};

static int bad_range(const char *range, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	return sops_error_set(err, SOPS_EINPUT, "%s is no range of cells to merge",
		sops_quote(quoted, sops_field_of(range)));
}

int sops__merges_add(struct sops__merges *merges, const char *range, struct sops_error *err)
{
	size_t left, right = 0, len = 0;
	uint32_t top, bottom = 0;
	size_t colon = sops__ref_parse(&left, &top, range);
	int status;

	if (colon && range[colon] == ':')
		len = sops__ref_parse(&right, &bottom, range + colon + 1);
	if (len == 0 || range[colon + 1 + len] || right < left || bottom < top)
		return bad_range(range, err);
	merges->cells += (uint64_t)(right - left + 1) * (bottom - top + 1);
	if (merges->count == MERGES || merges->cells > CELLS)
		return sops_error_set(err, SOPS_EINPUT,
			"more than %d merged ranges, or %d cells in them", MERGES, CELLS);
	status = sops__room(&merges->at, &merges->size, merges->count, sizeof(*merges->at), err);
	if (status < 0)
		return status;
	merges->at[merges->count++] = (struct sops__merge){ top, bottom, (uint16_t)left,
		(uint16_t)right };
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct sops__merge *x = a, *y = b;

	if (x->first_row != y->first_row)
		return x->first_row < y->first_row ? -1 : 1;
	return x->first_column - y->first_column;
}

/* Whether the columns of a range are free at its first row; then they are taken. */
static bool take(uint32_t *until, const struct sops__merge *merge)
{
	for (size_t c = merge->first_column; c <= merge->last_column; c++) {
		if (until[c] >= merge->first_row)
			return false;
		until[c] = merge->last_row;
	}
	return true;
}

static int overlap(const struct sops__merge *merge, struct sops_error *err)
{
	char first[SOPS__REF], last[SOPS__REF];

	return sops_error_set(err, SOPS_EINPUT, "the merged range %s:%s overlaps another",
		sops__ref(first, merge->first_column, merge->first_row),
		sops__ref(last, merge->last_column, merge->last_row));
}

int sops__merges_ready(struct sops__merges *merges, struct sops_error *err)
{
	uint32_t *until = calloc(SOPS__COLUMNS, sizeof(*until));
	int status = 0;

	merges->held = calloc(SOPS__COLUMNS, sizeof(*merges->held));
	if (!until || !merges->held)
		status = sops_error_memory(err);
	if (merges->count)
		qsort(merges->at, merges->count, sizeof(*merges->at), compare);
	for (size_t i = 0; i < merges->count && status == 0; i++) {
		if (!take(until, &merges->at[i]))
			status = overlap(&merges->at[i], err);
	}
	free(until);
	return status;
}

void sops__merges_release(struct sops__merges *merges)
{
	for (size_t c = 0; merges->held && c < SOPS__COLUMNS; c++)
		sops_buffer_release(&merges->held[c].text);
	free(merges->held);
	free(merges->at);
}

size_t sops__merges_width(const struct sops__merges *merges, size_t width)
{
	size_t widest = width;

	for (size_t i = 0; i < merges->count; i++) {
		const struct sops__merge *merge = &merges->at[i];

		if (merge->first_column < width && merge->last_column >= widest)
			widest = (size_t)merge->last_column + 1;
	}
	return widest;
}

uint32_t sops__merges_row(const struct sops__merges *merges, uint32_t row)
{
	if (merges->until >= row)
		return row;
	return merges->next < merges->count ? merges->at[merges->next].first_row : 0;
}

static struct sops_field text_of(const struct sops__cells *cells, size_t column)
{
	if (column >= cells->count)
		return (struct sops_field){ NULL, 0 };
	return (struct sops_field){ cells->text.at + cells->at[column].start,
		cells->at[column].len };
}

static int hold(struct sops__merges *merges, const struct sops__merge *merge,
	const struct sops__cells *cells, struct sops_error *err)
{
	struct sops_field text = text_of(cells, merge->first_column);
	struct sops_buffer *held = &merges->held[merge->first_column].text;

	sops_buffer_clear(held);
	sops_buffer_field(held, text);
	for (size_t c = merge->first_column; c <= merge->last_column; c++) {
		merges->held[c].until = merge->last_row;
		merges->held[c].from = merge->first_column;
	}
	if (merge->last_row > merges->until)
		merges->until = merge->last_row;
	if (merge->last_column >= merges->columns)
		merges->columns = (size_t)merge->last_column + 1;
	return sops_buffer_check(held, err);
}

/* A range's own first cell has the text already. */
static int fill(const struct sops__merges *merges, size_t column, struct sops__cells *cells,
	struct sops_error *err)
{
	struct sops_field text = sops_buffer_view(&merges->held[merges->held[column].from].text);
	size_t at = cells->text.len;

	if (text.len == 0)
		return 0;
	sops_buffer_field(&cells->text, text);
	if (cells->text.failed == SOPS_EINPUT)
		return sops_error_set(err, SOPS_EINPUT, "a filled row of more than %zu bytes",
			cells->text.limit);
	if (cells->text.failed || sops__cells_set(cells, column, at) < 0)
		return sops_error_memory(err);
	return 0;
}

int sops__merges_fill(struct sops__merges *merges, uint32_t row, struct sops__cells *cells,
	struct sops_error *err)
{
	int status = 0;

	for (; merges->next < merges->count && status == 0; merges->next++) {
		const struct sops__merge *merge = &merges->at[merges->next];

		if (merge->first_row > row)
			break;
		status = hold(merges, merge, cells, err);
	}
	for (size_t c = 0; c < merges->columns && status == 0; c++) {
		if (merges->held[c].until >= row)
			status = fill(merges, c, cells, err);
		else
			sops_buffer_release(&merges->held[c].text);
	}
	return status;
}
