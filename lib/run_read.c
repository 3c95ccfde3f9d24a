/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run_read.c: rows into the groups of a run. */
#include "input_batch.h"
#include "row.h"
#include "run_private.h"
#include "state_private.h"

/* ---- keys ---- */

/* 1 and the day on which a row counts; 0 when on none; or a negative status. */
static int day_of(const struct sops_run *run, const void *row, sops_date *day,
	struct sops_error *err)
{
	const struct sops_metric *metric = run->metric;

	if (sops__run_days(metric, run->use.context))
		return metric->day(day, row, &run->use, err);
	*day = sops__row_date(&metric->rows->roles[run->dated], row);
	return 1;
}

/* 1 when the row's date lies in the window: its period is appended to the key; else 0, or a
 * negative status. */
static int place_in_time(struct sops_run *run, const void *row, struct sops_error *err)
{
	const struct sops_context *context = run->use.context;
	char number[SOPS_GROUP_NUMBER];
	sops_date date;
	int counts;

	if (run->dated < 0)
		return 1;
	counts = day_of(run, row, &date, err);
	if (counts < 0)
		return counts;
	if (counts == 0 || (date == SOPS_DATE_BLANK && sops__run_windowed(context))) {
		run->undated++;
		return 0;
	}
	if ((context->from != SOPS_DATE_BLANK && date < context->from) ||
	    (context->to != SOPS_DATE_BLANK && date > context->to))
		return 0;
	if (context->calendar.unit == SOPS_UNIT_NONE)
		return 1;
	if (run->n_keys > 0)
		sops_buffer_putc(&run->key, '\0');
	/* Without a date it stands after all periods. */
	sops_buffer_field(&run->key, sops_group_number(number, date == SOPS_DATE_BLANK ? INT64_MAX :
		sops_period_of(&context->calendar, date)));
	return 1;
}

/* The key is one cell of the record, whatever else it says. */
static bool is_cell(const struct sops_run *run)
{
	return run->n_keys == 1 && run->dated < 0;
}

int sops__run_key(struct sops_run *run, const struct sops_input *input, const void *row,
	struct sops_field *key, struct sops_error *err)
{
	int placed;

	if (is_cell(run)) {
		*key = sops_input_key_cell(input, 0);
		return 1;
	}
	sops_buffer_clear(&run->key);
	sops_input_key(input, &run->key);
	placed = place_in_time(run, row, err);
	if (placed <= 0)
		return placed;
	*key = sops_buffer_view(&run->key);
	return sops_buffer_check(&run->key, err) < 0 ? SOPS_ESYSTEM : 1;
}

static void take_cells(const struct sops_input *input, size_t n, struct sops__keyed *keyed)
{
	sops__input_peek_keys(input, keyed->keys, n);
	keyed->n = keyed->count = n;
	keyed->all = true;
}

/* Appends the key of row i. As sops__run_key. */
static int put_key(struct sops_run *run, const struct sops_input *input, size_t i,
	const char *rows, struct sops_error *err)
{
	int placed;

	for (size_t k = 0; k < sops_input_keys(input); k++) {
		if (k > 0)
			sops_buffer_putc(&run->key, '\0');
		sops_buffer_field(&run->key, sops__input_peek_key(input, i, k));
	}
	placed = place_in_time(run, rows + i * run->metric->rows->row_size, err);
	return sops_buffer_check(&run->key, placed < 0 ? NULL : err) < 0 ? SOPS_ESYSTEM : placed;
}

