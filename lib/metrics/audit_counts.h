/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_counts.h: how often each text occurs.
 *
 * A few thousand texts are counted in a table that stays near. When it is full they are written
 * down with their counts, and it begins anew; so a text may be written down more than once. That is
 * added up whenever there are many: memory goes by how many different texts there are. Where the
 * table does not help, since hardly a text comes again, they are written down at once for a while.
 */
#ifndef SOPS_AUDIT_COUNTS_H
#define SOPS_AUDIT_COUNTS_H

#include "../entries.h"
#include "../pile.h"

#include <sops/state.h>

/* Found while a part of the older was united. */
struct sops__counts_sum {
	int64_t most;
	size_t lost;
};

struct sops__counts {
	int64_t all;                 /* of all texts together */
	struct sops__entries recent; /* each with its count */
	size_t seen;                 /* among the recent, since they began */
	size_t straight;             /* so many more are written down at once */
	struct sops__pile older;     /* the same, of texts that may be among the recent, too */
	size_t written, united;      /* how many are there; were, when each was there once */
	int64_t most;                /* of the older; when they are united the largest count */
	size_t lost;                 /* so many stand in the memory of older, but not there */
	struct sops__counts_sum sums[SOPS__PILE_PARTS];
};

/* Makes what is not there yet. */
int sops__counts_make(void **kept, struct sops_error *err);

int sops__counts_add(struct sops__counts *counts, struct sops_field text, int64_t times,
	struct sops_error *err);

/* Each text is in older once then, and nowhere else; and the same when its parts are ripe. */
int sops__counts_unite(struct sops__counts *counts, struct sops_error *err);
void sops__counts_settle(struct sops__counts *counts);
int64_t sops__counts_of(struct sops__entry entry);

/* Of what is united a text with the largest count: of several the first in order. */
struct sops_field sops__counts_commonest(const struct sops__counts *counts);

extern const struct sops_object sops__keep_counts;
extern const struct sops__audit_ripen sops__ripen_counts;
int sops__counts_merge(const struct sops_object *self, void **into, const void *other,
	struct sops_error *err);
int sops__counts_save(const struct sops_object *self, const void *object,
	struct sops_buffer *out, struct sops_error *err);
int sops__counts_load(const struct sops_object *self, void **out, struct sops_field text,
	struct sops_error *err);

#endif
