/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/mask.h>

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define KEY "0123456789abcdef0123456789ABCDEF"

static struct sops_mask *make(const char *key)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_mask *mask = NULL;

	if (sops_mask_new(&mask, sops_field_of(key), &err) < 0)
		fail_msg("%s", err.text);
	return mask;
}

/* The mask of a text, in a buffer that holds until the next. */
static const char *masked(const struct sops_mask *mask, struct sops_field text)
{
	static char kept[256];
	struct sops_buffer out = SOPS_BUFFER_INIT;

	assert_int_equal(sops_mask_add(mask, &out, text, NULL), 0);
	assert_true(out.len < sizeof(kept));
	snprintf(kept, sizeof(kept), "%s", out.at ? out.at : "");
	sops_buffer_release(&out);
	return kept;
}

struct known {
	struct sops_field text;
	const char *mask;
};

/*
 * By Python, with the text folded, trimmed and, where it is a phone number, without its marks:
 *	h = hmac.new(key, text.encode(), hashlib.sha256).digest()
 *	'm' + base64.b32encode(h[:10]).decode().lower()
 *	'+999' + ''.join(str(b % 10) for b in h[:24])
 */
static void known_answers(void **state)
{
	static const struct known known[] = {
		{ SOPS_FIELD("Ann Lee"), "mzytlpypfazoczc7r" },
		{ SOPS_FIELD("ann lee "), "mzytlpypfazoczc7r" },
		{ SOPS_FIELD("\t\xC2\xA0" "ANN LEE　"), "mzytlpypfazoczc7r" },
		{ SOPS_FIELD("Ａｎｎ　Ｌｅｅ"), "mzytlpypfazoczc7r" },
		{ SOPS_FIELD("Straße"), "mqakfmy77pu4dztr4" },
		{ SOPS_FIELD("STRASSE"), "mqakfmy77pu4dztr4" },
		{ SOPS_FIELD("张伟"), "mal5dnhho5hf3ddsa" },
		{ SOPS_FIELD("\xC3\xA9"), "myf5cgf7fzupkrkmr" },
		{ SOPS_FIELD("e\xCC\x81"), "myf5cgf7fzupkrkmr" },
		{ SOPS_FIELD("x"), "mwbrnxldwbcn4o7l3" },
		{ SOPS_FIELD("a\0b"), "mkmufig7m4jvlzn3l" },

		{ SOPS_FIELD("ann@example.com"), "mgeiaotpukeeqjm3z@masked.invalid" },
		{ SOPS_FIELD(" Ann@Example.COM"), "mgeiaotpukeeqjm3z@masked.invalid" },
		{ SOPS_FIELD("Ann Lee <ann@example.com>"), "mz2d4ycxtxyw2tegl" },
		{ SOPS_FIELD("ann@localhost"), "mmtqzz5yrtmo3vhxt" },

		{ SOPS_FIELD("+49301234567"), "+999364908950765238844291148" },
		{ SOPS_FIELD("+49 (30) 123-45.67"), "+999364908950765238844291148" },
		{ SOPS_FIELD("＋４９ 30/1234567"), "+999364908950765238844291148" },
		{ SOPS_FIELD("13812345678"), "+999256356922507402263963052" },
		{ SOPS_FIELD("138-1234-5678"), "+999256356922507402263963052" },
		{ SOPS_FIELD("(555) 123-4567"), "+999834818120699217114135720" },
		{ SOPS_FIELD("5551234567"), "+999834818120699217114135720" },
		{ SOPS_FIELD("030 1234567"), "+999471582952695790826441724" },
		{ SOPS_FIELD("123-4567"), "+999810687467502633952613891" },

		{ SOPS_FIELD("2026-07-15"), "mlmhv4a5b4zu7y3qv" },
		{ SOPS_FIELD("20260715"), "mnxsliixuh5o37yq7" },
		{ SOPS_FIELD("123456789"), "mskksm3wwezq5upsw" },

		{ { NULL, 0 }, "" },
		{ SOPS_FIELD(""), "" },
		{ SOPS_FIELD(" \t\xC2\xA0　"), "" },
	};
	struct sops_mask *mask = make(KEY);

	(void)state;
	for (size_t i = 0; i < COUNT(known); i++)
		assert_string_equal(masked(mask, known[i].text), known[i].mask);
	sops_mask_free(mask);
}

/* The form alone, where a text is nearly of another kind. */
static void kinds(void **state)
{
	static const struct {
		const char *text;
		char kind; /* t: text, e: e-mail, p: phone */
	} cases[] = {
		{ "a@b.c", 'e' }, { "a+b@x.example.org", 'e' }, { "李@例子.中国", 'e' },
		{ "@b.c", 't' }, { "a@.c", 't' }, { "a@b.", 't' }, { "a@b@c.d", 't' },
		{ "a b@c.d", 't' }, { "a@b.c, d@e.f", 't' }, { "@", 't' }, { "a@b", 't' },
		{ "+1234567", 'p' }, { "+123456", 't' }, { "+", 't' }, { "+-+1234567", 't' },
		{ "+123456789012345", 'p' }, { "+1234567890123456", 't' },
		{ "123 4567", 'p' }, { "123 456", 't' }, { "1234567", 't' },
		{ "1234567890", 'p' }, { "123456789012345", 'p' }, { "1234567890123456", 't' },
		{ "555-1234 x12", 't' }, { "15.07.2026", 't' }, { "03/04/2026", 't' },
		{ "1,234,567", 't' }, { "----------", 't' }, { "66a1", 't' },
	};
	struct sops_mask *mask = make(KEY);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *got = masked(mask, sops_field_of(cases[i].text));
		char kind = strstr(got, "@masked.invalid") ? 'e' : *got == '+' ? 'p' : 't';

		if (kind != cases[i].kind)
			fail_msg("%s: %s", cases[i].text, got);
		assert_int_equal(strlen(got), kind == 'e' ? 32 : kind == 'p' ? 28 : 17);
	}
	sops_mask_free(mask);
}

