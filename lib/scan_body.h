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

/* What a run of words is found to have, before it is in the marks. */
struct found {
	size_t ends, rows;   /* so many of either */
	uint64_t wide;       /* bit i: word i is not plain; and so on: */
	uint64_t quotes, rare;
	bool pending;        /* something is carried over that separators alone do not tell */
};

/* A word with quotes or carriage returns in it, or after them: what seems to end a field may not. */
TARGET INLINE void quote(struct ends *ends, struct sops__marks *marks, struct found *found,
	size_t word, const struct bytes *bytes, uint64_t from, struct sops__carry *carry)
{
	const uint64_t quote = equal(bytes, '"') & from, lf = ends->rows;
	const struct quotes is = pair(quote, carry);
	const uint64_t cr = equal(bytes, '\r') & from & ~is.inside;
	struct sops__rare rare = { .doubled = is.open & is.after, .lines = lf & is.inside };
	uint64_t start;

	ends->fields &= ~is.inside;
	ends->rows &= ~is.inside;
	start = ends->fields << 1 | carry->start;
	rare.odd = ((cr << 1 | carry->cr) & ~ends->rows) | (is.open & ~start & ~is.after) |
		(is.after & ~(ends->fields | cr | quote));
	carry->cr = cr >> 63;
	marks->words[word] = rare;
	found->rare |= (uint64_t)((rare.odd | rare.doubled | rare.lines) != 0) << word;
	found->quotes |= (uint64_t)(quote != 0) << word;
	found->pending = (carry->flip | carry->after | carry->cr) != 0;
}

/* Adds the word's ends to the marks. */
TARGET INLINE void mark(struct sops__marks *marks, struct found *found, const struct ends *ends,
	size_t base)
{
	put(marks->ends + found->ends, (uint32_t)base, ends->fields);
	found->ends += count(ends->fields);
	found->rows += count(ends->rows);
}

TARGET INLINE void look(struct sops__marks *marks, struct found *found, size_t word,
	const char *at, size_t base, char delimiter, uint64_t from, struct sops__carry *carry)
{
	const struct bytes bytes = load(at);
	const uint64_t lf = equal(&bytes, '\n') & from;
	struct ends ends = { (equal(&bytes, delimiter) & from) | lf, lf };

	if (has(&bytes, '"', '\r') || found->pending)
		quote(&ends, marks, found, word, &bytes, from, carry);
	carry->start = ends.fields >> 63;
	found->wide |= (uint64_t)!plain(&bytes) << word;
	mark(marks, found, &ends, base);
}

/* Judges the text of words that are not plain, and of those after them: what one lacks the next
 * shows. So it is with the first word and what came before. */
TARGET INLINE void judge_text(struct sops__marks *marks, struct found *found, size_t words,
	const char *at, bool first, uint64_t from, struct sops__carry *carry)
{
	uint64_t due = (found->wide | found->wide << 1 | 1) & UINT64_MAX >> (SOPS__RUN - words);

	for (; due; due &= due - 1) {
		const size_t word = (size_t)__builtin_ctzll(due);
		const char *text = at + word * SOPS__WORD;
		const struct bytes bytes = load(text);
		const uint64_t here = word ? UINT64_MAX : from;
		const uint64_t doubt = doubtful(&bytes, first && !word ? NULL : text - 32, here, carry);

		if (!doubt)
			continue;
		if (!(found->rare >> word & 1))
			marks->words[word] = (struct sops__rare){ 0 };
		marks->words[word].text = doubt;
		found->rare |= (uint64_t)1 << word;
	}
}

TARGET static void fill(struct sops__marks *marks, const char *block, size_t first, size_t words,
	char delimiter, uint64_t from, struct sops__carry *carry)
{
	struct sops__carry now = *carry;
	struct found found = { .ends = marks->n_ends,
		.pending = (now.flip | now.after | now.cr) != 0 };
	size_t base = first * SOPS__WORD;
	const char *run = block + base;

	look(marks, &found, 0, run, base, delimiter, from, &now);
	for (size_t i = 1; i < words; i++)
		look(marks, &found, i, run + i * SOPS__WORD, base + i * SOPS__WORD, delimiter,
			UINT64_MAX, &now);
	judge_text(marks, &found, words, run, first == 0, from, &now);
	marks->n_ends = found.ends;
	marks->n_rows = found.rows;
	marks->quotes = found.quotes;
	marks->rare = found.rare;
	*carry = now;
}
