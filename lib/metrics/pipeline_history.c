/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_history.c: where an open deal stood, as its history has it. */
#include "pipeline_private.h"

#include "funnel_private.h"

/* The last stage, and since when; rows that repeat it are one stay. */
static struct sops_field find_last(sops_date *entered, const struct sops__visits_of *visits)
{
	struct sops_field stage = { NULL, 0 };

	for (size_t i = 0; i < visits->count; i++) {
		const struct sops__visit visit = sops__visits_at(visits, i);
		struct sops_field next = sops__visits_stage(visits->all, visit.stage);

		if (sops_field_equal(stage, next))
			continue;
		stage = next;
		*entered = sops__visit_entered(&visit);
	}
	return stage;
}

static bool begins_early(const struct sops__visits_of *visits, const struct sops_deal *deal)
{
	struct sops__visit first;

	if (visits->count == 0 || deal->created == SOPS_DATE_BLANK)
		return false;
	first = sops__visits_at(visits, 0);
	return sops__visit_entered(&first) < deal->created;
}

/* By one name, or by two that the model knows as those of one. */
static bool same_stage(const struct sops_stages *stages, struct sops_field a, struct sops_field b)
{
	int place = stages ? sops_stages_find(stages, a) : -1;

	return sops_field_equal(a, b) || (place >= 0 && place == sops_stages_find(stages, b));
}

int sops__pipeline_recall(struct sops__pipeline_entry *entry, struct sops_deal *deal)
{
	const struct sops_pipeline_options *options = sops__pipeline_options(entry->use);
	const struct sops__visits_of visits = sops__funnel_visits(options->history, deal->deal_id);
	sops_date entered = 0;
	struct sops_field stage = find_last(&entered, &visits);

	if (begins_early(&visits, deal) && sops__pipeline_odd(entry, SOPS__PIPELINE_EARLY) < 0)
		return SOPS_ESYSTEM;
	entry->recalled = stage.len > 0 &&
		sops__pipeline_stage_status(entry->use, stage) == SOPS_STATUS_OPEN;
	if (!entry->recalled)
		return 0;
	/* What it is likely to be is told of the stage that it stands in now. */
	if (!same_stage(options->stages, stage, deal->stage))
		deal->probability = SOPS_MONEY_BLANK;
	deal->stage = stage;
	deal->stage_changed.day = entered;
	return 0;
}
