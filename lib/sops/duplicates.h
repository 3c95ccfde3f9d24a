/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * duplicates.h: records that are probably of one and the same thing.
 *
 * (to be written by its author: formulas, sources, units, edge cases)
 */
#ifndef SOPS_DUPLICATES_H
#define SOPS_DUPLICATES_H

#include <sops/likeness.h>
#include <sops/money.h>

struct sops_duplicates_field {
	enum sops_likeness like;
	struct sops_money weight; /* blank: 1 */
};

struct sops_duplicates;

/* Where the threshold is blank. */
#define SOPS_DUPLICATES_THRESHOLD ((struct sops_money){ 9, 1 })

/* Records of n fields each; threshold from 0 to 1. */
int sops_duplicates_new(struct sops_duplicates **out, const struct sops_duplicates_field *fields,
	size_t n, struct sops_money threshold, struct sops_error *err);
void sops_duplicates_free(struct sops_duplicates *duplicates);

/* Adds a record: n texts, which are copied as far as needed, and where it stands. */
int sops_duplicates_add(struct sops_duplicates *duplicates, const struct sops_field *texts,
	uint64_t byte, struct sops_error *err);
int sops_duplicates_merge(struct sops_duplicates *into, const struct sops_duplicates *from,
	struct sops_error *err);
int sops_duplicates_save(const struct sops_duplicates *duplicates, struct sops_buffer *out,
	struct sops_error *err);
int sops_duplicates_load(struct sops_duplicates *empty, struct sops_field text,
	struct sops_error *err);

/* A record that is in a cluster behind its first. */
struct sops_duplicate {
	uint64_t byte;        /* where it stands */
	uint64_t first;       /* the cluster's first record */
	uint64_t like;        /* the record of the cluster, before it, that it is most like */
	uint64_t cluster;     /* number, from 1, in the order of the first records */
	double score;         /* of the two, 0 to 1 */
	uint64_t agree;       /* the fields that agree, a bit each */
};

/* Finds the clusters; no more is added then. The order of adding does not matter. */
int sops_duplicates_find(struct sops_duplicates *duplicates, struct sops_error *err);

/* What finding them took. */
struct sops_duplicates_work {
	uint64_t records;
	uint64_t compared; /* times that two records were compared */
	uint64_t skipped;  /* times that two of a block that could not be made smaller were not */
};
struct sops_duplicates_work sops_duplicates_worked(const struct sops_duplicates *duplicates);

size_t sops_duplicates_count(const struct sops_duplicates *duplicates);
/* By byte, ascending. */
const struct sops_duplicate *sops_duplicates_at(const struct sops_duplicates *duplicates,
	size_t index);

#endif
