/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reconcile_compare.c: the keys of two files in one order. */
#include "reconcile_private.h"

#include <stdlib.h>

/* The entries of a file by key, and how far they have been read. */
struct side {
	struct sops_group_entry *entries;
	size_t count, at;
	struct sops__reconcile_key key; /* the next one; its rows are 0 at the end */
};

/* Without the currency behind it. */
static struct sops_field key_of(const struct sops_group_entry *entry)
{
	const char *nul = memrchr(entry->key.at, '\0', entry->key.len);

	return (struct sops_field){ entry->key.at, (size_t)(nul - entry->key.at) };
}

static int take(struct sops__reconcile_key *key, const struct sops__reconcile_row *row,
	struct sops_error *err)
{
	struct sops_sum sum = sops_short_sum_get(&row->amount);
	struct sops_currency common;

	if (__builtin_add_overflow(key->rows, row->rows, &key->rows))
		return sops_error_set(err, SOPS_EINPUT, "overflow: too many records to count");
	if (row->first < key->first)
		key->first = row->first;
	if (sum.n == 0)
		return 0;
	if (sops_currency_agree(&common, key->sum.currency, sum.currency))
		return sops_sum_merge(&key->sum, &sum, err);
	key->other = sum.currency;
	return 0;
}

static struct sops__reconcile_key no_key(void)
{
	struct sops__reconcile_key key = { .first = INT64_MAX };

	sops_sum_init(&key.sum);
	return key;
}

/* All entries of the next key, which are neighbours. */
static int next(struct side *side, struct sops_error *err)
{
	int status = 0;

	side->key = no_key();
	if (side->at < side->count)
		side->key.key = key_of(&side->entries[side->at]);
	while (status == 0 && side->at < side->count &&
	       sops_field_equal(side->key.key, key_of(&side->entries[side->at])))
		status = take(&side->key, side->entries[side->at++].state, err);
	return status;
}

static int begin(struct side *side, const struct sops_reconcile_rows *rows,
	struct sops_error *err)
{
	side->count = sops_group_count(rows->keys);
	if (sops_group_sorted(rows->keys, &side->entries, err) < 0)
		return SOPS_ESYSTEM;
	return next(side, err);
}

static bool is_keyless(struct sops_field key)
{
	for (size_t i = 0; i < key.len; i++)
		if (key.at[i] != '\0')
			return false;
	return true;
}

static int order(const struct side *here, const struct side *there)
{
	if (here->key.rows == 0 || there->key.rows == 0)
		return (here->key.rows == 0) - (there->key.rows == 0);
	return sops_field_compare(here->key.key, there->key.key);
}

static int walk(struct side *here, struct side *there, sops__reconcile_see see, void *with,
	struct sops_error *err)
{
	int status = 0;

	while (status == 0 && (here->key.rows > 0 || there->key.rows > 0)) {
		int which = order(here, there);
		struct sops_field key = which <= 0 ? here->key.key : there->key.key;

		status = see(with, which <= 0 ? &here->key : NULL, which >= 0 ? &there->key : NULL,
			is_keyless(key), err);
		if (status == 0 && which <= 0)
			status = next(here, err);
		if (status == 0 && which >= 0)
			status = next(there, err);
	}
	return status;
}

int sops__reconcile_walk(const struct sops_reconcile *reconcile,
	const struct sops_reconcile_rows *ours, sops__reconcile_see see, void *with,
	struct sops_error *err)
{
	struct side here = { .at = 0 }, there = { .at = 0 };
	int status = begin(&here, ours, err);

	if (status == 0)
		status = begin(&there, &reconcile->theirs, err);
	if (status == 0)
		status = walk(&here, &there, see, with, err);
	free(here.entries);
	free(there.entries);
	return status;
}

int sops__reconcile_total(struct sops__reconcile_key *out, const struct sops_reconcile_rows *rows,
	struct sops_error *err)
{
	struct sops_group_entry *entries;
	int status = sops_group_sorted(rows->keys, &entries, err);

	*out = no_key();
	for (size_t i = 0; status == 0 && i < sops_group_count(rows->keys); i++)
		status = take(out, entries[i].state, err);
	free(entries);
	return status;
}

bool sops__reconcile_comparable(const struct sops__reconcile_key *here,
	const struct sops__reconcile_key *there)
{
	struct sops_currency common;

	return !here->other.code[0] && !there->other.code[0] &&
		sops_currency_agree(&common, here->sum.currency, there->sum.currency);
}

static int size_of(struct sops_money *out, struct sops_money amount, struct sops_error *err)
{
	*out = amount;
	return amount.units < 0 ? sops_money_sub(out, sops_money_of(0), amount, err) : 0;
}

/* How far they may be apart. */
static int allowed(struct sops_money *out, const struct sops_reconcile_options *options,
	struct sops_money a, struct sops_money b, struct sops_error *err)
{
	struct sops_money tolerance = sops_money_blank(options->tolerance) ? sops_money_of(0)
		: options->tolerance;
	int status;

	*out = tolerance;
	if (!options->relative)
		return 0;
	status = size_of(&a, a, err);
	if (status == 0)
		status = size_of(&b, b, err);
	if (status == 0)
		status = sops_money_mul(out, tolerance, sops_money_compare(a, b) > 0 ? a : b, err);
	return status;
}

static int too_far(bool *too, const struct sops_reconcile *reconcile, struct sops_money here,
	struct sops_money there, struct sops_error *err)
{
	struct sops_money most, apart;
	int status = allowed(&most, &reconcile->options, here, there, err);

	if (status == 0)
		status = sops_money_sub(&apart, here, there, err);
	if (status == 0)
		status = size_of(&apart, apart, err);
	if (status == 0)
		*too = sops_money_compare(apart, most) > 0;
	return status;
}

int sops__reconcile_differs(bool *differs, const struct sops_reconcile *reconcile,
	const struct sops__reconcile_key *here, const struct sops__reconcile_key *there,
	struct sops_error *err)
{
	*differs = true;
	if (!reconcile->options.sum) {
		*differs = here->rows != there->rows;
		return 0;
	}
	if (!sops__reconcile_comparable(here, there))
		return 0;
	if (here->sum.n > 0 && there->sum.n > 0)
		return too_far(differs, reconcile, here->sum.total, there->sum.total, err);
	*differs = here->sum.n != there->sum.n;
	return 0;
}
