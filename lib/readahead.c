/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readahead.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define PIECES 5

/* Pieces are filled and taken in turn. The last that was taken is still looked at, and perhaps the
 * end of the one before it. */
struct sops__readahead {
	int fd, wake;
	size_t size;
	char *memory;
	struct sops__piece pieces[PIECES];
	size_t filled, taken; /* so many were */
	bool waited;          /* somebody waits for the next, */
	bool held;            /* of which there is something already; */
	bool stop;            /* or nobody wants any more */
	bool ended;           /* there is none behind those that are filled: */
	int failed;           /* errno, where that is why */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t change;
};

/* Waits for bytes, or until somebody asks for those that there are: then there may be no others. */
static bool wait_for_bytes(const struct sops__readahead *ahead)
{
	struct pollfd from[] = { { .fd = ahead->fd, .events = POLLIN },
		{ .fd = ahead->wake, .events = POLLIN } };
	uint64_t asked;

	while (poll(from, 2, -1) < 0)
		if (errno != EINTR)
			return true;
	if (from[1].revents && read(ahead->wake, &asked, sizeof(asked)) < 0)
		errno = 0; /* it was read already */
	return from[0].revents != 0;
}

/* Whether what was read so far is to be handed over, or nothing any more. Else whoever will wait
 * for it has to ask. */
static bool is_due(struct sops__readahead *ahead, const struct sops__piece *piece)
{
	bool due;

	if (piece->len == ahead->size)
		return true;
	pthread_mutex_lock(&ahead->lock);
	due = ahead->stop || (ahead->waited && piece->len > 0);
	ahead->held = !due && piece->len > 0;
	pthread_mutex_unlock(&ahead->lock);
	return due;
}

/* Returns what read() did last. */
static ssize_t fill(struct sops__readahead *ahead, struct sops__piece *piece)
{
	ssize_t n = 1;

	piece->len = 0;
	while (n > 0 && !is_due(ahead, piece)) {
		if (!wait_for_bytes(ahead))
			continue;
		n = read(ahead->fd, piece->at + piece->len, ahead->size - piece->len);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n > 0)
			piece->len += (size_t)n;
	}
	return n;
}

static void *work(void *with)
{
	struct sops__readahead *ahead = with;

	pthread_mutex_lock(&ahead->lock);
	while (!ahead->ended) {
		struct sops__piece *piece = &ahead->pieces[ahead->filled % PIECES];
		ssize_t n;

		while (!ahead->stop && ahead->filled - ahead->taken == PIECES - 2)
			pthread_cond_wait(&ahead->change, &ahead->lock);
		if (ahead->stop)
			break;
		pthread_mutex_unlock(&ahead->lock);
		n = fill(ahead, piece);
		pthread_mutex_lock(&ahead->lock);
		ahead->held = false;
		ahead->filled += piece->len > 0;
		ahead->ended = n <= 0;
		ahead->failed = n < 0 ? errno : 0;
		pthread_cond_signal(&ahead->change);
	}
	pthread_mutex_unlock(&ahead->lock);
	return NULL;
}

static bool make_pieces(struct sops__readahead *ahead, size_t padding)
{
	const size_t each = SOPS__READAHEAD_ROOM + ahead->size + padding;

	ahead->memory = malloc(PIECES * each);
	for (size_t i = 0; ahead->memory && i < PIECES; i++)
		ahead->pieces[i].at = ahead->memory + i * each + SOPS__READAHEAD_ROOM;
	return ahead->memory != NULL;
}

static void release(struct sops__readahead *ahead)
{
	pthread_cond_destroy(&ahead->change);
	pthread_mutex_destroy(&ahead->lock);
	if (ahead->wake >= 0)
		close(ahead->wake);
	free(ahead->memory);
	free(ahead);
}

struct sops__readahead *sops__readahead_new(int fd, size_t size, size_t padding)
{
	struct sops__readahead *ahead = calloc(1, sizeof(*ahead));

	if (!ahead)
		return NULL;
	ahead->fd = fd;
	ahead->size = size;
	ahead->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&ahead->lock, NULL);
	pthread_cond_init(&ahead->change, NULL);
	if (ahead->wake >= 0 && make_pieces(ahead, padding) &&
	    pthread_create(&ahead->thread, NULL, work, ahead) == 0)
		return ahead;
	release(ahead);
	return NULL;
}

/* Wakes who waits for bytes. One that was not read yet is as good. */
static void wake(const struct sops__readahead *ahead)
{
	const uint64_t one = 1;

	while (write(ahead->wake, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

struct sops__piece sops__readahead_next(struct sops__readahead *ahead)
{
	struct sops__piece piece = { .len = 0 };

	pthread_mutex_lock(&ahead->lock);
	ahead->waited = true;
	if (ahead->taken == ahead->filled && ahead->held)
		wake(ahead);
	while (ahead->taken == ahead->filled && !ahead->ended)
		pthread_cond_wait(&ahead->change, &ahead->lock);
	ahead->waited = false;
	if (ahead->taken < ahead->filled)
		piece = ahead->pieces[ahead->taken++ % PIECES];
	else
		piece.failed = ahead->failed;
	pthread_cond_signal(&ahead->change);
	pthread_mutex_unlock(&ahead->lock);
	return piece;
}

void sops__readahead_free(struct sops__readahead *ahead)
{
	if (!ahead)
		return;
	pthread_mutex_lock(&ahead->lock);
	ahead->stop = true;
	pthread_cond_signal(&ahead->change);
	pthread_mutex_unlock(&ahead->lock);
	wake(ahead);
	pthread_join(ahead->thread, NULL);
	release(ahead);
}
