/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_changes.c: the steps from an earlier export to this one. */
#include "pipeline_private.h"

#include <stdlib.h>

enum step { OPENING, NEW, PULLED_IN, PUSHED_OUT, INCREASED, DECREASED, WON, LOST, REOPENED,
	REMOVED, CLOSING, STEPS };

static const char *const names[STEPS] = {
	[OPENING] = "opening", [NEW] = "new", [PULLED_IN] = "pulled_in",
	[PUSHED_OUT] = "pushed_out", [INCREASED] = "increased", [DECREASED] = "decreased",
	[WON] = "won", [LOST] = "lost", [REOPENED] = "reopened", [REMOVED] = "removed",
	[CLOSING] = "closing",
};

/* What one deal adds to one step. */
struct part {
	enum step step;
	int deals; /* 1 comes in, -1 leaves */
	struct sops_money amount;
};
#define PARTS_MOST 2

/* A deal there and here; NULL where it is not. */
struct pair {
	const struct sops__pipeline_kept *before, *after;
};

struct walk {
	struct sops_table *table;
	const struct sops_use *use;
	struct sops_error *err;
	struct sops_currency currency; /* of the deals so far */
	int64_t unsaid;                /* by how many of them */
	struct total {
		int64_t behind, deals;
		struct sops_money amount;
	} totals[STEPS];
};

int sops__pipeline_take_change(const struct sops__pipeline_entry *entry,
	enum sops_deal_status status)
{
	const struct sops_pipeline_options *options = sops__pipeline_options(entry->use);
	const struct sops_deal *deal = entry->deal;
	struct sops__pipeline_facts facts;
	struct sops__pipeline_kept kept;

	if (status != SOPS_STATUS_OPEN &&
	    !sops__pipeline_earlier_find(options->earlier, deal->deal_id))
		return sops__pipeline_odd(entry, SOPS__PIPELINE_UNSEEN);
	sops__pipeline_facts(&facts, entry);
	kept = (struct sops__pipeline_kept){
		.stage = status == SOPS_STATUS_OPEN ? facts.stage : deal->stage,
		.amount = deal->amount, .currency = deal->currency,
		.numbers = { [SOPS__PIPELINE_STATUS] = status,
			[SOPS__PIPELINE_CLOSE_DATE] = deal->close_date } };
	return sops__pipeline_keep(entry, &kept);
}

static struct sops_money amount_of(const struct sops__pipeline_kept *deal)
{
	return sops_money_blank(deal->amount) ? sops_money_of(0) : deal->amount;
}

static bool open_in_window(const struct sops__pipeline_kept *deal, const struct sops_use *use)
{
	return deal && deal->numbers[SOPS__PIPELINE_STATUS] == SOPS_STATUS_OPEN &&
		sops__pipeline_in_window(use, deal->numbers[SOPS__PIPELINE_CLOSE_DATE]);
}

/* How a deal of the opening left. */
static enum step leaving(const struct sops__pipeline_kept *after)
{
	static const enum step steps[] = { [SOPS_STATUS_OPEN] = PUSHED_OUT,
		[SOPS_STATUS_WON] = WON, [SOPS_STATUS_LOST] = LOST, [SOPS_STATUS_VOID] = REMOVED };

	return after ? steps[after->numbers[SOPS__PIPELINE_STATUS] & 3] : REMOVED;
}

static enum step coming(const struct sops__pipeline_kept *before)
{
	if (!before)
		return NEW;
	return before->numbers[SOPS__PIPELINE_STATUS] == SOPS_STATUS_OPEN ? PULLED_IN : REOPENED;
}

static int negate(struct sops_money *out, struct sops_money amount, struct sops_error *err)
{
	return sops_money_sub(out, sops_money_of(0), amount, err);
}

