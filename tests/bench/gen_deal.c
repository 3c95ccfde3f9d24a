/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of one deal. */
#include "gen.h"

#include <string.h>

static int weighted(struct rng *rng, const void *first, size_t step, int count)
{
	int64_t left = rng_below(rng, 1000);
	const char *share = first;
	for (int i = 0; i < count - 1; i++, share += step) {
		int here;
		memcpy(&here, share, sizeof(here));
		if ((left -= here) < 0)
			return i;
	}
	return count - 1;
}
#define WEIGHTED(rng, list, count) weighted(rng, &(list)[0].share, sizeof((list)[0]), count)

/* Squeeze the clock into weekdays from nine to six, Saturday and Sunday into Monday's first two
 * hours, and keep the order. */
static int64_t office_time(int64_t raw)
{
	int64_t day = raw / DAY, second = raw % DAY, weekday = (day + 3) % 7;
	if (weekday >= 5)
		return (day + 7 - weekday) * DAY + (weekday + 4) * HOUR + second / 24;
	if (weekday == 0)
		return day * DAY + 11 * HOUR + second * 7 / 24;
	return day * DAY + 9 * HOUR + second * 9 / 24;
}

static int day_created(const struct model *m, int64_t number)
{
	int low = 0, high = m->days;
	while (high - low > 1) {
		int middle = (low + high) / 2;
		if (m->arrivals[middle] <= number)
			low = middle;
		else
			high = middle;
	}
	return m->first_day + low;
}

/* The clock runs in raw seconds; each entry is written in office time. */
struct walk {
	const struct model *model;
	struct rng *rng;
	int64_t raw;
};

static bool enter(struct walk *walk, struct deal *d, int stage)
{
	int64_t at = office_time(walk->raw);
	if (d->visits && at <= d->visit[d->visits - 1].entered)
		at = d->visit[d->visits - 1].entered + 1;
	if (at > model_end(walk->model))
		return false;
	d->visit[d->visits++] = (struct visit){ stage, at };
	return true;
}

static void stay(struct walk *walk, const struct deal *d, int stage)
{
	const struct model *m = walk->model;
	double scale = m->dwell_scale[stage][d->segment];
	walk->raw += (int64_t)lognormal(walk->rng, scale, m->sigma[stage]);
}

static bool step_back(struct walk *walk, struct deal *d, int stage)
{
	for (int s = stage - 1; s <= stage; s++) {
		if (!enter(walk, d, s))
			return false;
		stay(walk, d, s);
	}
	return true;
}

static void settle(struct walk *walk, struct deal *d, int stage, bool won)
{
	if (!enter(walk, d, won ? WON : LOST))
		return;
	d->status = won ? DEAL_WON : DEAL_LOST;
	d->closed = d->visit[d->visits - 1].entered;
	d->lost_from = won ? NEVER : stage;
}

/* The stage the deal will be lost in, or OPEN_STAGES. It is drawn before anything is skipped or
 * walked, so that the drawn rates are what a count of stages reached finds. */
static int fate(const struct model *m, struct deal *d, struct rng *rng)
{
	d->rep = rep_pick(m, rng, d->region, (int)(d->created / DAY));
	const int rates[OPEN_STAGES] = { m->source_advance[d->source], m->rate[DISCOVERY],
					 m->rate[PROPOSAL], m->reps[d->rep].close_rate };
	int last = 0;
	while (last < OPEN_STAGES && rng_chance(rng, rates[last]))
		last++;
	return last;
}

static void live(struct walk *walk, struct deal *d, int last)
{
	const struct model *m = walk->model;
	for (int stage = 0; stage < OPEN_STAGES; stage++) {
		bool skips = rng_chance(walk->rng, m->skip), backs = rng_chance(walk->rng, m->back);
		if ((stage == DISCOVERY || stage == PROPOSAL) && stage < last && skips)
			continue;
		if (!enter(walk, d, stage))
			return;
		stay(walk, d, stage);
		if (stage && backs && !step_back(walk, d, stage))
			return;
		if (stage == last)
			return settle(walk, d, stage, false);
	}
	settle(walk, d, NEGOTIATION, true);
}

