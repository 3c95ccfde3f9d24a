/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/deals.h>
#include <sops/rules.h>

#include "given.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sops_rules *rules_of_deals(void)
{
	struct sops_rules *rules = NULL;

	assert_int_equal(sops_rules_new(&rules, &sops_deals, NULL), 0);
	return rules;
}

static int read_text(struct sops_rules *rules, const char *text, const char *name,
	struct sops_error *err)
{
	int fd = given_fd(text), status = sops_rules_read(rules, fd, name, err);

	close(fd);
	assert_int_equal(status, err ? (int)err->status : status);
	return status;
}

/* Deals' rules and those of the text. */
static struct sops_rules *given_rules(const char *text)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_rules *rules = rules_of_deals();

	if (read_text(rules, text, "r.csv", &err) < 0)
		fail_msg("%s: %s", err.column, err.text);
	return rules;
}

static const struct sops_rule *rule_of(const struct sops_rules *rules, const char *id)
{
	int at = sops_rules_find(rules, sops_field_of(id));

	if (at < 0)
		fail_msg("no rule %s", id);
	return sops_rules_at(rules, (size_t)at);
}

static void expect_error(const char *text, const char *expected)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_rules *rules = rules_of_deals();
	size_t before = sops_rules_count(rules);
	char *got;

	if (read_text(rules, text, "r.csv", &err) == 0)
		fail_msg("taken: %s", text);
	got = given_error(&err);
	assert_string_equal(got, expected);
	assert_int_equal(sops_rules_count(rules), before);
	free(got);
	sops_rules_free(rules);
}

