/* SPDX-License-Identifier: GPL-3.0-or-later */
/* texts.h: each different text once, by number: for rows that say the same again and again. */
#ifndef SOPS_TEXTS_H
#define SOPS_TEXTS_H

#include <sops/buffer.h>

/* All zero: none yet. The blank text is number 0, whether or not it was added. */
struct sops__texts {
	struct sops_buffer bytes; /* one after the other */
	uint64_t *ends;           /* where each ends, by number */
	uint64_t *slots;          /* by hash: 32 bits of it, and the number; 0: free */
	size_t count, size;       /* of ends; of slots, a power of two */
};

void sops__texts_release(struct sops__texts *texts);
/* None again; the memory is kept. */
void sops__texts_clear(struct sops__texts *texts);

/* The number of a text, which is added at first sight. */
int sops__texts_add(struct sops__texts *texts, struct sops_field text, uint32_t *number,
	struct sops_error *err);

/* The same in two steps, with other work between them: memory that is far away comes meanwhile. The
 * hash holds for these texts and that text. */
uint32_t sops__texts_ask(const struct sops__texts *texts, struct sops_field text);
int sops__texts_add_asked(struct sops__texts *texts, struct sops_field text, uint32_t hash,
	uint32_t *number, struct sops_error *err);

/* Whether it has been added; and its number then. */
bool sops__texts_has(const struct sops__texts *texts, struct sops_field text);
bool sops__texts_find(const struct sops__texts *texts, struct sops_field text, uint32_t *number);

/* Numbers are below this, from 0. */
size_t sops__texts_count(const struct sops__texts *texts);

/* Holds until the next text is added. */
struct sops_field sops__texts_at(const struct sops__texts *texts, uint32_t number);

#endif
