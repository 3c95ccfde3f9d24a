/* SPDX-License-Identifier: GPL-3.0-or-later */
/* funnel_history.c: from the rows of a stage history to the path of a deal and its days. */
#include "funnel_private.h"

#include "../ids.h"
#include "../private.h"

#include <stdlib.h>

struct sops_funnel_history {
	struct sops__visits *visits;
	int64_t future; /* rows after the as-of date, left out */
	char *name;     /* of the file */
};

/* From the day of the time to the one that an offset makes of it. */
static int8_t shift_of(struct sops_stamp stamp)
{
	return (int8_t)(stamp.day - sops__visit_day(stamp.time, 0));
}

int sops__funnel_visit_add(struct sops__visits **visits, const struct sops_deal *row,
	sops_date as_of, struct sops_error *err)
{
	struct sops__visit visit = { .entered = row->entered.time, .left = SOPS_TIME_BLANK,
		.place = row->place, .entered_shift = shift_of(row->entered) };
	char id[SOPS_SALESFORCE_ID];

	if (row->left.day != SOPS_DATE_BLANK && row->left.day < row->entered.day)
		return sops_error_set(err, SOPS_EINPUT, "the stage is left before it is entered");
	if (row->left.time != SOPS_TIME_BLANK && row->left.day <= as_of) {
		visit.left = row->left.time;
		visit.left_shift = shift_of(row->left);
	}
	return sops__visits_add(visits, sops__id(id, row->deal_id), row->stage, &visit,
		row->amount, row->currency, err);
}

/* The deal before is over. */
static int finish_deal(struct sops__funnel *into, const struct sops_use *use,
	struct sops_error *err)
{
	int status = sops__visits_order(into->visits, err);
	const struct sops__funnel_known known = { .visits = sops__visits_of(into->visits, 1),
		.closed = SOPS_DATE_BLANK, .amount = SOPS_MONEY_BLANK };

	if (status == 0)
		status = sops__funnel_resolve(into, &known, use, err);
	sops__visits_clear(into->visits);
	return status;
}

static int refuse_order(struct sops_field before, struct sops_field deal, struct sops_error *err)
{
	char quoted[SOPS_QUOTED], also[SOPS_QUOTED];

	sops_error_set(err, SOPS_EINPUT, "deal %s comes after %s: the history is not sorted by "
		"deal", sops_quote(quoted, deal), sops_quote(also, before));
	sops_error_hint(err, "sort it bytewise, or leave --sorted out");
	return SOPS_EINPUT;
}

int sops__funnel_stream(struct sops__funnel *into, const struct sops_deal *row,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops_field before, deal;
	char room[SOPS_SALESFORCE_ID];
	int status = 0, order;

	if (sops__visits_deals(into->visits) > 0) {
		before = sops__visits_deal(into->visits, 1);
		deal = sops__id(room, row->deal_id);
		order = sops_field_compare(before, deal);
		if (order > 0)
			return refuse_order(before, deal, err);
		if (order < 0)
			status = finish_deal(into, use, err);
	}
	return status < 0 ? status : sops__funnel_visit_add(&into->visits, row,
		use->context->as_of, err);
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
		struct sops_deal deal = *(const struct sops_deal *)at, *row = &deal;

		/* As good an order as that of bytes, and one that a message can show. */
		row->place = sops_input_place(input).line;
		if (row->deal_id.len == 0 || row->stage.len == 0)
			return refuse(input, "a stage history needs a deal and a stage", err);
		if (row->entered.day == SOPS_DATE_BLANK)
			return refuse(
				input, "a stage history needs the time a stage was entered", err);
		if (row->entered.day > as_of) {
			history->future++;
			continue;
		}
		status = sops__funnel_visit_add(&history->visits, row, as_of, err);
		if (status < 0)
			return place(input, status, err);
	}
	return status;
}

static bool has_column(const struct sops_columns *columns, const char *names)
{
	for (size_t i = 0; i < sops_columns_count(columns); i++)
		if (sops__named(names, sops_columns_name(columns, i)))
			return true;
	return false;
}

/* A report of what became of any field has a stage, too: the one at present, row by row. */
static int check_layout(const struct sops_input *input, struct sops_error *err)
{
	const struct sops_columns *columns = sops_input_columns(input);
	const struct sops_place header = { .file = sops_input_name(input), .line = 1 };

	if (!has_column(columns, "field / event|field/event|field|字段 / 事件|字段") ||
	    !has_column(columns, "new value|new_value|新值"))
		return 0;
	sops_error_set(err, SOPS_EINPUT, "these are changes of fields, and no rows of stages");
	sops_error_hint(err, "make a stage history of them: sops-import --table history FILE");
	sops_error_place(err, &header);
	return SOPS_EINPUT;
}

int sops_funnel_history_read(struct sops_funnel_history **out, struct sops_input *input,
	sops_date as_of, struct sops_error *err)
{
	struct sops_funnel_history *history = calloc(1, sizeof(*history));
	int status;

	if (!history)
		return sops_error_memory(err);
	history->name = strdup(sops_input_name(input));
	status = history->name ? check_layout(input, err) : sops_error_memory(err);
	if (status == 0)
		status = read_rows(history, input, as_of, err);
	if (status == 0)
		status = sops__visits_order(history->visits, err);
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
	sops__visits_free(history->visits);
	free(history->name);
	free(history);
}

int64_t sops__funnel_future(const struct sops_funnel_history *history)
{
	return history ? history->future : 0;
}

const char *sops__funnel_history_name(const struct sops_funnel_history *history)
{
	return history ? history->name : NULL;
}

struct sops__visits_of sops__funnel_visits(const struct sops_funnel_history *history,
	struct sops_field deal_id)
{
	const struct sops__visits *visits = history ? history->visits : NULL;
	char id[SOPS_SALESFORCE_ID];

	return sops__visits_of(visits, sops__visits_find(visits, sops__id(id, deal_id)));
}
