/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metric.h: what every metric is.
 *
 * A metric is described by one struct sops_metric: the table whose rows it
 * takes, the roles it reads, the state it keeps, how a row changes the state
 * and how the state becomes rows of a result. All else is done for it: reading,
 * filtering, grouping, periods, merging, saving, loading, rendering.
 *
 * sops_NAME_new, _add, _merge, _save, _load, _table and _free are made from the
 * description by SOPS_METRIC_API(NAME, ROW, OPTIONS) in the metric's header and
 * SOPS_METRIC_BODY(NAME, ROW, OPTIONS) in its source.
 */
#ifndef SOPS_METRIC_H
#define SOPS_METRIC_H

#include <sops/columns.h>
#include <sops/group.h>
#include <sops/period.h>
#include <sops/state.h>
#include <sops/table.h>

/* What a result depends on besides the data and the metric's own options. */
struct sops_context {
	sops_date as_of;      /* "today" for everything that is open */
	struct sops_calendar calendar;
	sops_date from, to;   /* both inclusive; blank is unbounded */
	int date;             /* the role that --date names, or -1 */
	uint64_t bound;       /* roles that have a column in the input */
	const struct sops_profile *profile; /* in use, or NULL */
};

#define SOPS_CONTEXT_INIT \
	{ .as_of = SOPS_DATE_BLANK, .from = SOPS_DATE_BLANK, .to = SOPS_DATE_BLANK, .date = -1, \
	  .bound = UINT64_MAX }

/* What the functions of a metric are called with. */
struct sops_use {
	const void *options; /* the metric's own options struct, or NULL */
	const struct sops_context *context;
	void *shared; /* what settle made */
	struct sops_field group; /* for table: the key of the group whose rows are made */
};

/* A term of the metric and what it means here, in words; the last has name NULL. */
struct sops_definition {
	const char *name, *text;
};

struct sops_input;

struct sops_unreadable {
	int role;
	struct sops_error why;
};

/*
 * What add is given, in place of a row, by a metric that asks of records how they are, not what
 * they say: every record, the bad ones too; and where an input begins and ends.
 */
struct sops_whole {
	enum {
		SOPS_WHOLE_BEGIN, /* of an input, before its first record */
		SOPS_WHOLE_RECORD,
		SOPS_WHOLE_BAD,   /* a record that nobody can read */
		SOPS_WHOLE_FATAL, /* the same, nor can what is behind it be read */
		SOPS_WHOLE_END,
	} what;
	struct sops_input *input;
	const void *row; /* what could be read of the record */
	const struct sops_unreadable *cells; /* that could not be read, and are blank in the row */
	size_t n_cells;
	const struct sops_error *why; /* a bad one cannot be read */
	struct sops_field raw;        /* its bytes, as far as they were read */
};

struct sops_metric {
	const char *name;
	const struct sops_schema *rows;
	bool whole; /* add takes struct sops_whole; rows are neither grouped nor sorted by date */
	uint64_t needs,
		uses; /* roles without which it cannot work; roles that it reads when there */
	/*
	 * The role that says when a row counts. The rows are then filtered by --from
	 * and --to and grouped by --period before the metric sees them. -1 for a
	 * metric that does both itself, because a row counts at several times:
	 * then its columns begin with period when context->calendar has a unit.
	 */
	int date;
	/* Optional: the day on which a row counts where --date does not say, in place of that of
	 * the role: 1; 0: on none, and it is left out. What it reads is for roles to ask for. */
	int (*day)(sops_date *day, const void *row, const struct sops_use *use,
		struct sops_error *err);
	const struct sops_state *state;
	/* Optional, in place of state: one that is enough for what is asked. Saved, all of them
	 * are alike. It may depend on the options and the calendar. */
	const struct sops_state *(*state_for)(const struct sops_use *use);
	const struct sops_definition *definitions;
	/* Optional, in place of them: the definition of that index among those that the options ask
	 * for; its name is NULL after the last. */
	struct sops_definition (*define)(const struct sops_use *use, size_t index);

	/* Optional: what the options make of needs and uses. */
	void (*roles)(const struct sops_use *use, uint64_t *needs, uint64_t *uses);
	/* An error that only two rows together show has to be found again by settle: in parts of
	 * a file the two may never meet here. */
	int (*add)(
		void *state, const void *row, const struct sops_use *use, struct sops_error *err);
	/* Optional: looks at all groups once, before the first table, and keeps what they share in
	 * use->shared; forget frees it. It may add groups that only side inputs know. */
	int (*settle)(struct sops_use *use, struct sops_group *groups,
		struct sops_table *table, struct sops_error *err);
	void (*forget)(void *shared);
	/* Both optional: without them the results of the state, SOPS_STATE_RESULT, are the columns.
	 */
	int (*columns)(
		struct sops_table *table, const struct sops_use *use, struct sops_error *err);
	/* Appends the rows of one group. */
	int (*table)(struct sops_table *table, const void *state, const struct sops_use *use,
		struct sops_error *err);
};

