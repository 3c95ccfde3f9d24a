/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/forecast.h>

#include "forecast_private.h"

#include <stdlib.h>

static const struct sops_state cell_state = SOPS_STATE(struct sops__forecast_cell,
	SOPS_STATE_FIELD(struct sops__forecast_cell, won, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__forecast_cell, won_amount, SOPS_STATE_SUM),
	SOPS_STATE_FIELD(struct sops__forecast_cell, open, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__forecast_cell, open_amount, SOPS_STATE_SUM),
	SOPS_STATE_FIELD(struct sops__forecast_cell, weighted, SOPS_STATE_SUM),
	SOPS_STATE_FIELD(struct sops__forecast_cell, given, SOPS_STATE_COUNT));

static const struct sops_state state_type = SOPS_STATE(struct sops__forecast,
	SOPS_STATE_GROUP_OF(struct sops__forecast, periods, cell_state),
	SOPS_STATE_FIELD(struct sops__forecast, latest, SOPS_STATE_MAX),
	SOPS_STATE_FIELD(struct sops__forecast, undated, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__forecast, overdue, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__forecast, undated_open, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__forecast, unweighted, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__forecast, unpriced, SOPS_STATE_COUNT));

struct sops_calendar sops__forecast_calendar(const struct sops_context *context)
{
	struct sops_calendar calendar = context->calendar;

	if (calendar.unit == SOPS_UNIT_NONE)
		calendar.unit = SOPS_UNIT_MONTH;
	return calendar;
}

sops_date sops__forecast_today(const struct sops_context *context)
{
	return context->to != SOPS_DATE_BLANK && context->to < context->as_of ? context->to
									      : context->as_of;
}

static int cell_at(struct sops__forecast *state, sops_period period,
	struct sops__forecast_cell **out, struct sops_error *err)
{
	char number[SOPS_GROUP_NUMBER];
	void *cell = NULL;
	int status = sops_group_at(state->periods, sops_group_number(number, period), &cell, err);

	*out = cell;
	return status;
}

static int cell_on(struct sops__forecast *state, sops_date day, const struct sops_use *use,
	struct sops__forecast_cell **out, struct sops_error *err)
{
	const struct sops_calendar calendar = sops__forecast_calendar(use->context);

	return cell_at(state, sops_period_of(&calendar, day), out, err);
}

static void see_date(struct sops__forecast *state, sops_date day, sops_date today)
{
	if (day != SOPS_DATE_BLANK && day <= today && day > state->latest)
		state->latest = day;
}

static int add_won(struct sops__forecast *state, const struct sops_deal *deal,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops__forecast_cell *cell;
	sops_date from = use->context->from;
	int status;

	if (deal->closed == SOPS_DATE_BLANK) {
		state->undated++;
		return 0;
	}
	if (from != SOPS_DATE_BLANK && deal->closed < from)
		return 0;
	status = cell_on(state, deal->closed, use, &cell, err);
	if (status < 0)
		return status;
	cell->won++;
	state->unpriced += sops_money_blank(deal->amount);
	return sops_sum_add(&cell->won_amount, deal->amount, deal->currency, err);
}

static int add_weighted(struct sops__forecast *state, struct sops__forecast_cell *cell,
	const struct sops_deal *deal, const struct sops_use *use, struct sops_error *err)
{
	const struct sops_forecast_options *options = use->options;
	struct sops_money probability = deal->probability, weighted;

	if (sops_money_blank(probability) && options && options->stages)
		probability = sops_stages_probability(options->stages, deal->stage);
	if (sops_money_blank(probability) || sops_money_blank(deal->amount)) {
		state->unweighted++;
		return 0;
	}
	if (sops_money_mul(&weighted, deal->amount, probability, err) < 0)
		return SOPS_EINPUT;
	return sops_sum_add(&cell->weighted, weighted, deal->currency, err);
}

static int add_open(struct sops__forecast *state, const struct sops_deal *deal, sops_date today,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops__forecast_cell *cell;
	int status;

	if (deal->close_date == SOPS_DATE_BLANK || deal->close_date < today) {
		state->undated_open += deal->close_date == SOPS_DATE_BLANK;
		state->overdue += deal->close_date != SOPS_DATE_BLANK;
		return 0;
	}
	status = cell_on(state, deal->close_date, use, &cell, err);
	if (status < 0)
		return status;
	cell->open++;
	if (sops_sum_add(&cell->open_amount, deal->amount, deal->currency, err) < 0)
		return SOPS_EINPUT;
	return add_weighted(state, cell, deal, use, err);
}

