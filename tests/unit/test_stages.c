/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/stages.h>

#include "given.h"

#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The names in order, or the error on one line. */
static char *outcome(struct sops_stages *stages, int status, const struct sops_error *err)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;

	assert_int_equal(status, err->status);
	if (status < 0)
		return given_error(err);
	for (size_t i = 0; i < sops_stages_count(stages); i++) {
		sops_buffer_puts(&out, i ? "|" : "");
		sops_buffer_field(&out, sops_stages_name(stages, i));
	}
	sops_stages_free(stages);
	return out.at;
}

static char *parsed(const char *list)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_stages *stages = NULL;
	int status = sops_stages_parse(&stages, list, &err);

	return outcome(stages, status, &err);
}

static int read_text(struct sops_stages **stages, const char *text, struct sops_error *err)
{
	int fd = given_fd(text), status = sops_stages_read(stages, fd, "stages.csv", err);

	close(fd);
	return status;
}

static char *read_of(const char *text)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_stages *stages = NULL;
	int status = read_text(&stages, text, &err);

	return outcome(stages, status, &err);
}

static void check(char *(*what)(const char *text), const char *const cases[][2], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *got = what(cases[i][0]);

		assert_string_equal(got, cases[i][1]);
		free(got);
	}
}

static void lists(void **state)
{
	static const char *const cases[][2] = {
		{ "Prospecting,Engaging,Won", "Prospecting|Engaging|Won" },
		{ " Prospecting , Engaging ", "Prospecting|Engaging|Won" },
		{ "A,Closed Won", "A|Closed Won" },
		{ "A,Closed Won,B", "A|B|Closed Won" },           /* won is always the last */
		{ "A,Lost,B,Omitted,赢单", "A|B|赢单" },          /* lost and void have no place */
		{ "c,b,a,10,9", "c|b|a|10|9|Won" },
		{ "Won", "Won" },
		{ "", "-2 the stages have an empty name among them" },
		{ "A,", "-2 the stages have an empty name among them" },
		{ "A,,B", "-2 the stages have an empty name among them" },
		{ "A,B,A", "-2 stage \"A\" is named twice" },
		{ "Demo,demo", "-2 stage \"demo\" is named twice" },
		{ "A,Won,Closed Won", "-2 the stages have more than one that is won" },
	};

	(void)state;
	check(parsed, cases, COUNT(cases));
}

static void tables(void **state)
{
	static const char *const cases[][2] = {
		{ "stage,order,kind\nSigned,9,won\nB,2.5,open\nA,-1,open\nGone,,lost\nC,10,\n",
			"A|B|C|Signed" },
		{ "stage,order\nClosed Won,1\nB,2\nA,1\nClosed Lost,1\n", "A|B|Closed Won" },
		{ "order,Stage\n2,B\n1,A\n", "A|B|Won" },
		{ "阶段,顺序,类型\n谈判,1,open\n", "谈判|Won" },
		{ "stage,order\n", "Won" },
		{ "stage,order,aliases\nA,1,a1|a2\nB,2,b1; b2;\n", "A|B|Won" },
		{ "stage,order,pipeline\nA,1,X\nB,2,Y\n", "A|B|Won" },
		{ "stage,order,pipeline\nA,1,X\na,2,Y\n",
			"-2 stages.csv: stage \"a\" is in two pipelines, \"X\" and \"Y\" "
			"(name a file with the stages of one)" },
		{ "stage,order,aliases\nA,1,b|c\nB,2,\n",
			"-2 stages.csv:3: stage \"B\" is named twice" },
		{ "stage,order,aliases\nA,1,b\nC,2,B\n",
			"-2 stages.csv:3: stage \"B\" is named twice" },
		{ "stage,order\nA,1\n,2\n",
			"-2 stages.csv:3: the stages have an empty name among them" },
		{ "stage,order\nA,1\nB,2\na,3\n", "-2 stages.csv:4: stage \"a\" is named twice" },
		{ "stage,order\nA,1\nB,1.0\n",
			"-2 stages.csv: stages \"A\" and \"B\" have the same order" },
		{ "stage,order\nA,1\nB,\n", "-2 stages.csv: stage \"B\" has no order" },
		{ "stage,order,max_days\nA,1,1.5\n",
			"-3 stages.csv:2: max_days: \"1.5\" is not a count" },
		{ "stage,order,max_days\nA,1,-1\n",
			"-3 stages.csv:2: max_days: \"-1\" is not a count" },
		{ "stage,order,max_days\nA,1,1000001\n",
			"-2 stages.csv:2: max_days of \"A\" is more than 1000000" },
		{ "stage,order,max_days\nA,1,1000000\nB,2,\n", "A|B|Won" },
		{ "stage,order,kind\nA,1,won\nB,2,won\n",
			"-2 stages.csv: the stages have more than one that is won" },
		{ "stage,order\nA,x\n", "-3 stages.csv:2: order: \"x\" is not a number "
			"(if it means empty: --null 'x')" },
		{ "stage,order,kind\nA,1,maybe\n",
			"-3 stages.csv:2: kind: \"maybe\" is none of: open, won, lost, void" },
		{ "stage,order,probability\nA,1,150%\n",
			"-3 stages.csv:2: probability: \"150%\" is not between 0 and 100 %" },
		{ "stage\nA\n", "-3 stages.csv:1: no column for order (number that sorts the open "
			"stages); the columns are: stage (say which with -m 'order=Header')" },
		{ "", "-3 stages.csv: empty input: no header row" },
	};

	(void)state;
	check(read_of, cases, COUNT(cases));
}

