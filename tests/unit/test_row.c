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
		assert_string_equal(sops_type_name(roles[i].type), names[i]);
}

TAP_MAIN("row",
	cmocka_unit_test(texts_of_every_type),
	cmocka_unit_test(keys_of_every_type),
	cmocka_unit_test(a_word_without_a_name),
	cmocka_unit_test(names_of_types))
