/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import_jobs.h: the lines of a file, made by several threads.
 *
 * One thread begins. Once what it has read decides how the rest is read, the rest is cut into parts
 * of a few MiB, each is read and written by itself, and the lines are handed out in the order of
 * the file, with the same bad records, footers and counts that one thread finds. Where there is any
 * doubt of that (an error, a column that two parts read differently, a footer that may begin before
 * a border), nothing more is handed out, and the one thread goes on where it stood. It comes upon
 * what was handed out once more, and its caller leaves that out.
 */
#ifndef SOPS_IMPORT_JOBS_H
#define SOPS_IMPORT_JOBS_H

#include <sops/import.h>

struct sops_import_jobs {
	struct sops_input *input;  /* that one thread has begun to read */
	const struct sops_import_options *options;
	int fd;                    /* of its file */
	const char *where;         /* the text of the input's condition, or NULL */
	size_t threads;
	/*
	 * Is handed lines; from the caller's thread, as bad records and footers are, where the
	 * input's options say. What one thread keeps until it has a block of so many bytes or more,
	 * and what it then writes, is told apart, so that the same is written before an error.
	 */
	int (*write)(void *to, struct sops_field lines, bool full, struct sops_error *err);
	void *to;
	size_t block, kept; /* kept: at first */
};

/* What was handed out. */
struct sops_import_done {
	uint64_t bytes, rows, rejected, footers; /* of lines; rows written; told of */
	struct sops_input_counts counts; /* of what the input itself will not read: when done */
};

/* Whether threads could begin now, of a file of that size: after some records, and before another
 * row is asked for. */
bool sops_import_jobs_ready(const struct sops_input *input, uint64_t size);

/* 1: the input is done with. 0: one thread has to go on. Or the status of a failure to hand out. */
int sops_import_jobs_run(struct sops_import_done *done, const struct sops_import_jobs *jobs,
	struct sops_error *err);

#endif
