/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "note_currency.h"
#include "note_twins.h"
#include "quota_private.h"

#include <stdlib.h>

const char *sops_quota_metric_name(int metric)
{
	static const char *const names[] = {
		[SOPS_QUOTA_AMOUNT] = "amount", [SOPS_QUOTA_COUNT] = "count",
		[SOPS_QUOTA_MARGIN] = "margin", [SOPS_QUOTA_NEW_CUSTOMERS] = "new_customers",
	};

	return names[metric];
}

static void roles(const struct sops_use *use, uint64_t *needs, uint64_t *uses)
{
	const struct sops_quota_track *track = use->options;
	int metric = track ? track->metric : SOPS_QUOTA_AMOUNT;

	*needs |= SOPS_ROLE(sops_quota_book_of_deals(track ? track->book : NULL));
	if (sops__quota_money(metric))
		*needs |= SOPS_ROLE(SOPS_DEALS_AMOUNT);
	if (metric == SOPS_QUOTA_MARGIN)
		*needs |= SOPS_ROLE(SOPS_DEALS_COST);
	if (metric == SOPS_QUOTA_NEW_CUSTOMERS)
		*uses |= SOPS_ROLE(SOPS_DEALS_CUSTOMER_ID) | SOPS_ROLE(SOPS_DEALS_ACCOUNT);
	*uses |= SOPS_ROLE(SOPS_DEALS_CREATED) | SOPS_ROLE(SOPS_DEALS_IS_CLOSED) |
		SOPS_ROLE(SOPS_DEALS_ID);
}

/* Those of all groups; of one group it is that one's. */
static int gather(struct sops__quota_state *all, const struct sops_group *groups,
	struct sops_error *err)
{
	struct sops_group_cursor cursor = { NULL, 0 };
	const void *state;
	int status = sops_state_init(&sops__quota_state, all, err);

	while (status == 0 && (state = sops_group_next(groups, &cursor)) != NULL)
		status = sops_state_merge(&sops__quota_state, all, state, err);
	return status;
}

static void note(struct sops_table *table, const struct sops__quota_state *all, size_t what,
	const char *text, const char *then)
{
	int64_t count = sops_rare_count(&all->odd, what);

	if (count > 0)
		sops_table_note(table, "%s: %lld, %s", text, (long long)count, then);
}

static void note_odd(struct sops_table *table, const struct sops__quota_state *all)
{
	note(table, all, SOPS__QUOTA_UNDATED, "deals won without the date that counts",
		"left out");
	note(table, all, SOPS__QUOTA_UNPRICED, "deals won without an amount",
		"which add nothing");
	note(table, all, SOPS__QUOTA_UNCOSTED, "deals won without a cost",
		"left out of the margin");
	note(table, all, SOPS__QUOTA_UNNAMED, "deals won without a customer", "left out");
	sops__note_twins_of(table, all->twins, false, "");
}

static void forget(void *at)
{
	struct sops__quota_shared *shared = at;

	if (!shared)
		return;
	sops_state_release(&sops__quota_state, &shared->all);
	free(shared->curve.sold);
	free(shared->starts);
	free(shared->rows);
	free(shared->parts);
	free(shared);
}

/* In some groups nobody may have sold anything. */
static int add_groups(const struct sops__quota_shared *shared, struct sops_group *groups,
	struct sops_error *err)
{
	int status = 0;
	void *state;

	for (size_t i = 0; status == 0 && i < shared->groups; i++)
		status = sops_group_at(groups, shared->rows[shared->starts[i]].group, &state, err);
	return status;
}

static int check_customers(const struct sops_use *use, struct sops_error *err)
{
	const uint64_t either = SOPS_ROLE(SOPS_DEALS_CUSTOMER_ID) | SOPS_ROLE(SOPS_DEALS_ACCOUNT);

	const struct sops_quota_track *track = use->options;

	if (track->orders || use->context->bound & either)
		return 0;
	return sops_error_set(err, SOPS_EINPUT,
		"new customers need a column customer_id or account");
}

/* The only group there is, whether or not there are deals. */
static int check_split(struct sops_group *groups, struct sops_error *err)
{
	const struct sops_field none = { "", 0 };
	void *state;

	if (sops_group_at(groups, none, &state, err) < 0)
		return SOPS_ESYSTEM;
	return sops_group_count(groups) == 1 ? 0 : sops_error_set(err, SOPS_EUSAGE,
		"--split and --by do not go together");
}

static int make_rows(struct sops__quota_shared *shared, struct sops_group *groups,
	const struct sops_use *use, struct sops_table *table, struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	int status = 0;

	if (track->pace == SOPS_QUOTA_SEASON)
		status = sops__quota_curve_new(&shared->curve, shared->all.days, track, err);
	if (status == 0)
		status = sops__quota_parts(shared, use, table, err);
	if (status == 0)
		status = sops__quota_rows_make(shared, use, err);
	return status < 0 ? status : add_groups(shared, groups, err);
}

