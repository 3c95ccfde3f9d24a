/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_history.c: where an open deal stood, as its history has it. */
#include "pipeline_private.h"

#include "funnel_private.h"

/* The last stage, and since when; rows that repeat it are one stay. */
static struct sops_field find_last(sops_time *entered, const struct sops__visits_of *visits)
{
	struct sops_field stage = { NULL, 0 };

	for (size_t i = 0; i < visits->count; i++) {
		const struct sops__visit visit = sops__visits_at(visits, i);
		struct sops_field next = sops__visits_stage(visits->all, visit.stage);

		if (sops_field_equal(stage, next))
			continue;
		stage = next;
		*entered = visit.entered;
	}
	return stage;
}

void sops__pipeline_recall(struct sops_deal *deal, bool *recalled, const struct sops_use *use)
{
	const struct sops_pipeline_options *options = sops__pipeline_options(use);
	const struct sops__visits_of visits = sops__funnel_visits(options->history, deal->deal_id);
	sops_time entered = 0;
	struct sops_field stage = find_last(&entered, &visits);

	*recalled = stage.len > 0 && sops__pipeline_stage_status(use, stage) == SOPS_STATUS_OPEN;
	if (!*recalled)
		return;
	/* What it is likely to be is told of the stage that it stands in now. */
	if (!sops_field_equal(stage, deal->stage))
		deal->probability = SOPS_MONEY_BLANK;
	deal->stage = stage;
	deal->stage_changed.day = sops__funnel_day_of(entered);
}
