/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/audit.h>

#include "given.h"
#include "metrics/audit_private.h"
#include "property.h"
#include "tap.h"

#include <sops/source.h>
#include <sops/tables.h>

#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* An audit as of 2026-06-30 of what stands in a descriptor. */
struct audit {
	struct sops_rules *rules;
	struct sops_audit_options options;
	struct sops_metric metric;
	struct sops_context context;
	struct sops_audit_verdict verdict;
	int fd;
};

static void check(int status, const struct sops_error *err)
{
	if (status < 0)
		fail_msg("%s: %s", err->column, err->text);
}

static sops_date day(const char *text)
{
	sops_date date;

	assert_int_equal(sops_date_parse_iso(&date, sops_field_of(text), NULL), 0);
	return date;
}

/* With the built-in rules of the table, or, where cells are given, with that one alone. */
static void open_audit(struct audit *audit, const char *table, const char *const *cells,
	const char *text)
{
	struct sops_error err = { .status = SOPS_OK };
	const struct sops_schema *schema = sops_tables_schema(sops_field_of(table));

	*audit = (struct audit){ .context = SOPS_CONTEXT_INIT };
	check(sops_rules_new(&audit->rules, schema, &err), &err);
	if (cells) {
		check(sops_rules_add(audit->rules, cells, &err), &err);
		check(sops_rules_only(audit->rules, cells[0], &err), &err);
	}
	audit->context.as_of = day("2026-06-30");
	audit->options.rules = audit->rules;
	audit->options.schema = schema;
	audit->options.verdict = &audit->verdict;
	sops_score_init(&audit->options.score);
	audit->metric = sops_audit_metric_of(schema);
	audit->fd = given_fd(text);
}

static void close_audit(struct audit *audit)
{
	sops_audit_release(&audit->options);
	sops_rules_free(audit->rules);
	close(audit->fd);
}

static struct sops_run *new_run(const struct audit *audit)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_run *run;

	check(sops_run_new(&run, &audit->metric, &audit->options, &audit->context, &err), &err);
	return run;
}

/* Reads all, or a range of a source. */
static void read_into(struct sops_run *run, const struct audit *audit,
	const struct sops_source *source, struct sops_range range)
{
	struct sops_input_options options = { .as_of = audit->context.as_of, .whole = true,
		.source = source, .range = range };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input;

	assert_int_equal(lseek(audit->fd, 0, SEEK_SET), 0);
	sops_run_roles(&audit->metric, &audit->options, &audit->context, &options.needs,
		&options.uses);
	check(sops_input_open(&input, audit->metric.rows, audit->fd, "deals.csv", &options, &err),
		&err);
	check(sops_run_read(run, input, &err), &err);
	sops_input_free(input);
}

/* The findings as csv, then notes. */
static char *answer_of(struct sops_run *run)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_table *table;
	char *csv;

	check(sops_run_table(run, &table, &err), &err);
	csv = given_csv(table);
	sops_buffer_puts(&out, csv);
	for (size_t i = 0; i < sops_table_notes(table); i++)
		sops_buffer_printf(&out, "# %s\n", sops_table_note_at(table, i));
	free(csv);
	sops_table_free(table);
	return out.at;
}

static char *answer(struct audit *audit)
{
	const struct sops_range all = { .start = 0 };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_run *run;
	char *text;

	check(sops_audit_prepare(&audit->options, &err), &err);
	run = new_run(audit);
	read_into(run, audit, NULL, all);
	text = answer_of(run);
	sops_run_free(run);
	return text;
}

/* ---- rule by rule ---- */

/* What one rule finds: "line column value: message", one a line. */
struct find {
	const char *check, *column, *args, *where, *text, *found;
};

#define SEVEN(row) row "\n" row "\n" row "\n" row "\n" row "\n" row "\n" row "\n"
#define H "deal_id,account,owner,stage,status,amount,currency,created,close_date,closed\n"

