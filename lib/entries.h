/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entries.h: different texts, many of them, each with a few bytes of the caller's behind it.
 *
 * A table of eight bytes a text finds what stands in pieces. See texts.h for texts that are to have
 * small numbers, and pile.h for those that mostly differ.
 */
#ifndef SOPS_ENTRIES_H
#define SOPS_ENTRIES_H

#include "pieces.h"

/* All zero: none yet. */
struct sops__entries {
	struct sops__pieces pieces;
	uint64_t *slots;    /* bits of the hash, and the place; 0: free */
	size_t size, count; /* of slots that a hash leads to; of all that are taken */
};

void sops__entries_release(struct sops__entries *entries);

static inline struct sops__entry sops__entries_at(const struct sops__entries *entries,
	uint64_t place)
{
	return sops__pieces_at(&entries->pieces, place);
}

/* *place is that of a text, whose sops__pieces_hash() that is: 1, it was there, or 0, it was added
 * with these bytes behind it, the second right behind the first. */
int sops__entries_put(struct sops__entries *entries, struct sops_field text, uint64_t hash,
	const struct sops_field bytes[2], uint64_t *place, struct sops_error *err);

/* Forgets all texts, and keeps some memory for others. */
void sops__entries_clear(struct sops__entries *entries);

/* One entry after the other, in no order: *cursor is 0 at first. False behind the last. */
bool sops__entries_next(const struct sops__entries *entries, size_t *cursor, uint64_t *hash,
	uint64_t *place);

#endif
