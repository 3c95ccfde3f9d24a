/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/jobs.h>

#include "input_private.h"
#include "run_private.h"
#include "threads.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORTH ((off_t)4 << 20) /* bytes for which a thread is worth starting */
#define PARTS 64               /* that a thread has on average */

void sops_seen_release(struct sops_seen *seen)
{
	free(seen->readings);
	*seen = (struct sops_seen)SOPS_SEEN_INIT;
}

static int make_readings(struct sops_seen *seen, size_t columns, struct sops_error *err)
{
	seen->readings = calloc(columns ? columns : 1, sizeof(*seen->readings));
	seen->n_columns = columns;
	return seen->readings ? 0 : sops_error_memory(err);
}

int sops_seen_take(struct sops_seen *seen, const struct sops_input *input, struct sops_error *err)
{
	int status = make_readings(seen, sops_columns_count(sops_input_columns(input)), err);

	for (size_t i = 0; status == 0 && i < seen->n_columns; i++)
		seen->readings[i] = sops_input_reading(input, i);
	seen->counts = sops_input_counts(input);
	return status;
}

int sops_seen_merge(struct sops_seen *into, const struct sops_seen *from, size_t *column,
	struct sops_error *err)
{
	if (!from->readings)
		return 0;
	if (!into->readings && make_readings(into, from->n_columns, err) < 0)
		return SOPS_ESYSTEM;
	for (*column = 0; *column < from->n_columns && *column < into->n_columns; ++*column) {
		enum sops_reading *reading = &into->readings[*column];

		if (!sops_readings_agree(*reading, from->readings[*column]))
			return 1;
		if (!*reading)
			*reading = from->readings[*column];
	}
	sops_input_counts_merge(&into->counts, &from->counts);
	return into->n_columns != from->n_columns;
}

size_t sops_jobs_of(int fd, size_t most)
{
	struct stat st;
	size_t worth;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || lseek(fd, 0, SEEK_CUR) != 0)
		return 1;
	worth = (size_t)(st.st_size / WORTH);
	worth = worth < most ? worth : most;
	return worth ? worth : 1;
}

/* What all threads take from, the next part each time: so none waits long for another. */
struct pool {
	const struct sops_jobs *jobs;
	const struct sops_range *parts;
	size_t n;
	bool trusting; /* that 1 is no per cent, see sops__values_trust; */
	atomic_size_t next;
	atomic_bool failed, mistaken; /* and that it was one */
};

/* One thread's share. */
struct job {
	struct pool *pool;
	struct sops_run *run;
	struct sops_seen seen;
	bool opened;                        /* a part, whose headers have told */
	const struct sops_profile *profile; /* the profile */
};

/* Adds what was seen of one more part. */
static int add_seen(struct sops_seen *seen, const struct sops_input *input)
{
	struct sops_seen more = SOPS_SEEN_INIT;
	size_t column;
	int status = sops_seen_take(&more, input, NULL);

	if (status == 0 && sops_seen_merge(seen, &more, &column, NULL) != 0)
		status = SOPS_EINPUT;
	sops_seen_release(&more);
	return status;
}

static int read_part(struct job *job, struct sops_range range, struct sops_expr *where)
{
	struct sops_input_options options = *job->pool->jobs->options;
	struct sops_input *input;
	int status;

	options.where = where;
	options.reject = NULL; /* bad records come in their order, from one thread */
	options.source = job->pool->jobs->source;
	options.range = range;
	if (job->opened) {
		options.profile = job->profile;
		options.profile_auto = false;
	}
	status = sops_input_open(&input, job->pool->jobs->rows, -1, NULL, &options, NULL);
	if (status < 0)
		return status;
	job->profile = sops_input_profile(input);
	job->opened = true;
	if (job->pool->trusting)
		sops__input_trust(input);
	status = sops_run_read(job->run, input, NULL);
	if (sops__input_mistaken(input)) {
		job->pool->mistaken = true;
		status = SOPS_EINPUT;
	}
	if (status == 0)
		status = add_seen(&job->seen, input);
	sops_input_free(input);
	return status;
}

static void *work(void *with)
{
	struct job *job = with;
	struct pool *pool = job->pool;
	struct sops_expr *where = NULL;
	int status = pool->jobs->where ? sops_expr_new(&where, pool->jobs->where, NULL) : 0;

	while (status == 0 && !pool->failed) {
		size_t part = atomic_fetch_add(&pool->next, 1);

		if (part >= pool->n)
			break;
		status = read_part(job, pool->parts[part], where);
	}
	if (status < 0)
		pool->failed = true;
	sops_expr_free(where);
	return NULL;
}

