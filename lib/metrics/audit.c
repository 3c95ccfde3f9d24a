/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit.c: every record through every test. */
#include "audit_private.h"

#include <sops/deals.h>

#include <stdlib.h>

/* ---- the plan ---- */

static void choose(struct sops__audit_plan *plan)
{
	const struct sops_rules *rules = plan->options.rules;

	for (size_t i = 0; i < sops_rules_count(rules); i++)
		if (sops_rules_at(rules, i)->severity != SOPS_SEVERITY_OFF)
			plan->rules[plan->count++] = sops_rules_at(rules, i);
}

int sops_audit_prepare(struct sops_audit_options *options, struct sops_error *err)
{
	struct sops_audit_plan *made = calloc(1, sizeof(*made));
	struct sops__audit_plan *plan = made ? &made->plan : NULL;
	size_t most = sops_rules_count(options->rules);

	if (!made)
		return sops_error_memory(err);
	plan->rules = calloc(most ? most : 1, sizeof(*plan->rules));
	if (!plan->rules) {
		free(made);
		return sops_error_memory(err);
	}
	options->plan = made;
	plan->options = *options;
	choose(plan);
	for (size_t i = 0; i < SOPS__EXTRAS; i++)
		plan->has_extras |= plan->extras[i] = sops__audit_extras[i].wanted(options);
	plan->book = sops__audit_book_object;
	plan->book.config = plan;
	plan->fields[0] = (struct sops_state_field){ .name = "book", .kind = SOPS_STATE_OBJECT,
		.object = &plan->book };
	plan->state = (struct sops_state){ sizeof(void *), _Alignof(void *), plan->fields };
	return 0;
}

void sops_audit_release(struct sops_audit_options *options)
{
	if (options->plan)
		free(options->plan->plan.rules);
	free(options->plan);
	options->plan = NULL;
}

/* ---- one record ---- */

/* Whether the finding has to be kept: for the list, or to ask whether it was known. */
static bool is_listed(const struct sops__audit_book *book, const struct sops__audit_test *test)
{
	const struct sops_audit_options *options = &book->plan->options;

	if (options->baseline)
		return true;
	return options->view == SOPS_AUDIT_FINDINGS && (options->samples == 0 ||
		book->counts[test->number].kept < options->samples);
}

#define VALUE_MOST 1000 /* bytes of a cell that are shown */

static struct sops_field shorten(struct sops_field value)
{
	if (value.len <= VALUE_MOST)
		return value;
	value.len = VALUE_MOST;
	while (value.len > 0 && ((unsigned char)value.at[value.len] & 0xC0) == 0x80)
		value.len--;
	return value;
}

int sops__audit_find(struct sops__audit_book *book, const struct sops__audit_test *test,
	const struct sops_place *place, struct sops_field key, struct sops_field column,
	struct sops_field value, struct sops_field message, struct sops_error *err)
{
	const struct sops__audit_entry entry = { place->byte, place->line, place->record,
		(uint32_t)test->number, shorten(key), shorten(column), shorten(value),
		message,
		{ place->file ? place->file : "", place->file ? strlen(place->file) : 0 } };

	book->counts[test->number].failed++;
	if (!is_listed(book, test))
		return 0;
	book->counts[test->number].kept++;
	return sops__audit_log_add(&book->log, &entry, err);
}

struct sops_field sops__audit_header(const struct sops__audit_book *book, int column)
{
	return column < 0 || (size_t)column >= sops_columns_count(book->columns)
		? (struct sops_field){ "", 0 } : sops_columns_name(book->columns, (size_t)column);
}

struct sops_field sops__audit_keys(struct sops__audit_book *book, const struct sops_record *record)
{
	sops_buffer_clear(&book->key);
	for (size_t i = 0; i < book->n_keys; i++) {
		if (i > 0)
			sops_buffer_puts(&book->key, " / ");
		sops_buffer_field(&book->key, sops_field_trim(record->fields[book->keys[i]]));
	}
	return sops_buffer_view(&book->key);
}

/* A cell of the record for a message of the user's own. */
static void add_named(struct sops_buffer *out, const struct sops__audit_at *at,
	struct sops_field name)
{
	int column = sops_columns_find(at->book->columns, name, NULL);
	char shown[SOPS_QUOTED];

	if (column >= 0 && (size_t)column < at->record->count)
		sops_buffer_puts(out, sops__escape(shown, at->record->fields[column]));
	else
		sops_buffer_printf(out, "{%.*s}", (int)name.len, name.at);
}

