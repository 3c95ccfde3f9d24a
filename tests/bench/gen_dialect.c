/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deals table as each CRM would export it. */
#include "gen.h"

#define COLUMN(name, ...)                                                                          \
	static void name(struct out *o, const struct gen *g, const struct deal *d)                 \
	{                                                                                          \
		(void)g, (void)d;                                                                  \
		__VA_ARGS__;                                                                       \
	}

static void term_or_blank(struct out *o, const struct gen *g, const struct term *list, int index)
{
	out_text(o, index == NEVER ? "" : say(g, &list[index]));
}

static int category(const struct deal *d)
{
	static const int by_stage[STAGES] = { 0, 0, 1, 2, 3, 4 };
	return by_stage[deal_stage(d)];
}

static void entered(struct out *o, const struct deal *d, int stage)
{
	int64_t at = NEVER;
	for (int i = d->visits - 1; i >= 0; i--)
		if (d->visit[i].stage == stage)
			at = d->visit[i].entered;
	out_time(o, at);
}

static void next_step_text(struct out *o, const struct gen *g, const struct deal *d)
{
	bool none = d->next_step == NEVER;
	out_text(o, none ? "" : say_local(g, &next_steps[d->next_step], d->region));
}

static void age_in_days(struct out *o, const struct gen *g, const struct deal *d)
{
	int64_t last = d->closed == NEVER ? g->model.as_of : d->closed / DAY;
	out_number(o, last - d->created / DAY);
}

static void fiscal_period(struct out *o, int day)
{
	struct text text = { 0 };
	int month = month_of(day);
	text_add(&text, "Q");
	text_digits(&text, month % 12 / 3 + 1, 1);
	text_add(&text, "-");
	text_digits(&text, month / 12, 4);
	out_built(o, &text);
}

static void checksum(struct out *o, const struct deal *d)
{
	struct text text = { 0 };
	text_base(&text, mix((uint64_t)d->modified), 62, 11);
	text_base(&text, mix((uint64_t)d->number), 62, 11);
	text_add(&text, "==");
	out_built(o, &text);
}

static void lead_id(struct out *o, const struct gen *g, const struct deal *d)
{
	(void)g;
	if (d->lead_created == NEVER)
		out_text(o, "");
	else
		out_part_id(o, "L", d->number, 0);
}

/* Where the stage stays what it was and the status alone tells the end. */
static int stage_left(const struct deal *d)
{
	if (d->status == DEAL_WON)
		return NEGOTIATION;
	return d->status == DEAL_LOST ? d->lost_from : deal_stage(d);
}

