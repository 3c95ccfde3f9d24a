/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_rows.c: what the deals of a group come to, as rows. */
#include "kpi_private.h"

#include <stdlib.h>

static const struct sops__kpi_cell nothing = { 0 };

/* Whether what is open at the horizon is what is open today. */
static bool ongoing(const struct sops_context *context)
{
	return sops__kpi_horizon(context) == context->as_of;
}

int sops__kpi_columns(struct sops_table *table, const struct sops_use *use, struct sops_error *err)
{
	const struct sops_kpi_options *options = use->options;

	if (sops__kpi_periodic(use->context))
		sops_table_column(table, "period", SOPS_COLUMN_PERIOD, "",
			"period of the close date, or of --date");
	if (options && options->wide) {
		for (size_t i = 0; i < sops__kpi_count; i++)
			if (sops__kpi_wanted(use, i))
				sops_table_column(table, sops__kpis[i].name, sops__kpis[i].type,
					sops__kpis[i].unit, sops__kpis[i].formula);
		return sops_table_check(table, err);
	}
	sops_table_column(table, "metric", SOPS_COLUMN_TEXT, "", "name of the figure");
	sops_table_column(table, "value", SOPS_COLUMN_NUMBER, "as unit says", "the figure");
	sops_table_column(table, "unit", SOPS_COLUMN_TEXT, "", "what the value counts");
	sops_table_column(table, "numerator", SOPS_COLUMN_NUMBER, "", "of a ratio");
	sops_table_column(table, "denominator", SOPS_COLUMN_NUMBER, "", "of a ratio");
	sops_table_column(table, "n", SOPS_COLUMN_COUNT, "deals", "deals the figure rests on");
	return sops_table_check(table, err);
}

static int figure_row(struct sops_table *table, const struct sops__kpi *kpi,
	const struct sops__kpi_view *view, struct sops_error *err)
{
	struct sops__figure figure = { .n = 0 };
	int status = kpi->figure(&figure, view, err);

	sops_table_string(table, kpi->name);
	sops_table_cell(table, &figure.value);
	sops_table_string(table, sops__kpi_unit(kpi, view));
	sops_table_cell(table, &figure.numerator);
	sops_table_cell(table, &figure.denominator);
	sops_table_count(table, figure.n);
	return status;
}

/* One period's rows, or its one row with wide. */
static int view_rows(struct sops_table *table, const struct sops__kpi_view *view,
	const struct sops_use *use, const char *period, struct sops_error *err)
{
	const struct sops_kpi_options *options = use->options;
	bool wide = options && options->wide, started = false;
	int status = 0;

	for (size_t i = 0; status == 0 && i < sops__kpi_count; i++) {
		if (!sops__kpi_wanted(use, i))
			continue;
		if (!wide || !started) {
			sops_table_row(table);
			if (period)
				sops_table_string(table, period);
			started = true;
		}
		if (wide) {
			struct sops__figure figure = { .n = 0 };

			status = sops__kpis[i].figure(&figure, view, err);
			sops_table_cell(table, &figure.value);
		} else {
			status = figure_row(table, &sops__kpis[i], view, err);
		}
	}
	return status;
}

/* What is open moves from period to period. */
struct stock {
	int64_t deals;
	struct sops_sum opened, ended;
};

static int move_stock(struct stock *stock, const struct sops__kpi_cell *cell,
	struct sops_error *err)
{
	const struct sops_sum opened = sops_short_sum_get(&cell->opened_amount);
	const struct sops_sum ended = sops_short_sum_get(&cell->ended_amount);

	stock->deals += cell->opened - cell->ended;
	if (sops_sum_merge(&stock->opened, &opened, err) < 0)
		return SOPS_EINPUT;
	return sops_sum_merge(&stock->ended, &ended, err);
}

static int open_of_stock(struct sops__kpi_view *view, const struct stock *stock,
	struct sops_error *err)
{
	view->open = stock->deals;
	view->open_amount = stock->opened;
	view->open_amount.n -= stock->ended.n;
	return sops_money_sub(
		&view->open_amount.total, stock->opened.total, stock->ended.total, err);
}

