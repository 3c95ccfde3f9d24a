/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Worked examples that vendors and glossaries print, by their number in the collection of those,
 * as rows from which the figure has to come. W009 and W011 are in test_kpi.c.
 */
#include "tap.h"

#include "beside.h"

#include <sops/buffer.h>

#include <stdlib.h>

/* Adds so many rows; in place of each # stands the number of the row. */
static void rows(struct sops_buffer *to, int first, int count, const char *form)
{
	for (int i = first; i < first + count; i++)
		for (const char *at = form; *at; at++)
			if (*at == '#')
				sops_buffer_printf(to, "%d", i);
			else
				sops_buffer_printf(to, "%c", *at);
	assert_int_equal(to->failed, 0);
}

/* A column a metric, in 2026. */
static struct beside figures(const char *metrics)
{
	return (struct beside){ .as_of = "2026-12-31",
		.options = { .metrics = metrics, .wide = true } };
}

/* 10,000 spent, 500 new customers: 20 each. */
static void w001_cac(void **state)
{
	struct beside beside = figures("cac");
	struct sops_buffer orders = SOPS_BUFFER_INIT;

	(void)state;
	sops_buffer_puts(&orders, "order_id,customer_id,order_date,amount\n");
	rows(&orders, 1, 500, "#,C#,2026-03-05,9\n");
	beside.sides[SOPS_KPI_ORDERS] = orders.at;
	beside.sides[SOPS_KPI_COSTS] = "period,amount\n2026-03,7000\n2026-03,3000\n";
	beside_expect(&beside, "cac\n20\n");
	sops_buffer_release(&orders);
}

/* ARPA 500, a margin of 80 %, 2 % churn: 20,000. */
static void w003_ltv(void **state)
{
	struct beside beside = figures("arpa,churn_rate,ltv");
	struct sops_buffer rest = SOPS_BUFFER_INIT;

	(void)state;
	sops_buffer_puts(&rest, "customer_id,start,end,mrr\nC0,2025-01-01,2026-03-09,500\n");
	rows(&rest, 1, 49, "C#,2025-01-01,,500\n");
	beside.sides[SOPS_KPI_SUBSCRIPTIONS] = rest.at;
	beside.options.margin = (struct sops_money){ 8, 1 };
	beside.period = SOPS_UNIT_MONTH;
	beside.from = "2026-03-01";
	beside.to = "2026-03-31";
	beside_expect(&beside, "period,arpa,churn_rate,ltv\n2026-03,500,0.02,20000\n");
	sops_buffer_release(&rest);
}

/* ARPA 250, a margin of 80 %, 4 % churn, CAC 750: 5,000, which is 6.67 times; 750 are back after
 * 3.75 months. The 25 months that are printed beside are 1 / churn, which is no figure here. */
static void w005_ltv_cac(void **state)
{
	struct beside beside = figures("cac,ltv,ltv_cac,payback_months");
	struct sops_buffer rest = SOPS_BUFFER_INIT;

	(void)state;
	sops_buffer_puts(&rest, "customer_id,start,end,mrr\nC0,2025-01-01,2026-03-09,250\n"
		"new,2026-03-02,,250\n");
	rows(&rest, 1, 24, "C#,2025-01-01,,250\n");
	beside.sides[SOPS_KPI_SUBSCRIPTIONS] = rest.at;
	beside.sides[SOPS_KPI_COSTS] = "period,amount\n2026-03,750\n";
	beside.options.margin = (struct sops_money){ 80, 2 };
	beside.period = SOPS_UNIT_MONTH;
	beside.from = "2026-03-01";
	beside.to = "2026-03-31";
	beside_expect(&beside, "period,cac,ltv,ltv_cac,payback_months\n"
		"2026-03,750,5000,6.666666666667,3.75\n");
	sops_buffer_release(&rest);
}

/* 18 open, 24 % won, 42,000 each, 78 days: 2,326 a day. The 209,340 that are printed for 90 days
 * are 90 times the rounded figure; 90 times this one are 209,353.85. */
