/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cell_type.h: whether a text looks like what it should be.
 *
 *	integer		digits, perhaps with a sign and groups of three
 *	decimal, money	what money.h reads; decimal without a currency
 *	percent		a share of rate.h with its sign
 *	date, datetime	what date.h reads; datetime with a time of day
 *	bool		yes and no, as values.h has them
 *	email, phone,
 *	url, domain	see addresses.h
 *	salesforce_id	15 or 18 letters and digits; of 18 the checksum fits
 *	id		anything but 1.27E+10
 *	country		ISO 3166-1 alpha-2 or alpha-3
 *	currency	ISO 4217
 */
#ifndef SOPS_CELL_TYPE_H
#define SOPS_CELL_TYPE_H

#include <sops/checks.h>
#include <sops/field.h>

/* The cell has no space around it, and is not blank. */
bool sops__cell_is(enum sops_cell_type type, struct sops_field cell);
/* For messages: "an amount". */
const char *sops__cell_type_words(enum sops_cell_type type);

#endif
