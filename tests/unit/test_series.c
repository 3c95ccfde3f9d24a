/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small series whose answers are worked by hand, or by a recursion written out anew here. */
#include "tap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <sops/series.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void assert_near(double got, double want)
{
	if (!(fabs(got - want) <= 1e-9 * (1 + fabs(want))))
		fail_msg("%.15g is not %.15g", got, want);
}

static struct sops_series_result *forecast(enum sops_series_method method, const double *values,
	size_t n, int season, size_t horizon)
{
	struct sops_series series = { values, n, season };
	struct sops_series_options options = { .method = method, .horizon = horizon,
		.levels = { 80, 95 }, .n_levels = 2 };
	struct sops_series_result *result = NULL;
	struct sops_error err = { 0 };

	if (sops_series_forecast(&result, &series, &options, &err))
		fail_msg("%s", err.text);
	return result;
}

static double parameter(const struct sops_series_result *result, const char *name)
{
	for (size_t i = 0; i < result->n_parameters; i++) {
		if (!strcmp(result->parameters[i].name, name))
			return result->parameters[i].value;
	}
	return NAN;
}

/* Residuals 2, -1, 3. */
static void test_naive(void **state)
{
	const double y[] = { 1, 3, 2, 5 };
	struct sops_series_result *r = forecast(SOPS_SERIES_NAIVE, y, 4, 1, 4);

	(void)state;
	assert_int_equal(r->method, SOPS_SERIES_NAIVE);
	assert_near(r->mse, 14.0 / 3);
	assert_near(r->mean[3], 5);
	assert_near(r->error[3], 2 * sqrt(14.0 / 3));
	assert_near(r->hi[0][0], 5 + 1.2815515655446004 * sqrt(14.0 / 3));
	assert_near(r->lo[1][0], 5 - 1.959963984540054 * sqrt(14.0 / 3));
	sops_series_result_free(r);
}

/* Residuals 2, 3, 1. */
static void test_snaive(void **state)
{
	const double y[] = { 1, 2, 3, 5, 4 };
	struct sops_series_result *r = forecast(SOPS_SERIES_SNAIVE, y, 5, 2, 3);

	(void)state;
	assert_near(r->mean[0], 5);
	assert_near(r->mean[1], 4);
	assert_near(r->mean[2], 5);
	assert_near(r->error[1], sqrt(14.0 / 3));
	assert_near(r->error[2], sqrt(28.0 / 3));
	sops_series_result_free(r);
}

/* sd 2 with 2 degrees of freedom: t is 4.3027. */
static void test_mean(void **state)
{
	const double y[] = { 2, 4, 6 };
	struct sops_series_result *r = forecast(SOPS_SERIES_MEAN, y, 3, 1, 2);

	(void)state;
	assert_near(r->mean[1], 4);
	assert_near(r->freedom, 2);
	assert_near(r->sd, 2);
	assert_near(r->hi[1][1], 4 + 4.302652729911275 * 2 * sqrt(4.0 / 3));
	sops_series_result_free(r);
}

/* Slope 2; residuals -1, 0, 1 with 2 degrees of freedom. */
static void test_drift(void **state)
{
	const double y[] = { 1, 2, 4, 7 };
	struct sops_series_result *r = forecast(SOPS_SERIES_DRIFT, y, 4, 1, 2);

	(void)state;
	assert_near(parameter(r, "slope"), 2);
	assert_near(r->mean[1], 11);
	assert_near(r->sd, 1);
	assert_near(r->error[0], sqrt(1 + 1.0 / 3));
	assert_near(r->error[1], sqrt(2 + 4.0 / 3));
	sops_series_result_free(r);
}

/* y = 1.5 t - 2/3; residuals 1/6, -1/3, 1/6; the leverage of t = 4 is 1/3 + 4/2. */
static void test_regression(void **state)
{
	const double y[] = { 1, 2, 4 };
	struct sops_series_result *r = forecast(SOPS_SERIES_REGRESSION, y, 3, 1, 1);

	(void)state;
	assert_near(parameter(r, "slope"), 1.5);
	assert_near(parameter(r, "intercept"), -2.0 / 3);
	assert_near(r->mean[0], 16.0 / 3);
	assert_near(r->freedom, 1);
	assert_near(r->error[0], sqrt(1.0 / 6 * (1 + 7.0 / 3)));
	sops_series_result_free(r);
}

