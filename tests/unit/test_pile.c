/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "../../lib/pile.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A text with a number behind it. */
static void add(struct sops__pile *pile, struct sops_field text, uint32_t number)
{
	const char *half = (const char *)&number;
	const struct sops_field bytes[2] = { { half, 3 }, { half + 3, 1 } };

	assert_int_equal(sops__pile_add(pile, text, bytes, NULL), 0);
}

static uint32_t number_in(struct sops__entry entry)
{
	uint32_t number;

	memcpy(&number, entry.data, sizeof(number));
	return number;
}

static struct sops_field text_of(char room[64], size_t i)
{
	return (struct sops_field){ room, (size_t)snprintf(room, 64, "%zu is text %zu", i, i % 7) };
}

/* What was told: how many texts, of how many places, and the sum of their numbers. */
struct told {
	size_t texts, places, most;
	uint64_t sum;
	int status; /* to return from the third on */
};

static int tell(void *with, const struct sops__pile *pile, const uint64_t *places, size_t count,
	struct sops_error *err)
{
	const struct sops_field text = sops__pieces_text(&pile->pieces, places[0]);
	struct told *told = with;

	(void)err;
	told->texts++;
	told->places += count;
	told->most = count > told->most ? count : told->most;
	for (size_t i = 0; i < count; i++) {
		struct sops__entry entry = sops__pieces_at(&pile->pieces, places[i]);

		assert_true(sops_field_equal(entry.text, text));
		told->sum += number_in(entry);
	}
	return told->texts > 2 ? told->status : 0;
}

/* Of all parts. */
static int each(const struct sops__pile *pile, bool twice, struct told *told)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < SOPS__PILE_PARTS; i++)
		status = sops__pile_each(pile, i, twice, tell, told, NULL);
	return status;
}

static int unite(struct sops__pile *pile, struct told *told)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < SOPS__PILE_PARTS; i++)
		status = sops__pile_unite(pile, i, tell, told, NULL);
	return status;
}

/* Text i of so many stands there i % times + 1 times, in this or another order. */
static void fill(struct sops__pile *pile, size_t count, size_t times)
{
	char room[64];

	for (size_t turn = 0; turn < times; turn++)
		for (size_t i = 0; i < count; i++)
			if (turn <= i % times)
				add(pile, text_of(room, i), (uint32_t)i + 1);
}

struct sum {
	size_t twice, places, of_twice;
	uint64_t numbers, numbers_of_twice;
};

static struct sum sum_of(size_t count, size_t times)
{
	struct sum sum = { .places = 0 };

	for (size_t i = 0; i < count; i++) {
		size_t n = i % times + 1;

		sum.places += n;
		sum.numbers += n * (i + 1);
		if (n < 2)
			continue;
		sum.twice++;
		sum.of_twice += n;
		sum.numbers_of_twice += n * (i + 1);
	}
	return sum;
}

static const size_t sizes[][2] = { { 0, 1 }, { 1, 1 }, { 2, 2 }, { 24, 1 }, { 25, 2 }, { 600, 3 },
	{ 40000, 1 }, { 50000, 3 }, { 1, 100000 }, { 2, 60000 } };

static void told(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		const struct sum sum = sum_of(sizes[i][0], sizes[i][1]);
		struct sops__pile pile = { .pieces = { .count = 0 } };
		struct told all = { .texts = 0 }, twice = { .texts = 0 };

		fill(&pile, sizes[i][0], sizes[i][1]);
		assert_int_equal(each(&pile, true, &twice), 0);
		assert_int_equal(each(&pile, false, &all), 0);
		assert_int_equal(all.texts, sizes[i][0]);
		assert_int_equal(all.places, sum.places);
		assert_int_equal(all.sum, sum.numbers);
		assert_int_equal(twice.texts, sum.twice);
		assert_int_equal(twice.places, sum.of_twice);
		assert_int_equal(twice.sum, sum.numbers_of_twice);
		sops__pile_release(&pile);
		sops__pile_release(&pile);
	}
}

static void united(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct sops__pile pile = { .pieces = { .count = 0 } };
		struct told twice = { .texts = 0 }, left = { .texts = 0 };
		uint64_t n = sizes[i][0];

		fill(&pile, n, sizes[i][1]);
		assert_int_equal(unite(&pile, &twice), 0);
		assert_int_equal(twice.texts, sum_of(n, sizes[i][1]).twice);
		assert_int_equal(sops__pile_count(&pile), n);
		assert_int_equal(each(&pile, false, &left), 0);
		assert_int_equal(left.places, n);
		assert_int_equal(left.sum, n * (n + 1) / 2);
		fill(&pile, n, 1);
		left = (struct told){ .texts = 0 };
		assert_int_equal(unite(&pile, &left), 0);
		assert_int_equal(left.texts, n);
		assert_int_equal(left.sum, n * (n + 1));
		sops__pile_release(&pile);
	}
}

