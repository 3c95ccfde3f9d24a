/* SPDX-License-Identifier: GPL-3.0-or-later */
/* duplicates_state.c: records as lines of JSON, in the order of the file. */
#include "duplicates_private.h"

#include "state_private.h"

#include <stdlib.h>

static json_t *save_fields(const struct sops_duplicates *d)
{
	json_t *json = json_array();

	for (size_t i = 0; json && i < d->n; i++) {
		if (json_array_append_new(json,
			json_string(sops_likeness_name(d->fields[i].like))) == 0)
			continue;
		json_decref(json);
		return NULL;
	}
	return json;
}

/* [byte, text, ...] */
static json_t *save_record(const struct sops_duplicates *d, size_t record)
{
	json_t *json = json_array();
	int failed = !json || json_array_append_new(json,
		json_integer((json_int_t)d->bytes[record])) < 0;

	for (size_t i = 0; !failed && i < d->n; i++) {
		struct sops_field text = sops__texts_at(&d->pools[d->fields[i].like].texts,
			d->cells[record * d->n + i]);

		failed = json_array_append_new(json, json_stringn(text.at ? text.at : "",
			text.len)) < 0;
	}
	if (!failed)
		return json;
	json_decref(json);
	return NULL;
}

static json_t *save_records(const struct sops_duplicates *d, const uint32_t *order)
{
	json_t *json = json_array();

	for (size_t i = 0; json && i < d->count; i++) {
		if (json_array_append_new(json, save_record(d, order[i])) == 0)
			continue;
		json_decref(json);
		return NULL;
	}
	return json;
}

int sops_duplicates_save(const struct sops_duplicates *duplicates, struct sops_buffer *out,
	struct sops_error *err)
{
	uint32_t *order;
	json_t *json;
	int status = sops__duplicates_order(duplicates, &order, err);

	if (status < 0)
		return status;
	json = json_pack("{s:o, s:o}", "fields", save_fields(duplicates), "records",
		save_records(duplicates, order));
	status = sops__json_write(json, out, err);
	json_decref(json);
	free(order);
	return status;
}

static int refuse(struct sops_error *err)
{
	return sops_error_set(err, SOPS_EINPUT, "not a saved state: duplicates");
}

static bool is_by_fields(const struct sops_duplicates *d, const json_t *json)
{
	for (size_t i = 0; json_array_size(json) == d->n && i < d->n; i++) {
		const char *name = json_string_value(json_array_get(json, i));

		if (!name || sops_likeness_find(sops_field_of(name)) != (int)d->fields[i].like)
			return false;
	}
	return json_array_size(json) == d->n;
}

static int load_record(struct sops_duplicates *d, const json_t *json, struct sops_field *texts,
	struct sops_error *err)
{
	const json_t *byte = json_array_get(json, 0);

	if (json_array_size(json) != d->n + 1 || !json_is_integer(byte) ||
	    json_integer_value(byte) < 0)
		return refuse(err);
	for (size_t i = 0; i < d->n; i++) {
		const json_t *text = json_array_get(json, i + 1);

		if (!json_is_string(text))
			return refuse(err);
		texts[i] = (struct sops_field){ json_string_value(text),
			json_string_length(text) };
	}
	return sops_duplicates_add(d, texts, (uint64_t)json_integer_value(byte), err);
}

static int load(struct sops_duplicates *d, const json_t *json, struct sops_error *err)
{
	const json_t *records = json_object_get(json, "records");
	struct sops_field *texts;
	int status = 0;

	if (!is_by_fields(d, json_object_get(json, "fields")) || !json_is_array(records))
		return refuse(err);
	texts = calloc(d->n, sizeof(*texts));
	if (!texts)
		return sops_error_memory(err);
	for (size_t i = 0; status == 0 && i < json_array_size(records); i++)
		status = load_record(d, json_array_get(records, i), texts, err);
	free(texts);
	return status;
}

int sops_duplicates_load(struct sops_duplicates *empty, struct sops_field text,
	struct sops_error *err)
{
	json_t *json;
	int status = sops__json_read(&json, text, err);

	if (status == 0)
		status = load(empty, json, err);
	json_decref(json);
	return status;
}
