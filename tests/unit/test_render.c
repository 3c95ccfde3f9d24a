/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/render.h>

#include <csv.h>
#include <jansson.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sops_table *table;
static struct sops_buffer out;

static int set_up(void **state)
{
	(void)state;
	setlocale(LC_CTYPE, "C.UTF-8");
	return sops_table_new(&table, NULL);
}

static int tear_down(void **state)
{
	(void)state;
	sops_table_free(table);
	sops_buffer_release(&out);
	table = NULL;
	return 0;
}

static void fresh(void)
{
	sops_table_free(table);
	assert_int_equal(sops_table_new(&table, NULL), 0);
}

static void column(const char *name, enum sops_column_type type)
{
	sops_table_column(table, name, type, "", "");
}

static struct sops_money money(int64_t units, int scale)
{
	return (struct sops_money){ units, scale };
}

static struct sops_ratio ratio(int64_t num, int64_t den)
{
	return (struct sops_ratio){ sops_money_of(num), sops_money_of(den) };
}

static const char *rendered(struct sops_render_options options)
{
	struct sops_error err = { 0 };

	sops_buffer_clear(&out);
	if (sops_render(&out, table, &options, &err) < 0)
		fail_msg("%s", err.text);
	return out.at ? out.at : "";
}

static const char *as(enum sops_format format)
{
	return rendered((struct sops_render_options){ .format = format });
}

/* A table of every kind of value, a row of plain ones and a row of blanks. */
static void every_kind(void)
{
	column("owner", SOPS_COLUMN_TEXT);
	column("deals", SOPS_COLUMN_COUNT);
	column("amount", SOPS_COLUMN_MONEY);
	column("win_rate", SOPS_COLUMN_RATIO);
	column("average", SOPS_COLUMN_NUMBER);
	column("estimate", SOPS_COLUMN_REAL);
	column("closed", SOPS_COLUMN_DATE);
	column("period", SOPS_COLUMN_PERIOD);
	column("won", SOPS_COLUMN_BOOL);
	sops_table_row(table);
	sops_table_string(table, "Ann");
	sops_table_count(table, 1234567);
	sops_table_money(table, money(-12345675, 3));
	sops_table_share(table, ratio(632, 1000));
	sops_table_quotient(table, ratio(10000, 3));
	sops_table_real(table, 1234.5);
	sops_table_date(table, sops_date_of(2026, 7, 15));
	sops_table_string(table, "2026Q3");
	sops_table_bool(table, true);
	sops_table_row(table);
}

static void every_kind_in_every_format(void **state)
{
	static const char *const expected[] = {
		[SOPS_FORMAT_TABLE] =
			"OWNER      DEALS      AMOUNT  WIN_RATE   AVERAGE  ESTIMATE  CLOSED      "
			"PERIOD  WON\n"
			"Ann    1,234,567  -12,345.68     63.2%  3,333.33  1,234.50  2026-07-15  "
			"2026Q3  true\n"
			"\n",
		[SOPS_FORMAT_CSV] =
			"owner,deals,amount,win_rate,average,estimate,closed,period,won\n"
			"Ann,1234567,-12345.675,0.632,3333.333333333333,1234.5,2026-07-15,2026Q3,"
			"true\n"
			",,,,,,,,\n",
		[SOPS_FORMAT_TSV] =
			"owner\tdeals\tamount\twin_rate\taverage\testimate\tclosed\tperiod\twon\n"
			"Ann\t1234567\t-12345.675\t0.632\t3333.333333333333\t1234.5\t2026-07-15\t"
			"2026Q3\ttrue\n"
			"\t\t\t\t\t\t\t\t\n",
		[SOPS_FORMAT_JSON] =
			"[\n"
			"{\"owner\":\"Ann\",\"deals\":1234567,\"amount\":-12345.675,"
			"\"win_rate\":0.632,\"average\":3333.333333333333,\"estimate\":1234.5,"
			"\"closed\":\"2026-07-15\",\"period\":\"2026Q3\",\"won\":true},\n"
			"{\"owner\":null,\"deals\":null,\"amount\":null,\"win_rate\":null,"
			"\"average\":null,\"estimate\":null,\"closed\":null,\"period\":null,"
			"\"won\":null}\n"
			"]\n",
		[SOPS_FORMAT_JSONL] =
			"{\"owner\":\"Ann\",\"deals\":1234567,\"amount\":-12345.675,"
			"\"win_rate\":0.632,\"average\":3333.333333333333,\"estimate\":1234.5,"
			"\"closed\":\"2026-07-15\",\"period\":\"2026Q3\",\"won\":true}\n"
			"{\"owner\":null,\"deals\":null,\"amount\":null,\"win_rate\":null,"
			"\"average\":null,\"estimate\":null,\"closed\":null,\"period\":null,"
			"\"won\":null}\n",
		[SOPS_FORMAT_MD] =
			"| owner | deals | amount | win\\_rate | average | estimate | closed | "
			"period | won |\n"
			"| --- | ---: | ---: | ---: | ---: | ---: | --- | --- | --- |\n"
			"| Ann | 1,234,567 | -12,345.68 | 63.2% | 3,333.33 | 1,234.50 | 2026-07-15 "
			"| 2026Q3 | true |\n"
			"| | | | | | | | | |\n",
		[SOPS_FORMAT_HTML] =
			"<table class=\"sops\">\n<thead>\n<tr><th>owner</th><th class=\"n\">deals"
			"</th><th class=\"n\">amount</th><th class=\"n\">win_rate</th>"
			"<th class=\"n\">average</th><th class=\"n\">estimate</th><th>closed</th>"
			"<th>period</th><th>won</th></tr>\n</thead>\n<tbody>\n"
			"<tr><td>Ann</td><td class=\"n\">1,234,567</td>"
			"<td class=\"n\">-12,345.68</td><td class=\"n\">63.2%</td>"
			"<td class=\"n\">3,333.33</td><td class=\"n\">1,234.50</td>"
			"<td>2026-07-15</td><td>2026Q3</td><td>true</td></tr>\n"
			"<tr><td></td><td class=\"n\"></td><td class=\"n\"></td><td class=\"n\">"
			"</td><td class=\"n\"></td><td class=\"n\"></td><td></td><td></td><td></td>"
			"</tr>\n</tbody>\n</table>\n",
	};

	(void)state;
	every_kind();
	for (size_t i = 0; i < COUNT(expected); i++)
		assert_string_equal(as((enum sops_format)i), expected[i]);
}

