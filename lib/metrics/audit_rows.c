/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_rows.c: what was found, as tables: finding by finding, or rule by rule. */
#include "audit_checks.h"

#include <sops/group.h>

#include <stdlib.h>

/* ---- places ---- */

/* The part that has the byte; the first has the header, too. NULL: there is none. */
static const struct sops__audit_chunk *chunk_of(const struct sops__audit_book *book, uint64_t byte)
{
	const struct sops__audit_chunk *chunks;
	size_t low = 0, high = sops__audit_chunks(book, &chunks);

	if (high == 0)
		return NULL;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (chunks[middle].start <= byte)
			low = middle;
		else
			high = middle;
	}
	return &chunks[low];
}

uint64_t sops__audit_line(const struct sops__audit_book *book, uint64_t byte, uint64_t line)
{
	const struct sops__audit_chunk *chunk = chunk_of(book, byte);

	return !chunk || chunk->placed ? line : line + chunk->lines_before;
}

uint64_t sops__audit_record(const struct sops__audit_book *book, uint64_t byte, uint64_t record)
{
	const struct sops__audit_chunk *chunk = chunk_of(book, byte);

	return !chunk || chunk->placed ? record : record + chunk->records_before;
}

int64_t sops__audit_records(const struct sops__audit_book *book)
{
	const struct sops__audit_chunk *chunks;
	size_t n = sops__audit_chunks(book, &chunks);
	uint64_t records = 0;

	for (size_t i = 0; i < n; i++)
		records += chunks[i].records;
	return (int64_t)records;
}

/* ---- the end ---- */

static int end_test(struct sops__audit_book *book, struct sops__audit_test *test,
	const struct sops_context *context, struct sops_error *err)
{
	if (test->check->shape) {
		test->idle = false;
		book->counts[test->number].checked = sops__audit_records(book);
	}
	return test->check->end && !test->idle ? test->check->end(test, book, context, err) : 0;
}

enum sops_severity sops__audit_status(const struct sops_rule *rule,
	const struct sops__audit_count *count)
{
	bool warn = rule->warn_if.op != SOPS_THRESHOLD_NONE,
	     fail = rule->fail_if.op != SOPS_THRESHOLD_NONE;

	if (fail && sops_threshold_crossed(&rule->fail_if, count->checked, count->failed))
		return SOPS_SEVERITY_ERROR;
	if (warn && sops_threshold_crossed(&rule->warn_if, count->checked, count->failed))
		return SOPS_SEVERITY_WARN;
	return warn || fail || count->failed == 0 ? SOPS_SEVERITY_OFF : rule->severity;
}

static void judge(const struct sops__audit_book *book, struct sops_audit_verdict *verdict)
{
	*verdict = (struct sops_audit_verdict){ .records = sops__audit_records(book) };
	for (size_t i = 0; i < book->plan->count; i++) {
		verdict->idle += book->tests[i].idle;
		verdict->findings += book->counts[i].failed;
		verdict->rules[sops__audit_status(book->plan->rules[i], &book->counts[i])]++;
	}
}

static struct sops__audit_book *book_of(const struct sops_group *groups)
{
	struct sops__audit_book **book = sops_group_find(groups, (struct sops_field){ "", 0 });

	return book ? *book : NULL;
}

/* ---- what was known ---- */

/* Whether the baseline has the finding. */
static int ask(bool *known, const struct sops__audit_book *book,
	const struct sops__audit_entry *entry, struct sops_error *err)
{
	const struct sops_rule *rule = book->plan->rules[entry->test];
	const struct sops_finding finding = { .check = rule->check, .key = entry->key,
		.column = entry->column, .value = entry->value };

	return sops_baseline_take(known, book->plan->options.baseline, sops_field_of(rule->id),
		&finding, err);
}

/* Keeps of the log what is not to be dropped; 1 is dropped, a negative status an error. */
static int filter(struct sops__audit_book *book,
	int (*drop)(const struct sops__audit_book *book, const struct sops__audit_entry *entry,
		const void *with, struct sops_error *err),
	const void *with, struct sops_error *err)
{
	struct sops__audit_log left = { .count = 0 };
	size_t *places = NULL;
	int status = sops__audit_log_order(&places, &book->log, err);

	for (size_t i = 0; status >= 0 && i < book->log.count; i++) {
		struct sops__audit_entry entry = sops__audit_log_at(&book->log, places[i], NULL);

		status = drop(book, &entry, with, err);
		if (status == 0)
			status = sops__audit_log_add(&left, &entry, err);
		else if (status > 0)
			book->counts[entry.test].kept--;
	}
	free(places);
	sops__audit_log_release(&book->log);
	book->log = left;
	return status < 0 ? status : 0;
}

static int is_known(const struct sops__audit_book *book, const struct sops__audit_entry *entry,
	const void *with, struct sops_error *err)
{
	bool known = false;
	int status = ask(&known, book, entry, err);

	(void)with;
	/* A share that was known is known whatever it is now. */
	if (known && book->plan->rules[entry->test]->check == SOPS_CHECK_COMPLETENESS)
		book->counts[entry->test].failed = 0;
	else
		book->counts[entry->test].failed -= known;
	return status < 0 ? status : known;
}

static int drop_known(struct sops__audit_book *book, struct sops_error *err)
{
	return filter(book, is_known, NULL, err);
}

static int is_of(const struct sops__audit_book *book, const struct sops__audit_entry *entry,
	const void *with, struct sops_error *err)
{
	const struct sops__audit_test *test = with;

	(void)book, (void)err;
	return entry->test == test->number;
}

int sops__audit_retract(struct sops__audit_book *book, struct sops__audit_test *test,
	struct sops_error *err)
{
	book->counts[test->number] = (struct sops__audit_count){ .kept =
		book->counts[test->number].kept };
	test->idle = true;
	return filter(book, is_of, test, err);
}

static void note_baseline(struct sops_table *table, const struct sops_baseline *baseline)
{
	struct sops_baseline_counts counts = sops_baseline_counts(baseline);

	sops_table_note(table, "findings: %lld new, %lld known, %lld of the baseline "
		"not found again",
		(long long)counts.fresh, (long long)counts.known, (long long)counts.fixed);
}

/* ---- the end of it ---- */

static int end(struct sops__audit_book *book, const struct sops_context *context,
	struct sops_error *err)
{
	int status = 0;

	sops__audit_sort(book);
	for (size_t i = 0; status == 0 && i < book->plan->count; i++)
		status = end_test(book, &book->tests[i], context, err);
	for (size_t i = 0; status == 0 && i < SOPS__EXTRAS; i++)
		if (sops__audit_extras[i].end && book->plan->extras[i])
			status = sops__audit_extras[i].end(book, context, err);
	if (status == 0 && book->plan->options.baseline)
		status = drop_known(book, err);
	return status;
}

int sops__audit_settle(struct sops_use *use, struct sops_group *groups, struct sops_table *table,
	struct sops_error *err)
{
	const struct sops_audit_options *options = use->options;
	struct sops__audit_book *book = book_of(groups);
	struct sops_table *view = NULL;
	int status = book ? end(book, use->context, err) : 0;

	if (status == 0 && book && options->verdict)
		judge(book, options->verdict);
	if (status == 0 && book && options->baseline)
		note_baseline(table, options->baseline);
	if (status == 0 && book && options->junit)
		status = sops__audit_junit(options->junit, book, use->context, err);
	if (status == 0)
		status = sops__audit_view(&view, book, options, err);
	use->shared = view;
	return status;
}

void sops__audit_forget(void *shared)
{
	sops_table_free(shared);
}

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
