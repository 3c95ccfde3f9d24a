/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/buffer.h>
#include <sops/sniff.h>

#include "property.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char chinese[] =
	"商机编号,商机名称（必填）,客户名称,负责人,商机阶段,金额,预计成交日期\n"
	"66a1,上海明远科技有限公司 - 维保服务,上海明远科技有限公司,马嘉怡,赢单,\"15,200.00\",2026-07-01\n"
	"66a2,厦门致源数据股份有限公司 - 传感器套件,厦门致源数据股份有限公司,程美玲,输单,￥3.9万,2026-07-02\n"
	"66a3,郑州凌图食品集团有限公司 - 网关 200,郑州凌图食品集团有限公司,刘雨桐,谈判审核,100,2026-07-03\n";

static const char traditional[] =
	"商機編號,商機名稱,客戶名稱,負責人,金額\n"
	"1,台北資訊股份有限公司 - 維護服務,台北資訊股份有限公司,陳美玲,100\n"
	"2,高雄貿易公司 - 軟體,高雄貿易公司,林志明,200\n";

static const char japanese[] =
	"商談番号,商談名,取引先名,担当者,金額\n"
	"1,株式会社サンプル - 保守サービス,東京システム株式会社,田中太郎,100\n"
	"2,ソフトウェアの更新,大阪データ株式会社,山本さくら,200\n";

static const char german[] =
	"Nr;Verkaufschance;Firma;Zuständiger;Betrag (€);Größe\n"
	"1;Müller Maschinenbau;Müller & Söhne GmbH;Jörg Weiß;1.234,50;groß\n"
	"2;Übernahme Köln;Bäcker AG;Käthe Groß;99,00;mäßig\n";

static const char french[] =
	"Numéro;Opportunité;Société;Propriétaire;Montant (€);Étape\n"
	"1;Hélène à Besançon;Société Générale;Zoé Lefèvre;1 234,50;Gagnée à l’arrêté\n";

static const char spanish[] =
	"Número;Oportunidad;Compañía;Dueño;Importe\n"
	"1;Año nuevo;Muñoz e Hijos;José Ibáñez;10\n";

static const char polish[] =
	"Numer;Nazwa;Właściciel;Wartość;Źródło\n"
	"1;Łódź Sp. z o.o.;Agnieszka Wójcik;1 234,50;Polecenie żądań\n"
	"2;Żółty Sklep;Michał Dąbrowski;2,00;Strona\n";

static const char czech[] =
	"Číslo;Název;Vlastník;Částka\n"
	"1;Příležitost Brno;Jiří Dvořák;10\n";

static const char plain[] = "id,name,amount\n1,Acme,5\n2,Globex,7\n";

/* To be released; nothing where the encoding lacks a character. */
static struct sops_buffer convert(struct sops_field text, const char *from, const char *to)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	iconv_t converter = iconv_open(to, from);
	char *in = (char *)text.at, bytes[512];
	size_t left = text.len;

	assert_true(converter != (iconv_t)-1);
	while (left) {
		char *at = bytes;
		size_t room = sizeof(bytes);
		bool failed = iconv(converter, &in, &left, &at, &room) == (size_t)-1;

		sops_buffer_add(&out, bytes, sizeof(bytes) - room);
		if (failed && errno == EILSEQ)
			sops_buffer_clear(&out);
		if (failed && errno != E2BIG)
			break;
	}
	iconv_close(converter);
	return out;
}

static struct sops_sniffed_encoding sniff(struct sops_field head, bool ended)
{
	struct sops_sniffed_encoding found;
	int status = sops_sniff_encoding(&found, head, ended, NULL);

	assert_true(status == 0 || status == SOPS_EINPUT);
	assert_true(status == 0 ? found.name && found.sure != SOPS_UNCLEAR && found.how[0]
				: !found.name || found.how[0]);
	return found;
}

static void expect(const char *bytes, size_t len, bool ended, const char *name,
	enum sops_sureness sure, const char *how)
{
	struct sops_sniffed_encoding found = sniff((struct sops_field){ bytes, len }, ended);

	assert_non_null(found.name);
	assert_string_equal(found.name, name);
	assert_string_equal(found.how, how);
	assert_int_equal(found.sure, sure);
}

static void encoded(const char *text, const char *encoding, const char *name,
	enum sops_sureness sure, const char *how)
{
	struct sops_buffer bytes = convert(sops_field_of(text), "UTF-8", encoding);

	expect(bytes.at, bytes.len, true, name, sure, how);
	sops_buffer_release(&bytes);
}

