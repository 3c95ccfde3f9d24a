/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/column_profile.h>
#include <sops/deals.h>

#include "given.h"
#include "property.h"
#include "told.h"

#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define STATE (&sops_column_profiles_state)

static const struct sops_column_profile_options usual = { .most = 0 };

static struct sops_column_profiles empty(void)
{
	struct sops_column_profiles profiles;

	assert_int_equal(sops_state_init(STATE, &profiles, NULL), 0);
	return profiles;
}

/* Columns, or NULL: those that are shown by default; and the notes. */
static char *table_of(const struct sops_column_profiles *profiles, const struct sops_input *input,
	const struct sops_column_profile_options *options, const char *columns)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_table *table = NULL;
	char *csv;

	if (sops_column_profiles_table(&table, profiles, sops_input_columns(input), options,
			&err) < 0)
		fail_msg("%s", err.text);
	if (columns && sops_table_select(table, sops_field_of(columns), &err) < 0)
		fail_msg("%s", err.text);
	csv = given_csv(table);
	sops_buffer_puts(&out, strchr(csv, '\n') + 1);
	for (size_t i = 0; i < sops_table_notes(table); i++)
		sops_buffer_printf(&out, "# %s\n", sops_table_note_at(table, i));
	free(csv);
	sops_table_free(table);
	return out.at;
}

static void is_profile(const struct sops_column_profile_options *options, const char *columns,
	const char *text, const char *expected)
{
	struct sops_input *input = any_open(text, "a.csv");
	struct sops_column_profiles profiles = empty();
	struct sops_error err = { .status = SOPS_OK };
	const void *row;
	char *got;

	while (sops_input_next(input, &row, &err) > 0)
		if (sops_column_profiles_add(&profiles, input, options, &err) < 0)
			break;
	if (err.status < 0)
		fail_msg("%s", err.text);
	got = table_of(&profiles, input, options, columns);
	assert_string_equal(got, expected);
	free(got);
	sops_state_release(STATE, &profiles);
	any_close(input);
}

static void a_row_for_each_column(void **state)
{
	(void)state;
	is_profile(&usual, NULL,
		"id,Stage,Amount,Created,None\n"
		"A-1,Won,100,2026-07-01,\n"
		"A-2,Lost,20.5,2026-06-30,N/A\n"
		"A-3, Won ,-3,2026-07-04,\n"
		"A-4,赢单,,1900-01-01,n/a\n",
		"id,,id,1,4,0,1,4,true,false,,,,3,3,\"A-1 (1), A-2 (1), A-3 (1)\",\n"
		"Stage,,text,1,4,0,1,3,false,false,,,,2,4,\"Won (2), Lost (1), 赢单 (1)\",\n"
		"Amount,,decimal,1,3,1,0.75,3,true,false,-3,100,39.166666666667,2,4,"
		"\"-3 (1), 100 (1), 20.5 (1)\",\n"
		"Created,,date,1,4,0,1,4,true,false,1900-01-01,2026-07-04,,10,10,"
		"\"1900-01-01 (1), 2026-06-30 (1), 2026-07-01 (1)\",1900-01-01 (1)\n"
		"None,,,,0,4,0,0,,,,,,,,,\"N/A (1), n/a (1)\"\n");
	is_profile(&usual, "column,top1,top1_count,top3,top3_count", "k\na\nb\nb\n",
		"k,b,2,,\n");
	is_profile(&usual, NULL, "a,b\n",
		"a,,,,0,0,,0,,,,,,,,,\nb,,,,0,0,,0,,,,,,,,,\n");
	is_profile(&usual, "constant,unique,type", "k\n0\n0\n", "true,false,integer\n");
	is_profile(&usual, "constant,unique,type", "k\nx\n", "true,true,text\n");
}

