/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "visits.h"

#include "texts.h"

#include <stdlib.h>

#define STAGES_MOST 0xFFFF
#define PLACES ((uint64_t)1 << 48)

/* A time and its shift in one number: four times the one, and one more than the other. */
typedef int64_t moment;

#define NEVER INT64_MIN

static moment moment_of(sops_time time, int shift)
{
	return time == SOPS_TIME_BLANK ? NEVER : time * 4 + shift + 1;
}

static sops_time time_of(moment at)
{
	return at == NEVER ? SOPS_TIME_BLANK : (at - (at & 3)) / 4;
}

static int8_t shift_of(moment at)
{
	return (int8_t)(at == NEVER ? 0 : (at & 3) - 1);
}

/* Without padding: the two numbers are kept in one. */
struct kept {
	moment entered;
	uint64_t place : 48, stage : 16;
};

/* Each in an array of its own, so that what no row tells takes no room. */
struct sops__visits {
	struct sops__texts deals, stages;
	struct kept *kept;
	uint32_t *deal;
	moment *left;
	struct sops_short_sum *amounts;
	size_t count, size;
	uint32_t *order, *starts; /* when they are in order, else NULL */
	uint32_t last_deal; /* of the row before: it often is the same */
};

static void forget_order(struct sops__visits *visits)
{
	if (!visits->order)
		return;
	free(visits->order);
	free(visits->starts);
	visits->order = visits->starts = NULL;
}

void sops__visits_free(struct sops__visits *visits)
{
	if (!visits)
		return;
	for (size_t i = 0; visits->amounts && i < visits->count; i++)
		sops_short_sum_release(&visits->amounts[i]);
	forget_order(visits);
	sops__texts_release(&visits->deals);
	sops__texts_release(&visits->stages);
	free(visits->kept);
	free(visits->deal);
	free(visits->left);
	free(visits->amounts);
	free(visits);
}

void sops__visits_clear(struct sops__visits *visits)
{
	for (size_t i = 0; visits->amounts && i < visits->count; i++)
		sops_short_sum_release(&visits->amounts[i]);
	forget_order(visits);
	sops__texts_clear(&visits->deals);
	visits->last_deal = 0;
	visits->count = 0;
}

static bool resize(void *array, size_t count, size_t size)
{
	void **at = array, *grown = reallocarray(*at, count, size);

	if (!grown)
		return false;
	*at = grown;
	return true;
}

/* Room for one more; arrays that are not there stay so. */
static int reserve(struct sops__visits *visits, struct sops_error *err)
{
	size_t size = visits->size ? visits->size + visits->size / 2 : 8;

	if (visits->count < visits->size)
		return 0;
	if (visits->count >= UINT32_MAX - 1)
		return sops_error_set(err, SOPS_EINPUT, "a stage history of more than %u rows",
			UINT32_MAX - 1);
	if (size > UINT32_MAX)
		size = UINT32_MAX;
	if (!resize(&visits->kept, size, sizeof(*visits->kept)) ||
	    !resize(&visits->deal, size, sizeof(*visits->deal)) ||
	    (visits->left && !resize(&visits->left, size, sizeof(*visits->left))) ||
	    (visits->amounts && !resize(&visits->amounts, size, sizeof(*visits->amounts))))
		return sops_error_memory(err);
	visits->size = size;
	return 0;
}

/* The first row that tells of it makes room for all. */
static int start_left(struct sops__visits *visits, struct sops_error *err)
{
	if (visits->left)
		return 0;
	visits->left = reallocarray(NULL, visits->size, sizeof(*visits->left));
	if (!visits->left)
		return sops_error_memory(err);
	for (size_t i = 0; i < visits->count; i++)
		visits->left[i] = NEVER;
	return 0;
}

static int start_amounts(struct sops__visits *visits, struct sops_error *err)
{
	if (!visits->amounts)
		visits->amounts = calloc(visits->size, sizeof(*visits->amounts));
	return visits->amounts ? 0 : sops_error_memory(err);
}

static int find_deal(struct sops__visits *visits, struct sops_field deal, uint32_t *number,
	struct sops_error *err)
{
	int status = 0;

	if (visits->last_deal == 0 ||
	    !sops_field_equal(sops__texts_at(&visits->deals, visits->last_deal), deal))
		status = sops__texts_add(&visits->deals, deal, &visits->last_deal, err);
	*number = visits->last_deal;
	return status;
}

static int find_stage(struct sops__visits *visits, struct sops_field stage, uint32_t *number,
	struct sops_error *err)
{
	int status = sops__texts_add(&visits->stages, stage, number, err);