/* {name} is the record's cell. */
static struct sops_field own_words(const struct sops__audit_test *test,
	const struct sops__audit_at *at)
{
	const char *rest = test->rule->message, *open, *close;
	struct sops_buffer *out = at->message;

	sops_buffer_clear(out);
	while ((open = strchr(rest, '{')) && (close = strchr(open, '}'))) {
		sops_buffer_add(out, rest, (size_t)(open - rest));
		add_named(out, at, (struct sops_field){ open + 1, (size_t)(close - open - 1) });
		rest = close + 1;
	}
	sops_buffer_puts(out, rest);
	return sops_buffer_view(out);
}

/* For who sorts records. */
static void add_reason(struct sops__audit_book *book, const struct sops__audit_test *test,
	struct sops_field message)
{
	if (book->reasons.len)
		sops_buffer_puts(&book->reasons, "; ");
	sops_buffer_printf(&book->reasons, "%s: ", test->rule->id);
	sops_buffer_field(&book->reasons, message);
	book->faulty |= test->rule->severity >= SOPS_SEVERITY_WARN;
}

void sops__audit_reason(struct sops__audit_book *book, const struct sops__audit_test *test,
	const char *message)
{
	add_reason(book, test, sops_field_of(message));
}

static __attribute__((noinline)) int fail(struct sops__audit_test *test,
	struct sops__audit_at *at, struct sops_error *err)
{
	struct sops__audit_book *book = at->book;
	const struct sops_record *record = at->record;
	struct sops_field value = { "", 0 }, message;
	bool sorted = book->plan->options.sort != NULL;
	struct sops_place place = record->place;

	if (test->rule->check == SOPS_CHECK_COMPLETENESS || (!sorted && !is_listed(book, test))) {
		book->counts[test->number].failed++;
		return 0;
	}
	if (at->column >= 0 && (size_t)at->column < record->count)
		value = at->value.at ? at->value : record->fields[at->column];
	message = test->rule->message ? own_words(test, at) : sops_buffer_view(at->message);
	if (sorted)
		add_reason(book, test, message);
	place.file = NULL;
	place.byte = sops__input_byte(book->input, place.byte);
	return sops__audit_find(book, test, &place, sops__audit_key(book, record),
		sops__audit_header(book, at->column), value, message, err);
}

/* 1: the record is one that the rule speaks of. A cell that cannot be read is another rule's
 * finding. */
static int applies(struct sops__audit_where *where, const struct sops__audit_at *at,
	struct sops_error *err)
{
	bool truth = false;
	int status;

	if (where->status >= 0)
		return 1; /* tests of other deals have been left out */
	if (where->asked == at->book->asked)
		return where->answer;
	status = sops_expr_true(where->expr, at->extended, &truth, NULL);
	if (status == SOPS_ESYSTEM)
		return sops_error_memory(err);
	where->asked = at->book->asked;
	where->answer = status == 0 && truth;
	return where->answer;
}

/* A failure, or an error. */
static __attribute__((noinline)) int conclude(struct sops__audit_test *test,
	struct sops__audit_at *at, int result, struct sops_error *err)
{
	if (result == SOPS__FAIL)
		result = fail(test, at, err);
	sops_buffer_clear(at->message);
	at->value = (struct sops_field){ NULL, 0 };
	return result;
}

static inline int try(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	int result = test->where ? applies(test->where, at, err) : 1;

	test->tried += at->glanced;
	if (result <= 0)
		return result;
	at->column = test->column;
	result = test->row(test, at, err);
	if (result == SOPS__SKIP)
		return 0;
	++*test->checked;
	return result == SOPS__PASS ? 0 : conclude(test, at, result, err);
}

/* Every test whose bit is set. */
static int try_some(struct sops__audit_book *book, const uint64_t *todo,
	struct sops__audit_at *at, struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; i < book->screen.masks; i++)
		for (uint64_t left = todo[i]; left && status >= 0; left &= left - 1)
			status = try(book->rows[64 * i + (size_t)__builtin_ctzll(left)], at, err);
	return status;
}

static int try_all(struct sops__audit_test *const *tests, struct sops__audit_at *at,
	struct sops_error *err)
{
	int status = 0;

	for (; *tests && status >= 0; tests++)
		status = try(*tests, at, err);
	return status;
}

static int add_extras(struct sops__audit_book *book, const struct sops__audit_at *at,
	struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; i < SOPS__EXTRAS && status >= 0; i++)
		if (book->plan->extras[i])
			status = sops__audit_extras[i].add(book, at, err);
	return status;
}

