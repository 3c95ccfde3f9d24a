/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * activities.h: the canonical table of activities, one row a call, mail, meeting, visit
 * or other task.
 */
#ifndef SOPS_ACTIVITIES_H
#define SOPS_ACTIVITIES_H

#include <sops/columns.h>

/* The number of each role in sops_activities.roles. */
enum sops_activities_role {
	SOPS_ACTIVITIES_ID,
	SOPS_ACTIVITIES_REP_ID,
	SOPS_ACTIVITIES_CUSTOMER_ID,
	SOPS_ACTIVITIES_DEAL_ID,
	SOPS_ACTIVITIES_LEAD_ID,
	SOPS_ACTIVITIES_TYPE,
	SOPS_ACTIVITIES_START,
	SOPS_ACTIVITIES_MINUTES,
	SOPS_ACTIVITIES_CUSTOMER_FACING,
	SOPS_ACTIVITIES_OUTCOME,
	SOPS_ACTIVITIES_LOGGED_AT,
	SOPS_ACTIVITIES_AUTO,
	SOPS_ACTIVITIES_PARTICIPANTS,
	SOPS_ACTIVITIES_ROLES,
};

/* Only roles that were asked for are read; the others are blank. Texts are borrowed. */
struct sops_activity {
	struct sops_field activity_id, rep_id, customer_id, deal_id, lead_id, type, outcome,
		participants;
	struct sops_stamp start, logged_at;
	struct sops_money minutes;
	int customer_facing, automatic; /* 0, 1 or SOPS_BLANK */
};

extern const struct sops_schema sops_activities;

#endif
