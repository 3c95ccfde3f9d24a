/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/apportion.h>

#include "money_private.h"

#include <stdlib.h>

/* A part in whole steps. */
struct claim {
	size_t at; /* its place among the parts */
	sops__uint128 weight, low, high;
	sops__uint128 steps; /* what it gets */
	sops__uint128 rest;  /* of its share, behind the whole steps, in parts of all weights */
	bool settled;
};

struct division {
	struct claim *claims;
	size_t count;
	struct sops_money total, step;
	sops__uint128 steps; /* of the total */
	/* What is not settled yet. All weights together stay below 2^127. */
	sops__uint128 left, weights;
};

/* As whole steps; *rest tells that there is more than that. false: beyond 38 digits. */
static bool in_steps(sops__uint128 *steps, bool *rest, struct sops_money m,
	struct sops_money step)
{
	sops__uint128 units = sops__magnitude(m), size = sops__magnitude(step), finer = 1;

	if (m.scale > step.scale)
		finer = sops__ten_to(m.scale - step.scale);
	else if (__builtin_mul_overflow(units, sops__ten_to(step.scale - m.scale), &units) ||
		 units >> 127)
		return false;
	*steps = units / finer / size;
	*rest = units % finer || units / finer % size;
	return true;
}

/* Never more than the total: that many steps are a money. */
static struct sops_money in_money(const struct division *division, sops__uint128 steps)
{
	const struct sops_money whole = { (sops_int128)steps, 0 };
	struct sops_money product = SOPS_MONEY_BLANK;

	sops_money_mul(&product, whole, division->step, NULL);
	return product;
}

static int refuse_rest(const struct division *division, struct sops_error *err)
{
	char total[SOPS_MONEY_TEXT], step[SOPS_MONEY_TEXT], below[SOPS_MONEY_TEXT],
		finer[SOPS_MONEY_TEXT];

	sops_money_format(total, division->total);
	sops_money_format(step, division->step);
	sops_money_format(below, in_money(division, division->steps));
	sops_money_format(finer, (struct sops_money){ 1, division->total.scale });
	sops_error_set(err, SOPS_EUSAGE, "%s is no multiple of the step %s", total, step);
	sops_error_hint(err, "%s would be one, and a step of %s would do", below, finer);
	return SOPS_EUSAGE;
}

static int take_total(struct division *division, struct sops_error *err)
{
	char total[SOPS_MONEY_TEXT], step[SOPS_MONEY_TEXT];
	bool rest;

	sops_money_format(total, division->total);
	sops_money_format(step, division->step);
	if (sops_money_blank(division->step) || division->step.units <= 0)
		return sops_error_set(err, SOPS_EUSAGE, "the step has to be above 0");
	if (sops_money_blank(division->total))
		return sops_error_set(err, SOPS_EUSAGE, "there is no total to divide");
	if (division->total.units < 0)
		return sops_error_set(err, SOPS_EUSAGE, "the total %s is negative", total);
	if (!in_steps(&division->steps, &rest, division->total, division->step))
		return sops_error_set(err, SOPS_EINPUT, "overflow: %s in steps of %s %s", total,
			step, sops__fit_text(SOPS__TOO_LARGE));
	return rest ? refuse_rest(division, err) : 0;
}

static int check_sign(struct sops_money m, const char *what, size_t at, struct sops_error *err)
{
	char text[SOPS_MONEY_TEXT];

	if (sops_money_blank(m) || m.units >= 0)
		return 0;
	sops_money_format(text, m);
	return sops_error_set(
		err, SOPS_EINPUT, "part %zu: the %s %s is negative", at + 1, what, text);
}

static int refuse_bounds(const struct division *division, const struct sops_apportion_part *part,
	size_t at, struct sops_error *err)
{
	char floor[SOPS_MONEY_TEXT], cap[SOPS_MONEY_TEXT], step[SOPS_MONEY_TEXT];

	sops_money_format(floor, part->floor);
	sops_money_format(cap, part->cap);
	sops_money_format(step, division->step);
	if (sops_money_compare(part->cap, part->floor) < 0)
		return sops_error_set(err, SOPS_EINPUT,
			"part %zu: the cap %s is below the floor %s", at + 1, cap, floor);
	return sops_error_set(err, SOPS_EINPUT,
		"part %zu: no multiple of %s lies between the floor %s and the cap %s", at + 1,
		step, floor, cap);
}

