/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/xlsx.h>

#include "given.h"
#include "property.h"
#include "workbook.h"

#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Also: a namespace with a prefix, the strict one, targets of every kind, names in other case. */
static void workbooks(void **state)
{
	static const struct workbook strict = {
		.root = "<Relationship Id='x' Type='http://purl.oclc.org/ooxml/officeDocument/"
			"relationships/officeDocument' Target='/xl/./x/../Workbook.xml'/>",
		.book = "<x:workbook xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main' "
			"xmlns:k='http://purl.oclc.org/ooxml/officeDocument/relationships'>"
			"<x:workbookPr date1904='true'/><x:sheets>"
			"<x:sheet name='甲' k:id='r1'/></x:sheets></x:workbook>",
		.links = "<Relationship Id='r0' Type='" TYPE "hyperlink' Target='http://x' "
			"TargetMode='External'/>"
			"<Relationship Id='r1' Type='http://purl.oclc.org/ooxml/officeDocument/"
			"relationships/worksheet' Target='/XL/worksheets\\Sheet1.xml'/>"
			"<Relationship Id='r2' Type='http://purl.oclc.org/ooxml/officeDocument/"
			"relationships/styles' Target='../xl/styles.xml'/>",
		.styles = "<xf numFmtId='14'/>",
		.sheet = "<x:worksheet xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main'>"
			"<x:sheetData><x:row><x:c><x:v>44169</x:v></x:c><x:c><x:v>1</x:v></x:c>"
			"<x:c><x:v>0.5</x:v></x:c></x:row>"
			"<x:row/><x:row><x:c r='c3'><x:v>60</x:v></x:c></x:row>"
			"</x:sheetData></x:worksheet>",
	};
	static const struct workbook utf16 = {
		.sheet = "<?xml version='1.0' encoding='ISO-8859-1'?><worksheet xmlns=" MAIN ">"
			"<sheetData><row><c t='str'><v>\xE9</v></c></row></sheetData></worksheet>",
	};

	(void)state;
	workbook_expect(&strict, NULL, "1: 2024-12-05|1904-01-02|12:00:00\n3: ||1904-03-01\n");
	workbook_expect(&utf16, NULL, "1: é\n");
}

#define BOOK(sheets) "<workbook xmlns=" MAIN " xmlns:r='http://schemas.openxmlformats.org/" \
	"officeDocument/2006/relationships'><sheets>" sheets "</sheets></workbook>"
#define SHEET(text) "<worksheet xmlns=" MAIN "><sheetData>" text "</sheetData></worksheet>"
#define CELL(text) "<row><c t='str'><v>" text "</v></c></row>"

/* A visible sheet without cells, one with empty ones, a hidden one, a chart, and two with cells. */
static const struct workbook many = {
	.book = BOOK("<sheet name='Empty' r:id='a'/><sheet name='Blank' r:id='b'/>"
		"<sheet name='2' state='veryHidden' r:id='c'/><sheet name='Chart' r:id='d'/>"
		"<sheet name='商机 Deals' r:id='e'/><sheet name='Old' r:id='f'/>"),
	.links = "<Relationship Id='a' Type='" TYPE "worksheet' Target='worksheets/sheet1.xml'/>"
		"<Relationship Id='b' Type='" TYPE "worksheet' Target='b.xml'/>"
		"<Relationship Id='c' Type='" TYPE "worksheet' Target='c.xml'/>"
		"<Relationship Id='d' Type='" TYPE "chartsheet' Target='d.xml'/>"
		"<Relationship Id='e' Type='" TYPE "worksheet' Target='e.xml'/>"
		"<Relationship Id='f' Type='" TYPE "worksheet' Target='f.xml'/>",
	.more = {
		{ "xl/b.xml", SHEET("<row><c/><c t='str'><v></v></c></row>"), 0, false },
		{ "xl/c.xml", SHEET(CELL("hidden")), 0, false },
		{ "xl/e.xml", SHEET(CELL("chosen")), 0, false },
		{ "xl/f.xml", SHEET(CELL("old")), 0, false },
	},
};

