/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_earlier.c: the deals of an earlier export. */
#include "pipeline_private.h"

#include "../ids.h"
#include "../stages_private.h"
#include "../texts.h"

#include <stdlib.h>

/* While rows are read texts move, and stand as numbers. */
struct entry {
	struct sops__pipeline_kept deal;
	uint32_t id, stage;
	uint64_t line;
};

struct sops_pipeline_earlier {
	struct entry *entries; /* by id */
	size_t count, size;
	struct sops__texts texts;
	struct sops_group *strays; /* stages that the model lacks */
	char *file;                /* as messages name it */
};

void sops_pipeline_earlier_free(struct sops_pipeline_earlier *earlier)
{
	if (!earlier)
		return;
	sops__texts_release(&earlier->texts);
	sops_group_free(earlier->strays);
	free(earlier->file);
	free(earlier->entries);
	free(earlier);
}

static int make_room(struct sops_pipeline_earlier *earlier, struct sops_error *err)
{
	size_t size = earlier->size ? 2 * earlier->size : 64;
	struct entry *grown;

	if (earlier->count < earlier->size)
		return 0;
	grown = reallocarray(earlier->entries, size, sizeof(*grown));
	if (!grown)
		return sops_error_memory(err);
	earlier->entries = grown;
	earlier->size = size;
	return 0;
}

static int append(struct sops_pipeline_earlier *earlier, const struct sops_deal *deal,
	uint64_t line, struct sops_error *err)
{
	char id[SOPS_SALESFORCE_ID];
	struct entry *entry;
	int status = make_room(earlier, err);

	if (status < 0)
		return status;
	if (deal->deal_id.len == 0)
		return sops_error_set(err, SOPS_EINPUT, "a deal without an id");
	entry = &earlier->entries[earlier->count];
	*entry = (struct entry){ .line = line, .deal = {
		.amount = deal->amount, .currency = deal->currency,
		.numbers = { [SOPS__PIPELINE_STATUS] = deal->status,
			[SOPS__PIPELINE_CLOSE_DATE] = deal->close_date } } };
	status = sops__texts_add(&earlier->texts, sops__id(id, deal->deal_id), &entry->id, err);
	if (status == 0)
		status = sops__texts_add(&earlier->texts, deal->stage, &entry->stage, err);
	earlier->count += status == 0;
	return status;
}

static int take(struct sops_pipeline_earlier *earlier, const struct sops_deal *row,
	const struct sops_stages *stages, uint64_t line, struct sops_error *err)
{
	struct sops_deal deal = *row;
	int place;

	if (stages)
		sops__stages_classify(stages, &deal);
	if (deal.status == SOPS_STATUS_OPEN && !sops__pipeline_has_stage(stages, deal.stage))
		return sops__stray_add(earlier->strays, SOPS__STRAY_DEAL, deal.stage, line, err);
	place = stages && deal.status == SOPS_STATUS_OPEN ? sops_stages_find(stages, deal.stage)
							  : -1;
	if (place >= 0)
		deal.stage = sops_stages_name(stages, (size_t)place);
	return append(earlier, &deal, line, err);
}

static int by_id(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	int order = sops_field_compare(left->deal.id, right->deal.id);

	return order ? order : (left->line > right->line) - (left->line < right->line);
}

static int refuse_twin(const struct entry *first, const struct entry *second,
	const struct sops_input *input, struct sops_error *err)
{
	const struct sops_place place = { .file = sops_input_name(input), .line = second->line };
	char quoted[SOPS_QUOTED];

	sops_error_set(err, SOPS_EINPUT, "a second deal with the id %s; the first is on line %llu",
		sops_quote(quoted, second->deal.id), (unsigned long long)first->line);
	sops_error_place(err, &place);
	return SOPS_EINPUT;
}

/* No text moves any more. */
static int finish(struct sops_pipeline_earlier *earlier, const struct sops_input *input,
	struct sops_error *err)
{
	for (size_t i = 0; i < earlier->count; i++) {
		struct entry *entry = &earlier->entries[i];

		entry->deal.id = sops__texts_at(&earlier->texts, entry->id);
		entry->deal.stage = sops__texts_at(&earlier->texts, entry->stage);
	}
	if (earlier->count > 0)
		qsort(earlier->entries, earlier->count, sizeof(*earlier->entries), by_id);
	for (size_t i = 1; i < earlier->count; i++)
		if (sops_field_equal(earlier->entries[i - 1].deal.id, earlier->entries[i].deal.id))
			return refuse_twin(&earlier->entries[i - 1], &earlier->entries[i], input,
				err);
	return 0;
}

static int read_rows(struct sops_pipeline_earlier *earlier, struct sops_input *input,
	const struct sops_stages *stages, struct sops_error *err)
{
	const void *row;
	int status;

	while ((status = sops_input_next(input, &row, err)) > 0) {
		struct sops_place place = sops_input_place(input);

		status = take(earlier, row, stages, place.line, err);
		if (status < 0) {
			sops_error_place(err, &place);
			return status;
		}
	}
	if (status == 0) {
		const struct sops_place file = { .file = sops_input_name(input) };

		status = sops__strays_refuse(earlier->strays, stages, NULL, err);
		sops_error_place(err, &file);
	}
	return status < 0 ? status : finish(earlier, input, err);
}

int sops_pipeline_earlier_read(struct sops_pipeline_earlier **out, struct sops_input *input,
	const struct sops_stages *stages, struct sops_error *err)
{
	struct sops_pipeline_earlier *earlier = calloc(1, sizeof(*earlier));
	int status;

	if (!earlier)
		return sops_error_memory(err);
	earlier->file = strdup(sops_input_name(input));
	status = earlier->file ? sops_group_new(&earlier->strays, &sops__stray_state, err)
			       : sops_error_memory(err);
	if (status == 0)
		status = read_rows(earlier, input, stages, err);
	if (status < 0)
		sops_pipeline_earlier_free(earlier);
	else
		*out = earlier;
	return status;
}

size_t sops__pipeline_earlier_count(const struct sops_pipeline_earlier *earlier)
{
	return earlier->count;
}

const struct sops__pipeline_kept *sops__pipeline_earlier_at(
	const struct sops_pipeline_earlier *earlier, size_t index)
{
	return &earlier->entries[index].deal;
}

bool sops__pipeline_earlier_place(struct sops_place *place,
	const struct sops_pipeline_earlier *earlier, const struct sops__pipeline_kept *deal)
{
	for (size_t i = 0; i < earlier->count; i++) {
		if (&earlier->entries[i].deal != deal)
			continue;
		*place = (struct sops_place){ .file = earlier->file,
			.line = earlier->entries[i].line };
		return true;
	}
	return false;
}

const struct sops__pipeline_kept *sops__pipeline_earlier_find(
	const struct sops_pipeline_earlier *earlier, struct sops_field id)
{
	char room[SOPS_SALESFORCE_ID];
	const struct entry wanted = { .deal.id = sops__id(room, id) };
	size_t low = 0, high = earlier->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = sops_field_compare(earlier->entries[middle].deal.id, wanted.deal.id);

		if (order == 0)
			return &earlier->entries[middle].deal;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
