/* SPDX-License-Identifier: GPL-3.0-or-later */
/* duplicates_compare.c: how much speaks for two cores being one. */
#include "duplicates_private.h"

/* From how alike two texts begin to agree, in hundredths. */
static const int begins[SOPS_LIKES] = {
	[SOPS_LIKE_TEXT] = 50, [SOPS_LIKE_COMPANY] = 55, [SOPS_LIKE_PERSON] = 75,
	[SOPS_LIKE_PHONE] = 70, [SOPS_LIKE_EMAIL] = 80, [SOPS_LIKE_DOMAIN] = 70,
	[SOPS_LIKE_EXACT] = 50,
};

static size_t weighed(struct sops__weighed *out, const struct sops__pool *pool, uint32_t text)
{
	size_t n = 0;

	for (uint32_t j = pool->ends[text - 1]; j < pool->ends[text]; j++) {
		struct sops_field word = sops__texts_at(&pool->lexicon, pool->words[j]);

		out[n++] = (struct sops__weighed){ word, pool->words[j],
			pool->word_bits[pool->words[j]],
			sops__like_begins_spaceless(word) };
	}
	return n;
}

static int by_words(const struct sops__pool *pool, enum sops_likeness like, uint32_t a, uint32_t b)
{
	struct sops__weighed one[SOPS__WEIGHED], other[SOPS__WEIGHED];
	size_t n = weighed(one, pool, a), m = weighed(other, pool, b);
	int words, whole = 0;

	if (!sops__similar_may(pool->masks[a], pool->masks[b]))
		return 0;
	words = sops__similar_words(one, n, other, m, like == SOPS_LIKE_PERSON);
	if (n != m)
		whole = sops__similar_whole(sops__texts_at(&pool->texts, a),
			sops__texts_at(&pool->texts, b));
	return words > whole ? words : whole;
}

static int similar(const struct sops_duplicates *d, enum sops_likeness like, uint32_t a, uint32_t b)
{
	const struct sops__pool *pool = &d->pools[like];

	if (pool->words)
		return by_words(pool, like, a, b);
	return sops_likeness_compare(like, sops__texts_at(&pool->texts, a),
		sops__texts_at(&pool->texts, b));
}

int32_t sops__duplicates_agree(const struct sops_duplicates *d, size_t field, uint32_t a,
	uint32_t b)
{
	enum sops_likeness like = d->fields[field].like;
	int64_t from = (int64_t)begins[like] * (SOPS_LIKENESS_ONE / 100), above;

	if (!a || !b)
		return 0;
	if (a == b)
		return SOPS__BIT;
	above = similar(d, like, a, b) - from;
	return above <= 0 ? 0 : (int32_t)(above * SOPS__BIT / (SOPS_LIKENESS_ONE - from));
}

static int32_t scaled(const struct sops_duplicates *d, size_t field, int64_t bits)
{
	return (int32_t)(bits * d->fields[field].weight / SOPS__WEIGHT);
}

static int32_t lesser_bits(const struct sops_duplicates *d, size_t field, uint32_t a, uint32_t b)
{
	const uint16_t *bits = d->pools[d->fields[field].like].bits;

	return bits[a] < bits[b] ? bits[a] : bits[b];
}

/* From what speaks against, when nothing agrees, to what speaks for, when all does. */
static int32_t bits_of(const struct sops_duplicates *d, size_t field, uint32_t a, uint32_t b,
	int32_t agrees)
{
	int32_t against = d->fields[field].against;
	int64_t span = lesser_bits(d, field, a, b) - against;

	return scaled(d, field, against + span * agrees / SOPS__BIT);
}

/* What is known of a pair while its fields are looked at. */
struct view {
	const struct sops_duplicates *d;
	const uint32_t *a, *b;
	int32_t agrees[64];
	int32_t bits[64];
	int32_t sum;
	size_t both; /* fields that both have */
};

