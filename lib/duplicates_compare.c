/* SPDX-License-Identifier: GPL-3.0-or-later */
/* duplicates_compare.c: how much speaks for two cores being one. */
#include "duplicates_private.h"

/* From how alike two texts begin to agree, in hundredths. */
static const int begins[SOPS_LIKES] = {
	[SOPS_LIKE_TEXT] = 50, [SOPS_LIKE_COMPANY] = 55, [SOPS_LIKE_PERSON] = 75,
	[SOPS_LIKE_PHONE] = 70, [SOPS_LIKE_EMAIL] = 60, [SOPS_LIKE_DOMAIN] = 70,
	[SOPS_LIKE_EXACT] = 50,
};

/* What texts that are not equal say at most, in bits, where they are of one word, so to speak: a
 * neighbour's number, or another's mailbox of the same name, is like one's own. */
static const int32_t near_bits[SOPS_LIKES] = {
	[SOPS_LIKE_TEXT] = 16, [SOPS_LIKE_COMPANY] = 26, [SOPS_LIKE_PERSON] = 9,
	[SOPS_LIKE_PHONE] = 6, [SOPS_LIKE_EMAIL] = 12, [SOPS_LIKE_DOMAIN] = 5,
	[SOPS_LIKE_EXACT] = 8,
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
	if (!sops__similar_may(d->pools[like].masks[a], d->pools[like].masks[b]))
		return 0;
	above = similar(d, like, a, b) - from;
	return above <= 0 ? 0 : (int32_t)(above * SOPS__BIT / (SOPS_LIKENESS_ONE - from));
}

static int32_t scaled(const struct sops_duplicates *d, size_t field, int64_t bits)
{
	return (int32_t)(bits * d->fields[field].weight / SOPS__WEIGHT);
}

static int32_t lesser_bits(const struct sops_duplicates *d, size_t field, uint32_t a, uint32_t b)
{
	enum sops_likeness like = d->fields[field].like;
	const uint16_t *bits = d->pools[like].bits;
	int32_t lesser = bits[a] < bits[b] ? bits[a] : bits[b], most = near_bits[like] * SOPS__BIT;

	return lesser < most ? lesser : most;
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
	bool may[64];
	int32_t sum;
	size_t both; /* fields that both have */
};

static int32_t text_bits(const struct view *v, size_t field, uint32_t text)
{
	return scaled(v->d, field, v->d->pools[v->d->fields[field].like].bits[text]);
}

/* What a field says at most that is not equal. */
static int32_t at_most(const struct view *v, size_t field)
{
	if (!v->a[field] || !v->b[field])
		return 0;
	return scaled(v->d, field, lesser_bits(v->d, field, v->a[field], v->b[field]));
}

/* Fields that are equal; what the others can add at most. */
static int32_t look_at_equal(struct view *v)
{
	int32_t most = 0;

	for (size_t i = 0; i < v->d->n; i++) {
		v->agrees[i] = 0;
		if (!v->a[i] || !v->b[i])
			continue;
		v->both++;
		if (v->a[i] == v->b[i]) {
			v->agrees[i] = SOPS__BIT;
			v->sum += text_bits(v, i, v->a[i]);
		} else {
			most += at_most(v, i);
		}
	}
	return most;
}

/* Whether a field is still to be compared. */
static bool is_open(const struct view *v, size_t i)
{
	return v->a[i] && v->b[i] && !v->agrees[i];
}

/* Most that are not equal are far from it, and their letters tell. */
static int32_t look_at_letters(struct view *v, int32_t most)
{
	for (size_t i = 0; i < v->d->n; i++) {
		const uint32_t *masks = v->d->pools[v->d->fields[i].like].masks;

		v->may[i] = is_open(v, i) && sops__similar_may(masks[v->a[i]], masks[v->b[i]]);
		if (!is_open(v, i) || v->may[i])
			continue;
		most -= at_most(v, i);
		v->sum += scaled(v->d, i, v->d->fields[i].against);
	}
	return most;
}

/* False as soon as it cannot come to more than least any more. */
static bool look_at_texts(struct view *v, int32_t most, int32_t least)
{
	for (size_t i = 0; i < v->d->n; i++) {
		if (v->sum + most <= least)
			return false;
		if (!v->may[i])
			continue;
		most -= at_most(v, i);
		v->agrees[i] = sops__duplicates_agree(v->d, i, v->a[i], v->b[i]);
		v->sum += bits_of(v->d, i, v->a[i], v->b[i], v->agrees[i]);
	}
	return true;
}

#define SWAPPED (-SOPS__BIT)

/* Two fields of a kind whose texts changed places, as first name and last do. */
static bool is_swap(const struct view *v, size_t i, size_t j)
{
	return v->d->fields[i].like == v->d->fields[j].like && v->a[i] != v->b[i] &&
		v->a[i] == v->b[j] && v->a[j] == v->b[i];
}

static int32_t look_at_swap(struct view *v, size_t i, size_t j)
{
	int32_t most = at_most(v, i) + at_most(v, j);

	v->agrees[i] = v->agrees[j] = SOPS__BIT;
	v->both += !(v->a[i] && v->b[i]) + !(v->a[j] && v->b[j]);
	v->sum += SWAPPED + text_bits(v, i, v->a[i]) + text_bits(v, j, v->a[j]);
	return most;
}

/* What the others can add at most, then. */
static int32_t look_at_swaps(struct view *v, int32_t most)
{
	for (size_t i = 0; i + 1 < v->d->n; i++)
		for (size_t j = i + 1; j < v->d->n; j++)
			if (!v->agrees[i] && !v->agrees[j] && is_swap(v, i, j))
				most -= look_at_swap(v, i, j);
	return most;
}

/* The only column: how alike it is decides. */
static int32_t only(const struct view *v)
{
	return v->a[0] && v->b[0] ? (v->agrees[0] - SOPS__BIT * 70 / 100) * 32 : INT32_MIN;
}

/* The only field that both have, equal and of a kind that tells one from all others: half of what
 * is needed elsewhere will do. */
static int32_t only_in_common(const struct view *v)
{
	for (size_t i = 0; i < v->d->n; i++) {
		enum sops_likeness like = v->d->fields[i].like;

		if (v->agrees[i] == SOPS__BIT && (like == SOPS_LIKE_COMPANY ||
			like == SOPS_LIKE_PHONE || like == SOPS_LIKE_EMAIL))
			return v->sum - v->d->needed / 2;
	}
	return v->sum - v->d->needed;
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
	int32_t floor = least == INT32_MIN || v.both < 2 ? INT32_MIN / 2 : least + d->needed;

	most = look_at_swaps(&v, most);
	most = look_at_letters(&v, most);
	if (!look_at_texts(&v, most, floor))
		return INT32_MIN;
	if (agree)
		*agree = agreeing(&v);
	if (d->n == 1)
		return only(&v);
	return v.both == 1 ? only_in_common(&v) : v.sum - d->needed;
}
