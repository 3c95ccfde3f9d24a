/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of deals, worked out by hand; some know more from leads and activities. */
#include "tap.h"

#include "../../lib/metrics/kpi_private.h"

#include "kpi_tables.h"

static void of_deals(void **state)
{
	struct beside beside = { .deals = kpi_deals, .as_of = "2026-07-15", .from = "2026-02-01",
		.options.metrics = "new_customers,win_rate:created,win_rate:decided,"
			"win_rate:overdue,win_rate:incidence,"
			"cycle_days:created,cycle_days_median:created,cycle_days_median:censored,"
			"cycle_days_p90:censored,forecast,revenue_per_rep,revenue_per_rep:active" };

	(void)state;
	/* Days to close: D3 1, D1 19, D7 20, D2 29, D4 30; D6 43 and D5 44 so far. Four of seven
	 * are won, and nothing was censored before; with the fourth, after 29 days, fewer than half
	 * are left, and never one in ten. */
	beside_expect(&beside, HEAD
		"new_customers,3,customers,,,3\n"
		"win_rate:created,0.571428571429,share,4,7,7\n"
		"win_rate:decided,0.8,share,4,5,5\n"
		"win_rate:overdue,0.666666666667,share,4,6,6\n"
		"win_rate:incidence,0.571428571,share,4,7,7\n"
		"cycle_days:created,24.5,days,98,4,4\n"
		"cycle_days_median:created,24.5,days,,,4\n"
		"cycle_days_median:censored,29,days,5,7,7\n"
		"cycle_days_p90:censored,,days,5,7,7\n"
		"forecast,5200,money,,,5\n"
		"revenue_per_rep,1600,money,3200,2,2\n"
		"revenue_per_rep:active,1600,money,3200,2,2\n" OVERDUE RIPENS);
	/* Of the deals created in the first quarter half are left from 19 to 29 days. Acme is new
	 * once. In the third nothing was created; 4000 * 0.5 are due in it. */
	beside.period = SOPS_UNIT_QUARTER;
	beside.from = NULL;
	beside_expect(&beside, PERIOD
		"2026Q1,new_customers,2,customers,,,2\n"
		"2026Q1,win_rate:created,0.75,share,3,4,4\n"
		"2026Q1,win_rate:decided,0.75,share,3,4,4\n"
		"2026Q1,win_rate:overdue,0.75,share,3,4,4\n"
		"2026Q1,win_rate:incidence,0.75,share,3,4,4\n"
		"2026Q1,cycle_days:created,26,days,78,3,3\n"
		"2026Q1,cycle_days_median:created,29,days,,,3\n"
		"2026Q1,cycle_days_median:censored,24,days,4,4,4\n"
		"2026Q1,cycle_days_p90:censored,30,days,4,4,4\n"
		"2026Q1,forecast,,money,,,0\n"
		"2026Q1,revenue_per_rep,1100,money,2200,2,2\n"
		"2026Q1,revenue_per_rep:active,1100,money,2200,2,2\n"
		"2026Q2,new_customers,0,customers,,,0\n"
		"2026Q2,win_rate:created,0.333333333333,share,1,3,3\n"
		"2026Q2,win_rate:decided,1,share,1,1,1\n"
		"2026Q2,win_rate:overdue,,share,0,0,0\n"
		"2026Q2,win_rate:incidence,0.333333333,share,1,3,3\n"
		"2026Q2,cycle_days:created,,days,0,0,0\n"
		"2026Q2,cycle_days_median:created,,days,,,0\n"
		"2026Q2,cycle_days_median:censored,,days,1,3,3\n"
		"2026Q2,cycle_days_p90:censored,,days,1,3,3\n"
		"2026Q2,forecast,,money,,,0\n"
		"2026Q2,revenue_per_rep,,money,0,0,0\n"
		"2026Q2,revenue_per_rep:active,,money,0,0,0\n"
		"2026Q3,new_customers,1,customers,,,1\n"
		"2026Q3,win_rate:created,,share,0,0,0\n"
		"2026Q3,win_rate:decided,,share,0,0,0\n"
		"2026Q3,win_rate:overdue,0.5,share,1,2,2\n"
		"2026Q3,win_rate:incidence,,share,0,0,0\n"
		"2026Q3,cycle_days:created,20,days,20,1,1\n"
		"2026Q3,cycle_days_median:created,20,days,,,1\n"
		"2026Q3,cycle_days_median:censored,,days,0,0,0\n"
		"2026Q3,cycle_days_p90:censored,,days,0,0,0\n"
		"2026Q3,forecast,3000,money,,,2\n"
		"2026Q3,revenue_per_rep,1000,money,1000,1,1\n"
		"2026Q3,revenue_per_rep:active,1000,money,1000,1,1\n" OVERDUE RIPENS);
	/* Both sold to Acme, ann first. */
	beside.period = SOPS_UNIT_NONE;
	beside.by = "owner";
	beside.options.metrics = "new_customers";
	beside_expect(&beside, BY("owner")
		"ann,new_customers,2,customers,,,2\n"
		"bob,new_customers,1,customers,,,1\n");
	/* Whom the window does not show was a customer all the same. */
	beside.by = NULL;
	beside.from = "2026-03-04";
	beside_expect(&beside, HEAD "new_customers,1,customers,,,1\n");
}

