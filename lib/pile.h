/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pile.h: texts that mostly differ, each with a few bytes of the caller's behind it. Which of them
 * are the same is found when all are there.
 *
 * A text is written down and eight bytes of it remembered: no table is looked at, which would be
 * far away in memory for each. What another has is taken over as it is. In the end the eight bytes
 * are sorted by their hash, and only texts whose hashes are the same are compared. They are in
 * parts by the first bits of the hash, so that several threads may look at a part each.
 */
#ifndef SOPS_PILE_H
#define SOPS_PILE_H

#include "pieces.h"

#define SOPS__PILE_BITS 4
#define SOPS__PILE_PARTS ((size_t)1 << SOPS__PILE_BITS)

#define SOPS__PILE_SLOTS 1022 /* so that they are 8 KiB */

/* Some of the slots: of each text bits of its hash, and its place. */
struct sops__pile_slots {
	struct sops__pile_slots *before;
	size_t count;
	uint64_t at[SOPS__PILE_SLOTS];
};

struct sops__pile_part {
	struct sops__pile_slots *last;
	size_t used;  /* the count of the last, which itself is far away in memory */
	size_t count; /* of all its slots */
};

/* All zero: none yet. */
struct sops__pile {
	struct sops__pieces pieces;
	struct sops__pile_part parts[SOPS__PILE_PARTS];
};

void sops__pile_release(struct sops__pile *pile);

/* Adds a text with these bytes behind it, the second right behind the first; or one whose hash is
 * known. */
int sops__pile_add(struct sops__pile *pile, struct sops_field text,
	const struct sops_field bytes[2], struct sops_error *err);
int sops__pile_put(struct sops__pile *pile, struct sops_field text, uint64_t hash,
	const struct sops_field bytes[2], struct sops_error *err);

/* Adds all that another has, which then has none. A pile that is small is better added text by text
 * (see sops__pieces_large): its memory is never filled. */
int sops__pile_take(struct sops__pile *into, struct sops__pile *from, struct sops_error *err);

size_t sops__pile_count(const struct sops__pile *pile);

/* One text after the other, in any order. False behind the last. All zero at first: */
struct sops__pile_cursor {
	size_t part, i;
	const struct sops__pile_slots *slots;
};

bool sops__pile_next(const struct sops__pile *pile, struct sops__pile_cursor *cursor,
	uint64_t *hash, uint64_t *place);

/* One or more places of the same text, in any order. */
typedef int sops__pile_tell(void *with, const struct sops__pile *pile, const uint64_t *places,
	size_t count, struct sops_error *err);

/* Tells of every text of a part, or of those that are there twice. Ends where tell does not return
 * 0. */
int sops__pile_each(const struct sops__pile *pile, size_t part, bool twice, sops__pile_tell *tell,
	void *with, struct sops_error *err);

/* Of the same texts only the first of those places is left, when they have been told. The memory of
 * the others is not free before the pile is. */
int sops__pile_unite(struct sops__pile *pile, size_t part, sops__pile_tell *tell, void *with,
	struct sops_error *err);

#endif
