/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * blocks_help.c: rows of what can be read only once, added by one thread in their order.
 *
 * Others read the bytes ahead, and make rows of pieces that wait: of those records which seem to
 * begin and end in one. Where the thread that adds rows comes to the very byte at which such rows
 * begin, and the cells so far have shown what was known to who made them, they are what it would
 * have made of these bytes: it adds them, and goes on behind. Anything else it reads itself.
 */
#include "blocks_help.h"

#include "block_rows.h"
#include "blocks_private.h"
#include "bytes.h"
#include "input_batch.h"
#include "run_private.h"
#include "values_private.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#define BATCH SOPS__BATCH /* rows that are added together, small enough to stay near */

/* Rows that were made of a part of a piece. */
struct made {
	size_t len;                    /* bytes of it */
	unsigned version;              /* of what was known before it, */
	struct column_state *known;    /* and is behind it */
	struct sops__rows rows;
	int64_t undated;
	struct sops_input_counts counts;
	struct sops_csv_counts read;
};

/* Who makes them. */
struct maker {
	struct sops_input *part;
	struct sops_run *keys; /* adds none */
	struct sops_expr *where;
	size_t vain;           /* pieces in a row of which nothing came */
};

#define MOST_VAIN 8 /* such pieces, and no others are looked at */

struct helped {
	struct sops_input *input;
	struct sops_run *run;
	uint64_t lines;        /* of the header */
	uint64_t offset;       /* of the first piece */
	struct sops__row_shape shape;
	struct made made[SOPS__READAHEAD_PIECES];
	struct maker makers[1 + SOPS__READAHEAD_OTHERS];
	size_t n_makers;
	void *batch;           /* rows as they are added */
	bool ended;
	pthread_mutex_t lock;  /* of what the input's values have known by the last join: */
	struct column_state *known;
	unsigned version;
};

/* ---- who makes rows ---- */

static bool keep_row(const struct helped *helped, struct made *made, const void *row,
	struct sops_field key, struct sops_field bytes)
{
	return sops__rows_add(&made->rows, &helped->shape, row, key, bytes) == 0;
}

/* Several at once. */
static bool keep_batch(const struct helped *helped, struct made *made,
	const struct maker *maker, const char *rows, size_t n, struct sops_field bytes)
{
	struct sops__keyed keyed;

	if (sops__run_keys(maker->keys, maker->part, rows, n, &keyed, NULL) < 0)
		return false;
	for (size_t i = 0; i < keyed.count; i++)
		if (!keep_row(helped, made, rows + sops__keyed_row(&keyed, i) * helped->shape.size,
			    keyed.keys[i], bytes))
			return false;
	sops__input_take(maker->part, n);
	return true;
}

static bool keep_next(const struct helped *helped, struct made *made,
	const struct maker *maker, const void *row, struct sops_field bytes)
{
	struct sops_field key;
	int status = sops__run_key(maker->keys, maker->part, row, &key, NULL);

	return status == 0 || (status > 0 && keep_row(helped, made, row, key, bytes));
}

static bool keep_rows(const struct helped *helped, struct made *made,
	const struct maker *maker, struct sops_field bytes)
{
	const char *rows;
	const void *row;
	int status = 0;
	size_t n;

	sops__rows_clear(&made->rows);
	sops__run_undated(maker->keys);
	while ((n = sops__input_peek(maker->part, &rows)) > 0 ||
		(status = sops_input_next(maker->part, &row, NULL)) > 0)
		if (n > 0 ? !keep_batch(helped, made, maker, rows, n, bytes)
			  : !keep_next(helped, made, maker, row, bytes))
			return false;
	made->undated = sops__run_undated(maker->keys);
	return status == 0;
}

/* False where anything is wrong with it, or what is behind it matters. */
static bool make(const struct helped *helped, struct made *made, const struct maker *maker,
	struct sops_field bytes, uint64_t offset)
{
	sops__input_lend(maker->part, (char *)bytes.at, bytes.len, offset, helped->lines);
	if (!keep_rows(helped, made, maker, bytes) || !sops__input_calm(maker->part) ||
	    sops__input_values(maker->part)->pending > 0)
		return false;
	sops__values_keep(made->known, sops__input_values(maker->part));
	made->len = bytes.len;
	made->counts = sops_input_counts(maker->part);
	made->read = sops_csv_counts(sops__input_csv(maker->part));
	made->read.lines -= helped->lines;
	return true;
}

/* What seems to be whole records of the piece: behind its first line end, as far as quotes tell. */
static struct sops_field records_of(const struct sops__piece *piece)
{
	const char *lf = memchr(piece->at, '\n', piece->len), *end = piece->at + piece->len;
	struct sops_field bytes = { lf ? lf + 1 : end, 0 };

