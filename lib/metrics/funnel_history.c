/* SPDX-License-Identifier: GPL-3.0-or-later */
/* funnel_history.c: from the rows of a stage history to the path of a deal and its days. */
#include "funnel_private.h"

#include <sops/cell.h>

#include <stdlib.h>

struct sops_funnel_history {
	struct sops_group *deals;
};

/* Both forms of a Salesforce id are one; any other id is as it stands. */
static struct sops_field joined(char out[SOPS_SALESFORCE_ID], struct sops_field id)
{
	if ((id.len != 15 && id.len != 18) || sops_cell_salesforce_id(out, id, NULL) < 0)
		return id;
	return (struct sops_field){ out, 18 };
}

int sops__funnel_visit_add(struct sops_group *deals, const struct sops_deal *row, sops_date as_of,
	struct sops_error *err)
{
	struct sops_buffer key = SOPS_BUFFER_INIT;
	char number[SOPS_GROUP_NUMBER], id[SOPS_SALESFORCE_ID];
	void *deal = NULL, *visit = NULL;
	int status;

	if (row->left.day != SOPS_DATE_BLANK && row->left.day < row->entered.day)
		return sops_error_set(err, SOPS_EINPUT, "the stage is left before it is entered");
	status = sops_group_at(deals, joined(id, row->deal_id), &deal, err);
	sops_buffer_field(&key, sops_group_number(number, row->entered.time));
	sops_buffer_putc(&key, '\0');
	sops_buffer_field(&key, sops_group_number(number, (int64_t)row->place));
	sops_buffer_putc(&key, '\0');
	sops_buffer_field(&key, row->stage);
	if (status == 0)
		status = sops_buffer_check(&key, err);
	if (status == 0)
		status = sops_group_at(((struct sops__funnel_deal *)deal)->visits,
			sops_buffer_view(&key), &visit, err);
	if (status == 0) {
		struct sops__funnel_visit *v = visit;

		v->rows++;
		if (row->left.time != SOPS_TIME_BLANK && row->left.day <= as_of)
			v->left = row->left.time;
		status = sops_sum_add(&v->amount, row->amount, row->currency, err);
	}
	sops_buffer_release(&key);
	return status;
}

static int place(const struct sops_input *input, int status, struct sops_error *err)
{
	struct sops_place here = sops_input_place(input);

	sops_error_place(err, &here);
	return status;
}

static int refuse(const struct sops_input *input, const char *what, struct sops_error *err)
{
	return place(input, sops_error_set(err, SOPS_EINPUT, "%s", what), err);
}

static int read_rows(struct sops_funnel_history *history, struct sops_input *input,
	sops_date as_of, struct sops_error *err)
{
	const void *at;
	int status;

	while ((status = sops_input_next(input, &at, err)) > 0) {
		const struct sops_deal *row = at;

		if (row->deal_id.len == 0 || row->stage.len == 0)
			return refuse(input, "a stage history needs a deal and a stage", err);
		if (row->entered.day == SOPS_DATE_BLANK)
			return refuse(
				input, "a stage history needs the time a stage was entered", err);
		if (row->entered.day > as_of)
			continue;
		status = sops__funnel_visit_add(history->deals, row, as_of, err);
		if (status < 0)
			return place(input, status, err);
	}
	return status;
}

int sops_funnel_history_read(struct sops_funnel_history **out, struct sops_input *input,
	sops_date as_of, struct sops_error *err)
{
	struct sops_funnel_history *history = calloc(1, sizeof(*history));
	int status;

	if (!history)
		return sops_error_memory(err);
	status = sops_group_new(&history->deals, &sops__funnel_deal_state, err);
	if (status == 0)
		status = read_rows(history, input, as_of, err);
	if (status < 0)
		sops_funnel_history_free(history);
	else
		*out = history;
	return status;
}

void sops_funnel_history_free(struct sops_funnel_history *history)
{
	if (!history)
		return;
	sops_group_free(history->deals);
	free(history);
}

const struct sops_group *sops__funnel_visits(const struct sops_funnel_history *history,
	struct sops_field deal_id)
{
	char id[SOPS_SALESFORCE_ID];
	const struct sops__funnel_deal *deal =
		history ? sops_group_find(history->deals, joined(id, deal_id)) : NULL;

	return deal ? deal->visits : NULL;
}

/* One stay in a stage; repeated rows of the stage are one stay. */
struct stay {
	struct sops_field stage;
	enum sops_deal_status kind;
	sops_date entered, left; /* left is blank while it lasts */
};

/* A deal on its way: what its visits come to. */
struct walk {
	struct stay *stays;
	size_t len;
	struct sops_money amount; /* as the last visit that has one says */
	struct sops_currency currency;
};

