/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables about the whole organisation, and the parameters it was drawn from. */
#include "gen.h"

void totals_add(struct gen *g, const struct deal *d)
{
	struct totals *sum = &g->sum;
	int month = month_of((int)(d->created / DAY)) - g->model.first_month;
	sum->deals[d->status]++;
	sum->amount[d->status] += d->amount_home;
	sum->by_source[d->source][d->status]++;
	sum->rep_deals[d->rep][d->status]++;
	sum->created[month]++;
	for (int s = 0; s <= d->highest; s++)
		sum->reached[s]++;
	if (d->status == DEAL_WON) {
		sum->rep_won[d->rep] += d->amount_home;
		sum->won[month_of((int)(d->closed / DAY)) - g->model.first_month][d->region] +=
			d->amount_home;
	}
	for (int i = 0; i + 1 < d->visits; i++) {
		const struct visit *v = &d->visit[i];
		sum->stays[v->stage]++;
		sum->stay_seconds[v->stage] += v[1].entered - v->entered;
		sum->backs += v[1].stage < v->stage;
		sum->skips += v[1].stage > v->stage + 1 && v[1].stage < LOST;
	}
}

static void reps_whole(struct gen *g, struct out *o)
{
	static const char *const roles[] = { "Associate", "Account Executive", "Senior AE",
		"Regional Manager" };
	for (int i = 0; i < g->model.rep_count; i++) {
		const struct rep *rep = &g->model.reps[i];
		out_id(o, g, ID_REP, i);
		out_rep_name(o, g, i);
		out_team(o, g, i);
		out_text(o, say_local(g, &regions[rep->region].name, rep->region));
		rep->manager == NEVER ? out_text(o, "") : out_id(o, g, ID_REP, rep->manager);
		out_text(o, roles[rep->level - 1]);
		out_number(o, rep->level);
		out_date(o, rep->hired);
		out_date(o, rep->left);
		rep->mentor == NEVER ? out_text(o, "") : out_id(o, g, ID_REP, rep->mentor);
		out_decimal(o, i % 11 == 10 ? 8 : 10, 1);
		out_money(o, rep->salary, g->model.home);
		out_row(o);
	}
}

static void stages_whole(struct gen *g, struct out *o)
{
	for (int s = 0; s < STAGES; s++) {
		out_text(o, say_stage(g, s));
		out_number(o, s + 1);
		out_text(o, s == WON ? "won" : s == LOST ? "lost" : "open");
		out_percent(o, stage_probability[s]);
		if (s < OPEN_STAGES)
			out_number(o, g->model.dwell[s] * 2 / 10);
		else
			out_text(o, "");
		out_row(o);
	}
}

static void out_period(struct out *o, int month, bool quarter)
{
	struct text text = { 0 };
	text_digits(&text, month / 12, 4);
	text_add(&text, quarter ? "Q" : "-");
	text_digits(&text, quarter ? month % 12 / 3 + 1 : month % 12 + 1, quarter ? 1 : 2);
	out_built(o, &text);
}

static int active_reps(const struct model *m, int day, int region)
{
	int count = 0;
	for (int i = 0; i < m->rep_count; i++)
		count += rep_active(&m->reps[i], day) &&
			(region == NEVER || m->reps[i].region == region);
	return count;
}

static int64_t won_in_month(const struct gen *g, int month)
{
	int64_t sum = 0;
	for (int r = 0; r < REGIONS && month >= 0 && month < g->model.months; r++)
		sum += g->sum.won[month][r];
	return sum;
}

/* A quarter's quota is set near what it brought, or, while it runs, what the last one did. */
static int64_t plan(const struct gen *g, int quarter, int day)
{
	int month = quarter * 3 - g->model.first_month;
	bool runs = day_of(quarter * 3 / 12, quarter * 3 % 12 + 1, 1) + 89 > g->model.as_of;
	int64_t sum = 0;
	for (int i = 0; i < 3; i++)
		sum += won_in_month(g, month + i - 3 * runs);
	return sum / active_reps(&g->model, day, NEVER);
}

