/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "money_private.h"

#include <math.h>

#define MILLION ((sops__uint128)1000000)
#define E18 (MILLION * MILLION * MILLION)
#define SIX(x) (x), (x) * 10, (x) * 100, (x) * 1000, (x) * 10000, (x) * 100000

static const sops__uint128 tens[] = {
	SIX((sops__uint128)1), SIX(MILLION), SIX(MILLION * MILLION),
	SIX(E18), SIX(E18 * MILLION), SIX(E18 * MILLION * MILLION),
	E18 * E18, E18 * E18 * 10, E18 * E18 * 100,
};

sops__uint128 sops__ten_to(int exponent)
{
	return tens[exponent];
}

sops__uint128 sops__magnitude(struct sops_money m)
{
	return m.units < 0 ? -(sops__uint128)m.units : (sops__uint128)m.units;
}

const char *sops__fit_text(enum sops__fit fit)
{
	return fit == SOPS__TOO_FINE ? "has more than 30 digits behind the point"
				     : "is beyond 38 digits";
}

int sops__money_overflow(struct sops_error *err, enum sops__fit fit, struct sops_money a,
	char operator, struct sops_money b)
{
	char left[SOPS_MONEY_TEXT], right[SOPS_MONEY_TEXT];

	sops_money_format(left, a);
	sops_money_format(right, b);
	return sops_error_set(err, SOPS_EINPUT, "overflow: %s %c %s %s", left, operator, right,
		sops__fit_text(fit));
}

enum sops__fit sops__money_fit(struct sops_money *out, struct sops__wide magnitude, int scale,
	bool negative)
{
	const sops__uint128 limit = ((sops__uint128)1 << 127) - !negative;
	struct sops__wide tenth = magnitude;
	sops__uint128 units;

	while (scale > 0 && sops__wide_divide(&tenth, 10) == 0) {
		magnitude = tenth;
		scale--;
	}
	if (scale > SOPS_SCALE_MAX)
		return SOPS__TOO_FINE;
	units = (sops__uint128)magnitude.limb[1] << 64 | magnitude.limb[0];
	if (magnitude.limb[2] || magnitude.limb[3] || units > limit)
		return SOPS__TOO_LARGE;
	out->units = (sops_int128)(negative ? -units : units);
	out->scale = scale;
	return SOPS__FITS;
}

struct sops_money sops_money_of(int64_t whole)
{
	return (struct sops_money){ whole, 0 };
}

/* Lowest form. Most amounts fit 64 bits, where a division costs a tenth. */
static struct sops_money lowest(sops_int128 units, int scale)
{
	while (scale > 0 && units == (int64_t)units && (int64_t)units % 10 == 0) {
		units = (int64_t)units / 10;
		scale--;
	}
	while (scale > 0 && units % 10 == 0) {
		units /= 10;
		scale--;
	}
	return (struct sops_money){ units, scale };
}

/* Gives both the larger scale, where 128 bits allow it. */
static bool align(struct sops_money *a, struct sops_money *b)
{
	struct sops_money *coarse = a->scale < b->scale ? a : b;
	int scale = a->scale < b->scale ? b->scale : a->scale;
	sops_int128 factor = (sops_int128)tens[scale - coarse->scale];

	if (coarse->scale != scale && __builtin_mul_overflow(coarse->units, factor, &coarse->units))
		return false;
	coarse->scale = scale;
	return true;
}

static struct sops__wide aligned(struct sops_money m, int scale)
{
	return sops__wide_product(sops__magnitude(m), tens[scale - m.scale]);
}

/* Their sum, b taken as negative when so told, where 128 bits do not do. */
static enum sops__fit add_wide(struct sops_money *sum, struct sops_money a, struct sops_money b,
	bool b_negative)
{
	int scale = a.scale > b.scale ? a.scale : b.scale;
	struct sops__wide x = aligned(a, scale), y = aligned(b, scale);
	bool negative = a.units < 0;

	if (negative == b_negative) {
		sops__wide_add(&x, &y);
		return sops__money_fit(sum, x, scale, negative);
	}
	if (sops__wide_compare(&x, &y) >= 0) {
		sops__wide_subtract(&x, &y);
		return sops__money_fit(sum, x, scale, negative);
	}
	sops__wide_subtract(&y, &x);
	return sops__money_fit(sum, y, scale, b_negative);
}

int sops_money_add(struct sops_money *sum, struct sops_money a, struct sops_money b,
	struct sops_error *err)
{
	struct sops_money x = a, y = b;
	sops_int128 units;
	enum sops__fit fit;

	if (sops__money_add_small(sum, &a, &b))
		return 0;
	if (align(&x, &y) && !__builtin_add_overflow(x.units, y.units, &units)) {
		*sum = lowest(units, x.scale);
		return 0;
	}
	fit = add_wide(sum, a, b, b.units < 0);
	return fit ? sops__money_overflow(err, fit, a, '+', b) : 0;
}

int sops_money_sub(struct sops_money *difference, struct sops_money a, struct sops_money b,
	struct sops_error *err)
{
	struct sops_money x = a, y = b;
	sops_int128 units;
	enum sops__fit fit;

	if (align(&x, &y) && !__builtin_sub_overflow(x.units, y.units, &units)) {
		*difference = lowest(units, x.scale);
		return 0;
	}
	fit = add_wide(difference, a, b, b.units >= 0);
	return fit ? sops__money_overflow(err, fit, a, '-', b) : 0;
}

int sops_money_mul(struct sops_money *product, struct sops_money a, struct sops_money b,
	struct sops_error *err)
{
	int scale = a.scale + b.scale;
	sops_int128 units;
	enum sops__fit fit;

	if (scale <= SOPS_SCALE_MAX && !__builtin_mul_overflow(a.units, b.units, &units)) {
		*product = lowest(units, scale);
		return 0;
	}
	fit = sops__money_fit(product, sops__wide_product(sops__magnitude(a), sops__magnitude(b)),
		scale, (a.units < 0) != (b.units < 0));
	return fit ? sops__money_overflow(err, fit, a, '*', b) : 0;
}

static int compare_wide(struct sops_money a, struct sops_money b)
{
	int scale = a.scale > b.scale ? a.scale : b.scale;
	struct sops__wide x = aligned(a, scale), y = aligned(b, scale);

	return a.units < 0 ? sops__wide_compare(&y, &x) : sops__wide_compare(&x, &y);
}

int sops_money_compare(struct sops_money a, struct sops_money b)
{
	struct sops_money x = a, y = b;

	if (sops_money_blank(a) || sops_money_blank(b))
		return sops_money_blank(a) - sops_money_blank(b);
	if ((a.units < 0) != (b.units < 0))
		return a.units < 0 ? -1 : 1;
	if (!align(&x, &y))
		return compare_wide(a, b);
	return (x.units > y.units) - (x.units < y.units);
}

struct sops_money sops_money_round(struct sops_money m, int digits)
{
	sops__uint128 factor, units, rest;

	if (digits < 0)
		digits = 0;
	if (m.scale <= digits)
		return m;
	factor = tens[m.scale - digits];
	units = sops__magnitude(m) / factor;
	rest = sops__magnitude(m) % factor;
	if (rest > factor / 2 || (rest == factor / 2 && units % 2))
		units++;
	return lowest(m.units < 0 ? -(sops_int128)units : (sops_int128)units, digits);
}

double sops_money_double(struct sops_money m)
{
	return sops_money_blank(m) ? NAN : (double)m.units / (double)tens[m.scale];
}
