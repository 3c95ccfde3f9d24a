/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "texts.h"

#include "hash.h"
#include "pages.h"
#include "private.h"

#include <stdlib.h>

static void free_slots(struct sops__texts *texts)
{
	if (texts->slots)
		sops__pages_free(texts->slots, texts->size * sizeof(*texts->slots));
}

void sops__texts_release(struct sops__texts *texts)
{
	sops_buffer_release(&texts->bytes);
	free(texts->ends);
	free_slots(texts);
	*texts = (struct sops__texts){ .count = 0 };
}

void sops__texts_clear(struct sops__texts *texts)
{
	if (texts->count == 0)
		return;
	sops_buffer_clear(&texts->bytes);
	memset(texts->slots, 0, texts->size * sizeof(*texts->slots));
	texts->count = 1;
}

size_t sops__texts_count(const struct sops__texts *texts)
{
	return texts->count ? texts->count : 1;
}

struct sops_field sops__texts_at(const struct sops__texts *texts, uint32_t number)
{
	uint64_t start;

	if (number == 0)
		return (struct sops_field){ NULL, 0 };
	start = texts->ends[number - 1];
	return (struct sops_field){ texts->bytes.at + start, texts->ends[number] - start };
}

static uint32_t hash_of(struct sops_field text)
{
	return (uint32_t)sops__hash(text, sops__seed());
}

static uint64_t slot_of(uint32_t hash, uint32_t number)
{
	return (uint64_t)hash << 32 | number;
}

/* The slot of the text, or the free one where it would be. Texts, which mostly are far away in
 * memory, are looked at only where the hash is the same. */
static uint64_t *find(const struct sops__texts *texts, struct sops_field text, uint32_t hash)
{
	for (size_t at = hash;; at++) {
		uint64_t *slot = &texts->slots[at & (texts->size - 1)];

		if (*slot == 0 || (*slot >> 32 == hash &&
		    sops_field_equal(sops__texts_at(texts, (uint32_t)*slot), text)))
			return slot;
	}
}

static bool has_room(size_t count, size_t size)
{
	return count < size / 4 * 3;
}

/* Twice the room. The slots are moved as they are. */
static int grow(struct sops__texts *texts, struct sops_error *err)
{
	size_t size = texts->size ? 2 * texts->size : 16;
	uint64_t *ends = reallocarray(texts->ends, size, sizeof(*ends));
	uint64_t *slots;

	if (!ends)
		return sops_error_memory(err);
	texts->ends = ends;
	slots = sops__pages_new(size * sizeof(*slots));
	if (!slots)
		return sops_error_memory(err);
	for (size_t i = 0; i < texts->size; i++) {
		size_t at = texts->slots[i] >> 32;

		if (texts->slots[i] == 0)
			continue;
		while (slots[at & (size - 1)])
			at++;
		slots[at & (size - 1)] = texts->slots[i];
	}
	free_slots(texts);
	texts->slots = slots;
	texts->size = size;
	if (texts->count == 0)
		texts->ends[texts->count++] = 0;
	return 0;
}

static int append(struct sops__texts *texts, struct sops_field text, uint32_t *number,
	struct sops_error *err)
{
	if (texts->count == UINT32_MAX)
		return sops_error_set(err, SOPS_EINPUT, "more than %u different texts", UINT32_MAX);
	if (sops_buffer_field(&texts->bytes, text) < 0)
		return sops_buffer_check(&texts->bytes, err);
	*number = (uint32_t)texts->count;
	texts->ends[texts->count++] = texts->bytes.len;
	return 0;
}

uint32_t sops__texts_ask(const struct sops__texts *texts, struct sops_field text)
{
	uint32_t hash = text.len ? hash_of(text) : 0;

	if (texts->size)
		__builtin_prefetch(&texts->slots[hash & (texts->size - 1)]);
	return hash;
}

int sops__texts_add(struct sops__texts *texts, struct sops_field text, uint32_t *number,
	struct sops_error *err)
{
	return sops__texts_add_asked(texts, text, sops__texts_ask(texts, text), number, err);
}

int sops__texts_add_asked(struct sops__texts *texts, struct sops_field text, uint32_t hash,
	uint32_t *number, struct sops_error *err)
{
	uint64_t *slot;
	int status;

	*number = 0;
	if (text.len == 0)
		return 0;
	if (!has_room(texts->count, texts->size) && grow(texts, err) < 0)
		return SOPS_ESYSTEM;
	slot = find(texts, text, hash);
	*number = (uint32_t)*slot;
	if (*slot)
		return 0;
	status = append(texts, text, number, err);
	if (status == 0)
		*slot = slot_of(hash, *number);
	return status;
}

bool sops__texts_find(const struct sops__texts *texts, struct sops_field text, uint32_t *number)
{
	*number = 0;
	if (text.len > 0 && texts->size)
		*number = (uint32_t)*find(texts, text, hash_of(text));
	return text.len == 0 || *number != 0;
}

bool sops__texts_has(const struct sops__texts *texts, struct sops_field text)
{
	uint32_t number;

	return sops__texts_find(texts, text, &number);
}
