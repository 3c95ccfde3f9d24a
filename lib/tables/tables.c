/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/tables.h>

#include "../private.h"

#include <sops/activities.h>
#include <sops/contracts.h>
#include <sops/costs.h>
#include <sops/customers.h>
#include <sops/deals.h>
#include <sops/leads.h>
#include <sops/nearest.h>
#include <sops/orders.h>
#include <sops/quotas.h>
#include <sops/quotes.h>
#include <sops/reps.h>
#include <sops/stage_history.h>
#include <sops/subscriptions.h>
#include <sops/surveys.h>

enum { DEALS, STAGE_HISTORY, LEADS, ACTIVITIES, COSTS, CUSTOMERS, SUBSCRIPTIONS, ORDERS, QUOTAS,
	SURVEYS, REPS, QUOTES, CONTRACTS, TABLES };

static const struct sops_schema *const schemas[TABLES] = {
	[DEALS] = &sops_deals,
	[STAGE_HISTORY] = &sops_stage_history,
	[LEADS] = &sops_leads,
	[ACTIVITIES] = &sops_activities,
	[COSTS] = &sops_costs,
	[CUSTOMERS] = &sops_customers,
	[SUBSCRIPTIONS] = &sops_subscriptions,
	[ORDERS] = &sops_orders,
	[QUOTAS] = &sops_quotas,
	[SURVEYS] = &sops_surveys,
	[REPS] = &sops_reps,
	[QUOTES] = &sops_quotes,
	[CONTRACTS] = &sops_contracts,
};

static const struct sops_word names[] = {
	{ "deals|deal|opportunities|opportunity|商机|销售机会", DEALS },
	{ "stagehistory|history|stagehistories|opportunityhistory|dealhistory|阶段历史",
		STAGE_HISTORY },
	{ "leads|lead|线索|销售线索", LEADS },
	{ "activities|activity|tasks|task|活动|跟进记录", ACTIVITIES },
	{ "costs|cost|expenses|expense|成本|费用", COSTS },
	{ "customers|customer|accounts|account|companies|company|organizations|organization"
		"|organisations|organisation|客户", CUSTOMERS },
	{ "subscriptions|subscription|订阅", SUBSCRIPTIONS },
	{ "orders|order|orderlines|orderline|orderitems|orderitem|订单|订单明细", ORDERS },
	{ "quotas|quota|配额|销售指标", QUOTAS },
	{ "surveys|survey|responses|response|feedback|问卷|调查|满意度调查", SURVEYS },
	{ "reps|rep|sellers|seller|salesreps|salesrep|salespeople|salesperson|users|user|销售人员",
		REPS },
	{ "quotes|quote|quotations|quotation|quotelines|quoteline|报价|报价单", QUOTES },
	{ "contracts|contract|agreements|agreement|合同", CONTRACTS },
	{ NULL, 0 },
};

size_t sops_tables_count(void)
{
	return TABLES;
}

const struct sops_schema *sops_tables_at(size_t index)
{
	return schemas[index];
}

const struct sops_schema *sops_tables_schema(struct sops_field name)
{
	int table;

	return sops__word(&table, sops_field_trim(name), names) ? schemas[table] : NULL;
}

int sops_tables_find(const struct sops_schema **out, struct sops_field name,
	struct sops_error *err)
{
	struct sops_field known[TABLES];
	char quoted[SOPS_QUOTED];

	*out = sops_tables_schema(name);
	if (*out)
		return 0;
	for (size_t i = 0; i < TABLES; i++)
		known[i] = sops_field_of(schemas[i]->name);
	sops_error_set(err, SOPS_EUSAGE, "%s is not a table", sops_quote(quoted, name));
	sops_hint_names(err, name, known, TABLES, "tables");
	return SOPS_EUSAGE;
}
