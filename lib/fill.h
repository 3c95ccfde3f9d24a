/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fill.h: records whose blank cells say what the record above says.
 *
 * Columns are named from the outermost in: a blank cell is filled while every column named
 * before it is blank too. So a line of a sub-form takes all of its deal, and a deal of its
 * own that has no region keeps none.
 */
#ifndef SOPS_FILL_H
#define SOPS_FILL_H

#include <sops/columns.h>

struct sops__fill;

/* Headers or roles, separated by commas. Columns are borrowed. */
int sops__fill_new(struct sops__fill **out, const struct sops_columns *columns,
	struct sops_field names, struct sops_error *err);
/* The lines of one record: where the cell of the role is blank, those of all other roles are filled
 * too. */
int sops__fill_new_lines(struct sops__fill **out, const struct sops_columns *columns, int role,
	struct sops_error *err);
void sops__fill_free(struct sops__fill *fill);

/* Marks the columns that are looked at. */
void sops__fill_want(const struct sops__fill *fill, bool *wanted);

/* Puts the filled record in the place of the one that was read; both live until the next.
 * SOPS_EINPUT when the one above could not be read. */
int sops__fill_record(struct sops__fill *fill, const struct sops_record **record,
	struct sops_error *err);
/* The record above could not be read. */
void sops__fill_lose(struct sops__fill *fill);

/* Records of which something was filled. */
uint64_t sops__fill_count(const struct sops__fill *fill);

#endif
