/* SPDX-License-Identifier: GPL-3.0-or-later */
/* duplicates_weigh.c: what it says when two cores share a text: the rarer, the more. */
#include "duplicates_private.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define GUESSED 4 /* records for which a first guess of a text's frequency counts */

/* The integer part is the highest bit; each square tells the next bit of the fraction. */
int32_t sops__log2(uint64_t value)
{
	int32_t whole, fraction = 0;
	unsigned __int128 x;

	if (value < 2)
		return 0;
	whole = 63 - __builtin_clzll(value);
	x = (unsigned __int128)value << (63 - whole); /* 1 to below 2, of 63 bits */
	for (int i = 0; i < 8; i++) {
		x = x * x >> 63;
		fraction <<= 1;
		if (x >> 64) {
			x >>= 1;
			fraction |= 1;
		}
	}
	return whole * SOPS__BIT + fraction;
}

/*
 * What a text of a likeness says at most, in bits: some quarters of a bit a letter, and in all. Of
 * those that have it, some quarters do not make it likelier that others have it by chance: the
 * two that are compared, but for names, of which most are rare.
 */
static const struct guess {
	uint8_t quarters, most, shared;
} guesses[SOPS_LIKES] = {
	[SOPS_LIKE_TEXT] = { 8, 16, 7 },
	[SOPS_LIKE_COMPANY] = { 10, 26, 6 },
	[SOPS_LIKE_PERSON] = { 8, 14, 4 },
	[SOPS_LIKE_PHONE] = { 12, 26, 5 },
	[SOPS_LIKE_EMAIL] = { 12, 28, 6 },
	[SOPS_LIKE_DOMAIN] = { 8, 16, 4 },
	[SOPS_LIKE_EXACT] = { 13, 18, 5 },
};

static uint32_t letters(struct sops_field text)
{
	uint32_t n = 0;

	/* A Chinese character says as much as two letters. */
	for (size_t i = 0; i < text.len; i++)
		n += (text.at[i] & 0xC0) != 0x80 ? 1 + ((text.at[i] & 0xF0) == 0xE0) : 0;
	return n;
}

static uint16_t weigh(const struct guess *guess, struct sops_field text, uint32_t count,
	uint64_t all)
{
	uint32_t most = letters(text) * guess->quarters / 4;
	uint64_t others = 4 * (uint64_t)count > guess->shared ?
		4 * (uint64_t)count - guess->shared : 0; /* in quarters */
	int32_t bits;

	most = most < guess->most ? most : guess->most;
	bits = sops__log2((all + GUESSED) << 24) -
		sops__log2((others << 22) + ((UINT64_C(1) << 24) * GUESSED >> most));
	if (bits < 0)
		bits = 0;
	return (uint16_t)(bits < (int32_t)most * SOPS__BIT ? bits : (int32_t)most * SOPS__BIT);
}

static bool has_words(enum sops_likeness like)
{
	return like == SOPS_LIKE_TEXT || like == SOPS_LIKE_COMPANY || like == SOPS_LIKE_PERSON;
}

static int add_words(struct sops__pool *pool, enum sops_likeness like, uint32_t text,
	size_t *count, size_t *size, struct sops_error *err)
{
	struct sops__weighed cut[SOPS__WEIGHED];
	size_t n = sops__similar_cut(cut, like, sops__texts_at(&pool->texts, text));
	int status = 0;

	if (*size - *count < n) {
		uint32_t *grown = reallocarray(pool->words, *size * 2 + SOPS__WEIGHED,
			sizeof(*grown));

		if (!grown)
			return sops_error_memory(err);
		pool->words = grown;
		*size = *size * 2 + SOPS__WEIGHED;
	}
	for (size_t i = 0; status == 0 && i < n; i++)
		status = sops__texts_add(&pool->lexicon, cut[i].text, &pool->words[(*count)++],
			err);
	return status;
}

static int cut_words(struct sops__pool *pool, enum sops_likeness like, struct sops_error *err)
{
	size_t n = sops__texts_count(&pool->texts), count = 0, size = 0;
	int status = 0;

	pool->ends = calloc(n, sizeof(*pool->ends));
	if (!pool->ends)
		return sops_error_memory(err);
	for (uint32_t i = 1; status == 0 && i < n; i++) {
		status = add_words(pool, like, i, &count, &size, err);
		pool->ends[i] = (uint32_t)count;
	}
	return status;
}

static void count_words(struct sops__pool *pool)
{
	size_t n = sops__texts_count(&pool->texts);

	for (size_t i = 1; i < n; i++)
		for (uint32_t j = pool->ends[i - 1]; j < pool->ends[i]; j++)
			pool->word_counts[pool->words[j]] += pool->counts[i];
}

static int weigh_words(struct sops__pool *pool, enum sops_likeness like, uint64_t all,
	struct sops_error *err)
{
	struct guess guess = { guesses[like].quarters, guesses[like].most, 4 };
	size_t n = sops__texts_count(&pool->lexicon);

