/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of what selling takes, worked out by hand: costs, reps, activities. */
#include "tap.h"

#include "../../lib/metrics/kpi_private.h"

#include "kpi_tables.h"

#define OF_COSTS "cost,cac,cac:marketing,cost_per_win,sales_efficiency,sales_cost_ratio"

static void of_costs(void **state)
{
	struct beside beside = { .deals = kpi_deals, .as_of = "2026-07-15",
		.sides[SOPS_KPI_COSTS] = kpi_costs, .options.metrics = OF_COSTS };

	(void)state;
	/* 150 for three customers, 30 of them for marketing; four deals, 3200. */
	beside_expect(&beside, HEAD
		"cost,150,money,,,4\n"
		"cac,50,money,150,3,3\n"
		"cac:marketing,10,money,30,3,3\n"
		"cost_per_win,37.5,money,150,4,4\n"
		"sales_efficiency,21.333333333333,times,3200,150,4\n"
		"sales_cost_ratio,0.046875,share,150,3200,4\n");
	/* Nothing is known to have been spent in the third quarter: that is no CAC of 0. */
	beside.period = SOPS_UNIT_QUARTER;
	beside_expect(&beside, PERIOD
		"2026Q1,cost,60,money,,,3\n"
		"2026Q1,cac,30,money,60,2,2\n"
		"2026Q1,cac:marketing,15,money,30,2,2\n"
		"2026Q1,cost_per_win,20,money,60,3,3\n"
		"2026Q1,sales_efficiency,36.666666666667,times,2200,60,3\n"
		"2026Q1,sales_cost_ratio,0.027272727273,share,60,2200,3\n"
		"2026Q2,cost,90,money,,,1\n"
		"2026Q2,cac,,money,90,0,0\n"
		"2026Q2,cac:marketing,,money,0,0,0\n"
		"2026Q2,cost_per_win,,money,90,0,0\n"
		"2026Q2,sales_efficiency,0,times,0,90,0\n"
		"2026Q2,sales_cost_ratio,,share,90,0,0\n"
		"2026Q3,cost,0,money,,,0\n"
		"2026Q3,cac,,money,,1,1\n"
		"2026Q3,cac:marketing,,money,,1,1\n"
		"2026Q3,cost_per_win,,money,,1,1\n"
		"2026Q3,sales_efficiency,,times,1000,,1\n"
		"2026Q3,sales_cost_ratio,,share,,1000,1\n");
	/* What was spent a quarter earlier. */
	beside.options.lag = 1;
	beside.options.metrics = "cost,cac,cac:marketing";
	beside_expect(&beside, PERIOD
		"2026Q1,cost,60,money,,,3\n"
		"2026Q1,cac,,money,,2,2\n"
		"2026Q1,cac:marketing,,money,,2,2\n"
		"2026Q2,cost,90,money,,,1\n"
		"2026Q2,cac,,money,60,0,0\n"
		"2026Q2,cac:marketing,,money,30,0,0\n"
		"2026Q3,cost,0,money,,,0\n"
		"2026Q3,cac,90,money,90,1,1\n"
		"2026Q3,cac:marketing,0,money,0,1,1\n");
	beside.options.lag = 0;
	beside.options.cost_categories = "SALARY";
	beside.period = SOPS_UNIT_NONE;
	beside_expect(&beside, HEAD
		"cost,120,money,,,2\n"
		"cac,40,money,120,3,3\n"
		"cac:marketing,0,money,0,3,3\n"
		"# costs of other categories: 2, left out\n");
}

/* Costs by team, which the deals borrow from their owner; a team that only costs. */
static void of_costs_by_group(void **state)
{
	struct beside beside = { .deals = kpi_deals, .as_of = "2026-07-15", .by = "team",
		.sides[SOPS_KPI_REPS] = kpi_reps, .options.metrics = "cost,cac,cost_per_win" };

	(void)state;
	beside.sides[SOPS_KPI_COSTS] = "period,team,amount\n2026,North,100\n2026,South,50\n"
		"2026,West,7\n2026,,3\n";
	beside_expect(&beside, BY("team")
		"North,cost,100,money,,,1\n"
		"North,cac,50,money,100,2,2\n"
		"North,cost_per_win,50,money,100,2,2\n"
		"South,cost,50,money,,,1\n"
		"South,cac,50,money,50,1,1\n"
		"South,cost_per_win,25,money,50,2,2\n"
		"West,cost,7,money,,,1\n"
		"West,cac,,money,7,0,0\n"
		"West,cost_per_win,,money,7,0,0\n"
		"(blank),cost,3,money,,,1\n"
		"(blank),cac,,money,3,0,0\n"
		"(blank),cost_per_win,,money,3,0,0\n");
	beside.sides[SOPS_KPI_COSTS] = kpi_costs;
	beside_expect(&beside, "-3 costs.csv:1: no column \"team\"; the columns are: period, "
		"category, amount");
}

