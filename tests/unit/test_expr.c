/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/buffer.h>
#include <sops/expr.h>

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct row {
	struct sops_currency currency;
	long nothing;
};

static const struct sops_word statuses[] = {
	{ "won|closed won|赢单", 1 },
	{ "lost|closed lost", 2 },
	{ "open", 0 },
	{ NULL, 0 },
};

#define AT .offset = offsetof(struct row, nothing), .aliases = "", .doc = "a role"
#define MONEY_AT .offset = offsetof(struct row, nothing), .doc = "a role"

static const struct sops_role roles[] = {
	{ .name = "currency", .type = SOPS_CURRENCY, .aliases = "", .doc = "of the amount" },
	{ .name = "stage", .type = SOPS_TEXT, AT },
	{ .name = "status", .type = SOPS_WORD, .words = statuses, AT },
	{ .name = "amount", .type = SOPS_MONEY, MONEY_AT, .aliases = "Deal Amount" },
	{ .name = "fee", .type = SOPS_MONEY, AT },
	{ .name = "probability", .type = SOPS_RATE, AT },
	{ .name = "pushes", .type = SOPS_COUNT, AT },
	{ .name = "created", .type = SOPS_DATE, AT },
	{ .name = "closed", .type = SOPS_DATE, AT },
	{ .name = "modified", .type = SOPS_TIME, AT },
	{ .name = "seen", .type = SOPS_TIME, AT },
	{ .name = "is_won", .type = SOPS_BOOL, AT },
	{ .name = "unbound", .type = SOPS_TEXT, AT },
};

static const struct sops_schema schema = {
	.name = "tests", .roles = roles, .count = COUNT(roles), .row_size = sizeof(struct row),
};

/* Headers and, below each, the cell of the one record. A column not listed here has no role. */
static const char *const cells[][2] = {
	{ "stage", "Proposal" },      { "status", "Closed Won" },
	{ "Deal Amount", "1,000.50" }, { "fee", "" },
	{ "probability", "35%" },     { "pushes", "3" },
	{ "created", "2026-05-01" },  { "closed", "2026-07-15" },
	{ "modified", "2026-07-15 09:30" }, { "seen", "2026-07-15 10:00" },
	{ "is_won", "yes" },          { "Score", "9" },
	{ "Limit", "10" },            { "Start", "2026/7/1" },
	{ "End", "31 Aug 2026" },     { "Note", "Café Zürich" },
	{ "Gap", "" },                { "Void", "N/A" },
	{ "阶段", "赢单" },           { "Deal Value (USD)", "2,500" },
	{ "A`B", "tick" },            { "Flag", "no" },
	{ "Wrong", "abc" },           { "Euro", "EUR 4" },
	{ "Dollar", "USD 5" },        { "Twin", "first" },
	{ "Twin", "second" },         { "Old", "03/04/2026" },
	{ "Evil", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab" },
	{ "Bytes", "a\xFF" },         { "Huge", "170141183460469231731687303715884105727" },
	{ "Half", "2.5" },            { "_under9", "x" },
	{ "Sign", "-" },
};

struct file {
	struct sops_field header[COUNT(cells)], fields[COUNT(cells)];
	struct sops_columns *columns;
	struct sops_values *values;
	struct sops_record record;
};

static struct file file;

static void open_file(struct file *f, const struct sops_schema *of)
{
	static const struct sops_values_options options = { .decimal = SOPS_DECIMAL_POINT };
	struct sops_record header = { f->header, COUNT(cells), { "deals.csv", 1, 0, 0 } };

	for (size_t i = 0; i < COUNT(cells); i++) {
		f->header[i] = sops_field_of(cells[i][0]);
		f->fields[i] = sops_field_of(cells[i][1]);
	}
	f->record = (struct sops_record){ f->fields, COUNT(cells), { "deals.csv", 2, 1, 99 } };
	assert_int_equal(sops_columns_new(&f->columns, of, &header, NULL), 0);
	assert_int_equal(sops_values_new(&f->values, f->columns, &options, NULL), 0);
}

static void close_file(struct file *f)
{
	sops_values_free(f->values);
	sops_columns_free(f->columns);
}

static int setup(void **state)
{
	(void)state;
	open_file(&file, &schema);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	close_file(&file);
	return 0;
}

static void put_result(struct sops_buffer *out, const struct sops_result *result)
{
	char number[SOPS_MONEY_TEXT], date[SOPS_DATE_TEXT];

	switch (result->kind) {
	case SOPS_RESULT_BLANK:
		sops_buffer_puts(out, "blank");
		break;
	case SOPS_RESULT_NUMBER:
		sops_money_format(number, result->number);
		sops_buffer_puts(out, number);
		break;
	case SOPS_RESULT_DATE:
		sops_date_format(date, result->date);
		sops_buffer_puts(out, date);
		break;
	case SOPS_RESULT_TEXT:
		sops_buffer_putc(out, '\'');
		sops_buffer_field(out, result->text);
		sops_buffer_putc(out, '\'');
		break;
	case SOPS_RESULT_TRUTH:
		sops_buffer_puts(out, result->truth ? "true" : "false");
		break;
	}
}

static void put_error(struct sops_buffer *out, int status, const struct sops_error *err)
{
	static const char *const names[] = { "ok", "1", "usage", "input", "system" };

	assert_int_equal(status, err->status);
	sops_buffer_printf(out, "%s: %s%s%s", names[-status], err->column,
		err->column[0] ? ": " : "", err->text);
	if (err->hint[0])
		sops_buffer_printf(out, " (%s)", err->hint);
}

/* What the expression gives for the record, or the error, as text. */
static void run(struct sops_buffer *out, const char *text)
{
	struct sops_error err = { 0 };
	struct sops_expr *expr = NULL;
	struct sops_result result;
	int status = sops_expr_new(&expr, text, &err);

	sops_buffer_clear(out);
	if (status == 0)
		status = sops_expr_bind(expr, file.values, sops_date_of(2026, 7, 20), &err);
	if (status == 0)
		status = sops_expr_eval(expr, &file.record, &result, &err);
	if (status == 0)
		put_result(out, &result);
	else
		put_error(out, status, &err);
	sops_expr_free(expr);
}

struct example {
	const char *expr, *gives;
};

static void check(const struct example *examples, size_t count)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		run(&out, examples[i].expr);
		if (strcmp(out.at, examples[i].gives) != 0) {
			print_error("%s\n\tgives   %s\n\tand not %s\n", examples[i].expr, out.at,
				examples[i].gives);
			wrong++;
		}
	}
	sops_buffer_release(&out);
	assert_int_equal(wrong, 0);
}

#define CHECK(...) \
	do { \
		static const struct example examples[] = { __VA_ARGS__ }; \
		check(examples, COUNT(examples)); \
	} while (0)

static void literals(void **state)
{
	(void)state;
	CHECK({ "10000", "10000" }, { "1.5", "1.5" }, { ".5", "0.5" }, { "007", "7" },
		{ "1.2e6", "1200000" }, { "1.2E+6", "1200000" }, { "125e-2", "1.25" },
		{ "15%", "0.15" }, { "0%", "0" }, { "12.5%", "0.125" }, { "1e2%", "1" },
		{ "12345678901234567890123456789012345678",
			"12345678901234567890123456789012345678" }, { "2026-07-15", "2026-07-15" },
		{ "2024-02-29", "2024-02-29" }, { "0001-01-01", "0001-01-01" },
		{ "9999-12-31", "9999-12-31" }, { "2026-07", "'2026-07'" },
		{ "0001-01", "'0001-01'" }, { "\"it's\"", "'it's'" },
		{ "'say \"x\"'", "'say \"x\"'" }, { "\"a\\\"b\\'c\\\\d\"", "'a\"b'c\\d'" },
		{ "'a\\nb\\tc'", "'a\nb\tc'" }, { "\"\"", "blank" }, { "''", "blank" },
		{ "\"赢单\"", "'赢单'" }, { "true", "true" }, { "false", "false" }, { "TRUE", "true" },
		{ "False", "false" }, { " \t\n\r 1\xC2\xA0+\xE3\x80\x80" "2 ", "3" },
		{ "((((7))))", "7" });
}

