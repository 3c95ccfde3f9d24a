/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reps.h: the canonical table of reps, one row a seller.
 *
 * Amounts are converted at the rate of the as-of date.
 */
#ifndef SOPS_REPS_H
#define SOPS_REPS_H

#include <sops/columns.h>

/* The number of each role in sops_reps.roles. */
enum sops_reps_role {
	SOPS_REPS_ID,
	SOPS_REPS_NAME,
	SOPS_REPS_TEAM,
	SOPS_REPS_REGION,
	SOPS_REPS_MANAGER_ID,
	SOPS_REPS_ROLE,
	SOPS_REPS_LEVEL,
	SOPS_REPS_HIRED,
	SOPS_REPS_LEFT,
	SOPS_REPS_MENTOR_ID,
	SOPS_REPS_FTE,
	SOPS_REPS_BASE_SALARY,
	SOPS_REPS_CURRENCY,
	SOPS_REPS_ROLES,
};

/* Only roles that were asked for are read; the others are blank. Texts are borrowed. */
struct sops_rep {
	struct sops_field rep_id, name, team, region, manager_id, role, level, mentor_id;
	sops_date hired, left;
	struct sops_money fte, base_salary;
	struct sops_currency currency;
};

extern const struct sops_schema sops_reps;

#endif
