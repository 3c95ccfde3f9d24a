/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/quotas.h>

#define ROW struct sops_quota_row
#include "tables_private.h"

static const struct sops_role roles[SOPS_QUOTAS_ROLES] = {
	[SOPS_QUOTAS_REP_ID] = { .name = "rep_id", TEXT(rep_id),
		.doc = "whose quota: a rep, unless team, region or product say",
		.instead = SOPS_ROLE(SOPS_QUOTAS_TEAM) | SOPS_ROLE(SOPS_QUOTAS_REGION) |
			SOPS_ROLE(SOPS_QUOTAS_PRODUCT) },
	[SOPS_QUOTAS_TEAM] = { .name = "team", TEXT(team), .doc = "whose quota: a team" },
	[SOPS_QUOTAS_REGION] = { .name = "region", TEXT(region), .doc = "whose quota: a region" },
	[SOPS_QUOTAS_PRODUCT] = { .name = "product", TEXT(product),
		.doc = "whose quota: a product" },
	[SOPS_QUOTAS_PERIOD] = { .name = "period", PERIOD(period), .doc = "for which period" },
	[SOPS_QUOTAS_METRIC] = { .name = "metric", TEXT(metric),
		.doc = "what is counted; amount where nothing is said" },
	[SOPS_QUOTAS_QUOTA] = { .name = "quota", MONEY(quota),
		.doc = "how much is to be reached" },
	[SOPS_QUOTAS_CURRENCY] = { .name = "currency", CURRENCY(currency),
		.doc = "ISO 4217 code of the quota" },
};

/* Deals and customers are in no currency, though their row may name that of the rep. */
static bool is_money(struct sops_field metric)
{
	static const struct sops_field deals = SOPS_FIELD("count"),
		customers = SOPS_FIELD("new_customers");

	return !sops__same(metric, deals) && !sops__same(metric, customers);
}

static int convert(void *row, const struct sops_rates *rates, sops_date as_of,
	struct sops_error *err)
{
	struct sops_quota_row *quota = row;
	struct sops_money *const amounts[] = { &quota->quota };

	if (!is_money(quota->metric))
		return 0;
	return sops__convert_all(rates, amounts, 1, &quota->currency, as_of, err);
}

const struct sops_schema sops_quotas = {
	.name = "quotas",
	.roles = roles,
	.count = SOPS_QUOTAS_ROLES,
	.row_size = sizeof(ROW),
	.needs = SOPS_ROLE(SOPS_QUOTAS_REP_ID) | SOPS_ROLE(SOPS_QUOTAS_PERIOD) |
		SOPS_ROLE(SOPS_QUOTAS_QUOTA),
	.convert = convert,
	.converts_by = SOPS_ROLE(SOPS_QUOTAS_METRIC),
};
