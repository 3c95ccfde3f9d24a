/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages_private.h"

#include <sops/input.h>

#include "private.h"

#include <stdlib.h>

#define DAYS_MOST 1000000

/* That it has a name, and no other stage of its pipeline one of its names. */
static int check_names(const struct sops_stages *stages, const struct sops__stage *stage,
	struct sops_error *err)
{
	struct sops_field rest = sops_field_of(stage->aliases);
	struct sops_field name = sops_field_of(stage->name);
	char quoted[SOPS_QUOTED];

	if (name.len == 0)
		return sops_error_set(err, SOPS_EUSAGE, "the stages have an empty name among them");
	while (name.at) {
		for (size_t i = 0; name.len > 0 && i < stages->len; i++)
			if (sops__stage_called(&stages->stages[i], name) &&
			    sops__stages_beside(&stages->stages[i], stage))
				return sops_error_set(err, SOPS_EUSAGE, "stage %s is named twice",
					sops_quote(quoted, name));
		name = rest.at ? sops_field_cut(&rest, '|') : (struct sops_field){ NULL, 0 };
	}
	return 0;
}

static char *copy_of(struct sops_field text)
{
	return strndup(text.len ? text.at : "", text.len);
}

static void release(struct sops__stage *stage)
{
	free(stage->name);
	free(stage->aliases);
	free(stage->pipeline);
}

/* Takes what is in the stage, also where it fails. */
static int append(struct sops_stages *stages, struct sops__stage stage, struct sops_error *err)
{
	int status = stage.name && stage.aliases && stage.pipeline
		? check_names(stages, &stage, err) : sops_error_memory(err);

	if (status == 0 && stages->len == stages->size) {
		size_t size = stages->size ? 2 * stages->size : 16;
		struct sops__stage *grown = reallocarray(stages->stages, size, sizeof(*grown));

		if (!grown) {
			status = sops_error_memory(err);
		} else {
			stages->stages = grown;
			stages->size = size;
		}
	}
	if (status < 0)
		release(&stage);
	else
		stages->stages[stages->len++] = stage;
	return status;
}

static int append_name(struct sops_stages *stages, struct sops_field name,
	enum sops_deal_status kind, struct sops_money order, struct sops_money probability,
	struct sops_error *err)
{
	return append(stages, (struct sops__stage){ copy_of(name), strdup(""), strdup(""), kind,
		order, probability, SOPS_MONEY_BLANK }, err);
}

static int rank(enum sops_deal_status kind)
{
	static const int ranks[] = { [SOPS_STATUS_OPEN] = 0, [SOPS_STATUS_WON] = 1,
		[SOPS_STATUS_LOST] = 2, [SOPS_STATUS_VOID] = 2 };

	return ranks[kind];
}

/* Open ones by their order, the won one, the rest. */
static int in_order(const void *a, const void *b)
{
	const struct sops__stage *left = a, *right = b;

	if (rank(left->kind) != rank(right->kind))
		return rank(left->kind) - rank(right->kind);
	return sops_money_compare(left->order, right->order);
}

/* What two stages of one order may not share. */
static int check_pair(const struct sops__stage *first, const struct sops__stage *second,
	struct sops_error *err)
{
	char a[SOPS_QUOTED], b[SOPS_QUOTED];

	if (first->kind == SOPS_STATUS_WON && second->kind == SOPS_STATUS_WON)
		return sops_error_set(err, SOPS_EUSAGE,
			"the stages have more than one that is won");
	if (first->kind == SOPS_STATUS_OPEN && second->kind == SOPS_STATUS_OPEN &&
	    sops_money_compare(first->order, second->order) == 0)
		return sops_error_set(err, SOPS_EUSAGE, "stages %s and %s have the same order",
			sops_quote(a, sops_field_of(first->name)),
			sops_quote(b, sops_field_of(second->name)));
	return 0;
}

/* Of stages with one name, those of several pipelines can stand in no one order. */
static int check_pipelines(const struct sops__stage *first, const struct sops__stage *second,
	struct sops_error *err)
{
	char name[SOPS_QUOTED], a[SOPS_QUOTED], b[SOPS_QUOTED];

	if (!sops__stage_called(first, sops_field_of(second->name)))
		return 0;
	sops_error_set(err, SOPS_EUSAGE, "stage %s is in two pipelines, %s and %s",
		sops_quote(name, sops_field_of(second->name)),
		sops_quote(a, sops_field_of(first->pipeline)),
		sops_quote(b, sops_field_of(second->pipeline)));
	sops_error_hint(err, "name a file with the stages of one");
	return SOPS_EUSAGE;
}

