/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_take.c: what the tests of two books keep becomes one's, and then is made ready for what
 * they have to say at the end; by several threads where so many may be: what one test keeps does
 * not depend on another.
 */
#include "audit_checks.h"

#include "../state_private.h"
#include "../threads.h"

#include <stdlib.h>

/* What one test keeps. */
struct kept {
	const struct sops_object *keep;
	void **into, **from;
};

static int take(void *with, size_t i, struct sops_error *err)
{
	const struct kept *kept = (struct kept *)with + i;

	return sops__object_take(kept->keep, kept->into, kept->from, err);
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
	int status;

	if (!all)
		return sops_error_memory(err);
	status = sops__threads_share(take, all, list(all, into, from),
		into->plan->options.threads, err);
	free(all);
	return status;
}

/* ---- when all is taken ---- */

/* What can be found out of one test's before the tests have their say. */
struct ripening {
	const struct sops__audit_ripen *how;
	void *kept;
};

static int ripen(void *with, size_t i, struct sops_error *err)
{
	const struct ripening *one = (struct ripening *)with + i / SOPS__RIPEN_PARTS;

	return one->how->part(one->kept, i % SOPS__RIPEN_PARTS, err);
}

/* For so few records no thread is worth starting. */
#define MANY 100000

int sops__audit_ripen(struct sops__audit_book *book, struct sops_error *err)
{
	struct ripening *all = calloc(book->plan->count + 1, sizeof(*all));
	size_t n = 0, threads = sops__audit_records(book) < MANY ? 1 : book->plan->options.threads;
	int status = 0;

	if (!all)
		return sops_error_memory(err);
	for (size_t i = 0; status == 0 && i < book->plan->count; i++) {
		const struct sops__audit_test *test = &book->tests[i];
		const struct sops__audit_ripen *how = test->check->ripen;

		if (!how || !test->kept || test->idle)
			continue;
		all[n++] = (struct ripening){ how, test->kept };
		if (how->begin)
			status = how->begin(test->kept, err);
	}
	if (status == 0)
		status = sops__threads_share(ripen, all, n * SOPS__RIPEN_PARTS, threads, err);
	free(all);
	return status;
}
