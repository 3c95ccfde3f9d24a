/* SPDX-License-Identifier: GPL-3.0-or-later */
/* process_read.c: from the rows of a table of stages to a process. */
#include "process_private.h"

#include <stdlib.h>

struct row {
	struct sops_field stage, pipeline, aliases, fields, activity, next;
	struct sops_money order, probability, max_days;
	int kind, optional;
};

enum { STAGE, ORDER, KIND, PROBABILITY, MAX_DAYS, OPTIONAL, FIELDS, ACTIVITY, ALIASES, PIPELINE,
	NEXT, ROLES };

static const struct sops_word kinds[] = {
	{ "open", SOPS_STATUS_OPEN },
	{ "won", SOPS_STATUS_WON },
	{ "lost", SOPS_STATUS_LOST },
	{ "void", SOPS_STATUS_VOID },
	{ NULL, 0 },
};

#define AT(member) .offset = offsetof(struct row, member)

static const struct sops_role roles[ROLES] = {
	[STAGE] = { .name = "stage", .type = SOPS_TEXT, AT(stage), .aliases = "阶段",
		.doc = "name of the stage" },
	[ORDER] = { .name = "order", .type = SOPS_MONEY, AT(order), .aliases = "顺序",
		.doc = "number that sorts the open stages" },
	[KIND] = { .name = "kind", .type = SOPS_WORD, .words = kinds, AT(kind),
		.aliases = "class|类型", .doc = "open, won, lost or void" },
	[PROBABILITY] = { .name = "probability", .type = SOPS_RATE, AT(probability),
		.aliases = "赢率", .doc = "chance of winning from here" },
	[MAX_DAYS] = { .name = "max_days", .type = SOPS_COUNT, AT(max_days),
		.aliases = "最长天数", .doc = "days that a deal may be in it" },
	[OPTIONAL] = { .name = "optional", .type = SOPS_BOOL, AT(optional), .aliases = "可选",
		.doc = "whether it may be left out" },
	[FIELDS] = { .name = "required_fields", .type = SOPS_TEXT, AT(fields),
		.aliases = "必填字段", .doc = "columns that may not be blank from here on" },
	[ACTIVITY] = { .name = "required_activity", .type = SOPS_TEXT, AT(activity),
		.aliases = "必要活动", .doc = "what has to be done before a deal goes on" },
	[ALIASES] = { .name = "aliases", .type = SOPS_TEXT, AT(aliases), .aliases = "别名",
		.doc = "other spellings of the name" },
	[PIPELINE] = { .name = "pipeline", .type = SOPS_TEXT, AT(pipeline),
		.aliases = "销售流程", .doc = "the pipeline it is a stage of" },
	[NEXT] = { .name = "next", .type = SOPS_TEXT, AT(next), .aliases = "下一阶段",
		.doc = "stages that may follow" },
};

static const struct sops_schema schema = {
	.name = "stages", .roles = roles, .count = ROLES, .row_size = sizeof(struct row),
};

/* Names are looked up in small letters. */
static int add_small(struct sops__texts *texts, struct sops_field text, uint32_t *number,
	struct sops_error *err)
{
	struct sops_buffer small = SOPS_BUFFER_INIT;
	int status;

	sops_buffer_field(&small, text);
	for (size_t i = 0; i < small.len; i++)
		small.at[i] = sops__process_small(small.at[i]);
	status = sops_buffer_check(&small, err);
	if (status == 0)
		status = sops__texts_add(texts, sops_buffer_view(&small), number, err);
	sops_buffer_release(&small);
	return status;
}

static int keep_fields(struct sops_process *process, uint64_t *set, struct sops_field list,
	struct sops_error *err)
{
	struct sops_field part;
	uint32_t number;

	while (sops__process_cut(&part, &list)) {
		if (sops__texts_add(&process->fields, part, &number, err) < 0)
			return SOPS_ESYSTEM;
		if (number > SOPS_PROCESS_FIELDS)
			return sops_error_set(err, SOPS_EUSAGE, "more than %d required fields",
				SOPS_PROCESS_FIELDS);
		*set |= UINT64_C(1) << (number - 1);
	}
	return 0;
}

static int keep_words(struct sops_process *process, struct sops__process_stage *stage,
	const struct row *row, struct sops_error *err)
{
	const struct {
		uint32_t *number;
		struct sops_field text;
	} words[] = {
		{ &stage->name, row->stage },
		{ &stage->pipeline, row->pipeline },
		{ &stage->activity, row->activity },
		{ &stage->aliases, row->aliases },
		{ &stage->next, row->next },
	};
	int status = add_small(&process->lanes, row->pipeline, &stage->lane, err);

	for (size_t i = 0; status == 0 && i < sizeof(words) / sizeof(words[0]); i++)
		status = sops__texts_add(&process->words, words[i].text, words[i].number, err);
	return status < 0 ? status : keep_fields(process, &stage->is.fields, row->fields, err);
}

