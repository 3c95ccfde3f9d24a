/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * leads.h: the canonical table of leads, one row a lead.
 *
 * A status that has no column, or whose cell is blank, follows: converted where there is
 * a day of conversion, else disqualified where there is a reason for that, else it is
 * blank.
 */
#ifndef SOPS_LEADS_H
#define SOPS_LEADS_H

#include <sops/columns.h>

enum sops_lead_status {
	SOPS_LEAD_NEW,
	SOPS_LEAD_CONTACTED,
	SOPS_LEAD_MQL,
	SOPS_LEAD_SQL,
	SOPS_LEAD_CONVERTED,
	SOPS_LEAD_DISQUALIFIED,
};

/* The number of each role in sops_leads.roles. */
enum sops_leads_role {
	SOPS_LEADS_ID,
	SOPS_LEADS_CREATED,
	SOPS_LEADS_SOURCE,
	SOPS_LEADS_CAMPAIGN,
	SOPS_LEADS_OWNER,
	SOPS_LEADS_STATUS,
	SOPS_LEADS_ASSIGNED,
	SOPS_LEADS_FIRST_RESPONSE,
	SOPS_LEADS_QUALIFIED,
	SOPS_LEADS_CONVERTED,
	SOPS_LEADS_DEAL_ID,
	SOPS_LEADS_CUSTOMER_ID,
	SOPS_LEADS_INDUSTRY,
	SOPS_LEADS_SIZE,
	SOPS_LEADS_REGION,
	SOPS_LEADS_DISQ_REASON,
	SOPS_LEADS_REFERRED_BY,
	SOPS_LEADS_ROLES,
};

/* Only roles that were asked for are read; the others are blank. Texts are borrowed. */
struct sops_lead {
	struct sops_field lead_id, source, campaign, owner, deal_id, customer_id, industry,
		size, region, disq_reason, referred_by;
	struct sops_stamp created, assigned, first_response, qualified, converted;
	int status; /* enum sops_lead_status, or SOPS_BLANK */
};

extern const struct sops_schema sops_leads;

#endif
