/* SPDX-License-Identifier: GPL-3.0-or-later */
/* eights.h: eight bytes at a time, in one number. */
#ifndef SOPS_EIGHTS_H
#define SOPS_EIGHTS_H

#include <stdbool.h>
#include <stdint.h>

/* That byte eight times. */
#define EVERY(byte) (UINT64_MAX / 255 * (uint8_t)(byte))

/* Not 0 if one of the bytes is the one that every byte of the pattern is. */
static inline uint64_t sops__eights_have(uint64_t bytes, uint64_t pattern)
{
	bytes ^= pattern;
	return (bytes - EVERY(1)) & ~bytes & EVERY(0x80);
}

/* Whether all are 0 to 9: digits, less '0' each. */
static inline bool sops__eights_digits(uint64_t bytes)
{
	return (((bytes + EVERY(0x7F - 9)) | bytes) & EVERY(0x80)) == 0;
}

/* The number that the digits 0 to 9 make, the first of them in the lowest byte: pairs, then fours,
 * then all. */
static inline uint64_t sops__eights_number(uint64_t digits)
{
	const uint64_t fours = UINT64_C(0x000000FF000000FF);

	digits = digits * 10 + (digits >> 8);
	return ((digits & fours) * (UINT64_C(1000000) << 32 | 100) +
		(digits >> 16 & fours) * (UINT64_C(10000) << 32 | 1)) >> 32;
}

#endif
