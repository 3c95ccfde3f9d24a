/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/likeness.h>

#include "property.h"

#include <stdlib.h>
#include <utf8proc.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sops_buffer normal(enum sops_likeness like, struct sops_field text)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_error err = { .status = SOPS_OK };

	if (sops_likeness_normal(&out, like, text, &err) < 0)
		fail_msg("%s", err.text);
	return out;
}

struct normal_case {
	enum sops_likeness like;
	const char *text, *expected;
};

static const struct normal_case normal_cases[] = {
	{ SOPS_LIKE_TEXT, "", "" },
	{ SOPS_LIKE_TEXT, " -- ! ", "" },
	{ SOPS_LIKE_TEXT, "  Art's   Deli, No. 5 ", "arts deli no 5" },
	{ SOPS_LIKE_TEXT, "Ａｃｍｅ　１２", "acme 12" },
	{ SOPS_LIKE_TEXT, "Müller Straße", "muller st" },
	{ SOPS_LIKE_TEXT, "İSTANBUL ılık", "istanbul ilik" },
	{ SOPS_LIKE_TEXT, "Łódź Ørsted Đuro", "lodz orsted duro" },
	{ SOPS_LIKE_TEXT, "ﬁne ½", "fine 1 2" },
	{ SOPS_LIKE_TEXT, "12 N. Main Street", "12 north main st" },
	{ SOPS_LIKE_TEXT, "102 Fifth Ave.", "102 5th ave" },
	{ SOPS_LIKE_TEXT, "上海市 浦东新区", "上海市浦东新区" },
	{ SOPS_LIKE_TEXT, "ｶﾞﾗｽ", "ガラス" },
	{ SOPS_LIKE_TEXT, "한국 어", "한국 어" },
	{ SOPS_LIKE_TEXT, "a\xff" "b\xc3", "ab" },
	{ SOPS_LIKE_TEXT, "aa\xff" "bb", "aa bb" },
	{ SOPS_LIKE_COMPANY, "Acme Ltd", "acme" },
	{ SOPS_LIKE_COMPANY, "ACME, Limited.", "acme" },
	{ SOPS_LIKE_COMPANY, "The Acme Co., Ltd.", "acme" },
	{ SOPS_LIKE_COMPANY, "Smith & Sons, Inc.", "smith and sons" },
	{ SOPS_LIKE_COMPANY, "Müller GmbH & Co. KG", "muller" },
	{ SOPS_LIKE_COMPANY, "Ferrari S.p.A.", "ferrari" },
	{ SOPS_LIKE_COMPANY, "Akzo Nobel N V", "akzo nobel" },
	{ SOPS_LIKE_COMPANY, "Novo Nordisk A/S", "novo nordisk" },
	{ SOPS_LIKE_COMPANY, "Nokia Oyj", "nokia" },
	{ SOPS_LIKE_COMPANY, "Telco Pty Ltd", "telco" },
	{ SOPS_LIKE_COMPANY, "ООО Ромашка", "ромашка" },
	{ SOPS_LIKE_COMPANY, "Limited", "limited" },
	{ SOPS_LIKE_COMPANY, "Co Ltd", "co" },
	{ SOPS_LIKE_COMPANY, "株式会社トヨタ", "トヨタ" },
	{ SOPS_LIKE_COMPANY, "トヨタ自動車株式会社", "トヨタ自動車" },
	{ SOPS_LIKE_COMPANY, "㈱日立", "日立" },
	{ SOPS_LIKE_COMPANY, "（株）日立", "日立" },
	{ SOPS_LIKE_COMPANY, "北京小米科技有限责任公司", "北京小米科技" },
	{ SOPS_LIKE_COMPANY, "腾讯科技（深圳）有限公司", "腾讯科技深圳" },
	{ SOPS_LIKE_COMPANY, "华为技术股份有限公司", "华为技术" },
	{ SOPS_LIKE_COMPANY, "海尔集团公司", "海尔" },
	{ SOPS_LIKE_COMPANY, "公司", "公司" },
	{ SOPS_LIKE_COMPANY, "小米 Ltd", "小米" },
	{ SOPS_LIKE_PERSON, "Smith, John", "john smith" },
	{ SOPS_LIKE_PERSON, "Dr. John SMITH", "john smith" },
	{ SOPS_LIKE_PERSON, "Bob Smith", "robert smith" },
	{ SOPS_LIKE_PERSON, "J. P. Smith", "j p smith" },
	{ SOPS_LIKE_PERSON, "Dr", "dr" },
	{ SOPS_LIKE_PERSON, "张 伟", "张伟" },
	{ SOPS_LIKE_PHONE, "+86 138 0013 8000", "13800138000" },
	{ SOPS_LIKE_PHONE, "0086-13800138000", "13800138000" },
	{ SOPS_LIKE_PHONE, "86 13800138000", "13800138000" },
	{ SOPS_LIKE_PHONE, "13800138000", "13800138000" },
	{ SOPS_LIKE_PHONE, "０１０－６５５２８８８８", "1065528888" },
	{ SOPS_LIKE_PHONE, "+86 (10) 6552 8888", "1065528888" },
	{ SOPS_LIKE_PHONE, "+44 (0)20 7946 0958", "2079460958" },
	{ SOPS_LIKE_PHONE, "020 7946 0958", "2079460958" },
	{ SOPS_LIKE_PHONE, "+1 (415) 555-1234 ext. 9", "4155551234" },
	{ SOPS_LIKE_PHONE, "415-555-1234 / 415-555-9999", "4155551234" },
	{ SOPS_LIKE_PHONE, "555-1234", "5551234" },
	{ SOPS_LIKE_PHONE, "n/a", "" },
	{ SOPS_LIKE_EMAIL, "Ann.Lee+crm@Example.COM ", "ann.lee@example.com" },
	{ SOPS_LIKE_EMAIL, "A.n.n+x@googlemail.com", "ann@gmail.com" },
	{ SOPS_LIKE_EMAIL, "Ann Lee <ann@example.com>", "ann@example.com" },
	{ SOPS_LIKE_EMAIL, "mailto:ann@example.com", "ann@example.com" },
	{ SOPS_LIKE_EMAIL, "ann@example.com; bo@example.com", "ann@example.com" },
	{ SOPS_LIKE_EMAIL, "\xff@example.com", "" },
	{ SOPS_LIKE_DOMAIN, "ann@Example.com", "example.com" },
	{ SOPS_LIKE_DOMAIN, "https://www.example.com:8080/a?b", "example.com" },
	{ SOPS_LIKE_DOMAIN, "www.example.com.", "example.com" },
	{ SOPS_LIKE_DOMAIN, "ann@gmail.com", "" },
	{ SOPS_LIKE_DOMAIN, "ann@yahoo.co.uk", "" },
	{ SOPS_LIKE_DOMAIN, "a@qq.com", "" },
	{ SOPS_LIKE_EXACT, "SW1A 1AA", "sw1a1aa" },
	{ SOPS_LIKE_EXACT, "1971-06-24", "19710624" },
};