static void of_reps(void **state)
{
	struct beside beside = { .deals = kpi_deals, .as_of = "2026-07-15",
		.sides[SOPS_KPI_REPS] = kpi_reps, .period = SOPS_UNIT_QUARTER,
		.options.metrics = "revenue_per_rep,revenue_per_rep:active,revenue_per_rep:fte" };

	(void)state;
	/* Of 90 days ann was there 90, bob 30 halves, cat 31. The third has 15 days so far. */
	beside_expect(&beside, PERIOD
		"2026Q1,revenue_per_rep,733.333333333333,money,2200,3,3\n"
		"2026Q1,revenue_per_rep:active,1100,money,2200,2,2\n"
		"2026Q1,revenue_per_rep:fte,1455.882352941176,money,2200,1.511111111111,3\n"
		"2026Q2,revenue_per_rep,0,money,0,2,2\n"
		"2026Q2,revenue_per_rep:active,,money,0,0,0\n"
		"2026Q2,revenue_per_rep:fte,0,money,0,1.5,2\n"
		"2026Q3,revenue_per_rep,500,money,1000,2,2\n"
		"2026Q3,revenue_per_rep:active,1000,money,1000,1,1\n"
		"2026Q3,revenue_per_rep:fte,666.666666666667,money,1000,1.5,2\n"
		"# reps without a hire date: 1, there from the start\n");
	beside.period = SOPS_UNIT_NONE;
	beside.by = "team";
	beside.from = "2026-02-01";
	beside.to = "2026-03-03";
	/* Of 31 days bob was there 2 halves; cat was gone. */
	beside_expect(&beside, BY("team")
		"North,revenue_per_rep,1000,money,1000,1,1\n"
		"North,revenue_per_rep:active,1000,money,1000,1,1\n"
		"North,revenue_per_rep:fte,1000,money,1000,1,1\n"
		"South,revenue_per_rep,500,money,500,1,1\n"
		"South,revenue_per_rep:active,500,money,500,1,1\n"
		"South,revenue_per_rep:fte,15500,money,500,0.032258064516,1\n"
		"# reps without a hire date: 1, there from the start\n");
	/* A roster that does not know the group. */
	beside.by = "account";
	beside.options.metrics = "revenue_per_rep";
	beside.from = "2026-03-04";
	beside.to = NULL;
	beside_expect(&beside, BY("account")
		"Acme,revenue_per_rep,700,money,700,1,1\n"
		"Beta,revenue_per_rep,,money,0,0,0\n"
		"Del,revenue_per_rep,,money,0,0,0\n"
		"Eps,revenue_per_rep,,money,0,0,0\n"
		"Gam,revenue_per_rep,,money,0,0,0\n"
		"Zed,revenue_per_rep,1000,money,1000,1,1\n"
		"# reps are counted by what they did, not by --reps: reps.csv: no column "
		"\"account\"; the columns are: rep_id, name, team, hired, left, fte\n");
}

#define LEFT_OUT \
	"# activities done by automation: 1, left out\n" \
	"# activities after the as-of date: 1, left out\n"
#define OF_ACTIVITIES \
	"activities,calls,emails,meetings,visits,selling_share,revenue_per_hour,hours_per_win," \
	"activities_per_win"
#define PER_DAY \
	"activities_per_day,calls_per_day,emails_per_day,meetings_per_day,visits_per_day"

static void of_activities(void **state)
{
	struct beside beside = { .deals = kpi_deals, .as_of = "2026-07-15",
		.sides[SOPS_KPI_ACTIVITIES] = kpi_activities, .options.metrics = OF_ACTIVITIES };

	(void)state;
	/* Minutes 30 10 60 90 50 15, all but 10 and 50 with customers; 100 of them on deals. */
	beside_expect(&beside, HEAD
		"activities,7,activities,,,7\n"
		"calls,3,activities,,,3\n"
		"emails,1,activities,,,1\n"
		"meetings,1,activities,,,1\n"
		"visits,1,activities,,,1\n"
		"selling_share,0.764705882353,share,195,255,6\n"
		"revenue_per_hour,984.615384615385,money,3200,3.25,6\n"
		"hours_per_win,0.416666666667,hours,1.666666666667,4,4\n"
		"activities_per_win,1,activities,4,4,4\n" LEFT_OUT);
	/* February has 20 working days, March 22, for ann and bob. */
	beside.period = SOPS_UNIT_MONTH;
	beside.from = "2026-02-01";
	beside.to = "2026-03-31";
	beside.options.metrics = OF_ACTIVITIES "," PER_DAY;
	beside.options.selling = "call,visit,MEETING";
	beside_expect(&beside, PERIOD
		"2026-02,activities,3,activities,,,3\n"
		"2026-02,calls,1,activities,,,1\n"
		"2026-02,emails,1,activities,,,1\n"
		"2026-02,meetings,1,activities,,,1\n"
		"2026-02,visits,0,activities,,,0\n"
		"2026-02,activities_per_day,0.075,a rep and working day,3,40,3\n"
		"2026-02,calls_per_day,0.025,a rep and working day,1,40,1\n"
		"2026-02,emails_per_day,0.025,a rep and working day,1,40,1\n"
		"2026-02,meetings_per_day,0.025,a rep and working day,1,40,1\n"
		"2026-02,visits_per_day,0,a rep and working day,0,40,0\n"
		"2026-02,selling_share,0.9,share,90,100,3\n"
		"2026-02,revenue_per_hour,666.666666666667,money,1000,1.5,3\n"
		"2026-02,hours_per_win,1.666666666667,hours,1.666666666667,1,1\n"
		"2026-02,activities_per_win,3,activities,3,1,1\n"
		"2026-03,activities,3,activities,,,3\n"
		"2026-03,calls,1,activities,,,1\n"
		"2026-03,emails,0,activities,,,0\n"
		"2026-03,meetings,0,activities,,,0\n"
		"2026-03,visits,1,activities,,,1\n"
		"2026-03,activities_per_day,0.068181818182,a rep and working day,3,44,3\n"
		"2026-03,calls_per_day,0.022727272727,a rep and working day,1,44,1\n"
		"2026-03,emails_per_day,0,a rep and working day,0,44,0\n"
		"2026-03,meetings_per_day,0,a rep and working day,0,44,0\n"
		"2026-03,visits_per_day,0.022727272727,a rep and working day,1,44,1\n"
		"2026-03,selling_share,0.642857142857,share,90,140,2\n"
		"2026-03,revenue_per_hour,800,money,1200,1.5,2\n"
		"2026-03,hours_per_win,0,hours,0,2,2\n"
		"2026-03,activities_per_win,0.5,activities,1,2,2\n" LEFT_OUT
		"# activities without a start: 1, in no period\n");
}

