/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state_numbers.c: members that are numbers: counts, the least and greatest of them, and values
 * with how often each was there. */
#include "state_private.h"

#include <stdlib.h>

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
	return sops__state_integer(field, at, json, err);
}

const struct sops__kind sops__count_kind = {
	.merge = count_merge, .save = count_save, .load = count_load,
};

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

const struct sops__kind sops__min_kind = {
	.init = min_init, .merge = min_merge, .save = count_save, .load = count_load,
};

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

const struct sops__kind sops__max_kind = {
	.init = max_init, .merge = max_merge, .save = count_save, .load = count_load,
};

/* Every count releases them all. */
static void rare_release(const struct sops_state_field *field, void *at)
{
	struct sops_rare *rare = at;

	(void)field;
	free(rare->counts);
	rare->counts = NULL;
}

int sops_rare_add(struct sops_rare *rare, size_t index, int64_t count, struct sops_error *err)
{
	if (count == 0)
		return 0;
	if (!rare->counts)
		rare->counts = calloc(SOPS_RARE_MOST, sizeof(*rare->counts));
	if (!rare->counts)
		return sops_error_memory(err);
	return count_merge(NULL, &rare->counts[index], &count, err);
}

static int rare_merge(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	return sops_rare_add(into, field->index, sops_rare_count(from, field->index), err);
}

static json_t *rare_save(const struct sops_state_field *field, const void *at)
{
	return json_integer(sops_rare_count(at, field->index));
}

static int rare_load(const struct sops_state_field *field, void *at, const json_t *json,
	struct sops_error *err)
{
	int64_t count = 0;
	int status = sops__state_integer(field, &count, json, err);

	return status < 0 ? status : sops_rare_add(at, field->index, count, err);
}

const struct sops__kind sops__rare_kind = {
	.release = rare_release, .merge = rare_merge, .save = rare_save, .load = rare_load,
};

static void tally_release(const struct sops_state_field *field, void *at)
{
	(void)field;
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
		return sops__state_refuse(field, err);
	for (size_t i = 0; i < len; i += 2) {
		int64_t value = 0, count = 0;
		int status = sops__state_integer(field, &value, json_array_get(json, i), err);

		if (status == 0)
			status = sops__state_integer(field, &count, json_array_get(json, i + 1),
				err);
		if (status == 0)
			status = count > 0 ? sops_tally_add(at, value, count, err)
					   : sops__state_refuse(field, err);
		if (status < 0)
			return status;
	}
	return 0;
}

const struct sops__kind sops__tally_kind = {
	.release = tally_release, .merge = tally_merge, .save = tally_save, .load = tally_load,
};