static int add_given(struct sops__forecast *state, const struct sops_deal *row,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_calendar calendar = sops__forecast_calendar(use->context);
	struct sops__forecast_cell *cell;
	sops_period period;
	int status = sops_period_parse(&period, &calendar, row->period, err);

	if (status < 0 || sops_money_blank(row->value))
		return status;
	if (use->context->from != SOPS_DATE_BLANK &&
	    sops_period_start(&calendar, period) < use->context->from)
		return 0;
	if (use->context->to != SOPS_DATE_BLANK &&
	    sops_period_start(&calendar, period) > use->context->to)
		return 0;
	status = cell_at(state, period, &cell, err);
	if (status == 0 && cell->given++ > 0)
		return sops_error_set(err, SOPS_EINPUT, "the period %.*s occurs twice",
			(int)row->period.len, row->period.at);
	return status < 0 ? status :
		sops_sum_add(&cell->won_amount, row->value, (struct sops_currency){ "" }, err);
}

static int add(void *into, const void *row, const struct sops_use *use, struct sops_error *err)
{
	struct sops__forecast *state = into;
	const struct sops_deal *deal = row;
	sops_date today = sops__forecast_today(use->context);
	enum sops_deal_status status;

	if (deal->period.len > 0)
		return add_given(state, deal, use, err);
	if (!sops_deal_status_on(&status, deal, today))
		return 0;
	see_date(state, deal->created, today);
	see_date(state, deal->closed, today);
	if (status == SOPS_STATUS_WON)
		return add_won(state, deal, use, err);
	return status == SOPS_STATUS_OPEN ? add_open(state, deal, today, use, err) : 0;
}

/* A table period,value needs nothing else. */
static void roles(const struct sops_use *use, uint64_t *needs, uint64_t *uses)
{
	const struct sops_forecast_options *options = use->options;

	*uses |= SOPS_ROLE(SOPS_DEALS_PERIOD) | SOPS_ROLE(SOPS_DEALS_VALUE) |
		SOPS_ROLE(SOPS_DEALS_CREATED) | SOPS_ROLE(SOPS_DEALS_STATUS) |
		SOPS_ROLE(SOPS_DEALS_IS_CLOSED) | SOPS_ROLE(SOPS_DEALS_STAGE);
	if (options && options->pipeline) {
		*needs |= SOPS_ROLE(SOPS_DEALS_STATUS) | SOPS_ROLE(SOPS_DEALS_CLOSE_DATE) |
			SOPS_ROLE(SOPS_DEALS_AMOUNT);
		*uses |= SOPS_ROLE(SOPS_DEALS_PROBABILITY) | SOPS_ROLE(SOPS_DEALS_CLOSED);
		return;
	}
	*needs |= SOPS_ROLE(SOPS_DEALS_CLOSED);
	if (!options || !options->count)
		*needs |= SOPS_ROLE(SOPS_DEALS_AMOUNT);
}

static void note(struct sops_table *table, int64_t count, const char *what)
{
	if (count > 0)
		sops_table_note(table, "%lld %s", (long long)count, what);
}

/* Where the data end well before the as-of date, the history does too. */
static void note_end(struct sops_table *table, int64_t latest, const struct sops_use *use)
{
	const struct sops_calendar calendar = sops__forecast_calendar(use->context);
	sops_date today = sops__forecast_today(use->context);
	char text[SOPS_DATE_TEXT];

	if (latest == INT64_MIN || sops_period_of(&calendar, (sops_date)latest) + 1 >=
			sops_period_of(&calendar, today))
		return;
	sops_date_format(text, (sops_date)latest);
	sops_table_note(table, "nothing is dated after %s: the history ends there", text);
}

static int settle(struct sops_use *use, const struct sops_group *groups, struct sops_table *table,
	struct sops_error *err)
{
	const struct sops_forecast_options *options = use->options;
	bool pipeline = options && options->pipeline;
	struct sops_group_entry *entries;
	struct sops__forecast all = { .latest = INT64_MIN };
	int status = sops_group_sorted(groups, &entries, err);

	for (size_t i = 0; status == 0 && i < sops_group_count(groups); i++) {
		const struct sops__forecast *state = entries[i].state;

		all.undated += state->undated;
		all.overdue += state->overdue;
		all.undated_open += state->undated_open;
		all.unweighted += state->unweighted;
		all.unpriced += state->unpriced;
		if (state->latest > all.latest)
			all.latest = state->latest;
	}
	free(entries);
	note(table, all.undated, "deals won without a close date are left out");
	if (!options || !options->count)
		note(table, all.unpriced, "deals won have no amount and add nothing");
	if (pipeline) {
		note(table, all.overdue, "open deals are past their close date and are left out");
		note(table, all.undated_open, "open deals have no close date and are left out");
		note(table, all.unweighted, "open deals have no probability or amount and add "
			"nothing to the weighted sum");
	} else {
		note_end(table, all.latest, use);
	}
	/* All groups end with the same period. */
	use->shared = malloc(sizeof(int64_t));
	if (!use->shared)
		return sops_error_memory(err);
	*(int64_t *)use->shared = all.latest;
	return status;
}

