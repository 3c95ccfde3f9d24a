/* SPDX-License-Identifier: GPL-3.0-or-later */
/* series_simple.c: the benchmarks, which need no fitting. */
#include "series_private.h"

#include <math.h>

/* The mean of what has been squared and summed; NaN when nothing was. */
static double root_mean(double sum, size_t n)
{
	return n ? sqrt(sum / (double)n) : NAN;
}

static void repeat_season(struct sops_series_result *result, const struct sops_series *series,
	size_t season)
{
	size_t residuals = series->n - season;
	const double *last = series->values + residuals;
	double sum = 0;

	for (size_t t = season; t < series->n; t++) {
		double e = series->values[t] - series->values[t - season];

		sum += e * e;
	}
	result->mse = residuals ? sum / (double)residuals : NAN;
	result->sd = root_mean(sum, residuals);
	for (size_t h = 0; h < result->horizon; h++) {
		result->mean[h] = last[h % season];
		result->error[h] = result->sd * sqrt((double)(h / season + 1));
	}
}

int sops__fit_naive(struct sops_series_result *result, const struct sops_series *series,
	struct sops_error *err)
{
	(void)err;
	repeat_season(result, series, 1);
	return 0;
}

int sops__fit_snaive(struct sops_series_result *result, const struct sops_series *series,
	struct sops_error *err)
{
	(void)err;
	repeat_season(result, series, (size_t)series->season);
	return 0;
}

int sops__fit_mean(struct sops_series_result *result, const struct sops_series *series,
	struct sops_error *err)
{
	double n = (double)series->n, first = series->values[0], mean = 0, sum = 0;

	(void)err;
	/* From the first value, so that a constant series has exactly its own mean. */
	for (size_t t = 0; t < series->n; t++)
		mean += (series->values[t] - first) / n;
	mean += first;
	for (size_t t = 0; t < series->n; t++)
		sum += (series->values[t] - mean) * (series->values[t] - mean);
	result->mse = sum / n;
	result->sd = root_mean(sum, series->n - 1);
	result->freedom = n - 1;
	for (size_t h = 0; h < result->horizon; h++) {
		result->mean[h] = mean;
		result->error[h] = result->sd * sqrt(1 + 1 / n);
	}
	return 0;
}

int sops__fit_drift(struct sops_series_result *result, const struct sops_series *series,
	struct sops_error *err)
{
	const double *y = series->values;
	double steps = (double)(series->n - 1);
	double slope = (y[series->n - 1] - y[0]) / steps, sum = 0;

	(void)err;
	for (size_t t = 1; t < series->n; t++) {
		double e = y[t] - y[t - 1] - slope;

		sum += e * e;
	}
	result->mse = sum / steps;
	result->sd = root_mean(sum, series->n - 2);
	for (size_t h = 0; h < result->horizon; h++) {
		double ahead = (double)(h + 1);

		result->mean[h] = y[series->n - 1] + ahead * slope;
		result->error[h] = result->sd * sqrt(ahead + ahead * ahead / steps);
	}
	sops__series_parameter(result, "slope", slope);
	return 0;
}
