/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/tally.h>

#include <stdlib.h>

void sops_tally_release(struct sops_tally *tally)
{
	free(tally->entries);
	*tally = (struct sops_tally){ 0 };
}

/* Where the value stands, or would. */
static size_t position(const struct sops_tally *tally, int64_t value)
{
	size_t low = 0, high = tally->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (tally->entries[middle].value < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int insert(struct sops_tally *tally, size_t at, struct sops_tally_entry entry,
	struct sops_error *err)
{
	if (tally->len == tally->size) {
		size_t size = tally->size ? 2 * tally->size : 16;
		struct sops_tally_entry *entries =
			reallocarray(tally->entries, size, sizeof(*entries));

		if (!entries)
			return sops_error_memory(err);
		tally->entries = entries;
		tally->size = size;
	}
	memmove(tally->entries + at + 1, tally->entries + at,
		(tally->len - at) * sizeof(*tally->entries));
	tally->entries[at] = entry;
	tally->len++;
	return 0;
}

int sops_tally_add(struct sops_tally *tally, int64_t value, int64_t count, struct sops_error *err)
{
	size_t at = position(tally, value);
	int64_t total;

	if (__builtin_add_overflow(tally->count, count, &total))
		return sops_error_set(err, SOPS_EINPUT, "overflow: too many records to count");
	if ((at == tally->len || tally->entries[at].value != value) &&
	    insert(tally, at, (struct sops_tally_entry){ value, 0 }, err) < 0)
		return SOPS_ESYSTEM;
	tally->entries[at].count += count;
	tally->count = total;
	return 0;
}

int sops_tally_merge(struct sops_tally *into, const struct sops_tally *from, struct sops_error *err)
{
	for (size_t i = 0; i < from->len; i++) {
		int status =
			sops_tally_add(into, from->entries[i].value, from->entries[i].count, err);

		if (status < 0)
			return status;
	}
	return 0;
}

int64_t sops_tally_count(const struct sops_tally *tally)
{
	return tally->count;
}

int sops_tally_sum(struct sops_money *sum, const struct sops_tally *tally, struct sops_error *err)
{
	sops_int128 total = 0;

	for (size_t i = 0; i < tally->len; i++) {
		const struct sops_tally_entry *entry = &tally->entries[i];
		sops_int128 part = (sops_int128)entry->value * entry->count;

		if (__builtin_add_overflow(total, part, &total))
			return sops_error_set(err, SOPS_EINPUT, "overflow: a total is too large");
	}
	*sum = (struct sops_money){ total, 0 };
	return 0;
}

int sops_tally_mean(struct sops_ratio *mean, const struct sops_tally *tally, struct sops_error *err)
{
	mean->den = sops_money_of(sops_tally_count(tally));
	return sops_tally_sum(&mean->num, tally, err);
}

/* The order statistic of a rank, counted from 0. */
static int64_t ranked(const struct sops_tally *tally, int64_t rank)
{
	size_t i = 0;

	while (rank >= tally->entries[i].count)
		rank -= tally->entries[i++].count;
	return tally->entries[i].value;
}

struct sops_ratio sops_tally_quantile(const struct sops_tally *tally, int percent)
{
	int64_t n = sops_tally_count(tally), rank, rest, low, high;
	sops_int128 numerator;

	if (n == 0)
		return (struct sops_ratio){ SOPS_MONEY_BLANK, SOPS_MONEY_BLANK };
	rank = (int64_t)((sops_int128)(n - 1) * percent / 100);
	rest = (int64_t)((sops_int128)(n - 1) * percent % 100);
	low = ranked(tally, rank);
	high = rest ? ranked(tally, rank + 1) : low;
	numerator = (sops_int128)low * 100 + ((sops_int128)high - low) * rest;
	return (struct sops_ratio){ { numerator, 0 }, sops_money_of(100) };
}