/* What is wrong with the rule of a check, its column, its args, and what else. */
static const struct {
	const char *row, *error;
} bad_rows[] = {
	/* id, severity, check */
	{ ",warn,required,name,,,,", "id: the rule has no id" },
	{ "a b,warn,required,name,,,,", "id: \"a b\" is not an id: letters, digits, _ and -" },
	{ "规则,warn,required,name,,,,",
		"id: \"规则\" is not an id: letters, digits, _ and -" },
	{ "stale_dael,off,,,,,,", "id: no rule \"stale_dael\" to change, and a new one needs a "
		"check (did you mean \"stale_deal\"?)" },
	{ "something_else,off,,,,,,", "id: no rule \"something_else\" to change, and a new one "
		"needs a check (--rules list shows all: encoding, bom, nul_byte, "
		"unclosed_quote, stray_quote, lone_return, ragged_short, ragged_long, blank_row, "
		"mixed_newlines, no_final_newline, title_row, blank_label, duplicate_label, "
		"missing_column, extra_column, …)" },
	{ "x,eror,required,name,,,,", "severity: no severity \"eror\" (did you mean \"error\"? "
		"severities: off, info, warn, error)" },
	{ "x,warn,requird,name,,,,", "check: no check \"requird\" (did you mean \"required\"?)" },
	{ "ragged_long,off,,,,,,", "severity: ragged_long cannot be off: where it fails nobody can "
		"tell which cell is which" },
	/* column */
	{ "x,warn,required,,,,,", "column: required needs a column" },
	{ "x,warn,stale,amount,30,,,", "column: stale takes no column" },
	{ "x,warn,bom,amount,,,,", "column: bom takes no column" },
	/* args */
	{ "x,warn,required,name,5,,,", "args: required takes no args" },
	{ "x,warn,stale,,,,,", "args: stale needs args: a whole number of days, 0 to 1000000" },
	{ "x,warn,stale,,-1,,,", "args: \"-1\" is not what stale takes: a whole number of days, "
		"0 to 1000000" },
	{ "x,warn,stale,,1000001,,,", "args: \"1000001\" is not what stale takes: a whole number "
		"of days, 0 to 1000000" },
	{ "x,warn,stale,,1.5,,,", "args: \"1.5\" is not what stale takes: a whole number of days, "
		"0 to 1000000" },
	{ "x,warn,stale,,30 days,,,", "args: \"30 days\" is not what stale takes: a whole number "
		"of days, 0 to 1000000" },
	{ "x,warn,pushed,,3-,,,", "args: \"3-\" is not what pushed takes: a whole number, 0 or "
		"more" },
	{ "x,warn,amount_jump,,-50%,,,", "args: \"-50%\" is not what amount_jump takes: a number, "
		"0 or more, or a share such as 15%" },
	{ "x,warn,amount_jump,,$5,,,", "args: \"$5\" is not what amount_jump takes: a number, 0 or "
		"more, or a share such as 15%" },
	{ "x,warn,concentration,owner,101%,,,", "args: \"101%\" is not what concentration takes: a "
		"share from 0% to 100%, or from 0 to 1" },
	{ "x,warn,min,amount,\"1,000\",,,", "args: \"1,000\" is not what min takes: a number, or a "
		"date YYYY-MM-DD" },
	{ "x,warn,max,created,2026-02-30,,,", "args: \"2026-02-30\" is not what max takes: a "
		"number, or a date YYYY-MM-DD" },
	{ "x,warn,between,amount,5,,,", "args: \"5\" is not what between takes: LOW..HIGH, LOW.. "
		"or ..HIGH, of numbers or of dates" },
	{ "x,warn,between,amount,..,,,", "args: \"..\" is not what between takes: LOW..HIGH, LOW.. "
		"or ..HIGH, of numbers or of dates" },
	{ "x,warn,between,amount,1..2026-01-01,,,", "args: \"1..2026-01-01\" is not what between "
		"takes: LOW..HIGH, LOW.. or ..HIGH, of numbers or of dates" },
	{ "x,warn,between,amount,2..1,,,", "args: \"2..1\" ends before it begins" },
	{ "x,warn,between,created,2026-01-02..2026-01-01,,,",
		"args: \"2026-01-02..2026-01-01\" ends before it begins" },
	{ "x,warn,length,name,1.5..3,,,", "args: \"1.5..3\" is not what length takes: LOW..HIGH, "
		"LOW.. or ..HIGH, of whole numbers" },
	{ "x,warn,length,name,2026-01-01..,,,", "args: \"2026-01-01..\" is not what length takes: "
		"LOW..HIGH, LOW.. or ..HIGH, of whole numbers" },
	{ "x,warn,accepted,type,new||old,,,", "args: \"new||old\" has an empty word in it" },
	{ "x,warn,pattern,deal_id,[a-z,,,", "args: \"[a-z\" is not a pattern: missing terminating "
		"] for character class at byte 4" },
	{ "x,warn,type,amount,mony,,,", "args: no type \"mony\" (did you mean \"money\"? types: "
		"integer, decimal, money, percent, date, datetime, bool, email, phone, url, "
		"domain, salesforce_id, country, currency, id, canonical)" },
	{ "x,warn,date_order,,created,,,", "args: \"created\" is not what date_order takes: two or "
		"more columns, separated by |" },
	{ "x,warn,date_order,,created|,,,", "args: \"created|\" has an empty name in it" },
	{ "x,warn,date_order,,created|closed|created,,,", "args: \"created\" is named twice" },
	{ "x,warn,log_lag,,created|closed,,,", "args: \"created|closed\" is not what log_lag "
		"takes: two columns of dates and days, as in start|end@7" },
	{ "x,warn,log_lag,,created|closed@soon,,,", "args: \"created|closed@soon\" is not what "
		"log_lag takes: two columns of dates and days, as in start|end@7" },
	{ "x,warn,log_lag,,created|closed|modified@7,,,", "args: \"created|closed|modified@7\" is "
		"not what log_lag takes: two columns of dates and days, as in start|end@7" },
	{ "x,warn,in_file,type,:type,,,", "args: \":type\" is not what in_file takes: a file, or "
		"FILE:COLUMN" },
	{ "x,warn,in_file,type,types.csv:,,,", "args: \"types.csv:\" is not what in_file takes: a "
		"file, or FILE:COLUMN" },
	{ "x,warn,illegal_transition,,Won,,,", "args: \"Won\" has a move in it that is not "
		"FROM>TO" },
	{ "x,warn,illegal_transition,,Won>,,,", "args: \"Won>\" has a move in it that is not "
		"FROM>TO" },
	{ "x,warn,illegal_transition,,>Won|A>B,,,", "args: \">Won|A>B\" has a move in it that is "
		"not FROM>TO" },
	{ "x,warn,illegal_transition,,A>B>C,,,", "args: \"A>B>C\" has a move in it that is not "
		"FROM>TO" },
	{ "x,warn,duplicate_fuzzy,,name=compny,,,", "args: no likeness \"compny\" (did you mean "
		"\"company\"? likenesses: text, company, person, phone, email, domain, exact)" },
	{ "x,warn,duplicate_fuzzy,,name=text*0,,,",
		"args: \"0\" is not a weight: a number above 0" },
	{ "x,warn,duplicate_fuzzy,,name=text*,,,",
		"args: \"\" is not a weight: a number above 0" },
	{ "x,warn,duplicate_fuzzy,,name@1.1,,,",
		"args: \"1.1\" is not how much alike: a share from 0 to 1" },
	{ "x,warn,duplicate_fuzzy,,name@,,,",
		"args: \"\" is not how much alike: a share from 0 to 1" },
	{ "x,warn,duplicate_fuzzy,,=text,,,", "args: a likeness has no column before its =" },
	{ "x,warn,duplicate_fuzzy,,name||owner,,,", "args: \"name||owner\" has an empty name in "
		"it" },
	{ "x,warn,expr,,amount >,,,", "args: expected a value at character 9, at the end" },
	{ "x,warn,expr,,dayz(created) > 1,,,", "args: unknown function \"dayz\" at character 1 "
		"(did you mean \"days\"?)" },
	/* where, thresholds, message */
	{ "x,warn,required,name,,stage =,,", "where: expected a value at character 8, at the "
		"end" },
	{ "x,warn,blank_row,,,amount > 1,,", "where: blank_row takes no where: it is of the whole "
		"file" },
	{ "x,warn,required,name,,,5,", "warn_if: \"5\" is no threshold (write >0, >=5, >1% or "
		"<99.5%)" },
	{ "x,warn,required,name,,,,>0.5", "fail_if: \">0.5\" is no threshold: records are a whole "
		"number; a share is written with %" },
};

