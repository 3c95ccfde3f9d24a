/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Eight series against R's forecast package. Benchmarks and regression must agree
 * to nine digits. Of smoothing, the equations and intervals must agree given R's
 * own parameters, and the search must never end above R's mean squared error;
 * where it ends at the same, forecasts agree to half a per cent.
 */
#include "tap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "series_private.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MOST 256 /* longest series */
#define AHEAD 24 /* longest horizon */

static const struct reference {
	const char *name;
	int season;
} references[] = {
	{ "AirPassengers", 12 }, { "JohnsonJohnson", 4 }, { "UKgas", 4 }, { "Nile", 1 },
	{ "WWWusage", 1 }, { "lynx", 1 }, { "nottem", 12 }, { "wineind", 12 },
};

static const struct sops__smooth_kind kinds[] = {
	{ 0 },
	{ .trend = true },
	{ .trend = true, .damped = true },
	{ .trend = true, .seasonal = true },
	{ .trend = true, .seasonal = true, .multiplicative = true },
};

static const struct smoothing {
	enum sops_series_method method;
	const char *name;
} smoothings[] = {
	{ SOPS_SERIES_SES, "ses" }, { SOPS_SERIES_HOLT, "holt" }, { SOPS_SERIES_DAMPED, "damped" },
	{ SOPS_SERIES_HW, "hw_add" }, { SOPS_SERIES_HW_MULT, "hw_mult" },
};

static const struct {
	enum sops_series_method method;
	const char *name;
	bool one_season; /* R fitted it without regard to the season */
} benchmarks[] = {
	{ SOPS_SERIES_NAIVE, "naive", false },
	{ SOPS_SERIES_SNAIVE, "snaive", false },
	{ SOPS_SERIES_MEAN, "mean", false },
	{ SOPS_SERIES_DRIFT, "drift", false },
	{ SOPS_SERIES_REGRESSION, "lm_season", false },
	{ SOPS_SERIES_REGRESSION, "lm_trend", true },
};

/* A forecast of R: the columns of forecasts.csv, and how many rows there are. */
struct expected {
	size_t horizon;
	double mean[AHEAD], lo80[AHEAD], hi80[AHEAD], lo95[AHEAD], hi95[AHEAD], actual[AHEAD];
};

static FILE *open_data(const char *name)
{
	const char *shared = getenv("SOPS_SHARED_DATA");
	char path[4096];

	snprintf(path, sizeof(path), "%s/forecast-reference/%s",
		shared ? shared : "../shared/data", name);
	return fopen(path, "r");
}

static void skip_without_data(void)
{
	FILE *file = open_data("forecasts.csv");

	if (!file) {
		print_message("# no shared data: skipped\n");
		skip();
	}
	fclose(file);
}

static size_t read_series(double values[MOST], const char *name)
{
	char line[512];
	size_t n = 0;
	FILE *file;

	snprintf(line, sizeof(line), "series_%s.csv", name);
	file = open_data(line);
	assert_non_null(file);
	assert_non_null(fgets(line, sizeof(line), file));
	while (n < MOST && fgets(line, sizeof(line), file))
		values[n++] = strtod(strrchr(line, ',') + 1, NULL);
	fclose(file);
	return n;
}

/* What follows "series,method," in the next line that begins so; NULL at the end. */
static const char *next_row(FILE *file, char line[512], const char *series, const char *method)
{
	char begin[128];
	int len = snprintf(begin, sizeof(begin), "%s,%s,", series, method);

	while (fgets(line, 512, file)) {
		if (!strncmp(line, begin, (size_t)len))
			return line + len;
	}
	return NULL;
}

static void read_expected(struct expected *e, const char *series, const char *method)
{
	FILE *file = open_data("forecasts.csv");
	char line[512], *at;
	const char *row;

	memset(e, 0, sizeof(*e));
	while ((row = next_row(file, line, series, method))) {
		double *columns[] = { e->mean, e->lo80, e->hi80, e->lo95, e->hi95, e->actual };

		at = strchr(row, ',');
		for (size_t c = 0; c < COUNT(columns); c++)
			columns[c][e->horizon] = strtod(at + 1, &at);
		e->horizon++;
	}
	fclose(file);
}

