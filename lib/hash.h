/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hash.h: a number for a text, all of whose bits depend on all of its bytes and on a seed. */
#ifndef SOPS_HASH_H
#define SOPS_HASH_H

#include "eights.h"

#include <sops/field.h>

__extension__ typedef unsigned __int128 sops__product;

/* Every bit of both factors counts. */
static inline uint64_t sops__hash_fold(uint64_t a, uint64_t b)
{
	sops__product whole = (sops__product)a * b;

	return (uint64_t)whole ^ (uint64_t)(whole >> 64);
}

uint64_t sops__hash_long(struct sops_field text, uint64_t seed);

/* Texts mostly have few bytes: the first eight and the last eight are all of them, and are
 * multiplied with each other and with what nobody can foresee. */
static inline uint64_t sops__hash(struct sops_field text, uint64_t seed)
{
	const uint64_t other = seed * UINT64_C(0x9E3779B97F4A7C15);
	uint64_t first, last;

	if (text.len == 0 || text.len > 16)
		return sops__hash_long(text, seed);
	if (text.len <= 8) {
		first = last = sops__eights_of(text.at, text.len);
	} else {
		memcpy(&first, text.at, 8);
		memcpy(&last, text.at + text.len - 8, 8);
	}
	return sops__hash_fold(sops__hash_fold(first ^ seed, last ^ other) ^ text.len, other);
}

#endif
