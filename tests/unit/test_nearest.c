/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/nearest.h>

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct sops_field names[] = {
	SOPS_FIELD("owner"), SOPS_FIELD("amount"), SOPS_FIELD("close_date"), SOPS_FIELD("deals"),
	SOPS_FIELD("win_rate"), SOPS_FIELD("id"), SOPS_FIELD("客户名称"), SOPS_FIELD("Größe"),
};

static const char *nearest(const char *wanted)
{
	int at = sops_nearest(sops_field_of(wanted), names, COUNT(names));

	return at < 0 ? "" : names[at].at;
}

static void finds_what_was_meant(void **state)
{
	static const char *const cases[][2] = {
		{ "amount", "amount" },         /* itself */
		{ "AMOUNT", "amount" },         /* case is free */
		{ "amnt", "amount" },           /* two left out */
		{ "ammount", "amount" },        /* one added */
		{ "amuont", "amount" },         /* two swapped */
		{ "onwer", "owner" },           /* a swap is one slip, all that five allow */
		{ "wonre", "" },                /* two swaps are two */
		{ "Close Date", "close_date" }, /* one changed */
		{ "clsoe_dtae", "close_date" },
		{ "deal", "deals" },
		{ "winrate", "win_rate" },
		{ "ID", "id" },
		{ "ie", "" },                   /* short words allow no slip */
		{ "ids", "id" },
		{ "客户名", "客户名称" },       /* characters count, not bytes */
		{ "客名称", "客户名称" },
		{ "GRÖSSE", "Größe" },          /* ß is one character: two slips of six */
		{ "GRÖßE", "Größe" },
		{ "revenue", "" },
		{ "", "" },
		{ "\xFF\xFE", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (strcmp(nearest(cases[i][0]), cases[i][1]) != 0)
			fail_msg("%s: %s, not %s", cases[i][0], nearest(cases[i][0]), cases[i][1]);
}

static void takes_the_first_of_equals_and_the_least_of_others(void **state)
{
	static const struct sops_field pair[] = {
		SOPS_FIELD("stage_b"), SOPS_FIELD("stage_c"), SOPS_FIELD("stage_aa"),
	};

	(void)state;
	assert_int_equal(sops_nearest(sops_field_of("stage_a"), pair, 3), 0);
	assert_int_equal(sops_nearest(sops_field_of("stage_aaa"), pair, 3), 2);
	assert_int_equal(sops_nearest(sops_field_of("stage_a"), pair, 0), -1);
}

static void gives_up_on_long_names(void **state)
{
	char text[102];
	struct sops_field name = { text, 100 };

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(sops_nearest(name, &name, 1), 0);
	name.len = 101;
	assert_int_equal(sops_nearest(name, &name, 1), -1);
}

static struct sops_error hinted(const char *wanted, const struct sops_field *list, size_t count,
	const char *what)
{
	struct sops_error err = { 0 };

	sops_error_set(&err, SOPS_EUSAGE, "no such name");
	sops_hint_names(&err, sops_field_of(wanted), list, count, what);
	return err;
}

static void hints(void **state)
{
	static const struct sops_field hostile[] = { SOPS_FIELD("a\033[2J"), SOPS_FIELD("b\xFF") };

	(void)state;
	assert_string_equal(hinted("amnt", names, 3, "columns").hint,
		"did you mean \"amount\"? columns: owner, amount, close_date");
	assert_string_equal(hinted("amnt", names, 3, NULL).hint, "did you mean \"amount\"?");
	assert_string_equal(hinted("x", names, 3, "methods").hint,
		"methods: owner, amount, close_date");
	assert_string_equal(hinted("x", names, 3, NULL).hint, "");
	assert_string_equal(hinted("x", names, 0, "columns").hint, "");
	assert_string_equal(hinted("zz", hostile, 2, "columns").hint,
		"columns: a\\x1b[2J, b\\xff");
}

static void cuts_a_long_list_between_names(void **state)
{
	struct sops_field many[40], huge = { NULL, 5000 };
	char text[5000];
	struct sops_error err;

	(void)state;
	memset(text, 'y', sizeof(text));
	huge.at = text;
	for (size_t i = 0; i < COUNT(many); i++)
		many[i] = sops_field_of("客户名称");
	err = hinted("客户名", many, COUNT(many), "columns");
	assert_true(strlen(err.hint) < 250);
	assert_non_null(strstr(err.hint, "客户名称, …"));
	assert_string_equal(err.hint + strlen(err.hint) - 3, "…");
	assert_string_equal(hinted("x", &huge, 1, "columns").hint, "columns: …");
}

TAP_MAIN("nearest",
	cmocka_unit_test(finds_what_was_meant),
	cmocka_unit_test(takes_the_first_of_equals_and_the_least_of_others),
	cmocka_unit_test(gives_up_on_long_names),
	cmocka_unit_test(hints),
	cmocka_unit_test(cuts_a_long_list_between_names))
