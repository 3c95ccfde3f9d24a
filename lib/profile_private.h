/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SOPS_PROFILE_PRIVATE_H
#define SOPS_PROFILE_PRIVATE_H

#include <sops/profile.h>
#include <sops/source.h>

#include "builtin.h"

struct sops__section {
	const char *name;
	bool table;                       /* its keys are roles */
	const struct sops_schema *schema; /* of a table, as far as there is one */
};

/* key = value: of tables, role and headers. */
struct sops__entry {
	const struct sops__section *section;
	const char *key, *value;
	uint64_t line;
};

#define SOPS__LIMITS 8

struct sops_profile {
	char *text; /* cut into strings; everything else points into it */
	struct sops__entry *entries;
	size_t n_entries, entries_size;
	struct sops_profile_stage *stages;
	size_t n_stages, stages_size;
	const char *name, *title, *title_zh, *marks, *titles, *footers;
	struct sops_profile_habits habits;
	uint64_t limits[SOPS__LIMITS];
	size_t n_limits;
	char fingerprint[SOPS_FINGERPRINT];
};

/* lib/profiles/, as the build embeds them; the last has name NULL. */
extern const struct sops__builtin sops__builtins[];

/* As sops_profile_parse, but a text that is trusted is not held against what there may be. */
int sops__profile_make(struct sops_profile **out, struct sops_field text, const char *file,
	bool trusted, struct sops_error *err);

/* What a section's key means: each reads its value into the profile. */
int sops__profile_set(struct sops_profile *profile, const struct sops__entry *entry,
	struct sops_error *err);
/* Whether there is such a section, and such a key in it; else an error with the nearest. */
int sops__profile_section(const struct sops__section **out, struct sops_field name,
	struct sops_error *err);
int sops__profile_key(const struct sops__entry *entry, struct sops_error *err);
bool sops__profile_is_stages(const struct sops__section *section);

/* Whether the text fits a pattern in which * is anything; in any case of ASCII letters. */
bool sops__fits(struct sops_field pattern, struct sops_field text);

#endif
