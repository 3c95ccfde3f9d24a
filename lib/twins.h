/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * twins.h: ids of which there is to be one row each, and those that have more.
 *
 * Memory is 20 to 30 bytes an id, and the id.
 */
#ifndef SOPS_TWINS_H
#define SOPS_TWINS_H

#include <sops/field.h>

#include <sops/error.h>

/* NULL: none yet. */
struct sops__twins;

void sops__twins_free(struct sops__twins *twins);
/* rows of one id; a blank id is none. */
int sops__twins_add(struct sops__twins **twins, struct sops_field id, int64_t rows,
	struct sops_error *err);
int sops__twins_merge(struct sops__twins **into, const struct sops__twins *from,
	struct sops_error *err);

/* How many rows have the id of another before them; first is then the first such id, bytewise. */
int64_t sops__twins_count(const struct sops__twins *twins, struct sops_field *first);

#endif
