/* SPDX-License-Identifier: GPL-3.0-or-later */
/* column_type.h: what a cell can be, by its looks. */
#ifndef SOPS_COLUMN_TYPE_H
#define SOPS_COLUMN_TYPE_H

#include <sops/column_profile.h>

struct sops__looks {
	unsigned types; /* a bit for each */
	struct sops_money number; /* of a number or a per cent */
	struct sops_currency currency;
	sops_date month_first, day_first; /* of a date, in either order; or blank */
	bool ambiguous; /* it is another day in either */
	bool suspect;   /* a sentinel */
};

static inline unsigned sops__type_bit(enum sops_profile_type type)
{
	return 1U << type;
}

/* The cell is trimmed and not empty. */
struct sops__looks sops__looks_of(struct sops_field cell,
	const struct sops_column_profile_options *options);
/* Whether it stands for nothing. */
bool sops__is_sentinel(struct sops_field cell);

#endif
