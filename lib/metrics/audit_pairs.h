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
	SOPS__SHOWS_ODD = 0x0F,   /* bytes that most records have nowhere */
	SOPS__SHOWS_EDGE = 0x70,  /* a cell that begins like a formula; space at an edge */
	SOPS__SHOWS_LARGE = 0x80, /* a cell that begins like the largest number of a program */
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
