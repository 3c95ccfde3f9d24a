/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kpi_private.h"

#include <sops/nearest.h>

#include <stdlib.h>

/* What happened in one period: deals closed, deals that became open, deals that ceased to be. */
struct cell {
	int64_t won, lost, opened, ended;
	struct sops_sum won_amount, lost_amount, opened_amount, ended_amount;
	struct sops_sum weighted;
	struct sops_tally won_days;
};

static const struct cell nothing = { 0 };

static const struct sops_state cell_state = SOPS_STATE(struct cell,
	SOPS_STATE_FIELD(struct cell, won, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct cell, lost, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct cell, opened, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct cell, ended, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct cell, won_amount, SOPS_STATE_SUM),
	SOPS_STATE_FIELD(struct cell, lost_amount, SOPS_STATE_SUM),
	SOPS_STATE_FIELD(struct cell, opened_amount, SOPS_STATE_SUM),
	SOPS_STATE_FIELD(struct cell, ended_amount, SOPS_STATE_SUM),
	SOPS_STATE_FIELD(struct cell, weighted, SOPS_STATE_SUM),
	SOPS_STATE_FIELD(struct cell, won_days, SOPS_STATE_TALLY));

struct state {
	struct sops_group *periods; /* by number of the period; one, 0, when there is no unit */
	int64_t undated;  /* closed, but when? */
	int64_t unplaced; /* open, but since when? */
	int64_t unpriced; /* won without an amount */
	int64_t backward; /* closed before created */
	int64_t future;   /* closed after as-of */
	int64_t unborn;   /* created after as-of */

	/* Not kept: the cell that was asked for last, which mostly is asked for next. */
	int64_t last_period;
	struct cell *last;
};

static const struct sops_state state_type = SOPS_STATE(struct state,
	SOPS_STATE_GROUP_OF(struct state, periods, cell_state),
	SOPS_STATE_FIELD(struct state, undated, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct state, unplaced, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct state, unpriced, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct state, backward, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct state, future, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct state, unborn, SOPS_STATE_COUNT));

/* A deal on its way into the state. */
struct entry {
	struct state *state;
	const struct sops_deal *deal;
	const struct sops_kpi_options *options;
	const struct sops_context *context;
	enum sops_deal_status status;
	struct sops_error *err;
};

static bool periodic(const struct sops_context *context)
{
	return context->calendar.unit != SOPS_UNIT_NONE;
}

/* The last day that counts: what came later has not happened yet. */
static sops_date horizon(const struct sops_context *context)
{
	return context->to != SOPS_DATE_BLANK && context->to < context->as_of ? context->to
									      : context->as_of;
}

/* Whether what is open at the horizon is what is open today. */
static bool ongoing(const struct sops_context *context)
{
	return horizon(context) == context->as_of;
}

static bool is_cohort(const struct sops_context *context)
{
	return context->date >= 0 && context->date != SOPS_DEALS_CLOSED;
}

static int cell_on(const struct entry *entry, sops_date day, struct cell **out)
{
	char number[SOPS_GROUP_NUMBER];
	int64_t period = periodic(entry->context) ?
		sops_period_of(&entry->context->calendar, day) : 0;
	struct state *state = entry->state;
	void *cell = NULL;
	int status;

	*out = state->last;
	if (state->last && state->last_period == period)
		return 0;
	status = sops_group_at(
		state->periods, sops_group_number(number, period), &cell, entry->err);
	*out = state->last = cell;
	state->last_period = period;
	return status;
}

static bool before_window(const struct sops_context *context, sops_date day)
{
	return context->from != SOPS_DATE_BLANK && day < context->from;
}

static int add_cycle(const struct entry *entry, struct cell *cell)
{
	const struct sops_deal *deal = entry->deal;

	if (deal->created == SOPS_DATE_BLANK || deal->closed == SOPS_DATE_BLANK)
		return 0;
	if (deal->closed < deal->created) {
		entry->state->backward++;
		return 0;
	}
	if (entry->options && entry->options->without_days)
		return 0;
	return sops_tally_add(&cell->won_days, deal->closed - deal->created, 1, entry->err);
}

