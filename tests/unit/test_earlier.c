/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/deals.h>
#include <sops/earlier.h>
#include <sops/reference.h>

#include "given.h"
#include "money_text.h"
#include "side.h"
#include "told.h"

#include <math.h>
#include <unistd.h>

static const struct sops_column_profile_options usual = { .most = 0 };

/* Both exports, the main one still open. */
struct both {
	struct sops_earlier *earlier;
	struct sops_column_profiles *profiles;
	struct sops_earlier_now now;
	struct sops_input *input;
	int fd;
};

static struct sops_input *open_text(int *fd, const char *text, const char *name,
	const struct sops_schema *schema)
{
	const struct sops_input_options options = { .whole = true };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;

	*fd = given_fd(text);
	if (sops_input_open(&input, schema, *fd, name, &options, &err) < 0)
		fail_msg("%s", err.text);
	return input;
}

static void read_now(struct both *both, const struct sops_column_profile_options *options)
{
	const void *row;

	both->profiles = calloc(1, sizeof(*both->profiles));
	assert_int_equal(sops_state_init(&sops_column_profiles_state, both->profiles, NULL), 0);
	both->now = (struct sops_earlier_now){ sops_input_columns(both->input), both->profiles,
		0 };
	while (sops_input_next(both->input, &row, NULL) > 0) {
		both->now.rows++;
		assert_int_equal(sops_column_profiles_add(both->profiles, both->input, options,
			NULL), 0);
	}
}

static struct both given_both(const char *now, const char *then, const struct sops_schema *schema,
	const struct sops_column_profile_options *options)
{
	struct sops_error err = { .status = SOPS_OK };
	struct both both = { .earlier = NULL };
	struct sops_input *input = open_text(&both.fd, then, "old.csv", schema);

	if (sops_earlier_read(&both.earlier, input, options, &err) < 0)
		fail_msg("%s", err.text);
	sops_input_free(input);
	close(both.fd);
	both.input = open_text(&both.fd, now, "new.csv", schema);
	read_now(&both, options);
	return both;
}

static void release(struct both *both)
{
	sops_state_release(&sops_column_profiles_state, both->profiles);
	free(both->profiles);
	sops_earlier_free(both->earlier);
	sops_input_free(both->input);
	close(both->fd);
}

static void rows_tell(const char *now, const char *then, const char *limit, const char *expected)
{
	struct both both = given_both(now, then, &sops_any_schema, &usual);
	struct told told = { .left = 0 };

	assert_int_equal(sops_earlier_tell_rows(both.earlier, &both.now, money(limit), told_one,
		&told, NULL), 0);
	told_expect(&told, expected);
	release(&both);
}

static void how_many_rows(void **state)
{
	struct both both = given_both("k\n1\n2\n3\n", "k\n1\n2\n", &sops_any_schema, &usual);
	struct sops_ratio change = sops_earlier_change(both.earlier, both.now.rows);

	(void)state;
	assert_int_equal(sops_earlier_rows(both.earlier), 2);
	assert_string_equal(text_of(change.num), "1");
	assert_string_equal(text_of(change.den), "2");
	release(&both);
	rows_tell("k\n1\n2\n3\n", "k\n1\n2\n", "0.5", "");
	rows_tell("k\n1\n2\n3\n", "k\n1\n2\n", "0.49",
		"row_count_change +0: 3 rows, 2 in old.csv: 50.0% more\n");
	rows_tell("k\n1\n", "k\n1\n2\n3\n", "0.1",
		"row_count_change +0: 1 row, 3 in old.csv: 66.7% fewer\n");
	rows_tell("k\n1\n", "k\n", "9", "row_count_change +0: 1 row, 0 in old.csv\n");
	rows_tell("k\n", "k\n", "0", "");
	rows_tell("k\n1\n", "k\n2\n", "0", "");
}

static void schema_tells(const char *now, const char *then, const struct sops_schema *schema,
	const char *expected)
{
	struct both both = given_both(now, then, schema, &usual);
	struct told told = { .left = 0 };

	assert_int_equal(sops_earlier_tell_schema(both.earlier, &both.now, told_one, &told, NULL),
		0);
	told_expect(&told, expected);
	release(&both);
}

