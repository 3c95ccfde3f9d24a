/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/contracts.h>

#define ROW struct sops_contract
#include "tables_private.h"

static const struct sops_role roles[SOPS_CONTRACTS_ROLES] = {
	[SOPS_CONTRACTS_ID] = { .name = "contract_id", TEXT(contract_id),
		.doc = "identifies the contract" },
	[SOPS_CONTRACTS_DEAL_ID] = { .name = "deal_id", TEXT(deal_id),
		.doc = "the deal it came from" },
	[SOPS_CONTRACTS_CUSTOMER_ID] = { .name = "customer_id", TEXT(customer_id),
		.doc = "with whom" },
	[SOPS_CONTRACTS_AMOUNT] = { .name = "amount", MONEY(amount), .doc = "what it is worth" },
	[SOPS_CONTRACTS_SIGNED] = { .name = "signed", DATE(signed_on),
		.doc = "day it was signed" },
	[SOPS_CONTRACTS_START] = { .name = "start", DATE(start), .doc = "first day" },
	[SOPS_CONTRACTS_END] = { .name = "end", DATE(end), .doc = "last day" },
	[SOPS_CONTRACTS_PAYMENT_DAYS] = { .name = "payment_days", COUNT(payment_days),
		.doc = "days until an invoice is due" },
	[SOPS_CONTRACTS_TEMPLATE] = { .name = "template", TEXT(template),
		.doc = "the standard contract it was made from" },
	[SOPS_CONTRACTS_REVIEWED_BY] = { .name = "reviewed_by", TEXT(reviewed_by),
		.doc = "who read it" },
	[SOPS_CONTRACTS_AUTO_RENEW] = { .name = "auto_renew", BOOL(auto_renew),
		.doc = "whether it goes on by itself" },
	[SOPS_CONTRACTS_CURRENCY] = { .name = "currency", CURRENCY(currency),
		.doc = "ISO 4217 code of the amount" },
};

static int convert(void *row, const struct sops_rates *rates, sops_date as_of,
	struct sops_error *err)
{
	struct sops_contract *contract = row;
	struct sops_money *const amounts[] = { &contract->amount };

	return sops__convert_all(rates, amounts, 1, &contract->currency,
		sops__day_of_rate(contract->signed_on, as_of), err);
}

const struct sops_schema sops_contracts = {
	.name = "contracts",
	.roles = roles,
	.count = SOPS_CONTRACTS_ROLES,
	.row_size = sizeof(ROW),
	.needs = SOPS_ROLE(SOPS_CONTRACTS_ID) | SOPS_ROLE(SOPS_CONTRACTS_CUSTOMER_ID),
	.convert = convert,
	.converts_by = SOPS_ROLE(SOPS_CONTRACTS_SIGNED),
};
