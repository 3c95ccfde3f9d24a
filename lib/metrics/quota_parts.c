/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quota_parts.c: each quota with what was won of it, and what is wrong with either. */
#include "quota_private.h"

#include "../assumed.h"

#include <stdlib.h>

#define NAMES_SHOWN 5

void sops__quota_name(struct sops__quota_names *names, struct sops_field name, int64_t count)
{
	static const struct sops_field blank = SOPS_FIELD("(blank)");
	char quoted[SOPS_QUOTED];

	names->count += count;
	if (count == 0)
		return;
	if (names->different > 0 && sops_field_equal(names->last, name))
		return;
	names->last = name;
	if (++names->different > NAMES_SHOWN + 1)
		return;
	sops_buffer_puts(&names->text, names->different > 1 ? ", " : "");
	if (names->different > NAMES_SHOWN) {
		sops_buffer_puts(&names->text, "…");
		return;
	}
	sops_quote(quoted, name.len ? name : blank);
	sops_buffer_add(&names->text, quoted + 1, strlen(quoted) - 2);
}

void sops__quota_note(struct sops_table *table, struct sops__quota_names *names, const char *what,
	const char *then)
{
	if (names->count > 0)
		sops_table_note(table, "%s: %lld (%s)%s%s", what, (long long)names->count,
			names->text.at ? names->text.at : "", *then ? ", " : "", then);
	sops_buffer_release(&names->text);
}

/* The wins of one in the period that begins on a day, or NULL. */
static const struct sops__quota_win *find_win(const struct sops__quota_state *all,
	struct sops_field who, int64_t first)
{
	const struct sops__quota_owner *owner = sops_group_find(all->owners, who);
	char number[SOPS_GROUP_NUMBER];

	return owner ? sops_group_find(owner->periods, sops_group_number(number, first)) : NULL;
}

/* One new customer of somebody. */
static int add_first(struct sops__quota_state *all, struct sops_field who, sops_date day,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	int64_t line = track->book ? sops_quota_book_find(track->book, who, day) : -1;
	int64_t first = line < 0 ? SOPS__QUOTA_NONE :
		sops_quota_book_at(track->book, (size_t)line)->first;
	char number[SOPS_GROUP_NUMBER];
	void *state;

	if (sops_group_at(all->days, sops_group_number(number, day), &state, err) < 0)
		return SOPS_ESYSTEM;
	((struct sops__quota_win *)state)->deals++;
	if (line < 0 && (!sops__in_window(use->context, day) || (track->book &&
			    (day < track->span.first || day >= track->span.end))))
		return 0;
	if (sops_group_at(all->owners, who, &state, err) < 0)
		return SOPS_ESYSTEM;
	if (sops_group_at(((struct sops__quota_owner *)state)->periods,
			sops_group_number(number, first), &state, err) < 0)
		return SOPS_ESYSTEM;
	((struct sops__quota_win *)state)->deals++;
	return 0;
}

/* The first of a group, by key. */
static int first_of(struct sops_group_entry *first, const struct sops_group *group,
	struct sops_error *err)
{
	struct sops_group_entry *entries;
	int status = sops_group_sorted(group, &entries, err);

	if (status == 0 && !entries)
		return sops_error_set(err, SOPS_EINPUT, "not a saved state: a customer");
	if (status == 0)
		*first = entries[0];
	free(entries);
	return status;
}

int sops__quota_first_purchases(struct sops__quota_state *all, const struct sops_use *use,
	struct sops_error *err)
{
	struct sops_group_cursor cursor = { NULL, 0 };
	const struct sops__quota_customer *customer;
	int status = 0;

	while (status == 0 && (customer = sops_group_next(all->customers, &cursor)) != NULL) {
		struct sops_group_entry day, owner;

		status = first_of(&day, customer->days, err);
		if (status == 0)
			status = first_of(&owner,
				((const struct sops__quota_sellers *)day.state)->owners, err);
		if (status < 0)
			break;
		status = add_first(all, owner.key, (sops_date)sops_group_number_of(day.key), use,
			err);
	}
	return status;
}

/* The row that a line belongs to. */
static void find_row(struct sops__quota_part *part, const struct sops_context *context)
{
	const struct sops_calendar *calendar = &context->calendar;
	const struct sops_quota_line *line = part->line;
	sops_period period;

	part->first = line->first;
	part->last = line->last;
	if (calendar->unit == SOPS_UNIT_NONE)
		return;
	period = sops_period_of(calendar, line->first);
	part->first = sops_period_start(calendar, period);
	part->last = sops_period_end(calendar, period) - 1;
}

/* Nobody knows how much of a quarter's quota is for one of its months. */
static int check_row(const struct sops__quota_part *part, const struct sops_use *use,
	struct sops_error *err)
{
	static const char *const units[] = { [SOPS_UNIT_DAY] = "day", [SOPS_UNIT_WEEK] = "week",
		[SOPS_UNIT_MONTH] = "month", [SOPS_UNIT_QUARTER] = "quarter",
		[SOPS_UNIT_HALF] = "half", [SOPS_UNIT_YEAR] = "year" };
	const struct sops_quota_track *track = use->options;
	const struct sops_quota_line *line = part->line;
	const struct sops_place place = { .file = track->file, .line = line->line };

