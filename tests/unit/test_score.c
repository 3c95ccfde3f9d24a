/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/score.h>

#include "given.h"
#include "money_text.h"

static struct sops_score empty(void)
{
	struct sops_score score;

	sops_score_init(&score);
	return score;
}

static void add(struct sops_score *score, enum sops_check_number check, int64_t checked,
	int64_t failed)
{
	assert_int_equal(sops_score_add(score, check, checked, failed, NULL), 0);
}

static void is_table(const struct sops_score *score, const char *expected)
{
	struct sops_table *table = NULL;
	char *got;

	assert_int_equal(sops_score_table(&table, score, NULL), 0);
	got = given_csv(table);
	assert_string_equal(got, expected);
	free(got);
	sops_table_free(table);
}

#define HEADER "dimension,checked,passed,score,weight\n"

static void dimensions_are_weighed(void **state)
{
	struct sops_score score = empty();

	(void)state;
	add(&score, SOPS_CHECK_REQUIRED, 100, 10);
	add(&score, SOPS_CHECK_COMPLETENESS, 100, 30);
	add(&score, SOPS_CHECK_UNIQUE, 50, 0);
	add(&score, SOPS_CHECK_STALE, 7, 7);
	add(&score, SOPS_CHECK_EXPR, 3, 1);
	add(&score, SOPS_CHECK_TYPE, 0, 0);
	add(&score, SOPS_CHECK_CONCENTRATION, 1, 1);
	/* (0.8 + 1 + 0 + 2/3) / 4 */
	is_table(&score, HEADER
		"completeness,200,160,0.8,1\n"
		"validity,0,0,,\n"
		"uniqueness,50,50,1,1\n"
		"timeliness,7,0,0,1\n"
		"consistency,3,2,0.666666666667,1\n"
		"total,260,212,0.616666666667,4\n");
	assert_int_equal(sops_score_weights(&score, "completeness=2, timeliness = 0.5,validity=9",
		NULL), 0);
	/* (1.6 + 1 + 0 + 2/3) / 4.5 */
	is_table(&score, HEADER
		"completeness,200,160,0.8,2\n"
		"validity,0,0,,\n"
		"uniqueness,50,50,1,1\n"
		"timeliness,7,0,0,0.5\n"
		"consistency,3,2,0.666666666667,1\n"
		"total,260,212,0.725925925926,4.5\n");
}

static void nothing_checked(void **state)
{
	struct sops_score score = empty();

	(void)state;
	is_table(&score, HEADER "completeness,0,0,,\nvalidity,0,0,,\nuniqueness,0,0,,\n"
		"timeliness,0,0,,\nconsistency,0,0,,\ntotal,0,0,,0\n");
	add(&score, SOPS_CHECK_TYPE, 4, 1);
	assert_int_equal(sops_score_weights(&score, "validity=0", NULL), 0);
	is_table(&score, HEADER "completeness,0,0,,\nvalidity,4,3,0.75,0\nuniqueness,0,0,,\n"
		"timeliness,0,0,,\nconsistency,0,0,,\ntotal,4,3,,0\n");
}

/* Five large numbers without a common factor: more digits than are kept, and none of them shows. */
static void large_numbers(void **state)
{
	static const struct {
		enum sops_check_number check;
		int64_t checked, failed;
	} rules[] = {
		{ SOPS_CHECK_REQUIRED, 1000000007, 1 }, { SOPS_CHECK_TYPE, 1000000009, 500000004 },
		{ SOPS_CHECK_UNIQUE, 998244353, 998244352 }, { SOPS_CHECK_STALE, 1000000021, 3 },
		{ SOPS_CHECK_EXPR, 1000000033, 1000000 },
	};
	struct sops_score score = empty();
	struct sops_ratio total;
	struct sops_money value;
	double expected = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(rules); i++) {
		add(&score, rules[i].check, rules[i].checked, rules[i].failed);
		expected += (double)(rules[i].checked - rules[i].failed) /
			(double)rules[i].checked / 5;
	}
	assert_int_equal(sops_score_total(&total, &score, NULL), 0);
	assert_int_equal(sops_ratio_divide(&value, total, 15, NULL), 0);
	assert_true(sops_money_double(value) - expected < 1e-14);
	assert_true(expected - sops_money_double(value) < 1e-14);
}

