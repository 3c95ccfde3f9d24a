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

/* Whether it may begin one of the largest numbers of 32 and of 64 bits, which have 10 digits or 19:
 * days and times, which are as long, begin otherwise. */
static inline bool may_be_largest(const char *digits)
{
	if (digits[1] != '1' && digits[1] != '2')
		return false;
	return memcmp(digits, "2147", 4) == 0 || memcmp(digits, "4294", 4) == 0 ||
		memcmp(digits, "9223", 4) == 0;
}

#define LARGEST (UINT64_C(1) << 10 | UINT64_C(1) << 19)
#define LONG 255 /* bytes: where other programs cut off */

static inline bool may_be_cut(struct sops_field cell)
{
	if (cell.len < 64)
		return LARGEST >> cell.len & 1 && may_be_largest(cell.at);
	return cell.len == LONG || cell.len == 32767;
}

/* Only for cells that may be cut off, or the largest numbers. */
static __attribute__((noinline)) unsigned look_for_cuts(const struct sops_record *record)
{
	const struct sops_field *cell = record->fields, *end = cell + record->count;

	while (cell < end && !may_be_cut(*cell))
		cell++;
	return cell < end ? SOPS__HAS_CUT : 0;
}

/* Whether space stands between two cells, beside delimiters and quotes; or perhaps, where one of
 * them does not stand in the record. */
static bool has_space(struct sops_field raw, const char *begin, const char *end)
{
	uintptr_t first = (uintptr_t)raw.at, last = first + raw.len;

	if ((uintptr_t)begin < first || (uintptr_t)end > last || begin > end)
		return true;
	for (; begin < end; begin++)
		if (*begin == ' ' || *begin == '\t')
			return true;
	return false;
}

/* Before each cell but the first stands a delimiter, and mostly nothing else. */
static unsigned look_at_cells(const struct sops__audit_book *book, const struct sops_record *record,
	struct sops_field raw)
{
	const unsigned char *firsts = book->firsts;
	const struct sops_field *cell = record->fields, *end = cell + record->count;
	const char *behind = raw.at;
	unsigned has = 0;
	ptrdiff_t n = 0;

	for (; cell < end; cell++, n++) {
		if (cell->len == 0)
			continue;
		if (cell->at != behind + n && has_space(raw, behind, cell->at))
			has |= SOPS__HAS_BESIDE;
		behind = cell->at + cell->len;
		n = 0;
		has |= firsts[(unsigned char)cell->at[0]] |
			(firsts[(unsigned char)behind[-1]] & SOPS__HAS_EDGE);
	}
	if (raw.at + raw.len != behind + n - 1 && has_space(raw, behind, raw.at + raw.len))
		has |= SOPS__HAS_BESIDE;
	return has;
}

/* Cells that were filled from above are not the record's own: its bytes say nothing of them. */
void sops__audit_look(struct sops__audit_at *at)
{
	const struct sops_field raw = at->raw;
	const struct sops__audit_book *book = at->book;
	unsigned shows = sops__audit_pairs(&book->pairs, raw);
	size_t any;

	at->has = at->whole->n_cells ? SOPS__HAS_UNREADABLE : 0;
	if (shows & SOPS__SHOWS_ODD)
		at->has |= look_at_odd(shows, raw);
	at->has |= book->filled ? SOPS__HAS_EDGE : 0;
	if (shows & (SOPS__SHOWS_CONTROL | SOPS__SHOWS_EDGE) || book->filled)
		at->has |= look_at_cells(book, at->record, raw);
	any = sops__audit_screen_blanks(at);
	/* A number may begin behind space that the reader drops. */
	if (shows & SOPS__SHOWS_LARGE || at->has & SOPS__HAS_BESIDE || any > LONG / 2 ||
	    book->filled)
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
