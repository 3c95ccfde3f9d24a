/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_fit.c: how likely deals are to be won, by what became of those that got as far. */
#include "pipeline_private.h"

#include "../stages_private.h"
#include "funnel_private.h"

#include <stdlib.h>

struct sops_pipeline_fit {
	struct sops__funnel fates;
	int64_t dateless;
};

static struct sops_funnel_options asked(const struct sops_stages *stages,
	const struct sops_funnel_history *history)
{
	return (struct sops_funnel_options){ .stages = stages, .history = history,
		.required = SOPS_MONEY_BLANK };
}

/* What deals are worth is no matter, and may be in several currencies. */
static int take(struct sops__funnel *fates, const struct sops_deal *row,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops_deal deal = *row;

	deal.amount = SOPS_MONEY_BLANK;
	return sops__funnel_take(fates, &deal, use, err);
}

static bool lacks_day(const struct sops_deal *deal, enum sops_deal_status status)
{
	return deal->closed == SOPS_DATE_BLANK &&
		(status == SOPS_STATUS_WON || status == SOPS_STATUS_LOST);
}

int sops__pipeline_add_fate(const struct sops__pipeline_entry *entry, enum sops_deal_status status)
{
	const struct sops_pipeline_options *options = sops__pipeline_options(entry->use);
	const struct sops_funnel_options funnel = asked(options->stages, options->history);
	const struct sops_use use = { .options = &funnel, .context = entry->use->context };
	const struct sops_field none = { "", 0 };
	struct sops__funnel *fates;
	struct sops_group *strays;
	void *state;
	int done;

	entry->state->dateless += lacks_day(entry->deal, status);
	if (sops_group_at(entry->state->fates, none, &state, entry->err) < 0)
		return SOPS_ESYSTEM;
	fates = state;
	/* Stages that the model lacks are told together. */
	strays = fates->strays;
	fates->strays = entry->state->strays;
	done = take(fates, entry->deal, &use, entry->err);
	fates->strays = strays;
	return done;
}

static int read_rows(struct sops_pipeline_fit *fit, struct sops_input *input,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_funnel_options *options = use->options;
	const void *row;
	int status;

	while ((status = sops_input_next(input, &row, err)) > 0) {
		struct sops_deal deal = *(const struct sops_deal *)row;
		enum sops_deal_status outcome;

		if (options->stages)
			sops__stages_classify(options->stages, &deal);
		if (sops_deal_status_on(&outcome, &deal, use->context->as_of))
			fit->dateless += lacks_day(&deal, outcome);
		if (take(&fit->fates, &deal, use, err) < 0) {
			const struct sops_place place = sops_input_place(input);

			sops_error_place(err, &place);
			return err ? (int)err->status : SOPS_EINPUT;
		}
	}
	return status;
}

int sops_pipeline_fit_read(struct sops_pipeline_fit **out, struct sops_input *input,
	const struct sops_stages *stages, const struct sops_funnel_history *history,
	const struct sops_context *context, struct sops_error *err)
{
	const struct sops_funnel_options options = asked(stages, history);
	const struct sops_use use = { .options = &options, .context = context };
	struct sops_pipeline_fit *fit = calloc(1, sizeof(*fit));
	int status;

	if (!fit)
		return sops_error_memory(err);
	status = sops_state_init(&sops__funnel_fate_state, &fit->fates, err);
	if (status == 0)
		status = read_rows(fit, input, &use, err);
	if (status == 0) {
		const struct sops_place file = { .file = sops_input_name(input) };

		status = sops__strays_refuse(fit->fates.strays, stages,
			sops__funnel_history_name(history), err);
		sops_error_place(err, &file);
	}
	if (status < 0)
		sops_pipeline_fit_free(fit);
	else
		*out = fit;
	return status;
}

void sops_pipeline_fit_free(struct sops_pipeline_fit *fit)
{
	if (!fit)
		return;
	sops_state_release(&sops__funnel_fate_state, &fit->fates);
	free(fit);
}

/* Of all groups, and how many of the deals do not say when they were closed. */
static int gather(struct sops__funnel *all, int64_t *dateless, const struct sops_group *groups,
	struct sops_error *err)
{
	const struct sops_field none = { "", 0 };
	struct sops_group_cursor cursor = { NULL, 0 };
	const struct sops__pipeline *state;
	int status = 0;

