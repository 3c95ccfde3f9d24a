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

/* What all records need of it comes first. */
struct sops__audit_pass {
	enum sops__glance_kind kind;
	unsigned alarm; /* SOPS__HAS_... */
	int column;     /* the test's, unless the check says otherwise */
	int digits;     /* behind the point, at most */
	size_t offset;  /* of the role's member */
	int64_t least, most;
	const struct sops__audit_words *words;
	const uint64_t *tests;         /* that it stands for, by bits */
	int64_t passed[SOPS__CLASSES]; /* records, of those that it may skip */
	bool needed;    /* a day: none is no pass */
	bool amount;    /* words: of amounts, however they are written */
	int role;       /* the test's, unless the check says otherwise */
	unsigned classes; /* of records that the tests are about */
	const int *order; /* roles of days and times, at most so many */
	size_t n_order;
	struct {
		size_t offset;
		bool timed;
	} ordered[SOPS__ORDERED];
};

/* All tests of an input that look at records. */
struct sops__audit_screen {
	struct sops__audit_pass *glances; /* by kind; the last is none */
	size_t count, n_quiet;
	size_t masks;      /* words of 64 tests, each */
	uint64_t *all;     /* tests for records of a class, class by class */
	uint64_t *always;  /* those of them that no glance stands for */
	uint64_t *todo;    /* for the record at hand */
	uint64_t *memory;  /* of all these */
	unsigned alarms;   /* of all glances */
	int64_t records[SOPS__CLASSES]; /* that were only looked at */
	int status_columns[4]; /* that say a deal's status, -1 for none */
	bool deals;
};

/* Sorts the tests of the book; and forgets them, adding what they counted. */
int sops__audit_screen_bind(struct sops__audit_book *book, struct sops_error *err);
void sops__audit_screen_unbind(struct sops__audit_book *book);

/* The tests that the record has to be put to, as bits, in the order of the book's rows. */
const uint64_t *sops__audit_screen(struct sops__audit_at *at);

#endif
