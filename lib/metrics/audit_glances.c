/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_glances.c: what a record passes at a glance, check by check: see audit_screen.h. */
#include "audit_checks.h"

#include <sops/deals.h>

void sops__glance_length(const struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops__audit_pass *out)
{
	(void)book;
	out->kind = SOPS__GLANCE_LENGTH;
	out->most = test->limit;
}

/* A record that has its key is not blank. */
void sops__glance_blank_cells(const struct sops__audit_test *test,
	const struct sops__audit_book *book, struct sops__audit_pass *out)
{
	(void)test;
	out->kind = SOPS__GLANCE_FILLED;
	out->column = book->n_keys ? book->keys[0] : 0;
}

void sops__glance_required(const struct sops__audit_test *test,
	const struct sops__audit_book *book, struct sops__audit_pass *out)
{
	(void)test, (void)book;
	out->kind = SOPS__GLANCE_FILLED;
}

/* That of a role is found when the row is read. */
void sops__glance_type(const struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops__audit_pass *out)
{
	(void)book;
	if (test->rule->args.type == SOPS_IS_CANONICAL)
		out->kind = SOPS__GLANCE_CELL;
	else if (test->rule->args.type == SOPS_IS_ID)
		out->kind = SOPS__GLANCE_ID;
}

/* ---- values of roles ---- */

static enum sops_type type_of(const struct sops__audit_test *test,
	const struct sops__audit_book *book)
{
	const struct sops_schema *schema = sops_columns_schema(book->columns);

	return test->role >= 0 ? schema->roles[test->role].type : SOPS_TEXT;
}

static bool is_dated(const struct sops__audit_test *test, const struct sops__audit_book *book)
{
	return type_of(test, book) == SOPS_DATE || type_of(test, book) == SOPS_TIME;
}

static bool is_numeric(const struct sops__audit_test *test, const struct sops__audit_book *book)
{
	return type_of(test, book) == SOPS_MONEY || type_of(test, book) == SOPS_RATE ||
		type_of(test, book) == SOPS_COUNT;
}

/* A limit that is no whole number is none that a glance knows. */
static bool whole(const struct sops_money *limit, int64_t *out)
{
	if (limit->scale < 0)
		return true;
	*out = (int64_t)limit->units;
	return limit->scale == 0 && *out == limit->units;
}

void sops__glance_range(const struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops__audit_pass *out)
{
	const struct sops_args *args = &test->rule->args;

	if (args->dates && is_dated(test, book)) {
		out->kind = SOPS__GLANCE_DAY;
		out->least = args->from == SOPS_DATE_BLANK ? INT64_MIN : args->from;
		out->most = args->to == SOPS_DATE_BLANK ? INT64_MAX : args->to;
	} else if (!args->dates && is_numeric(test, book) && whole(&args->low, &out->least) &&
		   whole(&args->high, &out->most)) {
		out->kind = SOPS__GLANCE_NUMBER;
	}
}

void sops__glance_scale(const struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops__audit_pass *out)
{
	if (!is_numeric(test, book))
		return;
	out->kind = SOPS__GLANCE_NUMBER;
	out->digits = (int)test->limit;
}

void sops__glance_words(const struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops__audit_pass *out)
{
	out->kind = SOPS__GLANCE_WORD;
	out->words = &test->words;
	out->amount = type_of(test, book) == SOPS_MONEY;
}

void sops__glance_not_future(const struct sops__audit_test *test,
	const struct sops__audit_book *book, struct sops__audit_pass *out)
{
	if (!is_dated(test, book))
		return;
	out->kind = SOPS__GLANCE_DAY;
	out->most = book->context->as_of + test->rule->args.days;
}

void sops__glance_not_past(const struct sops__audit_test *test,
	const struct sops__audit_book *book, struct sops__audit_pass *out)
{
	if (!is_dated(test, book))
		return;
	out->kind = SOPS__GLANCE_DAY;
	out->least = book->context->as_of - test->rule->args.days;
}

/* All of them days or times, which are roles. */
void sops__glance_date_order(const struct sops__audit_test *test,
	const struct sops__audit_book *book, struct sops__audit_pass *out)
{
	const struct sops_schema *schema = sops_columns_schema(book->columns);

	if (test->n_columns == 0 || test->n_columns > SOPS__ORDERED)
		return;
	for (size_t i = 0; i < test->n_columns; i++)
		if (test->roles[i] < 0 || (schema->roles[test->roles[i]].type != SOPS_DATE &&
		    schema->roles[test->roles[i]].type != SOPS_TIME))
			return;
	out->kind = SOPS__GLANCE_ORDER;
	out->order = test->roles;
	out->n_order = (unsigned char)test->n_columns;
}

/* ---- deals ---- */

void sops__glance_no_owner(const struct sops__audit_test *test,
	const struct sops__audit_book *book, struct sops__audit_pass *out)
{
	(void)test, (void)book;
	out->kind = SOPS__GLANCE_NAMED;
	out->role = SOPS_DEALS_OWNER;
}

void sops__glance_orphan(const struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops__audit_pass *out)
{
	(void)test;
	out->kind = SOPS__GLANCE_NAMED;
	out->role = sops_columns_bound(book->columns) & SOPS_ROLE(SOPS_DEALS_ACCOUNT)
		? SOPS_DEALS_ACCOUNT : SOPS_DEALS_CUSTOMER_ID;
}

void sops__glance_won_without_date(const struct sops__audit_test *test,
	const struct sops__audit_book *book, struct sops__audit_pass *out)
{
	(void)test, (void)book;
	out->kind = SOPS__GLANCE_DAY;
	out->role = SOPS_DEALS_CLOSED;
	out->needed = true;
}
