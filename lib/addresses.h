/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * addresses.h: where somebody is reached: whether a text is, by its looks, the address of a
 * mailbox, a place on the web, a telephone.
 *
 *	domain    two labels or more of letters, digits and hyphens, the last of two characters or
 *		  more and no number; other scripts have letters, too
 *	email     RFC 5321's shape, without quoted local parts: one @, a domain
 *	url       http or https, a domain, and what follows it, without space
 *	website   a url; or www. and a domain instead, and what follows that
 *	phone     7 to 15 digits (E.164) with ( ) - . / spaces between them, perhaps behind a +, and
 *		  an extension: x12, ext. 12, #12, 转12
 *
 * The text has no space around it, and is not empty.
 */
#ifndef SOPS_ADDRESSES_H
#define SOPS_ADDRESSES_H

#include <sops/field.h>

bool sops__is_domain(struct sops_field text);
bool sops__is_email(struct sops_field text);
bool sops__is_url(struct sops_field text);
bool sops__is_website(struct sops_field text);
bool sops__is_phone(struct sops_field text);
/* The same, which no number could be: it has more than digits. */
bool sops__is_marked_phone(struct sops_field text);

#endif