static void counts_that_overflow(void **state)
{
	struct sops_score score = empty();
	struct sops_error err = { .status = SOPS_OK };
	struct sops_table *table = NULL;

	(void)state;
	add(&score, SOPS_CHECK_TYPE, INT64_MAX, INT64_MAX);
	assert_int_equal(sops_score_add(&score, SOPS_CHECK_MIN, 1, 0, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "overflow: too many records to count");
	score = empty();
	add(&score, SOPS_CHECK_TYPE, INT64_MAX, 0);
	add(&score, SOPS_CHECK_EXPR, 1, 0);
	err = (struct sops_error){ .status = SOPS_OK };
	assert_int_equal(sops_score_table(&table, &score, &err), SOPS_EINPUT);
	assert_null(table);
	assert_string_equal(err.text, "overflow: too many records to count");
	score = empty();
	add(&score, SOPS_CHECK_TYPE, 3, 1);
	add(&score, SOPS_CHECK_EXPR, 7, 2);
	score.weights[SOPS_VALIDITY] = money(LARGEST);
	err = (struct sops_error){ .status = SOPS_OK };
	assert_int_equal(sops_score_table(&table, &score, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "overflow: the weights have too many digits");
}

static void what_is_no_weight(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "", "-2 --weights: \"\" is no weight (write completeness=2)" },
		{ "validity", "-2 --weights: \"validity\" is no weight (write completeness=2)" },
		{ "validity=-1",
			"-2 --weights: \"validity=-1\" is no weight (write completeness=2)" },
		{ "validity=x",
			"-2 --weights: \"validity=x\" is no weight (write completeness=2)" },
		{ "validity=1,", "-2 --weights: \"\" is no weight (write completeness=2)" },
		{ "validity=1,validity=2", "-2 --weights: \"validity\" is there twice" },
		{ "vailidity=1", "-2 --weights: no dimension \"vailidity\" (did you mean "
			"\"validity\"? the dimensions are: completeness, validity, uniqueness, "
			"timeliness, consistency)" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_score score = empty();
		struct sops_error err = { .status = SOPS_OK };
		char *got;

		assert_int_equal(sops_score_weights(&score, cases[i].text, &err), SOPS_EUSAGE);
		got = given_error(&err);
		assert_string_equal(got, cases[i].error);
		free(got);
	}
}

/* A check that is new has to be given its place. */
static void every_check_has_a_dimension(void **state)
{
	(void)state;
	for (int check = 0; check < SOPS_CHECKS; check++) {
		int dimension = sops_score_dimension(check);

		assert_in_range(dimension + 1, 0, SOPS_DIMENSIONS);
		if (dimension < 0)
			assert_true(check == SOPS_CHECK_CONCENTRATION ||
				check == SOPS_CHECK_UNUSED);
	}
	assert_string_equal(sops_dimension_name(SOPS_UNIQUENESS), "uniqueness");
	assert_int_equal(sops_score_dimension(SOPS_CHECK_DUPLICATE_FUZZY), SOPS_UNIQUENESS);
	assert_int_equal(sops_score_dimension(SOPS_CHECK_REFERENTIAL), SOPS_CONSISTENCY);
}

TAP_MAIN("score", cmocka_unit_test(dimensions_are_weighed), cmocka_unit_test(nothing_checked),
	cmocka_unit_test(large_numbers), cmocka_unit_test(counts_that_overflow),
	cmocka_unit_test(what_is_no_weight), cmocka_unit_test(every_check_has_a_dimension))
