/* SPDX-License-Identifier: GPL-3.0-or-later */
/* forecast_rows.c: from the sums of one group to its forecast. */
#include "forecast_private.h"

#include "../date_private.h"

#include <stdlib.h>

/* A history without gaps, as money for people and as doubles for the models. */
struct history {
	sops_period first;
	size_t n;
	struct sops_money *amounts;
	double *values;
	struct sops_currency currency; /* of all amounts */
};

static const struct sops__forecast_cell *cell_of(const struct sops__forecast *state,
	sops_period period)
{
	char number[SOPS_GROUP_NUMBER];

	return sops_group_find(state->periods, sops_group_number(number, period));
}

static struct sops_money amount_of(const struct sops__forecast_cell *cell, bool count)
{
	if (!cell)
		return sops_money_of(0);
	return count ? sops_money_of(cell->won) : cell->won_amount.total;
}

sops_period sops__forecast_over(const struct sops_context *context)
{
	const struct sops_calendar calendar = sops__forecast_calendar(context);
	sops_date today = sops__forecast_today(context);
	sops_period period = sops_period_of(&calendar, today);

	return sops_period_end(&calendar, period) - 1 > today ? period - 1 : period;
}

/* The last period that is over, or that of the last thing that happened when it is earlier. */
static sops_period last_known(const struct sops_use *use)
{
	const struct sops_calendar calendar = sops__forecast_calendar(use->context);
	const struct sops__forecast_shared *shared = use->shared;
	int64_t latest = shared ? shared->latest : INT64_MIN;
	sops_period last = sops__forecast_over(use->context);

	if (latest != INT64_MIN && sops_period_of(&calendar, (sops_date)latest) < last)
		last = sops_period_of(&calendar, (sops_date)latest);
	return last;
}

#define PERIODS_MAX 4000000 /* of days, some ten thousand years */

static bool is_period(struct sops_field key)
{
	const int64_t number = sops_group_number_of(key);
	char text[SOPS_GROUP_NUMBER];

	return number >= -PERIODS_MAX && number <= PERIODS_MAX &&
		sops_field_equal(key, sops_group_number(text, number));
}

/* In order. A saved state is somebody's file, of which any key may come. */
static int sorted_periods(const struct sops__forecast *state, struct sops_group_entry **entries,
	struct sops_error *err)
{
	int status = sops_group_sorted(state->periods, entries, err);

	for (size_t i = 0; status == 0 && i < sops_group_count(state->periods); i++)
		if (!is_period((*entries)[i].key))
			status = sops_error_set(err, SOPS_EINPUT, "not a saved state: a period");
	return status;
}

static bool bounds_of(const struct sops_group_entry *entries, size_t count,
	const struct sops_use *use, sops_period *first, sops_period *last)
{
	bool found = false, given = false;

	for (size_t i = 0; i < count; i++) {
		const struct sops__forecast_cell *cell = entries[i].state;
		sops_period period = (sops_period)sops_group_number_of(entries[i].key);

		if (cell->won == 0 && cell->given == 0)
			continue;
		if (!found)
			*first = period;
		found = true;
		given = given || cell->given > 0;
		*last = period;
	}
	if (found && !given)
		*last = last_known(use);
	return found && *first <= *last;
}

/* First and last period of the history: 1, or 0 when there is none. */
static int bounds(const struct sops__forecast *state, const struct sops_use *use,
	sops_period *first, sops_period *last, struct sops_error *err)
{
	struct sops_group_entry *entries = NULL;
	int status = sorted_periods(state, &entries, err);

	if (status == 0)
		status = bounds_of(entries, sops_group_count(state->periods), use, first, last);
	free(entries);
	return status;
}

int sops__forecast_empty(const struct sops__forecast *state, const struct sops_use *use,
	struct sops_error *err)
{
	sops_period first, last;
	int status = bounds(state, use, &first, &last, err);

	return status < 0 ? status : !status;
}

static int refuse_gap(const struct sops_calendar *calendar, sops_period period,
	struct sops_error *err)
{
	char label[SOPS_PERIOD_TEXT];

