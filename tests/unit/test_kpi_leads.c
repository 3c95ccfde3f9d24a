/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of leads, worked out by hand. */
#include "tap.h"

#include "../../lib/metrics/kpi_private.h"

#include "kpi_tables.h"

#define OF_LEADS "leads,lead_to_opp,lead_conv,lead_conv:flow,lead_conv:won"

static void of_leads(void **state)
{
	struct beside beside = { .deals = kpi_deals, .as_of = "2026-07-15",
		.sides[SOPS_KPI_LEADS] = kpi_leads, .options.metrics = OF_LEADS };

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
	/* A window cuts: only 3 and 4, since 2 converted on its second day. 4 is won later. */
	beside.period = SOPS_UNIT_NONE;
	beside.from = "2026-01-31";
	beside.to = "2026-02-01";
	beside_expect(&beside, HEAD
		"leads,2,leads,,,2\n"
		"lead_to_opp,0.5,share,1,2,2\n"
		"lead_conv,0.5,share,1,2,2\n"
		"lead_conv:flow,0.5,share,1,2,2\n"
		"lead_conv:won,0.5,share,1,2,2\n"
		"# leads created that are neither converted nor disqualified: 1 of 2, which may "
		"yet convert\n"
		"# leads created after the as-of date: 1, left out\n"
		"# leads without a created date: 1, in no period\n");
}

static void of_leads_as_of_an_earlier_day(void **state)
{
	struct beside beside = { .deals = kpi_deals, .as_of = "2026-02-25",
		.sides[SOPS_KPI_LEADS] = kpi_leads, .options.metrics = OF_LEADS };

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
	struct beside beside = { .deals = kpi_deals, .as_of = "2026-07-15", .by = "source",
		.sides[SOPS_KPI_LEADS] = kpi_leads,
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

/* The last of the tests: by then each figure was expected to be something. */
static void every_figure_is_asserted(void **state)
{
	(void)state;
	beside_covers(&sops__kpi_of_leads);
}

TAP_MAIN("kpi_leads",
	cmocka_unit_test(of_leads), cmocka_unit_test(of_leads_as_of_an_earlier_day),
	cmocka_unit_test(of_leads_by_group), cmocka_unit_test(every_figure_is_asserted))
