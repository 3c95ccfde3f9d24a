/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quota_take.c: what is kept of deals. */
#include "quota_private.h"

#include "../ids.h"
#include "../row.h"
#include "../twins.h"
#include "note_currency.h"

static const struct sops_state win_state = SOPS_STATE(struct sops__quota_win,
	SOPS_STATE_FIELD(struct sops__quota_win, amount, SOPS_STATE_SHORT_SUM),
	SOPS_STATE_FIELD(struct sops__quota_win, deals, SOPS_STATE_COUNT));

static const struct sops_state owner_state = SOPS_STATE(struct sops__quota_owner,
	SOPS_STATE_GROUP_OF(struct sops__quota_owner, periods, win_state));

struct count {
	int64_t deals;
};

static const struct sops_state count_state = SOPS_STATE(struct count,
	SOPS_STATE_FIELD(struct count, deals, SOPS_STATE_COUNT));

static const struct sops_state sellers_state = SOPS_STATE(struct sops__quota_sellers,
	SOPS_STATE_GROUP_OF(struct sops__quota_sellers, owners, count_state));

static const struct sops_state customer_state = SOPS_STATE(struct sops__quota_customer,
	SOPS_STATE_GROUP_OF(struct sops__quota_customer, days, sellers_state));

#define ODD(name, index) SOPS_STATE_RARE_OF(struct sops__quota_state, odd, name, index)

const struct sops_state sops__quota_state = SOPS_STATE(struct sops__quota_state,
	SOPS_STATE_GROUP_OF(struct sops__quota_state, owners, owner_state),
	SOPS_STATE_GROUP_OF(struct sops__quota_state, days, win_state),
	SOPS_STATE_GROUP_OF(struct sops__quota_state, customers, customer_state),
	SOPS_STATE_FIELD(struct sops__quota_state, twins, SOPS_STATE_TWINS),
	ODD(undated, SOPS__QUOTA_UNDATED), ODD(unpriced, SOPS__QUOTA_UNPRICED),
	ODD(uncosted, SOPS__QUOTA_UNCOSTED), ODD(unnamed, SOPS__QUOTA_UNNAMED));

/* A deal on its way into the state. */
struct entry {
	struct sops__quota_state *state;
	const struct sops_deal *deal;
	const struct sops_use *use;
	struct sops_field who;
	sops_date day; /* on which it counts */
	struct sops_error *err;
};

static const struct sops_quota_track *track_of(const struct entry *entry)
{
	return entry->use->options;
}

static int odd(const struct entry *entry, size_t what)
{
	return sops_rare_add(&entry->state->odd, what, 1, entry->err);
}

/* The rep_id of the roster, where it knows the rep. */
static struct sops_field who_of(const struct sops_deal *deal, const struct sops_quota_track *track)
{
	struct sops_field who = sops_quota_book_credited(track->book, deal);
	const struct sops_roster_rep *rep;

	if (!track->roster || sops_quota_book_of_deals(track->book) != SOPS_DEALS_OWNER)
		return who;
	rep = sops_roster_find(track->roster, who);
	return rep ? rep->rep_id : who;
}

static sops_date day_of(const struct sops_deal *deal, const struct sops_context *context)
{
	return context->date < 0 ? deal->closed :
		sops__row_date(&sops_deals.roles[context->date], deal);
}

/* 1 when the deal has no such value, and that is noted. */
static int value_of(struct sops_money *value, const struct entry *entry)
{
	const struct sops_deal *deal = entry->deal;
	int metric = track_of(entry)->metric, status;

	*value = SOPS_MONEY_BLANK;
	if (!sops__quota_money(metric))
		return 0;
	if (sops_money_blank(deal->amount)) {
		status = odd(entry, SOPS__QUOTA_UNPRICED);
		return status < 0 ? status : 1;
	}
	*value = deal->amount;
	if (metric == SOPS_QUOTA_AMOUNT)
		return 0;
	if (sops_money_blank(deal->cost)) {
		status = odd(entry, SOPS__QUOTA_UNCOSTED);
		return status < 0 ? status : 1;
	}
	return sops_money_sub(value, deal->amount, deal->cost, entry->err);
}

