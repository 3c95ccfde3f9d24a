/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages_private.h"

#include <sops/input.h>

#include "private.h"

#include <stdlib.h>

static const struct sops__stage *find(const struct sops_stages *stages, struct sops_field name)
{
	for (size_t i = 0; i < stages->len; i++)
		if (sops__same(sops_field_of(stages->stages[i].name), name))
			return &stages->stages[i];
	return NULL;
}

static int append(struct sops_stages *stages, struct sops_field name, enum sops_deal_status kind,
	struct sops_money order, struct sops_money probability, struct sops_error *err)
{
	struct sops__stage *stage;
	char quoted[SOPS_QUOTED];

	if (name.len == 0)
		return sops_error_set(err, SOPS_EUSAGE, "the stages have an empty name among them");
	if (find(stages, name))
		return sops_error_set(
			err, SOPS_EUSAGE, "stage %s is named twice", sops_quote(quoted, name));
	if (stages->len == stages->size) {
		size_t size = stages->size ? 2 * stages->size : 16;
		struct sops__stage *grown = reallocarray(stages->stages, size, sizeof(*grown));

		if (!grown)
			return sops_error_memory(err);
		stages->stages = grown;
		stages->size = size;
	}
	stage = &stages->stages[stages->len];
	*stage = (struct sops__stage){ strndup(name.at, name.len), kind, order, probability };
	if (!stage->name)
		return sops_error_memory(err);
	stages->len++;
	return 0;
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

/* Open stages need numbers, and numbers that tell them apart. */
static int check_order(const struct sops_stages *stages, struct sops_error *err)
{
	char a[SOPS_QUOTED], b[SOPS_QUOTED];

	for (size_t i = 0; i < stages->len && stages->stages[i].kind == SOPS_STATUS_OPEN; i++) {
		const struct sops__stage *stage = &stages->stages[i];

		sops_quote(b, sops_field_of(stage->name));
		if (sops_money_blank(stage->order))
			return sops_error_set(err, SOPS_EUSAGE, "stage %s has no order", b);
		if (i > 0 && sops_money_compare(stage[-1].order, stage->order) == 0)
			return sops_error_set(err, SOPS_EUSAGE,
				"stages %s and %s have the same order",
				sops_quote(a, sops_field_of(stage[-1].name)), b);
	}
	return 0;
}

static int finish(struct sops_stages *stages, struct sops_error *err)
{
	size_t won = 0;
	int status = 0;

	for (size_t i = 0; i < stages->len; i++)
		won += stages->stages[i].kind == SOPS_STATUS_WON;
	if (won > 1)
		return sops_error_set(
			err, SOPS_EUSAGE, "the stages have more than one that is won");
	if (won == 0)
		status = append(stages, (struct sops_field)SOPS_FIELD("Won"), SOPS_STATUS_WON,
			SOPS_MONEY_BLANK, sops_money_of(1), err);
	if (status < 0)
		return status;
	qsort(stages->stages, stages->len, sizeof(*stages->stages), in_order);
	while (stages->ordered < stages->len && rank(stages->stages[stages->ordered].kind) < 2)
		stages->ordered++;
	return check_order(stages, err);
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
		status = append(stages, names[i], sops_stage_status_by(profile, names[i]),
			sops_money_of((int64_t)i), SOPS_MONEY_BLANK, err);
	if (status == 0)
		status = finish(stages, err);
	if (status < 0)
		sops_stages_free(stages);
	else
		*out = stages;
	return status;
}

struct row {
	struct sops_field stage;
	struct sops_money order, probability;
	int kind;
};

enum { STAGE, ORDER, KIND, PROBABILITY, ROLES };

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
};

static const struct sops_schema schema = {
	.name = "stages", .roles = roles, .count = ROLES, .row_size = sizeof(struct row),
};

static int read_rows(struct sops_stages *stages, struct sops_input *input, struct sops_error *err)
{
	const void *at;
	int status;

	while ((status = sops_input_next(input, &at, err)) > 0) {
		const struct row *row = at;
		enum sops_deal_status kind = row->kind == SOPS_BLANK
			? sops_stage_status_by(stages->profile, row->stage)
			: (enum sops_deal_status)row->kind;

		status = append(stages, row->stage, kind, row->order, row->probability, err);
		if (status < 0) {
			struct sops_place place = sops_input_place(input);

			sops_error_place(err, &place);
			return status;
		}
	}
	return status;
}

int sops_stages_read(struct sops_stages **out, int fd, const char *name, struct sops_error *err)
{
	return sops_stages_read_by(out, fd, name, NULL, err);
}

int sops_stages_read_by(struct sops_stages **out, int fd, const char *name,
	const struct sops_profile *profile, struct sops_error *err)
{
	const struct sops_input_options options = {
		.needs = SOPS_ROLE(STAGE) | SOPS_ROLE(ORDER),
		.uses = SOPS_ROLE(KIND) | SOPS_ROLE(PROBABILITY),
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
		status = finish(stages, err);
	if (status < 0 && status != SOPS_ESYSTEM)
		sops_error_place(err, &file);
	sops_input_free(input);
	if (status < 0)
		sops_stages_free(stages);
	else
		*out = stages;
	return status;
}

void sops_stages_free(struct sops_stages *stages)
{
	if (!stages)
		return;
	for (size_t i = 0; i < stages->len; i++)
		free(stages->stages[i].name);
	free(stages->stages);
	free(stages);
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

int sops_stages_check(const struct sops_stages *stages, struct sops_field name,
	struct sops_error *err)
{
	enum sops_deal_status kind = sops_stages_status(stages, name);
	char quoted[SOPS_QUOTED];

	if (find(stages, name))
		return 0;
	sops_error_set(err, SOPS_EINPUT, "the stages have no %s", sops_quote(quoted, name));
	sops__escape(quoted, name);
	if (kind == SOPS_STATUS_OPEN)
		sops_error_hint(err, "add a line %s,%zu,open, or as won, lost or void", quoted,
			stages->ordered);
	else
		sops_error_hint(err, "add a line %s,,%s", quoted, kinds[kind].names);
	sops_error_column(err, (struct sops_field)SOPS_FIELD("stage"));
	return SOPS_EINPUT;
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
