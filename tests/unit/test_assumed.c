/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "assumed.h"

#include <stdio.h>
#include <string.h>

static void expect(const struct sops__assumed *all, const char *note)
{
	struct sops_table *table;

	assert_int_equal(sops_table_new(&table, NULL), 0);
	sops__note_assumed(table, all);
	assert_int_equal(sops_table_check(table, NULL), 0);
	assert_int_equal(sops_table_notes(table), note != NULL);
	if (note)
		assert_string_equal(sops_table_note_at(table, 0), note);
	sops_table_free(table);
}

static void names_all(void **state)
{
	static const struct {
		const char *added, *note;
	} steps[] = {
		{ "USD", "amounts that name no currency are taken as USD, which others name" },
		{ "USD", "amounts that name no currency are taken as USD, which others name" },
		{ "EUR", "amounts that name no currency are taken as what others beside them "
			"name: EUR, USD" },
		{ "USD", "amounts that name no currency are taken as what others beside them "
			"name: EUR, USD" },
		{ "GBP", "amounts that name no currency are taken as what others beside them "
			"name: EUR, GBP, USD" },
		{ "¥", "amounts that name no currency are taken as what others beside them "
			"name: EUR, GBP, USD, ¥" },
		{ "1234567", "amounts that name no currency are taken as what others beside "
			"them name: 1234567, EUR, GBP, USD, ¥" },
		{ "CHF", "amounts that name no currency are taken as what others beside them "
			"name: 1234567, CHF, EUR, GBP, USD and 1 more" },
		{ "ZAR", "amounts that name no currency are taken as what others beside them "
			"name: 1234567, CHF, EUR, GBP, USD and 2 more" },
	};
	struct sops__assumed all = { .len = 0 };

	(void)state;
	expect(&all, NULL);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		struct sops_currency currency = { "" };

		strncpy(currency.code, steps[i].added, sizeof(currency.code) - 1);
		sops__assume(&all, currency);
		expect(&all, steps[i].note);
	}
}

/* From a saved state that somebody wrote there may be more than the world has: the first of them
 * are kept, whatever came first. */
static void too_many(void **state)
{
	struct sops__assumed up = { .len = 0 }, down = { .len = 0 };
	const unsigned n = SOPS__ASSUMED_MOST + 50;

	(void)state;
	for (unsigned i = 0; i < n; i++) {
		struct sops_currency a, b;

		snprintf(a.code, sizeof(a.code), "X%03u", i % 1000);
		snprintf(b.code, sizeof(b.code), "X%03u", (n - 1 - i) % 1000);
		sops__assume(&up, a);
		sops__assume(&down, b);
	}
	assert_int_equal(up.len, SOPS__ASSUMED_MOST);
	assert_int_equal(down.len, SOPS__ASSUMED_MOST);
	for (size_t i = 0; i < SOPS__ASSUMED_MOST; i++)
		assert_string_equal(up.at[i].code, down.at[i].code);
	assert_string_equal(up.at[SOPS__ASSUMED_MOST - 1].code, "X255");
	expect(&up, "amounts that name no currency are taken as what others beside them name: "
		"X000, X001, X002, X003, X004 and 251 more");
}

TAP_MAIN("assumed", cmocka_unit_test(names_all), cmocka_unit_test(too_many))
