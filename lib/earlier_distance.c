/* SPDX-License-Identifier: GPL-3.0-or-later */
/* earlier_distance.c: how far two samples are apart, and whether by chance. */
#include "earlier_private.h"

#include <gsl/gsl_cdf.h>

#include <math.h>

#define MOST_RECORDS INT64_C(1000000000000000) /* products of two such fit easily */
#define FEWEST 5 /* that are to be expected for the chi-squared distribution to hold */

/* All of either sample; both have some. */
struct totals {
	int64_t now, then;
};

static int add_up(struct totals *out, const struct sops__both *both, size_t count,
	struct sops_error *err)
{
	*out = (struct totals){ 0, 0 };
	for (size_t i = 0; i < count; i++)
		if (__builtin_add_overflow(out->now, both[i].now, &out->now) ||
		    __builtin_add_overflow(out->then, both[i].then, &out->then) ||
		    out->now > MOST_RECORDS || out->then > MOST_RECORDS)
			return sops_error_set(err, SOPS_EINPUT,
				"overflow: more than %lld records to compare",
				(long long)MOST_RECORDS);
	return 0;
}

/* now / all now - then / all then, times both of all. */
static sops_int128 apart(const struct totals *all, int64_t now, int64_t then)
{
	return (sops_int128)now * all->then - (sops_int128)then * all->now;
}

static sops_int128 size_of(sops_int128 number)
{
	return number < 0 ? -number : number;
}

static struct sops_ratio ratio_of(sops_int128 part, const struct totals *all, int times)
{
	return (struct sops_ratio){ { part, 0 },
		{ (sops_int128)all->now * all->then * times, 0 } };
}

/* What the cells of one category add to chi-squared. */
static double surprise(const struct totals *all, double now, double then)
{
	double n = (double)all->now, m = (double)all->then;
	double expected = (now + then) * n / (n + m), other = (now + then) * m / (n + m);

	return (now - expected) * (now - expected) / expected +
		(then - other) * (then - other) / other;
}

/* The test of homogeneity; rare categories are one. */
static double chance_of_categories(const struct totals *all, const struct sops__both *both,
	size_t count)
{
	double fewer = (double)(all->now < all->then ? all->now : all->then);
	double share = fewer / ((double)all->now + (double)all->then);
	double sum = 0, rare_now = 0, rare_then = 0;
	int cells = 0;

	for (size_t i = 0; i < count; i++) {
		double now = (double)both[i].now, then = (double)both[i].then;

		if ((now + then) * share < FEWEST) {
			rare_now += now;
			rare_then += then;
			continue;
		}
		sum += surprise(all, now, then);
		cells++;
	}
	if ((rare_now + rare_then) * share >= FEWEST) {
		sum += surprise(all, rare_now, rare_then);
		cells++;
	}
	return cells > 1 ? gsl_cdf_chisq_Q(sum, cells - 1) : 1;
}

static double stability_index(const struct totals *all, const struct sops__both *both,
	size_t count)
{
	double n = (double)all->now + 0.5 * (double)count, m = (double)all->then +
		0.5 * (double)count, sum = 0;

	for (size_t i = 0; i < count; i++) {
		double now = ((double)both[i].now + 0.5) / n;
		double then = ((double)both[i].then + 0.5) / m;

		sum += (now - then) * log(now / then);
	}
	return sum;
}

int sops__shift_categories(struct sops_shift *shift, const struct sops__both *both, size_t count,
	struct sops_error *err)
{
	sops_int128 sum = 0, most = 0, least = 0;
	struct totals all;
	int status = add_up(&all, both, count, err);

	if (status < 0)
		return status;
	shift->now = all.now;
	shift->then = all.then;
	for (size_t i = 0; i < count; i++) {
		sops_int128 change = apart(&all, both[i].now, both[i].then);

		sum += size_of(change);
		if (change > most) {
			most = change;
			shift->grew = both[i].name;
			shift->grew_now = both[i].now;
			shift->grew_then = both[i].then;
		}
		if (change < least) {
			least = change;
			shift->fell = both[i].name;
			shift->fell_now = both[i].now;
			shift->fell_then = both[i].then;
		}
	}
	shift->distance = ratio_of(sum, &all, 2);
	shift->p = chance_of_categories(&all, both, count);
	shift->psi = stability_index(&all, both, count);
	return 0;
}

/* Q of Kolmogorov's distribution: the series alternates, and its terms vanish fast. */
static double chance_of_distance(const struct totals *all, double distance)
{
	double n = (double)all->now, m = (double)all->then, root = sqrt(n * m / (n + m));
	double lambda = (root + 0.12 + 0.11 / root) * distance, sum = 0;

	if (lambda < 0.2) /* 1 to the twelfth digit */
		return 1;
	for (int j = 1; j <= 100; j++)
		sum += (j % 2 ? 2 : -2) * exp(-2.0 * j * j * lambda * lambda);
	return sum < 0 ? 0 : sum > 1 ? 1 : sum;
}

/* The lower one of two in the middle. */
static struct sops_money middle(const struct sops__both *both, size_t count, int64_t all,
	bool now)
{
	int64_t seen = 0;

	for (size_t i = 0; i < count; i++) {
		seen += now ? both[i].now : both[i].then;
		if (seen >= all / 2 + all % 2)
			return both[i].at;
	}
	return SOPS_MONEY_BLANK;
}

int sops__shift_values(struct sops_shift *shift, const struct sops__both *both, size_t count,
	struct sops_error *err)
{
	sops_int128 most = -1;
	int64_t now = 0, then = 0;
	struct totals all;
	int status = add_up(&all, both, count, err);

	if (status < 0)
		return status;
	shift->now = all.now;
	shift->then = all.then;
	for (size_t i = 0; i < count; i++) {
		sops_int128 change;

		now += both[i].now;
		then += both[i].then;
		change = size_of(apart(&all, now, then));
		if (change <= most)
			continue;
		most = change;
		shift->at = both[i].at;
		shift->below_now = now;
		shift->below_then = then;
	}
	shift->distance = ratio_of(most, &all, 1);
	shift->p = chance_of_distance(&all, (double)most / ((double)all.now * (double)all.then));
	shift->psi = NAN;
	shift->middle_now = middle(both, count, all.now, true);
	shift->middle_then = middle(both, count, all.then, false);
	return 0;
}
