/* SPDX-License-Identifier: GPL-3.0-or-later */
/* earlier_private.h: the columns of two exports, and the distances between them. */
#ifndef SOPS_EARLIER_PRIVATE_H
#define SOPS_EARLIER_PRIVATE_H

#include "column_profile_private.h"

#include <sops/earlier.h>

struct sops__earlier_column {
	size_t name, len; /* of its header, in the bytes of all */
	size_t folded;    /* the length of the same as headers are compared, behind it */
	int role;
};

struct sops_earlier {
	const struct sops_column_profile_options *options;
	struct sops_buffer file, names;
	struct sops__earlier_column *columns;
	size_t count;
	int64_t rows;
	struct sops_column_profiles profiles;
};

/* How a column of now is known from then. */
enum sops__match { SOPS__MATCH_NONE, SOPS__MATCH_HEADER, SOPS__MATCH_RENAMED };

struct sops__matches {
	int *then_of;             /* by column of now: that of then, or -1 */
	enum sops__match *how;
	bool *taken;              /* by column of then */
};

int sops__earlier_match(struct sops__matches *out, const struct sops_earlier *earlier,
	const struct sops_columns *now, struct sops_error *err);
void sops__matches_release(struct sops__matches *matches);

struct sops_field sops__earlier_name(const struct sops_earlier *earlier, size_t column);
struct sops_field sops__earlier_folded(const struct sops_earlier *earlier, size_t column);
/* The profile of a column; NULL: it has none. */
const struct sops_column_profile *sops__earlier_profile(
	const struct sops_column_profiles *profiles, size_t column);

/* A category, or a value, in both exports. */
struct sops__both {
	struct sops_field name;
	struct sops_money at;
	int64_t now, then;
};

/* What two samples of so many in all are apart. Each fills distance and p; the first psi, too.
 * SOPS_EINPUT: more than 10^15 records. */
int sops__shift_categories(struct sops_shift *shift, const struct sops__both *both, size_t count,
	struct sops_error *err);
int sops__shift_values(struct sops_shift *shift, const struct sops__both *both, size_t count,
	struct sops_error *err);

/* Appends 12.5%, and 0.192. */
void sops__put_percent(struct sops_buffer *out, int64_t part, int64_t of);
void sops__put_thousandths(struct sops_buffer *out, struct sops_ratio ratio);

#endif
