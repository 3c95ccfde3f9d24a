/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SOPS_ROW_H
#define SOPS_ROW_H

#include "months.h"

#include <sops/buffer.h>
#include <sops/values.h>

/* Reads a cell into the row's member for the role. */
typedef int sops__reader(const struct sops_values *values, int column, struct sops_field cell,
	const struct sops_role *role, void *row, struct sops_error *err);

sops__reader *sops__row_reader(enum sops_type type);

/* A role that is read in every row, or only where another's member is blank. */
struct sops__read {
	const struct sops_role *role, *after; /* the other, or NULL */
	int column;
	bool plain; /* cells that look like what they mean are taken for it, and most do */
	enum sops_type type, after_type;
	size_t offset, after_offset;
};

/* What a glance at such a cell needs to know. */
struct sops__glance {
	enum sops_type type;
	int column;
	size_t cell, offset;           /* bytes before the record's cell, and the row's member */
	uint64_t bit;                  /* of the read */
	const struct sops_word *words; /* of the role */
};

/* A short word that was read before, and its value. */
struct sops__heard {
	uint64_t text;
	const struct sops_word *words;
	int value;
};

#define SOPS__HEARD 16 /* 2 to the power of 4, bits of a hash */

static inline size_t sops__heard_place(uint64_t text)
{
	return text * UINT64_C(0x9E3779B97F4A7C15) >> 60;
}

/* All of them, in the order in which they are read where a glance does not do; those that stand in
 * for others come last. At most 64, as roles are. */
struct sops__reads {
	struct sops__read *all;
	size_t n, first_after;         /* the first of the latter, or n */
	struct sops__read *after, *last; /* from there to the end */
	const struct sops_values *values;
	const void *blank;             /* a row whose members all are */
	struct sops__glance *glances;  /* by type, and a last one whose type is none */
	uint64_t slow;                 /* bits of those at which no glance is taken, */
	uint64_t dates;                /* and of the others that are dates or times */
	struct sops__heard heard[SOPS__HEARD];
	struct sops__month months[SOPS__MONTHS];
};

int sops__reads_init(struct sops__reads *reads, size_t most, struct sops_error *err);
void sops__reads_release(struct sops__reads *reads);
void sops__reads_add(struct sops__reads *reads, const struct sops_role *role,
	const struct sops_role *after, int column, const struct sops_values *values);
/* After the last was added. The values are told at which dates a glance is taken. blank is a row
 * whose members all are. */
void sops__reads_end(struct sops__reads *reads, struct sops_values *values, const void *blank);

/* Blanks the members of the roles. */
void sops__row_blank_roles(const struct sops_schema *schema, uint64_t roles, void *row);

/* Bytes of a value of that type in a row. */
size_t sops__row_size_of(enum sops_type type);

/* Reads those of the record's cells that look like what they mean into the members, and returns
 * the bits of the others. Such a cell can be no error, and reads in one way, whatever the column's
 * others are. */
uint64_t sops__row_glance(void *row, struct sops__reads *reads, const struct sops_record *record);

struct sops__batch;

/* The same of several records, into rows of so many bytes each, and what stands in for what is
 * blank. Bit i of what it returns: row i is to be finished, and left[i] is what of it: it has room
 * for SOPS__BATCH of them. */
uint64_t sops__rows_glance(char *rows, size_t size, uint64_t *left, struct sops__reads *reads,
	const struct sops__batch *records);
/* sops__row_blank_roles of several rows. */
void sops__rows_blank_roles(const struct sops_schema *schema, uint64_t roles, char *rows,
	size_t size, size_t n);

/* Is told of a cell that cannot be read, which then stays blank: why holds what is wrong with it,
 * and is taken back for the next. What it returns ends the reading. */
struct sops__listener {
	int (*tell)(void *to, const struct sops_role *role, struct sops_error *why);
	void *to;
};

/* Reads the others. A cell that cannot be read is an error, where nobody is told. */
int sops__row_finish(void *row, struct sops__reads *reads, uint64_t left,
	const struct sops_record *record, const struct sops__listener *listener,
	struct sops_error *why);

/* Appends the text of the row's member for the role; nothing when it is blank. */
int sops__row_key(struct sops_buffer *key, const struct sops_role *role, const void *row);

/* The same as a file that is to be read again has it: a time with its time of day, too. What is
 * read from the text is what the row has. */
int sops__row_text(struct sops_buffer *out, const struct sops_role *role, const void *row);

/* Whether the row has in the role's member what a blank one has. */
bool sops__row_blank(const struct sops_role *role, const void *row, const void *blank);

/* The day of the row's member for a role of type SOPS_DATE or SOPS_TIME. */
sops_date sops__row_date(const struct sops_role *role, const void *row);

#endif