static const struct find finds[] = {
	{ "required", "owner", NULL, NULL, H "1,A,Ann,Won,won,5,USD,2026-01-01,,2026-02-01\n"
		"2,A,N/A,Won,won,5,USD,2026-01-01,,2026-02-01\n"
		"3,A,,Won,won,5,USD,2026-01-01,,2026-02-01\n",
		"3 owner N/A: owner is blank\n4 owner : owner is blank\n" },
	{ "required", "owner", NULL, "amount > 5", H "1,A,,Won,won,5,USD,2026-01-01,,\n"
		"2,A,,Won,won,5.01,USD,2026-01-01,,\n", "3 owner : owner is blank\n" },
	{ "type", "amount", "canonical", NULL, H "1,A,Ann,Won,won,5 apples,USD,,,\n"
		"2,A,Ann,Won,won,\"1,234.50\",USD,,,\n3,A,Ann,Won,won,,USD,,,\n",
		"2 amount 5 apples: \"5 apples\" is not an amount\n" },
	{ "type", "account", "email", NULL, H "1,a@b.example,,,,,,,,\n2,a@b,,,,,,,,\n"
		"3,@b.example,,,,,,,,\n"
		"4,a..b@c.example,,,,,,,,\n", "3 account a@b: not a mail address\n"
		"4 account @b.example: not a mail address\n"
		"5 account a..b@c.example: not a mail address\n" },
	{ "type", "account", "datetime", NULL, H "1,2026-06-30 00:00,,,,,,,,\n"
		"2,2026年6月30日上午9:30,,,,,,,,\n3,2026-06-30,,,,,,,,\n4,9:30,,,,,,,,\n",
		"4 account 2026-06-30: not a date with a time\n"
		"5 account 9:30: not a date with a time\n" },
	{ "type", "account", "bool", NULL, H "1,T,,,,,,,,\n2,是,,,,,,,,\n3,真,,,,,,,,\n4,0,,,,,,,,\n",
		"4 account 真: not yes or no\n" },
	{ "type", "account", "phone", NULL, H "1,-5551234,,,,,,,,\n2,5551234,,,,,,,,\n",
		"2 account -5551234: not a telephone number\n" },
	{ "type", "deal_id", "id", NULL, H "1.27E+10,,,,,,,,,\n127E,,,,,,,,,\n",
		"2 deal_id 1.27E+10: not an id: a spreadsheet has rounded it\n" },
	{ "accepted", "stage", "Open|Won", NULL, H "1,,,won,,,,,,\n2,,,Wonn,,,,,,\n3,,,,,,,,,\n",
		"3 stage Wonn: none of: Open|Won\n" },
	{ "pattern", "deal_id", "^D-\\d+$", NULL, H "D-12,,,,,,,,,\nD-x\"\"y,,,,,,,,,\n"
		"\"D-`\",,,,,,,,,\n",
		NULL },
	{ "pattern", "deal_id", "^D-\\d+$", NULL, H "D-12,,,,,,,,,\nD-x,,,,,,,,,\n",
		"3 deal_id D-x: does not match ^D-\\d+$\n" },
	{ "between", "amount", "10..20", NULL, H "1,,,,,10,,,,\n2,,,,,20,,,,\n3,,,,,9.99,,,,\n"
		"4,,,,,20.01,,,,\n", "4 amount 9.99: below 10\n5 amount 20.01: above 20\n" },
	{ "min", "created", "2026-01-01", NULL, H "1,,,,,,,2026-01-01,,\n2,,,,,,,2025-12-31,,\n",
		"3 created 2025-12-31: before 2026-01-01\n" },
	{ "max", "amount", "7", NULL, H "1,,,,,7,,,,\n2,,,,,7.5,,,,\n", "3 amount 7.5: above 7\n" },
	{ "length", "account", "2..3", NULL, H "1,甲乙,,,,,,,,\n2,甲,,,,,,,,\n3,abcd,,,,,,,,\n",
		"3 account 甲: 1 character, allowed are 2..3\n"
		"4 account abcd: 4 characters, allowed are 2..3\n" },
	{ "scale", "amount", "2", NULL, H "1,,,,,1.25,,,,\n2,,,,,1.250,,,,\n3,,,,,1.255,,,,\n",
		"4 amount 1.255: more than 2 digits behind the point\n" },
	{ "not_sentinel", "account", NULL, NULL, H "1,Test,,,,,,,,\n2,Testo GmbH,,,,,,,,\n"
		"3,ＴＥＳＴ,,,,,,,,\n4,待定,,,,,,,,\n5,待定公司,,,,,,,,\n6,T-E-S-T,,,,,,,,\n",
		"2 account Test: stands for nothing: a word that fills the cell\n"
		"4 account ＴＥＳＴ: stands for nothing: a word that fills the cell\n"
		"5 account 待定: stands for nothing: a word that fills the cell\n"
		"7 account T-E-S-T: stands for nothing: a word that fills the cell\n" },
	{ "not_future", "created", "1", NULL, H "1,,,,,,,2026-07-01,,\n2,,,,,,,2026-07-02,,\n",
		"3 created 2026-07-02: in the future: 2 days after 2026-06-30\n" },
	{ "not_past", "close_date", NULL, NULL, H "1,,,,,,,,2026-06-30,\n2,,,,,,,,2026-06-29,\n",
		"3 close_date 2026-06-29: in the past: 1 day before 2026-06-30\n" },
	{ "not_future", "Renewal", NULL, NULL, "deal_id,Renewal\n1,2026-06-30\n2,2026/7/1\n3,soon\n"
		"4,\n", "3 Renewal 2026/7/1: in the future: 1 day after 2026-06-30\n" },
	{ "not_past", "Renewal", "1", NULL, "deal_id,Renewal\n1,2026-06-29\n2,28.6.2026\n",
		"3 Renewal 28.6.2026: in the past: 2 days before 2026-06-30\n" },
	{ "monotonic", "Called", NULL, NULL, "deal_id,Called\n1,9/30/2026\n2,10/1/2026\n"
		"3,10/1/2026 8:00\n4,9/30/2026\n",
		"5 Called 9/30/2026: less than \"2026-10-01 08:00:00\" before it\n" },
	{ "monotonic", "No", NULL, NULL, "deal_id,No\n1,9\n2,10\n3,\"1,000\"\n4,99\n",
		"5 No 99: less than \"1000\" before it\n" },
	{ "min", "Called", "2026-09-30", NULL, "deal_id,Called\n1,9/1/2026\n2,30/9/2026\n",
		"2 Called 9/1/2026: before 2026-09-30\n" },
	{ "date_order", NULL, "Asked|Called", NULL, "deal_id,Asked,Called\n1,9/1/2026,8/1/2026\n"
		"2,30/9/2026,30/9/2026\n",
		"2 Called 8/1/2026: Called 2026-01-08 is before Asked 2026-01-09\n" },
	{ "log_lag", NULL, "Asked|Called@1", NULL, "deal_id,Asked,Called\n1,9/1/2026,11/1/2026\n"
		"2,30/9/2026,30/9/2026\n", "2 Called 11/1/2026: 2 days after Asked\n" },
	{ "unique", "deal_id", NULL, NULL, H "1,,,,,,,,,\n2,,,,,,,,,\n1,,,,,,,,,\n,,,,,,,,,\n"
		",,,,,,,,,\n 1 ,,,,,,,,,\n",
		"4 deal_id 1: also on line 2\n7 deal_id 1: also on line 2\n" },
	{ "unique_combo", NULL, "account|amount", NULL, H "1,A,,,,5,,,,\n2,A,,,,6,,,,\n"
		"3,A,,,,5,,,,\n",
		"4  A / 5: also on line 2\n" },
	{ "duplicate_exact", NULL, NULL, NULL, H "1,A,,,,5,,,,\n2,A,,,,5,,,,\n1,A,,,,5,,,,\n",
		"4  1 / A /  /  /  / 5 /  /  /  / : the same as line 2\n" },
	{ "expr", NULL, "closed >= created", NULL, H "1,,,,,,,2026-01-02,,2026-01-01\n"
		"2,,,,,,,2026-01-02,,2026-01-02\n", "2  : not so: closed >= created\n" },
	{ "required_when", "amount", "status == \"won\"", NULL, H "1,,,Won,won,,,,,\n"
		"2,,,Open,open,,,,,\n",
		"2 amount : amount is blank, where status == \"won\"\n" },
	{ "forbidden_when", "closed", "status == \"open\"", NULL, H
		"1,,,Open,open,,,,,2026-01-01\n2,,,Open,open,,,,,\n",
		"2 closed 2026-01-01: closed is filled, where status == \"open\"\n" },
	{ "forbidden_when", "amount", "amount < 0", NULL, H "1,,,,,-1,,,,\n2,,,,,1,,,,\n"
		"3,,,,,,,,,\n",
		"2 amount -1: amount < 0\n" },
	{ "forbidden_when", NULL, "amount < 0", NULL, H "1,,,,,-1,,,,\n2,,,,,1,,,,\n",
		"2  : amount < 0\n" },
	{ "date_order", NULL, "created|closed", NULL, H "1,,,,,,,2026-02-01,,2026-01-01\n"
		"2,,,,,,,2026-02-01,,2026-02-01\n3,,,,,,,2026-02-01,,\n",
		"2 closed 2026-01-01: closed 2026-01-01 is before created 2026-02-01\n" },
	{ "currency_consistent", NULL, NULL, NULL, H "1,,,,,€5,USD,,,\n2,,,,,$5,USD,,,\n"
		"3,,,,,x,USD,,,\n",
		"2 amount €5: the cell says EUR, the currency column USD\n" },
	{ "past_due_close", NULL, "2", NULL, H "1,,,Open,open,5,,,2026-06-28,\n"
		"2,,,Open,open,5,,,2026-06-27,\n"
		"3,,,Won,won,5,,,2026-06-01,2026-06-01\n",
		"3 close_date 2026-06-27: open, but was to close on 2026-06-27, 3 days ago\n" },
	{ "no_owner", NULL, NULL, NULL, H "1,,,,,,,,,\n2,,Ann,,,,,,,\n",
		"2 owner : nobody owns it\n" },
	{ "zero_amount", NULL, NULL, NULL, H "1,,,,,0,,,,\n2,,,,,-1,,,,\n3,,,,,,,,,\n"
		"4,,,,,0.01,,,,\n",
		"2 amount 0: the amount is 0\n4 amount : no amount\n" },
	{ "orphan", NULL, NULL, NULL, H "1,,,,,,,,,\n2,A,,,,,,,,\n",
		"2 account : belongs to no account\n" },
	{ "won_without_date", NULL, NULL, NULL, "deal_id,stage,status,closed\n1,Won,won,\n"
		"2,Won,won,2026-01-01\n"
		"3,Lost,lost,\n4,Open,open,\n", "2 closed : won, and nobody knows when\n"
		"4 closed : lost, and nobody knows when\n" },
	{ "closed_in_open_stage", NULL, NULL, NULL, "deal_id,stage,status\n1,Demo,won\n"
		"2,Closed Won,won\n",
		"2 stage Demo: won in the stage \"Demo\"\n" },
	{ "closed_in_open_stage", NULL, NULL, NULL, "deal_id,stage,status\n1,Demo,won\n"
		"2,Call,lost\n", "" },
	{ "probability_vs_stage", NULL, NULL, NULL, "deal_id,stage,status,probability\n1,A,open,0\n"
		"2,A,open,1\n"
		"3,A,open,50%\n4,W,won,90%\n5,W,won,100%\n6,L,lost,10%\n7,L,lost,0\n",
		"2 probability 0: open with a probability of 0\n"
		"3 probability 1: open with a probability of 1\n"
		"5 probability 90%: won with a probability of less than 1\n"
		"7 probability 10%: lost with a probability of less than 1 but more than 0\n" },
	{ "control_char", NULL, NULL, NULL, H "1,a\x07" "b,,,,,,,,\n2,\"a\nb\",,,,,,,,\n"
		"3,a\x7F,,,,,,,,\n",
		"2 account a\x07" "b: has a control character or bidirectional override in it\n"
		"5 account a\x7F: has a control character or bidirectional override in it\n" },
	{ "formula_cell", NULL, NULL, NULL, H "1,=1+1,,,,,,,,\n2,-5,,,,-5,,,,\n"
		"3,+49 (30) 12-3,,,,,,,,\n"
		"4,@SUM(A1),,,,,,,,\n5,-,,,,,,,,\n6,-x,,,,,,,,\n",
		"2 account =1+1: a spreadsheet would take it for a formula\n"
		"5 account @SUM(A1): a spreadsheet would take it for a formula\n"
		"7 account -x: a spreadsheet would take it for a formula\n" },
	{ "edge_whitespace", NULL, NULL, NULL, H "1, a ,,,,,,,,\n2,\" a\",,,,,,,,\n3,a　,,,,,,,,\n"
		"4,あ,,,,,,,,\n5,\"b, c \"\"d\"\" ,e\",,,,,,,,\n6,f,\tg,,,,,,,\n7,\"h\" ,,,,,,,,\n"
		"8, ,,,,,,,,\n 9,,,,,,,,,\n10,\"\",,,,,,,\"0123456789012345, 7\", \n"
		"11,i j,,,,,,,,\n",
		"2 account  a : has space at its beginning or end\n"
		"3 account  a: has space at its beginning or end\n"
		"4 account a　: has space at its beginning or end\n"
		"7 owner \tg: has space at its beginning or end\n"
		"8 account \"h\" : has space at its beginning or end\n"
		"9 account  : has space at its beginning or end\n"
		"10 deal_id  9: has space at its beginning or end\n"
		"11 closed  : has space at its beginning or end\n" },
	{ "field_too_long", NULL, "3", NULL, H "1,甲乙丙,,,,,,,,\n2,abcd,,,,,,,,\n",
		"3 account abcd: 4 characters\n" },
	{ "truncation_suspect", NULL, NULL, NULL, H "1,2147483647,,,,,,,,\n2,2147483646,,,,,,,,\n",
		"2 account 2147483647: the largest number that a program holds: it may stand for a "
		"larger one\n" },
	{ "blank_label", NULL, NULL, NULL, "deal_id,,stage\n1,2,3\n",
		"1  : column 2 has no name\n" },
	{ "duplicate_label", NULL, NULL, NULL, "deal_id,x,x\n1,2,3\n",
		"1 x x: column 3 is called as column 2 is\n" },
	{ "missing_column", NULL, "stage|Partner", NULL, "deal_id,stage\n1,A\n",
		"1 Partner Partner: there is no such column\n" },
	{ "missing_column", NULL, "stage|Partner", NULL, "deal_id,stage,partner\n1,A,B\n", "" },
	{ "extra_column", NULL, "Partner", NULL, "deal_id,stage,Partner,Foo\n1,A,B,C\n",
		"1 Foo Foo: no column of the table deals\n" },
	{ "column_order", NULL, "stage|Partner|deal_id", NULL, "deal_id,stage\n1,A\n",
		"1 stage stage: stands behind columns that should come later\n" },
	{ "missing_column", NULL, "deal_id|owner", NULL, "deal_id,stage\n1,A\n",
		"1 owner owner: there is no column for owner: the rep who owns the deal\n" },
	{ "ragged_short", NULL, NULL, NULL, "deal_id,stage,status\n1,A\n2,A,open\n",
		"2  1,A: record has 2 fields, the header has 3\n" },
	{ "ragged_long", NULL, NULL, NULL, "deal_id,stage,status\n1,A,open,\n2,A,open\n",
		"2  1,A,open,: record has 4 fields, the header has 3\n" },
	{ "stray_quote", NULL, NULL, NULL, "deal_id,stage\n1,a\"b\n2,A\n", NULL },
	{ "nul_byte", NULL, NULL, NULL, "deal_id,stage\n1,A\n", "" },
	{ "blank_row", NULL, NULL, NULL, "deal_id,stage\n1,A\n\n\n2,A\n",
		"0  : 2 blank lines among the records\n" },
	{ "mixed_newlines", NULL, NULL, NULL, "deal_id,stage\n1,A\r\n2,A\n",
		"0  : some lines end in LF, others in CRLF\n" },
	{ "no_final_newline", NULL, NULL, NULL, "deal_id,stage\n1,A\n2,A",
		"0  : the last line has no line end: it may have been cut off\n" },
	{ "no_final_newline", NULL, NULL, NULL, "deal_id,stage\n1,A\n2,A\n\n", "" },
	{ "row_count", NULL, "3..", NULL, "deal_id,stage\n1,A\n2,A\n",
		"0  : 2 records, fewer than 3\n" },
	{ "freshness", "created", "7", NULL, "deal_id,created\n1,2026-06-22\n2,2026-01-01\n"
		"3,2026-12-31\n",
		"0  : the newest created is 2026-06-22, 8 days ago\n" },
	{ "freshness", "created", "8", NULL, "deal_id,created\n1,2026-06-22\n", "" },
	{ "freshness", "Renewal", "1", NULL, "deal_id,Renewal\n1,2026-06-28\n2,2026-07-01\n",
		"0  : the newest Renewal is 2026-06-28, 2 days ago\n" },
	{ "freshness", "Renewal", "0", NULL, "deal_id,Renewal\n1,2026-06-29\n",
		"0  : the newest Renewal is 2026-06-29, 1 day ago\n" },
	{ "constant", "owner", NULL, NULL, "deal_id,owner\n1,A\n2,B\n3,A\n",
		"0  : owner has 2 values; 1 record has another than \"A\"\n" },
	{ "concentration", "owner", "60%", NULL,
		"deal_id,owner\n" SEVEN("x,A") SEVEN("x,A") SEVEN("x,B"),
		"0  : \"A\" has 14 of 21 (66.6%)\n" },
	{ "concentration", "owner", "70%", NULL,
		"deal_id,owner\n" SEVEN("x,A") SEVEN("x,A") SEVEN("x,B"),
		"" },
	{ "concentration", "owner", "10%", NULL, "deal_id,owner\n" SEVEN("x,A") SEVEN("x,A"), "" },
	{ "one_type", "name", NULL, NULL, "deal_id,name\n1,1\n2,2\n3,3\n4,x\n",
		"0  : name: 3 of 4 (75.0%) of the cells are a whole number, the others are not\n" },
	{ "round_number_bunching", NULL, "50%", NULL,
		"deal_id,amount\n" SEVEN("1,1000") SEVEN("2,2000")
		SEVEN("3,1234") SEVEN("4,5"),
		"0  : 14 of 21 (66.6%) of the amounts from 1000 up are whole thousands\n" },
	{ "quarter_end_bunching", NULL, "50%", NULL,
		"deal_id,status,closed\n" SEVEN("1,won,2026-03-31")
		SEVEN("2,won,2026-03-27") SEVEN("3,won,2026-03-26"),
		"0  : 14 of 21 (66.6%) of the won deals closed in the last 5 days of a "
		"quarter\n" },
	/* What is another rule's finding. */
	{ "type", "amount", "canonical", NULL, H "1,,,,,EUR 5,USD,,,\n2,,,,,five,USD,,,\n",
		"3 amount five: \"five\" is not an amount\n" },
	{ "zero_amount", NULL, NULL, NULL, H "1,,,,,EUR 5,USD,,,\n2,,,,,five,USD,,,\n"
		"3,,,,,N/A,USD,,,\n",
		"4 amount N/A: no amount\n" },
	{ "won_without_date", NULL, NULL, NULL, "deal_id,stage,status,closed\n1,Won,won,soon\n"
		"2,Won,won,N/A\n", "3 closed N/A: won, and nobody knows when\n" },
	{ "no_next_step", NULL, NULL, NULL, "deal_id,status,next_step,next_step_date\n"
		"1,open,,soon\n"
		"2,open,,\n3,open,Call,\n", "3 next_step : open without a next step\n" },
	/* A deal of which nothing says whether it is open. */
	{ "past_due_close", NULL, NULL, NULL, "deal_id,stage,close_date\n1,,2026-01-01\n"
		"2,Proposal,2026-06-29\n",
		"3 close_date 2026-06-29: open, but was to close on 2026-06-29, 1 day ago\n" },
	{ "probability_vs_stage", NULL, NULL, NULL, "deal_id,stage,status,probability\n"
		"1,A,perhaps,1\n"
		"2,,,1\n3,,open,1\n", "4 probability 1: open with a probability of 1\n" },
	{ "required", "account", NULL, "status == \"open\"", H "1,,,A,perhaps,,,,,\n2,,,,,,,,,\n"
		"3,,,A,,,,,,\n", "4 account : account is blank\n" },
	/* Of an order that nobody knows no two lines are the same. */
	{ "unique_combo", NULL, "deal_id|stage", NULL, "deal_id,stage\n,A\n,A\n1,\n1,\n",
		"5  1 / : also on line 4\n" },
	{ "control_char", NULL, NULL, NULL, H "1,a\xE2\x80\xAE" "b,,,,,,,,\n"
		"2,a\xE2\x80\x94" "b,,,,,,,,\n"
		"3,\xE2\x81\xA6" "b,,,,,,,,\n4,a\xC2\x85,,,,,,,,\n5,a\xE2\x80\x93,,,,,,,,\n",
		"2 account a\xE2\x80\xAE" "b: has a control character or bidirectional override in "
		"it\n"
		"4 account \xE2\x81\xA6" "b: has a control character or bidirectional override in "
		"it\n"
		"5 account a\xC2\x85: has a control character or bidirectional override in it\n" },
	{ "formula_cell", NULL, NULL, NULL, H "1,\"-1.234,50\",,,,,,,,\n"
		"2,\"-1,234.50\",,,,,,,,\n", "" },
	{ "lone_return", NULL, NULL, NULL, "deal_id,stage,owner\n1,a\rb,x\n2,A,x\n",
		"2 stage 1,a\\rb,x: lone carriage return\n" },
	{ "no_final_newline", NULL, NULL, NULL, "deal_id,stage\n1,A\n2",
		"0  : the last line has no line end: it may have been cut off\n" },
	{ "no_final_newline", NULL, NULL, NULL, "deal_id,stage\n1,A\n2\n", "" },
	{ "no_final_newline", NULL, NULL, NULL, "deal_id,stage\n1,A\n2,\"A\n", "" },
	{ "monotonic", "created", NULL, NULL, "deal_id,created\n1,2026-01-02\n2,\n3,2026-01-01\n"
		"4,2026-01-01\n5,2026-02-01\n",
		"4 created 2026-01-01: less than \"2026-01-02\" before it\n" },
	{ "monotonic", "deal_id", NULL, NULL, "deal_id,stage\n9,A\n10,A\n8,A\nx,A\n",
		"4 deal_id 8: less than \"10\" before it\n" },
	{ "split_not_100", "Split", NULL, NULL, "deal_id,owner,Split\n1,A,40%\n1,B,0.6\n2,A,0.5\n"
		"2,B,0.4\n3,A,\n", "4 Split 0.9: its shares add up to 0.9\n" },
	{ "split_not_100", "Split", "account", NULL, "deal_id,account,Split\n1,A,1\n2,A,100%\n"
		"3,B,1\n",
		"2 Split 2: its shares add up to 2\n" },
	{ "duplicate_fuzzy", NULL, "account=company|owner=person@0.9", NULL,
		"deal_id,account,owner\n"
		"1,Acme Ltd,Ann Lee\n2,ACME Limited,\"Lee, Ann\"\n3,Zebra GmbH,Bob Ray\n",
		"3  : probably the same as line 2, 1 (1.000); alike: account, owner\n" },
};

