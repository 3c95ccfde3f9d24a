/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * duplicates_block.c: which cores are compared: those that share a facet of a field, which is its
 * text or a part of it. A block that is too large for that is cut by all later facets of other
 * fields, twice if need be; what is too large still is compared within a window.
 */
#include "duplicates_private.h"

#include <stdlib.h>

#define DEEPEST 3
#define ITSELF SOPS__FACETS /* the facet that is the whole text */

struct item {
	uint32_t key, core;
};

struct facet {
	size_t field;
	int which;
};

struct blocks {
	struct sops_duplicates *d;
	struct facet *facets;
	size_t n_facets;
	size_t most;              /* cores of a block whose pairs are all compared */
	struct item *items[DEEPEST + 1]; /* by depth: as many as there are cores */
	struct item *spare;
	uint64_t *lately;         /* pairs that were compared, by hash: the last of each */
	uint64_t lately_mask;
	struct sops_error *err;
};

static uint32_t key_of(const struct sops_duplicates *d, const struct facet *facet, uint32_t core)
{
	uint32_t text = sops__core_cells(d, core)[facet->field];
	const struct sops__pool *pool = &d->pools[d->fields[facet->field].like];

	if (text && facet->which != ITSELF)
		return pool->facets[text][facet->which];
	/* One word is its own rarest, and need not come twice. */
	return text && pool->words && pool->ends[text] - pool->ends[text - 1] < 2 ? 0 : text;
}

static int by_key(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->core < y->core ? -1 : x->core > y->core;
}

/* Items come in the order of their cores, and keep it among equal keys. */
static void sort(struct item *items, struct item *spare, size_t count)
{
	struct item *from = items, *to = spare;

	if (count < 256) {
		qsort(items, count, sizeof(*items), by_key);
		return;
	}
	for (int shift = 0; shift < 32; shift += 8) {
		size_t starts[257] = { 0 };
		struct item *other;

		for (size_t i = 0; i < count; i++)
			starts[(from[i].key >> shift & 255) + 1]++;
		for (int k = 0; k < 256; k++)
			starts[k + 1] += starts[k];
		for (size_t i = 0; i < count; i++)
			to[starts[from[i].key >> shift & 255]++] = from[i];
		other = from;
		from = to;
		to = other;
	}
}

static int compare(struct blocks *b, uint32_t x, uint32_t y)
{
	struct sops__pair pair = { 0, x < y ? x : y, x < y ? y : x };
	uint64_t both = (uint64_t)pair.a << 32 | pair.b;
	uint64_t *lately = &b->lately[both * UINT64_C(0x9E3779B97F4A7C15) >> 32 & b->lately_mask];

	if (*lately == both)
		return 0;
	*lately = both;
	b->d->compared++;
	pair.bits = sops__duplicates_compare(b->d, pair.a, pair.b, SOPS__KEPT, NULL);
	return pair.bits > SOPS__KEPT ? sops__duplicates_keep(b->d, pair, b->err) : 0;
}

/* Each with those before it, as far as the window reaches. */
static int compare_all(struct blocks *b, const struct item *items, size_t count)
{
	int status = 0;

	for (size_t i = 1; status == 0 && i < count; i++) {
		size_t first = i > b->most ? i - b->most : 0;

		b->d->skipped += first;
		for (size_t j = first; status == 0 && j < i; j++)
			status = compare(b, items[j].core, items[i].core);
	}
	return status;
}

static int take(struct blocks *b, const struct item *items, size_t count, size_t facet, int depth);

/* Cuts the cores by a facet into blocks of those that share it. */
static int cut(struct blocks *b, const struct item *cores, size_t count, size_t facet, int depth)
{
	struct item *items = b->items[depth];
	size_t n = 0, end;
	int status = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t key = key_of(b->d, &b->facets[facet], cores[i].core);

		if (key)
			items[n++] = (struct item){ key, cores[i].core };
	}
	sort(items, b->spare, n);
	for (size_t i = 0; status == 0 && i < n; i = end) {
		end = i + 1;
		while (end < n && items[end].key == items[i].key)
			end++;
		status = take(b, items + i, end - i, facet, depth);
	}
	return status;
}

