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
 *	odd(bytes)            whether any is a quote, a carriage return or NUL
 *	wide(bytes)           whether any is not ASCII
 *	flip_at(mask)         bit i: whether an odd number of the bits 0 to i are set
 *	count(mask)           how many bits are set
 *	put(to, base, mask)   writes base + i for every bit i that is set, and may write
 *	                      SOPS__MARKS_SLACK entries more
 *
 * and, with TALLIES,
 *
 *	struct tally          a count, all zeros at first, of bytes in SOPS__RUN words at most
 *	tally_add(tally, bytes, c)
 *	tally_sum(tally)
 *
 * and, with FINDS_OTHERS,
 *
 *	others(bytes, quotes) whether any is a carriage return or NUL, where these are quotes
 *
 * and, with JUDGES_TEXT,
 *
 *	struct doubt          all zeros at first
 *	judge(doubt, bytes, before)
 *	                      adds whether the text is not UTF-8. before: the 32 bytes before it,
 *	                      or NULL where there are none
 *	any(doubt)            whether any was not
 *
 * and, with JUDGES_QUICKLY,
 *
 *	struct unusual        all zeros at first
 *	find_rare(unusual, bytes)
 *	                      adds whether any begins a character that is seldom used: of four
 *	                      bytes, or with a lead that allows only some bytes behind it
 *	judge_quickly(unusual, bytes, at)
 *	                      adds that, and whether the bytes, which are at a place that has
 *	                      others before it, are not UTF-8 where nothing there is rare
 *	any_unusual(unusual)  whether any had
 *
 * A row is regular when every quote opens where a field begins and closes where it ends, or is
 * half of a doubled one, and every carriage return outside quotes has its line feed. Of such a
 * row libcsv has nothing to say that is not here.
 */
#include "scan.h"

/* Twice in fill(): in the loop, where from is a constant, all should be in registers. */
#define INLINE __attribute__((always_inline)) static inline

#ifndef TALLIES
struct tally {
	uint64_t n;
};

TARGET INLINE void tally_add(struct tally *tally, const struct bytes *bytes, char c)
{
	tally->n += count(equal(bytes, c));
}

TARGET INLINE uint64_t tally_sum(const struct tally *tally)
{
	return tally->n;
}
#endif

#ifdef JUDGES_TEXT
TARGET INLINE uint64_t doubtful(const struct bytes *bytes, const char *before, uint64_t from,
	struct sops__carry *carry)
{
	struct doubt doubt = { 0 };

	(void)carry;
	judge(&doubt, bytes, before);
	return any(&doubt) ? from : 0;
}

/* Adds what a word lacks; whether it has a NUL. */
TARGET INLINE bool judge_word(struct doubt *doubt, const char *at, const char *before)
{
	const struct bytes bytes = load(at);

	judge(doubt, &bytes, before);
	return equal(&bytes, '\0') != 0;
}

TARGET static bool is_text(const char *at, size_t len)
{
	struct doubt doubt = { 0 };
	const char *last = at + len - SOPS__WORD;
	bool nul = judge_word(&doubt, at, NULL);

	for (at += SOPS__WORD; at < last; at += SOPS__WORD)
		nul |= judge_word(&doubt, at, at - 32);
	nul |= judge_word(&doubt, last, last - 32);
	return !nul && !any(&doubt);
}

#ifdef JUDGES_QUICKLY
/* Whether words have but the usual characters, and so has the one before them: in the first one of
 * its characters may go on. */
TARGET INLINE bool all_usual(const char *at, uint64_t words, const char *before)
{
	struct bytes bytes = load(before);
	struct unusual unusual = { 0 };

	find_rare(&unusual, &bytes);
	for (; words; words &= words - 1) {
		const char *text = at + (size_t)__builtin_ctzll(words) * SOPS__WORD;

		bytes = load(text);
		judge_quickly(&unusual, &bytes, text);
	}
	return !any_unusual(&unusual);
}
#else
TARGET INLINE bool all_usual(const char *at, uint64_t words, const char *before)
{
	(void)at;
	(void)before;
	return words == 0;
}
#endif

/* Whether it is all well with some words, as mostly. */
TARGET INLINE bool all_well(const char *at, uint64_t words, bool first)
{
	struct doubt doubt = { 0 };

	if (first) {
		const struct bytes bytes = load(at);

		judge(&doubt, &bytes, NULL);
		words &= ~(uint64_t)1;
	}
	if (all_usual(at, words, first ? at : at - SOPS__WORD))
		return !any(&doubt);
	for (; words; words &= words - 1) {
		const char *text = at + (size_t)__builtin_ctzll(words) * SOPS__WORD;
		const struct bytes bytes = load(text);

		judge(&doubt, &bytes, text - 32);
	}
	return !any(&doubt);
}
#else
TARGET INLINE bool all_well(const char *at, uint64_t words, bool first)
{
	(void)at;
	(void)first;
	return words == 0;
}


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
	uint64_t rare = either(bytes, (char)0xC0, (char)0xC1)
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

/* What a run of words is found to have, before it is in the marks. */
struct found {
	uint32_t *ends;      /* where the next of them goes */
	size_t rows;         /* so many, less what of the tally counts for none */
	struct tally tally;  /* of line feeds */
	uint64_t wide;       /* bit i: word i is not ASCII; and so on */
	uint64_t quotes, doubled, rare;
	bool pending;        /* something is carried over that separators alone do not tell */
};

