/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * series.h: forecasting one series, and measuring how well a method forecasts it.
 *
 * A series is n equally spaced values, oldest first, and the number of periods
 * after which a season returns (12 for months; 0 or 1: none). The values are the
 * caller's. These are models: doubles, never money.
 *
 * Methods, the simplest first; y is the series, n its length, m the season, h the step:
 *
 *	naive       y(n)                                         sd sqrt(h)
 *	snaive      the same period of the last season           sd sqrt(seasons ahead)
 *	mean        the mean                                     t, n-1: sd sqrt(1 + 1/n)
 *	drift       y(n) + h (y(n) - y(1)) / (n-1)               sd sqrt(h + h^2 / (n-1))
 *	regression  a straight line; with m > 1 and two seasons or more also a dummy
 *	            for each period of the season but the first  t: of a new observation
 *	ses         exponential smoothing: level
 *	holt        level and trend
 *	damped      level and a trend that fades by phi a period
 *	hw          level, trend and seasons that add (Holt-Winters)
 *	hw-mult     level, trend and seasons that multiply; positive values only
 *
 * The last column is the standard error of a forecast. sd is the residual
 * standard deviation: for naive and snaive the root of the mean squared
 * residual, otherwise with the degrees of freedom that the fitted numbers leave.
 * Intervals are mean -+ quantile * error: normal quantiles, or Student's where
 * the column says t. They are NaN where the data cannot tell: no residual, or no
 * degree of freedom left.
 *
 * Smoothing, in the notation of Hyndman, Koehler, Ord and Snyder, Forecasting
 * with Exponential Smoothing (2008), q being level + phi trend, e the error:
 *
 *	hw        y = q + s + e     level q + alpha e     trend phi b + beta e    s + gamma e
 *	hw-mult   y = q s + e       level q + alpha e/s   trend phi b + beta e/s  s + gamma e/q
 *
 * and ses, holt and damped as hw without what they lack. Bounds: alpha 0.0001 to
 * 0.9999, beta 0.0001 to alpha, gamma 0.0001 to 1 - alpha, phi 0.8 to 0.98. The
 * initial states (seasons summing to 0, or to m) and these parameters, in whole
 * millionths, minimise the mean squared one-step error. hw-mult allows only fits
 * whose one-step forecasts all stay above a tenth of the smallest value. Degrees
 * of freedom: n less parameters less states. Forecasts go on without errors; their
 * standard errors are the variance formulas of the book's chapter 6, class 1 for
 * the additive models, class 3 (relative errors e/(q s), exact) for hw-mult.
 *
 * auto is the method with the lowest MASE (where that is undefined, MAE) in a
 * back-test of all that the series allows. That back-test looks ahead as far as
 * the forecast does, but at most a fifth of the series, from as many origins as
 * asked for, but only from such as leave half of the series before them. Of two
 * methods that differ by less than a billionth of naive's score the simpler is
 * taken. A series too short for any origin gets naive.
 *
 * Back-test (rolling origin, expanding window): the last K origins that have a
 * whole horizon of actual values after them, each one period after the other; at
 * each the method is fitted anew to what lies before. Errors of all origins
 * and steps are pooled.
 *
 * Everything that is fitted is computed by + - * / and square roots in a stated
 * order, so every IEEE machine gets the same bits; only quantiles come from libm.
 */
#ifndef SOPS_SERIES_H
#define SOPS_SERIES_H

#include <sops/error.h>

enum sops_series_method {
	SOPS_SERIES_AUTO,
	SOPS_SERIES_NAIVE,
	SOPS_SERIES_SNAIVE,
	SOPS_SERIES_MEAN,
	SOPS_SERIES_DRIFT,
	SOPS_SERIES_REGRESSION,
	SOPS_SERIES_SES,
	SOPS_SERIES_HOLT,
	SOPS_SERIES_DAMPED,
	SOPS_SERIES_HW,
	SOPS_SERIES_HW_MULT,
	SOPS_SERIES_METHODS /* how many there are */
};

#define SOPS_SERIES_LEVELS 8          /* most interval levels at once */
#define SOPS_SERIES_PARAMETERS 6
#define SOPS_SERIES_HORIZON 10000     /* longest horizon */
#define SOPS_SERIES_ORIGINS 5         /* origins that auto tries when nobody says how many */
#define SOPS_SERIES_SMOOTH_SEASON 60  /* longest season that hw and hw-mult take */

