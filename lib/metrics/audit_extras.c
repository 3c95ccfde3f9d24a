/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_extras.c: what is kept of all records for several rules at once, and for other views. */
#include "audit_checks.h"

#include "audit_keep.h"
#include "audit_places.h"

#include <stdlib.h>

/* ---- what is found beside ---- */

static struct sops_field or_none(struct sops_field text)
{
	return text.at ? text : (struct sops_field){ "", 0 };
}

/* Moves that the rule names, FROM>TO with * for any; or all. */
static bool is_meant(const struct sops_rule *rule, const struct sops_finding *finding)
{
	const struct sops_args *args = &rule->args;

	return rule->check != SOPS_CHECK_ILLEGAL_TRANSITION || args->n_list == 0 ||
		sops_move_named(args->list, args->n_list, finding->from, finding->value);
}

static int tell_test(struct sops__audit_book *book, struct sops__audit_test *test,
	const struct sops_finding *finding, struct sops_error *err)
{
	struct sops_field key = or_none(finding->key), found;
	struct sops_place place = finding->place;
	int status = 0;

	if (place.file)
		place.byte = SOPS__AUDIT_OTHER;
	else if (place.byte == 0 && place.line == 0)
		place.byte = SOPS__AUDIT_WHOLE;
	else
		status = sops__places_find(book, place.byte, &place, &found, err);
	if (status == 0 && !finding->place.file && key.len == 0 &&
	    place.byte != SOPS__AUDIT_WHOLE)
		key = found;
	return status < 0 ? status : sops__audit_find(book, test, &place, key,
		or_none(finding->column), or_none(finding->value),
		sops_field_of(finding->message), err);
}

int sops__audit_tell(void *to, const struct sops_finding *finding, struct sops_error *err)
{
	struct sops__audit_book *book = to;
	int status = 0;

	for (size_t i = 0; status == 0 && i < book->plan->count; i++) {
		struct sops__audit_test *test = &book->tests[i];

		if (test->rule->check == finding->check && is_meant(test->rule, finding))
			status = tell_test(book, test, finding, err);
	}
	return status;
}

/* A check was carried out so many times, whatever it found. */
static void count_checked(struct sops__audit_book *book, enum sops_check_number check,
	int64_t checked)
{
	for (size_t i = 0; i < book->plan->count; i++) {
		if (book->tests[i].rule->check != check)
			continue;
		book->tests[i].idle = false;
		book->counts[i].checked += checked;
	}
}

int sops__bind_nothing(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	(void)test, (void)book, (void)err;
	return 0;
}

static bool is_deals(const struct sops_audit_options *options)
{
	return options->schema == &sops_deals;
}

/* ---- places ---- */

static bool has_check(const struct sops_audit_options *options, enum sops_check_number check)
{
	for (size_t i = 0; i < sops_rules_count(options->rules); i++) {
		const struct sops_rule *rule = sops_rules_at(options->rules, i);

		if (rule->check == check && rule->severity != SOPS_SEVERITY_OFF &&
		    (rule->column || check != SOPS_CHECK_SPLIT_NOT_100))
			return true;
	}
	return false;
}

static bool wants_process(const struct sops_audit_options *options)
{
	const struct sops_conformance_options *process = &options->process;

	return is_deals(options) && (process->process || process->history || process->activities);
}

static bool wants_places(const struct sops_audit_options *options)
{
	return wants_process(options) || options->reconcile ||
		has_check(options, SOPS_CHECK_SPLIT_NOT_100) ||
		has_check(options, SOPS_CHECK_DUPLICATE_FUZZY);
}

/* ---- the process ---- */

static void drop_process(const struct sops_object *self, void *object)
{
	(void)self;
	sops_conformance_free(object);
}

static int make_process(void **kept, struct sops_error *err)
{
	return *kept ? 0 : sops_conformance_new((struct sops_conformance **)kept, err);
}

static int merge_process(const struct sops_object *self, void **into, const void *from,
	struct sops_error *err)
{
	int status = make_process(into, err);

	(void)self;
	return status < 0 ? status : sops_conformance_merge(*into, from, err);
}

static int save_process(const struct sops_object *self, const void *object,
	struct sops_buffer *out, struct sops_error *err)
{
	(void)self;
	return sops_conformance_save(object, out, err);
}

static int load_process(const struct sops_object *self, void **out, struct sops_field text,
	struct sops_error *err)
{
	int status = make_process(out, err);

