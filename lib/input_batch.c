/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input_batch.h"

#include "input_plan.h"
#include "values_private.h"

#include <stdlib.h>

/* Where rows are none to be taken at a glance, batches are looked at in vain: then so many rows,
 * and more each time, are read without. */
#define SHORTEST_REST 64
#define LONGEST_REST 65536

static bool begin(struct sops_input *input)
{
	struct sops__ahead_rows *ahead = &input->ahead_rows;
	const size_t size = input->schema->row_size;

	ahead->known = calloc(sops_columns_count(input->columns), sizeof(*ahead->known));
	ahead->rows = ahead->known ? malloc(SOPS__BATCH * size) : NULL;
	for (size_t i = 0; ahead->rows && i < SOPS__BATCH; i++)
		memcpy(ahead->rows + i * size, input->blank_row, size);
	if (!ahead->rows)
		input->swift = false;
	return ahead->rows != NULL;
}

/* Where each record is a row, and nothing is known to be ahead that is to be read otherwise. */
static bool may_peek(struct sops_input *input)
{
	struct sops__ahead_rows *ahead = &input->ahead_rows;

	if (!input->swift || input->ended || sops__ahead_any(&input->ahead) ||
	    input->values->pending > 0 || input->listener.tell)
		return false;
	if (ahead->rest > 0) {
		ahead->rest--;
		return false;
	}
	return ahead->rows || begin(input);
}

/* Whether the record can be read by what is known, and by what it tells. What it tells of a column
 * that stays open is forgotten: it is to be asked once more when it is its turn. */
static bool settle(struct sops_input *input, const struct sops_record *record, bool seen)
{
	struct sops_values *values = input->values;

	if (sops__values_all_clear(values, record, seen))
		return true;
	sops__values_keep(input->ahead_rows.known, values);
	if (sops_values_settle(values, record) == 0)
		return true;
	sops__values_resume(values, input->ahead_rows.known);
	return false;
}

/* Reads what a glance did not. False where the row is not to be had so. */
static bool finish(struct sops_input *input, size_t i, uint64_t left, void *row)
{
	const struct sops_record *record = sops__csv_show(input->csv, &input->ahead_rows.batch, i);
	int status;

	if (!settle(input, record, !(left & input->reads.dates)))
		return false;
	status = sops__row_finish(
		row, &input->reads, left, record, &input->listener, &input->why);
	if (status < 0)
		input->why = (struct sops_error){ .status = SOPS_OK };
	return status == 0;
}

/* What rows have besides the cells of their records. */
static void place_rows(const struct sops_input *input, size_t n)
{
	const struct sops__ahead_rows *ahead = &input->ahead_rows;
	const struct sops_schema *schema = input->schema;
	const size_t step = schema->row_size / sizeof(uint64_t);
	const uint64_t skipped = input->skipped;
	uint64_t *place = (void *)(ahead->rows + schema->place);
	uint64_t *line = (void *)(ahead->rows + schema->line);
	uint64_t first = sops__csv_batch_line(input->csv, 0), next = 1;

	if (input->options.source)
		first = next = 0;
	for (size_t i = 0; schema->place && i < n; i++, place += step)
		*place = skipped + sops__csv_batch_byte(input->csv, &ahead->batch, i);
	for (size_t i = 0; schema->line && i < n; i++, line += step, first += next)
		*line = first;
}

/* What follows from the cells. How many rows there are up to the first of which something is wrong.
 */
static size_t derive(struct sops_input *input, size_t n)
{
	int (*const follow)(void *, uint64_t, struct sops_error *) = input->schema->derive;
	const size_t size = input->schema->row_size;
	const uint64_t bound = input->bound;
	char *row = input->ahead_rows.rows;

	for (size_t i = 0; follow && i < n; i++, row += size) {
		if (follow(row, bound, &input->why) == 0)
			continue;
		input->why = (struct sops_error){ .status = SOPS_OK };
		return i;
	}
	return n;
}

/* Bit i: in row i a column that nobody has glanced at may show how its cells read. */
static uint64_t unseen(const struct sops_input *input, size_t n)
{
	const struct sops_values *values = input->values;
	const struct sops__ahead_rows *ahead = &input->ahead_rows;
	uint64_t rows = 0;

	for (size_t k = 0; k < values->n_unseen; k++) {
		const int column = values->unseen[k];
		const struct sops__batch_column cells = sops__batch_column(
			&ahead->batch, (size_t)column);

		if (values->states[column].stands_in)
			continue;
		for (size_t i = 0; i < n; i++)
			rows |= (uint64_t)!sops__values_clear(values, column,
				sops__batch_cell(&cells, i)) << i;
	}
	return rows;
}

static size_t make_rows(struct sops_input *input, size_t n)
{
	struct sops__ahead_rows *ahead = &input->ahead_rows;
	const size_t size = input->schema->row_size;
	uint64_t left[SOPS__BATCH], more;

	sops__rows_blank_roles(input->schema, input->stale, ahead->rows, size, n);
	more = sops__rows_glance(ahead->rows, size, left, &input->reads, &ahead->batch) |
		unseen(input, n);
	for (; more; more &= more - 1) {
		const size_t i = (size_t)__builtin_ctzll(more);

		if (finish(input, i, left[i], ahead->rows + i * size))
			continue;
		n = i;
		break;
	}
	place_rows(input, n);
	return derive(input, n);
}

size_t sops__input_peek(struct sops_input *input, const char **rows)
{
	struct sops__ahead_rows *ahead = &input->ahead_rows;
	size_t n, made;

	if (!may_peek(input))
		return 0;
	n = sops__csv_peek(input->csv, &ahead->batch);
	if (n == 0)
		return 0;
	made = make_rows(input, n);
	*rows = ahead->rows;
	if (made > 0) {
		ahead->tired = 0;
		return made;
	}
	ahead->tired = ahead->tired ? ahead->tired * 2 : SHORTEST_REST;
	if (ahead->tired > LONGEST_REST)
		ahead->tired = LONGEST_REST;
	ahead->rest = ahead->tired;
	return 0;
}

struct sops_field sops__input_peek_key(const struct sops_input *input, size_t i, size_t k)
{
	const struct sops__batch_column column = sops__batch_column(
		&input->ahead_rows.batch, (size_t)input->keys[k]);

	return sops__input_key_text(input, k, sops__batch_cell(&column, i));
}

void sops__input_peek_keys(const struct sops_input *input, struct sops_field *keys, size_t n)
{
	const struct sops__batch_column column = sops__batch_column(
		&input->ahead_rows.batch, (size_t)input->keys[0]);

	for (size_t i = 0; i < n; i++) {
		keys[i] = sops__batch_cell(&column, i);
		if (!input->keys_bare || !keys[i].len || !sops__values_bare(keys[i]))
			keys[i] = sops__input_key_text(input, 0, keys[i]);
	}
}

void sops__input_take(struct sops_input *input, size_t n)
{
	sops__csv_take(input->csv, &input->ahead_rows.batch, n);
	input->record = &input->csv->record;
	input->counts.rows += n;
	sops__input_count_records(input, n);
}
