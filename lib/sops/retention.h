/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * retention.h: who stays, and what they pay: a table of subscriptions in memory.
 *
 * A row is a subscription, or one of its prices: it pays its mrr from its first day (start) to
 * the one before its end, which is blank while it lasts. On the morning of a day it counts if it
 * has started before that day and has not ended before it: so on the morning of the day after
 * its first, and for the last time on that of its end, on which it is lost. A customer is there
 * on a morning on which its subscriptions come to more than 0: a trial or a pause at an mrr
 * of 0 is no customer yet, or any more. What it pays is the sum over its subscriptions.
 *
 * Of a span, between the morning of its first day and that of the day after its last:
 *
 *	churn, of those at the start    churned / start
 *	churn, all lost                 (churned + passed) / start
 *	churn, of those there at all    (churned + passed) / (start + joined + returned + passed)
 *	churn a day (exposure)          (churned + passed) / customer_days
 *	MRR churn, gross; net           (lost + contraction) / mrr_start; less expansion
 *	NRR                             kept / mrr_start
 *	GRR                             capped / mrr_start, or capped_lines / mrr_start
 *
 *	end = start - churned + joined + returned
 *	kept = mrr_start - lost - contraction + expansion;  capped = mrr_start - lost - contraction
 *
 * The first is the default, since it is bounded; it leaves out who joins and is lost between
 * the two mornings (passed). One who is lost and back before the end has not churned, and one who
 * comes and goes twice between them has passed once. Churn of unequal spans is compared by
 * exposure: per mean of the daily counts, as in Noble's "Defining churn rate" (Shopify), and per
 * day. GRR caps what each customer pays at what it paid at the start, so that one who takes more
 * of one product and less of another has contracted by the difference only; capped_lines does so
 * for each subscription_id of a customer, and is never more. The rate of a year from that of a
 * month m is 1 - (1 - m)^12, not 12 m. Ratios of nobody at the start are undefined.
 *
 * Prices of one subscription follow on each other: the next starts on the end of the one before,
 * or on the day after it, where ends are written as last days; then there is no day between on
 * which the customer is gone. Rows without a subscription_id are subscriptions of their own, and
 * between two of those an end is the first day without.
 *
 * Edge cases: a row that ends on the day it starts pays nothing. Rows at an mrr of 0, and those
 * that pay for no day, are counted as oddities. Customers and subscriptions are texts as given. A
 * customer of two groups is one in each; one that moves from a group to another churns there
 * and joins here.
 */
#ifndef SOPS_RETENTION_H
#define SOPS_RETENTION_H

#include <sops/input.h>
#include <sops/subscriptions.h>

struct sops_retention;

#define SOPS_RETENTION_NEEDS \
	(SOPS_ROLE(SOPS_SUBSCRIPTIONS_CUSTOMER_ID) | SOPS_ROLE(SOPS_SUBSCRIPTIONS_START) | \
	 SOPS_ROLE(SOPS_SUBSCRIPTIONS_MRR))
#define SOPS_RETENTION_USES \
	(SOPS_ROLE(SOPS_SUBSCRIPTIONS_ID) | SOPS_ROLE(SOPS_SUBSCRIPTIONS_END) | \
	 SOPS_ROLE(SOPS_SUBSCRIPTIONS_CURRENCY))

/*
 * Reads all rows of an input of sops_subscriptions. SOPS_EINPUT, with the place: a customer, a
 * start or an mrr that is blank; an mrr that is negative; an end before the start; two prices of
 * one subscription for the same day (names the other line too).
 */
int sops_retention_read(struct sops_retention **out, struct sops_input *input,
	struct sops_error *err);
void sops_retention_free(struct sops_retention *retention);

/* What became of the customers of a group in a span that has a first day and an end. */
struct sops_retained {
	int64_t start, end;  /* customers on the morning of the first day, and of the end */
	int64_t churned;     /* of those at the start, not there at the end */
	int64_t joined;      /* at the end, not at the start, and never before it */
	int64_t returned;    /* at the end, not at the start, but earlier */
	int64_t passed;      /* neither at the start nor at the end, but between */
	int64_t customer_days; /* customers on the morning of each day of the span, added up */
	struct sops_sum mrr_start, mrr_end; /* of all customers; n: prices that are paid then */
	struct sops_money kept;   /* of those at the start, at the end */
	struct sops_money capped; /* the same, of each at most what it paid at the start */
	struct sops_money capped_lines; /* each subscription_id capped by itself */
	struct sops_money expansion, contraction, lost; /* per customer; lost: of the churned */
};

/*
 * The group's key is that of sops_input_key; all zero for one that is not there. It takes
 * as long as the group has rows, whatever the span. SOPS_EINPUT, with the place of the
 * row where one is to blame: overflow; two currencies on the two mornings. SOPS_EUSAGE: a span
 * without a first day, without an end, or with an end before it.
 */
int sops_retention_of(struct sops_retained *out, const struct sops_retention *retention,
	struct sops_field group, const struct sops_span *span, struct sops_error *err);

/* The first day of a group's subscriptions, and the last on which anything starts or ends; false
 * when there are none. */
bool sops_retention_span(const struct sops_retention *retention, sops_date *first, sops_date *last,
	struct sops_field group);
/* Whether a subscription of the group that pays has no end: its customer is there on every morning
 * after that last day, too. */
bool sops_retention_lasts(const struct sops_retention *retention, struct sops_field group);
/* Keys of groups, the blank one first, then as they came. After the last, and only then, at is
 * NULL. */
struct sops_field sops_retention_group(const struct sops_retention *retention, size_t index);

struct sops_retention_oddities {
	int64_t unpaid; /* rows at an mrr of 0: no customer for that */
	int64_t empty;  /* rows that end on the day they start */
};
struct sops_retention_oddities sops_retention_oddities(const struct sops_retention *retention);

#endif
