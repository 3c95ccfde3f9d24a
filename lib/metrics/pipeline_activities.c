/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_activities.c: when something was last done about a deal. */
#include "pipeline_private.h"

#include "../ids.h"
#include "../texts.h"

#include <stdlib.h>

struct sops_pipeline_activities {
	struct sops__texts deals;
	sops_date *last; /* by number */
	size_t size;
};

void sops_pipeline_activities_free(struct sops_pipeline_activities *activities)
{
	if (!activities)
		return;
	sops__texts_release(&activities->deals);
	free(activities->last);
	free(activities);
}

static int put(struct sops_pipeline_activities *activities, struct sops_field deal, sops_date day,
	struct sops_error *err)
{
	char room[SOPS_SALESFORCE_ID];
	uint32_t number;
	int status = sops__texts_add(&activities->deals, sops__id(room, deal), &number, err);

	if (status < 0 || number == 0)
		return status;
	if (number >= activities->size) {
		size_t size = 2 * (size_t)number + 2;
		sops_date *last = reallocarray(activities->last, size, sizeof(*last));

		if (!last)
			return sops_error_memory(err);
		for (size_t i = activities->size; i < size; i++)
			last[i] = SOPS_DATE_BLANK;
		activities->last = last;
		activities->size = size;
	}
	if (activities->last[number] == SOPS_DATE_BLANK || day > activities->last[number])
		activities->last[number] = day;
	return 0;
}

/* What automation did nobody did. */
static bool counts(const struct sops_activity *activity, sops_date as_of)
{
	return activity->automatic != 1 && activity->start.day != SOPS_DATE_BLANK &&
		activity->start.day <= as_of;
}

int sops_pipeline_activities_read(struct sops_pipeline_activities **out, struct sops_input *input,
	sops_date as_of, struct sops_error *err)
{
	struct sops_pipeline_activities *activities = calloc(1, sizeof(*activities));
	int status = activities ? 0 : sops_error_memory(err);
	const void *row;

	while (status == 0 && (status = sops_input_next(input, &row, err)) > 0) {
		const struct sops_activity *activity = row;

		status = counts(activity, as_of) ?
			put(activities, activity->deal_id, activity->start.day, err) : 0;
	}
	if (status < 0)
		sops_pipeline_activities_free(activities);
	else
		*out = activities;
	return status;
}

sops_date sops__pipeline_last_activity(const struct sops_pipeline_activities *activities,
	struct sops_field deal)
{
	char room[SOPS_SALESFORCE_ID];
	uint32_t number;

	return sops__texts_find(&activities->deals, sops__id(room, deal), &number) && number > 0 ?
		activities->last[number] : SOPS_DATE_BLANK;
}
