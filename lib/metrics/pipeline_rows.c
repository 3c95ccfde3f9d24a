/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_rows.c: a row for each stage, or each range of ages. */
#include "pipeline_private.h"

#include <stdlib.h>

#define BLANK "(blank)"

void sops__pipeline_stage_columns(struct sops_table *table, bool fitted)
{
	sops_table_column(table, "stage", SOPS_COLUMN_TEXT, "", "stage in which deals stand");
	sops_table_column(table, "deals", SOPS_COLUMN_COUNT, "deals", "open deals");
	sops_table_column(table, "amount", SOPS_COLUMN_MONEY, "money", "their amounts");
	sops_table_column(table, "weighted", SOPS_COLUMN_MONEY, "money",
		"sum of amount * probability");
	sops_table_column(table, "mean_age", SOPS_COLUMN_NUMBER, "days", "since they were created");
	sops_table_column(table, "p90_age", SOPS_COLUMN_NUMBER, "days",
		"nine of ten are no older");
	sops_table_column(table, "stale", SOPS_COLUMN_COUNT, "deals",
		"nothing was done for more than --stale days");
	sops_table_column(table, "past_due", SOPS_COLUMN_COUNT, "deals",
		"that were to be closed before as-of");
	sops_table_column(table, "no_next_step", SOPS_COLUMN_COUNT, "deals",
		"without a next step");
	if (!fitted)
		return;
	sops_table_column(table, "fitted", SOPS_COLUMN_RATIO, "share",
		"win rate of closed deals that reached the stage, shrunk");
	sops_table_column(table, "fit_n", SOPS_COLUMN_COUNT, "deals",
		"closed deals that reached the stage");
}

void sops__pipeline_age_columns(struct sops_table *table)
{
	sops_table_column(table, "age", SOPS_COLUMN_TEXT, "days", "days since they were created");
	sops_table_column(table, "deals", SOPS_COLUMN_COUNT, "deals", "open deals");
	sops_table_column(table, "amount", SOPS_COLUMN_MONEY, "money", "their amounts");
	sops_table_column(table, "weighted", SOPS_COLUMN_MONEY, "money",
		"sum of amount * probability");
	sops_table_column(table, "share", SOPS_COLUMN_RATIO, "share", "of the amount of all ages");
}

/* The rows of one period, of one group. */
struct block {
	struct sops_table *table;
	const struct sops_use *use;
	const struct sops__pipeline *state;
	struct sops_field period;
	struct sops_sum amount; /* of all rows */
	struct sops_error *err;
};

static void period_cell(const struct block *block)
{
	const struct sops_calendar *calendar = &block->use->context->calendar;
	int64_t period;

	if (block->period.len == 0)
		return;
	period = sops_group_number_of(block->period);
	if (period == INT64_MAX)
		sops_table_string(block->table, BLANK);
	else
		sops_table_period(block->table, calendar, (sops_period)period);
}

/* A sum to which no deal has added is not known, unless there is no deal. */
static void sum_cell(struct sops_table *table, const struct sops_short_sum *sum, int64_t deals)
{
	struct sops_sum whole = sops_short_sum_get(sum);

	sops_table_money(table, whole.n > 0 || deals == 0 ? whole.total : SOPS_MONEY_BLANK);
}

static void known_cell(struct sops_table *table, int64_t count, int64_t known, int64_t deals)
{
	if (known > 0 || deals == 0)
		sops_table_count(table, count);
	else
		sops_table_blank(table);
}

static void fit_cells(struct sops_table *table, struct sops_field stage,
	const struct sops__pipeline_rates *rates)
{
	int64_t closed;
	struct sops_money rate = sops__pipeline_rate(rates, stage, &closed);

	sops_table_share(table, (struct sops_ratio){ rate, sops_money_of(1) });
	sops_table_count(table, closed);
}

static int stage_cells(const struct block *block, struct sops_field stage,
	const struct sops__pipeline_cell *cell)
{
	const struct sops__pipeline_shared *shared = block->use->shared;
	struct sops_table *table = block->table;
	struct sops_ratio mean;
	int status = sops_tally_mean(&mean, &cell->ages, block->err);

	if (status < 0)
		return status;
	sops_table_quotient(table, mean);
	sops_table_quotient(table, sops_tally_quantile(&cell->ages, 90));
	known_cell(table, cell->stale, cell->touched, cell->deals);
	known_cell(table, cell->past_due, cell->due, cell->deals);
	known_cell(table, cell->stepless, cell->planned, cell->deals);
	if (shared->rates)
		fit_cells(table, stage, shared->rates);
	return 0;
}

static int age_cells(const struct block *block, const struct sops__pipeline_cell *cell)
{
	sops_table_share(block->table, (struct sops_ratio){
		sops_short_sum_get(&cell->amount).total, block->amount.total });
	return 0;
}

static int row(const struct block *block, struct sops_field label,
	struct sops__pipeline_cell *cell)
{
	struct sops__pipeline_cell none = { .deals = 0 };
	struct sops_table *table = block->table;
	struct sops_money weighted;