/* First the amount, then the leaving. Returns how many parts there are, or a negative status. */
static int split(struct part parts[PARTS_MOST], const struct pair *pair, const struct walk *walk)
{
	bool was = open_in_window(pair->before, walk->use);
	bool is = open_in_window(pair->after, walk->use);
	struct sops_money change;
	int n = 0;

	if (!was && is)
		parts[n++] = (struct part){ coming(pair->before), 1, amount_of(pair->after) };
	if (!was)
		return n;
	if (pair->after) {
		if (sops_money_sub(&change, amount_of(pair->after), amount_of(pair->before),
				walk->err) < 0)
			return SOPS_EINPUT;
		if (change.units != 0)
			parts[n++] = (struct part){ change.units > 0 ? INCREASED : DECREASED, 0,
				change };
	}
	if (is)
		return n;
	parts[n] = (struct part){ leaving(pair->after), -1, sops_money_of(0) };
	if (negate(&parts[n].amount, amount_of(pair->after ? pair->after : pair->before),
			walk->err) < 0)
		return SOPS_EINPUT;
	return n + 1;
}

static int count(struct walk *walk, const struct part *part)
{
	struct total *total = &walk->totals[part->step];

	total->behind++;
	total->deals += part->deals;
	return sops_money_add(&total->amount, total->amount, part->amount, walk->err);
}

static int check_currency(struct walk *walk, const struct sops__pipeline_kept *deal)
{
	const struct sops_pipeline_earlier *earlier = sops__pipeline_options(walk->use)->earlier;
	struct sops_currency before = walk->currency;
	struct sops_place place;
	char quoted[SOPS_QUOTED];

	if (!deal || sops_money_blank(deal->amount))
		return 0;
	walk->unsaid += !deal->currency.code[0];
	if (sops_currency_agree(&walk->currency, before, deal->currency))
		return 0;
	sops_error_set(walk->err, SOPS_EINPUT,
		"deal %s is in %s, and those before it in %s, which cannot be added",
		sops_quote(quoted, deal->id), deal->currency.code, before.code);
	sops_error_hint(walk->err, "try --rates FILE");
	if (sops__pipeline_earlier_place(&place, earlier, deal))
		sops_error_place(walk->err, &place);
	return SOPS_EINPUT;
}

static void date_cell(struct sops_table *table, const struct sops__pipeline_kept *deal)
{
	sops_table_date(table, deal ? (sops_date)deal->numbers[SOPS__PIPELINE_CLOSE_DATE]
				    : SOPS_DATE_BLANK);
}

static void stage_cell(struct sops_table *table, const struct sops__pipeline_kept *deal)
{
	const struct sops_field none = { NULL, 0 };

	sops__pipeline_text_cell(table, deal ? deal->stage : none);
}

static void list_row(struct sops_table *table, const struct pair *pair, const struct part *part)
{
	const struct sops__pipeline_kept *before = pair->before, *after = pair->after;

	sops_table_row(table);
	sops_table_text(table, (before ? before : after)->id);
	sops_table_string(table, names[part->step]);
	sops_table_money(table, part->amount);
	sops_table_money(table, before ? before->amount : SOPS_MONEY_BLANK);
	sops_table_money(table, after ? after->amount : SOPS_MONEY_BLANK);
	date_cell(table, before);
	date_cell(table, after);
	stage_cell(table, before);
	stage_cell(table, after);
}

static int count_end(struct walk *walk, enum step step, const struct sops__pipeline_kept *deal)
{
	const struct part part = { step, 1, deal ? amount_of(deal) : SOPS_MONEY_BLANK };

	if (!open_in_window(deal, walk->use))
		return 0;
	return check_currency(walk, deal) < 0 ? SOPS_EINPUT : count(walk, &part);
}

static int take_pair(struct walk *walk, const struct pair *pair)
{
	bool list = sops__pipeline_options(walk->use)->mode == SOPS_PIPELINE_LIST;
	struct part parts[PARTS_MOST];
	int n = split(parts, pair, walk);

	if (n < 0 || count_end(walk, OPENING, pair->before) < 0 ||
	    (n > 0 && check_currency(walk, pair->after) < 0) ||
	    count_end(walk, CLOSING, pair->after) < 0)
		return SOPS_EINPUT;
	for (int i = 0; i < n; i++) {
		if (count(walk, &parts[i]) < 0)
			return SOPS_EINPUT;
		if (list)
			list_row(walk->table, pair, &parts[i]);
	}
	return 0;
}

