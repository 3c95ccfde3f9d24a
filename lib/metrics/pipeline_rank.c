/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_rank.c: which reasons a deal gives, and what they come to. */
#include "pipeline_risk.h"

#include <stdlib.h>

struct stays {
	struct sops_tally days;
};

static const struct sops_state stays_state = SOPS_STATE(struct stays,
	SOPS_STATE_FIELD(struct stays, days, SOPS_STATE_TALLY));

static int by_amount(const void *a, const void *b)
{
	return sops_money_compare(*(const struct sops_money *)a, *(const struct sops_money *)b);
}

/* What percentiles are taken of. */
static int look_around(struct sops__ranking *ranking)
{
	int status = sops_group_new(&ranking->stages, &stays_state, ranking->err);

	sops_sum_init(&ranking->sum);
	for (size_t i = 0; status == 0 && i < ranking->count; i++) {
		const struct sops__pipeline_kept *deal = &ranking->deals[i].kept;
		void *stays;

		status = sops_sum_add(&ranking->sum, deal->amount, deal->currency, ranking->err);
		if (status == 0 && !sops_money_blank(deal->amount))
			ranking->amounts[ranking->n_amounts++] = deal->amount;
		if (status < 0 || deal->numbers[STAYING] < 0)
			continue;
		status = sops_group_at(ranking->stages, deal->stage, &stays, ranking->err);
		if (status == 0)
			status = sops_tally_add(&((struct stays *)stays)->days,
				deal->numbers[STAYING], 1, ranking->err);
	}
	if (ranking->n_amounts > 0)
		qsort(ranking->amounts, ranking->n_amounts, sizeof(*ranking->amounts), by_amount);
	return status;
}

/* Whether a whole number is above a quotient, exactly; the denominator is positive. */
static bool above(int64_t number, struct sops_ratio ratio)
{
	struct sops_money product;

	return sops_ratio_defined(ratio) &&
		sops_money_mul(&product, sops_money_of(number), ratio.den, NULL) == 0 &&
		sops_money_compare(product, ratio.num) > 0;
}

/* By the model where it says how long is too long, else beside the others. */
static bool is_slow(const struct sops__ranking *ranking, const struct sops__pipeline_kept *deal)
{
	const struct sops_stages *stages = ranking->options->stages;
	int64_t most = stages ? sops_stages_max_days(stages, deal->stage) : -1;
	const struct stays *stays = sops_group_find(ranking->stages, deal->stage);

	if (most >= 0)
		return deal->numbers[STAYING] > most;
	return deal->numbers[STAYING] >= 0 && stays &&
		sops_tally_count(&stays->days) >= SOPS_PIPELINE_FEW &&
		above(deal->numbers[STAYING], sops_tally_quantile(&stays->days, 90));
}

/* Above the 95th percentile, type 7: x[k] + f * (x[k + 1] - x[k]) where k + f = 0.95 * (n - 1). */
static int is_large(bool *large, const struct sops__ranking *ranking, struct sops_money amount)
{
	size_t rank = 95 * (ranking->n_amounts - 1), k = rank / 100;
	struct sops_money over, step, wide;

	*large = false;
	if (sops_money_blank(amount) || ranking->n_amounts < SOPS_PIPELINE_FEW)
		return 0;
	step = sops_money_of(0);
	if (sops_money_sub(&over, amount, ranking->amounts[k], ranking->err) < 0 ||
	    (rank % 100 > 0 && sops_money_sub(&step, ranking->amounts[k + 1],
		ranking->amounts[k], ranking->err) < 0) ||
	    sops_money_mul(&wide, over, sops_money_of(100), ranking->err) < 0 ||
	    sops_money_mul(&step, step, sops_money_of((int64_t)(rank % 100)), ranking->err) < 0)
		return SOPS_EINPUT;
	*large = sops_money_compare(wide, step) > 0;
	return 0;
}

static int assess(struct sops__risky *deal, const struct sops__ranking *ranking)
{
	const int64_t *numbers = deal->kept.numbers;
	bool large;
	int status = is_large(&large, ranking, deal->kept.amount);
	const bool reasons[SOPS_PIPELINE_REASONS] = {
		[SOPS_PIPELINE_IDLE] = numbers[IDLE] > ranking->options->stale,
		[SOPS_PIPELINE_SLOW] = is_slow(ranking, &deal->kept),
		[SOPS_PIPELINE_PAST_DUE] = numbers[OVERDUE] > 0,
		[SOPS_PIPELINE_PUSHED] = numbers[PUSHES] >= 2,
		[SOPS_PIPELINE_NO_NEXT_STEP] = (numbers[FLAGS] & STEPLESS) != 0,
		[SOPS_PIPELINE_ONE_CONTACT] = numbers[CONTACTS] == 0 || numbers[CONTACTS] == 1,
		[SOPS_PIPELINE_LARGE] = large,
		[SOPS_PIPELINE_MISSING] = numbers[FLAGS] >= MISSING,
		[SOPS_PIPELINE_NO_ACTIVITY] = (numbers[FLAGS] & UNTOUCHED) != 0,
	};

	for (int i = 0; status == 0 && i < SOPS_PIPELINE_REASONS; i++) {
		if (!reasons[i] || ranking->options->points[i] == 0)
			continue;
		deal->reasons |= UINT32_C(1) << i;
		deal->risk += ranking->options->points[i];
	}
	if (deal->risk > 100)
		deal->risk = 100;
	return status;
}

/* The most risk first, then the largest amount. */
static int by_risk(const void *a, const void *b)
{
	const struct sops__risky *left = a, *right = b;
	bool no_left = sops_money_blank(left->kept.amount),
	     no_right = sops_money_blank(right->kept.amount);

	if (left->risk != right->risk)
		return left->risk > right->risk ? -1 : 1;
	if (no_left != no_right)
		return no_left - no_right;
	if (!no_left && sops_money_compare(left->kept.amount, right->kept.amount) != 0)
		return -sops_money_compare(left->kept.amount, right->kept.amount);
	return sops_field_compare(left->kept.id, right->kept.id);
}

int sops__pipeline_rank(struct sops__ranking *ranking)
{
	int status = look_around(ranking);

	for (size_t i = 0; status == 0 && i < ranking->count; i++)
		status = assess(&ranking->deals[i], ranking);
	if (status == 0 && ranking->count > 0)
		qsort(ranking->deals, ranking->count, sizeof(*ranking->deals), by_risk);
	return status;
}
