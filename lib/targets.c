/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/targets.h>

#include <sops/input.h>

#include "columns_private.h"
#include "private.h"
#include "texts.h"

#include <inttypes.h>
#include <stdlib.h>

struct row {
	struct sops_field metric, scope, target;
	struct sops_label period;
	int direction;
};

struct entry {
	uint32_t metric, scope; /* numbers of texts; scope 0: every group */
	sops_period period;     /* blank: every one */
	struct sops_target target;
};

struct sops_targets {
	struct sops__texts metrics, scopes;
	struct sops_buffer entries; /* struct entry by metric, scope as text, and period */
};

enum { METRIC, SCOPE, TARGET, DIRECTION, PERIOD, ROLES };
enum { UP, DOWN };

#define POINT SOPS_DECIMAL_POINT

static const struct sops_word directions[] = {
	{ "up|higher|high|atleast|more|increase|above|higherisbetter|moreisbetter|>=|≥|"
		"越高越好|越大越好|越多越好|上升|向上|提高|增加|至少|不低于|不少于|高于|高", UP },
	{ "down|lower|low|atmost|less|decrease|below|lowerisbetter|lessisbetter|<=|≤|"
		"越低越好|越小越好|越少越好|下降|向下|降低|减少|至多|不高于|不超过|低于|低", DOWN },
	{ NULL, 0 },
};

#define MEMBER(member) .offset = offsetof(struct row, member)

static const struct sops_role roles[ROLES] = {
	[METRIC] = { .name = "metric", .type = SOPS_TEXT, MEMBER(metric),
		.doc = "what is to come to it", .aliases = "kpi|指标|指标名称" },
	[SCOPE] = { .name = "scope", .type = SOPS_TEXT, MEMBER(scope),
		.doc = "of which group", .aliases = "group|范围|分组|对象" },
	[TARGET] = { .name = "target", .type = SOPS_TEXT, MEMBER(target),
		.doc = "the number to come to", .aliases = "goal|目标|目标值" },
	[DIRECTION] = { .name = "direction", .type = SOPS_WORD, .words = directions,
		MEMBER(direction), .doc = "up: at least; down: at most", .aliases = "方向" },
	[PERIOD] = { .name = "period", .type = SOPS_PERIOD, MEMBER(period),
		.doc = "in which period", .aliases = "期间|周期|时期|月份|季度" },
};

static const struct sops_schema schema = {
	.name = "targets", .roles = roles, .count = ROLES, .row_size = sizeof(struct row),
};

/* A table while it is read. */
struct reading {
	struct sops_targets *targets;
	struct sops_input *input;
	const struct sops_calendar *calendar;
	bool (*known)(struct sops_field metric);
};

static struct entry *entries(const struct sops_targets *targets)
{
	return (void *)targets->entries.at;
}

static size_t count(const struct sops_targets *targets)
{
	return targets->entries.len / sizeof(struct entry);
}

/* Adds the place to what is wrong with the row's cell. */
static int refuse(const struct reading *reading, int role, uint64_t line, struct sops_error *err)
{
	const struct sops_place place = { .file = sops_input_name(reading->input), .line = line };

	sops_error_place(err, &place);
	sops__columns_blame(sops_input_columns(reading->input), role, err);
	return SOPS_EINPUT;
}

static int check_metric(const struct reading *reading, struct sops_field metric,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	if (metric.len == 0)
		return sops_error_set(err, SOPS_EINPUT, "the target has no metric");
	if (reading->known && !reading->known(metric))
		return sops_error_set(err, SOPS_EINPUT, "no metric %s",
			sops_quote(quoted, metric));
	return 0;
}

/* What is no amount may be one in percent. */
static int read_number(struct sops_target *target, struct sops_field text, struct sops_error *err)
{
	bool percent = false;

	if (text.len == 0)
		return sops_error_set(err, SOPS_EINPUT, "the target is blank");
	if (sops_money_parse(&target->target, &target->currency, text, POINT, NULL) == 0)
		return 0;
	target->currency = (struct sops_currency){ "" };
	if (sops_rate_parse(&target->target, &percent, text, POINT, NULL) == 0 && percent)
		return 0;
	return sops_money_parse(&target->target, NULL, text, POINT, err);
}