/* line, column, value and message of each finding. */
static char *brief(struct sops_run *run)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_table *table;

	check(sops_run_table(run, &table, &err), &err);
	sops_buffer_puts(&out, "");
	for (size_t row = 0; row < sops_table_rows(table); row++) {
		const struct sops_cell *rule = sops_table_cell_at(table, row, 1),
				       *line = sops_table_cell_at(table, row, 3),
				       *column = sops_table_cell_at(table, row, 6),
				       *value = sops_table_cell_at(table, row, 7),
				       *message = sops_table_cell_at(table, row, 8);

		/* Rules that cannot be switched off are there, too. */
		if (!sops_field_equal(rule->text, sops_field_of("it")))
			continue;
		sops_buffer_printf(&out, "%lld ", line->kind == SOPS_CELL_COUNT
			? (long long)line->count : 0);
		if (column->kind == SOPS_CELL_TEXT)
			sops_buffer_field(&out, column->text);
		sops_buffer_putc(&out, ' ');
		if (value->kind == SOPS_CELL_TEXT)
			sops_buffer_field(&out, value->text);
		sops_buffer_puts(&out, ": ");
		sops_buffer_field(&out, message->text);
		sops_buffer_putc(&out, '\n');
	}
	sops_table_free(table);
	return out.at ? out.at : strdup("");
}

