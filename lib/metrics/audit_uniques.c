/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit_uniques.h"

#include "../eights.h"

#include <stdlib.h>

static void drop(const struct sops_object *self, void *object)
{
	struct sops__uniques *uniques = object;

	(void)self;
	sops__entries_release(&uniques->entries);
	sops_buffer_release(&uniques->others);
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

/* Takes a record with that value off the front. */
static struct sops__unique unpack(const char **at, struct sops_field value)
{
	struct sops__unique one = { .at.byte = sops__varint_take(at), .value = value };
	uint64_t key;

	one.at.line = sops__varint_take(at);
	one.at.record = one.at.line - sops__varint_take(at);
	key = sops__varint_take(at);
	one.key = (struct sops_field){ key & 1 ? value.at : *at, key >> 1 };
	*at += key & 1 ? 0 : one.key.len;
	return one;
}

static struct sops__unique unique_at(const struct sops__uniques *uniques, uint64_t place)
{
	struct sops__entry entry = sops__entries_at(&uniques->entries, place);
	const char *data = entry.data;

	return unpack(&data, entry.text);
}

/* ---- adding ---- */

static __attribute__((noinline)) int add_other(struct sops__uniques *uniques, uint64_t place,
	const struct sops_field packed[2], struct sops_error *err)
{
	char front[SOPS__VARINT];

	sops_buffer_add(&uniques->others, front,
		(size_t)(sops__varint_put(front, place) - front));
	sops_buffer_field(&uniques->others, packed[0]);
	sops_buffer_field(&uniques->others, packed[1]);
	uniques->n_others++;
	return sops_buffer_check(&uniques->others, err);
}

/* Takes one off the front of others, with the place of its value. */
static struct sops__unique next_other(const struct sops__uniques *uniques, const char **at,
	uint64_t *place)
{
	*place = sops__varint_take(at);
	return unpack(at, sops__entries_at(&uniques->entries, *place).text);
}

uint64_t sops__uniques_ask(const struct sops__uniques *uniques, struct sops_field value)
{
	static const struct sops__entries none;

	return sops__entries_ask(uniques ? &uniques->entries : &none, value);
}

int sops__uniques_add(struct sops__uniques *uniques, struct sops__unique_packed *at,
	struct sops_field key, struct sops_field value, uint64_t hash, bool *again,
	struct sops_error *err)
{
	struct sops_field packed[2];
	uint64_t place;
	int there;

	pack(packed, at, key, value);
	there = sops__entries_put(&uniques->entries, value, hash, packed, &place, err);
	*again = there > 0;
	return *again ? add_other(uniques, place, packed, err) : there;
}

static int add(struct sops__uniques *uniques, const struct sops__unique *one,
	struct sops_error *err)
{
	struct sops__unique_packed at;
	bool again;

	sops__uniques_pack(&at, &one->at);
	return sops__uniques_add(uniques, &at, one->key, one->value,
		sops__uniques_ask(uniques, one->value), &again, err);
}

static int add_again(struct sops__uniques *uniques, uint64_t place,
	const struct sops__unique *one, struct sops_error *err)
{
	struct sops__unique_packed at;
	struct sops_field packed[2];

	sops__uniques_pack(&at, &one->at);
	pack(packed, &at, one->key, one->value);
	return add_other(uniques, place, packed, err);
}

/* ---- merging ---- */

static int merge(const struct sops_object *self, void **into, const void *other,
	struct sops_error *err)
{
	const struct sops__uniques *from = other;
	int status = sops__uniques_make(into, err);
	const char *at = from->others.at;
	size_t cursor = 0;
	uint64_t place;

	(void)self;
	while (status == 0 && sops__entries_next(&from->entries, &cursor, &place)) {
		struct sops__unique one = unique_at(from, place);

		status = add(*into, &one, err);
	}
	for (size_t i = 0; status == 0 && i < from->n_others; i++) {
		struct sops__unique one = next_other(from, &at, &place);

		status = add(*into, &one, err);
	}
	return status;
}

static int same(void *with, uint64_t mine, uint64_t other, struct sops_error *err)
{
	const struct sops__unique one = unique_at(with, other);

	return add_again(with, mine, &one, err);
}

static int take(const struct sops_object *self, void **object, void *other,
	struct sops_error *err)
{
	struct sops__uniques *into, *from = other;
	const char *at = from->others.at;
	uint64_t shift;
	int status;

	if (!sops__entries_large(&from->entries))
		return merge(self, object, other, err);
	into = *object;
	status = sops__entries_take(&into->entries, &from->entries, &shift, same, into, err);
	for (size_t i = 0; status == 0 && i < from->n_others; i++) {
		uint64_t own = sops__varint_take(&at) + shift;
		struct sops__unique one = unpack(&at,
			sops__entries_at(&into->entries, own).text);

		status = add_again(into, own, &one, err);
	}
	return status;
}

/* ---- in order ---- */

/* A record, and the place of its value. */
struct found {
	uint64_t place;
	struct sops__unique one;
};

static int by_value(const void *left, const void *right)
{
	const struct found *a = left, *b = right;

	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	return (a->one.at.byte > b->one.at.byte) - (a->one.at.byte < b->one.at.byte);
}

static int by_byte(const void *left, const void *right)
{
	const struct sops__again *a = left, *b = right;

	return (a->one.at.byte > b->one.at.byte) - (a->one.at.byte < b->one.at.byte);
}

/* Others may lead to a place of their value that was taken over and is not the one by now. */
static void fill_others(struct found *found, const struct sops__uniques *uniques)
{
	const struct sops__entries *entries = &uniques->entries;
	const char *at = uniques->others.at;

	for (size_t i = 0; i < uniques->n_others; i++) {
		struct sops__unique one = next_other(uniques, &at, &found[i].place);

		found[i].one = one;
		found[i].place = sops__entries_find(entries, one.value,
			sops__entries_ask(entries, one.value));
	}
	qsort(found, uniques->n_others, sizeof(*found), by_value);
}

/* Behind others, what stands beside their values; returns how many there are then. */
static size_t add_theirs(struct found *found, const struct sops__uniques *uniques)
{
	size_t n = uniques->n_others;

	for (size_t i = 0; i < uniques->n_others; i++) {
		uint64_t place = found[i].place;

		if (i == 0 || found[i - 1].place != place)
			found[n++] = (struct found){ place, unique_at(uniques, place) };
	}
	return n;
}

/* The same, of all values. */
static size_t add_all(struct found *found, const struct sops__uniques *uniques)
{
	size_t n = uniques->n_others, cursor = 0;
	uint64_t place;

	while (sops__entries_next(&uniques->entries, &cursor, &place))
		found[n++] = (struct found){ place, unique_at(uniques, place) };
	return n;
}

/* Records by value and in the order of the file, of all values or of those that several have: of
 * each value the first record stands first. */
static int find(struct found **out, size_t *count, const struct sops__uniques *uniques, bool all,
	struct sops_error *err)
{
	size_t most = uniques->n_others + (all ? uniques->entries.count : uniques->n_others);
	struct found *found = calloc(most ? most : 1, sizeof(*found));

	if (!found)
		return sops_error_memory(err);
	*out = found;
	fill_others(found, uniques);
	*count = all ? add_all(found, uniques) : add_theirs(found, uniques);
	qsort(found, *count, sizeof(*found), by_value);
	return 0;
}

static bool is_first(const struct found *found, size_t i)
{
	return i == 0 || found[i - 1].place != found[i].place;
}

/* Those that are the first, or are not, by byte, in out, which has room for all. */
static size_t pick(struct sops__again *out, const struct found *found, size_t count, bool firsts)
{
	const struct sops__unique *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		first = is_first(found, i) ? &found[i].one : first;
		if (firsts == is_first(found, i))
			out[n++] = (struct sops__again){ found[i].one, first->at.byte,
				first->at.line };
	}
	qsort(out, n, sizeof(*out), by_byte);
	return n;
}

int sops__uniques_list(struct sops__again **out, size_t *count,
	const struct sops__uniques *uniques, bool firsts, struct sops_error *err)
{
	struct found *found = NULL;
	size_t all = 0;
	int status = find(&found, &all, uniques, firsts, err);

	if (status < 0)
		return status;
	*out = calloc(all ? all : 1, sizeof(**out));
	if (*out)
		*count = pick(*out, found, all, firsts);
	free(found);
	return *out ? 0 : sops_error_memory(err);
}

const struct sops_object sops__keep_uniques = {
	.free = drop, .merge = merge, .take = take, .save = sops__uniques_save,
	.load = sops__uniques_load,
};
