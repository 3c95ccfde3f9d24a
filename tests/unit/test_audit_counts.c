/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often each text occurs, whatever is in the table, written down, or added up. */
#include "tap.h"

#include "../../lib/metrics/audit_counts.h"

#include "property.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sops_field text_of(char room[64], size_t i)
{
	return (struct sops_field){ room, (size_t)snprintf(room, 64, "account %zu", i) };
}

static size_t number_of(struct sops_field text)
{
	char room[64];

	assert_true(text.len < sizeof(room));
	memcpy(room, text.at, text.len);
	room[text.len] = '\0';
	return (size_t)strtoul(room + strlen("account "), NULL, 10);
}

/* Texts as a column has them. */
struct column {
	const char *name;
	size_t texts, cells;
	size_t (*at)(size_t i, size_t texts, uint64_t *random);
};

static size_t in_turn(size_t i, size_t texts, uint64_t *random)
{
	(void)random;
	return i % texts;
}

static size_t at_random(size_t i, size_t texts, uint64_t *random)
{
	(void)i;
	return property_random(random, texts);
}

/* Half of them are one text. */
static size_t one_half(size_t i, size_t texts, uint64_t *random)
{
	return i % 2 ? 0 : property_random(random, texts);
}

static const struct column columns[] = {
	{ "none", 1, 0, in_turn },
	{ "one", 1, 10000, in_turn },
	{ "few", 4095, 20000, in_turn },
	{ "as many as the table has", 4096, 20000, in_turn },
	{ "one more", 4097, 20000, in_turn },
	{ "all different", 200000, 200000, in_turn },
	{ "at random", 20000, 300000, at_random },
	{ "a half is one", 100000, 300000, one_half },
	{ "often added up", 5000, 2600000, in_turn },
};

static void add(struct sops__counts *counts, int64_t *expected, const struct column *column,
	size_t start, size_t end)
{
	uint64_t random = 7 + start;
	char room[64];

	for (size_t i = start; i < end; i++) {
		size_t number = column->at(i, column->texts, &random);

		assert_int_equal(sops__counts_add(counts, text_of(room, number), 1, NULL), 0);
		expected[number]++;
	}
}

static void check(struct sops__counts *counts, const int64_t *expected,
	const struct column *column)
{
	struct sops__pile_cursor cursor = { .slots = NULL };
	size_t texts = 0;
	uint64_t hash, place;
	int64_t most = 0;

	assert_int_equal(sops__counts_unite(counts, NULL), 0);
	for (size_t i = 0; i < column->texts; i++) {
		texts += expected[i] > 0;
		most = expected[i] > most ? expected[i] : most;
	}
	assert_int_equal(counts->all, column->cells);
	assert_int_equal(counts->most, most);
	assert_int_equal(counts->united, texts);
	assert_int_equal(sops__pile_count(&counts->older), texts);
	while (sops__pile_next(&counts->older, &cursor, &hash, &place)) {
		struct sops__entry entry = sops__pieces_at(&counts->older.pieces, place);

		assert_int_equal(sops__counts_of(entry), expected[number_of(entry.text)]);
	}
	if (most)
		assert_int_equal(expected[number_of(sops__counts_commonest(counts))], most);
}

static void counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(columns); i++) {
		int64_t *expected = calloc(columns[i].texts, sizeof(*expected));
		void *counts = NULL;

		assert_non_null(expected);
		assert_int_equal(sops__counts_make(&counts, NULL), 0);
		add(counts, expected, &columns[i], 0, columns[i].cells);
		check(counts, expected, &columns[i]);
		sops__keep_counts.free(&sops__keep_counts, counts);
		free(expected);
	}
}

/* In three parts of different size, each added to behind what it took over. */
static void merged(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(columns); i++) {
		const struct column *column = &columns[i];
		const size_t ends[] = { column->cells / 9, column->cells / 2, column->cells };
		int64_t *expected = calloc(column->texts, sizeof(*expected));
		void *parts[3] = { NULL, NULL, NULL };

		assert_non_null(expected);
		for (size_t j = 0; j < 3; j++) {
			assert_int_equal(sops__counts_make(&parts[j], NULL), 0);
			if (j > 0)
				add(parts[j], expected, column, ends[j - 1], ends[j]);
		}
		assert_int_equal(sops__keep_counts.take(&sops__keep_counts, &parts[0], parts[1],
			NULL), 0);
		add(parts[0], expected, column, 0, ends[0]);
		assert_int_equal(sops__counts_merge(&sops__keep_counts, &parts[0], parts[2],
			NULL), 0);
		check(parts[0], expected, column);
		for (size_t j = 0; j < 3; j++)
			sops__keep_counts.free(&sops__keep_counts, parts[j]);
		free(expected);
	}
}

/* Saved and loaded it is the same, whether it was added up before or not. */
static void saved(void **state)
{
	const struct column *column = &columns[6];
	struct sops_buffer first = SOPS_BUFFER_INIT, second = SOPS_BUFFER_INIT;
	int64_t *expected = calloc(column->texts, sizeof(*expected));
	void *counts = NULL, *again = NULL;

	(void)state;
	assert_non_null(expected);
	assert_int_equal(sops__counts_make(&counts, NULL), 0);
	add(counts, expected, column, 0, column->cells);
	assert_int_equal(sops__counts_save(&sops__keep_counts, counts, &first, NULL), 0);
	assert_int_equal(sops__counts_load(&sops__keep_counts, &again, sops_buffer_view(&first),
		NULL), 0);
	check(again, expected, column);
	check(counts, expected, column);
	assert_int_equal(sops__counts_save(&sops__keep_counts, again, &second, NULL), 0);
	assert_true(sops_field_equal(sops_buffer_view(&first), sops_buffer_view(&second)));
	sops__keep_counts.free(&sops__keep_counts, counts);
	sops__keep_counts.free(&sops__keep_counts, again);
	sops_buffer_release(&first);
	sops_buffer_release(&second);
	free(expected);
}

static void refused(void **state)
{
	static const char *const texts[] = { "", "{}", "[[\"a\", 1], [\"a\", 2]]", "[[\"a\", 0]]",
		"[[\"a\", -1]]", "[[\"a\"]]", "[[1, 1]]", "[[\"a\", 1, 2]]",
		"[[\"a\", 9223372036854775807], [\"b\", 1]]" };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct sops_error err = { .status = SOPS_OK };
		void *counts = NULL;

		assert_int_equal(sops__counts_load(&sops__keep_counts, &counts,
			sops_field_of(texts[i]), &err), SOPS_EINPUT);
		if (counts)
			sops__keep_counts.free(&sops__keep_counts, counts);
	}
}

TAP_MAIN("audit_counts",
	cmocka_unit_test(counted),
	cmocka_unit_test(merged),
	cmocka_unit_test(saved),
	cmocka_unit_test(refused))
