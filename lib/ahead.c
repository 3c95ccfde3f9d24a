/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahead.h"

#include <stdlib.h>

struct sops_ahead_record {
	struct sops_ahead_record *next;
	struct sops_record record;
	struct sops_field raw;
	size_t bytes;
	struct sops_field fields[]; /* then the bytes of all fields, then the raw ones */
};

void sops__ahead_init(struct sops_ahead *ahead, size_t limit)
{
	*ahead = (struct sops_ahead){ .limit = limit };
}

void sops__ahead_release(struct sops_ahead *ahead)
{
	const struct sops_record *record;

	while (sops__ahead_pop(ahead, &record))
		;
}

bool sops__ahead_room(const struct sops_ahead *ahead)
{
	return ahead->bytes < ahead->limit;
}

static size_t size_of(const struct sops_record *record, struct sops_field raw)
{
	size_t size = sizeof(struct sops_ahead_record) + record->count * sizeof(struct sops_field);

	for (size_t i = 0; i < record->count; i++)
		size += record->fields[i].len;
	return size + raw.len;
}

static char *copy(struct sops_field *to, struct sops_field from, char *at)
{
	if (from.len)
		memcpy(at, from.at, from.len);
	*to = (struct sops_field){ at, from.len };
	return at + from.len;
}

int sops__ahead_push(struct sops_ahead *ahead, const struct sops_record *record,
	struct sops_field raw, struct sops_error *err)
{
	size_t size = size_of(record, raw);
	struct sops_ahead_record *kept = malloc(size);
	char *at;

	if (!kept)
		return sops_error_memory(err);
	kept->next = NULL;
	kept->bytes = size;
	kept->record = *record;
	kept->record.fields = kept->fields;
	at = (char *)(kept->fields + record->count);
	for (size_t i = 0; i < record->count; i++)
		at = copy(&kept->fields[i], record->fields[i], at);
	copy(&kept->raw, raw, at);
	if (ahead->last)
		ahead->last->next = kept;
	else
		ahead->first = kept;
	ahead->last = kept;
	ahead->bytes += size;
	return 0;
}

bool sops__ahead_pop(struct sops_ahead *ahead, const struct sops_record **record)
{
	struct sops_ahead_record *oldest = ahead->first;

	free(ahead->given);
	ahead->given = NULL;
	if (!oldest)
		return false;
	ahead->given = oldest;
	ahead->first = oldest->next;
	if (!ahead->first)
		ahead->last = NULL;
	ahead->bytes -= oldest->bytes;
	*record = &oldest->record;
	return true;
}

bool sops__ahead_is(const struct sops_ahead *ahead, const struct sops_record *record)
{
	return ahead->given && record == &ahead->given->record;
}

struct sops_field sops__ahead_raw(const struct sops_ahead *ahead)
{
	return ahead->given->raw;
}
