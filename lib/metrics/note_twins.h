/* SPDX-License-Identifier: GPL-3.0-or-later */
/* note_twins.h: what is said of rows that have an id in common, in whichever groups they are. */
#ifndef SOPS_NOTE_TWINS_H
#define SOPS_NOTE_TWINS_H

#include <sops/group.h>
#include <sops/table.h>

struct sops__twins;

/* Deals by several rows are as many deals; two of one id are most likely one. */
void sops__note_twins_of(struct sops_table *table, const struct sops__twins *twins, bool leads,
	const char *then);

/* The same of all groups: twins is the offset of the struct sops__twins * in their states. */
int sops__note_twins(struct sops_table *table, const struct sops_group *groups, size_t twins,
	bool leads, const char *then, struct sops_error *err);

#endif