	if (!cell)
		cell = &none;
	if (sops__pipeline_weighted(&weighted, &(struct sops__pipeline_worth){ &cell->amount,
	    &cell->weighted, &cell->parts }, cell->deals, block->use, block->err) < 0)
		return SOPS_EINPUT;
	sops_table_row(table);
	period_cell(block);
	if (label.len > 0)
		sops_table_text(table, label);
	else
		sops_table_string(table, BLANK);
	sops_table_count(table, cell->deals);
	sum_cell(table, &cell->amount, cell->deals);
	sops_table_money(table, weighted);
	sops__pipeline_watch(table, sops_short_sum_get(&cell->amount).currency, block->use);
	if (sops__pipeline_options(block->use)->mode == SOPS_PIPELINE_AGING)
		return age_cells(block, cell);
	return stage_cells(block, label, cell);
}

static struct sops__pipeline_cell *find(const struct block *block, struct sops_field name)
{
	struct sops_buffer key = SOPS_BUFFER_INIT;
	void *cell = NULL;

	sops_buffer_field(&key, block->period);
	sops_buffer_field(&key, name);
	if (sops_buffer_check(&key, block->err) == 0)
		cell = sops_group_find(block->state->cells, sops_buffer_view(&key));
	sops_buffer_release(&key);
	return cell;
}

/* Open stages of the model, all of them; then what deals do not tell. */
static int rows_of_model(const struct block *block, const struct sops_stages *stages)
{
	const struct sops_field none = { "", 0 };
	struct sops__pipeline_cell *blank = find(block, none);
	size_t last = sops_stages_count(stages) - 1;
	int status = 0;

	for (size_t i = 0; status == 0 && i < last; i++)
		status = row(block, sops_stages_name(stages, i),
			find(block, sops_stages_name(stages, i)));
	return status == 0 && blank ? row(block, none, blank) : status;
}

static int rows_as_seen(const struct block *block)
{
	const struct sops__pipeline_shared *shared = block->use->shared;
	int status = 0;

	for (size_t i = 0; status == 0 && i < sops_group_count(shared->names); i++) {
		struct sops__pipeline_cell *cell = find(block, shared->order[i].key);

		if (cell)
			status = row(block, shared->order[i].key, cell);
	}
	return status;
}

/* "31-60", "181+" */
static void bucket_label(struct sops_buffer *label, const struct sops_pipeline_options *options,
	size_t bucket)
{
	long long first = bucket == 0 ? 0 : (long long)options->buckets[bucket - 1] + 1;
	long long last = bucket < options->n_buckets ? (long long)options->buckets[bucket] : -1;

	if (first == last)
		sops_buffer_printf(label, "%lld", first);
	else if (last < 0)
		sops_buffer_printf(label, "%lld+", first);
	else
		sops_buffer_printf(label, "%lld-%lld", first, last);
}

static int rows_by_age(const struct block *block)
{
	const struct sops_pipeline_options *options = sops__pipeline_options(block->use);
	const struct sops_field none = { "", 0 };
	struct sops__pipeline_cell *blank = find(block, none);
	struct sops_buffer label = SOPS_BUFFER_INIT;
	char number[SOPS_GROUP_NUMBER];
	int status = 0;

	for (size_t i = 0; status == 0 && i <= options->n_buckets; i++) {
		sops_buffer_clear(&label);
		bucket_label(&label, options, i);
		status = sops_buffer_check(&label, block->err);
		if (status == 0)
			status = row(block, sops_buffer_view(&label),
				find(block, sops_group_number(number, (int64_t)i)));
	}
	sops_buffer_release(&label);
	return status == 0 && blank ? row(block, none, blank) : status;
}

static int block_rows(const struct block *block)
{
	const struct sops_pipeline_options *options = sops__pipeline_options(block->use);

	if (options->mode == SOPS_PIPELINE_AGING)
		return rows_by_age(block);
	return options->stages ? rows_of_model(block, options->stages) : rows_as_seen(block);
}

/* How many of the cells, from the first, are of its period; adds them up. */
static int same_period(size_t *n, struct block *block, const struct sops_group_entry *cells,
	size_t count)
{
	int status = 0;

	block->period = sops__pipeline_period_of(cells[0].key, block->use);
	sops_sum_init(&block->amount);
	for (*n = 0; status == 0 && *n < count && sops_field_equal(block->period,
			sops__pipeline_period_of(cells[*n].key, block->use)); ++*n) {
		const struct sops__pipeline_cell *cell = cells[*n].state;
		struct sops_sum amount = sops_short_sum_get(&cell->amount);

		status = sops_sum_merge(&block->amount, &amount, block->err);
	}
	return status;
}

int sops__pipeline_rows(struct sops_table *table, const struct sops__pipeline *state,
	const struct sops_use *use, struct sops_error *err)
{
	struct block block = { .table = table, .use = use, .state = state, .err = err };
	size_t count = sops_group_count(state->cells), n;
	struct sops_group_entry *cells;
	int status = sops_group_sorted(state->cells, &cells, err);

	for (size_t at = 0; status == 0 && at < count; at += n) {
		status = same_period(&n, &block, cells + at, count - at);
		if (status == 0)
			status = block_rows(&block);
	}
	free(cells);
	return status;
}
