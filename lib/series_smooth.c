/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * series_smooth.c: a smoothing model with given weights.
 *
 * The errors of an additive model are linear in its initial states, so that the
 * best ones are a least-squares solution; those of a multiplicative model are
 * found by Gauss-Newton. Either needs the derivatives of every error by every
 * initial state, which run through the series beside the states themselves.
 */
#include "series_private.h"

#include <math.h>
#include <stdlib.h>

#define NEWTON_STEPS 25
#define NEWTON_HALVINGS 8
#define NEWTON_ENOUGH 1e-7 /* relative gain at which to stop */
/*
 * Best states that let a forecast fall to nothing make a first relative error
 * beyond all bounds: no forecast may be below this share of the smallest value.
 */
#define FLOOR 0.1

static double lowest(const struct sops_series *series)
{
	double least = series->values[0];

	for (size_t t = 1; t < series->n; t++)
		least = series->values[t] < least ? series->values[t] : least;
	return least / series->values[0];
}

static double *take(double **block, size_t n)
{
	double *at = *block;

	*block += n;
	return at;
}

int sops__smooth_init(struct sops__smooth *model, const struct sops__smooth_kind *kind,
	const struct sops_series *series, struct sops_error *err)
{
	size_t season = kind->seasonal ? (size_t)series->season : 1;
	size_t states = 1 + kind->trend + (season - 1);
	double *block = calloc(6 * states + season + season * states, sizeof(double));
	int status;

	*model = (struct sops__smooth){ .kind = kind, .series = series, .season = season,
		.states = states };
	if (!block)
		return sops_error_memory(err);
	if (kind->multiplicative)
		model->floor = FLOOR * lowest(series);
	model->initial = take(&block, states);
	model->start = take(&block, states);
	model->first_start = take(&block, states);
	model->best_start = take(&block, states);
	model->d_level = take(&block, states);
	model->d_trend = take(&block, states);
	model->seasons = take(&block, season);
	model->d_seasons = take(&block, season * states);
	status = sops__least_squares_init(&model->lsq, series->n, states, err);
	if (status)
		sops__smooth_release(model);
	return status;
}

void sops__smooth_release(struct sops__smooth *model)
{
	sops__least_squares_release(&model->lsq);
	free(model->initial);
	model->initial = NULL;
}

static double value(const struct sops__smooth *model, size_t t)
{
	const double *y = model->series->values;

	return model->kind->multiplicative ? y[t] / y[0] : y[t] - y[0];
}

/* States and derivatives before the first period. The last season makes up the sum of all. */
static void rewind_states(struct sops__smooth *model)
{
	size_t first = 1 + model->kind->trend, states = model->states, last = model->season - 1;

	memset(model->d_level, 0, states * sizeof(double));
	memset(model->d_trend, 0, states * sizeof(double));
	memset(model->d_seasons, 0, model->season * states * sizeof(double));
	model->relative = 0;
	model->level = model->initial[0];
	model->d_level[0] = 1;
	model->trend = model->kind->trend ? model->initial[1] : 0;
	if (model->kind->trend)
		model->d_trend[1] = 1;
	model->seasons[last] = model->kind->multiplicative ? (double)model->season : 0;
	for (size_t j = 0; j < last; j++) {
		model->seasons[j] = model->initial[first + j];
		model->seasons[last] -= model->seasons[j];
		model->d_seasons[j * states + first + j] = 1;
		model->d_seasons[last * states + first + j] = -1;
	}
}

/* What one period does, and how it passes derivatives on. */
struct passage {
	double fit_q, fit_s;   /* of the fitted value by q and by s */
	double gain_q, gain_s; /* of the error: what level and season learn of it */
	double bend_q, bend_s; /* by which a change of q or s bends the other's gain */
};

static void pass_derivatives(struct sops__smooth *model, const struct sops__smooth_weights *w,
	const struct passage *p, size_t t)
{
	double *season = model->d_seasons + t % model->season * model->states;

	for (size_t k = 0; k < model->states; k++) {
		double dq = model->d_level[k] + w->phi * model->d_trend[k], ds = season[k];
		double fitted = p->fit_q * dq + p->fit_s * ds;
		double level = -fitted * p->gain_q - p->bend_s * ds;

		model->lsq.a[k * model->lsq.rows + t] = fitted;
		model->d_level[k] = dq + w->alpha * level;
		model->d_trend[k] = w->phi * model->d_trend[k] + w->beta * level;
		season[k] += w->gamma * (-fitted * p->gain_s - p->bend_q * dq);
	}
}

/* One period; false when a multiplicative model has fallen through its floor. */
static bool run_period(struct sops__smooth *model, const struct sops__smooth_weights *w, size_t t)
{
	bool multiplies = model->kind->multiplicative;
	double *season = model->seasons + t % model->season, s = *season;
	double q = model->level + w->phi * model->trend;
	double fitted = multiplies ? q * s : q + s;
	double e = value(model, t) - fitted;
	struct passage p = { 1, 1, 1, 1, 0, 0 };

	if (multiplies) {
		if (!(q > 0 && s > 0 && fitted > model->floor))
			return false;
		p = (struct passage){ s, q, 1 / s, 1 / q, e / (q * q), e / (s * s) };
		model->relative += e / fitted * (e / fitted);
	}
	pass_derivatives(model, w, &p, t);
	model->lsq.y[t] = e;
	model->level = q + w->alpha * e * p.gain_q;
	model->trend = w->phi * model->trend + w->beta * e * p.gain_q;
	*season = s + w->gamma * e * p.gain_s;
	return true;
}

double sops__smooth_run(struct sops__smooth *model, const struct sops__smooth_weights *weights)
{
	double sum = 0;

	rewind_states(model);
	for (size_t t = 0; t < model->series->n; t++) {
		if (!run_period(model, weights, t))
			return INFINITY;
		sum += model->lsq.y[t] * model->lsq.y[t];
	}
	return sum;
}

static double solve_linear(struct sops__smooth *model, const struct sops__smooth_weights *weights)
{
	double sum;

	memset(model->initial, 0, model->states * sizeof(double));
	sops__smooth_run(model, weights);
	sum = sops__least_squares_solve(&model->lsq);
	memcpy(model->initial, model->lsq.x, model->states * sizeof(double));
	return sum;
}

static void move(struct sops__smooth *model, double by)
{
	for (size_t k = 0; k < model->states; k++)
		model->initial[k] += by * model->lsq.x[k];
}

/* Goes along the solved step, shortened until the sum falls; unchanged when it never does. */
static double newton_step(struct sops__smooth *model, const struct sops__smooth_weights *weights,
	double sum)
{
	double length = 1, next;

	sops__least_squares_solve(&model->lsq);
	move(model, 1);
	for (int i = 0; i < NEWTON_HALVINGS; i++) {
		next = sops__smooth_run(model, weights);
		if (next < sum)
			return next;
		length /= 2;
		move(model, -length);
	}
	move(model, -length);
	return sum;
}

static double solve_newton(struct sops__smooth *model, const struct sops__smooth_weights *weights)
{
	double sum, next;

	memcpy(model->initial, model->start, model->states * sizeof(double));
	next = sops__smooth_run(model, weights);
	if (isinf(next))
		return next;
	for (int i = 0; i < NEWTON_STEPS; i++) {
		sum = next;
		next = newton_step(model, weights, sum);
		if (sum - next <= NEWTON_ENOUGH * sum)
			break;
	}
	return next;
}

double sops__smooth_solve(struct sops__smooth *model, const struct sops__smooth_weights *weights)
{
	return model->kind->multiplicative ? solve_newton(model, weights)
		: solve_linear(model, weights);
}
