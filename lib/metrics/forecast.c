/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/forecast.h>

#include "../ids.h"
#include "../stages_private.h"
#include "../twins.h"
#include "forecast_private.h"
#include "window.h"

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
	SOPS_STATE_FIELD(struct sops__forecast, twins, SOPS_STATE_TWINS),
	SOPS_STATE_FIELD(struct sops__forecast, latest, SOPS_STATE_MAX),
	SOPS_STATE_FIELD(struct sops__forecast, unborn, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__forecast, undated, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__forecast, overdue, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__forecast, undated_open, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__forecast, unweighted, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__forecast, unpriced, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__forecast, reopened, SOPS_STATE_COUNT));

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

	/* What is said of it now was not known then. */
	if (deal->status != SOPS_STATUS_OPEN) {
		state->reopened++;
		return 0;
	}
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
	if (!sops__in_window(use->context, deal->close_date))
		return 0;
	status = cell_on(state, deal->close_date, use, &cell, err);
	if (status < 0)
		return status;
	cell->open++;
	if (sops_sum_add(&cell->open_amount, deal->amount, deal->currency, err) < 0)
		return SOPS_EINPUT;
	return add_weighted(state, cell, deal, use, err);
}

/* Most often the series has another unit than was said. */
static int refuse_period(const struct sops_calendar *calendar, struct sops_field label,
	struct sops_error *err)
{
	static const char *const units[] = { [SOPS_UNIT_DAY] = "day", [SOPS_UNIT_WEEK] = "week",
		[SOPS_UNIT_MONTH] = "month", [SOPS_UNIT_QUARTER] = "quarter",
		[SOPS_UNIT_HALF] = "half", [SOPS_UNIT_YEAR] = "year" };
	struct sops_calendar other = *calendar;
	char quoted[SOPS_QUOTED];
	sops_period period;

	for (other.unit = SOPS_UNIT_DAY; other.unit <= SOPS_UNIT_YEAR; other.unit++) {
		if (sops_period_parse(&period, &other, label, NULL) < 0)
			continue;
		sops_error_set(err, SOPS_EINPUT, "%s is a %s, not a %s", sops_quote(quoted, label),
			units[other.unit], units[calendar->unit]);
		sops_error_hint(err, "try --period %s", units[other.unit]);
	}
	sops_period_parse(&period, calendar, label, err);
	sops_error_column(err, (struct sops_field)SOPS_FIELD("period"));
	return SOPS_EINPUT;
}

static int add_given(struct sops__forecast *state, const struct sops_deal *row,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_calendar calendar = sops__forecast_calendar(use->context);
	struct sops__forecast_cell *cell;
	sops_period period;
	int status = sops_period_parse(&period, &calendar, row->period, NULL);

	if (status < 0)
		return refuse_period(&calendar, row->period, err);
	/* A period that the window cuts is not known as a whole. */
	if (sops_money_blank(row->value) ||
	    !sops__in_window(use->context, sops_period_start(&calendar, period)) ||
	    !sops__in_window(use->context, sops_period_end(&calendar, period) - 1))
		return status;
	status = cell_at(state, period, &cell, err);
	if (status == 0 && cell->given++ > 0)
		return sops_error_set(err, SOPS_EINPUT, "the period %.*s occurs twice",
			(int)row->period.len, row->period.at);
	return status < 0 ? status :
		sops_sum_add(&cell->won_amount, row->value, row->currency, err);
}

static int add_deal(struct sops__forecast *state, const struct sops_deal *deal,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_forecast_options *options = use->options;
	sops_date today = sops__forecast_today(use->context);
	enum sops_deal_status status;
	char id[SOPS_SALESFORCE_ID];

	if (!sops_deal_status_within(&status, deal, today, use->context->as_of)) {
		state->unborn += deal->created > use->context->as_of;
		return 0;
	}
	see_date(state, deal->created, today);
	see_date(state, deal->closed, today);
	if ((status == SOPS_STATUS_WON ||
	     (status == SOPS_STATUS_OPEN && options && options->pipeline)) &&
	    sops__twins_add(&state->twins, sops__id(id, deal->deal_id), 1, err) < 0)
		return SOPS_ESYSTEM;
	if (status == SOPS_STATUS_WON)
		return add_won(state, deal, use, err);
	return status == SOPS_STATUS_OPEN ? add_open(state, deal, today, use, err) : 0;
}