static int columns(struct sops_table *table, const struct sops_use *use, struct sops_error *err)
{
	static const struct sops_forecast_options usual = { .series = { .levels = { 80, 95 },
		.n_levels = 2 } };
	const struct sops_forecast_options *options = use->options ? use->options : &usual;

	sops_table_column(table, "period", SOPS_COLUMN_PERIOD, "", "period of the close date");
	if (options->pipeline) {
		sops_table_column(table, "won", SOPS_COLUMN_MONEY, "money", "won so far");
		sops_table_column(table, "open", SOPS_COLUMN_MONEY, "money", "open, expected to close");
		sops_table_column(table, "weighted", SOPS_COLUMN_MONEY, "money",
			"sum of amount * probability over the open");
		sops_table_column(table, "mean", SOPS_COLUMN_MONEY, "money", "won + weighted");
		return sops_table_check(table, err);
	}
	if (options->with_history)
		sops_table_column(table, "actual", SOPS_COLUMN_MONEY, "money", "what was sold");
	sops_table_column(table, "forecast", SOPS_COLUMN_REAL, "money", "point forecast");
	for (size_t i = 0; i < options->series.n_levels; i++) {
		char name[32];

		snprintf(name, sizeof(name), "lo%g", options->series.levels[i]);
		sops_table_column(table, name, SOPS_COLUMN_REAL, "money", "lower end of the interval");
		snprintf(name, sizeof(name), "hi%g", options->series.levels[i]);
		sops_table_column(table, name, SOPS_COLUMN_REAL, "money", "upper end of the interval");
	}
	sops_table_column(table, "method", SOPS_COLUMN_TEXT, "", "method that made the forecast");
	return sops_table_check(table, err);
}

static int table_rows(struct sops_table *table, const void *from, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops_forecast_options *options = use->options;

	if (options && options->pipeline)
		return sops__forecast_pipeline(table, from, use, err);
	return sops__forecast_history(table, from, use, err);
}

static const struct sops_definition definitions[] = {
	{ "forecast", "amounts won by period of the close date, continued by the method" },
	{ "weighted", "sum of amount * probability over open deals by expected close" },
	{ "mean", "won so far + weighted" },
	{ NULL, NULL },
};

const struct sops_metric sops_forecast_metric = {
	.name = "forecast",
	.rows = &sops_deals,
	.date = -1,
	.state = &state_type,
	.definitions = definitions,
	.roles = roles,
	.add = add,
	.settle = settle,
	.forget = free,
	.columns = columns,
	.table = table_rows,
};

SOPS_METRIC_BODY(forecast, struct sops_deal, struct sops_forecast_options);

static int choose_level(struct sops_series_options *series, struct sops_field text,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	struct sops_money level;

	if (sops_money_parse(&level, NULL, text, SOPS_DECIMAL_POINT, NULL) < 0 || level.units <= 0 ||
	    sops_money_compare(level, sops_money_of(100)) >= 0)
		return sops_error_set(err, SOPS_EUSAGE, "--level: %s is not between 0 and 100",
			sops_quote(quoted, text));
	if (series->n_levels == SOPS_SERIES_LEVELS)
		return sops_error_set(err, SOPS_EUSAGE, "--level: more than %d levels", SOPS_SERIES_LEVELS);
	series->levels[series->n_levels++] = sops_money_double(level);
	return 0;
}

int sops_forecast_choose(struct sops_forecast_options *options, struct sops_error *err)
{
	struct sops_field rest = sops_field_of(options->levels ? options->levels : "80,95");
	const char *method = options->method ? options->method : "auto";
	int status = 0;

	options->series = (struct sops_series_options){ .horizon = 6 };
	options->pipeline = strcmp(method, "pipeline") == 0;
	if (!options->pipeline)
		status = sops_series_method_parse(&options->series.method, sops_field_of(method), err);
	if (status < 0)
		return status;
	if (options->horizon > SOPS_SERIES_HORIZON)
		return sops_error_set(err, SOPS_EUSAGE, "--horizon: at most %d periods",
			SOPS_SERIES_HORIZON);
	if (options->horizon > 0)
		options->series.horizon = (size_t)options->horizon;
	while (status == 0 && rest.at)
		status = choose_level(&options->series, sops_field_cut(&rest, ','), err);
	return status;
}
