/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_places.h: records by their bytes. */
#ifndef SOPS_AUDIT_PLACES_H
#define SOPS_AUDIT_PLACES_H

#include "audit_private.h"

extern const struct sops_object sops__keep_places;

int sops__places_add(struct sops__audit_book *book, const struct sops__audit_at *at,
	struct sops_error *err);
/* Line and record as the part counts them, and the key; of a byte where no record begins 0 and
 * blank. */
int sops__places_find(struct sops__audit_book *book, uint64_t byte, struct sops_place *out,
	struct sops_field *key, struct sops_error *err);

#endif
