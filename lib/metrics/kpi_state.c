/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_state.c: what is kept of deals. Saved, it is the same whatever of it was kept. */
#include "kpi_private.h"

#define CELL_FIELD(member, kind) SOPS_STATE_FIELD(struct sops__kpi_cell, member, kind)

static const struct sops_state_field cell_fields[] = {
	CELL_FIELD(won, SOPS_STATE_COUNT),
	CELL_FIELD(lost, SOPS_STATE_COUNT),
	CELL_FIELD(opened, SOPS_STATE_COUNT),
	CELL_FIELD(ended, SOPS_STATE_COUNT),
	CELL_FIELD(won_amount, SOPS_STATE_SHORT_SUM),
	CELL_FIELD(lost_amount, SOPS_STATE_SHORT_SUM),
	CELL_FIELD(opened_amount, SOPS_STATE_SHORT_SUM),
	CELL_FIELD(ended_amount, SOPS_STATE_SHORT_SUM),
	CELL_FIELD(weighted, SOPS_STATE_SHORT_SUM),
	CELL_FIELD(won_days, SOPS_STATE_TALLY),
	{ .name = NULL },
};

#define CELL_UP_TO(size) { (size), _Alignof(struct sops__kpi_cell), cell_fields }
#define CELL_BEFORE(member) CELL_UP_TO(offsetof(struct sops__kpi_cell, member))

static const struct sops_state whole_cell = CELL_UP_TO(sizeof(struct sops__kpi_cell));
static const struct sops_state cells[] = {
	[SOPS__KPI_ALL] = CELL_BEFORE(ended),
	[SOPS__KPI_COUNTS] = CELL_BEFORE(won_amount),
	[SOPS__KPI_AMOUNTS] = CELL_BEFORE(weighted),
	[SOPS__KPI_WEIGHTED] = CELL_BEFORE(won_days),
	[SOPS__KPI_DAYS] = CELL_BEFORE(ended),
};

#define ODD(name, index) SOPS_STATE_RARE_OF(struct sops__kpi_state, odd, name, index)
#define ODDITIES \
	ODD(undated, SOPS__KPI_UNDATED), ODD(unplaced, SOPS__KPI_UNPLACED), \
	ODD(unpriced, SOPS__KPI_UNPRICED), ODD(backward, SOPS__KPI_BACKWARD), \
	ODD(future, SOPS__KPI_FUTURE), ODD(unborn, SOPS__KPI_UNBORN)

_Static_assert(SOPS__KPI_ODDITIES <= SOPS_RARE_MOST, "more than a struct sops_rare leads to");

static const struct sops_state periods = SOPS_STATE(struct sops__kpi_state,
	SOPS_STATE_GROUP_OF(struct sops__kpi_state, periods, whole_cell), ODDITIES);

/* Without periods there is one cell, saved as period 0. */
#define ONLY(what, end) [what] = { \
	offsetof(struct sops__kpi_state, only.end), _Alignof(struct sops__kpi_state), \
	(const struct sops_state_field[]){ \
		SOPS_STATE_ONLY_OF(struct sops__kpi_state, only, periods, cells[what]), \
		ODDITIES, { .name = NULL } } }

static const struct sops_state only[] = {
	ONLY(SOPS__KPI_ALL, ended),
	ONLY(SOPS__KPI_COUNTS, won_amount),
	ONLY(SOPS__KPI_AMOUNTS, weighted),
	ONLY(SOPS__KPI_WEIGHTED, won_days),
	ONLY(SOPS__KPI_DAYS, ended),
};

const struct sops_state *sops__kpi_state(const struct sops_use *use)
{
	const struct sops_kpi_options *options = use->options;

	if (sops__kpi_periodic(use->context))
		return &periods;
	return &only[options ? options->keeps : SOPS__KPI_ALL];
}