static void w007_velocity(void **state)
{
	struct beside beside = figures("velocity");
	struct sops_buffer deals = SOPS_BUFFER_INIT;

	(void)state;
	sops_buffer_puts(&deals, "deal_id,created,closed,status,amount\n");
	rows(&deals, 1, 18, "#,2026-01-01,,open,\n");
	rows(&deals, 19, 6, "#,2026-01-01,2026-03-20,won,42000\n");
	rows(&deals, 25, 19, "#,2026-01-01,2026-02-01,lost,\n");
	beside.deals = deals.at;
	beside_expect(&beside, "velocity\n2326.153846153846\n");
	sops_buffer_release(&deals);
}

/* 2.4 million of pipeline for a quota of 0.8: 3 times. Nothing is won, so that what remains is
 * the same. */
static void w013_coverage(void **state)
{
	struct beside beside = figures("coverage:full,coverage");

	(void)state;
	beside.as_of = "2026-02-01";
	beside.from = "2026-01-01";
	beside.to = "2026-03-31";
	beside.deals = "owner,status,amount,close_date,closed\nann,open,900000,2026-02-01,\n"
		"ann,open,1500000,2026-03-31,\nann,open,5,2026-04-01,\n";
	beside.sides[SOPS_KPI_QUOTAS] = "rep_id,period,quota\nann,2026Q1,800000\n";
	beside_expect(&beside, "coverage,coverage:full\n3,3\n");
}

/* 7.5 million for a target of 2: 3.75 times; at a win rate of 28 % 2.1 million are expected. */
static void w015_coverage(void **state)
{
	struct beside beside = figures("weighted_pipeline,coverage:full,coverage:weighted");

	(void)state;
	beside.as_of = "2026-02-01";
	beside.from = "2026-01-01";
	beside.to = "2026-03-31";
	beside.deals = "owner,status,amount,close_date,closed,probability\n"
		"ann,open,7500000,2026-03-01,,28%\n";
	beside.sides[SOPS_KPI_QUOTAS] = "rep_id,period,quota\nann,2026Q1,2000000\n";
	beside_expect(&beside, "weighted_pipeline,coverage:full,coverage:weighted\n"
		"2100000,3.75,1.05\n");
}

/* 235,000 of 250,000: 94 %. */
static void w017_attainment(void **state)
{
	struct beside beside = figures("attainment,pct_at_target");

	(void)state;
	beside.deals = "owner,status,amount,closed\nann,won,200000,2026-01-01\n"
		"ann,won,35000,2026-03-31\nann,lost,15000,2026-03-31\n";
	beside.sides[SOPS_KPI_QUOTAS] = "rep_id,period,quota\nann,2026Q1,250000\n";
	beside_expect(&beside, "attainment,pct_at_target\n0.94,0\n");
}

/* 42,500, 55,000 and 52,500 of 50,000 each: 85, 110 and 105 %; so far in the year 85, 97.5 and
 * 100 %. */
static void w019_attainment(void **state)
{
	static const struct {
		const char *to, *answer;
	} years[] = {
		{ "2026-01-31", "attainment\n0.85\n" },
		{ "2026-02-28", "attainment\n0.975\n" },
		{ "2026-03-31", "attainment\n1\n" },
	};
	struct beside beside = figures("attainment");

	(void)state;
	beside.deals = "owner,status,amount,closed\nann,won,42500,2026-01-10\n"
		"ann,won,55000,2026-02-10\nann,won,52500,2026-03-10\n";
	beside.sides[SOPS_KPI_QUOTAS] = "rep_id,period,quota\nann,2026-01,50000\n"
		"ann,2026-02,50000\nann,2026-03,50000\n";
	beside.period = SOPS_UNIT_MONTH;
	beside.to = "2026-03-31";
	beside_expect(&beside,
		"period,attainment\n2026-01,0.85\n2026-02,1.1\n2026-03,1.05\n");
	beside.period = SOPS_UNIT_NONE;
	beside.from = "2026-01-01";
	for (size_t i = 0; i < sizeof(years) / sizeof(*years); i++) {
		beside.to = years[i].to;
		beside_expect(&beside, years[i].answer);
	}
}

