/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_junit.c: the rules and what they found as JUnit XML. */
#include "audit_checks.h"

#include <sops/junit.h>

#include <stdlib.h>

#define SAMPLES 10 /* findings of a rule that are shown, at most */

/* What the document is made of; texts are in one buffer, found by where they begin. */
struct report {
	const struct sops__audit_book *book;
	struct sops_junit_rule *rules;
	const char **samples; /* SAMPLES of each rule */
	size_t *at;           /* where they begin in texts, and the messages behind them */
	struct sops_buffer texts;
};

static size_t begin(struct report *report)
{
	return report->texts.len;
}

static void put_sample(struct report *report, const struct sops__audit_entry *entry)
{
	const struct sops__audit_book *book = report->book;
	struct sops_buffer *out = &report->texts;

	if (entry->line)
		sops_buffer_printf(out, "%.*s:%llu: ", entry->file.len ? (int)entry->file.len
			: (int)strlen(book->file.at), entry->file.len ? entry->file.at
			: book->file.at, (unsigned long long)(entry->file.len ? entry->line
			: sops__audit_line(book, entry->byte, entry->line)));
	if (entry->key.len)
		sops_buffer_printf(out, "%.*s: ", (int)entry->key.len, entry->key.at);
	if (entry->column.len)
		sops_buffer_printf(out, "%.*s: ", (int)entry->column.len, entry->column.at);
	sops_buffer_field(out, entry->message);
	sops_buffer_putc(out, '\0');
}

static int put_samples(struct report *report, struct sops_error *err)
{
	const struct sops__audit_log *log = &report->book->log;
	int64_t asked = report->book->plan->options.samples;
	size_t most = asked > 0 && asked < SAMPLES ? (size_t)asked : SAMPLES, *places;
	int status = sops__audit_log_order(&places, log, err);

	for (size_t i = 0; status == 0 && i < log->count; i++) {
		struct sops__audit_entry entry = sops__audit_log_at(log, places[i], NULL);
		struct sops_junit_rule *rule = &report->rules[entry.test];

		if (rule->n_samples == most)
			continue;
		report->at[entry.test * (SAMPLES + 1) + rule->n_samples++] = begin(report);
		put_sample(report, &entry);
	}
	if (status == 0)
		free(places);
	return status;
}

static enum sops_junit_status status_of(const struct report *report, size_t i)
{
	const struct sops__audit_book *book = report->book;
	enum sops_severity severity = sops__audit_status(book->plan->rules[i], &book->counts[i]),
			   fail_on = book->plan->options.fail_on;

	if (book->tests[i].idle)
		return SOPS_JUNIT_SKIPPED;
	if (severity == SOPS_SEVERITY_OFF)
		return SOPS_JUNIT_PASSED;
	return fail_on != SOPS_SEVERITY_OFF && severity >= fail_on ? SOPS_JUNIT_FAILED
								    : SOPS_JUNIT_NOTED;
}

static void put_rule(struct report *report, size_t i)
{
	const struct sops__audit_book *book = report->book;
	const struct sops_rule *rule = book->plan->rules[i];
	struct sops_junit_rule *out = &report->rules[i];

	out->id = rule->id;
	out->status = status_of(report, i);
	out->severity = sops_severity_name(rule->severity);
	out->findings = book->counts[i].failed;
	report->at[i * (SAMPLES + 1) + SAMPLES] = begin(report);
	if (out->status == SOPS_JUNIT_SKIPPED)
		sops_buffer_puts(&report->texts, "there is nothing to check");
	else
		sops_buffer_printf(&report->texts, "not so: %s: %lld of %lld",
			rule->means ? rule->means : rule->id, (long long)out->findings,
			(long long)book->counts[i].checked);
	sops_buffer_putc(&report->texts, '\0');
}

/* When all texts stand where they stay. */
static void settle(struct report *report)
{
	for (size_t i = 0; i < report->book->plan->count; i++) {
		struct sops_junit_rule *rule = &report->rules[i];
		const size_t *at = &report->at[i * (SAMPLES + 1)];

		for (size_t k = 0; k < rule->n_samples; k++)
			report->samples[i * SAMPLES + k] = report->texts.at + at[k];
		rule->samples = &report->samples[i * SAMPLES];
		if (rule->status != SOPS_JUNIT_PASSED)
			rule->message = report->texts.at + at[SAMPLES];
	}
}

static int write_report(struct sops_buffer *out, const struct report *report,
	const struct sops_context *context, struct sops_error *err)
{
	const struct sops__audit_book *book = report->book;
	char day[SOPS_DATE_TEXT], records[32];
	const struct sops_junit_property properties[] = { { "file", book->file.at },
		{ "as_of", day }, { "records", records } };
	const struct sops_junit_suite suite = { book->plan->options.schema->name, properties, 3,
		report->rules, book->plan->count };

	sops_date_format(day, context->as_of);
	snprintf(records, sizeof(records), "%lld", (long long)sops__audit_records(book));
	return sops_junit(out, &suite, 1, err);
}

int sops__audit_junit(struct sops_buffer *out, const struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	size_t n = book->plan->count;
	struct report report = { .book = book, .rules = calloc(n + 1, sizeof(*report.rules)),
		.samples = calloc(n * SAMPLES + 1, sizeof(char *)),
		.at = calloc(n * (SAMPLES + 1) + 1, sizeof(*report.at)) };
	int status = report.rules && report.samples && report.at ? 0 : sops_error_memory(err);

	if (status == 0)
		status = put_samples(&report, err);
	for (size_t i = 0; status == 0 && i < n; i++)
		put_rule(&report, i);
	if (status == 0)
		status = sops_buffer_check(&report.texts, err);
	if (status == 0) {
		settle(&report);
		status = write_report(out, &report, context, err);
	}
	sops_buffer_release(&report.texts);
	free(report.at);
	free(report.samples);
	free(report.rules);
	return status;
}
