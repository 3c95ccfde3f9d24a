/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text stands at the first free slot from where the upper bits of its hash point; behind the last
 * slot to which they do are some more. So slots are nearly in the order of their hashes, whatever
 * the size of the table: it grows where it is, and to take another over goes through memory from
 * its beginning to its end.
 */
#include "entries.h"

#include "eights.h"
#include "pages.h"
#include "private.h"
#include "varint.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define PLACES (UINT64_C(1) << SOPS__ENTRIES_PLACE)
#define LARGEST ((size_t)1 << SOPS__ENTRIES_PIECE)
#define SMALLEST ((size_t)4 << 10)
#define HASH (64 - SOPS__ENTRIES_PLACE) /* bits of the hash in a slot */
#define SMALL ((size_t)64 << 10) /* slots */
#define MORE 64  /* slots behind those to which hashes lead; the last is always free */
#define SLOW __attribute__((noinline, cold))
#define AHEAD 16 /* slots for which memory is asked before it is needed */

static size_t size_of(size_t slots)
{
	return (slots + MORE) * sizeof(uint64_t);
}

void sops__entries_release(struct sops__entries *entries)
{
	for (size_t i = 0; i < entries->n_pieces; i++)
		sops__pages_free(entries->pieces[i].at, entries->pieces[i].size);
	free(entries->pieces);
	if (entries->slots)
		sops__pages_free(entries->slots, size_of(entries->size));
	*entries = (struct sops__entries){ .count = 0 };
}

static char *bytes_at(const struct sops__entries *entries, uint64_t place)
{
	return entries->pieces[place >> SOPS__ENTRIES_PIECE].at + (place & (LARGEST - 1));
}

struct sops__entry sops__entries_at(const struct sops__entries *entries, uint64_t place)
{
	const char *at = bytes_at(entries, place);
	size_t len = sops__varint_take(&at);

	return (struct sops__entry){ { at, len }, (char *)(uintptr_t)at + len };
}

/* ---- slots ---- */

static size_t slot_of(const struct sops__entries *entries, uint64_t hash)
{
	return (size_t)((hash >> SOPS__ENTRIES_PLACE) * entries->size >> HASH);
}

static bool agree(uint64_t slot, uint64_t hash)
{
	return (slot ^ hash) < PLACES;
}

uint64_t sops__entries_ask(const struct sops__entries *entries, struct sops_field text)
{
	uint64_t hash = XXH3_64bits_withSeed(text.len ? text.at : "", text.len, sops__seed());

	if (entries->size)
		__builtin_prefetch(&entries->slots[slot_of(entries, hash)]);
	return hash & ~(PLACES - 1);
}

void sops__entries_reach(const struct sops__entries *entries, uint64_t hash)
{
	uint64_t slot = entries->size ? entries->slots[slot_of(entries, hash)] : 0;

	if (slot && agree(slot, hash))
		__builtin_prefetch(bytes_at(entries, slot & (PLACES - 1)), 1);
}

/* The text at a place; its length is mostly one byte. */
static inline struct sops_field text_at(const struct sops__entries *entries, uint64_t place)
{
	const char *at = bytes_at(entries, place);

	if (!(*at & 0x80))
		return (struct sops_field){ at + 1, (unsigned char)*at };
	return sops__entries_at(entries, place).text;
}

/* Apart, so that to find none is short. */
static __attribute__((noinline)) bool is_text(const struct sops__entries *entries, uint64_t place,
	struct sops_field text)
{
	struct sops_field own = text_at(entries, place);

	return own.len == text.len && sops__eights_same(own.at, text.at, text.len);
}

/* The slot of the text, or the free one where it would be. */
__attribute__((always_inline)) static inline size_t find(const struct sops__entries *entries,
	struct sops_field text, uint64_t hash)
{
	size_t i = slot_of(entries, hash);

	for (uint64_t slot; (slot = entries->slots[i]); i++)
		if (agree(slot, hash) && is_text(entries, slot & (PLACES - 1), text))
			break;
	return i;
}

