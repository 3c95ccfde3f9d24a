/* SPDX-License-Identifier: GPL-3.0-or-later */
/* funnel_plan.c: the funnel with other rates, and the funnel backwards. */
#include "funnel_private.h"

#include <sops/nearest.h>

#include "../private.h"

#include <stdlib.h>

static bool backwards(const struct sops_funnel_options *options)
{
	return options->plan_amount || options->plan_deals;
}

bool sops__funnel_plans(const struct sops_funnel_options *options)
{
	return options->n_what_if > 0 || backwards(options);
}

static void hint_stage(struct sops_field wanted, const struct sops_stages *stages,
	struct sops_error *err)
{
	size_t count = sops_stages_count(stages) - 1;
	struct sops_field *names = calloc(count + 1, sizeof(*names));

	for (size_t i = 0; names && i < count; i++)
		names[i] = sops_stages_name(stages, i);
	if (names)
		sops_hint_names(err, wanted, names, count, "stages");
	free(names);
}

int sops__funnel_plan_check(const struct sops_funnel_options *options,
	const struct sops_stages *stages, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	if (sops__funnel_plans(options) && options->path != SOPS_FUNNEL_REACH &&
	    options->path != SOPS_FUNNEL_STRICT)
		return sops_error_set(err, SOPS_EUSAGE, "a plan needs conversions that multiply: "
			"--path reach or strict");
	/* Nothing was read where there are no stages at all. */
	for (size_t i = 0; sops_stages_count(stages) > 1 && i < options->n_what_if; i++) {
		int place = sops_stages_find(stages, options->what_if[i].stage);

		if (place >= 0 && (size_t)place + 1 < sops_stages_count(stages))
			continue;
		sops_error_set(err, SOPS_EUSAGE, "--what-if: %s is not a stage before won",
			sops_quote(quoted, options->what_if[i].stage));
		hint_stage(options->what_if[i].stage, stages, err);
		return SOPS_EUSAGE;
	}
	return 0;
}

void sops__funnel_plan_columns(struct sops_table *table, const struct sops_funnel_options *options)
{
	sops_table_column(table, "stage", SOPS_COLUMN_TEXT, "", "stage, won last");
	if (backwards(options))
		sops_table_column(table, "needed", SOPS_COLUMN_NUMBER, "deals",
			"have to get here or further");
	else
		sops_table_column(table, "reached", SOPS_COLUMN_NUMBER, "deals",
			"would have got here or further");
	sops_table_column(table, "current", SOPS_COLUMN_COUNT, "deals", "got here or further");
	sops_table_column(table, "gap", SOPS_COLUMN_NUMBER, "deals", "more than current");
	sops_table_column(table, "amount", SOPS_COLUMN_NUMBER, "money",
		"that they are worth on average");
}

/* The rate that is asked for in place of the stage's own; the last one said, or NULL. */
static const struct sops_money *rate_of(const struct sops__funnel_view *view, size_t stage)
{
	const struct sops_money *rate = NULL;

	for (size_t i = 0; i < view->options->n_what_if; i++)
		if (sops_stages_find(view->stages, view->options->what_if[i].stage) == (int)stage)
			rate = &view->options->what_if[i].rate;
	return rate;
}

/* out = ratio * num / den */
static int times(struct sops_ratio *out, struct sops_ratio ratio, struct sops_money num,
	struct sops_money den, struct sops_error *err)
{
	int status;

	if (!sops_ratio_defined(ratio)) {
		*out = ratio;
		return 0;
	}
	status = sops_money_mul(&out->num, ratio.num, num, err);
	return status < 0 ? status : sops_money_mul(&out->den, ratio.den, den, err);
}

/*
 * Between stages of which the rate is changed, conversions multiply to the share of those that
 * reached the one of those that reached the other: what is needed, or would be reached, is known
 * at one stage, and goes from there with the deals that are there.
 */
struct plan {
	struct sops_ratio known;
	size_t at;
};

