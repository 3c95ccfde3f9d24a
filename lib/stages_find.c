/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stages_find.c: which stage of the model a name means. */
#include "stages_private.h"

#include "private.h"

static const char *const kinds[] = { [SOPS_STATUS_OPEN] = "open", [SOPS_STATUS_WON] = "won",
	[SOPS_STATUS_LOST] = "lost", [SOPS_STATUS_VOID] = "void" };

bool sops__stage_called(const struct sops__stage *stage, struct sops_field name)
{
	struct sops_field rest = sops_field_of(stage->aliases);

	if (sops__same(sops_field_of(stage->name), name))
		return true;
	while (rest.at && name.len > 0)
		if (sops__same(sops_field_cut(&rest, '|'), name))
			return true;
	return false;
}

bool sops__stages_beside(const struct sops__stage *a, const struct sops__stage *b)
{
	return sops__same(sops_field_of(a->pipeline), sops_field_of(b->pipeline));
}

static const struct sops__stage *find(const struct sops_stages *stages, struct sops_field name)
{
	for (size_t i = 0; i < stages->len; i++)
		if (sops__stage_called(&stages->stages[i], name))
			return &stages->stages[i];
	return NULL;
}

static bool is_of(const struct sops__stage *stage, struct sops_field pipeline)
{
	return sops__same(sops_field_of(stage->pipeline), pipeline);
}

/* A deal without a pipeline may be in any; a stage without one is in all. */
static const struct sops__stage *find_in(const struct sops_stages *stages,
	struct sops_field pipeline, struct sops_field name, const struct sops__stage **rival)
{
	const struct sops__stage *found = NULL;

	for (size_t i = 0; i < stages->len; i++) {
		const struct sops__stage *stage = &stages->stages[i];

		if (!sops__stage_called(stage, name))
			continue;
		if (is_of(stage, pipeline))
			return *rival = NULL, stage;
		if (pipeline.len > 0 && stage->pipeline[0])
			continue;
		if (!found)
			found = stage;
		else if (found->kind != stage->kind)
			*rival = stage;
	}
	return found;
}

size_t sops_stages_count(const struct sops_stages *stages)
{
	return stages->ordered;
}

struct sops_field sops_stages_name(const struct sops_stages *stages, size_t index)
{
	return sops_field_of(stages->stages[index].name);
}

int sops_stages_find(const struct sops_stages *stages, struct sops_field name)
{
	const struct sops__stage *stage = find(stages, name);
	size_t index = stage ? (size_t)(stage - stages->stages) : stages->ordered;

	return index < stages->ordered ? (int)index : -1;
}

static int refuse_unknown(const struct sops_stages *stages, const struct sops_deal *deal,
	struct sops_error *err)
{
	enum sops_deal_status kind = sops_stage_status_by(stages->profile, deal->stage);
	bool elsewhere = find(stages, deal->stage) != NULL;
	char quoted[SOPS_QUOTED], pipeline[SOPS_QUOTED];

	sops_error_set(err, SOPS_EINPUT, elsewhere ? "the stages have no %s in the pipeline %s"
		: "the stages have no %s", sops_quote(quoted, deal->stage),
		sops_quote(pipeline, deal->pipeline));
	sops__escape(quoted, deal->stage);
	if (kind == SOPS_STATUS_OPEN)
		sops_error_hint(err, "add a line %s,%zu,open, or as won, lost or void", quoted,
			stages->ordered);
	else
		sops_error_hint(err, "add a line %s,,%s", quoted, kinds[kind]);
	sops_error_column(err, (struct sops_field)SOPS_FIELD("stage"));
	return SOPS_EINPUT;
}

static int refuse_rivals(const struct sops__stage *first, const struct sops__stage *second,
	const struct sops_deal *deal, struct sops_error *err)
{
	char name[SOPS_QUOTED], a[SOPS_QUOTED], b[SOPS_QUOTED];

	sops_error_set(err, SOPS_EINPUT,
		"%s is %s in the pipeline %s and %s in %s, and the deal is in none",
		sops_quote(name, deal->stage), kinds[first->kind],
		sops_quote(a, sops_field_of(first->pipeline)), kinds[second->kind],
		sops_quote(b, sops_field_of(second->pipeline)));
	sops_error_column(err, (struct sops_field)SOPS_FIELD("stage"));
	return SOPS_EINPUT;
}

int sops__stages_of_deal(const struct sops__stage **out, const struct sops_stages *stages,
	const struct sops_deal *deal, struct sops_error *err)
{
	const struct sops__stage *rival = NULL;
	const struct sops__stage *stage = find_in(stages, deal->pipeline, deal->stage, &rival);

	if (!stage)
		return refuse_unknown(stages, deal, err);
	if (rival)
		return refuse_rivals(stage, rival, deal, err);
	*out = stage;
	return 0;
}

int sops_stages_check(const struct sops_stages *stages, struct sops_field name,
	struct sops_error *err)
{
	const struct sops_deal deal = { .stage = name };
	const struct sops__stage *stage;

	return sops__stages_of_deal(&stage, stages, &deal, err);
}

enum sops_deal_status sops_stages_status(const struct sops_stages *stages, struct sops_field name)
{
	const struct sops__stage *stage = stages ? find(stages, name) : NULL;

	return stage ? stage->kind : sops_stage_status_by(stages ? stages->profile : NULL, name);
}

void sops__stages_classify(const struct sops_stages *stages, struct sops_deal *deal)
{
	const struct sops__stage *stage = find(stages, deal->stage);
	enum sops_deal_status status = stage
		? stage->kind : sops_stage_status_by(deal->profile, deal->stage);

	if (status == SOPS_STATUS_OPEN)
		return;
	deal->status = (int)status;
	if (deal->closed == SOPS_DATE_BLANK)
		deal->closed = deal->close_date;
}

struct sops_money sops_stages_probability(const struct sops_stages *stages, struct sops_field name)
{
	const struct sops__stage *stage = stages ? find(stages, name) : NULL;

	return stage ? stage->probability : SOPS_MONEY_BLANK;
}

int64_t sops_stages_max_days(const struct sops_stages *stages, struct sops_field name)
{
	const struct sops__stage *stage = find(stages, name);

	return stage && !sops_money_blank(stage->max_days) ? (int64_t)stage->max_days.units : -1;
}
