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
	uint64_t hash = sops__entries_ask(entries, text), place;
	bool there = sops__entries_find(entries, text, hash) != 0;
	uint32_t sum = 0;
	char *data;

	assert_int_equal(sops__entries_put(entries, text, hash, bytes, &place, NULL), there);
	assert_int_equal(sops__entries_find(entries, text, hash), place);
	if (!there)
		return;
	data = sops__entries_at(entries, place).data;
	memcpy(&sum, data, sizeof(sum));
	sum += number;
	memcpy(data, &sum, sizeof(sum));
}

/* The number behind a text; 0: it is not there. */
static uint32_t number_of(const struct sops__entries *entries, struct sops_field text)
{
	uint64_t place = sops__entries_find(entries, text, sops__entries_ask(entries, text));
	struct sops__entry entry;
	uint32_t number = 0;

	if (!place)
		return 0;
	entry = sops__entries_at(entries, place);
	assert_true(sops_field_equal(entry.text, text));
	memcpy(&number, entry.data, sizeof(number));
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

struct same {
	struct sops__entries *into;
	size_t count;
};

static int join(void *with, uint64_t mine, uint64_t other, struct sops_error *err)
{
	struct same *same = with;
	const struct sops__entry a = sops__entries_at(same->into, mine),
				 b = sops__entries_at(same->into, other);
	uint32_t number, more;

	(void)err;
	assert_true(sops_field_equal(a.text, b.text));
	memcpy(&number, a.data, sizeof(number));
	memcpy(&more, b.data, sizeof(more));
	number += more;
	memcpy(a.data, &number, sizeof(number));
	same->count++;
	return 0;
}

static struct sops_field text_of(char room[64], size_t i)
{
	return (struct sops_field){ room, (size_t)snprintf(room, 64,
		"%zu is a text of some length: %zu", i, i % 7) };
}

#define TEXTS 60000

/* Whatever two have, one has in the end; of the first one so many, of the other so many. */
static void take(size_t mine, size_t others)
{
	struct sops__entries into = { .count = 0 }, from = { .count = 0 };
	struct same same = { &into, 0 };
	uint64_t shift, place;
	size_t cursor = 0, seen = 0;
	char room[64];

	for (size_t i = 0; i < mine; i++)
		add(&into, text_of(room, i), (uint32_t)i + 1);
	for (size_t i = 0; i < others; i++)
		add(&from, text_of(room, 3 * i), (uint32_t)i + 1);
	assert_int_equal(sops__entries_take(&into, &from, &shift, join, &same, NULL), 0);
	assert_int_equal(into.count + same.count, mine + others);
	assert_true(mine == 0 ? shift == 0 : shift > 0);
	for (size_t i = 0; i < 3 * TEXTS; i++) {
		uint32_t number = i < mine ? (uint32_t)i + 1 : 0;

		if (i % 3 == 0 && i / 3 < others)
			number += (uint32_t)i / 3 + 1;
		assert_int_equal(number_of(&into, text_of(room, i)), number);
	}
	while (sops__entries_next(&into, &cursor, &place))
		seen += number_of(&into, sops__entries_at(&into, place).text) > 0;
	assert_int_equal(seen, into.count);
	add(&into, sops_field_of("and goes on"), 1);
	assert_int_equal(number_of(&into, sops_field_of("and goes on")), 1);
	assert_int_equal(from.count, 0);
	sops__entries_release(&from);
	sops__entries_release(&into);
}

static void taken_over(void **state)
{
	static const size_t cases[][2] = { { 0, 0 }, { 0, TEXTS }, { TEXTS, 0 }, { 1, TEXTS },
		{ TEXTS, 1 }, { TEXTS, TEXTS }, { 1000, TEXTS }, { 100, 100 } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		take(cases[i][0], cases[i][1]);
}

TAP_MAIN("entries",
	cmocka_unit_test(numbers),
	cmocka_unit_test(texts_of_bytes),
	cmocka_unit_test(large_texts),
	cmocka_unit_test(taken_over))
