/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * input_plan.h: what an input is made of. input.c opens it and tells about it, input_plan.c plans
 * once what is read of each record, and input_next.c reads.
 */
#ifndef SOPS_INPUT_PLAN_H
#define SOPS_INPUT_PLAN_H

#include "ahead.h"
#include "by.h"
#include "csv_batch.h"
#include "fill.h"
#include "input_private.h"
#include "row.h"
#include "tail.h"

/* Two columns of one header, of which the first is the role's. */
struct twin {
	const struct sops_role *role;
	int first, other;
	int number; /* of the other: Header[2] */
};

/* Rows that were looked at before they are read: input_batch.c. */
struct sops__ahead_rows {
	struct sops__batch batch;
	char *rows;     /* or NULL: none were yet */
	struct column_state *known; /* of each column, before a row that may tell how it reads */
	size_t rest, tired; /* rows that are read one by one; as many as the last time */
};

struct sops_input {
	struct sops_input_options options;
	const struct sops_schema *schema;
	struct sops_csv *csv;
	struct sops__tail *tail; /* or NULL */
	struct sops_columns *columns;
	struct sops_values *values;
	struct sops__fill *fill; /* or NULL */
	struct sops_ahead ahead;
	bool ended; /* the reader has nothing more; what is ahead may */
	bool goes_on; /* behind what is read: it is a block of something longer */
	const struct sops_record *record;
	void *row, *blank_row;
	uint64_t bound;         /* roles that have a column */
	struct sops_error why;  /* of the record at hand; all zero between records */
	struct sops__reads reads;
	uint64_t stale; /* roles that are not read, and may have kept what the row before had */
	struct twin *twins; /* or NULL */
	size_t n_twins;
	int *keys; /* the by columns */
	struct sops_field *key_names;
	size_t n_keys;
	struct sops__by *lent; /* where the cells of which keys come from; NULL: none is lent */
	bool keys_bare; /* a key is its cell, where that does not look empty */
	struct sops_error missing; /* the first of by that is no column */
	struct sops_field *cells; /* of the record, and behind them those that follow from others */
	struct sops_record extended;
	uint64_t follow;          /* roles whose cells somebody looks at */
	bool follow_where;        /* the condition does */
	struct sops_buffer followed;
	struct sops_input_counts counts;
	uint64_t skipped;      /* bytes behind the header that are before the range */
	uint64_t blank_before; /* blank lines before the header, another range's to count */
	uint64_t told;         /* bytes of which progress knows */
	sops__take *take;      /* or NULL */
	void *take_with;
	struct sops__watcher watcher; /* or all zero; */
	struct sops__listener listener; /* then this one, too */
	bool simple;           /* a record is a row, whatever it says; */
	bool swift;            /* and the reader's next record is the next */
	bool glanced;          /* the row has what a glance at the record at hand tells, and */
	uint64_t left;         /* these are to be read yet */
	struct sops__ahead_rows ahead_rows;
};

/* Hands the watcher a cell that cannot be read: of a listener to the input. */
int sops__input_tell_cell(void *of, const struct sops_role *role, struct sops_error *why);

/* Of such a cell, what is key number k. */
struct sops_field sops__input_key_text(const struct sops_input *input, size_t k,
	struct sops_field cell);
/* So many were read. */
void sops__input_count_records(struct sops_input *input, size_t n);

/* Binds the roles to columns, and plans. */
int sops__input_plan(struct sops_input *input, struct sops_error *err);

#endif
