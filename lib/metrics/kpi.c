/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kpi_private.h"

#include "../short_sum_private.h"

#define entry sops__kpi_entry

/* What is done with most deals. */
#define INLINE __attribute__((always_inline)) static inline

int sops__kpi_odd(const struct entry *entry, size_t what)
{
	return sops_rare_add(&entry->state->odd, what, 1, entry->err);
}

static int odd(const struct entry *entry, size_t what)
{
	return sops__kpi_odd(entry, what);
}

static bool keeps(const struct entry *entry, int what)
{
	return what <= entry->keeps;
}

static __attribute__((noinline)) int cell_of_period(const struct entry *entry, sops_date day,
	struct sops__kpi_cell **out)
{
	struct sops__kpi_state *state = entry->state;
	char number[SOPS_GROUP_NUMBER];
	void *cell = NULL;
	int64_t period;
	int status;

	*out = state->last;
	if (state->last && state->last_day == day)
		return 0;
	period = sops_period_of(&entry->use->context->calendar, day);
	state->last_day = day;
	if (state->last && state->last_period == period)
		return 0;
	status = sops_group_at(
		state->periods, sops_group_number(number, period), &cell, entry->err);
	*out = state->last = cell;
	state->last_period = period;
	return status;
}

static inline int cell_on(const struct entry *entry, sops_date day, struct sops__kpi_cell **out)
{
	*out = &entry->state->only;
	return sops__kpi_periodic(entry->use->context) ? cell_of_period(entry, day, out) : 0;
}

/* What a period of the window is compared with may lie before it, and is whole. */
INLINE bool before_window(const struct sops_use *use, sops_date day)
{
	const struct sops_context *context = use->context;
	const struct sops_calendar *calendar = &context->calendar;

	if (context->from == SOPS_DATE_BLANK || day >= context->from)
		return false;
	return !sops__kpi_looks_back(use) ||
		sops_period_of(calendar, day) == sops_period_of(calendar, context->from);
}

static int add_days(const struct entry *entry, struct sops_tally *tally, sops_date began)
{
	const struct sops_deal *deal = entry->deal;

	if (began == SOPS_DATE_BLANK || deal->closed == SOPS_DATE_BLANK || deal->closed < began)
		return 0;
	return sops_tally_add(tally, deal->closed - began, 1, entry->err);
}

static int add_cycle(const struct entry *entry, struct sops__kpi_cell *cell)
{
	const struct sops_deal *deal = entry->deal;
	sops_date began = sops__kpi_began(entry);
	int status = 0;

	if (began != SOPS_DATE_BLANK && deal->closed != SOPS_DATE_BLANK && deal->closed < began)
		status = odd(entry, SOPS__KPI_BACKWARD);
	if (status == 0 && keeps(entry, SOPS__KPI_DAYS))
		status = add_days(entry, &cell->won_days, began);
	if (status == 0 && keeps(entry, SOPS__KPI_MORE))
		status = add_days(entry, &cell->created_days, deal->created);
	return status;
}

INLINE int add_amount(const struct entry *entry, struct sops_short_sum *sum)
{
	const struct sops_deal *deal = entry->deal;

	if (!keeps(entry, SOPS__KPI_AMOUNTS) ||
	    sops__short_sum_add_same(sum, &deal->amount, &deal->currency))
		return 0;
	return sops_short_sum_add(sum, deal->amount, deal->currency, entry->err);
}

INLINE int add_won(const struct entry *entry, struct sops__kpi_cell *cell)
{
	int status = 0;

	cell->won++;
	if (keeps(entry, SOPS__KPI_AMOUNTS) && sops_money_blank(entry->deal->amount))
		status = odd(entry, SOPS__KPI_UNPRICED);
	if (status == 0)
		status = add_amount(entry, &cell->won_amount);
	return status < 0 ? status : add_cycle(entry, cell);
}

INLINE int add_decided(const struct entry *entry, struct sops__kpi_cell *cell)
{
	if (entry->status == SOPS_STATUS_WON)
		return add_won(entry, cell);
	cell->lost++;
	return add_amount(entry, &cell->lost_amount);
}

