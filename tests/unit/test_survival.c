/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/group.h>
#include <sops/survival.h>

#include "given.h"
#include "property.h"

#include <math.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct observation {
	int64_t time;
	int cause;
};

static struct sops_survival survival_of(const struct observation *all, size_t n)
{
	struct sops_survival survival = { 0 };

	for (size_t i = 0; i < n; i++)
		assert_int_equal(
			sops_survival_add(&survival, all[i].time, all[i].cause, NULL), 0);
	return survival;
}

static struct sops_survival_curve curve_of(const struct observation *all, size_t n, int cause,
	const struct sops_survival_options *options)
{
	struct sops_survival survival = survival_of(all, n);
	struct sops_survival_curve curve;

	if (cause)
		assert_int_equal(
			sops_survival_incidence(&curve, &survival, cause, options, NULL), 0);
	else
		assert_int_equal(sops_survival_curve(&curve, &survival, options, NULL), 0);
	sops_survival_release(&survival);
	return curve;
}

static void assert_near(double got, double want)
{
	if (isnan(want) ? !isnan(got) : !(fabs(got - want) <= 1e-12 * (1 + fabs(want))))
		fail_msg("%.17g is not %.17g", got, want);
}

/* "-" when undefined. */
static const char *text_of(struct sops_ratio ratio)
{
	static char texts[3][SOPS_MONEY_TEXT];
	static unsigned next;
	char *text = texts[next++ % 3];
	struct sops_money quotient;

	if (!sops_ratio_defined(ratio))
		return "-";
	assert_int_equal(sops_ratio_divide(&quotient, ratio, SOPS_RATIO_DIGITS, NULL), 0);
	sops_money_format(text, quotient);
	return text;
}

static void expect_quantile(const struct sops_survival_curve *curve, int percent,
	const char *want)
{
	struct sops_survival_quantile q = sops_survival_quantile(curve, percent);
	char got[3 * SOPS_MONEY_TEXT];

	snprintf(got, sizeof(got), "%s %s %s", text_of(q.time), text_of(q.lower),
		text_of(q.upper));
	assert_string_equal(got, want);
}

/* Two won, one lost and one open on day 4; the rest as it comes. */
static const struct observation eight[] = {
	{ 6, 0 }, { 2, 1 }, { 4, 1 }, { 4, 2 }, { 4, 0 }, { 0, 2 }, { 4, 1 }, { 9, 1 },
};

/*
 * S by hand: 7/8, then 6/7 of that, then of the six at risk three: 3/8, and 0 when the last goes.
 * Greenwood's sum: 1/56, + 1/42, + 3/18.
 */
static void a_curve_by_hand(void **state)
{
	const double h0 = 1.0 / 56, h2 = h0 + 1.0 / 42, h4 = h2 + 3.0 / 18;
	const struct sops_survival_point want[] = {
		{ .time = 0, .at_risk = 8, .events = 1, .estimate = 0.875,
			.error = 0.875 * sqrt(h0) },
		{ .time = 2, .at_risk = 7, .events = 1, .estimate = 0.75,
			.error = 0.75 * sqrt(h2) },
		{ .time = 4, .at_risk = 6, .events = 3, .censored = 1, .estimate = 0.375,
			.error = 0.375 * sqrt(h4) },
		{ .time = 6, .at_risk = 2, .censored = 1, .estimate = 0.375,
			.error = 0.375 * sqrt(h4) },
		{ .time = 9, .at_risk = 1, .events = 1, .estimate = 0, .error = NAN },
	};
	struct sops_survival_curve curve = curve_of(eight, COUNT(eight), 0, NULL);

	(void)state;
	assert_int_equal(curve.subjects, 8);
	assert_int_equal(curve.events, 6);
	assert_int_equal(curve.rivals, 0);
	assert_int_equal(curve.len, COUNT(want));
	for (size_t i = 0; i < COUNT(want); i++) {
		const struct sops_survival_point *got = &curve.points[i];

		assert_int_equal(got->time, want[i].time);
		assert_int_equal(got->at_risk, want[i].at_risk);
		assert_int_equal(got->events, want[i].events);
		assert_int_equal(got->rivals, 0);
		assert_int_equal(got->censored, want[i].censored);
		assert_near(got->estimate, want[i].estimate);
		assert_near(got->error, want[i].error);
	}
	assert_true(isnan(curve.points[4].lower) && isnan(curve.points[4].upper));
	sops_survival_curve_release(&curve);
	assert_int_equal(curve.len, 0);
	sops_survival_curve_release(&curve);
}

