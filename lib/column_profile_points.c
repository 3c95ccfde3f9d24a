/* SPDX-License-Identifier: GPL-3.0-or-later */
/* column_profile_points.c: the values of a column as numbers in their order. */
#include "column_profile_private.h"

#include "column_type.h"

#include <stdlib.h>

const struct sops_profile_days *sops__profile_days(const struct sops_column_profile *whole)
{
	const struct sops_profile_days *month = &whole->month_first, *day = &whole->day_first;

	if (month->proofs > 0 && day->proofs > 0)
		return NULL;
	if (month->proofs == 0 && day->proofs == 0 && whole->ambiguous > 0)
		return NULL;
	return month->proofs > 0 ? month : day;
}

/* What of a cell counts in a column of the type; blank: nothing. */
static struct sops_money value_of(const struct sops__looks *looks, enum sops_profile_type type,
	const struct sops_column_profile *whole)
{
	sops_date day;

	if (type == SOPS_PROFILE_DATE || type == SOPS_PROFILE_DATETIME) {
		day = sops__profile_days(whole) == &whole->month_first ? looks->month_first
			: looks->day_first;
		return day == SOPS_DATE_BLANK ? SOPS_MONEY_BLANK : sops_money_of(day);
	}
	if (type != SOPS_PROFILE_PERCENT)
		type = SOPS_PROFILE_MONEY;
	return looks->types & sops__type_bit(type) ? looks->number : SOPS_MONEY_BLANK;
}

static int by_value(const void *a, const void *b)
{
	const struct sops__profile_point *left = a, *right = b;

	return sops_money_compare(left->at, right->at);
}

/* 1 and 1.0 are one. */
static size_t unite(struct sops__profile_point *points, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (n > 0 && sops_money_compare(points[n - 1].at, points[i].at) == 0)
			points[n - 1].cells += points[i].cells;
		else
			points[n++] = points[i];
	return n;
}

static bool has_points(const struct sops_column_profile *kept,
	const struct sops_column_profile *whole, enum sops_profile_type type,
	const struct sops_column_profile_options *options)
{
	bool days = type == SOPS_PROFILE_DATE || type == SOPS_PROFILE_DATETIME;

	if (sops__profile_too_many(kept, options))
		return false;
	if (days)
		return sops__profile_days(whole) != NULL;
	return type == SOPS_PROFILE_PERCENT || (type >= SOPS_PROFILE_INTEGER &&
		type <= SOPS_PROFILE_MONEY && sops_group_count(whole->currencies) < 2);
}

int sops__profile_points(struct sops__profile_point **out, size_t *count,
	const struct sops_column_profile *kept, const struct sops_column_profile *whole,
	const struct sops_column_profile_options *options, struct sops_error *err)
{
	enum sops_profile_type type = sops__profile_type(whole);
	struct sops_group_entry *entries;
	size_t n = 0;

	*out = NULL;
	*count = 0;
	if (!has_points(kept, whole, type, options))
		return 0;
	*out = calloc(sops_group_count(kept->values) + 1, sizeof(**out));
	if (!*out)
		return sops_error_memory(err);
	if (sops_group_sorted(kept->values, &entries, err) < 0)
		return SOPS_ESYSTEM;
	for (size_t i = 0; i < sops_group_count(kept->values); i++) {
		struct sops__looks looks = sops__looks_of(entries[i].key, options);
		struct sops_money value = value_of(&looks, type, whole);

		if (!sops_money_blank(value))
			(*out)[n++] = (struct sops__profile_point){ value,
				((struct sops__profile_value *)entries[i].state)->cells };
	}
	free(entries);
	qsort(*out, n, sizeof(**out), by_value);
	*count = unite(*out, n);
	return 0;
}