/* Whether it is as expected; else both are told. */
static bool is_found(const struct find *find)
{
	const char *cells[SOPS_RULE_CELLS] = { "it", "error", find->check, find->column,
		find->args, find->where };
	const struct sops_range all = { .start = 0 };
	struct sops_error err = { .status = SOPS_OK };
	struct audit audit;
	struct sops_run *run;
	char *found;
	bool same;

	open_audit(&audit, "deals", cells, find->text);
	check(sops_audit_prepare(&audit.options, &err), &err);
	run = new_run(&audit);
	read_into(run, &audit, NULL, all);
	found = brief(run);
	same = !find->found || strcmp(found, find->found) == 0;
	if (!same)
		print_error("%s over\n%s\nfound\n%s\ninstead of\n%s\n", find->check, find->text,
			found, find->found);
	free(found);
	sops_run_free(run);
	close_audit(&audit);
	return same;
}

static void each_check(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(finds); i++)
		wrong += !is_found(&finds[i]);
	assert_int_equal(wrong, 0);
}

/* No check is only a name. */
static void every_check_is_carried_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < SOPS_CHECKS; i++) {
		const struct sops__audit_check *check_of = &sops__audit_checks[i];

		if (!check_of->bind && !check_of->row && !check_of->header && !check_of->end &&
		    !check_of->shape)
			fail_msg("nobody carries out %s",
				sops_checks_at((enum sops_check_number)i)->name);
	}
}

