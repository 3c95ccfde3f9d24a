/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * series_regression.c: least squares, and the trend line with seasonal dummies.
 *
 * Not GSL's QR: that goes through whichever BLAS is linked, which may fuse and
 * reorder, and forecasts would differ in their last digits between machines.
 */
#include "series_private.h"

#include <math.h>
#include <stdlib.h>

/* A column is dependent when so little of it is left, relative to its length. */
#define DEPENDENT 1e-12

int sops__least_squares_init(struct sops__least_squares *lsq, size_t rows, size_t columns,
	struct sops_error *err)
{
	size_t cells, bytes;

	*lsq = (struct sops__least_squares){ .rows = rows, .columns = columns };
	if (__builtin_mul_overflow(rows, columns, &cells) ||
	    __builtin_mul_overflow(cells, sizeof(double), &bytes))
		return sops_error_memory(err);
	lsq->a = malloc(bytes);
	lsq->y = calloc(rows, sizeof(double));
	lsq->x = calloc(columns, sizeof(double));
	lsq->pivot = calloc(columns, sizeof(*lsq->pivot));
	if (lsq->a && lsq->y && lsq->x && lsq->pivot)
		return 0;
	sops__least_squares_release(lsq);
	return sops_error_memory(err);
}

void sops__least_squares_release(struct sops__least_squares *lsq)
{
	free(lsq->a);
	free(lsq->y);
	free(lsq->x);
	free(lsq->pivot);
	*lsq = (struct sops__least_squares){ 0 };
}

/* Four sums side by side: one would wait for itself. */
static double dot(const double *a, const double *b, size_t n)
{
	double sum[4] = { 0, 0, 0, 0 };
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		sum[0] += a[i] * b[i];
		sum[1] += a[i + 1] * b[i + 1];
		sum[2] += a[i + 2] * b[i + 2];
		sum[3] += a[i + 3] * b[i + 3];
	}
	for (; i < n; i++)
		sum[0] += a[i] * b[i];
	return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* to -= 2 v v'to / v'v, where half is v'v / 2. */
static void reflect(double *to, const double *v, size_t n, double half)
{
	double factor = dot(v, to, n) / half;

	for (size_t i = 0; i < n; i++)
		to[i] -= factor * v[i];
}

/* Clears column k below the given row; false when nothing of it is left there. */
static bool eliminate(struct sops__least_squares *lsq, size_t k, size_t row)
{
	double *column = lsq->a + k * lsq->rows, *v = column + row;
	size_t n = lsq->rows - row;
	double rest = dot(v, v, n), whole = dot(column, column, row) + rest;
	double norm = sqrt(rest), half;

	if (n == 0 || norm <= DEPENDENT * sqrt(whole))
		return false;
	if (v[0] > 0)
		norm = -norm;
	half = rest - v[0] * norm;
	v[0] -= norm;
	for (size_t j = k + 1; j < lsq->columns; j++)
		reflect(lsq->a + j * lsq->rows + row, v, n, half);
	reflect(lsq->y + row, v, n, half);
	v[0] = norm;
	return true;
}

static void substitute(struct sops__least_squares *lsq)
{
	for (size_t k = lsq->columns; k-- > 0;) {
		size_t row = lsq->pivot[k];
		double sum;

		lsq->x[k] = 0;
		if (row == lsq->rows)
			continue;
		sum = lsq->y[row];
		for (size_t j = k + 1; j < lsq->columns; j++)
			sum -= lsq->a[j * lsq->rows + row] * lsq->x[j];
		lsq->x[k] = sum / lsq->a[k * lsq->rows + row];
	}
}

double sops__least_squares_solve(struct sops__least_squares *lsq)
{
	size_t row = 0;

	for (size_t k = 0; k < lsq->columns; k++) {
		bool has_pivot = eliminate(lsq, k, row);

		lsq->pivot[k] = has_pivot ? row++ : lsq->rows;
	}
	substitute(lsq);
	return dot(lsq->y + row, lsq->y + row, lsq->rows - row);
}

/* The k-th regressor of period t: one, time from 1, a dummy for each season but the first. */
static double regressor(size_t k, size_t t, size_t season)
{
	if (k == 0)
		return 1;
	if (k == 1)
		return (double)(t + 1);
	return t % season == k - 1;
}

/* |z| squared, where R'z = the regressors of period t: their leverage. z is scratch. */
static double leverage(const struct sops__least_squares *lsq, size_t t, size_t season, double *z)
{
	for (size_t k = 0; k < lsq->columns; k++) {
		const double *column = lsq->a + k * lsq->rows;

		z[k] = (regressor(k, t, season) - dot(column, z, k)) / column[k];
	}
	return dot(z, z, lsq->columns);
}

static void predict(struct sops_series_result *result, const struct sops__least_squares *lsq,
	const struct sops_series *series, size_t season, double sse)
{
	double *scratch = lsq->y; /* no longer needed */

	result->mse = sse / (double)lsq->rows;
	result->freedom = (double)(lsq->rows - lsq->columns);
	result->sd = result->freedom > 0 ? sqrt(sse / result->freedom) : NAN;
	for (size_t h = 0; h < result->horizon; h++) {
		double sum = 0;

		for (size_t k = 0; k < lsq->columns; k++)
			sum += lsq->x[k] * regressor(k, series->n + h, season);
		result->mean[h] = series->values[0] + sum;
		result->error[h] = result->sd *
			sqrt(1 + leverage(lsq, series->n + h, season, scratch));
	}
	sops__series_parameter(result, "intercept", series->values[0] + lsq->x[0]);
	sops__series_parameter(result, "slope", lsq->x[1]);
}

int sops__fit_regression(struct sops_series_result *result, const struct sops_series *series,
	struct sops_error *err)
{
	size_t season = (size_t)series->season;
	struct sops__least_squares lsq;
	int status;

	if (series->n < 2 * season)
		season = 1;
	status = sops__least_squares_init(&lsq, series->n, season + 1, err);
	if (status)
		return status;
	for (size_t t = 0; t < series->n; t++) {
		lsq.y[t] = series->values[t] - series->values[0];
		for (size_t k = 0; k < lsq.columns; k++)
			lsq.a[k * lsq.rows + t] = regressor(k, t, season);
	}
	predict(result, &lsq, series, season, sops__least_squares_solve(&lsq));
	sops__least_squares_release(&lsq);
	return 0;
}