static void encodings_are_told(void **state)
{
	static const char nuls[] = "its pattern of NUL bytes", mark[] = "byte order mark";

	(void)state;
	encoded(chinese, "UTF-8", "utf-8", SOPS_CERTAIN, "valid UTF-8");
	encoded(chinese, "UTF-16", "utf-16", SOPS_CERTAIN, mark);
	encoded(chinese, "UTF-32", "utf-32", SOPS_CERTAIN, mark);
	encoded(chinese, "UTF-16LE", "utf-16le", SOPS_LIKELY, nuls);
	encoded(chinese, "UTF-16BE", "utf-16be", SOPS_LIKELY, nuls);
	encoded(chinese, "UTF-32LE", "utf-32le", SOPS_CERTAIN, nuls);
	encoded(chinese, "UTF-32BE", "utf-32be", SOPS_CERTAIN, nuls);
	encoded(chinese, "GB18030", "gb18030", SOPS_CERTAIN,
		"valid GB18030 with 126 Chinese characters");
	encoded(chinese, "GBK", "gb18030", SOPS_CERTAIN,
		"valid GB18030 with 126 Chinese characters");
	encoded(traditional, "GBK", "gb18030", SOPS_LIKELY,
		"valid GB18030 with 61 Chinese characters");
	encoded(traditional, "BIG5", "big5", SOPS_LIKELY,
		"valid Big5 with 61 Chinese characters");
	encoded(japanese, "CP932", "cp932", SOPS_LIKELY,
		"valid Shift-JIS with 42 Chinese characters");
	encoded(german, "CP1252", "windows-1252", SOPS_LIKELY,
		"letters and marks in usual places: 17");
	encoded(polish, "CP1250", "windows-1250", SOPS_LIKELY,
		"letters and marks in usual places: 19");
	encoded(plain, "UTF-8", "utf-8", SOPS_CERTAIN, "ASCII");
	encoded(plain, "UTF-16LE", "utf-16le", SOPS_LIKELY, nuls);
	expect("", 0, true, "utf-8", SOPS_CERTAIN, "ASCII");
	expect("\xEF\xBB\xBFid\n", 6, true, "utf-8", SOPS_CERTAIN, mark);
	expect("\xEF\xBB\xBF\xC3\xA9\n", 6, true, "utf-8", SOPS_CERTAIN, mark);
	expect("M\xC3\xBCller,K\xC3\xB6ln\n", 14, true, "utf-8", SOPS_CERTAIN, "valid UTF-8");
	expect("id,M\xC3\xBCller\n", 11, true, "utf-8", SOPS_LIKELY, "valid UTF-8");
	expect("id,M\xFCller\n", 10, true, "windows-1252", SOPS_LIKELY,
		"letters and marks in usual places: 1");
	/* The euro sign of Windows, which GB18030 has elsewhere. */
	expect("\xBF\xCD\xBB\xA7,\x80\n", 7, true, "cp936", SOPS_LIKELY,
		"valid GBK with 2 Chinese characters");
}

static void ascii_so_far(void **state)
{
	struct sops_sniffed_encoding found = sniff(sops_field_of(plain), false);

	(void)state;
	assert_true(found.ascii);
	assert_int_equal(found.sure, SOPS_LIKELY);
	assert_string_equal(found.how, "ASCII so far");
	found = sniff(sops_field_of(plain), true);
	assert_true(found.ascii);
	assert_int_equal(found.sure, SOPS_CERTAIN);
	assert_false(sniff(sops_field_of(chinese), true).ascii);
	/* Cut inside its first character. */
	found = sniff((struct sops_field)SOPS_FIELD("id\n\xE5\xAE"), false);
	assert_true(found.ascii);
	assert_int_equal(found.sure, SOPS_LIKELY);
}

static void refuses(const char *bytes, size_t len, bool ended, uint64_t line, const char *text,
	const char *hint)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_sniffed_encoding found;

	assert_int_equal(sops_sniff_encoding(&found, (struct sops_field){ bytes, len }, ended,
		&err), SOPS_EINPUT);
	assert_string_equal(err.text, text);
	assert_string_equal(err.hint, hint);
	assert_int_equal(err.line, line);
}

#define REFUSES(bytes, ended, line, text, hint) \
	refuses(bytes, sizeof(bytes) - 1, ended, line, text, hint)

