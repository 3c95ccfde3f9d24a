/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/profile.h>

#include "ascii.h"
#include "private.h"
#include "stages_private.h"

#define WON_NAMES "won|closedwon|win|赢单|成交|已成交|已赢单|赢得"
#define LOST_NAMES "lost|closedlost|loss|输单|丢单|已输单|失败|流失|丢失"
#define VOID_NAMES "void|omitted|disqualified|invalid|duplicate|cancelled|canceled|deleted|无效|作废|取消"

static const struct sops_word statuses[] = {
	{ WON_NAMES "|closewon", SOPS_STATUS_WON },
	{ LOST_NAMES "|closelost|outsold", SOPS_STATUS_LOST },
	{ VOID_NAMES, SOPS_STATUS_VOID },
	{ "open|inprogress|onhold|进行中|跟进中|未结束", SOPS_STATUS_OPEN },
	{ NULL, 0 },
};

static const struct sops_word stage_classes[] = {
	{ WON_NAMES, SOPS_STATUS_WON },
	{ LOST_NAMES "|closedlosttocompetition", SOPS_STATUS_LOST },
	{ VOID_NAMES, SOPS_STATUS_VOID },
	{ NULL, 0 },
};

#define TEXT(member) .type = SOPS_TEXT, .offset = offsetof(struct sops_deal, member)
#define DATE(member) .type = SOPS_DATE, .offset = offsetof(struct sops_deal, member)
#define TIME(member) .type = SOPS_TIME, .offset = offsetof(struct sops_deal, member)
#define MONEY(member) .type = SOPS_MONEY, .offset = offsetof(struct sops_deal, member)
#define COUNT(member) .type = SOPS_COUNT, .offset = offsetof(struct sops_deal, member)
#define BOOL(member) .type = SOPS_BOOL, .offset = offsetof(struct sops_deal, member)