static void note_currencies(struct sops_table *table, const struct sops__quota_shared *shared)
{
	struct sops__note_currency rows = { .told = false };

	for (size_t i = 0; i < shared->n_rows; i++) {
		const struct sops__quota_row *row = &shared->rows[i];

		sops__note_currency(table, &rows, row->sum.quota.currency, row->group);
		sops__note_currency(table, &rows, row->sum.actual.currency, row->group);
	}
}

static int settle(struct sops_use *use, struct sops_group *groups, struct sops_table *table,
	struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	struct sops__quota_shared *shared = calloc(1, sizeof(*shared));
	int status;

	if (!shared)
		return sops_error_memory(err);
	use->shared = shared;
	status = gather(&shared->all, groups, err);
	if (status == 0 && track->metric == SOPS_QUOTA_NEW_CUSTOMERS)
		status = check_customers(use, err);
	if (status == 0 && track->metric == SOPS_QUOTA_NEW_CUSTOMERS)
		status = sops__quota_first_purchases(&shared->all, use, err);
	if (status == 0 && track->book)
		status = make_rows(shared, groups, use, table, err);
	if (status == 0 && !track->book)
		status = check_split(groups, err);
	if (status == 0)
		note_odd(table, &shared->all);
	if (status == 0)
		note_currencies(table, shared);
	return status;
}

static int columns(struct sops_table *table, const struct sops_use *use, struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;

	if (!track->book)
		sops__quota_split_columns(table);
	else if (track->streak > 0)
		sops__quota_streak_columns(table, use);
	else
		return sops__quota_columns(table, use, err);
	return sops_table_check(table, err);
}

/* The number of the group; groups when no quota is of it. */
static size_t group_of(const struct sops__quota_shared *shared, struct sops_field key)
{
	size_t low = 0, high = shared->groups;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = sops_field_compare(shared->rows[shared->starts[middle]].group, key);

		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return shared->groups;
}

/* The rows of one group. Those of deals alone have none. */
static int table_rows(struct sops_table *table, const void *state, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	const struct sops__quota_shared *shared = use->shared;
	size_t group, first, count;

	(void)state;
	if (!track->book)
		return sops__quota_split(table, use, err);
	group = group_of(shared, use->group);
	if (group == shared->groups)
		return 0;
	first = shared->starts[group];
	count = shared->starts[group + 1] - first;
	return (track->streak > 0 ? sops__quota_streaks : sops__quota_rows)(
		table, &shared->rows[first], count, use, err);
}

static const struct sops_definition definitions[] = {
	{ "actual", "what was won in the quota's period, up to as-of" },
	{ "attainment", "actual / quota; of several quotas sum / sum" },
	{ "gap", "quota - actual" },
	{ "expected", "quota * days so far / days of the period, as-of included; or by season" },
	{ "pace", "actual / expected" },
	{ "required_per_day", "gap / days that are left; 0 where nothing is missing" },
	{ "projected", "actual + actual / days so far * days that are left; or by season" },
	{ "status", "met: actual >= quota, on: actual >= expected, behind, missed, future" },
	{ NULL, NULL },
};

const struct sops_metric sops_quota_metric = {
	.name = "quota",
	.rows = &sops_deals,
	.needs = SOPS_ROLE(SOPS_DEALS_STATUS) | SOPS_ROLE(SOPS_DEALS_CLOSED),
	.date = -1,
	.state = &sops__quota_state,
	.definitions = definitions,
	.roles = roles,
	.add = sops__quota_take,
	.settle = settle,
	.forget = forget,
	.columns = columns,
	.table = table_rows,
};

SOPS_METRIC_BODY(quota, struct sops_deal, struct sops_quota_track);

static int add_share(struct sops_quota_track *track, struct sops_field text,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	struct sops_money share;
	bool percent;

	if (track->ramps == SOPS_QUOTA_RAMP_MOST)
		return sops_error_set(err, SOPS_EUSAGE, "--ramp: more than %d months",
			SOPS_QUOTA_RAMP_MOST);
	if (sops_rate_parse(&share, &percent, text, SOPS_DECIMAL_POINT, NULL) < 0 ||
	    share.units < 0 || sops_money_compare(share, sops_money_of(1)) > 0 || share.scale > 6)
		return sops_error_set(err, SOPS_EUSAGE,
			"--ramp: %s is not a share from 0 to 1 with 6 digits at most",
			sops_quote(quoted, text));
	track->ramp[track->ramps++] = share;
	return 0;
}

static void find_span(struct sops_quota_track *track)
{
	track->span = (struct sops_span){ INT32_MAX, INT32_MIN };
	for (size_t i = 0; i < sops_quota_book_count(track->book); i++) {
		const struct sops_quota_line *line = sops_quota_book_at(track->book, i);

		if (line->first < track->span.first)
			track->span.first = line->first;
		if (line->last >= track->span.end)
			track->span.end = line->last + 1;
	}
}

int sops_quota_choose(struct sops_quota_track *track, const char *ramp, struct sops_error *err)
{
	struct sops_field rest = sops_field_of(ramp);

	track->ramps = 0;
	if (track->book)
		find_span(track);
	while (rest.at)
		if (add_share(track, sops_field_cut(&rest, ','), err) < 0)
			return SOPS_EUSAGE;
	return 0;
}