static void what_is_wrong_with_a_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bad_rows); i++) {
		char *text, *error;

		assert_true(asprintf(&text, "id,severity,check,column,args,where,warn_if,fail_if\n"
			"\n%s\n", bad_rows[i].row) > 0);
		assert_true(asprintf(&error, "-2 r.csv:3: %s", bad_rows[i].error) > 0);
		expect_error(text, error);
		free(text);
		free(error);
	}
}

static void what_is_wrong_with_a_message(void **state)
{
	static const char *const messages[] = { "{", "}", "{}", "a {b", "a b}", "{{a}}", "{a{b}",
		"{a} {" };

	(void)state;
	for (size_t i = 0; i < COUNT(messages); i++) {
		char *text, *error;

		assert_true(asprintf(&text, "id,message\nstale_deal,%s\n", messages[i]) > 0);
		assert_true(asprintf(&error, "-2 r.csv:2: message: \"%s\" has a brace that is not "
			"of {COLUMN}", messages[i]) > 0);
		expect_error(text, error);
		free(text);
		free(error);
	}
}

static void what_is_wrong_with_a_file(void **state)
{
	(void)state;
	expect_error("", "-3 r.csv: empty input: no header row");
	expect_error("id,sverity\nstale_deal,off\n", "-2 r.csv: rules have no column \"sverity\" "
		"(did you mean \"severity\"? columns: id, severity, check, column, args, where, "
		"warn_if, fail_if, message, owner, means, why, fix)");
	expect_error("id,severity\nstale_deal\n",
		"-3 r.csv:2: record has 1 field, the header has 2");
	expect_error("id,severity\nstale_deal,\"off\n",
		"-3 r.csv:2: severity: unclosed quote: it opened on line 2");
	expect_error("id,severity\nstale_deal,off\n\nstale_deal,warn\n",
		"-2 r.csv:4: id: a second rule \"stale_deal\"; the first is on line 2");
}

/* Nothing of a rule that is refused is kept, and what came before it is. */
static void rules_before_the_error_stay(void **state)
{
	struct sops_rules *rules = rules_of_deals();
	struct sops_error err = { .status = SOPS_OK };
	size_t before = sops_rules_count(rules);

	(void)state;
	assert_int_equal(read_text(rules, "id,severity,check,column\nmine,warn,required,name\n"
		"stale_deal,loud,,\n", "r.csv", &err), SOPS_EUSAGE);
	assert_int_equal(sops_rules_count(rules), before + 1);
	assert_int_equal(rule_of(rules, "stale_deal")->severity, SOPS_SEVERITY_WARN);
	assert_int_equal(rule_of(rules, "stale_deal")->args.days, 30);
	sops_rules_free(rules);
}

