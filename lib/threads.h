/* SPDX-License-Identifier: GPL-3.0-or-later */
/* threads.h: one function over many items, by several threads. */
#ifndef SOPS_THREADS_H
#define SOPS_THREADS_H

#include <sops/error.h>

#include <stddef.h>

/* An item a thread. Returns when all are done. An item for which there is no thread is done by the
 * caller's. */
void sops__threads(void *(*work)(void *item), void *items, size_t size, size_t count);

/* Items 0 to count - 1 by so many threads, each of which takes the next; until one fails. */
int sops__threads_share(int (*work)(void *with, size_t item, struct sops_error *err), void *with,
	size_t count, size_t threads, struct sops_error *err);

#endif
