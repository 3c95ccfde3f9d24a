/* SPDX-License-Identifier: GPL-3.0-or-later */
/* row_batch.c: a glance at the cells of several records, column by column. */
#include "csv_batch.h"
#include "row_glance.h"

#define INLINE __attribute__((always_inline)) static inline

/* Into which rows, and of which records. */
struct into {
	char *rows;
	size_t size;
	uint64_t *left, *more;
	struct sops__reads *reads;
	const struct sops__batch *records;
};

INLINE struct sops__batch_column column_of(const struct into *into, int column)
{
	return sops__batch_column(into->records, (size_t)column);
}

INLINE void blank_all(enum sops_type type, char *member, size_t size, size_t n)
{
	for (; n > 0; n--, member += size)
		sops__blank_member(type, member);
}

void sops__rows_blank_roles(const struct sops_schema *schema, uint64_t roles, char *rows,
	size_t size, size_t n)
{
	for (; roles; roles &= roles - 1) {
		const struct sops_role *role = &schema->roles[__builtin_ctzll(roles)];

		if (role->type == SOPS_DATE)
			blank_all(SOPS_DATE, rows + role->offset, size, n);
		else if (role->type == SOPS_TIME)
			blank_all(SOPS_TIME, rows + role->offset, size, n);
		else
			blank_all(role->type, rows + role->offset, size, n);
	}
}

/* Takes a cell at a glance; else row i is to be finished. */
INLINE void take(enum sops_type type, const struct sops__glance *at, const struct into *into,
	size_t i, const struct sops__batch_column *column, char *member)
{
	const struct sops_field cell = sops__batch_cell(column, i);

	if (cell.len == 0)
		sops__blank_member(type, member);
	else if (!sops__glance_cell(into->reads->values, into->reads, type, at->words, at->column,
			cell, member)) {
		into->left[i] |= at->bit;
		*into->more |= (uint64_t)1 << i;
	}
}

/* Reads the columns of one type, and returns what follows them. */
INLINE const struct sops__glance *glance(enum sops_type type, const struct sops__glance *at,
	const struct into *into)
{
	for (; at->type == type; at++) {
		const struct sops__batch_column column = column_of(into, at->column);
		const size_t n = into->records->n, size = into->size;
		char *member = into->rows + at->offset;

		for (size_t i = 0; i < n; i++, member += size)
			take(type, at, into, i, &column, member);
	}
	return at;
}

/*
 * Most cells are as those before them: a day of a month that was there, a word that was heard.
 * Below all of that is asked of a cell at once, without a branch for each part of it, and what is
 * otherwise goes the long way. A cell of a batch has other bytes behind it: eight can always be
 * loaded.
 */

/* Whether cells of the column are quoted, as far as the first tells. */
INLINE bool is_quoted(const struct sops__batch_column *column)
{
	return column->start[(uint32_t)(column->end[-1] + 1)] == '"';
}

/* A cell as it stands, or without its quotes: what is known beforehand has neither those nor space
 * around it. */
INLINE struct sops_field as_known(const struct sops__batch_column *column, size_t i, bool quoted)
{
	const uint32_t *end = column->end + i * column->step;
	const char *start = column->start + (uint32_t)(end[-1] + 1);
	const size_t len = (size_t)(column->last + *end - start), quote = quoted && *start == '"';

	return (struct sops_field){ start + quote, len - 2 * quote };
}

/* sops__months_day of ten characters, of a month that is known. */
INLINE bool known_day(const struct sops__month *months, sops_date *out, const char *at)
{
	const struct sops__month *month;
	unsigned digits, day;
	uint16_t last;
	uint64_t text;

	memcpy(&text, at, sizeof(text));
	memcpy(&last, at + sizeof(text), sizeof(last));
	month = &months[sops__months_place(text)];
	digits = le16toh(last) ^ 0x3030u;
	day = (digits & 0xFF) * 10 + (digits >> 8);
	*out = month->before + (sops_date)day;
	return (month->text == text) & ((((digits + 0x7676u) | digits) & 0x8080u) == 0) &
		(day - 1 < month->days);
}

INLINE void days(const struct sops__glance *at, const struct into *into,
	const struct sops__batch_column *column, bool quoted)
{
	const size_t n = into->records->n, size = into->size;
	char *member = into->rows + at->offset;

	for (size_t i = 0; i < n; i++, member += size) {
		const struct sops_field cell = as_known(column, i, quoted);
		sops_date day;
		const bool is = known_day(into->reads->months, &day, cell.at) & (cell.len == 10);

		*(sops_date *)(void *)member = is ? day : SOPS_DATE_BLANK;
		if (__builtin_expect(!is & (cell.len != 0), 0))
			take(SOPS_DATE, at, into, i, column, member);
	}
}

static const struct sops__glance *glance_days(const struct sops__glance *at,
	const struct into *into)
{
	for (; at->type == SOPS_DATE; at++) {
		const struct sops__batch_column column = column_of(into, at->column);

		if (is_quoted(&column))
			days(at, into, &column, true);
		else
			days(at, into, &column, false);
	}
	return at;
}