/* The dummies appear with the second season: 4 periods of season 2, not 3. */
static void test_regression_seasons(void **state)
{
	const double y[] = { 11, 2, 13, 4 };
	struct sops_series_result *r = forecast(SOPS_SERIES_REGRESSION, y, 4, 2, 2);

	(void)state;
	assert_near(r->mean[0], 15);
	assert_near(r->mean[1], 6);
	sops_series_result_free(r);
	r = forecast(SOPS_SERIES_REGRESSION, y, 3, 2, 1);
	assert_near(r->mean[0], 26.0 / 3 + 2);
	sops_series_result_free(r);
}

static const double wobbly[] = { 31, 35, 28, 40, 44, 39, 47, 52, 45, 49, 58, 61, 57, 66, 63, 70 };

struct smoothing {
	double alpha, beta, phi, level, trend;
};

static struct smoothing smoothing_of(const struct sops_series_result *r)
{
	struct smoothing s = { parameter(r, "alpha"), parameter(r, "beta"), parameter(r, "phi"),
		parameter(r, "level"), parameter(r, "trend") };

	s.beta = isnan(s.beta) ? 0 : s.beta;
	s.phi = isnan(s.phi) ? 1 : s.phi;
	s.trend = isnan(s.trend) ? 0 : s.trend;
	return s;
}

/* The mean squared error; s is left with the last states. */
static double smooth(struct smoothing *s, const double *y, size_t n)
{
	double sum = 0;

	for (size_t t = 0; t < n; t++) {
		double q = s->level + s->phi * s->trend, e = y[t] - q;

		s->level = q + s->alpha * e;
		s->trend = s->phi * s->trend + s->beta * e;
		sum += e * e;
	}
	return sum / (double)n;
}

/* What is reported is what the equations give, and nothing near it is better. */
static void check_smoothing(enum sops_series_method method, size_t fitted)
{
	size_t n = COUNT(wobbly);
	struct sops_series_result *r = forecast(method, wobbly, n, 1, 3);
	struct smoothing s = smoothing_of(r), other;
	double trends = s.phi + s.phi * s.phi, c = s.alpha + s.beta * s.phi;
	uint32_t random = 1;

	for (int i = 0; i < 2000; i++) {
		double by[5];

		for (int k = 0; k < 5; k++) {
			random = random * 1664525 + 1013904223;
			by[k] = ((double)(random >> 8) / 0x800000 - 1) * (i % 2 ? 0.3 : 0.001);
		}
		other = s;
		other.alpha = fmin(fmax(s.alpha + by[0], 1e-4), 0.9999);
		other.beta = s.beta > 0 ? fmin(fmax(s.beta + by[1], 1e-4), other.alpha) : 0;
		other.phi = s.phi < 1 ? fmin(fmax(s.phi + by[2], 0.8), 0.98) : 1;
		other.level += 30 * by[3];
		other.trend += method == SOPS_SERIES_SES ? 0 : 10 * by[4];
		assert_true(smooth(&other, wobbly, n) >= r->mse * (1 - 1e-9));
	}
	other = s;
	assert_near(smooth(&other, wobbly, n), r->mse);
	assert_near(r->sd, sqrt(r->mse * (double)n / (double)(n - fitted)));
	assert_near(r->mean[1], other.level + trends * other.trend);
	assert_near(r->error[0], r->sd);
	assert_near(r->error[1], r->sd * sqrt(1 + c * c));
	sops_series_result_free(r);
}

static void test_smoothing(void **state)
{
	(void)state;
	check_smoothing(SOPS_SERIES_SES, 2);
	check_smoothing(SOPS_SERIES_HOLT, 4);
	check_smoothing(SOPS_SERIES_DAMPED, 5);
}

/* Series that a method fits without error go on as they are. */
static void test_exact_seasons(void **state)
{
	const double seasons[] = { 1.5, 0.5, 0.75, 1.25 };
	double added[16], multiplied[16];
	struct sops_series_result *r;

	(void)state;
	for (size_t t = 0; t < 16; t++) {
		added[t] = 10 + 2 * (double)t + 8 * seasons[t % 4];
		multiplied[t] = (10 + 2 * (double)t) * seasons[t % 4];
	}
	r = forecast(SOPS_SERIES_HW, added, 12, 4, 4);
	for (size_t h = 0; h < 4; h++)
		assert_near(r->mean[h], added[12 + h]);
	assert_true(r->mse < 1e-20);
	sops_series_result_free(r);
	r = forecast(SOPS_SERIES_HW_MULT, multiplied, 12, 4, 4);
	for (size_t h = 0; h < 4; h++)
		assert_near(r->mean[h], multiplied[12 + h]);
	assert_true(r->mse < 1e-20);
	sops_series_result_free(r);
}

