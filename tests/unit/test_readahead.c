/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "../../lib/readahead.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PADDING 64

/* A file of so many bytes, each of which is told by its place. */
static int make_file(size_t len)
{
	int fd = memfd_create("bytes", MFD_CLOEXEC);
	char *bytes = malloc(len + 1);

	for (size_t i = 0; i < len; i++)
		bytes[i] = (char)(i % 251);
	assert_int_equal(write(fd, bytes, len), len);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	free(bytes);
	return fd;
}

/* All pieces have what is due, each still when the next has come, and room around them. */
static size_t take_all(struct sops__readahead *ahead, size_t size)
{
	struct sops__piece piece = { .len = 0 }, before;
	size_t sum = 0;

	do {
		before = piece;
		piece = sops__readahead_next(ahead);
		assert_true(piece.len <= size);
		if (before.len)
			assert_int_equal((unsigned char)before.at[before.len - 1],
				(sum - 1) % 251);
		for (size_t i = 0; i < piece.len; i++)
			assert_int_equal((unsigned char)piece.at[i], (sum + i) % 251);
		sum += piece.len;
		if (piece.len) {
			memset(piece.at - SOPS__READAHEAD_ROOM, 'x', SOPS__READAHEAD_ROOM);
			memset(piece.at + piece.len, 'x', PADDING);
		}
	} while (piece.len);
	assert_int_equal(piece.failed, 0);
	assert_int_equal(sops__readahead_next(ahead).len, 0);
	return sum;
}

static void whole_files(void **state)
{
	static const size_t lengths[] = { 0, 1, 99, 100, 101, 12345, 500000 };
	static const size_t sizes[] = { 1, 100, 4096, 1 << 20 };

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
		for (size_t j = 0; j < sizeof(sizes) / sizeof(*sizes); j++) {
			int fd = make_file(lengths[i]);
			struct sops__readahead *ahead =
				sops__readahead_new(fd, sizes[j], PADDING, NULL);

			assert_non_null(ahead);
			if (sizes[j] > 1 || lengths[i] < 1000)
				assert_int_equal(take_all(ahead, sizes[j]), lengths[i]);
			sops__readahead_free(ahead);
			close(fd);
		}
}

/* What is there is handed over, though more may come. */
static void a_slow_pipe(void **state)
{
	struct sops__readahead *ahead;
	struct sops__piece piece;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	ahead = sops__readahead_new(ends[0], 4096, PADDING, NULL);
	for (int i = 0; i < 400; i++) {
		assert_int_equal(write(ends[1], "abc", 3), 3);
		if (i % 4 == 0)
			usleep(i); /* it has been read by then, and nobody has waited yet */
		for (size_t got = 0; got < 3; got += piece.len) {
			piece = sops__readahead_next(ahead);
			assert_in_range(piece.len, 1, 3 - got);
			assert_memory_equal(piece.at, &"abc"[got], piece.len);
		}
	}
	close(ends[1]);
	assert_int_equal(sops__readahead_next(ahead).len, 0);
	sops__readahead_free(ahead);
	close(ends[0]);
}

/* It ends while it waits for bytes, and while it has more than anybody took. */
static void nobody_wants_more(void **state)
{
	struct sops__readahead *ahead;
	int ends[2], file = make_file(1000000);

	(void)state;
	assert_int_equal(pipe(ends), 0);
	ahead = sops__readahead_new(ends[0], 4096, PADDING, NULL);
	sops__readahead_free(ahead);
	ahead = sops__readahead_new(file, 1000, PADDING, NULL);
	assert_int_equal(sops__readahead_next(ahead).len > 0, 1);
	sops__readahead_free(ahead);
	sops__readahead_free(NULL);
	close(ends[0]);
	close(ends[1]);
	close(file);
}

static int processors(void)
{
	cpu_set_t set;

	assert_int_equal(sched_getaffinity(0, sizeof(set), &set), 0);
	return CPU_COUNT(&set);
}

