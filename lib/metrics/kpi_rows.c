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

static void set_currency(struct sops__figure *figure, const struct sops__kpi *kpi,
	const struct sops__kpi_view *view)
{
	if (strncmp(kpi->unit, "money", 5) == 0 && !figure->currency.code[0])
		figure->currency = sops__kpi_currency(kpi, view);
}

/* All that are asked for, and the revenue, of which growth is made; by their numbers. */
static int make_figures(struct sops__figure *figures, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops__kpi_shared *shared = view->shared;
	const struct sops__kpi *revenue = sops__kpi_at(SOPS__KPI_REVENUE);
	int status = revenue->figure(&figures[SOPS__KPI_REVENUE], view, err);

	for (size_t i = 0; status == 0 && i < shared->n_wanted; i++) {
		size_t number = shared->numbers[i];

		figures[number] = (struct sops__figure){ .n = 0 };
		status = shared->wanted[i]->figure(&figures[number], view, err);
		set_currency(&figures[number], shared->wanted[i], view);
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
static void take_cell(struct sops__kpi_view *view, const struct sops__kpi_cell *cell)
{
	static const struct sops_tally no_days = { .count = 0 };
	const struct sops_use *use = view->use;

	view->won = cell->won;
	view->lost = cell->lost;
	view->won_days = sops__kpi_keeps(use, SOPS__KPI_DAYS) ? &cell->won_days : &no_days;
	view->created_days = &no_days;
	view->to_close = sops__kpi_keeps(use, SOPS__KPI_CENSORED) ? &cell->to_close : NULL;
	if (!sops__kpi_keeps(use, SOPS__KPI_AMOUNTS))
		return;
	view->won_amount = sops_short_sum_get(&cell->won_amount);
	view->lost_amount = sops_short_sum_get(&cell->lost_amount);
	if (sops__kpi_keeps(use, SOPS__KPI_WEIGHTED))
		view->weighted = sops_short_sum_get(&cell->weighted);
	if (!sops__kpi_keeps(use, SOPS__KPI_MORE))
		return;
	view->created = cell->created;
	view->created_won = cell->created_won;
	view->created_open = cell->created_open;
	view->overdue = cell->overdue;
	view->due = cell->due;
	view->due_amount = sops_short_sum_get(&cell->due_amount);
	view->due_weighted = sops_short_sum_get(&cell->due_weighted);
	view->created_days = &cell->created_days;
}

static void make_view(struct sops__kpi_view *view, const struct sops__kpi_cell *cell,
	const struct sops_use *use, bool present, struct sops__kpi_cache *cache)
{
	*cache = (struct sops__kpi_cache){ .known = 0 };
	*view = (struct sops__kpi_view){ .present = present, .use = use, .shared = use->shared,
		.group = use->group.at ? use->group : (struct sops_field){ "", 0 },
		.cache = cache };
	take_cell(view, cell);
}

/* The days of the window. */
static void set_window(struct sops__kpi_view *view)
{
	const struct sops_context *context = view->use->context;

	view->whole = (struct sops_span){ context->from,
		context->to == SOPS_DATE_BLANK ? SOPS_DATE_BLANK : context->to + 1 };
	view->span = (struct sops_span){ context->from, sops__kpi_horizon(context) + 1 };
}

/* The days of a period, cut as the window cuts it. */
static void set_period(struct sops__kpi_view *view, int64_t period)
{
	const struct sops_context *context = view->use->context;
	sops_date horizon = sops__kpi_horizon(context);
	struct sops_span *whole = &view->whole;

	view->period = period;
	*whole = (struct sops_span){ sops_period_start(&context->calendar, (sops_period)period),
		sops_period_end(&context->calendar, (sops_period)period) };
	if (context->from != SOPS_DATE_BLANK && whole->first < context->from &&
	    whole->end > context->from)
		whole->first = context->from;
	if (context->to != SOPS_DATE_BLANK && whole->end > context->to + 1)
		whole->end = context->to + 1;
	view->span = *whole;
	if (view->span.end > horizon + 1)
		view->span.end = horizon + 1;
}

static bool wants_value_win_rate(const struct sops_kpi_options *options)
{
	return !options || !options->some || sops__kpi_chosen(options,
		sops__kpi_find((struct sops_field)SOPS_FIELD("value_win_rate")));
}

static void note_lost_zero(struct sops_table *table, const struct sops__kpi_view *view)
{
	if (view->lost_amount.n > 0 && view->lost_amount.total.units == 0 &&
	    wants_value_win_rate(view->use->options))
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

/* Nor does a period of which the window has only some days, nor what is compared with it. */
static void note_cut(struct sops_table *table, const struct sops_use *use, int64_t period)
{
	const struct sops_context *context = use->context;
	const struct sops_calendar *calendar = &context->calendar;
	sops_date first = sops_period_start(calendar, (sops_period)period),
		end = sops_period_end(calendar, (sops_period)period);
	char label[SOPS_PERIOD_TEXT], day[SOPS_DATE_TEXT];

	if (!sops__kpi_looks_back(use))
		return;
	sops_period_label(label, calendar, (sops_period)period);
	if (context->from > first && context->from < end) {
		sops_date_format(day, context->from);
		sops_table_note(table, "%s begins before %s: what changed, then and in what is "
			"compared with it, is that of a part of it", label, day);
	}
	if (context->to >= first && context->to + 1 < end && context->to < context->as_of) {
		sops_date_format(day, context->to);
		sops_table_note(table, "%s goes on after %s: what changed is that of a part of it",
			label, day);
	}
}

/* The period's rows, unless it is one of the past that is only compared with. */
static int show_period(struct sops_table *table, struct sops__kpi_past *past,
	struct sops__kpi_view *view, bool shown, struct sops_error *err)
{
	struct sops__figure own[SOPS__KPI_MOST], *figures = own;
	const struct sops_use *use = view->use;
	char label[SOPS_PERIOD_TEXT];

	view->before = sops__kpi_past_of(past, use, view->period);
	if (past->size > 0)
		figures = sops__kpi_past_put(past, view->period);
	else if (!shown)
		return 0;
	if (make_figures(figures, view, err) < 0)
		return err ? (int)err->status : SOPS_EINPUT;
	if (!shown)
		return 0;
	sops_period_label(label, &use->context->calendar, (sops_period)view->period);
	note_lost_zero(table, view);
	note_unfinished(table, use, view->period);
	note_cut(table, use, view->period);
	return sops__kpi_write(table, view, figures, sops__kpi_compares(use) ? view->before : NULL,
		label, err);
}

/* The periods of a group: of its deals, and of the side inputs that are asked for. */
struct extent {
	int64_t first, last;
};

/* Costs and quotas of the period that is going on count whole, also on the days to come. */
static sops_date last_day(const struct sops_context *context, bool whole)
{
	const struct sops_calendar *calendar = &context->calendar;
	sops_date day = sops__kpi_horizon(context);

	if (!whole || !ongoing(context))
		return day;
	day = sops_period_end(calendar, sops_period_of(calendar, day)) - 1;
	return context->to != SOPS_DATE_BLANK && context->to < day ? context->to : day;
}

static void widen(struct extent *extent, const struct sops_context *context, sops_date day,
	sops_date until, bool whole)
{
	sops_date end = last_day(context, whole);
	int64_t first, last;

	if (day > end)
		return;
	first = sops_period_of(&context->calendar, day);
	last = sops_period_of(&context->calendar, until < end ? until : end);
	if (first < extent->first)
		extent->first = first;
	if (last > extent->last)
		extent->last = last;
}

static void widen_by_sides(struct extent *extent, const struct sops_use *use)
{
	const struct sops__kpi_shared *shared = use->shared;
	const struct sops_kpi_sides *sides = sops__kpi_sides(use);
	struct sops_field group = use->group.at ? use->group : (struct sops_field){ "", 0 };
	const struct sops__kpi_view view = { .shared = shared, .group = group };
	sops_date first, last;

	for (int side = 0; sides && side < SOPS_KPI_SIDES; side++)
		if (shared->sides & (1u << side) && sops__kpi_side_span(sides,
				(enum sops_kpi_side)side, sops__kpi_key(&view, side), &first,
				&last))
			widen(extent, use->context, first, last, side == SOPS_KPI_COSTS);
	if (sops__book_span(&shared->quotas, &first, &last, group))
		widen(extent, use->context, first, last, true);
}

/* The periods without a gap, from the first in which something happened to the last. A cohort
 * does not move on: what is open stays where it was created. */
static int period_rows(struct sops_table *table, struct sops__kpi_past *past,
	const struct sops_group_entry *entries, size_t count, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops_context *context = use->context;
	bool cohort = sops__kpi_cohort(context);
	struct extent extent = { INT64_MAX, INT64_MIN };
	int64_t now = sops_period_of(&context->calendar, context->as_of), shown;
	struct stock stock = { 0 };
	size_t at = 0;
	int status = 0;

	if (count > 0)
		extent = (struct extent){ sops_group_number_of(entries[0].key),
			sops_group_number_of(entries[count - 1].key) };
	widen_by_sides(&extent, use);
	shown = extent.first;
	if (extent.first < -PERIODS_MAX || (count > 0 && extent.last > PERIODS_MAX))
		return sops_error_set(err, SOPS_EINPUT, "not a saved state: a period");
	sops_sum_init(&stock.opened);
	sops_sum_init(&stock.ended);
	if (context->from != SOPS_DATE_BLANK)
		shown = sops_period_of(&context->calendar, context->from);
	for (int64_t period = extent.first; status == 0 && period <= extent.last; period++) {
		const struct sops__kpi_cell *cell = &nothing;
		struct sops__kpi_cache cache;
		struct sops__kpi_view view;

		if (at < count && sops_group_number_of(entries[at].key) == period)
			cell = entries[at++].state;
		if (cohort) {
			stock.deals = 0;
			sops_sum_init(&stock.opened);
		}
		make_view(&view, cell, use, cohort || (ongoing(context) && period == now), &cache);
		set_period(&view, period);
		if (move_stock(&stock, cell, err) < 0 || open_of_stock(&view, &stock, err) < 0)
			return SOPS_EINPUT;
		status = show_period(table, past, &view, period >= shown, err);
	}
	return status;
}

static int only_rows(struct sops_table *table, const struct sops__kpi_cell *cell,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops__figure figures[SOPS__KPI_MOST];
	struct sops__kpi_cache cache;
	struct sops__kpi_view view;
	int status;

	make_view(&view, cell, use, sops__kpi_cohort(use->context) || ongoing(use->context),
		&cache);
	set_window(&view);
	view.open = cell->opened;
	if (sops__kpi_keeps(use, SOPS__KPI_AMOUNTS))
		view.open_amount = sops_short_sum_get(&cell->opened_amount);
	note_lost_zero(table, &view);
	status = make_figures(figures, &view, err);
	return status < 0 ? status : sops__kpi_write(table, &view, figures, NULL, NULL, err);
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
	if (status < 0)
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
