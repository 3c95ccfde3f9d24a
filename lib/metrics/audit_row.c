/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_row.c: the cells of one record together. */
#include "audit_checks.h"

#include "../date_private.h"

static struct sops_field cell_at(const struct sops__audit_at *at, int column)
{
	return at->record->fields[column];
}

/* 1 when the expression is true, 0 when not; below 0: it cannot be said, for want of a cell that
 * can be read, and no error; or no memory. */
static int truth_of(struct sops__audit_test *test, const struct sops__audit_at *at,
	bool *known, struct sops_error *err)
{
	bool truth = false;
	int status = sops_expr_true(test->expr, at->extended, &truth, NULL);

	*known = status == 0;
	if (status == SOPS_ESYSTEM)
		return sops_error_memory(err);
	return truth;
}

int sops__check_expr(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	bool known;
	int truth = truth_of(test, at, &known, err);

	if (truth < 0)
		return truth;
	if (!known)
		return SOPS__SKIP;
	if (truth)
		return SOPS__PASS;
	sops_buffer_printf(at->message, "not so: %s", test->rule->args.text);
	return SOPS__FAIL;
}

int sops__check_required_when(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	bool known;
	int truth = truth_of(test, at, &known, err);

	if (truth <= 0)
		return truth < 0 ? truth : SOPS__SKIP;
	if (!sops__audit_blank(at, test->column))
		return SOPS__PASS;
	sops_buffer_printf(at->message, "%s is blank, where %s", test->rule->column,
		test->rule->args.text);
	return SOPS__FAIL;
}

/* Whose expression speaks of the cell itself says what may not stand there: then what is filled is
 * checked, and else where the expression is true. */
int sops__bind_forbidden(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	int count = (int)sops_columns_count(book->columns);

	(void)err;
	test->idle = test->rule->column && test->column < 0;
	test->itself = test->column >= 0 && (sops_expr_uses(test->expr, test->column) ||
		(test->role >= 0 && sops_expr_uses(test->expr, count + test->role)));
	return 0;
}

int sops__check_forbidden_when(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	bool known, blank;
	int truth = truth_of(test, at, &known, err);

	if (truth < 0)
		return truth;
	if (!known)
		return SOPS__SKIP;
	if (test->column < 0 && !truth)
		return SOPS__PASS;
	blank = test->column >= 0 && sops__audit_blank(at, test->column);
	if (test->column >= 0 && (!truth || blank))
		return (test->itself ? !blank : truth) ? SOPS__PASS : SOPS__SKIP;
	if (test->column >= 0 && !test->itself)
		sops_buffer_printf(at->message, "%s is filled, where ", test->rule->column);
	sops_buffer_puts(at->message, test->rule->args.text);
	return SOPS__FAIL;
}

/* ---- dates ---- */

/* The stamp of a cell that no member holds; NULL: it has none. */
static __attribute__((noinline)) const struct sops_stamp *cell_stamp(
	const struct sops__audit_at *at, int column, struct sops_stamp *own)
{
	if (column < 0 || sops__audit_blank(at, column) || sops_values_stamp(at->book->values,
			column, cell_at(at, column), own, NULL) < 0)
		return NULL;
	return own->day != SOPS_DATE_BLANK ? own : NULL;
}

/* Day and, where both have one, time of day of a role's member or of a cell; own is room for it.
 * NULL: it has none. */
static inline const struct sops_stamp *stamp_of(const struct sops__audit_test *test,
	const struct sops__audit_at *at, size_t i, struct sops_stamp *own)
{
	const struct sops_role *of = test->roles[i] >= 0 ? sops__role(at, test->roles[i]) : NULL;
	const char *row = at->row;
	const struct sops_stamp *stamp;

	if (of && of->type == SOPS_TIME) {
		stamp = (const struct sops_stamp *)(const void *)(row + of->offset);
		return stamp->day != SOPS_DATE_BLANK ? stamp : NULL;
	}
	if (!of || of->type != SOPS_DATE)
		return cell_stamp(at, test->columns[i], own);
	own->day = *(const sops_date *)(const void *)(row + of->offset);
	own->time = SOPS_TIME_BLANK;
	own->shows = SOPS_ORDER_UNKNOWN;
	return own->day != SOPS_DATE_BLANK ? own : NULL;
}

static inline bool is_after(const struct sops_stamp *a, const struct sops_stamp *b)
{
	if (sops__has_clock(a->day, a->time) && sops__has_clock(b->day, b->time))
		return a->time > b->time;
	return a->day > b->day;
}

/* Without the midnight that nobody wrote. */
static void format(char out[SOPS_STAMP_TEXT], const struct sops_stamp *stamp)
{
	if (sops__has_clock(stamp->day, stamp->time))
		sops_stamp_format(out, *stamp);
	else
		sops_date_format(out, stamp->day);
}

static __attribute__((noinline)) int say_order(struct sops__audit_at *at,
	const struct sops__audit_test *test, size_t first, size_t second,
	const struct sops_stamp *a, const struct sops_stamp *b)
{
	const struct sops_field *names = test->rule->args.list;
	char x[SOPS_STAMP_TEXT], y[SOPS_STAMP_TEXT];

	format(x, a);
	format(y, b);
	at->column = test->columns[second];
	sops_buffer_printf(at->message, "%.*s %s is before %.*s %s", (int)names[second].len,
		names[second].at, y, (int)names[first].len, names[first].at, x);
	return SOPS__FAIL;
}

