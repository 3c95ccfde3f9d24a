/* SPDX-License-Identifier: GPL-3.0-or-later */
/* funnel_history.c: from the rows of a stage history to the path of a deal and its days. */
#include "funnel_private.h"

#include "../ids.h"

#include <stdlib.h>

struct sops_funnel_history {
	struct sops_group *deals;
	int64_t future; /* rows after the as-of date, left out */
};

int sops__funnel_visit_add(struct sops_group *deals, const struct sops_deal *row, sops_date as_of,
	struct sops_error *err)
{
	struct sops_buffer key = SOPS_BUFFER_INIT;
	char number[SOPS_GROUP_NUMBER], id[SOPS_SALESFORCE_ID];
	void *deal = NULL, *visit = NULL;
	int status;

	if (row->left.day != SOPS_DATE_BLANK && row->left.day < row->entered.day)
		return sops_error_set(err, SOPS_EINPUT, "the stage is left before it is entered");
	status = sops_group_at(deals, sops__id(id, row->deal_id), &deal, err);
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
		if (row->entered.day > as_of) {
			history->future++;
			continue;
		}
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

int64_t sops__funnel_future(const struct sops_funnel_history *history)
{
	return history ? history->future : 0;
}

const struct sops_group *sops__funnel_visits(const struct sops_funnel_history *history,
	struct sops_field deal_id)
{
	char id[SOPS_SALESFORCE_ID];
	const struct sops__funnel_deal *deal =
		history ? sops_group_find(history->deals, sops__id(id, deal_id)) : NULL;

	return deal ? deal->visits : NULL;
}

sops_date sops__funnel_day_of(sops_time time)
{
	return (sops_date)(time >= 0 ? time / 86400 : -((86399 - time) / 86400));
}

struct sops_field sops__funnel_cut_visit(sops_time *entered, struct sops_field key)
{
	const size_t number = SOPS_GROUP_NUMBER - 1;

	*entered = sops_group_number_of((struct sops_field){ key.at, number });
	return (struct sops_field){ key.at + 2 * number + 2, key.len - 2 * number - 2 };
}

int sops__funnel_entered(sops_date *out, const struct sops_group *visits, struct sops_error *err)
{
	struct sops_group_entry *entries;
	int status = sops_group_sorted(visits, &entries, err);
	sops_time time;

	if (status < 0 || !entries)
		return status;
	sops__funnel_cut_visit(&time, entries[0].key);
	*out = sops__funnel_day_of(time);
	free(entries);
	return 0;
}
