/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series_private.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* What a method needs, and what fits it. Adding one: a line in the enum, a line here. */
static const struct method {
	const char *name, *label;
	size_t periods; /* at least so many */
	size_t seasons; /* and so many whole seasons */
	int season_min, season_max; /* 0: any */
	bool positive;
	sops__series_fit *fit;
} methods[SOPS_SERIES_METHODS] = {
	[SOPS_SERIES_AUTO] = { .name = "auto", .label = "lowest error in a back-test",
		.periods = 1 },
	[SOPS_SERIES_NAIVE] = { .name = "naive", .label = "last value",
		.periods = 1, .fit = sops__fit_naive },
	[SOPS_SERIES_SNAIVE] = { .name = "snaive", .label = "same period of the last season",
		.seasons = 1, .fit = sops__fit_snaive },
	[SOPS_SERIES_MEAN] = { .name = "mean", .label = "mean",
		.periods = 1, .fit = sops__fit_mean },
	[SOPS_SERIES_DRIFT] = { .name = "drift", .label = "last value and mean change",
		.periods = 2, .fit = sops__fit_drift },
	[SOPS_SERIES_REGRESSION] = { .name = "regression", .label = "linear regression on time",
		.periods = 3, .fit = sops__fit_regression },
	[SOPS_SERIES_SES] = { .name = "ses", .label = "simple exponential smoothing",
		.periods = 3, .fit = sops__fit_ses },
	[SOPS_SERIES_HOLT] = { .name = "holt", .label = "Holt's linear trend",
		.periods = 5, .fit = sops__fit_holt },
	[SOPS_SERIES_DAMPED] = { .name = "damped", .label = "Holt's trend, damped",
		.periods = 6, .fit = sops__fit_damped },
	[SOPS_SERIES_HW] = { .name = "hw", .label = "Holt-Winters, additive",
		.seasons = 2, .season_min = 2, .season_max = SOPS_SERIES_SMOOTH_SEASON,
		.fit = sops__fit_hw },
	[SOPS_SERIES_HW_MULT] = { .name = "hw-mult", .label = "Holt-Winters, multiplicative",
		.seasons = 2, .season_min = 2, .season_max = SOPS_SERIES_SMOOTH_SEASON,
		.positive = true, .fit = sops__fit_hw_mult },
};

const char *sops_series_method_name(enum sops_series_method method)
{
	return methods[method].name;
}

const char *sops_series_method_label(enum sops_series_method method)
{
	return methods[method].label;
}

static void hint_names(struct sops_error *err)
{
	char names[sizeof(err->hint)] = "";
	size_t len = 0;

	for (int i = 0; i < SOPS_SERIES_METHODS && len < sizeof(names); i++)
		len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%s",
			i ? ", " : "", methods[i].name);
	sops_error_hint(err, "methods: %s", names);
}

int sops_series_method_parse(enum sops_series_method *out, struct sops_field name,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	for (int i = 0; i < SOPS_SERIES_METHODS; i++) {
		if (sops_field_equal(name, sops_field_of(methods[i].name))) {
			*out = (enum sops_series_method)i;
			return 0;
		}
	}
	sops_error_set(err, SOPS_EUSAGE, "%s is not a method", sops_quote(quoted, name));
	hint_names(err);
	return SOPS_EUSAGE;
}

size_t sops__series_least(enum sops_series_method method, int season)
{
	const struct method *m = &methods[method];
	size_t seasons = m->seasons * (size_t)(season > 1 ? season : 1);

	return seasons > m->periods ? seasons : m->periods;
}

static int check_values(const struct sops_series *series, struct sops_error *err)
{
	if (!series->n)
		return sops_error_set(err, SOPS_EINPUT, "the series is empty");
	for (size_t i = 0; i < series->n; i++) {
		if (!(fabs(series->values[i]) < 1e100))
			return sops_error_set(err, SOPS_EINPUT,
				"value %zu of the series is not a number below 1e100", i + 1);
	}
	return 0;
}

static int check_season(const struct method *method, int season, struct sops_error *err)
{
	if (season < 0)
		return sops_error_set(err, SOPS_EINPUT, "a season of %d periods", season);
	if (season < method->season_min)
		return sops_error_set(err, SOPS_EINPUT, "%s needs a season of at least %d periods",
			method->name, method->season_min);
	if (method->season_max && season > method->season_max)
		return sops_error_set(err, SOPS_EINPUT,
			"%s takes a season of at most %d periods, not %d",
			method->name, method->season_max, season);
	return 0;
}

