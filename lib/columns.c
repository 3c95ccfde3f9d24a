/* SPDX-License-Identifier: GPL-3.0-or-later */
/* columns.c: the columns of a file, which of them a name means, and which plays a role. */
#include "columns_private.h"

#include "ascii.h"

#include <stdlib.h>

int sops_schema_role(const struct sops_schema *schema, struct sops_field name)
{
	for (size_t i = 0; i < schema->count; i++)
		if (sops_field_equal(name, sops_field_of(schema->roles[i].name)))
			return (int)i;
	return NONE;
}

/* Names are written one after the other, then pointed at: the buffer moves as it grows. */
static void copy_name(struct sops_columns *columns, struct sops__column *column,
	struct sops_field name)
{
	size_t start = columns->names.len;

	column->name.len = sops_field_trim(name).len;
	sops_buffer_field(&columns->names, sops_field_trim(name));
	sops__header_fold(&columns->names, name);
	column->folded.len = columns->names.len - start - column->name.len;
	start = columns->names.len;
	column->has_unit = sops__header_unit(&column->unit, &name);
	if (column->has_unit)
		sops__header_fold(&columns->names, name);
	column->bare.len = columns->names.len - start;
	columns->units |= column->has_unit;
}

static int copy_names(struct sops_columns *columns, const struct sops_record *header)
{
	const char *at;

	for (size_t i = 0; i < header->count; i++)
		copy_name(columns, &columns->columns[i], header->fields[i]);
	if (columns->names.failed)
		return columns->names.failed;
	at = columns->names.at;
	for (size_t i = 0; at && i < header->count; i++) {
		columns->columns[i].name.at = at;
		columns->columns[i].folded.at = at += columns->columns[i].name.len;
		columns->columns[i].bare.at = at += columns->columns[i].folded.len;
		at += columns->columns[i].bare.len;
		columns->columns[i].spelled =
			sops_schema_role(columns->schema, columns->columns[i].name);
	}
	return 0;
}

int sops_columns_new(struct sops_columns **out, const struct sops_schema *schema,
	const struct sops_record *header, struct sops_error *err)
{
	return sops_columns_new_by(out, schema, header, NULL, err);
}

int sops_columns_new_by(struct sops_columns **out, const struct sops_schema *schema,
	const struct sops_record *header, const struct sops_profile *profile,
	struct sops_error *err)
{
	struct sops_columns *columns = calloc(1, sizeof(*columns));
	int status;

	if (!columns)
		return sops_error_memory(err);
	columns->schema = schema;
	columns->profile = profile;
	columns->place = header->place;
	columns->columns = calloc(header->count, sizeof(*columns->columns));
	columns->bindings = calloc(schema->count, sizeof(*columns->bindings));
	columns->count = columns->columns ? header->count : 0;
	status = columns->columns && columns->bindings ? copy_names(columns, header) : SOPS_ESYSTEM;
	for (size_t i = 0; status == 0 && i < schema->count; i++)
		status = sops__bind_role(columns, &columns->bindings[i], &schema->roles[i], err);
	if (status < 0) {
		sops_columns_free(columns);
		return sops_error_memory(err);
	}
	*out = columns;
	return 0;
}

void sops_columns_free(struct sops_columns *columns)
{
	if (!columns)
		return;
	sops_buffer_release(&columns->names);
	free(columns->bindings);
	free(columns->columns);
	free(columns);
}

/* "Name[2]" is the second column of that name: cuts the number off; 1 where there is none. */
static size_t cut_number(struct sops_field *name)
{
	size_t at = name->len, number = 0, unit = 1;

	if (at < 4 || name->at[at - 1] != ']')
		return 1;
	for (at--; at > 0 && unit < 10000 && sops__is_digit(name->at[at - 1]);
	     at--, unit *= 10)
		number += unit * (size_t)(name->at[at - 1] - '0');
	if (number == 0 || at < 2 || name->at[at - 1] != '[')
		return 1;
	name->len = at - 1;
	return number;
}

static struct sops__binding find_spelled(const struct sops_columns *columns,
	struct sops_field name)
{
	struct sops__binding found = SOPS__UNBOUND;
	struct sops_field base = name;
	size_t number;