/* The buffer may move as it grows: where keys stand is known in the end. */
static int write_keys(struct sops_run *run, const struct sops_input *input, const char *rows,
	size_t n, struct sops__keyed *keyed, struct sops_error *err)
{
	size_t ends[SOPS__BATCH], start = 0;
	int placed = 0;

	sops_buffer_clear(&run->key);
	keyed->all = false;
	for (keyed->n = keyed->count = 0; keyed->n < n; keyed->n++) {
		const size_t before = run->key.len;

		placed = put_key(run, input, keyed->n, rows, err);
		if (placed < 0)
			break;
		if (placed == 0)
			run->key.len = before;
		keyed->row[keyed->count] = (uint8_t)keyed->n;
		ends[keyed->count] = run->key.len;
		keyed->count += placed > 0;
	}
	for (size_t i = 0; i < keyed->count; start = ends[i++])
		keyed->keys[i] = (struct sops_field){ run->key.at ? run->key.at + start : NULL,
			ends[i] - start };
	return placed < 0 ? placed : 0;
}

int sops__run_keys(struct sops_run *run, const struct sops_input *input, const char *rows,
	size_t n, struct sops__keyed *keyed, struct sops_error *err)
{
	if (!is_cell(run))
		return write_keys(run, input, rows, n, keyed, err);
	take_cells(input, n, keyed);
	return 0;
}

/* ---- records as they are ---- */

static int tell(struct sops_run *run, const struct sops_whole *whole, struct sops_error *err)
{
	return run->metric->add(run->only, whole, &run->use, err);
}

/* Behind a block it may go on. */
static int add_bad(void *to, struct sops_field raw, const struct sops_error *why, bool fatal,
	struct sops_error *err)
{
	struct sops_run *run = to;

	if (fatal && sops__input_lent(run->watched))
		return SOPS_EINPUT;
	return tell(run, &(struct sops_whole){ .what = fatal ? SOPS_WHOLE_FATAL : SOPS_WHOLE_BAD,
		.input = run->watched, .why = why, .raw = raw }, err);
}

static int add_unreadable(void *to, int role, const struct sops_error *why, struct sops_error *err)
{
	struct sops_run *run = to;
	const struct sops_unreadable cell = { role, *why };
	uint64_t at = sops_input_record(run->watched)->place.byte;

	if (run->cells_at != at)
		sops_buffer_clear(&run->cells);
	run->cells_at = at;
	sops_buffer_add(&run->cells, (const char *)&cell, sizeof(cell));
	return sops_buffer_check(&run->cells, err);
}

static int begin_whole(struct sops_run *run, struct sops_input *input, struct sops_error *err)
{
	const struct sops__watcher watcher = { add_bad, add_unreadable, run };
	int status = sops_group_at(run->groups, (struct sops_field){ "", 0 }, &run->only, err);

	run->started = true;
	run->watched = input;
	sops__input_watch(input, &watcher);
	return status < 0 ? status : tell(run, &(struct sops_whole){ .what = SOPS_WHOLE_BEGIN,
		.input = input }, err);
}

static int add_whole(struct sops_run *run, const void *row, struct sops_error *err)
{
	struct sops_whole whole = { .what = SOPS_WHOLE_RECORD, .input = run->watched,
		.row = row };
	int status;

	if (run->cells.len && run->cells_at == sops_input_record(run->watched)->place.byte) {
		whole.cells = (const void *)run->cells.at;
		whole.n_cells = run->cells.len / sizeof(*whole.cells);
	}
	status = tell(run, &whole, err);
	sops_buffer_clear(&run->cells);
	return status;
}

/* ---- an input ---- */

static int find_state(struct sops_run *run, const struct sops_input *input, const void *row,
	void **state, struct sops_error *err)
{
	struct sops_field key;
	int status = sops__run_key(run, input, row, &key, err);

	if (status > 0 && sops_group_at(run->groups, key, state, err) < 0)
		return SOPS_ESYSTEM;
	return status;
}

static int take_names(struct sops_run *run, const struct sops_input *input, struct sops_error *err)
{
	int status = 0;

	run->started = true;
	for (size_t i = 0; status == 0 && i < sops_input_keys(input); i++)
		status = sops__run_take_name(run, sops_input_key_name(input, i), err);
	return status;
}

