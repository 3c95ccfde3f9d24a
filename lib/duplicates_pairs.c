/* SPDX-License-Identifier: GPL-3.0-or-later */
/* duplicates_pairs.c: pairs that may be one, each once. */
#include "duplicates_private.h"

#include <stdlib.h>

static int by_cores(const void *a, const void *b)
{
	const struct sops__pair *x = a, *y = b;

	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

void sops__duplicates_unique(struct sops_duplicates *d)
{
	size_t kept = 0;

	if (d->n_pairs)
		qsort(d->pairs, d->n_pairs, sizeof(*d->pairs), by_cores);
	for (size_t i = 0; i < d->n_pairs; i++)
		if (kept == 0 || by_cores(&d->pairs[kept - 1], &d->pairs[i]) != 0)
			d->pairs[kept++] = d->pairs[i];
	d->n_pairs = kept;
}

/* Before more memory is asked for, those that came twice go. */
static int make_room(struct sops_duplicates *d, struct sops_error *err)
{
	struct sops__pair *grown;
	size_t size;

	if (d->n_pairs < d->pairs_size)
		return 0;
	sops__duplicates_unique(d);
	if (d->n_pairs < d->pairs_size / 2)
		return 0;
	size = d->pairs_size ? 2 * d->pairs_size : 1024;
	grown = reallocarray(d->pairs, size, sizeof(*grown));
	if (!grown)
		return sops_error_memory(err);
	d->pairs = grown;
	d->pairs_size = size;
	return 0;
}

int sops__duplicates_keep(struct sops_duplicates *d, struct sops__pair pair,
	struct sops_error *err)
{
	if (make_room(d, err) < 0)
		return SOPS_ESYSTEM;
	d->pairs[d->n_pairs++] = pair;
	return 0;
}

/* 2^(1/2^i) in 62 bits, i from 1 to 8. */
static const uint64_t roots[] = {
	UINT64_C(6521908912666391106), UINT64_C(5484249825272419511),
	UINT64_C(5029079263719320435), UINT64_C(4815862801830788490),
	UINT64_C(4712668792719003883), UINT64_C(4661903986662671289),
	UINT64_C(4636727017470743990), UINT64_C(4624189567668517720),
};

int32_t sops__chance(int32_t bits)
{
	uint64_t power = UINT64_C(1) << 62, odds; /* 2^fraction, of 62 bits */
	uint64_t chance;
	int32_t magnitude;
	int whole;

	if (bits < -20 * SOPS__BIT || bits > 20 * SOPS__BIT)
		return bits < 0 ? 1 : SOPS_LIKENESS_ONE - 1;
	magnitude = bits < 0 ? -bits : bits;
	whole = magnitude / SOPS__BIT;
	for (int i = 0; i < 8; i++)
		if (magnitude & (SOPS__BIT / 2 >> i))
			power = (uint64_t)((unsigned __int128)power * roots[i] >> 62);
	odds = (power >> 32) << whole; /* to 1 << 30 */
	chance = (UINT64_C(1) << 30) * SOPS_LIKENESS_ONE / ((UINT64_C(1) << 30) + odds);
	if (bits >= 0)
		chance = SOPS_LIKENESS_ONE - chance;
	if (chance < 1)
		return 1;
	return chance < SOPS_LIKENESS_ONE ? (int32_t)chance : SOPS_LIKENESS_ONE - 1;
}
