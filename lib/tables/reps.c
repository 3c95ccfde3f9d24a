/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/reps.h>

#define ROW struct sops_rep
#include "tables_private.h"

static const struct sops_role roles[SOPS_REPS_ROLES] = {
	[SOPS_REPS_ID] = { .name = "rep_id", TEXT(rep_id), .doc = "identifies the rep" },
	[SOPS_REPS_NAME] = { .name = "name", TEXT(name), .doc = "the rep's name" },
	[SOPS_REPS_TEAM] = { .name = "team", TEXT(team), .doc = "team" },
	[SOPS_REPS_REGION] = { .name = "region", TEXT(region), .doc = "sales region" },
	[SOPS_REPS_MANAGER_ID] = { .name = "manager_id", TEXT(manager_id),
		.doc = "the rep who leads this one" },
	[SOPS_REPS_ROLE] = { .name = "role", TEXT(role), .doc = "role" },
	[SOPS_REPS_LEVEL] = { .name = "level", TEXT(level), .doc = "level" },
	[SOPS_REPS_HIRED] = { .name = "hired", DATE(hired), .doc = "first day" },
	[SOPS_REPS_LEFT] = { .name = "left", DATE(left),
		.doc = "first day away; blank while employed" },
	[SOPS_REPS_MENTOR_ID] = { .name = "mentor_id", TEXT(mentor_id),
		.doc = "the rep who teaches this one" },
	[SOPS_REPS_FTE] = { .name = "fte", NUMBER(fte), .doc = "share of a full position" },
	[SOPS_REPS_BASE_SALARY] = { .name = "base_salary", MONEY(base_salary),
		.doc = "fixed pay of a year" },
	[SOPS_REPS_CURRENCY] = { .name = "currency", CURRENCY(currency),
		.doc = "ISO 4217 code of the salary" },
};

static int convert(void *row, const struct sops_rates *rates, sops_date as_of,
	struct sops_error *err)
{
	struct sops_rep *rep = row;
	struct sops_money *const amounts[] = { &rep->base_salary };

	return sops__convert_all(rates, amounts, 1, &rep->currency, as_of, err);
}

const struct sops_schema sops_reps = {
	.name = "reps",
	.roles = roles,
	.count = SOPS_REPS_ROLES,
	.row_size = sizeof(ROW),
	.needs = SOPS_ROLE(SOPS_REPS_ID) | SOPS_ROLE(SOPS_REPS_HIRED),
	.convert = convert,
};