static void finds(void **state)
{
	struct sops_stages *stages = NULL;
	struct sops_money probability;

	(void)state;
	assert_int_equal(read_text(&stages, "stage,order,kind,probability\nLead,1,open,10%\n"
		"Demo,2,open,\nSigned,3,won,\nGone,4,lost,0\nDupe,5,void,\nWon later,6,open,0.5\n",
		NULL), 0);
	assert_int_equal(sops_stages_count(stages), 4);
	assert_int_equal(sops_stages_find(stages, sops_field_of("LEAD")), 0);
	assert_int_equal(sops_stages_find(stages, sops_field_of("Won later")), 2);
	assert_int_equal(sops_stages_find(stages, sops_field_of("signed")), 3);
	assert_int_equal(sops_stages_find(stages, sops_field_of("Gone")), -1);
	assert_int_equal(sops_stages_find(stages, sops_field_of("Lea")), -1);
	assert_int_equal(sops_stages_find(stages, (struct sops_field){ NULL, 0 }), -1);
	assert_int_equal(sops_stages_status(stages, sops_field_of("signed")), SOPS_STATUS_WON);
	assert_int_equal(sops_stages_status(stages, sops_field_of("gone")), SOPS_STATUS_LOST);
	assert_int_equal(sops_stages_status(stages, sops_field_of("Dupe")), SOPS_STATUS_VOID);
	assert_int_equal(sops_stages_status(stages, sops_field_of("Demo")), SOPS_STATUS_OPEN);
	/* What the model does not have goes by its name. */
	assert_int_equal(sops_stages_status(stages, sops_field_of("Closed Lost")),
		SOPS_STATUS_LOST);
	assert_int_equal(sops_stages_status(NULL, sops_field_of("Closed Won")), SOPS_STATUS_WON);
	assert_int_equal(sops_stages_status(NULL, sops_field_of("signed")), SOPS_STATUS_OPEN);
	probability = sops_stages_probability(stages, sops_field_of("lead"));
	assert_int_equal(probability.units, 1);
	assert_int_equal(probability.scale, 1);
	assert_true(sops_money_blank(sops_stages_probability(stages, sops_field_of("Demo"))));
	assert_true(sops_money_blank(sops_stages_probability(stages, sops_field_of("x"))));
	assert_true(sops_money_blank(sops_stages_probability(NULL, sops_field_of("Lead"))));
	sops_stages_free(stages);
	sops_stages_free(NULL);
}

static void checks(void **state)
{
	static const struct {
		const char *stage, *error;
	} cases[] = {
		{ "Lead", NULL }, { "SIGNED", NULL }, { "gone", NULL },
		{ "Demo", "-3 stage: the stages have no \"Demo\" "
			"(add a line Demo,2,open, or as won, lost or void)" },
		{ "Closed Lost", "-3 stage: the stages have no \"Closed Lost\" "
			"(add a line Closed Lost,,lost)" },
		{ "\x1b\xE8\xB5\xA2\xE5\x8D\x95", "-3 stage: the stages have no \"\\x1b赢单\" "
			"(add a line \\x1b赢单,2,open, or as won, lost or void)" },
	};
	struct sops_stages *stages = NULL;

	(void)state;
	assert_int_equal(read_text(&stages, "stage,order,kind\nLead,1,open\nSigned,2,won\n"
		"Gone,,lost\n", NULL), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		int status = sops_stages_check(stages, sops_field_of(cases[i].stage), &err);
		char *error;

		assert_int_equal(status, cases[i].error ? SOPS_EINPUT : 0);
		if (!cases[i].error)
			continue;
		error = given_error(&err);
		assert_string_equal(error, cases[i].error);
		free(error);
	}
	sops_stages_free(stages);
}

