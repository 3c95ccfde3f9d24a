/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "xlsx_private.h"

#include <utf8proc.h>

#define ESCAPE 7 /* _x000D_ */

static int hexadecimal(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The UTF-16 unit that an escape names; -1: it is no escape. */
static int32_t unit_at(struct sops_field text)
{
	int32_t unit = 0;

	if (text.len < ESCAPE || text.at[0] != '_' || text.at[1] != 'x' || text.at[6] != '_')
		return -1;
	for (size_t i = 2; i < 6; i++) {
		int digit = hexadecimal(text.at[i]);

		if (digit < 0)
			return -1;
		unit = unit * 16 + digit;
	}
	return unit;
}

static struct sops_field skip(struct sops_field text, size_t n)
{
	return (struct sops_field){ text.at + n, text.len - n };
}

/* The character, of one escape or a surrogate pair of two, and the bytes that it takes. */
static int32_t character_at(struct sops_field text, size_t *len)
{
	int32_t high = unit_at(text), low;

	*len = ESCAPE;
	if (high < 0xD800 || high > 0xDBFF)
		return high;
	low = unit_at(skip(text, ESCAPE));
	if (low < 0xDC00 || low > 0xDFFF)
		return high;
	*len = 2 * ESCAPE;
	return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

int sops__xlsx_unescape(struct sops_buffer *buffer, size_t start, struct sops_error *err)
{
	char *to, quoted[SOPS_QUOTED];
	struct sops_field text;

	if (buffer->len == start) /* there may be no memory yet */
		return 0;
	text = skip(sops_buffer_view(buffer), start);
	to = buffer->at + start;
	if (!memmem(text.at, text.len, "_x", 2))
		return 0;
	while (text.len > 0) {
		size_t len;
		int32_t code = text.at[0] == '_' ? character_at(text, &len) : -1;

		if (code < 0) {
			*to++ = text.at[0];
			text = skip(text, 1);
			continue;
		}
		if (code == 0 || (code >= 0xD800 && code <= 0xDFFF))
			return sops_error_set(err, SOPS_EINPUT, "%s is no character",
				sops_quote(quoted, (struct sops_field){ text.at, ESCAPE }));
		to += utf8proc_encode_char(code, (utf8proc_uint8_t *)to);
		text = skip(text, len);
	}
	buffer->len = (size_t)(to - buffer->at);
	*to = '\0';
	return 0;
}
