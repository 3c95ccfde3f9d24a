/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/leads.h>

#define ROW struct sops_lead
#include "tables_private.h"

static const struct sops_word statuses[] = {
	{ "new|open|unread|unassigned|notcontacted|opennotcontacted|新建|新线索|未处理|未跟进"
		"|待跟进|待处理|未联系", SOPS_LEAD_NEW },
	{ "contacted|working|workingcontacted|inprogress|connected"
		"|attemptedtocontact|contactinfuture|已联系|联系中|跟进中|处理中",
		SOPS_LEAD_CONTACTED },
	{ "mql|marketingqualified|marketingqualifiedlead|prequalified|市场合格|营销合格"
		"|市场合格线索", SOPS_LEAD_MQL },
	{ "sql|salesqualified|salesqualifiedlead|qualified|销售合格|销售合格线索|合格|已验证",
		SOPS_LEAD_SQL },
	{ "converted|closedconverted|opendeal|已转化|已转换|转化|已转商机", SOPS_LEAD_CONVERTED },
	{ "disqualified|unqualified|notqualified|closednotconverted|junk|junklead"
		"|lostlead|无效|无效线索|不合格|作废|垃圾线索", SOPS_LEAD_DISQUALIFIED },
	{ NULL, 0 },
};

static const struct sops_role roles[SOPS_LEADS_ROLES] = {
	[SOPS_LEADS_ID] = { .name = "lead_id", TEXT(lead_id), .doc = "identifies the lead" },
	[SOPS_LEADS_CREATED] = { .name = "created", TIME(created),
		.doc = "when the lead came in" },
	[SOPS_LEADS_SOURCE] = { .name = "source", TEXT(source),
		.doc = "where it came from: the channel" },
	[SOPS_LEADS_CAMPAIGN] = { .name = "campaign", TEXT(campaign),
		.doc = "marketing campaign" },
	[SOPS_LEADS_OWNER] = { .name = "owner", TEXT(owner), .doc = "the rep who works on it" },
	[SOPS_LEADS_STATUS] = { .name = "status", WORD(status, statuses),
		.doc = "how far it has come", .first = true,
		.instead = SOPS_ROLE(SOPS_LEADS_CONVERTED) | SOPS_ROLE(SOPS_LEADS_DISQ_REASON) },
	[SOPS_LEADS_ASSIGNED] = { .name = "assigned", TIME(assigned),
		.doc = "when it was given to its owner" },
	[SOPS_LEADS_FIRST_RESPONSE] = { .name = "first_response", TIME(first_response),
		.doc = "when somebody first answered" },
	[SOPS_LEADS_QUALIFIED] = { .name = "qualified", TIME(qualified),
		.doc = "when it was found to be worth selling to" },
	/* Capitalised it is a box to tick, beside Converted Date. */
	[SOPS_LEADS_CONVERTED] = { .name = "converted", TIME(converted), .exact = true,
		.doc = "when it became a customer or a deal" },
	[SOPS_LEADS_DEAL_ID] = { .name = "deal_id", TEXT(deal_id), .doc = "the deal it became" },
	[SOPS_LEADS_CUSTOMER_ID] = { .name = "customer_id", TEXT(customer_id),
		.doc = "the customer it became" },
	[SOPS_LEADS_INDUSTRY] = { .name = "industry", TEXT(industry), .doc = "industry" },
	[SOPS_LEADS_SIZE] = { .name = "size", TEXT(size), .doc = "size of the company" },
	[SOPS_LEADS_REGION] = { .name = "region", TEXT(region), .doc = "sales region" },
	[SOPS_LEADS_DISQ_REASON] = { .name = "disq_reason", TEXT(disq_reason),
		.doc = "why it was disqualified" },
	[SOPS_LEADS_REFERRED_BY] = { .name = "referred_by", TEXT(referred_by),
		.doc = "the customer who brought it" },
};

static int derive(void *row, uint64_t bound, struct sops_error *err)
{
	struct sops_lead *lead = row;

	(void)bound, (void)err;
	if (lead->status != SOPS_BLANK)
		return 0;
	if (lead->converted.day != SOPS_DATE_BLANK)
		lead->status = SOPS_LEAD_CONVERTED;
	else if (lead->disq_reason.len > 0)
		lead->status = SOPS_LEAD_DISQUALIFIED;
	return 0;
}

const struct sops_schema sops_leads = {
	.name = "leads",
	.roles = roles,
	.count = SOPS_LEADS_ROLES,
	.row_size = sizeof(ROW),
	.needs = SOPS_ROLE(SOPS_LEADS_ID) | SOPS_ROLE(SOPS_LEADS_CREATED) |
		SOPS_ROLE(SOPS_LEADS_SOURCE),
	.derive = derive,
	.derived = SOPS_ROLE(SOPS_LEADS_STATUS),
};