/* A quarter is left of four, its error sqrt(3)/8: by the formulas of the header. */
static void limits(void **state)
{
	static const struct observation four[] = { { 5, 0 }, { 1, 1 }, { 1, 1 }, { 1, 1 } };
	const double z = 1.959963984540054, z80 = 1.2815515655446004, se = sqrt(3) / 8;
	const struct {
		enum sops_survival_limits limits;
		double level, lower, upper;
	} cases[] = {
		{ SOPS_SURVIVAL_LOG, 0, 0.25 * exp(-4 * z * se), 1 },
		{ SOPS_SURVIVAL_LOG, 80, 0.25 * exp(-4 * z80 * se), 0.25 * exp(4 * z80 * se) },
		{ SOPS_SURVIVAL_LOG_LOG, 95, exp(-exp(log(log(4)) + z * sqrt(3) / 2 / log(4))),
			exp(-exp(log(log(4)) - z * sqrt(3) / 2 / log(4))) },
		{ SOPS_SURVIVAL_PLAIN, 95, 0, 0.25 + z * se },
		{ SOPS_SURVIVAL_PLAIN, 80, 0, 0.25 + z80 * se },
		{ SOPS_SURVIVAL_PLAIN, 50, 0.25 - 0.6744897501960817 * se,
			0.25 + 0.6744897501960817 * se },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sops_survival_options options = { cases[i].limits, cases[i].level };
		struct sops_survival_curve curve = curve_of(four, COUNT(four), 0, &options);

		assert_near(curve.points[0].error, se);
		assert_near(curve.points[0].lower, cases[i].lower);
		assert_near(curve.points[0].upper, cases[i].upper);
		sops_survival_curve_release(&curve);
	}
}

static void nothing_has_ended_yet(void **state)
{
	static const struct observation open[] = { { 3, 0 }, { 3, 0 }, { 8, 0 }, { 9, 1 },
		{ 10, 0 } };
	static const enum sops_survival_limits kinds[] = { SOPS_SURVIVAL_LOG,
		SOPS_SURVIVAL_LOG_LOG, SOPS_SURVIVAL_PLAIN };

	(void)state;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		const struct sops_survival_options options = { .limits = kinds[i] };

		for (int cause = 0; cause < 2; cause++) {
			struct sops_survival_curve curve =
				curve_of(open, COUNT(open), cause, &options);

			assert_int_equal(curve.len, 4);
			assert_true(curve.points[1].estimate == !cause);
			assert_true(curve.points[1].error == 0);
			assert_true(curve.points[1].lower == !cause);
			assert_true(curve.points[1].upper == !cause);
			assert_true(curve.points[2].lower < curve.points[2].upper);
			sops_survival_curve_release(&curve);
		}
	}
}

static void no_observations(void **state)
{
	const struct sops_survival none = { 0 };
	struct sops_survival_curve curve;

	(void)state;
	assert_int_equal(sops_survival_curve(&curve, &none, NULL, NULL), 0);
	assert_int_equal(curve.len, 0);
	assert_int_equal(curve.subjects, 0);
	expect_quantile(&curve, 50, "- - -");
	assert_null(sops_survival_at(&curve, INT64_MAX));
	assert_near(sops_survival_mean(&curve, 0).mean, 0);
	assert_near(sops_survival_mean(&curve, 1).mean, NAN);
	sops_survival_curve_release(&curve);
}

