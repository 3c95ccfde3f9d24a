/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chance, days, and the parameters of the organisation. */
#include "gen.h"

struct rng rng_for(uint64_t seed, int stream, int64_t number)
{
	uint64_t key = mix(seed + UINT64_C(0x9e3779b97f4a7c15) * (uint64_t)(stream + 1));
	return (struct rng){ mix(key ^ mix((uint64_t)number)) };
}

/* libm's exp may differ in the last bit between machines; this one cannot. */
static double exact_exp(double x)
{
	static const double inverse[] = { 1, 1. / 2, 1. / 3, 1. / 4, 1. / 5, 1. / 6, 1. / 7, 1. / 8,
					  1. / 9, 1. / 10, 1. / 11, 1. / 12 };
	int twos = (int)(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
	double rest = x - twos * 0.69314718055994531, sum = 1;
	for (int i = 11; i >= 0; i--)
		sum = 1 + sum * rest * inverse[i];
	for (; twos > 0; twos--)
		sum *= 2;
	for (; twos < 0; twos++)
		sum /= 2;
	return sum;
}

static double exact_log(double x)
{
	double y = 0;
	for (int i = 0; i < 40; i++)
		y += 2 * (x - exact_exp(y)) / (x + exact_exp(y));
	return y;
}

/* Twelve uniform draws of 16 bits less their mean: variance 1, and no tail beyond 6. */
static double normal(struct rng *rng)
{
	uint64_t sum = 0;
	for (int i = 0; i < 3; i++) {
		uint64_t bits = rng_next(rng);
		sum += (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) +
			(bits >> 48);
	}
	return (double)(int64_t)(sum * 2 - 12 * 65535) / 131072;
}

double lognormal(struct rng *rng, double scale, int sigma)
{
	return scale * exact_exp(normal(rng) * sigma / 100);
}

/* What the mean of such a draw is for scale 1: the twelfth power of a uniform's. */
static double lognormal_mean(int sigma)
{
	double half = sigma / 200.0, one = (exact_exp(half) - exact_exp(-half)) / (2 * half),
	       mean = 1;
	for (int i = 0; i < 12; i++)
		mean *= one;
	return mean;
}

int day_of(int year, int month, int day)
{
	int march = (month + 9) % 12, y = year - (month < 3);
	return y * 365 + y / 4 - y / 100 + y / 400 + (march * 153 + 2) / 5 + day - 1 - 719468;
}

void civil_of(int day, int *year, int *month, int *dom)
{
	int d = day + 719468, era = d / 146097, of_era = d % 146097;
	int y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int rest = of_era - (y * 365 + y / 4 - y / 100), march = (rest * 5 + 2) / 153;
	*dom = rest - (march * 153 + 2) / 5 + 1;
	*month = march < 10 ? march + 3 : march - 9;
	*year = era * 400 + y + (*month < 3);
}

int month_of(int day)
{
	int year, month, dom;
	civil_of(day, &year, &month, &dom);
	return year * 12 + month - 1;
}

int day_add_months(int day, int months)
{
	int year, month, dom;
	civil_of(day, &year, &month, &dom);
	months += year * 12 + month - 1;
	return day_of(months / 12, months % 12 + 1, dom < 28 ? dom : 28);
}

int64_t in_home(const struct model *m, int64_t usd_cents)
{
	int64_t micro = currencies[m->home].micro_usd;
	return (usd_cents * 1000000 + micro / 2) / micro;
}

static int jitter(struct rng *rng, int base, int spread)
{
	return (int)rng_between(rng, base - spread, base + spread);
}

static void draw_parameters(struct model *m, struct rng *rng)
{
	m->growth = jitter(rng, 220, 110);
	for (int i = 0; i < 6; i++) {
		int shift = jitter(rng, 0, 40);
		m->season[i] = month_factors[i] + shift;
		m->season[i + 6] = month_factors[i + 6] - shift;
	}
	m->bottleneck = (int)rng_between(rng, DISCOVERY, NEGOTIATION);
	for (int s = 0; s < OPEN_STAGES; s++) {
		bool tight = s == m->bottleneck;
		m->rate[s] = jitter(rng, stage_rates[s] - (tight ? 240 : 0), 30);
		m->dwell[s] = jitter(rng, stage_dwell[s] + (tight ? 80 : 0), 20);
		m->sigma[s] = jitter(rng, 75, 15);
	}
	m->skip = jitter(rng, 60, 20);
	m->back = jitter(rng, 50, 20);
	for (int s = 0; s < SOURCES; s++) {
		m->source_advance[s] = jitter(rng, sources[s].advance, 25);
		m->lead_rate[s] = sources[s].lead_rate ? jitter(rng, sources[s].lead_rate, 15) : 0;
	}
	m->rate[QUALIFICATION] = 0; /* by source; the mean follows */
	for (int s = 0; s < SOURCES; s++)
		m->rate[QUALIFICATION] += sources[s].share * m->source_advance[s];
	m->rate[QUALIFICATION] = (m->rate[QUALIFICATION] + 500) / 1000;
}

static void draw_rep(struct model *m, int index)
{
	struct rng rng = rng_for(m->seed, DRAW_REP, index);
	struct rep *rep = &m->reps[index];
	bool manager = index < REGIONS;
	int skill = (int)(rng_below(&rng, 121) - rng_below(&rng, 121));
	*rep = (struct rep){
		.region = index % REGIONS,
		.manager = manager ? (index ? 0 : NEVER) : index % REGIONS,
		.mentor = NEVER,
		.hired = m->first_day + (int)(manager ? rng_between(&rng, -2000, -400)
						      : rng_between(&rng, -1200, m->days - 200)),
		.left = NEVER,
		.level = manager ? 4 : (int)rng_between(&rng, 1, 3),
		.close_rate = m->rate[NEGOTIATION] + skill,
	};
	if (!manager && rng_chance(&rng, 500))
		rep->mentor = rep->region;
	int leaves = rep->hired + (int)rng_between(&rng, 250, 1800);
	if (!manager && rng_chance(&rng, 350) && leaves <= m->as_of)
		rep->left = leaves;
	rep->salary =
		in_home(m, rng_between(&rng, 18 + 12 * rep->level, 26 + 14 * rep->level) * 100000);
	rep->salary -= rep->salary % 100000;
}

/* Weekdays only; by month of the year, growing by the day, and never quite even. */
static void draw_arrivals(struct model *m, struct rng *rng)
{
	double daily = exact_exp(exact_log(1 + m->growth / 1000.0) / 365.25), level = 1, sum = 0;
	double before[MAX_DAYS + 1];
	for (int i = 0; i < m->days; i++, level *= daily) {
		int day = m->first_day + i, weekday = (day + 3) % 7; /* Monday is 0 */
		int noise = (int)rng_between(rng, 850, 1150);
		before[i] = sum;
		if (weekday < 5)
			sum += level * m->season[month_of(day) % 12] * noise;
	}
	for (int i = 0; i < m->days; i++)
		m->arrivals[i] = (int64_t)((double)m->deals * (before[i] / sum));
	m->arrivals[m->days] = m->deals;
}

int64_t model_end(const struct model *m)
{
	return (int64_t)m->as_of * DAY + 18 * HOUR;
}

void model_draw(struct model *m)
{
	struct rng rng = rng_for(m->seed, DRAW_MODEL, 0);
	int year, month, dom;
	civil_of(m->as_of, &year, &month, &dom);
	m->first_day = day_of(year - YEARS, month, dom) + 1;
	m->days = m->as_of - m->first_day + 1;
	m->first_month = month_of(m->first_day);
	m->months = month_of(m->as_of) - m->first_month + 1;
	draw_parameters(m, &rng);
	draw_arrivals(m, &rng);
	for (int s = 0; s < OPEN_STAGES; s++)
		for (int g = 0; g < SEGMENTS; g++)
			m->dwell_scale[s][g] = m->dwell[s] / 10.0 * DAY * segments[g].dwell_factor /
				1000 / lognormal_mean(m->sigma[s]);
	m->rep_count =
		(int)(m->deals < 320 ? REGIONS : m->deals / 40 / REGIONS * REGIONS + REGIONS);
	if (m->rep_count > MAX_REPS)
		m->rep_count = MAX_REPS;
	for (int i = 0; i < m->rep_count; i++)
		draw_rep(m, i);
}

bool rep_active(const struct rep *rep, int day)
{
	return rep->hired <= day && (rep->left == NEVER || day <= rep->left);
}

/* The regional manager is always there and takes what nobody else does. */
int rep_pick(const struct model *m, struct rng *rng, int region, int day)
{
	for (int tries = 0; tries < 8; tries++) {
		int rep = region + REGIONS * (int)rng_below(rng, m->rep_count / REGIONS);
		if (rep_active(&m->reps[rep], day))
			return rep;
	}
	return region;
}
