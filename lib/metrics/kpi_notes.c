/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_notes.c: what has to be said beside the figures: what was left out or is not sure. */
#include "kpi_private.h"

#include <inttypes.h>

static void note(struct sops_table *table, int64_t count, const char *what, const char *then)
{
	if (count > 0)
		sops_table_note(table, "%s: %lld, %s", what, (long long)count, then);
}

/* What was left out or stands on shaky ground, over all groups. */
static void note_oddities(const struct sops__kpi_shared *shared, const struct sops_group *groups,
	struct sops_table *table)
{
	struct sops_group_cursor cursor = { NULL, 0 };
	int64_t all[SOPS__KPI_ODDITIES] = { 0 };
	const struct sops__kpi_state *state;

	while ((state = sops_group_next(groups, &cursor)) != NULL)
		for (size_t i = 0; state->odd.counts && i < SOPS__KPI_ODDITIES; i++)
			all[i] += state->odd.counts[i];
	note(table, all[SOPS__KPI_UNTOLD], "deals without a stage or status",
		"counted as open; sops-import leaves lines of totals out");
	note(table, all[SOPS__KPI_UNDATED], "deals without the date that counts", "in no period");
	note(table, all[SOPS__KPI_UNPLACED], "open deals without a created date", "in no period");
	if (sops__kpi_wants(shared, 0, SOPS_ROLE(SOPS_DEALS_AMOUNT), 0))
		note(table, all[SOPS__KPI_UNPRICED], "deals won without an amount",
			"which add nothing to the revenue");
	note(table, all[SOPS__KPI_BACKWARD], "deals closed before they were created",
		"left out of the cycle");
	note(table, all[SOPS__KPI_FUTURE], "deals closed after the as-of date",
		"counted as open");
	note(table, all[SOPS__KPI_UNBORN], "deals created after the as-of date", "left out");
	if (sops__kpi_wants(shared, 0, SOPS_ROLE(SOPS_DEALS_CLOSE_DATE), 0))
		note(table, all[SOPS__KPI_OVERDUE], "open deals that were due before the as-of "
			"date", "in no forecast");
	if (sops__kpi_wants(shared, 0, 0, SOPS__SIDE(QUOTAS)))
		note(table, all[SOPS__KPI_UNCREDITED], "deals won by who has no quota then",
			"in no attainment");
}

static bool wants_named(const struct sops__kpi_shared *shared, const char *name)
{
	size_t number = sops__kpi_find(sops_field_of(name));

	for (size_t i = 0; i < shared->n_wanted; i++)
		if (shared->numbers[i] == number)
			return true;
	return false;
}

/* Young cohorts are not ripe: how much of them may still be won. */
static void note_open(const struct sops__kpi_shared *shared, const struct sops_use *use,
	const struct sops_group *groups, struct sops_table *table)
{
	struct sops_group_cursor cursor = { NULL, 0 };
	const struct sops__kpi_state *state;
	const struct sops__kpi_cell *cell;
	int64_t created = 0, open = 0;
	bool wanted = wants_named(shared, "win_rate:created");

	while (wanted && (state = sops_group_next(groups, &cursor)) != NULL) {
		struct sops_group_cursor inner = { NULL, 0 };

		cell = sops__kpi_periodic(use->context) ? sops_group_next(state->periods, &inner)
							: &state->only;
		while (cell) {
			created += cell->created;
			open += cell->created_open;
			cell = sops__kpi_periodic(use->context)
				? sops_group_next(state->periods, &inner) : NULL;
		}
	}
	if (open > 0)
		sops_table_note(table, "deals created that are still open: %lld of %lld, which may "
			"yet be won", (long long)open, (long long)created);
}

/* Reps of whom the table does not say since when, where it says it of others. */
static int64_t unhired(const struct sops_roster *roster)
{
	int64_t blank = 0;
	size_t count = sops_roster_count(roster);

	for (size_t i = 0; i < count; i++)
		blank += sops_roster_at(roster, i)->hired == SOPS_DATE_BLANK;
	return blank < (int64_t)count ? blank : 0;
}

static int64_t unknown_quotas(const struct sops_quota_book *book)
{
	int64_t unknown = 0;

	if (sops_quota_book_scope(book) != SOPS_QUOTAS_REP_ID)
		return 0;
	for (size_t i = 0; i < sops_quota_book_count(book); i++)
		unknown += sops_quota_book_at(book, i)->rep == NULL;
	return unknown;
}

static void note_open_leads(const struct sops__kpi_shared *shared, const struct sops_use *use,
	struct sops_table *table)
{
	const struct sops_context *context = use->context;
	const struct sops_lead_book *book;
	const struct sops_span any = { SOPS_DATE_BLANK, SOPS_DATE_BLANK },
		window = { context->from, sops__kpi_horizon(context) + 1 };
	struct sops_lead_counts counts;
	struct sops_field group;
	int64_t created = 0, open = 0;

	if (!(shared->sides & SOPS__SIDE(LEADS)) || !wants_named(shared, "lead_conv"))
		return;
	book = sops__kpi_sides(use)->leads;
	for (size_t i = 0; (group = sops_lead_book_group(book, i)).at; i++) {
		sops_lead_book_of(&counts, book, NULL, group,
			sops__kpi_dated(context) ? &window : &any);
		created += counts.created;
		open += counts.open;
	}
	if (open > 0)
		sops_table_note(table, "leads created that are neither converted nor disqualified: "
			"%lld of %lld, which may yet convert", (long long)open, (long long)created);
}

