/* SPDX-License-Identifier: GPL-3.0-or-later */
/* note_twins.h: what is said of rows that have an id in common, in whichever groups they are. */
#ifndef SOPS_NOTE_TWINS_H
#define SOPS_NOTE_TWINS_H

#include <sops/group.h>
#include <sops/table.h>

/* twins is the offset of the struct sops__twins * in the states of the groups. */
int sops__note_twins(struct sops_table *table, const struct sops_group *groups, size_t twins,
	bool leads, const char *then, struct sops_error *err);

#endif
