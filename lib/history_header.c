/* SPDX-License-Identifier: GPL-3.0-or-later */
/* history_header.c: what headers and field names say of stages. */
#include "history_private.h"

#include "private.h"

bool sops__history_stage_field(struct sops_field name)
{
	return sops__named("stage|stagename|salesstage|dealstage|opportunitystage|阶段|商机阶段"
		"|销售阶段", name);
}

bool sops__history_created(struct sops_field name)
{
	return sops__named("created.|created|已创建。|已创建|创建|已建立。", name);
}

static bool begins(struct sops_field text, struct sops_field with)
{
	return text.len >= with.len &&
		sops__same((struct sops_field){ text.at, with.len }, with);
}

static bool ends(struct sops_field text, struct sops_field with)
{
	return text.len >= with.len && sops_field_equal(with,
		(struct sops_field){ text.at + text.len - with.len, with.len });
}

static struct sops_field behind(struct sops_field text, size_t len)
{
	return (struct sops_field){ text.at + len, text.len - len };
}

static struct sops_field front(struct sops_field text, size_t without)
{
	return (struct sops_field){ text.at, text.len - without };
}

static const struct sops_field quotes[] = {
	SOPS_FIELD("\""), SOPS_FIELD("'"), SOPS_FIELD("“"), SOPS_FIELD("”"), SOPS_FIELD("‘"),
	SOPS_FIELD("’"), SOPS_FIELD("「"), SOPS_FIELD("」"),
};

#define QUOTES (sizeof(quotes) / sizeof(quotes[0]))

/* Takes the quotes off, if there is one at either end. */
static bool unquote(struct sops_field *text)
{
	size_t open = 0, closed = 0;

	for (size_t i = 0; i < QUOTES; i++) {
		if (begins(*text, quotes[i]))
			open = quotes[i].len;
		if (ends(*text, quotes[i]))
			closed = quotes[i].len;
	}
	if (open == 0 || closed == 0 || text->len <= open + closed)
		return false;
	*text = sops_field_trim(front(behind(*text, open), closed));
	return true;
}

/* How deep the character that ends here goes into parentheses, seen from the end. */
static int depth(struct sops_field text, size_t *len)
{
	static const struct {
		struct sops_field mark;
		int depth;
	} marks[] = {
		{ SOPS_FIELD(")"), 1 }, { SOPS_FIELD("）"), 1 }, { SOPS_FIELD("("), -1 },
		{ SOPS_FIELD("（"), -1 },
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		*len = marks[i].mark.len;
		if (ends(text, marks[i].mark))
			return marks[i].depth;
	}
	*len = 1;
	return 0;
}

/* "Demo (Sales (EMEA))" is Demo of Sales (EMEA). */
static void cut_pipeline(struct sops_field *stage, struct sops_field *pipeline)
{
	size_t last, len;
	struct sops_field rest = *stage;
	int deep = depth(rest, &last);

	if (deep <= 0)
		return;
	rest.len -= last;
	for (; deep > 0 && rest.len > 0; rest.len -= len)
		deep += depth(rest, &len);
	if (deep > 0 || sops_field_trim(rest).len == 0)
		return;
	depth((struct sops_field){ stage->at, rest.len + len }, &len);
	*pipeline = sops_field_trim(front(behind(*stage, rest.len + len), last));
	*stage = sops_field_trim(rest);
}

/* Words before and behind a stage; quotes are needed where no word behind it says that it ends. */
static const struct pattern {
	struct sops_field before, behind[7];
	bool exited, internal;
} patterns[] = {
	{ .before = SOPS_FIELD("hs_v2_date_entered_"), .internal = true },
	{ .before = SOPS_FIELD("hs_v2_date_exited_"), .internal = true, .exited = true },
	{ .before = SOPS_FIELD("hs_date_entered_"), .internal = true },
	{ .before = SOPS_FIELD("hs_date_exited_"), .internal = true, .exited = true },
	{ .before = SOPS_FIELD("Date entered") },
	{ .before = SOPS_FIELD("Date exited"), .exited = true },
	{ .before = SOPS_FIELD("进入"), .behind = { SOPS_FIELD("阶段的日期"),
		SOPS_FIELD("阶段的时间"), SOPS_FIELD("的日期"), SOPS_FIELD("的时间"),
		SOPS_FIELD("日期"), SOPS_FIELD("时间") } },
	{ .before = SOPS_FIELD("离开"), .exited = true, .behind = { SOPS_FIELD("阶段的日期"),
		SOPS_FIELD("阶段的时间"), SOPS_FIELD("的日期"), SOPS_FIELD("的时间"),
		SOPS_FIELD("日期"), SOPS_FIELD("时间") } },
	{ .before = SOPS_FIELD("退出"), .exited = true, .behind = { SOPS_FIELD("阶段的日期"),
		SOPS_FIELD("阶段的时间"), SOPS_FIELD("的日期"), SOPS_FIELD("的时间"),
		SOPS_FIELD("日期"), SOPS_FIELD("时间") } },
};

/* Cuts off the words behind the stage. */
static bool cut_behind(const struct pattern *pattern, struct sops_field *text)
{
	for (const struct sops_field *word = pattern->behind; word->len; word++) {
		if (ends(*text, *word)) {
			*text = sops_field_trim(front(*text, word->len));
			return text->len > 0;
		}
	}
	return false;
}

static bool fits(const struct pattern *pattern, struct sops_field header, struct sops_field *stage)
{
	if (!begins(header, pattern->before))
		return false;
	*stage = sops_field_trim(behind(header, pattern->before.len));
	if (pattern->internal)
		return stage->len > 0;
	if (pattern->behind[0].len == 0)
		return unquote(stage);
	if (!cut_behind(pattern, stage))
		return false;
	unquote(stage);
	return true;
}

bool sops_history_wide(struct sops_field header, struct sops_field *stage,
	struct sops_field *pipeline, bool *exited)
{
	header = sops_field_trim(header);
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		const struct pattern *pattern = &patterns[i];
		struct sops_field found;

		if (!fits(pattern, header, &found))
			continue;
		if (sops__named("currentstage|当前阶段|当前|阶段|本阶段", found))
			return false;
		*stage = found;
		*pipeline = (struct sops_field){ NULL, 0 };
		*exited = pattern->exited;
		if (!pattern->internal)
			cut_pipeline(stage, pipeline);
		return true;
	}
	return false;
}
