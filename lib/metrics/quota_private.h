/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quota_private.h: what the files of quota share. */
#ifndef SOPS_QUOTA_PRIVATE_H
#define SOPS_QUOTA_PRIVATE_H

#include "window.h"

#include <sops/quota.h>

/* What was won. */
struct sops__quota_win {
	struct sops_short_sum amount;
	int64_t deals;
};

/* Wins of one who is named by deals: by number of the first day of the quota's period. */
struct sops__quota_owner {
	struct sops_group *periods;
};

#define SOPS__QUOTA_NONE INT64_MIN /* in place of that day: nobody has a quota then */

/* The days on which a customer bought: who sold, by number of the day. */
struct sops__quota_customer {
	struct sops_group *days;
};
struct sops__quota_sellers {
	struct sops_group *owners; /* to how many deals */
};

enum {
	SOPS__QUOTA_UNDATED,  /* won, but when? */
	SOPS__QUOTA_UNPRICED, /* won without an amount */
	SOPS__QUOTA_UNCOSTED, /* won without a cost */
	SOPS__QUOTA_UNNAMED,  /* won from nobody knows whom */
	SOPS__QUOTA_ODDITIES,
};

struct sops__quota_state {
	struct sops_group *owners;
	struct sops_group *days;      /* of season: wins by number of the day */
	struct sops_group *customers; /* of new_customers */
	struct sops__twins *twins;    /* of the deals won in the window */
	struct sops_rare odd;
};

extern const struct sops_state sops__quota_state;

/* Adds a deal to the state. */
int sops__quota_take(void *into, const void *row, const struct sops_use *use,
	struct sops_error *err);

/* A sum of quotients, exact. All zero but den 1 is 0. */
struct sops__fraction {
	struct sops_money num;
	int64_t den; /* above 0 */
};
int sops__fraction_add(struct sops__fraction *into, struct sops__fraction other,
	struct sops_error *err);
static inline struct sops_ratio sops__fraction_ratio(struct sops__fraction fraction)
{
	return (struct sops_ratio){ fraction.num, sops_money_of(fraction.den) };
}

/* A quota with what was won of it. */
struct sops__quota_part {
	const struct sops_quota_line *line;
	struct sops_sum actual, quota; /* quota as it is prorated */
	struct sops_money full;
	int64_t deals;
	bool paced;                     /* expected is known */
	struct sops__fraction expected;
	sops_date first, last;          /* of the row that it belongs to */
	sops_date begin, end;           /* first and last day on which who was there */
};

/* Several quotas of one group and period; of one who, unless grouped. */
struct sops__quota_row {
	struct sops_field group, who;
	struct sops__quota_part sum; /* its line is that of the first */
};

/* Names for a note: the first of them, and how many there are. */
struct sops__quota_names {
	struct sops_buffer text;
	int64_t count;    /* of what is noted */
	size_t different; /* names */
	struct sops_field last;
};
/* Names come in order. */
void sops__quota_name(struct sops__quota_names *names, struct sops_field name, int64_t count);
/* "what: 3 (ann, bob, cy), then" unless there are none; releases the names. */
void sops__quota_note(struct sops_table *table, struct sops__quota_names *names, const char *what,
	const char *then);

/* What past years have sold, day by day. */
struct sops__quota_curve {
	struct sold {
		sops_date day;
		struct sops_money before; /* sold up to the day and on it */
	} *sold;
	size_t count;
};
int sops__quota_curve_new(struct sops__quota_curve *curve, const struct sops_group *days,
	const struct sops_quota_track *track, struct sops_error *err);

/* What settle makes. */
struct sops__quota_shared {
	struct sops__quota_part *parts;
	struct sops__quota_row *rows; /* by group, period, who */
	size_t n_parts, n_rows;
	size_t *starts; /* of the rows of each group, and the end of the last */
	size_t groups;
	struct sops__quota_curve curve;
	int64_t prorated, seasonless;
	struct sops__quota_state all; /* of all groups together */
};

static inline bool sops__quota_money(int metric)
{
	return metric == SOPS_QUOTA_AMOUNT || metric == SOPS_QUOTA_MARGIN;
}

/* What counts of a win: its amount, or the number of deals. */
struct sops_sum sops__quota_value(const struct sops__quota_win *win, int metric);
/* Days of the period, or working days. */
int64_t sops__quota_days(const struct sops_quota_track *track, sops_date from, sops_date to);

/* Prorates the quota of a part and says what is expected of it; 1 when who was never there. */
int sops__quota_pace(struct sops__quota_part *part, struct sops__quota_shared *shared,
	const struct sops_use *use, struct sops_error *err);

/* Of what customers bought first, and when, makes wins of those who sold it. */
int sops__quota_first_purchases(struct sops__quota_state *all, const struct sops_use *use,
	struct sops_error *err);
/* The parts of all lines in the window, from what was won; notes on the table. */
int sops__quota_parts(struct sops__quota_shared *shared, const struct sops_use *use,
	struct sops_table *table, struct sops_error *err);

int sops__quota_columns(struct sops_table *table, const struct sops_use *use,
	struct sops_error *err);
/* Makes rows of parts: of each who. */
int sops__quota_rows_make(struct sops__quota_shared *shared, const struct sops_use *use,
	struct sops_error *err);
int sops__quota_rows(struct sops_table *table, const struct sops__quota_row *rows, size_t count,
	const struct sops_use *use, struct sops_error *err);

/* How many of the rows, from the first, are of its period. */
size_t sops__quota_same_period(const struct sops__quota_row *rows, size_t count);
/* The rows of one period, added up. */
int sops__quota_add_up(struct sops__quota_part *sum, const struct sops__quota_row *rows,
	size_t count, const struct sops_use *use, struct sops_error *err);

/* The spread of each period of a group, and its streaks. */
void sops__quota_summary_columns(struct sops_table *table);
int sops__quota_summaries(struct sops_table *table, const struct sops__quota_row *rows,
	size_t count, const struct sops_use *use, struct sops_error *err);
void sops__quota_streak_columns(struct sops_table *table, const struct sops_use *use);
int sops__quota_streaks(struct sops_table *table, const struct sops__quota_row *rows, size_t count,
	const struct sops_use *use, struct sops_error *err);

void sops__quota_split_columns(struct sops_table *table);
int sops__quota_split(struct sops_table *table, const struct sops_use *use,
	struct sops_error *err);

/* The label of the period with that first and last day: as the calendar's unit has it, else as
 * the file has it. */
void sops__quota_period(struct sops_table *table, const struct sops__quota_part *part,
	const struct sops_use *use);
/* Blank where nobody knows it. */
void sops__quota_rep_name(struct sops_table *table, const struct sops_roster_rep *rep);
/* actual >= quota. */
bool sops__quota_met(const struct sops__quota_part *part);

#endif
