/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/buffer.h>
#include <sops/sniff.h>

#include "property.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_known(const void *with, struct sops_field cell)
{
	const char *const *names = with;

	for (; *names; names++)
		if (sops_field_equal(cell, sops_field_of(*names)))
			return true;
	return false;
}

struct answer {
	char delimiter, rival;
	enum sops_sureness sure, header_sure;
	size_t columns, skip_lines;
	const char *header; /* what the text goes on with after what is skipped */
};

static void expect(const char *text, const struct sops_layout_options *options,
	const struct answer *answer)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_layout got;

	if (sops_sniff_layout(&got, sops_field_of(text), true, options, &err) < 0)
		fail_msg("%s in\n%s", err.text, text);
	if (got.delimiter != answer->delimiter || got.rival != answer->rival ||
	    got.sure != answer->sure || got.header_sure != answer->header_sure ||
	    got.columns != answer->columns || got.skip_lines != answer->skip_lines)
		fail_msg("%c rival %c sure %d header %d columns %zu skip %zu: %s in\n%s",
			got.delimiter, got.rival ? got.rival : '0', (int)got.sure,
			(int)got.header_sure, got.columns, got.skip_lines, got.how, text);
	assert_int_equal(got.header_line, got.skip_lines + 1);
	assert_true(got.how[0] != '\0');
	if (answer->header &&
	    strncmp(text + got.skip_bytes, answer->header, strlen(answer->header)) != 0)
		fail_msg("skipped to %.20s", text + got.skip_bytes);
}

#define SURE SOPS_CERTAIN
#define LIKELY SOPS_LIKELY
#define UNCLEAR SOPS_UNCLEAR