static const struct sops_role roles[SOPS_DEALS_ROLES] = {
	[SOPS_DEALS_ID] = { .name = "deal_id", TEXT(deal_id), .doc = "identifies the deal" },
	[SOPS_DEALS_NAME] = { .name = "name", TEXT(name), .doc = "what the deal is called" },
	[SOPS_DEALS_ACCOUNT] = { .name = "account", TEXT(account), .doc = "the customer's name" },
	[SOPS_DEALS_CUSTOMER_ID] = { .name = "customer_id", TEXT(customer_id),
		.doc = "identifies the customer" },
	[SOPS_DEALS_OWNER] = { .name = "owner", TEXT(owner), .doc = "the rep who owns the deal" },
	[SOPS_DEALS_TEAM] = { .name = "team", TEXT(team), .doc = "the owner's team" },
	[SOPS_DEALS_REGION] = { .name = "region", TEXT(region), .doc = "sales region" },
	[SOPS_DEALS_MARKET] = { .name = "market", TEXT(market), .doc = "market" },
	[SOPS_DEALS_PRODUCT] = { .name = "product", TEXT(product), .doc = "what is sold" },
	[SOPS_DEALS_SEGMENT] = { .name = "segment", TEXT(segment), .doc = "customer segment" },
	[SOPS_DEALS_SOURCE] = { .name = "source", TEXT(source), .doc = "where the lead came from" },
	[SOPS_DEALS_CAMPAIGN] = { .name = "campaign", TEXT(campaign), .doc = "marketing campaign" },
	[SOPS_DEALS_COMPETITOR] = { .name = "competitor", TEXT(competitor),
		.doc = "main competitor" },
	[SOPS_DEALS_PIPELINE] = { .name = "pipeline", TEXT(pipeline), .doc = "sales process" },
	[SOPS_DEALS_TYPE] = { .name = "type", TEXT(type), .doc = "new, expansion or renewal" },
	[SOPS_DEALS_CREATED] = { .name = "created", DATE(created), .doc = "first day of the deal" },
	[SOPS_DEALS_CLOSE_DATE] = { .name = "close_date", DATE(close_date),
		.doc = "expected close; of a closed deal the actual one" },
	[SOPS_DEALS_CLOSED] = { .name = "closed", DATE(closed), .exact = true,
		.instead = SOPS_ROLE(SOPS_DEALS_CLOSE_DATE) | SOPS_ROLE(SOPS_DEALS_WON_TIME) |
			SOPS_ROLE(SOPS_DEALS_LOST_TIME),
		.first = true,
		.doc = "day it was won or lost" },
	[SOPS_DEALS_MODIFIED] = { .name = "modified", TIME(modified), .doc = "last change" },
	[SOPS_DEALS_STAGE] = { .name = "stage", TEXT(stage),
		.instead = SOPS_ROLE(SOPS_DEALS_TO_STAGE), .doc = "where the deal stands" },
	[SOPS_DEALS_STAGE_CHANGED] = { .name = "stage_changed", TIME(stage_changed),
		.doc = "when it entered the stage" },
	[SOPS_DEALS_STATUS] = { .name = "status", .type = SOPS_WORD, .words = statuses,
		.offset = offsetof(struct sops_deal, status), .doc = "open, won, lost or void",
		.instead = SOPS_ROLE(SOPS_DEALS_STAGE) | SOPS_ROLE(SOPS_DEALS_IS_WON) |
			SOPS_ROLE(SOPS_DEALS_WON_TIME) | SOPS_ROLE(SOPS_DEALS_LOST_TIME),
		.first = true },
	[SOPS_DEALS_IS_CLOSED] = { .name = "is_closed", BOOL(is_closed),
		.doc = "whether it is closed" },
	[SOPS_DEALS_IS_WON] = { .name = "is_won", BOOL(is_won), .doc = "whether it is won" },
	[SOPS_DEALS_AMOUNT] = { .name = "amount", MONEY(amount), .doc = "what the deal is worth",
		.currency = offsetof(struct sops_deal, currency) },
	[SOPS_DEALS_AMOUNT_HOME] = { .name = "amount_home", MONEY(amount_home),
		.doc = "the amount in the home currency" },
	[SOPS_DEALS_CURRENCY] = { .name = "currency", .type = SOPS_CURRENCY,
		.aliases = SOPS__CURRENCY_HEADERS, .offset = offsetof(struct sops_deal, currency),
		.doc = "ISO 4217 code of the amount" },
	[SOPS_DEALS_COST] = { .name = "cost", MONEY(cost), .doc = "what it costs to deliver",
		.currency = offsetof(struct sops_deal, currency) },
	[SOPS_DEALS_PROBABILITY] = { .name = "probability", .type = SOPS_RATE,
		.offset = offsetof(struct sops_deal, probability),
		.doc = "chance of winning, 0 to 1" },
	[SOPS_DEALS_CATEGORY] = { .name = "category", TEXT(category), .doc = "forecast category" },
	[SOPS_DEALS_LOST_REASON] = { .name = "lost_reason", TEXT(lost_reason),
		.doc = "why it was lost" },
	[SOPS_DEALS_LOST_FROM] = { .name = "lost_from", TEXT(lost_from),
		.doc = "the stage in which it was lost" },
	[SOPS_DEALS_NEXT_STEP] = { .name = "next_step", TEXT(next_step),
		.doc = "what happens next" },
	[SOPS_DEALS_NEXT_STEP_DATE] = { .name = "next_step_date", DATE(next_step_date),
		.doc = "when it happens" },
	[SOPS_DEALS_LAST_ACTIVITY] = { .name = "last_activity", TIME(last_activity),
		.doc = "when something last happened" },
	[SOPS_DEALS_PUSHES] = { .name = "pushes", COUNT(pushes),
		.doc = "how often the close date was moved out" },
	[SOPS_DEALS_CONTACTS] = { .name = "contacts", COUNT(contacts), .doc = "people involved" },
	[SOPS_DEALS_LEAD_ID] = { .name = "lead_id", TEXT(lead_id), .doc = "the lead it came from" },
	[SOPS_DEALS_ENTERED] = { .name = "entered", TIME(entered),
		.instead = SOPS_ROLE(SOPS_DEALS_TO_STAGE),
		.doc = "of a stage history: when the deal entered the stage" },
	[SOPS_DEALS_LEFT] = { .name = "left", TIME(left),
		.doc = "of a stage history: when it left the stage" },
	[SOPS_DEALS_TO_STAGE] = { .name = "to_stage", TEXT(to_stage),
		.doc = "of a history of changes: the new stage" },
	[SOPS_DEALS_PERIOD] = { .name = "period", TEXT(period), .exact = true,
		.doc = "of a series: the period" },
	[SOPS_DEALS_VALUE] = { .name = "value", MONEY(value), .exact = true,
		.currency = offsetof(struct sops_deal, currency),
		.doc = "of a series: what was sold in it" },
	[SOPS_DEALS_WON_TIME] = { .name = "won_time", DATE(won_time),
		.doc = "of a deal that is won: day it was closed" },
	[SOPS_DEALS_LOST_TIME] = { .name = "lost_time", DATE(lost_time),
		.doc = "of a deal that is lost: day it was closed" },
};