static void quantiles(void **state)
{
	/* exactly a half from 2 to 5, where it steps on; 20 in a row, a product that misses 1/2 */
	static const struct observation flat[] = { { 1, 1 }, { 2, 1 }, { 5, 1 }, { 7, 0 } },
		ends_flat[] = { { 1, 1 }, { 2, 1 }, { 5, 0 }, { 7, 0 } },
		ends_above[] = { { 1, 1 }, { 2, 0 }, { 3, 0 } },
		over_censored[] = { { 1, 1 }, { 2, 1 }, { 3, 0 }, { 4, 0 } },
		far[] = { { INT64_MAX - 1, 1 }, { INT64_MAX, 1 } };
	struct observation twenty[20];
	struct sops_survival_curve curve;

	(void)state;
	curve = curve_of(flat, COUNT(flat), 0, NULL);
	expect_quantile(&curve, 50, "3.5 1 -");
	expect_quantile(&curve, 25, "1.5 1 -");
	expect_quantile(&curve, 26, "2 1 -");
	expect_quantile(&curve, 75, "5 2 -");
	expect_quantile(&curve, 76, "- 2 -");
	expect_quantile(&curve, 0, "- - -");
	expect_quantile(&curve, 100, "- - -");
	expect_quantile(&curve, -50, "- - -");
	sops_survival_curve_release(&curve);
	curve = curve_of(ends_flat, COUNT(ends_flat), 0, NULL);
	expect_quantile(&curve, 50, "2 1 -");
	sops_survival_curve_release(&curve);
	curve = curve_of(ends_above, COUNT(ends_above), 0, NULL);
	expect_quantile(&curve, 50, "- 1 -");
	expect_quantile(&curve, 33, "1 1 -");
	sops_survival_curve_release(&curve);
	curve = curve_of(over_censored, COUNT(over_censored), 0, NULL);
	expect_quantile(&curve, 50, "2 1 -");
	sops_survival_curve_release(&curve);
	curve = curve_of(far, COUNT(far), 0, NULL);
	expect_quantile(&curve, 50, "9223372036854775806.5 9223372036854775806 -");
	sops_survival_curve_release(&curve);
	for (size_t i = 0; i < COUNT(twenty); i++)
		twenty[i] = (struct observation){ (int64_t)i + 1, 1 };
	curve = curve_of(twenty, COUNT(twenty), 0, NULL);
	expect_quantile(&curve, 50, "10.5 7 16");
	expect_quantile(&curve, 99, "20 19 -");
	expect_quantile(&curve, 100, "- - -");
	sops_survival_curve_release(&curve);
}

/* 2 + 2 * 0.75 + ... of the eight: to 4 it is 2 * 7/8 + 2 * 6/8, to 9 five times 3/8 more. */
static void restricted_means(void **state)
{
	static const struct observation open[] = { { 2, 1 }, { 4, 0 } };
	struct sops_survival_curve curve = curve_of(eight, COUNT(eight), 0, NULL);
	const double a0 = 5.125, a2 = a0 - 1.75, a4 = a2 - 1.5;

	(void)state;
	assert_near(sops_survival_mean(&curve, 0).mean, 0);
	assert_near(sops_survival_mean(&curve, 1).mean, 0.875);
	assert_near(sops_survival_mean(&curve, 4).mean, 3.25);
	assert_near(sops_survival_mean(&curve, 9).mean, 5.125);
	assert_near(sops_survival_mean(&curve, 9).error,
		sqrt(a0 * a0 / 56 + a2 * a2 / 42 + a4 * a4 * 3 / 18));
	/* nothing is left after 9 */
	assert_near(sops_survival_mean(&curve, 1000).mean, 5.125);
	assert_near(sops_survival_mean(&curve, -1).mean, NAN);
	assert_near(sops_survival_mean(&curve, -1).error, NAN);
	sops_survival_curve_release(&curve);
	curve = curve_of(open, COUNT(open), 0, NULL);
	assert_near(sops_survival_mean(&curve, 4).mean, 3);
	assert_near(sops_survival_mean(&curve, 1).mean, 1);
	assert_near(sops_survival_mean(&curve, 1).error, 0);
	assert_near(sops_survival_mean(&curve, 5).mean, NAN);
	sops_survival_curve_release(&curve);
}

