/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field.h: a borrowed view of bytes, the currency in which records are passed.
 *
 * A field is not NUL-terminated and owns nothing. Whoever hands one out says
 * until when it holds; a field from a record holds until the next record.
 * An empty field has len 0, and its at may be NULL.
 */
#ifndef SOPS_FIELD_H
#define SOPS_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct sops_field {
	const char *at;
	size_t len;
};

/* A field over a string literal, usable as an initialiser. */
#define SOPS_FIELD(literal) { (literal), sizeof(literal) - 1 }

static inline struct sops_field sops_field_of(const char *string)
{
	return (struct sops_field){ string, string ? strlen(string) : 0 };
}

static inline bool sops_field_equal(struct sops_field a, struct sops_field b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

/* Bytewise order, a prefix first: negative, zero or positive. */
int sops_field_compare(struct sops_field a, struct sops_field b);

/* Whether a space may begin or end with the byte. */
static inline bool sops_field_spacious(char c)
{
	return c == ' ' || c == '\t' || c == '\xC2' || c == '\xE3' || c == '\xA0' || c == '\x80';
}

/* The same bytes without ASCII spaces, tabs, NBSP (U+00A0) or U+3000 at either end. */
struct sops_field sops_field_trim_spaces(struct sops_field text);

static inline struct sops_field sops_field_trim(struct sops_field text)
{
	if (text.len == 0 || (!sops_field_spacious(text.at[0]) &&
		!sops_field_spacious(text.at[text.len - 1])))
		return text;
	return sops_field_trim_spaces(text);
}

/*
 * Cuts the first part off *rest at the separator: returns the part, trimmed,
 * and leaves *rest after the separator; at the end *rest has at == NULL.
 *	while (rest.at) part = sops_field_cut(&rest, ',');
 */
struct sops_field sops_field_cut(struct sops_field *rest, char separator);

#endif