/* "Closed Won (Sales Pipeline)" */
static struct sops_field cut_pipeline(struct sops_field stage)
{
	static const struct sops_field word = SOPS_FIELD("pipeline)");
	const char *open = memrchr(stage.at, '(', stage.len);
	struct sops_field end = { stage.at + stage.len - word.len, word.len };

	if (!open || open == stage.at || stage.len < word.len || !sops__same(end, word))
		return stage;
	return sops_field_trim((struct sops_field){ stage.at, (size_t)(open - stage.at) });
}

/* Stages are often numbered so that they sort: "5 - Won", "6. Lost". HubSpot names their pipeline
 * where there are several. */
struct sops_field sops__stage_plain(struct sops_field stage)
{
	size_t at = 0;

	if (stage.len == 0)
		return stage;
	if (stage.at[stage.len - 1] == ')')
		stage = cut_pipeline(stage);
	while (at < stage.len && sops__is_digit(stage.at[at]))
		at++;
	while (at > 0 && at < stage.len && memchr(" .:-)", stage.at[at], 5))
		at++;
	return (struct sops_field){ stage.at + at, stage.len - at };
}

/* "Closed Won (Sales)" of the pipeline Sales is Closed Won. */
static struct sops_field without_pipeline(struct sops_field stage, struct sops_field pipeline)
{
	size_t len = pipeline.len + 2;
	const char *open = stage.len > len ? stage.at + stage.len - len : NULL;

	if (!open || *open != '(' || open[len - 1] != ')' ||
	    memcmp(open + 1, pipeline.at, pipeline.len) != 0)
		return stage;
	return sops_field_trim((struct sops_field){ stage.at, stage.len - len });
}

enum sops_deal_status sops_stage_status(struct sops_field stage)
{
	int status;

	stage = sops__stage_plain(stage);
	return sops__word(&status, stage, stage_classes) ? (enum sops_deal_status)status
							  : SOPS_STATUS_OPEN;
}

enum sops_deal_status sops_stage_status_by(const struct sops_profile *profile,
	struct sops_field stage)
{
	const struct sops_profile_stage *known =
		profile ? sops_profile_stage(profile, stage) : NULL;

	return known ? known->status : sops_stage_status(stage);
}

/* Columns that say what a deal is; where there are none, the day it was won may. */
#define TELLING \
	(SOPS_ROLE(SOPS_DEALS_STAGE) | SOPS_ROLE(SOPS_DEALS_TO_STAGE) | \
	 SOPS_ROLE(SOPS_DEALS_IS_WON) | SOPS_ROLE(SOPS_DEALS_IS_CLOSED))

static enum sops_deal_status status_of(const struct sops_deal *deal,
	const struct sops__stage *stage, uint64_t bound)
{
	enum sops_deal_status by_stage;

	if (deal->status != SOPS_BLANK)
		return (enum sops_deal_status)deal->status;
	if (deal->is_won == 1)
		return SOPS_STATUS_WON;
	if (!stage && deal->stage.len == 0 && !(bound & TELLING))
		return deal->won_time != SOPS_DATE_BLANK ? SOPS_STATUS_WON :
			deal->lost_time != SOPS_DATE_BLANK ? SOPS_STATUS_LOST : SOPS_STATUS_OPEN;
	by_stage = stage ? stage->kind : sops_stage_status_by(deal->profile, deal->stage);
	if (by_stage == SOPS_STATUS_VOID)
		return by_stage;
	/* A blank flag for won does not speak against a stage that is. */
	if (deal->is_closed == 1 && (bound & SOPS_ROLE(SOPS_DEALS_IS_WON)) &&
	    (deal->is_won == 0 || by_stage != SOPS_STATUS_WON))
		return SOPS_STATUS_LOST;
	return by_stage;
}

