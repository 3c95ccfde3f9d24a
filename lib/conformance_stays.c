/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conformance_stays.c: what is wrong with the stays of a deal, and with its moves between them. */
#include "conformance_private.h"

#include "private.h"

#include <inttypes.h>

static const struct sops_field stage_column = SOPS_FIELD("stage");

static struct sops_field word(const struct sops__judge *judge, uint32_t number)
{
	return sops__texts_at(&judge->options->history->history->words, number);
}

/* The stage as the row has it. */
static struct sops_field cell_of(const struct sops__judge *judge, const struct sops__stay *stay)
{
	return word(judge, stay->entered == SOPS_DATE_BLANK ? stay->event->from
		: stay->event->stage);
}

static struct sops_field pipeline_of(const struct sops__judge *judge,
	const struct sops__stay *stay)
{
	return stay->event->pipeline ? word(judge, stay->event->pipeline) : judge->pipeline;
}

void sops__judge_unknown(struct sops__judge *judge, int why, struct sops_field stage,
	struct sops_field pipeline)
{
	char name[SOPS_QUOTED], of[SOPS_QUOTED];

	sops_quote(name, stage);
	if (why == SOPS_PROCESS_UNCLEAR)
		sops__judge_say(judge, "%s is in several pipelines, and the deal is in none", name);
	else if (pipeline.len > 0)
		sops__judge_say(judge, "the stages have no %s in the pipeline %s", name,
			sops_quote(of, pipeline));
	else
		sops__judge_say(judge, "the stages have no %s", name);
}

static int check_known(struct sops__judge *judge, const struct sops__stay *stay,
	struct sops_error *err)
{
	struct sops_field name = cell_of(judge, stay);

	if (!judge->options->process || !sops__judge_checks(judge, SOPS_CHECK_STAGE_UNKNOWN) ||
	    stay->stage >= 0)
		return 0;
	sops__judge_unknown(judge, stay->stage, name, pipeline_of(judge, stay));
	return sops__judge_tell(judge, SOPS_CHECK_STAGE_UNKNOWN, stay->event, stage_column, name,
		err);
}

#define LISTED 5

/* The stages that were left out; but for the first ones, how many. */
static void list_skipped(struct sops__judge *judge, const struct sops__stay *stay, int from)
{
	const struct sops_process *process = judge->options->process;
	struct sops_field pipeline = pipeline_of(judge, stay);
	const char *between = "skipped ";
	int skipped = -1, to = stay->stage, n = 0;

	while ((skipped = sops_process_skipped(process, pipeline, from, to, skipped)) >= 0) {
		if (n++ >= LISTED)
			continue;
		sops_buffer_puts(&judge->text, between);
		sops__judge_name(judge, sops_process_at(process, (size_t)skipped)->name);
		between = ", ";
	}
	if (n > LISTED)
		sops_buffer_printf(&judge->text, " and %d more", n - LISTED);
}

static void say_skip(struct sops__judge *judge, const struct sops__stay *before,
	const struct sops__stay *stay)
{
	sops__judge_say(judge, "%s", "");
	if (!before) {
		sops_buffer_puts(&judge->text, "began in ");
		sops__judge_name(judge, stay->name);
		sops__judge_day(judge, " on ", stay->entered);
		sops_buffer_puts(&judge->text, ", ");
	}
	list_skipped(judge, stay, before ? before->stage : -1);
	if (before) {
		sops_buffer_puts(&judge->text, " between ");
		sops__judge_name(judge, before->name);
		sops_buffer_puts(&judge->text, " and ");
		sops__judge_name(judge, stay->name);
		sops__judge_day(judge, " on ", stay->entered);
	}
}

static void say_move(struct sops__judge *judge, const struct sops__stay *before,
	const char *how, const struct sops__stay *stay)
{
	judge->from = before->name;
	sops__judge_say(judge, "%s", "went from ");
	sops__judge_name(judge, before->name);
	sops_buffer_puts(&judge->text, how);
	sops__judge_name(judge, stay->name);
	sops__judge_day(judge, " on ", stay->entered);
}

static int check_skip(struct sops__judge *judge, const struct sops__stay *before,
	const struct sops__stay *stay, struct sops_error *err)
{
	if (!stay->judged || !sops__judge_checks(judge, SOPS_CHECK_STAGE_SKIP) ||
	    stay->move != SOPS_MOVE_SKIP)
		return 0;
	say_skip(judge, before, stay);
	return sops__judge_tell(judge, SOPS_CHECK_STAGE_SKIP, stay->event, stage_column,
		cell_of(judge, stay), err);
}

bool sops_move_named(const struct sops_field *moves, size_t n, struct sops_field from,
	struct sops_field to)
{
	static const struct sops_field any = SOPS_FIELD("*");

	for (size_t i = 0; i + 1 < n; i += 2)
		if ((sops_field_equal(moves[i], any) || sops__same(moves[i], from)) &&
		    (sops_field_equal(moves[i + 1], any) || sops__same(moves[i + 1], to)))
			return true;
	return false;
}

