/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Curves, medians and means against those of R's survfit: of the patients of its data sets lung
 * and aml, read from their tables, and of all reference curves, from their own counts.
 */
#include "tap.h"

#include <sops/survival.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define CLOSE 1e-12 /* R writes 15 digits */

static FILE *open_data(const char *name)
{
	const char *shared = getenv("SOPS_SHARED_DATA");
	char path[4096];

	snprintf(path, sizeof(path), "%s/survival/%s", shared ? shared : "../shared/data", name);
	return fopen(path, "r");
}

static void skip_without_data(void)
{
	FILE *file = open_data("km_lung.csv");

	if (!file) {
		print_message("# no shared data: skipped\n");
		skip();
	}
	fclose(file);
}

/* Next line of a table in its cells, without quotes; false at the end. */
static bool next_row(FILE *file, char line[512], char *cells[], size_t count)
{
	char *rest = line, *at = line;

	if (!fgets(line, 512, file))
		return false;
	line[strcspn(line, "\r\n")] = '\0';
	for (const char *from = line; *from; from++)
		if (*from != '"')
			*at++ = *from;
	*at = '\0';
	for (size_t i = 0; i < count; i++)
		cells[i] = rest ? strsep(&rest, ",") : line + strlen(line);
	return true;
}

/* Columns of the curves that R wrote. */
enum { STRATUM, TIME, AT_RISK, EVENTS, CENSORED, ESTIMATE, ERROR, LOWER, UPPER, COLUMNS };

/* The counts of a stratum of a reference. */
static struct sops_survival counts_of(const char *name, const char *stratum)
{
	struct sops_survival survival = { 0 };
	FILE *file = open_data(name);
	char line[512], *cells[COLUMNS];

	assert_non_null(file);
	while (next_row(file, line, cells, COLUMNS)) {
		const long long time = atoll(cells[TIME]), counts[] = { atoll(cells[CENSORED]),
			atoll(cells[EVENTS]) };

		for (size_t k = 0; k < 2 && !strcmp(cells[STRATUM], stratum); k++)
			if (counts[k])
				assert_int_equal(sops_tally_add(
					&survival.times[k], time, counts[k], NULL), 0);
	}
	fclose(file);
	return survival;
}

static void assert_close(double got, const char *want, const char *name)
{
	double value = strcmp(want, "NA") && *want ? strtod(want, NULL) : NAN;

	if (isnan(value) ? !isnan(got) : !(fabs(got - value) <= CLOSE))
		fail_msg("%s: %.17g is not %s", name, got, want);
}

/* Every point of the stratum, in order. */
static void expect_curve(const struct sops_survival_curve *curve, const char *name,
	const char *stratum)
{
	FILE *file = open_data(name);
	char line[512], *cells[COLUMNS];
	size_t i = 0;

	assert_non_null(file);
	while (next_row(file, line, cells, COLUMNS)) {
		const struct sops_survival_point *point = &curve->points[i];

		if (strcmp(cells[STRATUM], stratum) != 0)
			continue;
		assert_true(i++ < curve->len);
		assert_int_equal(point->time, atoll(cells[TIME]));
		assert_int_equal(point->at_risk, atoll(cells[AT_RISK]));
		assert_int_equal(point->events, atoll(cells[EVENTS]));
		assert_int_equal(point->censored, atoll(cells[CENSORED]));
		assert_close(point->estimate, cells[ESTIMATE], name);
		assert_close(point->error, cells[ERROR], name);
		assert_close(point->lower, cells[LOWER], name);
		assert_close(point->upper, cells[UPPER], name);
	}
	fclose(file);
	assert_true(i > 0);
	assert_int_equal(i, curve->len);
}

static const char *text_of(struct sops_ratio ratio)
{
	static char texts[3][SOPS_MONEY_TEXT];
	static unsigned next;
	char *text = texts[next++ % 3];
	struct sops_money quotient;

	if (!sops_ratio_defined(ratio))
		return "NA";
	assert_int_equal(sops_ratio_divide(&quotient, ratio, 1, NULL), 0);
	sops_money_format(text, quotient);
	return text;
}

static void expect_quantiles(const struct sops_survival_curve *curve, const char *const want[3],
	const char *name)
{
	for (size_t i = 0; i < 3; i++) {
		struct sops_survival_quantile q = sops_survival_quantile(curve, 25 * (int)(i + 1));
		char got[3 * SOPS_MONEY_TEXT];

		snprintf(got, sizeof(got), "%s %s %s", text_of(q.time), text_of(q.lower),
			text_of(q.upper));
		if (want[i] && strcmp(got, want[i]) != 0)
			fail_msg("%s: %s is not %s", name, got, want[i]);
	}
}

