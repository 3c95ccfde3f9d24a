/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text stands at the first free slot from where the upper bits of its hash point; behind the last
 * slot to which they do are some more. So slots are nearly in the order of their hashes, whatever
 * the size of the table: it grows where it is.
 */
#include "entries.h"

#include "pages.h"
#include "private.h"

#include <stdlib.h>

#define HASH (64 - SOPS__PLACE) /* bits of the hash in a slot */
#define SMALL ((size_t)64 << 10) /* slots */
#define MORE 64  /* slots behind those to which hashes lead; the last is always free */
#define SLOW __attribute__((noinline, cold))

static size_t size_of(size_t slots)
{
	return (slots + MORE) * sizeof(uint64_t);
}

void sops__entries_release(struct sops__entries *entries)
{
	sops__pieces_release(&entries->pieces);
	if (entries->slots)
		sops__pages_free(entries->slots, size_of(entries->size));
	*entries = (struct sops__entries){ .count = 0 };
}

/* ---- slots ---- */

static size_t slot_of(const struct sops__entries *entries, uint64_t hash)
{
	return (size_t)((hash >> SOPS__PLACE) * entries->size >> HASH);
}

static bool agree(uint64_t slot, uint64_t hash)
{
	return (slot ^ hash) < SOPS__PLACES;
}

/* Apart, so that to find none is short. */
static __attribute__((noinline)) bool is_text(const struct sops__entries *entries, uint64_t place,
	struct sops_field text)
{
	struct sops_field own = sops__pieces_text(&entries->pieces, place);

	return own.len == text.len && sops__eights_same(own.at, text.at, text.len);
}

/* The slot of the text, or the free one where it would be. */
__attribute__((always_inline)) static inline size_t find(const struct sops__entries *entries,
	struct sops_field text, uint64_t hash)
{
	size_t i = slot_of(entries, hash);

	for (uint64_t slot; (slot = entries->slots[i]); i++)
		if (agree(slot, hash) && is_text(entries, slot & (SOPS__PLACES - 1), text))
			break;
	return i;
}

/* The first free slot for a hash. */
static size_t free_slot(const struct sops__entries *entries, uint64_t hash)
{
	size_t i = slot_of(entries, hash);

	while (entries->slots[i])
		i++;
	return i;
}

/* Three slots in four, at most, are ever taken. */
static bool has_room(size_t size, size_t count)
{
	return count <= size / 4 * 3;
}

/*
 * All slots are moved to the end of a larger table and put where they belong from there, in their
 * order. That is never behind where they were: a hash leads to a slot that is farther from the
 * beginning than before, but by no more than all were moved.
 */
static void spread(struct sops__entries *entries, size_t before)
{
	size_t moved = entries->size - before, n = before + MORE;

	memmove(entries->slots + moved, entries->slots, n * sizeof(*entries->slots));
	memset(entries->slots, 0, (moved < n ? moved : n) * sizeof(*entries->slots));
	for (size_t i = moved; i < moved + n; i++) {
		uint64_t slot = entries->slots[i];

		entries->slots[i] = 0;
		if (slot)
			entries->slots[free_slot(entries, slot)] = slot;
	}
}

/* By half; a small table by three times as much and more, so that it is seldom spread. */
static size_t next_size(size_t size)
{
	for (int i = 0; i < (size < SMALL ? 3 : 1); i++)
		size += size / 2;
	return size;
}

static int grow(struct sops__entries *entries, size_t count, struct sops_error *err)
{
	size_t before = entries->size, size = before ? next_size(before) : 16;
	uint64_t *slots;

	while (!has_room(size, count))
		size = next_size(size);
	slots = before ? sops__pages_grow(entries->slots, size_of(before), size_of(size))
		: sops__pages_new(size_of(size));
	if (!slots)
		return sops_error_memory(err);
	entries->slots = slots;
	entries->size = size;
	if (before)
		spread(entries, before);
	return 0;
}

/* Adds one that is not there, or another of its hash, at a free slot where it belongs. */
static SLOW int put_in_larger(struct sops__entries *entries, uint64_t slot,
	struct sops_error *err)
{
	size_t i;

	do {
		if (grow(entries, entries->count + 1, err) < 0)
			return SOPS_ESYSTEM;
		i = free_slot(entries, slot);
	} while (i == entries->size + MORE - 1);
	entries->slots[i] = slot;
	entries->count++;
	return 0;
}

static inline int put(struct sops__entries *entries, uint64_t slot, size_t i,
	struct sops_error *err)
{
	if (!has_room(entries->size, entries->count + 1) || i == entries->size + MORE - 1)
		return put_in_larger(entries, slot, err);
	entries->slots[i] = slot;
	entries->count++;
	return 0;
}

int sops__entries_put(struct sops__entries *entries, struct sops_field text, uint64_t hash,
	const struct sops_field bytes[2], uint64_t *place, struct sops_error *err)
{
	size_t slot = entries->size ? find(entries, text, hash) : 0;
	int status;

	*place = entries->size ? entries->slots[slot] & (SOPS__PLACES - 1) : 0;
	if (*place)
		return 1;
	status = sops__pieces_put(&entries->pieces, text, bytes, place, err);
	return status < 0 ? status : put(entries, hash | *place, slot, err);
}

void sops__entries_clear(struct sops__entries *entries)
{
	sops__pieces_rewind(&entries->pieces);
	if (entries->slots)
		memset(entries->slots, 0, size_of(entries->size));
	entries->count = 0;
}

bool sops__entries_next(const struct sops__entries *entries, size_t *cursor, uint64_t *hash,
	uint64_t *place)
{
	size_t end = entries->size ? entries->size + MORE : 0;

	while (*cursor < end) {
		uint64_t slot = entries->slots[(*cursor)++];

		*hash = slot & ~(SOPS__PLACES - 1);
		*place = slot & (SOPS__PLACES - 1);
		if (slot)
			return true;
	}
	return false;
}
