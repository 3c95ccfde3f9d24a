/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_rows.c: what was found, as tables: finding by finding, or rule by rule. */
#include "audit_checks.h"

#include <stdlib.h>

/* ---- finding by finding ---- */

static void finding_columns(struct sops_table *table)
{
	sops_table_column(table, "severity", SOPS_COLUMN_TEXT, "", "error, warn or info");
	sops_table_column(table, "rule", SOPS_COLUMN_TEXT, "", "the rule's id");
	sops_table_column(table, "file", SOPS_COLUMN_TEXT, "", "where it was found");
	sops_table_column(table, "line", SOPS_COLUMN_COUNT, "", "on which the record begins");
	sops_table_column(table, "record", SOPS_COLUMN_COUNT, "", "its number, from 1");
	sops_table_column(table, "key", SOPS_COLUMN_TEXT, "", "what identifies the record");
	sops_table_column(table, "column", SOPS_COLUMN_TEXT, "", "header of the column");
	sops_table_column(table, "value", SOPS_COLUMN_TEXT, "", "the cell, as it stands");
	sops_table_column(table, "message", SOPS_COLUMN_TEXT, "", "what is wrong with it");
	sops_table_hidden_column(table, "byte", SOPS_COLUMN_COUNT, "bytes",
		"where the record begins");
	sops_table_hidden_column(table, "check", SOPS_COLUMN_TEXT, "", "what the rule checks");
	sops_table_hidden_column(table, "owner", SOPS_COLUMN_TEXT, "", "who has to see to it");
	sops_table_hidden_column(table, "why", SOPS_COLUMN_TEXT, "", "why it matters");
	sops_table_hidden_column(table, "fix", SOPS_COLUMN_TEXT, "", "what to do");
}

static void add_text(struct sops_table *table, struct sops_field text)
{
	if (text.len > 0)
		sops_table_text(table, text);
	else
		sops_table_blank(table);
}

static void add_number(struct sops_table *table, uint64_t number)
{
	if (number > 0)
		sops_table_count(table, (int64_t)number);
	else
		sops_table_blank(table);
}

static void add_finding(struct sops_table *table, const struct sops__audit_book *book,
	const struct sops__audit_entry *entry)
{
	const struct sops_rule *rule = book->plan->rules[entry->test];
	bool whole = entry->byte >= SOPS__AUDIT_OTHER;
	uint64_t line = entry->line && !whole ? sops__audit_line(book, entry->byte, entry->line)
					      : entry->line;
	uint64_t record = entry->record && !whole
		? sops__audit_record(book, entry->byte, entry->record) : 0;

	sops_table_row(table);
	sops_table_string(table, sops_severity_name(rule->severity));
	sops_table_string(table, rule->id);
	if (entry->file.len > 0)
		sops_table_text(table, entry->file);
	else
		sops_table_string(table, book->file.at);
	add_number(table, line);
	add_number(table, record);
	add_text(table, entry->key);
	add_text(table, entry->column);
	add_text(table, entry->value);
	add_text(table, entry->message);
	if (whole)
		sops_table_blank(table);
	else
		sops_table_count(table, (int64_t)entry->byte);
	sops_table_string(table, sops_checks_at(rule->check)->name);
	sops_table_string(table, rule->owner);
	sops_table_string(table, rule->why);
	sops_table_string(table, rule->fix);
}

/* Counts are complete; what is not listed is said. */
static void note_left(struct sops_table *table, const struct sops__audit_book *book,
	const int64_t *listed)
{
	for (size_t i = 0; i < book->plan->count; i++) {
		int64_t left = book->counts[i].failed - listed[i];

		if (left > 0 && book->plan->rules[i]->check != SOPS_CHECK_COMPLETENESS)
			sops_table_note(table, "%s: %lld more %s not listed",
				book->plan->rules[i]->id, (long long)left,
				left == 1 ? "finding is" : "findings are");
	}
}

static int list_findings(struct sops_table *table, const struct sops__audit_book *book,
	struct sops_error *err)
{
	int64_t most = book->plan->options.samples;
	int64_t *listed = calloc(book->plan->count + 1, sizeof(*listed));
	size_t *places = NULL;
	int status = listed ? sops__audit_log_order(&places, &book->log, err)
			    : sops_error_memory(err);

	for (size_t i = 0; status == 0 && i < book->log.count; i++) {
		struct sops__audit_entry entry = sops__audit_log_at(&book->log, places[i], NULL);

		if (most > 0 && listed[entry.test] == most)
			continue;
		listed[entry.test]++;
		add_finding(table, book, &entry);
	}
	if (status == 0 && most > 0)
		note_left(table, book, listed);
	free(places);
	free(listed);
	return status < 0 ? status : sops_table_check(table, err);
}