	if (status == 0 && *number > STAGES_MOST)
		return sops_error_set(err, SOPS_EINPUT, "more than %d different stages",
			STAGES_MOST);
	return status;
}

static int append(struct sops__visits *visits, uint32_t deal, const struct sops__visit *visit,
	struct sops_error *err)
{
	size_t at = visits->count;

	if (reserve(visits, err) < 0 ||
	    (visit->left != SOPS_TIME_BLANK && start_left(visits, err) < 0))
		return err ? (int)err->status : SOPS_ESYSTEM;
	forget_order(visits);
	visits->kept[at] = (struct kept){ moment_of(visit->entered, visit->entered_shift),
		visit->place % PLACES, visit->stage & STAGES_MOST };
	visits->deal[at] = deal;
	if (visits->left)
		visits->left[at] = moment_of(visit->left, visit->left_shift);
	if (visits->amounts)
		visits->amounts[at] = (struct sops_short_sum){ .n = 0 };
	visits->count++;
	return 0;
}

static int start(struct sops__visits **visits, struct sops_error *err)
{
	if (!*visits)
		*visits = calloc(1, sizeof(**visits));
	return *visits ? 0 : sops_error_memory(err);
}

int sops__visits_add(struct sops__visits **at, struct sops_field deal, struct sops_field stage,
	const struct sops__visit *visit, struct sops_money amount, struct sops_currency currency,
	struct sops_error *err)
{
	struct sops__visit added = *visit;
	struct sops__visits *visits;
	uint32_t number = 0;
	int status = start(at, err);

	if (status < 0)
		return status;
	visits = *at;
	status = find_deal(visits, deal, &number, err);
	if (status == 0)
		status = find_stage(visits, stage, &added.stage, err);
	if (status == 0)
		status = append(visits, number, &added, err);
	if (status < 0 || sops_money_blank(amount))
		return status;
	status = start_amounts(visits, err);
	return status < 0 ? status : sops_short_sum_add(&visits->amounts[visits->count - 1], amount,
		currency, err);
}

/* A row, but for its amount. */
static struct sops__visit visit_at(const struct sops__visits *visits, size_t at)
{
	const struct kept *kept = &visits->kept[at];
	const moment left = visits->left ? visits->left[at] : NEVER;

	return (struct sops__visit){ .entered = time_of(kept->entered),
		.entered_shift = shift_of(kept->entered), .left = time_of(left),
		.left_shift = shift_of(left), .place = kept->place, .stage = kept->stage };
}

/* Numbers of the one as they are in the other, from 1. */
static int renumber(uint32_t **out, struct sops__texts *into, const struct sops__texts *from,
	struct sops_error *err)
{
	size_t count = sops__texts_count(from);
	int status = 0;

	*out = calloc(count, sizeof(**out));
	if (!*out)
		return sops_error_memory(err);
	for (size_t i = 1; status == 0 && i < count; i++)
		status = sops__texts_add(into, sops__texts_at(from, (uint32_t)i), &(*out)[i], err);
	return status;
}

static int append_all(struct sops__visits *into, const struct sops__visits *from,
	const uint32_t *deals, const uint32_t *stages, struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < from->count; i++) {
		struct sops__visit visit = visit_at(from, i);

		visit.stage = stages[visit.stage];
		status = append(into, deals[from->deal[i]], &visit, err);
		if (status < 0 || !from->amounts || from->amounts[i].n == 0)
			continue;
		status = start_amounts(into, err);
		if (status == 0)
			status = sops_short_sum_merge(&into->amounts[into->count - 1],
				&from->amounts[i], err);
	}
	return status;
}

int sops__visits_merge(struct sops__visits **into, const struct sops__visits *from,
	struct sops_error *err)
{
	uint32_t *deals = NULL, *stages = NULL;
	int status = from ? start(into, err) : 1;

	if (status != 0)
		return status < 0 ? status : 0;
	status = renumber(&deals, &(*into)->deals, &from->deals, err);
	if (status == 0)
		status = renumber(&stages, &(*into)->stages, &from->stages, err);
	if (status == 0 && sops__texts_count(&(*into)->stages) - 1 > STAGES_MOST)
		status = sops_error_set(err, SOPS_EINPUT, "more than %d different stages",
			STAGES_MOST);
	if (status == 0)
		status = append_all(*into, from, deals, stages, err);
	free(stages);
	free(deals);
	return status;
}

