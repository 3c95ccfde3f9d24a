/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/buffer.h>
#include <sops/survey_book.h>

#include "given.h"
#include "money_text.h"
#include "side.h"

#define HEADER "kind,score,scale_max,sent,responded,product\n"

static sops_date as_of = SOPS_DATE_BLANK;

static int read_text(struct sops_survey_book **book, const char *by, const char *text,
	struct sops_error *err)
{
	const struct side side = { &sops_surveys, SOPS_SURVEY_NEEDS, SOPS_SURVEY_USES,
		"surveys.csv", by };
	struct sops_input *input = side_open(&side, text);
	int status = sops_survey_book_read(book, input, as_of, err);

	side_close(input);
	return status;
}

static struct sops_survey_book *given(const char *by, const char *text)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_survey_book *book = NULL;

	if (read_text(&book, by, text, &err) < 0)
		fail_msg("%s", err.text);
	return book;
}

static struct sops_surveyed of(const struct sops_survey_book *book, const char *group,
	const char *first, const char *last)
{
	const struct sops_span span = side_span(first, last);
	struct sops_error err = { .status = SOPS_OK };
	struct sops_surveyed out;

	if (sops_survey_book_of(&out, book, sops_field_of(group), &span, &err) < 0)
		fail_msg("%s", err.text);
	return out;
}

/* "sent answered promoters/passives/detractors satisfied/csat" */
static void expect(const struct sops_survey_book *book, const char *group, const char *first,
	const char *last, const char *answer)
{
	struct sops_surveyed out = of(book, group, first, last);
	char *got = NULL;

	assert_true(asprintf(&got, "%d %d %d/%d/%d %d/%d", (int)out.sent, (int)out.answered,
		(int)out.promoters, (int)out.passives, (int)out.detractors, (int)out.satisfied,
		(int)out.csat) > 0);
	assert_string_equal(got, answer);
	free(got);
}

static const char *quotient(struct sops_ratio ratio)
{
	struct sops_money value = SOPS_MONEY_BLANK;

	assert_int_equal(sops_ratio_divide(&value, ratio, 6, NULL), 0);
	return text_of(value);
}

static void every_score_has_its_class(void **state)
{
	struct sops_survey_book *book = given(NULL, HEADER
		"nps,0,,2026-01-05,,\nnps,6,,2026-01-05,,\nnps,7,,2026-01-05,,\n"
		"nps,8,10,2026-01-05,,\nnps,9,,2026-01-05,,\nnps,10,10.0,2026-01-05,,\n"
		"csat,5,,2026-01-05,,\ncsat,4,5,2026-01-05,,\ncsat,3,,2026-01-05,,\n"
		"csat,1,,2026-01-05,,\ncsat,7,7,2026-01-05,,\ncsat,5,7,2026-01-05,,\n"
		"csat,2,3,2026-01-05,,\n");

	(void)state;
	expect(book, "", NULL, NULL, "13 13 2/2/2 4/7");
	sops_survey_book_free(book);
	sops_survey_book_free(NULL);
}

static void who_does_not_answer_is_only_sent(void **state)
{
	struct sops_survey_book *book = given(NULL, HEADER
		"nps,,,2026-01-05,,\nnps,,5,2026-01-05,2026-01-06,\ncsat,,2.5,2026-01-05,,\n"
		",,,2026-01-05,,\nnps,9,,2026-01-05,2026-01-06,\n");

	(void)state;
	expect(book, "", NULL, NULL, "5 1 1/0/0 0/0");
	sops_survey_book_free(book);
}

static void an_answer_counts_on_its_day_else_on_that_of_the_invitation(void **state)
{
	struct sops_survey_book *book = given(NULL, HEADER
		"nps,9,,2026-01-31,2026-02-01,\nnps,8,,2026-01-31,,\nnps,0,,,2026-02-28,\n"
		"nps,10,,,,\nnps,,,2026-03-01,,\n");
	sops_date first, last;

	(void)state;
	expect(book, "", "2026-01-01", "2026-01-31", "1 1 0/1/0 0/0");
	expect(book, "", "2026-02-01", "2026-02-28", "2 2 1/0/1 0/0");
	expect(book, "", "2026-03-01", "2026-03-31", "1 0 0/0/0 0/0");
	expect(book, "", "2026-01-01", NULL, "4 3 1/1/1 0/0");
	expect(book, "", NULL, "2026-12-31", "4 3 1/1/1 0/0");
	expect(book, "", NULL, NULL, "5 4 2/1/1 0/0");
	assert_int_equal(sops_survey_book_oddities(book).undated, 1);
	assert_true(sops_survey_book_span(book, &first, &last, sops_field_of("")));
	assert_int_equal(first, side_day("2026-01-31"));
	assert_int_equal(last, side_day("2026-03-01"));
	sops_survey_book_free(book);
}

