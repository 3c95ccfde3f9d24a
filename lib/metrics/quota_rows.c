/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quota_rows.c: quotas and what was won of them, by group, period and who. */
#include "quota_private.h"

#include <stdlib.h>

/* Rows of one group follow each other; within it by period, then who. */
static int by_group_and_period(const void *a, const void *b)
{
	const struct sops__quota_row *left = a, *right = b;
	int order = sops_field_compare(left->group, right->group);

	if (order == 0)
		order = (left->sum.first > right->sum.first) - (left->sum.first < right->sum.first);
	if (order == 0)
		order = (left->sum.last > right->sum.last) - (left->sum.last < right->sum.last);
	if (order == 0)
		order = sops_field_compare(left->who, right->who);
	return order ? order : (left->sum.begin > right->sum.begin) -
		(left->sum.begin < right->sum.begin);
}

static int add_part(struct sops__quota_part *into, const struct sops__quota_part *from,
	const struct sops_quota_track *track, struct sops_error *err)
{
	const struct sops_place place = { .file = track->file, .line = from->line->line };
	int status = sops_sum_merge(&into->quota, &from->quota, err);

	if (status < 0)
		sops_error_place(err, &place);
	if (status == 0)
		status = sops_sum_merge(&into->actual, &from->actual, err);
	if (status == 0)
		status = sops_money_add(&into->full, into->full, from->full, err);
	if (status == 0 && from->paced)
		status = sops__fraction_add(&into->expected, from->expected, err);
	into->paced = into->paced && from->paced;
	into->deals += from->deals;
	if (from->begin < into->begin)
		into->begin = from->begin;
	if (from->end > into->end)
		into->end = from->end;
	return status;
}

static bool same_row(const struct sops__quota_row *a, const struct sops__quota_row *b)
{
	return sops_field_equal(a->group, b->group) && sops_field_equal(a->who, b->who) &&
		a->sum.first == b->sum.first && a->sum.last == b->sum.last;
}

static int add_up(struct sops__quota_shared *shared, const struct sops_quota_track *track,
	struct sops_error *err)
{
	size_t n = 0;
	int status = 0;

	for (size_t i = 0; status == 0 && i < shared->n_rows; i++) {
		if (n > 0 && same_row(&shared->rows[n - 1], &shared->rows[i]))
			status = add_part(&shared->rows[n - 1].sum, &shared->rows[i].sum, track,
				err);
		else
			shared->rows[n++] = shared->rows[i];
	}
	shared->n_rows = n;
	return status;
}

static void find_groups(struct sops__quota_shared *shared)
{
	for (size_t i = 0; i < shared->n_rows; i++)
		if (i == 0 || !sops_field_equal(shared->rows[i].group, shared->rows[i - 1].group))
			shared->starts[shared->groups++] = i;
	shared->starts[shared->groups] = shared->n_rows;
}

int sops__quota_rows_make(struct sops__quota_shared *shared, const struct sops_use *use,
	struct sops_error *err)
{
	int status;

	shared->rows = calloc(shared->n_parts + 1, sizeof(*shared->rows));
	shared->starts = calloc(shared->n_parts + 1, sizeof(*shared->starts));
	if (!shared->rows || !shared->starts)
		return sops_error_memory(err);
	for (size_t i = 0; i < shared->n_parts; i++)
		shared->rows[i] = (struct sops__quota_row){ shared->parts[i].line->group,
			shared->parts[i].line->who, shared->parts[i] };
	shared->n_rows = shared->n_parts;
	qsort(shared->rows, shared->n_rows, sizeof(*shared->rows), by_group_and_period);
	status = add_up(shared, use->options, err);
	find_groups(shared);
	return status;
}

size_t sops__quota_same_period(const struct sops__quota_row *rows, size_t count)
{
	size_t same = 1;

	while (same < count && rows[same].sum.first == rows->sum.first &&
	       rows[same].sum.last == rows->sum.last)
		same++;
	return same;
}

int sops__quota_add_up(struct sops__quota_part *sum, const struct sops__quota_row *rows,
	size_t count, const struct sops_use *use, struct sops_error *err)
{
	int status = 0;

	*sum = rows->sum;
	for (size_t i = 1; status == 0 && i < count; i++)
		status = add_part(sum, &rows[i].sum, use->options, err);
	return status;
}

