/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ascii.h: what a character is, whatever the locale. */
#ifndef SOPS_ASCII_H
#define SOPS_ASCII_H

#include <stdbool.h>

static inline bool sops__is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool sops__is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

#endif
