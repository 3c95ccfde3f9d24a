/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "threads.h"

#include <pthread.h>
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