static void which_columns(void **state)
{
	const struct sops_schema *any = &sops_any_schema;

	(void)state;
	schema_tells("a,b\n1,x\n", "a,b\n2,z\n", any, "");
	schema_tells("a,c,b\n1,x,2\n", "a,b,d\n2,2,x\n", any,
		"schema_change +0 column=c: new: it is not in old.csv\n"
		"schema_change +0 column=d: gone: it is in old.csv\n");
	schema_tells("Close Date,Amt\n1,1\n", "close_date,Amount\n1,1\n", any,
		"schema_change +0 column=Close Date: called \"close_date\" in old.csv\n"
		"schema_change +0 column=Amt: new: it is not in old.csv\n"
		"schema_change +0 column=Amount: gone: it is in old.csv\n");
	schema_tells("Amounts\n1\n", "Amount\n1\n", any,
		"schema_change +0 column=Amounts: new: it is not in old.csv\n"
		"schema_change +0 column=Amount: gone: it is in old.csv; perhaps \"Amounts\" "
		"now\n");
	/* As few as possible have moved. */
	schema_tells("b,c,d,a\n1,1,1,1\n", "a,b,c,d\n1,1,1,1\n", any,
		"schema_change +0 column=a: column 4 now, 1 in old.csv\n");
	schema_tells("d,a,b,c\n1,1,1,1\n", "a,b,c,d\n1,1,1,1\n", any,
		"schema_change +0 column=d: column 1 now, 4 in old.csv\n");
	schema_tells("c,b,a\n1,1,1\n", "a,b,c\n1,1,1\n", any,
		"schema_change +0 column=b: column 2 now, 2 in old.csv\n"
		"schema_change +0 column=a: column 3 now, 1 in old.csv\n");
	schema_tells("a,b,e\nx,1,\n", "a,b,e\n1,1.5,1\n", any,
		"schema_change +0 column=a: text now, integer in old.csv\n"
		"schema_change +0 column=b: integer now, decimal in old.csv\n");
	/* The second of a header is the second. */
	schema_tells("a,a\n1,x\n", "a,a\n1,x\n", any, "");
	schema_tells("a\n1\n", "a,a\n1,x\n", any,
		"schema_change +0 column=a: gone: it is in old.csv\n");
	schema_tells("Deal - Value\n1\n", "Amount\n1\n", &sops_deals,
		"schema_change +0 column=Deal - Value: called \"Amount\" in old.csv\n");
	schema_tells("a,b\n", "a,b\n1,x\n", any, "");
}

static void the_teller_may_stop(void **state)
{
	struct both both = given_both("c,b,x\n1,1,1\n", "a,b,c\n1,1,y\n", &sops_any_schema, &usual);

	(void)state;
	for (int left = 1; left <= 4; left++) {
		struct told told = { .left = left };

		assert_int_equal(sops_earlier_tell_schema(both.earlier, &both.now, told_one, &told,
			NULL), SOPS_ESYSTEM);
		sops_buffer_release(&told.lines);
	}
	release(&both);
}

/* A column k of so many cells of each text; the last has a text NULL. */
struct cells {
	const char *text;
	int count;
};

static char *column_of(const struct cells *cells)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;

	sops_buffer_puts(&out, "k,x\n");
	for (; cells->text; cells++)
		for (int i = 0; i < cells->count; i++)
			sops_buffer_printf(&out, "%s,1\n", cells->text);
	return out.at;
}

static struct both given_cells(const struct cells *now, const struct cells *then)
{
	char *a = column_of(now), *b = column_of(then);
	struct both both = given_both(a, b, &sops_any_schema, &usual);

	free(a);
	free(b);
	return both;
}

static struct sops_shift shift_of(const struct both *both)
{
	struct sops_shift shift;

	assert_int_equal(sops_earlier_shift(&shift, both->earlier, &both->now, 0, NULL), 0);
	return shift;
}

static const char *quotient(struct sops_ratio ratio)
{
	struct sops_money value;

	assert_int_equal(sops_ratio_divide(&value, ratio, 12, NULL), 0);
	return text_of(value);
}

static void near(double got, double expected)
{
	if (!(fabs(got - expected) <= 1e-9 * (1 + fabs(expected))))
		fail_msg("%.12g instead of %.12g", got, expected);
}

static void shift_tells(const struct both *both, const char *limit, const char *expected)
{
	struct told told = { .left = 0 };

	assert_int_equal(sops_earlier_tell_shift(both->earlier, &both->now, 0,
		limit ? money(limit) : SOPS_MONEY_BLANK, told_one, &told, NULL), 0);
	told_expect(&told, expected);
}

