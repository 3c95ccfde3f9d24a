/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deals.h: the canonical table of deals, one row an opportunity.
 *
 * Its roles with the headers of the CRMs, its row, and what follows from what:
 *
 *	status	its own column; else the closed and won flags; else the class of the stage, as the
 *		stages that the user gave have it, of which it then must be one; else the class of
 *		its name, as the profile in use has it, else as sops_stage_status knows it; an
 *		unknown stage name is an open one; where there is neither a stage nor a flag, won
 *		if there is a day it was won, lost if there is one for that, else open
 *	closed	its own column; else close_date, when the deal is won, lost or void
 *
 * It needs a stage, a status (which follows from it) and an amount: what else seems
 * indispensable, the id, the owner, the day it was created, is missing from many an export that
 * says a lot.
 *
 * A stage history is this table at a finer grain: a row each time a deal entered
 * a stage, with entered and, perhaps, left; or as Salesforce's report of changes has
 * it: to_stage is then the stage, and modified the time. A series is this table summed up: a
 * row a period, with period and value.
 */
#ifndef SOPS_DEALS_H
#define SOPS_DEALS_H

#include <sops/columns.h>
#include <sops/date.h>
#include <sops/money.h>

enum sops_deal_status {
	SOPS_STATUS_OPEN,
	SOPS_STATUS_WON,
	SOPS_STATUS_LOST,
	SOPS_STATUS_VOID, /* neither won nor lost: a duplicate, disqualified, 无效 */
};

/* The number of each role in sops_deals.roles, for SOPS_ROLE. */
enum sops_deals_role {
	SOPS_DEALS_ID,
	SOPS_DEALS_NAME,
	SOPS_DEALS_ACCOUNT,
	SOPS_DEALS_CUSTOMER_ID,
	SOPS_DEALS_OWNER,
	SOPS_DEALS_TEAM,
	SOPS_DEALS_REGION,
	SOPS_DEALS_MARKET,
	SOPS_DEALS_PRODUCT,
	SOPS_DEALS_SEGMENT,
	SOPS_DEALS_SOURCE,
	SOPS_DEALS_CAMPAIGN,
	SOPS_DEALS_COMPETITOR,
	SOPS_DEALS_PIPELINE,
	SOPS_DEALS_TYPE,
	SOPS_DEALS_CREATED,
	SOPS_DEALS_CLOSE_DATE,
	SOPS_DEALS_CLOSED,
	SOPS_DEALS_MODIFIED,
	SOPS_DEALS_STAGE,
	SOPS_DEALS_STAGE_CHANGED,
	SOPS_DEALS_STATUS,
	SOPS_DEALS_IS_CLOSED,
	SOPS_DEALS_IS_WON,
	SOPS_DEALS_AMOUNT,
	SOPS_DEALS_AMOUNT_HOME,
	SOPS_DEALS_CURRENCY,
	SOPS_DEALS_COST,
	SOPS_DEALS_PROBABILITY,
	SOPS_DEALS_CATEGORY,
	SOPS_DEALS_LOST_REASON,
	SOPS_DEALS_LOST_FROM,
	SOPS_DEALS_NEXT_STEP,
	SOPS_DEALS_NEXT_STEP_DATE,
	SOPS_DEALS_LAST_ACTIVITY,
	SOPS_DEALS_PUSHES,
	SOPS_DEALS_CONTACTS,
	SOPS_DEALS_LEAD_ID,
	SOPS_DEALS_ENTERED,
	SOPS_DEALS_LEFT,
	SOPS_DEALS_TO_STAGE,
	SOPS_DEALS_PERIOD,
	SOPS_DEALS_VALUE,
	SOPS_DEALS_WON_TIME,
	SOPS_DEALS_LOST_TIME,
	SOPS_DEALS_ROLES,
};

struct sops_stages;

/* Only roles that were asked for are read; the others are blank. Texts are borrowed. */
struct sops_deal {
	struct sops_field deal_id, name, account, customer_id, owner, team, region, market, product,
		segment, source, campaign, competitor, pipeline, type, stage, lost_reason,
		lost_from, next_step, lead_id, category;
	sops_date created;
	sops_date close_date; /* expected; for a closed deal the actual one, where there is no other
			       */
	sops_date closed;     /* actual */
	sops_date won_time, lost_time; /* closed, by the time of derive, as the status says */
	sops_date next_step_date;
	struct sops_stamp modified, stage_changed, last_activity;
	struct sops_stamp entered, left; /* of a stage history: the stage, by this row */
	struct sops_field to_stage; /* of a history of changes: stage, by the time of derive */
	int status; /* enum sops_deal_status */
	bool untold; /* open, as nothing says what it is: no status, stage, flag or day */
	int is_closed, is_won;
	struct sops_money amount, amount_home, cost;
	struct sops_currency currency; /* of amount: from its own column, or from the cell */
	struct sops_money probability; /* 0 to 1 */
	struct sops_money pushes, contacts;
	struct sops_field period; /* of a series: the period's label */
	struct sops_money value;  /* of a series: what was sold in it */
	uint64_t place; /* byte offset of the record: the order of rows of one time */
	uint64_t line;  /* where it begins; 0: not known */
	const struct sops_profile *profile; /* in use, or NULL: it knows classes of stages */
	const struct sops_stages *stages;   /* that the user gave, or NULL: they go before it */
};

extern const struct sops_schema sops_deals;

/* A deal with every value blank and status open, for callers that fill one by hand. */
void sops_deal_init(struct sops_deal *deal);

/*
 * The class of a stage by its name, in any case: "Closed Won", "closedwon", "5 - Won",
 * "Won", 赢单, 成交 are won; "Closed Lost", "Lost", 输单, 丢单 lost; "Omitted",
 * "Disqualified", 无效, 作废 void; any other open.
 */
enum sops_deal_status sops_stage_status(struct sops_field stage);

/* The same, where the profile, which may be NULL, does not say otherwise. */
enum sops_deal_status sops_stage_status_by(const struct sops_profile *profile,
	struct sops_field stage);

/* What the deal was on the evening of a day: open before it was won or lost; a void one is void on
 * every day. Returns false when it did not exist yet. A closed deal without a date counts as
 * closed. */
bool sops_deal_status_on(
	enum sops_deal_status *status, const struct sops_deal *deal, sops_date day);

/* What it was on the evening of the last day of a window, to who looks back from a later one: one
 * that was created after the window was there if it was closed by its end. So are deals that came
 * from another CRM. */
bool sops_deal_status_within(enum sops_deal_status *status, const struct sops_deal *deal,
	sops_date last, sops_date as_of);

#endif
