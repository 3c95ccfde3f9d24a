/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/history_events.h>

#include "history_private.h"
#include "private.h"

#include <stdlib.h>

enum role { DEAL_ID, STAGE, ENTERED, LEFT, BY, AMOUNT, CLOSE_DATE, CURRENCY, PIPELINE, NAME,
	FROM_STAGE, TO_STAGE, FIELD, OLD_VALUE, NEW_VALUE, CHANGED, CREATED, ROLES };

#define AT(member) .offset = offsetof(struct sops_history_event, member)

static const struct sops_role roles[ROLES] = {
	[DEAL_ID] = { .name = "deal_id", .type = SOPS_TEXT, AT(entry.deal_id),
		.instead = SOPS_ROLE(NAME), .doc = "whose stage" },
	[STAGE] = { .name = "stage", .type = SOPS_TEXT, AT(entry.stage),
		.instead = SOPS_ROLE(TO_STAGE) | SOPS_ROLE(NEW_VALUE), .doc = "the stage" },
	[ENTERED] = { .name = "entered", .type = SOPS_TIME, AT(entry.entered),
		.instead = SOPS_ROLE(CHANGED) | SOPS_ROLE(CREATED),
		.doc = "when the deal entered it" },
	[LEFT] = { .name = "left", .type = SOPS_TIME, AT(entry.left),
		.doc = "when it left it; blank where it still is" },
	[BY] = { .name = "by", .type = SOPS_TEXT, AT(entry.by), .doc = "the rep who moved it" },
	[AMOUNT] = { .name = "amount", .type = SOPS_MONEY, AT(entry.amount),
		.currency = offsetof(struct sops_history_event, entry.currency),
		.doc = "what the deal was worth then" },
	[CLOSE_DATE] = { .name = "close_date", .type = SOPS_DATE, AT(entry.close_date),
		.doc = "when it was expected to close then" },
	[CURRENCY] = { .name = "currency", .type = SOPS_CURRENCY, AT(entry.currency),
		.doc = "ISO 4217 code of the amount" },
	[PIPELINE] = { .name = "pipeline", .type = SOPS_TEXT, AT(entry.pipeline),
		.doc = "the pipeline that the stage is of" },
	[NAME] = { .name = "name", .type = SOPS_TEXT, AT(name), .doc = "what the deal is called" },
	[FROM_STAGE] = { .name = "from_stage", .type = SOPS_TEXT, AT(from_stage),
		.doc = "the stage before" },
	[TO_STAGE] = { .name = "to_stage", .type = SOPS_TEXT, AT(to_stage),
		.doc = "the stage after" },
	[FIELD] = { .name = "field", .type = SOPS_TEXT, AT(field), .doc = "which field changed" },
	[OLD_VALUE] = { .name = "old_value", .type = SOPS_TEXT, AT(old_value),
		.doc = "what was in it" },
	[NEW_VALUE] = { .name = "new_value", .type = SOPS_TEXT, AT(new_value),
		.doc = "what is in it" },
	[CHANGED] = { .name = "changed", .type = SOPS_TIME, AT(changed), .doc = "when" },
	[CREATED] = { .name = "created", .type = SOPS_TIME, AT(created),
		.doc = "when the row, or the deal, was made" },
};

const struct sops_schema sops_history_event_rows = {
	.name = "stage_history",
	.roles = roles,
	.count = ROLES,
	.row_size = sizeof(struct sops_history_event),
	.inner = SOPS_ROLE(NAME) | SOPS_ROLE(FROM_STAGE) | SOPS_ROLE(TO_STAGE) | SOPS_ROLE(FIELD) |
		SOPS_ROLE(OLD_VALUE) | SOPS_ROLE(NEW_VALUE) | SOPS_ROLE(CHANGED) |
		SOPS_ROLE(CREATED),
};

const uint64_t sops_history_event_roles =
	SOPS_ROLE(DEAL_ID) | SOPS_ROLE(STAGE) | SOPS_ROLE(ENTERED) | SOPS_ROLE(LEFT);

