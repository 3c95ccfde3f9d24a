/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * costs.h: the canonical table of costs, one row a cost booking.
 *
 * A period that has no column, or whose cell is blank, follows from the date: it is the
 * day.
 *
 * Amounts are converted at the rate of the day of the booking, or of the as-of date
 * where that is blank or later.
 */
#ifndef SOPS_COSTS_H
#define SOPS_COSTS_H

#include <sops/columns.h>

enum sops_cost_kind {
	SOPS_COST_FIXED,
	SOPS_COST_VARIABLE,
};

/* The number of each role in sops_costs.roles. */
enum sops_costs_role {
	SOPS_COSTS_PERIOD,
	SOPS_COSTS_DATE,
	SOPS_COSTS_CATEGORY,
	SOPS_COSTS_KIND,
	SOPS_COSTS_STAGE,
	SOPS_COSTS_CHANNEL,
	SOPS_COSTS_CAMPAIGN,
	SOPS_COSTS_REGION,
	SOPS_COSTS_TEAM,
	SOPS_COSTS_REP_ID,
	SOPS_COSTS_PRODUCT,
	SOPS_COSTS_CUSTOMER_ID,
	SOPS_COSTS_ORDER_ID,
	SOPS_COSTS_AMOUNT,
	SOPS_COSTS_CURRENCY,
	SOPS_COSTS_ROLES,
};

/* Only roles that were asked for are read; the others are blank. Texts are borrowed. */
struct sops_cost {
	struct sops_label period;
	sops_date date;
	struct sops_field category, stage, channel, campaign, region, team, rep_id, product,
		customer_id, order_id;
	int kind; /* enum sops_cost_kind, or SOPS_BLANK */
	struct sops_money amount;
	struct sops_currency currency;
};

extern const struct sops_schema sops_costs;

#endif
