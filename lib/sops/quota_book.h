/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quota_book.h: quotas, by whose they are and for when.
 *
 * A quota is a rep's, or a team's, a region's or a product's: of the whole table the same, the
 * first of these columns in which any row has a value. A row that has none there is of another
 * kind, and left out; a team that stands beside a rep is whose the rep is.
 *
 * A rep may stand by id or by name, as in deals: with a roster the two are one, and two rows that
 * name a rep so are rivals.
 *
 *	period     as the calendar labels it: 2026, 2026H1, 2026Q3, 2026-07, 2026-W28, 2026-07-15;
 *		   rows may differ in unit
 *	quota      in money for "amount" and "margin", else a plain number
 *	metric     of which the quota is; a blank one, and all without the column, is "amount"
 *
 * Edge cases: no day has two quotas of one and the same, not even a month's and its quarter's:
 * whoever added them up would count the month twice. A quota of 0 has no attainment; it is
 * kept apart. A blank quota is no quota of 0, and refused; so is a negative one.
 */
#ifndef SOPS_QUOTA_BOOK_H
#define SOPS_QUOTA_BOOK_H

#include <sops/quotas.h>
#include <sops/roster.h>

/* Texts hold as long as the book. */
struct sops_quota_line {
	struct sops_field who;  /* the rep_id of the roster where that knows the rep */
	sops_date first, last;  /* days of the period, both included */
	struct sops_money quota;
	struct sops_currency currency;
	struct sops_field group; /* the cells of the by columns with which the input was opened */
	const struct sops_roster_rep *rep; /* of the roster, or NULL */
	uint64_t line;
	struct sops_field team, region, product; /* the cells that stand beside */
	struct sops_label period; /* as the file has it */
};

struct sops_quota_book;

struct sops_quota_options {
	const struct sops_calendar *calendar; /* what the labels of periods mean */
	const struct sops_roster *roster;     /* or NULL; borrowed as long as the book lives */
	const char *metric;                   /* of which quotas are read, in any case; NULL is
	                                         "amount", as where none is named */
};

#define SOPS_QUOTA_NEEDS \
	(SOPS_ROLE(SOPS_QUOTAS_REP_ID) | SOPS_ROLE(SOPS_QUOTAS_PERIOD) | \
	 SOPS_ROLE(SOPS_QUOTAS_QUOTA))
#define SOPS_QUOTA_USES \
	(SOPS_ROLE(SOPS_QUOTAS_TEAM) | SOPS_ROLE(SOPS_QUOTAS_REGION) | \
	 SOPS_ROLE(SOPS_QUOTAS_PRODUCT) | SOPS_ROLE(SOPS_QUOTAS_METRIC) | \
	 SOPS_ROLE(SOPS_QUOTAS_CURRENCY))

/*
 * Reads all rows of an input of sops_quotas. SOPS_EINPUT, with the place: a period that is blank,
 * or none of the calendar; a quota that is blank or negative; two quotas of one for the same day
 * (names the line of the first).
 */
int sops_quota_book_read(struct sops_quota_book **out, struct sops_input *input,
	const struct sops_quota_options *options, struct sops_error *err);
void sops_quota_book_free(struct sops_quota_book *book);
/* Names reps as a roster has them that was read behind the quotas, which may have decided of what
 * it is. The file is that of the quotas. SOPS_EINPUT as above: two quotas of one. */
int sops_quota_book_name(struct sops_quota_book *book, const struct sops_roster *roster,
	const char *file, struct sops_error *err);

/* SOPS_QUOTAS_REP_ID, _TEAM, _REGION or _PRODUCT; of a book without a row the first. */
int sops_quota_book_scope(const struct sops_quota_book *book);
/* The role of that scope in deals and in orders; and what a deal has there: whose quota it counts
 * towards. Without a book (NULL) those of reps. */
int sops_quota_book_of_deals(const struct sops_quota_book *book);
int sops_quota_book_of_orders(const struct sops_quota_book *book);
struct sops_deal;
struct sops_field sops_quota_book_credited(const struct sops_quota_book *book,
	const struct sops_deal *deal);
size_t sops_quota_book_count(const struct sops_quota_book *book);
/* By who, bytewise, then by day. */
const struct sops_quota_line *sops_quota_book_at(const struct sops_quota_book *book, size_t index);
/* The number of the line of which the day is; -1 when there is none. A rep may be called by id or
 * name, as the roster knows either. */
int64_t sops_quota_book_find(const struct sops_quota_book *book, struct sops_field who,
	sops_date day);
/* The first line of who, or NULL. */
const struct sops_quota_line *sops_quota_book_first(const struct sops_quota_book *book,
	struct sops_field who);

/* Quotas of 0, which are no lines of the book: how many, and each, in the same order. */
size_t sops_quota_book_zeros(const struct sops_quota_book *book);
const struct sops_quota_line *sops_quota_book_zero(const struct sops_quota_book *book,
	size_t index);

/* Rows left out: quotas of another metric; rows of another scope; quotas of 0. */
struct sops_quota_left_out {
	int64_t other_metric, other_scope, zero;
};
struct sops_quota_left_out sops_quota_book_left_out(const struct sops_quota_book *book);

#endif
