/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "audited.h"

#include <stdlib.h>

#define STAGES "stage,order,kind,max_days,optional,aliases\nDiscovery,1,open,30,,Entdeckung|发现\n" \
	"Demo,2,open,,,\nLegal,3,open,,yes,\nProposal,4,open,30,,\nClosed Won,,won,,,\n" \
	"Closed Lost,,lost,,,\n"
#define DEALS "deal_id,stage,amount\n"
#define CLOSED "deal_id,stage,amount,created,closed\n"
#define HISTORY "deal_id,stage,entered\n"

static void moves(void **state)
{
	static const struct {
		const char *history, *findings;
	} cases[] = {
		{ "D1,Discovery,2026-01-01\nD1,Demo,2026-01-20\nD1,Proposal,2026-02-10\n"
			"D1,Closed Won,2026-03-01\n", "" },
		{ "D1,Discovery,2026-01-01\nD1,Demo,2026-01-20\nD1,Legal,2026-01-21\n"
			"D1,Proposal,2026-02-10\nD1,Closed Won,2026-03-01\n", "" },
		/* in any order of rows, and on one day */
		{ "D1,Closed Won,2026-03-04 17:00\nD1,Demo,2026-03-04 09:30\n"
			"D1,Discovery,2026-03-04 08:00\nD1,Proposal,2026-03-04 10:00\n", "" },
		/* at one time, as they stand */
		{ "D1,Discovery,2026-03-04\nD1,Demo,2026-03-04\nD1,Proposal,2026-03-04\n"
			"D1,Closed Won,2026-03-04\n", "" },
		{ "D1,Demo,2026-03-04\nD1,Discovery,2026-03-04\nD1,Proposal,2026-03-05\n"
			"D1,Closed Won,2026-03-05\n",
			"stage_skip history.csv:2 D1 stage=Demo: began in Demo on 2026-03-04, "
			"skipped Discovery\n"
			"stage_regression history.csv:3 D1 stage=Discovery: went from Demo back to "
			"Discovery on 2026-03-04\n"
			"stage_skip history.csv:4 D1 stage=Proposal: skipped Demo between "
			"Discovery and Proposal on 2026-03-05\n" },
		/* several left out, and the optional one among them is none */
		{ "D1,Discovery,2026-01-01\nD1,Closed Won,2026-01-04\n",
			"stage_skip history.csv:3 D1 stage=Closed Won: skipped Demo, Proposal "
			"between Discovery and Closed Won on 2026-01-04\n" },
		{ "D1,Legal,2026-01-01\nD1,Proposal,2026-01-02\nD1,Closed Won,2026-01-04\n",
			"stage_skip history.csv:2 D1 stage=Legal: began in Legal on 2026-01-01, "
			"skipped Discovery, Demo\n" },
		{ "D1,Closed Won,2026-01-04\n",
			"stage_skip history.csv:2 D1 stage=Closed Won: began in Closed Won on "
			"2026-01-04, skipped Discovery, Demo, Proposal\n" },
		/* back, and over the same ground again */
		{ "D1,Discovery,2026-01-01\nD1,Demo,2026-01-02\nD1,Discovery,2026-01-03\n"
			"D1,Demo,2026-01-04\nD1,Proposal,2026-01-05\nD1,Closed Won,2026-01-06\n",
			"stage_regression history.csv:4 D1 stage=Discovery: went from Demo back to "
			"Discovery on 2026-01-03\n"
			"stage_repeat history.csv:4 D1 stage=Discovery: entered Discovery again on "
			"2026-01-03\n"
			"stage_repeat history.csv:5 D1 stage=Demo: entered Demo again on "
			"2026-01-04\n" },
		/* won from a deal that had been lost */
		{ "D1,Discovery,2026-01-01\nD1,Closed Lost,2026-01-02\nD1,Closed Won,2026-01-03\n",
			"illegal_transition history.csv:4 D1 stage=Closed Won: went from Closed "
			"Lost to Closed Won on 2026-01-03, which is no legal move\n" },
		/* reopened */
		{ "D1,Discovery,2026-01-01\nD1,Closed Lost,2026-01-02\nD1,Demo,2026-01-03\n"
			"D1,Proposal,2026-01-04\nD1,Closed Won,2026-01-05\n",
			"illegal_transition history.csv:4 D1 stage=Demo: went from Closed Lost to "
			"Demo on 2026-01-03, which is no legal move\n" },
		/* a stage renamed since is the same stage, and no move */
		{ "D1,Entdeckung,2026-01-01\nD1,discovery,2026-01-02\nD1,发现,2026-01-03\n"
			"D1,Demo,2026-01-04\nD1,Proposal,2026-01-05\nD1,Closed Won,2026-01-06\n",
			"" },
		/* what nobody knows is told, and no move of it is judged */
		{ "D1,Discovery,2026-01-01\nD1,Nirvana,2026-01-02\nD1,Closed Won,2026-01-05\n",
			"stage_unknown history.csv:3 D1 stage=Nirvana: the stages have no "
			"\"Nirvana\"\n" },
		{ "D1,Nirvana,2026-01-01\nD1,Discovery,2026-01-02\nD1,Nirvana,2026-01-03\n"
			"D1,Closed Won,2026-01-05\n",
			"stage_unknown history.csv:2 D1 stage=Nirvana: the stages have no "
			"\"Nirvana\"\n"
			"stage_unknown history.csv:4 D1 stage=Nirvana: the stages have no "
			"\"Nirvana\"\n"
			"stage_repeat history.csv:4 D1 stage=Nirvana: entered Nirvana again on "
			"2026-01-03\n" },
		/* nothing that could harm a terminal */
		{ "D1,Discovery,2026-01-01\nD1,\"\033[2Jx\",2026-01-02\nD1,Closed Won,2026-01-05\n",
			"stage_unknown history.csv:3 D1 stage=\033[2Jx: the stages have no "
			"\"\\x1b[2Jx\"\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct audited audited = { .stages = STAGES, .as_of = "2026-06-30",
			.deals = DEALS "D1,Closed Won,1\n" };
		struct sops_buffer history = SOPS_BUFFER_INIT;

		sops_buffer_printf(&history, HISTORY "%s", cases[i].history);
		audited.history = history.at;
		audited_expect(&audited, cases[i].findings);
		sops_buffer_release(&history);
	}
}