/* Whether a facet can cut what shares another. */
static bool cuts(const struct blocks *b, size_t facet, size_t by)
{
	return b->facets[by].field != b->facets[facet].field || b->d->n < 3;
}

static int take(struct blocks *b, const struct item *items, size_t count, size_t facet, int depth)
{
	int status = 0;
	bool cut_once = false;

	if (count <= b->most)
		return compare_all(b, items, count);
	for (size_t by = facet + 1; status == 0 && depth < DEEPEST && by < b->n_facets; by++) {
		if (!cuts(b, facet, by))
			continue;
		status = cut(b, items, count, by, depth + 1);
		cut_once = true;
	}
	return status == 0 && !cut_once ? compare_all(b, items, count) : status;
}

/* Of many columns some will be equal; of few, parts have to be. */
static bool has_facet(enum sops_likeness like, int which, size_t columns)
{
	if (columns > 4 && which > 0 && which != ITSELF)
		return false;
	switch (like) {
	case SOPS_LIKE_EMAIL:
	case SOPS_LIKE_PHONE:
		return which == 0;
	case SOPS_LIKE_DOMAIN:
	case SOPS_LIKE_EXACT:
		return which == ITSELF;
	default:
		return true;
	}
}

static void list_facets(struct blocks *b)
{
	const struct sops__field_of *fields = b->d->fields;

	for (size_t i = 0; i < b->d->n; i++)
		for (int which = 0; which <= ITSELF; which++)
			if (fields[i].weight && has_facet(fields[i].like, which, b->d->n))
				b->facets[b->n_facets++] = (struct facet){ i, which };
}

static int run(struct blocks *b)
{
	struct item *all = b->items[0];
	int status = 0;

	list_facets(b);
	for (uint32_t i = 0; i < b->d->n_cores; i++)
		all[i] = (struct item){ 0, i };
	for (size_t facet = 0; status == 0 && facet < b->n_facets; facet++)
		status = cut(b, all, b->d->n_cores, facet, 1);
	sops__duplicates_unique(b->d);
	return status;
}

static const int against[SOPS_LIKES] = {
	[SOPS_LIKE_TEXT] = -3, [SOPS_LIKE_COMPANY] = -5, [SOPS_LIKE_PERSON] = -4,
	[SOPS_LIKE_PHONE] = -2, [SOPS_LIKE_EMAIL] = -2, [SOPS_LIKE_DOMAIN] = -2,
	[SOPS_LIKE_EXACT] = -3,
};

/* The more cores there are, the fewer pairs of each can be looked at. */
static size_t most_of_block(size_t cores)
{
	if (cores < 20000)
		return 100;
	return cores < 200000 ? 50 : 16;
}

/* Room for 64 pairs a core, 8 MB at most. */
static uint64_t lately_mask(size_t cores)
{
	uint64_t size = 1024;

	while (size < 64 * cores && size < UINT64_C(1) << 20)
		size *= 2;
	return size - 1;
}

int sops__duplicates_block(struct sops_duplicates *d, struct sops_error *err)
{
	struct blocks b = { .d = d, .most = most_of_block(d->n_cores),
		.err = err };
	bool room;
	int status;

	d->needed = sops__log2(d->n_cores) + SOPS__BIT;
	for (size_t i = 0; i < d->n; i++)
		d->fields[i].against = against[d->fields[i].like] * SOPS__BIT;
	b.facets = calloc(d->n * (SOPS__FACETS + 1), sizeof(*b.facets));
	b.spare = calloc(d->n_cores + 1, sizeof(*b.spare));
	b.lately_mask = lately_mask(d->n_cores);
	b.lately = calloc(b.lately_mask + 1, sizeof(*b.lately));
	room = b.facets && b.spare && b.lately;
	for (int i = 0; i <= DEEPEST; i++) {
		b.items[i] = calloc(d->n_cores + 1, sizeof(*b.items[i]));
		room &= b.items[i] != NULL;
	}
	status = room ? run(&b) : sops_error_memory(err);
	for (int i = 0; i <= DEEPEST; i++)
		free(b.items[i]);
	free(b.spare);
	free(b.lately);
	free(b.facets);
	return status;
}
