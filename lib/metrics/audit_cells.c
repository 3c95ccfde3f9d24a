/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_cells.c: the cells of one column, each by itself. */
#include "audit_checks.h"

#include "../cell_type.h"

/* ---- what a test needs of the input ---- */

int sops__bind_column(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	(void)book, (void)err;
	test->idle = test->column < 0;
	return 0;
}

int sops__bind_may(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	(void)book, (void)err;
	test->idle = test->rule->column && test->column < 0;
	return 0;
}

static bool is_dated(const struct sops_schema *schema, int role)
{
	return role >= 0 && (schema->roles[role].type == SOPS_DATE ||
		schema->roles[role].type == SOPS_TIME);
}

int sops__bind_dates(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	const struct sops_schema *schema = sops_columns_schema(book->columns);

	(void)err;
	test->idle = test->column < 0 || !is_dated(schema, test->role);
	return 0;
}

int sops__bind_columns(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	(void)book, (void)err;
	test->idle = test->n_columns == 0;
	for (size_t i = 0; i < test->n_columns; i++)
		test->idle |= test->columns[i] < 0;
	return 0;
}

/* With the mark before each of these characters. */
static void put_doubled(struct sops_buffer *out, const char *text, const char *these, char mark)
{
	for (; *text; text++) {
		if (strchr(these, *text))
			sops_buffer_putc(out, mark);
		sops_buffer_putc(out, *text);
	}
}

/* The pattern becomes an expression, whose regular expressions have limits. */
int sops__bind_pattern(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	int status;

	test->idle = test->column < 0;
	if (test->idle)
		return 0;
	sops_buffer_puts(&text, "matches(`");
	put_doubled(&text, test->rule->column, "`", '`');
	sops_buffer_puts(&text, "`, \"");
	put_doubled(&text, test->rule->args.text, "\"\\", '\\');
	sops_buffer_puts(&text, "\")");
	status = sops_buffer_check(&text, err);
	if (status == 0 && !test->expr)
		status = sops_expr_new(&test->expr, text.at, err);
	if (status == 0)
		status = sops__input_bind(book->input, test->expr, err);
	sops_buffer_release(&text);
	return status;
}

static struct sops_field cell_of(const struct sops__audit_test *test,
	const struct sops__audit_at *at)
{
	return at->record->fields[test->column];
}

static bool is_blank(const struct sops__audit_test *test, const struct sops__audit_at *at)
{
	return sops__audit_blank(at, test->column);
}

/* ---- the cell itself ---- */

static SOPS__SLOW int say_blank(const struct sops__audit_test *test, struct sops__audit_at *at)
{
	sops_buffer_printf(at->message, "%s is blank", test->rule->column);
	return SOPS__FAIL;
}

int sops__check_required(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	(void)err;
	return is_blank(test, at) ? say_blank(test, at) : SOPS__PASS;
}

/* What the reader of the row says of a cell that it could not read. */
static int unreadable(struct sops__audit_test *test, struct sops__audit_at *at)
{
	for (size_t i = 0; i < at->whole->n_cells; i++) {
		const struct sops_unreadable *cell = &at->whole->cells[i];

		if (cell->role != test->role)
			continue;
		sops_buffer_puts(at->message, cell->why.text);
		return SOPS__FAIL;
	}
	return SOPS__PASS;
}

int sops__check_type(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	enum sops_cell_type type = test->rule->args.type;
	struct sops_field cell = sops__audit_trimmed(at, test->column);

	(void)err;
	if (is_blank(test, at))
		return SOPS__SKIP;
	if (type == SOPS_IS_CANONICAL)
		return sops__audit_is_conflict(at, test->role) ? SOPS__PASS : unreadable(test, at);
	if (sops__cell_is(type, cell))
		return SOPS__PASS;
	sops_buffer_printf(at->message, "not %s", sops__cell_type_words(type));
	return SOPS__FAIL;
}

int sops__check_pattern(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	bool fits;
	int status;

	if (is_blank(test, at))
		return SOPS__SKIP;
	status = sops_expr_true(test->expr, at->extended, &fits, NULL);
	if (status == SOPS_ESYSTEM)
		return sops_error_memory(err);
	if (status == 0 && fits)
		return SOPS__PASS;
	sops_buffer_printf(at->message, "does not match %s", test->rule->args.text);
	return SOPS__FAIL;
}

/* ---- values ---- */