static int add(void *into, const void *row, const struct sops_use *use, struct sops_error *err)
{
	const struct sops_forecast_options *options = use->options;
	const struct sops_deal *deal = row;
	bool by_hand = use->context->bound == UINT64_MAX;
	struct sops_deal known;

	/* No record is to blame: settle says what is missing. */
	if (sops__forecast_check(use, NULL) < 0)
		return 0;
	if (sops__forecast_is_series(use) || (by_hand && deal->period.len > 0))
		return add_given(into, deal, use, err);
	if (!options || !options->stages)
		return add_deal(into, deal, use, err);
	known = *deal;
	sops__stages_classify(options->stages, &known);
	return add_deal(into, &known, use, err);
}

/* Deals or a series: what is missing is known when the columns are, in sops__forecast_check. */
static void roles(const struct sops_use *use, uint64_t *needs, uint64_t *uses)
{
	const struct sops_forecast_options *options = use->options;

	*uses |= sops__forecast_needed(options) | SOPS_ROLE(SOPS_DEALS_CREATED) |
		SOPS_ROLE(SOPS_DEALS_IS_CLOSED) | SOPS_ROLE(SOPS_DEALS_STAGE) |
		SOPS_ROLE(SOPS_DEALS_ID);
	if (options && options->pipeline) {
		*needs |= SOPS_ROLE(SOPS_DEALS_STATUS) | SOPS_ROLE(SOPS_DEALS_CLOSE_DATE) |
			SOPS_ROLE(SOPS_DEALS_AMOUNT);
		*uses |= SOPS_ROLE(SOPS_DEALS_PROBABILITY);
	} else {
		*uses |= SOPS_ROLE(SOPS_DEALS_PERIOD) | SOPS_ROLE(SOPS_DEALS_VALUE);
	}
}

static int columns(struct sops_table *table, const struct sops_use *use, struct sops_error *err)
{
	static const struct sops_forecast_options usual = { .series = { .levels = { 80, 95 },
		.n_levels = 2 } };
	const struct sops_forecast_options *options = use->options ? use->options : &usual;
	const char *unit = options->count ? "deals" : "money";

	sops_table_column(table, "period", SOPS_COLUMN_PERIOD, "", "period of the close date");
	if (options->pipeline) {
		sops_table_column(table, "won", SOPS_COLUMN_MONEY, "money", "won so far");
		sops_table_column(
			table, "open", SOPS_COLUMN_MONEY, "money", "open, expected to close");
		sops_table_column(table, "weighted", SOPS_COLUMN_MONEY, "money",
			"sum of amount * probability over the open");
		sops_table_column(table, "mean", SOPS_COLUMN_MONEY, "money", "won + weighted");
		return sops_table_check(table, err);
	}
	if (options->with_history)
		sops_table_column(table, "actual", SOPS_COLUMN_MONEY, unit, "what was sold");
	sops_table_column(table, "forecast", SOPS_COLUMN_REAL, unit, "point forecast");
	for (size_t i = 0; i < options->series.n_levels; i++) {
		char name[SOPS__FORECAST_LEVEL];

		snprintf(name, sizeof(name), "lo%g", options->series.levels[i]);
		sops_table_column(table, name, SOPS_COLUMN_REAL, unit, "lower end of the interval");
		snprintf(name, sizeof(name), "hi%g", options->series.levels[i]);
		sops_table_column(table, name, SOPS_COLUMN_REAL, unit, "upper end of the interval");
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
	{ "won", "amounts won in the period so far" },
	{ "open", "amounts of open deals that are expected to close in the period" },
	{ "weighted", "sum of amount * probability over open deals by expected close" },
	{ "mean", "won + weighted" },
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
	.settle = sops__forecast_settle,
	.forget = free,
	.columns = columns,
	.table = table_rows,
};

SOPS_METRIC_BODY(forecast, struct sops_deal, struct sops_forecast_options);