static void sheets(void **state)
{
	static const struct { const char *sheet, *answer; } cases[] = {
		{ NULL, "1: chosen\n" },
		{ "Old", "1: old\n" }, { "old", "1: old\n" }, { "6", "1: old\n" },
		{ "5", "1: chosen\n" }, { "商机 deals", "1: chosen\n" },
		{ "2", "1: hidden\n" }, { "1", "" }, { "Blank", "" },
		{ "4", "-3 deals.xlsx: the sheet \"Chart\" has no cells: it is a chart\n" },
		{ "7", "-3 deals.xlsx: there is no sheet \"7\" "
			"(sheets: Empty, Blank, 2, Chart, 商机 Deals, Old)\n" },
		{ "Odl", "-3 deals.xlsx: there is no sheet \"Odl\" "
			"(did you mean \"Old\"? sheets: Empty, Blank, 2, Chart, 商机 Deals, Old)\n" },
	};
	static const struct workbook nothing = { .rows = "" };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_xlsx *xlsx;
	int fd = workbook_fd(&many);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sops_xlsx_options options = { .sheet = cases[i].sheet };

		workbook_expect(&many, &options, cases[i].answer);
	}
	assert_int_equal(sops_xlsx_open(&xlsx, fd, "deals.xlsx", NULL, &err), 0);
	assert_int_equal(sops_xlsx_sheets(xlsx), 6);
	assert_int_equal(sops_xlsx_chosen(xlsx), 4);
	assert_string_equal(sops_xlsx_sheet(xlsx, 4).name, "商机 Deals");
	assert_false(sops_xlsx_sheet(xlsx, 4).hidden);
	assert_true(sops_xlsx_sheet(xlsx, 2).hidden);
	sops_xlsx_free(xlsx);
	close(fd);
	workbook_expect(&nothing, NULL,
		"-3 deals.xlsx: no sheet that is visible has a cell with text\n");
}

static void bad_rows(void **state)
{
#define V "<v>1</v></c>"
	static const struct { const char *rows, *answer; } cases[] = {
		{ "<row r='2'><c>" V "</row><row r='2'><c>" V "</row>",
			"2: 1\n"
			"-3 deals.xlsx: Deals: row \"2\" does not come after the row before it\n" },
		{ "<row r='0'/>", "-3 deals.xlsx: Deals: row \"0\" is no row from 1 to 1048576\n" },
		{ "<row r='1048577'/>",
			"-3 deals.xlsx: Deals: row \"1048577\" is no row from 1 to 1048576\n" },
		{ "<row r='1048576'><c>" V "</row><row/>", "1048576: 1\n"
			"-3 deals.xlsx: Deals: row \"1048577\" is no row from 1 to 1048576\n" },
		{ "<row r='x'/>", "-3 deals.xlsx: Deals: row \"x\" is no row from 1 to 1048576\n" },
		{ "<row r='5'><c r='B5'>" V "<c r='A5'>" V "</row>", "-3 deals.xlsx:5: Deals!A5: "
			"the cell does not come after the cell before it\n" },
		{ "<row r='5'><c r='B5'>" V "<c r='B5'>" V "</row>", "-3 deals.xlsx:5: Deals!B5: "
			"the cell does not come after the cell before it\n" },
		{ "<row r='5'><c r='B6'>" V "</row>",
			"-3 deals.xlsx:5: Deals!B5: the cell says that it is \"B6\"\n" },
		{ "<row r='5'><c r='XFE5'>" V "</row>",
			"-3 deals.xlsx:5: Deals!A5: \"XFE5\" is no cell of a sheet\n" },
		{ "<row r='5'><c r='XFD5'>" V "<c>" V "</row>",
			"-3 deals.xlsx:5: Deals!XFE5: more than 16384 columns\n" },
		{ "<row r='5'><c r='A1048577'>" V "</row>",
			"-3 deals.xlsx:5: Deals!A5: \"A1048577\" is no cell of a sheet\n" },
		{ "<row r='5'><c r='A05'>" V "</row>",
			"-3 deals.xlsx:5: Deals!A5: \"A05\" is no cell of a sheet\n" },
		{ "<row r='5'><c r='A5x'>" V "</row>",
			"-3 deals.xlsx:5: Deals!A5: \"A5x\" is no cell of a sheet\n" },
		{ "<row r='5'><c r='5'>" V "</row>",
			"-3 deals.xlsx:5: Deals!A5: \"5\" is no cell of a sheet\n" },
		{ "<row r='5'><c r=''>" V "</row>",
			"-3 deals.xlsx:5: Deals!A5: \"\" is no cell of a sheet\n" },
	};
	static const struct { struct sops_xlsx_options options; const char *answer; } limits[] = {
		{ { .max_columns = 2 }, "-3 deals.xlsx:1: Deals!C1: more than 2 columns\n" },
		{ { .max_field = 2 }, "-3 deals.xlsx:1: Deals!A1: more than 2 bytes\n" },
		{ { .max_record = 4 }, "-3 deals.xlsx:1: Deals!B1: a row of more than 4 bytes\n" },
		{ { .max_bytes = 1000 }, "-3 deals.xlsx: unpacked it has more than 1000 bytes\n" },
	};
	static const struct workbook three = { .rows =
		"<row><c><v>123</v></c><c><v>45</v></c><c>" V "</row>" };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct workbook book = { .rows = cases[i].rows };
		const struct sops_xlsx_options options = { .sheet = "1" };

		workbook_expect(&book, &options, cases[i].answer);
	}
	for (size_t i = 0; i < COUNT(limits); i++)
		workbook_expect(&three, &limits[i].options, limits[i].answer);
