/* SPDX-License-Identifier: GPL-3.0-or-later */
/* eights.h: eight bytes at a time, in one number. */
#ifndef SOPS_EIGHTS_H
#define SOPS_EIGHTS_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

/* One byte to eight, the first lowest, and zeros above them. */
static inline uint64_t sops__eights_of(const char *at, size_t len)
{
	uint64_t all;
	uint32_t front, back;

	if (len == 8) {
		memcpy(&all, at, 8);
		return le64toh(all);
	}
	if (len < 4)
		return (uint64_t)(unsigned char)at[0] |
			(uint64_t)(unsigned char)at[len / 2] << 8 * (len / 2) |
			(uint64_t)(unsigned char)at[len - 1] << 8 * (len - 1);
	memcpy(&front, at, 4);
	memcpy(&back, at + len - 4, 4);
	return le32toh(front) | (uint64_t)le32toh(back) << 8 * (len - 4);
}

/* Whether the bytes are the same: few of them mostly, and then the first and the last four or eight
 * are all. */
static inline bool sops__eights_same(const char *a, const char *b, size_t len)
{
	uint64_t first[2], last[2];
	uint32_t front[2], back[2];

	if (len > 16)
		return memcmp(a, b, len) == 0;
	if (len < 4)
		return len == 0 || (a[0] == b[0] && a[len / 2] == b[len / 2] &&
			a[len - 1] == b[len - 1]);
	if (len < 8) {
		memcpy(&front[0], a, 4);
		memcpy(&front[1], b, 4);
		memcpy(&back[0], a + len - 4, 4);
		memcpy(&back[1], b + len - 4, 4);
		return front[0] == front[1] && back[0] == back[1];
	}
	memcpy(&first[0], a, 8);
	memcpy(&first[1], b, 8);
	memcpy(&last[0], a + len - 8, 8);
	memcpy(&last[1], b + len - 8, 8);
	return first[0] == first[1] && last[0] == last[1];
}

/* Copies few bytes mostly: the first and the last four, eight or sixteen are all. */
static inline void sops__eights_copy(char *to, const char *from, size_t len)
{
	char front[16], back[16];

	if (len > 2 * sizeof(front)) {
		memcpy(to, from, len);
	} else if (len >= 16) {
		memcpy(front, from, 16);
		memcpy(back, from + len - 16, 16);
		memcpy(to, front, 16);
		memcpy(to + len - 16, back, 16);
	} else if (len >= 8) {
		memcpy(front, from, 8);
		memcpy(back, from + len - 8, 8);
		memcpy(to, front, 8);
		memcpy(to + len - 8, back, 8);
	} else if (len >= 4) {
		memcpy(front, from, 4);
		memcpy(back, from + len - 4, 4);
		memcpy(to, front, 4);
		memcpy(to + len - 4, back, 4);
	} else {
		for (size_t i = 0; i < len; i++)
			to[i] = from[i];
	}
}

#endif
