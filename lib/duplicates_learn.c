/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * duplicates_learn.c: how often a field differs between two that are one. A date of entry always
 * does, a company seldom: pairs that are sure by the first guesses tell.
 */
#include "duplicates_private.h"

#include <stdlib.h>

#define SURE (4 * SOPS__BIT)
#define GUESSED 8        /* pairs for which the first guess counts */
#define MORE (3 * SOPS__BIT / 2) /* at most, than the first guess: sure pairs are not all pairs */
#define AT_LEAST (SOPS__BIT / 4)

/* Pairs that both have the field, and what of it agrees. */
struct tally {
	uint64_t both, agree;
};

static void look(const struct sops_duplicates *d, const struct sops__pair *pair,
	struct tally *tallies)
{
	const uint32_t *a = sops__core_cells(d, pair->a), *b = sops__core_cells(d, pair->b);

	for (size_t i = 0; i < d->n; i++) {
		if (!a[i] || !b[i])
			continue;
		tallies[i].both++;
		tallies[i].agree += sops__duplicates_agree(d, i, a[i], b[i]) >= SOPS__BIT / 4;
	}
}

/* log2 of the share that differs; what was guessed counts as some pairs. */
static int32_t against(int32_t guess, const struct tally *tally)
{
	uint64_t one = UINT64_C(1) << 20;
	uint64_t guessed = one * GUESSED >> (-guess / SOPS__BIT);
	uint64_t differ = (tally->both - tally->agree) * one + guessed;
	int32_t bits = sops__log2((tally->both + GUESSED) * one) - sops__log2(differ);

	if (bits > MORE - guess)
		bits = MORE - guess;
	return bits < AT_LEAST ? -AT_LEAST : -bits;
}

int sops__duplicates_learn(struct sops_duplicates *d, struct sops_error *err)
{
	struct tally *tallies = calloc(d->n, sizeof(*tallies));
	size_t kept = 0;

	if (!tallies)
		return sops_error_memory(err);
	for (size_t i = 0; i < d->n_pairs; i++)
		if (d->pairs[i].bits >= SURE)
			look(d, &d->pairs[i], tallies);
	for (size_t i = 0; i < d->n; i++)
		d->fields[i].against = against(d->fields[i].against, &tallies[i]);
	for (size_t i = 0; i < d->n_pairs; i++) {
		struct sops__pair pair = d->pairs[i];

		pair.bits = sops__duplicates_compare(d, pair.a, pair.b, INT32_MIN, NULL);
		if (sops__chance(pair.bits) >= d->threshold)
			d->pairs[kept++] = pair;
	}
	d->n_pairs = kept;
	free(tallies);
	return 0;
}
