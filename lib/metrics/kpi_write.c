/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_write.c: figures as cells of the result. */
#include "kpi_private.h"

#include <sops/proportion.h>
#include <sops/targets.h>

int sops__kpi_columns(struct sops_table *table, const struct sops_use *use, struct sops_error *err)
{
	const struct sops__kpi_shared *shared = use->shared;
	const struct sops_kpi_options *options = use->options;

	if (sops__kpi_periodic(use->context))
		sops_table_column(table, "period", SOPS_COLUMN_PERIOD, "",
			"period of the close date, or of --date");
	if (options && options->wide) {
		for (size_t i = 0; i < shared->n_wanted; i++)
			sops_table_column(table, shared->wanted[i]->name, shared->wanted[i]->type,
				shared->wanted[i]->unit, shared->wanted[i]->formula);
		return sops_table_check(table, err);
	}
	sops_table_column(table, "metric", SOPS_COLUMN_TEXT, "", "name of the figure");
	sops_table_column(table, "value", SOPS_COLUMN_NUMBER, "as unit says", "the figure");
	sops_table_column(table, "unit", SOPS_COLUMN_TEXT, "", "what the value counts");
	sops_table_column(table, "numerator", SOPS_COLUMN_NUMBER, "", "of a ratio");
	sops_table_column(table, "denominator", SOPS_COLUMN_NUMBER, "", "of a ratio");
	sops_table_column(table, "n", SOPS_COLUMN_COUNT, "",
		"deals, leads, reps, … that the figure rests on");
	if (options && options->ci) {
		sops_table_column(table, "lo", SOPS_COLUMN_NUMBER, "as unit says",
			"of a share or an estimate, 95 %: at least");
		sops_table_column(table, "hi", SOPS_COLUMN_NUMBER, "as unit says",
			"of a share or an estimate, 95 %: at most");
	}
	if (sops__kpi_compares(use)) {
		sops_table_column(table, "prev", SOPS_COLUMN_NUMBER, "as unit says",
			"the figure of the earlier period");
		sops_table_column(table, "change", SOPS_COLUMN_RATIO, "share", "value / prev - 1");
	}
	if (options && options->targets) {
		sops_table_column(table, "target", SOPS_COLUMN_NUMBER, "as unit says",
			"what the figure should come to");
		sops_table_column(table, "status", SOPS_COLUMN_TEXT, "", "met or missed");
	}
	return sops_table_check(table, err);
}

static void add_interval(struct sops_table *table, const struct sops__figure *figure)
{
	struct sops_cell lo = figure->lo, hi = figure->hi;
	struct sops_interval interval;

	if (lo.kind == SOPS_CELL_BLANK && figure->value.kind == SOPS_CELL_SHARE &&
	    figure->numerator.kind == SOPS_CELL_COUNT &&
	    sops_wilson(&interval, figure->numerator.count, figure->denominator.count, SOPS_Z95)) {
		lo = sops__kpi_estimate(interval.lo);
		hi = sops__kpi_estimate(interval.hi);
	}
	sops_table_cell(table, &lo);
	sops_table_cell(table, &hi);
}

static int add_change(struct sops_table *table, const struct sops__figure *figure,
	const struct sops__figure *prev, struct sops_error *err)
{
	static const struct sops_cell blank = { .kind = SOPS_CELL_BLANK };
	struct sops_cell change;
	int status = prev ? sops__kpi_comparable(figure, prev, err) : 0;

	if (status == 0)
		status = sops__kpi_change(&change, &figure->value, prev ? &prev->value : &blank,
			err);
	if (status < 0)
		return status;
	sops_table_cell(table, prev ? &prev->value : &blank);
	sops_table_cell(table, &change);
	return 0;
}

/* Of a share the target is one too. */
static struct sops_cell target_cell(const struct sops__kpi *kpi, const struct sops_target *target)
{
	const struct sops_ratio ratio = { target->target, sops_money_of(1) };

