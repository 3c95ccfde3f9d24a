/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/survival.h>

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#define KINDS (1 + SOPS_SURVIVAL_CAUSES)
#define ALL_CAUSES 0

#define TIMES(label, number) \
	{ .name = (label), .kind = SOPS_STATE_TALLY, \
		.offset = offsetof(struct sops_survival, times[number]) }

const struct sops_state sops_survival_state = SOPS_STATE(struct sops_survival,
	TIMES("censored", SOPS_SURVIVAL_CENSORED),
	TIMES("cause1", 1), TIMES("cause2", 2), TIMES("cause3", 3), TIMES("cause4", 4));

_Static_assert(SOPS_SURVIVAL_CAUSES == 4, "each cause has its line above and in the header");

void sops_survival_release(struct sops_survival *survival)
{
	sops_state_release(&sops_survival_state, survival);
}

static int check_cause(int cause, int least, struct sops_error *err)
{
	if (cause >= least && cause <= SOPS_SURVIVAL_CAUSES)
		return 0;
	return sops_error_set(err, SOPS_EUSAGE, "%d is not a cause: they are %d to %d", cause,
		least, SOPS_SURVIVAL_CAUSES);
}

static int check_time(int64_t time, struct sops_error *err)
{
	if (time >= 0)
		return 0;
	return sops_error_set(
		err, SOPS_EINPUT, "a time of %" PRId64 " ends before it begins", time);
}

int sops_survival_add(struct sops_survival *survival, int64_t time, int cause,
	struct sops_error *err)
{
	int status = check_cause(cause, SOPS_SURVIVAL_CENSORED, err);

	if (status == 0)
		status = check_time(time, err);
	if (status == 0)
		status = sops_tally_add(&survival->times[cause], time, 1, err);
	return status;
}

/* The tallies read side by side. */
struct walk {
	const struct sops_survival *survival;
	size_t at[KINDS];
	int64_t at_risk;
};

static int walk_init(struct walk *walk, const struct sops_survival *survival, size_t *most,
	struct sops_error *err)
{
	*walk = (struct walk){ .survival = survival };
	*most = 0;
	for (size_t k = 0; k < KINDS; k++) {
		const struct sops_tally *times = &survival->times[k];

		if (times->len && check_time(times->entries[0].value, err) < 0)
			return SOPS_EINPUT;
		if (__builtin_add_overflow(walk->at_risk, times->count, &walk->at_risk))
			return sops_error_set(
				err, SOPS_EINPUT, "overflow: too many records to count");
		*most += times->len;
	}
	return 0;
}

static const struct sops_tally_entry *ahead(const struct walk *walk, size_t kind)
{
	const struct sops_tally *times = &walk->survival->times[kind];

	return walk->at[kind] < times->len ? &times->entries[walk->at[kind]] : NULL;
}

static bool walk_next(struct walk *walk, int cause, struct sops_survival_point *point)
{
	bool found = false;

	*point = (struct sops_survival_point){ .time = INT64_MAX, .at_risk = walk->at_risk };
	for (size_t k = 0; k < KINDS; k++) {
		const struct sops_tally_entry *entry = ahead(walk, k);

		found = found || entry;
		if (entry && entry->value < point->time)
			point->time = entry->value;
	}
	for (size_t k = 0; k < KINDS; k++) {
		const struct sops_tally_entry *entry = ahead(walk, k);
		bool asked = cause == ALL_CAUSES || cause == (int)k;

		if (!entry || entry->value != point->time)
			continue;
		*(k == SOPS_SURVIVAL_CENSORED ? &point->censored :
				asked ? &point->events : &point->rivals) += entry->count;
		walk->at_risk -= entry->count;
		walk->at[k]++;
	}
	return found;
}

/* The sums that S and Fk are made of, up to a time. */
struct sums {
	double survival; /* S */
	double hazard;   /* of d / (n (n - d)) */
	/* of Fk: h that summand, G the rise of Fk since then */
	double incidence;
	double rise, rise_squared; /* of h G and h G^2 */
	double own;                /* of S^2 dk (n - dk) / n^3 */
	double rate, shared;       /* of S dk / n^2, and of that times G */
};

/* When all that were at risk have ended nothing comes after, and h, which would be infinite, has
 * no use. */
static void sum_all(struct sums *sums, double n, double d)
{
	sums->survival *= (n - d) / n;
	if (d < n)
		sums->hazard += d / (n * (n - d));
}

static void estimate_survival(struct sums *sums, struct sops_survival_point *point)
{
	double n = (double)point->at_risk, d = (double)point->events;

	sum_all(sums, n, d);
	point->estimate = sums->survival;
	point->error = d < n ? sums->survival * sqrt(sums->hazard) : NAN;
}

