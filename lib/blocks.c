/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * blocks.c: what can be read only once, by several threads.
 *
 * Whoever takes the next block reads its bytes and finds where its last record ends, which quotes
 * tell in one look at them; what is behind begins the next block. Its rows are kept until all blocks
 * before it were read, and are good. The quotes may tell wrongly where a record is not
 * well-formed: but then the reader finds that in this very block, which is thus the first with
 * an error, and is read again as if no thread had been.
 */
#include "blocks_private.h"
#include "bytes.h"
#include "run_private.h"
#include "threads.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define FIRST ((uint64_t)1 << 20)
#define SIZE ((size_t)512 << 10)
#define SPARE 2                      /* blocks more than threads */
#define MOST_THREADS 64
#define LONGEST ((uint64_t)64 << 20) /* bytes that one thread reads before others try again */
#define BATCH 16
#define PAYS 8                       /* blocks for which they should not have waited so long */
#define LOOK 16                      /* records between two looks at how much was read */

static struct sops__block *block_at(struct sops__blocks *pool, size_t index)
{
	return &pool->blocks[index % pool->n_blocks];
}

/* ---- bytes ---- */

/* Waits for bytes, or until nobody wants them any more. */
static bool wait_for_bytes(const struct sops__blocks *pool)
{
	struct pollfd from[] = { { .fd = pool->fd, .events = POLLIN },
		{ .fd = pool->wake, .events = POLLIN } };

	while (poll(from, 2, -1) < 0)
		if (errno != EINTR)
			return true;
	return from[1].revents == 0;
}

/* Fills the block from what was left and what comes. False when nobody wants it. */
static bool fill(struct sops__blocks *pool, struct sops__block *block, bool *ended)
{
	struct sops__source *source = &sops__input_csv(pool->input)->source;

	block->len = pool->rest.len;
	if (block->len)
		memcpy(block->at, pool->rest.at, block->len);
	sops_buffer_clear(&pool->rest);
	while (block->len < pool->size && !*ended) {
		ssize_t n;

		if (!source->len && !source->ahead_len && !wait_for_bytes(pool))
			return false;
		n = sops__source_pull(source, block->at + block->len, pool->size - block->len);
		*ended = n <= 0;
		block->len += n > 0 ? (size_t)n : 0;
	}
	return true;
}

/* Keeps back what is behind the block's last whole record. False when it has none. */
static bool cut(struct sops__blocks *pool, struct sops__block *block, bool wanted)
{
	size_t border = wanted ? sops__bytes_border(block->at, block->len) : 0;

	/* There is room for it. */
	sops_buffer_add(&pool->rest, block->at + border, block->len - border);
	block->len = border;
	block->offset = pool->offset;
	pool->offset += border;
	return border > 0;
}

/* ---- a block ---- */

static bool keep_rows(struct sops__blocks *pool, struct sops__block *block,
	struct sops_input *part, struct sops_run *keys)
{
	const struct sops_field bytes = { block->at, block->len };
	struct sops_field key;
	const void *row;
	int status;

	while ((status = sops_input_next(part, &row, NULL)) > 0) {
		status = sops__run_key(keys, part, row, &key, NULL);
		if (status < 0)
			break;
		if (status > 0 && (!sops__row_tame(&pool->shape, row, &block->currency) ||
				sops__rows_add(&block->rows, &pool->shape, row, key, bytes) < 0))
			return false;
	}
	block->undated = sops__run_undated(keys);
	return status == 0;
}

/* False where anything is wrong with it, or what is behind it matters. */
static bool read_block(struct sops__blocks *pool, struct sops__block *block,
	struct sops_input *part, struct sops_run *keys)
{
	sops__rows_clear(&block->rows);
	block->currency = (struct sops_currency){ "" };
	sops__run_undated(keys);
	sops__input_lend(part, block->at, block->len, block->offset);
	if (!keep_rows(pool, block, part, keys) || !sops__input_calm(part) ||
	    sops__input_values(part)->pending > 0)
		return false;
	sops__values_keep(block->known, sops__input_values(part));
	block->counts = sops_input_counts(part);
	block->read = sops_csv_counts(sops__input_csv(part));
	return true;
}

/* ---- under the lock ---- */

