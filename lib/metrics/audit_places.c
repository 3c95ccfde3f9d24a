/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_places.c: where every record stands, for checks that find one by its byte when all have
 * been read: 32 bytes a record, and its key.
 */
#include "audit_places.h"

#include "../state_private.h"

#include <stdlib.h>

struct place {
	uint64_t byte, line, record, key; /* where its key ends in keys */
};

struct places {
	struct sops_buffer all; /* struct place, as they were added */
	struct sops_buffer keys;
	uint32_t *order; /* by byte; NULL: not sorted yet */
	size_t count;
};

static struct place *at(const struct places *places, size_t i)
{
	return (struct place *)(void *)places->all.at + i;
}

static struct sops_field key_of(const struct places *places, size_t i)
{
	uint64_t from = i ? at(places, i - 1)->key : 0;

	return (struct sops_field){ places->keys.at + from, at(places, i)->key - from };
}

static void drop(const struct sops_object *self, void *object)
{
	struct places *places = object;

	(void)self;
	sops_buffer_release(&places->all);
	sops_buffer_release(&places->keys);
	free(places->order);
	free(places);
}

static int add(void **kept, uint64_t byte, uint64_t line, uint64_t record, struct sops_field key,
	struct sops_error *err)
{
	struct places *places = *kept ? *kept : (*kept = calloc(1, sizeof(*places)));
	struct place place = { byte, line, record, 0 };

	if (!places)
		return sops_error_memory(err);
	sops_buffer_field(&places->keys, key);
	place.key = places->keys.len;
	sops_buffer_add(&places->all, &place, sizeof(place));
	places->count++;
	if (sops_buffer_check(&places->keys, err) < 0)
		return SOPS_ESYSTEM;
	return sops_buffer_check(&places->all, err);
}

static int merge(const struct sops_object *self, void **into, const void *other,
	struct sops_error *err)
{
	const struct places *from = other;
	int status = 0;

	(void)self;
	for (size_t i = 0; status == 0 && i < from->count; i++) {
		const struct place *place = at(from, i);

		status = add(into, place->byte, place->line, place->record, key_of(from, i), err);
	}
	return status;
}

static int compare(const void *left, const void *right, void *with)
{
	uint64_t a = at(with, *(const uint32_t *)left)->byte,
		 b = at(with, *(const uint32_t *)right)->byte;

	return (a > b) - (a < b);
}

static int sort(struct places *places, struct sops_error *err)
{
	if (places->order)
		return 0;
	places->order = calloc(places->count + 1, sizeof(*places->order));
	if (!places->order)
		return sops_error_memory(err);
	for (size_t i = 0; i < places->count; i++)
		places->order[i] = (uint32_t)i;
	if (places->count > 1)
		qsort_r(places->order, places->count, sizeof(*places->order), compare, places);
	return 0;
}

static int save(const struct sops_object *self, const void *object, struct sops_buffer *out,
	struct sops_error *err)
{
	struct places *places = (void *)(uintptr_t)object;
	json_t *json = json_array();
	int status = sort(places, err);

	(void)self;
	for (size_t i = 0; json && i < places->count && status == 0; i++) {
		uint32_t n = places->order[i];
		const struct place *place = at(places, n);
		struct sops_field key = key_of(places, n);

		if (json_array_append_new(json, json_pack("[I, I, I, s%]",
				(json_int_t)place->byte, (json_int_t)place->line,
				(json_int_t)place->record, key.at ? key.at : "", key.len)) < 0)
			status = sops_error_memory(err);
	}
	if (status == 0)
		status = sops__json_write(json, out, err);
	json_decref(json);
	return status;
}

static int load(const struct sops_object *self, void **out, struct sops_field text,
	struct sops_error *err)
{
	json_t *json;
	int status = sops__json_read(&json, text, err);

	(void)self;
	for (size_t i = 0; status == 0 && i < json_array_size(json); i++) {
		json_int_t byte, line, record;
		const char *key;
		size_t len;

		if (json_unpack(json_array_get(json, i), "[I, I, I, s%!]", &byte, &line, &record,
				&key, &len) < 0 || byte < 0 || line < 0 || record < 0)
			status = sops_error_set(err, SOPS_EINPUT,
				"not a saved state: places of records");
		else
			status = add(out, (uint64_t)byte, (uint64_t)line, (uint64_t)record,
				(struct sops_field){ key, len }, err);
	}
	json_decref(json);
	return status;
}

const struct sops_object sops__keep_places = {
	.free = drop, .merge = merge, .save = save, .load = load,
};

int sops__places_add(struct sops__audit_book *book, const struct sops__audit_at *at_hand,
	struct sops_error *err)
{
	const struct sops_place *place = &at_hand->record->place;

	return add(&book->kept[SOPS__EXTRA_PLACES], sops__input_byte(book->input, place->byte),
		place->line, place->record, sops__audit_key(book, at_hand->record), err);
}

int sops__places_find(struct sops__audit_book *book, uint64_t byte, struct sops_place *out,
	struct sops_field *key, struct sops_error *err)
{
	struct places *places = book->kept[SOPS__EXTRA_PLACES];
	size_t low = 0, high = places ? places->count : 0;

	*out = (struct sops_place){ .byte = byte };
	*key = (struct sops_field){ "", 0 };
	if (places && sort(places, err) < 0)
		return SOPS_ESYSTEM;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint32_t n = places->order[middle];
		const struct place *place = at(places, n);

		if (place->byte == byte) {
			out->line = place->line;
			out->record = place->record;
			*key = key_of(places, n);
			return 0;
		}
		if (place->byte < byte)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}