/* Half of the sum of differences; figures worked out apart from this, by the formulas. */
static void categories(void **state)
{
	static const struct cells now[] = { { "Won", 60 }, { "Lost", 20 }, { "", 20 },
		{ NULL, 0 } };
	static const struct cells then[] = { { "Won", 30 }, { "Lost", 60 }, { "Open", 10 },
		{ NULL, 0 } };
	struct both both = given_cells(now, then);
	struct sops_shift shift = shift_of(&both);

	(void)state;
	assert_int_equal(shift.measure, SOPS_SHIFT_CATEGORIES);
	assert_string_equal(quotient(shift.distance), "0.5");
	near(shift.psi, 1.6524794638207903);
	/* chi-squared is 60 with 3 degrees of freedom. */
	near(shift.p, erfc(sqrt(30)) + sqrt(120 / M_PI) * exp(-30));
	assert_int_equal(shift.now, 100);
	assert_int_equal(shift.then, 100);
	shift_tells(&both, NULL, "distribution_shift +0 column=k: \"Won\" grew most, from 30.0% of "
		"100 to 60.0% of 100, and \"Lost\" fell most, from 60.0% to 20.0% (distance 0.500, "
		"p < 0.001)\n");
	shift_tells(&both, "0.5", "");
	shift_tells(&both, "0.499", "distribution_shift +0 column=k: \"Won\" grew most, from 30.0% "
		"of 100 to 60.0% of 100, and \"Lost\" fell most, from 60.0% to 20.0% (distance "
		"0.500, p < 0.001)\n");
	release(&both);
}

static void blank_is_a_category(void **state)
{
	static const struct cells now[] = { { "a", 50 }, { "", 50 }, { NULL, 0 } };
	static const struct cells then[] = { { "a", 90 }, { "", 10 }, { NULL, 0 } };
	struct both both = given_cells(now, then);

	(void)state;
	shift_tells(&both, NULL, "distribution_shift +0 column=k: blank grew most, from 10.0% of "
		"100 to 50.0% of 100, and \"a\" fell most, from 90.0% to 50.0% (distance 0.400, "
		"p < 0.001)\n");
	release(&both);
}

/* As large a distance, of so few that it is nothing. */
static void few_records_are_no_news(void **state)
{
	static const struct cells now[] = { { "a", 3 }, { "b", 2 }, { NULL, 0 } };
	static const struct cells then[] = { { "a", 1 }, { "b", 4 }, { NULL, 0 } };
	struct both both = given_cells(now, then);
	struct sops_shift shift = shift_of(&both);

	(void)state;
	assert_string_equal(quotient(shift.distance), "0.4");
	near(shift.p, 1);
	shift_tells(&both, NULL, "");
	release(&both);
}

static void the_same(void **state)
{
	static const struct cells now[] = { { "a", 30 }, { "b", 60 }, { NULL, 0 } };
	static const struct cells then[] = { { "b", 2 }, { "a", 1 }, { NULL, 0 } };
	struct both both = given_cells(now, then);
	struct sops_shift shift = shift_of(&both);

	(void)state;
	assert_string_equal(quotient(shift.distance), "0");
	shift_tells(&both, "0", "");
	release(&both);
}

static void numbers(void **state)
{
	static const struct cells now[] = { { "1", 10 }, { "2.0", 6 }, { "2", 4 }, { "10", 40 },
		{ "", 9 }, { "20", 40 }, { NULL, 0 } };
	static const struct cells then[] = { { "1", 25 }, { "2", 25 }, { "10", 25 }, { "30", 25 },
		{ NULL, 0 } };
	struct both both = given_cells(now, then);
	struct sops_shift shift = shift_of(&both);
	double root = sqrt(50), lambda = (root + 0.12 + 0.11 / root) * 0.3, p = 0;

	(void)state;
	for (int j = 1; j < 50; j++)
		p += (j % 2 ? 2 : -2) * exp(-2.0 * j * j * lambda * lambda);
	assert_int_equal(shift.measure, SOPS_SHIFT_VALUES);
	assert_string_equal(quotient(shift.distance), "0.3");
	assert_string_equal(text_of(shift.at), "2");
	assert_string_equal(text_of(shift.middle_now), "10");
	assert_string_equal(text_of(shift.middle_then), "2");
	assert_int_equal(shift.now, 100);
	near(shift.p, p);
	assert_true(isnan(shift.psi));
	shift_tells(&both, NULL, "distribution_shift +0 column=k: 20.0% of 100 are at most 2, "
		"50.0% of 100 in old.csv; the middle one is 10, was 2 (distance 0.300, "
		"p < 0.001)\n");
	shift_tells(&both, "0.3", "");
	release(&both);
}

