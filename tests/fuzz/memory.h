/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * memory.h: a descriptor that is none: reading it reads memory, so that millions of inputs cost
 * no call of the kernel. read, pread and fcntl are defined here in place of the C library's, as a
 * program may; for every other descriptor they do what they always do.
 */
#ifndef FUZZ_MEMORY_H
#define FUZZ_MEMORY_H

#include <sops/field.h>

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MEMORY_FD (-2)

static struct sops_field memory_file;             /* what pread sees */
static _Thread_local struct sops_field memory[2]; /* what read has left, one after the other */
static bool memory_fails;                         /* at the end, where there is none */

/* The next reader reads the head of the file and then the range. Returns the descriptor. */
static int memory_open(struct sops_field head, struct sops_field range)
{
	memory[0] = head;
	memory[1] = range;
	return MEMORY_FD;
}

static inline size_t memory_take(void *to, size_t n, struct sops_field from)
{
	n = n < from.len ? n : from.len;
	if (n)
		memcpy(to, from.at, n);
	return n;
}

ssize_t read(int fd, void *to, size_t n)
{
	struct sops_field *from = memory[0].len ? &memory[0] : &memory[1];

	if (fd != MEMORY_FD)
		return syscall(SYS_read, fd, to, n);
	if (memory_fails && from->len == 0) {
		errno = EIO;
		return -1;
	}
	n = memory_take(to, n, *from);
	if (n) {
		from->at += n;
		from->len -= n;
	}
	return (ssize_t)n;
}

ssize_t pread(int fd, void *to, size_t n, off_t offset)
{
	size_t at = (size_t)offset;

	if (fd != MEMORY_FD)
		return syscall(SYS_pread64, fd, to, n, offset);
	if (at >= memory_file.len)
		return 0;
	return (ssize_t)memory_take(to, n,
		(struct sops_field){ memory_file.at + at, memory_file.len - at });
}

int fcntl(int fd, int command, ...)
{
	va_list args;
	long with;

	if (fd == MEMORY_FD)
		return -1; /* it is no pipe */
	va_start(args, command);
	with = va_arg(args, long);
	va_end(args);
	return (int)syscall(SYS_fcntl, fd, command, with);
}

#endif
