/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eight bytes to a 64-bit word, for machines without vectors. */
#include "scan.h"
#include "scan_bits.h"

#include <endian.h>

#define TARGET
#define PARTS 8

struct bytes {
	uint64_t part[PARTS];
};

static inline struct bytes load(const char *at)
{
	struct bytes bytes;

	for (int i = 0; i < PARTS; i++) {
		memcpy(&bytes.part[i], at + 8 * i, 8);
		bytes.part[i] = le64toh(bytes.part[i]);
	}
	return bytes;
}

/* The top bits of eight bytes, side by side: the product moves bit 8i + 7 to bit 56 + i. */
static inline uint64_t gather(uint64_t tops)
{
	return (tops >> 7 & EVERY(1)) * 0x0102040810204080u >> 56;
}

/* The top bit of each byte that is c, and others below it. */
static inline uint64_t is(uint64_t word, char c)
{
	uint64_t other = word ^ EVERY(c);
	/* The top bit of a byte is set where its lower seven are not all 0. */
	uint64_t low = (other & EVERY(0x7F)) + EVERY(0x7F);

	return ~(low | other);
}

static inline uint64_t either(const struct bytes *bytes, char c, char d)
{
	uint64_t mask = 0;

	for (int i = 0; i < PARTS; i++)
		mask |= gather(is(bytes->part[i], c) | is(bytes->part[i], d)) << 8 * i;
	return mask;
}

static inline uint64_t equal(const struct bytes *bytes, char c)
{
	return either(bytes, c, c);
}

static inline uint64_t bit(const struct bytes *bytes, int n)
{
	uint64_t mask = 0;

	for (int i = 0; i < PARTS; i++)
		mask |= gather(bytes->part[i] << (7 - n)) << 8 * i;
	return mask;
}

static inline bool odd(const struct bytes *bytes)
{
	uint64_t tops = 0;

	for (int i = 0; i < PARTS; i++)
		tops |= is(bytes->part[i], '"') | is(bytes->part[i], '\r') |
			is(bytes->part[i], '\0');
	return (tops & EVERY(0x80)) != 0;
}

static inline bool wide(const struct bytes *bytes)
{
	uint64_t tops = 0;

	for (int i = 0; i < PARTS; i++)
		tops |= bytes->part[i];
	return (tops & EVERY(0x80)) != 0;
}

#include "scan_body.h"

const struct sops__scan sops__scan_words = { SOPS_SCAN_WORDS, NULL, fill, NULL };
