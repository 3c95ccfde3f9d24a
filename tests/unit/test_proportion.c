/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/proportion.h>

#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3: to four digits. */
static void published(void **state)
{
	static const struct {
		int64_t k, n;
		double lo, hi;
	} cases[] = {
		{ 81, 263, 0.2553, 0.3662 },
		{ 15, 148, 0.0624, 0.1605 },
		{ 0, 20, 0.0000, 0.1611 },
		{ 1, 29, 0.0061, 0.1718 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_interval got, turned;

		assert_true(sops_wilson(&got, cases[i].k, cases[i].n, SOPS_Z95));
		assert_true(fabs(got.lo - cases[i].lo) < 0.00005);
		assert_true(fabs(got.hi - cases[i].hi) < 0.00005);
		/* Those who did not are the rest. */
		assert_true(sops_wilson(&turned, cases[i].n - cases[i].k, cases[i].n, SOPS_Z95));
		assert_true(fabs(turned.lo - (1 - got.hi)) < 1e-15);
		assert_true(fabs(turned.hi - (1 - got.lo)) < 1e-15);
	}
}

static void ends(void **state)
{
	struct sops_interval got = { -1, -1 };

	(void)state;
	assert_true(sops_wilson(&got, 0, 7, SOPS_Z95));
	assert_true(got.lo == 0 && got.hi > 0 && got.hi < 1);
	assert_true(sops_wilson(&got, 7, 7, SOPS_Z95));
	assert_true(got.lo > 0 && got.lo < 1 && got.hi == 1);
	assert_true(sops_wilson(&got, INT64_MAX / 2, INT64_MAX, SOPS_Z95));
	assert_true(fabs(got.lo - 0.5) < 1e-8 && fabs(got.hi - 0.5) < 1e-8);
	got = (struct sops_interval){ -1, -1 };
	assert_false(sops_wilson(&got, 0, 0, SOPS_Z95));
	assert_false(sops_wilson(&got, -1, 5, SOPS_Z95));
	assert_false(sops_wilson(&got, 6, 5, SOPS_Z95));
	assert_true(got.lo == -1 && got.hi == -1);
}

/* Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10: to four digits. */
static void published_differences(void **state)
{
	static const struct {
		int64_t k1, n1, k2, n2;
		double lo, hi;
	} cases[] = {
		{ 56, 70, 48, 80, 0.0524, 0.3339 },
		{ 9, 10, 3, 10, 0.1705, 0.8090 },
		{ 5, 56, 0, 29, -0.0381, 0.1926 },
		{ 0, 10, 0, 20, -0.1611, 0.2775 },
		{ 0, 10, 0, 10, -0.2775, 0.2775 },
		{ 10, 10, 0, 20, 0.6791, 1.0000 },
		{ 10, 10, 0, 10, 0.6075, 1.0000 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_interval got;

		assert_true(sops_newcombe(&got, cases[i].k1, cases[i].n1, cases[i].k2, cases[i].n2,
			SOPS_Z95));
		assert_true(fabs(got.lo - cases[i].lo) < 0.00005);
		assert_true(fabs(got.hi - cases[i].hi) < 0.00005);
	}
}

/* Fisher's tea (3 of 4 and 1 of 4): 34/70. The aspirin of the Physicians' Health Study (Agresti,
 * "An Introduction to Categorical Data Analysis", 189 of 11034 and 104 of 11037): X squared
 * 25.01. */
static void published_tests(void **state)
{
	struct sops_proportions got;

	(void)state;
	assert_true(sops_proportions_differ(&got, 3, 4, 1, 4));
	assert_int_equal(got.test, SOPS_TEST_FISHER);
	assert_true(fabs(got.p - 34.0 / 70) < 1e-12);
	assert_true(sops_proportions_differ(&got, 189, 11034, 104, 11037));
	assert_int_equal(got.test, SOPS_TEST_Z);
	assert_true(got.p < erfc(sqrt(25.005 / 2)) && got.p > erfc(sqrt(25.015 / 2)));
}

/* Just 5 expected is enough for z: of 10 and 10, 10 in all. */
static void which_test(void **state)
{
	struct sops_proportions got;

	(void)state;
	assert_true(sops_proportions_differ(&got, 5, 10, 5, 10));
	assert_int_equal(got.test, SOPS_TEST_Z);
	assert_true(got.p == 1);
	assert_true(sops_proportions_differ(&got, 5, 10, 4, 10));
	assert_int_equal(got.test, SOPS_TEST_FISHER);
	assert_true(fabs(got.p - 1) < 1e-12);
	/* All or none: there is one table only. */
	assert_true(sops_proportions_differ(&got, 7, 7, 9, 9));
	assert_true(got.test == SOPS_TEST_FISHER && got.p == 1);
	assert_true(sops_proportions_differ(&got, 0, 1000, 0, 9));
	assert_true(got.test == SOPS_TEST_FISHER && got.p == 1);
	/* 0 of 3 and 3 of 3: two of the 20 tables. */
	assert_true(sops_proportions_differ(&got, 0, 3, 3, 3));
	assert_true(fabs(got.p - 0.1) < 1e-12);
	assert_true(sops_proportions_differ(&got, 3, 1000000, 0, 1000000));
	assert_true(got.test == SOPS_TEST_FISHER && got.p > 0.2499 && got.p < 0.2501);
	got.p = -1;
	assert_false(sops_proportions_differ(&got, 1, 0, 1, 2));
	assert_false(sops_proportions_differ(&got, 1, 2, 3, 2));
	assert_false(sops_proportions_differ(&got, 1, 2, -1, 2));
	assert_true(got.p == -1);
}

TAP_MAIN("proportion", cmocka_unit_test(published), cmocka_unit_test(ends),
	cmocka_unit_test(published_differences), cmocka_unit_test(published_tests),
	cmocka_unit_test(which_test))