/* Moves that are named are legal, whichever way they go; and the repeat is one all the same. */
static void named_moves(void **state)
{
	const struct audited audited = { .stages = STAGES, .deals = DEALS "D1,Closed Won,1\n",
		.moves = "Closed Lost>Demo|Demo>Discovery|Demo>Closed Won",
		.history = HISTORY "D1,Discovery,2026-01-01\nD1,Demo,2026-01-02\n"
			"D1,Discovery,2026-01-03\nD1,Closed Lost,2026-01-04\nD1,Demo,2026-01-05\n"
			"D1,Proposal,2026-01-06\nD1,Closed Won,2026-01-07\n" };

	(void)state;
	audited_expect(&audited,
		"stage_repeat history.csv:4 D1 stage=Discovery: entered Discovery again on "
		"2026-01-03\n"
		"stage_repeat history.csv:6 D1 stage=Demo: entered Demo again on 2026-01-05\n"
		"illegal_transition history.csv:7 D1 stage=Proposal: went from Demo to Proposal on "
		"2026-01-06, which is no legal move\n");
}

/* No more names than anybody reads. */
static void long_skips(void **state)
{
	struct audited audited = { .deals = DEALS "D1,G,1\n",
		.stages = "stage,order\nA,1\nB,2\nC,3\nD,4\nE,5\nF,6\nG,7\n",
		.history = HISTORY "D1,A,2026-01-01\nD1,G,2026-01-02\n" };

	(void)state;
	audited_expect(&audited, "stage_skip history.csv:3 D1 stage=G: skipped B, C, D, E, F "
		"between A and G on 2026-01-02\n");
	audited.history = HISTORY "D1,G,2026-01-02\n";
	audited_expect(&audited, "stage_skip history.csv:2 D1 stage=G: began in G on 2026-01-02, "
		"skipped A, B, C, D, E and 1 more\n");
}

#define TWO "stage,order,kind,pipeline,max_days\nDemo,1,,新客户,3\n报价,2,,新客户,\nDemo,1,,Renewal,9\n" \
	"Sign,2,,Renewal,\nWon,,won,,\n"

