/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run.h: a metric over an input, by group and period.
 *
 * The life of a metric again, one level up: a run keeps a state for every
 * group, merges as the states do, and makes one table with the group's keys
 * and the period in front. Rows come by key, bytewise, a blank key last; then by period.
 */
#ifndef SOPS_RUN_H
#define SOPS_RUN_H

#include <sops/input.h>
#include <sops/metric.h>

struct sops_run;

/* The roles that an input has to be opened with. */
void sops_run_roles(const struct sops_metric *metric, const void *options,
	const struct sops_context *context, uint64_t *needs, uint64_t *uses);

/* All three are borrowed for as long as the run lives. */
int sops_run_new(struct sops_run **out, const struct sops_metric *metric, const void *options,
	const struct sops_context *context, struct sops_error *err);
void sops_run_free(struct sops_run *run);
/* An empty run over the same metric, options and context. */
int sops_run_like(struct sops_run **out, const struct sops_run *run, struct sops_error *err);
/* Names the columns of the groups, as --by does, of a run that has no input. */
int sops_run_by(struct sops_run *run, const char *by, struct sops_error *err);

/* Adds every row of the input. */
int sops_run_read(struct sops_run *run, struct sops_input *input, struct sops_error *err);
int sops_run_merge(struct sops_run *into, const struct sops_run *from, struct sops_error *err);
/* The same, faster: from is then only good for being freed. */
int sops_run_take(struct sops_run *into, struct sops_run *from, struct sops_error *err);
int sops_run_save(const struct sops_run *run, struct sops_buffer *out, struct sops_error *err);
int sops_run_load(struct sops_run *empty, struct sops_field text, struct sops_error *err);
/* The result: a table with its columns, then its rows, which may flow; or both at once. */
int sops_run_columns(struct sops_run *run, struct sops_table **out, struct sops_error *err);
int sops_run_rows(struct sops_run *run, struct sops_table *table, struct sops_error *err);
int sops_run_table(struct sops_run *run, struct sops_table **out, struct sops_error *err);

#endif