static void bad_literals(void **state)
{
	(void)state;
	CHECK({ "1.2.3", "usage: not a number at character 1, near \"1.2.3\" (a name that "
			"begins with a digit goes in backticks)" },
		{ "1 + 5abc", "usage: not a number at character 5, near \"5abc\" (a name that "
			"begins with a digit goes in backticks)" },
		{ "5赢", "usage: not a number at character 1, near \"5赢\" (a name that begins "
			"with a digit goes in backticks)" },
		{ "1.", "usage: not a number at character 1, near \"1.\" (a name that begins "
			"with a digit goes in backticks)" },
		{ "1e", "usage: not a number at character 1, near \"1e\" (a name that begins "
			"with a digit goes in backticks)" },
		{ "15%%", "usage: not a number at character 1, near \"15%%\" (a name that "
			"begins with a digit goes in backticks)" },
		{ "1e99", "usage: a number with too many digits at character 1, near \"1e99\"" },
		{ "1e-99", "usage: a number with too many digits at character 1, near \"1e-99\"" },
		{ "1,000", "usage: expected an operator at character 2, near \",000\"" },
		{ "2026-13", "usage: not a date at character 1, near \"2026-13\" (write "
			"2026-07-15 or 2026-07; to subtract, put spaces around -)" },
		{ "2026-02-30", "usage: not a date at character 1, near \"2026-02-30\" (write "
			"2026-07-15 or 2026-07; to subtract, put spaces around -)" },
		{ "2026-0x", "usage: not a date at character 1, near \"2026-0x\" (write "
			"2026-07-15 or 2026-07; to subtract, put spaces around -)" },
		{ "2026-7", "usage: not a date at character 1, near \"2026-7\" (write "
			"2026-07-15 or 2026-07; to subtract, put spaces around -)" },
		{ "2026-07-15-1", "usage: not a date at character 1, near \"2026-07-15-1\" "
			"(write 2026-07-15 or 2026-07; to subtract, put spaces around -)" },
		{ "2026-07-15T09:30", "usage: not a date at character 1, near "
			"\"2026-07-15T09:30\" (write 2026-07-15 or 2026-07; to subtract, put "
			"spaces around -)" },
		{ "5000-100", "usage: not a date at character 1, near \"5000-100\" (write "
			"2026-07-15 or 2026-07; to subtract, put spaces around -)" },
		{ "\"abc", "usage: a text without its closing quote at character 1, near "
			"\"\"abc\"" },
		{ "'abc\\'", "usage: a text without its closing quote at character 1, near "
			"\"'abc\\'\"" },
		{ "\"\\", "usage: a text without its closing quote at character 1, near \"\"\\\"" },
		{ "\"a\\d\"", "usage: unknown escape at character 3, near \"\\d\"\" (for a "
			"backslash write two)" },
		{ "`abc", "usage: a name without its closing backtick at character 1, near "
			"\"`abc\"" },
		{ "`abc``", "usage: a name without its closing backtick at character 1, near "
			"\"`abc``\"" },
		{ "``", "usage: a name without a character at character 1, near \"``\"" });
}

static void subtraction_needs_spaces_only_behind_four_digits(void **state)
{
	(void)state;
	CHECK({ "2026 - 7 - 15", "2004" }, { "2026 -7", "2019" }, { "2026- 7", "2019" },
		{ "12345-10", "12335" }, { "100-10", "90" }, { "5-3-1", "1" },
		{ "(2026)-7", "2019" }, { "1.2026-7", "-5.7974" });
}

static void names(void **state)
{
	(void)state;
	CHECK({ "stage", "'Proposal'" }, { "amount", "1000.5" }, { "`Deal Amount`", "1000.5" },
		{ "阶段", "'赢单'" }, { "`Deal Value (USD)` > 1.2e3", "true" }, { "`A``B`", "'tick'" },
		{ "_under9", "'x'" }, { "`Twin[2]`", "'second'" }, { "`Twin[1]`", "'first'" },
		{ "`stage`", "'Proposal'" }, { "阶段 != \"赢单\"", "false" },
		{ "阶段 == '赢单' and stage == 'Proposal'", "true" });
}

static void unknown_column(void **state)
{
	static const char beginning[] = "no column \"Propsal\"; the columns are: stage, status, ";
	struct sops_expr *expr = NULL;
	struct sops_error err = { 0 };

	(void)state;
	assert_int_equal(sops_expr_new(&expr, "stage == Propsal", NULL), 0);
	assert_int_equal(sops_expr_bind(expr, file.values, 0, &err), SOPS_EINPUT);
	assert_memory_equal(err.text, beginning, sizeof(beginning) - 1);
	assert_string_equal(err.hint, "a text goes in quotes");
	sops_expr_free(expr);
}

static void precedence(void **state)
{
	(void)state;
	CHECK({ "1 + 2 * 3", "7" }, { "(1 + 2) * 3", "9" }, { "10 - 4 - 3", "3" },
		{ "24 / 4 / 2", "3" }, { "24 / (4 / 2)", "12" },
		{ "2 * 3 % 1", "usage: expected an operator at character 7, near \"% 1\"" },
		{ "-2 * -3", "6" }, { "2 - -3", "5" }, { "--5", "5" }, { "-(2 + 3)", "-5" },
		{ "7 - 2 + 1", "6" }, { "8 / 2 * 4", "16" }, { "true || false && false", "true" },
		{ "(true || false) && false", "false" }, { "true or true and false", "true" },
		{ "not false and false", "false" }, { "not (false and false)", "true" },
		{ "!true || true", "true" }, { "!(true || true)", "false" }, { "! 1 == 2", "true" },
		{ "not 1 == 1", "false" }, { "!!true", "true" }, { "not not not true", "false" },
		{ "1 + 1 == 2 && 2 * 2 == 4", "true" },
		{ "1 < 2 == true", "usage: comparisons do not chain at character 7, near \"== "
			"true\" (join two with &&, or put one in parentheses)" },
		{ "(1 < 2) == true", "true" }, { "1 = 1 and 1 <> 2", "true" },
		{ "1 in (1) or 1 / 0 == 1", "true" }, { "true AND NOT false", "true" },
		{ "not 3 in (1, 2)", "true" }, { "3 not in (1, 2)", "true" },
		{ "1 + 1 in (2)", "true" });
}

static void comparisons(void **state)
{
	(void)state;
	CHECK({ "1 < 2", "true" }, { "2 < 1", "false" }, { "1 <= 1", "true" },
		{ "2 <= 1", "false" }, { "2 > 1", "true" }, { "1 > 1", "false" },
		{ "1 >= 1", "true" }, { "1 >= 2", "false" }, { "1 == 1.0", "true" },
		{ "1 != 1.0", "false" }, { "1 = 2", "false" }, { "1 <> 2", "true" },
		{ "'a' < 'b'", "true" }, { "'a' < 'a'", "false" }, { "'a' == 'A'", "false" },
		{ "'a' < 'ab'", "true" }, { "'Z' < 'a'", "true" }, { "'é' > 'z'", "true" },
		{ "stage == 'Proposal'", "true" }, { "stage == 'proposal'", "false" },
		{ "stage == 'Proposal '", "false" }, { "stage >= 'P'", "true" },
		{ "'Proposal' == stage", "true" }, { "Note == 'Café Zürich'", "true" },
		{ "amount == '1,000.50'", "true" }, { "'1000.5' == amount", "true" },
		{ "amount > '$5'", "true" }, { "Score < Limit + 0", "true" },
		{ "Score == Limit", "false" }, { "Score == 9", "true" }, { "9.0 == Score", "true" },
		{ "Score < 10", "true" }, { "Score == '9'", "true" }, { "Score == '9.0'", "false" },
		{ "Note > 'A'", "true" }, { "pushes == 3", "true" }, { "pushes > '2'", "true" });
}