/* What the runner calls for columns and table, whether or not the metric has them. */
int sops_metric_columns(struct sops_table *table, const struct sops_metric *metric,
	const struct sops_use *use, struct sops_error *err);
int sops_metric_rows(struct sops_table *table, const struct sops_metric *metric, const void *state,
	const struct sops_use *use, struct sops_error *err);

/* One accumulator of a metric. Options and context are borrowed for as long as it lives. */
struct sops_accumulator;

int sops_metric_new(struct sops_accumulator **out, const struct sops_metric *metric,
	const void *options, const struct sops_context *context, struct sops_error *err);
int sops_metric_add(struct sops_accumulator *acc, const void *row, struct sops_error *err);
int sops_metric_merge(struct sops_accumulator *into, const struct sops_accumulator *from,
	struct sops_error *err);
int sops_metric_save(const struct sops_accumulator *acc, struct sops_buffer *out,
	struct sops_error *err);
int sops_metric_load(
	struct sops_accumulator *empty, struct sops_field text, struct sops_error *err);
/* Adds the metric's columns and rows to an empty table. */
int sops_metric_table(const struct sops_accumulator *acc, struct sops_table *table,
	struct sops_error *err);
void sops_metric_free(struct sops_accumulator *acc);

/* Declares struct sops_NAME, the description sops_NAME_metric, and the seven functions. */
#define SOPS_METRIC_API(NAME, ROW, OPTIONS) \
	struct sops_##NAME; \
	extern const struct sops_metric sops_##NAME##_metric; \
	int sops_##NAME##_new(struct sops_##NAME **out, const OPTIONS *options, \
		const struct sops_context *context, struct sops_error *err); \
	int sops_##NAME##_add(struct sops_##NAME *acc, const ROW *row, struct sops_error *err); \
	int sops_##NAME##_merge(struct sops_##NAME *into, const struct sops_##NAME *from, \
		struct sops_error *err); \
	int sops_##NAME##_save(const struct sops_##NAME *acc, struct sops_buffer *out, \
		struct sops_error *err); \
	int sops_##NAME##_load(struct sops_##NAME *empty, struct sops_field text, \
		struct sops_error *err); \
	int sops_##NAME##_table(const struct sops_##NAME *acc, struct sops_table *table, \
		struct sops_error *err); \
	void sops_##NAME##_free(struct sops_##NAME *acc)

/* Defines them. */
#define SOPS_METRIC_BODY(NAME, ROW, OPTIONS)                                                       \
	int sops_##NAME##_new(struct sops_##NAME **out, const OPTIONS *options,                    \
		const struct sops_context *context, struct sops_error *err)                        \
	{                                                                                          \
		return sops_metric_new((struct sops_accumulator **)out, &sops_##NAME##_metric,     \
			options, context, err);                                                    \
	}                                                                                          \
	int sops_##NAME##_add(struct sops_##NAME *acc, const ROW *row, struct sops_error *err)     \
	{                                                                                          \
		return sops_metric_add((struct sops_accumulator *)acc, row, err);                  \
	}                                                                                          \
	int sops_##NAME##_merge(                                                                   \
		struct sops_##NAME *into, const struct sops_##NAME *from, struct sops_error *err)  \
	{                                                                                          \
		return sops_metric_merge((struct sops_accumulator *)into,                          \
			(const struct sops_accumulator *)from, err);                               \
	}                                                                                          \
	int sops_##NAME##_save(                                                                    \
		const struct sops_##NAME *acc, struct sops_buffer *out, struct sops_error *err)    \
	{                                                                                          \
		return sops_metric_save((const struct sops_accumulator *)acc, out, err);           \
	}                                                                                          \
	int sops_##NAME##_load(                                                                    \
		struct sops_##NAME *empty, struct sops_field text, struct sops_error *err)         \
	{                                                                                          \
		return sops_metric_load((struct sops_accumulator *)empty, text, err);              \
	}                                                                                          \
	int sops_##NAME##_table(                                                                   \
		const struct sops_##NAME *acc, struct sops_table *table, struct sops_error *err)   \
	{                                                                                          \
		return sops_metric_table((const struct sops_accumulator *)acc, table, err);        \
	}                                                                                          \
	void sops_##NAME##_free(struct sops_##NAME *acc)                                           \
	{                                                                                          \
		sops_metric_free((struct sops_accumulator *)acc);                                  \
	}                                                                                          \
	struct sops_##NAME /* so that the use ends with a semicolon */

#endif