static void pipelines(void **state)
{
	const struct audited audited = { .stages = TWO, .as_of = "2026-06-30",
		.deals = "deal_id,stage,amount,pipeline\nD1,Won,1,新客户\nD2,Won,1,Renewal\n"
			"D3,Sign,1,新客户\nD4,Demo,1,\nD5,Won,1,Renewal\n",
		.history = "deal_id,stage,entered,pipeline\n"
			"D1,Demo,2026-01-01,\nD1,报价,2026-01-05,\nD1,Won,2026-01-06,\n"
			"D2,Demo,2026-01-01,\nD2,Sign,2026-01-05,\nD2,Won,2026-01-06,\n"
			"D4,Demo,2026-06-20,\n"
			/* from one to the other is no move that anybody can judge */
			"D5,Demo,2026-01-01,新客户\nD5,Sign,2026-01-02,Renewal\n"
			"D5,Demo,2026-01-03,Renewal\nD5,Won,2026-01-04,Renewal\n" };

	(void)state;
	audited_expect(&audited,
		"stage_too_long history.csv:2 D1 stage=Demo: was in Demo 4 days, 3 are the limit\n"
		"stage_unknown @66 D3 stage=Sign: the stages have no \"Sign\" in the pipeline "
		"\"新客户\"\n"
		"stage_unknown @86 D4 stage=Demo: \"Demo\" is in several pipelines, and the deal "
		"is in none\n"
		"stage_unknown history.csv:8 D4 stage=Demo: \"Demo\" is in several pipelines, and "
		"the deal is in none\n"
		"stage_regression history.csv:11 D5 stage=Demo: went from Sign back to Demo on "
		"2026-01-03\n"
		"stage_skip history.csv:12 D5 stage=Won: skipped Sign between Demo and Won on "
		"2026-01-04\n");
}

/* Days of stays: to the next, to the close, to as-of; a limit is not yet too long. */
static void days(void **state)
{
	const struct audited audited = { .stages = STAGES, .as_of = "2026-06-30",
		.deals = CLOSED "D1,Closed Won,1,,2026-04-01\nD2,Discovery,1,,\nD3,Discovery,1,,\n"
			"D4,Closed Lost,1,,2026-02-15\nD5,Proposal,1,,\nD6,Discovery,1,,\n"
			"D7,Discovery,1,,\n",
		.history = "deal_id,stage,entered,left\n"
			"D7,Discovery,2026-06-20,2026-08-30\n"     /* which is not yet */
			"D1,Discovery,2026-01-01,\nD1,Demo,2026-01-31 23:59,\n"
			"D1,Proposal,2026-02-28,\nD1,Closed Won,2026-04-01,\n"
			"D2,Discovery,2026-05-31,\nD3,Discovery,2026-05-30,\n"
			"D4,Discovery,2026-01-01,\n"                /* its close is not in it */
			"D5,Discovery,2026-06-01,\nD5,Demo,2026-06-02,\nD5,Proposal,2026-06-02,\n"
			"D6,Discovery,2026-01-01,2026-01-15\n" };

	(void)state;
	audited_expect(&audited,
		"stage_too_long history.csv:5 D1 stage=Proposal: was in Proposal 32 days, 30 are "
		"the limit\n"
		"stage_too_long history.csv:8 D3 stage=Discovery: has been in Discovery 31 days, "
		"30 are the limit\n"
		"history_differs @98 D4 stage=Closed Lost: is in Closed Lost, and its history "
		"ends in Discovery on 2026-01-01\n"
		"stage_too_long history.csv:9 D4 stage=Discovery: was in Discovery 45 days, 30 "
		"are the limit\n");
}

static void one_day(void **state)
{
	const struct audited audited = { .as_of = "2026-06-30",
		.stages = "stage,order,max_days\nA,1,1\nB,2,0\nWon,3,\n",
		.deals = DEALS "D1,B,1\n",
		.history = HISTORY "D1,A,2026-06-27\nD1,B,2026-06-29\n" };

	(void)state;
	audited_expect(&audited,
		"stage_too_long history.csv:2 D1 stage=A: was in A 2 days, 1 is the limit\n"
		"stage_too_long history.csv:3 D1 stage=B: has been in B 1 day, 0 are the limit\n");
}

