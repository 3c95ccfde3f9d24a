/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes of a won deal: customers, subscriptions, orders, surveys. */
#include "gen.h"

/* Customers: each written with its first deal. */

static const char *customer_status(const struct gen *g, const struct deal *d)
{
	if (d->status == DEAL_WON)
		return customer_left(&g->model, d) == NEVER ? "active" : "lapsed";
	return d->status == DEAL_OPEN ? "prospect" : "lost";
}

/* Reserved for fiction or invalid: example.com, 555-01xx, area code 000, a tax id of 99. */
static void contact_fields(const struct deal *d, struct out *o)
{
	struct text tax = { 0 }, phone = { 0 }, mail = { 0 };
	text_add(&tax, "99");
	text_digits(&tax, d->customer, 16);
	text_add(&phone, regions[d->region].china ? "+86 000 0000 " : "+1 555 01");
	text_digits(&phone, d->customer % (regions[d->region].china ? 10000 : 100),
		    regions[d->region].china ? 4 : 2);
	text_add(&mail, "buyer");
	text_digits(&mail, d->customer + 1, 1);
	text_add(&mail, "@example.com");
	out_built(o, &tax);
	out_built(o, &phone);
	out_built(o, &mail);
}

void customers_rows(struct gen *g, const struct deal *d, struct out *o)
{
	struct rng rng = rng_for(g->model.seed, DRAW_CUSTOMERS, d->number);
	if (!deal_is_first(d))
		return;
	int64_t industry = rng_below(&rng, INDUSTRIES);
	int64_t potential = d->amount_home / 100000 * rng_between(&rng, 120, 600) / 100 * 100000;
	out_id(o, g, ID_CUSTOMER, d->customer);
	out_account(o, g, d);
	out_id(o, g, ID_REP, d->rep);
	out_text(o, say(g, &segments[d->segment].name));
	out_text(o, (const char *[]){ "C", "B", "A" }[d->segment]);
	out_text(o, say(g, &industries[industry]));
	out_text(o, say_local(g, &regions[d->region].name, d->region));
	out_text(o, say(g, &markets[regions[d->region].china]));
	out_text(o, segments[d->segment].size);
	out_date(o, (d->lead_created == NEVER ? d->created : d->lead_created) / DAY);
	out_text(o, customer_status(g, d));
	out_money(o, potential, g->model.home);
	contact_fields(d, o);
	d->referrer == NEVER ? out_text(o, "") : out_id(o, g, ID_CUSTOMER, d->referrer);
	out_date(o, d->last_activity / DAY);
	out_row(o);
	g->sum.customers++;
}

/* Subscriptions: a price change at the turn of a year ends one row and begins the next. */

static void subscription_row(struct gen *g, const struct deal *d, int64_t part, int start, int end,
	int renewal, int64_t mrr, const char *reason, struct out *o)
{
	out_part_id(o, "S", d->number, part);
	out_id(o, g, ID_CUSTOMER, d->customer);
	out_text(o, say(g, &products[d->product].name));
	out_date(o, start);
	out_date(o, end);
	out_money(o, mrr, g->model.home);
	out_date(o, renewal);
	out_text(o, reason);
	out_row(o);
	g->sum.subscriptions++;
	if (end == NEVER)
		g->sum.mrr += mrr;
}

void subscriptions_rows(struct gen *g, const struct deal *d, struct out *o)
{
	struct rng rng = rng_for(g->model.seed, DRAW_SUBSCRIPTIONS, d->number);
	if (d->status != DEAL_WON || d->type == TYPE_RENEWAL || !products[d->product].subscription)
		return;
	int first = (int)(d->closed / DAY) + (int)rng_between(&rng, 1, 20), start = first;
	int left = customer_left(&g->model, d), last = left == NEVER ? g->model.as_of : left - 1;
	int64_t mrr = (d->amount_home + 6) / 12, part = 1;
	if (start > last)
		return;
	for (int year = 1;; year++) {
		int renewal = day_add_months(first, 12 * year);
		bool changes = rng_chance(&rng, 350);
		if (renewal > last) {
			const char *reason = say(g, &lost_reasons[rng_below(&rng, REASONS)]);
			return subscription_row(g, d, part, start, left, renewal, mrr,
						left == NEVER ? "" : reason, o);
		}
		if (!changes)
			continue;
		subscription_row(g, d, part++, start, renewal, renewal, mrr, "", o);
		mrr = mrr * rng_between(&rng, 920, 1250) / 1000;
		start = renewal;
	}
}