COLUMN(deal_id, out_id(o, g, ID_DEAL, d->number))
COLUMN(name, out_deal_name(o, g, d))
COLUMN(account, out_account(o, g, d))
COLUMN(customer_id, out_id(o, g, ID_CUSTOMER, d->customer))
COLUMN(owner_id, out_id(o, g, ID_REP, d->rep))
COLUMN(owner, out_rep_name(o, g, d->rep))
COLUMN(team, out_team(o, g, d->rep))
COLUMN(region, out_text(o, say_local(g, &regions[d->region].name, d->region)))
COLUMN(market, out_text(o, say(g, &markets[regions[d->region].china])))
COLUMN(product, out_text(o, say(g, &products[d->product].name)))
COLUMN(segment, out_text(o, say(g, &segments[d->segment].name)))
COLUMN(source, out_text(o, say(g, &sources[d->source].name)))
COLUMN(campaign, out_campaign(o, g, d))
COLUMN(competitor, term_or_blank(o, g, competitors, d->competitor))
COLUMN(pipeline, out_text(o, say(g, &pipeline_name)))
COLUMN(type, out_text(o, g->dialect->types[d->type]))
COLUMN(created_day, out_date(o, d->created / DAY))
COLUMN(created_time, out_time(o, d->created))
COLUMN(close_day, out_date(o, d->close_day))
COLUMN(close_time, out_time(o, d->status == DEAL_OPEN ? d->close_day * (int64_t)DAY : d->closed))
COLUMN(closed_day, out_date(o, d->closed == NEVER ? NEVER : d->closed / DAY))
COLUMN(closed_time, out_time(o, d->closed))
COLUMN(modified_day, out_date(o, d->modified / DAY))
COLUMN(modified_time, out_time(o, d->modified))
COLUMN(stage, out_text(o, say_stage(g, deal_stage(d))))
COLUMN(pipe_stage, out_text(o, say_stage(g, stage_left(d))))
COLUMN(stage_day, out_date(o, d->visit[d->visits - 1].entered / DAY))
COLUMN(stage_time, out_time(o, d->visit[d->visits - 1].entered))
COLUMN(status, out_text(o, say(g, &g->dialect->statuses[d->status])))
COLUMN(is_closed, out_text(o, d->status == DEAL_OPEN ? "false" : "true"))
COLUMN(is_won, out_text(o, d->status == DEAL_WON ? "true" : "false"))
COLUMN(amount, out_money(o, d->amount, d->currency))
COLUMN(amount_home, out_money(o, d->amount_home, g->model.home))
COLUMN(currency, out_text(o, currencies[d->currency].code))
COLUMN(cost, out_money(o, d->cost, g->model.home))
COLUMN(probability, out_percent(o, stage_probability[deal_stage(d)]))
COLUMN(forecast, out_text(o, g->dialect->categories[category(d)]))
COLUMN(lost_reason, term_or_blank(o, g, lost_reasons, d->reason))
COLUMN(lost_from, out_text(o, d->lost_from == NEVER ? "" : say_stage(g, d->lost_from)))
COLUMN(next_step, next_step_text(o, g, d))
COLUMN(next_day, out_date(o, d->next_step_day))
COLUMN(activity_day, out_date(o, d->last_activity / DAY))
COLUMN(activity_time, out_time(o, d->last_activity))
COLUMN(pushes, out_number(o, d->pushes))
COLUMN(contacts, out_number(o, d->contacts))
COLUMN(age, age_in_days(o, g, d))
COLUMN(fiscal, fiscal_period(o, d->close_day))
COLUMN(row_checksum, checksum(o, d))
COLUMN(entered_0, entered(o, d, QUALIFICATION))
COLUMN(entered_1, entered(o, d, DISCOVERY))
COLUMN(entered_2, entered(o, d, PROPOSAL))
COLUMN(entered_3, entered(o, d, NEGOTIATION))
COLUMN(entered_4, entered(o, d, WON))
COLUMN(entered_5, entered(o, d, LOST))

static const struct column canonical[] = {
	{ "deal_id", deal_id }, { "name", name }, { "account", account },
	{ "customer_id", customer_id }, { "owner", owner_id }, { "team", team },
	{ "region", region }, { "market", market }, { "product", product }, { "segment", segment },
	{ "source", source }, { "campaign", campaign }, { "competitor", competitor },
	{ "pipeline", pipeline }, { "type", type }, { "created", created_day },
	{ "close_date", close_day }, { "closed", closed_day }, { "modified", modified_time },
	{ "stage", stage }, { "stage_changed", stage_day }, { "status", status },
	{ "amount", amount }, { "amount_home", amount_home }, { "currency", currency },
	{ "cost", cost }, { "probability", probability }, { "category", forecast },
	{ "lost_reason", lost_reason }, { "lost_from", lost_from }, { "next_step", next_step },
	{ "next_step_date", next_day }, { "last_activity", activity_time }, { "pushes", pushes },
	{ "contacts", contacts }, { "lead_id", lead_id }, { 0 }
};

static const struct column salesforce[] = {
	{ "Opportunity Owner", owner }, { "Owner Role", team }, { "Account Name", account },
	{ "Opportunity Name", name }, { "Stage", stage }, { "Fiscal Period", fiscal },
	{ "Amount", amount }, { "Probability (%)", probability }, { "Age", age },
	{ "Close Date", close_day }, { "Created Date", created_day }, { "Type", type },
	{ "Lead Source", source }, { "Forecast Category", forecast }, { "Next Step", next_step },
	{ "Lost Reason", lost_reason }, { "Sales Region", region },
	{ "Last Activity Date", activity_day }, { "Last Modified Date", modified_day },
	{ "Opportunity ID", deal_id }, { 0 }
};

