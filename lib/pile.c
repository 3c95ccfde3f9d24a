/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pile.h"

#include "private.h"

#include <stdlib.h>

#define FEW 64   /* slots that are sorted one by one */
#define AHEAD 16 /* slots for whose texts memory is asked before it is needed */

void sops__pile_release(struct sops__pile *pile)
{
	sops__pieces_release(&pile->pieces);
	*pile = (struct sops__pile){ .pieces = { .count = 0 } };
}

size_t sops__pile_count(const struct sops__pile *pile)
{
	size_t count = 0;

	for (size_t i = 0; i < SOPS__PILE_PARTS; i++)
		count += pile->parts[i].count;
	return count;
}

bool sops__pile_next(const struct sops__pile *pile, struct sops__pile_cursor *cursor,
	uint64_t *hash, uint64_t *place)
{
	uint64_t slot;

	while (!cursor->slots || cursor->i == cursor->slots->count) {
		if (cursor->slots)
			cursor->slots = cursor->slots->before;
		else if (cursor->part < SOPS__PILE_PARTS)
			cursor->slots = pile->parts[cursor->part++].last;
		else
			return false;
		cursor->i = 0;
	}
	slot = cursor->slots->at[cursor->i++];
	*hash = slot & ~(SOPS__PLACES - 1);
	*place = slot & (SOPS__PLACES - 1);
	return true;
}

/* They stand among the texts, and so go where these go. */
static __attribute__((noinline)) int add_slots(struct sops__pile *pile,
	struct sops__pile_part *part, struct sops_error *err)
{
	struct sops__pile_slots *slots;
	void *room;
	int status = sops__pieces_room(&pile->pieces, sizeof(*slots), &room, err);

	if (status < 0)
		return status;
	slots = room;
	slots->before = part->last;
	slots->count = 0;
	part->last = slots;
	part->used = 0;
	return 0;
}

static inline bool is_full(const struct sops__pile_part *part)
{
	return !part->last || part->used == SOPS__PILE_SLOTS;
}

