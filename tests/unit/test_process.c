/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/process.h>

#include "given.h"

#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int read_text(struct sops_process **out, const char *text, struct sops_error *err)
{
	int fd = given_fd(text), status = sops_process_read(out, fd, "stages.csv", NULL, err);

	close(fd);
	assert_int_equal(status, err->status);
	return status;
}

static struct sops_process *process_of(const char *text)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_process *process = NULL;

	if (read_text(&process, text, &err) < 0)
		fail_msg("%s", err.text);
	return process;
}

static void refusals(void **state)
{
	static const char *const cases[][2] = {
		{ "stage,order\nA,1\n,2\n",
			"-2 stages.csv:3: the stages have an empty name among them" },
		{ "stage,order\nA,1\nB,\n", "-2 stages.csv:3: stage \"B\" has no order" },
		{ "stage\nA\n", "-2 stages.csv:2: stage \"A\" has no order" },
		{ "stage,order\nA,1\nB,2\na,3\n", "-2 stages.csv:4: stage \"a\" is named twice" },
		{ "stage,order,aliases\nA,1,x;b\nB,2,\n",
			"-2 stages.csv:3: stage \"B\" is named twice" },
		{ "stage,order,aliases\nB,2,\nA,1,x|b\n",
			"-2 stages.csv:3: stage \"B\" is named twice" },
		{ "stage,order,aliases\nA,1,A\n", "-2 stages.csv:2: stage \"A\" is named twice" },
		{ "stage,order\nA,1\nB,1.0\n",
			"-2 stages.csv: stages \"A\" and \"B\" have the same order" },
		{ "stage,order,pipeline\nA,1,X\nB,1,\n",
			"-2 stages.csv: stages \"B\" and \"A\" have the same order" },
		{ "stage,order,max_days\nA,1,1.5\n",
			"-3 stages.csv:2: max_days: \"1.5\" is not a count" },
		{ "stage,order,max_days\nA,1,1000001\n",
			"-3 stages.csv:2: max_days: more than 1000000 days" },
		{ "stage,order,next\nA,1,\nB,2,A; Cc\nDemo,3,\n",
			"-2 stages.csv:3: next: the stages have no \"Cc\" (stages: A, B, Demo)" },
		{ "stage,order,next\nDemo,1,\nB,2,Dmo\n",
			"-2 stages.csv:3: next: the stages have no \"Dmo\" (did you mean \"Demo\"? "
			"stages: Demo, B)" },
		{ "stage,order,next,pipeline\nA,1,B,X\nB,1,,Y\n",
			"-2 stages.csv:2: next: the stages have no \"B\" in the pipeline "
			"\"X\"" },
		{ "name\nA\n", "-3 stages.csv:1: no column for stage (name of the stage); the "
			"columns are: name (say which with -m 'stage=Header')" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		struct sops_process *process = NULL;
		char *got;

		assert_true(read_text(&process, cases[i][0], &err) < 0);
		got = given_error(&err);
		assert_string_equal(got, cases[i][1]);
		free(got);
	}
}

static char *many_stages(size_t count)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;

	sops_buffer_puts(&text, "stage,order\n");
	for (size_t i = 0; i < count; i++)
		sops_buffer_printf(&text, "S%zu,%zu\n", i, i);
	return text.at;
}

static char *many_fields(size_t count)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;

	sops_buffer_puts(&text, "stage,order,required_fields\nA,1,");
	for (size_t i = 0; i < count; i++)
		sops_buffer_printf(&text, "f%zu;", i);
	sops_buffer_puts(&text, "\n");
	return text.at;
}

static void limits(void **state)
{
	struct sops_error err = { .status = SOPS_OK };
	char *most = many_stages(SOPS_PROCESS_STAGES), *more = many_stages(SOPS_PROCESS_STAGES + 1);
	struct sops_process *process = process_of(most);

	(void)state;
	assert_int_equal(sops_process_count(process), SOPS_PROCESS_STAGES);
	assert_int_equal(sops_process_move(process, sops_field_of(""), 0, 999), SOPS_MOVE_SKIP);
	sops_process_free(process);
	assert_int_equal(read_text(&process, more, &err), SOPS_EUSAGE);
	assert_string_equal(err.text, "more than 1000 stages");
	assert_int_equal(err.line, 1002);
	free(most);
	free(more);

	most = many_fields(SOPS_PROCESS_FIELDS);
	more = many_fields(SOPS_PROCESS_FIELDS + 1);
	process = process_of(most);
	assert_int_equal(sops_process_fields(process), SOPS_PROCESS_FIELDS);
	assert_true(sops_process_at(process, 0)->fields == UINT64_MAX);
	sops_process_free(process);
	err = (struct sops_error){ .status = SOPS_OK };
	assert_int_equal(read_text(&process, more, &err), SOPS_EUSAGE);
	assert_string_equal(err.text, "more than 64 required fields");
	free(most);
	free(more);
}