static void begin(const struct model *m, int64_t number, struct deal *d, struct rng *rng)
{
	*rng = rng_for(m->seed, DRAW_DEAL, number);
	int64_t day = day_created(m, number), raw = day * DAY + rng_below(rng, DAY);
	d->number = d->customer = number;
	d->created = raw;
	d->status = DEAL_OPEN;
	d->type = TYPE_NEW;
	d->visits = 0;
	d->closed = d->lost_from = d->customer_since = NEVER;
	d->region = WEIGHTED(rng, regions, REGIONS);
	d->segment = WEIGHTED(rng, segments, SEGMENTS);
	d->source = WEIGHTED(rng, sources, SOURCES);
	d->product = WEIGHTED(rng, products, PRODUCTS);
}

static void finish(const struct model *m, struct deal *d, struct rng *rng, int last)
{
	struct walk walk = { m, rng, d->created };
	d->created = office_time(d->created);
	live(&walk, d, last);
	d->highest = 0;
	for (int i = 0; i < d->visits; i++)
		if (d->visit[i].stage < LOST && d->visit[i].stage > d->highest)
			d->highest = d->visit[i].stage;
}

int customer_left(const struct model *m, const struct deal *d)
{
	struct rng rng = rng_for(m->seed, DRAW_CHURN, d->customer);
	int months = 1, days = (int)rng_below(&rng, 28);
	while (months < 12 * YEARS + 2 && !rng_chance(&rng, segments[d->segment].churn))
		months++;
	int left = day_add_months(d->customer_since, months) + days;
	return left <= m->as_of ? left : NEVER;
}

static bool wants_old_customer(const struct model *m, int64_t number)
{
	struct rng rng = rng_for(m->seed, DRAW_REPEAT, number);
	return rng_chance(&rng, 250);
}

/* A first deal won before this one was created by a customer who has not left, found by trial. */
static bool find_customer(const struct model *m, const struct deal *d, struct deal *first)
{
	struct rng rng = rng_for(m->seed, DRAW_REPEAT, d->number), theirs;
	int64_t earlier = d->created / DAY - 60 - m->first_day;
	int64_t pool = earlier > 0 ? m->arrivals[earlier] : 0;
	rng_next(&rng);
	for (int tries = 0; pool && tries < 12; tries++) {
		int64_t candidate = rng_below(&rng, pool);
		if (wants_old_customer(m, candidate))
			continue;
		begin(m, candidate, first, &theirs);
		if (fate(m, first, &theirs) < OPEN_STAGES)
			continue;
		finish(m, first, &theirs, OPEN_STAGES);
		if (first->status != DEAL_WON || first->closed >= d->created - DAY)
			continue;
		first->customer_since = (int)(first->closed / DAY);
		int left = customer_left(m, first);
		if (left == NEVER || left > d->created / DAY)
			return true;
	}
	return false;
}

static void adopt(struct deal *d, const struct deal *first, struct rng *rng)
{
	bool renews = products[first->product].subscription && rng_chance(rng, 450);
	d->customer = first->number;
	d->customer_since = first->customer_since;
	d->region = first->region;
	d->segment = first->segment;
	d->source = SOURCE_EXISTING;
	d->type = renews ? TYPE_RENEWAL : TYPE_EXPANSION;
	if (renews)
		d->product = first->product;
}

/* Three digits, as people quote, or a discount off that, as spreadsheets do. */
static int64_t quoted(double units, struct rng *rng)
{
	int64_t value = (int64_t)(units + 0.5), step = 1;
	while (value / step >= 1000)
		step *= 10;
	value = (value / step * step + (value < 1)) * 100;
	int64_t discount = rng_between(rng, 5, 180);
	return rng_chance(rng, 300) ? (value * (1000 - discount) + 500) / 1000 : value;
}

