/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/deals.h>
#include <sops/input.h>

#include "given.h"

#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define EVERYTHING ((UINT64_C(1) << SOPS_DEALS_ROLES) - 1)

static sops_date day(const char *iso)
{
	sops_date date = SOPS_DATE_BLANK;

	assert_int_equal(sops_date_parse_iso(&date, sops_field_of(iso), NULL), 0);
	return date;
}

/* The first row of the text, to be looked at by the check before it goes. */
static void with_row(const char *text,
	void (*check)(const struct sops_deal *deal, const char *what),
	const char *what)
{
	const struct sops_input_options options = { .uses = EVERYTHING,
		.as_of = day("2026-07-15") };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input;
	const void *row;
	int fd = given_fd(text);

	if (sops_input_open(&input, &sops_deals, fd, "deals.csv", &options, &err) < 0 ||
	    sops_input_next(input, &row, &err) != 1)
		fail_msg("%s: %s", text, err.text);
	check(row, what);
	sops_input_free(input);
	close(fd);
}

static void has_status(const struct sops_deal *deal, const char *what)
{
	static const char *const names[] = { "open", "won", "lost", "void" };
	char text[40], closed[SOPS_DATE_TEXT];

	sops_date_format(closed, deal->closed);
	assert_in_range(deal->status, 0, 3);
	snprintf(text, sizeof(text), "%s %s", names[deal->status], closed);
	assert_string_equal(text, what);
}

