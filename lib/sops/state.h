/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state.h: what a metric remembers, described once.
 *
 * A metric's state is a struct whose members are listed in a table. From the
 * table follow making, merging, saving, loading and freeing it: a metric
 * writes none of these. Every kind merges associatively and commutatively,
 * with the empty one as identity, and saves to the same text whenever it
 * means the same, so any split of the input merged in any order gives the same bytes.
 *
 *	struct wins { int64_t deals; struct sops_sum amount; };
 *	static const struct sops_state wins = SOPS_STATE(struct wins,
 *		SOPS_STATE_FIELD(struct wins, deals, SOPS_STATE_COUNT),
 *		SOPS_STATE_FIELD(struct wins, amount, SOPS_STATE_SUM));
 *
 * A member made with SOPS_STATE_RESULT is also a column of the result, so that a
 * metric whose state is its result needs no code to print it.
 */
#ifndef SOPS_STATE_H
#define SOPS_STATE_H

#include <sops/buffer.h>
#include <sops/short_sum.h>
#include <sops/tally.h>

struct sops_group;

enum sops_state_kind {
	SOPS_STATE_COUNT, /* int64_t: added */
	SOPS_STATE_MIN,   /* int64_t: the least; INT64_MAX when empty */
	SOPS_STATE_MAX,   /* int64_t: the greatest; INT64_MIN when empty */
	SOPS_STATE_SUM,   /* struct sops_sum: added, one currency */
	SOPS_STATE_TALLY, /* struct sops_tally */
	SOPS_STATE_GROUP, /* struct sops_group *: a state for every key */
	SOPS_STATE_SHORT_SUM, /* struct sops_short_sum: the same as a sum */
	SOPS_STATE_RARE,  /* struct sops_rare: a count that mostly stays 0 */
	SOPS_STATE_ONLY,  /* a state in place, which is empty as zero bytes: the same as a group
	                     that has no other key than the number 0 */
	SOPS_STATE_LEAST, /* struct sops_money: the least; blank when empty. No result */
	SOPS_STATE_MOST,  /* the same: the greatest */
	SOPS_STATE_VISITS, /* struct sops__visits *: rows of a stage history (lib/visits.h) */
	SOPS_STATE_TWINS,  /* struct sops__twins *: ids that are to differ (lib/twins.h) */
	SOPS_STATE_OBJECT, /* void *: what a kind of its own keeps; NULL is empty */
};

/*
 * A member that no other kind fits. Each function is given the description, of which config is its
 * owner's; saved is text in UTF-8. What is NULL is empty: it is neither freed nor saved, and merge
 * and load make it.
 */
struct sops_object {
	const void *config;
	void (*free)(const struct sops_object *self, void *object);
	int (*merge)(const struct sops_object *self, void **into, const void *from,
		struct sops_error *err);
	int (*save)(const struct sops_object *self, const void *object, struct sops_buffer *out,
		struct sops_error *err);
	int (*load)(const struct sops_object *self, void **out, struct sops_field text,
		struct sops_error *err);
	/* May be NULL: merging what is there with another one, which then is only good for being
	 * freed. */
	int (*take)(const struct sops_object *self, void **into, void *from,
		struct sops_error *err);
};

struct sops_state;

struct sops_state_field {
	const char *name;
	enum sops_state_kind kind;
	size_t offset;
	const struct sops_state *of; /* SOPS_STATE_GROUP and _ONLY: what each key keeps */
	size_t index;                /* SOPS_STATE_RARE: which of the counts */
	const char *unit, *doc;      /* of the column that it is; NULL: it is none */
	const struct sops_object *object; /* SOPS_STATE_OBJECT: what it is */
};

/*
 * Of one struct several states can be made that differ in size: members behind the end are
 * not kept. They are saved as empty, and what is loaded of them is dropped. They cannot be
 * SOPS_STATE_ONLY.
 */
struct sops_state {
	size_t size, align;
	const struct sops_state_field *fields; /* the last has name NULL */
};

#define SOPS_STATE(type, ...) \
	{ sizeof(type), _Alignof(type), \
	  (const struct sops_state_field[]){ __VA_ARGS__, { .name = NULL } } }
#define SOPS_STATE_FIELD(type, member, kind) \
	{ #member, (kind), offsetof(type, member), NULL, 0, NULL, NULL, NULL }
#define SOPS_STATE_RESULT(type, member, kind, unit, doc) \
	{ #member, (kind), offsetof(type, member), NULL, 0, (unit), (doc), NULL }
#define SOPS_STATE_GROUP_OF(type, member, state) \
	{ #member, SOPS_STATE_GROUP, offsetof(type, member), &(state), 0, NULL, NULL, NULL }
/* As the group of that name is saved. */
#define SOPS_STATE_ONLY_OF(type, member, name, state) \
	{ #name, SOPS_STATE_ONLY, offsetof(type, member), &(state), 0, NULL, NULL, NULL }
/* One of the counts to which a struct sops_rare leads. */
#define SOPS_STATE_RARE_OF(type, member, name, index) \
	{ #name, SOPS_STATE_RARE, offsetof(type, member), NULL, (index), NULL, NULL, NULL }

/* Counts that mostly are all 0: NULL until one is not. */
#define SOPS_RARE_MOST 16
struct sops_rare {
	int64_t *counts;
};

int sops_rare_add(struct sops_rare *rare, size_t index, int64_t count, struct sops_error *err);
static inline int64_t sops_rare_count(const struct sops_rare *rare, size_t index)
{
	return rare->counts ? rare->counts[index] : 0;
}

/* An empty state in memory that the caller gives, of the state's size. */
int sops_state_init(const struct sops_state *state, void *at, struct sops_error *err);
void sops_state_release(const struct sops_state *state, void *at);
/* SOPS_EINPUT on overflow or two currencies; then into is merged in part and must be given up. */
int sops_state_merge(const struct sops_state *state, void *into, const void *from,
	struct sops_error *err);
/* Appends one line of JSON, without the line end; decimals are strings. */
int sops_state_save(const struct sops_state *state, const void *at, struct sops_buffer *out,
	struct sops_error *err);
/* Fills an empty state. SOPS_EINPUT when the text is no such state. */
int sops_state_load(const struct sops_state *state, void *at, struct sops_field text,
	struct sops_error *err);

#endif
