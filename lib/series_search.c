/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * series_search.c: the weights of a smoothing model, by pattern search (Hooke
 * and Jeeves 1961) on a grid.
 *
 * Points have whole coordinates and no arithmetic but the exactly rounded kind is
 * used, so every machine takes the same steps to the same point. A minimiser
 * that works in reals stops a rounding error away from where it stops elsewhere.
 */
#include "series_private.h"

#include <math.h>

#define UNIT 1000000
#define FIRST_STEP 65536
#define SETTLED_STEP 2048 /* after it only the best climb goes on */
#define CLIMBS 8 /* climb from so many of the best starting points */
#define WORTH_A_STEP 1e-10 /* relative gain below which the search is not to creep on */

#define LEAST 100 /* of alpha, beta and gamma, in millionths as all of these */

enum { ALPHA, BETA, GAMMA, PHI, DIMENSIONS };

/* Starts of beta and gamma are shares of the range that alpha leaves them. */
static const struct dimension {
	int lo, hi;
	int starts[7];
	int n_starts;
} dimensions[DIMENSIONS] = {
	[ALPHA] = { LEAST, UNIT - LEAST,
		{ LEAST, 3000, 50000, 150000, 400000, 700000, 950000 }, 7 },
	[BETA] = { LEAST, UNIT - LEAST, { 0, 100000, 400000, 1000000 }, 4 },
	[GAMMA] = { LEAST, UNIT - LEAST, { 0, 100000, 400000, 900000 }, 4 },
	[PHI] = { 800000, 980000, { 820000, 900000, 980000 }, 3 },
};

/* The axes, and the ways along the bounds beta <= alpha and gamma <= 1 - alpha. */
static const struct direction {
	int by[DIMENSIONS];
	bool trend, seasonal, damped; /* only in models that have these */
} directions[] = {
	{ .by = { [ALPHA] = 1 } },
	{ .by = { [BETA] = 1 }, .trend = true },
	{ .by = { [GAMMA] = 1 }, .seasonal = true },
	{ .by = { [PHI] = 1 }, .damped = true },
	{ .by = { [ALPHA] = 1, [BETA] = 1 }, .trend = true },
	{ .by = { [ALPHA] = 1, [GAMMA] = -1 }, .seasonal = true },
	{ .by = { [ALPHA] = 1, [BETA] = 1, [GAMMA] = -1 }, .trend = true, .seasonal = true },
};

struct point {
	int at[DIMENSIONS];
	double sum;
};

static bool used(const struct sops__smooth_kind *kind, int dimension)
{
	return (const bool[DIMENSIONS]){
		[ALPHA] = true, [BETA] = kind->trend, [GAMMA] = kind->seasonal,
		[PHI] = kind->damped,
	}[dimension];
}

static int within(int at, int lo, int hi)
{
	return at < lo ? lo : at > hi ? hi : at;
}

static void bound(struct point *point)
{
	for (int d = 0; d < DIMENSIONS; d++)
		point->at[d] = within(point->at[d], dimensions[d].lo, dimensions[d].hi);
	point->at[BETA] = within(point->at[BETA], LEAST, point->at[ALPHA]);
	point->at[GAMMA] = within(point->at[GAMMA], LEAST, UNIT - point->at[ALPHA]);
}

static struct sops__smooth_weights weights_of(const struct sops__smooth_kind *kind,
	const struct point *point)
{
	return (struct sops__smooth_weights){
		.alpha = (double)point->at[ALPHA] / UNIT,
		.beta = kind->trend ? (double)point->at[BETA] / UNIT : 0,
		.gamma = kind->seasonal ? (double)point->at[GAMMA] / UNIT : 0,
		.phi = kind->damped ? (double)point->at[PHI] / UNIT : 1,
	};
}

static void evaluate(struct sops__smooth *model, struct point *point)
{
	struct sops__smooth_weights weights = weights_of(model->kind, point);

	point->sum = sops__smooth_solve(model, &weights);
}

static void copy_states(const struct sops__smooth *model, double *to, const double *from)
{
	memcpy(to, from, model->states * sizeof(double));
}