static void status_and_closing_day(void **state)
{
	static const char *const cases[][2] = {
		/* its own column */
		{ "status,stage\nwon,Closed Lost\n", "won " },
		{ "status,stage\nIn Progress,Closed Lost\n", "open " },
		{ "商机状态\n赢单\n", "won " },
		/* a blank one says nothing */
		{ "status,stage\n,Closed Lost\n", "lost " },
		{ "status,is_won,is_closed\n,0,1\n", "lost " },
		/* flags */
		{ "is_won,is_closed,stage\ntrue,true,Proposal\n", "won " },
		{ "is_won,is_closed,stage\nfalse,true,Proposal\n", "lost " },
		{ "is_won,is_closed,stage\nfalse,true,Omitted\n", "void " },
		{ "is_won,is_closed,stage\nfalse,true,Closed Won\n", "lost " },
		{ "is_won,is_closed,stage\n,true,Closed Won\n", "won " },
		{ "is_won,is_closed,stage\n,true,Proposal\n", "lost " },
		{ "is_won,is_closed,stage\nfalse,false,Proposal\n", "open " },
		{ "is_won,stage\n0,Closed Lost\n", "lost " },
		/* the stage */
		{ "stage\nClosed Won\n", "won " },
		{ "stage\nNegotiation\n", "open " },
		{ "stage\n\n", "open " },
		/* the day */
		{ "stage,close_date\nClosed Won,2026-03-01\n", "won 2026-03-01" },
		{ "stage,close_date\nOmitted,2026-03-01\n", "void 2026-03-01" },
		{ "stage,close_date\nProposal,2026-09-01\n", "open " },
		{ "stage,close_date,closed\nClosed Won,2026-03-01,2026-02-02\n", "won 2026-02-02" },
		{ "stage,close_date,closed\nClosed Won,2026-03-01,\n", "won 2026-03-01" },
		/* Salesforce calls the flag so. */
		{ "Stage,Closed,Won\nProposal,1,1\n", "won " },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		with_row(cases[i][0], has_status, cases[i][1]);
}

static void is_blank(const struct sops_deal *deal, const char *what)
{
	struct sops_deal blank;

	(void)what;
	sops_deal_init(&blank);
	assert_null(deal->owner.at);
	assert_int_equal(deal->created, SOPS_DATE_BLANK);
	assert_int_equal(deal->modified.time, SOPS_TIME_BLANK);
	assert_int_equal(deal->is_won, SOPS_BLANK);
	assert_true(sops_money_blank(deal->amount));
	assert_true(sops_money_blank(deal->probability));
	assert_string_equal(deal->currency.code, "");
	assert_int_equal(deal->status, SOPS_STATUS_OPEN);
	assert_int_equal(blank.status, SOPS_STATUS_OPEN);
	assert_true(sops_money_blank(blank.amount));
	assert_int_equal(blank.entered.day, SOPS_DATE_BLANK);
	assert_int_equal(blank.is_closed, SOPS_BLANK);
}

static void what_is_not_read_is_blank(void **state)
{
	(void)state;
	with_row("name\nx\n", is_blank, NULL);
	with_row("name,owner,created,amount,probability,is_won,modified,currency\n"
		"x,N/A,-,,NULL,无, - ,n/a\n",
		is_blank, NULL);
}

static void is_read(const struct sops_deal *deal, const char *what)
{
	(void)what;
	assert_true(sops_field_equal(deal->deal_id, sops_field_of("7")));
	assert_true(sops_field_equal(deal->account, sops_field_of("Café, \"Zürich\"")));
	assert_int_equal(deal->created, day("2026-01-02"));
	assert_int_equal(deal->modified.time, (sops_time)day("2026-01-02") * 86400 + 9 * 3600);
	assert_int_equal(deal->amount.units, 125);
	assert_int_equal(deal->amount.scale, 1);
	assert_string_equal(deal->currency.code, "EUR");
	assert_int_equal(deal->probability.units, 35);
	assert_int_equal(deal->probability.scale, 2);
	assert_int_equal(deal->pushes.units, 3);
	assert_int_equal(deal->place, 82);
}

static void every_type_is_read(void **state)
{
	(void)state;
	with_row("deal_id,account,created,modified,amount,currency,probability,pushes,category\n"
		"\n\n\n\n\n"
		" 7 ,\"Café, \"\"Zürich\"\"\",2026-01-02T10:00,2026-01-02 09:00,12.50,eur,35%,3,\n",
		is_read, NULL);
}

static void is_a_step(const struct sops_deal *deal, const char *what)
{
	assert_true(sops_field_equal(deal->stage, sops_field_of(what)));
	assert_int_equal(deal->entered.day, day("2026-01-02"));
	assert_int_equal(deal->entered.time, (sops_time)day("2026-01-02") * 86400 + 9 * 3600);
}

/* A report of changes says where the deal went, whatever its stage is today. */
static void history_of_changes(void **state)
{
	(void)state;
	with_row("Stage,From Stage,To Stage,Last Modified\nClosed Won,Lead,Demo,2026-01-02 09:00\n",
		is_a_step, "Demo");
	with_row("stage,entered\nDemo,2026-01-02 09:00\n", is_a_step, "Demo");
}

static void classes_of_stages(void **state)
{
	static const struct {
		const char *name;
		enum sops_deal_status status;
	} cases[] = {
		{ "Closed Won", SOPS_STATUS_WON }, { "closedwon", SOPS_STATUS_WON },
		{ "WON", SOPS_STATUS_WON }, { "赢单", SOPS_STATUS_WON }, { "成交", SOPS_STATUS_WON },
		{ "Closed_Won", SOPS_STATUS_WON }, { "closed-won", SOPS_STATUS_WON },
		{ "ＷＯＮ", SOPS_STATUS_WON }, /* full width */
		{ "6. Closed Won", SOPS_STATUS_WON }, { "5 - Won", SOPS_STATUS_WON },
		{ "Closed Lost", SOPS_STATUS_LOST }, { "closedlost", SOPS_STATUS_LOST },
		{ "lost", SOPS_STATUS_LOST }, { "输单", SOPS_STATUS_LOST },
		{ "丢单", SOPS_STATUS_LOST },
		{ "Omitted", SOPS_STATUS_VOID }, { "DISQUALIFIED", SOPS_STATUS_VOID },
		{ "无效", SOPS_STATUS_VOID }, { "作废", SOPS_STATUS_VOID },
		{ "", SOPS_STATUS_OPEN }, { "Proposal", SOPS_STATUS_OPEN },
		{ "5", SOPS_STATUS_OPEN },
		{ "Won back", SOPS_STATUS_OPEN }, { "won|lost", SOPS_STATUS_OPEN },
		{ "|", SOPS_STATUS_OPEN }, { "\xFF", SOPS_STATUS_OPEN }, { "wo", SOPS_STATUS_OPEN },
		{ "谈判", SOPS_STATUS_OPEN },
		{ "won won won won won won won won won won won won won won won won won",
			SOPS_STATUS_OPEN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (sops_stage_status(sops_field_of(cases[i].name)) != cases[i].status)
			fail_msg("%s", cases[i].name);
	assert_int_equal(sops_stage_status((struct sops_field){ NULL, 0 }), SOPS_STATUS_OPEN);
	assert_int_equal(sops_stage_status((struct sops_field)SOPS_FIELD("won\0")),
		SOPS_STATUS_OPEN);
}

static void status_on_a_day(void **state)
{
	static const struct {
		const char *created, *closed, *day;
		int status, then; /* then -1: it did not exist */
	} cases[] = {
		{ "2026-01-10", "2026-02-10", "2026-01-09", SOPS_STATUS_WON, -1 },
		{ "2026-01-10", "2026-02-10", "2026-01-10", SOPS_STATUS_WON, SOPS_STATUS_OPEN },
		{ "2026-01-10", "2026-02-10", "2026-02-09", SOPS_STATUS_LOST, SOPS_STATUS_OPEN },
		{ "2026-01-10", "2026-02-10", "2026-02-10", SOPS_STATUS_LOST, SOPS_STATUS_LOST },
		{ "2026-01-10", "2026-02-10", "2026-02-11", SOPS_STATUS_VOID, SOPS_STATUS_VOID },
		{ "2026-01-10", "2026-12-31", "2026-02-11", SOPS_STATUS_VOID, SOPS_STATUS_VOID },
		{ "2026-01-10", NULL, "2026-02-11", SOPS_STATUS_OPEN, SOPS_STATUS_OPEN },
		{ "2026-01-10", NULL, "2026-02-11", SOPS_STATUS_WON, SOPS_STATUS_WON },
		{ NULL, "2026-02-10", "2000-01-01", SOPS_STATUS_WON, SOPS_STATUS_OPEN },
		{ NULL, NULL, "2000-01-01", SOPS_STATUS_LOST, SOPS_STATUS_LOST },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		enum sops_deal_status then;
		struct sops_deal deal;
		bool existed;

		sops_deal_init(&deal);
		deal.status = cases[i].status;
		if (cases[i].created)
			deal.created = day(cases[i].created);
		if (cases[i].closed)
			deal.closed = day(cases[i].closed);
		existed = sops_deal_status_on(&then, &deal, day(cases[i].day));
		assert_int_equal(existed ? (int)then : -1, cases[i].then);
	}
}

/* Looked back at from 1 July. */
static void status_within_a_window(void **state)
{
	static const struct {
		const char *created, *closed, *last;
		int status, then; /* then -1: it was not there */
	} cases[] = {
		{ "2026-01-10", "2026-02-10", "2026-03-31", SOPS_STATUS_WON, SOPS_STATUS_WON },
		{ "2026-01-10", "2026-04-10", "2026-03-31", SOPS_STATUS_WON, SOPS_STATUS_OPEN },
		{ "2026-05-10", "2026-03-31", "2026-03-31", SOPS_STATUS_WON, SOPS_STATUS_WON },
		{ "2026-07-01", "2026-02-10", "2026-03-31", SOPS_STATUS_LOST, SOPS_STATUS_LOST },
		{ "2026-07-02", "2026-02-10", "2026-03-31", SOPS_STATUS_WON, -1 },
		{ "2026-05-10", "2026-04-01", "2026-03-31", SOPS_STATUS_WON, -1 },
		{ "2026-05-10", "2026-02-10", "2026-03-31", SOPS_STATUS_OPEN, -1 },
		{ "2026-05-10", NULL, "2026-03-31", SOPS_STATUS_WON, -1 },
		{ "2026-05-10", "2026-05-20", "2026-03-31", SOPS_STATUS_WON, -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		enum sops_deal_status then;
		struct sops_deal deal;
		bool existed;

		sops_deal_init(&deal);
		deal.status = cases[i].status;
		deal.created = day(cases[i].created);
		if (cases[i].closed)
			deal.closed = day(cases[i].closed);
		existed = sops_deal_status_within(&then, &deal, day(cases[i].last),
			day("2026-07-01"));
		assert_int_equal(existed ? (int)then : -1, cases[i].then);
	}
}

/* Every role has a name of its own, a place in the row and a doc; no header means two roles. */
static void roles_are_sound(void **state)
{
	(void)state;
	assert_true(sops_deals.count <= 64);
	for (size_t i = 0; i < sops_deals.count; i++) {
		const struct sops_role *role = &sops_deals.roles[i];

		assert_non_null(role->name);
		assert_non_null(role->doc);
		assert_true(role->offset < sizeof(struct sops_deal));
		assert_int_equal(sops_schema_role(&sops_deals, sops_field_of(role->name)), i);
		for (size_t j = 0; j < i; j++)
			assert_int_not_equal(role->offset, sops_deals.roles[j].offset);
	}
	assert_int_equal(sops_schema_role(&sops_deals, sops_field_of("Amount")), -1);
	assert_int_equal(sops_schema_role(&sops_deals, sops_field_of("")), -1);
}

TAP_MAIN("deals",
	cmocka_unit_test(status_and_closing_day),
	cmocka_unit_test(what_is_not_read_is_blank),
	cmocka_unit_test(every_type_is_read),
	cmocka_unit_test(history_of_changes),
	cmocka_unit_test(classes_of_stages),
	cmocka_unit_test(status_on_a_day),
	cmocka_unit_test(status_within_a_window),
	cmocka_unit_test(roles_are_sound))