/* What became of the deals created in the window is known up to as-of, as it is by --period. */
static void cohorts_of_a_window_go_on_after_it(void **state)
{
	struct beside beside = { .deals = kpi_deals, .as_of = "2026-07-15", .from = "2026-02-01",
		.to = "2026-02-28", .options.metrics = "deals_won,win_rate:created,"
			"win_rate:decided,win_rate:overdue,win_rate:incidence,"
			"cycle_days_median:censored" };

	(void)state;
	/* D1, D2 and D3: lost after 1 day, won after 19 and, in March, 29. */
	beside_expect(&beside, HEAD
		"deals_won,1,deals,,,1\n"
		"win_rate:created,0.666666666667,share,2,3,3\n"
		"win_rate:decided,0.666666666667,share,2,3,3\n"
		"win_rate:overdue,1,share,1,1,1\n"
		"win_rate:incidence,0.666666667,share,2,3,3\n"
		"cycle_days_median:censored,19,days,3,3,3\n" OVERDUE);
	/* D5, D6 and D7, which is won in July. */
	beside.period = SOPS_UNIT_MONTH;
	beside.from = "2026-06-01";
	beside.to = "2026-06-30";
	beside_expect(&beside, PERIOD
		"2026-06,deals_won,0,deals,,,0\n"
		"2026-06,win_rate:created,0.333333333333,share,1,3,3\n"
		"2026-06,win_rate:decided,1,share,1,1,1\n"
		"2026-06,win_rate:overdue,,share,0,0,0\n"
		"2026-06,win_rate:incidence,0.333333333,share,1,3,3\n"
		"2026-06,cycle_days_median:censored,,days,1,3,3\n" OVERDUE
		"# deals created that are still open: 2 of 3, which may yet be won\n");
}

static void all_other_figures_of_deals(void **state)
{
	struct beside beside = { .deals = kpi_deals, .as_of = "2026-07-15",
		.options.metrics = "revenue,deals_won,deals_lost,win_rate,value_win_rate,asp,"
			"cycle_days,cycle_days_median,cycle_days_p90,open_deals,open_amount,"
			"weighted_pipeline,velocity" };

	(void)state;
	/* Cycles 19 20 29 30; p90 at rank 2.7: 29 + 0.7. Velocity 2 * 4/5 * 800 / 24.5. */
	beside_expect(&beside, HEAD
		"revenue,3200,money,,,4\n"
		"deals_won,4,deals,,,4\n"
		"deals_lost,1,deals,,,1\n"
		"win_rate,0.8,share,4,5,5\n"
		"value_win_rate,0.941176470588,share,3200,3400,5\n"
		"asp,800,money,3200,4,4\n"
		"cycle_days,24.5,days,98,4,4\n"
		"cycle_days_median,24.5,days,,,4\n"
		"cycle_days_p90,29.7,days,,,4\n"
		"open_deals,2,deals,,,2\n"
		"open_amount,4900,money,,,2\n"
		"weighted_pipeline,2450,money,,,2\n"
		"velocity,52.244897959184,money a day,,,2\n");
}

