/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_unique.c: values that only one record may have.
 *
 * Every record but the first with its value is a finding, which names the line of the first: that
 * one is known when all parts of the file are.
 */
#include "audit_checks.h"
#include "audit_joined.h"
#include "audit_uniques.h"

#include "../ids.h"

#include <stdlib.h>

/* Where the record at hand is. */
static inline struct sops__unique_packed *packed(struct sops__audit_at *at)
{
	struct sops__audit_book *book = at->book;
	const struct sops_place *place = &at->record->place;

	if (book->placed != book->asked)
		sops__uniques_pack(&book->place, &(struct sops__unique_place){
			.byte = sops__input_byte(book->input, place->byte), .line = place->line,
			.record = place->record });
	book->placed = book->asked;
	return &book->place;
}

/* What fails is told at the end; only who sorts records has to know at once. */
static int add_value(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_field value, struct sops_error *err)
{
	bool sorts = at->book->plan->options.sort, again = false;
	int status = test->kept ? 0 : sops__uniques_make(&test->kept, err);

	if (status == 0)
		status = sops__uniques_add(test->kept, packed(at),
			sops__audit_key(at->book, at->record), value, sorts ? &again : NULL, err);
	if (status == 0 && again)
		sops__audit_reason(at->book, test, "another record has the same");
	return status < 0 ? status : SOPS__PASS;
}

static __attribute__((noinline)) bool is_longer_form(struct sops_field cell)
{
	char id[SOPS_SALESFORCE_ID];

	return sops__id(id, cell).at == id;
}

/* Of both forms of a Salesforce id the one of 15 characters, which the other begins with. */
static inline struct sops_field one_form(struct sops_field cell)
{
	if (cell.len == 18 && is_longer_form(cell))
		cell.len = 15;
	return cell;
}

int sops__check_unique(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	if (sops__audit_blank(at, test->column))
		return SOPS__SKIP;
	return add_value(test, at, one_form(sops__audit_trimmed(at, test->column)), err);
}

/*
 * The cells of the columns, or of all; blank ones are as good as others, but not all of them. What
 * has to be unique is of something, which the first column names: lines of an order that is not
 * named may be of different ones. Empty: nothing has to be unique.
 */
static void join(struct sops_buffer *value, const struct sops__audit_test *test,
	const struct sops__audit_at *at)
{
	size_t n = test->n_columns ? test->n_columns : at->record->count;
	struct sops_field before = { NULL, 0 };
	bool filled = false;

	sops_buffer_clear(value);
	for (size_t i = 0; i < n; i++) {
		int column = test->n_columns ? test->columns[i] : (int)i;
		struct sops_field cell = sops__audit_trimmed(at, column);

		if (i == 0 && cell.len == 0 && test->rule->check == SOPS_CHECK_UNIQUE_COMBO)
			return;
		sops__join(value, cell, i > 0 ? &before : NULL);
		before = cell;
		filled |= cell.len > 0;
	}
	if (!filled && !value->failed)
		sops_buffer_clear(value);
}

int sops__check_combo(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	join(&test->value, test, at);
	if (test->value.failed)
		return sops_error_memory(err);
	if (test->value.len == 0)
		return SOPS__SKIP;
	return add_value(test, at, sops_buffer_view(&test->value), err);
}

static int tell(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops__again *again, struct sops_error *err)
{
	const struct sops__unique *one = &again->one;
	const struct sops_place place = { .byte = one->at.byte, .line = one->at.line,
		.record = one->at.record };
	struct sops_field value = one->value;

	if (test->rule->check != SOPS_CHECK_UNIQUE)
		value = sops__joined_cells(&book->key, value, " / ");
	else if (sops_field_equal(one_form(one->key), value))
		value = one->key;
	sops_buffer_clear(&book->message);
	sops_buffer_printf(&book->message, test->rule->check == SOPS_CHECK_DUPLICATE_EXACT
		? "the same as line %llu" : "also on line %llu",
		(unsigned long long)sops__audit_line(book, again->first_byte, again->first_line));
	return sops__audit_find(book, test, &place, one->key,
		sops__audit_own_header(test), value, sops_buffer_view(&book->message), err);
}

int sops__check_unique_end(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	struct sops__agains again;
	int status;

	(void)context;
	if (!test->kept)
		return 0;
	status = sops__uniques_again(&again, test->kept, err);
	for (size_t i = 0; status == 0 && i < again.count; i++)
		status = tell(test, book, &again.all[i], err);
	free(again.all);
	return status;
}
