/* SPDX-License-Identifier: GPL-3.0-or-later */
/* activity_overlap.c: what a rep is said to do at the same time. */
#include "activity_private.h"

#include <stdlib.h>

/* An entry that can be judged. */
struct spell {
	struct sops__activity *of;
	struct sops_money start, end; /* seconds */
	struct sops_money shares;     /* that it has had so far */
	bool split;
};

static int place(const char *name, uint64_t line, int status, struct sops_error *err)
{
	const struct sops_place here = { .file = name, .line = line };

	if (status < 0)
		sops_error_place(err, &here);
	return status;
}

static int compare(const struct sops__activity *a, const struct sops__activity *b)
{
	int order;

	if (a->rep != b->rep)
		return a->rep < b->rep ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	order = sops_money_compare(a->minutes, b->minutes);
	return order ? order : (a->named > b->named) - (a->named < b->named);
}

static int by_rep_and_start(const void *a, const void *b)
{
	const struct spell *left = a, *right = b;
	int order = compare(left->of, right->of);

	return order ? order : (left->of->line > right->of->line) -
		(left->of->line < right->of->line);
}

static int measure(struct spell *spell, struct sops__activity *of, struct sops_error *err)
{
	struct sops_money seconds;
	int status = sops_money_mul(&seconds, of->minutes, sops_money_of(60), err);

	*spell = (struct spell){ .of = of, .start = sops_money_of(of->start),
		.shares = sops_money_of(0) };
	return status < 0 ? status : sops_money_add(&spell->end, spell->start, seconds, err);
}

static int collect(struct spell *spells, size_t *count, struct sops__book *activities,
	const char *name, struct sops_error *err)
{
	struct sops__activity *at = (void *)activities->items;

	for (size_t i = 0; i < activities->count; i++, at++) {
		if (at->start == SOPS_TIME_BLANK || at->rep == 0)
			continue;
		if (measure(&spells[*count], at, err) < 0)
			return place(name, at->line, SOPS_EINPUT, err);
		++*count;
	}
	if (*count > 0)
		qsort(spells, *count, sizeof(*spells), by_rep_and_start);
	return 0;
}

/* Where b does not start before a. An empty spell has no instant to share, but may be a's copy. */
static bool clash(const struct spell *a, const struct spell *b)
{
	if (a->of->rep != b->of->rep)
		return false;
	return compare(a->of, b->of) == 0 ||
		(sops_money_compare(b->start, a->end) < 0 && b->of->minutes.units > 0);
}

/* Whether any two of the lines up to this one overlap. */
static bool any_clash(const struct spell *spells, size_t count, uint64_t line)
{
	const struct spell *before = NULL, *lasting = NULL;

	for (const struct spell *spell = spells; spell < spells + count; spell++) {
		if (spell->of->line > line)
			continue;
		if ((before && clash(before, spell)) || (lasting && clash(lasting, spell)))
			return true;
		before = spell;
		if (spell->of->minutes.units > 0)
			lasting = spell;
	}
	return false;
}

/* The first line that overlaps one above it: as far as lines may be read without an overlap is
 * found by halving. */