	sops__bind_spelled(columns, &found, name);
	if (found.column != NONE)
		return found;
	number = cut_number(&base);
	for (size_t i = 0; base.len != name.len && i < columns->count; i++)
		if (sops_field_equal(columns->columns[i].name, base) && --number == 0)
			sops__claim(columns, &found, (int)i);
	return found;
}

static int find_folded(struct sops__binding *found, const struct sops_columns *columns,
	struct sops_field name, struct sops_error *err)
{
	struct sops_buffer wanted = SOPS_BUFFER_INIT;
	int status = sops__header_fold(&wanted, name);

	for (size_t i = 0; status == 0 && i < columns->count; i++)
		if (sops_field_equal(columns->columns[i].folded, sops_buffer_view(&wanted)))
			sops__claim(columns, found, (int)i);
	sops_buffer_release(&wanted);
	return status < 0 ? sops_error_memory(err) : 0;
}

/* Whether the role's value follows from roles that have a column. */
static bool follows(const struct sops_columns *columns, int role)
{
	const struct sops_role *roles = columns->schema->roles;
	uint64_t bound = sops_columns_bound(columns);

	if (bound & SOPS_ROLE(role))
		return true;
	for (size_t i = 0; roles[role].type == SOPS_CURRENCY && i < columns->schema->count; i++)
		if (roles[i].currency == roles[role].offset && (bound & SOPS_ROLE(i)))
			return true;
	return false;
}

int sops_columns_find(const struct sops_columns *columns, struct sops_field name,
	struct sops_error *err)
{
	struct sops__binding found = find_spelled(columns, name);
	int role;

	if (found.column == SEVERAL)
		return sops__refuse_several(columns, &found, err);
	if (found.column >= 0)
		return found.column;
	role = sops_schema_role(columns->schema, name);
	if (role >= 0 && columns->bindings[role].column == SEVERAL)
		return sops_columns_need(columns, SOPS_ROLE(role), 0, err);
	if (role >= 0 && columns->bindings[role].column >= 0)
		return columns->bindings[role].column;
	if (role >= 0 && follows(columns, role))
		return (int)columns->count + role;
	if (find_folded(&found, columns, name, err) < 0)
		return SOPS_ESYSTEM;
	if (found.column == SEVERAL)
		return sops__refuse_several(columns, &found, err);
	return found.column >= 0 ? found.column : sops__refuse_name(columns, name, err);
}

/* Whether the column plays a role of amounts of which no column tells the currency. */
static bool has_other_currency(const struct sops_columns *columns, int role, int column)
{
	const struct sops_role *roles = columns->schema->roles;

	for (size_t i = 0; roles[role].currency && i < columns->schema->count; i++)
		if (roles[i].type == SOPS_MONEY && !roles[i].currency &&
		    columns->bindings[i].column == column)
			return true;
	return false;
}

/* "Amount (converted)" is not in the currency of "Amount", but in that of "Amount (converted)
 * Currency", if there is such a column. */
static int change_currency(struct sops_columns *columns, int role, struct sops_field header,
	struct sops_error *err)
{
	const struct sops_role *roles = columns->schema->roles;
	struct sops__binding found = SOPS__UNBOUND;
	struct sops_buffer name = SOPS_BUFFER_INIT;
	int status;

	sops_buffer_printf(&name, "%.*s Currency", (int)header.len, header.at);
	status = name.failed ? sops_error_memory(err) :
		find_folded(&found, columns, sops_buffer_view(&name), err);
	for (size_t i = 0; status == 0 && i < columns->schema->count; i++)
		if (roles[i].type == SOPS_CURRENCY && roles[i].offset == roles[role].currency &&
		    !columns->bindings[i].chosen)
			columns->bindings[i] = found.column >= 0 ? found : SOPS__UNBOUND;
	sops_buffer_release(&name);
	return status;
}

/* By hand: it has no other column that way yet. */
static int choose(struct sops_columns *columns, int role, struct sops__binding found,
	struct sops_error *err)
{
	struct sops__binding *binding = &columns->bindings[role];

