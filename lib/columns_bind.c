/* SPDX-License-Identifier: GPL-3.0-or-later */
/* columns_bind.c: how a role finds its column. */
#include "columns_private.h"

#include "private.h"

#include <limits.h>

/* Marks such as * and （必填） say that a form requires it. */
int sops__header_fold(struct sops_buffer *out, struct sops_field name)
{
	static const char *const marks[] = { "(必填)", "*" };
	struct sops_buffer folded = SOPS_BUFFER_INIT;
	struct sops_field text;
	int status = sops__fold(&folded, name);

	text = sops_field_trim(sops_buffer_view(&folded));
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		size_t len = strlen(marks[i]);

		if (text.len > len && memcmp(text.at + text.len - len, marks[i], len) == 0)
			text.len -= len;
	}
	for (size_t i = 0; status == 0 && i < text.len; i++)
		if (!memchr(" \t\n_-", text.at[i], 5))
			status = sops_buffer_putc(out, text.at[i]);
	sops_buffer_release(&folded);
	if (status < 0 && !out->failed)
		out->failed = status; /* half a name is another one */
	return status;
}

void sops__claim(const struct sops_columns *columns, struct sops__binding *binding, int column)
{
	if (binding->column == NONE) {
		binding->column = binding->first = column;
		return;
	}
	binding->differ |= !sops_field_equal(columns->columns[binding->first].name,
		columns->columns[column].name);
	binding->column = SEVERAL;
	if (column < binding->first) {
		binding->second = binding->first;
		binding->first = column;
	} else if (binding->second == NONE || column < binding->second) {
		binding->second = column;
	}
}

void sops__bind_spelled(const struct sops_columns *columns, struct sops__binding *binding,
	struct sops_field name)
{
	for (size_t i = 0; i < columns->count; i++)
		if (sops_field_equal(columns->columns[i].name, name))
			sops__claim(columns, binding, (int)i);
}

/* A column that has another role's own name to the letter is not taken; but one that a profile
 * means is, when the profile spells it so. */
static bool may_take(const struct sops__column *column, struct sops_field name, bool chosen)
{
	return column->spelled == NONE || (chosen && sops_field_equal(column->name, name));
}

/* What a header is compared by. */
enum form { WHOLE, BARE };

static bool fits(const struct sops__column *column, enum form form, struct sops_field wanted)
{
	if (form == WHOLE)
		return sops_field_equal(column->folded, wanted);
	return column->has_unit && sops_field_equal(column->bare, wanted);
}

static int bind_folded(const struct sops_columns *columns, struct sops__binding *binding,
	struct sops_field name, enum form form, bool chosen)
{
	struct sops_buffer wanted = SOPS_BUFFER_INIT;
	int status = sops__header_fold(&wanted, name);

	for (size_t i = 0; status == 0 && i < columns->count; i++) {
		const struct sops__column *column = &columns->columns[i];

		if ((int)i != binding->first && (int)i != binding->second &&
		    may_take(column, name, chosen) &&
		    fits(column, form, sops_buffer_view(&wanted)))
			sops__claim(columns, binding, (int)i);
	}
	sops_buffer_release(&wanted);
	return status;
}

/* Claims what fits those of the list that have this grade. Returns 1 when there are later ones. */
static int bind_grade(const struct sops_columns *columns, struct sops__binding *binding,
	const char *list, int grade, enum form form, bool chosen)
{
	struct sops_field name;
	int at = 0, status = 0;

	while (status == 0 && at <= grade && sops_profile_header(&list, &at, &name))
		if (at == grade)
			status = bind_folded(columns, binding, name, form, chosen);
	return status == 0 ? at > grade : status;
}

/* The forms in which a header may fit a role, one after the other: only an amount has a unit. */
static enum form last_form(const struct sops_columns *columns, const struct sops_role *role)
{
	return columns->units && role->type == SOPS_MONEY ? BARE : WHOLE;
}

/* One grade of every list. Returns 1 when there are later ones. */
static int bind_grades(const struct sops_columns *columns, struct sops__binding *binding,
	const struct sops__names *names, int grade, enum form form, bool chosen)
{
	bool more = false;

	for (size_t i = 0; i < names->count; i++) {
		int status = bind_grade(columns, binding, names->lists[i], grade, form, chosen);

		if (status < 0)
			return status;
		more |= status > 0;
	}
	return more;
}

/* Grade by grade, from this one up to that, or all, until a column fits. */
static int bind_names(const struct sops_columns *columns, struct sops__binding *binding,
	const struct sops_role *role, const struct sops__names *names, int grade, int to,
	bool chosen)
{
	enum form last = last_form(columns, role);
	int more = 1;

	for (; more > 0 && grade <= to && binding->column == NONE; grade++)
		for (enum form form = WHOLE; more >= 0 && form <= last && binding->column == NONE;
		     form++)
			more = bind_grades(columns, binding, names, grade, form, chosen);
	return more < 0 ? more : 0;
}

/* The role's own name, in any case. */
static int bind_own(const struct sops_columns *columns, struct sops__binding *binding,
	const struct sops_role *role)
{
	enum form last = last_form(columns, role);
	int status = 0;

	for (enum form form = WHOLE; status == 0 && form <= last && binding->column == NONE; form++)
		status = bind_folded(columns, binding, sops_field_of(role->name), form, false);
	return status;
}

static void add_list(struct sops__names *names, const char *list)
{
	if (list && names->count < sizeof(names->lists) / sizeof(*names->lists))
		names->lists[names->count++] = list;
}

int sops__names_of(struct sops__names *names, const struct sops_columns *columns,
	const struct sops_role *role, struct sops_error *err)
{
	const char *table = columns->schema->name;

	names->count = 0;
	if (columns->profile)
		add_list(names, sops_profile_headers(columns->profile, table, role->name));
	add_list(names, role->aliases);
	for (size_t i = 0; i < sops_profile_builtins(); i++) {
		const struct sops_profile *profile;
		int status = sops_profile_builtin(&profile, i, err);

		if (status < 0)
			return status;
		add_list(names, sops_profile_headers(profile, table, role->name));
	}
	return 0;
}

/*
 * The first of these that fits: what the profile in use says first, the role's own name, what the
 * profile says besides, what anybody else says.
 */
static int find_columns(const struct sops_columns *columns, struct sops__binding *binding,
	const struct sops_role *role, struct sops_error *err)
{
	struct sops__names chosen = { .count = 0 }, all;
	int status = 0;

	*binding = SOPS__UNBOUND;
	if (columns->profile)
		add_list(&chosen, sops_profile_headers(
			columns->profile, columns->schema->name, role->name));
	status = bind_names(columns, binding, role, &chosen, 0, 0, true);
	if (status == 0 && binding->column == NONE)
		sops__bind_spelled(columns, binding, sops_field_of(role->name));
	if (status == 0 && binding->column == NONE && !role->exact)
		status = bind_own(columns, binding, role);
	if (status == 0)
		status = bind_names(columns, binding, role, &chosen, 1, INT_MAX, true);
	if (status == 0 && binding->column == NONE)
		status = sops__names_of(&all, columns, role, err);
	return status < 0 || binding->column != NONE
		? status : bind_names(columns, binding, role, &all, 0, INT_MAX, false);
}

int sops__bind_role(const struct sops_columns *columns, struct sops__binding *binding,
	const struct sops_role *role, struct sops_error *err)
{
	int status = find_columns(columns, binding, role, err);

	if (status == 0 && binding->column == SEVERAL && !binding->differ)
		binding->column = binding->first;
	return status;
}