/* Both are sorted by id. */
static int take_pairs(struct walk *walk, const struct sops_group_entry *entries, size_t n_entries)
{
	const struct sops_pipeline_earlier *earlier = sops__pipeline_options(walk->use)->earlier;
	size_t n_earlier = sops__pipeline_earlier_count(earlier), b = 0, a = 0;
	struct sops__pipeline_kept after;
	int status = 0;

	while (status == 0 && (b < n_earlier || a < n_entries)) {
		struct pair pair = { NULL, NULL };
		int order = 1;

		if (b < n_earlier)
			pair.before = sops__pipeline_earlier_at(earlier, b);
		if (a < n_entries) {
			status = sops__pipeline_unpack(&after, entries[a].key, walk->err);
			if (status < 0)
				return status;
			pair.after = &after;
		}
		if (!pair.after)
			order = -1;
		else if (pair.before)
			order = sops_field_compare(pair.before->id, pair.after->id);
		if (order < 0)
			pair.after = NULL;
		if (order > 0)
			pair.before = NULL;
		b += order <= 0;
		a += order >= 0;
		status = take_pair(walk, &pair);
	}
	return status;
}

void sops__pipeline_change_columns(struct sops_table *table, const struct sops_use *use)
{
	if (sops__pipeline_options(use)->mode == SOPS_PIPELINE_CHANGES) {
		sops_table_column(table, "change", SOPS_COLUMN_TEXT, "",
			"a step from opening to closing");
		sops_table_column(table, "deals", SOPS_COLUMN_COUNT, "deals",
			"that it adds to the open ones");
		sops_table_column(table, "amount", SOPS_COLUMN_MONEY, "money",
			"that it adds to theirs");
		sops_table_hidden_column(table, "behind", SOPS_COLUMN_COUNT, "deals",
			"deals that made it");
		return;
	}
	sops_table_column(table, "deal_id", SOPS_COLUMN_TEXT, "", "the deal");
	sops_table_column(table, "change", SOPS_COLUMN_TEXT, "", "the step that it made");
	sops_table_column(table, "amount", SOPS_COLUMN_MONEY, "money", "that it added to it");
	sops_table_column(table, "amount_before", SOPS_COLUMN_MONEY, "money",
		"in the earlier export");
	sops_table_column(table, "amount_after", SOPS_COLUMN_MONEY, "money", "in this one");
	sops_table_column(table, "close_date_before", SOPS_COLUMN_DATE, "",
		"in the earlier export");
	sops_table_column(table, "close_date_after", SOPS_COLUMN_DATE, "", "in this one");
	sops_table_column(table, "stage_before", SOPS_COLUMN_TEXT, "", "in the earlier export");
	sops_table_column(table, "stage_after", SOPS_COLUMN_TEXT, "", "in this one");
}

static void write_totals(struct walk *walk)
{
	bool windowed = sops__pipeline_windowed(walk->use);

	for (enum step step = OPENING; step < STEPS; step++) {
		const struct total *total = &walk->totals[step];

		if (!windowed && (step == PULLED_IN || step == PUSHED_OUT))
			continue;
		sops_table_row(walk->table);
		sops_table_string(walk->table, names[step]);
		sops_table_count(walk->table, total->deals);
		sops_table_money(walk->table, total->amount);
		sops_table_count(walk->table, total->behind);
	}
}

static void note_assumed(const struct walk *walk)
{
	const struct sops_sum sum = { .currency = walk->currency, .unsaid = walk->unsaid };

	sops__pipeline_note_assumed(walk->table, &sum, walk->use);
}

int sops__pipeline_changes(struct sops_table *table, const struct sops__pipeline *state,
	const struct sops_use *use, struct sops_error *err)
{
	struct walk walk = { .table = table, .use = use, .err = err };
	struct sops_group_entry *entries;
	int status = sops_group_sorted(state->kept, &entries, err);

	for (size_t i = 0; i < STEPS; i++)
		walk.totals[i].amount = sops_money_of(0);
	if (status == 0)
		status = take_pairs(&walk, entries, sops_group_count(state->kept));
	if (status == 0 && sops__pipeline_options(use)->mode == SOPS_PIPELINE_CHANGES)
		write_totals(&walk);
	if (status == 0)
		note_assumed(&walk);
	free(entries);
	return status;
}
