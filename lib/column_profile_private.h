/* SPDX-License-Identifier: GPL-3.0-or-later */
/* column_profile_private.h: what column_profile.c and column_profile_table.c share. */
#ifndef SOPS_COLUMN_PROFILE_PRIVATE_H
#define SOPS_COLUMN_PROFILE_PRIVATE_H

#include <sops/column_profile.h>

/* What is kept of a text: how many cells say it. */
struct sops__profile_value {
	int64_t cells;
};

/* Makes whole of a column: all its values as if they had been given up, and the values still there.
 * To be released as a state. */
int sops__profile_whole(struct sops_column_profile *whole,
	const struct sops_column_profile *profile,
	const struct sops_column_profile_options *options, struct sops_error *err);
/* Whether its values are not known: there were too many. */
bool sops__profile_too_many(const struct sops_column_profile *profile,
	const struct sops_column_profile_options *options);
/* The type of a whole column. */
enum sops_profile_type sops__profile_type(const struct sops_column_profile *whole);
/* Its days, read in the order that it shows; NULL: nobody can say which that is. */
const struct sops_profile_days *sops__profile_days(const struct sops_column_profile *whole);

/* A number or a day of a column, and how many cells say it. */
struct sops__profile_point {
	struct sops_money at;
	int64_t cells;
};

/* The numbers of a whole column of numbers or per cents, or the days of one of dates, ascending, in
 * an array to be freed; no two of them equal. None where they are not known, or cannot be read. */
int sops__profile_points(struct sops__profile_point **out, size_t *count,
	const struct sops_column_profile *kept, const struct sops_column_profile *whole,
	const struct sops_column_profile_options *options, struct sops_error *err);

#endif