/* What R prints: quartiles with their limits, and the restricted mean with its error. */
static const struct reference {
	const char *curves, *stratum;
	const char *quantiles[3]; /* NULL: not asked */
	int64_t limit;
	double mean, error;
} references[] = {
	{ "km_lung.csv", "all", { "170 145 197", "310 285 363", "550 460 654" }, 1022,
		376.27474615, 19.707791421 },
	{ "km_lung_sex.csv", "group=1", { "144 107 177", "270 212 310", "457 387 574" }, 1022,
		326.08410967, 22.911563468 },
	/* NAN: seen for less than that, as women are, to day 965: R draws the curve on, level */
	{ "km_lung_sex.csv", "group=2", { "226 186 340", "426 348 550", "687 550 NA" }, 1022,
		NAN, NAN },
	{ "km_aml_maintained.csv", "group=Maintained",
		{ "18 13 NA", "31 18 NA", "48 34 NA" }, 161, 52.645454545, 19.828602796 },
	{ "km_aml_maintained.csv", "group=Nonmaintained",
		{ "8 5 30", "23 8 NA", "33 27 NA" }, 161, 22.708333333, 4.180941981 },
	{ "km_maven_anyclose.csv", "all", { "10 9 10", "69 67 70", "107 105 110" }, 423,
		115.69070357, 1.6497429556 },
	{ "km_maven_won.csv", "all", { "39 27 45", "93 92 94", "NA NA NA" }, 423,
		176.36738031, 2.2880709482 },
	{ "km_maven_won_bymodelproduct.csv", "group=GTK 500", { "84 51 126", "NA 107 NA" }, 423,
		NAN, NAN },
	{ "km_maven_won_bymodelproduct.csv", "group=MG Special",
		{ "36 17 53", "93 89 97", "NA NA NA" }, 423, NAN, NAN },
};

static void curves_of_r(void **state)
{
	(void)state;
	skip_without_data();
	for (size_t i = 0; i < COUNT(references); i++) {
		const struct reference *r = &references[i];
		struct sops_survival survival = counts_of(r->curves, r->stratum);
		struct sops_survival_curve curve;
		struct sops_survival_mean mean;

		assert_int_equal(sops_survival_curve(&curve, &survival, NULL, NULL), 0);
		expect_curve(&curve, r->curves, r->stratum);
		expect_quantiles(&curve, r->quantiles, r->stratum);
		mean = sops_survival_mean(&curve, r->limit);
		if (isnan(r->mean))
			assert_true(isnan(mean.mean) && isnan(mean.error));
		else
			assert_true(fabs(mean.mean - r->mean) < 1e-7 &&
				fabs(mean.error - r->error) < 1e-7);
		sops_survival_curve_release(&curve);
		sops_survival_release(&survival);
	}
}

/* Patients of a table; the status that says so is an event. */
static void expect_patients(const char *table, const int columns[3], const char *group,
	const char *event, const char *curves, const char *stratum)
{
	struct sops_survival survival = { 0 };
	struct sops_survival_curve curve;
	FILE *file = open_data(table);
	char line[512], *cells[5];

	assert_non_null(file);
	assert_true(next_row(file, line, cells, 5));
	while (next_row(file, line, cells, 5))
		if (!group || !strcmp(cells[columns[2]], group))
			assert_int_equal(sops_survival_add(&survival, atoll(cells[columns[0]]),
				!strcmp(cells[columns[1]], event), NULL), 0);
	fclose(file);
	assert_int_equal(sops_survival_curve(&curve, &survival, NULL, NULL), 0);
	expect_curve(&curve, curves, stratum);
	sops_survival_curve_release(&curve);
	sops_survival_release(&survival);
}

static void patients(void **state)
{
	static const int lung[3] = { 1, 2, 4 }, aml[3] = { 0, 1, 2 };

	(void)state;
	skip_without_data();
	expect_patients("lung.csv", lung, NULL, "2", "km_lung.csv", "all");
	expect_patients("lung.csv", lung, "1", "2", "km_lung_sex.csv", "group=1");
	expect_patients("lung.csv", lung, "2", "2", "km_lung_sex.csv", "group=2");
	expect_patients("aml.csv", aml, "Maintained", "1", "km_aml_maintained.csv",
		"group=Maintained");
	expect_patients("aml.csv", aml, "Nonmaintained", "1", "km_aml_maintained.csv",
		"group=Nonmaintained");
}

TAP_MAIN("survival_reference",
	cmocka_unit_test(curves_of_r),
	cmocka_unit_test(patients))
