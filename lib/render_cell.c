/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One cell as text: exact for machines, rounded and grouped for people. */
#include "render_private.h"

#include <math.h>
#include <stdio.h>

#define REAL_DIGITS 9    /* significant digits of an estimate for machines */
#define PEOPLE_DIGITS 2  /* digits behind the point for people */

static void put_money(struct sops_buffer *out, struct sops_money money)
{
	char text[SOPS_MONEY_TEXT];

	sops_buffer_add(out, text, sops_money_format(text, money));
}

static void put_grouped(struct sops_buffer *out, struct sops_money money, int digits)
{
	char text[SOPS_MONEY_TEXT];

	sops_buffer_add(out, text, sops_money_format_grouped(text, money, digits));
}

static void put_date(struct sops_buffer *out, sops_date date)
{
	char text[SOPS_DATE_TEXT];

	sops_buffer_add(out, text, sops_date_format(text, date));
}

/* d.ddd times 10 to the exponent, without trailing zeros. */
struct digits {
	char at[24];
	int count, exponent;
};

/* The C library knows how to round; only its digits are used, for the point is the locale's. */
static struct digits digits_of(double x, int significant)
{
	struct digits digits = { .count = 0 };
	char text[64];
	const char *c = text;
	bool below_one;

	snprintf(text, sizeof(text), "%.*e", significant - 1, fabs(x));
	for (; *c != 'e'; c++)
		if (*c >= '0' && *c <= '9')
			digits.at[digits.count++] = *c;
	below_one = c[1] == '-';
	for (c += 2; *c; c++)
		digits.exponent = digits.exponent * 10 + (*c - '0');
	if (below_one)
		digits.exponent = -digits.exponent;
	while (digits.count > 1 && digits.at[digits.count - 1] == '0')
		digits.count--;
	return digits;
}

static void put_zeros(struct sops_buffer *out, int count)
{
	for (int i = 0; i < count; i++)
		sops_buffer_putc(out, '0');
}

/* The digits with a point behind the first whole of them, zeros added on either side as needed. */
static void put_positional(struct sops_buffer *out, const struct digits *digits, int whole)
{
	int before = whole < digits->count ? whole : digits->count;

	if (whole <= 0) {
		sops_buffer_puts(out, "0.");
		put_zeros(out, -whole);
		sops_buffer_add(out, digits->at, (size_t)digits->count);
		return;
	}
	sops_buffer_add(out, digits->at, (size_t)before);
	put_zeros(out, whole - before);
	if (digits->count > before) {
		sops_buffer_putc(out, '.');
		sops_buffer_add(out, digits->at + before, (size_t)(digits->count - before));
	}
}

/* As %g, but with an exponent only below 1e-5 and from 1e15. */
static void put_real(struct sops_buffer *out, double x, int significant)
{
	struct digits digits = digits_of(x, significant);

	if (x < 0)
		sops_buffer_putc(out, '-');
	if (x == 0 || (fabs(x) >= 1e-5 && fabs(x) < 1e15)) {
		put_positional(out, &digits, digits.exponent + 1);
	} else {
		put_positional(out, &digits, 1);
		sops_buffer_printf(out, "e%+03d", digits.exponent);
	}
}

static void put_real_grouped(struct sops_buffer *out, double x)
{
	struct sops_money money = { .scale = PEOPLE_DIGITS };
	char text[64];

	if (x != 0 && (fabs(x) < 0.005 || fabs(x) >= 1e15)) {
		put_real(out, x, 6);
		return;
	}
	snprintf(text, sizeof(text), "%.*f", PEOPLE_DIGITS, fabs(x));
	for (const char *c = text; *c; c++)
		if (*c >= '0' && *c <= '9')
			money.units = money.units * 10 + (*c - '0');
	for (; money.scale > 0 && money.units % 10 == 0; money.scale--)
		money.units /= 10;
	if (x < 0)
		money.units = -money.units;
	put_grouped(out, money, PEOPLE_DIGITS);
}

