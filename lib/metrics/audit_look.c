/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_look.c: one look at a record, for the checks of all its cells: what none of its bytes can
 * be, no cell need be searched for.
 */
#include "audit_private.h"

#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WIDEST __attribute__((target_clones("avx2", "default")))
#else
#define WIDEST
#endif

typedef unsigned char bytes __attribute__((vector_size(32)));

/* What most records have nowhere: control characters; delete; the first byte of those of C1, and of
 * a no-break space; that of wide spaces, of marks of direction and of signs that fold into letters;
 * that of letters of full width. */
#define ODD(b) ((bytes)((b) < 0x20) | (bytes)((b) == 0x7F) | (bytes)((b) == 0xC2) | \
	(bytes)(((b) | 1) == 0xE3) | (bytes)((b) == 0xEF))

static SOPS__SLOW unsigned look_closely(struct sops_field raw)
{
	unsigned has = 0;

	for (size_t i = 0; i < raw.len; i++) {
		unsigned char c = (unsigned char)raw.at[i];

		if (c < 0x20 || c == 0x7F || c == 0xC2 || c == 0xE2 || c == 0xE3)
			has |= SOPS__HAS_CONTROL | SOPS__HAS_EDGE;
		if (c == 0xEF || c == 0xE2)
			has |= SOPS__HAS_WIDE;
	}
	return has;
}

WIDEST static bool is_odd(struct sops_field raw)
{
	bytes found = { 0 }, next = (bytes){ 0 } + ' ';
	uint64_t words[sizeof(found) / sizeof(uint64_t)];
	size_t i = 0;

	for (; i + sizeof(next) <= raw.len; i += sizeof(next)) {
		memcpy(&next, raw.at + i, sizeof(next));
		found |= ODD(next);
	}
	next = (bytes){ 0 } + ' ';
	memcpy(&next, raw.at + i, raw.len - i);
	found |= ODD(next);
	memcpy(words, &found, sizeof(words));
	return (words[0] | words[1] | words[2] | words[3]) != 0;
}

#define DIGIT 0x80 /* begins the largest numbers of 32 and 64 bits */

void sops__audit_look_bind(struct sops__audit_book *book)
{
	unsigned char *firsts = book->firsts;

	book->usual = sops__values_usual(book->values);
	memset(firsts, 0, sizeof(book->firsts));
	for (const char *c = "=+-@\t\r"; *c; c++)
		firsts[(unsigned char)*c] |= SOPS__HAS_FORMULA;
	for (const char *c = "249"; *c; c++)
		firsts[(unsigned char)*c] |= DIGIT;
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

/* Where cells and delimiters are not all of the record, quotes or spaces stand between them. */
static unsigned look_at_cells(const struct sops__audit_book *book, const struct sops_record *record,
	size_t len)
{
	const unsigned char *firsts = book->firsts;
	const struct sops_field *cell = record->fields, *end = cell + record->count;
	unsigned has = 0, cut = 0;
	size_t sum = record->count - 1;

	for (; cell < end; cell++) {
		unsigned first;

		if (cell->len == 0)
			continue;
		sum += cell->len;
		first = firsts[(unsigned char)cell->at[0]];
		has |= first | (firsts[(unsigned char)cell->at[cell->len - 1]] & SOPS__HAS_EDGE);
		if (first & DIGIT)
			cut |= may_be_largest(*cell);
		if (cell->len >= 255) /* where other programs cut off */
			cut |= cell->len == 255 || cell->len == 32767;
	}
	return (has & ~(unsigned)DIGIT) | (cut ? SOPS__HAS_CUT : 0) |
		(sum != len ? SOPS__HAS_BESIDE : 0);
}

void sops__audit_look(struct sops__audit_at *at, struct sops_field raw)
{
	at->has = look_at_cells(at->book, at->record, raw.len) |
		(is_odd(raw) ? look_closely(raw) : 0) |
		(at->whole->n_cells ? SOPS__HAS_UNREADABLE : 0);
	at->raw = raw;
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