/* As a line of totals is. */
static bool is_untold(const struct sops_deal *deal)
{
	return deal->status == SOPS_BLANK && deal->stage.len == 0 &&
		deal->is_won == SOPS_BLANK && deal->is_closed == SOPS_BLANK &&
		deal->won_time == SOPS_DATE_BLANK && deal->lost_time == SOPS_DATE_BLANK;
}

/* When it was won is no day of a deal that was lost after all. */
static sops_date closing_time(const struct sops_deal *deal)
{
	switch (deal->status) {
	case SOPS_STATUS_WON:
		return deal->won_time;
	case SOPS_STATUS_LOST:
		return deal->lost_time;
	case SOPS_STATUS_VOID:
		return deal->lost_time != SOPS_DATE_BLANK ? deal->lost_time : deal->won_time;
	default:
		return SOPS_DATE_BLANK;
	}
}

static __attribute__((noinline)) int closed_twice(const struct sops_deal *deal, sops_date told,
	struct sops_error *err)
{
	char closed[SOPS_DATE_TEXT], other[SOPS_DATE_TEXT];

	sops_date_format(closed, deal->closed);
	sops_date_format(other, told);
	sops_error_set(err, SOPS_EINPUT, "it was closed on %s and %s on %s", closed,
		deal->status == SOPS_STATUS_WON ? "won" : "lost", other);
	sops_error_hint(err, "leave one out: -m won_time= -m lost_time=, or -m closed=");
	return SOPS_EINPUT;
}

static inline int close_deal(struct sops_deal *deal, struct sops_error *err)
{
	sops_date told = closing_time(deal);

	if (told != SOPS_DATE_BLANK && deal->closed != SOPS_DATE_BLANK && deal->closed != told)
		return closed_twice(deal, told, err);
	if (deal->closed == SOPS_DATE_BLANK)
		deal->closed = told;
	if (deal->closed == SOPS_DATE_BLANK && deal->status != SOPS_STATUS_OPEN)
		deal->closed = deal->close_date;
	return 0;
}

static inline int settle(struct sops_deal *deal, const struct sops__stage *stage, uint64_t bound,
	struct sops_error *err)
{
	deal->untold = is_untold(deal);
	deal->status = (int)status_of(deal, stage, bound);
	return close_deal(deal, err);
}

/* Where its stage is not simply what its cell says. */
static __attribute__((noinline)) int derive_stage(struct sops_deal *deal, uint64_t bound,
	struct sops_error *err)
{
	const struct sops__stage *stage = NULL;

	if (bound & SOPS_ROLE(SOPS_DEALS_TO_STAGE)) {
		deal->stage = deal->to_stage;
		deal->entered = deal->modified;
	}
	if (deal->pipeline.len > 0)
		deal->stage = without_pipeline(deal->stage, deal->pipeline);
	if (deal->stages && deal->stage.len > 0 &&
	    sops__stages_of_deal(&stage, deal->stages, deal, err) < 0)
		return SOPS_EINPUT;
	if (stage)
		deal->stage = sops_field_of(stage->name);
	return settle(deal, stage, bound, err);
}

static int derive(void *row, uint64_t bound, struct sops_error *err)
{
	struct sops_deal *deal = row;

	if (bound & SOPS_ROLE(SOPS_DEALS_TO_STAGE) || deal->pipeline.len > 0 || deal->stages)
		return derive_stage(deal, bound, err);
	return settle(deal, NULL, bound, err);
}

/* Its status and, unless it is open, the day it was closed. */
static bool complete(const struct sops_field *cells, const int *columns)
{
	static const struct sops_field open = SOPS_FIELD("open");
	int status = columns[SOPS_DEALS_STATUS], closed = columns[SOPS_DEALS_CLOSED],
	    close_date = columns[SOPS_DEALS_CLOSE_DATE];

	if (status < 0 || cells[status].len == 0)
		return false;
	return (closed >= 0 && cells[closed].len > 0) || close_date < 0 ||
		cells[close_date].len == 0 || sops_field_equal(cells[status], open);
}