static int check_length(const struct sops_series *series, enum sops_series_method which,
	struct sops_error *err)
{
	const struct method *method = &methods[which];
	size_t least = sops__series_least(which, series->season);

	if (series->n >= least)
		return 0;
	if (least > method->periods)
		return sops_error_set(err, SOPS_EINPUT,
			"%s needs at least %zu season%s (%zu periods), the series has %zu",
			method->name, method->seasons, method->seasons == 1 ? "" : "s",
			least, series->n);
	return sops_error_set(err, SOPS_EINPUT, "%s needs at least %zu periods, the series has %zu",
		method->name, least, series->n);
}

static int check_positive(const struct method *method, const struct sops_series *series,
	struct sops_error *err)
{
	for (size_t i = 0; method->positive && i < series->n; i++) {
		if (series->values[i] <= 0)
			return sops_error_set(err, SOPS_EINPUT,
				"%s needs positive values; value %zu of the series is not",
				method->name, i + 1);
	}
	return 0;
}

int sops_series_check(const struct sops_series *series, enum sops_series_method method,
	struct sops_error *err)
{
	int status = check_values(series, err);

	if (!status)
		status = check_season(&methods[method], series->season, err);
	if (!status)
		status = check_length(series, method, err);
	if (!status)
		status = check_positive(&methods[method], series, err);
	return status;
}

static int check_options(const struct sops_series_options *options, struct sops_error *err)
{
	if (options->horizon < 1 || options->horizon > SOPS_SERIES_HORIZON)
		return sops_error_set(err, SOPS_EINPUT, "a horizon is 1 to %d periods, not %zu",
			SOPS_SERIES_HORIZON, options->horizon);
	if (options->n_levels > SOPS_SERIES_LEVELS)
		return sops_error_set(err, SOPS_EINPUT, "at most %d levels, not %zu",
			SOPS_SERIES_LEVELS, options->n_levels);
	for (size_t i = 0; i < options->n_levels; i++) {
		if (!(options->levels[i] > 0 && options->levels[i] < 100))
			return sops_error_set(err, SOPS_EINPUT,
				"a level is between 0 and 100 per cent");
	}
	return 0;
}

void sops__series_parameter(struct sops_series_result *result, const char *name, double value)
{
	result->parameters[result->n_parameters++] = (struct sops_series_parameter){ name, value };
}

/* One block for all arrays: mean owns it. */
static struct sops_series_result *new_result(const struct sops_series_options *options)
{
	struct sops_series_result *result = calloc(1, sizeof(*result));
	size_t h = options->horizon;

	if (!result)
		return NULL;
	result->mean = calloc(2 + 2 * options->n_levels, h * sizeof(double));
	if (!result->mean) {
		free(result);
		return NULL;
	}
	result->error = result->mean + h;
	for (size_t i = 0; i < options->n_levels; i++) {
		result->levels[i] = options->levels[i];
		result->lo[i] = result->error + (2 * i + 1) * h;
		result->hi[i] = result->lo[i] + h;
	}
	result->horizon = h;
	result->n_levels = options->n_levels;
	return result;
}

void sops_series_result_free(struct sops_series_result *result)
{
	if (!result)
		return;
	free(result->mean);
	free(result);
}

static void set_intervals(struct sops_series_result *result)
{
	for (size_t i = 0; i < result->n_levels; i++) {
		double p = 0.5 + result->levels[i] / 200;
		double quantile = result->freedom > 0 ? gsl_cdf_tdist_Pinv(p, result->freedom)
			: gsl_cdf_ugaussian_Pinv(p);

		for (size_t h = 0; h < result->horizon; h++) {
			double margin = quantile * result->error[h];

			result->lo[i][h] = result->mean[h] - margin;
			result->hi[i][h] = result->mean[h] + margin;
		}
	}
}

int sops_series_forecast(struct sops_series_result **out, const struct sops_series *series,
	const struct sops_series_options *options, struct sops_error *err)
{
	struct sops_series plain = *series;
	struct sops_series_result *result;
	enum sops_series_method method = options->method;
	int status = check_options(options, err);

	if (!status)
		status = sops_series_check(series, method, err);
	plain.season = series->season > 1 ? series->season : 1;
	if (!status && method == SOPS_SERIES_AUTO)
		status = sops__series_choose(&method, &plain, options, err);
	if (status)
		return status;
	result = new_result(options);
	if (!result)
		return sops_error_memory(err);
	result->method = method;
	status = methods[method].fit(result, &plain, err);
	if (status) {
		sops_series_result_free(result);
		return status;
	}
	set_intervals(result);
	*out = result;
	return 0;
}
