/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_private.h"

#include <strings.h>

/* UTF-32 first: its little-endian mark begins with that of UTF-16. */
static const struct sops__encoding wide[] = {
	{ "UTF-32", "utf-32le", "utf-32", "\xFF\xFE\0\0", 4 },
	{ "UTF-32", "utf-32be", "utf-32", "\0\0\xFE\xFF", 4 },
	{ "UTF-16", "utf-16le", "utf-16", "\xFF\xFE", 2 },
	{ "UTF-16", "utf-16be", "utf-16", "\xFE\xFF", 2 },
};
#define WIDE (sizeof(wide) / sizeof(wide[0]))

const struct sops__encoding *sops__encoding_marked(struct sops_field head, const char *family)
{
	for (const struct sops__encoding *e = wide; e < wide + WIDE; e++) {
		if (family && strcasecmp(family, e->family) != 0)
			continue;
		if (head.len >= e->mark_len && memcmp(head.at, e->mark, e->mark_len) == 0)
			return e;
	}
	return NULL;
}

/* Whether every four bytes are a character: byte top is 0, and byte plane at most 3. */
static bool in_fours(struct sops_field head, size_t top, size_t plane)
{
	if (head.len < 8)
		return false;
	for (size_t i = 0; i + 4 <= head.len; i += 4) {
		const char *c = head.at + i;

		if (c[top] || (unsigned char)c[plane] > 3 || memcmp(c, "\0\0\0", 4) == 0)
			return false;
	}
	return true;
}

const struct sops__encoding *sops__encoding_patterned(struct sops_field head)
{
	size_t nuls[2] = { 0, 0 };
	size_t odd;

	if (in_fours(head, 3, 2))
		return &wide[0];
	if (in_fours(head, 0, 1))
		return &wide[1];
	for (size_t i = 0; i < head.len; i++)
		nuls[i % 2] += head.at[i] == '\0';
	odd = nuls[1] > 0;
	/* Chinese headers have their NULs only beside commas. One NUL alone is a stray. */
	if (nuls[!odd] || nuls[odd] < 2 || nuls[odd] * 16 < head.len)
		return NULL;
	return odd ? &wide[2] : &wide[3];
}

static bool high(char c)
{
	return (unsigned char)c >= 0xA1;
}

/*
 * Common Chinese characters are two high bytes each. Western letters with accents stand
 * alone between ASCII letters, which GB18030 would take for rarer characters.
 */
static bool mostly_pairs(struct sops_field bytes)
{
	size_t pairs = 0, others = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		if (!(bytes.at[i] & 0x80))
			continue;
		if (i + 1 < bytes.len && high(bytes.at[i]) && high(bytes.at[i + 1]))
			pairs++;
		else
			others++;
		i++;
	}
	return pairs > others;
}

static bool decodes(const char *encoding, struct sops_field bytes)
{
	iconv_t converter = iconv_open("UTF-8", encoding);
	char *in = (char *)bytes.at; /* iconv's prototype; it only reads */
	size_t left = bytes.len;
	bool good = converter != (iconv_t)-1;

	while (good && left) {
		char out[256];
		char *to = out;
		size_t room = sizeof(out);

		good = iconv(converter, &in, &left, &to, &room) != (size_t)-1 || to > out;
	}
	if (converter != (iconv_t)-1)
		iconv_close(converter);
	return good;
}

const char *sops__encoding_guess(struct sops_field bytes)
{
	return mostly_pairs(bytes) && decodes("GB18030", bytes) ? "gb18030" : "windows-1252";
}
