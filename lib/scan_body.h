/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_body.h: what every instruction set does alike. The including file defines
 *
 *	TARGET                the attribute of functions that use its instructions
 *	struct bytes          64 of them
 *	load(at)              from any address
 *	equal(bytes, c)       the mask of bytes that are c
 *	either(bytes, c, d)   the mask of bytes that are c or d
 *	bit(bytes, n)         the mask of bytes in which bit n is set
 *	plain(bytes)          whether all are ASCII and none is NUL
 *	flip_at(mask)         bit i: whether an odd number of the bits 0 to i are set
 *	count(mask)           how many bits are set
 *
 * A row is regular when every quote opens where a field begins and closes where it ends, or is
 * half of a doubled one, and every carriage return outside quotes has its line feed. Of such a
 * row libcsv has nothing to say that is not here.
 */
#include "scan.h"

/* Twice in fill(): in the loop, where from is a constant, all should be in registers. */
#define INLINE __attribute__((always_inline)) static inline

/*
 * Where the text is not UTF-8: a continuation is missing, or stands where none is owed, or a
 * byte can never be. Leads that allow only some continuations are not judged here but marked:
 * E0 (Indic scripts), ED (the end of Hangul), and those of four bytes. A third byte is owed only
 * if the second is there, so that what is wrong in one row says nothing of the next.
 */
TARGET INLINE uint64_t doubtful(const struct bytes *bytes, uint64_t from,
	struct sops__carry *carry)
{
	uint64_t high = bit(bytes, 7) & from, lead = high & bit(bytes, 6);
	uint64_t lead3 = lead & bit(bytes, 5), lead4 = lead3 & bit(bytes, 4);
	uint64_t more = high & ~lead, second = (lead3 << 1 | carry->lead3) & more;
	uint64_t owed = lead << 1 | second << 1 | carry->owed;
	uint64_t rare = equal(bytes, '\0') | either(bytes, (char)0xC0, (char)0xC1)
		| either(bytes, (char)0xE0, (char)0xED);

	carry->owed = (lead | second) >> 63;
	carry->lead3 = lead3 >> 63;
	return lead4 | (rare & from) | (owed ^ more);
}

/* What quotes make of a word. */
struct quotes {
	uint64_t inside; /* from an opening quote up to the byte before the closing one */
	uint64_t open;
	uint64_t after;  /* the bytes that follow a closing quote, or the first of a doubled one */
};

TARGET static inline struct quotes pair(uint64_t quote, struct sops__carry *carry)
{
	uint64_t inside = flip_at(quote) ^ carry->flip, close = quote & ~inside;
	struct quotes quotes = { inside, quote & inside, close << 1 | carry->after };

	carry->flip = -(inside >> 63);
	carry->after = close >> 63;
	return quotes;
}

TARGET INLINE void look(struct sops__masks *masks, const char *at, char delimiter, uint64_t from,
	struct sops__carry *carry)
{
	const struct bytes bytes = load(at);
	const uint64_t quote = equal(&bytes, '"') & from;
	const bool quoted = (quote | carry->flip | carry->after) != 0; /* most words are not */
	const struct quotes is = quoted ? pair(quote, carry) : (struct quotes){ 0, 0, 0 };
	const uint64_t out = from & ~is.inside;
	const uint64_t lf = equal(&bytes, '\n'), ends = lf & out, cr = equal(&bytes, '\r') & out;
	const uint64_t separators = (equal(&bytes, delimiter) & out) | ends;
	uint64_t odd = (cr << 1 | carry->cr) & ~ends;

	if (quoted) {
		uint64_t start = separators << 1 | carry->start;

		odd |= (is.open & ~start & ~is.after) | (is.after & ~(separators | cr | quote));
	}
	masks->separators = separators;
	masks->fields = count(separators);
	masks->ends = ends;
	masks->quoted = is.open;
	masks->odd = odd;
	masks->doubled = is.open & is.after;
	masks->lines = lf & from & is.inside;
	masks->text = plain(&bytes) && !carry->owed ? 0 : doubtful(&bytes, from, carry);
	masks->rare = odd | masks->doubled | masks->lines | masks->text;
	carry->start = separators >> 63;
	carry->cr = cr >> 63;
}

TARGET static void fill(struct sops__masks *masks, const char *at, size_t words, char delimiter,
	uint64_t from, struct sops__carry *carry)
{
	struct sops__carry now = *carry;

	look(masks, at, delimiter, from, &now);
	for (size_t i = 1; i < words; i++)
		look(masks + i, at + i * SOPS__WORD, delimiter, UINT64_MAX, &now);
	*carry = now;
}

TARGET static void list(size_t *to, size_t n, const uint64_t *masks, size_t word)
{
	const size_t *end = to + n;

	for (; to < end; word++)
		for (uint64_t bits = masks[word]; bits; bits &= bits - 1)
			*to++ = word * SOPS__WORD + (size_t)__builtin_ctzll(bits);
}
