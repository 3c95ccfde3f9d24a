/* SPDX-License-Identifier: GPL-3.0-or-later */
/* property.h: what holds for every metric, whatever its rows. */
#ifndef TESTS_PROPERTY_H
#define TESTS_PROPERTY_H

#include "tap.h"

#include <sops/metric.h>

/*
 * Deals the rows out at random to accumulators, saves and loads some of them on the way, merges
 * empty ones into some and some into empty ones, and merges them all, as a chain in random order
 * and as a random tree. Fails unless the saved bytes and the table are those of one accumulator
 * that took all rows in their order. The rows reach the parts in random order. For a given seed
 * it does the same every time.
 */
void check_merges(const struct sops_metric *metric, const void *options,
	const struct sops_context *context, const void *rows, size_t row_size, size_t count,
	unsigned seed);

/* The same over some hundred random deals, of every status and with gaps, as of 2026-06-30. */
void check_deal_merges(const struct sops_metric *metric, const void *options, unsigned seed);

/* A number from 0 to below the limit; the state is any number but 0. */
size_t property_random(uint64_t *state, size_t below);

/* An array of the numbers 0 to below count in random order; to be freed. */
size_t *property_shuffled(uint64_t *state, size_t count);

#endif
