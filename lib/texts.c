/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "texts.h"

#include "private.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

void sops__texts_release(struct sops__texts *texts)
{
	sops_buffer_release(&texts->bytes);
	free(texts->ends);
	free(texts->slots);
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

/* The slot of the text, or the free one where it would be. */
static uint32_t *find(const struct sops__texts *texts, struct sops_field text)
{
	uint64_t at = XXH3_64bits_withSeed(text.at, text.len, sops__seed());

	for (;; at++) {
		uint32_t *slot = &texts->slots[at & (texts->size - 1)];

		if (*slot == 0 || sops_field_equal(sops__texts_at(texts, *slot), text))
			return slot;
	}
}

/* Twice the room: at most every second slot is taken. */
static int grow(struct sops__texts *texts, struct sops_error *err)
{
	size_t size = texts->size ? 2 * texts->size : 16;
	uint64_t *ends = reallocarray(texts->ends, size / 2, sizeof(*ends));
	uint32_t *slots;

	if (!ends)
		return sops_error_memory(err);
	texts->ends = ends;
	slots = calloc(size, sizeof(*slots));
	if (!slots)
		return sops_error_memory(err);
	free(texts->slots);
	texts->slots = slots;
	texts->size = size;
	if (texts->count == 0)
		texts->ends[texts->count++] = 0;
	for (uint32_t i = 1; i < texts->count; i++)
		*find(texts, sops__texts_at(texts, i)) = i;
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

int sops__texts_add(struct sops__texts *texts, struct sops_field text, uint32_t *number,
	struct sops_error *err)
{
	uint32_t *slot;
	int status;

	*number = 0;
	if (text.len == 0)
		return 0;
	if (texts->count >= texts->size / 2 && grow(texts, err) < 0)
		return SOPS_ESYSTEM;
	slot = find(texts, text);
	*number = *slot;
	if (*slot)
		return 0;
	status = append(texts, text, number, err);
	if (status == 0)
		*slot = *number;
	return status;
}

bool sops__texts_find(const struct sops__texts *texts, struct sops_field text, uint32_t *number)
{
	*number = 0;
	if (text.len > 0 && texts->size)
		*number = *find(texts, text);
	return text.len == 0 || *number != 0;
}

bool sops__texts_has(const struct sops__texts *texts, struct sops_field text)
{
	uint32_t number;

	return sops__texts_find(texts, text, &number);
}
