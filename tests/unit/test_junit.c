/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/junit.h>

#include <expat.h>
#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What a parser makes of it: elements, and all texts and values one after the other. */
struct seen {
	int elements;
	struct sops_buffer text;
};

static void start(void *to, const XML_Char *name, const XML_Char **attributes)
{
	struct seen *seen = to;

	(void)name;
	seen->elements++;
	for (size_t i = 0; attributes[i]; i += 2)
		sops_buffer_printf(&seen->text, "%s=%s\n", attributes[i], attributes[i + 1]);
}

static void text(void *to, const XML_Char *at, int len)
{
	struct seen *seen = to;

	sops_buffer_add(&seen->text, at, (size_t)len);
}

static struct seen parse(const struct sops_buffer *xml)
{
	XML_Parser parser = XML_ParserCreate("UTF-8");
	struct seen seen = { .elements = 0 };

	XML_SetUserData(parser, &seen);
	XML_SetStartElementHandler(parser, start);
	XML_SetCharacterDataHandler(parser, text);
	if (XML_Parse(parser, xml->at, (int)xml->len, 1) != XML_STATUS_OK)
		fail_msg("%s in line %lu of\n%s",
			XML_ErrorString(XML_GetErrorCode(parser)),
			(unsigned long)XML_GetCurrentLineNumber(parser), xml->at);
	XML_ParserFree(parser);
	return seen;
}

static void the_document(void **state)
{
	static const char *const samples[] = { "line 2: D1: amount is blank", "line 9: <D8>" };
	static const struct sops_junit_rule rules[] = {
		{ .id = "amount_needed", .status = SOPS_JUNIT_FAILED, .severity = "error",
			.message = "amount is blank: 14 of 120", .samples = samples, .n_samples = 2,
			.findings = 14 },
		{ .id = "key_unique" },
		{ .id = "stale", .status = SOPS_JUNIT_NOTED, .severity = "warn",
			.message = "2 \"old\" ones", .samples = samples, .n_samples = 2,
			.findings = 2 },
		{ .id = "bare", .status = SOPS_JUNIT_FAILED, .findings = 3 },
		{ .id = "no_owner", .status = SOPS_JUNIT_SKIPPED,
			.message = "no column for owner" },
		{ .id = "silent", .status = SOPS_JUNIT_NOTED },
	};
	static const struct sops_junit_property properties[] = {
		{ "as_of", "2026-06-30" }, { "where", NULL }, { "records", "120" },
	};
	const struct sops_junit_suite suites[] = {
		{ "deals", properties, COUNT(properties), rules, COUNT(rules) },
		{ .name = "leads", .properties = properties + 1, .n_properties = 1 },
	};
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct seen seen;

	(void)state;
	assert_int_equal(sops_junit(&out, suites, COUNT(suites), NULL), 0);
	assert_string_equal(out.at,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites tests=\"6\" failures=\"2\" errors=\"0\" skipped=\"1\">\n"
		"  <testsuite name=\"deals\" tests=\"6\" failures=\"2\" errors=\"0\" "
		"skipped=\"1\">\n"
		"    <properties>\n"
		"      <property name=\"as_of\" value=\"2026-06-30\"/>\n"
		"      <property name=\"records\" value=\"120\"/>\n"
		"    </properties>\n"
		"    <testcase classname=\"deals\" name=\"amount_needed\">\n"
		"      <failure type=\"error\" message=\"amount is blank: 14 of 120\">\n"
		"line 2: D1: amount is blank\n"
		"line 9: &lt;D8&gt;\n"
		"… and 12 more\n"
		"</failure>\n"
		"    </testcase>\n"
		"    <testcase classname=\"deals\" name=\"key_unique\"/>\n"
		"    <testcase classname=\"deals\" name=\"stale\">\n"
		"      <system-out>warn: 2 &quot;old&quot; ones\n"
		"line 2: D1: amount is blank\n"
		"line 9: &lt;D8&gt;\n"
		"</system-out>\n"
		"    </testcase>\n"
		"    <testcase classname=\"deals\" name=\"bare\">\n"
		"      <failure></failure>\n"
		"    </testcase>\n"
		"    <testcase classname=\"deals\" name=\"no_owner\">\n"
		"      <skipped message=\"no column for owner\"/>\n"
		"    </testcase>\n"
		"    <testcase classname=\"deals\" name=\"silent\">\n"
		"      <system-out></system-out>\n"
		"    </testcase>\n"
		"  </testsuite>\n"
		"  <testsuite name=\"leads\" tests=\"0\" failures=\"0\" errors=\"0\" "
		"skipped=\"0\">\n"
		"  </testsuite>\n"
		"</testsuites>\n");
	seen = parse(&out);
	assert_int_equal(seen.elements, 1 + 2 + 3 + 6 + 5);
	sops_buffer_release(&seen.text);
	sops_buffer_release(&out);
}

