/* SPDX-License-Identifier: GPL-3.0-or-later */
/* likeness_compare.c: two normal forms by themselves, whatever else a table holds. */
#include "similar.h"

static uint32_t letters(struct sops_field word)
{
	uint32_t n = 0;

	for (size_t i = 0; i < word.len; i++)
		n += (word.at[i] & 0xC0) != 0x80;
	return n;
}

/* A word's id is where it stands first: in the words of a, then in those of b. */
static void number(struct sops__weighed *words, size_t n, const struct sops__weighed *before,
	size_t n_before)
{
	for (size_t i = 0; i < n; i++) {
		words[i].weight = letters(words[i].text);
		words[i].id = (uint32_t)(n_before + i);
		for (size_t j = 0; j < i; j++)
			if (sops_field_equal(words[j].text, words[i].text))
				words[i].id = words[j].id;
		for (size_t j = 0; j < n_before; j++)
			if (sops_field_equal(before[j].text, words[i].text))
				words[i].id = before[j].id;
	}
}

static int compare_words(enum sops_likeness like, struct sops_field a, struct sops_field b)
{
	struct sops__weighed one[SOPS__WEIGHED], other[SOPS__WEIGHED];
	size_t n = sops__similar_cut(one, like, a), m = sops__similar_cut(other, like, b);
	int by_words, whole = sops__similar_whole(a, b);

	number(one, n, NULL, 0);
	number(other, m, one, n);
	by_words = sops__similar_words(one, n, other, m, like == SOPS_LIKE_PERSON);
	return by_words > whole ? by_words : whole;
}

int sops_likeness_compare(enum sops_likeness like, struct sops_field a, struct sops_field b)
{
	if (a.len == 0 || b.len == 0)
		return 0;
	if (sops_field_equal(a, b))
		return SOPS_LIKENESS_ONE;
	switch (like) {
	case SOPS_LIKE_PHONE:
		return sops__similar_phones(a, b);
	case SOPS_LIKE_EMAIL:
		return sops__similar_emails(a, b);
	case SOPS_LIKE_DOMAIN:
		return sops__similar_domains(a, b);
	case SOPS_LIKE_EXACT:
		return sops__similar_exact(a, b);
	default:
		return compare_words(like, a, b);
	}
}
