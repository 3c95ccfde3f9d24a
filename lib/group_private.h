/* SPDX-License-Identifier: GPL-3.0-or-later */
/* group_private.h: the items of a group, and their order. */
#ifndef SOPS_GROUP_PRIVATE_H
#define SOPS_GROUP_PRIVATE_H

#include <sops/group.h>

#define SOPS__KEY_MOST ((size_t)0x7FFFFFFF)

/* Key and state in one piece, the key in front: it is what is looked at first. */
struct sops__item {
	uint32_t len : 31, gone : 1; /* of the key; whether another item has taken its place */
	char key[];
};

static inline struct sops_field sops__item_key(const struct sops__item *item)
{
	return (struct sops_field){ item->key, item->len };
}

/* Items in the order in which they were made, in blocks of growing size. */
struct sops__items {
	struct sops__block *first, *last;
};

/* A new item with an empty key of that length; NULL when memory runs out. */
struct sops__item *sops__items_new(struct sops__items *items, const struct sops_state *of,
	size_t len);
/* Takes back the newest. */
void sops__items_undo(struct sops__items *items, const struct sops_state *of,
	const struct sops__item *newest);
void sops__items_free(struct sops__items *items);
/* The items of another are its own from then on. */
void sops__items_take(struct sops__items *into, struct sops__items *from);

/* A place among items; all zeros is before the first. */
struct sops__cursor {
	struct sops__block *block;
	size_t at;
};

/* The next that is not gone; NULL at the end. */
struct sops__item *sops__items_next(const struct sops__items *items, const struct sops_state *of,
	struct sops__cursor *cursor);

static inline size_t sops__rounded(size_t size, size_t unit)
{
	return (size + unit - 1) & ~(unit - 1);
}

static inline void *sops__item_state(const struct sops__item *item, const struct sops_state *of)
{
	return (char *)item + sops__rounded(sizeof(*item) + item->len, of->align);
}

/* An item with seven bytes of its key: see group_sort.c. */
struct sops__ranked {
	uint64_t front;
	struct sops__item *item;
};

/* Puts items into the bytewise order of their keys, which differ, by so many threads; fronts are
 * filled in. */
void sops__group_sort(struct sops__ranked *ranked, size_t count, size_t threads);

#endif