/* Below this share of what it is the difference of, a variance is what rounding left of 0. */
#define ROUNDING 1e-12

static void estimate_incidence(struct sums *sums, struct sops_survival_point *point)
{
	double n = (double)point->at_risk, dk = (double)point->events, before = sums->survival;
	double rise = before * dk / n, variance, whole;

	sums->incidence += rise;
	sums->rise_squared += rise * (2 * sums->rise + rise * sums->hazard);
	sums->rise += rise * sums->hazard;
	sums->shared += rise * sums->rate;
	sum_all(sums, n, dk + (double)point->rivals);
	sums->own += before * before * dk * (n - dk) / (n * n * n);
	sums->rate += before * dk / (n * n);
	whole = sums->rise_squared + sums->own;
	variance = whole - 2 * sums->shared;
	point->estimate = sums->incidence;
	point->error = variance > ROUNDING * whole ? sqrt(variance) : 0;
}

/* Each moves a share by an error on its scale. */
static double move_log(double share, double by)
{
	return share * exp(by / share);
}

static double move_log_log(double share, double by)
{
	return pow(share, exp(by / (share * log(share))));
}

static double move_plain(double share, double by)
{
	return share + by;
}

static double (*const moves[])(double share, double by) = {
	[SOPS_SURVIVAL_LOG] = move_log,
	[SOPS_SURVIVAL_LOG_LOG] = move_log_log,
	[SOPS_SURVIVAL_PLAIN] = move_plain,
};

static void set_limits(struct sops_survival_point *point, enum sops_survival_limits limits,
	double quantile)
{
	point->lower = point->upper = point->estimate;
	if (isnan(point->error)) {
		point->lower = point->upper = NAN;
	} else if (point->error > 0) {
		point->lower = fmax(moves[limits](point->estimate, -quantile * point->error), 0);
		point->upper = fmin(moves[limits](point->estimate, quantile * point->error), 1);
	}
}

static int check_options(struct sops_survival_options *out,
	const struct sops_survival_options *options, struct sops_error *err)
{
	*out = options ? *options : (struct sops_survival_options){ .level = 0 };
	if (out->level == 0)
		out->level = 95;
	if ((unsigned)out->limits >= SOPS_SURVIVAL_LIMITS)
		return sops_error_set(
			err, SOPS_EUSAGE, "there are no limits of kind %d", (int)out->limits);
	if (!(out->level > 0 && out->level < 100))
		return sops_error_set(err, SOPS_EUSAGE, "a level of %g per cent is not between "
			"0 and 100", out->level);
	return 0;
}

typedef void estimator(struct sums *sums, struct sops_survival_point *point);

static int make(struct sops_survival_curve *curve, const struct sops_survival *survival,
	int cause, estimator *estimate, const struct sops_survival_options *wanted,
	struct sops_error *err)
{
	struct sops_survival_options options;
	struct sums sums = { .survival = 1 };
	struct sops_survival_point point;
	struct walk walk;
	double quantile;
	size_t most;

	*curve = (struct sops_survival_curve){ 0 };
	if (check_options(&options, wanted, err) < 0)
		return SOPS_EUSAGE;
	if (walk_init(&walk, survival, &most, err) < 0)
		return SOPS_EINPUT;
	curve->points = calloc(most + 1, sizeof(*curve->points));
	if (!curve->points)
		return sops_error_memory(err);
	curve->subjects = walk.at_risk;
	quantile = gsl_cdf_ugaussian_Pinv(0.5 + options.level / 200);
	while (walk_next(&walk, cause, &point)) {
		estimate(&sums, &point);
		set_limits(&point, options.limits, quantile);
		curve->events += point.events;
		curve->rivals += point.rivals;
		curve->points[curve->len++] = point;
	}
	return 0;
}

int sops_survival_curve(struct sops_survival_curve *curve, const struct sops_survival *survival,
	const struct sops_survival_options *options, struct sops_error *err)
{
	return make(curve, survival, ALL_CAUSES, estimate_survival, options, err);
}

int sops_survival_incidence(struct sops_survival_curve *curve,
	const struct sops_survival *survival, int cause,
	const struct sops_survival_options *options, struct sops_error *err)
{
	*curve = (struct sops_survival_curve){ 0 };
	if (check_cause(cause, 1, err) < 0)
		return SOPS_EUSAGE;
	return make(curve, survival, cause, estimate_incidence, options, err);
}

void sops_survival_curve_release(struct sops_survival_curve *curve)
{
	free(curve->points);
	*curve = (struct sops_survival_curve){ 0 };
}
