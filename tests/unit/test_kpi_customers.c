/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of customers, worked out by hand: subscriptions, orders, surveys. */
#include "tap.h"

#include "../../lib/metrics/kpi_private.h"

#include "kpi_tables.h"

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
		.sides[SOPS_KPI_SUBSCRIPTIONS] = subscriptions, .sides[SOPS_KPI_COSTS] = kpi_costs,
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
		.sides[SOPS_KPI_COSTS] = kpi_costs, .options.metrics = OF_ORDERS };

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

#define OF_SURVEYS "nps,csat,csat:mean,ces,response_rate"

static void of_surveys(void **state)
{
	struct beside beside = { .as_of = "2026-07-15", .sides[SOPS_KPI_SURVEYS] = kpi_surveys,
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

/* The last of the tests: by then each figure was expected to be something. */
static void every_figure_is_asserted(void **state)
{
	(void)state;
	beside_covers(&sops__kpi_of_subscriptions);
	beside_covers(&sops__kpi_of_orders);
	beside_covers(&sops__kpi_of_surveys);
}

TAP_MAIN("kpi_customers",
	cmocka_unit_test(of_subscriptions), cmocka_unit_test(of_subscriptions_over_other_days),
	cmocka_unit_test(of_subscriptions_by_group), cmocka_unit_test(of_orders),
	cmocka_unit_test(of_surveys), cmocka_unit_test(every_figure_is_asserted))
