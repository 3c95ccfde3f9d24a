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
	CELL_FIELD(created, SOPS_STATE_COUNT),
	CELL_FIELD(created_won, SOPS_STATE_COUNT),
	CELL_FIELD(created_open, SOPS_STATE_COUNT),
	CELL_FIELD(due, SOPS_STATE_COUNT),
	CELL_FIELD(overdue, SOPS_STATE_COUNT),
	CELL_FIELD(due_amount, SOPS_STATE_SHORT_SUM),
	CELL_FIELD(due_weighted, SOPS_STATE_SHORT_SUM),
	CELL_FIELD(created_days, SOPS_STATE_TALLY),
	SOPS_SURVIVAL_FIELDS(struct sops__kpi_cell, to_close),
	{ .name = NULL },
};

#define CELL_UP_TO(size) { (size), _Alignof(struct sops__kpi_cell), cell_fields }
#define CELL_BEFORE(member) CELL_UP_TO(offsetof(struct sops__kpi_cell, member))

/* Without periods; and with them, where what ended is kept too. */
static const struct sops_state cells[] = {
	[SOPS__KPI_ALL] = CELL_BEFORE(to_close),
	[SOPS__KPI_COUNTS] = CELL_BEFORE(won_amount),
	[SOPS__KPI_AMOUNTS] = CELL_BEFORE(weighted),
	[SOPS__KPI_WEIGHTED] = CELL_BEFORE(won_days),
	[SOPS__KPI_DAYS] = CELL_BEFORE(ended),
	[SOPS__KPI_MORE] = CELL_BEFORE(to_close),
	[SOPS__KPI_CENSORED] = CELL_UP_TO(sizeof(struct sops__kpi_cell)),
};
static const struct sops_state moving = CELL_BEFORE(created);

static const struct sops_state extra = SOPS_STATE(struct sops__kpi_extra,
	SOPS_STATE_FIELD(struct sops__kpi_extra, first, SOPS_STATE_MIN),
	SOPS_STATE_FIELD(struct sops__kpi_extra, amount, SOPS_STATE_SHORT_SUM));

#define EXTRAS SOPS_STATE_GROUP_OF(struct sops__kpi_state, extras, extra)
#define ODD(name, index) SOPS_STATE_RARE_OF(struct sops__kpi_state, odd, name, index)
#define ODDITIES \
	ODD(undated, SOPS__KPI_UNDATED), ODD(unplaced, SOPS__KPI_UNPLACED), \
	ODD(unpriced, SOPS__KPI_UNPRICED), ODD(backward, SOPS__KPI_BACKWARD), \
	ODD(future, SOPS__KPI_FUTURE), ODD(unborn, SOPS__KPI_UNBORN), \
	ODD(overdue, SOPS__KPI_OVERDUE), ODD(uncredited, SOPS__KPI_UNCREDITED), \
	ODD(untold, SOPS__KPI_UNTOLD)

_Static_assert(SOPS__KPI_ODDITIES <= SOPS_RARE_MOST, "more than a struct sops_rare leads to");

#define PERIODS(...) { \
	offsetof(struct sops__kpi_state, last) + sizeof(struct sops__kpi_cell *), \
	_Alignof(struct sops__kpi_state), \
	(const struct sops_state_field[]){ __VA_ARGS__, ODDITIES, { .name = NULL } } }
#define PERIODS_OF(cell) SOPS_STATE_GROUP_OF(struct sops__kpi_state, periods, cell)

static const struct sops_state periods[] = {
	[SOPS__KPI_ALL] = PERIODS(PERIODS_OF(cells[SOPS__KPI_MORE]), EXTRAS),
	[SOPS__KPI_COUNTS] = PERIODS(PERIODS_OF(moving)),
	[SOPS__KPI_AMOUNTS] = PERIODS(PERIODS_OF(moving)),
	[SOPS__KPI_WEIGHTED] = PERIODS(PERIODS_OF(moving)),
	[SOPS__KPI_DAYS] = PERIODS(PERIODS_OF(moving)),
	[SOPS__KPI_MORE] = PERIODS(PERIODS_OF(cells[SOPS__KPI_MORE]), EXTRAS),
	[SOPS__KPI_CENSORED] = PERIODS(PERIODS_OF(cells[SOPS__KPI_CENSORED]), EXTRAS),
};

/* Without periods there is one cell, saved as period 0. */
#define ONLY_UP_TO(what, size, ...) [what] = { \
	(size), _Alignof(struct sops__kpi_state), \
	(const struct sops_state_field[]){ \
		SOPS_STATE_ONLY_OF(struct sops__kpi_state, only, periods, cells[what]), \
		__VA_ARGS__, { .name = NULL } } }
#define ONLY(what, end, ...) \
	ONLY_UP_TO(what, offsetof(struct sops__kpi_state, only.end), __VA_ARGS__)

static const struct sops_state only[] = {
	ONLY(SOPS__KPI_ALL, to_close, EXTRAS, ODDITIES),
	ONLY(SOPS__KPI_COUNTS, won_amount, ODDITIES),
	ONLY(SOPS__KPI_AMOUNTS, weighted, ODDITIES),
	ONLY(SOPS__KPI_WEIGHTED, won_days, ODDITIES),
	ONLY(SOPS__KPI_DAYS, ended, ODDITIES),
	ONLY(SOPS__KPI_MORE, to_close, EXTRAS, ODDITIES),
	ONLY_UP_TO(SOPS__KPI_CENSORED, sizeof(struct sops__kpi_state), EXTRAS, ODDITIES),
};

const struct sops_state *sops__kpi_state(const struct sops_use *use)
{
	const struct sops_kpi_options *options = use->options;
	int keeps = options ? options->keeps : SOPS__KPI_ALL;

	return sops__kpi_periodic(use->context) ? &periods[keeps] : &only[keeps];
}
