/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit_counts.h"

#include "../state_private.h"

#include <stdlib.h>

static void drop(const struct sops_object *self, void *object)
{
	(void)self;
	sops__entries_release(&((struct sops__counts *)object)->texts);
	free(object);
}

int sops__counts_make(void **kept, struct sops_error *err)
{
	if (!*kept)
		*kept = calloc(1, sizeof(struct sops__counts));
	return *kept ? 0 : sops_error_memory(err);
}

static int64_t count_in(struct sops__entry entry)
{
	int64_t count;

	memcpy(&count, entry.data, sizeof(count));
	return count;
}

static int64_t count_at(const struct sops__counts *counts, uint64_t place)
{
	return count_in(sops__entries_at(&counts->texts, place));
}

static inline int add_to(struct sops__counts *counts, uint64_t place, int64_t times,
	struct sops_error *err)
{
	struct sops__entry entry = sops__entries_at(&counts->texts, place);
	int64_t count;

	if (__builtin_add_overflow(count_in(entry), times, &count))
		return sops_error_set(err, SOPS_EINPUT, "overflow: too many records to count");
	memcpy(entry.data, &count, sizeof(count));
	return 0;
}

uint64_t sops__counts_ask(const struct sops__counts *counts, struct sops_field text)
{
	static const struct sops__entries none;

	return sops__entries_ask(counts ? &counts->texts : &none, text);
}

int sops__counts_add(struct sops__counts *counts, struct sops_field text, uint64_t hash,
	int64_t times, struct sops_error *err)
{
	const struct sops_field bytes[2] = { { (const char *)&times, sizeof(times) }, { NULL, 0 } };
	uint64_t place;
	int there;

	if (__builtin_add_overflow(counts->all, times, &counts->all))
		return sops_error_set(err, SOPS_EINPUT, "overflow: too many records to count");
	there = sops__entries_put(&counts->texts, text, hash, bytes, &place, err);
	return there > 0 ? add_to(counts, place, times, err) : there;
}

void sops__counts_commonest(const struct sops__counts *counts, struct sops_field *text,
	int64_t *times)
{
	size_t cursor = 0;
	uint64_t place;

	*times = 0;
	while (sops__entries_next(&counts->texts, &cursor, &place)) {
		struct sops__entry own = sops__entries_at(&counts->texts, place);
		int64_t n = count_in(own);

		if (n < *times || (n == *times && sops_field_compare(*text, own.text) < 0))
			continue;
		*times = n;
		*text = own.text;
	}
}

/* ---- merging ---- */

static int merge(const struct sops_object *self, void **object, const void *other,
	struct sops_error *err)
{
	const struct sops__counts *from = other;
	int status = sops__counts_make(object, err);
	struct sops__counts *into = *object;
	size_t cursor = 0;
	uint64_t place;

	(void)self;
	while (status == 0 && sops__entries_next(&from->texts, &cursor, &place)) {
		struct sops_field text = sops__entries_at(&from->texts, place).text;

		status = sops__counts_add(into, text, sops__counts_ask(into, text),
			count_at(from, place), err);
	}
	return status;
}

static int same(void *with, uint64_t mine, uint64_t other, struct sops_error *err)
{
	return add_to(with, mine, count_at(with, other), err);
}

static int take(const struct sops_object *self, void **object, void *other,
	struct sops_error *err)
{
	struct sops__counts *into = *object, *from = other;
	uint64_t shift;

	if (!sops__entries_large(&from->texts))
		return merge(self, object, other, err);
	if (__builtin_add_overflow(into->all, from->all, &into->all))
		return sops_error_set(err, SOPS_EINPUT, "overflow: too many records to count");
	return sops__entries_take(&into->texts, &from->texts, &shift, same, into, err);
}

/* ---- as text ---- */

static int by_text(const void *left, const void *right)
{
	const struct sops__entry *a = left, *b = right;

	return sops_field_compare(a->text, b->text);
}

/* All of them in order; to be freed. */
static struct sops__entry *sort(const struct sops__counts *counts)
{
	size_t cursor = 0, n = 0;
	struct sops__entry *all = calloc(counts->texts.count + 1, sizeof(*all));
	uint64_t place;

	while (all && sops__entries_next(&counts->texts, &cursor, &place))
		all[n++] = sops__entries_at(&counts->texts, place);
	if (all && n > 1)
		qsort(all, n, sizeof(*all), by_text);
	return all;
}

static int save(const struct sops_object *self, const void *object, struct sops_buffer *out,
	struct sops_error *err)
{
	const struct sops__counts *counts = object;
	struct sops__entry *all = sort(counts);
	json_t *json = all ? json_array() : NULL;
	int status;

	(void)self;
	for (size_t i = 0; json && i < counts->texts.count; i++) {
		if (json_array_append_new(json, json_pack("[s%, I]", all[i].text.at,
				all[i].text.len, (json_int_t)count_in(all[i]))) < 0) {
			json_decref(json);
			json = NULL;
		}
	}
	status = sops__json_write(json, out, err);
	json_decref(json);
	free(all);
	return status;
}

static int refuse(struct sops_error *err)
{
	return sops_error_set(err, SOPS_EINPUT, "not a saved state: counts of texts");
}

static int load_one(struct sops__counts *counts, json_t *json, struct sops_error *err)
{
	size_t known = counts->texts.count;
	struct sops_field text;
	json_int_t count;
	int status;

	if (json_unpack(json, "[s%, I!]", &text.at, &text.len, &count) < 0 || count < 1)
		return refuse(err);
	status = sops__counts_add(counts, text, sops__counts_ask(counts, text), count, err);
	return status == 0 && counts->texts.count == known ? refuse(err) : status;
}

static int load(const struct sops_object *self, void **out, struct sops_field text,
	struct sops_error *err)
{
	json_t *json = NULL;
	int status = sops__counts_make(out, err);

	(void)self;
	if (status == 0)
		status = sops__json_read(&json, text, err);
	if (status == 0 && !json_is_array(json))
		status = refuse(err);
	for (size_t i = 0; status == 0 && i < json_array_size(json); i++)
		status = load_one(*out, json_array_get(json, i), err);
	json_decref(json);
	return status;
}

const struct sops_object sops__keep_counts = {
	.free = drop, .merge = merge, .take = take, .save = save, .load = load,
};