/* What the table says of each stage. */
static void stages(void **state)
{
	struct sops_process *process = process_of(
		"stage,order,kind,probability,max_days,optional,required_fields,required_activity,"
		"pipeline\n"
		"Lost,,lost,,,,lost_reason,,\n"
		"B,2,,35%,,yes,amount; next_step,,Neu\n"
		"A,1.5,open,0.1,19,no,amount,call,Neu\n"
		"Closed Won,,,,,,,,\n");
	const struct sops_process_stage *stage;

	(void)state;
	assert_int_equal(sops_process_count(process), 4);
	stage = sops_process_at(process, 0); /* of every pipeline, won before lost */
	assert_true(sops_field_equal(stage->name, sops_field_of("Closed Won")));
	assert_int_equal(stage->kind, SOPS_STATUS_WON);
	assert_int_equal(stage->max_days, -1);
	assert_true(sops_money_blank(stage->probability));
	assert_true(sops_field_equal(sops_process_at(process, 1)->name, sops_field_of("Lost")));
	stage = sops_process_at(process, 2);
	assert_true(sops_field_equal(stage->name, sops_field_of("A")));
	assert_true(sops_field_equal(stage->pipeline, sops_field_of("Neu")));
	assert_true(sops_field_equal(stage->activity, sops_field_of("call")));
	assert_int_equal(stage->max_days, 19);
	assert_false(stage->optional);
	assert_true(sops_process_at(process, 3)->optional);
	assert_int_equal(sops_process_fields(process), 3);
	assert_true(sops_field_equal(sops_process_field(process, 0), sops_field_of("lost_reason")));
	assert_true(sops_process_at(process, 3)->fields == 6);
	sops_process_free(process);
}

/* "pipeline/name": the number of the stage, or why there is none. */
static void names(void **state)
{
	static const struct {
		const char *pipeline, *name;
		int stage;
	} cases[] = {
		{ "", "Won", 0 },
		{ "new", "won", 0 },
		{ "other", "WON", 0 },          /* a stage without a pipeline is in every one */
		{ "new", "Demo", 1 },
		{ "NEW", "präsentation", 1 },
		{ "renewal", "DEMO", 3 },
		{ "", "Demo", SOPS_PROCESS_UNCLEAR },
		{ "", "offer", 2 },             /* only one pipeline has it */
		{ "renewal", "Offer", SOPS_PROCESS_NONE },
		{ "other", "Demo", SOPS_PROCESS_NONE },
		{ "new", "报价", 2 },
		{ "", "报价", 2 },
		{ "", "", SOPS_PROCESS_NONE },
		{ "new", "Dem", SOPS_PROCESS_NONE },
	};
	struct sops_process *process = process_of(
		"stage,order,kind,pipeline,aliases\nDemo,1,,New,präsentation\nOffer,2,,New,报价;x\n"
		"Demo,1,,Renewal,\nWon,,won,,\n");
	char *longest = calloc(5001, 1);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (sops_process_find(process, sops_field_of(cases[i].pipeline),
			sops_field_of(cases[i].name)) != cases[i].stage)
			fail_msg("%s/%s", cases[i].pipeline, cases[i].name);
	memset(longest, 'x', 5000);
	assert_int_equal(sops_process_find(process, sops_field_of(""), sops_field_of(longest)),
		SOPS_PROCESS_NONE);
	assert_int_equal(sops_process_find(process, sops_field_of(longest), sops_field_of("Won")),
		0);
	free(longest);
	sops_process_free(process);
}