/* A stage of the wide layout: where its two dates stand, or -1. */
struct wide {
	struct sops_field stage, pipeline;
	int entered, left;
	size_t first; /* of those of this stage: itself, or whose columns these repeat */
	struct sops_stamp when_entered, when_left; /* of the row at hand */
};

enum layout { FIELDS, CHANGES, WIDE, LOG };

struct sops_history_events {
	struct sops_input *input;
	enum layout layout;
	struct sops_history *history;
	struct wide *wide;
	size_t n_wide;
	struct sops_history_event out; /* the row given last */
};

/* Where the column goes: to its stage, or, where that has one already, beside it. */
static int *place_of(struct sops_history_events *events, struct sops_field stage,
	struct sops_field pipeline, bool left)
{
	size_t first = events->n_wide;
	struct wide *wide;

	for (size_t i = 0; i < events->n_wide; i++) {
		wide = &events->wide[i];
		if (!sops_field_equal(wide->stage, stage) ||
		    !sops_field_equal(wide->pipeline, pipeline))
			continue;
		if ((left ? wide->left : wide->entered) < 0)
			return left ? &wide->left : &wide->entered;
		first = wide->first;
	}
	wide = &events->wide[events->n_wide++];
	*wide = (struct wide){ .stage = stage, .pipeline = pipeline, .entered = -1, .left = -1,
		.first = first };
	return left ? &wide->left : &wide->entered;
}

static int find_wide(struct sops_history_events *events, struct sops_error *err)
{
	const struct sops_columns *columns = sops_input_columns(events->input);
	size_t count = sops_columns_count(columns);

	events->wide = calloc(count + 1, sizeof(*events->wide));
	if (!events->wide)
		return sops_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct sops_field stage, pipeline;
		bool left;

		if (sops_history_wide(sops_columns_name(columns, i), &stage, &pipeline, &left))
			*place_of(events, stage, pipeline, left) = (int)i;
	}
	return 0;
}

static void watch_wide(struct sops_history_events *events)
{
	for (size_t i = 0; i < events->n_wide; i++) {
		if (events->wide[i].entered >= 0)
			sops_input_watch(events->input, events->wide[i].entered);
		if (events->wide[i].left >= 0)
			sops_input_watch(events->input, events->wide[i].left);
	}
}

/* The layout that roles tell of, or WIDE. */
static enum layout layout_of(uint64_t bound)
{
	if ((bound & SOPS_ROLE(FIELD)) && (bound & SOPS_ROLE(NEW_VALUE)))
		return FIELDS;
	if (bound & SOPS_ROLE(TO_STAGE))
		return CHANGES;
	return (bound & SOPS_ROLE(STAGE)) && (bound & SOPS_ROLE(ENTERED)) ? LOG : WIDE;
}

static int find_layout(struct sops_history_events *events, struct sops_error *err)
{
	uint64_t bound = sops_columns_bound(sops_input_columns(events->input));
	int status = find_wide(events, err);

	if (status < 0)
		return status;
	events->layout = layout_of(bound);
	if (events->layout == LOG && events->n_wide > 0)
		events->layout = WIDE;
	if (events->layout == WIDE && events->n_wide == 0)
		status = sops_error_set(err, SOPS_EINPUT, "these columns are no stage history");
	if (status == 0 && !(bound & SOPS_ROLE(DEAL_ID)))
		status = sops_error_set(err, SOPS_EINPUT, "no column for deal_id or name");
	if (status < 0)
		sops_error_hint(err, "a history has deal_id, stage and entered; or from_stage, "
			"to_stage and changed; or field, old_value, new_value and changed; or a "
			"column a stage: try -m ROLE=HEADER");
	return status;
}

static bool has_wide(const struct sops_columns *columns)
{
	struct sops_field stage, pipeline;
	bool left;

	for (size_t i = 0; i < sops_columns_count(columns); i++)
		if (sops_history_wide(sops_columns_name(columns, i), &stage, &pipeline, &left))
			return true;
	return false;
}

