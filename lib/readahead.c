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

#define PIECES SOPS__READAHEAD_PIECES
#define MOST (PIECES - 2) /* that are filled and not taken */
#define MANY (MOST - 2)   /* of those: then who reads helps, too, */
#define RARELY 5          /* with one in so many: else it would drive the writer away */
#define SOME (MOST / 2)   /* more are read than taken */
#define NONE 4            /* times in a row that there are none: fewer are */
#define NAP 200000L       /* nanoseconds: as long as it takes to look at one or two */
#define LONGEST_NAP 10000000L

enum seen { UNSEEN, LOOKED_AT, SEEN };

/* One of those that help. */
struct helper {
	struct sops__readahead *ahead;
	size_t who;
	pthread_t thread;
};

/* Pieces are filled and taken in turn. The last that was taken is still looked at, and perhaps the
 * end of the one before it. */
struct sops__readahead {
	int fd, wake;
	size_t size;
	char *memory;
	struct sops__piece pieces[PIECES];
	enum seen seen[PIECES];
	size_t filled, taken; /* so many were */
	uint64_t offset;      /* bytes of them */
	struct sops__help help;
	struct helper others[SOPS__READAHEAD_OTHERS];
	size_t n_others;      /* threads that run */
	size_t looking;       /* threads that do */
	size_t helped;        /* so many were filled when who reads last looked at one */
	bool waited;          /* somebody waits for the next, */
	bool held;            /* of which there is something already; */
	bool stop;            /* or nobody wants any more */
	bool sleeps;          /* who reads, since there is no room */
	bool ended;           /* there is none behind those that are filled: */
	int failed;           /* errno, where that is why */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t change;
	unsigned none;        /* times in a row that there was none to take */
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

/* ---- who helps ---- */

/* The newest piece at which nobody has looked yet, but for the one that is to be taken next: there
 * is time. Or one that is none. */
static size_t find_unseen(const struct sops__readahead *ahead)
{
	const size_t first = ahead->taken + !ahead->help.always;

	for (size_t i = ahead->filled; i > first; i--)
		if (ahead->seen[(i - 1) % PIECES] == UNSEEN)
			return i - 1;
	return SIZE_MAX;
}

/* Looks at a piece, if there is one. */
static bool look(struct sops__readahead *ahead, size_t who)
{
	const struct sops__help help = ahead->help;
	const size_t index = help.look ? find_unseen(ahead) : SIZE_MAX;

	if (index == SIZE_MAX)
		return false;
	ahead->seen[index % PIECES] = LOOKED_AT;
	ahead->looking++;
	pthread_mutex_unlock(&ahead->lock);
	help.look(help.with, who, index % PIECES, &ahead->pieces[index % PIECES]);
	pthread_mutex_lock(&ahead->lock);
	ahead->seen[index % PIECES] = SEEN;
	ahead->looking--;
	pthread_cond_broadcast(&ahead->change);
	return true;
}

/* What who reads does of that. */
static bool help(struct sops__readahead *ahead)
{
	if (ahead->filled - ahead->helped < RARELY || !look(ahead, 0))
		return false;
	ahead->helped = ahead->filled;
	return true;
}

static void *look_at_all(void *with)
{
	struct helper *helper = with;
	struct sops__readahead *ahead = helper->ahead;

	pthread_mutex_lock(&ahead->lock);
	while (!ahead->stop && ahead->help.look)
		if (!look(ahead, helper->who))
			pthread_cond_wait(&ahead->change, &ahead->lock);
	pthread_mutex_unlock(&ahead->lock);
	return NULL;
}

static void start_others(struct sops__readahead *ahead)
{
	while (ahead->n_others < ahead->help.others) {
		struct helper *helper = &ahead->others[ahead->n_others];

		*helper = (struct helper){ .ahead = ahead, .who = ahead->n_others + 1 };
		if (pthread_create(&helper->thread, NULL, look_at_all, helper) != 0)
			break; /* fewer have to do */
		ahead->n_others++;
	}
}

/* ---- who reads ---- */

/*
 * Waits until there is room. To wake somebody for each piece costs more time than to look once in a
 * while: so who takes them does it only when there is nothing left.
 */
static void wait_for_room(struct sops__readahead *ahead)
{
	struct pollfd from = { .fd = ahead->wake, .events = POLLIN };

	for (long nap = NAP; !ahead->stop && ahead->filled - ahead->taken == MOST;) {
		if (help(ahead)) {
			nap = NAP;
			continue;
		}
		ahead->sleeps = true;
		pthread_mutex_unlock(&ahead->lock);
		if (ppoll(&from, 1, &(struct timespec){ .tv_nsec = nap }, NULL) > 0)
			heed(ahead);
		pthread_mutex_lock(&ahead->lock);
		ahead->sleeps = false;
		nap = nap * 2 < LONGEST_NAP ? nap * 2 : LONGEST_NAP;
	}
}

/* What was read may be taken. */
static void publish(struct sops__readahead *ahead, struct sops__piece *piece)
{
	piece->offset = ahead->offset;
	piece->made = NULL;
	ahead->seen[ahead->filled % PIECES] = UNSEEN;
	ahead->offset += piece->len;
	ahead->filled += piece->len > 0;
	pthread_cond_broadcast(&ahead->change);
	if (ahead->help.always)
		while (ahead->n_others == 0 && look(ahead, 0))
			;
	else if (ahead->filled - ahead->taken >= MANY)
		help(ahead);
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
		ahead->failed = n < 0 ? errno : 0;
		ahead->ended = n <= 0;
		publish(ahead, piece);
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

	if (ahead->apart || ahead->n_others > 0 || here < 0 ||
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
	for (size_t i = 0; i < ahead->n_others; i++)
		pthread_join(ahead->others[i].thread, NULL);
	pthread_cond_destroy(&ahead->change);
	pthread_mutex_destroy(&ahead->lock);
	if (ahead->wake >= 0)
		close(ahead->wake);
	free(ahead->memory);
	free(ahead);
}

struct sops__readahead *sops__readahead_new(int fd, size_t size, size_t padding,
	const struct sops__help *help)
{
	struct sops__readahead *ahead = calloc(1, sizeof(*ahead));

	if (!ahead)
		return NULL;
	ahead->fd = fd;
	ahead->size = size;
	if (help)
		ahead->help = *help;
	ahead->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&ahead->lock, NULL);
	pthread_cond_init(&ahead->change, NULL);
	if (ahead->wake >= 0 && make_pieces(ahead, padding)) {
		start_others(ahead);
		if (pthread_create(&ahead->thread, NULL, work, ahead) == 0)
			return ahead;
		sops__readahead_alone(ahead);
	}
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

/* Whether the piece that is taken next is still of use to who helps. */
static bool is_awaited(const struct sops__readahead *ahead)
{
	const enum seen seen = ahead->seen[ahead->taken % PIECES];

	return seen == LOOKED_AT || (seen == UNSEEN && ahead->help.always && ahead->help.look);
}

static struct sops__piece take(struct sops__readahead *ahead)
{
	while (is_awaited(ahead))
		pthread_cond_wait(&ahead->change, &ahead->lock);
	ahead->seen[ahead->taken % PIECES] = SEEN;
	return ahead->pieces[ahead->taken++ % PIECES];
}

struct sops__piece sops__readahead_next(struct sops__readahead *ahead)
{
	struct sops__piece piece = { .len = 0 };

	pthread_mutex_lock(&ahead->lock);
	ahead->waited = true;
	ahead->none = ahead->filled == ahead->taken ? ahead->none + 1 : 0;
	if (ahead->filled - ahead->taken >= SOME)
		part(ahead);
	else if (ahead->none >= NONE)
		rejoin(ahead);
	if (ahead->taken == ahead->filled && ahead->held)
		wake(ahead);
	while (ahead->taken == ahead->filled && !ahead->ended)
		pthread_cond_wait(&ahead->change, &ahead->lock);
	ahead->waited = false;
	if (ahead->taken < ahead->filled)
		piece = take(ahead);
	else
		piece.failed = ahead->failed;
	if (ahead->taken == ahead->filled && ahead->sleeps)
		wake(ahead);
	pthread_mutex_unlock(&ahead->lock);
	if (piece.len == 0)
		rejoin(ahead);
	return piece;
}

void sops__readahead_alone(struct sops__readahead *ahead)
{
	pthread_mutex_lock(&ahead->lock);
	ahead->help = (struct sops__help){ .look = NULL };
	pthread_cond_broadcast(&ahead->change);
	while (ahead->looking > 0)
		pthread_cond_wait(&ahead->change, &ahead->lock);
	pthread_mutex_unlock(&ahead->lock);
}

void sops__readahead_free(struct sops__readahead *ahead)
{
	if (!ahead)
		return;
	pthread_mutex_lock(&ahead->lock);
	ahead->stop = true;
	pthread_cond_broadcast(&ahead->change);
	pthread_mutex_unlock(&ahead->lock);
	wake(ahead);
	rejoin(ahead);
	pthread_join(ahead->thread, NULL);
	release(ahead);
}
