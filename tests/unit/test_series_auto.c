/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accuracy, the back-test and the automatic choice, worked by hand. */
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

static struct sops_series_result *choose(const double *values, size_t n, int season)
{
	struct sops_series series = { values, n, season };
	struct sops_series_options options = { .horizon = 6, .levels = { 95 }, .n_levels = 1 };
	struct sops_series_result *result = NULL;

	assert_int_equal(sops_series_forecast(&result, &series, &options, NULL), 0);
	return result;
}

static void test_short(void **state)
{
	const double y[] = { 5, 8, 2 };

	(void)state;
	for (size_t n = 1; n <= 3; n++) {
		struct sops_series_result *r = choose(y, n, 12);

		assert_int_equal(r->method, n < 3 ? SOPS_SERIES_NAIVE : SOPS_SERIES_MEAN);
		assert_near(r->mean[1], n == 1 ? 5 : n == 2 ? 8 : 5);
		assert_int_equal(isnan(r->lo[0][0]), n == 1);
		assert_int_equal(isnan(r->error[1]), n == 1);
		sops_series_result_free(r);
	}
}

static void test_auto(void **state)
{
	double line[24], saw[24], flat[24];
	const struct {
		const double *values;
		enum sops_series_method method;
	} cases[] = {
		{ line, SOPS_SERIES_DRIFT }, { saw, SOPS_SERIES_SNAIVE },
		{ flat, SOPS_SERIES_NAIVE },
	};

	(void)state;
	for (size_t t = 0; t < 24; t++) {
		line[t] = 3 * (double)t;
		saw[t] = (double)(t % 4 * t % 4);
		flat[t] = 4;
	}
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_series_result *r = choose(cases[i].values, 24, 4);

		assert_int_equal(r->method, cases[i].method);
		sops_series_result_free(r);
	}
}

static void test_score(void **state)
{
	struct sops_series_score score = SOPS_SERIES_SCORE_INIT;
	const double lo[] = { 5, 9 }, hi[] = { 10, 10 };
	struct sops_series_accuracy a = sops_series_score_accuracy(&score);

	(void)state;
	assert_int_equal(a.n, 0);
	assert_true(isnan(a.mae) && isnan(a.rmse) && isnan(a.bias) && isnan(a.coverage[0]));
	sops_series_score_add(&score, 10, 7, 2, lo, hi, 2);
	sops_series_score_add(&score, 5, 9, 4, lo, hi, 2);
	a = sops_series_score_accuracy(&score);
	assert_near(a.mae, 3.5);
	assert_near(a.rmse, sqrt(12.5));
	assert_near(a.wape, 7.0 / 15);
	assert_near(a.mape, (0.3 + 0.8) / 2);
	assert_near(a.smape, (6.0 / 17 + 8.0 / 14) / 2);
	assert_near(a.mase, (1.5 + 1) / 2);
	assert_near(a.bias, 1.0 / 15);
	assert_near(a.coverage[0], 1);
	assert_near(a.coverage[1], 0.5);
	assert_true(isnan(a.coverage[2]));
	sops_series_score_add(&score, 0, 0, 0, lo, hi, 2);
	a = sops_series_score_accuracy(&score);
	assert_true(isnan(a.mape) && isnan(a.mase));
	assert_near(a.smape, (6.0 / 17 + 8.0 / 14) / 3);
}

/* From 3 periods: 4 for 7, scale 1.5. From 4: 7 for 11, scale 2. */
static void test_backtest(void **state)
{
	const double y[] = { 1, 2, 4, 7, 11 };
	struct sops_series series = { y, 5, 0 };
	struct sops_series_options options = { .method = SOPS_SERIES_NAIVE, .horizon = 1,
		.origins = 2, .levels = { 80, 95 }, .n_levels = 2 };
	struct sops_series_accuracy a;

	(void)state;
	assert_int_equal(sops_series_backtest(&a, &series, &options, NULL), 0);
	assert_int_equal(a.n, 2);
	assert_near(a.mae, 3.5);
	assert_near(a.wape, 7.0 / 18);
	assert_near(a.mape, (3.0 / 7 + 4.0 / 11) / 2);
	assert_near(a.mase, 2);
	assert_near(a.bias, -7.0 / 18);
	/* 95 %: 4 + 1.96 sqrt(2.5) covers 7; 7 + 1.96 sqrt(14/3) covers 11. 80 %: neither. */
	assert_near(a.coverage[0], 0);
	assert_near(a.coverage[1], 1);
}

static void test_scale(void **state)
{
	const double y[] = { 1, 2, 4, 7, 11 };

	(void)state;
	assert_near(sops_series_scale(&(struct sops_series){ y, 5, 2 }), (3 + 5 + 7) / 3.0);
	assert_true(isnan(sops_series_scale(&(struct sops_series){ y, 5, 5 })));
	assert_near(sops_series_scale(&(struct sops_series){ y, 5, 0 }), 2.5);
}

static void test_backtest_errors(void **state)
{
	double y[16] = { 1, 2, 4 };
	struct sops_series series = { y, 16, 1 };
	struct sops_series_options test = { .method = SOPS_SERIES_HOLT, .horizon = 12,
		.origins = 1 };
	struct sops_series_accuracy accuracy;
	struct sops_error err = { 0 };

	(void)state;
	assert_int_equal(sops_series_backtest(&accuracy, &series, &test, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "a back-test of holt from 1 origin over 12 periods is too "
		"long for the series, which has 16");
	test.horizon = 11;
	assert_int_equal(sops_series_backtest(&accuracy, &series, &test, NULL), 0);
	assert_int_equal(accuracy.n, 11);
	test.origins = SIZE_MAX;
	err = (struct sops_error){ 0 };
	assert_int_equal(sops_series_backtest(&accuracy, &series, &test, &err), SOPS_EINPUT);
	test.origins = 1;
	y[15] = INFINITY;
	err = (struct sops_error){ 0 };
	assert_int_equal(sops_series_backtest(&accuracy, &series, &test, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "value 16 of the series is not a number below 1e100");
}

TAP_MAIN("series_auto",
	cmocka_unit_test(test_short),
	cmocka_unit_test(test_auto),
	cmocka_unit_test(test_score),
	cmocka_unit_test(test_backtest),
	cmocka_unit_test(test_backtest_errors),
	cmocka_unit_test(test_scale))
