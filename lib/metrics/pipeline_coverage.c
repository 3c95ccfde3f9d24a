/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_coverage.c: what is open against what quotas still ask for. */
#include "pipeline_private.h"

#include <stdlib.h>

/* Of a person the id; of a team, or the like, what the deal says, else what its owner is of. */
static struct sops_field by_roster(const struct sops_roster *roster, int scope,
	const struct sops_deal *deal, struct sops_field own)
{
	const struct sops_roster_rep *rep = sops_roster_find(roster, deal->owner);

	if (!rep || (scope != SOPS_DEALS_OWNER && own.len > 0))
		return own;
	return scope == SOPS_DEALS_OWNER ? rep->rep_id : rep->group;
}

static struct sops_field who_of(const struct sops__pipeline_entry *entry)
{
	const struct sops_pipeline_options *options = sops__pipeline_options(entry->use);
	int scope = sops_quota_book_of_deals(options->quotas);
	struct sops_field own = sops_quota_book_credited(options->quotas, entry->deal);

	return options->roster ? by_roster(options->roster, scope, entry->deal, own) : own;
}

static void key_of(struct sops_buffer *key, const struct sops_quota_line *line)
{
	char number[SOPS_GROUP_NUMBER];

	sops_buffer_field(key, sops_group_number(number, line->first));
	sops_buffer_field(key, line->who);
}

/* What is known of the quota of the day; NULL when there is none. */
static int cover_on(struct sops__pipeline_cover **out, const struct sops__pipeline_entry *entry,
	sops_date day)
{
	const struct sops_quota_book *book = sops__pipeline_options(entry->use)->quotas;
	int64_t line = sops_quota_book_find(book, who_of(entry), day);
	struct sops_buffer key = SOPS_BUFFER_INIT;
	void *state = NULL;
	int status = 0;

	if (line >= 0) {
		key_of(&key, sops_quota_book_at(book, (size_t)line));
		status = sops_buffer_check(&key, entry->err);
		if (status == 0)
			status = sops_group_at(entry->state->covers, sops_buffer_view(&key),
				&state, entry->err);
		sops_buffer_release(&key);
	}
	*out = state;
	return status;
}

static int take_open(const struct sops__pipeline_entry *entry)
{
	const struct sops_deal *deal = entry->deal;
	struct sops__pipeline_facts facts;
	struct sops__pipeline_cover *cover;

	if (deal->close_date == SOPS_DATE_BLANK)
		return sops__pipeline_odd(entry, SOPS__PIPELINE_UNDATED);
	if (deal->close_date < entry->use->context->as_of)
		return sops__pipeline_odd(entry, SOPS__PIPELINE_OVERDUE);
	if (cover_on(&cover, entry, deal->close_date) < 0)
		return SOPS_ESYSTEM;
	if (!cover)
		return sops__pipeline_odd(entry, SOPS__PIPELINE_NO_QUOTA);
	sops__pipeline_facts(&facts, entry);
	if (facts.later && sops__pipeline_odd(entry, SOPS__PIPELINE_LATER) < 0)
		return SOPS_ESYSTEM;
	cover->deals++;
	return sops__pipeline_add_amount(&(struct sops__pipeline_worth){ &cover->amount,
		&cover->weighted, &cover->parts }, entry, &facts);
}

static int take(const struct sops__pipeline_entry *entry, enum sops_deal_status status)
{
	const struct sops_deal *deal = entry->deal;
	struct sops__pipeline_cover *cover;

	if (status == SOPS_STATUS_OPEN)
		return take_open(entry);
	if (status == SOPS_STATUS_LOST)
		return sops_short_sum_add(&entry->state->lost, deal->amount, deal->currency,
			entry->err);
	if (status != SOPS_STATUS_WON)
		return 0;
	if (sops_short_sum_add(&entry->state->won, deal->amount, deal->currency, entry->err) < 0)
		return SOPS_EINPUT;
	if (cover_on(&cover, entry, deal->closed) < 0)
		return SOPS_ESYSTEM;
	return !cover ? 0 :
		sops_short_sum_add(&cover->won, deal->amount, deal->currency, entry->err);
}

int sops__pipeline_take_cover(const struct sops__pipeline_entry *entry,
	enum sops_deal_status status)
{
	return sops__without_by(take(entry, status), entry->err);
}

