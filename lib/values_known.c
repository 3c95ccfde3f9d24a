/* SPDX-License-Identifier: GPL-3.0-or-later */
/* values_known.c: what the cells of a file have shown so far, handed from one reader to another. */
#include "values_private.h"

void sops__values_keep(struct column_state *to, const struct sops_values *values)
{
	memcpy(to, values->states, sops_columns_count(values->columns) * sizeof(*to));
}

void sops__values_take(struct column_state *state, const struct column_state *known)
{
	const struct column_state own = *state;

	*state = *known;
	state->unit = own.unit;
	state->glanced = own.glanced;
	state->stands_in = own.stands_in;
}

static bool alike(const struct column_state *a, const struct column_state *b)
{
	return a->order == b->order && a->scale == b->scale && a->ambiguous == b->ambiguous &&
		a->proved == b->proved && a->dotted == b->dotted;
}

bool sops__values_know(const struct sops_values *values, const struct column_state *kept)
{
	for (size_t i = 0; i < sops_columns_count(values->columns); i++)
		if (!alike(&values->states[i], &kept[i]))
			return false;
	return true;
}

/* Which columns are watched follows anew: the others may know less than these did. */
void sops__values_resume(struct sops_values *values, const struct column_state *kept)
{
	values->n_watched = 0;
	values->pending = 0;
	for (size_t i = 0; i < sops_columns_count(values->columns); i++) {
		struct column_state *state = &values->states[i];

		sops__values_take(state, &kept[i]);
		if (!state->watched || sops__values_settled(values, i))
			continue;
		values->watched[values->n_watched++] = (int)i;
		values->pending += state->ambiguous && !state->assumed;
	}
	sops__values_sort(values);
}