void sops__quota_period(struct sops_table *table, const struct sops__quota_part *part,
	const struct sops_use *use)
{
	const struct sops_calendar *calendar = &use->context->calendar;

	if (calendar->unit == SOPS_UNIT_NONE)
		sops_table_string(table, part->line->period.text);
	else
		sops_table_period(table, calendar, sops_period_of(calendar, part->first));
}

void sops__quota_rep_name(struct sops_table *table, const struct sops_roster_rep *rep)
{
	if (rep && rep->name.len > 0)
		sops_table_text(table, rep->name);
	else
		sops_table_blank(table);
}

bool sops__quota_met(const struct sops__quota_part *part)
{
	return sops_money_compare(part->actual.total, part->quota.total) >= 0;
}

/* actual / expected; blank where nothing is expected, or nobody knows what. */
static int find_pace(struct sops_ratio *pace, const struct sops__quota_part *part,
	struct sops_error *err)
{
	*pace = (struct sops_ratio){ SOPS_MONEY_BLANK, part->expected.num };
	if (!part->paced || part->expected.num.units == 0)
		return 0;
	return sops_money_mul(&pace->num, part->actual.total, sops_money_of(part->expected.den),
		err);
}

/* What one period comes to beside its sums. */
struct outlook {
	struct sops_money gap;
	struct sops_ratio pace, required, projected;
	int64_t so_far, left; /* days */
	const char *status;
};

static const char *status_of(const struct sops__quota_part *part, const struct outlook *outlook,
	sops_date today)
{
	const struct sops_ratio *pace = &outlook->pace;

	if (sops__quota_met(part))
		return "met";
	if (today >= part->end)
		return "missed";
	if (today < part->begin)
		return "future";
	if (!part->paced)
		return NULL;
	/* Where nothing is expected yet, nothing is behind. */
	return !sops_ratio_defined(*pace) || sops_money_compare(pace->num, pace->den) >= 0
		? "on" : "behind";
}

static int project_season(struct sops_ratio *projected, const struct sops__quota_part *part,
	const struct sops_ratio *pace, struct sops_error *err)
{
	if (!sops_ratio_defined(*pace))
		return 0;
	*projected = *pace;
	return sops_money_mul(&projected->num, pace->num, part->quota.total, err);
}

static int project(struct outlook *outlook, const struct sops__quota_part *part,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	sops_date today = use->context->as_of;

	outlook->projected = (struct sops_ratio){ SOPS_MONEY_BLANK, sops_money_of(1) };
	if (today >= part->end) {
		outlook->projected.num = part->actual.total;
		return 0;
	}
	if (track->pace == SOPS_QUOTA_SEASON)
		return project_season(&outlook->projected, part, &outlook->pace, err);
	if (outlook->so_far == 0)
		return 0;
	outlook->projected.den = sops_money_of(outlook->so_far);
	return sops_money_mul(&outlook->projected.num, part->actual.total,
		sops_money_of(outlook->so_far + outlook->left), err);
}

static int look(struct outlook *outlook, const struct sops__quota_part *part,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	sops_date today = use->context->as_of;
	sops_date to = today < part->end ? today : part->end;
	sops_date from = today < part->begin ? part->begin : today + 1;

	outlook->so_far = sops__quota_days(track, part->begin, to);
	outlook->left = sops__quota_days(track, from, part->end);
	if (sops_money_sub(&outlook->gap, part->quota.total, part->actual.total, err) < 0 ||
	    find_pace(&outlook->pace, part, err) < 0)
		return SOPS_EINPUT;
	outlook->required = (struct sops_ratio){ outlook->gap, sops_money_of(outlook->left) };
	if (outlook->gap.units <= 0)
		outlook->required = (struct sops_ratio){ sops_money_of(0), sops_money_of(1) };
	outlook->status = status_of(part, outlook, today);
	return project(outlook, part, use, err);
}