static int put_ratio(struct sops_buffer *out, struct sops_ratio ratio, struct sops_error *err)
{
	struct sops_money quotient;
	int status = sops_ratio_divide(&quotient, ratio, SOPS_RATIO_DIGITS, err);

	if (status == 0)
		put_money(out, quotient);
	return status;
}

static int put_quotient(struct sops_buffer *out, struct sops_ratio ratio, struct sops_error *err)
{
	struct sops_money quotient;
	int status = sops_ratio_divide(&quotient, ratio, PEOPLE_DIGITS, err);

	if (status == 0)
		put_grouped(out, quotient, PEOPLE_DIGITS);
	return status;
}

static int put_per_cent(struct sops_buffer *out, struct sops_ratio ratio, struct sops_error *err)
{
	struct sops_money share;
	int status = sops_ratio_divide(&share, ratio, 3, err);

	if (status == 0)
		status = sops_money_mul(&share, share, sops_money_of(100), err);
	if (status < 0)
		return status;
	put_grouped(out, share, 1);
	sops_buffer_putc(out, '%');
	return 0;
}

static void put_counts(struct sops_buffer *out, struct sops_ratio ratio)
{
	put_grouped(out, ratio.num, 0);
	sops_buffer_putc(out, '/');
	put_grouped(out, ratio.den, 0);
}

static int put_exact(struct sops_buffer *out, const struct sops_cell *cell, struct sops_error *err)
{
	switch (cell->kind) {
	case SOPS_CELL_COUNT:
		put_money(out, sops_money_of(cell->count));
		return 0;
	case SOPS_CELL_MONEY:
		put_money(out, cell->money);
		return 0;
	case SOPS_CELL_REAL:
		put_real(out, cell->real, REAL_DIGITS);
		return 0;
	default:
		return put_ratio(out, cell->ratio, err);
	}
}

static int put_rounded(struct sops_buffer *out, const struct sops_cell *cell, int digits,
	struct sops_error *err)
{
	switch (cell->kind) {
	case SOPS_CELL_COUNT:
		put_grouped(out, sops_money_of(cell->count), 0);
		return 0;
	case SOPS_CELL_MONEY:
		put_grouped(out, cell->money, digits);
		return 0;
	case SOPS_CELL_REAL:
		put_real_grouped(out, cell->real);
		return 0;
	case SOPS_CELL_SHARE:
		return put_per_cent(out, cell->ratio, err);
	case SOPS_CELL_FEW:
		put_counts(out, cell->ratio);
		return 0;
	default:
		return put_quotient(out, cell->ratio, err);
	}
}

/* How many digits behind the point people see of a money: the column's, or its own. */
static int digits_for(const struct sops__rendering *r, size_t column, const struct sops_cell *cell)
{
	if (sops_table_column_at(r->table, column)->type != SOPS_COLUMN_NUMBER)
		return r->digits[column];
	return cell->kind == SOPS_CELL_MONEY && cell->money.scale > 0 ? PEOPLE_DIGITS : 0;
}

int sops__render_cell(struct sops__rendering *r, size_t row, size_t column, struct sops_error *err)
{
	const struct sops_cell *cell = sops_table_cell_at(r->table, row, column);
	int status = 0;

	sops_buffer_clear(&r->cell);
	switch (cell->kind) {
	case SOPS_CELL_BLANK:
		break;
	case SOPS_CELL_TEXT:
		sops_buffer_field(&r->cell, sops__render_said(r, column, cell->text));
		break;
	case SOPS_CELL_DATE:
		put_date(&r->cell, cell->date);
		break;
	case SOPS_CELL_BOOL:
		sops_buffer_puts(&r->cell, cell->truth ? "true" : "false");
		break;
	default:
		if (sops_format_human(r->options->format))
			status = put_rounded(&r->cell, cell, digits_for(r, column, cell), err);
		else
			status = put_exact(&r->cell, cell, err);
	}
	if (status == 0)
		status = sops_buffer_check(&r->cell, err);
	if (status < 0)
		sops_error_column(err, sops__render_name(r, column));
	return status < 0 ? status : (int)cell->kind;
}
