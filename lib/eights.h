/* SPDX-License-Identifier: GPL-3.0-or-later */
/* eights.h: eight bytes at a time, in one number. */
#ifndef SOPS_EIGHTS_H
#define SOPS_EIGHTS_H

#include <stdint.h>

/* That byte eight times. */
#define EVERY(byte) (UINT64_MAX / 255 * (uint8_t)(byte))

/* Not 0 if one of the bytes is the one that every byte of the pattern is. */
static inline uint64_t sops__eights_have(uint64_t bytes, uint64_t pattern)
{
	bytes ^= pattern;
	return (bytes - EVERY(1)) & ~bytes & EVERY(0x80);
}

#endif