void sops__pipeline_cover_columns(struct sops_table *table)
{
	sops_table_column(table, "period", SOPS_COLUMN_PERIOD, "", "period of the quota");
	sops_table_column(table, "who", SOPS_COLUMN_TEXT, "", "whose quota it is");
	sops_table_column(table, "open", SOPS_COLUMN_MONEY, "money",
		"open deals to be closed in the period");
	sops_table_column(table, "weighted", SOPS_COLUMN_MONEY, "money",
		"sum of amount * probability of these");
	sops_table_column(table, "quota", SOPS_COLUMN_MONEY, "money", "what is to be reached");
	sops_table_column(table, "won", SOPS_COLUMN_MONEY, "money", "what is reached, up to as-of");
	sops_table_column(table, "remaining", SOPS_COLUMN_MONEY, "money",
		"quota - won, 0 where it is reached");
	sops_table_column(table, "coverage", SOPS_COLUMN_NUMBER, "times", "open / remaining");
	sops_table_column(table, "required_coverage", SOPS_COLUMN_NUMBER, "times",
		"(won + lost) / won, of the amounts of all closed deals");
	sops_table_column(table, "enough", SOPS_COLUMN_BOOL, "",
		"nothing remains, or coverage >= required_coverage");
}

/* A quota with what there is for it. */
struct covered {
	struct sops_sum open, won;
	struct sops_currency currency; /* of all of it */
	struct sops_money weighted, remaining;
	struct sops_ratio coverage, required;
};

static int check_currency(const struct sops_quota_line *line, const struct sops_sum *deals,
	const char *what, const struct sops_use *use, struct sops_error *err)
{
	const struct sops_place place = { .file = sops__pipeline_options(use)->quotas_file,
		.line = line->line };
	char quoted[SOPS_QUOTED];
	struct sops_currency common;

	if (deals->n == 0 || sops_currency_agree(&common, deals->currency, line->currency))
		return 0;
	sops_error_set(err, SOPS_EINPUT, "the quota of %s is in %s, and what is %s for it in %s",
		sops_quote(quoted, line->who), line->currency.code, what, deals->currency.code);
	sops_error_hint(err, "give --rates FILE");
	sops_error_place(err, &place);
	return SOPS_EINPUT;
}

static int weigh(struct covered *covered, const struct sops_quota_line *line,
	struct sops__pipeline_cover *cover, const struct sops_use *use, struct sops_error *err)
{
	const struct sops__pipeline_worth worth = { &cover->amount, &cover->weighted,
		&cover->parts };
	struct sops_sum all;

	covered->open = sops_short_sum_get(&cover->amount);
	covered->won = sops_short_sum_get(&cover->won);
	if (check_currency(line, &covered->open, "open", use, err) < 0 ||
	    check_currency(line, &covered->won, "won", use, err) < 0)
		return SOPS_EINPUT;
	sops_sum_init(&all);
	if (sops__pipeline_weighted(&covered->weighted, &worth, cover->deals, use, err) < 0 ||
	    sops_sum_add(&all, line->quota, line->currency, err) < 0 ||
	    sops_sum_merge(&all, &covered->open, err) < 0 ||
	    sops_sum_merge(&all, &covered->won, err) < 0 ||
	    sops_money_sub(&covered->remaining, line->quota, covered->won.total, err) < 0)
		return SOPS_EINPUT;
	covered->currency = all.currency;
	sops__pipeline_assume(&all, use);
	if (covered->remaining.units < 0)
		covered->remaining = sops_money_of(0);
	covered->coverage = (struct sops_ratio){ covered->open.total, covered->remaining };
	return 0;
}

/* coverage >= required, by cross-multiplication; all of them are positive. */
static int enough_cell(struct sops_table *table, const struct covered *covered,
	struct sops_error *err)
{
	struct sops_money have, need;

	if (covered->remaining.units != 0 && !sops_ratio_defined(covered->required)) {
		sops_table_blank(table);
		return 0;
	}
	if (covered->remaining.units == 0) {
		sops_table_bool(table, true);
		return 0;
	}
	if (sops_money_mul(&have, covered->open.total, covered->required.den, err) < 0 ||
	    sops_money_mul(&need, covered->remaining, covered->required.num, err) < 0)
		return SOPS_EINPUT;
	sops_table_bool(table, sops_money_compare(have, need) >= 0);
	return 0;
}

static int cover_row(struct sops_table *table, const struct sops_quota_line *line,
	const struct sops__pipeline *state, struct sops_ratio required, const struct sops_use *use,
	struct sops_error *err)
{
	struct sops__pipeline_cover none = { .deals = 0 };
	struct covered covered = { .required = required };
	struct sops_buffer key = SOPS_BUFFER_INIT;
	struct sops__pipeline_cover *cover = NULL;
	int status;

