/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every figure that rests on a table beside the deals, worked out by hand. */
#include "tap.h"

#include "../../lib/metrics/kpi_private.h"

#include "beside.h"

/* The columns of an answer. */
#define HEAD "metric,value,unit,numerator,denominator,n\n"
#define BY(group) group "," HEAD
#define PERIOD "period," HEAD

/* D1 won of lead 2, which names it, D2 of lead 4; D3 lost names lead 5. As of 2026-07-15, D6 is
 * overdue. */
static const char deals[] =
	"deal_id,owner,lead_id,account,created,closed,close_date,status,amount,probability\n"
	"D1,ann,,Acme,2026-02-01,2026-02-20,,won,1000,\n"
	"D2,bob,,Beta,2026-02-02,2026-03-03,,won,500,\n"
	"D3,ann,5,Gam,2026-02-28,2026-03-01,,lost,200,\n"
	"D4,bob,,Acme,2026-03-01,2026-03-31,,won,700,\n"
	"D5,ann,,Del,2026-06-01,,2026-09-30,open,4000,0.5\n"
	"D6,bob,,Eps,2026-06-02,,2026-07-01,open,900,0.5\n"
	"D7,ann,,Zed,2026-06-20,2026-07-10,,won,1000,\n";
#define OVERDUE "# open deals that were due before the as-of date: 1, in no forecast\n"
#define RIPENS "# deals created that are still open: 2 of 7, which may yet be won\n"

/* 6 comes after as-of, 7 nobody knows when. */
static const char leads[] =
	"lead_id,created,source,status,converted,deal_id\n"
	"1,2026-01-05,web,new,,\n"
	"2,2026-01-06,web,converted,2026-02-01,D1\n"
	"3,2026-01-31,fair,converted,,\n"
	"4,2026-02-01,web,new,,D2\n"
	"5,2026-02-28,fair,converted,2026-02-28,D3\n"
	"6,2026-08-01,web,new,,\n"
	"7,,web,converted,2026-03-05,\n";

#define OF_LEADS "leads,lead_to_opp,lead_conv,lead_conv:flow,lead_conv:won"

static void of_leads(void **state)
{
	struct beside beside = { .deals = deals, .as_of = "2026-07-15",
		.sides[SOPS_KPI_LEADS] = leads, .options.metrics = OF_LEADS };

	(void)state;
	/* All but 6; a deal: 2 4 5; converted: 2 3 5 7, of which 3 nobody knows when; won: 2 4. */
	beside_expect(&beside, HEAD
		"leads,6,leads,,,6\n"
		"lead_to_opp,0.5,share,3,6,6\n"
		"lead_conv,0.666666666667,share,4,6,6\n"
		"lead_conv:flow,0.5,share,3,6,6\n"
		"lead_conv:won,0.333333333333,share,2,6,6\n"
		"# leads created that are neither converted nor disqualified: 2 of 6, which may "
		"yet convert\n"
		"# leads created after the as-of date: 1, left out\n");
	/* January: 1 2 3. February: 4 5; in it 2 and 5 converted. March: 7 converted, of nobody. */
	beside.period = SOPS_UNIT_MONTH;
	beside.to = "2026-03-31";
	beside_expect(&beside, PERIOD
		"2026-01,leads,3,leads,,,3\n"
		"2026-01,lead_to_opp,0.333333333333,share,1,3,3\n"
		"2026-01,lead_conv,0.666666666667,share,2,3,3\n"
		"2026-01,lead_conv:flow,0,share,0,3,3\n"
		"2026-01,lead_conv:won,0.333333333333,share,1,3,3\n"
		"2026-02,leads,2,leads,,,2\n"
		"2026-02,lead_to_opp,1,share,2,2,2\n"
		"2026-02,lead_conv,0.5,share,1,2,2\n"
		"2026-02,lead_conv:flow,1,share,2,2,2\n"
		"2026-02,lead_conv:won,0.5,share,1,2,2\n"
		"2026-03,leads,0,leads,,,0\n"
		"2026-03,lead_to_opp,,share,0,0,0\n"
		"2026-03,lead_conv,,share,0,0,0\n"
		"2026-03,lead_conv:flow,,share,1,0,0\n"
		"2026-03,lead_conv:won,,share,0,0,0\n"
		"# leads created that are neither converted nor disqualified: 2 of 5, which may "
		"yet convert\n"
		"# leads created after the as-of date: 1, left out\n"
		"# leads without a created date: 1, in no period\n");
	/* A window cuts: only 3 and 4, since 2 converted on its second day. */
	beside.period = SOPS_UNIT_NONE;
	beside.from = "2026-01-31";
	beside.to = "2026-02-01";
	beside_expect(&beside, HEAD
		"leads,2,leads,,,2\n"
		"lead_to_opp,0.5,share,1,2,2\n"
		"lead_conv,0.5,share,1,2,2\n"
		"lead_conv:flow,0.5,share,1,2,2\n"
		"lead_conv:won,0,share,0,2,2\n"
		"# leads created that are neither converted nor disqualified: 1 of 2, which may "
		"yet convert\n"
		"# leads created after the as-of date: 1, left out\n"
		"# leads without a created date: 1, in no period\n");
}