static void dates(void **state)
{
	(void)state;
	CHECK({ "closed == 2026-07-15", "true" }, { "closed == '2026-07-15'", "true" },
		{ "closed == 'Jul 15, 2026'", "true" }, { "closed != 2026-07-15", "false" },
		{ "closed > created", "true" }, { "created > closed", "false" },
		{ "Start == 2026-07-01", "true" },
		{ "End > Start", "usage: nothing here says numbers, dates or texts at character "
			"1, near \"End > Start\" (write x - y < 0 for numbers, days(x, y) > 0 "
			"for dates)" }, { "days(Start, End) > 0", "true" },
		{ "End > closed", "true" }, { "closed > End", "false" },
		{ "modified == 2026-07-15", "true" }, { "modified > closed", "false" },
		{ "seen > modified", "true" }, { "modified == seen", "false" },
		{ "seen > '2026-07-15 09:59'", "true" }, { "seen > '2026-07-15 10:00'", "false" },
		{ "closed > '2026-07-15 09:59'", "usage: \"2026-07-15 09:59\" is more than a "
			"day, and days are compared at character 10" },
		{ "closed == '03/04/2026'", "usage: \"03/04/2026\" reads as two dates at "
			"character 11 (write it as 2026-07-15)" },
		{ "closed == 'soon'", "usage: \"soon\" is not a date at character 11" },
		{ "Old == 2026-04-03", "input: Old: \"03/04/2026\" is 3 April or 4 March, and "
			"nothing in the column settles which (try --dates dmy or --dates mdy)" });
}

static void months(void **state)
{
	(void)state;
	CHECK({ "closed == 2026-07", "true" }, { "closed != 2026-07", "false" },
		{ "closed < 2026-07", "false" }, { "closed <= 2026-07", "true" },
		{ "closed > 2026-07", "false" }, { "closed >= 2026-07", "true" },
		{ "closed < 2026-08", "true" }, { "closed > 2026-06", "true" },
		{ "2026-07 == closed", "true" }, { "2026-08 > closed", "true" },
		{ "2026-07 > closed", "false" }, { "2026-07-01 == 2026-07", "true" },
		{ "2026-07-31 <= 2026-07", "true" }, { "2026-08-01 > 2026-07", "true" },
		{ "2026-06-30 < 2026-07", "true" }, { "2026-12-31 < 2027-01", "true" },
		{ "closed == '2026-07'", "true" }, { "Start == 2026-07", "true" },
		{ "End < 2026-09", "true" }, { "month(closed)", "'2026-07'" },
		{ "month(closed) == 2026-07", "true" }, { "month(closed) == '2026-07'", "true" },
		{ "month(closed) == 2026-07-31", "true" },
		{ "month(closed) > month(created)", "true" }, { "month(Gap) == 2026-07", "false" },
		{ "month(closed) == month(Start)", "true" }, { "month(closed) == Start", "true" },
		{ "closed in (2026-06, 2026-07)", "true" },
		{ "closed in (2026-06, 2026-07-15)", "true" },
		{ "closed not in (2026-06, 2026-07-14)", "true" },
		{ "month(closed) + 1", "usage: + takes a number, and month(closed) is a month, "
			"at character 1" },
		{ "month(closed) == 7", "usage: month(closed) (a month) cannot be compared "
			"with 7 (a number) at character 18" });
}

static void words_and_truths(void **state)
{
	(void)state;
	CHECK({ "status == 'won'", "true" }, { "status == 'WON'", "true" },
		{ "'赢单' == status", "true" }, { "status != 'lost'", "true" },
		{ "status in ('lost', 'won')", "true" },
		{ "status not in ('lost', 'open')", "true" }, { "status", "'Closed Won'" },
		{ "lower(status) == 'closed won'", "true" }, { "status == status", "true" },
		{ "matches(status, 'Won$')", "true" },
		{ "if(is_won, status, 'none')", "'Closed Won'" }, { "status == 阶段", "true" },
		{ "status == ''", "false" },
		{ "status == 'wonn'", "usage: \"wonn\" is none of: won, lost, open at character "
			"11" },
		{ "status == stage", "usage: status (a word) cannot be compared with stage (a "
			"text) at character 11" },
		{ "status == 5", "usage: status (a word) cannot be compared with 5 (a number) "
			"at character 11" },
		{ "status < 'won'", "usage: nothing here has an order at character 1, near "
			"\"status < 'won'\" (compare with == or !=)" }, { "is_won", "true" },
		{ "!is_won", "false" }, { "is_won == true", "true" }, { "is_won != true", "false" },
		{ "is_won == 'yes'", "true" }, { "is_won && Flag", "false" },
		{ "Flag == false", "true" }, { "Flag == 'no'", "true" }, { "!Flag", "true" },
		{ "is_won == (1 < 2)", "true" }, { "Flag == Flag", "true" },
		{ "is_won == 'perhaps'", "usage: \"perhaps\" is neither yes nor no at character "
			"11 (true/false, yes/no, 1/0 and 是/否 are read)" },
		{ "is_won < true", "usage: nothing here has an order at character 1, near "
			"\"is_won < true\" (compare with == or !=)" },
		{ "stage == 'won' || 'yes'", "usage: || takes a truth, and 'yes' is a text, at "
			"character 19" });
}

static void shares(void **state)
{
	(void)state;
	CHECK({ "probability == 35%", "true" }, { "probability == 0.35", "true" },
		{ "probability >= '35%'", "true" }, { "probability < 1", "true" },
		{ "probability > 0", "true" }, { "probability * 100", "35" },
		{ "probability > 50", "usage: probability is a share from 0 to 1, and 50 is "
			"not, at character 15 (write 35% or 0.35)" },
		{ "50 < probability", "usage: probability is a share from 0 to 1, and 50 is "
			"not, at character 1 (write 35% or 0.35)" },
		{ "probability > -1", "usage: probability is a share from 0 to 1, and -1 is "
			"not, at character 15 (write 35% or 0.35)" },
		{ "probability in (0.5, 35)", "usage: probability is a share from 0 to 1, and "
			"35 is not, at character 22 (write 35% or 0.35)" },
		{ "probability == '35'", "usage: probability is a share from 0 to 1, and '35' "
			"is not, at character 16 (write 35% or 0.35)" });
}

static void currencies(void **state)
{
	(void)state;
	CHECK({ "amount > '$4'", "true" }, { "Dollar > 4", "true" },
		{ "Dollar > 'USD 4'", "usage: a text that looks like a number or a date at "
			"character 10, near \"'USD 4'\" (add 0 to the column to compare amounts)" },
		{ "Dollar + 0 > 'USD 4'", "true" }, { "Dollar * 2", "10" }, { "Dollar / 2", "2.5" },
		{ "Dollar + 1 < Euro", "input: USD and EUR are two currencies: Dollar + 1 < Euro" },
		{ "Dollar + Euro", "input: USD and EUR are two currencies: Dollar + Euro" },
		{ "Dollar - Euro > 0", "input: USD and EUR are two currencies: Dollar - Euro" },
		{ "Dollar * Euro", "input: USD and EUR are two currencies: Dollar * Euro" },
		{ "(Dollar - 1) / Euro", "input: USD and EUR are two currencies: (Dollar - 1) / "
			"Euro" }, { "Dollar / Dollar + Euro", "5" },
		{ "min(Dollar, 7) + Dollar", "10" },
		{ "max(Dollar, Euro, 0)", "input: USD and EUR are two currencies: max(Dollar, "
			"Euro, 0)" },
		{ "Dollar + 0 == 'EUR 5'", "input: USD and EUR are two currencies: Dollar + 0 "
			"== 'EUR 5'" }, { "amount > Dollar", "true" }, { "amount > Euro", "true" });
}

/* What the first column's header says goes for none but its own. */
static void a_header_s_unit(void **state)
{
	const struct file was = file;

	(void)state;
	file.header[0] = sops_field_of("金额（万元）");
	file.fields[0] = sops_field_of("3");
	sops_columns_new(&file.columns, &schema,
		&(struct sops_record){ file.header, COUNT(cells), { "deals.csv", 1, 0, 0 } }, NULL);
	sops_values_new(&file.values, file.columns, &(struct sops_values_options){
		.decimal = SOPS_DECIMAL_POINT }, NULL);
	CHECK({ "`金额（万元）` + 0 > '29999'", "true" }, { "`金额（万元）` + 0 > '30001'", "false" },
		{ "Dollar + 0 > '4'", "true" }, { "Half * 2 == '5'", "true" },
		{ "Half * 20000 == '5万'", "true" },
		{ "Half * 2 == '万'", "usage: \"万\" is not an amount at character 13" });
	close_file(&file);
	file = was;
}

