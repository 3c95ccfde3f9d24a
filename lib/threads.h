/* SPDX-License-Identifier: GPL-3.0-or-later */
/* threads.h: one function over an array, an item a thread. */
#ifndef SOPS_THREADS_H
#define SOPS_THREADS_H

#include <stddef.h>

/* Returns when all are done. An item for which there is no thread is done by the caller's. */
void sops__threads(void *(*work)(void *item), void *items, size_t size, size_t count);

#endif