/* Won and lost deals, in the period of a day; blank when nobody knows it. */
INLINE int add_closed(const struct entry *entry, sops_date day)
{
	const struct sops_context *context = entry->use->context;
	struct sops__kpi_cell *cell;

	if (entry->status != SOPS_STATUS_WON && entry->status != SOPS_STATUS_LOST)
		return 0;
	if (day == SOPS_DATE_BLANK && sops__kpi_dated(context))
		return odd(entry, SOPS__KPI_UNDATED);
	if (day != SOPS_DATE_BLANK && before_window(entry->use, day))
		return 0;
	if (keeps(entry, SOPS__KPI_MORE) && sops__kpi_add_owner(entry, day) < 0)
		return entry->err ? (int)entry->err->status : SOPS_ESYSTEM;
	if (cell_on(entry, day, &cell) < 0)
		return SOPS_ESYSTEM;
	return add_decided(entry, cell);
}

/* Of a deal that has been closed since, the probability that it had is gone: 0 or 1 is no guess. */
static int add_weighted(const struct entry *entry, struct sops_short_sum *sum)
{
	const struct sops_deal *deal = entry->deal;
	struct sops_money weighted;

	if (!keeps(entry, SOPS__KPI_WEIGHTED) || deal->status != SOPS_STATUS_OPEN ||
	    sops_money_blank(deal->amount) || sops_money_blank(deal->probability))
		return 0;
	if (sops_money_mul(&weighted, deal->amount, deal->probability, entry->err) < 0)
		return SOPS_EINPUT;
	return sops_short_sum_add(sum, weighted, deal->currency, entry->err);
}

static int add_opened(const struct entry *entry, struct sops__kpi_cell *cell)
{
	cell->opened++;
	return add_amount(entry, &cell->opened_amount);
}

/* Open deals when there are no periods: those that are open at the horizon. */
static int add_open(const struct entry *entry, sops_date day)
{
	struct sops__kpi_cell *cell;
	int status;

	if (entry->status != SOPS_STATUS_OPEN)
		return 0;
	if (cell_on(entry, day, &cell) < 0)
		return SOPS_ESYSTEM;
	status = add_opened(entry, cell);
	return status < 0 ? status : add_weighted(entry, &cell->weighted);
}

/* With periods: open from the period of its creation to the one before its end. */
static int add_span(const struct entry *entry)
{
	const struct sops_deal *deal = entry->deal;
	bool ended = entry->status != SOPS_STATUS_OPEN;
	struct sops__kpi_cell *cell;
	int status;

	if (deal->created == SOPS_DATE_BLANK || (ended && deal->closed == SOPS_DATE_BLANK))
		return ended ? 0 : odd(entry, SOPS__KPI_UNPLACED);
	if (deal->created > sops__kpi_horizon(entry->use->context))
		return 0;
	if (cell_on(entry, deal->created, &cell) < 0)
		return SOPS_ESYSTEM;
	status = add_opened(entry, cell);
	if (status < 0)
		return status;
	if (cell_on(entry, ended && deal->closed > deal->created ? deal->closed :
			ended ? deal->created : sops__kpi_horizon(entry->use->context), &cell) < 0)
		return SOPS_ESYSTEM;
	if (!ended)
		return add_weighted(entry, &cell->weighted);
	cell->ended++;
	return add_amount(entry, &cell->ended_amount);
}

static bool outside(const struct entry *entry, sops_date day)
{
	const struct sops_context *context = entry->use->context;

	return day != SOPS_DATE_BLANK && (before_window(entry->use, day) ||
		(context->to != SOPS_DATE_BLANK && day > context->to));
}

/* How long it took, or is taking, until it was closed; deals that end before they begin are
 * counted elsewhere. */
