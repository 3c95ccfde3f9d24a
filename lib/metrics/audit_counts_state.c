/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_counts_state.c: how often each text occurs, saved and loaded. */
#include "audit_counts.h"

#include "../state_private.h"

#include <stdlib.h>

static int by_text(const void *left, const void *right)
{
	const struct sops__entry *a = left, *b = right;

	return sops_field_compare(a->text, b->text);
}

/* Of what is united, in order, so that the same counts are the same text; to be freed. */
static struct sops__entry *sort(const struct sops__counts *counts)
{
	struct sops__entry *all = calloc(counts->united + 1, sizeof(*all));
	struct sops__pile_cursor cursor = { .slots = NULL };
	size_t n = 0;
	uint64_t hash, place;

	while (all && sops__pile_next(&counts->older, &cursor, &hash, &place))
		all[n++] = sops__pieces_at(&counts->older.pieces, place);
	if (all && n > 1)
		qsort(all, n, sizeof(*all), by_text);
	return all;
}

static json_t *list(const struct sops__counts *counts)
{
	struct sops__entry *all = sort(counts);
	json_t *json = all ? json_array() : NULL;

	for (size_t i = 0; json && i < counts->united; i++) {
		if (json_array_append_new(json, json_pack("[s%, I]", all[i].text.at,
				all[i].text.len, (json_int_t)sops__counts_of(all[i]))) < 0) {
			json_decref(json);
			json = NULL;
		}
	}
	free(all);
	return json;
}

/* What is saved goes on being added to: so it is another one that is united. */
int sops__counts_save(const struct sops_object *self, const void *object,
	struct sops_buffer *out, struct sops_error *err)
{
	void *united = NULL;
	json_t *json = NULL;
	int status = sops__counts_merge(self, &united, object, err);

	if (status == 0)
		status = sops__counts_unite(united, err);
	if (status == 0) {
		json = list(united);
		status = sops__json_write(json, out, err);
	}
	json_decref(json);
	if (united)
		sops__keep_counts.free(self, united);
	return status;
}

static int refuse(struct sops_error *err)
{
	return sops_error_set(err, SOPS_EINPUT, "not a saved state: counts of texts");
}

static int load_one(struct sops__counts *counts, json_t *json, struct sops_error *err)
{
	struct sops_field text;
	json_int_t count;

	if (json_unpack(json, "[s%, I!]", &text.at, &text.len, &count) < 0 || count < 1)
		return refuse(err);
	return sops__counts_add(counts, text, count, err);
}

/* Each text is there once. */
int sops__counts_load(const struct sops_object *self, void **out, struct sops_field text,
	struct sops_error *err)
{
	json_t *json = NULL;
	struct sops__counts *counts;
	int status = sops__counts_make(out, err);

	(void)self;
	if (status == 0)
		status = sops__json_read(&json, text, err);
	if (status == 0 && !json_is_array(json))
		status = refuse(err);
	counts = *out;
	for (size_t i = 0; status == 0 && i < json_array_size(json); i++)
		status = load_one(counts, json_array_get(json, i), err);
	if (status == 0)
		status = sops__counts_unite(counts, err);
	if (status == 0 && counts->united < json_array_size(json))
		status = refuse(err);
	json_decref(json);
	return status;
}
