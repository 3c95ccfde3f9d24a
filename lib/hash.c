/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t sops__hash_long(struct sops_field text, uint64_t seed)
{
	return XXH3_64bits_withSeed(text.len ? text.at : "", text.len, seed);
}
