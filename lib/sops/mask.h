/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mask.h: personal data made unrecognisable, and still comparable.
 *
 * A mask is drawn from HMAC-SHA-256 under a key of the user's: equal texts have equal masks, in
 * any column and any file masked with the same key, so that masked tables can still be joined
 * and counted; without the key nobody can tell, by trying names, whose mask it is.
 *
 * Equal are texts that differ in case, in full-width and other compatible forms (NFKC case
 * folding), in spaces around them, and phone numbers that differ in spaces, hyphens, dots,
 * slashes and parentheses. The kind of a text follows from the text alone:
 *
 *	Ann Lee            mzytlpypfazoczc7r                   m, 16 of a-z 2-7: 80 bits
 *	ann@example.com    mgeiaotpukeeqjm3z@masked.invalid    the same; .invalid is nobody's
 *	+49 30 1234567     +999 and 24 digits                  no country has 999
 *	(nothing)          (nothing)
 *
 * A phone number is 7 to 15 digits with a + in front or such marks between them, or 10 to 15
 * digits alone; a date is none. That any two different texts get one mask is, among a million
 * texts, one chance in 2 million million; among a billion, one in 2 million.
 *
 * Masks hide what a value is, not how often it occurs. Who has the key can find out a name by
 * masking it: keep it apart from what was masked with it.
 */
#ifndef SOPS_MASK_H
#define SOPS_MASK_H

#include <sops/buffer.h>

#define SOPS_MASK_KEY 16 /* least bytes of a key */

struct sops_mask;

/*
 * The key's bytes are used as they are, and copied. SOPS_EUSAGE:
 *	a mask key needs 16 bytes or more: this one has 5
 *	a mask key needs 8 different bytes or more: this one has 1
 */
int sops_mask_new(struct sops_mask **out, struct sops_field key, struct sops_error *err);
void sops_mask_free(struct sops_mask *mask);

/* Appends the mask of a text. Several threads may use one mask at a time. */
int sops_mask_add(const struct sops_mask *mask, struct sops_buffer *out, struct sops_field text,
	struct sops_error *err);

#endif
