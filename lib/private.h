/* SPDX-License-Identifier: GPL-3.0-or-later */
/* private.h: what only lib/ shares. Not installed, not exported. */
#ifndef SOPS_PRIVATE_H
#define SOPS_PRIVATE_H

#include <sops/buffer.h>
#include <sops/columns.h>

/*
 * Takes the first character off *value and writes it so that a terminal shows it
 * and nothing happens: as it is, or as \n, \x1b, \u202e. Returns the bytes written, at most 6.
 */
size_t sops__escape_character(char out[8], struct sops_field *value);

/* What sops_quote writes, without the quotes: for names that stand in an option to copy. */
const char *sops__escape(char out[SOPS_QUOTED], struct sops_field value);

/* Appends the text after NFKC case folding; bytes that are not UTF-8 stay as they are. */
int sops__fold(struct sops_buffer *out, struct sops_field text);

/* Whether one of the words' names is the text, in any case, and whether or not the text has
 * spaces, hyphens and underscores in it; then *value is its value. Names are written without. */
bool sops__word(int *value, struct sops_field text, const struct sops_word *words);

/* Equal but for the case of ASCII letters, whatever the locale. */
bool sops__same(struct sops_field a, struct sops_field b);

/* Whether a |-separated list of names has the text; the same. */
bool sops__named(const char *names, struct sops_field text);

/* Whether it is as ids are: ASCII letters, digits, hyphens and underscores, with a digit in it.
 * No line of a footer is. */
bool sops__is_code(struct sops_field text);

/* The name of a stage without the number that sorts it: "5 - Won". */
struct sops_field sops__stage_plain(struct sops_field stage);

/* The seed of all hashes, drawn once a run: nobody can write an export whose keys all collide. */
extern uint64_t sops__seed_drawn;
uint64_t sops__seed_draw(void);

static inline uint64_t sops__seed(void)
{
	uint64_t drawn = __atomic_load_n(&sops__seed_drawn, __ATOMIC_RELAXED);

	return drawn ? drawn : sops__seed_draw();
}

/* Every value of a row blank. */
void sops__row_init(const struct sops_schema *schema, void *row);

/* More headers of a column of currencies, in any table: where it is not known, amounts of two
 * currencies are added up. */
#define SOPS__CURRENCY_HEADERS \
	"币种|货币|币别||货币类型|Currency Code|Currency ISO Code|Transaction Currency" \
	"|Deal Currency|Opportunity Currency|Order Currency|Invoice Currency|Quote Currency" \
	"|Contract Currency|Billing Currency"

#endif