static sops_date day_of(sops_time time)
{
	return (sops_date)(time >= 0 ? time / 86400 : -((86399 - time) / 86400));
}

/* Time and stage of a visit's key. */
static struct sops_field cut_key(sops_time *entered, struct sops_field key)
{
	const size_t number = SOPS_GROUP_NUMBER - 1;

	*entered = sops_group_number_of((struct sops_field){ key.at, number });
	return (struct sops_field){ key.at + 2 * number + 2, key.len - 2 * number - 2 };
}

static void take_visit(struct walk *walk, const struct sops_group_entry *entry,
	const struct sops_stages *stages)
{
	const struct sops__funnel_visit *visit = entry->state;
	struct stay *last = walk->len ? &walk->stays[walk->len - 1] : NULL;
	sops_time time;
	struct sops_field stage = sops__funnel_spelled(stages, cut_key(&time, entry->key));
	sops_date left = visit->left == INT64_MIN ? SOPS_DATE_BLANK : day_of(visit->left);

	if (visit->amount.n > 0) {
		walk->amount = visit->amount.total;
		walk->currency = visit->amount.currency;
	}
	if (last && sops_field_equal(last->stage, stage)) {
		last->left = left;
		return;
	}
	if (last && last->left == SOPS_DATE_BLANK)
		last->left = day_of(time);
	walk->stays[walk->len++] = (struct stay){ stage, sops_stages_status(stages, stage),
		day_of(time), left };
}

struct sops_field sops__funnel_spelled(const struct sops_stages *stages, struct sops_field name)
{
	int index = stages ? sops_stages_find(stages, name) : -1;

	return index >= 0 ? sops_stages_name(stages, (size_t)index) : name;
}

/* The rows of a side input have not been held against the model before. */
static int check_visit(const struct sops_group_entry *entry, const struct sops_stages *stages,
	struct sops_error *err)
{
	struct sops_field stage;
	char quoted[SOPS_QUOTED];
	sops_time time;

	if (entry->key.len <= 2 * SOPS_GROUP_NUMBER)
		return sops_error_set(err, SOPS_EINPUT, "not a saved state: a visit");
	stage = cut_key(&time, entry->key);
	if (!stages || sops_stages_count(stages) == 0 || sops_stages_find(stages, stage) >= 0 ||
	    sops_stages_status(stages, stage) != SOPS_STATUS_OPEN)
		return 0;
	sops_error_set(err, SOPS_EINPUT, "stage %s of the history is not among --stages",
		sops_quote(quoted, stage));
	sops_error_hint(err, "add it");
	return SOPS_EINPUT;
}

static int make_walk(struct walk *walk, const struct sops_group *visits,
	const struct sops_stages *stages, struct sops_error *err)
{
	struct sops_group_entry *entries;
	size_t count = sops_group_count(visits);
	int status = sops_group_sorted(visits, &entries, err);

	*walk = (struct walk){ .amount = SOPS_MONEY_BLANK };
	if (status < 0 || count == 0)
		return status;
	walk->stays = calloc(count, sizeof(*walk->stays));
	if (!walk->stays)
		status = sops_error_memory(err);
	for (size_t i = 0; status == 0 && i < count; i++) {
		status = check_visit(&entries[i], stages, err);
		if (status == 0)
			take_visit(walk, &entries[i], stages);
	}
	free(entries);
	return status;
}

static int add_days(struct sops__funnel *into, struct sops_field stage, int64_t days,
	struct sops_error *err)
{
	void *seen;
	int status = sops_group_at(into->stages, stage, &seen, err);

	if (status == 0 && days >= 0)
		status = sops_tally_add(&((struct sops__funnel_stage *)seen)->days, days, 1, err);
	return status;
}

/* The days of the deal in the stage of a stay, over all its stays there; -1 while one lasts. */
static int64_t days_in(const struct walk *walk, size_t stay, sops_date closed)
{
	int64_t days = 0;

	for (size_t i = stay; i < walk->len; i++) {
		sops_date left = walk->stays[i].left;

		if (!sops_field_equal(walk->stays[i].stage, walk->stays[stay].stage))
			continue;
		if (left == SOPS_DATE_BLANK)
			left = closed;
		if (left == SOPS_DATE_BLANK || left < walk->stays[i].entered)
			return -1;
		days += left - walk->stays[i].entered;
	}
	return days;
}

static bool first_stay(const struct walk *walk, size_t stay)
{
	for (size_t i = 0; i < stay; i++)
		if (sops_field_equal(walk->stays[i].stage, walk->stays[stay].stage))
			return false;
	return true;
}