static void what_holds_at_a_time(void **state)
{
	struct sops_survival_curve curve = curve_of(eight, COUNT(eight), 1, NULL);

	(void)state;
	assert_null(sops_survival_at(&curve, -1));
	assert_int_equal(sops_survival_at(&curve, 0)->time, 0);
	assert_int_equal(sops_survival_at(&curve, 3)->time, 2);
	assert_int_equal(sops_survival_at(&curve, 4)->time, 4);
	assert_int_equal(sops_survival_at(&curve, 8)->time, 6);
	assert_int_equal(sops_survival_at(&curve, INT64_MAX)->time, 9);
	sops_survival_curve_release(&curve);
}

/*
 * By hand: S before is 1, 7/8, 6/8, 3/8, 3/8. Won: 1/8 on day 2, + 6/8 * 2/6 on day 4, + 3/8.
 * Lost: 1/8 on day 0, + 6/8 * 1/6.
 */
static void an_incidence_by_hand(void **state)
{
	static const double won[] = { 0, 0.125, 0.375, 0.375, 0.75 },
		lost[] = { 0.125, 0.125, 0.25, 0.25, 0.25 };
	struct sops_survival_curve w = curve_of(eight, COUNT(eight), 1, NULL),
		l = curve_of(eight, COUNT(eight), 2, NULL),
		no = curve_of(eight, COUNT(eight), 3, NULL);

	(void)state;
	assert_int_equal(w.events, 4);
	assert_int_equal(w.rivals, 2);
	for (size_t i = 0; i < COUNT(won); i++) {
		assert_near(w.points[i].estimate, won[i]);
		assert_near(l.points[i].estimate, lost[i]);
		assert_near(no.points[i].estimate, 0);
		assert_true(no.points[i].error == 0);
	}
	assert_int_equal(w.points[2].events, 2);
	assert_int_equal(w.points[2].rivals, 1);
	assert_int_equal(w.points[2].censored, 1);
	assert_int_equal(w.points[2].at_risk, 6);
	/* up to day 2 nobody is censored: one of eight, binomial */
	assert_near(w.points[1].error, sqrt(0.125 * 0.875 / 8));
	assert_near(l.points[0].error, sqrt(0.125 * 0.875 / 8));
	assert_near(l.points[1].error, sqrt(0.125 * 0.875 / 8));
	sops_survival_curve_release(&w);
	sops_survival_curve_release(&l);
	sops_survival_curve_release(&no);
}

#define SUBJECTS 40

/* Some of them censored, unless causes are from 1. */
static void random_observations(uint64_t *random, struct observation out[SUBJECTS], int least,
	int causes)
{
	for (size_t i = 0; i < SUBJECTS; i++)
		out[i] = (struct observation){ (int64_t)property_random(random, 15),
			least + (int)property_random(random, (size_t)(causes + 1 - least)) };
}

/* Aalen and Johansen's estimate of subjects that count as much as their weights. */
static double weighted(const struct observation *all, const double *weights, int cause,
	int64_t until)
{
	double survival = 1, incidence = 0;

	for (int64_t t = 0; t <= until; t++) {
		double n = 0, d = 0, dk = 0;

		for (size_t i = 0; i < SUBJECTS; i++) {
			bool ends = all[i].time == t && all[i].cause;

			n += all[i].time >= t ? weights[i] : 0;
			d += ends ? weights[i] : 0;
			dk += ends && all[i].cause == cause ? weights[i] : 0;
		}
		if (n <= 0)
			break;
		incidence += survival * dk / n;
		survival *= 1 - d / n;
	}
	return incidence;
}

