/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forecast.h: what will be sold, from what was sold, or from what is open.
 *
 * From history: the amounts of deals won are summed by period of their close
 * date (months unless the calendar has another unit), and the series is continued
 * by a method of series.h, which has their formulas and sources.
 *
 *	The series begins with the first period that has a won deal. It ends with
 *	the last period that is over on the as-of date, or with the period of the latest date
 *	in the input when that is earlier: an old export does not end in zeros that
 *	nobody measured; that is noted. Periods without a won deal in between are 0.
 *	A period that has begun but is not over is forecast, not used.
 *
 * Or of a table period,value: a series as it stands, in which a period that is
 * missing is an error. An input is such a table when it has these two columns, and not
 * all of status, closed and amount.
 *
 * From the pipeline, by period of the expected close:
 *
 *	won       amounts of deals won in the period so far
 *	open      amounts of open deals expected to close in it
 *	weighted  sum of amount * probability over them
 *	mean      won + weighted
 *
 * as sales-operations glossaries define the weighted forecast. Probabilities are the
 * CRM's, else the stage model's. Open deals past their close date or without one are
 * left out and noted; those without a probability add nothing to the weighted sum, and are
 * noted too, as are deals that were closed since the as-of date: what is said of them now
 * was not known then. The periods begin with that of the as-of date (or of --from).
 *
 * Everything that is summed is exact; forecasts and intervals are estimates.
 */
#ifndef SOPS_FORECAST_H
#define SOPS_FORECAST_H

#include <sops/deals.h>
#include <sops/metric.h>
#include <sops/series.h>
#include <sops/stages.h>

struct sops_forecast_options {
	const char *method; /* a name of series.h, "pipeline", or NULL: auto */
	const char *levels; /* of the intervals, in per cent, or NULL: "80,95" */
	int64_t horizon;    /* periods ahead; 0: 6 from history, all from the pipeline */
	int64_t season;     /* periods in a season; 0: the calendar's */
	bool count;         /* deals instead of amounts */
	bool with_history;  /* the series too, in a column actual */
	const struct sops_stages *stages; /* probabilities of stages, or NULL */
	/* Set by sops_forecast_choose. */
	bool pipeline;
	struct sops_series_options series;
};

/*
 * Columns from history: period, (actual,) forecast, lo80, hi80, lo95, hi95, method; from the
 * pipeline: period, won, open, weighted, mean.
 */
SOPS_METRIC_API(forecast, struct sops_deal, struct sops_forecast_options);

/* Reads the options' texts. SOPS_EUSAGE for what is no method, level or horizon. To be called
 * before sops_forecast_new. */
int sops_forecast_choose(struct sops_forecast_options *options, struct sops_error *err);

#endif
