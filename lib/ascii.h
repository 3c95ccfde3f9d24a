/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ascii.h: what a character is, whatever the locale. */
#ifndef SOPS_ASCII_H
#define SOPS_ASCII_H

#include <sops/field.h>

static inline bool sops__is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool sops__is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* How many digits a text begins with. */
static inline size_t sops__leading_digits(struct sops_field text)
{
	size_t n = 0;

	while (n < text.len && sops__is_digit(text.at[n]))
		n++;
	return n;
}

#endif
