/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_batch.h"

/* Whether a wanted cell of the row has quotes in it: then its text is not as it stands. */
static bool has_quotes(const struct sops_csv *csv, const struct sops__batch *batch, size_t i)
{
	const uint32_t *ends = batch->ends + i * batch->columns;

	for (size_t w = 0; w < csv->n_wanted; w++) {
		const uint32_t *end = ends + csv->wanted[w];
		const char *at = batch->block + (uint32_t)(end[-1] + 1);
		const char *last = batch->block + *end - 1;

		if (*at == '"' && memchr(at + 1, '"', (size_t)(last - at)) != last)
			return true;
	}
	return false;
}

/* Whether the byte is in a wanted cell of the row, or in one between them. */
static bool is_wanted(const struct sops_csv *csv, const struct sops__batch *batch, size_t i,
	size_t byte)
{
	const uint32_t *ends = batch->ends + i * batch->columns;

	return csv->n_wanted > 0 &&
		byte >= (uint32_t)(ends[(ptrdiff_t)csv->wanted[0] - 1] + 1) &&
		byte < ends[csv->wanted[csv->n_wanted - 1]];
}

/* Goes to the row that has the doubled quote, which is not in one before. Whether it is as it
 * stands; or there is none. */
static bool stands(const struct sops_csv *csv, const struct sops__batch *batch, size_t *row,
	size_t byte)
{
	while (*row < batch->n && sops__batch_end(batch, *row) <= byte)
		++*row;
	return *row == batch->n || !is_wanted(csv, batch, *row, byte) ||
		!has_quotes(csv, batch, *row);
}

/* Rows up to the first that is not as it stands. Of the first row it is known by itself whether it
 * has doubled quotes before the run. */
static size_t as_they_stand(const struct sops_csv *csv, const struct sops__batch *batch)
{
	const struct sops__walker *walker = &csv->walker;
	const struct sops__marks *marks = &walker->marks;
	size_t row = 0;

	if (walker->row == 0 && walker->begun.doubled && batch->n > 0 && has_quotes(csv, batch, 0))
		return 0;
	for (uint64_t words = marks->doubled; words; words &= words - 1) {
		const size_t word = (size_t)__builtin_ctzll(words);

		for (uint64_t bits = marks->doubles[word]; bits; bits &= bits - 1)
			if (!stands(csv, batch, &row, (walker->first + word) * SOPS__WORD +
					(size_t)__builtin_ctzll(bits)))
				return row;
	}
	return batch->n;
}

static void find_rows(struct sops_csv *csv, struct sops__batch *batch)
{
	const struct sops__walker *walker = &csv->walker;
	const struct sops__marks *marks = &walker->marks;
	const uint32_t *rows = walker->rows + walker->row;
	const size_t columns = batch->columns, left = marks->n_rows - walker->row;
	const size_t most = left < SOPS__BATCH ? left : SOPS__BATCH;
	size_t start = sops__batch_start(batch, 0), last = walker->field + columns - 1, n;

	batch->crlf = most > 0 && batch->block[marks->ends[rows[0]] - 1] == '\r';
	for (n = 0; n < most && rows[n] == last; n++, last += columns) {
		const size_t end = marks->ends[last];

		if (end - start > csv->parser.max_field ||
		    (marks->rare && marks->rare & sops__walk_touched(walker, start, end)) ||
		    (batch->block[end - 1] == '\r') != batch->crlf)
			break;
		start = end + 1;
	}
	batch->n = n;
	if (marks->doubled || walker->begun.doubled)
		batch->n = as_they_stand(csv, batch);
}

/* Rows up to where somebody else has gone on, if that is before their end. */
static size_t before_join(const struct sops_csv *csv, const struct sops__batch *batch)
{
	const uint64_t block = csv->walker.block, join = csv->source.join;
	size_t n = batch->n;

	if (join <= block + sops__batch_start(batch, 0))
		return n;
	while (n > 0 && block + sops__batch_end(batch, n - 1) > join)
		n--;
	return n;
}

/* The block is another thread's work, and so at another processor. What comes next but one run is
 * asked for while there is other work. */
static void ask_for_next(const struct sops_csv *csv, const struct sops__batch *batch)
{
	const size_t ahead = 2 * (size_t)SOPS__RUN * SOPS__WORD;
	const size_t limit = csv->walker.limit;
	size_t at = sops__batch_start(batch, 0) + ahead;
	size_t end = sops__batch_end(batch, batch->n - 1) + ahead;

	for (end = end < limit ? end : limit; at < end; at += SOPS__WORD)
		__builtin_prefetch(batch->block + at, 0, 2);
}

size_t sops__csv_peek(struct sops_csv *csv, struct sops__batch *batch)
{
	struct sops__walker *walker = &csv->walker;

	if (!walker->follows || (walker->row == walker->marks.n_rows &&
		!sops__walk_turn(walker, &csv->source)))
		return 0;
	*batch = (struct sops__batch){ .columns = walker->columns, .block = csv->source.block,
		.ends = walker->marks.ends + walker->field, .csv = csv };
	find_rows(csv, batch);
	if (csv->source.made)
		batch->n = before_join(csv, batch);
	if (csv->source.borrowed && batch->n > 0)
		ask_for_next(csv, batch);
	return batch->n;
}

const struct sops_record *sops__csv_show(struct sops_csv *csv, const struct sops__batch *batch,
	size_t i)
{
	for (size_t w = 0; w < csv->n_wanted; w++) {
		const struct sops__batch_column column = sops__batch_column(batch, csv->wanted[w]);

		csv->walker.fields[csv->wanted[w]] = sops__batch_cell(&column, i);
	}
	csv->record.fields = csv->walker.fields;
	csv->record.count = csv->header.count;
	return &csv->record;
}

void sops__csv_take(struct sops_csv *csv, const struct sops__batch *batch, size_t n)
{
	struct sops__walker *walker = &csv->walker;
	const size_t start = sops__batch_start(batch, 0), last = sops__batch_start(batch, n - 1);
	const size_t end = sops__batch_end(batch, n - 1);

	sops__source_drop(&csv->source, csv->fed + (last - start));
	csv->fed = 0;
	csv->line += n - 1;
	sops__csv_leave(csv);
	csv->line++;
	csv->counts.crlf |= batch->crlf;
	csv->counts.lf |= !batch->crlf;
	csv->counts.records += n;
	csv->record.place.record = csv->counts.records;
	csv->record.count = csv->header.count;
	csv->record.fields = walker->fields;
	csv->fed = end - last;
	csv->raw_len = csv->fed - 1 - batch->crlf;
	walker->at.doubled = 0;
	walker->at.ends = walker->marks.ends + walker->field + (n - 1) * walker->columns;
	walker->at.end = end - 1;
	walker->at.quotes = n == 1 && walker->row == 0 && walker->begun.quotes;
	walker->row += n;
	walker->field += n * walker->columns;
	walker->next = walker->block + end;
	sops__walker_make_good(walker, end - start);
}
