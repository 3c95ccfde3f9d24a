/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/deals.h>
#include <sops/input.h>

#include "given.h"

#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define CREATED SOPS_ROLE(SOPS_DEALS_CREATED)
#define CLOSE_DATE SOPS_ROLE(SOPS_DEALS_CLOSE_DATE)
#define AMOUNT SOPS_ROLE(SOPS_DEALS_AMOUNT)
#define PROBABILITY SOPS_ROLE(SOPS_DEALS_PROBABILITY)

/* The rejects and what came of the reading: a line a row, a line a bad record, a line an error. */
struct reading {
	struct sops_buffer log;
	struct sops_input *input;
	struct sops_input_counts counts;
};

static int note_reject(void *to, struct sops_field raw, const struct sops_error *why,
	struct sops_error *err)
{
	struct reading *reading = to;
	char *error = given_error(why);

	(void)err;
	sops_buffer_puts(&reading->log, "! ");
	sops_buffer_field(&reading->log, raw);
	sops_buffer_printf(&reading->log, " ! %s\n", error);
	free(error);
	return 0;
}

static void log_row(struct reading *reading, const struct sops_deal *deal)
{
	char created[SOPS_DATE_TEXT], close[SOPS_DATE_TEXT], amount[SOPS_MONEY_TEXT],
		probability[SOPS_MONEY_TEXT];
	struct sops_buffer key = SOPS_BUFFER_INIT;

	sops_date_format(created, deal->created);
	sops_date_format(close, deal->close_date);
	sops_money_format(amount, deal->amount);
	sops_money_format(probability, deal->probability);
	sops_buffer_printf(&reading->log, "%llu:",
		(unsigned long long)sops_input_place(reading->input).line);
	assert_int_equal(sops_input_key(reading->input, &key), 0);
	for (size_t i = 0; i < key.len; i++)
		if (key.at[i] == '\0')
			key.at[i] = '+';
	sops_buffer_printf(&reading->log, "%s%s|%s|%s%s|%s\n", key.len ? key.at : "", created,
		close,
		amount, deal->currency.code, probability);
	sops_buffer_release(&key);
}

/* Reads the text to its end or an error, and compares the log. */
static struct sops_input_counts expect(const struct sops_input_options *given, const char *text,
	const char *log)
{
	struct sops_input_options options = *given;
	struct reading reading = { .log = SOPS_BUFFER_INIT };
	struct sops_error err = { .status = SOPS_OK };
	const void *row;
	int fd = given_fd(text), status;

	options.reject_to = &reading;
	status = sops_input_open(&reading.input, &sops_deals, fd, "in.csv", &options, &err);
	if (status == 0) {
		while ((status = sops_input_next(reading.input, &row, &err)) > 0)
			log_row(&reading, row);
		reading.counts = sops_input_counts(reading.input);
	}
	assert_int_equal(status, err.status);
	if (status < 0) {
		char *error = given_error(&err);

		sops_buffer_puts(&reading.log, error);
		free(error);
	}
	assert_string_equal(reading.log.at ? reading.log.at : "", log);
	sops_buffer_release(&reading.log);
	sops_input_free(reading.input);
	close(fd);
	return reading.counts;
}

static void rows_of_what_was_asked(void **state)
{
	const struct sops_input_options options = { .uses = CREATED | AMOUNT };
	struct sops_input_counts counts;

	(void)state;
	counts = expect(&options,
		"created,amount,probability,currency\n"
		"2026-01-02,5,never read,EUR\n"
		"\n"
		" - ,\"1,000.5\",,\n"
		",USD 3,,usd\n",
		"2:2026-01-02||5EUR|\n4:||1000.5|\n5:||3USD|\n");
	assert_int_equal(counts.records, 3);
	assert_int_equal(counts.rows, 3);
	assert_int_equal(counts.blank_lines, 1);
	assert_int_equal(counts.filtered + counts.rejected, 0);
	expect(&options, "created,amount\n", "");
}

