/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cell.h: what a cell says beneath the form in which a CRM or a spreadsheet wrote it.
 *
 * Amounts need none of this: sops_money_parse reads full-width digits, no-break
 * spaces and a guard by itself.
 */
#ifndef SOPS_CELL_H
#define SOPS_CELL_H

#include <sops/buffer.h>
#include <sops/date.h>

/* Without the apostrophe that keeps '=, '+, '- or '@ (full-width ones too) from being a formula;
 * the apostrophe of 't Hooft BV stays. */
struct sops_field sops_cell_unguard(struct sops_field cell);

/* ="00123" is the text 00123, which Excel would make a number of. Any other formula stays. */
struct sops_field sops_cell_unwrap(struct sops_field cell);

/* Appends the text with full-width ASCII, spaces of any width and full-width currency signs made
 * ordinary: ２０２６／０７／０１ is 2026/07/01. For dates and numbers, not for names: it changes
 * ’ and the minus sign too. The status of the buffer. */
int sops_cell_narrow(struct sops_buffer *out, struct sops_field cell);

#define SOPS_SALESFORCE_ID 19 /* with its NUL */

/*
 * A Salesforce id in its form of 18 characters: of 15 letters and digits, of which the case
 * counts, and 3 that say which are capitals. Those 3 are added, or checked in either case; where
 * all letters of the 15 are capitals, or none is, the 3 give them back their case.
 * SOPS_EINPUT: "…" is not a Salesforce id;
 *	the Salesforce id "…" ends in AAA, which should be AAE
 */
int sops_cell_salesforce_id(char out[SOPS_SALESFORCE_ID], struct sops_field cell,
	struct sops_error *err);

/* Whether it is 1.27E+10, which is how a spreadsheet shows a long number that it has rounded,
 * and saves it as CSV. */
bool sops_cell_rounded(struct sops_field cell);

/* Without the zcrm_ in front of a number. */
struct sops_field sops_cell_zoho_id(struct sops_field cell);

/*
 * An instant as milliseconds (12 or 13 digits) or seconds (9 or 10) since 1970, in UTC;
 * milliseconds are dropped, as by sops_date_parse. SOPS_EINPUT: "…" is not an epoch time.
 */
int sops_cell_epoch(struct sops_stamp *out, struct sops_field cell, struct sops_error *err);

enum sops_serial {
	SOPS_SERIAL_1900, /* 1 is 1900-01-01, and 60 a day that never was */
	SOPS_SERIAL_1904, /* 0 is 1904-01-01: workbooks of older Macs */
};

/*
 * A day as Excel counts, with a point and a part of it as time of day, to the nearest second.
 * SOPS_EINPUT: "…" is not an Excel date. Years up to 9999.
 */
int sops_cell_serial(struct sops_stamp *out, struct sops_field cell, enum sops_serial system,
	struct sops_error *err);

#endif
