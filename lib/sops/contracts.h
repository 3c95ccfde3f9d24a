/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contracts.h: the canonical table of contracts, one row a contract.
 *
 * Amounts are converted at the rate of the day of signing, or of the as-of date where
 * that is blank or later.
 */
#ifndef SOPS_CONTRACTS_H
#define SOPS_CONTRACTS_H

#include <sops/columns.h>

/* The number of each role in sops_contracts.roles. */
enum sops_contracts_role {
	SOPS_CONTRACTS_ID,
	SOPS_CONTRACTS_DEAL_ID,
	SOPS_CONTRACTS_CUSTOMER_ID,
	SOPS_CONTRACTS_AMOUNT,
	SOPS_CONTRACTS_SIGNED,
	SOPS_CONTRACTS_START,
	SOPS_CONTRACTS_END,
	SOPS_CONTRACTS_PAYMENT_DAYS,
	SOPS_CONTRACTS_TEMPLATE,
	SOPS_CONTRACTS_REVIEWED_BY,
	SOPS_CONTRACTS_AUTO_RENEW,
	SOPS_CONTRACTS_CURRENCY,
	SOPS_CONTRACTS_ROLES,
};

/* Only roles that were asked for are read; the others are blank. Texts are borrowed. */
struct sops_contract {
	struct sops_field contract_id, deal_id, customer_id, template, reviewed_by;
	struct sops_money amount, payment_days;
	sops_date signed_on, start, end;
	int auto_renew; /* 0, 1 or SOPS_BLANK */
	struct sops_currency currency;
};

extern const struct sops_schema sops_contracts;

#endif