static void errors_have_a_place(void **state)
{
	static const struct {
		const char *text, *log;
	} cases[] = {
		{ "", "-3 in.csv: empty input: no header row" },
		{ "created,amount\n2026-01-01,1\n2026-02-30,1\n",
			"2:2026-01-01||1|\n-3 in.csv:3: created: \"2026-02-30\" is not a date" },
		{ "created,Amount\n2026-01-01,\"a\nb\"\n",
			"-3 in.csv:2: Amount: \"a\\nb\" is not an amount "
			"(if it means empty: --null 'a\\nb')" },
		{ "amount,currency\nUSD 1,EUR\n",
			"-3 in.csv:2: amount: the cell says USD, the currency column EUR" },
		{ "amount,currency\n1,Nowhere\n",
			"-3 in.csv:2: currency: \"Nowhere\" is not a currency "
			"(write an ISO 4217 code such as USD)" },
		{ "amount\n1,2\n", "-3 in.csv:2: record has 2 fields, the header has 1 "
			"(a value with the delimiter in it must be quoted)" },
		/* Which currency is it? Two columns could say. */
		{ "amount,Currency ISO Code,币种\n1,USD,EUR\n",
			"-3 in.csv:1: two columns could be the currency: \"Currency ISO Code\" and "
			"\"币种\" (choose with -m 'currency=币种')" },
	};
	const struct sops_input_options options = { .uses = CREATED | AMOUNT };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect(&options, cases[i].text, cases[i].log);
}

/* What stands in for a role must not be told from two columns either. */
static void rivals_behind_a_role(void **state)
{
	const struct sops_input_options options = { .uses = SOPS_ROLE(SOPS_DEALS_CLOSED) };

	(void)state;
	expect(&options, "Closing Date,Est. Close Date\n2026-01-01,2026-01-02\n",
		"-3 in.csv:1: two columns could be the close_date: \"Closing Date\" and "
		"\"Est. Close Date\" (choose with -m 'close_date=Est. Close Date')");
	expect(&options, "closed,Closing Date,Est. Close Date\n2026-01-01,,\n", "2:|||\n");
}

static void a_wrong_delimiter(void **state)
{
	const struct sops_input_options options = { .needs = AMOUNT };
	const struct sops_input_options semicolon = { .needs = AMOUNT,
		.csv = { .delimiter = ';' } };

	(void)state;
	expect(&options, "id;amount\n1;2\n",
		"-3 in.csv:1: no column for amount (what the deal is worth); "
		"the columns are: id;amount (try -d ';')");
	expect(&options, "id\tamount\n1\t2\n",
		"-3 in.csv:1: no column for amount (what the deal is worth); "
		"the columns are: id\\tamount (try -d tab)");
	expect(&options, "id|amount\n1|2\n",
		"-3 in.csv:1: no column for amount (what the deal is worth); "
		"the columns are: id|amount (try -d '|')");
	expect(&semicolon, "id,amount\n1,2\n",
		"-3 in.csv:1: no column for amount (what the deal is worth); "
		"the columns are: id,amount (try -d ',')");
	expect(&semicolon, "id;amount\n1;2\n", "2:||2|\n");
	/* One column without a name. */
	expect(&options, "\"\"\n1\n", "-3 in.csv:1: no column for amount (what the deal is worth); "
		"the columns are:  (say which with -m 'amount=Header')");
}

static void maps(void **state)
{
	static const char *const good[] = { "amount=B", "created=A" },
		*const bad[] = { "amount=C" };
	struct sops_input_options options = { .uses = CREATED | AMOUNT, .maps = good,
		.n_maps = COUNT(good) };

	(void)state;
	expect(&options, "A,B\n2026-01-01,5\n", "2:2026-01-01||5|\n");
	options.maps = bad;
	options.n_maps = 1;
	expect(&options, "A,B\n2026-01-01,5\n",
		"-3 in.csv:1: no column \"C\"; the columns are: A, B");
}

