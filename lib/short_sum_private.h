/* SPDX-License-Identifier: GPL-3.0-or-later */
/* short_sum_private.h: what most amounts take to be added, where there are many. */
#ifndef SOPS_SHORT_SUM_PRIVATE_H
#define SOPS_SHORT_SUM_PRIVATE_H

#include "money_private.h"

#include <sops/short_sum.h>

#include <string.h>

#define SOPS__SHORT_SUM_MOST ((1 << 26) - 1)

/* Whether an amount in the currency can be added here, as one more of those before it. */
static inline bool sops__short_sum_goes_with(const struct sops_short_sum *sum,
	const struct sops_currency *currency)
{
	return sum->n != 0 && sum->n != SOPS__SHORT_SUM_MOST && !currency->code[4] &&
		memcmp(sum->code, currency->code, sizeof(sum->code)) == 0 &&
		sum->unsaid == (currency->code[0] == '\0');
}

/* Mostly an amount is in the currency of those before it, has few digits, and no more of them
 * behind the point than one before it had. The sum keeps its scale. */
static inline bool sops__short_sum_add_same(struct sops_short_sum *sum,
	const struct sops_money *amount, const struct sops_currency *currency)
{
	static const int64_t factors[] = { 1, 10, 100, 1000, 10000 };
	const int finer = (int)sum->scale - amount->scale;
	int64_t units = (int64_t)amount->units;

	if (sum->scale > 4 || amount->scale < 0 || finer < 0 || units != amount->units ||
	    !sops__short_sum_goes_with(sum, currency))
		return false;
	if (__builtin_mul_overflow(units, factors[finer], &units) ||
	    __builtin_add_overflow(sum->units, units, &units))
		return false;
	sum->units = units;
	sum->n = (sum->n + 1) & SOPS__SHORT_SUM_MOST;
	return true;
}

#endif
