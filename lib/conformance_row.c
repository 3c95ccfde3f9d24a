/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conformance_row.c: what is wrong with the row of a deal. */
#include "conformance_private.h"

#include <sops/group.h>

#include "private.h"
#include "process_private.h"

#include <inttypes.h>

static const struct sops_field stage_column = SOPS_FIELD("stage");

/* The deal's own stage, and how far it came, where that is another one. */
struct standing {
	struct sops_field name;
	int stage;   /* of the process, or none */
	int reached; /* an open or won stage, or -1: nobody knows */
};

static const struct sops__process_stage *stage_at(const struct sops__judge *judge, int stage)
{
	return &judge->options->process->stages[stage];
}

/* Where a deal was lost: as it says, or as its history does. */
static int lost_from(const struct sops__judge *judge)
{
	struct sops_field name = sops__judge_word(judge, judge->deal->lost_from);
	int stage = sops_process_find(judge->options->process, judge->pipeline, name);

	if (stage >= 0 && stage_at(judge, stage)->is.kind == SOPS_STATUS_OPEN)
		return stage;
	for (size_t i = judge->len; i-- > 0;)
		if (judge->path[i].stage >= 0 && judge->path[i].kind == SOPS_STATUS_OPEN)
			return judge->path[i].stage;
	return -1;
}

static struct standing standing_of(const struct sops__judge *judge)
{
	struct standing standing = { .name = sops__judge_word(judge, judge->deal->stage),
		.stage = SOPS_PROCESS_NONE, .reached = -1 };

	if (!judge->options->process || standing.name.len == 0)
		return standing;
	standing.stage = sops_process_find(judge->options->process, judge->pipeline,
		standing.name);
	if (standing.stage < 0)
		return standing;
	standing.reached = standing.stage;
	if (stage_at(judge, standing.stage)->is.kind > SOPS_STATUS_WON)
		standing.reached = lost_from(judge);
	return standing;
}

static int check_unknown(struct sops__judge *judge, const struct standing *at,
	struct sops_error *err)
{
	if (!judge->options->process || at->name.len == 0 ||
	    !sops__judge_checks(judge, SOPS_CHECK_STAGE_UNKNOWN) || at->stage >= 0)
		return 0;
	sops__judge_unknown(judge, at->stage, at->name, judge->pipeline);
	return sops__judge_tell(judge, SOPS_CHECK_STAGE_UNKNOWN, NULL, stage_column, at->name,
		err);
}

/* The first stage on the way that requires the field. */
static struct sops_field who_requires(const struct sops__judge *judge, const struct standing *at,
	uint64_t field)
{
	const struct sops_process *process = judge->options->process;
	uint32_t lane = sops__process_lane(process, judge->pipeline);
	const struct sops__process_stage *own = stage_at(judge, at->stage);

	if (own->lane)
		lane = own->lane;
	for (size_t i = 0; at->reached >= 0 && i < process->count; i++) {
		const struct sops__process_stage *stage = &process->stages[i];

		if ((stage->is.fields & field) && ((int)i == at->reached ||
			(sops__process_in(stage, lane) && !stage->is.optional &&
			 sops__process_leads(stage, stage_at(judge, at->reached)))))
			return stage->is.name;
	}
	return own->is.name;
}

static int check_fields(struct sops__judge *judge, const struct standing *at,
	struct sops_error *err)
{
	const struct sops_process *process = judge->options->process;
	uint64_t fields;

