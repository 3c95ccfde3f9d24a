/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_risk.c: open deals by what speaks against them. */
#include "pipeline_risk.h"

#include <stdlib.h>

static const struct {
	int role;
	const char *reason;
} fields[] = {
	{ SOPS_DEALS_AMOUNT, "no amount" }, { SOPS_DEALS_CLOSE_DATE, "no close date" },
	{ SOPS_DEALS_OWNER, "no owner" }, { SOPS_DEALS_STAGE, "no stage" },
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

const char *sops_pipeline_reason(int reason)
{
	static const char *const names[SOPS_PIPELINE_REASONS] = {
		[SOPS_PIPELINE_IDLE] = "idle", [SOPS_PIPELINE_SLOW] = "slow",
		[SOPS_PIPELINE_PAST_DUE] = "past_due", [SOPS_PIPELINE_PUSHED] = "pushed",
		[SOPS_PIPELINE_NO_NEXT_STEP] = "no_next_step",
		[SOPS_PIPELINE_ONE_CONTACT] = "one_contact", [SOPS_PIPELINE_LARGE] = "large",
		[SOPS_PIPELINE_MISSING] = "missing",
		[SOPS_PIPELINE_NO_ACTIVITY] = "no_activity",
	};

	return names[reason];
}

static int64_t missing(const struct sops__pipeline_entry *entry, bool later)
{
	const struct sops_deal *deal = entry->deal;
	const bool blank[FIELDS] = { sops_money_blank(deal->amount),
		deal->close_date == SOPS_DATE_BLANK, deal->owner.len == 0,
		deal->stage.len == 0 && !later };
	int64_t flags = 0;

	for (size_t i = 0; i < FIELDS; i++)
		if (blank[i] && (entry->use->context->bound & SOPS_ROLE(fields[i].role)))
			flags |= MISSING << i;
	return flags;
}

/* More than that is as much as that. */
static int64_t number_of(struct sops_money count)
{
	if (sops_money_blank(count))
		return -1;
	return count.units > INT32_MAX ? INT32_MAX : (int64_t)count.units;
}

int sops__pipeline_take_risk(const struct sops__pipeline_entry *entry)
{
	const struct sops_deal *deal = entry->deal;
	sops_date as_of = entry->use->context->as_of;
	struct sops__pipeline_facts facts;
	struct sops__pipeline_kept kept;

	sops__pipeline_facts(&facts, entry);
	kept = (struct sops__pipeline_kept){ .owner = deal->owner, .stage = facts.stage,
		.amount = deal->amount, .currency = deal->currency,
		.numbers = { [AGE] = facts.age, [IDLE] = facts.idle,
			[OVERDUE] = facts.dated ? facts.overdue : -1,
			[STAYING] = -1, [PUSHES] = number_of(deal->pushes),
			[CONTACTS] = number_of(deal->contacts),
			[FLAGS] = (facts.planned ? PLANNED : 0) |
				(facts.planned && facts.stepless ? STEPLESS : 0) |
				(facts.untouched ? UNTOUCHED : 0) |
				missing(entry, facts.later && !entry->recalled) } };
	if (deal->stage_changed.day != SOPS_DATE_BLANK && deal->stage_changed.day <= as_of &&
	    (!facts.later || entry->recalled))
		kept.numbers[STAYING] = (int64_t)as_of - deal->stage_changed.day;
	if (facts.later && sops__pipeline_odd(entry, SOPS__PIPELINE_LATER) < 0)
		return SOPS_ESYSTEM;
	return sops__pipeline_keep(entry, &kept);
}

static void append_days(struct sops_buffer *text, int64_t days)
{
	sops_buffer_printf(text, "%lld day%s", (long long)days, days == 1 ? "" : "s");
}

static void append_slow(struct sops_buffer *text, const struct sops__risky *deal,
	const struct sops_stages *stages)
{
	int64_t most = stages ? sops_stages_max_days(stages, deal->kept.stage) : -1;

	append_days(text, deal->kept.numbers[STAYING]);
	sops_buffer_puts(text, " in its stage, ");
	if (most >= 0)
		sops_buffer_printf(text, "more than %lld", (long long)most);
	else
		sops_buffer_puts(text, "longer than 9 of 10");
}

static void append_reason(struct sops_buffer *text, const struct sops__risky *deal, int reason,
	const struct sops_stages *stages)
{
	const int64_t *numbers = deal->kept.numbers;
	const char *between = "";

	if (text->len > 0)
		sops_buffer_puts(text, "; ");
	switch (reason) {
	case SOPS_PIPELINE_IDLE:
		sops_buffer_puts(text, "idle for ");
		append_days(text, numbers[IDLE]);
		return;
	case SOPS_PIPELINE_SLOW:
		append_slow(text, deal, stages);
		return;
	case SOPS_PIPELINE_PAST_DUE:
		sops_buffer_puts(text, "past its close date by ");
		append_days(text, numbers[OVERDUE]);
		return;
	case SOPS_PIPELINE_PUSHED:
		sops_buffer_printf(text, "pushed %lld times", (long long)numbers[PUSHES]);
		return;
	case SOPS_PIPELINE_NO_NEXT_STEP:
		sops_buffer_puts(text, "no next step");
		return;
	case SOPS_PIPELINE_ONE_CONTACT:
		sops_buffer_puts(text, numbers[CONTACTS] ? "only one contact" : "no contact");
		return;
	case SOPS_PIPELINE_LARGE:
		sops_buffer_puts(text, "larger than 19 of 20");
		return;
	case SOPS_PIPELINE_NO_ACTIVITY:
		sops_buffer_puts(text, "no activity at all");
		return;
	}
	for (size_t i = 0; i < FIELDS; i++) {
		if (!(numbers[FLAGS] & MISSING << i))
			continue;
		sops_buffer_printf(text, "%s%s", between, fields[i].reason);
		between = ", ";
	}
}

static void days_cell(struct sops_table *table, int64_t days)
{
	if (days < 0)
		sops_table_blank(table);
	else
		sops_table_count(table, days);
}

static int risk_row(struct sops_table *table, const struct sops__risky *deal,
	const struct sops_stages *stages, struct sops_buffer *text, struct sops_error *err)
{
	static const struct sops_money hundredth = { 1, 2 };
	const struct sops__pipeline_kept *kept = &deal->kept;
	struct sops_money at_risk = SOPS_MONEY_BLANK;

	sops_buffer_clear(text);
	for (int i = 0; i < SOPS_PIPELINE_REASONS; i++)
		if (deal->reasons & UINT32_C(1) << i)
			append_reason(text, deal, i, stages);
	if (!sops_money_blank(kept->amount) &&
	    (sops_money_mul(&at_risk, kept->amount, sops_money_of(deal->risk), err) < 0 ||
	     sops_money_mul(&at_risk, at_risk, hundredth, err) < 0))
		return SOPS_EINPUT;
	sops_table_row(table);
	sops_table_text(table, kept->id);
	sops__pipeline_text_cell(table, kept->owner);
	sops__pipeline_text_cell(table, kept->stage);
	sops_table_money(table, kept->amount);
	days_cell(table, kept->numbers[AGE]);
	days_cell(table, kept->numbers[STAYING]);
	days_cell(table, kept->numbers[IDLE]);
	days_cell(table, kept->numbers[PUSHES]);
	sops_table_count(table, deal->risk);
	sops__pipeline_text_cell(table, sops_buffer_view(text));
	sops_table_money(table, at_risk);
	return sops_buffer_check(text, err);
}

void sops__pipeline_risk_columns(struct sops_table *table)
{
	sops_table_column(table, "deal_id", SOPS_COLUMN_TEXT, "", "the deal");
	sops_table_column(table, "owner", SOPS_COLUMN_TEXT, "", "whose it is");
	sops_table_column(table, "stage", SOPS_COLUMN_TEXT, "", "in which it stands");
	sops_table_column(table, "amount", SOPS_COLUMN_MONEY, "money", "what it is worth");
	sops_table_column(table, "age", SOPS_COLUMN_COUNT, "days", "since it was created");
	sops_table_column(table, "days_in_stage", SOPS_COLUMN_COUNT, "days",
		"since it came to its stage");
	sops_table_column(table, "days_idle", SOPS_COLUMN_COUNT, "days",
		"since the last activity or change");
	sops_table_column(table, "pushes", SOPS_COLUMN_COUNT, "",
		"how often its close date was put off");
	sops_table_column(table, "risk", SOPS_COLUMN_COUNT, "points",
		"of all reasons, 100 at most");
	sops_table_column(table, "reasons", SOPS_COLUMN_TEXT, "", "what speaks against it");
	sops_table_column(table, "amount_at_risk", SOPS_COLUMN_MONEY, "money",
		"amount * risk / 100");
}

/* Whether any deal tells what a reason rests on. */
static bool is_told(const struct sops__ranking *ranking, int reason)
{
	static const int numbers[SOPS_PIPELINE_REASONS] = {
		[SOPS_PIPELINE_IDLE] = IDLE, [SOPS_PIPELINE_SLOW] = STAYING,
		[SOPS_PIPELINE_PAST_DUE] = OVERDUE, [SOPS_PIPELINE_PUSHED] = PUSHES,
		[SOPS_PIPELINE_NO_NEXT_STEP] = FLAGS, [SOPS_PIPELINE_ONE_CONTACT] = CONTACTS,
		[SOPS_PIPELINE_LARGE] = FLAGS, [SOPS_PIPELINE_MISSING] = FLAGS,
		[SOPS_PIPELINE_NO_ACTIVITY] = FLAGS,
	};

	if (reason == SOPS_PIPELINE_NO_ACTIVITY)
		return ranking->options->activities != NULL;

	for (size_t i = 0; i < ranking->count; i++) {
		int64_t number = ranking->deals[i].kept.numbers[numbers[reason]];

		if (reason == SOPS_PIPELINE_NO_NEXT_STEP ? (number & PLANNED) != 0 : number >= 0)
			return true;
	}
	return ranking->count == 0;
}

/* What only a side input knows is asked of those that name it in their weights, or it. */
static bool is_asked(const struct sops_pipeline_options *options, int reason)
{
	return reason != SOPS_PIPELINE_NO_ACTIVITY || options->activities || options->weighed;
}

static int note_untold(struct sops_table *table, const struct sops__ranking *ranking)
{
	struct sops_buffer names = SOPS_BUFFER_INIT;
	int status;

	for (int i = 0; i < SOPS_PIPELINE_REASONS; i++)
		if (ranking->options->points[i] > 0 && is_asked(ranking->options, i) &&
		    !is_told(ranking, i))
			sops_buffer_printf(&names, "%s%s", names.len ? ", " : "",
				sops_pipeline_reason(i));
	status = sops_buffer_check(&names, ranking->err);
	if (status == 0 && names.len > 0)
		sops_table_note(table, "no deal tells what these reasons rest on: %s", names.at);
	sops_buffer_release(&names);
	return status;
}

static int unpack_all(struct sops__ranking *ranking, const struct sops_group *kept)
{
	struct sops_group_entry *entries;
	int status = sops_group_sorted(kept, &entries, ranking->err);

	for (size_t i = 0; status == 0 && i < ranking->count; i++)
		status = sops__pipeline_unpack(&ranking->deals[i].kept, entries[i].key,
			ranking->err);
	free(entries);
	return status;
}

int sops__pipeline_risks(struct sops_table *table, const struct sops__pipeline *state,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops__ranking ranking = { .options = sops__pipeline_options(use), .err = err,
		.count = sops_group_count(state->kept) };
	struct sops_buffer text = SOPS_BUFFER_INIT;
	int status = 0;

	ranking.deals = calloc(ranking.count + 1, sizeof(*ranking.deals));
	ranking.amounts = calloc(ranking.count + 1, sizeof(*ranking.amounts));
	if (!ranking.deals || !ranking.amounts)
		status = sops_error_memory(err);
	if (status == 0)
		status = unpack_all(&ranking, state->kept);
	if (status == 0)
		status = sops__pipeline_rank(&ranking);
	if (status == 0)
		status = note_untold(table, &ranking);
	if (status == 0)
		sops__pipeline_note_assumed(table, &ranking.sum, use);
	for (size_t i = 0; status == 0 && i < ranking.count; i++) {
		status = risk_row(table, &ranking.deals[i], ranking.options->stages, &text, err);
		if (!sops_money_blank(ranking.deals[i].kept.amount))
			sops__pipeline_watch(table, ranking.deals[i].kept.currency, use);
	}
	sops_buffer_release(&text);
	sops_group_free(ranking.stages);
	free(ranking.amounts);
	free(ranking.deals);
	return status;
}