/* The roster says how many reps there are: in February none of South. */
static void of_activities_by_group(void **state)
{
	struct beside beside = { .as_of = "2026-07-15", .by = "team",
		.sides[SOPS_KPI_ACTIVITIES] = kpi_activities, .sides[SOPS_KPI_REPS] = kpi_reps,
		.period = SOPS_UNIT_MONTH, .from = "2026-02-01", .to = "2026-03-31",
		.options.metrics = "activities,activities_per_day,selling_share" };

	(void)state;
	beside_expect(&beside, "team," PERIOD
		"North,2026-02,activities,2,activities,,,2\n"
		"North,2026-02,activities_per_day,0.1,a rep and working day,2,20,2\n"
		"North,2026-02,selling_share,0.75,share,30,40,2\n"
		"North,2026-03,activities,1,activities,,,1\n"
		"North,2026-03,activities_per_day,0.045454545455,a rep and working day,1,22,1\n"
		"North,2026-03,selling_share,,share,0,0,0\n"
		"South,2026-02,activities,1,activities,,,1\n"
		"South,2026-02,activities_per_day,,a rep and working day,1,0,1\n"
		"South,2026-02,selling_share,1,share,60,60,1\n"
		"South,2026-03,activities,2,activities,,,2\n"
		"South,2026-03,activities_per_day,0.090909090909,a rep and working day,2,22,2\n"
		"South,2026-03,selling_share,0.642857142857,share,90,140,2\n" LEFT_OUT
		"# activities without a start: 1, in no period\n"
		"# reps without a hire date: 1, there from the start\n");
}

static void activities_at_one_time(void **state)
{
	struct beside beside = { .as_of = "2026-07-15",
		.deals = "status\nwon\nwon\n",
		.sides[SOPS_KPI_ACTIVITIES] = "rep_id,type,start,minutes,deal_id\n"
			"ann,call,2026-02-02 09:00,30,1\nann,mail,2026-02-02 09:20,30,\n",
		.options.metrics = "activities_per_win" };

	(void)state;
	/* Of no matter for what counts no minutes. */
	beside_expect(&beside, HEAD "activities_per_win,0.5,activities,1,2,2\n");
	beside.options.metrics = "hours_per_win";
	beside_expect(&beside, "-3 activities.csv:3: overlaps line 2 of the same rep (try "
		"--split-overlaps)");
	/* 20 minutes alone, 10 shared by two: 25 of 50 minutes. */
	beside.options.split_overlaps = true;
	beside_expect(&beside, HEAD "hours_per_win,0.208333333333,hours,0.416666666667,2,2\n");
	beside.options.metrics = "selling_share";
	beside_expect(&beside, "-2 selling_share: the activities do not say what is selling (name "
		"the types: --selling call,meeting,visit)");
	beside.options.selling = "mail";
	beside_expect(&beside, HEAD "selling_share,0.5,share,25,50,2\n");
}

/* The last of the tests: by then each figure was expected to be something. */
static void every_figure_is_asserted(void **state)
{
	(void)state;
	beside_covers(&sops__kpi_of_costs);
	beside_covers(&sops__kpi_of_sellers);
	beside_covers(&sops__kpi_of_activities);
}

TAP_MAIN("kpi_selling",
	cmocka_unit_test(of_costs), cmocka_unit_test(of_costs_by_group),
	cmocka_unit_test(of_reps), cmocka_unit_test(of_activities),
	cmocka_unit_test(of_activities_by_group), cmocka_unit_test(activities_at_one_time),
	cmocka_unit_test(every_figure_is_asserted))
