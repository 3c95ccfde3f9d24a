/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_flip.h: flip_at() of scan_body.h for machines without carry-less multiplication. */
#ifndef SOPS_SCAN_FLIP_H
#define SOPS_SCAN_FLIP_H

#include <stdint.h>

static inline uint64_t flip_at(uint64_t mask)
{
	for (int i = 1; i < 64; i *= 2)
		mask ^= mask << i;
	return mask;
}

#endif
