/* SPDX-License-Identifier: GPL-3.0-or-later */
/* funnel_rows.c: a row for each stage. */
#include "funnel_private.h"

#include <sops/proportion.h>
#include <sops/survival.h>

#include <math.h>
#include <stdlib.h>

static const struct sops_funnel_options usual = { .stages = NULL };

static const struct sops_funnel_options *options_of(const struct sops_use *use)
{
	return use->options ? use->options : &usual;
}

/* Deals, or what they are worth. */
static const struct {
	const char *name, *doc;
} parts[] = {
	{ "reached", "got here or further" },
	{ "advanced", "got further" },
	{ "lost", "got no further and are lost" },
	{ "open", "got no further yet" },
};

static void censored_columns(struct sops_table *table, const struct sops_funnel_options *options)
{
	sops_table_column(table, "ended", SOPS_COLUMN_COUNT, "stays", "that ended");
	sops_table_column(table, "lasting", SOPS_COLUMN_COUNT, "stays", "that have not ended");
	sops_table_column(table, "censored_median", SOPS_COLUMN_NUMBER, "days",
		"in the stage, those that last so far: Kaplan and Meier");
	if (!options->ci)
		return;
	sops_table_column(table, "censored_median_lo", SOPS_COLUMN_NUMBER, "days",
		"of its 95 % interval: at least");
	sops_table_column(table, "censored_median_hi", SOPS_COLUMN_NUMBER, "days",
		"of its 95 % interval: at most");
}

int sops__funnel_columns(struct sops_table *table, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops_funnel_options *options = options_of(use);

	if (sops__funnel_plans(options)) {
		sops__funnel_plan_columns(table, options);
		return sops_table_check(table, err);
	}
	if (options->compare) {
		sops__funnel_compare_columns(table);
		return sops_table_check(table, err);
	}
	sops_table_column(table, "stage", SOPS_COLUMN_TEXT, "", "stage, won last");
	sops_table_column(table, "order", SOPS_COLUMN_COUNT, "", "its place");
	if (options->value)
		sops_table_column(table, "deals", SOPS_COLUMN_COUNT, "deals",
			"got here or further");
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		sops_table_column(table, parts[i].name,
			options->value ? SOPS_COLUMN_MONEY : SOPS_COLUMN_COUNT,
			options->value ? "money" : "deals", parts[i].doc);
	sops_table_column(table, "conversion", SOPS_COLUMN_RATIO, "share", "advanced / reached");
	if (options->ci) {
		sops_table_column(table, "conversion_lo", SOPS_COLUMN_RATIO, "share",
			"of the 95 % interval of conversion: at least");
		sops_table_column(table, "conversion_hi", SOPS_COLUMN_RATIO, "share",
			"of the 95 % interval of conversion: at most");
	}
	sops_table_column(table, "resolved_conversion", SOPS_COLUMN_RATIO, "share",
		"advanced / (reached - open)");
	sops_table_column(table, "cumulative", SOPS_COLUMN_RATIO, "share",
		"reached / reached the first stage");
	sops_table_column(
		table, "amount", SOPS_COLUMN_MONEY, "money", "of the deals that reached it");
	sops_table_column(
		table, "median_days", SOPS_COLUMN_NUMBER, "days", "in the stage, ended stays");
	sops_table_column(
		table, "mean_days", SOPS_COLUMN_NUMBER, "days", "in the stage, ended stays");
	sops_table_column(
		table, "p90_days", SOPS_COLUMN_NUMBER, "days", "in the stage, ended stays");
	if (options->censored)
		censored_columns(table, options);
	sops_table_column(table, "bottleneck", SOPS_COLUMN_BOOL, "",
		options->value ? "the most is lost here" : "the smallest share gets through here");
	return sops_table_check(table, err);
}

static int64_t resolved(const struct sops__funnel_step *step)
{
	return step->reached.deals - step->open.deals;
}

/* Shares compared by cross-multiplication: advanced / resolved of a below that of b. */
static bool narrower(const struct sops__funnel_step *a, const struct sops__funnel_step *b)
{
	return (sops_int128)a->advanced.deals * resolved(b) <
		(sops_int128)b->advanced.deals * resolved(a);
}

/* The stage before won in which the most was lost, or -1 where nothing was. */
static int costliest(const struct sops__funnel_step *steps, size_t count)
{
	struct sops_money most = sops_money_of(0);
	int worst = -1;

	for (size_t i = 0; i + 1 < count; i++) {
		if (sops_money_compare(steps[i].lost.amount.total, most) <= 0)
			continue;
		most = steps[i].lost.amount.total;
		worst = (int)i;
	}
	return worst;
}

