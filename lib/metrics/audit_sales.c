/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_sales.c: what the process demands of a deal, by its own row. */
#include "audit_checks.h"

#include "../eights.h"
#include "audit_keep.h"

#include <sops/stages.h>

/* ---- what a test needs ---- */

static bool is_deals(const struct sops__audit_book *book)
{
	return sops_columns_schema(book->columns) == &sops_deals;
}

static uint64_t bound(const struct sops__audit_book *book)
{
	return is_deals(book) ? sops_columns_bound(book->columns) : 0;
}

#define HAS(book, ROLE) ((bound(book) & SOPS_ROLE(SOPS_DEALS_##ROLE)) != 0)

static const struct sops_deal *deal_of(const struct sops__audit_at *at)
{
	return at->row;
}

/* A cell that cannot be read is filled, and another rule's finding. */
static bool is_unreadable(const struct sops__audit_at *at, int role)
{
	for (size_t i = 0; i < at->whole->n_cells; i++)
		if (at->whole->cells[i].role == role)
			return true;
	return false;
}

/* The column that a finding is about: the rule's own, else the role's. */
static void about(struct sops__audit_at *at, int role)
{
	if (at->column < 0)
		at->column = sops_columns_of(at->book->columns, role);
}

#define BIND(name, ...)                                                                            \
	int sops__bind_##name(struct sops__audit_test *test, const struct sops__audit_book *book,  \
		struct sops_error *err)                                                            \
	{                                                                                          \
		(void)err;                                                                         \
		test->idle = !(__VA_ARGS__);                                                       \
		return 0;                                                                          \
	}

BIND(status, HAS(book, STATUS))
BIND(past_due_close, HAS(book, STATUS) && HAS(book, CLOSE_DATE))
BIND(stale, HAS(book, STATUS) && (HAS(book, LAST_ACTIVITY) || HAS(book, MODIFIED)))
BIND(no_next_step, HAS(book, STATUS) && (HAS(book, NEXT_STEP) || HAS(book, NEXT_STEP_DATE)))
BIND(no_owner, HAS(book, OWNER))
BIND(zero_amount, HAS(book, AMOUNT))
BIND(pushed, HAS(book, PUSHES))
BIND(stuck, HAS(book, STATUS) && HAS(book, STAGE_CHANGED))
BIND(won_without_date, HAS(book, STATUS) && (HAS(book, CLOSED) || HAS(book, CLOSE_DATE)))
BIND(probability_vs_stage, HAS(book, STATUS) && HAS(book, PROBABILITY))
BIND(orphan, HAS(book, ACCOUNT) || HAS(book, CUSTOMER_ID))

int sops__bind_closed_in_open_stage(struct sops__audit_test *test,
	const struct sops__audit_book *book, struct sops_error *err)
{
	(void)err;
	memset(test->stages, 0, sizeof(test->stages));
	test->idle = !(HAS(book, STAGE) && (HAS(book, IS_CLOSED) || HAS(book, IS_WON) ||
		sops_columns_of(book->columns, SOPS_DEALS_STATUS) >= 0));
	return 0;
}

/* ---- tests ---- */

static int put_days(struct sops__audit_at *at, const char *what, sops_date day)
{
	char text[SOPS_DATE_TEXT];
	long long days = at->as_of - day;

	sops_date_format(text, day);
	sops_buffer_printf(at->message, "%s %s, %lld day%s ago", what, text, days,
		days == 1 ? "" : "s");
	return SOPS__FAIL;
}

int sops__check_past_due_close(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	const struct sops_deal *deal = deal_of(at);

	(void)err;
	if (deal->close_date == SOPS_DATE_BLANK)
		return SOPS__SKIP;
	if (deal->close_date + test->rule->args.days >= at->as_of)
		return SOPS__PASS;
	about(at, SOPS_DEALS_CLOSE_DATE);
	return put_days(at, "open, but was to close on", deal->close_date);
}

