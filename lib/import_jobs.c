/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/import_jobs.h>

#include "import_part.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define MOST_THREADS 16
#define HEAD ((uint64_t)64 << 10)      /* bytes that one thread reads at first, at most */
#define MOST_BYTES ((uint64_t)32 << 20) /* of all parts at a time */
#define PART ((uint64_t)2 << 20)
#define LONGER 8 /* times that a part is doubled to find where a record begins */
#define GROWN 3  /* times its size that its lines may have */

/* Parts wait in a ring for their turn. */
struct pool {
	const struct sops_import_jobs *jobs;
	struct sops_source source;
	struct sops__import_part *parts;
	size_t n_parts;
	pthread_mutex_t lock;
	pthread_cond_t room, done;
	uint64_t next;            /* byte at which the next part begins */
	uint64_t size;            /* that parts should have */
	size_t cut, given;        /* parts so far */
	bool stop;
	enum sops_reading *readings; /* of the columns that were not settled */
	struct sops__import_place place; /* where the part begins that is given next */
};

/* ---- parts ---- */

/* To where a record begins, behind about so many bytes; all that is left if none is found. */
static int cut_part(struct pool *pool, struct sops_range *range)
{
	uint64_t end = pool->source.size, left = end - pool->next, span = pool->size * 2;
	struct sops_range parts[2];
	size_t count = 0;
	int status = 0;

	*range = (struct sops_range){ pool->next, end };
	for (int i = 0; i < LONGER && span < left; i++, span *= 2) {
		struct sops_range here = { pool->next, pool->next + span };

		status = sops_source_guess(&pool->source, here, 2, parts, &count, NULL);
		if (status < 0 || count == 2)
			break;
	}
	if (count == 2)
		range->end = parts[0].end;
	return status;
}

/* The next part to be read, or NULL when there is none. */
static struct sops__import_part *take_part(struct pool *pool)
{
	struct sops__import_part *part = &pool->parts[pool->cut % pool->n_parts];

	if (pool->stop || pool->next == pool->source.size)
		return NULL;
	part->state = SOPS__PART_BAD;
	if (cut_part(pool, &part->range) == 0)
		part->state = SOPS__PART_TAKEN;
	part->last = part->range.end == pool->source.size;
	pool->next = part->range.end;
	pool->cut++;
	return part;
}

