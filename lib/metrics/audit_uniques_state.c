/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_uniques_state.c: values that only one record may have, saved and loaded. */
#include "audit_joined.h"
#include "audit_uniques.h"

#include "../state_private.h"

#include <sops/rules.h>

#include <stdlib.h>

static bool is_joined(const struct sops_object *self)
{
	return ((const struct sops_rule *)self->config)->check != SOPS_CHECK_UNIQUE;
}

static json_t *save_one(const struct sops__unique *one, bool joined, struct sops_buffer *cells)
{
	struct sops_field value = joined ? sops__joined_cells(cells, one->value, "") : one->value;

	return cells->failed ? NULL : json_pack("[I, I, I, s%, s%]", (json_int_t)one->at.byte,
		(json_int_t)one->at.line, (json_int_t)one->at.record,
		one->key.at ? one->key.at : "", one->key.len, value.at, value.len);
}

/* In the order of the file, so that the same records are the same text. */
static json_t *save_list(const struct sops__uniques *uniques, bool firsts, bool joined)
{
	struct sops_buffer cells = SOPS_BUFFER_INIT;
	struct sops__agains list;
	json_t *all = sops__uniques_list(&list, uniques, firsts, NULL) < 0 ? NULL : json_array();

	for (size_t i = 0; all && i < list.count; i++) {
		if (json_array_append_new(all, save_one(&list.all[i].one, joined, &cells)) < 0) {
			json_decref(all);
			all = NULL;
		}
	}
	sops_buffer_release(&cells);
	free(list.all);
	return all;
}

int sops__uniques_save(const struct sops_object *self, const void *object,
	struct sops_buffer *out, struct sops_error *err)
{
	bool joined = is_joined(self);
	json_t *json = json_pack("[o, o]", save_list(object, true, joined),
		save_list(object, false, joined));
	int status = sops__json_write(json, out, err);

	json_decref(json);
	return status;
}

static int refuse(struct sops_error *err)
{
	return sops_error_set(err, SOPS_EINPUT, "not a saved state: values that occur once");
}

static int load_one(struct sops__uniques *uniques, json_t *json, struct sops_buffer *value,
	struct sops_error *err)
{
	json_int_t byte, line, record;
	struct sops_field key, cells;
	struct sops__unique_packed at;

	if (json_unpack(json, "[I, I, I, s%, s%!]", &byte, &line, &record, &key.at, &key.len,
			&cells.at, &cells.len) < 0 ||
	    byte < 0 || line < 0 || record < 0 || cells.len == 0)
		return refuse(err);
	if (value)
		cells = sops__joined_of(value, cells);
	if (value && value->failed)
		return sops_error_memory(err);
	sops__uniques_pack(&at, &(struct sops__unique_place){ (uint64_t)byte, (uint64_t)line,
		(uint64_t)record });
	return sops__uniques_add(uniques, &at, key, cells, NULL, err);
}

static int count_value(void *count, const struct sops__pile *pile, const uint64_t *places,
	size_t n, struct sops_error *err)
{
	(void)pile, (void)places, (void)n, (void)err;
	++*(size_t *)count;
	return 0;
}

/* values: how many different ones there are then. */
static int load_list(struct sops__uniques *uniques, const json_t *list, bool joined,
	size_t values, struct sops_error *err)
{
	struct sops_buffer value = SOPS_BUFFER_INIT;
	size_t count = 0;
	int status = 0;

	for (size_t i = 0; status == 0 && i < json_array_size(list); i++)
		status = load_one(uniques, json_array_get(list, i), joined ? &value : NULL, err);
	sops_buffer_release(&value);
	for (size_t i = 0; status == 0 && i < SOPS__PILE_PARTS; i++)
		status = sops__pile_each(&uniques->values, i, false, count_value, &count, err);
	return status == 0 && count != values ? refuse(err) : status;
}

int sops__uniques_load(const struct sops_object *self, void **out, struct sops_field text,
	struct sops_error *err)
{
	bool joined = is_joined(self);
	json_t *json, *firsts, *others;
	int status = sops__uniques_make(out, err);

	if (status < 0)
		return status;
	status = sops__json_read(&json, text, err);
	if (status < 0)
		return status;
	if (json_unpack(json, "[o, o!]", &firsts, &others) < 0)
		status = refuse(err);
	if (status == 0)
		status = load_list(*out, firsts, joined, json_array_size(firsts), err);
	if (status == 0)
		status = load_list(*out, others, joined, json_array_size(firsts), err);
	json_decref(json);
	return status;
}
