/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/input.h>

#include "../../lib/row.h"
#include "given.h"

#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct row {
	struct sops_field text;
	struct sops_money money, rate, count;
	sops_date date;
	struct sops_stamp time;
	int truth, word;
	struct sops_currency currency;
	struct sops_label period;
};

static const struct sops_word words[] = { { "won|赢单", 3 }, { "lost", 0 }, { NULL, 0 } };

#define AT(kind, member) .name = #member, .type = (kind), .offset = offsetof(struct row, member)

static const struct sops_role roles[] = {
	{ AT(SOPS_TEXT, text), .doc = "a text" },
	{ AT(SOPS_MONEY, money), .doc = "an amount", .currency = offsetof(struct row, currency) },
	{ AT(SOPS_RATE, rate), .doc = "a share" },
	{ AT(SOPS_COUNT, count), .doc = "a count" },
	{ AT(SOPS_DATE, date), .doc = "a day" },
	{ AT(SOPS_TIME, time), .doc = "a time" },
	{ AT(SOPS_BOOL, truth), .doc = "yes or no" },
	{ AT(SOPS_WORD, word), .words = words, .doc = "a word" },
	{ AT(SOPS_CURRENCY, currency), .doc = "a currency" },
	{ AT(SOPS_PERIOD, period), .doc = "a period" },
};

static const struct sops_schema schema = { .name = "tests", .roles = roles, .count = COUNT(roles),
	.row_size = sizeof(struct row) };

#define HEADER "text,money,rate,count,date,time,truth,word,currency,period\n"

typedef int write_member(struct sops_buffer *out, const struct sops_role *role, const void *row);

/* What each member of the record is written as, in brackets; or the error. To be freed. */
static char *written(write_member *write, const char *record)
{
	const struct sops_input_options options = { .uses = (UINT64_C(1) << COUNT(roles)) - 1 };
	struct sops_buffer text = SOPS_BUFFER_INIT, out = SOPS_BUFFER_INIT;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;
	const void *row;
	int fd;

	sops_buffer_printf(&text, HEADER "%s\n", record);
	fd = given_fd(text.at);
	if (sops_input_open(&input, &schema, fd, "in.csv", &options, &err) < 0 ||
	    sops_input_next(input, &row, &err) != 1)
		fail_msg("%s: %s", record, err.text);
	for (size_t i = 0; i < COUNT(roles); i++) {
		sops_buffer_putc(&out, '[');
		assert_int_equal(write(&out, &roles[i], row), 0);
		sops_buffer_putc(&out, ']');
	}
	sops_input_free(input);
	sops_buffer_release(&text);
	close(fd);
	return out.at;
}

static void expect(write_member *write, const char *record, const char *wanted)
{
	char *got = written(write, record);

	assert_string_equal(got, wanted);
	free(got);
}

