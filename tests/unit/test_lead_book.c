/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/lead_book.h>

#include "given.h"
#include "side.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define AS_OF "2026-06-30"

static const struct side side = { &sops_leads, SOPS_LEAD_NEEDS, SOPS_LEAD_USES, "leads.csv", NULL };

static int read_text(struct sops_lead_book **book, const char *by, const char *text,
	struct sops_error *err)
{
	struct side by_side = side;
	struct sops_input *input;
	int status;

	by_side.by = by;
	input = side_open(&by_side, text);
	status = sops_lead_book_read(book, input, side_day(AS_OF), err);
	side_close(input);
	return status;
}

static struct sops_lead_book *given(const char *by, const char *text)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_lead_book *book = NULL;

	if (read_text(&book, by, text, &err) < 0)
		fail_msg("%s", err.text);
	return book;
}

/* "created converted deals won flow undated backward" */
static void expect(const struct sops_lead_book *book, const bool *won, const char *group,
	const char *first, const char *last, const char *answer)
{
	const struct sops_span span = side_span(first, last);
	struct sops_lead_counts c;
	char text[100];

	sops_lead_book_of(&c, book, won, sops_field_of(group), &span);
	snprintf(text, sizeof(text), "%d %d %d %d %d %d %d", (int)c.created, (int)c.converted,
		(int)c.deals, (int)c.won, (int)c.flow, (int)c.undated, (int)c.backward);
	assert_string_equal(text, answer);
}

static const char table[] =
	"lead_id,created,source,status,converted,deal_id,disq_reason\n"
	"A,2026-01-31 23:59:59,web,Converted,2026-02-01,D1,\n"
	"B,2026-02-01 00:00:00,web,converted,,D2,\n"         /* undated */
	"C,2026-02-10,fair,working,2026-02-09,,\n"           /* backward */
	"D,2026-02-28,fair,new,2026-07-01,D4,\n"             /* converts after as-of */
	"E,,web,converted,2026-02-05,D1,\n"                  /* undated itself */
	"F,2026-07-01,web,converted,2026-07-01,D6,\n"        /* unborn */
	"G,2026-02-15,web,,,,no budget\n"
	"H,2026-06-30T23:59:59+14:00,fair,,2026-06-30,,\n"
	"I,2026-02-16,web,qualified,,D9,\n"                  /* a deal, but not converted */
	"J,2026-02-17,,disqualified,2026-03-01,,\n";

static void cohorts_and_flows(void **state)
{
	struct sops_lead_book *book = given(NULL, table);
	bool won[10] = { false };
	struct sops_lead_oddities odd = sops_lead_book_oddities(book);

	(void)state;
	assert_int_equal(sops_lead_book_count(book), COUNT(won));
	won[sops_lead_book_find(book, sops_field_of("A"), sops_field_of(""))] = true;
	won[sops_lead_book_find(book, sops_field_of(""), sops_field_of("D2"))] = true;
	expect(book, won, "", "2026-01-01", "2026-01-31", "1 1 1 1 0 0 0");
	expect(book, won, "", "2026-02-01", "2026-02-28", "6 3 2 1 3 1 1");
	expect(book, NULL, "", "2026-02-01", "2026-02-28", "6 3 2 0 3 1 1");
	expect(book, won, "", "2026-03-01", "2026-03-31", "0 0 0 0 1 0 0");
	expect(book, won, "", "2026-06-30", "2026-06-30", "1 1 0 0 1 0 0");
	expect(book, won, "", "2026-07-01", "2026-07-31", "0 0 0 0 0 0 0");
	expect(book, won, "", NULL, NULL, "9 6 4 2 5 1 1");
	expect(book, won, "", NULL, "2026-07-31", "8 5 3 2 5 1 1");
	expect(book, won, "nobody", NULL, NULL, "0 0 0 0 0 0 0");
	assert_int_equal(odd.unborn, 1);
	assert_int_equal(odd.undated, 1);
	sops_lead_book_free(book);
	sops_lead_book_free(NULL);
}

static void groups_stand_apart(void **state)
{
	struct sops_lead_book *book = given("source", table);
	static const char *const groups[] = { "", "web", "fair" };
	sops_date first, last;

	(void)state;
	for (size_t i = 0; i < COUNT(groups); i++)
		assert_true(sops_field_equal(sops_lead_book_group(book, i),
			sops_field_of(groups[i])));
	assert_null(sops_lead_book_group(book, 3).at);
	expect(book, NULL, "fair", "2026-02-01", "2026-02-28", "2 1 0 0 1 0 1");
	expect(book, NULL, "", "2026-02-01", "2026-02-28", "1 1 0 0 0 0 0");
	assert_true(sops_lead_book_span(book, &first, &last, sops_field_of("fair")));
	assert_int_equal(first, side_day("2026-02-09"));
	assert_int_equal(last, side_day("2026-06-30"));
	assert_true(sops_lead_book_span(book, &first, &last, sops_field_of("")));
	assert_int_equal(first, side_day("2026-02-17"));
	assert_int_equal(last, side_day("2026-03-01"));
	assert_false(sops_lead_book_span(book, &first, &last, sops_field_of("x")));
	sops_lead_book_free(book);
}