#undef V
}

static void bad_parts(void **state)
{
#define ROW CELL("x")
#define DEEP "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>"
	static const struct { struct workbook book; const char *why; } cases[] = {
		{ { .root = "" },
			"a zip archive, but not a spreadsheet (save it as .xlsx or CSV)" },
		{ { .root = "<Relationship Id='a' Type='" TYPE "officeDocument' "
			"Target='xl/workbook.bin'/>" },
			"a binary workbook (.xlsb) (save it as .xlsx or CSV)" },
		{ { .root = "<Relationship Id='a' Type='" TYPE "officeDocument' "
			"Target='no.xml'/>" },
			"its part \"_rels/no.xml.rels\" is missing" },
		{ { .root = "<Relationship Id='a'/>" },
			"a relationship without Id, Type or Target" },
		{ { .book = "" }, "its part \"xl/workbook.xml\" is missing" },
		{ { .book = "<workbook/>" }, "its part \"xl/workbook.xml\" is something else than "
			"its place in the workbook says" },
		{ { .book = BOOK("<sheet r:id='r1'/>") }, "a sheet without a name" },
		{ { .book = BOOK("<sheet name='a' r:id='r9'/>") },
			"which part is the sheet \"a\" is not said" },
		{ { .book = BOOK("<sheet name='a' id='r1'/>") },
			"which part is the sheet \"a\" is not said" },
		{ { .links = "<Relationship Id='r1' Type='" TYPE "worksheet' Target='a/b.xml'/>" },
			"its part \"xl/a/b.xml\" is missing" },
		{ { .rows = ROW, .strings = "<si><t>_xD800_</t></si>" },
			"its shared string 0: \"_xD800_\" is no character" },
		{ { .rows = ROW, .formats = "<numFmt numFmtId='x' formatCode='0'/>" },
			"a number format without its number or code" },
		{ { .rows = ROW, .formats = "<numFmt numFmtId='164'/>" },
			"a number format without its number or code" },
		{ { .rows = ROW, .styles = "<xf numFmtId='x'/>" }, "style 0 has no number format" },
		{ { .sheet = "<worksheet xmlns=" MAIN "><sheetData>" },
			"its part \"xl/worksheets/sheet1.xml\" is bad XML at line 1, byte 88: "
			"no element found" },
		{ { .sheet = "<worksheet xmlns=" MAIN "><sheetData></row>" },
			"its part \"xl/worksheets/sheet1.xml\" is bad XML at line 1, byte 90: "
			"mismatched tag" },
		{ { .sheet = "<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet xmlns=" MAIN "/>" },
			"its part \"xl/worksheets/sheet1.xml\" has a DOCTYPE, "
			"as no spreadsheet has" },
		{ { .sheet = "<worksheet xmlns=" MAIN "><b>" DEEP DEEP DEEP DEEP },
			"its part \"xl/worksheets/sheet1.xml\" has elements nested too deep" },
		{ { .sheet = "<chartsheet xmlns=" MAIN "/>" },
			"its part \"xl/worksheets/sheet1.xml\" "
			"is something else than its place in the workbook says" },
		{ { .rows = ROW, .more = { { "xl/a.xml", "a", 0, false },
			{ "XL\\A.xml", "b", 0, false } } },
			"two parts are named \"xl/a.xml\"" },
		{ { .sheet = "", .more = { { "xl/worksheets/sheet1.xml", "secret", 0, true } } },
			"its part \"xl/worksheets/sheet1.xml\" is encrypted "
			"(save it without a password)" },
	};
	const struct sops_xlsx_options few = { .max_strings = 20 };
	static const struct workbook strings = { .rows = ROW, .strings =
		"<si><t>a</t></si><si><t>b</t></si><si><t>c</t></si><si><t>d</t></si><si/>" };
	static const struct workbook long_one = { .rows = ROW, .strings =
		"<si><t>1234567890123456789012</t></si>" };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *expected;

		assert_true(asprintf(&expected, "-3 deals.xlsx: %s\n", cases[i].why) >= 0);
		workbook_expect(&cases[i].book, NULL, expected);
		free(expected);
	}
	workbook_expect(&strings, &few,
		"-3 deals.xlsx: its shared strings need more than 20 bytes\n");
	workbook_expect(&long_one, &few,
		"-3 deals.xlsx: its shared strings need more than 20 bytes\n");
