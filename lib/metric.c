/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/metric.h>

#include "state_private.h"

#include <stdlib.h>

struct sops_accumulator {
	const struct sops_metric *metric;
	const struct sops_state *of;
	struct sops_use use;
	_Alignas(max_align_t) char state[];
};

int sops_metric_new(struct sops_accumulator **out, const struct sops_metric *metric,
	const void *options, const struct sops_context *context, struct sops_error *err)
{
	const struct sops_use use = { .options = options, .context = context };
	const struct sops_state *of = sops__metric_state(metric, &use);
	struct sops_accumulator *acc = calloc(1, sizeof(*acc) + of->size);

	if (!acc)
		return sops_error_memory(err);
	acc->metric = metric;
	acc->of = of;
	acc->use = use;
	if (sops_state_init(of, acc->state, err) < 0) {
		free(acc);
		return SOPS_ESYSTEM;
	}
	*out = acc;
	return 0;
}

void sops_metric_free(struct sops_accumulator *acc)
{
	if (!acc)
		return;
	sops_state_release(acc->of, acc->state);
	free(acc);
}

int sops_metric_add(struct sops_accumulator *acc, const void *row, struct sops_error *err)
{
	return acc->metric->add(acc->state, row, &acc->use, err);
}

int sops_metric_merge(struct sops_accumulator *into, const struct sops_accumulator *from,
	struct sops_error *err)
{
	return sops_state_merge(into->of, into->state, from->state, err);
}

int sops_metric_save(const struct sops_accumulator *acc, struct sops_buffer *out,
	struct sops_error *err)
{
	return sops_state_save(acc->of, acc->state, out, err);
}

int sops_metric_load(struct sops_accumulator *empty, struct sops_field text, struct sops_error *err)
{
	return sops_state_load(empty->of, empty->state, text, err);
}

/* A metric that settles things between groups sees the one accumulator as its only group. */
static int settle(struct sops_use *use, const struct sops_accumulator *acc,
	struct sops_table *table, struct sops_error *err)
{
	struct sops_group *group;
	void *state;
	int status;

	if (!acc->metric->settle)
		return 0;
	status = sops_group_new(&group, acc->of, err);
	if (status < 0)
		return status;
	status = sops_group_at(group, (struct sops_field){ "", 0 }, &state, err);
	if (status == 0)
		status = sops_state_merge(acc->of, state, acc->state, err);
	if (status == 0)
		status = acc->metric->settle(use, group, table, err);
	sops_group_free(group);
	return status;
}

/* How a member of the state stands in a result; kinds without a cell are no result. */
static void count_result(struct sops_table *table, const void *at)
{
	sops_table_count(table, *(const int64_t *)at);
}

static void sum_result(struct sops_table *table, const void *at)
{
	sops_table_money(table, ((const struct sops_sum *)at)->total);
}

static const struct {
	enum sops_column_type type;
	void (*cell)(struct sops_table *table, const void *at);
} results[] = {
	[SOPS_STATE_COUNT] = { SOPS_COLUMN_COUNT, count_result },
	[SOPS_STATE_SUM] = { SOPS_COLUMN_MONEY, sum_result },
	[SOPS_STATE_GROUP] = { SOPS_COLUMN_TEXT, NULL },
};

static bool is_result(const struct sops_state_field *field)
{
	return field->doc && results[field->kind].cell;
}

int sops_metric_columns(struct sops_table *table, const struct sops_metric *metric,
	const struct sops_use *use, struct sops_error *err)
{
	if (metric->columns)
		return metric->columns(table, use, err);
	for (const struct sops_state_field *field = metric->state->fields; field->name; field++)
		if (is_result(field))
			sops_table_column(table, field->name, results[field->kind].type,
				field->unit, field->doc);
	return sops_table_check(table, err);
}

int sops_metric_rows(struct sops_table *table, const struct sops_metric *metric, const void *state,
	const struct sops_use *use, struct sops_error *err)
{
	if (metric->table)
		return metric->table(table, state, use, err);
	sops_table_row(table);
	for (const struct sops_state_field *field = metric->state->fields; field->name; field++)
		if (is_result(field))
			results[field->kind].cell(table, (const char *)state + field->offset);
	return 0;
}

int sops_metric_table(const struct sops_accumulator *acc, struct sops_table *table,
	struct sops_error *err)
{
	const struct sops_metric *metric = acc->metric;
	struct sops_use use = acc->use;
	int status = settle(&use, acc, table, err);

	if (status == 0)
		status = sops_metric_columns(table, metric, &use, err);
	if (status == 0)
		status = sops_metric_rows(table, metric, acc->state, &use, err);
	if (metric->forget)
		metric->forget(use.shared);
	return status < 0 ? status : sops_table_check(table, err);
}