	if (at->stage < 0)
		return 0;
	fields = sops_process_required(process, judge->pipeline, at->stage);
	if (at->reached >= 0)
		fields |= sops_process_required(process, judge->pipeline, at->reached);
	for (size_t i = 0; fields >> i; i++) {
		struct sops_field column;
		int status;

		if (!(fields >> i & 1) || !sops__judge_checks(judge, SOPS_CHECK_STAGE_FIELD) ||
		    !(judge->deal->blank >> i & 1))
			continue;
		column = sops_process_field(process, i);
		sops__judge_say(judge, "%s", "");
		sops__judge_name(judge, column);
		sops_buffer_puts(&judge->text, " is blank, and ");
		sops__judge_name(judge, who_requires(judge, at, UINT64_C(1) << i));
		sops_buffer_puts(&judge->text, " requires it");
		status = sops__judge_tell(judge, SOPS_CHECK_STAGE_FIELD, NULL, column,
			(struct sops_field){ NULL, 0 }, err);
		if (status < 0)
			return status;
		if (i == 63)
			break;
	}
	return 0;
}

/* The day of the first activity of that type; blank: there is none. */
static int first_activity(sops_date *day, struct sops__judge *judge, struct sops_field type,
	struct sops_error *err)
{
	const int64_t *first;
	int status = sops__conformance_activity(&judge->key,
		sops__texts_at(&judge->of->ids, judge->deal->id), type, err);

	if (status < 0)
		return status;
	first = sops_group_find(judge->options->activities->first,
		sops_buffer_view(&judge->key));
	*day = first ? (sops_date)*first : SOPS_DATE_BLANK;
	return 0;
}

/* The stage's activity by the day that the deal went on; a blank day: by as-of. */
static int check_activity(struct sops__judge *judge, int stage, const char *what, sops_date left,
	struct sops_error *err)
{
	const struct sops_process_stage *of = &stage_at(judge, stage)->is;
	sops_date first = SOPS_DATE_BLANK;
	int status;

	if (of->activity.len == 0 || !sops__judge_checks(judge, SOPS_CHECK_STAGE_ACTIVITY))
		return 0;
	status = first_activity(&first, judge, of->activity, err);
	if (status < 0 || (first != SOPS_DATE_BLANK && (left == SOPS_DATE_BLANK || first <= left)))
		return status;
	sops__judge_say(judge, "%s ", what);
	sops__judge_name(judge, of->name);
	sops__judge_day(judge, " on ", left);
	sops_buffer_puts(&judge->text, first == SOPS_DATE_BLANK ? ", and had no "
		: ", and had its first ");
	sops__judge_name(judge, of->activity);
	sops__judge_day(judge, " on ", first);
	return sops__judge_tell(judge, SOPS_CHECK_STAGE_ACTIVITY, NULL, stage_column,
		sops__judge_word(judge, judge->deal->stage), err);
}

/* By the history: of each stage the first time that the deal went on from it. */
static int check_left(struct sops__judge *judge, struct sops_error *err)
{
	uint32_t went_on = judge->turn + 1;
	int status = 0;

	for (size_t i = 0; status == 0 && i + 1 < judge->len; i++) {
		const struct sops__stay *stay = &judge->path[i], *next = stay + 1;

		if (stay->stage < 0 || next->stage < 0 ||
		    judge->seen[stay->identity] == went_on ||
		    !sops_process_before(judge->options->process, stay->stage, next->stage))
			continue;
		judge->seen[stay->identity] = went_on;
		status = check_activity(judge, stay->stage, "went on from", next->entered, err);
	}
	return status;
}

/* By the row alone: of the stages that lie before. */
static int check_past(struct sops__judge *judge, const struct standing *at, struct sops_error *err)
{
	const struct sops_process *process = judge->options->process;
	const struct sops__process_stage *to = at->reached < 0 ? NULL
		: stage_at(judge, at->reached);
	uint32_t lane = to && to->lane ? to->lane : sops__process_lane(process, judge->pipeline);
	int status = 0;

	for (size_t i = 0; status == 0 && to && i < process->count; i++) {
		const struct sops__process_stage *stage = &process->stages[i];

		if (sops__process_in(stage, lane) && sops__process_leads(stage, to) &&
		    !stage->is.optional)
			status = check_activity(judge, (int)i, "is past", SOPS_DATE_BLANK, err);
	}
	return status;
}

