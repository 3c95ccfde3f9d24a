/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/activities.h>

#define ROW struct sops_activity
#include "tables_private.h"

static const struct sops_role roles[SOPS_ACTIVITIES_ROLES] = {
	[SOPS_ACTIVITIES_ID] = { .name = "activity_id", TEXT(activity_id),
		.doc = "identifies the activity" },
	[SOPS_ACTIVITIES_REP_ID] = { .name = "rep_id", TEXT(rep_id), .doc = "whose it was" },
	[SOPS_ACTIVITIES_CUSTOMER_ID] = { .name = "customer_id", TEXT(customer_id),
		.doc = "the customer it was for" },
	[SOPS_ACTIVITIES_DEAL_ID] = { .name = "deal_id", TEXT(deal_id),
		.doc = "the deal it was for" },
	[SOPS_ACTIVITIES_LEAD_ID] = { .name = "lead_id", TEXT(lead_id),
		.doc = "the lead it was for" },
	[SOPS_ACTIVITIES_TYPE] = { .name = "type", TEXT(type),
		.doc = "call, email, meeting, visit, admin ..." },
	[SOPS_ACTIVITIES_START] = { .name = "start", TIME(start), .doc = "when it began" },
	[SOPS_ACTIVITIES_MINUTES] = { .name = "minutes", NUMBER(minutes),
		.doc = "how long it took" },
	[SOPS_ACTIVITIES_CUSTOMER_FACING] = { .name = "customer_facing", BOOL(customer_facing),
		.doc = "whether it was spent with the customer" },
	[SOPS_ACTIVITIES_OUTCOME] = { .name = "outcome", TEXT(outcome),
		.doc = "what came of it" },
	[SOPS_ACTIVITIES_LOGGED_AT] = { .name = "logged_at", TIME(logged_at),
		.doc = "when it was entered" },
	[SOPS_ACTIVITIES_AUTO] = { .name = "auto", BOOL(automatic),
		.doc = "whether automation did it" },
	[SOPS_ACTIVITIES_PARTICIPANTS] = { .name = "participants", TEXT(participants),
		.doc = "who took part, separated by ;" },
};

const struct sops_schema sops_activities = {
	.name = "activities",
	.roles = roles,
	.count = SOPS_ACTIVITIES_ROLES,
	.row_size = sizeof(ROW),
	.needs = SOPS_ROLE(SOPS_ACTIVITIES_REP_ID) | SOPS_ROLE(SOPS_ACTIVITIES_TYPE) |
		SOPS_ROLE(SOPS_ACTIVITIES_START),
};
