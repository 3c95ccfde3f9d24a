/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_private.h: what the files of the audit share. */
#ifndef SOPS_AUDIT_PRIVATE_H
#define SOPS_AUDIT_PRIVATE_H

#include <sops/audit.h>

#include "../input_private.h"
#include "../private.h"
#include "../row.h"
#include "../pile.h"
#include "../texts.h"
#include "../values_private.h"
#include "audit_log.h"
#include "audit_pairs.h"
#include "audit_screen.h"
#include "audit_uniques.h"
#include "audit_words.h"

struct sops__audit_test;

/* What puts into words what is wrong, and the like: apart, so that those who find nothing are
 * short. */
#define SOPS__SLOW __attribute__((noinline, cold))

/* A record on its way through the tests. */
struct sops__audit_at {
	struct sops__audit_book *book;
	const struct sops_whole *whole;
	const struct sops_record *record;
	const struct sops_record *extended; /* for expressions */
	const void *row;
	const struct sops_schema *schema;
	sops_date as_of;
	struct sops_buffer *message; /* what is wrong, where something is; empty at first */
	int column;                  /* that it is about, at first the test's; -1: none */
	unsigned has;                /* SOPS__HAS_… */
	bool glanced;                /* its tests are those that a glance left */
	bool has_status;             /* of a deal: something says which */
	struct sops_field raw;       /* its bytes, without the line end */
	struct sops_field value;     /* that is shown, where it is not the column's; at NULL */
};

/* What came of a test of one record; or a negative status. */
enum { SOPS__PASS, SOPS__FAIL, SOPS__SKIP };

/* What can be found out of what a test keeps when all is merged: first what has to be done before
 * all, or NULL, then its parts, which do not depend on each other. */
struct sops__audit_ripen {
	int (*begin)(void *kept, struct sops_error *err);
	int (*part)(void *kept, size_t part, struct sops_error *err);
};

#define SOPS__RIPEN_PARTS SOPS__PILE_PARTS

typedef int sops__audit_row(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err);

/* How a check is carried out. Each function may be NULL. */
struct sops__audit_check {
	/* Finds its columns in the input at hand; clears idle when there is something to check. */
	int (*bind)(struct sops__audit_test *test, const struct sops__audit_book *book,
		struct sops_error *err);
	sops__audit_row *row;
	/* Of the header: once, by the book that has the beginning of the file. */
	int (*header)(struct sops__audit_test *test, struct sops__audit_book *book,
		struct sops_error *err);
	/* Of all together, when everything is merged. */
	int (*end)(struct sops__audit_test *test, struct sops__audit_book *book,
		const struct sops_context *context, struct sops_error *err);
	/* What is kept for that, as an object in a state is. */
	const struct sops_object *keep;
	const struct sops__audit_ripen *ripen;
	bool shape; /* of records that cannot be read: every record is checked */
	unsigned alarm; /* SOPS__HAS_…: a record without them passes unseen; 0: none does */
	/* More about that: fills in what differs from the test itself; see audit_screen.h. */
	void (*glance)(const struct sops__audit_test *test, const struct sops__audit_book *book,
		struct sops__audit_pass *out);
	unsigned statuses; /* of deals that it is about, as SOPS__CLASS_…; 0: of any */
};

extern const struct sops__audit_check sops__audit_checks[SOPS_CHECKS];

/* A condition of rules, which are asked it of the same record. */
struct sops__audit_where {
	const char *text;
	struct sops_expr *expr; /* or NULL: a column that it speaks of is not there */
	int status;             /* of deals, where it asks for no more; or -1 */
	uint64_t asked;         /* record, by the book's count */
	int answer;
};

/* What the bytes of a record have in them. */
enum {
	SOPS__HAS_CONTROL = 1, /* perhaps */
	SOPS__HAS_EDGE = 2,    /* perhaps: space at the edge of a cell */
	SOPS__HAS_FORMULA = 4, /* perhaps */
	SOPS__HAS_WIDE = 8,    /* perhaps: letters of full width and their like */
	SOPS__HAS_CUT = 16,    /* what may have been cut at what a program holds */
	SOPS__HAS_UNREADABLE = 32, /* a cell that could not be read as what its role is */
	SOPS__HAS_BESIDE = 64, /* perhaps: space beside a cell, which is not part of it */
};

struct sops__audit_plan;

/* The stage of the last deal of a status that its stage says, too: mostly the next one's. */
struct sops__audit_stage {
	char text[32];
	size_t len; /* 0: none yet */
};

