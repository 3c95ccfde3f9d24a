/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_compare.c: the figures of one period beside those of an earlier one. */
#include "kpi_private.h"

#include <stdlib.h>

#define DAYS_OF_A_YEAR 366

bool sops__kpi_looks_back(const struct sops_use *use)
{
	const struct sops_kpi_options *options = use->options;

	return sops__kpi_periodic(use->context) &&
		(sops__kpi_compares(use) || !options || !options->some || options->grows);
}

/* From the one that is compared with to the one that is compared. */
static size_t periods_kept(const struct sops_use *use)
{
	const struct sops_calendar *calendar = &use->context->calendar;

	switch (sops__kpi_compares(use)) {
	case SOPS_KPI_COMPARE_PREV:
		return 1 + 1;
	case SOPS_KPI_COMPARE_YOY:
		return calendar->unit == SOPS_UNIT_DAY ? DAYS_OF_A_YEAR + 1
						       : (size_t)sops_period_season(calendar) + 1;
	default:
		return sops__kpi_looks_back(use) ? 1 + 1 : 0;
	}
}

int sops__kpi_past_new(struct sops__kpi_past *past, const struct sops_use *use,
	struct sops_error *err)
{
	size_t size = periods_kept(use);

	*past = (struct sops__kpi_past){ .size = size };
	if (size == 0)
		return 0;
	past->figures = calloc(size * sops__kpi_count(), sizeof(*past->figures));
	past->periods = calloc(size, sizeof(*past->periods));
	if (!past->figures || !past->periods) {
		sops__kpi_past_free(past);
		return sops_error_memory(err);
	}
	for (size_t i = 0; i < size; i++)
		past->periods[i] = INT64_MIN;
	return 0;
}

void sops__kpi_past_free(struct sops__kpi_past *past)
{
	free(past->figures);
	free(past->periods);
}

static size_t place_of(const struct sops__kpi_past *past, int64_t period)
{
	int64_t size = (int64_t)past->size;

	return (size_t)((period % size + size) % size);
}

struct sops__figure *sops__kpi_past_put(struct sops__kpi_past *past, int64_t period)
{
	size_t place = place_of(past, period);

	past->periods[place] = period;
	return past->figures + place * sops__kpi_count();
}

const struct sops__figure *sops__kpi_past_of(const struct sops__kpi_past *past,
	const struct sops_use *use, int64_t period)
{
	int64_t before = period - 1;
	size_t place;

	if (sops__kpi_compares(use) == SOPS_KPI_COMPARE_YOY)
		before = sops_period_year_before(&use->context->calendar, (sops_period)period);
	if (past->size == 0 || before == SOPS_PERIOD_BLANK)
		return NULL;
	place = place_of(past, before);
	return past->periods[place] == before ? past->figures + place * sops__kpi_count() : NULL;
}

struct sops_ratio sops__kpi_value(const struct sops_cell *cell)
{
	switch (cell->kind) {
	case SOPS_CELL_COUNT:
		return (struct sops_ratio){ sops_money_of(cell->count), sops_money_of(1) };
	case SOPS_CELL_MONEY:
		return (struct sops_ratio){ cell->money, sops_money_of(1) };
	case SOPS_CELL_SHARE:
	case SOPS_CELL_QUOTIENT:
		return cell->ratio;
	default:
		return (struct sops_ratio){ SOPS_MONEY_BLANK, SOPS_MONEY_BLANK };
	}
}

/* a/b / (c/d) - 1 = (ad - bc) / bc */
static int exact_change(struct sops_ratio *out, struct sops_ratio value, struct sops_ratio prev)
{
	struct sops_money now, then;

	if (sops_money_mul(&now, value.num, prev.den, NULL) < 0 ||
	    sops_money_mul(&then, value.den, prev.num, NULL) < 0 ||
	    sops_money_sub(&out->num, now, then, NULL) < 0)
		return SOPS_EINPUT;
	out->den = then;
	return 0;
}

static int rounded(struct sops_ratio *ratio, struct sops_error *err)
{
	int status = sops_ratio_divide(&ratio->num, *ratio, SOPS_RATIO_DIGITS, err);

	ratio->den = sops_money_of(1);
	return status;
}

static bool is_positive(struct sops_ratio ratio)
{
	return sops_ratio_defined(ratio) && ratio.num.units != 0 &&
		(ratio.num.units > 0) == (ratio.den.units > 0);
}

int sops__kpi_change(struct sops_cell *out, const struct sops_cell *value,
	const struct sops_cell *prev, struct sops_error *err)
{
	struct sops_ratio now = sops__kpi_value(value), then = sops__kpi_value(prev), change;
	int status = 0;

	*out = (struct sops_cell){ .kind = SOPS_CELL_BLANK };
	if (!sops_ratio_defined(now) || !is_positive(then))
		return 0;
	if (exact_change(&change, now, then) < 0) {
		status = rounded(&now, err);
		if (status == 0)
			status = rounded(&then, err);
		if (status < 0 || !is_positive(then))
			return status;
		if (exact_change(&change, now, then) < 0)
			return sops_error_set(err, SOPS_EINPUT, "overflow: a change of figures");
	}
	*out = (struct sops_cell){ .kind = SOPS_CELL_SHARE, .ratio = change };
	return 0;
}