static int merge(struct sops_run *run, struct sops_seen *seen, struct job *jobs, size_t n)
{
	size_t column;

	for (size_t i = 0; i < n; i++)
		if (sops_seen_merge(seen, &jobs[i].seen, &column, NULL) != 0)
			return 0;
	for (size_t i = 0; i < n; i++)
		if (sops_run_take(run, jobs[i].run, NULL) < 0)
			return 0;
	return 1;
}

static int read_all(struct sops_run *run, struct sops_seen *seen, struct pool *pool,
	struct job *jobs, size_t n)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < n; i++)
		status = sops_run_like(&jobs[i].run, run, NULL);
	if (status == 0)
		sops__threads(work, jobs, sizeof(*jobs), n);
	status = status == 0 && !pool->failed ? merge(run, seen, jobs, n) : 0;
	for (size_t i = 0; i < n; i++) {
		sops_seen_release(&jobs[i].seen);
		sops_run_free(jobs[i].run);
	}
	if (status == 0)
		sops_seen_release(seen);
	return status;
}

static int try_parts(struct sops_run *run, struct sops_seen *seen, struct pool *pool)
{
	size_t threads = pool->n < pool->jobs->threads ? pool->n : pool->jobs->threads;
	struct job *all = calloc(threads, sizeof(*all));
	int status;

	for (size_t i = 0; all && i < threads; i++)
		all[i].pool = pool;
	status = all ? read_all(run, seen, pool, all, threads) : 0;
	free(all);
	return status;
}

/* Neighbours become one while much is left: each part costs something to open, and only the last
 * decide how long a thread waits for another. How many there are then. */
static size_t join_parts(struct sops_range *joined, const struct sops_range *parts, size_t n,
	size_t threads)
{
	size_t count = 0, some;

	for (size_t i = 0; i < n; i += some) {
		some = (n - i) / (2 * threads);
		if (some == 0)
			some = 1;
		joined[count++] = (struct sops_range){ .start = parts[i].start,
			.end = parts[i + some - 1].end };
	}
	return count;
}

static int read_parts(struct sops_run *run, struct sops_seen *seen, const struct sops_jobs *jobs,
	const struct sops_range *parts, size_t n)
{
	struct sops_range joined[SOPS_JOBS_MOST];
	size_t count = join_parts(joined, parts, n, jobs->threads);
	struct pool pool = { .jobs = jobs, .parts = joined, .n = count, .trusting = true };
	struct pool again = { .jobs = jobs, .parts = joined, .n = count };
	int status = try_parts(run, seen, &pool);

	return pool.mistaken ? try_parts(run, seen, &again) : status;
}

/* One a thread, or several where they are still worth it. */
static size_t count_parts(const struct sops_jobs *jobs)
{
	uint64_t worth = (jobs->range.end - jobs->range.start) / WORTH;
	size_t least = jobs->threads < SOPS_JOBS_MOST ? jobs->threads : SOPS_JOBS_MOST;
	size_t most = least * PARTS < SOPS_JOBS_MOST ? least * PARTS : SOPS_JOBS_MOST;

	if (worth < least)
		return least;
	return worth < most ? (size_t)worth : most;
}

/* Where the guess was wrong, one of its parts is an error; but so is a part of a bad file. */
int sops_jobs_read(struct sops_run *run, struct sops_seen *seen, const struct sops_jobs *jobs)
{
	struct sops_range parts[SOPS_JOBS_MOST], exact[SOPS_JOBS_MOST];
	size_t wanted = count_parts(jobs), n, m;

	run->threads = jobs->threads;
	if (sops_source_guess(jobs->source, jobs->range, wanted, parts, &n, NULL) < 0)
		return 0;
	if (n > 1 && read_parts(run, seen, jobs, parts, n) > 0)
		return 1;
	if (sops_source_split(jobs->source, jobs->range, wanted, wanted, exact, &m, NULL) < 0 ||
	    m < 2 || (m == n && memcmp(parts, exact, n * sizeof(*parts)) == 0))
		return 0;
	return read_parts(run, seen, jobs, exact, m) > 0;
}
