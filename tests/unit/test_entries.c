/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "../../lib/entries.h"
#include "../../lib/varint.h"

#include "property.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Adds to the number behind a text, or puts it there. */
static void add(struct sops__entries *entries, struct sops_field text, uint32_t number)
{
	const char *half = (const char *)&number;
	const struct sops_field bytes[2] = { { half, 1 }, { half + 1, sizeof(number) - 1 } };
	size_t known = entries->count;
	uint64_t place;
	uint32_t sum = 0;
	struct sops__entry entry;
	int there = sops__entries_put(entries, text, sops__pieces_hash(text), bytes, &place, NULL);

	assert_int_equal(there, known == entries->count);
	entry = sops__entries_at(entries, place);
	assert_true(sops_field_equal(entry.text, text));
	memcpy(&sum, entry.data, sizeof(sum));
	if (!there) {
		assert_int_equal(sum, number);
		return;
	}
	sum += number;
	memcpy(entry.data, &sum, sizeof(sum));
}

/* The number behind a text; 0: it is not there. */
static uint32_t number_of(const struct sops__entries *entries, struct sops_field text)
{
	uint64_t hash, place;
	uint32_t number = 0;

	for (size_t cursor = 0; sops__entries_next(entries, &cursor, &hash, &place);) {
		struct sops__entry entry = sops__entries_at(entries, place);

		if (!sops_field_equal(entry.text, text))
			continue;
		assert_int_equal(number, 0);
		assert_int_equal(hash, sops__pieces_hash(text));
		memcpy(&number, entry.data, sizeof(number));
	}
	return number;
}

static void numbers(void **state)
{
	static const uint64_t cases[] = { 0, 1, 127, 128, 16383, 16384, UINT32_MAX,
		UINT64_C(1) << 35, UINT64_MAX - 1, UINT64_MAX };
	char bytes[SOPS__VARINT];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *end = sops__varint_put(bytes, cases[i]), *at = bytes;

		assert_true(end <= bytes + sizeof(bytes));
		assert_int_equal(sops__varint_take(&at), cases[i]);
		assert_ptr_equal(at, end);
	}
}

static void texts_of_bytes(void **state)
{
	static const struct sops_field texts[] = { SOPS_FIELD(""), SOPS_FIELD("\0"),
		SOPS_FIELD("\0\0"), SOPS_FIELD("a"), SOPS_FIELD("a\0"), SOPS_FIELD("1234567"),
		SOPS_FIELD("12345678"), SOPS_FIELD("12345678\0"), SOPS_FIELD("123456789"),
		SOPS_FIELD("1234567890123456"), SOPS_FIELD("1234567x90123456"),
		SOPS_FIELD("12345678901234567"), SOPS_FIELD("123456789x1234567") };
	struct sops__entries entries = { .count = 0 };

	(void)state;
	assert_int_equal(number_of(&entries, texts[0]), 0);
	for (uint32_t i = 0; i < COUNT(texts); i++) {
		assert_int_equal(number_of(&entries, texts[i]), 0);
		add(&entries, texts[i], i + 1);
	}
	assert_int_equal(entries.count, COUNT(texts));
	for (uint32_t i = 0; i < COUNT(texts); i++)
		assert_int_equal(number_of(&entries, texts[i]), i + 1);
	sops__entries_release(&entries);
	sops__entries_release(&entries);
}

/* Texts that are larger than any piece, and what comes behind them. */
static void large_texts(void **state)
{
	static const size_t sizes[] = { 3, 4083, 4096, 200000, 5, (2 << 20) - 14, (2 << 20) - 11,
		(2 << 20) + 1, 6, 5000000, 7 };
	struct sops__entries entries = { .count = 0 };
	char *bytes = malloc(5000000);

	(void)state;
	assert_non_null(bytes);
	memset(bytes, 'x', 5000000);
	for (size_t i = 0; i < COUNT(sizes); i++)
		add(&entries, (struct sops_field){ bytes, sizes[i] }, (uint32_t)sizes[i]);
	for (size_t i = 0; i < COUNT(sizes); i++)
		assert_int_equal(number_of(&entries, (struct sops_field){ bytes, sizes[i] }),
			sizes[i]);
	assert_int_equal(number_of(&entries, (struct sops_field){ bytes, 8 }), 0);
	free(bytes);
	sops__entries_release(&entries);
}

static struct sops_field text_of(char room[64], size_t i)
{
	return (struct sops_field){ room, (size_t)snprintf(room, 64,
		"%zu is a text of some length: %zu", i, i % 7) };
}

/* So many, each twice, and again in memory that had others. */
static void grown(void **state)
{
	static const size_t counts[] = { 1, 11, 12, 13, 1000, 60000 };
	struct sops__entries entries = { .count = 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(counts); i++) {
		size_t cursor = 0;
		uint64_t hash, place, sum = 0;
		char room[64];

		for (size_t j = 0; j < 2 * counts[i]; j++)
			add(&entries, text_of(room, j % counts[i]), (uint32_t)(j % counts[i] + 1));
		assert_int_equal(entries.count, counts[i]);
		while (sops__entries_next(&entries, &cursor, &hash, &place)) {
			uint32_t number;

			memcpy(&number, sops__entries_at(&entries, place).data, sizeof(number));
			sum += number;
		}
		assert_int_equal(sum, (uint64_t)counts[i] * (counts[i] + 1));
		sops__entries_clear(&entries);
		assert_int_equal(entries.count, 0);
		assert_int_equal(number_of(&entries, text_of(room, 0)), 0);
	}
	sops__entries_release(&entries);
}

TAP_MAIN("entries",
	cmocka_unit_test(numbers),
	cmocka_unit_test(texts_of_bytes),
	cmocka_unit_test(large_texts),
	cmocka_unit_test(grown))
