/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/short_sum.h>

#include "money_private.h"

#include <stdlib.h>

#define MOST_AMOUNTS ((1 << 26) - 1)

static bool elsewhere(const struct sops_short_sum *sum)
{
	return sum->scale == SOPS_SHORT_SUM_ELSEWHERE;
}

void sops_short_sum_release(struct sops_short_sum *sum)
{
	if (elsewhere(sum))
		free(sum->elsewhere);
	*sum = (struct sops_short_sum){ .n = 0 };
}

struct sops_sum sops_short_sum_get(const struct sops_short_sum *sum)
{
	struct sops_sum got = { .n = sum->n };

	if (elsewhere(sum))
		return *sum->elsewhere;
	got.total = (struct sops_money){ sum->units, (int)sum->scale };
	got.unsaid = sum->unsaid ? sum->n : 0;
	memcpy(got.currency.code, sum->code, sizeof(sum->code));
	return got;
}

static bool fits(const struct sops_sum *sum)
{
	return sum->total.units == (int64_t)sum->total.units && sum->total.scale >= 0 &&
		sum->n >= 0 && sum->n <= MOST_AMOUNTS &&
		(sum->unsaid == 0 || sum->unsaid == sum->n) &&
		strlen(sum->currency.code) <= sizeof(((struct sops_short_sum *)0)->code);
}

static int set_elsewhere(struct sops_short_sum *sum, const struct sops_sum *to,
	struct sops_error *err)
{
	struct sops_sum *at = elsewhere(sum) ? sum->elsewhere : malloc(sizeof(*at));

	if (!at)
		return sops_error_memory(err);
	*at = *to;
	*sum = (struct sops_short_sum){ .elsewhere = at, .scale = SOPS_SHORT_SUM_ELSEWHERE };
	return 0;
}

int sops_short_sum_set(struct sops_short_sum *sum, const struct sops_sum *to,
	struct sops_error *err)
{
	if (!fits(to))
		return set_elsewhere(sum, to, err);
	sops_short_sum_release(sum);
	sum->units = (int64_t)to->total.units;
	sum->n = (uint32_t)to->n & MOST_AMOUNTS;
	sum->scale = (uint32_t)to->total.scale & 31;
	sum->unsaid = to->unsaid > 0;
	for (size_t i = 0; i < sizeof(sum->code) && to->currency.code[i]; i++)
		sum->code[i] = to->currency.code[i];
	return 0;
}

/* Whether an amount in the currency can be added here, as one more of those before it. */
static inline bool goes_with(const struct sops_short_sum *sum, const struct sops_currency *currency)
{
	return sum->n != 0 && sum->n != MOST_AMOUNTS && !currency->code[4] &&
		memcmp(sum->code, currency->code, sizeof(sum->code)) == 0 &&
		sum->unsaid == (currency->code[0] == '\0');
}

/* Mostly an amount is in the currency of those before it, and has few digits; often none of them is
 * behind the point. */
static inline bool add_same(struct sops_short_sum *sum, const struct sops_money *amount,
	const struct sops_currency *currency)
{
	struct sops_money total;
	int64_t units = (int64_t)amount->units;

	if (elsewhere(sum) || !goes_with(sum, currency))
		return false;
	if ((amount->scale | (int)sum->scale) == 0 && units == amount->units &&
	    !__builtin_add_overflow(sum->units, units, &units)) {
		sum->units = units;
		sum->n = (sum->n + 1) & MOST_AMOUNTS;
		return true;
	}
	total = (struct sops_money){ sum->units, (int)sum->scale };
	if (!sops__money_add_small(&total, &total, amount))
		return false;
	sum->units = (int64_t)total.units;
	sum->scale = (uint32_t)total.scale & 31;
	sum->n = (sum->n + 1) & MOST_AMOUNTS;
	return true;
}

/* Goes on elsewhere, where it must. */
static __attribute__((noinline)) int add_any(struct sops_short_sum *sum,
	const struct sops_money *amount, const struct sops_currency *currency,
	struct sops_error *err)
{
	struct sops_sum whole = sops_short_sum_get(sum);

	if (sops_sum_add(&whole, *amount, *currency, err) < 0)
		return SOPS_EINPUT;
	return sops_short_sum_set(sum, &whole, err);
}

int sops_short_sum_add(struct sops_short_sum *sum, struct sops_money amount,
	struct sops_currency currency, struct sops_error *err)
{
	if (sops_money_blank(amount) || add_same(sum, &amount, &currency))
		return 0;
	return add_any(sum, &amount, &currency, err);
}

int sops_short_sum_merge(struct sops_short_sum *into, const struct sops_short_sum *from,
	struct sops_error *err)
{
	struct sops_sum whole = sops_short_sum_get(into), more = sops_short_sum_get(from);

	if (sops_sum_merge(&whole, &more, err) < 0)
		return SOPS_EINPUT;
	return sops_short_sum_set(into, &whole, err);
}
