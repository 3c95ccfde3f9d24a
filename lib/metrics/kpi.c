/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kpi_private.h"

#include <sops/nearest.h>

#include <stdlib.h>

/* A deal on its way into the state. */
struct entry {
	struct sops__kpi_state *state;
	const struct sops_deal *deal;
	const struct sops_use *use;
	enum sops_deal_status status;
	struct sops_error *err;
};

static int odd(const struct entry *entry, size_t what)
{
	return sops_rare_add(&entry->state->odd, what, 1, entry->err);
}

static bool keeps(const struct entry *entry, int what)
{
	return sops__kpi_keeps(entry->use, what);
}

static int cell_on(const struct entry *entry, sops_date day, struct sops__kpi_cell **out)
{
	const struct sops_context *context = entry->use->context;
	struct sops__kpi_state *state = entry->state;
	char number[SOPS_GROUP_NUMBER];
	int64_t period;
	void *cell = NULL;
	int status;

	*out = &state->only;
	if (!sops__kpi_periodic(context))
		return 0;
	period = sops_period_of(&context->calendar, day);
	*out = state->last;
	if (state->last && state->last_period == period)
		return 0;
	status = sops_group_at(
		state->periods, sops_group_number(number, period), &cell, entry->err);
	*out = state->last = cell;
	state->last_period = period;
	return status;
}

/* Whether a deal of nobody knows when is in no row. */
static bool dated(const struct sops_context *context)
{
	return sops__kpi_periodic(context) || context->from != SOPS_DATE_BLANK ||
		context->to != SOPS_DATE_BLANK;
}

/* What a period of the window is compared with may lie before it, and is whole. */
static bool before_window(const struct sops_use *use, sops_date day)
{
	const struct sops_context *context = use->context;
	const struct sops_calendar *calendar = &context->calendar;

	if (context->from == SOPS_DATE_BLANK || day >= context->from)
		return false;
	return !sops__kpi_compares(use) ||
		sops_period_of(calendar, day) == sops_period_of(calendar, context->from);
}

static int add_cycle(const struct entry *entry, struct sops__kpi_cell *cell)
{
	const struct sops_deal *deal = entry->deal;

	if (deal->created == SOPS_DATE_BLANK || deal->closed == SOPS_DATE_BLANK)
		return 0;
	if (deal->closed < deal->created)
		return odd(entry, SOPS__KPI_BACKWARD);
	if (!keeps(entry, SOPS__KPI_DAYS))
		return 0;
	return sops_tally_add(&cell->won_days, deal->closed - deal->created, 1, entry->err);
}

static int add_amount(const struct entry *entry, struct sops_short_sum *sum)
{
	const struct sops_deal *deal = entry->deal;

	return !keeps(entry, SOPS__KPI_AMOUNTS) ? 0 :
		sops_short_sum_add(sum, deal->amount, deal->currency, entry->err);
}

static int add_won(const struct entry *entry, struct sops__kpi_cell *cell)
{
	int status = 0;

	cell->won++;
	if (keeps(entry, SOPS__KPI_AMOUNTS) && sops_money_blank(entry->deal->amount))
		status = odd(entry, SOPS__KPI_UNPRICED);
	if (status == 0)
		status = add_amount(entry, &cell->won_amount);
	return status < 0 ? status : add_cycle(entry, cell);
}

static int add_decided(const struct entry *entry, struct sops__kpi_cell *cell)
{
	if (entry->status == SOPS_STATUS_WON)
		return add_won(entry, cell);
	cell->lost++;
	return add_amount(entry, &cell->lost_amount);
}

/* Won and lost deals, in the period of a day; blank when nobody knows it. */
static int add_closed(const struct entry *entry, sops_date day)
{
	const struct sops_context *context = entry->use->context;
	struct sops__kpi_cell *cell;

	if (entry->status != SOPS_STATUS_WON && entry->status != SOPS_STATUS_LOST)
		return 0;
	if (day == SOPS_DATE_BLANK && dated(context))
		return odd(entry, SOPS__KPI_UNDATED);
	if (day != SOPS_DATE_BLANK && before_window(entry->use, day))
		return 0;
	if (cell_on(entry, day, &cell) < 0)
		return SOPS_ESYSTEM;
	return add_decided(entry, cell);
}

