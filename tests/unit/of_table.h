/* SPDX-License-Identifier: GPL-3.0-or-later */
/* of_table.h: a canonical table by its name, and the header of a file of it. */
#ifndef TESTS_OF_TABLE_H
#define TESTS_OF_TABLE_H

#include "tap.h"

#include <sops/buffer.h>
#include <sops/tables.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static inline const struct sops_schema *table(const char *name)
{
	const struct sops_schema *schema = sops_tables_schema(sops_field_of(name));

	if (!schema)
		fail_msg("no table %s", name);
	return schema;
}

static inline uint64_t all_roles(const struct sops_schema *schema)
{
	return UINT64_MAX >> (64 - schema->count);
}

/* The names of the roles, but for those left out, separated by commas. To be freed. */
static inline char *header_of(const struct sops_schema *schema, uint64_t left_out)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;

	for (size_t i = 0; i < schema->count; i++)
		if (!(left_out & SOPS_ROLE(i)))
			sops_buffer_printf(&out, "%s%s", out.len ? "," : "",
				schema->roles[i].name);
	assert_int_equal(out.failed, 0);
	return out.at;
}

#endif