/* The stage before won that lets the smallest share through, or -1 where all get through. */
static int narrowest(const struct sops__funnel_step *steps, size_t count)
{
	int worst = -1;

	for (size_t i = 0; i + 1 < count; i++)
		if (resolved(&steps[i]) > steps[i].advanced.deals &&
		    (worst < 0 || narrower(&steps[i], &steps[worst])))
			worst = (int)i;
	return worst;
}

static void blanks(struct sops_table *table, int count)
{
	while (count-- > 0)
		sops_table_blank(table);
}

static struct sops_money weight(const struct sops__funnel_view *view,
	const struct sops__funnel_part *part)
{
	return view->options->value ? part->amount.total : sops_money_of(part->deals);
}

static void part_cell(struct sops_table *table, const struct sops__funnel_view *view,
	const struct sops__funnel_part *part)
{
	if (view->options->value)
		sops_table_money(table, part->amount.total);
	else
		sops_table_count(table, part->deals);
}

/* Of what is worth something the counts are no matter for people. */
void sops__funnel_share_cell(struct sops_table *table, const struct sops__funnel_view *view,
	struct sops_ratio ratio, int64_t deals)
{
	if (deals < view->options->min_n && !view->options->value)
		sops_table_few(table, ratio);
	else
		sops_table_share(table, ratio);
}

/* Nine digits, as other estimates have. */
void sops__funnel_limit_cell(struct sops_table *table, double limit)
{
	sops_table_share(table, (struct sops_ratio){ sops_money_of(llround(limit * 1e9)),
		sops_money_of(1000000000) });
}

static void interval_cells(struct sops_table *table, const struct sops__funnel_step *step)
{
	struct sops_interval interval;

	if (!sops_wilson(&interval, step->advanced.deals, step->reached.deals, SOPS_Z95)) {
		blanks(table, 2);
		return;
	}
	sops__funnel_limit_cell(table, interval.lo);
	sops__funnel_limit_cell(table, interval.hi);
}

/* What becomes of the deals of a stage before won. */
static int fate_cells(struct sops_table *table, const struct sops__funnel_view *view,
	const struct sops__funnel_step *step, struct sops_error *err)
{
	const struct sops_money advanced = weight(view, &step->advanced),
		reached = weight(view, &step->reached);
	struct sops_money decided;
	int status = sops_money_sub(&decided, reached, weight(view, &step->open), err);

	if (status < 0)
		return status;
	part_cell(table, view, &step->advanced);
	part_cell(table, view, &step->lost);
	part_cell(table, view, &step->open);
	sops__funnel_share_cell(table, view, (struct sops_ratio){ advanced, reached },
		step->reached.deals);
	if (view->options->ci)
		interval_cells(table, step);
	sops__funnel_share_cell(table, view, (struct sops_ratio){ advanced, decided },
		resolved(step));
	return 0;
}

static int days_cells(struct sops_table *table, const struct sops__funnel *all,
	struct sops_field stage, struct sops_error *err)
{
	const struct sops__funnel_stage *seen = sops_group_find(all->stages, stage);
	struct sops_ratio mean;
	int status = 0;

	if (!seen || seen->days.len == 0) {
		blanks(table, 3);
		return 0;
	}
	status = sops_tally_mean(&mean, &seen->days, err);
	sops_table_quotient(table, sops_tally_quantile(&seen->days, 50));
	sops_table_quotient(table, mean);
	sops_table_quotient(table, sops_tally_quantile(&seen->days, 90));
	return status;
}

/* The tallies stay those of the stage: nothing is released. */
static int censored_cells(struct sops_table *table, const struct sops__funnel_view *view,
	struct sops_field stage, struct sops_error *err)
{
	const struct sops__funnel_stage *seen = sops_group_find(view->all.stages, stage);
	struct sops_survival_curve curve;
	struct sops_survival_quantile median;
	int status;

	if (!seen) {
		blanks(table, view->options->ci ? 5 : 3);
		return 0;
	}
	status = sops_survival_curve(&curve, &(struct sops_survival){ .times = {
		[SOPS_SURVIVAL_CENSORED] = seen->lasting, [1] = seen->days } }, NULL, err);
	if (status < 0)
		return status;
	median = sops_survival_quantile(&curve, 50);
	sops_table_count(table, seen->days.count);
	sops_table_count(table, seen->lasting.count);
	sops_table_quotient(table, median.time);
	if (view->options->ci) {
		sops_table_quotient(table, median.lower);
		sops_table_quotient(table, median.upper);
	}
	sops_survival_curve_release(&curve);
	return 0;
}

