/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/error.h>

#include <errno.h>
#include <utf8proc.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_utf8(const char *text)
{
	utf8proc_int32_t code;

	for (size_t left = strlen(text); left > 0; ) {
		utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text,
			(utf8proc_ssize_t)left, &code);

		if (n <= 0)
			return false;
		text += n;
		left -= (size_t)n;
	}
	return true;
}

static void first_error_wins(void **state)
{
	const struct sops_place there = { "a.csv", 7, 6, 99 }, elsewhere = { "b.csv", 1, 1, 1 };
	struct sops_error err = { .status = SOPS_OK };

	(void)state;
	assert_int_equal(sops_error_set(&err, SOPS_EINPUT, "%s is %d", "it", 3), SOPS_EINPUT);
	assert_int_equal(sops_error_set(&err, SOPS_EUSAGE, "other"), SOPS_EUSAGE);
	assert_int_equal(sops_error_memory(&err), SOPS_ESYSTEM);
	sops_error_hint(&err, "try %s", "-d tab");
	sops_error_hint(&err, "other");
	sops_error_place(&err, &there);
	sops_error_place(&err, &elsewhere);
	sops_error_column(&err, (struct sops_field)SOPS_FIELD("Amount"));
	sops_error_column(&err, (struct sops_field)SOPS_FIELD("Other"));
	assert_int_equal(err.status, SOPS_EINPUT);
	assert_string_equal(err.text, "it is 3");
	assert_string_equal(err.hint, "try -d tab");
	assert_string_equal(err.file, "a.csv");
	assert_int_equal(err.line, 7);
	assert_int_equal(err.record, 6);
	assert_int_equal(err.byte, 99);
	assert_string_equal(err.column, "Amount");
}

static void nothing_is_added_to_no_error(void **state)
{
	const struct sops_place there = { "a.csv", 7, 6, 99 };
	struct sops_error err = { .status = SOPS_OK }, untouched = { .status = SOPS_OK };

	(void)state;
	sops_error_hint(&err, "try");
	sops_error_place(&err, &there);
	sops_error_column(&err, (struct sops_field)SOPS_FIELD("Amount"));
	assert_memory_equal(&err, &untouched, sizeof(err));
	assert_int_equal(sops_error_set(NULL, SOPS_EUSAGE, "x"), SOPS_EUSAGE);
	assert_int_equal(sops_error_memory(NULL), SOPS_ESYSTEM);
	assert_int_equal(sops_error_system(NULL, "x"), SOPS_ESYSTEM);
	sops_error_hint(NULL, "x");
	sops_error_place(NULL, &there);
	sops_error_column(NULL, sops_field_of("x"));
}

static void system_errors_say_why(void **state)
{
	struct sops_error err = { .status = SOPS_OK };

	(void)state;
	errno = ENOENT;
	assert_int_equal(sops_error_system(&err, "cannot open %s", "x.csv"), SOPS_ESYSTEM);
	assert_string_equal(err.text, "cannot open x.csv: No such file or directory");
	errno = EACCES;
	sops_error_system(&err, "again");
	assert_string_equal(err.text, "cannot open x.csv: No such file or directory");
	err = (struct sops_error){ .status = SOPS_OK };
	sops_error_memory(&err);
	assert_int_equal(err.status, SOPS_ESYSTEM);
	assert_string_equal(err.text, "out of memory");
}

/* What does not fit is cut behind a whole character, and shows that it was. */
static void long_texts_are_cut(void **state)
{
	static char wide[3001];

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		memcpy(wide + 3 * i, "客", 3);
	for (int shift = 0; shift < 3; shift++) {
		struct sops_error err = { .status = SOPS_OK };

		sops_error_set(&err, SOPS_EINPUT, "%.*s%s", shift, "xy", wide);
		sops_error_hint(&err, "%.*s%s", shift, "xy", wide);
		assert_true(strlen(err.text) > 1015);
		assert_true(strlen(err.hint) > 247);
		assert_true(is_utf8(err.text));
		assert_true(is_utf8(err.hint));
		assert_string_equal(err.text + strlen(err.text) - 3, "…");
		assert_string_equal(err.hint + strlen(err.hint) - 3, "…");
	}
}

static void long_columns_are_cut(void **state)
{
	struct sops_error err = { .status = SOPS_EINPUT };
	char name[400];

	(void)state;
	memset(name, '\x1b', sizeof(name));
	sops_error_column(&err, (struct sops_field){ name, sizeof(name) });
	assert_int_equal(strlen(err.column) % 4, 0);
	assert_in_range(strlen(err.column), 200, 255);
}

static void quotes_harmlessly(void **state)
{
	static const struct {
		struct sops_field value;
		const char *quoted;
	} cases[] = {
		{ SOPS_FIELD(""), "\"\"" },
		{ { NULL, 0 }, "\"\"" },
		{ SOPS_FIELD("1,2"), "\"1,2\"" },
		{ SOPS_FIELD("Größe 客户"), "\"Größe 客户\"" },
		{ SOPS_FIELD("a\nb\tc\rd"), "\"a\\nb\\tc\\rd\"" },
		{ SOPS_FIELD("\x1b[2J\x07\x7f"), "\"\\x1b[2J\\x07\\x7f\"" },
		{ SOPS_FIELD("a\0b"), "\"a\\x00b\"" },
		{ SOPS_FIELD("\xFF\xC3"), "\"\\xff\\xc3\"" },
		{ SOPS_FIELD("\xED\xA0\x80"), "\"\\xed\\xa0\\x80\"" }, /* a surrogate */
		{ SOPS_FIELD("\xC0\xAF"), "\"\\xc0\\xaf\"" },          /* overlong */
		{ SOPS_FIELD("\u202Egnp\u2066"), "\"\\u202egnp\\u2066\"" },
		{ SOPS_FIELD("\u200E\u200F\u061C\u2028\uFEFF"),
			"\"\\u200e\\u200f\\u061c\\u2028\\ufeff\"" },
		{ SOPS_FIELD("\xC2\x9B"), "\"\\u009b\"" }, /* CSI in one character */
		{ SOPS_FIELD("a\"b"), "\"a\"b\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char out[SOPS_QUOTED];

		assert_string_equal(sops_quote(out, cases[i].value), cases[i].quoted);
	}
}

static void quotes_sixty_characters(void **state)
{
	char value[61 * 3], out[SOPS_QUOTED];

	(void)state;
	for (size_t i = 0; i < 61; i++)
		memcpy(value + 3 * i, "\u202E", 3);
	sops_quote(out, (struct sops_field){ value, 60 * 3 });
	assert_int_equal(strlen(out), 2 + 60 * 6);
	sops_quote(out, (struct sops_field){ value, 61 * 3 });
	assert_int_equal(strlen(out), 2 + 60 * 6 + 3);
	assert_string_equal(out + strlen(out) - 4, "…\"");
}

TAP_MAIN("error",
	cmocka_unit_test(first_error_wins),
	cmocka_unit_test(nothing_is_added_to_no_error),
	cmocka_unit_test(system_errors_say_why),
	cmocka_unit_test(long_texts_are_cut),
	cmocka_unit_test(long_columns_are_cut),
	cmocka_unit_test(quotes_harmlessly),
	cmocka_unit_test(quotes_sixty_characters))
