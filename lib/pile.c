/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pile.h"

#include "pages.h"
#include "private.h"

#include <stdlib.h>

#define LEAST ((size_t)512) /* slots */
#define FEW 24   /* slots that are sorted one by one */
#define AHEAD 16 /* slots for whose texts memory is asked before it is needed */

void sops__pile_release(struct sops__pile *pile)
{
	sops__pieces_release(&pile->pieces);
	if (pile->slots)
		sops__pages_free(pile->slots, pile->size * sizeof(*pile->slots));
	*pile = (struct sops__pile){ .count = 0 };
}

static __attribute__((noinline)) int reserve(struct sops__pile *pile, size_t count,
	struct sops_error *err)
{
	size_t size = pile->size ? pile->size : LEAST;
	uint64_t *slots;

	while (size < count)
		size *= 2;
	slots = pile->slots ? sops__pages_grow(pile->slots, pile->size * sizeof(*slots),
		size * sizeof(*slots)) : sops__pages_new(size * sizeof(*slots));
	if (!slots)
		return sops_error_memory(err);
	pile->slots = slots;
	pile->size = size;
	return 0;
}

static inline int put(struct sops__pile *pile, struct sops_field text, uint64_t hash,
	const struct sops_field bytes[2], struct sops_error *err)
{
	uint64_t place;
	int status = pile->count < pile->size ? 0 : reserve(pile, pile->count + 1, err);

	if (status == 0)
		status = sops__pieces_put(&pile->pieces, text, bytes, &place, err);
	if (status == 0)
		pile->slots[pile->count++] = (hash & ~(SOPS__PLACES - 1)) | place;
	return status;
}

int sops__pile_put(struct sops__pile *pile, struct sops_field text, uint64_t hash,
	const struct sops_field bytes[2], struct sops_error *err)
{
	return put(pile, text, hash, bytes, err);
}

int sops__pile_add(struct sops__pile *pile, struct sops_field text,
	const struct sops_field bytes[2], struct sops_error *err)
{
	return put(pile, text, sops__pieces_hash(text), bytes, err);
}

int sops__pile_take(struct sops__pile *into, struct sops__pile *from, struct sops_error *err)
{
	size_t count = into->count + from->count;
	uint64_t shift;
	int status = count <= into->size ? 0 : reserve(into, count, err);

	if (status == 0)
		status = sops__pieces_take(&into->pieces, &from->pieces, &shift, err);
	for (size_t i = 0; status == 0 && i < from->count; i++)
		into->slots[into->count++] = from->slots[i] + shift;
	if (status == 0)
		sops__pile_release(from);
	return status;
}

/* ---- the same texts ---- */

/* Slots are in the order of their hashes when they were dealt out by the upper bits, where they are,
 * and each hand, which is short, was sorted by the others. */
#define UPPER 10
#define LOWER 9  /* twice */

static size_t digit_of(uint64_t slot, unsigned shift, unsigned bits)
{
	return slot >> shift & (((size_t)1 << bits) - 1);
}

/* Brings each slot to where those with its upper bits are; ends: where they end. */
static void deal(uint64_t *slots, size_t count, size_t ends[1 << UPPER])
{
	const unsigned shift = 64 - UPPER;
	size_t next[1 << UPPER], sum = 0;

	for (size_t i = 0; i < count; i++)
		ends[slots[i] >> shift]++;
	for (size_t i = 0; i < 1 << UPPER; i++) {
		next[i] = sum;
		ends[i] = sum += ends[i];
	}
	for (size_t own = 0; own < 1 << UPPER; own++) {
		while (next[own] < ends[own]) {
			uint64_t slot = slots[next[own]];

			for (size_t i; (i = slot >> shift) != own;) {
				const uint64_t other = slots[next[i]];

				slots[next[i]++] = slot;
				slot = other;
			}
			slots[next[own]++] = slot;
		}
	}
}

/* By some bits; what is equal stays in order. */
static void sort_by(uint64_t *to, const uint64_t *from, size_t count, unsigned shift)
{
	size_t next[(1 << LOWER) + 1] = { 0 };

	for (size_t i = 0; i < count; i++)
		next[digit_of(from[i], shift, LOWER) + 1]++;
	for (size_t i = 1; i < 1 << LOWER; i++)
		next[i] += next[i - 1];
	for (size_t i = 0; i < count; i++)
		to[next[digit_of(from[i], shift, LOWER)]++] = from[i];
}

static void sort_few(uint64_t *slots, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		const uint64_t slot = slots[i];
		size_t to = i;

		for (; to > 0 && slots[to - 1] > slot; to--)
			slots[to] = slots[to - 1];
		slots[to] = slot;
	}
}

