/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SOPS_PROCESS_PRIVATE_H
#define SOPS_PROCESS_PRIVATE_H

#include <sops/process.h>

#include "texts.h"

/* A stage, and what is only needed to find it. */
struct sops__process_stage {
	struct sops_process_stage is; /* its texts are words of the process */
	uint32_t name, pipeline, activity, aliases, next; /* the numbers of these texts */
	uint32_t lane;                /* of its pipeline; 0: every one */
	uint64_t line;
	bool named;                   /* moves from here are named: there are no others */
};

/* One of the names of a stage. */
struct sops__process_name {
	int stage;
	uint32_t more; /* the next stage that is called so too, 1 higher than its index; or 0 */
};

struct sops_process {
	struct sops__process_stage *stages;
	size_t count, size;
	struct sops__texts words;     /* as they are written */
	struct sops__texts fields;    /* required; numbers are 1 higher than those told */
	struct sops__texts lanes;     /* pipelines, in small letters */
	struct sops__texts names;     /* of stages, in small letters */
	uint32_t *first;              /* by the number of a name: of which of called */
	struct sops__process_name *called;
	size_t n_called;
	uint8_t *moves;               /* [from * count + to]: that are named; NULL: none is */
	/* While it is read. */
	const char *file;
	const struct sops_profile *profile;
};

static inline char sops__process_small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether it is a stage of the lane. */
static inline bool sops__process_in(const struct sops__process_stage *stage, uint32_t lane)
{
	return stage->lane == 0 || stage->lane == lane;
}

/* Whether it is open and comes before the other one of its lane: every open one, where that
 * is won. */
bool sops__process_leads(const struct sops__process_stage *stage,
	const struct sops__process_stage *to);

/* The next stage that has the name, in any pipeline: *at is 0 at first. -1: no more. */
int sops__process_called(const struct sops_process *process, struct sops_field name,
	uint32_t *at);
/* The next part of a list that is separated by ; or by |; false: there is none. */
bool sops__process_cut(struct sops_field *part, struct sops_field *list);
/* The lane of a pipeline; 0: it is blank, or no stage is of it. */
uint32_t sops__process_lane(const struct sops_process *process, struct sops_field pipeline);
/* Takes the moves that the stages name. */
int sops__process_moves(struct sops_process *process, struct sops_error *err);

#endif
