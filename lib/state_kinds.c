/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state_kinds.c: the kinds of members. A new kind is an entry of the table. */
#include "state_private.h"

int sops__state_refuse(const struct sops_state_field *field, struct sops_error *err)
{
	return sops_error_set(err, SOPS_EINPUT, "not a saved state: \"%s\"", field->name);
}

int sops__state_integer(const struct sops_state_field *field, int64_t *out,
	const json_t *json, struct sops_error *err)
{
	if (!json_is_integer(json))
		return sops__state_refuse(field, err);
	*out = json_integer_value(json);
	return 0;
}

const struct sops__kind *const sops__kinds[] = {
	[SOPS_STATE_COUNT] = &sops__count_kind,
	[SOPS_STATE_MIN] = &sops__min_kind,
	[SOPS_STATE_MAX] = &sops__max_kind,
	[SOPS_STATE_SUM] = &sops__sum_kind,
	[SOPS_STATE_TALLY] = &sops__tally_kind,
	[SOPS_STATE_GROUP] = &sops__group_kind,
	[SOPS_STATE_SHORT_SUM] = &sops__short_sum_kind,
	[SOPS_STATE_RARE] = &sops__rare_kind,
	[SOPS_STATE_ONLY] = &sops__only_kind,
	[SOPS_STATE_OBJECT] = &sops__object_kind,
	[SOPS_STATE_VISITS] = &sops__visits_kind,
	[SOPS_STATE_LEAST] = &sops__least_kind,
	[SOPS_STATE_MOST] = &sops__most_kind,
	[SOPS_STATE_TWINS] = &sops__twins_kind,
};
