/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import_plan.c: which columns are written: those of the table that the files have, and those of
 * the files that are kept. */
#include "import_private.h"

#include <sops/deals.h>
#include <sops/nearest.h>

#include <stdlib.h>

void sops_import_roles(const struct sops_schema *schema, uint64_t *needs, uint64_t *uses)
{
	/* What people export of deals may lack any column; a file without one that is known is
	 * refused all the same. */
	*needs = schema == &sops_deals ? 0 : schema->needs;
	*uses = 0;
	for (size_t i = 0; i < schema->count; i++)
		*uses |= SOPS_ROLE(i);
}

/* The currency of amounts is known only from their cells, perhaps. */
static bool is_currency_of(const struct sops_schema *schema, size_t role, uint64_t bound)
{
	for (size_t i = 0; i < schema->count; i++)
		if ((bound & SOPS_ROLE(i)) && schema->roles[i].currency &&
		    schema->roles[i].currency == schema->roles[role].offset)
			return true;
	return false;
}

static bool is_id(const struct sops_role *role)
{
	size_t len = strlen(role->name);

	return role->type == SOPS_TEXT && len > 3 && strcmp(role->name + len - 3, "_id") == 0;
}

/* The inputs whose columns are written. */
static const struct sops_columns *columns_of(const struct sops_import *import, size_t input)
{
	if (!import->options.inputs)
		return import->columns;
	return sops_input_columns(import->options.inputs[input]);
}

static size_t inputs(const struct sops_import *import)
{
	return import->options.inputs ? import->options.n_inputs : 1;
}

static void plan_roles(struct sops_import *import)
{
	const struct sops_schema *schema = sops_columns_schema(import->columns);
	uint64_t bound = 0;

	for (size_t i = 0; i < inputs(import); i++)
		bound |= sops_columns_bound(columns_of(import, i)) & ~schema->inner;
	bound = (bound | import->options.roles) & ~import->options.without;
	for (size_t i = 0; i < schema->count; i++)
		if ((bound & SOPS_ROLE(i)) || is_currency_of(schema, i, bound))
			import->outputs[import->count++] = (struct sops__output){
				.role = &schema->roles[i], .id = is_id(&schema->roles[i]),
				.name = sops_field_of(schema->roles[i].name) };
}

/* Whether a column of a file is written as one of the table's. */
static bool has(const struct sops_columns *columns, size_t column)
{
	int role = sops_columns_role(columns, column);

	return role >= 0 && !(sops_columns_schema(columns)->inner & SOPS_ROLE(role));
}

bool sops_import_has(const struct sops_import *import, size_t column)
{
	return has(import->columns, column);
}

/* Of a kept column: the first, second … of its header in its file. */
static size_t number_of(const struct sops_columns *columns, size_t column)
{
	size_t number = 1;

	for (size_t i = 0; i < column; i++)
		number += !has(columns, i) &&
			sops_field_equal(sops_columns_name(columns, i),
				sops_columns_name(columns, column));
	return number;
}

/* The kept column of that header and number, or ABSENT. */
static size_t kept_column(const struct sops_columns *columns, struct sops_field name, size_t number)
{
	for (size_t i = 0; i < sops_columns_count(columns); i++)
		if (!has(columns, i) &&
		    sops_field_equal(sops_columns_name(columns, i), name) && --number == 0)
			return i;
	return ABSENT;
}

/* What an input keeps, and none before it. */
static void plan_kept(struct sops_import *import, size_t input)
{
	const struct sops_columns *columns = columns_of(import, input);

	for (size_t i = 0; i < sops_columns_count(columns); i++) {
		struct sops_field name = sops_columns_name(columns, i);
		size_t number, before = 0;

		if (has(columns, i))
			continue;
		if (columns == import->columns && input == 0) {
			import->outputs[import->count++] = (struct sops__output){ .name = name,
				.column = i };
			continue;
		}
		number = number_of(columns, i);
		while (before < input &&
			kept_column(columns_of(import, before), name, number) == ABSENT)
			before++;
		if (before == input)
			import->outputs[import->count++] = (struct sops__output){ .name = name,
				.column = kept_column(import->columns, name, number) };
	}
}

static int plan(struct sops_import *import, struct sops_error *err)
{
	size_t most = 0;

	for (size_t i = 0; i < inputs(import); i++)
		most += sops_columns_most(columns_of(import, i));
	import->outputs = calloc(most, sizeof(*import->outputs));
	if (!import->outputs)
		return sops_error_memory(err);
	plan_roles(import);
	for (size_t i = 0; import->options.keep && i < inputs(import); i++)
		plan_kept(import, i);
	return 0;
}

static int unknown_mask(const struct sops_import *import, struct sops_field name,
	struct sops_error *err)
{
	struct sops_field *names = calloc(import->count, sizeof(*names));
	char quoted[SOPS_QUOTED];

	if (!names)
		return sops_error_memory(err);
	for (size_t i = 0; i < import->count; i++)
		names[i] = import->outputs[i].name;
	sops_error_set(err, SOPS_EINPUT, "--mask: no column %s in the output",
		sops_quote(quoted, name));
	sops_hint_names(err, name, names, import->count, "columns");
	free(names);
	return SOPS_EINPUT;
}

static int plan_mask(struct sops_import *import, struct sops_field name, struct sops_error *err)
{
	bool found = false;

	for (size_t i = 0; i < import->count; i++) {
		if (!sops_field_equal(import->outputs[i].name, name))
			continue;
		import->outputs[i].masked = found = true;
	}
	return found ? 0 : unknown_mask(import, name, err);
}

int sops__import_plan(struct sops_import *import, struct sops_error *err)
{
	struct sops_field rest = sops_field_of(import->options.masked);
	int status = plan(import, err);

	while (status == 0 && rest.at)
		status = plan_mask(import, sops_field_cut(&rest, ','), err);
	return status;
}

int sops__import_check_outputs(const struct sops_import *import, struct sops_error *err)
{
	size_t count = sops_columns_count(import->columns);
	const struct sops_place place = { .file = sops_input_name(import->input) };
	struct sops_field *names;

	if (import->count > 0)
		return 0;
	names = calloc(count, sizeof(*names));
	if (!names)
		return sops_error_memory(err);
	for (size_t i = 0; i < count; i++)
		names[i] = sops_columns_name(import->columns, i);
	sops_error_set(err, SOPS_EINPUT, "no column is known as one of %s",
		sops_columns_schema(import->columns)->name);
	sops_hint_names(err, sops_field_of(""), names, count,
		"say -m role=Header, or --keep; the columns are");
	sops_error_place(err, &place);
	free(names);
	return SOPS_EINPUT;
}