static void dates(void **state)
{
	static const struct cells now[] = { { "2026-06-01", 40 }, { "2026-07-01", 40 },
		{ NULL, 0 } };
	static const struct cells then[] = { { "5/31/2026", 60 }, { "2026-06-01", 20 },
		{ NULL, 0 } };
	struct both both = given_cells(now, then);

	(void)state;
	shift_tells(&both, NULL, "distribution_shift +0 column=k: 0.0% of 80 are at most "
		"2026-05-31, 75.0% of 80 in old.csv; the middle one is 2026-06-01, was 2026-05-31 "
		"(distance 0.750, p < 0.001)\n");
	release(&both);
}

/* Above 0.01 it may be chance: then nothing is told. */
static void chance(void **state)
{
	static const struct cells now[] = { { "a", 60 }, { "b", 40 }, { NULL, 0 } };
	static const struct cells then[] = { { "a", 43 }, { "b", 57 }, { NULL, 0 } };
	static const struct cells then_more[] = { { "a", 41 }, { "b", 59 }, { NULL, 0 } };
	struct both both = given_cells(now, then);

	(void)state;
	/* 2 * 8.5^2 / 51.5 + 2 * 8.5^2 / 48.5, one degree of freedom */
	near(shift_of(&both).p, erfc(sqrt((2 * 72.25 / 51.5 + 2 * 72.25 / 48.5) / 2)));
	shift_tells(&both, NULL, "");
	release(&both);
	both = given_cells(now, then_more);
	shift_tells(&both, NULL, "distribution_shift +0 column=k: \"a\" grew most, from 41.0% of "
		"100 to 60.0% of 100, and \"b\" fell most, from 59.0% to 40.0% (distance 0.190, "
		"p = 0.007)\n");
	release(&both);
}

/* Rare categories are one to the test: 12 instead of none, of 52 each. */
static void rare_categories(void **state)
{
	static const struct cells now[] = { { "a", 40 }, { "b", 4 }, { "c", 4 }, { "d", 4 },
		{ NULL, 0 } };
	static const struct cells then[] = { { "a", 52 }, { NULL, 0 } };
	struct both both = given_cells(now, then);
	struct sops_shift shift = shift_of(&both);

	(void)state;
	assert_string_equal(quotient(shift.distance), "0.230769230769");
	near(shift.p, erfc(sqrt((2 * 36 / 46.0 + 2 * 36 / 6.0) / 2)));
	assert_true(sops_field_equal(shift.grew, (struct sops_field)SOPS_FIELD("b")));
	release(&both);
}

/* Three values below three others are as far apart as can be, and no news either. */
static void few_numbers(void **state)
{
	static const struct cells now[] = { { "4", 1 }, { "5", 1 }, { "6", 1 }, { NULL, 0 } };
	static const struct cells then[] = { { "1", 1 }, { "2", 1 }, { "3", 1 }, { NULL, 0 } };
	struct both both = given_cells(now, then);
	struct sops_shift shift = shift_of(&both);
	double root = sqrt(1.5), lambda = root + 0.12 + 0.11 / root;

	(void)state;
	assert_string_equal(quotient(shift.distance), "1");
	assert_string_equal(text_of(shift.at), "3");
	assert_true(shift.p > 0.01);
	near(shift.p, 2 * exp(-2 * lambda * lambda) - 2 * exp(-8 * lambda * lambda) +
		2 * exp(-18 * lambda * lambda));
	shift_tells(&both, NULL, "");
	release(&both);
}

/* Where it is as far in two places, the first is told. */
static void as_far_twice(void **state)
{
	static const struct cells now[] = { { "1", 1 }, { "4", 1 }, { NULL, 0 } };
	static const struct cells then[] = { { "2", 1 }, { "3", 1 }, { NULL, 0 } };
	struct both both = given_cells(now, then);
	struct sops_shift shift = shift_of(&both);

	(void)state;
	assert_string_equal(quotient(shift.distance), "0.5");
	assert_string_equal(text_of(shift.at), "1");
	assert_int_equal(shift.below_now, 1);
	assert_int_equal(shift.below_then, 0);
	release(&both);
}

static char *table_of(const struct both *both)
{
	struct sops_table *table = NULL;
	char *got;

	assert_int_equal(sops_earlier_table(&table, both->earlier, &both->now, NULL), 0);
	got = given_csv(table);
	sops_table_free(table);
	return got;
}