static int add_decided(const struct entry *entry, struct cell *cell)
{
	const struct sops_deal *deal = entry->deal;

	if (entry->status == SOPS_STATUS_LOST) {
		cell->lost++;
		return sops_sum_add(&cell->lost_amount, deal->amount, deal->currency, entry->err);
	}
	cell->won++;
	if (sops_money_blank(deal->amount))
		entry->state->unpriced++;
	if (sops_sum_add(&cell->won_amount, deal->amount, deal->currency, entry->err) < 0)
		return SOPS_EINPUT;
	return add_cycle(entry, cell);
}

/* Won and lost deals, in the period of a day; blank when nobody knows it. */
static int add_closed(const struct entry *entry, sops_date day)
{
	const struct sops_context *context = entry->context;
	bool dated = periodic(context) || context->from != SOPS_DATE_BLANK ||
		context->to != SOPS_DATE_BLANK;
	struct cell *cell;

	if (entry->status != SOPS_STATUS_WON && entry->status != SOPS_STATUS_LOST)
		return 0;
	if (dated && day == SOPS_DATE_BLANK) {
		entry->state->undated++;
		return 0;
	}
	if (day != SOPS_DATE_BLANK && before_window(context, day))
		return 0;
	if (cell_on(entry, day, &cell) < 0)
		return SOPS_ESYSTEM;
	return add_decided(entry, cell);
}

static int add_weighted(const struct entry *entry, struct cell *cell)
{
	const struct sops_deal *deal = entry->deal;
	struct sops_money weighted;

	if (entry->status != SOPS_STATUS_OPEN || sops_money_blank(deal->amount) ||
	    sops_money_blank(deal->probability))
		return 0;
	if (sops_money_mul(&weighted, deal->amount, deal->probability, entry->err) < 0)
		return SOPS_EINPUT;
	return sops_sum_add(&cell->weighted, weighted, deal->currency, entry->err);
}

static int add_opened(const struct entry *entry, struct cell *cell)
{
	cell->opened++;
	return sops_sum_add(&cell->opened_amount, entry->deal->amount, entry->deal->currency,
		entry->err);
}

/* Open deals when there are no periods: those that are open at the horizon. */
static int add_open(const struct entry *entry, sops_date day)
{
	struct cell *cell;

	if (entry->status != SOPS_STATUS_OPEN)
		return 0;
	if (cell_on(entry, day, &cell) < 0)
		return SOPS_ESYSTEM;
	if (add_opened(entry, cell) < 0)
		return SOPS_EINPUT;
	return add_weighted(entry, cell);
}

/* With periods: open from the period of its creation to the one before its end. */
static int add_span(const struct entry *entry)
{
	const struct sops_deal *deal = entry->deal;
	bool ended = entry->status != SOPS_STATUS_OPEN;
	struct cell *cell;

	if (deal->created == SOPS_DATE_BLANK || (ended && deal->closed == SOPS_DATE_BLANK)) {
		entry->state->unplaced += !ended;
		return 0;
	}
	if (cell_on(entry, deal->created, &cell) < 0)
		return SOPS_ESYSTEM;
	if (add_opened(entry, cell) < 0)
		return SOPS_EINPUT;
	if (cell_on(entry, ended && deal->closed > deal->created ? deal->closed :
			ended ? deal->created : horizon(entry->context), &cell) < 0)
		return SOPS_ESYSTEM;
	if (!ended)
		return add_weighted(entry, cell);
	cell->ended++;
	return sops_sum_add(&cell->ended_amount, deal->amount, deal->currency, entry->err);
}

/* --date: everything in the period of that date. */
static int add_cohort(const struct entry *entry, sops_date day)
{
	const struct sops_context *context = entry->context;
	bool outside = day != SOPS_DATE_BLANK && (before_window(context, day) ||
		(context->to != SOPS_DATE_BLANK && day > context->to));
	int status;

	if (day == SOPS_DATE_BLANK && (periodic(context) || context->from != SOPS_DATE_BLANK ||
			context->to != SOPS_DATE_BLANK)) {
		entry->state->undated++;
		return 0;
	}
	if (outside)
		return 0;
	status = add_closed(entry, day);
	return status < 0 ? status : add_open(entry, day);
}

