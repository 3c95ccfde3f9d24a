/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * readahead.h: the bytes of a descriptor, read by a thread of its own while others look at those
 * before them.
 *
 * What was read comes in pieces, in order, as soon as somebody waits for it: with room in front for
 * what was left of the piece before, and padding behind.
 */
#ifndef SOPS_READAHEAD_H
#define SOPS_READAHEAD_H

#include <stdbool.h>
#include <stddef.h>

struct sops__readahead;

#define SOPS__READAHEAD_ROOM ((size_t)64 << 10) /* bytes in front of a piece */

struct sops__piece {
	char *at;
	size_t len; /* 0: the end, or where reading failed */
	int failed; /* errno then, or 0 */
};

/*
 * Pieces of at most so many bytes, with so many behind them. NULL where it cannot be had.
 *
 * While more are read than the caller's thread takes, and there are two processors, it is kept on
 * its own: the other is for who reads, and who writes what is read. At the end, and when this is
 * freed, it may be on both again.
 */
struct sops__readahead *sops__readahead_new(int fd, size_t size, size_t padding);
/* The next piece. The one before it stays as it is until the next call. */
struct sops__piece sops__readahead_next(struct sops__readahead *ahead);
/* Also while it waits for bytes: those that were read and not taken are lost. */
void sops__readahead_free(struct sops__readahead *ahead);

#endif