static int reserve(struct sops_process *process, struct sops_error *err)
{
	size_t size = process->size ? 2 * process->size : 16;
	struct sops__process_stage *stages;

	if (process->count == SOPS_PROCESS_STAGES)
		return sops_error_set(err, SOPS_EUSAGE, "more than %d stages", SOPS_PROCESS_STAGES);
	if (process->count < process->size)
		return 0;
	stages = reallocarray(process->stages, size, sizeof(*stages));
	if (!stages)
		return sops_error_memory(err);
	process->stages = stages;
	process->size = size;
	return 0;
}

static int days_of(int64_t *days, struct sops_money count, struct sops_error *err)
{
	*days = sops_money_blank(count) ? -1 : (int64_t)count.units;
	if (sops_money_compare(count, sops_money_of(1000000)) <= 0 || sops_money_blank(count))
		return 0;
	sops_error_set(err, SOPS_EINPUT, "more than 1000000 days");
	sops_error_column(err, (struct sops_field)SOPS_FIELD("max_days"));
	return SOPS_EINPUT;
}

static int append(struct sops_process *process, const struct row *row, uint64_t line,
	struct sops_error *err)
{
	struct sops__process_stage stage = { .line = line, .is = { .order = row->order,
		.probability = row->probability, .optional = row->optional == 1,
		.kind = row->kind == SOPS_BLANK ? sops_stage_status_by(process->profile, row->stage)
			: (enum sops_deal_status)row->kind } };
	char quoted[SOPS_QUOTED];
	int status;

	if (row->stage.len == 0)
		return sops_error_set(err, SOPS_EUSAGE, "the stages have an empty name among them");
	if (stage.is.kind == SOPS_STATUS_OPEN && sops_money_blank(row->order))
		return sops_error_set(err, SOPS_EUSAGE, "stage %s has no order",
			sops_quote(quoted, row->stage));
	status = days_of(&stage.is.max_days, row->max_days, err);
	if (status == 0)
		status = keep_words(process, &stage, row, err);
	if (status == 0)
		status = reserve(process, err);
	if (status == 0)
		process->stages[process->count++] = stage;
	return status;
}

static int in_order(const void *a, const void *b)
{
	const struct sops__process_stage *left = a, *right = b;

	if (left->lane != right->lane)
		return left->lane < right->lane ? -1 : 1;
	if (left->is.kind != right->is.kind)
		return (int)left->is.kind - (int)right->is.kind;
	if (left->is.kind == SOPS_STATUS_OPEN)
		return sops_money_compare(left->is.order, right->is.order);
	return left->line < right->line ? -1 : left->line > right->line;
}

/* The words do not move any more. */
static void settle_words(struct sops_process *process)
{
	for (size_t i = 0; i < process->count; i++) {
		struct sops__process_stage *stage = &process->stages[i];

		stage->is.name = sops__texts_at(&process->words, stage->name);
		stage->is.pipeline = sops__texts_at(&process->words, stage->pipeline);
		stage->is.activity = sops__texts_at(&process->words, stage->activity);
	}
}

/* Open stages that a deal can be in by turns stand apart. */
static int check_order(const struct sops_process *process, struct sops_error *err)
{
	char a[SOPS_QUOTED], b[SOPS_QUOTED];

	for (size_t i = 1; i < process->count; i++) {
		for (size_t j = 0; j < i; j++) {
			const struct sops__process_stage *first = &process->stages[j],
				*second = &process->stages[i];

			if ((first->lane && first->lane != second->lane) ||
			    first->is.kind != SOPS_STATUS_OPEN ||
			    second->is.kind != SOPS_STATUS_OPEN ||
			    sops_money_compare(first->is.order, second->is.order) != 0)
				continue;
			return sops_error_set(err, SOPS_EUSAGE,
				"stages %s and %s have the same order",
				sops_quote(a, first->is.name), sops_quote(b, second->is.name));
		}
	}
	return 0;
}

/* Of one pipeline, no two stages have a name in common. */
static int check_name(const struct sops_process *process, struct sops_field name, int stage,
	struct sops_error *err)
{
	const struct sops__process_stage *own = &process->stages[stage];
	struct sops_place place = { .file = process->file, .line = own->line };
	char quoted[SOPS_QUOTED];
	uint32_t at = 0;
	int other;

