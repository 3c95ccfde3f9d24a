/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "twins.h"

#include "state_private.h"
#include "texts.h"

#include <stdlib.h>

struct sops__twins {
	struct sops__texts ids, again;
	int64_t *more; /* by number in again: rows beyond the first */
	size_t size;   /* of more */
};

void sops__twins_free(struct sops__twins *twins)
{
	if (!twins)
		return;
	sops__texts_release(&twins->ids);
	sops__texts_release(&twins->again);
	free(twins->more);
	free(twins);
}

static int add_more(struct sops__twins *twins, struct sops_field id, int64_t rows,
	struct sops_error *err)
{
	uint32_t number;
	int status = sops__texts_add(&twins->again, id, &number, err);

	if (status < 0)
		return status;
	if (number >= twins->size) {
		size_t size = 2 * (size_t)number + 2;
		int64_t *more = reallocarray(twins->more, size, sizeof(*more));

		if (!more)
			return sops_error_memory(err);
		memset(more + twins->size, 0, (size - twins->size) * sizeof(*more));
		twins->more = more;
		twins->size = size;
	}
	if (__builtin_add_overflow(twins->more[number], rows, &twins->more[number]))
		return sops_error_set(err, SOPS_EINPUT, "overflow: too many records to count");
	return 0;
}

int sops__twins_add(struct sops__twins **at, struct sops_field id, int64_t rows,
	struct sops_error *err)
{
	size_t before;
	uint32_t number;
	int status;

	if (id.len == 0 || rows == 0)
		return 0;
	if (!*at)
		*at = calloc(1, sizeof(**at));
	if (!*at)
		return sops_error_memory(err);
	before = sops__texts_count(&(*at)->ids);
	status = sops__texts_add(&(*at)->ids, id, &number, err);
	rows -= sops__texts_count(&(*at)->ids) > before;
	return status < 0 || rows == 0 ? status : add_more(*at, id, rows, err);
}

/* Rows of the id beyond the first. */
static int64_t more_of(const struct sops__twins *twins, struct sops_field id)
{
	uint32_t number;

	return sops__texts_count(&twins->again) > 1 &&
		sops__texts_find(&twins->again, id, &number) ? twins->more[number] : 0;
}

int sops__twins_merge(struct sops__twins **into, const struct sops__twins *from,
	struct sops_error *err)
{
	int status = 0;

	for (size_t i = 1; from && status == 0 && i < sops__texts_count(&from->ids); i++) {
		struct sops_field id = sops__texts_at(&from->ids, (uint32_t)i);

		status = sops__twins_add(into, id, 1 + more_of(from, id), err);
	}
	return status;
}

int64_t sops__twins_count(const struct sops__twins *twins, struct sops_field *first)
{
	int64_t rows = 0;

	for (size_t i = 1; twins && i < sops__texts_count(&twins->again); i++) {
		struct sops_field id = sops__texts_at(&twins->again, (uint32_t)i);

		if (rows == 0 || sops_field_compare(id, *first) < 0)
			*first = id;
		rows += twins->more[i];
	}
	return rows;
}

static void release(const struct sops_state_field *field, void *at)
{
	(void)field;
	sops__twins_free(*(struct sops__twins **)at);
}

static int join(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	(void)field;
	return sops__twins_merge(into, *(struct sops__twins *const *)from, err);
}

static int take(const struct sops_state_field *field, void *into, void *from,
	struct sops_error *err)
{
	struct sops__twins **to = into, **of = from;

	if (*to)
		return join(field, into, from, err);
	*to = *of;
	*of = NULL;
	return 0;
}

static int by_text(const void *a, const void *b, void *twins)
{
	const struct sops__texts *ids = &((struct sops__twins *)twins)->ids;

	return sops_field_compare(sops__texts_at(ids, *(const uint32_t *)a),
		sops__texts_at(ids, *(const uint32_t *)b));
}

/* An id, or an id and its rows where these are several. */
static json_t *pack(const struct sops__twins *twins, struct sops_field id)
{
	int64_t more = more_of(twins, id);

	if (more == 0)
		return json_stringn(id.at, id.len);
	return json_pack("[s#, I]", id.at, (int)id.len, (json_int_t)more + 1);
}

/* By id. */
static json_t *save(const struct sops_state_field *field, const void *at)
{
	struct sops__twins *twins = *(struct sops__twins *const *)at;
	size_t count = twins ? sops__texts_count(&twins->ids) - 1 : 0;
	uint32_t *order = calloc(count + 1, sizeof(*order));
	json_t *json = order ? json_array() : NULL;

	(void)field;
	for (size_t i = 0; order && i < count; i++)
		order[i] = (uint32_t)i + 1;
	if (json && count > 0)
		qsort_r(order, count, sizeof(*order), by_text, twins);
	for (size_t i = 0; json && i < count; i++) {
		if (json_array_append_new(json, pack(twins, sops__texts_at(&twins->ids,
		    order[i]))) < 0) {
			json_decref(json);
			json = NULL;
		}
	}
	free(order);
	return json;
}

static int load_one(const struct sops_state_field *field, struct sops__twins **twins,
	const json_t *json, struct sops_error *err)
{
	const json_t *key = json_is_array(json) ? json_array_get(json, 0) : json;
	const struct sops_field id = { json_string_value(key), json_string_length(key) };
	const json_t *rows = json_is_array(json) ? json_array_get(json, 1) : NULL;

	if (id.len == 0 || (*twins && sops__texts_has(&(*twins)->ids, id)) ||
	    (rows && json_integer_value(rows) < 2) || (json_is_array(json) && !rows))
		return sops__state_refuse(field, err);
	return sops__twins_add(twins, id, rows ? json_integer_value(rows) : 1, err);
}

static int load(const struct sops_state_field *field, void *at, const json_t *json,
	struct sops_error *err)
{
	int status = json_is_array(json) ? 0 : sops__state_refuse(field, err);

	for (size_t i = 0; status == 0 && i < json_array_size(json); i++)
		status = load_one(field, at, json_array_get(json, i), err);
	return status;
}

const struct sops__kind sops__twins_kind = {
	.release = release, .merge = join, .take = take, .save = save, .load = load,
};