static sops_date later(sops_date a, sops_date b)
{
	return a == SOPS_DATE_BLANK || (b != SOPS_DATE_BLANK && b > a) ? b : a;
}

#define STALE_DAYS 30

int sops__check_stale(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	const struct sops_args *args = &test->rule->args;
	const struct sops_deal *deal = deal_of(at);
	sops_date last = deal->last_activity.day;

	(void)err;
	if (last == SOPS_DATE_BLANK)
		last = later(deal->modified.day, deal->created);
	if (last == SOPS_DATE_BLANK)
		return SOPS__SKIP;
	if (at->as_of - last <= (args->text ? args->days : STALE_DAYS))
		return SOPS__PASS;
	about(at, SOPS_DEALS_LAST_ACTIVITY);
	return put_days(at, "last touched on", last);
}

int sops__check_no_next_step(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	const struct sops_deal *deal = deal_of(at);

	(void)test, (void)err;
	if (deal->next_step.len > 0 || deal->next_step_date != SOPS_DATE_BLANK ||
	    is_unreadable(at, SOPS_DEALS_NEXT_STEP_DATE))
		return SOPS__PASS;
	about(at, HAS(at->book, NEXT_STEP) ? SOPS_DEALS_NEXT_STEP : SOPS_DEALS_NEXT_STEP_DATE);
	sops_buffer_puts(at->message, "open without a next step");
	return SOPS__FAIL;
}

int sops__check_no_owner(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	(void)test, (void)err;
	if (deal_of(at)->owner.len > 0)
		return SOPS__PASS;
	about(at, SOPS_DEALS_OWNER);
	sops_buffer_puts(at->message, "nobody owns it");
	return SOPS__FAIL;
}

int sops__check_zero_amount(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	struct sops_money amount = deal_of(at)->amount;

	(void)test, (void)err;
	if (!sops_money_blank(amount) && amount.units != 0)
		return SOPS__PASS;
	if (is_unreadable(at, SOPS_DEALS_AMOUNT))
		return SOPS__SKIP;
	about(at, SOPS_DEALS_AMOUNT);
	sops_buffer_puts(at->message, sops_money_blank(amount) ? "no amount" : "the amount is 0");
	return SOPS__FAIL;
}

int sops__check_pushed(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	struct sops_money pushes = deal_of(at)->pushes;
	char text[SOPS_MONEY_TEXT];

	(void)err;
	if (sops_money_blank(pushes))
		return SOPS__SKIP;
	if (sops_money_compare(pushes, test->rule->args.low) < 0)
		return SOPS__PASS;
	about(at, SOPS_DEALS_PUSHES);
	sops_money_format(text, pushes);
	sops_buffer_printf(at->message, "its close date was put off %s times", text);
	return SOPS__FAIL;
}

int sops__check_stuck(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	const struct sops_deal *deal = deal_of(at);

	(void)err;
	if (deal->stage_changed.day == SOPS_DATE_BLANK)
		return SOPS__SKIP;
	if (at->as_of - deal->stage_changed.day <= test->rule->args.days)
		return SOPS__PASS;
	about(at, SOPS_DEALS_STAGE_CHANGED);
	return put_days(at, "in its stage since", deal->stage_changed.day);
}

int sops__check_won_without_date(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	const struct sops_deal *deal = deal_of(at);

	(void)test, (void)err;
	if (deal->status != SOPS_STATUS_WON && deal->status != SOPS_STATUS_LOST)
		return SOPS__SKIP;
	if (deal->closed != SOPS_DATE_BLANK)
		return SOPS__PASS;
	if (is_unreadable(at, SOPS_DEALS_CLOSED) || is_unreadable(at, SOPS_DEALS_CLOSE_DATE))
		return SOPS__SKIP;
	about(at, HAS(at->book, CLOSED) ? SOPS_DEALS_CLOSED : SOPS_DEALS_CLOSE_DATE);
	sops_buffer_printf(at->message, "%s, and nobody knows when",
		deal->status == SOPS_STATUS_WON ? "won" : "lost");
	return SOPS__FAIL;
}

