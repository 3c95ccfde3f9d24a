/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "note_twins.h"

#include "../twins.h"

void sops__note_twins_of(struct sops_table *table, const struct sops__twins *twins, bool leads,
	const char *then)
{
	struct sops_field first;
	int64_t rows = sops__twins_count(twins, &first);
	char quoted[SOPS_QUOTED];

	if (rows > 0)
		sops_table_note(table, "rows with the %s_id of another: %lld, as of %s, counted as "
			"%ss of their own%s", leads ? "lead" : "deal", (long long)rows,
			sops_quote(quoted, first), leads ? "lead" : "deal", then);
}

static const struct sops__twins *of(const void *state, size_t twins)
{
	return *(struct sops__twins *const *)(const void *)((const char *)state + twins);
}

/* Of one group they are all there. */
int sops__note_twins(struct sops_table *table, const struct sops_group *groups, size_t twins,
	bool leads, const char *then, struct sops_error *err)
{
	struct sops_group_cursor cursor = { NULL, 0 };
	const void *group = sops_group_next(groups, &cursor);
	struct sops__twins *all = NULL;
	int status = 0;

	if (sops_group_count(groups) == 1) {
		sops__note_twins_of(table, of(group, twins), leads, then);
		return 0;
	}
	for (; status == 0 && group; group = sops_group_next(groups, &cursor))
		status = sops__twins_merge(&all, of(group, twins), err);
	if (status == 0)
		sops__note_twins_of(table, all, leads, then);
	sops__twins_free(all);
	return status;
}
