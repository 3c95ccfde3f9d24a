/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/funnel.h>

#include "given.h"
#include "property.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define COLUMNS \
	"stage,order,reached,advanced,lost,open,conversion,resolved_conversion,cumulative,amount," \
	"median_days,mean_days,p90_days,bottleneck\n"

static sops_date day(const char *iso)
{
	sops_date date = SOPS_DATE_BLANK;

	assert_int_equal(sops_date_parse_iso(&date, sops_field_of(iso), NULL), 0);
	return date;
}

static struct sops_stages *model(const char *list)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_stages *stages = NULL;

	if (sops_stages_parse(&stages, list, &err) < 0)
		fail_msg("%s", err.text);
	return stages;
}

static struct given asked(const struct sops_funnel_options *options)
{
	struct given given = { .metric = &sops_funnel_metric, .options = options,
		.context = SOPS_CONTEXT_INIT };

	given.context.as_of = day("2026-02-10");
	return given;
}

/* The answer with these stages, or, with NULL, with those of the data. */
static void expect(const char *stages, const char *text, const char *answer)
{
	struct sops_funnel_options options = { .stages = stages ? model(stages) : NULL };
	struct given given = asked(&options);

	given_expect(&given, text, answer);
	sops_stages_free((struct sops_stages *)options.stages);
}

static const char deals[] =
	"deal_id,stage,lost_from,amount,owner\n"
	"A,Lead,,,ann\n"
	"B,Lead,,,bob\n"
	"C,Demo,,100,ann\n"
	"D,Quote,,200,bob\n"
	"E,Closed Won,,1000,ann\n"
	"F,Won,,500,bob\n"
	"G,Closed Lost,Demo,50,ann\n"
	"H,Lost,,,bob\n"
	"I,Lost,Quote,,bob\n"
	"J,Disqualified,Quote,9999,ann\n";

static void reach_by_hand(void **state)
{
	(void)state;
	/* Furthest: Lead A B H, Demo C G, Quote D I, won E F. Resolved 6/7, 4/5, 2/3. */
	expect("Lead,Demo,Quote,Won", deals, COLUMNS
		"Lead,1,9,6,1,2,0.666666666667,0.857142857143,1,1850,,,,false\n"
		"Demo,2,6,4,1,1,0.666666666667,0.8,0.666666666667,1850,,,,false\n"
		"Quote,3,4,2,1,1,0.5,0.666666666667,0.444444444444,1700,,,,true\n"
		"Won,4,2,,,,,,0.222222222222,1500,,,,false\n"
		"# lost deals without a known stage: 1, counted as lost in Lead, the first; "
		"--lost-from STAGE says otherwise\n"
		"# void deals: 1, left out\n");
}

static void lost_from_an_option(void **state)
{
	struct sops_funnel_options options = { .stages = model("Lead,Demo,Won"),
		.lost_from = "Demo" };
	struct given given = asked(&options);

	(void)state;
	given_expect(&given, "stage,lost_from\nLead,\nLost,\nLost,Lead\n", COLUMNS
		"Lead,1,3,1,1,1,0.333333333333,0.5,1,,,,,false\n"
		"Demo,2,1,0,1,0,0,0,0.333333333333,,,,,true\n"
		"Won,3,0,,,,,,0,0,,,,false\n");
	options.lost_from = "Dmeo";
	given_expect(&given, "stage,lost_from\nLead,\nLost,\n",
		"-3 deals.csv:3: stages that are not among --stages: \"Dmeo\" (1 deal) "
		"(place them: --stages 'Lead,Demo,Dmeo,Won'; or leave them out with --where)");
	sops_stages_free((struct sops_stages *)options.stages);
}

/* Pipedrive leaves a lost deal in its stage, and says lost in the status. */
static void lost_in_the_stage_it_stands_in(void **state)
{
	(void)state;
	expect("Lead,Demo,Won", "stage,status\nLead,open\nDemo,lost\nDemo,won\n", COLUMNS
		"Lead,1,3,2,0,1,0.666666666667,1,1,,,,,false\n"
		"Demo,2,2,1,1,0,0.5,0.5,0.666666666667,,,,,true\n"
		"Won,3,1,,,,,,0.333333333333,,,,,false\n");
}

static void groups(void **state)
{
	struct sops_funnel_options options = { .stages = model("Lead,Demo,Quote,Won") };
	struct given given = asked(&options);

	(void)state;
	given.by = "owner";
	given_expect(&given, deals, "owner," COLUMNS
		"ann,Lead,1,4,3,0,1,0.75,1,1,1150,,,,false\n"
		"ann,Demo,2,3,1,1,1,0.333333333333,0.5,0.75,1150,,,,true\n"
		"ann,Quote,3,1,1,0,0,1,1,0.25,1000,,,,false\n"
		"ann,Won,4,1,,,,,,0.25,1000,,,,false\n"
		"bob,Lead,1,5,3,1,1,0.6,0.75,1,700,,,,false\n"
		"bob,Demo,2,3,3,0,0,1,1,0.6,700,,,,false\n"
		"bob,Quote,3,3,1,1,1,0.333333333333,0.5,0.6,700,,,,true\n"
		"bob,Won,4,1,,,,,,0.2,500,,,,false\n"
		"# lost deals without a known stage: 1, counted as lost in Lead, the first; "
		"--lost-from STAGE says otherwise\n"
		"# void deals: 1, left out\n");
	sops_stages_free((struct sops_stages *)options.stages);
}

static void of_equal_stages_the_first_is_the_bottleneck(void **state)
{
	(void)state;
	/* 2 of 4 and 1 of 2 get through; and where nobody is decided there is no bottleneck. */
	expect("a,b,Won", "stage,lost_from\nLost,a\nLost,a\nLost,b\nWon,\n", COLUMNS
		"a,1,4,2,2,0,0.5,0.5,1,,,,,true\n"
		"b,2,2,1,1,0,0.5,0.5,0.5,,,,,false\n"
		"Won,3,1,,,,,,0.25,,,,,false\n");
	expect("a,b,Won", "stage,amount\na,\n", COLUMNS
		"a,1,1,0,0,1,0,,1,,,,,false\n"
		"b,2,0,0,0,0,,,0,0,,,,false\n"
		"Won,3,0,,,,,,0,0,,,,false\n");
}

/* A goes through; B skips Demo, goes back to it, and on again, and is lost; C left Lead on the 8th
 * and is in Demo; D has just begun. Row A2 again repeats a stage, E lies after the as-of date. */