static void quotas_whole(struct gen *g, struct out *o)
{
	static const int by_level[] = { 80, 100, 125, 60 };
	const struct model *m = &g->model;
	for (int q = m->first_month / 3; q <= month_of(m->as_of) / 3; q++) {
		struct rng rng = rng_for(m->seed, DRAW_QUOTAS, q);
		int day = day_of(q / 4, q % 4 * 3 + 2, 15);
		int64_t share = plan(g, q, day);
		for (int i = 0; i < m->rep_count; i++) {
			int64_t quota = share / 100 * by_level[m->reps[i].level - 1];
			quota = quota / 100 * rng_between(&rng, 95, 125);
			if (!rep_active(&m->reps[i], day))
				continue;
			out_id(o, g, ID_REP, i);
			out_period(o, q * 3, true);
			out_text(o, "amount");
			out_money(o, quota / 100000 * 100000 + 100000, m->home);
			out_row(o);
		}
	}
}

static void cost_row(struct gen *g, int month, const char *category, bool fixed,
	const char *channel, const char *region, int64_t amount, struct out *o)
{
	out_period(o, g->model.first_month + month, false);
	out_text(o, category);
	out_text(o, fixed ? "fixed" : "variable");
	out_text(o, channel);
	out_text(o, region);
	out_money(o, amount, g->model.home);
	out_row(o);
}

static void region_costs(struct gen *g, int month, int r, struct rng *rng, struct out *o)
{
	const struct model *m = &g->model;
	const char *name = say_local(g, &regions[r].name, r);
	int first = m->first_month + month, day = day_of(first / 12, first % 12 + 1, 15);
	int64_t salary = 0, heads = active_reps(m, day, r), won = g->sum.won[month][r];
	for (int i = r; i < m->rep_count; i += REGIONS)
		if (rep_active(&m->reps[i], day))
			salary += m->reps[i].salary / 12;
	cost_row(g, month, "salary", true, "", name, salary, o);
	cost_row(g, month, "commission", false, "", name, won / 25, o);
	cost_row(g, month, "travel", false, "", name,
		heads * in_home(m, rng_between(rng, 400, 900) * 100), o);
	cost_row(g, month, "logistics", false, "", name, won / 80, o);
	cost_row(g, month, "tool", true, "", name, heads * in_home(m, 12000), o);
	if (month % 3 == 1)
		cost_row(g, month, "training", true, "", name, heads * in_home(m, 21000), o);
}

static void costs_whole(struct gen *g, struct out *o)
{
	for (int month = 0; month < g->model.months; month++) {
		struct rng rng = rng_for(g->model.seed, DRAW_COSTS, month);
		for (int s = 0; s < SOURCES; s++) {
			int64_t cents = sources[s].cost_per_lead * rng_between(&rng, 90, 110);
			int64_t amount = g->sum.month_leads[month][s] * in_home(&g->model, cents);
			g->sum.marketing += amount;
			if (sources[s].lead_rate)
				cost_row(g, month, "marketing", false, say(g, &sources[s].name), "",
					amount, o);
		}
		for (int r = 0; r < REGIONS; r++)
			region_costs(g, month, r, &rng, o);
	}
}

/* Parameters */

static void row(struct out *o, const char *kind, const char *name, const char *scope, int64_t value,
	int places)
{
	out_text(o, kind);
	out_text(o, name);
	out_text(o, scope);
	out_decimal(o, value, places);
	out_row(o);
}

static void drawn(struct out *o, const char *name, const char *scope, int64_t value, int places)
{
	row(o, "drawn", name, scope, value, places);
}

static void realised(struct out *o, const char *name, const char *scope, int64_t value, int places)
{
	row(o, "realised", name, scope, value, places);
}

