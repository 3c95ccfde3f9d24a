/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "../../lib/addresses.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TEN "abcdefghij"
#define SIXTY TEN TEN TEN TEN TEN TEN

static void is(bool (*it)(struct sops_field text), const char *name, struct sops_field text,
	bool expected)
{
	/* What stands behind it is not looked at: the sanitizer would say so. */
	char *copy = malloc(text.len);

	assert_non_null(copy);
	memcpy(copy, text.at, text.len);
	if (it((struct sops_field){ copy, text.len }) != expected)
		fail_msg("%.*s is %s %s", (int)text.len, text.at, expected ? "a" : "no", name);
	free(copy);
}

static void domains(void **state)
{
	static const char *const good[] = { "acme.com", "a.b.co", "x-1.example", "3m.com",
		"münchen.de", "例子.中国", "xn--fiqs8s.xn--fiqs8s", SIXTY "abc.de" };
	static const char *const bad[] = { "acme", "acme.", ".com", "a..com", "a.c", "10.0.0.1",
		"acme.c0", "-a.com", "a-.com", "a_b.com", "a b.com", SIXTY "abcd.de",
		SIXTY "." SIXTY "." SIXTY "." SIXTY "." TEN };

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		is(sops__is_domain, "domain", sops_field_of(good[i]), true);
	for (size_t i = 0; i < COUNT(bad); i++)
		is(sops__is_domain, "domain", sops_field_of(bad[i]), false);
	is(sops__is_domain, "domain", (struct sops_field)SOPS_FIELD("a\0b.com"), false);
}

static void emails(void **state)
{
	static const char *const good[] = { "a@b.co", "first.last+x@mail.example.com",
		"o'hara@acme.ie", "张三@例子.中国", SIXTY "abcd@b.co" };
	static const char *const bad[] = { "a", "@", "@b.co", "a@", "a@b", "a@b.c", "a@b.co.",
		"a@b..co", "a..b@c.co", ".a@b.co", "a.@b.co", "a b@c.co", "a@b@c.co", "a,b@c.co",
		"<a@b.co>", "mailto:a@b.co", "\"a\"@b.co", "a@10.0.0.1", "a@[10.0.0.1]",
		SIXTY "abcde@b.co" };

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		is(sops__is_email, "mail address", sops_field_of(good[i]), true);
	for (size_t i = 0; i < COUNT(bad); i++)
		is(sops__is_email, "mail address", sops_field_of(bad[i]), false);
	is(sops__is_email, "mail address", (struct sops_field)SOPS_FIELD("a\0b@c.co"), false);
}

static void websites(void **state)
{
	static const struct {
		struct sops_field text;
		bool url, website;
	} cases[] = {
		{ SOPS_FIELD("http://acme.com"), true, true },
		{ SOPS_FIELD("HTTPS://Acme.com:80/a?b=c#d"), true, true },
		{ SOPS_FIELD("https://www.acme.com/张"), true, true },
		{ SOPS_FIELD("https://acme.com?q"), true, true },
		{ SOPS_FIELD("www.acme.com"), false, true },
		{ SOPS_FIELD("WWW.acme.com/a"), false, true },
		{ SOPS_FIELD("www.acme"), false, false },
		{ SOPS_FIELD("www."), false, false },
		{ SOPS_FIELD("acme.com"), false, false },
		{ SOPS_FIELD("http://"), false, false },
		{ SOPS_FIELD("http:/"), false, false },
		{ SOPS_FIELD("http://acme"), false, false },
		{ SOPS_FIELD("http://acme.c"), false, false },
		{ SOPS_FIELD("http://10.0.0.1/"), false, false },
		{ SOPS_FIELD("http://acme.com/a b"), false, false },
		{ SOPS_FIELD("http://acme.com/a\tb"), false, false },
		{ SOPS_FIELD("www.acme.com/a\nb"), false, false },
		{ SOPS_FIELD("http://acme.com\0/"), false, false },
		{ SOPS_FIELD("ftp://acme.com"), false, false },
		{ SOPS_FIELD("http://me@acme.com"), false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		is(sops__is_url, "url", cases[i].text, cases[i].url);
		is(sops__is_website, "website", cases[i].text, cases[i].website);
	}
}

static void phones(void **state)
{
	static const struct {
		struct sops_field text;
		bool phone, marked;
	} cases[] = {
		{ SOPS_FIELD("+1 (555) 010-9999"), true, true },
		{ SOPS_FIELD("(+49) 30/123456"), true, true },
		{ SOPS_FIELD("(030) 1234.567"), true, true },
		{ SOPS_FIELD("+8613800138000"), true, true },
		{ SOPS_FIELD("555-1234"), true, true },
		{ SOPS_FIELD("5551234"), true, false },
		{ SOPS_FIELD("123456789012345"), true, false },
		{ SOPS_FIELD("555-1234 x12"), true, true },
		{ SOPS_FIELD("555-1234 Ext. 12"), true, true },
		{ SOPS_FIELD("010-12345678转12"), true, true },
		{ SOPS_FIELD("010-12345678 分机 12"), true, true },
		{ SOPS_FIELD("555-1234#1"), true, true },
		{ SOPS_FIELD("5551234 x12"), true, false },
		{ SOPS_FIELD("5551234#1"), true, false },
		{ SOPS_FIELD("555-1234 x"), false, false },
		{ SOPS_FIELD("555-1234 and 12"), false, false },
		{ SOPS_FIELD("555-123"), false, false },
		{ SOPS_FIELD("+"), false, false },
		{ SOPS_FIELD("1234567890123456"), false, false },
		{ SOPS_FIELD("-5551234"), false, false },
		{ SOPS_FIELD("/555-1234"), false, false },
		{ SOPS_FIELD("555+1234"), false, false },
		{ SOPS_FIELD("++5551234"), false, false },
		{ SOPS_FIELD("5+551234"), false, false },
		{ SOPS_FIELD("555\0001234567"), false, false },
		{ SOPS_FIELD("1234567,89"), false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		is(sops__is_phone, "phone", cases[i].text, cases[i].phone);
		is(sops__is_marked_phone, "marked phone", cases[i].text, cases[i].marked);
	}
}

TAP_MAIN("addresses",
	cmocka_unit_test(domains), cmocka_unit_test(emails), cmocka_unit_test(websites),
	cmocka_unit_test(phones))