	key_of(&key, line);
	status = sops_buffer_check(&key, err);
	if (status == 0)
		cover = sops_group_find(state->covers, sops_buffer_view(&key));
	sops_buffer_release(&key);
	if (status == 0)
		status = weigh(&covered, line, cover ? cover : &none, use, err);
	if (status < 0)
		return status;
	sops_table_row(table);
	sops_table_string(table, line->period.text);
	sops_table_text(table, line->who);
	sops_table_money(table, covered.open.total);
	sops_table_money(table, covered.weighted);
	sops_table_money(table, line->quota);
	sops_table_money(table, covered.won.total);
	sops_table_money(table, covered.remaining);
	sops_table_quotient(table, covered.coverage);
	sops_table_quotient(table, covered.required);
	sops__pipeline_watch(table, covered.currency, use);
	return enough_cell(table, &covered, err);
}

/* Of the window the quotas that lie in it; without one those that are not over. */
static bool wanted(const struct sops_quota_line *line, const struct sops_use *use)
{
	if (!sops__pipeline_windowed(use))
		return line->last >= use->context->as_of;
	return sops__pipeline_in_window(use, line->first) &&
		sops__pipeline_in_window(use, line->last);
}

static bool cut(const struct sops_quota_line *line, const struct sops_use *use)
{
	const struct sops_context *context = use->context;

	return sops__pipeline_windowed(use) && !wanted(line, use) &&
		(context->from == SOPS_DATE_BLANK || line->last >= context->from) &&
		(context->to == SOPS_DATE_BLANK || line->first <= context->to);
}

/* By period, as they begin and then as they end; then by who. */
static int by_period(const void *a, const void *b)
{
	const struct sops_quota_line *left = *(const struct sops_quota_line *const *)a;
	const struct sops_quota_line *right = *(const struct sops_quota_line *const *)b;

	if (left->first != right->first)
		return left->first < right->first ? -1 : 1;
	if (left->last != right->last)
		return left->last < right->last ? -1 : 1;
	return sops_field_compare(left->who, right->who);
}

/* Of all closed deals. Undefined where none was won. */
static int required_of(struct sops_ratio *required, const struct sops__pipeline *state,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops_sum closed = sops_short_sum_get(&state->won);
	struct sops_sum lost = sops_short_sum_get(&state->lost);

	required->den = closed.total;
	if (sops_sum_merge(&closed, &lost, err) < 0)
		return SOPS_EINPUT;
	required->num = closed.total;
	sops__pipeline_assume(&closed, use);
	return 0;
}

static void note_lines(struct sops_table *table, const struct sops_quota_book *book,
	const struct sops_use *use)
{
	struct sops_quota_left_out out = sops_quota_book_left_out(book);
	long long cuts = 0;

	for (size_t i = 0; i < sops_quota_book_count(book); i++)
		cuts += cut(sops_quota_book_at(book, i), use);
	if (cuts > 0)
		sops_table_note(table, "quotas of periods that the window cuts: %lld, left out",
			cuts);
	if (out.other_metric > 0)
		sops_table_note(table, "quotas of another metric than amount: %lld, left out",
			(long long)out.other_metric);
	if (out.other_scope > 0)
		sops_table_note(table, "quotas without a %s, which others have: %lld, left out",
			sops_quotas.roles[sops_quota_book_scope(book)].name,
			(long long)out.other_scope);
	if (sops_quota_book_zeros(book) > 0)
		sops_table_note(table, "quotas of 0: %zu, left out", sops_quota_book_zeros(book));
}

int sops__pipeline_covers(struct sops_table *table, const struct sops__pipeline *state,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_quota_book *book = sops__pipeline_options(use)->quotas;
	size_t count = sops_quota_book_count(book), n = 0;
	const struct sops__pipeline_shared *shared = use->shared;
	const struct sops_quota_line **lines = calloc(count + 1, sizeof(*lines));
	struct sops_ratio required = { SOPS_MONEY_BLANK, SOPS_MONEY_BLANK };
	int status = lines ? required_of(&required, state, use, err) : sops_error_memory(err);

	for (size_t i = 0; status == 0 && i < count; i++)
		if (wanted(sops_quota_book_at(book, i), use))
			lines[n++] = sops_quota_book_at(book, i);
	if (n > 0)
		qsort(lines, n, sizeof(*lines), by_period);
	for (size_t i = 0; status == 0 && i < n; i++)
		status = cover_row(table, lines[i], state, required, use, err);
	if (status == 0)
		note_lines(table, book, use);
	if (status == 0)
		sops__note_assumed(table, &shared->assumed);
	free(lines);
	return sops__without_by(status, err);
}
