/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Open addressing: a key stands at the first free slot from where the upper bits of its hash
 * point. So slots are nearly in the order of their hashes, whatever the size of the table, and to
 * grow or to merge goes through memory from its beginning to its end. A group of one has no table
 * of its own, for a metric may keep such a group in every state of another.
 */
#include "private.h"
#include "group_private.h"
#include "hash.h"
#include "pages.h"
#include "state_private.h"

#include <stdlib.h>

#define TINY ((size_t)1 << 8)   /* slots */
#define SMALL ((size_t)1 << 16) /* 1 MiB */
#define NEAR ((size_t)1 << 10)  /* slots that a cache keeps, with their items */
#define AHEAD 16 /* items that memory is asked for before they are needed */

struct slot {
	uint64_t hash;
	struct sops__item *item; /* or NULL: free */
};

struct sops_group {
	const struct sops_state *of;
	struct slot *slots;
	unsigned shift; /* bits of the hash, but one, that do not point at a slot */
	size_t size, count; /* slots, a power of two; items */
	struct slot one;    /* what slots are at first */
	uint64_t seed;
	struct sops__items items;
};

int sops_group_new(struct sops_group **out, const struct sops_state *of, struct sops_error *err)
{
	struct sops_group *group = calloc(1, sizeof(*group));

	if (!group)
		return sops_error_memory(err);
	group->of = of;
	group->slots = &group->one;
	group->size = 1;
	group->shift = 63;
	group->seed = sops__seed();
	*out = group;
	return 0;
}

static void free_slots(struct sops_group *group)
{
	if (group->slots != &group->one)
		sops__pages_free(group->slots, group->size * sizeof(*group->slots));
}

void sops_group_free(struct sops_group *group)
{
	struct sops__cursor cursor = { NULL, 0 };
	struct sops__item *item;

	if (!group)
		return;
	while ((item = sops__items_next(&group->items, group->of, &cursor)) != NULL)
		sops_state_release(group->of, sops__item_state(item, group->of));
	sops__items_free(&group->items);
	free_slots(group);
	free(group);
}

/* Keys mostly have few bytes: the first eight and the last eight are all of them. */
static inline bool is_key(const struct sops__item *item, struct sops_field key)
{
	struct sops_field own = sops__item_key(item);
	uint64_t a[2], b[2];

	if (own.len != key.len || key.len < 8 || key.len > 16)
		return sops_field_equal(own, key);
	memcpy(&a[0], own.at, 8);
	memcpy(&a[1], own.at + own.len - 8, 8);
	memcpy(&b[0], key.at, 8);
	memcpy(&b[1], key.at + key.len - 8, 8);
	return a[0] == b[0] && a[1] == b[1];
}

static inline size_t place_of(const struct sops_group *group, uint64_t hash)
{
	return hash >> 1 >> group->shift;
}

/* The slot of the key, or the free one where it would be; NULL when the table is full. */
static struct slot *find(const struct sops_group *group, struct sops_field key, uint64_t hash)
{
	size_t mask = group->size - 1, at = place_of(group, hash);

	for (size_t i = 0; i < group->size; i++) {
		struct slot *slot = &group->slots[(at + i) & mask];

		if (!slot->item)
			return slot;
		if (slot->hash == hash && is_key(slot->item, key))
			return slot;
	}
	return NULL;
}

/* The first free slot for a key that is not there: there is one. */
static struct slot *find_free(const struct sops_group *group, uint64_t hash)
{
	size_t at = place_of(group, hash);

	while (group->slots[at].item)
		at = (at + 1) & (group->size - 1);
	return &group->slots[at];
}

/* At most three slots in four are ever taken, but for a group of one. Of a table that is small, it
 * is one: then what is looked for mostly stands where its hash points; of a tiny one two, for there
 * may be many of those. */
static bool has_room(const struct sops_group *group, size_t count)
{
	const size_t fourth = group->size / 4;

	return count <= 1 || count <= (group->size > SMALL ? 3 * fourth
					: group->size > TINY ? fourth : 2 * fourth);
}

static int grow(struct sops_group *group, size_t count, struct sops_error *err)
{
	struct sops_group larger = { .size = group->size < 4 ? 4 : group->size };

	while (!has_room(&larger, count))
		larger.size *= 2;
	larger.shift = 63 - (unsigned)__builtin_ctzll(larger.size);
	if (larger.size <= SIZE_MAX / sizeof(*larger.slots))
		larger.slots = sops__pages_new(larger.size * sizeof(*larger.slots));
	if (!larger.slots)
		return sops_error_memory(err);
	for (size_t i = 0; i < group->size; i++)
		if (group->slots[i].item)
			*find_free(&larger, group->slots[i].hash) = group->slots[i];
	free_slots(group);
	group->slots = larger.slots;
	group->size = larger.size;
	group->shift = larger.shift;
	return 0;
}

