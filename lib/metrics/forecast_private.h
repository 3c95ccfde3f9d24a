/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SOPS_FORECAST_PRIVATE_H
#define SOPS_FORECAST_PRIVATE_H

#include <sops/forecast.h>
#include <sops/group.h>

#include "note_currency.h"

struct sops__forecast_cell {
	int64_t won, open;
	int64_t given; /* rows of a table period,value */
	struct sops_sum won_amount, open_amount, weighted;
};

struct sops__forecast {
	struct sops_group *periods; /* by number of the period */
	struct sops__twins *twins;  /* of the deals in them */
	int64_t latest;       /* day of the last thing that happened */
	int64_t unborn;       /* created after the as-of date */
	int64_t undated;      /* won, but when? */
	int64_t unpriced;     /* won without an amount */
	int64_t overdue;      /* open, past their close date */
	int64_t undated_open; /* open without a close date */
	int64_t unweighted;   /* open without probability or amount */
	int64_t reopened;     /* open on the as-of date, closed since */
};

/* What settle makes. */
struct sops__forecast_shared {
	int64_t latest; /* as in the state, of all groups: their histories end with its period */
	struct sops__note_currency currency; /* of the rows so far */
};

/* Of an interval's end: "lo99.9". */
#define SOPS__FORECAST_LEVEL 32

/* The calendar of the series: months unless another unit was asked for. */
struct sops_calendar sops__forecast_calendar(const struct sops_context *context);
/* As-of, or the end of the window when that is earlier. */
sops_date sops__forecast_today(const struct sops_context *context);
/* The last period that is over. */
sops_period sops__forecast_over(const struct sops_context *context);

/* The roles that a history is made of. */
uint64_t sops__forecast_needed(const struct sops_forecast_options *options);
/* Whether the input is a table period,value: one that has these columns and is none of deals. */
bool sops__forecast_is_series(const struct sops_use *use);
/* Whether the input has the columns that it needs. */
int sops__forecast_check(const struct sops_use *use, struct sops_error *err);

int sops__forecast_settle(struct sops_use *use, struct sops_group *groups,
	struct sops_table *table, struct sops_error *err);

/* 1 when a group has no history. */
int sops__forecast_empty(const struct sops__forecast *state, const struct sops_use *use,
	struct sops_error *err);
/* The rows of one group. */
int sops__forecast_history(struct sops_table *table, const struct sops__forecast *state,
	const struct sops_use *use, struct sops_error *err);
int sops__forecast_pipeline(struct sops_table *table, const struct sops__forecast *state,
	const struct sops_use *use, struct sops_error *err);

#endif