/* Every move between two lists of stages, a word for each. */
static char *moves_of(const struct sops_process *process, const char *pipeline, const char *list)
{
	static const char *const words[] = { [SOPS_MOVE_LEGAL] = "legal", [SOPS_MOVE_SKIP] = "skip",
		[SOPS_MOVE_BACK] = "back", [SOPS_MOVE_ILLEGAL] = "illegal",
		[SOPS_MOVE_APART] = "apart" };
	struct sops_field rest = sops_field_of(list);
	struct sops_buffer out = SOPS_BUFFER_INIT;

	while (rest.at) {
		struct sops_field to = sops_field_cut(&rest, ' '), from = sops_field_cut(&to, '>');
		int source = from.len == 0 ? -1
			: sops_process_find(process, sops_field_of(pipeline), from);
		int target = sops_process_find(process, sops_field_of(pipeline), to);

		assert_true(target >= 0 && (from.len == 0 || source >= 0));
		sops_buffer_printf(&out, "%s%s", out.len ? " " : "",
			words[sops_process_move(process, sops_field_of(pipeline), source, target)]);
	}
	return out.at;
}

#define MODEL "stage,order,kind,optional,pipeline,next\nA,1,open,,,%s\nB,2,open,,,\n" \
	"O,3,open,yes,,\nC,4,open,,,%s\nP,5,open,yes,,\nW,,won,,,\nL,,lost,,,%s\nV,,void,,,\n"

static void moves(void **state)
{
	static const struct {
		const char *next[3], *allow, *moves, *what;
	} cases[] = {
		/* forward, past what is optional */
		{ { "", "", "" }, NULL, ">A >B A>B B>O O>C B>C A>C A>O B>P",
			"legal skip legal legal legal legal skip skip skip" },
		{ { "", "", "" }, NULL, "C>W P>W C>P B>W A>W >W",
			"legal legal legal skip skip skip" },
		{ { "", "", "" }, NULL, "A>L A>V C>V >L", "legal legal legal legal" },
		{ { "", "", "" }, NULL, "B>A C>A O>B P>C", "back back back back" },
		{ { "", "", "" }, NULL, "W>A L>B W>L L>W V>A L>V",
			"illegal illegal illegal illegal illegal illegal" },
		/* a stage from which moves are named has those, and those to lost ones */
		{ { "C;W", "", "" }, NULL, "A>C A>W A>B A>O A>L A>V >A >B",
			"legal legal illegal illegal legal legal legal skip" },
		{ { "", "B", "" }, NULL, "C>B C>W C>P C>A C>L",
			"legal illegal illegal illegal legal" },
		{ { "", "", "A" }, NULL, "L>A L>B L>W L>V V>A",
			"legal illegal illegal illegal illegal" },
		/* the same by hand */
		{ { "", "", "" }, "A>C|a > w", "A>C A>W A>B A>L B>C",
			"legal legal illegal legal legal" },
		{ { "", "", "" }, "*>A", "C>A L>A W>A A>B A>C B>A",
			"legal legal legal legal skip legal" },
		{ { "", "", "" }, "L>*", "L>A L>W L>V A>C", "legal legal legal skip" },
		{ { "", "", "" }, "*>*", "W>A C>A A>C >C", "legal legal legal skip" },
		{ { "B", "", "" }, "A>C", "A>B A>C A>O", "legal legal illegal" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_buffer text = SOPS_BUFFER_INIT;
		struct sops_process *process;
		char *got;

		sops_buffer_printf(&text, MODEL, cases[i].next[0], cases[i].next[1],
			cases[i].next[2]);
		process = process_of(text.at);
		if (cases[i].allow)
			assert_int_equal(sops_process_allow(process, cases[i].allow, NULL), 0);
		got = moves_of(process, "", cases[i].moves);
		if (strcmp(got, cases[i].what) != 0)
			fail_msg("%s: %s, not %s", cases[i].moves, got, cases[i].what);
		free(got);
		sops_process_free(process);
		sops_buffer_release(&text);
	}
}

/* A list says no more than the order. */
static void lists(void **state)
{
	static const char *const cases[][2] = {
		{ "", "-2 the stages have an empty name among them" },
		{ "A,,B", "-2 the stages have an empty name among them" },
		{ "A,B,a", "-2 stage \"a\" is named twice" },
	};
	struct sops_process *process = NULL;
	char *got;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };

		assert_int_equal(sops_process_parse(&process, cases[i][0], NULL, &err),
			SOPS_EUSAGE);
		got = given_error(&err);
		assert_string_equal(got, cases[i][1]);
		free(got);
	}
	assert_int_equal(sops_process_parse(&process, "Closed Lost, A,Won ,B,丢单", NULL, NULL), 0);
	assert_int_equal(sops_process_count(process), 5);
	got = moves_of(process, "", ">A A>B A>Won B>Won B>A A>丢单 Won>A");
	assert_string_equal(got, "legal legal skip legal back legal illegal");
	free(got);
	sops_process_free(process);
}

