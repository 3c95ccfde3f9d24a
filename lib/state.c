/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/state.h>

#include "state_private.h"

#include <sops/group.h>

#include <inttypes.h>
#include <stdlib.h>

/* Whether the state goes on to the member. */
static bool keeps(const struct sops_state *state, const struct sops_state_field *field)
{
	return field->offset < state->size;
}

int sops_state_init(const struct sops_state *state, void *at, struct sops_error *err)
{
	memset(at, 0, state->size);
	for (const struct sops_state_field *field = state->fields; field->name; field++) {
		const struct sops__kind *kind = sops__kinds[field->kind];

		if (kind->init && keeps(state, field) &&
		    kind->init(field, (char *)at + field->offset, err) < 0) {
			sops_state_release(state, at);
			return SOPS_ESYSTEM;
		}
	}
	return 0;
}

void sops_state_release(const struct sops_state *state, void *at)
{
	for (const struct sops_state_field *field = state->fields; field->name; field++) {
		const struct sops__kind *kind = sops__kinds[field->kind];

		if (kind->release && keeps(state, field))
			kind->release(field, (char *)at + field->offset);
	}
}

int sops_state_merge(const struct sops_state *state, void *into, const void *from,
	struct sops_error *err)
{
	for (const struct sops_state_field *field = state->fields; field->name; field++) {
		int status = !keeps(state, field) ? 0 :
			sops__kinds[field->kind]->merge(field, (char *)into + field->offset,
				(const char *)from + field->offset, err);

		if (status < 0)
			return status;
	}
	return 0;
}

void sops__state_assume(const struct sops_state *state, const void *at,
	struct sops__assumed *all)
{
	for (const struct sops_state_field *field = state->fields; field->name; field++) {
		const struct sops__kind *kind = sops__kinds[field->kind];

		if (keeps(state, field) && kind->assume)
			kind->assume(field, (const char *)at + field->offset, all);
	}
}

int sops__state_take(const struct sops_state *state, void *into, void *from,
	struct sops_error *err)
{
	int status = 0;

	for (const struct sops_state_field *field = state->fields; status == 0 && field->name;
	     field++) {
		const struct sops__kind *kind = sops__kinds[field->kind];
		void *to = (char *)into + field->offset, *of = (char *)from + field->offset;

		if (keeps(state, field))
			status = kind->take ? kind->take(field, to, of, err)
					    : kind->merge(field, to, of, err);
	}
	return status;
}

/* What a member is saved as that is not kept. */
static json_t *save_empty(const struct sops_state_field *field)
{
	const struct sops__kind *kind = sops__kinds[field->kind];
	_Alignas(max_align_t) char empty[sizeof(struct sops_sum)] = { 0 };

	_Static_assert(sizeof(empty) >= sizeof(struct sops_tally), "room for any kind");
	if (field->kind == SOPS_STATE_GROUP)
		return json_array();
	if (kind->init && kind->init(field, empty, NULL) < 0)
		return NULL;
	return kind->save(field, empty);
}

json_t *sops__state_save(const struct sops_state *state, const void *at)
{
	json_t *json = json_object();

	for (const struct sops_state_field *field = state->fields; json && field->name; field++) {
		json_t *value = !keeps(state, field) ? save_empty(field) :
			sops__kinds[field->kind]->save(field, (const char *)at + field->offset);

		if (json_object_set_new(json, field->name, value) < 0) {
			json_decref(json);
			return NULL;
		}
	}
	return json;
}

int sops__state_load(const struct sops_state *state, void *at, const json_t *json,
	struct sops_error *err)
{
	for (const struct sops_state_field *field = state->fields; field->name; field++) {
		const json_t *value = json_object_get(json, field->name);
		char *member = (char *)at + field->offset;
		int status = 0;

		if (!value)
			status = sops__state_refuse(field, err);
		else if (keeps(state, field))
			status = sops__kinds[field->kind]->load(field, member, value, err);
		if (status < 0)
			return status;
	}
	return 0;
}

int sops__group_merge(const struct sops_state *of, struct sops_group *into,
	const struct sops_group *from, struct sops_error *err)
{
	struct sops_group_entry *entries;
	int status = sops_group_sorted(from, &entries, err);

	for (size_t i = 0; status == 0 && i < sops_group_count(from); i++) {
		void *state;

		status = sops_group_at(into, entries[i].key, &state, err);
		if (status == 0)
			status = sops_state_merge(of, state, entries[i].state, err);
	}
	free(entries);
	return status;
}

/* An array of [key, state], by key: keys hold NUL bytes, which object keys of JSON cannot. */
json_t *sops__group_save(const struct sops_state *of, const struct sops_group *group)
{
	struct sops_group_entry *entries;
	json_t *json = json_array();
	int status = json ? sops_group_sorted(group, &entries, NULL) : SOPS_ESYSTEM;

	if (status < 0) {
		json_decref(json);
		return NULL;
	}
	for (size_t i = 0; status == 0 && i < sops_group_count(group); i++) {
		json_t *pair = json_array();

		json_array_append_new(pair, json_stringn(entries[i].key.at, entries[i].key.len));
		json_array_append_new(pair, sops__state_save(of, entries[i].state));
		if (json_array_size(pair) != 2 || json_array_append(json, pair) < 0)
			status = SOPS_ESYSTEM;
		json_decref(pair);
	}
	free(entries);
	if (status < 0) {
		json_decref(json);
		return NULL;
	}
	return json;
}

int sops__group_load(const struct sops_state *of, struct sops_group *group, const json_t *json,
	struct sops_error *err)
{
	for (size_t i = 0; i < json_array_size(json); i++) {
		const json_t *pair = json_array_get(json, i), *key = json_array_get(pair, 0);
		struct sops_field bytes = { json_string_value(key), json_string_length(key) };
		void *state;
		int status;

		if (!bytes.at || sops_group_find(group, bytes))
			return sops_error_set(
				err, SOPS_EINPUT, "not a saved state: a key of a group");
		status = sops_group_at(group, bytes, &state, err);
		if (status == 0)
			status = sops__state_load(of, state, json_array_get(pair, 1), err);
		if (status < 0)
			return status;
	}
	return json_is_array(json) ? 0 :
		sops_error_set(err, SOPS_EINPUT, "not a saved state: a group");
}

static int append_bytes(const char *bytes, size_t len, void *out)
{
	return sops_buffer_add(out, bytes, len);
}

int sops__json_write(const json_t *json, struct sops_buffer *out, struct sops_error *err)
{
	if (json &&
		json_dump_callback(json, append_bytes, out, SOPS__JSON) == 0)
		return 0;
	return out->failed ? sops_buffer_check(out, err) : sops_error_memory(err);
}

int sops__json_read(json_t **out, struct sops_field text, struct sops_error *err)
{
	json_error_t why;

	*out = json_loadb(text.at, text.len, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &why);
	if (!*out && (!why.text[0] || sops__json_memory(&why)))
		return sops_error_memory(err);
	if (!*out)
		return sops_error_set(err, SOPS_EINPUT, "not a saved state: %s (character %d)",
			why.text, why.position);
	return 0;
}

int sops_state_save(const struct sops_state *state, const void *at, struct sops_buffer *out,
	struct sops_error *err)
{
	json_t *json = sops__state_save(state, at);
	int status = sops__json_write(json, out, err);

	json_decref(json);
	return status;
}

int sops_state_load(const struct sops_state *state, void *at, struct sops_field text,
	struct sops_error *err)
{
	json_t *json;
	int status = sops__json_read(&json, text, err);

	if (status == 0)
		status = sops__state_load(state, at, json, err);
	json_decref(json);
	return status;
}