/* The error is the root of the sum of what each subject's weight moves, squared: the infinitesimal
 * jackknife, which R's survfit takes; here by differences. */
static void errors_are_those_of_the_jackknife(void **state)
{
	const double step = 1e-5;
	uint64_t random = 77;

	(void)state;
	for (int round = 0; round < 10; round++) {
		struct observation all[SUBJECTS];
		struct sops_survival_curve curve;
		double weights[SUBJECTS];

		random_observations(&random, all, 0, 3);
		curve = curve_of(all, SUBJECTS, 2, NULL);
		for (size_t i = 0; i < SUBJECTS; i++)
			weights[i] = 1;
		for (size_t p = 0; p < curve.len; p++) {
			const struct sops_survival_point *point = &curve.points[p];
			double variance = 0;

			assert_near(point->estimate, weighted(all, weights, 2, point->time));
			for (size_t i = 0; i < SUBJECTS; i++) {
				double up, down;

				weights[i] = 1 + step;
				up = weighted(all, weights, 2, point->time);
				weights[i] = 1 - step;
				down = weighted(all, weights, 2, point->time);
				weights[i] = 1;
				variance += (up - down) * (up - down) / (4 * step * step);
			}
			assert_true(fabs(point->error - sqrt(variance)) < 1e-7);
		}
		sops_survival_curve_release(&curve);
	}
}

/* The causes and what is left are all there is; one cause alone is 1 - S with its error; without
 * censoring a share of n is binomial. */
static void identities(void **state)
{
	uint64_t random = 3;

	(void)state;
	for (int round = 0; round < 100; round++) {
		bool complete = round % 2;
		struct observation all[SUBJECTS], alone[SUBJECTS];
		struct sops_survival_curve s, f[3], one, left;

		random_observations(&random, all, complete, 3);
		for (size_t i = 0; i < SUBJECTS; i++)
			alone[i] = (struct observation){ all[i].time, all[i].cause != 0 };
		s = curve_of(all, SUBJECTS, 0, NULL);
		one = curve_of(alone, SUBJECTS, 1, NULL);
		left = curve_of(alone, SUBJECTS, 0, NULL);
		for (int k = 0; k < 3; k++)
			f[k] = curve_of(all, SUBJECTS, k + 1, NULL);
		for (size_t i = 0; i < s.len; i++) {
			double share = f[0].points[i].estimate;

			assert_near(share + f[1].points[i].estimate + f[2].points[i].estimate +
				s.points[i].estimate, 1);
			assert_near(one.points[i].estimate, 1 - left.points[i].estimate);
			if (left.points[i].estimate > 0)
				assert_near(one.points[i].error, left.points[i].error);
			else
				assert_true(one.points[i].error == 0);
			if (complete)
				assert_near(f[0].points[i].error,
					sqrt(share * (1 - share) / SUBJECTS));
		}
		for (int k = 0; k < 3; k++)
			sops_survival_curve_release(&f[k]);
		sops_survival_curve_release(&s);
		sops_survival_curve_release(&one);
		sops_survival_curve_release(&left);
	}
}

static void certain_at_last(void **state)
{
	static const struct observation all[] = { { 1, 1 }, { 2, 1 }, { 3, 1 } };
	static const struct sops_survival_options options = { .limits = SOPS_SURVIVAL_LOG_LOG };
	struct sops_survival_curve curve = curve_of(all, COUNT(all), 1, &options);

	(void)state;
	assert_near(curve.points[2].estimate, 1);
	assert_true(curve.points[2].error == 0);
	assert_near(curve.points[2].lower, 1);
	assert_near(curve.points[2].upper, 1);
	sops_survival_curve_release(&curve);
}

