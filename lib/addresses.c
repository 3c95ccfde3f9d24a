/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "addresses.h"

#include "ascii.h"
#include "private.h"

/* Letters, digits and hyphens, or bytes of other scripts; not at the edges. */
static bool is_label(struct sops_field label)
{
	if (label.len == 0 || label.len > 63 || label.at[0] == '-' ||
	    label.at[label.len - 1] == '-')
		return false;
	for (size_t i = 0; i < label.len; i++)
		if (!sops__is_letter(label.at[i]) && !sops__is_digit(label.at[i]) &&
		    label.at[i] != '-' && !(label.at[i] & 0x80))
			return false;
	return true;
}

bool sops__is_domain(struct sops_field text)
{
	struct sops_field last = { NULL, 0 };
	size_t from = 0, labels = 0;

	for (size_t i = 0; i <= text.len; i++) {
		if (i < text.len && text.at[i] != '.')
			continue;
		last = (struct sops_field){ text.at + from, i - from };
		if (!is_label(last))
			return false;
		labels++;
		from = i + 1;
	}
	return labels >= 2 && text.len <= 253 && last.len >= 2 &&
		!sops__is_digit(last.at[last.len - 1]);
}

/* What stands before the @. */
static bool is_local(struct sops_field text)
{
	if (text.len == 0 || text.len > 64 || text.at[0] == '.' || text.at[text.len - 1] == '.')
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == '\0' || (c == '.' && text.at[i + 1] == '.'))
			return false;
		if (!sops__is_letter(c) && !sops__is_digit(c) && !(c & 0x80) &&
		    !strchr(".!#$%&'*+-/=?^_`{|}~", c))
			return false;
	}
	return true;
}

bool sops__is_email(struct sops_field text)
{
	const char *at = memchr(text.at, '@', text.len);
	size_t local = at ? (size_t)(at - text.at) : 0;

	return at && is_local((struct sops_field){ text.at, local }) &&
		sops__is_domain((struct sops_field){ at + 1, text.len - local - 1 });
}

static bool cut_front(struct sops_field *text, const char *front)
{
	size_t len = strlen(front);

	if (text->len < len || !sops__same((struct sops_field){ text->at, len },
			(struct sops_field){ front, len }))
		return false;
	text->at += len;
	text->len -= len;
	return true;
}

/* A domain, and what follows it. */
static bool is_place(struct sops_field text)
{
	size_t domain = 0;

	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] <= ' ')
			return false;
	while (domain < text.len && !strchr("/:?#", text.at[domain]))
		domain++;
	return sops__is_domain((struct sops_field){ text.at, domain });
}

bool sops__is_url(struct sops_field text)
{
	return (cut_front(&text, "http://") || cut_front(&text, "https://")) && is_place(text);
}

bool sops__is_website(struct sops_field text)
{
	return sops__is_url(text) || (cut_front(&text, "www.") && is_place(text));
}

/* An extension, or nothing. */
static bool is_extension(struct sops_field text)
{
	size_t word = text.len;

	while (word > 0 && (sops__is_digit(text.at[word - 1]) || text.at[word - 1] == ' '))
		word--;
	return text.len == 0 || (word < text.len &&
		sops__named("x|ext|ext.|#|转|分机", (struct sops_field){ text.at, word }));
}

/* How many bytes the number has, without its extension; 0 where it is none. */
static size_t dialled(struct sops_field text, size_t *digits)
{
	size_t i = 0;

	*digits = 0;
	if (!sops__is_digit(text.at[0]) && text.at[0] != '+' && text.at[0] != '(')
		return 0;
	for (; i < text.len; i++) {
		char c = text.at[i];

		if (sops__is_digit(c))
			++*digits;
		else if (c == '+' ? i > 0 && (i > 1 || text.at[0] != '(')
				  : c == '\0' || !strchr(" ()-./", c))
			break;
	}
	if (*digits < 7 || *digits > 15 ||
	    !is_extension((struct sops_field){ text.at + i, text.len - i }))
		return 0;
	return sops_field_trim((struct sops_field){ text.at, i }).len;
}

bool sops__is_phone(struct sops_field text)
{
	size_t digits;

	return dialled(text, &digits) > 0;
}

bool sops__is_marked_phone(struct sops_field text)
{
	size_t digits;

	return dialled(text, &digits) > digits;
}