static int stage_row(struct sops_table *table, const struct sops__funnel_view *view, size_t i,
	struct sops_error *err)
{
	const struct sops__funnel_step *step = &view->steps[i];
	struct sops_field name = sops_stages_name(view->stages, i);
	int status = 0;

	sops_table_row(table);
	sops_table_text(table, name);
	sops_table_count(table, (int64_t)i + 1);
	if (view->options->value)
		sops_table_count(table, step->reached.deals);
	part_cell(table, view, &step->reached);
	if (i + 1 < view->count)
		status = fate_cells(table, view, step, err);
	else
		blanks(table, view->options->ci ? 7 : 5);
	sops__funnel_share_cell(table, view, (struct sops_ratio){ weight(view, &step->reached),
		weight(view, &view->steps[0].reached) }, view->steps[0].reached.deals);
	if (step->reached.amount.n > 0 || step->reached.deals == 0)
		sops_table_money(table, step->reached.amount.total);
	else
		sops_table_blank(table);
	if (status == 0)
		status = days_cells(table, &view->all, name, err);
	if (status == 0 && view->options->censored)
		status = censored_cells(table, view, name, err);
	/* What was put in the first stage for want of a better one does not make it the worst. */
	if (view->worst == 0 && sops__funnel_lost_unknown(&view->all) > 0)
		sops_table_blank(table);
	else
		sops_table_bool(table, view->worst == (int)i);
	return status;
}

/* Some CRMs set the amount of a lost deal to 0. */
static void note_worthless(struct sops_table *table, const struct sops__funnel_view *view)
{
	int64_t lost = 0;

	for (size_t i = 0; i < view->count; i++) {
		lost += view->steps[i].lost.deals;
		if (view->steps[i].lost.amount.total.units != 0)
			return;
	}
	if (lost > 0)
		sops_table_note(table, "lost deals are worth nothing here, so that by --value "
			"nothing is lost");
}

static void note_currencies(struct sops_table *table, const struct sops__funnel_view *view,
	const struct sops_use *use)
{
	struct sops__funnel_shared *shared = use->shared;

	for (size_t i = 0; i < view->count; i++)
		sops__note_currency(table, &shared->currency,
			view->steps[i].reached.amount.currency, use->group);
}

static int write_rows(struct sops_table *table, struct sops__funnel_view *view,
	const struct sops_use *use, struct sops_error *err)
{
	int status = 0;

	if (!sops__funnel_plans(view->options) && view->options->compare)
		return sops__funnel_compare_rows(table, view, use, err);
	note_currencies(table, view, use);
	if (sops__funnel_plans(view->options))
		return sops__funnel_plan_rows(table, view, err);
	view->worst = view->options->value ? costliest(view->steps, view->count)
					   : narrowest(view->steps, view->count);
	if (view->options->value)
		note_worthless(table, view);
	for (size_t i = 0; status == 0 && i < view->count; i++)
		status = stage_row(table, view, i, err);
	return status;
}

int sops__funnel_view(struct sops__funnel_view *view, const struct sops__funnel *from,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops__funnel_shared *shared = use->shared;
	const struct sops__funnel *resolved = sops__funnel_resolved(shared, from);
	int status;

	*view = (struct sops__funnel_view){ .options = options_of(use), .worst = -1 };
	view->stages = shared->order ? shared->order : view->options->stages;
	view->count = sops_stages_count(view->stages);
	status = sops_state_init(sops__funnel_state(use), &view->all, err);
	if (status < 0)
		return status;
	view->steps = calloc(view->count, sizeof(*view->steps));
	if (!view->steps)
		status = sops_error_memory(err);
	if (status == 0)
		status = resolved ? sops_state_merge(sops__funnel_state(use), &view->all, resolved,
			err) : sops__funnel_resolve_all(&view->all, from, use, err);
	if (status == 0)
		status = sops__funnel_count(view->steps, view->stages, &view->all,
			(enum sops_funnel_path)view->options->path, err);
	if (status < 0)
		sops__funnel_view_release(view, use);
	return status;
}

void sops__funnel_view_release(struct sops__funnel_view *view, const struct sops_use *use)
{
	sops_state_release(sops__funnel_state(use), &view->all);
	free(view->steps);
}

int sops__funnel_rows(struct sops_table *table, const void *from, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops__funnel_shared *shared = use->shared;
	struct sops__funnel_view view;
	int status;

	if (options_of(use)->compare && !sops__funnel_other(shared, use->group))
		return 0;
	status = sops__funnel_view(&view, from, use, err);
	if (status < 0)
		return status;
	status = write_rows(table, &view, use, err);
	sops__funnel_view_release(&view, use);
	return status;
}
