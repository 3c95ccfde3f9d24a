/* SPDX-License-Identifier: GPL-3.0-or-later */
/* forecast_settle.c: what all groups have in common, and what has to be said of them. */
#include "forecast_private.h"
#include "note_twins.h"

#include <stdlib.h>

uint64_t sops__forecast_needed(const struct sops_forecast_options *options)
{
	return SOPS_ROLE(SOPS_DEALS_STATUS) | SOPS_ROLE(SOPS_DEALS_CLOSED) |
		(options && options->count ? 0 : SOPS_ROLE(SOPS_DEALS_AMOUNT));
}

bool sops__forecast_is_series(const struct sops_use *use)
{
	const struct sops_forecast_options *options = use->options;
	const uint64_t series = SOPS_ROLE(SOPS_DEALS_PERIOD) | SOPS_ROLE(SOPS_DEALS_VALUE);
	uint64_t bound = use->context->bound, needs = sops__forecast_needed(options);

	return (!options || !options->pipeline) && (bound & series) == series &&
		(bound & needs) != needs;
}

int sops__forecast_check(const struct sops_use *use, struct sops_error *err)
{
	const struct sops_forecast_options *options = use->options;
	uint64_t missing = sops__forecast_needed(options) & ~use->context->bound;
	const struct sops_role *role = sops_deals.roles;

	if (sops__forecast_is_series(use) && options && options->count)
		return sops_error_set(err, SOPS_EINPUT, "--count: a series has no deals to count");
	if (!missing || sops__forecast_is_series(use) || (options && options->pipeline))
		return 0;
	while (!(missing & SOPS_ROLE(role - sops_deals.roles)))
		role++;
	sops_error_set(err, SOPS_EINPUT, "no column for %s (%s)", role->name, role->doc);
	sops_error_hint(err, "say which with -m '%s=Header', or give a series: period,value",
		role->name);
	return SOPS_EINPUT;
}

static void note(struct sops_table *table, int64_t count, const char *what, const char *then)
{
	if (count > 0)
		sops_table_note(table, "%s: %lld, %s", what, (long long)count, then);
}

static void note_pipeline(struct sops_table *table, const struct sops__forecast *all)
{
	note(table, all->overdue, "open deals past their close date", "left out");
	note(table, all->undated_open, "open deals without a close date", "left out");
	note(table, all->unweighted, "open deals without a probability or an amount",
		"adding nothing to weighted");
	note(table, all->reopened, "deals closed after the as-of date",
		"counted as open, but adding nothing to weighted: their probability then is not "
		"known");
}

static void add_counts(struct sops__forecast *all, const struct sops__forecast *state)
{
	all->unborn += state->unborn;
	all->undated += state->undated;
	all->overdue += state->overdue;
	all->undated_open += state->undated_open;
	all->unweighted += state->unweighted;
	all->unpriced += state->unpriced;
	all->reopened += state->reopened;
	if (state->latest > all->latest)
		all->latest = state->latest;
}

/* Groups without a history have no rows. */
static int count_empty(size_t *empty, const struct sops_group_entry *entries, size_t count,
	const struct sops_use *use, struct sops_error *err)
{
	*empty = 0;
	for (size_t i = 0; i < count; i++) {
		int status = sops__forecast_empty(entries[i].state, use, err);

		if (status < 0)
			return status;
		*empty += (size_t)status;
	}
	return 0;
}

/* Where the data end before the last period that is over, the history does too. */
static void note_end(struct sops_table *table, int64_t latest, const struct sops_use *use)
{
	const struct sops_calendar calendar = sops__forecast_calendar(use->context);
	char text[SOPS_DATE_TEXT];

	if (latest == INT64_MIN ||
	    sops_period_of(&calendar, (sops_date)latest) >= sops__forecast_over(use->context))
		return;
	sops_date_format(text, (sops_date)latest);
	sops_table_note(table, "nothing is dated after %s: the history ends there", text);
}

static int note_history(struct sops_table *table, const struct sops_group_entry *entries,
	size_t count, int64_t latest, const struct sops_use *use, struct sops_error *err)
{
	size_t empty;
	int status = count_empty(&empty, entries, count, use, err);

	if (status < 0)
		return status;
	if (empty == count) {
		sops_table_note(table, "no history to continue: %s", sops__forecast_is_series(use) ?
			"the series has no value" : "nothing was won before the as-of date");
		return 0;
	}
	note(table, (int64_t)empty, "groups without a history to continue", "left out");
	note_end(table, latest, use);
	return 0;
}

/* Two rows of one period are refused when they meet; in two parts of a file they do here. */
static int check_given(const struct sops__forecast *state, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops_calendar calendar = sops__forecast_calendar(use->context);
	char label[SOPS_PERIOD_TEXT];
	struct sops_group_entry *entries;
	size_t count = sops_group_count(state->periods);
	int status = sops_group_sorted(state->periods, &entries, err);

	for (size_t i = 0; status == 0 && i < count; i++) {
		if (((const struct sops__forecast_cell *)entries[i].state)->given < 2)
			continue;
		sops_period_label(label, &calendar,
			(sops_period)sops_group_number_of(entries[i].key));
		status = sops_error_set(err, SOPS_EINPUT, "the period %s occurs twice", label);
	}
	free(entries);
	return status;
}

static int share(struct sops_use *use, int64_t latest, struct sops_error *err)
{
	struct sops__forecast_shared *shared = calloc(1, sizeof(*shared));

	if (!shared)
		return sops_error_memory(err);
	shared->latest = latest;
	use->shared = shared;
	return 0;
}

int sops__forecast_settle(struct sops_use *use, struct sops_group *groups,
	struct sops_table *table, struct sops_error *err)
{
	const struct sops_forecast_options *options = use->options;
	struct sops_group_entry *entries;
	struct sops__forecast all = { .latest = INT64_MIN };
	size_t count = sops_group_count(groups);
	int status = sops__forecast_check(use, err);

	if (status == 0)
		status = sops_group_sorted(groups, &entries, err);
	if (status < 0)
		return status;
	for (size_t i = 0; status == 0 && i < count; i++) {
		add_counts(&all, entries[i].state);
		status = check_given(entries[i].state, use, err);
	}
	if (status < 0) {
		free(entries);
		return status;
	}
	note(table, all.unborn, "deals created after the as-of date", "left out");
	note(table, all.undated, "deals won without a close date", "left out");
	if (!options || !options->count)
		note(table, all.unpriced, "deals won without an amount", "adding nothing");
	status = share(use, all.latest, err);
	if (status == 0)
		status = sops__note_twins(table, groups, offsetof(struct sops__forecast, twins),
			false, "", err);
	if (options && options->pipeline)
		note_pipeline(table, &all);
	else if (status == 0)
		status = note_history(table, entries, count, all.latest, use, err);
	free(entries);
	return status;
}
