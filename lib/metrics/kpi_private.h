/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SOPS_KPI_PRIVATE_H
#define SOPS_KPI_PRIVATE_H

#include <sops/kpi.h>

/* How far a state goes; the counts are always there. */
enum {
	SOPS__KPI_ALL, /* where nothing was chosen */
	SOPS__KPI_COUNTS,
	SOPS__KPI_AMOUNTS,
	SOPS__KPI_WEIGHTED,
	SOPS__KPI_DAYS,
};

static inline bool sops__kpi_keeps(const struct sops_use *use, int what)
{
	const struct sops_kpi_options *options = use->options;

	return !options || options->keeps == SOPS__KPI_ALL || options->keeps >= what;
}

/*
 * What happened in one period: deals closed, deals that became open, deals that ceased to be.
 * What fewer figures need stands further behind, so that a cell can be cut short.
 */
struct sops__kpi_cell {
	int64_t won, lost, opened;
	struct sops_short_sum won_amount, lost_amount, opened_amount;
	struct sops_short_sum weighted;
	struct sops_tally won_days;
	int64_t ended; /* from here on, for periods only */
	struct sops_short_sum ended_amount;
};

enum {
	SOPS__KPI_UNDATED,  /* closed, but when? */
	SOPS__KPI_UNPLACED, /* open, but since when? */
	SOPS__KPI_UNPRICED, /* won without an amount */
	SOPS__KPI_BACKWARD, /* closed before created */
	SOPS__KPI_FUTURE,   /* closed after as-of */
	SOPS__KPI_UNBORN,   /* created after as-of */
	SOPS__KPI_ODDITIES,
};

struct sops__kpi_state {
	struct sops_rare odd;
	union {
		struct sops__kpi_cell only; /* when there is no unit */
		struct {
			struct sops_group *periods; /* by number of the period */

			/* Not kept: the cell that was asked for last, which mostly is asked for
			 * next. */
			int64_t last_period;
			struct sops__kpi_cell *last;
		};
	};
};

static inline bool sops__kpi_periodic(const struct sops_context *context)
{
	return context->calendar.unit != SOPS_UNIT_NONE;
}

static inline bool sops__kpi_cohort(const struct sops_context *context)
{
	return context->date >= 0 && context->date != SOPS_DEALS_CLOSED;
}

/* The last day that counts: what came later has not happened yet. */
static inline sops_date sops__kpi_horizon(const struct sops_context *context)
{
	return context->to != SOPS_DATE_BLANK && context->to < context->as_of ? context->to
									      : context->as_of;
}

/* The state that is enough for what is asked. */
const struct sops_state *sops__kpi_state(const struct sops_use *use);

static inline int sops__kpi_compares(const struct sops_use *use)
{
	const struct sops_kpi_options *options = use->options;

	return options && sops__kpi_periodic(use->context) ? options->compare
							    : SOPS_KPI_COMPARE_NONE;
}

/* Whether a figure is asked for. */
bool sops__kpi_wanted(const struct sops_use *use, size_t kpi);

#define SOPS__KPI_MOST 64 /* figures */

/* One figure, with what it is made of. */
struct sops__figure {
	struct sops_cell value, numerator, denominator;
	int64_t n;
};

/* Figures that may still be asked for as those of an earlier period (kpi_compare.c). */
struct sops__kpi_past {
	struct sops__figure *figures; /* of so many periods, sops__kpi_count each */
	int64_t *periods;             /* which they are; by number modulo */
	size_t size;
};

/* size 0 when nothing is compared. */
int sops__kpi_past_new(struct sops__kpi_past *past, const struct sops_use *use,
	struct sops_error *err);
void sops__kpi_past_free(struct sops__kpi_past *past);
/* Room for the period's figures. */
struct sops__figure *sops__kpi_past_put(struct sops__kpi_past *past, int64_t period);
/* The figures that the period is compared with, or NULL. */
const struct sops__figure *sops__kpi_past_of(const struct sops__kpi_past *past,
	const struct sops_use *use, int64_t period);
/* value / prev - 1. Beyond 38 digits it is that of the values as machine formats print them. */
int sops__kpi_change(struct sops_cell *out, const struct sops_cell *value,
	const struct sops_cell *prev, struct sops_error *err);

int sops__kpi_columns(struct sops_table *table, const struct sops_use *use,
	struct sops_error *err);
int sops__kpi_rows(struct sops_table *table, const void *state, const struct sops_use *use,
	struct sops_error *err);

/* What one period of one group comes to. */
struct sops__kpi_view {
	int64_t won, lost;
	struct sops_sum won_amount, lost_amount;
	const struct sops_tally *won_days;
	int64_t open;
	struct sops_sum open_amount;
	bool present; /* as-of lies in it: the weighted pipeline is known */
	struct sops_sum weighted;
};

struct sops__kpi {
	const char *name, *zh, *formula;
	const char *unit;
	enum sops_column_type type;
	uint64_t roles; /* what the deals have to have */
	int (*figure)(struct sops__figure *out, const struct sops__kpi_view *view,
		struct sops_error *err);
};

extern const struct sops__kpi sops__kpis[];
extern const size_t sops__kpi_count;

/* "USD" for money in a known currency, else the metric's own unit. */
const char *sops__kpi_unit(const struct sops__kpi *kpi, const struct sops__kpi_view *view);

#endif
