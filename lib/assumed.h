/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assumed.h: the currencies that amounts are taken to be in which name none. */
#ifndef SOPS_ASSUMED_H
#define SOPS_ASSUMED_H

#include <sops/money.h>
#include <sops/table.h>

#define SOPS__ASSUMED_MOST 256 /* more than there are */

/* All zero at first. */
struct sops__assumed {
	struct sops_currency at[SOPS__ASSUMED_MOST]; /* each once, in bytewise order */
	size_t len;
};

/* One more, which may be there already. */
void sops__assume(struct sops__assumed *all, struct sops_currency currency);

/* Adding "100" to "EUR 5" takes the 100 for euros: most likely, but nobody said so. */
void sops__note_assumed(struct sops_table *table, const struct sops__assumed *all);

#endif