/* What a cell alone makes of its column. */
static void types_of_cells(void **state)
{
	static const struct {
		const char *cell, *type;
	} cases[] = {
		{ "yes", "yes/no" }, { "TRUE", "yes/no" }, { "否", "yes/no" }, { "1", "integer" },
		{ "0", "integer" }, { "-12", "integer" }, { "20260705", "integer" },
		{ "13800138000", "integer" }, { "1.50", "decimal" }, { "-0.5", "decimal" },
		{ "007", "id" }, { "0", "integer" }, { "0.5", "decimal" }, { "35%", "percent" },
		{ "12.5 %", "percent" }, { "$1,234.50", "money" }, { "1.2k", "money" },
		{ "3万", "money" }, { "USD 5", "money" }, { "1,234", "money" },
		{ "2026-07-05", "date" }, { "7/5/2026", "date" }, { "5 Jul 2026", "date" },
		{ "2026年7月5日", "date" }, { "2026-07-05 10:00", "datetime" },
		{ "2026-07-05T10:00:00Z", "datetime" }, { "2026-02-30", "phone" },
		{ "a@b.co", "email" }, { "first.last+x@mail.example.com", "email" },
		{ "a@b", "text" }, { "@b.co", "text" }, { "a b@c.co", "text" },
		{ "a@b..co", "text" },
		{ "a@b.co.", "text" }, { "http://x.yz", "url" }, { "http://x.y", "text" },
		{ "T", "yes/no" }, { "１", "text" },
		{ "HTTPS://Ex.com/a?b=c d", "text" },
		{ "https://ex.com:80/a", "url" }, { "www.acme.com", "url" }, { "www.acme", "text" },
		{ "http://", "text" }, { "+1 (555) 010-9999", "phone" },
		{ "+8613800138000", "phone" }, { "+12", "money" },
		{ "555-1234 ext. 12", "phone" }, { "5551234 x12", "text" },
		{ "555-1234", "phone" }, { "123-45", "id" }, { "A-1002", "id" }, { "Q1", "id" },
		{ "001D000000IqhSLIAZ", "id" }, { "abc", "text" }, { "Won", "text" }, { "-", NULL },
		{ "#1", "text" }, { "x\"y", "text" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_column_profile profile;
		struct sops_ratio share;
		enum sops_profile_type type;
		const char *name;

		assert_int_equal(sops_state_init(&sops_column_profile_state, &profile, NULL), 0);
		assert_int_equal(sops_column_profile_add(&profile, sops_field_of(cases[i].cell),
			!cases[i].type, &usual, NULL), 0);
		assert_int_equal(sops_column_profile_type(&type, &share, &profile, &usual, NULL),
			0);
		name = sops_profile_type_name(type);
		if ((name != NULL) != (cases[i].type != NULL) ||
		    (name && strcmp(name, cases[i].type) != 0))
			fail_msg("%s is %s", cases[i].cell, name ? name : "nothing");
		assert_int_equal(sops_ratio_defined(share), name != NULL);
		sops_state_release(&sops_column_profile_state, &profile);
	}
}

/* Nine in ten: 9 of 10 do, 8 of 9 do not. */
static void nine_in_ten(void **state)
{
	(void)state;
	is_profile(&usual, "type,type_share", "k\n1\n2\n3\n4\n5\n6\n7\n8\n9\nx\n", "integer,0.9\n");
	is_profile(&usual, "type,type_share", "k\n1\n2\n3\n4\n5\n6\n7\n8\nx\n", "text,1\n");
	is_profile(&usual, "type,type_share,min,max,mean",
		"k\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10.5\n", "integer,0.9,1,10.5,5.55\n");
	is_profile(&usual, "type,type_share", "k\n1\n2.5\n$3\n", "money,1\n");
	is_profile(&usual, "type,min,max,mean", "k\n10%\n25%\n", "percent,0.1,0.25,0.175\n");
}

static void dates_of_two_readings(void **state)
{
	const struct sops_column_profile_options said = { .dates = SOPS_ORDER_DMY };

	(void)state;
	is_profile(&usual, "type,min,max", "k\n3/4/2026\n12/25/2026\n",
		"date,2026-03-04,2026-12-25\n");
	is_profile(&usual, "type,min,max", "k\n3/4/2026\n25/12/2026\n",
		"date,2026-04-03,2026-12-25\n");
	is_profile(&usual, "type,min,max", "k\n3/4/2026\n",
		"date,,\n# column \"k\" has dates that can be read in two ways: no min and max "
		"(try --dates)\n");
	is_profile(&usual, "type,min,max", "k\n25/12/2026\n12/25/2026\n",
		"date,,\n# column \"k\" has dates that can be read in two ways: no min and max "
		"(try --dates)\n");
	is_profile(&usual, "type,min,max", "k\n3.4.2026\n", "date,2026-04-03,2026-04-03\n");
	is_profile(&usual, "type,min,max", "k\n3/3/2026\n", "date,2026-03-03,2026-03-03\n");
	is_profile(&said, "type,min,max", "k\n3/4/2026\n", "date,2026-04-03,2026-04-03\n");
}

static void numbers_without_a_mean(void **state)
{
	(void)state;
	is_profile(&usual, "min,max,mean", "k\n1 EUR\n2 USD\n",
		",,\n# column \"k\" has amounts of several currencies: no min, max and mean\n");
	is_profile(&usual, "min,max,mean", "k\n1\n2 USD\n", "1,2,1.5\n");
	is_profile(&usual, "min,max,mean", "k\n1\n10000000000000\n", "1,10000000000000,\n");
	is_profile(&usual, "min,max,mean", "k\n1\n9999999999999\n",
		"1,9999999999999,5000000000000\n");
	is_profile(&usual, "min,max,mean", "k\n-1\n-0.0000000000000000001\n",
		"-1,-0.0000000000000000001,\n");
}

static void sentinels(void **state)
{
	(void)state;
	is_profile(&usual, "filled,missing,suspects",
		"k\nTest\n0000\n000\n9999\n9990\n31/12/9999\n未知\n--\nNULL\n\"\"\n"
		"1970-01-01 00:00\n",
		"9,2,\"NULL (1), -- (1), 0000 (1), 1970-01-01 00:00 (1), 31/12/9999 (1), 9999 (1), "
		"Test (1), 未知 (1)\"\n");
}

static void a_limit(void **state)
{
	static const char text[] = "k,v\n1,a\n2,a\n3,b\n2,a\n4.5,\ntest,a\n";
	const struct sops_column_profile_options three = { .most = 3 }, five = { .most = 5 };

	(void)state;
	is_profile(&three, NULL, text,
		"k,,text,1,6,0,1,,,false,,,,1,4,,test (1)\n"
		"v,,text,1,5,1,0.833333333333,2,false,false,,,,1,1,\"a (4), b (1)\",\n"
		"# column \"k\" has more than 3 different values: no distinct, unique and top\n");
	is_profile(&five, "distinct,top1", text, "5,2\n2,a\n");
	is_profile(&three, "type,min,max,mean", "k\n1\n2\n3\n4\n5.5\n-1\n1\n",
		"decimal,-1,5.5,2.214285714286\n"
		"# column \"k\" has more than 3 different values: no distinct, unique and top\n");
}

static void roles_are_named(void **state)
{
	const struct sops_input_options options = { .whole = true };
	struct sops_column_profiles profiles = empty();
	struct sops_input *input = NULL;
	int fd = given_fd("Opportunity ID,Deal Stage,zzz\nx,Won,1\n");
	char *got;

	(void)state;
	assert_int_equal(sops_input_open(&input, &sops_deals, fd, "a.csv", &options, NULL), 0);
	got = table_of(&profiles, input, &usual, "column,role");
	assert_string_equal(got, "Opportunity ID,deal_id\nDeal Stage,stage\nzzz,\n");
	free(got);
	sops_state_release(STATE, &profiles);
	sops_input_free(input);
	close(fd);
}

static struct sops_input *cells(void)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_input *input;

	sops_buffer_puts(&text, "a,b,c,d\n");
	for (int i = 0; i < 90; i++)
		sops_buffer_printf(&text, "%d,%d/%d/2026,%s,%d%s\n", i * i % 37, i % 12 + 1,
			i % 28 + 1, i % 5 ? i % 3 ? "x" : "test" : "", i,
			i % 7 ? "" : ".25");
	input = any_open(text.at, "a.csv");
	sops_buffer_release(&text);
	return input;
}