static const struct column salesforce_api[] = {
	{ "ID", deal_id }, { "ACCOUNTID", customer_id }, { "NAME", name }, { "STAGENAME", stage },
	{ "AMOUNT", amount }, { "PROBABILITY", probability }, { "CLOSEDATE", close_day },
	{ "TYPE", type }, { "NEXTSTEP", next_step }, { "LEADSOURCE", source },
	{ "ISCLOSED", is_closed }, { "ISWON", is_won }, { "FORECASTCATEGORY", forecast },
	{ "OWNERID", owner_id }, { "CREATEDDATE", created_time },
	{ "LASTMODIFIEDDATE", modified_time }, { "LASTACTIVITYDATE", activity_day }, { 0 }
};

static const struct column hubspot[] = {
	{ "Record ID", deal_id }, { "Deal Name", name }, { "Pipeline", pipeline },
	{ "Deal Stage", stage }, { "Amount", amount },
	{ "Amount in company currency", amount_home }, { "Currency", currency },
	{ "Deal probability", probability }, { "Forecast category", forecast },
	{ "Create Date", created_time }, { "Close Date", close_time }, { "Deal owner", owner },
	{ "HubSpot Team", team }, { "Original Source", source }, { "Deal Type", type },
	{ "Associated Company", account }, { "Next step", next_step },
	{ "Closed-Lost / NI / DQ Reason", lost_reason }, { "Last Activity Date", activity_time },
	{ "Last Modified Date", modified_time },
	{ "Date entered \"Appointment Scheduled (Sales Pipeline)\"", entered_0 },
	{ "Date entered \"Qualified To Buy (Sales Pipeline)\"", entered_1 },
	{ "Date entered \"Presentation Scheduled (Sales Pipeline)\"", entered_2 },
	{ "Date entered \"Contract Sent (Sales Pipeline)\"", entered_3 },
	{ "Date entered \"Closed Won (Sales Pipeline)\"", entered_4 },
	{ "Date entered \"Closed Lost (Sales Pipeline)\"", entered_5 }, { 0 }
};

static const struct column hubspot_internal[] = {
	{ "hs_object_id", deal_id }, { "dealname", name }, { "pipeline", pipeline },
	{ "dealstage", stage }, { "amount", amount }, { "createdate", created_time },
	{ "closedate", close_time }, { "hubspot_owner_id", owner_id },
	{ "hs_v2_date_entered_appointmentscheduled", entered_0 },
	{ "hs_v2_date_entered_qualifiedtobuy", entered_1 },
	{ "hs_v2_date_entered_presentationscheduled", entered_2 },
	{ "hs_v2_date_entered_contractsent", entered_3 },
	{ "hs_v2_date_entered_closedwon", entered_4 },
	{ "hs_v2_date_entered_closedlost", entered_5 }, { 0 }
};

static const struct column zoho[] = {
	{ "Record Id", deal_id }, { "Deal Owner.id", owner_id }, { "Deal Owner", owner },
	{ "Deal Name", name }, { "Account Name.id", customer_id }, { "Account Name", account },
	{ "Amount", amount }, { "Currency", currency }, { "Closing Date", close_day },
	{ "Pipeline", pipeline }, { "Stage", stage }, { "Probability (%)", probability },
	{ "Type", type }, { "Lead Source", source }, { "Next Step", next_step },
	{ "Reason For Loss", lost_reason }, { "Created Time", created_time },
	{ "Modified Time", modified_time }, { "Last Activity Time", activity_time }, { 0 }
};

