/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pages.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define LARGE_PAGE ((size_t)2 << 20)
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

/* Those who look for leaks and stray accesses see no memory but malloc's. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define MALLOC_ONLY 1
#endif
#endif
#if defined(MALLOC_ONLY) || defined(__SANITIZE_ADDRESS__)
#define LEAST SIZE_MAX
#else
#define LEAST LARGE_PAGE
#endif

/* Rounded up to whole large pages, it is never less than half used. */
static size_t rounded(size_t size)
{
	return (size + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
}

/* Asked for with one page more, so that it can begin where a large page does. The advice is a wish:
 * where it is not known, nothing is lost. */
static void *map(size_t size, int advice)
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
	madvise(all + before, size, advice);
	return all + before;
}

static void *new(size_t size, int advice)
{
	return size < SIZE_MAX - 2 * LARGE_PAGE ? map(rounded(size), advice) : NULL;
}

void *sops__pages_new(size_t size)
{
	return size < LEAST ? calloc(1, size) : new(size, MADV_HUGEPAGE);
}

void *sops__pages_to_fill(size_t size)
{
	return size < LEAST ? malloc(size) : new(size, MADV_POPULATE_WRITE);
}

void sops__pages_free(void *pages, size_t size)
{
	if (size < LEAST)
		free(pages);
	else if (pages)
		munmap(pages, rounded(size));
}

/* Pages are moved by what leads to them. */
static bool move(void *to, void *pages, size_t size)
{
	return mremap(pages, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, to) != MAP_FAILED;
}

void *sops__pages_grow(void *pages, size_t size, size_t larger)
{
	void *grown = sops__pages_new(larger);

	if (!grown)
		return NULL;
	if (size >= LEAST && move(grown, pages, rounded(size)))
		return grown;
	memcpy(grown, pages, size);
	sops__pages_free(pages, size);
	return grown;
}