static void label(struct out *o, const char *name, const char *value)
{
	out_text(o, "drawn");
	out_text(o, name);
	out_text(o, "");
	out_text(o, value);
	out_row(o);
}

static void drawn_process(struct gen *g, struct out *o)
{
	const struct model *m = &g->model;
	label(o, "bottleneck", say_stage(g, m->bottleneck));
	for (int s = 0; s < OPEN_STAGES; s++)
		drawn(o, "stage_rate", say_stage(g, s), m->rate[s], 3);
	for (int s = 0; s < OPEN_STAGES; s++)
		drawn(o, "stage_mean_days", say_stage(g, s), m->dwell[s], 1);
	for (int s = 0; s < OPEN_STAGES; s++)
		drawn(o, "stage_log_sigma", say_stage(g, s), m->sigma[s], 2);
	drawn(o, "skip_rate", "", m->skip, 3);
	drawn(o, "back_rate", "", m->back, 3);
	for (int s = 0; s < SOURCES; s++) {
		const char *name = say(g, &sources[s].name);
		int64_t win = (int64_t)m->source_advance[s] * m->rate[1] * m->rate[2] * m->rate[3];
		drawn(o, "source_share", name, sources[s].share, 3);
		drawn(o, "source_first_stage_rate", name, m->source_advance[s], 3);
		drawn(o, "source_win_rate", name, win, 12);
		drawn(o, "lead_rate", name, m->lead_rate[s], 3);
		drawn(o, "cost_per_lead", name, in_home(m, sources[s].cost_per_lead * 100), 2);
	}
	for (int i = 0; i < SEGMENTS; i++) {
		const char *name = say(g, &segments[i].name);
		drawn(o, "segment_share", name, segments[i].share, 3);
		drawn(o, "segment_median_amount", name,
			in_home(m, segments[i].median * INT64_C(100)), 2);
		drawn(o, "segment_log_sigma", name, segments[i].sigma, 2);
		drawn(o, "segment_dwell_factor", name, segments[i].dwell_factor, 3);
		drawn(o, "monthly_churn", name, segments[i].churn, 3);
	}
}

static void drawn_answers(struct out *o)
{
	drawn(o, "survey_answers", "", ANSWERS, 3);
	drawn(o, "survey_promoters", "", PROMOTERS, 3);
	drawn(o, "survey_detractors", "", DETRACTORS, 3);
	drawn(o, "survey_satisfied", "", SATISFIED, 3);
}

static void drawn_organisation(struct gen *g, struct out *o)
{
	static const char *const names[] = { "01", "02", "03", "04", "05", "06",
					     "07", "08", "09", "10", "11", "12" };
	const struct model *m = &g->model;
	label(o, "home_currency", currencies[m->home].code);
	for (int c = 0; c < CURRENCIES && m->mixed; c++)
		drawn(o, "micro_usd", currencies[c].code, currencies[c].micro_usd, 0);
	drawn(o, "seed", "", (int64_t)m->seed, 0);
	drawn(o, "deals", "", m->deals, 0);
	drawn(o, "reps", "", m->rep_count, 0);
	drawn(o, "growth", "year", m->growth, 3);
	for (int i = 0; i < 12; i++)
		drawn(o, "season", names[i], m->season[i], 3);
	for (int i = 0; i < m->rep_count; i++) {
		out_text(o, "drawn");
		out_text(o, "rep_close_rate");
		out_id(o, g, ID_REP, i);
		out_decimal(o, m->reps[i].close_rate, 3);
		out_row(o);
	}
}

static void realised_reps(struct gen *g, struct out *o)
{
	static const char *const names[] = { "rep_open", "rep_won", "rep_lost" };
	for (int i = 0; i < g->model.rep_count; i++)
		for (int k = 0; k <= STATUSES; k++) {
			out_text(o, "realised");
			out_text(o, k < STATUSES ? names[k] : "rep_won_revenue");
			out_id(o, g, ID_REP, i);
			if (k < STATUSES)
				out_number(o, g->sum.rep_deals[i][k]);
			else
				out_decimal(o, g->sum.rep_won[i], 2);
			out_row(o);
		}
}

