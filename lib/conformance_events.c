/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conformance_events.c: what is wrong with the rows of a history, one after the other. */
#include "conformance_private.h"

#include <inttypes.h>

/* What the rows up to now have told. */
struct told {
	const struct sops__history_event *last; /* or NULL */
	size_t stays;            /* that have begun, up to this row */
	bool began;              /* one did with this row */
	bool closed;             /* the rows before show that the deal is */
	uint32_t amount;         /* the last one, a word; 0: none */
	uint32_t read;           /* the amount that was read: */
	struct sops_money money;
	struct sops_currency currency;
	sops_date left;          /* when the stay before was left, as its rows have it */
};

static struct sops_field word(const struct sops__judge *judge, uint32_t number)
{
	return sops__texts_at(&judge->options->history->history->words, number);
}

void sops__judge_late(struct sops__judge *judge, sops_date day)
{
	int64_t days = (int64_t)day - judge->deal->closed;

	sops__judge_day(judge, " on ", day);
	sops_buffer_printf(&judge->text, ", %" PRId64 " day%s after it was closed", days,
		days == 1 ? "" : "s");
}

static bool has_closed(const struct sops__judge *judge)
{
	return judge->deal->status != SOPS_STATUS_OPEN && judge->deal->closed != SOPS_DATE_BLANK;
}

static void say_amounts(struct sops__judge *judge, const struct told *told,
	const struct sops__history_event *event)
{
	sops__judge_say(judge, "amount went from ");
	sops__judge_name(judge, word(judge, told->amount));
	sops_buffer_puts(&judge->text, " to ");
	sops__judge_name(judge, word(judge, event->amount));
}

static int check_edit(struct sops__judge *judge, const struct told *told,
	const struct sops__history_event *event, struct sops_error *err)
{
	bool amount = event->amount && told->amount && event->amount != told->amount;
	const struct sops__stay *stay = told->stays ? &judge->path[told->stays - 1] : NULL;

	if (!has_closed(judge) || !sops__judge_checks(judge, SOPS_CHECK_EDIT_AFTER_CLOSE) ||
	    !told->closed || (!told->began && !amount) ||
	    (int64_t)event->entered_day - judge->deal->closed <= judge->options->edit_days)
		return 0;
	if (told->began) {
		sops__judge_say(judge, "went from ");
		sops__judge_name(judge, stay[-1].name);
		sops_buffer_puts(&judge->text, " to ");
		sops__judge_name(judge, stay->name);
	} else {
		say_amounts(judge, told, event);
	}
	sops__judge_late(judge, event->entered_day);
	return sops__judge_tell(judge, SOPS_CHECK_EDIT_AFTER_CLOSE, event,
		told->began ? (struct sops_field)SOPS_FIELD("stage")
			: (struct sops_field)SOPS_FIELD("amount"),
		word(judge, told->began ? event->stage : event->amount), err);
}

/* It was written by the history. */
static void read_amount(struct sops_money *money, struct sops_currency *currency,
	struct sops_field text)
{
	*currency = (struct sops_currency){ "" };
	if (sops_money_parse(money, currency, text, SOPS_DECIMAL_POINT, NULL) < 0)
		*money = SOPS_MONEY_BLANK;
}

/* Whether |b - a| > share * |a|. */
static int jumps(bool *out, struct sops_money a, struct sops_money b, struct sops_money share,
	struct sops_error *err)
{
	struct sops_money change, limit;
	int status = sops_money_sub(&change, b, a, err);

	*out = false;
	if (status == 0)
		status = sops_money_mul(&limit, a, share, err);
	if (status < 0)
		return status;
	if (change.units < 0)
		change.units = -change.units;
	if (limit.units < 0)
		limit.units = -limit.units;
	*out = sops_money_compare(change, limit) > 0;
	return 0;
}

static int tell_jump(struct sops__judge *judge, const struct told *told,
	const struct sops__history_event *event, struct sops_error *err)
{
	char share[SOPS_MONEY_TEXT];
	struct sops_money percent;
	int status = sops_money_mul(&percent, judge->options->jump, sops_money_of(100), err);

	if (status < 0)
		return status;
	sops_money_format(share, percent);
	say_amounts(judge, told, event);
	sops__judge_day(judge, " on ", event->entered_day);
	sops_buffer_printf(&judge->text, ", by more than %s %%", share);
	return sops__judge_tell(judge, SOPS_CHECK_AMOUNT_JUMP, event,
		(struct sops_field)SOPS_FIELD("amount"), word(judge, event->amount), err);
}

static int check_jump(struct sops__judge *judge, struct told *told,
	const struct sops__history_event *event, struct sops_error *err)
{
	struct sops_money money;
	struct sops_currency currency;
	bool jump = false;
	int status = 0;

	if (!event->amount || !told->amount || sops_money_blank(judge->options->jump) ||
	    !sops__judge_checks(judge, SOPS_CHECK_AMOUNT_JUMP) || event->amount == told->amount)
		return 0;
	if (told->read != told->amount)
		read_amount(&told->money, &told->currency, word(judge, told->amount));
	read_amount(&money, &currency, word(judge, event->amount));
	if (strcmp(currency.code, told->currency.code) == 0 && told->money.units != 0)
		status = jumps(&jump, told->money, money, judge->options->jump, err);
	if (status == 0 && jump)
		status = tell_jump(judge, told, event, err);
	told->read = event->amount;
	told->money = money;
	told->currency = currency;
	return status;
}