/* A name means the stage of the deal's pipeline; if nobody knows which, it has one kind. */
static void pipelines(void **state)
{
	static const struct {
		const char *pipeline, *stage, *found;
	} cases[] = {
		{ "New", "Demo", "Demo 0" }, { "New", "SHOW", "Demo 0" },
		{ "New", "Over", "Over 1" },
		{ "Renewal", "Over", "Over 2" }, { "", "Demo", "Demo 0" }, { "", "Gone", "Gone 2" },
		{ "Renewal", "gone", "Gone 2" }, { "Other", "Gone", "Gone 2" },
		{ "Other", "Demo", "-3 stage: the stages have no \"Demo\" in the pipeline "
			"\"Other\" (add a line Demo,3,open, or as won, lost or void)" },
		{ "", "Over", "-3 stage: \"Over\" is won in the pipeline \"New\" and lost in "
			"\"Renewal\", and the deal is in none" },
	};
	struct sops_stages *stages = NULL;
	int fd = given_fd("stage,kind,aliases,pipeline\nDemo,open,show|presentation,New\n"
		"Demo,open,,Renewal\nOver,won,,New\nOver,lost,,Renewal\nGone,lost,,\n");

	(void)state;
	assert_int_equal(sops_stages_read_apart(&stages, fd, "stages.csv", NULL, NULL), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		struct sops_deal deal;
		char *found;

		sops_deal_init(&deal);
		deal.stages = stages;
		deal.status = SOPS_BLANK;
		deal.stage = sops_field_of(cases[i].stage);
		deal.pipeline = sops_field_of(cases[i].pipeline);
		if (sops_deals.derive(&deal, 0, &err) < 0)
			found = given_error(&err);
		else
			assert_true(asprintf(&found, "%.*s %d", (int)deal.stage.len,
				deal.stage.at, deal.status) > 0);
		assert_string_equal(found, cases[i].found);
		free(found);
	}
	sops_stages_free(stages);
	close(fd);
}

/* A deal's status as its flags or the stages say; any other stage is refused. */
static void deals_have_them(void **state)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_stages *stages = NULL;
	struct sops_deal deal;

	(void)state;
	assert_int_equal(read_text(&stages, "stage,order,kind\nWon,1,open\nSigned,2,won\n"
		"Gone,,lost\n", NULL), 0);
	sops_deal_init(&deal);
	deal.stages = stages;
	deal.status = SOPS_BLANK;
	deal.close_date = 20000;
	deal.stage = sops_field_of("Won");
	assert_int_equal(sops_deals.derive(&deal, 0, &err), 0);
	assert_int_equal(deal.status, SOPS_STATUS_OPEN);
	deal.status = SOPS_BLANK;
	deal.stage = sops_field_of("Gone");
	assert_int_equal(sops_deals.derive(&deal, 0, &err), 0);
	assert_int_equal(deal.status, SOPS_STATUS_LOST);
	assert_int_equal(deal.closed, 20000);
	deal.status = SOPS_STATUS_WON;
	assert_int_equal(sops_deals.derive(&deal, 0, &err), 0);
	assert_int_equal(deal.status, SOPS_STATUS_WON);
	deal.stage = sops_field_of("Closed Won");
	assert_int_equal(sops_deals.derive(&deal, 0, &err), SOPS_EINPUT);
	deal.stage = (struct sops_field){ NULL, 0 };
	deal.status = SOPS_BLANK;
	assert_int_equal(sops_deals.derive(&deal, 0, &err), 0);
	assert_int_equal(deal.status, SOPS_STATUS_OPEN);
	sops_stages_free(stages);
}

TAP_MAIN("stages",
	cmocka_unit_test(checks),
	cmocka_unit_test(pipelines),
	cmocka_unit_test(deals_have_them),
	cmocka_unit_test(lists),
	cmocka_unit_test(tables),
	cmocka_unit_test(finds))