	bytes.len = sops__bytes_border(bytes.at, (size_t)(end - bytes.at));
	return bytes;
}

/* A block has padding behind it, where the piece goes on. */
static void look(void *with, size_t who, size_t place, struct sops__piece *piece)
{
	struct helped *helped = with;
	struct maker *maker = &helped->makers[who];
	struct made *made = &helped->made[place];
	const struct sops_field bytes = records_of(piece);
	char behind[SOPS__SOURCE_PADDING];
	const size_t from = (size_t)(bytes.at - piece->at);

	if (bytes.len == 0 || maker->vain == MOST_VAIN)
		return;
	pthread_mutex_lock(&helped->lock);
	made->version = helped->version;
	sops__values_resume(sops__input_own_values(maker->part), helped->known);
	pthread_mutex_unlock(&helped->lock);
	memcpy(behind, bytes.at + bytes.len, sizeof(behind));
	maker->vain++;
	if (make(helped, made, maker, bytes, helped->offset + piece->offset + from)) {
		piece->made = made;
		piece->made_from = from;
		maker->vain = 0;
	}
	memcpy((char *)bytes.at + bytes.len, behind, sizeof(behind));
}

/* ---- who adds them ---- */

/* From now on others begin with what is known by now. */
static void tell(struct helped *helped)
{
	const struct sops_values *values = sops__input_values(helped->input);

	if (sops__values_know(values, helped->known))
		return;
	pthread_mutex_lock(&helped->lock);
	sops__values_keep(helped->known, values);
	helped->version++;
	pthread_mutex_unlock(&helped->lock);
}

/* Rows were made as if what they are of began behind the header. */
static void move_lines(const struct helped *helped, size_t n)
{
	const uint64_t lines = sops__input_csv(helped->input)->line - 1 - helped->lines;
	const struct sops_schema *schema = sops__run_rows_of(helped->run);
	uint64_t *line = (void *)((char *)helped->batch + schema->line);

	for (size_t i = 0; schema->line && i < n; i++, line += schema->row_size / sizeof(*line))
		*line += lines;
}

/* How many were added before the one that is an error. */
static int add_rows(struct helped *helped, const struct made *made, size_t *done,
	struct sops_error *err)
{
	const struct sops__rows *rows = &made->rows;
	int status = 0;

	sops__run_pass_undated(helped->run, made->undated);
	sops__rows_prepare(helped->batch, rows, &helped->shape, BATCH);
	*done = 0;
	while (status == 0 && *done < rows->count) {
		const size_t n = rows->count - *done < BATCH ? rows->count - *done : BATCH;
		size_t more = 0;

		sops__rows_get(helped->batch, rows, &helped->shape, *done, n);
		move_lines(helped, n);
		status = sops__run_put(helped->run, rows->keys + *done, helped->batch, n, &more,
			err);
		*done += more;
	}
	return status;
}

/* Reads on to the row behind so many that have a key: its error is known. */
static int place_error(const struct helped *helped, size_t rows, struct sops_error *err)
{
	struct sops_input *input = helped->input;
	struct sops_field key;
	const void *row;
	const int status = err ? (int)err->status : SOPS_EINPUT;

	while (sops_input_next(input, &row, NULL) > 0) {
		if (sops__run_key(helped->run, input, row, &key, NULL) <= 0 || rows-- > 0)
			continue;
		sops__run_place_error(input, err);
		break;
	}
	return status;
}

/* The bytes of which those rows were made are behind us. */
static void pass(struct helped *helped, const struct made *made)
{
	struct sops_csv *csv = sops__input_csv(helped->input);
	struct sops_values *values = sops__input_own_values(helped->input);

	if (!sops__values_know(values, made->known))
		sops__values_resume(values, made->known);
	sops__input_leave(helped->input);
	sops__csv_let_go(csv);
	sops__source_drop(&csv->source, made->len);
	sops__input_pass(helped->input, &made->counts, made->len);
	sops__csv_pass(csv, &made->read);
}

/* Where rows that others have made begin: they are added, or forgotten. */
static int join(struct helped *helped, struct sops_error *err)
{
	struct sops__source *source = &sops__input_csv(helped->input)->source;
	const struct made *made = source->made;
	size_t done;
	int status;

	source->made = NULL;
	if (!sops__input_calm(helped->input) || sops__input_values(helped->input)->pending > 0)
		return 0;
	tell(helped);
	if (made->version != helped->version)
		return 0;
	status = add_rows(helped, made, &done, err);
	if (status < 0)
		return place_error(helped, done, err);
	pass(helped, made);
	return 0;
}

