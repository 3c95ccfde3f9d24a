/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * duplicates_cluster.c: pairs become clusters, the surest first. Two clusters become one only where
 * on average their cores are alike: else a chain of small steps would make one of what is not.
 */
#include "duplicates_private.h"

#include <stdlib.h>

#define LOOKED_AT 8                  /* cores of a cluster, the first, that speak for it */
#define CLAMPED (10 * SOPS__BIT)     /* more bits than this do not count, either way */
#define LENIENT (3 * SOPS__BIT)      /* how far below what is needed the mean may be */
#define NEVER UINT32_MAX

/* By core: a ring of those of its cluster, and the cluster's first. */
struct clusters {
	struct sops_duplicates *d;
	uint32_t *first, *next, *last, *size;
};

static int by_bits(const void *a, const void *b)
{
	const struct sops__pair *x = a, *y = b;

	if (x->bits != y->bits)
		return x->bits > y->bits ? -1 : 1;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

static int32_t clamp(int32_t bits)
{
	if (bits > CLAMPED)
		return CLAMPED;
	return bits < -CLAMPED ? -CLAMPED : bits;
}

/* The mean over pairs of their first cores speaks for it. */
static bool agree(const struct clusters *c, uint32_t x, uint32_t y)
{
	int64_t sum = 0, pairs = 0;
	uint32_t a = x, b;

	for (int i = 0; i < LOOKED_AT && a != NEVER; i++, a = c->next[a]) {
		b = y;
		for (int j = 0; j < LOOKED_AT && b != NEVER; j++, b = c->next[b]) {
			sum += clamp(sops__duplicates_compare(c->d, a < b ? a : b, a < b ? b : a,
				INT32_MIN, NULL));
			pairs++;
		}
	}
	return sum >= pairs * -LENIENT;
}

static uint32_t find(struct clusters *c, uint32_t core)
{
	while (c->first[core] != core) {
		c->first[core] = c->first[c->first[core]];
		core = c->first[core];
	}
	return core;
}

/* Lists stay in the order in which they were joined: the cluster with the first core leads. */
static void join(struct clusters *c, uint32_t x, uint32_t y)
{
	uint32_t lead = x < y ? x : y, other = x < y ? y : x;

	c->first[other] = lead;
	c->next[c->last[lead]] = other;
	c->last[lead] = c->last[other];
	c->size[lead] += c->size[other];
}

static void join_all(struct clusters *c)
{
	for (size_t i = 0; i < c->d->n_pairs; i++) {
		uint32_t x = find(c, c->d->pairs[i].a), y = find(c, c->d->pairs[i].b);

		if (x == y)
			continue;
		if ((c->size[x] == 1 && c->size[y] == 1) || agree(c, x, y))
			join(c, x, y);
	}
}

static uint64_t filled(const struct sops_duplicates *d, uint32_t core)
{
	const uint32_t *cells = sops__core_cells(d, core);
	uint64_t bits = 0;

	for (size_t i = 0; i < d->n; i++)
		if (cells[i])
			bits |= UINT64_C(1) << i;
	return bits;
}

#define COMPARED 64 /* cores of a cluster that another is compared with */

/* The core that it is most like: what brought it into the cluster may come behind it. */
static void most_like(struct clusters *c, uint32_t core, struct sops_duplicate *out)
{
	uint32_t lead = find(c, core);
	int32_t best = INT32_MIN;
	int n = 0;

	for (uint32_t other = lead; other != NEVER && n < COMPARED; other = c->next[other], n++) {
		uint64_t agreeing;
		int32_t bits;

		if (other == core)
			continue;
		bits = sops__duplicates_compare(c->d, other, core, INT32_MIN, &agreeing);
		if (best != INT32_MIN && bits <= best)
			continue;
		best = bits;
		out->like = c->d->bytes[c->d->cores[other]];
		out->agree = agreeing;
		out->score = (double)sops__chance(bits) / SOPS_LIKENESS_ONE;
	}
}

/* Numbers clusters of more than one record by the order of their first ones. */
static void report(struct clusters *c, uint64_t *numbers, const uint32_t *records)
{
	struct sops_duplicates *d = c->d;
	uint64_t clusters = 0;

	for (uint32_t i = 0; i < d->count; i++) {
		uint32_t core = d->core_of[i], lead;
		struct sops_duplicate *out;

		if (core == UINT32_MAX)
			continue;
		lead = find(c, core);
		if (d->cores[lead] == i) {
			if (records[lead] > 1)
				numbers[lead] = ++clusters;
			continue;
		}
		out = &d->found[d->n_found++];
		*out = (struct sops_duplicate){ .byte = d->bytes[i],
			.first = d->bytes[d->cores[lead]], .cluster = numbers[lead],
			.like = d->bytes[d->cores[core]], .score = 1, .agree = filled(d, core) };
		if (d->cores[core] == i)
			most_like(c, core, out);
	}
}

static int find_all(struct clusters *c, struct sops_error *err)
{
	struct sops_duplicates *d = c->d;
	uint64_t *numbers = calloc(d->n_cores + 1, sizeof(*numbers));
	uint32_t *records = calloc(d->n_cores + 1, sizeof(*records));
	bool room = numbers && records;
	size_t found = 0;

	if (d->n_pairs)
		qsort(d->pairs, d->n_pairs, sizeof(*d->pairs), by_bits);
	join_all(c);
	for (uint32_t i = 0; room && i < d->count; i++)
		if (d->core_of[i] != UINT32_MAX && records[find(c, d->core_of[i])]++)
			found++;
	d->found = calloc(found + 1, sizeof(*d->found));
	if (room && d->found)
		report(c, numbers, records);
	free(numbers);
	free(records);
	return room && d->found ? 0 : sops_error_memory(err);
}

int sops__duplicates_cluster(struct sops_duplicates *d, struct sops_error *err)
{
	size_t n = d->n_cores + 1;
	struct clusters c = { .d = d, .first = calloc(n, sizeof(*c.first)),
		.next = calloc(n, sizeof(*c.next)), .last = calloc(n, sizeof(*c.last)),
		.size = calloc(n, sizeof(*c.size)) };
	int status = c.first && c.next && c.last && c.size ? 0 : sops_error_memory(err);

	for (uint32_t i = 0; status == 0 && i < d->n_cores; i++) {
		c.first[i] = c.last[i] = i;
		c.next[i] = NEVER;
		c.size[i] = 1;
	}
	if (status == 0)
		status = find_all(&c, err);
	free(c.first);
	free(c.next);
	free(c.last);
	free(c.size);
	return status;
}