/* W033: 12 of the 100 leads created in March ever converted. 18 converted in March, 8 of them of
 * February: 18 to 100 in the flow. */
static void of_the_same_month_two_rates(void **state)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_lead_book *book;

	(void)state;
	sops_buffer_puts(&text, "lead_id,created,converted\n");
	for (int i = 0; i < 100; i++)
		sops_buffer_printf(&text, "m%d,2026-03-%02d,%s\n", i, i % 31 + 1,
			i < 10 ? "2026-03-31" : i < 12 ? "2026-04-02" : "");
	for (int i = 0; i < 20; i++)
		sops_buffer_printf(&text, "f%d,2026-02-%02d,%s\n", i, i + 1,
			i < 8 ? "2026-03-01" : "");
	book = given(NULL, text.at);
	expect(book, NULL, "", "2026-03-01", "2026-03-31", "100 12 0 0 18 0 0");
	sops_lead_book_free(book);
	sops_buffer_release(&text);
}

static void leads_are_found(void **state)
{
	static const struct {
		const char *lead_id, *deal_id, *created; /* NULL: not found */
	} cases[] = {
		{ "a", "", "2026-03-02" }, { "A", "", NULL }, { "a", "D2", "2026-03-02" },
		{ "x", "D2", "2026-03-05" }, { "", "D1", "2026-03-01" }, { "", "", NULL },
		{ "x", "d1", NULL }, { "later", "", NULL }, { "", "D9", NULL },
		{ "00Q5g00000AbCdE", "", "2026-03-06" },    /* 15 characters */
		{ "00Q5g00000AbCdEEAV", "", "2026-03-06" }, /* the same with 3 more */
		{ "00Q5g00000abcde", "", NULL },            /* of which the case counts */
		{ "", "0065g00000XyZzZ", "2026-03-06" }, { "", "0065g00000XyZzZAAV", "2026-03-06" },
	};
	struct sops_lead_book *book = given(NULL, "lead_id,created,deal_id\n"
		"a,2026-03-02,D1\nb,,D1\nc,2026-03-05,D2\nd,2026-03-01,D1\n"
		"later,2026-07-01,D9\n00Q5g00000AbCdEEAV,2026-03-06,0065g00000XyZzZ\n");

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t lead = sops_lead_book_find(book, sops_field_of(cases[i].lead_id),
			sops_field_of(cases[i].deal_id));

		assert_int_equal(lead >= 0, cases[i].created != NULL);
		assert_int_equal(sops_lead_book_created(book, lead), side_day(cases[i].created));
	}
	sops_lead_book_free(book);
}

/* Whatever the order of rows: of one day the first by id, and a blank day last. */
static void of_two_leads_of_a_deal_one_is_found(void **state)
{
	static const char *const texts[] = {
		"lead_id,created,deal_id\nb,2026-03-02,D\na,2026-03-02,D\n0,,D\nc,2026-03-09,D\n",
		"lead_id,created,deal_id\n0,,D\na,2026-03-02,D\nc,2026-03-09,D\nb,2026-03-02,D\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct sops_lead_book *book = given(NULL, texts[i]);

		assert_int_equal(sops_lead_book_find(book, sops_field_of(""), sops_field_of("D")),
			sops_lead_book_find(book, sops_field_of("a"), sops_field_of("")));
		sops_lead_book_free(book);
	}
}