static void in_lists(void **state)
{
	(void)state;
	CHECK({ "stage in ('Proposal')", "true" }, { "stage in ('a', 'b', 'Proposal')", "true" },
		{ "stage in ('a', 'b')", "false" }, { "stage not in ('a', 'b')", "true" },
		{ "stage not in ('a', 'Proposal')", "false" }, { "Score in (8, 3 * 3)", "true" },
		{ "Score in (Limit, 9)", "true" }, { "Score in ('8', '9')", "true" },
		{ "Score in ('8', 9)", "true" }, { "Gap in ('', 'x')", "true" },
		{ "Gap in ('x', '')", "true" }, { "Gap not in ('', 'x')", "false" },
		{ "stage in ('', 'x')", "false" }, { "stage not in ('', 'x')", "true" },
		{ "Gap in ('')", "true" }, { "fee in ('', 5)", "true" },
		{ "fee in (5, 6)", "false" }, { "fee not in (5, 6)", "false" },
		{ "created in ('')", "false" }, { "is_won in (true)", "true" },
		{ "(1 < 2) in (false, true)", "true" },
		{ "1 in ()", "usage: expected a value at character 7, near \")\"" },
		{ "1 in 1", "usage: expected \"(\" at character 6, near \"1\"" },
		{ "1 in (1,)", "usage: expected a value at character 9, near \")\"" },
		{ "1 in (1", "usage: expected \",\" or \")\" at character 8, at the end" },
		{ "1 in (1 2)", "usage: expected \",\" or \")\" at character 9, near \"2)\"" },
		{ "1 in (1) in (1)", "usage: comparisons do not chain at character 10, near "
			"\"in (1)\" (join two with &&, or put one in parentheses)" },
		{ "stage in ('a', 5)", "usage: stage (a text) cannot be compared with 5 (a "
			"number) at character 16" },
		{ "Score in ('a', 5)", "usage: \"a\" is not an amount at character 11" });
}

static void blanks(void **state)
{
	(void)state;
	CHECK({ "fee", "blank" }, { "Gap", "blank" }, { "Void", "blank" }, { "fee + 1", "blank" },
		{ "1 - fee", "blank" }, { "fee * 0", "blank" }, { "fee / 1", "blank" },
		{ "-fee", "blank" }, { "1 / 0", "blank" }, { "0 / 0", "blank" },
		{ "amount / (1 - 1)", "blank" }, { "1 / 0 + 1", "blank" },
		{ "empty(1 / 0)", "true" }, { "1 / 0 == 1 / 0", "false" }, { "fee == 0", "false" },
		{ "fee != 0", "false" }, { "fee < 0", "false" }, { "fee >= 0", "false" },
		{ "0 == fee", "false" }, { "fee == fee", "false" }, { "Gap == Gap", "false" },
		{ "Gap != Gap", "false" }, { "Gap == 'x'", "false" }, { "Gap != 'x'", "false" },
		{ "!(Gap == 'x')", "true" }, { "fee == ''", "true" }, { "fee != ''", "false" },
		{ "'' == fee", "true" }, { "amount == ''", "false" }, { "amount != ''", "true" },
		{ "'' != amount", "true" }, { "Gap == ''", "true" }, { "Void == ''", "true" },
		{ "'' == ''", "true" }, { "'' != ''", "false" }, { "lower(Gap) == ''", "true" },
		{ "month(Gap) == ''", "true" }, { "empty(Gap)", "true" }, { "empty(fee)", "true" },
		{ "empty(amount)", "false" }, { "empty(Wrong)", "false" },
		{ "empty(Old)", "false" }, { "Old == ''", "false" }, { "Gap && true", "false" },
		{ "Gap || true", "true" }, { "!Gap", "true" }, { "Gap || Gap", "false" },
		{ "Gap == false", "false" }, { "Gap == true", "false" }, { "if(Gap, 1, 2)", "2" },
		{ "if(true, fee, 2)", "blank" }, { "if(false, fee, 2)", "2" },
		{ "if(true, '', amount)", "blank" }, { "if(false, '', amount)", "1000.5" },
		{ "min(1, fee)", "blank" }, { "max(fee, 1)", "blank" }, { "abs(fee)", "blank" },
		{ "round(fee, 1)", "blank" }, { "round(1, fee)", "blank" },
		{ "length(Gap)", "blank" }, { "length(Void)", "blank" },
		{ "contains(Gap, 'a')", "blank" }, { "starts('a', Gap)", "blank" },
		{ "matches(Gap, '^$')", "blank" }, { "!matches(Gap, 'a')", "true" },
		{ "days(Gap, closed)", "blank" }, { "days(closed, Gap) > 1", "false" },
		{ "year(Gap)", "blank" }, { "closed + fee", "blank" }, { "closed - Gap", "blank" },
		{ "Void == 'N/A'", "usage: a text that means empty at character 9, near "
			"\"'N/A'\" (write \"\")" },
		{ "amount == 'n/a'", "usage: a text that means empty at character 11, near "
			"\"'n/a'\" (write \"\")" }, { "contains('a-b', '-')", "true" },
		{ "if(empty(Gap), '-', Gap)", "'-'" },
		{ "amount < ''", "usage: nothing comes before or after \"\" at character 1, "
			"near \"amount < ''\" (write == \"\" or != \"\")" });
}

static void exactness(void **state)
{
	(void)state;
	CHECK({ "0.1 + 0.2 == 0.3", "true" }, { "0.1 + 0.2", "0.3" },
		{ "123456789012345.67 + 1.01 == 123456789012346.68", "true" },
		{ "0.1 * 3 == 0.3", "true" }, { "1.1 * 1.1", "1.21" },
		{ "1 / 3", "0.333333333333" }, { "2 / 3", "0.666666666667" },
		{ "1 / 3 * 3 == 1", "false" }, { "1 / 8", "0.125" }, { "1e-12 / 2", "0" },
		{ "3e-12 / 2", "0.000000000002" }, { "1 - 0.9", "0.1" },
		{ "99999999999999999999 + 1", "100000000000000000000" },
		{ "1e30 * 1e30", "usage: overflow: 1000000000000000000000000000000 * "
			"1000000000000000000000000000000 is beyond 38 digits at character 1" },
		{ "Huge + 1", "input: overflow: 170141183460469231731687303715884105727 + 1 is "
			"beyond 38 digits" },
		{ "Huge * 2 > 0", "input: overflow: 170141183460469231731687303715884105727 * 2 "
			"is beyond 38 digits" },
		{ "Huge / 1e-30", "input: overflow: 170141183460469231731687303715884105727 / "
			"0.000000000000000000000000000001 is beyond 38 digits" },
		{ "-Huge == 0 - Huge", "true" });
}

static void text_functions(void **state)
{
	(void)state;
	CHECK({ "contains(Note, 'Zür')", "true" }, { "contains(Note, 'zür')", "false" },
		{ "contains('abc', 'abcd')", "false" }, { "contains(amount, ',')", "true" },
		{ "starts(Note, 'Café')", "true" }, { "starts(Note, 'afé')", "false" },
		{ "starts('a', 'ab')", "false" }, { "ends(Note, 'rich')", "true" },
		{ "ends(Note, 'ric')", "false" }, { "ends('a', 'ba')", "false" },
		{ "lower('ÀÉZ 赢 I')", "'àéz 赢 i'" }, { "upper(Note)", "'CAFÉ ZÜRICH'" },
		{ "lower(stage) == 'proposal'", "true" }, { "lower(Note) != upper(Note)", "true" },
		{ "contains(lower(Note), lower('ZÜRICH'))", "true" }, { "LOWER('A')", "'a'" },
		{ "lower(Bytes) == 'a'", "false" }, { "length('')", "blank" },
		{ "length(Note)", "11" }, { "length(阶段)", "2" }, { "length(closed)", "10" },
		{ "length(created) == 10", "true" },
		{ "lower(5)", "usage: lower takes a text, and 5 is a number, at character 7" },
		{ "length(closed + 1)", "usage: length takes a text, and closed + 1 is a date, "
			"at character 8" });
}