static int check_activities(struct sops__judge *judge, const struct standing *at,
	struct sops_error *err)
{
	int status;

	if (!judge->options->process || !judge->options->activities || judge->deal->id == 0)
		return 0;
	status = judge->len ? check_left(judge, err) : check_past(judge, at, err);
	if (status == 0 && at->stage >= 0 && stage_at(judge, at->stage)->is.kind == SOPS_STATUS_WON)
		status = check_activity(judge, at->stage, "is in", SOPS_DATE_BLANK, err);
	return status;
}

/* The cell, in ISO form. */
static struct sops_field written(char out[SOPS_DATE_TEXT], sops_date day)
{
	size_t len = sops_date_format(out, day);

	return (struct sops_field){ out, len };
}

static int check_days(struct sops__judge *judge, const struct standing *at, struct sops_error *err)
{
	const struct sops_process_stage *stage = at->stage < 0 ? NULL
		: &stage_at(judge, at->stage)->is;
	sops_date since = judge->deal->stage_changed, as_of = judge->options->as_of;
	char text[SOPS_DATE_TEXT];

	if (judge->len > 0 || !stage || stage->kind != SOPS_STATUS_OPEN || stage->max_days < 0 ||
	    judge->deal->status != SOPS_STATUS_OPEN || since == SOPS_DATE_BLANK ||
	    as_of == SOPS_DATE_BLANK || !sops__judge_checks(judge, SOPS_CHECK_STAGE_TOO_LONG) ||
	    as_of - since <= stage->max_days)
		return 0;
	sops__judge_long(judge, "has been", stage, as_of - since);
	return sops__judge_tell(judge, SOPS_CHECK_STAGE_TOO_LONG, NULL,
		(struct sops_field)SOPS_FIELD("stage_changed"),
		written(text, since), err);
}

static int check_modified(struct sops__judge *judge, struct sops_error *err)
{
	sops_date closed = judge->deal->closed, modified = judge->deal->modified;
	char text[SOPS_DATE_TEXT];

	if (judge->deal->status == SOPS_STATUS_OPEN || closed == SOPS_DATE_BLANK ||
	    modified == SOPS_DATE_BLANK ||
	    !sops__judge_checks(judge, SOPS_CHECK_EDIT_AFTER_CLOSE) ||
	    (int64_t)modified - closed <= judge->options->edit_days)
		return 0;
	sops__judge_say(judge, "was modified");
	sops__judge_late(judge, modified);
	return sops__judge_tell(judge, SOPS_CHECK_EDIT_AFTER_CLOSE, NULL,
		(struct sops_field)SOPS_FIELD("modified"),
		written(text, modified), err);
}

static int check_end(struct sops__judge *judge, const struct standing *at, struct sops_error *err)
{
	const struct sops__stay *last = judge->len ? &judge->path[judge->len - 1] : NULL;

	if (!last || at->name.len == 0 || !sops__judge_checks(judge, SOPS_CHECK_HISTORY_DIFFERS) ||
	    (at->stage >= 0 && at->stage == last->stage) || sops__same(at->name, last->name))
		return 0;
	sops__judge_say(judge, "is in ");
	sops__judge_name(judge, at->name);
	sops_buffer_puts(&judge->text, ", and its history ends in ");
	sops__judge_name(judge, last->name);
	sops__judge_day(judge, " on ", last->entered);
	return sops__judge_tell(judge, SOPS_CHECK_HISTORY_DIFFERS, NULL, stage_column, at->name,
		err);
}

int sops__judge_row(struct sops__judge *judge, struct sops_error *err)
{
	const struct standing at = standing_of(judge);
	int status = check_unknown(judge, &at, err);

	if (status == 0)
		status = check_fields(judge, &at, err);
	if (status == 0)
		status = check_activities(judge, &at, err);
	if (status == 0)
		status = check_days(judge, &at, err);
	if (status == 0)
		status = check_modified(judge, err);
	return status < 0 ? status : check_end(judge, &at, err);
}