/* A word of up to eight letters that was heard before. */
INLINE bool known_word(const struct sops__heard *all, const struct sops_word *words,
	struct sops_field cell, int *value)
{
	const struct sops__heard *heard;
	uint64_t text;

	memcpy(&text, cell.at, sizeof(text));
	text = le64toh(text) & UINT64_MAX >> (64 - 8 * cell.len) % 64;
	heard = &all[sops__heard_place(text)];
	*value = heard->value;
	return (heard->text == text) & (heard->words == words) & (cell.len - 1 < sizeof(text));
}

INLINE void words(const struct sops__glance *at, const struct into *into,
	const struct sops__batch_column *column, bool quoted)
{
	const size_t n = into->records->n, size = into->size;
	char *member = into->rows + at->offset;

	for (size_t i = 0; i < n; i++, member += size) {
		const struct sops_field cell = as_known(column, i, quoted);
		int value;
		const bool is = known_word(into->reads->heard, at->words, cell, &value);

		*(int *)(void *)member = is ? value : SOPS_BLANK;
		if (__builtin_expect(!is & (cell.len != 0), 0))
			take(SOPS_WORD, at, into, i, column, member);
	}
}

static const struct sops__glance *glance_words(const struct sops__glance *at,
	const struct into *into)
{
	for (; at->type == SOPS_WORD; at++) {
		const struct sops__batch_column column = column_of(into, at->column);

		if (is_quoted(&column))
			words(at, into, &column, true);
		else
			words(at, into, &column, false);
	}
	return at;
}

/* 12345.60: up to eight digits, the point and two more. As sops__money_plain. */
INLINE bool known_amount(struct sops_money *out, struct sops_field cell, char point)
{
	static const int64_t powers[] = { 1, 10, 100 };
	const size_t whole = cell.len - 3, most = (whole - 1) % 8;
	const char *cents = cell.at + most + 2;
	const unsigned tens = (unsigned char)cents[0] - (unsigned)'0';
	const unsigned ones = (unsigned char)cents[1] - (unsigned)'0';
	const int scale = ones ? 2 : tens != 0;
	uint64_t digits;

	memcpy(&digits, cell.at, sizeof(digits));
	/* What follows the digits goes, and zeros come in front of them. */
	digits = (le64toh(digits) ^ EVERY('0')) << 8 * (7 - most);
	out->units = (int64_t)sops__eights_number(digits) * powers[scale] +
		(ones ? tens * 10 + ones : tens);
	out->scale = scale;
	return (whole - 1 < 8) & (cents[-1] == point) & (tens <= 9) & (ones <= 9) &
		sops__eights_digits(digits);
}

INLINE void amounts(const struct sops__glance *at, const struct into *into,
	const struct sops__batch_column *column, char point, bool quoted)
{
	const size_t n = into->records->n, size = into->size;
	char *member = into->rows + at->offset;

	for (size_t i = 0; i < n; i++, member += size) {
		const struct sops_field cell = as_known(column, i, quoted);

		if (__builtin_expect(known_amount((void *)member, cell, point), 1))
			continue;
		sops__blank_member(SOPS_MONEY, member);
		if (cell.len != 0)
			take(SOPS_MONEY, at, into, i, column, member);
	}
}

static const struct sops__glance *glance_amounts(const struct sops__glance *at,
	const struct into *into)
{
	const enum sops_decimal decimal = into->reads->values->decimal;
	const char point = decimal == SOPS_DECIMAL_COMMA ? ',' : '.';

	if (decimal == SOPS_DECIMAL_POINT_UNSAID)
		return glance(SOPS_MONEY, at, into);
	for (; at->type == SOPS_MONEY; at++) {
		const struct sops__batch_column column = column_of(into, at->column);

		if (is_quoted(&column))
			amounts(at, into, &column, point, true);
		else
			amounts(at, into, &column, point, false);
	}
	return at;
}

/* A code that is the one before. */
static const struct sops__glance *glance_currencies(const struct sops__glance *at,
	const struct into *into)
{
	struct sops_currency last = { "" };
	uint32_t said = 0;

	for (; at->type == SOPS_CURRENCY; at++) {
		const struct sops__batch_column column = column_of(into, at->column);
		const bool quoted = is_quoted(&column);
		const size_t n = into->records->n, size = into->size;
		char *member = into->rows + at->offset;

		for (size_t i = 0; i < n; i++, member += size) {
			const struct sops_field cell = as_known(&column, i, quoted);
			struct sops_currency *currency = (void *)member;
			uint32_t code;

			memcpy(&code, cell.at, sizeof(code));
			code = le32toh(code) & 0xFFFFFF;
			*currency = last;
			if (__builtin_expect((code == said) & (cell.len == 3), 1))
				continue;
			*currency = (struct sops_currency){ "" };
			if (cell.len == 0)
				continue;
			take(SOPS_CURRENCY, at, into, i, &column, member);
			last = *currency;
			said = cell.len == 3 && last.code[0] ? code : 0;
		}
	}
	return at;
}