	sops_period_label(label, calendar, period);
	sops_error_set(err, SOPS_EINPUT, "the series has no value for %s", label);
	sops_error_hint(err, "give it a row, or begin later with --from");
	return SOPS_EINPUT;
}

static int refuse_repeated(const struct sops_calendar *calendar, sops_period period,
	struct sops_error *err)
{
	char label[SOPS_PERIOD_TEXT];

	sops_period_label(label, calendar, period);
	return sops_error_set(err, SOPS_EINPUT, "the period %s occurs twice", label);
}

static void release(struct history *history)
{
	free(history->amounts);
	free(history->values);
}

/* What begins in one currency and goes on in another is no series. */
static int take_currency(struct history *history, struct sops_currency currency,
	struct sops_error *err)
{
	const char *before = history->currency.code, *now = currency.code;

	if (sops_currency_agree(&history->currency, history->currency, currency))
		return 0;
	sops_error_set(err, SOPS_EINPUT, "a history in two currencies, %s and %s, cannot be "
		"continued", strcmp(before, now) < 0 ? before : now,
		strcmp(before, now) < 0 ? now : before);
	sops_error_hint(err, "try --by currency, or --rates FILE");
	return SOPS_EINPUT;
}

static int fill(struct history *history, const struct sops__forecast *state,
	const struct sops_use *use, bool given, struct sops_error *err)
{
	const struct sops_calendar calendar = sops__forecast_calendar(use->context);
	const struct sops_forecast_options *options = use->options;
	bool count = options && options->count;

	for (size_t i = 0; i < history->n; i++) {
		sops_period period = history->first + (sops_period)i;
		const struct sops__forecast_cell *cell = cell_of(state, period);

		if (given && (!cell || cell->given == 0))
			return refuse_gap(&calendar, period, err);
		if (given && cell->given > 1)
			return refuse_repeated(&calendar, period, err);
		if (cell && !count && take_currency(history, cell->won_amount.currency, err) < 0)
			return SOPS_EINPUT;
		history->amounts[i] = amount_of(cell, count);
		history->values[i] = sops_money_double(history->amounts[i]);
	}
	return 0;
}

/* 1 and a history, 0 when there is none. */
static int make_history(struct history *history, const struct sops__forecast *state,
	const struct sops_use *use, struct sops_error *err)
{
	sops_period first = 0, last = 0;
	int status = bounds(state, use, &first, &last, err);

	if (status <= 0)
		return status;
	status = 0;
	*history = (struct history){ .first = first, .n = (size_t)(last - first) + 1 };
	history->amounts = calloc(history->n, sizeof(*history->amounts));
	history->values = calloc(history->n, sizeof(*history->values));
	if (!history->amounts || !history->values)
		status = sops_error_memory(err);
	if (status == 0)
		status = fill(history, state, use, cell_of(state, first)->given > 0, err);
	if (status < 0)
		release(history);
	return status < 0 ? status : 1;
}

static void history_rows(struct sops_table *table, const struct history *history,
	const struct sops_calendar *calendar)
{
	for (size_t i = 0; i < history->n; i++) {
		sops_table_row(table);
		sops_table_period(table, calendar, history->first + (sops_period)i);
		sops_table_money(table, history->amounts[i]);
	}
}

static void forecast_row(struct sops_table *table, const struct sops_series_result *result,
	size_t step)
{
	sops_table_real(table, result->mean[step]);
	for (size_t i = 0; i < result->n_levels; i++) {
		sops_table_real(table, result->lo[i][step]);
		sops_table_real(table, result->hi[i][step]);
	}
	sops_table_string(table, sops_series_method_name(result->method));
}

/* There are no dates after the year 9999, and no labels for what begins then. */
static int check_end(const struct sops_calendar *calendar, sops_period last,
	struct sops_error *err)
{
	sops_date start = sops_period_start(calendar, last);