static void keys(void **state)
{
	struct sops_input_options options = { .uses = AMOUNT, .by = "owner, Region" };

	(void)state;
	expect(&options, "owner,Region,amount\nann,North,1\n n/a , South ,2\n,,3\n",
		"2:ann+North||1|\n3:+South||2|\n4:+||3|\n");
	options.by = "status";
	expect(&options, "stage,amount\nClosed Won,1\nProposal,2\n赢单,\n",
		"2:won||1|\n3:open||2|\n4:won|||\n");
	options.by = "status";
	expect(&options, "status,stage\nIn Progress,Closed Won\n", "2:In Progress|||\n");
	options.by = "currency";
	options.uses = 0;
	expect(&options, "amount\nUSD 1\n€2\n3\n", "2:USD||1USD|\n3:EUR||2EUR|\n4:||3|\n");
	/* What follows is written as machines write it. */
	options.by = "closed";
	options.uses = CLOSE_DATE | SOPS_ROLE(SOPS_DEALS_STATUS);
	expect(&options, "stage,Close Date\nWon,5 Jan 2026\nLead,6 Jan 2026\n",
		"2:2026-01-05|2026-01-05||\n3:|2026-01-06||\n");
	options.by = "owner,,Region";
	expect(&options, "owner,Region\n", "-2 --by: a name is missing between two commas");
	options.by = "";
	expect(&options, "owner,Region\n", "-2 --by: a name is missing between two commas");
	options.by = "onwer";
	expect(&options, "owner,Region\n",
		"-3 in.csv:1: no column \"onwer\"; the columns are: owner, Region "
		"(did you mean \"owner\"?)");
}

static void conditions(void **state)
{
	struct sops_input_options options = { .uses = CREATED | AMOUNT };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input_counts counts;

	(void)state;
	assert_int_equal(sops_expr_new(&options.where, "amount > 1 && stage != \"x\"", &err), 0);
	counts = expect(&options,
		"stage,amount,created\na,1,never read\nb,2,2026-01-01\nx,3,\n,4,\nb,,\n",
		"3:2026-01-01||2|\n");
	assert_int_equal(counts.rows, 1);
	assert_int_equal(counts.filtered, 4);
	expect(&options, "stage,amount\nb,two\n", "-3 in.csv:2: amount: \"two\" is not an amount");
	sops_expr_free(options.where);
	assert_int_equal(sops_expr_new(&options.where, "status == \"won\"", &err), 0);
	expect(&options, "stage,amount\nClosed Won,1\nClosed Lost,2\n", "2:||1|\n");
	sops_expr_free(options.where);
	assert_int_equal(sops_expr_new(&options.where, "nothing > 1", &err), 0);
	expect(&options, "stage,amount\nb,2\n",
		"-3 in.csv:1: no column \"nothing\"; the columns are: stage, amount "
		"(a text goes in quotes)");
	sops_expr_free(options.where);
}

static void rejects(void **state)
{
	const struct sops_input_options options = { .uses = CREATED | AMOUNT,
		.reject = note_reject };
	struct sops_input_counts counts;

	(void)state;
	counts = expect(&options,
		"created,amount\n"
		"2026-01-01,1\n"
		"2026-01-01,\"x, y\"\n"
		"2026-01-01\n"
		"2026-01-03,a\"b\n"
		"2026-01-04,4\n"
		"2026-99-05,5\n",
		"2:2026-01-01||1|\n"
		"! 2026-01-01,\"x, y\" ! -3 in.csv:3: amount: \"x, y\" is not an amount\n"
		"! 2026-01-01 ! -3 in.csv:4: record has 1 field, the header has 2\n"
		"! 2026-01-03,a\"b ! -3 in.csv:5: amount: quote inside an unquoted field\n"
		"6:2026-01-04||4|\n"
		"! 2026-99-05,5 ! -3 in.csv:7: created: \"2026-99-05\" is not a date\n");
	assert_int_equal(counts.records, 6);
	assert_int_equal(counts.rows, 2);
	assert_int_equal(counts.rejected, 4);
	/* Behind an unclosed quote there is nothing to go on with. */
	expect(&options, "created,amount\n2026-01-01,1\n2026-01-01,\"2\n2026-01-01,3\n",
		"2:2026-01-01||1|\n-3 in.csv:3: amount: unclosed quote: it opened on line 3");
}

