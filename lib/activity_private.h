/* SPDX-License-Identifier: GPL-3.0-or-later */
/* activity_private.h: what activity_book.c and activity_overlap.c share. */
#ifndef SOPS_ACTIVITY_PRIVATE_H
#define SOPS_ACTIVITY_PRIVATE_H

#include <sops/activity_book.h>

#include "book.h"

struct sops__activity {
	struct sops__book_item item;
	sops_time start; /* blank where it has no time of day, or no minutes */
	uint64_t line;
	uint32_t rep;    /* 0: nobody */
	uint32_t named;  /* number of the type's text */
	unsigned char type;
	bool selling, deal;
	bool split; /* minutes are shares of a second */
	struct sops_money minutes; /* or blank */
};

/* Entries of one rep that may run at once. */
#define SOPS__AT_ONCE 40
/* A second has so many shares: the least number that all up to SOPS__AT_ONCE divide. */
#define SOPS__SHARES INT64_C(5342931457063200)

struct sops__overlap {
	uint64_t line, with; /* the first line that overlaps one above it, and that; or 0 */
};

/* Finds the overlap in a sorted book, or with split gives all that overlap their shares. name is
 * the file's, for places. */
int sops__activity_overlaps(struct sops__overlap *out, struct sops__book *activities, bool split,
	const char *name, struct sops_error *err);

/* A number of shares as minutes: over the least denominator, which 2 and 5 do not divide. */
void sops__activity_minutes(struct sops_ratio *out, struct sops_money shares);

#endif
