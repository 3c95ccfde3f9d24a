/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lead_book.h: who asked, and what became of them: a table of leads in memory.
 *
 * The rates that rest on it are of two kinds, and both go by the name of lead conversion:
 *
 *	cohort   of the leads created in the period those that ever converted / created
 *	flow     converted in the period, whenever created / created in the period
 *
 * Of 100 leads created in March 12 have converted by now: 12 %. In March 18 leads converted, some
 * of which came in before: 18 %, and this one can pass 100 %. Vendors' guides use the one and the
 * other; a young cohort has not had its time, which the flow does not show.
 *
 * A lead counts on the day it was created, as written, whatever the time of day. It is converted
 * when its status says so, or a day of conversion is there that is not after as-of. That is less
 * than won: deals counts those that name a deal, which CRMs make optional, and won those that the
 * caller has found to be won.
 *
 * Ids are compared byte for byte; a Salesforce id of 15 characters and its form of 18 are one.
 *
 * Edge cases: a lead created after as-of does not exist yet; neither does a conversion after it,
 * nor its deal. A lead whose created cell is blank is in no period, but among all leads where
 * there is no period. A lead that converted before it was created is a slip of the pen: it
 * counts, and is counted apart. Two leads that name one deal count as two. A lead may name a deal
 * and not be converted.
 */
#ifndef SOPS_LEAD_BOOK_H
#define SOPS_LEAD_BOOK_H

#include <sops/input.h>
#include <sops/leads.h>

struct sops_lead_book;

#define SOPS_LEAD_NEEDS (SOPS_ROLE(SOPS_LEADS_ID) | SOPS_ROLE(SOPS_LEADS_CREATED))
#define SOPS_LEAD_USES \
	(SOPS_ROLE(SOPS_LEADS_STATUS) | SOPS_ROLE(SOPS_LEADS_QUALIFIED) | \
	 SOPS_ROLE(SOPS_LEADS_CONVERTED) | SOPS_ROLE(SOPS_LEADS_DEAL_ID) | \
	 SOPS_ROLE(SOPS_LEADS_DISQ_REASON))

/*
 * Reads all rows of an input of sops_leads, which need not outlive the reading. SOPS_EINPUT, with
 * the place:
 *	the lead has no id
 *	lead_id "17" stands twice, first on line 3
 */
int sops_lead_book_read(struct sops_lead_book **out, struct sops_input *input, sops_date as_of,
	struct sops_error *err);
void sops_lead_book_free(struct sops_lead_book *book);

/* The number of the lead of that id, or else of that deal: of several the one created first, and
 * of one day the one whose id comes first, bytewise. -1 when there is none. */
int64_t sops_lead_book_find(const struct sops_lead_book *book, struct sops_field lead_id,
	struct sops_field deal_id);
/* The day it was created; blank when nobody says, and for -1. */
sops_date sops_lead_book_created(const struct sops_lead_book *book, int64_t lead);
/* The cells of its by columns, joined by NUL. */
struct sops_field sops_lead_book_lead_group(const struct sops_lead_book *book, int64_t lead);
/* Numbers of leads are below this. */
size_t sops_lead_book_count(const struct sops_lead_book *book);

struct sops_lead_counts {
	int64_t created;   /* in the span: of these */
	int64_t converted; /* ever: status converted, or a day of conversion */
	int64_t deals;     /* with a deal_id */
	int64_t won;       /* marked by the caller: won[number of the lead] */
	int64_t open;      /* neither converted nor disqualified, as far as anybody says */
	int64_t flow;      /* converted in the span, whenever created */
	int64_t undated;   /* of those created: converted, but nobody says when; in no flow */
	int64_t backward;  /* of those created: converted before; in converted all the same */
};

/* Of the group whose key is that of sops_input_key. won: a bool for each lead, or NULL. */
void sops_lead_book_of(struct sops_lead_counts *out, const struct sops_lead_book *book,
	const bool *won, struct sops_field group, const struct sops_span *span);
/* The first and the last day on which a lead of the group was created or converted; false when
 * there is none. */
bool sops_lead_book_span(const struct sops_lead_book *book, sops_date *first, sops_date *last,
	struct sops_field group);
/* The keys of groups that have leads, the blank one first; at is NULL after the last. */
struct sops_field sops_lead_book_group(const struct sops_lead_book *book, size_t index);

struct sops_lead_oddities {
	int64_t unborn, undated; /* created after as_of; without a created day: in no period */
};
struct sops_lead_oddities sops_lead_book_oddities(const struct sops_lead_book *book);

#endif
