/* SPDX-License-Identifier: GPL-3.0-or-later */
/* series_holt_winters.c: the family of smoothing methods, and how uncertainty grows ahead. */
#include "series_private.h"

#include <math.h>
#include <stdlib.h>

static const struct sops__smooth_kind ses = { 0 };
static const struct sops__smooth_kind holt = { .trend = true };
static const struct sops__smooth_kind damped = { .trend = true, .damped = true };
static const struct sops__smooth_kind hw = { .trend = true, .seasonal = true };
static const struct sops__smooth_kind hw_mult = { .trend = true, .seasonal = true,
	.multiplicative = true };

/* A line through the means of the first two seasons, while it stays well above zero. */
static void start_line(struct sops__smooth *model)
{
	const double *y = model->series->values;
	double m = (double)model->season, first = 0, second = 0;

	for (size_t j = 0; j < model->season; j++) {
		first += y[j] / y[0] / m;
		second += y[j + model->season] / y[0] / m;
	}
	model->start[1] = (second - first) / m;
	model->start[0] = first - model->start[1] * (m + 1) / 2;
	if (model->start[0] < first / 2 ||
	    model->start[0] + model->start[1] * (double)model->series->n < first / 2) {
		model->start[1] = 0;
		model->start[0] = first;
	}
}

/* Each period's mean share of that line in the first two seasons, all summing to m. */
static void start_seasons(struct sops__smooth *model)
{
	const double *y = model->series->values;
	double sum = 0;

	for (size_t j = 0; j < model->season; j++) {
		size_t later = j + model->season;

		model->seasons[j] =
			y[j] / y[0] / (model->start[0] + (double)(j + 1) * model->start[1]) +
			y[later] / y[0] / (model->start[0] + (double)(later + 1) * model->start[1]);
		sum += model->seasons[j];
	}
	for (size_t j = 0; j + 1 < model->season; j++)
		model->start[2 + j] = model->seasons[j] * (double)model->season / sum;
}

/*
 * The errors' own degrees of freedom: n less states less weights. Of relative
 * errors when the model multiplies.
 */
static double residual_variance(const struct sops__smooth *model, double sum)
{
	const struct sops__smooth_kind *kind = model->kind;
	size_t fitted = model->states + 1 + kind->trend + kind->damped + kind->seasonal;

	if (model->series->n <= fitted)
		return NAN;
	return (kind->multiplicative ? model->relative : sum) / (double)(model->series->n - fitted);
}

/* Class 1: every error e adds c(j) e to the value j periods on. */
static void forecast_additive(struct sops_series_result *result, const struct sops__smooth *model,
	const struct sops__smooth_weights *w)
{
	size_t n = model->series->n, season = model->season;
	double fade = 1, trends = 0, growth = 1;

	for (size_t h = 0; h < result->horizon; h++) {
		double learned;

		fade *= w->phi;
		trends += fade;
		result->mean[h] = model->series->values[0] + model->level + trends * model->trend +
			model->seasons[(n + h) % season];
		result->error[h] = result->sd * sqrt(growth);
		learned = w->alpha + w->beta * trends + ((h + 1) % season ? 0 : w->gamma);
		growth += learned * learned;
	}
}

/*
 * Class 3. The products of level and trend with one season form a vector v that
 * each period multiplies by (1 + gamma e)(F + G e): F carries the trend into the
 * level, G e is what they learn, and gamma is 0 unless it is that season's turn.
 * mean and spread are the expectation and the covariance of v.
 */
struct product {
	double mean[2], spread[2][2];
};

/* sum += by * a x b' */
static void add_sandwich(double sum[2][2], double by, const double a[2][2],
	const double x[2][2], const double b[2][2])
{
	for (int i = 0; i < 2; i++) {
		for (int j = 0; j < 2; j++) {
			double left = 0;

			for (int k = 0; k < 2; k++)
				left += (a[i][0] * x[0][k] + a[i][1] * x[1][k]) * b[j][k];
			sum[i][j] += by * left;
		}
	}
}

static void pass_period(struct product *v, const struct sops__smooth_weights *w, double gamma,
	double variance)
{
	double f[2][2] = { { 1, w->phi }, { 0, w->phi } };
	double g[2][2] = { { w->alpha, w->alpha * w->phi }, { w->beta, w->beta * w->phi } };
	double once[2][2], twice[2][2], square[2][2], fourth[2][2], spread[2][2] = { { 0 } };
	double m0 = v->mean[0], m1 = v->mean[1];

	for (int i = 0; i < 2; i++) {
		for (int j = 0; j < 2; j++) {
			double mm = v->mean[i] * v->mean[j];

			once[i][j] = g[i][j] + gamma * f[i][j];
			twice[i][j] = gamma * g[i][j];
			square[i][j] = v->spread[i][j] + mm;
			fourth[i][j] = 3 * v->spread[i][j] + 2 * mm;
		}
	}
	add_sandwich(spread, 1, f, v->spread, f);
	add_sandwich(spread, variance, f, v->spread, twice);
	add_sandwich(spread, variance, twice, v->spread, f);
	add_sandwich(spread, variance, once, square, once);
	add_sandwich(spread, variance * variance, twice, fourth, twice);
	memcpy(v->spread, spread, sizeof(spread));
	for (int i = 0; i < 2; i++)
		v->mean[i] = (f[i][0] + variance * twice[i][0]) * m0 +
			(f[i][1] + variance * twice[i][1]) * m1;
}