	while ((other = sops__process_called(process, name, &at)) >= 0) {
		if (process->stages[other].lane != own->lane)
			continue;
		if (process->stages[other].line > own->line)
			place.line = process->stages[other].line;
		sops_error_set(err, SOPS_EUSAGE, "stage %s is named twice",
			sops_quote(quoted, name));
		if (process->file)
			sops_error_place(err, &place);
		return SOPS_EUSAGE;
	}
	return 0;
}

static int call(struct sops_process *process, struct sops_field name, int stage,
	struct sops_error *err)
{
	size_t known = sops__texts_count(&process->names);
	struct sops__process_name *called;
	uint32_t number, *first;
	int status = check_name(process, name, stage, err);

	if (status == 0)
		status = add_small(&process->names, name, &number, err);
	if (status < 0)
		return status;
	called = reallocarray(process->called, process->n_called + 1, sizeof(*called));
	if (!called)
		return sops_error_memory(err);
	process->called = called;
	if (number >= known) {
		first = reallocarray(process->first, number + 1, sizeof(*first));
		if (!first)
			return sops_error_memory(err);
		process->first = first;
		first[number] = 0;
	}
	called[process->n_called++] = (struct sops__process_name){ stage, process->first[number] };
	process->first[number] = (uint32_t)process->n_called;
	return 0;
}

static int call_all(struct sops_process *process, struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < process->count; i++) {
		const struct sops__process_stage *stage = &process->stages[i];
		struct sops_field rest = sops__texts_at(&process->words, stage->aliases), name;

		status = call(process, stage->is.name, (int)i, err);
		while (status == 0 && sops__process_cut(&name, &rest))
			status = call(process, name, (int)i, err);
	}
	return status;
}

static int finish(struct sops_process *process, struct sops_error *err)
{
	int status;

	if (process->count)
		qsort(process->stages, process->count, sizeof(*process->stages), in_order);
	settle_words(process);
	status = call_all(process, err);
	if (status == 0)
		status = check_order(process, err);
	return status < 0 ? status : sops__process_moves(process, err);
}

static int read_rows(struct sops_process *process, struct sops_input *input,
	struct sops_error *err)
{
	const void *row;
	int status;

	while ((status = sops_input_next(input, &row, err)) > 0) {
		struct sops_place place = sops_input_place(input);

		status = append(process, row, place.line, err);
		if (status < 0) {
			sops_error_place(err, &place);
			return status;
		}
	}
	return status;
}

static int parse_list(struct sops_process *process, const char *list, struct sops_error *err)
{
	struct sops_field rest = sops_field_of(list);
	int status = 0;

	for (uint64_t n = 1; status == 0 && rest.at; n++) {
		const struct row row = { .stage = sops_field_cut(&rest, ','),
			.order = sops_money_of((int64_t)n), .kind = SOPS_BLANK,
			.optional = SOPS_BLANK, .probability = SOPS_MONEY_BLANK,
			.max_days = SOPS_MONEY_BLANK };

		status = append(process, &row, n, err);
	}
	return status < 0 ? status : finish(process, err);
}

int sops_process_parse(struct sops_process **out, const char *list,
	const struct sops_profile *profile, struct sops_error *err)
{
	struct sops_process *process = calloc(1, sizeof(*process));
	int status;

	if (!process)
		return sops_error_memory(err);
	process->profile = profile;
	status = parse_list(process, list, err);
	if (status < 0)
		sops_process_free(process);
	else
		*out = process;
	return status;
}

int sops_process_read(struct sops_process **out, int fd, const char *name,
	const struct sops_profile *profile, struct sops_error *err)
{
	const struct sops_input_options options = { .needs = SOPS_ROLE(STAGE),
		.uses = SOPS_ROLE(ROLES) - 1 };
	const struct sops_place file = { .file = name };
	struct sops_process *process = calloc(1, sizeof(*process));
	struct sops_input *input = NULL;
	int status = process ? sops_input_open(&input, &schema, fd, name, &options, err)
			     : sops_error_memory(err);

	if (status == 0) {
		process->profile = profile;
		process->file = name;
		status = read_rows(process, input, err);
	}
	if (status == 0)
		status = finish(process, err);
	if (status < 0 && status != SOPS_ESYSTEM)
		sops_error_place(err, &file);
	sops_input_free(input);
	if (process)
		process->file = NULL;
	if (status < 0)
		sops_process_free(process);
	else
		*out = process;
	return status;
}
