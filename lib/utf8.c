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

size_t sops__utf8_span(const char *at, size_t len)
{
	size_t i = 0;

	while (i < len) {
		utf8proc_int32_t code;
		utf8proc_ssize_t n;

		if (len - i >= 8 && plain(at + i)) {
			i += 8;
			continue;
		}
		n = utf8proc_iterate((const utf8proc_uint8_t *)at + i,
			(utf8proc_ssize_t)(len - i), &code);
		if (n <= 0 || code == 0)
			return i;
		i += (size_t)n;
	}
	return len;
}
