/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_sellers.c: the figures of deals by head. */
#include "kpi_private.h"

static int per_seller(struct sops__figure *out, const struct sops__kpi_view *view, int64_t sellers)
{
	struct sops_money won = sops__kpi_known(&view->won_amount, view->won);

	return sops__kpi_quotient_figure(out, SOPS_CELL_QUOTIENT, won, sops_money_of(sellers),
		sellers);
}

static int revenue_per_active(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	(void)err;
	return per_seller(out, view, sops__kpi_sellers(view));
}

static int revenue_per_rep(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	int64_t rostered = sops__kpi_rostered(view);

	(void)err;
	return per_seller(out, view, rostered < 0 ? sops__kpi_sellers(view) : rostered);
}

/* Positions, each for the share of the days on which it was filled. */
static int positions(struct sops_ratio *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_span any = { SOPS_DATE_BLANK, SOPS_DATE_BLANK };
	struct sops_money total = sops_money_of(0);
	const struct sops__kpi_rep *reps;
	const void *items;
	size_t n = sops__book_find(&view->shared->roster, &items, view->group, &any);
	int status = 0;

	reps = items;
	for (size_t i = 0; status == 0 && i < n; i++) {
		const struct sops_roster_rep *rep = reps[i].rep;
		struct sops_money days = sops_money_of(sops_roster_days(rep, &view->span));

		if (!sops_money_blank(rep->fte))
			status = sops_money_mul(&days, days, rep->fte, err);
		if (status == 0)
			status = sops_money_add(&total, total, days, err);
	}
	*out = (struct sops_ratio){ total, sops_money_of(view->span.end - view->span.first) };
	return status;
}

static int revenue_per_fte(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct sops_money won = sops__kpi_known(&view->won_amount, view->won);
	struct sops_ratio filled, value;
	int status = positions(&filled, view, err);

	if (status == 0)
		status = sops__kpi_divide(&value, (struct sops_ratio){ won, sops_money_of(1) },
			filled, err);
	if (status < 0)
		return status;
	*out = sops__kpi_figure(sops__kpi_ratio_cell(SOPS_CELL_QUOTIENT, value),
		sops__kpi_money_cell(won), sops__kpi_ratio_cell(SOPS_CELL_QUOTIENT, filled),
		sops__kpi_rostered(view));
	return 0;
}

#define STATUS SOPS_ROLE(SOPS_DEALS_STATUS)
#define AMOUNT SOPS_ROLE(SOPS_DEALS_AMOUNT)

static const struct sops__kpi kpis[] = {
	{ "revenue_per_rep", "人均销售额", "revenue / reps on the roster, else reps with a deal "
		"closed", "money", SOPS_COLUMN_NUMBER, STATUS | AMOUNT, 0,
		SOPS__KPI_SELLER | SOPS__KPI_EXTRAS, revenue_per_rep, "revenue",
		"reps of --reps who are there on any day of the period; without --reps owners of "
		"deals closed in it", "no deal: those of owners who are not "
		"on the roster count too", "sales glossaries" },
	{ "revenue_per_rep:active", "人均销售额 (有成交或输单)",
		"revenue / reps with a deal closed in the period", "money", SOPS_COLUMN_NUMBER,
		STATUS | AMOUNT | SOPS_ROLE(SOPS_DEALS_OWNER), 0,
		SOPS__KPI_LATER | SOPS__KPI_SELLER | SOPS__KPI_EXTRAS, revenue_per_active,
		"revenue", "owners of deals won or lost in the period", "a blank owner is no rep",
		"sales glossaries" },
	{ "revenue_per_rep:fte", "人均销售额 (全职当量)", "revenue / mean of the positions filled",
		"money", SOPS_COLUMN_NUMBER, STATUS | AMOUNT, SOPS__SIDE(REPS),
		SOPS__KPI_LATER | SOPS__KPI_SPAN | SOPS__KPI_SELLER | SOPS__KPI_EXTRAS,
		revenue_per_fte, "revenue", "sum of fte * days there / days of the period",
		"a rep without a day hired is there from the start", "sales glossaries" },
};

SOPS__KPI_FAMILY(sellers, kpis);