	pool->word_counts = calloc(n, sizeof(*pool->word_counts));
	pool->word_bits = calloc(n, sizeof(*pool->word_bits));
	if (!pool->word_counts || !pool->word_bits)
		return sops_error_memory(err);
	count_words(pool);
	for (uint32_t i = 1; i < n; i++) {
		pool->word_bits[i] = weigh(&guess, sops__texts_at(&pool->lexicon, i),
			pool->word_counts[i], all);
		if (pool->word_bits[i] < SOPS__BIT / 2)
			pool->word_bits[i] = SOPS__BIT / 2;
	}
	return 0;
}

/* How the rarer of two words comes first; of equals, by their bytes. */
static bool is_rarer(const struct sops__pool *pool, uint32_t a, uint32_t b)
{
	if (!a || !b || a == b)
		return a && !b;
	if (pool->word_counts[a] != pool->word_counts[b])
		return pool->word_counts[a] < pool->word_counts[b];
	return sops_field_compare(sops__texts_at(&pool->lexicon, a),
		sops__texts_at(&pool->lexicon, b)) < 0;
}

static uint32_t hash(const void *bytes, size_t len, uint64_t seed)
{
	return (uint32_t)XXH64(bytes, len, seed) | 1;
}

/* The two rarest words. */
static void word_facets(struct sops__pool *pool, uint32_t text)
{
	uint32_t *facets = pool->facets[text];

	for (uint32_t j = pool->ends[text - 1]; j < pool->ends[text]; j++) {
		uint32_t word = pool->words[j];

		if (is_rarer(pool, word, facets[0])) {
			facets[1] = facets[0];
			facets[0] = word;
		} else if (is_rarer(pool, word, facets[1]) && word != facets[0]) {
			facets[1] = word;
		}
	}
}

/* Of all letters but spaces, every two neighbours: those with the least hash, by two hashes. */
static void letter_facets(struct sops__pool *pool, uint32_t text, const struct sops__letters *all)
{
	uint32_t *facets = pool->facets[text];

	facets[2] = facets[3] = UINT32_MAX;
	for (int i = 0; i + 1 < all->count; i++) {
		for (int k = 2; k < SOPS__FACETS; k++) {
			uint32_t at = hash(&all->at[i], 2 * sizeof(*all->at), (uint64_t)k);

			if (at < facets[k])
				facets[k] = at;
		}
	}
}

/* Emails: what is before the @; phones: the last seven digits. */
static void part_facets(struct sops__pool *pool, enum sops_likeness like, uint32_t text)
{
	struct sops_field at = sops__texts_at(&pool->texts, text);
	const char *end = memchr(at.at, '@', at.len);

	if (like == SOPS_LIKE_EMAIL && end)
		at.len = (size_t)(end - at.at);
	else if (like == SOPS_LIKE_PHONE && at.len > 7)
		at = (struct sops_field){ at.at + at.len - 7, 7 };
	pool->facets[text][0] = hash(at.at, at.len, 0);
}

static int make_facets(struct sops__pool *pool, enum sops_likeness like, struct sops_error *err)
{
	size_t n = sops__texts_count(&pool->texts);

	pool->facets = calloc(n, sizeof(*pool->facets));
	pool->masks = calloc(n, sizeof(*pool->masks));
	if (!pool->facets || !pool->masks)
		return sops_error_memory(err);
	for (uint32_t i = 1; i < n; i++) {
		struct sops__letters all;

		sops__letters_read(&all, sops__texts_at(&pool->texts, i), true);
		pool->masks[i] = sops__letters_mask(&all);
		if (has_words(like)) {
			word_facets(pool, i);
			letter_facets(pool, i, &all);
		} else {
			part_facets(pool, like, i);
		}
	}
	return 0;
}

/* By how many cores a text is had; how many have a text, in the field where most do. */
static uint64_t count_texts(struct sops_duplicates *d, enum sops_likeness like)
{
	uint64_t most = 0;

	for (size_t i = 0; i < d->n; i++) {
		uint64_t all = 0;

		for (uint32_t core = 0; d->fields[i].like == like && core < d->n_cores; core++) {
			uint32_t text = sops__core_cells(d, core)[i];

			d->pools[like].counts[text]++;
			all += text != 0;
		}
		most = all > most ? all : most;
	}
	return most;
}

static int weigh_pool(struct sops_duplicates *d, enum sops_likeness like, struct sops_error *err)
{
	struct sops__pool *pool = &d->pools[like];
	size_t n = sops__texts_count(&pool->texts);
	uint64_t all;
	int status = 0;

	pool->counts = calloc(n, sizeof(*pool->counts));
	pool->bits = calloc(n, sizeof(*pool->bits));
	if (!pool->counts || !pool->bits)
		return sops_error_memory(err);
	all = count_texts(d, like);
	for (uint32_t i = 1; i < n; i++)
		pool->bits[i] = weigh(&guesses[like], sops__texts_at(&pool->texts, i),
			pool->counts[i], all);
	if (has_words(like))
		status = cut_words(pool, like, err);
	if (status == 0 && has_words(like))
		status = weigh_words(pool, like, all, err);
	if (status == 0)
		status = make_facets(pool, like, err);
	return status;
}

int sops__duplicates_weigh(struct sops_duplicates *d, struct sops_error *err)
{
	int status = 0;

	for (int like = 0; status == 0 && like < SOPS_LIKES; like++)
		if (d->pools[like].fields)
			status = weigh_pool(d, (enum sops_likeness)like, err);
	return status;
}
