/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "duplicates_private.h"

#include <stdlib.h>

#define MOST_FIELDS 64
#define MOST_RECORDS (UINT32_MAX - 1)
#define MOST_WEIGHT 100

static int read_weight(int64_t *out, struct sops_money weight, struct sops_error *err)
{
	struct sops_money scaled;

	*out = SOPS__WEIGHT;
	if (sops_money_blank(weight))
		return 0;
	if (weight.units < 0 || sops_money_compare(weight, sops_money_of(MOST_WEIGHT)) > 0)
		return sops_error_set(err, SOPS_EUSAGE, "a weight is from 0 to %d", MOST_WEIGHT);
	if (sops_money_mul(&scaled, sops_money_round(weight, 6), sops_money_of(SOPS__WEIGHT),
		err) < 0)
		return SOPS_EINPUT;
	*out = (int64_t)sops_money_round(scaled, 0).units;
	return 0;
}

static int read_threshold(int32_t *out, struct sops_money threshold, struct sops_error *err)
{
	struct sops_money scaled;

	if (sops_money_blank(threshold))
		threshold = SOPS_DUPLICATES_THRESHOLD;
	if (threshold.units < 0 || sops_money_compare(threshold, sops_money_of(1)) > 0)
		return sops_error_set(err, SOPS_EUSAGE, "a threshold is from 0 to 1");
	if (sops_money_mul(&scaled, sops_money_round(threshold, 6),
		sops_money_of(SOPS_LIKENESS_ONE), err) < 0)
		return SOPS_EINPUT;
	*out = (int32_t)scaled.units;
	return 0;
}

static int read_fields(struct sops_duplicates *d, const struct sops_duplicates_field *fields,
	size_t n, struct sops_error *err)
{
	int status = 0;

	if (n == 0 || n > MOST_FIELDS)
		return sops_error_set(err, SOPS_EUSAGE, "duplicates are found by 1 to %d columns",
			MOST_FIELDS);
	d->fields = calloc(n, sizeof(*d->fields));
	if (!d->fields)
		return sops_error_memory(err);
	d->n = n;
	for (size_t i = 0; status == 0 && i < n; i++) {
		d->fields[i].like = fields[i].like;
		d->pools[fields[i].like].fields++;
		status = read_weight(&d->fields[i].weight, fields[i].weight, err);
	}
	return status;
}

int sops_duplicates_new(struct sops_duplicates **out, const struct sops_duplicates_field *fields,
	size_t n, struct sops_money threshold, struct sops_error *err)
{
	struct sops_duplicates *d = calloc(1, sizeof(*d));
	int status;

	if (!d)
		return sops_error_memory(err);
	status = read_threshold(&d->threshold, threshold, err);
	if (status == 0)
		status = read_fields(d, fields, n, err);
	if (status < 0)
		sops_duplicates_free(d);
	else
		*out = d;
	return status;
}

static void free_pool(struct sops__pool *pool)
{
	sops__texts_release(&pool->texts);
	sops__texts_release(&pool->lexicon);
	free(pool->counts);
	free(pool->bits);
	free(pool->masks);
	free(pool->ends);
	free(pool->words);
	free(pool->word_counts);
	free(pool->word_bits);
	free(pool->facets);
}

void sops_duplicates_free(struct sops_duplicates *d)
{
	if (!d)
		return;
	for (int like = 0; like < SOPS_LIKES; like++)
		free_pool(&d->pools[like]);
	free(d->fields);
	free(d->bytes);
	free(d->cells);
	free(d->cores);
	free(d->core_of);
	free(d->pairs);
	free(d->found);
	free(d);
}

static int make_room(struct sops_duplicates *d, struct sops_error *err)
{
	size_t size = d->size ? d->size + d->size / 2 : 64;
	uint64_t *bytes;
	uint32_t *cells;

	if (d->count < d->size)
		return 0;
	if (d->count >= MOST_RECORDS)
		return sops_error_set(err, SOPS_EINPUT, "more than %u records", MOST_RECORDS);
	bytes = reallocarray(d->bytes, size, sizeof(*bytes));
	if (!bytes)
		return sops_error_memory(err);
	d->bytes = bytes;
	cells = reallocarray(d->cells, size * d->n, sizeof(*cells));
	if (!cells)
		return sops_error_memory(err);
	d->cells = cells;
	d->size = size;
	return 0;
}

static int refuse_late(const struct sops_duplicates *d, struct sops_error *err)
{
	return d->done ? sops_error_set(err, SOPS_EUSAGE, "the duplicates have been found") : 0;
}

int sops_duplicates_add(struct sops_duplicates *d, const struct sops_field *texts, uint64_t byte,
	struct sops_error *err)
{
	struct sops_buffer normal = SOPS_BUFFER_INIT;
	uint32_t *cells;
	int status = refuse_late(d, err);

