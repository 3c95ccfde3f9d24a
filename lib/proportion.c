/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/proportion.h>

#include <math.h>

bool sops_wilson(struct sops_interval *out, int64_t k, int64_t n, double z)
{
	double p, middle, spread, whole;

	if (k < 0 || k > n || n == 0)
		return false;
	p = (double)k / (double)n;
	middle = 2 * (double)k + z * z;
	spread = z * sqrt(z * z + 4 * (double)k * (1 - p));
	whole = 2 * ((double)n + z * z);
	/* At the ends what should be 0 or 1 may be off by the last bit. */
	out->lo = k == 0 ? 0 : (middle - spread) / whole;
	out->hi = k == n ? 1 : (middle + spread) / whole;
	return true;
}