static void realised_months(struct gen *g, struct out *o)
{
	for (int i = 0; i < 2 * g->model.months; i++) {
		int month = i % g->model.months;
		out_text(o, "realised");
		out_text(o, i < g->model.months ? "deals_created" : "won_revenue_month");
		out_period(o, g->model.first_month + month, false);
		if (i < g->model.months)
			out_number(o, g->sum.created[month]);
		else
			out_decimal(o, won_in_month(g, month), 2);
		out_row(o);
	}
}

static void realised_rows(struct gen *g, struct out *o)
{
	static const char *const by_source[] = { "source_open", "source_won", "source_lost" };
	static const char *const status[] = { "open", "won", "lost" };
	const struct totals *sum = &g->sum;
	for (int i = 0; i < STATUSES; i++)
		realised(o, "deals", status[i], sum->deals[i], 0);
	realised(o, "won_revenue", "", sum->amount[DEAL_WON], 2);
	realised(o, "lost_amount", "", sum->amount[DEAL_LOST], 2);
	realised(o, "open_pipeline", "", sum->amount[DEAL_OPEN], 2);
	for (int s = 0; s < STAGES - 1; s++)
		realised(o, "reached", say_stage(g, s), sum->reached[s], 0);
	for (int s = 0; s < OPEN_STAGES; s++) {
		realised(o, "stays", say_stage(g, s), sum->stays[s], 0);
		realised(o, "stay_seconds", say_stage(g, s), sum->stay_seconds[s], 0);
	}
	realised(o, "skips", "", sum->skips, 0);
	realised(o, "backward_moves", "", sum->backs, 0);
	for (int s = 0; s < SOURCES; s++) {
		const char *name = say(g, &sources[s].name);
		for (int i = 0; i < STATUSES; i++)
			realised(o, by_source[i], name, sum->by_source[s][i], 0);
		realised(o, "leads", name, sum->leads[s], 0);
		realised(o, "leads_converted", name, sum->converted[s], 0);
	}
	realised(o, "customers", "", sum->customers, 0);
	realised(o, "history_rows", "", sum->history, 0);
	realised(o, "order_lines", "", sum->order_lines, 0);
	realised(o, "order_amount", "", sum->order_amount, 2);
	realised(o, "subscriptions", "", sum->subscriptions, 0);
	realised(o, "active_mrr", "", sum->mrr, 2);
	realised(o, "activities", "", sum->activities, 0);
	realised(o, "activity_minutes", "", sum->minutes, 0);
	realised(o, "marketing_cost", "", sum->marketing, 2);
	realised(o, "surveys", "", sum->surveys, 0);
	realised(o, "answers", "", sum->answers, 0);
	realised_reps(g, o);
	realised_months(g, o);
}

static void parameters_whole(struct gen *g, struct out *o)
{
	drawn_organisation(g, o);
	drawn_process(g, o);
	drawn_answers(o);
	realised_rows(g, o);
}

const struct table whole_tables[] = {
	{ .name = "reps", .whole = reps_whole,
	  .header = "rep_id,name,team,region,manager_id,role,level,hired,left,mentor_id,fte,"
		    "base_salary" },
	{ .name = "stages", .whole = stages_whole,
	  .header = "stage,order,kind,probability,max_days" },
	{ .name = "quotas", .whole = quotas_whole,
	  .header = "rep_id,period,metric,quota", .needs_totals = true },
	{ .name = "costs", .whole = costs_whole,
	  .header = "period,category,kind,channel,region,amount",
	  .needs_totals = true },
	{ .name = "parameters", .whole = parameters_whole,
	  .header = "kind,name,scope,value",
	  .needs_totals = true },
};
const size_t whole_table_count = sizeof(whole_tables) / sizeof(whole_tables[0]);
