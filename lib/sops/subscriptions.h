/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * subscriptions.h: the canonical table of subscriptions, one row a subscription, or one
 * for each of its prices.
 *
 * Amounts are converted at the rate of the as-of date: a change of rates is no growth.
 */
#ifndef SOPS_SUBSCRIPTIONS_H
#define SOPS_SUBSCRIPTIONS_H

#include <sops/columns.h>

/* The number of each role in sops_subscriptions.roles. */
enum sops_subscriptions_role {
	SOPS_SUBSCRIPTIONS_ID,
	SOPS_SUBSCRIPTIONS_CUSTOMER_ID,
	SOPS_SUBSCRIPTIONS_PRODUCT,
	SOPS_SUBSCRIPTIONS_START,
	SOPS_SUBSCRIPTIONS_END,
	SOPS_SUBSCRIPTIONS_MRR,
	SOPS_SUBSCRIPTIONS_RENEWAL_DATE,
	SOPS_SUBSCRIPTIONS_CANCEL_REASON,
	SOPS_SUBSCRIPTIONS_CURRENCY,
	SOPS_SUBSCRIPTIONS_ROLES,
};

/* Only roles that were asked for are read; the others are blank. Texts are borrowed. */
struct sops_subscription {
	struct sops_field subscription_id, customer_id, product, cancel_reason;
	sops_date start, end, renewal_date;
	struct sops_money mrr;
	struct sops_currency currency;
};

extern const struct sops_schema sops_subscriptions;

#endif
