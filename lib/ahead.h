/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ahead.h: records kept while a column settles, first in, first out. */
#ifndef SOPS_AHEAD_H
#define SOPS_AHEAD_H

#include <sops/csv.h>

struct sops_ahead_record;
struct sops_ahead_block; /* memory for several records */

struct sops_ahead {
	struct sops_ahead_block *first, *last; /* the oldest record is in the first */
	struct sops_ahead_record *given; /* the one that was popped, alive until the next pop */
	size_t count;        /* of those that were not popped */
	size_t bytes, limit; /* of their cells, and the raw ones */
};

void sops__ahead_init(struct sops_ahead *ahead, size_t limit);
void sops__ahead_release(struct sops_ahead *ahead);
bool sops__ahead_room(const struct sops_ahead *ahead);

/* Keeps a copy: of the line so many bytes are the record, without its line end. */
int sops__ahead_push(struct sops_ahead *ahead, const struct sops_record *record,
	struct sops_field line, size_t raw, struct sops_error *err);
/* Whether there is one, or one was given that is still alive. */
static inline bool sops__ahead_any(const struct sops_ahead *ahead)
{
	return ahead->count || ahead->given;
}

/* The oldest, valid until the next pop; false when there is none. */
bool sops__ahead_pop(struct sops_ahead *ahead, const struct sops_record **record);
/* Whether the record is the one that was popped, and then its bytes as they stood. */
bool sops__ahead_is(const struct sops_ahead *ahead, const struct sops_record *record);
struct sops_field sops__ahead_raw(const struct sops_ahead *ahead);
struct sops_field sops__ahead_line(const struct sops_ahead *ahead);

#endif