static void what_is_odd_is_refused(void **state)
{
	(void)state;
	REFUSES("a\0b\n", true, 0, "NUL byte at offset 1", "");
	REFUSES("\xFF\xFE" "a\0,", true, 0, "the input ends inside a character (utf-16)",
		"the file is cut off: export it again");
	REFUSES("i\0d\0,\0a\0\n\0x", true, 0, "the input ends inside a character (utf-16le)",
		"the file is cut off: export it again");
	REFUSES("\xFF\xFE\0\0a\0\0\0b\0", true, 0, "the input ends inside a character (utf-32)",
		"the file is cut off: export it again");
	expect("\xFF\xFE" "a\0,", 5, false, "utf-16", SOPS_CERTAIN, "byte order mark");
	REFUSES("id\n\xE9\n", true, 2,
		"byte 0xE9 at offset 3 is not UTF-8, and the encoding is unclear",
		"try --encoding gb18030 or --encoding windows-1252");
	REFUSES("\xEF\xBB\xBFid\nM\xFCller\n", true, 2,
		"byte 0xFC at offset 7 is not UTF-8, but the byte order mark says UTF-8", "");
	REFUSES("\xE5\xAE\xA2\n\xE6\x88\xB7\n\xBF\xCD\xBB\xA7\n", true, 3,
		"byte 0xBF at offset 8 is not UTF-8, but 2 lines are",
		"line 3 looks like gb18030");
	REFUSES("\xE5\xAE\xA2\xE6\x88\xB7\xE9\x87\x91\xE9\xA2\x9D\nM\xFCller\nK\xF6ln\n", true, 2,
		"byte 0xFC at offset 14 is not UTF-8, but 1 line is",
		"line 2 looks like windows-1252");
	/* Cut inside a character at the very end. */
	REFUSES("M\xC3\xBCller\nM\xC3\xBCller\nM\xC3", true, 3,
		"byte 0xC3 at offset 17 is not UTF-8, but 2 lines are", "");
	expect("M\xC3\xBCller\nM\xC3\xBCller\nM\xC3", 18, false, "utf-8", SOPS_CERTAIN,
		"valid UTF-8");
	/* Two Chinese characters that are two Cyrillic ones in UTF-8. */
	REFUSES("\xCE\xAA\xD6\xB9,\xCE\xAA\xD6\xB9\n", true, 0,
		"the encoding is unclear: UTF-8 and GB18030 both fit",
		"try --encoding utf-8 or --encoding gb18030");
	/* What stands for yuan is a storey in Chinese of old, behind its number. */
	expect("id,x\n1,\xC2\xA5\n2,\xC2\xA5" "5\n", 16, true, "utf-8", SOPS_CERTAIN,
		"valid UTF-8");
	REFUSES("id,x\n1,3\xC2\xA5\n", true, 0,
		"the encoding is unclear: UTF-8 and GB18030 both fit",
		"try --encoding utf-8 or --encoding gb18030");
	/* ISO 8859-2 and such differ from the code pages of Windows in a few letters. */
	REFUSES("a,\x9F\x9F\x9F\x9F\x9F\n", true, 1,
		"byte 0x9F at offset 2 is not UTF-8, and the encoding is unclear",
		"try --encoding gb18030 or --encoding windows-1252");
}

static void other_files_are_named(void **state)
{
	static const char excel[] = "open it in Excel and save it as CSV UTF-8";
	static const char unpack[] = "unpack it first", again[] = "export again as CSV";
	static const struct {
		struct sops_field head;
		const char *name, *hint;
	} cases[] = {
		{ SOPS_FIELD("PK\x03\x04....[Content_Types].xml....xl/workbook.xml"),
		  "an Excel workbook (.xlsx)", "sops-import reads it" },
		{ SOPS_FIELD("PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
		  "an OpenDocument file", "save it as CSV" },
		{ SOPS_FIELD("PK\x03\x04....word/document.xml"), "a zip archive", unpack },
		{ SOPS_FIELD("PK\x05\x06"), "a zip archive", unpack },
		{ SOPS_FIELD("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0"), "an old Excel workbook (.xls)",
		  excel },
		{ SOPS_FIELD("\x09\x02\x06\x00\0"), "an old Excel workbook (.xls)", excel },
		{ SOPS_FIELD("\x1F\x8B\x08\0"), "a compressed file", unpack },
		{ SOPS_FIELD("%PDF-1.7"), "a PDF", again },
		{ SOPS_FIELD("{\\rtf1"), "a text document (RTF)", again },
		{ SOPS_FIELD("<HTML>"), "a web page (HTML)", excel },
		{ SOPS_FIELD("\xEF\xBB\xBF\r\n <table border=1>"), "a web page (HTML)", excel },
		{ SOPS_FIELD("<!DOCTYPE html>"), "a web page (HTML)", excel },
		{ SOPS_FIELD("<?xml version=\"1.0\"?>"), "XML", excel },
		{ SOPS_FIELD("MIME-Version: 1.0\r\n"), "a web page in one file (MHTML)", excel },
		{ SOPS_FIELD("SQLite format 3\0"), "a picture or a data base", again },
	};
	char text[200];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(text, sizeof(text), "this is %s, not CSV", cases[i].name);
		refuses(cases[i].head.at, cases[i].head.len, true, 0, text, cases[i].hint);
	}
	assert_int_equal(sops_sniff_kind((struct sops_field)SOPS_FIELD("PAR1,x\n")),
		SOPS_SNIFF_TEXT);
	assert_int_equal(sops_sniff_kind((struct sops_field){ NULL, 0 }), SOPS_SNIFF_TEXT);
	assert_string_equal(sops_sniff_kind_name(SOPS_SNIFF_TEXT), "text");
}