/* An answer of a later day is none yet, but its invitation may be there. */
static void answers_after_as_of(void **state)
{
	struct sops_survey_book *book;

	(void)state;
	as_of = side_day("2026-01-31");
	book = given(NULL, HEADER "nps,9,,2026-01-31,2026-02-01,\nnps,8,,2026-01-30,2026-01-31,\n"
		"nps,0,,,2026-02-01,\nnps,10,,,,\nnps,,,2026-02-01,,\n");
	as_of = SOPS_DATE_BLANK;
	expect(book, "", "2026-01-01", "2026-01-31", "2 1 0/1/0 0/0");
	expect(book, "", NULL, NULL, "3 2 1/1/0 0/0");
	assert_int_equal(sops_survey_book_oddities(book).future, 2);
	assert_int_equal(sops_survey_book_oddities(book).undated, 1);
	sops_survey_book_free(book);
}

static void groups_answer_for_themselves(void **state)
{
	struct sops_survey_book *book = given("product", HEADER
		"nps,9,,2026-01-05,,b\nnps,0,,2026-01-05,,a\nnps,7,,2026-01-05,,\n"
		"nps,10,,2026-01-05,,b\n");
	sops_date first, last;

	(void)state;
	expect(book, "a", NULL, NULL, "1 1 0/0/1 0/0");
	expect(book, "b", NULL, NULL, "2 2 2/0/0 0/0");
	expect(book, "", NULL, NULL, "1 1 0/1/0 0/0");
	expect(book, "c", NULL, NULL, "0 0 0/0/0 0/0");
	assert_false(sops_survey_book_span(book, &first, &last, sops_field_of("c")));
	assert_true(sops_survey_book_group(book, 0).at != NULL);
	assert_int_equal(sops_survey_book_group(book, 0).len, 0);
	assert_true(sops_field_equal(sops_survey_book_group(book, 1), sops_field_of("b")));
	assert_true(sops_field_equal(sops_survey_book_group(book, 2), sops_field_of("a")));
	assert_null(sops_survey_book_group(book, 3).at);
	sops_survey_book_free(book);
}

static void means_of_different_scales_are_exact(void **state)
{
	struct sops_survey_book *book = given(NULL, HEADER
		"csat,4,,2026-01-05,,\ncsat,5,7,2026-01-05,,\ncsat,9,10,2026-01-06,,\n"
		"rating,4.5,,2026-01-05,,\nrating,1,4,2026-01-05,,\n");
	struct sops_surveyed out = of(book, "", NULL, NULL);

	(void)state;
	/* (4/5 + 5/7 + 9/10) / 3 = 169/210, and (9/10 + 1/4) / 2 */
	assert_string_equal(text_of(out.csat_mean.num), "169");
	assert_string_equal(text_of(out.csat_mean.den), "210");
	assert_string_equal(quotient(out.rating_mean), "0.575");
	assert_int_equal(out.csat, 3);
	assert_int_equal(out.satisfied, 2);
	assert_int_equal(out.rating, 2);
	assert_int_equal(out.answered, 5);
	out = of(book, "", "2026-01-06", "2026-01-06");
	assert_string_equal(quotient(out.csat_mean), "0.9");
	assert_false(sops_ratio_defined(out.rating_mean));
	out = of(book, "nobody", NULL, NULL);
	assert_false(sops_ratio_defined(out.csat_mean));
	assert_string_equal(text_of(out.ces_total), "0");
	sops_survey_book_free(book);
}

static void scores_of_ces_add_up(void **state)
{
	struct sops_survey_book *book = given(NULL, HEADER
		"ces,5.5,7,2026-01-05,,\nces,0,7,2026-01-05,,\nces,7,7,2026-01-05,,\n"
		"ces,1000,,2026-02-05,,\nces,0.25,,2026-02-05,,\nces,3,5,2026-02-06,,\n");
	struct sops_surveyed out = of(book, "", "2026-01-01", "2026-01-31");

	(void)state;
	assert_int_equal(out.ces, 3);
	assert_string_equal(text_of(out.ces_total), "12.5");
	assert_false(out.ces_mixed);
	out = of(book, "", "2026-02-05", "2026-02-05");
	assert_string_equal(text_of(out.ces_total), "1000.25");
	assert_false(out.ces_mixed);
	assert_true(of(book, "", "2026-02-05", "2026-02-06").ces_mixed);
	assert_true(of(book, "", NULL, NULL).ces_mixed);
	sops_survey_book_free(book);
}

