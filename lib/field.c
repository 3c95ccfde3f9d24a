/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/field.h>

int sops_field_compare(struct sops_field a, struct sops_field b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common ? memcmp(a.at, b.at, common) : 0;

	if (order)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

/* Length of the space that the text begins with, or 0. */
static size_t leading_space(struct sops_field text)
{
	if (text.len >= 1 && (text.at[0] == ' ' || text.at[0] == '\t'))
		return 1;
	if (text.len >= 2 && memcmp(text.at, "\xC2\xA0", 2) == 0)
		return 2;
	if (text.len >= 3 && memcmp(text.at, "\xE3\x80\x80", 3) == 0)
		return 3;
	return 0;
}

static size_t trailing_space(struct sops_field text)
{
	for (size_t n = 1; n <= 3 && n <= text.len; n++) {
		struct sops_field tail = { text.at + text.len - n, n };

		if (leading_space(tail) == n)
			return n;
	}
	return 0;
}

struct sops_field sops_field_trim_spaces(struct sops_field text)
{
	size_t n;

	while ((n = leading_space(text)) > 0) {
		text.at += n;
		text.len -= n;
	}
	while ((n = trailing_space(text)) > 0)
		text.len -= n;
	return text;
}

struct sops_field sops_field_cut(struct sops_field *rest, char separator)
{
	const char *end = rest->len ? memchr(rest->at, separator, rest->len) : NULL;
	struct sops_field part = { rest->at, end ? (size_t)(end - rest->at) : rest->len };

	if (end)
		*rest = (struct sops_field){ end + 1, rest->len - part.len - 1 };
	else
		*rest = (struct sops_field){ NULL, 0 };
	return sops_field_trim(part);
}
