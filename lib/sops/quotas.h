/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quotas.h: the canonical table of quotas, one row a rep (or team, region, product) and
 * period.
 *
 * Amounts are converted at the rate of the as-of date.
 */
#ifndef SOPS_QUOTAS_H
#define SOPS_QUOTAS_H

#include <sops/columns.h>

/* The number of each role in sops_quotas.roles. */
enum sops_quotas_role {
	SOPS_QUOTAS_REP_ID,
	SOPS_QUOTAS_TEAM,
	SOPS_QUOTAS_REGION,
	SOPS_QUOTAS_PRODUCT,
	SOPS_QUOTAS_PERIOD,
	SOPS_QUOTAS_METRIC,
	SOPS_QUOTAS_QUOTA,
	SOPS_QUOTAS_CURRENCY,
	SOPS_QUOTAS_ROLES,
};

/* Only roles that were asked for are read; the others are blank. Texts are borrowed. */
struct sops_quota_row {
	struct sops_field rep_id, team, region, product, metric;
	struct sops_label period;
	struct sops_money quota;
	struct sops_currency currency;
};

extern const struct sops_schema sops_quotas;

#endif
