/* SPDX-License-Identifier: GPL-3.0-or-later */
/* series_auto.c: accuracy, the back-test, and the method that does best in it. */
#include "series_private.h"

#include <math.h>

/* Scores closer than this share of naive's are equal. */
#define EQUAL 1e-9

double sops_series_scale(const struct sops_series *series)
{
	size_t season = series->season > 1 ? (size_t)series->season : 1;
	double sum = 0;

	if (series->n <= season)
		return NAN;
	for (size_t t = season; t < series->n; t++)
		sum += fabs(series->values[t] - series->values[t - season]);
	return sum / (double)(series->n - season);
}

void sops_series_score_add(struct sops_series_score *score, double actual, double forecast,
	double scale, const double *lo, const double *hi, size_t n_levels)
{
	double e = forecast - actual, size = fabs(actual) + fabs(forecast);

	score->n++;
	score->absolute += fabs(e);
	score->square += e * e;
	score->signed_error += e;
	score->actual += actual;
	score->absolute_actual += fabs(actual);
	score->percent += actual != 0 ? fabs(e) / fabs(actual) : NAN;
	score->symmetric += size > 0 ? 2 * fabs(e) / size : 0;
	score->scaled += scale > 0 ? fabs(e) / scale : NAN;
	score->n_levels = n_levels;
	for (size_t i = 0; i < n_levels; i++) {
		bool known = !isnan(lo[i]) && !isnan(hi[i]);

		score->inside[i] += known ? lo[i] <= actual && actual <= hi[i] : NAN;
	}
}

static double ratio(double part, double whole)
{
	return whole != 0 ? part / whole : NAN;
}

struct sops_series_accuracy sops_series_score_accuracy(const struct sops_series_score *score)
{
	double n = (double)score->n;
	struct sops_series_accuracy accuracy = {
		.n = score->n,
		.mae = ratio(score->absolute, n),
		.rmse = sqrt(ratio(score->square, n)),
		.wape = ratio(score->absolute, score->absolute_actual),
		.mape = ratio(score->percent, n),
		.smape = ratio(score->symmetric, n),
		.mase = ratio(score->scaled, n),
		.bias = ratio(score->signed_error, score->actual),
	};

	for (size_t i = 0; i < SOPS_SERIES_LEVELS; i++)
		accuracy.coverage[i] = i < score->n_levels ? ratio(score->inside[i], n) : NAN;
	return accuracy;
}

/* One origin: forecasts what follows the first n values, and scores it. */
static int score_origin(struct sops_series_score *score, const struct sops_series *series,
	const struct sops_series_options *options, size_t n, struct sops_error *err)
{
	struct sops_series past = { series->values, n, series->season };
	struct sops_series_result *result;
	double scale = sops_series_scale(&past);
	int status = sops_series_forecast(&result, &past, options, err);

	if (status)
		return status;
	for (size_t h = 0; h < options->horizon; h++) {
		double lo[SOPS_SERIES_LEVELS], hi[SOPS_SERIES_LEVELS];

		for (size_t i = 0; i < result->n_levels; i++) {
			lo[i] = result->lo[i][h];
			hi[i] = result->hi[i][h];
		}
		sops_series_score_add(score, series->values[n + h], result->mean[h], scale,
			lo, hi, result->n_levels);
	}
	sops_series_result_free(result);
	return 0;
}

static size_t origins_of(const struct sops_series_options *options)
{
	return options->origins ? options->origins : SOPS_SERIES_ORIGINS;
}

int sops_series_backtest(struct sops_series_accuracy *out, const struct sops_series *series,
	const struct sops_series_options *options, struct sops_error *err)
{
	struct sops_series_score score = SOPS_SERIES_SCORE_INIT;
	size_t origins = origins_of(options), ahead, needed;
	int status = sops_series_check(series, options->method, err);

	if (status)
		return status;
	if (__builtin_add_overflow(options->horizon, origins - 1, &ahead) ||
	    __builtin_add_overflow(ahead, sops__series_least(options->method, series->season),
		&needed) || series->n < needed)
		return sops_error_set(err, SOPS_EINPUT,
			"a back-test of %s from %zu origin%s over %zu period%s is too long for "
			"the series, which has %zu", sops_series_method_name(options->method),
			origins, origins == 1 ? "" : "s", options->horizon,
			options->horizon == 1 ? "" : "s", series->n);
	for (size_t n = series->n - ahead; n + options->horizon <= series->n; n++) {
		status = score_origin(&score, series, options, n, err);
		if (status)
			return status;
	}
	*out = sops_series_score_accuracy(&score);
	return 0;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The back-test that the series has room for; false when it has none. */
static bool plan(struct sops_series_options *test, const struct sops_series *series,
	const struct sops_series_options *wanted)
{
	size_t half = (series->n + 1) / 2, fifth = series->n / 5;

	*test = (struct sops_series_options){
		.horizon = smaller(wanted->horizon, fifth ? fifth : 1),
	};
	if (series->n < half + test->horizon)
		return false;
	test->origins = smaller(origins_of(wanted), series->n - half - test->horizon + 1);
	return true;
}

/* MASE, or MAE where there is none: which is the same choice for every method. */
static double headline(const struct sops_series_accuracy *accuracy)
{
	return isnan(accuracy->mase) ? accuracy->mae : accuracy->mase;
}

int sops__series_choose(enum sops_series_method *out, const struct sops_series *series,
	const struct sops_series_options *options, struct sops_error *err)
{
	struct sops_series_options test;
	double best = INFINITY, equal = 0;

	*out = SOPS_SERIES_NAIVE;
	if (!plan(&test, series, options))
		return 0;
	for (int i = SOPS_SERIES_NAIVE; i < SOPS_SERIES_METHODS; i++) {
		struct sops_series_accuracy accuracy;
		int status;

		test.method = (enum sops_series_method)i;
		if (sops_series_check(series, test.method, NULL))
			continue;
		status = sops_series_backtest(&accuracy, series, &test, NULL);
		if (status == SOPS_ESYSTEM)
			return sops_error_memory(err);
		if (status || !(headline(&accuracy) < best - equal))
			continue;
		best = headline(&accuracy);
		*out = test.method;
		if (i == SOPS_SERIES_NAIVE)
			equal = EQUAL * best;
	}
	return 0;
}
