/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_leads.c: the figures of leads. */
#include "kpi_private.h"

static int leads(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_lead_counts *counts;

	(void)err;
	sops__kpi_leads(&counts, view);
	return sops__kpi_count_figure(out, counts->created);
}

static int lead_to_opp(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_lead_counts *counts;

	(void)err;
	sops__kpi_leads(&counts, view);
	return sops__kpi_share_figure(out, counts->deals, counts->created);
}

static int lead_conv(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_lead_counts *counts;

	(void)err;
	sops__kpi_leads(&counts, view);
	return sops__kpi_share_figure(out, counts->converted, counts->created);
}

/* More can convert in a period than were created in it: no share, and no interval. */
static int lead_conv_flow(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_lead_counts *counts;

	(void)err;
	sops__kpi_leads(&counts, view);
	return sops__kpi_quotient_figure(out, SOPS_CELL_SHARE, sops_money_of(counts->flow),
		sops_money_of(counts->created), counts->created);
}

static int lead_conv_won(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_lead_counts *counts;

	(void)err;
	sops__kpi_leads(&counts, view);
	return sops__kpi_share_figure(out, counts->won, counts->created);
}

#define LEADS SOPS__SIDE(LEADS)

static const struct sops__kpi kpis[] = {
	{ "leads", "线索数", "leads created", "leads", SOPS_COLUMN_COUNT, 0, LEADS, 0, leads,
		NULL, NULL, "leads created after as-of", "common to CRM vendors' guides" },
	{ "lead_to_opp", "线索→商机", "leads with a deal / leads created", "share",
		SOPS_COLUMN_RATIO, 0, LEADS, 0, lead_to_opp, "of the leads created, those that "
		"name a deal", "leads created in the period", NULL, "Rekener (cohort)" },
	{ "lead_conv", "潜在客户转化率", "leads created in the period that ever converted / leads created",
		"share", SOPS_COLUMN_RATIO, 0, LEADS, 0, lead_conv,
		"of the leads created, those with status converted or a day of conversion",
		"leads created in the period", "conversions after as-of; of recent periods many "
		"may still convert", "Rekener (cohort)" },
	{ "lead_conv:flow", "潜在客户转化率 (期间)", "leads converted in the period / leads "
		"created in it", "share", SOPS_COLUMN_RATIO, 0, LEADS, SOPS__KPI_LATER,
		lead_conv_flow, "leads with a day of conversion in the period, whenever created",
		"leads created in the period", "conversions of which nobody gives the day; can "
		"exceed 100 %", "Rekener (period)" },
	{ "lead_conv:won", "潜在客户成交率", "leads created in the period with a deal won / "
		"leads created", "share", SOPS_COLUMN_RATIO, SOPS_ROLE(SOPS_DEALS_STATUS), LEADS,
		SOPS__KPI_LATER | SOPS__KPI_EXTRAS, lead_conv_won,
		"of the leads created, those with a deal won by as-of",
		"leads created in the period", "deals of no known lead: a deal is of the lead "
		"that its lead_id names, else of the one that names the deal",
		"HubSpot (lead to customer)" },
};

SOPS__KPI_FAMILY(leads, kpis);