/* Stages without a pipeline stand among those of each; those of another one do not. */
static void pipelines(void **state)
{
	static const char model[] = "stage,order,kind,pipeline\nIn,1,,\nDemo,2,,New\nOffer,4,,New\n"
		"Talk,2,,Renewal\nSign,9,,\nWon,,won,\nLost,,lost,\n";
	struct sops_process *process = process_of(model);
	char *got;

	(void)state;
	got = moves_of(process, "New", ">In In>Demo In>Offer In>Sign Demo>Sign Offer>Sign Sign>Won "
		"Offer>Won Offer>In");
	assert_string_equal(got, "legal legal skip skip skip legal legal skip back");
	free(got);
	got = moves_of(process, "Renewal", "In>Talk Talk>Sign In>Sign Talk>Won");
	assert_string_equal(got, "legal legal skip skip");
	free(got);
	/* It has no stages of its own. */
	got = moves_of(process, "Other", "In>Sign Sign>Won In>Won");
	assert_string_equal(got, "legal legal skip");
	free(got);
	got = moves_of(process, "", "In>Talk Demo>Talk Talk>Offer Demo>Lost");
	assert_string_equal(got, "legal apart apart legal");
	free(got);
	assert_int_equal(sops_process_allow(process, "Demo>Talk", NULL), 0);
	got = moves_of(process, "", "Demo>Talk Demo>Offer Talk>Demo");
	assert_string_equal(got, "legal illegal apart");
	free(got);
	sops_process_free(process);
}

/* A name that two pipelines have means both, each within itself. */
static void shared_names(void **state)
{
	struct sops_process *process = process_of("stage,order,kind,pipeline\nA,1,,X\nB,2,,X\n"
		"C,3,,X\n"
		"A,1,,Y\nB,2,,Y\nC,3,,Y\n");
	char *got;

	(void)state;
	assert_int_equal(sops_process_allow(process, "A>C", NULL), 0);
	got = moves_of(process, "X", "A>C A>B");
	assert_string_equal(got, "legal illegal");
	free(got);
	got = moves_of(process, "Y", "A>C B>A");
	assert_string_equal(got, "legal back");
	free(got);
	assert_int_equal(sops_process_move(process, sops_field_of(""), 0, 5), SOPS_MOVE_APART);
	sops_process_free(process);
}

static void bad_moves(void **state)
{
	static const char *const cases[][2] = {
		{ "A", "-2 \"A\" is no move (write FROM>TO|FROM>TO, * is any stage)" },
		{ "A>", "-2 \"A>\" is no move (write FROM>TO|FROM>TO, * is any stage)" },
		{ ">A", "-2 \">A\" is no move (write FROM>TO|FROM>TO, * is any stage)" },
		{ "", "-2 \"\" is no move (write FROM>TO|FROM>TO, * is any stage)" },
		{ "A>B|", "-2 \"\" is no move (write FROM>TO|FROM>TO, * is any stage)" },
		{ "A>Nope", "-2 the stages have no \"Nope\" (stages: A, B)" },
		{ "Nope>*", "-2 the stages have no \"Nope\" (stages: A, B)" },
		{ "A>B>A", "-2 the stages have no \"B>A\" (stages: A, B)" },
	};
	struct sops_process *process = process_of("stage,order\nA,1\nB,2\n");

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		char *got;

		assert_int_equal(sops_process_allow(process, cases[i][0], &err), SOPS_EUSAGE);
		got = given_error(&err);
		assert_string_equal(got, cases[i][1]);
		free(got);
	}
	sops_process_free(process);
	process = process_of("stage,order\n"); /* no stages at all */
	assert_int_equal(sops_process_count(process), 0);
	assert_int_equal(sops_process_allow(process, "*>*", NULL), SOPS_EUSAGE);
	sops_process_free(process);
}

