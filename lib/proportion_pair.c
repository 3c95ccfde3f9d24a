/* SPDX-License-Identifier: GPL-3.0-or-later */
/* proportion_pair.c: how two proportions differ. */
#include <sops/proportion.h>

#include <math.h>

#define EXPECTED_LEAST 5
#define SAME (1 + 1e-7) /* as likely, but for rounding; R's */

/* k of n, of two groups. */
struct pair {
	double k1, n1, k2, n2;
};

bool sops_newcombe(struct sops_interval *out, int64_t k1, int64_t n1, int64_t k2, int64_t n2,
	double z)
{
	struct sops_interval one, two;
	double p1, p2;

	if (!sops_wilson(&one, k1, n1, z) || !sops_wilson(&two, k2, n2, z))
		return false;
	p1 = (double)k1 / (double)n1;
	p2 = (double)k2 / (double)n2;
	out->lo = p1 - p2 - hypot(p1 - one.lo, two.hi - p2);
	out->hi = p1 - p2 + hypot(one.hi - p1, p2 - two.lo);
	return true;
}

static double z_test(const struct pair *x)
{
	double p1 = x->k1 / x->n1, p2 = x->k2 / x->n2, p = (x->k1 + x->k2) / (x->n1 + x->n2);
	double error = sqrt(p * (1 - p) * (1 / x->n1 + 1 / x->n2));

	return erfc(fabs(p1 - p2) / error / sqrt(2));
}

/* How much likelier it is that one more of the k are of the first group. */
static double step(const struct pair *x, double k1)
{
	double k = x->k1 + x->k2;

	return (x->n1 - k1) * (k - k1) / ((k1 + 1) * (x->n2 - k + k1 + 1));
}

/*
 * Goes from the likeliest table, whose weight is 1, to both ends, so that nothing underflows that
 * matters. What is asked for is the weight at k1, or, when that is known, that of all and that of
 * those no likelier.
 */
static double fisher(const struct pair *x)
{
	double k = x->k1 + x->k2, least = fmax(0, k - x->n2), most = fmin(k, x->n1);
	double mode = floor((k + 1) * (x->n1 + 1) / (x->n1 + x->n2 + 2));
	double all = 0, rare = 0, limit = 1, weight = 1;

	mode = fmin(fmax(mode, least), most);
	for (double i = mode; i < x->k1; i++)
		limit *= step(x, i);
	for (double i = mode; i > x->k1; i--)
		limit /= step(x, i - 1);
	for (double i = mode; i <= most; weight *= step(x, i++)) {
		all += weight;
		rare += weight <= limit * SAME ? weight : 0;
	}
	weight = 1;
	for (double i = mode; i > least; i--) {
		weight /= step(x, i - 1);
		all += weight;
		rare += weight <= limit * SAME ? weight : 0;
	}
	return fmin(rare / all, 1);
}

bool sops_proportions_differ(struct sops_proportions *out, int64_t k1, int64_t n1, int64_t k2,
	int64_t n2)
{
	const struct pair x = { (double)k1, (double)n1, (double)k2, (double)n2 };
	double k = x.k1 + x.k2, n = x.n1 + x.n2, least = fmin(k, n - k) * fmin(x.n1, x.n2);

	if (k1 < 0 || k1 > n1 || n1 == 0 || k2 < 0 || k2 > n2 || n2 == 0)
		return false;
	out->test = least < EXPECTED_LEAST * n ? SOPS_TEST_FISHER : SOPS_TEST_Z;
	out->p = out->test == SOPS_TEST_FISHER ? fisher(&x) : z_test(&x);
	return true;
}
