/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * history.h: a stage history in any of four layouts, as one table: a row a stay of a deal
 * in a stage.
 *
 *	a log     a row each time a deal entered a stage (OpportunityHistory too)
 *	changes   From Stage, To Stage and when; From = To is an edit of something else
 *	fields    field, Old Value, New Value and when; the first event of a deal is Created.
 *	wide      a row a deal, a column a stage: Date entered "Demo (Sales Pipeline)"
 *
 * The caller reads the cells and adds them, each layout by its own function; then it finishes
 * and takes the rows, which are the same whichever layout told of the deals:
 *
 *	- ordered by deal, bytewise; then by time; then as they were added
 *	- consecutive rows of a stage are one stay; a stage entered again later is a stay more
 *	- a stay ends when the next begins; the last one as the input says, or not yet
 *	- amount and close_date are the last ones that were written during the stay, by is who
 *	  began it
 *
 * Rows of one deal at one time are taken as they were added or, where From and To fit one way
 * round only, that way round. Stages are compared byte for byte.
 *
 * Nothing is lost: every row added is in exactly one of the counts below, and what is odd is
 * counted with the place of the first of its kind.
 *
 * Memory is 68 bytes a row and each different text once.
 */
#ifndef SOPS_HISTORY_H
#define SOPS_HISTORY_H

#include <sops/date.h>

struct sops_history;

struct sops_history_options {
	sops_date as_of;  /* what is entered later is odd; SOPS_DATE_BLANK: nothing is */
	bool by_name;     /* deals have no ids: their names are given instead */
	const char *stage_fields; /* more names of the field that holds the stage, separated by | */
};

/* What is added, and what comes out. All but deal, stage and entered may be blank. */
struct sops_history_row {
	struct sops_field deal;     /* its id */
	struct sops_field stage;    /* that was entered */
	struct sops_field pipeline; /* that the stage is of: another one makes it another stage */
	struct sops_stamp entered, left;
	struct sops_field by, amount; /* as written */
	sops_date close_date;
};

/* A row with every value blank. */
void sops_history_row_init(struct sops_history_row *row);

/* options may be NULL: none. */
int sops_history_new(struct sops_history **out, const struct sops_history_options *options,
	struct sops_error *err);
void sops_history_free(struct sops_history *history);

/*
 * Each adds one row; texts are copied, but for the place's file, which must stay until the
 * history is freed. SOPS_EINPUT, and the row is as if it had not been added:
 *	a stage history needs a deal, a stage and the time it was entered
 */

/* Of a log. left may be blank. */
int sops_history_add_entry(struct sops_history *history, const struct sops_history_row *row,
	const struct sops_place *place, struct sops_error *err);

/* Of changes: the row's stage is To Stage; from is blank in the first row of a deal. */
int sops_history_add_change(struct sops_history *history, const struct sops_history_row *row,
	struct sops_field from, const struct sops_place *place, struct sops_error *err);

/*
 * Of fields: the row's stage is New Value. When the deal was created, it was in the stage that
 * the first change of stage left; when there was none, in the stage in which it is at present.
 */
struct sops_history_field {
	struct sops_field name;    /* Field / Event: Stage, StageName, Created., or another */
	struct sops_field old;     /* Old Value */
	struct sops_field present; /* the Stage column, where there is one */
};

int sops_history_add_field(struct sops_history *history, const struct sops_history_row *row,
	const struct sops_history_field *field, const struct sops_place *place,
	struct sops_error *err);

/* Of wide: one stage of a deal, and when it was entered and left; both blank: it never was. */
int sops_history_add_wide(struct sops_history *history, const struct sops_history_row *row,
	const struct sops_place *place, struct sops_error *err);

/*
 * Whether a column of the wide layout has this header, and of which stage. The pipeline in
 * parentheses at the end, if there is one, is cut off; quotes may be straight, curly or single.
 *	Date entered "Discovery (Sales Pipeline)"    Date exited 'Demo'
 *	hs_v2_date_entered_appointmentscheduled      hs_date_exited_12345
 *	进入“发现（销售管道）”的时间    离开发现的日期
 * Fields point into the header.
 */
bool sops_history_wide(struct sops_field header, struct sops_field *stage,
	struct sops_field *pipeline, bool *exited);

/* Makes the rows. Nothing may be added after it. */
int sops_history_finish(struct sops_history *history, struct sops_error *err);

/* The next row, if there is one; its texts hold until the history is freed. */
bool sops_history_next(struct sops_history *history, struct sops_history_row *row);

/* What may be odd with rows. They are written all the same, unless it says otherwise. */
enum sops_history_oddity {
	SOPS_HISTORY_SAME_TIME,   /* as the row before, in another stage, and From does not tell */
	SOPS_HISTORY_LEFT_BEFORE, /* left on an earlier day than entered: left is dropped */
	SOPS_HISTORY_LEFT_APART,  /* left on another day than the next stage was entered, which
				   * counts */
	SOPS_HISTORY_NOT_ENTERED, /* left, but never entered: not written */
	SOPS_HISTORY_FUTURE,      /* entered after as_of */
	SOPS_HISTORY_BROKEN,      /* From is not the stage in which the deal was */
	SOPS_HISTORY_NO_START,    /* the first row of a deal tells of an earlier stage */
	SOPS_HISTORY_NAMESAKE,    /* begins another deal of the same name, Acme[2]; by_name only */
	SOPS_HISTORY_ODDITIES,
};

struct sops_history_odd {
	uint64_t count;
	struct sops_place first; /* in the order of the input: file and line */
};

/* read = written + merged + edits + others + blank + unknown, once it is finished */
struct sops_history_counts {
	uint64_t read;
	uint64_t written;
	uint64_t merged;  /* into the row before: the deal was in the stage */
	uint64_t edits;   /* From = To */
	uint64_t others;  /* of other fields than the stage */
	uint64_t blank;   /* of wide: stages that the deal never was in */
	uint64_t unknown; /* the stage or the time is not told: Created. of a deal without a
			   * stage, a stage left but never entered */
	uint64_t deals, stageless; /* deals seen, and those of them without a row */
	struct sops_history_odd odd[SOPS_HISTORY_ODDITIES];
};

const struct sops_history_counts *sops_history_counts(const struct sops_history *history);

/* For messages, after a count: "rows entered after the as-of date". */
const char *sops_history_oddity_text(enum sops_history_oddity oddity);

#endif
