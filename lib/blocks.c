/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * blocks.c: what can be read only once, by several threads.
 *
 * Whoever takes the next block reads its bytes and finds where its last record ends, which quotes
 * tell in one look at them; what is behind begins the next block. Its rows are kept until all
 * blocks before it were read, and are good. The quotes may tell wrongly where a record is not
 * well-formed: but then the reader finds that in this very block, which is thus the first with
 * an error, and is read again as if no thread had been.
 *
 * Of who takes whole records, bad ones too, each block has a run of its own, as a range of a file
 * has. It counts unless the block ends inside a quote; any other has its last record where the
 * whole has one.
 */
#include "blocks_private.h"
#include "bytes.h"
#include "input_batch.h"
#include "run_private.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

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

static bool keep_row(const struct sops__blocks *pool, struct sops__block *block, const void *row,
	struct sops_field key)
{
	const struct sops_field bytes = { block->at, block->len };

	return sops__row_tame(&pool->shape, row, &block->currency) &&
		sops__rows_add(&block->rows, &pool->shape, row, key, bytes) == 0;
}

/* Several at once. */
static bool keep_batch(const struct sops__blocks *pool, struct sops__block *block,
	struct sops_input *part, struct sops_run *keys, const char *rows, size_t n)
{
	struct sops__keyed keyed;

	if (sops__run_keys(keys, part, rows, n, &keyed, NULL) < 0)
		return false;
	for (size_t i = 0; i < keyed.count; i++)
		if (!keep_row(pool, block, rows + sops__keyed_row(&keyed, i) * pool->shape.size,
			    keyed.keys[i]))
			return false;
	sops__input_take(part, n);
	return true;
}

static bool keep_next(const struct sops__blocks *pool, struct sops__block *block,
	const struct sops_input *part, struct sops_run *keys, const void *row)
{
	struct sops_field key;
	int status = sops__run_key(keys, part, row, &key, NULL);

	return status == 0 || (status > 0 && keep_row(pool, block, row, key));
}

static bool keep_rows(struct sops__blocks *pool, struct sops__block *block,
	struct sops_input *part, struct sops_run *keys)
{
	const char *rows;
	const void *row;
	int status = 0;
	size_t n;

	sops__rows_clear(&block->rows);
	block->currency = (struct sops_currency){ "" };
	sops__run_undated(keys);
	while ((n = sops__input_peek(part, &rows)) > 0 ||
		(status = sops_input_next(part, &row, NULL)) > 0)
		if (n > 0 ? !keep_batch(pool, block, part, keys, rows, n)
			  : !keep_next(pool, block, part, keys, row))
			return false;
	block->undated = sops__run_undated(keys);
	return status == 0;
}

/* Whatever is wrong with a record is known to who looks at it whole. */
static bool keep_whole(const struct sops__blocks *pool, struct sops__block *block,
	struct sops_input *part)
{
	return sops_run_like(&block->run, pool->run, NULL) == 0 &&
		sops_run_read(block->run, part, NULL) == 0;
}

/* False where anything is wrong with it, or what is behind it matters. */
static bool read_block(struct sops__blocks *pool, struct sops__block *block,
	struct sops_input *part, struct sops_run *keys)
{
	sops__input_lend(part, block->at, block->len, block->offset, pool->lines);
	if (!(pool->whole ? keep_whole(pool, block, part) : keep_rows(pool, block, part, keys)) ||
	    !sops__input_calm(part) || sops__input_values(part)->pending > 0)
		return false;
	sops__values_keep(block->known, sops__input_values(part));
	block->counts = sops_input_counts(part);
	block->read = sops_csv_counts(sops__input_csv(part));
	block->read.lines -= pool->lines;
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
		struct sops__block *block = sops__block_at(pool, pool->judged);

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
		struct sops__block *block = sops__block_at(pool, pool->done);

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
	const size_t most = SOPS__BLOCKS_BATCH;
	const struct sops__rows *rows = &block->rows;
	int status = sops__run_put(run, NULL, NULL, 0, block->undated, err);

	sops__rows_prepare(batch, rows, &pool->shape, most);
	for (size_t i = 0; status == 0 && i < rows->count; i += most) {
		size_t n = rows->count - i < most ? rows->count - i : most;

		sops__rows_get(batch, rows, &pool->shape, i, n);
		status = sops__run_put(run, rows->keys + i, batch, n, 0, err);
	}
	return status;
}

/* What was found in the block follows what was found before it. */
static int add_whole(struct sops__blocks *pool, struct sops__block *block, struct sops_error *err)
{
	int status = sops_run_merge(pool->run, block->run, err);

	sops_run_free(block->run);
	block->run = NULL;
	return status;
}

/* The first block that can be added now: any that is good, but the next where order matters. */
static bool find_good(struct sops__blocks *pool, size_t *index)
{
	for (*index = pool->done; *index < pool->judged; ++*index) {
		if (sops__block_at(pool, *index)->state == SOPS__BLOCK_GOOD)
			return true;
		if (pool->whole)
			return false;
	}
	return false;
}

static bool add_one(struct sops__blocks *pool, struct sops_run *run, void *batch)
{
	struct sops_error error = { .status = SOPS_OK };
	struct sops__block *block;
	size_t index;
	int status;

	if (!find_good(pool, &index))
		return false;
	block = sops__block_at(pool, index);
	block->state = SOPS__BLOCK_ADDED;
	pthread_mutex_unlock(&pool->lock);
	status = pool->whole ? add_whole(pool, block, &error)
			     : add_rows(pool, block, run, batch, &error);
	pthread_mutex_lock(&pool->lock);
	block->state = SOPS__BLOCK_DONE;
	if (status < 0 && index < pool->failed) {
		pool->failed = index;
		pool->error = error;
		stop(pool);
	}
	count_done(pool);
	return true;
}

static bool read_one(struct sops__blocks *pool, struct sops_input *part, struct sops_run *keys)
{
	struct sops__block *block = sops__block_at(pool, pool->taken);
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

void *sops__blocks_work(void *with)
{
	struct sops__blocks_worker *worker = with;
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
