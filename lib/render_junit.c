/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/junit.h>

#include "render_private.h"

#include <inttypes.h>

struct counts {
	size_t tests, failures, skipped;
};

struct writing {
	struct sops_buffer *out;
	struct sops_buffer shown; /* a text made harmless */
};

/* U+FFFE and U+FFFF in UTF-8, which XML 1.0 does not have. */
static bool no_character(const char *at, size_t len)
{
	return len >= 3 && at[0] == '\xEF' && at[1] == '\xBF' &&
		(at[2] == '\xBE' || at[2] == '\xBF');
}

static void put_text(struct writing *writing, const char *text)
{
	struct sops_buffer *shown = &writing->shown;

	sops_buffer_clear(shown);
	sops_render_harmless(shown, sops_field_of(text));
	if (shown->failed)
		writing->out->failed = shown->failed;
	for (size_t i = 0; i < shown->len; i++) {
		if (no_character(shown->at + i, shown->len - i)) {
			sops_buffer_puts(writing->out, "\xEF\xBF\xBD");
			i += 2;
		} else {
			sops__put_html(writing->out, shown->at[i]);
		}
	}
}

static void put_attribute(struct writing *writing, const char *name, const char *text)
{
	if (!text)
		return;
	sops_buffer_printf(writing->out, " %s=\"", name);
	put_text(writing, text);
	sops_buffer_putc(writing->out, '"');
}

static void count(struct counts *counts, const struct sops_junit_suite *suite)
{
	counts->tests += suite->n_rules;
	for (size_t i = 0; i < suite->n_rules; i++) {
		counts->failures += suite->rules[i].status == SOPS_JUNIT_FAILED;
		counts->skipped += suite->rules[i].status == SOPS_JUNIT_SKIPPED;
	}
}

static void put_counts(struct writing *writing, const struct counts *counts)
{
	sops_buffer_printf(writing->out,
		" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\">\n", counts->tests,
		counts->failures, counts->skipped);
}

static void put_properties(struct writing *writing, const struct sops_junit_suite *suite)
{
	bool any = false;

	for (size_t i = 0; i < suite->n_properties; i++) {
		if (!suite->properties[i].value)
			continue;
		if (!any)
			sops_buffer_puts(writing->out, "    <properties>\n");
		any = true;
		sops_buffer_puts(writing->out, "      <property");
		put_attribute(writing, "name", suite->properties[i].name);
		put_attribute(writing, "value", suite->properties[i].value);
		sops_buffer_puts(writing->out, "/>\n");
	}
	if (any)
		sops_buffer_puts(writing->out, "    </properties>\n");
}

static void put_samples(struct writing *writing, const struct sops_junit_rule *rule)
{
	int64_t more = rule->findings - (int64_t)rule->n_samples;

	for (size_t i = 0; i < rule->n_samples; i++) {
		sops_buffer_putc(writing->out, '\n');
		put_text(writing, rule->samples[i]);
	}
	if (more > 0 && rule->n_samples > 0)
		sops_buffer_printf(writing->out, "\n… and %" PRId64 " more", more);
	if (rule->n_samples > 0)
		sops_buffer_putc(writing->out, '\n');
}

static void put_failure(struct writing *writing, const struct sops_junit_rule *rule)
{
	sops_buffer_puts(writing->out, "      <failure");
	put_attribute(writing, "type", rule->severity);
	put_attribute(writing, "message", rule->message);
	sops_buffer_putc(writing->out, '>');
	put_samples(writing, rule);
	sops_buffer_puts(writing->out, "</failure>\n");
}

static void put_note(struct writing *writing, const struct sops_junit_rule *rule)
{
	sops_buffer_puts(writing->out, "      <system-out>");
	if (rule->severity) {
		put_text(writing, rule->severity);
		sops_buffer_puts(writing->out, ": ");
	}
	put_text(writing, rule->message);
	put_samples(writing, rule);
	sops_buffer_puts(writing->out, "</system-out>\n");
}

static void put_skipped(struct writing *writing, const struct sops_junit_rule *rule)
{
	sops_buffer_puts(writing->out, "      <skipped");
	put_attribute(writing, "message", rule->message);
	sops_buffer_puts(writing->out, "/>\n");
}

static void put_rule(struct writing *writing, const struct sops_junit_suite *suite,
	const struct sops_junit_rule *rule)
{
	static void (*const put[])(struct writing *writing, const struct sops_junit_rule *rule) = {
		[SOPS_JUNIT_PASSED] = NULL, [SOPS_JUNIT_NOTED] = put_note,
		[SOPS_JUNIT_FAILED] = put_failure, [SOPS_JUNIT_SKIPPED] = put_skipped,
	};

	sops_buffer_puts(writing->out, "    <testcase");
	put_attribute(writing, "classname", suite->name);
	put_attribute(writing, "name", rule->id);
	if (!put[rule->status]) {
		sops_buffer_puts(writing->out, "/>\n");
		return;
	}
	sops_buffer_puts(writing->out, ">\n");
	put[rule->status](writing, rule);
	sops_buffer_puts(writing->out, "    </testcase>\n");
}

static void put_suite(struct writing *writing, const struct sops_junit_suite *suite)
{
	struct counts counts = { .tests = 0 };

	count(&counts, suite);
	sops_buffer_puts(writing->out, "  <testsuite");
	put_attribute(writing, "name", suite->name);
	put_counts(writing, &counts);
	put_properties(writing, suite);
	for (size_t i = 0; i < suite->n_rules; i++)
		put_rule(writing, suite, &suite->rules[i]);
	sops_buffer_puts(writing->out, "  </testsuite>\n");
}

int sops_junit(struct sops_buffer *out, const struct sops_junit_suite *suites, size_t n,
	struct sops_error *err)
{
	struct writing writing = { .out = out };
	struct counts counts = { .tests = 0 };

	for (size_t i = 0; i < n; i++)
		count(&counts, &suites[i]);
	sops_buffer_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
	put_counts(&writing, &counts);
	for (size_t i = 0; i < n; i++)
		put_suite(&writing, &suites[i]);
	sops_buffer_puts(out, "</testsuites>\n");
	sops_buffer_release(&writing.shown);
	return sops_buffer_check(out, err);
}
