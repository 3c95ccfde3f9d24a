/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reference.h: whether what a column says stands in another file: a product that is sold in the
 * table of products, an owner in the table of reps.
 *
 *	missing    a value of the column that the other file's column does not have
 *	unused     a value of the other file that no record has
 *
 * Source: referential integrity, a foreign key without its row (Codd 1970, "A relational model
 * of data for large shared data banks"). Counts are of records, and of distinct values.
 *
 * How values are compared: trimmed, byte for byte, and so that GTXPro is not GTX Pro: what is
 * nearly the same is what one wants to be told. Both forms of a Salesforce id, of 15 and of 18
 * characters, are one. A blank value is never looked up, and a blank one of the file is none:
 * whether a value has to be there is another check's. The caller passes a cell that says nothing
 * by --null (sops_input_blank) as an empty one.
 *
 * A missing value is told with the one that was probably meant (nearest.h), which is looked for
 * once for each different value, and only in a file of at most SOPS_REFERENCE_NEAR of them: so
 * what is told depends on neither the order of records nor the number of threads.
 *
 * Edge cases: a file without rows has no values, and every value is missing. A value that stands
 * in the file more than once counts as one, and is told by sops_reference_tell_twice: where the
 * column is to be a key that is an error, and where it is not it does not matter.
 */
#ifndef SOPS_REFERENCE_H
#define SOPS_REFERENCE_H

#include <sops/finding.h>
#include <sops/group.h>
#include <sops/input.h>

/* A table of which nothing is known but its header: no roles. With options.whole its records
 * have all their cells. */
extern const struct sops_schema sops_any_schema;

/* COL=FILE:COL, as --ref takes it. */
struct sops_reference_option {
	struct sops_field column; /* of the main input */
	struct sops_field file;
	struct sops_field theirs; /* the column of the file: the same when it is left out */
};

/* The column of the file stands behind the last colon that has no / behind it. SOPS_EUSAGE:
 * --ref takes COL=FILE:COL, not "x". */
int sops_reference_parse(struct sops_reference_option *out, struct sops_field text,
	struct sops_error *err);

struct sops_reference;

#define SOPS_REFERENCE_NEAR 10000

/* Reads all rows of an input of any schema, opened with whole. The column is a header or a role.
 * SOPS_EINPUT: no column "x", with the columns there are. */
int sops_reference_read(struct sops_reference **out, struct sops_input *input,
	struct sops_field column, struct sops_error *err);
void sops_reference_free(struct sops_reference *reference);

/* "products.csv:product" */
const char *sops_reference_name(const struct sops_reference *reference);
/* Distinct values. */
size_t sops_reference_count(const struct sops_reference *reference);
/* Of them, those that stand in the file more than once. */
size_t sops_reference_twice(const struct sops_reference *reference);
/* Whether the value is there; a blank one never is missing. From any thread. */
bool sops_reference_has(const struct sops_reference *reference, struct sops_field value);
/* Appends what is wrong with a value that is not there, from any thread:
 *	"GTXPro" is not in products.csv:product; did you mean "GTX Pro"? */
int sops_reference_explain(const struct sops_reference *reference, struct sops_field value,
	struct sops_buffer *message, struct sops_error *err);

/* Which values the records of the main input have: a state (state.h) of sops_reference_state. */
struct sops_reference_use {
	int64_t checked;           /* records whose value is not blank */
	int64_t missing;           /* of them, those whose value is not in the file */
	struct sops_group *lost;   /* the missing values: a struct sops_reference_value each */
	struct sops_group *used;   /* the others, the same; nothing unless it is asked for */
};

struct sops_reference_value {
	int64_t records;
	int64_t first; /* the offset of the first of them */
};

extern const struct sops_state sops_reference_state;

/* Looks a record's value up. used: keeps it for sops_reference_tell_unused. has may be NULL. */
int sops_reference_add(struct sops_reference_use *use, const struct sops_reference *reference,
	struct sops_field value, uint64_t byte, bool used, bool *has, struct sops_error *err);

/* Findings of check SOPS_CHECK_REFERENTIAL at places in the file, in the order of its lines. */
/* "Carl Lin" is in no record; column and value are the file's. */
int sops_reference_tell_unused(const struct sops_reference *reference,
	const struct sops_reference_use *use, sops_tell tell, void *to, struct sops_error *err);
/* "GTX Pro" stands on 3 lines, first on line 4; at the second of them. */
int sops_reference_tell_twice(const struct sops_reference *reference, sops_tell tell, void *to,
	struct sops_error *err);

#endif
