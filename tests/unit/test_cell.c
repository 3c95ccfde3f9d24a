/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/cell.h>

#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct pair {
	const char *cell, *text;
};

static void check_views(struct sops_field (*view)(struct sops_field cell),
	const struct pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct sops_field got = view(sops_field_of(pairs[i].cell));

		if (!sops_field_equal(got, sops_field_of(pairs[i].text)))
			fail_msg("%s: %.*s", pairs[i].cell, (int)got.len, got.at);
	}
}

static void guards_go_and_apostrophes_stay(void **state)
{
	static const struct pair pairs[] = {
		{ "'=SUM(A1)", "=SUM(A1)" }, { "'-5", "-5" }, { "'- call back", "- call back" },
		{ "'+49 30", "+49 30" }, { "'@ada", "@ada" }, { "'＝1", "＝1" }, { "'＠ada", "＠ada" },
		{ "'t Hooft BV", "'t Hooft BV" }, { "'", "'" }, { "", "" }, { "''=1", "''=1" },
		{ "=1", "=1" }, { "'5", "'5" }, { "O'-Neil", "O'-Neil" },
		{ "'\xEF\xBC", "'\xEF\xBC" },
	};

	(void)state;
	check_views(sops_cell_unguard, pairs, COUNT(pairs));
	assert_int_equal(sops_cell_unguard((struct sops_field){ NULL, 0 }).len, 0);
}

static void wrapped_text_is_unwrapped(void **state)
{
	static const struct pair pairs[] = {
		{ "=\"00123\"", "00123" }, { " =\"00123\" ", "00123" }, { "=\"\"", "" },
		{ "=\"a\"\"b\"", "=\"a\"\"b\"" }, { "=\"", "=\"" },
		{ "=\"1\"&\"2\"", "=\"1\"&\"2\"" },
		{ "=A1", "=A1" }, { "\"1\"", "\"1\"" }, { "", "" },
	};

	(void)state;
	check_views(sops_cell_unwrap, pairs, COUNT(pairs));
}

static void rounded_numbers_are_no_ids(void **state)
{
	static const char *const rounded[] = { "1.27E+10", " 1.27E+10 ", "4.8765E+17", "1E+10",
		"1,27E+10", "1.27e+10" };
	static const char *const others[] = { "", "E+10", "1.27E+1", "1.27E10", "1.27E-10",
		"12.7E+10", "1.E+10", "1.27E+1x", "1.27", "1E+", "D1E+10", "0065gT00000KaBc" };

	(void)state;
	for (size_t i = 0; i < COUNT(rounded); i++)
		assert_true(sops_cell_rounded(sops_field_of(rounded[i])));
	for (size_t i = 0; i < COUNT(others); i++)
		assert_false(sops_cell_rounded(sops_field_of(others[i])));
}

static void zoho_ids_lose_their_prefix(void **state)
{
	static const struct pair pairs[] = {
		{ "zcrm_487650000000000001", "487650000000000001" }, { " zcrm_1 ", "1" },
		{ "zcrm_", "zcrm_" }, { "zcrm_x", "zcrm_x" }, { "zcrm_1x", "zcrm_1x" },
		{ "487", "487" }, { "ZCRM_1", "ZCRM_1" }, { "", "" },
	};

	(void)state;
	check_views(sops_cell_zoho_id, pairs, COUNT(pairs));
}

