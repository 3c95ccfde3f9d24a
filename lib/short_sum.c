/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "short_sum_private.h"

#include <stdlib.h>

#define MOST_AMOUNTS SOPS__SHORT_SUM_MOST

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

/* What is added leaves zeros behind the point. */
static struct sops_money lowest(int64_t units, int scale)
{
	for (; scale > 0 && units % 10 == 0; scale--)
		units /= 10;
	return (struct sops_money){ units, scale };
}

struct sops_sum sops_short_sum_get(const struct sops_short_sum *sum)
{
	struct sops_sum got = { .n = sum->n };

	if (elsewhere(sum))
		return *sum->elsewhere;
	got.total = lowest(sum->units, (int)sum->scale);
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
	if (sops_money_blank(amount) || sops__short_sum_add_same(sum, &amount, &currency))
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