	if (line->last <= part->last)
		return 0;
	sops_error_set(err, SOPS_EINPUT, "a quota for %s cannot be told by the %s",
		line->period.text, units[use->context->calendar.unit]);
	sops_error_place(err, &place);
	return SOPS_EINPUT;
}

/* What there is to say about quotas. */
struct remarks {
	struct sops__quota_names zero, absent, unhired, unknown, partly, unquoted;
	struct sops__assumed assumed;
};

/* Whether a period counts; without a window as soon as it has begun. */
static bool shown(const struct sops__quota_part *part, const struct sops_context *context,
	struct remarks *remarks)
{
	const struct sops_quota_line *line = part->line;
	bool from = context->from != SOPS_DATE_BLANK, to = context->to != SOPS_DATE_BLANK;

	if ((from && line->last < context->from) || (to && line->first > context->to) ||
	    (!to && part->first > context->as_of))
		return false;
	if ((!from || line->first >= context->from) && (!to || line->last <= context->to))
		return true;
	sops__quota_name(&remarks->partly, line->who, 1);
	return false;
}

static int refuse_currency(const struct sops__quota_part *part, struct sops_currency won,
	const struct sops_quota_track *track, struct sops_error *err)
{
	const struct sops_place place = { .file = track->file, .line = part->line->line };
	char quoted[SOPS_QUOTED];

	sops_error_set(err, SOPS_EINPUT, "the quota of %s is in %s, and what was won in %s",
		sops_quote(quoted, part->line->who), part->line->currency.code, won.code);
	sops_error_hint(err, "give --rates FILE");
	sops_error_place(err, &place);
	return SOPS_EINPUT;
}

/* What was won of the quota. */
static int take_actual(struct sops__quota_part *part, const struct sops__quota_state *all,
	const struct sops_quota_track *track, struct remarks *remarks, struct sops_error *err)
{
	const struct sops_quota_line *line = part->line;
	const struct sops__quota_win *win = find_win(all, line->who, line->first);
	struct sops_currency common;

	if (!win)
		return 0;
	part->actual = sops__quota_value(win, track->metric);
	part->deals = win->deals;
	if (!sops__quota_money(track->metric) || part->actual.n == 0)
		return 0;
	if (!sops_currency_agree(&common, part->actual.currency, line->currency))
		return refuse_currency(part, part->actual.currency, track, err);
	if (!part->actual.currency.code[0] != !line->currency.code[0])
		sops__assume(&remarks->assumed, common);
	return 0;
}

static int start(struct sops__quota_part *part, const struct sops_quota_line *line,
	const struct sops_quota_track *track, struct sops_error *err)
{
	const struct sops_currency none = { "" };

	*part = (struct sops__quota_part){ .line = line, .full = line->quota,
		.expected = { sops_money_of(0), 1 } };
	sops_sum_init(&part->actual);
	sops_sum_init(&part->quota);
	return sops_sum_add(&part->quota, line->quota,
		sops__quota_money(track->metric) ? line->currency : none, err);
}

static void remark(const struct sops__quota_part *part, const struct sops__quota_state *all,
	const struct sops_quota_track *track, struct remarks *remarks)
{
	const struct sops_quota_line *line = part->line;

	if (track->roster ? !line->rep && sops_quota_book_scope(track->book) == SOPS_QUOTAS_REP_ID
			  : !sops_group_find(all->owners, line->who))
		sops__quota_name(&remarks->unknown, line->who, 1);
	if (line->rep && line->rep->hired == SOPS_DATE_BLANK)
		sops__quota_name(&remarks->unhired, line->who, 1);
}

static int take_line(struct sops__quota_shared *shared, const struct sops_quota_line *line,
	const struct sops_use *use, struct remarks *remarks, struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	struct sops__quota_part *part = &shared->parts[shared->n_parts];
	int status = start(part, line, track, err);

	find_row(part, use->context);
	if (status < 0 || !shown(part, use->context, remarks))
		return status;
	if (check_row(part, use, err) < 0)
		return SOPS_EINPUT;
	remark(part, &shared->all, track, remarks);
	status = take_actual(part, &shared->all, track, remarks, err);
	if (status == 0)
		status = sops__quota_pace(part, shared, use, err);
	if (status > 0) {
		sops__quota_name(&remarks->absent, line->who, 1);
		sops__quota_name(&remarks->unquoted, line->who, part->deals);
	}
	shared->n_parts += status == 0;
	return status < 0 ? status : 0;
}

/* Quotas of 0 in the window. */
static void take_zeros(const struct sops_use *use, struct remarks *remarks)
{
	const struct sops_quota_track *track = use->options;
	struct remarks ignored = { .assumed = { .len = 0 } };

	for (size_t i = 0; i < sops_quota_book_zeros(track->book); i++) {
		struct sops__quota_part part = { .line = sops_quota_book_zero(track->book, i) };

		find_row(&part, use->context);
		if (shown(&part, use->context, &ignored))
			sops__quota_name(&remarks->zero, part.line->who, 1);
	}
	sops_buffer_release(&ignored.partly.text);
}

