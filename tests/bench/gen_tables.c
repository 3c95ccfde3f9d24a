/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leads to a deal and what happens to it; and the list of tables with rows deal by deal. */
#include "gen.h"

/* Deals and their history */

static void deals_head(const struct gen *g, struct out *o)
{
	for (const struct column *c = g->dialect->columns; c->header; c++)
		out_text(o, c->header);
	out_row(o);
}

static void deals_rows(struct gen *g, const struct deal *d, struct out *o)
{
	for (const struct column *c = g->dialect->columns; c->header; c++)
		c->put(o, g, d);
	out_row(o);
}

static bool from_to(const struct gen *g)
{
	return g->dialect->ids == IDS_SF15;
}

static void history_head(const struct gen *g, struct out *o)
{
	out_header(o,
		from_to(g) ? "Opportunity ID,Opportunity Name,From Stage,To Stage,Stage Duration,"
			     "Last Modified,Amount,Close Date,Stage,Created Date"
			   : "deal_id,stage,entered,left,by,amount,close_date");
}

static void history_from_to(const struct gen *g, const struct deal *d, struct out *o, int i,
			    bool edit)
{
	const struct visit *v = &d->visit[i];
	int64_t left = i + 1 < d->visits ? v[1].entered : NEVER;
	int64_t at = edit ? v->entered + (left - v->entered) / 2 : v->entered;
	out_id(o, g, ID_DEAL, d->number);
	out_deal_name(o, g, d);
	out_text(o, edit ? say_stage(g, v->stage) : i ? say_stage(g, v[-1].stage) : "");
	out_text(o, say_stage(g, v->stage));
	if (left == NEVER)
		out_text(o, "");
	else
		out_number(o, left / DAY - at / DAY);
	out_date(o, at / DAY);
	out_money(o, d->amount, d->currency);
	out_date(o, d->close_day);
	out_text(o, say_stage(g, deal_stage(d)));
	out_date(o, d->created / DAY);
	out_row(o);
}

static void history_rows(struct gen *g, const struct deal *d, struct out *o)
{
	struct rng rng = rng_for(g->model.seed, DRAW_HISTORY, d->number);
	for (int i = 0; i < d->visits; i++, g->sum.history++) {
		const struct visit *v = &d->visit[i];
		if (from_to(g)) {
			history_from_to(g, d, o, i, false);
			if (rng_chance(&rng, 80) && i + 1 < d->visits)
				history_from_to(g, d, o, i, true);
			continue;
		}
		out_id(o, g, ID_DEAL, d->number);
		out_text(o, say_stage(g, v->stage));
		out_time(o, v->entered);
		out_time(o, i + 1 < d->visits ? v[1].entered : NEVER);
		out_id(o, g, ID_REP, d->rep);
		out_money(o, d->amount, d->currency);
		out_date(o, d->close_day);
		out_row(o);
	}
}

/* Leads: a deal ends a run of leads of its source that failed, so that each converts with the
 * drawn rate. */

enum lead_status { LEAD_NEW, LEAD_CONTACTED, LEAD_MQL, LEAD_SQL, LEAD_CONVERTED, LEAD_OUT };

struct lead {
	int64_t part, created, assigned, answered, qualified;
	int owner, industry;
	enum lead_status status;
};

static void lead_row(const struct gen *g, const struct deal *d, const struct lead *l, struct out *o)
{
	static const char *const names[] = { "new", "contacted", "mql", "sql", "converted",
		"disqualified" };
	static const struct term reasons[] = { { "No need", "无需求" }, { "No reply", "无回复" },
					       { "Too small", "规模太小" }, { "Student", "学生" } };
	bool won = l->status == LEAD_CONVERTED;
	out_part_id(o, "L", d->number, l->part);
	out_time(o, l->created);
	out_text(o, say(g, &sources[d->source].name));
	out_campaign(o, g, d);
	out_id(o, g, ID_REP, l->owner);
	out_text(o, names[l->status]);
	out_time(o, l->assigned);
	out_time(o, l->answered);
	out_time(o, l->qualified);
	out_time(o, won ? d->created : NEVER);
	won ? out_id(o, g, ID_DEAL, d->number) : out_text(o, "");
	won ? out_id(o, g, ID_CUSTOMER, d->customer) : out_text(o, "");
	out_text(o, say(g, &industries[l->industry]));
	out_text(o, segments[d->segment].size);
	out_text(o, say_local(g, &regions[d->region].name, d->region));
	out_text(o, l->status == LEAD_OUT ? say(g, &reasons[l->created % 4]) : "");
	won && d->referrer != NEVER ? out_id(o, g, ID_CUSTOMER, d->referrer) : out_text(o, "");
	out_row(o);
}

static int64_t unless_after(int64_t at, int64_t end)
{
	return at <= end ? at : NEVER;
}

static struct lead lead_make(const struct gen *g, const struct deal *d, struct rng *rng,
			     int64_t part)
{
	int64_t end = part ? model_end(&g->model) : d->created;
	struct lead l = { .part = part, .created = d->lead_created, .status = LEAD_CONVERTED };
	if (part) {
		l.created += rng_between(rng, -10 * DAY, 10 * DAY);
		l.created = l.created < end ? l.created : end;
		l.status = (enum lead_status)rng_below(rng, LEAD_CONVERTED);
		if (rng_chance(rng, l.created < end - 30 * DAY ? 750 : 200))
			l.status = LEAD_OUT;
	}
	l.assigned = l.created + rng_between(rng, 2 * MINUTE, 12 * HOUR);
	l.answered = l.assigned +
		rng_between(rng, 5 * MINUTE, rng_chance(rng, 700) ? 4 * HOUR : 30 * HOUR);
	l.qualified = l.answered + rng_between(rng, HOUR, 20 * DAY);
	if (part && unless_after(l.qualified, end) == NEVER && l.status > LEAD_CONTACTED)
		l.status = LEAD_CONTACTED;
	if (part && unless_after(l.answered, end) == NEVER)
		l.status = LEAD_NEW;
	if (!part && l.qualified > end)
		l.qualified = end;
	if (l.status < LEAD_MQL || l.status == LEAD_OUT)
		l.qualified = NEVER;
	l.answered = l.status == LEAD_NEW ? NEVER : l.answered;
	l.assigned = unless_after(l.assigned, end);
	l.owner = part ? rep_pick(&g->model, rng, d->region, (int)(l.created / DAY)) : d->rep;
	l.industry = (int)rng_below(rng, INDUSTRIES);
	return l;
}