static void answers_that_are_none(void **state)
{
	static const char *const cases[][2] = {
		{ "nps,11,,,,", "score: an nps score is a whole number from 0 to 10, not 11" },
		{ "nps,-1,,,,", "score: an nps score is a whole number from 0 to 10, not -1" },
		{ "nps,9.5,,,,", "score: an nps score is a whole number from 0 to 10, not 9.5" },
		{ "nps,4,5,,,", "scale_max: an nps score goes up to 10, not to 5" },
		{ "nps,4,100,,,", "scale_max: an nps score goes up to 10, not to 100" },
		{ "csat,6,,,,", "score: a csat score is a whole number from 1 to 5, not 6" },
		{ "csat,0,,,,", "score: a csat score is a whole number from 1 to 5, not 0" },
		{ "csat,4.5,,,,", "score: a csat score is a whole number from 1 to 5, not 4.5" },
		{ "csat,8,7,,,", "score: a csat score is a whole number from 1 to 7, not 8" },
		{ "csat,1,2,,,",
			"scale_max: a csat score goes up to a whole number from 3, not to 2" },
		{ "csat,1,5.5,,,",
			"scale_max: a csat score goes up to a whole number from 3, not to 5.5" },
		{ "csat,1,-5,,,",
			"scale_max: a csat score goes up to a whole number from 3, not to -5" },
		{ "csat,1,18446744073709551621,,,",
			"scale_max: a csat score goes up to a whole number from 3, "
			"not to 18446744073709551621" },
		{ "rating,5.5,,,,", "score: a rating is from 1 to 5, not 5.5" },
		{ "rating,0.5,,,,", "score: a rating is from 1 to 5, not 0.5" },
		{ "rating,1,1,,,",
			"scale_max: a rating goes up to a whole number from 2, not to 1" },
		{ "ces,-0.5,,,,", "score: a ces score is 0 or more, not -0.5" },
		{ "ces,7.5,7,,,", "score: a ces score is from 0 to 7, not 7.5" },
		{ "ces,0,0,,,",
			"scale_max: a ces score goes up to a whole number from 1, not to 0" },
		{ ",7,,,,", "kind: a score needs a kind: nps, csat, ces or rating" },
		{ "nps,good,,,,", "score: \"good\" is not a number "
			"(if it means empty: --null 'good')" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		struct sops_survey_book *book = NULL;
		char *text = NULL, *expected = NULL, *got;

		assert_true(asprintf(&text, HEADER "nps,9,,,,\n%s\n", cases[i][0]) > 0);
		assert_true(asprintf(&expected, "-3 surveys.csv:3: %s", cases[i][1]) > 0);
		assert_int_equal(read_text(&book, NULL, text, &err), SOPS_EINPUT);
		assert_null(book);
		got = given_error(&err);
		assert_string_equal(got, expected);
		free(got);
		free(expected);
		free(text);
	}
}

/* Scales without a common divisor: their product has more than 38 digits. */
static void scales_that_have_no_common_one(void **state)
{
	struct sops_survey_book *book = given(NULL, HEADER
		"csat,1,9223372036854775783,,,\ncsat,1,9223372036854775643,,,\n"
		"csat,1,9223372036854775549,,,\n");
	struct sops_error err = { .status = SOPS_OK };
	struct sops_surveyed out;
	const struct sops_span ever = side_span(NULL, NULL);

	(void)state;
	assert_int_equal(sops_survey_book_of(&out, book, sops_field_of(""), &ever, &err),
		SOPS_EINPUT);
	assert_int_equal(strncmp(err.text, "overflow: ", 10), 0);
	sops_survey_book_free(book);
}

static void columns_that_are_not_there(void **state)
{
	struct sops_survey_book *book = given(NULL, "kind,score\nnps,9\ncsat,5\n");

	(void)state;
	expect(book, "", NULL, NULL, "2 2 1/0/0 1/1");
	expect(book, "", "2026-01-01", NULL, "0 0 0/0/0 0/0");
	sops_survey_book_free(book);
	book = given(NULL, "kind,score\n");
	expect(book, "", NULL, NULL, "0 0 0/0/0 0/0");
	assert_null(sops_survey_book_group(book, 0).at);
	sops_survey_book_free(book);
}

/* A row so many times. */
static void repeat(struct sops_buffer *text, int count, const char *row)
{
	while (count-- > 0)
		sops_buffer_printf(text, "%s\n", row);
}

/* W043: 73 promoters, 15 passives and 12 detractors are an NPS of 61; W045: 150 of 250 positive
 * answers are a CSAT of 60 %. */
static void published_examples(void **state)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_survey_book *book;
	struct sops_surveyed out;

	(void)state;
	sops_buffer_puts(&text, "kind,score\n");
	repeat(&text, 73, "nps,9");
	repeat(&text, 15, "nps,8");
	repeat(&text, 12, "nps,6");
	repeat(&text, 150, "csat,4");
	repeat(&text, 100, "csat,3");
	book = given(NULL, text.at);
	out = of(book, "", NULL, NULL);
	assert_int_equal(100 * (out.promoters - out.detractors) /
		(out.promoters + out.passives + out.detractors), 61);
	assert_int_equal(100 * out.satisfied, 60 * out.csat);
	assert_int_equal(out.csat, 250);
	sops_survey_book_free(book);
	sops_buffer_release(&text);
}

TAP_MAIN("survey_book",
	cmocka_unit_test(every_score_has_its_class),
	cmocka_unit_test(who_does_not_answer_is_only_sent),
	cmocka_unit_test(an_answer_counts_on_its_day_else_on_that_of_the_invitation),
	cmocka_unit_test(answers_after_as_of),
	cmocka_unit_test(groups_answer_for_themselves),
	cmocka_unit_test(means_of_different_scales_are_exact),
	cmocka_unit_test(scores_of_ces_add_up),
	cmocka_unit_test(answers_that_are_none),
	cmocka_unit_test(scales_that_have_no_common_one),
	cmocka_unit_test(columns_that_are_not_there),
	cmocka_unit_test(published_examples))