static int from_known(struct sops_ratio *out, const struct plan *plan,
	const struct sops__funnel_view *view, size_t stage, struct sops_error *err)
{
	*out = plan->known;
	if (stage == plan->at)
		return 0;
	return times(out, plan->known, sops_money_of(view->steps[stage].reached.deals),
		sops_money_of(view->steps[plan->at].reached.deals), err);
}

static struct sops_ratio required(const struct sops__funnel_view *view, struct sops_error *err)
{
	const struct sops_funnel_options *options = view->options;
	const struct sops_sum *won = &view->steps[view->count - 1].reached.amount;
	struct sops_ratio deals = { sops_money_of(options->required_deals), sops_money_of(1) };

	if (!options->plan_amount)
		return deals;
	deals.den = won->n > 0 ? won->total : sops_money_of(0);
	if (sops_money_mul(&deals.num, options->required, sops_money_of(won->n), err) < 0)
		deals.num = SOPS_MONEY_BLANK;
	return deals;
}

static int plan_back(struct sops_ratio *out, const struct sops__funnel_view *view,
	struct sops_error *err)
{
	struct plan plan = { required(view, err), view->count - 1 };
	int status = 0;

	if (sops_money_blank(plan.known.num))
		return SOPS_EINPUT;
	for (size_t i = view->count; status == 0 && i-- > 0; ) {
		const struct sops_money *rate = i + 1 < view->count ? rate_of(view, i) : NULL;

		if (rate) {
			status = times(&plan.known, out[i + 1], sops_money_of(1), *rate, err);
			plan.at = i;
		}
		if (status == 0)
			status = from_known(&out[i], &plan, view, i, err);
	}
	return status;
}

static int plan_forth(struct sops_ratio *out, const struct sops__funnel_view *view,
	struct sops_error *err)
{
	struct plan plan = { { sops_money_of(view->steps[0].reached.deals), sops_money_of(1) }, 0 };
	int status = 0;

	for (size_t i = 0; status == 0 && i < view->count; i++) {
		const struct sops_money *rate = i > 0 ? rate_of(view, i - 1) : NULL;

		if (rate) {
			status = times(&plan.known, out[i - 1], *rate, sops_money_of(1), err);
			plan.at = i;
		}
		if (status == 0)
			status = from_known(&out[i], &plan, view, i, err);
	}
	return status;
}

/* What is planned less what is there. */
static int gap_cell(struct sops_table *table, struct sops_ratio planned, int64_t current,
	struct sops_error *err)
{
	struct sops_money there;
	int status;

	if (!sops_ratio_defined(planned)) {
		sops_table_blank(table);
		return 0;
	}
	status = sops_money_mul(&there, sops_money_of(current), planned.den, err);
	if (status == 0)
		status = sops_money_sub(&planned.num, planned.num, there, err);
	if (status == 0)
		sops_table_quotient(table, planned);
	return status;
}

static int plan_row(struct sops_table *table, const struct sops__funnel_view *view, size_t i,
	struct sops_ratio planned, struct sops_error *err)
{
	const struct sops__funnel_part *reached = &view->steps[i].reached;
	struct sops_ratio amount;
	int status;

	sops_table_row(table);
	sops_table_text(table, sops_stages_name(view->stages, i));
	sops_table_quotient(table, planned);
	sops_table_count(table, reached->deals);
	status = gap_cell(table, planned, reached->deals, err);
	if (status == 0)
		status = times(&amount, planned, reached->amount.total,
			sops_money_of(reached->amount.n), err);
	if (status == 0)
		sops_table_quotient(table, amount);
	return status;
}

int sops__funnel_plan_rows(struct sops_table *table, const struct sops__funnel_view *view,
	struct sops_error *err)
{
	struct sops_ratio *planned = calloc(view->count, sizeof(*planned));
	int status;

	if (!planned)
		return sops_error_memory(err);
	status = backwards(view->options) ? plan_back(planned, view, err)
					  : plan_forth(planned, view, err);
	for (size_t i = 0; status == 0 && i < view->count; i++)
		status = plan_row(table, view, i, planned[i], err);
	free(planned);
	return status;
}
