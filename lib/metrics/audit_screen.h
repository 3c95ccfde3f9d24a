/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_screen.h: what a record passes at a glance.
 *
 * Most records are sound, and most tests ask little of them: that a cell is filled, a day between
 * two others, a number not below zero. A check that says so is not run for a record that passes;
 * what it would have counted is reckoned at the end. Whatever a glance does not settle is run like
 * any other test: the screen may doubt what is right, but never pass what is not.
 */
#ifndef SOPS_AUDIT_SCREEN_H
#define SOPS_AUDIT_SCREEN_H

#include "audit_lengths.h"

#include <sops/date.h>
#include <sops/money.h>

struct sops__audit_at;
struct sops__audit_book;
struct sops__audit_test;
struct sops__audit_words;

enum sops__glance_kind {
	/* Passed, unless ... */
	SOPS__GLANCE_QUIET,  /* ... the record has what the check is afraid of: alarm */
	SOPS__GLANCE_LENGTH, /* ... it has more bytes than most */
	SOPS__GLANCE_FILLED, /* ... the column is blank */
	SOPS__GLANCE_NAMED,  /* ... the text that the role has is empty */
	/* Skipped where the role or column has nothing, else passed, unless ... */
	SOPS__GLANCE_CELL,   /* ... a cell cannot be read */
	SOPS__GLANCE_ID,     /* ... the cell may be an id that a spreadsheet has rounded */
	SOPS__GLANCE_DAY,    /* ... the day is before least or after most */
	SOPS__GLANCE_NUMBER, /* ... the number is below least or above most, or finer */
	SOPS__GLANCE_WORD,   /* ... the cell begins as one of the words does */
	SOPS__GLANCE_ORDER,  /* ... a day or time is before the last; one alone is skipped */
	SOPS__GLANCES,
	SOPS__GLANCE_NONE = SOPS__GLANCES, /* every record has to be tested */
};

/* By the status of deals; the last is of those whose status nobody says, and of other tables. */
#define SOPS__CLASSES 5
#define SOPS__CLASS(status) (1u << (status))
#define SOPS__CLASS_NONE SOPS__CLASS(SOPS__CLASSES - 1)
#define SOPS__CLASS_ANY ((1u << SOPS__CLASSES) - 1)

#define SOPS__ORDERED 4 /* at most */

#define SOPS__SCALES 10 /* of numbers that are looked at: digits behind the point, and none */

/* What all records need of it comes first, and in one line of the memory. */
struct sops__audit_pass {
	_Alignas(64) enum sops__glance_kind kind;
	unsigned alarm; /* SOPS__HAS_... */
	size_t offset;  /* of the role's member */
	sops_date first; /* day that passes; from there on so many do */
	uint32_t days;
	int column;     /* the test's, unless the check says otherwise */
	bool needed;    /* a day: none is no pass */
	bool amount;    /* words: of amounts, however they are written */
	unsigned char n_order;
	const struct sops__audit_words *words;
	struct sops__audit_ordered {
		unsigned offset : 31, timed : 1;
	} ordered[SOPS__ORDERED];
	const uint64_t *tests;         /* that it stands for, by bits */
	int64_t failed[SOPS__CLASSES]; /* records that it does not pass: skipped, or doubted */
	struct sops__audit_bounds {
		int64_t low, high;
	} bounds[SOPS__SCALES]; /* numbers that pass, by their scale */
	int64_t least, most;
	int digits;     /* behind the point, at most */
	int role;       /* the test's, unless the check says otherwise */
	unsigned classes; /* of records that the tests are about */
	const int *order; /* roles of days and times, at most so many */
};

/* Those of one class of records. */
struct sops__audit_list {
	struct sops__audit_pass **glances; /* by kind, but for blank cells; the last is none */
	size_t n_quiet, n_tests;
	uint64_t *all;    /* tests for such records */
	uint64_t *always; /* those of them that no glance stands for */
	struct sops__audit_test **tests; /* the same, and a last one: NULL */
	uint64_t *filled;  /* columns that have to be */
	uint64_t *counted; /* those of which blank cells are counted */
	int64_t *blank;   /* how often each of these was */
	int64_t records;  /* that were only looked at */
};

/* All tests of an input that look at records. */
struct sops__audit_screen {
	struct sops__audit_pass *glances; /* by kind; the last is none */
	size_t count;
	struct sops__audit_list lists[SOPS__CLASSES];
	size_t masks, words; /* words of 64 tests, and of 64 columns, each */
	bool doubts;
	uint64_t *todo;    /* for the record at hand: what glances doubt, if they do */
	uint64_t *blank;   /* the columns that are, of those that are asked for */
	uint64_t *asked;
	uint64_t *says;    /* that say a deal's status */
	uint64_t *memory;  /* of all these */
	struct sops__audit_pass **listed;
	struct sops__audit_test **tested;
	unsigned alarms;   /* of all glances */
	bool deals;
};

/* Sorts the tests of the book; and forgets them, adding what they counted. */
int sops__audit_screen_bind(struct sops__audit_book *book, struct sops_error *err);
void sops__audit_screen_unbind(struct sops__audit_book *book);

/* Finds the columns that are blank; returns the bits that one of the lengths of all cells has. */
size_t sops__audit_screen_blanks(struct sops__audit_at *at);
/* The tests that the record has to be put to, as bits, in the order of the book's rows; or NULL:
 * those of its list, which no glance stands for. */
const uint64_t *sops__audit_screen(struct sops__audit_at *at, struct sops__audit_test ***tests);

#endif
