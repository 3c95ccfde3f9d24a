/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * activity_book.h: what reps do all day: a table of activities in memory.
 *
 *	selling share       minutes of selling / minutes of everything that was logged
 *	revenue per hour    revenue / hours of selling
 *	hours per deal won  hours of what names a deal / deals won
 *	activities          so many, by type, by rep and day worked
 *
 * What is selling is for the user to say: studies of the share find 22 to 45 %, by whether
 * preparation, order entry and travel count. Either a column customer_facing says it, where a
 * blank cell is no selling; or a list of types does.
 *
 * An activity counts on the day it starts, as written. What starts after as-of has not happened;
 * what automation did (auto is yes) nobody did: both are left out and counted. An activity
 * without a start is in no period, but among all where there is no period.
 *
 * Types are told by words in any case, in English and Chinese, with or without spaces and hyphens
 * (cold call, E-mail, 上门拜访); every other one, and a blank one, is OTHER.
 *
 * A rep cannot do two things at once. Of one rep, entries run in [start, start + minutes); two
 * that have an instant in common overlap, and so do two that agree in start, minutes and type. Who
 * asks for minutes then gets an error, or has them split: at every instant the time is shared
 * equally by all entries that run then, so that the minutes of a rep are those on the clock. Three
 * calls from 9:00 to 9:10 are 10/3 minutes each: figures are quotients, exact. No more than 40
 * entries of a rep may run at once.
 *
 * An entry without a time of day, without minutes or without a rep cannot be judged: it overlaps
 * nothing and stays whole. Midnight is a time of day where it is written out, unless all entries
 * with minutes start at midnight: some exports write 00:00 behind every day.
 *
 * Edge cases: minutes below 0 are an error; 0 minutes are minutes. Entries without a rep count as
 * those of one rep who has no name; where there is no such column nobody knows how many reps there
 * are, and reps is 0.
 */
#ifndef SOPS_ACTIVITY_BOOK_H
#define SOPS_ACTIVITY_BOOK_H

#include <sops/activities.h>
#include <sops/input.h>

struct sops_activity_book;

#define SOPS_ACTIVITY_NEEDS (SOPS_ROLE(SOPS_ACTIVITIES_TYPE) | SOPS_ROLE(SOPS_ACTIVITIES_START))
#define SOPS_ACTIVITY_USES \
	(SOPS_ROLE(SOPS_ACTIVITIES_REP_ID) | SOPS_ROLE(SOPS_ACTIVITIES_DEAL_ID) | \
	 SOPS_ROLE(SOPS_ACTIVITIES_LEAD_ID) | SOPS_ROLE(SOPS_ACTIVITIES_MINUTES) | \
	 SOPS_ROLE(SOPS_ACTIVITIES_CUSTOMER_FACING) | SOPS_ROLE(SOPS_ACTIVITIES_AUTO))

struct sops_activity_options {
	const char *selling;  /* types that are selling time, as the column spells them but for
	                         case, separated by commas; NULL: what customer_facing says */
	bool split_overlaps;  /* two at a time share the minutes; else that is an error where
	                         minutes are asked for */
	sops_date as_of;      /* what starts after it has not happened */
};

enum sops_activity_type {
	SOPS_ACTIVITY_CALL,    /* call, phone, 电话 … */
	SOPS_ACTIVITY_EMAIL,   /* email, mail, 邮件 … */
	SOPS_ACTIVITY_MEETING, /* meeting, demo, 会议 … */
	SOPS_ACTIVITY_VISIT,   /* visit, on-site, 拜访 … */
	SOPS_ACTIVITY_OTHER,
	SOPS_ACTIVITY_TYPES,
};

/*
 * Reads all rows of an input of sops_activities, which need not outlive the reading. SOPS_EINPUT,
 * with the place:
 *	minutes are negative
 *	no activity is of type "cal", with the nearest (of rows there are some)
 *	more than 40 entries of one rep run at once (where they are split)
 *	overflow
 * SOPS_EUSAGE: no type is named, in a list of commas alone.
 */
int sops_activity_book_read(struct sops_activity_book **out, struct sops_input *input,
	const struct sops_activity_options *options, struct sops_error *err);
void sops_activity_book_free(struct sops_activity_book *book);

/* Of activities that people do: those done by automation are left out. */
struct sops_active {
	int64_t all, types[SOPS_ACTIVITY_TYPES];
	int64_t reps;                       /* different rep_ids */
	struct sops_ratio minutes, selling; /* exact; over 1 unless split: 10/3 */
	int64_t timed, untimed;             /* with minutes, and without */
	int64_t on_deals;
	struct sops_ratio deal_minutes;     /* of those that name a deal */
};

/* Of the group whose key is that of sops_input_key. SOPS_EINPUT: overflow. */
int sops_activity_book_of(struct sops_active *out, const struct sops_activity_book *book,
	struct sops_field group, const struct sops_span *span, struct sops_error *err);
/* The first and the last day on which one of the group starts; false when none does. */
bool sops_activity_book_span(const struct sops_activity_book *book, sops_date *first,
	sops_date *last, struct sops_field group);
/* The keys of groups that have activities, the blank one first; at is NULL after the last. */
struct sops_field sops_activity_book_group(const struct sops_activity_book *book, size_t index);

/* The first day on which something was done about a deal, or about a lead, the earlier of the
 * two; blank when nothing was. By anybody: of all groups, but not by automation. Both forms of a
 * Salesforce id are one. */
sops_date sops_activity_book_first(const struct sops_activity_book *book,
	struct sops_field deal_id, struct sops_field lead_id);

/*
 * Two entries of one rep that overlap, unless they are split: the error to give whoever asks for
 * minutes. 0 when there are none. SOPS_EINPUT, with the place of the first line that overlaps one
 * above it:
 *	overlaps line 12 of the same rep (try --split-overlaps)
 */
int sops_activity_book_overlap(const struct sops_activity_book *book, struct sops_error *err);
/* Whether anybody says what is selling: a column customer_facing, or options->selling. */
bool sops_activity_book_knows_selling(const struct sops_activity_book *book);

struct sops_activity_oddities {
	int64_t automatic, future; /* left out; what is both is automatic */
	int64_t undated;           /* without a start: in no period */
};
struct sops_activity_oddities sops_activity_book_oddities(const struct sops_activity_book *book);

#endif
