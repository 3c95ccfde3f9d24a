/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of quotas, worked out by hand. */
#include "tap.h"

#include "../../lib/metrics/kpi_private.h"

#include "kpi_tables.h"

/* ann and bob have one for the first quarter, ann for the third; cat's of 0 is none. */
static const char quotas[] = "rep_id,period,quota\n"
	"ann,2026Q1,800\nbob,2026Q1,1500\nann,2026Q3,5000\ncat,2026Q1,0\n";

#define ZERO "# quotas of 0: 1, left out\n"
#define OF_QUOTAS \
	"attainment,attainment:mean,pct_at_target,coverage,coverage:full,coverage:weighted"

static void of_quotas(void **state)
{
	struct beside beside = { .deals = kpi_deals, .as_of = "2026-07-15",
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
	struct beside beside = { .deals = kpi_deals, .as_of = "2026-03-15", .by = "team",
		.period = SOPS_UNIT_QUARTER, .to = "2026-03-31",
		.sides[SOPS_KPI_QUOTAS] = quotas, .sides[SOPS_KPI_REPS] = kpi_reps,
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
		.sides[SOPS_KPI_REPS] = kpi_reps, .period = SOPS_UNIT_MONTH,
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
	struct beside beside = { .deals = kpi_deals, .as_of = "2026-07-15",
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

/* The last of the tests: by then each figure was expected to be something. */
static void every_figure_is_asserted(void **state)
{
	(void)state;
	beside_covers(&sops__kpi_of_quotas);
}

TAP_MAIN("kpi_quotas",
	cmocka_unit_test(of_quotas), cmocka_unit_test(of_quotas_by_group),
	cmocka_unit_test(quotas_of_one_and_of_others), cmocka_unit_test(quotas_that_are_cut),
	cmocka_unit_test(every_figure_is_asserted))