static void patterns(void **state)
{
	(void)state;
	CHECK({ "matches(Note, '^Caf')", "true" }, { "matches(Note, '^caf')", "false" },
		{ "matches(Note, '(?i)^CAFÉ')", "true" },
		{ "matches(lower(Note), '^café')", "true" },
		{ "matches(Note, 'é\\\\s+Z')", "true" }, { "matches(阶段, '^\\\\w{2}$')", "true" },
		{ "matches(阶段, '^..$')", "true" }, { "matches('a.b', 'a\\\\.b')", "true" },
		{ "matches('axb', 'a\\\\.b')", "false" },
		{ "matches(amount, '^[0-9,.]+$')", "true" },
		{ "matches(Note, if(true, 'Z', 'Y'))", "true" },
		{ "matches(Note, '(acme')", "usage: \"(acme\" is not a pattern: missing closing "
			"parenthesis after 5 characters of it, at character 15" },
		{ "matches(Note, '赢[')", "usage: \"赢[\" is not a pattern: missing terminating ] "
			"for character class after 2 characters of it, at character 15" },
		{ "matches(Note, '*')", "usage: \"*\" is not a pattern: quantifier does not "
			"follow a repeatable item after 0 characters of it, at character 15" },
		{ "matches(Note, '\\\\C')", "usage: \"\\C\" is not a pattern: using \\C is "
			"disabled by the application after 2 characters of it, at character 15" },
		{ "matches(Note, stage)", "usage: a pattern is a text in quotes at character "
			"15, near \"stage)\"" },
		{ "matches(Note, '')", "usage: a pattern is a text in quotes at character 15, "
			"near \"'')\"" },
		{ "matches(Evil, '^(a+)+$')", "input: the pattern gave up on "
			"\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\": too much "
			"backtracking (simplify '^(a+)+$')" },
		{ "matches(Bytes, 'a')", "input: the pattern failed on \"a\\xff\": UTF-8 "
			"error: illegal byte (0xfe or 0xff)" });
}

static void date_functions(void **state)
{
	(void)state;
	CHECK({ "days(created, closed)", "75" }, { "days(closed, created)", "-75" },
		{ "days(created, created)", "0" }, { "days('2024-02-28', 2024-03-01)", "2" },
		{ "days(Start, End)", "61" }, { "day(closed)", "15" }, { "year(closed)", "2026" },
		{ "quarter(closed)", "3" }, { "quarter(2026-01-31)", "1" },
		{ "quarter(2026-03-31)", "1" }, { "quarter(2026-04-01)", "2" },
		{ "quarter(2026-12-31)", "4" }, { "weekday(2026-07-13)", "1" },
		{ "weekday(2026-07-19)", "7" }, { "today()", "2026-07-20" },
		{ "today() - closed", "5" }, { "today() > closed", "true" },
		{ "month(today())", "'2026-07'" }, { "closed + 30", "2026-08-14" },
		{ "30 + closed", "2026-08-14" }, { "closed - 15", "2026-06-30" },
		{ "closed - created", "75" }, { "closed - Start", "14" },
		{ "Start - created", "61" }, { "closed - '2026-07-01'", "14" },
		{ "closed < today() + 7", "true" }, { "closed + Score", "2026-07-24" },
		{ "closed - created > 60", "true" },
		{ "closed + Half", "input: 2.5 is no whole number of days: closed + Half" },
		{ "closed + 9e6", "input: overflow: no date is 9000000 days away: closed + 9e6" },
		{ "closed - 1e30", "input: overflow: no date is 1000000000000000000000000000000 "
			"days away: closed - 1e30" },
		{ "0001-01-01 - 1", "usage: overflow: no date is 1 days away: 0001-01-01 - 1 at "
			"character 1" }, { "9999-12-31 + 0", "9999-12-31" },
		{ "0001-01-01 + 3652058", "9999-12-31" },
		{ "closed + created", "usage: + takes a number, and created is a date, at "
			"character 10" },
		{ "5 - closed", "usage: - takes a date, and 5 is a number, at character 1" },
		{ "closed * 2", "usage: * takes a number, and closed is a date, at character 1" },
		{ "-closed", "usage: - takes a number, and closed is a date, at character 2" },
		{ "year(2026)", "usage: year takes a date, and 2026 is a number, at character 6" },
		{ "days(stage, closed)", "usage: days takes a date, and stage is a text, at "
			"character 6" },
		{ "days(Wrong, closed)", "input: Wrong: \"abc\" is not a date" },
		{ "days('soon', closed)", "usage: \"soon\" is not a date at character 6" });
}

static void number_functions(void **state)
{
	(void)state;
	CHECK({ "abs(-5.5)", "5.5" }, { "abs(5.5)", "5.5" }, { "abs(0)", "0" },
		{ "min(3, 1, 2)", "1" }, { "max(3, 1, 2)", "3" }, { "min(1)", "1" },
		{ "max(Score, Limit)", "10" }, { "min(created, closed)", "2026-05-01" },
		{ "max(Start, closed)", "2026-07-15" }, { "max(Start, End) > 2026-08", "false" },
		{ "max(Start, End) == 2026-08-31", "true" }, { "min('5', amount)", "5" },
		{ "min('5', '6')", "5" },
		{ "max('5', 'x')", "usage: \"x\" is not an amount at character 10" },
		{ "min(Score, Limit) < max(Score, Limit)", "true" },
		{ "max(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)", "10" }, { "round(2.5)", "2" },
		{ "round(3.5)", "4" }, { "round(-2.5)", "-2" }, { "round(2.345, 2)", "2.34" },
		{ "round(2.355, 2)", "2.36" }, { "round(1.5, 30)", "1.5" },
		{ "round(amount / 3, 2)", "333.5" },
		{ "round(1, 31)", "usage: round takes 0 to 30 digits, not these, at character "
			"10, near \"31)\"" },
		{ "round(1, -1)", "usage: round takes 0 to 30 digits, not these, at character "
			"10, near \"-1)\"" },
		{ "round(1, Half)", "input: round takes 0 to 30 digits, not 2.5" },
		{ "if(amount > 5, 'big', 'small')", "'big'" },
		{ "if(amount < 5, 'big', 'small')", "'small'" },
		{ "if(is_won, amount, 0) > 1000", "true" },
		{ "if(is_won, Score, Limit) > 5", "true" },
		{ "if(is_won, Start, End) == 2026-07", "true" }, { "if(Flag, Note, 阶段)", "'赢单'" },
		{ "if(Wrong > 5, 1, 2)", "input: Wrong: \"abc\" is not an amount" },
		{ "empty(if(is_won, Score, Limit))", "false" },
		{ "empty(max(Score, Gap))", "true" }, { "if(false, Wrong + 1, 2)", "2" },
		{ "IF(true, 1, 2)", "1" }, { "if(is_won, max(Score, Limit), Score)", "10" },
		{ "if(true, 1, 'x')", "usage: \"x\" is not an amount at character 13" },
		{ "if(1, 2, 3)", "usage: if takes a truth, and 1 is a number, at character 4" },
		{ "if(is_won, stage, amount)", "usage: if takes a text, and amount is a number, "
			"at character 19" },
		{ "min(stage, amount)", "usage: min takes a number, and stage is a text, at "
			"character 5" },
		{ "min(created, amount)", "usage: min takes a date, and amount is a number, at "
			"character 14" },
		{ "max(true)", "usage: max takes a number, and true is a truth, at character 5" },
		{ "max(month(closed))", "usage: max takes a number, and month(closed) is a "
			"month, at character 5" });
}

static void types_that_do_not_go_together(void **state)
{
	(void)state;
	CHECK({ "stage > 5", "usage: stage (a text) cannot be compared with 5 (a number) at "
			"character 9" },
		{ "5 < stage", "usage: 5 (a number) cannot be compared with stage (a text) at "
			"character 5" },
		{ "amount == closed", "usage: amount (a number) cannot be compared with closed "
			"(a date) at character 11" },
		{ "is_won == 1", "usage: is_won (a truth) cannot be compared with 1 (a number) "
			"at character 11" },
		{ "stage == closed", "usage: stage (a text) cannot be compared with closed (a "
			"date) at character 10" },
		{ "(1 < 2) == 1", "usage: (1 < 2) (a truth) cannot be compared with 1 (a "
			"number) at character 12" },
		{ "amount == 'five'", "usage: \"five\" is not a number at character 11" },
		{ "Score > Limit", "usage: nothing here says numbers, dates or texts at "
			"character 1, near \"Score > Limit\" (write x - y < 0 for numbers, "
			"days(x, y) > 0 for dates)" },
		{ "Score < '10'", "usage: a text that looks like a number or a date at "
			"character 9, near \"'10'\" (leave out the quotes)" },
		{ "Start >= '2026-07-01'", "usage: a text that looks like a number or a date at "
			"character 10, near \"'2026-07-01'\" (leave out the quotes)" },
		{ "1 + stage", "usage: + takes a number, and stage is a text, at character 5" },
		{ "'a' + 'b'", "usage: \"a\" is not an amount at character 1" },
		{ "1 + true", "usage: + takes a number, and true is a truth, at character 5" },
		{ "!amount", "usage: ! takes a truth, and amount is a number, at character 2" },
		{ "amount && true", "usage: && takes a truth, and amount is a number, at "
			"character 1" },
		{ "true || stage", "usage: || takes a truth, and stage is a text, at character 9" },
		{ "Start + 30 > 2026-07-15", "usage: Start + 30 (a number) cannot be compared "
			"with 2026-07-15 (a date) at character 14" },
		{ "Wrong > 5", "input: Wrong: \"abc\" is not an amount" },
		{ "Wrong == true", "input: Wrong: \"abc\" is neither yes nor no (true/false, "
			"yes/no, 1/0 and 是/否 are read)" });
}

