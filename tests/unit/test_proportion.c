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

TAP_MAIN("proportion", cmocka_unit_test(published), cmocka_unit_test(ends))
