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
#include <stdint.h>

struct sops__readahead;

#define SOPS__READAHEAD_ROOM ((size_t)64 << 10) /* bytes in front of a piece */
#define SOPS__READAHEAD_PIECES 10               /* that are anywhere */

struct sops__piece {
	char *at;
	size_t len;       /* 0: the end, or where reading failed */
	int failed;       /* errno then, or 0 */
	uint64_t offset;  /* bytes that were read before it */
	void *made;       /* of a part of it, which begins there, by who helps; or NULL */
	size_t made_from;
};

/*
 * Who looks at pieces that wait to be taken: the thread that reads, while it has nothing else to
 * do, and others that do nothing else. It may change nothing in the end, and says what it has made
 * of the piece, which is in one of so many places, and in no other until the next but one is taken.
 */
struct sops__help {
	void (*look)(void *with, size_t who, size_t place, struct sops__piece *piece);
	void *with;
	size_t others; /* who is 0 for the one that reads, then 1 and so on */
	bool always;   /* none is taken before somebody has looked at it */
};

#define SOPS__READAHEAD_OTHERS 2 /* at most */

/*
 * Pieces of at most so many bytes, with so many behind them. help is copied, or NULL. NULL where it
 * cannot be had.
 *
 * While more are read than the caller's thread takes, and there are two processors and no others,
 * it is kept on its own: the other is for who reads, and who writes what is read. At the end, and
 * when this is freed, it may be on both again.
 */
struct sops__readahead *sops__readahead_new(int fd, size_t size, size_t padding,
	const struct sops__help *help);
/* The next piece. The one before it stays as it is until the next call. */
struct sops__piece sops__readahead_next(struct sops__readahead *ahead);
/* From here on nobody helps. */
void sops__readahead_alone(struct sops__readahead *ahead);
/* Also while it waits for bytes: those that were read and not taken are lost. */
void sops__readahead_free(struct sops__readahead *ahead);

#endif