#undef DEEP
#undef ROW
}

/* 20 MB of one letter. */
static void bombs(void **state)
{
	size_t len = 20 << 20;
	char *text = malloc(len + 1), *tag = malloc(len + 1);
	struct workbook book = { .sheet = "",
		.more = { { "xl/worksheets/sheet1.xml", text, len, false } } };
	static const char begin[] = "<worksheet xmlns=" MAIN "><sheetData><row><c x='";
	uint64_t random = 1;

	(void)state;
	assert_non_null(text);
	assert_non_null(tag);
	memset(text, 'a', len);
	workbook_expect(&book, NULL, "-3 deals.xlsx: its part \"xl/worksheets/sheet1.xml\" "
		"unpacks to more than 400 times its size\n");
	for (size_t i = 0; i < len; i++)
		tag[i] = (char)('a' + property_random(&random, 2));
	memcpy(tag, begin, sizeof(begin) - 1);
	book.more[0].text = tag;
	workbook_expect(&book, NULL, "-3 deals.xlsx: its part \"xl/worksheets/sheet1.xml\" "
		"has a tag that does not end\n");
	free(text);
	free(tag);
}

static void not_spreadsheets(void **state)
{
	static const struct { struct sops_field bytes; const char *answer; } cases[] = {
		{ SOPS_FIELD(""), "not a spreadsheet (.xlsx)" },
		{ SOPS_FIELD("PK"), "not a spreadsheet (.xlsx)" },
		{ SOPS_FIELD("a,b\n1,2\n"), "not a spreadsheet (.xlsx)" },
		{ SOPS_FIELD("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more"),
			"an old .xls, or one with a password "
			"(save it as .xlsx or CSV, without a password)" },
		{ SOPS_FIELD("PK\x03\x04 and more"),
			"it is cut short: a zip archive without its list of parts ("
			"copy or download it again)" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *found, *expected;
		int fd = given_fd("");

		assert_int_equal(write(fd, cases[i].bytes.at, cases[i].bytes.len),
			(ssize_t)cases[i].bytes.len);
		found = workbook_rows(fd, NULL);
		assert_true(asprintf(&expected, "-3 deals.xlsx: %s\n", cases[i].answer) >= 0);
		assert_string_equal(found, expected);
		assert_int_equal(sops_xlsx_is(cases[i].bytes), i == 4);
		assert_int_equal(sops_xlsx_is_old(cases[i].bytes), i == 3);
		free(found);
		free(expected);
		close(fd);
	}
}

#define MERGED(ranges) "<mergeCells>" ranges "</mergeCells>"
#define S(ref, text) "<c r='" ref "' t='str'><v>" text "</v></c>"

static void merged(void **state)
{
	static const struct workbook forms = { .rows =
		"<row r='1'>" S("A1", "客户") S("B1", "行") "</row>"
		"<row r='2'>" S("A2", "甲") S("B2", "1") S("C2", "x") "</row>"
		"<row r='3'>" S("B3", "2") "</row>"
		"<row r='4'>" S("A4", "hidden") S("B4", "3") "</row>"
		"<row r='5'>" S("A5", "乙") "</row>"
		"<row r='9'>" S("B9", "9") "</row>",
		.behind = MERGED("<mergeCell ref='C5:D5'/><mergeCell ref='A2:A4'/>"
			"<mergeCell ref='C2:D3'/><mergeCell ref='A5:A7'/><mergeCell ref='A9:A9'/>"
			"<mergeCell ref='B9:B10'/><mergeCell ref='Z50:Z60'/>") };
	static const struct { const char *ranges, *answer; } cases[] = {
		{ "<mergeCell ref='A1:B2'/><mergeCell ref='B2:C3'/>",
			"-3 deals.xlsx: the merged range B2:C3 overlaps another\n" },
		{ "<mergeCell ref='A1'/>",
			"-3 deals.xlsx: \"A1\" is no range of cells to merge\n" },
		{ "<mergeCell ref='B1:A1'/>",
			"-3 deals.xlsx: \"B1:A1\" is no range of cells to merge\n" },
		{ "<mergeCell ref='A1:A2x'/>",
			"-3 deals.xlsx: \"A1:A2x\" is no range of cells to merge\n" },
		{ "<mergeCell/>", "-3 deals.xlsx: \"\" is no range of cells to merge\n" },
		{ "<mergeCell ref='A1:XFD1048576'/>",
			"-3 deals.xlsx: more than 4194304 merged ranges, "
			"or 33554432 cells in them\n" },
	};
	const struct sops_xlsx_options fill = { .fill = true };
	const struct sops_xlsx_options narrow = { .fill = true, .max_record = 5 };
	static const struct workbook wide = { .rows = "<row>" S("A1", "123") "</row>",
		.behind = MERGED("<mergeCell ref='A1:B1'/>") };

	(void)state;
	workbook_expect(&forms, NULL, "1: 客户|行\n2: 甲|1|x\n3: |2\n4: hidden|3\n5: 乙\n9: |9\n");
	workbook_expect(&forms, &fill, "1: 客户|行\n2: 甲|1|x|x\n3: 甲|2|x|x\n4: 甲|3\n5: 乙\n"
		"6: 乙\n7: 乙\n9: |9\n10: |9\n");
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *behind;
		struct workbook book = { .rows = CELL("x") };

		assert_true(asprintf(&behind, MERGED("%s"), cases[i].ranges) >= 0);
		book.behind = behind;
		workbook_expect(&book, &fill, cases[i].answer);
		free(behind);
	}
	workbook_expect(&wide, &narrow, "-3 deals.xlsx: a filled row of more than 5 bytes\n");
}

