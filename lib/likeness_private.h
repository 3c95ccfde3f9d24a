/* SPDX-License-Identifier: GPL-3.0-or-later */
/* likeness_private.h: what the normal forms and the comparisons share. */
#ifndef SOPS_LIKENESS_PRIVATE_H
#define SOPS_LIKENESS_PRIVATE_H

#include <sops/likeness.h>

/* Words of a normal form: no more than every second character begins one. */
#define SOPS__WORDS (SOPS_LIKENESS_MOST / 2 + 1)

/* Characters of a word that are compared. */
#define SOPS__LETTERS 64

struct sops__words {
	struct sops_field at[SOPS__WORDS];
	size_t count;
};

/* S. p. A., A/S, N V: letters that stand alone beside others become one word. */
void sops__words_join_single(struct sops_buffer *text, size_t begin);
/* Appends the words with a space between them, as many as a normal form has room for. */
int sops__words_join(struct sops_buffer *out, const struct sops__words *words);
/* Cuts at single spaces. */
void sops__words_cut(struct sops__words *words, struct sops_field text);
/* Whether a word is in a list that is separated by spaces and begins and ends with one. */
bool sops__words_has(const char *list, struct sops_field word);

/* A character of Chinese, or kana, which are written without spaces. */
bool sops__like_spaceless(int32_t code);
/* Whether a text begins with one. */
bool sops__like_begins_spaceless(struct sops_field text);

/* As much of a text as is looked at. */
static inline struct sops_field sops__like_head(struct sops_field text)
{
	return (struct sops_field){ text.at, text.len < 4 * SOPS_LIKENESS_MOST ? text.len :
		4 * SOPS_LIKENESS_MOST };
}

bool sops__like_valid(struct sops_field text);
/* No more characters than a normal form has; nothing, of what is not UTF-8. */
struct sops_field sops__like_cut(struct sops_field text);

/* Folds to words with a space between them. */
int sops__like_fold(struct sops_buffer *out, struct sops_field text);

int sops__like_text(struct sops_buffer *out, struct sops_field text);
int sops__like_company(struct sops_buffer *out, struct sops_field text);
int sops__like_person(struct sops_buffer *out, struct sops_field text);
int sops__like_phone(struct sops_buffer *out, struct sops_field text);
int sops__like_email(struct sops_buffer *out, struct sops_field text);
int sops__like_domain(struct sops_buffer *out, struct sops_field text);
int sops__like_exact(struct sops_buffer *out, struct sops_field text);

#endif