static void a_new_rule(void **state)
{
	struct sops_rules *rules = given_rules(
		"id,severity,check,column,args,where,warn_if,fail_if,message,owner,means,why,fix\n"
		"amount_needed,warn,required,amount,,\"stage in (\"\"Proposal\"\", \"\"Won\"\")\","
		">0,>1%,{name} has no amount,RevOps,m,w,f\n"
		"big_deal,,expr,,amount < 1e6 || !empty(approved_by),,,,,,,,\n"
		",,,,,,,,,,,,\n");
	const struct sops_rule *rule = rule_of(rules, "amount_needed");

	(void)state;
	assert_int_equal(rule->severity, SOPS_SEVERITY_WARN);
	assert_int_equal(rule->check, SOPS_CHECK_REQUIRED);
	assert_string_equal(rule->column, "amount");
	assert_null(rule->args.text);
	assert_string_equal(rule->where, "stage in (\"Proposal\", \"Won\")");
	assert_int_equal(rule->warn_if.op, SOPS_ABOVE);
	assert_false(rule->warn_if.share);
	assert_string_equal(rule->warn_if.text, ">0");
	assert_true(rule->fail_if.share);
	assert_string_equal(rule->message, "{name} has no amount");
	assert_string_equal(rule->owner, "RevOps");
	assert_string_equal(rule->means, "m");
	assert_string_equal(rule->why, "w");
	assert_string_equal(rule->fix, "f");
	assert_string_equal(rule->file, "r.csv");
	assert_int_equal(rule->line, 2);
	rule = rule_of(rules, "big_deal");
	assert_int_equal(rule->severity, SOPS_SEVERITY_ERROR);
	assert_string_equal(rule->args.text, "amount < 1e6 || !empty(approved_by)");
	assert_int_equal(rule->fail_if.op, SOPS_THRESHOLD_NONE);
	assert_null(rule->column);
	assert_null(rule->message);
	assert_int_equal(sops_rules_find(rules, sops_field_of("big_deal")),
		(int)sops_rules_count(rules) - 1);
	sops_rules_free(rules);
}

/* Columns in any order, headers in any case. */
static void a_short_file(void **state)
{
	struct sops_rules *rules = given_rules("Severity,ID\r\n off ,stale_deal\r\n");

	(void)state;
	assert_int_equal(rule_of(rules, "stale_deal")->severity, SOPS_SEVERITY_OFF);
	assert_int_equal(rule_of(rules, "stale_deal")->args.days, 30);
	assert_int_equal(rule_of(rules, "stuck_deal")->severity, SOPS_SEVERITY_WARN);
	sops_rules_free(rules);
}

static void a_change(void **state)
{
	struct sops_rules *rules = given_rules("id,severity,args,where,fail_if\n"
		"stale_deal,error,14,amount > 1000,>5%\n"
		"close_date_missing,,,none,\n"
		"edited_after_close,,none,,\n");
	const struct sops_rule *rule = rule_of(rules, "stale_deal");
	int at = sops_rules_find(rules, sops_field_of("stale_deal"));

	(void)state;
	assert_int_equal(rule->severity, SOPS_SEVERITY_ERROR);
	assert_int_equal(rule->check, SOPS_CHECK_STALE);
	assert_int_equal(rule->args.days, 14);
	assert_string_equal(rule->where, "amount > 1000");
	assert_string_equal(rule->fail_if.text, ">5%");
	assert_non_null(rule->means);
	assert_string_equal(rule->file, "r.csv");
	assert_true(at > 0 && at < (int)sops_rules_count(rules) - 10);
	assert_null(rule_of(rules, "close_date_missing")->where);
	assert_null(rule_of(rules, "edited_after_close")->args.text);
	/* A second file changes what the first has changed. */
	assert_int_equal(read_text(rules, "id,where\nstale_deal,none\n", "s.csv", NULL), 0);
	rule = rule_of(rules, "stale_deal");
	assert_null(rule->where);
	assert_int_equal(rule->args.days, 14);
	assert_string_equal(rule->file, "s.csv");
	sops_rules_free(rules);
}

/* "none" is a word like others where a rule cannot do without. */
static void none_elsewhere(void **state)
{
	struct sops_rules *rules = given_rules("id,check,column,args,means\n"
		"x,accepted,type,none|new,none\n");

	(void)state;
	assert_int_equal(rule_of(rules, "x")->args.n_list, 2);
	assert_string_equal(rule_of(rules, "x")->means, "none");
	sops_rules_free(rules);
}

static void a_change_has_to_fit(void **state)
{
	(void)state;
	expect_error("id,check\nstale_deal,required\n",
		"-2 r.csv:2: column: required needs a column");
	expect_error("id,check\nstale_deal,no_owner\n",
		"-2 r.csv:2: args: no_owner takes no args");
	expect_error("id,args\nstale_deal,none\n",
		"-2 r.csv:2: args: stale needs args: a whole number of days, 0 to 1000000");
}

static void show_number(struct sops_buffer *out, const char *before, struct sops_money number)
{
	char text[SOPS_MONEY_TEXT];

	sops_money_format(text, number);
	if (text[0])
		sops_buffer_printf(out, "%s%s", before, text);
}