static void makes_normal_forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(normal_cases); i++) {
		const struct normal_case *c = &normal_cases[i];
		struct sops_buffer out = normal(c->like, sops_field_of(c->text));

		if (strcmp(out.at ? out.at : "", c->expected) != 0)
			fail_msg("%s \"%s\": \"%s\", not \"%s\"", sops_likeness_name(c->like),
				c->text, out.at ? out.at : "", c->expected);
		sops_buffer_release(&out);
	}
}

/* Bytes of every sort: letters, Chinese, marks, invalid ones. */
static size_t random_text(uint64_t *random, char *out, size_t size)
{
	static const char *const parts[] = { "a", "B ", " s ", ".", "ltd", "有", "公司", "株式会社",
		"\xff", "\xc3", "é", "İ", "+86", "0", "12", "@", "www.", "&", "ﾞ", "ｶ", "\xcc\x81",
		"’", "Ǆ", "ß", " gmbh ", "street", "bob", "ﷺ", "가", "\xe1\x84\x80", "<", ":" };
	size_t len = 0, want = property_random(random, size - 8);

	while (len < want) {
		const char *part = parts[property_random(random, COUNT(parts))];

		if (property_random(random, 8) == 0) {
			len += (size_t)utf8proc_encode_char((int)property_random(random, 0xD7FF),
				(utf8proc_uint8_t *)out + len);
			continue;
		}
		if (len + strlen(part) > want)
			break;
		memcpy(out + len, part, strlen(part));
		len += strlen(part);
	}
	return len;
}

static size_t characters(struct sops_field text)
{
	size_t n = 0;

	while (text.len) {
		utf8proc_int32_t code;
		utf8proc_ssize_t len = utf8proc_iterate((const utf8proc_uint8_t *)text.at,
			(utf8proc_ssize_t)text.len, &code);

		assert_true(len > 0);
		text.at += len;
		text.len -= (size_t)len;
		n++;
	}
	return n;
}

