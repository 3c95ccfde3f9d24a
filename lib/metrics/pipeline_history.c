/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_history.c: where an open deal stood, as its history has it. */
#include "pipeline_private.h"

#include "funnel_private.h"

#include <stdlib.h>

#define NUMBER (SOPS_GROUP_NUMBER - 1)

/* A key of visits is the time, the place in the input, and the stage, with NUL between. */
static struct sops_field stage_of(sops_time *entered, struct sops_field key)
{
	*entered = sops_group_number_of((struct sops_field){ key.at, NUMBER });
	return (struct sops_field){ key.at + 2 * NUMBER + 2, key.len - 2 * NUMBER - 2 };
}

static sops_date day_of(sops_time time)
{
	return (sops_date)(time >= 0 ? time / 86400 : -((86399 - time) / 86400));
}

/* The last stage; rows that repeat it are one stay. */
static void find_last(struct sops_field *stage, sops_time *entered,
	const struct sops_group_entry *visits, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		sops_time time;
		struct sops_field next = stage_of(&time, visits[i].key);

		if (sops_field_equal(*stage, next))
			continue;
		*stage = next;
		*entered = time;
	}
}

int sops__pipeline_recall(struct sops_deal *deal, bool *recalled, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops_pipeline_options *options = sops__pipeline_options(use);
	const struct sops_group *visits = sops__funnel_visits(options->history, deal->deal_id);
	struct sops_field stage = { NULL, 0 };
	struct sops_group_entry *entries;
	sops_time entered = 0;
	int status;

	*recalled = false;
	if (!visits)
		return 0;
	status = sops_group_sorted(visits, &entries, err);
	if (status < 0)
		return status;
	find_last(&stage, &entered, entries, sops_group_count(visits));
	free(entries);
	*recalled = stage.len > 0 && sops__pipeline_stage_status(use, stage) == SOPS_STATUS_OPEN;
	if (!*recalled)
		return 0;
	/* What it is likely to be is told of the stage that it stands in now. */
	if (!sops_field_equal(stage, deal->stage))
		deal->probability = SOPS_MONEY_BLANK;
	deal->stage = stage;
	deal->stage_changed.day = day_of(entered);
	return 0;
}
