/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_sides.c: the tables beside the deals. */
#include "kpi_private.h"

#include "../by.h"
#include "../input_private.h"

#include <stdlib.h>

int sops_kpi_sides_new(struct sops_kpi_sides **out, struct sops_error *err)
{
	*out = calloc(1, sizeof(**out));
	if (!*out)
		return sops_error_memory(err);
	(*out)->owner_key = -1;
	return 0;
}

void sops_kpi_sides_free(struct sops_kpi_sides *sides)
{
	if (!sides)
		return;
	sops_survey_book_free(sides->surveys);
	sops_order_book_free(sides->orders);
	sops_retention_free(sides->subscriptions);
	sops_activity_book_free(sides->activities);
	sops_quota_book_free(sides->quotas);
	sops_cost_book_free(sides->costs);
	sops_lead_book_free(sides->leads);
	sops_roster_free(sides->roster);
	for (size_t i = 0; i < SOPS_KPI_SIDES; i++) {
		free(sides->files[i]);
		free(sides->lent[i]);
	}
	free(sides);
}

static const struct {
	const char *name;
	const struct sops_schema *rows;
	uint64_t needs, uses;
	int rep, lead; /* roles by which a row finds its rep, or its lead; or -1 */
} kinds[] = {
	[SOPS_KPI_REPS] = { "reps", &sops_reps, SOPS_ROSTER_NEEDS, SOPS_ROSTER_USES, -1, -1 },
	[SOPS_KPI_LEADS] = { "leads", &sops_leads, SOPS_LEAD_NEEDS, SOPS_LEAD_USES,
		SOPS_LEADS_OWNER, -1 },
	[SOPS_KPI_COSTS] = { "costs", &sops_costs, SOPS_COST_NEEDS, SOPS_COST_USES,
		SOPS_COSTS_REP_ID, -1 },
	[SOPS_KPI_QUOTAS] = { "quotas", &sops_quotas, SOPS_QUOTA_NEEDS, SOPS_QUOTA_USES,
		SOPS_QUOTAS_REP_ID, -1 },
	[SOPS_KPI_ACTIVITIES] = { "activities", &sops_activities, SOPS_ACTIVITY_NEEDS,
		SOPS_ACTIVITY_USES, SOPS_ACTIVITIES_REP_ID, SOPS_ACTIVITIES_LEAD_ID },
	[SOPS_KPI_SUBSCRIPTIONS] = { "subscriptions", &sops_subscriptions, SOPS_RETENTION_NEEDS,
		SOPS_RETENTION_USES, -1, -1 },
	[SOPS_KPI_ORDERS] = { "orders", &sops_orders, SOPS_ORDER_NEEDS, SOPS_ORDER_USES,
		SOPS_ORDERS_REP_ID, -1 },
	[SOPS_KPI_SURVEYS] = { "surveys", &sops_surveys, SOPS_SURVEY_NEEDS, SOPS_SURVEY_USES,
		SOPS_SURVEYS_REP_ID, -1 },
	[SOPS_KPI_SIDES] = { "deals", &sops_deals, 0, 0, SOPS_DEALS_OWNER, SOPS_DEALS_LEAD_ID },
};

const char *sops_kpi_side_name(enum sops_kpi_side side)
{
	return kinds[side].name;
}

const struct sops_schema *sops_kpi_side_rows(enum sops_kpi_side side)
{
	return kinds[side].rows;
}

void sops_kpi_side_roles(enum sops_kpi_side side, uint64_t *needs, uint64_t *uses)
{
	*needs = kinds[side].needs;
	*uses = kinds[side].uses;
}

static struct sops_field group_of_rep(const void *from, struct sops_field id)
{
	const struct sops_roster_rep *rep = sops_roster_find(from, id);

	return rep ? rep->group : (struct sops_field){ NULL, 0 };
}

static struct sops_field group_of_lead(const void *from, struct sops_field id)
{
	int64_t lead = sops_lead_book_find(from, id, (struct sops_field){ NULL, 0 });