static void no_rows(void **state)
{
	static const char *const expected[] = {
		[SOPS_FORMAT_TABLE] = "OWNER  AMOUNT  WHERE\n",
		[SOPS_FORMAT_CSV] = "owner,amount,where\n",
		[SOPS_FORMAT_TSV] = "owner\tamount\twhere\n",
		[SOPS_FORMAT_JSON] = "[]\n",
		[SOPS_FORMAT_JSONL] = "",
		[SOPS_FORMAT_MD] = "| owner | amount | where |\n| --- | ---: | --- |\n",
		[SOPS_FORMAT_HTML] = "<table class=\"sops\">\n<thead>\n<tr><th>owner</th>"
			"<th class=\"n\">amount</th><th>where</th></tr>\n</thead>\n<tbody>\n"
			"</tbody>\n</table>\n",
	};

	(void)state;
	column("owner", SOPS_COLUMN_TEXT);
	column("amount", SOPS_COLUMN_MONEY);
	column("where", SOPS_COLUMN_TEXT);
	for (size_t i = 0; i < COUNT(expected); i++)
		assert_string_equal(as((enum sops_format)i), expected[i]);
}

static void tells_formats_for_people(void **state)
{
	(void)state;
	assert_true(sops_format_human(SOPS_FORMAT_TABLE));
	assert_true(sops_format_human(SOPS_FORMAT_MD));
	assert_true(sops_format_human(SOPS_FORMAT_HTML));
	assert_false(sops_format_human(SOPS_FORMAT_CSV));
	assert_false(sops_format_human(SOPS_FORMAT_TSV));
	assert_false(sops_format_human(SOPS_FORMAT_JSON));
	assert_false(sops_format_human(SOPS_FORMAT_JSONL));
}

/* What a table of one such cell shows in csv and to people. */
static void assert_number(struct sops_cell cell, const char *exact, const char *shown)
{
	char expected[128];

	fresh();
	column("a", SOPS_COLUMN_NUMBER);
	sops_table_row(table);
	sops_table_cell(table, &cell);
	snprintf(expected, sizeof(expected), "a\n%s\n", exact);
	assert_string_equal(as(SOPS_FORMAT_CSV), expected);
	snprintf(expected, sizeof(expected), "| a |\n| ---: |\n| %s |\n", shown);
	assert_string_equal(as(SOPS_FORMAT_MD), expected);
}