static void price(const struct model *m, struct deal *d, struct rng *rng)
{
	static const int type_factor[TYPES] = { 1000, 450, 800 };
	const struct segment *segment = &segments[d->segment];
	d->currency = m->mixed ? regions[d->region].currency : m->home;
	int64_t micro = currencies[d->currency].micro_usd, home = currencies[m->home].micro_usd;
	double median =
		(double)segment->median * 1000000 / (double)micro * type_factor[d->type] / 1000;
	d->amount = quoted(lognormal(rng, median, segment->sigma), rng);
	d->amount_home = micro == home ? d->amount : (d->amount * micro + home / 2) / home;
	d->cost = d->amount_home * rng_between(rng, 420, 680) / 1000;
}

static void expect(const struct model *m, struct deal *d, struct rng *rng)
{
	int cycle = 0, expected;
	for (int s = 0; s < OPEN_STAGES; s++)
		cycle += m->dwell[s] * segments[d->segment].dwell_factor / 10000;
	expected = (int)(d->created / DAY) + cycle * (int)rng_between(rng, 70, 130) / 100;
	d->pushes = 0;
	d->close_day = expected;
	if (d->status != DEAL_OPEN) {
		d->close_day = (int)(d->closed / DAY);
		d->pushes = d->close_day > expected ? (d->close_day - expected) / 30 : 0;
		return;
	}
	while (d->close_day < m->as_of && d->pushes < 12 && rng_chance(rng, 880)) {
		d->close_day += 30;
		d->pushes++;
	}
}

static void touch(const struct model *m, struct deal *d, struct rng *rng)
{
	int64_t entered = d->visit[d->visits - 1].entered, end = model_end(m);
	int64_t idle = rng_below(rng, rng_chance(rng, 150) ? 75 * DAY : 12 * DAY);
	d->last_activity = end - idle > entered ? end - idle : entered;
	if (d->status != DEAL_OPEN)
		d->last_activity = d->closed;
	d->modified = d->last_activity + rng_below(rng, 2 * DAY);
	if (d->modified > end)
		d->modified = end;
}

static void detail(const struct model *m, struct deal *d)
{
	struct rng rng = rng_for(m->seed, DRAW_DETAIL, d->number);
	int64_t lag = rng_between(&rng, 2 * DAY, 40 * DAY);
	d->lead_created = m->lead_rate[d->source] ? d->created - lag : NEVER;
	price(m, d, &rng);
	expect(m, d, &rng);
	touch(m, d, &rng);
	d->contacts = (int)rng_between(&rng, 1, 4 + 2 * d->segment);
	d->competitor = rng_chance(&rng, 450) ? (int)rng_below(&rng, COMPETITORS) : NEVER;
	d->reason = NEVER;
	if (d->status == DEAL_LOST) {
		d->reason = (int)rng_below(&rng, REASONS);
		if (d->reason == 1 && d->competitor == NEVER)
			d->competitor = (int)rng_below(&rng, COMPETITORS);
	}
	d->next_step = d->next_step_day = NEVER;
	if (d->status == DEAL_OPEN && rng_chance(&rng, 760)) {
		d->next_step = (int)rng_below(&rng, NEXT_STEPS);
		d->next_step_day = m->as_of + (int)rng_between(&rng, -6, 24);
	}
}

bool deal_is_first(const struct deal *d)
{
	return d->customer == d->number;
}

int deal_stage(const struct deal *d)
{
	return d->visit[d->visits - 1].stage;
}

void deal_make(const struct model *m, int64_t number, struct deal *d)
{
	struct rng rng;
	struct deal first;
	begin(m, number, d, &rng);
	if (wants_old_customer(m, number) && find_customer(m, d, &first))
		adopt(d, &first, &rng);
	finish(m, d, &rng, fate(m, d, &rng));
	if (d->status == DEAL_WON && deal_is_first(d))
		d->customer_since = (int)(d->closed / DAY);
	detail(m, d);
	d->referrer = NEVER;
	if (d->source == SOURCE_REFERRAL && find_customer(m, d, &first))
		d->referrer = first.number;
}