/* Each not after the next; blank ones are passed over. */
int sops__check_date_order(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	const struct sops_stamp *last = NULL, *next;
	struct sops_stamp own[2]; /* in turn */
	size_t before = 0, seen = 0;

	(void)err;
	for (size_t i = 0; i < test->n_columns; i++) {
		next = stamp_of(test, at, i, &own[seen % 2]);
		if (!next)
			continue;
		if (last && is_after(last, next))
			return say_order(at, test, before, i, last, next);
		last = next;
		before = i;
		seen++;
	}
	return seen > 1 ? SOPS__PASS : SOPS__SKIP;
}

/* ---- amounts ---- */

static bool amount_of(const struct sops__audit_at *at, int role, int column,
	struct sops_money *out)
{
	enum sops_type type = role >= 0 ? sops__role(at, role)->type : SOPS_TEXT;

	if (type == SOPS_MONEY || type == SOPS_COUNT || type == SOPS_RATE)
		*out = *(const struct sops_money *)sops__member(at, role);
	else if (sops__audit_blank(at, column) || sops_values_money(at->book->values, column,
			cell_at(at, column), out, NULL, NULL) < 0)
		return false;
	return !sops_money_blank(*out);
}

int sops__check_sum_of(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	struct sops_money total = sops_money_of(0), whole, part;
	char is[SOPS_MONEY_TEXT], should[SOPS_MONEY_TEXT];
	size_t parts = 0;

	(void)err;
	if (!amount_of(at, test->role, test->column, &whole))
		return SOPS__SKIP;
	for (size_t i = 0; i < test->n_columns; i++) {
		if (!amount_of(at, test->roles[i], test->columns[i], &part))
			continue;
		if (sops_money_add(&total, total, part, NULL) < 0)
			return SOPS__SKIP;
		parts++;
	}
	if (parts == 0)
		return SOPS__SKIP;
	if (sops_money_compare(total, whole) == 0)
		return SOPS__PASS;
	sops_money_format(is, whole);
	sops_money_format(should, total);
	sops_buffer_printf(at->message, "%s is %s, the sum of its parts %s", test->rule->column, is,
		should);
	return SOPS__FAIL;
}

/* ---- what belongs together ---- */

/* An amount that can be read, but not beside the currency that its record names. */
static bool is_conflict(const struct sops__audit_at *at, int role)
{
	int column = sops_columns_of(at->book->columns, role);
	struct sops_money amount;

	return sops__role(at, role)->type == SOPS_MONEY && column >= 0 &&
		sops_values_money(at->book->values, column, cell_at(at, column), &amount, NULL,
			NULL) == 0;
}

bool sops__audit_is_conflict(const struct sops__audit_at *at, int role)
{
	for (size_t i = 0; i < at->whole->n_cells; i++)
		if (at->whole->cells[i].role == role)
			return is_conflict(at, role);
	return false;
}

int sops__check_currency(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	(void)test, (void)err;
	for (size_t i = 0; i < at->whole->n_cells; i++) {
		const struct sops_unreadable *cell = &at->whole->cells[i];

		if (!is_conflict(at, cell->role))
			continue;
		at->column = sops_columns_of(at->book->columns, cell->role);
		sops_buffer_puts(at->message, cell->why.text);
		return SOPS__FAIL;
	}
	return SOPS__PASS;
}

int sops__check_log_lag(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	struct sops_stamp own[2];
	const struct sops_stamp *from = stamp_of(test, at, 0, &own[0]),
				*to = stamp_of(test, at, 1, &own[1]);
	long long days;

	(void)err;
	if (!from || !to)
		return SOPS__SKIP;
	days = to->day - from->day;
	if (days <= test->rule->args.days)
		return SOPS__PASS;
	at->column = test->columns[1];
	sops_buffer_printf(at->message, "%lld day%s after %.*s", days, days == 1 ? "" : "s",
		(int)test->rule->args.list[0].len, test->rule->args.list[0].at);
	return SOPS__FAIL;
}

/* ---- what these need ---- */

int sops__bind_sum(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	int status = sops__bind_columns(test, book, err);

	test->idle |= test->column < 0;
	return status;
}

static void watch_dates(const struct sops__audit_test *test, const struct sops__audit_book *book)
{
	for (size_t i = 0; i < test->n_columns; i++)
		if (test->columns[i] >= 0)
			sops_input_watch(book->input, test->columns[i]);
}

int sops__bind_lag(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	watch_dates(test, book);
	return sops__bind_columns(test, book, err);
}

/* Of columns that are not there a rule of the order of dates looks at the others. */
int sops__bind_order(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	size_t there = 0;

	(void)err;
	watch_dates(test, book);
	for (size_t i = 0; i < test->n_columns; i++)
		there += sops_columns_find(book->columns, test->rule->args.list[i], NULL) >= 0;
	test->idle = there < 2;
	return 0;
}

int sops__bind_combo(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	if (test->n_columns > 0)
		return sops__bind_columns(test, book, err);
	test->idle = false;
	return 0;
}