static int add_survival(const struct entry *entry, struct sops__kpi_cell *cell)
{
	static const int causes[] = { [SOPS_STATUS_OPEN] = SOPS_SURVIVAL_CENSORED,
		[SOPS_STATUS_WON] = 1, [SOPS_STATUS_LOST] = 2 };
	const struct sops_deal *deal = entry->deal;
	sops_date until = entry->status == SOPS_STATUS_OPEN ? entry->use->context->as_of :
		deal->closed;

	if (!keeps(entry, SOPS__KPI_CENSORED) || deal->created == SOPS_DATE_BLANK ||
	    until == SOPS_DATE_BLANK || until < deal->created)
		return 0;
	return sops_survival_add(&cell->to_close, until - deal->created, causes[entry->status],
		entry->err);
}

/* In the period of its creation, whatever became of it. */
static int add_created(const struct entry *entry, sops_date day)
{
	struct sops__kpi_cell *cell;

	if (entry->status == SOPS_STATUS_VOID || outside(entry, day) ||
	    (day == SOPS_DATE_BLANK && sops__kpi_dated(entry->use->context)))
		return 0;
	if (cell_on(entry, day, &cell) < 0)
		return SOPS_ESYSTEM;
	cell->created++;
	cell->created_won += entry->status == SOPS_STATUS_WON;
	cell->created_open += entry->status == SOPS_STATUS_OPEN;
	return add_survival(entry, cell);
}

/* Whether the period that is going on, or the window, is that in which it is due. */
static bool due_now(const struct sops_context *context, sops_date due)
{
	if (sops__kpi_horizon(context) != context->as_of)
		return false;
	if (sops__kpi_periodic(context))
		return sops_period_of(&context->calendar, due) ==
			sops_period_of(&context->calendar, context->as_of);
	return context->to == SOPS_DATE_BLANK || due <= context->to;
}

static int add_overdue(const struct entry *entry)
{
	struct sops__kpi_cell *cell;

	if (odd(entry, SOPS__KPI_OVERDUE) < 0)
		return SOPS_ESYSTEM;
	if (outside(entry, entry->deal->close_date))
		return 0;
	if (cell_on(entry, entry->deal->close_date, &cell) < 0)
		return SOPS_ESYSTEM;
	cell->overdue++;
	return 0;
}

/* In the period in which it is to be closed. */
static int add_due(const struct entry *entry)
{
	const struct sops_context *context = entry->use->context;
	const struct sops_deal *deal = entry->deal;
	struct sops__kpi_cell *cell;
	int status;

	if (entry->status != SOPS_STATUS_OPEN || deal->close_date == SOPS_DATE_BLANK)
		return 0;
	if (deal->close_date < context->as_of)
		return add_overdue(entry);
	if (!due_now(context, deal->close_date))
		return 0;
	if (cell_on(entry, deal->close_date, &cell) < 0)
		return SOPS_ESYSTEM;
	cell->due++;
	status = add_amount(entry, &cell->due_amount);
	return status < 0 ? status : add_weighted(entry, &cell->due_weighted);
}

/* What became of it by the as-of date, also after the window. day: when it counts, in a cohort. */
static int add_later(const struct entry *entry, sops_date day)
{
	const struct sops_deal *deal = entry->deal;
	const struct sops_context *context = entry->use->context;
	struct entry later = *entry;
	int status = 0;

	if (!sops_deal_status_within(&later.status, deal, context->as_of, context->as_of))
		return 0;
	if (later.status == SOPS_STATUS_WON)
		status = sops__kpi_add_lead(&later);
	if (status == 0)
		status = add_created(&later, sops__kpi_cohort(context) ? day : deal->created);
	return status < 0 ? status : add_due(&later);
}

/* --date: everything in the period of that date. */
static int add_cohort(const struct entry *entry, sops_date day)
{
	int status;

	if (day == SOPS_DATE_BLANK && sops__kpi_dated(entry->use->context))
		return odd(entry, SOPS__KPI_UNDATED);
	if (outside(entry, day))
		return 0;
	status = add_closed(entry, day);
	return status < 0 ? status : add_open(entry, day);
}

static sops_date cohort_date(const struct sops_deal *deal, int role)
{
	const struct sops_role *r = &sops_deals.roles[role];
	const void *at = (const char *)deal + r->offset;

	return r->type == SOPS_TIME ? ((const struct sops_stamp *)at)->day : *(const sops_date *)at;
}