static int forecast_products(struct sops_series_result *result, const struct sops__smooth *model,
	const struct sops__smooth_weights *w, struct sops_error *err)
{
	size_t n = model->series->n, season = model->season;
	double variance = result->sd * result->sd, scale = model->series->values[0];
	struct product *products = calloc(season, sizeof(*products));

	if (!products)
		return sops_error_memory(err);
	for (size_t j = 0; j < season; j++) {
		products[j].mean[0] = model->level * model->seasons[j];
		products[j].mean[1] = model->trend * model->seasons[j];
	}
	for (size_t h = 0; h < result->horizon; h++) {
		const struct product *now = &products[(n + h) % season];
		double mean = now->mean[0] + w->phi * now->mean[1];
		double spread = now->spread[0][0] + 2 * w->phi * now->spread[0][1] +
			w->phi * w->phi * now->spread[1][1];

		result->mean[h] = scale * (model->level + (double)(h + 1) * model->trend) *
			model->seasons[(n + h) % season];
		result->error[h] = scale * sqrt((1 + variance) * spread + variance * mean * mean);
		for (size_t j = 0; j < season; j++)
			pass_period(&products[j], w, &products[j] == now ? w->gamma : 0, variance);
	}
	free(products);
	return 0;
}

static void set_parameters(struct sops_series_result *result, const struct sops__smooth *model,
	const struct sops__smooth_weights *w)
{
	const struct sops__smooth_kind *kind = model->kind;
	double first = model->series->values[0];
	bool multiplies = kind->multiplicative;

	sops__series_parameter(result, "alpha", w->alpha);
	if (kind->trend)
		sops__series_parameter(result, "beta", w->beta);
	if (kind->seasonal)
		sops__series_parameter(result, "gamma", w->gamma);
	if (kind->damped)
		sops__series_parameter(result, "phi", w->phi);
	sops__series_parameter(result, "level",
		multiplies ? model->initial[0] * first : model->initial[0] + first);
	if (kind->trend)
		sops__series_parameter(result, "trend",
			multiplies ? model->initial[1] * first : model->initial[1]);
}

int sops__smooth_forecast(struct sops_series_result *result, struct sops__smooth *model,
	const struct sops__smooth_weights *weights, struct sops_error *err)
{
	double first = model->series->values[0], sum = sops__smooth_run(model, weights);

	if (isinf(sum))
		return sops_error_set(err, SOPS_EINPUT,
			"%s cannot follow this series: its level would fall to zero",
			sops_series_method_name(result->method));
	result->mse = sum / (double)model->series->n;
	if (model->kind->multiplicative)
		result->mse *= first * first;
	result->sd = sqrt(residual_variance(model, sum));
	set_parameters(result, model, weights);
	if (model->kind->multiplicative)
		return forecast_products(result, model, weights, err);
	forecast_additive(result, model, weights);
	return 0;
}

static int fit(struct sops_series_result *result, const struct sops__smooth_kind *kind,
	const struct sops_series *series, struct sops_error *err)
{
	struct sops__smooth_weights weights;
	struct sops__smooth model;
	int status = sops__smooth_init(&model, kind, series, err);

	if (status)
		return status;
	if (kind->multiplicative) {
		start_line(&model);
		start_seasons(&model);
	}
	sops__smooth_search(&weights, &model);
	status = sops__smooth_forecast(result, &model, &weights, err);
	sops__smooth_release(&model);
	return status;
}

int sops__fit_ses(struct sops_series_result *result, const struct sops_series *series,
	struct sops_error *err)
{
	return fit(result, &ses, series, err);
}

int sops__fit_holt(struct sops_series_result *result, const struct sops_series *series,
	struct sops_error *err)
{
	return fit(result, &holt, series, err);
}

int sops__fit_damped(struct sops_series_result *result, const struct sops_series *series,
	struct sops_error *err)
{
	return fit(result, &damped, series, err);
}

int sops__fit_hw(struct sops_series_result *result, const struct sops_series *series,
	struct sops_error *err)
{
	return fit(result, &hw, series, err);
}

int sops__fit_hw_mult(struct sops_series_result *result, const struct sops_series *series,
	struct sops_error *err)
{
	return fit(result, &hw_mult, series, err);
}
