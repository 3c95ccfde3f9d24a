/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/group.h>

#include "../../lib/state_private.h"

#include "property.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct kept {
	int64_t rows;
	struct sops_sum amount; /* wants the alignment of 128 bits */
	struct sops_tally days;
};

static const struct sops_state kept = SOPS_STATE(struct kept,
	SOPS_STATE_FIELD(struct kept, rows, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct kept, amount, SOPS_STATE_SUM),
	SOPS_STATE_FIELD(struct kept, days, SOPS_STATE_TALLY));

static struct sops_group *make(void)
{
	struct sops_group *group;

	assert_int_equal(sops_group_new(&group, &kept, NULL), 0);
	return group;
}

static struct kept *at(struct sops_group *group, struct sops_field key)
{
	void *state = NULL;

	assert_int_equal(sops_group_at(group, key, &state, NULL), 0);
	assert_int_equal((uintptr_t)state % _Alignof(struct kept), 0);
	return state;
}

static void empty_group(void **state)
{
	struct sops_group *group = make();
	struct sops_group_entry *entries;

	(void)state;
	assert_int_equal(sops_group_count(group), 0);
	assert_null(sops_group_find(group, sops_field_of("a")));
	assert_null(sops_group_find(group, (struct sops_field){ NULL, 0 }));
	assert_int_equal(sops_group_sorted(group, &entries, NULL), 0);
	assert_null(entries);
	sops_group_free(group);
	sops_group_free(NULL);
}

/* Keys are bytes: blank, with NULs, prefixes of each other. */
static void keys_of_bytes(void **state)
{
	static const struct sops_field keys[] = {
		SOPS_FIELD(""), SOPS_FIELD("\0"), SOPS_FIELD("\0\0"), SOPS_FIELD("\0b"),
		SOPS_FIELD("a"),
		SOPS_FIELD("a\0"), SOPS_FIELD("a\0b"), SOPS_FIELD("a\x01"), SOPS_FIELD("ab"),
		SOPS_FIELD("\xE5\xAE\xA2"), SOPS_FIELD("\xFF"),
	};
	struct sops_group *group = make();
	struct sops_group_entry *entries;

	(void)state;
	for (size_t i = COUNT(keys); i > 0; i--) {
		struct kept *new = at(group, keys[i - 1]);

		assert_int_equal(new->rows, 0);
		assert_int_equal(new->amount.total.units, 0);
		new->rows = (int64_t)i;
	}
	at(group, (struct sops_field){ NULL, 0 })->rows += 100;
	assert_int_equal(sops_group_count(group), COUNT(keys));
	assert_int_equal(((struct kept *)sops_group_find(group,
		(struct sops_field){ NULL, 0 }))->rows, 101);
	assert_null(sops_group_find(group, sops_field_of("b")));
	assert_int_equal(sops_group_sorted(group, &entries, NULL), 0);
	for (size_t i = 0; i < COUNT(keys); i++) {
		assert_true(sops_field_equal(entries[i].key, keys[i]));
		assert_ptr_equal(entries[i].state, sops_group_find(group, keys[i]));
	}
	free(entries);
	sops_group_free(group);
}

static void many_keys(void **state)
{
	struct sops_group *group = make();
	struct sops_group_entry *entries;
	uint64_t random = 3;
	size_t *order = property_shuffled(&random, 20000);
	char key[32];

	(void)state;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < 20000; i++) {
			snprintf(key, sizeof(key), "key %05zu", order[i]);
			at(group, sops_field_of(key))->rows += (int64_t)order[i];
		}
	}
	assert_int_equal(sops_group_count(group), 20000);
	assert_int_equal(sops_group_sorted(group, &entries, NULL), 0);
	for (size_t i = 0; i < 20000; i++) {
		snprintf(key, sizeof(key), "key %05zu", i);
		assert_true(sops_field_equal(entries[i].key, sops_field_of(key)));
		assert_int_equal(((struct kept *)entries[i].state)->rows, 2 * i);
	}
	free(entries);
	free(order);
	sops_group_free(group);
}

