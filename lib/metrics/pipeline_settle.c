/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_settle.c: what all groups have in common, and what is noted. */
#include "pipeline_private.h"

#include "funnel_private.h"
#include "note_twins.h"

#include <stdlib.h>

static void note(struct sops_table *table, const struct sops_rare *odd, size_t what,
	const char *text, const char *then)
{
	int64_t count = sops_rare_count(odd, what);

	if (count > 0)
		sops_table_note(table, "%s: %lld, %s", text, (long long)count, then);
}

static void note_odd(struct sops_table *table, const struct sops_rare *odd,
	const struct sops_pipeline_options *options)
{
	note(table, odd, SOPS__PIPELINE_UNBORN, "deals created after the as-of date", "left out");
	note(table, odd, SOPS__PIPELINE_BACKWARD, "deals closed before they were created",
		"counted by the day they were closed");
	note(table, odd, SOPS__PIPELINE_EARLY,
		"open deals whose history begins before they were created",
		"which stand as the history has them");
	note(table, odd, SOPS__PIPELINE_LATER, "deals closed after the as-of date",
		options->history ? "counted as open" :
		"counted as open; in which stage, only --history FILE may know");
	note(table, odd, SOPS__PIPELINE_UNDATED, "open deals without a date", "in no period");
	note(table, odd, SOPS__PIPELINE_UNSEEN,
		"closed deals that the earlier export does not have", "in no step");
	note(table, odd, SOPS__PIPELINE_OVERDUE, "open deals that were due before the as-of date",
		"which cover nothing");
	note(table, odd, SOPS__PIPELINE_NO_QUOTA,
		"open deals of who has no quota for the day they are due",
		"which cover nothing (are owners and quotas named alike?)");
	note(table, odd, SOPS__PIPELINE_UNPRICED, "open deals without an amount",
		"which add nothing");
	note(table, odd, SOPS__PIPELINE_UNWEIGHTED, "open deals without a probability",
		"which add nothing to weighted; --stages FILE may know it by stage");
}

static void note_sides(struct sops_table *table, const struct sops_group *groups,
	const struct sops_funnel_history *history)
{
	struct sops_group_cursor cursor = { NULL, 0 };
	const struct sops__pipeline *state;
	long long unfound = 0, untouched = 0, future = sops__funnel_future(history);

	while ((state = sops_group_next(groups, &cursor)) != NULL) {
		unfound += state->unfound;
		untouched += state->untouched;
	}
	if (untouched > 0)
		sops_table_note(table, "open deals of which no activity is known: %lld, idle since "
			"they were created (are their ids written alike?)", untouched);
	if (future > 0)
		sops_table_note(table, "rows of the stage history after the as-of date: %lld, left "
			"out", future);
	if (unfound > 0)
		sops_table_note(table, "open deals of which the history does not tell the stage: "
			"%lld (are their ids written alike?)", unfound);
}

void sops__pipeline_forget(void *at)
{
	struct sops__pipeline_shared *shared = at;

	if (!shared)
		return;
	sops__pipeline_rates_free(shared->rates);
	free(shared->order);
	sops_group_free(shared->names);
	free(shared);
}

static int gather_odd(struct sops_rare *odd, const struct sops_group *groups,
	struct sops_error *err)
{
	struct sops_group_cursor cursor = { NULL, 0 };
	const struct sops__pipeline *state;
	int status = 0;

	while (status == 0 && (state = sops_group_next(groups, &cursor)) != NULL)
		for (size_t i = 0; status == 0 && i < SOPS__PIPELINE_ODDITIES; i++)
			status = sops_rare_add(odd, i, sops_rare_count(&state->odd, i), err);
	return status;
}

/* The only group there is, whether or not there are deals. */
static int one_group(struct sops_group *groups, const char *option, struct sops_error *err)
{
	const struct sops_field none = { "", 0 };
	void *state;

	if (sops_group_at(groups, none, &state, err) < 0)
		return SOPS_ESYSTEM;
	return sops_group_count(groups) == 1 ? 0 : sops_error_set(err, SOPS_EUSAGE,
		"%s and --by do not go together", option);
}

int sops__pipeline_settle(struct sops_use *use, struct sops_group *groups,
	struct sops_table *table, struct sops_error *err)
{
	const struct sops_pipeline_options *options = sops__pipeline_options(use);
	struct sops__pipeline_shared *shared = calloc(1, sizeof(*shared));
	struct sops_rare odd = { NULL };
	int status;

	if (!shared)
		return sops_error_memory(err);
	use->shared = shared;
	status = gather_odd(&odd, groups, err);
	if (status == 0)
		note_odd(table, &odd, options);
	note_sides(table, groups, options->history);
	free(odd.counts);
	if (status == 0)
		status = sops__strays_check(groups, offsetof(struct sops__pipeline, strays),
			options->stages, NULL, err);
	if (status == 0)
		status = sops__note_twins(table, groups, offsetof(struct sops__pipeline, twins),
			false, "", err);
	if (status == 0)
		status = sops__pipeline_check_ids(groups, err);
	if (status == 0 && sops__pipeline_fitted(options))
		status = sops__pipeline_fit(&shared->rates, groups, use, table, err);
	if (status == 0 && sops__pipeline_lists_changes(options))
		return one_group(groups, "--changes", err);
	if (status == 0 && options->mode == SOPS_PIPELINE_COVERAGE)
		return one_group(groups, "--coverage", err);
	return status < 0 ? status : sops__pipeline_order(shared, groups, use,
		table, err);
}
