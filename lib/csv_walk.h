/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv_walk.h: from row to row among the marks of a scan. */
#ifndef SOPS_CSV_WALK_H
#define SOPS_CSV_WALK_H

#include "scan.h"

struct sops__source;

/* A row among the marks. Places are offsets in the block. */
struct sops__walk {
	size_t end;      /* of the row: its LF */
	uint32_t *ends;  /* of its fields, the last of them that; ends[-1] is the byte before it */
	size_t fields;
	uint64_t lines;  /* line ends inside quotes */
	uint64_t doubled, text; /* not 0: a field has doubled quotes, the text is doubtful */
	bool quotes;     /* where it began in another run: it has some, so far */
};

enum sops__step {
	SOPS__END,  /* of a regular row */
	SOPS__MORE, /* is needed */
	SOPS__ODD,  /* is the row */
};

struct sops__walker {
	const struct sops__scan *scan; /* NULL: all goes to libcsv */
	char delimiter;

	/* The run of words at hand: [first, first + count) of the block. */
	struct sops__marks marks;
	size_t first, count;
	size_t longest;                /* that the run may be */
	uint64_t from;                 /* with before, what fill() was given */
	struct sops__carry before, after;
	size_t kept;                   /* ends, from before it, of the row in which it begins, */
	struct sops__walk begun;       /* and what was rare in that row */
	uint32_t *ends;                /* marks.ends, and one before them: the next row's first
					  byte is behind the one before its first field's end */
	size_t size;                   /* of ends */
	uint32_t rows[SOPS__RUN * SOPS__WORD]; /* which of marks.ends end a row, too */
	size_t columns;                /* of the header: ends that a row is expected to have */
	uint64_t block;                /* offset in the input of the block's first byte, */
	size_t limit;                  /* and in the block of the window's end, at that time */

	size_t row, field;             /* the next of rows, and its first of marks.ends */
	struct sops__walk at;          /* the row at hand */
	bool follows;                  /* the window's next row is the next of the run's */
	uint64_t next; /* offset in the input of the row after the last one walked */

	struct sops_field *fields;     /* one for each column, the unwanted empty */
	char *text;                    /* of fields that are not so in the block */
	size_t text_size;

	size_t vain;                   /* bytes looked at in vain, less those that were not */
	unsigned run, left;            /* rows that go to libcsv unseen; those yet to go */
};

/* Goes before the row that the window begins with. False when memory ran out; so below. */
bool sops__walk_begin(struct sops__walker *walker, const struct sops__source *source);

/* The window will begin elsewhere: nothing that is at hand goes for it. */
static inline void sops__walk_forget(struct sops__walker *walker)
{
	walker->count = 0;
	walker->next = UINT64_MAX;
	walker->follows = false;
}

/* Goes on. After SOPS__MORE the window has to grow, and sops__walk_more to be told. */
enum sops__step sops__walk(struct sops__walker *walker, const struct sops__source *source);
bool sops__walk_more(struct sops__walker *walker, const struct sops__source *source);

/* Whether the row at hand may have quotes: those beside it in a word count, too. */
bool sops__walk_quotes(const struct sops__walker *walker, const struct sops__source *source);

/* The run's words that bytes [start, end] touch. start may be before the run, or behind end: a row
 * that begins behind the run touches none. */
static inline uint64_t sops__walk_touched(const struct sops__walker *walker, size_t start,
	size_t end)
{
	size_t first = walker->first * SOPS__WORD, from = start > first ? start - first : 0;

	if (start > end)
		return 0;
	return UINT64_MAX << from / SOPS__WORD & UINT64_MAX >> (63 - (end - first) / SOPS__WORD);
}

/* Goes on to the next run in the midst of a row that has nothing rare so far, before the bytes
 * behind it are needed. False where that cannot be, and nothing has changed then but what the next
 * look would change, too. */
bool sops__walk_turn(struct sops__walker *walker, const struct sops__source *source);

/* Not 0: bytes [start, end], as far as they are in the run, have doubled quotes. */
uint64_t sops__walk_doubles(const struct sops__walker *walker, size_t start, size_t end);

/* Goes past the next row if it has a field for each column, at most so many bytes and nothing that
 * is rare: then it is as sops__walk() would find it. Most are so. */
static inline bool sops__walk_plain(struct sops__walker *walker,
	const struct sops__source *source, size_t most)
{
	const struct sops__marks *marks = &walker->marks;
	size_t field, start, end;
	uint64_t touched;
	uint32_t *ends;

	if (walker->row == walker->marks.n_rows && !sops__walk_turn(walker, source))
		return false;
	ends = walker->marks.ends + walker->field;
	field = walker->field + walker->columns;
	if (walker->rows[walker->row] + (size_t)1 != field)
		return false;
	start = (uint32_t)(ends[-1] + 1);
	end = ends[walker->columns - 1];
	touched = marks->rare | marks->doubled ? sops__walk_touched(walker, start, end) : 0;
	if (end - start > most || marks->rare & touched)
		return false;
	walker->at.doubled = walker->row == 0 ? walker->begun.doubled : 0;
	if (marks->doubled & touched)
		walker->at.doubled |= sops__walk_doubles(walker, start, end);
	walker->at.ends = ends;
	walker->at.end = end;
	walker->at.quotes = walker->row == 0 && walker->begun.quotes;
	walker->row++;
	walker->field = field;
	walker->next = walker->block + end + 1;
	return true;
}

#endif