static void show_list(struct sops_buffer *out, const struct sops_args *args)
{
	for (size_t i = 0; i < args->n_list; i++) {
		sops_buffer_printf(out, "%s%.*s", i ? "," : " [", (int)args->list[i].len,
			args->list[i].at);
		if (args->like)
			sops_buffer_printf(out, "=%d", (int)args->like[i].like);
		if (args->like)
			show_number(out, "*", args->like[i].weight);
	}
	sops_buffer_puts(out, args->n_list ? "]" : "");
}

/* The members that are not blank. */
static char *show(const struct sops_args *args)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	char date[SOPS_DATE_TEXT];

	sops_buffer_puts(&out, "");
	show_number(&out, " low ", args->low);
	show_number(&out, " high ", args->high);
	if (sops_date_format(date, args->from))
		sops_buffer_printf(&out, " from %s", date);
	if (sops_date_format(date, args->to))
		sops_buffer_printf(&out, " to %s", date);
	sops_buffer_puts(&out, args->dates ? " dates" : "");
	if (args->days)
		sops_buffer_printf(&out, " days %lld", (long long)args->days);
	if (args->type)
		sops_buffer_printf(&out, " %s", sops_cell_type_name(args->type));
	show_list(&out, args);
	return out.at;
}

static void arguments(void **state)
{
	static const struct {
		const char *check, *column, *args, *shown;
	} cases[] = {
		{ "amount_jump", "", "150%", " low 1.5" },
		{ "amount_jump", "", "0.25", " low 0.25" },
		{ "amount_jump", "", "0", " low 0" },
		{ "concentration", "owner", "100%", " low 1" },
		{ "concentration", "owner", "33.3 %", " low 0.333" },
		{ "pushed", "", "3", " low 3" },
		{ "scale", "amount", "0", " low 0" },
		{ "stale", "", "1000000", " days 1000000" },
		{ "stale", "", "0", "" },
		{ "past_due_close", "", "", "" },
		{ "min", "amount", "-1.5e3", " low -1500" },
		{ "max", "amount", "1e6", " high 1000000" },
		{ "min", "created", "1990-01-01", " from 1990-01-01 dates" },
		{ "max", "created", "2030-12-31", " to 2030-12-31 dates" },
		{ "between", "probability", "0..100%", " low 0 high 1" },
		{ "between", "amount", "-5 .. 5", " low -5 high 5" },
		{ "between", "amount", ".5..", " low 0.5" },
		{ "between", "amount", "..7", " high 7" },
		{ "between", "created", "2026-01-01..2026-12-31",
			" from 2026-01-01 to 2026-12-31 dates" },
		{ "between", "created", "2026-01-01..", " from 2026-01-01 dates" },
		{ "between", "amount", "5..5", " low 5 high 5" },
		{ "length", "name", "3..", " low 3" },
		{ "row_count", "", "1..1e6", " low 1 high 1000000" },
		{ "accepted", "type", "new| expansion |renewal", " [new,expansion,renewal]" },
		{ "not_sentinel", "name", "", "" },
		{ "not_sentinel", "name", "待定", " [待定]" },
		{ "type", "amount", "money", " money" },
		{ "type", "amount", "canonical", " canonical" },
		{ "date_order", "", "created|closed", " [created,closed]" },
		{ "duplicate_exact", "", "name", " [name]" },
		{ "log_lag", "", "start | logged_at @ 7", " days 7 [start,logged_at]" },
		{ "in_file", "type", "lists/types.csv:Type name", " [lists/types.csv,Type name]" },
		{ "in_file", "type", "types.csv", " [types.csv,]" },
		{ "in_file", "type", "a:b/types.csv", " [a:b/types.csv,]" },
		{ "illegal_transition", "", "Won>*|* > New", " [Won,*,*,New]" },
		{ "duplicate_fuzzy", "", "name=company*2|phone = phone|city@85%",
			" low 0.85 [name=1*2,phone=3,city=0]" },
		{ "duplicate_fuzzy", "", "name", " low 0.9 [name=0]" },
		{ "duplicate_fuzzy", "", "email=exact@1", " low 1 [email=6]" },
		{ "duplicate_fuzzy", "", "email=exact|email=domain",
			" low 0.9 [email=6,email=5]" },
		{ "pattern", "deal_id", "^D[0-9]+$", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const cells[SOPS_RULE_CELLS] = { "x", "warn", cases[i].check,
			cases[i].column, cases[i].args };
		struct sops_error err = { .status = SOPS_OK };
		struct sops_rules *rules = rules_of_deals();
		char *shown;

		if (sops_rules_add(rules, cells, &err) < 0)
			fail_msg("%s %s: %s", cases[i].check, cases[i].args, err.text);
		shown = show(&rule_of(rules, "x")->args);
		assert_string_equal(shown, cases[i].shown);
		free(shown);
		sops_rules_free(rules);
	}
}

static void no_thresholds(void **state)
{
	static const char *const plain[] = { "", "5", ">", ">=", "=5", "=>5", "> =5", ">-1",
		">1,000", ">1e2", ">5 records", ">%", ">1.2.3", "≥5", ">0x10", ">." };
	struct sops_threshold threshold;

	(void)state;
	for (size_t i = 0; i < COUNT(plain); i++) {
		struct sops_error err = { .status = SOPS_OK };
		char *expected;

		assert_true(asprintf(&expected, "\"%s\" is no threshold (write >0, >=5, >1%% or "
			"<99.5%%)", plain[i]) > 0);
		assert_int_equal(sops_threshold_parse(&threshold, plain[i], &err), SOPS_EUSAGE);
		assert_string_equal(err.text, expected);
		free(expected);
	}
}

static void thresholds_out_of_range(void **state)
{
	static const char *const cases[][2] = {
		{ ">100.1%", "\">100.1%\" is no threshold: a share is at most 100%" },
		{ ">1.123456789012345%", "\">1.123456789012345%\" is no threshold: a share has at "
			"most 14 digits behind the point" },
		{ "<0.5", "\"<0.5\" is no threshold: records are a whole number; a share is "
			"written with %" },
	};
	struct sops_threshold threshold;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };

		assert_int_equal(sops_threshold_parse(&threshold, cases[i][0], &err), SOPS_EUSAGE);
		assert_string_equal(err.text, cases[i][1]);
	}
}

