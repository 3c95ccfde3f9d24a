/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pile.h: texts that mostly differ, each with a few bytes of the caller's behind it. Which of them
 * are the same is found when all are there.
 *
 * A text is written down and eight bytes of it remembered: no table is looked at, which would be
 * far away in memory for each. What another has is taken over as it is. In the end the eight bytes
 * are sorted by their hash, and only texts whose hashes are the same are compared.
 */
#ifndef SOPS_PILE_H
#define SOPS_PILE_H

#include "pieces.h"

/* All zero: none yet. */
struct sops__pile {
	struct sops__pieces pieces;
	uint64_t *slots;    /* of each text bits of its hash, and its place */
	size_t size, count; /* of slots: those for which there is room, and those that there are */
};

void sops__pile_release(struct sops__pile *pile);

/* Adds a text with these bytes behind it, the second right behind the first; or one whose hash is
 * known. */
int sops__pile_add(struct sops__pile *pile, struct sops_field text,
	const struct sops_field bytes[2], struct sops_error *err);
int sops__pile_put(struct sops__pile *pile, struct sops_field text, uint64_t hash,
	const struct sops_field bytes[2], struct sops_error *err);

/* Each of them in turn, as they came. */
static inline struct sops__entry sops__pile_at(const struct sops__pile *pile, size_t i)
{
	return sops__pieces_at(&pile->pieces, pile->slots[i] & (SOPS__PLACES - 1));
}

/* Adds all that another has, which then has none. A pile that is small is better added text by text
 * (see sops__pieces_large): its memory is never filled. */
int sops__pile_take(struct sops__pile *into, struct sops__pile *from, struct sops_error *err);

/* One or more places of the same text, in any order. */
typedef int sops__pile_tell(void *with, const struct sops__pile *pile, const uint64_t *places,
	size_t count, struct sops_error *err);

/* Tells of every text, or of those that are there twice. Ends where tell does not return 0. Slots
 * are sorted where they are: what is pointed at changes, what the pile holds does not. */
int sops__pile_each(const struct sops__pile *pile, bool twice, sops__pile_tell *tell, void *with,
	struct sops_error *err);

/* Of the same texts only the first of those places is left, when they have been told. The memory of
 * the others is not free before the pile is. */
int sops__pile_unite(struct sops__pile *pile, sops__pile_tell *add_up, void *with,
	struct sops_error *err);

#endif
