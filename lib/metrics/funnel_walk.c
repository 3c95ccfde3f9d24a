/* SPDX-License-Identifier: GPL-3.0-or-later */
/* funnel_walk.c: from the visits of a deal to its path and the days in its stages. */
#include "funnel_private.h"

#include <stdlib.h>

#define FEW 16

/* One stay in a stage; repeated rows of the stage are one stay. */
struct stay {
	struct sops_field stage;
	enum sops_deal_status kind;
	sops_date entered, left; /* left is blank while it lasts */
};

/* A deal on its way: what its visits come to. */
struct walk {
	struct stay *stays; /* few, unless there are more */
	struct stay few[FEW];
	size_t len;
	struct sops_money amount; /* as the last visit that has one says */
	struct sops_currency currency;
	bool overlaps; /* a stay ends after the next has begun */
};

struct sops_field sops__funnel_spelled(const struct sops_stages *stages, struct sops_field name)
{
	int index = stages ? sops_stages_find(stages, name) : -1;

	return index >= 0 ? sops_stages_name(stages, (size_t)index) : name;
}

struct sops__funnel_name sops__funnel_name(struct sops_field stage,
	const struct sops_stages *stages)
{
	int place = stages ? sops_stages_find(stages, stage) : -1;
	enum sops_deal_status kind = sops_stages_status(stages, stage);

	return (struct sops__funnel_name){
		.spelled = place >= 0 ? sops_stages_name(stages, (size_t)place) : stage,
		.kind = kind,
		.unknown = stages && sops_stages_count(stages) > 0 && place < 0 &&
			kind == SOPS_STATUS_OPEN,
	};
}

static void take_visit(struct walk *walk, const struct sops__visit *visit,
	const struct sops__funnel_name *name)
{
	struct stay *last = walk->len ? &walk->stays[walk->len - 1] : NULL;
	sops_date entered = sops__visit_entered(visit), left = sops__visit_left(visit);

	if (visit->amount.n > 0) {
		struct sops_sum amount = sops_short_sum_get(&visit->amount);

		walk->amount = amount.total;
		walk->currency = amount.currency;
	}
	if (last && sops_field_equal(last->stage, name->spelled)) {
		last->left = left;
		return;
	}
	if (last && last->left == SOPS_DATE_BLANK)
		last->left = entered;
	else if (last && last->left > entered)
		walk->overlaps = true;
	walk->stays[walk->len++] = (struct stay){ name->spelled, name->kind, entered, left };
}

/* The rows of a side input, of which the place is the line, have not been held against the model
 * before. */
static int make_walk(struct walk *walk, struct sops__funnel *into,
	const struct sops__funnel_known *deal, const struct sops_stages *stages,
	struct sops_error *err)
{
	const struct sops__visits_of *visits = &deal->visits;

	*walk = (struct walk){ .amount = SOPS_MONEY_BLANK };
	walk->stays = visits->count > FEW ? calloc(visits->count, sizeof(*walk->stays)) : walk->few;
	if (!walk->stays)
		return sops_error_memory(err);
	for (size_t i = 0; i < visits->count; i++) {
		const struct sops__visit visit = sops__visits_at(visits, i);
		struct sops__funnel_name name = deal->names ? deal->names[visit.stage] :
			sops__funnel_name(sops__visits_stage(visits->all, visit.stage), stages);

		if (!name.unknown)
			take_visit(walk, &visit, &name);
		else if (sops__stray_add(into->strays, SOPS__STRAY_HISTORY, name.spelled,
			visit.place, err) < 0)
			return SOPS_ESYSTEM;
	}
	return 0;
}

static void free_walk(struct walk *walk)
{
	if (walk->stays != walk->few)
		free(walk->stays);
}

/* A time in a stage; days are negative where they cannot be told. */
struct spell {
	int64_t days;
	bool lasts; /* so far */
};

/* When things end that the walk does not say. */
struct ends {
	sops_date closed; /* blank while the deal is open */
	sops_date as_of;
};

static int add_spell(struct sops__funnel *into, struct sops_field stage, struct spell spell,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_funnel_options *options = use->options;
	void *at;
	struct sops__funnel_stage *seen;
	int status = sops_group_at(into->stages, stage, &at, err);

	if (status < 0 || spell.days < 0 || (spell.lasts && !(options && options->censored)))
		return status;
	seen = at;
	return sops_tally_add(spell.lasts ? &seen->lasting : &seen->days, spell.days, 1, err);
}