	return lead < 0 ? (struct sops_field){ NULL, 0 } : sops_lead_book_lead_group(from, lead);
}

size_t sops_kpi_side_borrows(struct sops_borrow out[SOPS_KPI_BORROWS],
	const struct sops_kpi_sides *sides, enum sops_kpi_side side)
{
	size_t n = 0;

	if (sides->roster && kinds[side].rep >= 0)
		out[n++] = (struct sops_borrow){ kinds[side].rep, sides->lent[SOPS_KPI_REPS],
			sides->n_lent[SOPS_KPI_REPS], group_of_rep, sides->roster };
	if (sides->leads && kinds[side].lead >= 0)
		out[n++] = (struct sops_borrow){ kinds[side].lead, sides->lent[SOPS_KPI_LEADS],
			sides->n_lent[SOPS_KPI_LEADS], group_of_lead, sides->leads };
	return n;
}

static int read_costs(struct sops_kpi_sides *sides, struct sops_input *input,
	const struct sops_context *context, const struct sops_kpi_options *options,
	struct sops_error *err)
{
	const struct sops_cost_options own = { .calendar = &context->calendar,
		.categories = options->cost_categories };

	return sops_cost_book_read(&sides->costs, input, &own, err);
}

static int read_quotas(struct sops_kpi_sides *sides, struct sops_input *input,
	const struct sops_context *context, struct sops_error *err)
{
	const struct sops_quota_options own = { .calendar = &context->calendar,
		.roster = sides->roster, .metric = "amount" };

	return sops_quota_book_read(&sides->quotas, input, &own, err);
}

static int read_activities(struct sops_kpi_sides *sides, struct sops_input *input,
	const struct sops_context *context, const struct sops_kpi_options *options,
	struct sops_error *err)
{
	const struct sops_activity_options own = { .selling = options->selling,
		.split_overlaps = options->split_overlaps, .as_of = context->as_of };

	return sops_activity_book_read(&sides->activities, input, &own, err);
}

/* Which of the by columns there are, for those who borrow them, and what of them is missing. */
static int take_names(struct sops_kpi_sides *sides, enum sops_kpi_side side,
	const struct sops_input *input, struct sops_error *err)
{
	size_t n = sops_input_keys(input);

	sides->lent[side] = calloc(n + 1, sizeof(*sides->lent[side]));
	sides->bound[side] = sops_columns_bound(sops_input_columns(input));
	sides->files[side] = strdup(sops_input_name(input));
	if (!sides->lent[side] || !sides->files[side])
		return sops_error_memory(err);
	for (size_t i = 0; i < n; i++)
		sides->lent[side][i] = sops_input_key_name(input, i);
	sides->n_lent[side] = n;
	if (sops_input_missing(input)) {
		const struct sops_place place = { .file = sops_input_name(input) };

		sides->missing[side] = *sops_input_missing(input);
		sops_error_place(&sides->missing[side], &place);
	}
	return 0;
}

/* Which of the by columns names the rep whom a deal belongs to. */
static int owner_key(const struct sops_input *input)
{
	struct sops_field rest = sops_field_of(sops__input_options(input)->by);

	for (int i = 0; rest.at; i++)
		if (sops__by_role(&sops_deals, sops_field_cut(&rest, ',')) == SOPS_DEALS_OWNER)
			return i;
	return -1;
}