static int add_weighted(const struct entry *entry, struct sops__kpi_cell *cell)
{
	const struct sops_deal *deal = entry->deal;
	struct sops_money weighted;

	if (!keeps(entry, SOPS__KPI_WEIGHTED) || entry->status != SOPS_STATUS_OPEN ||
	    sops_money_blank(deal->amount) || sops_money_blank(deal->probability))
		return 0;
	if (sops_money_mul(&weighted, deal->amount, deal->probability, entry->err) < 0)
		return SOPS_EINPUT;
	return sops_short_sum_add(&cell->weighted, weighted, deal->currency, entry->err);
}

static int add_opened(const struct entry *entry, struct sops__kpi_cell *cell)
{
	cell->opened++;
	return add_amount(entry, &cell->opened_amount);
}

/* Open deals when there are no periods: those that are open at the horizon. */
static int add_open(const struct entry *entry, sops_date day)
{
	struct sops__kpi_cell *cell;
	int status;

	if (entry->status != SOPS_STATUS_OPEN)
		return 0;
	if (cell_on(entry, day, &cell) < 0)
		return SOPS_ESYSTEM;
	status = add_opened(entry, cell);
	return status < 0 ? status : add_weighted(entry, cell);
}

/* With periods: open from the period of its creation to the one before its end. */
static int add_span(const struct entry *entry)
{
	const struct sops_deal *deal = entry->deal;
	bool ended = entry->status != SOPS_STATUS_OPEN;
	struct sops__kpi_cell *cell;
	int status;

	if (deal->created == SOPS_DATE_BLANK || (ended && deal->closed == SOPS_DATE_BLANK))
		return ended ? 0 : odd(entry, SOPS__KPI_UNPLACED);
	if (cell_on(entry, deal->created, &cell) < 0)
		return SOPS_ESYSTEM;
	status = add_opened(entry, cell);
	if (status < 0)
		return status;
	if (cell_on(entry, ended && deal->closed > deal->created ? deal->closed :
			ended ? deal->created : sops__kpi_horizon(entry->use->context), &cell) < 0)
		return SOPS_ESYSTEM;
	if (!ended)
		return add_weighted(entry, cell);
	cell->ended++;
	return add_amount(entry, &cell->ended_amount);
}

/* --date: everything in the period of that date. */
static int add_cohort(const struct entry *entry, sops_date day)
{
	const struct sops_context *context = entry->use->context;
	bool outside = day != SOPS_DATE_BLANK && (before_window(entry->use, day) ||
		(context->to != SOPS_DATE_BLANK && day > context->to));
	int status;

	if (day == SOPS_DATE_BLANK && dated(context))
		return odd(entry, SOPS__KPI_UNDATED);
	if (outside)
		return 0;
	status = add_closed(entry, day);
	return status < 0 ? status : add_open(entry, day);
}

static sops_date cohort_date(const struct sops_deal *deal, int role)
{
	const struct sops_role *r = &sops_deals.roles[role];
	const void *at = (const char *)deal + r->offset;

	return r->type == SOPS_TIME ? ((const struct sops_stamp *)at)->day : *(const sops_date *)at;
}

static int add(void *into, const void *row, const struct sops_use *use, struct sops_error *err)
{
	struct entry entry = { into, row, use, SOPS_STATUS_OPEN, err };
	const struct sops_context *context = use->context;
	bool cohort = sops__kpi_cohort(context);
	sops_date end = cohort ? context->as_of : sops__kpi_horizon(context);
	int status = 0;

	if (!sops_deal_status_on(&entry.status, entry.deal, end))
		return end == context->as_of ? odd(&entry, SOPS__KPI_UNBORN) : 0;
	if (entry.status != (enum sops_deal_status)entry.deal->status &&
	    entry.deal->closed > context->as_of)
		status = odd(&entry, SOPS__KPI_FUTURE);
	if (status == 0 && cohort)
		return add_cohort(&entry, cohort_date(entry.deal, context->date));
	if (status == 0)
		status = add_closed(&entry, entry.deal->closed);
	if (status < 0)
		return status;
	return sops__kpi_periodic(context) ? add_span(&entry) : add_open(&entry, end);
}

