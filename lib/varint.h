/* SPDX-License-Identifier: GPL-3.0-or-later */
/* varint.h: numbers in as few bytes as they need, seven bits in each, the lowest first. */
#ifndef SOPS_VARINT_H
#define SOPS_VARINT_H

#include <stdint.h>

#define SOPS__VARINT 10 /* bytes, at most */

/* Returns what is behind it. */
static inline char *sops__varint_put(char *to, uint64_t number)
{
	for (; number > 0x7F; number >>= 7)
		*to++ = (char)(number | 0x80);
	*to++ = (char)number;
	return to;
}

/* Takes a number, which was put there, off the front. */
static inline uint64_t sops__varint_take(const char **at)
{
	uint64_t number = 0;
	unsigned char byte;
	unsigned shift = 0;

	do {
		byte = (unsigned char)*(*at)++;
		number |= (uint64_t)(byte & 0x7F) << shift;
		shift += 7;
	} while (byte & 0x80);
	return number;
}

#endif
