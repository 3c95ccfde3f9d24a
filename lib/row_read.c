/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * row_read.c: the cells of a record into the members of a row struct, as the schema's roles say.
 * Most cells look like what they mean and are taken at a glance; values.c has the others.
 */
#include "row_glance.h"

#define INLINE __attribute__((always_inline)) static inline

#include <stdlib.h>

void sops__row_init(const struct sops_schema *schema, void *row)
{
	for (size_t i = 0; i < schema->count; i++)
		sops__blank_member(schema->roles[i].type, (char *)row + schema->roles[i].offset);
}

void sops__row_blank_roles(const struct sops_schema *schema, uint64_t roles, void *row)
{
	for (; roles; roles &= roles - 1) {
		const struct sops_role *role = &schema->roles[__builtin_ctzll(roles)];

		sops__blank_member(role->type, (char *)row + role->offset);
	}
}

/* What should be a number or a date and has no digit may be a word for empty. */
static void hint(const struct sops_role *role, struct sops_field cell, struct sops_error *err)
{
	bool worded = role->type == SOPS_BOOL || role->type == SOPS_WORD ||
		role->type == SOPS_CURRENCY;
	char word[SOPS_QUOTED];

	cell = sops_field_trim(cell);
	for (size_t i = 0; i < cell.len; i++)
		worded |= (cell.at[i] >= '0' && cell.at[i] <= '9') || cell.at[i] == ',' ||
			cell.at[i] == '\'';
	if (!worded && cell.len <= 20)
		sops_error_hint(err, "if it means empty: --null '%s'", sops__escape(word, cell));
}

int sops__reads_init(struct sops__reads *reads, size_t most, struct sops_error *err)
{
	*reads = (struct sops__reads){ .all = calloc(most, sizeof(*reads->all)),
		.glances = calloc(most + 1, sizeof(*reads->glances)) };
	return reads->all && reads->glances ? 0 : sops_error_memory(err);
}

void sops__reads_release(struct sops__reads *reads)
{
	free(reads->all);
	free(reads->glances);
}

/* Whether sops__glance_cell() knows what looks like a value of the column. */
static bool is_plain(enum sops_type type, int column, const struct sops_values *values)
{
	switch (type) {
	case SOPS_MONEY:
	case SOPS_COUNT:
		return sops__values_plain(values, column);
	case SOPS_PERIOD:
		return false;
	default:
		return sops__values_usual(values);
	}
}

void sops__reads_add(struct sops__reads *reads, const struct sops_role *role,
	const struct sops_role *after, int column, const struct sops_values *values)
{
	reads->all[reads->n++] = (struct sops__read){ role, after, column,
		is_plain(role->type, column, values), role->type, after ? after->type : role->type,
		role->offset, after ? after->offset : 0 };
	if (!after)
		reads->first_after = reads->n;
}

static struct sops__glance *add_glances(struct sops__glance *to, enum sops_type type,
	const struct sops__reads *reads)
{
	for (size_t i = 0; i < reads->first_after; i++) {
		const struct sops__read *read = &reads->all[i];

		if (read->plain && read->role->type == type)
			*to++ = (struct sops__glance){ type, read->column,
				(size_t)read->column * sizeof(struct sops_field),
				read->role->offset, (uint64_t)1 << i, read->role->words };
	}
	return to;
}

static bool tells_date(enum sops_type type)
{
	return type == SOPS_DATE || type == SOPS_TIME;
}

void sops__reads_end(struct sops__reads *reads, struct sops_values *values, const void *blank)
{
	struct sops__glance *to = reads->glances;

	for (size_t i = 0; i < reads->first_after; i++)
		if (!reads->all[i].plain)
			reads->slow |= (uint64_t)1 << i;
		else if (tells_date(reads->all[i].role->type))
			reads->dates |= (uint64_t)1 << i;
	for (enum sops_type type = SOPS_TEXT; type <= SOPS_PERIOD; type++)
		to = add_glances(to, type, reads);
	to->type = SOPS_PERIOD + 1;
	reads->values = values;
	reads->blank = blank;
	reads->after = reads->all + reads->first_after;
	reads->last = reads->all + reads->n;
	for (uint64_t dates = reads->dates; dates; dates &= dates - 1)
		values->states[reads->all[__builtin_ctzll(dates)].column].glanced = true;
	for (const struct sops__read *read = reads->after; read < reads->last; read++)
		if (sops__read_day_for_day(read))
			values->states[read->column].stands_in = true;
	sops__values_sort(values);
}

/* Reads the cells of one type, and goes past them. The bits of those that take more than a
 * glance. */
