/* SPDX-License-Identifier: GPL-3.0-or-later */
/* series_private.h: what the files of the series module share. */
#ifndef SOPS_SERIES_PRIVATE_H
#define SOPS_SERIES_PRIVATE_H

#include <sops/series.h>

/*
 * Fits and fills mean, error, freedom, mse, sd and the parameters. The series
 * has passed sops_series_check; its season is 1 or more.
 */
typedef int sops__series_fit(struct sops_series_result *result, const struct sops_series *series,
	struct sops_error *err);

sops__series_fit sops__fit_naive, sops__fit_snaive, sops__fit_mean, sops__fit_drift;
sops__series_fit sops__fit_regression;
sops__series_fit sops__fit_ses, sops__fit_holt, sops__fit_damped, sops__fit_hw, sops__fit_hw_mult;

void sops__series_parameter(struct sops_series_result *result, const char *name, double value);

/* The fewest periods the method can be fitted to. */
size_t sops__series_least(enum sops_series_method method, int season);

/* The method that auto takes for the series. */
int sops__series_choose(enum sops_series_method *out, const struct sops_series *series,
	const struct sops_series_options *options, struct sops_error *err);

/*
 * Least squares by Householder reflections: the x that minimises |y - A x|. A
 * column that depends on those before it gets the coefficient 0.
 */
struct sops__least_squares {
	size_t rows, columns;
	double *a; /* column after column; solving leaves R above the pivots */
	double *y;
	double *x;
	size_t *pivot; /* row of each column's pivot, or rows: it has none */
};

int sops__least_squares_init(struct sops__least_squares *lsq, size_t rows, size_t columns,
	struct sops_error *err);
void sops__least_squares_release(struct sops__least_squares *lsq);
/* Returns the residual sum of squares. */
double sops__least_squares_solve(struct sops__least_squares *lsq);

/* Which states a smoothing model has. */
struct sops__smooth_kind {
	bool trend, damped, seasonal, multiplicative;
};

struct sops__smooth_weights {
	double alpha, beta, gamma, phi;
};

/*
 * A smoothing model of a series: of y - y(1), or of y / y(1) when it
 * multiplies, so that a constant series is fitted without a rounding error.
 */
struct sops__smooth {
	const struct sops__smooth_kind *kind;
	const struct sops_series *series;
	size_t season;   /* 1 when not seasonal */
	double floor;    /* a multiplicative model's forecasts stay above it */
	size_t states;   /* free initial states: level, trend, all seasons but the last */
	double *initial; /* those states */
	/* Where Newton's steps to those of a multiplicative model begin: now, at first, best. */
	double *start, *first_start, *best_start;
	double level, trend, *seasons; /* states after the last period run */
	double relative; /* sum of squared relative errors of that run */
	double *d_level, *d_trend, *d_seasons; /* their derivatives by the initial states */
	struct sops__least_squares lsq;
};

int sops__smooth_init(struct sops__smooth *model, const struct sops__smooth_kind *kind,
	const struct sops_series *series, struct sops_error *err);
void sops__smooth_release(struct sops__smooth *model);
/* Sets the initial states that fit best; returns their sum of squared errors, or infinity. */
double sops__smooth_solve(struct sops__smooth *model, const struct sops__smooth_weights *weights);
/* Runs through the series from the initial states; the same sum. */
double sops__smooth_run(struct sops__smooth *model, const struct sops__smooth_weights *weights);
/* The weights that fit best; leaves the model with the initial states that go with them. */
void sops__smooth_search(struct sops__smooth_weights *best, struct sops__smooth *model);
/* Fills the result from these weights and the model's initial states, as they are. */
int sops__smooth_forecast(struct sops_series_result *result, struct sops__smooth *model,
	const struct sops__smooth_weights *weights, struct sops_error *err);

#endif