	if (binding->chosen && binding->column != found.column)
		return sops__refuse_chosen(columns, (size_t)role, found.column, err);
	*binding = found;
	binding->chosen = true;
	return 0;
}

int sops_columns_map(struct sops_columns *columns, struct sops_field map, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	struct sops_field header = map, name = sops_field_cut(&header, '=');
	struct sops__binding found;
	int role;

	if (!header.at || name.len == 0)
		return sops_error_set(err, SOPS_EUSAGE, "--map takes role=Header, not %s",
			sops_quote(quoted, map));
	role = sops_schema_role(columns->schema, name);
	if (role < 0)
		return sops__refuse_role(columns->schema, name, err);
	if (sops_field_trim(header).len == 0)
		return choose(columns, role, SOPS__UNBOUND, err);
	found = find_spelled(columns, sops_field_trim(header));
	if (found.column == NONE && find_folded(&found, columns, header, err) < 0)
		return SOPS_ESYSTEM;
	if (found.column == SEVERAL)
		return sops__refuse_several(columns, &found, err);
	if (found.column == NONE)
		return sops__refuse_header(columns, sops_field_trim(header), err);
	if (has_other_currency(columns, role, found.column) &&
	    change_currency(columns, role, header, err) < 0)
		return SOPS_ESYSTEM;
	return choose(columns, role, found, err);
}

int sops_columns_need(const struct sops_columns *columns, uint64_t needs, uint64_t uses,
	struct sops_error *err)
{
	uint64_t bound = sops_columns_bound(columns);

	for (size_t i = 0; i < columns->schema->count; i++) {
		if (!((needs | uses) & SOPS_ROLE(i)))
			continue;
		if (columns->bindings[i].column == SEVERAL)
			return sops__refuse_rivals(columns, i, err);
		if ((needs & SOPS_ROLE(i)) && !(bound & SOPS_ROLE(i)))
			return sops__refuse_missing(columns, i, err);
	}
	return 0;
}

int sops_columns_of(const struct sops_columns *columns, int role)
{
	int column = columns->bindings[role].column;

	return column >= 0 ? column : NONE;
}

int sops_columns_twin(const struct sops_columns *columns, int role, int after)
{
	const struct sops__binding *binding = &columns->bindings[role];

	if (binding->column < 0 || binding->second == NONE)
		return NONE;
	for (size_t i = (size_t)after + 1; i < columns->count; i++)
		if (sops_field_equal(columns->columns[i].name,
				columns->columns[binding->first].name))
			return (int)i;
	return NONE;
}

uint64_t sops_columns_bound(const struct sops_columns *columns)
{
	uint64_t direct = 0, bound;

	for (size_t i = 0; i < columns->schema->count; i++)
		if (columns->bindings[i].column >= 0)
			direct |= SOPS_ROLE(i);
	bound = direct;
	for (size_t i = 0; i < columns->schema->count; i++)
		if (columns->schema->roles[i].instead & direct)
			bound |= SOPS_ROLE(i);
	return bound;
}

size_t sops_columns_count(const struct sops_columns *columns)
{
	return columns->count;
}

size_t sops_columns_most(const struct sops_columns *columns)
{
	return columns->count + columns->schema->count;
}

struct sops_field sops_columns_name(const struct sops_columns *columns, size_t column)
{
	if (column >= columns->count)
		return sops_field_of(columns->schema->roles[column - columns->count].name);
	return columns->columns[column].name;
}

int sops_columns_role(const struct sops_columns *columns, size_t column)
{
	if (column >= columns->count)
		return (int)(column - columns->count);
	for (size_t i = 0; i < columns->schema->count; i++)
		if (columns->bindings[i].column == (int)column)
			return (int)i;
	return NONE;
}

const struct sops__unit *sops__columns_unit(const struct sops_columns *columns, size_t column)
{
	return column < columns->count && columns->columns[column].has_unit
		? &columns->columns[column].unit : NULL;
}

const struct sops_schema *sops_columns_schema(const struct sops_columns *columns)
{
	return columns->schema;
}