INLINE uint64_t glance(enum sops_type type, const struct sops__glance **glances,
	struct sops__reads *reads, void *row, const struct sops_values *values,
	const struct sops_record *record)
{
	const struct sops__glance *at = *glances;
	uint64_t left = 0;

	for (; at->type == type; at++) {
		const struct sops_field cell = *(const struct sops_field *)(const void *)
			((const char *)record->fields + at->cell);
		void *member = (char *)row + at->offset;

		if (cell.len == 0)
			sops__blank_member(type, member);
		else if (!sops__glance_cell(values, reads, type, at->words, at->column, cell,
				 member))
			left |= at->bit;
	}
	*glances = at;
	return left;
}

uint64_t sops__row_glance(void *row, struct sops__reads *reads, const struct sops_record *record)
{
	const struct sops_values *values = reads->values;
	const struct sops__glance *at = reads->glances;
	uint64_t left = glance(SOPS_TEXT, &at, reads, row, values, record);

	left |= glance(SOPS_MONEY, &at, reads, row, values, record);
	left |= glance(SOPS_RATE, &at, reads, row, values, record);
	left |= glance(SOPS_COUNT, &at, reads, row, values, record);
	left |= glance(SOPS_DATE, &at, reads, row, values, record);
	left |= glance(SOPS_TIME, &at, reads, row, values, record);
	left |= glance(SOPS_BOOL, &at, reads, row, values, record);
	left |= glance(SOPS_WORD, &at, reads, row, values, record);
	return left | reads->slow | glance(SOPS_CURRENCY, &at, reads, row, values, record);
}

static int read_slowly(const struct sops__read *read, const struct sops_values *values,
	struct sops_field cell, void *row, struct sops_error *err)
{
	const struct sops_role *role = read->role;
	int status = 0;

	if (cell.len == 0)
		sops__blank_member(role->type, (char *)row + role->offset);
	else
		status = sops__row_reader(role->type)(values, read->column, cell, role, row, err);
	if (status == SOPS_EINPUT)
		hint(role, cell, err);
	return status;
}

/* What the caller is told of is passed over. */
static int pass_over(const struct sops__read *read, void *row,
	const struct sops__listener *listener, struct sops_error *why)
{
	if (!listener->tell)
		return SOPS_EINPUT;
	sops__blank_member(read->role->type, (char *)row + read->role->offset);
	return listener->tell(listener->to, read->role, why);
}

static int read_left(void *row, const struct sops__reads *reads,
	uint64_t left, const struct sops_record *record, const struct sops__listener *listener,
	struct sops_error *why)
{
	int status = 0;

	for (; left && status == 0; left &= left - 1) {
		const struct sops__read *read = &reads->all[__builtin_ctzll(left)];

		status = read_slowly(read, reads->values, record->fields[read->column], row, why);
		if (status == SOPS_EINPUT)
			status = pass_over(read, row, listener, why);
	}
	return status;
}

/* Where the other has nothing, and this one may have. */
static int stand_in(void *row, struct sops__reads *reads,
	const struct sops__read *read, const struct sops_record *record,
	const struct sops__listener *listener, struct sops_error *why)
{
	const struct sops_role *role = read->role;
	const struct sops_field cell = record->fields[read->column];
	int status;

	if (read->plain && cell.len && sops__glance_cell(reads->values, reads, role->type,
			role->words, read->column, cell, (char *)row + role->offset))
		return 0;
	status = read_slowly(read, reads->values, cell, row, why);
	return status == SOPS_EINPUT ? pass_over(read, row, listener, why) : status;
}

static bool is_blank(const struct sops__read *read, const void *row, const void *blank)
{
	return !sops__read_has_value(read, row) && sops__row_blank(read->after, row, blank);
}

static __attribute__((noinline)) int finish_slowly(void *row, struct sops__reads *reads,
	uint64_t left, const struct sops_record *record, const struct sops__listener *listener,
	struct sops_error *why)
{
	int status = read_left(row, reads, left, record, listener, why);

	for (struct sops__read *read = reads->after; read < reads->last && status == 0; read++)
		if (is_blank(read, row, reads->blank))
			status = stand_in(row, reads, read, record, listener, why);
		else
			sops__read_leave_blank(read, row);
	return status;
}

/* Mostly nothing is left, and nothing has to stand in: then nothing is called. */
int sops__row_finish(void *row, struct sops__reads *reads, uint64_t left,
	const struct sops_record *record, const struct sops__listener *listener,
	struct sops_error *why)
{
	bool stands_in = left != 0;

	for (struct sops__read *read = reads->after; read < reads->last && !stands_in; read++)
		if (sops__read_has_value(read, row))
			sops__read_leave_blank(read, row);
		else
			stands_in = true;
	return stands_in ? finish_slowly(row, reads, left, record, listener, why) : 0;
}