	if (status == 0)
		status = make_room(d, err);
	if (status < 0)
		return status;
	cells = d->cells + d->count * d->n;
	for (size_t i = 0; status == 0 && i < d->n; i++) {
		enum sops_likeness like = d->fields[i].like;

		sops_buffer_clear(&normal);
		status = sops_likeness_normal(&normal, like, texts[i], err);
		if (status == 0)
			status = sops__texts_add(&d->pools[like].texts, sops_buffer_view(&normal),
				&cells[i], err);
	}
	sops_buffer_release(&normal);
	if (status == 0)
		d->bytes[d->count++] = byte;
	return status;
}

static bool same_fields(const struct sops_duplicates *a, const struct sops_duplicates *b)
{
	for (size_t i = 0; a->n == b->n && i < a->n; i++)
		if (a->fields[i].like != b->fields[i].like)
			return false;
	return a->n == b->n;
}

/* Normal forms are their own: a record that was added to the other is added as it is there. */
static int merge_record(struct sops_duplicates *into, const struct sops_duplicates *from, size_t i,
	struct sops_error *err)
{
	int status = make_room(into, err);

	for (size_t j = 0; status == 0 && j < into->n; j++) {
		enum sops_likeness like = into->fields[j].like;

		status = sops__texts_add(&into->pools[like].texts,
			sops__texts_at(&from->pools[like].texts, from->cells[i * from->n + j]),
			&into->cells[into->count * into->n + j], err);
	}
	if (status == 0)
		into->bytes[into->count++] = from->bytes[i];
	return status;
}

int sops_duplicates_merge(struct sops_duplicates *into, const struct sops_duplicates *from,
	struct sops_error *err)
{
	int status = refuse_late(into, err);

	if (status == 0 && !same_fields(into, from))
		status = sops_error_set(err, SOPS_EINPUT,
			"these duplicates were looked for by other columns");
	for (size_t i = 0; status == 0 && i < from->count; i++)
		status = merge_record(into, from, i, err);
	return status;
}

/* Records in the order of a file, whatever the order in which they came. */
static int by_place(const void *a, const void *b, void *with)
{
	const struct sops_duplicates *d = with;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	if (d->bytes[x] != d->bytes[y])
		return d->bytes[x] < d->bytes[y] ? -1 : 1;
	for (size_t i = 0; i < d->n; i++) {
		const struct sops__texts *texts = &d->pools[d->fields[i].like].texts;
		uint32_t one = d->cells[(size_t)x * d->n + i];
		uint32_t other = d->cells[(size_t)y * d->n + i];
		int order = sops_field_compare(sops__texts_at(texts, one),
			sops__texts_at(texts, other));

		if (order)
			return order;
	}
	return 0;
}

static bool in_order(const struct sops_duplicates *d)
{
	for (size_t i = 1; i < d->count; i++)
		if (d->bytes[i] <= d->bytes[i - 1])
			return false;
	return true;
}

int sops__duplicates_order(const struct sops_duplicates *d, uint32_t **out, struct sops_error *err)
{
	uint32_t *order = calloc(d->count + 1, sizeof(*order));

	*out = order;
	if (!order)
		return sops_error_memory(err);
	for (uint32_t i = 0; i < d->count; i++)
		order[i] = i;
	if (!in_order(d))
		qsort_r(order, d->count, sizeof(*order), by_place, (void *)d);
	return 0;
}

static int move(struct sops_duplicates *d, const uint32_t *order, struct sops_error *err)
{
	uint64_t *bytes = calloc(d->count, sizeof(*bytes));
	uint32_t *cells = calloc(d->count * d->n, sizeof(*cells));

	if (!bytes || !cells) {
		free(bytes);
		free(cells);
		return sops_error_memory(err);
	}
	for (size_t i = 0; i < d->count; i++) {
		bytes[i] = d->bytes[order[i]];
		memcpy(cells + i * d->n, d->cells + order[i] * d->n, d->n * sizeof(*cells));
	}
	free(d->bytes);
	free(d->cells);
	d->bytes = bytes;
	d->cells = cells;
	d->size = d->count;
	return 0;
}

static int put_in_order(struct sops_duplicates *d, struct sops_error *err)
{
	uint32_t *order;
	int status;

	if (in_order(d))
		return 0;
	status = sops__duplicates_order(d, &order, err);
	if (status == 0)
		status = move(d, order, err);
	free(order);
	return status;
}

int sops_duplicates_find(struct sops_duplicates *d, struct sops_error *err)
{
	int status = refuse_late(d, err);

	if (status == 0)
		status = put_in_order(d, err);
	d->done = true;
	if (status == 0)
		status = sops__duplicates_fold(d, err);
	if (status == 0)
		status = sops__duplicates_weigh(d, err);
	if (status == 0)
		status = sops__duplicates_block(d, err);
	if (status == 0)
		status = sops__duplicates_learn(d, err);
	if (status == 0)
		status = sops__duplicates_cluster(d, err);
	return status;
}

size_t sops_duplicates_count(const struct sops_duplicates *d)
{
	return d->n_found;
}

const struct sops_duplicate *sops_duplicates_at(const struct sops_duplicates *d, size_t index)
{
	return &d->found[index];
}

struct sops_duplicates_work sops_duplicates_worked(const struct sops_duplicates *d)
{
	return (struct sops_duplicates_work){ .records = d->count, .compared = d->compared,
		.skipped = d->skipped };
}