/* A value of params.csv (column 3 there) or accuracy.csv; NAN when there is none. */
static double read_value(const char *table, const char *series, const char *method,
	const char *name, int column)
{
	FILE *file = open_data(table);
	char line[512];
	const char *row;
	double value = NAN;

	while (isnan(value) && (row = next_row(file, line, series, method))) {
		const char *found = strstr(row, name);

		if (!found)
			continue;
		for (int i = 0; i < column; i++)
			found = strchr(found, ',') + 1;
		value = strtod(found, NULL);
	}
	fclose(file);
	return value;
}

static double read_parameter(const char *series, const char *method, const char *name)
{
	char whole[64];

	snprintf(whole, sizeof(whole), "\",%s,", name);
	return read_value("params.csv", series, method, whole, 2);
}

static void assert_close(double got, double want, double tolerance, const char *series,
	const char *method)
{
	if (!(fabs(got - want) <= tolerance * fabs(want)))
		fail_msg("%s %s: %.12g is not %.12g", series, method, got, want);
}

static void assert_forecast(const struct sops_series_result *r, const struct expected *e,
	double tolerance, const char *series, const char *method)
{
	for (size_t h = 0; h < e->horizon; h++) {
		double width = fabs(e->hi95[h] - e->lo95[h]) + fabs(e->mean[h]);

		assert_close(r->mean[h], e->mean[h], tolerance, series, method);
		assert_true(fabs(r->lo[0][h] - e->lo80[h]) <= tolerance * width);
		assert_true(fabs(r->hi[0][h] - e->hi80[h]) <= tolerance * width);
		assert_true(fabs(r->lo[1][h] - e->lo95[h]) <= tolerance * width);
		assert_true(fabs(r->hi[1][h] - e->hi95[h]) <= tolerance * width);
	}
}

static struct sops_series_result *forecast(const struct sops_series *series,
	enum sops_series_method method, size_t horizon)
{
	struct sops_series_options options = { .method = method, .horizon = horizon,
		.levels = { 80, 95 }, .n_levels = 2 };
	struct sops_series_result *result = NULL;

	assert_int_equal(sops_series_forecast(&result, series, &options, NULL), 0);
	return result;
}

/* R held the last periods back: as many as it forecast. */
static struct sops_series training(const struct reference *reference, double values[MOST],
	size_t horizon, bool one_season)
{
	size_t n = read_series(values, reference->name);

	assert_true(n > horizon);
	return (struct sops_series){ values, n - horizon, one_season ? 1 : reference->season };
}

/* Columns of accuracy.csv after "test": ME RMSE MAE MPE MAPE MASE. */
static void assert_accuracy(const struct sops_series *series, const struct sops_series_result *r,
	const struct expected *e, const char *name, const char *method)
{
	struct sops_series_score score = SOPS_SERIES_SCORE_INIT;
	struct sops_series_accuracy a;
	double actual = 0;

	for (size_t h = 0; h < e->horizon; h++) {
		sops_series_score_add(&score, e->actual[h], r->mean[h], sops_series_scale(series),
			NULL, NULL, 0);
		actual += e->actual[h] / (double)e->horizon;
	}
	a = sops_series_score_accuracy(&score);
	const struct { int column; double got; } measures[] = {
		{ 1, -a.bias * actual }, { 2, a.rmse }, { 3, a.mae },
		{ 5, 100 * a.mape }, { 6, a.mase },
	};

	for (size_t i = 0; i < COUNT(measures); i++)
		assert_close(measures[i].got, read_value("accuracy.csv", name, method, "test,",
			measures[i].column), 1e-9, name, method);
}

static void test_benchmarks(void **state)
{
	int compared = 0;

	(void)state;
	skip_without_data();
	for (size_t i = 0; i < COUNT(references) * COUNT(benchmarks); i++) {
		const struct reference *reference = &references[i / COUNT(benchmarks)];
		size_t b = i % COUNT(benchmarks);
		struct sops_series_result *r;
		struct sops_series series;
		struct expected e;
		double values[MOST];

		read_expected(&e, reference->name, benchmarks[b].name);
		if (!e.horizon)
			continue;
		series = training(reference, values, e.horizon, benchmarks[b].one_season);
		r = forecast(&series, benchmarks[b].method, e.horizon);
		assert_forecast(r, &e, 1e-9, reference->name, benchmarks[b].name);
		if (!benchmarks[b].one_season)
			assert_accuracy(&series, r, &e, reference->name, benchmarks[b].name);
		sops_series_result_free(r);
		compared++;
	}
	assert_int_equal(compared, 42);
}