	return kpi->type == SOPS_COLUMN_RATIO ? sops__kpi_ratio_cell(SOPS_CELL_SHARE, ratio)
					      : sops__kpi_money_cell(target->target);
}

static int add_target(struct sops_table *table, const struct sops__kpi *kpi,
	const struct sops__figure *figure, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_kpi_options *options = view->use->options;
	const struct sops_target *target = sops_targets_find(options->targets,
		sops_field_of(kpi->name), view->group, sops__kpi_periodic(view->use->context)
		? (sops_period)view->period : SOPS_PERIOD_BLANK);
	struct sops_ratio value = sops__kpi_value(&figure->value);
	struct sops_cell cell;
	bool met = false;
	int status = 0;

	if (!target) {
		sops_table_blank(table);
		sops_table_blank(table);
		return 0;
	}
	if (sops_ratio_defined(value))
		status = sops_target_met(&met, target, value, err);
	cell = target_cell(kpi, target);
	sops_table_cell(table, &cell);
	sops_table_string(table, !sops_ratio_defined(value) ? NULL : met ? "met" : "missed");
	return status;
}

/* "USD" for money in a known currency, else the metric's own unit. What is 0, as there is nothing
 * of the kind, is of the currency that the group's other amounts are in. */
static const char *unit_of(const struct sops__kpi *kpi, const struct sops__figure *figure,
	const struct sops__kpi_view *view)
{
	if (strcmp(kpi->unit, "money") != 0)
		return kpi->unit;
	if (figure->currency.code[0])
		return figure->currency.code;
	if (!(kpi->roles & SOPS_ROLE(SOPS_DEALS_AMOUNT)))
		return kpi->unit;
	return view->won_amount.currency.code[0] ? view->won_amount.currency.code :
		view->open_amount.currency.code[0] ? view->open_amount.currency.code :
		view->lost_amount.currency.code[0] ? view->lost_amount.currency.code : kpi->unit;
}

static int figure_row(struct sops_table *table, const struct sops__kpi *kpi,
	const struct sops__figure *figure, const struct sops__kpi_view *view,
	const struct sops__figure *prev, struct sops_error *err)
{
	const struct sops_kpi_options *options = view->use->options;
	int status = 0;

	sops_table_string(table, kpi->name);
	sops_table_cell(table, &figure->value);
	sops_table_string(table, unit_of(kpi, figure, view));
	sops_table_cell(table, &figure->numerator);
	sops_table_cell(table, &figure->denominator);
	sops_table_count(table, figure->n);
	if (options && options->ci)
		add_interval(table, figure);
	if (sops__kpi_compares(view->use))
		status = add_change(table, figure, prev, err);
	if (status == 0 && options && options->targets)
		status = add_target(table, kpi, figure, view, err);
	return status;
}

/* Wide rows have no column for it. */
static void watch_currency(struct sops_table *table, const struct sops__kpi *kpi,
	const struct sops__figure *figure, const struct sops__kpi_view *view)
{
	struct sops__kpi_shared *shared = view->use->shared;

	if (strcmp(kpi->unit, "money") == 0)
		sops__note_currency(table, &shared->currency, figure->currency, view->use->group);
}

int sops__kpi_write(struct sops_table *table, const struct sops__kpi_view *view,
	const struct sops__figure *figures, const struct sops__figure *prev, const char *period,
	struct sops_error *err)
{
	const struct sops_kpi_options *options = view->use->options;
	const struct sops__kpi_shared *shared = view->shared;
	bool wide = options && options->wide;
	int status = 0;

	for (size_t i = 0; status == 0 && i < shared->n_wanted; i++) {
		size_t number = shared->numbers[i];

		if (!wide || i == 0) {
			sops_table_row(table);
			if (period)
				sops_table_string(table, period);
		}
		if (wide) {
			sops_table_cell(table, &figures[number].value);
			watch_currency(table, shared->wanted[i], &figures[number], view);
			continue;
		}
		status = figure_row(table, shared->wanted[i], &figures[number], view,
			prev ? &prev[number] : NULL, err);
	}
	return status;
}
