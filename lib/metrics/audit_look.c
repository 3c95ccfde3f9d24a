/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_look.c: one look at a record, for the checks of all its cells: what none of its bytes can
 * be, no cell need be searched for.
 */
#include "audit_private.h"

/* What a record has by its odd bytes. */
static SOPS__SLOW unsigned look_at_odd(unsigned shows, struct sops_field raw)
{
	unsigned has = shows & SOPS__SHOWS_WIDE ? SOPS__HAS_EDGE : 0;

	if (shows & (SOPS__SHOWS_CONTROL | SOPS__SHOWS_MARK))
		has |= SOPS__HAS_CONTROL | SOPS__HAS_EDGE;
	if (shows & (SOPS__SHOWS_FOLDED | SOPS__SHOWS_MARK))
		has |= SOPS__HAS_WIDE;
	if (shows & SOPS__SHOWS_FOLDED && memchr(raw.at, 0x7F, raw.len))
		has |= SOPS__HAS_CONTROL;
	return has;
}

void sops__audit_look_bind(struct sops__audit_book *book)
{
	const struct sops_input_options *options = sops__input_options(book->input);
	unsigned char *firsts = book->firsts;

	sops__audit_pairs_bind(&book->pairs, options->csv.delimiter ? options->csv.delimiter : ',');
	book->filled = options->fill_down || sops_input_by_lines(book->input);
	book->usual = sops__values_usual(book->values);
	memset(firsts, 0, sizeof(book->firsts));
	for (const char *c = "=+-@\t\r"; *c; c++)
		firsts[(unsigned char)*c] |= SOPS__HAS_FORMULA;
	firsts[' '] |= SOPS__HAS_EDGE;
	firsts['\t'] |= SOPS__HAS_EDGE;
}

/* The largest number of 32 or 64 bits. */
static inline bool may_be_largest(struct sops_field cell)
{
	if ((cell.len != 10 && cell.len != 19) || cell.at[4] == '-')
		return false;
	return memcmp(cell.at, "21474836", 8) == 0 || memcmp(cell.at, "42949672", 8) == 0 ||
		memcmp(cell.at, "92233720", 8) == 0;
}

#define LONG 255 /* bytes: where other programs cut off */

static inline bool may_be_cut(struct sops_field cell)
{
	return cell.len == LONG || cell.len == 32767;
}

/* Where cells and delimiters are not all of the record, quotes or spaces stand between them. */
static unsigned look_at_cells(const struct sops__audit_book *book, const struct sops_record *record,
	size_t len)
{
	const unsigned char *firsts = book->firsts;
	const struct sops_field *cell = record->fields, *end = cell + record->count;
	unsigned has = 0;
	size_t sum = record->count - 1;

	for (; cell < end; cell++) {
		if (cell->len == 0)
			continue;
		sum += cell->len;
		has |= firsts[(unsigned char)cell->at[0]] |
			(firsts[(unsigned char)cell->at[cell->len - 1]] & SOPS__HAS_EDGE);
	}
	return has | (sum != len ? SOPS__HAS_BESIDE : 0);
}

static inline bool is_notable(size_t len)
{
	return len < 64 ? (UINT64_C(1) << 10 | UINT64_C(1) << 19) >> len & 1 : len >= LONG;
}

/* Only for cells that may be cut off, or the largest numbers. */
static SOPS__SLOW unsigned look_for_cuts(const struct sops_record *record)
{
	bool cut = false;

	for (size_t i = 0; i < record->count; i++)
		if (is_notable(record->fields[i].len))
			cut |= may_be_cut(record->fields[i]) || may_be_largest(record->fields[i]);
	return cut ? SOPS__HAS_CUT : 0;
}

/* A number may begin behind space that the reader drops. */
#define MAY_BE_CUT (SOPS__SHOWS_LARGE | SOPS__SHOWS_SPACE | SOPS__SHOWS_CONTROL)

/* Cells that were filled from above are not the record's own: its bytes say nothing of them. */
void sops__audit_look(struct sops__audit_at *at, struct sops_field raw)
{
	const struct sops__audit_book *book = at->book;
	unsigned shows = sops__audit_pairs(&book->pairs, raw);
	size_t any;

	at->raw = raw;
	at->has = at->whole->n_cells ? SOPS__HAS_UNREADABLE : 0;
	if (shows & SOPS__SHOWS_ODD)
		at->has |= look_at_odd(shows, raw);
	at->has |= book->filled ? SOPS__HAS_EDGE : 0;
	if (shows & (SOPS__SHOWS_CONTROL | SOPS__SHOWS_EDGE) || book->filled)
		at->has |= look_at_cells(book, at->record, raw.len);
	any = sops__audit_screen_blanks(at);
	if (shows & MAY_BE_CUT || any > LONG / 2 || book->filled)
		at->has |= look_for_cuts(at->record);
}

/* The usual words for empty are short; longer are those with space around them. */
#define LONGEST_NULL 4

bool sops__audit_ask(const struct sops__audit_at *at, int column)
{
	struct sops_field cell = at->record->fields[column];
	unsigned edges = sops__values_edges[(unsigned char)cell.at[0]] |
		sops__values_edges[(unsigned char)cell.at[cell.len - 1]];

	if (at->book->usual && cell.len > LONGEST_NULL && !(edges & SOPS__EDGE_LAST))
		return false;
	return sops_values_blank(at->book->values, cell);
}