/* R numbers seasons backwards: s0 is the last before the first period. The oldest is left out. */
static void read_states(struct sops__smooth *model, const char *series, const char *method)
{
	bool multiplies = model->kind->multiplicative;
	double first = model->series->values[0], oldest = multiplies ? (double)model->season : 0;

	model->initial[0] = read_parameter(series, method, "l");
	if (model->kind->trend)
		model->initial[1] = read_parameter(series, method, "b");
	for (size_t k = 0; k + 1 < model->season; k++) {
		char name[32];
		double value;

		snprintf(name, sizeof(name), "s%zu", k);
		value = read_parameter(series, method, name);
		oldest -= value;
		if (k > 0)
			model->initial[2 + model->season - 1 - k] = value;
	}
	if (model->season > 1)
		model->initial[2] = oldest;
	model->initial[0] = multiplies ? model->initial[0] / first : model->initial[0] - first;
	if (multiplies)
		model->initial[1] /= first;
}

static struct sops__smooth_weights read_weights(const struct sops__smooth_kind *kind,
	const char *series, const char *method)
{
	return (struct sops__smooth_weights){
		.alpha = read_parameter(series, method, "alpha"),
		.beta = kind->trend ? read_parameter(series, method, "beta") : 0,
		.gamma = kind->seasonal ? read_parameter(series, method, "gamma") : 0,
		.phi = kind->damped ? read_parameter(series, method, "phi") : 1,
	};
}

/* Overwrites the result of our own fit with what R's parameters give. */
static void use_parameters_of_r(struct sops_series_result *r, const struct sops_series *series,
	size_t kind, const char *name)
{
	const char *method = smoothings[kind].name;
	struct sops__smooth_weights weights = read_weights(&kinds[kind], name, method);
	struct sops__smooth model;

	assert_int_equal(sops__smooth_init(&model, &kinds[kind], series, NULL), 0);
	read_states(&model, name, method);
	r->n_parameters = 0;
	assert_int_equal(sops__smooth_forecast(r, &model, &weights, NULL), 0);
	sops__smooth_release(&model);
	for (size_t i = 0; i < r->n_levels; i++) {
		double quantile = i ? 1.959963984540054 : 1.2815515655446004;

		for (size_t h = 0; h < r->horizon; h++) {
			r->lo[i][h] = r->mean[h] - quantile * r->error[h];
			r->hi[i][h] = r->mean[h] + quantile * r->error[h];
		}
	}
}

/* One smoothing method on one series; 1 when our search ended where R's did. */
static int compare_smoothing(const struct reference *reference, size_t kind)
{
	const char *method = smoothings[kind].name;
	double mse = read_parameter(reference->name, method, "mse"), values[MOST];
	struct sops_series_result *r;
	struct sops_series series;
	struct expected e;
	bool same;

	read_expected(&e, reference->name, method);
	series = training(reference, values, e.horizon, false);
	r = forecast(&series, smoothings[kind].method, e.horizon);
	print_message("# %-14s %-7s mse %.6g, R %.6g, ratio %.6f\n", reference->name, method,
		r->mse, mse, r->mse / mse);
	assert_true(r->mse <= mse * (1 + 1e-6));
	same = r->mse >= mse * (1 - 1e-4);
	if (same)
		assert_forecast(r, &e, 5e-3, reference->name, method);
	use_parameters_of_r(r, &series, kind, reference->name);
	assert_close(r->mse, mse, 1e-8, reference->name, method);
	/* R's point forecast is the mean of the product, ours goes on without errors. */
	assert_forecast(r, &e, kinds[kind].multiplicative ? 2e-3 : 1e-6, reference->name, method);
	sops_series_result_free(r);
	return same;
}

static void test_smoothing(void **state)
{
	int compared = 0, same = 0;

	(void)state;
	skip_without_data();
	for (size_t i = 0; i < COUNT(references) * COUNT(kinds); i++) {
		const struct reference *reference = &references[i / COUNT(kinds)];
		size_t kind = i % COUNT(kinds);

		if (reference->season == 1 && kinds[kind].seasonal)
			continue;
		same += compare_smoothing(reference, kind);
		compared++;
	}
	assert_int_equal(compared, 34);
	assert_true(same >= 10);
}

TAP_MAIN("series_reference",
	cmocka_unit_test(test_benchmarks),
	cmocka_unit_test(test_smoothing))
