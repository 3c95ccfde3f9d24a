/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_settle.c: what all groups together tell: who was won first where, who has reached what. */
#include "kpi_private.h"

#include <stdlib.h>

bool sops__kpi_wants(const struct sops__kpi_shared *shared, unsigned needs, uint64_t roles,
	unsigned sides)
{
	for (size_t i = 0; i < shared->n_wanted; i++)
		if ((shared->wanted[i]->needs & needs) || (shared->wanted[i]->roles & roles) ||
		    (shared->wanted[i]->sides & sides))
			return true;
	return false;
}

static void list_wanted(struct sops__kpi_shared *shared, const struct sops_use *use)
{
	unsigned usable = sops__kpi_usable(use->options);

	for (size_t i = 0; i < sops__kpi_count(); i++) {
		const struct sops__kpi *kpi = sops__kpi_at(i);

		if (!sops__kpi_wanted(use, i))
			continue;
		shared->numbers[shared->n_wanted] = i;
		shared->wanted[shared->n_wanted++] = kpi;
		shared->sides |= kpi->sides;
		if (kpi->needs & SOPS__KPI_WHO)
			shared->sides |= sops__kpi_customer_sides(use);
		if (kpi->needs & (SOPS__KPI_SELLER | SOPS__KPI_ROSTER))
			shared->sides |= usable & SOPS__SIDE(REPS);
	}
}

/* A figure by name that the columns of the deals do not allow. */
static int check_columns(const struct sops__kpi_shared *shared, const struct sops_use *use,
	struct sops_error *err)
{
	const uint64_t customers =
		SOPS_ROLE(SOPS_DEALS_CUSTOMER_ID) | SOPS_ROLE(SOPS_DEALS_ACCOUNT);
	uint64_t bound = use->context->bound;

	for (size_t i = 0; i < shared->n_wanted; i++) {
		const struct sops__kpi *kpi = shared->wanted[i];

		bool unsaid = kpi->needs & SOPS__KPI_WHO && !(bound & customers) &&
			!sops__kpi_customer_sides(use);

		if (unsaid && sops__kpi_usable(use->options) & SOPS__SIDE(SUBSCRIPTIONS))
			return sops_error_set(err, SOPS_EUSAGE, "%s of --subscriptions needs "
				"--period, --in or --from", kpi->name);
		if (unsaid)
			return sops_error_set(err, SOPS_EINPUT, "%s needs to know customers: a "
				"column customer_id or account, --orders or --subscriptions",
				kpi->name);
		if (kpi->needs & SOPS__KPI_SELLER && !(bound & SOPS_ROLE(SOPS_DEALS_OWNER)) &&
		    !(shared->sides & SOPS__SIDE(REPS)))
			return sops_error_set(err, SOPS_EINPUT,
				"%s needs to know sellers: a column owner, or --reps", kpi->name);
	}
	return 0;
}

/* Groups that only side inputs know have figures too. */
static int add_groups(struct sops__kpi_shared *shared, const struct sops_kpi_sides *sides,
	struct sops_group *groups, struct sops_error *err)
{
	struct sops_field key, group;
	void *state;

	for (int side = 0; side < SOPS_KPI_SIDES; side++) {
		if (!(shared->sides & (1u << side)))
			continue;
		for (size_t i = 0; ; i++) {
			key = sops__kpi_side_group(sides, (enum sops_kpi_side)side, i);
			if (!key.at)
				break;
			if (sops__kpi_home(&group, shared, sides, groups, side, key, err) < 0 ||
			    sops_group_at(groups, group, &state, err) < 0)
				return SOPS_ESYSTEM;
		}
	}
	return 0;
}

static int list_quotas(struct sops__kpi_shared *shared, const struct sops_kpi_sides *sides,
	const struct sops_group *groups, struct sops_sum *credited, struct sops_error *err)
{
	for (size_t i = 0; i < sops_quota_book_count(sides->quotas); i++) {
		const struct sops_quota_line *line = sops_quota_book_at(sides->quotas, i);
		struct sops_field group;
		void *at;

		if (sops__kpi_home(&group, shared, sides, groups, SOPS_KPI_QUOTAS, line->group,
				err) < 0 ||
		    sops__book_add(&shared->quotas, &at, group, line->first, err) < 0)
			return SOPS_ESYSTEM;
		((struct sops__kpi_quota *)at)->line = line;
		((struct sops__kpi_quota *)at)->credited = credited[i];
	}
	return 0;
}

