/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run_table.c: the groups of a run, and what the metric says of each. */
#include "private.h"
#include "run_private.h"
#include "state_private.h"

#include <stdlib.h>

static void add_key_columns(const struct sops_run *run, struct sops_table *table)
{
	struct sops_field rest = sops_buffer_view(&run->names);

	for (size_t i = 0; i < run->n_keys; i++) {
		const char *name = rest.at; /* ends with the NUL behind it */

		sops_field_cut(&rest, '\0');
		sops_table_column(table, name, SOPS_COLUMN_TEXT, "", "group, as --by names it");
	}
	if (run->dated >= 0 && run->use.context->calendar.unit != SOPS_UNIT_NONE)
		sops_table_column(table, "period", SOPS_COLUMN_PERIOD, "",
			"period in which the row's date falls");
}

/* Cells for a group's key: its parts, then, if the rows are sorted by date, the period. */
static void set_prefix(const struct sops_run *run, struct sops_table *table, struct sops_field key)
{
	static const struct sops_cell blank = { .kind = SOPS_CELL_TEXT,
		.text = SOPS_FIELD("(blank)") };
	const struct sops_context *context = run->use.context;
	struct sops_cell cells[SOPS__KEYS_MOST + 1];
	char label[SOPS_PERIOD_TEXT];
	size_t n = 0;

	while (key.at && n < run->n_keys) {
		const char *end = memchr(key.at, '\0', key.len);
		size_t len = end ? (size_t)(end - key.at) : key.len;

		cells[n++] = len
			? (struct sops_cell){ .kind = SOPS_CELL_TEXT, .text = { key.at, len } }
			: blank;
		key = end ? (struct sops_field){ end + 1, key.len - len - 1 }
			  : (struct sops_field){ NULL, 0 };
	}
	if (key.at && run->dated >= 0 && context->calendar.unit != SOPS_UNIT_NONE) {
		int64_t period = sops_group_number_of(key);

		cells[n] = blank;
		if (period != INT64_MAX) {
			cells[n].text.len = sops_period_label(label, &context->calendar,
				(sops_period)period);
			cells[n].text.at = label;
		}
		n++;
	}
	sops_table_prefix(table, cells, n);
}

static bool has_blank(struct sops_field key)
{
	const char *at = key.at, *end;

	if (key.len == 0 || key.at[0] == '\0' || key.at[key.len - 1] == '\0')
		return true;
	end = at + key.len;
	while ((at = memchr(at, '\0', (size_t)(end - at))))
		if (*++at == '\0')
			return true;
	return false;
}

/* Part by part, a blank part after every other. */
static int blank_last(const void *a, const void *b)
{
	struct sops_field left = ((const struct sops_group_entry *)a)->key;
	struct sops_field right = ((const struct sops_group_entry *)b)->key;

	for (;;) {
		const char *l = memchr(left.at, '\0', left.len),
			   *r = memchr(right.at, '\0', right.len);
		size_t ll = l ? (size_t)(l - left.at) : left.len;
		size_t rl = r ? (size_t)(r - right.at) : right.len;
		int order = (ll == 0) - (rl == 0);

		if (order == 0)
			order = sops_field_compare((struct sops_field){ left.at, ll },
				(struct sops_field){ right.at, rl });
		if (order != 0 || !l || !r)
			return order;
		left = (struct sops_field){ l + 1, left.len - ll - 1 };
		right = (struct sops_field){ r + 1, right.len - rl - 1 };
	}
}

#define AHEAD 16 /* groups that memory is asked for before they are needed */

static int add_rows(struct sops_run *run, struct sops_table *table, struct sops_error *err)
{
	struct sops_group_entry *entries;
	struct sops__assumed assumed = { .len = 0 };
	struct sops__any_key blank = { .is = has_blank };
	size_t count = sops_group_count(run->groups);
	int status = sops__group_sorted(run->groups, &entries, &blank, run->threads, err);

	if (entries && blank.found)
		qsort(entries, count, sizeof(*entries), blank_last);
	for (size_t i = 0; status == 0 && i < count; i++) {
		const void *state = entries[i].state;

		if (i + AHEAD < count) {
			__builtin_prefetch(entries[i + AHEAD].key.at);
			__builtin_prefetch(entries[i + AHEAD].state);
		}
		sops__state_assume(run->of, state, &assumed);
		set_prefix(run, table, entries[i].key);
		run->use.group = entries[i].key;
		status = sops_metric_rows(table, run->metric, state, &run->use, err);
	}
	sops_table_prefix(table, NULL, 0);
	if (status == 0)
		sops__note_assumed(table, &assumed);
	free(entries);
	return status;
}

int sops_run_columns(struct sops_run *run, struct sops_table **out, struct sops_error *err)
{
	const struct sops_metric *metric = run->metric;
	struct sops_table *table;
	int status = sops_table_new(&table, err);

	if (status < 0)
		return status;
	add_key_columns(run, table);
	if (metric->settle)
		status = metric->settle(&run->use, run->groups, table, err);
	if (status == 0)
		status = sops_metric_columns(table, metric, &run->use, err);
	if (status == 0) {
		*out = table;
		return 0;
	}
	sops__run_forget(run);
	sops_table_free(table);
	return status;
}

int sops_run_rows(struct sops_run *run, struct sops_table *table, struct sops_error *err)
{
	int status = add_rows(run, table, err);

	sops__run_forget(run);
	if (run->undated > 0)
		sops_table_note(table, "%lld rows without a date are in no period",
			(long long)run->undated);
	return status < 0 ? status : sops_table_check(table, err);
}

int sops_run_table(struct sops_run *run, struct sops_table **out, struct sops_error *err)
{
	struct sops_table *table;
	int status = sops_run_columns(run, &table, err);

	if (status < 0)
		return status;
	status = sops_run_rows(run, table, err);
	if (status < 0)
		sops_table_free(table);
	else
		*out = table;
	return status;
}
