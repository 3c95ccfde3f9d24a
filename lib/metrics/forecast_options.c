/* SPDX-License-Identifier: GPL-3.0-or-later */
/* forecast_options.c: from the texts of the options to what they mean. */
#include "forecast_private.h"

#include <limits.h>
#include <stdio.h>

/* Levels that a column's name does not tell apart are the same. */
static bool same_level(double a, double b)
{
	char first[SOPS__FORECAST_LEVEL], second[SOPS__FORECAST_LEVEL];

	snprintf(first, sizeof(first), "%g", a);
	snprintf(second, sizeof(second), "%g", b);
	return strcmp(first, second) == 0;
}

static int choose_level(struct sops_series_options *series, struct sops_field text,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	struct sops_money level;

	if (sops_money_parse(&level, NULL, text, SOPS_DECIMAL_POINT, NULL) < 0 ||
		level.units <= 0 || sops_money_compare(level, sops_money_of(100)) >= 0)
		return sops_error_set(err, SOPS_EUSAGE, "--level: %s is not between 0 and 100",
			sops_quote(quoted, text));
	for (size_t i = 0; i < series->n_levels; i++)
		if (same_level(series->levels[i], sops_money_double(level)))
			return sops_error_set(err, SOPS_EUSAGE, "--level: %s is given twice",
				sops_quote(quoted, text));
	if (series->n_levels == SOPS_SERIES_LEVELS)
		return sops_error_set(
			err, SOPS_EUSAGE, "--level: more than %d levels", SOPS_SERIES_LEVELS);
	series->levels[series->n_levels++] = sops_money_double(level);
	return 0;
}

static int choose_method(struct sops_forecast_options *options, struct sops_error *err)
{
	const char *method = options->method ? options->method : "auto";
	size_t len;

	options->pipeline = strcmp(method, "pipeline") == 0;
	if (options->pipeline ||
	    sops_series_method_parse(&options->series.method, sops_field_of(method), err) == 0)
		return 0;
	if (err) {
		len = strlen(err->hint);
		snprintf(err->hint + len, sizeof(err->hint) - len, ", pipeline");
	}
	return SOPS_EUSAGE;
}

/* What the pipeline has no use for must not seem to have been heeded. */
static int check_pipeline(const struct sops_forecast_options *options, struct sops_error *err)
{
	const struct {
		bool given;
		const char *name;
	} others[] = {
		{ options->count, "count" },
		{ options->with_history, "with-history" },
		{ options->season > 0, "season" },
		{ options->levels != NULL, "level" },
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (others[i].given)
			return sops_error_set(err, SOPS_EUSAGE, "--method pipeline takes no --%s",
				others[i].name);
	return 0;
}

int sops_forecast_choose(struct sops_forecast_options *options, struct sops_error *err)
{
	struct sops_field rest = sops_field_of(options->levels ? options->levels : "80,95");
	int status;

	options->series = (struct sops_series_options){ .horizon = 6 };
	status = choose_method(options, err);
	if (status == 0 && options->pipeline)
		status = check_pipeline(options, err);
	if (status < 0)
		return status;
	if (options->horizon > SOPS_SERIES_HORIZON)
		return sops_error_set(err, SOPS_EUSAGE, "--horizon: at most %d periods",
			SOPS_SERIES_HORIZON);
	/* A season of the series is an int: a longer one would be cut to another. */
	if (options->season > INT_MAX)
		return sops_error_set(
			err, SOPS_EUSAGE, "--season: at most %d periods", INT_MAX);
	if (options->horizon > 0)
		options->series.horizon = (size_t)options->horizon;
	while (status == 0 && rest.at)
		status = choose_level(&options->series, sops_field_cut(&rest, ','), err);
	return status;
}