static const struct column pipedrive[] = {
	{ "Deal - ID", deal_id }, { "Deal - Title", name }, { "Deal - Value", amount },
	{ "Deal - Currency", currency }, { "Deal - Organization", account },
	{ "Deal - Owner", owner }, { "Deal - Pipeline", pipeline }, { "Deal - Stage", pipe_stage },
	{ "Deal - Status", status }, { "Deal - Probability", probability },
	{ "Deal - Deal created", created_time }, { "Deal - Expected close date", close_day },
	{ "Deal - Deal closed on", closed_time }, { "Deal - Lost reason", lost_reason },
	{ "Deal - Source", source }, { "Deal - Last stage change", stage_time },
	{ "Deal - Update time", modified_time }, { "Deal - Last activity date", activity_day },
	{ "Deal - Next activity date", next_day }, { 0 }
};

static const struct column dynamics[] = {
	{ "(Do Not Modify) Opportunity", deal_id },
	{ "(Do Not Modify) Row Checksum", row_checksum },
	{ "(Do Not Modify) Modified On", modified_time }, { "Topic", name },
	{ "Potential Customer", account }, { "Owner", owner }, { "Pipeline Phase", stage },
	{ "Status", status }, { "Est. Revenue", amount }, { "Currency", currency },
	{ "Est. Close Date", close_day }, { "Actual Close Date", closed_day },
	{ "Probability", probability }, { "Forecast Category", forecast },
	{ "Created On", created_time }, { "Next Step Due Date", next_day }, { 0 }
};

static const struct column fxiaoke[] = {
	{ "商机编号", deal_id }, { "商机名称（必填）", name }, { "客户名称（必填）", account },
	{ "负责人（必填）", owner }, { "负责人主属部门", team }, { "销售流程", pipeline },
	{ "商机阶段", stage }, { "阶段状态", status }, { "商机金额", amount }, { "币种", currency },
	{ "赢率", probability }, { "预计成交日期", close_day }, { "实际成交日期", closed_day },
	{ "商机来源", source }, { "产品", product }, { "竞争对手", competitor },
	{ "输单原因", lost_reason }, { "下一步", next_step }, { "下次跟进时间", next_day },
	{ "最后跟进时间", activity_time }, { "阶段变更时间", stage_time },
	{ "创建时间", created_time }, { "最后修改时间", modified_time }, { 0 }
};

#define SAME(text) { text, text }
#define OPEN_WON_LOST { SAME("Open"), SAME("Won"), SAME("Lost") }
#define CLASSIC                                                                                    \
	{ SAME("Qualification"), SAME("Discovery"), SAME("Proposal"), SAME("Negotiation"),         \
	  SAME("Closed Won"), SAME("Closed Lost") }
#define KINDS { "New Business", "Existing Business", "Renewal" }
#define LABELS { "Pipeline", "Best Case", "Commit", "Closed", "Omitted" }