static void syntax_errors(void **state)
{
	(void)state;
	CHECK({ "", "usage: expected a value at character 1, at the end" },
		{ "  ", "usage: expected a value at character 3, at the end" },
		{ "amount > && x", "usage: expected a value at character 10, near \"&& x\"" },
		{ "amount >", "usage: expected a value at character 9, at the end" },
		{ "阶段 == ", "usage: expected a value at character 7, at the end" },
		{ "(1 + 2", "usage: expected \")\" at character 7, at the end" },
		{ "1 + 2)", "usage: expected an operator at character 6, near \")\"" },
		{ "Deal Value > 5", "usage: expected an operator at character 6, near \"Value > "
			"5\" (a name with spaces goes in backticks, a text in quotes)" },
		{ "1 2", "usage: expected an operator at character 3, near \"2\"" },
		{ "a & b", "usage: expected an operator at character 3, near \"& b\"" },
		{ "a ! b", "usage: expected an operator at character 3, near \"! b\"" },
		{ "a not b", "usage: expected in at character 7, near \"b\"" },
		{ "a == !b", "usage: expected a value at character 6, near \"!b\"" },
		{ "a == == b", "usage: expected a value at character 6, near \"== b\"" },
		{ "a < b < c", "usage: comparisons do not chain at character 7, near \"< c\" "
			"(join two with &&, or put one in parentheses)" },
		{ "+5", "usage: expected a value at character 1, near \"+5\"" },
		{ "a and", "usage: expected a value at character 6, at the end" },
		{ "and", "usage: expected a value at character 1, near \"and\"" },
		{ "stage == “Won”", "usage: expected a value at character 10, near \"“Won”\" "
			"(operators and quotes are plain ASCII)" },
		{ "amount ＞ 5", "usage: expected an operator at character 8, near \"＞ 5\" "
			"(operators and quotes are plain ASCII)" },
		{ "a @ b", "usage: expected an operator at character 3, near \"@ b\"" },
		{ "a.b", "usage: expected an operator at character 2, near \".b\"" },
		{ "\x01", "usage: expected a value at character 1, near \"\\x01\"" },
		{ "\xE2\x80\xAE" "1", "usage: expected a value at character 1, near "
			"\"\\u202e1\" (operators and quotes are plain ASCII)" },
		{ "赢\xFF", "usage: not UTF-8 at character 2, near \"\\xff\"" },
		{ "dayz(a, b)", "usage: unknown function \"dayz\" at character 1 (did you mean "
			"\"days\"?)" },
		{ "1 + mnth(closed)", "usage: unknown function \"mnth\" at character 5 (did you "
			"mean \"month\"?)" },
		{ "赢单(1)", "usage: unknown function \"赢单\" at character 1" },
		{ "`lower`(stage)", "usage: expected an operator at character 8, near "
			"\"(stage)\"" },
		{ "days(a)", "usage: days takes 2 arguments, not 1, at character 1" },
		{ "days(a, b, c)", "usage: days takes 2 arguments, not 3, at character 1" },
		{ "today(1)", "usage: today takes 0 arguments, not 1, at character 1" },
		{ "lower()", "usage: lower takes 1 argument, not 0, at character 1" },
		{ "min()", "usage: min takes at least 1 argument, not 0, at character 1" },
		{ "round()", "usage: round takes at least 1 argument, not 0, at character 1" },
		{ "1 + round(1, 2, 3)", "usage: round takes at most 2 arguments, not 3, at "
			"character 5" },
		{ "lower(", "usage: expected a value at character 7, at the end" },
		{ "lower(a", "usage: expected \",\" or \")\" at character 8, at the end" },
		{ "lower(a,)", "usage: expected a value at character 9, near \")\"" },
		{ "nothing > "
			"'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			"usage: a text without its closing quote at character 11, near "
			"\"'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…\"" });
}

static void stops_when_it_knows(void **state)
{
	(void)state;
	CHECK({ "is_won || Wrong > 5", "true" }, { "Flag && Wrong > 5", "false" },
		{ "Wrong > 5 || is_won", "input: Wrong: \"abc\" is not an amount" },
		{ "is_won || is_won && Wrong > 5", "true" }, { "Score in (9, Wrong)", "true" },
		{ "Score in (8, Wrong)", "input: Wrong: \"abc\" is not an amount" });
}

/* A text of the same piece, so many times, between two others. */
static void repeat(struct sops_buffer *out, const char *before, const char *piece, size_t times,
	const char *after)
{
	sops_buffer_clear(out);
	sops_buffer_puts(out, before);
	for (size_t i = 0; i < times; i++)
		sops_buffer_puts(out, piece);
	sops_buffer_puts(out, after);
	assert_int_equal(sops_buffer_check(out, NULL), 0);
}

static void nesting_is_limited(void **state)
{
	static const struct {
		const char *before, *piece, *after;
		size_t times;
		const char *gives; /* a beginning of it */
	} cases[] = {
		{ "", "(", "", 30000, "usage: nested too deeply at character 201, near \"(((" },
		{ "", "-", "1", 199, "-1" },
		{ "", "-", "1", 30000, "usage: nested too deeply at character 201, near \"---" },
		{ "", "!", "true", 200, "true" },
		{ "", "not ", "true", 10000, "usage: nested too deeply at character 801, near" },
		{ "", "abs(", "1", 10000, "usage: nested too deeply at character 801, near" },
		{ "", "1 in (", "1", 5000, "usage: nested too deeply at character" },
		{ "1", "+1", "", 999, "1000" },
		{ "1", "+1", "", 30000, "usage: nested too deeply at character 1, near \"1+1" },
		{ "1", "/1", "", 30000, "usage: nested too deeply at character 1, near \"1/1" },
		{ "true", "&&true", "", 10000, "true" },
		{ "false", "||false", "", 9000, "false" },
		{ "7 in (1", ",2", ",7)", 30000, "true" },
		{ "max(1", ",2", ",7)", 30000, "7" },
		{ "1 == 1", " ", "", 60000, "true" },
		{ "'", "x", "' == 'x'", 60000, "false" },
		{ "1", " ", "", 65535, "1" },
		{ "1", " ", "", 65536,
			"usage: the expression is 65537 bytes long, and 65536 is the most" },
		{ "", "赢", "", 20000, "input: no column \"赢赢" },
		{ "", "9", "", 60000, "usage: a number with too many digits at character 1" },
		{ "", "\xFF", "", 60000, "usage: not UTF-8 at character 1" },
		{ "matches('a', '", "(", "')", 400, "usage: \"((((" },
		{ "matches('a', '(a", "{1,900}){1,900}(a", ")')", 9, "usage: \"(a{1,900}" },
	};
	struct sops_buffer text = SOPS_BUFFER_INIT, out = SOPS_BUFFER_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		repeat(&text, cases[i].before, cases[i].piece, cases[i].times, cases[i].after);
		run(&out, text.at);
		if (strncmp(out.at, cases[i].gives, strlen(cases[i].gives)) != 0)
			fail_msg("%s x %zu: %s, not %s", cases[i].piece, cases[i].times, out.at,
				cases[i].gives);
	}
	sops_buffer_release(&text);
	sops_buffer_release(&out);
}