static void of_leads_as_of_an_earlier_day(void **state)
{
	struct beside beside = { .deals = deals, .as_of = "2026-02-25",
		.sides[SOPS_KPI_LEADS] = leads, .options.metrics = OF_LEADS };

	(void)state;
	/* 1 2 3 4 and 7, which has not converted by then, whatever its status says; D1 is won, D2
	 * is not. */
	beside_expect(&beside, HEAD
		"leads,5,leads,,,5\n"
		"lead_to_opp,0.4,share,2,5,5\n"
		"lead_conv,0.4,share,2,5,5\n"
		"lead_conv:flow,0.2,share,1,5,5\n"
		"lead_conv:won,0.2,share,1,5,5\n"
		"# deals closed after the as-of date: 1, counted as open\n"
		"# deals created after the as-of date: 5, left out\n"
		"# leads created that are neither converted nor disqualified: 3 of 5, which may "
		"yet convert\n"
		"# leads created after the as-of date: 2, left out\n");
}

static void of_leads_by_group(void **state)
{
	struct beside beside = { .deals = deals, .as_of = "2026-07-15", .by = "source",
		.sides[SOPS_KPI_LEADS] = leads,
		.options.metrics = "revenue,win_rate," OF_LEADS };

	(void)state;
	/* The deals have no source: D3 borrows that of lead 5, and the others name no lead. Won
	 * leads are those of the source, whatever group their deals are in. */
	beside_expect(&beside, BY("source")
		"fair,revenue,0,money,,,0\n"
		"fair,win_rate,0,share,0,1,1\n"
		"fair,leads,2,leads,,,2\n"
		"fair,lead_to_opp,0.5,share,1,2,2\n"
		"fair,lead_conv,1,share,2,2,2\n"
		"fair,lead_conv:flow,0.5,share,1,2,2\n"
		"fair,lead_conv:won,0,share,0,2,2\n"
		"web,revenue,0,money,,,0\n"
		"web,win_rate,,share,0,0,0\n"
		"web,leads,4,leads,,,4\n"
		"web,lead_to_opp,0.5,share,2,4,4\n"
		"web,lead_conv,0.5,share,2,4,4\n"
		"web,lead_conv:flow,0.5,share,2,4,4\n"
		"web,lead_conv:won,0.5,share,2,4,4\n"
		"(blank),revenue,3200,money,,,4\n"
		"(blank),win_rate,1,share,4,4,4\n"
		"(blank),leads,0,leads,,,0\n"
		"(blank),lead_to_opp,,share,0,0,0\n"
		"(blank),lead_conv,,share,0,0,0\n"
		"(blank),lead_conv:flow,,share,0,0,0\n"
		"(blank),lead_conv:won,,share,0,0,0\n"
		"# leads created that are neither converted nor disqualified: 2 of 6, which may "
		"yet convert\n"
		"# leads created after the as-of date: 1, left out\n");
}