static int list_roster(struct sops__kpi_shared *shared, const struct sops_kpi_sides *sides,
	const struct sops_group *groups, struct sops_error *err)
{
	for (size_t i = 0; i < sops_roster_count(sides->roster); i++) {
		const struct sops_roster_rep *rep = sops_roster_at(sides->roster, i);
		struct sops_field group;
		void *at;

		if (sops__kpi_home(&group, shared, sides, groups, SOPS_KPI_REPS, rep->group, err) <
				0 ||
		    sops__book_add(&shared->roster, &at, group, SOPS_DATE_BLANK, err) < 0)
			return SOPS_ESYSTEM;
		((struct sops__kpi_rep *)at)->rep = rep;
	}
	return 0;
}

/* The extras of all groups on their way into what is shared. */
struct collector {
	struct sops__kpi_shared *shared;
	const struct sops_use *use;
	struct sops_group *firsts;  /* the first day of each customer, over all groups */
	struct sops_sum *credited;  /* by number of the quota */
	struct sops_error *err;
};

static const struct sops_state first_day = { sizeof(int64_t), _Alignof(int64_t),
	(const struct sops_state_field[]){ { .name = "first", .kind = SOPS_STATE_MIN },
		{ .name = NULL } } };

static int note_customer(const struct collector *to, struct sops_field who, int64_t first)
{
	void *at;

	if (sops_group_at(to->firsts, who, &at, to->err) < 0)
		return SOPS_ESYSTEM;
	if (first < *(int64_t *)at)
		*(int64_t *)at = first;
	return 0;
}

/* In the group of the first deal; on one day, of the first group by name. */
static int take_customer(const struct collector *to, struct sops_field group,
	struct sops_field who, int64_t first)
{
	int64_t *earliest = sops_group_find(to->firsts, who);
	void *at;

	if (!earliest || first != *earliest)
		return 0;
	*earliest = INT64_MIN;
	return sops__book_add(&to->shared->firsts, &at, group, (sops_date)first, to->err);
}

static int take_credit(const struct collector *to, struct sops_field number,
	const struct sops_short_sum *amount)
{
	int64_t line = number.len == SOPS_GROUP_NUMBER - 1 ? sops_group_number_of(number) : -1;
	const struct sops_kpi_sides *sides = sops__kpi_sides(to->use);
	struct sops_sum sum = sops_short_sum_get(amount);

	if (!sides || !sides->quotas || line < 0 ||
	    (size_t)line >= sops_quota_book_count(sides->quotas))
		return sops_error_set(to->err, SOPS_EINPUT, "not a saved state: a quota");
	return sops_sum_merge(&to->credited[line], &sum, to->err);
}

static int take_lead(const struct collector *to, struct sops_field number)
{
	int64_t lead = number.len == SOPS_GROUP_NUMBER - 1 ? sops_group_number_of(number) : -1;
	const struct sops_kpi_sides *sides = sops__kpi_sides(to->use);

	if (!to->shared->won || lead < 0 || (size_t)lead >= sops_lead_book_count(sides->leads))
		return sops_error_set(to->err, SOPS_EINPUT, "not a saved state: a lead");
	to->shared->won[lead] = true;
	return 0;
}

static int take_owner(const struct collector *to, struct sops_field group, struct sops_field key)
{
	const struct sops_context *context = to->use->context;
	sops_date day = SOPS_DATE_BLANK;
	void *at;

	if (key.len < SOPS_GROUP_NUMBER - 1)
		return sops_error_set(to->err, SOPS_EINPUT, "not a saved state: an owner");
	if (sops__kpi_periodic(context))
		day = sops_period_start(&context->calendar, (sops_period)sops_group_number_of(
			(struct sops_field){ key.at, SOPS_GROUP_NUMBER - 1 }));
	return sops__book_add(&to->shared->sellers, &at, group, day, to->err);
}

static int take(const struct collector *to, struct sops_field group,
	const struct sops_group_entry *extra, bool again)
{
	const struct sops__kpi_extra *state = extra->state;
	const struct sops_field id = { extra->key.at + 1, extra->key.len - 1 };

	if (again)
		return extra->key.at[0] != SOPS__KPI_CUSTOMER ? 0 :
			take_customer(to, group, id, state->first);
	switch (extra->key.at[0]) {
	case SOPS__KPI_CUSTOMER:
		return note_customer(to, id, state->first);
	case SOPS__KPI_CREDIT:
		return take_credit(to, id, &state->amount);
	case SOPS__KPI_LEAD:
		return take_lead(to, id);
	default:
		return take_owner(to, group, id);
	}
}

