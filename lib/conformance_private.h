/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SOPS_CONFORMANCE_PRIVATE_H
#define SOPS_CONFORMANCE_PRIVATE_H

#include <sops/conformance.h>

#include "history_private.h"
#include "texts.h"

/* A deal as it is kept. Texts are numbers. */
struct sops__conformance_deal {
	uint64_t byte, blank;
	uint32_t id;                                /* of ids */
	uint32_t owner, stage, pipeline, lost_from; /* of words */
	sops_date created, closed, modified, stage_changed;
	uint16_t exempt;
	uint8_t status;
};

/* Deals that went one way. */
struct sops__variant {
	int64_t deals, won, lost, closed, days;
};

/* Deals of an owner, and how many of them failed which check. */
#define SOPS__CONFORMANCE_CHECKS (SOPS_CHECK_HISTORY_DIFFERS - SOPS_CHECK_STAGE_UNKNOWN + 1)
struct sops__owner {
	int64_t deals, conforming, faults[SOPS__CONFORMANCE_CHECKS];
};

struct sops_conformance {
	struct sops__conformance_deal *deals;
	size_t count, size;
	struct sops__texts ids, words;
	/* When it has run. */
	struct sops_conformance_count counts[SOPS_CHECKS];
	int64_t with_history;
	bool has_process, has_history;
	struct sops__texts paths;        /* each stage and a NUL, a NUL, then + or - */
	struct sops__variant *variants;  /* by the number of the path */
	size_t n_variants;
	struct sops__owner *owners;      /* by the number of the word */
	size_t n_owners;
};

struct sops_conformance_history {
	struct sops_history_events *events;
	const struct sops_history *history; /* that of the events */
	struct sops__history_deals deals;   /* settled */
};

struct sops_conformance_activities {
	struct sops_group *first; /* the day, by deal NUL type */
};

/* The key of an activity, which is cleared first. */
int sops__conformance_activity(struct sops_buffer *key, struct sops_field id,
	struct sops_field type, struct sops_error *err);

int sops__conformance_append(struct sops_conformance *conformance,
	const struct sops__conformance_deal *deal, struct sops_error *err);
/* Numbers of deals by byte; to be freed. NULL when memory runs out. */
uint32_t *sops__conformance_order(const struct sops_conformance *conformance);

/* A stay of a deal in a stage. */
struct sops__stay {
	const struct sops__history_event *event; /* by which it began, or that told of it */
	int stage;               /* of the process, or SOPS_PROCESS_NONE or _UNCLEAR */
	uint32_t identity;       /* the same for what is the same stage */
	struct sops_field name;  /* as the process has it, else as written */
	enum sops_deal_status kind;
	sops_date entered, left; /* blank: nobody knows; it still is there */
	bool again;              /* an earlier stay was in the stage */
	enum sops_move move;     /* by which it was entered; APART where nobody can judge it */
	bool judged;             /* the move */
};

/* What is known while one deal after the other is judged. */
struct sops__judge {
	struct sops_conformance *of;
	const struct sops_conformance_options *options;
	sops_tell tell;
	void *to;
	struct sops_buffer text;     /* of the message */
	struct sops_buffer key;
	struct sops__texts unknown;  /* stages that are not the process's, with their pipelines */
	uint32_t *seen; /* by identity: the turn of the deal that was last there; 1 more: went on */
	size_t n_seen;
	uint32_t turn;
	/* Of the deal at hand. */
	const struct sops__conformance_deal *deal;
	struct sops_field pipeline;
	const uint32_t *events;      /* of the history, in order */
	size_t n_events;
	struct sops__stay *path;
	size_t len, size;
	struct sops_field from;      /* of the move that is told next: the stage before */
	uint32_t faults;             /* a bit for each check that it failed */
};

/* Whether the check is for the deal; then it is counted as checked. */
bool sops__judge_checks(struct sops__judge *judge, enum sops_check_number check);
/* A finding about the deal's row (event NULL) or a row of its history. The message is in
 * judge->text. */
int sops__judge_tell(struct sops__judge *judge, enum sops_check_number check,
	const struct sops__history_event *event, struct sops_field column, struct sops_field value,
	struct sops_error *err);
/* Clears the message and begins it. */
void sops__judge_say(struct sops__judge *judge, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Append to it: a name as it can be shown; " on 2026-03-04", where the day is known. */
void sops__judge_name(struct sops__judge *judge, struct sops_field name);
void sops__judge_day(struct sops__judge *judge, const char *before, sops_date day);

/* Begin the message: the process has no such stage; so many days in a stage are too many. */
void sops__judge_unknown(struct sops__judge *judge, int why, struct sops_field stage,
	struct sops_field pipeline);
void sops__judge_long(struct sops__judge *judge, const char *was,
	const struct sops_process_stage *stage, int64_t days);
/* Appends " on 2026-03-04, 3 days after it was closed". */
void sops__judge_late(struct sops__judge *judge, sops_date day);

static inline struct sops_field sops__judge_word(const struct sops__judge *judge, uint32_t word)
{
	return sops__texts_at(&judge->of->words, word);
}

static inline const struct sops__history_event *sops__judge_event(const struct sops__judge *judge,
	size_t i)
{
	return &judge->options->history->history->events[judge->events[i]];
}

/* Finds the stays of the deal at hand, and judges its moves. */
int sops__judge_walk(struct sops__judge *judge, struct sops_error *err);
/* Tells what is wrong with its own row, with its stays, and with rows of its history. */
int sops__judge_row(struct sops__judge *judge, struct sops_error *err);
int sops__judge_stay(struct sops__judge *judge, size_t stay, struct sops_error *err);
int sops__judge_events(struct sops__judge *judge, struct sops_error *err);
/* Puts it among those of its way and of its owner. */
int sops__judge_account(struct sops__judge *judge, struct sops_error *err);

/* The kind of a stage: as the process has it, else by its name. */
enum sops_deal_status sops__judge_kind(const struct sops__judge *judge, int stage,
	struct sops_field name);

#endif
