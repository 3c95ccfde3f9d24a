/* SPDX-License-Identifier: GPL-3.0-or-later */
/* likeness_phone.c: a telephone number as it is dialled at home. */
#include "likeness_private.h"

#include "ascii.h"
#include "private.h"

#define LEAST 7 /* digits of a number that can stand alone */
#define MOST 15 /* ITU-T E.164 */

/* Country prefixes of two digits; 1 and 7 have one, all others three. */
static const char two_digits[] = " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53"
	" 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ";

static size_t country_len(const char *digits)
{
	if (digits[0] == '1' || digits[0] == '7')
		return 1;
	return sops__words_has(two_digits, (struct sops_field){ digits, 2 }) ? 2 : 3;
}

/* Whether what is left says that a country comes first: +86, 0086, or 86 before a mobile. */
static bool has_country(struct sops_field *digits, bool plus)
{
	if (plus)
		return true;
	if (digits->len > LEAST + 4 && memcmp(digits->at, "00", 2) == 0) {
		digits->at += 2;
		digits->len -= 2;
		return true;
	}
	return digits->len == 13 && memcmp(digits->at, "861", 3) == 0;
}

static void skip(struct sops_field *digits, size_t len)
{
	digits->at += len;
	digits->len -= len;
}

/* Until nothing more goes: what is stripped is stripped for good. */
static struct sops_field strip(struct sops_field digits, bool plus)
{
	size_t before;

	do {
		before = digits.len;
		if (has_country(&digits, plus) && digits.len > LEAST)
			skip(&digits, country_len(digits.at));
		while (digits.len > LEAST && digits.at[0] == '0')
			skip(&digits, 1);
		/* 1-212-555-1234: with 13 to 19 mobiles of China begin, 12 is North America. */
		if (digits.len == 11 && digits.at[0] == '1' && digits.at[1] == '2')
			skip(&digits, 1);
		plus = false;
	} while (digits.len < before);
	return digits;
}

/* Letters and the like end a number that is complete: an extension, or another number. */
static bool ends(char c, size_t digits)
{
	return digits >= LEAST && !strchr(" \t-.()+", c);
}

int sops__like_phone(struct sops_buffer *out, struct sops_field text)
{
	struct sops_buffer folded = SOPS_BUFFER_INIT;
	char digits[MOST + 4];
	size_t len = 0;
	bool plus = false;
	int status = sops__fold(&folded, sops__like_head(text));

	for (size_t i = 0; i < folded.len && len < sizeof(digits); i++) {
		char c = folded.at[i];

		if (sops__is_digit(c))
			digits[len++] = c;
		else if (c == '+' && len == 0)
			plus = true;
		else if (ends(c, len))
			break;
	}
	if (status == 0)
		sops_buffer_field(out, strip((struct sops_field){ digits, len }, plus));
	else
		out->failed = status;
	sops_buffer_release(&folded);
	return out->failed;
}
