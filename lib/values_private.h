/* SPDX-License-Identifier: GPL-3.0-or-later */
/* values_private.h: what values_*.c, and who reads rows fast, share. */
#ifndef SOPS_VALUES_PRIVATE_H
#define SOPS_VALUES_PRIVATE_H

#include "columns_private.h"
#include "eights.h"
#include "private.h"

#include <sops/values.h>

enum scale { SCALE_UNKNOWN, SCALE_SHARE, SCALE_PERCENT };

struct column_state {
	enum sops_date_order order;
	enum scale scale;
	bool said;      /* the header says per cent: 0.5 is half of one */
	bool watched;   /* is, or was, in the list of watched columns */
	bool ambiguous; /* has shown a cell that reads two ways */
	bool assumed;   /* so it is read as if nothing of it will prove another way */
	bool proved;    /* a cell settled it */
	bool dotted;    /* has shown 5.7.2026 while it was not settled */
	bool glanced;   /* somebody else looks whether a cell is a date that reads in one way */
	bool stands_in; /* the same where rows are made several at once */
	enum sops_type type;
	const struct sops__unit *unit; /* that the header gives its amounts, or NULL */
};

struct sops_values {
	const struct sops_columns *columns;
	enum sops_decimal decimal;
	struct column_state *states;
	int *watched; /* columns not settled yet */
	size_t n_watched;
	int *unseen;  /* those of them that are not glanced at */
	size_t n_unseen;
	int pending;  /* of them have shown a cell that reads two ways */
	char *nulls;
	size_t nulls_len;
	const char *habitual_nulls, *truths, *falsehoods; /* the profile's; borrowed */
	struct sops_currency currency; /* of marks that it shares with others; or unsaid */
	bool epoch, serials;
	bool trusting; /* what may be assumed of a cell that reads two ways is, at once; */
	bool mistaken; /* and a later one has proved it wrong */
};

/* What is read as yes and no, whatever the profile says. */
extern const struct sops_word sops__truths[];

/* Whether the sign of per cent is in it, full width or not. */
bool sops__has_percent(struct sops_field text);

/* Whether only the usual words mean empty: then what reads as a value is one. */
static inline bool sops__values_usual(const struct sops_values *values)
{
	return !values->nulls && !values->habitual_nulls;
}

/* The same of one column, whose header says nothing of amounts either. */
static inline bool sops__values_plain(const struct sops_values *values, int column)
{
	return sops__values_usual(values) && !values->states[column].unit;
}

/* Whether a cell says nothing of a column of rates that another has not: 0 of none, and 1 of one
 * that has shown a 1. */
static inline bool sops__values_told(const struct column_state *state, struct sops_field cell)
{
	return cell.len == 1 && state->type == SOPS_RATE &&
		(cell.at[0] == '0' || (cell.at[0] == '1' && state->ambiguous));
}

/* Whether eight bytes are as 2026-07- is. */
static inline bool sops__values_begin_dated(const char *at)
{
	const uint64_t shape = UINT64_C(0x2D30302D30303030), most = UINT64_C(0x7F76767F76767676);
	uint64_t front;

	memcpy(&front, at, sizeof(front));
	front = le64toh(front) ^ shape;
	return !(((front + most) | front) & EVERY(0x80));
}

/* Whether a watched cell is empty, says nothing new or begins as 2026-07- does, as most do: that
 * reads as a date in one way, and as no number. */
static inline bool sops__values_clear(const struct sops_values *values, int column,
	struct sops_field cell)
{
	return cell.len == 0 || sops__values_told(&values->states[column], cell) ||
		(cell.len >= 8 && sops__values_begin_dated(cell.at));
}

/* The same of a cell of a batch, behind which there are other bytes, in a column of dates. */
static inline bool sops__values_dated(struct sops_field cell)
{
	return (cell.len == 0) | ((cell.len >= 8) & sops__values_begin_dated(cell.at));
}