static bool same_event(const struct sops__history_event *a, const struct sops__history_event *b)
{
	return a->from == b->from && a->stage == b->stage && a->entered == b->entered;
}

/* From and the stage in which the deal was may be two names of one. */
static bool comes_from(const struct sops__judge *judge, const struct told *told,
	const struct sops__history_event *event)
{
	const struct sops_process *process = judge->options->process;
	struct sops_field from = word(judge, event->from), was = word(judge, told->last->stage);
	struct sops_field pipeline = event->pipeline ? word(judge, event->pipeline)
		: judge->pipeline;
	int stage;

	if (event->from == told->last->stage || same_event(event, told->last) || !process)
		return event->from == told->last->stage || same_event(event, told->last);
	stage = sops_process_find(process, pipeline, from);
	return stage >= 0 && stage == sops_process_find(process, pipeline, was);
}

/* Why a row cannot be. */
enum why { FINE, CREATED, FUTURE, LEFT_BEFORE, FROM, CLOSED, LEFT_APART };

static enum why why_not(const struct sops__judge *judge, const struct told *told,
	const struct sops__history_event *event)
{
	const struct sops__conformance_deal *deal = judge->deal;
	sops_date day = event->entered_day, as_of = judge->options->as_of;

	if (deal->created != SOPS_DATE_BLANK && day < deal->created)
		return CREATED;
	if (as_of != SOPS_DATE_BLANK && day > as_of)
		return FUTURE;
	if (event->left_day != SOPS_DATE_BLANK && event->left_day < day)
		return LEFT_BEFORE;
	if (event->kind == SOPS__MOVE && told->last && !comes_from(judge, told, event))
		return FROM;
	if (!told->closed && has_closed(judge) && day > deal->closed)
		return CLOSED;
	if (told->began && told->left != SOPS_DATE_BLANK && told->left != day)
		return LEFT_APART;
	return FINE;
}

static void say_why(struct sops__judge *judge, const struct told *told,
	const struct sops__history_event *event, enum why why)
{
	sops__judge_say(judge, "entered ");
	sops__judge_name(judge, word(judge, event->stage));
	sops__judge_day(judge, " on ", event->entered_day);
	switch (why) {
	case CREATED:
		sops__judge_day(judge, ", and was created on ", judge->deal->created);
		break;
	case FUTURE:
		sops__judge_day(judge, ", which is after ", judge->options->as_of);
		break;
	case LEFT_BEFORE:
		sops__judge_day(judge, " and left it on ", event->left_day);
		break;
	case FROM:
		sops_buffer_puts(&judge->text, event->from ? " from " : " to begin with");
		sops__judge_name(judge, word(judge, event->from));
		sops_buffer_puts(&judge->text, ", and was in ");
		sops__judge_name(judge, word(judge, told->last->stage));
		break;
	case CLOSED:
		sops__judge_day(judge, ", and was closed on ", judge->deal->closed);
		break;
	default:
		sops_buffer_puts(&judge->text, ", and left ");
		sops__judge_name(judge, judge->path[told->stays - 2].name);
		sops__judge_day(judge, " on ", told->left);
	}
}

static int check_order(struct sops__judge *judge, const struct told *told,
	const struct sops__history_event *event, struct sops_error *err)
{
	enum why why;

	if (!event->stage || !sops__judge_checks(judge, SOPS_CHECK_HISTORY_ORDER))
		return 0;
	why = why_not(judge, told, event);
	if (why == FINE)
		return 0;
	say_why(judge, told, event, why);
	return sops__judge_tell(judge, SOPS_CHECK_HISTORY_ORDER, event,
		(struct sops_field)SOPS_FIELD("entered"), word(judge, event->stage), err);
}

static int judge_stays(struct sops__judge *judge, struct told *told,
	const struct sops__history_event *event, struct sops_error *err)
{
	size_t first = told->stays;
	int status = 0;

	while (status == 0 && told->stays < judge->len && judge->path[told->stays].event == event)
		status = sops__judge_stay(judge, told->stays++, err);
	told->began = told->stays > first && told->stays > 1;
	return status;
}

/* What the row adds to what was told. */
static void tell_more(const struct sops__judge *judge, struct told *told, size_t stays,
	const struct sops__history_event *event)
{
	bool left = event->left_day != SOPS_DATE_BLANK && event->left_day >= event->entered_day;

	for (; stays < told->stays; stays++)
		told->closed |= judge->path[stays].kind != SOPS_STATUS_OPEN;
	if (told->began)
		told->left = SOPS_DATE_BLANK;
	if (left)
		told->left = event->left_day;
	if (event->amount)
		told->amount = event->amount;
	if (event->stage)
		told->last = event;
}

int sops__judge_events(struct sops__judge *judge, struct sops_error *err)
{
	struct told told = { .left = SOPS_DATE_BLANK };
	sops_date as_of = judge->options->as_of;
	int status = 0;

	for (size_t i = 0; status == 0 && i < judge->n_events; i++) {
		const struct sops__history_event *event = sops__judge_event(judge, i);
		bool future = as_of != SOPS_DATE_BLANK && event->entered_day > as_of;
		size_t stays = told.stays;

		status = judge_stays(judge, &told, event, err);
		if (status == 0 && !future)
			status = check_edit(judge, &told, event, err);
		if (status == 0 && !future)
			status = check_jump(judge, &told, event, err);
		if (status == 0)
			status = check_order(judge, &told, event, err);
		if (!future)
			tell_more(judge, &told, stays, event);
	}
	return status;
}
