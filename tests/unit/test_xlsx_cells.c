/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cell says. */
#include "tap.h"

#include "workbook.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A cell behind its attributes, <f> or <v>, and what it says. */
static void expect_cell(const struct workbook *like, const char *cell, const char *text)
{
	struct workbook book = *like;
	char *rows, *expected;

	assert_true(asprintf(&rows, "<row r='1'><c r='A1'%s</c><c r='B1' t='str'><v>.</v></c>"
		"</row>", cell) >= 0);
	assert_true(asprintf(&expected, "1: %s|.\n", text) >= 0);
	book.rows = rows;
	workbook_expect(&book, NULL, expected);
	free(rows);
	free(expected);
}

/* The same of one that is refused. */
static void refuse_cell(const struct workbook *like, const char *cell, const char *why)
{
	struct workbook book = *like;
	char *rows, *expected;

	assert_true(asprintf(&rows, "<row r='17'><c r='C17'%s</c></row>", cell) >= 0);
	assert_true(asprintf(&expected, "-3 deals.xlsx:17: Deals!C17: %s\n", why) >= 0);
	book.rows = rows;
	workbook_expect(&book, NULL, expected);
	free(rows);
	free(expected);
}

static void texts(void **state)
{
	static const struct workbook book = { .strings =
		"<si><t>甲公司</t></si>"
		"<si><r><rPr><b/></rPr><t>rich </t></r><r><t xml:space='preserve'>text</t></r></si>"
		"<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh><phoneticPr fontId='1'/></si>"
		"<si><t>a_x000D_\nb_x005F_x000D__x4E2D__xD83D__xDE00_ _x00d_ _xZZZZ_ _x</t></si>"
		"<si><t>a &amp; &lt;b&gt; &#x20AC;</t></si>"
		"<si/>" };
	static const struct { const char *cell, *text; } cases[] = {
		{ " t='s'><v>0</v>", "甲公司" },
		{ " t='s'><v> 1\n</v>", "rich text" },
		{ " t='s'><v>2</v>", "東京" },
		{ " t='s'><v>3</v>", "a\r\nb_x000D_中😀 _x00d_ _xZZZZ_ _x" },
		{ " t='s'><v>4</v>", "a & <b> €" },
		{ " t='s'><v>5</v>", "" },
		{ " t='s'><v/>", "" },
		{ " t='s'>", "" },
		{ " t='inlineStr'><is><t> 在线 _x000D_</t></is>", " 在线 \r" },
		{ " t='inlineStr'><is><r><t>a</t></r><r><t>b</t></r><rPh><t>c</t></rPh></is>",
			"ab" },
		{ " t='inlineStr'><v>not this</v><is><t>this</t></is>", "this" },
		{ " t='str'><f>A2&amp;\"x\"</f><v>x_x000D_y</v>", "x\ry" },
		{ " t='str'><f>\"\"</f><v></v>", "" },
		{ " s=''><v>1</v>", "1" },
		{ " t='b'><v>1</v>", "TRUE" },
		{ " t='b'><v>false</v>", "FALSE" },
		{ " t='e'><v>#N/A</v>", "#N/A" },
		{ " t='e'><f>1/0</f><v>#DIV/0!</v>", "#DIV/0!" },
		{ " t='d'><v>2026-03-02T10:34:28</v>", "2026-03-02T10:34:28" },
		{ "><v><![CDATA[12]]></v><extLst><ext><x><v>9</v></x></ext></extLst>", "12" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect_cell(&book, cases[i].cell, cases[i].text);
}

/* Then no text of any was ever kept. */
static void empty_texts(void **state)
{
	static const struct workbook book = { .strings = "<si><t/></si><si/>",
		.rows = "<row><c t='s'><v>0</v></c><c><v>7</v></c><c t='s'><v>1</v></c>"
			"<c><v>8</v></c></row>" };

	(void)state;
	workbook_expect(&book, NULL, "1: |7||8\n");
}

static void numbers(void **state)
{
	static const struct { const char *value, *text; } cases[] = {
		{ "0", "0" }, { "-0", "0" }, { "0.000", "0" }, { "007", "7" }, { "+5", "5" },
		{ " 12 ", "12" }, { ".5", "0.5" }, { "5.", "5" }, { "-1234.50", "-1234.5" },
		{ "1E+05", "100000" }, { "1.5e3", "1500" }, { "-1.5E-2", "-0.015" },
		{ "0E99999999", "0" },
		{ "1E300", "1" "00000000000000000000000000000000000000000000000000"
			"00000000000000000000000000000000000000000000000000"
			"00000000000000000000000000000000000000000000000000"
			"00000000000000000000000000000000000000000000000000"
			"00000000000000000000000000000000000000000000000000"
			"00000000000000000000000000000000000000000000000000" },
		{ "0.30000000000000004", "0.3" }, { "0.10000000000000001", "0.1" },
		{ "1234567890.12345678", "1234567890.12346" },
		{ "123456789012345", "123456789012345" },
		{ "1234567890123454", "1234567890123450" },
		{ "1234567890123455", "1234567890123460" },
		{ "350102198001011234", "350102198001011000" },
		{ "9999999999999999", "10000000000000000" },
		{ "0.99999999999999994", "1" }, { "-2136.3800000000001", "-2136.38" },
		{ "99999999999999.949", "99999999999999.9" },
		{ "99999999999999.95", "100000000000000" },
	};
	static const struct workbook book = { .rows = NULL };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char cell[128];

		snprintf(cell, sizeof(cell), "><v>%s</v>", cases[i].value);
		expect_cell(&book, cell, cases[i].text);
	}
}

/* A format code, or the number of a built-in one; a number; and what the cell says. */
static void expect_format(const char *code, int id, const char *value, const char *text)
{
	struct workbook book = { .rows = NULL };
	char *formats, styles[64], cell[64];

	assert_true(asprintf(&formats, "<numFmt numFmtId='164' formatCode='%s'/>",
		code ? code : "") >= 0);
	snprintf(styles, sizeof(styles), "<xf/><xf numFmtId='%d'/>", code ? 164 : id);
	snprintf(cell, sizeof(cell), " s='1'><v>%s</v>", value);
	book.formats = formats;
	book.styles = styles;
	expect_cell(&book, cell, text);
	free(formats);
}

static void built_in_formats(void **state)
{
	static const struct { int id; const char *value, *text; } cases[] = {
		{ 0, "45631", "45631" }, { 1, "45631", "45631" }, { 4, "1234.5", "1234.5" },
		{ 9, "0.35", "35%" }, { 10, "0.3533", "35.33%" }, { 11, "0.5", "0.5" },
		{ 14, "45631", "2024-12-05" }, { 17, "45631", "2024-12-05" },
		{ 18, "0.5", "12:00:00" }, { 22, "45631", "2024-12-05 00:00:00" },
		{ 27, "45631", "2024-12-05" }, { 36, "45631", "2024-12-05" },
		{ 37, "45631", "45631" }, { 44, "45631", "45631" }, { 45, "0.25", "06:00:00" },
		{ 46, "1.25", "1.25" }, { 47, "0.25", "06:00:00" }, { 49, "12", "12" },
		{ 50, "45631", "2024-12-05" }, { 58, "45631", "2024-12-05" }, { 59, "7", "7" },
		{ 999, "7", "7" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect_format(NULL, cases[i].id, cases[i].value, cases[i].text);
}

static void dates(void **state)
{
	static const struct { const char *code, *value, *text; } cases[] = {
		{ "yyyy-mm-dd", "45631", "2024-12-05" },
		{ "yyyy-mm-dd", "45631.5", "2024-12-05 12:00:00" },
		{ "YYYY/M/D H:MM", "45631", "2024-12-05 00:00:00" },
		{ "yyyy-mm-dd hh:mm:ss", "45631.430555555555", "2024-12-05 10:20:00" },
		{ "yyyy-mm-dd hh:mm:ss", "46083.440601851849", "2026-03-02 10:34:28" },
		{ "yyyy-mm-dd", "45631.999999", "2024-12-06" },
		{ "yyyy-mm-dd hh:mm", "45631.999999", "2024-12-06 00:00:00" },
		{ "[$-804]yyyy\"年\"m\"月\"d\"日\";@", "43655", "2019-07-09" },
		{ "yyyy年m月d日", "43655", "2019-07-09" },
		{ "[Red]mmm-yy", "43655", "2019-07-09" },
		{ "h:mm AM/PM", "0.75", "18:00:00" },
		{ "hh:mm:ss", "0", "00:00:00" },
		{ "hh:mm:ss", "0.000005786", "00:00:00" },
		{ "hh:mm:ss", "0.000005788", "00:00:01" },
		{ "hh:mm:ss", "1E-300", "00:00:00" },
		{ "[h]:mm", "1.25", "1.25" },
		{ "[mm]:ss", "1.25", "1.25" },
		{ "yyyy", "1", "1900-01-01" },
		{ "yyyy", "59", "1900-02-28" },
		{ "yyyy", "60", "1900-02-29" },
		{ "yyyy", "61", "1900-03-01" },
		{ "yyyy", "2958465", "9999-12-31" },
		{ "yyyy", "2958466", "2958466" },
		{ "yyyy", "2958465.9999999", "2958465.9999999" },
		{ "yyyy", "1E30", "1000000000000000000000000000000" },
		{ "yyyy", "-1", "-1" },
		{ "General", "45631", "45631" },
		{ "General\" days\"", "45631", "45631" },
		{ "0\" dy\"", "45631", "45631" },
		{ "0\\d", "45631", "45631" },
		{ "0_d*y", "45631", "45631" },
		{ "0;d", "45631", "45631" },
		{ "0.00E+00", "45631", "45631" },
		{ "@", "45631", "45631" },
		{ "\"unclosed d", "45631", "45631" },
		{ "[unclosed d", "45631", "45631" },
		{ "0\\", "45631", "45631" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect_format(cases[i].code, 0, cases[i].value, cases[i].text);
}

static void percent_and_currency(void **state)
{
	static const struct { const char *code, *value, *text; } cases[] = {
		{ "0%", "0.35", "35%" }, { "0%", "0.28999999999999998", "29%" },
		{ "0.0%", "-0.035", "-3.5%" }, { "0%", "1", "100%" }, { "0%", "0", "0%" },
		{ "0%", "1.0E-3", "0.1%" }, { "0%", "12345", "1234500%" },
		{ "0\"%\"", "35", "35" }, { "0\\%", "35", "35" }, { "0%%", "0.35", "0.35" },
		{ "[$USD-409]#,##0.00", "1234.5", "USD 1234.5" },
		{ "[$USD] #,##0.00", "-1234.5", "USD -1234.5" },
		{ "#,##0.00 [$€-407]", "1234.5", "€1234.5" },
		{ "[$¥-804]#,##0", "-5", "¥-5" },
		{ "[$HK$-C04]#,##0", "5", "HK$5" },
		{ "[$-409]#,##0", "5", "5" },
		{ "[$ -409]#,##0", "5", "5" },
		{ "$#,##0", "5", "$5" },
		{ "_(\"$\"* #,##0.00_);_(\"$\"* \\(#,##0.00\\);_(\"$\"* \"-\"??_);_(@_)",
			"-5", "$-5" },
		{ "\"￥\"#,##0", "5", "￥5" }, { "\\¥#,##0", "5", "¥5" }, { "£0", "5", "£5" },
		{ "0 \"US$ a month\"", "5", "$5" },
		{ "_-\"R$\"\\ * #,##0.00_-;\\-\"R$\"\\ * #,##0.00_-", "-5", "R$-5" },
		{ "\"USD\" #,##0", "5", "USD 5" }, { "#,##0\" kr\"", "5", "kr5" },
		{ "0\"PCS\"", "5", "5" }, { "\"\"0\" \"", "5", "5" },
		{ "_$0", "5", "5" }, { "0;$0", "5", "5" }, { "\"kg\"0", "5", "5" },
		{ "[Red]0", "5", "5" }, { "[>100]0", "5", "5" },
		{ "[$much too long a symbol]0", "5", "5" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect_format(cases[i].code, 0, cases[i].value, cases[i].text);
}

static void bad_cells(void **state)
{
	static const struct workbook book = { .strings = "<si><t>a</t></si>" };
	static const struct { const char *cell, *why; } cases[] = {
		{ " t='s'><v>1</v>", "shared string 1, of which there are 1, from 0" },
		{ " t='s'><v>-1</v>", "\"-1\" is not the number of a shared string" },
		{ " t='s'><v>99999999999999999999</v>",
			"\"99999999999999999999\" is not the number of a shared string" },
		{ "><v>12a</v>", "\"12a\" is not a number" },
		{ "><v>1e</v>", "\"1e\" is not a number" },
		{ "><v>1e+</v>", "\"1e+\" is not a number" },
		{ "><v>-</v>", "\"-\" is not a number" },
		{ "><v>.</v>", "\".\" is not a number" },
		{ "><v>1,5</v>", "\"1,5\" is not a number" },
		{ "><v>1.2.3</v>", "\"1.2.3\" is not a number" },
		{ "><v>NaN</v>", "\"NaN\" is not a number" },
		{ "><v>1E401</v>", "\"1E401\" is not a number" },
		{ "><v>1E-999999999999</v>", "\"1E-999999999999\" is not a number" },
		{ " t='b'><v>2</v>", "\"2\" is not TRUE or FALSE, 1 or 0" },
		{ " t='x'><v>2</v>", "\"x\" is no type of a cell" },
		{ " s='1'><v>2</v>", "style \"1\", of which there are 1, from 0" },
		{ " s='-1'><v>2</v>", "style \"-1\", of which there are 1, from 0" },
		{ " s='4294967295'><v>2</v>",
			"style \"4294967295\", of which there are 1, from 0" },
		{ " t='str'><v>_x0000_</v>", "\"_x0000_\" is no character" },
		{ " t='str'><v>_xD83D_x</v>", "\"_xD83D_\" is no character" },
		{ " t='inlineStr'><is><t>_xDE00_</t></is>", "\"_xDE00_\" is no character" },
		{ "><f>1+1</f>", "a formula without its value "
			"(open the file in a spreadsheet program and save it)" },
		{ "><f>1+1</f><v/>", "a formula without its value "
			"(open the file in a spreadsheet program and save it)" },
		{ "><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/"
			"markup-compatibility/2006'/>",
			"what comes next has alternatives, of which none is chosen" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		refuse_cell(&book, cases[i].cell, cases[i].why);
}

TAP_MAIN("xlsx cells",
	cmocka_unit_test(texts),
	cmocka_unit_test(empty_texts),
	cmocka_unit_test(numbers),
	cmocka_unit_test(built_in_formats),
	cmocka_unit_test(dates),
	cmocka_unit_test(percent_and_currency),
	cmocka_unit_test(bad_cells))