#define FUTURE "# rows of the stage history after the as-of date: 1, left out\n"
#define HISTORY \
	"A,Lead,2026-01-01,\n" \
	"B,Lead,2026-01-05,\n" \
	"A,Demo,2026-01-11,\n" \
	"A,Demo,2026-01-13,\n" \
	"A,Quote,2026-01-21,\n" \
	"A,Closed Won,2026-01-31,\n" \
	"B,Quote,2026-01-15,\n" \
	"B,Demo,2026-01-18,\n" \
	"B,Quote,2026-01-20,\n" \
	"B,Closed Lost,2026-01-25,\n" \
	"C,Lead,2026-01-02,2026-01-08\n" \
	"C,Demo,2026-01-10,\n" \
	"D,Lead,2026-02-01,\n" \
	"E,Lead,2026-02-11,\n"

static void days_in_a_history(void **state)
{
	(void)state;
	/* Lead 10 10 6; Demo A 10, B 2, C still there; Quote A 10, B 3 + 5. */
	expect("Lead,Demo,Quote,Closed Won", "deal_id,stage,entered,left\n" HISTORY, COLUMNS
		"Lead,1,4,3,0,1,0.75,1,1,,10,8.666666666667,10,false\n"
		"Demo,2,3,2,0,1,0.666666666667,1,0.75,,6,6,9.2,false\n"
		"Quote,3,2,1,1,0,0.5,0.5,0.5,,9,9,9.8,true\n"
		"Closed Won,4,1,,,,,,0.25,,,,,false\n" FUTURE);
	/* A row that repeats the stage is the same visit, though the one before says it was left.
	 */
	expect("Lead,Demo,Won", "deal_id,stage,entered,left\n"
		"A,Lead,2026-01-01,2026-01-02\nA,Lead,2026-01-05,\nA,Demo,2026-01-10,\n", COLUMNS
		"Lead,1,1,1,0,0,1,1,1,,9,9,9,false\n"
		"Demo,2,1,0,0,1,0,,1,,,,,false\n"
		"Won,3,0,,,,,,0,0,,,,false\n");
	/* The model's spelling stands for any other. */
	expect("LEAD,demo,QUOTE,CLOSED WON", "deal_id,stage,entered,left\n" HISTORY, COLUMNS
		"LEAD,1,4,3,0,1,0.75,1,1,,10,8.666666666667,10,false\n"
		"demo,2,3,2,0,1,0.666666666667,1,0.75,,6,6,9.2,false\n"
		"QUOTE,3,2,1,1,0,0.5,0.5,0.5,,9,9,9.8,true\n"
		"CLOSED WON,4,1,,,,,,0.25,,,,,false\n" FUTURE);
}

static struct sops_error history_of(struct sops_funnel_history **out, const char *text)
{
	const struct sops_input_options options = { .needs = SOPS_FUNNEL_HISTORY_NEEDS,
		.uses = SOPS_FUNNEL_HISTORY_USES };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;
	int fd = given_fd(text), status;

	status = sops_input_open(&input, &sops_deals, fd, "history.csv", &options, &err);
	if (status == 0)
		status = sops_funnel_history_read(out, input, day("2026-02-10"), &err);
	assert_int_equal(status, err.status);
	sops_input_free(input);
	close(fd);
	return err;
}

/* The deals say amount and outcome, the history where they have been. */
static void history_beside_the_deals(void **state)
{
	struct sops_funnel_options options = { .stages = model("Lead,Demo,Quote,Closed Won") };
	struct sops_funnel_history *history = NULL;
	struct given given = asked(&options);

	(void)state;
	assert_int_equal(history_of(&history, "deal_id,stage,entered,left\n" HISTORY).status, 0);
	options.history = history;
	/* F has no history: what its row says holds. D was lost since: its 9 days in Lead have
	 * ended. */
	given_expect(&given,
		"deal_id,stage,amount,closed\n"
		"A,Closed Won,10,2026-01-31\n"
		"B,Closed Lost,20,2026-01-25\n"
		"C,Demo,30,\n"
		"D,Closed Lost,40,2026-02-10\n"
		"F,Quote,50,\n", COLUMNS
		"Lead,1,5,4,1,0,0.8,0.8,1,150,9.5,8.75,10,false\n"
		"Demo,2,4,3,0,1,0.75,1,0.8,110,6,6,9.2,false\n"
		"Quote,3,3,1,1,1,0.333333333333,0.5,0.6,80,9,9,9.8,true\n"
		"Closed Won,4,1,,,,,,0.2,10,,,,false\n"
		"# deals that the history does not have: 1; of them only what they say "
		"themselves is known (are their ids written alike?)\n" FUTURE);
	sops_stages_free((struct sops_stages *)options.stages);
	options.stages = model("Lead,Demo,Closed Won");
	given_expect(&given, "deal_id,stage\nA,Closed Won\n",
		"-3 history.csv:6: stages of the history that are not among --stages: "
		"\"Quote\" (1 row) (place them: --stages 'Lead,Demo,Quote,Closed Won')");
	sops_stages_free((struct sops_stages *)options.stages);
	sops_funnel_history_free(history);
}

static void histories_that_cannot_be_used(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "deal_id,stage,entered\nA,Lead,2026-01-01\nA,Demo,\n",
			"-3 history.csv:3: a stage history needs the time a stage was entered" },
		{ "deal_id,stage,entered\n,Lead,2026-01-01\n",
			"-3 history.csv:2: a stage history needs a deal and a stage" },
		{ "deal_id,stage,entered\nA,-,2026-01-01\n",
			"-3 history.csv:2: a stage history needs a deal and a stage" },
		{ "deal_id,stage,entered\nA,Lead,2026-13-01\n",
			"-3 history.csv:2: entered: \"2026-13-01\" is not a date" },
	};
	struct sops_funnel_history *history = NULL;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = history_of(&history, cases[i].text);
		char *error = given_error(&err);

		assert_string_equal(error, cases[i].error);
		free(error);
	}
	expect("Lead,Won", "deal_id,stage,entered\nA,Lead,2026-01-01\nA,Won,\n",
		"-3 deals.csv:3: a stage history needs the time a stage was entered");
	expect("Lead,Won", "deal_id,stage,entered\n,Lead,2026-01-01\n",
		"-3 deals.csv:2: a stage history needs a deal and a stage");
	expect("Lead,Won", "deal_id,stage,entered\nA,Demo,2026-01-01\n",
		"-3 deals.csv:2: stages of the history that are not among --stages: "
		"\"Demo\" (1 row) (place them: --stages 'Lead,Demo,Won'; or leave them out with "
		"--where)");
}

