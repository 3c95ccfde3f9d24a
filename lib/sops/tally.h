/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tally.h: how often each whole number occurred, and the exact statistics of that.
 *
 * The caller owns the struct. Merging is associative and commutative, so a
 * median of parts merged in any order is the median of the whole.
 */
#ifndef SOPS_TALLY_H
#define SOPS_TALLY_H

#include <sops/money.h>

struct sops_tally_entry {
	int64_t value;
	int64_t count;
};

struct sops_tally {
	struct sops_tally_entry *entries; /* by value, ascending */
	size_t len, size;
	int64_t count; /* of all entries */
};

void sops_tally_release(struct sops_tally *tally);
/* count is above 0. SOPS_EINPUT: overflow; then the tally is as it was. */
int sops_tally_add(struct sops_tally *tally, int64_t value, int64_t count, struct sops_error *err);
int sops_tally_merge(
	struct sops_tally *into, const struct sops_tally *from, struct sops_error *err);

int64_t sops_tally_count(const struct sops_tally *tally);
int sops_tally_sum(struct sops_money *sum, const struct sops_tally *tally, struct sops_error *err);
/* Sum over count; undefined when empty. */
int sops_tally_mean(
	struct sops_ratio *mean, const struct sops_tally *tally, struct sops_error *err);
/*
 * The quantile at percent / 100, by linear interpolation between order statistics
 * (type 7 of Hyndman and Fan 1996, "Sample quantiles in statistical packages"): exact, undefined
 * when empty.
 */
struct sops_ratio sops_tally_quantile(const struct sops_tally *tally, int percent);

#endif
