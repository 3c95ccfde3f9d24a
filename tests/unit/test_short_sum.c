/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/short_sum.h>

#include "property.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MOST_AMOUNTS ((1 << 26) - 1)

static struct sops_money money(sops_int128 units, int scale)
{
	return (struct sops_money){ units, scale };
}

static bool elsewhere(const struct sops_short_sum *sum)
{
	return sum->scale == SOPS_SHORT_SUM_ELSEWHERE;
}

static void assert_same(const struct sops_short_sum *sum, const struct sops_sum *expected)
{
	struct sops_sum got = sops_short_sum_get(sum);

	assert_true(got.total.units == expected->total.units);
	assert_int_equal(got.total.scale, expected->total.scale);
	assert_int_equal(got.n, expected->n);
	assert_int_equal(got.unsaid, expected->unsaid);
	assert_string_equal(got.currency.code, expected->currency.code);
}

static void is_a_quarter(void **state)
{
	(void)state;
	assert_true(4 * sizeof(struct sops_short_sum) <= sizeof(struct sops_sum));
}

/* What is set is what comes back, in place or not. */
static void holds_any_sum(void **state)
{
	const sops_int128 large = (sops_int128)INT64_MAX + 1;
	const struct {
		struct sops_sum sum;
		bool elsewhere;
	} cases[] = {
		{ { .n = 0 }, false },
		{ { money(0, 0), 3, { "" }, 3 }, false },
		{ { money(-1025, 2), 7, { "USD" }, 0 }, false },
		{ { money(INT64_MAX, 30), 1, { "NT$" }, 0 }, false },
		{ { money(INT64_MIN, 0), MOST_AMOUNTS, { "ABCD" }, 0 }, false },
		{ { money(5, 0), 2, { "USD" }, 2 }, false },
		{ { money(large, 0), 1, { "USD" }, 0 }, true },
		{ { money(-large - 1, 0), 1, { "USD" }, 0 }, true },
		{ { money(1, 0), (int64_t)MOST_AMOUNTS + 1, { "USD" }, 0 }, true },
		{ { money(1, 0), 2, { "USD" }, 1 }, true },
		{ { money(1, 0), 2, { "руб" }, 0 }, true },
		{ { SOPS_MONEY_BLANK, 0, { "" }, 0 }, true },
		{ { money(1, 0), -1, { "" }, 0 }, true },
	};
	struct sops_short_sum sum = { .n = 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases) * COUNT(cases); i++) {
		for (size_t k = 0; k < 2; k++) {
			size_t at = k ? i / COUNT(cases) : i % COUNT(cases);

			assert_int_equal(sops_short_sum_set(&sum, &cases[at].sum, NULL), 0);
			assert_int_equal(elsewhere(&sum), cases[at].elsewhere);
			assert_same(&sum, &cases[at].sum);
		}
	}
	sops_short_sum_release(&sum);
	assert_same(&sum, &(struct sops_sum){ .n = 0 });
}

/* A random amount: small, with and without cents, blank, or of more than 18 digits. */
static struct sops_money amount(uint64_t *random)
{
	static const sops_int128 large = (sops_int128)1000000000000000000 * 9;
	int64_t units = (int64_t)property_random(random, 2000) - 1000;
	struct sops_money zero = money(0, 0), sum;

	switch (property_random(random, 12)) {
	case 0:
		return SOPS_MONEY_BLANK;
	case 1:
		return money(units < 0 ? -large : large, 0);
	case 2:
		return sops_money_of(units);
	default: /* added, it is in its lowest form */
		while (units % 10 == 0)
			units++;
		assert_int_equal(sops_money_add(&sum, zero,
			money(units, 1 + (int)property_random(random, 3)), NULL), 0);
		return sum;
	}
}

/* Adding and merging come to what they come to with a sum, its errors too. */
static void is_as_exact_as_a_sum(void **state)
{
	static const char *const codes[] = { "", "", "$", "USD", "USD", "EUR", "руб" };
	uint64_t random = 11;
	size_t outside = 0, failures = 0;

	(void)state;
	for (size_t round = 0; round < 2000; round++) {
		struct sops_sum plain[2] = { { .n = 0 }, { .n = 0 } };
		struct sops_short_sum sums[2] = { { .n = 0 }, { .n = 0 } };

		for (size_t i = 0; i < 12; i++) {
			struct sops_error one = { .status = SOPS_OK }, other = one;
			struct sops_currency currency = { "" };
			size_t which = property_random(&random, 2), kinds = round % COUNT(codes);
			struct sops_money add = amount(&random);
			int status;

			strcpy(currency.code, codes[property_random(&random, kinds + 1)]);
			status = sops_sum_add(&plain[which], add, currency, &one);
			assert_int_equal(sops_short_sum_add(&sums[which], add, currency, &other),
				status);
			assert_string_equal(other.text, one.text);
			assert_same(&sums[which], &plain[which]);
			outside += elsewhere(&sums[which]);
			failures += status < 0;
		}
		assert_int_equal(sops_short_sum_merge(&sums[0], &sums[1], NULL),
			sops_sum_merge(&plain[0], &plain[1], NULL));
		assert_same(&sums[0], &plain[0]);
		sops_short_sum_release(&sums[0]);
		sops_short_sum_release(&sums[1]);
	}
	assert_true(outside > 100 && failures > 100);
}

/* The last amount that there is room for, and one more. */
static void counts_on_elsewhere(void **state)
{
	struct sops_sum full = { money(15, 1), MOST_AMOUNTS, { "USD" }, 0 };
	struct sops_short_sum sum = { .n = 0 };

	(void)state;
	assert_int_equal(sops_short_sum_set(&sum, &full, NULL), 0);
	assert_false(elsewhere(&sum));
	assert_int_equal(sops_short_sum_add(&sum, money(12, 1), full.currency, NULL), 0);
	assert_true(elsewhere(&sum));
	full.total = money(27, 1);
	full.n++;
	assert_same(&sum, &full);
	sops_short_sum_release(&sum);
}

TAP_MAIN("short_sum",
	cmocka_unit_test(is_a_quarter),
	cmocka_unit_test(holds_any_sum),
	cmocka_unit_test(is_as_exact_as_a_sum),
	cmocka_unit_test(counts_on_elsewhere))