/* ---- the whole of it ---- */

static void of_deals(void **state)
{
	static const char text[] = "deal_id,account,owner,stage,status,amount,created,close_date\n"
		"1,Acme,Ann,Won,won,100,2026-06-01,2026-06-20\n"
		"2,,Ann,Proposal,open,100,2026-06-02,2026-06-01\n"
		"2,Acme,Ann,Proposal,open,lots,2026-06-02,2026-09-01\n"
		"4,Acme\n"
		"5,Acme,Ann,Proposal,open,100,03.07.2026,2026-09-01\n";
	struct audit audit;
	char *found;

	(void)state;
	open_audit(&audit, "deals", NULL, text);
	found = answer(&audit);
	assert_string_equal(found, "severity,rule,file,line,record,key,column,value,message\n"
		"warn,account_missing,deals.csv,3,2,2,account,,belongs to no account\n"
		"warn,close_date_before_created,deals.csv,3,2,2,close_date,2026-06-01,"
			"close_date 2026-06-01 is before created 2026-06-02\n"
		"warn,close_date_past,deals.csv,3,2,2,close_date,2026-06-01,"
			"\"open, but was to close on 2026-06-01, 29 days ago\"\n"
		"error,deal_id_repeated,deals.csv,4,3,2,deal_id,2,also on line 3\n"
		"error,amount_unreadable,deals.csv,4,3,2,amount,"
			"lots,\"\"\"lots\"\" is not an amount\"\n"
		"error,ragged_short,deals.csv,5,4,,,\"4,Acme\","
			"\"record has 2 fields, the header has 8\"\n"
		"error,created_in_future,deals.csv,6,5,5,created,03.07.2026,"
			"in the future: 3 days after 2026-06-30\n");
	assert_int_equal(audit.verdict.records, 5);
	assert_int_equal(audit.verdict.findings, 7);
	assert_int_equal(audit.verdict.rules[SOPS_SEVERITY_ERROR], 4);
	assert_int_equal(audit.verdict.rules[SOPS_SEVERITY_WARN], 3);
	free(found);
	close_audit(&audit);
}