/* Appends the open stages of the walk to the path, and adds the days in each. */
static int add_walk(struct sops__funnel *into, const struct walk *walk, sops_date closed,
	struct sops_buffer *path, struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < walk->len; i++) {
		if (walk->stays[i].kind != SOPS_STATUS_OPEN || !first_stay(walk, i))
			continue;
		sops_buffer_putc(path, '\0');
		sops_buffer_field(path, walk->stays[i].stage);
		status = add_days(into, walk->stays[i].stage, days_in(walk, i, closed), err);
	}
	return status;
}

static int add_path(struct sops__funnel *into, const struct sops_buffer *path,
	struct sops_money amount, struct sops_currency currency, struct sops_error *err)
{
	void *at;
	int status = sops_buffer_check(path, err);

	if (status == 0)
		status = sops_group_at(into->paths, sops_buffer_view(path), &at, err);
	if (status < 0)
		return status;
	((struct sops__funnel_path *)at)->deals++;
	return sops_sum_add(&((struct sops__funnel_path *)at)->amount, amount, currency, err);
}

static int add_won_name(struct sops__funnel *into, struct sops_field name, struct sops_error *err)
{
	void *count;
	int status = name.len ? sops_group_at(into->won_names, name, &count, err) : 1;

	if (status == 0)
		++*(int64_t *)count;
	return status < 0 ? status : 0;
}

/* A stage that the deal itself names, where there are no visits. */
static int add_stage(struct sops__funnel *into, const struct sops__funnel_known *deal,
	const struct sops_stages *stages, enum sops_deal_status status, struct sops_buffer *path,
	struct sops_error *err)
{
	if (status == SOPS_STATUS_WON)
		return sops_stages_status(stages, deal->stage) == SOPS_STATUS_WON ?
			add_won_name(into, deal->stage, err) : 0;
	if (deal->stage.len == 0 || sops_stages_status(stages, deal->stage) != SOPS_STATUS_OPEN)
		return 0;
	sops_buffer_putc(path, '\0');
	sops_buffer_field(path, sops__funnel_spelled(stages, deal->stage));
	return add_days(into, sops__funnel_spelled(stages, deal->stage), -1, err);
}

static enum sops_deal_status outcome(const struct sops__funnel_known *deal, const struct walk *walk)
{
	if (deal->has_status || walk->len == 0)
		return deal->status;
	return walk->stays[walk->len - 1].kind;
}

static sops_date closing_day(const struct sops__funnel_known *deal, const struct walk *walk,
	enum sops_deal_status status)
{
	if (status == SOPS_STATUS_OPEN)
		return SOPS_DATE_BLANK;
	if (walk->len > 0 && walk->stays[walk->len - 1].kind != SOPS_STATUS_OPEN)
		return walk->stays[walk->len - 1].entered;
	return deal->closed;
}

static int add_known(struct sops__funnel *into, const struct sops__funnel_known *deal,
	const struct walk *walk, const struct sops_stages *stages, struct sops_error *err)
{
	static const char letters[] = { [SOPS_STATUS_OPEN] = 'o', [SOPS_STATUS_WON] = 'w',
		[SOPS_STATUS_LOST] = 'l' };
	enum sops_deal_status status = outcome(deal, walk);
	struct sops_buffer path = SOPS_BUFFER_INIT;
	bool own = !sops_money_blank(deal->amount);
	int done;

	if (status == SOPS_STATUS_VOID) {
		into->voided++;
		return 0;
	}
	sops_buffer_putc(&path, letters[status]);
	done = add_walk(into, walk, closing_day(deal, walk, status), &path, err);
	if (done == 0 && path.len == 1)
		done = add_stage(into, deal, stages, status, &path, err);
	if (done == 0 && walk->len > 0 && walk->stays[walk->len - 1].kind == SOPS_STATUS_WON)
		done = add_won_name(into, walk->stays[walk->len - 1].stage, err);
	if (done == 0)
		done = add_path(into, &path, own ? deal->amount : walk->amount,
			own ? deal->currency : walk->currency, err);
	sops_buffer_release(&path);
	return done;
}

int sops__funnel_resolve(struct sops__funnel *into, const struct sops__funnel_known *deal,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops_stages room;
	const struct sops_stages *stages = sops__funnel_stages(use, &room);
	struct walk walk = { .amount = SOPS_MONEY_BLANK };
	int status = deal->visits ? make_walk(&walk, deal->visits, stages, err) : 0;

	if (status == 0)
		status = add_known(into, deal, &walk, stages, err);
	free(walk.stays);
	return status;
}
