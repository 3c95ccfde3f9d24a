/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A spreadsheet as CSV: a thread writes it into a pipe while another reads it there. */
#include <sops/feed.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define PIPE (1 << 20)

struct sops_feed {
	struct sops_xlsx *xlsx;
	int from, to; /* ends of the pipe */
	pthread_t thread;
	bool started; /* and not yet joined */
	int status;   /* what became of it, when the thread has ended */
	struct sops_error error;
};

static void *fill(void *with)
{
	struct sops_feed *feed = with;
	sigset_t pipe_signal;

	/* A reader that gives up is no reason to end the program. */
	sigemptyset(&pipe_signal);
	sigaddset(&pipe_signal, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe_signal, NULL);
	feed->status = sops_xlsx_feed(feed->xlsx, feed->to, &feed->error);
	close(feed->to);
	return NULL;
}

int sops_feed_open(struct sops_feed **out, int *fd, struct sops_xlsx *xlsx,
	struct sops_error *err)
{
	struct sops_feed *feed = calloc(1, sizeof(*feed));
	int ends[2];

	if (!feed)
		return sops_error_memory(err);
	if (pipe2(ends, O_CLOEXEC) < 0) {
		free(feed);
		return sops_error_system(err, "cannot read the spreadsheet");
	}
	fcntl(ends[1], F_SETPIPE_SZ, PIPE);
	feed->xlsx = xlsx;
	feed->from = ends[0];
	feed->to = ends[1];
	errno = pthread_create(&feed->thread, NULL, fill, feed);
	feed->started = errno == 0;
	if (!feed->started) {
		sops_error_system(err, "cannot read the spreadsheet");
		close(feed->to);
		sops_feed_close(feed);
		return SOPS_ESYSTEM;
	}
	*out = feed;
	*fd = feed->from;
	return 0;
}

static void join(struct sops_feed *feed)
{
	if (feed->started)
		pthread_join(feed->thread, NULL);
	feed->started = false;
}

int sops_feed_end(struct sops_feed *feed, struct sops_error *err)
{
	if (feed->from >= 0)
		close(feed->from);
	feed->from = -1;
	join(feed);
	if (feed->status < 0 && err && err->status == SOPS_OK)
		*err = feed->error;
	return feed->status < 0 ? feed->status : 0;
}

void sops_feed_close(struct sops_feed *feed)
{
	if (!feed)
		return;
	sops_feed_end(feed, NULL);
	free(feed);
}
