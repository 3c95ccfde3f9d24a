/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * money.h: exact decimals, and what is computed from them.
 *
 * A money is units / 10^scale with 128-bit units: 38 digits. It is never a
 * double. Every operation is exact or fails with SOPS_EINPUT ("overflow").
 * Kept in lowest form (no trailing zeros behind the point), so equal values
 * are equal bits. It carries any exact decimal: amounts, probabilities, rates.
 */
#ifndef SOPS_MONEY_H
#define SOPS_MONEY_H

#include <sops/error.h>

__extension__ typedef __int128 sops_int128;

struct sops_money {
	sops_int128 units;
	int scale; /* digits behind the point, 0 to SOPS_SCALE_MAX; negative: blank */
};

#define SOPS_SCALE_MAX 30
#define SOPS_MONEY_BLANK ((struct sops_money){ 0, -1 })
#define SOPS_MONEY_TEXT 96 /* room for any money as text, grouped, NUL included */

static inline bool sops_money_blank(struct sops_money m)
{
	return m.scale < 0;
}

struct sops_money sops_money_of(int64_t whole);

/* As written: an ISO 4217 code ("USD") or a bare symbol ("$", "¥", "kr"); "" is unsaid. */
struct sops_currency {
	char code[8];
};

enum sops_decimal {
	SOPS_DECIMAL_POINT,        /* 1,234.50: said by the user, or nothing speaks against it */
	SOPS_DECIMAL_COMMA,        /* 1.234,50 */
	SOPS_DECIMAL_POINT_UNSAID, /* as POINT, but 1,234 and 1.234 are refused as ambiguous: the
	                              delimiter is a semicolon and nobody said --decimal */
};

/*
 * Reads an amount in any written form:
 *	1234.5  1,234.50  1 234.50  1'234.50  12,34,567  $1,234.50  USD 1,234.50
 *	1,234.50 EUR  -$5  $-5  5-  (1,234.50)  1.5E+05  1.2k  1.2M  1.2bn
 *	￥1.2万  3亿元  full-width digits and signs
 * Groups must be regular: thousands, or thousands then lakhs, with no zero in front.
 * The apostrophe that guards a formula ('-5) is dropped. currency may be NULL.
 * 元 is CNY where nothing else names a currency.
 * Otherwise SOPS_EINPUT: "…" is not an amount, with a hint where one helps
 * (try --decimal comma, when that would read it). An empty text is an error too.
 */
int sops_money_parse(struct sops_money *out, struct sops_currency *currency,
	struct sops_field text, enum sops_decimal decimal, struct sops_error *err);

/*
 * Reads a share: 0.35, 35%, ％. *percent tells whether it was marked, and then
 * 35% is 0.35. Of 0.2000…0111… with more digits than SOPS_SCALE_MAX, a double written out,
 * the 15 that a double keeps are read: 0.2. Otherwise SOPS_EINPUT: "…" is not a rate. What an
 * unmarked 35 or 1 means is for the caller, who sees the whole column.
 */
int sops_rate_parse(struct sops_money *out, bool *percent, struct sops_field text,
	enum sops_decimal decimal, struct sops_error *err);

/* Neither operand may be blank. */
int sops_money_add(struct sops_money *sum, struct sops_money a, struct sops_money b,
	struct sops_error *err);
int sops_money_sub(struct sops_money *difference, struct sops_money a, struct sops_money b,
	struct sops_error *err);
int sops_money_mul(struct sops_money *product, struct sops_money a, struct sops_money b,
	struct sops_error *err);
/* Negative, zero or positive; exact for any two values; a blank comes last. */
int sops_money_compare(struct sops_money a, struct sops_money b);
/* Rounded to digits behind the point, half to even. */
struct sops_money sops_money_round(struct sops_money m, int digits);

/* "-1234.5": plain, exact, no grouping. Blank is "". Returns the length. */
size_t sops_money_format(char out[SOPS_MONEY_TEXT], struct sops_money m);
/* "-1,234.50": for people, rounded half-even to that many digits, at most SOPS_SCALE_MAX. */
size_t sops_money_format_grouped(char out[SOPS_MONEY_TEXT], struct sops_money m, int digits);
/* For models and charts only; nothing exact may come of it. */
double sops_money_double(struct sops_money m);

/*
 * A quotient that has not been divided: exact until printed. Undefined (blank)
 * when the denominator is zero or either part is blank.
 */
struct sops_ratio {
	struct sops_money num, den;
};

bool sops_ratio_defined(struct sops_ratio ratio);
/*
 * The quotient with at most so many digits behind the point (no more than SOPS_SCALE_MAX),
 * half to even; blank when undefined, and when it overflows, which is an error.
 */
int sops_ratio_divide(struct sops_money *out, struct sops_ratio ratio, int digits,
	struct sops_error *err);

/* Digits behind the point that machine formats print of a quotient. */
#define SOPS_RATIO_DIGITS 12

/*
 * A sum of amounts that refuses to add two currencies. A blank amount is not
 * added and not counted. "$" agrees with any dollar or peso that is written so,
 * "¥" with CNY and JPY, "kr" with the Nordic crowns, an unsaid currency with all;
 * the most exact one seen is kept. Merging is associative and commutative, an
 * empty sum its identity, as long as no partial total exceeds 38 digits. A merge
 * or an add that fails leaves the sum as it was.
 */
struct sops_sum {
	struct sops_money total; /* 0 when empty */
	int64_t n;               /* amounts added */
	struct sops_currency currency;
	int64_t unsaid;          /* of these amounts, how many named no currency */
};

void sops_sum_init(struct sops_sum *sum);
int sops_sum_add(struct sops_sum *sum, struct sops_money amount, struct sops_currency currency,
	struct sops_error *err);
int sops_sum_merge(struct sops_sum *into, const struct sops_sum *from, struct sops_error *err);
/* Whether two currencies may be added; *common is the more exact of the two. */
bool sops_currency_agree(struct sops_currency *common, struct sops_currency a,
	struct sops_currency b);
/*
 * Reads a cell of a currency column: a code in either case, a symbol, or a name such as 人民币.
 * Otherwise SOPS_EINPUT: "…" is not a currency; so is an empty cell.
 */
int sops_currency_parse(struct sops_currency *out, struct sops_field text, struct sops_error *err);

#endif