static void samples(void **state)
{
	const char *const cells[SOPS_RULE_CELLS] = { "it", "warn", "no_owner" };
	struct audit audit;
	char *found;

	(void)state;
	open_audit(&audit, "deals", cells, "deal_id,owner\n1,\n2,\n3,\n");
	audit.options.samples = 2;
	found = answer(&audit);
	assert_string_equal(found, "severity,rule,file,line,record,key,column,value,message\n"
		"warn,it,deals.csv,2,1,1,owner,,nobody owns it\n"
		"warn,it,deals.csv,3,2,2,owner,,nobody owns it\n"
		"# it: 1 more finding is not listed\n");
	assert_int_equal(audit.verdict.findings, 3);
	free(found);
	close_audit(&audit);
}

static void own_words(void **state)
{
	const char *const cells[SOPS_RULE_CELLS] = { "it", "warn", "no_owner", NULL, NULL, NULL,
		NULL,
		NULL, "{deal_id} of {account}" };
	struct audit audit;
	char *found;

	(void)state;
	open_audit(&audit, "deals", cells, "deal_id,owner,account\n1,,Acme\n");
	found = answer(&audit);
	assert_string_equal(found, "severity,rule,file,line,record,key,column,value,message\n"
		"warn,it,deals.csv,2,1,1,owner,,1 of Acme\n");
	free(found);
	close_audit(&audit);
}