/* From the row alone. */
static void without_history(void **state)
{
	const struct audited audited = { .as_of = "2026-06-30",
		.stages = "stage,order,kind,max_days,optional,required_fields,required_activity\n"
			"A,1,,5,,amount,call\nO,2,,,yes,contacts,visit\nB,3,,5,,next_step,meeting\n"
			"Won,,won,,,closed,survey\nLost,,lost,,,lost_reason,\n",
		.deals = "deal_id,stage,amount,contacts,next_step,closed,lost_reason,lost_from,"
				"stage_changed\n"
			"D1,A,,,,,,,2026-06-25\n"
			"D2,O,,,,,,,2026-01-01\n"
			"D3,B,1,,,,,,2026-06-24\n"
			"D4,Won,1,,x,2026-06-01,,,2026-01-01\n"
			"D5,Lost,,,,2026-06-01,,,2026-01-01\n"
			"D6,Lost,,,,2026-06-01,price,B,2026-01-01\n"
			"D7,Other,,,,,,,2026-01-01\n"
			",B,1,,x,,,,\n",
		.activities = "deal_id,type,start,auto\nD2,Call,2026-01-01,\n"
			"D3,CALL,2026-06-30 23:00,\nD4,call,2026-07-01,\n"
			"D4,call,2026-01-01,yes\nD4,call,,\n"
			"D4,meeting,2026-01-01,no\n"
			",survey,2026-01-01,\nD4,mail,2026-01-01,\n" };
	char *found;

	(void)state;
	found = audited_findings(&audited, true);
	assert_string_equal(found,
		"stage_field @83 D1 amount=: amount is blank, and A requires it\n"
		"stage_field @105 D2 amount=: amount is blank, and A requires it\n"
		"stage_field @105 D2 contacts=: contacts is blank, and O requires it\n"
		"stage_field @127 D3 next_step=: next_step is blank, and B requires it\n"
		"stage_too_long @127 D3 stage_changed=2026-06-24: has been in B 6 days, 5 are the "
		"limit\n"
		"stage_activity @150 D4 stage=Won: is past A, and had no call\n"
		"stage_activity @150 D4 stage=Won: is in Won, and had no survey\n"
		"stage_field @186 D5 lost_reason=: lost_reason is blank, and Lost requires it\n"
		"stage_field @221 D6 amount=: amount is blank, and A requires it\n"
		"stage_field @221 D6 next_step=: next_step is blank, and B requires it\n"
		"stage_activity @221 D6 stage=Lost: is past A, and had no call\n"
		"stage_unknown @262 D7 stage=Other: the stages have no \"Other\"\n"
		"stage_unknown 1/8\n"
		"stage_field 7/14\n"
		"stage_activity 3/6\n"
		"stage_too_long 1/2\n");
	free(found);
}

/* By the history: where it was lost, and when it went on. */
static void activities(void **state)
{
	const struct audited audited = { .as_of = "2026-06-30",
		.stages = "stage,order,kind,required_fields,required_activity\nA,1,,amount,call\n"
			"B,2,,contacts,meeting\nC,3,,next_step,\nWon,,won,,\nLost,,lost,,\n",
		.deals = "deal_id,stage,amount,contacts,next_step\nD1,Won,1,1,x\nD2,Lost,1,,\n"
			"D3,C,1,1,x\nD4,B,1,1,\n",
		.history = HISTORY "D1,A,2026-01-01\nD1,B,2026-01-05 10:00\nD1,C,2026-01-09\n"
			"D1,Won,2026-01-12\n"
			"D2,A,2026-01-01\nD2,B,2026-01-05\nD2,Lost,2026-01-09\n"
			"D3,A,2026-01-01\nD3,B,2026-01-05\nD3,A,2026-01-06\nD3,B,2026-01-07\n"
			"D3,C,2026-01-08\n"
			"D4,A,2026-06-01\nD4,B,2026-06-05\n",
		.activities = "deal_id,type,start\nD1,call,2026-01-05 16:00\n"
			"D1,meeting,2026-01-10\n"
			"D2,call,2025-12-01\nD3,call,2026-01-06\nD3,meeting,2026-01-08\n" };

	(void)state;
	audited_expect(&audited,
		"stage_activity @40 D1 stage=Won: went on from B on 2026-01-09, and had its first "
		"meeting on 2026-01-10\n"
		"stage_field @53 D2 contacts=: contacts is blank, and B requires it\n"
		"stage_activity @65 D3 stage=C: went on from A on 2026-01-05, and had its first "
		"call on 2026-01-06\n"
		"stage_regression history.csv:11 D3 stage=A: went from B back to A on 2026-01-06\n"
		"stage_repeat history.csv:11 D3 stage=A: entered A again on 2026-01-06\n"
		"stage_repeat history.csv:12 D3 stage=B: entered B again on 2026-01-07\n"
		"stage_activity @76 D4 stage=B: went on from A on 2026-06-05, and had no call\n");
}

