/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Open addressing: a key stands at the first free slot from where its hash points. A group of one
 * has no table of its own, for a metric may keep such a group in every state of another.
 */
#include "private.h"
#include "state_private.h"

#include <endian.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Key and state in one piece, the key in front: it is what is looked at first. */
struct item {
	size_t len, state; /* of the key; offset of the state */
	char key[];
};

struct slot {
	uint64_t hash;
	struct item *item; /* or NULL: free */
};

struct sops_group {
	const struct sops_state *of;
	struct slot *slots; /* a power of two */
	size_t size, count;
	struct slot one;    /* what slots are at first */
};

static uint64_t hash_of(struct sops_field key)
{
	return XXH3_64bits_withSeed(key.len ? key.at : "", key.len, sops__seed());
}

static struct sops_field key_of(const struct item *item)
{
	return (struct sops_field){ item->key, item->len };
}

static void *state_of(const struct item *item)
{
	return (char *)item + item->state;
}

int sops_group_new(struct sops_group **out, const struct sops_state *of, struct sops_error *err)
{
	struct sops_group *group = calloc(1, sizeof(*group));

	if (!group)
		return sops_error_memory(err);
	group->of = of;
	group->slots = &group->one;
	group->size = 1;
	*out = group;
	return 0;
}

static void free_item(const struct sops_group *group, struct item *item)
{
	sops_state_release(group->of, state_of(item));
	free(item);
}

static void free_slots(struct sops_group *group)
{
	if (group->slots != &group->one)
		free(group->slots);
}

void sops_group_free(struct sops_group *group)
{
	if (!group)
		return;
	for (size_t i = 0; i < group->size; i++)
		if (group->slots[i].item)
			free_item(group, group->slots[i].item);
	free_slots(group);
	free(group);
}

/* The slot of the key, or the free one where it would be; NULL when the table is full. */
static struct slot *find(const struct sops_group *group, struct sops_field key, uint64_t hash)
{
	size_t mask = group->size - 1;

	for (size_t i = 0; i < group->size; i++) {
		struct slot *slot = &group->slots[(hash + i) & mask];

		if (!slot->item)
			return slot;
		if (slot->hash == hash && sops_field_equal(key_of(slot->item), key))
			return slot;
	}
	return NULL;
}

/* Twice the slots, or more: at most three in four are ever taken, but for a group of one. */
static int grow(struct sops_group *group, struct sops_error *err)
{
	struct sops_group larger = { .size = group->size < 4 ? 4 : 2 * group->size };

	larger.slots = calloc(larger.size, sizeof(*larger.slots));
	if (!larger.slots)
		return sops_error_memory(err);
	for (size_t i = 0; i < group->size; i++) {
		const struct slot *slot = &group->slots[i];

		if (slot->item)
			*find(&larger, key_of(slot->item), slot->hash) = *slot;
	}
	free_slots(group);
	group->slots = larger.slots;
	group->size = larger.size;
	return 0;
}

/* Puts an item whose key is not there where it belongs. */
static int put(struct sops_group *group, struct item *item, uint64_t hash, struct sops_error *err)
{
	if (group->count > 0 && group->count >= group->size / 4 * 3 && grow(group, err) < 0)
		return SOPS_ESYSTEM;
	*find(group, key_of(item), hash) = (struct slot){ hash, item };
	group->count++;
	return 0;
}

static int make(struct item **out, const struct sops_group *group, struct sops_field key,
	struct sops_error *err)
{
	const size_t unit = _Alignof(max_align_t);
	size_t state = (sizeof(struct item) + key.len + unit - 1) / unit * unit;
	struct item *item = calloc(1, state + group->of->size);

	if (!item)
		return sops_error_memory(err);
	item->len = key.len;
	item->state = state;
	if (key.len)
		memcpy(item->key, key.at, key.len);
	if (sops_state_init(group->of, state_of(item), err) < 0) {
		free(item);
		return SOPS_ESYSTEM;
	}
	*out = item;
	return 0;
}