/* What one test has written of a record, the next does not see. */
static void each_for_itself(void **state)
{
	const char *const grows[SOPS_RULE_CELLS] = { "grows", "info", "monotonic", "created" },
		*const edges[SOPS_RULE_CELLS] = { "edges", "info", "edge_whitespace" },
		*const stages[SOPS_RULE_CELLS] = { "stages", "info", "accepted", "stage", "Won" };
	struct sops_error err = { .status = SOPS_OK };
	struct audit audit;
	char *found;

	(void)state;
	open_audit(&audit, "deals", NULL, "deal_id,account,stage,created\n"
		"1,\"A\" ,Won,2.6.2026\n2,\"A\" ,Wonn,13.6.2026\n3,A,Won,1.6.2026\n");
	check(sops_rules_add(audit.rules, grows, &err), &err);
	check(sops_rules_add(audit.rules, edges, &err), &err);
	check(sops_rules_add(audit.rules, stages, &err), &err);
	check(sops_rules_only(audit.rules, "grows,edges,stages", &err), &err);
	found = answer(&audit);
	assert_string_equal(found, "severity,rule,file,line,record,key,column,value,message\n"
		"info,edges,deals.csv,2,1,1,account,\"\"\"A\"\" \","
		"has space at its beginning or end\n"
		"info,edges,deals.csv,3,2,2,account,\"\"\"A\"\" \","
		"has space at its beginning or end\n"
		"info,stages,deals.csv,3,2,2,stage,Wonn,none of: Won\n"
		"info,grows,deals.csv,4,3,3,created,1.6.2026,"
		"\"less than \"\"2026-06-13\"\" before it\"\n");
	free(found);
	close_audit(&audit);
}

static void summary(void **state)
{
	const char *const cells[SOPS_RULE_CELLS] = { "it", "warn", "completeness", "owner", NULL,
		NULL,
		">0", "<50%" };
	struct audit audit;
	char *found;

	(void)state;
	open_audit(&audit, "deals", cells, "deal_id,owner\n1,Ann\n2,\n3,\n");
	audit.options.view = SOPS_AUDIT_SUMMARY;
	found = answer(&audit);
	assert_string_equal(found, "rule,severity,checked,failed,share,threshold,status\n"
		"it,warn,3,2,0.666666666667,\"warn >0, error <50%\",error\n");
	assert_int_equal(audit.verdict.rules[SOPS_SEVERITY_ERROR], 1);
	free(found);
	close_audit(&audit);
}