bool sops_history_other_layout(const struct sops_record *header,
	const struct sops_profile *profile)
{
	struct sops_columns *columns;
	enum layout layout;
	bool other;

	if (sops_columns_new_by(&columns, &sops_history_event_rows, header, profile, NULL) < 0)
		return false;
	layout = layout_of(sops_columns_bound(columns));
	other = layout == WIDE ? has_wide(columns) : layout != LOG;
	sops_columns_free(columns);
	return other;
}

int sops_history_events_new(struct sops_history_events **out, struct sops_input *input,
	const struct sops_history_options *options, struct sops_error *err)
{
	struct sops_history_events *events = calloc(1, sizeof(*events));
	struct sops_history_options given = *options;
	int status;

	if (!events)
		return sops_error_memory(err);
	events->input = input;
	given.by_name = sops_columns_of(sops_input_columns(input), DEAL_ID) < 0;
	status = find_layout(events, err);
	if (status == 0 && events->layout == WIDE)
		watch_wide(events);
	if (status == 0)
		status = sops_history_new(&events->history, &given, err);
	if (status < 0) {
		sops_history_events_free(events);
		return status;
	}
	*out = events;
	return 0;
}

void sops_history_events_free(struct sops_history_events *events)
{
	if (!events)
		return;
	sops_history_free(events->history);
	free(events->wide);
	free(events);
}

struct sops_history *sops__history_of(struct sops_history_events *events)
{
	return events->history;
}

const char *sops_history_events_layout(const struct sops_history_events *events)
{
	static const char *const layouts[] = { [FIELDS] = "fields", [CHANGES] = "changes",
		[WIDE] = "a column a stage", [LOG] = "a log" };

	return layouts[events->layout];
}

uint64_t sops_history_events_untold(const struct sops_history_events *events)
{
	if (events->layout == LOG)
		return 0;
	if (events->layout == CHANGES)
		return SOPS_ROLE(PIPELINE);
	return SOPS_ROLE(AMOUNT) | SOPS_ROLE(CURRENCY) | SOPS_ROLE(CLOSE_DATE) |
		SOPS_ROLE(PIPELINE);
}

uint64_t sops_history_events_told(const struct sops_history_events *events)
{
	for (size_t i = 1; events->layout == WIDE && i < events->n_wide; i++)
		if (!sops_field_equal(events->wide[i].pipeline, events->wide[0].pipeline))
			return SOPS_ROLE(PIPELINE);
	return 0;
}

static struct sops_stamp when(const struct sops_history_event *event)
{
	if (event->entry.entered.day != SOPS_DATE_BLANK)
		return event->entry.entered;
	return event->changed.day != SOPS_DATE_BLANK ? event->changed : event->created;
}

static int read_wide(struct sops_stamp *out, const struct sops_history_events *events, int column,
	struct sops_error *err)
{
	*out = (struct sops_stamp){ SOPS_DATE_BLANK, SOPS_TIME_BLANK, SOPS_ORDER_UNKNOWN };
	return column < 0 ? 0 : sops_input_stamp(events->input, column, out, err);
}

/* What another column says of the same has to be the same, where it says anything. */
static int agree(struct sops_stamp *first, struct sops_stamp other,
	const struct sops_history_events *events, const struct wide *wide, bool left,
	struct sops_error *err)
{
	const struct sops_columns *columns = sops_input_columns(events->input);
	char quoted[SOPS_QUOTED];

	if (other.day == SOPS_DATE_BLANK)
		return 0;
	if (first->day == SOPS_DATE_BLANK)
		*first = other;
	if (first->day == other.day && first->time == other.time)
		return 0;
	sops_error_set(err, SOPS_EINPUT, "two columns say differently when %s was %s",
		sops_quote(quoted, wide->stage), left ? "left" : "entered");
	sops_error_column(err,
		sops_columns_name(columns, (size_t)(left ? wide->left : wide->entered)));
	return SOPS_EINPUT;
}

