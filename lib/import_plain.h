/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import_plain.h: what import_plain.c and import_cells.c share. */
#ifndef SOPS_IMPORT_PLAIN_H
#define SOPS_IMPORT_PLAIN_H

#include "import_private.h"

#include "input_private.h"

#define SOPS__MOST_WORDS 8

/* What is written of a cell: its first bytes, so many, or one of these. */
enum { SOPS__NO = -1, SOPS__WITH_MIDNIGHT = -2 };

struct sops__target;

/* Looks at a cell that is not empty. SOPS__NO: it is not known to be as it is written. */
typedef ptrdiff_t sops__looker(const struct sops__plain *plain, const struct sops__target *column,
	struct sops_field cell);

/* A column of the output, and where it comes from. */
struct sops__target {
	sops__looker *look;
	int at; /* in the record; or -1: it is empty */
	bool text, quotable;
	bool follows; /* in the record the one before it in the output */
	struct sops_field words[SOPS__MOST_WORDS];
};

struct sops__plain {
	struct sops_import *import;
	const struct sops_values *values;
	bool (*complete)(const struct sops_field *cells, const int *columns);
	struct sops_buffer *out;
	int columns[64]; /* of the schema's roles, or -1 */
	int id;          /* the column of deals' ids, where there are some; or -1 */
	int patience, unseen;
	size_t count;
	struct sops__target outputs[];
};

enum { SOPS__FRONT = 1, SOPS__BACK = 2 };

/* With what a text may begin or end that is not as it is written. */
extern const unsigned char sops__odd[256];

static inline bool sops__seems_odd(struct sops_field text)
{
	return (sops__odd[(unsigned char)text.at[0]] & SOPS__FRONT) |
		(sops__odd[(unsigned char)text.at[text.len - 1]] & SOPS__BACK);
}

/* Looks at a text that seems odd; at a column that is kept as it is; at an id. */
sops__looker sops__look_at_text, sops__look_at_kept, sops__look_at_id;
/* The one for a type, or NULL: of its cells nothing is known at sight. */
sops__looker *sops__looker_of(enum sops_type type);

#endif