static int give_up(void *to, struct sops_field raw, const struct sops_error *why,
	struct sops_error *err)
{
	(void)to, (void)raw, (void)why;
	return sops_error_set(err, SOPS_ESYSTEM, "cannot write the rejects");
}

static void rejects_that_cannot_be_written(void **state)
{
	const struct sops_input_options options = { .uses = AMOUNT, .reject = give_up };

	(void)state;
	expect(&options, "amount\n1\nx\n3\n", "2:||1|\n-4 cannot write the rejects");
	expect(&options, "amount\n1\n1,2\n3\n", "2:||1|\n-4 cannot write the rejects");
}

/* Refuses every row: what is left is the log, and nothing is counted as a row. */
static struct sops_input_counts refuse_all(const struct sops_error *why, sops_reject to,
	int expected, const char *log)
{
	struct reading reading = { .log = SOPS_BUFFER_INIT };
	const struct sops_input_options given = { .uses = AMOUNT, .reject = to,
		.reject_to = &reading };
	struct sops_error err = { .status = SOPS_OK };
	const void *row;
	int fd = given_fd("amount\n1\n2\n"), status;

	assert_int_equal(
		sops_input_open(&reading.input, &sops_deals, fd, "in.csv", &given, &err), 0);
	while ((status = sops_input_next(reading.input, &row, &err)) > 0) {
		status = sops_input_refuse(reading.input, why, &err);
		if (status < 0)
			break;
	}
	assert_int_equal(status, expected);
	assert_int_equal(err.status, expected);
	if (status < 0) {
		char *error = given_error(&err);

		sops_buffer_puts(&reading.log, error);
		free(error);
	}
	assert_string_equal(reading.log.at, log);
	reading.counts = sops_input_counts(reading.input);
	sops_buffer_release(&reading.log);
	sops_input_free(reading.input);
	close(fd);
	return reading.counts;
}

static void rows_that_are_refused(void **state)
{
	const struct sops_error bad = { .status = SOPS_EINPUT, .text = "no good" };
	const struct sops_error full = { .status = SOPS_ESYSTEM, .text = "disk full" };
	struct sops_input_counts counts;

	(void)state;
	counts = refuse_all(&bad, note_reject, 0,
		"! 1 ! -3 in.csv:2: no good\n! 2 ! -3 in.csv:3: no good\n");
	assert_int_equal(counts.records, 2);
	assert_int_equal(counts.rows, 0);
	assert_int_equal(counts.rejected, 2);
	refuse_all(&bad, NULL, SOPS_EINPUT, "-3 in.csv:2: no good");
	refuse_all(&full, note_reject, SOPS_ESYSTEM, "-4 disk full");
}

static void roles_that_are_read(void **state)
{
	const struct sops_input_options options = { .needs = AMOUNT,
		.uses = CREATED | SOPS_ROLE(SOPS_DEALS_STATUS) };
	struct sops_input *input;
	int fd = given_fd("stage,amount,currency,owner\n");

	(void)state;
	assert_int_equal(sops_input_open(&input, &sops_deals, fd, "in.csv", &options, NULL), 0);
	assert_int_equal(sops_input_roles(input), AMOUNT | SOPS_ROLE(SOPS_DEALS_CURRENCY) |
		SOPS_ROLE(SOPS_DEALS_STAGE));
	assert_int_equal(sops_input_place(input).line, 1);
	sops_input_free(input);
	sops_input_free(NULL);
	close(fd);
}

