/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run_private.h: a run that is filled row by row. */
#ifndef SOPS_RUN_PRIVATE_H
#define SOPS_RUN_PRIVATE_H

#include "csv_batch.h"

#include <sops/buffer.h>
#include <sops/group.h>
#include <sops/run.h>

#define SOPS__KEYS_MOST 32

/* Keys and counts of a run; what the metric keeps is in the groups. */
struct sops_run {
	const struct sops_metric *metric;
	struct sops_use use;
	const struct sops_state *of; /* what is kept for each group */
	struct sops_group *groups;
	struct sops_buffer names; /* of the by columns, joined with NUL */
	size_t n_keys;
	bool started; /* names and n_keys are known */
	int dated;    /* the role whose date sorts the rows, or -1 when the metric does it itself */
	int64_t undated; /* rows left out of --from and --to because they have no date */
	struct sops_buffer key;
	struct sops_error why; /* a row has none; all zero between batches */
	struct sops_buffer cells; /* struct sops_unreadable of a whole record, */
	uint64_t cells_at;        /* which begins there */
	size_t threads; /* for its table; 0: one */
	struct sops_input *watched; /* of which whole records are added, to the only state */
	void *only;
};

static inline bool sops__run_windowed(const struct sops_context *context)
{
	return context->from != SOPS_DATE_BLANK || context->to != SOPS_DATE_BLANK;
}

/* Whether the metric says on which day a row counts, whatever its date role has. */
static inline bool sops__run_days(const struct sops_metric *metric,
	const struct sops_context *context)
{
	return metric->day && context->date < 0;
}

/* What the metric has made for a table. */
void sops__run_forget(struct sops_run *run);

/* Groups by one more column. */
int sops__run_take_name(struct sops_run *run, struct sops_field name, struct sops_error *err);

/* Whether it takes records as they are: struct sops_whole. */
bool sops__run_whole(const struct sops_run *run);
const struct sops_schema *sops__run_rows_of(const struct sops_run *run);

/* Before the first row of an input: the columns of its groups; of whole records, before the first
 * behind any that others have read, and after the last in front of those. */
int sops__run_begin(struct sops_run *run, struct sops_input *input, struct sops_error *err);
int sops__run_end(struct sops_run *run, struct sops_error *err);
/* Adds rows that sops__input_peek has found, up to the first that is an error, which then is the
 * one at hand. */
int sops__run_add_batch(struct sops_run *run, struct sops_input *input, const char *rows, size_t n,
	struct sops_error *err);
/* Adds the last row of the input. */
int sops__run_add(struct sops_run *run, const struct sops_input *input, const void *row,
	struct sops_error *err);

/* In two steps, which need not be of one run: 1 and the key of the row's group, which holds until
 * the next call; 0: it is in none; or a negative status. */
int sops__run_key(struct sops_run *run, const struct sops_input *input, const void *row,
	struct sops_field *key, struct sops_error *err);

/* Rows that sops__input_peek has found, and are in a group. */
struct sops__keyed {
	size_t n;                            /* of those rows, the first n were looked at; */
	size_t count;                        /* so many are in a group: */
	bool all;                            /* all of them, or */
	uint8_t row[SOPS__BATCH];            /* which; */
	struct sops_field keys[SOPS__BATCH]; /* and its key, which holds until the next call */
};

static inline size_t sops__keyed_row(const struct sops__keyed *keyed, size_t i)
{
	return keyed->all ? i : keyed->row[i];
}

/* The same of n of them. A negative status is that of row keyed->n, which has no key. */
int sops__run_keys(struct sops_run *run, const struct sops_input *input, const char *rows,
	size_t n, struct sops__keyed *keyed, struct sops_error *err);

/* Rows that had no key for want of a date since the last call; and such that others have met. */
int64_t sops__run_undated(struct sops_run *run);
void sops__run_pass_undated(struct sops_run *run, int64_t undated);
/* Adds rows, SOPS__BATCH at most, one behind the other, with their keys: so many before the one
 * that is an error. */
int sops__run_put(struct sops_run *run, const struct sops_field *keys, const char *rows, size_t n,
	size_t *done, struct sops_error *err);
/* The error is in the last row of the input. */
void sops__run_place_error(const struct sops_input *input, struct sops_error *err);

#endif