/* Puts an item whose key is not there where it belongs. */
static int put(struct sops_group *group, struct sops__item *item, uint64_t hash,
	struct sops_error *err)
{
	if (!has_room(group, group->count + 1) && grow(group, group->count + 1, err) < 0)
		return SOPS_ESYSTEM;
	*find_free(group, hash) = (struct slot){ hash, item };
	group->count++;
	return 0;
}

static int make(struct sops__item **out, struct sops_group *group, struct sops_field key,
	struct sops_error *err)
{
	struct sops__item *item;

	if (key.len > SOPS__KEY_MOST)
		return sops_error_set(err, SOPS_EINPUT, "a key of more than %zu bytes",
			SOPS__KEY_MOST);
	item = sops__items_new(&group->items, group->of, key.len);
	if (!item)
		return sops_error_memory(err);
	if (key.len)
		memcpy(item->key, key.at, key.len);
	if (sops_state_init(group->of, sops__item_state(item, group->of), err) < 0) {
		sops__items_undo(&group->items, group->of, item);
		return SOPS_ESYSTEM;
	}
	*out = item;
	return 0;
}

static __attribute__((noinline)) int find_or_make(struct sops_group *group, struct sops_field key,
	uint64_t hash, void **state, struct sops_error *err)
{
	struct slot *slot = find(group, key, hash);
	struct sops__item *item = slot ? slot->item : NULL;
	int status = 0;

	if (!item) {
		status = make(&item, group, key, err);
		if (status < 0)
			return status;
		status = put(group, item, hash, err);
	}
	if (status < 0) {
		sops_state_release(group->of, sops__item_state(item, group->of));
		sops__items_undo(&group->items, group->of, item);
		return status;
	}
	*state = sops__item_state(item, group->of);
	return 0;
}

/* Mostly the key is there, and where its hash points. */
static inline int find_item(struct sops_group *group, struct sops_field key, uint64_t hash,
	void **state, struct sops_error *err)
{
	const struct slot *slot = &group->slots[place_of(group, hash)];

	if (slot->hash != hash || !slot->item || !is_key(slot->item, key))
		return find_or_make(group, key, hash, state, err);
	*state = sops__item_state(slot->item, group->of);
	return 0;
}

int sops_group_at(struct sops_group *group, struct sops_field key, void **state,
	struct sops_error *err)
{
	return find_item(group, key, sops__hash(key, group->seed), state, err);
}

/* What is far away is asked for before it is looked at. */
static void ask(const struct sops_group *group, const uint64_t *hashes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		__builtin_prefetch(&group->slots[place_of(group, hashes[i])]);
	for (size_t i = 0; i < n; i++) {
		const struct sops__item *item = group->slots[place_of(group, hashes[i])].item;

		if (!item)
			continue;
		__builtin_prefetch(item);
		__builtin_prefetch((const char *)item + 64);
	}
}

size_t sops__group_at_all(struct sops_group *group, const struct sops_field *keys, size_t n,
	void **states, struct sops_error *err)
{
	uint64_t hashes[SOPS__GROUP_KEYS];

	for (size_t i = 0; i < n; i++)
		hashes[i] = sops__hash(keys[i], group->seed);
	if (group->size > NEAR)
		ask(group, hashes, n);
	for (size_t i = 0; i < n; i++)
		if (find_item(group, keys[i], hashes[i], &states[i], err) < 0)
			return i;
	return n;
}

static void drop(struct sops_group *group, struct sops__item *item)
{
	sops_state_release(group->of, sops__item_state(item, group->of));
	item->gone = 1;
}

/* Moves the item, or what its state holds. */
static int take(struct sops_group *into, struct sops_group *from, const struct slot *slot,
	struct sops_error *err)
{
	struct slot *same = find(into, sops__item_key(slot->item), slot->hash);
	int status;

	if (!same || !same->item) {
		status = put(into, slot->item, slot->hash, err);
		if (status < 0)
			drop(from, slot->item);
		return status;
	}
	status = sops__state_take(into->of, sops__item_state(same->item, into->of),
		sops__item_state(slot->item, from->of), err);
	drop(from, slot->item);
	return status;
}

/* Memory that taking the slot is going to look at. Not inlined, a function that does nothing else
 * is left out by gcc. */
__attribute__((always_inline)) static inline void ask_for(const struct sops_group *into,
	const struct slot *slot)
{
	if (!slot->item)
		return;
	__builtin_prefetch(slot->item);
	__builtin_prefetch(into->slots[place_of(into, slot->hash)].item);
}

static void swap(struct sops_group *a, struct sops_group *b)
{
	struct sops_group one = *a;

	*a = *b;
	*b = one;
}