/* Open stages need numbers, and numbers that tell them apart. */
static int check_order(const struct sops_stages *stages, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	int status = 0;

	for (size_t i = 0; status == 0 && i < stages->len; i++) {
		const struct sops__stage *stage = &stages->stages[i];

		for (size_t j = 0; status == 0 && j < i; j++)
			status = check_pipelines(&stages->stages[j], stage, err);
		if (status == 0 && stage->kind == SOPS_STATUS_OPEN &&
		    sops_money_blank(stage->order))
			status = sops_error_set(err, SOPS_EUSAGE, "stage %s has no order",
				sops_quote(quoted, sops_field_of(stage->name)));
		for (size_t j = 0; status == 0 && j < i; j++)
			status = check_pair(&stages->stages[j], stage, err);
	}
	return status;
}

static int finish(struct sops_stages *stages, bool apart, struct sops_error *err)
{
	size_t won = 0;
	int status = 0;

	for (size_t i = 0; i < stages->len; i++)
		won += stages->stages[i].kind == SOPS_STATUS_WON;
	if (won == 0)
		status = append_name(stages, (struct sops_field)SOPS_FIELD("Won"), SOPS_STATUS_WON,
			SOPS_MONEY_BLANK, sops_money_of(1), err);
	if (status < 0)
		return status;
	qsort(stages->stages, stages->len, sizeof(*stages->stages), in_order);
	while (stages->ordered < stages->len && rank(stages->stages[stages->ordered].kind) < 2)
		stages->ordered++;
	return apart ? 0 : check_order(stages, err);
}

int sops_stages_parse(struct sops_stages **out, const char *list, struct sops_error *err)
{
	return sops_stages_parse_by(out, list, NULL, err);
}

int sops_stages_parse_by(struct sops_stages **out, const char *list,
	const struct sops_profile *profile, struct sops_error *err)
{
	struct sops_field rest = sops_field_of(list), *names;
	size_t count = 0;
	int status;

	for (size_t i = 0; i < rest.len; i++)
		count += rest.at[i] == ',';
	names = calloc(count + 1, sizeof(*names));
	if (!names)
		return sops_error_memory(err);
	for (count = 0; rest.at; count++)
		names[count] = sops_field_cut(&rest, ',');
	status = sops__stages_of(out, names, count, profile, err);
	free(names);
	return status;
}

int sops__stages_of(struct sops_stages **out, const struct sops_field *names, size_t count,
	const struct sops_profile *profile, struct sops_error *err)
{
	struct sops_stages *stages = calloc(1, sizeof(*stages));
	int status = stages ? 0 : sops_error_memory(err);

	if (status == 0)
		stages->profile = profile;
	for (size_t i = 0; status == 0 && i < count; i++)
		status = append_name(stages, names[i], sops_stage_status_by(profile, names[i]),
			sops_money_of((int64_t)i), SOPS_MONEY_BLANK, err);
	if (status == 0)
		status = finish(stages, false, err);
	if (status < 0)
		sops_stages_free(stages);
	else
		*out = stages;
	return status;
}

struct row {
	struct sops_field stage, aliases, pipeline;
	struct sops_money order, probability, max_days;
	int kind;
};

enum { STAGE, ORDER, KIND, PROBABILITY, ALIASES, PIPELINE, MAX_DAYS, ROLES };

static const struct sops_word kinds[] = {
	[SOPS_STATUS_OPEN] = { "open", SOPS_STATUS_OPEN },
	[SOPS_STATUS_WON] = { "won", SOPS_STATUS_WON },
	[SOPS_STATUS_LOST] = { "lost", SOPS_STATUS_LOST },
	[SOPS_STATUS_VOID] = { "void", SOPS_STATUS_VOID },
	[SOPS_STATUS_VOID + 1] = { NULL, 0 },
};

