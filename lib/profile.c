/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "profile_private.h"

#include "private.h"

const char *sops_profile_name(const struct sops_profile *profile)
{
	return profile->name;
}

const char *sops_profile_title(const struct sops_profile *profile, bool zh)
{
	if (zh && profile->title_zh)
		return profile->title_zh;
	return profile->title ? profile->title : profile->name;
}

const char *sops_profile_fingerprint(const struct sops_profile *profile)
{
	return profile->fingerprint;
}

const char *sops_profile_headers(const struct sops_profile *profile, const char *table,
	const char *role)
{
	for (size_t i = 0; i < profile->n_entries; i++) {
		const struct sops__entry *entry = &profile->entries[i];

		if (entry->key[0] == role[0] && entry->section->table &&
		    strcmp(entry->key, role) == 0 && strcmp(entry->section->name, table) == 0)
			return entry->value;
	}
	return NULL;
}

bool sops_profile_next_role(const struct sops_profile *profile, size_t *index,
	struct sops_profile_role *out)
{
	while (*index < profile->n_entries) {
		const struct sops__entry *entry = &profile->entries[(*index)++];

		*out = (struct sops_profile_role){ entry->section->name, entry->key,
			entry->value };
		if (entry->section->table)
			return true;
	}
	return false;
}

bool sops_profile_header(const char **list, int *grade, struct sops_field *header)
{
	const char *at = *list;

	header->len = 0;
	while (at && *at && header->len == 0) {
		bool doubled = at[0] == '|' && at[1] == '|';
		size_t len = strcspn(at, "|");

		*header = sops_field_trim((struct sops_field){ at, len });
		*grade += doubled;
		at += len > 0 ? len : (size_t)doubled + 1;
	}
	*list = at;
	return header->len > 0;
}

size_t sops_profile_stages(const struct sops_profile *profile)
{
	return profile->n_stages;
}

const struct sops_profile_stage *sops_profile_stage_at(const struct sops_profile *profile,
	size_t index)
{
	return &profile->stages[index];
}

static const struct sops_profile_stage *find_stage(const struct sops_profile *profile,
	struct sops_field name)
{
	for (size_t i = 0; i < profile->n_stages; i++)
		if (sops__same(profile->stages[i].name, name))
			return &profile->stages[i];
	return NULL;
}

const struct sops_profile_stage *sops_profile_stage(const struct sops_profile *profile,
	struct sops_field name)
{
	const struct sops_profile_stage *found = find_stage(profile, name);

	return found ? found : find_stage(profile, sops__stage_plain(name));
}

const struct sops_profile_habits *sops_profile_habits(const struct sops_profile *profile)
{
	return &profile->habits;
}

void sops_profile_values(const struct sops_profile *profile, struct sops_values_options *options)
{
	const struct sops_profile_habits *habits = &profile->habits;

	if (options->dates == SOPS_ORDER_UNKNOWN)
		options->dates = habits->dates;
	if (!options->decimal_said && habits->decimal_said)
		options->decimal = habits->decimal;
	options->shares = habits->shares;
	options->habitual_nulls = habits->nulls;
	options->truths = habits->truths;
	options->falsehoods = habits->falsehoods;
	options->currency = habits->currency;
	options->epoch = habits->epoch_ms;
	options->serials = habits->serials;
}

bool sops_profile_is_limit(const struct sops_profile *profile, uint64_t rows)
{
	for (size_t i = 0; i < profile->n_limits; i++)
		if (profile->limits[i] == rows)
			return true;
	return false;
}
