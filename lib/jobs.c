/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/jobs.h>

#include "threads.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORTH ((off_t)4 << 20) /* bytes for which a thread is worth starting */

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

/* One thread's share. */
struct job {
	const struct sops_jobs *jobs;
	struct sops_range range;
	struct sops_run *run;
	struct sops_seen seen;
	int status;
};

static int read_job(struct job *job, struct sops_expr *where)
{
	struct sops_input_options options = *job->jobs->options;
	struct sops_input *input;
	int status;

	options.where = where;
	options.reject = NULL; /* bad records come in their order, from one thread */
	options.source = job->jobs->source;
	options.range = job->range;
	status = sops_input_open(&input, job->jobs->rows, -1, NULL, &options, NULL);
	if (status < 0)
		return status;
	status = sops_run_read(job->run, input, NULL);
	if (status == 0)
		status = sops_seen_take(&job->seen, input, NULL);
	sops_input_free(input);
	return status;
}

static void *work(void *with)
{
	struct job *job = with;
	struct sops_expr *where = NULL;

	job->status = job->jobs->where ? sops_expr_new(&where, job->jobs->where, NULL) : 0;
	if (job->status == 0)
		job->status = read_job(job, where);
	sops_expr_free(where);
	return NULL;
}

static int merge(struct sops_run *run, struct sops_seen *seen, struct job *jobs, size_t n)
{
	size_t column;

	for (size_t i = 0; i < n; i++)
		if (jobs[i].status < 0 || sops_seen_merge(seen, &jobs[i].seen, &column, NULL) != 0)
			return 0;
	for (size_t i = 0; i < n; i++)
		if (sops_run_take(run, jobs[i].run, NULL) < 0)
			return 0;
	return 1;
}

static int read_all(struct sops_run *run, struct sops_seen *seen, struct job *jobs, size_t n)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < n; i++)
		status = sops_run_like(&jobs[i].run, run, NULL);
	if (status == 0)
		sops__threads(work, jobs, sizeof(*jobs), n);
	status = status == 0 ? merge(run, seen, jobs, n) : 0;
	for (size_t i = 0; i < n; i++) {
		sops_seen_release(&jobs[i].seen);
		sops_run_free(jobs[i].run);
	}
	if (status == 0)
		sops_seen_release(seen);
	return status;
}

static int read_parts(struct sops_run *run, struct sops_seen *seen, const struct sops_jobs *jobs,
	const struct sops_range *parts, size_t n)
{
	struct job *all = calloc(n, sizeof(*all));
	int status;

	for (size_t i = 0; all && i < n; i++)
		all[i] = (struct job){ .jobs = jobs, .range = parts[i] };
	status = all ? read_all(run, seen, all, n) : 0;
	free(all);
	return status;
}

/* Where the guess was wrong, one of its parts is an error; but so is a part of a bad file. */
int sops_jobs_read(struct sops_run *run, struct sops_seen *seen, const struct sops_jobs *jobs)
{
	struct sops_range parts[SOPS_JOBS_MOST], exact[SOPS_JOBS_MOST];
	size_t threads = jobs->threads < SOPS_JOBS_MOST ? jobs->threads : SOPS_JOBS_MOST, n, m;

	if (sops_source_guess(jobs->source, jobs->range, threads, parts, &n, NULL) < 0)
		return 0;
	if (n > 1 && read_parts(run, seen, jobs, parts, n) > 0)
		return 1;
	if (sops_source_split(jobs->source, jobs->range, threads, threads, exact, &m, NULL) < 0 ||
	    m < 2 || (m == n && memcmp(parts, exact, n * sizeof(*parts)) == 0))
		return 0;
	return read_parts(run, seen, jobs, exact, m) > 0;
}
