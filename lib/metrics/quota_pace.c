/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quota_pace.c: how much of a quota is whose, and how much of it is expected by as-of. */
#include "quota_private.h"

#include <stdlib.h>

#define CURVE_DIGITS 9
#define CENTS 2

static int64_t divisor(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

int sops__fraction_add(struct sops__fraction *into, struct sops__fraction other,
	struct sops_error *err)
{
	int64_t common = divisor(into->den, other.den), den;
	struct sops_money a, b;

	if (__builtin_mul_overflow(into->den / common, other.den, &den))
		return sops_error_set(err, SOPS_EINPUT,
			"overflow: quotas of too many different numbers of days");
	if (sops_money_mul(&a, into->num, sops_money_of(other.den / common), err) < 0 ||
	    sops_money_mul(&b, other.num, sops_money_of(into->den / common), err) < 0)
		return SOPS_EINPUT;
	into->den = den;
	return sops_money_add(&into->num, a, b, err);
}

int64_t sops__quota_days(const struct sops_quota_track *track, sops_date from, sops_date to)
{
	if (from > to)
		return 0;
	return track->workdays ? sops_workdays_count(track->workdays, from, to)
			       : (int64_t)to - from + 1;
}

/* The same day so many months later; the last of the month where that has no such day. */
static sops_date months_after(sops_date day, int months)
{
	struct sops_civil civil = sops_date_civil(day);
	int month = civil.month - 1 + months;
	sops_date later = SOPS_DATE_BLANK;

	for (int d = civil.day; d > 0 && later == SOPS_DATE_BLANK; d--)
		later = sops_date_of(civil.year + month / 12, month % 12 + 1, d);
	return later == SOPS_DATE_BLANK ? INT32_MAX : later;
}

/* Days of a part up to one of them, as they count: by the share of their month since hired. In
 * millionths of a day. */
static int64_t weigh(const struct sops__quota_part *part, const struct sops_quota_track *track,
	sops_date to)
{
	const struct sops_roster_rep *rep = part->line->rep;
	sops_date from = part->begin;
	int64_t weight = 0;

	for (size_t i = 0; rep && rep->hired != SOPS_DATE_BLANK && i < track->ramps; i++) {
		const struct sops_money share = track->ramp[i];
		sops_date end = months_after(rep->hired, (int)i + 1) - 1;
		int64_t each = (int64_t)share.units;

		for (int digits = share.scale; digits < 6; digits++)
			each *= 10;
		if (end < from)
			continue;
		weight += each * sops__quota_days(track, from, end < to ? end : to);
		from = end + 1;
	}
	return weight + 1000000 * sops__quota_days(track, from, to);
}

/* 1 when who was not there on any day that counts. */
static int prorate(struct sops__quota_part *part, struct sops__quota_shared *shared,
	const struct sops_quota_track *track, struct sops_error *err)
{
	const struct sops_quota_line *line = part->line;
	int64_t all = 1000000 * sops__quota_days(track, line->first, line->last);
	int64_t own = weigh(part, track, part->end), common = divisor(all, own);
	struct sops_money amount;
	int digits = line->quota.scale > CENTS ? line->quota.scale : CENTS;

	if (part->begin > part->end)
		return 1;
	if (own == all)
		return 0;
	if (own == 0)
		return 1;
	if (sops_money_mul(&amount, line->quota, sops_money_of(own / common), err) < 0 ||
	    sops_ratio_divide(&amount,
		    (struct sops_ratio){ amount, sops_money_of(all / common) }, digits, err) < 0)
		return SOPS_EINPUT;
	part->quota.total = amount;
	shared->prorated++;
	return amount.units == 0;
}

/* The stretch of the period on which the rep is there. */
static void find_stay(struct sops__quota_part *part)
{
	const struct sops_quota_line *line = part->line;
	const struct sops_roster_rep *rep = line->rep;

	part->begin = line->first;
	part->end = line->last;
	if (rep && rep->hired > part->begin)
		part->begin = rep->hired;
	if (rep && rep->left != SOPS_DATE_BLANK && rep->left <= part->end)
		part->end = rep->left - 1;
}

static int by_day(const void *a, const void *b)
{
	const struct sold *left = a, *right = b;

	return (left->day > right->day) - (left->day < right->day);
}

struct sops_sum sops__quota_value(const struct sops__quota_win *win, int metric)
{
	struct sops_sum value = sops_short_sum_get(&win->amount);

	if (!sops__quota_money(metric))
		value.total = sops_money_of(win->deals);
	return value;
}

int sops__quota_curve_new(struct sops__quota_curve *curve, const struct sops_group *days,
	const struct sops_quota_track *track, struct sops_error *err)
{
	size_t count = sops_group_count(days);
	struct sops_money sum = sops_money_of(0);
	struct sops_group_entry *entries;
	struct sops_sum currency;
	int status = sops_group_sorted(days, &entries, err);

	sops_sum_init(&currency);
	curve->sold = calloc(count + 1, sizeof(*curve->sold));
	if (status == 0 && !curve->sold)
		status = sops_error_memory(err);
	for (size_t i = 0; status == 0 && i < count; i++) {
		struct sops_sum amount = sops__quota_value(entries[i].state, track->metric);

		status = sops_sum_merge(&currency, &amount, err);
		if (status == 0)
			status = sops_money_add(&sum, sum, amount.total, err);
		curve->sold[i] = (struct sold){
			(sops_date)sops_group_number_of(entries[i].key), sum };
	}
	curve->count = status == 0 ? count : 0;
	qsort(curve->sold, curve->count, sizeof(*curve->sold), by_day);
	free(entries);
	return status;
}

/* Sold up to the day and on it. */
static struct sops_money sold_by(const struct sops__quota_curve *curve, sops_date day)
{
	size_t low = 0, high = curve->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (curve->sold[middle].day <= day)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? curve->sold[low - 1].before : sops_money_of(0);
}

/* Whether years are counted in weeks: the same weekday matters, or there is no same date. */
static bool by_weeks(const struct sops_quota_line *line, const struct sops_context *context)
{
	return context->calendar.kind != SOPS_GREGORIAN || strchr(line->period.text, 'W');
}

static sops_date years_before(sops_date day, int years, bool weeks)
{
	struct sops_civil civil = sops_date_civil(day);
	sops_date before;

	if (weeks)
		return day - 364 * years;
	before = sops_date_of(civil.year - years, civil.month, civil.day);
	return before == SOPS_DATE_BLANK ? sops_date_of(civil.year - years, civil.month, 28)
					 : before;
}

/* The end of February is that of every February, of whatever length. */
static sops_date end_before(sops_date end, int years, bool weeks)
{
	return sops_date_civil(end + 1).day == 1 ? years_before(end + 1, years, weeks) - 1
						 : years_before(end, years, weeks);
}

/* Adds what was sold from one day to another. */
static int add_sold(struct sops_money *sum, const struct sops__quota_curve *curve, sops_date from,
	sops_date to, struct sops_error *err)
{
	struct sops_money sold;

	if (sops_money_sub(&sold, sold_by(curve, to), sold_by(curve, from - 1), err) < 0)
		return SOPS_EINPUT;
	return sops_money_add(sum, *sum, sold, err);
}

/* The share of the part's days that was sold by a day, over all past years; 1 when nobody knows. */
static int season_share(struct sops_money *share, const struct sops__quota_part *part,
	const struct sops__quota_curve *curve, const struct sops_context *context,
	struct sops_error *err)
{
	struct sops_money so_far = sops_money_of(0), whole = so_far;
	bool weeks = by_weeks(part->line, context);
	struct sops_civil begin;
	sops_date earliest;

	if (curve->count == 0)
		return 1;
	begin = sops_date_civil(curve->sold[0].day);
	earliest = sops_date_of(begin.year, begin.month, 1);
	for (int years = 1; years < 10000; years++) {
		sops_date first = years_before(part->line->first, years, weeks);

		if (first < earliest)
			break;
		if (add_sold(&so_far, curve, years_before(part->begin, years, weeks),
				years_before(context->as_of, years, weeks), err) < 0 ||
		    add_sold(&whole, curve, years_before(part->begin, years, weeks),
			    end_before(part->end, years, weeks), err) < 0)
			return SOPS_EINPUT;
	}
	if (whole.units <= 0)
		return 1;
	return sops_ratio_divide(share, (struct sops_ratio){ so_far, whole }, CURVE_DIGITS, err);
}

static int expect_season(struct sops__quota_part *part, struct sops__quota_shared *shared,
	const struct sops_use *use, struct sops_error *err)
{
	struct sops_money share;
	int status = season_share(&share, part, &shared->curve, use->context, err);

	part->paced = status == 0;
	shared->seasonless += status > 0;
	if (status != 0)
		return status < 0 ? status : 0;
	part->expected.den = 1;
	return sops_money_mul(&part->expected.num, part->quota.total, share, err);
}

static int expect(struct sops__quota_part *part, struct sops__quota_shared *shared,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	sops_date today = use->context->as_of;
	int64_t all = weigh(part, track, part->end), so_far;

	part->paced = true;
	part->expected = (struct sops__fraction){ sops_money_of(0), 1 };
	if (today < part->begin)
		return 0;
	part->expected.num = part->quota.total;
	if (today >= part->end)
		return 0;
	if (track->pace == SOPS_QUOTA_SEASON)
		return expect_season(part, shared, use, err);
	if (all == 0) /* no working day at all */
		return 0;
	so_far = weigh(part, track, today);
	part->expected.den = all / divisor(all, so_far);
	return sops_money_mul(&part->expected.num, part->quota.total,
		sops_money_of(so_far / divisor(all, so_far)), err);
}

int sops__quota_pace(struct sops__quota_part *part, struct sops__quota_shared *shared,
	const struct sops_use *use, struct sops_error *err)
{
	int status;

	find_stay(part);
	status = prorate(part, shared, use->options, err);
	return status != 0 ? status : expect(part, shared, use, err);
}
