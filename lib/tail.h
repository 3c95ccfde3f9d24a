/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tail.h: the records of a raw export, without what a report puts below them.
 *
 * A line with a name alone is a footer only if a footer follows (and one that is no whole
 * record, only if that is more than a total), so records that may be one are held back until that
 * is known.
 */
#ifndef SOPS_TAIL_H
#define SOPS_TAIL_H

#include <sops/input.h>

struct sops__tail;

/* All is borrowed; options.columns and id are of the reader's header. */
int sops__tail_new(struct sops__tail **out, struct sops_csv *csv,
	const struct sops_footers *footers, int id, struct sops_error *err);
void sops__tail_free(struct sops__tail *tail);

/* As sops_csv_next, of the records that are data. */
int sops__tail_next(struct sops__tail *tail, const struct sops_record **record,
	struct sops_error *err);
/* The bytes of the last one, bad or not. */
struct sops_field sops__tail_raw(const struct sops__tail *tail);
/* Whether the last error ended the reading for good. */
bool sops__tail_fatal(const struct sops__tail *tail);

/* Whether what comes next will be read as if nothing had come before; or would, if it had not
 * ended. */
bool sops__tail_calm(const struct sops__tail *tail);
/* Whether a cell of the record may have been quoted (csv_private.h). */
bool sops__tail_quotes(const struct sops__tail *tail);
uint64_t sops__tail_footers(const struct sops__tail *tail);
uint64_t sops__tail_blanks(const struct sops__tail *tail);

#endif
