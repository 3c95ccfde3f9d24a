/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * retention.h: who stays, and what they pay: a table of subscriptions in memory.
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

/* Reads all rows of an input of sops_subscriptions. SOPS_EINPUT, with the place. */
int sops_retention_read(struct sops_retention **out, struct sops_input *input,
	struct sops_error *err);
void sops_retention_free(struct sops_retention *retention);

/* What became of the customers of a group in a span that has a first day and an end. A customer
 * pays on the morning of a day what the subscriptions say that have started before it and have
 * not ended before it. */
struct sops_retained {
	int64_t start, end;  /* customers on the morning of the first day, and of the end */
	int64_t churned;     /* of those at the start, not there at the end */
	int64_t joined;      /* at the end, not at the start, and never before it */
	int64_t returned;    /* at the end, not at the start, but earlier */
	int64_t passed;      /* neither at the start nor at the end, but between */
	int64_t customer_days; /* of all, over the span: exposure */
	struct sops_sum mrr_start, mrr_end; /* of all customers */
	struct sops_money kept;   /* of those at the start, at the end */
	struct sops_money capped; /* the same, of each at most what it paid at the start */
	struct sops_money capped_lines; /* each subscription_id capped by itself */
	struct sops_money expansion, contraction, lost; /* per customer; lost: of the churned */
};

/* The group's key is that of sops_input_key. SOPS_EINPUT: overflow; two currencies. */
int sops_retention_of(struct sops_retained *out, const struct sops_retention *retention,
	struct sops_field group, const struct sops_span *span, struct sops_error *err);

/* The first day of a group's subscriptions, and the last on which anything starts or ends; false
 * when there are none. */
bool sops_retention_span(const struct sops_retention *retention, sops_date *first, sops_date *last,
	struct sops_field group);
/* Keys of groups, as they came; NULL after the last. */
struct sops_field sops_retention_group(const struct sops_retention *retention, size_t index);

#endif
