/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blocks_read.c: one thread, and several where that is possible, in turn; or one and who reads for
 * it. */
#include "blocks_private.h"
#include "run_private.h"
#include "threads.h"

#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define FIRST ((uint64_t)1 << 20)
#define SIZE ((size_t)256 << 10) /* as much as stays in a cache */
#define WHOLE_SIZE ((size_t)4 << 20) /* where each has a run of its own */
#define SPARE 2                      /* blocks more than threads */
#define MOST_THREADS 64
#define LONGEST ((uint64_t)64 << 20) /* bytes that one thread reads before others try again */
#define PAYS 8                       /* blocks for which they should not have waited so long, */
#define WHOLE_PAYS 1                 /* and of the larger ones */
#define LOOK 16                      /* records between two looks at how much was read */

/* ---- a thread ---- */

static int open_part(struct sops__blocks_worker *worker, const struct sops__blocks *pool)
{
	struct sops_input_options options = *sops__input_options(pool->input);
	int status = 0;

	options.csv = (struct sops_csv_options){ .delimiter = options.csv.delimiter,
		.max_field = options.csv.max_field, .max_record = options.csv.max_record,
		.scan = options.csv.scan, .ahead = pool->header.at, .ahead_len = pool->header.len };
	options.profile_auto = false;
	options.progress = NULL;
	if (pool->where)
		status = sops_expr_new(&worker->where, pool->where, NULL);
	options.where = worker->where;
	return status < 0 ? status :
		sops__input_open_part(&worker->part, pool->input, &options, NULL);
}

/* The first adds to the whole itself. */
static int open_worker(struct sops__blocks_worker *worker, struct sops_run *run, bool first)
{
	int status = open_part(worker, worker->pool);

	if (worker->pool->whole)
		return status;
	worker->run = first ? run : NULL;
	worker->batch = calloc(SOPS__BLOCKS_BATCH, sops__run_rows_of(run)->row_size);
	if (status == 0)
		status = sops_run_like(&worker->keys, run, NULL);
	if (status == 0 && !first)
		status = sops_run_like(&worker->run, run, NULL);
	if (status == 0)
		status = sops__run_begin(worker->run, worker->part, NULL);
	return worker->batch ? status : SOPS_ESYSTEM;
}

static void close_worker(struct sops__blocks_worker *worker, bool first)
{
	if (!first)
		sops_run_free(worker->run);
	free(worker->batch);
	sops_run_free(worker->keys);
	sops_input_free(worker->part);
	sops_expr_free(worker->where);
}

/* ---- all of them ---- */

static bool shape_of(struct sops__row_shape *shape, const struct sops_run *run,
	const struct sops_input *input)
{
	return sops__row_shape_make(shape, sops__run_rows_of(run), sops_input_roles(input),
		sops__input_options(input)->rates);
}

static int make_blocks(struct sops__blocks *pool, size_t threads)
{
	size_t columns = sops_columns_count(sops_input_columns(pool->input));

	pool->n_blocks = threads + SPARE;
	pool->blocks = calloc(pool->n_blocks, sizeof(*pool->blocks));
	pool->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!pool->blocks || pool->wake < 0 ||
	    sops__csv_put_header(sops__input_csv(pool->input), &pool->header) < 0 ||
	    sops_buffer_reserve(&pool->rest, pool->size) < 0)
		return SOPS_ESYSTEM;
	for (size_t i = 0; i < pool->n_blocks; i++) {
		struct sops__block *block = &pool->blocks[i];

		block->at = malloc(pool->size + SOPS__SOURCE_PADDING);
		block->known = calloc(columns, sizeof(*block->known));
		if (!block->at || !block->known)
			return SOPS_ESYSTEM;
	}
	return 0;
}

static void open_pool(struct sops__blocks *pool)
{
	struct sops_csv *csv = sops__input_csv(pool->input);

	sops__csv_let_go(csv);
	sops__input_leave(pool->input);
	pool->fd = csv->source.fd;
	pool->offset = csv->source.offset;
	pool->failed = SIZE_MAX;
	pool->wake = -1;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->change, NULL);
}

static void close_pool(struct sops__blocks *pool)
{
	for (size_t i = 0; pool->blocks && i < pool->n_blocks; i++) {
		sops__rows_release(&pool->blocks[i].rows);
		sops_run_free(pool->blocks[i].run);
		free(pool->blocks[i].known);
		free(pool->blocks[i].at);
	}
	free(pool->blocks);
	sops_buffer_release(&pool->header);
	sops_buffer_release(&pool->rest);
	if (pool->wake >= 0)
		close(pool->wake);
	pthread_cond_destroy(&pool->change);
	pthread_mutex_destroy(&pool->lock);
}

/* What was read and does not count comes again. */
static int put_back(struct sops__blocks *pool, struct sops_error *err)
{
	struct sops_buffer bytes = SOPS_BUFFER_INIT;
	uint64_t offset = pool->offset;

	for (size_t i = pool->taken; i-- > pool->done;)
		offset = sops__block_at(pool, i)->offset;
	for (size_t i = pool->done; i < pool->taken; i++)
		sops_buffer_add(&bytes, sops__block_at(pool, i)->at, sops__block_at(pool, i)->len);
	sops_buffer_field(&bytes, sops_buffer_view(&pool->rest));
	if (bytes.failed) {
		sops_buffer_release(&bytes);
		return sops_error_memory(err);
	}
	if (sops__source_return(&sops__input_csv(pool->input)->source, bytes.at, bytes.len,
			offset) < 0)
		return sops_error_memory(err);
	return 0;
}