static char *feed(const struct workbook *book, bool fill, struct sops_xlsx **xlsx)
{
	const struct sops_xlsx_options options = { .fill = fill };
	struct sops_error err = { .status = SOPS_OK };
	int fd = workbook_fd(book), to = given_fd("");
	char *text;
	off_t len;

	if (sops_xlsx_open(xlsx, fd, "deals.xlsx", &options, &err) < 0)
		fail_msg("%s", err.text);
	if (sops_xlsx_feed(*xlsx, to, &err) != 0)
		fail_msg("%s", err.text);
	len = lseek(to, 0, SEEK_END);
	text = calloc(1, (size_t)len + 1);
	assert_int_equal(pread(to, text, (size_t)len, 0), len);
	close(fd);
	close(to);
	return text;
}

static void as_csv(void **state)
{
	static const struct workbook book = { .rows =
		"<row r='2'>" S("A2", "a") S("B2", "b \"q\"") "</row>"
		"<row r='3'>" S("A3", "x\ny\nz") S("D3", "\t1") "<c r='F3'/></row>"
		"<row r='4'><c r='A4'/></row>"
		"<row r='6'>" S("A6", " lead") S("B6", "trail ") S("C6", "a,b") S("D6", "_x000D_")
		"</row>"
		"<row r='7'>" S("B7", "k\n") "</row><row r='8'>" S("A8", "甲") "</row>",
		.behind = MERGED("<mergeCell ref='B8:E9'/><mergeCell ref='A8:A9'/>") };
	static const uint64_t rows[] = { 1, 2, 3, 3, 3, 4, 5, 6, 7, 7, 8, 9, 10 };
	struct sops_xlsx *xlsx;
	char *csv = feed(&book, false, &xlsx);

	(void)state;
	assert_string_equal(csv, "\na,\"b \"\"q\"\"\",,\n\"x\ny\nz\",,,\"\t1\"\n\n\n"
		"\" lead\",\"trail \",\"a,b\",\"\r\"\n,\"k\n\",,\n甲,,,\n");
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(sops_xlsx_row(xlsx, i + 1), rows[i]);
	sops_xlsx_free(xlsx);
	free(csv);
	csv = feed(&book, true, &xlsx);
	assert_string_equal(csv, "\na,\"b \"\"q\"\"\",,,\n\"x\ny\nz\",,,\"\t1\",\n\n\n"
		"\" lead\",\"trail \",\"a,b\",\"\r\",\n,\"k\n\",,,\n甲,,,,\n甲,,,,\n");
	sops_xlsx_free(xlsx);
	free(csv);
}