static int read_period(sops_period *out, const struct reading *reading,
	const struct sops_label *label, struct sops_error *err)
{
	struct sops_field text = sops_field_of(label->text);
	char quoted[SOPS_QUOTED];

	*out = SOPS_PERIOD_BLANK;
	if (text.len == 0)
		return 0;
	if (reading->calendar->unit != SOPS_UNIT_NONE)
		return sops_period_parse(out, reading->calendar, text, err);
	sops_error_set(err, SOPS_EINPUT, "there are no periods for %s to be one of",
		sops_quote(quoted, text));
	sops_error_hint(err, "try --period");
	return SOPS_EINPUT;
}

static int append(struct sops_targets *targets, const struct row *row, struct entry *entry,
	struct sops_error *err)
{
	struct sops_field scope = row->scope;
	int status = sops__texts_add(&targets->metrics, row->metric, &entry->metric, err);

	if (sops__named("all|全部|所有", scope))
		scope.len = 0;
	if (status == 0)
		status = sops__texts_add(&targets->scopes, scope, &entry->scope, err);
	if (status < 0)
		return status;
	sops_buffer_add(&targets->entries, entry, sizeof(*entry));
	return sops_buffer_check(&targets->entries, err);
}

static int add_row(struct reading *reading, const struct row *row, struct sops_error *err)
{
	uint64_t line = sops_input_place(reading->input).line;
	struct entry entry = { .target = { .down = row->direction == DOWN, .line = line } };

	if (row->metric.len == 0 && row->scope.len == 0 && row->target.len == 0 &&
	    row->direction == SOPS_BLANK && !row->period.text[0])
		return 0;
	if (check_metric(reading, row->metric, err) < 0)
		return refuse(reading, METRIC, line, err);
	if (read_number(&entry.target, row->target, err) < 0)
		return refuse(reading, TARGET, line, err);
	if (read_period(&entry.period, reading, &row->period, err) < 0)
		return refuse(reading, PERIOD, line, err);
	return append(reading->targets, row, &entry, err);
}

