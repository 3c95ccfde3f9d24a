/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_pairs.h: what any two bytes of a record that stand beside each other may show.
 *
 * Most records show nothing, and then none of their cells need be looked at. They may show what is
 * not there, but never nothing where something is.
 */
#ifndef SOPS_AUDIT_PAIRS_H
#define SOPS_AUDIT_PAIRS_H

#include <sops/field.h>

#include <stdint.h>

enum {
	SOPS__SHOWS_CONTROL = 0x01, /* a control character */
	SOPS__SHOWS_FOLDED = 0x02,  /* delete; the first byte of letters of full width */
	SOPS__SHOWS_MARK = 0x04,    /* that of C1 and a no-break space; of marks of direction */
	SOPS__SHOWS_WIDE = 0x08,    /* that and the next of an ideographic space */
	SOPS__SHOWS_FORMULA = 0x10, /* + - = where a cell begins */
	SOPS__SHOWS_SPACE = 0x20,   /* a space there, or @ */
	SOPS__SHOWS_END = 0x40,     /* a space where a cell ends */
	SOPS__SHOWS_LARGE = 0x80,   /* 21, 42 or 92 where a cell begins: the largest numbers */
	SOPS__SHOWS_ODD = 0x0F,     /* what most records have nowhere */
	SOPS__SHOWS_EDGE = 0x70,    /* what depends on where cells begin and end */
};

/* What the halves of the first byte may show, and of the second: what all four do is shown. */
struct sops__audit_pairs {
	uint8_t first_upper[16], first_lower[16], second_upper[16], second_lower[16];
	uint8_t delimiter;
	bool fast;
};

void sops__audit_pairs_bind(struct sops__audit_pairs *pairs, char delimiter);
unsigned sops__audit_pairs(const struct sops__audit_pairs *pairs, struct sops_field raw);

#endif
