/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_uniques.h: values that only one record may have, and which records have them.
 *
 * Every value is kept with its record, packed. Which records have the same, and which of them is
 * the first in the file, is known when all parts are there.
 */
#ifndef SOPS_AUDIT_UNIQUES_H
#define SOPS_AUDIT_UNIQUES_H

#include "../entries.h"
#include "../pile.h"

#include <sops/state.h>

/* Where a record is; line and record as its part counts them. */
struct sops__unique_place {
	uint64_t byte, line, record;
};

/* The same, packed once for all values that the record has; with room for the length of a key. */
struct sops__unique_packed {
	char bytes[4 * SOPS__VARINT];
	size_t len;
};

struct sops__unique {
	struct sops__unique_place at;
	struct sops_field key, value;
};

/* One of several with a value, of which one is the first. */
struct sops__again {
	struct sops__unique one;
	uint64_t first_byte, first_line;
};

struct sops__agains {
	struct sops__again *all;
	size_t count, size;
};

struct sops__uniques {
	struct sops__pile values;  /* with a record each */
	struct sops__entries seen; /* the same, where somebody asks at once */
	struct sops__agains again[SOPS__PILE_PARTS]; /* found in the end, of each part */
};

/* Makes what is not there yet. */
int sops__uniques_make(void **kept, struct sops_error *err);

/* Adds a value, of a record with that key. again, or NULL: whether a record before it has it. */
void sops__uniques_pack(struct sops__unique_packed *out, const struct sops__unique_place *at);
int sops__uniques_add(struct sops__uniques *uniques, struct sops__unique_packed *at,
	struct sops_field key, struct sops_field value, bool *again, struct sops_error *err);

/* Those that are the first with their value, or those that are not, in the order of the file; to
 * be freed. */
int sops__uniques_list(struct sops__agains *out, const struct sops__uniques *uniques, bool firsts,
	struct sops_error *err);
/* When all parts are ripe: those that are not. */
int sops__uniques_again(struct sops__agains *out, const struct sops__uniques *uniques,
	struct sops_error *err);

/* The object's config is the rule: values of several columns are saved as their cells are. */
extern const struct sops_object sops__keep_uniques;
extern const struct sops__audit_ripen sops__ripen_uniques;
int sops__uniques_save(const struct sops_object *self, const void *object,
	struct sops_buffer *out, struct sops_error *err);
int sops__uniques_load(const struct sops_object *self, void **out, struct sops_field text,
	struct sops_error *err);

#endif