static sops_date cohort_date(const struct sops_deal *deal, int role)
{
	const struct sops_role *r = &sops_deals.roles[role];
	const void *at = (const char *)deal + r->offset;

	return r->type == SOPS_TIME ? ((const struct sops_stamp *)at)->day : *(const sops_date *)at;
}

static int add(void *into, const void *row, const struct sops_use *use, struct sops_error *err)
{
	struct entry entry = { into, row, use->options, use->context, SOPS_STATUS_OPEN, err };
	bool cohort = is_cohort(use->context);
	sops_date end = cohort ? use->context->as_of : horizon(use->context);
	int status;

	if (!sops_deal_status_on(&entry.status, entry.deal, end)) {
		entry.state->unborn += end == use->context->as_of;
		return 0;
	}
	if (entry.status != (enum sops_deal_status)entry.deal->status &&
	    entry.deal->closed > use->context->as_of)
		entry.state->future++;
	if (cohort)
		return add_cohort(&entry, cohort_date(entry.deal, use->context->date));
	status = add_closed(&entry, entry.deal->closed);
	if (status < 0)
		return status;
	return periodic(use->context) ? add_span(&entry) : add_open(&entry, end);
}

static bool wanted(const struct sops_use *use, size_t kpi)
{
	const struct sops_kpi_options *options = use->options;

	if (options && options->chosen)
		return options->chosen & (UINT64_C(1) << kpi);
	return (sops__kpis[kpi].roles & ~use->context->bound) == 0;
}

static void roles(const struct sops_use *use, uint64_t *needs, uint64_t *uses)
{
	const struct sops_kpi_options *options = use->options;
	const struct sops_context *context = use->context;

	if (periodic(context) || context->from != SOPS_DATE_BLANK || context->to != SOPS_DATE_BLANK)
		*needs |= SOPS_ROLE(SOPS_DEALS_CLOSED);
	*uses = 0;
	for (size_t i = 0; i < sops__kpi_count; i++) {
		if (!options || !options->chosen)
			*uses |= sops__kpis[i].roles;
		else if (wanted(use, i))
			*needs |= sops__kpis[i].roles;
	}
	/* What is open at the end of a past period depends on when it was created and closed. */
	*uses |= SOPS_ROLE(SOPS_DEALS_CREATED) | SOPS_ROLE(SOPS_DEALS_CLOSED);
	/* Where a flag for won stands for the status, the one for closed tells lost from open. */
	*uses |= SOPS_ROLE(SOPS_DEALS_IS_CLOSED);
}

/* Whether a figure that is asked for adds amounts. */
static bool uses_amount(const struct sops_use *use)
{
	for (size_t i = 0; i < sops__kpi_count; i++)
		if (wanted(use, i) && (sops__kpis[i].roles & SOPS_ROLE(SOPS_DEALS_AMOUNT)))
			return true;
	return false;
}

static void note(struct sops_table *table, int64_t count, const char *what, const char *then)
{
	if (count > 0)
		sops_table_note(table, "%s: %lld, %s", what, (long long)count, then);
}

/* What was left out or stands on shaky ground, over all groups. */
static int settle(struct sops_use *use, const struct sops_group *groups, struct sops_table *table,
	struct sops_error *err)
{
	struct sops_group_cursor cursor = { NULL, 0 };
	struct state all = { 0 };
	const struct state *state;

	(void)err;
	while ((state = sops_group_next(groups, &cursor)) != NULL) {
		all.undated += state->undated;
		all.unplaced += state->unplaced;
		all.unpriced += state->unpriced;
		all.backward += state->backward;
		all.future += state->future;
		all.unborn += state->unborn;
	}
	note(table, all.undated, "deals without the date that counts", "in no period");
	note(table, all.unplaced, "open deals without a created date", "in no period");
	if (uses_amount(use))
		note(table, all.unpriced, "deals won without an amount",
			"which add nothing to the revenue");
	note(table, all.backward, "deals closed before they were created", "left out of the cycle");
	note(table, all.future, "deals closed after the as-of date", "counted as open");
	note(table, all.unborn, "deals created after the as-of date", "left out");
	return 0;
}