static struct spell from_to(sops_date entered, sops_date left, const struct ends *ends)
{
	struct spell spell;

	if (left == SOPS_DATE_BLANK)
		left = ends->closed;
	spell.lasts = left == SOPS_DATE_BLANK;
	spell.days = (int64_t)(spell.lasts ? ends->as_of : left) - entered;
	return spell;
}

static bool same_stage(const struct walk *walk, size_t a, size_t b)
{
	return sops_field_equal(walk->stays[a].stage, walk->stays[b].stage);
}

static bool first_stay(const struct walk *walk, size_t stay)
{
	for (size_t i = 0; i < stay; i++)
		if (same_stage(walk, i, stay))
			return false;
	return true;
}

static struct spell visit(const struct walk *walk, size_t stay, const struct ends *ends)
{
	return from_to(walk->stays[stay].entered, walk->stays[stay].left, ends);
}

/* All stays in the stage, of which this is the first. */
static struct spell sum(const struct walk *walk, size_t stay, const struct ends *ends)
{
	struct spell all = { .days = 0 };

	for (size_t i = stay; i < walk->len; i++) {
		struct spell one = visit(walk, i, ends);

		if (!same_stage(walk, i, stay))
			continue;
		all.days = one.days < 0 || all.days < 0 ? -1 : all.days + one.days;
		all.lasts = all.lasts || one.lasts;
	}
	return all;
}

/* From this first stay to the end of the last. */
static struct spell span(const struct walk *walk, size_t stay, const struct ends *ends)
{
	size_t last = stay;

	for (size_t i = stay; i < walk->len; i++)
		if (same_stage(walk, i, stay))
			last = i;
	return from_to(walk->stays[stay].entered, walk->stays[last].left, ends);
}

static struct spell (*const spells[])(const struct walk *walk, size_t stay,
	const struct ends *ends) = {
	[SOPS_FUNNEL_SUM] = sum,
	[SOPS_FUNNEL_VISIT] = visit,
	[SOPS_FUNNEL_SPAN] = span,
};

/* Appends the open stages of the walk to the path, and adds the days in each. */
static int add_walk(struct sops__funnel *into, const struct walk *walk, sops_date closed,
	const struct sops_use *use, struct sops_buffer *path, struct sops_error *err)
{
	const struct sops_funnel_options *options = use->options;
	const struct ends ends = { closed, use->context->as_of };
	int time = options ? options->time : SOPS_FUNNEL_SUM, status = 0;

	for (size_t i = 0; status == 0 && i < walk->len; i++) {
		bool first = first_stay(walk, i);

		if (walk->stays[i].kind != SOPS_STATUS_OPEN)
			continue;
		if (first || sops__funnel_every_stay(options)) {
			sops_buffer_putc(path, '\0');
			sops_buffer_field(path, walk->stays[i].stage);
		}
		if (first || time == SOPS_FUNNEL_VISIT)
			status = add_spell(into, walk->stays[i].stage, spells[time](walk, i, &ends),
				use, err);
	}
	return status;
}

static int add_path(struct sops__funnel *into, const struct sops_buffer *path,
	struct sops_money amount, struct sops_currency currency, struct sops_error *err)
{
	void *at;
	int status = sops_buffer_check(path, err);

	if (status == 0)
		status = sops_group_at(into->paths, sops_buffer_view(path), &at, err);
	if (status < 0)
		return status;
	((struct sops__funnel_path *)at)->deals++;
	return sops_sum_add(&((struct sops__funnel_path *)at)->amount, amount, currency, err);
}

static int add_won_name(struct sops__funnel *into, struct sops_field name, struct sops_error *err)
{
	void *count;
	int status = name.len ? sops_group_at(into->won_names, name, &count, err) : 1;

	if (status == 0)
		++*(int64_t *)count;
	return status < 0 ? status : 0;
}

/* A stage that the deal itself names, where there are no visits. */
static int add_stage(struct sops__funnel *into, const struct sops__funnel_known *deal,
	const struct sops_stages *stages, enum sops_deal_status status, struct sops_buffer *path,
	struct sops_error *err)
{
	struct sops_field stage = sops__funnel_spelled(stages, deal->stage);
	void *seen;