static void stages_that_the_model_lacks(void **state)
{
	(void)state;
	expect("Lead,Demo,Won", "stage\nlead\nDEMO\nDmeo\n",
		"-3 deals.csv:4: stages that are not among --stages: \"Dmeo\" (1 deal) "
		"(place them: --stages 'Lead,Demo,Dmeo,Won'; or leave them out with --where)");
	/* All of them, those of most deals first; lost ones where they were lost. */
	expect("Lead,Won", "stage,lost_from\nb,\nLead,\na,\nLost,c\nb,\n",
		"-3 deals.csv:2: stages that are not among --stages: \"b\" (2 deals), "
		"\"a\" (1 deal), \"c\" (1 deal) (place them: --stages 'Lead,b,a,c,Won'; or "
		"leave them out with --where)");
	expect("Won", "stage\nWon\nLost\n",
		"-3 a funnel needs at least one open stage "
		"(name the stages in order: --stages LIST)");
	expect(NULL, "stage\nWon\nLost\n",
		"-3 a funnel needs at least one open stage "
		"(name the stages in order: --stages LIST)");
	expect(NULL, "stage\n", COLUMNS);
}

/* The first column of the answer, on one line. */
static void expect_order(const char *text, const char *order)
{
	struct sops_funnel_options options = { .stages = NULL };
	struct given given = asked(&options);
	char *answer = given_answer(&given, text), *line = strchr(answer, '\n');
	struct sops_buffer got = SOPS_BUFFER_INIT;

	assert_non_null(line);
	for (line++; *line && *line != '#'; line = strchr(line, '\n') + 1)
		sops_buffer_printf(&got, "%s%.*s", got.len ? "|" : "",
			(int)(strstr(line, *line == '"' ? "\"," : ",") - line), line);
	assert_string_equal(got.at, order);
	sops_buffer_release(&got);
	free(answer);
}

static void order_from_histories(void **state)
{
	(void)state;
	expect_order("deal_id,stage,entered\n" "A,Lead,2026-01-01\nA,Demo,2026-01-02\n"
		"A,Quote,2026-01-03\nA,Deal signed,2026-01-04\nA,Closed Won,2026-01-05\n",
		"Lead|Demo|Quote|Deal signed|Closed Won");
	/* No deal was in Zeta and in Alpha: Mu between them settles it, whatever the names are. */
	expect_order("deal_id,stage,entered\nX,Zeta,2026-01-01\nX,Mu,2026-01-02\n"
		"Y,Mu,2026-01-01\nY,Alpha,2026-01-02\n", "Zeta|Mu|Alpha|Won");
	expect_order("deal_id,stage,entered\nX,Alpha,2026-01-01\nX,Mu,2026-01-02\n"
		"Y,Mu,2026-01-01\nY,Zeta,2026-01-02\n", "Alpha|Mu|Zeta|Won");
	/* Of the same time, the row that stands first. */
	expect_order("deal_id,stage,entered\nX,b,2026-01-01\nX,a,2026-01-01\n", "b|a|Won");
	/* More went from a to b than back; a name may hold a comma. */
	expect_order("deal_id,stage,entered\nX,\"b, or so\",2026-01-01\nX,a,2026-01-02\n"
		"Y,a,2026-01-01\nY,\"b, or so\",2026-01-02\n"
		"Z,a,2026-01-01\nZ,\"b, or so\",2026-01-02\n",
		"a|\"b, or so|Won");
}

static void order_from_probabilities(void **state)
{
	(void)state;
	expect_order("stage,probability\nQuote,60%\nLead,10%\nDemo,30%\nDemo,35%\nWon,100%\n",
		"Lead|Demo|Quote|Won");
	/* One stage has no rival. */
	expect_order("stage\nLead\nClosed won\nclosed won\nclosed won\n", "Lead|closed won");
}

static void orders_that_are_not_settled(void **state)
{
	struct sops_buffer many = SOPS_BUFFER_INIT;

	(void)state;
	expect(NULL, "stage\nLead\nDemo\nWon\n",
		"-3 the data do not settle the order of the stages "
		"(put them in order: --stages 'Demo,Lead,Won')");
	/* Ranges of probability that overlap; as many one way as the other. */
	expect(NULL, "stage,probability\nLead,10%\nDemo,20%\nLead,30%\n",
		"-3 the data do not settle the order of the stages "
		"(put them in order: --stages 'Lead,Demo,Won')");
	expect(NULL, "stage,probability\nLead,10%\nDemo,20%\nLead,20%\n",
		"-3 the data do not settle the order of the stages "
		"(put them in order: --stages 'Lead,Demo,Won')");
	expect(NULL, "deal_id,stage,entered\nX,a,2026-01-01\nX,b,2026-01-02\n"
		"Y,b,2026-01-01\nY,a,2026-01-02\n",
		"-3 the data do not settle the order of the stages "
		"(put them in order: --stages 'a,b,Won')");
	/* In a circle. */
	expect(NULL, "deal_id,stage,entered\nX,a,2026-01-01\nX,b,2026-01-02\nY,b,2026-01-01\n"
		"Y,c,2026-01-02\nZ,c,2026-01-01\nZ,a,2026-01-02\n",
		"-3 the data do not settle the order of the stages "
		"(put them in order: --stages 'a,b,c,Won')");
	expect(NULL, "stage\na\x1b[2J\nb\n",
		"-3 the data do not settle the order of the stages "
		"(put them in order: --stages 'a\\x1b[2J,b,Won')");
	sops_buffer_puts(&many, "stage\n");
	for (int i = 0; i < 101; i++)
		sops_buffer_printf(&many, "stage %d\n", i);
	expect(NULL, many.at, "-3 101 different stages are too many to put in order");
	sops_buffer_release(&many);
}

static void refused(const char *json, const char *text)
{
	struct sops_context context = SOPS_CONTEXT_INIT;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_table *table;
	struct sops_funnel *funnel;

	context.as_of = day("2026-02-10");
	assert_int_equal(sops_funnel_new(&funnel, NULL, &context, &err), 0);
	assert_int_equal(sops_table_new(&table, &err), 0);
	if (sops_funnel_load(funnel, sops_field_of(json), &err) == 0)
		assert_int_equal(sops_funnel_table(funnel, table, &err), SOPS_EINPUT);
	assert_string_equal(err.text, text);
	sops_table_free(table);
	sops_funnel_free(funnel);
}

