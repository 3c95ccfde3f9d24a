/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "threads.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

struct thread {
	pthread_t id;
	bool runs;
};

void sops__threads(void *(*work)(void *item), void *items, size_t size, size_t count)
{
	struct thread *threads = calloc(count ? count : 1, sizeof(*threads));

	/* The first is the caller's own. */
	for (size_t i = 1; threads && i < count; i++)
		threads[i].runs = pthread_create(&threads[i].id, NULL, work,
			(char *)items + i * size) == 0;
	for (size_t i = 0; i < count; i++)
		if (!threads || !threads[i].runs)
			work((char *)items + i * size);
	for (size_t i = 0; threads && i < count; i++)
		if (threads[i].runs)
			pthread_join(threads[i].id, NULL);
	free(threads);
}

struct share {
	int (*work)(void *with, size_t item, struct sops_error *err);
	void *with;
	size_t count;
	atomic_size_t next;
	atomic_int status;
	struct sops_error err; /* of the first that failed */
};

static void *take_next(void *with)
{
	struct share *share = with;
	size_t item;

	while (share->status == 0 && (item = atomic_fetch_add(&share->next, 1)) < share->count) {
		struct sops_error err = { .status = SOPS_OK };
		int status = share->work(share->with, item, &err), none = 0;

		if (status < 0 && atomic_compare_exchange_strong(&share->status, &none, status))
			share->err = err;
	}
	return NULL;
}

int sops__threads_share(int (*work)(void *with, size_t item, struct sops_error *err), void *with,
	size_t count, size_t threads, struct sops_error *err)
{
	struct share share = { .work = work, .with = with, .count = count };

	threads = threads < count ? threads : count;
	sops__threads(take_next, &share, 0, threads ? threads : 1);
	if (share.status < 0 && err && err->status == SOPS_OK)
		*err = share.err;
	return share.status;
}
