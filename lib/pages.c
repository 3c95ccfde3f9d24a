/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#define LARGE_PAGE ((size_t)2 << 20)

/* Rounded up to whole large pages, it is never less than half used. */
static size_t rounded(size_t size)
{
	return (size + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
}

/* Asked for with one page more, so that it can begin where a large page does. */
static void *map(size_t size)
{
	char *all = mmap(NULL, size + LARGE_PAGE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t before;

	if (all == MAP_FAILED)
		return NULL;
	before = -(uintptr_t)all & (LARGE_PAGE - 1);
	if (before)
		munmap(all, before);
	munmap(all + before + size, LARGE_PAGE - before);
	madvise(all + before, size, MADV_HUGEPAGE);
	return all + before;
}

void *sops__pages_new(size_t size)
{
	if (size < LARGE_PAGE)
		return calloc(1, size);
	return size < SIZE_MAX - 2 * LARGE_PAGE ? map(rounded(size)) : NULL;
}

void sops__pages_free(void *pages, size_t size)
{
	if (size < LARGE_PAGE)
		free(pages);
	else if (pages)
		munmap(pages, rounded(size));
}
