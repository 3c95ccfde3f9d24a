/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "by.h"

#include "private.h"

/* What another table calls the same thing. */
static const char *const namesakes[][2] = {
	{ "owner", "rep_id" },
	{ "account", "customer_id" },
	{ "source", "channel" },
};

int sops__by_role(const struct sops_schema *schema, struct sops_field name)
{
	const struct sops_record header = { .fields = &name, .count = 1 };
	struct sops_columns *columns;
	int role = -1;

	if (sops_columns_new(&columns, schema, &header, NULL) < 0)
		return -1;
	for (size_t i = 0; role < 0 && i < schema->count; i++)
		if (sops_columns_of(columns, (int)i) == 0)
			role = (int)i;
	sops_columns_free(columns);
	return role;
}

static int column_named(const struct sops_columns *columns, const char *name)
{
	int role = sops_schema_role(sops_columns_schema(columns), sops_field_of(name));

	return role < 0 ? -1 : sops_columns_of(columns, role);
}

static int namesake(const struct sops_columns *columns, const struct sops_schema *schema,
	struct sops_field name)
{
	int role = sops__by_role(schema, name), column;

	if (role < 0)
		return -1;
	column = column_named(columns, schema->roles[role].name);
	for (size_t i = 0; column < 0 && i < sizeof(namesakes) / sizeof(*namesakes); i++)
		if (strcmp(namesakes[i][0], schema->roles[role].name) == 0)
			column = column_named(columns, namesakes[i][1]);
	return column;
}

static bool lends(struct sops__by *out, const struct sops_borrow *from,
	const struct sops_columns *columns, struct sops_field name)
{
	int column = sops_columns_of(columns, from->role);

	if (column < 0)
		return false;
	for (size_t i = 0; i < from->n_names; i++)
		if (sops__same(from->names[i], name)) {
			*out = (struct sops__by){ column, from, i };
			return true;
		}
	return false;
}

/* Who asks for months by the name of a column wants periods. */
static void hint_period(struct sops_error *err, struct sops_field name)
{
	static const char *const units[] = { "day", "week", "month", "quarter", "half", "year" };

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (sops__same(name, sops_field_of(units[i])))
			sops_error_hint(err, "try --period %s", units[i]);
}

int sops__by_find(struct sops__by *out, const struct sops_columns *columns,
	const struct sops_input_options *options, struct sops_field name, struct sops_error *err)
{
	int column = sops_columns_find(columns, name, err);

	*out = (struct sops__by){ .column = column };
	if (column < 0 && options->by_of)
		column = out->column = namesake(columns, options->by_of, name);
	for (size_t i = 0; column < 0 && i < options->n_borrow; i++)
		if (lends(out, &options->borrow[i], columns, name))
			column = out->column;
	if (column < 0) {
		hint_period(err, name);
		return SOPS_EINPUT;
	}
	if (err)
		*err = (struct sops_error){ .status = SOPS_OK };
	return 0;
}

struct sops_field sops__by_borrowed(const struct sops__by *by, struct sops_field id)
{
	struct sops_field rest = by->from->find(by->from->from, id), cell = rest;

	for (size_t i = 0; rest.at && i <= by->cell; i++)
		cell = sops_field_cut(&rest, '\0');
	return cell.at ? cell : (struct sops_field){ "", 0 };
}