static bool starts_low(struct sops_field key)
{
	return key.len > 0 && key.at[0] == '\0';
}

/* Keys that have long beginnings in common, in orders in which simple sorts are slow: keys number
 * i and i / 2 differ in one byte at some place, or in their length. */
static void keys_alike(void **state)
{
	enum { KEYS = 6000 };
	static const char *const orders[] = { "up", "down", "even then odd" };
	char key[600];

	(void)state;
	for (size_t order = 0; order < COUNT(orders); order++) {
		struct sops_group *group = make();
		struct sops_group_entry *entries;

		for (size_t i = 0; i < KEYS; i++) {
			size_t n = order == 0 ? i : order == 1 ? KEYS - 1 - i :
				i < KEYS / 2 ? 2 * i : 2 * (i - KEYS / 2) + 1;

			memset(key, 'a', sizeof(key));
			key[n % 500] = n / 500 % 2 ? '\0' : 'b';
			at(group, (struct sops_field){ key, n % 500 + 1 + n / 1000 * 15 })->rows++;
		}
		assert_int_equal(sops_group_count(group), KEYS);
		assert_int_equal(sops_group_sorted(group, &entries, NULL), 0);
		for (size_t i = 1; i < KEYS; i++)
			assert_true(sops_field_compare(entries[i - 1].key, entries[i].key) < 0);
		free(entries);
		sops_group_free(group);
	}
}

/* Several threads come to the order of one: of keys of which many begin alike, or are blank. */
static void sorted_by_threads(void **state)
{
	enum { KEYS = 200000 };
	static const size_t alphabets[] = { 1, 2, 40 };
	struct sops__any_key blank = { .is = starts_low };
	uint64_t random = 9;

	(void)state;
	for (size_t round = 0; round < COUNT(alphabets); round++) {
		struct sops_group *group = make();
		struct sops_group_entry *one, *many;
		char key[64];

		for (size_t i = 0; i < KEYS; i++) {
			size_t len = property_random(&random, 9) * property_random(&random, 7);

			for (size_t k = 0; k < len; k++)
				key[k] = (char)property_random(&random, alphabets[round]);
			at(group, (struct sops_field){ key, len })->rows++;
		}
		assert_int_equal(sops_group_sorted(group, &one, NULL), 0);
		assert_int_equal(sops__group_sorted(group, &many, &blank, 3, NULL), 0);
		for (size_t i = 0; i < sops_group_count(group); i++) {
			assert_true(i == 0 || sops_field_compare(one[i - 1].key, one[i].key) < 0);
			assert_ptr_equal(one[i].state, many[i].state);
		}
		assert_true(blank.found);
		free(one);
		free(many);
		sops_group_free(group);
	}
}

/* Every state is met once, also after some have moved here and others were merged. */
static void meets_each_state_once(void **state)
{
	struct sops_group *into = make(), *from = make();
	struct sops_group_cursor cursor = { NULL, 0 };
	const struct kept *met;
	int64_t rows = 0;
	size_t count = 0;
	char key[32];

	(void)state;
	assert_null(sops_group_next(into, &cursor));
	for (size_t k = 0; k < 3000; k++) {
		snprintf(key, sizeof(key), "%zu", k);
		at(k < 2000 ? into : from, sops_field_of(key))->rows = 1;
		if (k < 500)
			at(from, sops_field_of(key))->rows = 1;
	}
	assert_int_equal(sops__group_take(into, from, NULL), 0);
	while ((met = sops_group_next(into, &cursor)) != NULL) {
		rows += met->rows;
		count++;
	}
	assert_int_equal(count, 3000);
	assert_int_equal(rows, 3500);
	assert_int_equal(sops_group_count(from), 0);
	cursor = (struct sops_group_cursor){ NULL, 0 };
	assert_null(sops_group_next(from, &cursor));
	sops_group_free(from);
	sops_group_free(into);
}