static void full_width_is_narrowed(void **state)
{
	static const struct pair pairs[] = {
		{ "２０２６／０７／０１", "2026/07/01" }, { "１，２３４．５０", "1,234.50" },
		{ "￥１\u3000２\u00A0３", "\u00A51 2 3" }, { "％（）", "%()" }, { "客户 A", "客户 A" },
		{ "\xFF\xEF\xBC", "\xFF\xEF\xBC" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct sops_buffer out = SOPS_BUFFER_INIT;

		assert_int_equal(sops_cell_narrow(&out, sops_field_of(pairs[i].cell)), 0);
		assert_string_equal(out.at, pairs[i].text);
		sops_buffer_release(&out);
	}
}

static void salesforce_ids_have_one_form(void **state)
{
	/* The first two stood in reports in both forms. */
	static const struct pair pairs[] = {
		{ "0065gT00000000b", "0065gT00000000bABA" },
		{ "006U600000ZFcGz", "006U600000ZFcGzIAL" },
		{ "006U600000ZFcGzIAL", "006U600000ZFcGzIAL" },
		{ "006U600000ZFcGzial", "006U600000ZFcGzIAL" },
		{ " 006U600000ZFcGz ", "006U600000ZFcGzIAL" },
		{ "000000000000000", "000000000000000AAA" },
		{ "006u600000zfcgzIAL", "006U600000ZFcGzIAL" }, /* their case was lost */
		{ "006U600000ZFCGZIAL", "006U600000ZFcGzIAL" },
		{ "006u600000zfcgzial", "006U600000ZFcGzIAL" },
		{ "AAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAA555" },
		{ "aaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaAAA" },
	};
	char id[SOPS_SALESFORCE_ID];

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		assert_int_equal(
			sops_cell_salesforce_id(id, sops_field_of(pairs[i].cell), NULL), 0);
		assert_string_equal(id, pairs[i].text);
	}
}

static void refused_id(const char *cell, const char *text, const char *hint)
{
	struct sops_error err = { .status = SOPS_OK };
	char id[SOPS_SALESFORCE_ID] = "as it was";

	assert_int_equal(sops_cell_salesforce_id(id, sops_field_of(cell), &err), SOPS_EINPUT);
	assert_string_equal(err.text, text);
	assert_string_equal(err.hint, hint);
	assert_string_equal(id, "as it was");
}

static void other_ids_are_refused(void **state)
{
	(void)state;
	refused_id("", "\"\" is not a Salesforce id", "");
	refused_id("006U600000ZFcG", "\"006U600000ZFcG\" is not a Salesforce id", "");
	refused_id("006U600000ZFcGzI", "\"006U600000ZFcGzI\" is not a Salesforce id", "");
	refused_id("006U600000ZFcGzIALx", "\"006U600000ZFcGzIALx\" is not a Salesforce id", "");
	refused_id("006U6-0000ZFcGz", "\"006U6-0000ZFcGz\" is not a Salesforce id", "");
	refused_id("006U600000zfcgzIAL",
		"the Salesforce id \"006U600000zfcgzIAL\" ends in IAL, which should be IAA",
		"a character of it is wrong, or has lost its case");
	/* No digit is a capital, and no suffix has a 9. */
	refused_id("006u600000zfcgzBAL",
		"the Salesforce id \"006u600000zfcgzBAL\" ends in BAL, which should be AAA",
		"a character of it is wrong, or has lost its case");
	refused_id("006u600000zfcgzI9L",
		"the Salesforce id \"006u600000zfcgzI9L\" ends in I9L, which should be AAA",
		"a character of it is wrong, or has lost its case");
}

typedef int read_stamp(struct sops_stamp *out, struct sops_field cell, struct sops_error *err);

static int read_1900(struct sops_stamp *out, struct sops_field cell, struct sops_error *err)
{
	return sops_cell_serial(out, cell, SOPS_SERIAL_1900, err);
}

static int read_1904(struct sops_stamp *out, struct sops_field cell, struct sops_error *err)
{
	return sops_cell_serial(out, cell, SOPS_SERIAL_1904, err);
}