static int read_stage(struct sops_history_events *events, struct wide *wide, struct sops_error *err)
{
	struct wide *first = &events->wide[wide->first];
	int status = read_wide(&wide->when_entered, events, wide->entered, err);

	if (status == 0)
		status = read_wide(&wide->when_left, events, wide->left, err);
	if (status == 0)
		status = agree(&first->when_entered, wide->when_entered, events, wide, false, err);
	return status < 0 ? status
		: agree(&first->when_left, wide->when_left, events, wide, true, err);
}

/* All dates are read before any is added: a bad row leaves no stages behind. */
static int add_wide(struct sops_history_events *events, struct sops_history_row *row,
	const struct sops_place *place, struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < events->n_wide; i++)
		status = read_stage(events, &events->wide[i], err);
	for (size_t i = 0; status == 0 && i < events->n_wide; i++) {
		const struct wide *wide = &events->wide[i];

		if (wide->first != i)
			continue;
		row->stage = wide->stage;
		row->pipeline = wide->pipeline;
		row->entered = wide->when_entered;
		row->left = wide->when_left;
		status = sops_history_add_wide(events->history, row, place, err);
	}
	return status;
}

/* The amount as text, with its currency: "USD 1234.5". */
static struct sops_field amount_of(char out[SOPS_MONEY_TEXT + 16],
	const struct sops_stage_entry *entry)
{
	size_t len = 0;

	if (sops_money_blank(entry->amount))
		return (struct sops_field){ NULL, 0 };
	if (entry->currency.code[0]) {
		len = strlen(entry->currency.code);
		memcpy(out, entry->currency.code, len);
		out[len++] = ' ';
	}
	return (struct sops_field){ out, len + sops_money_format(out + len, entry->amount) };
}

int sops_history_events_add(struct sops_history_events *events,
	const struct sops_history_event *event, struct sops_error *err)
{
	const struct sops_stage_entry *entry = &event->entry;
	struct sops_place place = sops_input_place(events->input);
	char amount[SOPS_MONEY_TEXT + 16];
	struct sops_history_row row = {
		.deal = entry->deal_id.len ? entry->deal_id : event->name,
		.stage = entry->stage, .entered = when(event), .left = entry->left,
		.by = entry->by, .amount = amount_of(amount, entry),
		.close_date = entry->close_date,
	};
	const struct sops_history_field field = { event->field, event->old_value, entry->stage };

	if (events->layout == LOG)
		row.pipeline = entry->pipeline;
	switch (events->layout) {
	case FIELDS:
		row.stage = event->new_value;
		return sops_history_add_field(events->history, &row, &field, &place, err);
	case CHANGES:
		row.stage = event->to_stage;
		return sops_history_add_change(events->history, &row, event->from_stage, &place,
			err);
	case WIDE:
		return add_wide(events, &row, &place, err);
	default:
		return sops_history_add_entry(events->history, &row, &place, err);
	}
}

int sops_history_events_finish(struct sops_history_events *events, struct sops_error *err)
{
	return sops_history_finish(events->history, err);
}

const struct sops_history_event *sops_history_events_next(struct sops_history_events *events)
{
	struct sops_stage_entry *out = &events->out.entry;
	struct sops_history_row row;

	if (!sops_history_next(events->history, &row))
		return NULL;
	*out = (struct sops_stage_entry){ .deal_id = row.deal, .stage = row.stage, .by = row.by,
		.entered = row.entered, .left = row.left, .close_date = row.close_date,
		.pipeline = row.pipeline, .amount = SOPS_MONEY_BLANK };
	/* It was written by amount_of. */
	if (row.amount.len > 0)
		sops_money_parse(&out->amount, &out->currency, row.amount, SOPS_DECIMAL_POINT,
			NULL);
	return &events->out;
}

const struct sops_history_counts *sops_history_events_counts(
	const struct sops_history_events *events)
{
	return sops_history_counts(events->history);
}
