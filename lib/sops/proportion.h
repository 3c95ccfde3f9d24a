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

#endif