static int add_win(const struct entry *entry, struct sops_group *group, int64_t at,
	struct sops_money value)
{
	char number[SOPS_GROUP_NUMBER];
	struct sops__quota_win *win;
	void *state;

	if (sops_group_at(group, sops_group_number(number, at), &state, entry->err) < 0)
		return SOPS_ESYSTEM;
	win = state;
	win->deals++;
	return sops_short_sum_add(&win->amount, value, entry->deal->currency, entry->err);
}

/* The first day of the quota's period that the day belongs to; false when it is of no account. */
static bool period_of(int64_t *first, const struct entry *entry)
{
	const struct sops_quota_track *track = track_of(entry);
	const struct sops_context *context = entry->use->context;
	int64_t line;

	*first = SOPS__QUOTA_NONE;
	if (!track->book)
		return sops__in_window(context, entry->day);
	line = sops_quota_book_find(track->book, entry->who, entry->day);
	if (line >= 0)
		*first = sops_quota_book_at(track->book, (size_t)line)->first;
	return line >= 0 || (entry->day >= track->span.first && entry->day < track->span.end &&
		sops__in_window(context, entry->day));
}

static int add_customer(const struct entry *entry)
{
	const struct sops_deal *deal = entry->deal;
	struct sops_field customer = deal->customer_id.len ? deal->customer_id : deal->account;
	char number[SOPS_GROUP_NUMBER];
	void *state;

	if (customer.len == 0)
		return odd(entry, SOPS__QUOTA_UNNAMED);
	if (sops_group_at(entry->state->customers, customer, &state, entry->err) < 0)
		return SOPS_ESYSTEM;
	if (sops_group_at(((struct sops__quota_customer *)state)->days,
			sops_group_number(number, entry->day), &state, entry->err) < 0)
		return SOPS_ESYSTEM;
	if (sops_group_at(((struct sops__quota_sellers *)state)->owners, entry->who, &state,
			entry->err) < 0)
		return SOPS_ESYSTEM;
	((struct count *)state)->deals++;
	return 0;
}

static int add_won(const struct entry *entry, struct sops__quota_owner *owner)
{
	const struct sops_quota_track *track = track_of(entry);
	struct sops_money value;
	int64_t first;
	int status;

	if (track->metric == SOPS_QUOTA_NEW_CUSTOMERS)
		return add_customer(entry);
	status = value_of(&value, entry);
	if (status != 0)
		return status < 0 ? status : 0;
	if (track->pace == SOPS_QUOTA_SEASON)
		status = add_win(entry, entry->state->days, entry->day, value);
	if (status == 0 && period_of(&first, entry))
		status = add_win(entry, owner->periods, first, value);
	return status;
}

int sops__quota_take(void *into, const void *row, const struct sops_use *use,
	struct sops_error *err)
{
	struct entry entry = { into, row, use, { NULL, 0 }, SOPS_DATE_BLANK, err };
	const struct sops_context *context = use->context;
	enum sops_deal_status stands = SOPS_STATUS_OPEN;
	const struct sops_quota_track *track = use->options;
	char id[SOPS_SALESFORCE_ID];
	void *owner;
	int status;

	entry.who = who_of(entry.deal, track);
	if (sops_group_at(entry.state->owners, entry.who, &owner, err) < 0)
		return SOPS_ESYSTEM;
	if (!sops_deal_status_on(&stands, entry.deal, context->as_of) || stands != SOPS_STATUS_WON)
		return 0;
	entry.day = day_of(entry.deal, context);
	if (entry.day == SOPS_DATE_BLANK)
		return odd(&entry, SOPS__QUOTA_UNDATED);
	if (entry.day > context->as_of)
		return 0;
	if (sops__in_window(context, entry.day) && sops__twins_add(&entry.state->twins,
			sops__id(id, entry.deal->deal_id), 1, err) < 0)
		return SOPS_ESYSTEM;
	status = add_won(&entry, owner);
	return track->book ? status : sops__without_by(status, err);
}