/* A rule at work: on one input after the other, in one thread. */
struct sops__audit_test {
	/* The check's. What every record needs comes first, and in one line of the memory. */
	_Alignas(64) sops__audit_row *row;
	struct sops__audit_where *where; /* or NULL */
	int64_t *checked;     /* the book's count */
	int64_t tried;        /* records that a glance did not settle */
	void *kept;           /* what keep is of; NULL: nothing yet */
	int role, column;     /* of the rule's column; -1: none */
	bool itself;          /* its expression speaks of its own column */
	bool idle;            /* here there is nothing to check */
	const struct sops_rule *rule;
	int *columns, *roles; /* of the columns that its arguments name */
	size_t n_columns;
	struct sops_buffer value; /* of the record at hand, where it is made of several cells */
	struct sops_buffer header; /* of that column, for when the input is closed; or empty */
	const struct sops__audit_check *check;
	const struct sops__audit_plan *plan;
	size_t number;        /* of the test, in the plan */
	struct sops_object keep; /* the check's, whose config is the rule where it has none */
	struct sops_expr *expr;
	int64_t limit; /* of a length, or of digits */
	struct sops__audit_pass glance;
	struct sops__audit_words words;
	struct sops__audit_stage stages[SOPS__CLASSES]; /* by status, of the input at hand */
};

/* A part of the input that one reader has read: a range of the file, a block, or what is between
 * blocks. */
struct sops__audit_chunk {
	uint64_t start;          /* byte */
	uint64_t lines, records; /* in it */
	uint64_t blank_lines;
	bool lf, crlf, no_end;   /* no line end at its end */
	bool placed;             /* its lines and records have the numbers of the whole */
	uint64_t lines_before, records_before; /* in parts before it, when they are sorted */
};

struct sops__audit_count {
	int64_t checked, failed;
	int64_t kept; /* findings in the log */
};

/* What the book keeps beside its tests, for several of them or for none. */
enum {
	SOPS__EXTRA_PLACES,
	SOPS__EXTRA_PROCESS,
	SOPS__EXTRA_RECONCILE,
	SOPS__EXTRA_PROFILES,
	SOPS__EXTRAS,
};

struct sops__audit_extra {
	const struct sops_object *keep;
	bool (*wanted)(const struct sops_audit_options *options);
	int (*bind)(struct sops__audit_book *book, struct sops_error *err);
	int (*add)(struct sops__audit_book *book, const struct sops__audit_at *at,
		struct sops_error *err);
	void (*unbind)(struct sops__audit_book *book);
	int (*end)(struct sops__audit_book *book, const struct sops_context *context,
		struct sops_error *err);
};

extern const struct sops__audit_extra sops__audit_extras[SOPS__EXTRAS];

/* The state: what one thread, or one part, has found. */
struct sops__audit_book {
	const struct sops__audit_plan *plan;
	const struct sops_context *context;
	struct sops__audit_test *tests; /* as many as the plan has */
	struct sops__audit_count *counts;
	struct sops__audit_log log;
	struct sops_buffer chunks; /* struct sops__audit_chunk */
	struct sops_buffer file;   /* what its first part calls the input, with a NUL */
	/* while an input is read */
	struct sops_input *input;
	const struct sops_columns *columns;
	const struct sops_values *values;
	struct sops__audit_test **rows; /* those that look at records */
	size_t n_rows;
	struct sops__audit_screen screen;
	struct sops__audit_pairs pairs;
	unsigned char firsts[256]; /* what a cell may be that begins so */
	bool filled; /* cells may be those of the record above */
	bool usual; /* only the usual words mean empty */
	int *keys; /* columns that identify a record */
	size_t n_keys;
	struct sops__audit_chunk begun; /* what the reader has counted before the first record */
	uint64_t last_end; /* of the last record, without its line end */
	int64_t bad;       /* records that nobody can read */
	void *kept[SOPS__EXTRAS];  /* NULL: nothing yet */
	void *bound[SOPS__EXTRAS]; /* to the input at hand */
	struct sops_columns *own;  /* columns, as the first input has them; or NULL */
	struct sops__audit_where *wheres;
	size_t n_wheres;
	uint64_t asked; /* records that were looked at */
	uint64_t placed; /* the last of them whose place was packed */
	struct sops__unique_packed place;
	struct sops_buffer message, key;
	struct sops_buffer reasons; /* of the record at hand, for who sorts */
	bool faulty;                /* one of them is a warning or an error */
};

/* Made once: which tests there are. */
struct sops__audit_plan {
	struct sops_audit_options options;
	const struct sops_rule **rules; /* that are on and have a check here */
	size_t count;
	bool extras[SOPS__EXTRAS]; /* that are wanted */
	bool has_extras;           /* any of them */
	struct sops_object book; /* of the state's only member */
	struct sops_state_field fields[2];
	struct sops_state state;
};

struct sops_audit_plan {
	struct sops__audit_plan plan;
};

/* book */
int sops__audit_book_new(struct sops__audit_book **out, const struct sops__audit_plan *plan,
	struct sops_error *err);
void sops__audit_book_free(struct sops__audit_book *book);
extern const struct sops_object sops__audit_book_object;
/* What the tests of another book keep becomes into's. */
int sops__audit_take_kept(struct sops__audit_book *into, struct sops__audit_book *from,
	struct sops_error *err);
/* Before the tests say what they have to say at the end. */
int sops__audit_ripen(struct sops__audit_book *book, struct sops_error *err);