/* A batch, or a row. */
static int read_on(struct helped *helped, struct sops_error *err)
{
	const char *rows;
	const void *row;
	const size_t n = sops__input_peek(helped->input, &rows);
	int status;

	if (n > 0)
		return sops__run_add_batch(helped->run, helped->input, rows, n, err);
	status = sops_input_next(helped->input, &row, err);
	helped->ended = status == 0;
	return status > 0 ? sops__run_add(helped->run, helped->input, row, err) : status;
}

/* ---- all of them ---- */

static bool open_maker(struct helped *helped, struct maker *maker, const char *where)
{
	return sops__blocks_open_part(&maker->part, &maker->where, helped->input, where) == 0 &&
		sops_run_like(&maker->keys, helped->run, NULL) == 0 &&
		sops__run_begin(maker->keys, maker->part, NULL) == 0;
}

static bool make_all(struct helped *helped, const struct sops_blocks *blocks)
{
	const size_t columns = sops_columns_count(sops_input_columns(helped->input));
	const struct sops_schema *schema = sops__run_rows_of(helped->run);

	if (!sops__row_shape_make(&helped->shape, schema, sops_input_roles(helped->input),
			sops__input_options(helped->input)->rates))
		return false;
	helped->batch = calloc(BATCH, schema->row_size);
	helped->known = calloc(columns, sizeof(*helped->known));
	if (!helped->batch || !helped->known)
		return false;
	sops__values_keep(helped->known, sops__input_values(helped->input));
	for (size_t i = 0; i < SOPS__READAHEAD_PIECES; i++) {
		helped->made[i].known = calloc(columns, sizeof(*helped->made[i].known));
		if (!helped->made[i].known)
			return false;
	}
	for (size_t i = 0; i < helped->n_makers; i++)
		if (!open_maker(helped, &helped->makers[i], blocks->where))
			return false;
	return true;
}

static void release(struct helped *helped)
{
	struct sops__source *source = &sops__input_csv(helped->input)->source;

	if (source->readahead)
		sops__readahead_alone(source->readahead);
	source->made = NULL;
	for (size_t i = 0; i < helped->n_makers; i++) {
		sops_run_free(helped->makers[i].keys);
		sops_input_free(helped->makers[i].part);
		sops_expr_free(helped->makers[i].where);
	}
	for (size_t i = 0; i < SOPS__READAHEAD_PIECES; i++) {
		sops__rows_release(&helped->made[i].rows);
		free(helped->made[i].known);
	}
	pthread_mutex_destroy(&helped->lock);
	free(helped->known);
	free(helped->batch);
}

/* Processors that are left by the thread that adds rows, by the one that reads and by what writes
 * what is read. In tests, as many as are asked for. */
static size_t count_others(const struct sops_blocks *blocks)
{
	const size_t most = SOPS__READAHEAD_OTHERS, asked = blocks->threads - 2;
	const size_t count = asked < most ? asked : most;
	size_t left = 0;
	cpu_set_t set;

	if (blocks->size)
		return count;
	if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 3)
		left = (size_t)CPU_COUNT(&set) - 3;
	return count < left ? count : left;
}

/* Where nobody can help, bytes are read ahead all the same. */
static void start(struct helped *helped, const struct sops_blocks *blocks)
{
	struct sops__source *source = &sops__input_csv(helped->input)->source;
	struct sops__help help = { look, helped, 0, blocks->size > 0 };

	helped->offset = source->offset + source->len + source->ahead_len;
	helped->n_makers = 1 + count_others(blocks);
	help.others = helped->n_makers - 1;
	sops__source_read_ahead(source, blocks->size, make_all(helped, blocks) ? &help : NULL);
}

int sops__blocks_help(struct sops_run *run, struct sops_input *input,
	const struct sops_blocks *blocks, struct sops_error *err)
{
	struct helped helped = { .input = input, .run = run,
		.lines = sops__input_read(input).lines };
	const uint64_t first = sops__input_read(input).bytes +
		(blocks->first ? blocks->first : SOPS__BLOCKS_FIRST);
	const struct sops_csv *csv = sops__input_csv(input);
	bool started = false;
	int status = sops__run_begin(run, input, err);

	pthread_mutex_init(&helped.lock, NULL);
	while (status == 0 && !helped.ended) {
		if (!started && sops__input_read(input).bytes >= first && sops__input_calm(input)) {
			start(&helped, blocks);
			started = true;
		}
		status = csv->source.made && sops__csv_joins(csv) ? join(&helped, err)
								  : read_on(&helped, err);
	}
	release(&helped);
	return status < 0 ? status : sops__run_end(run, err);
}