static int add_record(struct sops__audit_book *book, const struct sops_whole *whole,
	struct sops_error *err)
{
	/* All members are named, so that it need not be cleared first. */
	struct sops__audit_at at = { .book = book, .whole = whole, .row = whole->row,
		.record = sops_input_record(whole->input), .as_of = book->context->as_of,
		.schema = sops_columns_schema(book->columns),
		.extended = sops__input_extended(whole->input), .message = &book->message,
		.column = -1, .has = 0, .glanced = false, .has_status = false,
		.raw = sops__input_raw(whole->input), .value = { NULL, 0 } };
	struct sops__audit_test **tests;
	const uint64_t *todo;
	int status;

	book->asked++;
	sops_buffer_clear(&book->message);
	sops__audit_look(&at);
	book->last_end = at.record->place.byte + at.raw.len;
	todo = sops__audit_screen(&at, &tests);
	status = todo ? try_some(book, todo, &at, err) : try_all(tests, &at, err);
	return status == 0 && book->plan->has_extras ? add_extras(book, &at, err) : status;
}

static int sort_record(struct sops__audit_book *book, const struct sops_audit_record *record,
	struct sops_error *err)
{
	const struct sops_audit_options *options = &book->plan->options;
	int status = options->sort(options->sort_to, record, err);

	sops_buffer_clear(&book->reasons);
	book->faulty = false;
	return status;
}

static int look_and_sort(struct sops__audit_book *book, const struct sops_whole *whole,
	struct sops_error *err)
{
	const struct sops_input *input = whole->input;
	int status = add_record(book, whole, err);

	if (status < 0 || !book->plan->options.sort)
		return status;
	return sort_record(book, &(struct sops_audit_record){ .clean = !book->faulty,
		.place = sops_input_record(input)->place, .raw = sops__input_raw(input),
		.line = sops__input_line(input), .reasons = sops_buffer_view(&book->reasons) },
		err);
}

static int add_bad(struct sops__audit_book *book, const struct sops_whole *whole,
	struct sops_error *err)
{
	const struct sops_place place = { .line = whole->why->line,
		.record = whole->why->record, .byte = whole->why->byte };
	int status = sops__audit_bad(book, whole, err);

	if (status < 0 || !book->plan->options.sort)
		return status;
	return sort_record(book, &(struct sops_audit_record){ .place = place, .raw = whole->raw,
		.reasons = sops_buffer_view(&book->message) }, err);
}

static bool has_mark(const struct sops_input *input)
{
	return sops__input_header(input)->place.byte == strlen("\xEF\xBB\xBF");
}

/* Who sorts is told of the header first, for there may be no record. */
static int begin(struct sops__audit_book *book, struct sops_input *input, struct sops_error *err)
{
	int status = sops__audit_bind(book, input, err);

	if (status < 0 || !book->plan->options.sort)
		return status;
	return sort_record(book, &(struct sops_audit_record){ .header =
		sops__input_header_line(input), .mark = has_mark(input) }, err);
}

static int add(void *state, const void *row, const struct sops_use *use, struct sops_error *err)
{
	const struct sops_audit_options *options = use->options;
	struct sops__audit_book **book = state;
	const struct sops_whole *whole = row;

	if (!*book && sops__audit_book_new(book, &options->plan->plan, err) < 0)
		return SOPS_ESYSTEM;
	switch (whole->what) {
	case SOPS_WHOLE_BEGIN:
		(*book)->context = use->context;
		return begin(*book, whole->input, err);
	case SOPS_WHOLE_RECORD:
		return look_and_sort(*book, whole, err);
	case SOPS_WHOLE_END:
		return sops__audit_close(*book, err);
	default:
		return add_bad(*book, whole, err);
	}
}

/* ---- the metric ---- */

static const struct sops_state *state_for(const struct sops_use *use)
{
	const struct sops_audit_options *options = use->options;

	return &options->plan->plan.state;
}

static void roles(const struct sops_use *use, uint64_t *needs, uint64_t *uses)
{
	const struct sops_audit_options *options = use->options;

	*needs = 0;
	*uses = 0;
	for (size_t i = 0; i < options->schema->count; i++)
		*uses |= SOPS_ROLE(i);
}

const struct sops_metric sops_audit_metric = {
	.name = "audit",
	.rows = &sops_deals,
	.whole = true,
	.date = -1,
	.state_for = state_for,
	.roles = roles,
	.add = add,
	.settle = sops__audit_settle,
	.forget = sops__audit_forget,
	.columns = sops__audit_columns,
	.table = sops__audit_rows,
};

struct sops_metric sops_audit_metric_of(const struct sops_schema *schema)
{
	struct sops_metric metric = sops_audit_metric;

	metric.rows = schema;
	return metric;
}

SOPS_METRIC_BODY(audit, struct sops_whole, struct sops_audit_options);
