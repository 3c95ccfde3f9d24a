/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SOPS_STATE_PRIVATE_H
#define SOPS_STATE_PRIVATE_H

#include <sops/metric.h>

#include <jansson.h>

#include "assumed.h"

struct sops_run;

/* What a kind of member does; a kind that leaves init out is empty as zero bytes. */
struct sops__kind {
	int (*init)(const struct sops_state_field *field, void *at, struct sops_error *err);
	void (*release)(const struct sops_state_field *field, void *at);
	int (*merge)(const struct sops_state_field *field, void *into, const void *from,
		struct sops_error *err);
	/* The same, but what into lacks is moved: from is only good for being freed. A kind that
	 * leaves it out is merged. */
	int (*take)(const struct sops_state_field *field, void *into, void *from,
		struct sops_error *err);
	json_t *(*save)(const struct sops_state_field *field, const void *at);
	int (*load)(const struct sops_state_field *field, void *at, const json_t *json,
		struct sops_error *err);
	/* Adds the currencies of sums in it that add amounts that name none to others that do. */
	void (*assume)(const struct sops_state_field *field, const void *at,
		struct sops__assumed *all);
};

/* By enum sops_state_kind. */
extern const struct sops__kind *const sops__kinds[];
/* state_numbers.c, state_sums.c, state_nested.c, visits_state.c, twins.c */
extern const struct sops__kind sops__count_kind, sops__min_kind, sops__max_kind, sops__rare_kind,
	sops__tally_kind, sops__sum_kind, sops__short_sum_kind, sops__least_kind, sops__most_kind,
	sops__group_kind, sops__only_kind, sops__object_kind, sops__visits_kind, sops__twins_kind;

int sops__state_refuse(const struct sops_state_field *field, struct sops_error *err);
/* A number that was saved as such. */
int sops__state_integer(const struct sops_state_field *field, int64_t *out, const json_t *json,
	struct sops_error *err);

/* Adds the currencies of sums that add amounts that name none to others that do. */
void sops__state_assume(const struct sops_state *state, const void *at,
	struct sops__assumed *all);

static inline const struct sops_state *sops__metric_state(const struct sops_metric *metric,
	const struct sops_use *use)
{
	return metric->state_for ? metric->state_for(use) : metric->state;
}

/* New references, NULL when memory runs out. */
json_t *sops__state_save(const struct sops_state *state, const void *at);
json_t *sops__group_save(const struct sops_state *of, const struct sops_group *group);

int sops__state_load(const struct sops_state *state, void *at, const json_t *json,
	struct sops_error *err);
int sops__group_load(const struct sops_state *of, struct sops_group *group, const json_t *json,
	struct sops_error *err);
/* The same as merging, but states that into lacks are moved: from is only good for being freed. */
int sops__state_take(const struct sops_state *state, void *into, void *from,
	struct sops_error *err);
/* The same of objects: one that into lacks is moved. */
int sops__object_take(const struct sops_object *object, void **into, void **from,
	struct sops_error *err);
int sops__group_take(struct sops_group *into, struct sops_group *from, struct sops_error *err);
int sops__group_merge(const struct sops_state *of, struct sops_group *into,
	const struct sops_group *from, struct sops_error *err);

#define SOPS__GROUP_KEYS 32 /* at once, at most */

/* sops_group_at() of several keys: how many states there are, fewer than keys where it fails. */
size_t sops__group_at_all(struct sops_group *group, const struct sops_field *keys, size_t n,
	void **states, struct sops_error *err);

/* sops_group_next(), with its key. */
bool sops__group_next(const struct sops_group *group, struct sops_group_cursor *cursor,
	struct sops_group_entry *entry);

/* Whether a key was found that is so. */
struct sops__any_key {
	bool (*is)(struct sops_field key);
	bool found;
};

/* sops_group_sorted() by so many threads, which looks for such a key on its way. any: or NULL. */
int sops__group_sorted(const struct sops_group *group, struct sops_group_entry **out,
	struct sops__any_key *any, size_t threads, struct sops_error *err);

int sops__run_load(struct sops_run *empty, const json_t *json, struct sops_error *err);

/* How JSON is written: the same of the same values. */
#define SOPS__JSON (JSON_COMPACT | JSON_ENSURE_ASCII)

int sops__json_write(const json_t *json, struct sops_buffer *out, struct sops_error *err);
/* Whether jansson failed for lack of memory. */
static inline bool sops__json_memory(const json_error_t *why)
{
	return json_error_code(why) == json_error_out_of_memory;
}

/* *out is NULL when it fails. */
int sops__json_read(json_t **out, struct sops_field text, struct sops_error *err);

#endif