/* Takes the point if it is better, and its states as the next start. */
static bool improve(struct sops__smooth *model, struct point *best, const struct point *point)
{
	if (!(point->sum < best->sum * (1 - WORTH_A_STEP)))
		return false;
	*best = *point;
	copy_states(model, model->start, model->initial);
	return true;
}

static bool shift(struct sops__smooth *model, struct point *best,
	const struct direction *direction, int step)
{
	struct point next = *best;

	for (int d = 0; d < DIMENSIONS; d++)
		next.at[d] += step * direction->by[d];
	bound(&next);
	if (!memcmp(next.at, best->at, sizeof(next.at)))
		return false;
	evaluate(model, &next);
	return improve(model, best, &next);
}

static bool leads_on(const struct direction *direction, const struct sops__smooth_kind *kind)
{
	return direction->trend <= kind->trend && direction->seasonal <= kind->seasonal &&
		direction->damped <= kind->damped;
}

static bool probe(struct sops__smooth *model, struct point *best, int step)
{
	bool better = false;

	for (size_t i = 0; i < sizeof(directions) / sizeof(directions[0]); i++) {
		const struct direction *direction = &directions[i];

		if (leads_on(direction, model->kind))
			better |= shift(model, best, direction, step) ||
				shift(model, best, direction, -step);
	}
	return better;
}

/* The same stride again, as long as it pays. */
static void stride(struct sops__smooth *model, struct point *best, struct point from)
{
	bool better;

	do {
		struct point next = *best;

		for (int d = 0; d < DIMENSIONS; d++)
			next.at[d] += best->at[d] - from.at[d];
		bound(&next);
		from = *best;
		evaluate(model, &next);
		better = improve(model, best, &next);
	} while (better);
}

static void climb(struct sops__smooth *model, struct point *best, int step, int last)
{
	for (; step >= last; step /= 2) {
		struct point from = *best;

		while (probe(model, best, step)) {
			stride(model, best, from);
			from = *best;
		}
	}
}

/* The next combination of starts; false after the last. */
static bool next_start(const struct sops__smooth_kind *kind, int index[DIMENSIONS])
{
	for (int d = 0; d < DIMENSIONS; d++) {
		if (!used(kind, d))
			continue;
		if (++index[d] < dimensions[d].n_starts)
			return true;
		index[d] = 0;
	}
	return false;
}

static void keep_best(struct point starts[CLIMBS], struct point point)
{
	for (int i = 0; i < CLIMBS; i++) {
		if (point.sum < starts[i].sum) {
			struct point worse = starts[i];

			starts[i] = point;
			point = worse;
		}
	}
}

static int share(int part, int whole)
{
	return (int)((int64_t)part * whole / UNIT);
}

static void survey(struct sops__smooth *model, struct point starts[CLIMBS])
{
	int index[DIMENSIONS] = { 0 };

	do {
		struct point point;

		for (int d = 0; d < DIMENSIONS; d++)
			point.at[d] = dimensions[d].starts[index[d]];
		point.at[BETA] = share(point.at[BETA], point.at[ALPHA]);
		point.at[GAMMA] = share(point.at[GAMMA], UNIT - point.at[ALPHA]);
		bound(&point);
		evaluate(model, &point);
		keep_best(starts, point);
	} while (next_start(model->kind, index));
}

void sops__smooth_search(struct sops__smooth_weights *best, struct sops__smooth *model)
{
	struct point starts[CLIMBS], winner = { .sum = INFINITY };

	for (int i = 0; i < CLIMBS; i++)
		starts[i] = (struct point){ .sum = INFINITY };
	copy_states(model, model->first_start, model->start);
	survey(model, starts);
	for (int i = 0; i < CLIMBS; i++) {
		if (isinf(starts[i].sum))
			continue;
		copy_states(model, model->start, model->first_start);
		climb(model, &starts[i], FIRST_STEP, SETTLED_STEP);
		if (starts[i].sum < winner.sum) {
			winner = starts[i];
			copy_states(model, model->best_start, model->start);
		}
	}
	copy_states(model, model->start, model->best_start);
	if (!isinf(winner.sum))
		climb(model, &winner, SETTLED_STEP / 2, 1);
	*best = weights_of(model->kind, &winner);
	sops__smooth_solve(model, best);
}
