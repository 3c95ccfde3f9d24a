/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conformance.c: the deals, as they are kept until all are there. */
#include "conformance_private.h"

#include "ids.h"

#include <stdlib.h>

int sops_conformance_new(struct sops_conformance **out, struct sops_error *err)
{
	*out = calloc(1, sizeof(**out));
	return *out ? 0 : sops_error_memory(err);
}

void sops_conformance_free(struct sops_conformance *conformance)
{
	if (!conformance)
		return;
	sops__texts_release(&conformance->ids);
	sops__texts_release(&conformance->words);
	sops__texts_release(&conformance->paths);
	free(conformance->deals);
	free(conformance->variants);
	free(conformance->owners);
	free(conformance);
}

int sops__conformance_append(struct sops_conformance *conformance,
	const struct sops__conformance_deal *deal, struct sops_error *err)
{
	size_t size = conformance->size ? conformance->size + conformance->size / 2 : 64;
	struct sops__conformance_deal *deals;

	if (conformance->count == UINT32_MAX - 1)
		return sops_error_set(err, SOPS_EINPUT, "more than %u deals", UINT32_MAX - 1);
	if (conformance->count == conformance->size) {
		deals = reallocarray(conformance->deals, size, sizeof(*deals));
		if (!deals)
			return sops_error_memory(err);
		conformance->deals = deals;
		conformance->size = size;
	}
	conformance->deals[conformance->count++] = *deal;
	return 0;
}

static int add_words(struct sops_conformance *conformance, struct sops__conformance_deal *deal,
	const struct sops_deal *row, struct sops_error *err)
{
	const struct {
		uint32_t *number;
		struct sops_field text;
	} words[] = {
		{ &deal->owner, row->owner },
		{ &deal->stage, row->stage },
		{ &deal->pipeline, row->pipeline },
		{ &deal->lost_from, row->lost_from },
	};
	int status = 0;

	for (size_t i = 0; status == 0 && i < sizeof(words) / sizeof(words[0]); i++)
		status = sops__texts_add(&conformance->words, sops_field_trim(words[i].text),
			words[i].number, err);
	return status;
}

int sops_conformance_add_deal(struct sops_conformance *conformance, const struct sops_deal *row,
	uint64_t blank, uint32_t exempt, struct sops_error *err)
{
	struct sops__conformance_deal deal = { .byte = row->place, .blank = blank,
		.exempt = (uint16_t)exempt, .created = row->created, .closed = row->closed,
		.modified = row->modified.day, .stage_changed = row->stage_changed.day,
		.status = (uint8_t)row->status };
	char id[SOPS_SALESFORCE_ID];
	int status = sops__texts_add(&conformance->ids,
		sops__id(id, sops_field_trim(row->deal_id)), &deal.id, err);

	if (status == 0)
		status = add_words(conformance, &deal, row, err);
	return status < 0 ? status : sops__conformance_append(conformance, &deal, err);
}

static int merge_words(uint32_t *numbers, struct sops_conformance *into,
	const struct sops_conformance *from, struct sops_error *err)
{
	int status = 0;

	for (uint32_t i = 0; status == 0 && i < sops__texts_count(&from->words); i++)
		status = sops__texts_add(&into->words, sops__texts_at(&from->words, i),
			&numbers[i], err);
	return status;
}

static int merge_deal(struct sops_conformance *into, const struct sops_conformance *from,
	struct sops__conformance_deal deal, const uint32_t *numbers, struct sops_error *err)
{
	int status = sops__texts_add(&into->ids, sops__texts_at(&from->ids, deal.id), &deal.id,
		err);

	deal.owner = numbers[deal.owner];
	deal.stage = numbers[deal.stage];
	deal.pipeline = numbers[deal.pipeline];
	deal.lost_from = numbers[deal.lost_from];
	return status < 0 ? status : sops__conformance_append(into, &deal, err);
}

int sops_conformance_merge(struct sops_conformance *into, const struct sops_conformance *from,
	struct sops_error *err)
{
	uint32_t *numbers = calloc(sops__texts_count(&from->words), sizeof(*numbers));
	int status = numbers ? merge_words(numbers, into, from, err) : sops_error_memory(err);

	for (size_t i = 0; status == 0 && i < from->count; i++)
		status = merge_deal(into, from, from->deals[i], numbers, err);
	free(numbers);
	return status;
}

/* Deals of one byte are those of a caller that has no bytes: then they stand by what they are. */
static int by_byte(const void *a, const void *b, void *with)
{
	const struct sops_conformance *of = with;
	const struct sops__conformance_deal *left = &of->deals[*(const uint32_t *)a],
		*right = &of->deals[*(const uint32_t *)b];

	if (left->byte != right->byte)
		return left->byte < right->byte ? -1 : 1;
	return sops_field_compare(sops__texts_at(&of->ids, left->id),
		sops__texts_at(&of->ids, right->id));
}

uint32_t *sops__conformance_order(const struct sops_conformance *conformance)
{
	uint32_t *order = calloc(conformance->count + 1, sizeof(*order));
	bool sorted = true;

	for (uint32_t i = 0; order && i < conformance->count; i++) {
		order[i] = i;
		sorted &= i == 0 || conformance->deals[i - 1].byte < conformance->deals[i].byte;
	}
	if (order && !sorted)
		qsort_r(order, conformance->count, sizeof(*order), by_byte, (void *)conformance);
	return order;
}

struct sops_conformance_count sops_conformance_count(const struct sops_conformance *conformance,
	enum sops_check_number check)
{
	return conformance->counts[check];
}

int64_t sops_conformance_deals(const struct sops_conformance *conformance)
{
	return (int64_t)conformance->count;
}

int64_t sops_conformance_with_history(const struct sops_conformance *conformance)
{
	return conformance->with_history;
}
