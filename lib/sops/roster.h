/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * roster.h: who sells, and since when: a table of reps in memory.
 *
 * Deals name their owner by id or by name, whatever the CRM shows: both are looked up.
 *
 *	there      from the day hired to the day before the one left, both included
 *	days       days of a span on which the rep is there, counted by the calendar: a
 *		   weekend counts as any other day
 *
 * Source: left is the first day away, as the table of reps has it (sops-tables(5)), so that two
 * stays without a gap share no day.
 *
 * Edge cases: of a rep without a day hired nobody knows since when, and the rep counts as there
 * from the start; one without a day left is still there. Hired and left on one day is no day
 * at all. A name that several reps have is nobody's, and an id goes before a name: who is
 * called as another's id is not found by that name. Ids and names are compared byte by
 * byte; but both forms of a Salesforce id, of 15 and of 18 characters, are one. A
 * blank fte counts as 1; one above 1 is taken as it is.
 */
#ifndef SOPS_ROSTER_H
#define SOPS_ROSTER_H

#include <sops/input.h>
#include <sops/reps.h>

/* Texts hold as long as the roster. */
struct sops_roster_rep {
	struct sops_field rep_id, name;
	sops_date hired;       /* first day; blank: nobody says, and counts as from the start */
	sops_date left;        /* first day away; blank: still there */
	struct sops_money fte; /* share of a full position; blank counts as 1 */
	struct sops_field group; /* the cells of the by columns with which the input was opened */
	uint64_t line;
};

struct sops_roster;

#define SOPS_ROSTER_NEEDS SOPS_ROLE(SOPS_REPS_ID)
#define SOPS_ROSTER_USES \
	(SOPS_ROLE(SOPS_REPS_NAME) | SOPS_ROLE(SOPS_REPS_HIRED) | SOPS_ROLE(SOPS_REPS_LEFT) | \
	 SOPS_ROLE(SOPS_REPS_FTE))

/*
 * Reads all rows of an input of sops_reps. SOPS_EINPUT, with the place: a rep_id that is blank, or
 * stands twice (names the line of the first); a day left that is before the one hired; an fte that
 * is negative.
 */
int sops_roster_read(struct sops_roster **out, struct sops_input *input, struct sops_error *err);
void sops_roster_free(struct sops_roster *roster);

size_t sops_roster_count(const struct sops_roster *roster);
/* By rep_id, bytewise. */
const struct sops_roster_rep *sops_roster_at(const struct sops_roster *roster, size_t index);
/* The rep of that id; else the only one of that name; else NULL, as for a blank. */
const struct sops_roster_rep *sops_roster_find(const struct sops_roster *roster,
	struct sops_field who);
/* Days of the span on which the rep is there; of a span without end, or without a first day where
 * hired is blank, 1 if there is any, else 0. */
int64_t sops_roster_days(const struct sops_roster_rep *rep, const struct sops_span *span);

#endif