/* 980,000 of recurring revenue and 600,000 besides, of 1,400,000: 113 %, and 70 % of the former
 * alone. Which deals count is for the input to say. */
static void w021_attainment(void **state)
{
	struct beside beside = figures("attainment");

	(void)state;
	beside.sides[SOPS_KPI_QUOTAS] = "rep_id,period,quota\nann,2026,1400000\n";
	beside.deals = "owner,status,amount,closed\nann,won,980000,2026-06-01\n"
		"ann,won,600000,2026-07-01\n";
	beside_expect(&beside, "attainment\n1.128571428571\n");
	beside.deals = "owner,status,amount,closed\nann,won,980000,2026-06-01\n";
	beside_expect(&beside, "attainment\n0.7\n");
}

/* W029: of 100 created 3 are won and 7 lost, 3 %. W031: 20 won, 80 lost, 20 %. */
static void w029_w031_win_rates(void **state)
{
	struct beside beside = figures("win_rate,win_rate:created");
	struct sops_buffer deals = SOPS_BUFFER_INIT;

	(void)state;
	sops_buffer_puts(&deals, "deal_id,created,closed,status\n");
	rows(&deals, 1, 3, "#,2026-03-01,2026-04-01,won\n");
	rows(&deals, 4, 7, "#,2026-03-01,2026-04-01,lost\n");
	rows(&deals, 11, 90, "#,2026-03-01,,open\n");
	beside.deals = deals.at;
	beside_expect(&beside, "win_rate,win_rate:created\n0.3,0.03\n"
		"# deals created that are still open: 90 of 100, which may yet be won\n");
	sops_buffer_release(&deals);
	sops_buffer_puts(&deals, "deal_id,created,closed,status\n");
	rows(&deals, 1, 20, "#,2026-03-01,2026-04-01,won\n");
	rows(&deals, 21, 80, "#,2026-03-01,2026-04-01,lost\n");
	beside.deals = deals.at;
	beside_expect(&beside, "win_rate,win_rate:created\n0.2,0.2\n");
	sops_buffer_release(&deals);
}

/* Of 100 leads created in March 12 have converted, some of them later: 12 %. */
static void w033_lead_conversion(void **state)
{
	struct beside beside = figures("leads,lead_conv");
	struct sops_buffer leads = SOPS_BUFFER_INIT;

	(void)state;
	sops_buffer_puts(&leads, "lead_id,created,status,converted\nearly,2026-02-28,new,\n"
		"late,2026-04-01,converted,2026-04-02\n");
	rows(&leads, 1, 88, "#,2026-03-31,new,\n");
	rows(&leads, 89, 5, "#,2026-03-01,converted,2026-03-20\n");
	rows(&leads, 94, 7, "#,2026-03-01,converted,2026-05-20\n");
	beside.sides[SOPS_KPI_LEADS] = leads.at;
	beside.from = "2026-03-01";
	beside.to = "2026-03-31";
	beside_expect(&beside, "leads,lead_conv\n100,0.12\n"
		"# leads created that are neither converted nor disqualified: 88 of 100, which may "
		"yet convert\n");
	sops_buffer_release(&leads);
}

/* 45, 54 and 39 days: 46. No year is given; with no 29 February it is 54. */
static void w035_cycle(void **state)
{
	struct beside beside = figures("cycle_days");

	(void)state;
	beside.deals = "created,closed,status\n2023-01-01,2023-02-15,won\n"
		"2023-01-10,2023-03-05,won\n2023-01-20,2023-02-28,won\n";
	beside_expect(&beside, "cycle_days\n46\n");
}

/* Customers at the start of six months, new and lost, by lost / (start + new): 1.49, 0.90, 1.60,
 * 1.03, 1.87 and 1.77 %; of the half-year 109 / 1,389, 7.85 %. By lost / start it is 109 / 1,126.
 */
