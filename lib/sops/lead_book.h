/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lead_book.h: who asked, and what became of them: a table of leads in memory. */
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

/* Reads all rows of an input of sops_leads. SOPS_EINPUT, with the place: a lead_id that is blank or
 * stands twice (names the line of the first). A lead created after as_of does not exist yet, and a
 * conversion after it has not happened. */
int sops_lead_book_read(struct sops_lead_book **out, struct sops_input *input, sops_date as_of,
	struct sops_error *err);
void sops_lead_book_free(struct sops_lead_book *book);

/* The number of the lead of that id, or of that deal; -1 when there is none. */
int64_t sops_lead_book_find(const struct sops_lead_book *book, struct sops_field lead_id,
	struct sops_field deal_id);
/* The day it was created; blank when nobody says. */
sops_date sops_lead_book_created(const struct sops_lead_book *book, int64_t lead);
size_t sops_lead_book_count(const struct sops_lead_book *book);

struct sops_lead_counts {
	int64_t created;   /* in the span: of these */
	int64_t converted; /* ever: status converted, or a day of conversion */
	int64_t deals;     /* with a deal_id */
	int64_t won;       /* marked by the caller: won[number of the lead] */
	int64_t flow;      /* converted in the span, whenever created */
	int64_t undated;   /* converted, but nobody says when: in no flow */
	int64_t backward;  /* converted before they were created: in converted, and noted */
};

/* won: a bool for each lead, or NULL. */
void sops_lead_book_of(struct sops_lead_counts *out, const struct sops_lead_book *book,
	const bool *won, struct sops_field group, const struct sops_span *span);
bool sops_lead_book_span(const struct sops_lead_book *book, sops_date *first, sops_date *last,
	struct sops_field group);
struct sops_field sops_lead_book_group(const struct sops_lead_book *book, size_t index);

struct sops_lead_oddities {
	int64_t unborn, undated; /* created after as_of; without a created day: in no span */
};
struct sops_lead_oddities sops_lead_book_oddities(const struct sops_lead_book *book);

#endif
