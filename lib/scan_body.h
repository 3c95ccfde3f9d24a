/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_body.h: what every instruction set does alike. The including file defines
 *
 *	TARGET                     the attribute of functions that may use its instructions
 *	struct bytes               64 of them
 *	load(at)                   from any address
 *	equal(bytes, c)            the mask of bytes that are c
 *	at_least(bytes, c)         the mask of those that are c or more, unsigned
 *	flip_at(mask)              bit i: whether an odd number of bits 0 to i are set
 */
#include "scan.h"

#define HIGH 0x80u /* the least byte that is not ASCII */

/* Which of the next bytes must continue a character that the bytes before at began. */
static inline uint64_t owed(const char *at)
{
	const unsigned char *c = (const unsigned char *)at;
	uint64_t first = c[-1] >= 0xC0 || c[-2] >= 0xE0;
	uint64_t second = c[-1] >= 0xE0;

	return first | second << 1;
}

/*
 * Where characters are not UTF-8: a continuation is missing, or stands where none is owed; or a
 * byte cannot be, or only with certain others. Those others are left to an exact look at the
 * record: Indic scripts, the last tenth of Hangul, and all beyond three bytes.
 */
TARGET static inline uint64_t doubtful(const struct bytes *bytes, uint64_t high, uint64_t *debt)
{
	uint64_t lead = at_least(bytes, 0xC0), lead3 = at_least(bytes, 0xE0);
	uint64_t rare = at_least(bytes, 0xF0) | equal(bytes, (char)0xE0) | equal(bytes, (char)0xED)
		| equal(bytes, (char)0xC0) | equal(bytes, (char)0xC1);
	uint64_t due = lead << 1 | lead3 << 2 | *debt;

	*debt = lead >> 63 | lead3 >> 62;
	return rare | (due ^ (high & ~lead));
}

TARGET static void fill(struct sops__masks *masks, const char *at, size_t words, char delimiter)
{
	uint64_t debt = owed(at);

	for (; words; words--, masks++, at += SOPS__WORD) {
		const struct bytes bytes = load(at);
		uint64_t high = at_least(&bytes, HIGH);

		masks->quote = equal(&bytes, '"');
		masks->inside = flip_at(masks->quote);
		masks->delimiter = equal(&bytes, delimiter);
		masks->lf = equal(&bytes, '\n');
		masks->cr = equal(&bytes, '\r');
		masks->space = (equal(&bytes, ' ') | equal(&bytes, '\t')) & ~masks->delimiter;
		masks->text = equal(&bytes, '\0');
		if (high | debt)
			masks->text |= doubtful(&bytes, high, &debt);
	}
}
