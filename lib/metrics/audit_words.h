/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_words.h: how a text begins that may be one of a list of words. */
#ifndef SOPS_AUDIT_WORDS_H
#define SOPS_AUDIT_WORDS_H

#include <sops/field.h>

#include <endian.h>
#include <stdint.h>
#include <string.h>

/* How a text looks that may be one of a list of words: most look otherwise. */
#define SOPS__BEGINNINGS 4096
struct sops__audit_words {
	size_t longest;
	bool plain; /* all of them: see is_plain() */
	uint64_t begins[SOPS__BEGINNINGS / 64]; /* by three bytes */
	uint64_t eights[SOPS__BEGINNINGS / 64]; /* by eight */
};

static inline bool sops__is_gap(char c)
{
	return c == ' ' || c == '-' || c == '_';
}

/* The first eight bytes but gaps, in lower case or something like it. */
uint64_t sops__beginning(struct sops_field text);

/* Whether one of three bytes with that bit set may be a gap: below a digit, or the last of ASCII.
 */
static inline bool sops__may_have_gap(uint32_t three)
{
	return ((three - UINT32_C(0x303030)) | (three + UINT32_C(0x010101))) & ~three &
		UINT32_C(0x808080);
}

/* The same of three bytes, at once where none of them is a gap. */
static inline uint32_t sops__beginning_of_three(struct sops_field text)
{
	uint32_t three;

	if (text.len < sizeof(three))
		return sops__beginning(text) & 0xFFFFFF;
	memcpy(&three, text.at, sizeof(three));
	three = (le32toh(three) | UINT32_C(0x202020)) & 0xFFFFFF;
	return sops__may_have_gap(three) ? sops__beginning(text) & 0xFFFFFF : three;
}

static inline size_t sops__beginning_bit(uint64_t key)
{
	return (key * UINT64_C(0x9E3779B97F4A7C15) >> 40) % SOPS__BEGINNINGS;
}

static inline bool sops__has_bit(const uint64_t *bits, size_t at)
{
	return bits[at / 64] >> (at % 64) & 1;
}

/* Whether a text that is not empty may be one of them: most begin like none, or are longer. Of
 * full width, which is folded, it says nothing. */
static inline bool sops__begins_as(const struct sops__audit_words *words, struct sops_field text)
{
	return sops__has_bit(words->begins,
		sops__beginning_bit(sops__beginning_of_three(text))) && text.len <= words->longest;
}

/* Whether it may be folded into letters that stand in the list: full width, mostly. */
static inline bool sops__is_wide(struct sops_field text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] == 0xEF || (unsigned char)text.at[i] == 0xE2)
			return true;
	return false;
}

/* Whether such a text may be one: 无锡 begins like 无, and goes on. */
bool sops__may_be_word(const struct sops__audit_words *words, struct sops_field text);

#endif