/* ---- rule by rule ---- */

static void summary_columns(struct sops_table *table)
{
	sops_table_column(table, "rule", SOPS_COLUMN_TEXT, "", "the rule's id");
	sops_table_column(table, "severity", SOPS_COLUMN_TEXT, "", "error, warn or info");
	sops_table_column(table, "checked", SOPS_COLUMN_COUNT, "records",
		"that the rule speaks of");
	sops_table_column(table, "failed", SOPS_COLUMN_COUNT, "records", "of them");
	sops_table_column(table, "share", SOPS_COLUMN_RATIO, "1", "failed / checked");
	sops_table_column(table, "threshold", SOPS_COLUMN_TEXT, "", "warn_if and fail_if");
	sops_table_column(table, "status", SOPS_COLUMN_TEXT, "",
		"ok, info, warn, error, or idle: there was nothing to check");
	sops_table_hidden_column(table, "check", SOPS_COLUMN_TEXT, "", "what the rule checks");
	sops_table_hidden_column(table, "column", SOPS_COLUMN_TEXT, "", "of which column");
	sops_table_hidden_column(table, "means", SOPS_COLUMN_TEXT, "", "what the rule says");
	sops_table_hidden_column(table, "owner", SOPS_COLUMN_TEXT, "", "who has to see to it");
	sops_table_hidden_column(table, "why", SOPS_COLUMN_TEXT, "", "why it matters");
	sops_table_hidden_column(table, "fix", SOPS_COLUMN_TEXT, "", "what to do");
}

static void add_thresholds(struct sops_table *table, const struct sops_rule *rule)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;

	if (rule->warn_if.op != SOPS_THRESHOLD_NONE)
		sops_buffer_printf(&text, "warn %s", rule->warn_if.text);
	if (rule->fail_if.op != SOPS_THRESHOLD_NONE)
		sops_buffer_printf(&text, "%serror %s", text.len ? ", " : "", rule->fail_if.text);
	add_text(table, sops_buffer_view(&text));
	sops_buffer_release(&text);
}

static int list_rules(struct sops_table *table, const struct sops__audit_book *book,
	struct sops_error *err)
{
	static const char *const names[] = { [SOPS_SEVERITY_OFF] = "ok",
		[SOPS_SEVERITY_INFO] = "info", [SOPS_SEVERITY_WARN] = "warn",
		[SOPS_SEVERITY_ERROR] = "error" };

	for (size_t i = 0; i < book->plan->count; i++) {
		const struct sops_rule *rule = book->plan->rules[i];
		const struct sops__audit_count *count = &book->counts[i];

		if (rule->kept && count->failed == 0)
			continue;
		sops_table_row(table);
		sops_table_string(table, rule->id);
		sops_table_string(table, sops_severity_name(rule->severity));
		sops_table_count(table, count->checked);
		sops_table_count(table, count->failed);
		sops_table_share(table, (struct sops_ratio){ sops_money_of(count->failed),
			sops_money_of(count->checked) });
		add_thresholds(table, rule);
		sops_table_string(table, book->tests[i].idle ? "idle"
						: names[sops__audit_status(rule, count)]);
		sops_table_string(table, sops_checks_at(rule->check)->name);
		sops_table_string(table, rule->column);
		sops_table_string(table, rule->means);
		sops_table_string(table, rule->owner);
		sops_table_string(table, rule->why);
		sops_table_string(table, rule->fix);
	}
	return sops_table_check(table, err);
}

/* ---- the views ---- */

static const struct {
	void (*columns)(struct sops_table *table);
	int (*rows)(struct sops_table *table, const struct sops__audit_book *book,
		struct sops_error *err);
} views[] = {
	[SOPS_AUDIT_FINDINGS] = { finding_columns, list_findings },
	[SOPS_AUDIT_SUMMARY] = { summary_columns, list_rules },
};

int sops__audit_columns(struct sops_table *table, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops_audit_options *options = use->options;

	if (use->shared)
		sops__audit_copy_columns(table, use->shared);
	else
		views[options->view].columns(table);
	return sops_table_check(table, err);
}

int sops__audit_rows(struct sops_table *table, const void *state, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops_audit_options *options = use->options;
	struct sops__audit_book *const *book = state;

	if (use->shared)
		sops__audit_copy_rows(table, use->shared);
	else if (*book)
		return views[options->view].rows(table, *book, err);
	return sops_table_check(table, err);
}