/* Those of the future would be there, but for their creation. */
static int unborn(const struct entry *entry, sops_date end)
{
	const struct sops_deal *deal = entry->deal;
	bool closed = entry->status != SOPS_STATUS_OPEN && deal->closed != SOPS_DATE_BLANK &&
		deal->closed <= end;

	if (deal->created <= entry->use->context->as_of)
		return 0;
	return closed || end == entry->use->context->as_of ? odd(entry, SOPS__KPI_UNBORN) : 0;
}

static int add(void *into, const void *row, const struct sops_use *use, struct sops_error *err)
{
	struct entry entry = { into, row, use, SOPS_STATUS_OPEN, sops__kpi_keeps_to(use), err };
	const struct sops_context *context = use->context;
	sops_date day = entry.deal->closed;
	bool cohort = sops__kpi_cohort(context);
	sops_date end = cohort ? context->as_of : sops__kpi_horizon(context);
	int status = 0;

	if (cohort)
		day = cohort_date(entry.deal, context->date);
	if (keeps(&entry, SOPS__KPI_MORE))
		status = add_later(&entry, day);
	if (status < 0)
		return status;
	if (!sops_deal_status_within(&entry.status, entry.deal, end, context->as_of))
		return unborn(&entry, end);
	if (entry.status != (enum sops_deal_status)entry.deal->status &&
	    entry.deal->closed > context->as_of)
		status = odd(&entry, SOPS__KPI_FUTURE);
	if (status == 0 && entry.deal->untold)
		status = odd(&entry, SOPS__KPI_UNTOLD);
	if (status == 0 && keeps(&entry, SOPS__KPI_MORE) && entry.status == SOPS_STATUS_WON)
		status = sops__kpi_add_won(&entry, day);
	if (status == 0 && cohort)
		return add_cohort(&entry, day);
	if (status == 0)
		status = add_closed(&entry, day);
	if (status < 0)
		return status;
	return sops__kpi_periodic(context) ? add_span(&entry) : add_open(&entry, end);
}

static void roles(const struct sops_use *use, uint64_t *needs, uint64_t *uses)
{
	const struct sops_kpi_options *options = use->options;
	const struct sops_context *context = use->context;
	bool some = options && options->some && !options->all;

	if (sops__kpi_dated(context))
		*needs |= SOPS_ROLE(SOPS_DEALS_CLOSED);
	*uses = 0;
	for (size_t i = 0; i < sops__kpi_count(); i++) {
		const struct sops__kpi *kpi = sops__kpi_at(i);

		if (some ? !sops__kpi_chosen(options, i) : sops__kpi_on_request(kpi, options) ||
				sops__kpi_lacks(kpi, options, context, NULL) < 0)
			continue;
		*(some ? needs : uses) |= sops__kpi_roles(kpi, options);
		*uses |= sops__kpi_more_roles(kpi, options);
	}
	/* What is open at the end of a past period depends on when it was created and closed. */
	*uses |= SOPS_ROLE(SOPS_DEALS_CREATED) | SOPS_ROLE(SOPS_DEALS_CLOSED);
	/* Where a flag for won stands for the status, the one for closed tells lost from open. */
	*uses |= SOPS_ROLE(SOPS_DEALS_IS_CLOSED);
}

static struct sops_definition define(const struct sops_use *use, size_t index)
{
	for (size_t i = 0; i < sops__kpi_count(); i++)
		if (sops__kpi_wanted(use, i) && index-- == 0)
			return (struct sops_definition){ sops__kpi_at(i)->name,
				sops__kpi_at(i)->formula };
	return (struct sops_definition){ NULL, NULL };
}

const struct sops_metric sops_kpi_metric = {
	.name = "kpi",
	.rows = &sops_deals,
	.needs = SOPS_ROLE(SOPS_DEALS_STATUS),
	.date = -1,
	.state_for = sops__kpi_state,
	.define = define,
	.roles = roles,
	.add = add,
	.settle = sops__kpi_settle,
	.forget = sops__kpi_forget,
	.columns = sops__kpi_columns,
	.table = sops__kpi_rows,
};

SOPS_METRIC_BODY(kpi, struct sops_deal, struct sops_kpi_options);