static void layouts(void **state)
{
	static const struct {
		const char *text;
		struct answer answer;
	} cases[] = {
		{ "id,name,amount\n1,a,5\n2,b,6\n", { ',', 0, SURE, SURE, 3, 0, "id" } },
		{ "id\tname\tamount\r\n1\ta\t5\r\n", { '\t', 0, SURE, SURE, 3, 0, "id" } },
		{ "id|name|amount\n1|a,b|5\n2|c,d|6\n", { '|', 0, LIKELY, SURE, 3, 0, "id" } },
		{ "\xEF\xBB\xBFid,name,amount\n1,a,5\n",
		  { ',', 0, SURE, SURE, 3, 0, "\xEF\xBB\xBFid" } },
		/* One decimal comma in each row, and two. */
		{ "Name;Betrag;Datum\nA;1.234,50;01.02.2026\nB;2,75;02.02.2026\n",
		  { ';', 0, LIKELY, SURE, 3, 0, "Name" } },
		{ "Name;Betrag;Steuer\nA;1,50;2,75\nB;3,50;4,75\n",
		  { ';', 0, LIKELY, SURE, 3, 0, "Name" } },
		{ "Name;Betrag, netto;Steuer, alt\nA;1,50;2,75\nB;3,50;4,75\n",
		  { ';', 0, LIKELY, SURE, 3, 0, "Name" } },
		/* Thousands between tabs; semicolons in names. */
		{ "Name\tAmount\tDate\nA\t1,234.50\tx\nB\t2,345.60\tx\n",
		  { '\t', 0, LIKELY, SURE, 3, 0, "Name" } },
		{ "Owner,Amount\nLi; Wei,100\nWang; Fang,200\n",
		  { ',', 0, LIKELY, LIKELY, 2, 0, "Owner" } },
		/* Delimiters and line ends inside quotes say nothing. */
		{ "a,b,c\n\"x;y;z\n;;\",2,3\n\"p;q;r\",5,6\n", { ',', 0, SURE, SURE, 3, 0, "a" } },
		{ "\"a;1\";\"b;2\";\"c\"\n\"1\";\"2\";\"3\"\n",
		  { ';', 0, SURE, SURE, 3, 0, NULL } },
		/* Both fit. */
		{ "Name,x;Amount,y;Date,z\na,b;c,d;e,f\na,b;c,d;e,f\n",
		  { ';', ',', UNCLEAR, SURE, 3, 0, NULL } },
		/* What Excel writes for itself. */
		{ "sep=;\r\nid;name;amount\r\n1;a,b;5\r\n",
		  { ';', 0, SURE, LIKELY, 3, 1, "id;" } },
		{ "\"SEP=,\"\nid,name,amount\n1,a,5\n", { ',', 0, SURE, LIKELY, 3, 1, "id," } },
		{ "sep=;;;\nid;name;amount\n", { ';', 0, SURE, LIKELY, 3, 1, "id;" } },
		{ "\xEF\xBB\xBFsep=\t\nid\tname\n1\t2\n", { '\t', 0, SURE, LIKELY, 2, 1, "id" } },
		{ "sep=mark,b,c\n1,2,3\n", { ',', 0, SURE, SURE, 3, 0, "sep" } },
		{ "sep=^\nid^name\n1^a,2\n", { '^', 0, SURE, LIKELY, 2, 1, "id^" } },
		/* By a quote nothing is separated. */
		{ "\"sep=\"\nid;name;amount\n1;a;5\n2;b;6\n",
		  { ';', 0, SURE, LIKELY, 3, 1, "id;" } },
		/* Titles. */
		{ "Pipeline report\nAs of 2026-06-30\nFilters: Stage = \"Open\", all\n\n"
		  "\"Owner\",\"Amount\",\"Stage\"\n\"Li\",\"1,000\",\"Open\"\n",
		  { ',', 0, SURE, LIKELY, 3, 4, "\"Owner\"" } },
		{ "Pipeline report,,,,\nFilters,Stage = Open,Owner = all,,\n,,,,\n"
		  "id,name,amount,stage,owner\n1,a,5,Open,Li\n2,b,5,Open,Li\n",
		  { ',', 0, SURE, UNCLEAR, 5, 3, "id," } },
		{ "Filters,Stage = Open,Owner = all,,,,\n"
		  "id,name,amount,stage,owner,team,close\n1,a,5,Open,Li,x,y\n",
		  { ',', 0, SURE, LIKELY, 7, 1, "id," } },
		/* A header that lacks a name is no title. */
		{ "id,name,amount,stage\n1,a,5,x,Li\n2,b,6,y,Wu\n",
		  { ',', 0, SURE, UNCLEAR, 5, 1, "1," } },
		{ "\"an open quote\nid,name,amount\n1,a,5\n",
		  { ',', 0, SURE, LIKELY, 3, 1, "id," } },
		{ "商机报表\n导出时间：2026-07-01\n\n商机编号,客户名称,金额\n1,甲,5\n2,乙,6\n",
		  { ',', 0, SURE, LIKELY, 3, 3, "商机编号" } },
		{ "Report\n\nOwner\tAmount\nLi\t100\n",
		  { '\t', 0, LIKELY, LIKELY, 2, 2, "Owner" } },
		/* A total or a footer below a short table does not matter. */
		{ "id,name,amount\n1,a,5\n,Total,5\n\nPipeline\nConfidential, very\n",
		  { ',', 0, SURE, SURE, 3, 0, "id" } },
		/* A header with a blank cell, and one of years. */
		{ ",name,amount,stage\n1,a,5,x\n2,b,6,y\n", { ',', 0, SURE, SURE, 4, 0, "," } },
		{ "owner,2025,2026\nLi,1,2\n", { ',', 0, LIKELY, UNCLEAR, 3, 0, NULL } },
		/* No header, no delimiter, no rows, too few. */
		{ "1,2,3\n4,5,6\n", { ',', 0, LIKELY, UNCLEAR, 3, 0, NULL } },
		{ "id\n1\n2\n", { ',', 0, LIKELY, LIKELY, 1, 0, "id" } },
		{ "\n\nid\n1\n", { ',', 0, LIKELY, LIKELY, 1, 2, "id" } },
		{ "id,name,amount", { ',', 0, LIKELY, SURE, 3, 0, "id" } },
		{ "id;name\n", { ';', 0, LIKELY, LIKELY, 2, 0, "id" } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect(cases[i].text, NULL, &cases[i].answer);
}

static void known_names_settle_it(void **state)
{
	static const char *const names[] = { "Owner", "Amount", "Stage", "2025", "2026", NULL };
	static const struct sops_layout_options known = { .known = is_known, .with = names };

	(void)state;
	/* A title that looks like a header. */
	expect("Report,Q2,Europe\nOwner,Amount,Stage\nLi,5,Open\n", NULL,
		&(struct answer){ ',', 0, SURE, SURE, 3, 0, NULL });
	expect("Report,Q2,Europe\nOwner,Amount,Stage\nLi,5,Open\n", &known,
		&(struct answer){ ',', 0, SURE, SURE, 3, 1, "Owner" });
	/* Of two delimiters that fit alike the one between known names. */
	expect("Owner;Amount,x;Stage\na;b,c;d\n", &known,
		&(struct answer){ ';', 0, LIKELY, SURE, 3, 0, NULL });
	/* One known name may be chance. */
	expect("Report,Stage,x\nid,name,sum\n1,a,5\n", &known,
		&(struct answer){ ',', 0, SURE, SURE, 3, 0, NULL });
}

static void the_user_says_the_delimiter(void **state)
{
	static const struct sops_layout_options semicolon = { .delimiter = ';' };

	(void)state;
	expect("Name,x;Amount,y;Date,z\na,b;c,d;e,f\n", &semicolon,
		&(struct answer){ ';', 0, SURE, SURE, 3, 0, NULL });
	expect("sep=,\nid;name;amount\n1;a;5\n", &semicolon,
		&(struct answer){ ';', 0, SURE, LIKELY, 3, 1, "id;" });
	expect("id,name,amount\n1,a,5\n", &semicolon,
		&(struct answer){ ';', 0, SURE, LIKELY, 1, 0, NULL });
}

static void refuses(const char *text)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_layout got;

	assert_int_equal(sops_sniff_layout(&got, sops_field_of(text), true, NULL, &err),
		SOPS_EINPUT);
	assert_string_equal(err.text, "empty input: no header row");
	assert_int_equal(got.sure, SOPS_UNCLEAR);
}

static void nothing_has_no_header(void **state)
{
	(void)state;
	refuses("");
	refuses("\n\n");
	refuses("\xEF\xBB\xBF");
	refuses("sep=;\n");
	refuses("sep=;");
}

static void unclear(char delimiter, char rival, const char *text, const char *hint)
{
	struct sops_layout layout = { .delimiter = delimiter, .rival = rival };
	struct sops_error err = { .status = SOPS_OK };

	assert_int_equal(sops_layout_check(&layout, &err), SOPS_EINPUT);
	assert_string_equal(err.text, text);
	assert_string_equal(err.hint, hint);
}

static void an_unclear_delimiter_can_be_refused(void **state)
{
	struct sops_layout clear = { .delimiter = ',' };

	(void)state;
	assert_int_equal(sops_layout_check(&clear, NULL), 0);
	unclear(',', ';', "the delimiter is unclear: \",\" and \";\" fit alike",
		"try --delimiter , or --delimiter ';'");
	unclear('|', '\t', "the delimiter is unclear: \"|\" and \"\\t\" fit alike",
		"try --delimiter '|' or --delimiter tab");
}

/* The last line of a head may be cut anywhere. */
static void a_head_may_end_anywhere(void **state)
{
	static const char text[] = "Report\n\nid;name;amount\n1;\"a;\nb\";5,0\n2;c;6,5\n3;d;7,5\n";

	(void)state;
	for (size_t len = sizeof("Report\n\nid;name;amount\n") - 1; len < sizeof(text); len++) {
		struct sops_layout got;

		assert_int_equal(sops_sniff_layout(&got, (struct sops_field){ text, len }, false,
			NULL, NULL), 0);
		assert_int_equal(got.delimiter, ';');
		assert_int_equal(got.columns, 3);
		assert_int_equal(got.skip_lines, 2);
	}
}

/* Whatever the text: no crash, and what is skipped are whole lines of it. */
static void any_text_has_an_answer(void **state)
{
	static const char bytes[] = "a1,;\t|\"\"\r\n\n ";
	uint64_t random = 11;
	char text[120];

	(void)state;
	for (size_t n = 0; n < 20000; n++) {
		size_t len = property_random(&random, sizeof(text)), lines = 0;
		struct sops_field head = { text, len };
		struct sops_layout got;

		for (size_t i = 0; i < len; i++)
			text[i] = bytes[property_random(&random, sizeof(bytes) - 1)];
		if (sops_sniff_layout(&got, head, n % 2, NULL, NULL) < 0)
			continue;
		assert_true(got.skip_bytes < len);
		assert_true(got.skip_bytes == 0 || text[got.skip_bytes - 1] == '\n');
		for (size_t i = 0; i < got.skip_bytes; i++)
			lines += text[i] == '\n';
		assert_int_equal(lines, got.skip_lines);
		assert_true(got.columns > 0);
		assert_int_equal(got.rival != 0, got.sure == SOPS_UNCLEAR);
	}
}

TAP_MAIN("sniff_layout",
	cmocka_unit_test(layouts),
	cmocka_unit_test(known_names_settle_it),
	cmocka_unit_test(the_user_says_the_delimiter),
	cmocka_unit_test(nothing_has_no_header),
	cmocka_unit_test(an_unclear_delimiter_can_be_refused),
	cmocka_unit_test(a_head_may_end_anywhere),
	cmocka_unit_test(any_text_has_an_answer))
