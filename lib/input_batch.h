/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * input_batch.h: several rows of an input at once, before they are read.
 *
 * Only of an input whose next record is its next row, and only rows with which nothing is wrong:
 * whatever else comes, sops_input_next has to tell.
 */
#ifndef SOPS_INPUT_BATCH_H
#define SOPS_INPUT_BATCH_H

#include "input_private.h"

/* The rows that come next, at most SOPS__BATCH, one behind the other: how many there are, or 0
 * where sops_input_next is to be asked. They hold until they are taken, or it is asked. */
size_t sops__input_peek(struct sops_input *input, const char **rows);

/* The cell that is key number k of row i. */
struct sops_field sops__input_peek_key(const struct sops_input *input, size_t i, size_t k);
/* The first key of the first n rows. */
void sops__input_peek_keys(const struct sops_input *input, struct sops_field *keys, size_t n);

/* Reads the first n of them: the last of them is the row at hand, but for its cells. */
void sops__input_take(struct sops_input *input, size_t n);

#endif
