/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audited.h: deals beside their history, activities and process, as texts, and what is found. */
#ifndef TESTS_AUDITED_H
#define TESTS_AUDITED_H

#include <sops/conformance.h>

struct audited {
	const char *stages;     /* of stages.csv; NULL: there is none, and so on */
	const char *moves;      /* more that are legal */
	const char *deals;
	const char *history;
	const char *activities;
	const char *as_of;      /* 2026-03-04; NULL: blank */
	const char *jump;       /* a share; NULL: blank */
	int64_t edit_days;
	bool some;
	uint32_t exempt;        /* of all deals */
	unsigned seed;          /* deals are dealt out at random to parts, which are saved, loaded
	                           and merged; 0: they are not */
};

/*
 * A line for each finding, or the error on one line:
 *	stage_skip history.csv:3 D1 stage=Won: skipped Demo between Discovery and Won
 *	stage_field @120 D1 amount=: amount is blank, and Demo requires it
 * Then counts of checks, "stage_skip 1/7", where counts is true. To be freed.
 */
char *audited_findings(const struct audited *audited, bool counts);
/* The table of variants, or of owners, as csv. */
char *audited_variants(const struct audited *audited);
char *audited_owners(const struct audited *audited);

/* The state of all deals, as saved. */
char *audited_state(const struct audited *audited);

/* Fails with both texts when the findings differ. */
void audited_expect(const struct audited *audited, const char *findings);

#endif
