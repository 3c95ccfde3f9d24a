/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_counts.h: how often each text occurs. */
#ifndef SOPS_AUDIT_COUNTS_H
#define SOPS_AUDIT_COUNTS_H

#include "../entries.h"

#include <sops/state.h>

struct sops__counts {
	int64_t all;                /* of all texts together */
	struct sops__entries texts; /* each with its count */
};

/* Makes what is not there yet. */
int sops__counts_make(void **kept, struct sops_error *err);

/* Asks for the memory of a text; and counts it, so often, with that hash. */
uint64_t sops__counts_ask(const struct sops__counts *counts, struct sops_field text);
int sops__counts_add(struct sops__counts *counts, struct sops_field text, uint64_t hash,
	int64_t times, struct sops_error *err);

/* The most common text; of several the first in order. */
void sops__counts_commonest(const struct sops__counts *counts, struct sops_field *text,
	int64_t *times);

extern const struct sops_object sops__keep_counts;

#endif
