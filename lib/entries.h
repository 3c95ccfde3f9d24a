/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entries.h: different texts, many of them, each with a few bytes of the caller's behind it.
 *
 * Text and bytes stand together in pieces of memory that are never moved or copied, and a table of
 * eight bytes a text finds them. What another has is taken over piece by piece. See texts.h for
 * texts that are to have small numbers.
 */
#ifndef SOPS_ENTRIES_H
#define SOPS_ENTRIES_H

#include <sops/buffer.h>

#include <stdint.h>

#define SOPS__ENTRIES_PLACE 36 /* bits of a place: the lower say where in a piece, */
#define SOPS__ENTRIES_PIECE 21 /* so many of them */

struct sops__piece {
	char *at;
	size_t size;
};

/* All zero: none yet. */
struct sops__entries {
	struct sops__piece *pieces;
	size_t n_pieces, room; /* that there are; for which the array has room */
	size_t now, used;      /* the piece that is filled at present; bytes of it */
	uint64_t *slots;    /* bits of the hash, and the place; 0: free */
	size_t size, count; /* of slots that a hash leads to; of all that are taken */
};

/* data holds, as the text does, until the entries are released. */
struct sops__entry {
	struct sops_field text;
	char *data;
};

void sops__entries_release(struct sops__entries *entries);

/* The hash of a text, which all other functions want; memory that they need is asked for. */
uint64_t sops__entries_ask(const struct sops__entries *entries, struct sops_field text);

/* Some time after that, for a text that is probably there: its memory is asked for, too. */
void sops__entries_reach(const struct sops__entries *entries, uint64_t hash);

/* The place of a text; 0: it is not there. */
uint64_t sops__entries_find(const struct sops__entries *entries, struct sops_field text,
	uint64_t hash);
struct sops__entry sops__entries_at(const struct sops__entries *entries, uint64_t place);

/* *place is that of a text: 1, it was there, or 0, it was added with these bytes behind it, the
 * second right behind the first. */
int sops__entries_put(struct sops__entries *entries, struct sops_field text, uint64_t hash,
	const struct sops_field bytes[2], uint64_t *place, struct sops_error *err);

/* One entry after the other, in no order: *cursor is 0 at first. False behind the last. */
bool sops__entries_next(const struct sops__entries *entries, size_t *cursor, uint64_t *place);

/* Whether they have enough memory to be taken over: what is small is better added one by one. */
bool sops__entries_large(const struct sops__entries *entries);
/*
 * Takes over all that another has, which then has none: its places become larger by *shift. Of a
 * text that both have, the other's entry is no longer found, and same is told both places.
 */
int sops__entries_take(struct sops__entries *into, struct sops__entries *from, uint64_t *shift,
	int (*same)(void *with, uint64_t mine, uint64_t other, struct sops_error *err), void *with,
	struct sops_error *err);

#endif
