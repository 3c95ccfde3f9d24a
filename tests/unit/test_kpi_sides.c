/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables beside the deals: what they lack, and what does not go together. */
#include "tap.h"

#include "../../lib/metrics/kpi_private.h"

#include "kpi_tables.h"

/* What is divided is of one currency, and named with its own. */
static void currencies(void **state)
{
	static const char euros[] = "period,amount,currency\n2026-01,10,EUR\n";
	static const char dollars[] = "status,amount,currency,owner,account,closed,close_date\n"
		"won,100,USD,ann,A,2026-01-05,\nopen,30,USD,ann,A,,2026-01-20\n";
	struct beside beside = { .deals = dollars, .as_of = "2026-01-15", .from = "2026-01-01",
		.to = "2026-01-31", .period = SOPS_UNIT_MONTH, .sides[SOPS_KPI_COSTS] = euros,
		.options.metrics = "revenue,cost,cac,cost_per_win" };

	(void)state;
	beside_expect(&beside, PERIOD
		"2026-01,revenue,100,USD,,,1\n"
		"2026-01,cost,10,EUR,,,1\n"
		"2026-01,cac,10,EUR,10,1,1\n"
		"2026-01,cost_per_win,10,EUR,10,1,1\n"
		"# open deals without a created date: 1, in no period\n");
	beside.options.metrics = "sales_efficiency";
	beside_expect(&beside, "-3 costs.csv: costs are in EUR and deals in USD: convert both "
		"with --rates");
	beside.options.metrics = "sales_cost_ratio";
	beside_expect(&beside, "-3 costs.csv: costs are in EUR and deals in USD: convert both "
		"with --rates");
	/* Subscriptions in no currency are not in that of the costs. */
	beside.sides[SOPS_KPI_SUBSCRIPTIONS] = "customer_id,start,end,mrr\nA,2025-01-01,,5\n"
		"B,2025-01-01,2026-01-05,5\n";
	beside.options.metrics = "cost,mrr,payback_months";
	beside.options.margin = sops_money_of(1);
	beside_expect(&beside, PERIOD
		"2026-01,cost,10,EUR,,,1\n"
		"2026-01,mrr,5,money,,,1\n"
		"2026-01,payback_months,2,months,,,1\n"
		"# open deals without a created date: 1, in no period\n");
	beside.sides[SOPS_KPI_SUBSCRIPTIONS] = "customer_id,start,end,mrr,currency\n"
		"A,2025-01-01,,5,USD\n";
	beside_expect(&beside, "-3 costs.csv: costs are in EUR and subscriptions in USD: "
		"convert both with --rates");
	beside.options.metrics = "ltv_cac";
	beside_expect(&beside, "-3 costs.csv: costs are in EUR and subscriptions in USD: "
		"convert both with --rates");
	beside.sides[SOPS_KPI_ORDERS] = "order_id,order_date,amount,cost,currency\n"
		"1,2026-01-05,9,8,USD\n";
	beside.options.metrics = "contribution";
	beside_expect(&beside, "-3 costs.csv: costs are in EUR and orders in USD: convert both "
		"with --rates");
	beside.sides[SOPS_KPI_QUOTAS] = "rep_id,period,quota,currency\nann,2026-01,50,EUR\n";
	beside.options.metrics = "attainment";
	beside_expect(&beside, "-3 quotas.csv: quotas are in EUR and deals in USD: convert both "
		"with --rates");
	/* Nothing is won yet, and what is due is in dollars. */
	beside.as_of = "2026-01-04";
	beside.options.metrics = "coverage";
	beside_expect(&beside, "-3 quotas.csv: quotas are in EUR and deals in USD: convert both "
		"with --rates");
}