	(void)self;
	return status < 0 ? status : sops_conformance_load(*out, text, err);
}

static const struct sops_object keep_process = {
	.free = drop_process, .merge = merge_process, .save = save_process, .load = load_process,
};

static int bind_process(struct sops__audit_book *book, struct sops_error *err)
{
	const struct sops_process *process = book->plan->options.process.process;
	struct sops_process_columns *columns = NULL;
	int status = sops__audit_rules_agree(book->plan, err);

	if (status == 0 && process)
		status = sops_process_columns_new(&columns, process, book->input, err);
	book->bound[SOPS__EXTRA_PROCESS] = columns;
	return status;
}

static void unbind_process(struct sops__audit_book *book)
{
	sops_process_columns_free(book->bound[SOPS__EXTRA_PROCESS]);
}

static int add_process(struct sops__audit_book *book, const struct sops__audit_at *at,
	struct sops_error *err)
{
	const struct sops_process_columns *columns = book->bound[SOPS__EXTRA_PROCESS];
	void **kept = &book->kept[SOPS__EXTRA_PROCESS];
	int status = make_process(kept, err);
	uint32_t exempt = 0;

	if (status == 0)
		status = sops__audit_exempt(&exempt, book, at, err);
	return status < 0 ? status : sops_conformance_add_deal(*kept, at->row,
		columns ? sops_process_blank(columns, at->row) : 0, exempt, err);
}

static const struct sops_rule *rule_of(const struct sops__audit_book *book,
	enum sops_check_number check)
{
	for (size_t i = 0; i < book->plan->count; i++)
		if (book->plan->rules[i]->check == check)
			return book->plan->rules[i];
	return NULL;
}

static int end_process(struct sops__audit_book *book, const struct sops_context *context,
	struct sops_error *err)
{
	struct sops_conformance_options options = book->plan->options.process;
	const struct sops_rule *edit = rule_of(book, SOPS_CHECK_EDIT_AFTER_CLOSE),
			       *jump = rule_of(book, SOPS_CHECK_AMOUNT_JUMP);
	struct sops_conformance *process = book->kept[SOPS__EXTRA_PROCESS];
	struct sops_buffer moves = SOPS_BUFFER_INIT;
	int status;

	if (!process)
		return 0;
	options.as_of = context->as_of;
	options.profile = context->profile;
	options.edit_days = edit ? edit->args.days : 0;
	options.jump = jump ? jump->args.low : SOPS_MONEY_BLANK;
	status = sops__audit_moves(&moves, &options, book->plan, err);
	if (status == 0)
		status = sops_conformance_run(process, &options, sops__audit_tell, book, err);
	sops_buffer_release(&moves);
	for (int i = SOPS_CHECK_STAGE_UNKNOWN; status == 0 && i <= SOPS_CHECK_HISTORY_DIFFERS; i++)
		count_checked(book, (enum sops_check_number)i,
			sops_conformance_count(process, (enum sops_check_number)i).checked);
	return status;
}

/* ---- a second source ---- */

static bool wants_reconcile(const struct sops_audit_options *options)
{
	return options->reconcile != NULL;
}

static int bind_reconcile(struct sops__audit_book *book, struct sops_error *err)
{
	struct sops_reconcile_columns *columns = NULL;
	int status = sops_reconcile_bind(&columns, book->plan->options.reconcile, book->input,
		err);

	book->bound[SOPS__EXTRA_RECONCILE] = columns;
	return status;
}

static void unbind_reconcile(struct sops__audit_book *book)
{
	sops_reconcile_columns_free(book->bound[SOPS__EXTRA_RECONCILE]);
}

static int add_reconcile(struct sops__audit_book *book, const struct sops__audit_at *at,
	struct sops_error *err)
{
	void **kept = &book->kept[SOPS__EXTRA_RECONCILE];
	int status = sops__keep(&sops__keep_reconcile, kept, err);

	return status < 0 ? status : sops_reconcile_add(*kept,
		book->bound[SOPS__EXTRA_RECONCILE], book->input, at->row, err);
}

static int end_reconcile(struct sops__audit_book *book, const struct sops_context *context,
	struct sops_error *err)
{
	void **kept = &book->kept[SOPS__EXTRA_RECONCILE];
	int status = sops__keep(&sops__keep_reconcile, kept, err);