static struct sops_expr *parse(const char *text)
{
	struct sops_expr *expr = NULL;

	assert_int_equal(sops_expr_new(&expr, text, NULL), 0);
	return expr;
}

static void conditions(void **state)
{
	static const struct {
		const char *expr;
		bool gives;
	} cases[] = {
		{ "amount > 5", true }, { "amount < 5", false }, { "Gap", false }, { "!Gap", true },
		{ "is_won", true }, { "Flag", false }, { "if(is_won, Flag, Gap)", false },
		{ "contains(Gap, 'x')", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_expr *expr = parse(cases[i].expr);
		bool truth = !cases[i].gives;

		assert_int_equal(sops_expr_bind_true(expr, file.values, 0, NULL), 0);
		assert_int_equal(sops_expr_true(expr, &file.record, &truth, NULL), 0);
		if (truth != cases[i].gives)
			fail_msg("%s is %d", cases[i].expr, truth);
		sops_expr_free(expr);
	}
}

static void a_condition_is_a_truth(void **state)
{
	static const struct example cases[] = {
		{ "amount + 1",
			"a condition takes a truth, and amount + 1 is a number, at character 1" },
		{ " stage", "a condition takes a truth, and stage is a text, at character 2" },
		{ "'yes'", "a condition takes a truth, and 'yes' is a text, at character 1" },
		{ "max(Score, Limit)", "a condition takes a truth, and max(Score, Limit) is a "
			"column without a type, at character 1" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_expr *expr = parse(cases[i].expr);
		struct sops_error err = { 0 };
		bool truth;

		assert_int_equal(sops_expr_bind_true(expr, file.values, 0, &err), SOPS_EUSAGE);
		assert_string_equal(err.text, cases[i].gives);
		assert_int_equal(sops_expr_true(expr, &file.record, &truth, NULL), SOPS_EUSAGE);
		sops_expr_free(expr);
	}
}

static void a_result_that_is_no_truth_is_no_condition(void **state)
{
	struct sops_expr *expr = parse("amount + 1");
	struct sops_error err = { 0 };
	bool truth;

	(void)state;
	assert_int_equal(sops_expr_bind(expr, file.values, 0, NULL), 0);
	assert_int_equal(sops_expr_true(expr, &file.record, &truth, &err), SOPS_EUSAGE);
	assert_string_equal(err.text, "the expression is a number, and a condition is a truth");
	sops_expr_free(expr);
}

static void errors_have_a_place(void **state)
{
	struct sops_expr *expr = parse("Wrong + 1 > 2");
	struct sops_error err = { 0 };
	bool truth;

	(void)state;
	assert_int_equal(sops_expr_bind_true(expr, file.values, 0, NULL), 0);
	assert_int_equal(sops_expr_true(expr, &file.record, &truth, &err), SOPS_EINPUT);
	assert_string_equal(err.file, "deals.csv");
	assert_string_equal(err.column, "Wrong");
	assert_int_equal(err.line, 2);
	assert_int_equal(err.record, 1);
	sops_expr_free(expr);
}

static void is_evaluated_only_when_bound(void **state)
{
	struct sops_expr *expr = parse("nowhere > 2");
	struct sops_error err = { 0 };
	struct sops_result result;

	(void)state;
	assert_int_equal(sops_expr_eval(expr, &file.record, &result, &err), SOPS_EUSAGE);
	assert_string_equal(err.text, "the expression is not bound to a file");
	assert_int_equal(sops_expr_bind(expr, file.values, 0, NULL), SOPS_EINPUT);
	assert_int_equal(sops_expr_eval(expr, &file.record, &result, NULL), SOPS_EUSAGE);
	sops_expr_free(expr);
	sops_expr_free(NULL);
}

static void refuses_a_short_record(void **state)
{
	struct sops_expr *expr = parse("Sign == 'x'");
	struct sops_record record = { file.fields, 3, { "deals.csv", 7, 6, 0 } };
	struct sops_error err = { 0 };
	struct sops_result result;

	(void)state;
	assert_int_equal(sops_expr_bind(expr, file.values, 0, NULL), 0);
	assert_int_equal(sops_expr_eval(expr, &record, &result, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "3 fields, and the expression uses field 34");
	assert_int_equal(err.line, 7);
	sops_expr_free(expr);
}

/* Under another schema the same columns have other types. */
static void binds_again_to_another_file(void **state)
{
	static const struct sops_role other_roles[] = {
		{ .name = "stage", .type = SOPS_TEXT, AT },
		{ .name = "Note", .type = SOPS_TEXT, AT },
	};
	static const struct sops_schema other = {
		.name = "others", .roles = other_roles, .count = 2, .row_size = sizeof(struct row),
	};
	static struct file plain;
	struct sops_expr *expr = parse("status == 'closed won' || matches(Note, '^Caf')"
		" && '' == Gap && closed == '2026-07-15' && today() == 2026-07-01");
	sops_date day = sops_date_of(2026, 7, 2);
	bool truth;

	(void)state;
	open_file(&plain, &other);
	assert_int_equal(sops_expr_bind_true(expr, file.values, day, NULL), 0);
	assert_int_equal(sops_expr_true(expr, &file.record, &truth, NULL), 0);
	assert_true(truth); /* a word of its role */
	assert_int_equal(sops_expr_bind_true(expr, plain.values, day, NULL), 0);
	assert_int_equal(sops_expr_true(expr, &plain.record, &truth, NULL), 0);
	assert_false(truth); /* only a text, and today is another day */
	assert_int_equal(sops_expr_bind_true(expr, plain.values, day - 1, NULL), 0);
	assert_int_equal(sops_expr_true(expr, &plain.record, &truth, NULL), 0);
	assert_true(truth);
	sops_expr_free(expr);
	close_file(&plain);
}

static void set_cell(struct file *f, const char *header, const char *cell)
{
	for (size_t i = 0; i < COUNT(cells); i++)
		if (strcmp(cells[i][0], header) == 0)
			f->fields[i] = sops_field_of(cell);
}

static void watches_what_only_a_column_can_tell(void **state)
{
	static struct file f;
	struct sops_expr *expr = parse("Old == 2026-04-03 && probability == 1%");
	bool truth;

	(void)state;
	open_file(&f, &schema);
	set_cell(&f, "probability", "1");
	assert_int_equal(sops_expr_bind_true(expr, f.values, 0, NULL), 0);
	assert_int_equal(sops_values_settle(f.values, &f.record), 2);
	set_cell(&f, "Old", "13/04/2026");
	set_cell(&f, "probability", "35");
	assert_int_equal(sops_values_settle(f.values, &f.record), 0);
	set_cell(&f, "Old", "03/04/2026");
	set_cell(&f, "probability", "1");
	assert_int_equal(sops_expr_true(expr, &f.record, &truth, NULL), 0);
	assert_true(truth);
	sops_expr_free(expr);
	close_file(&f);
}

static void does_not_watch_what_is_only_looked_at(void **state)
{
	static struct file f;
	struct sops_expr *expr = parse("empty(Old) || created == '' || contains(closed, '2026')");

	(void)state;
	open_file(&f, &schema);
	set_cell(&f, "created", "03/04/2026");
	set_cell(&f, "closed", "03/04/2026");
	assert_int_equal(sops_expr_bind_true(expr, f.values, 0, NULL), 0);
	assert_int_equal(sops_values_settle(f.values, &f.record), 0);
	sops_expr_free(expr);
	close_file(&f);
}

/* A schema in which the column Void says in what currency the amount is. */
static void the_currency_column_says_what_the_cell_does_not(void **state)
{
	static const struct sops_role with_currency[] = {
		{ .name = "key", .type = SOPS_TEXT, AT },
		{ .name = "Gap", .type = SOPS_CURRENCY, .aliases = "", .doc = "a role",
			.offset = offsetof(struct row, nothing) },
		{ .name = "Dollar", .type = SOPS_MONEY, .aliases = "", .doc = "a role",
			.currency = offsetof(struct row, nothing) },
	};
	static const struct sops_schema other = {
		.name = "others", .roles = with_currency, .count = 3,
		.row_size = sizeof(struct row),
	};
	static const struct {
		const char *amount, *currency, *expr, *gives;
	} cases[] = {
		{ "5", "USD", "Dollar > 'EUR 4'",
			"USD and EUR are two currencies: Dollar > 'EUR 4'" },
		{ "5", "EUR", "Dollar > 'EUR 4'", NULL },
		{ "5", "", "Dollar > 'EUR 4'", NULL },
		{ "EUR 5", "", "Dollar > 'EUR 4'", NULL },
		{ "$5", "USD", "Dollar > 'USD 4'", NULL },
		{ "EUR 5", "USD", "Dollar > 4", "the cell says EUR, the currency column USD" },
		{ "5", "usd", "Gap == 'USD'", NULL },
		{ "5", "€", "Gap == 'EUR' && Gap != 'USD' && Gap in ('USD', '€')", NULL },
		{ "5", "usd", "Gap == 'euros'",
			"\"euros\" is not a currency at character 8" },
		{ "5", "usd", "contains(Gap, 's') && if(true, Gap, '') == 'usd'", NULL },
		{ "5", "", "empty(Gap) && Gap == '' && !(Gap == 'USD')", NULL },
		{ "5", "USD", "Gap < 'USD'", "nothing here has an order at character 1, near "
			"\"Gap < 'USD'\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		static struct file f;
		struct sops_expr *expr = parse(cases[i].expr);
		struct sops_error err = { 0 };
		bool truth = false;
		int status;

		open_file(&f, &other);
		set_cell(&f, "Dollar", cases[i].amount);
		set_cell(&f, "Gap", cases[i].currency);
		status = sops_expr_bind_true(expr, f.values, 0, &err);
		if (status == 0)
			status = sops_expr_true(expr, &f.record, &truth, &err);
		if (cases[i].gives)
			assert_string_equal(err.text, cases[i].gives);
		else if (status < 0 || !truth)
			fail_msg("%s of %s %s: %s", cases[i].expr, cases[i].currency,
				cases[i].amount, status < 0 ? err.text : "false");
		sops_expr_free(expr);
		close_file(&f);
	}
}

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static const char *const pieces[] = {
	"amount", "stage", "status", "created", "modified", "seen", "is_won", "probability",
	"Score", "Gap", "Note", "阶段", "`Deal Value (USD)`", "Wrong", "Old", "Bytes", "1", "2.5",
	"15%",
	"1e30", "2026-07-15", "2026-07", "'x'", "''", "'5'", "'won'", "\"2026-07-15\"", "true",
	"false", "+", "-", "*", "/", "==", "!=", "<", ">=", "=", "<>", "&&", "||", "!", "and", "or",
	"not", "in", "(", ")", "(", ")", ",", "empty(", "matches(", "contains(", "lower(", "upper(",
	"length(", "days(", "day(", "month(", "quarter(", "weekday(", "abs(", "min(", "max(",
	"round(", "if(", "today()", "'(a+)+'", "`", "'", "\"", "\\", "\xFF", "\x01", "。", "%", ".",
	"9999-", "1e", "if(is_won,", "if(true,", "in ('', ", "not in (",
};

/* Whatever the text, there is a result or an error with a text, and the next run agrees. */
static void takes_any_text(void **state)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_buffer out = SOPS_BUFFER_INIT, again = SOPS_BUFFER_INIT;
	uint64_t seed = 20260715;
	size_t results = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		size_t count = 1 + next_random(&seed) % 9;

		sops_buffer_clear(&text);
		sops_buffer_puts(&text, "");
		for (size_t j = 0; j < count; j++) {
			sops_buffer_puts(&text, pieces[next_random(&seed) % COUNT(pieces)]);
			sops_buffer_puts(&text, next_random(&seed) % 4 ? " " : "");
		}
		run(&out, text.at);
		run(&again, text.at);
		assert_string_equal(out.at, again.at);
		assert_true(out.len > 0);
		results += strncmp(out.at, "usage: ", 7) != 0 && strncmp(out.at, "input: ", 7) != 0;
	}
	assert_true(results > 500);
	sops_buffer_release(&text);
	sops_buffer_release(&out);
	sops_buffer_release(&again);
}

static void takes_any_bytes(void **state)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	uint64_t seed = 42;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char text[33];
		size_t len = next_random(&seed) % 32;

		for (size_t j = 0; j < len; j++)
			text[j] = (char)(1 + next_random(&seed) % (i % 2 ? 127 : 255));
		text[len] = '\0';
		run(&out, text);
		assert_true(out.len > 0);
	}
	sops_buffer_release(&out);
}

