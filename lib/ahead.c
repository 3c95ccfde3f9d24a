/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahead.h"

#include <stdint.h>
#include <stdlib.h>

#define LARGEST ((size_t)256 << 10) /* block, unless a record needs more */

struct sops_ahead_record {
	struct sops_record record;
	struct sops_field line;
	size_t raw;   /* of its bytes those without the line end */
	size_t size;  /* of all of it: behind it is the next one */
	size_t bytes; /* that it counts as */
	struct sops_field fields[]; /* then the line; then the bytes of fields, if others */
};

struct sops_ahead_block {
	struct sops_ahead_block *next;
	size_t size, used, popped; /* bytes */
	_Alignas(struct sops_ahead_record) char bytes[];
};

void sops__ahead_init(struct sops_ahead *ahead, size_t limit)
{
	*ahead = (struct sops_ahead){ .limit = limit };
}

void sops__ahead_release(struct sops_ahead *ahead)
{
	while (ahead->first) {
		struct sops_ahead_block *next = ahead->first->next;

		free(ahead->first);
		ahead->first = next;
	}
	sops__ahead_init(ahead, ahead->limit);
}

bool sops__ahead_room(const struct sops_ahead *ahead)
{
	return ahead->bytes < ahead->limit;
}

/* ---- blocks ---- */

/* The first has room for one record: often there are no more. */
static struct sops_ahead_block *add_block(struct sops_ahead *ahead, size_t least)
{
	size_t size = ahead->last ? 2 * ahead->last->size : 0;
	struct sops_ahead_block *block;

	size = size > LARGEST ? LARGEST : size;
	size = size < least ? least : size;
	block = malloc(sizeof(*block) + size);
	if (!block)
		return NULL;
	*block = (struct sops_ahead_block){ .size = size };
	if (ahead->last)
		ahead->last->next = block;
	else
		ahead->first = block;
	return ahead->last = block;
}

static struct sops_ahead_record *new_record(struct sops_ahead *ahead, size_t size)
{
	struct sops_ahead_block *block = ahead->last;
	struct sops_ahead_record *record;

	size = (size + _Alignof(struct sops_ahead_record) - 1) &
		~(_Alignof(struct sops_ahead_record) - 1);
	if (!block || block->size - block->used < size)
		block = add_block(ahead, size);
	if (!block)
		return NULL;
	record = (struct sops_ahead_record *)(void *)(block->bytes + block->used);
	record->size = size;
	block->used += size;
	return record;
}

/* Blocks of which all records were popped are no longer needed, but for one to go on with. */
static void free_blocks(struct sops_ahead *ahead)
{
	struct sops_ahead_block *block;

	while ((block = ahead->first) && block->popped == block->used) {
		if (!block->next) {
			block->used = block->popped = 0;
			return;
		}
		ahead->first = block->next;
		free(block);
	}
}

/* ---- records ---- */

/* Bytes of all fields; and of those that are none of the raw bytes, which few are. */
static size_t lengths(const struct sops_record *record, struct sops_field raw, size_t *others)
{
	const struct sops_field *fields = record->fields;
	size_t all = 0, inside = 0;

	for (size_t i = 0; i < record->count; i++) {
		size_t start = (uintptr_t)fields[i].at - (uintptr_t)raw.at, len = fields[i].len;

		all += len;
		inside += start <= raw.len && len <= raw.len - start ? len : 0;
	}
	*others = all - inside;
	return all;
}

static void copy(struct sops_field *to, struct sops_field from, char **at)
{
	if (from.len)
		memcpy(*at, from.at, from.len);
	*to = (struct sops_field){ *at, from.len };
	*at += from.len;
}

/* Fields that are raw bytes, or have none, need no bytes of their own. */
static void move_fields(struct sops_field *restrict to, const struct sops_record *record,
	struct sops_field raw, const char *copied)
{
	const struct sops_field *restrict fields = record->fields;

	for (size_t i = 0; i < record->count; i++) {
		to[i].at = copied + (fields[i].len ? fields[i].at - raw.at : 0);
		to[i].len = fields[i].len;
	}
}

int sops__ahead_push(struct sops_ahead *ahead, const struct sops_record *record,
	struct sops_field line, size_t raw, struct sops_error *err)
{
	size_t others, all = lengths(record, line, &others), fields = others ? all : 0;
	struct sops_ahead_record *kept;
	size_t size = sizeof(*kept) + sizeof(*kept->fields) * record->count + line.len;
	char *at;

	kept = new_record(ahead, size + fields);
	if (!kept)
		return sops_error_memory(err);
	kept->bytes = size - line.len + raw + all;
	kept->record = *record;
	kept->record.fields = kept->fields;
	at = (char *)(kept->fields + record->count);
	copy(&kept->line, line, &at);
	kept->raw = raw;
	if (others == 0)
		move_fields(kept->fields, record, line, kept->line.at);
	for (size_t i = 0; others && i < record->count; i++)
		copy(&kept->fields[i], record->fields[i], &at);
	ahead->bytes += kept->bytes;
	ahead->count++;
	return 0;
}

bool sops__ahead_pop(struct sops_ahead *ahead, const struct sops_record **record)
{
	free_blocks(ahead);
	ahead->given = NULL;
	if (ahead->count == 0)
		return false;
	ahead->given = (struct sops_ahead_record *)(void *)(ahead->first->bytes +
		ahead->first->popped);
	ahead->first->popped += ahead->given->size;
	ahead->count--;
	ahead->bytes -= ahead->given->bytes;
	*record = &ahead->given->record;
	return true;
}

bool sops__ahead_is(const struct sops_ahead *ahead, const struct sops_record *record)
{
	return ahead->given && record == &ahead->given->record;
}

struct sops_field sops__ahead_raw(const struct sops_ahead *ahead)
{
	return (struct sops_field){ ahead->given->line.at, ahead->given->raw };
}

struct sops_field sops__ahead_line(const struct sops_ahead *ahead)
{
	return ahead->given->line;
}
