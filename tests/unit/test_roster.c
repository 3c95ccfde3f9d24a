/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/roster.h>

#include "given.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static sops_date day(const char *iso)
{
	sops_date date = SOPS_DATE_BLANK;

	if (*iso)
		assert_int_equal(sops_date_parse_iso(&date, sops_field_of(iso), NULL), 0);
	return date;
}

static struct sops_error read_text(struct sops_roster **out, const char *text, const char *by)
{
	const struct sops_input_options options = { .needs = SOPS_ROSTER_NEEDS,
		.uses = SOPS_ROSTER_USES, .by = by };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;
	int fd = given_fd(text), status;

	*out = NULL;
	status = sops_input_open(&input, &sops_reps, fd, "reps.csv", &options, &err);
	if (status == 0)
		status = sops_roster_read(out, input, &err);
	assert_int_equal(status, err.status);
	sops_input_free(input);
	close(fd);
	return err;
}

static struct sops_roster *given_roster(const char *text)
{
	struct sops_roster *roster;
	struct sops_error err = read_text(&roster, text, NULL);

	if (!roster)
		fail_msg("%s", err.text);
	return roster;
}

static void expect_error(const char *text, const char *expected)
{
	struct sops_roster *roster;
	struct sops_error err = read_text(&roster, text, NULL);
	char *got = given_error(&err);

	assert_null(roster);
	assert_string_equal(got, expected);
	free(got);
}

/* The id of who is found; "-" for nobody. */
static void finds(const struct sops_roster *roster, const char *who, const char *id)
{
	const struct sops_roster_rep *rep = sops_roster_find(roster, sops_field_of(who));
	char got[64] = "-";

	if (rep)
		snprintf(got, sizeof(got), "%.*s", (int)rep->rep_id.len, rep->rep_id.at);
	assert_string_equal(got, id);
}

static void reps_are_found_by_id_and_by_name(void **state)
{
	struct sops_roster *roster = given_roster(
		"rep_id,name\n"
		"R2,Ann Lee\n"
		"R1,Bob\n"
		"R3,Ann Lee\n"
		"Bob,Cy\n"
		"R4,\n"
		"R5,Ann Lee\n"
		"R6,R2\n");

	(void)state;
	finds(roster, "R1", "R1");
	finds(roster, "R4", "R4");
	finds(roster, "Cy", "Bob");
	/* An id goes before a name. */
	finds(roster, "Bob", "Bob");
	finds(roster, "R2", "R2");
	/* Of three. */
	finds(roster, "Ann Lee", "-");
	finds(roster, "", "-");
	finds(roster, "r1", "-");
	finds(roster, "R", "-");
	sops_roster_free(roster);
	sops_roster_free(NULL);
}

static void reps_stand_by_id(void **state)
{
	struct sops_roster *roster;
	const struct sops_roster_rep *rep;

	(void)state;
	assert_int_equal(read_text(&roster,
		"rep_id,hired,left,fte,team,region\n"
		"b,2026-01-05,2026-03-01,0.5,East,EMEA\n"
		"a,,,,,\n"
		"c,2026-02-01,,1.2,East,APAC\n", "team,region").status, SOPS_OK);
	assert_int_equal(sops_roster_count(roster), 3);
	rep = sops_roster_at(roster, 0);
	assert_int_equal(rep->line, 3);
	assert_int_equal(rep->hired, SOPS_DATE_BLANK);
	assert_int_equal(rep->left, SOPS_DATE_BLANK);
	assert_int_equal(sops_money_compare(rep->fte, sops_money_of(1)), 0);
	assert_int_equal(rep->name.len, 0);
	assert_int_equal(rep->group.len, 1);
	assert_memory_equal(rep->group.at, "", 1);
	rep = sops_roster_at(roster, 1);
	assert_int_equal(rep->hired, day("2026-01-05"));
	assert_int_equal(rep->left, day("2026-03-01"));
	assert_int_equal(sops_money_compare(rep->fte, (struct sops_money){ 5, 1 }), 0);
	assert_int_equal(rep->group.len, 9);
	assert_memory_equal(rep->group.at, "East\0EMEA", 9);
	assert_memory_equal(sops_roster_at(roster, 2)->rep_id.at, "c", 1);
	sops_roster_free(roster);
}

static void both_forms_of_a_salesforce_id(void **state)
{
	struct sops_roster *roster = given_roster(
		"rep_id,name\n005D0000001y7G2,Ann\n005D0000001y7G3IAI,Bob\n");

	(void)state;
	finds(roster, "005D0000001y7G2", "005D0000001y7G2");
	finds(roster, "005D0000001y7G2IAI", "005D0000001y7G2");
	finds(roster, "005D0000001y7G3", "005D0000001y7G3IAI");
	sops_roster_free(roster);
	expect_error("rep_id\n005D0000001y7G2\n005D0000001y7G2IAI\n",
		"-3 reps.csv:3: rep_id: a second rep \"005D0000001y7G2IAI\"; "
		"the first is on line 2");
}

