/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blocks_private.h: blocks of whole records, and the threads that read them. */
#ifndef SOPS_BLOCKS_PRIVATE_H
#define SOPS_BLOCKS_PRIVATE_H

#include "csv_private.h"
#include "input_private.h"
#include "values_private.h"

#include <sops/jobs.h>

#include <pthread.h>

enum sops__block_state {
	SOPS__BLOCK_FREE,
	SOPS__BLOCK_TAKEN,    /* by the thread that reads it */
	SOPS__BLOCK_READ,
	SOPS__BLOCK_DOUBTFUL, /* one thread has to read it, behind all before it */
	SOPS__BLOCK_GOOD,     /* so are all before it: it counts */
	SOPS__BLOCK_ADDED,    /* its run is, or is about to be */
	SOPS__BLOCK_DONE,
};

struct sops__block {
	enum sops__block_state state;
	char *at;
	size_t len;
	uint64_t offset;
	struct sops_run *run;       /* or NULL */
	unsigned version;           /* of what was known when it was taken */
	struct sops_input_counts counts;
	struct sops_csv_counts read;
	struct column_state *known; /* of each column, behind it */
};

/* Blocks go round in a ring: they are taken, judged and done with in the order of the input. */
struct sops__blocks {
	struct sops_input *input; /* it stands where blocks are done, but for its source, which is
	                             behind the last byte read, and its values, which know what
	                             those judged have shown */
	struct sops_run *run;     /* to which theirs are added, in the order of the input */
	uint64_t lines;           /* of the header */
	int fd;
	size_t size;              /* that a block has at most */

	struct sops_buffer rest;  /* bytes read that are in no block yet; whoever reads has it */
	uint64_t offset;          /* of them */
	int wake;                 /* can be read from when nobody wants more bytes */

	pthread_mutex_t lock;     /* of all below, and the values of the input */
	pthread_cond_t change;
	struct sops__block *blocks;
	size_t n_blocks;
	size_t taken, judged, done;
	bool reading;             /* a thread waits for bytes */
	bool ended, stop;         /* there are none; nobody wants them */
	unsigned version;         /* changes with what is known of the columns */
	size_t failed;            /* the block that could not be added, */
	struct sops_error error;  /* and why */
};

static inline struct sops__block *sops__block_at(struct sops__blocks *pool, size_t index)
{
	return &pool->blocks[index % pool->n_blocks];
}

/* A thread. */
struct sops__blocks_worker {
	struct sops__blocks *pool;
	struct sops_input *part;
	struct sops_expr *where;
};

/* Opens what reads blocks of the input, with an expression of its own for the text, or NULL. Both
 * are to be freed also when that fails. */
int sops__blocks_open_part(struct sops_input **part, struct sops_expr **where,
	const struct sops_input *whole, const char *text);

/* Takes, reads and adds blocks until there are none for anybody. With a worker. */
void *sops__blocks_work(void *worker);

#endif