static const struct {
	const char *text, *encodings[12];
} samples[] = {
#define WIDE "UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE", "GB18030"
	{ chinese, { WIDE, "GBK", "GB2312", NULL } },
	{ traditional, { WIDE, "GBK", "BIG5", NULL } },
	{ japanese, { WIDE, "CP932", NULL } },
	{ german, { WIDE, "CP1252", "CP1250", NULL } },
	{ french, { WIDE, "CP1252", NULL } },
	{ spanish, { WIDE, "CP1252", NULL } },
	{ polish, { WIDE, "CP1250", NULL } },
	{ czech, { WIDE, "CP1250", NULL } },
	{ plain, { WIDE, "CP1252", NULL } },
};

static bool same_text(struct sops_field bytes, const char *truth, const char *name)
{
	struct sops_buffer meant = convert(bytes, truth, "UTF-8");
	struct sops_buffer read = convert(bytes, name, "UTF-8");
	bool same = sops_field_equal(sops_buffer_view(&meant), sops_buffer_view(&read));

	sops_buffer_release(&meant);
	sops_buffer_release(&read);
	return same;
}

/* What is found is what was meant, or nothing is found. */
static void check_sample(const char *text, const char *encoding)
{
	struct sops_buffer bytes = convert(sops_field_of(text), "UTF-8", encoding);
	struct sops_sniffed_encoding found;

	for (size_t len = 0; len <= bytes.len; len++) {
		struct sops_field head = { bytes.at, len };

		found = sniff(head, len == bytes.len);
		if (found.name && (found.sure == SOPS_CERTAIN || len == bytes.len) &&
		    !same_text(head, encoding, found.name))
			fail_msg("%zu bytes of %s found as %s (%s) in\n%s", len, encoding,
				found.name, found.how, text);
	}
	sops_buffer_release(&bytes);
}

static void no_encoding_is_taken_for_another(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(samples); i++)
		for (const char *const *e = samples[i].encodings; *e; e++)
			check_sample(samples[i].text, *e);
}

/* Words of a sample in random order, so that few of its characters or many are there. */
static struct sops_buffer shuffled(uint64_t *random, const char *text)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	size_t words = 1 + property_random(random, 12);

	for (size_t i = 0; i < words; i++) {
		struct sops_field rest = sops_field_of(text), word = { NULL, 0 };
		size_t skip = property_random(random, 24);

		while (rest.at && skip-- > 0)
			word = sops_field_cut(&rest, strchr(text, ';') ? ';' : ',');
		sops_buffer_field(&out, word);
		sops_buffer_putc(&out, property_random(random, 4) ? ',' : '\n');
	}
	return out;
}

static void words_in_any_order_are_never_surely_wrong(void **state)
{
	uint64_t random = 20260701;

	(void)state;
	for (size_t n = 0; n < 1000; n++) {
		size_t i = property_random(&random, COUNT(samples)), encodings = 0;
		struct sops_buffer text = shuffled(&random, samples[i].text), bytes;
		struct sops_sniffed_encoding found;
		const char *encoding;

		while (samples[i].encodings[encodings])
			encodings++;
		encoding = samples[i].encodings[property_random(&random, encodings)];
		bytes = convert(sops_buffer_view(&text), "UTF-8", encoding);
		found = sniff(sops_buffer_view(&bytes), true);
		if (found.sure == SOPS_CERTAIN &&
		    !same_text(sops_buffer_view(&bytes), encoding, found.name))
			fail_msg("%s found as %s in\n%s", encoding, found.name, text.at);
		sops_buffer_release(&text);
		sops_buffer_release(&bytes);
	}
}

static void any_bytes_have_an_answer(void **state)
{
	static const char bytes[] = "a,\n\0\x80\xA1\xB0\xC3\xC9\xD0\xE4\xEF\xFE\xFF\x81\x30";
	uint64_t random = 7;
	char head[40];

	(void)state;
	for (size_t n = 0; n < 2000; n++) {
		size_t len = property_random(&random, sizeof(head));

		for (size_t i = 0; i < len; i++)
			head[i] = bytes[property_random(&random, sizeof(bytes) - 1)];
		sniff((struct sops_field){ head, len }, n % 2);
	}
}

TAP_MAIN("sniff",
	cmocka_unit_test(encodings_are_told),
	cmocka_unit_test(ascii_so_far),
	cmocka_unit_test(what_is_odd_is_refused),
	cmocka_unit_test(other_files_are_named),
	cmocka_unit_test(no_encoding_is_taken_for_another),
	cmocka_unit_test(words_in_any_order_are_never_surely_wrong),
	cmocka_unit_test(any_bytes_have_an_answer))