static void thresholds_at_their_borders(void **state)
{
	static const struct {
		const char *text;
		int64_t checked, failed;
		bool crossed;
	} cases[] = {
		{ ">0", 10, 0, false }, { ">0", 10, 1, true },
		{ ">=5", 10, 4, false }, { ">=5", 10, 5, true },
		{ ">5", 10, 5, false }, { "> 5", 10, 6, true },
		{ ">1%", 1000, 10, false }, { ">1%", 1000, 11, true }, { ">=1%", 1000, 10, true },
		{ ">=1%", 1000, 9, false }, { ">0%", 1000, 0, false }, { ">0%", 1000, 1, true },
		{ ">=100%", 3, 3, true }, { ">=100%", 3, 2, false }, { ">100%", 3, 3, false },
		{ "<99.5%", 1000, 5, false }, { "<99.5%", 1000, 6, true },
		{ "<=99.5 %", 1000, 5, true }, { "<=99.5%", 1000, 4, false },
		{ "<10", 10, 0, false }, { "<10", 10, 1, true }, { "<=10", 10, 0, true },
		{ "<=10", 11, 0, false }, { "<1", 0, 0, true }, { ">=0", 0, 0, true },
		/* A share of nothing. */
		{ ">0%", 0, 0, false }, { ">=0%", 0, 0, false }, { "<100%", 0, 0, false },
		{ "<=100%", 0, 0, false },
		/* A third is more than the digits that stand for it. */
		{ ">33.33333333333333%", 3, 1, true },
		{ ">33.33333333333334%", 3, 1, false },
		{ ">33.33333333333333%", INT64_MAX, INT64_MAX / 3, true },
		{ "<100%", INT64_MAX, 1, true }, { "<100%", INT64_MAX, 0, false },
		{ ">9223372036854775806", INT64_MAX, INT64_MAX, true },
		{ ">9223372036854775807", INT64_MAX, INT64_MAX, false },
		{ ">99999999999999999999", INT64_MAX, INT64_MAX, false },
	};
	struct sops_threshold none = { .op = SOPS_THRESHOLD_NONE };

	(void)state;
	assert_false(sops_threshold_crossed(&none, 10, 10));
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_threshold threshold;

		assert_int_equal(sops_threshold_parse(&threshold, cases[i].text, NULL), 0);
		if (sops_threshold_crossed(&threshold, cases[i].checked, cases[i].failed) !=
		    cases[i].crossed)
			fail_msg("%s of %lld with %lld", cases[i].text,
				(long long)cases[i].checked, (long long)cases[i].failed);
	}
}