/* A floor above the total is one step more, and a cap above it the total: enough to know. */
static int take_bounds(struct claim *claim, const struct division *division,
	const struct sops_apportion_part *part, struct sops_error *err)
{
	bool rest = false;

	claim->high = division->steps;
	if (!sops_money_blank(part->floor)) {
		if (sops_money_compare(part->floor, division->total) > 0)
			claim->low = division->steps + 1;
		else if (in_steps(&claim->low, &rest, part->floor, division->step))
			claim->low += rest;
	}
	if (!sops_money_blank(part->cap) && sops_money_compare(part->cap, division->total) < 0)
		in_steps(&claim->high, &rest, part->cap, division->step);
	if (!sops_money_blank(part->cap) && !sops_money_blank(part->floor) &&
	    (sops_money_compare(part->cap, part->floor) < 0 ||
		(claim->low > claim->high && claim->low <= division->steps)))
		return refuse_bounds(division, part, claim->at, err);
	return 0;
}

static int take_part(struct division *division, const struct sops_apportion_part *part,
	struct sops_error *err)
{
	struct claim *claim = &division->claims[division->count];
	const size_t at = division->count++;

	claim->at = at;
	if (sops_money_blank(part->weight))
		return sops_error_set(err, SOPS_EINPUT, "part %zu has no weight", at + 1);
	if (check_sign(part->weight, "weight", at, err) < 0 ||
	    check_sign(part->floor, "floor", at, err) < 0 ||
	    check_sign(part->cap, "cap", at, err) < 0)
		return SOPS_EINPUT;
	return take_bounds(claim, division, part, err);
}

/* All weights as whole numbers. */
static int take_weights(struct division *division, const struct sops_apportion_part *parts,
	struct sops_error *err)
{
	sops_int128 sum = 0;
	int scale = 0;

	for (size_t i = 0; i < division->count; i++)
		if (parts[i].weight.scale > scale)
			scale = parts[i].weight.scale;
	for (size_t i = 0; i < division->count; i++) {
		struct sops_money weight = parts[i].weight;

		if (__builtin_mul_overflow(weight.units,
			(sops_int128)sops__ten_to(scale - weight.scale), &weight.units) ||
		    __builtin_add_overflow(sum, weight.units, &sum))
			return sops_error_set(err, SOPS_EINPUT, "overflow: the sum of weights %s",
				sops__fit_text(SOPS__TOO_LARGE));
		division->claims[i].weight = (sops__uint128)weight.units;
	}
	division->weights = (sops__uint128)sum;
	return sum ? 0 : sops_error_set(err, SOPS_EINPUT, "all weights are 0");
}

static int check_floors(const struct division *division, struct sops_error *err)
{
	sops__uint128 room = division->steps;
	char total[SOPS_MONEY_TEXT];

	sops_money_format(total, division->total);
	for (size_t i = 0; i < division->count; i++) {
		if (division->claims[i].low > room)
			return sops_error_set(err, SOPS_EINPUT,
				"the floors add up to more than the total %s", total);
		room -= division->claims[i].low;
	}
	return 0;
}

/* Parts without a weight take their floor, whatever their cap. */
static int check_caps(const struct division *division, struct sops_error *err)
{
	char total[SOPS_MONEY_TEXT], over[SOPS_MONEY_TEXT];
	sops__uint128 left = division->steps;

	for (size_t i = 0; i < division->count; i++) {
		const struct claim *claim = &division->claims[i];
		sops__uint128 most = claim->weight ? claim->high : claim->low;

		if (most >= left)
			return 0;
		left -= most;
	}
	sops_money_format(total, division->total);
	sops_money_format(over, in_money(division, left));
	return sops_error_set(err, SOPS_EINPUT, "the caps leave %s of the total %s over", over,
		total);
}

static void settle(struct division *division, struct claim *claim, sops__uint128 steps)
{
	claim->steps = steps;
	claim->settled = true;
	division->left -= steps;
	division->weights -= claim->weight;
}

/* Compares a * b and c * d. */
static int compare_products(sops__uint128 a, sops__uint128 b, sops__uint128 c, sops__uint128 d)
{
	struct sops__wide left = sops__wide_product(a, b), right = sops__wide_product(c, d);

	return sops__wide_compare(&left, &right);
}

