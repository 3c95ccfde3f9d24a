/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * profile.h: what is known of the exports of one CRM, as data.
 *
 * A profile says under which headers the CRM exports the roles of the canonical
 * tables, which headers give it away, what its stages are called and mean, and how it
 * writes dates, numbers, ids and footers. Those of lib/profiles/ are built in; a user
 * may write others. sops-profile(5) describes the format.
 *
 * A profile does not change once it is made, and threads may share it.
 */
#ifndef SOPS_PROFILE_H
#define SOPS_PROFILE_H

#include <sops/buffer.h>
#include <sops/columns.h>
#include <sops/deals.h>
#include <sops/values.h>

struct sops_profile;

/*
 * Makes a profile from its text, which is copied; file is what messages call it.
 * SOPS_EUSAGE, with file and line: no such section, key, role or class, with the nearest;
 * a role or stage that stands twice; a value that means nothing.
 */
int sops_profile_parse(struct sops_profile **out, struct sops_field text, const char *file,
	struct sops_error *err);
void sops_profile_free(struct sops_profile *profile);

/*
 * The built-in profiles, in the order of their names. They are made when they are first asked
 * for, unchecked, since the tests have checked them, and stay: not to be freed.
 */
size_t sops_profile_builtins(void);
const char *sops_profile_builtin_name(size_t index);
const char *sops_profile_builtin_text(size_t index);
int sops_profile_builtin(const struct sops_profile **out, size_t index, struct sops_error *err);
/* The index of the one of that name, or -1. */
int sops_profile_builtin_find(struct sops_field name);

const char *sops_profile_name(const struct sops_profile *profile);
/* What people call the CRM; in Chinese, where zh is set and the profile says it. */
const char *sops_profile_title(const struct sops_profile *profile, bool zh);
/* XXH3-128 of its text, in hexadecimal. */
const char *sops_profile_fingerprint(const struct sops_profile *profile);

/* The headers of a role, as sops_role has them: separated by |, after || those that count only when
 * no earlier one fits. NULL where the profile says nothing. */
const char *sops_profile_headers(const struct sops_profile *profile, const char *table,
	const char *role);

/* Goes through all that the profile says of roles; *index begins at 0. False at the end. */
struct sops_profile_role {
	const char *table, *role, *headers;
};
bool sops_profile_next_role(const struct sops_profile *profile, size_t *index,
	struct sops_profile_role *out);

/* Cuts the next header off a list; *grade rises by one at each ||, from 0. False at the end. */
bool sops_profile_header(const char **list, int *grade, struct sops_field *header);

/* A name of a stage. Names of one stage have the same place. */
struct sops_profile_stage {
	struct sops_field name;
	enum sops_deal_status status;
	size_t place; /* in the order of the profile, from 0 */
	struct sops_money probability; /* 0 to 1, or blank */
};
size_t sops_profile_stages(const struct sops_profile *profile);
const struct sops_profile_stage *sops_profile_stage_at(const struct sops_profile *profile,
	size_t index);
/* In any case, and numbered or not: "2 - Develop"; NULL when the profile does not name it. */
const struct sops_profile_stage *sops_profile_stage(const struct sops_profile *profile,
	struct sops_field name);

/* How the CRM writes values. */
struct sops_profile_habits {
	enum sops_date_order dates; /* UNKNOWN: not said */
	enum sops_decimal decimal;
	bool decimal_said;
	enum sops_shares shares;
	const char *nulls, *truths, *falsehoods; /* words separated by |, or NULL */
	struct sops_currency currency; /* that ¥, or $, means here; or unsaid */
	bool epoch_ms, serials; /* a bare number may be a time: since 1970, or Excel's days */
	bool sub_forms;         /* a record goes on in lines without an id */
	const char *id_prefix;  /* to be left out of ids, or NULL */
	size_t id_short, id_long; /* lengths of two forms of one id, or 0 */
};
const struct sops_profile_habits *sops_profile_habits(const struct sops_profile *profile);

/* Options for reading values, with what the profile says where they say nothing. Borrows from the
 * profile. */
void sops_profile_values(const struct sops_profile *profile, struct sops_values_options *options);

/* Whether a line (its first cell that is not blank) stands before the header, or behind the
 * data. */
bool sops_profile_is_title(const struct sops_profile *profile, struct sops_field line);
bool sops_profile_is_footer(const struct sops_profile *profile, struct sops_field line);

/* Whether an export of just so many rows was probably cut off there. */
bool sops_profile_is_limit(const struct sops_profile *profile, uint64_t rows);

/* Whether the header gives the CRM away. */
bool sops_profile_marks(const struct sops_profile *profile, struct sops_field header);

/*
 * The built-in profile that most of the headers give away. SOPS_EINPUT: none does, or two
 * as many.
 */
int sops_profile_choose(const struct sops_profile **out, const struct sops_field *headers,
	size_t count, struct sops_error *err);

/* Appends the headers that give it away, or the first of them, harmless to a terminal. */
int sops_profile_reasons(struct sops_buffer *out, const struct sops_profile *profile,
	const struct sops_field *headers, size_t count);

#endif
