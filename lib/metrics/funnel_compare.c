/* SPDX-License-Identifier: GPL-3.0-or-later */
/* funnel_compare.c: the funnels of two groups beside each other. */
#include "funnel_private.h"

#include <sops/proportion.h>


void sops__funnel_compare_columns(struct sops_table *table)
{
	sops_table_column(table, "stage", SOPS_COLUMN_TEXT, "", "stage, won left out");
	sops_table_column(table, "order", SOPS_COLUMN_COUNT, "", "its place");
	sops_table_column(table, "reached", SOPS_COLUMN_COUNT, "deals", "got here or further");
	sops_table_column(table, "conversion", SOPS_COLUMN_RATIO, "share", "advanced / reached");
	sops_table_column(table, "other", SOPS_COLUMN_TEXT, "", "the group compared with");
	sops_table_column(table, "other_reached", SOPS_COLUMN_COUNT, "deals", "the same of it");
	sops_table_column(table, "other_conversion", SOPS_COLUMN_RATIO, "share", "the same of it");
	sops_table_column(table, "difference", SOPS_COLUMN_RATIO, "share",
		"conversion - other_conversion");
	sops_table_column(table, "difference_lo", SOPS_COLUMN_RATIO, "share",
		"of its 95 % interval: at least");
	sops_table_column(table, "difference_hi", SOPS_COLUMN_RATIO, "share",
		"of its 95 % interval: at most");
	sops_table_column(table, "p", SOPS_COLUMN_REAL, "1",
		"chance of a difference as large, were there none");
	sops_table_column(table, "test", SOPS_COLUMN_TEXT, "", "z, or fisher where few");
}

/* a1/n1 - a2/n2, exact. */
static int difference_cell(struct sops_table *table, const struct sops__funnel_step *a,
	const struct sops__funnel_step *b, struct sops_error *err)
{
	const struct sops_money n1 = sops_money_of(a->reached.deals),
		n2 = sops_money_of(b->reached.deals);
	struct sops_money one, two;
	struct sops_ratio difference;
	int status = sops_money_mul(&one, sops_money_of(a->advanced.deals), n2, err);

	if (status == 0)
		status = sops_money_mul(&two, sops_money_of(b->advanced.deals), n1, err);
	if (status == 0)
		status = sops_money_sub(&difference.num, one, two, err);
	if (status == 0)
		status = sops_money_mul(&difference.den, n1, n2, err);
	if (status == 0)
		sops_table_share(table, difference);
	return status;
}

static void test_cells(struct sops_table *table, const struct sops__funnel_step *a,
	const struct sops__funnel_step *b)
{
	static const char *const tests[] = { [SOPS_TEST_Z] = "z", [SOPS_TEST_FISHER] = "fisher" };
	struct sops_interval interval;
	struct sops_proportions differ;

	if (!sops_newcombe(&interval, a->advanced.deals, a->reached.deals, b->advanced.deals,
		b->reached.deals, SOPS_Z95) || !sops_proportions_differ(&differ,
		a->advanced.deals, a->reached.deals, b->advanced.deals, b->reached.deals))
		return;
	sops__funnel_limit_cell(table, interval.lo);
	sops__funnel_limit_cell(table, interval.hi);
	sops_table_real(table, differ.p);
	sops_table_string(table, tests[differ.test]);
}

static void rate_cells(struct sops_table *table, const struct sops__funnel_view *view,
	const struct sops__funnel_step *step)
{
	sops_table_count(table, step->reached.deals);
	sops__funnel_share_cell(table, view, (struct sops_ratio){ sops_money_of(
		step->advanced.deals), sops_money_of(step->reached.deals) }, step->reached.deals);
}

int sops__funnel_compare_rows(struct sops_table *table, const struct sops__funnel_view *view,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops__funnel_shared *shared = use->shared;
	struct sops__funnel_view other;
	int status = sops__funnel_view(&other, sops__funnel_other(shared, use->group), use, err);

	if (status < 0)
		return status;
	for (size_t i = 0; status == 0 && i + 1 < view->count; i++) {
		sops_table_row(table);
		sops_table_text(table, sops_stages_name(view->stages, i));
		sops_table_count(table, (int64_t)i + 1);
		rate_cells(table, view, &view->steps[i]);
		sops_table_text(table, shared->other_name);
		rate_cells(table, view, &other.steps[i]);
		status = difference_cell(table, &view->steps[i], &other.steps[i], err);
		if (status == 0)
			test_cells(table, &view->steps[i], &other.steps[i]);
	}
	sops__funnel_view_release(&other, use);
	return status;
}