static int columns(struct sops_table *table, const struct sops_use *use, struct sops_error *err)
{
	const struct sops_kpi_options *options = use->options;

	if (periodic(use->context))
		sops_table_column(table, "period", SOPS_COLUMN_PERIOD, "",
			"period of the close date, or of --date");
	if (options && options->wide) {
		for (size_t i = 0; i < sops__kpi_count; i++)
			if (wanted(use, i))
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
		if (!wanted(use, i))
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

static int move_stock(struct stock *stock, const struct cell *cell, struct sops_error *err)
{
	stock->deals += cell->opened - cell->ended;
	if (sops_sum_merge(&stock->opened, &cell->opened_amount, err) < 0)
		return SOPS_EINPUT;
	return sops_sum_merge(&stock->ended, &cell->ended_amount, err);
}

static int make_view(struct sops__kpi_view *view, const struct cell *cell,
	const struct stock *stock, bool present, struct sops_error *err)
{
	*view = (struct sops__kpi_view){
		.won = cell->won,
		.lost = cell->lost,
		.won_amount = cell->won_amount,
		.lost_amount = cell->lost_amount,
		.won_days = &cell->won_days,
		.open = stock->deals,
		.open_amount = stock->opened,
		.present = present,
		.weighted = cell->weighted,
	};
	view->open_amount.n -= stock->ended.n;
	return sops_money_sub(
		&view->open_amount.total, stock->opened.total, stock->ended.total, err);
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
static int period_rows(struct sops_table *table, const struct state *state,
	const struct sops_group_entry *entries, size_t count, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops_context *context = use->context;
	bool cohort = is_cohort(context);
	int64_t first = sops_group_number_of(entries[0].key);
	int64_t last = sops_group_number_of(entries[count - 1].key);
	int64_t now = sops_period_of(&context->calendar, context->as_of), shown = first;
	struct stock stock = { 0 };
	size_t at = 0;

	(void)state;
	if (first < -PERIODS_MAX || last > PERIODS_MAX)
		return sops_error_set(err, SOPS_EINPUT, "not a saved state: a period");
	sops_sum_init(&stock.opened);
	sops_sum_init(&stock.ended);
	if (context->from != SOPS_DATE_BLANK)
		shown = sops_period_of(&context->calendar, context->from);
	for (int64_t period = first; period <= last; period++) {
		const struct cell *cell = &nothing;
		struct sops__kpi_view view;
		char label[SOPS_PERIOD_TEXT];

		if (sops_group_number_of(entries[at].key) == period)
			cell = entries[at++].state;
		if (cohort) {
			stock.deals = 0;
			sops_sum_init(&stock.opened);
		}
		if (move_stock(&stock, cell, err) < 0 ||
			make_view(&view, cell, &stock,
				cohort || (ongoing(context) && period == now), err) < 0)
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

static int table_rows(struct sops_table *table, const void *from, const struct sops_use *use,
	struct sops_error *err)
{
	const struct state *state = from;
	size_t count = sops_group_count(state->periods);
	struct sops_group_entry *entries;
	struct stock stock = { 0 };
	struct sops__kpi_view view;
	int status = sops_group_sorted(state->periods, &entries, err);

	if (status < 0)
		return status;
	if (periodic(use->context)) {
		status = count ? period_rows(table, state, entries, count, use, err) : 0;
	} else {
		const struct cell *cell = count ? entries[0].state : &nothing;

		sops_sum_init(&stock.opened);
		sops_sum_init(&stock.ended);
		status = move_stock(&stock, cell, err);
		if (status == 0)
			status = make_view(&view, cell, &stock,
				is_cohort(use->context) || ongoing(use->context), err);
		if (status == 0) {
			note_lost_zero(table, &view, use);
			status = view_rows(table, &view, use, NULL, err);
		}
	}
	free(entries);
	return status;
}

static const struct sops_definition definitions[] = {
	{ "revenue", "sum of the amounts of deals won, by close date" },
	{ "win_rate", "won / (won + lost), by close date; open and void deals are in neither" },
	{ "value_win_rate", "amount won / (amount won + amount lost), by close date" },
	{ "asp", "revenue / deals won that have an amount" },
	{ "cycle_days", "days from created to closed of deals won; same day is 0" },
	{ "open_deals", "created by and not closed by the end of the period or as-of" },
	{ "weighted_pipeline", "sum of amount * probability over deals open at as-of" },
	{ "velocity", "open deals * win rate * asp / median cycle, in money a day" },
	{ NULL, NULL },
};

const struct sops_metric sops_kpi_metric = {
	.name = "kpi",
	.rows = &sops_deals,
	.needs = SOPS_ROLE(SOPS_DEALS_STATUS),
	.date = -1,
	.state = &state_type,
	.definitions = definitions,
	.roles = roles,
	.add = add,
	.settle = settle,
	.columns = columns,
	.table = table_rows,
};

SOPS_METRIC_BODY(kpi, struct sops_deal, struct sops_kpi_options);

static int choose_one(struct sops_kpi_options *options, struct sops_field name,
	struct sops_error *err)
{
	struct sops_field names[64];
	char quoted[SOPS_QUOTED];

	for (size_t i = 0; i < sops__kpi_count; i++) {
		names[i] = sops_field_of(sops__kpis[i].name);
		if (sops_field_equal(names[i], name)) {
			options->chosen |= UINT64_C(1) << i;
			return 0;
		}
	}
	sops_error_set(err, SOPS_EUSAGE, "no metric %s", sops_quote(quoted, name));
	sops_hint_names(err, name, names, sops__kpi_count, "metrics");
	return SOPS_EUSAGE;
}

static bool needs_days(uint64_t chosen)
{
	const uint64_t cycle = SOPS_ROLE(SOPS_DEALS_CREATED) | SOPS_ROLE(SOPS_DEALS_CLOSED);

	for (size_t i = 0; i < sops__kpi_count; i++)
		if (chosen & (UINT64_C(1) << i) && (sops__kpis[i].roles & cycle) == cycle)
			return true;
	return false;
}

int sops_kpi_choose(struct sops_kpi_options *options, struct sops_error *err)
{
	struct sops_field rest = sops_field_of(options->metrics);
	int status = 0;

	options->chosen = 0;
	if (options->metrics && strcmp(options->metrics, "all") == 0) {
		options->chosen = (UINT64_C(1) << sops__kpi_count) - 1;
		return 0;
	}
	while (status == 0 && rest.at)
		status = choose_one(options, sops_field_cut(&rest, ','), err);
	options->without_days = options->chosen && !needs_days(options->chosen);
	return status;
}

static void list_inputs(struct sops_table *table, uint64_t roles_needed)
{
	struct sops_buffer inputs = SOPS_BUFFER_INIT;

	for (size_t i = 0; i < sops_deals.count; i++)
		if (roles_needed & SOPS_ROLE(i))
			sops_buffer_printf(&inputs, "%s%s", inputs.len ? " " : "",
				sops_deals.roles[i].name);
	sops_table_text(table, sops_buffer_view(&inputs));
	sops_buffer_release(&inputs);
}

int sops_kpi_list(struct sops_table **out, struct sops_error *err)
{
	int status = sops_table_new(out, err);

	if (status < 0)
		return status;
	sops_table_column(*out, "metric", SOPS_COLUMN_TEXT, "", "name, for --metrics");
	sops_table_column(*out, "name_zh", SOPS_COLUMN_TEXT, "", "name in Chinese");
	sops_table_column(*out, "formula", SOPS_COLUMN_TEXT, "", "what it is");
	sops_table_column(*out, "inputs", SOPS_COLUMN_TEXT, "", "roles that the deals must have");
	sops_table_column(*out, "unit", SOPS_COLUMN_TEXT, "", "what the value counts");
	for (size_t i = 0; i < sops__kpi_count; i++) {
		sops_table_row(*out);
		sops_table_string(*out, sops__kpis[i].name);
		sops_table_string(*out, sops__kpis[i].zh);
		sops_table_string(*out, sops__kpis[i].formula);
		list_inputs(*out, sops__kpis[i].roles);
		sops_table_string(*out, sops__kpis[i].unit);
	}
	status = sops_table_check(*out, err);
	if (status < 0) {
		sops_table_free(*out);
		*out = NULL;
	}
	return status;
}
