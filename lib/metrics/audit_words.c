/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_words.c: cells that are, or are not, one of a list of words. Most texts begin like none of
 * them: that is seen without a look at the list.
 */
#include "audit_checks.h"

#include "../eights.h"
#include "../sentinels.h"

/* With days that a program puts in for none, as programs write them. */
#define LISTED(word) word "|"
#define SENTINELS SOPS__SENTINELS(LISTED) "1900-01-01|1970-01-01|9999-12-31"

static const char *words_of(const struct sops_rule *rule)
{
	return rule->args.text ? rule->args.text : SENTINELS;
}

uint64_t sops__beginning(struct sops_field text)
{
	uint64_t eight = 0;
	unsigned shift = 0;

	for (size_t i = 0; i < text.len && shift < 64; i++) {
		if (sops__is_gap(text.at[i]))
			continue;
		eight |= (uint64_t)((unsigned char)text.at[i] | 0x20) << shift;
		shift += 8;
	}
	return eight;
}

static void set_bit(uint64_t *bits, size_t at)
{
	bits[at / 64] |= UINT64_C(1) << (at % 64);
}

/* ASCII, and Chinese characters that are folded into nothing else. */
static inline bool is_plain(unsigned char c)
{
	return c < 0xC0 || (c >= 0xE4 && c <= 0xE9);
}

static bool all_plain(struct sops_field text)
{
	bool plain = true;

	for (size_t i = 0; i < text.len; i++)
		plain &= is_plain((unsigned char)text.at[i]);
	return plain;
}

/* The same of the bytes of its beginning: whatever is behind them, it is folded as it stands, or
 * into what is not plain. */
static bool begins_plain(struct sops_field text)
{
	for (size_t i = 0, seen = 0; i < text.len && seen < 8; i++) {
		if (!is_plain((unsigned char)text.at[i]))
			return false;
		seen += !sops__is_gap(text.at[i]);
	}
	return true;
}

int sops__bind_words(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	struct sops_field rest = sops_field_of(words_of(test->rule));
	struct sops__audit_words *words = &test->words;

	(void)book, (void)err;
	test->idle = test->column < 0;
	*words = (struct sops__audit_words){ .longest = 0, .plain = true };
	while (rest.at) {
		struct sops_field word = sops_field_cut(&rest, '|');

		set_bit(words->begins, sops__beginning_bit(sops__beginning_of_three(word)));
		set_bit(words->eights, sops__beginning_bit(sops__beginning(word)));
		words->plain &= all_plain(word);
		words->longest = word.len > words->longest ? word.len : words->longest;
	}
	words->longest = 3 * words->longest + 8; /* full width, and gaps */
	return 0;
}

bool sops__may_be_word(const struct sops__audit_words *words, struct sops_field text)
{
	return !words->plain || !begins_plain(text) ||
		sops__has_bit(words->eights, sops__beginning_bit(sops__beginning(text)));
}

/* Most texts begin like none of the words. */
static inline bool is_word(const struct sops__audit_test *test, const struct sops__audit_at *at,
	struct sops_field cell)
{
	const struct sops__audit_words *words = &test->words;

	if (!sops__begins_as(words, cell) && !(cell.len <= words->longest &&
	    (at->has & SOPS__HAS_WIDE) && sops__is_wide(cell)))
		return false;
	return sops__may_be_word(words, cell) && sops__named(words_of(test->rule), cell);
}

int sops__check_accepted(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	struct sops_field cell = sops__audit_trimmed(at, test->column);

	(void)err;
	if (sops__audit_blank(at, test->column))
		return SOPS__SKIP;
	if (sops__named(test->rule->args.text, cell))
		return SOPS__PASS;
	sops_buffer_printf(at->message, "none of: %s", test->rule->args.text);
	return SOPS__FAIL;
}

static SOPS__SLOW int say_word(struct sops__audit_at *at)
{
	sops_buffer_puts(at->message, "stands for nothing: a word that fills the cell");
	return SOPS__FAIL;
}

/* Whether all eight are digits, or points, of which point is one eight times. */
static inline bool are_digits(uint64_t bytes, uint64_t point)
{
	uint64_t others = bytes ^ point;
	uint64_t points = ~(((others & ~EVERY(0x80)) + ~EVERY(0x80)) | others) & EVERY(0x80);

	return sops__eights_digits((bytes ^ EVERY('0')) & ~((points >> 7) * 0xFF));
}

/* Whether an amount is written as no word is: with separators, a currency or a unit. */
bool sops__has_more_than_digits(const struct sops__audit_at *at, struct sops_field cell)
{
	bool comma = sops__input_options(at->book->input)->values.decimal == SOPS_DECIMAL_COMMA;
	uint64_t point = EVERY(comma ? '0' : '.'), none;

	if (cell.len >= 8 && cell.len <= 16)
		return !are_digits(sops__eights_of(cell.at, 8), point) ||
			!are_digits(sops__eights_of(cell.at + cell.len - 8, 8), point);
	if (cell.len > 0 && cell.len < 8) {
		none = EVERY('0') << 8 * cell.len;
		return !are_digits(sops__eights_of(cell.at, cell.len) | none, point);
	}
	for (size_t i = 0; i < cell.len; i++)
		if ((cell.at[i] < '0' || cell.at[i] > '9') && (comma || cell.at[i] != '.'))
			return true;
	return false;
}

/* Words that are numbers are the amount, however it is written: 99.999,00, EUR 99999. */
static bool is_amount_of_words(const struct sops__audit_test *test,
	const struct sops__audit_at *at, struct sops_field cell)
{
	const struct sops_money *amount;
	char text[SOPS_MONEY_TEXT];

	if (test->role < 0 || sops__role(at, test->role)->type != SOPS_MONEY ||
	    !sops__has_more_than_digits(at, cell))
		return false;
	amount = sops__member(at, test->role);
	if (sops_money_blank(*amount))
		return false;
	sops_money_format(text, *amount);
	return is_word(test, at, sops_field_of(text));
}

int sops__check_not_sentinel(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	struct sops_field cell = sops__audit_trimmed(at, test->column);

	(void)err;
	if (cell.len == 0)
		return SOPS__SKIP;
	if (is_word(test, at, cell) || is_amount_of_words(test, at, cell))
		return say_word(at);
	return SOPS__PASS;
}