/* A text NULL: refused. */
static void check_stamps(read_stamp *read, const char *what, const struct pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct sops_error err = { .status = SOPS_OK };
		char quoted[SOPS_QUOTED], said[SOPS_QUOTED + 40], time[SOPS_TIME_TEXT];
		char day[SOPS_DATE_TEXT];
		struct sops_field cell = sops_field_of(pairs[i].cell);
		struct sops_stamp stamp;
		int status = read(&stamp, cell, &err);

		assert_int_equal(status, pairs[i].text ? 0 : SOPS_EINPUT);
		if (status < 0) {
			snprintf(said, sizeof(said), "%s is not an %s", sops_quote(quoted, cell),
				what);
			assert_string_equal(err.text, said);
			continue;
		}
		sops_time_format(time, stamp.time);
		sops_date_format(day, stamp.day);
		assert_string_equal(time, pairs[i].text);
		assert_memory_equal(day, time, 10);
	}
}

static void epoch_times(void **state)
{
	static const struct pair pairs[] = {
		{ "1783036800000", "2026-07-03 00:00:00" },
		{ "1783036800999", "2026-07-03 00:00:00" },
		{ "1783036800", "2026-07-03 00:00:00" }, { "999999999", "2001-09-09 01:46:39" },
		{ "999999999999", "2001-09-09 01:46:39" },
		{ "9999999999999", "2286-11-20 17:46:39" },
		{ " 1783036800 ", "2026-07-03 00:00:00" },
		{ "", NULL }, { "0", NULL }, { "20260703", NULL }, { "17830368000", NULL },
		{ "17830368000000", NULL }, { "-1783036800", NULL }, { "1783036800.5", NULL },
		{ "178303680x", NULL }, { "0783036800", NULL }, { "99999999999999999999", NULL },
	};

	(void)state;
	check_stamps(sops_cell_epoch, "epoch time", pairs, COUNT(pairs));
}

static void excel_dates(void **state)
{
	static const struct pair from_1900[] = {
		{ "1", "1900-01-01 00:00:00" }, { "59", "1900-02-28 00:00:00" }, { "60", NULL },
		{ "61", "1900-03-01 00:00:00" }, { "45631", "2024-12-05 00:00:00" },
		{ "45631.0", "2024-12-05 00:00:00" }, { "45631.5", "2024-12-05 12:00:00" },
		{ "45631.4583333333", "2024-12-05 11:00:00" },
		{ "45631.4583333333333333333", NULL },
		{ "45631.458333333333333333", "2024-12-05 11:00:00" },
		{ "45631.999999", "2024-12-06 00:00:00" }, { "45631.99999", "2024-12-05 23:59:59" },
		{ "2958465", "9999-12-31 00:00:00" }, { "2958465.5", "9999-12-31 12:00:00" },
		{ "2958465.9999999", NULL }, { "2958466", NULL }, { "0", NULL }, { "0.5", NULL },
		{ "-1", NULL }, { "1.", NULL }, { ".5", NULL }, { "1e3", NULL }, { "1,5", NULL },
		{ "", NULL }, { "99999999", NULL }, { "2024-12-05", NULL }, { "1.5.5", NULL },
	};
	static const struct pair from_1904[] = {
		{ "0", "1904-01-01 00:00:00" }, { "60", "1904-03-01 00:00:00" },
		{ "44169", "2024-12-05 00:00:00" }, { "2957003", "9999-12-31 00:00:00" },
		{ "2957004", NULL },
	};

	(void)state;
	check_stamps(read_1900, "Excel date", from_1900, COUNT(from_1900));
	check_stamps(read_1904, "Excel date", from_1904, COUNT(from_1904));
}

TAP_MAIN("cell",
	cmocka_unit_test(guards_go_and_apostrophes_stay),
	cmocka_unit_test(wrapped_text_is_unwrapped),
	cmocka_unit_test(rounded_numbers_are_no_ids),
	cmocka_unit_test(zoho_ids_lose_their_prefix),
	cmocka_unit_test(full_width_is_narrowed),
	cmocka_unit_test(salesforce_ids_have_one_form),
	cmocka_unit_test(other_ids_are_refused),
	cmocka_unit_test(epoch_times),
	cmocka_unit_test(excel_dates))