/* In every place where data can be. */
static void write_everywhere(struct sops_buffer *out, const char *data)
{
	const char *const samples[] = { data, data };
	const struct sops_junit_rule rules[] = {
		{ data, SOPS_JUNIT_FAILED, data, data, samples, 2, 9 },
		{ data, SOPS_JUNIT_NOTED, data, data, samples, 2, 2 },
		{ data, SOPS_JUNIT_SKIPPED, data, data, samples, 2, 2 },
		{ data, SOPS_JUNIT_PASSED, data, data, samples, 2, 2 },
	};
	const struct sops_junit_property property = { data, data };
	const struct sops_junit_suite suite = { data, &property, 1, rules, COUNT(rules) };

	assert_int_equal(sops_junit(out, &suite, 1, NULL), 0);
}

static void hostile_data(void **state)
{
	static const struct {
		const char *data, *shown; /* NULL: as it is */
	} cases[] = {
		{ "</failure><x a='1'>&amp;\"", NULL }, { "]]>", NULL }, { "<![CDATA[x", NULL },
		{ "<!-- x -- y", NULL }, { "<?xml version='1.0'?>", NULL }, { "&#0;&lol;", NULL },
		{ "a\nb\r\tc", "a\\nb\\r\\tc" }, { "\033[31m\a\b\001", "\\x1b[31m\\x07\\x08\\x01" },
		{ "\x7f", "\\x7f" }, { "\xC2\x85", "\\u0085" }, { "\xE2\x80\xAE", "\\u202e" },
		{ "\xFF\xFE", "\\xff\\xfe" }, { "\xED\xA0\x80", "\\xed\\xa0\\x80" },
		{ "\xC0\x80", "\\xc0\\x80" }, { "\xF4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
		{ "\xE2\x82", "\\xe2\\x82" }, { "合同 😀 é", NULL }, { "", NULL },
		{ "\xEF\xBF\xBE|\xEF\xBF\xBF|\xEF\xBF\xBD",
			"\xEF\xBF\xBD|\xEF\xBF\xBD|\xEF\xBF\xBD" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *shown = cases[i].shown ? cases[i].shown : cases[i].data;
		struct sops_buffer out = SOPS_BUFFER_INIT, wanted = SOPS_BUFFER_INIT;
		struct seen seen;

		write_everywhere(&out, cases[i].data);
		seen = parse(&out);
		sops_buffer_printf(&wanted, "type=%s\nmessage=%s\n\n%s\n%s\n… and 7 more\n",
			shown, shown, shown, shown);
		if (!strstr(seen.text.at, wanted.at))
			fail_msg("no\n%s\nin\n%s", wanted.at, seen.text.at);
		sops_buffer_release(&wanted);
		sops_buffer_release(&seen.text);
		sops_buffer_release(&out);
	}
}

/* Every byte after, before and between others, and random ones. */
static void any_bytes(void **state)
{
	uint64_t random = 88172645463325252ULL;

	(void)state;
	for (int i = 1; i < 2000; i++) {
		struct sops_buffer out = SOPS_BUFFER_INIT;
		struct seen seen;
		char data[24] = { 0 };

		if (i < 256)
			snprintf(data, sizeof(data), "%ca%c%cb%c", i, i, i, i);
		for (size_t j = 0; i >= 256 && j < sizeof(data) - 1; j++) {
			random ^= random << 13;
			random ^= random >> 7;
			random ^= random << 17;
			data[j] = (char)(random % 255 + 1);
		}
		write_everywhere(&out, data);
		seen = parse(&out);
		assert_int_equal(seen.elements, 1 + 1 + 2 + 4 + 3);
		sops_buffer_release(&seen.text);
		sops_buffer_release(&out);
	}
}

static void a_buffer_that_is_full(void **state)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer out;

	(void)state;
	sops_buffer_init(&out, 100);
	assert_int_equal(sops_junit(&out, NULL, 0, &err), SOPS_EINPUT);
	sops_buffer_release(&out);
}

TAP_MAIN("junit", cmocka_unit_test(the_document), cmocka_unit_test(hostile_data),
	cmocka_unit_test(any_bytes), cmocka_unit_test(a_buffer_that_is_full))