/* What stands in for another role in those rows where that is blank. Bit i: of row i that takes
 * more than a glance. */
INLINE uint64_t stand_in(enum sops_type type, const struct sops__read *read,
	const struct into *into)
{
	const struct sops__batch_column column = column_of(into, read->column);
	const size_t n = into->records->n, size = into->size;
	char *row = into->rows;
	uint64_t more = 0;

	for (size_t i = 0; i < n; i++, row += size) {
		struct sops_field cell;

		sops__blank_member(type, row + read->offset);
		if (sops__read_has_value(read, row))
			continue;
		cell = sops__batch_cell(&column, i);
		if (cell.len == 0)
			continue;
		if (!read->plain || !sops__glance_cell(into->reads->values, into->reads, type,
				read->role->words, read->column, cell, row + read->offset))
			more |= (uint64_t)1 << i;
	}
	return more;
}

/* False where it takes more than a glance. */
static bool day_for_day(const struct sops__read *read, const struct into *into,
	const struct sops__batch_column *column, size_t i)
{
	const struct sops_field cell = sops__batch_cell(column, i);
	char *row = into->rows + i * into->size;
	sops_date day;

	if (cell.len == 0)
		return true;
	if (!sops__glance_cell(into->reads->values, into->reads, SOPS_DATE, NULL, read->column,
			cell, (char *)&day))
		return false;
	if (*(const sops_date *)(const void *)(row + read->after_offset) == SOPS_DATE_BLANK)
		*(sops_date *)(void *)(row + read->offset) = day;
	return true;
}

/* A day for a day, where the other is blank. Elsewhere it need not be one: but whatever does not
 * look like a date that reads in one way is told, so that nobody else has to look how the column's
 * cells read. */
INLINE uint64_t days_for_days(const struct sops__read *read, const struct into *into,
	const struct sops__batch_column *column, bool quoted)
{
	const size_t n = into->records->n, size = into->size;
	char *row = into->rows;
	uint64_t due = 0, more = 0;

	for (size_t i = 0; i < n; i++, row += size) {
		const struct sops_field cell = as_known(column, i, quoted);

		*(sops_date *)(void *)(row + read->offset) = SOPS_DATE_BLANK;
		due |= (uint64_t)((*(const sops_date *)(const void *)(row + read->after_offset) ==
			SOPS_DATE_BLANK) | !sops__values_dated(cell)) << i;
	}
	for (; due; due &= due - 1) {
		const size_t i = (size_t)__builtin_ctzll(due);

		if (!day_for_day(read, into, column, i))
			more |= (uint64_t)1 << i;
	}
	return more;
}

static uint64_t stand_in_days(const struct sops__read *read, const struct into *into)
{
	const struct sops__batch_column column = column_of(into, read->column);

	return is_quoted(&column) ? days_for_days(read, into, &column, true)
				  : days_for_days(read, into, &column, false);
}

static __attribute__((noinline)) uint64_t stand_in_of_any(const struct sops__read *read,
	const struct into *into)
{
	return stand_in(read->type, read, into);
}

/* Whether it can be seen at a glance if the other has something. */
static bool tells(const struct sops__read *read)
{
	return read->after_type == SOPS_DATE || read->after_type == SOPS_WORD;
}

static uint64_t stand_in_all(const struct into *into)
{
	uint64_t more = 0;

	for (const struct sops__read *read = into->reads->after; read < into->reads->last; read++)
		if (!tells(read))
			more = UINT64_MAX;
		else if (sops__read_day_for_day(read))
			more |= stand_in_days(read, into);
		else if (read->type == SOPS_TEXT)
			more |= stand_in(SOPS_TEXT, read, into);
		else
			more |= stand_in_of_any(read, into);
	return more;
}

uint64_t sops__rows_glance(char *rows, size_t size, uint64_t *left, struct sops__reads *reads,
	const struct sops__batch *records)
{
	uint64_t more = reads->slow ? UINT64_MAX : 0;
	const struct into into = { rows, size, left, &more, reads, records };
	const struct sops__glance *at = reads->glances;

	if (reads->slow)
		for (size_t i = 0; i < records->n; i++)
			left[i] = reads->slow;
	else
		memset(left, 0, records->n * sizeof(*left));
	at = glance(SOPS_TEXT, at, &into);
	at = glance_amounts(at, &into);
	at = glance(SOPS_RATE, at, &into);
	at = glance(SOPS_COUNT, at, &into);
	at = glance_days(at, &into);
	at = glance(SOPS_TIME, at, &into);
	at = glance(SOPS_BOOL, at, &into);
	at = glance_words(at, &into);
	glance_currencies(at, &into);
	more |= stand_in_all(&into);
	return more & UINT64_MAX >> (64 - records->n);
}
