/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/baseline.h>

#include "given.h"

#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sops_error read_text(struct sops_baseline **out, const char *text)
{
	const struct sops_input_options options = { .needs = SOPS_BASELINE_NEEDS, .whole = true };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;
	int fd = given_fd(text), status;

	*out = NULL;
	status = sops_input_open(&input, &sops_findings, fd, "old.csv", &options, &err);
	if (status == 0)
		status = sops_baseline_read(out, input, &err);
	assert_int_equal(status, err.status);
	sops_input_free(input);
	close(fd);
	return err;
}

static struct sops_baseline *given_baseline(const char *text)
{
	struct sops_baseline *baseline;
	struct sops_error err = read_text(&baseline, text);

	if (!baseline)
		fail_msg("%s", err.text);
	return baseline;
}

static bool known(struct sops_baseline *baseline, const char *rule, const char *key,
	const char *column, const char *value)
{
	const struct sops_finding finding = { .key = sops_field_of(key),
		.column = sops_field_of(column), .value = sops_field_of(value),
		.place = { .line = 77, .file = "moved.csv" }, .message = "in other words" };
	bool is = false;

	assert_int_equal(sops_baseline_take(&is, baseline, sops_field_of(rule), &finding, NULL), 0);
	return is;
}

static void fixed(const struct sops_baseline *baseline, const char *expected)
{
	struct sops_table *table = NULL;
	char *got;

	assert_int_equal(sops_baseline_fixed(&table, baseline, NULL), 0);
	got = given_csv(table);
	assert_string_equal(got, expected);
	free(got);
	sops_table_free(table);
}

static void counts(const struct sops_baseline *baseline, int then, int was_known, int fresh,
	int gone)
{
	struct sops_baseline_counts got = sops_baseline_counts(baseline);

	assert_int_equal(got.then, then);
	assert_int_equal(got.known, was_known);
	assert_int_equal(got.fresh, fresh);
	assert_int_equal(got.fixed, gone);
}

#define HEADER "severity,rule,file,line,record,key,column,value,message\n"

static const char old[] = HEADER
	"error,amount_needed,a.csv,2,1,D1,amount,,no amount\n"
	"warn,stale,a.csv,3,2,D2,,,idle\n"
	"error,amount_type,a.csv,4,3,,amount,N/A,\"\"\"N/A\"\" is no amount\"\n"
	"error,amount_type,a.csv,5,4,,amount,N/A,\"\"\"N/A\"\" is no amount\"\n"
	"error,amount_type,a.csv,9,8,,amount,N/A,\"\"\"N/A\"\" is no amount\"\n"
	"info,edge,a.csv,9,8,D8,name,\" two\nlines \",space\n";

static void each_is_counted_as_often_as_it_was_there(void **state)
{
	struct sops_baseline *baseline = given_baseline(old);

	(void)state;
	counts(baseline, 6, 0, 0, 6);
	fixed(baseline, HEADER
		"error,amount_needed,a.csv,2,1,D1,amount,,no amount\n"
		"warn,stale,a.csv,3,2,D2,,,idle\n"
		"error,amount_type,a.csv,4,3,,amount,N/A,\"\"\"N/A\"\" is no amount\"\n"
		"error,amount_type,a.csv,5,4,,amount,N/A,\"\"\"N/A\"\" is no amount\"\n"
		"error,amount_type,a.csv,9,8,,amount,N/A,\"\"\"N/A\"\" is no amount\"\n"
		"info,edge,a.csv,9,8,D8,name,\"two\nlines\",space\n");
	assert_true(known(baseline, "stale", "D2", "", ""));
	assert_false(known(baseline, "stale", "D2", "", ""));
	assert_true(known(baseline, "amount_type", "", "amount", " N/A"));
	assert_false(known(baseline, "amount_type", "", "amount", ""));
	assert_false(known(baseline, "amount_type", "D9", "amount", "N/A"));
	assert_false(known(baseline, "Amount_type", "", "amount", "N/A"));
	assert_true(known(baseline, "edge", "D8", "name", "two\nlines"));
	counts(baseline, 6, 3, 4, 3);
	fixed(baseline, HEADER
		"error,amount_needed,a.csv,2,1,D1,amount,,no amount\n"
		"error,amount_type,a.csv,5,4,,amount,N/A,\"\"\"N/A\"\" is no amount\"\n"
		"error,amount_type,a.csv,9,8,,amount,N/A,\"\"\"N/A\"\" is no amount\"\n");
	sops_baseline_free(baseline);
	sops_baseline_free(NULL);
}

/* Cells do not run into each other: a,bc is not ab,c. */
static void cells_stay_apart(void **state)
{
	struct sops_baseline *baseline = given_baseline(
		"rule,key,column,value\nr,a,bc,d\nr,a,,\nr,,a,\n");

	(void)state;
	assert_false(known(baseline, "r", "ab", "c", "d"));
	assert_false(known(baseline, "r", "", "", "a"));
	assert_false(known(baseline, "ra", "", "", ""));
	assert_true(known(baseline, "r", "a", "", ""));
	assert_true(known(baseline, "r", "", "a", ""));
	counts(baseline, 3, 2, 3, 1);
	fixed(baseline, HEADER ",r,,,,a,bc,d,\n");
	sops_baseline_free(baseline);
}

static void an_empty_one(void **state)
{
	struct sops_baseline *baseline = given_baseline(HEADER);

	(void)state;
	assert_false(known(baseline, "r", "", "", ""));
	counts(baseline, 0, 0, 1, 0);
	fixed(baseline, HEADER);
	sops_baseline_free(baseline);
}

static void what_is_refused(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ HEADER ",,a.csv,2,1,D1,amount,,x\n",
			"-3 old.csv:2: rule: a finding without a rule" },
		{ "rule,key,column,value\nr,k,c,v\nr,k\n",
			"-3 old.csv:3: record has 2 fields, the header has 4" },
		{ "rule,key,column\nr,k,c\n", "-3 old.csv:1: no column for value (the cell as it "
			"stands); the columns are: rule, key, column "
			"(say which with -m 'value=Header')" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_baseline *baseline;
		struct sops_error err = read_text(&baseline, cases[i].text);
		char *got = given_error(&err);

		assert_null(baseline);
		assert_string_equal(got, cases[i].expected);
		free(got);
	}
}

TAP_MAIN("baseline", cmocka_unit_test(each_is_counted_as_often_as_it_was_there),
	cmocka_unit_test(cells_stay_apart), cmocka_unit_test(an_empty_one),
	cmocka_unit_test(what_is_refused))