static void test_constant(void **state)
{
	const double constants[] = { 0, 0.1, 123456.78, -7 };

	(void)state;
	for (size_t c = 0; c < COUNT(constants); c++) {
		double y[30];

		for (size_t t = 0; t < 30; t++)
			y[t] = constants[c];
		for (int m = SOPS_SERIES_AUTO; m < SOPS_SERIES_METHODS; m++) {
			struct sops_series_result *r;

			if (m == SOPS_SERIES_HW_MULT && constants[c] <= 0)
				continue;
			r = forecast((enum sops_series_method)m, y, 30, 4, 9);
			for (size_t h = 0; h < 9; h++) {
				assert_true(r->mean[h] == constants[c]);
				assert_true(r->lo[0][h] == constants[c]);
				assert_true(r->hi[1][h] == constants[c]);
			}
			assert_true(r->mse == 0);
			sops_series_result_free(r);
		}
	}
}

/* The same bits on every machine, whatever the compiler and its optimisation. */
static void test_bits(void **state)
{
	static const struct {
		enum sops_series_method method;
		double first, last;
	} cases[] = {
		{ SOPS_SERIES_REGRESSION, 0x1.2970a3d70a3d7p+6, 0x1.5028f5c28f5c3p+6 },
		{ SOPS_SERIES_SES, 0x1.10c36a540990cp+6, 0x1.10c36a540990cp+6 },
		{ SOPS_SERIES_HOLT, 0x1.1ae5d14c0c211p+6, 0x1.4dde405bc4b0ap+6 },
		{ SOPS_SERIES_DAMPED, 0x1.15a04de4cabafp+6, 0x1.3e3e92c87809bp+6 },
		{ SOPS_SERIES_HW, 0x1.296fc3321d07fp+6, 0x1.502806e9b5f25p+6 },
		{ SOPS_SERIES_HW_MULT, 0x1.2de3dd427f6fcp+6, 0x1.4d2f4647e5c17p+6 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_series_result *r = forecast(cases[i].method, wobbly,
			COUNT(wobbly), 3, 6);

		if (r->mean[0] != cases[i].first || r->mean[5] != cases[i].last)
			fail_msg("%s: %a, %a", sops_series_method_name(cases[i].method),
				r->mean[0], r->mean[5]);
		sops_series_result_free(r);
	}
}

/* Two whole seasons of quarters: fitted, but nothing is left to tell the errors by. */
static void test_no_freedom(void **state)
{
	struct sops_series_result *r = forecast(SOPS_SERIES_HW, wobbly, 8, 4, 1);

	(void)state;
	assert_false(isnan(r->mean[0]));
	assert_true(isnan(r->sd));
	assert_true(isnan(r->lo[0][0]));
	sops_series_result_free(r);
}

/* Whatever the numbers: an error, or finite forecasts with ordered intervals or none. */
static void test_any_series(void **state)
{
	static const double scales[] = { 0, 1e-90, 1e-3, 1, 1e9, 9e99 };
	uint32_t random = 7;
	int fitted = 0;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		double y[40];
		struct sops_series series = { y, (size_t)i % 40 + 1, i % 7 };
		struct sops_series_options options = { .horizon = 5, .levels = { 50 },
			.n_levels = 1,
			.method = (enum sops_series_method)(i % SOPS_SERIES_METHODS) };
		struct sops_series_result *r = NULL;

		for (size_t t = 0; t < series.n; t++) {
			random = random * 1664525 + 1013904223;
			y[t] = ((double)(random >> 8) / 0x1000000 - (i % 3 ? 0 : 0.5)) *
				scales[i % 5 ? i % 6 : (int)(random >> 4 & 3)];
		}
		if (sops_series_forecast(&r, &series, &options, NULL))
			continue;
		for (size_t h = 0; h < 5; h++) {
			assert_true(isfinite(r->mean[h]));
			assert_true(isnan(r->error[h]) || r->error[h] >= 0);
			assert_true(isnan(r->lo[0][h]) || r->lo[0][h] <= r->mean[h]);
			assert_true(isnan(r->hi[0][h]) || r->hi[0][h] >= r->mean[h]);
		}
		sops_series_result_free(r);
		fitted++;
	}
	assert_true(fitted > 1500);
}

static const double rough[] = { 1e-90, 1e90, 3, 4, 5, 1e90, 7, 8, 9, 1e-90 };
static const double holed[] = { 1, 2, 0, 4, 5, 6, 7, 8 };
static const double broken[] = { 1, NAN, 3 };
static const double huge[] = { 1, 2, 1e100 };