static void rows_that_are_refused(void **state)
{
	static const char *const cases[][2] = {
		{ "lead_id,created\na,2026-01-01\n,2026-01-02\n",
			"-3 leads.csv:3: lead_id: the lead has no id" },
		{ "created,LEAD ID\n2026-01-01,x\n\n2026-01-02,y\n2026-12-02,x\n",
			"-3 leads.csv:5: LEAD ID: lead_id \"x\" stands twice, first on line 2" },
		{ "lead_id,created\n00Q5g00000AbCdE,2026-01-01\n00Q5g00000AbCdEEAV,2026-01-01\n",
			"-3 leads.csv:3: lead_id: lead_id \"00Q5g00000AbCdEEAV\" stands twice, "
			"first on line 2" },
		{ "lead_id,created\n\"a\x1b[2J\",2026-01-01\n\"a\x1b[2J\",2026-01-01\n",
			"-3 leads.csv:3: lead_id: lead_id \"a\\x1b[2J\" stands twice, "
			"first on line 2" },
		{ "lead_id,created\na,soon\n", "-3 leads.csv:2: created: \"soon\" is not a date "
			"(if it means empty: --null 'soon')" },
		{ "lead_id,created,status\na,2026-01-01,wild\n", "-3 leads.csv:2: status: "
			"\"wild\" is none of: new, contacted, mql, sql, converted, disqualified" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		struct sops_lead_book *book = NULL;
		int status = read_text(&book, NULL, cases[i][0], &err);
		char *got = given_error(&err);

		assert_int_equal(status, SOPS_EINPUT);
		assert_int_equal(err.status, SOPS_EINPUT);
		assert_null(book);
		assert_string_equal(got, cases[i][1]);
		free(got);
	}
}

static void an_empty_table_has_no_leads(void **state)
{
	struct sops_lead_book *book = given(NULL, "lead_id,created\n");
	sops_date first, last;

	(void)state;
	expect(book, NULL, "", NULL, NULL, "0 0 0 0 0 0 0");
	assert_int_equal(sops_lead_book_count(book), 0);
	assert_int_equal(sops_lead_book_find(book, sops_field_of("a"), sops_field_of("b")), -1);
	assert_false(sops_lead_book_span(book, &first, &last, sops_field_of("")));
	assert_null(sops_lead_book_group(book, 0).at);
	sops_lead_book_free(book);
}

/* Marks the leads that the file of closed deals names, and counts those won before they came. */
static int mark_won(const struct sops_lead_book *book, bool *won)
{
	static const char *const maps[] = { "lead_id=mql_id", "created=won_date", NULL };
	struct sops_input *input = side_open_shared(&side,
		"olist-funnel/olist_closed_deals_dataset.csv", maps);
	const void *row;
	int backward = 0;

	while (sops_input_next(input, &row, NULL) > 0) {
		const struct sops_lead *deal = row;
		int64_t lead = sops_lead_book_find(book, deal->lead_id, (struct sops_field){ 0 });

		assert_true(lead >= 0);
		assert_false(won[lead]);
		won[lead] = true;
		backward += deal->created.day < sops_lead_book_created(book, lead);
	}
	side_close(input);
	return backward;
}

/* A marketplace's 8,000 leads, of which 842 became sellers: 10.525 %. */
static void olist(void **state)
{
	static const char *const maps[] = { "lead_id=mql_id", "created=first_contact_date", NULL };
	static const struct {
		const char *origin;
		int leads, won;
	} origins[] = {
		{ "", 60, 14 }, { "direct traffic", 499, 56 }, { "display", 118, 6 },
		{ "email", 493, 15 }, { "organic search", 2296, 271 }, { "other", 150, 4 },
		{ "other publicities", 65, 3 }, { "paid search", 1586, 195 },
		{ "referral", 284, 24 }, { "social", 1350, 75 }, { "unknown", 1099, 179 },
	};
	struct side by_origin = side;
	struct sops_input *input;
	struct sops_lead_book *book;
	bool *won;

	(void)state;
	by_origin.by = "origin";
	input = side_open_shared(&by_origin,
		"olist-funnel/olist_marketing_qualified_leads_dataset.csv", maps);
	assert_int_equal(sops_lead_book_read(&book, input, side_day("2018-12-31"), NULL), 0);
	side_close(input);
	assert_int_equal(sops_lead_book_count(book), 8000);
	won = calloc(8000, sizeof(*won));
	assert_non_null(won);
	assert_int_equal(mark_won(book, won), 1);
	for (size_t i = 0; i < COUNT(origins); i++) {
		char answer[60];

		snprintf(answer, sizeof(answer), "%d 0 0 %d 0 0 0", origins[i].leads,
			origins[i].won);
		expect(book, won, origins[i].origin, NULL, NULL, answer);
	}
	expect(book, won, "paid search", "2020-01-01", NULL, "0 0 0 0 0 0 0");
	assert_null(sops_lead_book_group(book, COUNT(origins)).at);
	free(won);
	sops_lead_book_free(book);
}

TAP_MAIN("lead_book",
	cmocka_unit_test(cohorts_and_flows),
	cmocka_unit_test(groups_stand_apart),
	cmocka_unit_test(of_the_same_month_two_rates),
	cmocka_unit_test(leads_are_found),
	cmocka_unit_test(of_two_leads_of_a_deal_one_is_found),
	cmocka_unit_test(rows_that_are_refused),
	cmocka_unit_test(an_empty_table_has_no_leads),
	cmocka_unit_test(olist))
