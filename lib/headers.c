/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/headers.h>

#include <sops/group.h>
#include <sops/profile.h>

#include "ascii.h"
#include "columns_private.h"

#include <stdlib.h>

/* A set: a group that keeps nothing. */
struct nothing {
	char none;
};

static const struct sops_state_field no_field = { .name = NULL };
static const struct sops_state nothing = { sizeof(struct nothing), _Alignof(struct nothing),
	&no_field };

struct sops_headers {
	struct sops_group *names;
	size_t longest; /* of them */
};

static int add(struct sops_headers *headers, struct sops_field name, struct sops_error *err)
{
	struct sops_buffer folded = SOPS_BUFFER_INIT;
	void *state;
	int status;

	sops__header_fold(&folded, name);
	status = sops_buffer_check(&folded, err);
	if (folded.len > headers->longest)
		headers->longest = folded.len;
	if (status == 0)
		status = sops_group_at(headers->names, sops_buffer_view(&folded), &state, err);
	sops_buffer_release(&folded);
	return status;
}

static int add_profile(struct sops_headers *headers, size_t index, const char *table,
	struct sops_error *err)
{
	const struct sops_profile *profile;
	struct sops_profile_role role;
	struct sops_field header;
	size_t at = 0;
	int grade = 0, status = sops_profile_builtin(&profile, index, err);

	while (status == 0 && sops_profile_next_role(profile, &at, &role)) {
		const char *list = role.headers;

		grade = 0;
		while (status == 0 && strcmp(role.table, table) == 0 &&
			sops_profile_header(&list, &grade, &header))
			status = add(headers, header, err);
	}
	return status;
}

int sops_headers_new(struct sops_headers **out, const struct sops_schema *schema,
	struct sops_error *err)
{
	struct sops_headers *headers = calloc(1, sizeof(*headers));
	int status;

	if (!headers)
		return sops_error_memory(err);
	status = sops_group_new(&headers->names, &nothing, err);
	for (size_t i = 0; status == 0 && i < schema->count; i++)
		status = add(headers, sops_field_of(schema->roles[i].name), err);
	for (size_t i = 0; status == 0 && i < sops_profile_builtins(); i++)
		status = add_profile(headers, i, schema->name, err);
	if (status < 0) {
		sops_headers_free(headers);
		return status;
	}
	*out = headers;
	return 0;
}

void sops_headers_free(struct sops_headers *headers)
{
	if (!headers)
		return;
	sops_group_free(headers->names);
	free(headers);
}

static bool is_known(const struct sops_headers *headers, struct sops_field cell)
{
	struct sops_buffer folded = SOPS_BUFFER_INIT;
	bool known;

	sops__header_fold(&folded, cell);
	known = folded.len > 0 && sops_group_find(headers->names, sops_buffer_view(&folded));
	sops_buffer_release(&folded);
	return known;
}

/* What is folded away are spaces and marks, or a unit in brackets; never a letter or a digit. */
static bool is_too_long(const struct sops_headers *headers, struct sops_field cell)
{
	size_t most = headers->longest + 64, sure = 0;

	for (size_t i = 0; cell.len > most && i < cell.len; i++) {
		char c = cell.at[i];

		sure += sops__is_digit(c) || sops__is_letter(c);
	}
	return sure > most;
}

bool sops_headers_known(const struct sops_headers *headers, struct sops_field cell)
{
	struct sops__unit unit;

	if (is_too_long(headers, cell))
		return false;
	return is_known(headers, cell) ||
		(sops__header_unit(&unit, &cell) && is_known(headers, cell));
}