static inline int put(struct sops__pile *pile, struct sops_field text, uint64_t hash,
	const struct sops_field bytes[2], struct sops_error *err)
{
	struct sops__pile_part *part = &pile->parts[hash >> (64 - SOPS__PILE_BITS)];
	uint64_t place = 0;
	int status = is_full(part) ? add_slots(pile, part, err) : 0;

	if (status == 0)
		status = sops__pieces_put(&pile->pieces, text, bytes, &place, err);
	if (status < 0)
		return status;
	part->last->at[part->used++] = (hash & ~(SOPS__PLACES - 1)) | place;
	part->last->count = part->used;
	part->count++;
	return 0;
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

/* The other's slots go behind all but the last of the own, which goes on being filled. */
static void take_part(struct sops__pile_part *into, struct sops__pile_part *from, uint64_t shift)
{
	struct sops__pile_slots *slots = from->last;

	for (; slots; slots = slots->before)
		for (size_t i = 0; i < slots->count; i++)
			slots->at[i] += shift;
	into->count += from->count;
	if (!into->last) {
		into->last = from->last;
		into->used = from->used;
	} else if (from->last) {
		for (slots = from->last; slots->before;)
			slots = slots->before;
		slots->before = into->last->before;
		into->last->before = from->last;
	}
	*from = (struct sops__pile_part){ .last = NULL };
}

int sops__pile_take(struct sops__pile *into, struct sops__pile *from, struct sops_error *err)
{
	uint64_t shift;
	int status = sops__pieces_take(&into->pieces, &from->pieces, &shift, err);

	for (size_t i = 0; status == 0 && i < SOPS__PILE_PARTS; i++)
		take_part(&into->parts[i], &from->parts[i], shift);
	if (status == 0)
		sops__pile_release(from);
	return status;
}

/* ---- the same texts ---- */

/* The slots of a part are in the order of their hashes when they were dealt out by the next bits,
 * and each hand, which is short, was sorted by the others. */
#define UPPER 6
#define LOWER 9 /* twice */
#define HANDS ((size_t)1 << UPPER)

static size_t digit_of(uint64_t slot, unsigned shift, unsigned bits)
{
	return slot >> shift & (((size_t)1 << bits) - 1);
}

static size_t hand_of(uint64_t slot)
{
	return digit_of(slot, 64 - SOPS__PILE_BITS - UPPER, UPPER);
}

/* All slots, hand by hand; ends: where these end. */
static void deal(uint64_t *to, const struct sops__pile_part *part, size_t ends[HANDS])
{
	const struct sops__pile_slots *slots;
	size_t next[HANDS], sum = 0;

	for (slots = part->last; slots; slots = slots->before)
		for (size_t i = 0; i < slots->count; i++)
			ends[hand_of(slots->at[i])]++;
	for (size_t i = 0; i < HANDS; i++) {
		next[i] = sum;
		ends[i] = sum += ends[i];
	}
	for (slots = part->last; slots; slots = slots->before)
		for (size_t i = 0; i < slots->count; i++)
			to[next[hand_of(slots->at[i])]++] = slots->at[i];
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

/* To be freed; NULL: memory ran out. */
static uint64_t *sort(const struct sops__pile_part *part)
{
	size_t ends[HANDS] = { 0 }, longest = 0;
	uint64_t *sorted = reallocarray(NULL, part->count, sizeof(*sorted)), *other;

	if (!sorted)
		return NULL;
	deal(sorted, part, ends);
	for (size_t i = 0, start = 0; i < HANDS; start = ends[i++])
		longest = ends[i] - start > longest ? ends[i] - start : longest;
	other = reallocarray(NULL, longest, sizeof(*other));
	if (!other) {
		free(sorted);
		return NULL;
	}
	for (size_t i = 0, start = 0; i < HANDS; start = ends[i++])
		sort_hand(sorted + start, other, ends[i] - start);
	free(other);
	return sorted;
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

/* Of so many slots in their order; what stays is written over what was told. *left: how many. */
static int tell_of(const struct visit *visit, uint64_t *slots, size_t count, size_t *left,
	struct sops_error *err)
{
	uint64_t *to = slots;
	int status = 0;

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
	*left = (size_t)(to - slots);
	return status;
}

int sops__pile_each(const struct sops__pile *pile, size_t part, bool twice, sops__pile_tell *tell,
	void *with, struct sops_error *err)
{
	const struct visit visit = { .pile = pile, .twice = twice, .tell = tell, .with = with };
	size_t count = pile->parts[part].count, left;
	uint64_t *sorted = count ? sort(&pile->parts[part]) : NULL;
	int status;

	if (!sorted)
		return count ? sops_error_memory(err) : 0;
	status = tell_of(&visit, sorted, count, &left, err);
	free(sorted);
	return status;
}

/* These are all that there are, and no more than there were. */
static void put_back(struct sops__pile_part *part, const uint64_t *left, size_t count)
{
	while (part->count - part->last->count >= count && part->last->before) {
		part->count -= part->last->count;
		part->last = part->last->before;
	}
	part->count = count;
	for (struct sops__pile_slots *slots = part->last; slots; slots = slots->before) {
		slots->count = slots->count < count ? slots->count : count;
		memcpy(slots->at, left, slots->count * sizeof(*left));
		left += slots->count;
		count -= slots->count;
	}
	part->used = part->last->count;
}

int sops__pile_unite(struct sops__pile *pile, size_t number, sops__pile_tell *tell, void *with,
	struct sops_error *err)
{
	const struct visit visit = { .pile = pile, .twice = true, .unite = true, .tell = tell,
		.with = with };
	struct sops__pile_part *part = &pile->parts[number];
	size_t left = 0;
	uint64_t *sorted = part->count ? sort(part) : NULL;
	int status;

	if (!sorted)
		return part->count ? sops_error_memory(err) : 0;
	status = tell_of(&visit, sorted, part->count, &left, err);
	if (status == 0)
		put_back(part, sorted, left);
	free(sorted);
	return status;
}