/* By name or, where it is judged, by the process. */
static bool is_illegal(const struct sops__judge *judge, const struct sops__stay *before,
	const struct sops__stay *stay)
{
	const struct sops_conformance_options *options = judge->options;

	return (stay->judged && stay->move == SOPS_MOVE_ILLEGAL) || sops_move_named(options->moves,
		stay->judged ? options->n_strict : options->n_moves, before->name,
		cell_of(judge, stay));
}

static int check_legal(struct sops__judge *judge, const struct sops__stay *before,
	const struct sops__stay *stay, struct sops_error *err)
{
	if (!before || (!stay->judged && judge->options->n_moves == 0) ||
	    !sops__judge_checks(judge, SOPS_CHECK_ILLEGAL_TRANSITION) ||
	    !is_illegal(judge, before, stay))
		return 0;
	say_move(judge, before, " to ", stay);
	sops_buffer_puts(&judge->text, ", which is no legal move");
	return sops__judge_tell(judge, SOPS_CHECK_ILLEGAL_TRANSITION, stay->event, stage_column,
		cell_of(judge, stay), err);
}

/* What a first stay cannot be. */
static int check_back(struct sops__judge *judge, const struct sops__stay *before,
	const struct sops__stay *stay, struct sops_error *err)
{
	if (!before || !stay->judged || !sops__judge_checks(judge, SOPS_CHECK_STAGE_REGRESSION) ||
	    stay->move != SOPS_MOVE_BACK)
		return 0;
	say_move(judge, before, " back to ", stay);
	return sops__judge_tell(judge, SOPS_CHECK_STAGE_REGRESSION, stay->event, stage_column,
		cell_of(judge, stay), err);
}

static int check_again(struct sops__judge *judge, const struct sops__stay *before,
	const struct sops__stay *stay, struct sops_error *err)
{
	if (!before || !sops__judge_checks(judge, SOPS_CHECK_STAGE_REPEAT) || !stay->again)
		return 0;
	sops__judge_say(judge, "entered ");
	sops__judge_name(judge, stay->name);
	sops_buffer_puts(&judge->text, " again");
	sops__judge_day(judge, " on ", stay->entered);
	return sops__judge_tell(judge, SOPS_CHECK_STAGE_REPEAT, stay->event, stage_column,
		cell_of(judge, stay), err);
}

void sops__judge_long(struct sops__judge *judge, const char *was,
	const struct sops_process_stage *stage, int64_t days)
{
	sops__judge_say(judge, "%s in ", was);
	sops__judge_name(judge, stage->name);
	sops_buffer_printf(&judge->text, " %" PRId64 " day%s, %" PRId64 " %s the limit", days,
		days == 1 ? "" : "s", stage->max_days, stage->max_days == 1 ? "is" : "are");
}

/* The day a stay ended, or as-of: then it may go on. */
static sops_date end_of(const struct sops__judge *judge, const struct sops__stay *stay, bool *open)
{
	const struct sops__conformance_deal *deal = judge->deal;

	*open = false;
	if (stay->left != SOPS_DATE_BLANK)
		return stay->left;
	if (deal->status != SOPS_STATUS_OPEN)
		return deal->closed;
	*open = true;
	return judge->options->as_of;
}

static int check_days(struct sops__judge *judge, const struct sops__stay *stay,
	struct sops_error *err)
{
	const struct sops_process_stage *stage = stay->stage < 0 ? NULL
		: sops_process_at(judge->options->process, (size_t)stay->stage);
	sops_date end;
	bool open;

	if (!stage || stage->max_days < 0 || stage->kind != SOPS_STATUS_OPEN ||
	    stay->entered == SOPS_DATE_BLANK)
		return 0;
	end = end_of(judge, stay, &open);
	if (end == SOPS_DATE_BLANK || !sops__judge_checks(judge, SOPS_CHECK_STAGE_TOO_LONG) ||
	    (int64_t)end - stay->entered <= stage->max_days)
		return 0;
	sops__judge_long(judge, open ? "has been" : "was", stage, (int64_t)end - stay->entered);
	return sops__judge_tell(judge, SOPS_CHECK_STAGE_TOO_LONG, stay->event, stage_column,
		cell_of(judge, stay), err);
}

int sops__judge_stay(struct sops__judge *judge, size_t number, struct sops_error *err)
{
	const struct sops__stay *stay = &judge->path[number], *before = number ? stay - 1 : NULL;
	int status = check_known(judge, stay, err);

	if (status == 0)
		status = check_skip(judge, before, stay, err);
	if (status == 0)
		status = check_back(judge, before, stay, err);
	if (status == 0)
		status = check_again(judge, before, stay, err);
	if (status == 0)
		status = check_legal(judge, before, stay, err);
	return status < 0 ? status : check_days(judge, stay, err);
}
