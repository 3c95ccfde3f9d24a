/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conformance.h: whether deals went the way the process says, and whether their history holds.
 *
 * Deals are added in any order, in parts that are merged, and saved and loaded on the way; then
 * sops_conformance_run puts their stage history beside them, the activities and the process,
 * each of which may be missing, and tells what it finds:
 *
 *	STAGE_UNKNOWN       a deal, a stay     the process has no such stage
 *	STAGE_FIELD         a required field   of the deal is blank
 *	STAGE_ACTIVITY      a required one     was not done before the deal went on
 *	STAGE_SKIP          a move             leaves out stages that are not optional
 *	STAGE_REGRESSION    a move             goes back to an earlier stage
 *	STAGE_REPEAT        a move             enters a stage that the deal was in before
 *	ILLEGAL_TRANSITION  a move             is none that the process allows, or is named
 *	STAGE_TOO_LONG      a stay             was longer than the stage's max_days
 *	EDIT_AFTER_CLOSE    a row              changes a deal that is closed
 *	AMOUNT_JUMP         an amount          differs by more than a share from the one before
 *	HISTORY_ORDER       a row of a history cannot have been at that time
 *	HISTORY_DIFFERS     a deal             is not in the stage that its history ends in
 *	                    a history          is of none of the deals
 *
 * Of every check as many were checked and as many failed as sops_conformance_count says; each
 * that failed is one finding.
 *
 * Moves and stays. Rows of the history that go on in the same stage, by whatever alias, are one
 * stay; a move is from one stay to the next, and the first stay of a deal is a move from
 * nowhere. What is entered after the as-of date is no move. A move to or from a stage that the
 * process does not know, or between two pipelines, is not judged, but for STAGE_REPEAT. One
 * move can be a skip, a regression or illegal, one of them only; besides it can be a repeat.
 * Rows of one time stand as in the input or, where From and To fit one way round only, that way
 * round.
 *
 * Days. A stay lasts from the day it was entered to the day it was left, or the deal was
 * closed, or as-of: entered and left on one day it lasts 0 days. It is too long when that is
 * more than the limit. A deal without a history has been in its stage since stage_changed.
 *
 * Fields. An open or won deal needs what its stage requires and what the stages before it do,
 * optional ones apart; a lost or void one what its own stage requires and what was required
 * where it was lost: in lost_from, else in the last open stage of its history.
 *
 * Activities. A stage's activity is done when one of that type, in any case of letters, and not
 * by automation, began on the day the deal went on from the stage or before; going on is a move
 * to a later stage or to a won one. A deal that went on twice is judged by the first time.
 * Without a history those stages are judged that lie before the deal's own (or before
 * lost_from), optional ones apart, as of the as-of date.
 *
 * After the close. Until the history shows that a deal is closed, a row after the day it was
 * closed contradicts that day: HISTORY_ORDER. From then on a row more than edit_days after that
 * day that changes the stage or the amount is an edit; so is a deal's own modified.
 *
 * HISTORY_ORDER also fails for a row before the day the deal was created, after the as-of date,
 * left before it was entered, left on another day than the next stage was entered, or from a
 * stage in which the deal was not. A row that fails for several reasons is one finding.
 *
 * AMOUNT_JUMP: |amount - last| > share * |last|, exactly; last is the amount of the row before
 * that has one, in the same currency. From 0 no change is a jump: nobody can say by what share.
 *
 * Without a process, only repeats, named moves, edits, jumps, the order and the end of the
 * history and missing deals are looked for. Two rows of deals with one id: the history is that
 * of the first by its byte, and the other is a deal without one. Both forms of a Salesforce id
 * are one. A deal without an id has no history.
 *
 * Findings come by the byte of the deal: what is wrong with its own row (file NULL, and the
 * byte) by number of the check, then what is wrong with its history (file and line) by time,
 * rows of one time as above, and of one row by number of the check. History of missing deals
 * comes last, by line. Any split of the deals gives the same.
 *
 * Memory: some 100 bytes a deal and 80 a row of the history.
 */
#ifndef SOPS_CONFORMANCE_H
#define SOPS_CONFORMANCE_H

#include <sops/activities.h>
#include <sops/finding.h>
#include <sops/history_events.h>
#include <sops/process.h>
#include <sops/table.h>

struct sops_conformance;
struct sops_conformance_history;
struct sops_conformance_activities;

/* What it reads of deals, where there is such a column. */
#define SOPS_CONFORMANCE_USES \
	(SOPS_ROLE(SOPS_DEALS_ID) | SOPS_ROLE(SOPS_DEALS_OWNER) | SOPS_ROLE(SOPS_DEALS_STAGE) | \
	 SOPS_ROLE(SOPS_DEALS_PIPELINE) | SOPS_ROLE(SOPS_DEALS_CREATED) | \
	 SOPS_ROLE(SOPS_DEALS_CLOSE_DATE) | SOPS_ROLE(SOPS_DEALS_CLOSED) | \
	 SOPS_ROLE(SOPS_DEALS_MODIFIED) | SOPS_ROLE(SOPS_DEALS_STAGE_CHANGED) | \
	 SOPS_ROLE(SOPS_DEALS_STATUS) | SOPS_ROLE(SOPS_DEALS_LOST_FROM))

int sops_conformance_new(struct sops_conformance **out, struct sops_error *err);
void sops_conformance_free(struct sops_conformance *conformance);