/* From the first contact: of the lead; with activities, the first of these. */
static void cycles_begin_with_the_first_contact(void **state)
{
	static const char activities[] = "type,start,deal_id,lead_id\n"
		"call,2026-02-05,D1,\nmail,2026-02-02,D1,\nmail,2026-02-03,,4\n"
		"call,2026-03-11,D4,\nmail,2026-08-01,D7,\n";
	struct beside beside = { .deals = kpi_deals, .as_of = "2026-07-15",
		.sides[SOPS_KPI_LEADS] = kpi_leads,
		.options.metrics = "cycle_days,cycle_days_median,cycle_days_p90,velocity,"
			"cycle_days:created" };

	(void)state;
	/* D1 45 of lead 2, D2 30 of lead 4, D4 30, D7 20: p90 at rank 2.7, 30 + 0.7 * 15. */
	beside_expect(&beside, HEAD
		"cycle_days,31.25,days,125,4,4\n"
		"cycle_days_median,30,days,,,4\n"
		"cycle_days_p90,40.5,days,,,4\n"
		"cycle_days:created,24.5,days,98,4,4\n"
		"velocity,42.666666666667,money a day,,,2\n");
	/* D1 18, D2 30 as nothing names it, D4 20, D7 20. */
	beside.sides[SOPS_KPI_ACTIVITIES] = activities;
	beside.options.metrics = "cycle_days,cycle_days_median,cycle_days_p90";
	beside_expect(&beside, HEAD
		"cycle_days,22,days,88,4,4\n"
		"cycle_days_median,20,days,,,4\n"
		"cycle_days_p90,27,days,,,4\n");
}

static void growth(void **state)
{
	struct beside beside = { .deals = kpi_deals, .as_of = "2026-07-15",
		.period = SOPS_UNIT_QUARTER, .options.metrics = "growth" };

	(void)state;
	/* 2200, 0, 1000. */
	beside_expect(&beside, PERIOD
		"2026Q1,growth,,share,2200,,3\n"
		"2026Q2,growth,-1,share,0,2200,0\n"
		"2026Q3,growth,,share,1000,0,1\n");
	/* February lies before the window, and is what March has grown from. */
	beside.period = SOPS_UNIT_MONTH;
	beside.from = "2026-03-01";
	beside.to = "2026-03-31";
	beside_expect(&beside, PERIOD "2026-03,growth,0.2,share,1200,1000,2\n");
	beside.options.metrics = "revenue,growth";
	beside.options.compare = SOPS_KPI_COMPARE_YOY;
	beside.deals = "closed,status,amount\n2025-03-31,won,800\n2026-02-01,won,5\n"
		"2026-03-01,won,1000\n";
	beside_expect(&beside, "period,metric,value,unit,numerator,denominator,n,prev,change\n"
		"2026-03,revenue,1000,money,,,1,800,0.25\n"
		"2026-03,growth,0.25,share,1000,800,1,,\n");
}

/* The last of the tests: by then each figure was expected to be something. */
static void every_figure_is_asserted(void **state)
{
	(void)state;
	beside_covers(&sops__kpi_of_deals);
}

TAP_MAIN("kpi_deals",
	cmocka_unit_test(of_deals), cmocka_unit_test(cohorts_of_a_window_go_on_after_it),
	cmocka_unit_test(all_other_figures_of_deals),
	cmocka_unit_test(cycles_begin_with_the_first_contact), cmocka_unit_test(growth),
	cmocka_unit_test(every_figure_is_asserted))
