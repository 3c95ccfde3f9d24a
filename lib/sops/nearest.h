/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nearest.h: the name that somebody probably meant. */
#ifndef SOPS_NEAREST_H
#define SOPS_NEAREST_H

#include <sops/error.h>

/*
 * Index of the name that is fewest slips away from the wanted one: a slip is a character
 * added, left out, changed, or swapped with its neighbour; case does not count. Of several
 * the first. -1 when the best needs more than one slip for every three characters of the
 * longer name, or a name is over 100 characters.
 */
int sops_nearest(struct sops_field wanted, const struct sops_field *names, size_t count);

/*
 * Adds the hint to an error that is set: did you mean "amount"? columns: a, b, amount
 * The list is cut at a whole name with "…" where it grows long. what may be NULL: no list.
 */
void sops_hint_names(struct sops_error *err, struct sops_field wanted,
	const struct sops_field *names, size_t count, const char *what);

#endif
