/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "state_private.h"

#include <stdlib.h>
#include <sys/random.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Running out of memory marks the group instead of ending the program. */
#define HASH_NONFATAL_OOM 1
#define uthash_nonfatal_oom(item) ((item)->lost = true)
#define HASH_FUNCTION(key, len, hash)                                                              \
	((hash) = (unsigned)XXH3_64bits_withSeed((key), (len), seed()))
#include <uthash.h>

struct item {
	UT_hash_handle hh;
	bool lost;
	size_t len;
	char *key;                         /* behind the state */
	_Alignas(max_align_t) char state[];
};

struct sops_group {
	const struct sops_state *of;
	struct item *items;
};

/* Drawn once a run, so that nobody can write an export whose keys all collide. */
static uint64_t seed(void)
{
	static uint64_t drawn;
	uint64_t mine = __atomic_load_n(&drawn, __ATOMIC_RELAXED), none = 0;

	if (mine)
		return mine;
	if (getrandom(&mine, sizeof(mine), GRND_NONBLOCK) != sizeof(mine))
		mine = UINT64_C(0x9E3779B97F4A7C15);
	mine |= 1;
	/* Of two threads the first one's holds. */
	return __atomic_compare_exchange_n(&drawn, &none, mine, false, __ATOMIC_RELAXED,
		__ATOMIC_RELAXED) ? mine : none;
}

int sops_group_new(struct sops_group **out, const struct sops_state *of, struct sops_error *err)
{
	struct sops_group *group = calloc(1, sizeof(*group));

	if (!group)
		return sops_error_memory(err);
	group->of = of;
	*out = group;
	return 0;
}

static void free_item(const struct sops_group *group, struct item *item)
{
	sops_state_release(group->of, item->state);
	free(item);
}

void sops_group_free(struct sops_group *group)
{
	struct item *item, *next;

	if (!group)
		return;
	HASH_ITER(hh, group->items, item, next) {
		HASH_DEL(group->items, item);
		free_item(group, item);
	}
	free(group);
}

static struct item *find(const struct sops_group *group, struct sops_field key)
{
	const char *at = key.len ? key.at : "";
	struct item *item;

	HASH_FIND(hh, group->items, at, key.len, item);
	return item;
}

static int make(struct item **out, const struct sops_group *group, struct sops_field key,
	struct sops_error *err)
{
	struct item *item = calloc(1, sizeof(*item) + group->of->size + key.len);

	if (!item)
		return sops_error_memory(err);
	item->key = item->state + group->of->size;
	item->len = key.len;
	if (key.len)
		memcpy(item->key, key.at, key.len);
	if (sops_state_init(group->of, item->state, err) < 0) {
		free(item);
		return SOPS_ESYSTEM;
	}
	*out = item;
	return 0;
}

int sops_group_at(struct sops_group *group, struct sops_field key, void **state,
	struct sops_error *err)
{
	struct item *item = find(group, key);

	if (!item) {
		if (make(&item, group, key, err) < 0)
			return SOPS_ESYSTEM;
		HASH_ADD_KEYPTR(hh, group->items, item->key, item->len, item);
		if (item->lost) {
			free_item(group, item);
			return sops_error_memory(err);
		}
	}
	*state = item->state;
	return 0;
}

static int take(struct sops_group *into, struct sops_group *from, struct item *item,
	struct sops_error *err)
{
	struct item *same = find(into, (struct sops_field){ item->key, item->len });

	if (same)
		return sops__state_take(into->of, same->state, item->state, err);
	HASH_DEL(from->items, item);
	HASH_ADD_KEYPTR(hh, into->items, item->key, item->len, item);
	if (!item->lost)
		return 0;
	free_item(into, item);
	return sops_error_memory(err);
}

int sops__group_take(struct sops_group *into, struct sops_group *from, struct sops_error *err)
{
	struct item *next;
	int status = 0;

	if (!into->items) {
		into->items = from->items;
		from->items = NULL;
		return 0;
	}
	for (struct item *item = from->items; item && status == 0; item = next) {
		next = item->hh.next;
		status = take(into, from, item, err);
	}
	return status;
}

void *sops_group_find(const struct sops_group *group, struct sops_field key)
{
	struct item *item = find(group, key);

	return item ? item->state : NULL;
}

size_t sops_group_count(const struct sops_group *group)
{
	return HASH_COUNT(group->items);
}

static int by_key(const void *a, const void *b)
{
	const struct sops_group_entry *left = a, *right = b;

	return sops_field_compare(left->key, right->key);
}

int sops_group_sorted(const struct sops_group *group, struct sops_group_entry **out,
	struct sops_error *err)
{
	size_t count = sops_group_count(group), at = 0;
	struct sops_group_entry *entries;

	*out = NULL;
	if (count == 0)
		return 0;
	entries = calloc(count, sizeof(*entries));
	if (!entries)
		return sops_error_memory(err);
	for (struct item *item = group->items; item; item = item->hh.next)
		entries[at++] = (struct sops_group_entry){ { item->key, item->len }, item->state };
	qsort(entries, count, sizeof(*entries), by_key);
	*out = entries;
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
