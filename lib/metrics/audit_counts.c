/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit_counts.h"

#include <stdlib.h>

#define RECENT ((size_t)4096)
#define WHILE (16 * RECENT)
#define MANY ((size_t)1 << 20) /* that they are added up for */

static void release(struct sops__counts *counts)
{
	sops__entries_release(&counts->recent);
	sops__pile_release(&counts->older);
}

static void drop(const struct sops_object *self, void *object)
{
	(void)self;
	release(object);
	free(object);
}

int sops__counts_make(void **kept, struct sops_error *err)
{
	if (!*kept)
		*kept = calloc(1, sizeof(struct sops__counts));
	return *kept ? 0 : sops_error_memory(err);
}

int64_t sops__counts_of(struct sops__entry entry)
{
	int64_t count;

	memcpy(&count, entry.data, sizeof(count));
	return count;
}

/* No count is larger than that of all, which is known not to overflow. */
static inline void add_to(struct sops__entry entry, int64_t times)
{
	int64_t count = sops__counts_of(entry) + times;

	memcpy(entry.data, &count, sizeof(count));
}

/* ---- those written down ---- */

static void see(struct sops__counts *counts, int64_t count)
{
	counts->most = count > counts->most ? count : counts->most;
}

static int add_up(void *with, const struct sops__pile *pile, const uint64_t *places, size_t n,
	struct sops_error *err)
{
	struct sops__counts *counts = with;
	struct sops__entry first = sops__pieces_at(&pile->pieces, places[0]);

	(void)err;
	for (size_t i = 1; i < n; i++)
		add_to(first, sops__counts_of(sops__pieces_at(&pile->pieces, places[i])));
	counts->lost += n - 1;
	see(counts, sops__counts_of(first));
	return 0;
}

static int write_down(struct sops__pile *pile, struct sops__entry entry, uint64_t hash,
	struct sops_error *err)
{
	const struct sops_field bytes[2] = { { entry.data, sizeof(int64_t) }, { NULL, 0 } };

	return sops__pile_put(pile, entry.text, hash, bytes, err);
}

/* Memory is given back by writing them down once more. */
static int tidy(struct sops__counts *counts, struct sops_error *err)
{
	struct sops__pile tidied = { .count = 0 };
	int status = 0;

	for (size_t i = 0; status == 0 && i < counts->older.count; i++)
		status = write_down(&tidied, sops__pile_at(&counts->older, i),
			counts->older.slots[i], err);
	sops__pile_release(&counts->older);
	counts->older = tidied;
	counts->lost = 0;
	return status;
}

static int unite_older(struct sops__counts *counts, struct sops_error *err)
{
	int status = sops__pile_unite(&counts->older, add_up, counts, err);

	counts->united = counts->older.count;
	if (status == 0 && counts->lost > 2 * counts->united + MANY)
		status = tidy(counts, err);
	return status;
}

static int unite_many(struct sops__counts *counts, struct sops_error *err)
{
	return counts->older.count > 2 * counts->united + MANY ? unite_older(counts, err) : 0;
}

static __attribute__((noinline)) int write_all_down(struct sops__counts *counts,
	struct sops_error *err)
{
	size_t cursor = 0;
	uint64_t hash, place;
	int status = 0;

	while (status == 0 && sops__entries_next(&counts->recent, &cursor, &hash, &place)) {
		struct sops__entry entry = sops__entries_at(&counts->recent, place);

		see(counts, sops__counts_of(entry));
		status = write_down(&counts->older, entry, hash, err);
	}
	if (counts->seen < counts->recent.count)
		counts->straight = WHILE;
	sops__entries_clear(&counts->recent);
	counts->seen = 0;
	return status < 0 ? status : unite_many(counts, err);
}

int sops__counts_unite(struct sops__counts *counts, struct sops_error *err)
{
	int status = write_all_down(counts, err);

	return status == 0 && counts->older.count > counts->united ? unite_older(counts, err)
								   : status;
}

