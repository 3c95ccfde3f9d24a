/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_risk.h: what is known of an open deal, and what is made of it. */
#ifndef SOPS_PIPELINE_RISK_H
#define SOPS_PIPELINE_RISK_H

#include "pipeline_private.h"

/* Numbers of a deal that is kept; days and counts are -1 where nobody knows. */
enum { AGE, IDLE, OVERDUE, STAYING, PUSHES, CONTACTS, FLAGS };
_Static_assert(FLAGS < SOPS__PIPELINE_NUMBERS, "no room for all numbers");

/* The last and on: a bit for each that may be missing. */
enum { PLANNED = 1, STEPLESS = 2, UNTOUCHED = 4, MISSING = 8 };

struct sops__risky {
	struct sops__pipeline_kept kept;
	int64_t risk;
	uint32_t reasons; /* a bit each */
};

struct sops__ranking {
	struct sops__risky *deals;
	size_t count;
	const struct sops_pipeline_options *options;
	struct sops_group *stages; /* struct sops_tally of days in the stage */
	struct sops_money *amounts; /* in order */
	size_t n_amounts;
	struct sops_sum sum; /* of them, in one currency */
	struct sops_error *err;
};

/* Gives every deal its risk and reasons, and puts them in order. */
int sops__pipeline_rank(struct sops__ranking *ranking);

#endif
