/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state_kinds.c: what each kind of member does. A new kind is an entry of the table at the end. */
#include "state_private.h"

#include <stdlib.h>

int sops__state_refuse(const struct sops_state_field *field, struct sops_error *err)
{
	return sops_error_set(err, SOPS_EINPUT, "not a saved state: \"%s\"", field->name);
}

static int load_integer(const struct sops_state_field *field, int64_t *out, const json_t *json,
	struct sops_error *err)
{
	if (!json_is_integer(json))
		return sops__state_refuse(field, err);
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
		return sops__state_refuse(field, err);
	sum->n = n;
	sum->unsaid = unsaid;
	memcpy(sum->currency.code, currency, strlen(currency) + 1);
	return 0;
}

static int money_init(const struct sops_state_field *field, void *at, struct sops_error *err)
{
	(void)field, (void)err;
	*(struct sops_money *)at = SOPS_MONEY_BLANK;
	return 0;
}

/* A blank comes after every amount. */
static int least_merge(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	struct sops_money *least = into;
	const struct sops_money *other = from;

	(void)field, (void)err;
	if (sops_money_compare(*other, *least) < 0)
		*least = *other;
	return 0;
}

static int most_merge(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	struct sops_money *most = into;
	const struct sops_money *other = from;

	(void)field, (void)err;
	if (!sops_money_blank(*other) &&
	    (sops_money_blank(*most) || sops_money_compare(*other, *most) > 0))
		*most = *other;
	return 0;
}

static json_t *money_save(const struct sops_state_field *field, const void *at)
{
	char text[SOPS_MONEY_TEXT];

	(void)field;
	sops_money_format(text, *(const struct sops_money *)at);
	return json_string(text);
}

static int money_load(const struct sops_state_field *field, void *at, const json_t *json,
	struct sops_error *err)
{
	struct sops_field text = { json_string_value(json), json_string_length(json) };

	if (!json_is_string(json) || (text.len > 0 &&
	    sops_money_parse(at, NULL, text, SOPS_DECIMAL_POINT, NULL) < 0))
		return sops__state_refuse(field, err);
	return 0;
}

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
		int status = load_integer(field, &value, json_array_get(json, i), err);

		if (status == 0)
			status = load_integer(field, &count, json_array_get(json, i + 1), err);
		if (status == 0)
			status = count > 0 ? sops_tally_add(at, value, count, err)
					   : sops__state_refuse(field, err);
		if (status < 0)
			return status;
	}
	return 0;
}

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

static void short_sum_release(const struct sops_state_field *field, void *at)
{
	(void)field;
	sops_short_sum_release(at);
}

static int short_sum_merge(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	(void)field;
	return sops_short_sum_merge(into, from, err);
}

static json_t *short_sum_save(const struct sops_state_field *field, const void *at)
{
	const struct sops_sum sum = sops_short_sum_get(at);

	return sum_save(field, &sum);
}

static int short_sum_load(const struct sops_state_field *field, void *at, const json_t *json,
	struct sops_error *err)
{
	struct sops_sum sum = { .n = 0 };
	int status = sum_load(field, &sum, json, err);

	return status < 0 ? status : sops_short_sum_set(at, &sum, err);
}

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
	int status = load_integer(field, &count, json, err);

	return status < 0 ? status : sops_rare_add(at, field->index, count, err);
}

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

static bool sum_assumes(const struct sops_state_field *field, const void *at,
	struct sops_currency *assumed)
{
	const struct sops_sum *sum = at;

	(void)field;
	*assumed = sum->currency;
	return sum->unsaid > 0 && sum->currency.code[0];
}

static bool short_sum_assumes(const struct sops_state_field *field, const void *at,
	struct sops_currency *assumed)
{
	const struct sops_short_sum *small = at;
	struct sops_sum sum;

	/* Where all amounts name a currency or none does, nothing is assumed. */
	if (small->scale != SOPS_SHORT_SUM_ELSEWHERE && !(small->unsaid && small->code[0]))
		return false;
	sum = sops_short_sum_get(small);
	return sum_assumes(field, &sum, assumed);
}

static bool group_assumes(const struct sops_state_field *field, const void *at,
	struct sops_currency *assumed)
{
	const struct sops_group *group = *(struct sops_group *const *)at;
	struct sops_group_cursor cursor = { NULL, 0 };
	const void *state;

	while ((state = sops_group_next(group, &cursor)) != NULL)
		if (sops__state_assumes(field->of, state, assumed))
			return true;
	return false;
}

static bool only_assumes(const struct sops_state_field *field, const void *at,
	struct sops_currency *assumed)
{
	return sops__state_assumes(field->of, at, assumed);
}

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

const struct sops__kind sops__kinds[] = {
	[SOPS_STATE_COUNT] = { .merge = count_merge, .save = count_save, .load = count_load },
	[SOPS_STATE_MIN] = { .init = min_init, .merge = min_merge, .save = count_save,
		.load = count_load },
	[SOPS_STATE_MAX] = { .init = max_init, .merge = max_merge, .save = count_save,
		.load = count_load },
	[SOPS_STATE_SUM] = { .merge = sum_merge, .save = sum_save,
		.load = sum_load, .assumes = sum_assumes },
	[SOPS_STATE_TALLY] = { .release = tally_release, .merge = tally_merge, .save = tally_save,
		.load = tally_load },
	[SOPS_STATE_GROUP] = { .init = group_init, .release = group_release, .merge = group_merge,
		.save = group_save, .load = group_load, .assumes = group_assumes },
	[SOPS_STATE_SHORT_SUM] = { .release = short_sum_release, .merge = short_sum_merge,
		.save = short_sum_save, .load = short_sum_load, .assumes = short_sum_assumes },
	[SOPS_STATE_RARE] = { .release = rare_release, .merge = rare_merge, .save = rare_save,
		.load = rare_load },
	[SOPS_STATE_ONLY] = { .release = only_release, .merge = only_merge, .save = only_save,
		.load = only_load, .assumes = only_assumes },
	[SOPS_STATE_OBJECT] = { .release = object_release, .merge = object_merge,
		.save = object_save, .load = object_load },
	[SOPS_STATE_VISITS] = { .release = sops__visits_release, .merge = sops__visits_join,
		.save = sops__visits_save, .load = sops__visits_load },
	[SOPS_STATE_LEAST] = { .init = money_init, .merge = least_merge, .save = money_save,
		.load = money_load },
	[SOPS_STATE_MOST] = { .init = money_init, .merge = most_merge, .save = money_save,
		.load = money_load },
	[SOPS_STATE_TWINS] = { .release = sops__twins_release, .merge = sops__twins_join,
		.save = sops__twins_save, .load = sops__twins_load },
};
