/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quicksort by parts of keys (Bentley and Sedgewick 1997, "Fast algorithms for sorting and
 * searching strings"), the parts being the seven bytes behind what all items of a stretch have in
 * common. They stand beside the pointers, so that hardly any comparison has to go to an item.
 */
#include "private.h"
#include "group_private.h"
#include "threads.h"

#include <endian.h>

#define PART 7 /* bytes of a key in a front; the eighth says how many of them the key has */
#define FEW 12 /* items for which insertion is faster */
#define AHEAD 16 /* items that memory is asked for before they are needed */

/* Shorter before longer, as after the zeros it is filled up with. */
static uint64_t front_of(const struct sops__item *item, size_t depth)
{
	size_t rest = item->len - depth;
	uint64_t front = 0;

	if (rest > PART) {
		memcpy(&front, item->key + depth, PART);
		rest = PART + 1;
	} else {
		memcpy(&front, item->key + depth, rest);
	}
	return be64toh(front) | rest;
}

static bool before(const struct sops__ranked *a, const struct sops__ranked *b)
{
	if (a->front != b->front)
		return a->front < b->front;
	return sops_field_compare(sops__item_key(a->item), sops__item_key(b->item)) < 0;
}

static void insertion(struct sops__ranked *ranked, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct sops__ranked one = ranked[i];
		size_t at = i;

		for (; at > 0 && before(&one, &ranked[at - 1]); at--)
			ranked[at] = ranked[at - 1];
		ranked[at] = one;
	}
}

static uint64_t any(const struct sops__ranked *ranked, size_t count, uint64_t *random)
{
	*random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return ranked[(*random >> 32) % count].front;
}

/* The median of three by chance: no order of the input makes it slow. */
static uint64_t pivot_of(const struct sops__ranked *ranked, size_t count, uint64_t *random)
{
	uint64_t a = any(ranked, count, random), b = any(ranked, count, random);
	uint64_t c = any(ranked, count, random);
	uint64_t low = a < b ? a : b, high = a < b ? b : a;

	return c < low ? low : c > high ? high : c;
}

static void swap(struct sops__ranked *a, struct sops__ranked *b)
{
	struct sops__ranked one = *a;

	*a = *b;
	*b = one;
}

/* Items below the pivot, then those that begin with it, then those above. */
static void split(struct sops__ranked *ranked, size_t count, uint64_t pivot, size_t *low,
	size_t *high)
{
	size_t at = 0;

	*low = 0;
	*high = count;
	while (at < *high) {
		if (ranked[at].front < pivot)
			swap(&ranked[(*low)++], &ranked[at++]);
		else if (ranked[at].front > pivot)
			swap(&ranked[--*high], &ranked[at]);
		else
			at++;
	}
}

struct stretch {
	struct sops__ranked *ranked;
	size_t count, depth; /* the bytes that all keys have in common */
};

static void fill_fronts(const struct stretch *stretch)
{
	for (size_t i = 0; i < stretch->count; i++) {
		if (i + AHEAD < stretch->count)
			__builtin_prefetch(stretch->ranked[i + AHEAD].item);
		stretch->ranked[i].front = front_of(stretch->ranked[i].item, stretch->depth);
	}
}

/* What is below a pivot, what begins with it, and what is above. */
static void cut(const struct stretch *all, struct stretch parts[3], uint64_t *random)
{
	const uint64_t pivot = pivot_of(all->ranked, all->count, random);
	size_t low, high;

	split(all->ranked, all->count, pivot, &low, &high);
	parts[0] = (struct stretch){ all->ranked, low, all->depth };
	parts[1] = (struct stretch){ all->ranked + low, high - low, all->depth + PART };
	parts[2] = (struct stretch){ all->ranked + high, all->count - high, all->depth };
	if (parts[1].count > 1)
		fill_fronts(&parts[1]);
}

static size_t largest(const struct stretch *parts, size_t n)
{
	size_t most = 0;

	for (size_t i = 1; i < n; i++)
		if (parts[i].count > parts[most].count)
			most = i;
	return most;
}

/* Calls itself for the lesser parts only, so never deep. */
static void sort(struct stretch all, uint64_t *random)
{
	while (all.count > FEW) {
		struct stretch parts[3];
		size_t most;

		cut(&all, parts, random);
		most = largest(parts, 3);
		for (size_t i = 0; i < 3; i++)
			if (i != most)
				sort(parts[i], random);
		all = parts[most];
	}
	insertion(all.ranked, all.count);
}

/* ---- by several threads ---- */

#define SHARES 64              /* parts, at most */
#define WORTH ((size_t)1 << 14) /* items that are worth another part */

/* Cuts the largest part until there are enough; how many then. */
static size_t share(struct stretch *parts, size_t most, uint64_t *random)
{
	size_t n = 1, at;

	while (n + 2 <= most && parts[at = largest(parts, n)].count > WORTH) {
		struct stretch three[3];

		cut(&parts[at], three, random);
		parts[at] = three[0];
		parts[n++] = three[1];
		parts[n++] = three[2];
	}
	return n;
}

static int sort_part(void *with, size_t part, struct sops_error *err)
{
	uint64_t random = sops__seed() + part;

	(void)err;
	sort(((struct stretch *)with)[part], &random);
	return 0;
}

void sops__group_sort(struct sops__ranked *ranked, size_t count, size_t threads)
{
	struct stretch parts[SHARES] = { { ranked, count, 0 } };
	uint64_t random = sops__seed();
	size_t n;

	fill_fronts(&parts[0]);
	n = threads > 1 ? share(parts, SHARES, &random) : 1;
	sops__threads_share(sort_part, parts, n, threads, NULL);
}
