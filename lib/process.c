/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "process_private.h"

#include <stdlib.h>

void sops_process_free(struct sops_process *process)
{
	if (!process)
		return;
	sops__texts_release(&process->words);
	sops__texts_release(&process->fields);
	sops__texts_release(&process->lanes);
	sops__texts_release(&process->names);
	free(process->stages);
	free(process->first);
	free(process->called);
	free(process->moves);
	free(process);
}

bool sops__process_cut(struct sops_field *part, struct sops_field *list)
{
	while (list->at) {
		size_t len = 0;

		while (len < list->len && list->at[len] != ';' && list->at[len] != '|')
			len++;
		*part = sops_field_trim((struct sops_field){ list->at, len });
		*list = len < list->len
			? (struct sops_field){ list->at + len + 1, list->len - len - 1 }
			: (struct sops_field){ NULL, 0 };
		if (part->len > 0)
			return true;
	}
	return false;
}

/* Longer texts are none that anybody looks for in a model. */
#define LONGEST 1024

static bool find_small(const struct sops__texts *texts, struct sops_field text, uint32_t *number)
{
	char small[LONGEST];

	*number = 0;
	if (text.len > LONGEST)
		return false;
	for (size_t i = 0; i < text.len; i++)
		small[i] = sops__process_small(text.at[i]);
	return sops__texts_find(texts, (struct sops_field){ small, text.len }, number);
}

uint32_t sops__process_lane(const struct sops_process *process, struct sops_field pipeline)
{
	uint32_t lane;

	return find_small(&process->lanes, pipeline, &lane) ? lane : 0;
}

int sops__process_called(const struct sops_process *process, struct sops_field name, uint32_t *at)
{
	uint32_t number;

	if (*at == 0) {
		if (name.len == 0 || !find_small(&process->names, name, &number))
			return -1;
		*at = process->first[number];
	} else {
		*at = process->called[*at - 1].more;
	}
	return *at ? process->called[*at - 1].stage : -1;
}

int sops_process_find(const struct sops_process *process, struct sops_field pipeline,
	struct sops_field name)
{
	uint32_t lane = sops__process_lane(process, pipeline), at = 0;
	int found = SOPS_PROCESS_NONE, stage;

	while ((stage = sops__process_called(process, name, &at)) >= 0) {
		uint32_t its = process->stages[stage].lane;

		if (its == lane)
			return stage;
		if (its == 0)
			found = stage;
		else if (pipeline.len == 0)
			found = found == SOPS_PROCESS_NONE ? stage : SOPS_PROCESS_UNCLEAR;
	}
	return found;
}

size_t sops_process_count(const struct sops_process *process)
{
	return process->count;
}

const struct sops_process_stage *sops_process_at(const struct sops_process *process, size_t stage)
{
	return &process->stages[stage].is;
}

size_t sops_process_fields(const struct sops_process *process)
{
	return sops__texts_count(&process->fields) - 1;
}

struct sops_field sops_process_field(const struct sops_process *process, size_t field)
{
	return sops__texts_at(&process->fields, (uint32_t)field + 1);
}


bool sops__process_leads(const struct sops__process_stage *stage,
	const struct sops__process_stage *to)
{
	if (stage->is.kind != SOPS_STATUS_OPEN)
		return false;
	return to->is.kind == SOPS_STATUS_WON || (to->is.kind == SOPS_STATUS_OPEN &&
		sops_money_compare(stage->is.order, to->is.order) < 0);
}

bool sops_process_before(const struct sops_process *process, int a, int b)
{
	return sops__process_leads(&process->stages[a], &process->stages[b]);
}

uint64_t sops_process_required(const struct sops_process *process, struct sops_field pipeline,
	int stage)
{
	const struct sops__process_stage *to = &process->stages[stage];
	uint32_t lane = to->lane ? to->lane : sops__process_lane(process, pipeline);
	uint64_t fields = to->is.fields;

	for (size_t i = 0; i < process->count; i++) {
		const struct sops__process_stage *before = &process->stages[i];

		if (!before->is.optional && sops__process_in(before, lane) &&
		    sops__process_leads(before, to))
			fields |= before->is.fields;
	}
	return fields;
}