static void normal_forms_are_their_own(void **state)
{
	uint64_t random = 7;
	char text[64];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		enum sops_likeness like = (enum sops_likeness)(i % SOPS_LIKES);
		struct sops_field raw = { text, random_text(&random, text, sizeof(text)) };
		struct sops_buffer once = normal(like, raw);
		struct sops_buffer twice = normal(like, sops_buffer_view(&once));

		characters(sops_buffer_view(&once));
		if (!sops_field_equal(sops_buffer_view(&once), sops_buffer_view(&twice)))
			fail_msg("%s \"%.*s\": \"%s\", then \"%s\"", sops_likeness_name(like),
				(int)raw.len, raw.at, once.at, twice.at ? twice.at : "");
		sops_buffer_release(&once);
		sops_buffer_release(&twice);
	}
}

static void long_texts_are_cut(void **state)
{
	size_t size = 1 << 20;
	char *text = malloc(size);

	(void)state;
	assert_non_null(text);
	for (int like = 0; like < SOPS_LIKES; like++) {
		for (int fill = 0; fill < 3; fill++) {
			struct sops_buffer out;

			for (size_t i = 0; i < size; i++)
				text[i] = fill == 0 ? 'a' : fill == 1 ? "a 9@."[i % 5] :
					"\xe5\x8d\x8e"[i % 3];
			out = normal((enum sops_likeness)like, (struct sops_field){ text, size });
			assert_true(characters(sops_buffer_view(&out)) <= SOPS_LIKENESS_MOST);
			sops_buffer_release(&out);
		}
	}
	free(text);
}

static int alike(enum sops_likeness like, const char *a, const char *b)
{
	struct sops_buffer one = normal(like, sops_field_of(a));
	struct sops_buffer other = normal(like, sops_field_of(b));
	int similar = sops_likeness_compare(like, sops_buffer_view(&one),
		sops_buffer_view(&other));

	assert_int_equal(similar, sops_likeness_compare(like, sops_buffer_view(&other),
		sops_buffer_view(&one)));
	sops_buffer_release(&one);
	sops_buffer_release(&other);
	return similar;
}

/* Worked by hand. */
static void compares(void **state)
{
	(void)state;
	/* Words weigh their letters: 8 of 13 letters of both, all of the lesser; the mean. */
	assert_int_equal(alike(SOPS_LIKE_COMPANY, "Acme Ltd", "Acme Inc"), 1000000);
	assert_int_equal(alike(SOPS_LIKE_COMPANY, "Acme", "Acme Paris"), 807692);
	assert_int_equal(alike(SOPS_LIKE_TEXT, "red blue", "blue red"), 1000000);
	assert_int_equal(alike(SOPS_LIKE_TEXT, "microsoft", "micro soft"), 1000000);
	/* One slip in ten letters, as one word. */
	assert_int_equal(alike(SOPS_LIKE_TEXT, "microsofts", "micro softs"), 1000000);
	assert_int_equal(alike(SOPS_LIKE_TEXT, "microzofts", "micro softs"), 900000);
	assert_int_equal(alike(SOPS_LIKE_PERSON, "John Smith", "Smith John"), 1000000);
	/* smith 5 + 5, an initial 0.8 of 1 + 1, of 9 + 6: 0.773333; of 6: 0.966666. */
	assert_int_equal(alike(SOPS_LIKE_PERSON, "John Smith", "J. Smith"), 869999);
	/* Pairs of neighbours: 3 of 5 and 3 of 3. */
	assert_int_equal(alike(SOPS_LIKE_COMPANY, "北京小米科技", "小米科技"), 875000);
	assert_int_equal(alike(SOPS_LIKE_COMPANY, "华为", "小米"), 0);
	assert_int_equal(alike(SOPS_LIKE_PHONE, "1-312-555-1234", "312 555 1234"), 1000000);
	assert_int_equal(alike(SOPS_LIKE_PHONE, "312 555 1234", "555 1234"), 1000000);
	/* One slip of ten, or of eight, digits costs 1.5 of them; from 3 on nothing is alike. */
	assert_int_equal(alike(SOPS_LIKE_PHONE, "312 555 1234", "312 555 1243"), 850000);
	assert_int_equal(alike(SOPS_LIKE_EXACT, "1908-12-09", "1908-12-90"), 812500);
	assert_int_equal(alike(SOPS_LIKE_EXACT, "1908-12-09", "1908-11-90"), 625000);
	assert_int_equal(alike(SOPS_LIKE_EXACT, "1908-12-09", "1907-11-90"), 0);
	/* One slip of twelve costs three. */
	assert_int_equal(alike(SOPS_LIKE_EMAIL, "martha@x.com", "marhta@x.com"), 750000);
	assert_int_equal(alike(SOPS_LIKE_EMAIL, "martha@x.com", "martha@other.net"), 750000);
	assert_int_equal(alike(SOPS_LIKE_EMAIL, "mary@x.com", "mary@other.net"), 0);
	assert_int_equal(alike(SOPS_LIKE_DOMAIN, "acme.com", "acne.com"), 875000);
	assert_int_equal(alike(SOPS_LIKE_TEXT, "", ""), 0);
	assert_int_equal(alike(SOPS_LIKE_TEXT, "a", ""), 0);
}