static void add_hidden(struct sops_table *table, const struct sops__quota_part *part,
	const struct outlook *outlook, const struct sops_quota_track *track)
{
	if (!track->grouped)
		sops__quota_rep_name(table, part->line->rep);
	sops_table_money(table, part->full);
	sops_table_count(table, part->deals);
	sops_table_count(table, outlook->so_far + outlook->left);
	sops_table_count(table, outlook->left);
}

static int add_row(struct sops_table *table, const struct sops__quota_part *part,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	struct outlook outlook;

	if (look(&outlook, part, use, err) < 0)
		return SOPS_EINPUT;
	sops_table_row(table);
	sops__quota_period(table, part, use);
	if (!track->grouped)
		sops_table_text(table, part->line->who);
	sops_table_money(table, part->quota.total);
	sops_table_money(table, part->actual.total);
	sops_table_share(table, (struct sops_ratio){ part->actual.total, part->quota.total });
	sops_table_money(table, outlook.gap);
	sops_table_quotient(table, part->paced ? sops__fraction_ratio(part->expected)
		: (struct sops_ratio){ SOPS_MONEY_BLANK, SOPS_MONEY_BLANK });
	sops_table_share(table, outlook.pace);
	sops_table_quotient(table, outlook.required);
	sops_table_quotient(table, outlook.projected);
	sops_table_string(table, outlook.status);
	add_hidden(table, part, &outlook, track);
	return 0;
}

/* A row of each who, or of all of a period. */
static int add_rows(struct sops_table *table, const struct sops__quota_row *rows, size_t count,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	struct sops__quota_part sum;
	int status = 0;

	for (size_t i = 0, same; status == 0 && i < count; i += same) {
		same = track->grouped ? sops__quota_same_period(&rows[i], count - i) : 1;
		status = sops__quota_add_up(&sum, &rows[i], same, use, err);
		if (status == 0)
			status = add_row(table, &sum, use, err);
	}
	return status;
}

int sops__quota_rows(struct sops_table *table, const struct sops__quota_row *rows, size_t count,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;

	return (track->summary ? sops__quota_summaries : add_rows)(table, rows, count, use, err);
}

int sops__quota_columns(struct sops_table *table, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	bool money = sops__quota_money(track->metric);
	enum sops_column_type type = money ? SOPS_COLUMN_MONEY : SOPS_COLUMN_NUMBER;
	const char *unit = money ? "money" : "as the quota";

	sops_table_column(table, "period", SOPS_COLUMN_PERIOD, "", "period of the quota");
	if (track->summary) {
		sops__quota_summary_columns(table);
		return sops_table_check(table, err);
	}
	if (!track->grouped)
		sops_table_column(table, "who", SOPS_COLUMN_TEXT, "", "whose quota");
	sops_table_column(table, "quota", type, unit, "what is to be reached, prorated");
	sops_table_column(table, "actual", type, unit, "what was won of it up to as-of");
	sops_table_column(table, "attainment", SOPS_COLUMN_RATIO, "share", "actual / quota");
	sops_table_column(table, "gap", type, unit, "quota - actual");
	sops_table_column(table, "expected", SOPS_COLUMN_NUMBER, unit, "by as-of, on the curve");
	sops_table_column(table, "pace", SOPS_COLUMN_RATIO, "share", "actual / expected");
	sops_table_column(table, "required_per_day", SOPS_COLUMN_NUMBER, unit,
		"gap / days that are left");
	sops_table_column(table, "projected", SOPS_COLUMN_NUMBER, unit,
		"at the end, at the rate so far");
	sops_table_column(table, "status", SOPS_COLUMN_TEXT, "",
		"met, on, behind, missed or future");
	if (!track->grouped)
		sops_table_hidden_column(table, "name", SOPS_COLUMN_TEXT, "", "of the rep");
	sops_table_hidden_column(table, "full_quota", type, unit, "before it was prorated");
	sops_table_hidden_column(table, "deals", SOPS_COLUMN_COUNT, "deals", "won");
	sops_table_hidden_column(table, "days", SOPS_COLUMN_COUNT, "days", "that count");
	sops_table_hidden_column(table, "days_left", SOPS_COLUMN_COUNT, "days",
		"of these after as-of");
	return sops_table_check(table, err);
}