static int sign(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* A text against by cells, as if they were joined with " / ". */
static int compare_joined(struct sops_field text, struct sops_field cells)
{
	while (cells.len > 0) {
		const char *nul = memchr(cells.at, '\0', cells.len);
		struct sops_field part = { cells.at, nul ? (size_t)(nul - cells.at) : cells.len };
		size_t taken = part.len;
		struct sops_field head;
		int order;

		if (taken == 0) {
			part = (struct sops_field)SOPS_FIELD(" / ");
			taken = 1;
		}
		head = (struct sops_field){ text.at, text.len < part.len ? text.len : part.len };
		order = sops_field_compare(head, part);
		if (order)
			return order;
		text = (struct sops_field){ text.at + part.len, text.len - part.len };
		cells = (struct sops_field){ cells.at + taken, cells.len - taken };
	}
	return text.len > 0;
}

static int by_what_and_line(const void *a, const void *b, void *with)
{
	const struct entry *left = a, *right = b;
	const struct sops__texts *scopes = &((const struct sops_targets *)with)->scopes;
	int order = sign(left->metric, right->metric);

	if (order == 0)
		order = sops_field_compare(sops__texts_at(scopes, left->scope),
			sops__texts_at(scopes, right->scope));
	if (order == 0)
		order = sign(left->period, right->period);
	return order ? order : sign((int64_t)left->target.line, (int64_t)right->target.line);
}

/* The first line that sets a target which one above it sets. */
static int refuse_rivals(const struct reading *reading, struct sops_error *err)
{
	const struct sops_targets *targets = reading->targets;
	const struct entry *at = entries(targets), *first = at, *rival = NULL, *before = NULL;

	for (size_t i = 1; i < count(targets); i++) {
		if (at[i].metric != first->metric || at[i].scope != first->scope ||
		    at[i].period != first->period)
			first = &at[i];
		else if (!rival || at[i].target.line < rival->target.line) {
			rival = &at[i];
			before = first;
		}
	}
	if (!rival)
		return 0;
	sops_error_set(err, SOPS_EINPUT, "two targets for the same, the first on line %" PRIu64,
		before->target.line);
	return refuse(reading, TARGET, rival->target.line, err);
}

static int read_all(struct reading *reading, struct sops_error *err)
{
	struct sops_targets *targets = reading->targets;
	const void *row;
	int status;

	while ((status = sops_input_next(reading->input, &row, err)) > 0) {
		status = add_row(reading, row, err);
		if (status < 0)
			return status;
	}
	if (status < 0)
		return status;
	if (count(targets) > 0)
		qsort_r(entries(targets), count(targets), sizeof(struct entry), by_what_and_line,
			targets);
	return refuse_rivals(reading, err);
}

int sops_targets_read(struct sops_targets **out, int fd, const char *name,
	const struct sops_calendar *calendar, bool (*known)(struct sops_field metric),
	struct sops_error *err)
{
	const struct sops_input_options options = {
		.needs = SOPS_ROLE(METRIC) | SOPS_ROLE(TARGET),
		.uses = SOPS_ROLE(SCOPE) | SOPS_ROLE(DIRECTION) | SOPS_ROLE(PERIOD),
	};
	struct reading reading = { .targets = calloc(1, sizeof(*reading.targets)),
		.calendar = calendar, .known = known };
	const struct sops_place file = { .file = name };
	int status;

	if (!reading.targets)
		return sops_error_memory(err);
	status = sops_input_open(&reading.input, &schema, fd, name, &options, err);
	if (status == 0)
		status = read_all(&reading, err);
	if (status == SOPS_EINPUT)
		sops_error_place(err, &file);
	sops_input_free(reading.input);
	if (status < 0)
		sops_targets_free(reading.targets);
	else
		*out = reading.targets;
	return status;
}

void sops_targets_free(struct sops_targets *targets)
{
	if (!targets)
		return;
	sops__texts_release(&targets->metrics);
	sops__texts_release(&targets->scopes);
	sops_buffer_release(&targets->entries);
	free(targets);
}

static int compare(const struct sops_targets *targets, const struct entry *entry, uint32_t metric,
	struct sops_field cells, sops_period period)
{
	int order = sign(entry->metric, metric);

	if (order == 0)
		order = compare_joined(sops__texts_at(&targets->scopes, entry->scope), cells);
	return order ? order : sign(entry->period, period);
}

static const struct sops_target *lookup(const struct sops_targets *targets, uint32_t metric,
	struct sops_field cells, sops_period period)
{
	size_t low = 0, high = count(targets);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct entry *entry = &entries(targets)[middle];
		int order = compare(targets, entry, metric, cells, period);

		if (order == 0)
			return &entry->target;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct sops_target *sops_targets_find(const struct sops_targets *targets,
	struct sops_field metric, struct sops_field group, sops_period period)
{
	const char *nul = group.len ? memchr(group.at, '\0', group.len) : NULL;
	const struct sops_field scopes[] = {
		group, { group.at, nul ? (size_t)(nul - group.at) : group.len }, { NULL, 0 },
	};
	const struct sops_target *found = NULL;
	uint32_t number;

	if (!sops__texts_find(&targets->metrics, metric, &number))
		return NULL;
	for (size_t i = 0; !found && i < sizeof(scopes) / sizeof(scopes[0]); i++) {
		found = lookup(targets, number, scopes[i], period);
		if (!found)
			found = lookup(targets, number, scopes[i], SOPS_PERIOD_BLANK);
	}
	return found;
}

int sops_target_met(bool *met, const struct sops_target *target, struct sops_ratio value,
	struct sops_error *err)
{
	struct sops_money wanted;
	int status, order;

	*met = false;
	if (!sops_ratio_defined(value))
		return 0;
	status = sops_money_mul(&wanted, target->target, value.den, err);
	if (status < 0)
		return status;
	order = sops_money_compare(value.num, wanted);
	if (value.den.units < 0)
		order = -order;
	*met = target->down ? order <= 0 : order >= 0;
	return 0;
}
