/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit_log.h"

#include <stdlib.h>

/* What stands before the texts of an entry. */
struct head {
	uint64_t byte, line, record;
	uint32_t test, key, column, value, message, file; /* lengths */
};

void sops__audit_log_release(struct sops__audit_log *log)
{
	sops_buffer_release(&log->bytes);
	*log = (struct sops__audit_log){ .count = 0 };
}

static bool in_order(const struct sops__audit_log *log, uint64_t byte, uint32_t test)
{
	if (byte == SOPS__AUDIT_OTHER)
		return log->count == 0;
	return log->count == 0 || (log->sorted && (log->last < byte ||
		(log->last == byte && log->last_test <= test)));
}

int sops__audit_log_add(struct sops__audit_log *log, const struct sops__audit_entry *entry,
	struct sops_error *err)
{
	const struct head head = { entry->byte, entry->line, entry->record, entry->test,
		(uint32_t)entry->key.len, (uint32_t)entry->column.len, (uint32_t)entry->value.len,
		(uint32_t)entry->message.len, (uint32_t)entry->file.len };

	log->sorted = in_order(log, entry->byte, entry->test);
	log->last = entry->byte;
	log->last_test = entry->test;
	log->count++;
	sops_buffer_add(&log->bytes, &head, sizeof(head));
	sops_buffer_field(&log->bytes, entry->key);
	sops_buffer_field(&log->bytes, entry->column);
	sops_buffer_field(&log->bytes, entry->value);
	sops_buffer_field(&log->bytes, entry->message);
	sops_buffer_field(&log->bytes, entry->file);
	return sops_buffer_check(&log->bytes, err);
}

static struct sops_field cut(const char **at, uint32_t len)
{
	struct sops_field text = { *at, len };

	*at += len;
	return text;
}

static struct head head_at(const struct sops__audit_log *log, size_t place)
{
	struct head head;

	memcpy(&head, log->bytes.at + place, sizeof(head));
	return head;
}

struct sops__audit_entry sops__audit_log_at(const struct sops__audit_log *log, size_t place,
	size_t *next)
{
	const struct head head = head_at(log, place);
	const char *at = log->bytes.at + place + sizeof(head);
	struct sops__audit_entry entry = { head.byte, head.line, head.record, head.test,
		cut(&at, head.key), cut(&at, head.column), cut(&at, head.value),
		cut(&at, head.message), cut(&at, head.file) };

	if (next)
		*next = (size_t)(at - log->bytes.at);
	return entry;
}

int sops__audit_log_merge(struct sops__audit_log *into, const struct sops__audit_log *from,
	struct sops_error *err)
{
	struct head first;

	if (from->count == 0)
		return 0;
	first = head_at(from, 0);
	into->sorted = from->sorted && in_order(into, first.byte, first.test);
	into->last = from->last;
	into->last_test = from->last_test;
	into->count += from->count;
	sops_buffer_field(&into->bytes, sops_buffer_view(&from->bytes));
	return sops_buffer_check(&into->bytes, err);
}

static int compare(const void *left, const void *right, void *with)
{
	const size_t *a = left, *b = right;
	const struct head x = head_at(with, *a), y = head_at(with, *b);

	if (x.byte != y.byte)
		return x.byte < y.byte ? -1 : 1;
	if (x.byte == SOPS__AUDIT_OTHER && x.line != y.line)
		return x.line < y.line ? -1 : 1;
	if (x.test != y.test)
		return x.test < y.test ? -1 : 1;
	return (*a > *b) - (*a < *b);
}

int sops__audit_log_order(size_t **out, const struct sops__audit_log *log, struct sops_error *err)
{
	size_t *places = calloc(log->count ? log->count : 1, sizeof(*places));
	size_t place = 0;

	if (!places)
		return sops_error_memory(err);
	for (size_t i = 0; i < log->count; i++) {
		places[i] = place;
		sops__audit_log_at(log, place, &place);
	}
	if (!log->sorted && log->count)
		qsort_r(places, log->count, sizeof(*places), compare, (void *)log);
	*out = places;
	return 0;
}