static void stop(struct sops__blocks *pool)
{
	const uint64_t one = 1;

	pool->stop = true;
	/* One that was not read yet is as good. */
	while (write(pool->wake, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

/* Whether the block was read as it would have been behind all before it. */
static bool agrees(const struct sops__blocks *pool, const struct sops__block *block)
{
	return block->state == SOPS__BLOCK_READ && block->version == pool->version &&
		(!block->currency.code[0] || !pool->currency.code[0] ||
		 strcmp(block->currency.code, pool->currency.code) == 0);
}

static void judge(struct sops__blocks *pool)
{
	struct sops_values *values = sops__input_own_values(pool->input);

	while (!pool->stop && pool->judged < pool->taken) {
		struct sops__block *block = block_at(pool, pool->judged);

		if (block->state == SOPS__BLOCK_TAKEN)
			break;
		if (!agrees(pool, block)) {
			stop(pool);
			break;
		}
		if (!sops__values_know(values, block->known)) {
			sops__values_resume(values, block->known);
			pool->version++;
		}
		if (block->currency.code[0])
			pool->currency = block->currency;
		block->state = SOPS__BLOCK_GOOD;
		pool->judged++;
	}
}

/* Blocks that are done count, and are free. */
static void count_done(struct sops__blocks *pool)
{
	while (pool->done < pool->judged && pool->done != pool->failed) {
		struct sops__block *block = block_at(pool, pool->done);

		if (block->state != SOPS__BLOCK_DONE)
			break;
		sops__input_pass(pool->input, &block->counts, block->len);
		sops__csv_pass(sops__input_csv(pool->input), &block->read);
		block->state = SOPS__BLOCK_FREE;
		pool->done++;
	}
}

/* Rows come in batches, small enough to stay near. */
static int add_rows(const struct sops__blocks *pool, const struct sops__block *block,
	struct sops_run *run, void *batch, struct sops_error *err)
{
	const struct sops__rows *rows = &block->rows;
	int status = sops__run_put(run, NULL, NULL, 0, block->undated, err);

	sops__rows_prepare(batch, rows, &pool->shape, BATCH);
	for (size_t i = 0; status == 0 && i < rows->count; i += BATCH) {
		size_t n = rows->count - i < BATCH ? rows->count - i : BATCH;

		sops__rows_get(batch, rows, &pool->shape, i, n);
		status = sops__run_put(run, rows->keys + i, batch, n, 0, err);
	}
	return status;
}

static bool shape_of(struct sops__row_shape *shape, const struct sops_run *run,
	const struct sops_input *input)
{
	return sops__row_shape_make(shape, sops__run_rows_of(run), sops_input_roles(input),
		sops__input_options(input)->rates);
}

static bool add_one(struct sops__blocks *pool, struct sops_run *run, void *batch)
{
	struct sops_error error = { .status = SOPS_OK };
	struct sops__block *block = NULL;
	size_t index;
	int status;

	for (index = pool->done; !block && index < pool->judged; index++)
		if (block_at(pool, index)->state == SOPS__BLOCK_GOOD)
			block = block_at(pool, index);
	if (!block)
		return false;
	block->state = SOPS__BLOCK_ADDED;
	pthread_mutex_unlock(&pool->lock);
	status = add_rows(pool, block, run, batch, &error);
	pthread_mutex_lock(&pool->lock);
	block->state = SOPS__BLOCK_DONE;
	if (status < 0 && index - 1 < pool->failed) {
		pool->failed = index - 1;
		pool->error = error;
		stop(pool);
	}
	count_done(pool);
	return true;
}

static bool read_one(struct sops__blocks *pool, struct sops_input *part, struct sops_run *keys)
{
	struct sops__block *block = block_at(pool, pool->taken);
	bool ended = false, good;

	if (pool->stop || pool->ended || pool->reading ||
	    pool->taken - pool->done == pool->n_blocks)
		return false;
	pool->reading = true;
	pthread_mutex_unlock(&pool->lock);
	good = fill(pool, block, &ended);
	good = cut(pool, block, good);
	pthread_mutex_lock(&pool->lock);
	pool->reading = false;
	pool->ended = ended || !good;
	if (!good)
		return true;
	block->state = SOPS__BLOCK_TAKEN;
	block->version = pool->version;
	sops__values_resume(sops__input_own_values(part), sops__input_values(pool->input)->states);
	pool->taken++;
	pthread_cond_broadcast(&pool->change);
	pthread_mutex_unlock(&pool->lock);
	good = read_block(pool, block, part, keys);
	pthread_mutex_lock(&pool->lock);
	block->state = good ? SOPS__BLOCK_READ : SOPS__BLOCK_DOUBTFUL;
	judge(pool);
	return true;
}

static bool over(const struct sops__blocks *pool)
{
	return pool->stop || (pool->ended && pool->judged == pool->taken);
}

/* ---- a thread ---- */

struct worker {
	struct sops__blocks *pool;
	struct sops_run *run;  /* of the rows that it adds */
	struct sops_run *keys; /* adds none */
	struct sops_input *part;
	struct sops_expr *where;
	void *batch;           /* rows as they are added */
};

static void *work(void *with)
{
	struct worker *worker = with;
	struct sops__blocks *pool = worker->pool;

	pthread_mutex_lock(&pool->lock);
	for (;;) {
		if (add_one(pool, worker->run, worker->batch) ||
		    read_one(pool, worker->part, worker->keys))
			pthread_cond_broadcast(&pool->change);
		else if (over(pool))
			break;
		else
			pthread_cond_wait(&pool->change, &pool->lock);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

static int open_part(struct worker *worker, const struct sops__blocks *pool)
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
static int open_worker(struct worker *worker, struct sops_run *run, bool first)
{
	int status = open_part(worker, worker->pool);

	worker->batch = calloc(BATCH, sops__run_rows_of(run)->row_size);
	if (!worker->batch)
		return SOPS_ESYSTEM;
	if (status == 0)
		status = sops_run_like(&worker->keys, run, NULL);
	worker->run = run;
	if (status == 0 && !first) {
		worker->run = NULL;
		status = sops_run_like(&worker->run, run, NULL);
	}
	return status < 0 ? status : sops__run_begin(worker->run, worker->part, NULL);
}

static void close_worker(struct worker *worker, bool first)
{
	if (!first)
		sops_run_free(worker->run);
	free(worker->batch);
	sops_run_free(worker->keys);
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
		offset = block_at(pool, i)->offset;
	for (size_t i = pool->done; i < pool->taken; i++)
		sops_buffer_add(&bytes, block_at(pool, i)->at, block_at(pool, i)->len);
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

static int run_workers(struct sops__blocks *pool, struct worker *workers, size_t threads,
	struct sops_run *run, struct sops_error *err)
{
	int status = make_blocks(pool, threads), merged = 0;

	for (size_t i = 0; status == 0 && i < threads; i++) {
		workers[i].pool = pool;
		status = open_worker(&workers[i], run, i == 0);
	}
	/* For want of memory one thread has to do. */
	if (status == 0)
		sops__threads(work, workers, sizeof(*workers), threads);
	for (size_t i = 1; status == 0 && merged == 0 && pool->failed == SIZE_MAX && i < threads; i++)
		merged = sops_run_take(run, workers[i].run, err);
	for (size_t i = 0; i < threads; i++)
		close_worker(&workers[i], i == 0);
	return merged;
}

/* A row could not be added: one thread finds out why, and where; else that has to do. */
static int find_error(struct sops_run *run, struct sops_input *input,
	const struct sops_error *known, struct sops_error *err)
{
	struct sops_run *again;
	int status = sops_run_like(&again, run, err);

	if (status == 0)
		status = sops_run_read(again, input, err);
	sops_run_free(again);
	if (status == 0 && err)
		*err = *known;
	return status < 0 ? status : (int)known->status;
}

/* Reads on by several threads while that can be done; then the input stands where it can not, and
 * *pays says whether it was worth it. */
static int share(struct sops_run *run, struct sops_input *input, const struct sops_blocks *blocks,
	struct sops_currency *currency, bool *pays, struct sops_error *err)
{
	struct sops__blocks pool = { .input = input, .where = blocks->where,
		.size = blocks->size ? blocks->size : SIZE, .currency = *currency };
	size_t threads = blocks->threads < MOST_THREADS ? blocks->threads : MOST_THREADS;
	struct worker *workers = calloc(threads, sizeof(*workers));
	int status;

	if (!workers)
		return sops_error_memory(err);
	shape_of(&pool.shape, run, input);
	open_pool(&pool);
	status = run_workers(&pool, workers, threads, run, err);
	free(workers);
	*currency = pool.currency;
	*pays = pool.done > PAYS;
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
	bool tame = shape_of(&shape, run, input);
	int status = sops__run_begin(run, input, err);

	bytes += sops__input_read(input).bytes;
	for (size_t n = 1; status >= 0 && (status = sops_input_next(input, &row, err)) > 0; n++) {
		tame = tame && sops__row_tame(&shape, row, currency);
		status = sops__run_add(run, input, row, err);
		if (status >= 0 && tame && n % LOOK == 0 && sops__input_calm(input) &&
		    sops__input_read(input).bytes >= bytes)
			return 1;
	}
	return status;
}

int sops_blocks_read(struct sops_run *run, struct sops_input *input,
	const struct sops_blocks *blocks, struct sops_error *err)
{
	uint64_t first = blocks->first ? blocks->first : FIRST, alone = first;
	struct sops_currency currency = { "" };
	bool pays = false;
	int status = 1;

	if (blocks->threads < 2 || !sops__input_divides(input) || !sops__run_divides(run, input) ||
	    (sops__input_options(input)->where && !blocks->where))
		return sops_run_read(run, input, err);
	while ((status = read_alone(run, input, &currency, alone, err)) > 0) {
		status = share(run, input, blocks, &currency, &pays, err);
		if (status < 0)
			break;
		alone = pays ? first : alone < LONGEST ? alone * 2 : LONGEST;
	}
	return status;
}
