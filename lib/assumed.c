/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assumed.h"

#include <string.h>

#define NAMED 5 /* in a note */

void sops__assume(struct sops__assumed *all, struct sops_currency currency)
{
	size_t at = 0, behind;

	while (at < all->len && strcmp(all->at[at].code, currency.code) < 0)
		at++;
	if (at == SOPS__ASSUMED_MOST ||
	    (at < all->len && strcmp(all->at[at].code, currency.code) == 0))
		return;
	all->len += all->len < SOPS__ASSUMED_MOST;
	behind = all->len - at - 1;
	memmove(&all->at[at + 1], &all->at[at], behind * sizeof(*all->at));
	all->at[at] = currency;
}

void sops__note_assumed(struct sops_table *table, const struct sops__assumed *all)
{
	char names[NAMED * (sizeof(all->at->code) + 2)], *end = names;

	if (all->len == 1)
		sops_table_note(table, "amounts that name no currency are taken as %s, which "
			"others name", all->at[0].code);
	if (all->len < 2)
		return;
	for (size_t i = 0; i < all->len && i < NAMED; i++)
		end = stpcpy(stpcpy(end, i ? ", " : ""), all->at[i].code);
	if (all->len > NAMED)
		sops_table_note(table, "amounts that name no currency are taken as what others "
			"beside them name: %s and %zu more", names, all->len - NAMED);
	else
		sops_table_note(table, "amounts that name no currency are taken as what others "
			"beside them name: %s", names);
}
