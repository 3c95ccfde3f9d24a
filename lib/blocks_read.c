/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blocks_read.c: one thread, and several where that is possible, in turn; or one that others
 * help. */
#include "blocks_help.h"
#include "blocks_private.h"
#include "run_private.h"
#include "threads.h"

#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define SIZE ((size_t)4 << 20)       /* each has a run of its own */
#define SPARE 2                      /* blocks more than threads */
#define MOST_THREADS 64
#define LONGEST ((uint64_t)64 << 20) /* bytes that one thread reads before others try again */
#define PAYS 1                       /* blocks for which they should not have waited so long */
#define LOOK 16                      /* records between two looks at how much was read */

/* ---- a thread ---- */

int sops__blocks_open_part(struct sops_input **part, struct sops_expr **where,
	const struct sops_input *whole, const char *text)
{
	struct sops_input_options options = *sops__input_options(whole);
	struct sops_buffer header = SOPS_BUFFER_INIT;
	int status = sops__csv_put_header(sops__input_csv(whole), &header);

	options.csv = (struct sops_csv_options){ .delimiter = options.csv.delimiter,
		.max_field = options.csv.max_field, .max_record = options.csv.max_record,
		.scan = options.csv.scan, .ahead = header.at, .ahead_len = header.len };
	options.profile_auto = false;
	options.progress = NULL;
	if (status == 0 && text)
		status = sops_expr_new(where, text, NULL);
	options.where = *where;
	if (status == 0)
		status = sops__input_open_part(part, whole, &options, NULL);
	sops_buffer_release(&header);
	return status;
}

static void close_worker(struct sops__blocks_worker *worker)
{
	sops_input_free(worker->part);
	sops_expr_free(worker->where);
}

/* ---- all of them ---- */

static int make_blocks(struct sops__blocks *pool, size_t threads)
{
	size_t columns = sops_columns_count(sops_input_columns(pool->input));

	pool->n_blocks = threads + SPARE;
	pool->blocks = calloc(pool->n_blocks, sizeof(*pool->blocks));
	pool->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!pool->blocks || pool->wake < 0 || sops_buffer_reserve(&pool->rest, pool->size) < 0)
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
		sops_run_free(pool->blocks[i].run);
		free(pool->blocks[i].known);
		free(pool->blocks[i].at);
	}
	free(pool->blocks);
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

static void run_workers(struct sops__blocks *pool, struct sops__blocks_worker *workers,
	size_t threads, const char *where)
{
	int status = make_blocks(pool, threads);

	for (size_t i = 0; status == 0 && i < threads; i++) {
		workers[i].pool = pool;
		status = sops__blocks_open_part(
			&workers[i].part, &workers[i].where, pool->input, where);
	}
	/* For want of memory one thread has to do. */
	if (status == 0)
		sops__threads(sops__blocks_work, workers, sizeof(*workers), threads);
	for (size_t i = 0; i < threads; i++)
		close_worker(&workers[i]);
}

/* Reads on by several threads while that can be done; then the input stands where it can not, and
 * *pays says whether it was worth it. */
static int share(struct sops_run *run, struct sops_input *input, const struct sops_blocks *blocks,
	uint64_t lines, bool *pays, struct sops_error *err)
{
	struct sops__blocks pool = { .input = input, .run = run, .lines = lines,
		.size = blocks->size ? blocks->size : SIZE };
	size_t threads = blocks->threads < MOST_THREADS ? blocks->threads : MOST_THREADS;
	struct sops__blocks_worker *workers = calloc(threads, sizeof(*workers));
	int status;

	if (!workers)
		return sops_error_memory(err);
	open_pool(&pool);
	run_workers(&pool, workers, threads, blocks->where);
	free(workers);
	*pays = pool.done > PAYS;
	status = put_back(&pool, err);
	if (status == 0 && pool.failed < SIZE_MAX) {
		status = (int)pool.error.status;
		if (err)
			*err = pool.error;
	}
	close_pool(&pool);
	return status;
}

/* 1 when it stopped behind so many bytes, and others may go on. */
static int read_alone(struct sops_run *run, struct sops_input *input, uint64_t bytes,
	struct sops_error *err)
{
	const void *row;
	int status = sops__run_begin(run, input, err);

	bytes += sops__input_read(input).bytes;
	for (size_t n = 1; status >= 0 && (status = sops_input_next(input, &row, err)) > 0; n++) {
		status = sops__run_add(run, input, row, err);
		if (status >= 0 && n % LOOK == 0 && sops__input_calm(input) &&
		    sops__input_read(input).bytes >= bytes) {
			status = sops__run_end(run, err);
			return status < 0 ? status : 1;
		}
	}
	return status < 0 ? status : sops__run_end(run, err);
}

static int read_whole(struct sops_run *run, struct sops_input *input,
	const struct sops_blocks *blocks, struct sops_error *err)
{
	uint64_t first = blocks->first ? blocks->first : SOPS__BLOCKS_FIRST, alone = first;
	uint64_t lines = sops__input_read(input).lines;
	bool pays = false;
	int status;

	while ((status = read_alone(run, input, alone, err)) > 0) {
		status = share(run, input, blocks, lines, &pays, err);
		if (status < 0)
			break;
		alone = pays ? first : alone < LONGEST ? alone * 2 : LONGEST;
	}
	return status;
}

int sops_blocks_read(struct sops_run *run, struct sops_input *input,
	const struct sops_blocks *blocks, struct sops_error *err)
{
	if (blocks->threads < 2 || !sops__input_divides(input) ||
	    (sops__input_options(input)->where && !blocks->where))
		return sops_run_read(run, input, err);
	return sops__run_whole(run) ? read_whole(run, input, blocks, err)
				    : sops__blocks_help(run, input, blocks, err);
}