const struct dialect dialects[] = {
	{ .name = "canonical", .columns = canonical, .locale = LOCALE_BOTH, .ids = IDS_PLAIN,
	  .stages = { { "Qualification", "资格确认" }, { "Discovery", "需求调研" },
		      { "Proposal", "方案报价" }, { "Negotiation", "商务谈判" },
		      { "Closed Won", "赢单" }, { "Closed Lost", "输单" } },
	  .statuses = { SAME("open"), SAME("won"), SAME("lost") },
	  .types = { "new", "expansion", "renewal" },
	  .categories = { "pipeline", "best", "commit", "commit", "omitted" } },
	{ .name = "salesforce", .columns = salesforce, .locale = LOCALE_BOTH, .ids = IDS_SF15,
	  .stages = CLASSIC, .statuses = OPEN_WON_LOST, .types = KINDS, .categories = LABELS,
	  .style = { .quote_all = true, .dates = DATES_MDY, .money = MONEY_CODED,
		     .percent = PERCENT_SIGN } },
	{ .name = "salesforce-api", .columns = salesforce_api, .locale = LOCALE_BOTH,
	  .ids = IDS_SF18, .stages = CLASSIC, .statuses = OPEN_WON_LOST, .types = KINDS,
	  .categories = LABELS,
	  .style = { .quote_all = true, .encoding = UTF_8_BOM, .clock = CLOCK_ZULU,
		     .money = MONEY_SHORT, .percent = PERCENT_TENTH } },
	{ .name = "hubspot", .columns = hubspot, .locale = LOCALE_BOTH, .ids = IDS_HUBSPOT,
	  .stages = { SAME("Appointment Scheduled"), SAME("Qualified To Buy"),
		      SAME("Presentation Scheduled"), SAME("Contract Sent"), SAME("Closed Won"),
		      SAME("Closed Lost") },
	  .statuses = OPEN_WON_LOST, .types = KINDS,
	  .categories = { "Pipeline", "Best case", "Commit", "Closed won", "Not forecasted" },
	  .style = { .encoding = UTF_8_BOM, .clock = CLOCK_MINUTES } },
	{ .name = "hubspot-internal", .columns = hubspot_internal, .locale = LOCALE_BOTH,
	  .ids = IDS_HUBSPOT,
	  .stages = { SAME("appointmentscheduled"), SAME("qualifiedtobuy"),
		      SAME("presentationscheduled"), SAME("contractsent"), SAME("closedwon"),
		      SAME("closedlost") },
	  .statuses = OPEN_WON_LOST, .types = { "newbusiness", "existingbusiness", "renewal" },
	  .categories = { "PIPELINE", "BEST_CASE", "COMMIT", "CLOSED", "OMIT" },
	  .style = { .clock = CLOCK_ZULU } },
	{ .name = "zoho", .columns = zoho, .locale = LOCALE_BOTH, .ids = IDS_ZOHO,
	  .stages = CLASSIC, .statuses = OPEN_WON_LOST, .types = KINDS, .categories = LABELS,
	  .style = { .percent = PERCENT_WHOLE } },
	{ .name = "pipedrive", .columns = pipedrive, .locale = LOCALE_BOTH, .ids = IDS_INTEGER,
	  .stages = { SAME("Qualified"), SAME("Contact Made"), SAME("Proposal Made"),
		      SAME("Negotiations Started"), SAME("Won"), SAME("Lost") },
	  .statuses = OPEN_WON_LOST, .types = KINDS, .categories = LABELS,
	  .style = { .quote_all = true, .percent = PERCENT_WHOLE } },
	{ .name = "dynamics", .columns = dynamics, .locale = LOCALE_BOTH, .ids = IDS_GUID,
	  .stages = { SAME("1 - Qualify"), SAME("2 - Develop"), SAME("3 - Propose"),
		      SAME("4 - Close"), SAME("5 - Won"), SAME("6 - Lost") },
	  .statuses = OPEN_WON_LOST, .types = KINDS, .categories = LABELS,
	  .style = { .crlf = true, .dates = DATES_MDY, .money = MONEY_GROUPED,
		     .percent = PERCENT_WHOLE } },
	{ .name = "fxiaoke", .columns = fxiaoke, .locale = LOCALE_ZH, .ids = IDS_HEX,
	  .stages = { SAME("验证客户"), SAME("需求确定"), SAME("方案/报价"), SAME("谈判审核"),
		      SAME("赢单"), SAME("输单") },
	  .statuses = { SAME("进行中"), SAME("赢单"), SAME("输单") },
	  .types = { "新签", "增购", "续约" }, .categories = LABELS,
	  .style = { .encoding = UTF_8_BOM, .crlf = true, .clock = CLOCK_MINUTES,
		     .money = MONEY_GROUPED, .percent = PERCENT_WHOLE } },
};
const size_t dialect_count = sizeof(dialects) / sizeof(dialects[0]);

/* Columns that say the same as one of the canonical dialect, in another form. */
static const struct column same[] = {
	{ "owner", owner }, { "created", created_time }, { "close_date", close_time },
	{ "closed", closed_time }, { "modified", modified_day }, { "stage", pipe_stage },
	{ "stage_changed", stage_time }, { "last_activity", activity_day }, { 0 }
};

const char *column_role(const struct dialect *dialect, int index)
{
	const struct column *column = &dialect->columns[index];
	for (const struct column *c = canonical; c->header; c++)
		if (c->put == column->put)
			return c->header;
	for (const struct column *c = same; c->header; c++)
		if (c->put == column->put)
			return c->header;
	return column->header;
}
