/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proportion.h: how sure a proportion is.
 *
 * Wilson's score interval (Wilson 1927), as Newcombe 1998 recommends it for one
 * proportion: with p = k/n, q = 1 - p and z of the level
 *
 *	(2np + z^2 -+ z sqrt(z^2 + 4npq)) / (2 (n + z^2))
 *
 * It stays within 0 and 1, and says something also where all or none did.
 *
 * Of two independent proportions p1 = k1/n1 and p2 = k2/n2, with Wilson's limits l1, u1, l2 and
 * u2, the difference d = p1 - p2 lies (Newcombe 1998, "Interval estimation for the difference
 * between independent proportions", method 10) from
 *
 *	d - sqrt((p1 - l1)^2 + (u2 - p2)^2)   to   d + sqrt((u1 - p1)^2 + (p2 - l2)^2)
 *
 * Whether they differ at all: where each of the four counts is expected to be 5 or more, were
 * both the same (Cochran 1954), by z = d / sqrt(p q (1/n1 + 1/n2)) of the pooled p, two-sided,
 * whose square is Pearson's chi squared; else by Fisher's exact test, two-sided: the chance of
 * all tables of these margins that are no likelier than this one, as R's fisher.test has it.
 */
#ifndef SOPS_PROPORTION_H
#define SOPS_PROPORTION_H

#include <stdbool.h>
#include <stdint.h>

#define SOPS_Z95 1.959963984540054 /* of 95 %, two-sided */

struct sops_interval {
	double lo, hi;
};

/* k of n; false, and nothing set, unless 0 <= k <= n and n > 0. */
bool sops_wilson(struct sops_interval *out, int64_t k, int64_t n, double z);

/* p1 - p2; false, and nothing set, unless both are as above. */
bool sops_newcombe(struct sops_interval *out, int64_t k1, int64_t n1, int64_t k2, int64_t n2,
	double z);

enum sops_proportion_test {
	SOPS_TEST_Z,
	SOPS_TEST_FISHER,
};

struct sops_proportions {
	enum sops_proportion_test test;
	double p; /* the chance of a difference as large, were there none */
};

/* The same; counts are below 2^53. */
bool sops_proportions_differ(struct sops_proportions *out, int64_t k1, int64_t n1, int64_t k2,
	int64_t n2);

#endif