/* Two threads' groups that are nearly full: slots in the order of hashes must not crowd. */
static void large_groups_taken(void **state)
{
	enum { EACH = 190000 }; /* of 262144 slots */
	struct sops_group *groups[2] = { make(), make() };
	char key[32];

	(void)state;
	for (size_t k = 0; k < 2 * EACH; k++) {
		snprintf(key, sizeof(key), "%zu", k);
		at(groups[k % 2], sops_field_of(key))->rows = (int64_t)k;
	}
	assert_int_equal(sops__group_take(groups[0], groups[1], NULL), 0);
	assert_int_equal(sops_group_count(groups[0]), 2 * EACH);
	for (size_t k = 0; k < 2 * EACH; k++) {
		snprintf(key, sizeof(key), "%zu", k);
		assert_int_equal(at(groups[0], sops_field_of(key))->rows, k);
	}
	assert_int_equal(sops_group_count(groups[0]), 2 * EACH);
	sops_group_free(groups[1]);
	sops_group_free(groups[0]);
}

static void numbers_sort_as_keys(void **state)
{
	static const int64_t numbers[] = { INT64_MIN, INT64_MIN + 1, -4000000000, -256, -1, 0, 1, 9,
		10,
		255, 256, 4000000000, INT64_MAX - 1, INT64_MAX };
	char before[SOPS_GROUP_NUMBER] = "", text[SOPS_GROUP_NUMBER];

	(void)state;
	for (size_t i = 0; i < COUNT(numbers); i++) {
		struct sops_field key = sops_group_number(text, numbers[i]);

		assert_int_equal(key.len, SOPS_GROUP_NUMBER - 1);
		assert_int_equal(sops_group_number_of(key), numbers[i]);
		assert_true(sops_field_compare(sops_field_of(before), key) < 0);
		memcpy(before, text, sizeof(text));
	}
}

/* Taking a group leaves what merging it would. */
static void groups_taken(void **state)
{
	static const size_t sizes[] = { 0, 1, 2, 3, 4, 7, 100, 5000 };
	char key[32];

	(void)state;
	for (size_t i = 0; i < COUNT(sizes) * COUNT(sizes); i++) {
		size_t a = sizes[i % COUNT(sizes)], b = sizes[i / COUNT(sizes)];
		size_t both = a / 2 < b ? a / 2 : b;
		struct sops_group *into = make(), *from = make();

		for (size_t k = 0; k < a; k++) {
			snprintf(key, sizeof(key), "%zu", k);
			at(into, sops_field_of(key))->rows = 1;
		}
		for (size_t k = 0; k < b; k++) {
			snprintf(key, sizeof(key), "%zu", k + a - a / 2);
			at(from, sops_field_of(key))->rows = 10;
		}
		assert_int_equal(sops__group_take(into, from, NULL), 0);
		sops_group_free(from);
		assert_int_equal(sops_group_count(into), a + b - both);
		for (size_t k = 0; k < a + b - both; k++) {
			const struct kept *found;

			snprintf(key, sizeof(key), "%zu", k);
			found = sops_group_find(into, sops_field_of(key));
			assert_non_null(found);
			assert_int_equal(found->rows,
				(k < a) + 10 * (k >= a - a / 2 && k < a - a / 2 + b));
		}
		sops_group_free(into);
	}
}

TAP_MAIN("group",
	cmocka_unit_test(keys_alike),
	cmocka_unit_test(meets_each_state_once),
	cmocka_unit_test(large_groups_taken),
	cmocka_unit_test(groups_taken),
	cmocka_unit_test(empty_group),
	cmocka_unit_test(keys_of_bytes),
	cmocka_unit_test(many_keys),
	cmocka_unit_test(sorted_by_threads),
	cmocka_unit_test(numbers_sort_as_keys))