#define PATH(key) "[\"" key "\",{\"deals\":1,\"amount\":[\"0\",0,\"\",0]}]"
#define STATE(paths, deals) "{\"paths\":[" paths "],\"stages\":[],\"visits\":[" deals "]," \
	"\"won_names\":[],\"unfound\":0,\"voided\":0,\"unborn\":0,\"young\":0,\"ageless\":0," \
	"\"early\":0,\"late\":0,\"future\":0,\"backward\":0,\"overlap\":0,\"strays\":[]," \
	"\"twins\":[]}"

/* Keys that no metric wrote are not read beyond their end. */
static void foreign_states(void **state)
{
	static const char *const rows[] = { "1", "[]", "[\"A\"]", "[\"A\",\"\"]",
		"[\"\",\"0,0,,,,1:a\"]", "[\"A\",\"0,0,,,,1:a\",1]",
		"[\"A\",\"0,0,,,,1:a\"],[\"A\",\"0,0,,,,1:a\"]", "[\"A\",\"0,0,,,,2:a\"]",
		"[\"A\",\"0,0,,,,0:\"]", "[\"A\",\"0,0,,,,-1:a\"]", "[\"A\",\"0,0,,,1:a\"]",
		"[\"A\",\",0,,,,1:a\"]", "[\"A\",\"0,-1,,,,1:a\"]", "[\"A\",\"-,0,,,,1:a\"]",
		"[\"A\",\"999999999999999999,0,,,,1:a\"]",
		"[\"A\",\"-999999999999999999,0,,,,1:a\"]",
		"[\"A\",\"9999999999999999999,0,,,,1:a\"]", "[\"A\",\"0,0,x,,,1:a\"]",
		"[\"A\",\"0,0,,x,,1:a\"]", "[\"A\",\"0,0,,,USD,1:a\"]",
		"[\"A\",\"0,0,,1,12345678,1:a\"]", "[\"A\",\"0,0,,,,1:a0\"]" };

	(void)state;
	refused("{}", "not a saved state: \"paths\"");
	refused(STATE(PATH(""), ""), "not a saved state: a path");
	refused(STATE(PATH("o\\u0000a\\u0000b"), ""), "a funnel needs at least one open stage");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sops_buffer text = SOPS_BUFFER_INIT;

		sops_buffer_printf(&text, STATE("", "%s"), rows[i]);
		refused(text.at, "not a saved state: \"visits\"");
		sops_buffer_release(&text);
	}
}

/* A digit a stage: 0 or 1 deals of a column. */
static void digits(struct sops_buffer *out, const struct sops_table *table, size_t column)
{
	for (size_t row = 0; row < sops_table_rows(table); row++) {
		const struct sops_cell *cell = sops_table_cell_at(table, row, column);

		if (cell->kind == SOPS_CELL_COUNT)
			sops_buffer_putc(out, (char)('0' + cell->count));
	}
	sops_buffer_putc(out, ' ');
}

/* One deal that was in these stages on days one after the other: "reached advanced lost open". */
static void expect_path(const char *walk, enum sops_funnel_path path, const char *expected)
{
	struct sops_funnel_options options = { .stages = model("a,b,c,d,Won"), .path = path };
	struct sops_context context = SOPS_CONTEXT_INIT;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer got = SOPS_BUFFER_INIT;
	struct sops_table *table;
	struct sops_funnel *funnel;
	struct sops_deal row;

	context.as_of = day("2026-02-10");
	assert_int_equal(sops_funnel_new(&funnel, &options, &context, &err), 0);
	sops_deal_init(&row);
	row.deal_id = sops_field_of("A");
	for (int i = 0; walk[i]; i++) {
		row.stage = walk[i] == 'W' ? sops_field_of("Won") :
			walk[i] == 'L' ? sops_field_of("Lost") : (struct sops_field){ walk + i, 1 };
		row.entered.day = day("2026-01-01") + i;
		row.entered.time = (sops_time)row.entered.day * 86400;
		assert_int_equal(sops_funnel_add(funnel, &row, &err), 0);
	}
	assert_int_equal(sops_table_new(&table, &err), 0);
	assert_int_equal(sops_funnel_table(funnel, table, &err), 0);
	for (size_t column = 2; column < 6; column++)
		digits(&got, table, column);
	assert_string_equal(got.at, expected);
	sops_buffer_release(&got);
	sops_table_free(table);
	sops_funnel_free(funnel);
	sops_stages_free((struct sops_stages *)options.stages);
}