/* All but what is open, of a cell that goes so far. */
static void make_view(struct sops__kpi_view *view, const struct sops__kpi_cell *cell,
	const struct sops_use *use, bool present)
{
	static const struct sops_tally no_days = { .count = 0 };

	*view = (struct sops__kpi_view){ .won = cell->won, .lost = cell->lost,
		.won_days = sops__kpi_keeps(use, SOPS__KPI_DAYS) ? &cell->won_days : &no_days,
		.present = present };
	if (!sops__kpi_keeps(use, SOPS__KPI_AMOUNTS))
		return;
	view->won_amount = sops_short_sum_get(&cell->won_amount);
	view->lost_amount = sops_short_sum_get(&cell->lost_amount);
	if (sops__kpi_keeps(use, SOPS__KPI_WEIGHTED))
		view->weighted = sops_short_sum_get(&cell->weighted);
}

static void note_lost_zero(struct sops_table *table, const struct sops__kpi_view *view,
	const struct sops_use *use)
{
	const struct sops_kpi_options *options = use->options;

	if (view->lost_amount.n > 0 && view->lost_amount.total.units == 0 &&
	    (!options || !options->chosen || options->chosen & (UINT64_C(1) << 4)))
		sops_table_note(
			table, "lost deals have amount 0 here: value_win_rate says nothing");
}

/* More than there are days, either way from 1970, in the years 1 to 9999. */
#define PERIODS_MAX 4000000

/* The periods without a gap, from the first in which something happened to the last. A cohort
 * does not move on: what is open stays where it was created. */
static int period_rows(struct sops_table *table, const struct sops_group_entry *entries,
	size_t count, const struct sops_use *use, struct sops_error *err)
{
	const struct sops_context *context = use->context;
	bool cohort = sops__kpi_cohort(context);
	int64_t first = sops_group_number_of(entries[0].key);
	int64_t last = sops_group_number_of(entries[count - 1].key);
	int64_t now = sops_period_of(&context->calendar, context->as_of), shown = first;
	struct stock stock = { 0 };
	size_t at = 0;

	if (first < -PERIODS_MAX || last > PERIODS_MAX)
		return sops_error_set(err, SOPS_EINPUT, "not a saved state: a period");
	sops_sum_init(&stock.opened);
	sops_sum_init(&stock.ended);
	if (context->from != SOPS_DATE_BLANK)
		shown = sops_period_of(&context->calendar, context->from);
	for (int64_t period = first; period <= last; period++) {
		const struct sops__kpi_cell *cell = &nothing;
		struct sops__kpi_view view;
		char label[SOPS_PERIOD_TEXT];

		if (sops_group_number_of(entries[at].key) == period)
			cell = entries[at++].state;
		if (cohort) {
			stock.deals = 0;
			sops_sum_init(&stock.opened);
		}
		make_view(&view, cell, use, cohort || (ongoing(context) && period == now));
		if (move_stock(&stock, cell, err) < 0 || open_of_stock(&view, &stock, err) < 0)
			return SOPS_EINPUT;
		if (period < shown)
			continue;
		sops_period_label(label, &context->calendar, (sops_period)period);
		note_lost_zero(table, &view, use);
		if (view_rows(table, &view, use, label, err) < 0)
			return SOPS_EINPUT;
	}
	return 0;
}

static int only_rows(struct sops_table *table, const struct sops__kpi_cell *cell,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops__kpi_view view;

	make_view(&view, cell, use, sops__kpi_cohort(use->context) || ongoing(use->context));
	view.open = cell->opened;
	if (sops__kpi_keeps(use, SOPS__KPI_AMOUNTS))
		view.open_amount = sops_short_sum_get(&cell->opened_amount);
	note_lost_zero(table, &view, use);
	return view_rows(table, &view, use, NULL, err);
}

int sops__kpi_rows(struct sops_table *table, const void *from, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops__kpi_state *state = from;
	struct sops_group_entry *entries;
	int status;

	if (!sops__kpi_periodic(use->context))
		return only_rows(table, &state->only, use, err);
	status = sops_group_sorted(state->periods, &entries, err);
	if (status == 0 && entries)
		status = period_rows(table, entries, sops_group_count(state->periods), use, err);
	free(entries);
	return status;
}