static void *work(void *with)
{
	struct pool *pool = with;
	struct sops__import_part *part;

	pthread_mutex_lock(&pool->lock);
	for (;;) {
		bool good;

		while (!pool->stop && pool->cut == pool->given + pool->n_parts)
			pthread_cond_wait(&pool->room, &pool->lock);
		part = take_part(pool);
		if (!part)
			break;
		good = part->state == SOPS__PART_TAKEN;
		pthread_mutex_unlock(&pool->lock);
		good = good && sops__import_part_read(part, pool->jobs, &pool->source);
		pthread_mutex_lock(&pool->lock);
		part->state = good ? SOPS__PART_GOOD : SOPS__PART_BAD;
		pthread_cond_signal(&pool->done);
	}
	pthread_cond_signal(&pool->done);
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

/* ---- in their order ---- */

/* The oldest part, when it was read; NULL behind the last. */
static struct sops__import_part *wait_for_part(struct pool *pool)
{
	struct sops__import_part *part = &pool->parts[pool->given % pool->n_parts];
	bool ended;

	pthread_mutex_lock(&pool->lock);
	while (!(ended = pool->given == pool->cut && pool->next == pool->source.size) &&
	       (pool->given == pool->cut || part->state == SOPS__PART_TAKEN))
		pthread_cond_wait(&pool->done, &pool->lock);
	pthread_mutex_unlock(&pool->lock);
	return ended ? NULL : part;
}

static void pass_on(struct pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->given++;
	pthread_cond_signal(&pool->room);
	pthread_mutex_unlock(&pool->lock);
}

/* Whether the part read every column as those before it did; what it proved holds from here on. */
static bool agrees(struct pool *pool, const struct sops__import_part *part)
{
	for (size_t i = 0; i < part->n_columns; i++) {
		if (!sops_readings_agree(pool->readings[i], part->readings[i]))
			return false;
		if (!pool->readings[i])
			pool->readings[i] = part->readings[i];
	}
	return true;
}

/* 1 when all parts were given, 0 when one is not to be trusted, or a status. */
static int give_all(struct pool *pool, struct sops_import_done *done, struct sops_error *err)
{
	struct sops__import_part *part;

	while ((part = wait_for_part(pool))) {
		int status;

		if (part->state == SOPS__PART_BAD || !agrees(pool, part))
			return 0;
		status = sops__import_part_give(part, pool->jobs, &pool->place, done, err);
		if (status < 0)
			return status;
		pass_on(pool);
	}
	return 1;
}

static int run_threads(struct pool *pool, struct sops_import_done *done, struct sops_error *err)
{
	size_t wanted = pool->jobs->threads < MOST_THREADS ? pool->jobs->threads : MOST_THREADS;
	pthread_t threads[MOST_THREADS];
	size_t count = 0;
	int status = 0;

	while (count < wanted && pthread_create(&threads[count], NULL, work, pool) == 0)
		count++;
	if (count > 0)
		status = give_all(pool, done, err);
	pthread_mutex_lock(&pool->lock);
	pool->stop = true;
	pthread_cond_broadcast(&pool->room);
	pthread_mutex_unlock(&pool->lock);
	for (size_t i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	return status;
}

/* ---- from where one thread stands ---- */

bool sops_import_jobs_ready(const struct sops_input *input, uint64_t size)
{
	uint64_t bytes = sops__input_read(input).bytes;

	return (bytes >= HEAD || bytes >= size / 16) && sops__input_calm(input);
}

static bool make_parts(struct pool *pool, size_t columns)
{
	size_t threads = pool->jobs->threads;
	uint64_t left = pool->source.size - pool->next;

	pool->n_parts = threads + 2 < MOST_THREADS ? threads + 2 : MOST_THREADS;
	pool->size = MOST_BYTES / pool->n_parts < PART ? MOST_BYTES / pool->n_parts : PART;
	if (left / (threads * 2) < pool->size)
		pool->size = left / (threads * 2) + 1;
	pool->parts = calloc(pool->n_parts, sizeof(*pool->parts));
	pool->readings = calloc(columns, sizeof(*pool->readings));
	for (size_t i = 0; pool->parts && i < pool->n_parts; i++) {
		pool->parts[i].n_columns = columns;
		pool->parts[i].most = pool->size * GROWN + BUFSIZ;
		pool->parts[i].readings = calloc(columns, sizeof(*pool->readings));
		if (!pool->parts[i].readings)
			return false;
	}
	return pool->parts && pool->readings;
}

static void release(struct pool *pool)
{
	for (size_t i = 0; pool->parts && i < pool->n_parts; i++)
		sops__import_part_release(&pool->parts[i]);
	free(pool->parts);
	free(pool->readings);
	pthread_cond_destroy(&pool->done);
	pthread_cond_destroy(&pool->room);
	pthread_mutex_destroy(&pool->lock);
}

int sops_import_jobs_run(struct sops_import_done *done, const struct sops_import_jobs *jobs,
	struct sops_error *err)
{
	const struct sops_input_options *options = sops__input_options(jobs->input);
	struct sops_csv_counts read = sops__input_read(jobs->input);
	struct sops_csv_options csv = options->csv;
	struct pool pool = { .jobs = jobs, .next = read.bytes,
		.place = { read.lines, read.records, jobs->kept } };
	size_t columns = sops_columns_count(sops_input_columns(jobs->input));
	int status = 0;

	*done = (struct sops_import_done){ .bytes = 0 };
	csv.ahead = NULL;
	csv.ahead_len = 0;
	if (options->fill_down || options->source || sops_source_look(&pool.source, jobs->fd,
			sops_input_name(jobs->input), &csv, NULL) < 0 ||
	    pool.next >= pool.source.size)
		return 0;
	pthread_mutex_init(&pool.lock, NULL);
	pthread_cond_init(&pool.room, NULL);
	pthread_cond_init(&pool.done, NULL);
	sops__input_leave(jobs->input);
	if (make_parts(&pool, columns)) {
		sops__import_readings(pool.readings, jobs->input, jobs->input);
		status = run_threads(&pool, done, err);
	}
	release(&pool);
	return status;
}
