/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * row_read.c: the cells of a record into the members of a row struct, as the schema's roles say.
 * Most cells look like what they mean and are taken at a glance; values.c has the others.
 */
#include "row.h"

#include "values_private.h"

static inline void blank_member(enum sops_type type, void *at)
{
	switch (type) {
	case SOPS_TEXT:
		*(struct sops_field *)at = (struct sops_field){ NULL, 0 };
		break;
	case SOPS_MONEY:
	case SOPS_RATE:
	case SOPS_COUNT:
		*(struct sops_money *)at = SOPS_MONEY_BLANK;
		break;
	case SOPS_DATE:
		*(sops_date *)at = SOPS_DATE_BLANK;
		break;
	case SOPS_TIME:
		*(struct sops_stamp *)at = (struct sops_stamp){ SOPS_DATE_BLANK, SOPS_TIME_BLANK,
			SOPS_ORDER_UNKNOWN };
		break;
	case SOPS_BOOL:
	case SOPS_WORD:
		*(int *)at = SOPS_BLANK;
		break;
	case SOPS_CURRENCY:
		*(struct sops_currency *)at = (struct sops_currency){ "" };
		break;
	case SOPS_PERIOD:
		*(struct sops_label *)at = (struct sops_label){ "" };
	}
}

void sops__row_init(const struct sops_schema *schema, void *row)
{
	for (size_t i = 0; i < schema->count; i++)
		blank_member(schema->roles[i].type, (char *)row + schema->roles[i].offset);
}

void sops__row_blank_roles(const struct sops_schema *schema, uint64_t roles, void *row)
{
	for (; roles; roles &= roles - 1) {
		const struct sops_role *role = &schema->roles[__builtin_ctzll(roles)];

		blank_member(role->type, (char *)row + role->offset);
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

/* What looks like a value of the type is one, where only the usual words mean empty. False: ask the
 * reader. */
static inline bool read_plain(const struct sops_values *values, const struct sops__read *read,
	struct sops_field cell, void *at)
{
	struct sops_money *count = at;
	struct sops_stamp stamp;

	switch (read->how) {
	case SOPS_TEXT:
		*(struct sops_field *)at = cell;
		return sops__values_bare(cell);
	case SOPS_MONEY:
		return sops__money_plain(at, cell, values->decimal);
	case SOPS_COUNT:
		return sops__money_plain(count, cell, values->decimal) && count->scale == 0 &&
			count->units >= 0;
	case SOPS_DATE:
		if (sops__day_iso(at, cell))
			return true;
		if (!sops__date_iso(&stamp, cell))
			return false;
		*(sops_date *)at = stamp.day;
		return true;
	case SOPS_TIME:
		return sops__date_iso(at, cell);
	case SOPS_WORD:
		return sops__word(at, cell, read->role->words);
	case SOPS_CURRENCY:
		return cell.len == 3 && sops__currency_code(at, cell.at);
	default:
		return false;
	}
}

struct sops__read sops__row_plan(const struct sops_role *role, const struct sops_role *after,
	int column, const struct sops_values *values)
{
	bool amount = role->type == SOPS_MONEY || role->type == SOPS_COUNT;
	bool plain = amount ? sops__values_plain(values, column) : sops__values_usual(values);

	return (struct sops__read){ role, after, column, role->type, plain ? (int)role->type : -1,
		role->offset, sops__row_reader(role->type) };
}

/* Whether the role for which another stands in has nothing. */
static inline bool is_blank(const struct sops_role *role, const void *row, const void *blank)
{
	const void *at = (const char *)row + role->offset;

	if (role->type == SOPS_DATE)
		return *(const sops_date *)at == SOPS_DATE_BLANK;
	if (role->type == SOPS_WORD)
		return *(const int *)at == SOPS_BLANK;
	return sops__row_blank(role, row, blank);
}

static int read_slowly(const struct sops__read *read, const struct sops_values *values,
	struct sops_field cell, void *row, struct sops_error *err)
{
	int status = read->read(values, read->column, cell, read->role, row, err);

	if (status == SOPS_EINPUT)
		hint(read->role, cell, err);
	return status;
}

int sops__row_read(void *row, const void *blank, const struct sops__read *reads, size_t n,
	const struct sops_values *values, const struct sops_record *record,
	struct sops_error *err)
{
	for (const struct sops__read *read = reads, *end = reads + n; read < end; read++) {
		struct sops_field cell = record->fields[read->column];
		void *at = (char *)row + read->offset;
		int status;

		if (cell.len == 0 || (read->after && !is_blank(read->after, row, blank))) {
			blank_member(read->type, at);
			continue;
		}
		if (read_plain(values, read, cell, at))
			continue;
		status = read_slowly(read, values, cell, row, err);
		if (status < 0)
			return status;
	}
	return 0;
}
