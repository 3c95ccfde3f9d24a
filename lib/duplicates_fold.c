/* SPDX-License-Identifier: GPL-3.0-or-later */
/* duplicates_fold.c: records that are equal in all become one core. */
#include "duplicates_private.h"

#include "private.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Whether a text by itself can tell one thing from all others. */
static bool is_strong(const struct sops_duplicates *d, size_t field, uint32_t text)
{
	struct sops_field at = sops__texts_at(&d->pools[d->fields[field].like].texts, text);

	switch (d->fields[field].like) {
	case SOPS_LIKE_COMPANY:
	case SOPS_LIKE_PHONE:
	case SOPS_LIKE_EMAIL:
		return true;
	case SOPS_LIKE_PERSON:
		return memchr(at.at, ' ', at.len) != NULL;
	case SOPS_LIKE_EXACT:
		return at.len >= 6;
	default:
		return false;
	}
}

/* Whether there is enough in a record to be another's duplicate: two fields, or a strong one. */
static bool says_enough(const struct sops_duplicates *d, const uint32_t *cells)
{
	size_t filled = 0;

	for (size_t i = 0; i < d->n; i++) {
		if (!cells[i] || !d->fields[i].weight)
			continue;
		if (is_strong(d, i, cells[i]) || d->n == 1)
			return true;
		filled++;
	}
	return filled >= 2;
}

/* The slot of the core with these cells, or the free one; slots hold cores + 1. */
static uint32_t *find(const struct sops_duplicates *d, uint32_t *slots, size_t mask,
	const uint32_t *cells)
{
	size_t len = d->n * sizeof(*cells);
	uint64_t at = XXH3_64bits_withSeed(cells, len, sops__seed());

	for (;; at++) {
		uint32_t *slot = &slots[at & mask];

		if (*slot == 0 || memcmp(sops__core_cells(d, *slot - 1), cells, len) == 0)
			return slot;
	}
}

static void fold(struct sops_duplicates *d, uint32_t *slots, size_t mask)
{
	for (uint32_t i = 0; i < d->count; i++) {
		const uint32_t *cells = d->cells + (size_t)i * d->n;
		uint32_t *slot;

		d->core_of[i] = UINT32_MAX;
		if (!says_enough(d, cells))
			continue;
		slot = find(d, slots, mask, cells);
		if (*slot == 0) {
			d->cores[d->n_cores++] = i;
			*slot = (uint32_t)d->n_cores;
		}
		d->core_of[i] = *slot - 1;
	}
}

int sops__duplicates_fold(struct sops_duplicates *d, struct sops_error *err)
{
	size_t size = 16;
	uint32_t *slots;

	while (size < 2 * d->count)
		size *= 2;
	slots = calloc(size, sizeof(*slots));
	d->cores = calloc(d->count + 1, sizeof(*d->cores));
	d->core_of = calloc(d->count + 1, sizeof(*d->core_of));
	if (slots && d->cores && d->core_of)
		fold(d, slots, size - 1);
	free(slots);
	return slots && d->cores && d->core_of ? 0 : sops_error_memory(err);
}