/* Twice: whom a group won first is known when all have been seen. */
static int collect(const struct collector *to, const struct sops_group *groups, bool again)
{
	struct sops_group_entry *entries, *extras;
	size_t count = sops_group_count(groups);
	int status = sops_group_sorted(groups, &entries, to->err);

	for (size_t i = 0; status == 0 && i < count; i++) {
		const struct sops__kpi_state *state = entries[i].state;
		size_t n = sops_group_count(state->extras);

		status = sops_group_sorted(state->extras, &extras, to->err);
		for (size_t j = 0; status == 0 && j < n; j++)
			if (extras[j].key.len > 0)
				status = take(to, entries[i].key, &extras[j], again);
		free(extras);
	}
	free(entries);
	return status;
}

static int collect_all(struct sops__kpi_shared *shared, const struct sops_use *use,
	const struct sops_group *groups, struct sops_sum *credited, struct sops_error *err)
{
	struct collector to = { shared, use, NULL, credited, err };
	int status;

	if (!sops__kpi_keeps(use, SOPS__KPI_MORE))
		return 0;
	status = sops_group_new(&to.firsts, &first_day, err);
	if (status == 0)
		status = collect(&to, groups, false);
	if (status == 0)
		status = collect(&to, groups, true);
	sops_group_free(to.firsts);
	return status;
}

static int fill(struct sops__kpi_shared *shared, const struct sops_use *use,
	struct sops_group *groups, struct sops_error *err)
{
	const struct sops_kpi_sides *sides = sops__kpi_sides(use);
	size_t quotas = sides && sides->quotas ? sops_quota_book_count(sides->quotas) : 0;
	struct sops_sum *credited = calloc(quotas + 1, sizeof(*credited));
	int status = credited ? 0 : sops_error_memory(err);

	for (size_t i = 0; status == 0 && i < quotas; i++)
		sops_sum_init(&credited[i]);
	if (status == 0 && sides && sides->leads) {
		shared->won = calloc(sops_lead_book_count(sides->leads) + 1, sizeof(bool));
		status = shared->won ? 0 : sops_error_memory(err);
	}
	if (status == 0)
		status = collect_all(shared, use, groups, credited, err);
	if (status == 0 && shared->sides & SOPS__SIDE(QUOTAS))
		status = list_quotas(shared, sides, groups, credited, err);
	if (status == 0 && shared->sides & SOPS__SIDE(REPS))
		status = list_roster(shared, sides, groups, err);
	if (status == 0)
		status = add_groups(shared, sides, groups, err);
	free(credited);
	return status;
}

int sops__kpi_settle(struct sops_use *use, struct sops_group *groups, struct sops_table *table,
	struct sops_error *err)
{
	struct sops__kpi_shared *shared = calloc(1, sizeof(*shared));
	int status;

	if (!shared)
		return sops_error_memory(err);
	use->shared = shared;
	shared->firsts.item_size = shared->sellers.item_size = sizeof(struct sops__book_item);
	shared->quotas.item_size = sizeof(struct sops__kpi_quota);
	shared->roster.item_size = sizeof(struct sops__kpi_rep);
	list_wanted(shared, use);
	status = check_columns(shared, use, err);
	if (status == 0 && sops__kpi_wants(shared, SOPS__KPI_ROSTER, 0, 0))
		status = sops_workdays_new(&shared->weekdays, SOPS_WEEK_MONDAY_TO_FRIDAY, err);
	if (status == 0)
		status = fill(shared, use, groups, err);
	if (status < 0)
		return status;
	sops__book_sort(&shared->firsts);
	sops__book_sort(&shared->sellers);
	sops__book_sort(&shared->quotas);
	sops__book_sort(&shared->roster);
	sops__kpi_notes(table, shared, use, groups);
	return 0;
}

void sops__kpi_forget(void *from)
{
	struct sops__kpi_shared *shared = from;

	if (!shared)
		return;
	sops__book_release(&shared->firsts);
	sops__book_release(&shared->sellers);
	sops__book_release(&shared->quotas);
	sops__book_release(&shared->roster);
	sops__texts_release(&shared->renamed);
	free(shared->aliases);
	sops_workdays_free(shared->weekdays);
	free(shared->won);
	free(shared);
}
