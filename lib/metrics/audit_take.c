/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_take.c: what the tests of two books keep becomes one's, by two threads where so many may
 * be: what one test keeps does not depend on another.
 */
#include "audit_private.h"

#include "../state_private.h"
#include "../threads.h"

#include <stdatomic.h>
#include <stdlib.h>

#define THREADS 2

/* What one test keeps. */
struct kept {
	const struct sops_object *keep;
	void **into, **from;
};

struct work {
	struct kept *all;
	size_t count;
	atomic_size_t next;
	atomic_bool failed;
};

struct worker {
	struct work *work;
	int status;
	struct sops_error err;
};

static void *take(void *with)
{
	struct worker *worker = with;
	struct work *work = worker->work;
	size_t i;

	while (!work->failed && (i = atomic_fetch_add(&work->next, 1)) < work->count) {
		const struct kept *kept = &work->all[i];

		worker->status = sops__object_take(kept->keep, kept->into, kept->from,
			&worker->err);
		if (worker->status < 0)
			work->failed = true;
	}
	return NULL;
}

static size_t list(struct kept *all, struct sops__audit_book *into, struct sops__audit_book *from)
{
	size_t n = 0;

	for (size_t i = 0; i < into->plan->count; i++)
		if (from->tests[i].kept)
			all[n++] = (struct kept){ &into->tests[i].keep, &into->tests[i].kept,
				&from->tests[i].kept };
	for (size_t i = 0; i < SOPS__EXTRAS; i++)
		if (from->kept[i])
			all[n++] = (struct kept){ sops__audit_extras[i].keep, &into->kept[i],
				&from->kept[i] };
	return n;
}

int sops__audit_take_kept(struct sops__audit_book *into, struct sops__audit_book *from,
	struct sops_error *err)
{
	struct kept *all = calloc(into->plan->count + SOPS__EXTRAS, sizeof(*all));
	struct work work = { .all = all };
	struct worker workers[THREADS] = { { .status = 0 } };

	if (!all)
		return sops_error_memory(err);
	work.count = list(all, into, from);
	for (size_t i = 0; i < THREADS; i++)
		workers[i].work = &work;
	sops__threads(take, workers, sizeof(*workers),
		work.count < THREADS || into->plan->options.threads < THREADS ? 1 : THREADS);
	free(all);
	for (size_t i = 0; i < THREADS; i++) {
		if (workers[i].status < 0 && err)
			*err = workers[i].err;
		if (workers[i].status < 0)
			return workers[i].status;
	}
	return 0;
}
