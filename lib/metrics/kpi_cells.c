/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_cells.c: what figures are made with. */
#include "kpi_private.h"

#include <math.h>

struct sops_cell sops__kpi_count_cell(int64_t count)
{
	return (struct sops_cell){ .kind = SOPS_CELL_COUNT, .count = count };
}

struct sops_cell sops__kpi_money_cell(struct sops_money money)
{
	if (sops_money_blank(money))
		return (struct sops_cell){ .kind = SOPS_CELL_BLANK };
	return (struct sops_cell){ .kind = SOPS_CELL_MONEY, .money = money };
}

struct sops_cell sops__kpi_ratio_cell(enum sops_cell_kind kind, struct sops_ratio ratio)
{
	if (!sops_ratio_defined(ratio))
		return (struct sops_cell){ .kind = SOPS_CELL_BLANK };
	return (struct sops_cell){ .kind = kind, .ratio = ratio };
}

/* Nine digits, as other estimates have. */
static struct sops_cell estimate(enum sops_cell_kind kind, double value)
{
	if (!isfinite(value) || fabs(value) > 1e9)
		return (struct sops_cell){ .kind = SOPS_CELL_BLANK };
	return (struct sops_cell){ .kind = kind,
		.ratio = { sops_money_of(llround(value * 1e9)), sops_money_of(1000000000) } };
}

struct sops_cell sops__kpi_estimate(double share)
{
	return estimate(SOPS_CELL_SHARE, share);
}

struct sops_cell sops__kpi_estimated_number(double number)
{
	return estimate(SOPS_CELL_QUOTIENT, number);
}

int sops__kpi_count_figure(struct sops__figure *out, int64_t count)
{
	*out = (struct sops__figure){ .value = sops__kpi_count_cell(count), .n = count };
	return 0;
}

struct sops_money sops__kpi_known(const struct sops_sum *sum, int64_t n)
{
	return n > 0 && sum->n == 0 ? SOPS_MONEY_BLANK : sum->total;
}

int sops__kpi_sum_figure(struct sops__figure *out, const struct sops_sum *sum, int64_t n)
{
	*out = (struct sops__figure){ .value = sops__kpi_money_cell(sops__kpi_known(sum, n)),
		.n = sum->n, .currency = sum->currency };
	return 0;
}

int sops__kpi_share_figure(struct sops__figure *out, int64_t part, int64_t whole)
{
	struct sops_ratio share = { sops_money_of(part), sops_money_of(whole) };

	*out = sops__kpi_figure(sops__kpi_ratio_cell(SOPS_CELL_SHARE, share),
		sops__kpi_count_cell(part), sops__kpi_count_cell(whole), whole);
	return 0;
}

int sops__kpi_quotient_figure(struct sops__figure *out, enum sops_cell_kind kind,
	struct sops_money num, struct sops_money den, int64_t n)
{
	struct sops_ratio ratio = { num, den };

	*out = sops__kpi_figure(sops__kpi_ratio_cell(kind, ratio), sops__kpi_money_cell(num),
		sops__kpi_money_cell(den), n);
	return 0;
}

int sops__kpi_multiply(struct sops_ratio *out, struct sops_ratio a, struct sops_ratio b,
	struct sops_error *err)
{
	*out = (struct sops_ratio){ SOPS_MONEY_BLANK, SOPS_MONEY_BLANK };
	if (!sops_ratio_defined(a) || !sops_ratio_defined(b))
		return 0;
	if (sops_money_mul(&out->num, a.num, b.num, err) < 0)
		return SOPS_EINPUT;
	return sops_money_mul(&out->den, a.den, b.den, err);
}

int sops__kpi_divide(struct sops_ratio *out, struct sops_ratio a, struct sops_ratio b,
	struct sops_error *err)
{
	return sops__kpi_multiply(out, a, (struct sops_ratio){ b.den, b.num }, err);
}

int sops__kpi_place(const struct sops__kpi_view *view, enum sops_kpi_side side, uint64_t line,
	struct sops_error *err)
{
	const struct sops_place place = { .file = sops__kpi_sides(view->use)->files[side],
		.line = line };

	sops_error_place(err, &place);
	return SOPS_EINPUT;
}

int sops__kpi_one_currency(const struct sops__kpi_view *view, enum sops_kpi_side side,
	const struct sops_sum *a, enum sops_kpi_side other, const struct sops_sum *b,
	struct sops_error *err)
{
	struct sops_currency common;

	if (a->n == 0 || b->n == 0 || sops_currency_agree(&common, a->currency, b->currency))
		return 0;
	sops_error_set(err, SOPS_EINPUT, "%s are in %s and %s in %s: convert both with --rates",
		sops_kpi_side_name(side), a->currency.code, sops_kpi_side_name(other),
		b->currency.code);
	return sops__kpi_place(view, side, 0, err);
}

int sops__kpi_comparable(const struct sops__figure *now, const struct sops__figure *then,
	struct sops_error *err)
{
	struct sops_currency common;

	if (sops_currency_agree(&common, now->currency, then->currency))
		return 0;
	sops_error_set(err, SOPS_EINPUT, "two currencies, %s and %s, cannot be compared",
		then->currency.code, now->currency.code);
	sops_error_hint(err, "try --by currency, or --rates FILE");
	return SOPS_EINPUT;
}

struct sops_currency sops__kpi_currency(const struct sops__kpi *kpi,
	const struct sops__kpi_view *view)
{
	const struct sops__kpi_cache *cache = view->cache;
	const struct {
		unsigned side; /* 0: of the deals */
		const struct sops_sum *sum;
	} sums[] = {
		{ SOPS__SIDE(COSTS), &cache->spent.all },
		{ SOPS__SIDE(COSTS), &cache->spent_before.all },
		{ SOPS__SIDE(SUBSCRIPTIONS), &cache->retained.mrr_start },
		{ SOPS__SIDE(SUBSCRIPTIONS), &cache->retained.mrr_end },
		{ SOPS__SIDE(ORDERS), &cache->ordered.amount },
		{ 0, &view->won_amount },
	};

	for (size_t i = 0; i < sizeof(sums) / sizeof(*sums); i++)
		if ((sums[i].side ? kpi->sides & sums[i].side
				  : kpi->roles & SOPS_ROLE(SOPS_DEALS_AMOUNT)) &&
		    sums[i].sum->currency.code[0])
			return sums[i].sum->currency;
	return (struct sops_currency){ "" };
}
