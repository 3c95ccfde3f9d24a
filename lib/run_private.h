/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run_private.h: a run that is filled row by row. */
#ifndef SOPS_RUN_PRIVATE_H
#define SOPS_RUN_PRIVATE_H

#include <sops/run.h>

/* Whether what is wrong with no row alone is found where rows of the input are added anyhow. */
bool sops__run_divides(const struct sops_run *run, const struct sops_input *input);
/* Whether it takes records as they are: struct sops_whole. */
bool sops__run_whole(const struct sops_run *run);
const struct sops_schema *sops__run_rows_of(const struct sops_run *run);

/* Before the first row of an input: the columns of its groups; of whole records, before the first
 * behind any that others have read, and after the last in front of those. */
int sops__run_begin(struct sops_run *run, struct sops_input *input, struct sops_error *err);
int sops__run_end(struct sops_run *run, struct sops_error *err);
/* Adds the last row of the input. */
int sops__run_add(struct sops_run *run, const struct sops_input *input, const void *row,
	struct sops_error *err);

/* In two steps, which need not be of one run: 1 and the key of the row's group, which holds until
 * the next call; 0: it is in none; or a negative status. */
int sops__run_key(struct sops_run *run, const struct sops_input *input, const void *row,
	struct sops_field *key, struct sops_error *err);
/* Rows that had no key for want of a date since the last call. */
int64_t sops__run_undated(struct sops_run *run);
/* Adds rows, one behind the other, with their keys. */
int sops__run_put(struct sops_run *run, const struct sops_field *keys, const char *rows, size_t n,
	int64_t undated, struct sops_error *err);

#endif