static void expressions(void **state)
{
	struct sops_rules *rules = given_rules("id,check,args\nexpr_2,expr,true\n");
	struct sops_error err = { .status = SOPS_OK };

	(void)state;
	assert_int_equal(sops_rules_expr(rules, "amount > 0", NULL), 0);
	assert_int_equal(sops_rules_expr(rules, "amount > 1", NULL), 0);
	assert_string_equal(rule_of(rules, "expr_1")->args.text, "amount > 0");
	assert_string_equal(rule_of(rules, "expr_2")->args.text, "true");
	assert_string_equal(rule_of(rules, "expr_3")->args.text, "amount > 1");
	assert_int_equal(rule_of(rules, "expr_3")->severity, SOPS_SEVERITY_ERROR);
	assert_int_equal(rule_of(rules, "expr_3")->check, SOPS_CHECK_EXPR);
	assert_int_equal(sops_rules_expr(rules, "amount >", &err), SOPS_EUSAGE);
	assert_string_equal(err.text, "expected a value at character 9, at the end");
	assert_string_equal(err.column, "--expr");
	sops_rules_free(rules);
}

static void only_some(void **state)
{
	struct sops_rules *rules = rules_of_deals();
	struct sops_error err = { .status = SOPS_OK };
	size_t all = sops_rules_count(rules);

	(void)state;
	assert_int_equal(sops_rules_only(rules, "stale_deal,stuk_deal", &err), SOPS_EUSAGE);
	assert_string_equal(err.hint, "did you mean \"stuck_deal\"?");
	assert_string_equal(err.text, "no rule \"stuk_deal\"");
	assert_int_equal(sops_rules_count(rules), all);
	err = (struct sops_error){ .status = SOPS_OK };
	assert_int_equal(sops_rules_only(rules, "", &err), SOPS_EUSAGE);
	assert_string_equal(err.text, "no rule \"\"");
	assert_int_equal(sops_rules_only(rules, "stuck_deal, bom,stale_deal,bom", NULL), 0);
	/* With the seven that cannot be off. */
	assert_int_equal(sops_rules_count(rules), 10);
	assert_string_equal(sops_rules_at(rules, 0)->id, "encoding");
	assert_string_equal(sops_rules_at(rules, 1)->id, "bom");
	assert_string_equal(sops_rules_at(rules, 8)->id, "stale_deal");
	assert_string_equal(sops_rules_at(rules, 9)->id, "stuck_deal");
	assert_int_equal(sops_rules_find(rules, sops_field_of("pushed_deal")), -1);
	sops_rules_free(rules);
}

static void as_a_table(void **state)
{
	struct sops_rules *rules = given_rules("id,severity,check,column,args,fail_if\n"
		"stale_deal,off,,,,\nx,,accepted,type,new|old,>=1%\n");
	struct sops_table *table = NULL;
	char *csv;

	(void)state;
	assert_int_equal(sops_rules_only(rules, "bom,stale_deal,x", NULL), 0);
	assert_int_equal(sops_rules_table(&table, rules, NULL), 0);
	csv = given_csv(table);
	assert_ptr_equal(strstr(csv, "id,severity,check,column,args,where,warn_if,fail_if,message,"
		"owner,means,why,fix\nencoding,error,encoding,,,,,,,,"), csv);
	assert_non_null(strstr(csv, "\nbom,info,bom,,,,,,,,"));
	assert_non_null(strstr(csv, "\nstale_deal,off,stale,,30,,,,,,"));
	assert_non_null(strstr(csv, "\nx,error,accepted,type,new|old,,,>=1%,,,,,\n"));
	free(csv);
	sops_table_free(table);
	sops_rules_free(rules);
}

/* The table of all rules is a file of rules, and says the same. */
static void a_table_is_a_file(void **state)
{
	struct sops_rules *rules = rules_of_deals(), *again = rules_of_deals();
	struct sops_table *first = NULL, *second = NULL;
	char *csv, *back;

	(void)state;
	assert_int_equal(sops_rules_table(&first, rules, NULL), 0);
	csv = given_csv(first);
	assert_int_equal(read_text(again, csv, "all.csv", NULL), 0);
	assert_int_equal(sops_rules_count(again), sops_rules_count(rules));
	assert_int_equal(sops_rules_table(&second, again, NULL), 0);
	back = given_csv(second);
	assert_string_equal(csv, back);
	assert_string_equal(rule_of(again, "stale_deal")->file, "all.csv");
	free(csv);
	free(back);
	sops_table_free(first);
	sops_table_free(second);
	sops_rules_free(rules);
	sops_rules_free(again);
}