/* The first of those that there are; false where there are fewer. */
static bool use(int count)
{
	cpu_set_t all, some;

	CPU_ZERO(&some);
	assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&some) < count; i++)
		if (CPU_ISSET(i, &all))
			CPU_SET(i, &some);
	return CPU_COUNT(&some) == count && sched_setaffinity(0, sizeof(some), &some) == 0;
}

/* One that is read faster than it is taken. */
static struct sops__readahead *begin_to_take(int fd)
{
	struct sops__readahead *ahead = sops__readahead_new(fd, 1000, PADDING, NULL);

	usleep(100000);
	assert_int_equal(sops__readahead_next(ahead).len, 1000);
	return ahead;
}

static void a_processor_each(void **state)
{
	int file = make_file(100000);
	struct sops__readahead *ahead;
	cpu_set_t all;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	if (!use(2))
		skip();
	ahead = begin_to_take(file);
	assert_int_equal(processors(), 1);
	while (sops__readahead_next(ahead).len > 0)
		;
	assert_int_equal(processors(), 2);
	sops__readahead_free(ahead);

	assert_int_equal(lseek(file, 0, SEEK_SET), 0);
	ahead = begin_to_take(file);
	assert_int_equal(processors(), 1);
	sops__readahead_free(ahead);
	assert_int_equal(processors(), 2);

	close(file);
	assert_int_equal(sched_setaffinity(0, sizeof(all), &all), 0);
}

static void *write_late(void *fd)
{
	usleep(20000);
	assert_int_equal(write(*(int *)fd, "a", 1), 1);
	return NULL;
}

/* It needs one for itself. */
static void a_slow_writer(void **state)
{
	static const char bytes[9000];
	struct sops__readahead *ahead;
	pthread_t writer;
	cpu_set_t all;
	int ends[2], late = 0;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	if (!use(2))
		skip();
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], bytes, sizeof(bytes)), sizeof(bytes));
	ahead = begin_to_take(ends[0]);
	assert_int_equal(processors(), 1);
	for (int i = 1; i < 9; i++)
		assert_int_equal(sops__readahead_next(ahead).len, 1000);
	while (processors() == 1) {
		assert_int_equal(pthread_create(&writer, NULL, write_late, &ends[1]), 0);
		assert_int_equal(sops__readahead_next(ahead).len, 1);
		pthread_join(writer, NULL);
		late++;
	}
	assert_in_range(late, 2, 4); /* once may be for want of time */
	sops__readahead_free(ahead);
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(sched_setaffinity(0, sizeof(all), &all), 0);
}

/* Nobody is kept anywhere. */
static void fewer_or_more_processors(void **state)
{
	int file = make_file(100000), n = processors();
	struct sops__readahead *ahead;
	cpu_set_t all;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	if (n == 2)
		assert_true(use(1));
	ahead = begin_to_take(file);
	assert_int_equal(processors(), n == 2 ? 1 : n);
	sops__readahead_free(ahead);
	close(file);
	assert_int_equal(sched_setaffinity(0, sizeof(all), &all), 0);
}

/* What a place was made of it: the sum of its bytes. */
struct looked {
	pthread_mutex_t lock;
	size_t sums[SOPS__READAHEAD_PIECES];
	size_t by[1 + SOPS__READAHEAD_OTHERS];
};

static void add_up(void *with, size_t who, size_t place, struct sops__piece *piece)
{
	struct looked *looked = with;

	looked->sums[place] = 0;
	for (size_t i = 0; i < piece->len; i++)
		looked->sums[place] += (unsigned char)piece->at[i];
	if (piece->len > 1)
		piece->made = &looked->sums[place];
	piece->made_from = 1;
	pthread_mutex_lock(&looked->lock);
	looked->by[who]++;
	pthread_mutex_unlock(&looked->lock);
}