/* A text with so many ambiguous records, and the log of reading it day first. */
static void ambiguous(struct sops_buffer *text, struct sops_buffer *log, int count)
{
	sops_buffer_puts(text, "created,close_date,amount\n");
	for (int i = 0; i < count; i++) {
		sops_buffer_printf(text, "%02d/04/2026,2026-05-%02d,%d\n", i % 12 + 1, i % 28 + 1,
			i);
		sops_buffer_printf(log, "%d:2026-04-%02d|2026-05-%02d|%d|\n", i + 2, i % 12 + 1,
			i % 28 + 1, i);
	}
}

static void dates_that_settle_late(void **state)
{
	const struct sops_input_options options = { .uses = CREATED | CLOSE_DATE | AMOUNT };
	struct sops_buffer text = SOPS_BUFFER_INIT, log = SOPS_BUFFER_INIT;
	struct sops_input_counts counts;

	(void)state;
	ambiguous(&text, &log, 1000);
	sops_buffer_puts(&text, "13/04/2026,,7\n01/02/2026,,8\n");
	sops_buffer_puts(&log, "1002:2026-04-13||7|\n1003:2026-02-01||8|\n");
	counts = expect(&options, text.at, log.at);
	assert_int_equal(counts.records, 1002);
	assert_int_equal(counts.rows, 1002);
	sops_buffer_release(&text);
	sops_buffer_release(&log);
}

static void dates_that_never_settle(void **state)
{
	const struct sops_input_options options = { .uses = CREATED };
	struct sops_buffer text = SOPS_BUFFER_INIT;

	(void)state;
	sops_buffer_puts(&text, "created\n05/05/2026\n");
	for (int i = 0; i < 1000; i++)
		sops_buffer_puts(&text, "03/04/2026\n");
	/* 5 May is 5 May either way. */
	expect(&options, text.at,
		"2:2026-05-05|||\n-3 in.csv:3: created: \"03/04/2026\" is 3 April or "
		"4 March, and nothing in the column settles which "
		"(try --dates dmy or --dates mdy)");
	sops_buffer_release(&text);
}

/* The one column is settled by its first record, the other by its last. */
static void two_columns_that_settle(void **state)
{
	struct sops_input_options options = { .uses = CREATED | CLOSE_DATE };

	(void)state;
	expect(&options,
		"created,close_date\n"
		"13/1/2026,1/2/2026\n"
		"1/2/2026,\n"
		",3/4/2026\n"
		"2/2/2026,1/13/2026\n",
		"2:2026-01-13|2026-01-02||\n"
		"3:2026-02-01|||\n"
		"4:|2026-03-04||\n"
		"5:2026-02-02|2026-01-13||\n");
	/* Only columns that are read count, and those that a condition looks at. */
	options.uses = CLOSE_DATE;
	expect(&options, "created,close_date\n1/2/2026,2026-01-01\n", "2:|2026-01-01||\n");
	assert_int_equal(sops_expr_new(&options.where, "created > 2026-01-15", NULL), 0);
	expect(&options, "created,close_date\n1/2/2026,2026-01-01\n1/3/2026,\n13/1/2026,\n",
		"2:|2026-01-01||\n3:|||\n");
	sops_expr_free(options.where);
}

