/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_look.c: one look at a record, for the checks of all its cells: what none of its bytes can
 * be, no cell need be searched for.
 */
#include "audit_private.h"

#include "../values_private.h"

#include <stdlib.h>

typedef unsigned char bytes __attribute__((vector_size(16)));

static inline bytes load(const char *at)
{
	bytes out;

	memcpy(&out, at, sizeof(out));
	return out;
}

/* Control characters; delete; the first byte of those of C1, and of a no-break space; that of wide
 * spaces and of marks of direction. */
static inline bytes odd(bytes b)
{
	return (bytes)(b < 0x20) | (bytes)(b == 0x7F) | (bytes)(b == 0xC2) | (bytes)(b == 0xE2) |
		(bytes)(b == 0xE3);
}

static bool any(bytes b)
{
	uint64_t halves[2];

	memcpy(halves, &b, sizeof(halves));
	return (halves[0] | halves[1]) != 0;
}

/* The first byte of letters of full width; that of the space of CJK, and of signs that fold into
 * letters. */
static inline bytes wide(bytes b)
{
	return (bytes)(b == 0xEF) | (bytes)(b == 0xE2);
}

static unsigned look_at_bytes(struct sops_field raw)
{
	bytes found = { 0 }, letters = { 0 }, last = (bytes){ 0 } + ' ';
	size_t i = 0;

	for (; i + sizeof(found) <= raw.len; i += sizeof(found)) {
		const bytes b = load(raw.at + i);

		found |= odd(b);
		letters |= wide(b);
	}
	if (i < raw.len)
		memcpy(&last, raw.at + i, raw.len - i);
	return (any(found | odd(last)) ? SOPS__HAS_CONTROL | SOPS__HAS_EDGE : 0) |
		(any(letters | wide(last)) ? SOPS__HAS_WIDE : 0);
}

#define ASK 0x80 /* may be a word for empty */
_Static_assert(SOPS__CELL_FILLED + 1 == SOPS__CELL_ASK, "the one or the other, by a bit");

void sops__audit_look_bind(struct sops__audit_book *book)
{
	unsigned char *firsts = book->firsts;
	bool usual = sops__values_usual(book->values);

	for (size_t i = 0; i < sizeof(book->firsts); i++)
		firsts[i] = !usual || (sops__values_edges[i] & SOPS__EDGE_FIRST) ? ASK : 0;
	for (const char *c = "=+-@\t\r"; *c; c++)
		firsts[(unsigned char)*c] |= SOPS__HAS_FORMULA;
	firsts[' '] |= SOPS__HAS_EDGE;
	firsts['\t'] |= SOPS__HAS_EDGE;
}

/* A text that was cut at 255 or 32767 bytes, or the largest number of 32 or 64 bits. */
static bool may_be_cut(struct sops_field cell)
{
	if (cell.len != 10 && cell.len != 19)
		return cell.len == 255 || cell.len == 32767;
	return cell.at[4] != '-' && (memcmp(cell.at, "21474836", 8) == 0 ||
		memcmp(cell.at, "42949672", 8) == 0 || memcmp(cell.at, "92233720", 8) == 0);
}

static unsigned look_at_cells(const struct sops_record *record, const unsigned char firsts[256],
	unsigned char *known, size_t *longest)
{
	unsigned begin = 0, end = 0, cut = 0;
	size_t most = 0;

	for (size_t i = 0; i < record->count; i++) {
		struct sops_field cell = record->fields[i];
		unsigned first;

		known[i] = SOPS__CELL_BLANK;
		if (cell.len == 0)
			continue;
		first = firsts[(unsigned char)cell.at[0]];
		known[i] = (unsigned char)(SOPS__CELL_FILLED + first / ASK);
		begin |= first;
		end |= firsts[(unsigned char)cell.at[cell.len - 1]];
		most = cell.len > most ? cell.len : most;
		if (cell.len >= 10 && may_be_cut(cell))
			cut = SOPS__HAS_CUT;
	}
	*longest = most;
	return (begin & ~(unsigned)ASK) | (end & SOPS__HAS_EDGE) | cut;
}

static int make_room(struct sops__audit_book *book, size_t count, struct sops_error *err)
{
	unsigned char *cells;

	if (count <= book->n_cells)
		return 0;
	cells = realloc(book->cells, count);
	if (!cells)
		return sops_error_memory(err);
	book->cells = cells;
	book->n_cells = count;
	return 0;
}

int sops__audit_look(struct sops__audit_at *at, struct sops_field raw, struct sops_error *err)
{
	struct sops__audit_book *book = at->book;

	if (make_room(book, at->record->count, err) < 0)
		return SOPS_ESYSTEM;
	at->has = SOPS__HAS_RECORD | look_at_bytes(raw) |
		(at->whole->n_cells ? SOPS__HAS_UNREADABLE : 0) |
		look_at_cells(at->record, book->firsts, book->cells, &at->longest);
	at->raw_len = raw.len;
	return 0;
}

bool sops__audit_ask(const struct sops__audit_at *at, int column)
{
	bool blank = sops_values_blank(at->book->values, at->record->fields[column]);

	at->book->cells[column] = blank ? SOPS__CELL_BLANK : SOPS__CELL_FILLED;
	return blank;
}