/* Any split of the records, and any order of merging: the table is the same. */
static void parts_make_the_whole(void **state)
{
	static const size_t limits[] = { 0, 10, 36, 37, 1000 };
	uint64_t seed = 99;

	(void)state;
	for (size_t limit = 0; limit < COUNT(limits); limit++) {
		const struct sops_column_profile_options options = { .most = limits[limit] };
		char *expected = NULL, *saved = NULL;

		for (int round = 0; round < 8; round++) {
			struct sops_column_profiles parts[3] = { empty(), empty(), empty() };
			struct sops_input *input = cells();
			const void *row;
			char *got, *text;

			while (sops_input_next(input, &row, NULL) > 0)
				assert_int_equal(sops_column_profiles_add(
					&parts[round ? property_random(&seed, 3) : 0], input,
					&options, NULL), 0);
			saved_and_loaded(STATE, &parts[1]);
			assert_int_equal(sops_state_merge(STATE, &parts[1], &parts[2], NULL), 0);
			assert_int_equal(sops_state_merge(STATE, &parts[1], &parts[0], NULL), 0);
			got = table_of(&parts[1], input, &options, NULL);
			text = saved_text(STATE, &parts[1]);
			if (expected)
				assert_string_equal(got, expected);
			if (saved && options.most == 0)
				assert_string_equal(text, saved);
			free(expected);
			free(saved);
			expected = got;
			saved = text;
			for (size_t i = 0; i < 3; i++)
				sops_state_release(STATE, &parts[i]);
			any_close(input);
		}
		free(expected);
		free(saved);
	}
}