/* Until the history shows the close, a later row contradicts it; then it is an edit. */
static void after_close(void **state)
{
	struct audited audited = { .as_of = "2026-06-30",
		.deals = "deal_id,stage,amount,closed,modified\n"
			"D1,Closed Won,300,2026-03-01,2026-03-01 20:00\n"
			"D2,Closed Lost,1,2026-03-01,2026-03-02\n"
			"D3,Closed Won,1,2026-03-01,\nD4,Proposal,1,,2026-05-01\n",
		.history = "deal_id,stage,entered,amount\n"
			"D1,Proposal,2026-02-01,100\nD1,Closed Won,2026-03-01,100\n"
			"D1,Closed Won,2026-03-02,300\nD1,Closed Won,2026-03-08,300\n"
			"D1,Closed Won,2026-03-09,\nD1,Closed Won,2026-03-10,$300\n"
			"D2,Proposal,2026-02-01,\nD2,Closed Lost,2026-02-20,\n"
			"D2,Proposal,2026-02-21,\n"
			"D2,Closed Lost,2026-03-01,\nD2,Proposal,2026-03-05,\n"
			"D2,Closed Lost,2026-03-06,\n"
			"D3,Proposal,2026-02-20,\nD3,Legal,2026-03-02,\n"
			"D3,Closed Won,2026-03-03,\n" };

	(void)state;
	audited_expect(&audited,
		"edit_after_close history.csv:4 D1 amount=300: amount went from 100 to 300 on "
		"2026-03-02, 1 day after it was closed\n"
		"edit_after_close history.csv:7 D1 amount=$ 300: amount went from 300 to $ 300 on "
		"2026-03-10, 9 days after it was closed\n"
		"edit_after_close @83 D2 modified=2026-03-02: was modified on 2026-03-02, 1 day "
		"after it was closed\n"
		"stage_repeat history.csv:10 D2 stage=Proposal: entered Proposal again on "
		"2026-02-21\n"
		"stage_repeat history.csv:11 D2 stage=Closed Lost: entered Closed Lost again on "
		"2026-03-01\n"
		"stage_repeat history.csv:12 D2 stage=Proposal: entered Proposal again on "
		"2026-03-05\n"
		"edit_after_close history.csv:12 D2 stage=Proposal: went from Closed Lost to "
		"Proposal on 2026-03-05, 4 days after it was closed\n"
		"stage_repeat history.csv:13 D2 stage=Closed Lost: entered Closed Lost again on "
		"2026-03-06\n"
		"edit_after_close history.csv:13 D2 stage=Closed Lost: went from Proposal to "
		"Closed Lost on 2026-03-06, 5 days after it was closed\n"
		"history_order history.csv:15 D3 entered=Legal: entered Legal on 2026-03-02, and "
		"was closed on 2026-03-01\n"
		"history_order history.csv:16 D3 entered=Closed Won: entered Closed Won on "
		"2026-03-03, and was closed on 2026-03-01\n");
	audited.edit_days = 5;
	audited.exempt = SOPS_CONFORMANCE_CHECK(SOPS_CHECK_STAGE_REPEAT) |
		SOPS_CONFORMANCE_CHECK(SOPS_CHECK_HISTORY_ORDER);
	audited_expect(&audited,
		"edit_after_close history.csv:7 D1 amount=$ 300: amount went from 300 to $ 300 on "
		"2026-03-10, 9 days after it was closed\n");
}

static void jumps(void **state)
{
	struct audited audited = { .jump = "0.5", .deals = DEALS "D1,A,1\n",
		.history = "deal_id,stage,entered,amount\n"
			"D1,A,2026-01-01,100\nD1,A,2026-01-02,150\n"         /* just half */
			"D1,A,2026-01-03,\n"
			"D1,A,2026-01-04,225.01\n"       /* of the last one there is */
			"D1,B,2026-01-05,225.01\nD1,A,2026-01-06,112.505\n"
			"D1,A,2026-01-07,0\nD1,A,2026-01-08,1000000\n"     /* from 0 */
			"D1,A,2026-01-09,EUR 1\nD1,A,2026-01-10,EUR 2\n"   /* of another currency */
			"D1,A,2026-01-11,EUR -2\nD1,A,2026-01-12,EUR -3\n" };
	static const char expected[] =
		"amount_jump history.csv:5 D1 amount=225.01: amount went from 150 to 225.01 on "
		"2026-01-04, by more than 50 %\n"
		"stage_repeat history.csv:7 D1 stage=A: entered A again on 2026-01-06\n"
		"amount_jump history.csv:8 D1 amount=0: amount went from 112.505 to 0 on "
		"2026-01-07, by more than 50 %\n"
		"amount_jump history.csv:11 D1 amount=EUR 2: amount went from EUR 1 to EUR 2 on "
		"2026-01-10, by more than 50 %\n"
		"amount_jump history.csv:12 D1 amount=EUR -2: amount went from EUR 2 to EUR -2 on "
		"2026-01-11, by more than 50 %\n"
		"amount_jump 4/10\n";
	char *found;

	(void)state;
	found = audited_findings(&audited, true);
	assert_non_null(strstr(found, "amount_jump 4/10\n"));
	assert_memory_equal(found, expected, strlen(expected) - strlen("amount_jump 4/10\n"));
	free(found);
	audited.jump = "0.125";
	audited.history = "deal_id,stage,entered,amount\nD1,A,2026-01-01,80\nD1,A,2026-01-02,90\n"
		"D1,A,2026-01-03,101.26\n";
	audited_expect(&audited,
		"amount_jump history.csv:4 D1 amount=101.26: amount went from 90 to 101.26 on "
		"2026-01-03, by more than 12.5 %\n");
	audited.history = "deal_id,stage,entered,amount\n"
		"D1,A,2026-01-01,99999999999999999999999999999999999999\n"
		"D1,A,2026-01-02,-99999999999999999999999999999999999999\n";
	audited_expect(&audited, "-3 overflow: -99999999999999999999999999999999999999 - "
		"99999999999999999999999999999999999999 is beyond 38 digits");
	audited.jump = NULL;
	audited_expect(&audited, "");
}