static void severities(void **state)
{
	(void)state;
	assert_string_equal(sops_severity_name(SOPS_SEVERITY_OFF), "off");
	assert_string_equal(sops_severity_name(SOPS_SEVERITY_INFO), "info");
	assert_string_equal(sops_severity_name(SOPS_SEVERITY_WARN), "warn");
	assert_string_equal(sops_severity_name(SOPS_SEVERITY_ERROR), "error");
}

static void no_more_rules_than_that(void **state)
{
	struct sops_rules *rules = rules_of_deals();
	struct sops_error err = { .status = SOPS_OK };
	char id[32] = "r";
	const char *const cells[SOPS_RULE_CELLS] = { id, "", "no_owner" };

	(void)state;
	while (sops_rules_count(rules) < 10000) {
		snprintf(id, sizeof(id), "r%zu", sops_rules_count(rules));
		assert_int_equal(sops_rules_add(rules, cells, NULL), 0);
	}
	snprintf(id, sizeof(id), "one-more");
	assert_int_equal(sops_rules_add(rules, cells, &err), SOPS_EUSAGE);
	assert_string_equal(err.text, "more than 10000 rules");
	assert_int_equal(sops_rules_count(rules), 10000);
	snprintf(id, sizeof(id), "stale_deal");
	assert_int_equal(sops_rules_add(rules, (const char *const[SOPS_RULE_CELLS]){ id, "off" },
		NULL), 0);
	sops_rules_free(rules);
}

static void long_ids(void **state)
{
	struct sops_rules *rules = rules_of_deals();
	struct sops_error err = { .status = SOPS_OK };
	char id[102];
	const char *const cells[SOPS_RULE_CELLS] = { id, "", "no_owner" };

	(void)state;
	memset(id, 'x', sizeof(id));
	id[101] = '\0';
	assert_int_equal(sops_rules_add(rules, cells, &err), SOPS_EUSAGE);
	assert_ptr_equal(strstr(err.text, "the id \"xxxx"), err.text);
	assert_non_null(strstr(err.text, "…\" is longer than 100 characters"));
	assert_string_equal(err.column, "id");
	id[100] = '\0';
	assert_int_equal(sops_rules_add(rules, cells, NULL), 0);
	sops_rules_free(rules);
}

/* The examples of the page, one after the other. */
static void examples_of_the_page(void **state)
{
	FILE *page = fopen("man/sops-rules.5", "r");
	struct sops_buffer text = SOPS_BUFFER_INIT;
	char *line = NULL;
	size_t size = 0, examples = 0;
	bool inside = false;

	(void)state;
	assert_non_null(page);
	while (getline(&line, &size, page) > 0) {
		if (inside && strcmp(line, ".Ed\n") != 0) {
			sops_buffer_puts(&text, line);
			continue;
		}
		if (inside) {
			sops_rules_free(given_rules(text.at));
			sops_buffer_clear(&text);
			examples++;
		}
		inside = strncmp(line, ".Bd -literal", 12) == 0;
	}
	assert_int_equal(examples, 3);
	free(line);
	sops_buffer_release(&text);
	fclose(page);
}

/* No table: what holds for any, and nothing else. */
static void of_no_table(void **state)
{
	struct sops_rules *rules = NULL;

	(void)state;
	assert_int_equal(sops_rules_new(&rules, NULL, NULL), 0);
	assert_true(sops_rules_find(rules, sops_field_of("ragged_long")) >= 0);
	assert_int_equal(sops_rules_find(rules, sops_field_of("stale_deal")), -1);
	sops_rules_free(rules);
	sops_rules_free(NULL);
}

TAP_MAIN("rules", cmocka_unit_test(what_is_wrong_with_a_rule),
	cmocka_unit_test(what_is_wrong_with_a_message),
	cmocka_unit_test(what_is_wrong_with_a_file),
	cmocka_unit_test(rules_before_the_error_stay),
	cmocka_unit_test(a_new_rule),
	cmocka_unit_test(a_short_file),
	cmocka_unit_test(a_change),
	cmocka_unit_test(none_elsewhere),
	cmocka_unit_test(a_change_has_to_fit),
	cmocka_unit_test(arguments),
	cmocka_unit_test(no_thresholds),
	cmocka_unit_test(thresholds_out_of_range),
	cmocka_unit_test(thresholds_at_their_borders),
	cmocka_unit_test(expressions),
	cmocka_unit_test(only_some),
	cmocka_unit_test(as_a_table),
	cmocka_unit_test(a_table_is_a_file),
	cmocka_unit_test(severities),
	cmocka_unit_test(no_more_rules_than_that),
	cmocka_unit_test(long_ids),
	cmocka_unit_test(examples_of_the_page),
	cmocka_unit_test(of_no_table))