/* Orders: the lines of a won deal's order add up to the deal; a first order is followed by more. */

struct line {
	int64_t order, line, qty, unit_price;
	int product, day;
	const char *channel;
};

static void delivery_fields(const struct gen *g, const struct line *l, struct rng *rng,
			    struct out *o)
{
	static const struct term carriers[] = { { "Swiftlane", "迅巷速运" },
		{ "Harborline", "港联物流" }, { "Cloudhaul", "云途货运" } };
	static const char *const suppliers[] = { "Veldra Works", "Quillon Parts", "Third Mill" };
	bool goods = !products[l->product].subscription;
	int as_of = g->model.as_of, promised = l->day + (int)rng_between(rng, 7, 16);
	int shipped = l->day + (goods ? (int)rng_between(rng, 1, 9) : 0);
	int delivered =
		shipped + (goods ? (int)rng_between(rng, 1, rng_chance(rng, 850) ? 5 : 14) : 0);
	int64_t brought = rng_chance(rng, 40) && l->qty > 1 ? l->qty - 1 : l->qty;
	int64_t returned = rng_chance(rng, 20) && goods ? rng_between(rng, 1, brought) : 0;
	bool here = delivered <= as_of, gone = shipped <= as_of;
	out_date(o, promised);
	out_date(o, gone ? shipped : NEVER);
	out_date(o, here ? delivered : NEVER);
	out_number(o, here ? brought : 0);
	out_text(o, goods ? say(g, &carriers[rng_below(rng, 3)]) : "");
	out_text(o, goods ? suppliers[l->product % 3] : "");
	out_number(o, here ? returned : 0);
	out_text(o, here ? "delivered" : gone ? "shipped" : "open");
}

static void line_row(struct gen *g, const struct deal *d, const struct line *l, struct rng *rng,
		     struct out *o)
{
	int64_t amount = l->qty * l->unit_price;
	out_part_id(o, "O", d->number, l->order);
	out_number(o, l->line);
	out_id(o, g, ID_CUSTOMER, d->customer);
	out_id(o, g, ID_REP, d->rep);
	l->order ? out_text(o, "") : out_id(o, g, ID_DEAL, d->number);
	out_text(o, l->channel);
	out_text(o, say_local(g, &regions[d->region].name, d->region));
	out_text(o, say(g, &products[l->product].name));
	out_text(o, say(g, &products[l->product].category));
	out_number(o, l->qty);
	out_money(o, l->unit_price, g->model.home);
	out_money(o, l->unit_price * 1000 / rng_between(rng, 820, 1000), g->model.home);
	out_money(o, amount, g->model.home);
	out_money(o, amount * rng_between(rng, 420, 680) / 1000, g->model.home);
	out_text(o, currencies[g->model.home].code);
	out_date(o, l->day);
	delivery_fields(g, l, rng, o);
	out_row(o);
	g->sum.order_lines++;
	g->sum.order_amount += amount;
}

static struct line small_line(const struct gen *g, struct rng *rng, const struct line *like)
{
	struct line l = *like;
	do
		l.product = (int)rng_below(rng, PRODUCTS);
	while (products[l.product].subscription || products[l.product].price > 2000);
	l.qty = rng_between(rng, 1, 8);
	l.unit_price = in_home(&g->model, products[l.product].price * rng_between(rng, 82, 100));
	l.unit_price -= l.unit_price % 50;
	return l;
}