static void order(void **state)
{
	const struct audited audited = { .as_of = "2026-06-30",
		.deals = CLOSED "D1,Demo,1,2026-01-05,\nD2,Demo,1,,\nD3,Discovery,1,,\n",
		.history = "deal_id,stage,entered,left\n"
			"D1,Discovery,2026-01-04 23:59,2026-01-04\n"     /* before it was created */
			"D1,Demo,2026-01-05,\n"                /* a day after it was left */
			"D1,Proposal,2026-07-01,\n"                      /* not yet */
			"D2,Discovery,2026-02-01,2026-01-20\n"           /* left before */
			"D2,Demo,2026-02-10,2026-02-11\n"
			"D3,Discovery,2026-02-01,2026-02-10\n"
			"D3,Discovery,2026-02-03,\n"
			"D3,Demo,2026-02-10 12:00,2026-02-12 08:00\n"
			"D3,Discovery,2026-02-12 23:00,\n" };

	(void)state;
	audited_expect(&audited,
		"history_order history.csv:2 D1 entered=Discovery: entered Discovery on "
		"2026-01-04, and was created on 2026-01-05\n"
		"history_order history.csv:3 D1 entered=Demo: entered Demo on 2026-01-05, and left "
		"Discovery on 2026-01-04\n"
		"history_order history.csv:4 D1 entered=Proposal: entered Proposal on 2026-07-01, "
		"which is after 2026-06-30\n"
		"history_order history.csv:5 D2 entered=Discovery: entered Discovery on "
		"2026-02-01 and left it on 2026-01-20\n"
		"stage_repeat history.csv:10 D3 stage=Discovery: entered Discovery again on "
		"2026-02-12\n");
}

/* The layout of From and To tells more: where the deal came from, and edits of other things. */
static void changes(void **state)
{
	const struct audited audited = { .stages = STAGES, .as_of = "2026-06-30", .jump = "1",
		.deals = CLOSED "D1,Closed Won,1,,2026-01-09\nD2,Demo,1,,\nD3,Proposal,1,,\n",
		.history = "Opportunity ID,From Stage,To Stage,Last Modified,Amount\n"
			/* the newest first, of one time too */
			"D1,Closed Won,Closed Won,2026-01-12,500\n"
			"D1,Proposal,Closed Won,2026-01-09,100\nD1,Demo,Proposal,2026-01-09,100\n"
			"D1,Entdeckung,Demo,2026-01-02,100\nD1,,Discovery,2026-01-01,100\n"
			/* it did not begin there */
			"D2,Proposal,Demo,2026-01-05,\n"
			"D3,,Discovery,2026-06-01,\nD3,Discovery,Demo,2026-06-02,\n"
			"D3,Discovery,Proposal,2026-06-03,\n" };

	(void)state;
	audited_expect(&audited,
		"edit_after_close history.csv:2 D1 amount=500: amount went from 100 to 500 on "
		"2026-01-12, 3 days after it was closed\n"
		"amount_jump history.csv:2 D1 amount=500: amount went from 100 to 500 on "
		"2026-01-12, by more than 100 %\n"
		"stage_skip history.csv:7 D2 stage=Proposal: began in Proposal, skipped Discovery, "
		"Demo\n"
		"stage_regression history.csv:7 D2 stage=Demo: went from Proposal back to Demo on "
		"2026-01-05\n"
		"history_order history.csv:10 D3 entered=Proposal: entered Proposal on 2026-06-03 "
		"from Discovery, and was in Demo\n");
}

