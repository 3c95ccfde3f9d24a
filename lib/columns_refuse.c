/* SPDX-License-Identifier: GPL-3.0-or-later */
/* columns_refuse.c: what is said where no column is found, or two are, and which was meant. */
#include "columns_private.h"

#include <sops/nearest.h>

#include "private.h"

#include <stdlib.h>

void sops__columns_blame(const struct sops_columns *columns, int role, struct sops_error *err)
{
	int column = role < 0 ? NONE : sops_columns_of(columns, role);

	if (column >= 0)
		sops_error_column(err, sops_columns_name(columns, (size_t)column));
}

/* What a message says of the headers at most. */
#define LISTED 600

static void list_headers(const struct sops_columns *columns, char out[LISTED + 8])
{
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < columns->count; i++) {
		struct sops_field name = columns->columns[i].name;

		if (at + name.len + 2 > LISTED || at + 6 * name.len + 2 > LISTED) {
			if (i == 0) /* cut at the wrong delimiter, perhaps */
				sops__escape(out, name);
			else
				memcpy(out + at, "…", sizeof("…"));
			return;
		}
		if (i > 0)
			out[at++] = ',', out[at++] = ' ';
		while (name.len)
			at += sops__escape_character(out + at, &name);
		out[at] = '\0';
	}
}

/* The column whose header is most like the name, or NONE. */
static int nearest_column(const struct sops_columns *columns, struct sops_field name)
{
	struct sops_field *names = calloc(columns->count + 1, sizeof(*names));
	int nearest;

	if (!names)
		return NONE;
	for (size_t i = 0; i < columns->count; i++)
		names[i] = columns->columns[i].name;
	nearest = sops_nearest(name, names, columns->count);
	free(names);
	return nearest;
}

static void refuse(const struct sops_columns *columns, struct sops_field name,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED], headers[LISTED + 8];

	list_headers(columns, headers);
	sops_error_set(err, SOPS_EINPUT, "no column %s; the columns are: %s",
		sops_quote(quoted, name), headers);
	sops_error_place(err, &columns->place);
}

int sops__refuse_name(const struct sops_columns *columns, struct sops_field name,
	struct sops_error *err)
{
	const struct sops_schema *schema = columns->schema;
	struct sops_field *names = calloc(columns->count + schema->count + 1, sizeof(*names));
	size_t count = columns->count;

	refuse(columns, name, err);
	for (size_t i = 0; names && i < columns->count; i++)
		names[i] = columns->columns[i].name;
	for (size_t i = 0; names && i < schema->count; i++)
		if (sops_columns_of(columns, (int)i) >= 0)
			names[count++] = sops_field_of(schema->roles[i].name);
	if (names)
		sops_hint_names(err, name, names, count, NULL);
	free(names);
	return SOPS_EINPUT;
}

int sops__refuse_header(const struct sops_columns *columns, struct sops_field name,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	int nearest = nearest_column(columns, name);

	refuse(columns, name, err);
	if (nearest >= 0)
		sops_error_hint(err, "did you mean %s?",
			sops_quote(quoted, columns->columns[nearest].name));
	return SOPS_EINPUT;
}

int sops__refuse_several(const struct sops_columns *columns, const struct sops__binding *found,
	struct sops_error *err)
{
	struct sops_field first = columns->columns[found->first].name;
	struct sops_field second = columns->columns[found->second].name;
	char quoted[SOPS_QUOTED], other[SOPS_QUOTED];

	if (sops_field_equal(first, second)) {
		sops_error_set(err, SOPS_EINPUT, "two columns are called %s",
			sops_quote(quoted, first));
		sops__escape(other, first);
		sops_error_hint(err, "say '%s[1]' or '%s[2]'", other, other);
	} else {
		sops_error_set(err, SOPS_EINPUT, "two columns could be meant: %s and %s",
			sops_quote(quoted, first), sops_quote(other, second));
		sops_error_hint(err, "spell it as the header does");
	}
	sops_error_place(err, &columns->place);
	return SOPS_EINPUT;
}

int sops__refuse_role(const struct sops_schema *schema, struct sops_field name,
	struct sops_error *err)
{
	struct sops_field names[64];
	char quoted[SOPS_QUOTED];
	int nearest;