static void deal_order(struct gen *g, const struct deal *d, struct rng *rng, struct out *o)
{
	struct line l = { .product = d->product, .day = (int)(d->closed / DAY) };
	int64_t left = d->amount_home, spare = left * 3 / 10, qty;
	l.channel = d->source == SOURCE_PARTNER ? "partner" : "direct";
	for (int64_t extras = rng_below(rng, 4); extras; extras--) {
		struct line extra = small_line(g, rng, &l);
		if (extra.qty * extra.unit_price > spare)
			continue;
		spare -= extra.qty * extra.unit_price;
		left -= extra.qty * extra.unit_price;
		extra.line = ++l.line;
		line_row(g, d, &extra, rng, o);
	}
	qty = left / in_home(&g->model, products[d->product].price * 100) + 1;
	for (qty = qty < 400 ? qty : 400; left % qty; qty--)
		;
	l.line++;
	l.qty = qty;
	l.unit_price = left / qty;
	line_row(g, d, &l, rng, o);
}

void orders_rows(struct gen *g, const struct deal *d, struct out *o)
{
	struct rng rng = rng_for(g->model.seed, DRAW_ORDERS, d->number);
	if (d->status != DEAL_WON)
		return;
	deal_order(g, d, &rng, o);
	if (!deal_is_first(d))
		return;
	int left = customer_left(&g->model, d), last = left == NEVER ? g->model.as_of : left - 1;
	int64_t gap = rng_between(&rng, 30, 160);
	struct line like = { .order = 1, .day = (int)(d->closed / DAY) };
	while ((like.day += (int)rng_between(&rng, gap / 2, gap * 3 / 2)) <= last) {
		like.channel = rng_chance(&rng, 400) ? "online" : "direct";
		for (int64_t lines = rng_between(&rng, 1, 3), i = 1; i <= lines; i++) {
			struct line l = small_line(g, &rng, &like);
			l.line = i;
			line_row(g, d, &l, &rng, o);
		}
		like.order++;
	}
}

/* Surveys: a deal won is followed by two questions, which some answer. */

static void survey_row(struct gen *g, const struct deal *d, const char *kind, int part, int sent,
	int64_t score, struct rng *rng, struct out *o)
{
	int answered = sent + (int)rng_between(rng, 0, 9);
	bool answers = rng_chance(rng, ANSWERS) && answered <= g->model.as_of;
	if (sent > g->model.as_of)
		return;
	out_part_id(o, "Q", d->number, part);
	out_id(o, g, ID_CUSTOMER, d->customer);
	out_id(o, g, ID_REP, d->rep);
	out_text(o, kind);
	out_date(o, sent);
	out_date(o, answers ? answered : NEVER);
	answers ? out_number(o, score) : out_text(o, "");
	out_number(o, part == 1 ? 5 : 10);
	out_row(o);
	g->sum.surveys++;
	g->sum.answers += answers;
}

void surveys_rows(struct gen *g, const struct deal *d, struct out *o)
{
	struct rng rng = rng_for(g->model.seed, DRAW_SURVEYS, d->number);
	int closed = (int)(d->closed / DAY);
	if (d->status != DEAL_WON)
		return;
	bool satisfied = rng_chance(&rng, SATISFIED);
	int64_t csat = satisfied ? rng_between(&rng, 4, 5) : rng_between(&rng, 1, 3);
	int64_t left = rng_below(&rng, 1000), nps = rng_between(&rng, 7, 8);
	if (left < PROMOTERS)
		nps += 2;
	else if (left < PROMOTERS + DETRACTORS)
		nps = rng_between(&rng, 0, 6);
	survey_row(g, d, "csat", 1, closed + 14, csat, &rng, o);
	survey_row(g, d, "nps", 2, closed + (int)rng_between(&rng, 45, 75), nps, &rng, o);
}
