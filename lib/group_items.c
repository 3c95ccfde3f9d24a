/* SPDX-License-Identifier: GPL-3.0-or-later */
/* group_items.c: one piece of memory for many items, so that a small one costs little more. */
#include "group_private.h"

#include "pages.h"

#include <stdlib.h>

#define LARGEST ((size_t)4 << 20)

struct sops__block {
	struct sops__block *next;
	size_t used, size;
	_Alignas(max_align_t) char bytes[];
};

/* What an item takes, up to where the next may begin. */
static size_t size_of(const struct sops_state *of, size_t len)
{
	size_t unit = of->align > _Alignof(struct sops__item) ? of->align
							      : _Alignof(struct sops__item);

	return sops__rounded(sops__rounded(sizeof(struct sops__item) + len, of->align) + of->size,
		unit);
}

/* The first is of one item: many groups have no more. */
static struct sops__block *add_block(struct sops__items *items, size_t item)
{
	size_t size = items->last ? 2 * (items->last->size + sizeof(struct sops__block)) : 0;
	struct sops__block *block;

	if (size > LARGEST)
		size = LARGEST;
	if (size < item + sizeof(*block))
		size = item + sizeof(*block);
	block = sops__pages_new(size);
	if (!block)
		return NULL;
	*block = (struct sops__block){ .size = size - sizeof(*block) };
	if (items->last)
		items->last->next = block;
	else
		items->first = block;
	return items->last = block;
}

struct sops__item *sops__items_new(struct sops__items *items, const struct sops_state *of,
	size_t len)
{
	size_t size = size_of(of, len);
	struct sops__block *block = items->last;
	struct sops__item *item;

	if (!block || block->size - block->used < size)
		block = add_block(items, size);
	if (!block)
		return NULL;
	item = (struct sops__item *)(void *)(block->bytes + block->used);
	block->used += size;
	item->len = (uint32_t)len & SOPS__KEY_MOST;
	item->gone = 0;
	return item;
}

void sops__items_undo(struct sops__items *items, const struct sops_state *of,
	const struct sops__item *newest)
{
	items->last->used -= size_of(of, newest->len);
}

void sops__items_free(struct sops__items *items)
{
	while (items->first) {
		struct sops__block *next = items->first->next;

		sops__pages_free(items->first, items->first->size + sizeof(*next));
		items->first = next;
	}
	items->last = NULL;
}

void sops__items_take(struct sops__items *into, struct sops__items *from)
{
	if (!from->first)
		return;
	if (into->last)
		into->last->next = from->first;
	else
		into->first = from->first;
	into->last = from->last;
	*from = (struct sops__items){ NULL, NULL };
}

static struct sops__item *step(const struct sops__items *items, const struct sops_state *of,
	struct sops__cursor *cursor)
{
	struct sops__item *item;

	if (!cursor->block)
		cursor->block = items->first;
	while (cursor->block && cursor->at == cursor->block->used) {
		if (!cursor->block->next)
			return NULL;
		*cursor = (struct sops__cursor){ cursor->block->next, 0 };
	}
	if (!cursor->block)
		return NULL;
	item = (struct sops__item *)(void *)(cursor->block->bytes + cursor->at);
	cursor->at += size_of(of, item->len);
	return item;
}

struct sops__item *sops__items_next(const struct sops__items *items, const struct sops_state *of,
	struct sops__cursor *cursor)
{
	struct sops__item *item;

	do
		item = step(items, of, cursor);
	while (item && item->gone);
	return item;
}
