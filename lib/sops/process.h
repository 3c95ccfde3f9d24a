/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * process.h: the stage model as a process: which moves are legal, what a stage demands, and how
 * long a deal may be in it.
 *
 * It is read from the full table of stages, of one pipeline or of several:
 *
 *	stage	its name
 *	order	a number that sorts the open stages of a pipeline; no two have the same
 *	kind	open, won, lost or void; blank: as the profile has it, else by the name
 *	pipeline	whose stage it is; blank: of every pipeline
 *	aliases	other spellings, separated by ; or |
 *	probability, max_days	what the stage is worth, and how long a deal may be in it
 *	optional	yes: it may be left out
 *	required_fields	columns not to be blank here or later, separated by ;
 *	required_activity	what has to be done before a deal goes on from this stage
 *	next	the stages that may follow, separated by ;
 *
 * Names are compared without regard to the case of ASCII letters. A name means the stage that the
 * deal's own pipeline calls so, else one without a pipeline; of a deal that names no pipeline, the
 * only one so called, whichever pipeline it is of.
 *
 * Where nothing else is said, a move is
 *
 *	legal     from an open stage forward, past optional stages only; to a won stage from the
 *	          last open one, or from before optional ones; to a lost or void stage from any
 *	          open one; into the first stage, or past optional ones, to begin with
 *	a skip    the same past stages that are not optional
 *	back      to an open stage of a lower order
 *	illegal   from a stage that is won, lost or void to any other
 *	apart     between stages of two pipelines: nobody has put these in order
 *
 * Moves can be named, by next or by sops_process_allow. A stage from which moves are named
 * has these and those to lost and void stages, if it is open; every other one is then illegal,
 * whether forward or back. What is allowed from everywhere, *>STAGE, adds to that and takes
 * nothing away.
 */
#ifndef SOPS_PROCESS_H
#define SOPS_PROCESS_H

#include <sops/deals.h>
#include <sops/input.h>

struct sops_process;

/* A stage more, and the square of so many bytes of moves is out of proportion. */
#define SOPS_PROCESS_STAGES 1000
/* Required fields are numbered, and sets of them are bits. */
#define SOPS_PROCESS_FIELDS 64

/*
 * From an open descriptor; name is what messages call the file. The profile, or NULL, knows the
 * kinds of stages that do not say theirs. SOPS_EUSAGE with the place:
 *	the stages have an empty name among them
 *	stage "A" is named twice
 *	stage "A" has no order
 *	stages "A" and "B" have the same order
 *	the stages have no "C", in next
 *	more than 1000 stages; more than 64 required fields
 * An unreadable cell is SOPS_EINPUT.
 */
int sops_process_read(struct sops_process **out, int fd, const char *name,
	const struct sops_profile *profile, struct sops_error *err);
/* From a list of stages in order: "Discovery,Demo,Won". What they are is told by their names. The
 * same errors, without a place. */
int sops_process_parse(struct sops_process **out, const char *list,
	const struct sops_profile *profile, struct sops_error *err);
void sops_process_free(struct sops_process *process);

/*
 * More moves that are legal: FROM>TO|FROM>TO…, where * is any stage. A name that is in several
 * pipelines means all of them. SOPS_EUSAGE: "x" is no move (write FROM>TO); the stages have
 * no "A", with the nearest.
 */
int sops_process_allow(struct sops_process *process, const char *moves, struct sops_error *err);

struct sops_process_stage {
	struct sops_field name, pipeline; /* borrowed from the process */
	struct sops_field activity;       /* that is required; or blank */
	enum sops_deal_status kind;
	struct sops_money order, probability; /* or blank */
	int64_t max_days;                 /* or -1 */
	bool optional;
	uint64_t fields;                  /* that it requires itself, a bit each */
};

/* By pipeline as they first occur; there open ones in order, won, lost, void. */
size_t sops_process_count(const struct sops_process *process);
const struct sops_process_stage *sops_process_at(const struct sops_process *process,
	size_t stage);

/* What a deal's stage is where it is none of the model's. */
#define SOPS_PROCESS_NONE (-1)    /* the pipeline has no stage of that name */
#define SOPS_PROCESS_UNCLEAR (-2) /* several pipelines have one, and the deal is in none */

/* The number of the stage of that name, for a deal in that pipeline, which may be blank. */
int sops_process_find(const struct sops_process *process, struct sops_field pipeline,
	struct sops_field name);

enum sops_move {
	SOPS_MOVE_LEGAL,
	SOPS_MOVE_SKIP,
	SOPS_MOVE_BACK,
	SOPS_MOVE_ILLEGAL,
	SOPS_MOVE_APART,
};

/* Of a move from a stage, or from nowhere (-1), into another, of a deal in that pipeline. */
enum sops_move sops_process_move(const struct sops_process *process, struct sops_field pipeline,
	int from, int to);
/* The first stage after so many that such a move leaves out and may not; -1 when there is none:
 *	for (s = -1; (s = sops_process_skipped(process, pipeline, from, to, s)) >= 0; ) */
int sops_process_skipped(const struct sops_process *process, struct sops_field pipeline, int from,
	int to, int after);

/* Whether one open stage comes before another of its pipeline; won ones come last. */
bool sops_process_before(const struct sops_process *process, int a, int b);

/* The columns that stages require, by number. */
size_t sops_process_fields(const struct sops_process *process);
struct sops_field sops_process_field(const struct sops_process *process, size_t field);
/* What is required of a deal in that stage: by the stage itself and by the open stages before
 * it, which are all of them where it is won; but not by those that are optional. Of a lost or void
 * one by itself alone: it can be entered from anywhere. */
uint64_t sops_process_required(const struct sops_process *process, struct sops_field pipeline,
	int stage);

/*
 * Which columns of an input the required fields are: roles or headers. Process and input are
 * borrowed, and the input is opened whole. SOPS_EINPUT: the table has no such column, with the
 * nearest.
 */
struct sops_process_columns;
int sops_process_columns_new(struct sops_process_columns **out, const struct sops_process *process,
	const struct sops_input *input, struct sops_error *err);
void sops_process_columns_free(struct sops_process_columns *columns);
/* The required fields that are blank in the input's last row, a bit each. */
uint64_t sops_process_blank(const struct sops_process_columns *columns, const void *row);

#endif
