/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit_uniques.h"

#include "audit_private.h"

#include <stdlib.h>

static void drop(const struct sops_object *self, void *object)
{
	struct sops__uniques *uniques = object;

	(void)self;
	for (size_t i = 0; i < SOPS__PILE_PARTS; i++)
		free(uniques->again[i].all);
	sops__pile_release(&uniques->values);
	sops__entries_release(&uniques->seen);
	free(uniques);
}

int sops__uniques_make(void **kept, struct sops_error *err)
{
	if (!*kept)
		*kept = calloc(1, sizeof(struct sops__uniques));
	return *kept ? 0 : sops_error_memory(err);
}

/* ---- a record, packed ---- */

/* Lines and records are nearly as many. */
void sops__uniques_pack(struct sops__unique_packed *out, const struct sops__unique_place *at)
{
	char *end = sops__varint_put(out->bytes, at->byte);

	end = sops__varint_put(end, at->line);
	end = sops__varint_put(end, at->line - at->record);
	out->len = (size_t)(end - out->bytes);
}

static inline bool begins(struct sops_field value, struct sops_field key)
{
	return key.len <= value.len && sops__eights_same(value.at, key.at, key.len);
}

/* Behind the place the length of the key; and the key itself, unless the value begins with it. */
static inline void pack(struct sops_field out[2], struct sops__unique_packed *at,
	struct sops_field key, struct sops_field value)
{
	bool same = begins(value, key);
	const char *end = sops__varint_put(at->bytes + at->len, (uint64_t)key.len << 1 | same);

	out[0] = (struct sops_field){ at->bytes, (size_t)(end - at->bytes) };
	out[1] = (struct sops_field){ key.at, same ? 0 : key.len };
}

static struct sops__unique unpack(struct sops__entry entry)
{
	const char *at = entry.data;
	struct sops__unique one = { .at.byte = sops__varint_take(&at), .value = entry.text };
	uint64_t key;

	one.at.line = sops__varint_take(&at);
	one.at.record = one.at.line - sops__varint_take(&at);
	key = sops__varint_take(&at);
	one.key = (struct sops_field){ key & 1 ? entry.text.at : at, key >> 1 };
	return one;
}

/* ---- adding ---- */

static __attribute__((noinline)) int see(struct sops__entries *seen, struct sops_field value,
	bool *again, struct sops_error *err)
{
	static const struct sops_field nothing[2];
	uint64_t place;
	int there = sops__entries_put(seen, value, sops__pieces_hash(value), nothing, &place, err);

	*again = there > 0;
	return there < 0 ? there : 0;
}

int sops__uniques_add(struct sops__uniques *uniques, struct sops__unique_packed *at,
	struct sops_field key, struct sops_field value, bool *again, struct sops_error *err)
{
	struct sops_field packed[2];
	int status;

	pack(packed, at, key, value);
	status = sops__pile_add(&uniques->values, value, packed, err);
	return status == 0 && again ? see(&uniques->seen, value, again, err) : status;
}

/* ---- merging ---- */

static int merge(const struct sops_object *self, void **into, const void *other,
	struct sops_error *err)
{
	const struct sops__uniques *from = other;
	int status = sops__uniques_make(into, err);
	struct sops__pile_cursor cursor = { .slots = NULL };
	uint64_t hash, place;

	(void)self;
	while (status == 0 && sops__pile_next(&from->values, &cursor, &hash, &place)) {
		const struct sops__unique one = unpack(sops__pieces_at(&from->values.pieces,
			place));
		struct sops__unique_packed at;

		sops__uniques_pack(&at, &one.at);
		status = sops__uniques_add(*into, &at, one.key, one.value, NULL, err);
	}
	return status;
}

static int take(const struct sops_object *self, void **object, void *other,
	struct sops_error *err)
{
	struct sops__uniques *into = *object, *from = other;

	if (!sops__pieces_large(&from->values.pieces))
		return merge(self, object, other, err);
	return sops__pile_take(&into->values, &from->values, err);
}

/* ---- in order ---- */

struct list {
	struct sops__agains *to;
	bool firsts;
};

static int reserve(struct sops__agains *list, size_t more, struct sops_error *err)
{
	size_t size = list->size + list->size / 2 + more;
	struct sops__again *all;

	if (list->count + more <= list->size)
		return 0;
	all = reallocarray(list->all, size, sizeof(*all));
	if (!all)
		return sops_error_memory(err);
	list->all = all;
	list->size = size;
	return 0;
}

/* Which of the records of a value is the first in the file. */
static size_t find_first(struct sops__unique *first, const struct sops__pile *pile,
	const uint64_t *places, size_t count)
{
	size_t found = 0;

	*first = unpack(sops__pieces_at(&pile->pieces, places[0]));
	for (size_t i = 1; i < count; i++) {
		struct sops__unique one = unpack(sops__pieces_at(&pile->pieces, places[i]));

		if (one.at.byte >= first->at.byte)
			continue;
		*first = one;
		found = i;
	}
	return found;
}

/* The first record of a value, or the others. */
static int list_value(void *with, const struct sops__pile *pile, const uint64_t *places,
	size_t count, struct sops_error *err)
{
	const struct list *list = with;
	struct sops__agains *to = list->to;
	struct sops__unique first;
	size_t found = find_first(&first, pile, places, count);
	int status = reserve(to, count, err);

	for (size_t i = 0; status == 0 && i < count; i++) {
		if ((i == found) == list->firsts)
			to->all[to->count++] = (struct sops__again){
				unpack(sops__pieces_at(&pile->pieces, places[i])), first.at.byte,
				first.at.line };
	}
	return status;
}

static int by_byte(const void *left, const void *right)
{
	const struct sops__again *a = left, *b = right;

	return (a->one.at.byte > b->one.at.byte) - (a->one.at.byte < b->one.at.byte);
}

static void sort(struct sops__agains *list)
{
	if (list->count)
		qsort(list->all, list->count, sizeof(*list->all), by_byte);
}

int sops__uniques_list(struct sops__agains *out, const struct sops__uniques *uniques, bool firsts,
	struct sops_error *err)
{
	struct list list = { out, firsts };
	int status = 0;

	*out = (struct sops__agains){ .count = 0 };
	for (size_t i = 0; status == 0 && i < SOPS__PILE_PARTS; i++)
		status = sops__pile_each(&uniques->values, i, !firsts, list_value, &list, err);
	sort(out);
	return status;
}

static int find_again(void *kept, size_t part, struct sops_error *err)
{
	struct sops__uniques *uniques = kept;
	struct list list = { &uniques->again[part], false };

	list.to->count = 0;
	return sops__pile_each(&uniques->values, part, true, list_value, &list, err);
}

const struct sops__audit_ripen sops__ripen_uniques = { .part = find_again };

int sops__uniques_again(struct sops__agains *out, const struct sops__uniques *uniques,
	struct sops_error *err)
{
	int status = 0;

	*out = (struct sops__agains){ .count = 0 };
	for (size_t i = 0; status == 0 && i < SOPS__PILE_PARTS; i++) {
		const struct sops__agains *part = &uniques->again[i];

		status = reserve(out, part->count, err);
		if (status == 0 && part->count)
			memcpy(out->all + out->count, part->all, part->count * sizeof(*part->all));
		out->count += status == 0 ? part->count : 0;
	}
	sort(out);
	return status;
}

const struct sops_object sops__keep_uniques = {
	.free = drop, .merge = merge, .take = take, .save = sops__uniques_save,
	.load = sops__uniques_load,
};