/* A tree built at random and written with every parenthesis gives what it gives without those
 * that the precedence makes superfluous. */
static int64_t random_sum(uint64_t *seed, int depth, int loosest, struct sops_buffer *full,
	struct sops_buffer *spare)
{
	int64_t left, right;
	int op = (int)(next_random(seed) % 3), level = op == 2;
	bool needed = level < loosest;

	if (depth == 0 || next_random(seed) % 4 == 0) {
		left = (int64_t)(next_random(seed) % 9);
		sops_buffer_printf(full, "%d", (int)left);
		sops_buffer_printf(spare, "%d", (int)left);
		return left;
	}
	sops_buffer_puts(full, "(");
	sops_buffer_puts(spare, needed ? "(" : "");
	left = random_sum(seed, depth - 1, level, full, spare);
	sops_buffer_printf(full, " %c ", "+-*"[op]);
	sops_buffer_printf(spare, " %c ", "+-*"[op]);
	right = random_sum(seed, depth - 1, level + 1, full, spare);
	sops_buffer_puts(full, ")");
	sops_buffer_puts(spare, needed ? ")" : "");
	return op == 0 ? left + right : op == 1 ? left - right : left * right;
}

static void parentheses_that_precedence_makes_superfluous(void **state)
{
	struct sops_buffer full = SOPS_BUFFER_INIT, spare = SOPS_BUFFER_INIT;
	struct sops_buffer out = SOPS_BUFFER_INIT;
	uint64_t seed = 7;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		char wanted[32];

		sops_buffer_clear(&full);
		sops_buffer_clear(&spare);
		snprintf(wanted, sizeof(wanted), "%lld",
			(long long)random_sum(&seed, 4, 0, &full, &spare));
		run(&out, full.at);
		assert_string_equal(out.at, wanted);
		run(&out, spare.at);
		if (strcmp(out.at, wanted) != 0)
			fail_msg("%s is %s, not %s", spare.at, out.at, wanted);
	}
	sops_buffer_release(&full);
	sops_buffer_release(&spare);
	sops_buffer_release(&out);
}

TAP_MAIN_WITH("expr", setup, teardown,
	cmocka_unit_test(literals),
	cmocka_unit_test(bad_literals),
	cmocka_unit_test(subtraction_needs_spaces_only_behind_four_digits),
	cmocka_unit_test(names),
	cmocka_unit_test(unknown_column),
	cmocka_unit_test(precedence),
	cmocka_unit_test(comparisons),
	cmocka_unit_test(dates),
	cmocka_unit_test(months),
	cmocka_unit_test(words_and_truths),
	cmocka_unit_test(shares),
	cmocka_unit_test(currencies),
	cmocka_unit_test(a_header_s_unit),
	cmocka_unit_test(in_lists),
	cmocka_unit_test(blanks),
	cmocka_unit_test(exactness),
	cmocka_unit_test(text_functions),
	cmocka_unit_test(patterns),
	cmocka_unit_test(date_functions),
	cmocka_unit_test(number_functions),
	cmocka_unit_test(types_that_do_not_go_together),
	cmocka_unit_test(syntax_errors),
	cmocka_unit_test(stops_when_it_knows),
	cmocka_unit_test(nesting_is_limited),
	cmocka_unit_test(conditions),
	cmocka_unit_test(a_condition_is_a_truth),
	cmocka_unit_test(a_result_that_is_no_truth_is_no_condition),
	cmocka_unit_test(errors_have_a_place),
	cmocka_unit_test(is_evaluated_only_when_bound),
	cmocka_unit_test(refuses_a_short_record),
	cmocka_unit_test(binds_again_to_another_file),
	cmocka_unit_test(watches_what_only_a_column_can_tell),
	cmocka_unit_test(does_not_watch_what_is_only_looked_at),
	cmocka_unit_test(the_currency_column_says_what_the_cell_does_not),
	cmocka_unit_test(takes_any_text),
	cmocka_unit_test(takes_any_bytes),
	cmocka_unit_test(parentheses_that_precedence_makes_superfluous))
