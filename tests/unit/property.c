/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "property.h"

#include "given.h"

#include "tap.h"

#include <sops/deals.h>

#include <stdlib.h>

#define ROUNDS 24
#define PARTS_MAX 7

struct setting {
	const struct sops_metric *metric;
	const void *options;
	const struct sops_context *context;
	const char *rows;
	size_t row_size, count;
	uint64_t random;
};

size_t property_random(uint64_t *state, size_t below)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (size_t)((*state * UINT64_C(0x2545F4914F6CDD1D)) >> 33) % below;
}

size_t *property_shuffled(uint64_t *state, size_t count)
{
	size_t *order = calloc(count + 1, sizeof(*order));

	assert_non_null(order);
	for (size_t i = 0; i < count; i++) {
		size_t j = property_random(state, i + 1);

		order[i] = order[j];
		order[j] = i;
	}
	return order;
}

static void must(int status, const struct sops_error *err)
{
	if (status < 0)
		fail_msg("%d: %s", status, err->text);
}

static struct sops_accumulator *make(const struct setting *s)
{
	struct sops_accumulator *acc;
	struct sops_error err = { .status = SOPS_OK };

	must(sops_metric_new(&acc, s->metric, s->options, s->context, &err), &err);
	return acc;
}

static void add(const struct setting *s, struct sops_accumulator *acc, size_t row)
{
	struct sops_error err = { .status = SOPS_OK };

	must(sops_metric_add(acc, s->rows + row * s->row_size, &err), &err);
}

static void merge(struct sops_accumulator *into, const struct sops_accumulator *from)
{
	struct sops_error err = { .status = SOPS_OK };

	must(sops_metric_merge(into, from, &err), &err);
}

static char *saved(const struct sops_accumulator *acc)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_error err = { .status = SOPS_OK };

	must(sops_metric_save(acc, &out, &err), &err);
	return out.at;
}

static char *tabled(const struct sops_accumulator *acc)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_table *table;
	char *csv;

	must(sops_table_new(&table, &err), &err);
	must(sops_metric_table(acc, table, &err), &err);
	csv = given_csv(table);
	sops_table_free(table);
	return csv;
}

/* The accumulator after a journey through its saved form. */
static struct sops_accumulator *reloaded(const struct setting *s, struct sops_accumulator *acc)
{
	struct sops_accumulator *copy = make(s);
	struct sops_error err = { .status = SOPS_OK };
	char *text = saved(acc), *again;

	must(sops_metric_load(copy, sops_field_of(text), &err), &err);
	again = saved(copy);
	assert_string_equal(again, text);
	free(again);
	free(text);
	sops_metric_free(acc);
	return copy;
}

/* The accumulator with nothing merged into it, or merged into nothing. */
static struct sops_accumulator *with_nothing(const struct setting *s, struct sops_accumulator *acc,
	bool into_it)
{
	struct sops_accumulator *empty = make(s);

	if (into_it) {
		merge(acc, empty);
		sops_metric_free(empty);
		return acc;
	}
	merge(empty, acc);
	sops_metric_free(acc);
	return empty;
}

static struct sops_accumulator *travelled(struct setting *s, struct sops_accumulator *acc)
{
	switch (property_random(&s->random, 5)) {
	case 0:
		return with_nothing(s, acc, true);
	case 1:
		return with_nothing(s, acc, false);
	case 2:
		return reloaded(s, acc);
	default:
		return acc;
	}
}

static void deal_out(struct setting *s, struct sops_accumulator **parts, size_t n)
{
	size_t *order = property_shuffled(&s->random, s->count);

	for (size_t i = 0; i < n; i++)
		parts[i] = make(s);
	for (size_t i = 0; i < s->count; i++)
		add(s, parts[property_random(&s->random, n)], order[i]);
	for (size_t i = 0; i < n; i++)
		parts[i] = travelled(s, parts[i]);
	free(order);
}

/* Merges any two until one is left; a chain always merges into the same one. */
static struct sops_accumulator *join(struct setting *s, struct sops_accumulator **parts, size_t n,
	bool chain)
{
	while (n > 1) {
		size_t from = chain ? 1 + property_random(&s->random, n - 1)
				    : property_random(&s->random, n);
		size_t into = chain ? 0 : (from + 1 + property_random(&s->random, n - 1)) % n;

		merge(parts[into], parts[from]);
		sops_metric_free(parts[from]);
		parts[into] = travelled(s, parts[into]);
		parts[from] = parts[--n];
	}
	return parts[0];
}

static void check_same(const struct sops_accumulator *acc, const char *save, const char *table)
{
	char *got = saved(acc);

	assert_string_equal(got, save);
	free(got);
	got = tabled(acc);
	assert_string_equal(got, table);
	free(got);
}

void check_merges(const struct sops_metric *metric, const void *options,
	const struct sops_context *context, const void *rows, size_t row_size, size_t count,
	unsigned seed)
{
	struct setting s = { metric, options, context, rows, row_size, count, seed + 1ULL };
	struct sops_accumulator *whole = make(&s);
	char *save, *table;

	for (size_t i = 0; i < count; i++)
		add(&s, whole, i);
	save = saved(whole);
	table = tabled(whole);
	for (int round = 0; round < ROUNDS; round++) {
		struct sops_accumulator *parts[PARTS_MAX], *joined;
		size_t n = 1 + property_random(&s.random, PARTS_MAX);

		deal_out(&s, parts, n);
		joined = join(&s, parts, n, round % 2);
		check_same(joined, save, table);
		sops_metric_free(joined);
	}
	free(table);
	free(save);
	sops_metric_free(whole);
}

#define DEALS 300

static struct sops_field choose(uint64_t *random, const char *const names[], size_t count)
{
	size_t i = property_random(random, count + 1);

	return i < count ? sops_field_of(names[i]) : (struct sops_field){ NULL, 0 };
}

static void make_deal(struct sops_deal *deal, uint64_t *random, size_t number)
{
	static const char *const owners[] = { "Ann", "Bo", "\xE5\xBC\xA0\xE4\xBC\x9F" };
	static const char *const stages[] = { "Lead", "Demo", "Offer" };
	sops_date first = sops_date_of(2025, 1, 1);

	sops_deal_init(deal);
	deal->place = number;
	deal->owner = choose(random, owners, 3);
	deal->stage = choose(random, stages, 3);
	deal->status = (int)property_random(random, SOPS_STATUS_VOID + 1);
	if (property_random(random, 8))
		deal->created = first + (sops_date)property_random(random, 500);
	deal->close_date = first + (sops_date)property_random(random, 700);
	if (deal->status != SOPS_STATUS_OPEN && property_random(random, 8))
		deal->closed = deal->close_date;
	if (property_random(random, 8))
		deal->amount =
			(struct sops_money){ 1 + 10 * (int)property_random(random, 99999), 2 };
	deal->probability = (struct sops_money){ 1 + 2 * (int)property_random(random, 49), 2 };
}

void check_deal_merges(const struct sops_metric *metric, const void *options, unsigned seed)
{
	const struct sops_context context = { .as_of = sops_date_of(2026, 6, 30),
		.from = SOPS_DATE_BLANK, .to = SOPS_DATE_BLANK, .date = -1, .bound = UINT64_MAX };
	struct sops_deal *deals = calloc(DEALS, sizeof(*deals));
	uint64_t random = seed + 1;

	assert_non_null(deals);
	for (size_t i = 0; i < DEALS; i++)
		make_deal(&deals[i], &random, i);
	check_merges(metric, options, &context, deals, sizeof(*deals), DEALS, seed);
	free(deals);
}
