/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reader reads from a descriptor to its end, so a thread of its own fills a pipe. */
#include "slice.h"

#include "bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define PIPE (1 << 20)

struct sops__slice {
	struct sops_source source;
	struct sops_range ranges[2]; /* the header, and what was asked for */
	int from, to;                /* ends of the pipe */
	pthread_t thread;
	bool started;                /* and not yet joined */
	int status;                  /* what became of it, when the thread has ended */
	struct sops_error error;
};

/* Where a file system cannot splice. */
static int copy(void *with, const char *at, size_t len)
{
	const struct sops__slice *slice = with;

	while (len > 0) {
		ssize_t n = write(slice->to, at, len);

		if (n < 0 && errno != EINTR)
			return 1; /* nobody reads any more */
		if (n > 0) {
			at += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

/* The kernel moves pages of the file into the pipe. Returns what is left. */
static struct sops_range move(const struct sops__slice *slice, struct sops_range range)
{
	while (range.start < range.end) {
		uint64_t left = range.end - range.start;
		off_t at = (off_t)range.start;
		ssize_t n = splice(slice->source.fd, &at, slice->to, NULL,
			left < PIPE ? (size_t)left : PIPE, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		range.start += (uint64_t)n;
	}
	return range;
}

static void *fill(void *with)
{
	struct sops__slice *slice = with;
	sigset_t pipe_signal;

	/* A reader that gives up is no reason to end the program. */
	sigemptyset(&pipe_signal);
	sigaddset(&pipe_signal, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe_signal, NULL);
	for (size_t i = 0; i < 2 && slice->status == 0; i++)
		slice->status = sops__bytes_each(&slice->source, move(slice, slice->ranges[i]),
			copy, slice, &slice->error);
	close(slice->to);
	return NULL;
}

int sops__slice_open(struct sops__slice **out, int *fd, const struct sops_source *source,
	struct sops_range range, struct sops_error *err)
{
	struct sops__slice *slice = calloc(1, sizeof(*slice));
	int ends[2];

	if (!slice)
		return sops_error_memory(err);
	if (pipe2(ends, O_CLOEXEC) < 0) {
		free(slice);
		return sops_error_system(err, "cannot read a part of %s", source->name);
	}
	fcntl(ends[1], F_SETPIPE_SZ, PIPE);
	slice->source = *source;
	slice->ranges[0].end = source->header;
	slice->ranges[1] = range;
	slice->from = ends[0];
	slice->to = ends[1];
	errno = pthread_create(&slice->thread, NULL, fill, slice);
	slice->started = errno == 0;
	if (!slice->started) {
		sops_error_system(err, "cannot read a part of %s", source->name);
		close(slice->to);
		sops__slice_close(slice);
		return SOPS_ESYSTEM;
	}
	*out = slice;
	*fd = slice->from;
	return 0;
}

static void join(struct sops__slice *slice)
{
	if (slice->started)
		pthread_join(slice->thread, NULL);
	slice->started = false;
}

void sops__slice_close(struct sops__slice *slice)
{
	if (!slice)
		return;
	close(slice->from);
	join(slice);
	free(slice);
}

int sops__slice_check(struct sops__slice *slice, struct sops_error *err)
{
	join(slice);
	if (slice->status < 0 && err && err->status == SOPS_OK)
		*err = slice->error;
	return slice->status < 0 ? slice->status : 0;
}