static char *saved(const struct sops_survival *survival)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;

	assert_int_equal(sops_state_save(&sops_survival_state, survival, &out, NULL), 0);
	return out.at;
}

static void any_split_gives_the_same_bits(void **state)
{
	uint64_t random = 21;

	(void)state;
	for (int round = 0; round < 50; round++) {
		struct sops_survival parts[3] = { 0 }, loaded = { 0 }, whole;
		struct sops_survival_curve a, b;
		struct observation all[SUBJECTS];
		char *text, *again;

		random_observations(&random, all, 0, 4);
		whole = survival_of(all, SUBJECTS);
		for (size_t i = SUBJECTS; i-- > 0;)
			assert_int_equal(sops_survival_add(&parts[property_random(&random, 3)],
				all[i].time, all[i].cause, NULL), 0);
		for (size_t i = 1; i < 3; i++)
			assert_int_equal(sops_state_merge(
				&sops_survival_state, &parts[0], &parts[i], NULL), 0);
		text = saved(&whole);
		again = saved(&parts[0]);
		assert_string_equal(text, again);
		assert_int_equal(sops_state_load(
			&sops_survival_state, &loaded, sops_field_of(text), NULL), 0);
		assert_int_equal(sops_survival_incidence(&a, &whole, 3, NULL, NULL), 0);
		assert_int_equal(sops_survival_incidence(&b, &loaded, 3, NULL, NULL), 0);
		assert_int_equal(a.len, b.len);
		assert_memory_equal(a.points, b.points, a.len * sizeof(*a.points));
		sops_survival_curve_release(&a);
		sops_survival_curve_release(&b);
		for (size_t i = 0; i < 3; i++)
			sops_survival_release(&parts[i]);
		sops_survival_release(&whole);
		sops_survival_release(&loaded);
		free(text);
		free(again);
	}
}

struct cycle {
	int64_t deals;
	struct sops_survival to_close;
	struct sops_group *by_stage;
};

static const struct sops_state cycle_state = SOPS_STATE(struct cycle,
	SOPS_STATE_FIELD(struct cycle, deals, SOPS_STATE_COUNT),
	SOPS_SURVIVAL_FIELDS(struct cycle, to_close),
	SOPS_STATE_GROUP_OF(struct cycle, by_stage, sops_survival_state));

static void stands_in_other_states(void **state)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct cycle cycle;
	void *stage;

	(void)state;
	assert_int_equal(sops_state_init(&cycle_state, &cycle, NULL), 0);
	for (size_t i = 0; i < COUNT(eight); i++)
		assert_int_equal(sops_survival_add(
			&cycle.to_close, eight[i].time, eight[i].cause, NULL), 0);
	assert_int_equal(sops_group_at(cycle.by_stage, sops_field_of("Demo"), &stage, NULL), 0);
	assert_int_equal(sops_survival_add(stage, 12, 4, NULL), 0);
	assert_int_equal(sops_state_save(&cycle_state, &cycle, &out, NULL), 0);
	assert_string_equal(out.at, "{\"deals\":0,\"to_close.times[0]\":[4,1,6,1],"
		"\"to_close.times[1]\":[2,1,4,2,9,1],\"to_close.times[2]\":[0,1,4,1],"
		"\"to_close.times[3]\":[],\"to_close.times[4]\":[],\"by_stage\":[[\"Demo\","
		"{\"censored\":[],\"cause1\":[],\"cause2\":[],\"cause3\":[],\"cause4\":[12,1]}]]}");
	sops_buffer_release(&out);
	sops_state_release(&cycle_state, &cycle);
}

static void expect_error(const struct sops_error *err, const char *want)
{
	char *got = given_error(err);

	assert_string_equal(got, want);
	free(got);
}