static void likeness_is_the_same_either_way(void **state)
{
	uint64_t random = 11;
	char a[48], b[48];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		enum sops_likeness like = (enum sops_likeness)(i % SOPS_LIKES);
		struct sops_buffer one = normal(like,
			(struct sops_field){ a, random_text(&random, a, sizeof(a)) });
		struct sops_buffer other = normal(like,
			(struct sops_field){ b, random_text(&random, b, sizeof(b)) });
		struct sops_field x = sops_buffer_view(&one), y = sops_buffer_view(&other);
		int similar = sops_likeness_compare(like, x, y);

		assert_in_range(similar, 0, SOPS_LIKENESS_ONE);
		assert_int_equal(similar, sops_likeness_compare(like, y, x));
		assert_int_equal(sops_likeness_compare(like, x, x), x.len ? SOPS_LIKENESS_ONE : 0);
		sops_buffer_release(&one);
		sops_buffer_release(&other);
	}
}

static const struct {
	const char *header;
	enum sops_likeness like;
} headers[] = {
	{ "name", SOPS_LIKE_COMPANY }, { "Account Name", SOPS_LIKE_COMPANY },
	{ "公司名称", SOPS_LIKE_COMPANY }, { "客户名称", SOPS_LIKE_COMPANY },
	{ "customer", SOPS_LIKE_COMPANY }, { "First Name", SOPS_LIKE_PERSON },
	{ "FirstName", SOPS_LIKE_PERSON }, { "last_name", SOPS_LIKE_PERSON },
	{ "surname", SOPS_LIKE_PERSON }, { "given_name", SOPS_LIKE_PERSON },
	{ "contact", SOPS_LIKE_PERSON }, { "Contact Person", SOPS_LIKE_PERSON },
	{ "联系人", SOPS_LIKE_PERSON }, { "fname_c1", SOPS_LIKE_PERSON },
	{ "email", SOPS_LIKE_EMAIL }, { "E-Mail Address", SOPS_LIKE_EMAIL },
	{ "电子邮箱", SOPS_LIKE_EMAIL }, { "phone", SOPS_LIKE_PHONE }, { "Mobile", SOPS_LIKE_PHONE },
	{ "手机号", SOPS_LIKE_PHONE }, { "Phone Number", SOPS_LIKE_PHONE },
	{ "Website", SOPS_LIKE_DOMAIN }, { "customer_id", SOPS_LIKE_EXACT },
	{ "Postcode", SOPS_LIKE_EXACT }, { "date_of_birth", SOPS_LIKE_EXACT },
	{ "soc_sec_id", SOPS_LIKE_EXACT }, { "state", SOPS_LIKE_EXACT },
	{ "address_1", SOPS_LIKE_TEXT }, { "suburb", SOPS_LIKE_TEXT }, { "city", SOPS_LIKE_TEXT },
	{ "", SOPS_LIKE_TEXT }, { "\xff", SOPS_LIKE_TEXT },
};

static void guesses_by_headers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(headers); i++)
		if (sops_likeness_of(sops_field_of(headers[i].header)) != headers[i].like)
			fail_msg("%s: %s", headers[i].header, sops_likeness_name(
				sops_likeness_of(sops_field_of(headers[i].header))));
}

static void names_and_finds(void **state)
{
	(void)state;
	for (int like = 0; like < SOPS_LIKES; like++)
		assert_int_equal(sops_likeness_find(sops_field_of(
			sops_likeness_name((enum sops_likeness)like))), like);
	assert_int_equal(sops_likeness_find(sops_field_of("Text")), -1);
	assert_null(sops_likeness_name(SOPS_LIKES));
}

TAP_MAIN("likeness",
	cmocka_unit_test(makes_normal_forms),
	cmocka_unit_test(normal_forms_are_their_own),
	cmocka_unit_test(long_texts_are_cut),
	cmocka_unit_test(compares),
	cmocka_unit_test(likeness_is_the_same_either_way),
	cmocka_unit_test(guesses_by_headers),
	cmocka_unit_test(names_and_finds))
