/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_characters.c: of which characters a cell is, and of how many. */
#include "audit_checks.h"

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
	if (sops__audit_blank(at, test->column))
		return SOPS__SKIP;
	if ((sops_money_blank(args->low) || sops_money_compare(number, args->low) >= 0) &&
	    (sops_money_blank(args->high) || sops_money_compare(number, args->high) <= 0))
		return SOPS__PASS;
	sops_buffer_printf(at->message, "%lld character%s, allowed are %s", (long long)length,
		length == 1 ? "" : "s", args->text);
	return SOPS__FAIL;
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

int sops__check_formula_cell(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	(void)test, (void)err;
	if (!(at->has & SOPS__HAS_FORMULA))
		return SOPS__PASS;
	return each_cell(at, is_formula, "a spreadsheet would take it for a formula");
}
