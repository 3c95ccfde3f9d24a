/* SPDX-License-Identifier: GPL-3.0-or-later */
/* block_rows.h: rows that one thread has made, kept until another adds them. */
#ifndef SOPS_BLOCK_ROWS_H
#define SOPS_BLOCK_ROWS_H

#include <sops/columns.h>

struct sops__chunk;

#define SOPS__ROW_MOST 4096 /* bytes of a row */

/* Which words of a row may differ from those of another, and what is in them. */
struct sops__row_shape {
	size_t size;
	uint16_t words[SOPS__ROW_MOST / sizeof(uint64_t)];
	size_t n_words;
	uint16_t texts[64]; /* among those words */
	size_t n_texts;
};

/* Where those roles are read, and amounts perhaps converted by rates; false for a row of more than
 * SOPS__ROW_MOST bytes. */
bool sops__row_shape_make(struct sops__row_shape *shape, const struct sops_schema *schema,
	uint64_t roles, bool rates);

struct sops__rows {
	uint64_t *words; /* of one row after the other; their texts hold as long as the block */
	uint64_t *like;  /* a whole one */
	struct sops_field *keys;
	size_t count, size;
	struct sops__chunk *chunks; /* of texts that stand elsewhere */
};

/* Keeps a row and its key, which may borrow from the block's bytes. */
int sops__rows_add(struct sops__rows *rows, const struct sops__row_shape *shape, const void *row,
	struct sops_field key, struct sops_field bytes);
/* Writes rows as they were; all of to is from one struct sops__rows. */
void sops__rows_get(void *to, const struct sops__rows *rows, const struct sops__row_shape *shape,
	size_t from, size_t n);
/* What sops__rows_get finds there at first. */
void sops__rows_prepare(void *to, const struct sops__rows *rows,
	const struct sops__row_shape *shape, size_t n);
void sops__rows_clear(struct sops__rows *rows);
void sops__rows_release(struct sops__rows *rows);

#endif