/* A file that a CRM wrote may have neither days nor names; and nobody may be in it. */
static void ids_alone_will_do(void **state)
{
	struct sops_roster *roster = given_roster("rep_id\nx\n");

	(void)state;
	finds(roster, "x", "x");
	assert_int_equal(sops_roster_at(roster, 0)->hired, SOPS_DATE_BLANK);
	sops_roster_free(roster);
	roster = given_roster("rep_id,name\n");
	assert_int_equal(sops_roster_count(roster), 0);
	finds(roster, "x", "-");
	sops_roster_free(roster);
}

static void days_of_a_span(void **state)
{
	static const struct {
		const char *hired, *left, *first, *end;
		int64_t days;
	} cases[] = {
		{ "", "", "2026-01-01", "2026-02-01", 31 },
		{ "2026-01-11", "", "2026-01-01", "2026-02-01", 21 },
		{ "2026-01-11", "2026-01-21", "2026-01-01", "2026-02-01", 10 },
		{ "2025-01-11", "2026-01-21", "2026-01-01", "2026-02-01", 20 },
		{ "2026-01-31", "", "2026-01-01", "2026-02-01", 1 },
		{ "2026-02-01", "", "2026-01-01", "2026-02-01", 0 },
		{ "", "2026-01-01", "2026-01-01", "2026-02-01", 0 },
		{ "", "2026-01-02", "2026-01-01", "2026-02-01", 1 },
		{ "2026-01-11", "2026-01-11", "2026-01-01", "2026-02-01", 0 },
		{ "2026-01-11", "", "", "2026-02-01", 21 },
		{ "2026-01-11", "", "2026-02-01", "", 1 },
		{ "2026-01-11", "2026-02-01", "2026-02-01", "", 0 },
		{ "2026-01-11", "2026-02-02", "2026-02-01", "", 1 },
		{ "", "", "", "", 1 },
		{ "", "", "", "2026-02-01", 1 },
		{ "0001-01-01", "9999-12-31", "0001-01-01", "9999-12-31", 3652058 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sops_roster_rep rep = { .hired = day(cases[i].hired),
			.left = day(cases[i].left) };
		const struct sops_span span = { day(cases[i].first), day(cases[i].end) };
		int64_t got = sops_roster_days(&rep, &span);

		if (got != cases[i].days)
			fail_msg("case %zu: %lld", i, (long long)got);
	}
}

static void what_is_refused(void **state)
{
	(void)state;
	expect_error("rep_id,name\nR1,Ann\n,Bob\n", "-3 reps.csv:3: rep_id: a rep needs an id");
	expect_error("rep_id,name\nR1,Ann\nR2,Bob\nR1,Ann\n",
		"-3 reps.csv:4: rep_id: a second rep \"R1\"; the first is on line 2");
	expect_error("rep_id,hired,left\nR1,2026-02-01,2026-01-31\n",
		"-3 reps.csv:2: left: left on 2026-01-31, before the day hired, 2026-02-01");
	expect_error("rep_id,fte\nR1,1\nR2,-0.5\n",
		"-3 reps.csv:3: fte: -0.5 is less than no position");
	expect_error("rep_id,hired\nR1,soon\n", "-3 reps.csv:2: hired: \"soon\" is not a date "
		"(if it means empty: --null 'soon')");
}

static void a_thousand_reps(void **state)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_roster *roster;
	char id[32], name[32];

	(void)state;
	sops_buffer_puts(&text, "rep_id,name\n");
	for (int i = 0; i < 1000; i++)
		sops_buffer_printf(&text, "R%d,Name %d\n", 7919 * i % 1000, 7919 * i % 1000);
	assert_int_equal(text.failed, 0);
	roster = given_roster(text.at);
	assert_int_equal(sops_roster_count(roster), 1000);
	for (int i = 0; i < 1000; i++) {
		snprintf(id, sizeof(id), "R%d", i);
		snprintf(name, sizeof(name), "Name %d", i);
		finds(roster, id, id);
		finds(roster, name, id);
	}
	for (size_t i = 1; i < 1000; i++)
		assert_true(sops_field_compare(sops_roster_at(roster, i - 1)->rep_id,
			sops_roster_at(roster, i)->rep_id) < 0);
	sops_roster_free(roster);
	sops_buffer_release(&text);
}

TAP_MAIN("roster",
	cmocka_unit_test(reps_are_found_by_id_and_by_name),
	cmocka_unit_test(reps_stand_by_id),
	cmocka_unit_test(both_forms_of_a_salesforce_id),
	cmocka_unit_test(ids_alone_will_do),
	cmocka_unit_test(days_of_a_span),
	cmocka_unit_test(what_is_refused),
	cmocka_unit_test(a_thousand_reps))