bool sops__kpi_wanted(const struct sops_use *use, size_t kpi)
{
	const struct sops_kpi_options *options = use->options;

	if (options && options->chosen)
		return options->chosen & (UINT64_C(1) << kpi);
	return (sops__kpis[kpi].roles & ~use->context->bound) == 0;
}

static void roles(const struct sops_use *use, uint64_t *needs, uint64_t *uses)
{
	const struct sops_kpi_options *options = use->options;
	const struct sops_context *context = use->context;

	if (dated(context))
		*needs |= SOPS_ROLE(SOPS_DEALS_CLOSED);
	*uses = 0;
	for (size_t i = 0; i < sops__kpi_count; i++) {
		if (!options || !options->chosen)
			*uses |= sops__kpis[i].roles;
		else if (sops__kpi_wanted(use, i))
			*needs |= sops__kpis[i].roles;
	}
	/* What is open at the end of a past period depends on when it was created and closed. */
	*uses |= SOPS_ROLE(SOPS_DEALS_CREATED) | SOPS_ROLE(SOPS_DEALS_CLOSED);
	/* Where a flag for won stands for the status, the one for closed tells lost from open. */
	*uses |= SOPS_ROLE(SOPS_DEALS_IS_CLOSED);
}

/* Whether a figure that is asked for adds amounts. */
static bool uses_amount(const struct sops_use *use)
{
	for (size_t i = 0; i < sops__kpi_count; i++)
		if (sops__kpis[i].roles & SOPS_ROLE(SOPS_DEALS_AMOUNT) && sops__kpi_wanted(use, i))
			return true;
	return false;
}

static void note(struct sops_table *table, int64_t count, const char *what, const char *then)
{
	if (count > 0)
		sops_table_note(table, "%s: %lld, %s", what, (long long)count, then);
}

/* What was left out or stands on shaky ground, over all groups. */
static int settle(struct sops_use *use, const struct sops_group *groups, struct sops_table *table,
	struct sops_error *err)
{
	struct sops_group_cursor cursor = { NULL, 0 };
	int64_t all[SOPS__KPI_ODDITIES] = { 0 };
	const struct sops__kpi_state *state;

	(void)err;
	while ((state = sops_group_next(groups, &cursor)) != NULL)
		for (size_t i = 0; state->odd.counts && i < SOPS__KPI_ODDITIES; i++)
			all[i] += state->odd.counts[i];
	note(table, all[SOPS__KPI_UNDATED], "deals without the date that counts", "in no period");
	note(table, all[SOPS__KPI_UNPLACED], "open deals without a created date", "in no period");
	if (uses_amount(use))
		note(table, all[SOPS__KPI_UNPRICED], "deals won without an amount",
			"which add nothing to the revenue");
	note(table, all[SOPS__KPI_BACKWARD], "deals closed before they were created",
		"left out of the cycle");
	note(table, all[SOPS__KPI_FUTURE], "deals closed after the as-of date",
		"counted as open");
	note(table, all[SOPS__KPI_UNBORN], "deals created after the as-of date", "left out");
	return 0;
}

static const struct sops_definition definitions[] = {
	{ "revenue", "sum of the amounts of deals won, by close date" },
	{ "win_rate", "won / (won + lost), by close date; open and void deals are in neither" },
	{ "value_win_rate", "amount won / (amount won + amount lost), by close date" },
	{ "asp", "revenue / deals won that have an amount" },
	{ "cycle_days", "days from created to closed of deals won; same day is 0" },
	{ "open_deals", "created by and not closed by the end of the period or as-of" },
	{ "weighted_pipeline", "sum of amount * probability over deals open at as-of" },
	{ "velocity", "open deals * win rate * asp / median cycle, in money a day" },
	{ NULL, NULL },
};

