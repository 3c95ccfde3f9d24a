/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_bits.h: what scan_body.h needs of bits, for machines without instructions for it. */
#ifndef SOPS_SCAN_BITS_H
#define SOPS_SCAN_BITS_H

#include "eights.h"

static inline void put(uint32_t *to, uint32_t base, uint64_t mask)
{
	for (; mask; mask &= mask - 1)
		*to++ = base + (uint32_t)__builtin_ctzll(mask);
}

static inline uint64_t flip_at(uint64_t mask)
{
	for (int i = 1; i < 64; i *= 2)
		mask ^= mask << i;
	return mask;
}

/* Sums of two bits, of four, of eight; the product adds up the bytes in the topmost. */
static inline uint64_t count(uint64_t mask)
{
	mask -= mask >> 1 & EVERY(0x55);
	mask = (mask & EVERY(0x33)) + (mask >> 2 & EVERY(0x33));
	mask = (mask + (mask >> 4)) & EVERY(0x0F);
	return mask * EVERY(1) >> 56;
}

#endif
