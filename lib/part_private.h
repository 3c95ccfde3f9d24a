/* SPDX-License-Identifier: GPL-3.0-or-later */
/* part_private.h: a partial result between its line and its use. */
#ifndef SOPS_PART_PRIVATE_H
#define SOPS_PART_PRIVATE_H

#include <sops/part.h>

#include <jansson.h>

#define SOPS__CHECK 17

/* All but the state. */
struct sops__part {
	char fingerprint[SOPS_FINGERPRINT];
	uint64_t size, header, bound;
	struct sops_range *ranges; /* in order */
	size_t n_ranges;
	struct sops_input_counts counts;
	json_t *readings; /* [number, name, reading] of the columns that have one */
};

void sops__part_release(struct sops__part *part);

int sops__part_save(struct sops_buffer *out, const struct sops__part *part,
	const struct sops_maker *maker, const struct sops_run *run, struct sops_error *err);

/* Reads a line: the part, and the state, which borrows from *json. */
int sops__part_load(struct sops__part *part, json_t **json, const json_t **state,
	const struct sops_maker *maker, struct sops_field line, struct sops_error *err);

/* The check of a line without it. */
void sops__part_check(char out[SOPS__CHECK], struct sops_field text);

#endif
