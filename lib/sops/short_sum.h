/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * short_sum.h: a struct sops_sum in a quarter of the memory, for where there are many.
 *
 * Sums that are as sums mostly are (18 digits, fewer than 67 million amounts, a currency of at
 * most 4 bytes that all of them name or none) stand in the struct; any other is a struct sops_sum
 * elsewhere. So it is as exact, and the same errors come of it. All zeros is empty.
 */
#ifndef SOPS_SHORT_SUM_H
#define SOPS_SHORT_SUM_H

#include <sops/money.h>

struct sops_short_sum {
	union {
		int64_t units;
		struct sops_sum *elsewhere; /* when scale is SOPS_SHORT_SUM_ELSEWHERE */
	};
	uint32_t n : 26, scale : 5;
	uint32_t unsaid : 1; /* none of the amounts named a currency */
	char code[4];        /* of the currency, with no NUL when it has 4 bytes */
};

#define SOPS_SHORT_SUM_ELSEWHERE 31

void sops_short_sum_release(struct sops_short_sum *sum);
struct sops_sum sops_short_sum_get(const struct sops_short_sum *sum);
/* SOPS_ESYSTEM when there is no memory for a sum elsewhere; then the sum is as it was, as after
 * any other error. */
int sops_short_sum_set(struct sops_short_sum *sum, const struct sops_sum *to,
	struct sops_error *err);
int sops_short_sum_add(struct sops_short_sum *sum, struct sops_money amount,
	struct sops_currency currency, struct sops_error *err);
int sops_short_sum_merge(struct sops_short_sum *into, const struct sops_short_sum *from,
	struct sops_error *err);

#endif
