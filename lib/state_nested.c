/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state_nested.c: members that hold others: a state by key, one state alone, an object. */
#include "state_private.h"

static int group_init(const struct sops_state_field *field, void *at, struct sops_error *err)
{
	return sops_group_new(at, field->of, err);
}

static void group_release(const struct sops_state_field *field, void *at)
{
	(void)field;
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

static int group_take(const struct sops_state_field *field, void *into, void *from,
	struct sops_error *err)
{
	(void)field;
	return sops__group_take(*(struct sops_group **)into, *(struct sops_group **)from, err);
}

static void group_assume(const struct sops_state_field *field, const void *at,
	struct sops__assumed *all)
{
	const struct sops_group *group = *(struct sops_group *const *)at;
	struct sops_group_cursor cursor = { NULL, 0 };
	const void *state;

	while ((state = sops_group_next(group, &cursor)) != NULL)
		sops__state_assume(field->of, state, all);
}

const struct sops__kind sops__group_kind = {
	.init = group_init, .release = group_release, .merge = group_merge, .take = group_take,
	.save = group_save, .load = group_load, .assume = group_assume,
};

static void only_release(const struct sops_state_field *field, void *at)
{
	sops_state_release(field->of, at);
}

static int only_merge(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	return sops_state_merge(field->of, into, from, err);
}

static bool all_zero(const char *bytes, size_t size)
{
	return size == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0);
}

static json_t *only_save(const struct sops_state_field *field, const void *at)
{
	char number[SOPS_GROUP_NUMBER];

	if (all_zero(at, field->of->size))
		return json_array();
	sops_group_number(number, 0);
	return json_pack("[[s, o]]", number, sops__state_save(field->of, at));
}

static int only_load(const struct sops_state_field *field, void *at, const json_t *json,
	struct sops_error *err)
{
	const json_t *pair = json_array_get(json, 0);
	const char *key = json_string_value(json_array_get(pair, 0));
	char number[SOPS_GROUP_NUMBER];

	sops_group_number(number, 0);
	if (!json_is_array(json) || json_array_size(json) > 1 ||
	    (pair && (!key || strcmp(key, number) != 0)))
		return sops__state_refuse(field, err);
	return pair ? sops__state_load(field->of, at, json_array_get(pair, 1), err) : 0;
}

static void only_assume(const struct sops_state_field *field, const void *at,
	struct sops__assumed *all)
{
	sops__state_assume(field->of, at, all);
}

const struct sops__kind sops__only_kind = {
	.release = only_release, .merge = only_merge, .save = only_save, .load = only_load,
	.assume = only_assume,
};

static void object_release(const struct sops_state_field *field, void *at)
{
	void **object = at;

	if (*object)
		field->object->free(field->object, *object);
}

static int object_merge(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	void *const *other = from;

	return *other ? field->object->merge(field->object, into, *other, err) : 0;
}

int sops__object_take(const struct sops_object *object, void **into, void **from,
	struct sops_error *err)
{
	if (!*from)
		return 0;
	if (*into)
		return object->take ? object->take(object, into, *from, err)
			: object->merge(object, into, *from, err);
	*into = *from;
	*from = NULL;
	return 0;
}

static int object_take(const struct sops_state_field *field, void *into, void *from,
	struct sops_error *err)
{
	return sops__object_take(field->object, into, from, err);
}

static json_t *object_save(const struct sops_state_field *field, const void *at)
{
	void *const *object = at;
	struct sops_buffer text = SOPS_BUFFER_INIT;
	json_t *json = NULL;

	if (!*object)
		return json_null();
	if (field->object->save(field->object, *object, &text, NULL) == 0)
		json = json_stringn(text.at, text.len);
	sops_buffer_release(&text);
	return json;
}

static int object_load(const struct sops_state_field *field, void *at, const json_t *json,
	struct sops_error *err)
{
	const struct sops_field text = { json_string_value(json), json_string_length(json) };

	if (json_is_null(json))
		return 0;
	if (!text.at)
		return sops__state_refuse(field, err);
	return field->object->load(field->object, at, text, err);
}

const struct sops__kind sops__object_kind = {
	.release = object_release, .merge = object_merge, .take = object_take,
	.save = object_save, .load = object_load,
};