int sops_kpi_side_read(struct sops_kpi_sides *sides, enum sops_kpi_side side,
	struct sops_input *input, const struct sops_context *context,
	const struct sops_kpi_options *options, struct sops_error *err)
{
	int status = take_names(sides, side, input, err);

	sides->given |= 1u << side;
	if (status < 0)
		return status;
	switch (side) {
	case SOPS_KPI_REPS:
		sides->owner_key = owner_key(input);
		return sops_roster_read(&sides->roster, input, err);
	case SOPS_KPI_LEADS:
		return sops_lead_book_read(&sides->leads, input, context->as_of, err);
	case SOPS_KPI_COSTS:
		return read_costs(sides, input, context, options, err);
	case SOPS_KPI_QUOTAS:
		return read_quotas(sides, input, context, err);
	case SOPS_KPI_ACTIVITIES:
		return read_activities(sides, input, context, options, err);
	case SOPS_KPI_SUBSCRIPTIONS:
		return sops_retention_read(&sides->subscriptions, input, err);
	case SOPS_KPI_ORDERS:
		return sops_order_book_read(&sides->orders, input, context->as_of, err);
	case SOPS_KPI_SURVEYS:
		return sops_survey_book_read(&sides->surveys, input, context->as_of, err);
	default:
		return sops_error_set(err, SOPS_EUSAGE, "no such side input");
	}
}

unsigned sops__kpi_usable(const struct sops_kpi_options *options)
{
	const struct sops_kpi_sides *sides = options ? options->sides : NULL;
	unsigned usable = 0;

	for (unsigned i = 0; sides && i < SOPS_KPI_SIDES; i++)
		if (sides->given & (1u << i) && sides->missing[i].status == SOPS_OK)
			usable |= 1u << i;
	return usable;
}

/* Who pays without an end is there in every period up to the horizon, as a deal that is open. */
static bool subscribed_span(const struct sops_retention *subscriptions, struct sops_field group,
	sops_date *first, sops_date *last)
{
	if (!sops_retention_span(subscriptions, first, last, group))
		return false;
	if (sops_retention_lasts(subscriptions, group))
		*last = INT32_MAX;
	return true;
}

bool sops__kpi_side_span(const struct sops_kpi_sides *sides, enum sops_kpi_side side,
	struct sops_field group, sops_date *first, sops_date *last)
{
	switch (side) {
	case SOPS_KPI_LEADS:
		return sops_lead_book_span(sides->leads, first, last, group);
	case SOPS_KPI_COSTS:
		return sops_cost_book_span(sides->costs, first, last, group);
	case SOPS_KPI_ACTIVITIES:
		return sops_activity_book_span(sides->activities, first, last, group);
	case SOPS_KPI_SUBSCRIPTIONS:
		return subscribed_span(sides->subscriptions, group, first, last);
	case SOPS_KPI_ORDERS:
		return sops_order_book_span(sides->orders, first, last, group);
	case SOPS_KPI_SURVEYS:
		return sops_survey_book_span(sides->surveys, first, last, group);
	default:
		return false; /* quotas and reps are for what others say when */
	}
}

/* Of something that there is: the one group of all has no key. */
static struct sops_field key_of(struct sops_field group)
{
	return group.at ? group : (struct sops_field){ "", 0 };
}

struct sops_field sops__kpi_side_group(const struct sops_kpi_sides *sides, enum sops_kpi_side side,
	size_t index)
{
	switch (side) {
	case SOPS_KPI_REPS:
		return index < sops_roster_count(sides->roster)
			? key_of(sops_roster_at(sides->roster, index)->group)
			: (struct sops_field){ NULL, 0 };
	case SOPS_KPI_LEADS:
		return sops_lead_book_group(sides->leads, index);
	case SOPS_KPI_COSTS:
		return sops_cost_book_group(sides->costs, index);
	case SOPS_KPI_QUOTAS:
		return index < sops_quota_book_count(sides->quotas)
			? key_of(sops_quota_book_at(sides->quotas, index)->group)
			: (struct sops_field){ NULL, 0 };
	case SOPS_KPI_ACTIVITIES:
		return sops_activity_book_group(sides->activities, index);
	case SOPS_KPI_SUBSCRIPTIONS:
		return sops_retention_group(sides->subscriptions, index);
	case SOPS_KPI_ORDERS:
		return sops_order_book_group(sides->orders, index);
	case SOPS_KPI_SURVEYS:
		return sops_survey_book_group(sides->surveys, index);
	default:
		return (struct sops_field){ NULL, 0 };
	}
}
