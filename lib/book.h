/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * book.h: the rows of a side table, by group and day.
 *
 * A side table (costs, leads, subscriptions, …) is read whole, before the deals, and what is
 * wanted of each row is kept in an item of a few bytes. Figures then ask for the items of a group
 * in a span of days, of any span: a month, the month that is three before it, the year up to it.
 *
 * An item is a struct of the caller's whose first member is a struct sops__book_item.
 */
#ifndef SOPS_BOOK_H
#define SOPS_BOOK_H

#include "texts.h"

#include <sops/period.h>

struct sops__book_item {
	uint32_t group; /* number of the key in groups */
	sops_date day;  /* blank: before every other; in no span that has a bound */
};

struct sops__book {
	struct sops__texts groups; /* keys, as sops_input_key writes them */
	char *items;
	size_t count, size;
	size_t item_size; /* set it first; all else is zero */
};

void sops__book_release(struct sops__book *book);

/* A new item, zero but for its group and day; holds until the next is added. */
int sops__book_add(struct sops__book *book, void **item, struct sops_field group, sops_date day,
	struct sops_error *err);

/* By group, then day. After the last item, before any is looked up. */
void sops__book_sort(struct sops__book *book);

/* The items of a group in a span: how many, and the first. */
size_t sops__book_find(const struct sops__book *book, const void **items, struct sops_field group,
	const struct sops_span *span);

/* The first and the last day of a group's items that have one; false when there are none. */
bool sops__book_span(const struct sops__book *book, sops_date *first, sops_date *last,
	struct sops_field group);

#endif
