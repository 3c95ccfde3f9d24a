/* SPDX-License-Identifier: GPL-3.0-or-later */
/* in_blocks.h: what several threads make of a text that is read in blocks, and what one does. */
#ifndef TESTS_IN_BLOCKS_H
#define TESTS_IN_BLOCKS_H

#include "tap.h"

#include <sops/jobs.h>

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What a descriptor comes to, read so, as text to be freed. of: what else is asked. */
typedef char *in_blocks_answer(int fd, const struct sops_blocks *blocks, const void *of);

static inline char *in_blocks_of(const struct sops_buffer *text, const struct sops_blocks *blocks,
	in_blocks_answer *answer, const void *of)
{
	int fd = memfd_create("text", MFD_CLOEXEC);
	char *out;

	assert_int_equal(write(fd, text->at, text->len), text->len);
	lseek(fd, 0, SEEK_SET);
	out = answer(fd, blocks, of);
	close(fd);
	return out;
}

/* Several threads come to what one comes to. */
static inline void in_blocks_compare(const struct sops_buffer *text,
	const struct sops_blocks *blocks, in_blocks_answer *answer, const void *of)
{
	struct sops_blocks alone = *blocks;
	char *one, *many;

	alone.threads = 1;
	one = in_blocks_of(text, &alone, answer, of);
	many = in_blocks_of(text, blocks, answer, of);
	if (strcmp(one, many) != 0)
		print_message("%zu threads, first %zu, size %zu, of\n%.*s\n", blocks->threads,
			blocks->first, blocks->size, (int)text->len, text->at);
	assert_string_equal(one, many);
	free(one);
	free(many);
}

#endif
