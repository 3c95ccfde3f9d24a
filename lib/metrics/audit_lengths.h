/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_lengths.h: how long the cells of a record are, all of them at once. */
#ifndef SOPS_AUDIT_LENGTHS_H
#define SOPS_AUDIT_LENGTHS_H

#include <sops/field.h>

#include <stdint.h>

#define SOPS__SHORT 4 /* bytes, at most: the usual words for empty are no longer */

struct sops__audit_lengths {
	uint64_t empty, brief; /* bits of cells: of no bytes; of so few, or none */
	size_t any;            /* the bits that one of the lengths has */
};

/* Of so many cells: 64 at most. */
void sops__audit_lengths(struct sops__audit_lengths *out, const struct sops_field *cells,
	size_t count, bool fast);

#endif
