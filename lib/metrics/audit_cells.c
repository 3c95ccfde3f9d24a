/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_cells.c: the cells of one column, each by itself, as text. */
#include "audit_checks.h"

#include "../cell_type.h"

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

static SOPS__SLOW int say_blank(const struct sops__audit_test *test, struct sops__audit_at *at)
{
	sops_buffer_printf(at->message, "%s is blank", test->rule->column);
	return SOPS__FAIL;
}

int sops__check_required(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	(void)err;
	return sops__audit_blank(at, test->column) ? say_blank(test, at) : SOPS__PASS;
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
	if (sops__audit_blank(at, test->column))
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

	if (sops__audit_blank(at, test->column))
		return SOPS__SKIP;
	status = sops_expr_true(test->expr, at->extended, &fits, NULL);
	if (status == SOPS_ESYSTEM)
		return sops_error_memory(err);
	if (status == 0 && fits)
		return SOPS__PASS;
	sops_buffer_printf(at->message, "does not match %s", test->rule->args.text);
	return SOPS__FAIL;
}
