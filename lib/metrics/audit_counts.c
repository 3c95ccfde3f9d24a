/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit_counts.h"

#include "audit_private.h"

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

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int add_up(void *with, const struct sops__pile *pile, const uint64_t *places, size_t n,
	struct sops_error *err)
{
	struct sops__counts_sum *sum = with;
	struct sops__entry first = sops__pieces_at(&pile->pieces, places[0]);

	(void)err;
	for (size_t i = 1; i < n; i++)
		add_to(first, sops__counts_of(sops__pieces_at(&pile->pieces, places[i])));
	sum->most = larger(sum->most, sops__counts_of(first));
	sum->lost += n - 1;
	return 0;
}

static int unite_part(void *kept, size_t part, struct sops_error *err)
{
	struct sops__counts *counts = kept;
	struct sops__counts_sum sum = { .most = 0 };
	int status = sops__pile_unite(&counts->older, part, add_up, &sum, err);

	counts->sums[part] = sum;
	return status;
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
	struct sops__pile tidied = { .pieces = { .count = 0 } };
	struct sops__pile_cursor cursor = { .slots = NULL };
	uint64_t hash, place;
	int status = 0;

	while (status == 0 && sops__pile_next(&counts->older, &cursor, &hash, &place))
		status = write_down(&tidied, sops__pieces_at(&counts->older.pieces, place), hash,
			err);
	sops__pile_release(&counts->older);
	counts->older = tidied;
	counts->lost = 0;
	return status;
}

void sops__counts_settle(struct sops__counts *counts)
{
	for (size_t i = 0; i < SOPS__PILE_PARTS; i++) {
		counts->most = larger(counts->most, counts->sums[i].most);
		counts->lost += counts->sums[i].lost;
		counts->sums[i] = (struct sops__counts_sum){ .most = 0 };
	}
	counts->written = counts->united = sops__pile_count(&counts->older);
}

static int unite_older(struct sops__counts *counts, struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < SOPS__PILE_PARTS; i++)
		status = unite_part(counts, i, err);
	sops__counts_settle(counts);
	return status;
}

static int unite_many(struct sops__counts *counts, struct sops_error *err)
{
	int status = counts->written > 2 * counts->united + MANY ? unite_older(counts, err) : 0;

	return status == 0 && counts->lost > 2 * counts->united + MANY ? tidy(counts, err)
								       : status;
}

static int write_all_down(struct sops__counts *counts, struct sops_error *err)
{
	size_t cursor = 0;
	uint64_t hash, place;
	int status = 0;

	while (status == 0 && sops__entries_next(&counts->recent, &cursor, &hash, &place)) {
		struct sops__entry entry = sops__entries_at(&counts->recent, place);

		counts->most = larger(counts->most, sops__counts_of(entry));
		counts->written++;
		status = write_down(&counts->older, entry, hash, err);
	}
	if (counts->seen < counts->recent.count)
		counts->straight = WHILE;
	sops__entries_clear(&counts->recent);
	counts->seen = 0;
	return status;
}

static int begin(void *kept, struct sops_error *err)
{
	return write_all_down(kept, err);
}

const struct sops__audit_ripen sops__ripen_counts = { begin, unite_part };

int sops__counts_unite(struct sops__counts *counts, struct sops_error *err)
{
	int status = write_all_down(counts, err);

	return status < 0 ? status : unite_older(counts, err);
}

/* ---- adding ---- */

static __attribute__((noinline)) int make_room(struct sops__counts *counts,
	struct sops_error *err)
{
	int status = write_all_down(counts, err);

	return status < 0 ? status : unite_many(counts, err);
}

static int write_down_one(struct sops__counts *counts, struct sops_field text, uint64_t hash,
	const struct sops_field bytes[2], struct sops_error *err)
{
	int64_t times;
	int status = sops__pile_put(&counts->older, text, hash, bytes, err);

	memcpy(&times, bytes[0].at, sizeof(times));
	counts->most = larger(counts->most, times);
	counts->written++;
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
	return counts->recent.count < RECENT ? 0 : make_room(counts, err);
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
	struct sops__pile_cursor cursor = { .slots = NULL };
	uint64_t hash, place;

	(void)self;
	while (status == 0 && sops__pile_next(&from->older, &cursor, &hash, &place)) {
		struct sops__entry entry = sops__pieces_at(&from->older.pieces, place);

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
	into->written += from->written;
	into->most = larger(into->most, from->most);
	status = sops__pile_take(&into->older, &from->older, err);
	return status < 0 ? status : add_recent(into, from, err);
}

struct sops_field sops__counts_commonest(const struct sops__counts *counts)
{
	struct sops_field text = { "", 0 };
	bool found = false;
	struct sops__pile_cursor cursor = { .slots = NULL };
	uint64_t hash, place;

	while (sops__pile_next(&counts->older, &cursor, &hash, &place)) {
		struct sops__entry own = sops__pieces_at(&counts->older.pieces, place);

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
