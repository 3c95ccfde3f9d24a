/* SPDX-License-Identifier: GPL-3.0-or-later */
/* row_glance.h: cells that look like what they mean, into the members of a row struct. */
#ifndef SOPS_ROW_GLANCE_H
#define SOPS_ROW_GLANCE_H

#include "row.h"

#include "eights.h"
#include "values_private.h"

/* Where the type is known beforehand, little is left of this. */
#define INLINE __attribute__((always_inline)) static inline

INLINE void sops__blank_member(enum sops_type type, void *at)
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

/* The words of a column are few. No cell has a NUL in it that could be taken for its end. */
INLINE bool sops__glance_word(struct sops__heard *all, const struct sops_word *words,
	struct sops_field cell, int *value)
{
	struct sops__heard *heard;
	uint64_t text;

	if (cell.len > sizeof(text))
		return sops__word(value, cell, words);
	text = sops__eights_of(cell.at, cell.len);
	heard = &all[sops__heard_place(text)];
	if (heard->text != text || heard->words != words) {
		if (!sops__word(value, cell, words))
			return false;
		*heard = (struct sops__heard){ text, words, *value };
	}
	*value = heard->value;
	return true;
}

/* 0, 1 and what lies between them, of a column that is known to have shares. */
INLINE bool sops__glance_share(struct sops_money *share, struct sops_field cell,
	const struct sops_values *values, int column)
{
	const char c = cell.at[0];

	if (values->states[column].scale != SCALE_SHARE || (c != '0' && c != '1'))
		return false;
	if (cell.len == 1) {
		*share = (struct sops_money){ c - '0', 0 };
		return true;
	}
	return c == '0' && (cell.at[1] == '.' || cell.at[1] == ',') && cell.len <= 8 &&
		sops__money_plain(share, cell, values->decimal);
}

/* Few have more than one digit. */
INLINE bool sops__glance_count(struct sops_money *count, struct sops_field cell,
	const struct sops_values *values)
{
	const unsigned digit = (unsigned char)cell.at[0] - (unsigned)'0';

	if (cell.len == 1 && digit <= 9) {
		*count = (struct sops_money){ digit, 0 };
		return true;
	}
	return sops__money_plain(count, cell, values->decimal) && count->scale == 0 &&
		count->units >= 0;
}

/* What looks like a value of the type is one, where only the usual words mean empty. False: ask the
 * reader. */
INLINE bool sops__glance_cell(const struct sops_values *values, struct sops__reads *reads,
	enum sops_type type, const struct sops_word *words, int column, struct sops_field cell,
	void *at)
{
	struct sops_stamp stamp;

	switch (type) {
	case SOPS_TEXT:
		*(struct sops_field *)at = cell;
		return sops__values_bare(cell) || sops__values_bare_all_the_same(cell);
	case SOPS_MONEY:
		return sops__money_plain(at, cell, values->decimal);
	case SOPS_RATE:
		return sops__glance_share(at, cell, values, column);
	case SOPS_COUNT:
		return sops__glance_count(at, cell, values);
	case SOPS_DATE:
		if (cell.len == 10)
			return sops__months_day(reads->months, at, cell.at);
		if (!sops__months_stamp(reads->months, &stamp, cell))
			return false;
		*(sops_date *)at = stamp.day;
		return true;
	case SOPS_TIME:
		return sops__months_stamp(reads->months, at, cell);
	case SOPS_WORD:
		return sops__glance_word(reads->heard, words, cell, at);
	case SOPS_BOOL:
		return sops__glance_word(reads->heard, sops__truths, cell, at);
	case SOPS_CURRENCY:
		return cell.len == 3 && sops__currency_code(at, cell.at);
	default:
		return false;
	}
}

/* Whether a day stands in for one. */
INLINE bool sops__read_day_for_day(const struct sops__read *read)
{
	return read->type == SOPS_DATE && read->after_type == SOPS_DATE && read->plain;
}

/* Whether the role for which another stands in is a day or a word, as mostly, and has something. */
INLINE bool sops__read_has_value(const struct sops__read *read, const void *row)
{
	const void *at = (const char *)row + read->after_offset;

	if (read->after_type == SOPS_DATE)
		return *(const sops_date *)at != SOPS_DATE_BLANK;
	return read->after_type == SOPS_WORD && *(const int *)at != SOPS_BLANK;
}

/* Mostly what stands in is a day or a text. */
INLINE void sops__read_leave_blank(const struct sops__read *read, void *row)
{
	void *at = (char *)row + read->offset;

	if (read->type == SOPS_DATE)
		sops__blank_member(SOPS_DATE, at);
	else if (read->type == SOPS_TEXT)
		sops__blank_member(SOPS_TEXT, at);
	else
		sops__blank_member(read->type, at);
}

#undef INLINE

#endif