/* A column a stage, and a field a row. */
static void other_layouts(void **state)
{
	struct audited audited = { .stages = STAGES, .as_of = "2026-06-30",
		.deals = DEALS "7,Proposal,1\n",
		.history = "Record ID,\"Date entered \"\"Discovery\"\"\",\"Date exited "
			"\"\"Discovery\"\"\",\"Date entered \"\"Proposal\"\"\"\n"
			"7,2026-06-01,2026-06-02,2026-06-05\n" };

	(void)state;
	audited_expect(&audited,
		"stage_skip history.csv:2 7 stage=Proposal: skipped Demo between Discovery and "
		"Proposal on 2026-06-05\n"
		"history_order history.csv:2 7 entered=Proposal: entered Proposal on 2026-06-05, "
		"and left Discovery on 2026-06-02\n");
	audited.history = "Opportunity ID,Field / Event,Old Value,New Value,Edit Date\n"
		"7,Stage,Demo,Proposal,2026-06-08\n7,Amount,1,2,2026-06-07\n"
		"7,Stage,Discovery,Demo,2026-06-05\n7,Created.,,,2026-06-01\n";
	audited_expect(&audited, "");
}

static void missing(void **state)
{
	struct audited audited = { .deals = DEALS "D2,A,1\n0011000000abcde,A,1\nD2,A,1\n,A,1\n",
		.history = HISTORY "X9,A,2026-01-02\nX1,A,2026-01-02\nD2,A,2026-01-01\n"
			"X9,B,2026-01-01\n001100000000000abcdeAAA,A,2026-01-01\n" };

	(void)state;
	audited.history = HISTORY "X9,A,2026-01-02\nX1,A,2026-01-02\nD2,A,2026-01-01\n"
		"X9,B,2026-01-01\n0011000000abcdeAAA,A,2026-01-01\nD2,B,2026-01-02\n";
	audited_expect(&audited,
		"history_differs @21 D2 stage=A: is in A, and its history ends in B on 2026-01-02\n"
		"history_differs history.csv:2 X9 deal_id=X9: no deal has this id\n"
		"history_differs history.csv:3 X1 deal_id=X1: no deal has this id\n");
	audited.some = true;
	audited_expect(&audited,
		"history_differs @21 D2 stage=A: is in A, and its history ends in B on "
		"2026-01-02\n");
}

/* Every role of such an input. */
static void uses(void **state)
{
	(void)state;
	assert_true(sops_conformance_history_uses ==
		SOPS_ROLE(sops_history_event_rows.count) - 1);
}

static void no_ids(void **state)
{
	const struct audited audited = { .deals = DEALS "D1,A,1\n",
		.history = "name,stage,entered\nAcme,A,2026-01-01\n" };
	const struct audited none = { .deals = DEALS "D1,A,1\n",
		.history = "deal_id,stage,entered\nD1,A,2026-01-01\nD1,,2026-01-01\n" };

	(void)state;
	audited_expect(&audited, "-3 history.csv:1: no column for deal_id (say which with "
		"-m 'stage_history.deal_id=Header')");
	audited_expect(&none, "-3 history.csv:3: a stage history needs a deal, a stage and the "
		"time it was entered");
}

#define MANY "deal_id,owner,stage,amount,created,closed,status\n" \
	"D1,李娜,Closed Won,1,2026-01-01,2026-01-11,\nD2,Ann,Closed Won,1,2026-01-01,2026-01-21,\n" \
	"D3,Ann,Closed Lost,1,2026-01-01,2026-01-03,\nD4,,Demo,1,2026-01-01,,\n" \
	"D5,Ann,Closed Won,1,2026-01-01,2026-01-05,\nD6,Ann,Closed Won,1,2026-01-01,2026-01-07,\n" \
	"D7,李娜,Nirvana,1,,,\n"
#define MANY_HISTORY HISTORY \
	"D1,Discovery,2026-01-01\nD1,Demo,2026-01-02\nD1,Proposal,2026-01-03\n" \
	"D1,Closed Won,2026-01-11\n" \
	"D2,发现,2026-01-01\nD2,Demo,2026-01-02\nD2,Proposal,2026-01-03\nD2,Closed Won,2026-01-21\n" \
	"D3,Discovery,2026-01-01\nD3,Closed Lost,2026-01-03\nD4,Demo,2026-01-01\n" \
	"D5,Discovery,2026-01-01\nD5,Closed Won,2026-01-05\nD6,Discovery,2026-01-01\n" \
	"D6,Closed Won,2026-01-07\n"