static __attribute__((noinline)) const struct sops_money *cell_number(
	const struct sops__audit_test *test, const struct sops__audit_at *at,
	struct sops_money *own)
{
	return !is_blank(test, at) && sops_values_money(at->book->values, test->column,
		cell_of(test, at), own, NULL, NULL) == 0 ? own : NULL;
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

static __attribute__((noinline)) sops_date cell_date(const struct sops__audit_test *test,
	const struct sops__audit_at *at)
{
	struct sops_stamp stamp;

	if (is_blank(test, at) || sops_values_stamp(at->book->values, test->column,
			cell_of(test, at), &stamp, NULL) < 0)
		return SOPS_DATE_BLANK;
	return stamp.day;
}

static inline sops_date date_of(const struct sops__audit_test *test,
	const struct sops__audit_at *at)
{
	enum sops_type type = test->role >= 0 ? sops__role(at, test->role)->type : SOPS_TEXT;

	if (type == SOPS_DATE)
		return *(const sops_date *)sops__member(at, test->role);
	if (type == SOPS_TIME)
		return ((const struct sops_stamp *)sops__member(at, test->role))->day;
	return cell_date(test, at);
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
	sops_date day = date_of(test, at);

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

static int64_t characters(struct sops_field cell)
{
	int64_t n = 0;

	for (size_t i = 0; i < cell.len; i++)
		n += ((unsigned char)cell.at[i] & 0xC0) != 0x80;
	return n;
}

int sops__check_length(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	const struct sops_args *args = &test->rule->args;
	struct sops_field cell = sops__audit_trimmed(at, test->column);
	int64_t length = characters(cell);
	struct sops_money number = sops_money_of(length);

	(void)err;
	if (is_blank(test, at))
		return SOPS__SKIP;
	if ((sops_money_blank(args->low) || sops_money_compare(number, args->low) >= 0) &&
	    (sops_money_blank(args->high) || sops_money_compare(number, args->high) <= 0))
		return SOPS__PASS;
	sops_buffer_printf(at->message, "%lld characters, allowed are %s", (long long)length,
		args->text);
	return SOPS__FAIL;
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

/* ---- days ---- */

static SOPS__SLOW int beyond(struct sops__audit_at *at, const char *where, long long days,
	const char *side)
{
	char today[SOPS_DATE_TEXT];

	sops_date_format(today, at->as_of);
	sops_buffer_printf(at->message, "in the %s: %lld days %s %s", where, days, side, today);
	return SOPS__FAIL;
}

int sops__check_not_future(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	sops_date day = date_of(test, at);

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
	sops_date day = date_of(test, at);

	(void)err;
	if (day == SOPS_DATE_BLANK)
		return SOPS__SKIP;
	if (day >= at->as_of - test->rule->args.days)
		return SOPS__PASS;
	return beyond(at, "past", at->as_of - day, "before");
}

/* ---- cells of any column ---- */

static int each_cell(struct sops__audit_at *at,
	bool (*bad)(const struct sops__audit_at *at, struct sops_field cell), const char *words)
{
	for (size_t i = 0; i < at->record->count; i++) {
		struct sops_field cell = at->record->fields[i];

		if (cell.len == 0 || !bad(at, cell))
			continue;
		at->column = (int)i;
		sops_buffer_puts(at->message, words);
		return SOPS__FAIL;
	}
	return SOPS__PASS;
}

/* Marks, embeddings, overrides and isolates: U+200E, U+200F, U+202A to E, U+2066 to 9. */
static bool is_direction(struct sops_field text)
{
	unsigned char last;

	if (text.len < 3)
		return false;
	last = (unsigned char)text.at[2];
	if (memcmp(text.at, "\xE2\x80", 2) == 0)
		return last == 0x8E || last == 0x8F || (last >= 0xAA && last <= 0xAE);
	return memcmp(text.at, "\xE2\x81", 2) == 0 && last >= 0xA6 && last <= 0xA9;
}

/* Below a space, but for tab and line ends; delete; the control characters of C1; and those that
 * turn the direction of writing. */
static bool has_control(const struct sops__audit_at *at, struct sops_field cell)
{
	(void)at;
	for (size_t i = 0; i < cell.len; i++) {
		unsigned char c = (unsigned char)cell.at[i];

		if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7F)
			return true;
		if (c == 0xC2 && i + 1 < cell.len && (unsigned char)cell.at[i + 1] < 0xA0)
			return true;
		if (c == 0xE2 && is_direction((struct sops_field){ cell.at + i, cell.len - i }))
			return true;
	}
	return false;
}

int sops__check_control_char(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	(void)test, (void)err;
	if (!(at->has & SOPS__HAS_CONTROL))
		return SOPS__PASS;
	return each_cell(at, has_control,
		"has a control character or bidirectional override in it");
}

/* Digits and what stands between them in telephone numbers: a spreadsheet may reckon with it, but
 * nothing is run. */
static bool is_digits(struct sops_field cell)
{
	for (size_t i = 0; i < cell.len; i++)
		if (cell.at[i] == '\0' || !strchr("0123456789+-(). /", cell.at[i]))
			return false;
	return true;
}

static bool is_number(struct sops_field cell)
{
	struct sops_money number;

	return sops_money_parse(&number, NULL, cell, SOPS_DECIMAL_POINT, NULL) == 0 ||
		sops_money_parse(&number, NULL, cell, SOPS_DECIMAL_COMMA, NULL) == 0;
}

/* A number with its sign is none, nor is a telephone number, nor a word for nothing. */
static bool is_formula(const struct sops__audit_at *at, struct sops_field cell)
{
	if (!strchr("=+-@\t\r", cell.at[0]) || cell.at[0] == '\0' || cell.len == 1)
		return false;
	if (is_digits(cell) || is_number(cell))
		return false;
	return !sops_values_blank(at->book->values, cell);
}

int sops__bind_limit(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	struct sops_money most = test->rule->args.low;

	(void)book, (void)err;
	test->limit = sops_money_compare(most, sops_money_of(INT64_MAX)) < 0 ? (int64_t)most.units
									    : INT64_MAX;
	test->idle = false;
	return 0;
}

/* No text has more characters than bytes. */
int sops__check_field_too_long(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	(void)err;
	if ((int64_t)at->raw.len <= test->limit)
		return SOPS__PASS;
	for (size_t i = 0; i < at->record->count; i++) {
		int64_t length = characters(at->record->fields[i]);

		if (length <= test->limit)
			continue;
		at->column = (int)i;
		sops_buffer_printf(at->message, "%lld characters", (long long)length);
		return SOPS__FAIL;
	}
	return SOPS__PASS;
}

int sops__check_formula_cell(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	(void)test, (void)err;
	if (!(at->has & SOPS__HAS_FORMULA))
		return SOPS__PASS;
	return each_cell(at, is_formula, "a spreadsheet would take it for a formula");
}
