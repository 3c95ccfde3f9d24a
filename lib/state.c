/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/state.h>

#include "state_private.h"

#include <sops/group.h>

#include <inttypes.h>
#include <stdlib.h>

/* What a kind of member does; a kind that leaves init out is empty as zero bytes. */
struct kind {
	int (*init)(const struct sops_state_field *field, void *at, struct sops_error *err);
	void (*release)(void *at);
	int (*merge)(const struct sops_state_field *field, void *into, const void *from,
		struct sops_error *err);
	json_t *(*save)(const struct sops_state_field *field, const void *at);
	int (*load)(const struct sops_state_field *field, void *at, const json_t *json,
		struct sops_error *err);
};

static int refuse(const struct sops_state_field *field, struct sops_error *err)
{
	return sops_error_set(err, SOPS_EINPUT, "not a saved state: \"%s\"", field->name);
}

static int load_integer(const struct sops_state_field *field, int64_t *out, const json_t *json,
	struct sops_error *err)
{
	if (!json_is_integer(json))
		return refuse(field, err);
	*out = json_integer_value(json);
	return 0;
}

static int count_merge(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	int64_t *count = into;

	(void)field;
	if (__builtin_add_overflow(*count, *(const int64_t *)from, count))
		return sops_error_set(err, SOPS_EINPUT, "overflow: too many records to count");
	return 0;
}

static json_t *count_save(const struct sops_state_field *field, const void *at)
{
	(void)field;
	return json_integer(*(const int64_t *)at);
}

static int count_load(const struct sops_state_field *field, void *at, const json_t *json,
	struct sops_error *err)
{
	return load_integer(field, at, json, err);
}

static int min_init(const struct sops_state_field *field, void *at, struct sops_error *err)
{
	(void)field, (void)err;
	*(int64_t *)at = INT64_MAX;
	return 0;
}

static int min_merge(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	(void)field, (void)err;
	if (*(const int64_t *)from < *(int64_t *)into)
		*(int64_t *)into = *(const int64_t *)from;
	return 0;
}

static int max_init(const struct sops_state_field *field, void *at, struct sops_error *err)
{
	(void)field, (void)err;
	*(int64_t *)at = INT64_MIN;
	return 0;
}

static int max_merge(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	(void)field, (void)err;
	if (*(const int64_t *)from > *(int64_t *)into)
		*(int64_t *)into = *(const int64_t *)from;
	return 0;
}

static int sum_init(const struct sops_state_field *field, void *at, struct sops_error *err)
{
	(void)field, (void)err;
	sops_sum_init(at);
	return 0;
}

static int sum_merge(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	(void)field;
	return sops_sum_merge(into, from, err);
}

static json_t *sum_save(const struct sops_state_field *field, const void *at)
{
	const struct sops_sum *sum = at;
	char total[SOPS_MONEY_TEXT];

	(void)field;
	sops_money_format(total, sum->total);
	return json_pack("[s, I, s, I]", total, (json_int_t)sum->n, sum->currency.code,
		(json_int_t)sum->unsaid);
}

static int sum_load(const struct sops_state_field *field, void *at, const json_t *json,
	struct sops_error *err)
{
	struct sops_sum *sum = at;
	const char *total, *currency;
	json_int_t n, unsaid;

	if (json_unpack((json_t *)json, "[s, I, s, I!]", &total, &n, &currency, &unsaid) < 0 ||
	    unsaid < 0 || n < unsaid ||
	    strlen(currency) >= sizeof(sum->currency.code) ||
	    sops_money_parse(&sum->total, NULL, sops_field_of(total), SOPS_DECIMAL_POINT, NULL) < 0)
		return refuse(field, err);
	sum->n = n;
	sum->unsaid = unsaid;
	memcpy(sum->currency.code, currency, strlen(currency) + 1);
	return 0;
}

static void tally_release(void *at)
{
	sops_tally_release(at);
}

static int tally_merge(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	(void)field;
	return sops_tally_merge(into, from, err);
}

static json_t *tally_save(const struct sops_state_field *field, const void *at)
{
	const struct sops_tally *tally = at;
	json_t *pairs = json_array();

	(void)field;
	for (size_t i = 0; i < tally->len; i++) {
		if (json_array_append_new(pairs, json_integer(tally->entries[i].value)) < 0 ||
		    json_array_append_new(pairs, json_integer(tally->entries[i].count)) < 0) {
			json_decref(pairs);
			return NULL;
		}
	}
	return pairs;
}

static int tally_load(const struct sops_state_field *field, void *at, const json_t *json,
	struct sops_error *err)
{
	size_t len = json_array_size(json);