struct sops_series {
	const double *values; /* finite, and smaller than 1e100 */
	size_t n;
	int season;
};

struct sops_series_options {
	enum sops_series_method method;
	size_t horizon;                     /* 1 to SOPS_SERIES_HORIZON */
	double levels[SOPS_SERIES_LEVELS];  /* in per cent, between 0 and 100: 80, 95 */
	size_t n_levels;
	size_t origins;                     /* of the back-test; 0: SOPS_SERIES_ORIGINS */
};

struct sops_series_parameter {
	/* alpha beta gamma phi; level and trend before the first period; intercept slope */
	const char *name;
	double value;
};

/* All arrays have horizon elements and belong to the result. */
struct sops_series_result {
	enum sops_series_method method; /* the one used: never auto */
	size_t horizon, n_levels;
	double levels[SOPS_SERIES_LEVELS];
	double *mean;
	double *error;                  /* standard errors; NaN where unknown */
	double *lo[SOPS_SERIES_LEVELS], *hi[SOPS_SERIES_LEVELS];
	double freedom;                 /* degrees of freedom of Student's t; 0: normal */
	double mse;                     /* of the one-step errors; NaN: there are none */
	double sd;                      /* of the residuals, of hw-mult the relative ones */
	struct sops_series_parameter parameters[SOPS_SERIES_PARAMETERS];
	size_t n_parameters;
};

/* "hw-mult"; "Holt-Winters, multiplicative". Static strings. */
const char *sops_series_method_name(enum sops_series_method method);
const char *sops_series_method_label(enum sops_series_method method);
/* SOPS_EUSAGE: "hwx" is not a method, with all names as the hint. */
int sops_series_method_parse(enum sops_series_method *out, struct sops_field name,
	struct sops_error *err);

/* Whether the method can be fitted to the series; SOPS_EINPUT says what it lacks. */
int sops_series_check(const struct sops_series *series, enum sops_series_method method,
	struct sops_error *err);

/*
 * *out is the caller's, to be freed with sops_series_result_free. SOPS_EINPUT: what
 * sops_series_check says, a horizon or level out of range, or a series that hw-mult
 * cannot follow.
 */
int sops_series_forecast(struct sops_series_result **out, const struct sops_series *series,
	const struct sops_series_options *options, struct sops_error *err);
void sops_series_result_free(struct sops_series_result *result);

/*
 * Accuracy of n forecasts f of actual values a, e = f - a. What is undefined is NaN.
 *	mae     mean |e|
 *	rmse    root of mean e^2
 *	wape    sum |e| / sum |a|
 *	mape    mean |e| / |a|; undefined when an actual value is 0
 *	smape   mean 2 |e| / (|a| + |f|), from 0 to 2; a term 0/0 is 0
 *	mase    mean |e| / scale, where scale is the mean |y(t) - y(t-m)| of the series the
 *	        forecast was made from (Hyndman and Koehler 2006); undefined when a scale
 *	        is 0 or undefined
 *	bias    sum e / sum a: positive forecasts are too high
 *	coverage  share of actual values within the interval of each level
 */
struct sops_series_accuracy {
	size_t n;
	double mae, rmse, wape, mape, smape, mase, bias;
	double coverage[SOPS_SERIES_LEVELS];
};

/* Running sums of the above. Start from SOPS_SERIES_SCORE_INIT. */
struct sops_series_score {
	size_t n, n_levels;
	double absolute, square, percent, symmetric, scaled, signed_error; /* sums over e */
	double actual, absolute_actual;
	double inside[SOPS_SERIES_LEVELS];
};

#define SOPS_SERIES_SCORE_INIT { 0 }

/* scale NaN: unknown. lo and hi have n_levels elements, every time as many. */
void sops_series_score_add(struct sops_series_score *score, double actual, double forecast,
	double scale, const double *lo, const double *hi, size_t n_levels);
struct sops_series_accuracy sops_series_score_accuracy(const struct sops_series_score *score);

/* The scale of MASE; NaN when the series is no longer than its season. */
double sops_series_scale(const struct sops_series *series);

/*
 * Back-tests options->method over options->origins origins of options->horizon
 * periods each; auto chooses anew at every origin. SOPS_EINPUT when the first
 * origin leaves the method too little.
 */
int sops_series_backtest(struct sops_series_accuracy *out, const struct sops_series *series,
	const struct sops_series_options *options, struct sops_error *err);

#endif