/* Takes all pieces, each with what was made of it: of how many something was. */
static size_t take_with_help(const struct sops__help *help, size_t len, size_t size, bool slowly)
{
	int file = make_file(len);
	struct sops__readahead *ahead = sops__readahead_new(file, size, PADDING, help);
	struct sops__piece piece;
	size_t sum = 0, made = 0;

	assert_non_null(ahead);
	while ((piece = sops__readahead_next(ahead)).len > 0) {
		size_t bytes = 0;

		assert_int_equal(piece.offset, sum);
		for (size_t i = 0; i < piece.len; i++)
			bytes += (unsigned char)piece.at[i];
		if (piece.made) {
			assert_int_equal(*(size_t *)piece.made, bytes);
			assert_int_equal(piece.made_from, 1);
			made++;
		}
		sum += piece.len;
		if (slowly)
			usleep(500);
	}
	assert_int_equal(sum, len);
	sops__readahead_alone(ahead);
	sops__readahead_free(ahead);
	close(file);
	return made;
}

static void who_helps(void **state)
{
	struct looked looked = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct sops__help help = { .look = add_up, .with = &looked, .always = true };

	(void)state;
	for (help.others = 0; help.others <= SOPS__READAHEAD_OTHERS; help.others++) {
		memset(looked.by, 0, sizeof(looked.by));
		assert_int_equal(take_with_help(&help, 50001, 100, false), 500);
		for (size_t i = 0; help.others == 0 && i <= SOPS__READAHEAD_OTHERS; i++)
			assert_int_equal(looked.by[i], i == 0 ? 501 : 0);
		assert_int_equal(looked.by[0] + looked.by[1] + looked.by[2], 501);
		assert_true(help.others == 0 || looked.by[1] + looked.by[2] > 0);
	}
	/* Only where there is time. */
	help = (struct sops__help){ .look = add_up, .with = &looked };
	assert_in_range(take_with_help(&help, 100000, 1000, true), 1, 99);
}

/* It ends while somebody may be looking. */
static void nobody_helps_any_more(void **state)
{
	struct looked looked = { .lock = PTHREAD_MUTEX_INITIALIZER };
	const struct sops__help help = { add_up, &looked, SOPS__READAHEAD_OTHERS, false };
	int file = make_file(1000000);

	(void)state;
	for (int i = 0; i < 50; i++) {
		struct sops__readahead *ahead;

		assert_int_equal(lseek(file, 0, SEEK_SET), 0);
		ahead = sops__readahead_new(file, 10000, PADDING, &help);
		for (int k = 0; k < i % 7; k++)
			assert_int_equal(sops__readahead_next(ahead).len, 10000);
		sops__readahead_alone(ahead);
		memset(&looked.sums, 0, sizeof(looked.sums));
		if (i % 2)
			assert_int_equal(sops__readahead_next(ahead).len, 10000);
		for (size_t k = 0; k < SOPS__READAHEAD_PIECES; k++)
			assert_int_equal(looked.sums[k], 0);
		sops__readahead_free(ahead);
	}
	close(file);
}

static void what_fails(void **state)
{
	int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct sops__readahead *ahead = sops__readahead_new(fd, 100, PADDING, NULL);
	struct sops__piece piece = sops__readahead_next(ahead);

	(void)state;
	assert_int_equal(piece.len, 0);
	assert_int_equal(piece.failed, EISDIR);
	assert_int_equal(sops__readahead_next(ahead).failed, EISDIR);
	sops__readahead_free(ahead);
	close(fd);
}

TAP_MAIN("readahead", cmocka_unit_test(whole_files), cmocka_unit_test(a_slow_pipe),
	cmocka_unit_test(nobody_wants_more), cmocka_unit_test(a_processor_each),
	cmocka_unit_test(a_slow_writer), cmocka_unit_test(fewer_or_more_processors),
	cmocka_unit_test(who_helps), cmocka_unit_test(nobody_helps_any_more),
	cmocka_unit_test(what_fails))
