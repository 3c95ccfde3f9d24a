/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "block_rows.h"

#include "row.h"

#include <sops/error.h>

#include <stdlib.h>

#define CHUNK ((size_t)64 << 10)

struct sops__chunk {
	struct sops__chunk *next;
	size_t used, size;
	char bytes[];
};

/* ---- what a row is ---- */

static void mark(bool *live, size_t offset, size_t size)
{
	for (size_t i = offset; i < offset + size; i++)
		live[i / sizeof(uint64_t)] = true;
}

bool sops__row_shape_make(struct sops__row_shape *shape, const struct sops_schema *schema,
	uint64_t roles, bool rates)
{
	bool live[SOPS__ROW_MOST / sizeof(uint64_t)] = { false };
	uint16_t where[SOPS__ROW_MOST / sizeof(uint64_t)];

	*shape = (struct sops__row_shape){ .size = schema->row_size };
	if (schema->row_size > SOPS__ROW_MOST || schema->row_size % sizeof(uint64_t))
		return false;
	if (schema->place)
		mark(live, schema->place, sizeof(uint64_t));
	if (schema->line)
		mark(live, schema->line, sizeof(uint64_t));
	for (size_t i = 0; i < schema->count; i++) {
		const struct sops_role *role = &schema->roles[i];

		/* The mark of an amount fills the currency's role, and rates may any amount's. */
		if (!((roles | schema->derived) & SOPS_ROLE(i)) && role->type != SOPS_CURRENCY &&
		    !(rates && role->type == SOPS_MONEY))
			continue;
		mark(live, role->offset, sops__row_size_of(role->type));
		if (role->type == SOPS_TEXT)
			shape->texts[shape->n_texts++] = (uint16_t)role->offset;
	}
	for (size_t i = 0; i < schema->row_size / sizeof(uint64_t); i++) {
		where[i] = (uint16_t)shape->n_words;
		if (live[i])
			shape->words[shape->n_words++] = (uint16_t)i;
	}
	for (size_t i = 0; i < shape->n_texts; i++)
		shape->texts[i] = where[shape->texts[i] / sizeof(uint64_t)];
	return true;
}

/* ---- rows ---- */

static char *room_for(struct sops__rows *rows, size_t len)
{
	struct sops__chunk *chunk = rows->chunks;

	if (!chunk || chunk->size - chunk->used < len) {
		size_t size = len > CHUNK ? len : CHUNK;

		chunk = malloc(sizeof(*chunk) + size);
		if (!chunk)
			return NULL;
		*chunk = (struct sops__chunk){ .next = rows->chunks, .size = size };
		rows->chunks = chunk;
	}
	chunk->used += len;
	return chunk->bytes + chunk->used - len;
}

/* A text that stands elsewhere is gone with the next row. */
static int keep_text(struct sops__rows *rows, void *field, struct sops_field bytes)
{
	struct sops_field text;
	char *at;

	memcpy(&text, field, sizeof(text));
	if (text.len == 0 || (text.at >= bytes.at && text.at < bytes.at + bytes.len))
		return 0;
	at = room_for(rows, text.len);
	if (!at)
		return SOPS_ESYSTEM;
	memcpy(at, text.at, text.len);
	text.at = at;
	memcpy(field, &text, sizeof(text));
	return 0;
}

static int grow(struct sops__rows *rows, const struct sops__row_shape *shape)
{
	size_t size = rows->size ? 2 * rows->size : 256;
	struct sops_field *keys = reallocarray(rows->keys, size, sizeof(*keys));
	uint64_t *words;

	if (!keys)
		return SOPS_ESYSTEM;
	rows->keys = keys;
	if (!rows->like)
		rows->like = malloc(shape->size);
	words = reallocarray(rows->words, size * shape->n_words + 1, sizeof(*words));
	if (words)
		rows->words = words;
	if (!words || !rows->like)
		return SOPS_ESYSTEM;
	rows->size = size;
	return 0;
}

int sops__rows_add(struct sops__rows *rows, const struct sops__row_shape *shape, const void *row,
	struct sops_field key, struct sops_field bytes)
{
	uint64_t *words;

	if (rows->count == rows->size && grow(rows, shape) < 0)
		return SOPS_ESYSTEM;
	if (rows->count == 0)
		memcpy(rows->like, row, shape->size);
	words = rows->words + rows->count * shape->n_words;
	for (size_t i = 0; i < shape->n_words; i++)
		memcpy(&words[i], (const char *)row + shape->words[i] * sizeof(*words),
			sizeof(*words));
	for (size_t i = 0; i < shape->n_texts; i++)
		if (keep_text(rows, words + shape->texts[i], bytes) < 0)
			return SOPS_ESYSTEM;
	if (keep_text(rows, &key, bytes) < 0)
		return SOPS_ESYSTEM;
	rows->keys[rows->count++] = key;
	return 0;
}

void sops__rows_prepare(void *to, const struct sops__rows *rows,
	const struct sops__row_shape *shape, size_t n)
{
	for (size_t i = 0; rows->count > 0 && i < n; i++)
		memcpy((char *)to + i * shape->size, rows->like, shape->size);
}

void sops__rows_get(void *to, const struct sops__rows *rows, const struct sops__row_shape *shape,
	size_t from, size_t n)
{
	const uint64_t *words = rows->words + from * shape->n_words;
	char *row = to;

	for (size_t k = 0; k < n; k++, row += shape->size)
		for (size_t i = 0; i < shape->n_words; i++, words++)
			memcpy(row + shape->words[i] * sizeof(*words), words, sizeof(*words));
}

void sops__rows_clear(struct sops__rows *rows)
{
	while (rows->chunks && rows->chunks->next) {
		struct sops__chunk *next = rows->chunks->next;

		free(rows->chunks);
		rows->chunks = next;
	}
	if (rows->chunks)
		rows->chunks->used = 0;
	rows->count = 0;
}

void sops__rows_release(struct sops__rows *rows)
{
	sops__rows_clear(rows);
	free(rows->chunks);
	free(rows->keys);
	free(rows->like);
	free(rows->words);
}
