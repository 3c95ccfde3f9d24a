/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quotes.h: the canonical table of quotes, one row a line of a quote.
 *
 * Amounts are converted at the rate of the day it was made, or of the as-of date where
 * that is blank or later.
 */
#ifndef SOPS_QUOTES_H
#define SOPS_QUOTES_H

#include <sops/columns.h>

/* The number of each role in sops_quotes.roles. */
enum sops_quotes_role {
	SOPS_QUOTES_ID,
	SOPS_QUOTES_DEAL_ID,
	SOPS_QUOTES_VERSION,
	SOPS_QUOTES_PRODUCT,
	SOPS_QUOTES_QTY,
	SOPS_QUOTES_LIST_PRICE,
	SOPS_QUOTES_PRICE,
	SOPS_QUOTES_CREATED,
	SOPS_QUOTES_SENT,
	SOPS_QUOTES_VALID_UNTIL,
	SOPS_QUOTES_APPROVED_BY,
	SOPS_QUOTES_APPROVER_LEVEL,
	SOPS_QUOTES_STATUS,
	SOPS_QUOTES_CURRENCY,
	SOPS_QUOTES_ROLES,
};

/* Only roles that were asked for are read; the others are blank. Texts are borrowed. */
struct sops_quote_line {
	struct sops_field quote_id, deal_id, product, approved_by, status;
	struct sops_money version, qty, list_price, price, approver_level;
	struct sops_stamp created, sent;
	sops_date valid_until;
	struct sops_currency currency;
};

extern const struct sops_schema sops_quotes;

#endif
