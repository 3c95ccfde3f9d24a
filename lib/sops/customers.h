/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * customers.h: the canonical table of customers, one row a customer.
 *
 * Amounts are converted at the rate of the as-of date.
 */
#ifndef SOPS_CUSTOMERS_H
#define SOPS_CUSTOMERS_H

#include <sops/columns.h>

enum sops_customer_status {
	SOPS_CUSTOMER_PROSPECT,
	SOPS_CUSTOMER_ACTIVE,
	SOPS_CUSTOMER_LAPSED,
	SOPS_CUSTOMER_LOST,
};

/* The number of each role in sops_customers.roles. */
enum sops_customers_role {
	SOPS_CUSTOMERS_ID,
	SOPS_CUSTOMERS_NAME,
	SOPS_CUSTOMERS_OWNER,
	SOPS_CUSTOMERS_SEGMENT,
	SOPS_CUSTOMERS_TIER,
	SOPS_CUSTOMERS_INDUSTRY,
	SOPS_CUSTOMERS_REGION,
	SOPS_CUSTOMERS_MARKET,
	SOPS_CUSTOMERS_SIZE,
	SOPS_CUSTOMERS_CREATED,
	SOPS_CUSTOMERS_STATUS,
	SOPS_CUSTOMERS_POTENTIAL,
	SOPS_CUSTOMERS_TAX_ID,
	SOPS_CUSTOMERS_PHONE,
	SOPS_CUSTOMERS_EMAIL,
	SOPS_CUSTOMERS_REFERRED_BY,
	SOPS_CUSTOMERS_LAST_CONTACT,
	SOPS_CUSTOMERS_CURRENCY,
	SOPS_CUSTOMERS_ROLES,
};

/* Only roles that were asked for are read; the others are blank. Texts are borrowed. */
struct sops_customer {
	struct sops_field customer_id, name, owner, segment, tier, industry, region, market,
		size, tax_id, phone, email, referred_by;
	sops_date created, last_contact;
	int status; /* enum sops_customer_status, or SOPS_BLANK */
	struct sops_money potential;
	struct sops_currency currency;
};

extern const struct sops_schema sops_customers;

#endif