/* Fields that are equal; what the others can add at most. */
static int32_t look_at_equal(struct view *v)
{
	int32_t most = 0;

	for (size_t i = 0; i < v->d->n; i++) {
		v->agrees[i] = v->bits[i] = 0;
		if (!v->a[i] || !v->b[i])
			continue;
		v->both++;
		if (v->a[i] == v->b[i]) {
			v->agrees[i] = SOPS__BIT;
			v->bits[i] = scaled(v->d, i, v->d->pools[v->d->fields[i].like].bits[v->a[i]]);
			v->sum += v->bits[i];
		} else {
			most += scaled(v->d, i, lesser_bits(v->d, i, v->a[i], v->b[i]));
		}
	}
	return most;
}

/* False as soon as it cannot come to more than least any more. */
static bool look_at_unequal(struct view *v, int32_t most, int32_t least)
{
	for (size_t i = 0; i < v->d->n; i++) {
		if (!v->a[i] || !v->b[i] || v->a[i] == v->b[i])
			continue;
		if (v->sum + most <= least)
			return false;
		most -= scaled(v->d, i, lesser_bits(v->d, i, v->a[i], v->b[i]));
		v->agrees[i] = sops__duplicates_agree(v->d, i, v->a[i], v->b[i]);
		v->bits[i] = bits_of(v->d, i, v->a[i], v->b[i], v->agrees[i]);
		v->sum += v->bits[i];
	}
	return true;
}

#define SWAPPED (-2 * SOPS__BIT)

static int32_t crossed(const struct view *v, size_t i, size_t j, int32_t *agrees)
{
	uint32_t x = v->a[i], y = v->b[j];

	*agrees = x == y && x ? SOPS__BIT : sops__duplicates_agree(v->d, i, x, y);
	return x && y ? bits_of(v->d, i, x, y, *agrees) : 0;
}

/* Two fields of a kind whose texts changed places, first name and last: if that says more. */
static void look_at_swap(struct view *v, size_t i, size_t j)
{
	int32_t straight = v->bits[i] + v->bits[j], one, other, sum;

	if (v->agrees[i] >= SOPS__BIT / 2 || v->agrees[j] >= SOPS__BIT / 2)
		return;
	if (v->d->fields[i].like == SOPS_LIKE_EXACT && v->a[i] != v->b[j] && v->a[j] != v->b[i])
		return;
	sum = SWAPPED + crossed(v, i, j, &one) + crossed(v, j, i, &other);
	if (sum <= straight)
		return;
	v->sum += sum - straight;
	v->agrees[i] = one;
	v->agrees[j] = other;
	v->bits[i] = sum;
	v->bits[j] = 0;
}

static void look_at_swaps(struct view *v)
{
	for (size_t i = 0; i + 1 < v->d->n; i++)
		for (size_t j = i + 1; j < v->d->n; j++)
			if (v->d->fields[i].like == v->d->fields[j].like &&
			    v->d->pools[v->d->fields[i].like].fields > 1)
				look_at_swap(v, i, j);
}

/* The only column, or the only one that both have: how alike it is decides. */
static int32_t alone(const struct view *v)
{
	for (size_t i = 0; i < v->d->n; i++) {
		if (!v->a[i] || !v->b[i])
			continue;
		if (v->d->n > 1 && v->sum < v->d->needed && v->agrees[i] < SOPS__BIT)
			return v->sum - v->d->needed;
		return (v->agrees[i] - SOPS__BIT * 70 / 100) * 32;
	}
	return INT32_MIN;
}

static uint64_t agreeing(const struct view *v)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < v->d->n; i++)
		if (v->agrees[i] >= SOPS__BIT / 2)
			bits |= UINT64_C(1) << i;
	return bits;
}

int32_t sops__duplicates_compare(const struct sops_duplicates *d, uint32_t a, uint32_t b,
	int32_t least, uint64_t *agree)
{
	struct view v = { .d = d, .a = sops__core_cells(d, a), .b = sops__core_cells(d, b) };
	int32_t most = look_at_equal(&v);
	int32_t floor = least == INT32_MIN || d->n == 1 ? INT32_MIN / 2 : least + d->needed;

	if (!look_at_unequal(&v, most, floor))
		return INT32_MIN;
	look_at_swaps(&v);
	if (agree)
		*agree = agreeing(&v);
	if (d->n == 1)
		return alone(&v);
	return v.sum - d->needed;
}
