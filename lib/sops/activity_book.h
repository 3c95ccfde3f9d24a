/* SPDX-License-Identifier: GPL-3.0-or-later */
/* activity_book.h: what reps do all day: a table of activities in memory. */
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
	const char *selling;  /* types that are selling time, separated by commas; NULL: what the
	                         column customer_facing says */
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

/* Reads all rows of an input of sops_activities. SOPS_EINPUT, with the place. */
int sops_activity_book_read(struct sops_activity_book **out, struct sops_input *input,
	const struct sops_activity_options *options, struct sops_error *err);
void sops_activity_book_free(struct sops_activity_book *book);

/* Of activities that people do: those done by automation are left out. */
struct sops_active {
	int64_t all, types[SOPS_ACTIVITY_TYPES];
	int64_t reps;                       /* different rep_ids */
	struct sops_money minutes, selling; /* exact also where overlaps are split */
	int64_t timed, untimed;             /* with minutes, and without */
	int64_t on_deals;
	struct sops_money deal_minutes;     /* of those that name a deal */
};

int sops_activity_book_of(struct sops_active *out, const struct sops_activity_book *book,
	struct sops_field group, const struct sops_span *span, struct sops_error *err);
bool sops_activity_book_span(const struct sops_activity_book *book, sops_date *first,
	sops_date *last, struct sops_field group);
struct sops_field sops_activity_book_group(const struct sops_activity_book *book, size_t index);

/* The first day on which something was done about a deal, or about a lead; blank when nothing
 * was. By anybody: of all groups, but not by automation. */
sops_date sops_activity_book_first(const struct sops_activity_book *book,
	struct sops_field deal_id, struct sops_field lead_id);

/* Two entries of one rep that overlap, unless they are split: the error to give whoever asks for
 * minutes. 0 when there are none. */
int sops_activity_book_overlap(const struct sops_activity_book *book, struct sops_error *err);
/* Whether anybody says what is selling: a column customer_facing, or options->selling. */
bool sops_activity_book_knows_selling(const struct sops_activity_book *book);

struct sops_activity_oddities {
	int64_t automatic, future; /* left out */
};
struct sops_activity_oddities sops_activity_book_oddities(const struct sops_activity_book *book);

#endif
