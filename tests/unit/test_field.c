/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/field.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int sign(int order)
{
	return (order > 0) - (order < 0);
}

static void equal_and_ordered_by_bytes(void **state)
{
	/* In order, each once. A NUL is a byte like any other, and bytes have no sign. */
	static const struct sops_field fields[] = {
		{ NULL, 0 }, SOPS_FIELD("\0"), SOPS_FIELD("\0a"), SOPS_FIELD("A"), SOPS_FIELD("a"),
		SOPS_FIELD("a\0"), SOPS_FIELD("a\0b"), SOPS_FIELD("aa"), SOPS_FIELD("b"),
		SOPS_FIELD("\x7F"), SOPS_FIELD("\xC3\xA9"), SOPS_FIELD("\xFF"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(fields); i++) {
		for (size_t j = 0; j < COUNT(fields); j++) {
			assert_int_equal(sops_field_equal(fields[i], fields[j]), i == j);
			assert_int_equal(sign(sops_field_compare(fields[i], fields[j])),
				(i > j) - (i < j));
		}
	}
	assert_true(sops_field_equal(sops_field_of(""), fields[0]));
	assert_true(sops_field_equal(sops_field_of(NULL), fields[0]));
	assert_int_equal(sops_field_compare(sops_field_of(""), fields[0]), 0);
}

static void trims(void **state)
{
	static const struct {
		struct sops_field text, trimmed;
	} cases[] = {
		{ SOPS_FIELD(""), SOPS_FIELD("") },
		{ { NULL, 0 }, SOPS_FIELD("") },
		{ SOPS_FIELD(" \t \xC2\xA0\xE3\x80\x80"), SOPS_FIELD("") },
		{ SOPS_FIELD("a"), SOPS_FIELD("a") },
		{ SOPS_FIELD("\t a  b \t"), SOPS_FIELD("a  b") },
		{ SOPS_FIELD("\xE3\x80\x80 客户 \xC2\xA0"), SOPS_FIELD("客户") },
		{ SOPS_FIELD("\na\n"), SOPS_FIELD("\na\n") },
		/* Bytes that end like a space but are none: U+00E0, U+3040, and halves. */
		{ SOPS_FIELD("\xC3\xA0"), SOPS_FIELD("\xC3\xA0") },
		{ SOPS_FIELD("\xE3\x81\x80"), SOPS_FIELD("\xE3\x81\x80") },
		{ SOPS_FIELD("\xA0"), SOPS_FIELD("\xA0") },
		{ SOPS_FIELD("\x80\x80"), SOPS_FIELD("\x80\x80") },
		{ SOPS_FIELD(" \xC2"), SOPS_FIELD("\xC2") },
		{ SOPS_FIELD("\0 "), SOPS_FIELD("\0") },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (!sops_field_equal(sops_field_trim(cases[i].text), cases[i].trimmed))
			fail_msg("case %zu", i);
}

static void cuts(void **state)
{
	static const struct {
		struct sops_field text;
		const char *parts[5];
	} cases[] = {
		{ { NULL, 0 }, { NULL } },
		{ SOPS_FIELD(""), { "", NULL } },
		{ SOPS_FIELD("a"), { "a", NULL } },
		{ SOPS_FIELD("a,"), { "a", "", NULL } },
		{ SOPS_FIELD(","), { "", "", NULL } },
		{ SOPS_FIELD(" a , b c ,,d"), { "a", "b c", "", "d", NULL } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_field rest = cases[i].text;
		size_t n = 0;

		while (rest.at) {
			struct sops_field part = sops_field_cut(&rest, ',');

			assert_non_null(cases[i].parts[n]);
			assert_true(sops_field_equal(part, sops_field_of(cases[i].parts[n])));
			n++;
		}
		assert_null(cases[i].parts[n]);
		assert_int_equal(rest.len, 0);
	}
}

static void cuts_at_nul(void **state)
{
	struct sops_field rest = SOPS_FIELD("ab\0\0c");

	(void)state;
	assert_true(sops_field_equal(sops_field_cut(&rest, '\0'), sops_field_of("ab")));
	assert_int_equal(sops_field_cut(&rest, '\0').len, 0);
	assert_true(sops_field_equal(sops_field_cut(&rest, '\0'), sops_field_of("c")));
	assert_null(rest.at);
}

TAP_MAIN("field",
	cmocka_unit_test(equal_and_ordered_by_bytes),
	cmocka_unit_test(trims),
	cmocka_unit_test(cuts),
	cmocka_unit_test(cuts_at_nul))