	while (status == 0 && (state = sops_group_next(groups, &cursor)) != NULL) {
		const struct sops__funnel *fates = sops_group_find(state->fates, none);

		*dateless += state->dateless;
		if (fates && sops_group_find(fates->paths, none))
			return sops_error_set(err, SOPS_EINPUT, "not a saved state: a path");
		if (fates)
			status = sops_state_merge(&sops__funnel_fate_state, all, fates, err);
	}
	return status;
}

/* The model's, else as both exports together have it. */
static int find_order(struct sops__pipeline_rates *rates, const struct sops__funnel *here,
	const struct sops__funnel *there, const struct sops_use *use, struct sops_error *err)
{
	struct sops__funnel both;
	int status;

	rates->stages = sops__pipeline_options(use)->stages;
	if (rates->stages)
		return 0;
	status = sops_state_init(&sops__funnel_fate_state, &both, err);
	if (status < 0)
		return status;
	status = sops_state_merge(&sops__funnel_fate_state, &both, here, err);
	if (status == 0 && there != here)
		status = sops_state_merge(&sops__funnel_fate_state, &both, there, err);
	if (status == 0)
		status = sops__funnel_order(&rates->own, &both, use->context->profile, err);
	rates->stages = rates->own;
	sops_state_release(&sops__funnel_fate_state, &both);
	return status;
}

/* (won + k won / all) / (closed + k), with one division only. */
static int rate_of(struct sops_money *rate, const struct sops__pipeline_rates *rates,
	int64_t closed, int64_t prior, struct sops_error *err)
{
	const struct sops_money won = sops_money_of(rates->won), all = sops_money_of(rates->all);
	struct sops_money k = sops_money_of(prior), sum;
	struct sops_ratio ratio;

	*rate = rates->overall;
	if (rates->all == 0 || closed + prior == 0)
		return 0;
	if (sops_money_add(&sum, all, k, err) < 0 ||
	    sops_money_mul(&ratio.num, won, sum, err) < 0 ||
	    sops_money_add(&sum, sops_money_of(closed), k, err) < 0 ||
	    sops_money_mul(&ratio.den, all, sum, err) < 0)
		return SOPS_EINPUT;
	return sops_ratio_divide(rate, ratio, SOPS_RATIO_DIGITS, err);
}

static int note_lost(struct sops_table *table, const struct sops__funnel *fates, int64_t lost,
	const struct sops__pipeline_rates *rates, struct sops_error *err)
{
	int64_t unknown = sops__funnel_lost_unknown(fates);
	char first[SOPS_QUOTED];

	if (unknown > 0 && unknown == lost) {
		sops_error_set(err, SOPS_EINPUT, "--fit: of %lld lost deals none says in which "
			"stage it was lost", (long long)lost);
		sops_error_hint(err, "name their stage history with --history FILE, or their "
			"column with -m lost_from=HEADER");
		return SOPS_EINPUT;
	}
	sops_quote(first, sops_stages_name(rates->stages, 0));
	if (unknown > 0)
		sops_table_note(table, "lost deals without a known stage: %lld, counted as lost in "
			"%s, the first: the win rates of later stages are too high by them",
			(long long)unknown, first);
	return 0;
}

/* Who reached a stage and is closed: all but those that stand in it or in a later one. */
static int count(struct sops__pipeline_rates *rates, const struct sops__funnel *fates,
	int64_t *lost, struct sops_error *err)
{
	size_t stages = sops_stages_count(rates->stages);
	struct sops__funnel_step *steps = calloc(stages + 1, sizeof(*steps));
	int64_t open = 0;
	int status = steps ? 0 : sops_error_memory(err);

	rates->closed = calloc(stages + 1, sizeof(*rates->closed));
	rates->rates = calloc(stages + 1, sizeof(*rates->rates));
	if (status == 0 && (!rates->closed || !rates->rates))
		status = sops_error_memory(err);
	if (status == 0)
		status = sops__funnel_count(steps, rates->stages, fates, SOPS_FUNNEL_REACH, err);
	for (size_t i = stages; status == 0 && i-- > 0; ) {
		open += steps[i].open.deals;
		*lost += steps[i].lost.deals;
		rates->closed[i] = steps[i].reached.deals - open;
	}
	if (status == 0 && stages > 0) {
		rates->won = rates->closed[stages - 1];
		rates->all = rates->closed[0];
	}
	free(steps);
	return status;
}