	for (size_t i = 0; i < schema->count; i++)
		names[i] = sops_field_of(schema->roles[i].name);
	nearest = sops_nearest(name, names, schema->count);
	sops_error_set(err, SOPS_EUSAGE, "--map: %s have no role %s", schema->name,
		sops_quote(quoted, name));
	if (nearest >= 0)
		sops_error_hint(err, "did you mean %s?", schema->roles[nearest].name);
	return SOPS_EUSAGE;
}

int sops__refuse_rivals(const struct sops_columns *columns, size_t role, struct sops_error *err)
{
	const struct sops__binding *binding = &columns->bindings[role];
	char first[SOPS_QUOTED], second[SOPS_QUOTED], choice[SOPS_QUOTED];
	const char *name = columns->schema->roles[role].name;
	bool same = sops_field_equal(columns->columns[binding->first].name,
		columns->columns[binding->second].name);

	sops_quote(first, columns->columns[binding->first].name);
	sops_quote(second, columns->columns[binding->second].name);
	sops_error_set(
		err, SOPS_EINPUT, "two columns could be the %s: %s and %s", name, first, second);
	sops_error_hint(err, same ? "choose with -m '%s=%s[2]', or [1]" : "choose with -m '%s=%s'",
		name, sops__escape(choice, columns->columns[binding->second].name));
	sops_error_place(err, &columns->place);
	return SOPS_EINPUT;
}

static int nearest_in(const struct sops_columns *columns, const char *names)
{
	struct sops_field name;
	int grade = 0, nearest = NONE;

	while (nearest < 0 && sops_profile_header(&names, &grade, &name))
		nearest = nearest_column(columns, name);
	return nearest;
}

/* The column whose header is most like a name of the role. */
static int nearest_to_names(const struct sops_columns *columns, const struct sops_role *role)
{
	struct sops__names names;
	int nearest = nearest_column(columns, sops_field_of(role->name));

	if (sops__names_of(&names, columns, role, NULL) < 0)
		return nearest;
	for (size_t i = 0; nearest < 0 && i < names.count; i++)
		nearest = nearest_in(columns, names.lists[i]);
	return nearest;
}

/* The same for the roles that would do; *role becomes the one it is like. */
static int nearest_to_role(const struct sops_columns *columns, size_t *role)
{
	uint64_t roles = SOPS_ROLE(*role) | columns->schema->roles[*role].instead;
	int nearest = nearest_to_names(columns, &columns->schema->roles[*role]);

	for (size_t i = 0; nearest < 0 && i < columns->schema->count; i++) {
		if (!(roles & SOPS_ROLE(i)))
			continue;
		nearest = nearest_to_names(columns, &columns->schema->roles[i]);
		if (nearest >= 0)
			*role = i;
	}
	return nearest;
}

int sops__refuse_missing(const struct sops_columns *columns, size_t role, struct sops_error *err)
{
	const struct sops_role *roles = columns->schema->roles;
	char headers[LISTED + 8], quoted[SOPS_QUOTED], choice[SOPS_QUOTED];
	size_t like = role;
	int nearest = nearest_to_role(columns, &like);

	list_headers(columns, headers);
	sops_error_set(err, SOPS_EINPUT, "no column for %s (%s); the columns are: %s",
		roles[role].name, roles[role].doc, headers);
	if (nearest >= 0)
		sops_error_hint(err, "did you mean %s? say -m '%s=%s'",
			sops_quote(quoted, columns->columns[nearest].name), roles[like].name,
			sops__escape(choice, columns->columns[nearest].name));
	else
		sops_error_hint(err, "say which with -m '%s=Header'", roles[role].name);
	sops_error_place(err, &columns->place);
	return SOPS_EINPUT;
}

static const char *say_column(char out[SOPS_QUOTED], const struct sops_columns *columns,
	int column)
{
	return column == NONE ? "no column" : sops_quote(out, columns->columns[column].name);
}

int sops__refuse_chosen(const struct sops_columns *columns, size_t role, int column,
	struct sops_error *err)
{
	const char *name = columns->schema->roles[role].name;
	int other = columns->bindings[role].column;
	char before[SOPS_QUOTED], now[SOPS_QUOTED];

	if (column != NONE && other != NONE &&
	    sops_field_equal(columns->columns[other].name, columns->columns[column].name))
		return sops_error_set(err, SOPS_EUSAGE,
			"--map: %s is given twice, as two columns called %s", name,
			say_column(now, columns, column));
	return sops_error_set(err, SOPS_EUSAGE, "--map: %s is given twice, as %s and %s", name,
		say_column(before, columns, other), say_column(now, columns, column));
}