/* Whether all of a record's are. seen: somebody has seen, and taken, those that are glanced at. */
static inline bool sops__values_all_clear(const struct sops_values *values,
	const struct sops_record *record, bool seen)
{
	const int *column = seen ? values->unseen : values->watched;
	const int *last = column + (seen ? values->n_unseen : values->n_watched);

	while (column < last && sops__values_clear(values, *column, record->fields[*column]))
		column++;
	return column == last;
}

static inline int sops__values_settle(struct sops_values *values,
	const struct sops_record *record, bool seen)
{
	return sops__values_all_clear(values, record, seen) ? values->pending
		: sops_values_settle(values, record);
}

/* From now on nothing is kept until 1 is known for a share or for one per cent: it is a share, as
 * where nothing proves that. Whether something did, and rows were wrong. */
void sops__values_trust(struct sops_values *values);
bool sops__values_mistaken(const struct sops_values *values);

/* After the watched are others than before. */
void sops__values_sort(struct sops_values *values);

/* Of a byte that a cell begins with: it may mean empty, or be space; that one ends with: this. */
enum { SOPS__EDGE_FIRST = 1, SOPS__EDGE_LAST = 2 };
extern const uint8_t sops__values_edges[256];

/* Whether a cell that is not empty is its text as it stands, where only the usual words mean
 * empty; and of one that begins or ends as those do. */
static inline bool sops__values_bare(struct sops_field cell)
{
	return !((sops__values_edges[(unsigned char)cell.at[0]] & SOPS__EDGE_FIRST) |
		(sops__values_edges[(unsigned char)cell.at[cell.len - 1]] & SOPS__EDGE_LAST));
}

bool sops__values_bare_all_the_same(struct sops_field cell);

/* The cell without the space around it, or nothing if it is blank. */
struct sops_field sops__values_trim(const struct sops_values *values, struct sops_field cell);

static inline struct sops_field sops__values_text(const struct sops_values *values,
	struct sops_field cell)
{
	if (cell.len == 0)
		return (struct sops_field){ NULL, 0 };
	return sops__values_usual(values) && sops__values_bare(cell) ? cell :
		sops__values_trim(values, cell);
}

/* Goes on where the others, of the same columns, are now. */
void sops__values_follow(struct sops_values *values, const struct sops_values *others);
/* values_known.c: what is known of each column, copied; whether it is the same; and gone on
 * from. */
void sops__values_keep(struct column_state *to, const struct sops_values *values);
bool sops__values_know(const struct sops_values *values, const struct column_state *kept);
/* What cells have shown, without what is the column's own. */
void sops__values_take(struct column_state *state, const struct column_state *known);
void sops__values_resume(struct sops_values *values, const struct column_state *kept);
/* Whether the column can be read in one way only; whether it was read so because no cell had
 * proved another by the end. */
bool sops__values_settled(const struct sops_values *values, size_t column);
bool sops__values_guessed(const struct sops_values *values, size_t column);

/* Who says in which currency a column's amount is, when its cell or its header does. */
const char *sops__values_teller(const struct sops_values *values, int column);

/* What a mark that several currencies share means here, if anything. */
void sops__values_mark(const struct sops_values *values, struct sops_currency *mark);

/* money_parse.c: sops_money_parse, and whether the text has a unit of its own: 万, M, 元. What it
 * should be is for who gets an error: "an amount". */
int sops__money_parse(struct sops_money *out, struct sops_currency *currency, bool *unit,
	struct sops_field text, enum sops_decimal decimal, const char *what,
	struct sops_error *err);
/* money_parse.c: whether the text is -1234.50, as machines write and without space around it. */
bool sops__money_plain(struct sops_money *out, struct sops_field text, enum sops_decimal decimal);
/* date_iso.c: 2026-07-05 or 2026-07-05 13:09:44. */
bool sops__date_iso(struct sops_stamp *out, struct sops_field text);
/* date_iso.c: whether it is one. */
bool sops__date_is_iso(struct sops_field text);
/* date_wide.c: sops_date_parse, of full-width characters too. */
int sops__date_parse_wide(struct sops_stamp *out, struct sops_field text,
	enum sops_date_order order, struct sops_error *err);
/* currency.c: whether the three bytes at code are a currency's ISO 4217 code. */
bool sops__currency_code(struct sops_currency *out, const char *code);

#endif