static void of_deals(void **state)
{
	struct beside beside = { .deals = deals, .as_of = "2026-07-15", .from = "2026-02-01",
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

static void all_other_figures_of_deals(void **state)
{
	struct beside beside = { .deals = deals, .as_of = "2026-07-15",
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
	struct beside beside = { .deals = deals, .as_of = "2026-07-15",
		.sides[SOPS_KPI_LEADS] = leads,
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
	struct beside beside = { .deals = deals, .as_of = "2026-07-15",
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

/* ann and bob have one for the first quarter, ann for the third; cat's of 0 is none. */
static const char quotas[] = "rep_id,period,quota\n"
	"ann,2026Q1,800\nbob,2026Q1,1500\nann,2026Q3,5000\ncat,2026Q1,0\n";
#define ZERO "# quotas of 0: 1, left out\n"
#define OF_QUOTAS \
	"attainment,attainment:mean,pct_at_target,coverage,coverage:full,coverage:weighted"

/* bob comes in March for half of his days, cat leaves on the last day of January. */
static const char reps[] = "rep_id,name,team,hired,left,fte\n"
	"ann,Ann A,North,2025-01-01,,1\n"
	"bob,Bob B,South,2026-03-02,,0.5\n"
	"cat,Cat C,South,,2026-02-01,\n";

static void of_quotas(void **state)
{
	struct beside beside = { .deals = deals, .as_of = "2026-07-15",
		.period = SOPS_UNIT_QUARTER, .sides[SOPS_KPI_QUOTAS] = quotas,
		.options.metrics = OF_QUOTAS };

	(void)state;
	/* ann 1000 of 800, bob 1200 of 1500. In the third ann 1000 of 5000, and 4000 are due, half
	 * of which is to be expected. */
	beside_expect(&beside, PERIOD
		"2026Q1,attainment,0.95652173913,share,2200,2300,2\n"
		"2026Q1,attainment:mean,1.025,share,2.05,2,2\n"
		"2026Q1,pct_at_target,0.5,share,1,2,2\n"
		"2026Q1,coverage,,times,,,0\n"
		"2026Q1,coverage:full,,times,,,0\n"
		"2026Q1,coverage:weighted,,times,,,0\n"
		"2026Q2,attainment,,share,0,0,0\n"
		"2026Q2,attainment:mean,,share,0,0,0\n"
		"2026Q2,pct_at_target,,share,0,0,0\n"
		"2026Q2,coverage,,times,,,0\n"
		"2026Q2,coverage:full,,times,,,0\n"
		"2026Q2,coverage:weighted,,times,,,0\n"
		"2026Q3,attainment,0.2,share,1000,5000,1\n"
		"2026Q3,attainment:mean,0.2,share,0.2,1,1\n"
		"2026Q3,pct_at_target,0,share,0,1,1\n"
		"2026Q3,coverage,1,times,4000,4000,1\n"
		"2026Q3,coverage:full,0.8,times,4000,5000,1\n"
		"2026Q3,coverage:weighted,0.5,times,2000,4000,1\n" OVERDUE ZERO);
	/* All in one: ann 2000 of 5800, bob 0.8; 4100 of 7300 remain. */
	beside.period = SOPS_UNIT_NONE;
	beside_expect(&beside, HEAD
		"attainment,0.438356164384,share,3200,7300,2\n"
		"attainment:mean,0.572413793104,share,1.144827586207,2,2\n"
		"pct_at_target,0,share,0,2,2\n"
		"coverage,0.975609756098,times,4000,4100,1\n"
		"coverage:full,0.547945205479,times,4000,7300,1\n"
		"coverage:weighted,0.487804878049,times,2000,4100,1\n" OVERDUE ZERO);
}

static void of_quotas_by_group(void **state)
{
	struct beside beside = { .deals = deals, .as_of = "2026-03-15", .by = "team",
		.period = SOPS_UNIT_QUARTER, .to = "2026-03-31",
		.sides[SOPS_KPI_QUOTAS] = quotas, .sides[SOPS_KPI_REPS] = reps,
		.options.metrics = "attainment,pct_at_target,coverage" };

	(void)state;
	/* The team of deals and of quotas is that of the rep. By then D4 was open, without a day
	 * on which it is due; ann's 800 are covered. */
	beside_expect(&beside, "team," PERIOD
		"North,2026Q1,attainment,1.25,share,1000,800,1\n"
		"North,2026Q1,pct_at_target,1,share,1,1,1\n"
		"North,2026Q1,coverage,,times,0,-200,0\n"
		"South,2026Q1,attainment,0.333333333333,share,500,1500,1\n"
		"South,2026Q1,pct_at_target,0,share,0,1,1\n"
		"South,2026Q1,coverage,0,times,0,1000,0\n"
		"# deals closed after the as-of date: 1, counted as open\n"
		"# deals created after the as-of date: 3, left out\n" ZERO);
}

static void quotas_of_one_and_of_others(void **state)
{
	struct beside beside = { .as_of = "2026-07-15",
		.deals = "owner,team,closed,status,amount\nAnn A,N,2026-01-31,won,100.00\n"
			"ann,N,2026-02-01,won,50\nbob,S,2026-02-28,won,30\nbob,S,,won,9\n"
			"dan,S,2026-02-01,won,7\n",
		.sides[SOPS_KPI_REPS] = reps, .period = SOPS_UNIT_MONTH,
		.options.metrics = "attainment,pct_at_target", .to = "2026-02-28" };

	(void)state;
	/* A quota by id, deals by name or id; just 100 is reached. Of dan nobody knows what he is
	 * to reach, and of bob's fourth deal not when. */
	beside.sides[SOPS_KPI_QUOTAS] = "rep_id,period,quota\nann,2026-01,100\n"
		"Bob B,2026-02,60\nann,2026-02,50.01\n";
	beside_expect(&beside, PERIOD
		"2026-01,attainment,1,share,100,100,1\n"
		"2026-01,pct_at_target,1,share,1,1,1\n"
		"2026-02,attainment,0.72720661758,share,80,110.01,2\n"
		"2026-02,pct_at_target,0,share,0,2,2\n"
		"# deals without the date that counts: 1, in no period\n"
		"# deals won by who has no quota then: 1, in no attainment\n");
	/* Teams. */
	beside.sides[SOPS_KPI_QUOTAS] = "team,period,quota\nN,2026-02,50\nS,2026-02,37\n";
	beside.from = "2026-02-01";
	beside_expect(&beside, PERIOD
		"2026-02,attainment,1,share,87,87,2\n"
		"2026-02,pct_at_target,1,share,2,2,2\n"
		"# deals without the date that counts: 1, in no period\n");
}

/* A row that has only some days of a quota has no quota. */
static void quotas_that_are_cut(void **state)
{
	struct beside beside = { .deals = deals, .as_of = "2026-07-15",
		.sides[SOPS_KPI_QUOTAS] = quotas, .options.metrics = "attainment",
		.period = SOPS_UNIT_MONTH };
	static const char answer[] = "-3 quotas.csv:2: the quota of \"ann\" is for more days than "
		"a row of the result has (choose a longer --period, or a window that holds it all)";

	(void)state;
	beside_expect(&beside, answer);
	beside.period = SOPS_UNIT_QUARTER;
	beside.from = "2026-01-02";
	beside_expect(&beside, answer);
	beside.period = SOPS_UNIT_NONE;
	beside_expect(&beside, answer);
	beside.from = NULL;
	beside.to = "2026-03-30";
	beside_expect(&beside, answer);
	beside.to = "2026-03-31";
	beside_expect(&beside, HEAD "attainment,0.95652173913,share,2200,2300,2\n" ZERO);
}

/* May has salaries, and no month after it costs anything. */
static const char costs[] = "period,category,amount\n"
	"2026-01,Marketing,20\n2026-01,salary,30\n2026-02,ads,10\n2026-05,salary,90\n";
#define OF_COSTS "cost,cac,cac:marketing,cost_per_win,sales_efficiency,sales_cost_ratio"

static void of_costs(void **state)
{
	struct beside beside = { .deals = deals, .as_of = "2026-07-15",
		.sides[SOPS_KPI_COSTS] = costs, .options.metrics = OF_COSTS };

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
	struct beside beside = { .deals = deals, .as_of = "2026-07-15", .by = "team",
		.sides[SOPS_KPI_REPS] = reps, .options.metrics = "cost,cac,cost_per_win" };

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
	beside.sides[SOPS_KPI_COSTS] = costs;
	beside_expect(&beside, "-3 costs.csv:1: no column \"team\"; the columns are: period, "
		"category, amount");
}

static void of_reps(void **state)
{
	struct beside beside = { .deals = deals, .as_of = "2026-07-15",
		.sides[SOPS_KPI_REPS] = reps, .period = SOPS_UNIT_QUARTER,
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

/* One by automation, one after as-of, one nobody knows when, one nobody knows how long. */
static const char activities[] = "rep_id,type,start,minutes,deal_id,customer_facing,auto\n"
	"ann,Call,2026-02-02 09:00,30,D1,yes,\n"
	"ann,email,2026-02-02 10:00,10,D1,no,\n"
	"bob,meeting,2026-02-03 09:00,60,D2,yes,no\n"
	"bob,visit,2026-03-10 09:00,90,,yes,\n"
	"bob,admin,2026-03-10 12:00,50,,,\n"
	"ann,call,2026-03-11,,D4,yes,\n"
	"ann,email,2026-03-12 09:00,5,,no,yes\n"
	"ann,call,2026-09-01 09:00,20,,yes,\n"
	",call,,15,,yes,\n";
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
	struct beside beside = { .deals = deals, .as_of = "2026-07-15",
		.sides[SOPS_KPI_ACTIVITIES] = activities, .options.metrics = OF_ACTIVITIES };

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
		.sides[SOPS_KPI_ACTIVITIES] = activities, .sides[SOPS_KPI_REPS] = reps,
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

/* B leaves in February, C moves from s3 to a lower s4, D comes and goes in January, F comes back,
 * and A takes a second. */
static const char subscriptions[] = "subscription_id,customer_id,start,end,mrr,product\n"
	"s1,A,2025-06-01,,100,base\n"
	"s2,B,2025-06-01,2026-02-10,200,base\n"
	"s3,C,2025-07-01,2026-01-20,300,base\n"
	"s4,C,2026-01-20,,250,base\n"
	"s5,D,2026-01-05,2026-01-25,50,base\n"
	"s6,E,2026-02-03,,400,plus\n"
	"s7,F,2025-01-01,2025-09-01,80,base\n"
	"s8,F,2026-02-15,,90,base\n"
	"s9,A,2026-02-20,,40,plus\n";

static void of_subscriptions(void **state)
{
	struct beside beside = { .as_of = "2026-07-15",
		.sides[SOPS_KPI_SUBSCRIPTIONS] = subscriptions, .sides[SOPS_KPI_COSTS] = costs,
		.period = SOPS_UNIT_MONTH, .from = "2026-01-01", .to = "2026-02-28",
		.options = { .margin = { 8, 1 }, .metrics = "customers,mrr,arpa,reactivated,"
			"churn_rate,churn_rate:all,churn_rate:joined,churn_rate:average,"
			"churn_rate:exposure,churn_rate:annual,mrr_churn,mrr_churn:net,grr,"
			"grr:subscription,grr:year,nrr,nrr:year,ltv,ltv:revenue,new_customers,cac,"
			"ltv_cac,payback_months" } };

	(void)state;
	/* January: A 100 B 200 C 300, then C 250. Mornings: 3 * 31, and 20 of D. The year before it
	 * began with F alone, who had left. Nobody has left: no value for life.
	 * February: A 100 B 200 C 250, then A 140 C 250 E 400 F 90. Mornings: A 28, B 10, C 28, E
	 * 25, F 13. 1 - (2/3)^12. The year: F 80, then 90. LTV 220 * 0.8 * 3; CAC 10. */
	beside_expect(&beside, PERIOD
		"2026-01,new_customers,0,customers,,,0\n"
		"2026-01,cac,,money,50,0,0\n"
		"2026-01,customers,3,customers,,,3\n"
		"2026-01,mrr,550,money,,,3\n"
		"2026-01,arpa,183.333333333333,money,550,3,3\n"
		"2026-01,reactivated,0,customers,,,0\n"
		"2026-01,churn_rate,0,share,0,3,3\n"
		"2026-01,churn_rate:all,0.333333333333,share,1,3,3\n"
		"2026-01,churn_rate:joined,0.25,share,1,4,4\n"
		"2026-01,churn_rate:average,0.333333333333,share,1,3,3\n"
		"2026-01,churn_rate:exposure,0.008849557522,a customer and day,1,113,113\n"
		"2026-01,churn_rate:annual,0,share,,,3\n"
		"2026-01,mrr_churn,0.083333333333,share,50,600,3\n"
		"2026-01,mrr_churn:net,0.083333333333,share,50,600,3\n"
		"2026-01,grr,0.916666666667,share,550,600,3\n"
		"2026-01,grr:subscription,0.5,share,300,600,3\n"
		"2026-01,grr:year,0,share,0,80,1\n"
		"2026-01,nrr,0.916666666667,share,550,600,3\n"
		"2026-01,nrr:year,0,share,0,80,1\n"
		"2026-01,ltv,,money,,,3\n"
		"2026-01,ltv:revenue,,money,,,3\n"
		"2026-01,ltv_cac,,times,,,3\n"
		"2026-01,payback_months,,months,,,3\n"
		"2026-02,new_customers,1,customers,,,1\n"
		"2026-02,cac,10,money,10,1,1\n"
		"2026-02,customers,4,customers,,,4\n"
		"2026-02,mrr,880,money,,,5\n"
		"2026-02,arpa,220,money,880,4,4\n"
		"2026-02,reactivated,1,customers,,,1\n"
		"2026-02,churn_rate,0.333333333333,share,1,3,3\n"
		"2026-02,churn_rate:all,0.333333333333,share,1,3,3\n"
		"2026-02,churn_rate:joined,0.2,share,1,5,5\n"
		"2026-02,churn_rate:average,0.285714285714,share,1,3.5,3\n"
		"2026-02,churn_rate:exposure,0.009615384615,a customer and day,1,104,104\n"
		"2026-02,churn_rate:annual,0.992292653,share,,,3\n"
		"2026-02,mrr_churn,0.363636363636,share,200,550,3\n"
		"2026-02,mrr_churn:net,0.290909090909,share,160,550,3\n"
		"2026-02,grr,0.636363636364,share,350,550,3\n"
		"2026-02,grr:subscription,0.636363636364,share,350,550,3\n"
		"2026-02,grr:year,1,share,80,80,1\n"
		"2026-02,nrr,0.709090909091,share,390,550,3\n"
		"2026-02,nrr:year,1.125,share,90,80,1\n"
		"2026-02,ltv,528,money,,,3\n"
		"2026-02,ltv:revenue,660,money,,,3\n"
		"2026-02,ltv_cac,52.8,times,,,3\n"
		"2026-02,payback_months,0.056818181818,months,,,4\n");
}

/* A quarter, a year, a window and a part of a month. */
static void of_subscriptions_over_other_days(void **state)
{
	struct beside beside = { .as_of = "2026-02-14", .period = SOPS_UNIT_QUARTER,
		.sides[SOPS_KPI_SUBSCRIPTIONS] = subscriptions,
		.options = { .margin = { 5, 1 },
			.metrics = "customers,churn_rate,churn_rate:annual,ltv,reactivated" } };

	(void)state;
	beside.from = "2026-01-01";
	/* So far B of 3 has left, and A, C and E pay 750, for 3 months a quarter: 250 * 0.5 * 9. F
	 * is not yet back. 1 - (2/3)^4. */
	beside_expect(&beside, PERIOD
		"2026Q1,customers,3,customers,,,3\n"
		"2026Q1,reactivated,0,customers,,,0\n"
		"2026Q1,churn_rate,0.333333333333,share,1,3,3\n"
		"2026Q1,churn_rate:annual,0.802469136,share,,,3\n"
		"2026Q1,ltv,1125,money,,,3\n");
	/* A window is a span as good as a period, but not of so many months. */
	beside.period = SOPS_UNIT_NONE;
	beside.from = "2026-02-01";
	beside.to = "2026-02-10";
	beside.options.metrics = "customers,churn_rate";
	beside_expect(&beside, HEAD
		"customers,3,customers,,,3\n"
		"churn_rate,0.333333333333,share,1,3,3\n");
	beside.options.metrics = "ltv";
	beside_expect(&beside, "-2 ltv needs --period");
	beside.from = beside.to = NULL;
	beside.options.metrics = "churn_rate";
	beside_expect(&beside, "-2 churn_rate needs --period, --in or --from");
	/* Nor does anybody know who is new since when. */
	beside.deals = "status,amount\nwon,1\n";
	beside.options.metrics = "new_customers";
	beside_expect(&beside, "-2 new_customers of --subscriptions needs --period, --in or "
		"--from");
	beside.options.metrics = NULL;
	beside_expect(&beside, HEAD
		"revenue,1,money,,,1\n"
		"deals_won,1,deals,,,1\n"
		"deals_lost,0,deals,,,0\n"
		"win_rate,1,share,1,1,1\n"
		"value_win_rate,1,share,1,1,1\n"
		"asp,1,money,1,1,1\n"
		"open_deals,0,deals,,,0\n"
		"open_amount,0,money,,,0\n");
}

static void of_subscriptions_by_group(void **state)
{
	struct beside beside = { .as_of = "2026-07-15", .by = "product",
		.sides[SOPS_KPI_SUBSCRIPTIONS] = subscriptions,
		.from = "2026-02-01", .to = "2026-02-28",
		.options.metrics = "customers,mrr,churn_rate,grr,nrr,new_customers" };

	(void)state;
	/* A is a customer of both. */
	beside_expect(&beside, BY("product")
		"base,new_customers,0,customers,,,0\n"
		"base,customers,3,customers,,,3\n"
		"base,mrr,440,money,,,3\n"
		"base,churn_rate,0.333333333333,share,1,3,3\n"
		"base,grr,0.636363636364,share,350,550,3\n"
		"base,nrr,0.636363636364,share,350,550,3\n"
		"plus,new_customers,2,customers,,,2\n"
		"plus,customers,2,customers,,,2\n"
		"plus,mrr,440,money,,,2\n"
		"plus,churn_rate,,share,0,0,0\n"
		"plus,grr,,share,0,0,0\n"
		"plus,nrr,,share,0,0,0\n");
}

/* 4 takes back one of 3; 6 was cancelled, 7 is of nobody knows when, 9 after as-of. */
static const char orders[] = "order_id,customer_id,order_date,product,qty,unit_price,amount,cost,"
	"status\n"
	"1,A,2026-01-05,P,2,,100,60,\n"
	"1,A,2026-01-05,Q,1,,50,30,\n"
	"2,A,2026-01-20,P,1,,50,,\n"
	"3,B,2026-01-31,P,3,50,,90,\n"
	"4,B,2026-02-10,P,-1,,-50,-30,\n"
	"5,,2026-02-11,Q,1,,60,,\n"
	"6,C,2026-02-12,Q,4,,200,110,cancelled\n"
	"7,D,,Q,1,,40,20,\n"
	"8,C,2026-03-01,Q,2,,120,70,\n"
	"9,E,2026-08-01,P,1,,55,33,\n";
#define OF_ORDERS \
	"orders,order_revenue,order_revenue:gross,asp:unit,repeat_rate,new_customers:orders," \
	"gross_margin,contribution,cac"
#define OF_SOME_ORDERS \
	"# order lines that were cancelled: 1, left out\n" \
	"# order lines after the as-of date: 1, left out\n"

static void of_orders(void **state)
{
	struct beside beside = { .as_of = "2026-07-15", .sides[SOPS_KPI_ORDERS] = orders,
		.sides[SOPS_KPI_COSTS] = costs, .options.metrics = OF_ORDERS };

	(void)state;
	/* 100 50 50 150 -50 60 40 120, 10 pieces. A of A B C D came again. Of 410 that have a cost
	 * 240 are; selling cost 150. */
	beside_expect(&beside, HEAD
		"cac,37.5,money,150,4,4\n"
		"orders,7,orders,,,7\n"
		"order_revenue,520,money,,,8\n"
		"order_revenue:gross,570,money,,,7\n"
		"asp:unit,52,money,520,10,8\n"
		"repeat_rate,0.25,share,1,4,4\n"
		"new_customers:orders,4,customers,,,4\n"
		"gross_margin,0.414634146341,share,170,410,6\n"
		"contribution,20,money,,,6\n" OF_SOME_ORDERS);
	beside.period = SOPS_UNIT_MONTH;
	beside.to = "2026-03-31";
	beside_expect(&beside, PERIOD
		"2026-01,cac,25,money,50,2,2\n"
		"2026-01,orders,3,orders,,,3\n"
		"2026-01,order_revenue,350,money,,,4\n"
		"2026-01,order_revenue:gross,350,money,,,4\n"
		"2026-01,asp:unit,50,money,350,7,4\n"
		"2026-01,repeat_rate,0.5,share,1,2,2\n"
		"2026-01,new_customers:orders,2,customers,,,2\n"
		"2026-01,gross_margin,0.4,share,120,300,3\n"
		"2026-01,contribution,70,money,,,3\n"
		"2026-02,cac,,money,10,0,0\n"
		"2026-02,orders,2,orders,,,2\n"
		"2026-02,order_revenue,10,money,,,2\n"
		"2026-02,order_revenue:gross,60,money,,,1\n"
		"2026-02,asp:unit,,money,10,0,2\n"
		"2026-02,repeat_rate,,share,0,0,0\n"
		"2026-02,new_customers:orders,0,customers,,,0\n"
		"2026-02,gross_margin,0.4,share,-20,-50,1\n"
		"2026-02,contribution,-30,money,,,1\n"
		"2026-03,cac,,money,,1,1\n"
		"2026-03,orders,1,orders,,,1\n"
		"2026-03,order_revenue,120,money,,,1\n"
		"2026-03,order_revenue:gross,120,money,,,1\n"
		"2026-03,asp:unit,60,money,120,2,1\n"
		"2026-03,repeat_rate,0,share,0,1,1\n"
		"2026-03,new_customers:orders,1,customers,,,1\n"
		"2026-03,gross_margin,0.416666666667,share,50,120,1\n"
		"2026-03,contribution,50,money,,,1\n" OF_SOME_ORDERS
		"# order lines without a date: 1, in no period\n");
	/* A is new with P, whose first line that day is an order of both. */
	beside.period = SOPS_UNIT_NONE;
	beside.by = "product";
	beside.to = NULL;
	beside.options.metrics = "orders,order_revenue,repeat_rate,new_customers:orders";
	beside_expect(&beside, BY("product")
		"P,orders,4,orders,,,4\n"
		"P,order_revenue,250,money,,,4\n"
		"P,repeat_rate,0.5,share,1,2,2\n"
		"P,new_customers:orders,2,customers,,,2\n"
		"Q,orders,4,orders,,,4\n"
		"Q,order_revenue,270,money,,,4\n"
		"Q,repeat_rate,0,share,0,3,3\n"
		"Q,new_customers:orders,2,customers,,,2\n" OF_SOME_ORDERS);
}

static const char surveys[] = "kind,score,scale_max,sent,responded,channel\n"
	"nps,10,,2026-01-01,2026-01-02,web\n"
	"nps,9,,2026-01-01,2026-01-31,web\n"
	"nps,7,,2026-01-01,2026-02-02,phone\n"
	"nps,6,,2026-01-01,2026-02-03,phone\n"
	"nps,,,2026-01-05,,phone\n"
	"csat,5,,,2026-01-10,web\n"
	"csat,4,,,2026-01-11,web\n"
	"csat,3,,,2026-01-12,web\n"
	"csat,7,7,,2026-02-12,phone\n"
	"csat,5,7,,2026-02-13,phone\n"
	"ces,2,7,,2026-01-20,web\n"
	"ces,5,7,,2026-02-20,phone\n"
	"nps,0,,,,web\n";
#define OF_SURVEYS "nps,csat,csat:mean,ces,response_rate"

static void of_surveys(void **state)
{
	struct beside beside = { .as_of = "2026-07-15", .sides[SOPS_KPI_SURVEYS] = surveys,
		.options = { .metrics = OF_SURVEYS, .ci = true } };

	(void)state;
	/* 10 and 9 against 6 and 0 of five: the error is sqrt(0.8 / 5). 5 and 4 of 5 and 7 of 7 are
	 * top; (1 + 0.8 + 0.6 + 1 + 5/7) / 5. */
	beside_expect(&beside, "metric,value,unit,numerator,denominator,n,lo,hi\n"
		"nps,0,points,0,5,5,-78.398559382,78.398559382\n"
		"csat,0.6,share,3,5,5,0.230724281,0.882379226\n"
		"csat:mean,0.822857142857,share,,,5,,\n"
		"ces,3.5,points,7,2,2,,\n"
		"response_rate,0.923076923077,share,12,13,13,0.666860491,0.986289579\n");
	beside.options.ci = false;
	beside.period = SOPS_UNIT_MONTH;
	beside_expect(&beside, PERIOD
		"2026-01,nps,100,points,2,2,2\n"
		"2026-01,csat,0.666666666667,share,2,3,3\n"
		"2026-01,csat:mean,0.8,share,,,3\n"
		"2026-01,ces,2,points,2,1,1\n"
		"2026-01,response_rate,0.857142857143,share,6,7,7\n"
		"2026-02,nps,-50,points,-1,2,2\n"
		"2026-02,csat,0.5,share,1,2,2\n"
		"2026-02,csat:mean,0.857142857143,share,,,2\n"
		"2026-02,ces,5,points,5,1,1\n"
		"2026-02,response_rate,1,share,5,5,5\n"
		"# answers without a date: 1, in no period\n");
	/* As of the day of one, the answers of later days are none. */
	beside.period = SOPS_UNIT_NONE;
	beside.by = "channel";
	beside.from = "2026-02-01";
	beside.as_of = "2026-02-12";
	beside_expect(&beside, BY("channel")
		"phone,nps,-50,points,-1,2,2\n"
		"phone,csat,1,share,1,1,1\n"
		"phone,csat:mean,1,share,,,1\n"
		"phone,ces,,points,0,0,0\n"
		"phone,response_rate,1,share,3,3,3\n"
		"web,nps,,points,0,0,0\n"
		"web,csat,,share,0,0,0\n"
		"web,csat:mean,,share,,,0\n"
		"web,ces,,points,0,0,0\n"
		"web,response_rate,,share,0,0,0\n"
		"# invitations after the as-of date: 2, left out\n"
		"# answers without a date: 1, in no period\n");
	/* Efforts on scales that differ have no mean. */
	beside = (struct beside){ .as_of = "2026-07-15", .options.metrics = "ces",
		.sides[SOPS_KPI_SURVEYS] = "kind,score,scale_max\nces,2,7\nces,2,5\n" };
	beside_expect(&beside, HEAD "ces,,points,4,2,2\n");
}

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
	beside_expect(&beside, "-3 costs are in EUR and deals in USD: convert both with --rates");
	beside.options.metrics = "sales_cost_ratio";
	beside_expect(&beside, "-3 costs are in EUR and deals in USD: convert both with --rates");
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
	beside_expect(&beside, "-3 costs are in EUR and subscriptions in USD: convert both with "
		"--rates");
	beside.options.metrics = "ltv_cac";
	beside_expect(&beside, "-3 costs are in EUR and subscriptions in USD: convert both with "
		"--rates");
	beside.sides[SOPS_KPI_ORDERS] = "order_id,order_date,amount,cost,currency\n"
		"1,2026-01-05,9,8,USD\n";
	beside.options.metrics = "contribution";
	beside_expect(&beside, "-3 costs are in EUR and orders in USD: convert both with --rates");
	beside.sides[SOPS_KPI_QUOTAS] = "rep_id,period,quota,currency\nann,2026-01,50,EUR\n";
	beside.options.metrics = "attainment";
	beside_expect(&beside, "-3 quotas are in EUR and deals in USD: convert both with --rates");
	/* Nothing is won yet, and what is due is in dollars. */
	beside.as_of = "2026-01-04";
	beside.options.metrics = "coverage";
	beside_expect(&beside, "-3 quotas are in EUR and deals in USD: convert both with --rates");
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
		.as_of = "2026-07-15", .by = "owner", .sides[SOPS_KPI_SURVEYS] = surveys };

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

/* The last of the tests: by then each figure was expected to be something. */
static void every_figure_is_asserted(void **state)
{
	(void)state;
	for (size_t i = 0; i < sops__kpi_count(); i++)
		if (!beside_seen(sops__kpi_at(i)->name))
			fail_msg("no case of %s", sops__kpi_at(i)->name);
}

TAP_MAIN("kpi_sides",
	cmocka_unit_test(of_leads), cmocka_unit_test(of_leads_as_of_an_earlier_day),
	cmocka_unit_test(of_leads_by_group), cmocka_unit_test(of_deals),
	cmocka_unit_test(all_other_figures_of_deals),
	cmocka_unit_test(cycles_begin_with_the_first_contact), cmocka_unit_test(growth),
	cmocka_unit_test(of_quotas), cmocka_unit_test(of_quotas_by_group),
	cmocka_unit_test(quotas_of_one_and_of_others), cmocka_unit_test(quotas_that_are_cut),
	cmocka_unit_test(of_costs), cmocka_unit_test(of_costs_by_group),
	cmocka_unit_test(of_reps), cmocka_unit_test(of_activities),
	cmocka_unit_test(of_activities_by_group), cmocka_unit_test(activities_at_one_time),
	cmocka_unit_test(of_subscriptions), cmocka_unit_test(of_subscriptions_over_other_days),
	cmocka_unit_test(of_subscriptions_by_group), cmocka_unit_test(of_orders),
	cmocka_unit_test(of_surveys), cmocka_unit_test(currencies),
	cmocka_unit_test(columns_that_figures_need),
	cmocka_unit_test(sides_without_the_group), cmocka_unit_test(every_figure_is_asserted))
