/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SOPS_KPI_PRIVATE_H
#define SOPS_KPI_PRIVATE_H

#include <sops/kpi.h>

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

/* One figure, with what it is made of. */
struct sops__figure {
	struct sops_cell value, numerator, denominator;
	int64_t n;
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