static int divide(struct sops__pipeline_rates *rates, int64_t prior, struct sops_error *err)
{
	const struct sops_ratio overall = { sops_money_of(rates->won), sops_money_of(rates->all) };
	int status = sops_ratio_divide(&rates->overall, overall, SOPS_RATIO_DIGITS, err);

	for (size_t i = 0; status == 0 && i < sops_stages_count(rates->stages); i++)
		status = rate_of(&rates->rates[i], rates, rates->closed[i], prior, err);
	return status;
}

static void note_all(struct sops_table *table, const struct sops__pipeline_rates *rates,
	int64_t dateless)
{
	if (rates->all == 0)
		sops_table_note(table, "no closed deals to take win rates of");
	else
		sops_table_note(table, "weighted by the win rates of %lld closed deals, %lld of "
			"them won", (long long)rates->all, (long long)rates->won);
	if (dateless > 0)
		sops_table_note(table, "closed deals that do not say when: %lld, in the win rates "
			"as if closed by the as-of date", (long long)dateless);
}

static int make(struct sops__pipeline_rates *rates, const struct sops__funnel *here,
	int64_t dateless, const struct sops_use *use, struct sops_table *table,
	struct sops_error *err)
{
	const struct sops_pipeline_options *options = sops__pipeline_options(use);
	const struct sops__funnel *fates = options->fit ? &options->fit->fates : here;
	int64_t lost = 0;
	int status = find_order(rates, here, fates, use, err);

	if (status == 0)
		status = count(rates, fates, &lost, err);
	if (status == 0)
		status = divide(rates, options->fit_prior, err);
	if (status == 0)
		note_all(table, rates, options->fit ? options->fit->dateless : dateless);
	return status < 0 ? status : note_lost(table, fates, lost, rates, err);
}

int sops__pipeline_fit(struct sops__pipeline_rates **out, const struct sops_group *groups,
	const struct sops_use *use, struct sops_table *table, struct sops_error *err)
{
	struct sops__funnel here;
	int64_t dateless = 0;
	int status;

	*out = calloc(1, sizeof(**out));
	if (!*out)
		return sops_error_memory(err);
	status = sops_state_init(&sops__funnel_fate_state, &here, err);
	if (status < 0)
		return status;
	status = gather(&here, &dateless, groups, err);
	if (status == 0)
		status = make(*out, &here, dateless, use, table, err);
	sops_state_release(&sops__funnel_fate_state, &here);
	return status;
}

void sops__pipeline_rates_free(struct sops__pipeline_rates *rates)
{
	if (!rates)
		return;
	sops_stages_free(rates->own);
	free(rates->closed);
	free(rates->rates);
	free(rates);
}

struct sops_money sops__pipeline_rate(const struct sops__pipeline_rates *rates,
	struct sops_field stage, int64_t *closed)
{
	int place = stage.len > 0 ? sops_stages_find(rates->stages, stage) : 0;

	if (place < 0 || (size_t)place >= sops_stages_count(rates->stages)) {
		*closed = 0;
		return rates->overall;
	}
	*closed = rates->closed[place];
	return rates->rates[place];
}

int sops__pipeline_weighted(struct sops_money *out, const struct sops__pipeline_worth *worth,
	int64_t deals, const struct sops_use *use, struct sops_error *err)
{
	const struct sops__pipeline_shared *shared = use->shared;
	struct sops_sum sum = sops_short_sum_get(worth->weighted);
	struct sops_group_entry *parts = NULL;
	size_t count = shared->rates && *worth->parts ? sops_group_count(*worth->parts) : 0;
	int status = count > 0 ? sops_group_sorted(*worth->parts, &parts, err) : 0;

	for (size_t i = 0; status == 0 && i < count; i++) {
		const struct sops__pipeline_part *part = parts[i].state;
		struct sops_sum amount = sops_short_sum_get(&part->amount);
		int64_t closed;
		struct sops_money rate = sops__pipeline_rate(shared->rates, parts[i].key, &closed);

		if (sops_money_blank(rate) || amount.n == 0)
			continue;
		status = sops_money_mul(&amount.total, amount.total, rate, err);
		if (status == 0)
			status = sops_sum_merge(&sum, &amount, err);
	}
	free(parts);
	*out = sum.n > 0 || deals == 0 ? sum.total : SOPS_MONEY_BLANK;
	return status;
}
