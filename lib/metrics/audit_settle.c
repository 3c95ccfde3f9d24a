/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_settle.c: when all is read: where it stood, what tests say at the end, what was known. */
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

/* Of records alike that are told at the end, too, those who sort know: sops__audit_reason(). */
static bool is_late(const struct sops_rule *rule)
{
	return rule->severity > SOPS_SEVERITY_INFO && (sops__audit_of_process(rule) ||
		rule->check == SOPS_CHECK_ROWS_RECONCILE ||
		rule->check == SOPS_CHECK_DUPLICATE_FUZZY ||
		rule->check == SOPS_CHECK_SPLIT_NOT_100);
}

/* Records were sorted as they came, before anybody knew of these. */
static int note_late(struct sops_table *table, const struct sops__audit_book *book,
	struct sops_error *err)
{
	struct sops_buffer ids = SOPS_BUFFER_INIT;
	int status;

	for (size_t i = 0; i < book->plan->count; i++)
		if (book->counts[i].failed > 0 && is_late(book->plan->rules[i]))
			sops_buffer_printf(&ids, "%s%s", ids.len ? ", " : "",
				book->plan->rules[i]->id);
	status = sops_buffer_check(&ids, err);
	if (status == 0 && ids.len > 0)
		sops_table_note(table, "records that passed may be among the findings of %s, which "
			"are known only at the end", ids.at);
	sops_buffer_release(&ids);
	return status;
}

/* ---- the end of it ---- */

static int end(struct sops__audit_book *book, const struct sops_context *context,
	struct sops_error *err)
{
	int status;

	sops__audit_sort(book);
	status = sops__audit_ripen(book, err);
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
	if (status == 0 && book && options->sort)
		status = note_late(table, book, err);
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
