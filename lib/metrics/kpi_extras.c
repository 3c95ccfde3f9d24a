/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_extras.c: whom and what deals speak of: customers, owners, quotas, leads. */
#include "kpi_private.h"
#include "window.h"

#include <stdlib.h>

#define entry sops__kpi_entry

/* Longer ids are as good, and take longer. */
#define COMMON_ID 256

static int extra_of(struct sops__kpi_extra **out, const struct entry *entry, char kind,
	struct sops_field front, struct sops_field id)
{
	char common[COMMON_ID], *key = common;
	size_t len = 1 + front.len + id.len;
	void *state = NULL;
	int status;

	if (len > sizeof(common))
		key = malloc(len);
	if (!key)
		return sops_error_memory(entry->err);
	key[0] = kind;
	if (front.len > 0)
		memcpy(key + 1, front.at, front.len);
	memcpy(key + 1 + front.len, id.at, id.len);
	status = sops_group_at(entry->state->extras, (struct sops_field){ key, len }, &state,
		entry->err);
	if (key != common)
		free(key);
	*out = state;
	return status;
}

static int mark(const struct entry *entry, char kind, struct sops_field front,
	struct sops_field id, sops_date day)
{
	struct sops__kpi_extra *extra;
	int status = extra_of(&extra, entry, kind, front, id);

	if (status == 0 && day < extra->first)
		extra->first = day;
	return status;
}

int sops__kpi_add_owner(const struct sops__kpi_entry *entry, sops_date day)
{
	const struct sops_context *context = entry->use->context;
	char number[SOPS_GROUP_NUMBER];

	if (entry->deal->owner.len == 0)
		return 0;
	return mark(entry, SOPS__KPI_OWNER, sops_group_number(number,
		sops__kpi_periodic(context) ? sops_period_of(&context->calendar, day) : 0),
		entry->deal->owner, 0);
}

static int add_credit(const struct entry *entry, const struct sops_kpi_sides *sides, sops_date day)
{
	const struct sops_deal *deal = entry->deal;
	char number[SOPS_GROUP_NUMBER];
	struct sops__kpi_extra *extra;
	int64_t line = sops_quota_book_find(sides->quotas,
		sops_quota_book_credited(sides->quotas, deal), day);
	int status;

	if (line < 0)
		return sops__in_window(entry->use->context, day)
			? sops__kpi_odd(entry, SOPS__KPI_UNCREDITED) : 0;
	status = extra_of(&extra, entry, SOPS__KPI_CREDIT, sops_group_number(number, line),
		(struct sops_field){ "", 0 });
	return status < 0 ? status :
		sops_short_sum_add(&extra->amount, deal->amount, deal->currency, entry->err);
}

int sops__kpi_add_lead(const struct sops__kpi_entry *entry)
{
	const struct sops_kpi_sides *sides = sops__kpi_sides(entry->use);
	const struct sops_deal *deal = entry->deal;
	char number[SOPS_GROUP_NUMBER];
	int64_t lead;

	if (!sides || !sides->leads)
		return 0;
	lead = sops_lead_book_find(sides->leads, deal->lead_id, deal->deal_id);
	return lead < 0 ? 0 : mark(entry, SOPS__KPI_LEAD, sops_group_number(number, lead),
		(struct sops_field){ "", 0 }, 0);
}

int sops__kpi_add_won(const struct sops__kpi_entry *entry, sops_date day)
{
	const struct sops_kpi_sides *sides = sops__kpi_sides(entry->use);
	const struct sops_deal *deal = entry->deal;
	struct sops_field customer = deal->customer_id.len ? deal->customer_id : deal->account;
	int status = 0;

	if (customer.len > 0 && day != SOPS_DATE_BLANK)
		status = mark(entry, SOPS__KPI_CUSTOMER, (struct sops_field){ "", 0 }, customer,
			day);
	if (status == 0 && sides && sides->quotas && day != SOPS_DATE_BLANK)
		status = add_credit(entry, sides, day);
	return status;
}

sops_date sops__kpi_began(const struct sops__kpi_entry *entry)
{
	const struct sops_kpi_sides *sides = sops__kpi_sides(entry->use);
	const struct sops_deal *deal = entry->deal;
	sops_date began = SOPS_DATE_BLANK;
	int64_t lead = -1;

	if (sides && sides->activities)
		began = sops_activity_book_first(sides->activities, deal->deal_id, deal->lead_id);
	if (began == SOPS_DATE_BLANK && sides && sides->leads)
		lead = sops_lead_book_find(sides->leads, deal->lead_id, deal->deal_id);
	if (lead >= 0)
		began = sops_lead_book_created(sides->leads, lead);
	return began == SOPS_DATE_BLANK ? deal->created : began;
}