static void what_is_no_saved_state(void **state)
{
	static const char *const bad[] = { "5", "\"x\"", "null", "\"1\\u0000\"" };
	struct sops_column_profile profile;
	char *text;

	(void)state;
	assert_int_equal(sops_state_init(&sops_column_profile_state, &profile, NULL), 0);
	text = saved_text(&sops_column_profile_state, &profile);
	for (size_t i = 0; i < COUNT(bad); i++) {
		const char *least = strstr(text, "\"numbers.least\":\"\"");
		struct sops_error err = { .status = SOPS_OK };
		struct sops_buffer changed = SOPS_BUFFER_INIT;
		struct sops_column_profile loaded;

		assert_non_null(least);
		sops_buffer_printf(&changed, "%.*s\"numbers.least\":%s%s", (int)(least - text),
			text, bad[i], least + strlen("\"numbers.least\":\"\""));
		assert_int_equal(sops_state_init(&sops_column_profile_state, &loaded, NULL), 0);
		assert_int_equal(sops_state_load(&sops_column_profile_state, &loaded,
			sops_buffer_view(&changed), &err), SOPS_EINPUT);
		assert_string_equal(err.text, "not a saved state: \"numbers.least\"");
		sops_state_release(&sops_column_profile_state, &loaded);
		sops_buffer_release(&changed);
	}
	free(text);
	sops_state_release(&sops_column_profile_state, &profile);
}

/* The published fact of the Maven data: 1,425 deals without an account. */
static void maven(void **state)
{
	struct sops_input *input = any_open_shared("maven-crm/sales_pipeline.csv");
	struct sops_column_profiles profiles = empty();
	const void *row;
	char *got;

	(void)state;
	while (sops_input_next(input, &row, NULL) > 0)
		assert_int_equal(sops_column_profiles_add(&profiles, input, &usual, NULL), 0);
	got = table_of(&profiles, input, &usual,
		"column,type,filled,missing,distinct,unique,min,max,top1,top1_count");
	assert_non_null(strstr(got, "account,text,7375,1425,85,false"));
	assert_non_null(strstr(got, "opportunity_id,id,8800,0,8800,true"));
	assert_non_null(strstr(got, "product,text,8800,0,7,false,,,GTX Basic,1866"));
	assert_non_null(strstr(got, "engage_date,date,8300,500,"));
	free(got);
	sops_state_release(STATE, &profiles);
	any_close(input);
}

TAP_MAIN("column_profile", cmocka_unit_test(a_row_for_each_column),
	cmocka_unit_test(types_of_cells), cmocka_unit_test(nine_in_ten),
	cmocka_unit_test(dates_of_two_readings), cmocka_unit_test(numbers_without_a_mean),
	cmocka_unit_test(sentinels), cmocka_unit_test(a_limit), cmocka_unit_test(roles_are_named),
	cmocka_unit_test(parts_make_the_whole), cmocka_unit_test(what_is_no_saved_state),
	cmocka_unit_test(maven))