uint32_t sops__visits_deals(const struct sops__visits *visits)
{
	return visits ? (uint32_t)sops__texts_count(&visits->deals) - 1 : 0;
}

uint32_t sops__visits_stages(const struct sops__visits *visits)
{
	return visits ? (uint32_t)sops__texts_count(&visits->stages) - 1 : 0;
}

size_t sops__visits_count(const struct sops__visits *visits)
{
	return visits ? visits->count : 0;
}

struct sops_field sops__visits_deal(const struct sops__visits *visits, uint32_t deal)
{
	return sops__texts_at(&visits->deals, deal);
}

struct sops_field sops__visits_stage(const struct sops__visits *visits, uint32_t stage)
{
	return sops__texts_at(&visits->stages, stage);
}

uint32_t sops__visits_find(const struct sops__visits *visits, struct sops_field deal)
{
	uint32_t number = 0;

	if (visits)
		sops__texts_find(&visits->deals, deal, &number);
	return number;
}

static int compare_amounts(const struct sops_short_sum *a, const struct sops_short_sum *b)
{
	const struct sops_sum one = sops_short_sum_get(a), two = sops_short_sum_get(b);
	int order = sops_money_compare(one.total, two.total);

	if (order == 0)
		order = (one.n > two.n) - (one.n < two.n);
	return order ? order : strcmp(one.currency.code, two.currency.code);
}

/* Rows that differ in nothing else may stand either way round. */
static int compare(uint32_t a, uint32_t b, const struct sops__visits *visits)
{
	const struct kept *one = &visits->kept[a], *two = &visits->kept[b];
	const sops_time at = time_of(one->entered), other = time_of(two->entered);
	int order;

	if (at != other)
		return at < other ? -1 : 1;
	if (one->place != two->place)
		return one->place < two->place ? -1 : 1;
	order = sops_field_compare(sops__visits_stage(visits, one->stage),
		sops__visits_stage(visits, two->stage));
	if (order == 0)
		order = shift_of(one->entered) - shift_of(two->entered);
	if (order == 0 && visits->left)
		order = (visits->left[a] > visits->left[b]) - (visits->left[a] < visits->left[b]);
	if (order == 0 && visits->amounts)
		order = compare_amounts(&visits->amounts[a], &visits->amounts[b]);
	return order;
}

static int by_time(const void *a, const void *b, void *visits)
{
	return compare(*(const uint32_t *)a, *(const uint32_t *)b, visits);
}

#define FEW 16

static void sort(uint32_t *order, size_t count, struct sops__visits *visits)
{
	if (count > FEW) {
		qsort_r(order, count, sizeof(*order), by_time, visits);
		return;
	}
	for (size_t i = 1; i < count; i++) {
		uint32_t row = order[i];
		size_t at = i;

		for (; at > 0 && compare(order[at - 1], row, visits) > 0; at--)
			order[at] = order[at - 1];
		order[at] = row;
	}
}

int sops__visits_order(struct sops__visits *visits, struct sops_error *err)
{
	uint32_t deals = sops__visits_deals(visits);
	uint32_t *starts;

	if (!visits || visits->order)
		return 0;
	visits->order = calloc(visits->count + 1, sizeof(*visits->order));
	visits->starts = starts = calloc((size_t)deals + 2, sizeof(*starts));
	if (!visits->order || !starts) {
		free(visits->order);
		free(starts);
		visits->order = visits->starts = NULL;
		return sops_error_memory(err);
	}
	for (size_t i = 0; i < visits->count; i++)
		starts[visits->deal[i]]++;
	for (uint32_t i = 1; i <= deals + 1; i++)
		starts[i] += starts[i - 1];
	for (size_t i = visits->count; i-- > 0;)
		visits->order[--starts[visits->deal[i]]] = (uint32_t)i;
	for (uint32_t i = 1; i <= deals; i++)
		sort(visits->order + starts[i], starts[i + 1] - starts[i], visits);
	return 0;
}

struct sops__visits_of sops__visits_of(const struct sops__visits *visits, uint32_t deal)
{
	if (!visits || deal == 0)
		return (struct sops__visits_of){ NULL, NULL, 0 };
	return (struct sops__visits_of){ visits, visits->order + visits->starts[deal],
		visits->starts[deal + 1] - visits->starts[deal] };
}

struct sops__visit sops__visits_at(const struct sops__visits_of *of, size_t index)
{
	const struct sops__visits *all = of->all;
	uint32_t at = of->order[index];
	struct sops__visit visit = visit_at(all, at);

	if (all->amounts)
		visit.amount = all->amounts[at];
	return visit;
}