static void expect(char *got, const char *expected)
{
	assert_string_equal(got, expected);
	free(got);
}

static void variants(void **state)
{
	struct audited audited = { .stages = STAGES, .deals = MANY, .history = MANY_HISTORY };

	(void)state;
	expect(audited_variants(&audited),
		"path,deals,share,conforming,mean_days,won,win_rate\n"
		"Discovery > Closed Won,2,0.333333333333,false,5,2,1\n"
		"Discovery > Demo > Proposal > Closed Won,2,0.333333333333,true,15,2,1\n"
		"Demo,1,0.166666666667,false,,0,\n"
		"Discovery > Closed Lost,1,0.166666666667,true,2,0,0\n");
	audited.stages = NULL; /* then 发现 is a stage of its own */
	expect(audited_variants(&audited),
		"path,deals,share,conforming,mean_days,won,win_rate\n"
		"Discovery > Closed Won,2,0.333333333333,,5,2,1\n"
		"Demo,1,0.166666666667,,,0,\n"
		"Discovery > Closed Lost,1,0.166666666667,,2,0,0\n"
		"Discovery > Demo > Proposal > Closed Won,1,0.166666666667,,10,1,1\n"
		"发现 > Demo > Proposal > Closed Won,1,0.166666666667,,20,1,1\n");
	audited.history = NULL;
	expect(audited_variants(&audited), "path,deals,share,conforming,mean_days,won,win_rate\n");
}

/* One path conforms in one pipeline and not in the other. */
static void variants_of_pipelines(void **state)
{
	const struct audited audited = {
		.stages = "stage,order,pipeline\nA,1,X\nB,2,X\nC,3,X\nA,1,Y\nC,3,Y\n",
		.deals = "deal_id,stage,amount,pipeline\nD1,C,1,X\nD2,C,1,Y\n",
		.history = HISTORY "D1,A,2026-01-01\nD1,C,2026-01-02\nD2,A,2026-01-01\n"
			"D2,C,2026-01-02\n" };

	(void)state;
	expect(audited_variants(&audited),
		"path,deals,share,conforming,mean_days,won,win_rate\n"
		"A > C,1,0.5,true,,0,\nA > C,1,0.5,false,,0,\n");
}

#define OWNERS "owner,total,deals,conforming,share,skipped,backward,repeated,illegal,too_long," \
	"missing_fields,missing_activities,edited_after_close\n"

static void owners(void **state)
{
	struct audited audited = { .stages = STAGES, .deals = MANY, .history = MANY_HISTORY };

	(void)state;
	expect(audited_owners(&audited), OWNERS
		",true,7,3,0.428571428571,3,0,0,0,0,,,0\n"
		"Ann,false,4,2,0.5,2,0,0,0,0,,,0\n"
		"李娜,false,2,1,0.5,0,0,0,0,0,,,0\n"
		",false,1,0,0,1,0,0,0,0,,,0\n");
	audited.history = NULL;
	expect(audited_owners(&audited), OWNERS
		",true,7,6,0.857142857143,,,,,,,,\n"
		"Ann,false,4,4,1,,,,,,,,\n"
		"李娜,false,2,1,0.5,,,,,,,,\n"
		",false,1,1,1,,,,,,,,\n");
	audited.stages = NULL;
	audited.history = MANY_HISTORY;
	expect(audited_owners(&audited), OWNERS
		",true,7,7,1,,,0,,,,,0\n"
		"Ann,false,4,4,1,,,0,,,,,0\n"
		"李娜,false,2,2,1,,,0,,,,,0\n"
		",false,1,1,1,,,0,,,,,0\n");
	audited.deals = DEALS;
	expect(audited_owners(&audited), OWNERS ",true,0,0,,,,0,,,,,\n");
}

TAP_MAIN("conformance",
	cmocka_unit_test(moves),
	cmocka_unit_test(named_moves),
	cmocka_unit_test(long_skips),
	cmocka_unit_test(pipelines),
	cmocka_unit_test(days),
	cmocka_unit_test(one_day),
	cmocka_unit_test(without_history),
	cmocka_unit_test(activities),
	cmocka_unit_test(after_close),
	cmocka_unit_test(jumps),
	cmocka_unit_test(order),
	cmocka_unit_test(changes),
	cmocka_unit_test(other_layouts),
	cmocka_unit_test(missing),
	cmocka_unit_test(uses),
	cmocka_unit_test(no_ids),
	cmocka_unit_test(variants),
	cmocka_unit_test(variants_of_pipelines),
	cmocka_unit_test(owners))