	if (!json_is_array(json) || len % 2)
		return refuse(field, err);
	for (size_t i = 0; i < len; i += 2) {
		int64_t value = 0, count = 0;
		int status = load_integer(field, &value, json_array_get(json, i), err);

		if (status == 0)
			status = load_integer(field, &count, json_array_get(json, i + 1), err);
		if (status == 0)
			status = count > 0 ? sops_tally_add(at, value, count, err)
					   : refuse(field, err);
		if (status < 0)
			return status;
	}
	return 0;
}

static int group_init(const struct sops_state_field *field, void *at, struct sops_error *err)
{
	return sops_group_new(at, field->of, err);
}

static void group_release(void *at)
{
	sops_group_free(*(struct sops_group **)at);
}

static int group_merge(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	return sops__group_merge(field->of, *(struct sops_group **)into,
		*(struct sops_group *const *)from, err);
}

static json_t *group_save(const struct sops_state_field *field, const void *at)
{
	return sops__group_save(field->of, *(struct sops_group *const *)at);
}

static int group_load(const struct sops_state_field *field, void *at, const json_t *json,
	struct sops_error *err)
{
	return sops__group_load(field->of, *(struct sops_group **)at, json, err);
}

static const struct kind kinds[] = {
	[SOPS_STATE_COUNT] = { .merge = count_merge, .save = count_save, .load = count_load },
	[SOPS_STATE_MIN] = { .init = min_init, .merge = min_merge, .save = count_save,
		.load = count_load },
	[SOPS_STATE_MAX] = { .init = max_init, .merge = max_merge, .save = count_save,
		.load = count_load },
	[SOPS_STATE_SUM] = { .init = sum_init, .merge = sum_merge, .save = sum_save,
		.load = sum_load },
	[SOPS_STATE_TALLY] = { .release = tally_release, .merge = tally_merge, .save = tally_save,
		.load = tally_load },
	[SOPS_STATE_GROUP] = { .init = group_init, .release = group_release, .merge = group_merge,
		.save = group_save, .load = group_load },
};

int sops_state_init(const struct sops_state *state, void *at, struct sops_error *err)
{
	memset(at, 0, state->size);
	for (const struct sops_state_field *field = state->fields; field->name; field++) {
		if (kinds[field->kind].init &&
		    kinds[field->kind].init(field, (char *)at + field->offset, err) < 0) {
			sops_state_release(state, at);
			return SOPS_ESYSTEM;
		}
	}
	return 0;
}

void sops_state_release(const struct sops_state *state, void *at)
{
	for (const struct sops_state_field *field = state->fields; field->name; field++)
		if (kinds[field->kind].release)
			kinds[field->kind].release((char *)at + field->offset);
}

int sops_state_merge(const struct sops_state *state, void *into, const void *from,
	struct sops_error *err)
{
	for (const struct sops_state_field *field = state->fields; field->name; field++) {
		int status = kinds[field->kind].merge(field, (char *)into + field->offset,
			(const char *)from + field->offset, err);

		if (status < 0)
			return status;
	}
	return 0;
}

static bool group_assumes(const struct sops_state *of, const struct sops_group *group,
	struct sops_currency *assumed)
{
	struct sops_group_entry *entries;
	bool found = false;

	if (sops_group_all(group, &entries, NULL) < 0)
		return false;
	for (size_t i = 0; !found && i < sops_group_count(group); i++)
		found = sops__state_assumes(of, entries[i].state, assumed);
	free(entries);
	return found;
}

bool sops__state_assumes(const struct sops_state *state, const void *at,
	struct sops_currency *assumed)
{
	for (const struct sops_state_field *field = state->fields; field->name; field++) {
		const void *member = (const char *)at + field->offset;
		const struct sops_sum *sum = member;

		if (field->kind == SOPS_STATE_SUM && sum->unsaid > 0 && sum->currency.code[0]) {
			*assumed = sum->currency;
			return true;
		}
		if (field->kind == SOPS_STATE_GROUP &&
		    group_assumes(field->of, *(struct sops_group *const *)member, assumed))
			return true;
	}
	return false;
}

int sops__state_take(const struct sops_state *state, void *into, void *from,
	struct sops_error *err)
{
	int status = 0;

	for (const struct sops_state_field *field = state->fields; status == 0 && field->name;
	     field++) {
		void *to = (char *)into + field->offset, *of = (char *)from + field->offset;

		if (field->kind == SOPS_STATE_GROUP)
			status = sops__group_take(
				*(struct sops_group **)to, *(struct sops_group **)of, err);
		else
			status = kinds[field->kind].merge(field, to, of, err);
	}
	return status;
}

json_t *sops__state_save(const struct sops_state *state, const void *at)
{
	json_t *json = json_object();

	for (const struct sops_state_field *field = state->fields; json && field->name; field++) {
		json_t *value = kinds[field->kind].save(field, (const char *)at + field->offset);

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
		int status = value
			? kinds[field->kind].load(field, (char *)at + field->offset, value, err)
			: refuse(field, err);

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