static void observations_that_are_refused(void **state)
{
	static const struct {
		int64_t time;
		int cause;
		const char *error;
	} cases[] = {
		{ -1, 1, "-3 a time of -1 ends before it begins" },
		{ INT64_MIN, 0, "-3 a time of -9223372036854775808 ends before it begins" },
		{ 1, -1, "-2 -1 is not a cause: they are 0 to 4" },
		{ 1, 5, "-2 5 is not a cause: they are 0 to 4" },
	};
	struct sops_survival survival = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };

		assert_true(sops_survival_add(&survival, cases[i].time, cases[i].cause, &err) < 0);
		expect_error(&err, cases[i].error);
	}
	for (size_t k = 0; k < COUNT(survival.times); k++)
		assert_int_equal(survival.times[k].len, 0);
}

static void curves_that_are_refused(void **state)
{
	static const struct {
		int cause;
		struct sops_survival_options options;
		const char *error;
	} cases[] = {
		{ -1, { .level = 95 }, "-2 -1 is not a cause: they are 1 to 4" },
		{ 5, { .level = 95 }, "-2 5 is not a cause: they are 1 to 4" },
		{ 0, { .level = 100 }, "-2 a level of 100 per cent is not between 0 and 100" },
		{ 1, { .level = -1 }, "-2 a level of -1 per cent is not between 0 and 100" },
		{ 1, { .level = NAN }, "-2 a level of nan per cent is not between 0 and 100" },
		{ 0, { .limits = SOPS_SURVIVAL_LIMITS }, "-2 there are no limits of kind 3" },
	};
	struct sops_survival survival = survival_of(eight, COUNT(eight));

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		struct sops_survival_curve curve;
		int status = cases[i].cause
			? sops_survival_incidence(&curve, &survival, cases[i].cause,
				&cases[i].options, &err)
			: sops_survival_curve(&curve, &survival, &cases[i].options, &err);

		assert_int_equal(status, SOPS_EUSAGE);
		expect_error(&err, cases[i].error);
		assert_null(curve.points);
		sops_survival_curve_release(&curve);
	}
	assert_int_equal(sops_survival_incidence(
		&(struct sops_survival_curve){ 0 }, &survival, 0, NULL, NULL), SOPS_EUSAGE);
	sops_survival_release(&survival);
}

/* States that no add makes, but that a file may hold. */
static void states_from_elsewhere(void **state)
{
	static const char *const cases[][2] = {
		{ "{\"censored\":[-3,1],\"cause1\":[],\"cause2\":[],\"cause3\":[],\"cause4\":[]}",
			"-3 a time of -3 ends before it begins" },
		{ "{\"censored\":[3,9223372036854775807],\"cause1\":[],\"cause2\":[3,1],"
			"\"cause3\":[],\"cause4\":[]}", "-3 overflow: too many records to count" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		struct sops_survival survival = { 0 };
		struct sops_survival_curve curve;

		assert_int_equal(sops_state_load(&sops_survival_state, &survival,
			sops_field_of(cases[i][0]), NULL), 0);
		assert_int_equal(sops_survival_curve(&curve, &survival, NULL, &err), SOPS_EINPUT);
		expect_error(&err, cases[i][1]);
		sops_survival_release(&survival);
	}
}

TAP_MAIN("survival",
	cmocka_unit_test(a_curve_by_hand),
	cmocka_unit_test(limits),
	cmocka_unit_test(nothing_has_ended_yet),
	cmocka_unit_test(no_observations),
	cmocka_unit_test(quantiles),
	cmocka_unit_test(restricted_means),
	cmocka_unit_test(what_holds_at_a_time),
	cmocka_unit_test(an_incidence_by_hand),
	cmocka_unit_test(errors_are_those_of_the_jackknife),
	cmocka_unit_test(identities),
	cmocka_unit_test(certain_at_last),
	cmocka_unit_test(any_split_gives_the_same_bits),
	cmocka_unit_test(stands_in_other_states),
	cmocka_unit_test(observations_that_are_refused),
	cmocka_unit_test(curves_that_are_refused),
	cmocka_unit_test(states_from_elsewhere))