/* What no column says is not 0. */
static void columns_that_figures_need(void **state)
{
	static const struct {
		enum sops_kpi_side side;
		const char *text, *metrics, *answer;
	} cases[] = {
		{ SOPS_KPI_LEADS, "lead_id,created\n1,2026-01-01\n", "lead_conv",
			"-3 leads.csv: lead_conv needs a column status or converted" },
		{ SOPS_KPI_LEADS, "lead_id,created,status\n1,2026-01-01,new\n", "lead_conv:flow",
			"-3 leads.csv: lead_conv:flow needs a column converted" },
		{ SOPS_KPI_LEADS, "lead_id,created\n1,2026-01-01\n", "lead_to_opp",
			"-3 leads.csv: lead_to_opp needs a column deal_id" },
		{ SOPS_KPI_ACTIVITIES, "type,start,minutes\ncall,2026-01-01,5\n",
			"hours_per_win",
			"-3 activities.csv: hours_per_win needs a column deal_id" },
		{ SOPS_KPI_ACTIVITIES, "type,start,deal_id\ncall,2026-01-01,5\n",
			"hours_per_win",
			"-3 activities.csv: hours_per_win needs a column minutes" },
		{ SOPS_KPI_ACTIVITIES, "type,start\ncall,2026-01-01\n", "activities_per_win",
			"-3 activities.csv: activities_per_win needs a column deal_id" },
		{ SOPS_KPI_ORDERS, "order_id,order_date,amount\n1,2026-01-01,5\n", "repeat_rate",
			"-3 orders.csv: repeat_rate needs a column customer_id" },
		{ SOPS_KPI_ORDERS, "order_id,order_date,amount\n1,2026-01-01,5\n",
			"new_customers", "-3 new_customers needs to know customers: a column "
			"customer_id or account, --orders or --subscriptions" },
		{ SOPS_KPI_SUBSCRIPTIONS, "customer_id,start,mrr\nA,2026-01-01,5\n", "nrr:year",
			"-3 subscriptions.csv: nrr:year needs a column end" },
		{ SOPS_KPI_SUBSCRIPTIONS, "customer_id,start,mrr\nA,2026-01-01,5\n", "mrr",
			HEAD "mrr,5,money,,,1\n" },
		{ SOPS_KPI_LEADS, "lead_id,created\n1,2026-01-05\n", NULL,
			HEAD "leads,1,leads,,,1\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct beside beside = { .as_of = "2026-07-15", .from = "2026-01-01",
			.options.metrics = cases[i].metrics };

		beside.sides[cases[i].side] = cases[i].text;
		beside_expect(&beside, cases[i].answer);
	}
}

/* A figure of a side that does not know the group is left out where nobody named it. */
static void sides_without_the_group(void **state)
{
	struct beside beside = { .deals = "owner,status\nann,won\nbob,lost\n",
		.as_of = "2026-07-15", .by = "owner", .sides[SOPS_KPI_SURVEYS] = kpi_surveys };

	(void)state;
	beside_expect(&beside, BY("owner")
		"ann,deals_won,1,deals,,,1\n"
		"ann,deals_lost,0,deals,,,0\n"
		"ann,win_rate,1,share,1,1,1\n"
		"ann,open_deals,0,deals,,,0\n"
		"bob,deals_won,0,deals,,,0\n"
		"bob,deals_lost,1,deals,,,1\n"
		"bob,win_rate,0,share,0,1,1\n"
		"bob,open_deals,0,deals,,,0\n"
		"# figures of --surveys are left out: surveys.csv: no column \"owner\"; the "
		"columns are: kind, score, scale_max, sent, responded, channel\n");
	beside.options.metrics = "nps";
	beside_expect(&beside, "-3 surveys.csv:1: no column \"owner\"; the columns are: kind, "
		"score, scale_max, sent, responded, channel");
}

/* Each is covered by the tests of its own: test_kpi_deals.c and so on. */
static void every_family_has_tests(void **state)
{
	const struct sops__kpi_family *families[] = { &sops__kpi_of_deals, &sops__kpi_of_leads,
		&sops__kpi_of_quotas, &sops__kpi_of_costs, &sops__kpi_of_sellers,
		&sops__kpi_of_activities, &sops__kpi_of_subscriptions, &sops__kpi_of_orders,
		&sops__kpi_of_surveys };
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		count += families[i]->count;
	assert_int_equal(count, sops__kpi_count());
}

TAP_MAIN("kpi_sides",
	cmocka_unit_test(currencies), cmocka_unit_test(columns_that_figures_need),
	cmocka_unit_test(sides_without_the_group), cmocka_unit_test(every_family_has_tests))