static void taken_over(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct sops__pile into = { .pieces = { .count = 0 } }, from = into;
		const struct sum sum = sum_of(sizes[i][0], sizes[i][1]);
		struct told all = { .texts = 0 };

		fill(&into, sizes[i][0], sizes[i][1]);
		fill(&from, 40000, 1);
		assert_int_equal(sops__pile_take(&into, &from, NULL), 0);
		assert_int_equal(sops__pile_count(&from), 0);
		fill(&into, 3, 1);
		assert_int_equal(each(&into, false, &all), 0);
		assert_int_equal(all.texts, sizes[i][0] > 40000 ? sizes[i][0] : 40000);
		assert_int_equal(all.places, sum.places + 40000 + 3);
		assert_int_equal(all.sum, sum.numbers + UINT64_C(40000) * 40001 / 2 + 6);
		sops__pile_release(&into);
	}
}

/* Different texts may share all bits of the hash that are kept. */
static void same_hashes(void **state)
{
	const struct sops_field one[2] = { { "\1\0\0\0", 4 }, { NULL, 0 } };
	struct sops__pile pile = { .pieces = { .count = 0 } };
	struct told twice = { .texts = 0 }, all = { .texts = 0 };
	char room[64];

	(void)state;
	for (size_t i = 0; i < 6000; i++)
		sops__pile_put(&pile, text_of(room, i % 4000), (uint64_t)(i % 5) << 40, one, NULL);
	assert_int_equal(each(&pile, true, &twice), 0);
	assert_int_equal(twice.texts, 2000);
	assert_int_equal(twice.places, 4000);
	assert_int_equal(each(&pile, false, &all), 0);
	assert_int_equal(all.texts, 4000);
	assert_int_equal(all.places, 6000);
	sops__pile_release(&pile);
}

static void ended(void **state)
{
	struct sops__pile pile = { .pieces = { .count = 0 } };
	struct told some = { .status = -7 }, all = { .texts = 0 };

	(void)state;
	fill(&pile, 50, 3);
	assert_int_equal(each(&pile, false, &some), -7);
	assert_int_equal(some.texts, 3);
	assert_int_equal(each(&pile, false, &all), 0);
	assert_int_equal(all.texts, 50);
	assert_int_equal(all.sum, sum_of(50, 3).numbers);
	sops__pile_release(&pile);
}

/* Texts that are larger than any piece, and what comes behind them. */
static void large_texts(void **state)
{
	static const size_t large[] = { 0, 1, 4083, 4096, 200000, (2 << 20) - 11, (2 << 20) + 1,
		5000000, 7 };
	struct sops__pile pile = { .pieces = { .count = 0 } };
	struct told all = { .texts = 0 };
	char *bytes = malloc(5000000);
	struct sops__pile_cursor cursor = { .slots = NULL };
	size_t seen = 0;
	uint64_t hash, place;

	(void)state;
	assert_non_null(bytes);
	memset(bytes, 'x', 5000000);
	for (size_t i = 0; i < 2 * COUNT(large); i++)
		add(&pile, (struct sops_field){ bytes, large[i % COUNT(large)] }, (uint32_t)i);
	while (sops__pile_next(&pile, &cursor, &hash, &place)) {
		struct sops__entry entry = sops__pieces_at(&pile.pieces, place);

		assert_int_equal(hash, sops__pieces_hash(entry.text));
		assert_int_equal(entry.text.len, large[number_in(entry) % COUNT(large)]);
		seen++;
	}
	assert_int_equal(seen, 2 * COUNT(large));
	assert_int_equal(each(&pile, true, &all), 0);
	assert_int_equal(all.texts, COUNT(large));
	assert_int_equal(all.most, 2);
	free(bytes);
	sops__pile_release(&pile);
}

TAP_MAIN("pile",
	cmocka_unit_test(told),
	cmocka_unit_test(united),
	cmocka_unit_test(taken_over),
	cmocka_unit_test(same_hashes),
	cmocka_unit_test(ended),
	cmocka_unit_test(large_texts))