static void paths_case_by_case(void **state)
{
	static const struct {
		const char *walk, *expected[SOPS_FUNNEL_DIRECT + 1];
	} cases[] = {
		{ "abcdW", { "11111 1111 0000 0000 ", "11111 1111 0000 0000 ",
			"11111 1111 0000 0000 ", "11111 1111 0000 0000 " } },
		/* Forward over a stage, back to it, and over the next: no step of it is direct. */
		{ "bdcW", { "11111 1111 0000 0000 ", "00000 0000 0000 0000 ",
			"01111 1111 0000 0000 ", "01111 0000 0000 0000 " } },
		/* Lost two stages on: strictly it has not come as far as that. */
		{ "acL", { "11100 1100 0010 0000 ", "10000 0000 0000 0000 ",
			"10100 0100 0010 0000 ", "10100 0000 0010 0000 " } },
		{ "abab", { "11000 1000 0000 0100 ", "11000 1000 0000 0100 ",
			"11000 1000 0000 0100 ", "11000 1000 0000 0100 " } },
		/* In all of them, in order, though it went back once, and then over b. */
		{ "abacdL", { "11110 1110 0001 0000 ", "11110 1110 0001 0000 ",
			"11110 1110 0001 0000 ", "11110 1010 0001 0000 " } },
		{ "d", { "11110 1110 0000 0001 ", "00000 0000 0000 0000 ",
			"00010 0010 0000 0001 ", "00010 0000 0000 0001 " } },
		/* Lost, reopened in its stage, and on. */
		{ "abLbc", { "11100 1100 0000 0010 ", "11100 1100 0000 0010 ",
			"11100 1100 0000 0010 ", "11100 1100 0000 0010 " } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (int path = 0; path <= SOPS_FUNNEL_DIRECT; path++)
			expect_path(cases[i].walk, (enum sops_funnel_path)path,
				cases[i].expected[path]);
}

/* What a deal is now does not say by which way it came. */
static void a_path_needs_a_history(void **state)
{
	struct sops_funnel_options options = { .stages = model("Lead,Won"),
		.path = SOPS_FUNNEL_ANY };
	struct given given = asked(&options);

	(void)state;
	given_expect(&given, "stage\nLead\n", "-2 --path is about the stages that deals went "
		"through, and these only say where they stand "
		"(name their stage history with --history FILE)");
	sops_stages_free((struct sops_stages *)options.stages);
}

/* Whatever way it is counted, the order that is found is that of first entries. */
static void orders_of_every_path(void **state)
{
	struct sops_funnel_options options = { .path = SOPS_FUNNEL_DIRECT };
	struct given given = asked(&options);

	(void)state;
	given_expect(&given, "deal_id,stage,entered\nX,b,2026-01-01\nX,a,2026-01-02\n"
		"X,b,2026-01-03\nX,a,2026-01-04\n", COLUMNS
		"b,1,1,1,0,0,1,1,1,,2,2,2,false\n"
		"a,2,1,0,0,1,0,,1,,,,,false\n"
		"Won,3,0,,,,,,0,0,,,,false\n");
}

static void intervals(void **state)
{
	struct sops_funnel_options options = { .stages = model("Lead,Won"), .ci = true };
	struct given given = asked(&options);

	(void)state;
	/* Wilson for 1 of 2, z^2 = 3.841459: (2 + z^2 -+ sqrt(z^2 (z^2 + 2))) / (2 (2 + z^2)). */
	given_expect(&given, "stage\nLead\nWon\n",
		"stage,order,reached,advanced,lost,open,conversion,conversion_lo,conversion_hi,"
		"resolved_conversion,cumulative,amount,median_days,mean_days,p90_days,bottleneck\n"
		"Lead,1,2,1,0,1,0.5,0.094531206,0.905468794,1,1,,,,,false\n"
		"Won,2,1,,,,,,,,0.5,,,,,false\n");
	sops_stages_free((struct sops_stages *)options.stages);
}

/* The first two are 10 and 9 days old on the as-of date; nobody knows of the last. */
static void ages(void **state)
{
	struct sops_funnel_options options = { .stages = model("Lead,Won"), .min_age = 10 };
	struct given given = asked(&options);

	(void)state;
	given_expect(&given, "stage,created\nLead,2026-01-31\nWon,2026-02-01\nWon,\n", COLUMNS
		"Lead,1,1,0,0,1,0,,1,,,,,false\n"
		"Won,2,0,,,,,,0,0,,,,false\n"
		"# deals younger than --min-age: 1, left out\n"
		"# deals of which it is not known how old they are, as --min-age asks: 1, "
		"left out\n");
	/* Of a history: since the first stage was entered. */
	given_expect(&given, "deal_id,stage,entered\nA,Lead,2026-01-31\nA,Won,2026-02-09\n"
		"B,Lead,2026-02-01\n", COLUMNS
		"Lead,1,1,1,0,0,1,1,1,,9,9,9,false\n"
		"Won,2,1,,,,,,1,,,,,false\n"
		"# deals younger than --min-age: 1, left out\n");
	sops_stages_free((struct sops_stages *)options.stages);
}

static void cohorts(void **state)
{
	static const char text[] = "deal_id,stage,created,closed\n"
		"A,Closed Won,2025-12-20,2026-01-31\nB,Closed Lost,2026-01-05,2026-02-01\n"
		"C,Demo,2026-01-02,\nF,Quote,2026-01-09,\n";
	struct sops_funnel_options options = { .stages = model("Lead,Demo,Quote,Closed Won") };
	struct sops_funnel_history *history = NULL;
	struct given given = asked(&options);

	(void)state;
	assert_int_equal(history_of(&history, "deal_id,stage,entered,left\n" HISTORY).status, 0);
	options.history = history;
	given.context.from = day("2026-01-01");
	given.context.to = day("2026-01-31");
	options.cohort = SOPS_FUNNEL_ENTERED; /* A, B and C; F has no history */
	given_expect(&given, text, COLUMNS
		"Lead,1,3,3,0,0,1,1,1,,10,8.666666666667,10,false\n"
		"Demo,2,3,2,0,1,0.666666666667,1,1,,6,6,9.2,false\n"
		"Quote,3,2,1,1,0,0.5,0.5,0.666666666667,,9,9,9.8,true\n"
		"Closed Won,4,1,,,,,,0.333333333333,,,,,false\n"
		FUTURE "# 1 rows without a date are in no period\n");
	options.cohort = SOPS_FUNNEL_CLOSED; /* A; B closed later, C and F have not */
	given_expect(&given, text, COLUMNS
		"Lead,1,1,1,0,0,1,1,1,,10,10,10,false\n"
		"Demo,2,1,1,0,0,1,1,1,,10,10,10,false\n"
		"Quote,3,1,1,0,0,1,1,1,,10,10,10,false\n"
		"Closed Won,4,1,,,,,,1,,,,,false\n"
		FUTURE "# 2 rows without a date are in no period\n");
	options.history = NULL;
	given_expect(&given, "deal_id,stage,entered\nA,Lead,2026-01-01\n",
		"-2 deals.csv:2: --cohort is about deals: name their stage history with "
		"--history FILE");
	sops_stages_free((struct sops_stages *)options.stages);
	sops_funnel_history_free(history);
}

/* Only B comes back to a stage, Quote: 15 to 18 and 20 to 25 January. */
static void times_of_three_kinds(void **state)
{
	static const char *const quote[] = {
		[SOPS_FUNNEL_SUM] = "Quote,3,2,1,1,0,0.5,0.5,0.5,,9,9,9.8,true\n", /* 10 8 */
		[SOPS_FUNNEL_VISIT] = "Quote,3,2,1,1,0,0.5,0.5,0.5,,5,6,9,true\n", /* 10 3 5 */
		[SOPS_FUNNEL_SPAN] = "Quote,3,2,1,1,0,0.5,0.5,0.5,,10,10,10,true\n", /* 10 10 */
	};
	struct sops_funnel_options options = { .stages = model("Lead,Demo,Quote,Closed Won") };
	struct given given = asked(&options);

	(void)state;
	for (int time = 0; time <= SOPS_FUNNEL_SPAN; time++) {
		struct sops_buffer expected = SOPS_BUFFER_INIT;

		options.time = time;
		sops_buffer_printf(&expected, COLUMNS
			"Lead,1,4,3,0,1,0.75,1,1,,10,8.666666666667,10,false\n"
			"Demo,2,3,2,0,1,0.666666666667,1,0.75,,6,6,9.2,false\n"
			"%sClosed Won,4,1,,,,,,0.25,,,,,false\n" FUTURE, quote[time]);
		given_expect(&given, "deal_id,stage,entered,left\n" HISTORY, expected.at);
		sops_buffer_release(&expected);
	}
	sops_stages_free((struct sops_stages *)options.stages);
}

/* W037: 5, 10 and 20 days are 11.67 on average. */
static void mean_of_published_visits(void **state)
{
	(void)state;
	expect("Lead,Won", "deal_id,stage,entered,left\nA,Lead,2026-01-01,2026-01-06\n"
		"B,Lead,2026-01-01,2026-01-11\nC,Lead,2026-01-01,2026-01-21\n", COLUMNS
		"Lead,1,3,0,0,3,0,,1,,10,11.666666666667,18,false\n"
		"Won,2,0,,,,,,0,0,,,,false\n");
}

/*
 * Lead 6 10 10 and D so far 9: S is 3/4 from 6, 0 from 10. Its limits at 6 are
 * 3/4 exp(-+ 1.96 sqrt(1/12)): 0.43 and 1; at 10 there are none. Demo 2 10, C so far 31: 2/3, 1/3.
 * Quote 8 10: just 1/2 from 8 to 10, so 9 in the middle.
 */
static void medians_with_those_that_last(void **state)
{
	struct sops_funnel_options options = { .stages = model("Lead,Demo,Quote,Closed Won"),
		.censored = true };
	struct given given = asked(&options);

	(void)state;
	given_expect(&given, "deal_id,stage,entered,left\n" HISTORY,
		"stage,order,reached,advanced,lost,open,conversion,resolved_conversion,cumulative,"
		"amount,median_days,mean_days,p90_days,ended,lasting,censored_median,bottleneck\n"
		"Lead,1,4,3,0,1,0.75,1,1,,10,8.666666666667,10,3,1,10,false\n"
		"Demo,2,3,2,0,1,0.666666666667,1,0.75,,6,6,9.2,2,1,10,false\n"
		"Quote,3,2,1,1,0,0.5,0.5,0.5,,9,9,9.8,2,0,9,true\n"
		"Closed Won,4,1,,,,,,0.25,,,,,,,,false\n" FUTURE);
	options.ci = true;
	given_expect(&given, "deal_id,stage,entered,left\nA,Lead,2026-01-01,2026-01-07\n"
		"B,Lead,2026-01-01,2026-01-11\nC,Lead,2026-01-01,2026-01-11\n"
		"D,Lead,2026-02-01,\n",
		"stage,order,reached,advanced,lost,open,conversion,conversion_lo,conversion_hi,"
		"resolved_conversion,cumulative,amount,median_days,mean_days,p90_days,ended,"
		"lasting,censored_median,censored_median_lo,censored_median_hi,bottleneck\n"
		"Lead,1,4,0,0,4,0,0,0.489890836,,1,,10,8.666666666667,10,3,1,10,6,,false\n"
		"Demo,2,0,0,0,0,,,,,0,0,,,,,,,,,false\n"
		"Quote,3,0,0,0,0,,,,,0,0,,,,,,,,,false\n"
		"Closed Won,4,0,,,,,,,,0,0,,,,,,,,,false\n");
	sops_stages_free((struct sops_stages *)options.stages);
}

#define PLAN "current,gap,amount\n"
#define LOST_UNKNOWN "# lost deals without a known stage: 1, counted as lost in Lead, the first; " \
	"--lost-from STAGE says otherwise\n# void deals: 1, left out\n"

/* 9 6 4 2 get through, of which 5 5 3 2 have an amount: 370, 370, 566.67 and 750 on average. */
static void plans_by_hand(void **state)
{
	const struct sops_funnel_rate all = { SOPS_FIELD("quote"), sops_money_of(1) },
		half = { SOPS_FIELD("Demo"), { 5, 1 } }, none = { SOPS_FIELD("Quote"), { 0, 0 } },
		unknown = { SOPS_FIELD("Won"), { 5, 1 } };
	struct sops_funnel_options options = { .stages = model("Lead,Demo,Quote,Won"),
		.plan_deals = true, .required_deals = 4 };
	struct given given = asked(&options);

	(void)state;
	given_expect(&given, deals, "stage,needed," PLAN "Lead,18,9,9,6660\nDemo,12,6,6,4440\n"
		"Quote,8,4,4,4533.333333333333\nWon,4,2,2,3000\n" LOST_UNKNOWN);
	options.plan_deals = false;
	options.plan_amount = true;
	options.required = sops_money_of(3000); /* 4 deals of 750 */
	given_expect(&given, deals, "stage,needed," PLAN "Lead,18,9,9,6660\nDemo,12,6,6,4440\n"
		"Quote,8,4,4,4533.333333333333\nWon,4,2,2,3000\n" LOST_UNKNOWN);
	options.n_what_if = 1;
	options.what_if = &half; /* 8 of 16 */
	given_expect(&given, deals, "stage,needed," PLAN "Lead,24,9,15,8880\nDemo,16,6,10,5920\n"
		"Quote,8,4,4,4533.333333333333\nWon,4,2,2,3000\n" LOST_UNKNOWN);
	options.what_if = &none; /* however many, none is won */
	given_expect(&given, deals, "stage,needed," PLAN "Lead,,9,,\nDemo,,6,,\nQuote,,4,,\n"
		"Won,4,2,2,3000\n" LOST_UNKNOWN);
	options.plan_amount = false;
	given_expect(&given, deals, "stage,reached," PLAN "Lead,9,9,0,3330\nDemo,6,6,0,2220\n"
		"Quote,4,4,0,2266.666666666667\nWon,0,2,-2,0\n" LOST_UNKNOWN);
	options.what_if = &half; /* 3 for 4, and half of these */
	given_expect(&given, deals, "stage,reached," PLAN "Lead,9,9,0,3330\nDemo,6,6,0,2220\n"
		"Quote,3,4,-1,1700\nWon,1.5,2,-0.5,1125\n" LOST_UNKNOWN);
	options.what_if = &all; /* in any case */
	given_expect(&given, deals, "stage,reached," PLAN "Lead,9,9,0,3330\nDemo,6,6,0,2220\n"
		"Quote,4,4,0,2266.666666666667\nWon,4,2,2,3000\n" LOST_UNKNOWN);
	options.what_if = &unknown;
	given_expect(&given, deals, "-2 --what-if: \"Won\" is not a stage before won "
		"(stages: Lead, Demo, Quote)");
	options.path = SOPS_FUNNEL_ANY;
	given_expect(&given, "deal_id,stage,entered\nA,Lead,2026-01-01\n",
		"-2 a plan needs conversions that multiply: --path reach or strict");
	sops_stages_free((struct sops_stages *)options.stages);
}

/* Nobody has won yet: only rates that are said tell how many it takes. */
static void plans_without_a_rate(void **state)
{
	const struct sops_funnel_rate half = { SOPS_FIELD("Demo"), { 5, 1 } };
	struct sops_funnel_options options = { .stages = model("Lead,Demo,Won"),
		.plan_deals = true, .required_deals = 4 };
	struct given given = asked(&options);
	static const char text[] = "stage,amount\nLead,10\nDemo,20\n";

	(void)state;
	given_expect(&given, text, "stage,needed," PLAN "Lead,,2,,\nDemo,,1,,\nWon,4,0,4,\n");
	options.plan_deals = false;
	options.plan_amount = true;
	options.required = sops_money_of(100);
	given_expect(&given, text, "stage,needed," PLAN "Lead,,2,,\nDemo,,1,,\nWon,,0,,\n");
	options.plan_amount = false;
	options.plan_deals = true;
	options.what_if = &half;
	options.n_what_if = 1;
	given_expect(&given, text, "stage,needed," PLAN "Lead,16,2,14,240\nDemo,8,1,7,160\n"
		"Won,4,0,4,\n");
	given_expect(&given, "stage,amount\n", "stage,needed," PLAN);
	sops_stages_free((struct sops_stages *)options.stages);
}

#define VALUE \
	"stage,order,deals,reached,advanced,lost,open,conversion,resolved_conversion,cumulative," \
	"amount,median_days,mean_days,p90_days,bottleneck\n"

/* Open are C 100 and D 200, won E 1000 and F 500, lost G 50; the others are worth nothing. */
static void value_by_hand(void **state)
{
	struct sops_funnel_options options = { .stages = model("Lead,Demo,Quote,Won"),
		.value = true, .min_n = 20 };
	struct given given = asked(&options);

	(void)state;
	given_expect(&given, deals, VALUE
		"Lead,1,9,1850,1850,0,0,1,1,1,1850,,,,false\n"
		"Demo,2,6,1850,1700,50,100,0.918918918919,0.971428571429,1,1850,,,,true\n"
		"Quote,3,4,1700,1500,0,200,0.882352941176,1,0.918918918919,1700,,,,false\n"
		"Won,4,2,1500,,,,,,0.810810810811,1500,,,,false\n"
		"# deals without an amount: 4, which weigh nothing\n" LOST_UNKNOWN);
	/* More deals are lost in Lead, more money in Demo; of equals the first. */
	given_expect(&given, "stage,lost_from,amount\nLost,Lead,1\nLost,Lead,1\nLost,Demo,3\n"
		"Lost,Quote,3\n", VALUE
		"Lead,1,4,8,6,2,0,0.75,0.75,1,8,,,,false\n"
		"Demo,2,2,6,3,3,0,0.5,0.5,0.75,6,,,,true\n"
		"Quote,3,1,3,0,3,0,0,0,0.375,3,,,,false\n"
		"Won,4,0,0,,,,,,0,0,,,,false\n");
	given_expect(&given, "stage,lost_from,amount\nLost,Demo,0\nWon,,5\n", VALUE
		"Lead,1,2,5,5,0,0,1,1,1,5,,,,false\n"
		"Demo,2,2,5,5,0,0,1,1,1,5,,,,false\n"
		"Quote,3,1,5,5,0,0,1,1,1,5,,,,false\n"
		"Won,4,1,5,,,,,,1,5,,,,false\n"
		"# lost deals are worth nothing here, so that by --value nothing is lost\n");
	sops_stages_free((struct sops_stages *)options.stages);
}

#define COMPARED \
	"stage,order,reached,conversion,other,other_reached,other_conversion,difference," \
	"difference_lo,difference_hi,p,test\n"

/* Of Newcombe's paper: 9 of 10 and 3 of 10, of which 4 and 6 of 10 are expected: too few for z. */
static void compared_by_hand(void **state)
{
	struct sops_funnel_options options = { .stages = model("Lead,Won"), .compare = "a,b,c" };
	struct given given = asked(&options);
	struct sops_buffer text = SOPS_BUFFER_INIT;

	(void)state;
	sops_buffer_puts(&text, "owner,stage,created\n");
	for (int i = 0; i < 10; i++) {
		sops_buffer_printf(&text, "\"a,b\",%s,2026-01-05\n", i < 9 ? "Won" : "Lead");
		sops_buffer_printf(&text, "c,%s,2025-01-05\n", i < 3 ? "Won" : "Lead");
	}
	sops_buffer_puts(&text, "d,Won,\n");
	given.by = "owner";
	given_expect(&given, text.at, "owner," COMPARED
		"\"a,b\",Lead,1,10,0.9,c,10,0.3,0.6,0.170522724,0.809017974,0.0197666111,fisher\n");
	options.compare = "c,(blank)";
	given_expect(&given, text.at, "-2 --compare: \"c,(blank)\" are not two groups "
		"(name two that --by or --period makes: --compare A,B)");
	options.compare = "c,c";
	given_expect(&given, text.at, "-2 --compare: \"c,c\" are not two groups "
		"(name two that --by or --period makes: --compare A,B)");
	given.context.calendar.unit = SOPS_UNIT_YEAR;
	given_expect(&given, text.at, "-2 --compare: \"c,c\" are not two groups (name two values "
		"of one column, or two groups: --compare A/2026Q1,B/2026Q1)");
	given.by = NULL;
	options.compare = "2026,2025";
	given_expect(&given, text.at, "period," COMPARED
		"2026,Lead,1,10,0.9,2025,10,0.3,0.6,0.170522724,0.809017974,0.0197666111,fisher\n");
	options.compare = "2025,(blank)"; /* the other way round, of one deal */
	given_expect(&given, text.at, "period," COMPARED
		"2025,Lead,1,10,0.3,(blank),1,1,-0.7,-0.892208733,0.149415965,0.363636364,"
		"fisher\n");
	given_expect(&given, "owner,stage,created\n", "period," COMPARED);
	sops_buffer_release(&text);
	sops_stages_free((struct sops_stages *)options.stages);
}

/* A is there twice; B was worked on before it was created, C after it was lost: its 5 days of Lead
 * count, its Demo ends nowhere; D on both days themselves. */
static void histories_that_disagree_with_the_deals(void **state)
{
	struct sops_funnel_options options = { .stages = model("Lead,Demo,Won") };
	struct sops_funnel_history *history = NULL;
	struct given given = asked(&options);

	(void)state;
	assert_int_equal(history_of(&history, "deal_id,stage,entered\nA,Lead,2026-01-10\n"
		"B,Lead,2026-01-09\nC,Lead,2026-01-10\nC,Demo,2026-01-15\n"
		"D,Lead,2026-01-10\nD,Demo,2026-01-14\n").status, 0);
	options.history = history;
	given_expect(&given, "deal_id,stage,created,closed\nA,Lead,2026-01-10,\n"
		"A,Lead,2026-01-10,\nB,Lead,2026-01-10,\nC,Lost,2026-01-10,2026-01-14\n"
		"D,Lost,2026-01-10,2026-01-14\n", COLUMNS
		"Lead,1,5,2,0,3,0.4,1,1,,4.5,4.5,4.9,false\n"
		"Demo,2,2,0,2,0,0,0,0.4,,0,0,0,true\n"
		"Won,3,0,,,,,,0,0,,,,false\n"
		"# deals whose history begins before they were created: 1, counted as the history "
		"has them\n"
		"# deals whose history goes on after they were closed: 1; the days in the stage "
		"that they then were in are left out\n"
		"# rows with the deal_id of another: 1, as of \"A\", counted as deals of their "
		"own with the same history\n");
	sops_stages_free((struct sops_stages *)options.stages);
	sops_funnel_history_free(history);
}

/* Rows of deals, or of a history, at random. */
static void fill(struct sops_deal *rows, size_t count, bool history, uint64_t *random)
{
	static const char *const names[] = { "Lead", "Demo", "Quote", "Contract", "Closed Won",
		"Closed Lost", "Disqualified" };
	static const char *const ids[] = { "A", "B", "C", "D", "E", "F", "G", "H", "I", "K", "L",
		"M" };

	for (size_t i = 0; i < count; i++) {
		struct sops_deal *d = &rows[i];

		sops_deal_init(d);
		d->deal_id = sops_field_of(ids[property_random(random, COUNT(ids))]);
		d->stage = sops_field_of(names[property_random(random, COUNT(names))]);
		d->status = (int)sops_stage_status(d->stage);
		d->place = i * 10;
		if (property_random(random, 3))
			d->amount = sops_money_of((int64_t)property_random(random, 1000));
		if (d->status == SOPS_STATUS_LOST && property_random(random, 2))
			d->lost_from = sops_field_of(names[property_random(random, 4)]);
		if (d->status != SOPS_STATUS_OPEN)
			d->closed = day("2026-01-10") + (sops_date)property_random(random, 20);
		if (!history)
			continue;
		d->entered.day = day("2025-12-01") + (sops_date)property_random(random, 60);
		d->entered.time = (sops_time)d->entered.day * 86400;
		if (property_random(random, 4) == 0) {
			d->left.day = d->entered.day + (sops_date)property_random(random, 9);
			d->left.time = (sops_time)d->left.day * 86400;
		}
	}
}

static void any_split_merges_to_the_same(void **state)
{
	struct sops_funnel_options options = {
		.stages = model("Lead,Demo,Quote,Contract,Closed Won"),
	};
	struct sops_context context = SOPS_CONTEXT_INIT;
	struct sops_deal rows[150];
	uint64_t random = 7;

	(void)state;
	context.as_of = day("2026-01-20");
	fill(rows, COUNT(rows), false, &random);
	check_merges(&sops_funnel_metric, &options, &context, rows, sizeof(*rows), COUNT(rows), 1);
	fill(rows, COUNT(rows), true, &random);
	check_merges(&sops_funnel_metric, &options, &context, rows, sizeof(*rows), COUNT(rows), 2);
	options.censored = true;
	options.path = SOPS_FUNNEL_DIRECT;
	options.time = SOPS_FUNNEL_VISIT;
	options.min_age = 20;
	check_merges(&sops_funnel_metric, &options, &context, rows, sizeof(*rows), COUNT(rows), 3);
	sops_stages_free((struct sops_stages *)options.stages);
}

TAP_MAIN("funnel",
	cmocka_unit_test(reach_by_hand),
	cmocka_unit_test(lost_from_an_option),
	cmocka_unit_test(lost_in_the_stage_it_stands_in),
	cmocka_unit_test(groups),
	cmocka_unit_test(of_equal_stages_the_first_is_the_bottleneck),
	cmocka_unit_test(days_in_a_history),
	cmocka_unit_test(history_beside_the_deals),
	cmocka_unit_test(histories_that_cannot_be_used),
	cmocka_unit_test(stages_that_the_model_lacks),
	cmocka_unit_test(order_from_histories),
	cmocka_unit_test(order_from_probabilities),
	cmocka_unit_test(orders_that_are_not_settled),
	cmocka_unit_test(paths_case_by_case),
	cmocka_unit_test(a_path_needs_a_history),
	cmocka_unit_test(orders_of_every_path),
	cmocka_unit_test(intervals),
	cmocka_unit_test(ages),
	cmocka_unit_test(cohorts),
	cmocka_unit_test(times_of_three_kinds),
	cmocka_unit_test(mean_of_published_visits),
	cmocka_unit_test(medians_with_those_that_last),
	cmocka_unit_test(plans_by_hand),
	cmocka_unit_test(plans_without_a_rate),
	cmocka_unit_test(value_by_hand),
	cmocka_unit_test(compared_by_hand),
	cmocka_unit_test(histories_that_disagree_with_the_deals),
	cmocka_unit_test(foreign_states),
	cmocka_unit_test(any_split_merges_to_the_same))