int sops_group_at(struct sops_group *group, struct sops_field key, void **state,
	struct sops_error *err)
{
	uint64_t hash = hash_of(key);
	struct slot *slot = find(group, key, hash);
	struct item *item = slot ? slot->item : NULL;

	if (!item) {
		if (make(&item, group, key, err) < 0)
			return SOPS_ESYSTEM;
		if (put(group, item, hash, err) < 0) {
			free_item(group, item);
			return SOPS_ESYSTEM;
		}
	}
	*state = state_of(item);
	return 0;
}

/* Moves the item, or what its state holds. */
static int take(struct sops_group *into, struct slot *from, struct sops_error *err)
{
	struct slot *same = find(into, key_of(from->item), from->hash);
	int status;

	if (same && same->item)
		return sops__state_take(into->of, state_of(same->item), state_of(from->item), err);
	status = put(into, from->item, from->hash, err);
	if (status == 0)
		from->item = NULL;
	return status;
}

/* What is left of the other is good for being freed only: keys may be where nobody finds them. */
int sops__group_take(struct sops_group *into, struct sops_group *from, struct sops_error *err)
{
	int status = 0;

	if (into->count == 0 && from->slots != &from->one) {
		free_slots(into);
		*into = *from;
		from->one = (struct slot){ 0, NULL };
		from->slots = &from->one;
		from->size = 1;
		from->count = 0;
		return 0;
	}
	for (size_t i = 0; i < from->size && status == 0; i++)
		if (from->slots[i].item)
			status = take(into, &from->slots[i], err);
	return status;
}

void *sops_group_find(const struct sops_group *group, struct sops_field key)
{
	const struct slot *slot = find(group, key, hash_of(key));

	return slot && slot->item ? state_of(slot->item) : NULL;
}

size_t sops_group_count(const struct sops_group *group)
{
	return group->count;
}

int sops_group_all(const struct sops_group *group, struct sops_group_entry **out,
	struct sops_error *err)
{
	struct sops_group_entry *entries;
	size_t at = 0;

	*out = NULL;
	if (group->count == 0)
		return 0;
	entries = calloc(group->count, sizeof(*entries));
	if (!entries)
		return sops_error_memory(err);
	for (size_t i = 0; i < group->size; i++) {
		const struct item *item = group->slots[i].item;

		if (item)
			entries[at++] = (struct sops_group_entry){ key_of(item), state_of(item) };
	}
	*out = entries;
	return 0;
}

/* An entry with the front of its key as a number: most comparisons need no more. */
struct ranked {
	uint64_t front;
	struct sops_group_entry entry;
};

static uint64_t front_of(struct sops_field key)
{
	uint64_t front = 0;

	if (key.len)
		memcpy(&front, key.at, key.len < sizeof(front) ? key.len : sizeof(front));
	return be64toh(front);
}

static int by_key(const void *a, const void *b)
{
	const struct ranked *left = a, *right = b;

	if (left->front != right->front)
		return left->front < right->front ? -1 : 1;
	return sops_field_compare(left->entry.key, right->entry.key);
}

int sops_group_sorted(const struct sops_group *group, struct sops_group_entry **out,
	struct sops_error *err)
{
	int status = sops_group_all(group, out, err);
	struct ranked *ranked;

	if (status < 0 || group->count < 2)
		return status;
	ranked = calloc(group->count, sizeof(*ranked));
	if (!ranked) {
		free(*out);
		*out = NULL;
		return sops_error_memory(err);
	}
	for (size_t i = 0; i < group->count; i++)
		ranked[i] = (struct ranked){ front_of((*out)[i].key), (*out)[i] };
	qsort(ranked, group->count, sizeof(*ranked), by_key);
	for (size_t i = 0; i < group->count; i++)
		(*out)[i] = ranked[i].entry;
	free(ranked);
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