/* ---- adding ---- */

static int write_down_one(struct sops__counts *counts, struct sops_field text, uint64_t hash,
	const struct sops_field bytes[2], struct sops_error *err)
{
	int64_t times;
	int status = sops__pile_put(&counts->older, text, hash, bytes, err);

	memcpy(&times, bytes[0].at, sizeof(times));
	see(counts, times);
	counts->straight--;
	return status < 0 ? status : unite_many(counts, err);
}

int sops__counts_add(struct sops__counts *counts, struct sops_field text, int64_t times,
	struct sops_error *err)
{
	const struct sops_field bytes[2] = { { (const char *)&times, sizeof(times) }, { NULL, 0 } };
	const uint64_t hash = sops__pieces_hash(text);
	uint64_t place;
	int there;

	if (__builtin_add_overflow(counts->all, times, &counts->all))
		return sops_error_set(err, SOPS_EINPUT, "overflow: too many records to count");
	if (counts->straight > 0)
		return write_down_one(counts, text, hash, bytes, err);
	there = sops__entries_put(&counts->recent, text, hash, bytes, &place, err);
	if (there > 0) {
		counts->seen++;
		add_to(sops__entries_at(&counts->recent, place), times);
	}
	if (there != 0)
		return there < 0 ? there : 0;
	return counts->recent.count < RECENT ? 0 : write_all_down(counts, err);
}

static int add_recent(struct sops__counts *into, const struct sops__counts *from,
	struct sops_error *err)
{
	size_t cursor = 0;
	uint64_t hash, place;
	int status = 0;

	while (status == 0 && sops__entries_next(&from->recent, &cursor, &hash, &place)) {
		struct sops__entry entry = sops__entries_at(&from->recent, place);

		status = sops__counts_add(into, entry.text, sops__counts_of(entry), err);
	}
	return status;
}

int sops__counts_merge(const struct sops_object *self, void **object, const void *other,
	struct sops_error *err)
{
	const struct sops__counts *from = other;
	int status = sops__counts_make(object, err);

	(void)self;
	for (size_t i = 0; status == 0 && i < from->older.count; i++) {
		struct sops__entry entry = sops__pile_at(&from->older, i);

		status = sops__counts_add(*object, entry.text, sops__counts_of(entry), err);
	}
	return status < 0 ? status : add_recent(*object, from, err);
}

static int take(const struct sops_object *self, void **object, void *other,
	struct sops_error *err)
{
	struct sops__counts *into = *object, *from = other;
	int64_t older = from->all;
	size_t cursor = 0;
	uint64_t hash, place;
	int status;

	if (!sops__pieces_large(&from->older.pieces))
		return sops__counts_merge(self, object, other, err);
	while (sops__entries_next(&from->recent, &cursor, &hash, &place))
		older -= sops__counts_of(sops__entries_at(&from->recent, place));
	if (__builtin_add_overflow(into->all, older, &into->all))
		return sops_error_set(err, SOPS_EINPUT, "overflow: too many records to count");
	into->lost += from->lost;
	into->most = from->most > into->most ? from->most : into->most;
	status = sops__pile_take(&into->older, &from->older, err);
	return status < 0 ? status : add_recent(into, from, err);
}

struct sops_field sops__counts_commonest(const struct sops__counts *counts)
{
	struct sops_field text = { "", 0 };
	bool found = false;

	for (size_t i = 0; i < counts->older.count; i++) {
		struct sops__entry own = sops__pile_at(&counts->older, i);

		if (sops__counts_of(own) < counts->most ||
		    (found && sops_field_compare(text, own.text) < 0))
			continue;
		text = own.text;
		found = true;
	}
	return text;
}

const struct sops_object sops__keep_counts = {
	.free = drop, .merge = sops__counts_merge, .take = take, .save = sops__counts_save,
	.load = sops__counts_load,
};