/* A set of checks, from STAGE_UNKNOWN to HISTORY_DIFFERS. */
#define SOPS_CONFORMANCE_CHECK(check) (UINT32_C(1) << ((check) - SOPS_CHECK_STAGE_UNKNOWN))

/*
 * Adds a deal; texts are copied. blank: the required fields that are blank in it, by
 * sops_process_blank; 0 without a process. exempt: the checks that are not for this deal, which
 * are then neither counted nor told of it.
 */
int sops_conformance_add_deal(struct sops_conformance *conformance, const struct sops_deal *deal,
	uint64_t blank, uint32_t exempt, struct sops_error *err);
int sops_conformance_merge(struct sops_conformance *into, const struct sops_conformance *from,
	struct sops_error *err);
/* Appends one line of JSON, without the line end: the same for the same deals in any order. */
int sops_conformance_save(const struct sops_conformance *conformance, struct sops_buffer *out,
	struct sops_error *err);
/* Fills an empty one. SOPS_EINPUT when the text is no such state. */
int sops_conformance_load(struct sops_conformance *empty, struct sops_field text,
	struct sops_error *err);

/*
 * Reads a history whole, in any of the layouts of history.h: an input of sops_history_event_rows,
 * opened whole with these roles to use, which need not outlive the reading. SOPS_EINPUT: no
 * deal_id, by which it is put beside the deals; and what history_events.h says.
 */
extern const uint64_t sops_conformance_history_uses;
int sops_conformance_history_read(struct sops_conformance_history **out, struct sops_input *input,
	struct sops_error *err);
void sops_conformance_history_free(struct sops_conformance_history *history);

#define SOPS_CONFORMANCE_ACTIVITY_NEEDS \
	(SOPS_ROLE(SOPS_ACTIVITIES_DEAL_ID) | SOPS_ROLE(SOPS_ACTIVITIES_TYPE) | \
	 SOPS_ROLE(SOPS_ACTIVITIES_START))
#define SOPS_CONFORMANCE_ACTIVITY_USES SOPS_ROLE(SOPS_ACTIVITIES_AUTO)
/* Reads an input of sops_activities whole, and keeps of each deal and type that the process
 * requires the first; what has no start, or one after as-of, was not done. */
int sops_conformance_activities_read(struct sops_conformance_activities **out,
	struct sops_input *input, const struct sops_process *process, sops_date as_of,
	struct sops_error *err);
void sops_conformance_activities_free(struct sops_conformance_activities *activities);

/* All borrowed. */
struct sops_conformance_options {
	const struct sops_process *process;                   /* or NULL */
	const struct sops_conformance_history *history;       /* or NULL */
	const struct sops_conformance_activities *activities; /* or NULL: they are not checked */
	const struct sops_profile *profile; /* that knows kinds of stages, or NULL */
	sops_date as_of;         /* blank: nothing is too late, and open stays last for no time */
	int64_t edit_days;       /* so many days after the close edits are none */
	struct sops_money jump;  /* a share; blank: amounts are not compared */
	bool some;               /* deals were left out: that one is missing says nothing */
	/* Moves that are illegal: FROM, TO, FROM, TO … with * for any, as rules name them. The
	 * first n_strict of them whatever the process says, the others where it says nothing. */
	const struct sops_field *moves;
	size_t n_moves, n_strict;
};

/* Whether one of so many fields, FROM, TO, FROM, TO …, names the move, in any case of letters. */
bool sops_move_named(const struct sops_field *moves, size_t n, struct sops_field from,
	struct sops_field to);

/*
 * Checks all, and tells it. Once; nothing may be added after it. tell may be NULL. A negative
 * status of tell ends it; SOPS_EINPUT: overflow.
 */
int sops_conformance_run(struct sops_conformance *conformance,
	const struct sops_conformance_options *options, sops_tell tell, void *to,
	struct sops_error *err);

/* What follows is known when it has run. */

struct sops_conformance_count {
	int64_t checked, failed;
};
/* Both 0 of checks that are none of those above. */
struct sops_conformance_count sops_conformance_count(const struct sops_conformance *conformance,
	enum sops_check_number check);
/* Deals in all, and those that have a history. */
int64_t sops_conformance_deals(const struct sops_conformance *conformance);
int64_t sops_conformance_with_history(const struct sops_conformance *conformance);

/*
 * The ways that deals went, the most frequent first, then by path:
 *
 *	path        the stages of the stays, as the process calls them: Discovery > Demo > Won
 *	deals       that went that way
 *	share       of deals that have a history
 *	conforming  whether no move is a skip, a regression or illegal, and every stage is known;
 *	            blank without a process
 *	mean_days   from the first row to the last, of deals that are closed
 *	won         deals that are won
 *	win_rate    won / (won + lost)
 *
 * A path is listed twice where it conforms in one pipeline and not in another.
 */
int sops_conformance_variants(const struct sops_conformance *conformance, struct sops_table **out,
	struct sops_error *err);

/*
 * Deals by owner, bytewise, a blank one last; and before them, with total true, all:
 *
 *	owner, total, deals
 *	conforming  deals of which nothing that follows is to be said, and every stage known
 *	share       conforming / deals
 *	skipped, backward, repeated, illegal, too_long, missing_fields, missing_activities,
 *	edited_after_close
 *	            deals with such a finding, however many
 *
 * A figure is blank when nothing was checked that could be so: without a history nobody knows who
 * skipped.
 */
int sops_conformance_owners(const struct sops_conformance *conformance, struct sops_table **out,
	struct sops_error *err);

#endif
