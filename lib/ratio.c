/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "money_private.h"

bool sops_ratio_defined(struct sops_ratio ratio)
{
	return !sops_money_blank(ratio.num) && !sops_money_blank(ratio.den) && ratio.den.units;
}

/*
 * The next digit of a long division: *rest * 10 / den. Ten additions and not a
 * multiplication, because ten times the rest need not fit 128 bits; twice does.
 */
static unsigned next_digit(sops__uint128 *rest, sops__uint128 den)
{
	sops__uint128 sum = 0;
	unsigned digit = 0;

	for (int i = 0; i < 10; i++) {
		sum += *rest;
		if (sum >= den) {
			sum -= den;
			digit++;
		}
	}
	*rest = sum;
	return digit;
}

/* Takes so many digits off the end, half to even; inexact: something more was cut off before. */
static void round_off(struct sops__wide *quotient, int digits, bool inexact)
{
	uint64_t last = 0;

	for (; digits > 0; digits--) {
		inexact = inexact || last;
		last = sops__wide_divide(quotient, 10);
	}
	if (last > 5 || (last == 5 && (inexact || quotient->limb[0] % 2)))
		sops__wide_extend(quotient, 1, 1);
}

int sops_ratio_divide(struct sops_money *out, struct sops_ratio ratio, int digits,
	struct sops_error *err)
{
	sops__uint128 num = sops__magnitude(ratio.num), den = sops__magnitude(ratio.den), rest;
	bool negative = (ratio.num.units < 0) != (ratio.den.units < 0);
	enum sops__fit fit = SOPS__FITS;
	struct sops__wide quotient;
	int shift, steps;

	*out = SOPS_MONEY_BLANK;
	if (!sops_ratio_defined(ratio))
		return 0;
	if (digits < 0)
		digits = 0;
	if (digits > SOPS_SCALE_MAX)
		digits = SOPS_SCALE_MAX;
	shift = digits + ratio.den.scale - ratio.num.scale;
	steps = shift >= 0 ? shift + 1 : 0; /* one more than is kept, to round by */
	quotient = sops__wide_of(num / den);
	rest = num % den;
	for (int i = 0; i < steps && !fit; i++) {
		if (!sops__wide_extend(&quotient, 10, next_digit(&rest, den)))
			fit = SOPS__TOO_LARGE;
	}
	round_off(&quotient, steps - shift, rest != 0);
	if (!fit)
		fit = sops__money_fit(out, quotient, digits, negative);
	return fit ? sops__money_overflow(err, fit, ratio.num, '/', ratio.den) : 0;
}
