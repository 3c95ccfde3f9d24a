/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readahead.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define PIECES 6
#define MOST (PIECES - 2) /* that are filled and not taken */
#define NAP 200000L       /* nanoseconds: as long as it takes to look at one or two */
#define LONGEST_NAP 10000000L

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
	bool sleeps;          /* who reads, since there is no room */
	bool ended;           /* there is none behind those that are filled: */
	int failed;           /* errno, where that is why */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t change;
	bool apart;           /* each thread is kept on one */
	cpu_set_t both;       /* of these processors */
};

/* Who was woken may sleep again. */
static void heed(const struct sops__readahead *ahead)
{
	uint64_t asked;

	if (read(ahead->wake, &asked, sizeof(asked)) < 0)
		errno = 0; /* nobody has */
}

/* Waits for bytes, or until somebody asks for those that there are: then there may be no others. */
static bool wait_for_bytes(const struct sops__readahead *ahead)
{
	struct pollfd from[] = { { .fd = ahead->fd, .events = POLLIN },
		{ .fd = ahead->wake, .events = POLLIN } };

	while (poll(from, 2, -1) < 0)
		if (errno != EINTR)
			return true;
	if (from[1].revents)
		heed(ahead);
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

/*
 * Waits until there is room. To wake somebody for each piece costs more time than to look once in a
 * while: so who takes them does it only when there is nothing left.
 */
static void wait_for_room(struct sops__readahead *ahead)
{
	struct pollfd from = { .fd = ahead->wake, .events = POLLIN };

	for (long nap = NAP; !ahead->stop && ahead->filled - ahead->taken == MOST;
		nap = nap * 2 < LONGEST_NAP ? nap * 2 : LONGEST_NAP) {
		ahead->sleeps = true;
		pthread_mutex_unlock(&ahead->lock);
		if (ppoll(&from, 1, &(struct timespec){ .tv_nsec = nap }, NULL) > 0)
			heed(ahead);
		pthread_mutex_lock(&ahead->lock);
		ahead->sleeps = false;
	}
}

static void *work(void *with)
{
	struct sops__readahead *ahead = with;

	pthread_mutex_lock(&ahead->lock);
	while (!ahead->ended) {
		struct sops__piece *piece = &ahead->pieces[ahead->filled % PIECES];
		ssize_t n;

		wait_for_room(ahead);
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

/*
 * What a pipe's writer has written is near to who reads it, if both are on one processor. So where
 * there are two, these take one of them and who takes the pieces the other. Left to themselves
 * they change places, which takes half as much time again. But a slow writer needs one for itself.
 */
static void part(struct sops__readahead *ahead)
{
	const int here = sched_getcpu();
	cpu_set_t mine, other;

	if (ahead->apart || here < 0 ||
	    sched_getaffinity(0, sizeof(ahead->both), &ahead->both) < 0 ||
	    CPU_COUNT(&ahead->both) != 2 || !CPU_ISSET(here, &ahead->both))
		return;
	CPU_ZERO(&mine);
	CPU_SET(here, &mine);
	CPU_XOR(&other, &ahead->both, &mine);
	ahead->apart = pthread_setaffinity_np(ahead->thread, sizeof(other), &other) == 0 &&
		sched_setaffinity(0, sizeof(mine), &mine) == 0;
}

static void rejoin(struct sops__readahead *ahead)
{
	if (!ahead->apart)
		return;
	pthread_setaffinity_np(ahead->thread, sizeof(ahead->both), &ahead->both);
	sched_setaffinity(0, sizeof(ahead->both), &ahead->both);
	ahead->apart = false;
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
	if (ahead->filled - ahead->taken == MOST)
		part(ahead);
	else if (ahead->filled == ahead->taken)
		rejoin(ahead);
	if (ahead->taken == ahead->filled && ahead->held)
		wake(ahead);
	while (ahead->taken == ahead->filled && !ahead->ended)
		pthread_cond_wait(&ahead->change, &ahead->lock);
	ahead->waited = false;
	if (ahead->taken < ahead->filled)
		piece = ahead->pieces[ahead->taken++ % PIECES];
	else
		piece.failed = ahead->failed;
	if (ahead->taken == ahead->filled && ahead->sleeps)
		wake(ahead);
	pthread_mutex_unlock(&ahead->lock);
	if (piece.len == 0)
		rejoin(ahead);
	return piece;
}

void sops__readahead_free(struct sops__readahead *ahead)
{
	if (!ahead)
		return;
	pthread_mutex_lock(&ahead->lock);
	ahead->stop = true;
	pthread_mutex_unlock(&ahead->lock);
	wake(ahead);
	rejoin(ahead);
	pthread_join(ahead->thread, NULL);
	release(ahead);
}