static void leads_rows(struct gen *g, const struct deal *d, struct out *o)
{
	struct rng rng = rng_for(g->model.seed, DRAW_LEADS, d->number);
	if (d->lead_created == NEVER)
		return;
	int64_t part = 0;
	do {
		struct lead lead = lead_make(g, d, &rng, part);
		int month = month_of((int)(lead.created / DAY)) - g->model.first_month;
		lead_row(g, d, &lead, o);
		g->sum.leads[d->source]++;
		g->sum.converted[d->source] += !part;
		g->sum.month_leads[month > 0 ? month : 0][d->source]++;
	} while (++part < 200 && !rng_chance(&rng, g->model.lead_rate[d->source]));
}

/* Activities: some in each stage, the last one at the deal's last activity. */

static void activity_row(struct gen *g, const struct deal *d, struct rng *rng, int64_t at,
	int64_t part, struct out *o)
{
	static const struct {
		const char *name;
		int share, minutes;
		bool facing;
	} types[ACTIVITY_TYPES] = { { "email", 380, 12, true }, { "call", 270, 18, true },
				    { "meeting", 160, 50, true }, { "visit", 60, 120, true },
				    { "admin", 130, 35, false } };
	static const char *const outcomes[] = { "done", "no answer", "follow up", "done" };
	static const char *const people[] = { "buyer", "buyer;engineer", "CFO;buyer", "owner" };
	int64_t left = rng_below(rng, 1000), outcome = rng_below(rng, 4), type = 0;
	while (type < ACTIVITY_TYPES - 1 && (left -= types[type].share) >= 0)
		type++;
	int64_t minutes = types[type].minutes * rng_between(rng, 50, 180) / 100;
	int64_t lag = minutes * MINUTE + rng_below(rng, rng_chance(rng, 800) ? 4 * HOUR : 4 * DAY);
	out_part_id(o, "A", d->number, part);
	out_id(o, g, ID_REP, d->rep);
	out_id(o, g, ID_CUSTOMER, d->customer);
	out_id(o, g, ID_DEAL, d->number);
	out_text(o, types[type].name);
	out_time(o, at);
	out_number(o, minutes);
	out_text(o, types[type].facing ? "true" : "false");
	out_text(o, outcomes[type == 1 ? outcome : 0]);
	out_time(o, at + lag);
	out_text(o, type == 0 && rng_chance(rng, 300) ? "true" : "false");
	out_text(o, types[type].facing ? people[rng_below(rng, 4)] : "");
	out_row(o);
	g->sum.activities++;
	g->sum.minutes += minutes;
}

static void activities_rows(struct gen *g, const struct deal *d, struct out *o)
{
	struct rng rng = rng_for(g->model.seed, DRAW_ACTIVITIES, d->number);
	int64_t part = 1;
	for (int i = 0; i < d->visits && d->visit[i].stage < WON; i++) {
		int64_t from = d->visit[i].entered, to = d->last_activity;
		int64_t count = rng_between(&rng, 0, 2 + d->visit[i].stage + d->segment);
		if (i + 1 < d->visits)
			to = d->visit[i + 1].entered;
		for (int64_t k = 0; k < count; k++)
			activity_row(g, d, &rng, from + (to - from) * (2 * k + 1) / (2 * count),
				part++, o);
	}
	activity_row(g, d, &rng, d->last_activity, part, o);
}

const struct table deal_tables[] = {
	{ .name = "deals", .head = deals_head, .rows = deals_rows },
	{ .name = "stage_history", .head = history_head, .rows = history_rows },
	{ .name = "leads", .rows = leads_rows,
	  .header = "lead_id,created,source,campaign,owner,status,assigned,first_response,"
		    "qualified,converted,deal_id,customer_id,industry,size,region,disq_reason,"
		    "referred_by" },
	{ .name = "activities", .rows = activities_rows,
	  .header = "activity_id,rep_id,customer_id,deal_id,type,start,minutes,customer_facing,"
		    "outcome,logged_at,auto,participants" },
	{ .name = "customers", .rows = customers_rows,
	  .header = "customer_id,name,owner,segment,tier,industry,region,market,size,created,"
		    "status,potential,tax_id,phone,email,referred_by,last_contact" },
	{ .name = "subscriptions", .rows = subscriptions_rows,
	  .header = "subscription_id,customer_id,product,start,end,mrr,renewal_date,"
		    "cancel_reason" },
	{ .name = "orders", .rows = orders_rows,
	  .header = "order_id,line,customer_id,rep_id,deal_id,channel,region,product,category,"
		    "qty,unit_price,list_price,amount,cost,currency,order_date,promised,shipped,"
		    "delivered,qty_delivered,carrier,supplier,qty_returned,status" },
	{ .name = "surveys", .rows = surveys_rows,
	  .header = "response_id,customer_id,rep_id,kind,sent,responded,score,scale_max" },
};
const size_t deal_table_count = sizeof(deal_tables) / sizeof(deal_tables[0]);