static uint64_t first_clash(const struct spell *spells, size_t count)
{
	uint64_t low = 1, high = 1;

	for (size_t i = 0; i < count; i++)
		if (spells[i].of->line > high)
			high = spells[i].of->line;
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (any_clash(spells, count, middle))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* The first line that overlaps this one. */
static uint64_t other_of(const struct spell *spells, size_t count, uint64_t line)
{
	const struct spell *clashing = spells;
	uint64_t other = line;

	while (clashing->of->line != line)
		clashing++;
	for (size_t i = 0; i < count; i++)
		if (spells[i].of->line < other && (&spells[i] < clashing ?
			clash(&spells[i], clashing) : clash(clashing, &spells[i])))
			other = spells[i].of->line;
	return other;
}

/* The spells that run at an instant. */
struct running {
	struct spell *spells[SOPS__AT_ONCE];
	size_t count;
	struct sops_money now;
};

static struct sops_money next_end(const struct running *running)
{
	struct sops_money first = running->spells[0]->end;

	for (size_t i = 1; i < running->count; i++)
		if (sops_money_compare(running->spells[i]->end, first) < 0)
			first = running->spells[i]->end;
	return first;
}

/* Up to that instant, before which none of them ends, all get the same. */
static int share(struct running *running, struct sops_money until, struct sops_error *err)
{
	const int64_t each = SOPS__SHARES / (int64_t)running->count;
	struct sops_money shares;
	int status = sops_money_sub(&shares, until, running->now, err);

	if (status == 0)
		status = sops_money_mul(&shares, shares, sops_money_of(each), err);
	for (size_t i = 0; status == 0 && i < running->count; i++) {
		struct spell *spell = running->spells[i];

		status = sops_money_add(&spell->shares, spell->shares, shares, err);
		spell->split |= running->count > 1;
	}
	running->now = until;
	return status;
}

static void drop_ended(struct running *running)
{
	size_t kept = 0;

	for (size_t i = 0; i < running->count; i++)
		if (sops_money_compare(running->spells[i]->end, running->now) > 0)
			running->spells[kept++] = running->spells[i];
	running->count = kept;
}

/* To the next start, or with NULL until nothing runs any more. */
static int advance(struct running *running, const struct sops_money *start, struct sops_error *err)
{
	while (running->count > 0) {
		struct sops_money until = next_end(running);
		bool starts = start && sops_money_compare(*start, until) < 0;
		int status = share(running, starts ? *start : until, err);

		if (status < 0 || starts)
			return status;
		drop_ended(running);
	}
	return 0;
}

static int begin(struct running *running, struct spell *spell, struct sops_error *err)
{
	bool same_rep = running->count > 0 && running->spells[0]->of->rep == spell->of->rep;
	int status = advance(running, same_rep ? &spell->start : NULL, err);

	if (status < 0)
		return status;
	if (running->count == SOPS__AT_ONCE)
		return sops_error_set(err, SOPS_EINPUT,
			"more than %d entries of one rep run at once", SOPS__AT_ONCE);
	running->now = spell->start;
	running->spells[running->count++] = spell;
	return 0;
}

static int split_all(struct spell *spells, size_t count, const char *name, struct sops_error *err)
{
	struct running running = { .count = 0 };
	uint64_t line = 0;
	int status = 0;

	for (size_t i = 0; status == 0 && i < count; i++) {
		line = spells[i].of->line;
		if (spells[i].of->minutes.units > 0)
			status = begin(&running, &spells[i], err);
	}
	if (status == 0)
		status = advance(&running, NULL, err);
	for (size_t i = 0; status == 0 && i < count; i++) {
		if (spells[i].split) {
			spells[i].of->minutes = spells[i].shares;
			spells[i].of->split = true;
		}
	}
	return place(name, line, status, err);
}

int sops__activity_overlaps(struct sops__overlap *out, struct sops__book *activities, bool split,
	const char *name, struct sops_error *err)
{
	struct spell *spells = calloc(activities->count + 1, sizeof(*spells));
	size_t count = 0;
	int status;

	*out = (struct sops__overlap){ 0, 0 };
	if (!spells)
		return sops_error_memory(err);
	status = collect(spells, &count, activities, name, err);
	if (status == 0 && split)
		status = split_all(spells, count, name, err);
	else if (status == 0 && any_clash(spells, count, UINT64_MAX)) {
		out->line = first_clash(spells, count);
		out->with = other_of(spells, count, out->line);
	}
	free(spells);
	return status;
}

static sops_int128 common_divisor(sops_int128 a, sops_int128 b)
{
	while (b != 0) {
		sops_int128 rest = a % b;

		a = b;
		b = rest;
	}
	return a < 0 ? -a : a;
}

/* Takes a factor of ten out of the denominator: 1 / 8 is 0.125. */
static void cancel(struct sops_ratio *ratio, int factor)
{
	const struct sops_money inverse = { 10 / factor, 1 };

	while (ratio->den.units % factor == 0 &&
	       sops_money_mul(&ratio->num, ratio->num, inverse, NULL) == 0)
		ratio->den.units /= factor;
}

void sops__activity_minutes(struct sops_ratio *out, struct sops_money shares)
{
	const sops_int128 minute = 60 * (sops_int128)SOPS__SHARES;
	sops_int128 divisor = common_divisor(shares.units, minute);

	*out = (struct sops_ratio){ { shares.units / divisor, shares.scale },
		{ minute / divisor, 0 } };
	cancel(out, 2);
	cancel(out, 5);
}
