/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "book.h"

#include <stdlib.h>

void sops__book_release(struct sops__book *book)
{
	sops__texts_release(&book->groups);
	free(book->items);
	*book = (struct sops__book){ .item_size = book->item_size };
}

static const struct sops__book_item *item_at(const struct sops__book *book, size_t at)
{
	return (const void *)(book->items + at * book->item_size);
}

int sops__book_add(struct sops__book *book, void **item, struct sops_field group, sops_date day,
	struct sops_error *err)
{
	struct sops__book_item *added;
	uint32_t number;

	if (sops__texts_add(&book->groups, group, &number, err) < 0)
		return SOPS_ESYSTEM;
	if (book->count == book->size) {
		size_t size = book->size ? 2 * book->size : 64;
		char *grown = reallocarray(book->items, size, book->item_size);

		if (!grown)
			return sops_error_memory(err);
		book->items = grown;
		book->size = size;
	}
	added = (void *)(book->items + book->count * book->item_size);
	memset(added, 0, book->item_size);
	*added = (struct sops__book_item){ number, day };
	book->count++;
	*item = added;
	return 0;
}

static int compare(const struct sops__book_item *a, uint32_t group, sops_date day)
{
	if (a->group != group)
		return a->group < group ? -1 : 1;
	return (a->day > day) - (a->day < day);
}

static int by_group_and_day(const void *a, const void *b)
{
	const struct sops__book_item *right = b;

	return compare(a, right->group, right->day);
}

void sops__book_sort(struct sops__book *book)
{
	if (book->count > 0)
		qsort(book->items, book->count, book->item_size, by_group_and_day);
}

/* The first item that is not before the group's day. */
static size_t lower(const struct sops__book *book, uint32_t group, sops_date day)
{
	size_t low = 0, high = book->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(item_at(book, middle), group, day) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t sops__book_find(const struct sops__book *book, const void **items, struct sops_field group,
	const struct sops_span *span)
{
	bool bounded = span->first != SOPS_DATE_BLANK || span->end != SOPS_DATE_BLANK;
	size_t from, to;
	uint32_t number;

	*items = NULL;
	if (!sops__texts_find(&book->groups, group, &number))
		return 0;
	from = lower(book, number, !bounded ? SOPS_DATE_BLANK :
		span->first == SOPS_DATE_BLANK ? SOPS_DATE_BLANK + 1 : span->first);
	to = span->end == SOPS_DATE_BLANK ? lower(book, number + 1, SOPS_DATE_BLANK)
					  : lower(book, number, span->end);
	if (from >= to)
		return 0;
	*items = item_at(book, from);
	return to - from;
}

bool sops__book_span(const struct sops__book *book, sops_date *first, sops_date *last,
	struct sops_field group)
{
	const struct sops_span dated = { SOPS_DATE_BLANK + 1, SOPS_DATE_BLANK };
	const void *items;
	size_t n = sops__book_find(book, &items, group, &dated);

	if (n == 0)
		return false;
	*first = ((const struct sops__book_item *)items)->day;
	*last = ((const struct sops__book_item *)(const void *)((const char *)items +
		(n - 1) * book->item_size))->day;
	return true;
}
