/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_private.h"

#include <utf8proc.h>

#define EVERY_BYTE(b) (UINT64_MAX / 255 * (b))

/* Whether eight bytes are all ASCII and none is NUL. */
static bool plain(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return ((word | (word - EVERY_BYTE(1))) & EVERY_BYTE(0x80)) == 0;
}

/* A character of three bytes, as Chinese has them; but not those leads that need a closer look. */
static bool common_three(const char *at)
{
	const unsigned char *c = (const unsigned char *)at;

	return c[0] > 0xE0 && c[0] < 0xF0 && c[0] != 0xED && (c[1] & 0xC0) == 0x80
		&& (c[2] & 0xC0) == 0x80;
}

/* How long the character is; 0 if it is none, or NUL. */
static size_t character(const char *at, size_t len)
{
	utf8proc_int32_t code;
	utf8proc_ssize_t n;

	if ((signed char)at[0] > 0)
		return 1;
	if (len >= 3 && common_three(at))
		return 3;
	n = utf8proc_iterate((const utf8proc_uint8_t *)at, (utf8proc_ssize_t)len, &code);
	return n > 0 && code != 0 ? (size_t)n : 0;
}

size_t sops__utf8_span(const char *at, size_t len)
{
	size_t i = 0, n = 1;

	while (i < len && n > 0) {
		n = len - i >= 8 && plain(at + i) ? 8 : character(at + i, len - i);
		i += n;
	}
	return i;
}