static void sort_hand(uint64_t *slots, uint64_t *other, size_t count)
{
	if (count <= FEW) {
		sort_few(slots, count);
		return;
	}
	sort_by(other, slots, count, SOPS__PLACE);
	sort_by(slots, other, count, SOPS__PLACE + LOWER);
}

static int sort(const struct sops__pile *pile, struct sops_error *err)
{
	size_t ends[1 << UPPER] = { 0 }, longest = 0;
	uint64_t *other;

	deal(pile->slots, pile->count, ends);
	for (size_t i = 0, start = 0; i < 1 << UPPER; start = ends[i++])
		longest = ends[i] - start > longest ? ends[i] - start : longest;
	other = malloc((longest ? longest : 1) * sizeof(*other));
	if (!other)
		return sops_error_memory(err);
	for (size_t i = 0, start = 0; i < 1 << UPPER; start = ends[i++])
		sort_hand(pile->slots + start, other, ends[i] - start);
	free(other);
	return 0;
}

static bool agree(uint64_t a, uint64_t b)
{
	return (a ^ b) < SOPS__PLACES;
}

static bool same(const struct sops__pile *pile, uint64_t a, uint64_t b)
{
	struct sops_field one = sops__pieces_text(&pile->pieces, a),
			  other = sops__pieces_text(&pile->pieces, b);

	return one.len == other.len && sops__eights_same(one.at, other.at, one.len);
}

/* Brings those that are the same as the first to the front; returns how many there are. */
static size_t gather(const struct sops__pile *pile, uint64_t *places, size_t count)
{
	size_t n = 1;

	for (size_t i = 1; i < count; i++) {
		uint64_t place = places[i];

		if (!same(pile, places[0], place))
			continue;
		places[i] = places[n];
		places[n++] = place;
	}
	return n;
}

/* Who goes through the texts. */
struct visit {
	const struct sops__pile *pile;
	bool twice, unite;
	sops__pile_tell *tell;
	void *with;
};

/* Texts whose hashes are the same; mostly they are, too. What stays is written to the end. */
static int tell_all(const struct visit *visit, uint64_t *slots, size_t count, uint64_t **end,
	struct sops_error *err)
{
	const uint64_t hash = slots[0] & ~(SOPS__PLACES - 1);
	int status = 0;

	for (size_t i = 0; i < count; i++)
		slots[i] &= SOPS__PLACES - 1;
	while (count > 0) {
		size_t n = count == 1 ? 1 : gather(visit->pile, slots, count);

		if (status == 0 && n > visit->twice)
			status = visit->tell(visit->with, visit->pile, slots, n, err);
		for (size_t i = 0; i < (visit->unite ? 1 : n); i++)
			*(*end)++ = slots[i] | hash;
		slots += n;
		count -= n;
	}
	return status;
}

/* Asks for the texts that will be compared: they are far away in memory. */
static inline void reach(const struct sops__pile *pile, const uint64_t *slots)
{
	if (!agree(slots[0], slots[1]))
		return;
	__builtin_prefetch(sops__pieces_bytes(&pile->pieces, slots[0] & (SOPS__PLACES - 1)));
	__builtin_prefetch(sops__pieces_bytes(&pile->pieces, slots[1] & (SOPS__PLACES - 1)));
}

/* All of them; what stays is written over what was told. *left: how many are. */
static int tell_of(const struct visit *visit, size_t *left, struct sops_error *err)
{
	const size_t count = *left = visit->pile->count;
	uint64_t *slots = visit->pile->slots, *to = slots;
	int status = sort(visit->pile, err);

	for (size_t i = 0, end; status == 0 && i < count; i = end) {
		if (i + AHEAD + 1 < count)
			reach(visit->pile, slots + i + AHEAD);
		for (end = i + 1; end < count && agree(slots[i], slots[end]);)
			end++;
		if (end - i > visit->twice)
			status = tell_all(visit, slots + i, end - i, &to, err);
		else
			*to++ = slots[i];
	}
	if (status == 0)
		*left = (size_t)(to - slots);
	return status;
}

int sops__pile_each(const struct sops__pile *pile, bool twice, sops__pile_tell *tell, void *with,
	struct sops_error *err)
{
	const struct visit visit = { .pile = pile, .twice = twice, .tell = tell, .with = with };
	size_t left;

	return tell_of(&visit, &left, err);
}

int sops__pile_unite(struct sops__pile *pile, sops__pile_tell *tell, void *with,
	struct sops_error *err)
{
	const struct visit visit = { .pile = pile, .twice = true, .unite = true, .tell = tell,
		.with = with };

	return tell_of(&visit, &pile->count, err);
}
