/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_take.c: open deals, added up by period and stage or age. */
#include "pipeline_private.h"

#include "../row.h"

int sops__pipeline_period(int64_t *period, const struct sops__pipeline_entry *entry)
{
	const struct sops_context *context = entry->use->context;
	sops_date day = context->date < 0 ? entry->deal->close_date :
		sops__row_date(&sops_deals.roles[context->date], entry->deal);

	if (day == SOPS_DATE_BLANK && sops__pipeline_windowed(entry->use))
		return sops__pipeline_odd(entry, SOPS__PIPELINE_UNDATED) < 0 ? SOPS_ESYSTEM : 1;
	if (!sops__pipeline_in_window(entry->use, day))
		return 1;
	/* Without a date it stands after all periods. */
	*period = day == SOPS_DATE_BLANK ? INT64_MAX : !sops__pipeline_periodic(entry->use) ? 0 :
		sops_period_of(&context->calendar, day);
	return 0;
}

static int cell_of(struct sops__pipeline_cell **out, const struct sops__pipeline_entry *entry,
	int64_t period, const struct sops__pipeline_facts *facts)
{
	const struct sops_pipeline_options *options = sops__pipeline_options(entry->use);
	struct sops_buffer key = SOPS_BUFFER_INIT;
	char number[SOPS_GROUP_NUMBER];
	void *state = NULL;
	int status;

	if (sops__pipeline_periodic(entry->use))
		sops_buffer_field(&key, sops_group_number(number, period));
	if (options->mode != SOPS_PIPELINE_AGING)
		sops_buffer_field(&key, facts->stage);
	else if (facts->age >= 0)
		sops_buffer_field(&key, sops_group_number(number,
			(int64_t)sops__pipeline_bucket(options, facts->age)));
	status = sops_buffer_check(&key, entry->err);
	if (status == 0)
		status = sops_group_at(entry->state->cells, sops_buffer_view(&key), &state,
			entry->err);
	sops_buffer_release(&key);
	*out = state;
	return status;
}

/* What the CRM thinks of the stage. */
static int add_probability(struct sops__pipeline_cell *cell, struct sops_money probability,
	struct sops_error *err)
{
	static const struct sops_money million = { 1000000, 0 };
	struct sops_money scaled;

	if (sops_money_blank(probability))
		return 0;
	if (sops_money_mul(&scaled, sops_money_round(probability, 6), million, err) < 0)
		return SOPS_EINPUT;
	if ((int64_t)scaled.units < cell->least)
		cell->least = (int64_t)scaled.units;
	if ((int64_t)scaled.units > cell->most)
		cell->most = (int64_t)scaled.units;
	return 0;
}

/* Weighted by a rate that is known only when all deals are. */
static int add_part(struct sops_group *parts, const struct sops__pipeline_entry *entry,
	struct sops_field stage)
{
	void *part;

	if (sops_group_at(parts, stage, &part, entry->err) < 0)
		return SOPS_ESYSTEM;
	return sops_short_sum_add(&((struct sops__pipeline_part *)part)->amount,
		entry->deal->amount, entry->deal->currency, entry->err);
}

int sops__pipeline_add_amount(const struct sops__pipeline_worth *worth,
	const struct sops__pipeline_entry *entry, const struct sops__pipeline_facts *facts)
{
	const struct sops_deal *deal = entry->deal;
	struct sops_money part;

	if (sops_money_blank(deal->amount))
		return sops__pipeline_odd(entry, SOPS__PIPELINE_UNPRICED);
	if (sops_short_sum_add(worth->amount, deal->amount, deal->currency, entry->err) < 0)
		return SOPS_EINPUT;
	if (sops__pipeline_fitted(sops__pipeline_options(entry->use)))
		return add_part(*worth->parts, entry, facts->stage);
	if (sops_money_blank(facts->probability))
		return sops__pipeline_odd(entry, SOPS__PIPELINE_UNWEIGHTED);
	if (sops_money_mul(&part, deal->amount, facts->probability, entry->err) < 0)
		return SOPS_EINPUT;
	return sops_short_sum_add(worth->weighted, part, deal->currency, entry->err);
}

static void count(struct sops__pipeline_cell *cell, const struct sops__pipeline_entry *entry,
	const struct sops__pipeline_facts *facts)
{
	cell->deals++;
	cell->touched += facts->idle >= 0;
	cell->stale += facts->idle > sops__pipeline_options(entry->use)->stale;
	cell->due += facts->dated;
	cell->past_due += facts->overdue > 0;
	cell->planned += facts->planned;
	cell->stepless += facts->planned && facts->stepless;
}

int sops__pipeline_take(const struct sops__pipeline_entry *entry)
{
	struct sops__pipeline_facts facts;
	struct sops__pipeline_cell *cell;
	int64_t period;
	int status = sops__pipeline_period(&period, entry);

	if (status != 0)
		return status < 0 ? status : 0;
	sops__pipeline_facts(&facts, entry);
	status = cell_of(&cell, entry, period, &facts);
	if (status == 0 && facts.later)
		status = sops__pipeline_odd(entry, SOPS__PIPELINE_LATER);
	if (status == 0)
		status = sops__pipeline_add_amount(&(struct sops__pipeline_worth){ &cell->amount,
			&cell->weighted, &cell->parts }, entry, &facts);
	if (status == 0 && !facts.later)
		status = add_probability(cell, entry->deal->probability, entry->err);
	if (status == 0 && facts.age >= 0)
		status = sops_tally_add(&cell->ages, facts.age, 1, entry->err);
	if (status == 0)
		count(cell, entry, &facts);
	return status;
}
