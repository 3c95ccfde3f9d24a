/* SPDX-License-Identifier: GPL-3.0-or-later */
/* retention_private.h: subscriptions in memory, as retention.c reads and retention_of.c asks. */
#ifndef SOPS_RETENTION_PRIVATE_H
#define SOPS_RETENTION_PRIVATE_H

#include <sops/retention.h>

#include "book.h"

/* The end of what lasts. */
#define SOPS__ONGOING INT32_MAX

/* What a row pays from its first day, that of the item, to the one before its end. */
struct sops__price {
	struct sops__book_item base;
	sops_date end;
	uint32_t customer, subscription; /* numbers; subscription 0: of none but itself */
	uint64_t line;
	struct sops_currency currency;
	struct sops_money mrr;
};

/* Days on which a customer is there without a break. */
struct sops__stay {
	sops_date start, end;
};

/* A customer of a group: where its prices and stays begin. They go on to those of the next. */
struct sops__subscriber {
	size_t prices, stays;
};

/* Where the subscribers of a group begin, by number; the same. */
struct sops__subscribers {
	size_t first;
	sops_date start, last; /* of any price; start is SOPS__ONGOING where there is none */
	bool lasts; /* one that pays has no end */
};

struct sops_retention {
	struct sops__book prices; /* by group, customer, subscription and start */
	struct sops__texts customers, subscriptions;
	struct sops__stay *stays;
	struct sops__subscriber *subscribers; /* one more than there are */
	struct sops__subscribers *groups;     /* one more than there are */
	char *name; /* of the input */
	struct sops_retention_oddities oddities;
};

#endif
