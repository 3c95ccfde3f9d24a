/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * similar.h: how alike two words are, in whole millionths that are the same on every machine.
 */
#ifndef SOPS_SIMILAR_H
#define SOPS_SIMILAR_H

#include "likeness_private.h"

/* A word's characters, the first SOPS__LETTERS of them. */
struct sops__letters {
	int32_t at[SOPS__LETTERS];
	int count;
	bool more; /* there were more */
};

/* Without its spaces, if spaceless; bytes that are not UTF-8 end it. */
void sops__letters_read(struct sops__letters *letters, struct sops_field text, bool spaceless);

/* A bit for every letter that is there: letters of the alphabet have their own, others share. */
uint32_t sops__letters_mask(const struct sops__letters *letters);

/* Whether so many letters are in both that a closer look is worth it: two thirds of those of the
 * one that has fewer, and a third of those of the other. */
static inline bool sops__similar_may(uint32_t a, uint32_t b)
{
	int both = __builtin_popcount(a & b), one = __builtin_popcount(a);
	int other = __builtin_popcount(b), fewer = one < other ? one : other;

	return 3 * both >= 2 * fewer && 3 * both >= one + other - fewer;
}

/*
 * Jaro-Winkler: (m/a + m/b + (m - t)/m) / 3 of m characters that match no further apart than half
 * the longer word, t being half of those that stand in another order; and above 0.7, a tenth
 * of what is missing for each of the first four characters that are the same. Rounded down.
 */
int sops__similar_winkler(const struct sops__letters *a, const struct sops__letters *b);

/* Slips between them, of Damerau, no part edited twice; most + 1 where there are more than most. */
int sops__similar_slips(const struct sops__letters *a, const struct sops__letters *b, int most);

/* A word and what it weighs; words with the same id are the same. */
struct sops__weighed {
	struct sops_field text;
	uint32_t id, weight;
	bool paired; /* Chinese or kana: matches itself only */
};

/* Words that a text is compared by: of its first characters, at most. */
#define SOPS__WEIGHED 32

/*
 * Twice the weight of words that match over that of all, in millionths: the best match first. The
 * lighter of two words decides what a match weighs. initials: one letter matches a word.
 */
int sops__similar_words(const struct sops__weighed *a, size_t na, const struct sops__weighed *b,
	size_t nb, bool initials);

/* Cuts a normal form to words; ids are by the place where a text stands first, in either. */
size_t sops__similar_cut(struct sops__weighed *out, enum sops_likeness like,
	struct sops_field text);

/* How alike they are as one word each, without spaces; 0 below 0.8. */
int sops__similar_whole(struct sops_field a, struct sops_field b);

/* What is compared as one: phones, emails, domains, exact. 0 for less than what counts. */
int sops__similar_phones(struct sops_field a, struct sops_field b);
int sops__similar_emails(struct sops_field a, struct sops_field b);
int sops__similar_domains(struct sops_field a, struct sops_field b);
int sops__similar_exact(struct sops_field a, struct sops_field b);

#endif
