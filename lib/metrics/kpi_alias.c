/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_alias.c: with a roster, who is a name in one table and an id in another is one rep. */
#include "kpi_private.h"

#include <stdlib.h>

/* The id of who goes by the name, or the name of who goes by the id. */
static struct sops_field other_name(const struct sops_roster *roster, struct sops_field who)
{
	const struct sops_roster_rep *rep = sops_roster_find(roster, who);
	const struct sops_field none = { NULL, 0 };
	struct sops_field other = none;

	if (rep)
		other = sops_field_equal(who, rep->rep_id) ? rep->name : rep->rep_id;
	return other.len > 0 && sops_roster_find(roster, other) == rep ? other : none;
}

/* The key with its rep called otherwise: false when there is no rep in it, or no other name. */
static bool rename_rep(struct sops_buffer *out, const struct sops_kpi_sides *sides,
	struct sops_field key)
{
	struct sops_field rest = key, part, other = { NULL, 0 };

	sops_buffer_clear(out);
	for (int i = 0; rest.at; i++) {
		part = sops_field_cut(&rest, '\0');
		if (i == sides->owner_key)
			part = other = other_name(sides->roster, part);
		if (i > 0)
			sops_buffer_putc(out, '\0');
		sops_buffer_field(out, part);
	}
	return other.at && !out->failed;
}

static int note_alias(struct sops__kpi_shared *shared, struct sops_field group, int side,
	struct sops_field key, struct sops_error *err)
{
	struct sops__kpi_alias *grown;
	uint32_t number;

	if (sops__texts_add(&shared->renamed, group, &number, err) < 0)
		return SOPS_ESYSTEM;
	if (number >= shared->n_aliases) {
		grown = reallocarray(shared->aliases, number + 1, sizeof(*grown));
		if (!grown)
			return sops_error_memory(err);
		shared->aliases = grown;
		grown[number] = (struct sops__kpi_alias){ .sides = 0 };
		shared->n_aliases = number + 1;
	}
	shared->aliases[number].sides |= 1u << side;
	shared->aliases[number].key = key;
	return 0;
}

int sops__kpi_home(struct sops_field *group, struct sops__kpi_shared *shared,
	const struct sops_kpi_sides *sides, const struct sops_group *groups, int side,
	struct sops_field key, struct sops_error *err)
{
	struct sops_buffer other = SOPS_BUFFER_INIT;
	struct sops_field home;
	uint32_t number;
	int status = 0;

	*group = key;
	if (!sides->roster || sides->owner_key < 0 || sops_group_find(groups, key))
		return 0;
	if (rename_rep(&other, sides, key) &&
	    sops_group_find(groups, sops_buffer_view(&other))) {
		status = note_alias(shared, sops_buffer_view(&other), side, key, err);
		if (status == 0 && sops__texts_find(&shared->renamed, sops_buffer_view(&other),
				&number)) {
			home = sops__texts_at(&shared->renamed, number);
			*group = home;
		}
	}
	sops_buffer_release(&other);
	return status;
}

struct sops_field sops__kpi_key(const struct sops__kpi_view *view, int side)
{
	const struct sops__kpi_shared *shared = view->shared;
	uint32_t number;

	/* Number 0 is the blank group, which names nobody. */
	if (sops__texts_find(&shared->renamed, view->group, &number) && number > 0 &&
	    shared->aliases[number].sides & (1u << side))
		return shared->aliases[number].key;
	return view->group;
}
