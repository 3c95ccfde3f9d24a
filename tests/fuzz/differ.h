/* SPDX-License-Identifier: GPL-3.0-or-later */
/* differ.h: what the differ is made of: inputs, and reading them by threads that are real. */
#ifndef DIFFER_H
#define DIFFER_H

#include <sops/buffer.h>

/* ---- differ_make.c: inputs, each as a file that csv_case.h reads ---- */

/* A number from 0 to below n. */
uint32_t differ_random(uint64_t *state, uint32_t n);

/* An input to make others from. True: the bytes are borrowed; false: there are enough. */
bool differ_make_from(struct sops_field input);

/* Writes the next input. */
void differ_make(struct sops_buffer *out, uint64_t *random);

/* ---- differ_jobs.c: metrics, as sops_jobs_read has them ---- */

/*
 * Reads a table of deals, more or less, by one thread and by two to four. False when the answers
 * differ: then out has the table and both answers. *shared is added to when threads shared it.
 */
bool differ_jobs(struct sops_buffer *out, uint64_t *random, uint64_t *shared);

#endif
