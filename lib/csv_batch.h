/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv_batch.h: several rows at once, column by column, before they are read.
 *
 * Only rows that follow each other in a run of the scan and are as most are: each has a field for
 * every column, and what is quoted in it says what it says. The reader stays where it is until it
 * is told how many of them count; any other way to read goes on behind those.
 */
#ifndef SOPS_CSV_BATCH_H
#define SOPS_CSV_BATCH_H

#include "csv_view.h"

#define SOPS__BATCH 32 /* rows, at most: those of a run mostly */

struct sops__batch {
	size_t n, columns;    /* rows, and cells of each */
	const char *block;
	const uint32_t *ends; /* offsets in the block of what ends the cells, row after row; before
				 the first, of what ends the row before */
	bool crlf;            /* each of their line feeds has a CR before it; else none */
	const struct sops_csv *csv;
};

/* The cells of a column. */
struct sops__batch_column {
	const uint32_t *end;      /* of the first */
	size_t step;              /* to the next row's */
	const char *start, *last; /* the block; and what a cell's end is counted from */
	const struct sops_csv *csv;
};

static inline struct sops__batch_column sops__batch_column(const struct sops__batch *batch,
	size_t column)
{
	const bool cr = batch->crlf && column + 1 == batch->columns;

	return (struct sops__batch_column){ batch->ends + column, batch->columns, batch->block,
		batch->block - cr, batch->csv };
}

/* Of row i. */
__attribute__((always_inline)) static inline struct sops_field sops__batch_cell(
	const struct sops__batch_column *column, size_t i)
{
	const uint32_t *end = column->end + i * column->step;

	return sops__csv_view(column->csv, column->start + (uint32_t)(end[-1] + 1),
		column->last + *end, true);
}

/* Offset in the block of the byte behind row i. */
static inline size_t sops__batch_end(const struct sops__batch *batch, size_t i)
{
	return batch->ends[(i + 1) * batch->columns - 1] + (size_t)1;
}

static inline size_t sops__batch_start(const struct sops__batch *batch, size_t i)
{
	return (uint32_t)(batch->ends[(ptrdiff_t)(i * batch->columns) - 1] + 1);
}

/* Looks at the rows that come next: how many there are, or 0 where only others can tell. */
size_t sops__csv_peek(struct sops_csv *csv, struct sops__batch *batch);

/* The cells of row i become those of the reader's record, which has no place yet. */
const struct sops_record *sops__csv_show(struct sops_csv *csv, const struct sops__batch *batch,
	size_t i);

/* Reads the first n of them, one at least: the last of them is the record at hand. Its cells are
 * not. */
void sops__csv_take(struct sops_csv *csv, const struct sops__batch *batch, size_t n);

/* Where row i begins, as its record's place will say. */
static inline uint64_t sops__csv_batch_byte(const struct sops_csv *csv,
	const struct sops__batch *batch, size_t i)
{
	return csv->walker.block + sops__batch_start(batch, i);
}

/* And its line: each has one. The record at hand is still that before them. */
static inline uint64_t sops__csv_batch_line(const struct sops_csv *csv, size_t i)
{
	return csv->line + i;
}

#endif
