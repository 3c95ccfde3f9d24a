/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * blocks.c: what can be read only once, by several threads, of a metric that takes whole records,
 * bad ones too.
 *
 * Whoever takes the next block reads its bytes and finds where its last record ends, which quotes
 * tell in one look at them; what is behind begins the next block. Each block has a run of its own,
 * as a range of a file has, which is kept until all blocks before it were read, and are good. It
 * counts unless the block ends inside a quote: any other has its last record where the whole has
 * one.
 */
#include "blocks_private.h"
#include "bytes.h"
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

/* False where what is behind it matters. Whatever is wrong with a record, who takes it whole is
 * told. */
static bool read_block(struct sops__blocks *pool, struct sops__block *block,
	struct sops_input *part)
{
	sops__input_lend(part, block->at, block->len, block->offset, pool->lines);
	if (sops_run_like(&block->run, pool->run, NULL) < 0 ||
	    sops_run_read(block->run, part, NULL) < 0 || !sops__input_calm(part) ||
	    sops__input_values(part)->pending > 0)
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
	return block->state == SOPS__BLOCK_READ && block->version == pool->version;
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

/* What was found in the block follows what was found before it. */
static int add(struct sops__blocks *pool, struct sops__block *block, struct sops_error *err)
{
	int status = sops_run_merge(pool->run, block->run, err);

	sops_run_free(block->run);
	block->run = NULL;
	return status;
}

/* The next, if it is good. */
static bool add_one(struct sops__blocks *pool)
{
	struct sops_error error = { .status = SOPS_OK };
	struct sops__block *block = sops__block_at(pool, pool->done);
	int status;

	if (pool->done == pool->judged || block->state != SOPS__BLOCK_GOOD)
		return false;
	block->state = SOPS__BLOCK_ADDED;
	pthread_mutex_unlock(&pool->lock);
	status = add(pool, block, &error);
	pthread_mutex_lock(&pool->lock);
	block->state = SOPS__BLOCK_DONE;
	if (status < 0) {
		pool->failed = pool->done;
		pool->error = error;
		stop(pool);
	}
	count_done(pool);
	return true;
}

static bool read_one(struct sops__blocks *pool, struct sops_input *part)
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
	good = read_block(pool, block, part);
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
		if (add_one(pool) || read_one(pool, worker->part))
			pthread_cond_broadcast(&pool->change);
		else if (over(pool))
			break;
		else
			pthread_cond_wait(&pool->change, &pool->lock);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}
