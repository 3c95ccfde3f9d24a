/* SPDX-License-Identifier: GPL-3.0-or-later */
/* book_rows.h: the rows of an input on their way into a book (book.h). */
#ifndef SOPS_BOOK_ROWS_H
#define SOPS_BOOK_ROWS_H

#include "book.h"

#include <sops/input.h>

/* A row, and where it belongs; holds until the next. */
struct sops__book_row {
	const struct sops_input *input;
	const void *at;          /* the schema's row struct */
	struct sops_field group; /* as sops_input_key writes it */
	uint64_t line;
};

/* Hands every row to add; what that refuses gets its place. */
int sops__book_rows(struct sops_input *input,
	int (*add)(void *to, const struct sops__book_row *row, struct sops_error *err), void *to,
	struct sops_error *err);

/* Adds to an error that is set the header of the role's column. Returns SOPS_EINPUT. */
int sops__book_column(const struct sops__book_row *row, int role, struct sops_error *err);

/* Adds to an error that is set the place of a row that was read. Returns SOPS_EINPUT. */
int sops__book_place(const char *file, uint64_t line, struct sops_error *err);

/* The key of that index in a sorted book: the blank one first, then as they came. Its at is NULL
 * after the last, and only then. */
struct sops_field sops__book_group(const struct sops__book *book, size_t index);

#endif