/* With rejects, records that are bad for another reason do not stop the settling. */
static void settling_among_bad_records(void **state)
{
	const struct sops_input_options options = { .uses = CREATED | AMOUNT,
		.reject = note_reject };
	struct sops_input_counts counts;

	(void)state;
	counts = expect(&options,
		"created,amount\n"
		"1/2/2026,1\n"
		"1/2/2026,2,3\n"
		"1/3/2026,x\n"
		"13/1/2026,4\n"
		"1/13/2026,5\n",
		"! 1/2/2026,2,3 ! -3 in.csv:3: record has 3 fields, the header has 2 "
		"(a value with the delimiter in it must be quoted)\n"
		"2:2026-02-01||1|\n"
		"! 1/3/2026,x ! -3 in.csv:4: amount: \"x\" is not an amount "
		"(if it means empty: --null 'x')\n"
		"5:2026-01-13||4|\n"
		"! 1/13/2026,5 ! -3 in.csv:6: created: \"1/13/2026\" is not a date "
		"(the dates are read as day/month/year; try --dates mdy)\n");
	assert_int_equal(counts.records, 5);
	assert_int_equal(counts.rejected, 3);
	/* Never settled: every ambiguous one is a bad record of its own. */
	expect(&options, "created,amount\n2026-01-01,0\n1/2/2026,1\n3/3/2026,2\n",
		"2:2026-01-01||0|\n"
		"! 1/2/2026,1 ! -3 in.csv:3: created: \"1/2/2026\" is 1 February or 2 January, and "
		"nothing in the column settles which (try --dates dmy or --dates mdy)\n"
		"4:2026-03-03||2|\n");
	/* An error of the file while reading ahead. */
	expect(&options, "created,amount\n1/2/2026,1\n1/2/2026,\"2\n",
		"-3 in.csv:3: amount: unclosed quote: it opened on line 3");
}

static void shares(void **state)
{
	const struct sops_input_options options = { .uses = PROBABILITY };

	(void)state;
	expect(&options, "probability\n0\n1\n1\n0\n", "2:|||0\n3:|||1\n4:|||1\n5:|||0\n");
	expect(&options, "probability\n0\n1\n35\n", "2:|||0\n3:|||0.01\n4:|||0.35\n");
	expect(&options, "probability\n1\n0.35\n", "2:|||1\n3:|||0.35\n");
	expect(&options, "probability\n1\n35%\n", "2:|||1\n3:|||0.35\n");
	expect(&options, "Probability (%)\n1\n35\n0.5\n", "2:|||0.01\n3:|||0.35\n4:|||0.005\n");
	expect(&options, "probability\n0.5\n35\n",
		"2:|||0.5\n-3 in.csv:3: probability: \"35\" is not a share "
		"between 0 and 1, as the column's others are");
	expect(&options, "probability\n35\n0.5\n",
		"2:|||0.35\n-3 in.csv:3: probability: \"0.5\" is not in per "
		"cent, as the column's others are (with a % sign it can be read one way only)");
	expect(&options, "probability\n0.5\n120%\n",
		"2:|||0.5\n-3 in.csv:3: probability: \"120%\" is not between 0 and 100 %");
	expect(&options, "probability\nhigh\n", "-3 in.csv:2: probability: \"high\" is not a rate "
		"(if it means empty: --null 'high')");
}

static void counts_of_things(void **state)
{
	const struct sops_input_options options = { .uses = SOPS_ROLE(SOPS_DEALS_PUSHES) };

	(void)state;
	expect(&options, "pushes\n3\n0\n1.0\n-\n", "2:|||\n3:|||\n4:|||\n5:|||\n");
	expect(&options, "pushes\n1.5\n", "-3 in.csv:2: pushes: \"1.5\" is not a count");
	expect(&options, "pushes\n-1\n", "-3 in.csv:2: pushes: \"-1\" is not a count");
}