#ifndef FINDS_OTHERS
TARGET INLINE bool others(const struct bytes *bytes, uint64_t quotes)
{
	(void)quotes;
	return either(bytes, '\r', '\0') != 0;
}
#endif

/* What a word has of what few have: something is quoted that ends fields elsewhere, or is not where
 * it should be, or there is a carriage return or NUL. */
TARGET INLINE void mark(struct sops__marks *marks, struct found *found,
	size_t word, const struct bytes *bytes, uint64_t from, const struct quotes *is,
	uint64_t fields, struct sops__carry *carry)
{
	const uint64_t lines = equal(bytes, '\n'), outside = fields & ~is->inside;
	const uint64_t cr = equal(bytes, '\r') & from & ~is->inside;
	const uint64_t start = outside << 1 | carry->start;
	const struct sops__rare rare = {
		.odd = ((cr << 1 | carry->cr) & ~(outside & lines)) |
			(is->open & ~start & ~is->after) |
			(is->after & ~(outside | cr | (equal(bytes, '"') & from))),
		.lines = fields & is->inside & lines,
		.text = equal(bytes, '\0') & from,
	};

	carry->cr = cr >> 63;
	if (!(rare.odd | rare.lines | rare.text))
		return;
	marks->words[word] = rare;
	found->rows -= count(rare.lines);
	found->rare |= (uint64_t)1 << word;
}

/* A word with a quote, a carriage return or NUL in it, or after one: what seems to end a field may
 * not. Returns what does. Mostly quotes are where fields begin and end. */
TARGET INLINE uint64_t quote(uint64_t fields, struct sops__marks *marks, struct found *found,
	size_t word, const struct bytes *bytes, uint64_t from, struct sops__carry *carry)
{
	const uint64_t all = equal(bytes, '"'), quote = all & from;
	const struct quotes is = pair(quote, carry);
	const uint64_t inside = fields & is.inside, outside = fields ^ inside;
	const uint64_t start = outside << 1 | carry->start, doubled = is.open & is.after;

	if (__builtin_expect((is.open & ~(start | is.after)) | (is.after & ~(outside | quote)) |
			    carry->cr ||
		    others(bytes, all) || (inside & equal(bytes, '\n')), 0))
		mark(marks, found, word, bytes, from, &is, fields, carry);
	marks->doubles[word] = doubled;
	found->doubled |= (uint64_t)(doubled != 0) << word;
	found->quotes |= (uint64_t)(quote != 0) << word;
	found->pending = (carry->flip | carry->after | carry->cr) != 0;
	return outside;
}

TARGET INLINE void look(struct sops__marks *marks, struct found *found, size_t word,
	const struct bytes *bytes, size_t base, char delimiter, uint64_t from,
	struct sops__carry *carry)
{
	uint64_t fields = either(bytes, delimiter, '\n') & from;

	if (odd(bytes) || found->pending)
		fields = quote(fields, marks, found, word, bytes, from, carry);
	carry->start = fields >> 63;
	found->wide |= (uint64_t)wide(bytes) << word;
	put(found->ends, (uint32_t)base, fields);
	found->ends += count(fields);
}

/* Judges the text of words that are not ASCII; what one lacks at its end shows in the next. So it
 * may be with the first word and what came before. */
TARGET INLINE void judge_text(struct sops__marks *marks, struct found *found, size_t words,
	const char *at, bool first, uint64_t from, struct sops__carry *carry)
{
	uint64_t due = (found->wide | found->wide << 1 | 1) & UINT64_MAX >> (SOPS__RUN - words);

	if (__builtin_expect(all_well(at, due, first), 1))
		return;
	for (; due; due &= due - 1) {
		const size_t word = (size_t)__builtin_ctzll(due);
		const char *text = at + word * SOPS__WORD;
		const struct bytes bytes = load(text);
		const char *before = first && !word ? NULL : text - 32;
		const uint64_t doubt = doubtful(&bytes, before, word ? UINT64_MAX : from, carry);

		if (!doubt)
			continue;
		if (!(found->rare >> word & 1))
			marks->words[word] = (struct sops__rare){ 0 };
		marks->words[word].text |= doubt;
		found->rare |= (uint64_t)1 << word;
	}
}

TARGET static void fill(struct sops__marks *marks, const char *block, size_t first, size_t words,
	char delimiter, uint64_t from, struct sops__carry *carry)
{
	struct sops__carry now = *carry;
	size_t base = first * SOPS__WORD;
	const char *run = block + base;
	struct bytes bytes = load(run);
	struct found found = { .ends = marks->ends + marks->n_ends,
		.rows = count(equal(&bytes, '\n') & from),
		.pending = (now.flip | now.after | now.cr) != 0 };

	look(marks, &found, 0, &bytes, base, delimiter, from, &now);
	for (size_t i = 1; i < words; i++) {
		bytes = load(run + i * SOPS__WORD);
		tally_add(&found.tally, &bytes, '\n');
		look(marks, &found, i, &bytes, base + i * SOPS__WORD, delimiter, UINT64_MAX, &now);
	}
	judge_text(marks, &found, words, run, first == 0, from, &now);
	marks->n_ends = (size_t)(found.ends - marks->ends);
	marks->n_rows = found.rows + tally_sum(&found.tally);
	marks->quotes = found.quotes;
	marks->doubled = found.doubled;
	marks->rare = found.rare;
	*carry = now;
}