static void test_errors(void **state)
{
	static const struct {
		enum sops_series_method method;
		const double *values;
		size_t n;
		int season;
		size_t horizon;
		const char *text;
	} cases[] = {
		{ SOPS_SERIES_AUTO, wobbly, 0, 1, 1, "the series is empty" },
		{ SOPS_SERIES_AUTO, broken, 3, 1, 1,
			"value 2 of the series is not a number below 1e100" },
		{ SOPS_SERIES_NAIVE, huge, 3, 1, 1,
			"value 3 of the series is not a number below 1e100" },
		{ SOPS_SERIES_NAIVE, wobbly, 3, -1, 1, "a season of -1 periods" },
		{ SOPS_SERIES_NAIVE, wobbly, 3, 1, 0, "a horizon is 1 to 10000 periods, not 0" },
		{ SOPS_SERIES_NAIVE, wobbly, 3, 1, 10001,
			"a horizon is 1 to 10000 periods, not 10001" },
		{ SOPS_SERIES_HW, wobbly, 10, 12, 1,
			"hw needs at least 2 seasons (24 periods), the series has 10" },
		{ SOPS_SERIES_HW, wobbly, 10, 1, 1, "hw needs a season of at least 2 periods" },
		{ SOPS_SERIES_HW_MULT, wobbly, 10, 61, 1,
			"hw-mult takes a season of at most 60 periods, not 61" },
		{ SOPS_SERIES_HW_MULT, holed, 8, 2, 1,
			"hw-mult needs positive values; value 3 of the series is not" },
		{ SOPS_SERIES_HW_MULT, rough, 10, 2, 1,
			"hw-mult cannot follow this series: its level would fall to zero" },
		{ SOPS_SERIES_SNAIVE, wobbly, 10, 12, 1,
			"snaive needs at least 1 season (12 periods), the series has 10" },
		{ SOPS_SERIES_DRIFT, wobbly, 1, 1, 1,
			"drift needs at least 2 periods, the series has 1" },
		{ SOPS_SERIES_REGRESSION, wobbly, 2, 1, 1,
			"regression needs at least 3 periods, the series has 2" },
		{ SOPS_SERIES_HOLT, wobbly, 4, 1, 1,
			"holt needs at least 5 periods, the series has 4" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_series series = { cases[i].values, cases[i].n, cases[i].season };
		struct sops_series_options options = { .method = cases[i].method,
			.horizon = cases[i].horizon };
		struct sops_series_result *result = NULL;
		struct sops_error err = { 0 };

		assert_int_equal(sops_series_forecast(&result, &series, &options, &err),
			SOPS_EINPUT);
		assert_string_equal(err.text, cases[i].text);
		assert_null(result);
	}
}

static void test_option_errors(void **state)
{
	struct sops_series series = { wobbly, 16, 1 };
	struct sops_series_options level = { .method = SOPS_SERIES_NAIVE, .horizon = 1,
		.levels = { 80, 100 }, .n_levels = 2 };
	struct sops_series_options many = { .method = SOPS_SERIES_NAIVE, .horizon = 1,
		.n_levels = 9 };
	struct sops_series_result *result;
	struct sops_error err = { 0 };

	(void)state;
	assert_int_equal(sops_series_forecast(&result, &series, &level, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "a level is between 0 and 100 per cent");
	err = (struct sops_error){ 0 };
	assert_int_equal(sops_series_forecast(&result, &series, &many, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "at most 8 levels, not 9");
}

static void test_names(void **state)
{
	enum sops_series_method method;
	struct sops_error err = { 0 };

	(void)state;
	for (int i = 0; i < SOPS_SERIES_METHODS; i++) {
		const char *name = sops_series_method_name((enum sops_series_method)i);

		assert_int_equal(sops_series_method_parse(&method, sops_field_of(name), &err), 0);
		assert_int_equal(method, i);
		assert_true(strlen(sops_series_method_label(method)) > 0);
	}
	assert_int_equal(sops_series_method_parse(&method, sops_field_of("hwx"), &err),
		SOPS_EUSAGE);
	assert_string_equal(err.text, "\"hwx\" is not a method");
	assert_string_equal(err.hint, "methods: auto, naive, snaive, mean, drift, regression, ses, "
		"holt, damped, hw, hw-mult");
}

TAP_MAIN("series",
	cmocka_unit_test(test_naive),
	cmocka_unit_test(test_snaive),
	cmocka_unit_test(test_mean),
	cmocka_unit_test(test_drift),
	cmocka_unit_test(test_regression),
	cmocka_unit_test(test_regression_seasons),
	cmocka_unit_test(test_smoothing),
	cmocka_unit_test(test_exact_seasons),
	cmocka_unit_test(test_constant),
	cmocka_unit_test(test_bits),
	cmocka_unit_test(test_no_freedom),
	cmocka_unit_test(test_any_series),
	cmocka_unit_test(test_errors),
	cmocka_unit_test(test_option_errors),
	cmocka_unit_test(test_names))