uint64_t sops__entries_find(const struct sops__entries *entries, struct sops_field text,
	uint64_t hash)
{
	return entries->size ? entries->slots[find(entries, text, hash)] & (PLACES - 1) : 0;
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

/* ---- pieces ---- */

static int reserve(struct sops__entries *entries, size_t more, struct sops_error *err)
{
	size_t room = entries->n_pieces + more;
	struct sops__piece *pieces;

	if (room > (size_t)1 << (SOPS__ENTRIES_PLACE - SOPS__ENTRIES_PIECE))
		return sops_error_set(err, SOPS_EINPUT, "more than 64 GiB of different texts");
	if (room <= entries->room)
		return 0;
	room += room / 2;
	pieces = reallocarray(entries->pieces, room, sizeof(*pieces));
	if (!pieces)
		return sops_error_memory(err);
	entries->pieces = pieces;
	entries->room = room;
	return 0;
}

/* Pieces grow up to a size; a text that is larger has one for itself. The first begins with a byte
 * that is nobody's, for no place is 0. */
static SLOW int add_piece(struct sops__entries *entries, size_t least, struct sops_error *err)
{
	size_t size = SMALLEST << (entries->n_pieces < 9 ? entries->n_pieces : 9);
	char *at;

	size = size < least + 1 ? least + 1 : size;
	if (reserve(entries, 1, err) < 0)
		return SOPS_ESYSTEM;
	at = sops__pages_to_fill(size);
	if (!at)
		return sops_error_memory(err);
	entries->pieces[entries->n_pieces] = (struct sops__piece){ at, size };
	entries->now = entries->n_pieces++;
	entries->used = entries->now == 0;
	return 0;
}

static inline bool fits(const struct sops__entries *entries, size_t len)
{
	return entries->n_pieces > 0 && entries->used < LARGEST &&
		len <= entries->pieces[entries->now].size - entries->used;
}

/* Returns where it stands; there is room for it. */
static inline uint64_t append(struct sops__entries *entries, struct sops_field text,
	const struct sops_field bytes[2])
{
	uint64_t place = (uint64_t)entries->now << SOPS__ENTRIES_PIECE | entries->used;
	char *start = entries->pieces[entries->now].at + entries->used;
	char *at = sops__varint_put(start, text.len);

	sops__eights_copy(at, text.at, text.len);
	at += text.len;
	sops__eights_copy(at, bytes[0].at, bytes[0].len);
	at += bytes[0].len;
	sops__eights_copy(at, bytes[1].at, bytes[1].len);
	entries->used += (size_t)(at - start) + bytes[1].len;
	return place;
}

int sops__entries_put(struct sops__entries *entries, struct sops_field text, uint64_t hash,
	const struct sops_field bytes[2], uint64_t *place, struct sops_error *err)
{
	size_t slot = entries->size ? find(entries, text, hash) : 0;
	size_t most = SOPS__VARINT + text.len + bytes[0].len + bytes[1].len;
	int status;

	*place = entries->size ? entries->slots[slot] & (PLACES - 1) : 0;
	if (*place)
		return 1;
	status = fits(entries, most) ? 0 : add_piece(entries, most, err);
	if (status < 0)
		return status;
	*place = append(entries, text, bytes);
	return put(entries, hash | *place, slot, err);
}

/* ---- all of them ---- */

bool sops__entries_next(const struct sops__entries *entries, size_t *cursor, uint64_t *place)
{
	size_t end = entries->size ? entries->size + MORE : 0;

	for (; *cursor < end; ++*cursor) {
		size_t ahead = *cursor + AHEAD;

		if (ahead < end && entries->slots[ahead])
			__builtin_prefetch(bytes_at(entries, entries->slots[ahead] & (PLACES - 1)));
		if (entries->slots[*cursor]) {
			*place = entries->slots[(*cursor)++] & (PLACES - 1);
			return true;
		}
	}
	return false;
}

bool sops__entries_large(const struct sops__entries *entries)
{
	return entries->n_pieces > 0 && entries->pieces[entries->n_pieces - 1].size >= LARGEST;
}

static void swap(struct sops__entries *a, struct sops__entries *b)
{
	struct sops__entries one = *a;

	*a = *b;
	*b = one;
}

/* Behind the own ones, which go on being filled. */
static int take_pieces(struct sops__entries *into, struct sops__entries *from,
	struct sops_error *err)
{
	int status = reserve(into, from->n_pieces, err);

	if (status < 0 || from->n_pieces == 0)
		return status;
	memcpy(into->pieces + into->n_pieces, from->pieces,
		from->n_pieces * sizeof(*from->pieces));
	into->n_pieces += from->n_pieces;
	from->n_pieces = 0;
	return 0;
}

/* Texts are far away in memory: it is asked for those that will have to be compared. Not inlined, a
 * function that does nothing else is left out by gcc. */
__attribute__((always_inline)) static inline void ask_for(const struct sops__entries *into,
	uint64_t slot, uint64_t shift)
{
	uint64_t there = into->slots[slot_of(into, slot)];

	if (slot == 0 || there == 0 || !agree(there, slot))
		return;
	__builtin_prefetch(bytes_at(into, there & (PLACES - 1)));
	__builtin_prefetch(bytes_at(into, (slot & (PLACES - 1)) + shift));
}

/* The same as find, of a text at a place, which is looked at only where the hash is the same. */
static size_t find_other(const struct sops__entries *entries, uint64_t place, uint64_t hash)
{
	size_t i = slot_of(entries, hash);

	for (uint64_t slot; (slot = entries->slots[i]); i++)
		if (agree(slot, hash) &&
		    is_text(entries, slot & (PLACES - 1), text_at(entries, place)))
			break;
	return i;
}

/* Without room for all of them from the start, they would fill a part of the table to the brim. */
int sops__entries_take(struct sops__entries *into, struct sops__entries *from, uint64_t *shift,
	int (*same)(void *with, uint64_t mine, uint64_t other, struct sops_error *err), void *with,
	struct sops_error *err)
{
	size_t all = into->count + from->count, end = from->size ? from->size + MORE : 0;
	int status = 0;

	*shift = (uint64_t)into->n_pieces << SOPS__ENTRIES_PIECE;
	if (into->count == 0) {
		*shift = 0;
		swap(into, from);
		return 0;
	}
	if (!has_room(into->size, all))
		status = grow(into, all, err);
	if (status == 0)
		status = take_pieces(into, from, err);
	for (size_t i = 0; status == 0 && i < end; i++) {
		uint64_t place = (from->slots[i] & (PLACES - 1)) + *shift;
		size_t own;

		if (i + AHEAD < end)
			ask_for(into, from->slots[i + AHEAD], *shift);
		if (from->slots[i] == 0)
			continue;
		own = find_other(into, place, from->slots[i]);
		if (into->slots[own])
			status = same(with, into->slots[own] & (PLACES - 1), place, err);
		else
			status = put(into, (from->slots[i] & ~(PLACES - 1)) | place, own, err);
	}
	sops__entries_release(from);
	return status;
}
