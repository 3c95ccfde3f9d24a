/* SPDX-License-Identifier: GPL-3.0-or-later */
/* money_private.h: what money.c, money_parse.c, ratio.c, currency.c and sum.c share. */
#ifndef SOPS_MONEY_PRIVATE_H
#define SOPS_MONEY_PRIVATE_H

#include "values_private.h"

__extension__ typedef unsigned __int128 sops__uint128;

/* wide.c: 256 bits, the least limb first. Room for any two aligned moneys, and any product. */
struct sops__wide {
	uint64_t limb[4];
};

struct sops__wide sops__wide_of(sops__uint128 value);
struct sops__wide sops__wide_product(sops__uint128 a, sops__uint128 b);
/* w * factor + plus; false when that needs more than 256 bits. */
bool sops__wide_extend(struct sops__wide *w, uint64_t factor, uint64_t plus);
/* Leaves the quotient in w and returns the remainder. */
uint64_t sops__wide_divide(struct sops__wide *w, uint64_t divisor);
void sops__wide_add(struct sops__wide *w, const struct sops__wide *more);
void sops__wide_subtract(struct sops__wide *w, const struct sops__wide *less);
int sops__wide_compare(const struct sops__wide *a, const struct sops__wide *b);

/* money.c */
enum sops__fit {
	SOPS__FITS,
	SOPS__TOO_LARGE,
	SOPS__TOO_FINE,
};

/* "is beyond 38 digits": the end of a message about a value that does not fit. */
const char *sops__fit_text(enum sops__fit fit);
/* 10^exponent, for 0 to 38. */
sops__uint128 sops__ten_to(int exponent);
sops__uint128 sops__magnitude(struct sops_money m);
/* magnitude / 10^scale in lowest form; *out is set only when it fits. */
enum sops__fit sops__money_fit(struct sops_money *out, struct sops__wide magnitude, int scale,
	bool negative);
int sops__money_overflow(struct sops_error *err, enum sops__fit fit, struct sops_money a,
	char operator, struct sops_money b);

/*
 * glyph.c: the first character of the text, and its length in bytes in *len. The ways to
 * write one thing are one: full-width forms are ASCII, every space that groups
 * digits is ' ', every minus '-', every apostrophe '\''. -1 at the end and for
 * a byte that is not UTF-8.
 */
int32_t sops__glyph_wide(struct sops_field text, size_t *len);

static inline int32_t sops__glyph(struct sops_field text, size_t *len)
{
	*len = text.len > 0;
	if (text.len && (unsigned char)text.at[0] >= 0x80)
		return sops__glyph_wide(text, len);
	return text.len ? text.at[0] : -1;
}

/*
 * Bytes of the text that spell the literal, or 0. The literal begins with no space,
 * apostrophe or minus: then only a full-width form, which EF leads, can begin otherwise.
 */
size_t sops__glyph_match(struct sops_field text, const char *literal);

static inline size_t sops__glyph_prefix(struct sops_field text, const char *literal)
{
	if (!text.len || (text.at[0] != literal[0] && text.at[0] != '\xEF'))
		return 0;
	return sops__glyph_match(text, literal);
}

bool sops__glyph_letter(struct sops_field text); /* whether an ASCII letter comes first */

/* currency.c: bytes of the currency code or mark that the text begins with; 0 when with none. */
size_t sops__currency_at(struct sops_currency *out, struct sops_field text);

/*
 * money_read.c: what an amount says, digits * 10^(exponent + zeros), however many
 * digits it has. digits end in no zero: zeros are those seen after them.
 */
struct sops__amount {
	sops__uint128 digits;
	int64_t zeros;
	int64_t exponent;
	bool too_large; /* digits do not fit, and hold the first of them */
	bool negative;
	bool percent;   /* and the exponent has it */
	bool unit;      /* it says 万, M, 元: a unit of its own, and the exponent has it */
	struct sops_currency currency;
};

/* Bytes of the unit that the text begins with, k, M, 万; 0 when with none. */
size_t sops__unit_at(struct sops_field text, int *exponent);

/* false when the text is none. A share may end in a percent sign and has no unit or currency. */
bool sops__amount_read(struct sops__amount *out, struct sops_field text, enum sops_decimal decimal,
	bool share);

/* Most sums have few digits, and cents at most. Others are left alone. */
static inline bool sops__money_add_small(struct sops_money *sum, const struct sops_money *a,
	const struct sops_money *b)
{
	static const int64_t factors[] = { 1, 10, 100, 1000, 10000 };
	int scale = a->scale > b->scale ? a->scale : b->scale;
	int64_t x = (int64_t)a->units, y = (int64_t)b->units;

	if (x != a->units || y != b->units || scale > 4 || a->scale < 0 || b->scale < 0)
		return false;
	if (a->scale != b->scale && (__builtin_mul_overflow(x, factors[scale - a->scale], &x) ||
		__builtin_mul_overflow(y, factors[scale - b->scale], &y)))
		return false;
	if (__builtin_add_overflow(x, y, &x))
		return false;
	for (; scale > 0 && x % 10 == 0; scale--)
		x /= 10;
	*sum = (struct sops_money){ x, scale };
	return true;
}

#endif
