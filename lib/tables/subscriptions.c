/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/subscriptions.h>

#define ROW struct sops_subscription
#include "tables_private.h"

static const struct sops_role roles[SOPS_SUBSCRIPTIONS_ROLES] = {
	[SOPS_SUBSCRIPTIONS_ID] = { .name = "subscription_id", TEXT(subscription_id),
		.doc = "identifies the subscription" },
	[SOPS_SUBSCRIPTIONS_CUSTOMER_ID] = { .name = "customer_id", TEXT(customer_id),
		.doc = "who subscribes" },
	[SOPS_SUBSCRIPTIONS_PRODUCT] = { .name = "product", TEXT(product), .doc = "to what" },
	[SOPS_SUBSCRIPTIONS_START] = { .name = "start", DATE(start), .doc = "first day" },
	[SOPS_SUBSCRIPTIONS_END] = { .name = "end", DATE(end),
		.doc = "first day without it; blank while it is active" },
	[SOPS_SUBSCRIPTIONS_MRR] = { .name = "mrr", MONEY(mrr),
		.doc = "recurring revenue of a month" },
	[SOPS_SUBSCRIPTIONS_RENEWAL_DATE] = { .name = "renewal_date", DATE(renewal_date),
		.doc = "when it is to be renewed" },
	[SOPS_SUBSCRIPTIONS_CANCEL_REASON] = { .name = "cancel_reason", TEXT(cancel_reason),
		.doc = "why it was ended" },
	[SOPS_SUBSCRIPTIONS_CURRENCY] = { .name = "currency", CURRENCY(currency),
		.doc = "ISO 4217 code of the revenue" },
};

static int convert(void *row, const struct sops_rates *rates, sops_date as_of,
	struct sops_error *err)
{
	struct sops_subscription *subscription = row;
	struct sops_money *const amounts[] = { &subscription->mrr };

	return sops__convert_all(rates, amounts, 1, &subscription->currency, as_of, err);
}

const struct sops_schema sops_subscriptions = {
	.name = "subscriptions",
	.roles = roles,
	.count = SOPS_SUBSCRIPTIONS_ROLES,
	.row_size = sizeof(ROW),
	.needs = SOPS_ROLE(SOPS_SUBSCRIPTIONS_CUSTOMER_ID) | SOPS_ROLE(SOPS_SUBSCRIPTIONS_START) |
		SOPS_ROLE(SOPS_SUBSCRIPTIONS_MRR),
	.convert = convert,
};
