/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SOPS_ROW_H
#define SOPS_ROW_H

#include <sops/buffer.h>
#include <sops/values.h>

/* Reads a cell into the row's member for the role. */
typedef int sops__reader(const struct sops_values *values, int column, struct sops_field cell,
	const struct sops_role *role, void *row, struct sops_error *err);

/* A role that is read in every row, or only where another's member is blank. */
struct sops__read {
	const struct sops_role *role, *after; /* the other, or NULL */
	int column;
	enum sops_type type;
	int how; /* the type, where cells that look like what they mean are taken for it, or -1 */
	size_t offset;
	sops__reader *read;
};

sops__reader *sops__row_reader(enum sops_type type);

struct sops__read sops__row_plan(const struct sops_role *role, const struct sops_role *after,
	int column, const struct sops_values *values);

/* Blanks the members of the roles. */
void sops__row_blank_roles(const struct sops_schema *schema, uint64_t roles, void *row);

/* Reads the record's cells into the members. blank is a row whose members all are. */
int sops__row_read(void *row, const void *blank, const struct sops__read *reads, size_t n,
	const struct sops_values *values, const struct sops_record *record,
	struct sops_error *err);

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