void sops__run_place_error(const struct sops_input *input, struct sops_error *err)
{
	const struct sops_place place = sops_input_place(input);

	sops_error_place(err, &place);
}

int sops__run_add(struct sops_run *run, const struct sops_input *input, const void *row,
	struct sops_error *err)
{
	void *state;
	int status;

	if (run->metric->whole)
		return add_whole(run, row, err);
	status = find_state(run, input, row, &state, err);
	if (status == 0)
		return 0;
	if (status > 0)
		status = run->metric->add(state, row, &run->use, err);
	if (status < 0)
		sops__run_place_error(input, err);
	return status;
}

int sops__run_begin(struct sops_run *run, struct sops_input *input, struct sops_error *err)
{
	if (run->metric->whole)
		return begin_whole(run, input, err);
	return run->started ? 0 : take_names(run, input, err);
}

int sops__run_end(struct sops_run *run, struct sops_error *err)
{
	return !run->metric->whole ? 0 : tell(run, &(struct sops_whole){ .what = SOPS_WHOLE_END,
		.input = run->watched }, err);
}

/* ---- several rows at once ---- */

/* Adds rows with their keys: those which, or all; how many before the one that is an error. */
static int put_batch(struct sops_run *run, const struct sops_field *keys, const char *rows,
	const uint8_t *which, size_t n, size_t *done, struct sops_error *err)
{
	const struct sops_metric *metric = run->metric;
	const size_t size = metric->rows->row_size;
	void *states[SOPS__BATCH];
	const size_t found = sops__group_at_all(run->groups, keys, n, states, err);
	int status = 0;

	_Static_assert(SOPS__GROUP_KEYS >= SOPS__BATCH, "a batch has as many keys as rows");
	for (size_t i = 0; i < found; i++) {
		status = metric->add(states[i], rows + (which ? which[i] : i) * size, &run->use,
			err);
		*done = i;
		if (status < 0)
			return status;
	}
	*done = found;
	return found < n ? SOPS_ESYSTEM : 0;
}

int sops__run_add_batch(struct sops_run *run, struct sops_input *input, const char *rows, size_t n,
	struct sops_error *err)
{
	struct sops__keyed keyed;
	size_t done;
	int unkeyed = sops__run_keys(run, input, rows, n, &keyed, &run->why);
	int status = put_batch(run, keyed.keys, rows, keyed.all ? NULL : keyed.row, keyed.count,
		&done, err);

	if (status == 0 && unkeyed == 0) {
		sops__input_take(input, n);
		return 0;
	}
	sops__input_take(input, 1 + (status < 0 ? sops__keyed_row(&keyed, done) : keyed.n));
	if (status == 0 && err && err->status == SOPS_OK)
		*err = run->why;
	run->why = (struct sops_error){ .status = SOPS_OK };
	sops__run_place_error(input, err);
	return status < 0 ? status : unkeyed;
}

int sops_run_read(struct sops_run *run, struct sops_input *input, struct sops_error *err)
{
	const char *rows;
	const void *row;
	size_t n;
	int status = sops__run_begin(run, input, err);

	while (status == 0) {
		n = run->metric->whole ? 0 : sops__input_peek(input, &rows);
		if (n > 0) {
			status = sops__run_add_batch(run, input, rows, n, err);
			continue;
		}
		status = sops_input_next(input, &row, err);
		if (status <= 0)
			break;
		status = sops__run_add(run, input, row, err);
	}
	return status < 0 ? status : sops__run_end(run, err);
}

int64_t sops__run_undated(struct sops_run *run)
{
	int64_t undated = run->undated;

	run->undated = 0;
	return undated;
}

int sops__run_put(struct sops_run *run, const struct sops_field *keys, const char *rows, size_t n,
	size_t *done, struct sops_error *err)
{
	return put_batch(run, keys, rows, NULL, n, done, err);
}

void sops__run_pass_undated(struct sops_run *run, int64_t undated)
{
	run->undated += undated;
}