/* Before the first record of an input, and after its last. */
int sops__audit_bind(struct sops__audit_book *book, struct sops_input *input,
	struct sops_error *err);
int sops__audit_close(struct sops__audit_book *book, struct sops_error *err);

/* A record that nobody can read. */
int sops__audit_bad(struct sops__audit_book *book, const struct sops_whole *whole,
	struct sops_error *err);
/* What is wrong with the record at hand and told at the end, for who sorts records. */
void sops__audit_reason(struct sops__audit_book *book, const struct sops__audit_test *test,
	const char *message);
/* Looks at all bytes of the record at once; prepared by the input's words for empty. */
void sops__audit_look_bind(struct sops__audit_book *book);
void sops__audit_look(struct sops__audit_at *at);
/* Whether a cell that is not empty is blank, where that is not seen at once. */
bool sops__audit_ask(const struct sops__audit_at *at, int column);

static inline bool sops__audit_blank(const struct sops__audit_at *at, int column)
{
	struct sops_field cell = at->record->fields[column];

	if (cell.len == 0)
		return true;
	if (at->book->usual &&
	    !(sops__values_edges[(unsigned char)cell.at[0]] & SOPS__EDGE_FIRST))
		return false;
	return sops__audit_ask(at, column);
}

/* The cell without the space around it, which most records have nowhere. */
static inline struct sops_field sops__audit_trimmed(const struct sops__audit_at *at, int column)
{
	struct sops_field cell = at->record->fields[column];

	return at->has & SOPS__HAS_EDGE ? sops_field_trim(cell) : cell;
}

bool sops__has_more_than_digits(const struct sops__audit_at *at, struct sops_field cell);

/* Forgets the input at hand. */
void sops__audit_unbind(struct sops__audit_book *book);
int sops__audit_name(struct sops__audit_book *book, const char *file, struct sops_error *err);
/* Sorts the parts that were read by their first byte, and counts; and gives them. */
void sops__audit_sort(const struct sops__audit_book *book);
size_t sops__audit_chunks(const struct sops__audit_book *book,
	const struct sops__audit_chunk **out);

/* The line of the file, of a line as its part counts it; the same of records. */
uint64_t sops__audit_line(const struct sops__audit_book *book, uint64_t byte, uint64_t line);
uint64_t sops__audit_record(const struct sops__audit_book *book, uint64_t byte, uint64_t record);

/* Take what is found beside: for every test of that check, to is the book; for one test. */
struct sops__audit_one {
	struct sops__audit_book *book;
	struct sops__audit_test *test;
};
int sops__audit_tell_one(void *to, const struct sops_finding *finding, struct sops_error *err);
int sops__audit_tell(void *to, const struct sops_finding *finding, struct sops_error *err);

/* How it stands with a rule; SOPS_SEVERITY_OFF: well. */
enum sops_severity sops__audit_status(const struct sops_rule *rule,
	const struct sops__audit_count *count);
int sops__audit_junit(struct sops_buffer *out, const struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err);

/* The table of another module that is the view, if it is one; made once all is settled. */
int sops__audit_view(struct sops_table **out, struct sops__audit_book *book,
	const struct sops_audit_options *options, struct sops_error *err);
void sops__audit_copy_columns(struct sops_table *into, const struct sops_table *from);
void sops__audit_copy_rows(struct sops_table *into, const struct sops_table *from);

/* Of the metric. */
int sops__audit_settle(struct sops_use *use, struct sops_group *groups, struct sops_table *table,
	struct sops_error *err);
void sops__audit_forget(void *shared);
int sops__audit_columns(struct sops_table *table, const struct sops_use *use,
	struct sops_error *err);
int sops__audit_rows(struct sops_table *table, const void *state, const struct sops_use *use,
	struct sops_error *err);

/* What a test found: kept for the list, and counted as failed. place's byte counts, and its line
 * and record as the reader has them. */
int sops__audit_find(struct sops__audit_book *book, const struct sops__audit_test *test,
	const struct sops_place *place, struct sops_field key, struct sops_field column,
	struct sops_field value, struct sops_field message, struct sops_error *err);

/* The key of the record at hand, which mostly is one cell. */
struct sops_field sops__audit_keys(struct sops__audit_book *book, const struct sops_record *record);

static inline struct sops_field sops__audit_key(struct sops__audit_book *book,
	const struct sops_record *record)
{
	return book->n_keys == 1 ? sops_field_trim(record->fields[book->keys[0]])
				 : sops__audit_keys(book, record);
}

/* Of the rule's column, as the file has it: for what is found when the input is closed. */
static inline struct sops_field sops__audit_own_header(const struct sops__audit_test *test)
{
	return test->header.len ? sops_buffer_view(&test->header) :
		sops_field_of(test->rule->column);
}

/* A column's header, or blank. */
struct sops_field sops__audit_header(const struct sops__audit_book *book, int column);

#endif