/* Of side inputs. */
static void note_sides(const struct sops__kpi_shared *shared, const struct sops_kpi_sides *sides,
	bool dated, struct sops_table *table)
{
	if (shared->sides & SOPS__SIDE(LEADS)) {
		struct sops_lead_oddities odd = sops_lead_book_oddities(sides->leads);

		note(table, odd.unborn, "leads created after the as-of date", "left out");
		note(table, dated ? odd.undated : 0, "leads without a created date",
			"in no period");
	}
	if (shared->sides & SOPS__SIDE(ACTIVITIES)) {
		struct sops_activity_oddities odd = sops_activity_book_oddities(sides->activities);

		note(table, odd.automatic, "activities done by automation", "left out");
		note(table, odd.future, "activities after the as-of date", "left out");
		note(table, dated ? odd.undated : 0, "activities without a start",
			"in no period");
	}
	if (shared->sides & SOPS__SIDE(COSTS))
		note(table, sops_cost_book_left_out(sides->costs), "costs of other categories",
			"left out");
	if (shared->sides & SOPS__SIDE(QUOTAS)) {
		struct sops_quota_left_out out = sops_quota_book_left_out(sides->quotas);

		note(table, out.other_metric, "quotas of another metric", "left out");
		note(table, out.other_scope, "quotas of another kind", "left out");
		note(table, out.zero, "quotas of 0", "left out");
		if (sides->roster)
			note(table, unknown_quotas(sides->quotas), "quotas of who is not in --reps",
				"counted all the same");
	}
	if (shared->sides & SOPS__SIDE(REPS))
		note(table, unhired(sides->roster), "reps without a hire date",
			"there from the start");
	if (shared->sides & SOPS__SIDE(ORDERS)) {
		struct sops_order_oddities odd = sops_order_book_oddities(sides->orders);

		note(table, odd.cancelled, "order lines that were cancelled", "left out");
		note(table, odd.future, "order lines after the as-of date", "left out");
		note(table, dated ? odd.undated : 0, "order lines without a date",
			"in no period");
		note(table, odd.unpriced, "order lines without an amount", "which add nothing");
	}
	if (shared->sides & SOPS__SIDE(SURVEYS)) {
		struct sops_survey_oddities odd = sops_survey_book_oddities(sides->surveys);

		note(table, odd.future, "invitations after the as-of date", "left out");
		note(table, dated ? odd.undated : 0, "answers without a date", "in no period");
	}
}

/* Figures that were left out because a side has no column for --by: said, not silent. */
static void note_missing(const struct sops__kpi_shared *shared, const struct sops_use *use,
	struct sops_table *table)
{
	const struct sops_kpi_options *options = use->options;
	const struct sops_kpi_sides *sides = sops__kpi_sides(use);
	bool counted = sops__kpi_wants(shared, SOPS__KPI_SELLER | SOPS__KPI_ROSTER, 0, 0);

	if (!sides)
		return;
	for (int i = 0; i < SOPS_KPI_SIDES; i++) {
		const struct sops_error *why = &sides->missing[i];

		if (why->status == SOPS_OK)
			continue;
		if (i == SOPS_KPI_REPS && counted)
			sops_table_note(table, "reps are counted by what they did, not by --reps: "
				"%s: %s", why->file, why->text);
		else if (!options->some || options->all)
			sops_table_note(table, "figures of --%s are left out: %s: %s",
				sops_kpi_side_name((enum sops_kpi_side)i), why->file, why->text);
	}
}

/* And those of minutes where these are not clear. */
static void note_minutes(const struct sops_use *use, struct sops_table *table)
{
	const struct sops_kpi_options *options = use->options;
	struct sops_error why = { .status = SOPS_OK };

	if (!(sops__kpi_usable(options) & SOPS__SIDE(ACTIVITIES)) ||
	    (options->some && !options->all) ||
	    sops_activity_book_overlap(options->sides->activities, &why) == 0)
		return;
	sops_table_note(table, "figures of minutes are left out: %s:%" PRIu64 ": %s (%s)", why.file,
		why.line, why.text, why.hint);
}

/* Of what is to come all is 0, which looks like a bad period. */
static void note_future(const struct sops_context *context, struct sops_table *table)
{
	char from[SOPS_DATE_TEXT], as_of[SOPS_DATE_TEXT];

	if (context->from == SOPS_DATE_BLANK || context->from <= context->as_of)
		return;
	sops_date_format(from, context->from);
	sops_date_format(as_of, context->as_of);
	sops_table_note(table, "%s, the first day asked for, is after the as-of date, %s: nothing "
		"has happened yet", from, as_of);
}

void sops__kpi_notes(struct sops_table *table, const struct sops__kpi_shared *shared,
	const struct sops_use *use, const struct sops_group *groups)
{
	note_future(use->context, table);
	note_oddities(shared, groups, table);
	note_open(shared, use, groups, table);
	note_open_leads(shared, use, table);
	if (sops__kpi_sides(use))
		note_sides(shared, sops__kpi_sides(use), sops__kpi_dated(use->context), table);
	note_missing(shared, use, table);
	note_minutes(use, table);
}