/* ---- in parts ---- */

static void put_random(struct sops_buffer *out, uint64_t *random)
{
	static const char *const rows[] = { "1,Acme,Ann,Won,won,100,2026-06-01,2026-06-20\n",
		"2,,,Open,open,0,2026-06-02,2026-06-01\n",
		"3,\"a\nb\",Ann,Open,open,x,2026-09-01,\n",
		"4,Acme\n", "5,=1,Bob,Won,won,,,\n", "6,Acme Ltd,Ann,Open,open,5,2026-06-02,\r\n",
		"7,ACME Limited,Ann,Lost,lost,5,2026-06-02,\n" };

	sops_buffer_puts(out, "deal_id,account,owner,stage,status,amount,created,close_date\n");
	for (size_t n = 1 + property_random(random, 30); n > 0; n--)
		sops_buffer_puts(out, rows[property_random(random, COUNT(rows))]);
}

/* In random order; saved and loaded on the way. */
static char *in_parts(const struct audit *audit, uint64_t *random)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_run *all = new_run(audit), *part, *other;
	struct sops_range parts[8];
	struct sops_source source;
	size_t count, *order;
	char *found;

	check(sops_source_look(&source, audit->fd, "deals.csv", NULL, &err), &err);
	check(sops_source_split(&source, sops_source_records(&source), 1 +
		property_random(random, 8), 1, parts, &count, &err), &err);
	order = property_shuffled(random, count);
	for (size_t i = 0; i < count; i++) {
		struct sops_buffer state = SOPS_BUFFER_INIT;

		part = new_run(audit);
		other = new_run(audit);
		read_into(part, audit, &source, parts[order[i]]);
		check(sops_run_save(part, &state, &err), &err);
		check(sops_run_load(other, sops_buffer_view(&state), &err), &err);
		check(sops_run_merge(all, property_random(random, 2) ? other : part, &err), &err);
		sops_buffer_release(&state);
		sops_run_free(other);
		sops_run_free(part);
	}
	found = answer_of(all);
	free(order);
	sops_run_free(all);
	return found;
}

static void parts_are_the_whole(void **state)
{
	const char *const cells[SOPS_RULE_CELLS] = { "alike", "info", "duplicate_fuzzy", NULL,
		"account=company|owner=person" },
		*const grows[SOPS_RULE_CELLS] = { "grows", "info", "monotonic", "created" },
		*const shares[SOPS_RULE_CELLS] = { "shares", "info", "split_not_100", "amount" };
	uint64_t random = 7;

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct sops_buffer text = SOPS_BUFFER_INIT;
		struct sops_error err = { .status = SOPS_OK };
		struct audit audit;
		char *whole, *parts;

		put_random(&text, &random);
		open_audit(&audit, "deals", NULL, text.at);
		check(sops_rules_add(audit.rules, cells, &err), &err);
		check(sops_rules_add(audit.rules, grows, &err), &err);
		check(sops_rules_add(audit.rules, shares, &err), &err);
		audit.options.samples = round % 4;
		whole = answer(&audit);
		parts = in_parts(&audit, &random);
		if (strcmp(whole, parts) != 0)
			fail_msg("of\n%s\nthe whole has\n%s\nparts have\n"
		"%s", text.at, whole, parts);
		free(parts);
		free(whole);
		close_audit(&audit);
		sops_buffer_release(&text);
	}
}

/* ---- rules that the file cannot have ---- */

static void unknown_column(void **state)
{
	const char *const cells[SOPS_RULE_CELLS] = { "it", "error", "required", "ownr" };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input_options options = { .whole = true };
	struct audit audit;
	struct sops_input *input;
	struct sops_run *run;
	char *said;

	(void)state;
	open_audit(&audit, "deals", NULL, "deal_id,owner\n1,Ann\n");
	check(sops_rules_add(audit.rules, cells, &err), &err);
	check(sops_audit_prepare(&audit.options, &err), &err);
	run = new_run(&audit);
	check(sops_input_open(&input, audit.metric.rows, audit.fd, "deals.csv", &options, &err),
		&err);
	assert_int_equal(sops_run_read(run, input, &err), SOPS_EUSAGE);
	said = given_error(&err);
	assert_string_equal(said, "-2 deals.csv:1: it: no column \"ownr\"; the columns are: "
		"deal_id, owner (did you mean \"owner\"?)");
	free(said);
	sops_input_free(input);
	sops_run_free(run);
	close_audit(&audit);
}

TAP_MAIN("audit",
	cmocka_unit_test(each_check),
	cmocka_unit_test(every_check_is_carried_out),
	cmocka_unit_test(of_deals),
	cmocka_unit_test(samples),
	cmocka_unit_test(own_words),
	cmocka_unit_test(each_for_itself),
	cmocka_unit_test(summary),
	cmocka_unit_test(parts_are_the_whole),
	cmocka_unit_test(unknown_column))