const struct sops_metric sops_kpi_metric = {
	.name = "kpi",
	.rows = &sops_deals,
	.needs = SOPS_ROLE(SOPS_DEALS_STATUS),
	.date = -1,
	.state_for = sops__kpi_state,
	.definitions = definitions,
	.roles = roles,
	.add = add,
	.settle = settle,
	.columns = sops__kpi_columns,
	.table = sops__kpi_rows,
};

SOPS_METRIC_BODY(kpi, struct sops_deal, struct sops_kpi_options);

static int choose_one(struct sops_kpi_options *options, struct sops_field name,
	struct sops_error *err)
{
	struct sops_field names[64];
	char quoted[SOPS_QUOTED];

	for (size_t i = 0; i < sops__kpi_count; i++) {
		names[i] = sops_field_of(sops__kpis[i].name);
		if (sops_field_equal(names[i], name)) {
			options->chosen |= UINT64_C(1) << i;
			return 0;
		}
	}
	sops_error_set(err, SOPS_EUSAGE, "no metric %s", sops_quote(quoted, name));
	sops_hint_names(err, name, names, sops__kpi_count, "metrics");
	return SOPS_EUSAGE;
}

/* What the figures that were chosen rest on, by the role that they alone read. */
static int needed(uint64_t chosen)
{
	uint64_t roles_read = 0;

	for (size_t i = 0; i < sops__kpi_count; i++)
		if (chosen & (UINT64_C(1) << i))
			roles_read |= sops__kpis[i].roles;
	if (roles_read & SOPS_ROLE(SOPS_DEALS_CREATED))
		return SOPS__KPI_DAYS;
	if (roles_read & SOPS_ROLE(SOPS_DEALS_PROBABILITY))
		return SOPS__KPI_WEIGHTED;
	return roles_read & SOPS_ROLE(SOPS_DEALS_AMOUNT) ? SOPS__KPI_AMOUNTS : SOPS__KPI_COUNTS;
}

int sops_kpi_choose(struct sops_kpi_options *options, struct sops_error *err)
{
	struct sops_field rest = sops_field_of(options->metrics);
	int status = 0;

	options->chosen = 0;
	options->keeps = SOPS__KPI_ALL;
	if (options->metrics && strcmp(options->metrics, "all") == 0) {
		options->chosen = (UINT64_C(1) << sops__kpi_count) - 1;
		return 0;
	}
	while (status == 0 && rest.at)
		status = choose_one(options, sops_field_cut(&rest, ','), err);
	options->keeps = options->chosen ? needed(options->chosen) : SOPS__KPI_ALL;
	return status;
}

static void list_inputs(struct sops_table *table, uint64_t roles_needed)
{
	struct sops_buffer inputs = SOPS_BUFFER_INIT;

	for (size_t i = 0; i < sops_deals.count; i++)
		if (roles_needed & SOPS_ROLE(i))
			sops_buffer_printf(&inputs, "%s%s", inputs.len ? " " : "",
				sops_deals.roles[i].name);
	sops_table_text(table, sops_buffer_view(&inputs));
	sops_buffer_release(&inputs);
}

int sops_kpi_list(struct sops_table **out, struct sops_error *err)
{
	int status = sops_table_new(out, err);

	if (status < 0)
		return status;
	sops_table_column(*out, "metric", SOPS_COLUMN_TEXT, "", "name, for --metrics");
	sops_table_column(*out, "name_zh", SOPS_COLUMN_TEXT, "", "name in Chinese");
	sops_table_column(*out, "formula", SOPS_COLUMN_TEXT, "", "what it is");
	sops_table_column(*out, "inputs", SOPS_COLUMN_TEXT, "", "roles that the deals must have");
	sops_table_column(*out, "unit", SOPS_COLUMN_TEXT, "", "what the value counts");
	for (size_t i = 0; i < sops__kpi_count; i++) {
		sops_table_row(*out);
		sops_table_string(*out, sops__kpis[i].name);
		sops_table_string(*out, sops__kpis[i].zh);
		sops_table_string(*out, sops__kpis[i].formula);
		list_inputs(*out, sops__kpis[i].roles);
		sops_table_string(*out, sops__kpis[i].unit);
	}
	status = sops_table_check(*out, err);
	if (status < 0) {
		sops_table_free(*out);
		*out = NULL;
	}
	return status;
}