static const struct sops_role roles[ROLES] = {
	[STAGE] = { .name = "stage", .type = SOPS_TEXT, .offset = offsetof(struct row, stage),
		.doc = "name of the stage", .aliases = "阶段" },
	[ORDER] = { .name = "order", .type = SOPS_MONEY, .offset = offsetof(struct row, order),
		.doc = "number that sorts the open stages", .aliases = "顺序" },
	[KIND] = { .name = "kind", .type = SOPS_WORD, .words = kinds,
		.offset = offsetof(struct row, kind), .doc = "open, won, lost or void",
		.aliases = "class|类型" },
	[PROBABILITY] = { .name = "probability", .type = SOPS_RATE,
		.offset = offsetof(struct row, probability), .doc = "chance of winning from here",
		.aliases = "赢率" },
	[ALIASES] = { .name = "aliases", .type = SOPS_TEXT,
		.offset = offsetof(struct row, aliases), .doc = "other spellings of the name",
		.aliases = "别名" },
	[PIPELINE] = { .name = "pipeline", .type = SOPS_TEXT,
		.offset = offsetof(struct row, pipeline), .doc = "the pipeline it is a stage of",
		.aliases = "销售流程" },
	[MAX_DAYS] = { .name = "max_days", .type = SOPS_COUNT,
		.offset = offsetof(struct row, max_days), .doc = "days after which a deal is slow",
		.aliases = "最长天数|停留天数上限" },
};

static const struct sops_schema schema = {
	.name = "stages", .roles = roles, .count = ROLES, .row_size = sizeof(struct row),
};

static int append_row(struct sops_stages *stages, const struct row *row, struct sops_error *err)
{
	struct sops__stage stage = { copy_of(row->stage), copy_of(row->aliases),
		copy_of(row->pipeline), (enum sops_deal_status)row->kind, row->order,
		row->probability, row->max_days };
	char quoted[SOPS_QUOTED];

	if (!sops_money_blank(row->max_days) && row->max_days.units > DAYS_MOST) {
		release(&stage);
		return sops_error_set(err, SOPS_EUSAGE, "max_days of %s is more than %d",
			sops_quote(quoted, row->stage), DAYS_MOST);
	}
	if (row->kind == SOPS_BLANK)
		stage.kind = sops_stage_status_by(stages->profile, row->stage);
	for (char *at = stage.aliases; at && (at = strchr(at, ';')); at++)
		*at = '|';
	return append(stages, stage, err);
}

static int read_rows(struct sops_stages *stages, struct sops_input *input, struct sops_error *err)
{
	const void *at;
	int status;

	while ((status = sops_input_next(input, &at, err)) > 0) {
		status = append_row(stages, at, err);
		if (status < 0) {
			struct sops_place place = sops_input_place(input);

			sops_error_place(err, &place);
			return status;
		}
	}
	return status;
}

static int read_model(struct sops_stages **out, int fd, const char *name,
	const struct sops_profile *profile, bool apart, struct sops_error *err)
{
	const struct sops_input_options options = {
		.needs = SOPS_ROLE(STAGE) | (apart ? 0 : SOPS_ROLE(ORDER)),
		.uses = SOPS_ROLE(ORDER) | SOPS_ROLE(KIND) | SOPS_ROLE(PROBABILITY) |
			SOPS_ROLE(ALIASES) | SOPS_ROLE(PIPELINE) | SOPS_ROLE(MAX_DAYS),
	};
	const struct sops_place file = { .file = name };
	struct sops_stages *stages = calloc(1, sizeof(*stages));
	struct sops_input *input = NULL;
	int status = stages ? sops_input_open(&input, &schema, fd, name, &options, err)
			    : sops_error_memory(err);

	if (status == 0) {
		stages->profile = profile;
		status = read_rows(stages, input, err);
	}
	if (status == 0)
		status = finish(stages, apart, err);
	if (status < 0 && status != SOPS_ESYSTEM)
		sops_error_place(err, &file);
	sops_input_free(input);
	if (status < 0)
		sops_stages_free(stages);
	else
		*out = stages;
	return status;
}

int sops_stages_read(struct sops_stages **out, int fd, const char *name, struct sops_error *err)
{
	return sops_stages_read_by(out, fd, name, NULL, err);
}

int sops_stages_read_by(struct sops_stages **out, int fd, const char *name,
	const struct sops_profile *profile, struct sops_error *err)
{
	return read_model(out, fd, name, profile, false, err);
}

int sops_stages_read_apart(struct sops_stages **out, int fd, const char *name,
	const struct sops_profile *profile, struct sops_error *err)
{
	return read_model(out, fd, name, profile, true, err);
}

void sops_stages_free(struct sops_stages *stages)
{
	if (!stages)
		return;
	for (size_t i = 0; i < stages->len; i++)
		release(&stages->stages[i]);
	free(stages->stages);
	free(stages);
}