	if (start != SOPS_DATE_BLANK && start <= SOPS__DAY_LAST)
		return 0;
	sops_error_set(err, SOPS_EINPUT, "the forecast goes beyond the year 9999");
	sops_error_hint(err, "try a shorter --horizon");
	return SOPS_EINPUT;
}

static int write_rows(struct sops_table *table, const struct history *history,
	const struct sops_use *use, struct sops_error *err)
{
	static const struct sops_forecast_options usual = { .series = { .horizon = 6,
		.levels = { 80, 95 }, .n_levels = 2 } };
	const struct sops_forecast_options *options = use->options ? use->options : &usual;
	const struct sops_calendar calendar = sops__forecast_calendar(use->context);
	const struct sops_series series = {
		.values = history->values,
		.n = history->n,
		.season =
			options->season > 0 ? (int)options->season : sops_period_season(&calendar),
	};
	const sops_period end = history->first + (sops_period)history->n;
	struct sops_series_result *result;
	int status = sops_series_forecast(&result, &series, &options->series, err);

	if (status < 0)
		return status;
	status = check_end(&calendar, end + (sops_period)result->horizon - 1, err);
	if (status < 0) {
		sops_series_result_free(result);
		return status;
	}
	if (options->with_history)
		history_rows(table, history, &calendar);
	for (size_t i = 0; i < result->horizon; i++) {
		sops_table_row(table);
		sops_table_period(table, &calendar, end + (sops_period)i);
		if (options->with_history)
			sops_table_blank(table);
		forecast_row(table, result, i);
	}
	sops_series_result_free(result);
	return 0;
}

static void watch(struct sops_table *table, struct sops_currency currency,
	const struct sops_use *use)
{
	struct sops__forecast_shared *shared = use->shared;

	sops__note_currency(table, &shared->currency, currency, use->group);
}

int sops__forecast_history(struct sops_table *table, const struct sops__forecast *state,
	const struct sops_use *use, struct sops_error *err)
{
	struct history history = { .n = 0 };
	int status = make_history(&history, state, use, err);

	if (status <= 0)
		return status;
	status = write_rows(table, &history, use, err);
	watch(table, history.currency, use);
	release(&history);
	return status;
}

static int pipeline_row(struct sops_table *table, const struct sops__forecast_cell *cell,
	const struct sops_use *use, struct sops_error *err)
{
	static const struct sops__forecast_cell nothing = { 0 };
	struct sops_sum mean;

	if (!cell)
		cell = &nothing;
	mean = cell->won_amount;
	if (sops_sum_merge(&mean, &cell->weighted, err) < 0)
		return SOPS_EINPUT;
	sops_table_money(table, cell->won_amount.total);
	sops_table_money(table, cell->open_amount.total);
	sops_table_money(table, cell->weighted.total);
	sops_table_money(table, mean.total);
	watch(table, cell->won_amount.currency, use);
	watch(table, cell->open_amount.currency, use);
	return 0;
}

/* From the period of today, or of --from, to the last with an open deal, or as far as was asked. */
int sops__forecast_pipeline(struct sops_table *table, const struct sops__forecast *state,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_forecast_options *options = use->options;
	const struct sops_calendar calendar = sops__forecast_calendar(use->context);
	sops_date today = sops__forecast_today(use->context), from = use->context->from;
	sops_period first = sops_period_of(&calendar, from > today ? from : today), last = first;
	struct sops_group_entry *entries = NULL;
	size_t count = sops_group_count(state->periods);
	int status = sorted_periods(state, &entries, err);

	if (status == 0 && count > 0 && sops_group_number_of(entries[count - 1].key) > last)
		last = (sops_period)sops_group_number_of(entries[count - 1].key);
	free(entries);
	if (options->horizon > 0)
		last = first + (sops_period)options->horizon - 1;
	if (status == 0)
		status = check_end(&calendar, last, err);
	for (sops_period period = first; status == 0 && period <= last; period++) {
		sops_table_row(table);
		sops_table_period(table, &calendar, period);
		status = pipeline_row(table, cell_of(state, period), use, err);
	}
	return status;
}
