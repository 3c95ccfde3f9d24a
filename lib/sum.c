/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "money_private.h"

#include <inttypes.h>

void sops_sum_init(struct sops_sum *sum)
{
	*sum = (struct sops_sum){ .total = sops_money_of(0) };
}

/* In bytewise order, so that the text does not depend on which came first. */
static int two_currencies(struct sops_error *err, const char *a, const char *b)
{
	int status = sops_error_set(err, SOPS_EINPUT, "two currencies, %s and %s, cannot be added",
		strcmp(a, b) < 0 ? a : b, strcmp(a, b) < 0 ? b : a);

	sops_error_hint(err, "try --by currency, or --rates FILE");
	return status;
}

int sops_sum_merge(struct sops_sum *into, const struct sops_sum *from, struct sops_error *err)
{
	struct sops_sum sum = *into;
	int status;

	if (!sops_currency_agree(&sum.currency, into->currency, from->currency))
		return two_currencies(err, into->currency.code, from->currency.code);
	status = sops_money_add(&sum.total, into->total, from->total, err);
	if (status < 0)
		return status;
	if (__builtin_add_overflow(into->n, from->n, &sum.n))
		return sops_error_set(err, SOPS_EINPUT, "overflow: more than %" PRId64 " amounts",
			INT64_MAX);
	sum.unsaid = into->unsaid + from->unsaid; /* no more than n */
	*into = sum;
	return 0;
}

int sops_sum_add(struct sops_sum *sum, struct sops_money amount, struct sops_currency currency,
	struct sops_error *err)
{
	struct sops_sum one = { amount, 1, currency, currency.code[0] == '\0' };

	if (sops_money_blank(amount))
		return 0;
	/* Mostly they are in the currency of those before. */
	if (sum->n == INT64_MAX || memcmp(&sum->currency, &currency, sizeof(currency)) != 0)
		return sops_sum_merge(sum, &one, err);
	if (!sops__money_add_small(&sum->total, &sum->total, &amount) &&
	    sops_money_add(&sum->total, sum->total, amount, err) < 0)
		return SOPS_EINPUT;
	sum->n++;
	sum->unsaid += one.unsaid;
	return 0;
}
