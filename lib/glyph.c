/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "money_private.h"

#include <utf8proc.h>

static const struct {
	int32_t from, to;
} folded[] = {
	{ 0x00A0, ' ' },    /* no-break space */
	{ 0x2007, ' ' },    /* figure space */
	{ 0x2009, ' ' },    /* thin space */
	{ 0x202F, ' ' },    /* narrow no-break space */
	{ 0x3000, ' ' },    /* ideographic space */
	{ 0x2019, '\'' },   /* as Swiss locales group digits */
	{ 0x2212, '-' },    /* minus sign */
	{ 0xFFE1, 0x00A3 }, /* full-width pound */
	{ 0xFFE5, 0x00A5 }, /* full-width yen */
	{ 0xFFE6, 0x20A9 }, /* full-width won */
};

int32_t sops__glyph_wide(struct sops_field text, size_t *len)
{
	utf8proc_int32_t code;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text.at,
		(utf8proc_ssize_t)text.len, &code);

	*len = n > 0 ? (size_t)n : 1;
	if (n <= 0)
		return -1;
	if (code >= 0xFF01 && code <= 0xFF5E)
		return code - 0xFF01 + '!';
	for (size_t i = 0; i < sizeof(folded) / sizeof(folded[0]); i++) {
		if (folded[i].from == code)
			return folded[i].to;
	}
	return code;
}

size_t sops__glyph_match(struct sops_field text, const char *literal)
{
	struct sops_field rest = text, spelt = sops_field_of(literal);
	size_t n, m;

	while (spelt.len) {
		if (sops__glyph(rest, &n) != sops__glyph(spelt, &m) || !n)
			return 0;
		rest.at += n;
		rest.len -= n;
		spelt.at += m;
		spelt.len -= m;
	}
	return text.len - rest.len;
}

bool sops__glyph_letter(struct sops_field text)
{
	size_t len;
	int32_t c = sops__glyph(text, &len);

	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
