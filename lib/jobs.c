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
	for (size_t i = 1; i < n; i++)
		if (sops_run_take(run, jobs[i].run, NULL) < 0)
			return 0;
	return 1;
}

/* The first job reads into the run that is to have it all. */
static int read_all(struct sops_run *run, struct sops_seen *seen, struct job *jobs, size_t n)
{
	int status = 0;

	for (size_t i = 1; status == 0 && i < n; i++)
		status = sops_run_like(&jobs[i].run, run, NULL);
	jobs[0].run = run;
	if (status == 0)
		sops__threads(work, jobs, sizeof(*jobs), n);
	status = status == 0 ? merge(run, seen, jobs, n) : 0;
	for (size_t i = 0; i < n; i++) {
		sops_seen_release(&jobs[i].seen);
		if (i > 0)
			sops_run_free(jobs[i].run);
	}
	if (status == 0)
		sops_seen_release(seen);
	return status;
}

int sops_jobs_read(struct sops_run *run, struct sops_seen *seen, const struct sops_jobs *jobs)
{
	struct sops_range ranges[SOPS_JOBS_MOST];
	size_t threads = jobs->threads < SOPS_JOBS_MOST ? jobs->threads : SOPS_JOBS_MOST, n;
	struct job *all;
	int status;

	if (sops_source_split(jobs->source, jobs->range, threads, threads, ranges, &n, NULL) < 0 ||
	    n < 2)
		return 0;
	all = calloc(n, sizeof(*all));
	if (!all)
		return 0;
	for (size_t i = 0; i < n; i++)
		all[i] = (struct job){ .jobs = jobs, .range = ranges[i] };
	status = read_all(run, seen, all, n);
	free(all);
	return status;
}
