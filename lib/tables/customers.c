/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/customers.h>

#define ROW struct sops_customer
#include "tables_private.h"

static const struct sops_word statuses[] = {
	{ "prospect|potential|lead|潜在|潜在客户|意向客户|未成交", SOPS_CUSTOMER_PROSPECT },
	{ "active|customer|活跃|成交|已成交|成交客户|合作中|正常", SOPS_CUSTOMER_ACTIVE },
	{ "lapsed|inactive|dormant|沉睡|休眠|不活跃", SOPS_CUSTOMER_LAPSED },
	{ "lost|churned|former|流失|已流失|丢失", SOPS_CUSTOMER_LOST },
	{ NULL, 0 },
};

static const struct sops_role roles[SOPS_CUSTOMERS_ROLES] = {
	[SOPS_CUSTOMERS_ID] = { .name = "customer_id", TEXT(customer_id),
		.doc = "identifies the customer" },
	[SOPS_CUSTOMERS_NAME] = { .name = "name", TEXT(name), .doc = "the customer's name" },
	[SOPS_CUSTOMERS_OWNER] = { .name = "owner", TEXT(owner),
		.doc = "the rep who looks after it" },
	[SOPS_CUSTOMERS_SEGMENT] = { .name = "segment", TEXT(segment),
		.doc = "customer segment" },
	[SOPS_CUSTOMERS_TIER] = { .name = "tier", TEXT(tier),
		.doc = "service class: A, B, C ..." },
	[SOPS_CUSTOMERS_INDUSTRY] = { .name = "industry", TEXT(industry), .doc = "industry" },
	[SOPS_CUSTOMERS_REGION] = { .name = "region", TEXT(region), .doc = "sales region" },
	[SOPS_CUSTOMERS_MARKET] = { .name = "market", TEXT(market), .doc = "market" },
	[SOPS_CUSTOMERS_SIZE] = { .name = "size", TEXT(size), .doc = "size of the company" },
	[SOPS_CUSTOMERS_CREATED] = { .name = "created", DATE(created),
		.doc = "first day in the CRM" },
	[SOPS_CUSTOMERS_STATUS] = { .name = "status", WORD(status, statuses),
		.doc = "how things stand with it" },
	[SOPS_CUSTOMERS_POTENTIAL] = { .name = "potential", MONEY(potential),
		.doc = "what it could buy in a year" },
	[SOPS_CUSTOMERS_TAX_ID] = { .name = "tax_id", TEXT(tax_id), .doc = "tax number" },
	[SOPS_CUSTOMERS_PHONE] = { .name = "phone", TEXT(phone),
		.doc = "telephone; personal data" },
	[SOPS_CUSTOMERS_EMAIL] = { .name = "email", TEXT(email),
		.doc = "mail address; personal data" },
	[SOPS_CUSTOMERS_REFERRED_BY] = { .name = "referred_by", TEXT(referred_by),
		.doc = "the customer who brought it" },
	[SOPS_CUSTOMERS_LAST_CONTACT] = { .name = "last_contact", DATE(last_contact),
		.doc = "when it was last spoken to" },
	[SOPS_CUSTOMERS_CURRENCY] = { .name = "currency", CURRENCY(currency),
		.doc = "ISO 4217 code of the potential" },
};

static int convert(void *row, const struct sops_rates *rates, sops_date as_of,
	struct sops_error *err)
{
	struct sops_customer *customer = row;
	struct sops_money *const amounts[] = { &customer->potential };

	return sops__convert_all(rates, amounts, 1, &customer->currency, as_of, err);
}

const struct sops_schema sops_customers = {
	.name = "customers",
	.roles = roles,
	.count = SOPS_CUSTOMERS_ROLES,
	.row_size = sizeof(ROW),
	.needs = SOPS_ROLE(SOPS_CUSTOMERS_ID) | SOPS_ROLE(SOPS_CUSTOMERS_NAME),
	.convert = convert,
};