	if (status == SOPS_STATUS_WON)
		return sops_stages_status(stages, deal->stage) == SOPS_STATUS_WON ?
			add_won_name(into, deal->stage, err) : 0;
	if (deal->stage.len == 0 || sops_stages_status(stages, deal->stage) != SOPS_STATUS_OPEN)
		return 0;
	sops_buffer_putc(path, '\0');
	sops_buffer_field(path, stage);
	return sops_group_at(into->stages, stage, &seen, err);
}

static enum sops_deal_status outcome(const struct sops__funnel_known *deal, const struct walk *walk)
{
	if (deal->has_status || walk->len == 0)
		return deal->status;
	return walk->stays[walk->len - 1].kind;
}

static sops_date closing_day(const struct sops__funnel_known *deal, const struct walk *walk,
	enum sops_deal_status status)
{
	if (status == SOPS_STATUS_OPEN)
		return SOPS_DATE_BLANK;
	if (walk->len > 0 && walk->stays[walk->len - 1].kind != SOPS_STATUS_OPEN)
		return walk->stays[walk->len - 1].entered;
	return deal->closed;
}

/* What deals say of their days, and what their history does, need not agree. */
static int check_days(struct sops__funnel *into, const struct sops__funnel_known *deal,
	const struct walk *walk, enum sops_deal_status outcome_of, struct sops_error *err)
{
	const struct stay *last = walk->len > 0 ? &walk->stays[walk->len - 1] : NULL;
	int status = 0;

	if (walk->overlaps)
		status = sops_rare_add(&into->odd, SOPS__FUNNEL_OVERLAP, 1, err);
	if (status < 0 || !last || !deal->has_status)
		return status;
	if (deal->created != SOPS_DATE_BLANK && walk->stays[0].entered < deal->created)
		status = sops_rare_add(&into->odd, SOPS__FUNNEL_EARLY, 1, err);
	if (status == 0 && outcome_of != SOPS_STATUS_OPEN && deal->closed != SOPS_DATE_BLANK &&
	    last->kind == SOPS_STATUS_OPEN && last->entered > deal->closed)
		status = sops_rare_add(&into->odd, SOPS__FUNNEL_LATE, 1, err);
	return status;
}

static int add_known(struct sops__funnel *into, const struct sops__funnel_known *deal,
	const struct walk *walk, const struct sops_use *use, struct sops_error *err)
{
	static const char letters[] = { [SOPS_STATUS_OPEN] = 'o', [SOPS_STATUS_WON] = 'w',
		[SOPS_STATUS_LOST] = 'l' };
	enum sops_deal_status status = outcome(deal, walk);
	struct sops_buffer path = SOPS_BUFFER_INIT;
	struct sops_stages room;
	const struct sops_stages *stages = sops__funnel_stages(use, &room);
	bool own = !sops_money_blank(deal->amount);
	int done;

	if (status == SOPS_STATUS_VOID)
		return sops_rare_add(&into->odd, SOPS__FUNNEL_VOIDED, 1, err);
	sops_buffer_putc(&path, letters[status]);
	done = check_days(into, deal, walk, status, err);
	if (done == 0)
		done = add_walk(into, walk, closing_day(deal, walk, status), use, &path, err);
	if (done == 0 && path.len == 1)
		done = add_stage(into, deal, stages, status, &path, err);
	if (done == 0 && walk->len > 0 && walk->stays[walk->len - 1].kind == SOPS_STATUS_WON)
		done = add_won_name(into, walk->stays[walk->len - 1].stage, err);
	if (done == 0)
		done = add_path(into, &path, own ? deal->amount : walk->amount,
			own ? deal->currency : walk->currency, err);
	sops_buffer_release(&path);
	return done;
}

int sops__funnel_resolve(struct sops__funnel *into, const struct sops__funnel_known *deal,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops_stages room;
	const struct sops_stages *stages = sops__funnel_stages(use, &room);
	struct walk walk;
	int status = make_walk(&walk, into, deal, stages, err);
	int ripe = 1;

	/* Of a deal that is a row of its own that is known already. */
	if (status == 0 && !deal->has_status && walk.len > 0)
		ripe = sops__funnel_ripe(into, walk.stays[0].entered, use, err);
	if (status == 0)
		status = ripe > 0 ? add_known(into, deal, &walk, use, err) : ripe;
	free_walk(&walk);
	return status;
}