static const char *const status_names[] = { [SOPS_STATUS_OPEN] = "open",
	[SOPS_STATUS_WON] = "won", [SOPS_STATUS_LOST] = "lost", [SOPS_STATUS_VOID] = "void" };

static int status_of_stage(const struct sops_deal *deal)
{
	return deal->stages ? (int)sops_stages_status(deal->stages, deal->stage)
			    : (int)sops_stage_status_by(deal->profile, deal->stage);
}

/* Whether the stage says the deal's own status; what does is remembered. */
static inline bool stage_agrees(struct sops__audit_stage *known, const struct sops_deal *deal)
{
	struct sops_field stage = deal->stage;

	if (known->len == stage.len && sops__eights_same(known->text, stage.at, stage.len))
		return true;
	if (status_of_stage(deal) != deal->status)
		return false;
	if (stage.len <= sizeof(known->text)) {
		memcpy(known->text, stage.at, stage.len);
		known->len = stage.len;
	}
	return true;
}

/*
 * The stage says one thing, the status or the flags another. A CRM that leaves a closed deal in the
 * stage in which it was closed says nothing wrong: where no deal at all is in a closed stage, the
 * rule is idle after all.
 */
int sops__check_closed_in_open_stage(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	const struct sops_deal *deal = at->row;
	struct sops__keep_pair *pair;
	bool agrees;
	char shown[SOPS_QUOTED];

	if (deal->stage.len == 0)
		return SOPS__SKIP;
	if (!test->kept && sops__keep(&sops__keep_pair, &test->kept, err) < 0)
		return SOPS_ESYSTEM;
	pair = test->kept;
	agrees = stage_agrees(&test->stages[deal->status], deal);
	pair->all++;
	pair->some += (agrees ? deal->status : status_of_stage(deal)) != SOPS_STATUS_OPEN;
	if (agrees)
		return SOPS__PASS;
	about(at, SOPS_DEALS_STAGE);
	sops_buffer_printf(at->message, "%s in the stage %s", status_names[deal->status],
		sops_quote(shown, deal->stage));
	return SOPS__FAIL;
}

int sops__check_closed_in_open_stage_end(struct sops__audit_test *test,
	struct sops__audit_book *book, const struct sops_context *context, struct sops_error *err)
{
	const struct sops__keep_pair *pair = test->kept;

	(void)context;
	return pair && pair->some == 0 ? sops__audit_retract(book, test, err) : 0;
}

/* Money is kept in its lowest form. */
static inline bool is_one(const struct sops_money *share)
{
	return share->units == 1 && share->scale == 0;
}

int sops__check_probability_vs_stage(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	const struct sops_deal *deal = deal_of(at);
	const struct sops_money *share = &deal->probability;
	bool fits;

	(void)test, (void)err;
	if (share->scale < 0 || !at->has_status)
		return SOPS__SKIP;
	fits = deal->status == SOPS_STATUS_WON ? is_one(share)
		: deal->status == SOPS_STATUS_OPEN ? share->units > 0 && !is_one(share)
						   : share->units == 0;
	if (fits)
		return SOPS__PASS;
	about(at, SOPS_DEALS_PROBABILITY);
	sops_buffer_printf(at->message, "%s with a probability of %s%s",
		status_names[deal->status], share->units == 0 ? "0" : is_one(share) ? "1" : "less "
			"than 1", deal->status == SOPS_STATUS_LOST && share->units != 0 &&
			!is_one(share) ? " but more than 0" : "");
	return SOPS__FAIL;
}

int sops__check_orphan(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	const struct sops_deal *deal = deal_of(at);

	(void)test, (void)err;
	if (deal->account.len > 0 || deal->customer_id.len > 0)
		return SOPS__PASS;
	about(at, HAS(at->book, ACCOUNT) ? SOPS_DEALS_ACCOUNT : SOPS_DEALS_CUSTOMER_ID);
	sops_buffer_puts(at->message, "belongs to no account");
	return SOPS__FAIL;
}
