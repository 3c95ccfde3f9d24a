/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * visits.h: the stages that deals were in, a row each time a deal entered one, packed.
 *
 * Memory is 20 bytes a row, 8 more when any row says when the stage was left, 16 more when any
 * has an amount, 4 while they are in order; and of each deal its id and 20 bytes.
 */
#ifndef SOPS_VISITS_H
#define SOPS_VISITS_H

#include <sops/date.h>
#include <sops/short_sum.h>

/* NULL: none yet. */
struct sops__visits;

struct sops__visit {
	sops_time entered, left;   /* left: SOPS_TIME_BLANK when nobody says */
	int8_t entered_shift, left_shift; /* -1, 0, 1: days from those of the times to those that
				      the row has, where they are told with an offset */
	uint64_t place;            /* in the input: the order of rows of one time */
	uint32_t stage;            /* its number, from 1 */
	struct sops_short_sum amount; /* borrowed */
};

/* The day that is so many from that of the time. */
static inline sops_date sops__visit_day(sops_time time, int shift)
{
	return (sops_date)(time / 86400 - (time % 86400 < 0)) + shift;
}

static inline sops_date sops__visit_entered(const struct sops__visit *visit)
{
	return sops__visit_day(visit->entered, visit->entered_shift);
}

/* SOPS_DATE_BLANK when nobody says. */
static inline sops_date sops__visit_left(const struct sops__visit *visit)
{
	return visit->left == SOPS_TIME_BLANK ? SOPS_DATE_BLANK :
		sops__visit_day(visit->left, visit->left_shift);
}

void sops__visits_free(struct sops__visits *visits);
/* No rows and no deals again; stages keep their numbers. */
void sops__visits_clear(struct sops__visits *visits);

/* Of visit all counts but the number of the stage and the amount, which are given in full. */
int sops__visits_add(struct sops__visits **visits, struct sops_field deal, struct sops_field stage,
	const struct sops__visit *visit, struct sops_money amount, struct sops_currency currency,
	struct sops_error *err);
int sops__visits_merge(struct sops__visits **into, const struct sops__visits *from,
	struct sops_error *err);

/* Deals and stages have the numbers from 1 to their count. */
uint32_t sops__visits_deals(const struct sops__visits *visits);
uint32_t sops__visits_stages(const struct sops__visits *visits);
size_t sops__visits_count(const struct sops__visits *visits);
struct sops_field sops__visits_deal(const struct sops__visits *visits, uint32_t deal);
struct sops_field sops__visits_stage(const struct sops__visits *visits, uint32_t stage);
/* 0: it has none. */
uint32_t sops__visits_find(const struct sops__visits *visits, struct sops_field deal);

/*
 * Puts them into order: has to be done before any is looked at, and again when some were added.
 * Those of a deal come by time; then by place; then whatever is the same of the same ones.
 */
int sops__visits_order(struct sops__visits *visits, struct sops_error *err);

/* Those of a deal, by number. */
struct sops__visits_of {
	const struct sops__visits *all;
	const uint32_t *order;
	size_t count;
};

struct sops__visits_of sops__visits_of(const struct sops__visits *visits, uint32_t deal);
struct sops__visit sops__visits_at(const struct sops__visits_of *of, size_t index);

#endif
