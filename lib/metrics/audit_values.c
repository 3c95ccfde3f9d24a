/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_values.c: the cells of one column, each by itself, as numbers and days. */
#include "audit_checks.h"

/* What its dates mean is settled by all of them, also where the column is no role's. */
int sops__bind_dates(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	if (test->column >= 0)
		sops_input_watch(book->input, test->column);
	return sops__bind_column(test, book, err);
}

int sops__bind_range(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	return test->rule->args.dates ? sops__bind_dates(test, book, err)
				      : sops__bind_column(test, book, err);
}

static __attribute__((noinline)) const struct sops_money *cell_number(
	const struct sops__audit_test *test, const struct sops__audit_at *at,
	struct sops_money *own)
{
	if (sops__audit_blank(at, test->column) || sops_values_money(at->book->values,
			test->column, at->record->fields[test->column], own, NULL, NULL) != 0)
		return NULL;
	return own;
}

/* The cell as a number: the row's, where it has been read; own is room for it. NULL: none. */
static inline const struct sops_money *number_of(const struct sops__audit_test *test,
	const struct sops__audit_at *at, struct sops_money *own)
{
	enum sops_type type = test->role >= 0 ? sops__role(at, test->role)->type : SOPS_TEXT;
	const struct sops_money *number;

	if (type != SOPS_MONEY && type != SOPS_RATE && type != SOPS_COUNT)
		return cell_number(test, at, own);
	number = sops__member(at, test->role);
	return number->scale < 0 ? NULL : number;
}

sops_date sops__cell_day(const struct sops__audit_test *test, const struct sops__audit_at *at)
{
	struct sops_stamp stamp;

	if (sops__audit_blank(at, test->column) || sops_values_stamp(at->book->values, test->column,
			at->record->fields[test->column], &stamp, NULL) != 0)
		return SOPS_DATE_BLANK;
	return stamp.day;
}

static SOPS__SLOW int outside_days(struct sops__audit_at *at, const char *side, sops_date limit)
{
	char text[SOPS_DATE_TEXT];

	sops_date_format(text, limit);
	sops_buffer_printf(at->message, "%s %s", side, text);
	return SOPS__FAIL;
}

static inline int date_range(struct sops__audit_test *test, struct sops__audit_at *at)
{
	const struct sops_args *args = &test->rule->args;
	sops_date day = sops__day_of(test, at);

	if (day == SOPS_DATE_BLANK)
		return SOPS__SKIP;
	if (args->from != SOPS_DATE_BLANK && day < args->from)
		return outside_days(at, "before", args->from);
	if (args->to != SOPS_DATE_BLANK && day > args->to)
		return outside_days(at, "after", args->to);
	return SOPS__PASS;
}

static SOPS__SLOW int outside(struct sops__audit_at *at, const char *side,
	const struct sops_money *limit)
{
	char text[SOPS_MONEY_TEXT];

	sops_money_format(text, *limit);
	sops_buffer_printf(at->message, "%s %s", side, text);
	return SOPS__FAIL;
}

/* sops_money_compare(): limits mostly are zero or as fine as the number. */
static inline int compare(const struct sops_money *number, const struct sops_money *limit)
{
	if (limit->units == 0 || limit->scale == number->scale)
		return (number->units > limit->units) - (number->units < limit->units);
	return sops_money_compare(*number, *limit);
}

/* min, max and between. */
int sops__check_range(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	const struct sops_args *args = &test->rule->args;
	const struct sops_money *number;
	struct sops_money own;

	(void)err;
	if (args->dates)
		return date_range(test, at);
	number = number_of(test, at, &own);
	if (!number)
		return SOPS__SKIP;
	if (args->low.scale >= 0 && compare(number, &args->low) < 0)
		return outside(at, "below", &args->low);
	if (args->high.scale >= 0 && compare(number, &args->high) > 0)
		return outside(at, "above", &args->high);
	return SOPS__PASS;
}

int sops__bind_scale(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	test->limit = 0;
	while (test->limit < 18 && sops_money_compare(sops_money_of(test->limit + 1),
			test->rule->args.low) <= 0)
		test->limit++;
	return sops__bind_column(test, book, err);
}

int sops__check_scale(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	struct sops_money own;
	const struct sops_money *number = number_of(test, at, &own);
	int digits = (int)test->limit;

	(void)err;
	if (!number)
		return SOPS__SKIP;
	if (number->scale <= digits || sops_money_compare(*number,
			sops_money_round(*number, digits)) == 0)
		return SOPS__PASS;
	sops_buffer_printf(at->message, "more than %d digit%s behind the point", digits,
		digits == 1 ? "" : "s");
	return SOPS__FAIL;
}

static SOPS__SLOW int beyond(struct sops__audit_at *at, const char *where, long long days,
	const char *side)
{
	char today[SOPS_DATE_TEXT];

	sops_date_format(today, at->as_of);
	sops_buffer_printf(at->message, "in the %s: %lld day%s %s %s", where, days,
		days == 1 ? "" : "s", side, today);
	return SOPS__FAIL;
}

int sops__check_not_future(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	sops_date day = sops__day_of(test, at);

	(void)err;
	if (day == SOPS_DATE_BLANK)
		return SOPS__SKIP;
	if (day <= at->as_of + test->rule->args.days)
		return SOPS__PASS;
	return beyond(at, "future", day - at->as_of, "after");
}

int sops__check_not_past(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	sops_date day = sops__day_of(test, at);

	(void)err;
	if (day == SOPS_DATE_BLANK)
		return SOPS__SKIP;
	if (day >= at->as_of - test->rule->args.days)
		return SOPS__PASS;
	return beyond(at, "past", at->as_of - day, "before");
}