	(void)context;
	if (status < 0)
		return status;
	count_checked(book, SOPS_CHECK_ROWS_RECONCILE, (int64_t)sops_group_count(
		((struct sops_reconcile_rows *)*kept)->keys));
	count_checked(book, SOPS_CHECK_TOTAL_RECONCILES, 1);
	return sops_reconcile_tell(book->plan->options.reconcile, *kept, sops__audit_tell, book,
		err);
}

/* ---- columns, and those of an earlier export ---- */

static bool wants_profiles(const struct sops_audit_options *options)
{
	return options->earlier || options->view == SOPS_AUDIT_COLUMNS;
}

static int add_profiles(struct sops__audit_book *book, const struct sops__audit_at *at,
	struct sops_error *err)
{
	void **kept = &book->kept[SOPS__EXTRA_PROFILES];
	int status = sops__keep(&sops__keep_profiles, kept, err);

	(void)at;
	return status < 0 ? status : sops_column_profiles_add(*kept, book->input,
		&book->plan->options.columns, err);
}

static int tell_shifts(struct sops__audit_book *book, const struct sops_earlier_now *now,
	struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < book->plan->count; i++) {
		const struct sops_rule *rule = book->plan->rules[i];
		struct sops__audit_one one = { book, &book->tests[i] };
		int column = rule->check == SOPS_CHECK_DISTRIBUTION_SHIFT
			? sops_columns_find(now->columns, sops_field_of(rule->column), NULL) : -1;

		if (column < 0 || (size_t)column >= sops_columns_count(now->columns))
			continue;
		book->tests[i].idle = false;
		book->counts[i].checked = 1;
		status = sops_earlier_tell_shift(book->plan->options.earlier, now, (size_t)column,
			rule->args.low, sops__audit_tell_one, &one, err);
	}
	return status;
}

static int tell_rows(struct sops__audit_book *book, const struct sops_earlier_now *now,
	struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < book->plan->count; i++) {
		const struct sops_rule *rule = book->plan->rules[i];
		struct sops__audit_one one = { book, &book->tests[i] };

		if (rule->check == SOPS_CHECK_ROW_COUNT_CHANGE)
			status = sops_earlier_tell_rows(book->plan->options.earlier, now,
				rule->args.low, sops__audit_tell_one, &one, err);
	}
	return status;
}

int sops__audit_tell_one(void *to, const struct sops_finding *finding, struct sops_error *err)
{
	const struct sops__audit_one *one = to;

	return tell_test(one->book, one->test, finding, err);
}

static int end_profiles(struct sops__audit_book *book, const struct sops_context *context,
	struct sops_error *err)
{
	const struct sops_earlier *earlier = book->plan->options.earlier;
	struct sops_earlier_now now = { .columns = book->own,
		.rows = sops__audit_records(book) - book->bad };
	int status = sops__keep(&sops__keep_profiles, &book->kept[SOPS__EXTRA_PROFILES], err);

	(void)context;
	now.profiles = book->kept[SOPS__EXTRA_PROFILES];
	if (status < 0 || !earlier || !now.columns)
		return status;
	count_checked(book, SOPS_CHECK_ROW_COUNT_CHANGE, 1);
	count_checked(book, SOPS_CHECK_SCHEMA_CHANGE,
		(int64_t)sops_columns_count(now.columns));
	status = tell_rows(book, &now, err);
	if (status == 0)
		status = sops_earlier_tell_schema(earlier, &now, sops__audit_tell, book, err);
	return status < 0 ? status : tell_shifts(book, &now, err);
}

const struct sops__audit_extra sops__audit_extras[SOPS__EXTRAS] = {
	[SOPS__EXTRA_PLACES] = { .keep = &sops__keep_places, .wanted = wants_places,
		.add = sops__places_add },
	[SOPS__EXTRA_PROCESS] = { .keep = &keep_process, .wanted = wants_process,
		.bind = bind_process, .unbind = unbind_process, .add = add_process,
		.end = end_process },
	[SOPS__EXTRA_RECONCILE] = { .keep = &sops__keep_reconcile, .wanted = wants_reconcile,
		.bind = bind_reconcile, .unbind = unbind_reconcile, .add = add_reconcile,
		.end = end_reconcile },
	[SOPS__EXTRA_PROFILES] = { .keep = &sops__keep_profiles, .wanted = wants_profiles,
		.add = add_profiles, .end = end_profiles },
};