static void texts_of_every_type(void **state)
{
	static const char *const cases[][2] = {
		{ "\" a, \"\"b\"\" \",\"$1,234.50\",35%,\"1,200\",5 Jul 2026,"
		  "2026-07-05T13:09:44,Yes,赢单,,2026-q3",
		  "[a, \"b\"][1234.5][0.35][1200][2026-07-05][2026-07-05 13:09:44][true][won][$]"
		  "[2026Q3]" },
		{ "'=1+1,(0.10),1,0,2026年7月5日,2026/7/5,否,LOST,usd,2026-07",
		  "['=1+1][-0.1][1][0][2026-07-05][2026-07-05 00:00:00][false][lost]"
		  "[USD][2026-07]" },
		{ "x,1e3,0,7,2026-07-05,2026-07-05 23:30-08:00,1,won,￥,2026-07-05",
		  "[x][1000][0][7][2026-07-05][2026-07-05 23:30:00-08:00][true][won]"
		  "[¥][2026-07-05]" },
		{ "-,N/A,,NULL,无, ,-,n/a,null,-", "[][][][][][][][][][]" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect(sops__row_text, cases[i][0], cases[i][1]);
}

/* A group goes by the day of a time, and otherwise by the same text. */
static void keys_of_every_type(void **state)
{
	(void)state;
	expect(sops__row_key, "a,1.50,0.35,3,2026-07-05,2026-07-05 13:09:44,no,won,EUR,2026-w28",
		"[a][1.5][0.35][3][2026-07-05][2026-07-05][false][won][EUR][2026-W28]");
	expect(sops__row_key, "-,N/A,,NULL,无, ,-,n/a,null,-", "[][][][][][][][][][]");
}

static void a_word_without_a_name(void **state)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct row row = { .word = 99 };

	(void)state;
	assert_int_equal(sops__row_text(&out, &roles[7], &row), 0);
	assert_int_equal(out.len, 0);
	sops_buffer_release(&out);
}

static void names_of_types(void **state)
{
	static const char *const names[] = { "text", "amount", "share", "count", "date", "time",
		"yes or no", "word", "currency", "period" };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		assert_string_equal(sops_role_type(&roles[i]), names[i]);
}

/* What a cell of the role is, behind one that comes before it in the column; or the error. */
static char *outcome(const struct sops_values_options *values, size_t role, const char *before,
	const char *cell)
{
	const struct sops_input_options options = { .uses = UINT64_C(1) << role,
		.values = *values };
	struct sops_buffer text = SOPS_BUFFER_INIT, out = SOPS_BUFFER_INIT;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;
	const void *row;
	int fd, status;

	sops_buffer_printf(&text, "%s,x\n%s,\n\"%s\",\n", roles[role].name, before, cell);
	fd = given_fd(text.at);
	status = sops_input_open(&input, &schema, fd, "in.csv", &options, &err);
	for (int i = 0; i < 2 && status >= 0; i++)
		status = sops_input_next(input, &row, &err);
	if (status < 0)
		sops_buffer_printf(&out, "%s (%s)", err.text, err.hint);
	else
		sops__row_text(&out, &roles[role], row);
	sops_buffer_puts(&out, "");
	sops_input_free(input);
	sops_buffer_release(&text);
	close(fd);
	return out.at;
}

static void same_as_read_slowly(const struct sops_values_options *values, size_t role,
	const char *before, const char *cell)
{
	struct sops_values_options unusual = *values;
	char *at_a_glance = outcome(values, role, before, cell), *slowly;

	unusual.nulls = "no cell says this"; /* and then no cell is what it looks like */
	slowly = outcome(&unusual, role, before, cell);
	if (strcmp(at_a_glance, slowly) != 0)
		fail_msg("%s, %s behind %s: %s, and read slowly %s", roles[role].name, cell, before,
			at_a_glance, slowly);
	free(at_a_glance);
	free(slowly);
}

static void a_glance_reads_what_the_reader_does(void **state)
{
	static const char *const before[] = { "", "0.35", "60", "1", "2026-07-05", "31/12/2025" };
	static const char *const cells[] = {
		"0", "1", "2", "9", "00", "01", "10", "12", "100", "007", "0.5", "0.50", "0.05",
		"0,5", "1.0", "1.5", "00.5", "0.", "0,", "1.", ".5", "-0", "-1", "+3",
		"0.12345", "0.123456", "0.1234567", "0.123456789", "0.30000000000000004", "0x1",
		"1e3", "1,200", "1.234", "12345.60", "1234567.89", "0 ", " 0", "35%", "0%", "n",
		"N", "no", "new", "New", "nu", "null", "NULL", "NULLS", "nul", "None", "N/A",
		"n/a", "N/B", "-", "--", "-5", "-x", "无", "无锡", "深圳", "九", "x",
		"x ", " x", "\xC2\xA0x", "x\xE3\x80\x80", "\xE3\x80\x81", "y", "Y", "yes",
		"YES", "true", "TRUE", "t", "f", "false", "off", "on", "是", "否", "y e s",
		"won", "WON", "lost", "USD", "usd", "XYZ", "2026-07-05", "2026-07-05 13:09:44",
		"2026-07-05T23:59:59", "2026-07-05 24:00:00", "2026-02-29", "2024-02-29",
		"2000-02-29", "1900-02-29", "2100-02-29", "1999-12-31", "0001-01-01",
		"0000-01-01", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32",
		"2026-04-31", "2026/07/05", "20a6-07-05", "5.7.2026", "2026-Q3" };
	static const enum sops_decimal decimals[] = { SOPS_DECIMAL_POINT, SOPS_DECIMAL_COMMA,
		SOPS_DECIMAL_POINT_UNSAID };

	(void)state;
	for (size_t d = 0; d < COUNT(decimals); d++) {
		const struct sops_values_options values = { .decimal = decimals[d] };

		for (size_t role = 0; role < COUNT(roles); role++)
			for (size_t b = 0; b < COUNT(before); b++)
				for (size_t c = 0; c < COUNT(cells); c++)
					same_as_read_slowly(&values, role, before[b], cells[c]);
	}
}

TAP_MAIN("row",
	cmocka_unit_test(a_glance_reads_what_the_reader_does),
	cmocka_unit_test(texts_of_every_type),
	cmocka_unit_test(keys_of_every_type),
	cmocka_unit_test(a_word_without_a_name),
	cmocka_unit_test(names_of_types))