static void what_is_not_compared(void **state)
{
	struct both both = given_both("a,new,empty,m,t\n1,1,,3/4/2026,x\n",
		"a,empty,m,t\n1,,3/4/2026,5\n", &sops_any_schema, &usual);
	char *got = table_of(&both);

	(void)state;
	assert_string_equal(got,
		"column,measure,distance,p,now,then,what\n"
		"a,ks,0,1,1,1,the same\n"
		"new,,,,,,not compared: it is new\n"
		"empty,,,,,,not compared: it is empty\n"
		"m,,,,,,not compared: its values have no one order\n"
		"t,total variation,1,1,1,1,\"\"\"x\"\" grew most, from 0.0% of 1 to 100.0% of 1, "
		"and \"\"5\"\" fell most, from 100.0% to 0.0% (distance 1.000, p = 1.000)\"\n");
	free(got);
	release(&both);
	both = given_both("a\n", "a\n1\n", &sops_any_schema, &usual);
	got = table_of(&both);
	assert_string_equal(strchr(got, '\n') + 1,
		"a,,,,,,not compared: one of the exports has no records\n");
	free(got);
	release(&both);
}

static void too_many_values(void **state)
{
	const struct sops_column_profile_options few = { .most = 5 };
	struct sops_buffer now = SOPS_BUFFER_INIT, then = SOPS_BUFFER_INIT;
	struct both both;
	char *got;

	(void)state;
	sops_buffer_puts(&now, "k\n");
	for (int i = 0; i <= SOPS_SHIFT_MOST; i++)
		sops_buffer_printf(&now, "name %c%d\n", 'a' + i % 26, i);
	sops_buffer_puts(&then, "k\nname b\n");
	both = given_both(now.at, then.at, &sops_any_schema, &usual);
	got = table_of(&both);
	assert_string_equal(strchr(got, '\n') + 1,
		"k,,,,,,not compared: it has too many different values\n");
	free(got);
	release(&both);
	both = given_both(now.at, then.at, &sops_any_schema, &few);
	got = table_of(&both);
	assert_string_equal(strchr(got, '\n') + 1,
		"k,,,,,,not compared: it has more different values than are kept\n");
	free(got);
	release(&both);
	sops_buffer_release(&now);
	sops_buffer_release(&then);
}

static void newest_is(const char *text, const struct sops_column_profile_options *options,
	const char *as_of, const char *expected)
{
	struct both both = given_both(text, "k\n", &sops_any_schema, options);
	char number[SOPS_GROUP_NUMBER], got[SOPS_DATE_TEXT];
	const struct sops_column_profile *profile = sops_group_find(both.profiles->columns,
		sops_group_number(number, 0));
	sops_date newest;

	assert_int_equal(sops_earlier_newest(&newest, profile, side_day(as_of), options, NULL), 0);
	sops_date_format(got, newest);
	assert_string_equal(got, expected);
	release(&both);
}

static void how_fresh(void **state)
{
	const struct sops_column_profile_options few = { .most = 1 };
	static const char days[] = "k\n2026-06-01\n2026-07-01\n2026-06-15 10:00\n\n2027-01-01\n";

	(void)state;
	newest_is(days, &usual, "2026-06-30", "2026-06-15");
	newest_is(days, &usual, "2026-07-01", "2026-07-01");
	newest_is(days, &usual, "2026-05-31", "");
	newest_is(days, &few, "2026-06-30", "");
	newest_is(days, &few, "2027-01-01", "2027-01-01");
	newest_is("k\n", &usual, "2026-06-30", "");
	newest_is("k\nx\n", &usual, "2026-06-30", "");
	newest_is("k\n20260601\n", &usual, "2026-06-30", "");
	newest_is("k\n3/4/2026\n", &usual, "2026-06-30", "");
	newest_is("k\n3/4/2026\n3/13/2026\n", &usual, "2026-03-12", "2026-03-04");
}

static void a_bad_record_ends_it(void **state)
{
	struct sops_input *input = any_open("a,b\n1\n", "old.csv");
	struct sops_error err = { .status = SOPS_OK };
	struct sops_earlier *earlier = NULL;

	(void)state;
	assert_int_equal(sops_earlier_read(&earlier, input, &usual, &err), SOPS_EINPUT);
	assert_null(earlier);
	assert_int_equal(err.line, 2);
	any_close(input);
}

TAP_MAIN("earlier", cmocka_unit_test(how_many_rows), cmocka_unit_test(which_columns),
	cmocka_unit_test(the_teller_may_stop), cmocka_unit_test(categories),
	cmocka_unit_test(blank_is_a_category), cmocka_unit_test(few_records_are_no_news),
	cmocka_unit_test(the_same), cmocka_unit_test(numbers), cmocka_unit_test(dates),
	cmocka_unit_test(chance), cmocka_unit_test(rare_categories),
	cmocka_unit_test(few_numbers), cmocka_unit_test(as_far_twice),
	cmocka_unit_test(what_is_not_compared),
	cmocka_unit_test(too_many_values), cmocka_unit_test(how_fresh),
	cmocka_unit_test(a_bad_record_ends_it))
