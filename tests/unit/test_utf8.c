/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "../../lib/csv_private.h"

#define MOST 160 /* bytes of a text */

/* Well-formed sequences, as the table of that name in the Unicode standard has them. */
static const struct {
	unsigned char first, last; /* byte */
	size_t len;
	unsigned char least, most; /* second byte */
} forms[] = {
	{ 0x01, 0x7F, 1, 0, 0 },
	{ 0xC2, 0xDF, 2, 0x80, 0xBF },
	{ 0xE0, 0xE0, 3, 0xA0, 0xBF },
	{ 0xE1, 0xEC, 3, 0x80, 0xBF },
	{ 0xED, 0xED, 3, 0x80, 0x9F },
	{ 0xEE, 0xEF, 3, 0x80, 0xBF },
	{ 0xF0, 0xF0, 4, 0x90, 0xBF },
	{ 0xF1, 0xF3, 4, 0x80, 0xBF },
	{ 0xF4, 0xF4, 4, 0x80, 0x8F },
};

static bool continues(const unsigned char *at, size_t form)
{
	if (at[1] < forms[form].least || at[1] > forms[form].most)
		return false;
	for (size_t i = 2; i < forms[form].len; i++)
		if (at[i] < 0x80 || at[i] > 0xBF)
			return false;
	return true;
}

/* Of one character; 0 if it is none. */
static size_t length(const unsigned char *at, size_t left)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (at[0] < forms[i].first || at[0] > forms[i].last)
			continue;
		if (forms[i].len == 1)
			return 1;
		return forms[i].len <= left && continues(at, i) ? forms[i].len : 0;
	}
	return 0;
}

static size_t expected(const char *text, size_t len)
{
	size_t i = 0, n = 1;

	for (; i < len && n; i += n)
		n = length((const unsigned char *)text + i, len - i);
	return i;
}

/* The same by those ways of scanning that look at all of it at once, with more behind it. */
static void check_at_once(const char *text, size_t len)
{
	char more[MOST + SOPS__TEXT_LEAST];
	const size_t all = len < SOPS__TEXT_LEAST ? SOPS__TEXT_LEAST : len + 1;
	bool is;

	memset(more, 'x', sizeof(more));
	memcpy(more, text, len);
	is = expected(more, all) == all;
	for (enum sops_csv_scan kind = SOPS_SCAN_WORDS; kind <= SOPS_SCAN_NEON; kind++) {
		const struct sops__scan *scan = sops__scan_choose(kind);

		if (scan && scan->is_text)
			assert_true(scan->is_text(more, all) == is);
	}
}

static void check(const char *text, size_t len)
{
	assert_int_equal(sops__utf8_span(text, len), expected(text, len));
	check_at_once(text, len);
}

/* One to four bytes long, so that what is at the edges is at every distance from them. */
static const char *const texts[] = {
	"Review of the pipeline, with every deal and every stage it was in so far. ",
	"上海明远科技有限公司厦门致源数据股份有限公司郑州凌图食品集团有限公司",
	"éßüñéßüñéßüñéßüñéßüñéßüñéßüñéßüñéßüñéßüñéßüñéßüñéßüñéßüñéßüñ",
	"😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓",
	"Größe, 金额 (€), संख्या, 가격, 😀; ราคา, 힣, Größe, 金额 (€), संख्या, 가격",
};

static void every_length(void **state)
{
	(void)state;
	for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++) {
		size_t whole = strlen(texts[t]);

		assert_int_equal(sops__utf8_span(texts[t], whole), whole);
		for (size_t from = 0; from <= 4; from++)
			for (size_t len = 0; len <= whole - from; len++)
				check(texts[t] + from, len);
	}
}

/* A byte that is another, everywhere. */
static void every_byte(void **state)
{
	char text[MOST];

	(void)state;
	for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++) {
		size_t len = strnlen(texts[t], MOST);

		memcpy(text, texts[t], len);
		for (size_t i = 0; i < len; i++) {
			for (int c = 0; c < 256; c++) {
				text[i] = (char)c;
				check(text, len);
			}
			text[i] = texts[t][i];
		}
	}
}

/* Bytes on both sides of every limit there is. */
static const unsigned char edges[] = { 0x00, 0x01, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0,
	0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF };
#define EDGES sizeof(edges)

/* Every four of them, also across the limits of the blocks that text is looked at in. */
static void every_edge(void **state)
{
	static const size_t places[] = { 0, 29, 33, 34, 60, 67 };
	char text[MOST];

	(void)state;
	memset(text, 'x', sizeof(text));
	for (size_t n = 0; n < EDGES * EDGES * EDGES * EDGES; n++) {
		for (size_t p = 0; p < sizeof(places) / sizeof(places[0]); p++) {
			for (size_t i = 0, rest = n; i < 4; i++, rest /= EDGES)
				text[places[p] + i] = (char)edges[rest % EDGES];
			check(text, 71 + n % 16);
			memset(text + places[p], 'x', 4);
		}
	}
}

TAP_MAIN("utf8",
	cmocka_unit_test(every_length),
	cmocka_unit_test(every_byte),
	cmocka_unit_test(every_edge))