static int run_workers(struct sops__blocks *pool, struct sops__blocks_worker *workers,
	size_t threads, struct sops_run *run, struct sops_error *err)
{
	int status = make_blocks(pool, threads), merged = 0;

	for (size_t i = 0; status == 0 && i < threads; i++) {
		workers[i].pool = pool;
		status = open_worker(&workers[i], run, i == 0);
	}
	/* For want of memory one thread has to do. */
	if (status == 0)
		sops__threads(sops__blocks_work, workers, sizeof(*workers), threads);
	if (pool->failed < SIZE_MAX)
		status = SOPS_EINPUT; /* they come to nothing */
	for (size_t i = 1; status == 0 && merged == 0 && !pool->whole && i < threads; i++)
		merged = sops_run_take(run, workers[i].run, err);
	for (size_t i = 0; i < threads; i++)
		close_worker(&workers[i], i == 0);
	return merged;
}

/* A row could not be added: one thread finds out why, and where; else that has to do. */
static int find_error(struct sops_run *run, struct sops_input *input,
	const struct sops_error *known, struct sops_error *err)
{
	struct sops_run *again = NULL;
	int status = 0;

	if (!sops__run_whole(run)) /* which is wrong in no row */
		status = sops_run_like(&again, run, err);
	if (again && status == 0)
		status = sops_run_read(again, input, err);
	sops_run_free(again);
	if (status == 0 && err)
		*err = *known;
	return status < 0 ? status : (int)known->status;
}

/* Reads on by several threads while that can be done; then the input stands where it can not, and
 * *pays says whether it was worth it. */
static int share(struct sops_run *run, struct sops_input *input, const struct sops_blocks *blocks,
	uint64_t lines, struct sops_currency *currency, bool *pays, struct sops_error *err)
{
	struct sops__blocks pool = { .input = input, .run = run, .where = blocks->where,
		.whole = sops__run_whole(run), .lines = lines, .currency = *currency,
		.size = blocks->size ? blocks->size : sops__run_whole(run) ? WHOLE_SIZE : SIZE };
	size_t threads = blocks->threads < MOST_THREADS ? blocks->threads : MOST_THREADS;
	struct sops__blocks_worker *workers = calloc(threads, sizeof(*workers));
	int status;

	if (!workers)
		return sops_error_memory(err);
	if (!pool.whole)
		shape_of(&pool.shape, run, input);
	open_pool(&pool);
	status = run_workers(&pool, workers, threads, run, err);
	free(workers);
	*currency = pool.currency;
	*pays = pool.done > (pool.whole ? WHOLE_PAYS : PAYS);
	if (put_back(&pool, err) < 0)
		status = SOPS_ESYSTEM;
	else if (status == 0 && pool.failed < SIZE_MAX)
		status = find_error(run, input, &pool.error, err);
	close_pool(&pool);
	return status;
}

/* 1 when it stopped behind so many bytes, and others may go on. */
static int read_alone(struct sops_run *run, struct sops_input *input,
	struct sops_currency *currency, uint64_t bytes, struct sops_error *err)
{
	struct sops__row_shape shape;
	const void *row;
	bool whole = sops__run_whole(run), tame = whole || shape_of(&shape, run, input);
	int status = sops__run_begin(run, input, err);

	bytes += sops__input_read(input).bytes;
	for (size_t n = 1; status >= 0 && (status = sops_input_next(input, &row, err)) > 0; n++) {
		tame = tame && (whole || sops__row_tame(&shape, row, currency));
		status = sops__run_add(run, input, row, err);
		if (status >= 0 && tame && n % LOOK == 0 && sops__input_calm(input) &&
		    sops__input_read(input).bytes >= bytes) {
			status = sops__run_end(run, err);
			return status < 0 ? status : 1;
		}
	}
	return status < 0 ? status : sops__run_end(run, err);
}

/* To keep rows until it is known that they count costs so much that of two threads one had better
 * only read. */
static int read_ahead(struct sops_run *run, struct sops_input *input, struct sops_error *err)
{
	sops__source_read_ahead(&sops__input_csv(input)->source);
	return sops_run_read(run, input, err);
}

int sops_blocks_read(struct sops_run *run, struct sops_input *input,
	const struct sops_blocks *blocks, struct sops_error *err)
{
	uint64_t first = blocks->first ? blocks->first : FIRST, alone = first;
	uint64_t lines = sops__input_read(input).lines;
	struct sops_currency currency = { "" };
	bool pays = false;
	int status = 1;

	if (blocks->threads < 2 || !sops__input_divides(input) || !sops__run_divides(run, input) ||
	    (sops__input_options(input)->where && !blocks->where))
		return sops_run_read(run, input, err);
	while ((status = read_alone(run, input, &currency, alone, err)) > 0) {
		if (blocks->threads == 2 && !sops__run_whole(run))
			return read_ahead(run, input, err);
		status = share(run, input, blocks, lines, &currency, &pays, err);
		if (status < 0)
			break;
		alone = pays ? first : alone < LONGEST ? alone * 2 : LONGEST;
	}
	return status;
}
