/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_rows.c: what the deals of a group come to, as rows. */
#include "kpi_private.h"

#include <sops/proportion.h>

#include <math.h>
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
	if (options && options->ci) {
		sops_table_column(table, "lo", SOPS_COLUMN_RATIO, "share",
			"of a share, 95 %: at least");
		sops_table_column(table, "hi", SOPS_COLUMN_RATIO, "share",
			"of a share, 95 %: at most");
	}
	if (sops__kpi_compares(use)) {
		sops_table_column(table, "prev", SOPS_COLUMN_NUMBER, "as unit says",
			"the figure of the earlier period");
		sops_table_column(table, "change", SOPS_COLUMN_RATIO, "share", "value / prev - 1");
	}
	return sops_table_check(table, err);
}

/* Nine digits, as other estimates have. */
static struct sops_cell share_of(double share)
{
	const struct sops_money whole = sops_money_of(1000000000);

	return (struct sops_cell){ .kind = SOPS_CELL_SHARE,
		.ratio = { sops_money_of(llround(share * 1e9)), whole } };
}

static void add_interval(struct sops_table *table, const struct sops__figure *figure)
{
	struct sops_cell lo = { .kind = SOPS_CELL_BLANK }, hi = lo;
	struct sops_interval interval;

	if (figure->value.kind == SOPS_CELL_SHARE && figure->numerator.kind == SOPS_CELL_COUNT &&
	    sops_wilson(&interval, figure->numerator.count, figure->denominator.count, SOPS_Z95)) {
		lo = share_of(interval.lo);
		hi = share_of(interval.hi);
	}
	sops_table_cell(table, &lo);
	sops_table_cell(table, &hi);
}

static int add_change(struct sops_table *table, const struct sops__figure *figure,
	const struct sops__figure *prev, struct sops_error *err)
{
	static const struct sops_cell blank = { .kind = SOPS_CELL_BLANK };
	struct sops_cell change;
	int status = sops__kpi_change(&change, &figure->value, prev ? &prev->value : &blank, err);

	sops_table_cell(table, prev ? &prev->value : &blank);
	sops_table_cell(table, &change);
	return status;
}

static int figure_row(struct sops_table *table, const struct sops__kpi *kpi, const char *unit,
	const struct sops__figure *figure, const struct sops_use *use,
	const struct sops__figure *prev, struct sops_error *err)
{
	const struct sops_kpi_options *options = use->options;

	sops_table_string(table, kpi->name);
	sops_table_cell(table, &figure->value);
	sops_table_string(table, unit);
	sops_table_cell(table, &figure->numerator);
	sops_table_cell(table, &figure->denominator);
	sops_table_count(table, figure->n);
	if (options && options->ci)
		add_interval(table, figure);
	return sops__kpi_compares(use) ? add_change(table, figure, prev, err) : 0;
}

/* All that are asked for. */
static int make_figures(struct sops__figure *figures, const struct sops__kpi_view *view,
	const struct sops_use *use, struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < sops__kpi_count; i++) {
		figures[i] = (struct sops__figure){ .n = 0 };
		if (sops__kpi_wanted(use, i))
			status = sops__kpis[i].figure(&figures[i], view, err);
	}
	return status;
}

/* One period's rows, or its one row with wide. prev: the figures of an earlier one, or NULL. */
static int view_rows(struct sops_table *table, const struct sops__kpi_view *view,
	const struct sops__figure *figures, const struct sops__figure *prev,
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
		if (wide)
			sops_table_cell(table, &figures[i].value);
		else
			status = figure_row(table, &sops__kpis[i],
				sops__kpi_unit(&sops__kpis[i], view), &figures[i], use,
				prev ? &prev[i] : NULL, err);
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

/* A part beside a whole says little. */
static void note_unfinished(struct sops_table *table, const struct sops_use *use, int64_t period)
{
	const struct sops_calendar *calendar = &use->context->calendar;
	sops_date end = sops_period_end(calendar, (sops_period)period);
	char label[SOPS_PERIOD_TEXT], today[SOPS_DATE_TEXT];

	if (!sops__kpi_compares(use) || sops__kpi_cohort(use->context) ||
	    use->context->as_of + 1 >= end || use->context->as_of < sops_period_start(calendar,
			(sops_period)period))
		return;
	sops_period_label(label, calendar, (sops_period)period);
	sops_date_format(today, use->context->as_of);
	sops_table_note(table, "%s is not over on %s: what changed is that of a part of it", label,
		today);
}

/* The period's rows, unless it is one of the past that is only compared with. */
static int show_period(struct sops_table *table, struct sops__kpi_past *past,
	const struct sops__kpi_view *view, const struct sops_use *use, int64_t period, bool shown,
	struct sops_error *err)
{
	struct sops__figure own[SOPS__KPI_MOST], *figures = own;
	char label[SOPS_PERIOD_TEXT];

	if (past->size > 0)
		figures = sops__kpi_past_put(past, period);
	else if (!shown)
		return 0;
	if (make_figures(figures, view, use, err) < 0)
		return SOPS_EINPUT;
	if (!shown)
		return 0;
	sops_period_label(label, &use->context->calendar, (sops_period)period);
	note_lost_zero(table, view, use);
	note_unfinished(table, use, period);
	return view_rows(table, view, figures, sops__kpi_past_of(past, use, period), use, label,
		err);
}

/* The periods without a gap, from the first in which something happened to the last. A cohort
 * does not move on: what is open stays where it was created. */
static int period_rows(struct sops_table *table, struct sops__kpi_past *past,
	const struct sops_group_entry *entries, size_t count, const struct sops_use *use,
	struct sops_error *err)
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

		if (sops_group_number_of(entries[at].key) == period)
			cell = entries[at++].state;
		if (cohort) {
			stock.deals = 0;
			sops_sum_init(&stock.opened);
		}
		make_view(&view, cell, use, cohort || (ongoing(context) && period == now));
		if (move_stock(&stock, cell, err) < 0 || open_of_stock(&view, &stock, err) < 0)
			return SOPS_EINPUT;
		if (show_period(table, past, &view, use, period, period >= shown, err) < 0)
			return SOPS_EINPUT;
	}
	return 0;
}

static int only_rows(struct sops_table *table, const struct sops__kpi_cell *cell,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops__figure figures[SOPS__KPI_MOST];
	struct sops__kpi_view view;

	make_view(&view, cell, use, sops__kpi_cohort(use->context) || ongoing(use->context));
	view.open = cell->opened;
	if (sops__kpi_keeps(use, SOPS__KPI_AMOUNTS))
		view.open_amount = sops_short_sum_get(&cell->opened_amount);
	note_lost_zero(table, &view, use);
	if (make_figures(figures, &view, use, err) < 0)
		return SOPS_EINPUT;
	return view_rows(table, &view, figures, NULL, use, NULL, err);
}

int sops__kpi_rows(struct sops_table *table, const void *from, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops__kpi_state *state = from;
	struct sops_group_entry *entries;
	struct sops__kpi_past past;
	int status;

	if (!sops__kpi_periodic(use->context))
		return only_rows(table, &state->only, use, err);
	status = sops_group_sorted(state->periods, &entries, err);
	if (status < 0 || !entries)
		return status;
	status = sops__kpi_past_new(&past, use, err);
	if (status == 0) {
		status = period_rows(table, &past, entries, sops_group_count(state->periods), use,
			err);
		sops__kpi_past_free(&past);
	}
	free(entries);
	return status;
}
