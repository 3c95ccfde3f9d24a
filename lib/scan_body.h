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
 *	has(bytes, c, d)      whether any is c or d
 *	plain(bytes)          whether all are ASCII and none is NUL
 *	flip_at(mask)         bit i: whether an odd number of the bits 0 to i are set
 *	count(mask)           how many bits are set
 *	put(to, base, mask)   writes base + i for every bit i that is set, and may write
 *	                      SOPS__MARKS_SLACK entries more
 *
 * and, with JUDGES_TEXT,
 *
 *	judge(bytes, before)  whether the text is not UTF-8, or has a NUL. before: the 32 bytes
 *	                      before it, or NULL where there are none
 *
 * A row is regular when every quote opens where a field begins and closes where it ends, or is
 * half of a doubled one, and every carriage return outside quotes has its line feed. Of such a
 * row libcsv has nothing to say that is not here.
 */
#include "scan.h"

/* Text that is not ASCII comes in stretches; to judge a word more costs less than to foresee
 * wrongly that it need not be judged. At least 2: what a word lacks the next one shows. */
#define WARY 4

/* Twice in fill(): in the loop, where from is a constant, all should be in registers. */
#define INLINE __attribute__((always_inline)) static inline

#ifdef JUDGES_TEXT
TARGET INLINE uint64_t doubtful(const struct bytes *bytes, const char *before, uint64_t from,
	struct sops__carry *carry)
{
	(void)carry;
	return judge(bytes, before) ? from : 0;
}
#else
/*
 * Where the text is not UTF-8: a continuation is missing, or stands where none is owed, or a
 * byte can never be. Leads that allow only some continuations are not judged here but marked:
 * E0 (Indic scripts), ED (the end of Hangul), and those of four bytes. A third byte is owed only
 * if the second is there, so that what is wrong in one row says nothing of the next.
 */
TARGET INLINE uint64_t doubtful(const struct bytes *bytes, const char *before, uint64_t from,
	struct sops__carry *carry)
{
	uint64_t high = bit(bytes, 7) & from, lead = high & bit(bytes, 6);
	uint64_t lead3 = lead & bit(bytes, 5), lead4 = lead3 & bit(bytes, 4);
	uint64_t more = high & ~lead, second = (lead3 << 1 | carry->lead3) & more;
	uint64_t owed = lead << 1 | second << 1 | carry->owed;
	uint64_t rare = equal(bytes, '\0') | either(bytes, (char)0xC0, (char)0xC1)
		| either(bytes, (char)0xE0, (char)0xED);

	(void)before;
	carry->owed = (lead | second) >> 63;
	carry->lead3 = lead3 >> 63;
	return lead4 | (rare & from) | (owed ^ more);
}
#endif

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

/* Where fields and rows end. */
struct ends {
	uint64_t fields, rows;
};

/* A word with quotes or carriage returns in it, or after them: what seems to end a field may not.
 * Whether it has quotes. */
TARGET INLINE bool quote(struct ends *ends, struct sops__rare *rare, const struct bytes *bytes,
	uint64_t from, struct sops__carry *carry)
{
	const uint64_t quote = equal(bytes, '"') & from, lf = ends->rows;
	const struct quotes is = pair(quote, carry);
	const uint64_t cr = equal(bytes, '\r') & from & ~is.inside;
	uint64_t start;

	ends->fields &= ~is.inside;
	ends->rows &= ~is.inside;
	start = ends->fields << 1 | carry->start;
	rare->odd = ((cr << 1 | carry->cr) & ~ends->rows) | (is.open & ~start & ~is.after) |
		(is.after & ~(ends->fields | cr | quote));
	rare->doubled = is.open & is.after;
	rare->lines = lf & is.inside;
	carry->cr = cr >> 63;
	return quote != 0;
}

/* Adds the word's ends to the marks. */
TARGET INLINE void mark(struct sops__marks *marks, const struct ends *ends, size_t base)
{
	uint64_t rows = ends->rows;

	for (; rows; rows &= rows - 1)
		marks->rows[marks->n_rows++] = (uint32_t)(marks->n_ends +
			count(ends->fields & ((rows & -rows) - 1)));
	put(marks->ends + marks->n_ends, (uint32_t)base, ends->fields);
	marks->n_ends += count(ends->fields);
}

/* wary: words yet to come whose text is judged without a look whether it has to be. */
TARGET INLINE void look(struct sops__marks *marks, size_t word, const char *at, size_t base,
	char delimiter, uint64_t from, struct sops__carry *carry, unsigned *wary)
{
	const struct bytes bytes = load(at);
	const uint64_t lf = equal(&bytes, '\n') & from;
	struct ends ends = { (equal(&bytes, delimiter) & from) | lf, lf };
	struct sops__rare rare = { 0 };

	if (has(&bytes, '"', '\r') || (carry->flip | carry->after | carry->cr))
		marks->quotes |= (uint64_t)quote(&ends, &rare, &bytes, from, carry) << word;
	carry->start = ends.fields >> 63;
	if (!plain(&bytes))
		*wary = WARY;
	if (*wary > 0 || carry->owed) {
		*wary -= *wary > 0;
		rare.text = doubtful(&bytes, base ? at - 32 : NULL, from, carry);
	}
	if (rare.odd | rare.doubled | rare.lines | rare.text) {
		marks->words[word] = rare;
		marks->rare |= (uint64_t)1 << word;
	}
	mark(marks, &ends, base);
}

TARGET static void fill(struct sops__marks *marks, const char *block, size_t first, size_t words,
	char delimiter, uint64_t from, struct sops__carry *carry)
{
	struct sops__carry now = *carry;
	size_t base = first * SOPS__WORD;
	unsigned wary = 1; /* what came before may end in the middle of a character */

	marks->n_rows = 0;
	marks->quotes = marks->rare = 0;
	look(marks, 0, block + base, base, delimiter, from, &now, &wary);
	for (size_t i = 1; i < words; i++) {
		base += SOPS__WORD;
		look(marks, i, block + base, base, delimiter, UINT64_MAX, &now, &wary);
	}
	*carry = now;
}