static void reals(void **state)
{
	static const struct {
		double real;
		const char *exact, *shown;
	} cases[] = {
		{ 0, "0", "0.00" },
		{ -0.0, "0", "0.00" },
		{ 1, "1", "1.00" },
		{ 100, "100", "100.00" },
		{ 0.1, "0.1", "0.10" },
		{ -0.125, "-0.125", "-0.12" },
		{ 1234567.891, "1234567.89", "1,234,567.89" },
		{ 123456789012.0, "123456789000", "123,456,789,012.00" },
		{ 0.1 + 0.2, "0.3", "0.30" },
		{ 2.0 / 3, "0.666666667", "0.67" },
		{ 999999999.96, "1000000000", "999,999,999.96" },
		{ 0.005, "0.005", "0.01" }, /* the double is above five thousandths */
		{ 0.00499, "0.00499", "0.00499" },
		{ -0.0012345678912, "-0.00123456789", "-0.00123457" },
		{ 1e-5, "0.00001", "0.00001" },
		{ 9.9e-6, "9.9e-06", "9.9e-06" },
		{ -1.5e-100, "-1.5e-100", "-1.5e-100" },
		{ 5e-324, "4.94065646e-324", "4.94066e-324" },
		{ 999999999000000.0, "999999999000000", "999,999,999,000,000.00" },
		{ 999999999999999.0, "1000000000000000", "999,999,999,999,999.00" },
		{ 1e15, "1e+15", "1e+15" },
		{ -1.2345e20, "-1.2345e+20", "-1.2345e+20" },
		{ 1.7976931348623157e308, "1.79769313e+308", "1.79769e+308" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_number((struct sops_cell){ .kind = SOPS_CELL_REAL, .real = cases[i].real },
			cases[i].exact, cases[i].shown);
}

static void exact_numbers(void **state)
{
	const struct {
		struct sops_cell cell;
		const char *exact, *shown;
	} cases[] = {
		{ { SOPS_CELL_COUNT, .count = INT64_MIN }, "-9223372036854775808",
			"-9,223,372,036,854,775,808" },
		{ { SOPS_CELL_COUNT, .count = 999 }, "999", "999" },
		{ { SOPS_CELL_MONEY, .money = money(1234, 0) }, "1234", "1,234" },
		{ { SOPS_CELL_MONEY, .money = money(12345, 1) }, "1234.5", "1,234.50" },
		{ { SOPS_CELL_MONEY, .money = money(1, 3) }, "0.001", "0.00" },
		{ { SOPS_CELL_SHARE, .ratio = ratio(1, 3) }, "0.333333333333", "33.3%" },
		{ { SOPS_CELL_SHARE, .ratio = ratio(0, 3) }, "0", "0.0%" },
		{ { SOPS_CELL_SHARE, .ratio = ratio(1, 1) }, "1", "100.0%" },
		{ { SOPS_CELL_SHARE, .ratio = ratio(-5, 4) }, "-1.25", "-125.0%" },
		{ { SOPS_CELL_SHARE, .ratio = ratio(1, 16) }, "0.0625", "6.2%" }, /* half to even */
		{ { SOPS_CELL_SHARE, .ratio = ratio(30000, 1) }, "30000", "3,000,000.0%" },
		{ { SOPS_CELL_FEW, .ratio = ratio(1, 3) }, "0.333333333333", "1/3" },
		{ { SOPS_CELL_FEW, .ratio = ratio(0, 1234) }, "0", "0/1,234" },
		{ { SOPS_CELL_QUOTIENT, .ratio = ratio(2, 3) }, "0.666666666667", "0.67" },
		{ { SOPS_CELL_QUOTIENT, .ratio = ratio(5000, 2) }, "2500", "2,500.00" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_number(cases[i].cell, cases[i].exact, cases[i].shown);
}

static void cents_are_the_columns(void **state)
{
	(void)state;
	column("whole", SOPS_COLUMN_MONEY);
	column("cents", SOPS_COLUMN_MONEY);
	column("each", SOPS_COLUMN_NUMBER);
	for (int i = 0; i < 2; i++) {
		sops_table_row(table);
		sops_table_money(table, money(1000 + i, 0));
		sops_table_money(table, money(15, i));
		sops_table_money(table, money(15, i));
	}
	assert_string_equal(as(SOPS_FORMAT_TABLE),
		"WHOLE  CENTS  EACH\n"
		"1,000  15.00    15\n"
		"1,001   1.50  1.50\n");
	sops_table_top(table, 1);
	assert_string_equal(as(SOPS_FORMAT_TABLE), "WHOLE  CENTS  EACH\n1,000     15    15\n");
}

static void what_cannot_be_divided_is_an_error(void **state)
{
	struct sops_money most = sops_money_of(INT64_MAX), huge;

	(void)state;
	assert_int_equal(sops_money_mul(&huge, most, most, NULL), 0);
	column("mean", SOPS_COLUMN_NUMBER);
	sops_table_row(table);
	sops_table_quotient(table, (struct sops_ratio){ huge, sops_money_of(3) });
	for (size_t i = 0; i <= SOPS_FORMAT_HTML; i++) {
		struct sops_render_options options = { .format = (enum sops_format)i };
		struct sops_error err = { 0 };

		assert_int_equal(sops_render(&out, table, &options, &err), SOPS_EINPUT);
		assert_string_equal(err.column, "mean");
	}
}

static void a_failed_table_is_not_rendered(void **state)
{
	struct sops_render_options options = { .format = SOPS_FORMAT_CSV };
	struct sops_error err = { 0 };

	(void)state;
	sops_table_blank(table);
	assert_int_equal(sops_render(&out, table, &options, &err), SOPS_ESYSTEM);
	assert_string_equal(err.text, "table: a cell before the first row (row 0)");
	assert_int_equal(out.len, 0);
}

static void a_full_buffer_is_an_error(void **state)
{
	(void)state;
	every_kind();
	for (size_t i = 0; i <= SOPS_FORMAT_HTML; i++) {
		struct sops_render_options options = { .format = (enum sops_format)i };
		struct sops_error err = { 0 };
		struct sops_buffer small;

		sops_buffer_init(&small, 50);
		assert_int_equal(sops_render(&small, table, &options, &err), SOPS_EINPUT);
		assert_string_equal(err.text, "more than 50 bytes");
		sops_buffer_release(&small);
	}
}

static void one_text(const char *text, size_t len)
{
	fresh();
	column("a", SOPS_COLUMN_TEXT);
	column("b", SOPS_COLUMN_COUNT);
	sops_table_row(table);
	sops_table_text(table, (struct sops_field){ text, len });
	sops_table_count(table, 1);
}

/* text, and what stands between the header and ",1" in csv. */
static void assert_csv(struct sops_field text, bool excel, const char *expected)
{
	const char *head = excel ? "\xEF\xBB\xBF" "a,b\r\n" : "a,b\n";
	const char *tail = excel ? ",1\r\n" : ",1\n";
	const char *csv;

	one_text(text.at, text.len);
	csv = rendered((struct sops_render_options){ .format = SOPS_FORMAT_CSV, .excel = excel });
	assert_int_equal(out.len, strlen(head) + strlen(expected) + strlen(tail));
	assert_memory_equal(csv, head, strlen(head));
	assert_memory_equal(csv + strlen(head), expected, strlen(expected));
	assert_string_equal(csv + strlen(head) + strlen(expected), tail);
}

static void csv_quotes_where_needed(void **state)
{
	static const char *const cases[][2] = {
		{ "", "\"\"" },
		{ "plain text", "plain text" },
		{ "a,b", "\"a,b\"" },
		{ "say \"hi\"", "\"say \"\"hi\"\"\"" },
		{ "\"", "\"\"\"\"" },
		{ "two\nlines", "\"two\nlines\"" },
		{ "a\rb", "\"a\rb\"" },
		{ " x", "\" x\"" },
		{ "x\t", "\"x\t\"" },
		{ "a\tb", "a\tb" },
		{ "=1+1", "=1+1" }, /* lossless unless --excel */
		{ "-5", "-5" },
		{ "\\.", "\"\\.\"" },
		{ "\xEF\xBB\xBFx", "\"\xEF\xBB\xBFx\"" },
		{ "华东", "华东" },
		{ "\033[31m", "\033[31m" },
		{ "'", "'" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_csv(sops_field_of(cases[i][0]), false, cases[i][1]);
}

static void excel_guards_formulas(void **state)
{
	static const char *const cases[][2] = {
		{ "=1+1", "'=1+1" },
		{ "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0" },
		{ "=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"" },
		{ "@SUM(A1)", "'@SUM(A1)" },
		{ "+1+2", "'+1+2" },
		{ "-2+3", "'-2+3" },
		{ "--5", "'--5" },
		{ "-", "'-" },
		{ "-A1", "'-A1" },
		{ "-.", "'-." },
		{ "+e5", "'+e5" },
		{ "-1e", "'-1e" },
		{ "-5%%", "'-5%%" },
		{ "\t=1", "\"'\t=1\"" },
		{ "\r=1", "\"'\r=1\"" },
		{ "\n=1", "\"'\n=1\"" },
		{ "＝1+1", "'＝1+1" },
		{ "＋1", "'＋1" },
		{ "－1", "'－1" },
		{ "＠x", "'＠x" },
		{ "-5", "-5" },
		{ "+86", "+86" },
		{ "-1,234.50", "\"-1,234.50\"" },
		{ "-1.5E+05", "-1.5E+05" },
		{ "-.5", "-.5" },
		{ "-35%", "-35%" },
		{ "a=b", "a=b" },
		{ "5-3", "5-3" },
		{ "", "\"\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_csv(sops_field_of(cases[i][0]), true, cases[i][1]);
}

static void excel_guards_headers_and_leaves_numbers(void **state)
{
	(void)state;
	column("=a", SOPS_COLUMN_TEXT);
	column("b", SOPS_COLUMN_MONEY);
	sops_table_row(table);
	sops_table_blank(table);
	sops_table_money(table, money(-5, 0));
	assert_string_equal(
		rendered((struct sops_render_options){ .format = SOPS_FORMAT_CSV, .excel = true }),
		"\xEF\xBB\xBF" "'=a,b\r\n,-5\r\n");
}

static uint64_t seed;

static unsigned dice(unsigned sides)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % sides;
}

/* Bytes that matter to a CSV reader come up often. */
static size_t random_text(char *text, size_t most)
{
	static const char special[] = ",\"\r\n \t\0\\.\xEF\xBB\xBF=-";
	size_t len = dice((unsigned)most);

	for (size_t i = 0; i < len; i++)
		text[i] = dice(2) ? special[dice(sizeof(special) - 1)] : (char)dice(256);
	return len;
}

#define ROWS 40
#define COLUMNS 3

/* What libcsv reads, against what the table holds. Row 0 is the header. */
struct reading {
	size_t row, column;
	bool same;
};

static void read_field(void *text, size_t len, void *context)
{
	struct reading *reading = context;
	const struct sops_cell *cell;
	struct sops_field field = { text, len };

	if (reading->row > 0 && reading->same) {
		cell = sops_table_cell_at(table, reading->row - 1, reading->column);
		if (!cell || (cell->kind == SOPS_CELL_BLANK) != (text == NULL) ||
		    (text && !sops_field_equal(cell->text, field)))
			reading->same = false;
	}
	reading->column++;
}

static void read_end(int c, void *context)
{
	struct reading *reading = context;

	(void)c;
	if (reading->column != COLUMNS)
		reading->same = false;
	reading->column = 0;
	reading->row++;
}

static void csv_comes_back_from_libcsv(void **state)
{
	char text[24];

	(void)state;
	seed = 20260715;
	for (int round = 0; round < 200; round++) {
		struct reading reading = { .same = true };
		struct csv_parser parser;

		fresh();
		column("a", SOPS_COLUMN_TEXT);
		column("b", SOPS_COLUMN_TEXT);
		column("c", SOPS_COLUMN_TEXT);
		for (int row = 0; row < ROWS; row++) {
			sops_table_row(table);
			for (int i = 0; i < COLUMNS; i++) {
				size_t len = random_text(text, sizeof(text));

				if (dice(8))
					sops_table_text(table, (struct sops_field){ text, len });
				else
					sops_table_blank(table);
			}
		}
		as(SOPS_FORMAT_CSV);
		assert_int_equal(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI |
			CSV_EMPTY_IS_NULL), 0);
		assert_int_equal(csv_parse(&parser, out.at, out.len, read_field, read_end,
			&reading), out.len);
		assert_int_equal(csv_fini(&parser, read_field, read_end, &reading), 0);
		csv_free(&parser);
		assert_true(reading.same);
		assert_int_equal(reading.row, ROWS + 1);
	}
}

static void tsv_escapes(void **state)
{
	(void)state;
	one_text("a\tb\nc\rd\\e \"f\"", 13);
	assert_string_equal(as(SOPS_FORMAT_TSV), "a\tb\na\\tb\\nc\\rd\\\\e \"f\"\t1\n");
}

static void json_escapes(void **state)
{
	static const struct {
		struct sops_field text;
		const char *expected;
	} cases[] = {
		{ SOPS_FIELD(""), "" },
		{ SOPS_FIELD("a\"b\\c/d"), "a\\\"b\\\\c/d" },
		{ SOPS_FIELD("\n\r\t\b\f"), "\\n\\r\\t\\u0008\\u000c" },
		{ SOPS_FIELD("\0\x01\x1F"), "\\u0000\\u0001\\u001f" },
		{ SOPS_FIELD("\x7F\xC2\x80\xC2\x9B"), "\\u007f\\u0080\\u009b" },
		{ SOPS_FIELD("\xE2\x80\xA8\xE2\x80\xA9"), "\\u2028\\u2029" },
		{ SOPS_FIELD("\xE2\x80\xAE\xE2\x81\xA6"), "\\u202e\\u2066" },
		{ SOPS_FIELD("张伟 é 😀"), "张伟 é 😀" },
		{ SOPS_FIELD("a\xFFz"), "a\\ufffdz" },
		{ SOPS_FIELD("\xE5\xBC"), "\\ufffd\\ufffd" },         /* cut in a character */
		{ SOPS_FIELD("\xED\xA0\x80"), "\\ufffd\\ufffd\\ufffd" }, /* a surrogate */
		{ SOPS_FIELD("\xC0\xAF"), "\\ufffd\\ufffd" },         /* an overlong slash */
		{ SOPS_FIELD("\\xff"), "\\\\xff" },
	};
	char expected[128];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		one_text(cases[i].text.at, cases[i].text.len);
		snprintf(expected, sizeof(expected), "{\"a\":\"%s\",\"b\":1}\n", cases[i].expected);
		assert_string_equal(as(SOPS_FORMAT_JSONL), expected);
	}
}

/* Any bytes give JSON that jansson reads, and text that was UTF-8 comes back as it was. */
static void json_comes_back_from_jansson(void **state)
{
	char text[24];

	(void)state;
	seed = 42;
	for (int round = 0; round < 5000; round++) {
		size_t len = random_text(text, sizeof(text));
		json_t *was, *array, *is;
		json_error_t error;

		one_text(text, len);
		as(SOPS_FORMAT_JSON);
		array = json_loadb(out.at, out.len, JSON_ALLOW_NUL, &error);
		if (!array)
			fail_msg("%s in %s", error.text, out.at);
		is = json_object_get(json_array_get(array, 0), "a");
		assert_true(json_is_string(is));
		was = json_stringn(text, len); /* NULL unless UTF-8 */
		assert_true(!was || json_equal(was, is));
		json_decref(was);
		json_decref(array);
	}
}

static void json_keeps_numbers_and_names(void **state)
{
	json_t *array, *row;

	(void)state;
	column("a\"b", SOPS_COLUMN_TEXT);
	column("z", SOPS_COLUMN_NUMBER);
	column("m", SOPS_COLUMN_NUMBER);
	sops_table_row(table);
	sops_table_bool(table, false);
	sops_table_money(table, money(-5, 1));
	sops_table_real(table, 1.5e-7);
	assert_string_equal(as(SOPS_FORMAT_JSONL), "{\"a\\\"b\":false,\"z\":-0.5,\"m\":1.5e-07}\n");
	as(SOPS_FORMAT_JSON);
	array = json_loadb(out.at, out.len, 0, NULL);
	row = json_array_get(array, 0);
	assert_true(json_is_false(json_object_get(row, "a\"b")));
	assert_true(json_real_value(json_object_get(row, "z")) == -0.5);
	assert_true(json_real_value(json_object_get(row, "m")) == 1.5e-7);
	json_decref(array);
}

/* As a cell and as a header; then what no page may hold anywhere. */
static const char *const payloads[] = {
	"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='x",
	"&lt;b&gt;", "[x](javascript:alert(1))", "![x](http://x/y)", "a|b|c", "`id`",
	"**b** _i_ ~~s~~", "\\| \\", "line\nbreak\r\nand\rmore\ttab", "</td></tr></table><h1>",
	"<!-- ", "\033]0;x\007\033[2J", "\xC2\x9B""31m", "\xE2\x80\xAE""evil", "\xFF\xFE", "]]>",
	"javascript:alert(1)", "\x7F",
};

static void payload_table(void)
{
	char name[64];

	fresh();
	for (size_t i = 0; i < COUNT(payloads); i++) {
		snprintf(name, sizeof(name), "%s %zu", payloads[i], i);
		column(name, SOPS_COLUMN_TEXT);
	}
	sops_table_row(table);
	for (size_t i = 0; i < COUNT(payloads); i++)
		sops_table_string(table, payloads[i]);
}

static void assert_harmless(const char *text)
{
	for (const char *c = text; *c; c++) {
		unsigned char byte = (unsigned char)*c;

		assert_true(byte >= 0x20 || byte == '\n');
		assert_true(byte != 0x7F && byte != 0xFF);
	}
	assert_null(strstr(text, "\xC2\x9B"));
	assert_null(strstr(text, "\xE2\x80\xAE"));
}

static size_t count_of(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)) != NULL; text += strlen(what))
		n++;
	return n;
}

static void html_holds_no_markup_of_the_data(void **state)
{
	static const char *const gone[] = { "<script", "<img", "<h1", "<!--", "' on", "\">" };
	struct sops_render_options options = { .format = SOPS_FORMAT_HTML, .foot = payloads[1] };
	const char *html;

	(void)state;
	payload_table();
	html = rendered(options);
	assert_harmless(html);
	for (size_t i = 0; i < COUNT(gone) - 1; i++)
		assert_null(strstr(html, gone[i]));
	assert_int_equal(count_of(html, "\">"), 2); /* class="sops" and class="sops-foot" */
	assert_int_equal(count_of(html, "<"), 2 * (2 * COUNT(payloads) + 6));
	assert_non_null(strstr(html, "<td>&lt;script&gt;alert(1)&lt;/script&gt;</td>"));
	assert_non_null(strstr(html, "<td>&amp;lt;b&amp;gt;</td>"));
	assert_non_null(strstr(html, "<td>&#39; onmouseover=&#39;x</td>"));
	assert_non_null(strstr(html, "<td>line break and more tab</td>"));
	assert_non_null(strstr(html, "<td>\\x1b]0;x\\x07\\x1b[2J</td>"));
	assert_non_null(strstr(html,
		"<p class=\"sops-foot\">&quot;&gt;&lt;img src=x onerror=alert(1)&gt;</p>\n"));
}

/* Counts the bars that are not escaped. */
static size_t bars(const char *line, const char *end)
{
	size_t n = 0;

	for (; line < end; line++) {
		if (*line == '\\')
			line++;
		else if (*line == '|')
			n++;
	}
	return n;
}

static void md_holds_no_markup_of_the_data(void **state)
{
	const char *md, *line;
	size_t lines = 0;

	(void)state;
	payload_table();
	md = as(SOPS_FORMAT_MD);
	assert_harmless(md);
	for (line = md; *line; lines++) {
		const char *end = strchr(line, '\n');

		assert_non_null(end);
		assert_int_equal(bars(line, end), COUNT(payloads) + 1);
		line = end + 1;
	}
	assert_int_equal(lines, 3);
	for (const char *c = md; *c; c++) {
		if (*c == '\\') /* and what it escapes */
			c++;
		else
			assert_null(strchr("`*_<[]&~", *c));
	}
	assert_non_null(strstr(md, "| \\<script>alert(1)\\</script> |"));
	assert_non_null(strstr(md, "| \\[x\\](javascript:alert(1)) |"));
	assert_non_null(strstr(md, "| a\\|b\\|c |"));
	assert_non_null(strstr(md, "| \\*\\*b\\*\\* \\_i\\_ \\~\\~s\\~\\~ |"));
	assert_non_null(strstr(md, "| \\\\\\| \\\\ |"));
	assert_non_null(strstr(md, "| line break and more tab |"));
}

static void table_is_harmless(void **state)
{
	(void)state;
	payload_table();
	assert_harmless(as(SOPS_FORMAT_TABLE));
	assert_int_equal(count_of(out.at, "\n"), 2);
	assert_non_null(strstr(out.at, "\\x1b]0;x\\x07\\x1b[2J"));
	assert_non_null(strstr(out.at, "\\u202eevil"));
	assert_non_null(strstr(out.at, "\\xff\\xfe"));
	assert_non_null(strstr(out.at, "line\\nbreak\\r\\nand\\rmore\\ttab"));
}

static void harmless_escapes_without_a_limit(void **state)
{
	char text[5000];

	(void)state;
	assert_int_equal(sops_render_harmless(&out, sops_field_of("a\033b\xE2\x81\xA9\x80\"")), 0);
	assert_string_equal(out.at, "a\\x1bb\\u2069\\x80\"");
	sops_buffer_clear(&out);
	memset(text, '\n', sizeof(text));
	assert_int_equal(sops_render_harmless(&out, (struct sops_field){ text, sizeof(text) }), 0);
	assert_int_equal(out.len, 2 * sizeof(text));
}

static void chinese(void)
{
	static const struct {
		const char *owner, *region;
		int64_t deals;
	} rows[] = {
		{ "张伟", "华东", 12 },
		{ "Ann", "North", 1234 },
		{ "欧阳 Li", "华东 A区", 7 },
		{ "é", "", 0 },
	};

	column("owner", SOPS_COLUMN_TEXT);
	column("deals", SOPS_COLUMN_COUNT);
	column("region", SOPS_COLUMN_TEXT);
	for (size_t i = 0; i < COUNT(rows); i++) {
		sops_table_row(table);
		sops_table_string(table, rows[i].owner);
		sops_table_count(table, rows[i].deals);
		sops_table_string(table, rows[i].region);
	}
}

static void aligns_by_display_width_under_any_locale(void **state)
{
	static const char *const locales[] = { "C", "C.UTF-8", "POSIX" };

	(void)state;
	chinese();
	for (size_t i = 0; i < COUNT(locales); i++) {
		setlocale(LC_CTYPE, locales[i]);
		assert_string_equal(as(SOPS_FORMAT_TABLE),
			"OWNER    DEALS  REGION\n"
			"张伟        12  华东\n"
			"Ann      1,234  North\n"
			"欧阳 Li      7  华东 A区\n"
			"é            0\n");
		assert_int_equal(strcmp(setlocale(LC_CTYPE, NULL), "C.UTF-8") == 0,
			strcmp(locales[i], "C.UTF-8") == 0);
	}
}

static void fits_a_width(void **state)
{
	struct sops_render_options options = { .format = SOPS_FORMAT_TABLE };

	(void)state;
	column("owner", SOPS_COLUMN_TEXT);
	column("amount", SOPS_COLUMN_MONEY);
	column("account", SOPS_COLUMN_TEXT);
	sops_table_row(table);
	sops_table_string(table, "Ann");
	sops_table_money(table, money(1234567890123, 0));
	sops_table_string(table, "Consolidated Widgets of the North");
	sops_table_row(table);
	sops_table_string(table, "张伟李四王五");
	sops_table_money(table, money(1, 0));
	sops_table_string(table, "华东联合制造有限公司");

	options.width = 66; /* just enough */
	assert_string_equal(rendered(options),
		"OWNER                    AMOUNT  ACCOUNT\n"
		"Ann           1,234,567,890,123  Consolidated Widgets of the North\n"
		"张伟李四王五                  1  华东联合制造有限公司\n");
	options.width = 65;
	assert_string_equal(rendered(options),
		"OWNER                    AMOUNT  ACCOUNT\n"
		"Ann           1,234,567,890,123  Consolidated Widgets of the Nor…\n"
		"张伟李四王五                  1  华东联合制造有限公司\n");
	options.width = 49; /* an odd place for wide characters */
	assert_string_equal(rendered(options),
		"OWNER                    AMOUNT  ACCOUNT\n"
		"Ann           1,234,567,890,123  Consolidated Wi…\n"
		"张伟李四王五                  1  华东联合制造有…\n");
	options.width = 41;
	assert_string_equal(rendered(options),
		"OWNER                 AMOUNT  ACCOUNT\n"
		"Ann        1,234,567,890,123  Consolida…\n"
		"张伟李四…                  1  华东联合…\n");
	options.width = 30; /* numbers are never cut, and where they are too wide nothing is */
	assert_string_equal(rendered(options),
		"OWNER                    AMOUNT  ACCOUNT\n"
		"Ann           1,234,567,890,123  Consolidated Widgets of the North\n"
		"张伟李四王五                  1  华东联合制造有限公司\n");
}

static void is_as_wide_as_it_gets_without_a_limit(void **state)
{
	char text[2000];

	(void)state;
	memset(text, 'w', sizeof(text));
	one_text(text, sizeof(text));
	as(SOPS_FORMAT_TABLE);
	assert_int_equal(count_of(out.at, "w"), sizeof(text));
	assert_int_equal(out.len, 2 * (sizeof(text) + strlen("  1\n")));
}

static void headers_stand_over_empty_columns(void **state)
{
	(void)state;
	column("long_name_of_a_column", SOPS_COLUMN_TEXT);
	column("b\033c", SOPS_COLUMN_MONEY);
	column("c", SOPS_COLUMN_TEXT);
	sops_table_row(table);
	sops_table_blank(table);
	sops_table_blank(table);
	sops_table_string(table, "x");
	assert_string_equal(as(SOPS_FORMAT_TABLE),
		"LONG_NAME_OF_A_COLUMN  B\\x1bC  C\n"
		"                               x\n");
}

static void colors_header_and_foot(void **state)
{
	struct sops_render_options options = {
		.format = SOPS_FORMAT_TABLE, .color = true, .foot = "as of 2026-07-15\033[0m",
	};

	(void)state;
	one_text("xx", 2);
	assert_string_equal(rendered(options),
		"\033[1mA \033[0m  \033[1mB\033[0m\n"
		"xx  1\n"
		"\n"
		"\033[2mas of 2026-07-15\\x1b[0m\033[0m\n");
	options.color = false;
	assert_string_equal(rendered(options), "A   B\nxx  1\n\nas of 2026-07-15\\x1b[0m\n");
}

static void foot_stands_under_formats_for_people_only(void **state)
{
	struct sops_render_options options = { .foot = "as of *today*" };

	(void)state;
	one_text("x", 1);
	for (size_t i = 0; i <= SOPS_FORMAT_HTML; i++) {
		options.format = (enum sops_format)i;
		assert_int_equal(strstr(rendered(options), "as of") != NULL,
			sops_format_human(options.format));
	}
	options.format = SOPS_FORMAT_MD;
	assert_string_equal(rendered(options),
		"| a | b |\n| --- | ---: |\n| x | 1 |\n\nas of \\*today\\*\n");
}

static void renders_what_was_selected(void **state)
{
	(void)state;
	every_kind();
	assert_int_equal(sops_table_select(table, sops_field_of("won,owner"), NULL), 0);
	assert_string_equal(as(SOPS_FORMAT_CSV), "won,owner\ntrue,Ann\n,\n");
	assert_string_equal(as(SOPS_FORMAT_TABLE), "WON   OWNER\ntrue  Ann\n\n");
}

/* What is rendered while rows are made is what is rendered of all of them. */
static void rows_that_flow(void **state)
{
	static const enum sops_format formats[] = { SOPS_FORMAT_CSV, SOPS_FORMAT_TSV,
		SOPS_FORMAT_JSON, SOPS_FORMAT_JSONL };

	(void)state;
	for (size_t i = 0; i < COUNT(formats) * 8; i++) {
		struct sops_render_options options = { .format = formats[i / 8],
			.excel = i / 8 == 0 && i % 2 };
		struct sops_buffer text = SOPS_BUFFER_INIT;
		struct sops_table *flowing;
		struct sops_flow *flow;

		fresh();
		assert_int_equal(sops_table_new(&flowing, NULL), 0);
		for (size_t k = 0; k < 2; k++) {
			struct sops_table *to = k ? table : flowing;

			sops_table_column(to, "a", SOPS_COLUMN_TEXT, "", "");
			sops_table_column(to, "b", SOPS_COLUMN_NUMBER, "", "");
			if (!k)
				assert_int_equal(sops_flow_new(&flow, &text, to, &options, NULL),
					0);
			for (size_t row = 0; row < i / 2 % 4; row++) {
				sops_table_row(to);
				sops_table_string(to, row ? "=x,\"y\"\t" : NULL);
				sops_table_share(to, ratio(1, 3));
			}
		}
		assert_int_equal(sops_flow_end(flow, NULL), 0);
		assert_string_equal(text.at ? text.at : "", rendered(options));
		sops_flow_free(flow);
		sops_table_free(flowing);
		sops_buffer_release(&text);
	}
	sops_flow_free(NULL);
}

/* The first bad row is told at the end; what is wrong with the table itself comes before it. */
static void a_flow_that_fails(void **state)
{
	const struct sops_render_options csv = { .format = SOPS_FORMAT_CSV };
	struct sops_ratio huge = { money(INT64_MAX, 0), money(1, 30) };

	(void)state;
	for (int twice = 0; twice < 2; twice++) {
		struct sops_error err = { 0 };
		struct sops_flow *flow;

		fresh();
		sops_buffer_clear(&out);
		column("rate", SOPS_COLUMN_NUMBER);
		column("other", SOPS_COLUMN_NUMBER);
		assert_int_equal(sops_flow_new(&flow, &out, table, &csv, NULL), 0);
		sops_table_row(table);
		sops_table_quotient(table, huge);
		sops_table_row(table);
		sops_table_count(table, 1);
		sops_table_quotient(table, huge);
		if (twice)
			sops_table_count(table, 1);
		assert_int_equal(sops_flow_end(flow, &err), twice ? SOPS_ESYSTEM : SOPS_EINPUT);
		assert_string_equal(err.column, twice ? "" : "rate");
		if (twice)
			assert_string_equal(err.text, "table: a cell too many (row 2)");
		sops_flow_free(flow);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

TAP_MAIN("render",
	TEST(every_kind_in_every_format),
	TEST(no_rows),
	TEST(tells_formats_for_people),
	TEST(reals),
	TEST(exact_numbers),
	TEST(cents_are_the_columns),
	TEST(what_cannot_be_divided_is_an_error),
	TEST(a_failed_table_is_not_rendered),
	TEST(a_full_buffer_is_an_error),
	TEST(csv_quotes_where_needed),
	TEST(excel_guards_formulas),
	TEST(excel_guards_headers_and_leaves_numbers),
	TEST(csv_comes_back_from_libcsv),
	TEST(tsv_escapes),
	TEST(json_escapes),
	TEST(json_comes_back_from_jansson),
	TEST(json_keeps_numbers_and_names),
	TEST(html_holds_no_markup_of_the_data),
	TEST(md_holds_no_markup_of_the_data),
	TEST(table_is_harmless),
	TEST(harmless_escapes_without_a_limit),
	TEST(aligns_by_display_width_under_any_locale),
	TEST(fits_a_width),
	TEST(is_as_wide_as_it_gets_without_a_limit),
	TEST(headers_stand_over_empty_columns),
	TEST(colors_header_and_foot),
	TEST(foot_stands_under_formats_for_people_only),
	TEST(renders_what_was_selected),
	TEST(rows_that_flow),
	TEST(a_flow_that_fails))
