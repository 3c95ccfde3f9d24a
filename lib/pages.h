/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pages.h: memory in large pieces. */
#ifndef SOPS_PAGES_H
#define SOPS_PAGES_H

#include <stddef.h>

/* Zero bytes; NULL when there are not so many. Freed with the same size. For what is looked up here
 * and there: the kernel is asked for large pages. */
void *sops__pages_new(size_t size);
/* Any bytes, for what is filled from its beginning to its end: the kernel is asked for all of them
 * at once. */
void *sops__pages_to_fill(size_t size);
void sops__pages_free(void *pages, size_t size);
/* More of them: those that were there are the first, and mostly neither copied nor cleared. NULL
 * when there are not so many; then nothing has changed. */
void *sops__pages_grow(void *pages, size_t size, size_t larger);

#endif