/* A closed deal at the rate of the day it was closed, one that is open on as-of at that day's. */
static int convert(void *row, const struct sops_rates *rates, sops_date as_of,
	struct sops_error *err)
{
	struct sops_deal *deal = row;
	bool closed = deal->status != SOPS_STATUS_OPEN && deal->closed != SOPS_DATE_BLANK &&
		deal->closed <= as_of;
	struct sops_money amount = deal->amount, cost = deal->cost;
	struct sops_currency currency = deal->currency, of_cost = deal->currency;
	sops_date day = closed ? deal->closed : as_of;

	if (sops_rates_convert(rates, &amount, &currency, day, err) < 0)
		return SOPS_EINPUT;
	if (sops_rates_keep(rates)) {
		deal->amount_home = amount;
		return 0;
	}
	if (sops_rates_convert(rates, &cost, &of_cost, day, err) < 0)
		return SOPS_EINPUT;
	deal->amount = amount;
	deal->cost = cost;
	deal->currency = sops_money_blank(amount) ? of_cost : currency;
	return 0;
}

/* It is no role, and goes where the status goes when a row is kept by its words. */
_Static_assert(offsetof(struct sops_deal, untold) / sizeof(uint64_t) ==
		offsetof(struct sops_deal, status) / sizeof(uint64_t),
	"untold is beside the status");

const struct sops_schema sops_deals = {
	.name = "deals",
	.roles = roles,
	.count = SOPS_DEALS_ROLES,
	.row_size = sizeof(struct sops_deal),
	.place = offsetof(struct sops_deal, place),
	.line = offsetof(struct sops_deal, line),
	.inner = SOPS_ROLE(SOPS_DEALS_IS_CLOSED) | SOPS_ROLE(SOPS_DEALS_IS_WON) |
		SOPS_ROLE(SOPS_DEALS_WON_TIME) | SOPS_ROLE(SOPS_DEALS_LOST_TIME) |
		SOPS_ROLE(SOPS_DEALS_ENTERED) | SOPS_ROLE(SOPS_DEALS_LEFT) |
		SOPS_ROLE(SOPS_DEALS_TO_STAGE) | SOPS_ROLE(SOPS_DEALS_PERIOD) |
		SOPS_ROLE(SOPS_DEALS_VALUE),
	.profile = offsetof(struct sops_deal, profile),
	.stages = offsetof(struct sops_deal, stages),
	.derive = derive,
	.complete = complete,
	.convert = convert,
	.derived = SOPS_ROLE(SOPS_DEALS_STAGE) | SOPS_ROLE(SOPS_DEALS_ENTERED) |
		SOPS_ROLE(SOPS_DEALS_STATUS) | SOPS_ROLE(SOPS_DEALS_CLOSED),
	.needs = SOPS_ROLE(SOPS_DEALS_STAGE) | SOPS_ROLE(SOPS_DEALS_STATUS) |
		SOPS_ROLE(SOPS_DEALS_AMOUNT),
};

void sops_deal_init(struct sops_deal *deal)
{
	*deal = (struct sops_deal){ .place = 0 };
	sops__row_init(&sops_deals, deal);
	deal->status = SOPS_STATUS_OPEN;
}

bool sops_deal_status_on(enum sops_deal_status *status, const struct sops_deal *deal, sops_date day)
{
	if (deal->created != SOPS_DATE_BLANK && deal->created > day)
		return false;
	*status = (enum sops_deal_status)deal->status;
	/* A void deal keeps the day on which it was expected to close. */
	if (deal->status != SOPS_STATUS_VOID && deal->closed != SOPS_DATE_BLANK &&
	    deal->closed > day)
		*status = SOPS_STATUS_OPEN;
	return true;
}

bool sops_deal_status_within(enum sops_deal_status *status, const struct sops_deal *deal,
	sops_date last, sops_date as_of)
{
	if (sops_deal_status_on(status, deal, last))
		return true;
	*status = (enum sops_deal_status)deal->status;
	return deal->created <= as_of && *status != SOPS_STATUS_OPEN &&
		deal->closed != SOPS_DATE_BLANK && deal->closed <= last;
}
