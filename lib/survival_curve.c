/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read off a curve: a point, a quantile, the area below. */
#include <sops/survival.h>

#include <math.h>

/* As many points of the curve as are not after the time. */
static size_t points_until(const struct sops_survival_curve *curve, int64_t time)
{
	size_t low = 0, high = curve->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (curve->points[middle].time <= time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct sops_survival_point *sops_survival_at(const struct sops_survival_curve *curve,
	int64_t time)
{
	size_t until = points_until(curve, time);

	return until ? &curve->points[until - 1] : NULL;
}

/* Levels that differ by less are one: a curve is a product, and only nearly 1/2. */
#define SAME 0x1p-26

static double value_at(const struct sops_survival_point *point, size_t offset)
{
	const void *value = (const char *)point + offset;

	return *(const double *)value;
}

/* The first point from there on at which the curve is below the level; len when there is none. */
static size_t first_below(const struct sops_survival_curve *curve, size_t offset, size_t from,
	double level)
{
	while (from < curve->len && !(value_at(&curve->points[from], offset) < level))
		from++;
	return from;
}

/* When the curve of S, or of one of its limits, has come down to the level. */
static struct sops_ratio crossing(const struct sops_survival_curve *curve, size_t offset,
	double level)
{
	size_t first = first_below(curve, offset, 0, level + SAME), second = first;
	sops_int128 twice;
	double value;

	if (first == curve->len)
		return (struct sops_ratio){ SOPS_MONEY_BLANK, SOPS_MONEY_BLANK };
	value = value_at(&curve->points[first], offset);
	if (fabs(value - level) < SAME)
		second = first_below(curve, offset, first, value);
	if (second == curve->len)
		second = first;
	twice = (sops_int128)curve->points[first].time + curve->points[second].time;
	return (struct sops_ratio){ { twice, 0 }, sops_money_of(2) };
}

struct sops_survival_quantile sops_survival_quantile(const struct sops_survival_curve *curve,
	int percent)
{
	const struct sops_survival_curve none = { 0 };
	double level = (100 - percent) / 100.0;

	if (percent < 1 || percent > 99)
		curve = &none;
	return (struct sops_survival_quantile){
		.time = crossing(curve, offsetof(struct sops_survival_point, estimate), level),
		.lower = crossing(curve, offsetof(struct sops_survival_point, lower), level),
		.upper = crossing(curve, offsetof(struct sops_survival_point, upper), level),
	};
}

/* Whether the curve tells what is at that time, as it does for ever once nothing is left. */
static bool tells_of(const struct sops_survival_curve *curve, int64_t time)
{
	const struct sops_survival_point *last = sops_survival_at(curve, INT64_MAX);

	return last ? time <= last->time || last->estimate == 0 : time == 0;
}

struct sops_survival_mean sops_survival_mean(const struct sops_survival_curve *curve,
	int64_t limit)
{
	double area = 0, variance = 0;
	int64_t end = limit;

	if (limit < 0 || !tells_of(curve, limit))
		return (struct sops_survival_mean){ NAN, NAN };
	for (size_t i = points_until(curve, limit); i-- > 0;) {
		const struct sops_survival_point *point = &curve->points[i];
		double n = (double)point->at_risk, d = (double)point->events;

		area += point->estimate * (double)(end - point->time);
		end = point->time;
		if (d < n)
			variance += area * area * d / (n * (n - d));
	}
	return (struct sops_survival_mean){ area + (double)end, sqrt(variance) };
}