static void w039_churn(void **state)
{
	static const int months[][2] = { { 85, 18 }, { 25, 11 }, { 41, 20 }, { 30, 13 }, { 36, 24 },
		{ 46, 23 } };
	struct beside beside = figures("customers,churn_rate:joined");
	struct sops_buffer all = SOPS_BUFFER_INIT;
	int lost = 0, joined = 0;

	(void)state;
	sops_buffer_puts(&all, "customer_id,start,end,mrr\n");
	for (int month = 0; month < 6; month++) {
		for (int i = 0; i < months[month][1]; i++)
			sops_buffer_printf(&all, "A%d,2025-01-01,2026-0%d-20,1\n", lost++,
				month + 1);
		for (int i = 0; i < months[month][0]; i++)
			sops_buffer_printf(&all, "B%d,2026-0%d-10,,1\n", joined++, month + 1);
	}
	rows(&all, lost, 1126 - lost, "A#,2025-01-01,,1\n");
	beside.sides[SOPS_KPI_SUBSCRIPTIONS] = all.at;
	beside.period = SOPS_UNIT_MONTH;
	beside.from = "2026-01-01";
	beside.to = "2026-06-30";
	beside_expect(&beside, "period,customers,churn_rate:joined\n"
		"2026-01,1193,0.014863748968\n"
		"2026-02,1207,0.009031198686\n"
		"2026-03,1228,0.016025641026\n"
		"2026-04,1245,0.010333863275\n"
		"2026-05,1257,0.018735362998\n"
		"2026-06,1280,0.017651573292\n");
	beside.period = SOPS_UNIT_HALF;
	beside.options.metrics = "churn_rate,churn_rate:all,churn_rate:joined";
	beside_expect(&beside, "period,churn_rate,churn_rate:all,churn_rate:joined\n"
		"2026H1,0.096802841918,0.096802841918,0.078473722102\n");
	sops_buffer_release(&all);
}

/* 27,000 at the start, 35,000 of the same customers at the end but for 5,000 that left: 111 %. */
static void w041_nrr(void **state)
{
	struct beside beside = figures("nrr,grr");

	(void)state;
	beside.sides[SOPS_KPI_SUBSCRIPTIONS] = "customer_id,start,end,mrr\n"
		"A,2025-01-01,,22000\nA,2026-03-09,,8000\nB,2025-01-01,2026-03-31,5000\n"
		"new,2026-03-05,,999\n";
	beside.from = "2026-03-01";
	beside.to = "2026-03-31";
	beside_expect(&beside, "grr,nrr\n0.814814814815,1.111111111111\n");
}

/* W043: 73 promoters, 15 passives, 12 detractors: 61. W045: 150 of 250 are satisfied: 60 %. */
static void w043_w045_surveys(void **state)
{
	struct beside beside = figures("nps,csat");
	struct sops_buffer surveys = SOPS_BUFFER_INIT;

	(void)state;
	sops_buffer_puts(&surveys, "kind,score\n");
	rows(&surveys, 0, 73, "nps,9\n");
	rows(&surveys, 0, 15, "nps,7\n");
	rows(&surveys, 0, 12, "nps,6\n");
	rows(&surveys, 0, 150, "csat,4\n");
	rows(&surveys, 0, 100, "csat,3\n");
	beside.sides[SOPS_KPI_SURVEYS] = surveys.at;
	beside_expect(&beside, "nps,csat\n61,0.6\n");
	sops_buffer_release(&surveys);
}

TAP_MAIN("kpi_published", cmocka_unit_test(w001_cac), cmocka_unit_test(w003_ltv),
	cmocka_unit_test(w005_ltv_cac), cmocka_unit_test(w007_velocity),
	cmocka_unit_test(w013_coverage), cmocka_unit_test(w015_coverage),
	cmocka_unit_test(w017_attainment), cmocka_unit_test(w019_attainment),
	cmocka_unit_test(w021_attainment), cmocka_unit_test(w029_w031_win_rates),
	cmocka_unit_test(w033_lead_conversion), cmocka_unit_test(w035_cycle),
	cmocka_unit_test(w039_churn), cmocka_unit_test(w041_nrr),
	cmocka_unit_test(w043_w045_surveys))