/* Feeding starts anew, and leaves the reader at the start. */
static void feeding_fails(void **state)
{
	static const struct workbook bad = { .rows = CELL("a") "<row><c t='b'><v>7</v></c></row>" };
	struct sops_error err = { .status = SOPS_OK };
	const struct sops_record *record;
	struct sops_xlsx *xlsx;
	int fd = workbook_fd(&bad), full = given_fd(""), ends[2];

	(void)state;
	assert_int_equal(sops_xlsx_open(&xlsx, fd, "deals.xlsx", NULL, NULL), 0);
	assert_int_equal(sops_xlsx_next(xlsx, &record, NULL), 1);
	assert_int_equal(sops_xlsx_next(xlsx, &record, NULL), SOPS_EINPUT);
	assert_int_equal(sops_xlsx_feed(xlsx, full, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "Deals!A2: \"7\" is not TRUE or FALSE, 1 or 0");
	assert_int_equal(err.line, 2);
	assert_int_equal(sops_xlsx_next(xlsx, &record, NULL), 1);
	sops_xlsx_free(xlsx);
	close(fd);
	close(full);

	fd = workbook_fd(&many);
	assert_int_equal(sops_xlsx_open(&xlsx, fd, "deals.xlsx", NULL, NULL), 0);
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(sops_xlsx_feed(xlsx, ends[1], NULL), 1);
	close(ends[1]);
	full = open("/dev/full", O_WRONLY);
	err = (struct sops_error){ .status = SOPS_OK };
	assert_int_equal(sops_xlsx_feed(xlsx, full, &err), SOPS_ESYSTEM);
	assert_string_equal(err.text,
		"cannot write the rows of deals.xlsx: No space left on device");
	close(full);
	sops_xlsx_free(xlsx);
	close(fd);
}

struct bytes {
	char *at;
	size_t len;
};

static struct bytes bytes_of(int fd)
{
	struct bytes bytes = { .len = (size_t)lseek(fd, 0, SEEK_END) };

	bytes.at = malloc(bytes.len);
	assert_int_equal(pread(fd, bytes.at, bytes.len, 0), (ssize_t)bytes.len);
	return bytes;
}

static int fd_of(struct bytes bytes)
{
	int fd = given_fd("");

	assert_int_equal(write(fd, bytes.at, bytes.len), (ssize_t)bytes.len);
	return fd;
}

struct writer {
	struct bytes bytes;
	int fd;
};

static void *write_all(void *with)
{
	const struct writer *writer = with;

	for (size_t at = 0; at < writer->bytes.len;) {
		ssize_t n = write(writer->fd, writer->bytes.at + at, writer->bytes.len - at);

		if (n < 0)
			break;
		at += (size_t)n;
	}
	close(writer->fd);
	return NULL;
}

static void through_a_pipe(struct bytes whole, size_t head, struct sops_xlsx_options options,
	const char *answer)
{
	struct writer writer = { .bytes = { whole.at + head, whole.len - head } };
	pthread_t thread;
	int ends[2];
	char *found;

	assert_int_equal(pipe(ends), 0);
	writer.fd = ends[1];
	options.head = (struct sops_field){ whole.at, head };
	assert_int_equal(pthread_create(&thread, NULL, write_all, &writer), 0);
	found = workbook_rows(ends[0], &options);
	close(ends[0]);
	pthread_join(thread, NULL);
	assert_string_equal(found, answer);
	free(found);
}

static void pipes(void **state)
{
	int fd = workbook_fd(&many);
	struct bytes whole = bytes_of(fd);

	(void)state;
	close(fd);
	signal(SIGPIPE, SIG_IGN);
	through_a_pipe(whole, 0, (struct sops_xlsx_options){ .sheet = NULL }, "1: chosen\n");
	through_a_pipe(whole, 8, (struct sops_xlsx_options){ .spool = "/var/tmp" }, "1: chosen\n");
	through_a_pipe(whole, 8, (struct sops_xlsx_options){ .max_spool = 100 },
		"-3 deals.xlsx: deals.xlsx has more than 100 bytes\n");
	through_a_pipe(whole, 8, (struct sops_xlsx_options){ .spool = "/nowhere" },
		"-4 cannot copy deals.xlsx to /nowhere: No such file or directory\n");
	free(whole.at);
}

/* A file that was damaged is refused, or says what it said. */
static void check_damaged(struct bytes bytes, const char *rows, size_t *refused)
{
	int fd = fd_of(bytes);
	char *found = workbook_rows(fd, NULL), *last = strstr(found, "\n-3 ");

	if (strncmp(found, "-3 ", 3) != 0 && !last && strcmp(found, rows) != 0)
		fail_msg("a damaged file gives\n%s", found);
	*refused += strcmp(found, rows) != 0;
	free(found);
	close(fd);
}

static void damaged(void **state)
{
	static const struct workbook book = {
		.rows = "<row><c t='s'><v>0</v></c><c s='1'><v>45631.5</v></c></row>" CELL("甲")
			"<row><c t='inlineStr'><is><t>x</t></is></c></row>",
		.strings = "<si><t>shared</t></si>", .styles = "<xf/><xf numFmtId='22'/>" };
	int fd = workbook_fd(&book);
	struct bytes whole = bytes_of(fd);
	char *rows = workbook_rows(fd, NULL);
	size_t refused = 0, cuts = 0;

	(void)state;
	close(fd);
	assert_string_equal(rows, "1: shared|2024-12-05 12:00:00\n2: 甲\n3: x\n");
	for (size_t len = 0; len < whole.len; len++)
		check_damaged((struct bytes){ whole.at, len }, rows, &cuts);
	assert_int_equal(cuts, whole.len);
	for (size_t at = 0; at < whole.len; at++) {
		for (int bit = 0; bit < 8; bit += 1 + (int)(at % 3)) {
			whole.at[at] ^= (char)(1 << bit);
			check_damaged(whole, rows, &refused);
			whole.at[at] ^= (char)(1 << bit);
		}
	}
	assert_true(refused > whole.len);
	free(rows);
	free(whole.at);
}

/* A packed part whose checksum or size is another. */
static void checksums(void **state)
{
	static const struct workbook book = { .rows = CELL("x") };
	static const char name[] = "xl/worksheets/sheet1.xml";
	int fd = workbook_fd(&book);
	struct bytes whole = bytes_of(fd);
	char *before = memmem(whole.at, whole.len, name, sizeof(name) - 1), *listed, *found;

	(void)state;
	close(fd);
	assert_non_null(before);
	listed = memmem(before + 1, whole.len - (size_t)(before + 1 - whole.at), name,
		sizeof(name) - 1);
	assert_non_null(listed);
	before[-16]++; /* its CRC-32 before the part, */
	listed[-30]++; /* and in the list of parts */
	fd = fd_of(whole);
	found = workbook_rows(fd, NULL);
	assert_string_equal(found, "1: x\n-3 deals.xlsx: its part \"xl/worksheets/sheet1.xml\" is "
		"damaged: its checksum is another\n");
	free(found);
	close(fd);
	free(whole.at);
}

/* What is allocated, or 0 under AddressSanitizer. */
static size_t allocated(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

/* Memory does not grow with the rows. */
static void big(void **state)
{
	struct sops_buffer rows = SOPS_BUFFER_INIT;
	struct sops_error err = { .status = SOPS_OK };
	struct workbook book = { .strings = "<si><t>a</t></si>" };
	const struct sops_record *record;
	struct sops_xlsx *xlsx;
	size_t count = 0, early = 0;
	int fd, status;

	(void)state;
	for (size_t r = 1; r <= 60000; r++)
		sops_buffer_printf(&rows, "<row r='%zu'><c r='A%zu' t='s'><v>0</v></c>"
			"<c r='B%zu'><v>%zu.5</v></c>"
			"<c r='C%zu' t='inlineStr'><is><t>deal %zu</t></is></c></row>",
			r, r, r, r, r, r * 7919);
	assert_int_equal(rows.failed, 0);
	book.rows = rows.at;
	fd = workbook_fd(&book);
	sops_buffer_release(&rows);
	assert_int_equal(sops_xlsx_open(&xlsx, fd, "big.xlsx", NULL, &err), 0);
	while ((status = sops_xlsx_next(xlsx, &record, &err)) > 0) {
		if (++count == 1000)
			early = allocated();
		assert_int_equal(record->count, 3);
		assert_true(count < 1000 || allocated() < early + 65536);
	}
	assert_int_equal(status, 0);
	assert_int_equal(count, 60000);
	sops_xlsx_free(xlsx);
	close(fd);
}

TAP_MAIN("xlsx",
	cmocka_unit_test(workbooks),
	cmocka_unit_test(sheets),
	cmocka_unit_test(bad_rows),
	cmocka_unit_test(bad_parts),
	cmocka_unit_test(bombs),
	cmocka_unit_test(not_spreadsheets),
	cmocka_unit_test(merged),
	cmocka_unit_test(as_csv),
	cmocka_unit_test(feeding_fails),
	cmocka_unit_test(pipes),
	cmocka_unit_test(damaged),
	cmocka_unit_test(checksums),
	cmocka_unit_test(big))