/* Not UTF-8: as the bytes are. */
static void odd_bytes(void **state)
{
	struct sops_mask *mask = make(KEY);
	char first[32];

	(void)state;
	snprintf(first, sizeof(first), "%s", masked(mask, sops_field_of("A\xFF")));
	assert_int_equal(strlen(first), 17);
	assert_string_equal(first, masked(mask, sops_field_of(" A\xFF ")));
	assert_string_not_equal(first, masked(mask, sops_field_of("a\xFF")));
	assert_string_not_equal(first, masked(mask, sops_field_of("A\xFE")));
	sops_mask_free(mask);
}

/* Another key, other masks; and a key longer than a block of the hash is one, too. */
static void other_keys(void **state)
{
	static const char *const keys[] = { KEY, KEY "x", "0123456789abcdef",
		KEY KEY KEY, KEY KEY KEY "x" };
	char masks[COUNT(keys)][32];

	(void)state;
	for (size_t i = 0; i < COUNT(keys); i++) {
		struct sops_mask *mask = make(keys[i]);

		snprintf(masks[i], sizeof(masks[i]), "%s", masked(mask, sops_field_of("Ann Lee")));
		sops_mask_free(mask);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(masks[i], masks[j]);
	}
	assert_string_equal(masks[3], "mzrj4lrr4thvde655");
}

static void appended(void **state)
{
	struct sops_mask *mask = make(KEY);
	struct sops_buffer out = SOPS_BUFFER_INIT, full;
	struct sops_error err = { .status = SOPS_OK };

	(void)state;
	sops_buffer_puts(&out, "a,");
	assert_int_equal(sops_mask_add(mask, &out, sops_field_of("x"), NULL), 0);
	assert_int_equal(sops_mask_add(mask, &out, sops_field_of(" "), NULL), 0);
	assert_string_equal(out.at, "a,mwbrnxldwbcn4o7l3");
	sops_buffer_release(&out);
	sops_buffer_init(&full, 10);
	assert_int_equal(sops_mask_add(mask, &full, sops_field_of("x"), &err), SOPS_EINPUT);
	assert_string_equal(err.text, "more than 10 bytes");
	sops_buffer_release(&full);
	sops_mask_free(mask);
}

static void refused_keys(void **state)
{
	static const struct {
		struct sops_field key;
		const char *text;
	} cases[] = {
		{ { NULL, 0 }, "a mask key needs 16 bytes or more: this one has 0" },
		{ SOPS_FIELD("12345"), "a mask key needs 16 bytes or more: this one has 5" },
		{ SOPS_FIELD("0123456789abcde"),
			"a mask key needs 16 bytes or more: this one has 15" },
		{ SOPS_FIELD("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
			"a mask key needs 8 different bytes or more: this one has 1" },
		{ SOPS_FIELD("12345671234567123456712345671234"),
			"a mask key needs 8 different bytes or more: this one has 7" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		struct sops_mask *mask = NULL;

		assert_int_equal(sops_mask_new(&mask, cases[i].key, &err), SOPS_EUSAGE);
		assert_null(mask);
		assert_string_equal(err.text, cases[i].text);
	}
	sops_mask_free(NULL);
	sops_mask_free(make("1234567812345678"));
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Different texts, different masks: none of 20000 meet, in the letters or in the digits. */
static void apart(void **state)
{
	struct sops_mask *mask = make(KEY);
	static char masks[20000][32];

	(void)state;
	for (size_t i = 0; i < COUNT(masks); i++) {
		char text[32];

		snprintf(text, sizeof(text), i % 2 ? "+49 30 %07zu" : "customer %zu", i);
		snprintf(masks[i], sizeof(masks[i]), "%s", masked(mask, sops_field_of(text)));
		assert_int_equal(masks[i][0], i % 2 ? '+' : 'm');
	}
	qsort(masks, COUNT(masks), sizeof(masks[0]), by_text);
	for (size_t i = 1; i < COUNT(masks); i++)
		assert_string_not_equal(masks[i], masks[i - 1]);
	sops_mask_free(mask);
}

TAP_MAIN("mask",
	cmocka_unit_test(known_answers),
	cmocka_unit_test(kinds),
	cmocka_unit_test(odd_bytes),
	cmocka_unit_test(other_keys),
	cmocka_unit_test(appended),
	cmocka_unit_test(refused_keys),
	cmocka_unit_test(apart))
