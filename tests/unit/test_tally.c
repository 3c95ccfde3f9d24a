/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/tally.h>

#include "property.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sops_tally tally_of(const int64_t *values, size_t count)
{
	struct sops_tally tally = { 0 };

	for (size_t i = 0; i < count; i++)
		assert_int_equal(sops_tally_add(&tally, values[i], 1, NULL), 0);
	return tally;
}

static const char *text_of(struct sops_ratio ratio)
{
	static char text[SOPS_MONEY_TEXT];
	struct sops_money quotient;

	assert_int_equal(sops_ratio_divide(&quotient, ratio, SOPS_RATIO_DIGITS, NULL), 0);
	sops_money_format(text, quotient);
	return text;
}

static void counts_and_sorts(void **state)
{
	static const int64_t values[] = { 5, -3, 5, 0, 100, -3, 5 };
	struct sops_tally tally = tally_of(values, COUNT(values));
	struct sops_ratio mean;

	(void)state;
	assert_int_equal(tally.len, 4);
	assert_int_equal(tally.entries[0].value, -3);
	assert_int_equal(tally.entries[0].count, 2);
	assert_int_equal(tally.entries[2].value, 5);
	assert_int_equal(tally.entries[2].count, 3);
	assert_int_equal(sops_tally_count(&tally), 7);
	assert_int_equal(sops_tally_mean(&mean, &tally, NULL), 0);
	assert_string_equal(text_of(mean), "15.571428571429"); /* 109 / 7 */
	sops_tally_release(&tally);
	assert_int_equal(sops_tally_count(&tally), 0);
	sops_tally_release(&tally);
}

static void nothing_has_no_statistics(void **state)
{
	const struct sops_tally none = { 0 };
	struct sops_ratio mean;

	(void)state;
	assert_false(sops_ratio_defined(sops_tally_quantile(&none, 50)));
	assert_int_equal(sops_tally_mean(&mean, &none, NULL), 0);
	assert_false(sops_ratio_defined(mean));
}

/* Type 7: what R's quantile() and a spreadsheet's PERCENTILE give. */
static void quantiles(void **state)
{
	static const int64_t ten[] = { 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 }, pair[] = { -5, 2 },
		one[] = { 7 },
		repeated[] = { 1, 1, 1, 1, 9 };
	static const struct {
		const int64_t *values;
		size_t count;
		int percent;
		const char *quantile;
	} cases[] = {
		{ ten, 10, 0, "1" }, { ten, 10, 100, "10" }, { ten, 10, 50, "5.5" },
		{ ten, 10, 90, "9.1" },
		{ ten, 10, 25, "3.25" }, { ten, 10, 1, "1.09" }, { ten, 10, 99, "9.91" },
		{ pair, 2, 50, "-1.5" }, { pair, 2, 0, "-5" }, { pair, 2, 90, "1.3" },
		{ one, 1, 0, "7" },
		{ one, 1, 37, "7" }, { one, 1, 100, "7" }, { repeated, 5, 75, "1" },
		{ repeated, 5, 90, "5.8" }, { repeated, 5, 100, "9" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_tally tally = tally_of(cases[i].values, cases[i].count);

		assert_string_equal(text_of(sops_tally_quantile(&tally, cases[i].percent)),
			cases[i].quantile);
		sops_tally_release(&tally);
	}
}

static void extremes(void **state)
{
	static const int64_t ends[] = { INT64_MIN, INT64_MAX };
	struct sops_tally tally = tally_of(ends, 2);
	struct sops_money sum;

	(void)state;
	assert_string_equal(text_of(sops_tally_quantile(&tally, 50)), "-0.5");
	assert_int_equal(sops_tally_sum(&sum, &tally, NULL), 0);
	assert_int_equal(sum.units, -1);
	sops_tally_release(&tally);
}

static void overflows(void **state)
{
	struct sops_tally a = { 0 }, b = { 0 };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_money sum;

	(void)state;
	assert_int_equal(sops_tally_add(&a, 1, INT64_MAX, &err), 0);
	assert_int_equal(sops_tally_add(&a, 1, 1, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "overflow: too many records to count");
	/* The total counts, not each value's share of it; what fails changes nothing. */
	assert_int_equal(sops_tally_add(&a, 2, 1, NULL), SOPS_EINPUT);
	assert_int_equal(a.len, 1);
	assert_int_equal(sops_tally_count(&a), INT64_MAX);
	assert_int_equal(sops_tally_add(&b, 2, 1, NULL), 0);
	assert_int_equal(sops_tally_merge(&b, &a, NULL), SOPS_EINPUT);
	sops_tally_release(&a);
	assert_int_equal(sops_tally_add(&a, INT64_MAX, INT64_MAX, NULL), 0);
	assert_int_equal(sops_tally_sum(&sum, &a, NULL), 0);
	sops_tally_release(&a);
	sops_tally_release(&b);
}

static void check_same(const struct sops_tally *a, const struct sops_tally *b)
{
	assert_int_equal(a->len, b->len);
	assert_int_equal(a->count, b->count);
	assert_memory_equal(a->entries, b->entries, a->len * sizeof(*a->entries));
}

static void any_split_merges_to_the_same(void **state)
{
	uint64_t random = 5;

	(void)state;
	for (int round = 0; round < 50; round++) {
		struct sops_tally whole = { 0 }, parts[3] = { { 0 } };

		for (int i = 0; i < 200; i++) {
			int64_t value = (int64_t)property_random(&random, 100) - 50;

			assert_int_equal(sops_tally_add(&whole, value, 1, NULL), 0);
			assert_int_equal(sops_tally_add(&parts[property_random(&random, 3)], value,
				1, NULL), 0);
		}
		assert_int_equal(sops_tally_merge(&parts[1], &parts[2], NULL), 0);
		assert_int_equal(sops_tally_merge(&parts[1], &parts[0], NULL), 0);
		check_same(&parts[1], &whole);
		for (size_t i = 0; i < 3; i++)
			sops_tally_release(&parts[i]);
		sops_tally_release(&whole);
	}
}

static int by_value(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

/* Against the definition, on a sorted array. */
static void quantiles_of_anything(void **state)
{
	uint64_t random = 11;

	(void)state;
	for (int round = 0; round < 300; round++) {
		int64_t values[40];
		size_t n = 1 + property_random(&random, COUNT(values));
		int percent = (int)property_random(&random, 101);
		size_t rank = (n - 1) * (size_t)percent / 100,
			rest = (n - 1) * (size_t)percent % 100;
		struct sops_tally tally;
		struct sops_ratio q;

		for (size_t i = 0; i < n; i++)
			values[i] = (int64_t)property_random(&random, 20) - 10;
		tally = tally_of(values, n);
		q = sops_tally_quantile(&tally, percent);
		qsort(values, n, sizeof(*values), by_value);
		assert_int_equal(q.den.units, 100);
		assert_int_equal(q.num.units, values[rank] * (100 - (int64_t)rest) +
			values[rest ? rank + 1 : rank] * (int64_t)rest);
		sops_tally_release(&tally);
	}
}

TAP_MAIN("tally",
	cmocka_unit_test(counts_and_sorts),
	cmocka_unit_test(nothing_has_no_statistics),
	cmocka_unit_test(quantiles),
	cmocka_unit_test(extremes),
	cmocka_unit_test(overflows),
	cmocka_unit_test(any_split_merges_to_the_same),
	cmocka_unit_test(quantiles_of_anything))