/* The names of what a set requires, in their order. */
static char *required_of(const struct sops_process *process, const char *pipeline, const char *name)
{
	int stage = sops_process_find(process, sops_field_of(pipeline), sops_field_of(name));
	uint64_t set = sops_process_required(process, sops_field_of(pipeline), stage);
	struct sops_buffer out = SOPS_BUFFER_INIT;

	sops_buffer_puts(&out, "");
	for (size_t i = 0; i < sops_process_fields(process); i++) {
		if (!(set >> i & 1))
			continue;
		sops_buffer_puts(&out, out.len ? " " : "");
		sops_buffer_field(&out, sops_process_field(process, i));
	}
	return out.at;
}

static void required(void **state)
{
	static const char *const cases[][3] = {
		{ "X", "A", "amount" },
		{ "X", "O", "amount contacts" },        /* in it, its own are required */
		{ "X", "B", "amount close_date" },      /* past it, they are not */
		{ "X", "Won", "amount close_date closed" },
		{ "Y", "C", "amount next_step" },
		{ "Y", "Won", "amount next_step closed" },
		{ "X", "Lost", "lost_reason" },
	};
	struct sops_process *process = process_of(
		"stage,order,kind,optional,pipeline,required_fields\nA,1,,,,amount\n"
		"O,2,,yes,X,contacts;amount\nB,3,,,X,close_date\nC,2,,,Y,next_step\n"
		"Won,,won,,,closed\nLost,,lost,,,lost_reason\n");

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *got = required_of(process, cases[i][0], cases[i][1]);

		if (strcmp(got, cases[i][2]) != 0)
			fail_msg("%s/%s: %s", cases[i][0], cases[i][1], got);
		free(got);
	}
	sops_process_free(process);
}

/* Columns by role, by header, and a role that has none but follows. */
static void columns(void **state)
{
	const struct sops_input_options options = { .whole = true,
		.uses = SOPS_ROLE(SOPS_DEALS_STATUS) | SOPS_ROLE(SOPS_DEALS_STAGE) |
			SOPS_ROLE(SOPS_DEALS_AMOUNT) | SOPS_ROLE(SOPS_DEALS_CURRENCY) };
	static const uint64_t blanks[] = { 0, 1, 2, 7 };
	struct sops_process *process = process_of(
		"stage,order,required_fields\nA,1,amount;Champion;currency\n");
	struct sops_process_columns *bound = NULL;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;
	const void *row;
	int fd = given_fd("Stage,Deal Value,Champion\nA,$5,Li\nA,,Li\nA,€7, \nA,-,N/A\n");

	(void)state;
	assert_int_equal(sops_input_open(&input, &sops_deals, fd, "deals.csv", &options, &err), 0);
	assert_int_equal(sops_process_columns_new(&bound, process, input, &err), 0);
	for (size_t i = 0; i < COUNT(blanks); i++) {
		assert_int_equal(sops_input_next(input, &row, &err), 1);
		if (i != 1) /* without an amount it has no currency either */
			assert_int_equal(sops_process_blank(bound, row), blanks[i]);
		else
			assert_int_equal(sops_process_blank(bound, row), 5);
	}
	sops_process_columns_free(bound);
	sops_process_free(process);
	process = process_of("stage,order,required_fields\nA,1,Champoin\n");
	assert_int_equal(sops_process_columns_new(&bound, process, input, &err), SOPS_EINPUT);
	assert_string_equal(err.text,
		"no column \"Champoin\"; the columns are: Stage, Deal Value, Champion");
	assert_string_equal(err.hint, "did you mean \"Champion\"?");
	sops_process_free(process);
	sops_input_free(input);
	close(fd);
}

TAP_MAIN("process",
	cmocka_unit_test(refusals),
	cmocka_unit_test(limits),
	cmocka_unit_test(stages),
	cmocka_unit_test(names),
	cmocka_unit_test(moves),
	cmocka_unit_test(lists),
	cmocka_unit_test(pipelines),
	cmocka_unit_test(shared_names),
	cmocka_unit_test(bad_moves),
	cmocka_unit_test(required),
	cmocka_unit_test(columns))
