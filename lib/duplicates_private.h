/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * duplicates_private.h: how records become clusters, step by step.
 *
 *	duplicates.c		records come in, and are put in order
 *	duplicates_state.c	saved and loaded
 *	duplicates_fold.c	records that are equal in all become one core
 *	duplicates_weigh.c	what it says when two cores share a text
 *	duplicates_block.c	which cores are compared
 *	duplicates_compare.c	how much speaks for two being one
 *	duplicates_learn.c	how often a field differs between two that are one
 *	duplicates_cluster.c	pairs become clusters
 *
 * What speaks for or against is counted in bits, in steps of 1/256: whole numbers throughout.
 */
#ifndef SOPS_DUPLICATES_PRIVATE_H
#define SOPS_DUPLICATES_PRIVATE_H

#include <sops/duplicates.h>

#include "similar.h"
#include "texts.h"

#define SOPS__BIT 256          /* steps of a bit */
#define SOPS__WEIGHT 1024      /* a field's weight of 1 */
#define SOPS__FACETS 4         /* of a text besides itself, that a block is made by */

/* All normal forms of one likeness, whatever the field; number 0 is blank. */
struct sops__pool {
	struct sops__texts texts;
	size_t fields;        /* that have the likeness */
	uint32_t *counts;     /* by text: cores that have it */
	uint16_t *bits;       /* by text: what it says when two cores have it */
	uint32_t *masks;      /* by text: its letters */
	uint32_t *ends;       /* by text: where its words end */
	uint32_t *words;      /* numbers in the lexicon */
	struct sops__texts lexicon;
	uint32_t *word_counts; /* by word: cores that have it */
	uint16_t *word_bits;
	uint32_t (*facets)[SOPS__FACETS]; /* by text; 0 is none */
};

struct sops__field_of {
	enum sops_likeness like;
	int64_t weight;  /* SOPS__WEIGHT is 1 */
	int32_t against; /* bits against, where it differs; negative */
};

/* Two cores, the first before the second, and what speaks for them, less what is needed. */
struct sops__pair {
	int32_t bits;
	uint32_t a, b;
};

struct sops_duplicates {
	struct sops__field_of *fields;
	size_t n;
	int32_t threshold;    /* in millionths */
	struct sops__pool pools[SOPS_LIKES];
	uint64_t *bytes;      /* by record */
	uint32_t *cells;      /* n a record: numbers of texts */
	size_t count, size;
	bool done;
	/* from here on made by sops_duplicates_find */
	uint32_t *cores;      /* records, the first of those that are equal in all */
	uint32_t *core_of;    /* by record: index into cores; or UINT32_MAX: says too little */
	size_t n_cores;
	int32_t needed;       /* bits that chance alone may reach */
	struct sops__pair *pairs;
	size_t n_pairs, pairs_size, pairs_sorted;
	uint64_t compared, skipped;
	struct sops_duplicate *found;
	size_t n_found;
};

static inline const uint32_t *sops__core_cells(const struct sops_duplicates *d, uint32_t core)
{
	return d->cells + (size_t)d->cores[core] * d->n;
}

/* log2 in steps of 1/256, rounded down; 0 of 0 and of 1. */
int32_t sops__log2(uint64_t value);
/* 1 / (1 + 2^-bits) in millionths, 1 to 999999. */
int32_t sops__chance(int32_t bits);

/* The records in the order of the file, whatever the order in which they came; to be freed. */
int sops__duplicates_order(const struct sops_duplicates *d, uint32_t **out,
	struct sops_error *err);
int sops__duplicates_fold(struct sops_duplicates *d, struct sops_error *err);
int sops__duplicates_weigh(struct sops_duplicates *d, struct sops_error *err);
int sops__duplicates_block(struct sops_duplicates *d, struct sops_error *err);
int sops__duplicates_learn(struct sops_duplicates *d, struct sops_error *err);
int sops__duplicates_cluster(struct sops_duplicates *d, struct sops_error *err);

/* What speaks for two cores, less what is needed; which fields agree, if asked. Stops early and
 * returns INT32_MIN when no more than least can be reached. */
int32_t sops__duplicates_compare(const struct sops_duplicates *d, uint32_t a, uint32_t b,
	int32_t least, uint64_t *agree);
/* How far two texts of a field agree, 0 to SOPS__BIT; 0 when either is blank. */
int32_t sops__duplicates_agree(const struct sops_duplicates *d, size_t field, uint32_t a,
	uint32_t b);

/* Keeps a pair that was compared. */
int sops__duplicates_keep(struct sops_duplicates *d, struct sops__pair pair,
	struct sops_error *err);
/* Sorts the pairs by cores, and each stands there once. */
void sops__duplicates_unique(struct sops_duplicates *d);

/* Pairs with fewer bits are forgotten. */
#define SOPS__KEPT (-3 * SOPS__BIT)

#endif