/* Wins in the days of the book of those who had no quota then. */
static int take_unquoted(const struct sops__quota_state *all, struct remarks *remarks,
	struct sops_error *err)
{
	struct sops_group_entry *entries;
	int status = sops_group_sorted(all->owners, &entries, err);

	for (size_t i = 0; entries && i < sops_group_count(all->owners); i++) {
		const struct sops__quota_win *win = find_win(all, entries[i].key,
			SOPS__QUOTA_NONE);

		if (win)
			sops__quota_name(&remarks->unquoted, entries[i].key, win->deals);
	}
	free(entries);
	return status;
}

static void note_holidays(struct sops_table *table, const struct sops__quota_shared *shared,
	const struct sops_quota_track *track)
{
	char from[SOPS_DATE_TEXT], to[SOPS_DATE_TEXT];
	sops_date first, last;

	if (!track->workdays)
		return;
	sops_workdays_span(track->workdays, &first, &last);
	for (size_t i = 0; i < shared->n_parts; i++) {
		const struct sops_quota_line *line = shared->parts[i].line;

		if (first != SOPS_DATE_BLANK &&
		    sops_date_civil(line->first).year >= sops_date_civil(first).year &&
		    sops_date_civil(line->last).year <= sops_date_civil(last).year)
			continue;
		if (first == SOPS_DATE_BLANK) {
			sops_table_note(table, "no holidays are known: working days are Monday to "
				"Friday");
			return;
		}
		sops_date_format(from, first);
		sops_date_format(to, last);
		sops_table_note(table, "holidays are known from %s to %s: in other years working "
			"days are Monday to Friday", from, to);
		return;
	}
}

static void note_counts(struct sops_table *table, const struct sops__quota_shared *shared,
	const struct sops_quota_track *track)
{
	struct sops_quota_left_out out = sops_quota_book_left_out(track->book);

	if (out.other_metric > 0)
		sops_table_note(table, "quotas of another metric than %s: %lld, left out",
			sops_quota_metric_name(track->metric), (long long)out.other_metric);
	if (out.other_scope > 0)
		sops_table_note(table, "quotas without a %s, which others have: %lld, left out",
			sops_quotas.roles[sops_quota_book_scope(track->book)].name,
			(long long)out.other_scope);
	if (shared->prorated > 0)
		sops_table_note(table, "quotas prorated, as who has them was not there, or not in "
			"full, all of the period: %lld", (long long)shared->prorated);
	if (shared->seasonless > 0)
		sops_table_note(table, "quotas for periods of which the deals have no past year: "
			"%lld, without a pace", (long long)shared->seasonless);
}

static bool any_hired(const struct sops_roster *roster)
{
	for (size_t i = 0; i < sops_roster_count(roster); i++)
		if (sops_roster_at(roster, i)->hired != SOPS_DATE_BLANK)
			return true;
	return false;
}

static void note_remarks(struct sops_table *table, struct remarks *remarks,
	const struct sops__quota_shared *shared, const struct sops_quota_track *track)
{
	sops__quota_note(table, &remarks->zero, "quotas of 0", "left out");
	sops__quota_note(table, &remarks->absent, "quotas for periods in which their rep was not "
		"there, or counts nothing", "left out");
	if (remarks->unhired.count > 0 && !any_hired(track->roster)) {
		sops_table_note(table, "no rep has a day hired: all count as if they had always "
			"been there");
		remarks->unhired.count = 0;
	}
	sops__quota_note(table, &remarks->unhired, "quotas of reps without a day hired",
		"as if they had always been there");
	if (track->roster)
		sops__quota_note(table, &remarks->unknown,
			"quotas of reps whom the table of reps does not know", "");
	else
		sops__quota_note(table, &remarks->unknown, "quotas of those whom no deal knows",
			sops_quota_book_scope(track->book) == SOPS_QUOTAS_REP_ID ?
			"unless --reps FILE knows them by another name" : "");
	sops__quota_note(table, &remarks->partly,
		"quotas for periods that are only in part in the window", "left out");
	sops__quota_note(table, &remarks->unquoted, "deals won by those without a quota then",
		"left out");
	sops__note_assumed(table, &remarks->assumed);
	note_holidays(table, shared, track);
	note_counts(table, shared, track);
}

int sops__quota_parts(struct sops__quota_shared *shared, const struct sops_use *use,
	struct sops_table *table, struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	size_t count = sops_quota_book_count(track->book);
	struct remarks remarks = { .assumed = { .len = 0 } };
	int status = 0;

	shared->parts = calloc(count + 1, sizeof(*shared->parts));
	if (!shared->parts)
		return sops_error_memory(err);
	for (size_t i = 0; status == 0 && i < count; i++)
		status = take_line(shared, sops_quota_book_at(track->book, i), use, &remarks, err);
	take_zeros(use, &remarks);
	if (status == 0)
		status = take_unquoted(&shared->all, &remarks, err);
	note_remarks(table, &remarks, shared, track);
	return status;
}
