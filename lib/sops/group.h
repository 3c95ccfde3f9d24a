/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * group.h: a state for every key.
 *
 * Keys are bytes, hashed with a seed that differs from run to run; whatever
 * is read out comes in the bytewise order of the keys, so the seed never shows.
 * Keys of several parts are joined with NUL, which no text of a record holds:
 * bytewise order is then the order by first part, then second, ….
 */
#ifndef SOPS_GROUP_H
#define SOPS_GROUP_H

#include <sops/state.h>

struct sops_group;

struct sops_group_entry {
	struct sops_field key; /* borrowed from the group */
	void *state;           /* borrowed; may be changed in place */
};

/* of describes the state kept for each key; borrowed. */
int sops_group_new(struct sops_group **out, const struct sops_state *of, struct sops_error *err);
void sops_group_free(struct sops_group *group);

/* The state of a key, made empty on first sight. */
int sops_group_at(struct sops_group *group, struct sops_field key, void **state,
	struct sops_error *err);
/* The state of a key, or NULL. */
void *sops_group_find(const struct sops_group *group, struct sops_field key);
size_t sops_group_count(const struct sops_group *group);

/* All entries by key, in an array that the caller frees; NULL when there are none. */
int sops_group_sorted(const struct sops_group *group, struct sops_group_entry **out,
	struct sops_error *err);

/* A place among the states; all zeros is before the first. */
struct sops_group_cursor {
	void *block;
	size_t at;
};

/* The state of one key after the other, in no order; NULL after the last. No key may be added
 * meanwhile. */
void *sops_group_next(const struct sops_group *group, struct sops_group_cursor *cursor);

/* A number as a key that sorts like the number, and back. */
#define SOPS_GROUP_NUMBER 17
struct sops_field sops_group_number(char out[SOPS_GROUP_NUMBER], int64_t number);
int64_t sops_group_number_of(struct sops_field key);

#endif