static void columns_of_one_header(void **state)
{
	struct sops_input_options options = { .uses = AMOUNT };

	(void)state;
	expect(&options, "Amount,Amount\n5,5\n6, 6 \n-,\n", "2:||5|\n3:||6|\n4:|||\n");
	expect(&options, "Amount,x,Amount,Amount\n5,1,5,5\n5,1,5,6\n",
		"2:||5|\n-3 in.csv:3: two columns are called \"Amount\" and differ: \"5\" and "
		"\"6\" (choose with -m 'amount=Amount[3]', or [1])");
	/* one Salesforce id in its two forms; of one form they differ */
	expect(&options, "Id,Amount,Id\n1,5,2\n", "2:||5|\n");
	options.uses |= SOPS_ROLE(SOPS_DEALS_ID);
	expect(&options, "Id,Amount,Id\n006U600000ZFcGz,5,006U600000ZFcGzIAL\n"
		"006U600000ZFcGzIAL,5,006U600000ZFcGz\n006U600000ZFcGz,5,006U600000ZFcGzial\n"
		"006U600000ZFcGz,5,006U600000ZFcGzAAA\n",
		"2:||5|\n3:||5|\n4:||5|\n-3 in.csv:5: two columns are called \"Id\" and differ: "
		"\"006U600000ZFcGz\" and \"006U600000ZFcGzAAA\" (choose with -m "
		"'deal_id=Id[2]', or [1])");
	/* a bad record like others, and looked at before a condition is */
	options.uses = AMOUNT;
	options.reject = note_reject;
	expect(&options, "Amount,Amount\n5,6\n7,7\n",
		"! 5,6 ! -3 in.csv:2: two columns are called \"Amount\" and differ: \"5\" and "
		"\"6\" (choose with -m 'amount=Amount[2]', or [1])\n3:||7|\n");
}

static void blank_cells_filled_from_above(void **state)
{
	struct sops_input_options options = { .uses = CREATED | AMOUNT, .by = "name,owner",
		.fill_down = "name,owner,amount" };
	struct sops_input_counts counts;

	(void)state;
	/* all of the one above; or what stands behind the first that is its own */
	counts = expect(&options, "name,owner,amount,created\n,,1,\nA,Ann,5,\n,,,\n ,,6,\n,Bob,,\n"
		"B,,,\n,,,\n",
		"2:+||1|\n3:A+Ann||5|\n4:A+Ann||5|\n5:A+Ann||6|\n6:A+Bob|||\n7:B+|||\n"
		"8:B+|||\n");
	assert_int_equal(counts.filled, 4);
	/* also while records wait for a column to settle */
	expect(&options, "name,owner,amount,created\nA,Ann,5,03/04/2026\n,,,04/05/2026\n"
		"B,,7,25/05/2026\n,,,\n",
		"2:A+Ann2026-04-03||5|\n3:A+Ann2026-05-04||5|\n4:B+2026-05-25||7|\n"
		"5:B+||7|\n");
	/* nobody knows what a bad record said */
	options.reject = note_reject;
	expect(&options, "name,owner,amount,created\nA,Ann,5,\nB\n,,,\n,Cho,,\nC,,,\n,,,\n",
		"2:A+Ann||5|\n"
		"! B ! -3 in.csv:3: record has 1 field, the header has 4\n"
		"! ,,, ! -3 in.csv:4: name: nothing to fill this blank cell with: a record above "
		"is a bad one\n"
		"! ,Cho,, ! -3 in.csv:5: name: nothing to fill this blank cell with: a record "
		"above is a bad one\n"
		"6:C+|||\n7:C+|||\n");
}

TAP_MAIN("input",
	cmocka_unit_test(blank_cells_filled_from_above),
	cmocka_unit_test(columns_of_one_header),
	cmocka_unit_test(rows_of_what_was_asked),
	cmocka_unit_test(errors_have_a_place),
	cmocka_unit_test(rivals_behind_a_role),
	cmocka_unit_test(a_wrong_delimiter),
	cmocka_unit_test(maps),
	cmocka_unit_test(keys),
	cmocka_unit_test(conditions),
	cmocka_unit_test(roles_that_are_read),
	cmocka_unit_test(rejects),
	cmocka_unit_test(rejects_that_cannot_be_written),
	cmocka_unit_test(rows_that_are_refused),
	cmocka_unit_test(dates_that_settle_late),
	cmocka_unit_test(dates_that_never_settle),
	cmocka_unit_test(two_columns_that_settle),
	cmocka_unit_test(settling_among_bad_records),
	cmocka_unit_test(shares),
	cmocka_unit_test(counts_of_things))