/*
 * Slots come in the order of their hashes: without room for all of them from the start, they
 * would fill a part of the table to the brim.
 */
int sops__group_take(struct sops_group *into, struct sops_group *from, struct sops_error *err)
{
	int status = 0;

	if (into->count == 0 && from->slots != &from->one) {
		swap(into, from);
		if (from->size == 1)
			from->slots = &from->one;
		return 0;
	}
	if (!has_room(into, into->count + from->count))
		status = grow(into, into->count + from->count, err);
	for (size_t i = 0; i < from->size; i++) {
		if (i + AHEAD < from->size)
			ask_for(into, &from->slots[i + AHEAD]);
		if (!from->slots[i].item)
			continue;
		if (status == 0)
			status = take(into, from, &from->slots[i], err);
		else
			drop(from, from->slots[i].item);
		from->slots[i].item = NULL;
	}
	from->count = 0;
	sops__items_take(&into->items, &from->items);
	return status;
}

void *sops_group_find(const struct sops_group *group, struct sops_field key)
{
	const struct slot *slot = find(group, key, sops__hash(key, group->seed));

	return slot && slot->item ? sops__item_state(slot->item, group->of) : NULL;
}

size_t sops_group_count(const struct sops_group *group)
{
	return group->count;
}

bool sops__group_next(const struct sops_group *group, struct sops_group_cursor *cursor,
	struct sops_group_entry *entry)
{
	struct sops__cursor at = { cursor->block, cursor->at };
	struct sops__item *item = sops__items_next(&group->items, group->of, &at);

	*cursor = (struct sops_group_cursor){ at.block, at.at };
	if (item)
		*entry = (struct sops_group_entry){ sops__item_key(item),
			sops__item_state(item, group->of) };
	return item != NULL;
}

void *sops_group_next(const struct sops_group *group, struct sops_group_cursor *cursor)
{
	struct sops_group_entry entry;

	return sops__group_next(group, cursor, &entry) ? entry.state : NULL;
}

/*
 * Entries are larger than what is sorted and have room for it, so one array does for both: it is
 * filled from its end, where what is still to be read does not reach.
 */
static void spread(struct sops_group_entry *entries, const struct sops_group *group)
{
	for (size_t i = group->count; i-- > 0;) {
		struct sops__ranked ranked;

		if (i >= AHEAD) {
			memcpy(&ranked, (char *)entries + (i - AHEAD) * sizeof(ranked),
				sizeof(ranked));
			__builtin_prefetch(ranked.item);
		}
		memcpy(&ranked, (char *)entries + i * sizeof(ranked), sizeof(ranked));
		entries[i] = (struct sops_group_entry){ sops__item_key(ranked.item),
			sops__item_state(ranked.item, group->of) };
	}
}

int sops_group_sorted(const struct sops_group *group, struct sops_group_entry **out,
	struct sops_error *err)
{
	return sops__group_sorted(group, out, NULL, 1, err);
}

int sops__group_sorted(const struct sops_group *group, struct sops_group_entry **out,
	struct sops__any_key *any, size_t threads, struct sops_error *err)
{
	struct sops__cursor cursor = { NULL, 0 };
	struct sops__ranked *ranked;

	_Static_assert(sizeof(struct sops_group_entry) >= sizeof(*ranked), "one array for both");
	*out = NULL;
	if (group->count == 0)
		return 0;
	ranked = reallocarray(NULL, group->count, sizeof(**out));
	if (!ranked)
		return sops_error_memory(err);
	for (size_t i = 0; i < group->count; i++) {
		ranked[i].item = sops__items_next(&group->items, group->of, &cursor);
		if (any && !any->found)
			any->found = any->is(sops__item_key(ranked[i].item));
	}
	sops__group_sort(ranked, group->count, threads);
	*out = (struct sops_group_entry *)(void *)ranked;
	spread(*out, group);
	return 0;
}

/* The sign bit is turned over, so that hexadecimal text sorts as the numbers do. */
struct sops_field sops_group_number(char out[SOPS_GROUP_NUMBER], int64_t number)
{
	uint64_t bits = (uint64_t)number ^ 0x8000000000000000ULL;

	for (size_t i = SOPS_GROUP_NUMBER - 1; i-- > 0; bits >>= 4)
		out[i] = "0123456789abcdef"[bits & 15];
	out[SOPS_GROUP_NUMBER - 1] = '\0';
	return (struct sops_field){ out, SOPS_GROUP_NUMBER - 1 };
}

int64_t sops_group_number_of(struct sops_field key)
{
	uint64_t number = 0;

	for (size_t i = 0; i < key.len; i++) {
		char c = key.at[i];

		number = number << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return (int64_t)(number ^ 0x8000000000000000ULL);
}
