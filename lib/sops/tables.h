/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tables.h: the canonical tables, by name.
 *
 * Each is a schema with a header of its own: deals.h, stage_history.h, leads.h … In
 * a file the columns of a canonical table stand in the order of the schema's roles.
 */
#ifndef SOPS_TABLES_H
#define SOPS_TABLES_H

#include <sops/columns.h>

/* All of them, in the order in which they are listed. */
size_t sops_tables_count(void);
const struct sops_schema *sops_tables_at(size_t index);

/*
 * The table of that name, in singular or plural, in any case and with or without _ in it, or
 * of another common name: accounts are customers, opportunities deals. NULL when there is none.
 */
const struct sops_schema *sops_tables_schema(struct sops_field name);

/* The same. SOPS_EUSAGE: "laeds" is not a table, with the nearest name and all of them. */
int sops_tables_find(const struct sops_schema **out, struct sops_field name,
	struct sops_error *err);

#endif