/* Which bound the claim's share of what is left is beyond: -1 its floor, 1 its cap, 0 none. */
static int beyond(const struct division *division, const struct claim *claim)
{
	sops__uint128 left = division->left, weights = division->weights;

	if (compare_products(left, claim->weight, claim->low, weights) < 0)
		return -1;
	return compare_products(left, claim->weight, claim->high, weights) > 0;
}

/* Settles those beyond the bounds that count for more. false when there were none. */
static bool settle_some(struct division *division)
{
	const struct division now = *division;
	sops__uint128 bounds = 0, weights = 0;
	bool found = false;
	int heavier;

	for (size_t i = 0; i < now.count; i++) {
		const struct claim *claim = &now.claims[i];
		int side = claim->settled ? 0 : beyond(&now, claim);

		if (side == 0)
			continue;
		found = true;
		bounds += side < 0 ? claim->low : claim->high;
		weights += claim->weight;
	}
	/* What they take at their bounds against what their weights would give them. */
	heavier = compare_products(bounds, now.weights, now.left, weights) < 0 ? 1 : -1;
	for (size_t i = 0; found && i < now.count; i++) {
		struct claim *claim = &now.claims[i];

		if (!claim->settled && beyond(&now, claim) == heavier)
			settle(division, claim, heavier < 0 ? claim->low : claim->high);
	}
	return found;
}

static void carry(sops__uint128 *steps, sops__uint128 *rest, sops__uint128 weights)
{
	if (*rest >= weights) {
		*rest -= weights;
		++*steps;
	}
}

/* left * weight / weights in whole and what remains, by long division in base 2. */
static void take_share(const struct division *division, struct claim *claim)
{
	sops__uint128 steps = 0, rest = 0;

	for (int bit = 126; bit >= 0; bit--) {
		steps *= 2;
		rest *= 2;
		carry(&steps, &rest, division->weights);
		if (division->left >> bit & 1)
			rest += claim->weight;
		carry(&steps, &rest, division->weights);
	}
	claim->steps = steps;
	claim->rest = rest;
}

static int by_rest(const void *a, const void *b)
{
	const struct claim *left = a, *right = b;

	if (left->rest != right->rest)
		return left->rest > right->rest ? -1 : 1;
	return (left->at > right->at) - (left->at < right->at);
}

/* Claims that are settled have no rest, and there are more rests than steps left. */
static void round_shares(struct division *division)
{
	sops__uint128 left = division->left;

	for (size_t i = 0; i < division->count; i++) {
		struct claim *claim = &division->claims[i];

		if (claim->settled)
			continue;
		take_share(division, claim);
		left -= claim->steps;
	}
	qsort(division->claims, division->count, sizeof(*division->claims), by_rest);
	for (size_t i = 0; i < left; i++)
		division->claims[i].steps++;
}

static void divide(struct division *division)
{
	division->left = division->steps;
	for (size_t i = 0; i < division->count; i++)
		if (division->claims[i].weight == 0)
			settle(division, &division->claims[i], division->claims[i].low);
	while (settle_some(division))
		;
	round_shares(division);
}

static int prepare(struct division *division, const struct sops_apportion_part *parts,
	size_t count, struct sops_error *err)
{
	int status = take_total(division, err);

	if (status == 0 && count == 0)
		status = sops_error_set(err, SOPS_EINPUT, "there are no parts to divide into");
	for (size_t i = 0; status == 0 && i < count; i++)
		status = take_part(division, &parts[i], err);
	if (status == 0)
		status = take_weights(division, parts, err);
	if (status == 0)
		status = check_floors(division, err);
	if (status == 0)
		status = check_caps(division, err);
	return status;
}

int sops_apportion(struct sops_apportion_part *parts, size_t count, struct sops_money total,
	struct sops_money step, struct sops_error *err)
{
	struct division division = {
		.claims = calloc(count + 1, sizeof(*division.claims)),
		.total = total, .step = step,
	};
	int status = division.claims ? prepare(&division, parts, count, err)
				     : sops_error_memory(err);

	if (status == 0)
		divide(&division);
	for (size_t i = 0; status == 0 && i < count; i++)
		parts[division.claims[i].at].amount =
			in_money(&division, division.claims[i].steps);
	free(division.claims);
	return status;
}
