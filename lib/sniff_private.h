/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sniff_private.h: what the parts of sniff.h share. */
#ifndef SOPS_SNIFF_PRIVATE_H
#define SOPS_SNIFF_PRIVATE_H

#include <sops/sniff.h>

#define SOPS__LANGUAGES 8

/* "this is a PDF, not CSV", and what to do about it. */
int sops__refuse_kind(enum sops_sniff_kind kind, struct sops_error *err);

/* The characters beyond ASCII in a text, as one encoding reads them. */
struct sops__reading {
	const char *encoding; /* NULL: the text is none in it */
	size_t others;        /* characters beyond ASCII */
	size_t han;           /* Chinese characters */
	size_t fit;           /* of others, those that texts in this encoding often have */
	size_t words;         /* different header words of Chinese CRMs near the beginning */
	size_t by_language[SOPS__LANGUAGES]; /* letters that the language has */
	uint64_t print;       /* of the text: equal prints, equal texts */
};

/* Reads bytes; where they end inside a character that is no fault unless ended. */
int sops__reading_of(struct sops__reading *out, const char *encoding, struct sops_field bytes,
	bool ended, struct sops_error *err);

/* How much of it is as expected, 0 to 1000. */
unsigned sops__reading_score(const struct sops__reading *reading);

/* Whether header words leave no doubt that a good reading is right. */
bool sops__reading_proved(const struct sops__reading *reading);

struct sops__guess {
	struct sops__reading best;
	const char *rival; /* NULL: none comes near */
};

/* Which of the encodings of old fits best; best.encoding is NULL when none fits well. */
int sops__guess_legacy(struct sops__guess *out, struct sops_field bytes, bool ended,
	struct sops_error *err);

#endif
