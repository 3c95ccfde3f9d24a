/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * jobs.h: a file read by several threads.
 *
 * Each thread reads one range after another into a run of its own, and the runs
 * are merged: the result is that of one thread, byte for byte. Where there is any
 * doubt of that (an error anywhere, a column that two ranges read differently) what
 * was read is thrown away, and one thread has to read it all, from which come the
 * messages and places that such a file has always had.
 */
#ifndef SOPS_JOBS_H
#define SOPS_JOBS_H

#include <sops/run.h>

#define SOPS_JOBS_MOST 256

/* What reading came to, besides the run: of one input, or of several parts of one. */
struct sops_seen {
	struct sops_input_counts counts;
	enum sops_reading *readings; /* of each column; NULL: of none yet */
	size_t n_columns;
};

#define SOPS_SEEN_INIT { .n_columns = 0 }

void sops_seen_release(struct sops_seen *seen);
/* Of an input that has ended. */
int sops_seen_take(struct sops_seen *seen, const struct sops_input *input, struct sops_error *err);
/* 1 when a column was read differently, which *column then is; else 0. */
int sops_seen_merge(struct sops_seen *into, const struct sops_seen *from, size_t *column,
	struct sops_error *err);

/* How many threads are worth it, of so many: one for a descriptor that is no regular file or does
 * not stand at its beginning. */
size_t sops_jobs_of(int fd, size_t most);

struct sops_jobs {
	size_t threads;
	const struct sops_schema *rows;
	const struct sops_source *source;
	struct sops_range range;
	const struct sops_input_options *options; /* where is not used, since it cannot be shared */
	const char *where;                        /* but its text, or NULL */
};

/*
 * Reads the range into an empty run. 1: done, and seen is filled. 0: one thread has to
 * read it, into another run; this one is to be freed.
 */
int sops_jobs_read(struct sops_run *run, struct sops_seen *seen, const struct sops_jobs *jobs);

/*
 * The same for what can be read only once, as a pipe. One thread adds all rows, in their order;
 * another reads the bytes ahead. Where it is ahead, and by others that are left, rows are made for
 * the first to add: they count where that comes to the byte at which they begin, and knows what was
 * known to who made them. More than four threads are no faster.
 *
 * Of a metric that takes records as they are, threads take blocks of whole records in turn, each
 * into a run of its own, which is added to the whole in the order of the blocks. A block that ends
 * inside a quote, or would be read in another way behind what came before it, counts for nothing:
 * the input itself goes on where it begins, as one thread would.
 */
struct sops_blocks {
	size_t threads;
	const char *where; /* the text of the input's condition, or NULL */
	size_t first;      /* bytes that one thread reads before; 0: the usual, and so below */
	size_t size;       /* of a block; or of what is read ahead, and then looked at by others */
};

/* As sops_run_read, to the same result, the same counts and the same error. By one thread where
 * bad records are handed on, where cells are filled from above, and of another encoding. */
int sops_blocks_read(struct sops_run *run, struct sops_input *input,
	const struct sops_blocks *blocks, struct sops_error *err);

#endif
